"""Conditions become jumps: no truth value is made that nobody keeps.

if a and not b < c {      before                              after
    d                     LOAD a, COPY, POP_JUMP_IF_FALSE 1   LOAD a
}                         POP_TOP                             POP_JUMP_IF_FALSE end
                          LOAD b, LOAD c, COMPARE <           LOAD b, LOAD c, COMPARE <
                          UNARY_NOT                           POP_JUMP_IF_TRUE end
                          1: POP_JUMP_IF_FALSE end            d
                          d                                   end:
                          end:
"""

from __future__ import annotations

from ....syntax import nodes
from ..assembler import Target
from .dead_code import known_truth

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..frame import Frame


def jump_on(frame: Frame, test: nodes.Expression, condition: bool, target: Target) -> None:
    """Evaluate `test`; forward to `target` if its truth is `condition`, else go on below."""
    known = known_truth(frame, test)
    if known is not None:
        if known is condition:
            frame.jump_forward(target)
    elif not frame.jumps_on_conditions:
        _jump_on_value(frame, test, condition, target)
    elif isinstance(test, nodes.UnaryOperation) and test.operator == "not":
        jump_on(frame, test.operand, not condition, target)
    elif isinstance(test, nodes.BooleanOperation):
        _jump_on_boolean(frame, test, condition, target)
    elif isinstance(test, nodes.Comparison):
        _jump_on_comparison(frame, test, condition, target)
    elif isinstance(test, nodes.ConditionalExpression):
        otherwise = Target()
        end = Target()
        jump_on(frame, test.test, False, otherwise)
        jump_on(frame, test.body, condition, target)
        frame.jump_forward(end)
        frame.place(otherwise)
        jump_on(frame, test.otherwise, condition, target)
        frame.place(end)
    else:
        _jump_on_value(frame, test, condition, target)


def _jump_on_value(frame: Frame, test: nodes.Expression, condition: bool, target: Target) -> None:
    frame.expression(test)
    frame.position = test.position
    frame.jump_if(condition, target)


def _jump_on_boolean(
    frame: Frame, test: nodes.BooleanOperation, condition: bool, target: Target
) -> None:
    """`and` is settled by what is false, `or` by what is true."""
    settles = test.operator == "or"
    end = Target()
    for value in test.values[:-1]:
        jump_on(frame, value, settles, target if settles is condition else end)
    jump_on(frame, test.values[-1], condition, target)
    frame.place(end)


def _jump_on_comparison(
    frame: Frame, test: nodes.Comparison, condition: bool, target: Target
) -> None:
    operators = test.operators
    if len(operators) > 1:
        _jump_on_chain(frame, test, condition, target)
        return
    sign = operators[0]
    right = test.comparators[0]
    if sign in ("is", "is not") and isinstance(right, nodes.Constant) and right.value is None:
        frame.expression(test.left)
        frame.position = test.position
        frame.jump_if_none((sign == "is") is condition, target)
        return
    frame.expression(test)
    frame.position = test.position
    frame.jump_if(condition, target)


def _jump_on_chain(frame: Frame, test: nodes.Comparison, condition: bool, target: Target) -> None:
    """Each operand is evaluated once; a comparison that fails leaves the next operand behind."""
    last = len(test.operators) - 1
    cleanup = Target()
    end = Target()
    frame.expression(test.left)
    for index, sign in enumerate(test.operators):
        frame.expression(test.comparators[index])
        frame.position = test.position
        if index < last:
            frame.swap(2)
            frame.copy(2)
            frame.compare(sign)
            frame.jump_if(False, cleanup)
        else:
            frame.compare(sign)
            frame.jump_if(condition, target)
    frame.jump_forward(end)
    frame.place(cleanup)
    frame.pop()
    if not condition:
        frame.jump_forward(target)
    frame.place(end)
