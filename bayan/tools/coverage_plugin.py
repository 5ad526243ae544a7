"""Bayan files for the coverage package: a plug-in that says which lines of a file have code.

    [run]
    plugins = bayan.tools.coverage_plugin

What runs while coverage traces is compiled, in all modes but "walk", so coverage sees its lines.
The plug-in works with coverage's C tracer, which is its usual one for the Pythons that Bayan takes.
"""

from __future__ import annotations

import dis

from coverage import CoveragePlugin, FileReporter, FileTracer

from ..runtime.modules import SUFFIXES
from ..runtime.runtime import Runtime
from ..syntax.frontend import analyse
from ..syntax.source import read_source
from .show import outermost_functions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import CodeType
    from typing import Any

    from ..syntax.source import Source

# Instructions that begin a code object, and stand at a line for no statement's sake.
PROLOGUE = ("RESUME", "MAKE_CELL")


class BayanPlugin(CoveragePlugin):
    """Takes the files that are Bayan's by their names."""

    def file_tracer(self, filename: str) -> FileTracer | None:
        return BayanTracer(filename) if filename.endswith(SUFFIXES) else None

    def file_reporter(self, filename: str) -> FileReporter:
        return BayanReporter(filename)


class BayanTracer(FileTracer):
    """The lines of compiled code are those of its own file."""

    def __init__(self, filename: str) -> None:
        self.filename = filename

    def source_filename(self) -> str:
        return self.filename


class BayanReporter(FileReporter):
    """What of a file can be executed: each line for which its compiled code has instructions."""

    def source(self) -> str:
        return read_source(self.filename).text

    def lines(self) -> set[int]:
        return {line for code in _codes(read_source(self.filename)) for line in _lines(code)}


def _codes(source: Source) -> list[CodeType]:
    """The code of a file, or that of its functions where only those can be compiled."""
    module, _ = analyse(source)
    engine = Runtime("bytecode").engine
    unit = engine.unit(source, module, {})
    code = engine.compile_unit(unit)
    if code is not None:
        return [code]
    codes = [unit.record(function).code for function in outermost_functions(module)]
    return [code for code in codes if code is not None]


def _lines(code: CodeType) -> Iterator[int]:
    for instruction in dis.get_instructions(code):
        line = instruction.positions.lineno if instruction.positions is not None else None
        if line is not None and instruction.opname not in PROLOGUE:
            yield line
    for constant in code.co_consts:
        if isinstance(constant, type(code)):
            yield from _lines(constant)


def coverage_init(registry: Any, options: dict[str, Any]) -> None:
    """Called by coverage."""
    registry.add_file_tracer(BayanPlugin())
