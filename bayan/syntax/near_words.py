"""What the writer of a wrong word may have meant: of names, and of the words of the language.

The measure is the one by which CPython suggests names (insertions, deletions and substitutions
count 2, a change of case 1, and a third of both lengths may differ), but that two neighbours in
the wrong order, the most common slip, count 1. Loaded only when something is wrong.
"""

from __future__ import annotations

from .vocabulary import fold, spellings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

MOVE = 2
CASE = 1
SWAP = 1
MOST_CANDIDATES = 750
LONGEST = 40

# The words that a statement may begin with.
BEGINNINGS = frozenset(
    (
        "def",
        "class",
        "if",
        "elif",
        "else",
        "for",
        "while",
        "break",
        "continue",
        "pass",
        "return",
        "yield",
        "import",
        "from",
        "try",
        "except",
        "finally",
        "raise",
        "assert",
        "with",
        "async",
        "await",
        "global",
        "nonlocal",
        "del",
        "match",
        "case",
        "default",
        "const",
        "final",
        "enum",
        "interface",
        "abstract",
        "static",
    )
)

# Words of other languages, and everyday ones, to what stands for them here: a concept, or signs.
ELSEWHERE = {
    "function": "def",
    "func": "def",
    "fn": "def",
    "fun": "def",
    "sub": "def",
    "struct": "class",
    "foreach": "for",
    "elseif": "elif",
    "elsif": "elif",
    "unless": "if not …",
    "until": "while not …",
    "do": "while",
    "loop": "while",
    "repeat": "while",
    "switch": "match",
    "catch": "except",
    "rescue": "except",
    "ensure": "finally",
    "throw": "raise",
    "include": "import",
    "require": "import",
    "then": "{",
    "begin": "{",
    "let": "{name} = …",
    "var": "{name} = …",
    "val": "{name} = …",
    "وظيفة": "def",
    "اجراء": "def",
    "لاجل": "for",
    "كلما": "while",
    "ما_دام": "while",
    "مادام": "while",
    "افعل": "while",
    "بدل": "match",
    "اختر": "match",
    "التقط": "except",
    "امسك": "except",
    "ارم": "raise",
    "ارمي": "raise",
    "القي": "raise",
    "رجوع": "return",
    "ارجاع": "return",
    "استدع": "import",
    "ضمن": "import",
    "ثم": "{",
    "متغير": "{name} = …",
    "دع": "{name} = …",
}


def meant(word: str, following: str, concepts: tuple[str, ...] = ()) -> str | None:
    """How to write what `word`, at the beginning of a statement or clause, was meant as, in the
    language of that word; None where nothing is near.

    following: the text of what stands behind it
    concepts: what it may have been meant as; all that a statement may begin with, where there are
    none
    """
    folded = fold(word)
    found = ELSEWHERE.get(folded)
    if found is None and len(folded) > 1:
        known = {
            fold(spelling): concept
            for concept in concepts or BEGINNINGS
            for spelling in spellings(concept)
            if spelling.isascii() == word.isascii()
        }
        near = nearest(folded, known)
        # Any two words of three letters are near to each other.
        is_far = near is not None and len(near) == len(folded) <= 3 and set(near) != set(folded)
        found = None if near is None or is_far else known[near]
    if found is None or (concepts and found not in concepts):
        return None
    if found in BEGINNINGS:
        return spellings(found)[0 if word.isascii() else 1]
    return found.replace("{name}", following)


def nearest(wrong: str, candidates: Iterable[Any]) -> str | None:
    """The candidate that is most like `wrong`, or None where none is near."""
    names = sorted({name for name in candidates if isinstance(name, str) and name.isidentifier()})
    if len(names) > MOST_CANDIDATES or len(wrong) > LONGEST:
        return None
    best = None
    best_distance = 0
    for name in names:
        if name == wrong:
            continue
        most = (len(name) + len(wrong) + 3) * MOVE // 6
        if best is not None:
            most = min(most, best_distance - 1)
        distance = _distance(wrong, name, most)
        if distance <= most:
            best, best_distance = name, distance
    return best


def _distance(first: str, second: str, most: int) -> int:
    """The distance of two names; anything above `most` where it is that."""
    if abs(len(first) - len(second)) * MOVE > most or len(second) > LONGEST:
        return most + 1
    before: list[int] = []
    row = [column * MOVE for column in range(len(second) + 1)]
    for index, letter in enumerate(first):
        above = row
        row = [(index + 1) * MOVE]
        for column, other in enumerate(second):
            cost = min(
                above[column] + _cost(letter, other), above[column + 1] + MOVE, row[column] + MOVE
            )
            if index and column and letter == second[column - 1] and other == first[index - 1]:
                cost = min(cost, before[column - 1] + SWAP)
            row.append(cost)
        if min(row) > most and min(above) > most:
            return most + 1
        before = above
    return row[-1]


def _cost(first: str, second: str) -> int:
    if first == second:
        return 0
    return CASE if first.lower() == second.lower() else MOVE
