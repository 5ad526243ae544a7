"""Kinds: the static types of the native tier, and the objects that it knows how to call.

A kind is a short string, so that it can be shown, compared and written into a cache's key:

    int float bool          an exact `int` within 64 bits, a `float`, a `bool`
    str                     an exact `str`, which is only read
    char                    a character of one; outside of native code a `str` of length 1
    none                    None
    list[K] tuple[K]        a sequence, by the kind of its first elements; each element is checked
                            when it is read, so this is a guess that costs an exit, never a result
    list[K/L]               a sequence of elements of several of the kinds above
    list[]                  an empty list
    array d                 an array of the module `array`, with its typecode
    object N                an object of a class of the program, by the number of its shape: class
                            and kinds of attributes (see shapes); the class is checked where the
                            object is taken, a kind of an attribute where that is read
    function N, module N    a built-in function, or module, that has native code, by its name

A live iterator has the kind of its class with that of what it runs over: `range(1)`,
`range(-1)`, `range(?)` (any other step), `list[float]`, `enumerate(…)`, `zip(…, …)`.
"""

from __future__ import annotations

import math
import sys

from .facts import facts_of
from .shapes import (
    instance_kind,
    is_instance,
    merged_instances,
    name_of,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

INT = "int"
FLOAT = "float"
BOOL = "bool"
NONE = "none"
SCALARS = (INT, FLOAT, BOOL)

# Between the kinds of a sequence's elements.
OR = "/"
STR = "str"
CHAR = "char"

# Before a kind: the variable may be unbound; a flag beside it says whether it is.
MAYBE = "?"

# Before kinds joined by "|": the variable is of one of them (the empty one: it is unbound), by a
# tag beside it. Only variables that nothing reads any more are so; an exit gives their value.
ONE_OF = "~"

# Before a kind of lists or objects, where control flow joins: one known by less is of this kind
# from there.
FILLED = "="

# Before the kind of numbers: a copy of a list of them that native code has of its own (see copies).
COPY = "copy "

LOWEST = -(1 << 63)
HIGHEST = (1 << 63) - 1

# How many elements of a sequence are looked at for its kind; and how many of all of it, if the
# first ones told too little.
SAMPLE = 8
LARGE_SAMPLE = 1 << 14
ROWS = 64
DEEPEST = 4

FUNCTIONS: dict[Any, str] = {
    abs: "abs",
    all: "all",
    any: "any",
    bool: "bool",
    chr: "chr",
    divmod: "divmod",
    enumerate: "enumerate",
    float: "float",
    int: "int",
    len: "len",
    list: "list",
    max: "max",
    min: "min",
    ord: "ord",
    pow: "pow",
    range: "range",
    round: "round",
    sorted: "sorted",
    sum: "sum",
    zip: "zip",
    reversed: "reversed",
    math.acos: "math.acos",
    math.asinh: "math.asinh",
    math.copysign: "math.copysign",
    math.cosh: "math.cosh",
    math.degrees: "math.degrees",
    math.erf: "math.erf",
    math.expm1: "math.expm1",
    math.fmod: "math.fmod",
    math.gcd: "math.gcd",
    math.isfinite: "math.isfinite",
    math.isqrt: "math.isqrt",
    math.radians: "math.radians",
    math.sinh: "math.sinh",
    math.asin: "math.asin",
    math.atan: "math.atan",
    math.atan2: "math.atan2",
    math.ceil: "math.ceil",
    math.cos: "math.cos",
    math.exp: "math.exp",
    math.fabs: "math.fabs",
    math.floor: "math.floor",
    math.isinf: "math.isinf",
    math.isnan: "math.isnan",
    math.log: "math.log",
    math.log10: "math.log10",
    math.log2: "math.log2",
    math.pow: "math.pow",
    math.sin: "math.sin",
    math.sqrt: "math.sqrt",
    math.tan: "math.tan",
    math.tanh: "math.tanh",
    math.trunc: "math.trunc",
}

_CLASSES_OF_FUNCTIONS = frozenset(map(type, FUNCTIONS))

_range_iterator = type(iter(range(0)))
_list_iterator: type = type(iter([]))
_BYTES_ITERATORS = (type(iter(b"")), type(iter(bytearray())))
_SEQUENCE_ITERATORS = (_list_iterator, type(iter(())), type(iter("a")), type(iter("\xe9")))


def types_of(values: dict[str, Any], whole: bool = False) -> dict[str, str]:
    """The kinds of variables, by name; those that the native tier does not know are left out. What
    else there is to be known of their objects is among them (`facts_of`).

    whole: look at all of a sequence, not only at its first elements.
    """
    kinds = {}
    objects: list[tuple[str, Any, str]] = []
    lists: list[tuple[str, Any, str]] = []
    for name, value in values.items():
        kind = kind_of(value, 0, whole)
        if kind is None:
            continue
        kinds[name] = kind
        if is_instance(kind):
            objects.append((name, value, kind))
        elif is_sequence(kind) and is_instance(element(kind)):
            lists.append((name, value, element(kind)))
    if objects or lists:
        kinds.update(facts_of(objects, lists))
    return kinds


def kind_of(value: Any, depth: int = 0, whole: bool = False) -> str | None:
    """The kind of a value; None where it has none."""
    if value is None:
        return NONE
    # Objects of the program's classes may say that they are of another, and have code to be hashed.
    cls = type(value)
    if cls is int:
        return INT if LOWEST <= value <= HIGHEST else None
    if cls is float:
        return FLOAT
    if cls is bool:
        return BOOL
    if cls is str:
        return STR
    if cls is list or cls is tuple:
        if not value:
            return f"{cls.__name__}[]"
        if depth >= DEEPEST:
            return None
        kind = _kind_of_all(value, depth + 1) if whole else _common_kind(value[:SAMPLE], depth + 1)
        return None if kind is None else f"{cls.__name__}[{kind}]"
    if cls is type(math):
        return f"module {value.__name__}" if value is math else None
    if not depth:
        if cls is bytearray or cls is bytes:
            return f"array {cls.__name__}" if _bytes_lie_right() else None
        if name_of(cls) == "array":
            return _kind_of_array(value)
    name = function_name(value)
    if name is not None:
        return f"function {name}"
    if depth >= DEEPEST:
        return None
    # Attributes lead further than elements do: objects refer to objects.
    return instance_kind(value, lambda attribute: kind_of(attribute, depth + 2, whole))


def function_name(value: Any) -> str | None:
    """The name of a built-in function that native code knows; None for anything else."""
    return FUNCTIONS.get(value) if type(value) in _CLASSES_OF_FUNCTIONS else None


def _kind_of_array(value: Any) -> str | None:
    """Only where it lies in memory as the kernels take it to."""
    if type(value) is not getattr(sys.modules.get("array"), "array", None):
        return None
    import ctypes

    address, length = value.buffer_info()
    words = ctypes.c_int64.from_address(id(value) + 16), ctypes.c_int64.from_address(id(value) + 24)
    lies_right = [word.value for word in words] == [length, address]
    plain = value.typecode in "dfbBhHiIlq" and (value.typecode != "l" or value.itemsize == 8)
    return f"array {value.typecode}" if lies_right and plain else None


def _bytes_lie_right() -> bool:
    """Whether bytes and bytearrays lie in memory as the kernels take them to; looked at once."""
    if not _bytes_looked_at:
        import ctypes

        word = ctypes.c_int64.from_address
        plain, array = b"native", bytearray(b"native")
        del array[:2]  # so that the items do not begin where the memory does
        lies_right = word(id(plain) + 16).value == 6 and word(id(array) + 16).value == 4
        _bytes_looked_at.append(
            lies_right
            and ctypes.string_at(id(plain) + 32, 6) == plain
            and ctypes.string_at(word(id(array) + 40).value, 4) == array
        )
    return _bytes_looked_at[0]


_bytes_looked_at: list[bool] = []


def _common_kind(values: Iterable[Any], depth: int, whole: bool = False) -> str | None:
    kinds = {kind_of(value, depth, whole) for value in values}
    if len(kinds) > 1:
        kinds -= {"list[]", "tuple[]"}
    if len(kinds) > 1 and kinds <= _SIMPLE.keys():
        return OR.join(sorted(kind for kind in kinds if kind))
    known = sorted(kind for kind in kinds if kind)
    if len(known) < len(kinds) or not known:
        return None
    common: str | None = known[0]
    for kind in known[1:]:
        # Objects of one class may differ in the kinds of their attributes.
        common = None if common is None or not _has_instances(kind) else merged(common, kind)
    return common


def _has_instances(kind: str) -> bool:
    while is_sequence(kind):
        kind = element(kind)
    return is_instance(kind)


_SIMPLE = {INT: int, FLOAT: float, BOOL: bool, NONE: type(None)}


def _kind_of_all(values: Any, depth: int) -> str | None:
    """The kind of the elements of a sequence, from all over it; big ints are taken for ints, which
    costs an exit where one is met.
    """
    classes = set(map(type, values[:: len(values) // LARGE_SAMPLE + 1]))
    kinds = sorted(kind for kind, cls in _SIMPLE.items() if cls in classes)
    if len(kinds) == len(classes):
        return OR.join(kinds)
    return _common_kind(values[:: len(values) // ROWS + 1], depth, True)


def iterator_kind(iterator: Any, whole: bool = False) -> str | None:
    """The kind of a live iterator; None where the native tier does not know it."""
    cls = type(iterator)
    if cls is _range_iterator:
        step = iterator.__reduce__()[1][0].step
        return f"range({step if step in (1, -1) else '?'})"
    if cls in _SEQUENCE_ITERATORS:
        return kind_of(_sequence_of(iterator), 0, whole)
    if name_of(cls) == "arrayiterator" or cls in _BYTES_ITERATORS:
        sequence = _sequence_of(iterator)
        kind = kind_of(sequence)
        return kind if kind is not None and kind.startswith("array ") else None
    if cls is enumerate:
        inner = iterator.__reduce__()[1][0]
        kind = None if type(inner) in (enumerate, zip) else iterator_kind(inner, whole)
        return None if kind is None else f"enumerate({kind})"
    if cls is zip:
        reduced = iterator.__reduce__()
        inner = reduced[1]
        if len(reduced) > 2 or len({id(one) for one in inner}) != len(inner):
            return None
        if any(type(one) in (enumerate, zip) for one in inner):
            return None
        kinds = [iterator_kind(one, whole) for one in inner]
        return None if None in kinds or not kinds else f"zip({', '.join(kinds)})"  # type: ignore[arg-type]
    return None


def _sequence_of(iterator: Any) -> Any:
    """What a list's or tuple's iterator runs over."""
    return iterator.__reduce__()[1][0]


def are_natural(values: Iterable[Any], iterator: Any = None, most: int = HIGHEST) -> bool:
    """Whether no int among these is negative or more than `most`, nor any number of a live
    iterator over ranges.
    """
    present: list[Any] = [*values]
    if type(iterator) in (enumerate, zip):
        present += iterator.__reduce__()[1]
    else:
        present.append(iterator)
    for value in present:
        if type(value) is _range_iterator:
            reduced: Any = value.__reduce__()
            numbers: range = reduced[1][0]
            if numbers and not (0 <= numbers[0] <= most and 0 <= numbers[-1] <= most):
                return False
        elif type(value) is int and not 0 <= value <= most:
            return False
    return True


def sources_of(kind: str) -> tuple[str, ...]:
    """The kinds of the sequences that an iterator of this kind runs over."""
    if kind.startswith("enumerate("):
        return (kind[len("enumerate(") : -1],)
    if kind.startswith("zip("):
        return tuple(kind[len("zip(") : -1].split(", "))
    return (kind,)


def is_sequence(kind: str) -> bool:
    return kind.startswith(("list[", "tuple["))


def is_copy(kind: str) -> bool:
    return kind.startswith(COPY)


def is_object(kind: str) -> bool:
    """Whether a value of this kind is an object of Python's, whose references are counted."""
    return kind == STR or is_sequence(kind) or kind.startswith("array ") or is_instance(kind)


def merged(one: str, other: str, mixed: bool = False) -> str | None:
    """The kind that sequences of both kinds may be taken for, where one of them is empty or the
    elements are of one kind (mixed: or may be of several), or objects of one class; None where
    there is none.
    """
    if one == other:
        return one
    if is_instance(one) and is_instance(other):
        return merged_instances(one, other, lambda a, b: merged_elements(a, b, True))
    if not (is_sequence(one) and is_sequence(other)) or one[:5] != other[:5]:
        return None
    inner = merged_elements(element(one), element(other), mixed)
    return None if inner is None else f"{one[: one.index('[')]}[{inner}]"


def merged_elements(one: str, other: str, mixed: bool) -> str | None:
    if not one or not other:
        return one or other
    simple = {*one.split(OR), *other.split(OR)}
    if mixed and simple <= _SIMPLE.keys():
        return OR.join(sorted(simple))
    return merged(one, other, mixed)


def filled(kinds: frozenset[str]) -> str | None:
    """The kind that all of these kinds of lists, and unbound, may be taken for."""
    first, *rest = sorted(kinds - {""})
    for kind in rest:
        both = merged(first, kind)
        if both is None:
            return None
        first = both
    if "" in kinds:
        return MAYBE + first
    return FILLED + first if is_sequence(first) or is_instance(first) else None


def element(kind: str) -> str:
    """The kind of a sequence's elements; empty where it is not known."""
    return kind[kind.index("[") + 1 : -1]


def elements(kind: str) -> list[str]:
    """The kinds of a sequence's elements; none where they are not known."""
    return alternatives(element(kind))


def alternatives(kind: str) -> list[str]:
    """The kinds of an element or attribute that may be of several."""
    return kind.split(OR) if kind and not is_sequence(kind) else [kind]


def is_plain(kind: str) -> bool:
    """Whether a variable of this kind can be handed on to the tier below."""
    return kind in SCALARS or kind in (NONE, CHAR) or is_object(kind) or is_copy(kind)


def options(kind: str | None) -> frozenset[str]:
    """The plain kinds that a variable may be of, the empty string for unbound."""
    if kind is None:
        return frozenset([""])
    if kind.startswith(ONE_OF):
        return frozenset(kind[1:].split("|"))
    if kind.startswith(MAYBE):
        return frozenset(["", kind[1:]])
    return frozenset([kind])


def one_of(kinds: frozenset[str]) -> str:
    return ONE_OF + "|".join(sorted(kinds))


def llvm_type(kind: str) -> str:
    if kind == INT:
        return "i64"
    if kind == FLOAT:
        return "double"
    if kind == CHAR:
        return "i32"
    return "i1" if kind in (BOOL, NONE) else "ptr"
