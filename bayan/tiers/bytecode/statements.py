"""Rules for simple statements, conditions and loops.

while a { b }        head: LOAD a, POP_JUMP_IF_FALSE else, b, JUMP_BACKWARD head, else:
for x in xs { b }    LOAD xs, GET_ITER, head: FOR_ITER else, STORE x, b, JUMP head, else:
"""

from __future__ import annotations

from ...syntax import nodes
from .assembler import NO_ARGUMENT, Target
from .comprehensions import end_iteration, next_item
from .expressions import (
    annotations_are_kept,
    apply_binary,
    delete_target,
    membership_container,
    store_target,
)
from .frame import Frame, statement_rule
from .passes.conditions import jump_on
from .passes.exchange import exchange
from .passes.loop_ends import is_repeated
from .sites import Ways, ask_site

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from .loops import Allowance

# What may end in several places.
COMPOUND = (nodes.If, nodes.While, nodes.For, nodes.Try, nodes.With, nodes.Match)


@statement_rule(nodes.ExpressionStatement)
def expression_statement(frame: Frame, node: nodes.ExpressionStatement) -> None:
    value = node.value
    if isinstance(value, nodes.Constant):
        return
    frame.expression(value)
    frame.position = node.position
    frame.pop()


@statement_rule(nodes.Pass)
def pass_(frame: Frame, node: nodes.Pass) -> None:
    """As in Python, a debugger can stop there."""
    frame.position = node.position
    frame.emit("NOP", NO_ARGUMENT, 0)


@statement_rule(nodes.Global)
@statement_rule(nodes.Nonlocal)
def nothing(frame: Frame, node: nodes.Node) -> None:
    """These say something to the resolver, or to nobody."""


@statement_rule(nodes.Assignment)
def assignment(frame: Frame, node: nodes.Assignment) -> None:
    targets = node.targets
    if len(targets) == 1 and exchange(frame, targets[0], node.value, store_target):
        return
    frame.expression(node.value)
    for target in targets[:-1]:
        frame.position = node.position
        frame.copy()
        store_target(frame, target)
    store_target(frame, targets[-1])


@statement_rule(nodes.AugmentedAssignment)
def augmented_assignment(frame: Frame, node: nodes.AugmentedAssignment) -> None:
    """What the target is made of is evaluated once."""
    target = node.target
    if isinstance(target, nodes.Attribute):
        frame.expression(target.value)
        frame.position = node.position
        frame.copy()
        frame.load_attribute(target.name)
    elif isinstance(target, nodes.Subscript):
        frame.expression(target.value)
        frame.expression(target.index)
        frame.position = node.position
        frame.copy(2)
        frame.copy(2)
        frame.load_subscript()
    else:
        frame.expression(target)
    frame.expression(node.value)
    frame.position = node.position
    apply_binary(frame, node.operator, False, node.value, in_place=True)
    if isinstance(target, nodes.Attribute):
        frame.swap(2)
        frame.store_attribute(target.name)
    elif isinstance(target, nodes.Subscript):
        frame.swap(3)
        frame.swap(2)
        frame.store_subscript()
    else:
        store_target(frame, target)


@statement_rule(nodes.AnnotatedAssignment)
def annotated_assignment(frame: Frame, node: nodes.AnnotatedAssignment) -> None:
    target = node.target
    if node.value is not None:
        frame.expression(node.value)
        store_target(frame, target)
    elif isinstance(target, nodes.Attribute):
        frame.expression(target.value)
        frame.pop()
    elif isinstance(target, nodes.Subscript):
        frame.expression(target.value)
        frame.pop()
        frame.expression(target.index)
        frame.pop()
    if not annotations_are_kept(frame):
        return
    frame.expression(node.annotation)
    frame.position = node.position
    if node.is_simple and isinstance(target, nodes.Name):
        frame.load_name("__annotations__")
        frame.load_const(target.name)
        frame.store_subscript()
    else:
        frame.pop()


@statement_rule(nodes.Delete)
def delete(frame: Frame, node: nodes.Delete) -> None:
    for target in node.targets:
        delete_target(frame, target)


@statement_rule(nodes.Return)
def return_(frame: Frame, node: nodes.Return) -> None:
    frame.position = node.position
    frame.return_(node.value)


@statement_rule(nodes.Raise)
def raise_(frame: Frame, node: nodes.Raise) -> None:
    count = 0
    for part in (node.exception, node.cause):
        if part is not None:
            frame.expression(part)
            count += 1
    frame.position = node.position
    frame.raise_(count)


@statement_rule(nodes.Assert)
def assert_(frame: Frame, node: nodes.Assert) -> None:
    holds = Target()
    jump_on(frame, node.test, True, holds)
    frame.position = node.position
    frame.load_assertion_error()
    if node.message is not None:
        frame.expression(node.message)
        frame.position = node.position
        frame.call_with_one()
    frame.raise_(1)
    frame.place(holds)


@statement_rule(nodes.If)
def if_(frame: Frame, node: nodes.If) -> None:
    """An `elif` is an If alone in the else part; a chain of them is followed in a loop."""
    end = Target()
    while True:
        otherwise = Target()
        jump_on(frame, node.test, False, otherwise)
        frame.statements(node.body)
        rest = node.otherwise
        if rest:
            frame.jump_forward(end)
        frame.place(otherwise)
        if len(rest) == 1 and isinstance(rest[0], nodes.If) and frame.reachable:
            node = rest[0]
            continue
        frame.statements(rest)
        frame.place(end)
        return


@statement_rule(nodes.While)
def while_(frame: Frame, node: nodes.While) -> None:
    ways = ask_site(frame, node)
    while_rounds(frame, node, lambda: after_last_round(frame, node, ways))
    if ways is not None:
        frame.place(ways.broke)


