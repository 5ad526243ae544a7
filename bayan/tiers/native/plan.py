"""The points of a piece of code between which control goes: one before each statement, one at
the beginning of each round of a loop, and the ends.

    for i in r {            ROUND   -> body, or done when there are no more
        if a { s }          STATEMENT -> body, or otherwise, or what follows
        break               STATEMENT -> broke
    }                       body's end -> ROUND
"""

from __future__ import annotations

from ...syntax import nodes
from ...syntax.bindings import GLOBAL
from .inlining import inlined

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

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
    live       the variables whose values may still be read by the code of the plan
    order      grows along all ways but those back to a ROUND
    """

    __slots__ = (
        "body",
        "branched",
        "depth",
        "follow",
        "kind",
        "live",
        "loop",
        "node",
        "number",
        "order",
        "otherwise",
    )

    body: Point
    otherwise: Point
    follow: Point
    loop: Loop

    def __init__(self, kind: str, node: nodes.Node, depth: int, number: int) -> None:
        self.kind = kind
        self.node = node
        self.depth = depth
        self.number = number
        line, column = node.position[:2]
        is_end = kind not in (STATEMENT, ROUND)
        self.order = (is_end, line, column, kind == ROUND)
        self.branched = False
        self.live: frozenset[str] = frozenset()

    def successors(self) -> list[Point]:
        node = self.node
        if self.kind == ROUND:
            return [self.loop.body, self.loop.done]
        if self.kind != STATEMENT or isinstance(node, (nodes.Return, nodes.Raise)):
            return []
        if isinstance(node, nodes.If):
            return [self.body, self.otherwise]
        if isinstance(node, (nodes.For, nodes.While)):
            return [self.loop.round]
        return [self.follow]


class Loop:
    """One loop: its points, its number, how deep it stands, whether loops are in it, the variables
    that it binds, whether it stores into lists.
    """

    __slots__ = (
        "binds",
        "body",
        "broke",
        "depth",
        "done",
        "has_inner",
        "node",
        "number",
        "round",
        "stores",
    )

    body: Point
    broke: Point
    done: Point
    round: Point

    def __init__(self, node: nodes.For | nodes.While, number: int, depth: int) -> None:
        self.node = node
        self.number = number
        self.depth = depth
        self.has_inner = False
        self.binds = bindings_in(node)
        self.stores = bool(_stored_in(node))


class Plan:
    """All points of a loop, or of a function's body; `start` is the first. Whether its code counts
    references (`counts`), and of which variables it may make copies (`grids`, with their kinds), is
    found out while that is made. stored: the names by which it stores into elements.
    """

    counts = False

    def __init__(self, node: nodes.Node) -> None:
        self.points: list[Point] = []
        self.loops: list[Loop] = []
        self.grids: dict[str, str] = {}
        self.stored = _stored_in(node)
        self.generators: dict[nodes.Node, nodes.ListComprehension | None] = {}
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
        self._find_live()

    def inlined(self, node: nodes.GeneratorExpression) -> nodes.ListComprehension | None:
        """As inlining.inlined; each time the same nodes."""
        if node not in self.generators:
            self.generators[node] = inlined(node)
        return self.generators[node]

    def _find_live(self) -> None:
        """Backward data flow, until nothing changes."""
        facts = [(point, *_reads_and_binds(point)) for point in self.points]
        changed = True
        while changed:
            changed = False
            for point, reads, binds in facts:
                live = set(reads)
                for index, successor in enumerate(point.successors()):
                    # The items of a `for` are bound on the way into its body only.
                    if point.kind == ROUND and index == 1:
                        live |= successor.live
                    else:
                        live |= successor.live - binds
                if live != point.live:
                    point.live = frozenset(live)
                    changed = True

    def _point(self, kind: str, node: nodes.Node, depth: int) -> Point:
        point = Point(kind, node, depth, len(self.points) + 1)
        self.points.append(point)
        return point

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

    def _loop(self, node: nodes.For | nodes.While, depth: int, done: Point, broke: Point) -> Loop:
        loop = Loop(node, len(self.loops), depth)
        self.loops.append(loop)
        loop.round = self._point(ROUND, node, depth + 1)
        loop.round.loop = loop
        loop.done = done
        loop.broke = broke
        loop.body = self._sequence(node.body, loop.round, depth + 1, loop, False)
        return loop


def _reads_and_binds(point: Point) -> tuple[frozenset[str], frozenset[str]]:
    """The variables that a point reads, and those that it binds for sure."""
    node = point.node
    targets: list[nodes.Node] = []
    read: list[nodes.Node] = []
    if point.kind == ROUND:
        if isinstance(node, nodes.While):
            read = [node.test]
        elif isinstance(node, nodes.For):
            targets = [node.target]
    elif point.kind == STATEMENT:
        if isinstance(node, nodes.If):
            read = [node.test]
        elif isinstance(node, nodes.For):
            read = [node.iterable]
        elif isinstance(node, nodes.While):
            pass
        elif isinstance(node, nodes.Assignment):
            targets, read = list(node.targets), [node.value]
        elif isinstance(node, nodes.AnnotatedAssignment) and node.value is not None:
            targets, read = [node.target], [node.value]
        else:
            read = [node]
    binds: set[str] = set()
    while targets:
        target = targets.pop()
        if isinstance(target, nodes.Name):
            binds.add(target.name)
        elif isinstance(target, (nodes.Tuple, nodes.List)):
            targets.extend(nodes.children(target))
        else:
            read.append(target)
    return frozenset(name for one in read for name in names_in(one)), frozenset(binds)


def bindings_in(node: nodes.Node) -> frozenset[str]:
    """The names that a piece of code binds."""
    return frozenset(target.name for target in _targets_in(node) if isinstance(target, nodes.Name))


def _stored_in(node: nodes.Node) -> frozenset[str]:
    """The names by which a piece of code stores into lists, and lists in these."""
    found: set[str] = set()
    for target in _targets_in(node):
        holder: nodes.Node = target
        while isinstance(holder, nodes.Subscript):
            holder = holder.value
        if holder is not target and isinstance(holder, nodes.Name):
            found.add(holder.name)
    return frozenset(found)


def _targets_in(node: nodes.Node) -> Iterator[nodes.Node]:
    """What a piece of code binds or stores into, without the displays around."""
    for current in nodes.descendants(node):
        targets: list[nodes.Node] = []
        if isinstance(current, nodes.Assignment):
            targets = list(current.targets)
        elif isinstance(
            current,
            (
                nodes.AugmentedAssignment,
                nodes.AnnotatedAssignment,
                nodes.For,
                nodes.NamedExpression,
            ),
        ):
            targets = [current.target]
        while targets:
            target = targets.pop()
            if isinstance(target, (nodes.Tuple, nodes.List, nodes.Starred)):
                targets.extend(nodes.children(target))
            else:
                yield target


def names_in(node: nodes.Node) -> tuple[str, ...]:
    """The names that stand in a piece of code, outside of functions in it, in their order."""
    found: dict[str, None] = {}
    pending: list[nodes.Node] = [node]
    while pending:
        current = pending.pop()
        if isinstance(current, nodes.Name):
            found[current.name] = None
        elif isinstance(current, nodes.GeneratorExpression):
            as_comprehension = inlined(current)
            if as_comprehension is not None:
                pending.append(as_comprehension)
        elif not isinstance(current, nodes.ClassDefinition):
            pending.extend(reversed(nodes.children(current)))
    return tuple(found)


def global_names(node: nodes.Node) -> frozenset[str]:
    """The names in a piece of code that mean variables of the module."""
    return frozenset(
        one.name
        for one in nodes.descendants(node)
        if isinstance(one, nodes.Name) and one.access == GLOBAL
    )
