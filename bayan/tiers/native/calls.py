"""Calls of what has native code: built-in functions, those of `math`, and Bayan functions.

Where Python would raise, or give what is no number of the kind at hand, the kernel is left and
the tier below makes the call.
"""

from __future__ import annotations

from ...syntax import nodes
from ..refusal import UNKNOWN_CALL, UNKNOWN_OPERATION, Refusal
from .emitter import DOMAIN, OVERFLOW, Value
from .kinds import BOOL, FLOAT, INT, SCALARS, is_sequence
from .mixed import Mixed
from .sequences import Sequences

_INFINITE = "0x7FF0000000000000"
_BEYOND = "0x43E0000000000000"  # 2.0 ** 63

# Functions of a float, by the tests that their argument must pass, and whether the result can be
# infinite where Python raises.
_FLOAT_FUNCTIONS: dict[str, tuple[str, bool]] = {
    "sin": ("finite", False),
    "cos": ("finite", False),
    "tan": ("finite", False),
    "atan": ("", False),
    "tanh": ("", False),
    "asinh": ("", False),
    "erf": ("", False),
    "sinh": ("finite", True),
    "cosh": ("finite", True),
    "expm1": ("finite", True),
    "asin": ("unit", False),
    "acos": ("unit", False),
    "exp": ("finite", True),
    "log": ("positive", False),
    "log2": ("positive", False),
    "log10": ("positive", False),
}


