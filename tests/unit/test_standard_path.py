"""Files beside a program do not get in the way of what the runtime itself imports."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
import threading

import pytest

from bayan.values.standard_path import StandardPath
from tests.support.command import bayan_command

PROGRAM = """\
enum C { A, B }
def f(n) { return n + 1 }
print(C.B.value, f(1), f(2), f(3), random.randint(4, 4), sqrt(9))
s = 0
for i in range(3000000) { s += i % 7 }
print(s)
"""


@pytest.mark.parametrize("name", ["enum", "opcode", "random", "math", "struct", "ctypes"])
def test_a_program_may_be_called_like_a_module_of_python(tmp_path, name):
    program = tmp_path / f"{name}.bayan"
    program.write_text(PROGRAM, encoding="utf-8")
    for other in ("struct", "opcode", "ctypes"):
        (tmp_path / f"{other}.py").write_text("raise SystemExit('shadowed')\n")
    environment = {**os.environ, "BAYAN_CACHE": "off"}
    ran = subprocess.run(
        [sys.executable, "-m", "bayan", "run", str(program), "--trace-tiers", "--tiering=native"],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
    assert ran.stdout == "1 2 3 4 4 3.0\n8999994\n", ran.stderr
    assert "please report" not in ran.stderr


def test_other_threads_find_the_programs_modules_meanwhile(tmp_path, monkeypatch):
    for name in ("colorsys", "of_the_program"):
        (tmp_path / f"{name}.py").write_text("x = 'of the program'\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    importlib.invalidate_caches()
    seen = []

    def other_thread():
        for name in ("colorsys", "of_the_program"):
            seen.append(importlib.import_module(name).x)
            del sys.modules[name]
        sys.path.append("added by the program")

    with StandardPath(), StandardPath():
        other = threading.Thread(target=other_thread)
        other.start()
        other.join()
        assert hasattr(importlib.import_module("colorsys"), "rgb_to_hsv")
        del sys.modules["colorsys"]
    assert seen == ["of the program"] * 2
    assert sys.path.pop() == "added by the program"
    assert importlib.import_module("colorsys").x == "of the program"


def test_a_compiler_that_is_not_installed_is_not_the_programs_file(tmp_path, monkeypatch):
    (tmp_path / "llvmlite.py").write_text("raise SystemExit('the program's')\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr("bayan.values.standard_path.STANDARD", [])
    monkeypatch.delitem(sys.modules, "llvmlite", raising=False)
    with StandardPath(), pytest.raises(ModuleNotFoundError):
        importlib.import_module("llvmlite")


LOADING = """\
import importlib, sys, threading
sys.setswitchinterval(1e-5)
errors = []
def load() {
    for i in range(200) {
        try { importlib.import_module(f"loaded_{i}") } except ImportError as e { errors.append(e) }
    }
}
def f(n) { return n + 1 }
thread = threading.Thread(target=load)
thread.start()
print(f(1), f(2))
thread.join()
print(errors)
"""


def test_a_thread_loads_modules_of_the_program_while_a_function_is_compiled(tmp_path):
    for number in range(200):
        (tmp_path / f"loaded_{number}.py").write_text("")
    (tmp_path / "main.bayan").write_text(LOADING)
    assert bayan_command("main.bayan", folder=tmp_path).stdout == "2 3\n[]\n"
