"""The runtime: built-ins, modules and imports, recursion, tracebacks and reports."""

from __future__ import annotations

import inspect
import linecache
import math
import os
import subprocess
import sys
import textwrap
import threading
from pathlib import Path
from types import ModuleType

import pytest

import bayan
from bayan.runtime.report import event_line, table
from bayan.runtime.tracebacks import format_exception
from bayan.syntax.near_words import nearest
from bayan.values.builtins import LazyModule, make_builtins, mentions
from bayan.values.operations import key, shift_right_or_compose, star_import

MODES = ("walk", "auto", "bytecode")


def run(text: str, mode: str = "walk", name: str = "program.bayan", **options):
    return bayan.Runtime(mode, **options).run_source(textwrap.dedent(text), name)


def report(text: str, mode: str = "walk", language: str = "en") -> str:
    """The report on the exception that ends a program."""
    result = run(text, mode)
    assert result.exception is not None
    return result.runtime.format_exception(result.exception, language)


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text), encoding="utf-8")


# Both ways to import: inside another program, and as the process's own program.


def embedded(folder: Path, capsys) -> tuple[list[str], BaseException | None]:
    loaded = set(sys.modules)
    result = bayan.Runtime("walk").run_file(folder / "main.bayan")
    for name in set(sys.modules) - loaded:
        assert not str(getattr(sys.modules[name], "__file__", "")).endswith((".bayan", ".by"))
        del sys.modules[name]
    return capsys.readouterr().out.splitlines(), result.exception


RUN_OWN = """
import sys
from bayan.runtime.runtime import Runtime
result = Runtime("walk", owns_process=True).run_file(sys.argv[1])
if result.exception is not None:
    print(type(result.exception).__name__ + ": " + str(result.exception))
"""


def own(folder: Path) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", RUN_OWN, str(folder / "main.bayan")],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(bayan.__file__).parent.parent)},
        check=False,
    )
    assert done.stderr == ""
    return done.stdout.splitlines()


def check_imports(folder: Path, capsys, files: dict[str, str], expected: list[str]) -> None:
    """Run main.bayan in both ways; an uncaught exception counts as a last line."""
    write(folder, files)
    output, error = embedded(folder, capsys)
    if error is not None:
        output.append(f"{type(error).__name__}: {error}")
    assert output == expected
    assert own(folder) == expected


# Built-ins


def test_built_ins_are_pythons_and_have_arabic_names() -> None:
    names = make_builtins({})
    assert names["print"] is print is names["اطبع"]
    assert names["خطأ_قيمة"] is ValueError
    assert names["قلص"](lambda a, b: a + b, [1, 2, 3]) == 6
    assert names["partial"](max, 3)(2) == 3


def test_a_lazy_module_becomes_the_real_one() -> None:
    names: dict = {}
    names["textwrap"] = lazy = LazyModule("textwrap", names)
    assert isinstance(lazy, ModuleType)
    assert lazy.dedent is textwrap.dedent
    assert names["textwrap"] is textwrap
    assert "dedent" in dir(lazy)


def test_math_is_there_for_programs_that_mention_it() -> None:
    assert run("x = sqrt(16), sin(0), pi, math.floor(2.5)")["x"] == (4.0, 0.0, math.pi, 2)
    assert run("from random import choice\nx = choice([3]) + random.randint(4, 4)")["x"] == 7
    assert "sqrt" not in bayan.Runtime("walk").builtins
    assert mentions("a = pi * 2", "pi")
    assert not mentions("spin = pin + api", "pi")
    assert not mentions("طpi", "pi")


def test_shift_right_composes_callables_only() -> None:
    assert shift_right_or_compose(str.strip, int)(" 7 ") == 7
    assert shift_right_or_compose(8, 1) == 4
    result = run("f = abs >> str\nn = 9\nn >>= 1\nf >>= len\nx = f(-100), n")
    assert result["x"] == (3, 4)


def test_star_import_takes_what_is_listed() -> None:
    module = ModuleType("m")
    vars(module).update(a=1, _b=2, c=3)
    found: dict = {}
    star_import(module, found)
    assert found == {"a": 1, "c": 3}
    module.__all__ = ["_b"]
    found = {}
    star_import(module, found)
    assert found == {"_b": 2}
    module.__all__ = [1]
    with pytest.raises(TypeError, match=r"Item in m\.__all__ must be str, not int"):
        star_import(module, {})


