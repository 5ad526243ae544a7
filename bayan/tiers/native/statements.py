"""Statements: first all values and tests, then all effects; then on to the next point."""

from __future__ import annotations

from ...syntax import nodes
from ..refusal import UNKNOWN_FORM, UNKNOWN_OPERATION, Refusal
from .arrays import is_array
from .bounds import narrow
from .changes import Changes
from .creation import is_list
from .emitter import DOMAIN, FORM, Value
from .kinds import INT, SCALARS, is_copy, is_object, is_sequence, merged
from .plan import Point
from .shapes import is_instance

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


# What is added without a jump, at the most.
MOST_COUNTED = 1 << 31


class Statements(Changes):
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
            known = self.settled(node.test)
            if known is not None:
                self.goto(point.body if known else point.otherwise)
                return
            if self.count_if(node):
                self.goto(point.otherwise)
                return
            yes, no = self.label(), self.label()
            self.condition(node.test, yes, no)
            kinds = self.kinds.copy()
            self.begin(yes)
            self.narrow(node.test, True)
            self.goto(point.body)
            self.kinds = kinds
            self.begin(no)
            self.narrow(node.test, False)
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
        if isinstance(
            node, (nodes.Assignment, nodes.AugmentedAssignment, nodes.AnnotatedAssignment)
        ):
            self.assignment(node, lambda: self.goto(point.follow))
            return
        self.simple(node)
        self.goto(point.follow)

    def count_if(self, node: nodes.If) -> bool:
        """`if a < b { n += 1 }` without a jump, which the processor may foresee wrongly: it adds 0
        where that is not so. False where the statement is another.
        """
        test, step = node.test, node.body[0]
        if node.otherwise or len(node.body) > 1 or not isinstance(step, nodes.AugmentedAssignment):
            return False
        target, value = step.target, step.value
        if (
            not (isinstance(test, nodes.Comparison) and len(test.operators) == 1)
            or not (isinstance(target, nodes.Name) and self.kinds.get(target.name) == INT)
            or not (isinstance(value, nodes.Constant) and type(value.value) is int)
            or step.operator not in ("+", "-")
            or not 0 < value.value <= MOST_COUNTED
        ):
            return False
        truth = self.as_bool(test)
        by = self.op(f"select i1 {truth.text}, i64 {value.value}, i64 0")
        added = Value(INT, by, 0, value.value)
        self.write(target.name, self.binary(step.operator, self.name(target), added, step))
        return True

    def narrow(self, test: nodes.Expression, holds: bool) -> None:
        """On the way on which a condition has been found to hold, or not to."""
        if not self.named:
            narrow(self.kinds, test, holds)

    def simple(self, node: nodes.Node) -> None:
        if isinstance(node, (nodes.Pass, nodes.Break, nodes.Continue)):
            return
        if isinstance(node, nodes.Assert):
            good, bad = self.label(), self.exit_label(DOMAIN)
            self.condition(node.test, good, bad)
            self.begin(good)
        elif isinstance(node, nodes.ExpressionStatement):
            self.expression_statement(node.value)
        else:
            raise Refusal(UNKNOWN_FORM, node.position)

    def assignment(
        self,
        node: nodes.Assignment | nodes.AugmentedAssignment | nodes.AnnotatedAssignment,
        then: Callable[[], None],
    ) -> None:
        """All of an assignment; `then` ends its block, or the blocks of its versions."""
        if isinstance(node, nodes.Assignment):
            if self.exchange(node) or self.copy_again(node):
                then()
                return
            if self.method_name(node.value) == "pop":
                if not all(isinstance(target, nodes.Name) for target in node.targets):
                    raise Refusal(UNKNOWN_FORM, node.position)
                self.assign_all(node.targets, self.pop(node.value), node, then)
                return
            self.assign_all(node.targets, self.assigned(node.value, node.targets), node, then)
        elif isinstance(node, nodes.AugmentedAssignment):
            self.augmented(node, then)
        elif node.value is None or not node.is_simple or not self.in_function:
            raise Refusal(UNKNOWN_FORM, node.position)
        else:
            self.assign_all([node.target], self.expression(node.value), node, then)

    def expression_statement(self, node: nodes.Expression) -> None:
        if isinstance(node, nodes.Constant):
            return
        method = self.method_name(node)
        if method is None:
            self.expression(node)
        else:
            self.call_method(method, node)

    def augmented(self, node: nodes.AugmentedAssignment, then: Callable[[], None]) -> None:
        target = node.target
        if isinstance(target, nodes.Name):
            left = self.name(target)
            right = self.expression(node.value)
            if is_sequence(left.kind) and node.operator == "+":
                self.extend(left, right, node)
                self.kinds[target.name] = merged(left.kind, right.kind) or left.kind
                then()
                return
            if is_object(left.kind):
                raise Refusal(UNKNOWN_FORM, node.position)
            value = self.operation(node.operator, left, right, node)
            self.assign_all([target], value, node, then)
            return
        holder, slot = self.place_of(target, node)
        if isinstance(target, nodes.Attribute):
            left = self.load_attribute(holder, slot, target)
        else:
            left = self.load(holder, slot, node)
        if is_object(left.kind):
            raise Refusal(UNKNOWN_FORM, node.position)
        right = self.expression(node.value)
        value = self.operation(node.operator, left, right, node)
        self.check_target(holder, target, node)

        def store(one: Value) -> None:
            self.store_into(holder, slot, one, target)
            then()

        self.split(value, store)

    def place_of(self, target: nodes.Expression, node: nodes.Node) -> tuple[Value, str]:
        """The list or object that an element or attribute belongs to, and the slot it lies in."""
        if isinstance(target, nodes.Attribute):
            thing = self.holder(target.value)
            return thing, self.attribute_slot(thing, target, True)
        if not isinstance(target, nodes.Subscript):
            raise Refusal(UNKNOWN_FORM, target.position)
        sequence = self.expression(target.value)
        return sequence, self.position(sequence, self.expression(target.index), target)

    def store_into(
        self, sequence: Value, slot: str, value: Value, target: nodes.Expression
    ) -> None:
        if is_array(sequence.kind):
            self.store_item(sequence, slot, value, target)
            return
        if is_copy(sequence.kind):
            self.store_number(sequence, slot, value, target)
            return
        if isinstance(target, nodes.Attribute) and self.store_cell(sequence, slot, value, target):
            return
        if is_list(sequence.kind):
            self.change(sequence)
        self.store(slot, value)
        if isinstance(target, nodes.Attribute):
            self.attribute_stored(sequence, target, value)

    def check_target(self, sequence: Value, target: nodes.Expression, node: nodes.Node) -> None:
        if is_copy(sequence.kind):
            return
        if isinstance(target, nodes.Attribute) and self.cell(sequence, target, True) is not None:
            return
        if not (is_list(sequence.kind) or is_array(sequence.kind) or is_instance(sequence.kind)):
            raise Refusal(UNKNOWN_OPERATION, node.position)
        self.check_effects(node)

    def assign_all(
        self,
        targets: list[nodes.Expression],
        value: Value,
        node: nodes.Node,
        then: Callable[[], None],
    ) -> None:
        """Give a value to each target; `then` ends the block, or those of the versions for the
        kinds that the values are of.
        """
        flat: list[tuple[nodes.Expression, Value]] = []
        for target in targets:
            self.unpack(target, value, flat, node)

        def assign(tuple_: Value) -> None:
            parts = tuple_.parts or []
            given = [(target, part) for (target, _), part in zip(flat, parts, strict=True)]
            self.assign_each(given, node)
            then()

        self.split(Value("tuple", "", parts=[part for _, part in flat]), assign)

    def assign_each(self, flat: list[tuple[nodes.Expression, Value]], node: nodes.Node) -> None:
        """Find all places first, then store."""
        stores: list[tuple[Value, str, Value, nodes.Expression]] = []
        objects: list[tuple[nodes.Subscript, Value, str, Value]] = []
        names: list[tuple[str, Value]] = []
        written: set[str] = set()
        several = len(flat) > 1
        for target, part in flat:
            if isinstance(target, nodes.Name):
                # Writing one of the names may take away what another one gets.
                at_risk = several and self.counts and is_object(part.kind)
                names.append((target.name, self.kept(part) if at_risk else part))
                written.add(target.name)
                continue
            if not isinstance(target, nodes.Subscript | nodes.Attribute):
                raise Refusal(UNKNOWN_FORM, target.position)
            if isinstance(target, nodes.Subscript) and is_object(part.kind):
                holder, slot = self.place_of_object(target, part, flat, written)
                objects.append((target, holder, slot, part))
                continue
            if part.kind not in SCALARS:
                raise Refusal(UNKNOWN_FORM, target.position)
            if several:
                self.check_independent(target, written)
            sequence, slot = self.place_of(target, target)
            self.check_target(sequence, target, node)
            if several:
                if is_array(sequence.kind):
                    raise Refusal(UNKNOWN_FORM, target.position)
                in_cell = isinstance(target, nodes.Attribute) and self.cell(sequence, target)
                if not (in_cell or is_copy(sequence.kind)):
                    self.check_storable(slot)
            stores.append((sequence, slot, part, target))
        for sequence, slot, part, target in stores:
            self.store_into(sequence, slot, part, target)
        for _, holder, slot, part in objects:
            self.store_object(holder, slot, part)
        for name, part in names:
            self.write(name, part)
        for subscript, _, _, part in objects:
            self.learn_element(subscript.value, Value("list[]", ""), part)

    def place_of_object(
        self,
        target: nodes.Subscript,
        value: Value,
        flat: list[tuple[nodes.Expression, Value]],
        written: set[str],
    ) -> tuple[Value, str]:
        """The list and slot where a list is to be stored, once it is sure that what lies there may
        go.
        """
        self.count_references()
        stay: list[str] = []
        if len(flat) > 1:
            self.check_independent(target, written)
            if any(
                isinstance(one, nodes.Attribute)
                or (isinstance(one, nodes.Subscript) and not isinstance(one.value, nodes.Name))
                for one, _ in flat
            ):
                raise Refusal(UNKNOWN_FORM, target.position)
            holders = {
                one.value.name
                for one, _ in flat
                if isinstance(one, nodes.Subscript) and isinstance(one.value, nodes.Name)
            }
            if len(holders) == 1 and all(isinstance(one, nodes.Subscript) for one, _ in flat):
                # Rows that change places stay in their list.
                stay = [part.text for _, part in flat if is_object(part.kind)]
        sequence = self.expression(target.value)
        slot = self.position(sequence, self.expression(target.index), target)
        self.check_target(sequence, target, target)
        self.check_replaced(slot, stay)
        return sequence, slot

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
        starred = any(isinstance(one, nodes.Starred) for one in target.elements)
        if starred or not is_sequence(value.kind):
            raise Refusal(UNKNOWN_OPERATION, node.position)
        count = len(target.elements)
        size = self.length(value).text
        self.leave_unless(self.op(f"icmp eq i64 {size}, {count}"), DOMAIN)
        return [
            self.load(value, self.slot_address(value, str(index)), node) for index in range(count)
        ]

    def check_independent(
        self, target: nodes.Subscript | nodes.Attribute, written: set[str]
    ) -> None:
        """Among several targets one must not be found by what another one changes: a store puts a
        number in the place of a number, so only what is found by numbers could be.
        """
        pending: list[nodes.Node] = [target.value]
        in_index: set[nodes.Node] = set()
        if isinstance(target, nodes.Subscript):
            pending.append(target.index)
            in_index.add(target.index)
        while pending:
            current = pending.pop()
            if isinstance(current, nodes.Name) and current.name in written:
                raise Refusal(UNKNOWN_FORM, target.position)
            below = nodes.children(current)
            if current in in_index:
                if isinstance(current, nodes.Subscript | nodes.Attribute):
                    raise Refusal(UNKNOWN_FORM, target.position)
                in_index.update(below)
            elif isinstance(current, nodes.Subscript):
                in_index.add(current.index)
            pending.extend(below)
