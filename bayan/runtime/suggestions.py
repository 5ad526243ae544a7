"""What the writer of a wrong name may have meant, the same on every version of Python."""

from __future__ import annotations

import sys

from ..syntax.near_words import nearest
from ..values.tracebacks import ACTIVATION

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import FrameType, TracebackType
    from typing import Any


def suggestion(error: BaseException) -> tuple[str | None, str | None]:
    """(a near name, a module to import): what to say after the message of `error`."""
    if isinstance(error, NameError):
        return _for_name(error)
    wrong = None
    candidates: Iterable[Any] = ()
    if isinstance(error, AttributeError):
        wrong = error.name
        if isinstance(wrong, str):
            candidates = _attributes(error.obj, wrong)
    elif isinstance(error, ImportError):
        wrong, candidates = _for_import(error)
    return (nearest(wrong, candidates) if isinstance(wrong, str) else None), None


def _for_name(error: NameError) -> tuple[str | None, str | None]:
    wrong = error.name
    frame = _last_frame(error.__traceback__)
    # A local variable without a value has no other name.
    if isinstance(error, UnboundLocalError) or not isinstance(wrong, str) or frame is None:
        return None, None
    variables = visible_variables(frame)
    if "self" in variables and _has(variables["self"], wrong):
        return f"self.{wrong}", None
    built_in = frame.f_globals.get("__builtins__", {})
    if not isinstance(built_in, dict):
        built_in = vars(built_in)
    near = nearest(wrong, [*variables, *frame.f_globals, *built_in])
    return near, wrong if wrong in sys.stdlib_module_names else None


def _for_import(error: ImportError) -> tuple[str | None, Iterable[Any]]:
    """The name that `from module import name` did not find, and those that there are."""
    start, end = "cannot import name '", "' from '"
    message = error.msg
    if not isinstance(message, str) or not message.startswith(start) or end not in message:
        return None, ()
    wrong, _, rest = message[len(start) :].partition(end)
    frame = _last_frame(error.__traceback__)
    name = rest.partition("'")[0]
    module = sys.modules.get(name)
    if frame is not None:
        importer = getattr(_builtins_of(frame).get("__import__"), "__self__", None)
        module = getattr(importer, "modules", {}).get(name, module)
    return wrong, () if module is None else _attributes(module, wrong)


def _builtins_of(frame: FrameType) -> dict[str, Any]:
    names = frame.f_globals.get("__builtins__")
    return names if isinstance(names, dict) else {}


def _last_frame(entry: TracebackType | None) -> FrameType | None:
    while entry is not None and entry.tb_next is not None:
        entry = entry.tb_next
    return None if entry is None else entry.tb_frame


def visible_variables(frame: FrameType) -> dict[str, Any]:
    """The variables of a frame that a program can name, walked or compiled."""
    variables: Any = frame.f_locals
    activation = variables.get(ACTIVATION)
    if hasattr(activation, "visible"):
        variables = activation.visible()
    return {name: variables[name] for name in variables if str(name).isidentifier()}


def _has(value: object, name: str) -> bool:
    try:
        return hasattr(value, name)
    except Exception:
        return False


def _attributes(value: object, wrong: str) -> list[Any]:
    try:
        names = dir(value)
    except Exception:
        return []
    return names if wrong.startswith("_") else [name for name in names if name[:1] != "_"]
