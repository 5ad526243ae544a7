"""A loop over numbers in a compiled function: whether native code runs it, and its run.

Compiled code calls a Site as it comes to such a loop (see bytecode.sites). The site watches how
often that happens and how long it takes; when native code pays it is made, and from then on runs
the loop. Where it does not pay, or is refused, the site takes itself out of the built-ins and the
sites of the loops inside take over.
"""

from __future__ import annotations

from operator import length_hint
from time import perf_counter

from ..syntax import nodes
from ..values.tracebacks import trim
from .bytecode.sites import (
    BROKE,
    EXHAUSTED,
    RAISED,
    RETURNED,
    SITE,
    bound_names,
    may_be_numeric,
    site_key,
    site_place,
)
from .numeric_loops import NumericLoop
from .replacement import BROKE as LOOP_BROKE
from .replacement import EXHAUSTED as LOOP_EXHAUSTED
from .watching import is_watched

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CellType, CodeType
    from typing import Any

    from ..syntax.bindings import Scope
    from ..values.functions import Unit
    from .dispatch import Engine

# What stands for a variable that the loop has left unbound, and where compiled code finds it.
UNBOUND = object()
UNBOUND_KEY = "«unbound»"


class LocalFrame:
    """The variables of compiled code, as the walker's Frame has its own."""

    __slots__ = ("cells", "globals", "scope", "unit", "variables")

    def __init__(self, unit: Unit, scope: Scope, variables: dict[str, Any]) -> None:
        self.unit = unit
        self.scope = scope
        self.globals = unit.globals
        self.variables = variables
        self.cells: dict[str, CellType] = {}


class Site:
    """One loop of a compiled function, under `key` in the built-ins of its engine.

    since, entries   when it was first come to, and how often since
    numeric          the tiers of the loop, once the tree was asked for it
    """

    __slots__ = ("engine", "entries", "key", "numeric", "since", "unit")

    def __init__(self, engine: Engine, unit: Unit, key: str) -> None:
        self.engine = engine
        self.unit = unit
        self.key = key
        self.numeric: NumericLoop | None = None
        self.entries = 0
        self.since = 0.0

    def __call__(self, iterator: Any, variables: dict[str, Any]) -> tuple[Any, ...] | None:
        """Run the loop from its first round on; None where compiled code is to run it.

        Gives the values of the names that it binds, then a value and the outcome.
        """
        if is_watched():
            # Native code has no lines.
            return None
        numeric = self.numeric
        if numeric is None:
            numeric = self.numeric = self._numeric()
        frame: Any = LocalFrame(self.unit, numeric.scope, variables)
        if numeric.kernel is None:
            if numeric.refusal is None and self._pays(iterator):
                numeric.compile(frame, iterator)
            if numeric.refusal is not None:
                self._step_aside(numeric.loop)
                return None
            if numeric.kernel is None and self.entries & (self.entries - 1):
                return None
            # The first, second, fourth, eighth … time the loop runs in pieces, and may go native
            # in the middle if it turns out to be a long one.
        elif numeric.is_short(iterator):
            return None
        value = None
        try:
            result = numeric.run(frame, (iterator,))
        except BaseException as error:
            trim(error, 0)
            outcome, value = RAISED, error
        else:
            if result == LOOP_EXHAUSTED:
                outcome = EXHAUSTED
            elif result == LOOP_BROKE:
                outcome = BROKE
            else:
                outcome, value = RETURNED, result[0]
        values = [variables.get(name, UNBOUND) for name, _ in bound_names(numeric.loop)]
        return (*values, value, outcome)

    def _pays(self, iterator: Any) -> bool:
        """Whether it is time to make native code; steps aside where it will not be."""
        self.entries += 1
        now = perf_counter()
        if self.entries == 1:
            self.since = now
        policy = self.engine.policy
        if length_hint(iterator, 0) * policy.round_seconds >= policy.native_rest:
            return True
        passed = now - self.since
        if passed < policy.native_after:
            return False
        if passed < self.entries * policy.native_visit:
            self.engine.names[self.key] = None
            return False
        return True

    def _numeric(self) -> NumericLoop:
        loop, scope = _find(self.unit.tree, site_place(self.key))
        tell = self.engine.loop_teller(self.unit, scope, loop)
        return NumericLoop(self.unit, scope, loop, self.engine.policy, tell, None)

    def _step_aside(self, loop: nodes.For | nodes.While) -> None:
        """Leave the loop to compiled code, and let the sites of the loops in it begin."""
        names = self.engine.names
        names[self.key] = None
        for inner in _outermost_loops(loop.body):
            key = site_key(self.unit.source, inner)
            if key in names and names[key] is None:
                names[key] = Site(self.engine, self.unit, key)


def place_sites(engine: Engine, unit: Unit, code: CodeType) -> None:
    """Put the sites that compiled code asks for into the built-ins: those of outermost loops as
    Sites, those of loops in these as None, until the outer one steps aside.
    """
    names = engine.names
    keys = [name for name in code.co_names if name.startswith(SITE)]
    if keys:
        names.setdefault(UNBOUND_KEY, UNBOUND)
        inner = _inner_keys(unit, keys)
        for key in keys:
            if key not in names:
                names[key] = None if key in inner else Site(engine, unit, key)
    for constant in code.co_consts:
        if constant.__class__ is code.__class__:
            place_sites(engine, unit, constant)


def _inner_keys(unit: Unit, keys: list[str]) -> set[str]:
    """Which of a code object's sites are of loops inside others that have one."""
    if len(keys) < 2:
        return set()
    wanted = set(keys)
    inner: set[str] = set()
    pending: list[tuple[nodes.Node, bool]] = [(unit.tree, False)]
    while pending:
        node, is_inside = pending.pop()
        if isinstance(node, nodes.For | nodes.While):
            key = site_key(unit.source, node)
            if key in wanted:
                if is_inside:
                    inner.add(key)
                is_inside = True
        pending.extend((child, is_inside) for child in nodes.children(node))
    return inner


def _outermost_loops(body: list[nodes.Statement]) -> list[nodes.For | nodes.While]:
    found: list[nodes.For | nodes.While] = []
    pending: list[nodes.Node] = list(body)
    while pending:
        node = pending.pop()
        if isinstance(node, nodes.For | nodes.While) and may_be_numeric(node):
            found.append(node)
        else:
            pending.extend(nodes.children(node))
    return found


def _find(tree: nodes.Module, place: tuple[int, int]) -> tuple[nodes.For | nodes.While, Scope]:
    """The loop at a place, and the scope that it runs in."""
    pending: list[tuple[nodes.Node, Scope]] = [(tree, tree.scope)]
    while pending:
        current, around = pending.pop()
        if isinstance(current, nodes.For | nodes.While) and current.position[:2] == place:
            return current, around
        if isinstance(current, nodes.FunctionDefinition | nodes.ClassDefinition | nodes.Lambda):
            around = current.scope
        pending.extend((child, around) for child in nodes.children(current))
    raise LookupError(f"no loop at {place}")
