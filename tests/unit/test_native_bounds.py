"""What native code takes for granted of the size of ints holds on every way into a block."""

from __future__ import annotations

import pytest

pytest.importorskip("llvmlite")

from bayan.tiers.native import ENTRY, PAUSE
from bayan.tiers.native.kinds import are_natural
from tests.unit.native_loops import Loop, run_native, run_python

VALUES = {"n": 9, "p": [3, -5, 7, -11, 13, -17, 19, -23, 29, 31], "s": 0, "k": -4}

PROGRAMS = {
    "a counter that goes down below zero": """
for r in range(n):
    i = 3
    while i > -4:
        s += p[i] + i % 5 + i // 2
        i -= 1
""",
    "a counter that goes up, then jumps back": """
for r in range(n):
    i = 0
    while i < 6:
        s += p[i] % 4
        i += 1
        if i == 5:
            i = -r
            s += p[i] // 3
            i = 7
""",
    "a bound that only one branch keeps": """
for r in range(n):
    x = 1
    if r % 3 == 0:
        x = -7
    s += x % 4 + x // 2 + p[x]
    for q in range(3):
        s += x % 3
        x -= 2
""",
    "a start below zero, and steps of all signs": """
for r in range(k, n):
    for i in range(r - 6, 3):
        s += i % 7 + i // 3
    for i in range(r, k - 2, -1):
        s += i % 7 + p[i % 3]
    for i in range(5, -6, -2):
        s += i % 4 + i // 4
    for i in range(r, r + 9, 3):
        s += i % 4 + p[i % 5]
""",
    "a variable that a later round makes negative": """
y = 0
for r in range(n):
    for i in range(4):
        s += y % 5 + p[y % 7] + y // 3
    if r == 4:
        y = -100
""",
    "two kinds, one of them with wider bounds": """
for r in range(n):
    y = 1 if r < 3 else k
    z = 0
    for i in range(4):
        s += y % 3 + i
        z = z + 0.5
    s += y // 2
""",
    "products of numbers that are known to be small": """
for r in range(n):
    a = r % 1000
    b = (a * 1000 + 999) % 4096
    s += a * b * b % 7 - b // 3
    a = -a
    s += a * b % 11
""",
    "comparisons, and what comes behind them": """
for r in range(n):
    low = 0
    high = p[r]
    while low < high:
        s += p[low % 10] + high % 3 + high // 2
        low += 1
        high -= 2
    if high > -3:
        s += high % 5
    else:
        s -= high // 7
    if not (low >= k and high != -2) or r == 4:
        s += low % 4 - r // 2
    x = r - 4
    if x < 0 or x > 2:
        s += x % 3
    elif 0 <= x and x <= 2 and x == r - 4:
        s += p[x] + x // 2
    while x > -9 and s < 10**6:
        s += x // 2 + x % 7
        x -= 3
        if x == -5:
            x = k
    if k <= x < 3:
        s += x % 2
""",
    "comparisons of what is bound anew behind them": """
for r in range(n):
    i = r
    while i >= 0:
        if i > 5:
            i -= 8
        s += i % 3 + i // 2
        i -= 2
        if i < -1:
            i = -i - 3
            break
    s += p[i]
""",
    "enumerate and the remainder as an index": """
for r in range(n):
    for i, x in enumerate(p):
        s += i % 3 * x + p[i - 10] + x % 4
        p[i] = x - i
""",
}


@pytest.mark.parametrize("pause_after", [None, 1, 2, 5])
@pytest.mark.parametrize("name", PROGRAMS)
def test_programs(name, pause_after):
    text = PROGRAMS[name].strip() + "\n"
    values = dict(VALUES)
    if text.startswith("y = 0"):
        values["y"] = 0
        text = text.removeprefix("y = 0\n")
    got, exits = run_native(text, values, pause_after)
    assert got == run_python(text, values)
    assert {left.reason for left in exits} <= {PAUSE, "exhausted"}
    assert pause_after is None or len(exits) > 1


