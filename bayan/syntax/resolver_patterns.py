"""The patterns of `match`: which names they bind, and what Python's compiler says against them."""

from __future__ import annotations

from .nodes import (
    CapturePattern,
    ClassPattern,
    Constant,
    MappingPattern,
    OrPattern,
    SequencePattern,
    StarPattern,
    ValuePattern,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .nodes import MatchCase, Node, Pattern, Position
    from .resolver import Collector


def check_cases(cases: list[MatchCase], collector: Collector) -> None:
    """Binds the names of all patterns; only the last case without a guard may take everything."""
    for case in cases:
        may_take_all = case.guard is not None or case is cases[-1]
        _Checker(collector).check(case.pattern, may_take_all)


class _Checker:
    """Checks one pattern; `bound` are its names so far."""

    def __init__(self, collector: Collector) -> None:
        self.collector = collector
        self.bound: set[str] = set()

    def bind(self, name: str, node: Node) -> str:
        name = self.collector.mangled(name)
        if name in self.bound:
            self.collector.report("B328", node.position, name)
        self.bound.add(name)
        self.collector.bind(name, node)
        return name

    def check_all(self, patterns: list[Pattern]) -> None:
        for pattern in patterns:
            self.check(pattern, True)

    def check(self, pattern: Pattern, may_take_all: bool) -> None:
        if isinstance(pattern, CapturePattern):
            self.capture(pattern, may_take_all)
        elif isinstance(pattern, ValuePattern):
            self.collector.visit(pattern.value)
        elif isinstance(pattern, SequencePattern):
            stars = [part for part in pattern.patterns if isinstance(part, StarPattern)]
            if len(stars) > 1:
                self.collector.report("B329", stars[1].position)
            self.check_all(pattern.patterns)
        elif isinstance(pattern, StarPattern):
            if pattern.name is not None:
                pattern.name = self.bind(pattern.name, pattern)
        elif isinstance(pattern, MappingPattern):
            self.mapping(pattern)
        elif isinstance(pattern, ClassPattern):
            self.collector.visit(pattern.class_)
            self.check_repeated(pattern.keyword_names, pattern.position)
            self.check_all(pattern.patterns)
            self.check_all(pattern.keyword_patterns)
        elif isinstance(pattern, OrPattern):
            self.alternatives(pattern, may_take_all)

    def capture(self, pattern: CapturePattern, may_take_all: bool) -> None:
        if pattern.pattern is not None:
            self.check(pattern.pattern, may_take_all)
        elif not may_take_all:
            if pattern.name is None:
                self.collector.report("B325", pattern.position)
            else:
                self.collector.report("B326", pattern.position, pattern.name)
        if pattern.name is not None:
            pattern.name = self.bind(pattern.name, pattern)

    def mapping(self, pattern: MappingPattern) -> None:
        seen: set[object] = set()
        for key in pattern.keys:
            if isinstance(key, Constant):
                # As in Python, where 1 and True are one key.
                if key.value in seen:
                    self.collector.report("B331", key.position, repr(key.value))
                seen.add(key.value)
            self.collector.visit(key)
        self.check_all(pattern.patterns)
        if pattern.rest is not None:
            pattern.rest = self.bind(pattern.rest, pattern)

    def check_repeated(self, names: list[str], position: Position) -> None:
        for index, name in enumerate(names):
            if name in names[:index]:
                self.collector.report("B330", position, name)

    def alternatives(self, pattern: OrPattern, may_take_all: bool) -> None:
        before = self.bound
        first: set[str] | None = None
        for part in pattern.patterns:
            self.bound = set(before)
            self.check(part, may_take_all and part is pattern.patterns[-1])
            if first is None:
                first = self.bound
            elif self.bound != first:
                self.collector.report("B327", pattern.position)
                break
