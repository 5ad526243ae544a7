"""`@hot` and `@cold`: what a program tells the runtime about a function.

They change nothing else, and on anything that is no Bayan function they do nothing at all, so a
function written for Bayan may be decorated in Python too.
"""

from __future__ import annotations

from .functions import NATIVE_IF_POSSIBLE, NATIVE_ONLY, record_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

TIERS = ("walk", "bytecode", "native")


def hot(function: Any = None, *, tier: str | None = None, strict: bool = False) -> Any:
    """Compile the function before its first call: `@hot`, or `@hot(tier="native", strict=True)`.

    tier: the highest one that is worth a try. Where "native" can't be had, that is said on
    standard error, once; or it is a NotNativeError, if `strict`. A runtime whose mode has no native
    tier does not try, and says nothing.
    """
    if tier is not None and tier not in TIERS:
        raise ValueError(f"unknown tier {tier!r}: one of {', '.join(TIERS)}")
    wish = None
    if tier == "native":
        wish = NATIVE_ONLY if strict else NATIVE_IF_POSSIBLE
    hint = "cold" if tier == "walk" else "hot"
    return _marker(hint, wish) if function is None else _mark(function, hint, wish)


def cold(function: Any = None) -> Any:
    """Leave the function in the tree-walker: `@cold`."""
    if function is None:
        return _marker("cold", None)
    return _mark(function, "cold", None)


def _marker(hint: str, wish: str | None) -> Callable[[Any], Any]:
    def decorate(function: Any) -> Any:
        return _mark(function, hint, wish)

    return decorate


def _mark(function: Any, hint: str, wish: str | None) -> Any:
    bare = function
    while isinstance(bare, staticmethod | classmethod):
        bare = bare.__func__
    record = record_of(bare)
    if record is not None:
        record.engine.hint(bare, hint, wish)
    return function
