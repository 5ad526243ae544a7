"""From the buffer to a code object through the `bytecode` package.

The package is given what it would have to find out: stack size, depths of handlers, resolved
regions; so its slow way through a control-flow graph is not taken.
"""

from __future__ import annotations

import sys

from bytecode import Bytecode, CompilerFlags, Instr, Label
from bytecode.instr import (
    UNSET,
    CellVar,
    Compare,
    FreeVar,
    InstrLocation,
    TryBegin,
    TryEnd,
)

from .assembler import NO_ARGUMENT, Cell, Innermost, Region, Shape, Target

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import CodeType
    from typing import Any

    from ...syntax.nodes import Position
    from ...syntax.source import Source
    from .assembler import Entry

# Arguments that the package wants as members of its enumerations.
ENUMERATED: dict[str, Callable[[Any], Any]] = {"COMPARE_OP": Compare}
if sys.version_info >= (3, 12):
    from bytecode.instr import Intrinsic1Op, Intrinsic2Op

    ENUMERATED["CALL_INTRINSIC_1"] = Intrinsic1Op
    ENUMERATED["CALL_INTRINSIC_2"] = Intrinsic2Op


def put_together(
    entries: list[Entry | Target | Innermost], source: Source, shape: Shape
) -> CodeType:
    """The code object of a buffer."""
    code = Bytecode()
    code.name = shape.name
    code.qualname = shape.qualname
    code.filename = shape.file_name
    code.first_lineno = shape.first_line
    code.flags = CompilerFlags(shape.flags)
    code.argcount, code.posonlyargcount, code.kwonlyargcount = shape.argument_counts
    # They come first among the variables, in this order.
    code.argnames = list(shape.local_names)
    code.cellvars = list(shape.cell_names)
    code.freevars = list(shape.free_names)
    code.docstring = shape.docstring
    # The package's own `extend` would check the type of each element once more.
    list.extend(code, _instructions(entries, source, shape))
    return code.to_code(stacksize=shape.stack_size, compute_exception_stack_depths=False)


def _instructions(
    entries: list[Entry | Target | Innermost], source: Source, shape: Shape
) -> list[Instr | Label | TryBegin | TryEnd]:
    """The buffer as the package wants it, regions opened only where an instruction follows."""
    result: list[Instr | Label | TryBegin | TryEnd] = []
    labels: dict[Target, Label] = {}
    free_names = shape.free_names
    byte_column = source.byte_column
    location = InstrLocation(shape.first_line, shape.first_line, 0, 0)
    last: Position | None = None
    wanted: Region | None = None
    opened_for: Region | None = None
    opened: TryBegin | None = None
    for entry in entries:
        if isinstance(entry, Target):
            result.append(labels.setdefault(entry, Label()))
            continue
        if isinstance(entry, Innermost):
            wanted = entry.region
            continue
        name, argument, position = entry
        if wanted is not opened_for:
            if opened is not None:
                result.append(TryEnd(opened))
                opened = None
            if wanted is not None:
                label = labels.setdefault(wanted.handler, Label())
                opened = TryBegin(label, wanted.push_position, wanted.depth)
                result.append(opened)
            opened_for = wanted
        if position is not last and position is not None:
            last = position
            line, column, end_line, end_column = position
            location = InstrLocation(
                line, end_line, byte_column(line, column), byte_column(end_line, end_column)
            )
        if argument is NO_ARGUMENT:
            argument = UNSET
        elif isinstance(argument, Target):
            argument = labels.setdefault(argument, Label())
        elif isinstance(argument, Cell):
            kind = FreeVar if argument.name in free_names else CellVar
            argument = kind(argument.name)
        elif name in ENUMERATED:
            argument = ENUMERATED[name](argument)
        result.append(Instr(name, argument, location=location))
    if opened is not None:
        result.append(TryEnd(opened))
    return result
