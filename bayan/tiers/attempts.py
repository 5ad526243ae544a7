"""Trying to compile: an answer, or a refusal, or no room for it now."""

from __future__ import annotations

import sys

from ..syntax import nodes
from ..values.standard_path import COMPILERS, StandardPath
from ..values.tracebacks import is_internal
from .refusal import FAILED, TOO_DEEP, Refusal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    T = TypeVar("T")


class NotNowError(Exception):
    """The compiler can't be had at this moment."""


# Exceptions that say nothing of what is compiled, only that there was no room for it now.
NO_ROOM = (RecursionError, MemoryError, NotNowError)

# What the native tier imports last, and what it imports of others.
MACHINE = "llvmlite.binding"
_OF_OTHERS = ("ctypes", "llvmlite", MACHINE)


def _stack_is_deep() -> bool:
    """Whether it may be for the depth of the stack, not of the tree, that there was no room."""
    frame = sys._getframe()
    for _ in range(sys.getrecursionlimit() // 4):
        if frame.f_back is None:
            return False
        frame = frame.f_back
    return True


def is_from_outside(error: BaseException) -> bool:
    """Whether an exception came out of code of the program, not of the compiler.

    A signal handler may run in the middle of a compilation, and what it raises is not its fault.
    """
    entry = error.__traceback__
    while entry is not None:
        frame = entry.tb_frame
        if not is_internal(frame.f_code):
            package = frame.f_globals.get("__name__", "").partition(".")[0]
            if package not in COMPILERS and package not in sys.stdlib_module_names:
                return True
        entry = entry.tb_next
    return False


def attempt(compile_it: Callable[[], T], node: nodes.Node) -> T | Refusal:
    """Compile, or say why not; a fault of the compiler is a reason too, not the program's."""
    try:
        return compile_it()
    except Refusal as refusal:
        if refusal.reason is TOO_DEEP and _stack_is_deep():
            raise RecursionError from None
        return refusal
    except NO_ROOM:
        raise
    except Exception as error:
        if is_from_outside(error):
            raise
        failed = Refusal(FAILED, node.position)
        failed.__cause__ = error
        return failed


# What is making native code at this moment.
_claims: dict[None, object] = {}


def with_native_tier(make: Callable[[], T]) -> T:
    """Call what makes native code, and loads the native tier if need be.

    Raises NotNowError where that can't be: as the process ends, and while such code is made
    already, or what it needs is imported, in another thread or below a signal handler.
    """
    claim = object()
    try:
        if (
            _claims.setdefault(None, claim) is not claim
            or sys.meta_path is None
            or any(map(is_being_imported, _OF_OTHERS))
        ):
            raise NotNowError
        if MACHINE in sys.modules:
            return make()
        with StandardPath():
            return make()
    finally:
        # An exception of a signal handler may come at any point.
        if _claims.get(None) is claim:
            _claims.clear()


def is_being_imported(name: str) -> bool:
    """Whether a module's import is under way, in this thread or in another."""
    return getattr(getattr(sys.modules.get(name), "__spec__", None), "_initializing", False)
