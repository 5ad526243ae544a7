"""Expressions: values, and conditions as jumps."""

from __future__ import annotations

from ...syntax import nodes
from ..refusal import BIG_INTEGER, UNKNOWN_FORM, UNKNOWN_OPERATION, Refusal
from .emitter import REASONS, Value, float_text, int_constant
from .folds import Folds
from .kinds import BOOL, FLOAT, HIGHEST, LOWEST, NONE, SCALARS, is_plain
from .mixed import Join

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


_PLACES = (nodes.BinaryOperation, nodes.Constant, nodes.Name, nodes.Subscript)


def _is_element(node: nodes.Expression) -> bool:
    """Whether an expression is an element of a list, found by names and numbers alone."""
    return isinstance(node, nodes.Subscript) and all(
        isinstance(one, _PLACES) for one in nodes.descendants(node)
    )


class Expressions(Folds):
    """Expressions; calls alone have effects in them, which are undone where a statement is left, so
    any of them can be left half-way.
    """

    # Whether the statement under way may bind names in its expressions.
    may_name = True

    def __init__(self, names: dict[str, int]) -> None:
        super().__init__(names)
        self.named: dict[str, Value] = {}

    def expression(self, node: nodes.Expression) -> Value:
        self.node = node
        if isinstance(node, nodes.Constant):
            return self.constant(node)
        if isinstance(node, nodes.Name):
            return self.name(node)
        if isinstance(node, nodes.BinaryOperation):
            left = self.expression(node.left)
            right = self.expression(node.right)
            return self.operation(node.operator, left, right, node)
        if isinstance(node, nodes.UnaryOperation):
            return self.unary(node)
        if isinstance(node, nodes.Comparison):
            return self.as_bool(node)
        if isinstance(node, nodes.BooleanOperation):
            return self.boolean_operation(node)
        if isinstance(node, nodes.ConditionalExpression):
            return self.conditional_expression(node)
        if isinstance(node, nodes.Subscript):
            if isinstance(node.index, nodes.Slice):
                return self.slice(self.expression(node.value), node.index)
            copied = self.grid_element(node)
            if copied is not None:
                return copied
            sequence = self.constant_sequence(node.value) or self.expression(node.value)
            index = self.expression(node.index)
            return self.each(
                [sequence, index],
                lambda given: self.item_of(given[0], given[1], node),
            )
        if isinstance(node, nodes.List):
            return self.display(node)
        if isinstance(node, nodes.ListComprehension):
            return self.comprehension(node)
        if isinstance(node, nodes.Call):
            return self.call(node)
        if isinstance(node, nodes.Attribute):
            return self.attribute(node)
        if isinstance(node, nodes.NamedExpression):
            return self.named_expression(node)
        if isinstance(node, nodes.Tuple):
            if any(isinstance(one, nodes.Starred) for one in node.elements):
                raise Refusal(UNKNOWN_FORM, node.position)
            return Value("tuple", "", parts=[self.expression(one) for one in node.elements])
        raise Refusal(UNKNOWN_FORM, node.position)

    def constant_sequence(self, node: nodes.Expression) -> Value | None:
        """What a display of constants gives, as a tuple; None where it is no such display."""
        raise NotImplementedError

    def grid_element(self, node: nodes.Subscript) -> Value | None:
        """An element of a row of what may be copied; None for all else."""
        return None

    def item_of(self, sequence: Value, index: Value, node: nodes.Node) -> Value:
        return self.load_at(sequence, self.inside(sequence, index, node), node)

    def operation(self, operator: str, left: Value, right: Value, node: nodes.Node) -> Value:
        """An operator on values of whatever kinds."""
        return self.each(
            [left, right], lambda given: self.binary(operator, given[0], given[1], node)
        )

    def constant(self, node: nodes.Constant) -> Value:
        return self.constant_value(node.value, node)

    def constant_value(self, value: object, node: nodes.Node) -> Value:
        if value is True or value is False:
            return Value(BOOL, "true" if value else "false")
        if isinstance(value, float):
            return Value(FLOAT, float_text(value))
        if value is None:
            return Value(NONE, "false")
        if isinstance(value, int):
            if not LOWEST <= value <= HIGHEST:
                raise Refusal(BIG_INTEGER, node.position)
            return int_constant(value)
        return super().constant_value(value, node)

    def name(self, node: nodes.Name) -> Value:
        named = self.named.get(node.name)
        return self.read(node.name, node) if named is None else named

    # Names that expressions bind: at the end of their statement, as nothing must have happened
    # where that is left; until then they stand in `named`.

    def begin_statement(self) -> None:
        super().begin_statement()
        self.named = {}

    def named_expression(self, node: nodes.NamedExpression) -> Value:
        value = self.expression(node.value)
        if self.conditional or not self.may_name or value.kind not in (*SCALARS, NONE):
            raise Refusal(UNKNOWN_FORM, node.position)
        self.named[node.target.name] = value
        return value

    def write(self, name: str, value: Value) -> None:
        self.named.pop(name, None)
        super().write(name, value)

    def bind_named(self) -> None:
        """At the end of a statement, or of one of its branches."""
        named = dict(self.named)
        for name, value in named.items():
            self.write(name, value)
        self.named = named

    def attribute(self, node: nodes.Attribute) -> Value:
        """A constant of the module math or sys."""
        raise NotImplementedError

    def unary(self, node: nodes.UnaryOperation) -> Value:
        operand = node.operand
        if node.operator == "not":
            return self.as_bool(node)
        if node.operator == "-" and isinstance(operand, nodes.Constant):
            value = operand.value
            if isinstance(value, int) and not isinstance(value, bool):
                return self.constant_value(-value, node)
        return self.each([self.expression(operand)], lambda given: self.signed(given[0], node))

    def signed(self, value: Value, node: nodes.UnaryOperation) -> Value:
        if value.kind not in SCALARS:
            raise Refusal(UNKNOWN_OPERATION, node.position)
        if node.operator == "-":
            return self.negative(value, node)
        if node.operator == "+":
            return self.to_int(value)
        if value.kind in (FLOAT, BOOL):
            raise Refusal(UNKNOWN_OPERATION, node.position)
        return Value(value.kind, self.op(f"xor i64 {value.text}, -1"))

    # Conditions

    def condition(self, node: nodes.Expression, yes: str, no: str) -> None:
        """Jump by an expression's truth; only what decides is evaluated."""
        known = self.settled(node)
        if known is not None:
            self.emit(f"br label %{yes if known else no}")
        elif isinstance(node, nodes.UnaryOperation) and node.operator == "not":
            self.condition(node.operand, no, yes)
        elif isinstance(node, nodes.BooleanOperation):
            if not (all(map(_is_element, node.values)) and self.elements_at_once(node, yes, no)):
                self.one_by_one(node, yes, no)
        elif isinstance(node, nodes.Comparison):
            self.comparison(node, yes, no)
        else:
            truth = self.truth(self.expression(node))
            self.emit(f"br i1 {truth}, label %{yes}, label %{no}")

    def one_by_one(self, node: nodes.BooleanOperation, yes: str, no: str) -> None:
        conditional = self.conditional
        *first, last = node.values
        for value in first:
            known = self.settled(value)
            if known is (node.operator == "or"):
                last = value
                break
            if known is not None:
                continue
            more = self.label()
            if node.operator == "and":
                self.condition(value, more, no)
            else:
                self.condition(value, yes, more)
            self.begin(more)
            self.conditional += 1
        self.condition(last, yes, no)
        self.conditional = conditional

    def elements_at_once(self, node: nodes.BooleanOperation, yes: str, no: str) -> bool:
        """Read elements that are bools without a jump between them: one jump that the processor
        foresees wrongly takes longer than a few of them. Where one can't be read, all is done
        one by one. False where they are no bools.
        """
        made, kinds, exit_labels = len(self.lines), self.kinds.copy(), self.exit_labels
        otherwise = self.label()
        self.exit_labels = dict.fromkeys(REASONS, otherwise)
        self.conditional += 1
        try:
            values = [self.expression(one) for one in node.values]
        finally:
            self.conditional -= 1
            self.exit_labels, self.kinds = exit_labels, kinds
        if any(value.kind != BOOL for value in values):
            del self.lines[made:]
            return False
        text = values[0].text
        for value in values[1:]:
            text = self.op(f"{node.operator} i1 {text}, {value.text}")
        self.emit(f"br i1 {text}, label %{yes}, label %{no}, !unpredictable !{{}}")
        if not any(f"label %{otherwise}," in line for line in self.lines[made:]):
            return True
        self.begin(otherwise)
        self.one_by_one(node, yes, no)
        return True

    def settled(self, node: nodes.Expression) -> bool | None:
        """What a condition is for sure, by the kinds of variables alone; None where it depends."""
        if isinstance(node, nodes.UnaryOperation) and node.operator == "not":
            known = self.settled(node.operand)
            return None if known is None else not known
        if isinstance(node, nodes.BooleanOperation):
            decides = node.operator == "or"
            for value in node.values:
                known = self.settled(value)
                if known is None or known is decides:
                    return known
            return not decides
        if isinstance(node, nodes.Constant):
            return bool(node.value)
        if isinstance(node, nodes.Name):
            return False if self.kind_at(node) == NONE else None
        if isinstance(node, nodes.Comparison) and node.operators in (["is"], ["is not"]):
            sides = [self.kind_at(one) for one in (node.left, node.comparators[0])]
            if NONE in sides and None not in sides:
                return (sides[0] == sides[1]) is (node.operators == ["is"])
        return None

    def kind_at(self, node: nodes.Expression) -> str | None:
        """The kind of a variable or of the constant None, where that is sure."""
        if isinstance(node, nodes.Constant):
            return NONE if node.value is None else None
        if not isinstance(node, nodes.Name):
            return None
        named = self.named.get(node.name)
        kind = self.kinds.get(node.name) if named is None else named.kind
        return kind if kind is not None and is_plain(kind) else None

    def comparison(self, node: nodes.Comparison, yes: str, no: str) -> None:
        left = self.expression(node.left)
        last = len(node.operators) - 1
        for index, operator in enumerate(node.operators):
            if operator in ("in", "not in") and index == last:
                holds = self.contained(operator, left, node.comparators[index], node)
                self.emit(f"br i1 {holds}, label %{yes}, label %{no}")
                break
            right = self.expression(node.comparators[index])
            holds = self.holds(operator, left, right, node)
            if index == last:
                self.emit(f"br i1 {holds}, label %{yes}, label %{no}")
            else:
                more = self.label()
                self.emit(f"br i1 {holds}, label %{more}, label %{no}")
                self.begin(more)
                self.conditional += 1
            left = right
        self.conditional -= last

    def as_bool(self, node: nodes.Expression) -> Value:
        """A condition as a bool."""
        if isinstance(node, nodes.Comparison) and len(node.operators) == 1:
            left = self.expression(node.left)
            operator = node.operators[0]
            if operator in ("in", "not in"):
                return Value(BOOL, self.contained(operator, left, node.comparators[0], node))
            right = self.expression(node.comparators[0])
            return Value(BOOL, self.holds(operator, left, right, node))
        yes, no, after = self.label(), self.label(), self.label()
        self.condition(node, yes, no)
        for label in (yes, no):
            self.begin(label)
            self.emit(f"br label %{after}")
        self.begin(after)
        return Value(BOOL, self.op(f"phi i1 [true, %{yes}], [false, %{no}]"))

    # Values that depend on conditions

    def choose(
        self,
        yes: Callable[[], Value],
        no: Callable[[], Value],
        labels: tuple[str, str],
    ) -> Value:
        """The value of the branch that is taken."""
        join = Join(self)
        for label, evaluate in zip(labels, (yes, no), strict=True):
            self.begin(label)
            self.branch_of(join, evaluate)
        return join.value()

    def conditional_expression(self, node: nodes.ConditionalExpression) -> Value:
        known = self.settled(node.test)
        if known is not None:
            return self.expression(node.body if known else node.otherwise)
        yes, no = self.label(), self.label()
        self.condition(node.test, yes, no)
        return self.choose(
            lambda: self.expression(node.body),
            lambda: self.expression(node.otherwise),
            (yes, no),
        )

    def boolean_operation(self, node: nodes.BooleanOperation) -> Value:
        return self._operands(node, 0)

    def _operands(self, node: nodes.BooleanOperation, index: int) -> Value:
        operand = node.values[index]
        last = index + 1 == len(node.values)
        known = self.settled(operand)
        if not last and known is (node.operator == "and"):
            return self._operands(node, index + 1)
        value = self.expression(operand)
        if last or known is not None:
            return value
        truth = self.truth(value)
        yes, no = self.label(), self.label()
        self.emit(f"br i1 {truth}, label %{yes}, label %{no}")

        def rest() -> Value:
            return self._operands(node, index + 1)

        def this() -> Value:
            return value

        if node.operator == "and":
            return self.choose(rest, this, (yes, no))
        return self.choose(this, rest, (yes, no))
