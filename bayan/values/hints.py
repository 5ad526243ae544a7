"""`@hot` and `@cold`: what a program tells the runtime about a function.

They change nothing else, and on anything that is no Bayan function they do nothing at all, so a
function written for Bayan may be decorated in Python too.
"""

from __future__ import annotations

from .functions import record_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

TIERS = ("walk", "bytecode", "native")


def hot(function: Any = None, *, tier: str | None = None, strict: bool = False) -> Any:
    """Compile the function before its first call: `@hot`, or `@hot(tier="native", strict=True)`.

    tier: the highest one that is worth a try; strict: to go no lower than that one.
    """
    if tier is not None and tier not in TIERS:
        raise ValueError(f"unknown tier {tier!r}: one of {', '.join(TIERS)}")
    if function is None:
        return _marker("cold" if tier == "walk" else "hot")
    return _mark(function, "hot")


def cold(function: Any = None) -> Any:
    """Leave the function in the tree-walker: `@cold`."""
    if function is None:
        return _marker("cold")
    return _mark(function, "cold")


def _marker(hint: str) -> Callable[[Any], Any]:
    def decorate(function: Any) -> Any:
        return _mark(function, hint)

    return decorate


def _mark(function: Any, hint: str) -> Any:
    bare = function
    while isinstance(bare, staticmethod | classmethod):
        bare = bare.__func__
    record = record_of(bare)
    if record is not None:
        record.engine.hint(bare, hint)
    return function
