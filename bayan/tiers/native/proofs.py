"""Indices that are inside in all rounds of a loop, found out where that begins.

In `for i in range(n)` the indices `i`, `i + row` and `n - i` lie between those of the first round
and of the last one. Where these are inside the list, all are; and what is computed on the way to
them does not overflow, since each part of such a sum lies between its values at the ends, too. So a
loop that begins looks at both ends, and there is a version of it without tests of these indices,
and one with them for where they are not all inside.

That goes for copies of lists (see copies), which keep their length, for loops that have no others
in them, and for indices that are sums, differences and products by names that the loop does not
bind. What only some rounds come to is left out, unless it is an index that others have, too.
"""

from __future__ import annotations

from ...syntax import nodes
from ...syntax.bindings import MARK
from .changes import alike
from .emitter import Value
from .kinds import INT, is_copy
from .loops import INSIDE, Loops
from .plan import bindings_in

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .plan import Loop, Plan, Point
    from .routine import Hints, Version

_STEPS = {"range(1)": "sub", "range(-1)": "add"}
_ENDS = {"range(1)": "sge", "range(-1)": "sle"}
_WITH_OVERFLOW = {"+": "sadd", "-": "ssub", "*": "smul"}
_WITHOUT = {"+": "add", "-": "sub", "*": "mul"}
# What has names of its own, or is another piece of code.
_APART = (nodes.ListComprehension, nodes.GeneratorExpression, nodes.Lambda)


class Inside(Value):
    """An index that is inside, counted from the beginning."""


class Proofs(Loops):
    """Loops without tests of indices."""

    # The indices of the statement under way that are inside; whether one of them is computed.
    sure: frozenset[nodes.Node] = frozenset()
    is_sure = False
    # What has to hold for indices to be inside, while that is collected.
    wanted: list[str] | None = None

    def __init__(self, plan: Plan, names: dict[str, int], hints: Hints) -> None:
        super().__init__(plan, names, hints)
        # The indices that are inside in all rounds of a version.
        self.proven: dict[Version, frozenset[nodes.Node]] = {}

    def are_inside(self, loop: Loop, kind: str) -> str | None:
        """At the beginning of a loop: whether indices are inside in all rounds; None where that
        can be told of none.
        """
        found = [] if kind not in _STEPS else self.found_by_rounds(loop, self.kinds)
        node = loop.node
        if not found or not isinstance(node, nodes.For) or not isinstance(node.target, nodes.Name):
            return None
        start = self.op(f"load i64, ptr {self.field(loop, 0, 0)}")
        stop = self.op(f"load i64, ptr {self.field(loop, 0, 1)}")
        last = self.op(f"{_STEPS[kind]} i64 {stop}, 1")
        named, self.named = self.named, dict(self.named)
        self.wanted = wanted = []
        for subscript in found:
            size = self.length(self.expression(subscript.value)).text
            for number in (start, last):
                self.named[node.target.name] = Value(INT, number)
                index = self.expression(subscript.index).text
                wanted.append(self.op(f"icmp ult i64 {index}, {size}"))
        self.wanted = None
        self.named = named
        holds = "true"
        for one in wanted:
            holds = self.op(f"and i1 {holds}, {one}")
        # One that paused in its last round has none before it.
        none = self.op(f"icmp {_ENDS[kind]} i64 {start}, {stop}")
        return self.op(f"or i1 {none}, {holds}")

    def found_by_rounds(self, loop: Loop, kinds: dict[str, str]) -> list[nodes.Subscript]:
        """The elements of copies in a loop whose indices lie between those at the ends of the range
        that it runs over.
        """
        node = loop.node
        if loop.has_inner or not isinstance(node, nodes.For) or node.is_async:
            return []
        if not isinstance(node.target, nodes.Name):
            return []
        target = node.target.name
        if any(target in bindings_in(one) for one in node.body):
            return []

        def stays(name: str) -> bool:
            return name not in loop.binds and MARK not in name

        def degree(index: nodes.Node) -> int:
            """How often the number of the round is multiplied by itself; 2 for all else."""
            if isinstance(index, nodes.Constant):
                return 0 if type(index.value) is int and abs(index.value) < 1 << 62 else 2
            if isinstance(index, nodes.UnaryOperation) and index.operator == "-":
                is_number = isinstance(index.operand, nodes.Constant)
                return degree(index.operand) if is_number else 2
            if isinstance(index, nodes.Name):
                if index.name == target:
                    return 1
                return 0 if kinds.get(index.name) == INT and stays(index.name) else 2
            if isinstance(index, nodes.BinaryOperation) and index.operator in _WITHOUT:
                left, right = degree(index.left), degree(index.right)
                return left + right if index.operator == "*" else max(left, right)
            return 2

        found: list[nodes.Subscript] = []
        for one, is_branched in _subscripts(node.body):
            holder = one.value
            if not isinstance(holder, nodes.Name) or not stays(holder.name):
                continue
            if not is_copy(kinds.get(holder.name, "")) or degree(one.index) > 1:
                continue
            if not is_branched or any(alike(one, other) for other in found):
                found.append(one)
        return found

    def statement(self, point: Point) -> None:
        if self.context and self.context[-1].sources[1:] == (INSIDE,):
            version = self.context[-1]
            if version not in self.proven:
                # Of these the loop knew as it began: no variable is known better by its rounds.
                found = self.found_by_rounds(version.loop, version.kinds)
                self.proven[version] = frozenset(one.index for one in found)
            self.sure = self.proven[version]
        try:
            super().statement(point)
        finally:
            self.sure = frozenset()

    def expression(self, node: nodes.Expression) -> Value:
        if node not in self.sure:
            return super().expression(node)
        self.is_sure = True
        try:
            value = super().expression(node)
        finally:
            self.is_sure = False
        return Inside(INT, value.text, value.low, value.high)

    def add_like(self, operator: str, a: Value, b: Value) -> Value:
        if self.is_sure:
            return Value(INT, self.op(f"{_WITHOUT[operator]} nsw i64 {a.text}, {b.text}"))
        if self.wanted is None:
            return super().add_like(operator, a, b)
        call = f"@llvm.{_WITH_OVERFLOW[operator]}.with.overflow.i64(i64 {a.text}, i64 {b.text})"
        pair = self.op(f"call {{i64, i1}} {call}")
        over = self.op(f"extractvalue {{i64, i1}} {pair}, 1")
        self.wanted.append(self.op(f"xor i1 {over}, true"))
        return Value(INT, self.op(f"extractvalue {{i64, i1}} {pair}, 0"))

    def inside(self, sequence: Value, index: Value, node: nodes.Node) -> str:
        if isinstance(index, Inside):
            return index.text
        return super().inside(sequence, index, node)


def _subscripts(body: list[nodes.Statement]) -> list[tuple[nodes.Subscript, bool]]:
    """The elements that the statements of a loop name, and whether these are such that some rounds
    don't come to: those last.
    """
    found: list[tuple[nodes.Subscript, bool]] = []
    pending: list[tuple[nodes.Node, bool]] = [(one, False) for one in body]
    while pending:
        current, is_branched = pending.pop()
        if isinstance(current, nodes.Subscript):
            found.append((current, is_branched))
        if isinstance(current, _APART):
            continue
        if isinstance(current, nodes.If):
            pending.append((current.test, is_branched))
            pending += [(one, True) for one in (*current.body, *current.otherwise)]
        else:
            pending += [(one, is_branched) for one in nodes.children(current)]
    return sorted(found, key=lambda one: one[1])
