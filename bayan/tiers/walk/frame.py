"""What one activation of walked code holds, and how its statements say where to go on.

A statement's visitor answers None to go on with the next statement, or one of the signals below,
which each visitor around it hands up until a loop or the function takes it.
"""

from __future__ import annotations

from ...values.functions import NEVER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, MutableMapping
    from types import CellType
    from typing import Any

    from ...syntax.bindings import Scope
    from ...syntax.nodes import Node
    from ...syntax.source import Source
    from ...values.functions import FunctionRecord, Unit

    # Visitors by class of node; a class of node and its visitor's parameter go together.
    Evaluators = dict[type[Node], Callable[[Any, "Frame"], Any]]
    Executors = dict[type[Node], Callable[[Any, "Frame"], "int | None"]]

# The signals.
BREAK = 1
CONTINUE = 2
RETURN = 3  # the value is in frame.result

# The value of an expression; the effect and signal of a statement. Filled by the modules of
# visitors; the second pair, of generators, is for what has a yield or an await below it.
EVALUATE: Evaluators = {}
EXECUTE: Executors = {}
SUSPEND_EVALUATE: Evaluators = {}
SUSPEND_EXECUTE: Executors = {}


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
    """

    __slots__ = (
        "cells",
        "globals",
        "namespace",
        "record",
        "result",
        "scope",
        "unit",
        "variables",
    )

    cells: dict[str, CellType]
    globals: dict[str, Any]
    namespace: MutableMapping[str, Any] | None
    record: FunctionRecord | Unit
    result: Any
    scope: Scope
    unit: Unit
    variables: dict[str, Any]

    # The number of rounds after which a loop asks the engine whether another tier takes it.
    engine_threshold = NEVER

    @property
    def source(self) -> Source:
        """The source of the code, for tracebacks."""
        return self.unit.source

    def visible(self) -> MutableMapping[str, Any]:
        """What `locals()` is here: a snapshot in functions, the namespace itself elsewhere."""
        if self.namespace is not None:
            return self.namespace
        values = {
            name: self.variables[name] for name in self.scope.local_names if name in self.variables
        }
        for name in (*self.scope.cell_names, *self.scope.free_names):
            try:
                values[name] = self.cells[name].cell_contents
            except ValueError:
                continue
        return values


class Completed:
    """A hot loop's answer from the engine: another tier ran the rest of it, `else` included.

    signal  as the loop's visitor would have answered: None, or RETURN with frame.result set
    """

    __slots__ = ("signal",)

    def __init__(self, signal: int | None) -> None:
        self.signal = signal


def _cell_type() -> type[CellType]:
    cell = None
    closure = (lambda: cell).__closure__
    return type(closure[0])  # type: ignore[index]


Cell = _cell_type()


def function_frame(
    record: FunctionRecord, arguments: tuple[Any, ...], cells: tuple[CellType, ...]
) -> Frame:
    """The frame of a call; `arguments` in the order of the parameters' names."""
    frame = _new(Frame)
    frame.record = record
    frame.unit = unit = record.unit
    frame.globals = unit.globals
    frame.scope = scope = record.scope
    frame.namespace = None
    frame.result = None
    # The stub has bound the arguments: both have the same length.
    variables = frame.variables = dict(zip(record.parameter_names, arguments))  # noqa: B905
    captured: dict[str, CellType] = {}
    frame.cells = captured
    if cells:
        captured.update(zip(scope.free_names, cells, strict=True))
    for name in scope.cell_names:
        captured[name] = Cell(variables.pop(name)) if name in variables else Cell()
    return frame


def module_frame(unit: Unit, module_globals: dict[str, Any]) -> Frame:
    """The frame of a module's code."""
    frame = _new(Frame)
    frame.unit = frame.record = unit
    frame.scope = unit.module.scope
    frame.globals = frame.variables = frame.namespace = module_globals
    frame.cells = {name: Cell() for name in frame.scope.cell_names}
    frame.result = None
    return frame


def class_frame(around: Frame, scope: Scope, namespace: MutableMapping[str, Any]) -> Frame:
    """The frame of a class body that binds its names in `namespace`."""
    frame = _new(Frame)
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
        frame = _new(Frame)
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


_new = Frame.__new__
