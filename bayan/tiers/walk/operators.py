"""Python's operators by their signs."""

from __future__ import annotations

from _operator import (
    add,
    and_,
    eq,
    floordiv,
    ge,
    gt,
    iadd,
    iand,
    ifloordiv,
    ilshift,
    imatmul,
    imod,
    imul,
    inv,
    ior,
    ipow,
    is_,
    is_not,
    isub,
    itruediv,
    ixor,
    le,
    lshift,
    lt,
    matmul,
    mod,
    mul,
    ne,
    neg,
    not_,
    or_,
    pos,
    pow,
    sub,
    truediv,
    xor,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


def _contains(value: Any, container: Any) -> bool:
    return value in container


def _lacks(value: Any, container: Any) -> bool:
    return value not in container


UNARY: dict[str, Callable[[Any], Any]] = {"-": neg, "+": pos, "~": inv, "not": not_}

# Without ">>", which is Bayan's own.
BINARY: dict[str, Callable[[Any, Any], Any]] = {
    "+": add,
    "-": sub,
    "*": mul,
    "/": truediv,
    "//": floordiv,
    "%": mod,
    "**": pow,
    "@": matmul,
    "<<": lshift,
    "&": and_,
    "|": or_,
    "^": xor,
}

IN_PLACE: dict[str, Callable[[Any, Any], Any]] = {
    "+": iadd,
    "-": isub,
    "*": imul,
    "/": itruediv,
    "//": ifloordiv,
    "%": imod,
    "**": ipow,
    "@": imatmul,
    "<<": ilshift,
    "&": iand,
    "|": ior,
    "^": ixor,
}

COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "<": lt,
    "<=": le,
    ">": gt,
    ">=": ge,
    "==": eq,
    "!=": ne,
    "is": is_,
    "is not": is_not,
    "in": _contains,
    "not in": _lacks,
}
