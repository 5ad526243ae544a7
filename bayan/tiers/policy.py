"""What is hot, and when to climb: all thresholds, as pure functions of the profile.

A Policy is an argument of the engine, never a global: one process can hold several.
"""

from __future__ import annotations

from ..values.functions import NEVER

# Modes of the runtime: which tiers may run.
AUTO = "auto"  # cold code walks, hot code climbs
WALK = "walk"  # nothing climbs
BYTECODE = "bytecode"  # everything is compiled before it first runs, module code too
NATIVE = "native"  # as auto, but loops over numbers go native at once

MODES = (AUTO, WALK, BYTECODE, NATIVE)


class Policy:
    """The thresholds of one runtime.

    beside            whether native code is made in a process of its own, if it can be, while the
                      program goes on
    compile_at_call   the number of the call of a function at which it is compiled to bytecode
    compile_at_round  the number of rounds of all loops in the walker after which the rest of one
                      is compiled that has taken many of them, where that is the first compilation
                      of a process. That takes some 8 ms, those after it 0.3 ms, and a round some
                      microseconds: see FIRST
    compile_at_entry  how often compiled loops are gone into out of a walked one before the rest of
                      that is compiled too
    call_seconds      what a call takes in bytecode at the least
    native_after      seconds that a loop has taken in bytecode after which native code is made
                      for it: about as long as that takes, as in the ski-rental problem
    native_rest       seconds that a loop is going to take, as far as is known, for which it is
                      made at once
    native_rounds     rounds below which native code is not entered
    round_seconds     what a round of a loop takes at the least, for a guess at what it is going to
    uncounted         how many times what it takes to compile a loop its rest has to take for code
                      to be used that does not count: the counting is a tenth of a short round
    always_enters     whether native code is entered at each visit even where that does not pay,
                      for tests
    native_visit      seconds that a loop in compiled code has to take each time, by and large, for
                      native code to be worth entering: that takes about a third of it
    native_sample     seconds between two visits of such a loop that are timed, to begin with
    native_stay       seconds that native code has to stay in the loop for it not to count as a
                      strike, but to make up for one; after native_strikes of these bytecode has
                      the loop for good
    native_versions   how often native code is made for one loop, each time for other types
    """

    __slots__ = (
        "always_enters",
        "beside",
        "call_seconds",
        "compile_at_call",
        "compile_at_entry",
        "compile_at_round",
        "native_after",
        "native_rest",
        "native_rounds",
        "native_sample",
        "native_stay",
        "native_strikes",
        "native_versions",
        "native_visit",
        "round_seconds",
        "uncounted",
    )

    def __init__(
        self,
        *,
        always_enters: bool = False,
        beside: bool = False,
        call_seconds: float = 4e-8,
        compile_at_call: int = 2,
        compile_at_entry: int = 50,
        compile_at_round: int = 1000,
        native_after: float = 0.3,
        native_rest: float = 0.9,
        native_rounds: int = 200,
        native_sample: float = 0.0005,
        native_stay: float = 0.0005,
        native_strikes: int = 10,
        native_versions: int = 5,
        native_visit: float = 0.00003,
        round_seconds: float = 5e-8,
        uncounted: int = 20,
    ) -> None:
        self.always_enters = always_enters
        self.beside = beside
        self.call_seconds = call_seconds
        self.compile_at_call = compile_at_call
        self.compile_at_entry = compile_at_entry
        self.compile_at_round = compile_at_round
        self.native_after = native_after
        self.native_rest = native_rest
        self.native_rounds = native_rounds
        self.native_sample = native_sample
        self.native_stay = native_stay
        self.native_strikes = native_strikes
        self.native_versions = native_versions
        self.native_visit = native_visit
        self.round_seconds = round_seconds
        self.uncounted = uncounted

    @classmethod
    def stress(cls) -> Policy:
        """Climbs as early as can be: for tests."""
        return cls(compile_at_call=1, compile_at_round=1, uncounted=0)

    def for_kept_kernels(self) -> Policy:
        """The same for a source that an earlier run has left native code of: what is left to be
        done for it takes a tenth of the time.
        """
        policy = Policy()
        for name in self.__slots__:
            setattr(policy, name, getattr(self, name))
        policy.native_after /= 10
        policy.native_rest /= 10
        return policy

    @classmethod
    def eager(cls) -> Policy:
        """Loops go native at their first back-edge, functions wait for the loops in them."""
        return cls(
            compile_at_round=1,
            native_after=0.0,
            native_rounds=0,
            native_sample=0.0,
            native_visit=0.0,
        )

    @classmethod
    def besides(cls) -> Policy:
        """Native code is made beside the program, which costs it less, and so may come sooner."""
        return cls(beside=True, native_after=0.15, native_rest=0.3)


