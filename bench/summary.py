"""What a run says, in figures: medians with their spread, speed against CPython, how the steady
state was reached. Reports in any form take their numbers from here.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from .catalogue import BY_NAME, Program
from .journal import COLD, STEADY, WARM, Journal, Measurement
from .steady import UNSETTLED, Verdict, judge

INCONSISTENT = "inconsistent"


@dataclass(frozen=True)
class Figure:
    """A median; low and high hold nine tenths of the values between them.

    is_settled  False where repetitions reached no steady state: then it is the median of all
    """

    median: float
    low: float
    high: float
    is_settled: bool = True


@dataclass(frozen=True)
class Reaching:
    """How processes reached their steady state: a steady.* kind, or INCONSISTENT where they
    differ; the repetitions and the seconds before it (the largest of any process)."""

    kind: str
    repetitions: int
    seconds: float


class Summary:
    """The figures of one run.

    base  the subject against which speeds are given: the CPython that runs Bayan, if it is there
    """

    def __init__(self, journal: Journal) -> None:
        self.journal = journal
        self.head = journal.head
        self.subjects: list[str] = list(self.head["subjects"])
        self.families: dict[str, str] = self.head["families"]
        self.programs: list[Program] = [
            BY_NAME[name]
            for name in self.head["programs"]
            if name in BY_NAME and name in journal.checked and name not in journal.refused
        ]
        pythons = [name for name in self.subjects if self.families[name] == "python"]
        self.base = pythons[0] if pythons else self.subjects[0]

    @cached_property
    def bayan(self) -> str | None:
        """The subject that stands for Bayan: auto, if it was measured."""
        modes = [name for name in self.subjects if self.families[name] == "bayan"]
        return "bayan-auto" if "bayan-auto" in modes else modes[0] if modes else None

    def figure(self, program: str, subject: str, measure: str) -> Figure | None:
        """The time of a program; the cold one of what keeps no cache is its warm one."""
        measured = self.journal.of(program, subject, measure)
        if not measured and measure == COLD:
            return self.figure(program, subject, WARM)
        if not measured:
            return None
        if measure != STEADY:
            return _figure([time for one in measured for time in one.times])
        parts = [_steady_part(one) for one in measured]
        values = [time for times, _ in parts for time in times]
        spread = _figure(values)
        median = statistics.median(statistics.median(times) for times, _ in parts)
        is_settled = all(verdict.kind != UNSETTLED for _, verdict in parts)
        return Figure(median, spread.low, spread.high, is_settled)

    def speed(self, program: str, subject: str, measure: str) -> Figure | None:
        """How many times as fast as the base."""
        own = self.figure(program, subject, measure)
        base = self.figure(program, self.base, measure)
        if own is None or base is None:
            return None
        return Figure(
            base.median / own.median,
            base.median / own.high,
            base.median / own.low,
            own.is_settled,
        )

    def mean_speed(self, subject: str, measure: str) -> tuple[float, int] | None:
        """The geometric mean over the programs that it has, and how many these are."""
        speeds = [
            speed.median
            for program in self.programs
            if (speed := self.speed(program.name, subject, measure)) is not None
        ]
        if not speeds:
            return None
        return math.exp(statistics.fmean(map(math.log, speeds))), len(speeds)

    def memory(self, program: str, subject: str) -> int | None:
        """The peak of a whole process in bytes."""
        peaks = [one.memory for one in self.journal.of(program, subject, WARM) if one.memory]
        return max(peaks) if peaks else None

    def reaching(self, program: str, subject: str) -> Reaching | None:
        measured = self.journal.of(program, subject, STEADY)
        if not measured:
            return None
        verdicts = [judge(one.times) for one in measured]
        kinds = {verdict.kind for verdict in verdicts}
        waits = [
            sum(one.times[: verdict.first]) for one, verdict in zip(measured, verdicts, strict=True)
        ]
        kind = kinds.pop() if len(kinds) == 1 else INCONSISTENT
        return Reaching(kind, max(verdict.first for verdict in verdicts), max(waits))

    def notes(self, program: str, subject: str) -> dict[str, Any]:
        """What the first repeating process noted: load, compile, events, tiers."""
        measured = self.journal.of(program, subject, STEADY)
        return measured[0].notes if measured else {}

    def compile_seconds(self, program: str, subject: str) -> float | None:
        values = [
            one.notes["compile"]
            for one in self.journal.of(program, subject, STEADY)
            if "compile" in one.notes
        ]
        return statistics.median(values) if values else None

    def failures(self) -> list[Measurement]:
        return [one for one in self.journal.measurements.values() if one.failure]


def _steady_part(measured: Measurement) -> tuple[list[float], Verdict]:
    verdict = judge(measured.times)
    return measured.times[verdict.first :], verdict


def _figure(values: Sequence[float]) -> Figure:
    ordered = sorted(values)
    cut = len(ordered) // 20
    return Figure(statistics.median(ordered), ordered[cut], ordered[-1 - cut])


def shown(value: float) -> str:
    """A ratio in at most three digits that mean something."""
    if value >= 99.5:
        return f"{value:.0f}"
    return (
        f"{value:.1f}" if value >= 9.95 else f"{value:.2f}" if value >= 0.0995 else f"{value:.3f}"
    )


def shown_seconds(value: float) -> str:
    if value >= 1:
        return f"{value:.2f} s"
    if value >= 0.01:
        return f"{value * 1000:.0f} ms"
    return f"{value * 1000:.1f} ms"


def shown_bytes(value: float) -> str:
    return f"{value / 2**20:.0f} MiB"


def joined(words: Iterable[str]) -> str:
    """Words as a list in a sentence."""
    found = list(words)
    return found[0] if len(found) == 1 else ", ".join(found[:-1]) + " and " + found[-1]
