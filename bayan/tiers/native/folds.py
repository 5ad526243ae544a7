"""Functions that use up a generator expression: sum, min, max, any, all, list, sorted.

    sum(x * x for x in a)       a loop that adds; no generator is made, and no list

What goes through a list does the same with its elements (see creation). A statement that is left
half-way is done again below, so nothing may be seen of a loop that was left.
"""

from __future__ import annotations

from ...syntax import nodes
from ..refusal import UNKNOWN_CALL, UNKNOWN_FORM, Refusal
from .creation import Creation
from .emitter import Value
from .kinds import BOOL
from .plan import Plan

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from .creation import Use


class Folds(Creation):
    """Calls with a generator expression."""

    plan: Plan

    def call(self, node: nodes.Call) -> Value:
        if len(node.arguments) != 1 or node.keywords:
            return super().call(node)
        (argument,) = node.arguments
        if not isinstance(argument, nodes.GeneratorExpression):
            return super().call(node)
        name = self.resolve(node.function)
        comprehension = self.plan.inlined(argument)
        if comprehension is None:
            raise Refusal(UNKNOWN_FORM, argument.position)

        def each(use: Use) -> None:
            self.each_of(comprehension, use)

        if name == "sum":
            return self.sum_of(each, node)
        if name in ("min", "max"):
            return self.extreme_among(name, each, node)
        if name in ("any", "all"):
            return self.any_of(each, name == "any", node)
        if name in ("list", "sorted"):
            new = self.comprehension(comprehension)
            if name == "sorted":
                self.sort(new)
            return new
        raise Refusal(UNKNOWN_CALL, node.position)

    def each_of(self, comprehension: nodes.ListComprehension, use: Use) -> None:
        """Use every element; `use` gets it, and the label of the end."""
        out = self.label()
        kinds = dict(self.kinds)
        since = len(self.fresh)
        self.conditional += 1

        def element() -> None:
            value = self.expression(comprehension.element)
            if len(self.fresh) > since:
                # It would have to be given up on each way on.
                raise Refusal(UNKNOWN_FORM, comprehension.position)
            use(value, out)

        self.rounds(comprehension, 0, element)
        self.conditional -= 1
        self.emit(f"br label %{out}")
        self.begin(out)
        self.kinds = kinds

    def any_of(self, each: Callable[[Use], None], wanted: bool, node: nodes.Node) -> Value:
        """Whether some element is true; not `wanted`: whether all are."""
        found = self.temporary("i1")
        self.emit(f"store i1 {'false' if wanted else 'true'}, ptr {found}")

        def test(item: Value, out: str) -> None:
            if item.parts is not None:
                raise Refusal(UNKNOWN_FORM, node.position)
            hit, go = self.label(), self.label()
            ways = (hit, go) if wanted else (go, hit)
            self.emit(f"br i1 {self.truth(item)}, label %{ways[0]}, label %{ways[1]}")
            self.begin(hit)
            self.emit(f"store i1 {'true' if wanted else 'false'}, ptr {found}")
            self.emit(f"br label %{out}")
            self.begin(go)

        each(test)
        return Value(BOOL, self.op(f"load i1, ptr {found}"))
