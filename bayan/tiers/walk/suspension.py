"""How a walk is suspended and goes on.

The visitors in `suspended` are generators that delegate to each other with `yield from`, down to
the `yield` that stops them all. Two things that Python does to such a chain must not happen to one
function of the program, and are kept out of it:

- `close()`, or a GeneratorExit thrown in, closes the innermost generator first and then raises a
  new GeneratorExit in each one around it, even if the program's code has dealt with it. So `drive`
  stands outside and hands what is thrown in down the chain as an ordinary value, a Thrown, which
  the innermost visitor raises.
  Only what it is told to hand a stop on to (see Handover) does Python itself resume.
- A StopIteration that leaves a generator becomes a RuntimeError (PEP 479). It may do so only where
  it leaves the program's function; from visitor to visitor it travels inside a Smuggled.
"""

from __future__ import annotations

from sys import exc_info

from ...syntax.nodes import GeneratorExpression, Name
from ...values.functions import ITERABLE_COROUTINE, NEVER, Detour, as_awaitable
from ...values.tracebacks import Traceback, trim
from .calls import Function
from .frame import EVALUATE, Frame
from .loops import begins_anew, rounds_of
from .protocols import look_up_special
from .targets import assign

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any

    from ..replacement import Sync

    Walk = Generator[Any, Any, Any]


class Thrown:
    """An exception that was thrown into the generator, on its way to where it stopped.

    around  the exception that whoever threw it in was handling, or None
    """

    __slots__ = ("around", "exception")

    def __init__(self, exception: BaseException) -> None:
        self.exception = exception
        self.around: BaseException | None = None


class Smuggled(BaseException):
    """Carries a StopIteration out of a visitor that is a generator."""

    def __init__(self, stopped: StopIteration) -> None:
        super().__init__()
        self.stopped = stopped


def raise_thrown(thrown: Thrown) -> None:
    """Raise what was thrown in, inside a visitor that is a generator.

    Only what the generator itself is handling becomes its context.
    """
    exception = thrown.exception
    if isinstance(exception, StopIteration):
        raise Smuggled(exception)
    if exc_info()[1] is not thrown.around:
        raise exception
    context = exception.__context__
    try:
        raise exception
    finally:
        exception.__context__ = context


class Handover:
    """What a visitor yields so as not to stand, with all those around it, between `drive` and an
    iterator: `drive`, or the generator's stub, delegates to that by Python's own `yield from`. Its
    result is the answer, and what it raises is thrown in.

    The visitor may not be handling an exception, which the iterator's code would not see.

    sync  that of a compiled loop: in the program it is no generator of its own, so that what is
          thrown in was raised there
    """

    __slots__ = ("iterator", "sync")

    def __init__(self, iterator: Any, sync: Sync | None = None) -> None:
        self.iterator = iterator
        self.sync = sync


def drive(walk: Walk, kind: str, takes_detours: bool, answer: Any = None) -> Walk:
    """The generator that the program sees, or that its stub delegates to; it runs `walk`, the chain
    of visitors, from where that waits for an answer.

    takes_detours: whether who delegates to it knows what to do with a Detour
    """
    resume = walk.send
    if answer.__class__ is Thrown:
        answer.around = exc_info()[1]
    while True:
        try:
            value = resume(answer)
        except StopIteration as stop:
            return stop.value
        except Smuggled as smuggled:
            stopped = _unpacked(smuggled)
            break
        except GeneratorExit as closed:
            # Python drops it where this generator is closed; with its way in it, it would hold
            # itself, and all variables, until the collector comes.
            trim(closed, 0)
            raise
        answer = None
        if takes_detours and type(value) is Handover:
            return _detour(value, walk, kind)
        try:
            if type(value) is Handover:
                answer = yield from value.iterator
            else:
                answer = yield value
            continue
        except BaseException as error:
            answer = _thrown(error, value)
        answer.around = exc_info()[1]
    failure = RuntimeError(f"{kind} raised StopIteration")
    failure.__cause__ = failure.__context__ = stopped
    raise failure


def _detour(handover: Handover, walk: Walk, kind: str) -> Detour:
    """A Detour to the iterator of a Handover."""

    def go_on(answer: Any, error: BaseException | None) -> Walk:
        return drive(walk, kind, True, answer if error is None else _thrown(error, handover))

    return Detour(handover.iterator, go_on)


def _thrown(error: BaseException, value: Any) -> Thrown:
    """What was thrown in where the walk gave `value`, to be handed down the chain."""
    if error.__class__ is GeneratorExit and type(value) is Handover and value.sync is not None:
        # Another one, which Python keeps to itself, was raised in the loop.
        error.__traceback__ = value.sync.thrown_at
    return Thrown(error)


