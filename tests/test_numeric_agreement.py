"""Generated programs over numbers mean the same in native code, in the other tiers, and to Python.

`python -m tests.agreement.outcomes --numeric COUNT` runs more of them and shrinks what it finds.
"""

from __future__ import annotations

import pytest

pytest.importorskip("llvmlite")

from .agreement.numeric import VARIANTS, program
from .agreement.outcomes import COPYING, NUMERIC_MODES, counting_exits, differences, run, shrink

COUNT = 500


# Most of its time goes into making native code; on a busy machine that is several minutes.
@pytest.mark.timeout(1200)
def test_tiers_agree_on_programs_over_numbers():
    ran_natively = 0
    with counting_exits() as exits:
        for seed in range(COUNT):
            text = program(seed)
            before = exits.total()
            if differences(text, NUMERIC_MODES) is not None:
                text = shrink(text, NUMERIC_MODES)
                found = differences(text, NUMERIC_MODES) or {}
                shown = "\n".join(f"--- {mode}\n{outcome}" for mode, outcome in found.items())
                raise AssertionError(f"the tiers differ on program {seed}\n{text}\n{shown}")
            ran_natively += exits.total() > before
    assert ran_natively > 0.6 * COUNT
    reasons = {"exhausted", "broke", "returned", "pause", "overflow", "zero division", "index"}
    assert reasons | {"element type", "inexact", "domain", COPYING} <= exits.keys()


def test_native_modes_enter_native_code_and_the_others_do_not():
    entered = {}
    for mode in NUMERIC_MODES:
        with counting_exits() as exits:
            for seed in range(0, 4 * VARIANTS, VARIANTS):
                run(program(seed), mode)
        entered[mode] = exits.total()
    assert entered["early"] and entered["native"] and entered["native-pause"]
    assert not entered["walk"] and not entered["bytecode"]


def test_variants_have_one_form():
    """Only what the programs begin with and call with differs, so that native code is shared."""
    one, other = (program(seed).splitlines() for seed in (0, VARIANTS - 1))
    heads = [
        [line for line in lines if line.lstrip().startswith(("for ", "while ", "def "))]
        for lines in (one, other)
    ]
    assert len(one) == len(other) and one != other
    assert heads[0] == heads[1] != []
