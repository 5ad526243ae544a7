"""CPython 3.13: gives a function whose code was exchanged the version by which calls know it.

A call is specialised there only for a function that has a version: a number that stands for its
code, and that no other code object has. The instruction that makes functions gives it to them, from
the code; what exchanges a function's code, and `FunctionType()`, leave it at 0. Here it is given by
what that instruction calls, so all that relies on it finds what it does after a `def`. Who sets the
code or the defaults of the function takes it away again.

Where these things lie is CPython's Include/cpython/funcobject.h and code.h, verified on this very
interpreter as this module is loaded: where it is another one, or something does not come out right,
nothing is done.
"""

from __future__ import annotations

import sys

from .standard_path import StandardPath

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

# Where a function has its version, and a code object that of its functions.
FUNCTION_VERSION = 136
CODE_VERSION = 92
_WIDTH = 4


class Versions:
    """read: gives so many bytes of memory from an address on; set: gives a function a version."""

    __slots__ = ("read", "set")

    def __init__(self) -> None:
        # Without ctypes itself, which takes four times as long to load as all of this.
        import _ctypes

        # Typed as on one system; where another has it otherwise, nothing is done.
        dynamic: Any = _ctypes
        # Python's lock is kept in both calls, and their exceptions are Python's.
        kind = _ctypes.FUNCFLAG_CDECL | _ctypes.FUNCFLAG_PYTHONAPI
        anything, size, number = (
            type(name, (_ctypes._SimpleCData,), {"_type_": name}) for name in ("O", "L", "I")
        )
        program = dynamic.dlopen(None, 0)

        def from_program(name: str, result: Any, *arguments: Any) -> Callable[..., Any]:
            attributes = {"_flags_": kind, "_restype_": result, "_argtypes_": arguments}
            made: Any = type(name, (_ctypes.CFuncPtr,), attributes)
            function: Callable[..., Any] = made(dynamic.dlsym(program, name))
            return function

        self.read = from_program("PyBytes_FromStringAndSize", anything, size, size)
        self.set = from_program("_PyFunction_SetVersion", None, anything, number)

    def of_code(self, code: object) -> int:
        """The version of the functions of a code object."""
        return int.from_bytes(self.read(id(code) + CODE_VERSION, _WIDTH), sys.byteorder)

    def of_function(self, function: object) -> int:
        """The version of a function; 0 where it has none."""
        return int.from_bytes(self.read(id(function) + FUNCTION_VERSION, _WIDTH), sys.byteorder)

    def give(self, function: Any) -> None:
        """Give a function the version of its code."""
        code = function.__code__
        version = self.of_code(code)
        # No other thread and no signal's handler comes between the look at the code and the call.
        self.set(function, version if function.__code__ is code else 0)


def _find() -> Versions | None:
    if sys.implementation.name != "cpython" or sys.version_info[:2] != (3, 13):
        return None
    if sys.abiflags or hasattr(sys, "gettotalrefcount") or sys.maxsize != (1 << 63) - 1:
        return None
    if Function.__basicsize__ != FUNCTION_VERSION + 8:
        return None
    try:
        with StandardPath():
            found = Versions()
    except (RecursionError, MemoryError):
        # No room for it now: it is loaded later.
        raise
    except Exception:
        # No such module or function, or an audit hook of the program does not want it.
        return None
    return found if _come_out_right(found) else None


def _come_out_right(found: Versions) -> bool:
    def first(a: int) -> None: ...

    def second(a: int) -> None: ...

    codes = [first.__code__, second.__code__, first.__code__.replace(co_name="third")]
    numbers = [found.of_code(code) for code in codes]
    if len({0, *numbers}) != 4 or max(numbers) != numbers[2]:
        return False
    if [found.of_function(each) for each in (first, second)] != numbers[:2]:
        return False
    made = Function(codes[0], {})
    first.__code__ = codes[2]
    if found.of_function(first) or found.of_function(made):
        return False
    found.give(first)
    if found.of_function(first) != numbers[2] or found.of_function(second) != numbers[1]:
        return False
    first.__defaults__ = (1,)
    return found.of_function(first) == 0


if TYPE_CHECKING:
    from types import FunctionType as Function
else:
    Function = type(_find)

# What gives versions on this interpreter; None where functions need none, or it can't be.
VERSIONS = _find()
