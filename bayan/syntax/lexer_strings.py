"""Strings with prefixes, escapes, lines or fields.

An f-string is read in one go: its literal text here, the tokens of its fields by the lexer's own
loop, which comes back here for strings in them (to a limit, so nothing overflows). A quotation mark
inside a field opens a string of its own, as in Python since 3.12: f"{d["key"]}".
"""

from __future__ import annotations

import re

from .lexer import Lexer, TooManyErrors, short
from .tokens import END, FSTRING, STRING, FStringField, Token

# How deep f-strings and format specs may stand in one another's fields.
MOST_NESTED_FSTRINGS = 100

_PIECE = {"'": re.compile(r"[^'\\{}]*+"), '"': re.compile(r'[^"\\{}]*+')}
_COMMENT = re.compile(r"#[^\n]*+")
_LABEL_END = re.compile(r"=(?:[ \t\f\n]|#[^\n]*+\n)*+(?=[!:}])")
_CONVERSION = re.compile(r"!([ \t\f\n]*+)((?:[A-Za-z0-9_]|[^\x00-\x7f])*+)[ \t\f\n]*+")
_NAMED = re.compile(r"\\N\{[^{}\"'\n]*+\}")
_ESCAPE = re.compile(
    r"\\(?:([\\'\"abfnrtv\n])|([0-7]{1,3})|x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})"
    r"|U([0-9A-Fa-f]{8})|N\{([^{}\n]*+)\}|(.))",
    re.DOTALL,
)
_SIMPLE_ESCAPES = {
    "\\": "\\", "'": "'", '"': '"', "a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r",
    "t": "\t", "v": "\v", "\n": "",
}  # fmt: skip


def read_string(lexer: Lexer, start: int, body: int, spaced: bool) -> Token | None:
    """A string of any kind, whose prefix and opening quote end at `body`.

    None where the mark stands in a field and ends the f-string around it, whose `}` is missing.
    """
    text = lexer.text
    opening = text[start:body]
    quote = opening.lstrip("rRbBuUfF")
    prefix = opening[: -len(quote)].lower()
    if "f" in prefix:
        return _fstring(lexer, start, body, quote, "r" in prefix, spaced)
    body_end = _closing(text, quote, body)
    if lexer.open_quotes and lexer.open_quotes[-1] == opening:
        spans_lines = len(quote) == 1 and text.find("\n", body, body_end) >= 0
        if body_end < 0 or spans_lines:
            lexer.position = start
            return None
    value: str | bytes
    if body_end < 0:
        report_unterminated(lexer, start, body)
        end = len(text)
        value = b"" if "b" in prefix else ""
    else:
        end = body_end + len(quote)
        lexer.check_directions([(body, body_end)])
        if "b" in prefix:
            value = _bytes(lexer, body, body_end, "r" in prefix)
        elif "r" in prefix:
            value = text[body:body_end]
        else:
            value = _unescaped(lexer, body, body_end, False)
    position = lexer.span(start, end)
    if position[0] != position[2] and len(quote) == 1 and not lexer.first_long_string:
        lexer.first_long_string = position[0]
    return Token(STRING, value, None, position, spaced, text[start:end])


def _closing(text: str, quote: str, start: int) -> int:
    """Where the closing quote stands, or -1; what follows a backslash closes nothing."""
    end = text.find(quote, start)
    while end >= 0:
        backslash = text.find("\\", start, end)
        if backslash < 0:
            return end
        start = backslash + 2
        if start > end:
            end = text.find(quote, start)
    return -1


def report_unterminated(lexer: Lexer, start: int, body: int) -> None:
    """The error for a string without an end, which an earlier one may have caused."""
    if lexer.first_long_string:
        lexer.error("B107", start, body, lexer.first_long_string)
    else:
        lexer.error("B106", start, body)


def _bytes(lexer: Lexer, start: int, end: int, is_raw: bool) -> bytes:
    text = lexer.text
    body = text[start:end]
    if not body.isascii():
        index = next(index for index in range(start, end) if text[index] > "\x7f")
        lexer.error("B119", index, index + 1, text[index])
        return b""
    if not is_raw:
        body = _unescaped(lexer, start, end, True)
    return body.encode("latin-1")


# Escapes


def _unescaped(lexer: Lexer, start: int, end: int, is_bytes: bool) -> str:
    """What a piece of a string that is not raw stands for."""
    text = lexer.text
    if text.find("\\", start, end) < 0:
        return text[start:end]
    pieces = []
    last = start
    for found in _ESCAPE.finditer(text, start, end):
        pieces.append(text[last : found.start()])
        pieces.append(_escape(lexer, found, is_bytes))
        last = found.end()
    pieces.append(text[last:end])
    return "".join(pieces)


def _escape(lexer: Lexer, found: re.Match[str], is_bytes: bool) -> str:
    simple, octal, short_code, four, eight, name, unknown = found.groups()
    start, end = found.span()
    if simple is not None:
        return _SIMPLE_ESCAPES[simple]
    if octal is not None:
        code = int(octal, 8)
        if code > 0o377:
            lexer.warn("B403", start, end, found[0])
        return chr(code & 0xFF if is_bytes else code)
    if short_code is not None:
        return chr(int(short_code, 16))
    if is_bytes and unknown != "x":
        lexer.warn("B402", start, start + 2, lexer.text[start : start + 2])
        return found[0]
    if four is not None:
        return chr(int(four, 16))
    if eight is not None:
        if int(eight, 16) <= 0x10FFFF:
            return chr(int(eight, 16))
        lexer.error("B117", start, end, found[0])
    elif name is not None:
        return _named_character(lexer, name, start, end)
    elif unknown in ("x", "u", "U", "N"):
        lexer.error("B117", start, end, found[0])
    else:
        lexer.warn("B402", start, end, found[0])
    return found[0]


