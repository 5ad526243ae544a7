"""Files beside a program do not get in the way of what the runtime itself imports."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

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
