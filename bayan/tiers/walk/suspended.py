"""The visitors as generators, for code that can be suspended.

Derived from the plain visitors: do not edit, but run `python -m bayan.tiers.walk.derive`, which
describes how. See suspension for how such a walk is driven.
"""

# ruff: noqa

from __future__ import annotations

from ...values.tracebacks import trim
from ...values.functions import ASYNC_GENERATOR, AsyncYield, NEVER, instantiate
from ...syntax.bindings import GLOBAL, LOCAL
from ...syntax.nodes import (
    AnnotatedAssignment,
    Assert,
    Assignment,
    Attribute,
    AugmentedAssignment,
    Await,
    BinaryOperation,
    BooleanOperation,
    Call,
    ClassDefinition,
    Coalesce,
    Comparison,
    ConditionalExpression,
    Constant,
    Delete,
    Dictionary,
    DictionaryComprehension,
    ExpressionStatement,
    For,
    FormattedValue,
    FunctionDefinition,
    GeneratorExpression,
    If,
    JoinedString,
    Lambda,
    List,
    ListComprehension,
    Match,
    Name,
    NamedExpression,
    OptionalChain,
    OptionalLink,
    Parameter,
    Pipe,
    Raise,
    Return,
    Set,
    SetComprehension,
    Slice,
    Starred,
    Subscript,
    Try,
    Tuple,
    UnaryOperation,
    While,
    With,
    Yield,
    YieldFrom,
)
from ..replacement import EXHAUSTED, Sync
from .definitions import (
    ClassBody,
    cells_for,
    evaluate_annotations as plain_evaluate_annotations,
    evaluate_defaults as plain_evaluate_defaults,
)
from .expressions import (
    CONVERSIONS,
    ShortCut,
    merge_keywords,
    call_with_all as plain_call_with_all,
    evaluate_all as plain_evaluate_all,
    evaluate_keywords as plain_evaluate_keywords,
    repeated,
)
from .exceptions import (
    combine,
    is_exception_class,
    catches as plain_catches,
    run_guarded as plain_run_guarded,
    run_guarded_by_star as plain_run_guarded_by_star,
    run_handler as plain_run_handler,
    run_item as plain_run_item,
    run_star_handler as plain_run_star_handler,
    split_group as plain_split_group,
    raise_again,
)
from .statements import fail_to_raise, handled
from .suspension import (
    Coroutine,
    Handover,
    Smuggled,
    Thrown,
    awaited,
    complete,
    invalid_next,
    is_awaitable,
    raise_thrown,
    throw_into,
    throw_into_loop,
)
from .operators import BINARY, COMPARE, IN_PLACE, UNARY
from .protocols import begin_async, find_protocol, look_up_special
from .matching import bind_captures, matches
from .targets import assign as plain_assign, delete as plain_delete, take_apart
from .calls import Function, NO_NAMED, SUSPENDED, call_ahead, call_in_place, is_blind
from .frame import (
    BREAK,
    EVALUATE,
    EXECUTE,
    Frame,
    RETURN,
    SUSPEND_EVALUATE,
    SUSPEND_EXECUTE,
    comprehension_frame,
)
from .loops import (
    note_rounds,
    comprehend as plain_comprehend,
    finish as plain_finish,
    run_rest as plain_run_rest,
    visit_For as plain_visit_For,
    rounds_of,
    rounds_to_look,
)
from .names import bind_name, delete_name, unbind_name
from sys import exc_info

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .suspension import Walk


def visit_Attribute(node: Any, frame: Frame) -> Walk:
    try:
        operand = node.value
        if operand.__class__ is Name and operand.name in frame.variables:
            return getattr(frame.variables[operand.name], node.name)
        return getattr(
            (yield from SUSPEND_EVALUATE[operand.__class__](operand, frame))
            if operand in frame.scope.suspending
            else EVALUATE[operand.__class__](operand, frame),
            node.name,
        )
    except StopIteration as stop:
        raise Smuggled(stop) from None


def visit_Subscript(node: Any, frame: Frame) -> Walk:
    try:
        variables = frame.variables
        operand = node.value
        if operand.__class__ is Name and operand.name in variables:
            value = variables[operand.name]
        else:
            value = (
                (yield from SUSPEND_EVALUATE[operand.__class__](operand, frame))
                if operand in frame.scope.suspending
                else EVALUATE[operand.__class__](operand, frame)
            )
        operand = node.index
        if operand.__class__ is Name and operand.name in variables:
            return value[variables[operand.name]]
        if operand.__class__ is Constant:
            return value[operand.value]
        return value[
            (yield from SUSPEND_EVALUATE[operand.__class__](operand, frame))
            if operand in frame.scope.suspending
            else EVALUATE[operand.__class__](operand, frame)
        ]
    except StopIteration as stop:
        raise Smuggled(stop) from None


def visit_Slice(node: Any, frame: Frame) -> Walk:
    try:
        lower = upper = step = None
        if node.lower is not None:
            lower = (
                (yield from SUSPEND_EVALUATE[node.lower.__class__](node.lower, frame))
                if node.lower in frame.scope.suspending
                else EVALUATE[node.lower.__class__](node.lower, frame)
            )
        if node.upper is not None:
            upper = (
                (yield from SUSPEND_EVALUATE[node.upper.__class__](node.upper, frame))
                if node.upper in frame.scope.suspending
                else EVALUATE[node.upper.__class__](node.upper, frame)
            )
        if node.step is not None:
            step = (
                (yield from SUSPEND_EVALUATE[node.step.__class__](node.step, frame))
                if node.step in frame.scope.suspending
                else EVALUATE[node.step.__class__](node.step, frame)
            )
        return slice(lower, upper, step)
    except StopIteration as stop:
        raise Smuggled(stop) from None


def visit_UnaryOperation(node: Any, frame: Frame) -> Walk:
    try:
        return UNARY[node.operator](
            (yield from SUSPEND_EVALUATE[node.operand.__class__](node.operand, frame))
            if node.operand in frame.scope.suspending
            else EVALUATE[node.operand.__class__](node.operand, frame)
        )
    except StopIteration as stop:
        raise Smuggled(stop) from None


def visit_BinaryOperation(node: Any, frame: Frame) -> Walk:
    try:
        variables = frame.variables
        operand = node.left
        if operand.__class__ is Name and operand.name in variables:
            left = variables[operand.name]
        elif operand.__class__ is Constant:
            left = operand.value
        else:
            left = (
                (yield from SUSPEND_EVALUATE[operand.__class__](operand, frame))
                if operand in frame.scope.suspending
                else EVALUATE[operand.__class__](operand, frame)
            )
        operand = node.right
        if operand.__class__ is Constant:
            right = operand.value
        elif operand.__class__ is Name and operand.name in variables:
            right = variables[operand.name]
        else:
            right = (
                (yield from SUSPEND_EVALUATE[operand.__class__](operand, frame))
                if operand in frame.scope.suspending
                else EVALUATE[operand.__class__](operand, frame)
            )
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
    except StopIteration as stop:
        raise Smuggled(stop) from None


def visit_BooleanOperation(node: Any, frame: Frame) -> Walk:
    try:
        value: Any = None
        if node.operator == "and":
            for operand in node.values:
                value = (
                    (yield from SUSPEND_EVALUATE[operand.__class__](operand, frame))
                    if operand in frame.scope.suspending
                    else EVALUATE[operand.__class__](operand, frame)
                )
                if operand is node.values[-1]:
                    return value
                if not value:
                    return False if node.is_condition else value
        else:
            for operand in node.values:
                value = (
                    (yield from SUSPEND_EVALUATE[operand.__class__](operand, frame))
                    if operand in frame.scope.suspending
                    else EVALUATE[operand.__class__](operand, frame)
                )
                if operand is node.values[-1]:
                    return value
                if value:
                    return True if node.is_condition else value
        return value
    except StopIteration as stop:
        raise Smuggled(stop) from None


def visit_Comparison(node: Any, frame: Frame) -> Walk:
    try:
        variables = frame.variables
        operand = node.left
        if operand.__class__ is Name and operand.name in variables:
            left = variables[operand.name]
        else:
            left = (
                (yield from SUSPEND_EVALUATE[operand.__class__](operand, frame))
                if operand in frame.scope.suspending
                else EVALUATE[operand.__class__](operand, frame)
            )
        operators = node.operators
        if len(operators) == 1:
            operand = node.comparators[0]
            if operand.__class__ is Constant:
                right = operand.value
            elif operand.__class__ is Name and operand.name in variables:
                right = variables[operand.name]
            else:
                right = (
                    (yield from SUSPEND_EVALUATE[operand.__class__](operand, frame))
                    if operand in frame.scope.suspending
                    else EVALUATE[operand.__class__](operand, frame)
                )
            operator = operators[0]
            if operator == "<":
                return left < right
            if operator == "==":
                return left == right
            return COMPARE[operator](left, right)
        last = len(operators) - 1
        for index, operator in enumerate(operators):
            operand = node.comparators[index]
            right = (
                (yield from SUSPEND_EVALUATE[operand.__class__](operand, frame))
                if operand in frame.scope.suspending
                else EVALUATE[operand.__class__](operand, frame)
            )
            result = COMPARE[operator](left, right)
            if index == last:
                return result
            if not result:
                return False if node.is_condition else result
            left = right
        return result
    except StopIteration as stop:
        raise Smuggled(stop) from None


