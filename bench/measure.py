"""Timing by ratios: two things run alternately in one process or one after the other, round by
round, so that what disturbs the machine disturbs both; the figure is the median of the rounds'
ratios, with the smallest and the largest beside it. Time is the processor's, of this process and of
those that it started, so that waiting for a busy machine does not count.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Ratio:
    """How many times as long the first took as the second, over all rounds."""

    smallest: float
    median: float
    largest: float
    first_seconds: float
    second_seconds: float

    def __str__(self) -> str:
        return (
            f"{self.median:8.3f}x  ({self.smallest:.3f} to {self.largest:.3f}; "
            f"{self.first_seconds * 1000:.1f} ms against {self.second_seconds * 1000:.1f} ms)"
        )


def ratio(first: Sequence[float], second: Sequence[float]) -> Ratio:
    """The ratio of two rows of times taken alternately."""
    ratios = [one / other for one, other in zip(first, second, strict=True)]
    return Ratio(
        min(ratios),
        statistics.median(ratios),
        max(ratios),
        statistics.median(first),
        statistics.median(second),
    )


def alternate(
    first: Callable[[], object], second: Callable[[], object], rounds: int, warm_up: int = 1
) -> Ratio:
    """Time two callables alternately; the order within a round changes from round to round."""
    for _ in range(warm_up):
        first()
        second()
    times: dict[Callable[[], object], list[float]] = {first: [], second: []}
    for number in range(rounds):
        for run in (first, second) if number % 2 else (second, first):
            started = cpu_seconds()
            run()
            times[run].append(cpu_seconds() - started)
    return ratio(times[first], times[second])


def cpu_seconds() -> float:
    """Processor time so far, of this process and of its children that have ended."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def process(command: Sequence[str], environment: dict[str, str]) -> Callable[[], str]:
    """A callable that runs a whole process to its end and gives its output."""

    def run() -> str:
        done = subprocess.run(
            command, capture_output=True, text=True, check=True, env=environment, encoding="utf-8"
        )
        return done.stdout

    return run
