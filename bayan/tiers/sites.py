"""A loop over numbers in a compiled function: whether native code runs it, and its run.

Compiled code asks the Sites as it comes to such a loop and the loop's ticks are used up (see
bytecode.sites). They grant ticks so that asking stays cheap, and the loop's Site times a visit now
and then; when native code pays it is made, and from then on runs the loop. Where it is refused the
ticks never end, and the sites of the loops inside take over.
"""

from __future__ import annotations

from itertools import repeat
from time import perf_counter

from ..syntax import nodes
from ..syntax.bindings import LOCAL, MODULE
from ..values.tracebacks import LOOP_SYNC, place_at
from . import policy as policies
from .bytecode.entrances import may_get_entrance
from .bytecode.gathering import MADE, gathering
from .bytecode.numeric import may_go_native
from .bytecode.sites import (
    ASK,
    BROKE,
    ENDED,
    GOES_ON,
    RAISED,
    RETURNED,
    SITE,
    bound_names,
    site_key,
    site_place,
)
from .numeric_loops import ENDS_SOON, HANDLED, NumericLoop, has_inner, rounds_ahead
from .refusal import KEEPS_LEAVING
from .replacement import BROKE as LOOP_BROKE
from .replacement import EXHAUSTED as LOOP_EXHAUSTED
from .watching import is_watched

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import CellType, CodeType
    from typing import Any

    from ..syntax.bindings import LoopPlace, Scope
    from ..values.functions import FunctionRecord, Unit
    from .dispatch import Engine

# What stands for a variable that the loop has left unbound, and where compiled code finds it.
UNBOUND = object()
UNBOUND_KEY = "«unbound»"

# Where compiled code finds the Sites.
ASK_KEY = f"«{ASK}»"

# The ticks of a loop that is asked about each time.
NONE_LEFT = repeat(None, 0)


class LocalFrame:
    """The variables of compiled code, as the walker's Frame has its own.

    around  where that is the code of a loop that runs by itself: the frame that the loop is of
    """

    __slots__ = ("around", "cells", "globals", "scope", "source", "unit", "variables")

    def __init__(
        self, unit: Unit, scope: Scope, variables: dict[str, Any], cells: dict[str, CellType]
    ) -> None:
        self.unit = unit
        self.source = unit.source
        self.scope = scope
        self.globals = unit.globals
        self.variables = variables
        self.cells = cells
        sync = variables.get(LOOP_SYNC)
        self.around: Any = None if sync is None else sync.frame


class Sites:
    """What compiled code asks, as it comes to a loop and the loop's ticks are used up."""

    __slots__ = ("paid_at", "places", "table")

    def __init__(self) -> None:
        # When there will be no debt of time for asking in vain.
        self.paid_at = 0.0
        self.table: dict[str, Site] = {}
        # The loops of each source, by line and column.
        self.places: dict[Unit, dict[tuple[int, int], LoopPlace]] = {}

    def __call__(self, key: str, iterator: Any) -> Site | None:
        """The site that is to run the loop, to be called; None where compiled code is to."""
        site = self.table[key]
        now = perf_counter()
        if site.takes(iterator, now, len(self.table)):
            return site
        self.paid_at = max(self.paid_at, now) + policies.ASKING_SECONDS
        site.let_pass(policies.ticks(self.paid_at - now))
        return None

    def place(self, unit: Unit, key: str) -> LoopPlace:
        """Where the loop of a site's key stands."""
        places = self.places.get(unit)
        if places is None:
            loops = unit.tree.loops
            places = self.places[unit] = {place.node.position[:2]: place for place in loops}
        return places[site_place(key)]