def _named_character(lexer: Lexer, name: str, start: int, end: int) -> str:
    from unicodedata import lookup

    try:
        return lookup(name)
    except KeyError:
        lexer.error("B118", start, end, short(name))
        return ""


# F-strings


def _fstring(lexer: Lexer, start: int, body: int, quote: str, is_raw: bool, spaced: bool) -> Token:
    line, column = lexer.line, start - lexer.line_start
    lexer.position = body
    _enter(lexer, start, body)
    lexer.open_quotes.append(quote)
    parts = _parts(lexer, quote, is_raw, False)
    lexer.open_quotes.pop()
    lexer.depth -= 1
    if lexer.text.startswith(quote, lexer.position):
        lexer.position += len(quote)
    else:
        report_unterminated(lexer, start, body)
    position = (line, column, lexer.line, lexer.position - lexer.line_start)
    return Token(FSTRING, parts, None, position, spaced, lexer.text[start : lexer.position])


def _enter(lexer: Lexer, start: int, end: int) -> None:
    lexer.depth += 1
    if lexer.depth > MOST_NESTED_FSTRINGS:
        lexer.error("B124", start, end, MOST_NESTED_FSTRINGS)
        raise TooManyErrors


def _parts(lexer: Lexer, quote: str, is_raw: bool, in_spec: bool) -> list[str | FStringField]:
    """The parts up to the closing quote, or to the `}` of a format spec, which is not read."""
    text, piece = lexer.text, _PIECE[quote[0]]
    parts: list[str | FStringField] = []
    literal: list[str] = []
    spans: list[tuple[int, int]] = []

    def take(start: int, end: int, rest: int) -> None:
        """Takes the literal text from `start` to `end`, and moves on to `rest`."""
        if start < end:
            literal.append(text[start:end] if is_raw else _unescaped(lexer, start, end, False))
            spans.append((start, end))
        lexer.advance(start, rest)

    start = position = lexer.position
    while True:
        found = piece.match(text, position)
        position = found.end() if found is not None else position
        character = text[position : position + 1]
        if not character or text.startswith(quote, position):
            break
        if character == "\\":
            position = _behind_backslash(lexer, position, is_raw)
        elif character == "}":
            if in_spec:
                break
            is_pair = text.startswith("}}", position)
            if not is_pair:
                lexer.error("B122", position, position + 1)
            take(start, position + 1, position + 1 + is_pair)
            start = position = lexer.position
        elif character == "{":
            if not in_spec and text.startswith("{{", position):
                take(start, position + 1, position + 2)
            else:
                take(start, position, position + 1)
                field = _field(lexer, quote, is_raw)
                if literal:
                    parts.append("".join(literal))
                    literal.clear()
                if field is not None:
                    parts.append(field)
            start = position = lexer.position
        else:
            position += 1  # one quotation mark within triple ones
    take(start, position, position)
    if literal:
        parts.append("".join(literal))
    lexer.check_directions(spans)
    return parts


def _behind_backslash(lexer: Lexer, position: int, is_raw: bool) -> int:
    """Where literal text goes on behind a backslash: braces are no escapes."""
    text = lexer.text
    if text.startswith(("{", "}"), position + 1):
        if not is_raw:
            lexer.warn("B402", position, position + 2, text[position : position + 2])
        return position + 1
    named = None if is_raw else _NAMED.match(text, position)
    return named.end() if named is not None else min(position + 2, len(text))


def _field(lexer: Lexer, quote: str, is_raw: bool) -> FStringField | None:
    """The field whose `{` was just read, and its `}`; None for one without an expression."""
    text = lexer.text
    start = lexer.position
    line, column = lexer.line, start - 1 - lexer.line_start
    tokens: list[Token] = []
    ending = lexer.scan(tokens, True)
    tokens.append(Token(END, None, None, lexer.here(), False, ""))
    label, conversion = "", None
    spec: list[str | FStringField] | None = None
    if ending == "=":
        end = label_end(text, lexer.position)
        label = text[start : lexer.position] + _COMMENT.sub("", text[lexer.position : end])
        lexer.advance(lexer.position, end)
        ending = text[end]
    if ending == "!":
        conversion = _conversion(lexer)
        ending = text[lexer.position : lexer.position + 1]
    if ending == ":":
        _enter(lexer, start - 1, start)
        lexer.position += 1
        spec = _parts(lexer, quote, is_raw, True)
        lexer.depth -= 1
        ending = text[lexer.position : lexer.position + 1]
    if ending == "}":
        lexer.position += 1
        if len(tokens) == 1:
            lexer.error("B120", start - 1, start)
    else:
        lexer.error("B121", start - 1, start)
    if len(tokens) == 1:
        return None
    if label and conversion is None and spec is None:
        conversion = "r"
    position = (line, column, lexer.line, lexer.position - lexer.line_start)
    return FStringField(tokens, label, conversion, spec, position)


def label_end(text: str, start: int) -> int:
    """The end of the `=` of a field `{x=}` and the space behind it; 0 where it is none."""
    found = _LABEL_END.match(text, start)
    return 0 if found is None else found.end()


def _conversion(lexer: Lexer) -> str:
    """Reads `!r`; an error where it is none of Python's three."""
    start = lexer.position
    found = _CONVERSION.match(lexer.text, start)
    assert found is not None  # "!" stands here, and all else may be empty
    name = found[2]
    if found[1] or name not in ("r", "s", "a"):
        lexer.error("B123", start, start + 1 + len(found[1] + name), short(name))
        name = "r"
    lexer.advance(start, found.end())
    return name
