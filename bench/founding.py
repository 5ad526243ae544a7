"""The table of Bayan's founding report, measured here beside what stood there.

It took 100,000 operations in a row (`x = x + 1`, a line each): the time of the walker, of compiling
them and of executing what was compiled, the speed-up of the execution alone and of both together.
It also named factors that it expected of compiled code over the walker: loops, arithmetic, calls.
"""

from __future__ import annotations

import json
import statistics
from pathlib import Path
from time import perf_counter
from typing import Any

import bayan
from bayan.syntax.frontend import analyse
from bayan.syntax.source import Source
from bayan.tiers.walk import walk_module

from .measure import alternate

OPERATIONS = 100_000

# What the founding report had.
THEN = {"walk": 3.54, "compile": 3.99, "execute": 0.12, "execution": 30.01, "total": 0.86}
EXPECTED = {"loops": "20-50", "arithmetic": "30-40", "calls": "10-20"}

KINDS = {
    "loops": "def work(n) {\n    i = 0\n    while i < n { i += 1 }\n    return i\n}\n",
    "arithmetic": (
        "def work(n) {\n    x = 1\n    for i in range(n) {\n"
        "        x = (x * 3 + i) % 1000003 - i // 7 + (x ^ i) % 5\n    }\n    return x\n}\n"
    ),
    "calls": (
        "def add(a, b) { return a + b }\n"
        "def work(n) {\n    x = 0\n    for i in range(n) { x = add(x, i) }\n    return x\n}\n"
    ),
}


def measure(is_fast: bool) -> dict[str, Any]:
    """All figures, in seconds and ratios."""
    rounds = 3 if is_fast else 7
    text = "x = 0\n" + "x = x + 1\n" * OPERATIONS + "print(x)\n"
    times: dict[str, list[float]] = {"read": [], "walk": [], "compile": [], "execute": []}
    for _ in range(rounds):
        for name, seconds in _straight_line(text).items():
            times[name].append(seconds)
    figures: dict[str, Any] = {name: statistics.median(taken) for name, taken in times.items()}
    figures["execution"] = figures["walk"] / figures["execute"]
    figures["total"] = figures["walk"] / (figures["compile"] + figures["execute"])
    figures["factors"] = {
        kind: _factor(program, 3_000 if is_fast else 20_000, rounds)
        for kind, program in KINDS.items()
    }
    return figures


def _straight_line(text: str) -> dict[str, float]:
    started = perf_counter()
    source = Source("straight.bayan", text)
    tree, _ = analyse(source)
    read = perf_counter() - started
    runtime = bayan.Runtime(tiering="bytecode")

    def namespace() -> dict[str, Any]:
        return {"__name__": "straight", "__builtins__": {**runtime.builtins, "print": id}}

    walked = namespace()
    unit = runtime.engine.unit(source, tree, walked)
    started = perf_counter()
    walk_module(unit, walked)
    walk = perf_counter() - started
    executed = namespace()
    started = perf_counter()
    code = runtime.engine.compile_unit(unit)
    compiled = perf_counter() - started
    assert code is not None, "the module was refused"
    started = perf_counter()
    exec(code, executed)
    execute = perf_counter() - started
    assert walked["x"] == executed["x"] == OPERATIONS
    return {"read": read, "walk": walk, "compile": compiled, "execute": execute}


def _factor(program: str, size: int, rounds: int) -> float:
    """The walker's time over the compiled code's, for one small program."""
    walked = bayan.load(program, "walk").work
    compiled = bayan.load(program, "bytecode").work
    assert walked(size) == compiled(size)
    return alternate(lambda: walked(size), lambda: compiled(size), rounds).median


def table(is_fast: bool, file: Path | None = None) -> str:
    """Measure, and give the table in Markdown; the figures go to `file` as JSON."""
    figures = measure(is_fast)
    if file is not None:
        file.write_text(json.dumps(figures, indent=1) + "\n")
    return markdown(figures)


def rows(figures: dict[str, Any]) -> list[tuple[str, str, str]]:
    """The table: its head, then a row for each figure."""
    return [
        (f"{OPERATIONS:,} operations", "founding report", "here"),
        ("tree-walker", f"{THEN['walk']} s", f"{figures['walk']:.3f} s"),
        ("compiling", f"{THEN['compile']} s", f"{figures['compile']:.3f} s"),
        ("executing what was compiled", f"{THEN['execute']} s", f"{figures['execute']:.4f} s"),
        ("speed-up, execution alone", f"{THEN['execution']}x", f"{figures['execution']:.1f}x"),
        ("speed-up, compiling included", f"{THEN['total']}x", f"{figures['total']:.2f}x"),
        *(
            (f"{kind}: compiled over walked", f"{expected}x expected", f"{factor:.0f}x")
            for kind, expected in EXPECTED.items()
            for factor in [figures["factors"][kind]]
        ),
    ]


def markdown(figures: dict[str, Any]) -> str:
    head, *rest = rows(figures)
    lines = [head, (":---", "---:", "---:"), *rest]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
