"""Generated programs mean the same in every tier: output, final exception, traceback lines.

`python -m tests.agreement.outcomes COUNT` runs more of them and shrinks what it finds.
"""

from __future__ import annotations

from random import Random

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from .agreement.outcomes import MODES, Outcome, differences, run, runtime_of, shrink
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
    """The programs run to their end, print, and reach the tier that each mode is for."""
    for seed in range(5):
        text = program(Random(seed))
        assert run(text, "walk").output
        for mode in MODES:
            runtime = runtime_of(mode)
            result = runtime.run_source(text, "program.bayan")
            assert result.exception is None
            assert bool(runtime.events) == (mode != "walk")


def test_a_difference_is_found_and_shrunk(monkeypatch):
    """The comparison itself can fail: a mode that prints more is told from the others."""

    def pretend(text, mode):
        outcome = run(text, mode)
        extra = "more\n" if mode == "bytecode" and "show(3)" in text else ""
        return Outcome(outcome.output + extra, outcome.error)

    monkeypatch.setattr("tests.agreement.outcomes.run", pretend)
    text = "def show(x) { print(x) }\nif True {\n    show(1)\n    show(3)\n}\nshow(4)\n"
    assert differences(text) is not None
    assert "show(3)" in shrink(text)
    assert "show(4)" not in shrink(text)
