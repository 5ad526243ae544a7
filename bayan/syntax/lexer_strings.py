"""Strings with prefixes, escapes, lines or fields.

An f-string is read in one go: its literal text here, the tokens of its fields by the lexer's own
loop, which comes back here for strings in them (to a limit, so nothing overflows). A quotation mark
inside a field opens a string of its own, as in Python since 3.12: f"{d["key"]}".
"""

from __future__ import annotations

from .lexer import Lexer, TooManyErrors, short
from .tokens import END, FSTRING, STRING, FStringField, Token

# How deep f-strings and format specs may stand in one another's fields.
MOST_NESTED_FSTRINGS = 100

# What literal text stops at, in an f-string with either quotation mark.
_STOPS = {"'": "'\\{}", '"': '"\\{}'}
_BLANKS = (" ", "\t", "\f", "\n")
_WORD_CHARACTERS = frozenset("_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
_CODE_LENGTHS = {"x": 2, "u": 4, "U": 8}
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
    # A backslash that ends the piece stands for itself.
    while 0 <= (index := text.find("\\", last, end)) < end - 1:
        pieces.append(text[last:index])
        piece, last = _escape(lexer, index, end, is_bytes)
        pieces.append(piece)
    pieces.append(text[last:end])
    return "".join(pieces)


def _escape(lexer: Lexer, start: int, limit: int, is_bytes: bool) -> tuple[str, int]:
    """What the escape at `start` stands for, and its end, which is not behind `limit`."""
    text = lexer.text
    letter = text[start + 1]
    if letter in _SIMPLE_ESCAPES:
        return _SIMPLE_ESCAPES[letter], start + 2
    if letter in "01234567":
        return _octal_escape(lexer, start, limit, is_bytes)
    end = start + 2
    code = None
    if letter in _CODE_LENGTHS:
        code = _code(text[end : min(end + _CODE_LENGTHS[letter], limit)], _CODE_LENGTHS[letter])
        if code is not None:
            end += _CODE_LENGTHS[letter]
    elif letter == "N":
        end = _name_end(lexer, start, limit, "{}\n") or end
    if is_bytes and letter != "x":
        lexer.warn("B402", start, start + 2, text[start : start + 2])
    elif code is not None and code <= 0x10FFFF:
        return chr(code), end
    elif letter == "N" and end > start + 2:
        return _named_character(lexer, text[start + 3 : end - 1], start, end), end
    elif letter in "xuUN":
        lexer.error("B117", start, end, text[start:end])
    else:
        lexer.warn("B402", start, end, text[start:end])
    return text[start:end], end


def _octal_escape(lexer: Lexer, start: int, limit: int, is_bytes: bool) -> tuple[str, int]:
    text = lexer.text
    end = start + 2
    while end < min(start + 4, limit) and text[end] in "01234567":
        end += 1
    code = int(text[start + 1 : end], 8)
    if code > 0o377:
        lexer.warn("B403", start, end, text[start:end])
    return chr(code & 0xFF if is_bytes else code), end


def _code(digits: str, length: int) -> int | None:
    """The value of exactly so many hexadecimal digits; None where they are no such digits."""
    if len(digits) < length or digits.strip("0123456789abcdefABCDEF"):
        return None
    return int(digits, 16)


def _name_end(lexer: Lexer, start: int, limit: int, forbidden: str) -> int:
    r"""The end of the `\N{name}` at `start`; 0 where it is none, or has a forbidden character."""
    text, word_ends = lexer.text, lexer.word_ends
    index = start + 3
    if not text.startswith("{", index - 1) or index > limit:
        return 0
    while (index := word_ends.find(" ", index, limit)) >= 0 and text[index] not in forbidden:
        index += 1
    return index + 1 if index >= 0 and text[index] == "}" else 0


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
    text, word_ends, stops = lexer.text, lexer.word_ends, _STOPS[quote[0]]
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
        # All that literal text stops at ends a word too, and so does the end of the text.
        position = word_ends.find(" ", position)
        character = text[position : position + 1]
        if character and character not in stops:
            position += 1
            continue
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
    named = not is_raw and text.startswith("N", position + 1)
    end = _name_end(lexer, position, len(text), "{}\"'\n") if named else 0
    return end or min(position + 2, len(text))


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
        lines = text[lexer.position : end].split("\n")
        label = text[start : lexer.position] + "\n".join(line.partition("#")[0] for line in lines)
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
    end = start + 1
    while True:
        while text.startswith(_BLANKS, end):
            end += 1
        if not text.startswith("#", end):
            return end if text.startswith(("!", ":", "}"), end) else 0
        end = text.find("\n", end)
        if end < 0:
            return 0


def _conversion(lexer: Lexer) -> str:
    """Reads `!r`; an error where it is none of Python's three."""
    text = lexer.text
    start = lexer.position
    name_start = start + 1
    while text.startswith(_BLANKS, name_start):
        name_start += 1
    name_end = name_start
    while (character := text[name_end : name_end + 1]) > "\x7f" or character in _WORD_CHARACTERS:
        name_end += 1
    name = text[name_start:name_end]
    if name_start > start + 1 or name not in ("r", "s", "a"):
        lexer.error("B123", start, name_end, short(name))
        name = "r"
    end = name_end
    while text.startswith(_BLANKS, end):
        end += 1
    lexer.advance(start, end)
    return name