class Calls(Sequences):
    """Calls."""

    def expression(self, node: nodes.Expression) -> Value:
        raise NotImplementedError

    def resolve(self, node: nodes.Expression) -> str | None:
        """What stands there, if it is a function with native code: its name."""
        raise NotImplementedError

    def call_bayan(self, node: nodes.Call) -> Value | None:
        """A call of a Bayan function; None if it is none that can be called natively."""
        raise NotImplementedError

    def call(self, node: nodes.Call) -> Value:
        if any(isinstance(one, nodes.Starred) for one in node.arguments):
            raise Refusal(UNKNOWN_CALL, node.position)
        name = self.resolve(node.function)
        if name is None:
            result = self.call_bayan(node)
            if result is None:
                raise Refusal(UNKNOWN_CALL, node.function.position)
            return result
        if node.keywords:
            raise Refusal(UNKNOWN_CALL, node.position)
        arguments = [self.expression(argument) for argument in node.arguments]
        return self.call_function(name, arguments, node)

    def call_function(self, name: str, arguments: list[Value], node: nodes.Node) -> Value:
        count = len(arguments)
        if name in ("min", "max") and count >= 2:
            return self.extreme(name, arguments, node)
        if any(isinstance(value, Mixed) for value in arguments):
            return self.each(arguments, lambda given: self.call_function(name, given, node))
        scalars = all(value.kind in SCALARS for value in arguments)
        if name == "len" and count == 1 and is_sequence(arguments[0].kind):
            return self.length(arguments[0])
        if not scalars:
            raise Refusal(UNKNOWN_OPERATION, node.position)
        if name in ("pow", "divmod", "math.pow", "math.atan2") and count == 2:
            return self.call_of_two(name, arguments[0], arguments[1], node)
        if count != 1:
            raise Refusal(UNKNOWN_CALL, node.position)
        value = arguments[0]
        if name.startswith("math.") and name[5:] in _FLOAT_FUNCTIONS:
            return self.float_function(name[5:], self.to_float(value))
        method = getattr(self, "call_" + name.replace(".", "_"), None)
        if method is None:
            raise Refusal(UNKNOWN_CALL, node.position)
        result: Value = method(value)
        return result

    def call_of_two(self, name: str, a: Value, b: Value, node: nodes.Node) -> Value:
        if name == "pow":
            return self.binary("**", a, b, node)
        if name == "divmod":
            parts = [self.binary("//", a, b, node), self.binary("%", a, b, node)]
            return Value("tuple", "", parts=parts)
        x, y = self.to_float(a), self.to_float(b)
        if name == "math.pow":
            call = f"@float_power(double {x}, double {y})"
            return Value(FLOAT, self.checked(call, "double", DOMAIN))
        self.check_finite(x)
        self.check_finite(y)
        return Value(FLOAT, self.op(f"call double @py.atan2(double {x}, double {y})"))

    def extreme(self, name: str, arguments: list[Value], node: nodes.Node) -> Value:
        """min or max: the first of equal ones, and of those that have no order."""
        best, *rest = arguments
        operator = "<" if name == "min" else ">"
        low, high = best.low, best.high
        for value in rest:
            better = self.holds(operator, value, best, node)
            best = self.select(better, value, best)
            pick = min if name == "min" else max
            low, high = pick(low, value.low), pick(high, value.high)
            if best.kind == INT:
                best = Value(INT, best.text, low, high)
        return best

    def check_finite(self, x: str) -> None:
        size = self.op(f"call double @llvm.fabs.f64(double {x})")
        self.leave_unless(self.op(f"fcmp olt double {size}, {_INFINITE}"), DOMAIN)

    def float_function(self, name: str, x: str) -> Value:
        domain, can_overflow = _FLOAT_FUNCTIONS[name]
        if domain == "finite":
            self.check_finite(x)
        elif domain == "positive":
            self.leave_unless(self.op(f"fcmp ogt double {x}, 0.0"), DOMAIN)
        elif domain == "unit":
            size = self.op(f"call double @llvm.fabs.f64(double {x})")
            self.leave_unless(self.op(f"fcmp ole double {size}, 1.0"), DOMAIN)
        result = self.op(f"call double @py.{name}(double {x})")
        if can_overflow:
            self.check_finite(result)
        return Value(FLOAT, result)

    def whole(self, x: str) -> Value:
        """A float without a fraction as an int."""
        size = self.op(f"call double @llvm.fabs.f64(double {x})")
        self.leave_unless(self.op(f"fcmp olt double {size}, {_BEYOND}"), OVERFLOW)
        return Value(INT, self.op(f"fptosi double {x} to i64"))

    def rounded(self, intrinsic: str, value: Value) -> Value:
        if value.kind != FLOAT:
            return self.to_int(value)
        return self.whole(self.op(f"call double @llvm.{intrinsic}.f64(double {value.text})"))

    def call_int(self, value: Value) -> Value:
        return self.rounded("trunc", value)

    def call_math_trunc(self, value: Value) -> Value:
        return self.rounded("trunc", value)

    def call_math_floor(self, value: Value) -> Value:
        return self.rounded("floor", value)

    def call_math_ceil(self, value: Value) -> Value:
        return self.rounded("ceil", value)

    def call_round(self, value: Value) -> Value:
        return self.rounded("roundeven", value)

    def call_float(self, value: Value) -> Value:
        return Value(FLOAT, self.to_float(value))

    def call_bool(self, value: Value) -> Value:
        return Value(BOOL, self.truth(value))

    def call_abs(self, value: Value) -> Value:
        if value.kind == FLOAT:
            return Value(FLOAT, self.op(f"call double @llvm.fabs.f64(double {value.text})"))
        number = self.to_int(value)
        minus = self.add_like("-", Value(INT, "0", 0, 0), number)
        negative = self.op(f"icmp slt i64 {number.text}, 0")
        text = self.op(f"select i1 {negative}, i64 {minus.text}, i64 {number.text}")
        return Value(INT, text, 0, max(abs(number.low) - (number.low < -(1 << 62)), number.high))

    def call_math_fabs(self, value: Value) -> Value:
        return Value(FLOAT, self.op(f"call double @llvm.fabs.f64(double {self.to_float(value)})"))

    def call_math_sqrt(self, value: Value) -> Value:
        x = self.to_float(value)
        self.leave_if(self.op(f"fcmp olt double {x}, 0.0"), DOMAIN)
        return Value(FLOAT, self.op(f"call double @llvm.sqrt.f64(double {x})"))

    def call_math_isnan(self, value: Value) -> Value:
        return Value(BOOL, self.op(f"fcmp uno double {self.to_float(value)}, 0.0"))

    def call_math_isinf(self, value: Value) -> Value:
        size = self.op(f"call double @llvm.fabs.f64(double {self.to_float(value)})")
        return Value(BOOL, self.op(f"fcmp oeq double {size}, {_INFINITE}"))
