"""The points of a piece of code between which control goes: one before each statement, one at
the beginning of each round of a loop, and the ends.

    for i in r {            ROUND   -> body, or done when there are no more
        if a { s }          STATEMENT -> body, or otherwise, or what follows
        break               STATEMENT -> broke
    }                       body's end -> ROUND
"""

from __future__ import annotations

from ...syntax import nodes

STATEMENT = "statement"
ROUND = "round"
EXHAUSTED = "exhausted"  # the outermost loop has no more rounds
BROKE = "broke"  # a `break` left it
END = "end"  # the function's body is through


class Point:
    """A place in the code.

    depth      how many loops are around it (a ROUND is inside its own loop)
    follow     for a STATEMENT: where it goes on; body, otherwise: for an If
    loop       for a ROUND, or a STATEMENT that is a loop
    branched   whether a statement may be skipped by an If inside its innermost loop
    """

    __slots__ = ("body", "branched", "depth", "follow", "kind", "loop", "node", "number", "otherwise")

    body: Point
    otherwise: Point
    follow: Point
    loop: Loop

    def __init__(self, kind: str, node: nodes.Node, depth: int, number: int) -> None:
        self.kind = kind
        self.node = node
        self.depth = depth
        self.number = number
        self.branched = False


class Loop:
    """One loop: its points, its number, how deep it stands, whether loops are in it."""

    __slots__ = ("body", "broke", "depth", "done", "has_inner", "node", "number", "round")

    body: Point
    done: Point

    def __init__(self, node: nodes.For | nodes.While, number: int, depth: int) -> None:
        self.node = node
        self.number = number
        self.depth = depth
        self.has_inner = False


class Plan:
    """All points of a loop, or of a function's body; `start` is the first."""

    def __init__(self, node: nodes.Node) -> None:
        self.points = 0
        self.loops: list[Loop] = []
        if isinstance(node, (nodes.For, nodes.While)):
            exhausted = self._point(EXHAUSTED, node, 0)
            loop = self._loop(node, 0, exhausted, self._point(BROKE, node, 0))
            self.start = loop.round
        elif isinstance(node, nodes.FunctionDefinition):
            end = self._point(END, node, 0)
            self.start = self._sequence(node.body, end, 0, None, False)
        elif isinstance(node, nodes.Lambda):
            body = nodes.Return(node.body.position, node.body)
            self.start = self._sequence([body], self._point(END, node, 0), 0, None, False)

    def _point(self, kind: str, node: nodes.Node, depth: int) -> Point:
        self.points += 1
        return Point(kind, node, depth, self.points)

    def _sequence(
        self,
        statements: list[nodes.Statement],
        follow: Point,
        depth: int,
        loop: Loop | None,
        branched: bool,
    ) -> Point:
        for statement in reversed(statements):
            follow = self._statement(statement, follow, depth, loop, branched)
        return follow

    def _statement(
        self, node: nodes.Statement, follow: Point, depth: int, loop: Loop | None, branched: bool
    ) -> Point:
        point = self._point(STATEMENT, node, depth)
        point.branched = branched
        point.follow = follow
        if isinstance(node, nodes.If):
            point.body = self._sequence(node.body, follow, depth, loop, True)
            point.otherwise = self._sequence(node.otherwise, follow, depth, loop, True)
        elif isinstance(node, (nodes.For, nodes.While)):
            if loop is not None:
                loop.has_inner = True
            done = self._sequence(node.otherwise, follow, depth, loop, branched)
            point.loop = self._loop(node, depth, done, follow)
        elif isinstance(node, nodes.Break) and loop is not None:
            point.follow = loop.broke
        elif isinstance(node, nodes.Continue) and loop is not None:
            point.follow = loop.round
        return point

    def _loop(
        self, node: nodes.For | nodes.While, depth: int, done: Point, broke: Point
    ) -> Loop:
        loop = Loop(node, len(self.loops), depth)
        self.loops.append(loop)
        loop.round = self._point(ROUND, node, depth + 1)
        loop.round.loop = loop
        loop.done = done
        loop.broke = broke
        loop.body = self._sequence(node.body, loop.round, depth + 1, loop, False)
        return loop


def names_in(node: nodes.Node) -> tuple[str, ...]:
    """The names that stand in a piece of code, outside of functions in it, in their order."""
    found: dict[str, None] = {}
    pending = [node]
    while pending:
        current = pending.pop()
        if isinstance(current, nodes.Name):
            found[current.name] = None
        if not isinstance(current, (nodes.ClassDefinition, nodes.GeneratorExpression)):
            pending.extend(reversed(list(nodes.children(current))))
    return tuple(found)
