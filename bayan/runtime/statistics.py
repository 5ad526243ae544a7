"""What the runtime did with each function, as data."""

from __future__ import annotations

from ..syntax import nodes
from ..tiers.events import FUNCTION, LOOP, MODULE
from ..tiers.native import PAUSE
from ..tiers.numeric_loops import NumericLoop
from ..tiers.policy import estimated_saving
from ..tiers.replacement import CompiledLoop

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from ..syntax.bindings import Scope
    from ..tiers.dispatch import Engine
    from ..tiers.refusal import Refusal
    from ..values.functions import FunctionRecord, Unit

MODULE_NAME = "<module>"


class NativeStatistics:
    """The native code of one loop or function.

    types            of the variables as it is entered, by name, for each time that it was made:
                     see tiers.native.kinds for how they are written
    compile_seconds  time spent making it; beside_seconds: of these, by the compiler process, while
                     the program went on
    entries          how often it was entered; None for a function, whose calls are not counted
    exits            how often it was left for each reason: those of native.REASONS but "pause",
                     after which it goes on
    seconds          time spent in it; None for a function
    """

    __slots__ = ("beside_seconds", "compile_seconds", "entries", "exits", "seconds", "types")

    def __init__(self) -> None:
        self.types: list[dict[str, str]] = []
        self.beside_seconds = 0.0
        self.compile_seconds = 0.0
        self.entries: int | None = 0
        self.exits: dict[str, int] = {}
        self.seconds: float | None = 0.0

    @classmethod
    def of_function(cls, record: FunctionRecord) -> NativeStatistics | None:
        """That of a function which is native as a whole; its time is not taken."""
        site = record.site
        if site is None or not site.kernels:
            return None
        made = cls()
        made.entries = made.seconds = None
        for kernel in site.kernels:
            made.types.append(dict(zip(record.parameter_names, kernel.kinds, strict=True)))
            made.beside_seconds += kernel.beside_seconds
            made.compile_seconds += kernel.seconds + kernel.beside_seconds
        made.exits = dict(site.exits)
        return made

    def add(
        self,
        types: list[dict[str, str]],
        compile_seconds: float,
        beside_seconds: float,
        exits: dict[str, int],
        seconds: float,
    ) -> None:
        """Add what native code did that was made for these types."""
        self.types += types
        self.compile_seconds += compile_seconds + beside_seconds
        self.beside_seconds += beside_seconds
        for reason, count in exits.items():
            if reason != PAUSE:
                self.exits[reason] = self.exits.get(reason, 0) + count
        self.entries = sum(self.exits.values())
        self.seconds = (self.seconds or 0.0) + seconds

    def __repr__(self) -> str:
        return f"NativeStatistics({self.types}, {self.exits})"


class FunctionStatistics:
    """One function of a source, its own statements ("<module>"), or a loop that got hot.

    form             "function", "module" or "loop"; a loop has the name of the function around it
    tier             "walk", "bytecode" or "native": where its next call or run is
    calls            calls that the engine saw; compiled code is called without it
    back_edges       rounds of its loops that the walker took
    compile_seconds  time spent compiling it, nested functions included
    refusal          why the tier above refused it, or None
    native           its native code, or None where none was made
    """

    __slots__ = (
        "back_edges",
        "calls",
        "compile_seconds",
        "file",
        "form",
        "line",
        "name",
        "native",
        "refusal",
        "tier",
    )

    def __init__(
        self,
        name: str,
        file: str,
        line: int,
        tier: str,
        calls: int = 0,
        back_edges: int = 0,
        compile_seconds: float = 0.0,
        refusal: Refusal | None = None,
        form: str = FUNCTION,
        native: NativeStatistics | None = None,
    ) -> None:
        self.form = form
        self.name = name
        self.file = file
        self.line = line
        self.tier = tier
        self.calls = calls
        self.back_edges = back_edges
        self.compile_seconds = compile_seconds
        self.refusal = refusal
        self.native = native

    def __repr__(self) -> str:
        return f"FunctionStatistics({self.name} {self.file}:{self.line} {self.tier})"


