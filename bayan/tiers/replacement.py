"""On-stack replacement: the rest of a walked loop, run by compiled code.

The walker asks the engine at a loop's back-edge. What it gets is a CompiledLoop, which takes the
walked frame's variables and the live iterator, runs the loop from its next round on, and hands
the variables back however the loop is left. Everything around the loop stays the walker's.
"""

from __future__ import annotations

from itertools import repeat
from sys import exc_info

from ..syntax.nodes import may_catch
from .policy import LONGEST_PIECE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import CodeType, TracebackType
    from typing import Any

    from ..syntax import nodes

    Loop = (
        nodes.For
        | nodes.While
        | nodes.ListComprehension
        | nodes.SetComprehension
        | nodes.DictionaryComprehension
    )

    from .walk.frame import Frame


# What the code of a loop gives where it did not return (value,) from the function.
EXHAUSTED = "exhausted"
BROKE = "broke"
PAUSED = "paused"

# And what native code says of its own in that case.
RETURNED = "returned"


class CompiledLoop:
    """Compiled code of one loop.

    code       see bytecode.loops for its parameters and results
    variables  the frame's variables that it takes, in the order of its parameters
    bound      those of them that must be bound where it is entered
    seconds    time spent compiling it
    """

    __slots__ = ("_is_left_by_all", "bound", "code", "seconds", "variables")

    def __init__(
        self, code: CodeType, variables: tuple[str, ...], bound: frozenset[str], seconds: float
    ) -> None:
        self.code = code
        self.variables = variables
        self.bound = bound
        self.seconds = seconds
        self._is_left_by_all: bool | None = None

    def is_left_by_all(self, loop: nodes.For | nodes.While) -> bool:
        """Whether whatever is thrown into this loop, which suspends, leaves it at once, and Sync
        hears of it.
        """
        if self._is_left_by_all is None:
            self._is_left_by_all = bool(self.variables) and not may_catch(loop)
        return self._is_left_by_all

    def fits(self, frame: Frame) -> bool:
        """Whether the frame has bound what the code takes for bound."""
        return self.bound <= frame.variables.keys()

    def run(
        self,
        frame: Frame,
        iterators: tuple[Any, ...],
        rounds: int = 1,
        sync: Sync | None = None,
    ) -> Any:
        """Run the rest of the loop; gives what the code gives, or its generator if it suspends.

        iterators: those of the loops under way, outermost first, None for a `while`; for a
        comprehension its first one and what it makes. rounds: if the code counts them, it pauses
        where it begins with this one.
        """
        code = self.code
        variables = frame.variables
        cells = tuple([frame.cells[name] for name in code.co_freevars])
        function = _Function(code, frame.globals, code.co_name, None, cells or None)
        sync = sync or Sync(frame, self.variables)
        arguments = [variables.get(name, sync) for name in self.variables]
        return function(sync, iterators, _grant(rounds - 1), *arguments)


# What rounds are granted from, once it is needed.
_rounds: list[None] = []


def _grant(rounds: int) -> Iterator[None]:
    """An iterator with an item for each round; compiled code takes a list's the quickest."""
    if rounds >= LONGEST_PIECE:
        return repeat(None, rounds)
    if rounds and not _rounds:
        _rounds.extend([None] * LONGEST_PIECE)
    granted = iter(_rounds)
    granted.__setstate__(LONGEST_PIECE - rounds)  # type: ignore[attr-defined]
    return granted


class Sync:
    """Hands the variables of a loop's code back to the walked frame; as an argument in place of
    a variable it says that this one is not bound.

    thrown_at  where a GeneratorExit was raised in the loop, once it has left it
    """

    __slots__ = ("frame", "names", "thrown_at")

    def __init__(self, frame: Frame, names: tuple[str, ...]) -> None:
        self.frame = frame
        self.names = names
        self.thrown_at: TracebackType | None = None

    def __call__(self, values: dict[str, Any]) -> None:
        error = exc_info()[1]
        if error.__class__ is GeneratorExit:
            self.thrown_at = error.__traceback__
        variables = self.frame.variables
        for name in self.names:
            if name in values:
                variables[name] = values[name]
            else:
                variables.pop(name, None)


def bound_variables(frame: Frame, names: tuple[str, ...]) -> frozenset[str]:
    """Which of a frame's variables are bound just now."""
    return frozenset(name for name in names if name in frame.variables)


if TYPE_CHECKING:
    from types import FunctionType as _Function
else:
    _Function = type(bound_variables)
