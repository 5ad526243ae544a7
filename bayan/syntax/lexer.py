"""Text to tokens.

`tokenize(source)` gives the tokens of tokens.py, and raises all errors of the text in one
BayanSyntaxError; with a list of diagnostics it appends errors and warnings there and goes on behind
each error, so that the parser's errors of the same file can be told together with them.

One regular expression finds white space and the next token. What is frequent (ASCII names, short
decimal numbers, signs) is done in the loop, all else in a method of its own; numbers and strings
that need more stand in lexer_numbers and lexer_strings, which a plain program does not load. The
expression has no class with characters beyond ASCII, because compiling those takes longer than
reading a small program. Nothing recurses but f-strings in the fields of f-strings, to a limit.

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

from .tokens import END, NAME, NEWLINE, NUMBER, OPERATOR, STRING, VARIABLE, Token
from .vocabulary import WORDS, fold

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .diagnostics import Diagnostic
    from .nodes import Position
    from .source import Source

# Errors after which the rest of the text is not looked at; as many warnings are kept.
MOST_DIAGNOSTICS = 100

_OPERATOR = (
    r"\*\*=?|//=?|>>=?|<<=?|\.\.\.|=:=|=\\=|@=<|@>=|\\==|=\.\.(?!\.)|<=|>=|==|!=|->|[-+*%@&|^]="
    r"|:=|:-|\|>|=<|@<|@>|\\\+|\\=|\?[?.\[-]|[-+*%@&|^~<>()\[\]{},:;=!$]"
    r"|/=|/(?!\*)|\.(?![0-9]|[^\x00-\x7f])"
)
_NAME, _SIGN, _LINE_END, _INTEGER, _QUOTE, _NUMBER, _VARIABLE, _WIDE = range(1, 9)
_COMMENT, _LONG_COMMENT, _BACKSLASH, _OTHER, _TEXT_END = range(9, 14)
_TOKEN = re.compile(
    r"[ \t\f]*+(?:"
    r"([A-Za-z_][A-Za-z0-9_]*+(?![\"']|[^\x00-\x7f]))"
    rf"|({_OPERATOR})"
    r"|(\n)"
    r"|((?:0|[1-9][0-9]{0,17}+)(?![A-Za-z0-9_.]|[^\x00-\x7f]))"
    r"|((?:[rR][bBfF]?+|[bBfF][rR]?+|[uU])?+(?:\"\"\"|'''|[\"']))"
    r"|([0-9.])"
    r"|(\?)"
    r"|([A-Za-z_]|[^\x00-\x7f])"
    r"|(\#[^\n]*+)"
    r"|(/\*)"
    r"|(\\)|(.)|(\Z))"
)
# Blank lines and lines with nothing but a comment, `//` first on its line among them.
_EMPTY_LINES = re.compile(r"(?:[ \t\f]*+(?:(?:\#|//)[^\n]*+)?+\n)*+(?:[ \t\f]*+(?:\#|//)[^\n]*+)?+")
# A piece of a word or of what only looks like one: limited, lest long lines be read many times.
_LONGEST_RUN = 200
_RUN = re.compile(rf"[^\x00-/:-@\[-^`{{-\x7f]{{1,{_LONGEST_RUN}}}+")

# Signs beyond ASCII. Three of them may be the first half of an augmented assignment.
_SIGNS = {
    "،": ",", "؛": ";", "٪": "%", "×": "*", "÷": "/", "≠": "!=", "≤": "<=", "≥": ">=",
    "←": ":-", "∈": "∈",
}  # fmt: skip
_BEFORE_EQUALS = "٪×÷"
_MARKS = "\u200e\u200f\u061c"  # LRM, RLM, ALM
_JOINERS = "\u200c\u200d"  # invisible, and letters to some versions of Unicode only
_BLANKS = tuple(" \t\f" + _MARKS)
_ARABIC_DIGITS = "٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹"

_TATWEEL = "\u0640"
# Letters and digits that NFKC leaves alone in any order, for `str.translate` to drop: most words
# need no look at Unicode's tables.
_STABLE = dict.fromkeys(
    (
        *b"0123456789_ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
        *range(0x621, 0x63B),
        *range(0x641, 0x64B),
        *map(ord, _ARABIC_DIGITS + "پچژکگی"),
    )
)

_EMBEDDINGS = "\u202a\u202b\u202d\u202e"
_ISOLATES = "\u2066\u2067\u2068"
_POP_EMBEDDING = "\u202c"
_POP_ISOLATE = "\u2069"
_BIDI_CONTROLS = _EMBEDDINGS + _ISOLATES + _POP_EMBEDDING + _POP_ISOLATE

_DIGITS_WITHOUT_DOT = str.maketrans(_ARABIC_DIGITS, "0123456789" * 2, "_٬")


class TooManyErrors(Exception):  # noqa: N818 - it is no error of ours
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
    digits = number.text.translate(_DIGITS_WITHOUT_DOT)
    return float(digits + ".") if digits.isdecimal() else None


class Lexer:
    """The state of reading one text: a place, which the methods move on behind what they read."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.text = source.text
        self.diagnostics: list[Diagnostic] = []
        self.position = 0
        self.line = 1
        self.line_start = 0
        self.open_quotes: list[str] = []  # of the f-strings that are being read
        self.depth = 0  # of f-strings and format specs
        self.first_long_string = 0  # the line of the first plain string that spans lines, or 0
        self._errors = 0
        self._warnings = 0
        self._names: dict[str, tuple[str, str | None, bool]] = {}
        self._has_bidi = not source.text.isascii() and any(
            control in source.text for control in _BIDI_CONTROLS
        )

    def run(self) -> tuple[list[Token], list[Diagnostic]]:
        """All tokens, and what was found wrong, in the order of the text."""
        tokens: list[Token] = []
        nul = self.text.find("\0")
        if nul >= 0:
            self.error("B103", nul, nul + 1)
        else:
            try:
                self._skip_empty_lines()
                self.scan(tokens, False)
            except TooManyErrors:
                pass
        if tokens and tokens[-1].kind != NEWLINE:
            tokens.append(Token(NEWLINE, None, None, self.here(), False, ""))
        tokens.append(Token(END, None, None, self.here(), False, ""))
        self.diagnostics.sort(key=lambda diagnostic: diagnostic.position)
        return tokens, self.diagnostics

    # Places and reports

    def here(self) -> Position:
        """The empty position where reading stands."""
        column = self.position - self.line_start
        return self.line, column, self.line, column

    def span(self, start: int, end: int) -> Position:
        """The position of the token that begins at `start` on the current line; moves behind it."""
        line, column = self.line, start - self.line_start
        self.advance(start, end)
        return line, column, self.line, end - self.line_start

    def advance(self, start: int, end: int) -> None:
        """Moves to `end`, counting the lines from `start` on."""
        self.position = end
        lines = self.text.count("\n", start, end)
        if lines:
            self.line += lines
            self.line_start = self.text.rfind("\n", start, end) + 1

    def error(self, code: str, start: int, end: int, *arguments: object) -> None:
        """Notes an error; raises TooManyErrors where that was the last to be noted."""
        from .diagnostics import Diagnostic

        position = self.source.span(start, end)
        self.diagnostics.append(Diagnostic(code, arguments, position, self.source))
        self._errors += 1
        if self._errors == MOST_DIAGNOSTICS:
            raise TooManyErrors

    def warn(self, code: str, start: int, end: int, *arguments: object) -> None:
        """Notes a warning, if there are not too many already."""
        from .diagnostics import Diagnostic

        self._warnings += 1
        if self._warnings <= MOST_DIAGNOSTICS:
            position = self.source.span(start, end)
            self.diagnostics.append(Diagnostic(code, arguments, position, self.source, True))

    # The loop

    def scan(self, tokens: list[Token], in_field: bool) -> str:
        """Appends tokens up to the end of the text; in the field of an f-string, up to its end.

        Gives how a field ended: "!", ":", "}" or "=" (all not yet read), or "" where it is broken.
        """
        text, match, names, append = self.text, _TOKEN.match, self._names, tokens.append
        position, line, line_start = self.position, self.line, self.line_start
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
                    if (raw == "}" and curly == 0) or not (curly or other):
                        ending = _field_end(raw, text, start)
                        if ending:
                            self.position, self.line, self.line_start = start, line, line_start
                            return ending
                    if raw == "{":
                        curly += 1
                    elif raw[-1] in "([":  # "?[" too
                        other += 1
                    elif raw in (")", "]"):
                        other = max(other - 1, 0)
                    elif raw == "}":
                        curly -= 1
                        other = 0
                place = (line, start - line_start, line, end - line_start)
                append(Token(OPERATOR, raw, None, place, spaced, raw))
                continue
            if group == _INTEGER:
                raw = text[start:end]
                place = (line, start - line_start, line, end - line_start)
                append(Token(NUMBER, int(raw), None, place, spaced, raw))
                continue
            self.position, self.line, self.line_start = end, line, line_start
            token: Token | None = None
            if group == _LINE_END:
                if tokens and not in_field and tokens[-1].kind != NEWLINE:
                    column = start - line_start
                    place = (line, column, line, column + 1)
                    append(Token(NEWLINE, None, None, place, spaced, "\n"))
                self.line += 1
                self.line_start = end
                self._skip_empty_lines()
            elif group == _TEXT_END:
                return ""
            elif group == _QUOTE:
                token = self._string(start, end, spaced)
                if token is None:
                    return ""
            elif group == _NUMBER:
                token = self._number_or_dot(start, spaced)
            elif group == _WIDE:
                token = self._wide(start, spaced)
            elif group == _VARIABLE:
                token = self._question(start, spaced)
            else:
                self._skip(group or 0, start, end)
            if token is None:
                after_space = True
            else:
                append(token)
                if in_field and token.value == "?[":
                    other += 1
            position, line, line_start = self.position, self.line, self.line_start

    def _skip(self, group: int, start: int, end: int) -> None:
        """Moves on behind a comment, a continuation of the line, or what is no token at all."""
        text = self.text
        if group == _COMMENT:
            self.check_directions([(start, end)])
        elif group == _LONG_COMMENT:
            closed = text.find("*/", end)
            if closed < 0:
                self.error("B108", start, end)
            end = closed + 2 if closed >= 0 else len(text)
            self.check_directions([(start, end)])
            self.advance(start, end)
        elif group == _BACKSLASH:
            if text.startswith("\n", end):
                self.advance(start, end + 1)
                self._skip_line_comment()
            else:
                self.error("B110" if end == len(text) else "B109", start, end)
        else:
            self._bad_character(start)

    def _skip_empty_lines(self) -> None:
        start = self.position
        found = _EMPTY_LINES.match(self.text, start)
        if found is not None and found.end() > start:
            self.check_directions([(start, found.end())])
            self.advance(start, found.end())

    def _skip_line_comment(self) -> None:
        """Moves on behind a comment `//` that is the first thing on its line."""
        text = self.text
        start = self.position
        while text.startswith(_BLANKS, start):
            start += 1
        if text.startswith("//", start):
            line_end = text.find("\n", start)
            self.position = line_end if line_end >= 0 else len(text)
            self.check_directions([(start, self.position)])

    def _bad_character(self, start: int) -> None:
        character = self.text[start]
        code = f"U+{ord(character):04X}"
        if character in _BIDI_CONTROLS:
            self.error("B104", start, start + 1, code)
        elif character in "?؟":
            self.error("B111", start, start + 1)
        else:
            shown = character if character.isprintable() else code
            self.error("B101", start, start + 1, shown, code)

    def check_directions(self, spans: list[tuple[int, int]]) -> None:
        """An error for directional controls not closed on their line, in one string or comment."""
        if not self._has_bidi:
            return
        open_controls: list[tuple[str, int]] = []
        for start, end in spans:
            for index in range(start, end):
                character = self.text[index]
                if character == "\n":
                    self._report_unbalanced(open_controls)
                elif character in _EMBEDDINGS or character in _ISOLATES:
                    open_controls.append((character, index))
                elif character in _BIDI_CONTROLS:
                    openers = _EMBEDDINGS if character == _POP_EMBEDDING else _ISOLATES
                    if open_controls and open_controls[-1][0] in openers:
                        open_controls.pop()
                    else:
                        self._report_unbalanced([(character, index)])
        self._report_unbalanced(open_controls)

    def _report_unbalanced(self, controls: list[tuple[str, int]]) -> None:
        if controls:
            character, index = controls[0]
            controls.clear()
            self.error("B105", index, index + 1, f"U+{ord(character):04X}")

    # Words, and signs beyond ASCII

    def _ascii_name(self, raw: str) -> tuple[str, str | None, bool]:
        word, reserved = WORDS.get(raw, (None, False))
        entry = self._names[raw] = (raw, word, reserved)
        return entry

    def _wide(self, start: int, spaced: bool) -> Token | None:
        """What begins with a character beyond ASCII, or a word that has one (or a quote) behind it.

        None for what is no token: marks that count as white space, and bad characters.
        """
        text = self.text
        character = text[start]
        sign = _SIGNS.get(character)
        if sign is not None:
            if character in _BEFORE_EQUALS and text.startswith("=", self.position):
                self.position += 1
                sign += "="
            word = "in" if character == "∈" else None
            raw = text[start : self.position]
            return Token(OPERATOR, sign, word, self.span(start, self.position), spaced, raw)
        if character == "؟":
            return self._question(start, spaced)
        if character in _ARABIC_DIGITS or character == "٫":
            return self._number_or_dot(start, spaced)
        if character in _MARKS:
            before = start
            while before > self.line_start and text[before - 1] in _BLANKS:
                before -= 1
            while text.startswith(_BLANKS, self.position):
                self.position += 1
            if before == self.line_start:
                self._skip_line_comment()
            return None
        end = self._word_end(start)
        if end == start:
            self._bad_character(start)
            return None
        raw = text[start:end]
        value, word, reserved = self._names.get(raw) or self._wide_name(raw, start)
        return Token(NAME, value, word, self.span(start, end), spaced, raw, reserved)

    def _question(self, start: int, spaced: bool) -> Token | None:
        """A logic variable, or a sign that begins with a question mark."""
        text = self.text
        after = text[start + 1 : start + 2]
        if after and after in "?؟.[-":
            raw = text[start : start + 2]
            sign = raw.replace("؟", "?")
            return Token(OPERATOR, sign, None, self.span(start, start + 2), spaced, raw)
        end = self._word_end(start + 1)
        if end == start + 1:
            self._bad_character(start)
            return None
        raw = text[start + 1 : end]
        value, _, _ = self._names.get(raw) or self._wide_name(raw, start + 1)
        return Token(VARIABLE, value, None, self.span(start, end), spaced, text[start:end])

    def _word_end(self, start: int) -> int:
        """The end of the longest identifier that begins at `start`; `start` where none does."""
        before, end = "", start
        while True:
            run = _RUN.match(self.text, end)
            if run is None:
                return end
            piece = run[0]
            length = _identifier_length(before, piece)
            end += length
            if length < _LONGEST_RUN:
                return end
            before = "a"

    def _wide_name(self, raw: str, start: int) -> tuple[str, str | None, bool]:
        """The entry of a word seen for the first time."""
        value = raw.replace(_TATWEEL, "")
        if value.translate(_STABLE):
            from unicodedata import normalize

            value = normalize("NFKC", normalize("NFKC", raw).replace(_TATWEEL, ""))
        end = start + len(raw)
        if not value.isidentifier():
            self.error("B101", start, end, short(raw), f"U+{ord(raw[0]):04X}")
            value = "_"
        if _mixes_scripts(value):
            self.warn("B401", start, end, short(value))
        word, reserved = WORDS.get(fold(value), (None, False))
        entry = self._names[raw] = (value, word, reserved)
        return entry

    # Numbers and strings

    def _number_or_dot(self, start: int, spaced: bool) -> Token | None:
        text = self.text
        character = text[start]
        after = text[start + 1 : start + 2]
        if character in ".٫" and not (after and after in "0123456789" + _ARABIC_DIGITS):
            if character == "٫":
                self._bad_character(start)
                return None
            return Token(OPERATOR, ".", None, self.span(start, start + 1), spaced, ".")
        from .lexer_numbers import read_number

        return read_number(self, start, spaced)

    def _string(self, start: int, body: int, spaced: bool) -> Token | None:
        """The string whose prefix and opening quotation mark end at `body`.

        None where the mark stands in a field and ends the f-string around it, whose `}` is missing.
        """
        text = self.text
        if body == start + 1 and not self.open_quotes:
            end = text.find(text[start], body)
            plain = end >= 0 and text.find("\\", body, end) < 0 and text.find("\n", body, end) < 0
            if plain and not self._has_bidi:
                end += 1
                place = self.line, start - self.line_start, self.line, end - self.line_start
                self.position = end
                return Token(STRING, text[body : end - 1], None, place, spaced, text[start:end])
        from .lexer_strings import read_string

        return read_string(self, start, body, spaced)


