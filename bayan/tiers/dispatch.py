"""The one doorway between the tiers: counts calls, asks the policy, climbs.

A function that is not compiled runs its stub, which calls `Engine.enter`. There its call is
counted; when the policy says so it is compiled, every living function of its record gets the
compiled code, and this very call already runs it. From then on the engine no longer sees the
calls: they cost what a Python call costs. What the tier above refuses is remembered with its
reason and walks on.
"""

from __future__ import annotations

import sys
from time import thread_time

from ..syntax import nodes
from ..values.functions import (
    ASYNC_GENERATOR,
    ENTER,
    GENERATOR,
    INTRINSICS,
    ITERABLE_COROUTINE,
    NATIVE_IF_POSSIBLE,
    NATIVE_IN_PART,
    NATIVE_ONLY,
    NEVER,
    PLAIN,
    TRIM,
    FunctionRecord,
    Unit,
    as_awaitable,
    record_of,
)
from ..values.standard_path import StandardPath
from ..values.tracebacks import trim
from . import policy as policies
from .attempts import NO_ROOM, NotNowError, attempt, is_being_imported
from .events import BYTECODE, CLIMBED, FUNCTION, LOOP, MODULE, NATIVE, REFUSED, Event
from .numeric_loops import NumericLoop
from .refusal import CAPTURED, NOT_NUMERIC, NotNativeError, Refusal
from .replacement import CompiledLoop, bound_variables
from .walk import walk_function, walk_generator
from .watching import is_watched, looks_at_frames, will_trace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import CellType, CodeType
    from typing import Any

    from ..syntax.bindings import Scope
    from ..syntax.source import Source
    from .replacement import Loop
    from .walk.frame import Frame


