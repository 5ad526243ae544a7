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
from _weakref import ref

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

# What is there beside Python's built-ins.
OWN = {"reduce": reduce, "partial": partial, "time": time, "hot": hot, "cold": cold}

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


# Who has built-ins, as `names`.
_followers: list[ref[Any]] = []


class Followed(Module):
    """The module builtins, once there are runtimes: what a program sets there, as a test does that
    puts something in the place of `open` for a while, is set in their built-ins too.
    """

    def __setattr__(self, name: str, value: Any) -> None:
        super().__setattr__(name, value)
        self._tell(name)

    def __delattr__(self, name: str) -> None:
        super().__delattr__(name)
        self._tell(name)

    def _tell(self, name: str) -> None:
        spellings = [name, *(arabic for arabic, each in ARABIC_BUILTINS.items() if each == name)]
        source = vars(self) if name in vars(self) else OWN
        for follower in list(_followers):
            names = getattr(follower(), "names", {})
            for spelling in spellings:
                if name in source:
                    names[spelling] = source[name]
                else:
                    names.pop(spelling, None)


def follow_builtins(follower: Any) -> None:
    """From now on what is set in the module builtins is set in the `names` of `follower`, too, as
    long as that lives.
    """
    if type(builtins) is Module:
        builtins.__class__ = Followed
    _followers.append(ref(follower, _followers.remove))


def make_builtins(additions: Mapping[str, Any]) -> dict[str, Any]:
    """Built-ins for the modules of one runtime; `additions` are its own."""
    names: dict[str, Any] = dict(vars(builtins))
    names.update(INTRINSICS)
    names.update(OWN)
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
