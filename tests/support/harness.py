"""Runs one language test under one mode, in this process, and holds it to its promises.

A program runs in a Runtime of its own, with its output caught, in an empty current folder; what it
changed in the process (arguments, search path, modules, streams, hooks) is put back afterwards.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from bayan.runtime.cache import CodeCache
from bayan.runtime.runtime import Result, Runtime
from bayan.syntax.diagnostics import Diagnostic
from bayan.tiers.policy import Policy

from .directives import Expectations

ROOT = Path(__file__).parent.parent / "language"
# The mode `auto` with compiled code that an earlier run may have kept.
KEPT = "kept"
# Folders of files that tests import.
MODULES = "modules"


def programs(root: Path = ROOT) -> list[Path]:
    """All test files, in order."""
    found = [*root.rglob("*.bayan"), *root.rglob("*.by")]
    return sorted(path for path in found if MODULES not in path.relative_to(root).parts)


@dataclass
class Outcome:
    """What a program did: what went to its streams, how it ended, what was warned of."""

    output: str
    errors: str
    result: Result
    warnings: list[Diagnostic]
    runtime: Runtime


def runtime_for(mode: str, found: list[Diagnostic], cache: CodeCache | None = None) -> Runtime:
    """A runtime for one of directives.MODES, or KEPT, which puts warnings into `found`."""
    if mode == KEPT:
        return Runtime(on_warning=found.append, cache=cache)
    if mode == "stress":
        return Runtime(tiering="auto", policy=Policy.stress(), on_warning=found.append)
    return Runtime(tiering=mode, on_warning=found.append)


def run(
    expectations: Expectations, mode: str, folder: Path, cache: CodeCache | None = None
) -> Outcome:
    """Run a program with `folder` as its current one; under KEPT with the cache."""
    found: list[Diagnostic] = []
    text = "".join(f"{line}\n" for line in expectations.stdin)
    with _process_kept(folder), _streams(text) as (output, errors):
        runtime = runtime_for(mode, found, cache)
        result = runtime.run_file(expectations.path, expectations.arguments)
        error = result.exception
        if isinstance(error, SystemExit):
            if error.code is not None and not isinstance(error.code, int):
                print(error.code, file=sys.stderr)
        elif error is not None:
            sys.stderr.write(runtime.format_exception(error))
        sys.stdout.flush()
        sys.stderr.flush()
    return Outcome(_text(output), _text(errors), result, found, runtime)


def check(expectations: Expectations, outcome: Outcome, mode: str) -> list[str]:
    """What was promised and not kept, in sentences."""
    return [
        *_check_diagnostics(expectations, outcome),
        *_check_end(expectations, outcome),
        *_check_output(expectations, outcome),
        *_check_tiers(expectations, outcome, mode),
    ]


def _check_diagnostics(expectations: Expectations, outcome: Outcome) -> Iterator[str]:
    error = outcome.result.exception
    own = [diagnostic for diagnostic in outcome.warnings if _is_about(diagnostic, expectations)]
    if expectations.syntax_errors:
        errors = getattr(error, "diagnostics", [])
        got = {_code_and_line(diagnostic) for diagnostic in errors}
        if got != expectations.syntax_errors:
            yield f"syntax errors {sorted(got)}, not {sorted(expectations.syntax_errors)}"
    missing = expectations.warnings - {_code_and_line(diagnostic) for diagnostic in own}
    if missing:
        yield f"no warnings {sorted(missing)}"


def _check_end(expectations: Expectations, outcome: Outcome) -> Iterator[str]:
    error = outcome.result.exception
    if isinstance(error, SystemExit):
        if outcome.result.exit_code != (expectations.exit_status or 0):
            yield f"exit {outcome.result.exit_code}, not {expectations.exit_status or 0}"
        error = None
    elif expectations.exit_status:
        yield f"no exit {expectations.exit_status}"
    promised = expectations.error
    if promised is None:
        if error is not None and not expectations.syntax_errors:
            yield f"ended with {error!r}"
        return
    if type(error).__name__ != promised.type_name:
        yield f"ended with {error!r}, not {promised.type_name}"
        return
    if promised.part not in str(error):
        yield f"message {str(error)!r} without {promised.part!r}"
    line = innermost_line(error, str(expectations.path))
    if line != promised.line:
        yield f"raised on line {line}, not {promised.line}"


def _check_output(expectations: Expectations, outcome: Outcome) -> Iterator[str]:
    got = outcome.output.split("\n")
    if got[-1] == "":
        got.pop()
    # Spaces at a line's end can't be promised in a comment.
    got = [line.rstrip() for line in got]
    promised = expectations.output
    for number, (line, wanted) in enumerate(zip(got, promised, strict=False), start=1):
        if line != wanted:
            yield f"output line {number} is {line!r}, not {wanted!r}"
            return
    if len(got) != len(promised):
        rest = got[len(promised) :] or promised[len(got) :]
        which = "more" if len(got) > len(promised) else "fewer"
        yield f"{which} output than promised: {rest[:5]}"
    position = 0
    for part in expectations.stderr:
        position = outcome.errors.find(part, position)
        if position < 0:
            yield f"standard error without {part!r} (in this order): {outcome.errors!r}"
            return
        position += len(part)


def _check_tiers(expectations: Expectations, outcome: Outcome, mode: str) -> Iterator[str]:
    checked = {
        "bytecode": ("bytecode", "auto", "stress"),
        "walk": ("walk", "auto", "stress"),
        "native": ("native",) if find_spec("llvmlite") else (),
    }
    for tier, name in expectations.tiers:
        if mode not in checked[tier]:
            continue
        functions = [
            function
            for function in outcome.runtime.statistics()
            if function.file == str(expectations.path)
            and (function.name == name or function.name.rpartition(".")[2] == name)
        ]
        if not functions:
            yield f"there is no function {name}"
        if tier == "native" and any(function.tier == tier for function in functions):
            # The function itself, or a loop in it.
            continue
        for function in functions:
            if function.tier != tier:
                yield f"{name} ran in {function.tier}, not {tier} ({function.refusal})"


def innermost_line(error: BaseException | None, file: str) -> int | None:
    """The line of the traceback's last entry that is in `file`."""
    line = None
    entry = None if error is None else error.__traceback__
    while entry is not None:
        if entry.tb_frame.f_code.co_filename == file:
            line = entry.tb_lineno
        entry = entry.tb_next
    return line


