"""Module code that runs once reaches its names by the shorter instructions.

    x = x + 1       before                            after
                    LOAD_GLOBAL x (and 4 or 5         LOAD_NAME x
                      units of cache)                 LOAD_CONST 1
                    LOAD_CONST 1                      BINARY_OP +
                    BINARY_OP +                       STORE_NAME x
                    STORE_GLOBAL x

LOAD_GLOBAL learns where a name is found and is faster from its third run on, so it stays in loops,
where it takes 0.76-0.87 of the time. What runs once only pays for the room: of 100,000 such
assignments, loading the compiled code and running it takes 0.84-0.94 of the time with LOAD_NAME,
and a third less space on disk.
"""

from __future__ import annotations

from ....syntax.bindings import MODULE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..frame import Frame


def is_cold(frame: Frame) -> bool:
    """Whether names at this place are reached through the module's namespace."""
    return frame.cools_names and not frame.loop_starts and frame.scope.kind == MODULE
