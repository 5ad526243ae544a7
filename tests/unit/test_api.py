"""The Python API, as a program that embeds Bayan uses it."""

from __future__ import annotations

import gc
import subprocess
import sys
from pathlib import Path
from unittest import mock

import pytest

import bayan
from bayan.values import builtins as builtins_of_runtimes

MODES = ("walk", "auto", "bytecode")
SQUARES = "def square(n) { return n * n }\nx = [square(i) for i in range(4)]\n"


def test_importing_the_package_loads_nothing() -> None:
    code = "import sys, bayan; print([name for name in sys.modules if name.startswith('bayan')])"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        cwd=Path(bayan.__file__).parent.parent,
        check=True,
    )
    assert done.stdout == "['bayan']\n"


def test_public_names_are_there() -> None:
    for name in bayan.__all__:
        assert getattr(bayan, name) is not None
        assert name in dir(bayan)
    assert issubclass(bayan.BayanSyntaxError, (bayan.BayanError, SyntaxError))
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = bayan.nothing


@pytest.mark.parametrize("mode", MODES)
def test_a_text_runs(mode: str) -> None:
    result = bayan.run(SQUARES, mode)
    assert result["x"] == [0, 1, 4, 9]
    assert result.namespace["square"](5) == 25
    assert (result.exit_code, result.exception) == (0, None)
    assert result.runtime.tiering == mode


@pytest.mark.parametrize("as_path", [str, Path])
def test_a_file_runs_as_the_main_program(tmp_path, capsys, as_path) -> None:
    path = tmp_path / "main.bayan"
    path.write_text(
        "import sys, beside\nprint(__name__, sys.argv, __file__, sys.path[0], beside.x)\n"
        "print(sys.modules['__main__'].__dict__ is globals is None)\n"
    )
    (tmp_path / "beside.by").write_text("x = 3")
    before = sys.argv, sys.path[:], sys.modules["__main__"]
    bayan.run(as_path(path), arguments=["a", "b"])
    line = capsys.readouterr().out.splitlines()[0]
    assert line == f"__main__ {[str(path), 'a', 'b']} {path} {tmp_path} 3"
    assert (sys.argv, sys.path, sys.modules["__main__"]) == before
    assert "beside" not in sys.modules


def test_what_ends_a_program_is_raised_or_kept() -> None:
    with pytest.raises(ZeroDivisionError):
        bayan.run("1 / 0")
    result = bayan.run("x = 1\n1 / 0", check=False)
    assert isinstance(result.exception, ZeroDivisionError)
    assert (result.exit_code, result["x"]) == (1, 1)
    with pytest.raises(ZeroDivisionError):
        result.check()


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("import sys\nsys.exit()", 0),
        ("raise SystemExit(3)", 3),
        ("raise SystemExit('why')", 1),
        ("raise SystemExit(-1)", 255),
        ("raise KeyboardInterrupt", 130),
        ("x = )", 65),
    ],
)
def test_exit_codes(text: str, status: int) -> None:
    assert bayan.run(text, check=False).exit_code == status


def test_an_exit_is_no_error() -> None:
    assert bayan.run("raise SystemExit(3)").exit_code == 3


def test_a_text_that_is_no_program() -> None:
    with pytest.raises(bayan.BayanSyntaxError) as caught:
        bayan.run("x = )\ny = ]", name="bad.bayan")
    error = caught.value
    assert (error.filename, error.lineno) == ("bad.bayan", 1)
    assert len(error.diagnostics) >= 1
    with pytest.raises(bayan.BayanSyntaxError):
        bayan.run("no/such/file.bayan")


def test_warnings_are_handed_out() -> None:
    found: list = []
    bayan.run("abcد = 1\n", on_warning=found.append)
    assert [diagnostic.is_warning for diagnostic in found] == [True]


def test_modules_load_from_files_and_texts(tmp_path) -> None:
    (tmp_path / "shapes.bayan").write_text("def area(r) { return r * r }\n", encoding="utf-8")
    shapes = bayan.load(tmp_path / "shapes.bayan")
    assert (shapes.__name__, shapes.area(3)) == ("shapes", 9)
    runtime = bayan.Runtime("walk")
    assert runtime.load("x = 4", name="given").__name__ == "given"
    with pytest.raises(ZeroDivisionError):
        runtime.load("1 / 0")


