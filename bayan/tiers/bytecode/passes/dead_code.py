"""Branches that a constant condition closes are not compiled.

    if DEBUG and False {      before                       after
        log(x)                LOAD DEBUG, POP_JUMP end     LOAD DEBUG, POP_JUMP end
    }                         LOAD_CONST False             end:
                              POP_JUMP_IF_FALSE end
                              LOAD log, LOAD x, CALL
                              end:

    while True { b }          head: LOAD_CONST True        head: b
                              POP_JUMP_IF_FALSE else       JUMP head
                              b, JUMP head
                              else:

What follows a jump that is always taken, a `return`, a `raise`, a `break` or an endless loop can't
be reached, and the assembler takes no instructions there: that needs no pass.
"""

from __future__ import annotations

from .folding import UNKNOWN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ....syntax import nodes
    from ..frame import Frame


def known_truth(frame: Frame, test: nodes.Expression) -> bool | None:
    """The truth of a condition if it is a constant, or one that folding has made of it."""
    if not frame.drops_dead_code:
        return None
    value = frame.known_value(test)
    return None if value is UNKNOWN else bool(value)
