"""Kinds of objects: what `object N` stands for, and what native code relies on of their classes.

A shape is a class with the kinds that some attributes of one of its instances had; it has a number
as long as the process lives. That an object is of the class is checked where it is taken; the kinds
of its attributes are guesses, checked as those are read. Where an attribute is kept follows from
the class alone: that no property, method or other descriptor is in its place, that attributes are
got and set as usual, and that the class has room for it (see instances). That must still hold
whenever a kernel is entered (ClassGuard). No code of the program runs to find any of this out.

Classes are referred to weakly: that native code knows one keeps it no longer alive.
"""

from __future__ import annotations

from _weakref import ref

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    # Whether an attribute lies in a slot of the instance, and its offset there, or in its row of
    # attributes, and its number.
    Place = tuple[bool, int]

_OBJECT = "object "
# Behind the kind of an object: it is a pointer to the cells of one (see cells), of what variable.
UNBOXED = "@"

_ABSENT = object()
# What a class is, whatever its metaclass may say.
name_of = type.__dict__["__name__"].__get__
flags_of = type.__dict__["__flags__"].__get__
HEAP_CLASS = 1 << 9
_mro_of = type.__dict__["__mro__"].__get__
_namespace_of = type.__dict__["__dict__"].__get__
_get = object.__getattribute__
_GET, _SET = object.__dict__["__getattribute__"], object.__dict__["__setattr__"]


class _WithSlot:
    __slots__ = ("slot",)


_MemberDescriptor = type(_WithSlot.__dict__["slot"])
_Function = type(lambda: None)
_SHARED = frozenset({bool, float, int, _Function})
# What may be found in a class without a say in how an instance's attribute is got or set.
_PLAIN = frozenset({bool, dict, float, int, list, str, tuple, type(None), _Function})


class Members:
    """Where the instances of one class keep their attributes."""

    __slots__ = ("_readable", "_state", "reference", "shapes")

    def __init__(self, cls: type) -> None:
        key = id(cls)
        self.reference = ref(cls, lambda _: _forget(key))
        self.shapes: list[str] = []
        self._readable: list[str] = []
        self._state = (0, 0)

    def place(self, name: str, stored: bool = False) -> Place | None:
        """Where an attribute is kept, to be read, or to be stored too; None where that takes more
        than to look there.
        """
        from .instances import instances

        cls, found = self.reference(), instances()
        if cls is None or found is None:
            return None
        mro = _mro_of(cls)
        if _look(mro, "__getattribute__") is not _GET:
            return None
        if stored and _look(mro, "__setattr__") is not _SET:
            return None
        value: Any = _look(mro, name)
        if type(value) is _MemberDescriptor:
            owner = value.__objclass__
            offset = found.slot(value) if any(one is owner for one in mro) else 0
            return (True, offset) if offset else None
        if value is not _ABSENT and type(value) not in _PLAIN:
            return None
        index = found.names(cls).get(name)
        return None if index is None else (False, index)

    def shared(self, name: str) -> tuple[object, bool] | None:
        """What all instances have by their class under a name, a plain function as a method or a
        number, and whether that is so only for those with a row of attributes; None where it is
        anything else, or an instance has one of its own.
        """
        from .instances import instances

        cls, found = self.reference(), instances()
        if cls is None or found is None:
            return None
        mro = _mro_of(cls)
        value = _look(mro, name)
        if _look(mro, "__getattribute__") is not _GET or type(value) not in _SHARED:
            return None
        if found.has_slots_alone(cls):
            return value, False
        return (value, True) if found.has_rows(cls) and name not in found.names(cls) else None

    def readable(self) -> list[str]:
        """The attributes that native code could read, if an instance has them."""
        from .instances import instances

        cls, found = self.reference(), instances()
        if cls is None or found is None:
            return []
        names = dict.fromkeys(found.names(cls))
        state = (found.version(cls), len(names))
        if state != self._state or not state[0]:
            for one in _mro_of(cls):
                members = list(_namespace_of(one).items())
                names.update(
                    (name, None) for name, value in members if type(value) is _MemberDescriptor
                )
            self._readable = [name for name in names if self.place(name) is not None]
            self._state = state
        return self._readable


class Shape:
    """members: of its class; kinds: of attributes, by name."""

    __slots__ = ("kinds", "members")

    def __init__(self, members: Members, kinds: dict[str, str]) -> None:
        self.members = members
        self.kinds = kinds


