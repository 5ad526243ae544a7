"""Runs the processes that are measured: a clean environment of variables, folders for caches,
a time limit, output and peak memory.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

LAUNCHER = Path(__file__).with_name("launch.py")
NO_ANSWER = -1


@dataclass(frozen=True)
class Outcome:
    """A process that has ended: its output, its status, how long it took, its peak in bytes."""

    output: str
    complaint: str
    status: int
    seconds: float
    memory: int

    @property
    def failure(self) -> str:
        """What went wrong, in a line; "" for nothing."""
        if self.status == NO_ANSWER:
            return f"no end within {self.seconds:.0f} s"
        if self.status:
            last = self.complaint.strip().splitlines()[-1:] or [""]
            return f"exit status {self.status}: {last[0]}"
        return ""


class Place:
    """A home for processes: their copy of the program, and whatever caches they keep."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def clear(self) -> None:
        """Forget all caches."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def copy(self, source: Path) -> Path:
        """The program, where caches beside it are this place's own."""
        target = self.folder / "program" / source.name
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)
            for driver in source.parent.glob(f"driver{source.suffix}"):
                shutil.copy2(driver, target.parent)
        return target

    def variables(self) -> dict[str, str]:
        """The environment's variables: little else than where caches go."""
        home = self.folder / "home"
        home.mkdir(parents=True, exist_ok=True)
        return {
            "PATH": os.environ.get("PATH", ""),
            "LC_ALL": "C.UTF-8",
            "HOME": str(home),
            "XDG_CACHE_HOME": str(home / ".cache"),
            "NUMBA_CACHE_DIR": str(home / ".cache" / "numba"),
            "PYTHONNOUSERSITE": "1",
            "LUA_PATH": str(self.folder / "program" / "?.lua"),
        }


def run(command: Sequence[str], place: Place, limit: float) -> Outcome:
    """Run a command to its end, or for `limit` seconds."""
    variables = place.variables()
    report = place.folder / "report"
    report.unlink(missing_ok=True)
    launched = [sys.executable, "-I", "-S", str(LAUNCHER), str(report), *command]
    process = subprocess.Popen(
        launched,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        env=variables,
        encoding="utf-8",
        errors="replace",
        start_new_session=True,
    )
    try:
        output, complaint = process.communicate(timeout=limit)
    except BaseException as error:
        # Launcher and process are a session of their own; Ctrl-C reaches only us.
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        if isinstance(error, subprocess.TimeoutExpired):
            return Outcome("", "", NO_ANSWER, limit, 0)
        raise
    seconds, memory = 0.0, 0
    if report.exists():
        one, other = report.read_text().split()
        seconds, memory = float(one), int(other)
    return Outcome(output, complaint, process.returncode, seconds, memory)
