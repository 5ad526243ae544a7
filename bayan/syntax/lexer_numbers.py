"""The numbers that the lexer's loop does not read itself: all but short decimal ones.

A number is read in ASCII: the text ahead is translated, digit by digit, so that places stay.
"""

from __future__ import annotations

import re

from .lexer import Lexer, short
from .tokens import NUMBER, Token
from .vocabulary import WORDS, fold

_EASTERN_DIGITS = "٠١٢٣٤٥٦٧٨٩"
_PERSIAN_DIGITS = "۰۱۲۳۴۵۶۷۸۹"
_TO_ASCII = str.maketrans(
    _EASTERN_DIGITS + _PERSIAN_DIGITS + "٫٬\u200e\u200f\u061c", "0123456789" * 2 + "._   "
)
_PERSIAN_TO_ONE = dict.fromkeys(map(ord, _PERSIAN_DIGITS), "۰")
_NUMERAL = re.compile(
    r"0[xX](?P<hexadecimal>(?:_?[0-9A-Fa-f])*+)"
    r"|0[oO](?P<octal>(?:_?[0-9])*+)"
    r"|0[bB](?P<binary>(?:_?[0-9])*+)"
    r"|(?P<whole>[0-9]++(?:_[0-9]++)*+)?"
    r"(?P<fraction>\.(?![ \t\f\n#]|/\*|\\\n|\Z)(?:[0-9]++(?:_[0-9]++)*+)?)?"
    r"(?P<exponent>[eE][+-]?[0-9]++(?:_[0-9]++)*+)?(?P<imaginary>[jJ])?"
)
_REST = re.compile(r"[^\x00-/:-@\[-^`{-\x7f]*+")
_BASES = {"hexadecimal": 16, "octal": 8, "binary": 2}
# Words that may stand right behind a number, as in Python: `1if x else 2`.
_WORDS_AFTER_NUMBER = frozenset(("and", "else", "for", "if", "in", "is", "not", "or"))


def read_number(lexer: Lexer, start: int, spaced: bool) -> Token:
    """The number that begins at `start`, with a digit or with a point before one."""
    text = lexer.text
    plain, group = _numeral(text, start)
    end = start + len(plain)
    rest_end = _rest_end(text, end)
    if rest_end > end and _is_word_after_number(text[end:rest_end]):
        lexer.warn("B404", start, rest_end, text[end:rest_end])
        rest_end = end
    raw = text[start:rest_end]
    value: object = 0
    if not raw.isascii() and _mixes_digits(raw):
        lexer.error("B112", start, rest_end, short(raw))
    elif group in _BASES:
        value = _based(lexer, _BASES[group], plain, start, rest_end)
    elif rest_end > end:
        lexer.error("B114", start, rest_end, short(raw))
    elif group == "imaginary":
        value = complex(0.0, float(plain[:-1].replace("_", "")))
    elif group in ("fraction", "exponent"):
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
    """The longest number at `start`, in ASCII, and the name of its last part."""
    size = 100
    while True:
        ahead = text[start : start + size].translate(_TO_ASCII)
        found = _NUMERAL.match(ahead)
        assert found is not None  # all parts may be missing
        # What stands behind a number may decide about its end.
        if found.end() < size - 3 or start + size >= len(text):
            return found[0], found.lastgroup or "whole"
        size *= 10


def _rest_end(text: str, start: int) -> int:
    """The end of letters and digits that follow a number directly."""
    found = _REST.match(text, start)
    end = found.end() if found is not None else start
    for index in range(start, end):
        character = text[index]
        if not (character in "٫٬" or ("a" + character).isidentifier()):
            return index
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
