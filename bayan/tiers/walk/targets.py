"""Assigning to targets and deleting them."""

from __future__ import annotations

from ...syntax.nodes import Attribute, Name, Starred, Subscript
from .frame import EVALUATE, Frame
from .names import bind_name, delete_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def assign(node: Any, value: Any, frame: Frame) -> None:
    """Bind the target `node`; a tuple or list of targets takes the value apart."""
    kind = node.__class__
    if kind is Name:
        bind_name(node.name, node.access, value, frame)
    elif kind is Attribute:
        setattr(EVALUATE[node.value.__class__](node.value, frame), node.name, value)
    elif kind is Subscript:
        container = EVALUATE[node.value.__class__](node.value, frame)
        index = EVALUATE[node.index.__class__](node.index, frame)
        container[index] = value
    elif kind is Starred:
        assign(node.value, value, frame)
    else:
        values = take_apart(node, value, frame)
        for index, target in enumerate(node.elements):
            assign(target, values[index], frame)


def take_apart(node: Any, value: Any, frame: Frame) -> Any:
    """The values for the elements of a target, by number."""
    elements = node.elements
    expected = len(elements)
    for star, element in enumerate(elements):
        if element.__class__ is Starred:
            return _take_apart_with_star(value, star, expected - star - 1)
    if type(value) is tuple and len(value) == expected:
        return value
    iterator = _iterate(value)
    values: list[Any] = []
    for item in iterator:
        if len(values) == expected:
            raise ValueError(f"too many values to unpack (expected {expected})")
        values.append(item)
    if len(values) < expected:
        raise ValueError(f"not enough values to unpack (expected {expected}, got {len(values)})")
    return values


def _take_apart_with_star(value: Any, before: int, after: int) -> list[Any]:
    values = list(_iterate(value))
    if len(values) < before + after:
        raise ValueError(
            f"not enough values to unpack (expected at least {before + after}, got {len(values)})"
        )
    end = len(values) - after
    values[before:end] = [values[before:end]]
    return values


def _iterate(value: Any) -> Any:
    kind = type(value)
    # Not hasattr, which finds what a metaclass has, too (an enumeration's can be iterated).
    if not any("__iter__" in vars(each) or "__getitem__" in vars(each) for each in kind.__mro__):
        raise TypeError(f"cannot unpack non-iterable {kind.__name__} object")
    return iter(value)


def delete(node: Any, frame: Frame) -> None:
    """Delete the target `node`."""
    kind = node.__class__
    if kind is Name:
        delete_name(node.name, node.access, frame)
    elif kind is Attribute:
        delattr(EVALUATE[node.value.__class__](node.value, frame), node.name)
    elif kind is Subscript:
        container = EVALUATE[node.value.__class__](node.value, frame)
        index = EVALUATE[node.index.__class__](node.index, frame)
        del container[index]
    else:
        for target in node.elements:
            delete(target, frame)
