"""The entrances of the tree-walker: a call of a function, a module."""

from __future__ import annotations

from ...syntax.nodes import FunctionDefinition, GeneratorExpression, Return, has_annotations
from . import definitions, exceptions, expressions, imports, logic, loops, statements
from .frame import EVALUATE, EXECUTE, RETURN, Frame, function_frame, module_frame

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator
    from types import CellType
    from typing import Any

    from ...values.functions import FunctionRecord, Unit

# The modules whose visitors must be known before anything runs.
VISITORS = (definitions, exceptions, expressions, imports, logic, loops, statements)


def walk_function(
    record: FunctionRecord, arguments: tuple[Any, ...], cells: tuple[CellType, ...]
) -> Any:
    """Run one call; `arguments` in the order of the parameters' names, `cells` in that of the
    free names.
    """
    frame = function_frame(record, arguments, cells)
    node: Any = record.node
    if node.__class__ is not FunctionDefinition:
        return EVALUATE[node.body.__class__](node.body, frame)
    for node in node.body:  # noqa: B020 (what is visited is always called node)
        if node.__class__ is Return and node.value is not None:
            return EVALUATE[node.value.__class__](node.value, frame)
        if EXECUTE[node.__class__](node, frame) is RETURN:
            return frame.result
    return None


def walk_generator(
    record: FunctionRecord, arguments: tuple[Any, ...], cells: tuple[CellType, ...]
) -> Generator[Any, Any, Any]:
    """A generator that runs one call of a generator function, a coroutine or an asynchronous
    generator; it can be awaited. The `yield` of an asynchronous generator gives an AsyncYield.
    """
    from . import suspended, suspension

    frame = function_frame(record, arguments, cells)
    node = record.node
    if isinstance(node, GeneratorExpression):
        if not record.scope.suspending:
            return suspension.generate(node, 0, arguments[0], frame)
        walk = suspended.walk_expression(node, arguments[0], frame)
    elif isinstance(node, FunctionDefinition):
        walk = suspended.walk_body(node, frame)
    else:
        walk = suspended.walk_lambda(node, frame)
    return suspension.drive(walk, record.kind, record.takes_detours)


def walk_module(unit: Unit, module_globals: dict[str, Any]) -> None:
    """Run a module's code."""
    frame = _begin_module(unit, module_globals)
    for node in unit.tree.body:
        EXECUTE[node.__class__](node, frame)


def walk_module_async(unit: Unit, module_globals: dict[str, Any]) -> Generator[Any, Any, None]:
    """A generator that runs the code of a module that awaits; it can be awaited."""
    from . import suspended, suspension

    frame = _begin_module(unit, module_globals)
    return suspension.drive(suspended.walk_module_async(unit.tree, frame), "coroutine", False)


def _begin_module(unit: Unit, module_globals: dict[str, Any]) -> Frame:
    if has_annotations(unit.tree.body):
        module_globals.setdefault("__annotations__", {})
    return module_frame(unit, module_globals)
