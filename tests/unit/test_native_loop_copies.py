"""Kernels of loops that copy lists of numbers: nobody can tell."""

from __future__ import annotations

import copy
import gc
import sys

import pytest

pytest.importorskip("llvmlite")

from bayan.runtime.runtime import Runtime
from bayan.tiers.native import ENTRY, EXHAUSTED, PAUSE
from bayan.tiers.native.copies import ENOUGH, REMEMBERED, WORTH
from bayan.tiers.native.emitter import OVERFLOW
from bayan.tiers.native.kernel import Kernel
from bayan.tiers.native.loop_copies import names_to_copy
from bayan.tiers.policy import Policy
from bayan.tiers.refusal import Refusal
from tests.unit.native_loops import Loop, run_native, run_python

FANNKUCH = """
while running:
    while r > 1:
        counts[r - 1] = r
        r -= 1
    flipped = permutation[:]
    flips = 0
    first = flipped[0]
    while first != 0:
        low = 0
        high = first
        while low < high:
            flipped[low], flipped[high] = flipped[high], flipped[low]
            low += 1
            high -= 1
        flips += 1
        first = flipped[0]
    if flips > most:
        most = flips
    checksum += sign * flips
    sign = -sign
    while True:
        if r == n:
            running = False
            break
        head = permutation[0]
        for i in range(r):
            permutation[i] = permutation[i + 1]
        permutation[r] = head
        counts[r] -= 1
        if counts[r] > 0:
            break
        r += 1
"""


def fannkuch(n):
    return {
        "running": True, "r": n, "n": n, "counts": [0] * n, "permutation": list(range(n)),
        "most": 0, "checksum": 0, "sign": 1,
    }  # fmt: skip


# A loop, what its variables are, and those that are copied.
LOOPS = {
    "fannkuch": (FANNKUCH, fannkuch(5), "counts flipped permutation"),
    "sieve": (
        "for i in range(2, len(a)):\n    if a[i]:\n        found += 1\n"
        "        for j in range(i * i, len(a), i):\n            a[j] = False\n",
        {"a": [True] * 200, "found": 0},
        "a",
    ),
    "floats": (
        "for k in range(40):\n    for i in range(1, len(x) - 1):\n"
        "        x[i] = (x[i - 1] + x[i + 1]) / 2.0 + y[k % 3]\n"
        "    y[k % 3] = x[k % len(x)] - 0.5\n",
        {"x": [0.5, 1.0, -0.0, 7.25, 1e300], "y": [1.5, float("inf"), -0.0]},
        "x y",
    ),
    "all kinds": (
        "for k in range(60):\n    a[k % 4] += k\n    b[-1 - k % 3] = a[k % 4] / 8\n"
        "    c[k % 2] = not c[k % 2] or b[0] > 3.0\n    if c[k % 2]:\n        s += a[k % 3]\n",
        {"a": [5, 10**12, -(2**40), 0], "b": [0.5, 1.5, 2.5], "c": [True, False], "s": 0},
        "a b c",
    ),
    "one leaves often": (
        "for k in range(30):\n    a[k % 4] = a[k % 4] * 3 + 1\n"
        "    s = (s + a[0] + (k % 7 << 62 >> 61)) % 1009\n"
        "    a[k % 3] -= b[k % 3] + s % 5\n    b[k % 3] = s % 1000\n",
        {"a": [5, 2**40, 3, 4], "b": [7, 8, 9], "s": 0},
        "a b",
    ),
    "an error": (
        "for k in range(30):\n    a[k] = k * 1000\n    s += a[k] // (20 - k)\n",
        {"a": [1] * 25, "s": 0},
        "a",
    ),
    "an index that is outside": (
        "while True:\n    a[i] += 1\n    i += 1\n",
        {"a": [2**62, 5, 6], "i": -3},
        "a",
    ),
    "another kind is stored": (
        "for k in range(12):\n    a[k % 3] += 1\n    if k == 7:\n        a[1] = 0.5\n    s += k\n",
        {"a": [1000, 2000, 3000], "s": 0},
        "a",
    ),
    "copies of copies": (
        "for k in range(20):\n    b = a[:]\n    b[k % 3] += k\n    c = b[:]\n    c[0] -= 1\n"
        "    if k % 3 == 0:\n        a[1] = c[0] + b[1]\n    d = c[:]\n    a[2] += d[k % 3]\n",
        {"a": [1, 10**10, 3]},
        "a b c d",
    ),
    "in turn": (
        "for k in range(20):\n    for i in range(1, len(b)):\n"
        "        b[i] = a[i - 1] + b[i - 1] + k\n"
        "    a = b[:]\n    s = (s + a[-1]) % 1009\n    a[0] = b[0] + 1\n    b = a[:]\n",
        {"a": [1, 2, 3, 4], "b": [0, 5, 0, 5], "s": 0},
        "a b",
    ),
    "of other lengths": (
        "for k in range(20):\n    if k % 3:\n        c = a[:]\n    else:\n        c = b[:]\n"
        "    c[-1] = k\n    s += c[0] * len(c)\n    a[0] = c[1]\n",
        {"a": [1, 2, 3, 4], "b": [0, 5], "s": 0},
        "a b c",
    ),
    "bound in some rounds": (
        "for k in range(9):\n    if k == 5:\n        c = a[:]\n        c[0] = 77\n    a[1] += k\n",
        {"a": [1, 2, 3, 4]},
        "a c",
    ),
    "unbound": (
        "for k in range(9):\n    if k > n:\n        s += c[0]\n    if k == 5:\n        c = a[:]\n",
        {"a": [1, 2, 3, 4], "n": 4, "s": 0},
        "a c",
    ),
    "an int before": (
        "for k in range(9):\n    if k > 2:\n        c = a[:]\n        c[1] = a[0] + k\n"
        "        a[0] = c[1]\n",
        {"a": [1, 2], "c": [4, 9]},
        "a c",
    ),
    "other lists grow": (
        "for k in range(50):\n    a[k % 2] += 1\n    out.append(a[k % 2] * k)\n"
        "    other = out[-1:]\n",
        {"a": [1, 2], "out": []},
        "a",
    ),
    "a live list": ("for k in list(b):\n    a[k] += k\n", {"a": [1, 2, 3], "b": [0, 1, 2]}, None),
    "a large int": (
        "for k in range(9):\n    a[k % 3] += 1\n",
        {"a": [1, 2, *range(12), 2**70]},
        "a",
    ),
    "no number": (
        "for k in range(9):\n    a[k % 2] += 1\n",
        {"a": [1, 2, *range(12), "text"]},
        "a",
    ),
    "calls": (
        "def f(x, y):\n    return x * y % 1013\n"
        "for k in range(40):\n    a[k % 3] = f(a[k % 3], k) + f(k, 3)\n",
        {"a": [1, 2, 3]},
        "a",
    ),
}  # fmt: skip