@pytest.mark.parametrize("mode", MODES)
def test_enums_and_interfaces_find_their_classes(mode: str) -> None:
    result = run(
        """
        def make() {
            enum Color { RED, GREEN = "g" }
            return Color
        }
        interface Shape { def area() -> float }
        enum Level { LOW, HIGH }
        x = Level.HIGH + 1, make().GREEN.value, Shape.__abstractmethods__
        """,
        mode,
    )
    assert result.check()["x"] == (2, "g", frozenset({"area"}))
    assert key("Enum") in result.runtime.builtins


# Hints


@pytest.mark.parametrize("hint", ["@hot", "@ساخن", '@hot(tier="bytecode", strict=True)'])
def test_hot_functions_are_compiled_before_their_first_call(hint: str) -> None:
    result = run(f"{hint}\ndef f() {{ return 1 }}\nx = f()\n", "auto")
    assert result.check()["x"] == 1
    (event,) = result.runtime.events
    assert (event.kind, event.name, event.reason) == ("climbed", "f", "hint")


def test_cold_functions_never_climb() -> None:
    result = run("@cold\ndef f() { return 1 }\nx = [f(), f(), f()]\n", "auto")
    assert result.runtime.events == []
    assert result["f"]() == 1


def test_hints_leave_other_things_alone() -> None:
    def function() -> None:
        pass

    assert bayan.hot(function) is function
    assert bayan.hot(tier="native")(function) is function
    assert bayan.cold(print) is print
    assert bayan.cold()(3) == 3
    with pytest.raises(ValueError, match="unknown tier"):
        bayan.hot(tier="warp")


def test_hints_reach_through_static_methods() -> None:
    result = run("class A {\n@hot\n@staticmethod\ndef f() { return 1 }\n}\nx = A.f()", "auto")
    assert result.check()["x"] == 1
    assert [event.reason for event in result.runtime.events] == ["hint"]


# Modules


def test_modules_are_found_by_suffix_and_as_packages(tmp_path, capsys) -> None:
    check_imports(
        tmp_path,
        capsys,
        {
            "main.bayan": """
                import one, two as second, pack.inner
                from pack import value, sibling
                from space.deep import x
                print(one.x, second.x, pack.inner.y, value, sibling.z, x)
                print(one.__name__, pack.inner.__package__, pack.__path__ is not None)
            """,
            "one.bayan": "x = 1",
            "two.by": "x = 2",
            "pack/__init__.bayan": "value = 3",
            "pack/inner.bayan": "from . import sibling\nfrom .sibling import z as y",
            "pack/sibling.by": "z = 4",
            "space/deep.bayan": "x = 5",
        },
        ["1 2 4 3 4 5", "one pack True"],
    )


def test_python_and_bayan_modules_import_each_other(tmp_path, capsys) -> None:
    write(
        tmp_path,
        {
            "main.bayan": "import helper, mixed.python, mixed.other\n"
            "print(helper.x, mixed.python.y, mixed.other.z)",
            "helper.py": "x = 1",
            "mixed/__init__.py": "",
            "mixed/python.py": "y = 2",
            "mixed/other.bayan": "from .python import y\nz = y + 1",
        },
    )
    assert embedded(tmp_path, capsys) == (["1 2 3"], None)
    write(tmp_path, {"helper.py": "import counted\nx = counted.n", "counted.bayan": "n = 10"})
    assert own(tmp_path) == ["10 2 3"]


def test_python_modules_in_bayan_packages(tmp_path, capsys) -> None:
    check_imports(
        tmp_path,
        capsys,
        {
            "main.bayan": "import pack.plain\nprint(pack.plain.x)",
            "pack/__init__.bayan": "",
            "pack/plain.py": "x = 6",
        },
        ["6"],
    )


def test_the_first_entry_of_the_path_decides(tmp_path, capsys) -> None:
    check_imports(
        tmp_path,
        capsys,
        {
            "main.bayan": """
                import sys
                sys.path[1:1] = [sys.path[0] + "/a", sys.path[0] + "/b"]
                import first, second, both
                print(first.x, second.x, both.x, sys.__name__)
            """,
            "sys.bayan": "1 / 0",
            "a/first.py": "x = 'python'",
            "b/first.bayan": "x = 'bayan'",
            "a/second.bayan": "x = 'bayan'",
            "b/second.py": "x = 'python'",
            "a/both.py": "x = 'python'",
            "a/both.bayan": "x = 'bayan'",
        },
        ["python bayan bayan sys"],
    )


