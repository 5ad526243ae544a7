"""The benchmark suite measures what it says: every program, at its smallest size, prints what its
Python twin prints, under every mode; nothing is timed here.
"""

from __future__ import annotations

import runpy
import subprocess
import sys
from pathlib import Path

import pytest

import bayan
from bayan.tiers.policy import MODES
from bench.catalogue import (
    HOME,
    PEERS_HOME,
    PROGRAMS,
    PROGRAMS_HOME,
    SCRIPTS,
    WORK_NAMES,
    Program,
    select,
)
from bench.comparison import verdict
from bench.errors import BenchError
from bench.journal import Journal
from bench.runner import FAST, Runner, changed, difference, make_head
from bench.steady import FLAT, SLOWDOWN, TOO_FEW, UNSETTLED, WARM_UP, Verdict, judge
from bench.subjects import Stable

AT_LEAST = 33


def twin_output(program: Program, capsys: pytest.CaptureFixture[str]) -> str:
    arguments = sys.argv
    sys.argv = [str(program.twin), str(program.smallest)]
    try:
        runpy.run_path(str(program.twin), run_name="__main__")
    finally:
        sys.argv = arguments
    return capsys.readouterr().out


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.name)
def test_output_is_the_twins_under_every_mode(
    program: Program, capsys: pytest.CaptureFixture[str]
) -> None:
    expected = twin_output(program, capsys)
    assert expected.strip()
    for mode in MODES:
        runtime = bayan.Runtime(mode)
        result = runtime.run_file(program.bayan, [str(program.smallest)])
        assert result.exception is None, f"{program.name} under {mode}: {result.exception!r}"
        assert capsys.readouterr().out == expected, f"{program.name} under {mode}"
        works = [name for name in WORK_NAMES if name in result.namespace]
        assert bool(works) is not program.is_script


def test_the_catalogue_has_every_program_of_the_folder() -> None:
    named = {program.name for program in PROGRAMS}
    assert len(PROGRAMS) == len(named) >= AT_LEAST
    assert {path.stem for path in PROGRAMS_HOME.glob("*.bayan")} == named
    assert {path.stem for path in PROGRAMS_HOME.glob("*.py")} == named
    peers = {path.stem.removesuffix("_numba") for path in PEERS_HOME.iterdir() if path.is_file()}
    assert peers - {"driver"} <= named


def test_unknown_programs_are_named_with_what_looks_like_them() -> None:
    with pytest.raises(BenchError, match="no program 'mandelbort'; did you mean mandelbrot"):
        select(["fib", "mandelbort"])
    assert [program.name for program in select(["tak", "fib"])] == ["fib", "tak"]


def test_the_steady_state_is_found() -> None:
    assert judge([1.0, 1.01, 0.99, 1.0, 1.02]) == Verdict(FLAT, 0)
    assert judge([5.0, 3.0, *[1.0, 1.01] * 10]) == Verdict(WARM_UP, 2)
    assert judge([*[1.0, 1.01] * 10, *[1.5, 1.49] * 10]) == Verdict(SLOWDOWN, 20)
    assert judge([*[1.0] * 10, *[2.0] * 10, *[1.0] * 10, *[2.0] * 10, 1.0, 1.0]).kind == UNSETTLED
    assert judge([1.0, 1.0, 1.0, 4.0, 1.0, 1.0, 1.0, 1.0]) == Verdict(FLAT, 0)
    assert judge([2.0, 1.0]).kind == TOO_FEW


def test_a_change_within_the_noise_is_called_noise() -> None:
    steady = [1.0, 1.1, 0.9, 1.05, 0.95, 1.0]
    assert verdict(steady, [0.95, 1.0, 1.05, 0.9, 1.1, 1.0]).word == "noise"
    assert verdict(steady, [1.01 * time for time in steady]).word == "noise"
    assert verdict(steady, [1.2 * time for time in steady]).word == "slower"
    assert verdict(steady, [0.5 * time for time in steady]).word == "faster"


def test_outputs_that_differ_are_shown() -> None:
    assert not difference({"cpython": "1\n2\n", "bayan": "1\n2\n"}, "cpython")
    shown = difference({"cpython": "1\n2\n", "bayan": "1\n3\n"}, "cpython")
    assert "--- cpython\n+++ bayan" in shown
    assert "-2\n+3" in shown


