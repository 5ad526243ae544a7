"""A function that calls itself with numbers: whether native code does its calls.

Its compiled code begins with an entrance (see bytecode.entrances). As long as that leads to a
FunctionSite, calls are counted, at the cost of some nanoseconds each, and now and then the site
looks at the clock. When native code pays it is made, for the kinds of the arguments at hand, and
from then on stands in the entrance itself, as a built-in function. A recursion under way goes
native by itself: its next call is a native one.

Native code that can't do a call tells the site and gives LEFT: the call goes on in bytecode. When
that happens too often, or native code is refused, the code of the function is exchanged for code
without an entrance, so that the function has no cost from this any more.
"""

from __future__ import annotations

from time import perf_counter, process_time, thread_time

from . import policy as policies
from .attempts import NO_ROOM, attempt, with_native_tier
from .bytecode.entrances import LEFT as LEFT_NAME
from .bytecode.entrances import Entrance, entrance_key
from .events import CLIMBED, LEFT, NATIVE, REFUSED
from .numeric_loops import TOLD
from .refusal import KEEPS_LEAVING, UNKNOWN_TYPE, Refusal
from .watching import is_watched

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from ..values.functions import FunctionRecord
    from .dispatch import Engine
    from .native.calling import FunctionKernel
    from .native.code import Order

# What an entrance gives for a call that goes on in bytecode, and where compiled code finds it.
NOT_DONE = object()
NOT_DONE_KEY = f"«{LEFT_NAME}»"

# So many calls are let pass before a site is asked: that takes it some 2 us. What follows is for
# other threads that call the function before new ticks are granted.
CALLS = 2000
# How many, where it is known that native code pays, or calls may take long.
FEW_CALLS = 50
TICKS = [None] * CALLS + [True] * 1000


# Numbers, and what lists that functions are given may have in them beside these.
NUMBERS: frozenset[type] = frozenset({bool, float, int})
ELEMENTS: frozenset[type] = NUMBERS | {str, type(None)}
# Lists in lists that are looked into.
DEEPEST = 4


def may_take(arguments: Iterable[Any]) -> bool:
    """Whether native code of a function may take such arguments, as far as that is to be seen
    before the native tier is loaded: they are numbers, and lists of what are no objects.
    """
    return all(map(_may_take, arguments))


def _may_take(value: Any) -> bool:
    kinds: frozenset[type] = NUMBERS
    for _ in range(DEEPEST):
        if type(value) not in (list, tuple):
            return type(value) in kinds
        if not value:
            break
        kinds, value = ELEMENTS, value[0]
    return True


