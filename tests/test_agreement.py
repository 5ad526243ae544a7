"""Generated programs mean the same in every tier, and to Python: output, the exception that ends
them with all that hangs on it, and among the tiers the traceback.

`python -m tests.agreement.outcomes COUNT` runs more of them and shrinks what it finds.
"""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from .agreement.outcomes import MODES, PYTHON, Outcome, differences, run, runtime_of, shrink
from .agreement.programs import program


@settings(max_examples=300, deadline=None, phases=[Phase.generate])
@given(st.integers(0, 2**32))
def test_tiers_agree_on_generated_programs(seed):
    text = program(Random(seed))
    if differences(text) is not None:
        text = shrink(text)
        found = differences(text) or {}
        shown = "\n".join(f"--- {mode}\n{outcome}" for mode, outcome in found.items())
        raise AssertionError(f"the tiers differ on\n{text}\n{shown}")


def test_generated_programs_do_something_in_every_tier():
    """The programs print, some end with an error, and each reaches the tier its mode is for."""
    endings = set()
    for seed in range(12):
        text = program(Random(seed))
        outcome = run(text, "walk")
        endings.add(outcome.ending.partition(":")[0])
        assert outcome.output.count("\n") > 10
        for mode in MODES:
            runtime = runtime_of(mode, text)
            runtime.run_source(text, "program.bayan")
            assert bool(runtime.events) == (mode != "walk")
    assert "" in endings and len(endings) > 3


def test_generated_programs_have_loops_that_climb_under_the_usual_thresholds():
    forms = set()
    for seed in range(12):
        runtime = runtime_of("auto")
        runtime.run_source(program(Random(seed)), "program.bayan")
        forms |= {event.form for event in runtime.events if event.kind == "climbed"}
    assert forms == {"function", "loop"}


@pytest.mark.parametrize("odd", [*MODES[1:], PYTHON])
def test_a_difference_is_found_and_shrunk(monkeypatch, odd):
    """The comparison itself can fail: a mode that prints more is told from the others."""

    def pretend(text, mode):
        outcome = run(text, mode)
        extra = "more\n" if mode == odd and "show(3)" in text else ""
        return Outcome(outcome.output + extra, outcome.ending, outcome.report)

    monkeypatch.setattr("tests.agreement.outcomes.run", pretend)
    text = "def show(x) { print(x) }\nif True {\n    show(1)\n    show(3)\n}\nshow(4)\n"
    assert differences(text) is not None
    assert "show(3)" in shrink(text)
    assert "show(4)" not in shrink(text)


def test_endings_and_tracebacks_are_compared():
    one, other = Outcome("", "ValueError: 1", "line 1"), Outcome("", "ValueError: 1", "line 2")
    assert not one.agrees(other)
    assert one.agrees(Outcome("", "ValueError: 1", None))
    assert not one.agrees(Outcome("", "ValueError: 2", None))
    assert Outcome("<f at 0x7f0000>").agrees(Outcome("<f at 0x7f1111>"))
