"""Kinds: the static types of the native tier, and the objects that it knows how to call.

A kind is a short string, so that it can be shown, compared and written into a cache's key:

    int float bool          an exact `int` within 64 bits, a `float`, a `bool`
    list[K] tuple[K]        a sequence, by the kind of its first elements; each element is checked
                            when it is read, so this is a guess that costs an exit, never a result
    list[]                  an empty list
    function N, module N    a built-in function, or module, that has native code, by its name

A live iterator has the kind of its class with that of what it runs over: `range(1)`,
`range(-1)`, `range(?)` (any other step), `list[float]`, `enumerate(…)`, `zip(…, …)`.
"""

from __future__ import annotations

import math

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

INT = "int"
FLOAT = "float"
BOOL = "bool"
SCALARS = (INT, FLOAT, BOOL)

# Before a kind: the variable may be unbound; a flag beside it says whether it is.
MAYBE = "?"

# Before kinds joined by "|": the variable is of one of them (the empty one: it is unbound), by a
# tag beside it. Only variables that nothing reads any more are so; an exit gives their value.
ONE_OF = "~"

LOWEST = -(1 << 63)
HIGHEST = (1 << 63) - 1

# How many elements of a sequence are looked at for its kind.
SAMPLE = 8
DEEPEST = 4

FUNCTIONS: dict[Any, str] = {
    abs: "abs",
    bool: "bool",
    divmod: "divmod",
    enumerate: "enumerate",
    float: "float",
    int: "int",
    len: "len",
    max: "max",
    min: "min",
    pow: "pow",
    range: "range",
    round: "round",
    zip: "zip",
    math.acos: "math.acos",
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

_range_iterator = type(iter(range(0)))
_list_iterator: type = type(iter([]))
_tuple_iterator = type(iter(()))


def types_of(values: dict[str, Any]) -> dict[str, str]:
    """The kinds of variables, by name; those that the native tier does not know are left out."""
    kinds = {}
    for name, value in values.items():
        kind = kind_of(value)
        if kind is not None:
            kinds[name] = kind
    return kinds


def kind_of(value: Any, depth: int = 0) -> str | None:
    """The kind of a value; None where it has none."""
    cls = value.__class__
    if cls is int:
        return INT if LOWEST <= value <= HIGHEST else None
    if cls is float:
        return FLOAT
    if cls is bool:
        return BOOL
    if cls is list or cls is tuple:
        if not value:
            return f"{cls.__name__}[]"
        if depth >= DEEPEST:
            return None
        kind = _common_kind(value[:SAMPLE], depth + 1)
        return None if kind is None else f"{cls.__name__}[{kind}]"
    if cls is type(math):
        return f"module {value.__name__}" if value is math else None
    try:
        name = FUNCTIONS.get(value)
    except TypeError:
        return None
    return None if name is None else f"function {name}"


def _common_kind(values: Iterable[Any], depth: int) -> str | None:
    kinds = {kind_of(value, depth) for value in values}
    if len(kinds) > 1:
        kinds -= {"list[]", "tuple[]"}
    return kinds.pop() if len(kinds) == 1 else None


def iterator_kind(iterator: Any) -> str | None:
    """The kind of a live iterator; None where the native tier does not know it."""
    cls = iterator.__class__
    if cls is _range_iterator:
        step = iterator.__reduce__()[1][0].step
        return f"range({step if step in (1, -1) else '?'})"
    if cls is _list_iterator or cls is _tuple_iterator:
        return kind_of(_sequence_of(iterator))
    if cls is enumerate:
        inner = iterator.__reduce__()[1][0]
        kind = None if inner.__class__ in (enumerate, zip) else iterator_kind(inner)
        return None if kind is None else f"enumerate({kind})"
    if cls is zip:
        reduced = iterator.__reduce__()
        inner = reduced[1]
        if len(reduced) > 2 or len({id(one) for one in inner}) != len(inner):
            return None
        if any(one.__class__ in (enumerate, zip) for one in inner):
            return None
        kinds = [iterator_kind(one) for one in inner]
        return None if None in kinds or not kinds else f"zip({', '.join(kinds)})"  # type: ignore[arg-type]
    return None


def _sequence_of(iterator: Any) -> Any:
    """What a list's or tuple's iterator runs over."""
    return iterator.__reduce__()[1][0]


def sources_of(kind: str) -> tuple[str, ...]:
    """The kinds of the sequences that an iterator of this kind runs over."""
    if kind.startswith("enumerate("):
        return (kind[len("enumerate(") : -1],)
    if kind.startswith("zip("):
        return tuple(kind[len("zip(") : -1].split(", "))
    return (kind,)


def is_sequence(kind: str) -> bool:
    return kind.startswith(("list[", "tuple["))


def element(kind: str) -> str:
    """The kind of a sequence's elements; empty where it is not known."""
    return kind[kind.index("[") + 1 : -1]


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
    return "i1" if kind == BOOL else "ptr"