def test_behind_a_comparison_less_is_tested():
    """An index that is above another one is not negative, and a number below another can grow."""
    text = """
while n:
    j = p[n]
    i = 0
    while i < j:
        s ^= p[j]
        i += 1
    n -= 1
"""
    found = []
    for test in ("i < j", "not j <= i", "i == i and j > i", "i != j"):
        kernel = Loop(text.replace("i < j", test), VALUES).compile()
        found.append([kernel.text.count(one) for one in ("select i1", "@llvm.sadd")])
    fewer, more = found[0], found[-1]
    assert found[:3] == [fewer] * 3 and more == [fewer[0] + 1, fewer[1] + 1]


def test_what_is_not_negative_is_divided_without_a_sign():
    text = "while n:\n    for i in range(9):\n        s += i % 7 + p[i] + i // 5\n    n -= 1\n"
    kernel = Loop(text, VALUES).compile()
    assert "urem" in kernel.text and "udiv" in kernel.text
    assert "srem" not in kernel.text and "sdiv" not in kernel.text
    text = text.replace("range(9)", "range(k, 9)")
    kernel = Loop(text, VALUES).compile()
    assert "srem" in kernel.text and "sdiv" in kernel.text


def test_natural_kernels():
    text = "for i in range(n):\n    s += i % 7 + k // 3\n"
    loop = Loop(text, {**VALUES, "k": 4})
    kernel = loop.compile(loop.iterator(), may_be_natural=True)
    assert kernel.natural and "srem" not in kernel.text and "sdiv" not in kernel.text
    assert kernel.run(loop.globals, loop.iterator()).reason == "exhausted"
    assert kernel.run({**loop.globals, "k": -4}, loop.iterator()).reason == ENTRY
    assert kernel.run({**loop.globals, "k": 2**31}, loop.iterator()).reason == ENTRY
    assert kernel.run({**loop.globals, "s": 2**62}, loop.iterator()).reason == "exhausted"
    assert kernel.run(loop.globals, iter(range(2**31, 2**31 + 2))).reason == ENTRY
    assert kernel.run(loop.globals, iter(range(-3, 4))).reason == ENTRY
    larger = loop.compile(iter(range(2**31, 2**31 + 2)), may_be_natural=True)
    assert larger.natural > kernel.natural
    assert larger.run({**loop.globals, "k": 2**40}, loop.iterator()).reason == "exhausted"
    general = loop.compile(iter(range(-3, 4)), may_be_natural=True)
    assert not general.natural
    assert general.run({**loop.globals, "k": -4}, loop.iterator()).reason == "exhausted"


@pytest.mark.parametrize(
    ("values", "natural"),
    [
        ([0, 5, 0.5, -1.5, [-3]], True),
        ([3, -1], False),
        ([iter(range(4))], True),
        ([iter(range(4, -1, -1))], True),
        ([iter(range(4, -2, -1))], False),
        ([iter(range(-2, 0))], False),
        ([iter(range(-5))], True),
        ([enumerate([1, 2], -1)], False),
        ([enumerate(range(-1, 2))], False),
        ([zip(range(3), range(-1, 3), strict=False)], False),
        ([zip(range(3), [-1], strict=False)], True),
    ],
)
def test_what_is_natural(values, natural):
    *rest, last = values
    assert are_natural(rest, last) is natural


def test_small_numbers_are_multiplied_without_looking():
    text = "for i in range(n):\n    for j in range(n):\n        s ^= i * j + i * i\n"
    loop = Loop(text, VALUES)
    kernel = loop.compile(loop.iterator(), may_be_natural=True)
    assert "with.overflow" not in kernel.text
    assert "with.overflow" in loop.compile(loop.iterator()).text
    values = {"n": 2**31 + 3, "s": 0, "k": 2**31}
    text = "for i in range(n - 6, n):\n    s = s ^ i * i ^ i * k\n"
    assert run_native(text, values)[0] == run_python(text, values)


def test_a_variable_that_was_bound_anew_while_the_kernel_paused():
    text = "while n:\n    x = 5\n    for i in range(9):\n        s += x % 7\n    n -= 1\n"
    loop = Loop(text, VALUES)
    kernel = loop.compile()
    kernel.pause_after = 4
    left = kernel.run(loop.globals)
    assert left.reason == PAUSE and left.variables["x"] == 5
    before = {**loop.globals, **left.variables}
    assert kernel.run({**before, "x": -5}, None, left.resume).reason == ENTRY
    assert kernel.run(before, None, left.resume).reason == PAUSE
