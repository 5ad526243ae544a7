"""Reads what a language test promises: the `# word: text` comments of one `.bayan` file.

tests/language/README.md is the list of directives. The reading goes by text and not by tokens, so
that it works on files that are no valid program. Whatever looks like a directive and is none is an
error, and so is a file that promises nothing.
"""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass, field
from pathlib import Path

MODES = ("walk", "bytecode", "auto", "stress", "native")
TIERS = ("walk", "bytecode", "native")

_DIRECTIVE = re.compile(r"(?:^|(?<=\s))#[ \t]*([a-z][a-z-]*):(?:[ \t](.*?))?[ \t]*$")
_ERROR = re.compile(r'(\w+)(?:[ \t]+"(.*)")?(?:[ \t]+at[ \t]+(\d+))?')
_CODE = re.compile(r"([A-Z]\d+)(?:[ \t]+at[ \t]+(\d+))?")
_TIER = re.compile(r"(\w+)[ \t]+(\S+)")
_SKIP = re.compile(r"(\w+)[ \t]+(\S.*)")


class DirectiveError(Exception):
    """A test file that the harness can't take."""


@dataclass(frozen=True)
class PromisedError:
    type_name: str
    part: str
    line: int


@dataclass
class Expectations:
    """All that one file promises."""

    path: Path
    output: list[str] = field(default_factory=list)
    stderr: list[str] = field(default_factory=list)
    stdin: list[str] = field(default_factory=list)
    arguments: list[str] = field(default_factory=list)
    error: PromisedError | None = None
    syntax_errors: set[tuple[str, int]] = field(default_factory=set)
    warnings: set[tuple[str, int]] = field(default_factory=set)
    tiers: list[tuple[str, str]] = field(default_factory=list)
    skips: dict[str, str] = field(default_factory=dict)
    needs: list[str] = field(default_factory=list)
    exit_status: int | None = None

    def promises_something(self) -> bool:
        return bool(
            self.output
            or self.stderr
            or self.error
            or self.syntax_errors
            or self.warnings
            or self.exit_status is not None
        )


def read_expectations(path: Path) -> Expectations:
    """The promises of the file at `path`; DirectiveError where one can't be understood."""
    expectations = Expectations(path)
    spoken_of = 1
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
        match = _DIRECTIVE.search(line)
        if match is None:
            spoken_of = number
            continue
        if line[: match.start()].strip():
            spoken_of = number
        try:
            _take(expectations, match[1], match[2] or "", spoken_of)
        except DirectiveError as error:
            raise DirectiveError(f"{path}:{number}: {error}") from None
    if not expectations.promises_something():
        raise DirectiveError(f"{path}: promises nothing")
    return expectations


def _take(expectations: Expectations, word: str, text: str, line: int) -> None:
    match word:
        case "expect":
            expectations.output.append(text)
        case "stderr":
            expectations.stderr.append(text)
        case "stdin":
            expectations.stdin.append(text)
        case "args":
            expectations.arguments.extend(shlex.split(text))
        case "exit":
            expectations.exit_status = int(_match(re.compile(r"(\d+)"), word, text)[1])
        case "error":
            if expectations.error is not None:
                raise DirectiveError("a program can end with one error only")
            found = _match(_ERROR, word, text)
            expectations.error = PromisedError(found[1], found[2] or "", int(found[3] or line))
        case "syntax-error" | "warning":
            found = _match(_CODE, word, text)
            promised = expectations.warnings if word == "warning" else expectations.syntax_errors
            promised.add((found[1], int(found[2] or line)))
        case "tier":
            found = _match(_TIER, word, text)
            if found[1] not in TIERS:
                raise DirectiveError(f"unknown tier {found[1]!r}")
            expectations.tiers.append((found[1], found[2]))
        case "skip":
            found = _match(_SKIP, word, text)
            if found[1] not in MODES:
                raise DirectiveError(f"unknown mode {found[1]!r}")
            expectations.skips[found[1]] = found[2]
        case "needs":
            expectations.needs.append(_match(re.compile(r"([\w.]+)"), word, text)[1])
        case _:
            raise DirectiveError(f"unknown directive {word!r}")


def _match(pattern: re.Pattern[str], word: str, text: str) -> re.Match[str]:
    found = pattern.fullmatch(text)
    if found is None:
        raise DirectiveError(f"can't read {word!r}: {text!r}")
    return found
