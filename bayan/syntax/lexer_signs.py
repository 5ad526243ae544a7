"""Signs: which there are, and the longest one at a place."""

from __future__ import annotations

_OF_TWO = frozenset(
    (
        *("**", "//", ">>", "<<", "=<", "@<", "@>", "<=", ">=", "==", "!=", "->", ":=", ":-", "|>"),
        *("-=", "+=", "*=", "%=", "@=", "&=", "|=", "^=", "/=", "\\+", "\\="),
    )
)
_OF_THREE = frozenset(
    ("**=", "//=", ">>=", "<<=", "...", "=:=", "=\\=", "@=<", "@>=", "\\==", "=..")
)

# The characters that are signs, with those that, standing behind, call for `longer_sign`: they make
# a longer one, a comment or a number. Signs that begin with `?` or a backslash are not here.
SECONDS = {
    **dict.fromkeys("()[]{},;~$", ""), **dict.fromkeys("+%&^!", "="),
    "*": "*=", "/": "/=*", ">": ">=", "<": "<=", "=": "=<:\\.", "@": "=<>", "-": ">=", "|": ">=",
    ":": "=-", ".": ".0123456789٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹",
}  # fmt: skip

# Signs beyond ASCII; three of them may be the first half of an augmented assignment.
WIDE_SIGNS = {
    "،": ",", "؛": ";", "٪": "%", "×": "*", "÷": "/", "≠": "!=", "≤": "<=", "≥": ">=",
    "←": ":-", "∈": "∈",
}  # fmt: skip
BEFORE_EQUALS = "٪×÷"


def longer_sign(text: str, start: int) -> str:
    """The longest sign at `start`; "" where a comment or a number begins there.

    At least one character must follow.
    """
    sign = text[start : start + 3]
    if sign in _OF_THREE and not (sign == "=.." and text.startswith(".", start + 3)):
        return sign
    sign = sign[:2]
    if sign in _OF_TWO:
        return sign
    if sign == "/*" or (sign[0] == "." and sign[1] != "."):
        return ""
    return sign[0]
