"""What the runtime did with each function, as data."""

from __future__ import annotations

from ..syntax import nodes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from ..tiers.dispatch import Engine
    from ..tiers.refusal import Refusal
    from ..values.functions import FunctionRecord, Unit

MODULE = "<module>"


class FunctionStatistics:
    """One function of a source, or the source's own statements ("<module>").

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
    ) -> None:
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


def collect(engine: Engine, compiled_units: Container[Unit]) -> list[FunctionStatistics]:
    """The functions of all units in the order of the sources; each unit's statements first."""
    found = []
    decisions = {event.file: event for event in engine.events if event.name == MODULE}
    for unit in engine.units:
        file = unit.source.name
        tier = "bytecode" if unit in compiled_units else "walk"
        module = FunctionStatistics(MODULE, file, 1, tier, 1, sum(unit.back_edges.values()))
        decision = decisions.get(file)
        if decision is not None:
            module.compile_seconds = decision.seconds
            module.refusal = None if isinstance(decision.reason, str) else decision.reason
        found.append(module)
        for node, around in _definitions(unit, unit.tree, tier):
            record = unit.records.get(node)
            line = node.position[0]
            if record is None:
                found.append(FunctionStatistics(node.scope.qualname, file, line, around))
            else:
                found.append(_of_record(record, file, line))
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
