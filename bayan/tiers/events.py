"""What the runtime decides, as data: see Event."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .refusal import Refusal

# Kinds of event.
CLIMBED = "climbed"
REFUSED = "refused"
LEFT = "left"

# The tiers above the walker.
BYTECODE = "bytecode"
NATIVE = "native"

# What an event is about.
FUNCTION = "function"
MODULE = "module"
LOOP = "loop"


class Event:
    """One decision of the engine: what happened to which function or module, and why.

    kind       CLIMBED, REFUSED, or LEFT: native code handed on to the tier below
    tier       BYTECODE or NATIVE: to which it climbed, which refused it, or which left
    form       FUNCTION, MODULE or LOOP
    name       the function's qualified name (a loop's: of the function that it is in), "<module>"
    file, line where it is defined
    reason     for a refusal: the Refusal; for a climb: "call N", "round N", "inner" (of a
               loop, because those in it are compiled), "time", "types" (a
               loop goes native for other types once more), "copies" (a function's native code is to
               copy lists), "hint", "mode" or "watched"; for LEFT
               one of native.REASONS
    seconds    time spent on it; for LEFT in the native code
    beside     seconds of these that the compiler process took, while the program went on
    types      for a climb to NATIVE: of the variables, as native.kinds writes them
    at         for LEFT: where the tier below goes on, line and column counted from 0; else None
    """

    __slots__ = (
        "at",
        "beside",
        "file",
        "form",
        "kind",
        "line",
        "name",
        "reason",
        "seconds",
        "tier",
        "types",
    )

    def __init__(
        self,
        kind: str,
        name: str,
        file: str,
        line: int,
        reason: str | Refusal,
        seconds: float,
        form: str,
        tier: str = BYTECODE,
        types: dict[str, str] | None = None,
        at: tuple[int, int] | None = None,
        beside: float = 0.0,
    ) -> None:
        self.tier = tier
        self.form = form
        self.kind = kind
        self.name = name
        self.file = file
        self.line = line
        self.reason = reason
        self.seconds = seconds
        self.types = types
        self.at = at
        self.beside = beside

    @property
    def is_native_climb(self) -> bool:
        return self.kind == CLIMBED and self.tier == NATIVE

    def __repr__(self) -> str:
        return f"Event({self.kind} {self.name} {self.file}:{self.line} {self.reason})"
