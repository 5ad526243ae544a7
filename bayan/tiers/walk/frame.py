"""What one activation of walked code holds, and how its statements say where to go on.

A statement's visitor answers None to go on with the next statement, or one of the signals below,
which each visitor around it hands up until a loop or the function takes it.
"""

from __future__ import annotations

import sys

from ...syntax.bindings import MARK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Generator, MutableMapping
    from types import CellType
    from typing import Any

    from ...syntax.bindings import Scope
    from ...syntax.nodes import Node
    from ...syntax.source import Source
    from ...values.functions import FunctionRecord, Unit

    # Visitors by class of node; a class of node and its visitor's parameter go together.
    Evaluators = dict[type[Node], Callable[[Any, "Frame"], Any]]
    Executors = dict[type[Node], Callable[[Any, "Frame"], "int | None"]]
    Suspenders = dict[type[Node], Callable[[Any, "Frame"], Generator[Any, Any, Any]]]

# The signals.
BREAK = 1
CONTINUE = 2
RETURN = 3  # the value is in frame.result

# Whether each look at a function's variables is a dict of its own (PEP 667): until 3.12 a frame
# has one, which is filled anew, and keeps what else was put into it.
SNAPSHOTS = sys.version_info >= (3, 13)

# The value of an expression; the effect and signal of a statement. Filled by the modules of
# visitors; the second pair, of generators, is for what has a yield or an await below it.
EVALUATE: Evaluators = {}
EXECUTE: Executors = {}
SUSPEND_EVALUATE: Suspenders = {}
SUSPEND_EXECUTE: Suspenders = {}


class Frame:
    """One activation.

    unit       the loaded source that the code belongs to
    record     the function's record, or the unit for module code: where loops are counted
    scope      the names of the function, class or module
    globals    the module's globals; the built-ins are in them
    variables  the LOCAL variables that are set; for module code the globals themselves
    cells      all variables that are shared with closures, own and free ones
    namespace  where a class body or module binds its names; None in functions
    result     the value of the `return` that is under way
    seen       the dict that `locals()` has given, if it was asked
    """

    __slots__ = (
        "cells",
        "globals",
        "namespace",
        "record",
        "result",
        "scope",
        "seen",
        "unit",
        "variables",
    )

    cells: dict[str, CellType]
    globals: dict[str, Any]
    namespace: MutableMapping[str, Any] | None
    record: FunctionRecord | Unit
    result: Any
    scope: Scope
    seen: dict[str, Any]
    unit: Unit
    variables: dict[str, Any]

    @property
    def source(self) -> Source:
        """The source of the code, for tracebacks."""
        return self.unit.source

    def visible(self) -> MutableMapping[str, Any]:
        """What `locals()` is here: the namespace itself, but in functions (see SNAPSHOTS)."""
        if self.namespace is not None:
            return self.namespace
        values = {
            name.partition(MARK)[0]: self.variables[name]
            for name in self.scope.local_names
            if name in self.variables
        }
        shared = (*self.scope.cell_names, *self.scope.free_names)
        for name in shared:
            try:
                values[name.partition(MARK)[0]] = self.cells[name].cell_contents
            except ValueError:
                continue
        if SNAPSHOTS:
            return values
        try:
            seen = self.seen
        except AttributeError:
            self.seen = values
            return values
        for name in (*self.scope.local_names, *shared):
            plain = name.partition(MARK)[0]
            if plain not in values:
                seen.pop(plain, None)
        seen.update(values)
        return seen


def _cell_type() -> type[CellType]:
    cell = None
    closure = (lambda: cell).__closure__
    return type(closure[0])  # type: ignore[index]


Cell = _cell_type()

# Shared by all frames of functions that neither have cells nor make any.
NO_CELLS: dict[str, CellType] = {}


def function_frame(
    record: FunctionRecord, arguments: tuple[Any, ...], cells: tuple[CellType, ...]
) -> Frame:
    """The frame of a call; `arguments` in the order of the parameters' names."""
    frame = Frame()
    frame.record = record
    frame.unit = unit = record.unit
    frame.globals = unit.globals
    frame.scope = scope = record.scope
    frame.namespace = None
    frame.result = None
    # The stub has bound the arguments: there are as many as names. The displays are for speed.
    names = record.parameter_names
    count = len(names)
    if count == 1:
        variables = {names[0]: arguments[0]}
    elif count == 2:
        variables = {names[0]: arguments[0], names[1]: arguments[1]}
    elif count == 3:
        variables = {names[0]: arguments[0], names[1]: arguments[1], names[2]: arguments[2]}
    else:
        variables = dict(zip(names, arguments, strict=True))
    frame.variables = variables
    if not cells and not scope.cell_names:
        frame.cells = NO_CELLS
        return frame
    frame.cells = captured = dict(zip(scope.free_names, cells, strict=True))
    for name in scope.cell_names:
        captured[name] = Cell(variables.pop(name)) if name in variables else Cell()
    return frame


def module_frame(unit: Unit, module_globals: dict[str, Any]) -> Frame:
    """The frame of a module's code."""
    frame = Frame()
    frame.unit = frame.record = unit
    frame.scope = unit.tree.scope
    frame.globals = frame.variables = frame.namespace = module_globals
    frame.cells = {name: Cell() for name in frame.scope.cell_names}
    frame.result = None
    return frame


def class_frame(around: Frame, scope: Scope, namespace: MutableMapping[str, Any]) -> Frame:
    """The frame of a class body that binds its names in `namespace`."""
    frame = Frame()
    frame.record = around.record
    frame.unit = around.unit
    frame.globals = around.globals
    frame.scope = scope
    frame.namespace = namespace
    frame.variables = {}
    frame.result = None
    frame.cells = {**around.cells, **{name: Cell() for name in scope.cell_names}}
    return frame


def comprehension_frame(around: Frame, scope: Scope) -> Frame:
    """The frame that a comprehension's variables live in, with fresh cells for this run.

    It is the frame around, but in module code, where that has no variables beside the globals.
    """
    if around.variables is around.globals:
        frame = Frame()
        frame.record = around.record
        frame.unit = around.unit
        frame.globals = around.globals
        frame.scope = around.scope
        frame.namespace = around.namespace
        frame.variables = {}
        frame.result = None
        frame.cells = dict(around.cells)
    else:
        frame = around
    for name in scope.cell_names:
        frame.cells[name] = Cell()
    return frame
