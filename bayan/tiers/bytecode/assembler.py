"""A buffer of instructions for one code object, and the way from it through the `bytecode` library.

Instructions come in order, one call of `emit` each. On the way the assembler keeps what the
library would have to find out again from a control-flow graph, at half the cost of everything:

- the depth of the value stack, at every label too, and its maximum;
- whether the place can be reached at all: what can't is not emitted;
- which local variables are surely bound (a bit each), so that loads of others can be checked;
- the innermost region of exception handling that each instruction lies in. Regions nest for the
  caller; in the table that Python reads each instruction has one handler, so nothing has to be
  split by hand.
"""

from __future__ import annotations

from types import CodeType

from bytecode import Bytecode, CompilerFlags, Instr, Label, TryBegin, TryEnd
from bytecode.instr import UNSET, InstrLocation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ...syntax.nodes import Position
    from ...syntax.source import Source

    # What `emit` is given to look up when the code is put together: name, argument, place.
    Entry = tuple[str, Any, Position | None]


class Target(Label):
    """A place to jump to, and what is known there.

    depth   of the stack on arrival; None as long as nothing leads here
    bound   the bits of the variables that are bound on every way that leads here
    """

    __slots__ = ("bound", "depth")

    def __init__(self) -> None:
        self.depth: int | None = None
        self.bound = -1


class Region:
    """Instructions whose exceptions go to `handler`, with the stack cut back to `depth`.

    push_position: the place of the failing instruction is pushed before the exception, for a
    RERAISE that is to tell it.
    """

    __slots__ = ("depth", "handler", "push_position")

    def __init__(self, handler: Target, depth: int, push_position: bool) -> None:
        self.handler = handler
        self.depth = depth
        self.push_position = push_position


