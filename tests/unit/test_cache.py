"""Compiled sources on disk: found again, and never believed when anything is wrong."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bayan.runtime.cache import DIGEST, MAGIC, CodeCache, cache_folder
from bayan.runtime.runtime import Runtime
from bayan.syntax.source import Source
from bayan.tiers.policy import Policy

PROGRAM = """\
import enum
enum Colour { RED, GREEN }
def fib(n) { return {n} if n < 2 else fib(n - 1) | fib(n - 2) }
class C { def m() { return super().__repr__() } }
out = (fib(15), Colour.GREEN, [x for x in range(3)], C().m()[:3], __doc__)
print(out)
"""


@pytest.fixture
def cache(tmp_path):
    return CodeCache(str(tmp_path / "cache"), "1.0")


def run(text, cache, name="kept.bayan"):
    runtime = Runtime(cache=cache)
    result = runtime.run_source(text, name).check()
    runtime.keep_compiled(100.0)
    return result, runtime


def entries(cache):
    return sorted(Path(cache.folder).iterdir())


def test_the_second_run_neither_parses_nor_compiles(cache, monkeypatch):
    first, _ = run(PROGRAM, cache)
    assert len(entries(cache)) == 1
    monkeypatch.setattr("bayan.syntax.frontend.analyse", None)
    second, runtime = run(PROGRAM, cache)
    assert repr(first["out"]) == repr(second["out"])
    assert not runtime.events
    assert len(entries(cache)) == 1


def test_statistics_of_a_source_found_compiled(cache):
    run(PROGRAM, cache)
    _, runtime = run(PROGRAM, cache)
    tiers = {each.name: each.tier for each in runtime.statistics()}
    assert tiers["fib"] == tiers["<module>"] == "bytecode"


def test_a_source_that_was_compiled_for_its_watchers_is_kept_unless_it_traces(cache):
    looking = "import sys\nout = sys._getframe().f_lineno\n"
    assert run(looking, cache)[1].events[0].reason == "watched"
    second, runtime = run(looking, cache)
    assert (second["out"], runtime.events, len(entries(cache))) == (2, [], 1)
    tracing = "def f() { if 0 { breakpoint() } }\nf()\n"
    for _ in range(2):
        assert run(tracing, cache)[1].events[0].reason == "watched"
    assert len(entries(cache)) == 1


def test_another_text_name_or_version_is_another_entry(cache):
    run(PROGRAM, cache)
    assert cache.load(Source("kept.bayan", PROGRAM)) is not None
    assert cache.load(Source("kept.bayan", PROGRAM + "\n")) is None
    assert cache.load(Source("other.bayan", PROGRAM)) is None
    assert CodeCache(cache.folder, "2.0").load(Source("kept.bayan", PROGRAM)) is None


@pytest.mark.parametrize(
    "damage",
    [
        lambda entry: b"",
        lambda entry: entry[:-1],
        lambda entry: entry + b"x",
        lambda entry: entry[: len(MAGIC)],
        lambda entry: b"bayan code 0\n" + entry[len(MAGIC) :],
        lambda entry: entry[:-5] + bytes([entry[-5] ^ 1]) + entry[-4:],
        lambda entry: entry[: len(MAGIC) + DIGEST] + bytes(DIGEST) + b"not code",
        lambda entry: os.urandom(len(entry)),
    ],
)
def test_a_damaged_entry_is_ignored_and_replaced(cache, damage):
    first, _ = run(PROGRAM, cache)
    (path,) = entries(cache)
    good = path.read_bytes()
    path.write_bytes(damage(good))
    second, _ = run(PROGRAM, cache)
    assert repr(first["out"]) == repr(second["out"])
    assert cache.load(Source("kept.bayan", PROGRAM)) is not None


def test_a_folder_that_cannot_be_written_keeps_nothing(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    cache = CodeCache(str(blocked / "cache"), "1.0")
    result, _ = run(PROGRAM, cache)
    assert result["out"][0] == {0, 1}


def test_nothing_half_written_stays(cache, monkeypatch):
    def fail(*_):
        raise OSError("no room")

    monkeypatch.setattr("bayan.runtime.cache.os.replace", fail)
    run(PROGRAM, cache)
    assert entries(cache) == []


def test_a_failing_program_has_the_same_report_from_the_cache(cache):
    text = "def f(x) {\n    return 1 / x\n}\nf(1)\nf(0)\n"
    reports = []
    for _ in range(2):
        runtime = Runtime(cache=cache)
        result = runtime.run_source(text, "fails.bayan")
        runtime.keep_compiled(100.0)
        reports.append(runtime.format_exception(result.exception))
    assert len(entries(cache)) == 1
    assert reports[0] == reports[1]
    assert "return 1 / x" in reports[0]


def test_only_what_costs_little_is_kept(cache):
    runtime = Runtime(cache=cache)
    runtime.run_source(PROGRAM, "kept.bayan").check()
    runtime.keep_compiled(0.000001)
    assert not Path(cache.folder).exists()


def test_where_entries_are_kept(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.delenv("BAYAN_CACHE", raising=False)
    assert cache_folder() == str(tmp_path / "bayan")
    monkeypatch.setenv("BAYAN_CACHE", str(tmp_path / "own"))
    assert cache_folder() == str(tmp_path / "own")
    monkeypatch.setenv("BAYAN_CACHE", "off")
    assert cache_folder() is None
    monkeypatch.delenv("BAYAN_CACHE")
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert cache_folder() is None


def test_the_command_line_keeps_and_finds_compiled_programs(tmp_path):
    program = tmp_path / "slow.bayan"
    program.write_text(PROGRAM + "for i in range(900000) { str(i) }\n", encoding="utf-8")
    environment = {key: value for key, value in os.environ.items() if "BYTECODE" not in key}
    environment["BAYAN_CACHE"] = str(tmp_path / "cache")
    command = [sys.executable, "-m", "bayan", "run", str(program)]

    def output(*options):
        return subprocess.run(
            [*command[:4], *options, *command[4:]],
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=True,
            env=environment,
        )

    first = output().stdout
    assert len(list((tmp_path / "cache").iterdir())) == 1
    assert output().stdout == first
    # Who watches sees all decisions, as on a first run.
    assert "fib" in output("--trace-tiers").stderr


def test_a_source_that_had_native_code_waits_less_for_it(tmp_path):
    pytest.importorskip("llvmlite")
    cache = CodeCache(str(tmp_path / "cache"), "1.0")
    text = "s = 0\nfor i in range(100000) { s += i % 7 }\n"

    def run_named(name):
        runtime = Runtime(cache=cache, policy=Policy(native_after=0.001))
        runtime.run_source(text, name).check()
        runtime.keep_compiled(100.0)
        (unit,) = runtime.engine.units
        return unit.policy.native_after, runtime.engine.events

    first, events = run_named("hot.bayan")
    assert any(event.is_native_climb for event in events)
    assert run_named("hot.bayan")[0] < first
    assert run_named("other.bayan")[0] == first


ASKING = {
    "comprehension": """
def f(n) { return [i * i + 1 for i in range(n)] }
out = sum(f(20000)), f(3)
""",
    "loop of calls": """
def double(i) { return i * 2 }
def f(xs) { for x in xs { last = double(x) }; return last }
out = f(range(20000)), f([1, 2])
""",
    "loop of methods": """
class P { def __init__(x) { self.x = x }; def move() { self.x += 1 } }
def f(ps) { for p in ps { p.move() } }
ps = [P(i) for i in range(5000)]
f(ps)
f(ps)
out = ps[5].x
""",
    "comprehension in a method": """
class C { def m(n) { return (lambda k: [k * i for i in range(n)])(2) } }
out = C().m(3), C().m(4)
""",
}


@pytest.mark.parametrize("text", ASKING.values(), ids=ASKING)
def test_what_asks_for_native_code_runs_a_second_time(text, cache):
    """Compiled code that asks names what stands for its loops in the process that made it."""
    first, _ = run(text, cache)
    second, _ = run(text, cache)
    third, _ = run(text, cache)
    assert first["out"] == second["out"] == third["out"]
