"""More of the library: functions of `math` and methods of ints with a result that is exact, and
what can be said of a range without going through it.
"""

from __future__ import annotations

import math

from ...syntax import nodes
from ..refusal import UNKNOWN_CALL, UNKNOWN_OPERATION, Refusal
from .calls import Calls
from .emitter import DIVISION, DOMAIN, OVERFLOW, Value, float_text
from .kinds import BOOL, FLOAT, INT

# A product of two smaller numbers is below 2 to the 64th.
LARGEST_MODULUS = 1 << 32

_OF_TWO = ("math.copysign", "math.fmod", "math.gcd", "math.log")


class Library(Calls):
    """Calls of the library."""

    def call(self, node: nodes.Call) -> Value:
        function = node.function
        plain = not node.keywords
        if plain and not node.arguments and isinstance(function, nodes.Attribute):
            method = getattr(self, f"method_{function.name}", None)
            if method is not None and self.resolve(function) is None:
                result: Value = method(self.expression(function.value), node)
                return result
        if plain and len(node.arguments) == 1 and self.is_range(node.arguments[0]):
            if self.resolve(function) == "sum":
                return self.sum_of_range(node.arguments[0])
            if self.resolve(function) == "len":
                return Value(INT, self.count_of(*self.range_of(node.arguments[0])))
        return super().call(node)

    def call_function(self, name: str, arguments: list[Value], node: nodes.Node) -> Value:
        numbers = all(one.kind in (INT, FLOAT, BOOL) for one in arguments)
        if name in _OF_TWO and len(arguments) == 2 and numbers:
            method = getattr(self, name.replace(".", "_"))
            result: Value = method(*arguments)
            return result
        if name == "pow" and len(arguments) == 3 and numbers:
            return self.power_modulo(*arguments)
        return super().call_function(name, arguments, node)

    # Functions of two numbers

    def math_copysign(self, a: Value, b: Value) -> Value:
        x, y = self.to_float(a), self.to_float(b)
        return Value(FLOAT, self.op(f"call double @llvm.copysign.f64(double {x}, double {y})"))

    def math_fmod(self, a: Value, b: Value) -> Value:
        x, y = self.to_float(a), self.to_float(b)
        self.check_finite(x)
        self.leave_if(self.op(f"fcmp oeq double {y}, 0.0"), DOMAIN)
        return Value(FLOAT, self.op(f"call double @py.fmod(double {x}, double {y})"))

    def math_log(self, a: Value, b: Value) -> Value:
        """To a base: a quotient of two logarithms, as Python has it."""
        x = self.float_function("log", self.to_float(a)).text
        y = self.float_function("log", self.to_float(b)).text
        self.leave_if(self.op(f"fcmp oeq double {y}, 0.0"), DIVISION)
        return Value(FLOAT, self.op(f"fdiv double {x}, {y}"))

    def math_gcd(self, a: Value, b: Value) -> Value:
        self.check_whole(a)
        self.check_whole(b)
        x, y = self.to_int(a).text, self.to_int(b).text
        text = self.op(f"call i64 @int_gcd(i64 {x}, i64 {y})")
        self.leave_if(self.op(f"icmp slt i64 {text}, 0"), OVERFLOW)
        return Value(INT, text, 0)

    def power_modulo(self, base: Value, exponent: Value, modulus: Value) -> Value:
        """`pow` of three, for a modulus whose square is within 64 bits."""
        for value in (base, exponent, modulus):
            self.check_whole(value)
        b, e, m = (self.to_int(value).text for value in (base, exponent, modulus))
        self.leave_if(self.op(f"icmp slt i64 {e}, 0"), DOMAIN)
        below = self.op(f"sub i64 {m}, 1")
        self.leave_unless(self.op(f"icmp ult i64 {below}, {LARGEST_MODULUS}"), DOMAIN)
        text = self.op(f"call i64 @int_power_modulo(i64 {b}, i64 {e}, i64 {m})")
        return Value(INT, text, 0, LARGEST_MODULUS)

    def check_whole(self, value: Value) -> None:
        if value.kind == FLOAT:
            raise Refusal(UNKNOWN_OPERATION, self.node.position)

    # Functions of one

    def call_math_isqrt(self, value: Value) -> Value:
        self.check_whole(value)
        number = self.to_int(value)
        if number.low < 0:
            self.leave_if(self.op(f"icmp slt i64 {number.text}, 0"), DOMAIN)
        return Value(INT, self.op(f"call i64 @int_square_root(i64 {number.text})"), 0, 1 << 32)

    def call_math_degrees(self, value: Value) -> Value:
        factor = float_text(180.0 / math.pi)
        return Value(FLOAT, self.op(f"fmul double {self.to_float(value)}, {factor}"))

    def call_math_radians(self, value: Value) -> Value:
        factor = float_text(math.pi / 180.0)
        return Value(FLOAT, self.op(f"fmul double {self.to_float(value)}, {factor}"))

    def call_math_isfinite(self, value: Value) -> Value:
        size = self.op(f"call double @llvm.fabs.f64(double {self.to_float(value)})")
        return Value(BOOL, self.op(f"fcmp olt double {size}, {float_text(math.inf)}"))

    # Methods

    def method_bit_length(self, value: Value, node: nodes.Call) -> Value:
        size = self.op(f"call i64 @llvm.abs.i64(i64 {self.an_int(value, node)}, i1 false)")
        zeros = self.op(f"call i64 @llvm.ctlz.i64(i64 {size}, i1 false)")
        return Value(INT, self.op(f"sub i64 64, {zeros}"), 0, 64)

    def method_bit_count(self, value: Value, node: nodes.Call) -> Value:
        size = self.op(f"call i64 @llvm.abs.i64(i64 {self.an_int(value, node)}, i1 false)")
        return Value(INT, self.op(f"call i64 @llvm.ctpop.i64(i64 {size})"), 0, 64)

    def method_is_integer(self, value: Value, node: nodes.Call) -> Value:
        if value.kind != FLOAT:
            raise Refusal(UNKNOWN_CALL, node.position)
        whole = self.op(f"call double @llvm.trunc.f64(double {value.text})")
        same = self.op(f"fcmp oeq double {whole}, {value.text}")
        return Value(BOOL, self.op(f"and i1 {same}, {self.call_math_isfinite(value).text}"))

    def an_int(self, value: Value, node: nodes.Call) -> str:
        if value.kind not in (INT, BOOL):
            raise Refusal(UNKNOWN_CALL, node.position)
        return self.to_int(value).text

    # Ranges

    def is_range(self, node: nodes.Expression) -> bool:
        return isinstance(node, nodes.Call) and self.resolve(node.function) == "range"

    def range_of(self, node: nodes.Expression) -> tuple[Value, Value, Value]:
        """Start, stop and step of a call of range."""
        assert isinstance(node, nodes.Call)
        if node.keywords or not 1 <= len(node.arguments) <= 3:
            raise Refusal(UNKNOWN_CALL, node.position)
        values = [self.whole_number(argument) for argument in node.arguments]
        if len(values) == 1:
            values.insert(0, Value(INT, "0", 0, 0))
        if len(values) == 2:
            values.append(Value(INT, "1", 1, 1))
        return values[0], values[1], values[2]

    def whole_number(self, node: nodes.Expression) -> Value:
        value = self.expression(node)
        if value.kind not in (INT, BOOL):
            raise Refusal(UNKNOWN_OPERATION, node.position)
        return self.to_int(value)

    def count_of(self, start: Value, stop: Value, step: Value) -> str:
        """How many numbers a range has."""
        raise NotImplementedError

    def sum_of_range(self, node: nodes.Expression) -> Value:
        start, stop, step = self.range_of(node)
        count = Value(INT, self.count_of(start, stop, step), 0)
        before = self.add_like("-", count, Value(INT, "1", 1, 1))
        last = self.add_like("+", start, self.add_like("*", before, step))
        twice = self.add_like("*", count, self.add_like("+", start, last))
        return Value(INT, self.op(f"ashr i64 {twice.text}, 1"))

    def in_range(self, operator: str, left: Value, node: nodes.Expression) -> str:
        """Whether an int is one of a range, whose step is a constant: an i1."""
        start, stop, step = self.range_of(node)
        if left.kind not in (INT, BOOL) or step.low != step.high or step.low == 0:
            raise Refusal(UNKNOWN_OPERATION, node.position)
        number = self.to_int(left).text
        orders = ("sge", "slt") if step.low > 0 else ("sle", "sgt")
        after = self.op(f"icmp {orders[0]} i64 {number}, {start.text}")
        before = self.op(f"icmp {orders[1]} i64 {number}, {stop.text}")
        inside = self.op(f"and i1 {after}, {before}")
        if abs(step.low) > 1:
            # Without a sign: inside, the distance has 64 bits of its own.
            pair = (number, start.text) if step.low > 0 else (start.text, number)
            distance = self.op(f"sub i64 {pair[0]}, {pair[1]}")
            rest = self.op(f"urem i64 {distance}, {abs(step.low)}")
            hit = self.op(f"icmp eq i64 {rest}, 0")
            inside = self.op(f"and i1 {inside}, {hit}")
        return inside if operator == "in" else self.op(f"xor i1 {inside}, true")
