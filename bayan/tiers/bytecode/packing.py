"""From the buffer to a code object without help: instructions, tables and all.

Three passes. The first resolves arguments to numbers (indices of constants, names and variables).
The second finds the length of every jump; a long one needs more room, which may make others
long, so it repeats until nothing grows. The third writes the instructions, the table of places
and the table of handlers in the formats that CPython's Objects/locations.md and
Objects/exception_handling_notes.txt describe.
"""

from __future__ import annotations

import opcode
import sys
from itertools import accumulate
from types import CodeType

from .assembler import NO_ARGUMENT, Cell, Innermost, Region, Shape, Target

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ...syntax.nodes import Position
    from ...syntax.source import Source
    from .assembler import Entry

EXTENDED_ARG = opcode.EXTENDED_ARG
# Names whose index shares the argument with flags, and for how many bits.
FLAG_BITS = {"LOAD_GLOBAL": 1}
if sys.version_info >= (3, 12):
    FLAG_BITS |= {"LOAD_ATTR": 1, "LOAD_SUPER_ATTR": 2}
# What COMPARE_OP keeps in its low bits: for which of less, equal, greater (2, 8, 4) or neither
# (1) it is true.
COMPARE_MASKS = (2, 10, 8, 7, 4, 12)


def _cache_counts() -> dict[str, int]:
    """How many units of inline cache follow an instruction."""
    if sys.version_info >= (3, 13):
        return dict(opcode._inline_cache_entries)  # type: ignore[attr-defined]
    counts: list[int] = opcode._inline_cache_entries  # type: ignore[attr-defined]
    # From 256 on there are only stand-ins, which no code object has.
    return {name: counts[number] for name, number in opcode.opmap.items() if number < 256}


CACHES = _cache_counts()

# Caches of so many units that nothing has been written to.
NO_CACHE = [bytes(2 * units) for units in range(max(CACHES.values()) + 1)]

# What the argument of an instruction is, where it is not a number.
CONSTANT, VARIABLE, NAME, COMPARISON = range(1, 5)


def _takes(name: str, number: int) -> int:
    if number in opcode.hasconst:
        return CONSTANT
    if number in opcode.haslocal:
        return VARIABLE
    if number in opcode.hasname:
        return NAME
    return COMPARISON if name == "COMPARE_OP" else 0


# Of every instruction: its number, the units of cache behind it, what its argument is.
FORMS = {
    name: (number, CACHES.get(name, 0), _takes(name, number))
    for name, number in opcode.opmap.items()
}