def bench(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bench", *map(str, arguments)]
    return subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", cwd=HOME.parent, check=False
    )


def test_wrong_requests_get_a_sentence(tmp_path: Path) -> None:
    for words, sentence in (
        (["run", "--programs", "fibb"], "no program 'fibb'; did you mean fib?"),
        (["run", "--peers", "pyp"], "no peer 'pyp'; did you mean pypy?"),
        (["run", "--modes", "wlak", "--peers"], "no mode 'wlak'; did you mean walk?"),
        (["report", tmp_path], f"there is no run in {tmp_path}"),
        (["compare", tmp_path, tmp_path], "is no checkout of Bayan"),
    ):
        done = bench(*words)
        assert done.returncode == 2
        assert sentence in done.stderr
        assert "Traceback" not in done.stderr


def test_how_much_is_measured_can_be_said() -> None:
    settings = changed(FAST, None, 2, 1.5)
    assert (settings.workers, settings.repetition.seconds) == (2, 1.5)
    assert settings.processes == FAST.processes
    assert settings.repetition.least == FAST.repetition.least
    with pytest.raises(BenchError, match="nothing to measure"):
        changed(FAST, 0, None, None)


def test_a_run_is_kept_and_goes_on_where_it_stopped(tmp_path: Path) -> None:
    pyperf = pytest.importorskip("pyperf")
    folder = tmp_path / "run"
    options = ["--fast", "--programs", "cold_functions", "hello", "--modes", "auto"]
    done = bench("run", *options, "--peers", "cpython", "--output", folder)
    assert done.returncode == 0, done.stdout + done.stderr
    suite = pyperf.BenchmarkSuite.load(str(folder / "bayan-auto.json"))
    assert {"hello: cold", "hello: warm", "hello: memory"} <= set(suite.get_benchmark_names())
    assert bench("run", *options, "--output", folder).returncode == 2

    # As if it had been interrupted while a line was being written.
    journal = folder / "journal.jsonl"
    lines = journal.read_text(encoding="utf-8").splitlines(keepends=True)
    journal.write_text("".join(lines[:-3]) + lines[-3][:10], encoding="utf-8")
    before = Journal.read(folder)
    done = bench("run", "--continue", folder)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "hello: done before" in done.stdout
    after = Journal.read(folder)
    assert len(after.measurements) == len(lines) - 1 - len(after.checked)
    kept = before.measurements.keys()
    assert {key: after.measurements[key] for key in kept} == before.measurements

    report = tmp_path / "performance.md"
    assert bench("report", folder, "--markdown", report).returncode == 0
    text = report.read_text(encoding="utf-8")
    assert "## Overall" in text
    assert "| hello |" in text
    pytest.importorskip("matplotlib")
    picture = tmp_path / "performance.svg"
    assert bench("report", folder, "--svg", picture).returncode == 0
    assert "steady state" in picture.read_text(encoding="utf-8")


def test_programs_whose_outputs_differ_are_refused(tmp_path: Path) -> None:
    programs = tmp_path / "programs"
    programs.mkdir()
    (programs / "odd.bayan").write_text("print(1)\n")
    (programs / "odd.py").write_text("print(2)\n")
    program = OddProgram("odd", SCRIPTS, "", 0, 0, 0, True)
    object.__setattr__(program, "home", programs)
    stable = Stable(tmp_path / "stable")
    (tmp_path / "stable").mkdir()
    subjects = stable.subjects(["walk"], ["cpython"])
    journal = Journal.begin(tmp_path / "run", make_head(FAST, [program], subjects, {}, {}))
    said: list[str] = []
    assert not Runner(journal, FAST, tmp_path / "places", said.append).run([program], subjects)
    assert not journal.measurements
    assert "-2\n+1" in Journal.read(tmp_path / "run").refused["odd"]
    assert "REFUSED" in said[-1]


class OddProgram(Program):
    """A program whose files are elsewhere."""

    home: Path

    @property
    def bayan(self) -> Path:
        return self.home / f"{self.name}.bayan"

    @property
    def twin(self) -> Path:
        return self.home / f"{self.name}.py"
