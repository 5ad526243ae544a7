"""A routine: blocks for the points of a plan, each for the kinds that variables have there.

Kinds are followed along control flow. A block is made for each point and each assignment of kinds
that reaches it (lazy basic block versioning, after Chevalier-Boisvert and Feeley, 2015), so

    s = 0
    for x in floats { s += x }

gets one version of the loop for its first round, where `s` is an int, and one for all others. The
blocks inside a version of a loop are its own: each version has one entrance, and LLVM sees plain
nested loops. Where versions would differ only in whether a variable is bound, they are made one,
with a flag beside the variable: that shows when the second of them is met, and then all is begun
again with that known (`Restart`).

A kernel that pauses in an inner loop is entered again from the outermost one: each loop with
others in it looks, at the beginning of a round, whether it is only passed through.
"""

from __future__ import annotations

from ...syntax import nodes
from ..refusal import TOO_DEEP, TYPE_CHANGES, Refusal
from .bounds import Bounds, Guesses, Kinds, bounds_in, known_in
from .emitter import FORM
from .kinds import FILLED, MAYBE, ONE_OF, filled, is_object, merged, one_of, options
from .plan import ROUND, STATEMENT, Loop, Plan, Point
from .statements import Statements


class Hints(dict[int, dict[str, str]]):
    """Point -> variables that may be unbound there, and their kinds where they are bound; and what
    was guessed wrongly of bounds.
    """

    def __init__(self) -> None:
        super().__init__()
        self.loose: dict[int, set[str]] = {}
        # The points where nothing is known of objects: they are come to once more later.
        self.unknown: set[int] = set()


TYPE_CHECKING = False
if TYPE_CHECKING:
    from .bounds import Known

MOST_VERSIONS = 6
MOST_BLOCKS = 3000


class Restart(Exception):  # noqa: N818 (it is an answer)
    """Something was learnt that changes blocks that are made already."""


class Version:
    """A loop for certain kinds of variables and of what it runs over.

    bounds    of variables, at the beginning of its rounds
    context   the versions of the loops around it
    number    by which a kernel that paused in it is entered again
    """

    __slots__ = ("bounds", "context", "kinds", "label", "loop", "number", "sources")

    def __init__(
        self,
        loop: Loop,
        kinds: dict[str, str],
        sources: tuple[str, ...],
        context: tuple[Version, ...],
        label: str,
        number: int,
    ) -> None:
        self.bounds: Bounds = {}
        self.loop = loop
        self.kinds = kinds
        self.sources = sources
        self.context = context
        self.label = label
        self.number = number

    def takes(self, variables: dict[str, object]) -> bool:
        """Whether ints are still where they were when it paused: others may have bound them."""
        for name, (low, high) in self.bounds.items():
            value = variables.get(name)
            if isinstance(value, int) and not low <= value <= high:
                return False
        return True