class FunctionSite:
    """The entrance of one function, as long as that has one.

    entrance         which it is
    is_hot           whether native code is known to pay
    may_be_long      whether a call may take long, though no loop of it is asked about
    between          how many calls are let pass before it is asked again
    since, calls     the process's time when the counting began, and how many calls since
    kernels          native code, the newest first; order: what is on its way
    function         the built-in function that tries all of these
    refusal          why bytecode has the function for good, or is going to as soon as there is room
    copied           whether what was wanted last copies lists
    strikes          of native code that left too often
    claims           of the call that decides at this moment
    exits            how often it left, for each reason
    """

    __slots__ = (
        "at_once",
        "between",
        "calls",
        "claims",
        "copied",
        "engine",
        "entrance",
        "exits",
        "function",
        "is_hot",
        "kernels",
        "last_exit",
        "may_be_long",
        "order",
        "record",
        "refusal",
        "since",
        "strikes",
    )

    def __init__(
        self,
        engine: Engine,
        record: FunctionRecord,
        number: int,
        is_hot: bool = False,
        may_be_long: bool = False,
    ) -> None:
        self.engine = engine
        self.record = record
        self.is_hot = is_hot
        self.may_be_long = may_be_long
        self.between = FEW_CALLS if is_hot or may_be_long else CALLS
        ticks = iter(TICKS)
        self.entrance = Entrance(number, ticks)
        self.at_once = record.wish is not None or not record.unit.policy.native_after
        self.claims: dict[None, object] = {}
        self.kernels: list[FunctionKernel] = []
        self.order: Order | None = None
        self.copied = False
        self.function: Callable[..., Any] = self.left
        self.refusal: Refusal | None = None
        self.exits: dict[str, int] = {}
        self.strikes = 0
        self.last_exit = 0.0
        self.calls = 0
        self.since = process_time()
        engine.names.setdefault(NOT_DONE_KEY, NOT_DONE)
        engine.names[entrance_key(number)] = self
        self._grant(0 if self.at_once or is_hot else self.between)

    def __call__(self, *arguments: Any) -> object:
        """A call that is not a native one yet: decide; it goes on in bytecode."""
        self._alone(self._decide, arguments)
        return NOT_DONE

    def left(self, *arguments: Any) -> object:
        """Called by native code with the arguments of a call that it can't do."""
        self._alone(self._count_exit, arguments)
        return NOT_DONE

    def _alone(self, decide: Callable[[tuple[Any, ...]], None], arguments: tuple[Any, ...]) -> None:
        """Decide, one call at a time, in whatever thread or signal handler: others go on."""
        claim = object()
        try:
            if self.claims.setdefault(None, claim) is claim:
                decide(arguments)
        finally:
            # An exception of a signal handler may come at any point.
            if self.claims.get(None) is claim:
                self.claims.clear()

    def _grant(self, calls: int) -> None:
        """So many calls before the entrance is asked."""
        self.entrance.ticks.__setstate__(CALLS - calls)  # type: ignore[attr-defined]

    # Before there is native code

    def _decide(self, arguments: tuple[Any, ...]) -> None:
        if self.kernels:
            return
        now = process_time()
        passed = now - self.since
        self.calls += self.between
        self._grant(self.between)
        if self.refusal is not None:
            self._close()
            return
        if is_watched():
            # Native code has no lines.
            return
        policy = self.record.unit.policy
        spent = self.engine.function_seconds
        if (
            self.order is not None
            or self.at_once
            or self.is_hot
            or policies.calls_pay(policy, self.calls, passed, spent, self.may_be_long)
        ):
            self._compile(arguments)
        elif passed >= policy.native_after + spent:
            # Other things took the time so far: count anew.
            self.since = now
            self.calls = 0

    def _compile(self, arguments: tuple[Any, ...], copied: bool = False) -> None:
        """Make native code for arguments of these kinds, or order it, or see whether what was
        ordered is there; or note why not. copied: a form that copies lists.
        """
        order = self.order
        if order is None:
            self.copied = copied
        started = thread_time()
        try:
            kernel = with_native_tier(
                lambda: attempt(
                    (lambda: self._kernel(arguments, copied)) if order is None else order.done,
                    self.record.node,
                )
            )
        except NO_ROOM:
            return
        seconds = thread_time() - started
        self.engine.function_seconds += seconds
        self.record.compile_seconds += seconds
        if kernel is None:
            return
        if isinstance(kernel, Refusal):
            self.order = None
            if self.copied:
                for each in self.kernels:
                    each.ask_for_copies(False)
            else:
                self._refuse(kernel, seconds)
            return
        from .native import Order

        if isinstance(kernel, Order):
            self.order = kernel
            return
        self.order = None
        self.strikes = 0
        self.kernels.insert(0, kernel)
        self.function = kernel.bind(self.function, self.left)
        self.engine.names[entrance_key(self.entrance.number)] = self.function
        self.entrance.ticks.__setstate__(len(TICKS))  # type: ignore[attr-defined]
        self.record.tier = NATIVE
        reason = "time" if self.record.wish is None else "hint"
        if kernel.copied:
            reason = "copies"
        types = dict(zip(self.record.parameter_names, kernel.kinds, strict=True))
        beside = kernel.beside_seconds
        whole = kernel.seconds + beside
        self.engine.note(CLIMBED, self.record, reason, whole, NATIVE, types, beside)

    def _kernel(self, arguments: tuple[Any, ...], copied: bool) -> FunctionKernel | Order:
        if not may_take(arguments):
            raise Refusal(UNKNOWN_TYPE, self.record.node.position)
        from .native import draft_function, types_of

        named = dict(zip(self.record.parameter_names, arguments, strict=True))
        draft = draft_function(self.record, types_of(named), copied)
        beside = self.record.unit.policy.beside and not self.at_once
        made: FunctionKernel | Order = draft.made(self.engine.kernel_folder, beside)
        return made

    # After that

    def _count_exit(self, arguments: tuple[Any, ...]) -> None:
        from .native import COPIES_PAY, ENTRY

        if not self.kernels:
            return
        reasons = [kernel.reason() for kernel in self.kernels]
        reason = next((each for each in reasons if each != ENTRY), ENTRY)
        if reason == COPIES_PAY:
            self._copy(arguments)
            return
        self.exits[reason] = count = self.exits.get(reason, 0) + 1
        if count <= TOLD:
            self.engine.note(LEFT, self.record, reason, 0.0, NATIVE)
        policy = self.record.unit.policy
        now = perf_counter()
        soon = now - self.last_exit < policy.native_stay
        self.last_exit = now
        self.strikes = self.strikes + 1 if soon else max(self.strikes - 1, 0)
        if self.strikes < policy.native_strikes:
            return
        if (
            reason == ENTRY
            and len(self.kernels) < policy.native_versions
            and (self.order is not None or self._is_new(arguments))
        ):
            self._compile(arguments)
        else:
            self._refuse(Refusal(KEEPS_LEAVING, self.record.node.position), 0.0)

    def _copy(self, arguments: tuple[Any, ...]) -> None:
        """Native code that copies nothing finds that copies would pay."""
        kinds = _kinds_of(arguments)
        for kernel in self.kernels:
            if kernel.copied and kernel.kinds == kinds:
                kernel.ask_for_copies(True)
                return
        self._compile(arguments, True)

    def _is_new(self, arguments: tuple[Any, ...]) -> bool:
        """Whether no native code is for arguments of these kinds."""
        kinds = _kinds_of(arguments)
        return all(kernel.kinds != kinds for kernel in self.kernels)

    def _refuse(self, refusal: Refusal, seconds: float) -> None:
        self.engine.note(REFUSED, self.record, refusal, seconds, NATIVE)
        if not self.kernels and self.record.wish is not None:
            self._grant(0)
            # Raises where the program is not to go on so: the next call asks again.
            self.engine.disappoint(self.record, refusal)
        self.refusal = self.record.refusal = refusal
        self._close()

    def _close(self) -> None:
        """Give the function code without an entrance; where there is no room, later."""
        record = self.record
        self.kernels.clear()
        self.engine.names[entrance_key(self.entrance.number)] = self
        self._grant(CALLS)
        record.tier = policies.BYTECODE
        record.site = None
        if not self.engine.compile_anew(record):
            record.site = self


def _kinds_of(arguments: tuple[Any, ...]) -> tuple[str, ...]:
    from .native import types_of

    return tuple(types_of({str(index): value for index, value in enumerate(arguments)}).values())