def after_last_round(frame: Frame, node: nodes.For | nodes.While, ways: Ways | None) -> None:
    if ways is not None:
        frame.place(ways.exhausted)
    frame.statements(node.otherwise)


def while_rounds(
    frame: Frame,
    node: nodes.While,
    otherwise: Callable[[], None],
    partial: Callable[[], None] | None = None,
    allowance: Allowance | None = None,
) -> None:
    """The loop from its test on; `otherwise` emits what follows when the test fails, `partial` the
    rest of a round that is under way; `allowance`: that of which each round takes one.
    """
    head = Target()
    fails = Target()
    end = Target()
    if partial is not None:
        rest_of_round(frame, partial, None, end)
    frame.begin_loop()
    frame.place(head)
    if allowance is not None:
        allowance.take()
    jump_on(frame, node.test, False, fails)
    top = Target()
    frame.place(top)
    frame.push_block(frame.regions, None, head, end)
    frame.statements(node.body)
    frame.pop_block()
    if partial is None and is_repeated(frame, node.test):
        if allowance is not None:
            allowance.take()
        jump_on(frame, node.test, False, fails)
        frame.position = node.test.position
        frame.jump_back(top)
    else:
        place_back_edge(frame, node.body, node.test.position)
        frame.jump_back(head)
    if allowance is not None:
        allowance.end()
    frame.end_loop()
    frame.place(fails)
    otherwise()
    frame.place(end)


def place_back_edge(frame: Frame, body: list[nodes.Statement], head: nodes.Position) -> None:
    """Give the jump to a loop's head its place: a tracer takes it for one more visit of the line
    that it is on, and of the head's. So it stands where the round ends, as in Python, if that is
    one place only.
    """
    if not body or isinstance(body[-1], COMPOUND):
        frame.position = head


@statement_rule(nodes.For)
def for_(frame: Frame, node: nodes.For) -> None:
    membership_container(frame, node.iterable)
    frame.position = node.iterable.position
    if node.is_async:
        frame.get_async_iterator()
    else:
        frame.get_iterator()
    ways = ask_site(frame, node)
    for_rounds(frame, node, lambda: after_last_round(frame, node, ways))
    if ways is not None:
        frame.place(ways.broke)


def rest_of_round(
    frame: Frame,
    partial: Callable[[], None],
    leave: Callable[[bool], None] | None,
    end: Target,
) -> None:
    """The rest of a round that is under way, before the loop's head."""
    head = Target()
    frame.push_block(frame.regions, leave, head, end, is_ahead=True)
    partial()
    frame.pop_block()
    frame.place(head)


def for_rounds(
    frame: Frame,
    node: nodes.For,
    otherwise: Callable[[], None],
    partial: Callable[[], None] | None = None,
    allowance: Allowance | None = None,
) -> None:
    """iterator -> ; the rounds that are left; the rest as for while_rounds."""
    head = Target()
    exhausted = Target()
    end = Target()

    def drop_iterator(keep_top: bool) -> None:
        if keep_top:
            frame.swap(2)
        frame.pop()

    if partial is not None:
        rest_of_round(frame, partial, drop_iterator, end)
    frame.begin_loop()
    frame.place(head)
    frame.position = node.iterable.position
    if allowance is not None:
        allowance.take()
    next_item(frame, node.is_async, exhausted)
    store_target(frame, node.target)
    frame.push_block(frame.regions, drop_iterator, head, end)
    frame.statements(node.body)
    frame.pop_block()
    place_back_edge(frame, node.body, node.iterable.position)
    frame.jump_back(head)
    if allowance is not None:
        allowance.end()
    frame.place(exhausted)
    frame.end_loop()
    end_iteration(frame, node.is_async)
    otherwise()
    frame.place(end)


@statement_rule(nodes.Break)
def break_(frame: Frame, node: nodes.Break) -> None:
    frame.position = node.position
    frame.jump_out(to_end=True)


@statement_rule(nodes.Continue)
def continue_(frame: Frame, node: nodes.Continue) -> None:
    frame.position = node.position
    frame.jump_out(to_end=False)


# Imports


@statement_rule(nodes.Import)
def import_(frame: Frame, node: nodes.Import) -> None:
    frame.position = node.position
    for alias in node.aliases:
        first, *rest = alias.name.split(".")
        frame.load_const(0)
        frame.load_const(None)
        frame.import_name(alias.name)
        if alias.alias is None:
            frame.store(first, alias.access)
            continue
        for part in rest:
            frame.import_from(part)
            frame.swap(2)
            frame.pop()
        frame.store(alias.alias, alias.access)


@statement_rule(nodes.ImportFrom)
def import_from(frame: Frame, node: nodes.ImportFrom) -> None:
    frame.position = node.position
    names = tuple(alias.name for alias in node.aliases)
    if node.is_path:
        import_file(frame, str(node.module))
    else:
        frame.load_const(node.level)
        frame.load_const(names)
        frame.import_name(node.module or "")
    if names == ("*",):
        frame.import_star()
        return
    for alias in node.aliases:
        frame.import_from(alias.name)
        frame.store(alias.alias or alias.name, alias.access)
    frame.pop()


@statement_rule(nodes.ImportPath)
def import_path(frame: Frame, node: nodes.ImportPath) -> None:
    frame.position = node.position
    import_file(frame, node.path)
    frame.store(node.alias, node.access)


def import_file(frame: Frame, path: str) -> None:
    """Put the module of the file at `path` on the stack."""
    frame.load_intrinsic_function("import_path")
    frame.load_const(path)
    frame.load_intrinsic_function("globals")
    frame.call(0)
    frame.call(2)