# Those that leave since an int gets too large.
FAILING = ("an index that is outside",)


@pytest.mark.parametrize("pause_after", [None, 1, 2, 3, 7])
@pytest.mark.parametrize("name", [name for name in LOOPS if LOOPS[name][2] is not None])
def test_loops(name, pause_after):
    text, values, copied = LOOPS[name]
    loop = Loop(text, copy.deepcopy(values))
    kernel = loop.compile(loop.iterator(), copied=True)
    assert sorted(kernel.copied) == copied.split()
    found, exits = run_native(text, values, pause_after, True)
    assert found == run_python(text, values)
    reasons = {left.reason for left in exits}
    refused = ("a large int", "no number", "another kind is stored")
    assert (ENTRY in reasons) == (name in refused)
    assert (OVERFLOW in reasons) == (name == "one leaves often") or name in FAILING
    assert pause_after != 1 or PAUSE in reasons or name in refused


def test_a_list_that_a_loop_runs_over_may_be_one_that_is_copied():
    text, values, _ = LOOPS["a live list"]
    loop = Loop(text, copy.deepcopy(values))
    with pytest.raises(Refusal):
        loop.compile(loop.iterator(), copied=True)


USES = {
    "a[0] = 1": "a",
    "b = a[:]": "a b",
    "b = a[1:]": "",
    "b = a": "",
    "b = a[:]\n    c = b": "",
    "b = a[:]\n    s = sum(b)": "",
    "b = a[:]\n    a = b[:]": "a b",
    "b = a[:]\n    b = 7": "",
    "a.append(1)": "",
    "s = a[0] + len(a)": "a",
    "s = len(a) + a[0] if a else 1": "",
    "for i in a:\n        s = i": "",
    "a[0], a[1] = a[1], a[0]": "a",
    "a[:] = [1]": "",
    "a += [1]": "",
    "a = [1, 2]": "",
    "s = f(a)": "",
    "a[a[0]] += d[0]": "a",
    "b = d[:]\n    a[0] = b[0][0]": "a",
    "a = d[:]": "",
}


@pytest.mark.parametrize("use", USES)
def test_which_lists_are_copied(use):
    loop = Loop(f"while s:\n    {use}\n", {"a": [1, 2], "d": [[1]], "s": 1})
    kinds = {"a": "list[int]", "d": "list[list[int]]", "s": "int"}
    assert sorted(names_to_copy(loop.node, kinds)) == USES[use].split()


@pytest.mark.parametrize("others", [{"d": [[1]]}, {"d": ([1],)}])
def test_lists_of_lists_have_no_form_with_copies(others):
    loop = Loop("while s:\n    s -= 1\n    a[0] += d[0][0]\n", {"a": [1], "s": 1, **others})
    with pytest.raises(Refusal):
        loop.compile(copied=True)


