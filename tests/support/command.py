"""Runs the command `bayan` in a process of its own, against the package that these tests import."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import bayan

PACKAGE_HOME = Path(bayan.__file__).parent.parent


def environment(**variables: str) -> dict[str, str]:
    """The variables of a process that finds the package: English, UTF-8, and no cache."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("BAYAN", "PYTHON", "LC_", "LANG"))
    }
    own = {"PYTHONPATH": str(PACKAGE_HOME), "LC_ALL": "C.UTF-8", "BAYAN_CACHE": "off"}
    return {**kept, **own, **variables}


def bayan_command(
    *arguments: str,
    folder: Path | None = None,
    stdin: str | bytes = b"",
    timeout: float = 120,
    **variables: str,
) -> subprocess.CompletedProcess[str]:
    """`bayan ARGUMENTS`, to its end; its output decoded as UTF-8."""
    done = subprocess.run(
        [sys.executable, "-m", "bayan", *arguments],
        input=stdin.encode() if isinstance(stdin, str) else stdin,
        capture_output=True,
        cwd=folder,
        env=environment(**variables),
        timeout=timeout,
        check=False,
    )
    output, errors = (stream.decode("utf-8", "replace") for stream in (done.stdout, done.stderr))
    return subprocess.CompletedProcess(done.args, done.returncode, output, errors)


def start_bayan(*arguments: str, folder: Path | None = None) -> subprocess.Popen[str]:
    """Start `bayan ARGUMENTS`."""
    return subprocess.Popen(
        [sys.executable, "-m", "bayan", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=folder,
        env=environment(),
    )