class ClassGuard:
    """What native code relies on of a class: where attributes are, by their names and whether they
    are stored, and what its instances share; it calls the class by `symbol`.
    """

    __slots__ = ("members", "places", "shares", "state", "symbol")

    def __init__(self, members: Members, symbol: str) -> None:
        self.members = members
        self.symbol = symbol
        self.places: dict[tuple[str, bool], Place] = {}
        self.shares: dict[str, Callable[[], object]] = {}
        self.state = (0, 0)

    def place(self, name: str, stored: bool = False) -> Place | None:
        """As that of Members; it is relied on from then on."""
        found = self.members.place(name, stored)
        if found is not None:
            self.places[name, stored] = found
        return found

    def shared(self, name: str) -> tuple[object, bool] | None:
        """As that of Members; it is relied on from then on."""
        found = self.members.shared(name)
        if found is not None:
            value = found[0]
            self.shares[name] = ref(value) if type(value) is _Function else lambda: value
        return found

    def holds(self) -> bool:
        """Whether all is where it was."""
        from .instances import instances

        cls, layout = self.members.reference(), instances()
        if cls is None or layout is None:
            return False
        # Only the class's keys change without its version, and they only grow: what is in them
        # stays, but what instances share may get its name among them.
        state = (layout.version(cls), layout.count(cls) if self.shares else 0)
        if not state[0] or state != self.state:
            for (name, stored), place in self.places.items():
                if self.members.place(name, stored) != place:
                    return False
            for name, value in self.shares.items():
                found = self.members.shared(name)
                if found is None or found[0] is not value():
                    return False
            self.state = state
        return True


_members: dict[int, Members] = {}
_shapes: dict[str, Shape] = {}
_numbers: dict[tuple[int, tuple[tuple[str, str], ...]], str] = {}
_count = [0]


def _forget(key: int) -> None:
    """A class has died."""
    members = _members.pop(key, None)
    if members is None:
        return
    for kind in members.shapes:
        shape = _shapes.pop(kind, None)
        if shape is not None:
            _numbers.pop((id(members), _sorted(shape.kinds)), None)


def _sorted(kinds: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(kinds.items()))


def _look(mro: tuple[type, ...], name: str) -> object:
    """What a class has under a name, or one of its bases."""
    for one in mro:
        value = _namespace_of(one).get(name, _ABSENT)
        if value is not _ABSENT:
            return value
    return _ABSENT


def _kind(members: Members, kinds: dict[str, str]) -> str:
    key = (id(members), _sorted(kinds))
    kind = _numbers.get(key)
    if kind is None:
        _count[0] += 1
        kind = _numbers[key] = f"{_OBJECT}{_count[0]}"
        _shapes[kind] = Shape(members, kinds)
        members.shapes.append(kind)
    return kind


def is_instance(kind: str) -> bool:
    """Whether it is the kind of objects of a class of the program."""
    return kind.startswith(_OBJECT)


def shape_of(kind: str) -> Shape | None:
    """What a kind of objects stands for; None where the class is no more."""
    return _shapes.get(kind.partition(UNBOXED)[0])


def class_of(kind: str) -> type | None:
    """The class of a kind of objects; None where it is no more."""
    shape = shape_of(kind)
    return None if shape is None else shape.members.reference()


def instance_kind(value: Any, kind_of_attribute: Callable[[Any], str | None]) -> str | None:
    """The kind of an object by its class and attributes; None where it has no attributes that
    native code could read.
    """
    cls = type(value)
    if not flags_of(cls) & HEAP_CLASS:
        return None
    members = _members.get(id(cls))
    if members is None or members.reference() is not cls:
        members = _members[id(cls)] = Members(cls)
    kinds = {}
    for name in members.readable():
        try:
            attribute = _get(value, name)
        except AttributeError:
            continue
        kind = kind_of_attribute(attribute)
        if kind is not None:
            kinds[name] = kind
    return _kind(members, kinds) if kinds else None


def merged_instances(one: str, other: str, merge: Callable[[str, str], str | None]) -> str | None:
    """The kind that objects of both kinds may be taken for; None where their classes differ."""
    first, second = _shapes.get(one), _shapes.get(other)
    if first is None or second is None or first.members is not second.members:
        return None
    kinds = {**first.kinds, **second.kinds}
    for name in first.kinds.keys() & second.kinds.keys():
        both = merge(first.kinds[name], second.kinds[name])
        if both is None:
            del kinds[name]
        else:
            kinds[name] = both
    return _kind(first.members, kinds)


def in_words(kind: str) -> str:
    """A kind with the names of classes for their numbers."""
    before, mark, rest = kind.partition(_OBJECT)
    if not mark:
        return kind
    digits = rest[: len(rest) - len(rest.lstrip("0123456789"))]
    cls = class_of(mark + digits)
    name = digits if cls is None else name_of(cls)
    return f"{before}{mark}{name}{in_words(rest[len(digits) :])}"
