"""Two checkouts of Bayan on one machine in one run, alternately: what a change did to speed.

Each round gives a ratio; the verdict is about their median and how far they lie apart. A
difference is called noise unless the interval that holds the median ratio of such rounds in 19 of
20 cases (by resampling them) leaves 1 out, and the median is off by 2 % at the least.
"""

from __future__ import annotations

import random
import statistics
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from . import runner
from .catalogue import Program
from .errors import BenchError
from .journal import COLD, START_UP, STEADY, WARM, Journal
from .steady import judge
from .subjects import Stable
from .summary import shown_seconds

MEASURES = (START_UP, COLD, WARM, STEADY)
LEAST_CHANGE = 0.02
FEWEST_ROUNDS = 5


@dataclass(frozen=True)
class Verdict:
    """B's time over A's: its median with the interval about it, and what that means."""

    ratio: float
    low: float
    high: float

    @property
    def word(self) -> str:
        if self.low <= 1 <= self.high or abs(self.ratio - 1) < LEAST_CHANGE:
            return "noise"
        return "slower" if self.ratio > 1 else "faster"


def verdict(first: Sequence[float], second: Sequence[float]) -> Verdict:
    """Judge the times of two rows of rounds taken alternately."""
    ratios = [b / a for a, b in zip(first, second, strict=False)]
    chance = random.Random(0)
    medians = sorted(statistics.median(chance.choices(ratios, k=len(ratios))) for _ in range(1000))
    return Verdict(statistics.median(ratios), medians[25], medians[974])


def compare(
    checkouts: tuple[Path, Path],
    programs: Sequence[Program],
    modes: Sequence[str],
    is_fast: bool,
    rounds: int,
    folder: Path,
    say: Callable[[str], None],
) -> int:
    """Measure, and print a line for each program, mode and measure; gives the exit status."""
    if rounds < FEWEST_ROUNDS:
        raise BenchError(f"from fewer than {FEWEST_ROUNDS} rounds nothing can be told")
    settings = runner.FAST if is_fast else runner.FULL
    settings = replace(settings, processes=rounds, workers=rounds)
    with tempfile.TemporaryDirectory(prefix="bayan-bench-") as place:
        stable = Stable(Path(place))
        subjects = [
            stable.bayan(mode, checkout, label)
            for mode in modes
            for label, checkout in zip(("A", "B"), checkouts, strict=True)
        ]
        for subject in subjects:
            say(f"{subject.name}: {subject.version}")
        head = runner.make_head(settings, programs, subjects, {}, {})
        journal = Journal.begin(folder, head)
        agreed = runner.Runner(journal, settings, Path(place), say, MEASURES).run(
            programs, subjects
        )
    journal.export()
    for line in lines(journal, programs, modes):
        say(line)
    say(
        f"results: {folder}   (pyperf compare_to {folder}/A-{modes[0]}.json "
        f"{folder}/B-{modes[0]}.json)"
    )
    return 0 if agreed else 1


def lines(journal: Journal, programs: Sequence[Program], modes: Sequence[str]) -> list[str]:
    """The table of a comparison: B against A."""
    made = [f"{'':34} {'A':>9} {'B':>9}  B/A"]
    for program in programs:
        for mode in modes:
            for measure in MEASURES:
                first, second = (
                    _times(journal, program.name, f"{label}-{mode}", measure) for label in "AB"
                )
                if not first or not second:
                    continue
                found = verdict(first, second)
                made.append(
                    f"{program.name:16} {mode:8} {measure:8} "
                    f"{shown_seconds(statistics.median(first)):>9} "
                    f"{shown_seconds(statistics.median(second)):>9}  "
                    f"{found.ratio:.3f} ({found.low:.3f} to {found.high:.3f}) {found.word}"
                )
    return made


def _times(journal: Journal, program: str, subject: str, measure: str) -> list[float]:
    """A time for each round: of the process, or the median of its steady state."""
    measured = journal.of(program, subject, measure)
    if measure != STEADY:
        return [one.times[0] for one in measured]
    return [statistics.median(one.times[judge(one.times).first :]) for one in measured]
