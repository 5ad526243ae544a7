"""Python's operators on ints of 64 bits, floats and bools: exactly, or out of the kernel."""

from __future__ import annotations

from ..refusal import UNKNOWN_OPERATION, Refusal
from .emitter import DIVISION, DOMAIN, INEXACT, OVERFLOW, Value
from .kinds import BOOL, FLOAT, HIGHEST, INT, LOWEST, NONE, SCALARS, is_plain, is_sequence
from .mixed import Mixed, Mixing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ...syntax.nodes import Node

# Divisors of all ones from here on; LLVM has better ways for small ones.
LEAST_FOLDED = (1 << 13) - 1
EXACT = 1 << 53  # ints up to here are floats without loss

_ORDERS = {
    "<": ("slt", "olt"),
    "<=": ("sle", "ole"),
    ">": ("sgt", "ogt"),
    ">=": ("sge", "oge"),
    "==": ("eq", "oeq"),
    "!=": ("ne", "une"),
}
_WITH_OVERFLOW = {"+": "sadd", "-": "ssub", "*": "smul"}
_PLAIN = {"+": "add", "-": "sub", "*": "mul"}
_FLOAT = {"+": "fadd", "-": "fsub", "*": "fmul"}


class Arithmetic(Mixing):
    """Operators."""

    # Conversions

    def to_int(self, value: Value) -> Value:
        """A bool as an int; an int stays."""
        if value.kind == BOOL:
            return Value(INT, self.op(f"zext i1 {value.text} to i64"), 0, 1)
        return value

    def to_float(self, value: Value) -> str:
        """As Python converts an int to a float: rounded half to even."""
        if value.kind == FLOAT:
            return value.text
        return self.op(f"sitofp i64 {self.to_int(value).text} to double")

    def exact_float(self, value: Value) -> str:
        """As a float, where that loses nothing."""
        value = self.to_int(value)
        if value.kind == INT and not (value.low >= -EXACT and value.high <= EXACT):
            moved = self.op(f"add i64 {value.text}, {EXACT}")
            self.leave_if(self.op(f"icmp ugt i64 {moved}, {2 * EXACT}"), INEXACT)
        return self.to_float(value)

    def truth(self, value: Value) -> str:
        """An i1: whether the value is true."""
        if value.kind == BOOL:
            return value.text
        if value.kind == INT:
            return self.op(f"icmp ne i64 {value.text}, 0")
        if value.kind == FLOAT:
            return self.op(f"fcmp une double {value.text}, 0.0")
        if is_sequence(value.kind):
            return self.op(f"icmp ne i64 {self.length(value).text}, 0")
        if value.kind == NONE:
            return "false"
        if isinstance(value, Mixed):
            return self.each([value], lambda one: Value(BOOL, self.truth(one[0]))).text
        raise Refusal(UNKNOWN_OPERATION, self.node.position)

    def length(self, value: Value) -> Value:
        raise NotImplementedError

    # Operators

    def binary(self, operator: str, left: Value, right: Value, node: Node) -> Value:
        if left.kind not in SCALARS or right.kind not in SCALARS:
            raise Refusal(UNKNOWN_OPERATION, node.position)
        if FLOAT in (left.kind, right.kind):
            return self.float_binary(operator, left, right, node)
        if operator in ("&", "|", "^"):
            return self.bitwise(operator, left, right)
        a, b = self.to_int(left), self.to_int(right)
        if operator in _PLAIN:
            return self.add_like(operator, a, b)
        if operator == "/":
            self.check_divisor(b)
            x, y = self.exact_float(a), self.exact_float(b)
            return Value(FLOAT, self.op(f"fdiv double {x}, {y}"))
        if operator == "//":
            return self.floor_divide(a, b)
        if operator == "%":
            return self.modulo(a, b)
        if operator in ("<<", ">>"):
            return self.shift(operator, a, b)
        if operator == "**":
            return self.int_power(a, b)
        raise Refusal(UNKNOWN_OPERATION, node.position)

    def float_binary(self, operator: str, left: Value, right: Value, node: Node) -> Value:
        x, y = self.to_float(left), self.to_float(right)
        if operator in _FLOAT:
            return Value(FLOAT, self.op(f"{_FLOAT[operator]} double {x}, {y}"))
        if operator == "**":
            call = f"@float_power(double {x}, double {y})"
            return Value(FLOAT, self.checked(call, "double", DOMAIN))
        helpers = {"/": "", "//": "@float_floor_divide", "%": "@float_modulo"}
        if operator not in helpers:
            raise Refusal(UNKNOWN_OPERATION, node.position)
        self.leave_if(self.op(f"fcmp oeq double {y}, 0.0"), DIVISION)
        if operator == "/":
            return Value(FLOAT, self.op(f"fdiv double {x}, {y}"))
        call = f"{helpers[operator]}(double {x}, double {y})"
        return Value(FLOAT, self.op(f"call double {call}"))

    def add_like(self, operator: str, a: Value, b: Value) -> Value:
        low, high = _bounds(operator, a, b)
        if low >= LOWEST and high <= HIGHEST:
            text = self.op(f"{_PLAIN[operator]} nsw i64 {a.text}, {b.text}")
            return Value(INT, text, low, high)
        name = f"@llvm.{_WITH_OVERFLOW[operator]}.with.overflow.i64"
        pair = self.op(f"call {{i64, i1}} {name}(i64 {a.text}, i64 {b.text})")
        self.leave_if(self.op(f"extractvalue {{i64, i1}} {pair}, 1"), OVERFLOW)
        text = self.op(f"extractvalue {{i64, i1}} {pair}, 0")
        return Value(INT, text, max(low, LOWEST), min(high, HIGHEST))

    def check_divisor(self, b: Value) -> None:
        if b.low <= 0 <= b.high:
            self.leave_if(self.op(f"icmp eq i64 {b.text}, 0"), DIVISION)

    def floor_divide(self, a: Value, b: Value) -> Value:
        self.check_divisor(b)
        if _power_of_two(b):
            shift = b.low.bit_length() - 1
            text = self.op(f"ashr i64 {a.text}, {shift}")
            return Value(INT, text, a.low >> shift, a.high >> shift)
        self.check_quotient(a, b)
        if a.low >= 0 and b.low > 0:
            quotient = self.op(f"udiv i64 {a.text}, {b.text}")
            return Value(INT, quotient, a.low // b.high, a.high // b.low)
        quotient = self.op(f"sdiv i64 {a.text}, {b.text}")
        product = self.op(f"mul i64 {quotient}, {b.text}")
        rest = self.op(f"sub i64 {a.text}, {product}")
        down = self.op(f"sext i1 {self.signs_differ(rest, b)} to i64")
        return Value(INT, self.op(f"add nsw i64 {quotient}, {down}"))

    def modulo(self, a: Value, b: Value) -> Value:
        self.check_divisor(b)
        if _power_of_two(b):
            return Value(INT, self.op(f"and i64 {a.text}, {b.low - 1}"), 0, b.low - 1)
        low = 0 if b.low > 0 else max(b.low + 1, LOWEST)
        high = 0 if b.high < 0 else max(b.high - 1, 0)
        bits = b.low.bit_length()
        is_folded = LEAST_FOLDED <= b.low == b.high == (1 << bits) - 1
        if a.low >= 0 and is_folded and a.high >> bits < b.low:
            # a is h * 2**bits + l, so a and h + l leave the same rest; h + l is less than 2 * b.
            less = self.op(f"and i64 {a.text}, {b.low}")
            both = self.op(f"add i64 {less}, {self.op(f'lshr i64 {a.text}, {bits}')}")
            rest = self.op(f"sub i64 {both}, {b.low}")
            rest = self.op(f"call i64 @llvm.umin.i64(i64 {both}, i64 {rest})")
            return Value(INT, rest, 0, min(high, a.high))
        if a.low >= 0 and b.low > 0:
            return Value(INT, self.op(f"urem i64 {a.text}, {b.text}"), 0, min(high, a.high))
        self.check_quotient(a, b)
        rest = self.op(f"srem i64 {a.text}, {b.text}")
        differ = self.signs_differ(rest, b)
        more = self.op(f"select i1 {differ}, i64 {b.text}, i64 0")
        return Value(INT, self.op(f"add nsw i64 {rest}, {more}"), min(low, 0), max(high, 0))

    def check_quotient(self, a: Value, b: Value) -> None:
        """The quotient of the smallest int by -1 is no int of 64 bits, and traps."""
        if a.low == LOWEST and b.low <= -1 <= b.high:
            lowest = self.op(f"icmp eq i64 {a.text}, {LOWEST}")
            minus = self.op(f"icmp eq i64 {b.text}, -1")
            self.leave_if(self.op(f"and i1 {lowest}, {minus}"), OVERFLOW)

    def signs_differ(self, rest: str, b: Value) -> str:
        """Whether a remainder is not 0 and of another sign than the divisor."""
        if b.low > 0:
            return self.op(f"icmp slt i64 {rest}, 0")
        if b.high < 0:
            return self.op(f"icmp sgt i64 {rest}, 0")
        some = self.op(f"icmp ne i64 {rest}, 0")
        both = self.op(f"xor i64 {rest}, {b.text}")
        return self.op(f"and i1 {some}, {self.op(f'icmp slt i64 {both}, 0')}")

    def bitwise(self, operator: str, left: Value, right: Value) -> Value:
        name = {"&": "and", "|": "or", "^": "xor"}[operator]
        if left.kind == right.kind == BOOL:
            return Value(BOOL, self.op(f"{name} i1 {left.text}, {right.text}"))
        a, b = self.to_int(left), self.to_int(right)
        text = self.op(f"{name} i64 {a.text}, {b.text}")
        if operator == "&" and (a.low >= 0 or b.low >= 0):
            high = min(one.high for one in (a, b) if one.low >= 0)
            return Value(INT, text, 0, high)
        if a.low >= 0 and b.low >= 0:
            return Value(INT, text, 0, (1 << max(a.high, b.high).bit_length()) - 1)
        return Value(INT, text)

    def shift(self, operator: str, a: Value, b: Value) -> Value:
        if not 0 <= b.low <= b.high <= 63:
            if operator == ">>":
                self.leave_if(self.op(f"icmp slt i64 {b.text}, 0"), DOMAIN)
                less = self.op(f"icmp slt i64 {b.text}, 63")
                b = Value(INT, self.op(f"select i1 {less}, i64 {b.text}, i64 63"), 0, 63)
            else:
                self.leave_if(self.op(f"icmp ugt i64 {b.text}, 63"), DOMAIN)
        if operator == ">>":
            text = self.op(f"ashr i64 {a.text}, {b.text}")
            return Value(INT, text, min(a.low, 0), max(a.high, 0))
        text = self.op(f"shl i64 {a.text}, {b.text}")
        back = self.op(f"ashr i64 {text}, {b.text}")
        self.leave_if(self.op(f"icmp ne i64 {back}, {a.text}"), OVERFLOW)
        return Value(INT, text)

    def int_power(self, a: Value, b: Value) -> Value:
        if b.low == b.high and 0 <= b.low <= 4:
            result = Value(INT, "1", 1, 1)
            for number in range(b.low):
                result = self.add_like("*", result, a) if number else a
            return result
        self.leave_if(self.op(f"icmp slt i64 {b.text}, 0"), DOMAIN)
        call = f"@int_power(i64 {a.text}, i64 {b.text})"
        return Value(INT, self.checked(call, "i64", OVERFLOW))

    def negative(self, value: Value, node: Node) -> Value:
        if value.kind == FLOAT:
            return Value(FLOAT, self.op(f"fneg double {value.text}"))
        if value.kind not in SCALARS:
            raise Refusal(UNKNOWN_OPERATION, node.position)
        return self.add_like("-", Value(INT, "0", 0, 0), self.to_int(value))

    # Comparisons

    def compare(self, operator: str, left: Value, right: Value, node: Node) -> str:
        """An i1; ints with floats as Python does, by their exact values."""
        if operator in ("is", "is not") or (
            operator in ("==", "!=") and NONE in (left.kind, right.kind)
        ):
            return self.identity(operator, left, right, node)
        if operator not in _ORDERS or left.kind not in SCALARS or right.kind not in SCALARS:
            raise Refusal(UNKNOWN_OPERATION, node.position)
        signed, ordered = _ORDERS[operator]
        if FLOAT in (left.kind, right.kind):
            x, y = self.exact_float(left), self.exact_float(right)
            return self.op(f"fcmp {ordered} double {x}, {y}")
        a, b = self.to_int(left), self.to_int(right)
        return self.op(f"icmp {signed} i64 {a.text}, {b.text}")

    def holds(self, operator: str, left: Value, right: Value, node: Node) -> str:
        """A comparison of values of whatever kinds: an i1."""

        def compare(given: list[Value]) -> Value:
            return Value(BOOL, self.compare(operator, given[0], given[1], node))

        return self.each([left, right], compare).text

    def identity(self, operator: str, left: Value, right: Value, node: Node) -> str:
        """Of what there is one of a kind only: None, True and False."""
        kinds = {left.kind, right.kind}
        if not (kinds & {NONE, BOOL} and is_plain(left.kind) and is_plain(right.kind)):
            raise Refusal(UNKNOWN_OPERATION, node.position)
        is_not = operator in ("is not", "!=")
        if kinds == {BOOL}:
            return self.op(f"icmp {'ne' if is_not else 'eq'} i1 {left.text}, {right.text}")
        return "true" if (len(kinds) > 1) == is_not else "false"


def _power_of_two(value: Value) -> bool:
    number = value.low
    return value.high == number and number > 0 and number & (number - 1) == 0


def _bounds(operator: str, a: Value, b: Value) -> tuple[int, int]:
    if operator == "+":
        return a.low + b.low, a.high + b.high
    if operator == "-":
        return a.low - b.high, a.high - b.low
    products = [x * y for x in (a.low, a.high) for y in (b.low, b.high)]
    return min(products), max(products)
