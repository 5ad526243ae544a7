"""What is known of the objects of variables, beside their kinds, where native code is made.

That goes with the kinds, at keys that no variable has. A kernel that relies on it is for types with
the same facts only, and finds out by itself, where it is entered, whether they still hold.
"""

from __future__ import annotations

from .shapes import shape_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

# The names of variables that share an object, by itself or in their lists, `name,other ...`.
ALIASES = "«aliases»"
# The attributes of objects, `name.attribute`, that are natural numbers up to SMALL.
SMALL_ATTRIBUTES = "«small attributes»"
# Lists of different objects of one class, `name=length`.
ROW_LENGTHS = "«rows»"

# Products of two numbers up to here, and sums of a few of those, have 64 bits.
SMALL = (1 << 31) - 1
# Longer lists are not looked at.
LONGEST_ROW = 1 << 12

_CLASSES = {"int": int, "float": float, "bool": bool}
_get = object.__getattribute__


def facts_of(
    objects: list[tuple[str, Any, str]], lists: list[tuple[str, Any, str]]
) -> dict[str, str]:
    """The facts of objects, and of lists and tuples of objects, each with its name and the kind of
    the objects.
    """
    leading: dict[int, list[str]] = {}
    small: list[str] = []
    for name, value, kind in objects:
        leading.setdefault(id(value), []).append(name)
        small += [f"{name}.{one}" for one in _small_attributes(value, kind)]
    rows = {name: values for name, values, kind in lists if _is_row(values, kind)}
    for name, values in rows.items():
        for number in map(id, values):
            leading.setdefault(number, []).append(name)
    found = {
        ALIASES: sorted({",".join(sorted(names)) for names in leading.values() if len(names) > 1}),
        SMALL_ATTRIBUTES: small,
        ROW_LENGTHS: [f"{one}={len(rows[one])}" for one in rows],
    }
    return {key: " ".join(facts) for key, facts in found.items() if facts}


def aliases(types: dict[str, str], names: Iterable[str]) -> frozenset[str]:
    """Those of some variables without which no others of them share an object: lists, rather than
    what is in them by another name.
    """
    known, lists = frozenset(names), row_lengths(types).keys()
    found: set[str] = set()
    for one in types.get(ALIASES, "").split():
        group = known.intersection(one.split(","))
        if len(group) > 1:
            single = group - lists
            found |= group if len(single) > 1 else group & lists
    return frozenset(found)


def row_lengths(types: dict[str, str]) -> dict[str, int]:
    """The lengths of lists at ROW_LENGTHS, by name."""
    pairs = [one.rpartition("=") for one in types.get(ROW_LENGTHS, "").split()]
    return {name: int(length) for name, _, length in pairs}


def _is_row(values: Any, kind: str) -> bool:
    """Whether all of a list's elements are different ones of the class, and have attributes of the
    kinds.
    """
    shape = shape_of(kind)
    cls = None if shape is None else shape.members.reference()
    if shape is None or cls is None or len(values) > LONGEST_ROW:
        return False
    if len(set(map(id, values))) < len(values):
        return False
    wanted = [(name, _CLASSES[one]) for name, one in shape.kinds.items() if one in _CLASSES]
    for value in values:
        if type(value) is not cls:
            return False
        for name, attribute in wanted:
            try:
                if type(_get(value, name)) is not attribute:
                    return False
            except AttributeError:
                return False
    return True


def _small_attributes(value: Any, kind: str) -> list[str]:
    """The attributes of an object that are ints from 0 up to SMALL."""
    shape = shape_of(kind)
    found = []
    for name in () if shape is None else shape.kinds:
        number = _get(value, name)
        if type(number) is int and 0 <= number <= SMALL:
            found.append(name)
    return found
