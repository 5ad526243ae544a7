"""Measures programs: all subjects of a program take turns, round by round, so that what disturbs
the machine disturbs all of them; nothing is timed before all of them have printed the same.

Of each program and subject: *start-up* (a whole process at the smallest size), *cold* (a whole
process with empty caches; only for what keeps any), *warm* (with filled ones), and *steady* (the
repetitions of `work` in one process, from the first on; see steady for what is made of them).
"""

from __future__ import annotations

import difflib
import os
import platform
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from .catalogue import Program
from .errors import BenchError
from .journal import COLD, START_UP, STEADY, WARM, Journal, Measurement
from .processes import Place, run
from .steady import Series, read
from .subjects import Repetition, Subject

MEASURES = (START_UP, COLD, WARM, STEADY)


@dataclass(frozen=True)
class Settings:
    """How much is measured.

    is_fast     programs at their fast size
    processes   how many whole processes of each kind
    workers     how many processes that repeat
    repetition  how long these repeat
    limit       seconds that any process may take
    """

    is_fast: bool
    processes: int
    workers: int
    repetition: Repetition
    limit: float

    def size(self, program: Program) -> int:
        return program.fast if self.is_fast else program.full


FAST = Settings(True, 2, 1, Repetition(0.3, 3, 300), 60)
FULL = Settings(False, 5, 3, Repetition(3.0, 3, 1000), 300)


def changed(
    settings: Settings, processes: int | None, workers: int | None, seconds: float | None
) -> Settings:
    """The settings with these in place of their own, where they are given; `seconds` is how long
    a worker repeats. Raises BenchError where one of them is not above zero.
    """
    for value in (processes, workers, seconds):
        if value is not None and value <= 0:
            raise BenchError(f"{value:g}: there is nothing to measure in that")
    repetition = settings.repetition
    return replace(
        settings,
        processes=processes or settings.processes,
        workers=workers or settings.workers,
        repetition=replace(repetition, seconds=seconds or repetition.seconds),
    )


def settings_from(data: dict[str, Any]) -> Settings:
    return Settings(**{**data, "repetition": Repetition(**data["repetition"])})


def make_head(
    settings: Settings,
    programs: Iterable[Program],
    subjects: Iterable[Subject],
    missing: dict[str, str],
    requested: dict[str, Any],
) -> dict[str, Any]:
    """What a journal begins with."""
    return {
        "settings": asdict(settings),
        "requested": requested,
        "programs": [program.name for program in programs],
        "subjects": {subject.name: subject.version for subject in subjects},
        "families": {subject.name: subject.family for subject in subjects},
        "missing": missing,
        "machine": machine(),
        "began": time.strftime("%Y-%m-%d %H:%M %Z"),
    }


def machine() -> dict[str, Any]:
    processor = platform.processor() or platform.machine()
    memory = 0
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                processor = line.partition(":")[2].strip()
                break
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (OSError, ValueError):
        pass
    return {
        "name": platform.node(),
        "processor": processor,
        "cores": os.cpu_count(),
        "memory": memory,
        "system": f"{platform.system()} {platform.release()}",
        "load": round(os.getloadavg()[0], 2),
    }


