"""Where a compiled function asks whether native code does the call that it is in.

    def fib(n) {
        if n < 2 { return n }
                                LOAD_CONST ticks, if its next is None go on at rest:
                                «entrance 1»(n), if that does not give «left» return it,
        return fib(n - 1) + …   rest:
    }

The ticks are a list's iterator, which gives as many Nones as there are calls before it is worth
asking: taking one costs some nanoseconds and no call. «entrance 1» lies in the built-ins of the
module; what it is and decides: see tiers.function_sites. Once there is native code it is that, and
the ticks are at their end for ever.

An entrance stands where a call turns out to be none that ends at once: those are half of all calls
or more, and no quicker as native ones. Nothing has happened by then that native code, which begins
anew, would do again.

Functions have entrances whose forms are those that native code takes and that call themselves, by a
global name, perhaps through others: native code runs all of such a recursion; and those that use up
a generator expression, which takes its time without a loop that could be asked about. Others that
native code can run as a whole get one once a loop of theirs has taken long in many short visits.
"""

from __future__ import annotations

from ...syntax import nodes
from .assembler import Target
from .frame import EXPRESSIONS, Frame
from .numeric import Names, numeric_calls, numeric_calls_in, uses_up

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...syntax.bindings import Scope
    from ...values.functions import FunctionRecord, Unit

    Function = nodes.FunctionDefinition | nodes.Lambda

# The key of what says that native code can't do a call.
LEFT = "left"

# Statements that may come before an entrance.
QUIET = (nodes.ExpressionStatement, nodes.If, nodes.Pass, nodes.Raise, nodes.Return)

# Functions that a recursion is followed through.
MOST_FUNCTIONS = 20


def entrance_key(number: int) -> str:
    return f"«entrance {number}»"


class Entrance:
    """What the code of a function with an entrance is made from.

    number   of all entrances there are
    ticks    the iterator that they are taken from, which is to give None or True
    """

    __slots__ = ("number", "ticks")

    def __init__(self, number: int, ticks: Iterator[bool | None]) -> None:
        self.number = number
        self.ticks = ticks


class EntranceFrame(Frame):
    """The code object of a function with an entrance, perhaps at several places."""

    def __init__(
        self, unit: Unit, scope: Scope, passes: frozenset[str], node: Function, entrance: Entrance
    ) -> None:
        super().__init__(unit, scope, passes)
        self.entrance = entrance
        self.places = set(_places(node))

    def expression(self, node: nodes.Node) -> None:
        if node in self.places:
            self.enter()
        super().expression(node)

    def statements(self, body: list[nodes.Statement]) -> None:
        for node in body:
            if node in self.places and self.reachable:
                self.position = node.position
                self.enter()
            super().statements([node])

    def enter(self) -> None:
        """An entrance; nothing is on the stack."""
        names = self.scope.parameter_names
        at_end, ask, ticked, stay = Target(), Target(), Target(), Target()
        self.load_const(self.entrance.ticks)
        self.for_iterator(at_end)
        self.jump_if_none(True, ticked)
        self.pop()
        self.jump_forward(ask)
        self.place(at_end)
        self.end_for()
        self.place(ask)
        self.load_global_function(entrance_key(self.entrance.number))
        for name in names:
            self.load(name, self.scope.accesses[name])
        self.call(len(names))
        self.copy()
        self.load_intrinsic(LEFT)
        self.compare("is")
        self.jump_if(True, stay)
        self.return_value()
        # On both ways there is one value to drop.
        self.place(stay)
        self.place(ticked)
        self.pop()


def _places(node: Function) -> Iterator[nodes.Node]:
    """The statements and expressions of a function before which it has an entrance."""
    if isinstance(node, nodes.Lambda):
        return _places_in_value(node.body)
    return _places_in_block(node.body)


def _places_in_block(body: list[nodes.Statement]) -> Iterator[nodes.Node]:
    for index, statement in enumerate(body):
        if _is_quiet(statement):
            continue
        if isinstance(statement, nodes.Return) and statement.value is not None:
            yield from _places_in_value(statement.value, statement)
            return
        if not isinstance(statement, nodes.If) or not _is_quiet(statement.test):
            yield statement
            return
        # Each part that is not quiet has to be the end of its call: nobody is asked twice.
        parts = [part for part in (statement.body, statement.otherwise) if not _are_quiet(part)]
        is_last = index == len(body) - 1
        if not is_last and not all(isinstance(part[-1], nodes.Return) for part in parts):
            yield statement
            return
        for part in parts:
            yield from _places_in_block(part)


def _places_in_value(
    value: nodes.Expression, around: nodes.Node | None = None
) -> Iterator[nodes.Node]:
    """The places in what a function returns; `around`, if it is one itself."""
    if isinstance(value, nodes.ConditionalExpression) and _is_quiet(value.test):
        for side in (value.body, value.otherwise):
            if not _is_quiet(side):
                yield from _places_in_value(side)
    else:
        yield around or value


def _are_quiet(body: list[nodes.Statement]) -> bool:
    return all(_is_quiet(statement) for statement in body)


def _is_quiet(node: nodes.Node) -> bool:
    """Whether a piece of code on numbers binds nothing, calls nothing, and takes no time."""
    pending = [node]
    while pending:
        current = pending.pop()
        if not isinstance(current, QUIET) and type(current) not in EXPRESSIONS:
            return False
        if isinstance(current, nodes.Call):
            return False
        if not isinstance(current, nodes.Raise):
            pending.extend(nodes.children(current))
    return True


def may_have_entrance(record: FunctionRecord) -> bool:
    """Whether a function's code is to have an entrance."""
    calls = numeric_calls(record.unit)
    return _calls_itself(record.node, calls) or (record.node in calls and uses_up(record.node))


def may_get_entrance(record: FunctionRecord) -> bool:
    """Whether a function's code is to have an entrance once it turns out to be hot: native code can
    run its calls as a whole.
    """
    return record.node in numeric_calls(record.unit)


def has_entrances(tree: nodes.Module) -> bool:
    """Whether a function of a source may have an entrance."""
    calls = numeric_calls_in(Names(tree))
    return any(_calls_itself(node, calls) or uses_up(node) for node in calls)


def _calls_itself(node: nodes.Node, calls: dict[nodes.Node, list[nodes.Node]]) -> bool:
    seen: set[nodes.Node] = set()
    pending = [node]
    while pending and len(seen) < MOST_FUNCTIONS:
        for called in calls.get(pending.pop(), ()):
            if called is node:
                return True
            if called not in seen:
                seen.add(called)
                pending.append(called)
    return False