def visit_ConditionalExpression(node: Any, frame: Frame) -> Walk:
    try:
        if (
            (yield from SUSPEND_EVALUATE[node.test.__class__](node.test, frame))
            if node.test in frame.scope.suspending
            else EVALUATE[node.test.__class__](node.test, frame)
        ):
            return (
                (yield from SUSPEND_EVALUATE[node.body.__class__](node.body, frame))
                if node.body in frame.scope.suspending
                else EVALUATE[node.body.__class__](node.body, frame)
            )
        return (
            (yield from SUSPEND_EVALUATE[node.otherwise.__class__](node.otherwise, frame))
            if node.otherwise in frame.scope.suspending
            else EVALUATE[node.otherwise.__class__](node.otherwise, frame)
        )
    except StopIteration as stop:
        raise Smuggled(stop) from None


def visit_NamedExpression(node: Any, frame: Frame) -> Walk:
    try:
        value = (
            (yield from SUSPEND_EVALUATE[node.value.__class__](node.value, frame))
            if node.value in frame.scope.suspending
            else EVALUATE[node.value.__class__](node.value, frame)
        )
        bind_name(node.target.name, node.target.access, value, frame)
        return value
    except StopIteration as stop:
        raise Smuggled(stop) from None


def visit_Call(node: Any, frame: Frame) -> Walk:
    try:
        operand = node.function
        if (
            operand.__class__ is Name
            and operand.access == GLOBAL
            and (operand.name in frame.globals)
        ):
            function = frame.globals[operand.name]
        else:
            function = (
                (yield from SUSPEND_EVALUATE[operand.__class__](operand, frame))
                if operand in frame.scope.suspending
                else EVALUATE[operand.__class__](operand, frame)
            )
        operands = node.arguments
        own = type(function) is Function and function.__globals__ is frame.globals
        if own and function.__code__.co_flags & SUSPENDED:
            call_ahead(function, frame)
        if node.keywords or len(operands) > 2:
            return (
                (yield from call_with_all(node, function, frame))
                if node in frame.scope.suspending
                else plain_call_with_all(node, function, frame)
            )
        if not own and (not is_blind(function, frame)):
            return (
                (yield from call_with_all(node, function, frame))
                if node in frame.scope.suspending
                else plain_call_with_all(node, function, frame)
            )
        if not operands:
            return function()
        variables = frame.variables
        operand = operands[0]
        if operand.__class__ is Name and operand.name in variables:
            first = variables[operand.name]
        elif operand.__class__ is Starred:
            return (
                (yield from call_with_all(node, function, frame))
                if node in frame.scope.suspending
                else plain_call_with_all(node, function, frame)
            )
        else:
            first = (
                (yield from SUSPEND_EVALUATE[operand.__class__](operand, frame))
                if operand in frame.scope.suspending
                else EVALUATE[operand.__class__](operand, frame)
            )
        if len(operands) == 1:
            return function(first)
        operand = operands[1]
        if operand.__class__ is Name and operand.name in variables:
            return function(first, variables[operand.name])
        if operand.__class__ is Starred:
            value = (
                (yield from SUSPEND_EVALUATE[operand.value.__class__](operand.value, frame))
                if operand.value in frame.scope.suspending
                else EVALUATE[operand.value.__class__](operand.value, frame)
            )
            return function(*[first, *value])
        return function(
            first,
            (yield from SUSPEND_EVALUATE[operand.__class__](operand, frame))
            if operand in frame.scope.suspending
            else EVALUATE[operand.__class__](operand, frame),
        )
    except StopIteration as stop:
        raise Smuggled(stop) from None


def call_with_all(node: Any, function: Any, frame: Frame) -> Walk:
    """A call of anything with any number and kind of arguments."""
    try:
        operands = node.arguments
        if len(operands) == 1 and operands[0].__class__ is Starred:
            operand = operands[0].value
            arguments = (
                (yield from SUSPEND_EVALUATE[operand.__class__](operand, frame))
                if operand in frame.scope.suspending
                else EVALUATE[operand.__class__](operand, frame)
            )
        else:
            arguments = (
                (yield from evaluate_all(node, operands, frame))
                if node in frame.scope.suspending
                else plain_evaluate_all(node, operands, frame)
            )
        named = (
            (
                (yield from evaluate_keywords(node, function, frame))
                if node in frame.scope.suspending
                else plain_evaluate_keywords(node, function, frame)
            )
            if node.keywords
            else NO_NAMED
        )
        if is_blind(function, frame):
            return function(*arguments, **named)
        return call_in_place(node, function, arguments, named, frame)
    except StopIteration as stop:
        raise Smuggled(stop) from None


def evaluate_all(node: Any, operands: Any, frame: Frame) -> Walk:
    """The values of arguments or elements, those with a star unpacked."""
    try:
        variables = frame.variables
        values: list[Any] = []
        for operand in operands:
            if operand.__class__ is Name and operand.name in variables:
                values.append(variables[operand.name])
            elif operand.__class__ is Starred:
                several = (
                    (yield from SUSPEND_EVALUATE[operand.value.__class__](operand.value, frame))
                    if operand.value in frame.scope.suspending
                    else EVALUATE[operand.value.__class__](operand.value, frame)
                )
                values += [*several]
            else:
                values.append(
                    (yield from SUSPEND_EVALUATE[operand.__class__](operand, frame))
                    if operand in frame.scope.suspending
                    else EVALUATE[operand.__class__](operand, frame)
                )
        return values
    except StopIteration as stop:
        raise Smuggled(stop) from None


def evaluate_keywords(node: Any, function: Any, frame: Frame) -> Walk:
    """The keyword arguments; `function` is whom to blame for wrong ones."""
    try:
        named: dict[str, Any] = {}
        for keyword in node.keywords:
            operand = keyword.value
            value = (
                (yield from SUSPEND_EVALUATE[operand.__class__](operand, frame))
                if operand in frame.scope.suspending
                else EVALUATE[operand.__class__](operand, frame)
            )
            if keyword.name is None:
                merge_keywords(node, function, named, value, frame)
            elif keyword.name in named:
                raise repeated(function, keyword.name)
            else:
                named[keyword.name] = value
        return named
    except StopIteration as stop:
        raise Smuggled(stop) from None


def visit_Pipe(node: Any, frame: Frame) -> Walk:
    try:
        value = (
            (yield from SUSPEND_EVALUATE[node.value.__class__](node.value, frame))
            if node.value in frame.scope.suspending
            else EVALUATE[node.value.__class__](node.value, frame)
        )
        function = (
            (yield from SUSPEND_EVALUATE[node.function.__class__](node.function, frame))
            if node.function in frame.scope.suspending
            else EVALUATE[node.function.__class__](node.function, frame)
        )
        if is_blind(function, frame):
            return function(value)
        return call_in_place(node, function, (value,), NO_NAMED, frame)
    except StopIteration as stop:
        raise Smuggled(stop) from None


def visit_Tuple(node: Any, frame: Frame) -> Walk:
    try:
        if node.constant is not None:
            return node.constant
        return tuple(
            (yield from evaluate_all(node, node.elements, frame))
            if node in frame.scope.suspending
            else plain_evaluate_all(node, node.elements, frame)
        )
    except StopIteration as stop:
        raise Smuggled(stop) from None


def visit_List(node: Any, frame: Frame) -> Walk:
    try:
        return (
            (yield from evaluate_all(node, node.elements, frame))
            if node in frame.scope.suspending
            else plain_evaluate_all(node, node.elements, frame)
        )
    except StopIteration as stop:
        raise Smuggled(stop) from None


def visit_Set(node: Any, frame: Frame) -> Walk:
    try:
        values: set[Any] = set()
        waiting: list[Any] = []
        for operand in node.elements:
            if operand.__class__ is Starred:
                values.update(waiting)
                waiting = []
                several = (
                    (yield from SUSPEND_EVALUATE[operand.value.__class__](operand.value, frame))
                    if operand.value in frame.scope.suspending
                    else EVALUATE[operand.value.__class__](operand.value, frame)
                )
                values |= {*several}
            else:
                waiting.append(
                    (yield from SUSPEND_EVALUATE[operand.__class__](operand, frame))
                    if operand in frame.scope.suspending
                    else EVALUATE[operand.__class__](operand, frame)
                )
        values.update(waiting)
        return values
    except StopIteration as stop:
        raise Smuggled(stop) from None


