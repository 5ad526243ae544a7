"""What a plain program does not load: start-up is what every program pays.

A process that runs `hello` is asked for `sys.modules`; what the interpreter loads by itself (a
virtual environment may load things at start) is not counted.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from .support.command import environment

# As the installed command does it, without runpy, which `python -m` would load.
COMMAND = "import sys\nfrom bayan.cli import main\nsys.exit(main())"

HEAVY = {
    "bytecode",
    "llvmlite",
    "numba",
    "numpy",
    # Of the standard library:
    "argparse",
    "ast",
    "asyncio",
    "collections",
    "contextlib",
    "dataclasses",
    "dis",
    "enum",
    "functools",
    "importlib.util",
    "inspect",
    "operator",
    "pathlib",
    "random",
    "re",
    "threading",
    "tokenize",
    "traceback",
    "types",
    "typing",
    "unicodedata",
    # Of Bayan:
    "bayan.runtime.report",
    "bayan.runtime.statistics",
    "bayan.runtime.tracebacks",
    "bayan.syntax.messages",
    "bayan.tiers.bytecode",
    "bayan.tools",
    "bayan.usage",
}

PROGRAM = """
دالة تحية(اسم، علامة="!") {
    # Called once, so it walks.
    أرجع f"مرحبا {اسم}{علامة}"
}

class Greeter {
    def __init__(names) { self.names = names }
    def all() { return [name.upper() for name in self.names if name] }
}

اطبع(تحية("بيان"), Greeter(["a", "b"]).all())
total = 0
for i in range(10) { if i % 2 { total += i } else { continue } }
try { total / 0 } except ZeroDivisionError as e { print(e) }
import sys
print(*sys.modules, file=sys.stderr)
"""


def modules(*arguments: str, **variables: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=environment(**variables),
        check=True,
    )
    return set(done.stderr.split())


def test_a_plain_program_loads_nothing_heavy(tmp_path: Path) -> None:
    program = tmp_path / "hello.bayan"
    program.write_text(PROGRAM, encoding="utf-8")
    bare = modules("-c", "import sys; print(*sys.modules, file=sys.stderr)")
    loaded = modules("-c", COMMAND, "run", "--tiering", str(program)) - bare
    assert "bayan.cli" in loaded
    assert sorted(loaded & HEAVY) == []


def test_the_list_is_right_about_what_climbing_loads(tmp_path: Path) -> None:
    """The test above could pass by looking at the wrong process."""
    program = tmp_path / "hot.bayan"
    text = "def f() { pass }\nf()\nf()\nimport sys\nprint(*sys.modules, file=sys.stderr)"
    program.write_text(text, encoding="utf-8")
    loaded = modules("-c", COMMAND, "--tier-stats", str(program))
    assert "bayan.tiers.bytecode" in loaded


def test_stubs_do_not_make_the_classes_of_syntax_trees(tmp_path: Path) -> None:
    """Python makes them as `compile` is first called, which takes longer than all stubs."""
    program = tmp_path / "functions.bayan"
    text = """\
def f(a, /, b, *c, d, **e) { return [lambda x: x + a, (y for y in c)] }
print(len(f(1, 2, d=3)))
def are_made() { return any([each.__name__ == "AST" for each in object.__subclasses__()]) }
import sys
print(are_made(), file=sys.stderr)
compile("", "", "exec")
print(are_made(), file=sys.stderr)
"""
    program.write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "bayan", "run", "--tiering=walk", str(program)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=environment(),
        check=True,
    )
    assert (done.stdout, done.stderr.split()) == ("2\n", ["False", "True"])
