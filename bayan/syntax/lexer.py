"""Text to tokens.

`tokenize(source)` gives the tokens of tokens.py, and raises all errors of the text in one
BayanSyntaxError; with a list of diagnostics it appends errors and warnings there and goes on behind
each error, so that the parser's errors of the same file can be told together with them.

The text is scanned by hand, because importing `re` takes longer than reading a small program. A
copy of the text has a space for each character that ends a word, so that one `find` tells where a
word ends. What is frequent (words seen before, signs, short decimal numbers, line ends) is done in
the loop, all else in functions of its own; those for numbers, strings and what lies beyond ASCII
stand in modules that a plain program does not load. Nothing recurses but f-strings in the fields
of f-strings, to a limit.

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

from sys import intern

from .lexer_signs import SECONDS, longer_sign
from .tokens import END, NAME, NEWLINE, NUMBER, OPERATOR, STRING, Token
from .vocabulary import WORDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .diagnostics import Diagnostic
    from .nodes import Position
    from .source import Source

# Errors after which the rest of the text is not looked at; as many warnings are kept.
MOST_DIAGNOSTICS = 100

# What nearly all words begin with; others take a longer way.
_LETTERS = frozenset(
    "_ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyzءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىي"
)
_DIGITS = frozenset("0123456789")
_LONGEST_INTEGER = 18  # that the loop reads
# Before a quotation mark these are no words. The table of names never has them.
_PREFIXES = frozenset(("r", "b", "f", "u", "rb", "rf", "br", "fr"))
_BLANKS = (" ", "\t", "\f")
_BLANKS_AND_MARKS = (*_BLANKS, "\u200e", "\u200f", "\u061c")

# What stands behind the text in the copies of it; where it stands in the text, nothing is read.
_END_MARK = "\0"
# The characters that end a word; beyond ASCII the frequent ones, others are found in the text.
_WORD_ENDS = (
    "".join(map(chr, range(32)))
    + "!\"#$%&'()*+,-./:;<=>?@[\\]^`{|}~\x7f،؛؟٪٫٬×÷≠≤≥←∈«»…“”–—\u200e\u200f\u061c"
)
_ASCII_WORD_ENDS = dict.fromkeys(map(ord, _WORD_ENDS), " ")

_JOINERS = "\u200c\u200d"  # invisible, and letters to some versions of Unicode only
# Controls of direction: embeddings, isolates, and what ends these.
BIDI_CONTROLS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


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


class Lexer:
    """The state of reading one text: a place, which the methods move on behind what they read.

    `word_ends` is the copy of the text that has spaces for whatever ends a word; like `names`, the
    words seen so far, it is for the lexer's own modules.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self.text = text = source.text
        self.diagnostics: list[Diagnostic] = []
        self.position = 0
        self.line = 1
        self.line_start = 0
        self.open_quotes: list[str] = []  # of the f-strings that are being read
        self.depth = 0  # of f-strings and format specs
        self.first_long_string = 0  # the line of the first plain string that spans lines, or 0
        self.names: dict[str, tuple[str, str | None, bool]] = {}
        self._errors = 0
        self._warnings = 0
        self._closed_text = text + _END_MARK
        self._has_bidi = not text.isascii() and any(control in text for control in BIDI_CONTROLS)
        self.word_ends = _with_spaces_for_word_ends(self._closed_text)

    def run(self) -> tuple[list[Token], list[Diagnostic]]:
        """All tokens, and what was found wrong, in the order of the text."""
        tokens: list[Token] = []
        nul = self.text.find(_END_MARK)
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

    def check_directions(self, spans: list[tuple[int, int]]) -> None:
        """An error for directional controls not closed on their line, in one string or comment."""
        if self._has_bidi:
            from .lexer_directions import check_directions

            check_directions(self, spans)

    # The loop

    def scan(self, tokens: list[Token], in_field: bool) -> str:
        """Appends tokens up to the end of the text; in the field of an f-string, up to its end.

        Gives how a field ended: "!", ":", "}" or "=" (all not yet read), or "" where it is broken.
        """
        text, word_end, append = self._closed_text, self.word_ends.find, tokens.append
        name_of, seconds_of, letters = self.names.get, SECONDS.get, _LETTERS
        position, line, line_start = self.position, self.line, self.line_start
        brackets = [0, 0]  # open ones in a field: curly, others
        after_space = False
        while True:
            start = position
            character = text[start]
            spaced = after_space
            after_space = False
            if character == " ":
                spaced = True
                start += 1
                character = text[start]
            if character in letters:
                position = word_end(" ", start)
                raw = text[start:position]
                entry = name_of(raw) or self.ascii_name(raw)
                if entry is not None:
                    value, word, reserved = entry
                    place = (line, start - line_start, line, position - line_start)
                    append(Token(NAME, value, word, place, spaced, raw, reserved))
                    continue
            elif (seconds := seconds_of(character)) is not None:
                position = start + 1
                if text[position] in seconds:
                    raw = longer_sign(text, start)
                    position = start + len(raw)
                else:
                    raw = character
                if raw:
                    if in_field:
                        ending = self._field_end(raw, start, brackets)
                        if ending:
                            self.position, self.line, self.line_start = start, line, line_start
                            return ending
                    place = (line, start - line_start, line, position - line_start)
                    append(Token(OPERATOR, raw, None, place, spaced, raw))
                    continue
            elif character == "\n":
                if tokens and not in_field and tokens[-1].kind != NEWLINE:
                    column = start - line_start
                    place = (line, column, line, column + 1)
                    append(Token(NEWLINE, None, None, place, spaced, "\n"))
                after_space = True
                line += 1
                position = line_start = start + 1
                while text.startswith("    ", position):
                    position += 4
                while text[position] in " \t\f":
                    position += 1
                if text[position] in "\n#/":
                    self.position, self.line, self.line_start = line_start, line, line_start
                    self._skip_empty_lines()
                    position, line, line_start = self.position, self.line, self.line_start
                continue
            elif character in _DIGITS:
                position = word_end(" ", start)
                raw = text[start:position]
                if raw.isdecimal() and raw.isascii() and text[position] not in ".٫٬":
                    length = position - start
                    if length <= _LONGEST_INTEGER and (length == 1 or character != "0"):
                        place = (line, start - line_start, line, position - line_start)
                        append(Token(NUMBER, int(raw), None, place, spaced, raw))
                        continue
            elif character in _BLANKS:
                position = start
                while text[position] in " \t\f":
                    position += 1
                after_space = True
                continue
            self.position, self.line, self.line_start = start + 1, line, line_start
            token = self._read(character, start, spaced)
            if token is not None:
                append(token)
                if in_field and token.value == "?[":
                    brackets[1] += 1
            elif self.position == start:
                return ""
            else:
                after_space = True
            position, line, line_start = self.position, self.line, self.line_start

    def _field_end(self, sign: str, start: int, brackets: list[int]) -> str:
        """How a sign ends the expression of a field; "" where it does not, but may be a bracket."""
        curly, other = brackets
        if (sign == "}" and curly == 0) or not (curly or other):
            first = sign[0]
            if first in ":}" or (first == "!" and sign != "!="):
                return first
            if first == "=" and sign != "==":
                from .lexer_strings import label_end

                if label_end(self.text, start):
                    return "="
        if sign == "{":
            brackets[0] += 1
        elif sign in ("(", "["):
            brackets[1] += 1
        elif sign in (")", "]"):
            brackets[1] = max(other - 1, 0)
        elif sign == "}":
            brackets[:] = (curly - 1, 0)
        return ""

    def ascii_name(self, raw: str) -> tuple[str, str | None, bool] | None:
        """The entry of a word seen for the first time; None for what needs a closer look."""
        if not (raw.isascii() and raw.isidentifier()) or raw.lower() in _PREFIXES:
            return None
        raw = intern(raw)  # as CPython does: attributes and keywords are looked up by them
        word, reserved = WORDS.get(raw, (None, False))
        entry = self.names[raw] = (raw, word, reserved)
        return entry

    def _read(self, character: str, start: int, spaced: bool) -> Token | None:
        """What begins at `start`, if it is none of what the loop reads itself.

        None where that is no token; the place is then unmoved if there is nothing more to read.
        """
        text = self.text
        if character in "\"'":
            return self._string(start, start, spaced)
        if character == _END_MARK:
            self.position = start
        elif character in ".0123456789":
            from .lexer_numbers import read_number

            return read_number(self, start, spaced)
        elif character in _LETTERS:
            quote = self.word_ends.find(" ", start)
            raw = text[start:quote]
            if raw.lower() in _PREFIXES:
                if text.startswith(('"', "'"), quote):
                    return self._string(start, quote, spaced)
                return Token(NAME, raw, None, self.span(start, quote), spaced, raw)
            from .lexer_words import read_word

            return read_word(self, start, spaced)
        elif character == "#":
            line_end = text.find("\n", start)
            self.position = line_end if line_end >= 0 else len(text)
            self.check_directions([(start, self.position)])
        elif character == "/":
            self._skip_long_comment(start)
        elif character == "\\":
            sign = longer_sign(self._closed_text, start)
            if sign != "\\":
                place = self.span(start, start + len(sign))
                return Token(OPERATOR, sign, None, place, spaced, sign)
            if text.startswith("\n", start + 1):
                self.advance(start, start + 2)
                self.skip_line_comment()
            else:
                self.error("B110" if start + 1 == len(text) else "B109", start, start + 1)
        else:
            from .lexer_words import read_other

            return read_other(self, character, start, spaced)
        return None

    # Comments

    def _skip_empty_lines(self) -> None:
        """Moves on behind lines that are blank or have nothing but a comment, `//` first in it."""
        text = self._closed_text
        start = end = self.position
        while True:
            first = end
            while text[first] in " \t\f":
                first += 1
            if text.startswith(("#", "//"), first):
                end = text.find("\n", first) + 1 or len(self.text)
            elif text.startswith("\n", first):
                end = first + 1
            else:
                break
        if end > start:
            self.check_directions([(start, end)])
            self.advance(start, end)

    def skip_line_comment(self) -> None:
        """Moves on behind a comment `//` that is the first thing on its line."""
        text = self.text
        start = self.position
        while text.startswith(_BLANKS_AND_MARKS, start):
            start += 1
        if text.startswith("//", start):
            line_end = text.find("\n", start)
            self.position = line_end if line_end >= 0 else len(text)
            self.check_directions([(start, self.position)])

    def _skip_long_comment(self, start: int) -> None:
        self.position = start + 2
        end = self.text.find("*/", start + 2) + 2
        if end == 1:
            self.error("B108", start, start + 2)
            end = len(self.text)
        self.check_directions([(start, end)])
        self.advance(start, end)

    # Strings

    def _string(self, start: int, quote: int, spaced: bool) -> Token | None:
        """The string that begins at `start` and whose opening quotation mark stands at `quote`.

        None where the mark stands in a field and ends the f-string around it, whose `}` is missing.
        """
        text = self.text
        mark = text[quote]
        self.position = body = quote + (3 if text.startswith(mark * 3, quote) else 1)
        if body == start + 1 and not self.open_quotes:
            end = text.find(mark, body)
            plain = end >= 0 and text.find("\\", body, end) < 0 and text.find("\n", body, end) < 0
            if plain and not self._has_bidi:
                end += 1
                place = self.line, start - self.line_start, self.line, end - self.line_start
                self.position = end
                return Token(STRING, text[body : end - 1], None, place, spaced, text[start:end])
        from .lexer_strings import read_string

        return read_string(self, start, body, spaced)


def _with_spaces_for_word_ends(text: str) -> str:
    """The text with a space for each character that goes on with no word."""
    if text.isascii():
        return text.translate(_ASCII_WORD_ENDS)
    for character in _WORD_ENDS:
        text = text.replace(character, " ")
    others = {
        character: " "
        for character in map(ord, set(text) - {" "})
        if chr(character) in _JOINERS or not ("a" + chr(character)).isidentifier()
    }
    return text.translate(others) if others else text


def short(text: str) -> str:
    """Text for a message, cut where it is too long to be read."""
    return text if len(text) <= 60 else text[:59] + "…"
