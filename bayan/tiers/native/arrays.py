"""Arrays of the module `array`, bytearrays and bytes, whose elements are plain numbers in a row:
read and stored there.

Nothing else runs while a kernel does, so an array keeps its length and its memory. A kind is
"array d", with the array's typecode; it lies in memory as a list does (size at 16, pointer to the
items at 24). So does a bytearray, "array bytearray", but for its pointer at 40; bytes, "array
bytes", have their items at 32 themselves, and none is stored. Arrays of NumPy are not taken: their
elements are numbers of NumPy's own, which wrap around and warn instead of raising.
"""

from __future__ import annotations

from ...syntax import nodes
from ..refusal import UNKNOWN_FORM, UNKNOWN_OPERATION, Refusal
from .emitter import DOMAIN, Value
from .kinds import BOOL, FLOAT, HIGHEST, INT, LOWEST
from .strings import Strings

# Typecode -> LLVM's type, bytes, whether it has a sign.
_ITEMS = {
    "d": ("double", 8, True),
    "f": ("float", 4, True),
    "b": ("i8", 1, True),
    "B": ("i8", 1, False),
    "h": ("i16", 2, True),
    "H": ("i16", 2, False),
    "i": ("i32", 4, True),
    "I": ("i32", 4, False),
    "l": ("i64", 8, True),
    "q": ("i64", 8, True),
    "bytearray": ("i8", 1, False),
    "bytes": ("i8", 1, False),
}
# Where the pointer to the items lies; bytes have none.
_POINTERS = {"bytearray": 40, "bytes": None}


def is_array(kind: str) -> bool:
    return kind.startswith("array ")


class Arrays(Strings):
    """Elements of arrays."""

    def truth(self, value: Value) -> str:
        if is_array(value.kind):
            return self.op(f"icmp ne i64 {self.length(value).text}, 0")
        return super().truth(value)

    def call_function(self, name: str, arguments: list[Value], node: nodes.Node) -> Value:
        if name == "len" and len(arguments) == 1 and is_array(arguments[0].kind):
            return self.length(arguments[0])
        return super().call_function(name, arguments, node)

    def position(self, sequence: Value, index: Value, node: nodes.Node) -> str:
        if is_array(sequence.kind):
            return self.item_address(sequence, self.inside(sequence, index, node))
        return super().position(sequence, index, node)

    def load_at(self, sequence: Value, index: str, node: nodes.Node) -> Value:
        if is_array(sequence.kind):
            return self.load(sequence, self.item_address(sequence, index), node)
        return super().load_at(sequence, index, node)

    def item_address(self, array: Value, index: str) -> str:
        type_, _, _ = _ITEMS[array.kind[6:]]
        pointer = _POINTERS.get(array.kind[6:], 24)
        if pointer is None:
            first = self.op(f"getelementptr i8, ptr {array.text}, i64 32")
        else:
            at = self.op(f"getelementptr i8, ptr {array.text}, i64 {pointer}")
            first = self.op(f"load ptr, ptr {at}, !tbaa !10")
        return self.op(f"getelementptr {type_}, ptr {first}, i64 {index}")

    def load(self, sequence: Value, slot: str, node: nodes.Node) -> Value:
        if not is_array(sequence.kind):
            return super().load(sequence, slot, node)
        type_, size, has_sign = _ITEMS[sequence.kind[6:]]
        text = self.op(f"load {type_}, ptr {slot}, !tbaa !92")
        if type_ == "float":
            text = self.op(f"fpext float {text} to double")
        if type_ in ("float", "double"):
            return Value(FLOAT, text)
        if size < 8:
            text = self.op(f"{'sext' if has_sign else 'zext'} {type_} {text} to i64")
        return Value(INT, text, *_limits(size, has_sign))

    def store_item(self, array: Value, slot: str, value: Value, node: nodes.Node) -> None:
        """Store a number into an array; leaves where it is too big for that."""
        type_, size, has_sign = _ITEMS[array.kind[6:]]
        if value.kind not in (INT, FLOAT, BOOL) or array.kind == "array bytes":
            raise Refusal(UNKNOWN_OPERATION, node.position)
        if type_ in ("float", "double"):
            text = self.to_float(value)
            if type_ == "float":
                text = self.op(f"fptrunc double {text} to float")
        elif value.kind == FLOAT:
            raise Refusal(UNKNOWN_FORM, node.position)
        else:
            number = self.to_int(value)
            text = number.text
            low, high = _limits(size, has_sign)
            if number.low < low or number.high > high:
                moved = self.op(f"sub i64 {text}, {low}")
                self.leave_if(self.op(f"icmp ugt i64 {moved}, {high - low}"), DOMAIN)
            if size < 8:
                text = self.op(f"trunc i64 {text} to {type_}")
        self.emit(f"store {type_} {text}, ptr {slot}, !tbaa !92")


def _limits(size: int, has_sign: bool) -> tuple[int, int]:
    if size == 8:
        return LOWEST, HIGHEST
    bits = 8 * size
    return (-(1 << bits - 1), (1 << bits - 1) - 1) if has_sign else (0, (1 << bits) - 1)