def visit_Dictionary(node: Any, frame: Frame) -> Walk:
    try:
        values: dict[Any, Any] = {}
        waiting: list[tuple[Any, Any]] = []
        for index, key in enumerate(node.keys):
            operand = node.values[index]
            if key is None:
                values.update(waiting)
                waiting = []
                several = (
                    (yield from SUSPEND_EVALUATE[operand.__class__](operand, frame))
                    if operand in frame.scope.suspending
                    else EVALUATE[operand.__class__](operand, frame)
                )
                values |= {**several}
            else:
                name = (
                    (yield from SUSPEND_EVALUATE[key.__class__](key, frame))
                    if key in frame.scope.suspending
                    else EVALUATE[key.__class__](key, frame)
                )
                value = (
                    (yield from SUSPEND_EVALUATE[operand.__class__](operand, frame))
                    if operand in frame.scope.suspending
                    else EVALUATE[operand.__class__](operand, frame)
                )
                waiting.append((name, value))
        values.update(waiting)
        return values
    except StopIteration as stop:
        raise Smuggled(stop) from None


def visit_JoinedString(node: Any, frame: Frame) -> Walk:
    try:
        parts: list[Any] = []
        for operand in node.parts:
            if operand.__class__ is Constant:
                parts.append(operand.value)
            else:
                parts.append(
                    (yield from SUSPEND_EVALUATE[operand.__class__](operand, frame))
                    if operand in frame.scope.suspending
                    else EVALUATE[operand.__class__](operand, frame)
                )
        return "".join(parts)
    except StopIteration as stop:
        raise Smuggled(stop) from None


def visit_FormattedValue(node: Any, frame: Frame) -> Walk:
    try:
        value = (
            (yield from SUSPEND_EVALUATE[node.value.__class__](node.value, frame))
            if node.value in frame.scope.suspending
            else EVALUATE[node.value.__class__](node.value, frame)
        )
        if node.conversion is not None:
            value = CONVERSIONS[node.conversion](value)
        if node.format_spec is None:
            return format(value)
        return format(
            value,
            (yield from SUSPEND_EVALUATE[JoinedString](node.format_spec, frame))
            if node.format_spec in frame.scope.suspending
            else EVALUATE[JoinedString](node.format_spec, frame),
        )
    except StopIteration as stop:
        raise Smuggled(stop) from None


def visit_Coalesce(node: Any, frame: Frame) -> Walk:
    try:
        value = (
            (yield from SUSPEND_EVALUATE[node.left.__class__](node.left, frame))
            if node.left in frame.scope.suspending
            else EVALUATE[node.left.__class__](node.left, frame)
        )
        if value is not None:
            return value
        return (
            (yield from SUSPEND_EVALUATE[node.right.__class__](node.right, frame))
            if node.right in frame.scope.suspending
            else EVALUATE[node.right.__class__](node.right, frame)
        )
    except StopIteration as stop:
        raise Smuggled(stop) from None


def visit_OptionalChain(node: Any, frame: Frame) -> Walk:
    try:
        try:
            return (
                (yield from SUSPEND_EVALUATE[node.expression.__class__](node.expression, frame))
                if node.expression in frame.scope.suspending
                else EVALUATE[node.expression.__class__](node.expression, frame)
            )
        except ShortCut:
            return None
    except StopIteration as stop:
        raise Smuggled(stop) from None


def visit_OptionalLink(node: Any, frame: Frame) -> Walk:
    try:
        value = (
            (yield from SUSPEND_EVALUATE[node.value.__class__](node.value, frame))
            if node.value in frame.scope.suspending
            else EVALUATE[node.value.__class__](node.value, frame)
        )
        if value is None:
            raise ShortCut
        return value
    except StopIteration as stop:
        raise Smuggled(stop) from None


def assign(node: Any, value: Any, frame: Frame) -> Walk:
    """Bind the target `node`; a tuple or list of targets takes the value apart."""
    try:
        kind = node.__class__
        if kind is Name:
            bind_name(node.name, node.access, value, frame)
        elif kind is Attribute:
            setattr(
                (yield from SUSPEND_EVALUATE[node.value.__class__](node.value, frame))
                if node.value in frame.scope.suspending
                else EVALUATE[node.value.__class__](node.value, frame),
                node.name,
                value,
            )
        elif kind is Subscript:
            container = (
                (yield from SUSPEND_EVALUATE[node.value.__class__](node.value, frame))
                if node.value in frame.scope.suspending
                else EVALUATE[node.value.__class__](node.value, frame)
            )
            index = (
                (yield from SUSPEND_EVALUATE[node.index.__class__](node.index, frame))
                if node.index in frame.scope.suspending
                else EVALUATE[node.index.__class__](node.index, frame)
            )
            container[index] = value
        elif kind is Starred:
            (
                yield from assign(node.value, value, frame)
            ) if node.value in frame.scope.suspending else plain_assign(node.value, value, frame)
        else:
            values = take_apart(node, value, frame)
            for index, target in enumerate(node.elements):
                (
                    yield from assign(target, values[index], frame)
                ) if target in frame.scope.suspending else plain_assign(
                    target, values[index], frame
                )
    except StopIteration as stop:
        raise Smuggled(stop) from None


def delete(node: Any, frame: Frame) -> Walk:
    """Delete the target `node`."""
    try:
        kind = node.__class__
        if kind is Name:
            delete_name(node.name, node.access, frame)
        elif kind is Attribute:
            delattr(
                (yield from SUSPEND_EVALUATE[node.value.__class__](node.value, frame))
                if node.value in frame.scope.suspending
                else EVALUATE[node.value.__class__](node.value, frame),
                node.name,
            )
        elif kind is Subscript:
            container = (
                (yield from SUSPEND_EVALUATE[node.value.__class__](node.value, frame))
                if node.value in frame.scope.suspending
                else EVALUATE[node.value.__class__](node.value, frame)
            )
            index = (
                (yield from SUSPEND_EVALUATE[node.index.__class__](node.index, frame))
                if node.index in frame.scope.suspending
                else EVALUATE[node.index.__class__](node.index, frame)
            )
            del container[index]
        else:
            for target in node.elements:
                (
                    yield from delete(target, frame)
                ) if target in frame.scope.suspending else plain_delete(target, frame)
    except StopIteration as stop:
        raise Smuggled(stop) from None


def visit_ExpressionStatement(node: Any, frame: Frame) -> Walk:
    try:
        (
            yield from SUSPEND_EVALUATE[node.value.__class__](node.value, frame)
        ) if node.value in frame.scope.suspending else EVALUATE[node.value.__class__](
            node.value, frame
        )
    except StopIteration as stop:
        raise Smuggled(stop) from None


def visit_Assignment(node: Any, frame: Frame) -> Walk:
    try:
        operand = node.value
        if operand.__class__ is Constant:
            value = operand.value
        else:
            value = (
                (yield from SUSPEND_EVALUATE[operand.__class__](operand, frame))
                if operand in frame.scope.suspending
                else EVALUATE[operand.__class__](operand, frame)
            )
        for target in node.targets:
            if target.__class__ is not Name:
                (
                    yield from assign(target, value, frame)
                ) if target in frame.scope.suspending else plain_assign(target, value, frame)
            elif target.access == LOCAL:
                frame.variables[target.name] = value
            elif target.access == GLOBAL:
                frame.globals[target.name] = value
            else:
                bind_name(target.name, target.access, value, frame)
    except StopIteration as stop:
        raise Smuggled(stop) from None


