"""A jump to a jump, or to a return, goes where that one goes.

    for x in xs {              before                          after
        if x { a } else { b }  POP_JUMP_IF_FALSE 1             POP_JUMP_IF_FALSE 1
    }                          a, JUMP_FORWARD 2               a, JUMP_BACKWARD head
                               1: b                            1: b
                               2: JUMP_BACKWARD head           JUMP_BACKWARD head

    if x { a } else { b }      a, JUMP_FORWARD 2               a, RETURN_CONST None
    (the last of a function)   1: b                            1: b
                               2: RETURN_CONST None            RETURN_CONST None

A jump to the next instruction is dropped, if a tracer does not need it to see its line. Only jumps
are looked at, of which the assembler keeps the places. A condition can jump backwards in
3.11 alone; elsewhere it goes on to the jump.
"""

from __future__ import annotations

import sys

from ..assembler import Target

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..assembler import Assembler, Entry, Innermost

# A jump to a jump to a jump … is followed so far.
FARTHEST = 8

# A jump to the next instruction has no more than places between.
NEAR = 5

FORWARD, BACKWARD = "JUMP_FORWARD", "JUMP_BACKWARD"
UNCONDITIONAL = (FORWARD, BACKWARD)
RETURNS = ("RETURN_VALUE", "RETURN_CONST")
CONDITIONAL_FORWARD, CONDITIONAL_BACKWARD = "POP_JUMP_FORWARD_", "POP_JUMP_BACKWARD_"


def run(assembler: Assembler) -> None:
    entries = assembler.entries
    longer: dict[int, list[Entry]] = {}
    for index in assembler.jumps:
        for _ in range(FARTHEST):
            if not _follow(assembler, index, longer):
                break
    if longer:
        # From the last on, so that the places of those before stay right.
        for index in sorted(longer, reverse=True):
            entries[index : index + 1] = longer[index]


def _follow(assembler: Assembler, index: int, longer: dict[int, list[Entry]]) -> bool:
    """Send the jump at `index` one jump farther; whether it may have to go on from there."""
    entries = assembler.entries
    entry = entries[index]
    if not isinstance(entry, tuple):
        return False
    name, target, position = entry
    if not isinstance(target, Target):
        return False
    place = target.index
    at_target = entries[place]
    while not isinstance(at_target, tuple):
        place += 1
        at_target = entries[place]
    next_name, next_argument, next_position = at_target
    if next_name in UNCONDITIONAL:
        if place == index or next_argument is target:
            return False
        is_back = next_argument.index < index
        if name in UNCONDITIONAL:
            entries[index] = (BACKWARD if is_back else FORWARD, next_argument, position)
            return True
        if name.startswith("JUMP_IF") or not name.startswith("POP_JUMP"):
            return False
        if not is_back:
            entries[index] = (name, next_argument, position)
            return True
        if sys.version_info < (3, 12):
            name = name.replace(CONDITIONAL_FORWARD, CONDITIONAL_BACKWARD)
            entries[index] = (name, next_argument, position)
        return False
    if name != FORWARD:
        return False
    if index < place < index + NEAR and _is_needless(entries, index, place):
        # A place that nothing leads to is nothing.
        entries[index] = Target()
        return False
    if place == assembler.implicit_return:
        next_position = position
    if next_name in RETURNS:
        entries[index] = (next_name, next_argument, next_position)
    elif next_name == "LOAD_CONST":
        following = entries[place + 1]
        if isinstance(following, tuple) and following[0] == "RETURN_VALUE":
            longer[index] = [
                (next_name, next_argument, next_position),
                ("RETURN_VALUE", following[1], next_position),
            ]
    return False


def _is_needless(entries: list[Entry | Target | Innermost], index: int, place: int) -> bool:
    """Whether nothing but places stands between a jump and where it goes, and its line is seen."""
    before = entries[index - 1]
    entry = entries[index]
    return (
        isinstance(entry, tuple)
        and isinstance(before, tuple)
        and before[2] is not None
        and entry[2] is not None
        and before[2][0] == entry[2][0]
        and not any(isinstance(each, tuple) for each in entries[index + 1 : place])
    )
