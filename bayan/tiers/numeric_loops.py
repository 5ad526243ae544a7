"""A hot loop that may go native: which tier runs it, and how it goes on when native code leaves.

    counted bytecode --(its time says that native code pays)--> kernel
        <- the kernel leaves at a statement: bytecode goes on there, for one round, and the
           kernel takes over again; if it keeps leaving soon, bytecode has the loop for good

The walker's frame is the state that all of them share: each hands the variables back to it.
"""

from __future__ import annotations

import sys
from _operator import length_hint
from time import perf_counter, thread_time

from ..values.standard_path import StandardPath
from ..values.tracebacks import place_at
from . import policy as policies
from .events import CLIMBED, LEFT, NATIVE, REFUSED
from .refusal import CAPTURED, KEEPS_LEAVING, UNKNOWN_TYPE, Refusal
from .replacement import BROKE, EXHAUSTED, PAUSED, RETURNED, CompiledLoop, bound_variables

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..syntax import nodes
    from ..syntax.bindings import Scope
    from ..values.functions import Unit
    from .native.kernel import Exit, Kernel
    from .walk.frame import Frame

# Rounds in the first piece of counted bytecode.
FIRST_PIECE = 256

# What the native tier imports last.
MACHINE = "llvmlite.binding"

# Exits for one reason that are told; the statistics count all.
TOLD = 3

# Longer than any loop: rounds that are not counted.
ALL_ROUNDS = 1 << 62


