"""Values of one of several kinds, as `1 if c else 0.5` is: Python gives each its own type.

Such a value has a number that says of which kind it is, and a register for each kind. What is
done with it is done for each kind by itself, in branches that come together again (`each`); where
it is given to a variable there is no way back: a variable has one kind at a place, so the code
goes on in as many versions (`split`; see routine).
"""

from __future__ import annotations

from ..refusal import TYPE_CHANGES, UNKNOWN_OPERATION, Refusal
from .emitter import FORM, Emitter, Value
from .kinds import HIGHEST, LOWEST, is_plain, llvm_type

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MIXED = "mixed"


class Mixed(Value):
    """A value of one of the kinds of its `alternatives`; `text` is the number of the kind."""

    __slots__ = ("alternatives",)

    def __init__(self, number: str, alternatives: list[Value]) -> None:
        super().__init__(MIXED, number)
        self.alternatives = alternatives


def alternatives_of(value: Value) -> list[Value]:
    return value.alternatives if isinstance(value, Mixed) else [value]


class Mixing(Emitter):
    """What is done with values of several kinds."""

    def kind_number(self, value: Value) -> str:
        """The number by which a value says of which kind it is."""
        if isinstance(value, Mixed):
            return value.text
        return str(self.tags.setdefault(value.kind, len(self.tags)))

    def cases(self, value: Mixed) -> Iterator[Value]:
        """Each alternative in its turn, with a block begun for it, which the caller ends."""
        labels = [self.label() for _ in value.alternatives]
        known = [
            f"i64 {self.kind_number(one)}, label %{label}"
            for one, label in zip(value.alternatives[1:], labels[1:], strict=True)
        ]
        self.emit(f"switch i64 {value.text}, label %{labels[0]} [ {' '.join(known)} ]")
        for one, label in zip(value.alternatives, labels, strict=True):
            self.begin(label)
            yield one

    def each(self, values: list[Value], compute: Callable[[list[Value]], Value]) -> Value:
        """What comes out of a computation, done for each combination of the values' kinds. Where
        there is no native code for some of them the kernel is left there.
        """
        at = next((at for at, one in enumerate(values) if isinstance(one, Mixed)), None)
        if at is None:
            return compute(values)
        mixed = values[at]
        assert isinstance(mixed, Mixed)
        join = Join(self)
        for one in self.cases(mixed):
            chosen = [*values[:at], one, *values[at + 1 :]]
            self.branch_of(join, lambda chosen=chosen: self.each(chosen, compute))  # type: ignore[misc]
        return join.value()

    def branch_of(self, join: Join, compute: Callable[[], Value]) -> None:
        """The rest of a branch: compute a value and go on with it at `join`."""
        made = len(self.lines)
        conditional = self.conditional
        self.conditional += 1
        try:
            join.add(compute())
        except Refusal as refusal:
            del self.lines[made:]
            self.emit(f"br label %{self.exit_label(FORM)}")
            join.refusal = refusal.with_traceback(None)
        self.conditional = conditional

    def select(self, condition: str, yes: Value, no: Value) -> Value:
        """One of two values that are there already."""
        found: dict[str, Value] = {}
        for value in (yes, no):
            for one in alternatives_of(value):
                first = found.get(one.kind)
                found[one.kind] = one if first is None else self.pick(condition, first, one)
        if len(found) == 1:
            return next(iter(found.values()))
        numbers = self.kind_number(yes), self.kind_number(no)
        number = self.op(f"select i1 {condition}, i64 {numbers[0]}, i64 {numbers[1]}")
        return Mixed(number, list(found.values()))

    def pick(self, condition: str, yes: Value, no: Value) -> Value:
        """One of two values of the same kind."""
        type_ = llvm_type(yes.kind)
        text = self.op(f"select i1 {condition}, {type_} {yes.text}, {type_} {no.text}")
        return Value(yes.kind, text, min(yes.low, no.low), max(yes.high, no.high))

    def split(self, value: Value, then: Callable[[Value], None]) -> None:
        """Go on with a value in as many versions as it has kinds, for good: `then` ends its
        block. Where it can't for some of them the kernel is left there.
        """
        mixed = _first_mixed(value)
        if mixed is None:
            then(value)
            return
        kinds = dict(self.kinds)
        refusal: Refusal | None = None
        done = 0
        for one in self.cases(mixed):
            self.kinds = dict(kinds)
            made = len(self.lines)
            try:
                self.split(_with(value, mixed, one), then)
                done += 1
            except Refusal as problem:
                del self.lines[made:]
                self.emit(f"br label %{self.exit_label(FORM)}")
                # Without the frames, which hold the program's variables.
                refusal = problem.with_traceback(None)
        if refusal is not None and not done:
            raise refusal


class Join:
    """Where branches come together again, each with a value; refusal: why one of them has none."""

    def __init__(self, emitter: Mixing) -> None:
        self.emitter = emitter
        self.after = emitter.label()
        self.number = emitter.temporary("i64")
        self.slots: dict[str, str] = {}
        self.bounds: dict[str, tuple[int, int]] = {}
        self.refusal: Refusal | None = None

    def add(self, value: Value) -> None:
        """End a branch with its value."""
        emitter = self.emitter
        kinds = [one.kind for one in alternatives_of(value)]
        if value.parts is not None or not all(is_plain(kind) for kind in kinds):
            raise Refusal(UNKNOWN_OPERATION, emitter.node.position)
        for one in alternatives_of(value):
            type_ = llvm_type(one.kind)
            slot = self.slots.get(one.kind)
            if slot is None:
                slot = self.slots[one.kind] = emitter.temporary(type_)
            low, high = self.bounds.get(one.kind, (HIGHEST, LOWEST))
            self.bounds[one.kind] = (min(low, one.low), max(high, one.high))
            emitter.emit(f"store {type_} {one.text}, ptr {slot}")
        emitter.emit(f"store i64 {emitter.kind_number(value)}, ptr {self.number}")
        emitter.emit(f"br label %{self.after}")

    def value(self) -> Value:
        """Go on behind all branches."""
        emitter = self.emitter
        if not self.slots:
            assert self.refusal is not None
            raise self.refusal
        emitter.begin(self.after)
        found = [
            Value(kind, emitter.op(f"load {llvm_type(kind)}, ptr {slot}"), *self.bounds[kind])
            for kind, slot in self.slots.items()
        ]
        if len(found) == 1:
            return found[0]
        if len(found) > MOST_KINDS:
            raise Refusal(TYPE_CHANGES, emitter.node.position)
        return Mixed(emitter.op(f"load i64, ptr {self.number}"), found)


MOST_KINDS = 4


def _first_mixed(value: Value) -> Mixed | None:
    if isinstance(value, Mixed):
        return value
    found = (_first_mixed(part) for part in value.parts or ())
    return next((one for one in found if one is not None), None)


def _with(value: Value, mixed: Mixed, one: Value) -> Value:
    """A value, or tuple of values, with one of its kinds in place of `mixed`."""
    if value is mixed:
        return one
    if value.parts is None:
        return value
    return Value(value.kind, value.text, parts=[_with(part, mixed, one) for part in value.parts])
