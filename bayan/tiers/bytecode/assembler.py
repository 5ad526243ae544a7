"""A buffer of instructions for one code object, and what is known at each place in it.

Instructions come in order, one call of `emit` each. On the way the assembler keeps what would
else have to be found again from a control-flow graph, at half the cost of everything:

- the depth of the value stack, at every label too, and its maximum;
- whether the place can be reached at all: what can't is not emitted;
- which local variables are surely bound (a bit each), so that loads of others can be checked;
- the innermost region of exception handling that each instruction lies in. Regions nest for the
  caller; in the table that Python reads each instruction has one handler, so nothing has to be
  split by hand.

The buffer becomes a code object in packing; library goes the same way through the `bytecode`
package, and is what the packer is held to.
"""

from __future__ import annotations

from ...syntax.bindings import MARK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType
    from typing import Any, Final

    from ...syntax.nodes import Position
    from ...syntax.source import Source

    # An instruction in the buffer: name, argument, place in the source. What the argument is
    # follows from the name: a number, a constant, a name, a Cell, a Target, or flags and a name.
    Entry = tuple[str, Any, Position | None]

# The argument of an instruction that has none.
NO_ARGUMENT: Final = object()


class Target:
    """A place to jump to, and what is known there.

    depth   of the stack on arrival; None as long as nothing leads here
    bound   the bits of the variables that are bound on every way that leads here
    index   where it stands in the buffer
    """

    __slots__ = ("bound", "depth", "index")

    def __init__(self) -> None:
        self.depth: int | None = None
        self.bound = -1
        self.index = -1


class Cell:
    """The argument that stands for a cell of the frame, its own or one from around."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name


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


class Innermost:
    """In the buffer: from here on this is the innermost region, or None."""

    __slots__ = ("region",)

    def __init__(self, region: Region | None) -> None:
        self.region = region


class Shape:
    """What a code object is besides its instructions.

    argument_counts  positional (the positional-only ones included), positional-only, keyword-only
    local_names      parameters first; instructions may use more
    """

    __slots__ = (
        "argument_counts",
        "cell_names",
        "docstring",
        "file_name",
        "first_line",
        "flags",
        "free_names",
        "local_names",
        "name",
        "qualname",
        "stack_size",
    )

    def __init__(
        self,
        *,
        name: str,
        qualname: str,
        file_name: str,
        first_line: int,
        flags: int,
        argument_counts: tuple[int, int, int],
        local_names: tuple[str, ...],
        cell_names: tuple[str, ...],
        free_names: tuple[str, ...],
        docstring: str | None,
        stack_size: int,
    ) -> None:
        self.name = name
        self.qualname = qualname
        self.file_name = file_name
        self.first_line = first_line
        self.flags = flags
        self.argument_counts = argument_counts
        self.local_names = local_names
        self.cell_names = cell_names
        self.free_names = free_names
        self.docstring = docstring
        self.stack_size = stack_size


class Assembler:
    """Instructions of one code object on their way."""

    # Which of the two ways the buffer takes. They give the same code, as a test says; the packer
    # takes 10-15 us a statement against 39-49, and the package some 20 ms more to load, which is
    # most of what a short program's climbing costs.
    through_library = False

    def __init__(self, source: Source) -> None:
        self.source = source
        self.entries: list[Entry | Target | Innermost] = []
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
        # Where jumps stand in the buffer, and the return that no statement asks for.
        self.jumps: list[int] = []
        self.implicit_return = -1

    # Instructions

    def emit(self, name: str, argument: Any, effect: int) -> None:
        """One instruction; `effect` is what it adds to the depth of the stack."""
        if self.reachable:
            self.entries.append((name, argument, self.position))
            self.depth = depth = self.depth + effect
            if depth > self.maximum:  # noqa: PLR1730 (half of the time here would go to max)
                self.maximum = depth

    def jump(self, name: str, target: Target, effect: int, effect_at_target: int) -> None:
        """A jump that may also go on below; the effects are those of the two ways."""
        if self.reachable:
            self.arrive(target, self.depth + effect_at_target)
            self.jumps.append(len(self.entries))
            self.emit(name, target, effect)

    def jump_away(self, name: str, target: Target) -> None:
        """A jump that is always taken."""
        if self.reachable:
            self.arrive(target, self.depth)
            self.jumps.append(len(self.entries))
            self.emit(name, target, 0)
            self.reachable = False

    def leave(self, name: str, argument: Any = NO_ARGUMENT, effect: int = -1) -> None:
        """An instruction after which nothing goes on: a return or a raise."""
        self.emit(name, argument, effect)
        self.reachable = False

    def arrive(self, target: Target, depth: int) -> None:
        """Note that the place being emitted leads to `target` with `depth` values on the stack."""
        self.maximum = max(self.maximum, depth)
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
        target.index = len(self.entries)
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
            self.entries.append(Innermost(regions[-1] if regions else None))

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
                if isinstance(entry, tuple) and entry[:2] == ("LOAD_FAST", name):
                    self.entries[index] = (checked_load, name, entry[2])

    # The code object

    def finish(self, local_names: tuple[str, ...]) -> tuple[str, ...]:
        """Make the last changes to the buffer before it is packed; gives the variables that are
        to have the first numbers, `local_names` before others.
        """
        return local_names

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
        """The code object of what has been emitted; for the parts see Shape."""
        # Variables of comprehensions come as they are used, perhaps by other names, but for those
        # that are parameters: of the comprehensions around the code of one.
        parameters = local_names[: argument_counts[0]]
        others = local_names[argument_counts[0] :]
        local_names = self.finish((*parameters, *[name for name in others if MARK not in name]))
        shape = Shape(
            name=name,
            qualname=qualname,
            file_name=self.source.name,
            first_line=first_line,
            flags=flags,
            argument_counts=argument_counts,
            local_names=local_names,
            cell_names=tuple(cell_names),
            free_names=free_names,
            docstring=docstring,
            stack_size=self.maximum,
        )
        if self.through_library:
            from .library import put_together
        else:
            from .packing import put_together
        return put_together(self.entries, self.source, shape)
