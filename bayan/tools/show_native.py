"""What the native tier made of a program that has run, as text for people: `bayan show native`.

Types come from the values that variables had, so there is nothing to show of what was not reached.
"""

from __future__ import annotations

from ..runtime.native_words import (
    all_types_in_words,
    exits_in_words,
    places_in_words,
    types_in_words,
)
from ..syntax import nodes
from ..syntax.diagnostics import excerpt
from ..tiers.bytecode.numeric import why_not_native
from ..tiers.events import FUNCTION, NATIVE
from ..tiers.native import PAUSE
from ..tiers.native.shapes import in_words
from ..tiers.refusal import Refusal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..syntax.bindings import Scope
    from ..tiers.dispatch import Engine
    from ..tiers.native.kernel import Kernel
    from ..tiers.numeric_loops import NumericLoop
    from ..values.functions import Unit

    Loop = nodes.For | nodes.While

WORDS = {
    "en": {
        "native": "loop in {name}: native",
        "refused": "loop in {name}: not native",
        "not reached": "loop in {name}: not reached, or not for a whole round",
        "entry": "types at its entry: {types}",
        "over": "runs over: {kind}",
        "inside": "types in it: {types}",
        "work": "compiled in {made:.1f} ms, entered {entries} times, {inside:.1f} ms inside",
        "exits": "left because: {exits}",
        "parts": "loops in it, at lines: {lines}",
        "nothing": "there are no loops",
        "function": "function {name}: native",
        "function refused": "function {name}: not native",
        "made": "compiled in {made:.1f} ms",
        "gives": "gives: {kind}",
    },
    "ar": {
        "native": "حلقة في {name}: شيفرة أصلية",
        "refused": "حلقة في {name}: ليست شيفرة أصلية",
        "not reached": "حلقة في {name}: لم تنفذ، أو لم تنفذ منها دورة كاملة",
        "entry": "الأنواع عند الدخول: {types}",
        "over": "تمر على: {kind}",
        "inside": "الأنواع فيها: {types}",
        "work": "تُرجمت في {made:.1f} م.ث، ودُخلت {entries} مرة، والزمن فيها {inside:.1f} م.ث",
        "exits": "سبب الخروج: {exits}",
        "parts": "حلقات فيها، في الأسطر: {lines}",
        "nothing": "لا حلقات في البرنامج",
        "function": "الدالة {name}: شيفرة أصلية",
        "function refused": "الدالة {name}: ليست شيفرة أصلية",
        "made": "تُرجمت في {made:.1f} م.ث",
        "gives": "ترجع: {kind}",
    },
}


def native(engine: Engine, unit: Unit, language: str) -> str:
    """Each loop of a source whose program has run in `engine`: its native code with the types of
    its variables, or why there is none, with the place. A loop in a native one is a part of it.
    So, too, each function that native code was asked for as a whole.
    """
    return _Listing(engine, unit, language).text()


