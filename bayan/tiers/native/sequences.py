"""Reading and storing elements of lists and tuples, in their own memory."""

from __future__ import annotations

from ..refusal import UNKNOWN_OPERATION, UNKNOWN_TYPE, Refusal
from .arithmetic import Arithmetic
from .emitter import ELEMENT, INDEX, Value
from .kinds import BOOL, FLOAT, INT, NONE, STR, element, elements, is_object, is_sequence
from .layout import layout
from .mixed import Join

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ...syntax.nodes import Node

_TYPES = {
    BOOL: "@PyBool_Type",
    INT: "@PyLong_Type",
    FLOAT: "@PyFloat_Type",
    STR: "@PyUnicode_Type",
    "list": "@PyList_Type",
    "tuple": "@PyTuple_Type",
}


class Sequences(Arithmetic):
    """Lists and tuples."""

    def length(self, value: Value) -> Value:
        at = self.op(f"getelementptr i8, ptr {value.text}, i64 16")
        text = self.op(f"load i64, ptr {at}, !tbaa !10, !range !82")
        return Value(INT, text, 0, 1 << 60)

    def position(self, sequence: Value, index: Value, node: Node) -> str:
        """The address of an element's slot, for an index of the program's."""
        if not is_sequence(sequence.kind):
            raise Refusal(UNKNOWN_OPERATION, node.position)
        return self.slot_address(sequence, self.inside(sequence, index, node))

    def load_at(self, sequence: Value, index: str, node: Node) -> Value:
        """Item number `index`, which is inside."""
        return self.load(sequence, self.slot_address(sequence, index), node)

    def inside(self, sequence: Value, index: Value, node: Node) -> str:
        """An index of the program's, counted from the beginning; leaves if it is outside."""
        if index.kind not in (INT, BOOL):
            raise Refusal(UNKNOWN_OPERATION, node.position)
        return self.within(self.length(sequence).text, index)

    def within(self, size: str, index: Value) -> str:
        """An int counted from the beginning of what has so many items; leaves if it is outside."""
        text = self.from_front(size, self.to_int(index))
        self.leave_unless(self.op(f"icmp ult i64 {text}, {size}"), INDEX)
        return text

    def from_front(self, size: str, number: Value) -> str:
        """An index that may be negative, counted from the beginning of so many items."""
        text = number.text
        if number.high < 0:
            return self.op(f"add i64 {text}, {size}")
        if number.low < 0:
            negative = self.op(f"icmp slt i64 {text}, 0")
            more = self.op(f"select i1 {negative}, i64 {size}, i64 0")
            return self.op(f"add i64 {text}, {more}")
        return text

    def slot_address(self, sequence: Value, index: str) -> str:
        """The address of slot number `index`, which is inside."""
        first = self.op(f"getelementptr i8, ptr {sequence.text}, i64 24")
        if sequence.kind.startswith("list["):
            first = self.op(f"load ptr, ptr {first}, !tbaa !10")
        return self.op(f"getelementptr ptr, ptr {first}, i64 {index}")

    def load(self, sequence: Value, slot: str, node: Node) -> Value:
        """The element in a slot, if it is of the kind that it is taken for."""
        kind = element(sequence.kind)
        if not kind:
            # It was seen empty only; if it is not any more, that is found out below.
            self.emit(f"br label %{self.exit_label(ELEMENT)}")
            self.begin(self.label())
            return Value(INT, "0")
        thing = self.op(f"load ptr, ptr {slot}, !tbaa !20")
        return self.taken(thing, elements(sequence.kind), node)

    def taken(self, thing: str, kinds: list[str], node: Node) -> Value:
        """An object as a value of one of some kinds; leaves if it is of none of them."""
        if len(kinds) > 1:
            return self.load_one_of(thing, kinds)
        (kind,) = kinds
        if kind not in (INT, FLOAT, BOOL) and not is_object(kind):
            raise Refusal(UNKNOWN_TYPE, node.position)
        at = self.op(f"getelementptr i8, ptr {thing}, i64 8")
        cls = self.op(f"load ptr, ptr {at}, !tbaa !60")
        type_ = self.class_symbol(kind, node)
        self.leave_unless(self.op(f"icmp eq ptr {cls}, {type_}"), ELEMENT)
        if kind == BOOL:
            # That it is one of two is not tested by comparing with both: one of the jumps would
            # go by the value, and the processor would foresee it wrongly half the time.
            return Value(BOOL, self.op(f"icmp eq ptr {thing}, @_Py_TrueStruct"))
        if kind == INT:
            return Value(INT, self.read_int(thing))
        if kind == FLOAT:
            at = self.op(f"getelementptr i8, ptr {thing}, i64 16")
            return Value(FLOAT, self.op(f"load double, ptr {at}, !tbaa !30"))
        return Value(kind, thing)

    def class_symbol(self, kind: str, node: Node) -> str:
        """By what name native code knows the class of the objects of a kind."""
        found = _TYPES.get(kind[: (kind + "[").index("[")])
        if found is None:
            raise Refusal(UNKNOWN_TYPE, node.position)
        return found

    def load_one_of(self, thing: str, kinds: list[str]) -> Value:
        """An element that may be of several kinds of number, or None."""
        at = self.op(f"getelementptr i8, ptr {thing}, i64 8")
        cls = self.op(f"load ptr, ptr {at}, !tbaa !60")
        join = Join(self)
        for kind in kinds:
            this, other = self.label(), self.label()
            if kind == NONE:
                fits = self.op(f"icmp eq ptr {thing}, @_Py_NoneStruct")
            else:
                fits = self.op(f"icmp eq ptr {cls}, {_TYPES[kind]}")
            self.emit(f"br i1 {fits}, label %{this}, label %{other}")
            self.begin(this)
            if kind == INT:
                join.add(Value(INT, self.read_int(thing)))
            elif kind == FLOAT:
                at = self.op(f"getelementptr i8, ptr {thing}, i64 16")
                join.add(Value(FLOAT, self.op(f"load double, ptr {at}, !tbaa !30")))
            elif kind == BOOL:
                join.add(Value(BOOL, self.op(f"icmp eq ptr {thing}, @_Py_TrueStruct")))
            else:
                join.add(Value(NONE, "false"))
            self.begin(other)
        self.emit(f"br label %{self.exit_label(ELEMENT)}")
        return join.value()

    def read_int(self, thing: str) -> str:
        """The value of an object that is an int; leaves if it has more than 64 bits."""
        objects = layout()
        assert objects is not None
        at = self.op(f"getelementptr i8, ptr {thing}, i64 16")
        head = self.op(f"load i64, ptr {at}, !tbaa !40")
        if objects.tagged:
            few = self.op(f"icmp ult i64 {head}, 24")
            two = self.op(f"icmp ugt i64 {head}, 15")
            sign = self.op(f"sub nsw i64 1, {self.op(f'and i64 {head}, 3')}")
        else:
            few = self.op(f"icmp ult i64 {self.op(f'add i64 {head}, 2')}, 5")
            two = self.op(f"icmp ugt i64 {self.op(f'add i64 {head}, 1')}, 2")
            one = self.op(f"or i64 {self.op(f'ashr i64 {head}, 63')}, 1")
            sign = self.op(f"select i1 {two}, i64 {one}, i64 {head}")
        small, big, good, after = (self.label() for _ in range(4))
        self.emit(f"br i1 {few}, label %{small}, label %{big}, !prof !81")
        self.begin(big)
        pair = self.op(f"call {{i64, i1}} @read_big(ptr {thing})")
        fits = self.op(f"extractvalue {{i64, i1}} {pair}, 1")
        self.emit(f"br i1 {fits}, label %{good}, label %{self.exit_label(ELEMENT)}")
        self.begin(good)
        large = self.op(f"extractvalue {{i64, i1}} {pair}, 0")
        self.emit(f"br label %{after}")
        self.begin(small)
        at = self.op(f"getelementptr i8, ptr {thing}, i64 24")
        digits = self.op(f"load i64, ptr {at}, !tbaa !40")
        low = self.op(f"and i64 {digits}, 1073741823")
        above = self.op(f"shl i64 {self.op(f'lshr i64 {digits}, 32')}, 30")
        # What stands behind one digit means nothing.
        high = self.op(f"select i1 {two}, i64 {above}, i64 0")
        value = self.op(f"mul nsw i64 {sign}, {self.op(f'or i64 {low}, {high}')}")
        self.emit(f"br label %{after}")
        self.begin(after)
        return self.op(f"phi i64 [{value}, %{small}], [{large}, %{good}]")

    def check_storable(self, slot: str) -> None:
        """Leaves unless what lies in the slot may be given up without anything happening."""
        thing = self.op(f"load ptr, ptr {slot}, !tbaa !20")
        self.leave_unless(self.op(f"call i1 @is_number(ptr {thing})"), ELEMENT)

    def store(self, slot: str, value: Value) -> None:
        """Store a number; leaves where what lies there is none, before anything is changed."""
        kind = {INT: "i64", FLOAT: "double", BOOL: "i1"}[value.kind]
        stored = self.op(f"call i1 @store_{value.kind}(ptr {slot}, {kind} {value.text})")
        self.leave_unless(stored, ELEMENT)