def visit_AugmentedAssignment(node: Any, frame: Frame) -> Walk:
    try:
        target: Any = node.target
        kind = target.__class__
        container: Any = None
        index: Any = None
        if kind is Name:
            variables = frame.variables
            if target.name in variables:
                value = variables[target.name]
            else:
                value = (
                    (yield from SUSPEND_EVALUATE[kind](target, frame))
                    if target in frame.scope.suspending
                    else EVALUATE[kind](target, frame)
                )
        elif kind is Attribute:
            container = (
                (yield from SUSPEND_EVALUATE[target.value.__class__](target.value, frame))
                if target.value in frame.scope.suspending
                else EVALUATE[target.value.__class__](target.value, frame)
            )
            value = getattr(container, target.name)
        else:
            container = (
                (yield from SUSPEND_EVALUATE[target.value.__class__](target.value, frame))
                if target.value in frame.scope.suspending
                else EVALUATE[target.value.__class__](target.value, frame)
            )
            index = (
                (yield from SUSPEND_EVALUATE[target.index.__class__](target.index, frame))
                if target.index in frame.scope.suspending
                else EVALUATE[target.index.__class__](target.index, frame)
            )
            value = container[index]
        operand: Any = node.value
        if operand.__class__ is Constant:
            right = operand.value
        else:
            right = (
                (yield from SUSPEND_EVALUATE[operand.__class__](operand, frame))
                if operand in frame.scope.suspending
                else EVALUATE[operand.__class__](operand, frame)
            )
        if node.operator == "+":
            value += right
        elif node.operator == ">>":
            value = frame.globals["__builtins__"]["«>>=»"](value, right)
        else:
            value = IN_PLACE[node.operator](value, right)
        if kind is Name:
            if target.access == LOCAL:
                frame.variables[target.name] = value
            else:
                bind_name(target.name, target.access, value, frame)
        elif kind is Attribute:
            setattr(container, target.name, value)
        else:
            container[index] = value
    except StopIteration as stop:
        raise Smuggled(stop) from None


def visit_AnnotatedAssignment(node: Any, frame: Frame) -> Walk:
    try:
        target: Any = node.target
        if node.value is not None:
            value = (
                (yield from SUSPEND_EVALUATE[node.value.__class__](node.value, frame))
                if node.value in frame.scope.suspending
                else EVALUATE[node.value.__class__](node.value, frame)
            )
            (
                yield from assign(target, value, frame)
            ) if target in frame.scope.suspending else plain_assign(target, value, frame)
        elif target.__class__ is Attribute:
            (
                yield from SUSPEND_EVALUATE[target.value.__class__](target.value, frame)
            ) if target.value in frame.scope.suspending else EVALUATE[target.value.__class__](
                target.value, frame
            )
        elif target.__class__ is Subscript:
            (
                yield from SUSPEND_EVALUATE[target.value.__class__](target.value, frame)
            ) if target.value in frame.scope.suspending else EVALUATE[target.value.__class__](
                target.value, frame
            )
            (
                yield from SUSPEND_EVALUATE[target.index.__class__](target.index, frame)
            ) if target.index in frame.scope.suspending else EVALUATE[target.index.__class__](
                target.index, frame
            )
        if frame.namespace is not None:
            annotation = (
                (yield from SUSPEND_EVALUATE[node.annotation.__class__](node.annotation, frame))
                if node.annotation in frame.scope.suspending
                else EVALUATE[node.annotation.__class__](node.annotation, frame)
            )
            if node.is_simple:
                frame.namespace["__annotations__"][target.name] = annotation
    except StopIteration as stop:
        raise Smuggled(stop) from None


def visit_Delete(node: Any, frame: Frame) -> Walk:
    try:
        for target in node.targets:
            (
                yield from delete(target, frame)
            ) if target in frame.scope.suspending else plain_delete(target, frame)
    except StopIteration as stop:
        raise Smuggled(stop) from None


def visit_Return(node: Any, frame: Frame) -> Walk:
    try:
        operand = node.value
        if operand is None:
            frame.result = None
        else:
            frame.result = (
                (yield from SUSPEND_EVALUATE[operand.__class__](operand, frame))
                if operand in frame.scope.suspending
                else EVALUATE[operand.__class__](operand, frame)
            )
        return RETURN
    except StopIteration as stop:
        raise Smuggled(stop) from None


def visit_Raise(node: Any, frame: Frame) -> Walk:
    try:
        if node.exception is None:
            if handled() is None:
                fail_to_raise(node, frame)
            raise handled()
        exception = (
            (yield from SUSPEND_EVALUATE[node.exception.__class__](node.exception, frame))
            if node.exception in frame.scope.suspending
            else EVALUATE[node.exception.__class__](node.exception, frame)
        )
        if node.cause is None:
            raise exception
        cause = (
            (yield from SUSPEND_EVALUATE[node.cause.__class__](node.cause, frame))
            if node.cause in frame.scope.suspending
            else EVALUATE[node.cause.__class__](node.cause, frame)
        )
        raise exception from cause
    except StopIteration as stop:
        raise Smuggled(stop) from None


def visit_Assert(node: Any, frame: Frame) -> Walk:
    try:
        if (
            (yield from SUSPEND_EVALUATE[node.test.__class__](node.test, frame))
            if node.test in frame.scope.suspending
            else EVALUATE[node.test.__class__](node.test, frame)
        ):
            return
        if node.message is None:
            raise AssertionError
        message = (
            (yield from SUSPEND_EVALUATE[node.message.__class__](node.message, frame))
            if node.message in frame.scope.suspending
            else EVALUATE[node.message.__class__](node.message, frame)
        )
        raise AssertionError(message)
    except StopIteration as stop:
        raise Smuggled(stop) from None


def visit_If(branch: Any, frame: Frame) -> Walk:
    try:
        node: Any = branch.test
        block = (
            branch.body
            if (
                (yield from SUSPEND_EVALUATE[node.__class__](node, frame))
                if node in frame.scope.suspending
                else EVALUATE[node.__class__](node, frame)
            )
            else branch.otherwise
        )
        node = branch
        for statement in block:
            signal = (
                (yield from SUSPEND_EXECUTE[statement.__class__](statement, frame))
                if statement in frame.scope.suspending
                else EXECUTE[statement.__class__](statement, frame)
            )
            if signal is not None:
                return signal
        return None
    except StopIteration as stop:
        raise Smuggled(stop) from None


def visit_Match(selection: Any, frame: Frame) -> Walk:
    try:
        node: Any = selection
        subject = (
            (yield from SUSPEND_EVALUATE[selection.subject.__class__](selection.subject, frame))
            if selection.subject in frame.scope.suspending
            else EVALUATE[selection.subject.__class__](selection.subject, frame)
        )
        for case in selection.cases:
            captures: list[tuple[Any, Any]] = []
            if not matches(case.pattern, subject, captures, frame):
                continue
            bind_captures(captures, frame)
            if case.guard is not None:
                node = case.guard
                if not (
                    (yield from SUSPEND_EVALUATE[node.__class__](node, frame))
                    if node in frame.scope.suspending
                    else EVALUATE[node.__class__](node, frame)
                ):
                    continue
            node = selection
            for statement in case.body:
                signal = (
                    (yield from SUSPEND_EXECUTE[statement.__class__](statement, frame))
                    if statement in frame.scope.suspending
                    else EXECUTE[statement.__class__](statement, frame)
                )
                if signal is not None:
                    return signal
            return None
        return None
    except StopIteration as stop:
        raise Smuggled(stop) from None


def visit_While(loop: Any, frame: Frame) -> Walk:
    try:
        test: Any = loop.test
        node: Any = test
        body = loop.body
        rounds = 0
        owner = frame.record
        enough = owner.entered + owner.engine.loop_climbs_at_entry
        try:
            threshold = rounds_to_look(loop, frame)
            if threshold <= 0:
                node = loop
                rest = (
                    (yield from run_rest(loop, None, frame))
                    if loop in frame.scope.suspending
                    else plain_run_rest(loop, None, frame)
                )
                if rest is not None:
                    return (
                        (yield from finish(loop, rest, frame))
                        if loop in frame.scope.suspending
                        else plain_finish(loop, rest, frame)
                    )
                node = test
            while (
                (yield from SUSPEND_EVALUATE[test.__class__](test, frame))
                if test in frame.scope.suspending
                else EVALUATE[test.__class__](test, frame)
            ):
                node = loop
                for statement in body:
                    signal = (
                        (yield from SUSPEND_EXECUTE[statement.__class__](statement, frame))
                        if statement in frame.scope.suspending
                        else EXECUTE[statement.__class__](statement, frame)
                    )
                    if signal is not None:
                        if signal is BREAK:
                            return None
                        if signal is RETURN:
                            return RETURN
                        break
                rounds += 1
                if rounds == threshold or owner.entered >= enough:
                    note_rounds(loop, rounds, frame)
                    rounds = 0
                    threshold = rounds_to_look(loop, frame)
                    if threshold <= 0 or owner.entered >= enough:
                        threshold = enough = NEVER
                        rest = (
                            (yield from run_rest(loop, None, frame))
                            if loop in frame.scope.suspending
                            else plain_run_rest(loop, None, frame)
                        )
                        if rest is not None:
                            return (
                                (yield from finish(loop, rest, frame))
                                if loop in frame.scope.suspending
                                else plain_finish(loop, rest, frame)
                            )
                node = test
            node = loop
        finally:
            note_rounds(loop, rounds, frame)
        for statement in loop.otherwise:
            signal = (
                (yield from SUSPEND_EXECUTE[statement.__class__](statement, frame))
                if statement in frame.scope.suspending
                else EXECUTE[statement.__class__](statement, frame)
            )
            if signal is not None:
                return signal
        return None
    except StopIteration as stop:
        raise Smuggled(stop) from None


