"""Who is measured: Bayan in each of its modes, and the peers found on this machine.

A Subject can run a program in a whole process, and, where the program has `work`, repeat it in one
process and print the times (see worker and steady). Bayan and every CPython run in clean virtual
environments, because the one that this runs in may import things at start; Bayan's has a copy of it
and links to the packages that it needs. Peers that are not there are left out by name.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from .catalogue import PEERS_HOME, PROGRAMS, Program
from .errors import BenchError, unknown

WORKER = Path(__file__).with_name("worker.py")

# Packages that Bayan's tiers use, where they are installed: linked into its clean environment.
NEEDED = ("bytecode", "llvmlite", "numba", "numpy", "numpy.libs", "llvmlite.libs")

# Families of subjects.
BAYAN = "bayan"
PYTHON = "python"
NUMBA = "numba"
GCC = "gcc"
NODE = "node"
LUAJIT = "luajit"

# Names by which peers can be asked for, to what they are.
PEERS = {
    "cpython": "the CPython that runs Bayan",
    "cpythons": "the other CPythons from 3.11 on found here",
    "pypy": "PyPy (pypy3)",
    "numba": "Python with numba, by hand",
    "gcc": "C, gcc -O2",
    "node": "Node",
    "luajit": "LuaJIT",
}


@dataclass(frozen=True)
class Repetition:
    """How long to repeat: for so many seconds, at least so often and at most so often."""

    seconds: float
    least: int
    most: int

    def words(self) -> list[str]:
        return [str(self.seconds), str(self.least), str(self.most)]


@dataclass(frozen=True)
class Subject:
    """One thing that is measured.

    name     what reports call it, such as bayan-auto, cpython-3.12, pypy
    family   one of the families above
    version  its version, in words
    whole    the start of the command of a whole process, before program and size; for C, the
             folder of the binaries
    repeat   the same for repeating `work`
    suffix   how the sources end that it runs
    """

    name: str
    family: str
    version: str
    whole: tuple[str, ...]
    repeat: tuple[str, ...]
    suffix: str

    @property
    def has_cache(self) -> bool:
        """Whether a first run leaves something for the second."""
        return self.family in (BAYAN, NUMBA)

    def source(self, program: Program) -> Path | None:
        """What it runs of a program; None where it has no version of it."""
        if self.family == BAYAN:
            return program.bayan
        if self.family == PYTHON:
            return program.twin
        path = program.peer(self.suffix)
        return path if path.exists() else None

    def process(self, program: Path, size: int) -> list[str]:
        return [*self._begin(self.whole, program), str(size)]

    def repetition(self, program: Path, size: int, plan: Repetition) -> list[str]:
        return [*self._begin(self.repeat, program), str(size), *plan.words()]

    def _begin(self, command: tuple[str, ...], program: Path) -> list[str]:
        if self.family == GCC:
            # The folder of binaries stands for the command.
            return [os.path.join(command[0], program.stem)]
        return [*command, str(program)]


class Stable:
    """Finds the subjects and makes what they need in a folder of its own.

    missing  the peers that were asked for and are not here, with the reason
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.missing: dict[str, str] = {}

    def subjects(self, modes: Iterable[str], peers: Iterable[str] | None) -> list[Subject]:
        """Bayan in these modes, and these peers (all where None)."""
        found = [self.bayan(mode) for mode in self.modes(modes)]
        asked = list(PEERS) if peers is None else list(peers)
        for peer in asked:
            if peer not in PEERS:
                raise unknown("peer", peer, PEERS)
        for peer in PEERS:
            if peer in asked:
                found += getattr(self, f"_{peer}")()
        return found

    @staticmethod
    def modes(modes: Iterable[str]) -> list[str]:
        from bayan.tiers.policy import MODES

        chosen = list(modes)
        for mode in chosen:
            if mode not in MODES:
                raise unknown("mode", mode, MODES)
        return chosen

    def bayan(self, mode: str, checkout: Path | None = None, label: str = "bayan") -> Subject:
        """Bayan in one mode, from a checkout or as it is installed here."""
        python, script = self._bayan_home(checkout, label)
        return Subject(
            f"{label}-{mode}",
            BAYAN,
            f"{bayan_version(checkout)} on CPython {version_of(python)}, --tiering={mode}",
            (python, script, "run", f"--tiering={mode}"),
            (python, "-I", str(WORKER), f"bayan-{mode}"),
            ".bayan",
        )

    def _bayan_home(self, checkout: Path | None, label: str) -> tuple[str, str]:
        python = self._clean_environment(sys.executable, label)
        script = Path(python).with_name("bayan")
        if not script.exists():
            site = self._site(python)
            # A copy, so that who edits the sources meanwhile does not change what is measured.
            shutil.copytree(
                package_folder(checkout),
                site / "bayan",
                ignore=shutil.ignore_patterns("__pycache__"),
            )
            for name in NEEDED:
                place = installed(name)
                if place is not None:
                    (site / name).symlink_to(place, target_is_directory=True)
            script.write_text("import sys\nfrom bayan.cli import main\nsys.exit(main())\n")
        return python, str(script)

    def _cpython(self) -> list[Subject]:
        return [self._python_subject(sys.executable)]

    def _cpythons(self) -> list[Subject]:
        found: dict[tuple[int, ...], str] = {}
        for candidate in candidates():
            minor = tuple(map(int, (version_of(candidate) or "0").split(".")[:2]))
            if minor >= (3, 11) and minor != sys.version_info[:2]:
                found.setdefault(minor, candidate)
        if not found:
            self.missing["cpythons"] = "no other CPython from 3.11 on was found"
        return [self._python_subject(found[minor]) for minor in sorted(found)]

    def _python_subject(self, python: str) -> Subject:
        version = version_of(python)
        name = "cpython-" + ".".join(version.split(".")[:2])
        python = self._clean_environment(python, f"cpython-{version}")
        return self._plain(name, f"CPython {version}", python)

    def _pypy(self) -> list[Subject]:
        python = shutil.which("pypy3")
        if python is None:
            self.missing["pypy"] = "there is no pypy3"
            return []
        code = "import sys; print('PyPy %d.%d.%d' % sys.pypy_version_info[:3])"
        return [self._plain("pypy", output([python, "-c", code]), python)]

    @staticmethod
    def _plain(name: str, version: str, python: str) -> Subject:
        repeat = (python, "-I", str(WORKER), "python")
        return Subject(name, PYTHON, version, (python,), repeat, ".py")

    def _numba(self) -> list[Subject]:
        if find_spec("numba") is None:
            self.missing["numba"] = "numba is not installed"
            return []
        python, _ = self._bayan_home(None, "bayan")
        version = output([python, "-I", "-c", "import numba; print('numba', numba.__version__)"])
        repeat = (python, "-I", str(WORKER), "python")
        return [Subject("numba", NUMBA, version, (python,), repeat, "_numba.py")]

    def _gcc(self) -> list[Subject]:
        compiler = shutil.which("gcc")
        if compiler is None:
            self.missing["gcc"] = "there is no gcc"
            return []
        place = self.folder / "gcc"
        place.mkdir(exist_ok=True)
        for program in PROGRAMS:
            source = program.peer(".c")
            if source.exists():
                target = place / program.name
                command = [compiler, "-O2", "-I", str(PEERS_HOME), str(source), "-o", str(target)]
                subprocess.run([*command, "-lm"], check=True)
        version = output([compiler, "-dumpfullversion"])
        binaries = (str(place),)
        return [Subject("gcc", GCC, f"gcc {version} -O2", binaries, binaries, ".c")]

    def _node(self) -> list[Subject]:
        node = shutil.which("node")
        if node is None:
            self.missing["node"] = "there is no node"
            return []
        version = "Node " + output([node, "--version"]).lstrip("v")
        return [Subject("node", NODE, version, (node,), (node,), ".js")]

    def _luajit(self) -> list[Subject]:
        luajit = shutil.which("luajit")
        if luajit is None:
            self.missing["luajit"] = "there is no luajit"
            return []
        version = " ".join(output([luajit, "-v"]).split()[:2])
        return [Subject("luajit", LUAJIT, version, (luajit,), (luajit,), ".lua")]

    # Environments

    def _clean_environment(self, python: str, name: str) -> str:
        home = self.folder / name
        made = home / "bin" / "python"
        if not made.exists():
            subprocess.run([python, "-m", "venv", "--without-pip", str(home)], check=True)
        return str(made)

    @staticmethod
    def _site(python: str) -> Path:
        return Path(
            output([python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"])
        )


def package_folder(checkout: Path | None) -> Path:
    """Where the package `bayan` is, of a checkout or as it is installed here."""
    if checkout is None:
        import bayan

        return Path(bayan.__file__).resolve().parent
    package = checkout.resolve() / "bayan"
    if not (package / "cli.py").exists():
        raise BenchError(f"{checkout} is no checkout of Bayan: it has no bayan/cli.py")
    return package


def bayan_version(checkout: Path | None) -> str:
    """Version and, in a checkout under git, the commit."""
    package = package_folder(checkout)
    text = (package / "__init__.py").read_text(encoding="utf-8")
    version = text.partition('__version__ = "')[2].partition('"')[0]
    if not (package.parent / ".git").exists():
        return f"Bayan {version}"
    try:
        commit = output(["git", "-C", str(package), "rev-parse", "--short", "HEAD"])
        changed = output(["git", "-C", str(package), "status", "--porcelain", "--", "."])
    except (OSError, subprocess.CalledProcessError):
        return f"Bayan {version}"
    return f"Bayan {version} ({commit}{', changed' if changed else ''})"


def installed(name: str) -> Path | None:
    """The folder of an installed package, or of the libraries beside it."""
    base, dot, _ = name.partition(".")
    spec = find_spec(base)
    if spec is None or spec.origin is None:
        return None
    place = Path(spec.origin).parent
    if dot:
        place = place.with_name(name)
    return place if place.is_dir() else None


def candidates() -> list[str]:
    """Interpreters that may be CPythons: on the PATH, and pyenv's."""
    found = []
    for minor in range(11, 20):
        on_path = shutil.which(f"python3.{minor}")
        if on_path is not None:
            found.append(on_path)
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    found += [str(path) for path in sorted(pyenv.glob("3.*/bin/python3"))]
    return found


def version_of(python: str) -> str:
    """A CPython's version, "" where it does not run or is something else."""
    code = (
        "import sys, platform\n"
        "if sys.implementation.name == 'cpython': print(platform.python_version())"
    )
    try:
        return output([python, "-I", "-c", code])
    except (OSError, subprocess.CalledProcessError):
        return ""


def output(command: Sequence[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=True, encoding="utf-8")
    return done.stdout.strip()