def test_one_list_by_two_names():
    text = "while n:\n    n -= 1\n    a[n] += b[0] + len(c)\n    c.append(n)\n"
    one = [1, 2, 3]
    for given in ((one, one, []), (one, [4], one)):
        values = dict(zip("abc", given, strict=True))
        loop = Loop(text, {"a": [1], "b": [1], "c": [1], "n": 2})
        kernel = loop.compile(copied=True)
        assert kernel.copied == {"a", "b"}
        assert kernel.run({**values, "n": 2}).reason == ENTRY and one == [1, 2, 3]
    left = kernel.run({"a": one, "b": [4], "c": [], "n": 2})
    assert left.reason == EXHAUSTED and one == [6, 6, 3]


def test_who_else_has_a_list_sees_what_was_stored_before_it_was_bound_anew():
    text = (
        "for k in range(9):\n    b[1] = k * 1000\n    if k == 4:\n        b = a[:]\n    a[0] += 1\n"
    )
    other = [5, 6]
    values = {"a": [1, 2], "b": other}
    for pause_after in (None, 2):
        other[:] = [5, 6]
        loop = Loop(text, {"a": [1, 2], "b": other})
        loop.run(pause_after, True)
        assert other == [5, 4000] and loop.globals["b"] == [5, 8000]
        assert loop.globals["a"] == [10, 2]
    assert values["b"] is other


def test_what_others_do_at_a_pause_is_seen():
    text = "for k in range(10):\n    b = a[:]\n    b[0] += a[1]\n    a[0] = b[0]\n"
    loop = Loop(text, {"a": [1, 2]})
    iterator = loop.iterator()
    kernel = loop.compile(iterator, copied=True)
    kernel.pause_after = 3
    left = kernel.run(loop.globals, iterator)
    assert left.reason == PAUSE and loop.globals["a"] == [7, 2]
    loop.globals.update(left.variables)
    assert loop.globals["b"] == [7, 2] and loop.globals["b"] is not loop.globals["a"]
    loop.globals["a"] = [100, 7, 8]
    left = kernel.run(loop.globals, iterator, left.resume)
    assert left.reason == PAUSE and loop.globals["a"] == [121, 7, 8]
    loop.globals.update(left.variables)
    assert loop.globals["b"] == [121, 7, 8]
    for spoilt in ([1, 0.5], [2**70, 1], loop.globals["b"]):
        loop.globals["a"] = spoilt
        assert kernel.run(loop.globals, iterator, left.resume).reason == ENTRY
    loop.globals["a"] = [1, 1]
    assert kernel.run(loop.globals, iterator, left.resume).reason == PAUSE


@pytest.mark.parametrize(
    "change", [{"a": [1] * 7}, {"m": 4}, {"m": -(2**63)}, {"a": [1] * 7 + ["text"]}, {"m": 2**63}]
)
def test_indices_may_be_outside_after_a_pause(change):
    """What was so when the inner loop began is looked at anew."""
    text = "for k in range(5):\n    for i in range(6):\n        a[i + m] += a[i] + k\n"
    values = {"a": list(range(8)), "m": 2}
    plain = copy.deepcopy(values)
    exec(text, plain)
    for pause_after in (4, 9, 12):
        for changes in (False, True):
            loop = Loop(text, copy.deepcopy(values))
            iterator = loop.iterator()
            kernel = loop.compile(iterator, copied=True)
            assert "label %uncopied" in kernel.text
            kernel.pause_after = pause_after
            left = kernel.run(loop.globals, iterator)
            assert left.reason == PAUSE and len(left.loops) == 2
            loop.globals.update(left.variables)
            if changes:
                loop.globals.update(copy.deepcopy(change))
                before = copy.deepcopy(loop.globals["a"])
                assert kernel.run(loop.globals, iterator, left.resume).reason == ENTRY
                assert loop.globals["a"] == before
            else:
                kernel.pause_after = 10**6
                assert kernel.run(loop.globals, iterator, left.resume).reason == EXHAUSTED
                assert loop.globals["a"] == plain["a"]


def test_functions_get_no_copies():
    text = (
        "def len(x):\n    x[0] = 7\n    return 1 // x[1]\n"
        "for k in range(9):\n    a[k % 2] += k\n    s += len(a)\n"
    )
    loop = Loop(text, {"a": [1, 2], "s": 0})
    with pytest.raises(Refusal):
        loop.compile(loop.iterator(), copied=True)


def test_what_is_not_stored_into_keeps_its_objects():
    nan = float("nan")
    x = [0.25, -0.0, nan, 1e300]
    before = [*x]
    loop = Loop(
        "for k in range(9):\n    x[3] = x[0] + k\n    x[0] = x[1]\n    x[1] = -0.0\n", {"x": x}
    )
    loop.run(2, True)
    assert [one is other for one, other in zip(x, before, strict=True)] == [
        False,
        True,
        True,
        False,
    ]
    assert repr(x[:3]) == "[-0.0, -0.0, nan]"


