"""Loops that go native: same results, exits at statements, and what the runtime says of it."""

from __future__ import annotations

import pytest

import bayan.tiers.native
from bayan.runtime.runtime import Runtime
from bayan.tiers import attempts
from bayan.tiers.policy import Policy
from bayan.tiers.refusal import FAILED

pytest.importorskip("llvmlite")


def run(text, **thresholds):
    """Run a program whose loops go native as soon as they can."""
    policy = Policy.eager()
    for name, value in thresholds.items():
        setattr(policy, name, value)
    runtime = Runtime(tiering="native", policy=policy)
    return runtime.run_source(text, "numeric.bayan")


def native_events(result):
    return [event for event in result.runtime.events if event.tier == "native"]


# Programs that leave what they compute in `out`; each has a loop that goes native.
PROGRAMS = {
    "sum, module": "s = 0\nfor i in range(1000) { s += i * i % 7 }\nout = (s, i)",
    "while, function": (
        "def f(n) { s = 0; while n > 0 { s += n; n -= 1 }\n return s, n }\nout = f(900)"
    ),
    "nested with floats": (
        "def f(n) { c = 0.0\nfor y in range(n) { for x in range(n) { c += x * 0.5 - y } }\n"
        "return c, x, y }\nout = f(50)"
    ),
    "lists in place": (
        "def sieve(n) { marks = [True] * n\n"
        "for i in range(2, n) { if marks[i] { for j in "
        "range(i * i, n, i) { marks[j] = False } } }\n"
        "return [i for i in range(2, n) if marks[i]] }\nout = sieve(500)"
    ),
    "constants of sys": (
        "import sys\ndef f(n) { low = sys.maxsize\n"
        "for i in range(n) { low = min(low, sys.maxunicode % (i + 1) + 3) }\n"
        "return low, i }\nout = f(700)"
    ),
    "overflow into big ints": "x = 1\nfor i in range(300) { x = x * 3 + i }\nout = x",
    "overflow and back": (
        "x = 7\nfor i in range(2000) { x = x * 6364136223846793005 + 1442695040888963407\n"
        "x = x % 9007199254740993 }\nout = x"
    ),
    "division by zero inside try": (
        "def f() { n = 0\ntry { while True { n += 1; y = 10 // (500 - n) } }\n"
        "except ZeroDivisionError as e { return n, y, str(e) } }\nout = f()"
    ),
    "index error": (
        "def f(a) { s = 0\ntry { for i in range(900) { s += a[i] } }\n"
        "except IndexError as e { return s, i, str(e) } }\nout = f(list(range(800)))"
    ),
    "another type half-way": (
        "a = [1] * 400 + [0.5] * 3 + ['x']\ns = 0\n"
        "try { for v in a { s = s + v } } except TypeError as e { out = (s, v, str(e)) }"
    ),
    "effects now and then": (
        "seen = []\ns = 0\nfor i in range(1000) { s += i\nif i % 400 == 0 { seen.append(s) } }\n"
        "out = (s, seen)"
    ),
    "effects in an inner loop": (
        "seen = []\nfor i in range(40) { for j in range(40) "
        "{ if i * j == 600 { seen.append((i, j)) } } }\n"
        "out = seen"
    ),
    "break, else and return": (
        "def f(n) { for i in range(1000) { if i * i > n { return i } } else { return -1 } }\n"
        "def g(n) { for i in range(1000) { if i == n { break } } else { return 'all' }\n"
        "return i }\n"
        "out = f(5000), f(10 ** 7), g(400), g(4000)"
    ),
    "live iterator after the loop": (
        "def f() { it = iter(range(1000)); s = 0\nfor x in it { s += x; if x == 700 { break } }\n"
        "return s, next(it) }\nout = f()"
    ),
    "captured variables": (
        "def f() { fs = []\nfor i in range(500) { fs.append(lambda: i) }\n"
        "return fs[0]() }\nout = f()"
    ),
    "negative floor and modulo": (
        "s = 0\nfor i in range(-500, 500) { s = s * 3 % 1000003 + i // 7 - i % -5 }\nout = s"
    ),
    "bools, floats, nan": (
        "x = float('inf'); n = 0\n"
        "for i in range(500) { y = x - x; if y != y { n += True } }\nout = n"
    ),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_native_loops_have_the_walkers_results(name):
    walked = Runtime(tiering="walk").run_source(PROGRAMS[name], "numeric.bayan").check()
    result = run(PROGRAMS[name]).check()
    assert repr(result["out"]) == repr(walked["out"])
    assert native_events(result)
    if name != "captured variables":
        assert any(event.kind == "climbed" for event in native_events(result)), native_events(
            result
        )


def test_an_exit_is_told_with_its_reason():
    result = run(PROGRAMS["overflow into big ints"])
    reasons = [event.reason for event in native_events(result) if event.kind == "left"]
    assert "overflow" in reasons


def test_a_loop_that_keeps_leaving_stays_below():
    text = (
        "seen = []\nfor i in range(500) { seen.append(i) if i % 2 else seen.append(-i) }\n"
        "out = len(seen)"
    )
    result = run(text, native_strikes=3).check()
    assert result["out"] == 500
    last = native_events(result)[-1]
    assert last.kind == "refused"


def test_the_traceback_is_the_walkers():
    text = (
        "def f(a) {\n    for i in range(900) {\n"
        "        b = 1 // a[i]\n    }\n}\nf([1] * 500 + [0])\n"
    )
    walker = Runtime(tiering="walk")
    walked = walker.format_exception(walker.run_source(text, "numeric.bayan").exception)
    result = run(text)
    assert [event.kind for event in native_events(result)] == ["climbed", "left"]
    assert result.runtime.format_exception(result.exception) == walked


def test_auto_waits_until_native_code_pays():
    text = "s = 0\nfor i in range(5000) { s += i }\nout = s"
    runtime = Runtime(tiering="auto")
    assert runtime.run_source(text, "numeric.bayan").check()["out"] == 12497500
    assert not [event for event in runtime.events if event.tier == "native"]


def test_statistics_show_native_loops():
    result = run(PROGRAMS["sum, module"])
    (loop,) = [each for each in result.runtime.statistics() if each.form == "loop"]
    assert loop.tier == "native"
    assert loop.compile_seconds > 0


def test_a_fault_of_the_native_compiler_is_a_refusal(monkeypatch):
    def broken(*_, **__):
        raise RuntimeError("broken")

    monkeypatch.setattr(bayan.tiers.native, "draft_loop", broken)
    monkeypatch.setattr(attempts, "is_from_outside", lambda error: False)
    result = run("s = 0\nfor i in range(3000) { s += i }\nout = s\n").check()
    assert result["out"] == 4498500
    (event,) = native_events(result)
    assert event.kind == "refused" and event.reason.reason == FAILED


def test_time_that_a_loop_waits_is_not_counted() -> None:
    text = "import time\nwait = time.sleep\nfor i in range(1200) { wait(0.0001) }\nout = i"
    result = run(text, compile_at_round=2, native_after=0.1)
    assert result["out"] == 1199
    assert not native_events(result)