class Routine(Statements):
    """Makes the blocks of a plan."""

    def __init__(self, plan: Plan, names: dict[str, int], hints: Hints) -> None:
        super().__init__(names)
        self.plan = plan
        self.hints = hints
        self.blocks: dict[tuple[object, ...], str] = {}
        self.reached: dict[tuple[object, ...], list[dict[str, str]]] = {}
        self.pending: list[tuple[str, Point, dict[str, str], tuple[Version, ...]]] = []
        self.versions: list[Version] = []
        self.guesses = Guesses(hints.loose)
        # The statements that have native code in some version, and those that have none in one.
        self.done: set[Point] = set()
        self.refused: dict[Point, Refusal] = {}
        self.context: tuple[Version, ...] = ()
        # What is known at the beginning of blocks, and those that the statement under way leads to.
        self.known_at: dict[str, Known] = {}
        self.led_to: list[str] = []
        self.point: Point

    @property
    def counts(self) -> bool:  # type: ignore[override]
        return self.plan.counts

    def count_references(self) -> None:
        if not self.plan.counts:
            self.plan.counts = True
            raise Restart

    def make_blocks(self) -> None:
        """Make all blocks that are reached."""
        while self.pending:
            first = min(range(len(self.pending)), key=lambda one: self.pending[one][1].order)
            label, point, kinds, context = self.pending.pop(first)
            self.begin(label)
            self.kinds = Kinds(kinds, self.guesses.begin(label), self.known_at.get(label))
            self.led_to = []
            self.before = kinds
            self.context = context
            self.point = point
            self.node = point.node
            self.begin_statement()
            self.conditional = 0
            if point.kind == STATEMENT:
                self.try_statement(point)
            elif point.kind == ROUND:
                self.round(context[-1])
            else:
                self.end(point)
        for point, refusal in self.refused.items():
            if point not in self.done:
                raise refusal
        if self.guesses.wrong:
            raise Restart
        for version in self.versions:
            version.bounds = self.guesses.blocks[version.label]

    def try_statement(self, point: Point) -> None:
        """A statement that is not always reached may be one that leaves the kernel, and so may one
        for which there is native code with other kinds of variables only.
        """
        made = len(self.lines)
        try:
            self.statement(point)
            self.done.add(point)
        except Refusal as refusal:
            if isinstance(point.node, (nodes.For, nodes.While)):
                raise
            if not point.branched:
                self.refused.setdefault(point, refusal)
            del self.lines[made:]
            for label in self.led_to:
                # It may be known by registers that are no more.
                self.known_at[label] = {}
            self.begin_statement()
            self.emit(f"br label %{self.exit_label(FORM)}")

    def end(self, point: Point) -> None:
        raise NotImplementedError

    def round(self, version: Version) -> None:
        raise NotImplementedError

    # Jumps

    @property
    def may_name(self) -> bool:  # type: ignore[override]
        return not isinstance(self.point.node, nodes.Return)

    def goto(self, point: Point) -> None:
        self.bind_named()
        if self.counts:
            for version in self.context[point.depth :]:
                self.leave_loop(version)
        if point.kind == ROUND:
            version = self.context[point.depth - 1]
            self.enter(point, version.sources)
            return
        context = self.context[: point.depth]
        self.give_up_fresh()
        kinds = self.joined(point, context, ())
        self.emit(f"br label %{self.block(point, kinds, context, ())}")

    def enter(self, point: Point, sources: tuple[str, ...]) -> None:
        """Go to a loop's next round."""
        self.bind_named()
        context = self.context[: point.depth - 1]
        self.give_up_fresh()
        kinds = self.joined(point, context, sources)
        self.emit(f"br label %{self.block(point, kinds, context, sources)}")

    def leave_loop(self, version: Version) -> None:
        """Give up what a loop runs over."""
        raise NotImplementedError

    def joined(
        self, point: Point, context: tuple[Version, ...], sources: tuple[str, ...]
    ) -> dict[str, str]:
        """The kinds with which a point is reached from here, flags set where it has them."""
        kinds = dict(self.kinds)
        for name, kind in self.hints.get(point.number, {}).items():
            now = kinds.get(name)
            if self.counts and not any(map(is_object, options(now))):
                self.begin_empty(name, kind)
            if kind.startswith(ONE_OF):
                self.set_tag(name, now)
                kinds[name] = one_of(options(kind) | options(now))
                continue
            if now is not None and merged(now.removeprefix(MAYBE), kind[1:]) != kind[1:]:
                continue
            if kind.startswith(FILLED):
                if now is not None:
                    kinds[name] = (MAYBE if now.startswith(MAYBE) else "") + kind[1:]
                continue
            kinds[name] = kind
            if now is None or not now.startswith(MAYBE):
                self.home(name, kind[1:])
                bound = "false" if now is None else "true"
                self.emit(f"store i1 {bound}, ptr {self.flag(name)}")
        self.learn(point, kinds, (point.number, *context, *sources))
        return kinds

    def begin_empty(self, name: str, kind: str) -> None:
        """The variable is of no kind with references, and may be of one of such from here."""
        objects = [one for one in sorted(options(kind)) if is_object(one)]
        if objects:
            self.emit(f"store ptr null, ptr {self.home(name, objects[0])}")

    def set_tag(self, name: str, kind: str | None) -> None:
        """Note of which kind a variable is that will be of one of several."""
        if kind is not None and kind.startswith(ONE_OF):
            return
        text = str(self.tags.setdefault(kind or "", len(self.tags)))
        if kind is not None and kind.startswith(MAYBE):
            number = self.tags.setdefault(kind[1:], len(self.tags))
            bound = self.op(f"load i1, ptr {self.flag(name)}")
            text = self.op(f"select i1 {bound}, i64 {number}, i64 0")
        self.emit(f"store i64 {text}, ptr {self.tag(name)}")

    def learn(self, point: Point, kinds: dict[str, str], key: tuple[object, ...]) -> None:
        """Compare with how the point was reached before; begin again if that is to be joined."""
        others = self.reached.setdefault(key, [])
        if kinds in others:
            return
        for other in others:
            differing = [name for name in {**kinds, **other} if kinds.get(name) != other.get(name)]
            found = {}
            for name in differing:
                both = options(kinds.get(name)) | options(other.get(name))
                if name not in point.live:
                    found[name] = one_of(both)
                else:
                    fill = filled(both)
                    if fill is not None:
                        found[name] = fill
            if len(found) == len(differing):
                self.hints.setdefault(point.number, {}).update(found)
                raise Restart
        others.append(kinds)
        if len(others) > MOST_VERSIONS:
            raise Refusal(TYPE_CHANGES, point.node.position)

    def block(
        self,
        point: Point,
        kinds: dict[str, str],
        context: tuple[Version, ...],
        sources: tuple[str, ...],
    ) -> str:
        key = (point.number, tuple(sorted(kinds.items())), context, sources)
        label = self.blocks.get(key)
        if label is None:
            if len(self.blocks) > MOST_BLOCKS:
                raise Refusal(TOO_DEEP, self.plan.start.node.position)
            label = self.blocks[key] = self.label()
            if point.kind == ROUND:
                version = Version(
                    point.loop, kinds, sources, context, label, len(self.versions) + 1
                )
                self.versions.append(version)
                context = (*context, version)
            self.pending.append((label, point, kinds, context))
        self.guesses.arrive(label, point, kinds, bounds_in(self.kinds))
        if point.kind == STATEMENT:
            self.arrive(label, point, kinds)
        return label

    def arrive(self, label: str, point: Point, kinds: dict[str, str]) -> None:
        """A block is gone to, with what is known on that way."""
        before = self.known_at.get(label)
        now = known_in(self.kinds)
        if before is None:
            # Of a variable that is of another kind from there the register is asked anew.
            before = {
                key: value
                for key, value in now.items()
                if len(key) > 1 or self.kinds.get(str(key[0])) == kinds.get(str(key[0]))
            }
        both = {key: value for key, value in before.items() if now.get(key) is value}
        if point.number in self.hints.unknown:
            both = {}
        if label in self.guesses.begun and len(both) < len(before):
            self.hints.unknown.add(point.number)
            self.guesses.wrong = True
        self.known_at[label] = both
        self.led_to.append(label)