def test_references_are_counted():
    text = (
        "for k in range(30):\n    b = a[:]\n    b[k % 3] = k * 1000003\n    a[0] = b[1] + k\n"
        "    x[k % 2] = x[0] / 3 + k\n    f[k % 2] = not f[0]\n    if k == 17:\n        b = a[:]\n"
    )
    thousand, third = 12345678, 1 / 3

    def rounds():
        for pause_after in (None, 1, 4):
            values = {"a": [thousand] * 3 + [10**15], "x": [third, 0.5], "f": [True, False]}
            loop.globals.update(values)
            iterator = iter(range(30))
            loop.enter(iterator, pause_after)
            loop.enter(iter(range(30)), 4)
            a = loop.globals["a"]
            a[1] = 2**70
            assert kernel.run(loop.globals, iter(range(3))).reason == ENTRY
            loop.exits.clear()

    loop = Loop(text, {"a": [1, 2, 3], "x": [0.5], "f": [True]})
    kernel = loop.compile(iter(range(3)), copied=True)
    rounds()
    gc.collect()
    blocks = sys.getallocatedblocks()
    counts = [sys.getrefcount(one) for one in (thousand, third, True, False)]
    for _ in range(40):
        kernel.credit = REMEMBERED
        rounds()
    gc.collect()
    after = [sys.getrefcount(one) for one in (thousand, third, True, False)]
    assert all(abs(one - other) < 20 for one, other in zip(counts, after, strict=True))
    assert abs(sys.getallocatedblocks() - blocks) < 60


def test_what_copies_would_save_is_counted():
    text = "for k in range(n):\n    s += a[k % 1000]\n"
    loop = Loop(text, {"a": list(range(1000)), "s": 0, "n": 9})
    kernel = loop.compile(iter(range(3)))
    kernel.pause_after = 10**7
    for rounds, credit in ((5, 0), (10**5, 96000), (50, 92000), (ENOUGH, 92000 + ENOUGH - 4000)):
        kernel.run(loop.globals, iter(range(rounds)))
        assert credit <= kernel.credit <= credit + 100
    assert kernel.would_save
    kernel.ask_for_copies()
    assert kernel.credit > 0 and not kernel.would_save
    copying = loop.compile(iter(range(3)), copied=True)
    runs = 0
    while copying.run(loop.globals, iter(range(5))).reason == EXHAUSTED:
        runs += 1
    assert REMEMBERED // (WORTH * 1000) <= runs <= REMEMBERED // (WORTH * 1000) + 2
    assert not copying.would_save
    copying.ask_for_copies()
    assert copying.run(loop.globals, iter(range(5))).reason == EXHAUSTED


def test_without_memory(monkeypatch):
    """The lists have what was stored as far as there was memory for it; the program hears of it."""
    loop = Loop("for k in range(9):\n    a[0] += 1\n", {"a": [10**9]})
    kernel = loop.compile(iter(range(3)), copied=True)
    plain = kernel._call
    from bayan.tiers.native.loop_routine import LACKING

    def lacking(address):
        import ctypes

        given = plain(address)
        ctypes.c_int64.from_address(address + 8 * LACKING).value = 1
        return given

    kernel._call = lacking
    left = kernel.run(loop.globals, iter(range(9)))
    assert type(left.interruption) is MemoryError


PROGRAM = """
def work(n) {
    a = [0] * n
    for k in range(rounds) {
        for i in range(1, n) { a[i] = (a[i - 1] * 3 + a[i] + k) % 1009 }
    }
    return a
}
rounds = 20000
out = [work(9) for i in range(60)]
"""


def test_a_program_gets_copies_when_they_pay(monkeypatch):
    runs = {True: 0, False: 0}
    run = Kernel.run

    def counted(kernel, *arguments):
        runs[bool(kernel.copied)] += 1
        return run(kernel, *arguments)

    monkeypatch.setattr(Kernel, "run", counted)
    result = Runtime(tiering="native", policy=Policy.eager()).run_source(PROGRAM, "copies.bayan")
    namespace = {}
    exec(PROGRAM_IN_PYTHON, namespace)
    assert result.check()["out"] == [namespace["work"](9)] * 60
    events = [one for one in result.runtime.events if one.tier == "native"]
    assert "copies" in [one.reason for one in events]
    assert runs[True] > runs[False] / 4 > 0


PROGRAM_IN_PYTHON = """
def work(n):
    a = [0] * n
    for k in range(20000):
        for i in range(1, n):
            a[i] = (a[i - 1] * 3 + a[i] + k) % 1009
    return a
"""
