"""Figures of the walker, the bytecode tier and the command, each against CPython in the same run.

    python -m bench.spine [--quick]

Every figure is a ratio of times taken alternately (see measure); outputs are compared before
anything is timed, and each tier is asked whether it ran. For start-up the package is copied into
a fresh virtual environment, because the one it is installed in may import things at start.
"""

from __future__ import annotations

import importlib
import os
import platform
import runpy
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import bayan
from bayan.syntax.frontend import analyse
from bayan.syntax.source import read_source
from bayan.tiers.walk import walk_module

from .measure import Ratio, alternate, process

PROGRAMS = Path(__file__).parent / "spine_programs"
STRAIGHT_LINES = 100_000

# Programs and the argument for their `work`.
WALKED = (("while_loop", 20_000), ("for_loop", 20_000), ("fib", 19))
COMPILED = (
    ("fib", 21),
    ("counting", 300_000),
    ("lists", 30_000),
    ("dicts", 30_000),
    ("methods", 30_000),
)
# Here functions got their compiled code in exchange for the stub that they were born with.
CLIMBED = (("fib", 21), ("methods", 30_000))
# Medians that should not be exceeded, of those figures that are not "bytecode": 1.1.
AT_MOST = {
    "walk while_loop": 45,
    "walk for_loop": 45,
    "walk fib": 60,
    "straight line: whole auto / whole walk": 1.02,
    "straight line: the same, second run": 1.02,
    "hello / python -c pass": 3,
    "hello, second run / python -c pass": 3,
}


def main() -> None:
    rounds = 3 if "--quick" in sys.argv else 11
    print(f"CPython {platform.python_version()} on {platform.machine()}, {os.cpu_count()} cores")
    print("median of ratios (smallest to largest; median times)\n")
    for name, argument in WALKED:
        report(f"walk {name}", compare_work(name, argument, "walk", rounds))
    for name, argument in COMPILED:
        report(f"bytecode {name}", compare_work(name, argument, "bytecode", rounds), 1.1)
    for name, argument in CLIMBED:
        report(f"auto, after climbing: {name}", compare_work(name, argument, "auto", rounds))
    with tempfile.TemporaryDirectory() as folder:
        straight = Path(folder) / "straight.bayan"
        straight.write_text("x = 0\n" + "x = x + 1\n" * STRAIGHT_LINES + "print(x)\n")
        walked = compare_straight_line(straight, min(rounds, 5))
        report("straight line: walking / executing compiled code", walked, at_least=30)
        compare_whole_processes(Path(folder), straight, rounds)


def compare_whole_processes(folder: Path, straight: Path, rounds: int) -> None:
    """From the start of the process to its end; what is kept on disk is new, or from before."""
    command = clean_environment(folder)
    cache = folder / "cache"
    walk = process([*command, "run", "--tiering=walk", str(straight)], environment())
    auto = process([*command, "run", "--tiering=auto", str(straight)], environment(cache))

    def first_auto() -> str:
        shutil.rmtree(cache, ignore_errors=True)
        return auto()

    assert first_auto() == walk() == auto(), "the outputs differ"
    few = min(rounds, 7)
    report("straight line: whole auto / whole walk", alternate(first_auto, walk, few))
    report("straight line: the same, second run", alternate(auto, walk, few))
    bare = process([command[0], "-c", "pass"], environment())
    twin = process([command[0], str(PROGRAMS / "hello.py")], environment())
    hello = [*command, "run", str(PROGRAMS / "hello.bayan")]
    cold, warm = process(hello, environment()), process(hello, environment(cache))
    assert cold() == warm() == twin(), "the outputs differ"
    report("hello / python -c pass", alternate(cold, bare, rounds * 2))
    report("hello, second run / python -c pass", alternate(warm, bare, rounds * 2))


def report(
    name: str, ratio: Ratio, at_most: float | None = None, at_least: float | None = None
) -> None:
    limit = AT_MOST.get(name) if at_most is None else at_most
    verdict = ""
    if limit is not None:
        verdict = f"at most {limit}: {'reached' if ratio.median <= limit else 'MISSED'}"
    if at_least is not None:
        verdict = f"at least {at_least}: {'reached' if ratio.median >= at_least else 'MISSED'}"
    print(f"{name:50} {ratio}  {verdict}", flush=True)


def compare_work(name: str, argument: int, tiering: str, rounds: int) -> Ratio:
    """Bayan's `work(argument)` in one tier against its Python twin's."""
    runtime = bayan.Runtime(tiering=tiering)
    ours: Callable[[int], Any] = runtime.load(PROGRAMS / f"{name}.bayan").work
    twin: Callable[[int], Any] = runpy.run_path(str(PROGRAMS / f"{name}.py"))["work"]
    for _ in range(3):
        assert ours(argument) == twin(argument), f"{name}: the outputs differ"
    ran = {function.name: function.tier for function in runtime.statistics()}
    tier = "walk" if tiering == "walk" else "bytecode"
    assert ran["work"] == tier, f"{name}: work ran in {ran['work']}"
    return alternate(lambda: ours(argument), lambda: twin(argument), rounds)


def compare_straight_line(path: Path, rounds: int) -> Ratio:
    """Walking the module against executing its compiled code."""
    source = read_source(path)
    tree, _ = analyse(source)
    runtime = bayan.Runtime(tiering="bytecode")
    unit = runtime.engine.unit(source, tree, {})
    code = runtime.engine.compile_unit(unit)
    assert code is not None, "the module was refused"

    def run(by: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
        namespace = {"__name__": "straight", "__builtins__": {**runtime.builtins, "print": id}}
        by(namespace)
        return namespace

    def walk() -> dict[str, Any]:
        return run(lambda namespace: walk_module(unit, namespace))

    def execute() -> dict[str, Any]:
        return run(lambda namespace: exec(code, namespace))

    assert walk()["x"] == execute()["x"] == STRAIGHT_LINES
    return alternate(walk, execute, rounds)


def environment(cache: Path | None = None) -> dict[str, str]:
    """Variables for the processes that are timed; without a cache nothing is kept on disk."""
    return {
        "PATH": os.environ.get("PATH", ""),
        "LC_ALL": "C.UTF-8",
        "PYTHONNOUSERSITE": "1",
        "BAYAN_CACHE": str(cache) if cache else "off",
    }


def clean_environment(folder: Path) -> list[str]:
    """A virtual environment with nothing but this package; gives the start of the command."""
    home = folder / "clean"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(home)], check=True)
    python = home / "bin" / "python"
    site = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    package = Path(bayan.__file__).parent
    shutil.copytree(package, Path(site) / "bayan", ignore=shutil.ignore_patterns("__pycache__"))
    library = Path(importlib.import_module("bytecode").__file__ or "").parent
    shutil.copytree(library, Path(site) / "bytecode")
    script = home / "bin" / "bayan"
    script.write_text("import sys\nfrom bayan.cli import main\nsys.exit(main())\n")
    command = [str(python), str(script)]
    # Python compiles the modules once, those of the bytecode tier too.
    subprocess.run(
        [*command, "-c", "def f() { pass }\nf()\nf()"],
        check=True,
        env=environment(folder / "first"),
    )
    return command


if __name__ == "__main__":
    main()
