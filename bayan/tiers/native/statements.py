"""Statements: first all values and tests, then all effects; then on to the next point."""

from __future__ import annotations

from ...syntax import nodes
from ..refusal import UNKNOWN_FORM, UNKNOWN_OPERATION, Refusal
from .emitter import DOMAIN, FORM, Value
from .expressions import Expressions
from .kinds import SCALARS, element
from .plan import Point


class Statements(Expressions):
    """Statements."""

    # Whether annotations are evaluated nowhere, as in functions.
    in_function = False

    def goto(self, point: Point) -> None:
        raise NotImplementedError

    def return_(self, node: nodes.Return) -> None:
        raise NotImplementedError

    def begin_loop(self, point: Point) -> None:
        raise NotImplementedError

    def statement(self, point: Point) -> None:
        """The block of a statement, up to the jump to what follows."""
        node = point.node
        if isinstance(node, nodes.If):
            yes, no = self.label(), self.label()
            self.condition(node.test, yes, no)
            kinds = self.kinds.copy()
            self.begin(yes)
            self.goto(point.body)
            self.kinds = kinds
            self.begin(no)
            self.goto(point.otherwise)
            return
        if isinstance(node, (nodes.For, nodes.While)):
            self.begin_loop(point)
            return
        if isinstance(node, nodes.Return):
            self.return_(node)
            return
        if isinstance(node, nodes.Raise):
            self.emit(f"br label %{self.exit_label(FORM)}")
            return
        self.simple(node)
        self.goto(point.follow)

    def simple(self, node: nodes.Node) -> None:
        if isinstance(node, (nodes.Pass, nodes.Break, nodes.Continue)):
            return
        if isinstance(node, nodes.Assignment):
            self.assign_all(node.targets, self.expression(node.value), node)
        elif isinstance(node, nodes.AugmentedAssignment):
            self.augmented(node)
        elif isinstance(node, nodes.AnnotatedAssignment) and self.in_function:
            if node.value is None or not node.is_simple:
                raise Refusal(UNKNOWN_FORM, node.position)
            self.assign_all([node.target], self.expression(node.value), node)
        elif isinstance(node, nodes.Assert):
            good, bad = self.label(), self.exit_label(DOMAIN)
            self.condition(node.test, good, bad)
            self.begin(good)
        elif isinstance(node, nodes.ExpressionStatement):
            self.expression_statement(node.value)
        else:
            raise Refusal(UNKNOWN_FORM, node.position)

    def expression_statement(self, node: nodes.Expression) -> None:
        if isinstance(node, nodes.Constant):
            return
        if not self.is_append(node):
            self.expression(node)
            return
        assert isinstance(node, nodes.Call) and isinstance(node.function, nodes.Attribute)
        holder = node.function.value
        sequence = self.expression(holder)
        value = self.expression(node.arguments[0])
        self.check_effects(node)
        self.append(sequence, value, node)
        if isinstance(holder, nodes.Name) and not element(sequence.kind):
            # What was empty is now a list of these.
            self.write(holder.name, Value(f"list[{value.kind}]", sequence.text))

    def is_append(self, node: nodes.Expression) -> bool:
        return (
            isinstance(node, nodes.Call)
            and isinstance(node.function, nodes.Attribute)
            and node.function.name == "append"
            and len(node.arguments) == 1
            and not node.keywords
        )

    def check_effects(self, node: nodes.Node) -> None:
        """Refuses where a store into an object is not allowed."""

    def augmented(self, node: nodes.AugmentedAssignment) -> None:
        target = node.target
        if isinstance(target, nodes.Name):
            left = self.name(target)
            right = self.expression(node.value)
            self.write(target.name, self.binary(node.operator, left, right, node))
            return
        if not isinstance(target, nodes.Subscript):
            raise Refusal(UNKNOWN_FORM, node.position)
        sequence = self.expression(target.value)
        index = self.expression(target.index)
        slot = self.position(sequence, index, node)
        left = self.load(sequence, slot, node)
        right = self.expression(node.value)
        value = self.binary(node.operator, left, right, node)
        self.check_target(sequence, node)
        self.store(slot, value)

    def check_target(self, sequence: Value, node: nodes.Node) -> None:
        if not sequence.kind.startswith("list["):
            raise Refusal(UNKNOWN_OPERATION, node.position)
        self.check_effects(node)

    def assign_all(self, targets: list[nodes.Expression], value: Value, node: nodes.Node) -> None:
        """Give a value to each target: find all places first, then store."""
        flat: list[tuple[nodes.Expression, Value]] = []
        for target in targets:
            self.unpack(target, value, flat, node)
        stores: list[tuple[str, Value]] = []
        names: list[tuple[str, Value]] = []
        written: set[str] = set()
        several = len(flat) > 1
        for target, part in flat:
            if isinstance(target, nodes.Name):
                names.append((target.name, part))
                written.add(target.name)
                continue
            if not isinstance(target, nodes.Subscript) or part.kind not in SCALARS:
                raise Refusal(UNKNOWN_FORM, target.position)
            if several:
                self.check_independent(target, written)
            sequence = self.expression(target.value)
            slot = self.position(sequence, self.expression(target.index), target)
            self.check_target(sequence, node)
            if several:
                self.check_storable(slot)
            stores.append((slot, part))
        for slot, part in stores:
            self.store(slot, part)
        for name, part in names:
            self.write(name, part)

    def unpack(
        self,
        target: nodes.Expression,
        value: Value,
        flat: list[tuple[nodes.Expression, Value]],
        node: nodes.Node,
    ) -> None:
        if isinstance(target, (nodes.Tuple, nodes.List)):
            parts = value.parts
            if parts is None:
                parts = self.unpack_sequence(target, value, node)
            if len(parts) != len(target.elements):
                raise Refusal(UNKNOWN_FORM, node.position)
            for inner, part in zip(target.elements, parts, strict=True):
                self.unpack(inner, part, flat, node)
        elif value.parts is not None:
            raise Refusal(UNKNOWN_OPERATION, node.position)
        else:
            flat.append((target, value))

    def unpack_sequence(
        self, target: nodes.Tuple | nodes.List, value: Value, node: nodes.Node
    ) -> list[Value]:
        """The elements of a list or tuple that has as many as there are targets."""
        if value.kind in SCALARS or any(isinstance(one, nodes.Starred) for one in target.elements):
            raise Refusal(UNKNOWN_OPERATION, node.position)
        count = len(target.elements)
        size = self.length(value).text
        self.leave_unless(self.op(f"icmp eq i64 {size}, {count}"), DOMAIN)
        return [
            self.load(value, self.slot_address(value, str(index)), node) for index in range(count)
        ]

    def check_independent(self, target: nodes.Subscript, written: set[str]) -> None:
        """Among several targets one must not be found by what another one changes."""
        pending: list[nodes.Node] = [target.value, target.index]
        in_index: set[nodes.Node] = {target.index}
        while pending:
            current = pending.pop()
            if isinstance(current, nodes.Name) and current.name in written:
                raise Refusal(UNKNOWN_FORM, target.position)
            below = list(nodes.children(current))
            if current in in_index:
                if isinstance(current, nodes.Subscript):
                    raise Refusal(UNKNOWN_FORM, target.position)
                in_index.update(below)
            elif isinstance(current, nodes.Subscript):
                in_index.add(current.index)
            pending.extend(below)
