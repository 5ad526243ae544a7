"""What is hot, and when to climb: all thresholds, as pure functions of the profile.

A Policy is an argument of the engine, never a global: one process can hold several.
"""

from __future__ import annotations

from ..values.functions import NEVER

# Modes of the runtime: which tiers may run.
AUTO = "auto"  # cold code walks, hot code climbs
WALK = "walk"  # nothing climbs
BYTECODE = "bytecode"  # everything is compiled before it first runs, module code too

MODES = (AUTO, WALK, BYTECODE)


class Policy:
    """The thresholds of one runtime.

    compile_at_call   the number of the call of a function at which it is compiled to bytecode
    compile_at_round  the number of rounds, over all runs of a loop in the walker, after which the
                      rest of the loop is compiled. A round costs a walker some microseconds, and
                      the first compilation of a process about 40 ms, those after it 1 ms.
    """

    __slots__ = ("compile_at_call", "compile_at_round")

    def __init__(self, *, compile_at_call: int = 2, compile_at_round: int = 1000) -> None:
        self.compile_at_call = compile_at_call
        self.compile_at_round = compile_at_round

    @classmethod
    def stress(cls) -> Policy:
        """Climbs as early as can be: for tests."""
        return cls(compile_at_call=1, compile_at_round=1)


def climb_at(policy: Policy, mode: str, hint: str | None) -> int:
    """The number of the call at which a function is compiled; NEVER if it is to stay walked."""
    if mode == WALK or (hint == "cold" and mode == AUTO):
        return NEVER
    if mode == BYTECODE or hint == "hot":
        return 1
    return policy.compile_at_call


def loop_climb_at(policy: Policy, mode: str) -> int:
    """The number of rounds after which a walked loop asks for another tier."""
    return NEVER if mode == WALK else policy.compile_at_round


def worth_keeping(seconds: float, characters: int, compiler_is_loaded: bool) -> bool:
    """Whether to compile a walked source of so many characters for the next run, when the process
    has taken so many seconds: loading the compiler takes about 10 ms, compiling 0.6 us a
    character, and it is to add no more than a twentieth.
    """
    cost = characters * 0.6e-6 + (0.0 if compiler_is_loaded else 0.01)
    return cost <= seconds / 20
