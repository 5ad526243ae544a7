"""Finds the steady state in a row of repetitions, after Barrett et al., "Virtual machine warmup
blows hot and cold" (2017).

How many repetitions are warm-up is found, not guessed: the row of times is cut where its level
changes (the cheapest division into segments of constant logarithm, with a price for each cut: the
noise sets the scale), and the steady state begins where from then on all levels are the last one's,
but for short disturbances. If that is less than the last quarter, there is none.
"""

from __future__ import annotations

import itertools
import json
import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

# What a process can do (Barrett et al.'s names).
FLAT = "flat"
WARM_UP = "warm-up"
SLOWDOWN = "slowdown"
UNSETTLED = "no steady state"
TOO_FEW = "too few repetitions"

# Levels nearer to each other than this count as one.
SAME_LEVEL = 0.05
# Smaller changes are not looked for.
LEAST_NOISE = 0.01
MOST_NOISE = 0.2
# From fewer repetitions nothing can be told.
LEAST_POINTS = 3
# More repetitions than this are judged by groups.
MOST_POINTS = 300


@dataclass(frozen=True)
class Series:
    """What one process did: its result, the time of each repetition from the first, and notes."""

    result: str
    times: list[float]
    notes: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Verdict:
    """How a row of times went: `first` is the number of repetitions before the steady state."""

    kind: str
    first: int


def read(output: str) -> Series:
    """A series from a worker's output; ValueError where it is none."""
    result: str | None = None
    times: list[float] = []
    notes: dict[str, Any] = {}
    for line in output.splitlines():
        what, _, rest = line.partition(" ")
        if what == "result":
            result = rest
        elif what == "time":
            times.append(float(rest))
        elif what == "note":
            notes = json.loads(rest)
    if result is None or not times:
        raise ValueError("no series of repetitions")
    return Series(result, times, notes)


def judge(times: Sequence[float]) -> Verdict:
    """Where the steady state of a row of times begins, and how it was reached."""
    if len(times) < LEAST_POINTS:
        return Verdict(TOO_FEW, 0)
    width = -(-len(times) // MOST_POINTS)
    points = [
        math.log(max(statistics.median(times[start : start + width]), 1e-9))
        for start in range(0, len(times), width)
    ]
    noise = _noise(points)
    points = _without_spikes(points)
    segments = _segments(points, noise)
    level = _mean(points, segments[-1])
    tolerance = max(SAME_LEVEL, noise)
    disturbed = 0
    first = segments[-1][0]
    pending = 0
    for segment in reversed(segments[:-1]):
        length = segment[1] - segment[0]
        if abs(_mean(points, segment) - level) <= tolerance:
            first = segment[0]
            disturbed += pending
            pending = 0
        else:
            pending += length
            # A short disturbance, which what came before it may show to be one.
            if pending + disturbed > max(1, len(points) // 10):
                break
    if len(points) - first < max(2, len(points) / 4):
        return Verdict(UNSETTLED, 0)
    if first == 0:
        return Verdict(FLAT, 0)
    slower = statistics.mean(points[:first]) > level
    return Verdict(WARM_UP if slower else SLOWDOWN, min(first * width, len(times) - 1))


def _without_spikes(points: Sequence[float]) -> list[float]:
    """A single point that stands out from both its neighbours takes the level of one of them;
    the first, which has no warm-up before it, stays."""
    inner = [statistics.median(points[i - 1 : i + 2]) for i in range(1, len(points) - 1)]
    return [points[0], *inner, min(points[-2:])]


def _noise(points: Sequence[float]) -> float:
    """The usual distance between neighbours, as a standard deviation; changes count little."""
    steps = [abs(b - a) for a, b in itertools.pairwise(points)]
    usual = statistics.median(steps) if steps else 0.0
    return min(MOST_NOISE, max(LEAST_NOISE, 1.4826 * usual / math.sqrt(2)))


def _segments(points: Sequence[float], noise: float) -> list[tuple[int, int]]:
    """The cheapest division into segments [start, end) of constant level."""
    count = len(points)
    sums, squares = [0.0], [0.0]
    for point in points:
        sums.append(sums[-1] + point)
        squares.append(squares[-1] + point * point)
    price = 3 * math.log(count + 1) + 3
    best = [0.0] + [math.inf] * count
    came_from = [0] * (count + 1)
    for end in range(1, count + 1):
        for start in range(end):
            total = sums[end] - sums[start]
            spread = squares[end] - squares[start] - total * total / (end - start)
            cost = best[start] + spread / (noise * noise) + price
            if cost < best[end]:
                best[end] = cost
                came_from[end] = start
    segments = []
    end = count
    while end > 0:
        segments.append((came_from[end], end))
        end = came_from[end]
    return segments[::-1]


def _mean(points: Sequence[float], segment: tuple[int, int]) -> float:
    return statistics.mean(points[segment[0] : segment[1]])
