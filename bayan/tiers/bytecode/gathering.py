"""List comprehensions as loops that native code may take: they append what they make.

    [e for t in xs if c]      for t in xs { if c { made.append(e) } }

Code asks for that loop as it comes to the comprehension (see sites), and gives it the empty list
that the comprehension has made; where it is not run natively the comprehension goes on by itself.
"""

from __future__ import annotations

from ...syntax import nodes
from ...syntax.bindings import LOCAL, MARK

MADE = "«made»"


class Gathering(nodes.For):
    """The loop of a list comprehension, which is at its position; MADE is its list."""

    __slots__ = ()


def gathering(node: nodes.ListComprehension) -> Gathering | None:
    """The loop of a comprehension; None where it suspends, shares its variables with functions, or
    reads those of a comprehension around it, which have other names in the code.
    """
    if node.scope.cell_names or any(clause.is_async for clause in node.clauses):
        return None
    read = {one.name for one in nodes.descendants(node) if isinstance(one, nodes.Name)}
    own: set[str] = set()
    for one in nodes.descendants(node):
        if isinstance(one, nodes.ListComprehension):
            own.update(one.scope.local_names)
    if any(MARK in name for name in read - own):
        return None
    position = node.position
    made = nodes.Name(position, MADE)
    made.access = LOCAL
    append = nodes.Attribute(position, made, "append")
    call = nodes.Call(position, append, [node.element], [])
    body: list[nodes.Statement] = [nodes.ExpressionStatement(position, call)]
    first, *rest = node.clauses
    for clause in reversed(rest):
        inner = _where(clause, body)
        body = [nodes.For(clause.position, clause.target, clause.iterable, inner, [], False)]
    return Gathering(position, first.target, first.iterable, _where(first, body), [], False)


def _where(clause: nodes.ComprehensionClause, body: list[nodes.Statement]) -> list[nodes.Statement]:
    """A body for the rounds that meet a clause's conditions."""
    for condition in reversed(clause.conditions):
        body = [nodes.If(condition.position, condition, body, [])]
    return body
