"""What a program did, tier by tier and in Python itself, and whether all agree.

    python -m tests.agreement.outcomes [--numeric] COUNT [--first SEED] [--into FOLDER]

runs COUNT generated programs under every mode, and as the Python program that the tree is turned
into; those on which they differ are kept, the first ones shrunk, as files in FOLDER. With
--numeric they are programs over numbers, run under the modes in which native code is entered
early; then it also tells how many of them ran in native code, and why that was left.
"""

from __future__ import annotations

import ast
import contextlib
import functools
import io
import re
import resource
import signal
import sys
import types
import warnings
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from random import Random
from typing import Any

from bayan.runtime.runtime import Runtime
from bayan.syntax import frontend
from bayan.syntax.source import Source
from bayan.syntax.unparse import to_python
from bayan.tiers import attempts, numeric_loops
from bayan.tiers.policy import Policy

from . import numeric
from .programs import program

HAS_NATIVE = find_spec("llvmlite") is not None

# "mixed" climbs at thresholds that are drawn anew for each program.
MODES = ("walk", "bytecode", "auto", "stress", "mixed", *(("native",) if HAS_NATIVE else ()))
# "early" is as mixed, but what climbs goes native soon; in "native-pause" native code pauses
# every few rounds.
NUMERIC_MODES = ("walk", "bytecode", "stress", "early", "native", "native-pause")
PAUSE_AFTER = 3
FUNCTIONS = "(native functions)"
COPYING = "(with copies)"
# The program as Python source, run by Python.
PYTHON = "python"

NAME = "program.bayan"

# What a program may take under all modes while it is shrunk, and how many programs are: where
# there are more, they are mostly of one cause.
SECONDS = 3
SHRUNK = 3


class Outcome:
    """What can be seen of a run.

    output  what it printed
    ending  the uncaught exception with its causes, contexts, groups and notes; "" if none
    report  its traceback; None where the lines are not Bayan's
    """

    def __init__(self, output: str, ending: str = "", report: str | None = "") -> None:
        self.output = without_addresses(output)
        self.ending = without_addresses(ending)
        self.report = None if report is None else without_addresses(report)

    def agrees(self, other: Outcome) -> bool:
        return (
            self.output == other.output
            and self.ending == other.ending
            and (self.report == other.report or None in (self.report, other.report))
        )

    def __str__(self) -> str:
        return self.output + (self.ending if self.report is None else self.report)


def without_addresses(text: str) -> str:
    return re.sub(r"0x[0-9a-f]{6,}", "0x…", text)


def describe(error: BaseException | None) -> str:
    """An exception and all that hangs on it, without its places."""
    if error is None:
        return ""
    seen: set[int] = set()

    def lines(error: BaseException | None, indent: str) -> list[str]:
        if error is None or id(error) in seen:
            return []
        seen.add(id(error))
        try:
            text = str(error)
        except Exception as problem:
            text = f"<{type(problem).__name__}>"
        found = [f"{indent}{type(error).__name__}: {text} {getattr(error, '__notes__', '')}"]
        for group_member in getattr(error, "exceptions", ()):
            found += lines(group_member, indent + "  | ")
        found += lines(error.__cause__, indent + "  from ")
        found += lines(error.__context__, indent + f"  {error.__suppress_context__} after ")
        return found

    return "\n".join(lines(error, "")) + "\n"


def runtime_of(mode: str, text: str = "") -> Runtime:
    if mode == "stress":
        return Runtime(tiering="auto", policy=Policy.stress())
    if mode in ("mixed", "early"):
        random = Random(zlib.crc32(text.encode()))
        policy = Policy(
            compile_at_call=random.randint(1, 6), compile_at_round=random.randint(1, 9), uncounted=0
        )
        if mode == "early":
            policy.native_after = policy.native_visit = 0.0
            policy.native_rounds = 0
            policy.native_strikes = 1000
        return Runtime(tiering="auto", policy=policy)
    return Runtime(tiering="native" if mode == "native-pause" else mode)


