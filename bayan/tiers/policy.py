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

    compile_at_call  the number of the call of a function at which it is compiled to bytecode
    """

    __slots__ = ("compile_at_call",)

    def __init__(self, *, compile_at_call: int = 2) -> None:
        self.compile_at_call = compile_at_call

    @classmethod
    def stress(cls) -> Policy:
        """Climbs as early as can be: for tests."""
        return cls(compile_at_call=1)


def climb_at(policy: Policy, mode: str, hint: str | None) -> int:
    """The number of the call at which a function is compiled; NEVER if it is to stay walked."""
    if mode == WALK or (hint == "cold" and mode == AUTO):
        return NEVER
    if mode == BYTECODE or hint == "hot":
        return 1
    return policy.compile_at_call