class Packer:
    """One code object on its way."""

    def __init__(self, shape: Shape) -> None:
        self.shape = shape
        # Of every instruction: number, argument, units of cache, place.
        self.numbers: list[int] = []
        self.arguments: list[int] = []
        self.caches: list[int] = []
        self.positions: list[Position | None] = []
        # Index of a jump, where it goes, whether back.
        self.jumps: list[tuple[int, Target, bool]] = []
        # Place -> index of the instruction that follows.
        self.places: dict[Target, int] = {}
        # First instruction, the one after the last, and the region that they lie in.
        self.regions: list[tuple[int, int, Region]] = []
        self.constants: list[Any] = [shape.docstring]
        self.constant_indices: dict[Any, int] = {_constant_key(shape.docstring): 0}
        self.names: dict[str, int] = {}
        self.locals = {name: index for index, name in enumerate(shape.local_names)}
        # Index of an instruction that takes a cell, and the cell's name.
        self.cells: list[tuple[int, str]] = []

    def resolve(self, entries: list[Entry | Target | Innermost]) -> None:
        """The first pass."""
        numbers = self.numbers
        arguments = self.arguments
        variables = self.locals
        region: Region | None = None
        region_start = 0
        for entry in entries:
            if entry.__class__ is tuple:
                name, argument, position = entry
                number, cache, takes = FORMS[name]
                if argument is NO_ARGUMENT:
                    argument = 0
                elif argument.__class__ is Target:
                    self.jumps.append((len(numbers), argument, "BACKWARD" in name))
                    argument = 0
                elif argument.__class__ is Cell:
                    self.cells.append((len(numbers), argument.name))
                    argument = 0
                elif takes == VARIABLE:
                    if argument.__class__ is tuple:
                        argument = self.pair(*argument)
                    else:
                        argument = variables.setdefault(argument, len(variables))
                elif takes:
                    argument = self.argument(name, takes, argument)
                numbers.append(number)
                arguments.append(argument)
                self.caches.append(cache)
                self.positions.append(position)
            elif isinstance(entry, Target):
                self.places[entry] = len(numbers)
            else:
                assert isinstance(entry, Innermost)
                self.enter_region(region, region_start)
                region = entry.region
                region_start = len(numbers)
        self.enter_region(region, region_start)
        self.place_cells()

    def enter_region(self, region: Region | None, start: int) -> None:
        """The instructions from `start` on lay in a region; perhaps those before them, too."""
        end = len(self.numbers)
        if region is None or start == end:
            return
        if self.regions:
            first, last, previous = self.regions[-1]
            if previous is region and last == start:
                self.regions[-1] = (first, end, region)
                return
        self.regions.append((start, end, region))

    def pair(self, first: str, second: str) -> int:
        """The argument of an instruction that takes two variables."""
        variables = self.locals
        index = variables.setdefault(first, len(variables))
        return index << 4 | variables.setdefault(second, len(variables))

    def argument(self, name: str, takes: int, argument: Any) -> int:
        if takes == CONSTANT:
            return self.constant(argument)
        return self.name(name, argument) if takes == NAME else _comparison(argument)

    def constant(self, value: Any) -> int:
        key = _constant_key(value)
        index = self.constant_indices.get(key)
        if index is None:
            index = self.constant_indices[key] = len(self.constants)
            self.constants.append(value)
        return index

    def name(self, instruction: str, argument: Any) -> int:
        bits = FLAG_BITS.get(instruction)
        if bits is None:
            return self.names.setdefault(argument, len(self.names))
        *flags, text = argument
        index = self.names.setdefault(text, len(self.names)) << bits
        for bit, flag in enumerate(flags):
            index |= flag << bit
        return index

    def place_cells(self) -> None:
        """Cells follow the variables, but those that are variables too; then come free ones."""
        indices = dict(self.locals)
        for name in self.shape.cell_names:
            indices.setdefault(name, len(indices))
        free = len(indices)
        for index, name in enumerate(self.shape.free_names):
            indices[name] = free + index
        for index, name in self.cells:
            self.arguments[index] = indices[name]

    def measure(self) -> list[int]:
        """The second pass: jumps get their lengths. Gives where each instruction begins, in
        units of two bytes, and last where they end.
        """
        arguments = self.arguments
        caches = self.caches
        sizes = [
            1 + cache if argument < 256 else 1 + cache + _extra(argument)
            for argument, cache in zip(arguments, caches, strict=True)
        ]
        while True:
            starts = list(accumulate(sizes, initial=0))
            grown = False
            for index, target, is_back in self.jumps:
                distance = starts[self.places[target]] - starts[index + 1]
                argument = arguments[index] = -distance if is_back else distance
                if argument > 255:
                    size = 1 + caches[index] + _extra(argument)
                    if size > sizes[index]:
                        sizes[index] = size
                        grown = True
            if not grown:
                self.sizes = sizes
                return starts

    def instructions(self) -> bytes:
        """The third pass: a jump that turned out short keeps the room that it was given."""
        code = bytearray()
        rows = zip(self.numbers, self.arguments, self.caches, self.sizes, strict=True)
        for number, argument, cache, size in rows:
            if size - cache > 1:
                for shift in range((size - cache - 1) * 8, 0, -8):
                    code += bytes((EXTENDED_ARG, argument >> shift & 255))
            code.append(number)
            code.append(argument & 255)
            if cache:
                code += NO_CACHE[cache]
        return bytes(code)

    def places_table(self, source: Source) -> bytes:
        """Lines and columns of runs of instructions from the same place, of 8 units at most."""
        table = bytearray()
        line = self.shape.first_line
        previous: Position | None = None
        units = 0
        for position, size in zip(self.positions, self.sizes, strict=True):
            if position is previous or position is None or position == previous:
                units += size
                continue
            if units:
                line = _place(table, line, units, previous or (line, 0, line, 0), source)
            previous = position
            units = size
        if units:
            _place(table, line, units, previous or (line, 0, line, 0), source)
        return bytes(table)

    def handlers_table(self, starts: list[int]) -> bytes:
        table = bytearray()
        for first, end, region in self.regions:
            start = starts[first]
            depth = region.depth << 1 | region.push_position
            mark = 0x80
            handler = starts[self.places[region.handler]]
            for value in (start, starts[end] - start, handler, depth):
                shift = 6
                while value >> shift:
                    shift += 6
                for chunk in range(shift - 6, -1, -6):
                    more = 0x40 if chunk else 0
                    table.append(value >> chunk & 63 | more | mark)
                    mark = 0
        return bytes(table)


