"""Text to tokens.

`tokenize(source)` gives the tokens of tokens.py, and raises all errors of the text in one
BayanSyntaxError; with a list of diagnostics it appends errors and warnings there and goes on behind
each error, so that the parser's errors of the same file can be told together with them.

One regular expression finds white space and the next token; what is frequent (ASCII names, short
decimal numbers, signs) is done in the loop, all else in a method of its own. Nothing recurses but
f-strings in the fields of f-strings, to a limit.

What the parser must know:
- NEWLINE stands at every line end, inside brackets too, but not in the fields of f-strings; never
  two in a row, none at the start. The last token before END is a NEWLINE, unless there is none.
- The longest sign wins: `x[:-1]` has the one OPERATOR ":-", which `split` takes apart; `←` is the
  OPERATOR ":-" with its own text. `∈` is an OPERATOR whose word is "in".
- A whole number, then `.`, then white space, a comment or the end: the NUMBER without the dot, and
  an OPERATOR "." that is not spaced. In a clause the dot ends it; elsewhere the two are one float,
  whose value `with_dot` gives. (`1.` before anything else is a float already.)
- `?X` is a VARIABLE wherever a name follows the mark without a space.
"""

from __future__ import annotations

import re

from .diagnostics import Diagnostic
from .tokens import (
    END,
    FSTRING,
    NAME,
    NEWLINE,
    NUMBER,
    OPERATOR,
    STRING,
    VARIABLE,
    FStringField,
    Token,
)
from .vocabulary import WORDS, fold

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .nodes import Position
    from .source import Source

# Errors after which the rest of the text is not looked at; as many warnings are kept.
MOST_DIAGNOSTICS = 100

# How deep f-strings and format specs may stand in one another's fields.
MOST_NESTED_FSTRINGS = 100

_SPACE = " \\t\\f\\u200e\\u200f\\u061c"  # with LRM, RLM, ALM
_DIGIT = "0-9\\u0660-\\u0669\\u06f0-\\u06f9"
_BIDI = "\\u202a-\\u202e\\u2066-\\u2069"
# Signs beyond ASCII that mean something (، ؛ ؟ ٪ ٫ ٬ × ÷ ≠ ≤ ≥ ∈ ←): they end a word.
_SIGNS = "\\u060c\\u061b\\u061f\\u066a-\\u066c\\xd7\\xf7\\u2208\\u2190\\u2260\\u2264\\u2265"
_NO_WORD = f"\\x00-\\x1f\\x7f-\\xa0\\u200e\\u200f\\u061c\\u2028\\u2029\\u3000\\ufeff{_BIDI}{_SIGNS}"
_WORD = rf"(?:[A-Za-z0-9_]|[^\x00-\x7f{_NO_WORD}])"
_WORD_START = rf"(?:[A-Za-z_]|[^\x00-\x7f\u0660-\u0669\u06f0-\u06f9{_NO_WORD}])"
_OPERATOR = (
    r"\*\*=?|//=?|>>=?|<<=?|\.\.\.|=:=|=\\=|@=<|@>=|\\==|=\.\.(?!\.)|<=|>=|==|!=|->|[-+*%@&|^٪×÷]="
    r"|:=|:-|\|>|=<|@<|@>|\\\+|\\=|[?؟][?؟.\[-]|[-+*%@&|^~<>()\[\]{},:;=!$،؛٪×÷≠≤≥∈←]"
    rf"|/=|/(?!\*)|\.(?![{_DIGIT}])"
)
_NAME, _SIGN, _LINE_END, _INTEGER, _QUOTE, _NUMBER, _COMMENT, _LONG_COMMENT = range(1, 9)
_VARIABLE, _WIDE_NAME, _BACKSLASH, _OTHER, _TEXT_END = range(9, 14)
_TOKEN = re.compile(
    rf"[{_SPACE}]*+(?:"
    r"([A-Za-z_][A-Za-z0-9_]*+(?![\"'\x80-\U0010ffff]))"
    rf"|({_OPERATOR})"
    r"|(\n)"
    r"|((?:0|[1-9][0-9]{0,17}+)(?![A-Za-z0-9_.\x80-\U0010ffff]))"
    r"|((?:[rR][bBfF]?+|[bBfF][rR]?+|[uU])?+(?:\"\"\"|'''|[\"']))"
    rf"|([{_DIGIT}]|[.٫](?=[{_DIGIT}]))"
    r"|(#[^\n]*+)"
    r"|(/\*)"
    rf"|([?؟]{_WORD_START}{_WORD}*+)"
    rf"|({_WORD_START}{_WORD}*+)"
    r"|(\\)|(.)|(\Z))"
)