class Runner:
    """Measures into a journal what is not in it yet; `folder` is for copies and caches."""

    def __init__(
        self,
        journal: Journal,
        settings: Settings,
        folder: Path,
        say: Callable[[str], None],
        measures: Sequence[str] = MEASURES,
    ) -> None:
        self.journal = journal
        self.settings = settings
        self.folder = folder
        self.say = say
        self.measures = measures

    def run(self, programs: Sequence[Program], subjects: Sequence[Subject]) -> bool:
        """Measure all; gives whether every program's outputs agreed."""
        for number, program in enumerate(programs, 1):
            there = [subject for subject in subjects if subject.source(program) is not None]
            begun = time.monotonic()
            prefix = f"[{number}/{len(programs)}] {program.name}"
            if self._is_done(program, there):
                self.say(f"{prefix}: done before")
                continue
            difference = check_outputs(program, self.settings.size(program), there, self)
            if difference:
                self.journal.refuse(program.name, difference)
                self.say(f"{prefix}: REFUSED, outputs differ\n{difference}")
                continue
            self.journal.check(program.name)
            for measure in self.measures:
                self._measure(program, there, measure)
            taken = time.monotonic() - begun
            self.say(f"{prefix}: {len(there)} subjects, {taken:.0f} s")
        return not self.journal.refused

    def _is_done(self, program: Program, subjects: Sequence[Subject]) -> bool:
        if program.name in self.journal.refused:
            return True
        return program.name in self.journal.checked and not any(
            self._wanted(program, subject, measure, number)
            for measure in self.measures
            for subject in subjects
            for number in range(self._rounds(measure))
        )

    def _rounds(self, measure: str) -> int:
        return self.settings.workers if measure == STEADY else self.settings.processes

    def _wanted(self, program: Program, subject: Subject, measure: str, number: int) -> bool:
        """Whether this is to be measured, and has not been yet."""
        if measure == STEADY and program.is_script:
            return False
        if measure == COLD and not subject.has_cache:
            return False
        if measure == START_UP and program.smallest == self.settings.size(program):
            return False
        return (program.name, subject.name, measure, number) not in self.journal.measurements

    def _measure(self, program: Program, subjects: Sequence[Subject], measure: str) -> None:
        for number in range(self._rounds(measure)):
            shift = number % len(subjects)
            for subject in [*subjects[shift:], *subjects[:shift]]:
                if self._wanted(program, subject, measure, number):
                    self.journal.add(self.measure(program, subject, measure, number))

    def measure(self, program: Program, subject: Subject, measure: str, number: int) -> Measurement:
        """One process."""
        size = program.smallest if measure == START_UP else self.settings.size(program)
        place = self.place(subject, cold=measure == COLD)
        if measure == COLD:
            place.clear()
        source = place.copy(source_of(subject, program))
        if measure == STEADY:
            command = subject.repetition(source, size, self.settings.repetition)
        else:
            command = subject.process(source, size)
        outcome = run(command, place, self.settings.limit)
        times, notes, failure = [outcome.seconds], {}, outcome.failure
        if measure == STEADY and not failure:
            series = series_of(outcome.output)
            if series is None:
                failure = "it printed no times"
            else:
                times, notes = series.times, series.notes
        return Measurement(
            program.name,
            subject.name,
            measure,
            number,
            [] if failure else times,
            outcome.memory,
            notes,
            failure,
        )

    def place(self, subject: Subject, cold: bool = False) -> Place:
        return Place(self.folder / "places" / (subject.name + ("-cold" if cold else "")))


def source_of(subject: Subject, program: Program) -> Path:
    source = subject.source(program)
    assert source is not None, f"{subject.name} has no {program.name}"
    return source


def series_of(output: str) -> Series | None:
    try:
        return read(output)
    except ValueError:
        return None


def check_outputs(program: Program, size: int, subjects: Sequence[Subject], runner: Runner) -> str:
    """Run a program once everywhere; gives "" if all print the same, else what is different.

    The first Python among the subjects says what is right, else the first subject.
    """
    printed: dict[str, str] = {}
    for subject in subjects:
        place = runner.place(subject)
        source = place.copy(source_of(subject, program))
        outcome = run(subject.process(source, size), place, runner.settings.limit)
        failure = outcome.failure
        printed[subject.name] = f"({failure})\n" if failure else outcome.output
        if failure and outcome.complaint:
            printed[subject.name] += "\n".join(outcome.complaint.strip().splitlines()[-5:])
    pythons = [subject.name for subject in subjects if subject.family == "python"]
    standard = pythons[0] if pythons else subjects[0].name
    return difference(printed, standard)


def difference(printed: dict[str, str], standard: str) -> str:
    """Where outputs differ from the standard's, as a unified diff; "" where they don't."""
    found = []
    for name, text in printed.items():
        if text != printed[standard]:
            lines = difflib.unified_diff(
                printed[standard].splitlines(), text.splitlines(), standard, name, lineterm="", n=1
            )
            found.append("\n".join(lines) or f"{name}: only white space differs from {standard}")
    return "\n".join(found)


def subjects_as_before(journal: Journal, subjects: Iterable[Subject]) -> None:
    """BenchError where a run that is to go on would go on with something else."""
    before: dict[str, str] = journal.head["subjects"]
    now = {subject.name: subject.version for subject in subjects}
    changes = [
        f"{name}: it was {before.get(name, 'not there')}, now {now.get(name, 'not there')}"
        for name in sorted(before.keys() | now.keys())
        if before.get(name) != now.get(name)
    ]
    if changes:
        raise BenchError("\n".join(["the run can't go on, because this has changed:", *changes]))