def run(text: str, mode: str) -> Outcome:
    """Run a program under one mode, or as Python, its output caught."""
    output = io.StringIO()
    with contextlib.redirect_stdout(output), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if mode == PYTHON:
            error = run_python(text)
            return Outcome(output.getvalue(), describe(error), None)
        runtime = runtime_of(mode, text)
        with AROUND.get(mode, contextlib.nullcontext)():
            result = runtime.run_source(text, NAME)
        report = ""
        if result.exception is not None:
            report = runtime.format_exception(result.exception)
        return Outcome(output.getvalue(), describe(result.exception), report)


@contextlib.contextmanager
def pausing() -> Iterator[None]:
    """Native code of loops pauses every few rounds meanwhile."""
    from bayan.tiers.native.kernel import Kernel

    run = Kernel.run

    def run_a_little(kernel: Kernel, *arguments: object) -> object:
        kernel.pause_after = PAUSE_AFTER
        return run(kernel, *arguments)

    Kernel.run = run_a_little
    try:
        yield
    finally:
        Kernel.run = run


@contextlib.contextmanager
def in_small_pieces() -> Iterator[None]:
    """Counted bytecode runs in small pieces meanwhile, and gives loops back after the first."""
    first_piece = numeric_loops.FIRST_PIECE
    numeric_loops.FIRST_PIECE = 2
    try:
        yield
    finally:
        numeric_loops.FIRST_PIECE = first_piece


AROUND = {"native-pause": pausing, "stress": in_small_pieces, "mixed": in_small_pieces}


@contextlib.contextmanager
def counting_exits() -> Iterator[Counter[str]]:
    """How often native code of loops was left meanwhile, by reasons, how often where it copies
    lists (COPYING), and at FUNCTIONS how many functions got some. What can have copies gets them as
    soon as it is run a second time; object code that was made is kept, for the modes mostly need
    the same.
    """
    from bayan.tiers.native import calling, kernel
    from bayan.tiers.native.calling import FunctionKernel
    from bayan.tiers.native.kernel import Kernel
    from bayan.tiers.native.machine import Machine

    exits: Counter[str] = Counter()
    run, bind, object_code = Kernel.run, FunctionKernel.bind, Machine.object_code

    def counted(*arguments: Any) -> object:
        left = run(*arguments)
        exits[left.reason] += 1
        if arguments[0].copied:
            exits[COPYING] += 1
        return left

    def counted_function(*arguments: Any) -> object:
        exits[COPYING if arguments[0].copied else FUNCTIONS] += 1
        return bind(*arguments)

    Kernel.run, FunctionKernel.bind = counted, counted_function  # type: ignore[method-assign]
    enough = calling.ENOUGH
    calling.ENOUGH = kernel.ENOUGH = 0
    Machine.object_code = functools.lru_cache(maxsize=256)(object_code)
    try:
        yield exits
    finally:
        Kernel.run, FunctionKernel.bind, Machine.object_code = run, bind, object_code
        calling.ENOUGH = kernel.ENOUGH = enough


