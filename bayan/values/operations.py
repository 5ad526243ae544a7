"""Operations that Python has no operator or function for, as every tier calls them.

Each stands in the built-ins of every module under a key that no program can spell: the tree
names it by an Intrinsic, compiled code reads it as a global. The names of enum's classes are
there only once a source needs them: see `provide_enum`.
"""

from __future__ import annotations

from abc import ABCMeta

from ..syntax.bindings import MARK
from ..syntax.diagnostics import BayanError
from .functions import instantiate
from .standard_path import StandardPath

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from types import CodeType, ModuleType
    from typing import Any

    from ..syntax import nodes

# Intrinsics whose module is imported only for the sources that use them.
ENUM_CLASSES = ("Enum", "IntEnum")


def key(name: str) -> str:
    """Where the built-ins hold the intrinsic called `name`."""
    return f"«{name}»"


def compose(first: Callable[..., Any], second: Callable[..., Any]) -> Callable[..., Any]:
    """`first >> second`: the function that gives what `first` gives to `second`."""

    def composition(*arguments: Any, **named: Any) -> Any:
        return second(first(*arguments, **named))

    return composition


def shift_right_or_compose(left: Any, right: Any) -> Any:
    """`left >> right`."""
    if callable(left) and callable(right):
        return compose(left, right)
    return left >> right


def in_place_shift_right_or_compose(left: Any, right: Any) -> Any:
    """The value that `left >>= right` gives to left."""
    if callable(left) and callable(right):
        return compose(left, right)
    left >>= right
    return left


def abstractmethod(function: Any) -> Any:
    """Mark a method as one that a concrete class must define, as abc.abstractmethod does."""
    function.__isabstractmethod__ = True
    return function


def star_import(module: ModuleType, namespace: dict[str, Any]) -> None:
    """`from module import *`: its __all__, or its names without a leading underscore."""
    members = vars(module) if hasattr(module, "__dict__") else {}
    try:
        names: Iterable[Any] = module.__all__
        listed = True
    except AttributeError:
        names = list(members)
        listed = False
    for name in names:
        if not isinstance(name, str):
            where = f"{module.__name__}.__all__" if listed else f"{module.__name__}.__dict__"
            kind = "Item in" if listed else "Key in"
            raise TypeError(f"{kind} {where} must be str, not {type(name).__name__}")
        if listed or not name.startswith("_"):
            namespace[name] = getattr(module, name)


def without_marks(error: BaseException) -> None:
    """Let a message name a variable as the program does, not as its slot in the code object."""
    (message,) = error.args
    before, _, after = message.partition(MARK)
    error.args = (before + after.lstrip("0123456789"),)


class NotBuiltError(BayanError, NotImplementedError):
    """A form of the language that this runtime does not run."""


def not_built(what: str) -> None:
    """Refuse a form of the language that this runtime does not run."""
    raise NotBuiltError(f"this runtime does not run {what}")


INTRINSICS: dict[str, object] = {
    key("shift_right_or_compose"): shift_right_or_compose,
    key(">>"): shift_right_or_compose,
    key("in_place_shift_right_or_compose"): in_place_shift_right_or_compose,
    key(">>="): in_place_shift_right_or_compose,
    key("abstractmethod"): abstractmethod,
    key("ABCMeta"): ABCMeta,
    key("staticmethod"): staticmethod,
    key("star_import"): star_import,
    key("make_function"): instantiate,
    key("globals"): globals,
    key("locals"): locals,
    key("not_built"): not_built,
    key("without_marks"): without_marks,
}


def provide_enum(names: dict[str, Any]) -> None:
    """Put enum's classes into built-ins `names`, importing them if need be."""
    if key("Enum") not in names:
        with StandardPath():
            import enum

        for name in ENUM_CLASSES:
            names[key(name)] = getattr(enum, name)


def needs_enum(body: Iterable[nodes.Node]) -> bool:
    """Whether there is an `enum` among these statements or below them."""
    for statement in body:
        if getattr(statement, "kind", None) == "enum":
            return True
        for field in statement.fields:
            value = getattr(statement, field)
            if field in _BLOCKS and isinstance(value, list) and needs_enum(value):
                return True
    return False


_BLOCKS = frozenset({"body", "otherwise", "handlers", "final", "cases"})


def code_needs_enum(code: CodeType) -> bool:
    """The same, of compiled code."""
    return any(key(name) in code.co_names for name in ENUM_CLASSES) or any(
        code_needs_enum(constant) for constant in code.co_consts if hasattr(constant, "co_names")
    )
