"""Loops: what they run over, and their rounds.

The state of a loop lies in stack slots, three for each sequence that it runs over:

    range(1), range(-1)   next, stop
    range(?)              next, how many are left, step
    list[…], tuple[…]     next index, the object; so do copies, with their numbers
    enumerate(…)          the next number, in a slot of the loop's own

A range of step 1 has one more, the number at which it stops or at which rounds are to be counted,
so a round needs one test for both: in a kernel where no other loop in its rounds counts its own.
Rounds that store into lists take no less time with one test, but their loop takes more to begin.
"""

from __future__ import annotations

from ...syntax import nodes
from ..refusal import UNKNOWN_CALL, UNKNOWN_OPERATION, Refusal
from .bounds import ANY, bounds_in, note
from .cells import is_rows
from .emitter import DOMAIN, OVERFLOW, Value
from .grids import Grids
from .kinds import HIGHEST, INT, LOWEST, is_copy, is_object, sources_of
from .plan import Point
from .routine import Version
from .shapes import is_instance

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .plan import Loop

MOST_SOURCES = 5
# Beside what a loop runs over: this version does not test indices that are inside (see proofs).
INSIDE = "inside"


class Loops(Grids):
    """Loops."""

    # Whether the rounds of each loop are counted by themselves.
    counts_alone = False

    def field(self, loop: Loop, source: int, field: int) -> str:
        return self.slot(f"l{loop.number}s{source}f{field}", "i64")

    def object(self, loop: Loop, source: int) -> str:
        return self.slot(f"l{loop.number}s{source}o", "ptr")

    def items(self, loop: Loop, source: int) -> str:
        """By what the bounds of the numbers of a range are known: no variable has such a name."""
        return f"{loop.number}.{source}"

    def counted(self, loop: Loop) -> str:
        """By what the bounds of the numbers of an enumeration are known."""
        return f"{loop.number}.n"

    def counter(self, loop: Loop) -> str:
        return self.slot(f"l{loop.number}n", "i64")

    # The beginning of a loop

    def begin_loop(self, point: Point) -> None:
        loop = point.loop
        node = loop.node
        if isinstance(node, nodes.While):
            self.enter(loop.round, ())
            return
        if node.is_async:
            raise Refusal(UNKNOWN_OPERATION, node.position)
        kind = self.begin_source(loop, node.iterable)
        if self.counts:
            for slot in self.objects(loop, kind):
                self.emit(f"call void @own(ptr {self.op(f'load ptr, ptr {slot}')})")
        self.begin_rounds(loop, (kind,))
        holds = self.are_inside(loop, kind)
        if holds is not None:
            inside, otherwise = self.label(), self.label()
            self.emit(f"br i1 {holds}, label %{inside}, label %{otherwise}, !prof !81")
            kinds = self.kinds.copy()
            self.begin(inside)
            self.enter(loop.round, (kind, INSIDE))
            self.begin(otherwise)
            self.kinds = kinds
        self.enter(loop.round, (kind,))

    def has_limit(self, loop: Loop, sources: tuple[str, ...]) -> bool:
        """Whether one test tells that a loop of the plan has no more rounds, or has to do with
        counting them.
        """
        can = self.counts_alone or not (loop.has_inner or loop.stores)
        return can and sources[:1] == ("range(1)",) and loop in self.plan.loops

    def limit(self, loop: Loop) -> str:
        return self.slot(f"l{loop.number}m", "i64")

    def begin_rounds(self, loop: Loop, sources: tuple[str, ...]) -> None:
        """To be done before the first round, and before that with which a paused loop goes on."""
        if self.has_limit(loop, sources):
            now = self.op(f"load i64, ptr {self.field(loop, 0, 0)}")
            stop = self.op(f"load i64, ptr {self.field(loop, 0, 1)}")
            last = self.op(f"call i64 @llvm.sadd.sat.i64(i64 {now}, i64 {self.rounds_granted()})")
            first = self.op(f"call i64 @llvm.smin.i64(i64 {stop}, i64 {last})")
            self.emit(f"store i64 {first}, ptr {self.limit(loop)}")
            self.grant(now, first)

    def are_inside(self, loop: Loop, kind: str) -> str | None:
        """At the beginning of a loop: whether indices are inside in all rounds; None where that
        can't be told.
        """
        raise NotImplementedError

    def rounds_granted(self) -> str:
        """How many rounds may be done before anything has to do with counting them."""
        raise NotImplementedError

    def grant(self, now: str, limit: str) -> None:
        """The rounds up to a limit are going to be done."""

    def at_limit(self, version: Version) -> None:
        """There the limit has come; goes on where there are no more rounds."""
        raise NotImplementedError

    def count_round(self, version: Version) -> None:
        """At the beginning of a round."""
        raise NotImplementedError

    def objects(self, loop: Loop, kind: str) -> list[str]:
        """The stack slots of the objects that a loop runs over."""
        sources = enumerate(sources_of(kind))
        return [self.object(loop, index) for index, source in sources if is_object(source)]

    def leave_loop(self, version: Version) -> None:
        for kind in version.sources:
            for slot in self.objects(version.loop, kind):
                self.release(slot)

    def begin_source(self, loop: Loop, node: nodes.Expression) -> str:
        """Store the state of an iterator over a value; gives its kind."""
        name, operands, start = self.iterable(node)
        values = [self.source(operand) for operand in operands]
        if len(values) > MOST_SOURCES:
            raise Refusal(UNKNOWN_CALL, node.position)
        for index, (kind, fields, low, high) in enumerate(values):
            self.set_source(loop, index, kind, fields)
            note(self.kinds, self.items(loop, index), low, high)
        kinds = ", ".join(kind for kind, *_ in values)
        if start is not None:
            self.emit(f"store i64 {start.text}, ptr {self.counter(loop)}")
            note(self.kinds, self.counted(loop), start.low, HIGHEST)
        return f"{name}({kinds})" if name else kinds

    def iterable(self, node: nodes.Expression) -> tuple[str, list[nodes.Expression], Value | None]:
        """Takes enumerate and zip apart: name, what they run over, where counting starts."""
        if isinstance(node, nodes.Call):
            name = self.resolve(node.function)
            if name in ("enumerate", "zip"):
                if node.keywords or not node.arguments:
                    raise Refusal(UNKNOWN_CALL, node.position)
                if name == "zip":
                    return name, node.arguments, None
                start = Value(INT, "0", 0, 0)
                if len(node.arguments) == 2:
                    start = self.whole_number(node.arguments[1])
                return name, node.arguments[:1], start
        return "", [node], None

    def source(self, node: nodes.Expression) -> tuple[str, list[str], int, int]:
        """The kind of something that a loop runs over, the values of its fields, and the bounds of
        its items if they are those of a range.
        """
        if isinstance(node, nodes.Call) and self.resolve(node.function) == "reversed":
            if node.keywords or len(node.arguments) != 1 or not self.is_range(node.arguments[0]):
                raise Refusal(UNKNOWN_CALL, node.position)
            return self.backwards(node.arguments[0])
        if self.is_range(node):
            start, stop, step = self.range_of(node)
            # An item is neither before the start nor at or behind the stop.
            low, high = min(start.low, stop.low + 1), max(start.high, stop.high - 1)
            if step.low > 0:
                low, high = start.low, max(start.low, stop.high - 1)
            elif step.high < 0:
                low, high = min(start.high, stop.low + 1), start.high
            if step.low == step.high and step.low in (1, -1):
                return f"range({step.low})", [start.text, stop.text], low, high
            left = self.count_of(start, stop, step)
            return "range(?)", [start.text, left, step.text], low, high
        value = self.constant_sequence(node) or self.source_of(node)
        is_one = (
            is_copy(value.kind)
            or is_rows(value.kind)
            or (is_object(value.kind) and not is_instance(value.kind))
        )
        if not is_one:
            raise Refusal(UNKNOWN_OPERATION, node.position)
        return value.kind, ["0", value.text], LOWEST, HIGHEST

    def backwards(self, node: nodes.Expression) -> tuple[str, list[str], int, int]:
        """A range from its last number to its first, as `source` gives it."""
        start, stop, step = self.range_of(node)
        if step.low == step.high and step.low in (1, -1):
            first, end = self.add_like("-", stop, step), self.add_like("-", start, step)
            return f"range({-step.low})", [first.text, end.text], LOWEST, HIGHEST
        count = Value(INT, self.count_of(start, stop, step), 0)
        before = self.add_like("-", count, Value(INT, "1", 1, 1))
        first = self.add_like("+", start, self.add_like("*", before, step))
        back = self.add_like("-", Value(INT, "0", 0, 0), step)
        return "range(?)", [first.text, count.text, back.text], LOWEST, HIGHEST

    def count_of(self, start: Value, stop: Value, step: Value) -> str:
        """How many numbers a range has."""
        self.leave_if(self.op(f"icmp eq i64 {step.text}, 0"), DOMAIN)
        up = self.op(f"icmp sgt i64 {step.text}, 0")
        low = self.op(f"select i1 {up}, i64 {start.text}, i64 {stop.text}")
        high = self.op(f"select i1 {up}, i64 {stop.text}, i64 {start.text}")
        minus = self.op(f"sub i64 0, {step.text}")
        size = self.op(f"select i1 {up}, i64 {step.text}, i64 {minus}")
        some = self.op(f"icmp slt i64 {low}, {high}")
        distance = self.op(f"sub i64 {high}, {low}")
        self.leave_if(self.op(f"and i1 {some}, {self.op(f'icmp slt i64 {distance}, 0')}"), OVERFLOW)
        less = self.op(f"sub i64 {distance}, 1")
        steps = self.op(f"udiv i64 {less}, {size}")
        return self.op(f"select i1 {some}, i64 {self.op(f'add i64 {steps}, 1')}, i64 0")

    def set_source(self, loop: Loop, index: int, kind: str, fields: list[str]) -> None:
        for number, text in enumerate(fields):
            if number == 1 and (is_object(kind) or is_copy(kind) or is_rows(kind)):
                self.emit(f"store ptr {text}, ptr {self.object(loop, index)}")
            else:
                self.emit(f"store i64 {text}, ptr {self.field(loop, index, number)}")

    # Rounds

    def round(self, version: Version) -> None:
        loop = version.loop
        self.pass_through(version)
        self.count_round(version)
        node = loop.node
        if isinstance(node, nodes.While):
            known = self.settled(node.test)
            if known is not None:
                self.goto(loop.body if known else loop.done)
                return
            yes, no = self.label(), self.label()
            self.condition(node.test, yes, no)
            kinds = self.kinds.copy()
            self.begin(yes)
            self.narrow(node.test, True)
            self.goto(loop.body)
            self.kinds = kinds
            self.begin(no)
            self.narrow(node.test, False)
            self.goto(loop.done)
            return
        self.next_item(version)

    def pass_through(self, version: Version) -> None:
        """Where a paused kernel is entered again at a loop inside this one."""

    def next_item(self, version: Version) -> None:
        loop = version.loop
        node = loop.node
        assert isinstance(node, nodes.For)
        kinds = self.kinds.copy()
        value, advances, exhausted = self.next_of(loop, version.sources[0])
        flat: list[tuple[nodes.Expression, Value]] = []
        self.unpack(node.target, value, flat, node)
        items = Value("tuple", "", parts=[part for _, part in flat])

        def begin_body(tuple_: Value) -> None:
            targets = [target for target, _ in flat]
            self.assign_item(targets, tuple_.parts or [], node, advances)
            self.goto(loop.body)

        self.split(items, begin_body)
        for out, passed in exhausted:
            self.begin(out)
            self.kinds = kinds.copy()
            if self.has_limit(loop, version.sources):
                self.at_limit(version)
            for at, text in passed:
                self.emit(f"store i64 {text}, ptr {at}")
            self.goto(loop.done)

    def next_of(
        self, loop: Loop, kind: str
    ) -> tuple[Value, list[tuple[str, str]], list[tuple[str, list[tuple[str, str]]]]]:
        """The next item of an iterator; the slots that move on with it, and the values that they
        get; the labels to which it jumps if there is none, with what has moved on by then.
        """
        sources = sources_of(kind)
        values: list[Value] = []
        advances: list[tuple[str, str]] = []
        exhausted: list[tuple[str, list[tuple[str, str]]]] = []
        has_limit = self.has_limit(loop, (kind,))
        for index, source in enumerate(sources):
            more, out = self.label(), self.label()
            exhausted.append((out, list(advances)))
            values.append(self.item(loop, index, source, more, out, advances, has_limit))
        value = values[0]
        if kind.startswith("zip("):
            value = Value("tuple", "", parts=values)
        elif kind.startswith("enumerate("):
            at = self.counter(loop)
            low, _ = bounds_in(self.kinds).get(self.counted(loop), ANY)
            number = Value(INT, self.op(f"load i64, ptr {at}"), low, HIGHEST - 1)
            self.leave_if(self.op(f"icmp eq i64 {number.text}, {HIGHEST}"), OVERFLOW)
            advances.append((at, self.op(f"add nsw i64 {number.text}, 1")))
            value = Value("tuple", "", parts=[number, value])
        return value, advances, exhausted

    def assign_item(
        self,
        targets: list[nodes.Expression],
        values: list[Value],
        node: nodes.For,
        advances: list[tuple[str, str]],
    ) -> None:
        """Bind the targets to an item that is taken for good."""
        if not all(isinstance(one, nodes.Name) for one in targets):
            raise Refusal(UNKNOWN_OPERATION, node.position)
        for at, text in advances:
            self.emit(f"store i64 {text}, ptr {at}")
        for one, part in zip(targets, values, strict=True):
            assert isinstance(one, nodes.Name)
            self.write(one.name, part)

    def item(
        self,
        loop: Loop,
        index: int,
        kind: str,
        more: str,
        out: str,
        advances: list[tuple[str, str]],
        has_limit: bool,
    ) -> Value:
        """The next item of one source; jumps to `out` if there is none."""
        at = self.field(loop, index, 0)
        now = self.op(f"load i64, ptr {at}")
        low, high = bounds_in(self.kinds).get(self.items(loop, index), ANY)
        second = self.field(loop, index, 1)
        stop_at = self.limit(loop) if has_limit else second
        if kind in ("range(1)", "range(-1)"):
            stop = self.op(f"load i64, ptr {stop_at}")
            order = "slt" if kind == "range(1)" else "sgt"
            self.branch(self.op(f"icmp {order} i64 {now}, {stop}"), more, out)
            advances.append((at, self.op(f"add nsw i64 {now}, {kind[6:-1]}")))
            return Value(INT, now, low, high)
        if kind == "range(?)":
            left = self.op(f"load i64, ptr {second}")
            self.branch(self.op(f"icmp sgt i64 {left}, 0"), more, out)
            step = self.op(f"load i64, ptr {self.field(loop, index, 2)}")
            advances.append((second, self.op(f"sub nsw i64 {left}, 1")))
            advances.append((at, self.op(f"add i64 {now}, {step}")))
            return Value(INT, now, low, high)
        sequence = Value(kind, self.op(f"load ptr, ptr {self.object(loop, index)}"))
        size = self.length(sequence).text
        self.branch(self.op(f"icmp slt i64 {now}, {size}"), more, out)
        advances.append((at, self.op(f"add nsw i64 {now}, 1")))
        return self.load_at(sequence, now, loop.node)

    def branch(self, condition: str, more: str, out: str) -> None:
        self.emit(f"br i1 {condition}, label %{more}, label %{out}")
        self.begin(more)
