"""Generator expressions that functions use up, in kernels: what Python gives, or left."""

from __future__ import annotations

import math

import pytest

pytest.importorskip("llvmlite")

from tests.unit.native_loops import Loop, run_native, run_python

INF, NAN = math.inf, math.nan
FLOATS = {
    "tenths": [0.1] * 10,
    "lost digits": [1e100, 1.0, -1e100, 0.5],
    "infinite": [INF, 1.0, 2.5],
    "both infinite": [1.0, INF, -INF, 3.0],
    "not a number": [NAN, 1.0],
    "too large": [1e308, 1e308, -1e308],
    "negative zero": [-0.0, -0.0],
    "small": [5e-324, -5e-324, 1e16, 1.0],
}
FOLDS = (
    "sum(x for x in a)",
    "sum(x * x for x in a if x > 0)",
    "max(x for x in a)",
    "min(-x for x in a)",
    "any(x > 1 for x in a)",
    "all(x for x in a)",
    "sum(a)",
    "max(a)",
)


def outcomes(text, values):
    native, _ = run_native(text, values)
    return repr(native), repr(run_python(text, values))


@pytest.mark.parametrize("name", FLOATS)
@pytest.mark.parametrize("fold", FOLDS)
def test_floats(name, fold):
    text = f"for i in range(5):\n    r = {fold}\n"
    native, python = outcomes(text, {"a": FLOATS[name]})
    assert native == python


@pytest.mark.parametrize("fold", FOLDS)
def test_ints(fold):
    text = f"for i in range(5):\n    r = {fold}\n"
    for a in ([3, -1, 7], [0], [2**62, 2**62], [True, False], [-(2**63), 1]):
        native, python = outcomes(text, {"a": a})
        assert native == python


def test_no_list_is_made_and_the_kernel_is_not_left():
    text = "for i in range(9):\n    s += sum(x * i for row in m for x in row if x != i)\n"
    loop = Loop(text, {"m": [[1, 2], [3, 4]], "s": 0})
    loop.run()
    assert [left.reason for left in loop.exits] == ["exhausted"]
    assert "PyList_New" not in loop.kernel.text
    assert loop.globals["s"] == sum(x * i for i in range(9) for x in (1, 2, 3, 4) if x != i)


def test_names_of_generators_are_their_own():
    value = "sum(i for i in range(i + 2)) + max(j for j in range(i + 1)) + j"
    text = f"for i in range(4):\n    s += {value}\n"
    native, python = outcomes(text, {"s": 0, "j": 100})
    assert native == python
