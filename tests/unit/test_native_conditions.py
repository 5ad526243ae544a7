"""Conditions of elements that are read at once: only what Python reads can make them leave."""

from __future__ import annotations

import pytest

pytest.importorskip("llvmlite")

from tests.unit.native_loops import Loop, run_native, run_python

CONDITIONS = [
    "a[i] or b[i + 1]",
    "a[i] and b[i + 1]",
    "a[i] or b[i - 12] or c[i]",
    "a[i] and b[-i - 2] and c[i]",
    "not (a[i] or b[i + 1])",
    "a[i] or b[i + k] or a[b[i]]",
    "a[b[i]] and c[a[i] + b[i]]",
    "a[i] or n[i]",
]
# What is no bool stands behind the elements that tell the kind.
SAMPLE = [True, False, False, True, True, False, True, False]
LISTS = {
    "bools": [*SAMPLE, True, False, False],
    "numbers": [*SAMPLE, 0, 1.5, -1],
    "objects": [*SAMPLE, "text", None, []],
    "short": SAMPLE[:3],
}


@pytest.mark.parametrize("condition", CONDITIONS)
def test_conditions_of_elements(condition):
    text = f"for i in range(11):\n    if {condition}:\n        s += 1 << i\n    t += 1\n"
    ways = 0
    for other in LISTS.values():
        for place in "abc":
            values = {name: [i % 3 == at for i in range(12)] for at, name in enumerate("abc")}
            values.update({place: other, "s": 0, "t": 0, "k": 1, "n": [*range(11)]})
            got, exits = run_native(text, values)
            assert got == run_python(text, values)
            ways += exits[-1].reason == "exhausted" and len(exits) == 1
    assert ways


def test_they_are_read_at_once():
    values = {"a": [True, False], "b": [False, True], "i": 1, "s": 0}
    loop = Loop("for i in range(2):\n    if a[i] or b[i]:\n        s += 1\n", values)
    assert "!unpredictable" in loop.compile(loop.iterator()).text