def test_circular_imports_see_what_is_there(tmp_path, capsys) -> None:
    check_imports(
        tmp_path,
        capsys,
        {
            "main.bayan": "import a\nfrom pack import x\nprint(a.b.seen, x.y.back)",
            "a.bayan": "early = 1\nimport b\nlate = 2",
            "b.bayan": "import a\nseen = [hasattr(a, 'early'), hasattr(a, 'late')]",
            "pack/__init__.bayan": "",
            "pack/x.bayan": "from . import y\nname = 'x'",
            "pack/y.bayan": "from . import x\nback = x.__name__",
        },
        ["[True, False] pack.x"],
    )


def test_import_errors_are_pythons(tmp_path, capsys) -> None:
    check_imports(
        tmp_path,
        capsys,
        {
            "main.bayan": """
                def attempt(name) {
                    try { __import__(name) }
                    except ImportError as e { print(type(e).__name__, e, e.name) }
                }
                attempt("nothing_such")
                attempt("plain.sub")
                attempt("pack.nothing")
                attempt("pack.beyond")
                try { from . import x }
                except ImportError as e { print(e) }
                from pack import absent
            """,
            "plain.bayan": "",
            "pack/__init__.bayan": "",
            "pack/beyond.bayan": "from .. import x",
        },
        [
            "ModuleNotFoundError No module named 'nothing_such' nothing_such",
            "ModuleNotFoundError No module named 'plain.sub'; 'plain' is not a package plain.sub",
            "ModuleNotFoundError No module named 'pack.nothing' pack.nothing",
            "ImportError attempted relative import beyond top-level package None",
            "attempted relative import with no known parent package",
            "ImportError: cannot import name 'absent' from 'pack' "
            f"({tmp_path}/pack/__init__.bayan)",
        ],
    )


def test_a_module_that_fails_is_not_kept(tmp_path, capsys) -> None:
    check_imports(
        tmp_path,
        capsys,
        {
            "main.bayan": """
                import pack
                for _ in [1, 2] {
                    try { import pack.bad }
                    except ZeroDivisionError { print("failed", hasattr(pack, "bad")) }
                }
                try { import wrong }
                except SyntaxError as e { print(type(e).__name__, e.lineno) }
            """,
            "pack/__init__.bayan": "print('pack')",
            "pack/bad.bayan": "print('bad')\n1 / 0",
            "wrong.bayan": "x = 1\ny = )",
        },
        ["pack", "bad", "failed False", "bad", "failed False", "BayanSyntaxError 2"],
    )


def test_files_are_imported_by_their_path(tmp_path, capsys) -> None:
    check_imports(
        tmp_path,
        capsys,
        {
            "main.bayan": """
                import "lib/shapes.bayan" as shapes
                import "lib/shapes" as again
                import "lib/plain.py" as plain
                import "lib/user.bayan"
                print(shapes is again, shapes.__name__, plain.x, user.x)
                import "lib/none.bayan" as none
            """,
            "lib/shapes.bayan": "print('once')\nx = 1",
            "lib/user.bayan": 'import "shapes.bayan" as s\nx = s.x + 1',
            "lib/plain.py": "x = 7",
        },
        [
            "once",
            "True shapes 7 2",
            "ModuleNotFoundError: No module file 'lib/none.bayan'",
        ],
    )


def test_star_imports_load_listed_submodules(tmp_path, capsys) -> None:
    check_imports(
        tmp_path,
        capsys,
        {
            "main.bayan": "from pack import *\nfrom math import *\nprint(sub.x, floor(1.5))",
            "pack/__init__.bayan": "__all__ = ['sub']",
            "pack/sub.bayan": "x = 8",
        },
        ["8 1"],
    )


def test_a_module_is_an_ordinary_module(tmp_path) -> None:
    write(tmp_path, {"shapes.bayan": '"""Shapes."""\ndef area(r) { return r * r }\n'})
    path = str(tmp_path / "shapes.bayan")
    module = bayan.load(path)
    assert type(module) is ModuleType
    assert (module.__name__, module.__file__, module.__doc__) == ("shapes", path, "Shapes.")
    assert module.__spec__.origin == path
    assert module.__loader__.is_package("shapes") is False
    assert inspect.getsourcefile(module.area) == path
    assert linecache.getline(path, 2, vars(module)) == "def area(r) { return r * r }\n"
    assert "shapes" not in sys.modules


