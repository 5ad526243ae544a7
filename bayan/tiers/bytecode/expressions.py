"""Rules for expressions: values, operators, displays, strings, and what can be assigned to.

a.b[i] + 1      LOAD a, LOAD_ATTR b, LOAD i, BINARY_SUBSCR, LOAD_CONST 1, BINARY_OP +
"""

from __future__ import annotations

from ...syntax import nodes
from ...syntax.bindings import CLASS, MODULE
from .assembler import Target
from .frame import Frame, expression_rule
from .passes.conditions import jump_on
from .passes.dead_code import known_truth
from .passes.folding import UNKNOWN, fold_binary

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# Comparisons that always give bools: `not` turns one into the other.
OPPOSITES = {"is": "is not", "is not": "is", "in": "not in", "not in": "in"}

# Longer displays are built in pieces, so that the stack stays small.
PIECE = 30


@expression_rule(nodes.Constant)
def constant(frame: Frame, node: nodes.Constant) -> None:
    frame.position = node.position
    frame.load_const(node.value)


@expression_rule(nodes.Name)
def name(frame: Frame, node: nodes.Name) -> None:
    frame.position = node.position
    frame.load(node.name, node.access)


@expression_rule(nodes.Intrinsic)
def intrinsic(frame: Frame, node: nodes.Intrinsic) -> None:
    frame.position = node.position
    frame.load_intrinsic(node.name)


# Operators


@expression_rule(nodes.UnaryOperation)
def unary_operation(frame: Frame, node: nodes.UnaryOperation) -> None:
    value = frame.known_value(node)
    if value is not UNKNOWN:
        frame.position = node.position
        frame.load_const(value)
        return
    operand = node.operand
    if node.operator == "not" and isinstance(operand, nodes.Comparison):
        opposite = OPPOSITES.get(operand.operators[0])
        if opposite is not None and len(operand.operators) == 1:
            compared = nodes.Comparison(
                operand.position, operand.left, [opposite], operand.comparators
            )
            comparison(frame, compared)
            return
    frame.expression(operand)
    frame.position = node.position
    frame.unary(node.operator)


@expression_rule(nodes.BinaryOperation)
def binary_operation(frame: Frame, node: nodes.BinaryOperation) -> None:
    """A chain that leans to the left is followed down in a loop, whatever its length."""
    chain = [node]
    while type(chain[-1].left) is nodes.BinaryOperation:
        chain.append(chain[-1].left)
    bottom = chain[-1].left
    left = frame.known_value(bottom)
    position = bottom.position
    while chain and frame.folds and left is not UNKNOWN:
        value = fold_binary(left, chain[-1].operator, chain[-1].right)
        if value is UNKNOWN:
            break
        left = value
        position = chain.pop().position
    if left is UNKNOWN:
        frame.expression(bottom)
    else:
        frame.position = position
        frame.load_const(left)
    while chain:
        node = chain.pop()
        frame.expression(node.right)
        frame.position = node.position
        apply_binary(frame, node.operator, left is not UNKNOWN, node.right)
        left = UNKNOWN


def apply_binary(
    frame: Frame, sign: str, left_is_constant: bool, right: nodes.Expression, in_place: bool = False
) -> None:
    """left right -> result. A shift may be a composition, unless a side is no callable anyway."""
    if sign == ">>" and not left_is_constant and frame.known_value(right) is UNKNOWN:
        frame.load_intrinsic(">>=" if in_place else ">>")
        frame.swap(3)
        frame.swap(2)
        frame.call(1)
    elif in_place:
        frame.in_place(sign)
    else:
        frame.binary(sign)


@expression_rule(nodes.BooleanOperation)
def boolean_operation(frame: Frame, node: nodes.BooleanOperation) -> None:
    end = Target()
    is_or = node.operator == "or"
    for value in node.values[:-1]:
        known = known_truth(frame, value)
        if known is (not is_or):
            continue
        frame.expression(value)
        if known is is_or:
            break
        frame.position = node.position
        frame.jump_if_or_pop(is_or, end)
    else:
        frame.expression(node.values[-1])
    frame.place(end)


