"""Rules for comprehensions, which run in the frame around them, and for generator expressions,
which are functions that get their first iterator as an argument.

    [x * 2 for x in xs if x]     BUILD_LIST, LOAD xs, GET_ITER, head: FOR_ITER end, STORE x•1,
                                 LOAD x•1, POP_JUMP_IF_FALSE head, …, LIST_APPEND 2, JUMP head,
                                 end: unbind x•1
"""

from __future__ import annotations

from ...syntax import nodes
from .assembler import Target
from .expressions import store_target
from .frame import Frame, expression_rule
from .functions import make_function
from .gathering import gathering
from .passes.conditions import jump_on
from .sites import Ways, ask_site, may_ask

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Comprehension = nodes.ListComprehension | nodes.SetComprehension | nodes.DictionaryComprehension


@expression_rule(nodes.ListComprehension)
def list_comprehension(frame: Frame, node: nodes.ListComprehension) -> None:
    frame.position = node.position
    frame.build("LIST", 0)
    ways: list[Ways] = []

    def push_iterator() -> None:
        iterator(frame, node.clauses[0])
        loop = gathering(node) if may_ask(frame) else None
        asked = None if loop is None else ask_site(frame, loop)
        if asked is not None:
            ways.append(asked)

    comprehend(frame, node, push_iterator)
    for one in ways:
        frame.place(one.exhausted)
        frame.place(one.broke)


@expression_rule(nodes.SetComprehension)
def set_comprehension(frame: Frame, node: nodes.SetComprehension) -> None:
    frame.position = node.position
    frame.build("SET", 0)
    comprehend(frame, node, lambda: iterator(frame, node.clauses[0]))


@expression_rule(nodes.DictionaryComprehension)
def dictionary_comprehension(frame: Frame, node: nodes.DictionaryComprehension) -> None:
    frame.position = node.position
    frame.build_map(0)
    comprehend(frame, node, lambda: iterator(frame, node.clauses[0]))


def comprehend(frame: Frame, node: Comprehension, push_iterator: Callable[[], None]) -> None:
    """All rounds of a comprehension whose result lies on the stack; its variables go with it.

    push_iterator: pushes the first clause's iterator.
    """
    scope = node.scope
    base = frame.depth

    def add() -> None:
        if isinstance(node, nodes.DictionaryComprehension):
            frame.expression(node.key)
            frame.expression(node.value)
            frame.position = node.position
            frame.map_add(frame.depth - base - 1)
            return
        frame.expression(node.element)
        frame.position = node.position
        if isinstance(node, nodes.ListComprehension):
            frame.list_append(frame.depth - base)
        else:
            frame.set_add(frame.depth - base)

    push_iterator()
    frame.enter_comprehension(scope)
    frame.position = node.position
    for name in scope.cell_names:
        frame.renew_cell(name)
    rounds(frame, node.clauses, 0, add)
    frame.position = node.position
    for name in scope.local_names:
        if name in scope.cell_names:
            frame.drop_cell(name)
        else:
            frame.clear_local(name)
    frame.leave_comprehension(scope)


def iterator(frame: Frame, clause: nodes.ComprehensionClause) -> None:
    """Push the iterator of a clause."""
    frame.expression(clause.iterable)
    frame.position = clause.iterable.position
    if clause.is_async:
        frame.get_async_iterator()
    else:
        frame.get_iterator()


def rounds(
    frame: Frame, clauses: list[nodes.ComprehensionClause], index: int, add: Callable[[], None]
) -> None:
    """The loop of one clause, whose iterator is on the stack, and in it those of the rest."""
    clause = clauses[index]
    head = Target()
    skip = Target()
    end = Target()
    frame.begin_loop()
    frame.place(head)
    frame.position = clause.iterable.position
    next_item(frame, clause.is_async, end)
    store_target(frame, clause.target)
    for condition in clause.conditions:
        jump_on(frame, condition, False, skip)
    if index + 1 < len(clauses):
        iterator(frame, clauses[index + 1])
        rounds(frame, clauses, index + 1, add)
    else:
        add()
    frame.place(skip)
    frame.position = clause.iterable.position
    frame.jump_back(head)
    frame.place(end)
    frame.end_loop()
    end_iteration(frame, clause.is_async)


def next_item(frame: Frame, is_async: bool, end: Target) -> None:
    """iterator -> iterator item; on to `end` when there are no more."""
    if is_async:
        outer = frame.begin_region(end)
        frame.get_async_next()
        frame.delegate(is_await=True)
        frame.set_regions(outer)
    else:
        frame.for_iterator(end)


def end_iteration(frame: Frame, is_async: bool) -> None:
    """Right after the place `end` of next_item: the iterator goes."""
    if is_async:
        frame.end_async_for()
    else:
        frame.end_for()


@expression_rule(nodes.GeneratorExpression)
def generator_expression(frame: Frame, node: nodes.GeneratorExpression) -> None:
    make_function(frame, node, 0)
    iterator(frame, node.clauses[0])
    frame.position = node.position
    frame.call_with_one()


def generator_expression_body(frame: Frame, node: nodes.GeneratorExpression) -> None:
    """The function of a generator expression; its parameter is the first iterator."""
    is_async = frame.scope.is_async

    def add() -> None:
        frame.expression(node.element)
        frame.position = node.position
        frame.yield_value(is_async)
        frame.pop()

    frame.position = node.position
    frame.load_local(".0")
    rounds(frame, node.clauses, 0, add)
    frame.position = node.position
    frame.return_const(None)