def visit_For(node: Any, frame: Frame) -> Walk:
    try:
        operand = node.iterable
        iterator = iter(
            (yield from SUSPEND_EVALUATE[operand.__class__](operand, frame))
            if operand in frame.scope.suspending
            else EVALUATE[operand.__class__](operand, frame)
        )
        target: Any = node.target
        home: Any = None
        if target.__class__ is Name:
            if target.access == LOCAL:
                home = frame.variables
            elif target.access == GLOBAL:
                home = frame.globals
        body = node.body
        rounds = 0
        owner = frame.record
        enough = owner.entered + owner.engine.loop_climbs_at_entry
        try:
            threshold = rounds_to_look(node, frame)
            if threshold <= 0:
                rest = (
                    (yield from run_rest(node, iterator, frame))
                    if node in frame.scope.suspending
                    else plain_run_rest(node, iterator, frame)
                )
                if rest is not None:
                    return (
                        (yield from finish(node, rest, frame))
                        if node in frame.scope.suspending
                        else plain_finish(node, rest, frame)
                    )
            for value in rounds_of(iterator):
                if home is None:
                    (
                        yield from assign(target, value, frame)
                    ) if target in frame.scope.suspending else plain_assign(target, value, frame)
                else:
                    home[target.name] = value
                for statement in body:
                    signal = (
                        (yield from SUSPEND_EXECUTE[statement.__class__](statement, frame))
                        if statement in frame.scope.suspending
                        else EXECUTE[statement.__class__](statement, frame)
                    )
                    if signal is not None:
                        if signal is BREAK:
                            return None
                        if signal is RETURN:
                            return RETURN
                        break
                rounds += 1
                if rounds == threshold or owner.entered >= enough:
                    note_rounds(node, rounds, frame)
                    rounds = 0
                    threshold = rounds_to_look(node, frame)
                    if threshold <= 0 or owner.entered >= enough:
                        threshold = enough = NEVER
                        rest = (
                            (yield from run_rest(node, iterator, frame))
                            if node in frame.scope.suspending
                            else plain_run_rest(node, iterator, frame)
                        )
                        if rest is not None:
                            return (
                                (yield from finish(node, rest, frame))
                                if node in frame.scope.suspending
                                else plain_finish(node, rest, frame)
                            )
        finally:
            note_rounds(node, rounds, frame)
        for statement in node.otherwise:
            signal = (
                (yield from SUSPEND_EXECUTE[statement.__class__](statement, frame))
                if statement in frame.scope.suspending
                else EXECUTE[statement.__class__](statement, frame)
            )
            if signal is not None:
                return signal
        return None
    except StopIteration as stop:
        raise Smuggled(stop) from None


def finish(node: Any, rest: Any, frame: Frame) -> Walk:
    """What remains after compiled code has run the rest of a loop, by how that ended."""
    try:
        if rest.__class__ is tuple:
            (frame.result,) = rest
            return RETURN
        if rest == EXHAUSTED:
            for statement in node.otherwise:
                signal = (
                    (yield from SUSPEND_EXECUTE[statement.__class__](statement, frame))
                    if statement in frame.scope.suspending
                    else EXECUTE[statement.__class__](statement, frame)
                )
                if signal is not None:
                    return signal
        return None
    except StopIteration as stop:
        raise Smuggled(stop) from None


def visit_ListComprehension(node: Any, frame: Frame) -> Walk:
    try:
        result: list[Any] = []
        (
            yield from comprehend(node, result, frame)
        ) if node in frame.scope.suspending else plain_comprehend(node, result, frame)
        return result
    except StopIteration as stop:
        raise Smuggled(stop) from None


def visit_SetComprehension(node: Any, frame: Frame) -> Walk:
    try:
        result: set[Any] = set()
        (
            yield from comprehend(node, result, frame)
        ) if node in frame.scope.suspending else plain_comprehend(node, result, frame)
        return result
    except StopIteration as stop:
        raise Smuggled(stop) from None


def visit_DictionaryComprehension(node: Any, frame: Frame) -> Walk:
    try:
        result: dict[Any, Any] = {}
        (
            yield from comprehend(node, result, frame)
        ) if node in frame.scope.suspending else plain_comprehend(node, result, frame)
        return result
    except StopIteration as stop:
        raise Smuggled(stop) from None


def visit_Try(node: Any, frame: Frame) -> Walk:
    try:
        if not node.final:
            return (
                (yield from run_guarded(node, frame))
                if node in frame.scope.suspending
                else plain_run_guarded(node, frame)
            )
        try:
            stopped = None
            try:
                signal = (
                    (yield from run_guarded(node, frame))
                    if node in frame.scope.suspending
                    else plain_run_guarded(node, frame)
                )
            except Smuggled as smuggled:
                stopped = smuggled.stopped
            if stopped is not None:
                raise_again(stopped)
        except BaseException as error:
            trim(error, 0)
            raise
        finally:
            result = frame.result
            for statement in node.final:
                changed = (
                    (yield from SUSPEND_EXECUTE[statement.__class__](statement, frame))
                    if statement in frame.scope.suspending
                    else EXECUTE[statement.__class__](statement, frame)
                )
                if changed is not None:
                    return changed
            frame.result = result
        return signal
    except StopIteration as stop:
        raise Smuggled(stop) from None


def run_guarded(node: Any, frame: Frame) -> Walk:
    """A try statement without its `finally`."""
    try:
        if node.is_star:
            return (
                (yield from run_guarded_by_star(node, frame))
                if node in frame.scope.suspending
                else plain_run_guarded_by_star(node, frame)
            )
        try:
            stopped = None
            try:
                for statement in node.body:
                    signal = (
                        (yield from SUSPEND_EXECUTE[statement.__class__](statement, frame))
                        if statement in frame.scope.suspending
                        else EXECUTE[statement.__class__](statement, frame)
                    )
                    if signal is not None:
                        return signal
            except Smuggled as smuggled:
                stopped = smuggled.stopped
            if stopped is not None:
                raise_again(stopped)
        except BaseException as error:
            trim(error, 0)
            for handler in node.handlers:
                if handler.type is None or (
                    (yield from catches(handler, error, frame))
                    if handler in frame.scope.suspending
                    else plain_catches(handler, error, frame)
                ):
                    return (
                        (yield from run_handler(handler, error, frame))
                        if handler in frame.scope.suspending
                        else plain_run_handler(handler, error, frame)
                    )
            raise
        for statement in node.otherwise:
            signal = (
                (yield from SUSPEND_EXECUTE[statement.__class__](statement, frame))
                if statement in frame.scope.suspending
                else EXECUTE[statement.__class__](statement, frame)
            )
            if signal is not None:
                return signal
        return None
    except StopIteration as stop:
        raise Smuggled(stop) from None


def run_handler(handler: Any, error: Any, frame: Frame) -> Walk:
    """The block of the handler that has caught `error`."""
    try:
        node: Any = handler
        if handler.name is None:
            for statement in handler.body:
                signal = (
                    (yield from SUSPEND_EXECUTE[statement.__class__](statement, frame))
                    if statement in frame.scope.suspending
                    else EXECUTE[statement.__class__](statement, frame)
                )
                if signal is not None:
                    return signal
            return None
        bind_name(handler.name, handler.access, error, frame)
        try:
            for statement in handler.body:
                signal = (
                    (yield from SUSPEND_EXECUTE[statement.__class__](statement, frame))
                    if statement in frame.scope.suspending
                    else EXECUTE[statement.__class__](statement, frame)
                )
                if signal is not None:
                    return signal
        finally:
            unbind_name(handler.name, handler.access, frame)
        return None
    except StopIteration as stop:
        raise Smuggled(stop) from None


def catches(handler: Any, error: Any, frame: Frame) -> Walk:
    """Whether the handler's type fits; only a type's own ancestors count."""
    try:
        node: Any = handler.type
        types = (
            (yield from SUSPEND_EVALUATE[node.__class__](node, frame))
            if node in frame.scope.suspending
            else EVALUATE[node.__class__](node, frame)
        )
        if type(types) is not tuple:
            types = (types,)
        for kind in types:
            if not is_exception_class(kind):
                raise TypeError(
                    "catching classes that do not inherit from BaseException is not allowed"
                )
        return any((kind in type(error).__mro__ for kind in types))
    except StopIteration as stop:
        raise Smuggled(stop) from None


