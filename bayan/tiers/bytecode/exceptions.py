"""Rules for `try` and `with`.

The way without an exception costs nothing; handlers stand beside it, and what a `finally` or the
exit of a context does is compiled once for each way out: falling through, exception, and every
`return`, `break` or `continue` that leaves (the frame's blocks say how).

A handler begins with the exception on the stack. PUSH_EXC_INFO puts the one that was being
handled before below it, so that POP_EXCEPT can bring it back. While a handler runs, a region of
its own does that for exceptions that leave it.
"""

from __future__ import annotations

from ...syntax import nodes
from .assembler import Region, Target
from .expressions import store_target
from .frame import Frame, statement_rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


@statement_rule(nodes.Try)
def try_(frame: Frame, node: nodes.Try) -> None:
    inner = _try_except_star if node.is_star else _try_except
    if not node.final:
        inner(frame, node)
    elif node.handlers:
        _try_finally(frame, node, lambda: inner(frame, node))
    else:
        _try_finally(frame, node, lambda: frame.statements(node.body))


def drop_value(frame: Frame) -> Callable[[bool], None]:
    """The care of a block that has one value on the stack."""

    def leave(keep_top: bool) -> None:
        if keep_top:
            frame.swap(2)
        frame.pop()

    return leave


def begin_handler(frame: Frame, handler: Target, outer: tuple[Region, ...]) -> Target:
    """exception -> previous exception. Gives the place for `end_handler`, to which exceptions
    go that are raised from here on.
    """
    cleanup = Target()
    frame.set_regions(outer)
    frame.place(handler)
    # What is cut back to is the previous exception, which is about to take this one's place.
    frame.begin_region(cleanup, push_position=True)
    frame.push_exception()
    return cleanup


def end_handler(frame: Frame, cleanup: Target, outer: tuple[Region, ...]) -> None:
    """previous position exception: bring the previous one back and raise on."""
    frame.set_regions(outer)
    frame.place(cleanup)
    frame.copy(3)
    frame.pop_exception()
    frame.reraise(1)


def _try_finally(frame: Frame, node: nodes.Try, body: Callable[[], None]) -> None:
    position = node.final[0].position
    handler = Target()
    end = Target()
    outer = frame.begin_region(handler)

    def leave(keep_top: bool) -> None:
        if keep_top:
            frame.push_block(outer, drop_value(frame))
        frame.statements(node.final)
        if keep_top:
            frame.pop_block()

    frame.push_block(outer, leave)
    body()
    frame.pop_block()
    frame.set_regions(outer)
    frame.statements(node.final)
    frame.position = position
    frame.jump_forward(end)

    cleanup = begin_handler(frame, handler, outer)

    def leave_handler(keep_top: bool) -> None:
        if keep_top:
            frame.swap(2)
        frame.pop()
        if keep_top:
            frame.swap(2)
        frame.pop_exception()

    frame.push_block(outer, leave_handler)
    frame.statements(node.final)
    frame.pop_block()
    frame.position = position
    frame.reraise()
    end_handler(frame, cleanup, outer)
    frame.place(end)


def _try_except(frame: Frame, node: nodes.Try) -> None:
    handler = Target()
    end = Target()
    outer = frame.begin_region(handler)
    frame.push_block(outer, None)
    frame.statements(node.body)
    frame.pop_block()
    frame.set_regions(outer)
    frame.statements(node.otherwise)
    frame.jump_forward(end)

    cleanup = begin_handler(frame, handler, outer)
    for each in node.handlers:
        next_handler = Target()
        frame.position = each.position
        if each.type is not None:
            frame.expression(each.type)
            frame.position = each.type.position
            frame.match_exception()
            frame.jump_if(False, next_handler)
        _handle(frame, each, outer, end)
        frame.place(next_handler)
    frame.position = node.handlers[-1].position
    frame.reraise()
    end_handler(frame, cleanup, outer)
    frame.place(end)


def _handle(
    frame: Frame, node: nodes.ExceptHandler, outer: tuple[Region, ...], end: Target
) -> None:
    """previous exception -> ; the body of a handler that takes the exception."""
    if node.name is None:
        frame.pop()

        def leave(keep_top: bool) -> None:
            if keep_top:
                frame.swap(2)
            frame.pop_exception()

        frame.push_block(outer, leave)
        frame.statements(node.body)
        frame.pop_block()
        handler_regions = frame.regions
        frame.set_regions(outer)
        frame.pop_exception()
        frame.jump_forward(end)
        frame.set_regions(handler_regions)
        return
    frame.store(node.name, node.access)
    unbind = Target()
    handler_regions = frame.begin_region(unbind, push_position=True)

    def leave_named(keep_top: bool) -> None:
        if keep_top:
            frame.swap(2)
        frame.pop_exception()
        unbind_name(frame, node)

    frame.push_block(outer, leave_named)
    frame.statements(node.body)
    frame.pop_block()
    frame.set_regions(outer)
    frame.pop_exception()
    unbind_name(frame, node)
    frame.jump_forward(end)

    frame.set_regions(handler_regions)
    frame.place(unbind)
    unbind_name(frame, node)
    frame.reraise(1)


