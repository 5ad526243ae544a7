"""A hot loop that may go native: which tier runs it, and how it goes on when native code leaves.

    counted bytecode --(its time says that native code pays)--> kernel
        <- the kernel leaves at a statement: bytecode goes on there, for one round, and the
           kernel takes over again; if it keeps leaving soon, bytecode has the loop for good
        <- no kernel takes the types that the variables have by now: counted bytecode again, in
           pieces; after each a kernel may take over, or one more is made when it pays

A loop has a few kernels at the most, each for other types, chosen where it is entered.

The walker's frame is the state that all of them share: each hands the variables back to it.
"""

from __future__ import annotations

from _operator import length_hint
from time import perf_counter, thread_time

from ..syntax import nodes
from ..syntax.bindings import FUNCTION
from ..values.tracebacks import place_at
from . import policy as policies
from .attempts import NO_ROOM, NotNowError, attempt, with_native_tier
from .events import CLIMBED, LEFT, NATIVE, REFUSED
from .refusal import KEEPS_LEAVING, NUMPY, UNKNOWN_TYPE, Refusal
from .replacement import BROKE, EXHAUSTED, PAUSED, RETURNED, CompiledLoop, bound_variables

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..syntax.bindings import Scope
    from ..values.functions import Unit
    from .native.code import Order
    from .native.kernel import Exit, Kernel
    from .walk.frame import Frame

# Rounds in the first piece of counted bytecode; and of a loop with loops in it, whose rounds may
# be long.
FIRST_PIECE = 256
FIRST_OF_OUTER = 4

# Why native code is left: see native.emitter, which is loaded with it only.
ELEMENT = "element type"
ENTRY = "entry types"

# Exits for one reason that are told; the statistics count all.
TOLD = 3

# How many exceptions of signals' handlers are put up with while variables are handed back.
HANDLED = 100

# Longer than any loop: rounds that are not counted.
ALL_ROUNDS = 1 << 62

# What run gives where the caller is to run the rest of the loop.
ENDS_SOON = "ends soon"


# Iterators that tell how many items they have left without any code of the program.
_COUNTING = frozenset(map(type, (iter(range(0)), iter([]), iter(()), iter("a"), iter("\xe9"))))


def rounds_ahead(iterator: Any) -> int:
    """How many items an iterator has left; 0 where that is not known."""
    return length_hint(iterator) if type(iterator) in _COUNTING else 0


def has_inner(loop: nodes.For | nodes.While) -> bool:
    """Whether there is a loop in each round of a loop."""
    return any(
        isinstance(node, nodes.For | nodes.While | nodes.ListComprehension)
        for statement in loop.body
        for node in nodes.descendants(statement)
    )