def run_guarded_by_star(node: Any, frame: Frame) -> Walk:
    """A try statement with `except*`, as PEP 654 describes it."""
    try:
        raised: BaseException | None = None
        try:
            stopped = None
            try:
                for statement in node.body:
                    signal = (
                        (yield from SUSPEND_EXECUTE[statement.__class__](statement, frame))
                        if statement in frame.scope.suspending
                        else EXECUTE[statement.__class__](statement, frame)
                    )
                    if signal is not None:
                        return signal
            except Smuggled as smuggled:
                stopped = smuggled.stopped
            if stopped is not None:
                raise_again(stopped)
        except BaseException as error:
            trim(error, 0)
            rest: BaseException | None = error
            outcomes: list[BaseException] = []
            for handler in node.handlers:
                matched, rest = (
                    (yield from split_group(handler, rest, frame))
                    if handler in frame.scope.suspending
                    else plain_split_group(handler, rest, frame)
                )
                if matched is not None:
                    outcome = (
                        (yield from run_star_handler(handler, matched, frame))
                        if handler in frame.scope.suspending
                        else plain_run_star_handler(handler, matched, frame)
                    )
                    if outcome is not None:
                        outcomes.append(outcome)
            if rest is not None:
                outcomes.append(rest)
            raised = combine(error, outcomes)
        else:
            for statement in node.otherwise:
                signal = (
                    (yield from SUSPEND_EXECUTE[statement.__class__](statement, frame))
                    if statement in frame.scope.suspending
                    else EXECUTE[statement.__class__](statement, frame)
                )
                if signal is not None:
                    return signal
        if raised is not None:
            raise_again(raised)
        return None
    except StopIteration as stop:
        raise Smuggled(stop) from None


def split_group(handler: Any, error: Any, frame: Frame) -> Walk:
    """The part of an exception that a handler takes, as a group, and the rest."""
    try:
        node: Any = handler.type
        types = (
            (yield from SUSPEND_EVALUATE[node.__class__](node, frame))
            if node in frame.scope.suspending
            else EVALUATE[node.__class__](node, frame)
        )
        for kind in types if type(types) is tuple else (types,):
            if not is_exception_class(kind):
                raise TypeError(
                    "catching classes that do not inherit from BaseException is not allowed"
                )
            if BaseExceptionGroup in kind.__mro__:
                raise TypeError(
                    "catching ExceptionGroup with except* is not allowed. Use except instead."
                )
        if error is None:
            return (None, None)
        if isinstance(error, BaseExceptionGroup):
            return error.split(types)
        if isinstance(error, types):
            group = BaseExceptionGroup("", (error,))
            group.__traceback__ = error.__traceback__
            return (group, None)
        return (None, error)
    except StopIteration as stop:
        raise Smuggled(stop) from None


def run_star_handler(handler: Any, matched: Any, frame: Frame) -> Walk:
    """Run a handler's block while `matched` is handled; what it raises is its outcome."""
    try:
        node: Any = handler
        context, place = (matched.__context__, matched.__traceback__)
        try:
            stopped = None
            try:
                raise matched
            except Smuggled as smuggled:
                stopped = smuggled.stopped
            if stopped is not None:
                raise_again(stopped)
        except BaseException as error:
            error.__context__ = context
            error.__traceback__ = place
            try:
                stopped = None
                try:
                    (
                        yield from run_handler(handler, error, frame)
                    ) if handler in frame.scope.suspending else plain_run_handler(
                        handler, error, frame
                    )
                except Smuggled as smuggled:
                    stopped = smuggled.stopped
                if stopped is not None:
                    raise_again(stopped)
            except BaseException as outcome:
                if outcome is matched:
                    outcome.__context__ = context
                    outcome.__traceback__ = place
                else:
                    trim(outcome, 0)
                return outcome
        return None
    except StopIteration as stop:
        raise Smuggled(stop) from None


def run_item(statement: Any, number: Any, frame: Frame) -> Walk:
    """Enter the context `number`, and those after it; then run the block; leave."""
    try:
        item = statement.items[number]
        node: Any = item.context
        manager = (
            (yield from SUSPEND_EVALUATE[node.__class__](node, frame))
            if node in frame.scope.suspending
            else EVALUATE[node.__class__](node, frame)
        )
        enter, leave = find_protocol(item.context, manager, "__enter__", "__exit__", frame)
        value = enter()
        signal = None
        try:
            stopped = None
            try:
                node = statement
                if item.target is not None:
                    (
                        yield from assign(item.target, value, frame)
                    ) if item.target in frame.scope.suspending else plain_assign(
                        item.target, value, frame
                    )
                if number + 1 < len(statement.items):
                    signal = (
                        (yield from run_item(statement, number + 1, frame))
                        if statement in frame.scope.suspending
                        else plain_run_item(statement, number + 1, frame)
                    )
                else:
                    for step in statement.body:
                        signal = (
                            (yield from SUSPEND_EXECUTE[step.__class__](step, frame))
                            if step in frame.scope.suspending
                            else EXECUTE[step.__class__](step, frame)
                        )
                        if signal is not None:
                            break
            except Smuggled as smuggled:
                stopped = smuggled.stopped
            if stopped is not None:
                raise_again(stopped)
        except BaseException as error:
            trim(error, 0)
            node = item.context
            if not leave(type(error), error, error.__traceback__):
                node = statement
                raise
            return None
        node = item.context
        leave(None, None, None)
        return signal
    except StopIteration as stop:
        raise Smuggled(stop) from None


def visit_FunctionDefinition(definition: Any, frame: Frame) -> Walk:
    try:
        node: Any = definition
        decorators = []
        for wish in definition.decorators:
            decorators.append(
                (yield from SUSPEND_EVALUATE[wish.__class__](wish, frame))
                if wish in frame.scope.suspending
                else EVALUATE[wish.__class__](wish, frame)
            )
        defaults, keyword_defaults = (
            (yield from evaluate_defaults(definition, frame))
            if definition in frame.scope.suspending
            else plain_evaluate_defaults(definition, frame)
        )
        annotations = (
            (yield from evaluate_annotations(definition, frame))
            if definition in frame.scope.suspending
            else plain_evaluate_annotations(definition, frame)
        )
        value: Any = instantiate(
            frame.unit.record(definition),
            defaults,
            keyword_defaults,
            annotations,
            cells_for(node, frame),
        )
        for index in range(len(decorators) - 1, -1, -1):
            node = definition.decorators[index]
            value = decorators[index](value)
        bind_name(definition.name, definition.access, value, frame)
    except StopIteration as stop:
        raise Smuggled(stop) from None


def visit_Lambda(node: Any, frame: Frame) -> Walk:
    try:
        defaults, keyword_defaults = (
            (yield from evaluate_defaults(node, frame))
            if node in frame.scope.suspending
            else plain_evaluate_defaults(node, frame)
        )
        record = frame.unit.record(node)
        return instantiate(record, defaults, keyword_defaults, None, cells_for(node, frame))
    except StopIteration as stop:
        raise Smuggled(stop) from None


def visit_GeneratorExpression(expression: Any, frame: Frame) -> Walk:
    try:
        node = expression.clauses[0].iterable
        value = (
            (yield from SUSPEND_EVALUATE[node.__class__](node, frame))
            if node in frame.scope.suspending
            else EVALUATE[node.__class__](node, frame)
        )
        begin_async_loop = expression.clauses[0].is_async
        iterator = begin_async(node, value, frame) if begin_async_loop else iter(value)
        record = frame.unit.record(expression)
        if record.code is None:
            record.engine.call_ahead(record)
        return instantiate(record, None, None, None, cells_for(expression, frame))(iterator)
    except StopIteration as stop:
        raise Smuggled(stop) from None


def evaluate_defaults(node: Any, frame: Frame) -> Walk:
    """The default values of positional and of keyword-only parameters."""
    try:
        parameters = node.parameters
        values = []
        for parameter in parameters.positional_only + parameters.positional:
            default = parameter.default
            if default is not None:
                values.append(
                    (yield from SUSPEND_EVALUATE[default.__class__](default, frame))
                    if default in frame.scope.suspending
                    else EVALUATE[default.__class__](default, frame)
                )
        named = {}
        for parameter in parameters.keyword_only:
            default = parameter.default
            if default is not None:
                named[parameter.name] = (
                    (yield from SUSPEND_EVALUATE[default.__class__](default, frame))
                    if default in frame.scope.suspending
                    else EVALUATE[default.__class__](default, frame)
                )
        return (tuple(values) or None, named or None)
    except StopIteration as stop:
        raise Smuggled(stop) from None