class Engine:
    """Runs the functions of one runtime in the tiers that its mode allows."""

    def __init__(
        self,
        mode: str = policies.AUTO,
        policy: policies.Policy | None = None,
        on_event: Callable[[Event], None] | None = None,
    ) -> None:
        if mode not in policies.MODES:
            raise ValueError(f"unknown mode {mode!r}: one of {', '.join(policies.MODES)}")
        self.mode = mode
        self.policy = policy or policies.usual(mode)
        self.on_event = on_event
        self.events: list[Event] = []
        self.units: list[Unit] = []
        self.kernel_folder: str | None = None
        # All loops that native code was thought of for, in walked and in compiled code.
        self.numeric_loops: list[NumericLoop] = []
        # The built-ins of this engine's modules, once the runtime has made them.
        self.names: dict[str, Any] = {}
        # The records that have a stub, by the numbers that their stubs give.
        self.stubbed: dict[int, FunctionRecord] = {}
        # How many functions have had an entrance to native code, and what that has taken to make.
        self.entrances = 0
        self.function_seconds = 0.0
        # The language of what is said to the user; None: as the environment has it.
        self.language: str | None = None
        # The records that are being compiled.
        self.climbing: dict[FunctionRecord, object] = {}
        # The rounds after which a walked loop asks `hot_loop`.
        self.loop_climbs_at = policies.loop_climb_at(self.policy, mode, False)
        # How many all loops have taken in the walker.
        self.rounds_walked = 0
        # After how many it looks at that again, which becomes less when the compiler is loaded.
        self.loop_looks_at = policies.loop_climb_at(self.policy, mode, True)
        self.loop_climbs_at_entry = self.policy.compile_at_entry
        # Whether the compiler has been loaded for this engine.
        self.has_compiler = False
        # Whether a loaded source is going to trace the program.
        self.expects_tracing = False

    def intrinsics(self) -> dict[str, object]:
        """What stubs need to find in the built-ins of every module of this engine."""
        return {**INTRINSICS, ENTER: self.enter, TRIM: trim}

    def unit(
        self, source: Source, module: nodes.Module | None, module_globals: dict[str, Any]
    ) -> Unit:
        """A Unit for a loaded source, known to this engine's statistics."""
        unit = Unit(source, module, module_globals, self)
        unit.number = len(self.units)
        self.units.append(unit)
        return unit

    def adopt(self, record: FunctionRecord) -> None:
        """A definition is met for the first time: decide when it is to climb."""
        record.climb_at = policies.climb_at(self.policy, self.mode, record.hint)
        if self.mode == policies.BYTECODE:
            self.climb(record, "mode")

    def change_mode(self, mode: str) -> None:
        """Let other tiers run from now on; what is compiled stays so."""
        self.mode = mode
        self.loop_climbs_at = policies.loop_climb_at(self.policy, mode, False)
        self.loop_looks_at = policies.loop_climb_at(self.policy, mode, True)
        for unit in list(self.units):
            for record in list(unit.records.values()):
                if record.code is None and record.refusal is None:
                    record.climb_at = policies.climb_at(self.policy, mode, record.hint)

    def enter(
        self,
        number: int,
        arguments: tuple[Any, ...],
        cells: tuple[CellType, ...],
    ) -> Any:
        """Run one call of a function that has its stub; gives its value, or its generator."""
        record = self.stubbed[number]
        if record.kind is GENERATOR and sys._getframe(1).f_code.co_flags & ITERABLE_COROUTINE:
            record.is_awaitable = True
        record.calls = calls = record.calls + 1
        if self._is_due(record, calls):
            self.climb(record, f"call {calls}")
        elif self.mode != policies.WALK and record.refusal is None and is_watched():
            self.climb(record, "watched")
        code = record.code
        # An asynchronous generator can't be handed on to another: this run of it walks.
        if code is not None and record.kind is not ASYNC_GENERATOR:
            return run_compiled(record, code, arguments, cells)
        if record.kind is PLAIN:
            return walk_function(record, arguments, cells)
        return walk_generator(record, arguments, cells)

    def call_ahead(self, record: FunctionRecord) -> None:
        """Walked code is about to call a function that can be suspended. If it is to climb at this
        call it does so now: else its stub would stand between it and whoever resumes it.
        """
        calls = record.calls + 1
        if record.code is None and record.refusal is None and self._is_due(record, calls):
            record.calls = calls
            self.climb(record, f"call {calls}")

    def _is_due(self, record: FunctionRecord, calls: int) -> bool:
        """Whether to compile a function at its call of that number."""
        climb_at = record.climb_at
        if calls >= climb_at:
            return True
        # What is begun in the walker keeps its stub for life.
        return calls == 1 and self.has_compiler and climb_at != NEVER and yields_in_loops(record)

    def climb(self, record: FunctionRecord, reason: str) -> None:
        """Compile `record` now; on a refusal note why and never try again."""
        # One at a time, in whatever thread, signal handler or finalizer: the others walk on.
        claim = object()
        if self.climbing.setdefault(record, claim) is not claim:
            return
        try:
            if record.code is None and record.refusal is None:
                self._climb(record, reason)
        finally:
            del self.climbing[record]

    def _climb(self, record: FunctionRecord, reason: str) -> None:
        previous = record.climb_at
        record.climb_at = NEVER
        started = thread_time()
        try:
            code = attempt(lambda: self._compile(record), record.node)
        except BaseException as error:
            # No room so deep in a recursion, or interrupted: try again after as many calls more.
            record.climb_at = 2 * previous
            if not isinstance(error, NO_ROOM):
                raise
            return
        if isinstance(code, Refusal):
            record.compile_seconds += thread_time() - started
            record.refusal = code
            record.site = None
            self.note(REFUSED, record, code, record.compile_seconds)
        else:
            self.place_sites(record.unit, code)
            record.is_final = record.site is None and not self._has_sites(code)
            record.install(code)
            record.compile_seconds += thread_time() - started
            self.note(CLIMBED, record, reason, record.compile_seconds)

    def _compile(self, record: FunctionRecord) -> CodeType:
        bytecode = self._load_bytecode(INSTALLING)
        if self.places_sites and bytecode.may_have_entrance(record):
            from .function_sites import FunctionSite

            self.entrances += 1
            is_long = bytecode.uses_up(record.node)
            record.site = FunctionSite(self, record, self.entrances, may_be_long=is_long)
        code: CodeType = bytecode.compile_function(record)
        return code

    def _has_sites(self, code: CodeType) -> bool:
        return self.places_sites and bool(self._load_bytecode().has_sites(code))

    def give_entrance(self, record: FunctionRecord, variables: dict[str, Any]) -> bool:
        """Exchange the code of a hot function, whose variables are such, for code with an entrance
        to native code; gives whether that was done.
        """
        if record.is_final or record.site is not None or record.code is None:
            return False
        if record.refusal is not None or not self._load_bytecode().may_get_entrance(record):
            return False
        from .function_sites import FunctionSite, may_take

        names = record.parameter_names
        if not may_take(variables[name] for name in names if name in variables):
            return False
        self.entrances += 1
        record.site = FunctionSite(self, record, self.entrances, True)
        if self.compile_anew(record):
            return True
        record.site = None
        return False

    def stop_asking(self, record: FunctionRecord, places: set[tuple[int, int]]) -> None:
        """Exchange the code of a function for such that asks about no loop at these places."""
        if not record.is_final and record.code is not None:
            record.unit.siteless |= places
            self.compile_anew(record)

    def compile_anew(self, record: FunctionRecord) -> bool:
        """Exchange the code of a compiled function for what is made of it now, if there is room;
        gives whether it was.
        """
        # Until that is done nobody else exchanges it.
        record.is_final = True
        try:
            code = attempt(lambda: self._load_bytecode().compile_function(record), record.node)
        except BaseException as error:
            record.is_final = False
            if isinstance(error, NO_ROOM):
                return False
            raise
        if isinstance(code, Refusal):
            record.is_final = False
            return False
        self.place_sites(record.unit, code)
        record.is_final = record.site is None and not self._has_sites(code)
        record.install(code)
        return True

    def _load_bytecode(self, more: tuple[str, ...] = ()) -> Any:
        """The bytecode tier; loops climb sooner when it is there. Raises NotNowError.

        more: what else is to be loaded
        """
        bytecode = _load_bytecode(self.mode, more)
        self.loop_climbs_at = policies.loop_climb_at(self.policy, self.mode, True)
        self.has_compiler = True
        return bytecode

    def hot_loop(self, loop: Loop, frame: Frame) -> CompiledLoop | NumericLoop | None:
        """Code for the rest of a walked loop, at its back-edge; None where it has to walk on.

        What was compiled or refused before is remembered with the loop's function or unit.
        """
        owner = frame.record
        known = owner.loops.get(loop)
        if isinstance(known, NumericLoop):
            return known
        if known is None:
            known = self._compile_loop(loop, frame, None)
        elif isinstance(known, CompiledLoop) and not known.fits(frame):
            # It took more variables for bound than it may: this happens as often as there are
            # such variables, at the most.
            known = self._compile_loop(loop, frame, known.bound)
        return None if isinstance(known, Refusal) else known

    def _compile_loop(
        self, loop: Loop, frame: Frame, at_most: frozenset[str] | None
    ) -> CompiledLoop | NumericLoop | Refusal | None:
        climbs_at = self.loop_climbs_at
        try:
            bytecode = self._load_bytecode()
        except NO_ROOM:
            return None
        unit = frame.unit
        scope = frame.scope
        names = bytecode.loop_variables(scope, loop)
        bound = bound_variables(frame, names)
        if at_most is not None:
            bound &= at_most
        elif isinstance(loop, nodes.For) and isinstance(loop.target, nodes.Name):
            # Where the loop is entered at its beginning, this one need not be bound.
            bound -= {loop.target.name}
        may_go_native = (
            isinstance(loop, nodes.For | nodes.While)
            and self.places_sites
            and loop not in scope.suspending
        )
        why_not = bytecode.why_never_native(unit, loop) if may_go_native else None
        counts = may_go_native and why_not is None
        started = thread_time()
        try:
            code = attempt(
                lambda: bytecode.compile_loop(unit, scope, loop, bound, counts=counts), loop
            )
        except NO_ROOM:
            return None
        seconds = thread_time() - started
        tell = self.loop_teller(unit, scope, loop)
        known: CompiledLoop | NumericLoop | Refusal
        if isinstance(code, Refusal):
            known = code
            tell(REFUSED, BYTECODE, code, seconds)
        else:
            self.place_sites(unit, code)
            known = CompiledLoop(code, names, bound, seconds)
            if may_go_native and isinstance(loop, nodes.For | nodes.While):
                known = NumericLoop(unit, scope, loop, unit.policy, tell, known, why_not)
            is_hot = frame.record.back_edges.get(loop, 0) >= climbs_at
            tell(CLIMBED, BYTECODE, f"round {climbs_at}" if is_hot else "inner", seconds)
            if why_not is not None:
                tell(REFUSED, NATIVE, why_not, 0.0)
        frame.record.loops[loop] = known
        return known

    def hint(self, function: object, hint: str, wish: str | None = None) -> None:
        """What @hot and @cold say of a function; anything but a Bayan function is let be.

        wish: NATIVE_IF_POSSIBLE or NATIVE_ONLY; without any effect in a mode that has no native
        tier. Raises NotNativeError where that can be had in no case, and must be.
        """
        record = record_of(function)
        if record is None or record.engine is not self:
            return
        record.hint = hint
        record.wish = wish if policies.may_go_native(self.mode) else None
        record.climb_at = policies.climb_at(self.policy, self.mode, hint)
        if hint == "hot" and record.climb_at == 1 and record.code is None:
            self.climb(record, "hint")
            if record.wish is not None:
                self._check_wish(record)

    def _check_wish(self, record: FunctionRecord) -> None:
        """Say it now if native code can take nothing of a function."""
        refusal = record.refusal
        if record.code is not None:
            from .bytecode import has_sites

            if record.site is not None or has_sites(record.code):
                return
            captured = record.scope.cell_names or record.scope.free_names
            refusal = Refusal(CAPTURED if captured else NOT_NUMERIC, record.node.position)
            self.note(REFUSED, record, refusal, 0.0, NATIVE)
        if isinstance(refusal, Refusal):
            self.disappoint(record, refusal)

    def disappoint(self, record: FunctionRecord, refusal: Refusal) -> None:
        """Say once that a function does not go native, as the program wished; NotNativeError where
        it must.
        """
        error = NotNativeError(record.name, record.source.name, refusal)
        if record.wish == NATIVE_ONLY:
            raise error
        is_told = record.wish == NATIVE_IF_POSSIBLE and sys.stderr is not None
        record.wish = NATIVE_IN_PART
        if is_told:
            from ..syntax.messages import language_of

            try:
                print(error.sentence(language_of(self.language)), file=sys.stderr)
            except (OSError, ValueError):
                # The program has left nothing that can be written to.
                return

    def code_to_run(self, unit: Unit) -> CodeType | None:
        """The compiled code of a module that is not to be walked, to be asked for before it runs;
        None where it is, or compiled code is refused.
        """
        if self.mode == policies.BYTECODE:
            reason = "mode"
        elif self.mode != policies.WALK and self._has_watchers(unit):
            reason = "watched"
        else:
            return None
        code = self.compile_unit(unit, reason)
        if code is not None:
            self.place_sites(unit, code)
        return code

    def _has_watchers(self, unit: Unit) -> bool:
        """Whether somebody will see which tier runs a source that is loaded now."""
        text = unit.source.text
        self.expects_tracing = self.expects_tracing or will_trace(text)
        if self.expects_tracing or is_watched() or looks_at_frames(text):
            return True
        return unit.tree.scope.hands_on_lookers

    def compile_unit(self, unit: Unit, reason: str = "mode") -> CodeType | None:
        """The compiled code of a whole module, or None where it is refused."""
        started = thread_time()
        try:
            code: CodeType | Refusal = attempt(
                lambda: self._load_bytecode().compile_module(unit), unit.tree
            )
        except NO_ROOM:
            return None
        seconds = thread_time() - started
        if isinstance(code, Refusal):
            self._note_unit(REFUSED, unit, code, seconds)
            return None
        self._note_unit(CLIMBED, unit, reason, seconds)
        return code

    @property
    def places_sites(self) -> bool:
        """Whether compiled code is to ask for native code where it comes to loops over numbers:
        not where somebody wants to see its lines.
        """
        return policies.may_go_native(self.mode) and not (self.expects_tracing or is_watched())

    def place_sites(self, unit: Unit, code: CodeType) -> None:
        """Make the sites that compiled code asks for; to be called before it runs."""
        if policies.may_go_native(self.mode):
            from .sites import place_sites

            place_sites(self, unit, code)

    def loop_teller(self, unit: Unit, scope: Scope, loop: Loop) -> Callable[..., None]:
        """What tells of a loop: called with a kind of event, a tier, a reason, and seconds; then
        the types, the place and the time beside of an Event, where it has them.
        """

        def tell(
            kind: str,
            tier: str,
            reason: str | Refusal,
            seconds: float,
            types: dict[str, str] | None = None,
            at: tuple[int, int] | None = None,
            beside: float = 0.0,
        ) -> None:
            line, file = loop.position[0], unit.source.name
            name = scope.qualname
            event = Event(kind, name, file, line, reason, seconds, LOOP, tier, types, at, beside)
            self._tell(event)

        return tell

    def note(
        self,
        kind: str,
        record: FunctionRecord,
        reason: str | Refusal,
        seconds: float,
        tier: str = BYTECODE,
        types: dict[str, str] | None = None,
        beside: float = 0.0,
    ) -> None:
        """Tell of an Event of a function."""
        line = record.node.position[0]
        file = record.source.name
        name = record.qualname
        event = Event(kind, name, file, line, reason, seconds, FUNCTION, tier, types, beside=beside)
        self._tell(event)

    def _note_unit(self, kind: str, unit: Unit, reason: str | Refusal, seconds: float) -> None:
        self._tell(Event(kind, "<module>", unit.source.name, 1, reason, seconds, MODULE))

    def _tell(self, event: Event) -> None:
        self.events.append(event)
        if self.on_event is not None:
            self.on_event(event)


