"""Rules for calls: plain ones, methods, keywords, unpacked arguments, pipes.

o.m(1, k=2)     LOAD o, LOAD_METHOD m, LOAD_CONST 1, LOAD_CONST 2, CALL 2 with names (k)
f(*a, **k)      LOAD f, a as a tuple, k as a dict, CALL_FUNCTION_EX
"""

from __future__ import annotations

from ...syntax import nodes
from ...syntax.bindings import GLOBAL
from .expressions import PIECE, is_super_call, load_super, map_of, sequence
from .frame import Frame, expression_rule
from .passes.cold_names import is_cold


@expression_rule(nodes.Call)
def call(frame: Frame, node: nodes.Call) -> None:
    if is_unpacked(node.arguments, node.keywords):
        load_function(frame, node.function, with_method=False)
    else:
        load_function(frame, node.function, with_method=True)
    frame.position = node.position
    finish_call(frame, node, node.arguments, node.keywords)


def is_unpacked(arguments: list[nodes.Expression], keywords: list[nodes.Keyword]) -> bool:
    """Whether the arguments have to be put into a tuple and a dict first."""
    return (
        len(arguments) + len(keywords) > PIECE
        or any(type(argument) is nodes.Starred for argument in arguments)
        or any(keyword.name is None for keyword in keywords)
    )


def load_function(frame: Frame, function: nodes.Expression, with_method: bool) -> None:
    """What is going to be called, and beside it what a call wants there."""
    if isinstance(function, nodes.Name) and function.access == GLOBAL and not is_cold(frame):
        frame.position = function.position
        frame.load_global_function(function.name)
    elif isinstance(function, nodes.Intrinsic):
        frame.position = function.position
        frame.load_intrinsic_function(function.name)
    elif with_method and isinstance(function, nodes.Attribute):
        value = function.value
        if is_super_call(value) and load_super(frame, function, value, for_call=True):
            return
        frame.expression(value)
        frame.position = function.position
        frame.load_method(function.name)
    elif frame.chains:
        frame.expression(function)
        frame.end_function_alone()
    else:
        frame.position = function.position
        frame.begin_function()
        frame.expression(function)
        frame.end_function()


def finish_call(
    frame: Frame,
    node: nodes.Node,
    arguments: list[nodes.Expression],
    keywords: list[nodes.Keyword],
    pushed: int = 0,
) -> None:
    """The arguments, and the call; `pushed` arguments are on the stack already."""
    if is_unpacked(arguments, keywords):
        _positional(frame, node, arguments, pushed)
        if keywords:
            _keyword_dictionary(frame, node, keywords)
        frame.position = node.position
        frame.call_unpacked(bool(keywords))
        return
    for argument in arguments:
        frame.expression(argument)
    for keyword in keywords:
        frame.expression(keyword.value)
    frame.position = node.position
    names = tuple(keyword.name for keyword in keywords if keyword.name is not None)
    frame.call(pushed + len(arguments) + len(keywords), names)


def _positional(
    frame: Frame, node: nodes.Node, arguments: list[nodes.Expression], pushed: int
) -> None:
    if not pushed and len(arguments) == 1 and isinstance(arguments[0], nodes.Starred):
        # The call makes the tuple itself.
        frame.expression(arguments[0].value)
        frame.position = node.position
    else:
        sequence(frame, node, arguments, "TUPLE", pushed)


def _keyword_dictionary(frame: Frame, node: nodes.Node, keywords: list[nodes.Keyword]) -> None:
    """Runs of plain keywords become dicts, which are merged with the unpacked mappings."""
    have_dictionary = False
    index = 0
    while index < len(keywords):
        keyword = keywords[index]
        if keyword.name is None:
            if not have_dictionary:
                frame.position = node.position
                frame.build_map(0)
                have_dictionary = True
            frame.expression(keyword.value)
            frame.position = node.position
            frame.map_merge()
            index += 1
            continue
        end = index
        while end < len(keywords) and end < index + PIECE // 2 and keywords[end].name is not None:
            end += 1
        run = keywords[index:end]
        keys: list[nodes.Expression | None] = [
            nodes.Constant(each.position, each.name) for each in run
        ]
        map_of(frame, node, keys, [each.value for each in run])
        if have_dictionary:
            frame.map_merge()
        have_dictionary = True
        index = end


@expression_rule(nodes.Pipe)
def pipe(frame: Frame, node: nodes.Pipe) -> None:
    """The value comes before the function, so they change places."""
    frame.expression(node.value)
    frame.expression(node.function)
    frame.position = node.position
    frame.swap(2)
    frame.call_with_one()