@expression_rule(nodes.Comparison)
def comparison(frame: Frame, node: nodes.Comparison) -> None:
    frame.expression(node.left)
    last = len(node.operators) - 1
    cleanup = Target()
    for index, sign in enumerate(node.operators):
        right = node.comparators[index]
        frame.position = node.position
        if sign in ("in", "not in"):
            membership_container(frame, right)
        else:
            frame.expression(right)
        frame.position = node.position
        if index < last:
            frame.swap(2)
            frame.copy(2)
            frame.compare(sign)
            frame.jump_if_or_pop(False, cleanup)
        else:
            frame.compare(sign)
    if last:
        end = Target()
        frame.jump_forward(end)
        frame.place(cleanup)
        frame.swap(2)
        frame.pop()
        frame.place(end)


def membership_container(frame: Frame, node: nodes.Expression) -> None:
    """The right side of `in`: a display of constants that nobody else sees may be one itself."""
    if isinstance(node, (nodes.List, nodes.Set)):
        values = frame.known_values(node.elements)
        if values is not UNKNOWN:
            frame.position = node.position
            frame.load_const(frozenset(values) if isinstance(node, nodes.Set) else values)
            return
    frame.expression(node)


@expression_rule(nodes.ConditionalExpression)
def conditional_expression(frame: Frame, node: nodes.ConditionalExpression) -> None:
    otherwise = Target()
    end = Target()
    jump_on(frame, node.test, False, otherwise)
    frame.expression(node.body)
    frame.jump_forward(end)
    frame.place(otherwise)
    frame.expression(node.otherwise)
    frame.place(end)


@expression_rule(nodes.NamedExpression)
def named_expression(frame: Frame, node: nodes.NamedExpression) -> None:
    frame.expression(node.value)
    frame.copy()
    store_target(frame, node.target)


@expression_rule(nodes.Coalesce)
def coalesce(frame: Frame, node: nodes.Coalesce) -> None:
    end = Target()
    frame.expression(node.left)
    frame.position = node.position
    frame.copy()
    frame.jump_if_none(False, end)
    frame.pop()
    frame.expression(node.right)
    frame.place(end)


@expression_rule(nodes.OptionalChain)
def optional_chain(frame: Frame, node: nodes.OptionalChain) -> None:
    """None takes the place of the whole chain: nothing else of it is on the stack where a link
    stands (see calls: in a chain a function comes before what a call wants beside it).
    """
    end = Target()
    frame.chains.append(end)
    frame.expression(node.expression)
    frame.chains.pop()
    frame.place(end)


@expression_rule(nodes.OptionalLink)
def optional_link(frame: Frame, node: nodes.OptionalLink) -> None:
    frame.expression(node.value)
    frame.position = node.position
    frame.copy()
    frame.jump_if_none(True, frame.chains[-1])


# Attributes and subscripts


@expression_rule(nodes.Attribute)
def attribute(frame: Frame, node: nodes.Attribute) -> None:
    value = node.value
    if is_super_call(value) and load_super(frame, node, value, for_call=False):
        return
    frame.expression(value)
    frame.position = node.position
    frame.load_attribute(node.name)


def is_super_call(node: nodes.Expression) -> bool:
    """Whether it is a call of super with class and object, as the resolver writes them out."""
    return (
        isinstance(node, nodes.Call)
        and isinstance(node.function, nodes.Name)
        and node.function.name == "super"
        and len(node.arguments) == 2
        and not node.keywords
        and all(isinstance(argument, nodes.Name) for argument in node.arguments)
    )


def load_super(frame: Frame, node: nodes.Attribute, call: nodes.Expression, for_call: bool) -> bool:
    """`super(C, self).name` without making the super object, where Python has an instruction for
    it; the instruction calls whatever else `super` may name.
    """
    assert isinstance(call, nodes.Call)
    if not frame.has_super_instruction:
        return False
    frame.expression(call.function)
    for argument in call.arguments:
        frame.expression(argument)
    frame.position = node.position
    frame.load_super_attribute(node.name, for_call)
    return True


