"""Native code of an earlier run: found, right, and without its compiler."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.command import bayan_command, environment

pytest.importorskip("llvmlite")

RUN = """\
import sys
from bayan.runtime.cache import CodeCache
from bayan.runtime.runtime import Runtime
runtime = Runtime("native", cache=CodeCache(sys.argv[1], "1.0"))
with open(sys.argv[2], encoding="utf-8") as file:
    runtime.run_source(file.read(), "m.bayan").check()
climbs = sum(event.is_native_climb for event in runtime.events)
print(climbs, "llvmlite" in sys.modules)
"""

# Variables of several kinds, a function that calls itself, lists, calls of the C library.
PROGRAM = """\
import math
def fib(n) { return n if n < 2 else fib(n - 1) + fib(n - 2) }
def waves(n) {
    rows = []
    for i in range(n) {
        best = None
        for j in range(i) {
            x = math.sin(j) * i
            if best is None or x > best { best = x }
        }
        rows.append([best, float(i)])
    }
    return rows
}
total = 0
for i in range(3000) { total += i * i % 7 if i % 3 else 2 }
print(total, fib(15), sum(row[1] for row in waves(40)), waves(40)[39][0])
"""


def run(folder: Path, seed: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", RUN, str(folder / "cache"), str(folder / "m.bayan")],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=environment(PYTHONHASHSEED=seed),
        check=True,
    )
    return done.stdout


def test_a_warm_process_loads_no_compiler(tmp_path: Path) -> None:
    (tmp_path / "m.bayan").write_text(PROGRAM, encoding="utf-8")
    cold = run(tmp_path, "1")
    kept = sorted((tmp_path / "cache").glob("*.o"))
    climbs = int(cold.split()[-2])
    assert climbs >= 3
    assert cold.endswith(f"{climbs} True\n")
    # Whatever the order of sets is, the same code is asked for.
    for seed in ("1", "2", "3"):
        assert run(tmp_path, seed) == cold.replace("True", "False")
    assert sorted((tmp_path / "cache").glob("*.o")) == kept


def test_a_damaged_entry_is_compiled_anew(tmp_path: Path) -> None:
    (tmp_path / "m.bayan").write_text(PROGRAM, encoding="utf-8")
    cold = run(tmp_path, "1")
    for path in (tmp_path / "cache").glob("*.o"):
        whole = path.read_bytes()
        path.write_bytes(whole[:100] + bytes([whole[100] ^ 1]) + whole[101:])
    assert run(tmp_path, "1") == cold
    assert run(tmp_path, "1") == cold.replace("True", "False")


def test_a_thread_that_ends_with_the_process_in_native_code() -> None:
    # It asks for Python's lock out of native code, and is ended there.
    text = (
        "import threading, time\n"
        "def fib(n) { return n if n < 2 else fib(n - 1) + fib(n - 2) }\n"
        "def work() { while True { fib(27) } }\n"
        "threading.Thread(target=work, daemon=True).start()\n"
        "time.sleep(0.4)\n"
        "print('end')\n"
    )
    done = bayan_command("--tiering=native", "-c", text)
    assert (done.returncode, done.stdout, done.stderr) == (0, "end\n", "")