class Balance:
    """What compiling cost, and what it may have saved.

    seconds          processor time that the program took, all of it
    compile_seconds  of these, spent compiling
    saved_seconds    an estimate: see policy.estimated_saving

    reading: of these, spent on the way from the sources to their trees, which any tier needs.
    """

    __slots__ = ("compile_seconds", "saved_seconds", "seconds")

    def __init__(
        self, functions: Iterable[FunctionStatistics], seconds: float, reading: float = 0.0
    ) -> None:
        spent = 0.0
        walked = 0
        for function in functions:
            spent += function.compile_seconds
            # Those of a loop are among its function's.
            if function.form != LOOP:
                walked += function.calls + function.back_edges
        self.seconds = seconds
        self.compile_seconds = spent
        self.saved_seconds = estimated_saving(seconds - reading, spent, walked) if spent else 0.0


def collect(engine: Engine, compiled_units: Container[Unit]) -> list[FunctionStatistics]:
    """The functions of all units in the order of the sources; each unit's statements first."""
    found = []
    decisions = {event.file: event for event in engine.events if event.form == MODULE}
    numeric: dict[tuple[Unit, Scope], list[NumericLoop]] = {}
    for loop in engine.numeric_loops:
        numeric.setdefault((loop.unit, loop.scope), []).append(loop)
    for unit in engine.units:
        file = unit.source.name
        tier = "bytecode" if unit in compiled_units else "walk"
        rounds = sum(unit.back_edges.values())
        module = FunctionStatistics(
            MODULE_NAME, file, 1, tier, calls=1, back_edges=rounds, form=MODULE
        )
        decision = decisions.get(file)
        if decision is not None:
            module.compile_seconds = decision.seconds
            module.refusal = None if isinstance(decision.reason, str) else decision.reason
        found.append(module)
        found.extend(_loops(unit, MODULE_NAME, file, numeric.get((unit, unit.tree.scope), [])))
        for node, around in _definitions(unit, unit.tree, tier):
            record = unit.records.get(node)
            line = node.position[0]
            name = node.scope.qualname
            if record is None:
                found.append(FunctionStatistics(name, file, line, around))
            else:
                found.append(_of_record(record, file, line))
            found.extend(_loops(record, name, file, numeric.get((unit, node.scope), [])))
    return found


def _of_record(record: FunctionRecord, file: str, line: int) -> FunctionStatistics:
    return FunctionStatistics(
        record.qualname,
        file,
        line,
        record.tier,
        record.calls,
        sum(record.back_edges.values()),
        record.compile_seconds,
        record.refusal,  # type: ignore[arg-type]
        native=NativeStatistics.of_function(record),
    )


def _loops(
    owner: FunctionRecord | Unit | None, name: str, file: str, numeric: list[NumericLoop]
) -> Iterator[FunctionStatistics]:
    """The loops that another tier was asked to take over, in the order of the source."""
    found: dict[nodes.Node, list[object]] = {}
    if owner is not None:
        found = {node: [known] for node, known in owner.loops.items()}
    for one in numeric:
        # Functions that were compiled along with others have no record that remembers theirs.
        of_loop = found.setdefault(one.loop, [])
        if one not in of_loop:
            of_loop.append(one)
    for node in sorted(found, key=lambda node: node.position[:2]):
        line = node.position[0]
        loop = FunctionStatistics(name, file, line, "walk", form=LOOP)
        if owner is not None:
            loop.back_edges = owner.back_edges.get(node, 0)
        for known in found[node]:
            _add(loop, known)
        yield loop


def _add(loop: FunctionStatistics, known: object) -> None:
    """Add what is known of a loop to its statistics."""
    if isinstance(known, CompiledLoop):
        loop.tier = "bytecode"
        loop.compile_seconds += known.seconds
    elif isinstance(known, NumericLoop):
        loop.tier = "bytecode" if known.kernel is None else "native"
        loop.compile_seconds += known.bytecode_seconds + known.compile_seconds
        loop.refusal = known.refusal
        if known.made:
            if loop.native is None:
                loop.native = NativeStatistics()
            loop.native.add(
                [kernel.types for kernel in known.made],
                known.compile_seconds,
                known.beside_seconds,
                known.exits,
                known.native_seconds,
            )
    else:
        loop.refusal = known  # type: ignore[assignment]


def _definitions(
    unit: Unit, node: nodes.Node, tier: str
) -> Iterator[tuple[nodes.FunctionDefinition | nodes.Lambda, str]]:
    """The functions below `node`; those without a record run where the code around them does."""
    for child in nodes.children(node):
        inner = tier
        if isinstance(child, nodes.FunctionDefinition | nodes.Lambda):
            record = unit.records.get(child)
            inner = tier if record is None else record.tier
            yield child, inner
        yield from _definitions(unit, child, inner)
