"""Functions, lambdas and classes: made as Python makes them, on Python's own objects.

A class comes from the real `__build_class__`, which calls a small code object that hands its
namespace to the walker; so bases, metaclasses, `__prepare__`, `__classcell__` and what follows are
Python's.
"""

# ruff: noqa: N802, F841 (visitors are named after the classes of nodes; tracebacks read `node`)

from __future__ import annotations

import sys
from builtins import locals as get_locals

from ...syntax.bindings import NAME
from ...syntax.nodes import (
    ClassDefinition,
    FunctionDefinition,
    GeneratorExpression,
    Lambda,
    Parameter,
    has_annotations,
    static_attributes,
)
from ...values.functions import instantiate
from .expressions import evaluate_all, evaluate_keywords
from .frame import EVALUATE, EXECUTE, Frame, class_frame
from .names import bind_name, read_name
from .protocols import begin_async

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import MutableMapping
    from types import CellType
    from typing import Any


def visit_FunctionDefinition(definition: FunctionDefinition, frame: Frame) -> None:
    node: Any = definition
    decorators = [EVALUATE[wish.__class__](wish, frame) for wish in definition.decorators]
    defaults, keyword_defaults = evaluate_defaults(definition, frame)
    annotations = evaluate_annotations(definition, frame)
    value: Any = instantiate(
        frame.unit.record(definition),
        defaults,
        keyword_defaults,
        annotations,
        cells_for(node, frame),
    )
    for index in range(len(decorators) - 1, -1, -1):
        node = definition.decorators[index]
        value = decorators[index](value)
    bind_name(definition.name, definition.access, value, frame)


def visit_Lambda(node: Lambda, frame: Frame) -> Any:
    defaults, keyword_defaults = evaluate_defaults(node, frame)
    record = frame.unit.record(node)
    return instantiate(record, defaults, keyword_defaults, None, cells_for(node, frame))


def visit_GeneratorExpression(expression: GeneratorExpression, frame: Frame) -> Any:
    node = expression.clauses[0].iterable
    value = EVALUATE[node.__class__](node, frame)
    begin_async_loop = expression.clauses[0].is_async
    iterator = begin_async(node, value, frame) if begin_async_loop else iter(value)
    record = frame.unit.record(expression)
    if record.code is None:
        record.engine.call_ahead(record)
    return instantiate(record, None, None, None, cells_for(expression, frame))(iterator)


def cells_for(
    node: FunctionDefinition | Lambda | GeneratorExpression, frame: Frame
) -> tuple[CellType, ...]:
    """The cells that a function made here captures."""
    cells = frame.cells
    return tuple([cells[name] for name in node.scope.free_names])


def evaluate_defaults(
    node: FunctionDefinition | Lambda, frame: Frame
) -> tuple[tuple[Any, ...] | None, dict[str, Any] | None]:
    """The default values of positional and of keyword-only parameters."""
    parameters = node.parameters
    values = []
    for parameter in parameters.positional_only + parameters.positional:
        default = parameter.default
        if default is not None:
            values.append(EVALUATE[default.__class__](default, frame))
    named = {}
    for parameter in parameters.keyword_only:
        default = parameter.default
        if default is not None:
            named[parameter.name] = EVALUATE[default.__class__](default, frame)
    return tuple(values) or None, named or None


def evaluate_annotations(node: FunctionDefinition, frame: Frame) -> dict[str, Any] | None:
    """The annotations, in the order in which Python evaluates them."""
    parameters = node.parameters
    annotated: list[Parameter | None] = [
        *parameters.positional,
        *parameters.positional_only,
        parameters.variadic,
        *parameters.keyword_only,
        parameters.keyword_variadic,
    ]
    values = {}
    for parameter in annotated:
        if parameter is not None and parameter.annotation is not None:
            annotation = parameter.annotation
            values[parameter.name] = EVALUATE[annotation.__class__](annotation, frame)
    if node.returns is not None:
        values["return"] = EVALUATE[node.returns.__class__](node.returns, frame)
    return values or None


# Classes


def visit_ClassDefinition(definition: ClassDefinition, frame: Frame) -> None:
    node: Any = definition
    decorators = [EVALUATE[wish.__class__](wish, frame) for wish in definition.decorators]
    build = frame.globals["__builtins__"]["__build_class__"]
    bases = evaluate_all(definition, definition.bases, frame)
    keywords = evaluate_keywords(definition, build, frame)
    body = ClassBody(definition, frame).function()
    value: Any = build(body, definition.scope.name, *bases, **keywords)
    for index in range(len(decorators) - 1, -1, -1):
        node = definition.decorators[index]
        value = decorators[index](value)
    bind_name(definition.name, definition.access, value, frame)


class ClassBody:
    """What the code object that `__build_class__` runs knows of the class."""

    __slots__ = ("around", "definition")

    # Read in the running class body, it is the namespace that __prepare__ has made.
    namespace = staticmethod(get_locals)

    def __init__(self, definition: ClassDefinition, around: Frame) -> None:
        self.definition = definition
        self.around = around

    def function(self) -> Any:
        """A function for `__build_class__`."""
        code = _BODY.replace(
            co_consts=tuple(self if value == "body" else value for value in _BODY.co_consts),
            co_name=self.definition.scope.name,
            co_qualname=self.definition.scope.qualname,
        )
        return _Function(code, self.around.globals)

    def walk(self, namespace: MutableMapping[str, Any]) -> Any:
        return walk_class(self.definition, self.around, namespace)


def _body() -> Any:
    return "body".walk("body".namespace())  # type: ignore[attr-defined]


# Without the flags of a function's code its locals are the namespace, as in a class body.
_BODY = _body.__code__.replace(co_flags=0)
_Function: Any = type(_body)


def walk_class(
    definition: ClassDefinition, around: Frame, namespace: MutableMapping[str, Any]
) -> CellType | None:
    """Run a class body in its namespace; gives the cell of `__class__` if a method needs it."""
    node: Any = definition
    scope = definition.scope
    frame = class_frame(around, scope, namespace)
    namespace["__module__"] = read_name("__name__", NAME, frame)
    namespace["__qualname__"] = scope.qualname
    if sys.version_info >= (3, 13):
        namespace["__firstlineno__"] = (definition.decorators or [definition])[0].position[0]
    if scope.docstring is not None:
        namespace["__doc__"] = scope.docstring
    if has_annotations(definition.body) and "__annotations__" not in namespace:
        namespace["__annotations__"] = {}
    for node in definition.body:
        EXECUTE[node.__class__](node, frame)
    if sys.version_info >= (3, 13):
        namespace["__static_attributes__"] = static_attributes(definition)
    if "__class__" not in scope.cell_names:
        return None
    cell = namespace["__classcell__"] = frame.cells["__class__"]
    return cell


EXECUTE.update(
    {ClassDefinition: visit_ClassDefinition, FunctionDefinition: visit_FunctionDefinition}
)
EVALUATE.update({GeneratorExpression: visit_GeneratorExpression, Lambda: visit_Lambda})
