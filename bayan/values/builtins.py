"""The names that every Bayan module has without an import.

They live in one dictionary for each runtime, which is the `__builtins__` of all its modules, so
that Python's own lookup finds them in every tier: Python's built-ins, the same under their Arabic
names, the few library functions that Bayan has had since its first version, `@hot` and `@cold`,
and the operations that only tiers can name.
"""

from __future__ import annotations

import builtins
import sys
import time
from _functools import partial, reduce  # type: ignore[import-not-found]

from ..syntax.vocabulary import ARABIC_BUILTINS
from .hints import cold, hot
from .operations import INTRINSICS
from .standard_path import StandardPath

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import ModuleType as Module
    from typing import Any
else:
    Module = type(sys)

# Of the module math; its import costs more than all the rest of this.
MATH_NAMES = ("sqrt", "sin", "cos", "tan", "exp", "log", "pi")


class LazyModule(Module):
    """Stands for a module of the standard library until one of its attributes is asked for."""

    def __init__(self, name: str, names: dict[str, Any]) -> None:
        super().__init__(name)
        namespace: dict[str, Any] = vars(self)
        namespace.clear()
        namespace["__name__"] = name
        namespace["«names»"] = names

    def __getattr__(self, attribute: str) -> Any:
        return getattr(self._load(), attribute)

    def __dir__(self) -> list[str]:
        return dir(self._load())

    def _load(self) -> Any:
        namespace: dict[str, Any] = vars(self)
        name = namespace["__name__"]
        with StandardPath():
            module = __import__(name)
        names = namespace.pop("«names»", {})
        if names.get(name) is self:
            names[name] = module
        namespace.update(vars(module))
        return module


def make_builtins(additions: Mapping[str, Any]) -> dict[str, Any]:
    """Built-ins for the modules of one runtime; `additions` are its own."""
    names: dict[str, Any] = dict(vars(builtins))
    names.update(INTRINSICS)
    names.update(reduce=reduce, partial=partial, time=time, hot=hot, cold=cold)
    for module in ("math", "random"):
        names[module] = sys.modules.get(module) or LazyModule(module, names)
    names.update(additions)
    for arabic, english in ARABIC_BUILTINS.items():
        if english in names:
            names[arabic] = names[english]
    return names


def provide_math(names: dict[str, Any], text: str) -> None:
    """Add the functions of math to built-ins `names` if a program's text mentions one of them."""
    if "sqrt" not in names and any(mentions(text, name) for name in MATH_NAMES):
        with StandardPath():
            math = __import__("math")
        for name in MATH_NAMES:
            names[name] = getattr(math, name)


def mentions(text: str, name: str) -> bool:
    """Whether `name` stands in `text` as a word of its own."""
    start = text.find(name)
    while start >= 0:
        end = start + len(name)
        before = text[start - 1 : start]
        after = text[end : end + 1]
        if not _is_word(before) and not _is_word(after):
            return True
        start = text.find(name, end)
    return False


def _is_word(character: str) -> bool:
    return character != "" and ("_" + character).isidentifier()
