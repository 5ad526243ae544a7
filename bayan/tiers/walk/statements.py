"""Statements without a loop or an exception in them."""

# ruff: noqa: N802 (visitors are named after the classes of nodes)

from __future__ import annotations

from sys import exc_info

from ...syntax.bindings import GLOBAL, LOCAL
from ...syntax.nodes import (
    AnnotatedAssignment,
    Assert,
    Assignment,
    Attribute,
    AugmentedAssignment,
    Break,
    Constant,
    Continue,
    Delete,
    ExpressionStatement,
    Global,
    If,
    Match,
    Name,
    Nonlocal,
    Pass,
    Raise,
    Return,
    Statement,
    Subscript,
)
from .frame import BREAK, CONTINUE, EVALUATE, EXECUTE, RETURN, Frame
from .matching import bind_captures, matches
from .names import bind_name
from .operators import IN_PLACE
from .targets import assign, delete

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def visit_ExpressionStatement(node: ExpressionStatement, frame: Frame) -> None:
    EVALUATE[node.value.__class__](node.value, frame)


def visit_Assignment(node: Assignment, frame: Frame) -> None:
    operand = node.value
    if operand.__class__ is Constant:
        value = operand.value
    else:
        value = EVALUATE[operand.__class__](operand, frame)
    for target in node.targets:
        if target.__class__ is not Name:
            assign(target, value, frame)
        elif target.access == LOCAL:
            frame.variables[target.name] = value
        elif target.access == GLOBAL:
            frame.globals[target.name] = value
        else:
            bind_name(target.name, target.access, value, frame)


def visit_AugmentedAssignment(node: AugmentedAssignment, frame: Frame) -> None:
    target: Any = node.target
    kind = target.__class__
    container: Any = None
    index: Any = None
    if kind is Name:
        variables = frame.variables
        if target.name in variables:
            value = variables[target.name]
        else:
            value = EVALUATE[kind](target, frame)
    elif kind is Attribute:
        container = EVALUATE[target.value.__class__](target.value, frame)
        value = getattr(container, target.name)
    else:
        container = EVALUATE[target.value.__class__](target.value, frame)
        index = EVALUATE[target.index.__class__](target.index, frame)
        value = container[index]
    operand: Any = node.value
    if operand.__class__ is Constant:
        right = operand.value
    else:
        right = EVALUATE[operand.__class__](operand, frame)
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


def visit_AnnotatedAssignment(node: AnnotatedAssignment, frame: Frame) -> None:
    target: Any = node.target
    if node.value is not None:
        value = EVALUATE[node.value.__class__](node.value, frame)
        assign(target, value, frame)
    elif target.__class__ is Attribute:
        EVALUATE[target.value.__class__](target.value, frame)
    elif target.__class__ is Subscript:
        EVALUATE[target.value.__class__](target.value, frame)
        EVALUATE[target.index.__class__](target.index, frame)
    if frame.namespace is not None:
        annotation = EVALUATE[node.annotation.__class__](node.annotation, frame)
        if node.is_simple:
            frame.namespace["__annotations__"][target.name] = annotation


def visit_Delete(node: Delete, frame: Frame) -> None:
    for target in node.targets:
        delete(target, frame)


def visit_Return(node: Return, frame: Frame) -> int:
    operand = node.value
    if operand is None:
        frame.result = None
    else:
        frame.result = EVALUATE[operand.__class__](operand, frame)
    return RETURN


def visit_Break(node: Break, frame: Frame) -> int:
    return BREAK


def visit_Continue(node: Continue, frame: Frame) -> int:
    return CONTINUE


def visit_Nothing(node: Statement, frame: Frame) -> None:
    """Pass, and what the resolver has already taken in."""


def visit_Raise(node: Raise, frame: Frame) -> None:
    if node.exception is None:
        # From here, so that it shows in the traceback that it was this.
        if handled() is None:
            fail_to_raise(node, frame)
        raise handled()
    exception = EVALUATE[node.exception.__class__](node.exception, frame)
    if node.cause is None:
        raise exception
    cause = EVALUATE[node.cause.__class__](node.cause, frame)
    raise exception from cause


def handled() -> Any:
    """The exception that is being handled, wherever it was caught, or None."""
    return exc_info()[1]


def fail_to_raise(node: Raise, frame: Frame) -> None:
    raise RuntimeError("No active exception to reraise")


def visit_Assert(node: Assert, frame: Frame) -> None:
    if EVALUATE[node.test.__class__](node.test, frame):
        return
    if node.message is None:
        raise AssertionError
    message = EVALUATE[node.message.__class__](node.message, frame)
    raise AssertionError(message)


def visit_If(branch: If, frame: Frame) -> int | None:
    node: Any = branch.test
    block = branch.body if EVALUATE[node.__class__](node, frame) else branch.otherwise
    node = branch
    for statement in block:
        signal = EXECUTE[statement.__class__](statement, frame)
        if signal is not None:
            return signal
    return None


def visit_Match(selection: Match, frame: Frame) -> int | None:
    node: Any = selection
    subject = EVALUATE[selection.subject.__class__](selection.subject, frame)
    for case in selection.cases:
        captures: list[tuple[Any, Any]] = []
        if not matches(case.pattern, subject, captures, frame):
            continue
        bind_captures(captures, frame)
        if case.guard is not None:
            node = case.guard
            if not EVALUATE[node.__class__](node, frame):
                continue
        node = selection
        for statement in case.body:
            signal = EXECUTE[statement.__class__](statement, frame)
            if signal is not None:
                return signal
        return None
    return None


EXECUTE.update(
    {
        AnnotatedAssignment: visit_AnnotatedAssignment,
        Assert: visit_Assert,
        Assignment: visit_Assignment,
        AugmentedAssignment: visit_AugmentedAssignment,
        Break: visit_Break,
        Continue: visit_Continue,
        Delete: visit_Delete,
        ExpressionStatement: visit_ExpressionStatement,
        Global: visit_Nothing,
        If: visit_If,
        Match: visit_Match,
        Nonlocal: visit_Nothing,
        Pass: visit_Nothing,
        Raise: visit_Raise,
        Return: visit_Return,
    }
)
