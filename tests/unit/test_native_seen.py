"""What is told of native code: `bayan show native`, --tier-stats, --trace-tiers, and as data."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bayan.runtime.native_words import EXITS
from bayan.runtime.report import event_line, table
from bayan.runtime.runtime import Runtime
from bayan.tiers.events import CLIMBED, LEFT, NATIVE
from tests.support.command import bayan_command

PROGRAM = """\
import sys
def total(n) {
    s = 0
    for i in range(n) {
        for j in range(i) { s += i * j % 7 }
    }
    return s
}
names = []
for i in range(500) {
    names.append(str(i))
}
x = 1
for i in range(300) { x = x * 3 + i }
def never(n) { while n > 0 { n -= 1 } }
for key in {"7": 1, "8": 2} { print(f"<{key}>", end="") }
print(total(60), total(70), total(80), sys.argv[1:])
"""


def show(tmp_path: Path, text: str, *arguments: str, **variables: str):
    (tmp_path / "m.bayan").write_text(text, encoding="utf-8")
    return bayan_command("show", "native", "m.bayan", *arguments, folder=tmp_path, **variables)


def test_show_native(tmp_path: Path) -> None:
    pytest.importorskip("llvmlite")
    done = show(tmp_path, PROGRAM, "a")
    assert done.returncode == 0
    assert done.stderr == "<7><8>4491 6230 8010 ['a']\n"
    parts = dict(
        re.findall(
            r"^m\.bayan:(\d+:\d+): (loop in .*\n(?:(?!m\.bayan:\d+:\d+: loop).*\n)*)",
            done.stdout,
            re.M,
        )
    )
    assert list(parts) == ["4:5", "10:1", "14:1", "15:16", "16:1"]
    native = parts["4:5"]
    assert native.startswith("loop in total: native\n    for i in range(n) {\n    ^^^")
    assert "loops in it, at lines: 5\n" in native
    assert re.search(r"types in it: .*i: int.*j: int or unbound", native)
    assert "left because: loop ended: 3\n" in native
    assert "define i64 @kernel(" in native
    refused = parts["10:1"]
    assert refused.startswith("loop in <module>: not native\n    for i in range(500) {\n")
    assert "m.bayan:11:18: it calls something that native code does not know\n" in refused
    assert refused.endswith("    names.append(str(i))\n                 ^^^\n\n")
    assert "left because: int beyond 64 bits: 1" in parts["14:1"]
    assert parts["15:16"].startswith("loop in never: not reached")
    assert parts["16:1"].startswith("loop in <module>: not native")


def test_show_native_in_arabic(tmp_path: Path) -> None:
    pytest.importorskip("llvmlite")
    (tmp_path / "m.bayan").write_text(PROGRAM, encoding="utf-8")
    done = bayan_command("اعرض", "أصلية", "m.bayan", "--language=ar", folder=tmp_path)
    assert "حلقة في total: شيفرة أصلية" in done.stdout
    assert "انتهت الحلقة: 3" in done.stdout
    assert "نداء لما لا تعرفه الشيفرة الأصلية" in done.stdout


def test_what_is_no_loop_over_numbers_says_which_form(tmp_path: Path) -> None:
    text = "def f() {\n    for i in range(9) {\n        yield i + 1\n    }\n}\nlist(f())\n"
    done = show(tmp_path, text)
    assert "m.bayan:2:5: loop in f: not native\n" in done.stdout
    assert "m.bayan:3:9: it contains a form that this tier does not know\n" in done.stdout
    assert "        yield i + 1\n    ^^^^^^^^^^^\n" in done.stdout.replace(
        "    yield", "        yield"
    )


def test_show_native_of_programs_that_end_badly(tmp_path: Path) -> None:
    loop = "for i in range(500) { x = i * 2 }\n"
    done = show(tmp_path, loop + "raise SystemExit(3)\n")
    assert (done.returncode, "loop in <module>" in done.stdout) == (3, True)
    done = show(tmp_path, loop + "1 / 0\n")
    assert (done.returncode, "loop in <module>" in done.stdout) == (1, True)
    assert done.stderr.endswith("ZeroDivisionError: division by zero\n")
    done = show(tmp_path, "x = = 1\n")
    assert (done.returncode, done.stdout) == (65, "")
    assert "error[" in done.stderr
    assert bayan_command("show", "native", "absent.bayan", folder=tmp_path).returncode == 2
    assert bayan_command("show", "native").returncode == 2
    assert show(tmp_path, "print(1)\n").stdout == "there are no loops\n"


def test_statistics_of_native_code(tmp_path: Path) -> None:
    pytest.importorskip("llvmlite")
    runtime = Runtime(tiering="native")
    runtime.run_source(PROGRAM, "m.bayan").check()
    loops = {each.line: each for each in runtime.statistics() if each.form == "loop"}
    walked_and_compiled = loops[4]
    assert walked_and_compiled.tier == "native"
    native = walked_and_compiled.native
    assert native is not None
    assert native.exits == {"exhausted": 3}
    assert native.entries == 3
    assert native.seconds > 0
    assert 0 < native.compile_seconds <= walked_and_compiled.compile_seconds
    assert all(types["s"] == "int" for types in native.types)
    overflowing = loops[14].native
    assert overflowing is not None
    assert overflowing.exits["overflow"] == 1
    assert loops[10].native is None
    assert loops[10].refusal is not None
    shown = table(runtime.statistics())
    head, row = shown.split("\n\n")[1].splitlines()[0], shown.split("\n\n")[1]
    assert head.split("  ")[0] == "native code"
    assert re.search(r"^loop in total +m\.bayan:4 +[\d.]+ +3 +[\d.]+ +loop ended: 3 ", row, re.M)
    assert "الشيفرة الأصلية" in table(runtime.statistics(), "ar")


def test_loops_of_functions_that_were_compiled_along_are_seen() -> None:
    pytest.importorskip("llvmlite")
    text = (
        "def outer(n) {\n  def inner(m) {\n    s = 0\n    for i in range(m) { s += i }\n"
        "    return s\n  }\n  return [inner(n) for _ in range(3)]\n}\n"
        "for _ in range(4) { outer(100) }\n"
    )
    for tiering in ("native", "bytecode"):
        runtime = Runtime(tiering=tiering)
        runtime.run_source(text, "m.bayan").check()
        loops = [each for each in runtime.statistics() if each.form == "loop" and each.line == 4]
        assert [loop.tier for loop in loops] == (["native"] if tiering == "native" else [])


RECURSIVE = """\
def fib(n) {
    return n if n < 2 else fib(n - 1) + fib(n - 2)
}
print([fib(12) for _ in range(5)])
"""


def test_native_functions_are_seen(tmp_path: Path) -> None:
    pytest.importorskip("llvmlite")
    runtime = Runtime(tiering="native")
    runtime.run_source(RECURSIVE, "m.bayan").check()
    (fib,) = [each for each in runtime.statistics() if each.name == "fib"]
    assert (fib.tier, fib.native.types) == ("native", [{"n": "int"}])
    assert (fib.native.entries, fib.native.seconds) == (None, None)
    assert fib.native.compile_seconds > 0
    (climbed,) = [event for event in runtime.events if event.tier == NATIVE]
    assert (climbed.kind, climbed.types) == (CLIMBED, {"n": "int"})
    assert re.search(r"^fib +m\.bayan:1 +[\d.]+ +n: int$", table(runtime.statistics()), re.M)
    done = show(tmp_path, RECURSIVE)
    assert "m.bayan:1:1: function fib: native\n    def fib(n) {\n" in done.stdout
    assert "types at its entry: n: int\ngives: int\n" in done.stdout
    assert "define internal fastcc {i64, i1} @f0(" in done.stdout


def test_events_of_native_code() -> None:
    pytest.importorskip("llvmlite")
    runtime = Runtime(tiering="native")
    runtime.run_source("x = 1\nfor i in range(300) {\n  x = x * 3 + i\n}\n", "m.bayan").check()
    events = [event for event in runtime.events if event.tier == NATIVE]
    assert [event.kind for event in events][:2] == [CLIMBED, LEFT]
    climbed, left = events[:2]
    assert climbed.types == {"x": "int", "i": "int"} or climbed.types["x"] == "int"
    assert re.search(
        r"climbed to native: it took long, [\d.]+ ms; types: .*x: int", event_line(climbed)
    )
    assert left.at == (3, 2)
    assert "left native at line 3: int beyond 64 bits, after" in event_line(left)
    assert "عدد لا تسعه 64 خانة ثنائية" in event_line(left, "ar")


def test_every_exit_has_its_words() -> None:
    from bayan.tiers.native import REASONS

    assert set(EXITS) == set(REASONS)
    assert all(english and arabic and english != arabic for english, arabic in EXITS.values())


def test_a_missing_compiler_is_said_once() -> None:
    text = (
        "import sys\nsys.modules['llvmlite'] = None\n"
        "for i in range(500) { x = i * 2 }\nfor i in range(500) { x = i * 3 }\nprint(x)"
    )
    done = bayan_command("--tiering=native", "--tier-stats", "-c", text)
    assert (done.returncode, done.stdout) == (0, "1497\n")
    said, _, below = done.stderr.partition("function  ")
    sentence = "the native compiler (llvmlite) is not installed or does not work"
    assert said == f"bayan: {sentence}; loops run in bytecode\n"
    assert below.count(sentence) == 1
    done = bayan_command("--tiering", "-c", text)
    assert (done.returncode, done.stdout, done.stderr) == (0, "1497\n", "")


def test_a_loop_that_is_refused_loads_no_compiler() -> None:
    text = (
        "import sys\nflags = {1}\n"
        "for i in range(500) { flags = flags | {i} }\n"
        "def f(x) { return {x} }\nfor i in range(500) { f(i) }\n"
        "print('llvmlite' in sys.modules)\n"
        "for i in range(500) { x = i * 3 }\n"
        "print('llvmlite' in sys.modules)\n"
    )
    done = bayan_command("--tiering=native", "--trace-tiers", "-c", text)
    assert (done.returncode, done.stdout) == (0, "False\nTrue\n")
    assert done.stderr.count("refused by native") >= 2


def test_loops_that_pause_once_a_run_learn_from_that() -> None:
    pytest.importorskip("llvmlite")
    text = (
        "def count(n) {\n    s = 0\n    for i in range(n) {\n        s += i & 3\n    }\n"
        "    return s\n}\n" + 6 * "count(20000)\n"
    )
    runtime = Runtime(tiering="native")
    runtime.run_source(text, "m.bayan").check()
    (loop,) = [one for one in runtime.engine.numeric_loops if one.loop.position[0] == 3]
    assert loop.exits["exhausted"] == 6
    # The first piece of the first run had 16384 rounds.
    assert loop.exits["pause"] == 1
    assert loop.kernel is not None and loop.kernel.pause_after > 20000