def put_together(
    entries: list[Entry | Target | Innermost], source: Source, shape: Shape
) -> CodeType:
    """The code object of a buffer."""
    packer = Packer(shape)
    packer.resolve(entries)
    starts = packer.measure()
    return CodeType(
        *shape.argument_counts,
        len(packer.locals),
        shape.stack_size,
        shape.flags,
        packer.instructions(),
        tuple(packer.constants),
        tuple(packer.names),
        tuple(packer.locals),
        shape.file_name,
        shape.name,
        shape.qualname,
        shape.first_line,
        packer.places_table(source),
        packer.handlers_table(starts),
        shape.free_names,
        shape.cell_names,
    )


def _extra(argument: int) -> int:
    """How many EXTENDED_ARG an argument of more than one byte needs."""
    return (argument.bit_length() - 1) // 8


def _comparison(argument: int) -> int:
    """The number of a comparison with its mask, and on 3.13 the wish for a bool."""
    if sys.version_info < (3, 12):
        return argument
    number = argument & 15
    if sys.version_info < (3, 13):
        return number << 4 | COMPARE_MASKS[number]
    return number << 5 | argument & 16 | COMPARE_MASKS[number]


def _constant_key(value: Any) -> Any:
    """Equal for constants that may share a place: 1, 1.0 and True may not, nor 0.0 and -0.0."""
    kind = value.__class__
    if kind is float or kind is complex:
        return kind, repr(value)
    if kind is tuple:
        return kind, tuple(map(_constant_key, value))
    if kind is frozenset:
        return kind, frozenset(map(_constant_key, value))
    if kind in (str, int, bytes, bool) or value is None or value is ...:
        return kind, value
    return kind, id(value)


def _place(table: bytearray, line: int, units: int, position: Position, source: Source) -> int:
    """Enter the place of so many units; `line` is where the entry before ended. Gives its line."""
    at, column, end_line, end_column = position
    column = source.byte_column(at, column)
    end_column = source.byte_column(end_line, end_column)
    while True:
        part = 8 if units > 8 else units
        step = at - line
        line = at
        length = part - 1
        if end_line == at and step == 0 and column < 80 and 0 <= end_column - column < 16:
            table.append(0x80 | column >> 3 << 3 | length)
            table.append((column & 7) << 4 | end_column - column)
        elif end_line == at and 0 <= step < 3 and column < 128 and end_column < 128:
            table += bytes((0x80 | 10 + step << 3 | length, column, end_column))
        else:
            table.append(0x80 | 14 << 3 | length)
            _variable_length(table, step << 1 if step >= 0 else -step << 1 | 1)
            _variable_length(table, end_line - at)
            _variable_length(table, column + 1)
            _variable_length(table, end_column + 1)
        units -= part
        if not units:
            return line


def _variable_length(table: bytearray, value: int) -> None:
    """Six bits a byte, the lowest first."""
    while value >= 64:
        table.append(value & 63 | 64)
        value >>= 6
    table.append(value)
