"""The benchmark suite measures what it says: every program, at its smallest size, prints what its
Python twin prints, under every mode; nothing is timed here.
"""

from __future__ import annotations

import runpy
import sys

import pytest

import bayan
from bayan.tiers.policy import MODES
from bench.catalogue import PROGRAMS, PROGRAMS_HOME, WORK_NAMES, Program, select
from bench.errors import BenchError

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


def test_unknown_programs_are_named_with_what_looks_like_them() -> None:
    with pytest.raises(BenchError, match="no program 'mandelbort'; did you mean mandelbrot"):
        select(["fib", "mandelbort"])
    assert [program.name for program in select(["tak", "fib"])] == ["fib", "tak"]
