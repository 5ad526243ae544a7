"""Where the program's objects keep their attributes: verified on this very interpreter, or refused.

An instance of a class of the program has its attributes in a row of objects, in the order in which
the class came to know their names (its keys, which only grow), as long as nobody has asked for its
`__dict__`, from 3.13 on as long as that needs no room of its own; those of `__slots__` lie in the
instance itself. The layouts are CPython's:

    class          version at 384, which changes with each change of it or of its bases; the
                   pointer to the keys of its instances three words behind that to its name
    keys           log2 of the bytes of an index at 9, kind at 10 (2: shared), number of names at
                   24; indices from 32 on, behind these the names, every 16 bytes
    instance       3.11: pointer to the row 32 bytes before it, null where there is a dict
                   3.12: 24 bytes before it a pointer to a dict, or, odd, to one byte before the row
                   3.13: the row from 24 bytes on, if the byte at 19 is not 0
    slot           the descriptor's pointer at 40 to: type of the member at 8 (16: any object),
                   its place in the instance at 16, flags at 24
"""

from __future__ import annotations

import sys

from .layout import layout
from .shapes import HEAP_CLASS, flags_of, name_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# How an instance leads to its row of attributes: 3.11, 3.12, 3.13.
POINTER, TAGGED, INLINE = "pointer", "tagged", "inline"
_FORMS = {(3, 11): POINTER, (3, 12): TAGGED, (3, 13): INLINE}

# Before an instance the pointer to its row, on 3.12 or to its dict.
ROW = {POINTER: -32, TAGGED: -24}
# In one on 3.13: the byte that says whether the row is there, and the row.
VALID = 19
INLINE_ROW = 24

_VERSION = 384
_MANAGED_DICT, _INLINE_VALUES = 1 << 4, 1 << 2
_SHARED = 2
_ANY_OBJECT = 16

_dict_offset_of = type.__dict__["__dictoffset__"].__get__
_size_of = type.__dict__["__basicsize__"].__get__
_qualname_of = type.__dict__["__qualname__"].__get__


class InstanceLayout:
    """form: one of the above; keys_at: where a class has the pointer to its instances' keys."""

    __slots__ = ("_byte", "_cast", "_half", "_object", "_word", "form", "keys_at")

    def __init__(self, form: str, keys_at: int) -> None:
        import ctypes

        self.form = form
        self.keys_at = keys_at
        self._word = ctypes.c_int64.from_address
        self._half = ctypes.c_uint32.from_address
        self._byte = ctypes.c_uint8.from_address
        self._cast = ctypes.cast
        self._object = ctypes.py_object

    def version(self, cls: type) -> int:
        """A number that no other state of any class has; 0 where this one has none now."""
        return self._half(id(cls) + _VERSION).value

    def names(self, cls: type) -> dict[str, int]:
        """The attributes that instances have in their rows, with their places there."""
        keys = self._word(id(cls) + self.keys_at).value if self.has_rows(cls) else 0
        if not keys or self._byte(keys + 10).value != _SHARED:
            return {}
        first = keys + 32 + (1 << self._byte(keys + 9).value)
        count = self._word(keys + 24).value
        names = [self._word(first + 16 * index).value for index in range(count)]
        return {
            self._cast(name, self._object).value: index for index, name in enumerate(names) if name
        }

    def count(self, cls: type) -> int:
        """How many names there are in these."""
        keys = self._word(id(cls) + self.keys_at).value if self.has_rows(cls) else 0
        return self._word(keys + 24).value if keys else 0

    def has_rows(self, cls: type) -> bool:
        """Whether the instances of a class have rows of attributes, to begin with."""
        needed = HEAP_CLASS | _MANAGED_DICT
        if self.form == INLINE:
            needed |= _INLINE_VALUES
        flags: int = flags_of(cls)
        return flags & needed == needed

    def has_slots_alone(self, cls: type) -> bool:
        """Whether the instances of a class can't have a dict."""
        return not flags_of(cls) & _MANAGED_DICT and _dict_offset_of(cls) == 0

    def row(self, thing: object) -> int:
        """The address of an instance's row of attributes; 0 where it has none."""
        at = id(thing)
        if self.form == INLINE:
            return at + INLINE_ROW if self._byte(at + VALID).value else 0
        there = self._word(at + ROW[self.form]).value
        if self.form == POINTER:
            return there
        return there + 1 if there & 1 else 0

    def slot(self, descriptor: Any) -> int:
        """The place in an instance of what a member's descriptor gives; 0 where it is no slot."""
        member = self._word(id(descriptor) + 40).value
        kind = self._half(member + 8).value
        return 0 if kind != _ANY_OBJECT or self._half(member + 24).value else self._offset(member)

    def _offset(self, member: int) -> int:
        return self._word(member + 16).value


