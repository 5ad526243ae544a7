"""Words and signs beyond ASCII, logic variables, and what is no token at all."""

from __future__ import annotations

from sys import intern

from .lexer import BIDI_CONTROLS, Lexer, short
from .lexer_signs import BEFORE_EQUALS, WIDE_SIGNS
from .tokens import NAME, OPERATOR, VARIABLE, Token
from .vocabulary import WORDS, fold

_MARKS = "\u200e\u200f\u061c"  # LRM, RLM, ALM
_BLANKS = tuple(" \t\f" + _MARKS)
_DIGITS = "٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹"
_DIGIT_TUPLE = tuple("0123456789" + _DIGITS)

_TATWEEL = "\u0640"
# Letters and digits that NFKC leaves alone in any order, for `str.translate` to drop: most words
# need no look at Unicode's tables.
_STABLE = dict.fromkeys(
    (
        *b"0123456789_ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
        *range(0x621, 0x63B),
        *range(0x641, 0x64B),
        *map(ord, _DIGITS + "پچژکگی"),
    )
)


def read_other(lexer: Lexer, character: str, start: int, spaced: bool) -> Token | None:
    """What begins with a character that the lexer does not read itself.

    None for what is no token: marks of direction, which are white space, and bad characters.
    """
    sign = WIDE_SIGNS.get(character)
    if sign is not None:
        end = start + 1
        if character in BEFORE_EQUALS and lexer.text.startswith("=", end):
            end += 1
            sign += "="
        word = "in" if character == "∈" else None
        raw = lexer.text[start:end]
        return Token(OPERATOR, sign, word, lexer.span(start, end), spaced, raw)
    if character in "?؟":
        return _question(lexer, start, spaced)
    if character in _DIGITS or (
        character == "٫" and lexer.text.startswith(_DIGIT_TUPLE, start + 1)
    ):
        from .lexer_numbers import read_number

        return read_number(lexer, start, spaced)
    if character in _MARKS:
        _skip_marks(lexer, start)
        return None
    return read_word(lexer, start, spaced)


def read_word(lexer: Lexer, start: int, spaced: bool) -> Token | None:
    """The name at `start`; None where the character there begins no name, which is an error."""
    end = _word_end(lexer, start)
    if end == start:
        _bad_character(lexer, start)
        return None
    raw = lexer.text[start:end]
    value, word, reserved = _entry(lexer, raw, start)
    return Token(NAME, value, word, lexer.span(start, end), spaced, raw, reserved)


def _bad_character(lexer: Lexer, start: int) -> None:
    """Notes that the character at `start` begins no token."""
    character = lexer.text[start]
    code = f"U+{ord(character):04X}"
    if character in BIDI_CONTROLS:
        lexer.error("B104", start, start + 1, code)
    elif character in "?؟":
        lexer.error("B111", start, start + 1)
    else:
        shown = character if character.isprintable() else code
        lexer.error("B101", start, start + 1, shown, code)


def _skip_marks(lexer: Lexer, start: int) -> None:
    text = lexer.text
    before = start
    while before > lexer.line_start and text[before - 1] in _BLANKS:
        before -= 1
    while text.startswith(_BLANKS, lexer.position):
        lexer.position += 1
    if before == lexer.line_start:
        lexer.skip_line_comment()


def _question(lexer: Lexer, start: int, spaced: bool) -> Token | None:
    """A logic variable, or a sign that begins with a question mark."""
    text = lexer.text
    if text.startswith(("?", "؟", ".", "[", "-"), start + 1):
        raw = text[start : start + 2]
        sign = raw.replace("؟", "?")
        return Token(OPERATOR, sign, None, lexer.span(start, start + 2), spaced, raw)
    end = _word_end(lexer, start + 1)
    if end == start + 1:
        _bad_character(lexer, start)
        return None
    raw = text[start + 1 : end]
    value, _, _ = _entry(lexer, raw, start + 1)
    return Token(VARIABLE, value, None, lexer.span(start, end), spaced, text[start:end])


def _word_end(lexer: Lexer, start: int) -> int:
    """The end of the longest identifier that begins at `start`; `start` where none does."""
    # Up to a word's end all characters go on with one, but not all of them begin one.
    begins = lexer.text[start : start + 1].isidentifier()
    return lexer.word_ends.find(" ", start) if begins else start


def _entry(lexer: Lexer, raw: str, start: int) -> tuple[str, str | None, bool]:
    """What the table of names has for the word at `start`; a new word is normalised and judged."""
    known = lexer.names.get(raw) or lexer.ascii_name(raw)
    if known is not None:
        return known
    value = raw.replace(_TATWEEL, "")
    if value.translate(_STABLE):
        from unicodedata import normalize

        value = normalize("NFKC", normalize("NFKC", raw).replace(_TATWEEL, ""))
    end = start + len(raw)
    if not value.isidentifier():
        lexer.error("B101", start, end, short(raw), f"U+{ord(raw[0]):04X}")
        value = "_"
    if _mixes_scripts(value):
        lexer.warn("B401", start, end, short(value))
    value = intern(value)
    entry = (value, *WORDS.get(fold(value), (None, False)))
    if not raw.isascii():  # others are not in the table for a reason
        lexer.names[raw] = entry
    return entry


def _mixes_scripts(word: str) -> bool:
    """Whether Arabic and Latin letters stand in one part of a word, `_` parting them."""
    for part in word.split("_"):
        letters = [letter for letter in part if letter.isalpha()]
        if any(letter < "\u0250" for letter in letters) and any(
            "\u0600" <= letter <= "\u08ff" for letter in letters
        ):
            return True
    return False
