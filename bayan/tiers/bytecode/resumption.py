"""Where the rest of a loop goes on, when that is in the middle of a round.

for i in r {              steps to `d`, in the second round of the inner loop:
    if a {                    (0, "body")   the if
        for j in s {          (0, "body")   the inner loop, under way
            c                 (1, WHOLE)    d itself
            d
        }
    }
}
"""

from __future__ import annotations

from ...syntax import nodes

# A step inward: the number of a statement in its block, and which of its blocks is entered.
Step = tuple[int, str]

# In place of a block: the statement itself is what comes next.
WHOLE = ""


class Resumption:
    """A place in a loop: the steps from its body to it; none for the loop's next round."""

    __slots__ = ("steps",)

    def __init__(self, steps: tuple[Step, ...]) -> None:
        self.steps = steps


def resumption_at(
    loop: nodes.For | nodes.While, statement: nodes.Node, at_round: bool
) -> Resumption:
    """Where to go on with `statement`, which is in `loop` or is `loop` itself.

    at_round: it is a loop under way, which goes on with its next round.
    """
    if statement is loop:
        return Resumption(())
    steps = _steps(loop.body, statement, at_round)
    if steps is None:
        raise ValueError("the statement is not in the loop")
    return Resumption(steps)


def _steps(
    body: list[nodes.Statement], wanted: nodes.Node, at_round: bool
) -> tuple[Step, ...] | None:
    for index, statement in enumerate(body):
        if statement is wanted:
            return ((index, "body" if at_round else WHOLE),)
        if isinstance(statement, nodes.If | nodes.For | nodes.While):
            for field in ("body", "otherwise"):
                inner = _steps(getattr(statement, field), wanted, at_round)
                if inner is not None:
                    return ((index, field), *inner)
    return None