class NumericLoop:
    """The tiers of one loop.

    tell     called with what happens: a kind of event, the tier, a reason, seconds
    first    counted bytecode, if there is some already
    kernel   native code, once it has paid to make it; refusal: why there is none
    made     all kernels that there were, in their order
    seconds  spent in counted bytecode so far
    runs, native_seconds, exits   of the kernel: how often it was entered, time inside, and
             how often it left for each reason
    """

    __slots__ = (
        "bytecode_seconds",
        "compile_seconds",
        "exits",
        "kernel",
        "loop",
        "made",
        "native_seconds",
        "parts",
        "policy",
        "refusal",
        "runs",
        "scope",
        "seconds",
        "strikes",
        "tell",
        "unit",
    )

    def __init__(
        self,
        unit: Unit,
        scope: Scope,
        loop: nodes.For | nodes.While,
        policy: policies.Policy,
        tell: Callable[..., None],
        first: CompiledLoop | None,
    ) -> None:
        self.unit = unit
        self.scope = scope
        self.loop = loop
        self.policy = policy
        self.tell = tell
        self.kernel: Kernel | None = None
        self.made: list[Kernel] = []
        self.refusal: Refusal | None = None
        self.seconds = 0.0
        self.compile_seconds = 0.0
        self.native_seconds = 0.0
        self.runs = 0
        self.strikes = 0
        self.exits: dict[str, int] = {}
        self.bytecode_seconds = 0.0 if first is None else first.seconds
        # Bytecode by the place where it goes on (None: the next round), and whether it counts.
        self.parts: dict[tuple[Any, bool, bool], CompiledLoop] = {}
        if first is not None:
            self.parts[None, False, True] = first
        unit.engine.numeric_loops.append(self)

    def run(self, frame: Frame, iterators: tuple[Any, ...]) -> Any:
        """Run the rest of the loop, whose live iterator is the only one; as CompiledLoop.run."""
        if self.kernel is None and self.refusal is None:
            result = self._run_until_it_pays(frame, iterators)
            if result is not PAUSED:
                return result
            self.compile(frame, iterators[0])
        if self.kernel is None or self.is_short(iterators[0]):
            return self._bytecode(frame, None).run(frame, iterators, ALL_ROUNDS)
        return self._run_native(self.kernel, frame, iterators[0])

    # Bytecode

    def _bytecode(self, frame: Frame, left: Exit | None) -> CompiledLoop:
        """Counted bytecode for the rest of the loop, from its next round on or from an exit."""
        from .bytecode import compile_loop, loop_variables, resumption_at

        counts = self.refusal is None
        place = (None, False) if left is None else (left.statement, left.at_round)
        key = (*place, counts)
        known = self.parts.get(key)
        if known is not None and known.fits(frame):
            return known
        names = loop_variables(self.scope)
        bound = bound_variables(frame, names)
        if known is not None:
            bound &= known.bound
        resumption = None
        if left is not None:
            assert left.statement is not None
            resumption = resumption_at(self.loop, left.statement, left.at_round)
        started = thread_time()
        code = compile_loop(
            self.unit, self.scope, self.loop, bound, counts=counts, resumption=resumption
        )
        known = CompiledLoop(code, names, bound, thread_time() - started)
        self.parts[key] = known
        return known

    def _run_until_it_pays(self, frame: Frame, iterators: tuple[Any, ...]) -> Any:
        """Run counted bytecode, in growing pieces; PAUSED when native code would pay."""
        rounds = FIRST_PIECE
        while not policies.native_pays(self.policy, self.seconds, 0.0):
            started = perf_counter()
            result = self._bytecode(frame, None).run(frame, iterators, rounds)
            taken = perf_counter() - started
            self.seconds += taken
            if result != PAUSED:
                return result
            rest = length_hint(iterators[0], 0) * taken / rounds
            if policies.native_pays(self.policy, self.seconds, rest):
                break
            rounds = policies.next_piece(rounds, taken)
        return PAUSED

    # Native code

    def is_short(self, iterator: Any) -> bool:
        """Whether so few rounds are left that entering native code costs more than they do."""
        return 0 < length_hint(iterator, 0) < self.policy.native_rounds

    def compile(self, frame: Frame, iterator: Any) -> None:
        """Make the kernel for the types that the variables have now, or note why not."""
        if MACHINE in sys.modules:
            self._compile(frame, iterator)
        else:
            with StandardPath():
                self._compile(frame, iterator)

    def _compile(self, frame: Frame, iterator: Any) -> None:
        from .native import ITERATOR, compile_loop, iterator_kind, kernel_names, types_of

        names = kernel_names(self.loop)
        if not frame.cells.keys().isdisjoint(names):
            self._refuse(Refusal(CAPTURED, self.loop.position), 0.0)
            return
        variables = frame.variables
        types = types_of({name: variables[name] for name in names if name in variables})
        if iterator is not None:
            kind = iterator_kind(iterator)
            if kind is None:
                self._refuse(Refusal(UNKNOWN_TYPE, self.loop.position), 0.0)
                return
            types[ITERATOR] = kind
        started = thread_time()
        try:
            folder = self.unit.engine.kernel_folder
            self.kernel = compile_loop(self.unit, self.scope, self.loop, types, cache=folder)
        except Refusal as refusal:
            self.compile_seconds = thread_time() - started
            self._refuse(refusal, self.compile_seconds)
        else:
            self.compile_seconds = thread_time() - started
            self.tell(CLIMBED, NATIVE, "time", self.compile_seconds, self.kernel.types)
            self.made.append(self.kernel)

    def _refuse(self, refusal: Refusal, seconds: float) -> None:
        self.kernel = None
        self.refusal = refusal
        self.tell(REFUSED, NATIVE, refusal, seconds)

    def _run_native(self, kernel: Kernel, frame: Frame, iterator: Any) -> Any:
        resume = None
        paused_at = 0.0
        while True:
            started = perf_counter()
            left = kernel.run(frame.variables, iterator, resume)
            frame.variables.update(left.variables)
            if left.interruption is not None:
                place_at(left.interruption, frame, left.statement or self.loop)
                raise left.interruption
            taken = perf_counter() - started
            self.native_seconds += taken
            self.runs += 1
            reason = left.reason
            self.exits[reason] = self.exits.get(reason, 0) + 1
            if reason in (EXHAUSTED, BROKE):
                return reason
            resume = left.resume
            if resume is not None:
                now = thread_time()
                if paused_at:
                    # The time of this thread: others may run at a pause.
                    kernel.pause_after = policies.next_pause(kernel.pause_after, now - paused_at)
                paused_at = now
                continue
            if reason == RETURNED:
                return (left.value,)
            if self.exits[reason] <= TOLD:
                at = None if left.statement is None else left.statement.position[:2]
                self.tell(LEFT, NATIVE, reason, taken, None, at)
            self.strikes += taken < self.policy.native_stay
            if self.strikes >= self.policy.native_strikes:
                self._refuse(Refusal(KEEPS_LEAVING, self.loop.position), 0.0)
            if left.statement is None:
                # It could not begin: a variable has another type by now.
                self.strikes += 1
                return self._bytecode(frame, None).run(frame, (iterator,), ALL_ROUNDS)
            rounds = ALL_ROUNDS if self.refusal is not None else 1
            iterators = tuple([state.iterator for state in left.loops]) or (None,)
            result = self._bytecode(frame, left).run(frame, iterators, rounds)
            if result != PAUSED:
                return result
            iterator = iterators[0]