def evaluate_annotations(node: Any, frame: Frame) -> Walk:
    """The annotations, in the order in which Python evaluates them."""
    try:
        parameters = node.parameters
        annotated: list[Parameter | None] = [
            *parameters.positional,
            *parameters.positional_only,
            parameters.variadic,
            *parameters.keyword_only,
            parameters.keyword_variadic,
        ]
        values = {}
        for parameter in annotated:
            if parameter is not None and parameter.annotation is not None:
                annotation = parameter.annotation
                values[parameter.name] = (
                    (yield from SUSPEND_EVALUATE[annotation.__class__](annotation, frame))
                    if annotation in frame.scope.suspending
                    else EVALUATE[annotation.__class__](annotation, frame)
                )
        if node.returns is not None:
            values["return"] = (
                (yield from SUSPEND_EVALUATE[node.returns.__class__](node.returns, frame))
                if node.returns in frame.scope.suspending
                else EVALUATE[node.returns.__class__](node.returns, frame)
            )
        return values or None
    except StopIteration as stop:
        raise Smuggled(stop) from None


def visit_ClassDefinition(definition: Any, frame: Frame) -> Walk:
    try:
        node: Any = definition
        decorators = []
        for wish in definition.decorators:
            decorators.append(
                (yield from SUSPEND_EVALUATE[wish.__class__](wish, frame))
                if wish in frame.scope.suspending
                else EVALUATE[wish.__class__](wish, frame)
            )
        build = frame.globals["__builtins__"]["__build_class__"]
        bases = (
            (yield from evaluate_all(definition, definition.bases, frame))
            if definition in frame.scope.suspending
            else plain_evaluate_all(definition, definition.bases, frame)
        )
        keywords = (
            (yield from evaluate_keywords(definition, build, frame))
            if definition in frame.scope.suspending
            else plain_evaluate_keywords(definition, build, frame)
        )
        body = ClassBody(definition, frame).function()
        value: Any = build(body, definition.scope.name, *bases, **keywords)
        for index in range(len(decorators) - 1, -1, -1):
            node = definition.decorators[index]
            value = decorators[index](value)
        bind_name(definition.name, definition.access, value, frame)
    except StopIteration as stop:
        raise Smuggled(stop) from None


def walk_body(function: Any, frame: Frame) -> Walk:
    """Run the body of a function that can be suspended."""
    try:
        for node in function.body:
            if (
                (yield from SUSPEND_EXECUTE[node.__class__](node, frame))
                if node in frame.scope.suspending
                else EXECUTE[node.__class__](node, frame)
            ) is RETURN:
                return frame.result
        return None
        yield
    except StopIteration as stop:
        raise Smuggled(stop) from None


def walk_lambda(node: Any, frame: Frame) -> Walk:
    try:
        return (
            (yield from SUSPEND_EVALUATE[node.body.__class__](node.body, frame))
            if node.body in frame.scope.suspending
            else EVALUATE[node.body.__class__](node.body, frame)
        )
        yield
    except StopIteration as stop:
        raise Smuggled(stop) from None


def walk_expression(node: Any, iterator: Any, frame: Frame) -> Walk:
    """Run a generator expression that waits for something."""
    try:
        yield from run_clause(node, 0, iterator, None, frame)
    except StopIteration as stop:
        raise Smuggled(stop) from None


def walk_module_async(module: Any, frame: Frame) -> Walk:
    """Run a module that awaits."""
    try:
        for node in module.body:
            (
                yield from SUSPEND_EXECUTE[node.__class__](node, frame)
            ) if node in frame.scope.suspending else EXECUTE[node.__class__](node, frame)
        yield from ()
    except StopIteration as stop:
        raise Smuggled(stop) from None


def visit_Yield(node: Any, frame: Frame) -> Walk:
    try:
        value = None
        if node.value is not None:
            value = (
                (yield from SUSPEND_EVALUATE[node.value.__class__](node.value, frame))
                if node.value in frame.scope.suspending
                else EVALUATE[node.value.__class__](node.value, frame)
            )
        return (yield from give(node, value, frame))
    except StopIteration as stop:
        raise Smuggled(stop) from None


def give(node: Any, value: Any, frame: Frame) -> Walk:
    """Stop here with a value for whoever iterates; go on with the answer."""
    try:
        record: Any = frame.record
        if record.kind == ASYNC_GENERATOR:
            value = AsyncYield(value)
        answer = yield value
        if answer.__class__ is Thrown:
            raise_thrown(answer)
        return answer
    except StopIteration as stop:
        raise Smuggled(stop) from None


def visit_YieldFrom(node: Any, frame: Frame) -> Walk:
    try:
        value = (
            (yield from SUSPEND_EVALUATE[node.value.__class__](node.value, frame))
            if node.value in frame.scope.suspending
            else EVALUATE[node.value.__class__](node.value, frame)
        )
        if type(value) is Coroutine:
            record: Any = frame.record
            if record.is_awaitable:
                return (yield from wait_for(node, value, frame))
            raise TypeError("cannot 'yield from' a coroutine object in a non-coroutine generator")
        return (yield from delegate(node, iter(value), frame))
    except StopIteration as stop:
        raise Smuggled(stop) from None


def visit_Await(node: Any, frame: Frame) -> Walk:
    try:
        value = (
            (yield from SUSPEND_EVALUATE[node.value.__class__](node.value, frame))
            if node.value in frame.scope.suspending
            else EVALUATE[node.value.__class__](node.value, frame)
        )
        return (yield from wait_for(node, value, frame))
    except StopIteration as stop:
        raise Smuggled(stop) from None


def wait_for(node: Any, awaitable: Any, frame: Frame) -> Walk:
    """Wait for an awaitable; gives its result."""
    try:
        if awaitable.__class__ is Coroutine and awaitable.cr_await is not None:
            raise RuntimeError("coroutine is being awaited already")
        return (yield from delegate(node, complete(awaitable).__await__(), frame))
    except StopIteration as stop:
        raise Smuggled(stop) from None


def wait_for_next(node: Any, iterator: Any, frame: Frame) -> Walk:
    """Wait for the next value of an asynchronous iterator."""
    try:
        awaitable = look_up_special(iterator, "__anext__")()
        if not is_awaitable(awaitable):
            raise invalid_next(awaitable)
        return (yield from wait_for(node, awaitable, frame))
    except StopIteration as stop:
        raise Smuggled(stop) from None


def delegate(node: Any, iterator: Any, frame: Frame) -> Walk:
    """Stop wherever the iterator does, and hand it what is sent or thrown in; gives its result."""
    try:
        if exc_info()[1] is not None:
            return (yield from stand_between(node, iterator, throw_into, frame))
        answer = yield Handover(iterator)
        if answer.__class__ is Thrown:
            raise_thrown(answer)
        return answer
    except StopIteration as stop:
        raise Smuggled(stop) from None


def stand_between(node: Any, iterator: Any, throw: Any, frame: Frame) -> Walk:
    """As `delegate`, but in Python, with `throw` to throw a Thrown into the iterator."""
    try:
        answer: Any = None
        while True:
            try:
                if answer is None:
                    value = next(iterator)
                elif answer.__class__ is Thrown:
                    value = throw(iterator, answer)
                else:
                    value = iterator.send(answer)
            except StopIteration as stop:
                return stop.value
            answer = yield value
    except StopIteration as stop:
        raise Smuggled(stop) from None


def visit_any_For(node: Any, frame: Frame) -> Walk:
    try:
        if node.is_async:
            return (yield from visit_async_For(node, frame))
        return (
            (yield from visit_For(node, frame))
            if node in frame.scope.suspending
            else plain_visit_For(node, frame)
        )
    except StopIteration as stop:
        raise Smuggled(stop) from None


def visit_async_For(node: Any, frame: Frame) -> Walk:
    try:
        operand = node.iterable
        value = (
            (yield from SUSPEND_EVALUATE[operand.__class__](operand, frame))
            if operand in frame.scope.suspending
            else EVALUATE[operand.__class__](operand, frame)
        )
        iterator = begin_async(operand, value, frame)
        rounds = 0
        try:
            while True:
                try:
                    value = yield from wait_for_next(operand, iterator, frame)
                except StopAsyncIteration:
                    break
                (
                    yield from assign(node.target, value, frame)
                ) if node.target in frame.scope.suspending else plain_assign(
                    node.target, value, frame
                )
                for statement in node.body:
                    signal = (
                        (yield from SUSPEND_EXECUTE[statement.__class__](statement, frame))
                        if statement in frame.scope.suspending
                        else EXECUTE[statement.__class__](statement, frame)
                    )
                    if signal is not None:
                        if signal is BREAK:
                            return None
                        if signal is RETURN:
                            return RETURN
                        break
                rounds += 1
        finally:
            note_rounds(node, rounds, frame)
        for statement in node.otherwise:
            signal = (
                (yield from SUSPEND_EXECUTE[statement.__class__](statement, frame))
                if statement in frame.scope.suspending
                else EXECUTE[statement.__class__](statement, frame)
            )
            if signal is not None:
                return signal
        return None
    except StopIteration as stop:
        raise Smuggled(stop) from None


