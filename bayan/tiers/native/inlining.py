"""Generator expressions that a function uses up at once, as comprehensions of the code around.

    sum(x * x for x in a if x)      like [x•3:5 * x•3:5 for x•3:5 in a if x•3:5], no list made

Their variables get names that nothing else has. What they share with the code around by cells is
that code's variable.
"""

from __future__ import annotations

from ...syntax import nodes
from ...syntax.bindings import MARK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# What a generator expression can't have in it to be part of the code around.
_OWN = (nodes.Await, nodes.Lambda, nodes.NamedExpression, nodes.Yield, nodes.YieldFrom)


def inlined(node: nodes.GeneratorExpression) -> nodes.ListComprehension | None:
    """The comprehension whose elements are those of a generator expression; None where its code
    can't be a part of that around.
    """
    if _has_own(node) or any(clause.is_async for clause in node.clauses):
        return None
    line, column, _, _ = node.position
    own = {*node.scope.local_names, *node.scope.cell_names}
    names = {name: f"{name}{MARK}{line}:{column}" for name in own}
    first, *rest = node.clauses
    clauses = [_clause(first, {}, names), *(_clause(clause, names, names) for clause in rest)]
    return nodes.ListComprehension(node.position, _renamed(node.element, names), clauses)


def _has_own(node: nodes.Node) -> bool:
    return any(isinstance(one, _OWN) for one in nodes.descendants(node))


def _clause(
    clause: nodes.ComprehensionClause, around: dict[str, str], names: dict[str, str]
) -> nodes.ComprehensionClause:
    """A clause with other names; its iterable knows those `around`."""
    return nodes.ComprehensionClause(
        clause.position,
        _renamed(clause.target, names),
        _renamed(clause.iterable, around),
        [_renamed(condition, names) for condition in clause.conditions],
        clause.is_async,
    )


def _renamed(value: Any, names: dict[str, str]) -> Any:
    """A copy of a piece of the tree, in which variables have other names."""
    if isinstance(value, list):
        return [_renamed(one, names) for one in value]
    if not isinstance(value, nodes.Node):
        return value
    if isinstance(value, nodes.Name):
        copy: nodes.Node = nodes.Name(value.position, names.get(value.name, value.name))
    elif isinstance(value, nodes.GeneratorExpression):
        own = {*value.scope.local_names, *value.scope.cell_names}
        inner = {name: new for name, new in names.items() if name not in own}
        first, *rest = value.clauses
        clauses = [_clause(first, names, inner), *(_clause(one, inner, inner) for one in rest)]
        copy = type(value)(value.position, _renamed(value.element, inner), clauses)
    else:
        fields = [_renamed(getattr(value, field), names) for field in value.fields]
        copy = type(value)(value.position, *fields)
    # What the resolver has found out.
    for slot in ("access", "scope"):
        if hasattr(value, slot):
            setattr(copy, slot, getattr(value, slot))
    return copy
