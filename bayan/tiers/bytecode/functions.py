"""Rules for definitions inside compiled code: functions, lambdas, classes.

    def f(a=1) { … }     LOAD_CONST (1,), LOAD_CONST <code f>, MAKE_FUNCTION defaults, STORE f

Their code is compiled along with the code around them. Where this tier refuses one, the runtime
makes the function from its record, so that only that one keeps to the tree-walker.
"""

from __future__ import annotations

from ...syntax import nodes
from ...values.functions import first_line
from ..refusal import Refusal
from .calls import finish_call
from .expressions import map_of, sequence
from .frame import Frame, expression_rule, statement_rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import CodeType

    from ...values.functions import Definition

DEFAULTS, KEYWORD_DEFAULTS, ANNOTATIONS, CLOSURE = 1, 2, 4, 8


class Compilers:
    """Compile the code of what is defined inside; set by compiler, which imports all rules."""

    function: Callable[[Frame, Definition], CodeType]
    class_body: Callable[[Frame, nodes.ClassDefinition], CodeType]


@expression_rule(nodes.Lambda)
def lambda_(frame: Frame, node: nodes.Lambda) -> None:
    function(frame, node)


@statement_rule(nodes.FunctionDefinition)
def function_definition(frame: Frame, node: nodes.FunctionDefinition) -> None:
    for decorator in node.decorators:
        frame.expression(decorator)
    function(frame, node)
    decorate(frame, node.decorators)
    frame.position = node.position
    frame.store(node.name, node.access)


def decorate(frame: Frame, decorators: list[nodes.Expression]) -> None:
    """decorators… value -> value, the last decorator first."""
    for decorator in reversed(decorators):
        frame.position = decorator.position
        frame.call_with_one()


def function(frame: Frame, node: nodes.FunctionDefinition | nodes.Lambda) -> None:
    """Push a new function of a definition."""
    try:
        code = code_of(frame, node)
    except Refusal:
        walked_function(frame, node)
        return
    flags = 0
    if push_defaults(frame, node.parameters):
        flags |= DEFAULTS
    if push_keyword_defaults(frame, node.parameters):
        flags |= KEYWORD_DEFAULTS
    if push_annotations(frame, node):
        flags |= ANNOTATIONS
    frame.position = node.position
    close(frame, node, code, flags)


def make_function(frame: Frame, node: nodes.GeneratorExpression, flags: int) -> None:
    """Push a new function of a generator expression."""
    close(frame, node, code_of(frame, node), flags)


def code_of(frame: Frame, node: Definition) -> CodeType:
    code = frame.codes.get(node)
    if code is None:
        code = frame.codes[node] = Compilers.function(frame, node)
    return code


def close(
    frame: Frame, node: Definition | nodes.ClassDefinition, code: CodeType, flags: int
) -> None:
    """Push the cells that the code wants, and the function."""
    if push_cells(frame, node.scope.free_names):
        flags |= CLOSURE
    frame.position = node.position
    frame.load_const(code)
    frame.make_function(flags)


def push_cells(frame: Frame, names: tuple[str, ...]) -> bool:
    for name in names:
        frame.load_cell(name)
    if names:
        frame.build("TUPLE", len(names))
    return bool(names)


def push_defaults(frame: Frame, parameters: nodes.Parameters) -> bool:
    defaults = [
        parameter.default
        for parameter in (*parameters.positional_only, *parameters.positional)
        if parameter.default is not None
    ]
    if defaults:
        frame.expression(nodes.Tuple(parameters.position, defaults))
    return bool(defaults)


def push_keyword_defaults(frame: Frame, parameters: nodes.Parameters) -> bool:
    keys: list[nodes.Expression | None] = []
    values = []
    for parameter in parameters.keyword_only:
        if parameter.default is not None:
            keys.append(nodes.Constant(parameter.position, parameter.name))
            values.append(parameter.default)
    if values:
        map_of(frame, parameters, keys, values)
    return bool(values)


def annotated(
    node: nodes.FunctionDefinition | nodes.Lambda,
) -> list[tuple[str, nodes.Expression]]:
    """Names and annotations, in Python's order, which has the positional-only ones second."""
    parameters = node.parameters
    every = [*parameters.positional, *parameters.positional_only]
    if parameters.variadic is not None:
        every.append(parameters.variadic)
    every += parameters.keyword_only
    if parameters.keyword_variadic is not None:
        every.append(parameters.keyword_variadic)
    pairs = [(each.name, each.annotation) for each in every if each.annotation is not None]
    if isinstance(node, nodes.FunctionDefinition) and node.returns is not None:
        pairs.append(("return", node.returns))
    return pairs


def push_annotations(frame: Frame, node: nodes.FunctionDefinition | nodes.Lambda) -> bool:
    pairs = annotated(node)
    if not pairs:
        return False
    elements: list[nodes.Expression] = []
    for name, annotation in pairs:
        elements.append(nodes.Constant(annotation.position, name))
        elements.append(_only_element(annotation))
    sequence(frame, node, elements, "TUPLE")
    return True


def _only_element(annotation: nodes.Expression) -> nodes.Expression:
    """`*args: *Ts` means the only element of the unpacked value."""
    if not isinstance(annotation, nodes.Starred):
        return annotation
    position = annotation.position
    unpacked = nodes.Tuple(position, [annotation])
    return nodes.Subscript(position, unpacked, nodes.Constant(position, 0))


def walked_function(frame: Frame, node: nodes.FunctionDefinition | nodes.Lambda) -> None:
    """A call of the runtime's function that makes functions from their records."""
    frame.position = node.position
    frame.load_intrinsic_function("make_function")
    frame.load_const(frame.unit.record(node))
    if not push_defaults(frame, node.parameters):
        frame.load_const(None)
    if not push_keyword_defaults(frame, node.parameters):
        frame.load_const(None)
    pairs = annotated(node)
    if pairs:
        keys: list[nodes.Expression | None] = [
            nodes.Constant(each.position, name) for name, each in pairs
        ]
        map_of(frame, node, keys, [_only_element(annotation) for _, annotation in pairs])
    else:
        frame.load_const(None)
    frame.position = node.position
    if not push_cells(frame, node.scope.free_names):
        frame.load_const(None)
    frame.call(5)


@statement_rule(nodes.ClassDefinition)
def class_definition(frame: Frame, node: nodes.ClassDefinition) -> None:
    for decorator in node.decorators:
        frame.expression(decorator)
    code = frame.codes.get(node)
    if code is None:
        code = frame.codes[node] = Compilers.class_body(frame, node)
    frame.position = node.position
    frame.load_build_class()
    close(frame, node, code, 0)
    frame.load_const(node.scope.name)
    finish_call(frame, node, node.bases, node.keywords, pushed=2)
    decorate(frame, node.decorators)
    frame.position = node.position
    frame.store(node.name, node.access)


def definition_line(node: Definition | nodes.ClassDefinition) -> int:
    """The line that Python calls a definition's first: that of its first decorator, if any."""
    if isinstance(node, nodes.ClassDefinition):
        return node.decorators[0].position[0] if node.decorators else node.position[0]
    return first_line(node)
