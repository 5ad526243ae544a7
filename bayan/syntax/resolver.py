"""Finds out what each name means, and lowers what only needs the tree: the stage after the parser.

`resolve` takes a fresh tree and fills `scope` and `access` everywhere (see bindings). It works as
CPython's symtable does: the collector walks the tree once and notes in a Table for each scope
which nodes bind, use and declare which names; then resolver_scopes links uses to bindings. On the
way the collector reports what Python's compiler reports (`return` outside a function, duplicate
parameters, …) and lowers, in place:

    class C { def m(x) { … } }     ->  def m(self, x)            see resolver_lowering
    super().m(x), super(m, x)      ->  super(__class__, self).m(x)
    __private in class C           ->  _C__private
    [x for x in xs]                ->  x•1, a variable of the frame around

Chains of operators, attributes and `elif`, which the parser reads in loops, are walked in loops:
the depth of the recursion is that of brackets and blocks, which the parser bounds.
"""

from __future__ import annotations

import builtins

from .bindings import GLOBAL, LOOKERS
from .diagnostics import BayanSyntaxError, Diagnostic
from .resolver_lowering import lower_evaluated_goals, lower_super_calls
from .resolver_scopes import Table, fill, link, suspending_nodes
from .resolver_statements import Collector
from .vocabulary import ARABIC_BUILTINS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .nodes import Module, Node
    from .source import Source

# What a module has without an import: Python's built-ins and Bayan's.
KNOWN_NAMES = frozenset(
    (
        *vars(builtins),
        *ARABIC_BUILTINS,
        *ARABIC_BUILTINS.values(),
        *("partial", "math", "random", "time", "sqrt", "sin", "cos", "tan", "exp", "log", "pi"),
    )
)

# What names differ in only by hamza or harakat: both dropped.
_HAMZA_AND_HARAKAT: dict[int, str | None] = {
    **dict.fromkeys((*range(0x64B, 0x653), 0x670)),
    **dict.fromkeys(map(ord, "أإآٱ"), "ا"),
    ord("ؤ"): "و",
    ord("ئ"): "ي",
}


def resolve(
    module: Module, source: Source, bound_names: frozenset[str] = KNOWN_NAMES
) -> list[Diagnostic]:
    """Resolves the tree in place and gives the warnings; raises BayanSyntaxError with all errors.

    `bound_names` are the built-in names: an old `super(m, …)` can't mean them by m, and goals that
    evaluate may call them.
    """
    collector = Collector(source)
    try:
        collector.collect(module)
    except RecursionError:
        collector.report("B326", module.position)
    if not collector.errors:
        tables = collector.tables
        lower_super_calls(tables, collector.super_calls, bound_names)
        lower_evaluated_goals(collector.evaluated_goals, bound_names)
        link(tables, collector.report)
        if not collector.errors:
            fill(tables)
            module.scope.hands_on_lookers = _hands_on_lookers(tables, collector.called_lookers)
            for table in tables:
                if table.suspends:
                    table.scope.suspending = suspending_nodes(table.scope)
            return _warnings(tables, source)
    raise BayanSyntaxError(sorted(collector.errors, key=lambda error: error.position[:2]))


def _hands_on_lookers(tables: list[Table], called: set[Node]) -> bool:
    """Whether one of LOOKERS is named where it is not called."""
    own = tables[0].bindings
    return any(
        node.access == GLOBAL and node not in called
        for table in tables
        for name in LOOKERS
        if name in table.uses and name not in own
        for node in table.uses[name]
    )


def _warnings(tables: list[Table], source: Source) -> list[Diagnostic]:
    """A warning for each name of a scope that another one there resembles too much."""
    found = []
    for table in tables:
        seen: dict[str, str] = {}
        for name in (*table.parameters, *table.bindings):
            if name.isascii():
                continue
            other = seen.setdefault(name.translate(_HAMZA_AND_HARAKAT), name)
            if other != name:
                nodes_of_name = table.bindings.get(name)
                place = nodes_of_name[0] if nodes_of_name else table.scope.node
                found.append(Diagnostic("B410", (name, other), place.position, source, True))
    return found
