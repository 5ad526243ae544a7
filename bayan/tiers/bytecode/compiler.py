"""The entrance of the tier: from a function's record, or a loaded unit, to a code object.

    compile_function(record) -> the code that takes the place of the record's stub
    compile_module(unit)     -> the code of the whole file, to be run in its module's globals

`passes`, those of the pipeline that are to run, are all but where somebody looks at what they do.

Both raise Refusal where the tree has something that this tier does not take.
"""

from __future__ import annotations

from ...syntax import nodes
from ...syntax.bindings import FUNCTION, Scope
from ...values.functions import ASYNC_GENERATOR, COROUTINE, GENERATOR, PLAIN
from ..refusal import TOO_DEEP, Refusal

# The modules that fill the tables of rules.
from . import calls, comprehensions, exceptions, expressions, patterns, statements  # noqa: F401
from .comprehensions import generator_expression_body
from .emitter import V313
from .entrances import Entrance, EntranceFrame
from .frame import Frame
from .functions import Compilers, definition_line
from .passes import ALL

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType

    from ...values.functions import Definition, FunctionRecord, Unit

OPTIMIZED, NEW_LOCALS, VARIADIC, KEYWORD_VARIADIC, NESTED = 1, 2, 4, 8, 16
KIND_FLAGS = {PLAIN: 0, GENERATOR: 0x20, COROUTINE: 0x80, ASYNC_GENERATOR: 0x200}


def compile_function(record: FunctionRecord, passes: frozenset[str] = ALL) -> CodeType:
    """The compiled code of a function: same parameters, cells and kind as its stub's."""
    try:
        entrance = None if record.site is None else record.site.entrance
        return function_code(record.unit, record.node, passes, entrance)
    except RecursionError:
        raise Refusal(TOO_DEEP, record.node.position) from None


def compile_module(unit: Unit, passes: frozenset[str] = ALL) -> CodeType:
    """The compiled code of a file; a coroutine's if it awaits."""
    module = unit.tree
    scope = module.scope
    frame = Frame(unit, scope, passes)
    try:
        begin(frame, 1, scope.is_async)
        handler = frame.begin_generator() if scope.is_async else None
        block_start(frame, module.body)
        frame.statements(module.body)
        frame.return_at_end()
        if scope.is_async:
            frame.end_generator(handler)
    except RecursionError:
        raise Refusal(TOO_DEEP, module.position) from None
    return frame.assemble(
        name=scope.name,
        qualname=scope.qualname,
        first_line=1,
        flags=KIND_FLAGS[COROUTINE] if scope.is_async else 0,
        argument_counts=(0, 0, 0),
        local_names=scope.local_names,
        cell_names=frame.cell_names,
        free_names=(),
        docstring=None,
    )


def kind_of(scope: Scope) -> str:
    if scope.is_async:
        return ASYNC_GENERATOR if scope.is_generator else COROUTINE
    return GENERATOR if scope.is_generator else PLAIN


def is_nested(scope: Scope) -> bool:
    around = scope.parent
    while around is not None:
        if around.kind == FUNCTION:
            return True
        around = around.parent
    return False


def begin(frame: Frame, line: int, makes_generator: bool) -> None:
    frame.position = (line, 0, line, 0)
    frame.start(makes_generator)


def function_code(
    unit: Unit, node: Definition, passes: frozenset[str], entrance: Entrance | None = None
) -> CodeType:
    """The code of a definition, perhaps with an entrance to native code."""
    scope = node.scope
    if entrance is None or isinstance(node, nodes.GeneratorExpression):
        frame = Frame(unit, scope, passes)
    else:
        frame = EntranceFrame(unit, scope, passes, node, entrance)
    for name in scope.parameter_names:
        frame.bound |= frame.local_bit(name)
    kind = kind_of(scope)
    line = definition_line(node)
    begin(frame, line, kind != PLAIN)
    handler = frame.begin_generator() if kind != PLAIN else None
    body(frame, node)
    if kind != PLAIN:
        frame.end_generator(handler)
    flags = OPTIMIZED | NEW_LOCALS | KIND_FLAGS[kind]
    if is_nested(scope):
        flags |= NESTED
    counts = (1, 0, 0)
    if not isinstance(node, nodes.GeneratorExpression):
        parameters = node.parameters
        positional_only = len(parameters.positional_only)
        counts = (
            positional_only + len(parameters.positional),
            positional_only,
            len(parameters.keyword_only),
        )
        if parameters.variadic is not None:
            flags |= VARIADIC
        if parameters.keyword_variadic is not None:
            flags |= KEYWORD_VARIADIC
    return frame.assemble(
        name=scope.name,
        qualname=scope.qualname,
        first_line=line,
        flags=flags,
        argument_counts=counts,
        local_names=scope.local_names,
        cell_names=frame.cell_names,
        free_names=scope.free_names,
        docstring=scope.docstring,
    )


def body(frame: Frame, node: Definition) -> None:
    if isinstance(node, nodes.GeneratorExpression):
        generator_expression_body(frame, node)
    elif isinstance(node, nodes.Lambda):
        frame.expression(node.body)
        frame.position = node.body.position
        frame.return_value()
    else:
        frame.statements(node.body)
        if frame.reachable and node.body:
            frame.position = node.body[-1].position
        frame.return_at_end()


def class_code(unit: Unit, node: nodes.ClassDefinition, passes: frozenset[str]) -> CodeType:
    """The body of a class: it runs in the class's namespace and gives the cell `__class__`, or
    None, to what makes the class.
    """
    scope = node.scope
    frame = Frame(unit, scope, passes)
    line = definition_line(node)
    begin(frame, line, False)
    frame.load_name("__name__")
    frame.store_name("__module__")
    frame.load_const(scope.qualname)
    frame.store_name("__qualname__")
    if V313:
        frame.load_const(line)
        frame.store_name("__firstlineno__")
    block_start(frame, node.body)
    frame.statements(node.body)
    frame.position = node.position
    if V313:
        frame.load_const(nodes.static_attributes(node))
        frame.store_name("__static_attributes__")
    if "__class__" in scope.cell_names:
        frame.load_cell("__class__")
        frame.copy()
        frame.store_name("__classcell__")
        frame.return_value()
    else:
        frame.return_const(None)
    return frame.assemble(
        name=scope.name,
        qualname=scope.qualname,
        first_line=line,
        flags=NESTED if is_nested(scope) else 0,
        argument_counts=(0, 0, 0),
        local_names=scope.local_names,
        cell_names=frame.cell_names,
        free_names=scope.free_names,
        docstring=None,
    )


def block_start(frame: Frame, statements_: list[nodes.Statement]) -> None:
    """What a module or class does first: annotations get their dict, the docstring its name."""
    if nodes.has_annotations(statements_):
        frame.setup_annotations()
    if frame.scope.docstring is not None:
        frame.position = statements_[0].position
        frame.load_const(frame.scope.docstring)
        frame.store_own("__doc__")


Compilers.function = staticmethod(lambda frame, node: function_code(frame.unit, node, frame.passes))
Compilers.class_body = staticmethod(lambda frame, node: class_code(frame.unit, node, frame.passes))
