"""Expressions: values, and conditions as jumps."""

from __future__ import annotations

from ...syntax import nodes
from ..refusal import BIG_INTEGER, TYPE_CHANGES, UNKNOWN_FORM, UNKNOWN_OPERATION, Refusal
from .calls import Calls
from .emitter import Value, float_text, int_constant
from .kinds import BOOL, FLOAT, HIGHEST, LOWEST, SCALARS, is_sequence, llvm_type

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


class Expressions(Calls):
    """Expressions; nothing in them has an effect, so any of them can be left half-way."""

    def expression(self, node: nodes.Expression) -> Value:
        self.node = node
        if isinstance(node, nodes.Constant):
            return self.constant(node)
        if isinstance(node, nodes.Name):
            return self.name(node)
        if isinstance(node, nodes.BinaryOperation):
            left = self.expression(node.left)
            right = self.expression(node.right)
            return self.binary(node.operator, left, right, node)
        if isinstance(node, nodes.UnaryOperation):
            return self.unary(node)
        if isinstance(node, nodes.Comparison):
            return self.as_bool(node)
        if isinstance(node, nodes.BooleanOperation):
            return self.boolean_operation(node)
        if isinstance(node, nodes.ConditionalExpression):
            return self.conditional_expression(node)
        if isinstance(node, nodes.Subscript):
            sequence = self.expression(node.value)
            index = self.expression(node.index)
            return self.load(sequence, self.position(sequence, index, node), node)
        if isinstance(node, nodes.Call):
            return self.call(node)
        if isinstance(node, nodes.Attribute):
            return self.attribute(node)
        if isinstance(node, nodes.Tuple):
            if any(isinstance(one, nodes.Starred) for one in node.elements):
                raise Refusal(UNKNOWN_FORM, node.position)
            return Value("tuple", "", parts=[self.expression(one) for one in node.elements])
        raise Refusal(UNKNOWN_FORM, node.position)

    def constant(self, node: nodes.Constant) -> Value:
        return self.constant_value(node.value, node)

    def constant_value(self, value: object, node: nodes.Node) -> Value:
        if value is True or value is False:
            return Value(BOOL, "true" if value else "false")
        if isinstance(value, float):
            return Value(FLOAT, float_text(value))
        if isinstance(value, int):
            if not LOWEST <= value <= HIGHEST:
                raise Refusal(BIG_INTEGER, node.position)
            return int_constant(value)
        raise Refusal(UNKNOWN_FORM, node.position)

    def name(self, node: nodes.Name) -> Value:
        return self.read(node.name, node)

    def attribute(self, node: nodes.Attribute) -> Value:
        """A constant of the module math."""
        raise NotImplementedError

    def unary(self, node: nodes.UnaryOperation) -> Value:
        operand = node.operand
        if node.operator == "not":
            return self.as_bool(node)
        if node.operator == "-" and isinstance(operand, nodes.Constant):
            value = operand.value
            if isinstance(value, int) and not isinstance(value, bool):
                return self.constant_value(-value, node)
        value = self.expression(operand)
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
        if isinstance(node, nodes.UnaryOperation) and node.operator == "not":
            self.condition(node.operand, no, yes)
        elif isinstance(node, nodes.BooleanOperation):
            *first, last = node.values
            for value in first:
                more = self.label()
                if node.operator == "and":
                    self.condition(value, more, no)
                else:
                    self.condition(value, yes, more)
                self.begin(more)
                self.conditional += 1
            self.condition(last, yes, no)
            self.conditional -= len(first)
        elif isinstance(node, nodes.Comparison):
            self.comparison(node, yes, no)
        else:
            truth = self.truth(self.expression(node))
            self.emit(f"br i1 {truth}, label %{yes}, label %{no}")

    def comparison(self, node: nodes.Comparison, yes: str, no: str) -> None:
        left = self.expression(node.left)
        last = len(node.operators) - 1
        for index, operator in enumerate(node.operators):
            right = self.expression(node.comparators[index])
            holds = self.compare(operator, left, right, node)
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
            right = self.expression(node.comparators[0])
            return Value(BOOL, self.compare(node.operators[0], left, right, node))
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
        node: nodes.Node,
        labels: tuple[str, str],
    ) -> Value:
        """The value of the branch that is taken; both must be of one kind."""
        after = self.label()
        kind = ""
        slot = ""
        low, high = HIGHEST, LOWEST
        self.conditional += 1
        for label, evaluate in zip(labels, (yes, no), strict=True):
            self.begin(label)
            value = evaluate()
            if not slot:
                kind = value.kind
                if kind not in SCALARS and not is_sequence(kind):
                    raise Refusal(UNKNOWN_OPERATION, node.position)
                slot = self.temporary(llvm_type(kind))
            elif value.kind != kind:
                raise Refusal(TYPE_CHANGES, node.position)
            low, high = min(low, value.low), max(high, value.high)
            self.emit(f"store {llvm_type(kind)} {value.text}, ptr {slot}")
            self.emit(f"br label %{after}")
        self.conditional -= 1
        self.begin(after)
        return Value(kind, self.op(f"load {llvm_type(kind)}, ptr {slot}"), low, high)

    def conditional_expression(self, node: nodes.ConditionalExpression) -> Value:
        yes, no = self.label(), self.label()
        self.condition(node.test, yes, no)
        return self.choose(
            lambda: self.expression(node.body),
            lambda: self.expression(node.otherwise),
            node,
            (yes, no),
        )

    def boolean_operation(self, node: nodes.BooleanOperation) -> Value:
        return self._operands(node, 0)

    def _operands(self, node: nodes.BooleanOperation, index: int) -> Value:
        value = self.expression(node.values[index])
        if index + 1 == len(node.values):
            return value
        truth = self.truth(value)
        yes, no = self.label(), self.label()
        self.emit(f"br i1 {truth}, label %{yes}, label %{no}")

        def rest() -> Value:
            return self._operands(node, index + 1)

        def this() -> Value:
            return value

        if node.operator == "and":
            return self.choose(rest, this, node, (yes, no))
        return self.choose(this, rest, node, (yes, no))