def run_python(text: str) -> BaseException | None:
    """Turn a program into Python and let Python run it; gives what ended it."""
    module, _ = frontend.analyse(Source(NAME, text))
    code = compile(to_python(module), "<python>", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    main = types.ModuleType("__main__")
    previous = sys.modules["__main__"]
    sys.modules["__main__"] = main
    try:
        exec(code, vars(main))
    except BaseException as error:
        return error
    finally:
        sys.modules["__main__"] = previous
    return None


def differences(text: str, modes: tuple[str, ...] = MODES) -> dict[str, Outcome] | None:
    """The outcomes by mode where they differ; None where all agree."""
    outcomes = {mode: run(text, mode) for mode in (*modes, PYTHON)}
    first = outcomes[modes[0]]
    return None if all(first.agrees(each) for each in outcomes.values()) else outcomes


def shrink(text: str, modes: tuple[str, ...] = MODES) -> str:
    """A smaller program that differs in the same modes: lines and blocks taken out in turn."""
    wanted = _differing(text, modes)
    # The others are mostly in the way of time.
    modes = tuple(mode for mode in modes if mode == modes[0] or mode in wanted)

    def still(lines: list[str]) -> bool:
        return _differing("\n".join(lines) + "\n", modes) == wanted

    lines = text.splitlines()
    while True:
        before = len(lines)
        size = len(lines) // 2
        while size:
            start = 0
            while start < len(lines):
                fewer = lines[:start] + lines[start + size :]
                if still(fewer):
                    lines = fewer
                else:
                    start += size
            size //= 2
        lines = _without_blocks(lines, still)
        if len(lines) == before:
            return "\n".join(lines) + "\n"


def _without_blocks(lines: list[str], still: Callable[[list[str]], bool]) -> list[str]:
    """Take out whole blocks, from their first line to the brace that closes them."""
    start = 0
    while start < len(lines):
        end = _end_of_block(lines, start)
        if end is not None:
            for fewer in (
                lines[:start] + lines[end + 1 :],
                lines[:start] + lines[start + 1 : end] + lines[end + 1 :],
            ):
                if still(fewer):
                    lines = fewer
                    start -= 1
                    break
        start += 1
    return lines


def _end_of_block(lines: list[str], start: int) -> int | None:
    """The line with the brace that closes the block which a line opens."""
    if not lines[start].endswith("{"):
        return None
    indent = re.match(" *", lines[start])[0]
    for index in range(start + 1, len(lines)):
        if lines[index] == indent + "}":
            return index
    return None


class OutOfTimeError(BaseException):
    """A program takes too long: what shrinking has left of it has lost its end."""


def _stop(number: int, frame: object) -> None:
    raise OutOfTimeError


def _differing(text: str, modes: tuple[str, ...]) -> frozenset[str]:
    """The modes that differ from the first one; none where it is no program any more."""
    previous = signal.signal(signal.SIGALRM, _stop)
    signal.alarm(SECONDS)
    try:
        found = differences(text, modes)
    except (SyntaxError, OutOfTimeError):
        return frozenset()
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, previous)
    endings = "" if found is None else "".join(each.ending for each in found.values())
    if found is None or OutOfTimeError.__name__ in endings:
        return frozenset()
    first = found[modes[0]]
    return frozenset(mode for mode, each in found.items() if not first.agrees(each))


def main(arguments: list[str]) -> int:
    is_numeric = "--numeric" in arguments
    if is_numeric:
        arguments = [each for each in arguments if each != "--numeric"]
    count = int(arguments[0])
    first = int(arguments[arguments.index("--first") + 1]) if "--first" in arguments else 0
    folder = Path(arguments[arguments.index("--into") + 1] if "--into" in arguments else ".")
    # What is made too large by mistake fails, instead of taking the machine.
    resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
    # Each program is analysed once for all its runs, which are most of the time without that.
    analyse = frontend.analyse
    known = functools.lru_cache(maxsize=8)(lambda text: analyse(Source(NAME, text)))
    frontend.analyse = lambda source: known(source.text) if source.name == NAME else analyse(source)
    # A fault of a compiler is to be seen.
    attempts.is_from_outside = lambda error: True
    modes = NUMERIC_MODES if is_numeric else MODES
    failed = 0
    ran_natively = 0
    with counting_exits() if is_numeric else contextlib.nullcontext(Counter()) as exits:
        for seed in range(first, first + count):
            text = numeric.program(seed) if is_numeric else program(Random(seed))
            before = exits.total()
            found = _compare(text, modes)
            ran_natively += exits.total() > before
            if found is None:
                continue
            failed += 1
            path = folder / f"differs-{seed}.bayan"
            path.write_text(text, encoding="utf-8")
            print(f"seed {seed}: {path}", flush=True)
            if len(found) > 1 and failed <= SHRUNK:
                path.write_text(shrink(text, modes), encoding="utf-8")
    print(f"{count - failed} of {count} programs agree under {', '.join((*modes, PYTHON))}")
    if is_numeric:
        print(f"{ran_natively} ran in native code; how often loops left it, and native functions:")
        print("  " + ", ".join(f"{reason} {times}" for reason, times in exits.most_common()))
    return 1 if failed else 0


def _compare(text: str, modes: tuple[str, ...]) -> dict[str, Outcome] | None:
    """As `differences`; also tells what the front end refuses."""
    try:
        return differences(text, modes)
    except SyntaxError as error:
        return {"front end": Outcome("", str(error))}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
