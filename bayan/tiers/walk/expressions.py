"""The value of each kind of expression.

A visitor takes the node and the frame. Names that are set and constants, the most common
operands, are read in place; everything else goes through EVALUATE. Nodes that a `yield` or
`await` may stand below are evaluated by such calls only, so that derive can turn them into
`yield from` (see there for the forms that it knows).
"""

# ruff: noqa: N802 (visitors are named after the classes of nodes)

from __future__ import annotations

from ...syntax.bindings import GLOBAL
from ...syntax.nodes import (
    Attribute,
    BinaryOperation,
    BooleanOperation,
    Call,
    ClassDefinition,
    Coalesce,
    Comparison,
    ConditionalExpression,
    Constant,
    Dictionary,
    FormattedValue,
    Intrinsic,
    JoinedString,
    List,
    Name,
    NamedExpression,
    OptionalChain,
    OptionalLink,
    Pipe,
    Set,
    Slice,
    Starred,
    Subscript,
    Tuple,
    UnaryOperation,
)
from .calls import NO_NAMED, SUSPENDED, Function, call_ahead, call_in_place, is_blind
from .frame import EVALUATE, Frame
from .names import bind_name, read_name
from .operators import BINARY, COMPARE, UNARY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ...syntax.nodes import Expression


def visit_Constant(node: Constant, frame: Frame) -> Any:
    return node.value


def visit_Name(node: Name, frame: Frame) -> Any:
    name = node.name
    names = frame.variables
    if name in names:
        return names[name]
    if node.access == GLOBAL:
        names = frame.globals
        if name in names:
            return names[name]
        names = names["__builtins__"]
        if name in names:
            return names[name]
    return read_name(name, node.access, frame)


def visit_Intrinsic(node: Intrinsic, frame: Frame) -> Any:
    return frame.globals["__builtins__"][f"«{node.name}»"]


def visit_Attribute(node: Attribute, frame: Frame) -> Any:
    operand = node.value
    if operand.__class__ is Name and operand.name in frame.variables:
        return getattr(frame.variables[operand.name], node.name)
    return getattr(EVALUATE[operand.__class__](operand, frame), node.name)


def visit_Subscript(node: Subscript, frame: Frame) -> Any:
    variables = frame.variables
    operand = node.value
    if operand.__class__ is Name and operand.name in variables:
        value = variables[operand.name]
    else:
        value = EVALUATE[operand.__class__](operand, frame)
    operand = node.index
    if operand.__class__ is Name and operand.name in variables:
        return value[variables[operand.name]]
    if operand.__class__ is Constant:
        return value[operand.value]
    return value[EVALUATE[operand.__class__](operand, frame)]


def visit_Slice(node: Slice, frame: Frame) -> Any:
    lower = upper = step = None
    if node.lower is not None:
        lower = EVALUATE[node.lower.__class__](node.lower, frame)
    if node.upper is not None:
        upper = EVALUATE[node.upper.__class__](node.upper, frame)
    if node.step is not None:
        step = EVALUATE[node.step.__class__](node.step, frame)
    return slice(lower, upper, step)


def visit_UnaryOperation(node: UnaryOperation, frame: Frame) -> Any:
    return UNARY[node.operator](EVALUATE[node.operand.__class__](node.operand, frame))


def visit_BinaryOperation(node: BinaryOperation, frame: Frame) -> Any:
    variables = frame.variables
    operand = node.left
    if operand.__class__ is Name and operand.name in variables:
        left = variables[operand.name]
    elif operand.__class__ is Constant:
        left = operand.value
    else:
        left = EVALUATE[operand.__class__](operand, frame)
    operand = node.right
    if operand.__class__ is Constant:
        right = operand.value
    elif operand.__class__ is Name and operand.name in variables:
        right = variables[operand.name]
    else:
        right = EVALUATE[operand.__class__](operand, frame)
    operator = node.operator
    if operator == "+":
        return left + right
    if operator == "-":
        return left - right
    if operator == "*":
        return left * right
    if operator == ">>":
        return frame.globals["__builtins__"]["«>>»"](left, right)
    return BINARY[operator](left, right)


def visit_BooleanOperation(node: BooleanOperation, frame: Frame) -> Any:
    value: Any = None
    if node.operator == "and":
        for operand in node.values:
            value = EVALUATE[operand.__class__](operand, frame)
            if operand is node.values[-1]:
                return value
            if not value:
                return False if node.is_condition else value
    else:
        for operand in node.values:
            value = EVALUATE[operand.__class__](operand, frame)
            if operand is node.values[-1]:
                return value
            if value:
                return True if node.is_condition else value
    return value