class Assembler:
    """Instructions of one code object on their way."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.entries: list[Entry | Target | tuple[Region, ...]] = []
        self.position: Position | None = None
        self.depth = 0
        self.maximum = 0
        self.reachable = True
        self.regions: tuple[Region, ...] = ()
        self.bound = 0
        self.local_bits: dict[str, int] = {}
        # Variables that are unbound somewhere: never surely bound from there on.
        self.unsure = 0
        self.loop_starts: list[int] = []

    # Instructions

    def emit(self, name: str, argument: Any, effect: int) -> None:
        """One instruction; `effect` is what it adds to the depth of the stack."""
        if self.reachable:
            self.entries.append((name, argument, self.position))
            depth = self.depth = self.depth + effect
            if depth > self.maximum:
                self.maximum = depth

    def jump(self, name: str, target: Target, effect: int, effect_at_target: int) -> None:
        """A jump that may also go on below; the effects are those of the two ways."""
        if self.reachable:
            self.arrive(target, self.depth + effect_at_target)
            self.emit(name, target, effect)

    def jump_away(self, name: str, target: Target) -> None:
        """A jump that is always taken."""
        if self.reachable:
            self.arrive(target, self.depth)
            self.emit(name, target, 0)
            self.reachable = False

    def leave(self, name: str, argument: Any = UNSET, effect: int = -1) -> None:
        """An instruction after which nothing goes on: a return or a raise."""
        self.emit(name, argument, effect)
        self.reachable = False

    def arrive(self, target: Target, depth: int) -> None:
        """Note that the place being emitted leads to `target` with `depth` values on the stack."""
        if depth > self.maximum:
            self.maximum = depth
        if target.depth is None:
            target.depth = depth
        elif target.depth != depth:
            raise AssertionError(f"stack depth {depth} meets {target.depth}")
        target.bound &= self.bound

    def place(self, target: Target) -> None:
        """Put `target` here; the place is reachable if anything leads to it."""
        if self.reachable:
            self.arrive(target, self.depth)
        elif target.depth is None:
            return
        else:
            self.reachable = True
            self.depth = target.depth
        self.bound = target.bound
        self.entries.append(target)

    # Exception handling

    def begin_region(
        self, handler: Target, push_position: bool = False, dropped: int = 0
    ) -> tuple[Region, ...]:
        """From here on exceptions go to `handler`, which finds the stack as it is now, less
        `dropped` values, and the exception on it. Gives the regions around, for `set_regions`.
        """
        outer = self.regions
        if self.reachable:
            depth = self.depth - dropped
            self.arrive(handler, depth + (2 if push_position else 1))
            self.set_regions((*outer, Region(handler, depth, push_position)))
        return outer

    def set_regions(self, regions: tuple[Region, ...]) -> None:
        """Go on within these regions, the innermost last."""
        if regions is not self.regions:
            self.regions = regions
            self.entries.append(regions)

    # Local variables

    def local_bit(self, name: str) -> int:
        """The bit that stands for a variable of the frame."""
        bit = self.local_bits.get(name)
        if bit is None:
            bit = self.local_bits[name] = 1 << len(self.local_bits)
        return bit

    def begin_loop(self) -> None:
        """A place follows to which a jump will lead back."""
        self.loop_starts.append(len(self.entries))

    def end_loop(self) -> None:
        """The loop begun last is complete."""
        self.loop_starts.pop()

    def forget_local(self, name: str, checked_load: str) -> None:
        """A program unbinds a variable: it may be unbound from now on, and from the beginning of
        the loops around, whose earlier loads of it become checked ones.
        """
        bit = self.local_bit(name)
        self.bound &= ~bit
        self.unsure |= bit
        if self.loop_starts:
            for index in range(self.loop_starts[0], len(self.entries)):
                entry = self.entries[index]
                if entry.__class__ is tuple and entry and entry[0] == "LOAD_FAST":
                    if entry[1] == name:
                        self.entries[index] = (checked_load, name, entry[2])  # type: ignore[misc]

    # The code object

    def assemble(
        self,
        *,
        name: str,
        qualname: str,
        first_line: int,
        flags: int,
        argument_counts: tuple[int, int, int],
        local_names: tuple[str, ...],
        cell_names: list[str],
        free_names: tuple[str, ...],
        docstring: str | None,
    ) -> CodeType:
        """Put the code object together; argument_counts: positional (the positional-only ones
        included), positional-only, keyword-only.
        """
        code = Bytecode()
        code.name = name
        code.qualname = qualname
        code.filename = self.source.name
        code.first_lineno = first_line
        code.flags = CompilerFlags(flags)
        code.argcount, code.posonlyargcount, code.kwonlyargcount = argument_counts
        code.argnames = list(local_names)
        code.cellvars = cell_names
        code.freevars = list(free_names)
        code.docstring = docstring
        # `extend` of the library checks the type of each element once more.
        list.extend(code, self._instructions(first_line))
        return code.to_code(stacksize=self.maximum, compute_exception_stack_depths=False)

    def _instructions(self, first_line: int) -> list[Instr | Label | TryBegin | TryEnd]:
        """The buffer as the library wants it, regions opened only where an instruction follows."""
        result: list[Instr | Label | TryBegin | TryEnd] = []
        location = InstrLocation(first_line, first_line, 0, 0)
        byte_column = self.source.byte_column
        last: Position | None = None
        wanted: Region | None = None
        opened: TryBegin | None = None
        opened_for: Region | None = None
        for entry in self.entries:
            if isinstance(entry, Target):
                result.append(entry)
                continue
            if not entry or isinstance(entry[0], Region):
                wanted = entry[-1] if entry else None  # type: ignore[assignment]
                continue
            name, argument, position = entry  # type: ignore[misc]
            if wanted is not opened_for:
                if opened is not None:
                    result.append(TryEnd(opened))
                    opened = None
                if wanted is not None:
                    opened = TryBegin(wanted.handler, wanted.push_position, wanted.depth)
                    result.append(opened)
                opened_for = wanted
            if position is not last and position is not None:
                last = position
                line, column, end_line, end_column = position
                location = InstrLocation(
                    line, end_line, byte_column(line, column), byte_column(end_line, end_column)
                )
            result.append(Instr(name, argument, location=location))
        if opened is not None:
            result.append(TryEnd(opened))
        return result