class Site:
    """One loop of a compiled function, under `key` in the built-ins of its engine.

    first           when it was first asked
    place, loop     where it stands, and the loop that it is run as, once that was needed; is_leaf:
                    whether there are no loops in that
    numeric, names  the tiers of the loop, and the variables that it binds, once it was run
    record          of the function around, which may wish for native code
    granted         how many visits it has let pass since it was last asked
    sampled         when a visit was last timed; passed: the visits since then
    visits          all visits; seconds: what they have taken, as far as those show that were timed
    rest            how many visits native code was left out last, because it was done so soon that
                    entering it had cost more
    under_way       for each visit under way that is the site's: those inside it, of a function that
                    calls itself in the loop, are not timed by themselves, and need no more stack
    """

    __slots__ = (
        "engine",
        "first",
        "granted",
        "is_leaf",
        "key",
        "loop",
        "names",
        "numeric",
        "passed",
        "place",
        "record",
        "rest",
        "sampled",
        "seconds",
        "under_way",
        "unit",
        "visits",
    )

    def __init__(self, engine: Engine, unit: Unit, key: str) -> None:
        self.engine = engine
        self.unit = unit
        self.key = key
        self.place: LoopPlace | None = None
        self.loop: nodes.For | nodes.While
        self.is_leaf = False
        self.numeric: NumericLoop | None = None
        self.names: list[str] = []
        self.record: FunctionRecord | None = None
        self.first = self.sampled = self.seconds = 0.0
        self.granted = self.passed = self.visits = self.rest = 0
        self.under_way: list[None] = []

    def takes(self, iterator: Any, now: float, loops: int) -> bool:
        """Whether this visit is the site's, one of so many: to be run natively, or to be timed."""
        self.passed += self.granted + 1
        self.granted = 0
        numeric = self.numeric
        if numeric is not None and numeric.kernel is not None:
            return not numeric.is_short(iterator)
        if self._is_asked_in_vain():
            self._stop_asking()
            return False
        if self.under_way:
            return False
        elapsed = now - self.sampled
        if policies.sample_pays(self.unit.policy, elapsed, self.seconds, loops):
            return not self._may_wait(iterator, now)
        return self._is_long(iterator)

    def _may_wait(self, iterator: Any, now: float) -> bool:
        """Whether this visit need not be timed, for it is short and comes early."""
        if not self.first:
            self.first = now
        if not policies.may_wait(self.unit.policy, rounds_ahead(iterator), now - self.first):
            return False
        definition = _definition(self._find_place().scope)
        if definition is not None:
            record = self.unit.records.get(definition)
            if record is None or record.wish is not None:
                return False
        return self.is_leaf

    def _find_place(self) -> LoopPlace:
        place = self.place
        if place is None:
            found: LoopPlace = self.engine.names[ASK_KEY].place(self.unit, self.key)
            # Compiled code has no site where it can't be run as one.
            self.loop = _loop_of(found.node)  # type: ignore[assignment]
            self.is_leaf = not has_inner(self.loop)
            # Other threads that see it see these, too.
            place = self.place = found
        return place

    def _is_asked_in_vain(self) -> bool:
        """Whether no native code is going to be worth entering for the loop by itself."""
        numeric = self.numeric
        if numeric is None or numeric.order is not None:
            return False
        visits = self.visits + self.passed
        if numeric.refusal is not None:
            return visits >= policies.MANY_VISITS
        record = self.record
        return (
            record is not None
            and policies.asking_is_vain(self.unit.policy, self.seconds, visits)
            and (record.refusal is not None or not may_get_entrance(record))
        )

    def _stop_asking(self) -> None:
        """Have code for the function that does not ask about the loop, and others like it there."""
        record = self.record
        self.engine.names[self.key] = repeat(None)
        if record is not None:
            sites = self.engine.names[ASK_KEY]
            # Other threads may add some meanwhile.
            own = [site for site in [*sites.table.values()] if site.record is record]
            vain = [site for site in own if site is self or site._is_asked_in_vain()]
            places = {site_place(site.key) for site in vain}
            # What is in a loop whose visits are short is shorter still.
            short = {site.place for site in vain if site.numeric.refusal is None}
            for place in sites.places[self.unit].values():
                if not short.isdisjoint(_around(place)):
                    places.add(place.node.position[:2])
            self.engine.stop_asking(record, places)

    def let_pass(self, visits: int) -> None:
        """Leave so many visits to compiled code before it asks again."""
        if visits:
            self.granted = visits
            self.engine.names[self.key] = repeat(None, visits)

    def _is_long(self, iterator: Any) -> bool:
        """Whether so many rounds are ahead that native code pays by that alone."""
        policy: policies.Policy = self.unit.policy
        return rounds_ahead(iterator) * policy.round_seconds >= policy.native_rest

    def __getitem__(
        self, visit: tuple[Any, dict[str, Any], tuple[str, ...], tuple[CellType, ...], *tuple[Any]]
    ) -> tuple[Any, ...] | None:
        """Run the loop from its first round on; None where compiled code is to run it.

        Takes the iterator, the variables, names and cells of those that are shared, and the list
        that a comprehension makes; gives the values of the names that it binds, then the outcome
        and a value. That may be that compiled code is to do the rounds that are left.
        """
        iterator, variables, shared, cells, *made = visit
        if is_watched():
            # Native code has no lines.
            return None
        numeric = self.numeric
        if numeric is None:
            numeric = self._find_numeric()
        if numeric.scope.kind != MODULE:
            # Until 3.12 it is the frame's only one, which who looks at the frame fills anew.
            variables = {name: one for name, one in variables.items() if name not in shared}
        for one in made:
            variables[MADE] = one
        captured = dict(zip(shared, cells, strict=True))
        frame: Any = LocalFrame(self.unit, numeric.scope, variables, captured)
        if numeric.kernel is None and not self._is_ready(numeric, frame, iterator):
            self.sampled = perf_counter()
            self.passed = 0
            return None
        was_native = numeric.kernel is not None
        rounds_before = numeric.native_rounds
        # Otherwise it runs in pieces, and may go native in the middle if it turns out to be long.
        numeric.seconds = 0.0
        started = perf_counter()
        outcome: int | None = ENDED
        value, rest = None, 0.0
        values: list[Any] = []
        attempts = range(HANDLED)
        try:
            try:
                self.under_way.append(None)
                result = numeric.run(frame, (iterator,), has_code=True)
            finally:
                del self.under_way[-1:]
        except BaseException as error:
            # Unless bytecode raised it: then it has its place.
            place_at(error, frame, numeric.loop)
            outcome, value = RAISED, error
        else:
            if result == LOOP_EXHAUSTED:
                outcome = ENDED
            elif result == LOOP_BROKE:
                # Only an `else` sees the difference.
                outcome = BROKE if numeric.loop.otherwise else ENDED
            elif result is ENDS_SOON:
                outcome, rest = GOES_ON, numeric.rest
            else:
                outcome, value = RETURNED, result[0]
        # What a signal's handler raises from here on is raised by the loop, too, and its values
        # are not lost. After this no handler is called before they are stored.
        for _ in attempts:
            try:
                rounds = numeric.native_rounds - rounds_before if was_native else None
                # What was not raised was timed without all that goes with it.
                taken = perf_counter() - started if outcome == RAISED else numeric.seconds
                self._note(rounds, started, taken + rest, variables)
                values = [variables.get(name, UNBOUND) for name in self.names]
                break
            except BaseException as error:
                place_at(error, frame, numeric.loop)
                outcome, value = RAISED, error
        return (*values, outcome, value)

    def _is_ready(self, numeric: NumericLoop, frame: Any, iterator: Any) -> bool:
        """Whether this visit is to be run by the tiers of the loop, which has no native code yet:
        that is made now where it pays.
        """
        self.visits += self.passed
        record = self.record
        is_wished = record is not None and record.wish is not None
        numeric.at_once = is_wished
        if numeric.refusal is None:
            policy = self.unit.policy
            if (
                record is not None
                and policies.calls_are_short(policy, self.seconds, self.visits)
                and self.engine.give_entrance(record, frame.variables)
            ):
                # Its calls to come find that; in this one loops go on as before.
                return False
            pays = policies.visits_pay(policy, self.seconds, self.visits)
            if is_wished or pays or self._is_long(iterator):
                numeric.compile(frame, iterator)
        is_ready = numeric.kernel is not None
        if not is_ready and numeric.refusal is None:
            is_ready = numeric.has_bytecode(frame)
        refusal = numeric.refusal
        if refusal is not None:
            if record is not None and is_wished and refusal.reason != KEEPS_LEAVING:
                self.engine.disappoint(record, refusal)
            self._step_aside(numeric.loop)
        return is_ready

    def _note(
        self,
        native_rounds: int | None,
        started: float,
        taken: float,
        variables: dict[str, Any],
    ) -> None:
        """Note how long a visit in bytecode took, or is going to take with its rest, or how many
        rounds native code did, where there was some; variables: those of the function.
        """
        policy = self.unit.policy
        now = perf_counter()
        if native_rounds is None:
            self.seconds += min(taken * self.passed, started - self.sampled + taken)
            self.sampled = now
            self.passed = 0
        elif policies.entering_pays(policy, native_rounds, now - started):
            self.rest = 0
        else:
            self.rest = policies.next_rest(self.rest)
            self.let_pass(self.rest)
            if self.rest == policies.LONGEST_REST and self.record is not None:
                # A native call of all of the function costs a hundredth of entering the loop.
                self.engine.give_entrance(self.record, variables)

    def _find_numeric(self) -> NumericLoop:
        """The tiers of the loop: the walker's, where it has run it."""
        unit = self.unit
        scope, loop = self._find_place().scope, self.loop
        definition = _definition(scope)
        if scope.kind != MODULE:
            self.names = [name for name, access in bound_names(loop) if access == LOCAL]
        self.record = None if definition is None else unit.records.get(definition)
        owner = unit if definition is None else self.record
        known = None if owner is None else owner.loops.get(loop)
        if not isinstance(known, NumericLoop):
            tell = self.engine.loop_teller(unit, scope, loop)
            known = NumericLoop(unit, scope, loop, unit.policy, tell, None)
            if owner is not None:
                owner.loops[loop] = known
        self.numeric = known
        return known

    def _step_aside(self, loop: nodes.For | nodes.While) -> None:
        """Leave the loop to compiled code, and let the sites of the loops in it begin."""
        names = self.engine.names
        table = names[ASK_KEY].table
        self.let_pass(policies.MANY_VISITS)
        for inner in _outermost_loops(self.unit, loop.body):
            key = site_key(self.unit, inner.position)
            if key in names and key not in table:
                table[key] = Site(self.engine, self.unit, key)
                names[key] = NONE_LEFT


