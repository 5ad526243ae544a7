"""What a run has measured so far, in a folder: kept after every single measurement.

journal.jsonl holds a line of JSON for the head (settings, machine, subjects) and one for each
measurement, so that an interrupted run loses nothing and can be continued. `export` writes what
pyperf reads, a file for each subject, in which a benchmark is called "PROGRAM: MEASURE":

    pyperf compare_to RUN/cpython-3.12.json RUN/bayan-auto.json
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from .errors import BenchError
from .steady import judge

JOURNAL = "journal.jsonl"

# Measures. Those of a whole process: at the smallest size; with empty caches; with filled ones.
START_UP = "start-up"
COLD = "cold"
WARM = "warm"
# Of repetitions in one process.
STEADY = "steady"
# Got along with these: the peak of a warm process in bytes; what the tiers' compilers took.
MEMORY = "memory"
COMPILE = "compile"


@dataclass(frozen=True)
class Measurement:
    """One process of one subject with one program.

    measure  START_UP, COLD, WARM or STEADY
    times    seconds: of the whole process, or of each repetition
    failure  why there are none
    """

    program: str
    subject: str
    measure: str
    round: int
    times: list[float] = field(default_factory=list)
    memory: int = 0
    notes: dict[str, Any] = field(default_factory=dict)
    failure: str = ""

    @property
    def key(self) -> tuple[str, str, str, int]:
        return self.program, self.subject, self.measure, self.round


@dataclass
class Journal:
    """All of a run. head: "settings", "machine", "subjects" (name -> version), "missing", …

    refused   program -> why its comparison was refused
    """

    folder: Path
    head: dict[str, Any]
    measurements: dict[tuple[str, str, str, int], Measurement] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    checked: set[str] = field(default_factory=set)

    @classmethod
    def begin(cls, folder: Path, head: dict[str, Any]) -> Journal:
        """A new run in a folder without one."""
        folder.mkdir(parents=True, exist_ok=True)
        if (folder / JOURNAL).exists():
            raise BenchError(f"{folder} holds a run already; continue it with --continue {folder}")
        journal = cls(folder, head)
        journal._append({"head": head})
        return journal

    @classmethod
    def read(cls, folder: Path) -> Journal:
        """The run in a folder. A last line cut short by an interruption does not count."""
        try:
            text = (folder / JOURNAL).read_text(encoding="utf-8")
        except OSError:
            raise BenchError(f"there is no run in {folder}") from None
        lines = list(_whole_lines(text))
        if not lines or "head" not in lines[0]:
            raise BenchError(f"{folder / JOURNAL} is not the journal of a run")
        journal = cls(folder, lines[0]["head"])
        for line in lines[1:]:
            if "refused" in line:
                journal.refused[line["refused"]] = line["why"]
            elif "checked" in line:
                journal.checked.add(line["checked"])
            elif "head" in line:
                journal.head = line["head"]
            else:
                measurement = Measurement(**line)
                journal.measurements[measurement.key] = measurement
        return journal

    def change_head(self, head: dict[str, Any]) -> None:
        self.head = head
        self._append({"head": head})

    def add(self, measurement: Measurement) -> None:
        self.measurements[measurement.key] = measurement
        self._append(asdict(measurement))

    def refuse(self, program: str, why: str) -> None:
        self.refused[program] = why
        self._append({"refused": program, "why": why})

    def check(self, program: str) -> None:
        """Note that all subjects print the same."""
        self.checked.add(program)
        self._append({"checked": program})

    def _append(self, line: dict[str, Any]) -> None:
        path = self.folder / JOURNAL
        # What an interruption left of a line is not to spoil this one.
        broken = path.exists() and path.read_bytes()[-1:] not in (b"\n", b"")
        with path.open("a", encoding="utf-8") as file:
            file.write(("\n" if broken else "") + json.dumps(line, ensure_ascii=False) + "\n")

    def of(self, program: str, subject: str, measure: str) -> list[Measurement]:
        """The measurements that succeeded, by round."""
        found = [
            measurement
            for measurement in self.measurements.values()
            if (measurement.program, measurement.subject, measurement.measure)
            == (program, subject, measure)
            and measurement.times
        ]
        return sorted(found, key=lambda measurement: measurement.round)

    def export(self) -> list[Path]:
        """Write the results for pyperf; gives the files."""
        import pyperf

        by_subject: dict[str, dict[str, list[pyperf.Run]]] = {}
        for measurement in self.measurements.values():
            benchmarks = by_subject.setdefault(measurement.subject, {})
            for name, run in _runs(measurement, self.head):
                benchmarks.setdefault(name, []).append(run)
        written = []
        for subject, benchmarks in by_subject.items():
            made = [pyperf.Benchmark(runs) for _, runs in sorted(benchmarks.items())]
            if made:
                path = self.folder / f"{subject}.json"
                pyperf.BenchmarkSuite(made).dump(str(path), replace=True)
                written.append(path)
        return written


def _whole_lines(text: str) -> Iterator[dict[str, Any]]:
    for line in text.splitlines():
        try:
            found = json.loads(line)
        except ValueError:
            continue
        if isinstance(found, dict):
            yield found


def _runs(measurement: Measurement, head: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """A measurement as pyperf's runs: (benchmark, run)."""
    import pyperf

    if not measurement.times:
        return

    def run(measure: str, values: list[float], unit: str, warm_ups: list[float]) -> Any:
        name = f"{measurement.program}: {measure}"
        metadata = {
            "name": name,
            "unit": unit,
            "description": head["subjects"][measurement.subject],
            "hostname": head["machine"]["name"],
            "cpu_model_name": head["machine"]["processor"],
            **extra,
        }
        pairs = [(1, value) for value in warm_ups]
        return name, pyperf.Run(values, warmups=pairs, metadata=metadata, collect_metadata=False)

    extra: dict[str, str] = {}
    if measurement.measure == STEADY:
        verdict = judge(measurement.times)
        extra["warm_up_kind"] = verdict.kind
        first = verdict.first
        yield run(STEADY, measurement.times[first:], "second", measurement.times[:first])
        if measurement.notes.get("compile"):
            yield run(COMPILE, [measurement.notes["compile"]], "second", [])
    else:
        yield run(measurement.measure, measurement.times, "second", [])
        if measurement.measure == WARM and measurement.memory:
            yield run(MEMORY, [measurement.memory], "byte", [])
