"""Between which numbers the ints of a routine lie, where that is known.

Bounds go with the kinds of variables through straight code, and get narrower behind a comparison
of them (`narrow`). Where blocks join they are widened to what all ways there have in common; a
loop's header is guessed: each variable that the loop binds keeps its lower bound and has no upper
one, others keep both. A block is made after all that lead to it but the ends of loops, so a guess
can only turn out wrong there: then all is begun again with that variable left out
(`Guesses.loose`), as often as it takes.
"""

from __future__ import annotations

from ...syntax import nodes
from .kinds import HIGHEST, INT, LOWEST, MAYBE
from .plan import ROUND

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .emitter import Value
    from .plan import Point

    # By the name of a variable, or what is asked of an object and its register.
    Known = dict[tuple[object, ...], Value]

Bounds = dict[str, tuple[int, int]]

ANY = (LOWEST, HIGHEST)


class Kinds(dict[str, str]):
    """The kinds of variables, by name, and the bounds of those that are ints; what registers are
    known to hold (see objects).

    A plain copy of it as a dictionary has no bounds and nothing known: that is right everywhere.
    """

    __slots__ = ("bounds", "known")

    def __init__(
        self, kinds: dict[str, str], bounds: Bounds | None = None, known: Known | None = None
    ) -> None:
        super().__init__(kinds)
        self.bounds: Bounds = dict(bounds or {})
        self.known: Known = dict(known or {})

    def __setitem__(self, name: str, kind: str) -> None:
        super().__setitem__(name, kind)
        self.bounds.pop(name, None)
        self.known.pop((name,), None)

    def copy(self) -> Kinds:
        return Kinds(self, self.bounds, self.known)


def bounds_in(kinds: dict[str, str]) -> Bounds:
    return kinds.bounds if isinstance(kinds, Kinds) else {}


def known_in(kinds: dict[str, str]) -> Known:
    return kinds.known if isinstance(kinds, Kinds) else {}


def note(kinds: dict[str, str], name: str, low: int, high: int) -> None:
    """A variable, or a number of a loop's state, has a new value."""
    if isinstance(kinds, Kinds):
        if (low, high) == ANY:
            kinds.bounds.pop(name, None)
        else:
            kinds.bounds[name] = (low, high)


def narrow(kinds: dict[str, str], test: nodes.Expression, holds: bool) -> None:
    """A condition has been found to hold, or not to: so much is known of the ints that it compares
    by name.
    """
    if isinstance(test, nodes.UnaryOperation) and test.operator == "not":
        narrow(kinds, test.operand, not holds)
    elif isinstance(test, nodes.BooleanOperation):
        if holds is (test.operator == "and"):
            for value in test.values:
                narrow(kinds, value, holds)
    elif isinstance(test, nodes.Comparison) and len(test.operators) == 1:
        (operator,), (right,) = test.operators, test.comparators
        if not holds:
            operator = _OPPOSITES.get(operator, "")
        if operator in (">", ">="):
            _order(kinds, right, test.left, operator == ">")
        elif operator in ("<", "<="):
            _order(kinds, test.left, right, operator == "<")
        elif operator == "==":
            _order(kinds, test.left, right, False)
            _order(kinds, right, test.left, False)


_OPPOSITES = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "!=": "=="}


def _order(
    kinds: dict[str, str], one: nodes.Expression, other: nodes.Expression, strictly: bool
) -> None:
    """One number is not larger than the other, or is less."""
    first, second = _limits(kinds, one), _limits(kinds, other)
    if first is None or second is None:
        return
    _put(kinds, one, first[0], min(first[1], second[1] - strictly))
    _put(kinds, other, max(second[0], first[0] + strictly), second[1])


def _limits(kinds: dict[str, str], node: nodes.Expression) -> tuple[int, int] | None:
    if isinstance(node, nodes.Constant) and type(node.value) is int:
        return node.value, node.value
    if isinstance(node, nodes.Name) and kinds.get(node.name) == INT:
        return bounds_in(kinds).get(node.name, ANY)
    return None


def _put(kinds: dict[str, str], node: nodes.Expression, low: int, high: int) -> None:
    # What can't be is nowhere gone to.
    if isinstance(node, nodes.Name) and low <= high:
        note(kinds, node.name, low, high)


class Guesses:
    """The bounds with which the blocks of a routine begin.

    loose: by the number of a point, the variables of which nothing is known there; kept while the
    routine is made again and again.
    """

    def __init__(self, loose: dict[int, set[str]]) -> None:
        self.loose = loose
        self.blocks: dict[str, Bounds] = {}
        self.begun: set[str] = set()
        self.wrong = False

    def arrive(self, label: str, point: Point, kinds: dict[str, str], given: Bounds) -> None:
        """The block of a point is gone to, with what is known on that way."""
        known = self.blocks.get(label)
        if known is None:
            loose = self.loose.get(point.number, ())
            known = {
                name: limits
                for name, limits in given.items()
                if name not in loose and kinds.get(name, INT) in (INT, MAYBE + INT)
            }
            if point.kind == ROUND:
                for name in point.loop.binds & known.keys():
                    known[name] = (known[name][0], HIGHEST)
            self.blocks[label] = {name: limits for name, limits in known.items() if limits != ANY}
            return
        for name, (low, high) in list(known.items()):
            least, most = given.get(name, ANY)
            if low <= least and most <= high:
                continue
            if label in self.begun:
                self.loose.setdefault(point.number, set()).add(name)
                self.wrong = True
            elif name in given:
                known[name] = (min(low, least), max(high, most))
            else:
                del known[name]

    def begin(self, label: str) -> Bounds:
        self.begun.add(label)
        return self.blocks.get(label, {})