@expression_rule(nodes.Subscript)
def subscript(frame: Frame, node: nodes.Subscript) -> None:
    frame.expression(node.value)
    index = node.index
    if is_plain_slice(index):
        slice_bounds(frame, index)
        frame.position = node.position
        frame.load_slice()
    else:
        frame.expression(index)
        frame.position = node.position
        frame.load_subscript()


def is_plain_slice(node: nodes.Expression) -> bool:
    return isinstance(node, nodes.Slice) and node.step is None


def slice_bounds(frame: Frame, node: nodes.Expression) -> None:
    assert isinstance(node, nodes.Slice)
    for bound in (node.lower, node.upper):
        if bound is None:
            frame.position = node.position
            frame.load_const(None)
        else:
            frame.expression(bound)


@expression_rule(nodes.Slice)
def slice_(frame: Frame, node: nodes.Slice) -> None:
    slice_bounds(frame, node)
    if node.step is not None:
        frame.expression(node.step)
    frame.position = node.position
    frame.build_slice(2 if node.step is None else 3)


# Displays


@expression_rule(nodes.Tuple)
def tuple_(frame: Frame, node: nodes.Tuple) -> None:
    values = frame.known_values(node.elements) if node.constant is None else node.constant
    if values is not UNKNOWN:
        frame.position = node.position
        frame.load_const(values)
        return
    sequence(frame, node, node.elements, "TUPLE")


@expression_rule(nodes.List)
def list_(frame: Frame, node: nodes.List) -> None:
    sequence(frame, node, node.elements, "LIST")


@expression_rule(nodes.Set)
def set_(frame: Frame, node: nodes.Set) -> None:
    sequence(frame, node, node.elements, "SET")


def sequence(
    frame: Frame, node: nodes.Node, elements: list[nodes.Expression], kind: str, pushed: int = 0
) -> None:
    """Build a tuple, list or set; of its elements, `pushed` are on the stack already."""
    if len(elements) <= PIECE and not any(type(element) is nodes.Starred for element in elements):
        values = frame.known_values(elements) if kind != "TUPLE" and len(elements) > 2 else UNKNOWN
        if values is UNKNOWN:
            for element in elements:
                frame.expression(element)
            frame.position = node.position
            frame.build(kind, pushed + len(elements))
            return
    frame.position = node.position
    frame.build("SET" if kind == "SET" else "LIST", pushed)
    add = frame.set_add if kind == "SET" else frame.list_append
    extend = frame.set_update if kind == "SET" else frame.list_extend
    values = frame.known_values(elements)
    if values is not UNKNOWN:
        frame.load_const(frozenset(values) if kind == "SET" else values)
        extend()
    else:
        for element in elements:
            if isinstance(element, nodes.Starred):
                frame.expression(element.value)
                frame.position = node.position
                extend()
            else:
                frame.expression(element)
                frame.position = node.position
                add(1)
    if kind == "TUPLE":
        frame.position = node.position
        frame.list_to_tuple()


@expression_rule(nodes.Dictionary)
def dictionary(frame: Frame, node: nodes.Dictionary) -> None:
    keys = node.keys
    if None not in keys and len(keys) <= PIECE // 2:
        map_of(frame, node, keys, node.values)
        return
    frame.position = node.position
    frame.build_map(0)
    for key, value in zip(keys, node.values, strict=True):
        if key is None:
            frame.expression(value)
            frame.position = node.position
            frame.map_update()
        else:
            frame.expression(key)
            frame.expression(value)
            frame.position = node.position
            frame.map_add(1)


def map_of(
    frame: Frame,
    node: nodes.Node,
    keys: list[nodes.Expression | None],
    values: list[nodes.Expression],
) -> None:
    """A dict of some keys and values, none of them unpacked."""
    constants: Any = frame.known_values(keys) if len(keys) > 1 else UNKNOWN
    for key, value in zip(keys, values, strict=True):
        if constants is UNKNOWN:
            assert key is not None
            frame.expression(key)
        frame.expression(value)
    frame.position = node.position
    if constants is UNKNOWN:
        frame.build_map(len(keys))
    else:
        frame.build_map_of_keys(constants)


