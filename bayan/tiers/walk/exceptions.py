"""`try` and `with`.

The walker catches with Python's own `except`, and runs the program's `except` and `finally` blocks
inside its own, so what is being handled (`sys.exc_info`, a bare `raise`, `__context__`) is Python's
affair.
"""

# ruff: noqa: N802, F841 (visitors are named after the classes of nodes; tracebacks read `node`)

from __future__ import annotations

from ...syntax.nodes import Try, With
from ...values.tracebacks import trim
from .frame import EVALUATE, EXECUTE, Frame
from .names import bind_name, unbind_name
from .protocols import find_protocol
from .targets import assign

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ...syntax.nodes import ExceptHandler


def visit_Try(node: Try, frame: Frame) -> int | None:
    if not node.final:
        return run_guarded(node, frame)
    try:
        signal = run_guarded(node, frame)
    except BaseException as error:
        trim(error, 0)
        raise
    finally:
        result = frame.result
        for statement in node.final:
            changed = EXECUTE[statement.__class__](statement, frame)
            if changed is not None:
                return changed  # noqa: B012 (what is on its way gives in, as in Python)
        frame.result = result
    return signal


def run_guarded(node: Try, frame: Frame) -> int | None:
    """A try statement without its `finally`."""
    if node.is_star:
        return run_guarded_by_star(node, frame)
    try:
        for statement in node.body:
            signal = EXECUTE[statement.__class__](statement, frame)
            if signal is not None:
                return signal
    except BaseException as error:
        trim(error, 0)
        for handler in node.handlers:
            if handler.type is None or catches(handler, error, frame):
                return run_handler(handler, error, frame)
        raise
    for statement in node.otherwise:
        signal = EXECUTE[statement.__class__](statement, frame)
        if signal is not None:
            return signal
    return None


def run_handler(handler: ExceptHandler, error: BaseException, frame: Frame) -> int | None:
    """The block of the handler that has caught `error`."""
    node: Any = handler
    if handler.name is None:
        for statement in handler.body:
            signal = EXECUTE[statement.__class__](statement, frame)
            if signal is not None:
                return signal
        return None
    bind_name(handler.name, handler.access, error, frame)
    try:
        for statement in handler.body:
            signal = EXECUTE[statement.__class__](statement, frame)
            if signal is not None:
                return signal
    finally:
        unbind_name(handler.name, handler.access, frame)
    return None


def catches(handler: ExceptHandler, error: BaseException, frame: Frame) -> bool:
    """Whether the handler's type fits; only a type's own ancestors count."""
    node: Any = handler.type
    types = EVALUATE[node.__class__](node, frame)
    if type(types) is not tuple:
        types = (types,)
    for kind in types:
        if not is_exception_class(kind):
            raise TypeError(
                "catching classes that do not inherit from BaseException is not allowed"
            )
    return any(kind in type(error).__mro__ for kind in types)


def is_exception_class(kind: Any) -> bool:
    return isinstance(kind, type) and BaseException in kind.__mro__


# Exception groups


def run_guarded_by_star(node: Try, frame: Frame) -> int | None:
    """A try statement with `except*`, as PEP 654 describes it."""
    raised: BaseException | None = None
    try:
        for statement in node.body:
            signal = EXECUTE[statement.__class__](statement, frame)
            if signal is not None:
                return signal
    except BaseException as error:
        trim(error, 0)
        rest: BaseException | None = error
        outcomes: list[BaseException] = []
        for handler in node.handlers:
            matched, rest = split_group(handler, rest, frame)
            if matched is not None:
                outcome = run_star_handler(handler, matched, frame)
                if outcome is not None:
                    outcomes.append(outcome)
        if rest is not None:
            outcomes.append(rest)
        raised = combine(error, outcomes)
    else:
        for statement in node.otherwise:
            signal = EXECUTE[statement.__class__](statement, frame)
            if signal is not None:
                return signal
    if raised is not None:
        raise_again(raised)
    return None