def test_the_text_of_a_source_that_is_no_file_is_there() -> None:
    result = run("def f() { return 1 }\n", name="nowhere/demo.bayan")
    function = result["f"]
    line = linecache.getline("nowhere/demo.bayan", 1, function.__globals__)
    assert line == "def f() { return 1 }\n"


@pytest.mark.parametrize("mode", MODES)
def test_threads_import_a_module_once(tmp_path, mode: str) -> None:
    write(
        tmp_path,
        {"slow.bayan": "import time\ntime.sleep(0.05)\ncount = [1]", "main.bayan": "x = 1"},
    )
    runtime = bayan.Runtime(mode)
    found = []
    sys.path.insert(0, str(tmp_path))
    try:
        threads = [
            threading.Thread(
                target=lambda: found.append(runtime.importer.import_module("slow").count)
            )
            for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.path.remove(str(tmp_path))
    assert len(found) == 4
    assert all(each is found[0] for each in found)


@pytest.mark.parametrize("mode", MODES)
def test_modules_may_await(tmp_path, mode: str) -> None:
    write(
        tmp_path,
        {
            "waits.bayan": "import asyncio\nx = await asyncio.sleep(0, 5)",
            "main.bayan": "import asyncio, waits\ny = waits.x + await asyncio.sleep(0, 1)",
        },
    )
    result = bayan.run(tmp_path / "main.bayan", mode)
    assert result["y"] == 6


@pytest.mark.parametrize("mode", MODES)
def test_errors_of_modules_that_await_have_no_context_of_ours(mode: str) -> None:
    assert report("import asyncio\nawait asyncio.sleep(0)\n1 / 0\n", mode) == (
        "Traceback (most recent call last):\n"
        '  File "program.bayan", line 3, in <module>\n'
        "    1 / 0\n"
        "ZeroDivisionError: division by zero\n"
    )


# Recursion

RECURSIVE = """
class A {
    def __add__(other) { return self + other }
    def __getattr__(name) { return getattr(self, name + "x") }
    def __repr__() { return repr([self]) }
    def __eq__(other) { return self == other }
    def __call__(*rest) { return sorted([1, 2], key=self) }
    def __iter__() { yield from self }
    def __str__() { return f"{self}" }
    def method() { return self.method() }
}
def plain(n) {
    if n {
        for i in [1] { return plain(n + 1) + 1 }
    }
}
def even(n) { return odd(n) }
def odd(n) { return even(n) }
def numbers() {
    for x in numbers() { yield x }
}
def listed(n) { return [listed(x) for x in [n]] }
def hidden(n) { return (lambda: hidden(n))() }
"""
ENDLESS = (
    "A() + A()",
    "A().x",
    "repr(A())",
    "A() == A()",
    "A()()",
    "list(A())",
    "str(A())",
    "A().method()",
    "plain(1)",
    "even(1)",
    "list(numbers())",
    "listed(1)",
    "hidden(1)",
)


@pytest.mark.parametrize("expression", ENDLESS)
def test_endless_recursion_ends_in_the_same_report_in_every_tier(expression: str) -> None:
    limit = sys.getrecursionlimit()
    text = f"{RECURSIVE}\n{expression}\n"
    reports = {mode: report(text, mode) for mode in MODES}
    assert reports["walk"] == reports["auto"] == reports["bytecode"]
    assert reports["walk"].splitlines()[1:3] == [
        f'  File "program.bayan", line {text.count(chr(10))}, in <module>',
        f"    {expression}",
    ]
    assert reports["walk"].endswith("RecursionError: maximum recursion depth exceeded\n")
    assert len(reports["walk"].splitlines()) < 15
    assert sys.getrecursionlimit() == limit


DEEP = """
import sys
def depth(n) {
    if n == 0 {
        return 0
    } else {
        for _ in [1] {
            if True { return 1 + depth(n - 1) }
        }
    }
}
"""


@pytest.mark.parametrize("mode", MODES)
def test_recursion_goes_as_deep_as_in_python(mode: str) -> None:
    limit = sys.getrecursionlimit()
    try:
        sys.setrecursionlimit(1000 + len(inspect.stack()))
        assert run(f"{DEEP}x = depth(900)", mode).check()["x"] == 900
        result = run(
            f"{DEEP}sys.setrecursionlimit(4000)\nx = sys.getrecursionlimit(), depth(3000)", mode
        )
        assert result.check()["x"] == (4000, 3000)
        assert sys.getrecursionlimit() == 4000
        result = run("import sys\nsys.setrecursionlimit(0)", mode)
        assert isinstance(result.exception, ValueError)
    finally:
        sys.setrecursionlimit(limit)


def test_a_program_of_its_own_process_survives_recursion_in_threads(tmp_path) -> None:
    write(
        tmp_path,
        {
            "main.bayan": f"""{RECURSIVE}
import threading
def attempt(f) {{
    try {{ f() }}
    except RecursionError {{ print("deep") }}
}}
for f in [lambda: A()(), lambda: A() + A(), lambda: plain(1)] {{
    t = threading.Thread(target=attempt, args=(f,))
    t.start()
    t.join()
}}
"""
        },
    )
    assert own(tmp_path) == ["deep"] * 3


# Tracebacks


@pytest.mark.parametrize("mode", MODES)
def test_a_report_shows_the_programs_frames_with_carets(mode: str) -> None:
    text = """\
        import json
        def اقسم(س) {
            return 1 + س / 0
        }
        class A {
            def run() { return json.loads("[1]", object_hook=None, parse_int=اقسم) }
        }
        A().run()
        """
    assert report(text, mode) == (
        "Traceback (most recent call last):\n"
        '  File "program.bayan", line 8, in <module>\n'
        "    A().run()\n"
        '  File "program.bayan", line 6, in run\n'
        '    def run() { return json.loads("[1]", object_hook=None, parse_int=اقسم) }\n'
        "                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"
        '  File "program.bayan", line 3, in اقسم\n'
        "    return 1 + س / 0\n"
        "               ^^^^^\n"
        "TypeError: unsupported operand type(s) for /: 'str' and 'int'\n"
    )


def test_reports_in_arabic() -> None:
    assert report("def f() {\n    return x1\n}\nx2 = 5\nf()\n", language="ar") == (
        "تتبع الاستدعاءات (الأحدث في الآخر):\n"
        '  الملف "program.bayan"، السطر 5، في <module>\n'
        "    f()\n"
        '  الملف "program.bayan"، السطر 2، في f\n'
        "    return x1\n"
        "           ^^\n"
        "NameError: name 'x1' is not defined. هل قصدت: 'x2'؟\n"
    )


def test_carets_skip_marks_that_take_no_room() -> None:
    lines = report("س = 'كَتَبَ' + 1\n").splitlines()
    assert lines[2] == "    س = 'كَتَبَ' + 1"
    assert lines[3] == "        ^^^^^^^^^"


@pytest.mark.parametrize("mode", MODES)
def test_chained_exceptions_and_notes(mode: str) -> None:
    text = """\
        def f() {
            try { {}["k"] }
            except KeyError as e { raise ValueError("two\\nlines") from e }
        }
        try { f() }
        except ValueError {
            e = RuntimeError("last")
            e.add_note("a note")
            raise e
        }
        """
    assert report(text, mode) == (
        "Traceback (most recent call last):\n"
        '  File "program.bayan", line 2, in f\n'
        '    try { {}["k"] }\n'
        "          ^^^^^^^\n"
        "KeyError: 'k'\n"
        "\n"
        "The above exception was the direct cause of the following exception:\n"
        "\n"
        "Traceback (most recent call last):\n"
        '  File "program.bayan", line 5, in <module>\n'
        "    try { f() }\n"
        "          ^^^\n"
        '  File "program.bayan", line 3, in f\n'
        '    except KeyError as e { raise ValueError("two\\nlines") from e }\n'
        "                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"
        "ValueError: two\n"
        "lines\n"
        "\n"
        "During handling of the above exception, another exception occurred:\n"
        "\n"
        "Traceback (most recent call last):\n"
        '  File "program.bayan", line 9, in <module>\n'
        "    raise e\n"
        "RuntimeError: last\n"
        "a note\n"
    )


def test_suppressed_context_is_not_shown() -> None:
    text = "try { 1 / 0 }\nexcept ZeroDivisionError { raise ValueError() from None }\n"
    assert report(text).count("Traceback") == 1
    assert report(text).endswith("\nValueError\n")


def test_exception_groups() -> None:
    text = """\
        e = ZeroDivisionError("z")
        raise ExceptionGroup("many", [e, ExceptionGroup("inner", [ValueError(1)]), KeyError("k")])
        """
    assert report(text) == (
        "  + Exception Group Traceback (most recent call last):\n"
        '  |   File "program.bayan", line 2, in <module>\n'
        '  |     raise ExceptionGroup("many", [e, ExceptionGroup("inner", [ValueError(1)]),'
        ' KeyError("k")])\n'
        "  | ExceptionGroup: many (3 sub-exceptions)\n"
        "  +-+---------------- 1 ----------------\n"
        "    | ZeroDivisionError: z\n"
        "    +---------------- 2 ----------------\n"
        "    | ExceptionGroup: inner (1 sub-exception)\n"
        "    +-+---------------- 1 ----------------\n"
        "      | ValueError: 1\n"
        "      +------------------------------------\n"
        "    +---------------- 3 ----------------\n"
        "    | KeyError: 'k'\n"
        "    +------------------------------------\n"
    )


def test_syntax_errors_of_imported_modules_are_diagnostics(tmp_path) -> None:
    write(tmp_path, {"main.bayan": "import wrong\n", "wrong.bayan": "x = )\n"})
    runtime = bayan.Runtime("walk")
    result = runtime.run_file(tmp_path / "main.bayan")
    lines = runtime.format_exception(result.exception).splitlines()
    assert lines[1] == f'  File "{tmp_path}/main.bayan", line 1, in <module>'
    assert lines[3].startswith(f"{tmp_path}/wrong.bayan:1:5: error[B")
    assert lines[4:6] == ["    x = )", "        ^"]


def test_syntax_errors_of_python_texts() -> None:
    assert report("eval('1 + )')").splitlines()[3:] == [
        '  File "<string>", line 1',
        "    1 + )",
        "        ^",
        "SyntaxError: unmatched ')'",
    ]


@pytest.mark.parametrize("mode", MODES)
def test_repeated_frames_are_counted(mode: str) -> None:
    text = "def f(n) {\n    if n == 0 { 1 / 0 }\n    f(n - 1)\n}\nf(50)\n"
    assert report(text, mode) == (
        "Traceback (most recent call last):\n"
        '  File "program.bayan", line 5, in <module>\n'
        "    f(50)\n"
        '  File "program.bayan", line 3, in f\n'
        "    f(n - 1)\n"
        "  [the frame above repeated 49 more times]\n"
        '  File "program.bayan", line 2, in f\n'
        "    if n == 0 { 1 / 0 }\n"
        "                ^^^^^\n"
        "ZeroDivisionError: division by zero\n"
    )


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("lenght = 1\nlength", "name 'length' is not defined. Did you mean: 'lenght'?"),
        ("pritn(1)", "name 'pritn' is not defined. Did you mean: 'print'?"),
        ("اطبغ(1)", "name 'اطبغ' is not defined. Did you mean: 'اطبع'?"),
        ("json.dumps(1)", "name 'json' is not defined. Did you forget to import 'json'?"),
        (
            "def f(count) { return cuont }\nf(1)",
            "name 'cuont' is not defined. Did you mean: 'count'?",
        ),
        (
            "class A {\n def __init__() { self.size = 1 }\n def f() { return size }\n}\nA().f()",
            "name 'size' is not defined. Did you mean: 'self.size'?",
        ),
        ("''.uper()", "'str' object has no attribute 'uper'. Did you mean: 'upper'?"),
        ("''.zzzzzz", "'str' object has no attribute 'zzzzzz'"),
        (
            "def f() {\n print(x)\n x = 1\n}\nf()",
            "cannot access local variable 'x' where it is not associated with a value",
        ),
    ],
)
def test_suggestions(mode: str, text: str, end: str) -> None:
    last = report(text, mode).splitlines()[-1]
    assert last.partition(": ")[2] == end