def test_runtimes_do_not_see_each_other(tmp_path) -> None:
    for name, value in (("a", 1), ("b", 2)):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "shared.bayan").write_text(f"value = {value}\ndef f() {{ return value }}\n")
        (folder / "main.bayan").write_text(
            "import shared\nshared.value += 10\ndef later() { import shared\nreturn shared.f() }\n"
            "x = shared.f()\nshared.f()\n"
        )
    walking, climbing = bayan.Runtime("walk"), bayan.Runtime("auto")
    first = walking.run_file(tmp_path / "a" / "main.bayan").check()
    second = climbing.run_file(tmp_path / "b" / "main.bayan").check()
    assert (first["x"], second["x"]) == (11, 12)
    assert (first["later"](), second["later"]()) == (11, 12)
    assert walking.events == []
    assert [event.name for event in climbing.events] == ["f"]
    assert "shared" not in sys.modules


def test_one_runtime_keeps_its_modules_between_programs(tmp_path) -> None:
    (tmp_path / "counted.bayan").write_text("n = [0]\n")
    (tmp_path / "main.bayan").write_text("import counted\ncounted.n[0] += 1\nx = counted.n[0]\n")
    runtime = bayan.Runtime("walk")
    assert [runtime.run_file(tmp_path / "main.bayan")["x"] for _ in range(2)] == [1, 2]


def test_events_and_statistics_are_data() -> None:
    seen: list = []
    runtime = bayan.Runtime("auto", on_event=seen.append)
    runtime.run_source(SQUARES, "squares.bayan").check()
    assert runtime.events == seen
    (event,) = seen
    assert (event.kind, event.name, event.file, event.line) == (
        "climbed",
        "square",
        "squares.bayan",
        1,
    )
    module, square = runtime.statistics()
    assert (module.name, module.tier, module.calls) == ("<module>", "walk", 1)
    assert (square.name, square.line, square.tier, square.calls) == ("square", 1, "bytecode", 2)
    assert square.compile_seconds > 0
    assert square.refusal is None


def test_a_policy_of_ones_own() -> None:
    from bayan.tiers.policy import Policy

    runtime = bayan.Runtime("auto", policy=Policy(compile_at_call=4))
    runtime.run_source("def f() { return 1 }\nf()\nf()\nf()\n")
    assert runtime.events == []
    runtime = bayan.Runtime("auto", policy=Policy.stress())
    runtime.run_source("def f() { return 1 }\nf()\n")
    assert [event.name for event in runtime.events][-1] == "f"


def test_an_unknown_mode() -> None:
    with pytest.raises(ValueError, match="unknown mode"):
        bayan.Runtime("fast")


def test_the_interpreter_under_its_older_name() -> None:
    interpreter = bayan.HybridInterpreter(enable_bytecode_compilation=False)
    assert interpreter.tiering == "walk"
    result = interpreter.run_source(SQUARES + "square(1)\n").check()
    assert interpreter.events == []
    interpreter.enable_bytecode_compilation()
    assert result["square"](7) == 49
    assert [event.name for event in interpreter.events] == ["square"]
    assert bayan.HybridInterpreter().tiering == "auto"


def test_values_cross_without_change() -> None:
    result = bayan.run(
        "class Point {\n def __init__(x) { self.x = x }\n}\n"
        "def make(x) { return Point(x) }\ndef call(f, n) { return f(n) }\n"
    )
    point = result["make"]([1])
    assert type(point) is result["Point"]
    assert isinstance(point.x, list)
    assert result["call"](lambda n: n + 1, 1) == 2
    assert sorted([3, 1, 2], key=bayan.run("f = lambda x: -x")["f"]) == [3, 2, 1]


def test_what_a_test_puts_in_the_place_of_a_built_in_reaches_the_runtimes_that_live() -> None:
    runtimes = [bayan.Runtime(), bayan.Runtime(tiering="walk")]
    modules = [each.load("def f() { return open('nowhere').read() }") for each in runtimes]
    followers = len(builtins_of_runtimes._followers)
    with mock.patch("builtins.open", mock.mock_open(read_data="read")):
        assert [module.f() for module in modules] == ["read", "read"]
    for module in modules:
        with pytest.raises(FileNotFoundError):
            module.f()
    del runtimes, modules, module
    gc.collect()
    assert len(builtins_of_runtimes._followers) <= followers - 2
