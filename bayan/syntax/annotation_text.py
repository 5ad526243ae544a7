"""Annotations as texts, for programs with `from __future__ import annotations`.

    x: Node|None = None         before: an expression         after: "Node | None"

In such a program, as in Python, no annotation is evaluated: what it says is kept as a text, which
`typing.get_type_hints` and the like may evaluate later. So it is a text of Python, written as
Python writes it (PEP 563). Forms that are rare in annotations (lambdas, comparisons, comprehensions
and so on) keep the text of the source.
"""

from __future__ import annotations

from .nodes import (
    Attribute,
    BinaryOperation,
    Call,
    Constant,
    List,
    Name,
    Starred,
    Subscript,
    Tuple,
    UnaryOperation,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from .nodes import Expression
    from .source import Source

# How tightly signs bind; all of these group to the left.
_BINDING = {"|": 1, "^": 2, "&": 3, "<<": 4, ">>": 4, "+": 5, "-": 5, "*": 6, "@": 6, "/": 6,
            "%": 6, "//": 6}  # fmt: skip
_UNARY = 7
_OPERAND = 8


def annotation_text(node: Expression, source: Source) -> Constant:
    """The text of an annotation, as the literal that stands in its place."""
    return Constant(node.position, _text(node, source, 0))


def _text(node: Expression, source: Source, binding: int) -> str:
    """The text of an expression that stands beside a sign which binds as tightly as `binding`."""
    match node:
        case Name():
            return node.name
        case Constant():
            value = node.value
            if isinstance(value, float | complex):
                return repr(value).replace("inf", "1e309")
            return "..." if value is ... else repr(value)
        case Attribute():
            return f"{_text(node.value, source, _OPERAND)}.{node.name}"
        case Subscript():
            index = node.index
            if isinstance(index, Tuple) and index.elements:
                inside = _elements(index.elements, source)
            else:
                inside = _text(index, source, 0)
            return f"{_text(node.value, source, _OPERAND)}[{inside}]"
        case Tuple():
            return f"({_elements(node.elements, source)})" if node.elements else "()"
        case List():
            return f"[{', '.join([_text(element, source, 0) for element in node.elements])}]"
        case Starred():
            return f"*{_text(node.value, source, _OPERAND)}"
        case Call() if all(keyword.name is not None for keyword in node.keywords):
            arguments = [_text(argument, source, 0) for argument in node.arguments]
            for keyword in node.keywords:
                arguments.append(f"{keyword.name}={_text(keyword.value, source, 0)}")
            return f"{_text(node.function, source, _OPERAND)}({', '.join(arguments)})"
        case UnaryOperation(operator="-" | "+" | "~"):
            return _grouped(node.operator + _text(node.operand, source, _UNARY), binding > _UNARY)
        case BinaryOperation() if node.operator in _BINDING:
            own = _BINDING[node.operator]
            left, right = _text(node.left, source, own), _text(node.right, source, own + 1)
            return _grouped(f"{left} {node.operator} {right}", own < binding)
    return _grouped(_as_written(node, source), binding > 0)


def _elements(elements: Sequence[Expression], source: Source) -> str:
    """What stands between the parentheses of a tuple that has elements."""
    text = ", ".join([_text(element, source, 0) for element in elements])
    return text + "," if len(elements) == 1 else text


def _grouped(text: str, is_needed: bool) -> str:
    return f"({text})" if is_needed else text


def _as_written(node: Expression, source: Source) -> str:
    """The text of the source, in one line."""
    line, column, end_line, end_column = node.position
    lines = source.lines[line - 1 : end_line]
    lines[-1] = lines[-1][:end_column]
    lines[0] = lines[0][column:]
    return " ".join([part.strip() for part in lines])