def test_suggestions_for_imported_names(tmp_path) -> None:
    write(tmp_path, {"main.bayan": "from shapes import cirle", "shapes.bayan": "circle = 1"})
    runtime = bayan.Runtime("walk")
    result = runtime.run_file(tmp_path / "main.bayan")
    assert runtime.format_exception(result.exception).endswith("Did you mean: 'circle'?\n")
    assert report("from math import flor").splitlines()[-1].endswith("Did you mean: 'floor'?")


def test_the_nearest_name_is_near() -> None:
    assert nearest("Colour", ["color", "collar", "x"]) == "color"
    assert nearest("abc", ["xyz", "abc"]) is None
    assert nearest("x" * 50, ["x" * 49]) is None
    assert nearest("nmae", ["name", "nine"]) == "name"
    assert nearest("fro", ["for", "from"]) == "for"


def test_exceptions_that_can_not_be_shown_are_shown() -> None:
    text = """\
        class Bad(Exception) {
            def __str__() { raise ValueError() }
            def __repr__() { raise ValueError() }
        }
        e = Bad()
        e.__notes__ = [e, 1]
        e.__cause__ = e
        raise e
        """
    assert report(text).splitlines()[-3:] == [
        "Bad: <exception str() failed>",
        "<exception str() failed>",
        "1",
    ]


