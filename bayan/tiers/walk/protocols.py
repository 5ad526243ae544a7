"""Special methods that statements call, looked up where Python looks: on the type."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ...syntax.nodes import Expression
    from .frame import Frame


def find_protocol(
    node: Expression, manager: Any, enter: str, leave: str, frame: Frame
) -> tuple[Any, Any]:
    """The two methods of a context manager, looked up on its type."""
    begin = look_up_special(manager, enter)
    end = look_up_special(manager, leave)
    if begin is None or end is None:
        kind = "asynchronous context" if enter == "__aenter__" else "context"
        missed = "" if begin is None else f" (missed {leave} method)"
        raise TypeError(
            f"'{type(manager).__name__}' object does not support the {kind} manager protocol"
            f"{missed}"
        )
    return begin, end


def look_up_special(value: Any, name: str) -> Any:
    """A special method as Python finds it, past the instance's own attributes; None without."""
    kind = type(value)
    for base in kind.__mro__:
        if name in base.__dict__:
            method = base.__dict__[name]
            get = getattr(type(method), "__get__", None)
            return method if get is None else get(method, value, kind)
    return None


def begin_async(node: Expression, value: Any, frame: Frame) -> Any:
    """The asynchronous iterator of what stands after `async for … in`."""
    begin = look_up_special(value, "__aiter__")
    if begin is None:
        raise TypeError(
            "'async for' requires an object with __aiter__ method, got " + type(value).__name__
        )
    iterator = begin()
    if look_up_special(iterator, "__anext__") is None:
        raise TypeError(
            "'async for' received an object from __aiter__ that does not implement __anext__: "
            + type(iterator).__name__
        )
    return iterator
