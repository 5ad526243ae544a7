"""What may be assigned to, deleted, and declared: checks of expressions that turned out to be
targets. Errors are reported and parsing goes on.
"""

from __future__ import annotations

from .nodes import (
    Attribute,
    Expression,
    List,
    Name,
    Starred,
    Subscript,
    Tuple,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .parser_cursor import Cursor
    from .source import Source

_SHOWN_LENGTH = 30


def check_target(cursor: Cursor, target: Expression) -> None:
    """Reports what of `target` can't be assigned to."""
    if isinstance(target, (Name, Attribute, Subscript)):
        return
    if isinstance(target, (Tuple, List)):
        starred = 0
        for element in target.elements:
            if isinstance(element, Starred):
                starred += 1
                if starred > 1:
                    cursor.report("B239", element.position)
                check_target(cursor, element.value)
            else:
                check_target(cursor, element)
        return
    if isinstance(target, Starred):
        cursor.report("B238", target.position)
        return
    cursor.report("B209", target.position, shown(cursor.source, target))


def check_deletable(cursor: Cursor, target: Expression) -> None:
    """Reports what of `target` can't be deleted."""
    if isinstance(target, (Name, Attribute, Subscript)):
        return
    if isinstance(target, (Tuple, List)):
        for element in target.elements:
            check_deletable(cursor, element)
        return
    cursor.report("B210", target.position, shown(cursor.source, target))


def shown(source: Source, node: Expression) -> str:
    """The text of a node for a message, cut where it is long."""
    line, column, end_line, end_column = node.position
    text = source.line(line)
    text = text[column:end_column] if line == end_line else text[column:] + "…"
    return text if len(text) <= _SHOWN_LENGTH else text[: _SHOWN_LENGTH - 1] + "…"
