"""The numbers that the lexer's loop does not read itself: all but short decimal ones.

A number is read in ASCII: the text ahead is translated, digit by digit, so that places stay.
"""

from __future__ import annotations

from .lexer import Lexer, short
from .tokens import NUMBER, Token
from .vocabulary import WORDS, fold

_EASTERN_DIGITS = "٠١٢٣٤٥٦٧٨٩"
_PERSIAN_DIGITS = "۰۱۲۳۴۵۶۷۸۹"
_TO_ASCII = str.maketrans(
    _EASTERN_DIGITS + _PERSIAN_DIGITS + "٫٬\u200e\u200f\u061c", "0123456789" * 2 + "._   "
)
_PERSIAN_TO_ONE = dict.fromkeys(map(ord, _PERSIAN_DIGITS), "۰")
_DIGITS = "0123456789"
_DIGIT_SET = frozenset(_DIGITS)
# By the letter behind the zero: the base, and the digits that are read (some are an error later).
_BASES = {
    "x": (16, "0123456789abcdefABCDEF"), "o": (8, _DIGITS), "b": (2, _DIGITS),
}  # fmt: skip
# Words that may stand right behind a number, as in Python: `1if x else 2`.
_WORDS_AFTER_NUMBER = frozenset(("and", "else", "for", "if", "in", "is", "not", "or"))


def read_number(lexer: Lexer, start: int, spaced: bool) -> Token:
    """The number that begins at `start`, with a digit or with a point before one."""
    text = lexer.text
    plain, kind = _numeral(text, start)
    end = start + len(plain)
    rest_end = _rest_end(lexer, end)
    if rest_end > end and _is_word_after_number(text[end:rest_end]):
        lexer.warn("B404", start, rest_end, text[end:rest_end])
        rest_end = end
    raw = text[start:rest_end]
    value: object = 0
    if not raw.isascii() and _mixes_digits(raw):
        lexer.error("B112", start, rest_end, short(raw))
    elif kind in _BASES:
        value = _based(lexer, _BASES[kind][0], plain, start, rest_end)
    elif rest_end > end:
        lexer.error("B114", start, rest_end, short(raw))
    elif kind == "imaginary":
        value = complex(0.0, float(plain[:-1].replace("_", "")))
    elif kind == "float":
        value = float(plain.replace("_", ""))
    else:
        digits = plain.replace("_", "")
        if digits[0] == "0" and digits.strip("0") and text.startswith((".", "٫"), end):
            rest_end += 1  # `007.` is a float and nothing else
            value = float(digits)
        else:
            value = _decimal(lexer, digits, start, end)
    return Token(NUMBER, value, None, lexer.span(start, rest_end), spaced, text[start:rest_end])


def _numeral(text: str, start: int) -> tuple[str, str]:
    """The longest number at `start`, in ASCII, and its kind, see `_measure`."""
    size = 100
    while True:
        ahead = text[start : start + size].translate(_TO_ASCII)
        end, kind = _measure(ahead)
        # What stands behind a number may decide about its end.
        if end < size - 3 or start + size >= len(text):
            return ahead[:end], kind
        size *= 10


def _measure(ahead: str) -> tuple[int, str]:
    """The length of the number that a text begins with, and what it is.

    The kind is the letter of a base, "imaginary", "float" or "whole".
    """
    base = ahead[1:2].lower()
    if base in _BASES and ahead[0] == "0":
        return _digits_end(ahead, 2, _BASES[base][1]), base
    end = _digits_end(ahead, 0, _DIGITS)
    kind = "whole"
    if ahead.startswith(".", end) and not _ends_behind_dot(ahead, end + 1):
        kind = "float"
        end += 1
        if ahead[end] in _DIGIT_SET:
            end = _digits_end(ahead, end, _DIGITS)
    if ahead.startswith(("e", "E"), end):
        digits = end + 2 if ahead.startswith(("+", "-"), end + 1) else end + 1
        if ahead[digits : digits + 1] in _DIGIT_SET:
            kind = "float"
            end = _digits_end(ahead, digits, _DIGITS)
    if ahead.startswith(("j", "J"), end):
        return end + 1, "imaginary"
    return end, kind


def _digits_end(ahead: str, start: int, digits: str) -> int:
    """The end of digits, with single underscores between them (and before them)."""
    rest = ahead[start:]
    run = rest[: len(rest) - len(rest.lstrip(digits + "_"))]
    return start + len(run.partition("__")[0].removesuffix("_"))


def _ends_behind_dot(ahead: str, end: int) -> bool:
    """Whether a dot that ends at `end` may be the end of a clause, and so is no number's."""
    return end == len(ahead) or ahead.startswith((" ", "\t", "\f", "\n", "#", "/*", "\\\n"), end)


def _rest_end(lexer: Lexer, start: int) -> int:
    """The end of letters and digits that follow a number directly."""
    end = lexer.word_ends.find(" ", start)
    while lexer.text.startswith(("٫", "٬"), end):
        end = lexer.word_ends.find(" ", end + 1)
    return end


def _is_word_after_number(text: str) -> bool:
    word, _ = WORDS.get(fold(text), (None, False))
    return word in _WORDS_AFTER_NUMBER


def _mixes_digits(raw: str) -> bool:
    """Whether the digits of a number are of more than one script."""
    scripts = {
        "0" if digit.isascii() else "٠" if digit in _EASTERN_DIGITS else digit
        for digit in raw.translate(_PERSIAN_TO_ONE)
        if digit.isdecimal()
    }
    return len(scripts) > 1


def _decimal(lexer: Lexer, digits: str, start: int, end: int) -> int:
    if digits[0] == "0" and digits.strip("0"):
        lexer.error("B113", start, end, short(digits.lstrip("0")))
        return 0
    try:
        return int(digits)
    except ValueError:  # Python's limit against slow conversions
        lexer.error("B116", start, end, len(digits))
        return 0


def _based(lexer: Lexer, base: int, plain: str, start: int, rest_end: int) -> int:
    """The value of a number in base 16, 8 or 2."""
    digits = plain[2:].replace("_", "")
    wrong = "" if base == 16 else digits.strip("01234567"[:base])[:1]
    if wrong:
        lexer.error("B115", start, rest_end, wrong, base)
    elif not digits or rest_end > start + len(plain):
        lexer.error("B114", start, rest_end, short(lexer.text[start:rest_end]))
    else:
        return int(digits, base)
    return 0