def visit_Comparison(node: Comparison, frame: Frame) -> Any:
    variables = frame.variables
    operand = node.left
    if operand.__class__ is Name and operand.name in variables:
        left = variables[operand.name]
    else:
        left = EVALUATE[operand.__class__](operand, frame)
    operators = node.operators
    if len(operators) == 1:
        operand = node.comparators[0]
        if operand.__class__ is Constant:
            right = operand.value
        elif operand.__class__ is Name and operand.name in variables:
            right = variables[operand.name]
        else:
            right = EVALUATE[operand.__class__](operand, frame)
        operator = operators[0]
        if operator == "<":
            return left < right
        if operator == "==":
            return left == right
        return COMPARE[operator](left, right)
    last = len(operators) - 1
    for index, operator in enumerate(operators):
        operand = node.comparators[index]
        right = EVALUATE[operand.__class__](operand, frame)
        result = COMPARE[operator](left, right)
        if index == last:
            return result
        if not result:
            return False if node.is_condition else result
        left = right
    return result


def visit_ConditionalExpression(node: ConditionalExpression, frame: Frame) -> Any:
    if EVALUATE[node.test.__class__](node.test, frame):
        return EVALUATE[node.body.__class__](node.body, frame)
    return EVALUATE[node.otherwise.__class__](node.otherwise, frame)


def visit_NamedExpression(node: NamedExpression, frame: Frame) -> Any:
    value = EVALUATE[node.value.__class__](node.value, frame)
    bind_name(node.target.name, node.target.access, value, frame)
    return value


# Calls


def visit_Call(node: Call, frame: Frame) -> Any:
    operand = node.function
    if operand.__class__ is Name and operand.access == GLOBAL and operand.name in frame.globals:
        function = frame.globals[operand.name]
    else:
        function = EVALUATE[operand.__class__](operand, frame)
    operands = node.arguments
    own = type(function) is Function and function.__globals__ is frame.globals
    if own and function.__code__.co_flags & SUSPENDED:
        call_ahead(function, frame)
    if node.keywords or len(operands) > 2:
        return call_with_all(node, function, frame)
    if not own and not is_blind(function, frame):
        return call_with_all(node, function, frame)
    if not operands:
        return function()
    variables = frame.variables
    operand = operands[0]
    if operand.__class__ is Name and operand.name in variables:
        first = variables[operand.name]
    elif operand.__class__ is Starred:
        return call_with_all(node, function, frame)
    else:
        first = EVALUATE[operand.__class__](operand, frame)
    if len(operands) == 1:
        return function(first)
    operand = operands[1]
    if operand.__class__ is Name and operand.name in variables:
        return function(first, variables[operand.name])
    if operand.__class__ is Starred:
        value = EVALUATE[operand.value.__class__](operand.value, frame)
        return function(*[first, *value])
    return function(first, EVALUATE[operand.__class__](operand, frame))


def call_with_all(node: Call, function: Any, frame: Frame) -> Any:
    """A call of anything with any number and kind of arguments."""
    operands = node.arguments
    if len(operands) == 1 and operands[0].__class__ is Starred:
        # Unpacked by the call itself, whose message for what is no iterable differs.
        operand = operands[0].value
        arguments = EVALUATE[operand.__class__](operand, frame)
    else:
        arguments = evaluate_all(node, operands, frame)
    named = evaluate_keywords(node, function, frame) if node.keywords else NO_NAMED
    if is_blind(function, frame):
        return function(*arguments, **named)
    return call_in_place(node, function, arguments, named, frame)


def evaluate_all(
    node: Call | ClassDefinition | Tuple | List | Set, operands: list[Expression], frame: Frame
) -> list[Any]:
    """The values of arguments or elements, those with a star unpacked."""
    variables = frame.variables
    values: list[Any] = []
    for operand in operands:
        if operand.__class__ is Name and operand.name in variables:
            values.append(variables[operand.name])
        elif operand.__class__ is Starred:
            several = EVALUATE[operand.value.__class__](operand.value, frame)
            values += [*several]
        else:
            values.append(EVALUATE[operand.__class__](operand, frame))
    return values


def evaluate_keywords(node: Call | ClassDefinition, function: Any, frame: Frame) -> dict[str, Any]:
    """The keyword arguments; `function` is whom to blame for wrong ones."""
    named: dict[str, Any] = {}
    for keyword in node.keywords:
        operand = keyword.value
        value = EVALUATE[operand.__class__](operand, frame)
        if keyword.name is None:
            merge_keywords(node, function, named, value, frame)
        elif keyword.name in named:
            raise repeated(function, keyword.name)
        else:
            named[keyword.name] = value
    return named


def merge_keywords(
    node: Call | ClassDefinition, function: Any, named: dict[str, Any], value: Any, frame: Frame
) -> None:
    """Add the keyword arguments of a `**value`."""
    if not hasattr(value, "keys"):
        kind = type(value).__name__
        raise TypeError(f"{describe(function)} argument after ** must be a mapping, not {kind}")
    for key in value.keys():  # noqa: SIM118 (any mapping will do, whatever its iteration gives)
        if key in named:
            raise repeated(function, key)
        named[key] = value[key]