def usual(mode: str, owns_process: bool = False) -> Policy:
    """The policy of a mode where none is given."""
    if mode == NATIVE:
        return Policy.eager()
    return Policy.besides() if mode == AUTO and owns_process else Policy()


def climb_at(policy: Policy, mode: str, hint: str | None) -> int:
    """The number of the call at which a function is compiled; NEVER if it is to stay walked."""
    if mode == WALK or (hint == "cold" and mode == AUTO):
        return NEVER
    if mode == BYTECODE or hint == "hot":
        return 1
    return policy.compile_at_call


# Compiling the first loop or function takes as long as walking so many times the rounds that are
# worth compiling another one, for the compiler has to be loaded.
FIRST = 20


def loop_climb_at(policy: Policy, mode: str, is_loaded: bool) -> int:
    """The number of rounds after which a walked loop asks for another tier; is_loaded: whether the
    compiler is there already.
    """
    if mode == WALK:
        return NEVER
    return max(policy.compile_at_round // FIRST, 1) if is_loaded else policy.compile_at_round


def may_go_native(mode: str) -> bool:
    return mode in (AUTO, NATIVE)


def native_pays(policy: Policy, spent: float, rest: float) -> bool:
    """Whether to make native code for a loop that has taken `spent` seconds in bytecode and is
    going to take `rest` more, as far as is known.
    """
    return spent >= policy.native_after or rest >= policy.native_rest


def ends_before(policy: Policy, spent: float, rest: float) -> bool:
    """Whether a loop that has taken `spent` seconds in bytecode, and is going to take about `rest`
    more, ends before native code pays, even if that turns out to be twice as much.
    """
    return spent + 2.0 * rest < min(policy.native_after, policy.native_rest)


# How many times call_seconds a call of a numeric function takes at the most, with its loops.
LONGEST_CALL = 1000


def calls_pay(
    policy: Policy, calls: int, seconds: float, spent: float, may_be_long: bool = False
) -> bool:
    """Whether to make native code for a function that was called so often in so many seconds, when
    so many were spent on native code for other functions: it may be what takes the time, and the
    loss is bounded if it is not. may_be_long: whether a call may take a hundred times as long as
    one of a function that calls itself.
    """
    longest = LONGEST_CALL * 100 if may_be_long else LONGEST_CALL
    may_be_hot = calls * policy.call_seconds * longest >= seconds
    return seconds >= policy.native_after + spent and may_be_hot


# What asking whether native code takes a loop costs, 1.2 us, a hundred times.
ASKING_SECONDS = 120e-6
# How much of that may be owed before visits are let pass, and how many then.
ASKING_DEBTS = ((0.01, 1000), (0.001, 100))


def ticks(debt: float) -> int:
    """How many visits of a loop to let pass before it is asked about again, when asking about all
    loops in vain has come so many seconds sooner than it may: it is to cost a hundredth.
    """
    return next((visits for owed, visits in ASKING_DEBTS if debt > owed), 0)


# The most rounds of a visit that is let pass: half a millisecond at the least.
SHORT_VISIT = 10_000


def may_wait(policy: Policy, rounds: int, elapsed: float) -> bool:
    """Whether a visit of a loop without loops in it, which is to do so many rounds if that is known
    (else 0), need not be timed, so long after the first one: all of them together have not taken
    as long as native code has to.
    """
    return 0 < rounds <= SHORT_VISIT and elapsed < policy.native_after


def sample_pays(policy: Policy, elapsed: float, seconds: float, loops: int) -> bool:
    """Whether to time a visit of one of so many loops in compiled code, so long after the last one:
    the more seconds it has taken, the less one more says.
    """
    return elapsed >= policy.native_sample * (loops + 50.0 * seconds)


def entering_pays(policy: Policy, rounds: int, seconds: float) -> bool:
    """Whether it was worth entering native code that did so many rounds in so many seconds, with
    all that goes with it.
    """
    if policy.always_enters or rounds * policy.round_seconds >= seconds:
        return True
    return 0.0 < policy.native_visit <= seconds


# How many visits to leave native code out, at the most, when entering it was not worth it.
LONGEST_REST = 1023


def next_rest(rest: int) -> int:
    """How many visits to leave native code out, when it was left out so many the last time and
    entering it was not worth it again.
    """
    return min(2 * rest + 1, LONGEST_REST)


def visits_pay(policy: Policy, seconds: float, visits: int) -> bool:
    """Whether to make native code for a loop in compiled code that has taken so many seconds in
    so many visits.
    """
    return seconds >= policy.native_after and seconds >= visits * policy.native_visit


# Visits of a loop in compiled code after which its function gets code that does not ask about it,
# if that was in vain: compiling it takes as long as asking some 10,000 times.
MANY_VISITS = 20_000


def asking_is_vain(policy: Policy, seconds: float, visits: int) -> bool:
    """Whether a loop in compiled code that has taken so many seconds in so many visits is not to be
    asked about any more: native code is not worth entering for visits as short as that.
    """
    return visits >= MANY_VISITS and seconds < visits * policy.native_visit


def calls_are_short(policy: Policy, seconds: float, visits: int) -> bool:
    """Whether a loop that has taken so many seconds in so many visits is rather to be native with
    all of the function around it, whose calls cost less to enter.
    """
    return seconds >= policy.native_after and seconds < visits * 10.0 * policy.native_visit


def strikes_after(policy: Policy, strikes: int, seconds: float | None) -> int:
    """The strikes of a loop, of which it had some, when its native code stayed so long before it
    left, or (None) did all of it.
    """
    soon = seconds is not None and seconds < policy.native_stay
    return strikes + 1 if soon else max(strikes - 1, 0)


def other_types_pay(policy: Policy, tries: int, strikes: int) -> bool:
    """Whether to make native code for other types of elements when they were the reason to leave
    it: one may be an exception, two in short order are not.
    """
    return strikes >= 2 and tries < policy.native_versions


# The most rounds of a piece of counted bytecode: half a millisecond at the least.
LONGEST_PIECE = 1 << 15


def next_piece(rounds: int, seconds: float) -> int:
    """How many rounds to run before the question is put again, when so many took `seconds`: the
    pieces grow until they take some 10 ms, and shrink where they take much longer.
    """
    if seconds < 0.0025:
        return min(rounds * 4, LONGEST_PIECE)
    return max(rounds // 4, 1) if seconds > 0.02 else rounds


def next_pause(rounds: int, seconds: float) -> int:
    """After how many rounds native code is to pause next, when so many took `seconds` of
    processor time: the pieces are to take between 10 and 40 ms. Shorter ones would leave more of
    the time to other threads than to this, longer ones would be felt at Ctrl-C.
    """
    if seconds < 0.01:
        return rounds * 4
    return max(rounds // 4, 1) if seconds > 0.04 else rounds


def worth_keeping(seconds: float, characters: int, compiler_is_loaded: bool) -> bool:
    """Whether to compile a walked source of so many characters for the next run, when the process
    has taken so many seconds: loading the compiler takes about 10 ms, compiling 0.6 us a
    character, and it is to add no more than a twentieth.
    """
    cost = characters * 0.6e-6 + (0.0 if compiler_is_loaded else 0.01)
    return cost <= seconds / 20


# How many times as long the walker takes as bytecode: 9-10 for statements one by one, more in loops
# and calls. What a walked call or round of a loop takes, with the few statements in it.
WALKER_FACTOR = 10
WALKED_SECONDS = 3e-6


def estimated_saving(seconds: float, compile_seconds: float, walked: int) -> float:
    """What compiling may have saved a process that has taken so many seconds, with so many calls
    and rounds walked: the time that is left would have been a walker's, only longer. It is an
    estimate: nothing is counted in compiled code, and what Python's own functions do is as fast
    in any tier.
    """
    compiled = seconds - compile_seconds - walked * WALKED_SECONDS
    return max(compiled, 0.0) * (WALKER_FACTOR - 1)