class _Listing:
    def __init__(self, engine: Engine, unit: Unit, language: str) -> None:
        self.unit = unit
        self.language = language
        self.words = WORDS[language]
        # Functions that native code was asked for and refused, by their lines.
        self.refused_functions: dict[int, Refusal] = {
            event.line: event.reason
            for event in engine.events
            if isinstance(event.reason, Refusal)
            and (event.tier, event.form, event.file) == (NATIVE, FUNCTION, unit.source.name)
        }
        self.numeric: dict[nodes.Node, list[NumericLoop]] = {}
        for one in engine.numeric_loops:
            if one.unit is unit:
                self.numeric.setdefault(one.loop, []).append(one)
        # Loops that the tier below refused already.
        self.refused: dict[nodes.Node, Refusal] = {}
        for loops in (unit.loops, *(record.loops for record in unit.records.values())):
            for loop, known in loops.items():
                if isinstance(known, Refusal):
                    self.refused[loop] = known

    def text(self) -> str:
        parts = list(self._below(self.unit.tree, self.unit.tree.scope))
        return "\n".join(parts) or self.words["nothing"] + "\n"

    def _below(self, node: nodes.Node, scope: Scope) -> Iterator[str]:
        for child in nodes.children(node):
            around = scope
            if isinstance(child, nodes.FunctionDefinition | nodes.ClassDefinition | nodes.Lambda):
                around = child.scope
                yield from self._function(child)
            if isinstance(child, nodes.For | nodes.While):
                yield self._loop(child, scope)
                if self._kernels(child):
                    # What is in its `else` is no part of it.
                    for statement in child.otherwise:
                        yield from self._below(statement, scope)
                    continue
            yield from self._below(child, around)

    def _function(
        self, node: nodes.FunctionDefinition | nodes.ClassDefinition | nodes.Lambda
    ) -> Iterator[str]:
        """A function that native code was asked for as a whole."""
        record = self.unit.records.get(node)
        kernels = [] if record is None or record.site is None else record.site.kernels
        refusal = self.refused_functions.get(node.position[0])
        if record is None or not (kernels or refusal):
            return
        name = record.qualname
        if refusal is not None:
            lines = [
                *self._head("function refused", node, name),
                *self._why(refusal),
            ]
            yield "".join(f"{line}\n" for line in lines)
            return
        lines = self._head("function", node, name)
        for kernel in kernels:
            types = dict(zip(record.parameter_names, kernel.kinds, strict=True))
            lines += [
                self.words["made"].format(made=(kernel.seconds + kernel.beside_seconds) * 1000),
                self.words["entry"].format(types=types_in_words(types)),
                self.words["gives"].format(kind=kernel.result),
                "",
                kernel.text.rstrip("\n"),
                "",
            ]
        yield "".join(f"{line}\n" for line in lines)

    def _kernels(self, loop: Loop) -> list[Kernel]:
        return [kernel for one in self.numeric.get(loop, ()) for kernel in one.made]

    def _loop(self, loop: Loop, scope: Scope) -> str:
        kernels = self._kernels(loop)
        ones = self.numeric.get(loop, [])
        refusals = [one.refusal for one in ones if one.refusal is not None]
        refusal = refusals[0] if refusals else self.refused.get(loop)
        if kernels:
            lines = self._head("native", loop, scope.qualname)
            for one in ones:
                lines += self._native(one)
            if refusal is not None:
                lines += self._why(refusal)
            return "".join(f"{line}\n" for line in lines)
        refusal = refusal or why_not_native(self.unit, loop)
        if refusal is None:
            lines = self._head("not reached", loop, scope.qualname)
        else:
            lines = [*self._head("refused", loop, scope.qualname), *self._why(refusal)]
        return "".join(f"{line}\n" for line in lines)

    def _head(self, word: str, node: nodes.Node, name: str) -> list[str]:
        first = self.words[word].format(name=name)
        return [f"{self._place(node.position)}: {first}", *excerpt(self.unit.source, node.position)]

    def _why(self, refusal: Refusal) -> list[str]:
        return [
            f"{self._place(refusal.position)}: {refusal.sentence(self.language)}",
            *excerpt(self.unit.source, refusal.position),
        ]

    def _place(self, position: nodes.Position) -> str:
        return f"{self.unit.source.name}:{position[0]}:{position[1] + 1}"

    def _native(self, one: NumericLoop) -> Iterator[str]:
        if not one.made:
            return
        words = self.words
        inner = one.made[0].inner_loops
        if inner:
            lines = places_in_words(node.position[0] for node in inner)
            yield words["parts"].format(lines=lines)
        exits = {reason: count for reason, count in one.exits.items() if reason != PAUSE}
        yield words["work"].format(
            made=(one.compile_seconds + one.beside_seconds) * 1000,
            entries=sum(exits.values()),
            inside=one.native_seconds * 1000,
        )
        if exits:
            yield words["exits"].format(exits=exits_in_words(exits, self.language))
        for kernel in one.made:
            yield words["entry"].format(types=types_in_words(kernel.types))
            if kernel.iterator is not None:
                yield words["over"].format(kind=in_words(kernel.iterator))
            inside = all_types_in_words(kernel.inferred(), self.language)
            yield words["inside"].format(types=inside)
            yield ""
            yield kernel.text.rstrip("\n")
            yield ""