def _field_end(sign: str, text: str, start: int) -> str:
    """How a sign outside all brackets ends the expression of a field; "" where it does not."""
    first = sign[0]
    if first in ":}" or (first == "!" and sign != "!="):
        return first
    if first == "=" and sign != "==":
        from .lexer_strings import label_end

        return "=" if label_end(text, start) else ""
    return ""


def _identifier_length(before: str, piece: str) -> int:
    """How many characters of a piece go on with the identifier that begins with `before`."""
    joins = any(joiner in piece for joiner in _JOINERS)
    if not joins and (before + piece).isidentifier():
        return len(piece)
    for index, character in enumerate(piece):
        goes_on = bool(before or index)
        if character in _JOINERS or not ("a" * goes_on + character).isidentifier():
            return index
    return len(piece)


def _mixes_scripts(word: str) -> bool:
    """Whether Arabic and Latin letters stand in one part of a word, `_` parting them."""
    for part in word.split("_"):
        letters = [letter for letter in part if letter.isalpha()]
        if any(letter < "\u0250" for letter in letters) and any(
            "\u0600" <= letter <= "\u08ff" for letter in letters
        ):
            return True
    return False


def short(text: str) -> str:
    """Text for a message, cut where it is too long to be read."""
    return text if len(text) <= 60 else text[:59] + "…"