# The compiler's modules, of which others are loaded with these, and what asks for native code.
COMPILER = ("bayan.tiers.bytecode", "bayan.tiers.bytecode.packing")
SITES = ("bayan.tiers.sites", "bayan.tiers.function_sites")
# What functions need as they are given compiled code.
INSTALLING = ("bayan.values.versions",) if sys.version_info >= (3, 13) else ()


def _load_bytecode(mode: str, more: tuple[str, ...]) -> Any:
    """The bytecode tier, which is imported when it is first needed, with what a mode has above it.

    Raises NotNowError where the process ends, and the last finalizers run, so that nothing can be
    imported any more, and in the middle of that very import: in a signal handler, a finalizer or
    another thread.
    """
    names = (COMPILER + SITES if policies.may_go_native(mode) else COMPILER) + more
    if sys.meta_path is None or any(map(is_being_imported, names)):
        raise NotNowError
    if not all(name in sys.modules for name in names):
        with StandardPath():
            for name in names:
                __import__(name)
    from . import bytecode

    return bytecode


def yields_in_loops(record: FunctionRecord) -> bool:
    """Whether a function is suspended in loops, perhaps many times."""
    node = record.node
    suspending = record.scope.suspending
    if isinstance(node, nodes.FunctionDefinition) and suspending:
        return any(
            isinstance(one, nodes.For | nodes.While) and one in suspending
            for one in nodes.statements_in(node.body)
        )
    return isinstance(node, nodes.GeneratorExpression)


def run_compiled(
    record: FunctionRecord,
    code: CodeType,
    arguments: tuple[Any, ...],
    cells: tuple[CellType, ...],
) -> Any:
    """Call compiled code with arguments that a stub has bound already, in its order of names."""
    if record.is_awaitable:
        code = as_awaitable(code)
    function = _Function(code, record.unit.globals, record.name, None, cells or None)
    node = record.node
    if isinstance(node, nodes.GeneratorExpression):
        return function(*arguments)
    parameters = node.parameters
    if not (parameters.variadic or parameters.keyword_only or parameters.keyword_variadic):
        return function(*arguments)
    positional = len(parameters.positional_only) + len(parameters.positional)
    keyword_count = positional + len(parameters.keyword_only)
    many = list(arguments[:positional])
    named = dict(
        zip(
            record.parameter_names[positional:keyword_count],
            arguments[positional:keyword_count],
            strict=True,
        )
    )
    rest = list(arguments[keyword_count:])
    if parameters.variadic is not None:
        many += rest.pop(0)
    if parameters.keyword_variadic is not None:
        named.update(rest.pop())
    return function(*many, **named)


if TYPE_CHECKING:
    from types import FunctionType as _Function
else:
    _Function = type(run_compiled)