def split_group(
    handler: ExceptHandler, error: BaseException | None, frame: Frame
) -> tuple[BaseException | None, BaseException | None]:
    """The part of an exception that a handler takes, as a group, and the rest."""
    node: Any = handler.type
    types = EVALUATE[node.__class__](node, frame)
    for kind in types if type(types) is tuple else (types,):
        if not is_exception_class(kind):
            raise TypeError(
                "catching classes that do not inherit from BaseException is not allowed"
            )
        if BaseExceptionGroup in kind.__mro__:
            raise TypeError(
                "catching ExceptionGroup with except* is not allowed. Use except instead."
            )
    if error is None:
        return None, None
    if isinstance(error, BaseExceptionGroup):
        return error.split(types)
    if isinstance(error, types):
        group = BaseExceptionGroup("", (error,))
        group.__traceback__ = error.__traceback__
        return group, None
    return None, error


def run_star_handler(
    handler: ExceptHandler, matched: BaseException, frame: Frame
) -> BaseException | None:
    """Run a handler's block while `matched` is handled; what it raises is its outcome."""
    node: Any = handler
    context, place = matched.__context__, matched.__traceback__
    try:
        raise matched
    except BaseException as error:
        error.__context__ = context
        error.__traceback__ = place
        try:
            run_handler(handler, error, frame)
        except BaseException as outcome:
            if outcome is matched:
                outcome.__context__ = context
                outcome.__traceback__ = place
            else:
                trim(outcome, 0)
            return outcome
    return None


def combine(error: BaseException, outcomes: list[BaseException]) -> BaseException | None:
    """What goes on after all handlers: what they raised, and what none of them took."""
    if not isinstance(error, BaseExceptionGroup):
        return outcomes[0] if outcomes else None
    fresh = []
    leaves: set[int] = set()
    for outcome in outcomes:
        if is_part(outcome, error):
            leaves.update(map(id, leaves_of(outcome)))
        else:
            fresh.append(outcome)
    untaken = error.subgroup(lambda part: id(part) in leaves) if leaves else None
    if not fresh:
        return untaken
    if untaken is not None:
        fresh.append(untaken)
    return fresh[0] if len(fresh) == 1 else BaseExceptionGroup("", fresh)


def is_part(outcome: BaseException, error: BaseException) -> bool:
    """Whether an outcome is a part of the caught group that was not raised anew."""
    return (
        isinstance(outcome, BaseExceptionGroup)
        and getattr(outcome, "__notes__", None) is getattr(error, "__notes__", None)
        and outcome.__traceback__ is error.__traceback__
        and outcome.__cause__ is error.__cause__
        and outcome.__context__ is error.__context__
    )


def leaves_of(error: BaseException) -> list[BaseException]:
    if not isinstance(error, BaseExceptionGroup):
        return [error]
    return [leaf for part in error.exceptions for leaf in leaves_of(part)]


def raise_again(error: BaseException) -> None:
    """Let an exception go on as it was, without a new context."""
    context = error.__context__
    try:
        raise error
    finally:
        error.__context__ = context


# Contexts


def visit_With(node: With, frame: Frame) -> int | None:
    return run_item(node, 0, frame)


def run_item(statement: With, number: int, frame: Frame) -> int | None:
    """Enter the context `number`, and those after it; then run the block; leave."""
    item = statement.items[number]
    node: Any = item.context
    manager = EVALUATE[node.__class__](node, frame)
    enter, leave = find_protocol(item.context, manager, "__enter__", "__exit__", frame)
    value = enter()
    signal = None
    try:
        node = statement
        if item.target is not None:
            assign(item.target, value, frame)
        if number + 1 < len(statement.items):
            signal = run_item(statement, number + 1, frame)
        else:
            for step in statement.body:
                signal = EXECUTE[step.__class__](step, frame)
                if signal is not None:
                    break
    except BaseException as error:
        trim(error, 0)
        node = item.context
        if not leave(type(error), error, error.__traceback__):
            node = statement
            raise
        return None
    node = item.context
    leave(None, None, None)
    return signal


EXECUTE.update({Try: visit_Try, With: visit_With})