def repeated(function: Any, name: object) -> TypeError:
    return TypeError(f"{describe(function)} got multiple values for keyword argument '{name}'")


def describe(function: Any) -> str:
    """A callable as Python's messages name it."""
    try:
        name = function.__qualname__
    except AttributeError:
        return str(function)
    module = getattr(function, "__module__", None)
    return f"{name}()" if module in (None, "builtins") else f"{module}.{name}()"


def visit_Pipe(node: Pipe, frame: Frame) -> Any:
    value = EVALUATE[node.value.__class__](node.value, frame)
    function = EVALUATE[node.function.__class__](node.function, frame)
    if is_blind(function, frame):
        return function(value)
    return call_in_place(node, function, (value,), NO_NAMED, frame)


# Displays


def visit_Tuple(node: Tuple, frame: Frame) -> Any:
    if node.constant is not None:
        return node.constant
    return tuple(evaluate_all(node, node.elements, frame))


def visit_List(node: List, frame: Frame) -> Any:
    return evaluate_all(node, node.elements, frame)


def visit_Set(node: Set, frame: Frame) -> Any:
    values: set[Any] = set()
    waiting: list[Any] = []
    for operand in node.elements:
        if operand.__class__ is Starred:
            values.update(waiting)
            waiting = []
            several = EVALUATE[operand.value.__class__](operand.value, frame)
            values |= {*several}
        else:
            waiting.append(EVALUATE[operand.__class__](operand, frame))
    values.update(waiting)
    return values


def visit_Dictionary(node: Dictionary, frame: Frame) -> Any:
    values: dict[Any, Any] = {}
    waiting: list[tuple[Any, Any]] = []
    for index, key in enumerate(node.keys):
        operand = node.values[index]
        if key is None:
            values.update(waiting)
            waiting = []
            several = EVALUATE[operand.__class__](operand, frame)
            values |= {**several}
        else:
            name = EVALUATE[key.__class__](key, frame)
            value = EVALUATE[operand.__class__](operand, frame)
            waiting.append((name, value))
    values.update(waiting)
    return values


def visit_JoinedString(node: JoinedString, frame: Frame) -> Any:
    parts: list[Any] = []
    for operand in node.parts:
        if operand.__class__ is Constant:
            parts.append(operand.value)
        else:
            parts.append(EVALUATE[operand.__class__](operand, frame))
    return "".join(parts)


CONVERSIONS: dict[str, Callable[[object], str]] = {"r": repr, "s": str, "a": ascii}


def visit_FormattedValue(node: FormattedValue, frame: Frame) -> Any:
    value = EVALUATE[node.value.__class__](node.value, frame)
    if node.conversion is not None:
        value = CONVERSIONS[node.conversion](value)
    if node.format_spec is None:
        return format(value)
    return format(value, EVALUATE[JoinedString](node.format_spec, frame))


# What may be None


def visit_Coalesce(node: Coalesce, frame: Frame) -> Any:
    value = EVALUATE[node.left.__class__](node.left, frame)
    if value is not None:
        return value
    return EVALUATE[node.right.__class__](node.right, frame)


class ShortCut(BaseException):
    """Leaves an optional chain at a link that is None; never seen outside the chain."""


def visit_OptionalChain(node: OptionalChain, frame: Frame) -> Any:
    try:
        return EVALUATE[node.expression.__class__](node.expression, frame)
    except ShortCut:
        return None


def visit_OptionalLink(node: OptionalLink, frame: Frame) -> Any:
    value = EVALUATE[node.value.__class__](node.value, frame)
    if value is None:
        raise ShortCut
    return value


EVALUATE.update(
    {
        Attribute: visit_Attribute,
        BinaryOperation: visit_BinaryOperation,
        BooleanOperation: visit_BooleanOperation,
        Call: visit_Call,
        Coalesce: visit_Coalesce,
        Comparison: visit_Comparison,
        ConditionalExpression: visit_ConditionalExpression,
        Constant: visit_Constant,
        Dictionary: visit_Dictionary,
        FormattedValue: visit_FormattedValue,
        Intrinsic: visit_Intrinsic,
        JoinedString: visit_JoinedString,
        List: visit_List,
        Name: visit_Name,
        NamedExpression: visit_NamedExpression,
        OptionalChain: visit_OptionalChain,
        OptionalLink: visit_OptionalLink,
        Pipe: visit_Pipe,
        Set: visit_Set,
        Slice: visit_Slice,
        Subscript: visit_Subscript,
        Tuple: visit_Tuple,
        UnaryOperation: visit_UnaryOperation,
    }
)
