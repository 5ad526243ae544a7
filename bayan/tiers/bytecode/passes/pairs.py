"""Two accesses to local variables on the same line are one instruction.

    a * b       before                    after
                LOAD_FAST a               LOAD_FAST_LOAD_FAST a, b
                LOAD_FAST b               BINARY_OP *
                BINARY_OP *

Up to 3.12 Python pairs them itself as a function gets warm; 3.13 leaves it to the compiler. The
pair shares an argument, so it is for the first sixteen variables. Without it, loops over numbers
took 1.03-1.045 of CPython's time.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ....syntax.nodes import Position
    from ..assembler import Assembler, Entry, Innermost, Target

PAIRED = {
    ("LOAD_FAST", "LOAD_FAST"): "LOAD_FAST_LOAD_FAST",
    ("STORE_FAST", "LOAD_FAST"): "STORE_FAST_LOAD_FAST",
    ("STORE_FAST", "STORE_FAST"): "STORE_FAST_STORE_FAST",
}
# How many variables a pair can name.
ROOM = 16
ACCESSES = frozenset(("LOAD_FAST", "STORE_FAST", "LOAD_FAST_CHECK", "DELETE_FAST"))


def run(assembler: Assembler, local_names: tuple[str, ...]) -> tuple[str, ...]:
    """Put pairs into the buffer; gives all variables in the order of their numbers: `local_names`,
    then others as they are used.
    """
    indices = {name: index for index, name in enumerate(local_names)}
    result: list[Entry | Target | Innermost] = []
    previous: Entry | None = None
    for entry in assembler.entries:
        if (
            not isinstance(entry, tuple)
            or entry[0] not in ACCESSES
            or entry[1].__class__ is not str
        ):
            previous = None
        else:
            name, variable, position = entry
            index = indices.setdefault(variable, len(indices))
            if previous is not None and index < ROOM and _same_line(previous[2], position):
                pair = PAIRED.get((previous[0], name))
                if pair is not None:
                    result[-1] = (pair, (previous[1], variable), previous[2])
                    previous = None
                    continue
            previous = entry if index < ROOM else None
        result.append(entry)
    assembler.entries = result
    return tuple(indices)


def _same_line(first: Position | None, second: Position | None) -> bool:
    return first is second or (first is not None and second is not None and first[0] == second[0])
