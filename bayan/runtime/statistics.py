"""What the runtime did with each function, as data."""

from __future__ import annotations

from ..syntax import nodes
from ..tiers.events import FUNCTION, LOOP, MODULE
from ..tiers.numeric_loops import NumericLoop
from ..tiers.policy import estimated_saving
from ..tiers.replacement import CompiledLoop

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from ..tiers.dispatch import Engine
    from ..tiers.refusal import Refusal
    from ..values.functions import FunctionRecord, Unit

MODULE_NAME = "<module>"


class FunctionStatistics:
    """One function of a source, its own statements ("<module>"), or a loop that got hot.

    form             "function", "module" or "loop"; a loop has the name of the function around it
    tier             "walk" or "bytecode": where its next call runs
    calls            calls that the engine saw; compiled code is called without it
    back_edges       rounds of its loops that the walker took
    compile_seconds  time spent compiling it, nested functions included
    refusal          why the tier above refused it, or None
    """

    __slots__ = (
        "back_edges",
        "calls",
        "compile_seconds",
        "file",
        "form",
        "line",
        "name",
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

    def __repr__(self) -> str:
        return f"FunctionStatistics({self.name} {self.file}:{self.line} {self.tier})"


class Balance:
    """What compiling cost, and what it may have saved.

    seconds          what the program took, all of it
    compile_seconds  of these, spent compiling
    saved_seconds    an estimate: see policy.estimated_saving
    """

    __slots__ = ("compile_seconds", "saved_seconds", "seconds")

    def __init__(self, functions: Iterable[FunctionStatistics], seconds: float) -> None:
        spent = 0.0
        walked = 0
        for function in functions:
            spent += function.compile_seconds
            # Those of a loop are among its function's.
            if function.form != LOOP:
                walked += function.calls + function.back_edges
        self.seconds = seconds
        self.compile_seconds = spent
        self.saved_seconds = estimated_saving(seconds, spent, walked) if spent else 0.0


def collect(engine: Engine, compiled_units: Container[Unit]) -> list[FunctionStatistics]:
    """The functions of all units in the order of the sources; each unit's statements first."""
    found = []
    decisions = {event.file: event for event in engine.events if event.form == MODULE}
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
        found.extend(_loops(unit, MODULE_NAME, file))
        for node, around in _definitions(unit, unit.tree, tier):
            record = unit.records.get(node)
            line = node.position[0]
            if record is None:
                found.append(FunctionStatistics(node.scope.qualname, file, line, around))
            else:
                found.append(_of_record(record, file, line))
                found.extend(_loops(record, record.qualname, file))
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
    )


def _loops(owner: FunctionRecord | Unit, name: str, file: str) -> Iterator[FunctionStatistics]:
    """The loops that another tier was asked to take over, in the order in which it was."""
    for node, known in owner.loops.items():
        rounds = owner.back_edges.get(node, 0)
        line = node.position[0]
        if isinstance(known, CompiledLoop):
            seconds = known.seconds
            yield FunctionStatistics(name, file, line, "bytecode", 0, rounds, seconds, None, LOOP)
        elif isinstance(known, NumericLoop):
            tier = "bytecode" if known.kernel is None else "native"
            seconds = known.bytecode_seconds + known.compile_seconds
            refusal = known.refusal
            yield FunctionStatistics(name, file, line, tier, 0, rounds, seconds, refusal, LOOP)
        else:
            yield FunctionStatistics(name, file, line, "walk", 0, rounds, 0.0, known, LOOP)


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