def place_sites(engine: Engine, unit: Unit, code: CodeType) -> None:
    """Put what compiled code with sites asks for into the built-ins: no ticks for outermost loops,
    and no end of them for loops in these, until the outer one steps aside.
    """
    names = engine.names
    keys = [name for name in code.co_names if name.startswith(SITE)]
    if keys:
        names.setdefault(UNBOUND_KEY, UNBOUND)
        sites = names.setdefault(ASK_KEY, Sites())
        table = sites.table
        for key in keys:
            if _is_inside_one(sites.place(unit, key), unit, keys):
                names.setdefault(key, repeat(None))
            elif key not in table:
                table[key] = Site(engine, unit, key)
                names[key] = NONE_LEFT
    for constant in code.co_consts:
        if constant.__class__ is code.__class__:
            place_sites(engine, unit, constant)


def _is_inside_one(place: LoopPlace, unit: Unit, keys: list[str]) -> bool:
    """Whether a loop lies in another of those with these keys."""
    return any(site_key(unit, around.node.position) in keys for around in _around(place))


def _around(place: LoopPlace) -> Iterator[LoopPlace]:
    """The places of the loops in whose rounds a loop stands."""
    around = place.around
    while around is not None:
        yield around
        around = around.around


def _outermost_loops(unit: Unit, body: list[nodes.Statement]) -> list[nodes.For | nodes.While]:
    found: list[nodes.For | nodes.While] = []
    pending: list[nodes.Node] = list(body)
    while pending:
        node = pending.pop()
        loop = _loop_of(node)
        if loop is not None and may_go_native(unit, loop):
            found.append(loop)
        else:
            pending.extend(nodes.children(node))
    return found


def _loop_of(node: nodes.Node) -> nodes.For | nodes.While | None:
    """The loop that a node is, or that a comprehension may be run as."""
    if isinstance(node, nodes.ListComprehension):
        return gathering(node)
    return node if isinstance(node, nodes.For | nodes.While) else None


def _definition(scope: Scope) -> nodes.FunctionDefinition | nodes.Lambda | None:
    """The function that a scope belongs to; None for a module."""
    node = scope.node
    return node if isinstance(node, nodes.FunctionDefinition | nodes.Lambda) else None
