"""Making native code while it is being made, or what it needs is imported."""

from __future__ import annotations

import subprocess
import sys

import pytest

from bayan.runtime.runtime import Runtime
from bayan.tiers import attempts
from bayan.tiers.attempts import NotNowError, with_native_tier

pytest.importorskip("llvmlite")

LOOP = "s = 0\nfor i in range(20000) { s += i % 7 }\n"

# Handlers that need native code, in the middle of all that is imported and made.
STORM = """\
import signal
seen = []
def spin(n) { s = 0
    for i in range(n) { s += i % 7 }
    return s }
def rec(n) { return n if n < 2 else rec(n - 1) + rec(n - 2) }
def handler(number, frame) { seen.append(spin(30) + rec(5)) }
def f(n) { s = 0
    for i in range(n) { s += i % 5 }
    return s }
signal.signal(signal.SIGALRM, handler)
signal.setitimer(signal.ITIMER_REAL, 0.001, 0.0007)
out = {f(30000) + rec(12) for k in range(60)}
signal.setitimer(signal.ITIMER_REAL, 0)
print(out, set(seen))
"""


@pytest.mark.parametrize("mode", ["auto", "native"])
def test_handlers_of_signals_come_at_any_time(mode, tmp_path):
    program = tmp_path / "storm.bayan"
    program.write_text(STORM)
    command = [sys.executable, "-m", "bayan", "run", f"--tiering={mode}", "--tier-stats"]
    done = subprocess.run(
        [*command, str(program)], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout == "{60144} {90}\n", done.stderr
    assert "report" not in done.stderr and "Traceback" not in done.stderr, done.stderr
    assert mode == "auto" or "  native  " in done.stderr


def test_native_code_is_made_one_at_a_time():
    def make():
        with pytest.raises(NotNowError):
            with_native_tier(lambda: None)
        return 1

    assert with_native_tier(make) == 1
    assert with_native_tier(lambda: 2) == 2


def test_it_is_made_again_after_an_exception():
    with pytest.raises(ZeroDivisionError):
        with_native_tier(lambda: 1 // 0)
    assert with_native_tier(lambda: 2) == 2


def test_what_can_not_be_made_now_is_made_later(monkeypatch):
    calls = []

    def not_at_first(make):
        calls.append(make)
        if len(calls) < 3:
            raise NotNowError
        return with_native_tier(make)

    monkeypatch.setattr("bayan.tiers.numeric_loops.with_native_tier", not_at_first)
    result = Runtime(tiering="native").run_source(LOOP, "later.bayan").check()
    assert result["s"] == sum(i % 7 for i in range(20000))
    assert len(calls) == 3
    assert [event.kind for event in result.runtime.events if event.tier == "native"] == ["climbed"]


def test_where_it_is_never_made_the_loop_runs_on(monkeypatch):
    monkeypatch.setattr(attempts, "_claims", {None: object()})
    result = Runtime(tiering="native").run_source(LOOP, "never.bayan").check()
    assert result["s"] == sum(i % 7 for i in range(20000))
    assert not [event for event in result.runtime.events if event.tier == "native"]
