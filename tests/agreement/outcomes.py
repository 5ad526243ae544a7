"""What a program did, tier by tier, and whether all tiers agree.

    python -m tests.agreement.outcomes COUNT [--first SEED] [--into FOLDER]

runs COUNT generated programs under every mode and keeps those on which the modes differ, shrunk,
as files in FOLDER.
"""

from __future__ import annotations

import contextlib
import io
import sys
from pathlib import Path
from random import Random

from bayan.runtime.runtime import Runtime
from bayan.tiers.policy import Policy

from .programs import program

MODES = ("walk", "bytecode", "auto", "stress")


class Outcome:
    """What can be seen of a run: its output, and the traceback of what ended it."""

    def __init__(self, output: str, error: str) -> None:
        self.output = output
        self.error = error

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Outcome) and vars(self) == vars(other)

    __hash__ = None

    def __str__(self) -> str:
        return self.output + self.error


def runtime_of(mode: str) -> Runtime:
    if mode == "stress":
        return Runtime(tiering="auto", policy=Policy.stress())
    return Runtime(tiering=mode)


def run(text: str, mode: str) -> Outcome:
    """Run a program under one mode, its output caught."""
    output = io.StringIO()
    runtime = runtime_of(mode)
    with contextlib.redirect_stdout(output):
        result = runtime.run_source(text, "program.bayan")
    error = ""
    if result.exception is not None:
        error = runtime.format_exception(result.exception)
    return Outcome(output.getvalue(), error)


def differences(text: str) -> dict[str, Outcome] | None:
    """The outcomes by mode where they differ; None where all agree."""
    outcomes = {mode: run(text, mode) for mode in MODES}
    first = outcomes[MODES[0]]
    return None if all(outcome == first for outcome in outcomes.values()) else outcomes


def shrink(text: str) -> str:
    """A smaller program on which the modes still differ: lines and blocks taken out in turn."""
    lines = text.splitlines()
    size = len(lines) // 2
    while size:
        start = 0
        while start < len(lines):
            fewer = lines[:start] + lines[start + size :]
            if _differs("\n".join(fewer) + "\n"):
                lines = fewer
            else:
                start += size
        size //= 2
    return _without_blocks("\n".join(lines) + "\n")


def _without_blocks(text: str) -> str:
    """Take out whole blocks, from their first line to the brace that closes them."""
    lines = text.splitlines()
    start = 0
    while start < len(lines):
        if lines[start].endswith("{"):
            depth = len(lines[start]) - len(lines[start].lstrip())
            end = next(
                (
                    index
                    for index in range(start + 1, len(lines))
                    if lines[index].strip() == "}"
                    and len(lines[index]) - len(lines[index].lstrip()) == depth
                ),
                None,
            )
            if end is not None:
                for fewer in (
                    lines[:start] + lines[end + 1 :],
                    lines[:start] + lines[start + 1 : end] + lines[end + 1 :],
                ):
                    if _differs("\n".join(fewer) + "\n"):
                        lines = fewer
                        start -= 1
                        break
        start += 1
    return "\n".join(lines) + "\n"


def _differs(text: str) -> bool:
    found = differences(text)
    return found is not None and not any("error[" in each.error for each in found.values())


def main(arguments: list[str]) -> int:
    count = int(arguments[0])
    first = int(arguments[arguments.index("--first") + 1]) if "--first" in arguments else 0
    folder = Path(arguments[arguments.index("--into") + 1] if "--into" in arguments else ".")
    failed = 0
    for seed in range(first, first + count):
        text = program(Random(seed))
        if differences(text) is None:
            continue
        failed += 1
        path = folder / f"differs-{seed}.bayan"
        path.write_text(shrink(text), encoding="utf-8")
        print(f"seed {seed}: {path}", flush=True)
    print(f"{count - failed} of {count} programs agree under {', '.join(MODES)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