def _unpacked(smuggled: Smuggled) -> StopIteration:
    """The StopIteration, with the way that it took as cargo added to its traceback."""
    stopped = smuggled.stopped
    way = []
    entry = smuggled.__traceback__
    while entry is not None:
        way.append(entry)
        entry = entry.tb_next
    joined = stopped.__traceback__
    for entry in reversed(way):
        joined = Traceback(joined, entry.tb_frame, entry.tb_lasti, entry.tb_lineno)
    stopped.__traceback__ = joined
    trim(stopped, 0)
    return stopped


drive.__code__ = as_awaitable(drive.__code__)


def generate(expression: GeneratorExpression, depth: int, iterator: Any, frame: Frame) -> Walk:
    """Run a generator expression in which nothing waits, from clause number `depth` on."""
    try:
        clause = expression.clauses[depth]
        node = clause.iterable
        target: Any = clause.target
        is_local = target.__class__ is Name and target.name in frame.scope.local_names
        element = expression.element
        last = depth + 1 == len(expression.clauses)
        threshold = NEVER
        if depth == 0 and begins_anew(expression):
            threshold = frame.record.engine.loop_climbs_at
        rounds = 0
        for value in rounds_of(iterator):
            if is_local:
                frame.variables[target.name] = value
            else:
                assign(target, value, frame)
            for condition in clause.conditions:
                if not EVALUATE[condition.__class__](condition, frame):
                    break
            else:
                if last:
                    yield EVALUATE[element.__class__](element, frame)
                else:
                    node = expression.clauses[depth + 1].iterable
                    inner = iter(EVALUATE[node.__class__](node, frame))
                    rounds += yield from generate(expression, depth + 1, inner, frame)
                    node = clause.iterable
            rounds += 1
            if rounds >= threshold:
                threshold = NEVER
                rest = _rest(iterator, frame)
                if rest is not None:
                    break
        else:
            return rounds if depth else None
        # What is raised there has its place already.
        del node
        try:
            yield from rest
        except GeneratorExit:
            node = clause.iterable
            raise
        return
    except StopIteration as stop:
        if depth:
            raise Smuggled(stop) from None
        stopped = stop
        trim(stopped, 0)
    except Smuggled as smuggled:
        if depth:
            raise
        stopped = _unpacked(smuggled)
    # What is raised here has no place in the generator, as in Python.
    del node
    failure = RuntimeError("generator raised StopIteration")
    failure.__cause__ = failure.__context__ = stopped
    raise failure


def _rest(iterator: Any, frame: Frame) -> Walk | None:
    """The rounds that are left to a generator expression, in compiled code; None where that is
    refused.
    """
    record: Any = frame.record
    record.engine.climb(record, f"round {record.engine.loop_climbs_at}")
    code = record.code
    if code is None:
        return None
    cells = tuple([frame.cells[name] for name in code.co_freevars])
    rest: Walk = Function(code, frame.globals, code.co_name, None, cells or None)(iterator)
    return rest


def throw_into(iterator: Any, thrown: Thrown) -> Any:
    """Hand a thrown exception on to what is delegated to, as PEP 380 says."""
    exception = thrown.exception
    if isinstance(exception, GeneratorExit):
        close = getattr(iterator, "close", None)
        if close is not None:
            close()
        raise_thrown(thrown)
    throw: Any = getattr(iterator, "throw", None)
    if throw is None:
        raise_thrown(thrown)
    return _throw(throw, thrown)


def throw_into_loop(loop: Walk, thrown: Thrown) -> Any:
    """Throw an exception into the compiled rest of a loop, which is no generator of the program."""
    return _throw(loop.throw, thrown)


def _throw(throw: Any, thrown: Thrown) -> Any:
    """Throw it in. What comes out again gets, as in Python, what is handled here as its context."""
    try:
        return throw(thrown.exception)
    except StopIteration:
        raise
    except BaseException as error:
        thrown.exception = error
    raise_thrown(thrown)
    return None


async def complete(awaitable: Any) -> Any:
    """Python's own `await`, with its own errors."""
    return await awaitable


def is_awaitable(value: Any) -> bool:
    """Whether `await` takes it."""
    if look_up_special(value, "__await__") is not None:
        return True
    code = getattr(value, "gi_code", None) if type(value) is GeneratorType else None
    return code is not None and bool(code.co_flags & ITERABLE_COROUTINE)


def awaited(value: Any, method: str) -> Any:
    """What a method has given to `async with`; TypeError where that can't be awaited."""
    if not is_awaitable(value):
        raise TypeError(
            f"'async with' received an object from {method} that does not implement __await__: "
            + type(value).__name__
        )
    return value


def invalid_next(value: object) -> TypeError:
    """The error of `async for` where __anext__ has given what can't be awaited."""
    kind = type(value).__name__
    error = TypeError(f"'async for' received an invalid object from __anext__: {kind}")
    error.__cause__ = TypeError(f"object {kind} can't be used in 'await' expression")
    error.__context__ = error.__cause__
    return error


def _coroutine_type() -> Any:
    async def nothing() -> None:
        pass

    coroutine = nothing()
    coroutine.close()
    return type(coroutine)


Coroutine = _coroutine_type()
GeneratorType: Any = type(None for _ in ())
