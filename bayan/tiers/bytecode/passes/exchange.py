"""Two or three values change places without a tuple between.

    a, b = b, a + b       before                        after
                          LOAD b, LOAD a, LOAD b, +     LOAD b, LOAD a, LOAD b, +
                          BUILD_TUPLE 2                 STORE b
                          UNPACK_SEQUENCE 2             STORE a
                          STORE a, STORE b

Where the targets are different variables of a function they are simply stored in the other order,
which nobody can see but finalizers; CPython does so too. Else the values are turned round first.
"""

from __future__ import annotations

from ....syntax import nodes
from ....syntax.bindings import LOCAL

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..frame import Frame


def exchange(
    frame: Frame,
    target: nodes.Expression,
    value: nodes.Expression,
    store: Callable[[Frame, nodes.Node], None],
) -> bool:
    """Compile `target = value` if it is such an exchange; False where it is something else."""
    if type(target) is not nodes.Tuple or type(value) is not nodes.Tuple or not frame.exchanges:
        return False
    targets = target.elements
    values = value.elements
    count = len(targets)
    if count != len(values) or count not in (2, 3):
        return False
    if any(type(each) is nodes.Starred for each in (*targets, *values)):
        return False
    for element in values:
        frame.expression(element)
    frame.position = target.position
    if are_different_locals(targets):
        targets = targets[::-1]
    else:
        frame.swap(count)
    for element in targets:
        store(frame, element)
    return True


def are_different_locals(targets: list[nodes.Expression]) -> bool:
    names = {each.name for each in targets if isinstance(each, nodes.Name) and each.access == LOCAL}
    return len(names) == len(targets)