class NumericLoop:
    """The tiers of one loop.

    tell     called with what happens: a kind of event, the tier, a reason, seconds
    first    bytecode that counts, if there is some already; where native code is refused, such that
             does not
    has_inner   whether there are loops in it: rounds may be long, however few they are
    kernels  native code, once it has paid to make it, what was entered last first; refusal: why
             there is none
    made     all kernels that there were, in their order
    at_once  whether kernels are wanted without delay, and so not made beside the program
    order    the kernel that is on its way, for ordered_types
    shared   the global names in the loop of a function that are variables of its kernels;
             captured: its variables that are in cells
    tries    how often it was tried to make some
    vain     types for which native code was refused while there was some for others
    compile_seconds, beside_seconds   spent making kernels, in this process and beside it
    rest     the seconds that are ahead of a loop that ENDS_SOON
    seconds  spent in counted bytecode before there was a kernel; missed_seconds: since one was
             made last, because none took the types; piece: the rounds of the next such run
    runs, native_seconds, native_rounds, exits   of the kernels: how often they were entered, time
             inside, rounds done there, and how often they left for each reason
    """

    __slots__ = (
        "at_once",
        "beside_seconds",
        "bytecode_seconds",
        "captured",
        "compile_seconds",
        "exits",
        "first_piece",
        "has_inner",
        "kernels",
        "loop",
        "made",
        "missed_seconds",
        "native_rounds",
        "native_seconds",
        "order",
        "ordered_types",
        "parts",
        "piece",
        "policy",
        "refusal",
        "rest",
        "runs",
        "scope",
        "seconds",
        "shared",
        "short_below",
        "strikes",
        "tell",
        "tries",
        "unit",
        "vain",
    )

    def __init__(
        self,
        unit: Unit,
        scope: Scope,
        loop: nodes.For | nodes.While,
        policy: policies.Policy,
        tell: Callable[..., None],
        first: CompiledLoop | None,
        refusal: Refusal | None = None,
    ) -> None:
        self.unit = unit
        self.scope = scope
        self.loop = loop
        self.policy = policy
        self.tell = tell
        self.has_inner = has_inner(loop)
        self.short_below = 0 if self.has_inner else policy.native_rounds
        self.first_piece = FIRST_OF_OUTER if self.has_inner else FIRST_PIECE
        self.kernels: list[Kernel] = []
        self.made: list[Kernel] = []
        self.shared: frozenset[str] = frozenset()
        self.captured: frozenset[str] = frozenset()
        self.refusal = refusal
        self.tries = 0
        self.vain: list[dict[str, str]] = []
        self.piece = self.first_piece
        self.seconds = self.rest = 0.0
        self.missed_seconds = 0.0
        self.at_once = False
        self.order: Order | None = None
        self.ordered_types: dict[str, str] = {}
        self.compile_seconds = 0.0
        self.beside_seconds = 0.0
        self.native_seconds = 0.0
        self.native_rounds = 0
        self.runs = 0
        self.strikes = 0
        self.exits: dict[str, int] = {}
        self.bytecode_seconds = 0.0 if first is None else first.seconds
        # Bytecode by the place where it goes on (None: the next round), and whether it counts.
        self.parts: dict[tuple[Any, bool, bool], CompiledLoop] = {}
        if first is not None:
            self.parts[None, False, refusal is None] = first
        unit.engine.numeric_loops.append(self)

    @property
    def kernel(self) -> Kernel | None:
        """Native code of the loop: that which was entered last."""
        return next(iter(self.kernels), None)

    def run(self, frame: Frame, iterators: tuple[Any, ...], has_code: bool = False) -> Any:
        """Run the rest of the loop, whose live iterator is the only one; as CompiledLoop.run.

        has_code: whether the caller has bytecode that does not count, and takes ENDS_SOON for an
        answer.
        """
        (iterator,) = iterators
        if not self.kernels and self.refusal is None:
            result = self._run_until_native(frame, iterators)
            if result is ENDS_SOON and not has_code:
                result = self._bytecode(frame, None, False).run(frame, iterators)
            if result is not PAUSED:
                return result
        has_left = False
        while self.kernels and not self.is_short(iterator):
            before = self.native_seconds
            left = self._enter(frame, iterator)
            if left is None:
                result = self._meet_other_types(frame, iterator)
            elif left.reason in (EXHAUSTED, BROKE, RETURNED):
                if not has_left:
                    self.strikes = policies.strikes_after(self.policy, self.strikes, None)
                return (left.value,) if left.reason == RETURNED else left.reason
            else:
                has_left = True
                self._count_exit(left, self.native_seconds - before, frame, iterator)
                under_way = tuple([state.iterator for state in left.loops]) or (None,)
                # To the beginning of the next round, which is counted; but from that of a round
                # to that of the one after it, or nothing would be done.
                rounds = 2 if left.statement is self.loop else 1
                if self.refusal is not None:
                    rounds = ALL_ROUNDS
                result = self._bytecode(frame, left).run(frame, under_way, rounds)
                iterator = under_way[0]
            if result != PAUSED:
                return result
        return self._bytecode(frame, None).run(frame, (iterator,), ALL_ROUNDS)

    # Bytecode

    def has_bytecode(self, frame: Frame) -> bool:
        """Whether there is bytecode to begin the loop with; a refusal is noted."""
        try:
            self._bytecode(frame, None)
        except Refusal as refusal:
            self._refuse(refusal, 0.0)
        except NO_ROOM:
            return False
        return self.refusal is None

    def _bytecode(self, frame: Frame, left: Exit | None, counts: bool = True) -> CompiledLoop:
        """Bytecode for the rest of the loop, from its next round on or from an exit; as long as
        native code is not refused it may be such that counts.

        Raises the Refusal where it can't be had, and NO_ROOM where it can't be just now.
        """
        from .bytecode import compile_loop, loop_variables, resumption_at

        counts = counts and self.refusal is None
        place = (None, False) if left is None else (left.statement, left.at_round)
        key = (*place, counts)
        known = self.parts.get(key)
        if known is not None and known.fits(frame):
            return known
        names = loop_variables(self.scope, self.loop)
        bound = bound_variables(frame, names)
        if known is not None:
            bound &= known.bound
        resumption = None
        if left is not None:
            assert left.statement is not None
            resumption = resumption_at(self.loop, left.statement, left.at_round)
        started = thread_time()
        code = attempt(
            lambda: compile_loop(
                self.unit, self.scope, self.loop, bound, counts=counts, resumption=resumption
            ),
            self.loop,
        )
        if isinstance(code, Refusal):
            raise code
        self.unit.engine.place_sites(self.unit, code)
        known = CompiledLoop(code, names, bound, thread_time() - started)
        self.parts[key] = known
        return known

    def _run_until_native(self, frame: Frame, iterators: tuple[Any, ...]) -> Any:
        """Run counted bytecode, in growing pieces; PAUSED when there is native code, or is to be
        none, and ENDS_SOON when there is going to be none before the loop ends.
        """
        rounds, rest = self.first_piece, 0.0
        had_no_room = False
        events = self.unit.engine.events
        # Nothing is told by a piece in which code was compiled or began to run.
        noted = -1
        while True:
            if self._is_to_compile(self.seconds, rest):
                self.compile(frame, iterators[0])
                if self.kernels or self.refusal is not None:
                    return PAUSED
                if self.order is None:
                    rounds = 4 * rounds if had_no_room else self.first_piece
                    had_no_room = True
            code = self._bytecode(frame, None)
            # The processor's time, as for what making native code takes: others may have it, too.
            started = thread_time()
            result = code.run(frame, iterators, rounds)
            taken = thread_time() - started
            self.seconds += taken
            if result != PAUSED:
                return result
            if not had_no_room:
                if noted == len(events):
                    rest = rounds_ahead(iterators[0]) * taken / rounds
                    if self._ends_soon(rest):
                        self.rest = rest
                        return ENDS_SOON
                noted = len(events)
                rounds = policies.next_piece(rounds, taken)

    def _ends_soon(self, rest: float) -> bool:
        """Whether a loop that is going to take so many seconds more needs no counting: rounds with
        loops in them tell nothing of those that follow.
        """
        return (
            not self.has_inner
            and self.order is None
            and rest > self.bytecode_seconds * self.policy.uncounted
            and policies.ends_before(self.policy, self.seconds, rest)
        )

    def _is_to_compile(self, spent: float, rest: float) -> bool:
        """Whether to make native code now, or to look for what was ordered."""
        if self.order is not None:
            return self.order.is_due()
        return policies.native_pays(self.policy, spent, rest)

    # Native code

    def is_short(self, iterator: Any) -> bool:
        """Whether so few rounds are left that entering native code costs more than they do."""
        return 0 < rounds_ahead(iterator) < self.short_below

    def compile(self, frame: Frame, iterator: Any, whole: bool = False) -> None:
        """Make a kernel for the types that the variables have now, or note why not, or order one;
        nothing where there is no room for it at this moment. As long as one is on its way, see
        whether it is there.

        whole: look at all elements of lists, not at the first only.
        """
        try:
            if self.order is not None:
                with_native_tier(self._look)
            else:
                with_native_tier(lambda: self._compile(frame, iterator, whole))
        except NotNowError:
            return

    def _compile(self, frame: Frame, iterator: Any, whole: bool) -> None:
        from .native import (
            ITERATOR,
            NATURAL,
            iterator_kind,
            kernel_names,
            natural_limit,
            shared_names,
            types_of,
        )
        from .native.plan import bindings_in

        names = kernel_names(self.loop)
        self.captured = frozenset(frame.cells.keys() & names)
        if self.scope.kind == FUNCTION:
            self.shared |= shared_names(self.loop, frame.globals)
        variables = self._variables(frame)
        present = {name: variables[name] for name in names if name in variables}
        types = types_of(present, whole)
        if iterator is not None:
            kind = iterator_kind(iterator, whole)
            if kind is None:
                if not self.kernels:
                    self._refuse(Refusal(UNKNOWN_TYPE, self.loop.position), 0.0)
                return
            types[ITERATOR] = kind
        natural = natural_limit(bindings_in(self.loop), present, iterator)
        if natural:
            types[NATURAL] = str(natural)
        for kernel in self.kernels:
            if kernel.is_for(types):
                self._prefer(kernel)
                if not whole:
                    # It did not take them: an object keeps its attributes elsewhere than others.
                    self._count_stay(0.0)
                return
        if types in self.vain or not self._are_all_known(types, present):
            return
        self.tries += 1
        self._take(lambda: self._made(types), types, present)

    def _made(self, types: dict[str, str], copied: bool = False) -> Kernel | Order:
        from .native import draft_loop

        draft = draft_loop(self.unit, self.scope, self.loop, types, copied)
        beside = self.policy.beside and not self.at_once
        made: Kernel | Order = draft.made(self.unit.engine.kernel_folder, beside)
        return made

    def _look(self) -> None:
        """See whether the kernel that was ordered is there."""
        order = self.order
        if order is not None:
            self._take(order.done, self.ordered_types, {})

    def _take(
        self,
        make: Callable[[], Kernel | Order | None],
        types: dict[str, str],
        present: dict[str, Any],
    ) -> None:
        """Take a kernel that is made for these types, or is not there yet; or note why not."""
        from .native import Order

        started = thread_time()
        try:
            made = attempt(make, self.loop)
        except NO_ROOM:
            return
        seconds = thread_time() - started
        self.compile_seconds += seconds
        if made is None:
            return
        if isinstance(made, Order):
            self.order, self.ordered_types = made, types
            return
        self.order = None
        asking = [one for one in self.kernels if one.asked == types]
        if isinstance(made, Refusal) and asking:
            # It was to copy lists.
            for one in asking:
                one.has_no_copies()
        elif not isinstance(made, Refusal):
            reason = "copies" if made.copied else "types" if self.kernels else "time"
            self.beside_seconds += made.beside_seconds
            whole = made.seconds + made.beside_seconds
            self.tell(CLIMBED, NATIVE, reason, whole, made.types, None, made.beside_seconds)
            self.kernels = [made, *self.kernels]
            self.made.append(made)
            self.strikes = 0
        else:
            if made.reason == UNKNOWN_TYPE and any(map(_is_of_numpy, present.values())):
                made = Refusal(NUMPY, made.position)
            if self.kernels:
                self.vain.append(types)
                self.tell(REFUSED, NATIVE, made, seconds)
            else:
                self._refuse(made, seconds)
        self.missed_seconds = 0.0

    def _refuse(self, refusal: Refusal, seconds: float) -> None:
        self.kernels = []
        self.order = None
        # Without the frames, which hold the program's variables.
        self.refusal = refusal.with_traceback(None)
        self.tell(REFUSED, NATIVE, refusal, seconds)

    def _variables(self, frame: Frame) -> dict[str, Any]:
        """The variables of a frame, with those that it shares with others."""
        if not self.shared and not self.captured:
            return frame.variables
        there = {name: frame.globals[name] for name in self.shared if name in frame.globals}
        for name in self.captured:
            try:
                there[name] = frame.cells[name].cell_contents
            except ValueError:
                # It is unbound.
                continue
        return {**frame.variables, **there}

    def _write_back(self, frame: Frame, values: dict[str, Any]) -> None:
        """Bind variables of a frame; it may be done again where a signal's handler broke in."""
        if self.shared or self.captured:
            for name, value in values.items():
                if name in self.captured:
                    frame.cells[name].cell_contents = value
                else:
                    (frame.globals if name in self.shared else frame.variables)[name] = value
        else:
            frame.variables.update(values)

    def _enter(self, frame: Frame, iterator: Any) -> Exit | None:
        """Run a kernel that takes the types of now; None where there is none."""
        kernels = self.kernels
        for kernel in kernels:
            left = self._run_native(kernel, frame, iterator)
            if left is not None:
                self.piece = self.first_piece
                if self.kernels is kernels:
                    # None that is to be preferred to it was made meanwhile.
                    self._prefer(kernel)
                return left
        return None

    def _are_all_known(self, types: dict[str, str], present: dict[str, Any]) -> bool:
        """Whether what was of a known type before is so still: a big int is not."""
        known = {name for kernel in self.kernels for name in kernel.types}
        return all(name in types or name not in present for name in known)

    def _prefer(self, kernel: Kernel) -> None:
        """Have a kernel entered before the others."""
        if self.kernel is not kernel:
            self.kernels = [kernel, *(one for one in self.kernels if one is not kernel)]

    def _run_native(self, kernel: Kernel, frame: Frame, iterator: Any) -> Exit | None:
        """Run a kernel until it is left; None where it does not take the types."""
        paused: Exit | None = None
        paused_at = 0.0
        while True:
            started = perf_counter()
            resume = None if paused is None else paused.resume
            attempts = range(HANDLED)
            left = kernel.run(self._variables(frame), iterator, resume)
            # From there to here no handler of a signal is called, but from here on.
            for _ in attempts:
                try:
                    self._write_back(frame, left.variables)
                    break
                except BaseException as error:
                    left.interruption = error
            if left.interruption is not None:
                place_at(left.interruption, frame, left.statement or self.loop)
                raise left.interruption
            taken = perf_counter() - started
            reason = left.reason
            if reason == ENTRY:
                # Where that is so after a pause, in which handlers of signals and other threads
                # ran, the tier below goes on where it was.
                return paused
            self.native_seconds += taken
            self.native_rounds += left.rounds
            self.runs += 1
            self.exits[reason] = self.exits.get(reason, 0) + 1
            if left.resume is None:
                if kernel.would_save:
                    self._copy(kernel)
                return left
            now = thread_time()
            # From pause to pause the time of this thread, for others may run at one; before the
            # first they can't, and many loops that are run often have but one.
            piece = taken if paused is None else now - paused_at
            kernel.pause_after = policies.next_pause(kernel.pause_after, piece)
            paused, paused_at = left, now

    def _copy(self, kernel: Kernel) -> None:
        """Have a form of a kernel that copies lists from the next time on, as soon as it is there.
        Where it pauses it is not exchanged: the other one begins with a round of the outermost
        loop, and that under way may be long.
        """
        kernel.ask_for_copies()
        twin = next((one for one in self.kernels if one.copied and one.asked == kernel.asked), None)
        if twin is not None:
            twin.ask_for_copies()
            self._prefer(twin)
            return
        types = kernel.asked
        try:
            if self.order is not None:
                with_native_tier(self._look)
            else:
                with_native_tier(lambda: self._take(lambda: self._made(types, True), types, {}))
        except NotNowError:
            return

    def _count_exit(self, left: Exit, taken: float, frame: Frame, iterator: Any) -> None:
        reason = left.reason
        if self.exits[reason] <= TOLD:
            assert left.statement is not None
            self.tell(LEFT, NATIVE, reason, taken, None, left.statement.position[:2])
        self._count_stay(taken)
        if (
            reason == ELEMENT
            and self.kernels
            and policies.other_types_pay(self.policy, self.tries, self.strikes)
        ):
            # The first elements told nothing of those that follow.
            self.compile(frame, iterator, True)

    def _count_stay(self, seconds: float) -> None:
        self.strikes = policies.strikes_after(self.policy, self.strikes, seconds)
        if self.strikes >= self.policy.native_strikes:
            self._refuse(Refusal(KEEPS_LEAVING, self.loop.position), 0.0)

    def _meet_other_types(self, frame: Frame, iterator: Any) -> Any:
        """Run a piece of counted bytecode, or make native code for the types of now; PAUSED where
        there may be a kernel that takes them.
        """
        if self.order is not None or self.tries < self.policy.native_versions:
            rest = rounds_ahead(iterator) * self.policy.round_seconds
            if self._is_to_compile(self.missed_seconds, rest):
                made = len(self.kernels)
                self.compile(frame, iterator)
                if len(self.kernels) > made:
                    return PAUSED
        started = perf_counter()
        result = self._bytecode(frame, None).run(frame, (iterator,), self.piece)
        taken = perf_counter() - started
        self.missed_seconds += taken
        if result == PAUSED:
            self.piece = policies.next_piece(self.piece, taken)
        elif self.tries >= self.policy.native_versions:
            self._count_stay(taken)
        return result


def _is_of_numpy(value: Any) -> bool:
    return type(value).__module__ == "numpy"