def _code_and_line(diagnostic: Diagnostic) -> tuple[str, int]:
    return diagnostic.code, diagnostic.position[0]


def _is_about(diagnostic: Diagnostic, expectations: Expectations) -> bool:
    return diagnostic.source.name == str(expectations.path)


@contextlib.contextmanager
def _streams(stdin: str) -> Iterator[tuple[io.BytesIO, io.BytesIO]]:
    """Streams as a process has them, with a buffer of bytes below."""
    output, errors = io.BytesIO(), io.BytesIO()
    previous = sys.stdin, sys.stdout, sys.stderr
    sys.stdin = io.TextIOWrapper(io.BytesIO(stdin.encode()), encoding="utf-8")
    sys.stdout = io.TextIOWrapper(output, encoding="utf-8", newline="\n")
    sys.stderr = io.TextIOWrapper(errors, encoding="utf-8", newline="\n", errors="backslashreplace")
    # Held, so that the buffers are not closed with them when a program replaces a stream.
    held = sys.stdout, sys.stderr
    try:
        yield output, errors
    finally:
        sys.stdin, sys.stdout, sys.stderr = previous
        for stream in held:
            with contextlib.suppress(ValueError):
                stream.detach()


@contextlib.contextmanager
def _process_kept(folder: Path) -> Iterator[None]:
    """Put back what a program may change in the process."""
    argv, path, modules = sys.argv, sys.path[:], dict(sys.modules)
    current, hook, limit = os.getcwd(), sys.excepthook, sys.getrecursionlimit()
    os.chdir(folder)
    try:
        with warnings.catch_warnings():
            yield
    finally:
        os.chdir(current)
        sys.argv, sys.path[:], sys.excepthook = argv, path, hook
        sys.setrecursionlimit(limit)
        for name, module in list(sys.modules.items()):
            file = getattr(module, "__file__", None)
            if name not in modules and file and str(ROOT) in str(file):
                del sys.modules[name]


def _text(stream: io.BytesIO) -> str:
    return stream.getvalue().decode("utf-8")