def unbind_name(frame: Frame, node: nodes.ExceptHandler) -> None:
    """The name of a handler ends with it, bound or not by then."""
    if node.name is not None:
        frame.load_const(None)
        frame.store(node.name, node.access)
        frame.delete(node.name, node.access)


def _try_except_star(frame: Frame, node: nodes.Try) -> None:
    """Each handler takes its part of the group; what is raised in them, and what is left, is
    joined and raised at the end. On the stack: previous, original, list of raised, rest.
    """
    handler = Target()
    end = Target()
    outer = frame.begin_region(handler)
    frame.push_block(outer, None)
    frame.statements(node.body)
    frame.pop_block()
    frame.set_regions(outer)
    frame.statements(node.otherwise)
    frame.jump_forward(end)

    cleanup = begin_handler(frame, handler, outer)
    frame.build("LIST", 0)
    frame.copy(2)
    for each in node.handlers:
        _handle_part(frame, each)
    frame.list_append(1)
    frame.position = node.handlers[-1].position
    frame.join_exception_groups()
    raise_it = Target()
    frame.copy()
    frame.jump_if_none(False, raise_it)
    frame.pop()
    handler_regions = frame.regions
    frame.set_regions(outer)
    frame.pop_exception()
    frame.jump_forward(end)
    frame.set_regions(handler_regions)
    frame.place(raise_it)
    frame.set_regions(outer)
    frame.swap(2)
    frame.pop_exception()
    frame.reraise()
    end_handler(frame, cleanup, outer)
    frame.place(end)


def _handle_part(frame: Frame, node: nodes.ExceptHandler) -> None:
    """original raised rest -> original raised rest"""
    assert node.type is not None
    no_match = Target()
    after = Target()
    failed = Target()
    frame.expression(node.type)
    frame.position = node.type.position
    frame.match_exception_group()
    frame.copy()
    frame.jump_if_none(True, no_match)
    if node.name is None:
        frame.pop()
    else:
        frame.store(node.name, node.access)
    outer = frame.begin_region(failed, push_position=True)
    frame.push_block(outer, None)
    frame.statements(node.body)
    frame.pop_block()
    frame.set_regions(outer)
    unbind_name(frame, node)
    frame.jump_forward(after)

    frame.place(failed)
    unbind_name(frame, node)
    frame.list_append(3)
    frame.pop()
    frame.jump_forward(after)

    frame.place(no_match)
    frame.pop()
    frame.place(after)


@statement_rule(nodes.With)
def with_(frame: Frame, node: nodes.With) -> None:
    _with_items(frame, node, 0)


def _with_items(frame: Frame, node: nodes.With, index: int) -> None:
    """One item, and in it the rest of them, then the body."""
    item = node.items[index]
    position = item.context.position
    frame.expression(item.context)
    frame.position = position
    if node.is_async:
        frame.enter_async_context()
        frame.get_awaitable(1)
        frame.delegate(is_await=True)
    else:
        frame.enter_context()
    handler = Target()
    end = Target()
    outer = frame.begin_region(handler, push_position=True, dropped=1)

    def leave(keep_top: bool) -> None:
        if keep_top:
            frame.swap(2)
        frame.position = position
        frame.exit_context()
        if node.is_async:
            frame.get_awaitable(2)
            frame.delegate(is_await=True)
        frame.pop()

    frame.push_block(outer, leave)
    if item.target is None:
        frame.pop()
    else:
        store_target(frame, item.target)
    if index + 1 < len(node.items):
        _with_items(frame, node, index + 1)
    else:
        frame.statements(node.body)
    frame.pop_block()
    frame.set_regions(outer)
    leave(False)
    frame.jump_forward(end)

    # exit position exception
    frame.position = position
    cleanup = begin_handler(frame, handler, outer)
    frame.exit_context_with_exception()
    if node.is_async:
        frame.get_awaitable(2)
        frame.delegate(is_await=True)
    suppressed = Target()
    frame.jump_if(True, suppressed)
    frame.reraise(2)
    frame.place(suppressed)
    frame.set_regions(outer)
    frame.pop()
    frame.pop_exception()
    frame.pop()
    frame.pop()
    frame.jump_forward(end)
    end_handler(frame, cleanup, outer)
    frame.place(end)
