"""What the lexer hands to the parser."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .nodes import Position

# Kinds of token:
NAME = "name"  # value: the normalised identifier
NUMBER = "number"  # value: an int, float or complex
STRING = "string"  # value: the str or bytes that it stands for, escapes already resolved
FSTRING = "fstring"  # value: a list of str and FStringField, in order
OPERATOR = "operator"  # value: the canonical sign, ASCII where there is one: "," for "،"
VARIABLE = "variable"  # a logic variable: value: its name without the mark; "_" for "?_"
NEWLINE = "newline"  # the end of a line, inside brackets too; blank lines give none
END = "end"  # the end of the file, once

_DIGITS_WITHOUT_DOT = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "0123456789" * 2, "_٬")


class Token:
    """One token.

    kind        one of the kinds above
    value       by kind, see there
    word        for a NAME: the concept's English keyword where the spelling, folded, is in the
                table of words ("if" for "إذا"), hard and contextual ones alike; else None
    reserved    for a NAME: whether this spelling is a word everywhere, and never a name
    position    (line, column, end line, end column) in characters
    spaced      whether white space, a comment or a line's end stands right before it
    text        the source text, as written
    """

    __slots__ = ("kind", "position", "reserved", "spaced", "text", "value", "word")

    def __init__(
        self,
        kind: str,
        value: object,
        word: str | None,
        position: Position,
        spaced: bool,
        text: str,
        reserved: bool = False,
    ) -> None:
        self.kind = kind
        self.value = value
        self.word = word
        self.position = position
        self.spaced = spaced
        self.text = text
        self.reserved = reserved

    def __repr__(self) -> str:
        return f"Token({self.kind}, {self.value!r}, {self.position})"


class FStringField:
    """One replacement field of an f-string.

    tokens       the tokens of its expression, closed by an END; no NEWLINE among them
    label        for `{x=}` the text to put before the value ("x="), else ""
    conversion   "r", "s", "a" or None; "r" for `{x=}` without a conversion and a spec, as Python
    format_spec  the parts of the format spec (as an FSTRING's value), or None
    """

    __slots__ = ("conversion", "format_spec", "label", "position", "tokens")

    def __init__(
        self,
        tokens: list[Token],
        label: str,
        conversion: str | None,
        format_spec: list[str | FStringField] | None,
        position: Position,
    ) -> None:
        self.tokens = tokens
        self.label = label
        self.conversion = conversion
        self.format_spec = format_spec
        self.position = position


def split(token: Token, length: int) -> tuple[Token, Token]:
    """A sign as two, the first of `length` characters: `:-` as `:` and `-`."""
    line, column, end_line, end_column = token.position
    middle = column + length
    first, second = token.text[:length], token.text[length:]
    return (
        Token(OPERATOR, first, None, (line, column, line, middle), token.spaced, first),
        Token(OPERATOR, second, None, (line, middle, end_line, end_column), False, second),
    )


def with_dot(number: Token) -> float | None:
    """The float that a NUMBER and the dot right behind it are together; None where they are none.

    `12` gives 12.0; `0x1f`, `1.5` and `2j` take no dot.
    """
    digits = number.text.translate(_DIGITS_WITHOUT_DOT)
    return float(digits + ".") if digits.isdecimal() else None
