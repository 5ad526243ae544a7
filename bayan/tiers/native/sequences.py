"""Reading and storing elements of lists and tuples, in their own memory."""

from __future__ import annotations

from ..refusal import UNKNOWN_OPERATION, UNKNOWN_TYPE, Refusal
from .arithmetic import Arithmetic
from .emitter import ELEMENT, INDEX, Value
from .kinds import BOOL, FLOAT, INT, SCALARS, element, is_sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ...syntax.nodes import Node


class Sequences(Arithmetic):
    """Lists and tuples."""

    def length(self, value: Value) -> Value:
        at = self.op(f"getelementptr i8, ptr {value.text}, i64 16")
        text = self.op(f"load i64, ptr {at}, !tbaa !10, !range !82")
        return Value(INT, text, 0, 1 << 60)

    def position(self, sequence: Value, index: Value, node: Node) -> str:
        """The address of an element's slot, for an index of the program's."""
        if not is_sequence(sequence.kind) or index.kind not in (INT, BOOL):
            raise Refusal(UNKNOWN_OPERATION, node.position)
        number = self.to_int(index)
        size = self.length(sequence).text
        text = number.text
        if number.high < 0:
            text = self.op(f"add i64 {text}, {size}")
        elif number.low < 0:
            negative = self.op(f"icmp slt i64 {text}, 0")
            more = self.op(f"select i1 {negative}, i64 {size}, i64 0")
            text = self.op(f"add i64 {text}, {more}")
        self.leave_unless(self.op(f"icmp ult i64 {text}, {size}"), INDEX)
        return self.slot_address(sequence, text)

    def slot_address(self, sequence: Value, index: str) -> str:
        """The address of slot number `index`, which is inside."""
        first = self.op(f"getelementptr i8, ptr {sequence.text}, i64 24")
        if sequence.kind.startswith("list["):
            first = self.op(f"load ptr, ptr {first}, !tbaa !10")
        return self.op(f"getelementptr ptr, ptr {first}, i64 {index}")

    def load(self, sequence: Value, slot: str, node: Node) -> Value:
        """The element in a slot, if it is of the kind that it is taken for."""
        kind = element(sequence.kind)
        thing = self.op(f"load ptr, ptr {slot}, !tbaa !20")
        if kind == INT:
            return Value(INT, self.checked(f"@read_int(ptr {thing})", "i64", ELEMENT))
        if kind == FLOAT:
            return Value(FLOAT, self.checked(f"@read_float(ptr {thing})", "double", ELEMENT))
        if kind == BOOL:
            return Value(BOOL, self.checked(f"@read_bool(ptr {thing})", "i1", ELEMENT))
        if not is_sequence(kind):
            raise Refusal(UNKNOWN_TYPE, node.position)
        at = self.op(f"getelementptr i8, ptr {thing}, i64 8")
        cls = self.op(f"load ptr, ptr {at}, !tbaa !60")
        type_ = "@PyList_Type" if kind.startswith("list[") else "@PyTuple_Type"
        self.leave_unless(self.op(f"icmp eq ptr {cls}, {type_}"), ELEMENT)
        return Value(kind, thing)

    def check_storable(self, slot: str) -> None:
        """Leaves unless what lies in the slot may be given up without anything happening."""
        thing = self.op(f"load ptr, ptr {slot}, !tbaa !20")
        self.leave_unless(self.op(f"call i1 @is_number(ptr {thing})"), ELEMENT)

    def store(self, slot: str, value: Value) -> None:
        """Store a number; leaves where what lies there is none, before anything is changed."""
        kind = {INT: "i64", FLOAT: "double", BOOL: "i1"}[value.kind]
        stored = self.op(f"call i1 @store_{value.kind}(ptr {slot}, {kind} {value.text})")
        self.leave_unless(stored, ELEMENT)

    def append(self, sequence: Value, value: Value, node: Node) -> None:
        if not sequence.kind.startswith("list[") or value.kind not in SCALARS:
            raise Refusal(UNKNOWN_OPERATION, node.position)
        kind = {INT: "i64", FLOAT: "double", BOOL: "i1"}[value.kind]
        new = self.op(f"call ptr @box_{value.kind}({kind} {value.text})")
        done = self.op(f"call i1 @append(ptr {sequence.text}, ptr {new})")
        self.leave_unless(done, ELEMENT)
