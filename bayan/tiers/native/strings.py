"""Strings that are only read: their length, their characters, and comparisons of these."""

from __future__ import annotations

from ...syntax import nodes
from ..refusal import UNKNOWN_FORM, UNKNOWN_OPERATION, Refusal
from .emitter import DOMAIN, ELEMENT, INEXACT, Value
from .kinds import CHAR, FLOAT, INT, STR, is_object, is_sequence
from .library import Library
from .ownership import Ownership
from .shapes import is_instance

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

HIGHEST_CHARACTER = 0x10FFFF

_ORDERS = {"<": "ult", "<=": "ule", ">": "ugt", ">=": "uge", "==": "eq", "!=": "ne"}


def character(text: str) -> Value:
    return Value(CHAR, str(ord(text)))


class Strings(Library, Ownership):
    """Strings and characters."""

    def constant_value(self, value: object, node: nodes.Node) -> Value:
        if isinstance(value, str) and len(value) == 1:
            return character(value)
        raise Refusal(UNKNOWN_FORM, node.position)

    def length(self, value: Value) -> Value:
        if value.kind == CHAR:
            return Value(INT, "1", 1, 1)
        if value.kind == STR:
            text = self.checked(f"@text_length(ptr {value.text})", "i64", ELEMENT)
            return Value(INT, text, 0, 1 << 60)
        return super().length(value)

    def truth(self, value: Value) -> str:
        if value.kind in (STR, CHAR):
            return self.op(f"icmp ne i64 {self.length(value).text}, 0")
        return super().truth(value)

    def load_at(self, sequence: Value, index: str, node: nodes.Node) -> Value:
        if sequence.kind == STR:
            return self.character_at(sequence, index)
        if not is_sequence(sequence.kind):
            raise Refusal(UNKNOWN_OPERATION, node.position)
        return super().load_at(sequence, index, node)

    def inside(self, sequence: Value, index: Value, node: nodes.Node) -> str:
        if not is_object(sequence.kind) or is_instance(sequence.kind):
            raise Refusal(UNKNOWN_OPERATION, node.position)
        return super().inside(sequence, index, node)

    def character_at(self, text: Value, index: str) -> Value:
        """The character at an index that is inside."""
        return Value(CHAR, self.op(f"call i32 @character(ptr {text.text}, i64 {index})"))

    def compare(self, operator: str, left: Value, right: Value, node: nodes.Node) -> str:
        kinds = {left.kind, right.kind}
        if not kinds & {STR, CHAR}:
            return super().compare(operator, left, right, node)
        if kinds == {CHAR} and operator in _ORDERS:
            return self.op(f"icmp {_ORDERS[operator]} i32 {left.text}, {right.text}")
        if operator not in ("==", "!=") or not kinds <= {STR, CHAR}:
            raise Refusal(UNKNOWN_OPERATION, node.position)
        if kinds == {STR}:
            self.length(left)
            self.length(right)
            same = self.op(f"call i1 @same_text(ptr {left.text}, ptr {right.text})")
        else:
            text, one = (left, right) if left.kind == STR else (right, left)
            size = self.length(text).text
            # There is a 0 behind the last character: the first of "" may be read.
            alone = self.op(f"icmp eq i64 {size}, 1")
            first = self.character_at(text, "0").text
            equal = self.op(f"icmp eq i32 {first}, {one.text}")
            same = self.op(f"and i1 {alone}, {equal}")
        return same if operator == "==" else self.op(f"xor i1 {same}, true")

    def contained(
        self, operator: str, left: Value, holder: nodes.Expression, node: nodes.Node
    ) -> str:
        """`in`, `not in` of a constant text, or of a display."""
        if left.kind == FLOAT:
            # What holds an object that is equal to nothing has it, if it is that very object.
            self.leave_if(self.op(f"fcmp uno double {left.text}, 0.0"), INEXACT)
        if isinstance(holder, nodes.Constant) and isinstance(holder.value, str):
            if left.kind != CHAR:
                raise Refusal(UNKNOWN_OPERATION, node.position)
            values: list[Callable[[], Value]] = [
                lambda one=one: character(one)  # type: ignore[misc]
                for one in dict.fromkeys(holder.value)
            ]
        elif isinstance(holder, nodes.Tuple | nodes.List):
            if any(isinstance(one, nodes.Starred) for one in holder.elements):
                raise Refusal(UNKNOWN_FORM, node.position)
            values = [
                lambda one=one: self.expression(one)  # type: ignore[misc]
                for one in holder.elements
            ]
        else:
            raise Refusal(UNKNOWN_OPERATION, node.position)
        # All of a display is evaluated, whatever the first ones are.
        found = "false"
        for value in [evaluate() for evaluate in values]:
            equal = self.compare("==", left, value, node)
            found = self.op(f"or i1 {found}, {equal}")
        return found if operator == "in" else self.op(f"xor i1 {found}, true")

    def call_function(self, name: str, arguments: list[Value], node: nodes.Node) -> Value:
        if len(arguments) == 1:
            value = arguments[0]
            if name == "len" and value.kind in (STR, CHAR):
                return self.length(value)
            if name == "ord" and value.kind == CHAR:
                number = self.op(f"zext i32 {value.text} to i64")
                return Value(INT, number, 0, HIGHEST_CHARACTER)
            if name == "chr" and value.kind == INT:
                fits = self.op(f"icmp ule i64 {value.text}, {HIGHEST_CHARACTER}")
                self.leave_unless(fits, DOMAIN)
                return Value(CHAR, self.op(f"trunc i64 {value.text} to i32"))
        return super().call_function(name, arguments, node)
