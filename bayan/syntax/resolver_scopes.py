"""The second half of the resolver: from what each scope binds and uses to how each name is reached.

The collector (resolver) leaves one Table for each scope: the nodes that bind a name there, those
that use it, and what `global` and `nonlocal` say. `link` looks each name up along the tables
around it, which finds the name's home, makes a cell of it where a frame lies between, and passes
that cell through the frames on the way. `fill` then writes the findings into Scope objects and
nodes.

    def f(a):            f: a cell (its home is f, g lies between), parameter
        def g():         g: a free
            return a
        return [x for x in a]      a comprehension: x is x•1 in the frame of f

A comprehension has a table of its own but lives in the frame around it; only its own variables
belong to it. Classes are seen by no scope inside them, but for `__class__`, their own cell.
"""

from __future__ import annotations

from .bindings import (
    CELL,
    CLASS,
    CLASS_CELL,
    COMPREHENSION,
    FUNCTION,
    GLOBAL,
    LOCAL,
    MODULE,
    NAME,
    Scope,
)
from .nodes import (
    Await,
    ClassDefinition,
    ComprehensionClause,
    For,
    FunctionDefinition,
    GeneratorExpression,
    Lambda,
    Module,
    With,
    Yield,
    YieldFrom,
    children,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from .nodes import Node, Position, Return

    # Reports an error: code, position, arguments.
    Report = Callable[..., None]


class Table:
    """What the collector notes about one scope.

    parent          the table around this one, None for the module's
    frame           the table whose frame the names live in: another one for a comprehension
    bindings        name -> the nodes that bind it here, in the order of the source
    uses            name -> the nodes that read it
    globals         names of `global` statements, and where
    nonlocals       names of `nonlocal` statements, and where
    constants       name -> the node whose binding is to stay the only one
    assigned        in a comprehension: the names that a `:=` in it binds outside
    bound_within    nodes of such `:=` in a module's comprehensions
    has_star_import  a module that imports names which nobody knows yet
    is_genexpr      a generator expression's function
    iterable_depth  how many iterables of comprehensions are being visited in it
    suspends        a yield or await has been met in the frame
    value_returns   its `return value` statements
    cells           own names that closures share
    frees           names of cells that come from around
    renamed         a comprehension's variable -> its name in the frame
    homes           name -> (the table that it belongs to or None for the module's, its name there)
    """

    __slots__ = (
        "assigned",
        "bindings",
        "bound_within",
        "cells",
        "constants",
        "frame",
        "frees",
        "globals",
        "has_star_import",
        "homes",
        "is_genexpr",
        "iterable_depth",
        "kind",
        "nonlocals",
        "parameters",
        "parent",
        "renamed",
        "scope",
        "suspends",
        "uses",
        "value_returns",
    )

    def __init__(self, scope: Scope, parent: Table | None) -> None:
        self.scope = scope
        self.kind = scope.kind
        self.parent = parent
        self.frame: Table = parent.frame if parent and scope.kind == COMPREHENSION else self
        # The nodes are of many classes, of which those that bind have `access`.
        self.bindings: dict[str, list[Any]] = {}
        self.uses: dict[str, list[Any]] = {}
        self.parameters: tuple[str, ...] = ()
        self.globals: dict[str, Position] = {}
        self.nonlocals: dict[str, Position] = {}
        self.constants: dict[str, Node] = {}
        self.assigned: dict[str, Node] = {}
        self.bound_within: list[Any] = []
        self.has_star_import = False
        self.is_genexpr = False
        self.iterable_depth = 0
        self.suspends = False
        self.value_returns: list[Return] = []
        self.cells: set[str] = set()
        self.frees: set[str] = set()
        self.renamed: dict[str, str] = {}
        self.homes: dict[str, tuple[Table | None, str]] = {}

    def owns(self, name: str) -> bool:
        """Whether the name is a variable of this very scope."""
        if name in self.globals or name in self.nonlocals:
            return False
        return name in self.bindings or name in self.parameters


def binding_table(table: Table, name: str) -> Table | None:
    """The table whose variable a name is that is used in `table`; None for an unbound name."""
    scope: Table | None = table
    while scope is not None and scope.kind != MODULE and name not in scope.globals:
        if scope.owns(name) and (scope is table or scope.kind != CLASS):
            return scope
        scope = scope.parent
    while scope is not None and scope.parent is not None:
        scope = scope.parent
    return scope if scope is not None and name in scope.bindings else None


def program_binds(table: Table, name: str) -> bool:
    """Whether a name, used in `table`, is bound by the program and so no built-in."""
    return binding_table(table, name) is not None


def link(tables: list[Table], report: Report) -> None:
    """Finds the home of each name; `tables` holds the module's first, and parents before what is
    in them.
    """
    module = tables[0]
    for table in tables:
        for name in table.bindings:
            _link_name(table, name)
        for name in table.uses:
            _link_name(table, name)
        for name in table.globals:
            table.homes.setdefault(name, (None, name))
        for name, position in table.nonlocals.items():
            _link_name(table, name)
            if table.homes[name][0] is None:
                report("B306", position, name)
    for table in tables:
        _check_constants(table, module, report)


def _link_name(table: Table, name: str) -> None:
    homes = table.homes
    if name in homes:
        return
    home = _home(table, name)
    if home is None:
        homes[name] = (None, name)
        return
    own_name = home.renamed.get(name, name)
    homes[name] = (home, own_name)
    if home is table:
        return
    frame, target = table.frame, home.frame
    if frame is not target or home.kind == CLASS:
        home.cells.add(own_name)
        target.cells.add(own_name)
    while frame is not target:
        frame.frees.add(own_name)
        assert frame.parent is not None  # the home lies around every table that sees it
        frame = frame.parent.frame


def _home(table: Table, name: str) -> Table | None:
    """The table that a name belongs to, seen from `table`; None for the module's globals."""
    if table.kind == MODULE or name in table.globals:
        return None
    if name not in table.nonlocals and (name in table.bindings or name in table.parameters):
        return table
    around = table.parent
    while around is not None and around.kind != MODULE:
        if around.kind == CLASS:
            if name == "__class__":
                return around
        elif name in around.globals:
            return None
        elif around.owns(name):
            return around
        around = around.parent
    return None


def _check_constants(table: Table, module: Table, report: Report) -> None:
    """Reports each binding of a name beside the one that makes it constant."""
    for name, constant in table.constants.items():
        for node in table.bindings[name]:
            if node is not constant:
                report("B301", node.position, name)
    for name in (*table.globals, *table.nonlocals):
        home = table.homes[name][0] or module
        if home is not table and name in home.constants:
            for node in table.bindings.get(name, ()):
                report("B301", node.position, name)


def fill(tables: list[Table]) -> None:
    """Writes what `link` found into the scopes and the nodes; homes come before their uses."""
    for table in tables:
        scope = table.scope
        accesses = scope.accesses
        for name in table.parameters:
            accesses[name] = CELL if name in table.cells else LOCAL
        for nodes_of_name in (table.bindings, table.uses):
            for name, nodes in nodes_of_name.items():
                home, own_name = table.homes[name]
                access = _access(table, name, home)
                accesses[own_name] = access
                for node in nodes:
                    node.access = access
                if own_name != name:
                    for node in nodes:
                        node.name = own_name
        for name in (*table.globals, *table.nonlocals):
            accesses[name] = _access(table, name, table.homes[name][0])
        scope.parameter_names = table.parameters
        scope.free_names = tuple(sorted(table.frees))
        if table.kind == COMPREHENSION:
            _fill_comprehension(table)
        else:
            scope.cell_names = tuple(sorted(table.cells))
            scope.local_names = table.parameters
            if table.kind == FUNCTION:
                scope.local_names += tuple(
                    name
                    for name in table.bindings
                    if accesses[name] == LOCAL and name not in table.parameters
                )


def _fill_comprehension(table: Table) -> None:
    scope = table.scope
    cells = {name for name in table.cells if name in table.renamed.values()}
    scope.cell_names = tuple(sorted(cells))
    scope.local_names = tuple(table.renamed.values())
    around = table.frame.scope
    around.local_names += tuple(name for name in scope.local_names if name not in cells)
    for name in scope.local_names:
        around.accesses[name] = CELL if name in cells else LOCAL


def _access(table: Table, name: str, home: Table | None) -> str:
    if home is None:
        return NAME if table.kind == CLASS and name not in table.globals else GLOBAL
    if table.kind == CLASS:
        if home is table:
            return NAME
        return CELL if name in table.nonlocals else CLASS_CELL
    own_name = home.renamed.get(name, name)
    return CELL if own_name in home.cells else LOCAL


# What makes the frame wait, besides `async for` and `async with`.
_SUSPENDERS = (Yield, YieldFrom, Await)


def suspending_nodes(scope: Scope) -> set[Node]:
    """The nodes of a scope's frame with a yield or await somewhere below, or at, them."""
    owner = scope.node
    elsewhere: Node | None = None
    if isinstance(owner, Lambda):
        waiting: list[Node] = [owner.body]
    elif isinstance(owner, GeneratorExpression):
        waiting = [owner.element, *owner.clauses]
        elsewhere = owner.clauses[0].iterable
    else:
        assert isinstance(owner, Module | FunctionDefinition)
        waiting = [*owner.body]
    found: set[Node] = set()
    around: dict[Node, Node] = {}
    while waiting:
        node: Node | None = waiting.pop()
        assert node is not None
        for child in _frame_children(node):
            if child is not elsewhere:
                around[child] = node
                waiting.append(child)
        if isinstance(node, _SUSPENDERS) or (
            isinstance(node, For | With | ComprehensionClause) and node.is_async
        ):
            while node is not None and node not in found:
                found.add(node)
                node = around.get(node)
    return found


def _frame_children(node: Node) -> Iterator[Node]:
    """The children of a node that are evaluated in the same frame."""
    if isinstance(node, Lambda):
        yield from children(node.parameters)
    elif isinstance(node, FunctionDefinition):
        yield from node.decorators
        yield from children(node.parameters)
        if node.returns is not None:
            yield node.returns
    elif isinstance(node, ClassDefinition):
        yield from node.decorators
        yield from node.bases
        yield from node.keywords
    elif isinstance(node, GeneratorExpression):
        yield node.clauses[0].iterable
    else:
        yield from children(node)
