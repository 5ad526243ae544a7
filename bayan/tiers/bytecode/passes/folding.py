"""What is known before the program runs is computed once: operators and tuples of constants.

    day = 24 * 60 * 60        before                        after
                              LOAD_CONST 24                 LOAD_CONST 86400
                              LOAD_CONST 60, BINARY_OP *    STORE day
                              LOAD_CONST 60, BINARY_OP *
                              STORE day

    x in ["a", "b"]           LOAD x                        LOAD x
                              LOAD_CONST "a", LOAD_CONST "b"  LOAD_CONST ("a", "b")
                              BUILD_LIST 2, CONTAINS_OP     CONTAINS_OP

Only what can't surprise is computed: operators of numbers, strings and bytes whose result is
small, never one that raises. The bounds are those of CPython's own compiler.
"""

from __future__ import annotations

import operator

from ....syntax import nodes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

UNKNOWN = object()

MAX_INT_BITS = 128
MAX_STRING = 4096

UNARY: dict[str, Callable[[Any], Any]] = {
    "-": operator.neg,
    "+": operator.pos,
    "~": operator.invert,
    "not": operator.not_,
}
BINARY: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "//": operator.floordiv,
    "%": operator.mod,
    "**": operator.pow,
    "<<": operator.lshift,
    ">>": operator.rshift,
    "&": operator.and_,
    "|": operator.or_,
    "^": operator.xor,
}
NUMBERS = (int, float, complex)


def constant_value(node: nodes.Node | None) -> Any:
    """The value of an expression, or UNKNOWN."""
    kind = type(node)
    if kind is nodes.Constant:
        return node.value  # type: ignore[union-attr]
    if kind is nodes.UnaryOperation:
        return _unary(node)  # type: ignore[arg-type]
    if kind is nodes.BinaryOperation:
        return _binary(node)  # type: ignore[arg-type]
    if kind is nodes.Tuple:
        known = node.constant  # type: ignore[union-attr]
        return constant_values(node.elements) if known is None else known  # type: ignore[union-attr]
    return UNKNOWN


def constant_values(elements: Sequence[nodes.Expression | None]) -> Any:
    """The tuple of the values of some expressions, or UNKNOWN where one of them is."""
    values = []
    for element in elements:
        value = constant_value(element)
        if value is UNKNOWN:
            return UNKNOWN
        values.append(value)
    return tuple(values)


def _unary(node: nodes.UnaryOperation) -> Any:
    value = constant_value(node.operand)
    if not isinstance(value, NUMBERS):
        return UNKNOWN
    if node.operator == "~" and type(value) is not int:
        return UNKNOWN
    return UNARY[node.operator](value)


def _binary(node: nodes.BinaryOperation) -> Any:
    """A long chain of operators leans to the left: folded from its bottom, without recursion."""
    chain = [node]
    while type(chain[-1].left) is nodes.BinaryOperation:
        chain.append(chain[-1].left)
    value = constant_value(chain[-1].left)
    while chain and value is not UNKNOWN:
        node = chain.pop()
        value = fold_binary(value, node.operator, node.right)
    return value


def fold_binary(left: Any, sign: str, right_node: nodes.Expression) -> Any:
    """The value of an operator with a known left side, or UNKNOWN."""
    right = constant_value(right_node)
    if right is UNKNOWN or isinstance(right, tuple):
        return UNKNOWN
    if isinstance(left, tuple) or sign not in BINARY or not _is_small(left, sign, right):
        return UNKNOWN
    try:
        return BINARY[sign](left, right)
    except (ArithmeticError, TypeError, ValueError):
        return UNKNOWN


def _is_small(left: Any, sign: str, right: Any) -> bool:
    """Whether the result has a size that is worth keeping in the code object."""
    both_ints = isinstance(left, int) and isinstance(right, int)
    if sign == "*" and not (isinstance(left, NUMBERS) and isinstance(right, NUMBERS)):
        sequence, count = (right, left) if isinstance(left, int) else (left, right)
        if not (isinstance(sequence, (str, bytes)) and isinstance(count, int)):
            return False
        return len(sequence) * max(count, 0) <= MAX_STRING
    if sign == "%" and not isinstance(left, NUMBERS):
        return False
    if sign == "*" and both_ints:
        return bool(left.bit_length() + right.bit_length() <= MAX_INT_BITS)
    if sign == "**":
        if both_ints:
            return bool(0 <= right <= MAX_INT_BITS and left.bit_length() * right <= MAX_INT_BITS)
        return isinstance(left, NUMBERS) and isinstance(right, NUMBERS)
    if sign == "<<":
        return both_ints and bool(right >= 0 and left.bit_length() + right <= MAX_INT_BITS)
    return True
