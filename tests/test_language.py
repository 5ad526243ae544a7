"""Every program of tests/language, under every mode, held to what it promises."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bayan.runtime.cache import CodeCache

from .support.directives import MODES, read_expectations
from .support.harness import KEPT, ROOT, check, programs, run

PROGRAMS = programs()
# So that none is lost in silence; programs may become more.
AT_LEAST = 490


def case_name(path: Path) -> str:
    return path.relative_to(ROOT).with_suffix("").as_posix()


@pytest.mark.timeout(60)
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("path", PROGRAMS, ids=case_name)
def test_program(path: Path, mode: str, tmp_path: Path) -> None:
    expectations = read_expectations(path)
    for module in expectations.needs:
        pytest.importorskip(module)
    if mode in expectations.skips:
        pytest.skip(expectations.skips[mode])
    broken = check(expectations, run(expectations, mode, tmp_path), mode)
    assert not broken, "\n".join([f"{path} under {mode}:", *broken])


RUN_TWICE = [
    path for path in PROGRAMS if path.parent.name in ("climbing", "comprehensions", "programs")
]


@pytest.mark.timeout(60)
@pytest.mark.parametrize("path", RUN_TWICE, ids=case_name)
def test_second_run(path: Path, tmp_path: Path) -> None:
    """What the first run has kept compiled, as far as it may be, does the same."""
    expectations = read_expectations(path)
    for module in expectations.needs:
        pytest.importorskip(module)
    cache = CodeCache(str(tmp_path / "cache"), "1.0")
    for folder in (tmp_path / "first", tmp_path / "second"):
        folder.mkdir()
        outcome = run(expectations, KEPT, folder, cache)
        outcome.runtime.keep_compiled(1000.0)
        broken = check(expectations, outcome, KEPT)
        assert not broken, "\n".join([f"{path}, {folder.name} run:", *broken])


def test_no_program_is_lost() -> None:
    found = [
        os.path.join(folder, file)
        for folder, _, files in os.walk(ROOT)
        for file in files
        if file.endswith((".bayan", ".by")) and "modules" not in folder.split(os.sep)
    ]
    assert sorted(found) == sorted(map(str, PROGRAMS))
    assert len(PROGRAMS) >= AT_LEAST
