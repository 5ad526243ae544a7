"""Logic statements, which this runtime does not run: it says so."""

from __future__ import annotations

from ...syntax import nodes
from .frame import EVALUATE, EXECUTE, Frame

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def refuse(node: nodes.Node, frame: Frame) -> Any:
    """Raise the error that the form is not built."""
    frame.globals["__builtins__"]["«not_built»"](FORMS[node.__class__])


FORMS: dict[type[nodes.Node], str] = {
    nodes.Declaration: "declarations of predicates",
    nodes.Fact: "facts",
    nodes.Hybrid: "hybrid blocks",
    nodes.LogicVariable: "logic variables",
    nodes.Query: "queries",
    nodes.QueryStatement: "queries",
    nodes.Rule: "rules",
}

for _form in FORMS:
    if issubclass(_form, nodes.Statement):
        EXECUTE[_form] = refuse
    else:
        EVALUATE[_form] = refuse