# Blank lines and lines with nothing but a comment, `//` first on its line among them.
_EMPTY_LINES = re.compile(
    rf"(?:[{_SPACE}]*+(?:(?:\#|//)[^\n]*+)?+\n)*+(?:[{_SPACE}]*+(?:\#|//)[^\n]*+)?+"
)
_COMMENT_LINE = re.compile(rf"[{_SPACE}]*+//[^\n]*+")
_CONTINUATION = re.compile(rf"[{_SPACE}]*+\n")

_BODY = {
    "'": re.compile(r"[^'\\]*+(?:\\.[^'\\]*+)*+'", re.DOTALL),
    '"': re.compile(r'[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL),
    "'''": re.compile(r"[^'\\]*+(?:(?:\\.|'(?!''))[^'\\]*+)*+'''", re.DOTALL),
    '"""': re.compile(r'[^"\\]*+(?:(?:\\.|"(?!""))[^"\\]*+)*+"""', re.DOTALL),
}
_PIECE = {"'": re.compile(r"[^'\\{}]*+"), '"': re.compile(r'[^"\\{}]*+')}
_LABEL_END = re.compile(rf"=[{_SPACE}\n]*+(?=[!:}}])")
_CONVERSION = re.compile(rf"![{_SPACE}\n]*+({_WORD}*+)[{_SPACE}\n]*+")
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

_NUMERAL = re.compile(
    rf"[0٠۰][xX](?P<hexadecimal>(?:[_٬]?[0-9A-Fa-f\u0660-\u0669\u06f0-\u06f9])*+)"
    rf"|[0٠۰][oO](?P<octal>(?:[_٬]?[{_DIGIT}])*+)"
    rf"|[0٠۰][bB](?P<binary>(?:[_٬]?[{_DIGIT}])*+)"
    rf"|(?P<whole>[{_DIGIT}]++(?:[_٬][{_DIGIT}]++)*+)?"
    rf"(?P<fraction>[.٫](?![{_SPACE}\n#]|/\*|\\\n|\Z)(?:[{_DIGIT}]++(?:[_٬][{_DIGIT}]++)*+)?)?"
    rf"(?P<exponent>[eE][+-]?[{_DIGIT}]++(?:[_٬][{_DIGIT}]++)*+)?(?P<imaginary>[jJ])?"
)
_NUMERAL_REST = re.compile(rf"(?:{_WORD}|[٫٬])*+")
_BASES = {"hexadecimal": 16, "octal": 8, "binary": 2}
_PLAIN_NUMERAL = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫٬", "01234567890123456789._")
# Words that may stand right behind a number, as in Python: `1if x else 2`.
_WORDS_AFTER_NUMBER = frozenset(("and", "else", "for", "if", "in", "is", "not", "or"))

_CANONICAL_SIGNS = str.maketrans(
    {"،": ",", "؛": ";", "؟": "?", "٪": "%", "×": "*", "÷": "/", "≠": "!=", "≤": "<=", "≥": ">=",
     "←": ":-"}
)  # fmt: skip

# Words that NFKC leaves alone, with no two marks in a row: most Arabic words.
_STABLE = re.compile(
    r"(?:[A-Za-z0-9_\u0621-\u063a\u0641-\u064a\u0660-\u0669\u067e\u0686\u0698\u06a9\u06af"
    r"\u06cc\u06f0-\u06f9][\u064b-\u0652]?)+"
)
_LATIN = re.compile(r"[A-Za-z\xc0-\xd6\xd8-\xf6\xf8-\u024f]")
_ARABIC = re.compile(r"[\u0620-\u063f\u0641-\u064a\u066e-\u06d3\u06fa-\u06ff\u0750-\u077f]")
_TATWEEL = "\u0640"

_BIDI_CONTROL = re.compile(f"[{_BIDI}]")
_EMBEDDINGS = "\u202a\u202b\u202d\u202e"
_ISOLATES = "\u2066\u2067\u2068"
_POP_EMBEDDING = "\u202c"


class _TooManyError(Exception):
    """So many errors that the rest is not worth reading."""


def tokenize(source: Source, diagnostics: list[Diagnostic] | None = None) -> list[Token]:
    """The tokens of a text, closed by an END.

    Errors and warnings are appended to `diagnostics`; without it the errors are raised together.
    """
    tokens, found = Lexer(source).run()
    if diagnostics is not None:
        diagnostics.extend(found)
        return tokens
    errors = [diagnostic for diagnostic in found if not diagnostic.is_warning]
    if errors:
        from .diagnostics import BayanSyntaxError

        raise BayanSyntaxError(errors)
    return tokens


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
    digits = number.text.translate(_PLAIN_NUMERAL).replace("_", "")
    return float(digits + ".") if digits.isdecimal() else None


class Lexer:
    """The state of reading one text: a place, which the methods move on behind what they read."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.text = source.text
        self.diagnostics: list[Diagnostic] = []
        self._position = 0
        self._line = 1
        self._line_start = 0
        self._errors = 0
        self._warnings = 0
        self._names: dict[str, tuple[str, str | None, bool]] = {}
        self._has_bidi = not source.text.isascii() and bool(_BIDI_CONTROL.search(source.text))
        self._quotes: list[str] = []  # of the f-strings that are open
        self._depth = 0  # of f-strings and format specs
        self._first_long_string = 0  # the line of the first plain string that spans lines

    def run(self) -> tuple[list[Token], list[Diagnostic]]:
        """All tokens, and what was found wrong, in the order of the text."""
        tokens: list[Token] = []
        nul = self.text.find("\0")
        if nul >= 0:
            self._error("B103", nul, nul + 1)
        else:
            try:
                self._skip_empty_lines()
                self._scan(tokens, None)
            except _TooManyError:
                pass
        if tokens and tokens[-1].kind != NEWLINE:
            tokens.append(Token(NEWLINE, None, None, self._here(), False, ""))
        tokens.append(Token(END, None, None, self._here(), False, ""))
        self.diagnostics.sort(key=lambda diagnostic: diagnostic.position)
        return tokens, self.diagnostics

    # Places

    def _here(self) -> Position:
        column = self._position - self._line_start
        return self._line, column, self._line, column

    def _span(self, start: int, end: int) -> Position:
        """The position of the token that begins at `start` on the current line; moves behind it."""
        line, column = self._line, start - self._line_start
        self._advance(start, end)
        return line, column, self._line, end - self._line_start

    def _advance(self, start: int, end: int) -> None:
        """Moves to `end`, counting the lines from `start` on."""
        self._position = end
        lines = self.text.count("\n", start, end)
        if lines:
            self._line += lines
            self._line_start = self.text.rfind("\n", start, end) + 1

    def _error(self, code: str, start: int, end: int, *arguments: object) -> None:
        position = self.source.span(start, end)
        self.diagnostics.append(Diagnostic(code, arguments, position, self.source))
        self._errors += 1
        if self._errors == MOST_DIAGNOSTICS:
            raise _TooManyError

    def _warn(self, code: str, start: int, end: int, *arguments: object) -> None:
        self._warnings += 1
        if self._warnings <= MOST_DIAGNOSTICS:
            position = self.source.span(start, end)
            self.diagnostics.append(Diagnostic(code, arguments, position, self.source, True))

    # The loop

    def _scan(self, tokens: list[Token], field_start: int | None) -> str:
        """Appends tokens up to the end of the text; in the field of an f-string, up to its end.

        Gives how a field ended: "!", ":", "}" or "=" (all not yet read), or "" where it is broken.
        """
        text, match, names, append = self.text, _TOKEN.match, self._names, tokens.append
        position, line, line_start = self._position, self._line, self._line_start
        in_field = field_start is not None
        curly = other = 0
        after_space = False
        while True:
            found = match(text, position)
            assert found is not None  # the last alternatives take any character and the end
            group = found.lastindex
            start, end = found.span(group or 0)
            spaced = after_space or start > position
            after_space = False
            position = end
            if group == _NAME:
                raw = text[start:end]
                value, word, reserved = names.get(raw) or self._ascii_name(raw)
                place = (line, start - line_start, line, end - line_start)
                append(Token(NAME, value, word, place, spaced, value, reserved))
                continue
            if group == _SIGN:
                raw = text[start:end]
                if in_field:
                    if not (curly or other):
                        ending = self._field_end(raw, start)
                        if ending:
                            self._position, self._line, self._line_start = start, line, line_start
                            return ending
                    if raw == "{":
                        curly += 1
                    elif raw[-1] in "([":  # "?[" too
                        other += 1
                    elif raw in (")", "]"):
                        other = max(other - 1, 0)
                    elif raw == "}":
                        if curly == 0:
                            self._position, self._line, self._line_start = start, line, line_start
                            return "}"
                        curly -= 1
                        other = 0
                value = raw if raw.isascii() else raw.translate(_CANONICAL_SIGNS)
                place = (line, start - line_start, line, end - line_start)
                append(Token(OPERATOR, value, "in" if raw == "∈" else None, place, spaced, raw))
                continue
            if group == _INTEGER:
                raw = text[start:end]
                place = (line, start - line_start, line, end - line_start)
                append(Token(NUMBER, int(raw), None, place, spaced, raw))
                continue
            self._position, self._line, self._line_start = end, line, line_start
            if group == _LINE_END:
                after_space = True
                if tokens and not in_field and tokens[-1].kind != NEWLINE:
                    column = start - line_start
                    append(
                        Token(NEWLINE, None, None, (line, column, line, column + 1), spaced, "\n")
                    )
                self._line += 1
                self._line_start = end
                self._skip_empty_lines()
            elif group == _TEXT_END:
                return ""
            elif group == _QUOTE:
                if in_field and self._closes_fstring(text[start:end], start):
                    self._position = start
                    return ""
                append(self._string(start, end, spaced))
            elif group == _NUMBER:
                append(self._number(start, spaced))
            elif group == _WIDE_NAME:
                self._wide_name(tokens, start, start, end, spaced)
            elif group == _VARIABLE:
                self._wide_name(tokens, start, start + 1, end, spaced)
            else:
                after_space = True
                self._skip(group or 0, start, end)
            position, line, line_start = self._position, self._line, self._line_start

    def _skip(self, group: int, start: int, end: int) -> None:
        """Moves on behind a comment, a continuation of the line, or what is no token at all."""
        text = self.text
        if group == _COMMENT:
            self._check_bidi([(start, end)])
        elif group == _LONG_COMMENT:
            closed = text.find("*/", end)
            if closed < 0:
                self._error("B108", start, end)
            end = closed + 2 if closed >= 0 else len(text)
            self._check_bidi([(start, end)])
            self._advance(start, end)
        elif group == _BACKSLASH:
            line_end = _CONTINUATION.match(text, end)
            if line_end is None:
                self._error("B110" if end == len(text) else "B109", start, end)
            else:
                comment = _COMMENT_LINE.match(text, line_end.end())
                self._advance(start, comment.end() if comment else line_end.end())
        else:
            self._bad_character(start)

    def _skip_empty_lines(self) -> None:
        start = self._position
        found = _EMPTY_LINES.match(self.text, start)
        if found is not None and found.end() > start:
            self._check_bidi([(start, found.end())])
            self._advance(start, found.end())

    def _bad_character(self, start: int) -> None:
        character = self.text[start]
        code = f"U+{ord(character):04X}"
        if _BIDI_CONTROL.match(character):
            self._error("B104", start, start + 1, code)
        elif character in "?؟":
            self._error("B111", start, start + 1)
        else:
            shown = character if character.isprintable() else code
            self._error("B101", start, start + 1, shown, code)

    def _check_bidi(self, spans: list[tuple[int, int]]) -> None:
        """An error for directional controls not closed on their line, in one string or comment."""
        if not self._has_bidi:
            return
        open_controls: list[tuple[str, int]] = []
        for start, end in spans:
            for index in range(start, end):
                character = self.text[index]
                if character == "\n":
                    self._unbalanced(open_controls)
                elif character in _EMBEDDINGS or character in _ISOLATES:
                    open_controls.append((character, index))
                elif _BIDI_CONTROL.match(character):
                    openers = _EMBEDDINGS if character == _POP_EMBEDDING else _ISOLATES
                    if open_controls and open_controls[-1][0] in openers:
                        open_controls.pop()
                    else:
                        self._unbalanced([(character, index)])
        self._unbalanced(open_controls)

    def _unbalanced(self, controls: list[tuple[str, int]]) -> None:
        if controls:
            character, index = controls[0]
            controls.clear()
            self._error("B105", index, index + 1, f"U+{ord(character):04X}")

    # Names

    def _ascii_name(self, raw: str) -> tuple[str, str | None, bool]:
        word, reserved = WORDS.get(raw, (None, False))
        entry = self._names[raw] = (raw, word, reserved)
        return entry

    def _wide_name(
        self, tokens: list[Token], start: int, name_start: int, end: int, spaced: bool
    ) -> None:
        """Reads a word with letters beyond ASCII, or the valid beginning of it.

        `start` is before `name_start` by a logic variable's mark.
        """
        raw = self.text[name_start:end]
        entry = self._names.get(raw)
        if entry is None:
            length = _identifier_length(raw)
            if length == 0:
                if start < name_start:
                    self._error("B111", start, name_start)
                self._bad_character(name_start)
                self._position = name_start + 1
                return
            end = name_start + length
            raw = raw[:length]
            entry = self._names.get(raw) or self._normalised_name(raw, name_start)
        value, word, reserved = entry
        position = self._span(start, end)
        if start < name_start:
            name = "_" if value == "_" else value
            token = Token(VARIABLE, name, None, position, spaced, self.text[start:end])
        else:
            token = Token(NAME, value, word, position, spaced, raw, reserved)
        tokens.append(token)

    def _normalised_name(self, raw: str, start: int) -> tuple[str, str | None, bool]:
        """The entry of a word seen for the first time."""
        value = raw.replace(_TATWEEL, "")
        if not _STABLE.fullmatch(value):
            from unicodedata import normalize

            value = normalize("NFKC", normalize("NFKC", raw).replace(_TATWEEL, ""))
        end = start + len(raw)
        if not value.isidentifier():
            self._error("B101", start, end, _short(raw), f"U+{ord(raw[0]):04X}")
            value = "_"
        for part in value.split("_"):
            if _LATIN.search(part) and _ARABIC.search(part):
                self._warn("B401", start, end, _short(value))
                break
        word, reserved = WORDS.get(fold(value), (None, False))
        entry = self._names[raw] = (value, word, reserved)
        return entry

    # Numbers

    def _number(self, start: int, spaced: bool) -> Token:
        text = self.text
        found = _NUMERAL.match(text, start)
        assert found is not None  # it may be empty, but a digit stands at its start
        end = found.end()
        rest = _NUMERAL_REST.match(text, end)
        rest_end = rest.end() if rest is not None else end
        plain = found[0].translate(_PLAIN_NUMERAL)
        value: object = 0
        if rest_end > end and self._word_after_number(end, rest_end):
            self._warn("B404", start, rest_end, text[end:rest_end])
            rest_end = end
        digits = re.sub("[^0-9٠-٩۰-۹]", "", text[start:rest_end])
        if digits and not (digits.isascii() or _one_script(digits)):
            self._error("B112", start, rest_end, _short(text[start:rest_end]))
        elif found.lastgroup in _BASES:
            value = self._based(found, plain, start, end, rest_end)
        elif rest_end > end:
            self._error("B114", start, rest_end, _short(text[start:rest_end]))
        elif found["imaginary"]:
            value = complex(0.0, float(plain[:-1].replace("_", "")))
        elif found["fraction"] or found["exponent"]:
            value = float(plain.replace("_", ""))
        else:
            digits = plain.replace("_", "")
            if digits[0] == "0" and digits.strip("0") and text[end : end + 1] in (".", "٫"):
                rest_end += 1  # `007.` is a float and nothing else
                value = float(digits)
            else:
                value = self._decimal(digits, start, end)
        return Token(NUMBER, value, None, self._span(start, rest_end), spaced, text[start:rest_end])

    def _word_after_number(self, start: int, end: int) -> bool:
        word, _ = WORDS.get(fold(self.text[start:end]), (None, False))
        return word in _WORDS_AFTER_NUMBER

    def _decimal(self, digits: str, start: int, end: int) -> int:
        if digits[0] == "0" and digits.strip("0"):
            self._error("B113", start, end, digits.lstrip("0"))
            return 0
        try:
            return int(digits)
        except ValueError:  # Python's limit against slow conversions
            self._error("B116", start, end, len(digits))
            return 0

    def _based(self, found: re.Match[str], plain: str, start: int, end: int, rest_end: int) -> int:
        """The value of a number in base 16, 8 or 2."""
        group = found.lastgroup or ""
        base = _BASES[group]
        digits = plain[2:].replace("_", "")
        wrong = next((digit for digit in digits if not _is_digit(digit, base)), None)
        if wrong is not None:
            self._error("B115", start, rest_end, wrong, base)
        elif not digits or rest_end > end:
            self._error("B114", start, rest_end, _short(self.text[start:rest_end]))
        else:
            return int(digits, base)
        return 0

    # Strings

    def _string(self, start: int, body: int, spaced: bool) -> Token:
        """A string of any kind, whose prefix and opening quote end at `body`."""
        text = self.text
        opening = text[start:body]
        quote = opening.lstrip("rRbBuUfF")
        prefix = opening[: -len(quote)].lower()
        is_raw = "r" in prefix
        if "f" in prefix:
            return self._fstring(start, body, quote, is_raw, spaced)
        closed = _BODY[quote].match(text, body)
        if closed is None:
            self._unterminated(start, body)
            position = self._span(start, len(text))
            return Token(STRING, b"" if "b" in prefix else "", None, position, spaced, text[start:])
        end = closed.end()
        body_end = end - len(quote)
        self._check_bidi([(body, body_end)])
        if "b" in prefix:
            value: object = self._bytes(body, body_end, is_raw)
        else:
            value = text[body:body_end] if is_raw else self._unescaped(body, body_end, False)
        position = self._span(start, end)
        if position[0] != position[2] and len(quote) == 1 and not self._first_long_string:
            self._first_long_string = position[0]
        return Token(STRING, value, None, position, spaced, text[start:end])

    def _unterminated(self, start: int, body: int) -> None:
        if self._first_long_string:
            self._error("B107", start, body, self._first_long_string)
        else:
            self._error("B106", start, body)

    def _bytes(self, start: int, end: int, is_raw: bool) -> bytes:
        text = self.text
        body = text[start:end]
        if not body.isascii():
            index = next(index for index in range(start, end) if text[index] > "\x7f")
            self._error("B119", index, index + 1, text[index])
            return b""
        if not is_raw:
            body = self._unescaped(start, end, True)
        return body.encode("latin-1")

    def _unescaped(self, start: int, end: int, is_bytes: bool) -> str:
        """What a piece of a string that is not raw stands for."""
        text = self.text
        if text.find("\\", start, end) < 0:
            return text[start:end]
        pieces = []
        last = start
        for found in _ESCAPE.finditer(text, start, end):
            pieces.append(text[last : found.start()])
            pieces.append(self._escape(found, is_bytes))
            last = found.end()
        pieces.append(text[last:end])
        return "".join(pieces)

    def _escape(self, found: re.Match[str], is_bytes: bool) -> str:
        simple, octal, short, four, eight, name, unknown = found.groups()
        start, end = found.span()
        if simple is not None:
            return _SIMPLE_ESCAPES[simple]
        if octal is not None:
            if int(octal, 8) > 0o377:
                self._warn("B403", start, end, found[0])
            return chr(int(octal, 8) & 0xFF if is_bytes else int(octal, 8))
        if short is not None:
            return chr(int(short, 16))
        if is_bytes and unknown != "x":
            self._warn("B402", start, start + 2, self.text[start : start + 2])
            return found[0]
        if four is not None:
            return chr(int(four, 16))
        if eight is not None:
            if int(eight, 16) <= 0x10FFFF:
                return chr(int(eight, 16))
            self._error("B117", start, end, found[0])
        elif name is not None:
            return self._named_character(name, start, end)
        elif unknown is not None and unknown in "xuUN":
            self._error("B117", start, end, found[0])
        else:
            self._warn("B402", start, end, found[0])
        return found[0]

    def _named_character(self, name: str, start: int, end: int) -> str:
        from unicodedata import lookup

        try:
            return lookup(name)
        except KeyError:
            self._error("B118", start, end, _short(name))
            return ""

    # F-strings

    def _fstring(self, start: int, body: int, quote: str, is_raw: bool, spaced: bool) -> Token:
        line, column = self._line, start - self._line_start
        self._position = body
        self._enter(start, body)
        self._quotes.append(quote)
        parts, spans = self._fstring_parts(quote, is_raw, False)
        self._quotes.pop()
        self._depth -= 1
        self._check_bidi(spans)
        if self.text.startswith(quote, self._position):
            self._position += len(quote)
        else:
            self._unterminated(start, body)
        position = (line, column, self._line, self._position - self._line_start)
        text = self.text[start : self._position]
        return Token(FSTRING, parts, None, position, spaced, text)

    def _enter(self, start: int, end: int) -> None:
        self._depth += 1
        if self._depth > MOST_NESTED_FSTRINGS:
            self._error("B124", start, end, MOST_NESTED_FSTRINGS)
            raise _TooManyError

    def _fstring_parts(
        self, quote: str, is_raw: bool, in_spec: bool
    ) -> tuple[list[str | FStringField], list[tuple[int, int]]]:
        """The parts up to the closing quote, or to the `}` of a format spec, which is not read.

        Also gives the spans of the literal text.
        """
        text, piece = self.text, _PIECE[quote[0]]
        parts: list[str | FStringField] = []
        spans: list[tuple[int, int]] = []

        def literal(start: int, end: int, rest: int) -> None:
            """Takes the text from `start` to `end`, and moves on to `rest`."""
            if start < end:
                value = text[start:end] if is_raw else self._unescaped(start, end, False)
                spans.append((start, end))
                if parts and isinstance(parts[-1], str):
                    parts[-1] += value
                else:
                    parts.append(value)
            self._advance(start, rest)

        start = position = self._position
        while True:
            found = piece.match(text, position)
            position = found.end() if found is not None else position
            character = text[position : position + 1]
            if not character or text.startswith(quote, position):
                break
            if character == "\\":
                position = self._fstring_backslash(position, is_raw)
            elif character == "}":
                if in_spec:
                    break
                is_pair = text.startswith("}}", position)
                if not is_pair:
                    self._error("B122", position, position + 1)
                literal(start, position + 1, position + 1 + is_pair)
                start = position = self._position
            elif character == "{":
                if not in_spec and text.startswith("{{", position):
                    literal(start, position + 1, position + 2)
                else:
                    literal(start, position, position + 1)
                    field = self._field(quote, is_raw)
                    if field is not None:
                        parts.append(field)
                start = position = self._position
            else:
                position += 1  # one quotation mark within triple ones
        literal(start, position, position)
        return parts, spans

    def _fstring_backslash(self, position: int, is_raw: bool) -> int:
        """Where literal text goes on behind a backslash: braces are no escapes."""
        text = self.text
        if text[position + 1 : position + 2] in ("{", "}"):
            if not is_raw:
                self._warn("B402", position, position + 2, text[position : position + 2])
            return position + 1
        named = None if is_raw else _NAMED.match(text, position)
        return named.end() if named is not None else min(position + 2, len(text))

    def _field(self, quote: str, is_raw: bool) -> FStringField | None:
        """The field whose `{` was just read, and its `}`; None for one without an expression."""
        text = self.text
        start = self._position
        line, column = self._line, start - 1 - self._line_start
        tokens: list[Token] = []
        ending = self._scan(tokens, start)
        label, conversion = "", None
        spec: list[str | FStringField] | None = None
        is_closed = ending != ""
        if ending == "=":
            found = _LABEL_END.match(text, self._position)
            assert found is not None  # as _field_end looked
            label = text[start : found.end()]
            self._advance(self._position, found.end())
        tokens.append(Token(END, None, None, self._here(), False, ""))
        if text.startswith("!", self._position) and is_closed:
            conversion = self._conversion()
        if text.startswith(":", self._position) and is_closed:
            self._enter(start, start + 1)
            self._position += 1
            spec, spans = self._fstring_parts(quote, is_raw, True)
            self._check_bidi(spans)
            self._depth -= 1
        if text.startswith("}", self._position) and is_closed:
            self._position += 1
        else:
            self._error("B121", start - 1, start)
        if len(tokens) == 1:
            if is_closed:
                self._error("B120", start - 1, self._position)
            return None
        if label and conversion is None and spec is None:
            conversion = "r"
        position = (line, column, self._line, self._position - self._line_start)
        return FStringField(tokens, label, conversion, spec, position)

    def _field_end(self, sign: str, start: int) -> str:
        """How a sign outside all brackets ends the expression of a field; "" where it does not."""
        first = sign[0]
        if first in ":}" or (first == "!" and sign != "!="):
            return first
        if first == "=" and sign != "==" and _LABEL_END.match(self.text, start):
            return "="
        return ""

    def _conversion(self) -> str | None:
        """Reads `!r`; an error where it is none of Python's three."""
        found = _CONVERSION.match(self.text, self._position)
        assert found is not None  # "!" stands here, and all else may be empty
        name = found[1]
        if name not in ("r", "s", "a") or not found[0].startswith("!" + name):
            self._error("B123", self._position, found.end(), _short(name))
            name = "r"
        self._advance(self._position, found.end())
        return name

    def _closes_fstring(self, opening: str, start: int) -> bool:
        """Whether a quotation mark in a field ends the f-string around, whose `}` is missing.

        It may open a string of its own, as in f"{d["key"]}"; but not one that its line leaves open.
        """
        if opening != self._quotes[-1]:
            return False
        closed = _BODY[opening].match(self.text, start + len(opening))
        if closed is None:
            return True
        return len(opening) == 1 and self.text.find("\n", start, closed.end()) >= 0


def _identifier_length(raw: str) -> int:
    """How many characters from the start make an identifier."""
    if raw.isidentifier():
        return len(raw)
    if not raw[0].isidentifier():
        return 0
    for index, character in enumerate(raw):
        if not ("a" + character).isidentifier():
            return index
    return len(raw)


def _short(text: str) -> str:
    """Text for a message, cut where it is too long to be read."""
    return text if len(text) <= 60 else text[:59] + "…"


def _one_script(digits: str) -> bool:
    """Whether digits beyond ASCII are all of one script."""
    return (min(digits) >= "٠" and max(digits) <= "٩") or min(digits) >= "۰"


def _is_digit(digit: str, base: int) -> bool:
    return "0123456789abcdef".find(digit.lower()) < base
