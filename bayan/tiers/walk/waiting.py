"""The visitors of what only code that is suspended can do: yield, await, and the forms with async.

Nothing runs from here: derive reads this file, written like the plain visitors (a call of one of
those becomes a `yield from` by itself), and puts what it makes of it into `suspended`, in place
of plain visitors of the same name.
"""

# ruff: noqa: N802 (visitors are named after the classes of nodes)

from __future__ import annotations

from sys import exc_info

from ...syntax.nodes import (
    Await,
    For,
    FunctionDefinition,
    GeneratorExpression,
    Lambda,
    ListComprehension,
    Module,
    SetComprehension,
    With,
    Yield,
    YieldFrom,
)
from ...values.functions import ASYNC_GENERATOR, AsyncYield
from ...values.tracebacks import trim
from ..replacement import Sync
from .exceptions import run_item
from .frame import (
    BREAK,
    EVALUATE,
    EXECUTE,
    RETURN,
    SUSPEND_EVALUATE,
    SUSPEND_EXECUTE,
    Frame,
    comprehension_frame,
)
from .loops import note_rounds, rounds_of, visit_For
from .protocols import begin_async, find_protocol, look_up_special
from .suspension import (
    Coroutine,
    Handover,
    Thrown,
    awaited,
    complete,
    invalid_next,
    is_awaitable,
    raise_thrown,
    throw_into,
    throw_into_loop,
)
from .targets import assign

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .suspension import Walk


def walk_body(function: FunctionDefinition, frame: Frame) -> Walk:
    """Run the body of a function that can be suspended."""
    for node in function.body:
        if EXECUTE[node.__class__](node, frame) is RETURN:
            return frame.result
    return None
    yield


def walk_lambda(node: Lambda, frame: Frame) -> Walk:
    return EVALUATE[node.body.__class__](node.body, frame)
    yield


def walk_expression(node: GeneratorExpression, iterator: Any, frame: Frame) -> Walk:
    """Run a generator expression that waits for something."""
    yield from run_clause(node, 0, iterator, None, frame)


def walk_module_async(module: Module, frame: Frame) -> Walk:
    """Run a module that awaits."""
    for node in module.body:
        EXECUTE[node.__class__](node, frame)
    yield from ()


# Yield and await


def visit_Yield(node: Yield, frame: Frame) -> Walk:
    value = None
    if node.value is not None:
        value = EVALUATE[node.value.__class__](node.value, frame)
    return (yield from give(node, value, frame))


def give(node: Any, value: Any, frame: Frame) -> Walk:
    """Stop here with a value for whoever iterates; go on with the answer."""
    record: Any = frame.record
    if record.kind == ASYNC_GENERATOR:
        value = AsyncYield(value)
    answer = yield value
    if answer.__class__ is Thrown:
        raise_thrown(answer)
    return answer


def visit_YieldFrom(node: YieldFrom, frame: Frame) -> Walk:
    value = EVALUATE[node.value.__class__](node.value, frame)
    if type(value) is Coroutine:
        record: Any = frame.record
        if record.is_awaitable:
            return (yield from wait_for(node, value, frame))
        raise TypeError("cannot 'yield from' a coroutine object in a non-coroutine generator")
    return (yield from delegate(node, iter(value), frame))


def visit_Await(node: Await, frame: Frame) -> Walk:
    value = EVALUATE[node.value.__class__](node.value, frame)
    return (yield from wait_for(node, value, frame))


def wait_for(node: Any, awaitable: Any, frame: Frame) -> Walk:
    """Wait for an awaitable; gives its result."""
    if awaitable.__class__ is Coroutine and awaitable.cr_await is not None:
        raise RuntimeError("coroutine is being awaited already")
    return (yield from delegate(node, complete(awaitable).__await__(), frame))


def wait_for_next(node: Any, iterator: Any, frame: Frame) -> Walk:
    """Wait for the next value of an asynchronous iterator."""
    awaitable = look_up_special(iterator, "__anext__")()
    if not is_awaitable(awaitable):
        raise invalid_next(awaitable)
    return (yield from wait_for(node, awaitable, frame))


def delegate(node: Any, iterator: Any, frame: Frame) -> Walk:
    """Stop wherever the iterator does, and hand it what is sent or thrown in; gives its result."""
    if exc_info()[1] is not None:
        return (yield from stand_between(node, iterator, throw_into, frame))
    answer = yield Handover(iterator)
    if answer.__class__ is Thrown:
        raise_thrown(answer)
    return answer


def stand_between(node: Any, iterator: Any, throw: Any, frame: Frame) -> Walk:
    """As `delegate`, but in Python, with `throw` to throw a Thrown into the iterator."""
    answer: Any = None
    while True:
        try:
            if answer is None:
                value = next(iterator)
            elif answer.__class__ is Thrown:
                value = throw(iterator, answer)
            else:
                value = iterator.send(answer)
        except StopIteration as stop:
            return stop.value
        answer = yield value


# Loops and contexts


def visit_any_For(node: For, frame: Frame) -> Walk:
    if node.is_async:
        return (yield from visit_async_For(node, frame))
    return visit_For(node, frame)


