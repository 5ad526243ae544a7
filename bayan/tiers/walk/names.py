"""Reading, binding and deleting variables, by the access that the resolver has found.

Errors are Python's: NameError for globals and for what a function around has not set,
UnboundLocalError for a frame's own variables.
"""

from __future__ import annotations

from ...syntax.bindings import CELL, CLASS_CELL, GLOBAL, LOCAL, MARK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .frame import Frame


def read_name(name: str, access: str, frame: Frame) -> Any:
    """The value of a variable."""
    if access == GLOBAL:
        return read_global(name, frame)
    if access == LOCAL:
        try:
            return frame.variables[name]
        except KeyError:
            pass
        raise unbound(name, access, frame)
    if access != CELL:
        assert frame.namespace is not None
        try:
            return frame.namespace[name]
        except KeyError:
            pass
        if access != CLASS_CELL:
            return read_global(name, frame)
    try:
        return frame.cells[name].cell_contents
    except ValueError:
        pass
    raise unbound(name, access, frame)


def read_global(name: str, frame: Frame) -> Any:
    """A name of the module's globals, or else of its built-ins."""
    names = frame.globals
    try:
        return names[name]
    except KeyError:
        pass
    try:
        return names["__builtins__"][name]
    except KeyError:
        pass
    raise unbound(name, GLOBAL, frame)


def unbound(name: str, access: str, frame: Frame) -> NameError:
    """The exception for a variable that has no value."""
    shown = name.partition(MARK)[0]
    if access == LOCAL or (access == CELL and name not in frame.scope.free_names):
        return UnboundLocalError(
            f"cannot access local variable '{shown}' where it is not associated with a value"
        )
    if access in (CELL, CLASS_CELL):
        return NameError(
            f"cannot access free variable '{shown}' where it is not associated with a value"
            " in enclosing scope",
            name=shown,
        )
    return NameError(f"name '{shown}' is not defined", name=shown)


def bind_name(name: str, access: str, value: object, frame: Frame) -> None:
    """Give a variable a value."""
    if access == LOCAL:
        frame.variables[name] = value
    elif access == GLOBAL:
        frame.globals[name] = value
    elif access == CELL:
        frame.cells[name].cell_contents = value
    else:
        assert frame.namespace is not None
        frame.namespace[name] = value


def delete_name(name: str, access: str, frame: Frame) -> None:
    """Take a variable's value away; an error where it has none."""
    if access == CELL:
        cell = frame.cells[name]
        try:
            _ = cell.cell_contents
        except ValueError:
            pass
        else:
            del cell.cell_contents
            return
    else:
        try:
            if access == LOCAL:
                del frame.variables[name]
            elif access == GLOBAL:
                del frame.globals[name]
            else:
                assert frame.namespace is not None
                del frame.namespace[name]
            return
        except KeyError:
            pass
    raise unbound(name, access, frame)


def unbind_name(name: str, access: str, frame: Frame) -> None:
    """End the life of an exception's name, even where the program has deleted it already."""
    bind_name(name, access, None, frame)
    delete_name(name, access, frame)