def test_exceptions_without_a_traceback() -> None:
    assert format_exception(ValueError(3)) == "ValueError: 3\n"
    assert format_exception(KeyboardInterrupt()) == "KeyboardInterrupt\n"
    assert format_exception(subprocess.TimeoutExpired("x", 1)).startswith("subprocess.TimeoutExp")


# Reports


def test_the_table_of_statistics() -> None:
    result = run(
        "def f(n) {\n m = 3 * n; while n < m { n += 1 }\n return n\n}\nf(1)\nf(2)\n"
        "def unused() { return (lambda: 1) }\n",
        "auto",
    )
    rows = [line.split() for line in table(result.runtime.statistics()).splitlines()]
    assert rows[0][:4] == ["function", "place", "tier", "calls"]
    assert [row[:5] for row in rows[2:]] == [
        ["<module>", "program.bayan:1", "walk", "1", "0"],
        ["f", "program.bayan:1", "bytecode", "2", "2"],
        ["loop", "in", "f", "program.bayan:2", "bytecode"],
    ]
    assert "الدالة" in table(result.runtime.statistics(), "ar")


@pytest.mark.parametrize("mode", ["auto", "bytecode"])
def test_calls_take_as_long_at_any_depth(mode):
    text = """
from time import perf_counter
times = []
def leaf() { }
def deep(n) {
    best = 1.0
    for _ in range(5) {
        started = perf_counter()
        for _ in range(100) { leaf() }
        best = min(best, perf_counter() - started)
    }
    times.append(best)
    if n { deep(n - 1) }
}
leaf()
leaf()
deep(300)
"""
    times = sorted(run(text, mode)["times"][2:])
    # Where frames are in many pieces, the calls between two of them take a hundred times as long.
    assert times[-1] < 8 * times[len(times) // 2]


def test_events_are_lines() -> None:
    lines = []
    runtime = bayan.Runtime("auto", on_event=lambda event: lines.append(event_line(event)))
    runtime.run_source("def f() { return 1 }\nf()\nf()\n", "x.bayan")
    assert len(lines) == 1
    assert lines[0].startswith("f (x.bayan:1) climbed to bytecode: call 2, ")
    assert event_line(runtime.events[0], "ar").startswith("f (x.bayan:1) صعدت")


ATTRIBUTES = """\
class C {
    def __init__(a, *b) {
        self.x, (self.y, *self.z) = a, (1, 2)
        self.__p = 1
        self.aug += 1
        self.ann: int = 3
        self.bare: int
        del self.gone
        for self.loop in a { pass }
        with a as self.w { ذاتي.عربي = 1 }
        [0 for self.c in a]
        def inner(self) { self.inner = 1 }
        lambda: [0 for self.lam in a]
        self.a.b = 1
        self[0] = 1
        other = self
        other.no = 1
    }
    class D { def m() { self.d = 1 } }
}
class E { pass }
"""


@pytest.mark.skipif(sys.version_info < (3, 13), reason="older Pythons do not look")
@pytest.mark.parametrize("mode", MODES)
def test_classes_have_the_names_of_attributes_that_their_functions_assign(mode):
    module = bayan.Runtime(mode).load(ATTRIBUTES)
    # as Python has them of the same classes
    names = {"__p", "ann", "c", "inner", "lam", "loop", "w", "x", "y", "z", "عربي"}
    assert set(module.C.__static_attributes__) == names
    assert module.C.D.__static_attributes__ == ("d",)
    assert module.E.__static_attributes__ == ()
    assert list(vars(module.E))[:3] == ["__module__", "__firstlineno__", "__static_attributes__"]