_known: list[InstanceLayout | None] = []


def instances() -> InstanceLayout | None:
    """The layout of this interpreter's instances; None where it is not one of those known."""
    if not _known:
        _known.append(_find())
    return _known[0]


def _find() -> InstanceLayout | None:
    if layout() is None:
        return None
    keys_at = _keys_offset()
    if keys_at is None:
        return None
    found = InstanceLayout(_FORMS[sys.version_info[:2]], keys_at)
    right = _rows_lie_right(found) and _slots_lie_right(found) and _versions_change(found)
    return found if right else None


def _keys_offset() -> int | None:
    """Finds the class's name and qualified name; the keys stand behind these."""
    import ctypes

    class Probe:
        pass

    size = _size_of(type) // 8
    words = list((ctypes.c_int64 * size).from_address(id(Probe)))
    name, qualname = id(name_of(Probe)), id(_qualname_of(Probe))
    pairs = zip(words, words[2:-1], strict=False)
    places = [index for index, pair in enumerate(pairs) if pair == (name, qualname)]
    return 8 * (places[0] + 3) if len(places) == 1 else None


def _rows_lie_right(found: InstanceLayout) -> bool:
    import ctypes

    class Probe:
        one: float
        two: float
        three: float

    class WithoutDict:
        __slots__ = ()

    def row(thing: Probe) -> list[int]:
        at = found.row(thing)
        return list((ctypes.c_int64 * 3).from_address(at)) if at else []

    first, second = Probe(), Probe()
    first.one, first.two, first.three = numbers = (1.5, 2.5, 3.5)
    second.three, second.one = 4.5, 5.5
    if found.names(Probe) != {"one": 0, "two": 1, "three": 2} or found.names(WithoutDict):
        return False
    if not found.has_rows(Probe) or found.has_slots_alone(Probe) or found.count(Probe) != 3:
        return False
    if found.has_rows(WithoutDict) or not found.has_slots_alone(WithoutDict):
        return False
    if row(first) != [id(number) for number in numbers]:
        return False
    if row(second) != [id(second.one), 0, id(second.three)]:
        return False
    del first.two
    if row(first) != [id(numbers[0]), 0, id(numbers[2])]:
        return False
    # Who has a dict has no row, or shares it with that as long as they agree.
    second.__dict__ = {"one": 1.0}
    if found.row(second) or not vars(first):
        return False
    if found.form == INLINE:
        vars(first)["one"] = numbers[1]
        if row(first) != [id(numbers[1]), 0, id(numbers[2])]:
            return False
        other: Any = vars(first)
        other[1] = 1.0
    return found.row(first) == 0


def _slots_lie_right(found: InstanceLayout) -> bool:
    import ctypes

    class Probe:
        __slots__ = ("one", "two")

        one: float
        two: float

    thing = Probe()
    thing.one, thing.two = numbers = (1.5, 2.5)
    places = [found.slot(vars(Probe)[name]) for name in ("one", "two")]
    lying = [ctypes.c_int64.from_address(id(thing) + place).value for place in places]
    # What is kept as it is in C is no slot, nor what can't be stored.
    others = [found.slot(vars(type)["__basicsize__"]), found.slot(vars(type)["__mro__"])]
    return lying == [id(number) for number in numbers] and others == [0, 0]


def _versions_change(found: InstanceLayout) -> bool:
    class Base:
        pass

    class Probe(Base):
        pass

    seen = []
    for change in range(3):
        getattr(Probe(), "one", None)
        seen.append(found.version(Probe))
        setattr(Base, f"change{change}", None)
        if found.version(Probe) == seen[-1]:
            return False
    return len({*seen}) == 3 and 0 not in seen
