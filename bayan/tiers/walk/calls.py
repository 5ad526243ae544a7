"""Calls of what may look at who calls it.

`locals()`, `eval`, a `namedtuple` that asks for its module, a warning or a log entry that names
its line: they all look at the frame that calls them, which for walked code would be one of the
walker's. So a call of anything but a function of the same module, or a built-in function that
does not look, goes through a small function that has the module's globals and stands, by its
code, at the place of the call.
"""

from __future__ import annotations

import _warnings
import sys

from ...syntax.bindings import FUNCTION
from ...syntax.nodes import GeneratorExpression
from ...values.functions import ENTER, record_of
from ...values.tracebacks import CALLEE, code_at

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ...syntax.nodes import Expression
    from .frame import Frame


def _call(callee: Any, arguments: Any, named: Any) -> Any:
    return callee(*arguments, **named)


# Without the flags of this file, which `compile`, `eval` and `exec` take over from their caller.
_CALL = _call.__code__.replace(
    co_flags=_call.__code__.co_flags & 0xFF, co_varnames=(CALLEE, "arguments", "named")
)

Builtin = type(len)
Function: Any = type(_call)
Method: Any = type(Function.__get__(_call, 0))

NO_NAMED: dict[str, Any] = {}


# The flags of the code of what is suspended: generators and coroutines, asynchronous ones, too.
SUSPENDED = 0x20 | 0x80 | 0x200


def call_ahead(function: Any, frame: Frame) -> None:
    """A function of this kind is about to be called: see the engine's method of this name."""
    if frame.unit.engine.has_compiler and ENTER in function.__code__.co_names:
        record = record_of(function)
        if record is not None:
            record.engine.call_ahead(record)


def is_blind(function: Any, frame: Frame) -> bool:
    """Whether a callable certainly does not look at who calls it."""
    kind = type(function)
    if kind is Function:
        return function.__globals__ is frame.globals
    if kind is Builtin:
        return function not in SEEING and function not in LOOKING
    if kind is Method:
        target = function.__func__
        return type(target) is Function and target.__globals__ is frame.globals
    return False


def call_in_place(
    node: Expression, function: Any, arguments: Any, named: dict[str, Any], frame: Frame
) -> Any:
    """Call `function` as if the program's own code did, at `node`."""
    if type(function) is Builtin and function in SEEING:
        return SEEING[function](frame, *arguments, **named)
    if function is super:
        return _see_super(frame, *arguments, **named)
    if function is eval or function is exec:
        arguments = _with_names(frame, arguments, named)
    caller = frame.unit.callers.get(node)
    if caller is None:
        scope = frame.scope
        code = code_at(_CALL, frame.source, scope.name, scope.qualname, node.position)
        caller = frame.unit.callers[node] = Function(code, frame.globals)
    return caller(function, arguments, named)


def _see_globals(frame: Frame, *wrong: Any) -> Any:
    return globals(*wrong) if wrong else frame.globals


def _see_locals(frame: Frame, *wrong: Any) -> Any:
    return locals(*wrong) if wrong else frame.visible()


def _see_vars(frame: Frame, *objects: Any) -> Any:
    return vars(*objects) if objects else frame.visible()


def _see_dir(frame: Frame, *objects: Any) -> Any:
    return dir(*objects) if objects else sorted(frame.visible())


# Namespaces that `eval` and `exec` take by name; others they are to refuse themselves.
_NAMESPACES = frozenset(("globals", "locals") if sys.version_info >= (3, 13) else ())


def _with_names(frame: Frame, arguments: Any, named: dict[str, Any]) -> Any:
    """The arguments of `eval` or `exec` with the namespaces that they lack, or give as None."""
    if not arguments or not named.keys() <= _NAMESPACES:
        return arguments
    if (arguments[1] if len(arguments) > 1 else named.get("globals")) is not None:
        return arguments
    if len(arguments) == 1:
        named.pop("globals", None)
    local = arguments[2] if len(arguments) > 2 else named.pop("locals", None)
    if local is None:
        local = frame.visible()
    return (arguments[0], frame.globals, local, *arguments[3:])


def _see_super(frame: Frame, *arguments: Any, **named: Any) -> Any:
    if arguments or named:
        return super(*arguments, **named)
    # What it is given where it stands as `super()` has been put in; here it has another name, and
    # finds for itself what the code that calls it has.
    scope = frame.scope
    if scope.kind != FUNCTION or not _has_positional(scope.node):
        raise RuntimeError("super(): no arguments")
    name = scope.parameter_names[0]
    try:
        first = frame.cells[name].cell_contents if name in frame.cells else frame.variables[name]
    except (LookupError, ValueError):
        raise RuntimeError("super(): arg[0] deleted") from None
    if "__class__" not in scope.free_names:
        raise RuntimeError("super(): __class__ cell not found")
    try:
        around = frame.cells["__class__"].cell_contents
    except ValueError:
        raise RuntimeError("super(): empty __class__ cell") from None
    return super(around, first)


def _has_positional(node: Any) -> bool:
    """Whether a function has a first argument, as a generator expression has."""
    if isinstance(node, GeneratorExpression):
        return True
    return bool(node.parameters.positional_only or node.parameters.positional)


# The built-in functions that look, to what they would see.
SEEING: dict[Any, Callable[..., Any]] = {
    globals: _see_globals,
    locals: _see_locals,
    vars: _see_vars,
    dir: _see_dir,
}

# Others that ask for the frame of their caller, and can be told by a call in place.
LOOKING = frozenset(
    {
        compile,
        eval,
        exec,
        sys._getframe,
        getattr(sys, "_getframemodulename", None),
        _warnings.warn,
    }
)