def visit_async_For(node: For, frame: Frame) -> Walk:
    operand = node.iterable
    value = EVALUATE[operand.__class__](operand, frame)
    iterator = begin_async(operand, value, frame)
    rounds = 0
    try:
        while True:
            try:
                value = yield from wait_for_next(operand, iterator, frame)
            except StopAsyncIteration:
                break
            assign(node.target, value, frame)
            for statement in node.body:
                signal = EXECUTE[statement.__class__](statement, frame)
                if signal is not None:
                    if signal is BREAK:
                        return None
                    if signal is RETURN:
                        return RETURN
                    break
            rounds += 1
    finally:
        note_rounds(node, rounds, frame)
    for statement in node.otherwise:
        signal = EXECUTE[statement.__class__](statement, frame)
        if signal is not None:
            return signal
    return None


def run_rest(node: Any, iterator: Any, frame: Frame) -> Walk:
    """As the plain one; the compiled loop is a generator here."""
    frame.record.entered += 1
    compiled = frame.record.engine.hot_loop(node, frame)
    if compiled is None:
        return None
    sync = Sync(frame, compiled.variables)
    loop = compiled.run(frame, (iterator,), sync=sync)
    if exc_info()[1] is None and compiled.is_left_by_all(node):
        answer = yield Handover(loop, sync)
        if answer.__class__ is Thrown:
            raise_thrown(answer)
        return answer
    return (yield from stand_between(node, loop, throw_into_loop, frame))


def visit_With(node: With, frame: Frame) -> Walk:
    if node.is_async:
        return (yield from run_async_item(node, 0, frame))
    return run_item(node, 0, frame)


def run_async_item(statement: With, number: int, frame: Frame) -> Walk:
    """As run_item, for `async with`."""
    item = statement.items[number]
    node: Any = item.context
    manager = EVALUATE[node.__class__](node, frame)
    enter, leave = find_protocol(item.context, manager, "__aenter__", "__aexit__", frame)
    awaitable = awaited(enter(), "__aenter__")
    value = yield from wait_for(node, awaitable, frame)
    signal = None
    try:
        node = statement
        if item.target is not None:
            assign(item.target, value, frame)
        if number + 1 < len(statement.items):
            signal = yield from run_async_item(statement, number + 1, frame)
        else:
            for step in statement.body:
                signal = EXECUTE[step.__class__](step, frame)
                if signal is not None:
                    break
    except BaseException as error:
        trim(error, 0)
        node = item.context
        awaitable = awaited(leave(type(error), error, error.__traceback__), "__aexit__")
        suppressed = yield from wait_for(node, awaitable, frame)
        if not suppressed:
            node = statement
            raise
        return None
    node = item.context
    awaitable = awaited(leave(None, None, None), "__aexit__")
    yield from wait_for(node, awaitable, frame)
    return signal


# Comprehensions


def comprehend(comprehension: Any, result: Any, frame: Frame) -> Walk:
    clause = comprehension.clauses[0]
    node = clause.iterable
    value = EVALUATE[node.__class__](node, frame)
    iterator = begin_async(node, value, frame) if clause.is_async else iter(value)
    inner = comprehension_frame(frame, comprehension.scope)
    try:
        yield from run_clause(comprehension, 0, iterator, result, inner)
    finally:
        for name in comprehension.scope.local_names:
            inner.variables.pop(name, None)


def run_clause(comprehension: Any, depth: int, iterator: Any, result: Any, frame: Frame) -> Walk:
    clause = comprehension.clauses[depth]
    node = clause.iterable
    if not clause.is_async:
        for value in rounds_of(iterator):
            yield from run_round(comprehension, depth, value, result, frame)
        return
    while True:
        try:
            value = yield from wait_for_next(node, iterator, frame)
        except StopAsyncIteration:
            return
        yield from run_round(comprehension, depth, value, result, frame)


def run_round(comprehension: Any, depth: int, value: Any, result: Any, frame: Frame) -> Walk:
    """One value of clause number `depth`."""
    clause = comprehension.clauses[depth]
    assign(clause.target, value, frame)
    for condition in clause.conditions:
        if not EVALUATE[condition.__class__](condition, frame):
            return
    kind = comprehension.__class__
    if depth + 1 < len(comprehension.clauses):
        clause = comprehension.clauses[depth + 1]
        node = clause.iterable
        several = EVALUATE[node.__class__](node, frame)
        iterator = begin_async(node, several, frame) if clause.is_async else iter(several)
        yield from run_clause(comprehension, depth + 1, iterator, result, frame)
    elif kind is ListComprehension:
        element = EVALUATE[comprehension.element.__class__](comprehension.element, frame)
        result.append(element)
    elif kind is SetComprehension:
        element = EVALUATE[comprehension.element.__class__](comprehension.element, frame)
        result.add(element)
    elif kind is GeneratorExpression:
        element = EVALUATE[comprehension.element.__class__](comprehension.element, frame)
        yield from give(comprehension, element, frame)
    else:
        key = EVALUATE[comprehension.key.__class__](comprehension.key, frame)
        element = EVALUATE[comprehension.value.__class__](comprehension.value, frame)
        result[key] = element


SUSPEND_EVALUATE.update({Await: visit_Await, Yield: visit_Yield, YieldFrom: visit_YieldFrom})
SUSPEND_EXECUTE.update({For: visit_any_For, With: visit_With})