# Strings


@expression_rule(nodes.JoinedString)
def joined_string(frame: Frame, node: nodes.JoinedString) -> None:
    parts = node.parts
    if not parts:
        frame.position = node.position
        frame.load_const("")
        return
    for part in parts:
        frame.expression(part)
    if len(parts) > 1:
        frame.position = node.position
        frame.build("STRING", len(parts))


@expression_rule(nodes.FormattedValue)
def formatted_value(frame: Frame, node: nodes.FormattedValue) -> None:
    frame.expression(node.value)
    frame.position = node.position
    if node.conversion is not None:
        frame.convert_value(node.conversion)
    if node.format_spec is not None:
        frame.expression(node.format_spec)
    frame.position = node.position
    frame.format_value(node.conversion, node.format_spec is not None)


# What can be assigned to


def store_target(frame: Frame, node: nodes.Node) -> None:
    """value -> ; bind it to a target of any form."""
    if isinstance(node, nodes.Name):
        frame.position = node.position
        frame.store(node.name, node.access)
    elif isinstance(node, nodes.Attribute):
        frame.expression(node.value)
        frame.position = node.position
        frame.store_attribute(node.name)
    elif isinstance(node, nodes.Subscript):
        frame.expression(node.value)
        if is_plain_slice(node.index):
            slice_bounds(frame, node.index)
            frame.position = node.position
            frame.store_slice()
        else:
            frame.expression(node.index)
            frame.position = node.position
            frame.store_subscript()
    elif isinstance(node, (nodes.Tuple, nodes.List)):
        unpack_into(frame, node)
    else:
        frame.refuse(node)


def unpack_into(frame: Frame, node: nodes.Tuple | nodes.List) -> None:
    elements = node.elements
    frame.position = node.position
    for index, element in enumerate(elements):
        if isinstance(element, nodes.Starred):
            frame.unpack_with_rest(index, len(elements) - index - 1)
            break
    else:
        frame.unpack(len(elements))
    for element in elements:
        store_target(frame, element.value if isinstance(element, nodes.Starred) else element)


def delete_target(frame: Frame, node: nodes.Node) -> None:
    if isinstance(node, nodes.Name):
        frame.position = node.position
        frame.delete(node.name, node.access)
    elif isinstance(node, nodes.Attribute):
        frame.expression(node.value)
        frame.position = node.position
        frame.delete_attribute(node.name)
    elif isinstance(node, nodes.Subscript):
        frame.expression(node.value)
        frame.expression(node.index)
        frame.position = node.position
        frame.delete_subscript()
    elif isinstance(node, (nodes.Tuple, nodes.List)):
        for element in node.elements:
            delete_target(frame, element)
    else:
        frame.refuse(node)


# Suspension


@expression_rule(nodes.Yield)
def yield_(frame: Frame, node: nodes.Yield) -> None:
    if node.value is None:
        frame.position = node.position
        frame.load_const(None)
    else:
        frame.expression(node.value)
    frame.position = node.position
    frame.yield_value(frame.scope.is_async)


@expression_rule(nodes.YieldFrom)
def yield_from(frame: Frame, node: nodes.YieldFrom) -> None:
    frame.expression(node.value)
    frame.position = node.position
    frame.get_yield_from_iterator()
    frame.delegate(is_await=False)


@expression_rule(nodes.Await)
def await_(frame: Frame, node: nodes.Await) -> None:
    frame.expression(node.value)
    frame.position = node.position
    frame.get_awaitable()
    frame.delegate(is_await=True)


def annotations_are_kept(frame: Frame) -> bool:
    """Whether annotations of variables are evaluated here: in modules and classes they are."""
    return frame.scope.kind in (MODULE, CLASS)