def run_rest(node: Any, iterator: Any, frame: Frame) -> Walk:
    """As the plain one; the compiled loop is a generator here."""
    try:
        frame.record.entered += 1
        compiled = frame.record.engine.hot_loop(node, frame)
        if compiled is None:
            return None
        sync = Sync(frame, compiled.variables)
        loop = compiled.run(frame, (iterator,), sync=sync)
        if exc_info()[1] is None and compiled.is_left_by_all(node):
            answer = yield Handover(loop, sync)
            if answer.__class__ is Thrown:
                raise_thrown(answer)
            return answer
        return (yield from stand_between(node, loop, throw_into_loop, frame))
    except StopIteration as stop:
        raise Smuggled(stop) from None


def visit_With(node: Any, frame: Frame) -> Walk:
    try:
        if node.is_async:
            return (yield from run_async_item(node, 0, frame))
        return (
            (yield from run_item(node, 0, frame))
            if node in frame.scope.suspending
            else plain_run_item(node, 0, frame)
        )
    except StopIteration as stop:
        raise Smuggled(stop) from None


def run_async_item(statement: Any, number: Any, frame: Frame) -> Walk:
    """As run_item, for `async with`."""
    try:
        item = statement.items[number]
        node: Any = item.context
        manager = (
            (yield from SUSPEND_EVALUATE[node.__class__](node, frame))
            if node in frame.scope.suspending
            else EVALUATE[node.__class__](node, frame)
        )
        enter, leave = find_protocol(item.context, manager, "__aenter__", "__aexit__", frame)
        awaitable = awaited(enter(), "__aenter__")
        value = yield from wait_for(node, awaitable, frame)
        signal = None
        try:
            stopped = None
            try:
                node = statement
                if item.target is not None:
                    (
                        yield from assign(item.target, value, frame)
                    ) if item.target in frame.scope.suspending else plain_assign(
                        item.target, value, frame
                    )
                if number + 1 < len(statement.items):
                    signal = yield from run_async_item(statement, number + 1, frame)
                else:
                    for step in statement.body:
                        signal = (
                            (yield from SUSPEND_EXECUTE[step.__class__](step, frame))
                            if step in frame.scope.suspending
                            else EXECUTE[step.__class__](step, frame)
                        )
                        if signal is not None:
                            break
            except Smuggled as smuggled:
                stopped = smuggled.stopped
            if stopped is not None:
                raise_again(stopped)
        except BaseException as error:
            trim(error, 0)
            node = item.context
            awaitable = awaited(leave(type(error), error, error.__traceback__), "__aexit__")
            suppressed = yield from wait_for(node, awaitable, frame)
            if not suppressed:
                node = statement
                raise
            return None
        node = item.context
        awaitable = awaited(leave(None, None, None), "__aexit__")
        yield from wait_for(node, awaitable, frame)
        return signal
    except StopIteration as stop:
        raise Smuggled(stop) from None


def comprehend(comprehension: Any, result: Any, frame: Frame) -> Walk:
    try:
        clause = comprehension.clauses[0]
        node = clause.iterable
        value = (
            (yield from SUSPEND_EVALUATE[node.__class__](node, frame))
            if node in frame.scope.suspending
            else EVALUATE[node.__class__](node, frame)
        )
        iterator = begin_async(node, value, frame) if clause.is_async else iter(value)
        inner = comprehension_frame(frame, comprehension.scope)
        try:
            yield from run_clause(comprehension, 0, iterator, result, inner)
        finally:
            for name in comprehension.scope.local_names:
                inner.variables.pop(name, None)
    except StopIteration as stop:
        raise Smuggled(stop) from None


def run_clause(comprehension: Any, depth: Any, iterator: Any, result: Any, frame: Frame) -> Walk:
    try:
        clause = comprehension.clauses[depth]
        node = clause.iterable
        if not clause.is_async:
            for value in rounds_of(iterator):
                yield from run_round(comprehension, depth, value, result, frame)
            return
        while True:
            try:
                value = yield from wait_for_next(node, iterator, frame)
            except StopAsyncIteration:
                return
            yield from run_round(comprehension, depth, value, result, frame)
    except StopIteration as stop:
        raise Smuggled(stop) from None


def run_round(comprehension: Any, depth: Any, value: Any, result: Any, frame: Frame) -> Walk:
    """One value of clause number `depth`."""
    try:
        clause = comprehension.clauses[depth]
        (
            yield from assign(clause.target, value, frame)
        ) if clause.target in frame.scope.suspending else plain_assign(clause.target, value, frame)
        for condition in clause.conditions:
            if not (
                (yield from SUSPEND_EVALUATE[condition.__class__](condition, frame))
                if condition in frame.scope.suspending
                else EVALUATE[condition.__class__](condition, frame)
            ):
                return
        kind = comprehension.__class__
        if depth + 1 < len(comprehension.clauses):
            clause = comprehension.clauses[depth + 1]
            node = clause.iterable
            several = (
                (yield from SUSPEND_EVALUATE[node.__class__](node, frame))
                if node in frame.scope.suspending
                else EVALUATE[node.__class__](node, frame)
            )
            iterator = begin_async(node, several, frame) if clause.is_async else iter(several)
            yield from run_clause(comprehension, depth + 1, iterator, result, frame)
        elif kind is ListComprehension:
            element = (
                (
                    yield from SUSPEND_EVALUATE[comprehension.element.__class__](
                        comprehension.element, frame
                    )
                )
                if comprehension.element in frame.scope.suspending
                else EVALUATE[comprehension.element.__class__](comprehension.element, frame)
            )
            result.append(element)
        elif kind is SetComprehension:
            element = (
                (
                    yield from SUSPEND_EVALUATE[comprehension.element.__class__](
                        comprehension.element, frame
                    )
                )
                if comprehension.element in frame.scope.suspending
                else EVALUATE[comprehension.element.__class__](comprehension.element, frame)
            )
            result.add(element)
        elif kind is GeneratorExpression:
            element = (
                (
                    yield from SUSPEND_EVALUATE[comprehension.element.__class__](
                        comprehension.element, frame
                    )
                )
                if comprehension.element in frame.scope.suspending
                else EVALUATE[comprehension.element.__class__](comprehension.element, frame)
            )
            yield from give(comprehension, element, frame)
        else:
            key = (
                (yield from SUSPEND_EVALUATE[comprehension.key.__class__](comprehension.key, frame))
                if comprehension.key in frame.scope.suspending
                else EVALUATE[comprehension.key.__class__](comprehension.key, frame)
            )
            element = (
                (
                    yield from SUSPEND_EVALUATE[comprehension.value.__class__](
                        comprehension.value, frame
                    )
                )
                if comprehension.value in frame.scope.suspending
                else EVALUATE[comprehension.value.__class__](comprehension.value, frame)
            )
            result[key] = element
    except StopIteration as stop:
        raise Smuggled(stop) from None


SUSPEND_EVALUATE.update(
    {
        Attribute: visit_Attribute,
        BinaryOperation: visit_BinaryOperation,
        BooleanOperation: visit_BooleanOperation,
        Call: visit_Call,
        Coalesce: visit_Coalesce,
        Comparison: visit_Comparison,
        ConditionalExpression: visit_ConditionalExpression,
        Dictionary: visit_Dictionary,
        FormattedValue: visit_FormattedValue,
        JoinedString: visit_JoinedString,
        List: visit_List,
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


SUSPEND_EXECUTE.update(
    {
        AnnotatedAssignment: visit_AnnotatedAssignment,
        Assert: visit_Assert,
        Assignment: visit_Assignment,
        AugmentedAssignment: visit_AugmentedAssignment,
        Delete: visit_Delete,
        ExpressionStatement: visit_ExpressionStatement,
        If: visit_If,
        Match: visit_Match,
        Raise: visit_Raise,
        Return: visit_Return,
    }
)


SUSPEND_EXECUTE.update({For: visit_For, While: visit_While})


SUSPEND_EVALUATE.update(
    {
        DictionaryComprehension: visit_DictionaryComprehension,
        ListComprehension: visit_ListComprehension,
        SetComprehension: visit_SetComprehension,
    }
)


SUSPEND_EXECUTE.update({Try: visit_Try, With: visit_With})


SUSPEND_EXECUTE.update(
    {ClassDefinition: visit_ClassDefinition, FunctionDefinition: visit_FunctionDefinition}
)


SUSPEND_EVALUATE.update({GeneratorExpression: visit_GeneratorExpression, Lambda: visit_Lambda})


SUSPEND_EVALUATE.update({Await: visit_Await, Yield: visit_Yield, YieldFrom: visit_YieldFrom})


SUSPEND_EXECUTE.update({For: visit_any_For, With: visit_With})
