"""How a walk is suspended and goes on.

The visitors in `suspended` are generators that delegate to each other with `yield from`, down to
the `yield` that stops them all. Two things that Python does to such a chain must not happen to one
function of the program, and are kept out of it:

- `close()`, or a GeneratorExit thrown in, closes the innermost generator first and then raises a
  new GeneratorExit in each one around it, even if the program's code has dealt with it. So `drive`
  stands outside and hands what is thrown in down the chain as an ordinary value, a Thrown, which
  the innermost visitor raises.
- A StopIteration that leaves a generator becomes a RuntimeError (PEP 479). It may do so only where
  it leaves the program's function; from visitor to visitor it travels inside a Smuggled.
"""

from __future__ import annotations

from sys import exc_info

from ...syntax.nodes import GeneratorExpression, Name
from ...values.tracebacks import Traceback, trim
from .frame import EVALUATE, Frame
from .loops import rounds_of
from .targets import assign

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any

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


def drive(walk: Walk, kind: str) -> Walk:
    """The generator that the program sees; it runs `walk`, the chain of visitors."""
    resume = walk.send
    answer: Any = None
    while True:
        try:
            value = resume(answer)
        except StopIteration as stop:
            return stop.value
        except Smuggled as smuggled:
            stopped = _unpacked(smuggled)
            break
        answer = None
        try:
            answer = yield value
            continue
        except BaseException as error:
            answer = Thrown(error)
        answer.around = exc_info()[1]
    failure = RuntimeError(f"{kind} raised StopIteration")
    failure.__cause__ = failure.__context__ = stopped
    raise failure


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


# As types.coroutine would, without importing it: CO_ITERABLE_COROUTINE lets `await` take it.
drive.__code__ = drive.__code__.replace(co_flags=drive.__code__.co_flags | 0x100)


def generate(expression: GeneratorExpression, depth: int, iterator: Any, frame: Frame) -> Walk:
    """Run a generator expression in which nothing waits, from clause number `depth` on."""
    try:
        clause = expression.clauses[depth]
        node = clause.iterable
        target: Any = clause.target
        is_local = target.__class__ is Name and target.name in frame.scope.local_names
        element = expression.element
        last = depth + 1 == len(expression.clauses)
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
                    yield from generate(expression, depth + 1, inner, frame)
                    node = clause.iterable
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
    return throw(exception)


async def complete(awaitable: Any) -> Any:
    """Python's own `await`, with its own errors."""
    return await awaitable


def _coroutine_type() -> Any:
    async def nothing() -> None:
        pass

    coroutine = nothing()
    coroutine.close()
    return type(coroutine)


Coroutine = _coroutine_type()
