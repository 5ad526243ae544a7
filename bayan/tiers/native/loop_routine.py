"""The routine of a loop kernel: `i64 kernel(ptr state)`.

The state is an array of words. Into the kernel: which paused loop to go on with (0: none), how
many rounds until it pauses; out of it: the number of the exit, and the reason. Then two words for
each variable, its value and whether it is bound, and twenty for each loop; then the references that
the kernel owned as it was left: to the result, of variables and of loops.

    0 resume or exit   1 reason   2 rounds   3 result   4 no memory   5 first variable …
"""

from __future__ import annotations

from sys import version_info

from ...syntax import nodes
from ..refusal import UNKNOWN_FORM, UNKNOWN_TYPE, Refusal
from ..replacement import BROKE, EXHAUSTED, RETURNED
from .bounds import Bounds, Kinds
from .cells import is_unboxed, may_have_cells
from .copies import COPIED, may_be_a_list, may_lead_to_lists
from .emitter import ENTRY, PAUSE, REASONS, Value
from .kinds import (
    BOOL,
    CHAR,
    FLOAT,
    HIGHEST,
    INT,
    MAYBE,
    NONE,
    ONE_OF,
    SCALARS,
    STR,
    is_copy,
    is_object,
    is_plain,
    llvm_type,
    options,
    sources_of,
)
from .loop_copies import LOOP_COPY_TEXT, LoopCopies
from .loops import INSIDE, MOST_SOURCES
from .modules import Module
from .plan import EXHAUSTED as POINT_EXHAUSTED
from .plan import ROUND, Plan, Point
from .routine import Hints, Version

# Before Python 3.12 making a list may start the collector of cyclic garbage, which runs code of
# the program; later ones wait for the interpreter with that.
_COLLECTS_ANYWHERE = version_info < (3, 12)

_GIVE_UP = """
declare i32 @PyGC_Disable()
declare i32 @PyGC_Enable()

define internal void @collect_again(i32 %collects) {
  %on = icmp ne i32 %collects, 0
  br i1 %on, label %enable, label %done
enable:
  %was = call i32 @PyGC_Enable()
  br label %done
done:
  ret void
}

define i64 @give_up_all(ptr %state) {
entry:
  br label %next
next:
  %i = phi i64 [<first>, %entry], [%after, %next]
  %at = getelementptr i64, ptr %state, i64 %i
  %thing = load ptr, ptr %at
  store ptr null, ptr %at
  call void @release(ptr %thing)
  %after = add i64 %i, 1
  %more = icmp slt i64 %after, <end>
  br i1 %more, label %next, label %done
done:
  call void @empty_pools()
  ret i64 0
}
"""

RESUME, REASON, ROUNDS, RESULT, LACKING, FIRST = range(6)
VARIABLE_WORDS = 6
TAG = 5
LOOP_WORDS = 20
COUNTER = 19


def place(kind: str) -> int:
    """Which word of a variable that may be of several kinds has the value of this one."""
    return {INT: 0, FLOAT: 1, BOOL: 2, CHAR: 3}.get(kind, 4)


class ExitPoint:
    """Where a kernel can be left.

    node       the statement with which the tier below goes on; None where the loop is done
    at_round   the next round of the loop `node` is to begin, its item is not taken yet
    kinds      of the variables
    context    the loops that are under way, outermost first
    version    for a pause: the loop to go on with
    result     for a `return`: its kind
    """

    __slots__ = ("at_round", "context", "kinds", "node", "result", "version")

    def __init__(
        self,
        node: nodes.Node | None,
        at_round: bool,
        kinds: dict[str, str],
        context: tuple[Version, ...],
    ) -> None:
        self.node = node
        self.at_round = at_round
        self.kinds = kinds
        self.context = context
        self.version = 0
        self.result = ""


class LoopRoutine(LoopCopies):
    """Makes a loop kernel."""

    def __init__(
        self,
        module: Module,
        plan: Plan,
        names: dict[str, int],
        hints: Hints,
        kinds: dict[str, str],
        iterator: str | None,
        natural: int,
        in_function: bool,
        aliased: frozenset[str] = frozenset(),
        copied: frozenset[str] = frozenset(),
    ) -> None:
        super().__init__(module, plan, names, hints)
        self.copied = copied
        self.entry_kinds = kinds
        self.iterator = iterator
        self.natural = natural
        self.in_function = in_function
        self.bound_here = plan.loops[0].binds
        # Whether it is ever left with references to objects.
        self.hands_over = False
        self.in_cells = {
            name: kind
            for name, kind in kinds.items()
            if may_have_cells(kind) and name not in self.bound_here and name not in aliased
        }
        self.exits: list[ExitPoint] = []
        self.exit_numbers: dict[int, int] = {}
        self.leaves: dict[tuple[object, ...], str] = {}
        self.loop_words = FIRST + VARIABLE_WORDS * len(names)
        self.owned_words = self.loop_words + LOOP_WORDS * len(plan.loops)
        self.copy_words = self.owned_words + 1 + len(names) + MOST_SOURCES * len(plan.loops)
        self.words = self.copy_words + len(copied) * len(SCALARS)

    def binds(self, name: str) -> bool:
        return name in self.bound_here

    @property
    def may_copy(self) -> bool:
        return not self.module.functions

    def rounds_done(self) -> str:
        return self.op(f"sub i64 %rounds, {self.left()}")

    def build(self) -> str:
        start = self.plan.start
        loop = start.loop
        node = loop.node
        sources: tuple[str, ...] = ()
        if isinstance(node, nodes.For):
            if self.iterator is None:
                raise Refusal(UNKNOWN_TYPE, node.iterable.position)
            if self.iterator.startswith("enumerate(") and not isinstance(node.iterable, nodes.Call):
                # Somebody else may hold it, and its number can't be set.
                raise Refusal(UNKNOWN_FORM, node.iterable.position)
            sources = (self.iterator,)
        kinds = {
            name: COPIED.get(kind, kind) if name in self.copied else kind
            for name, kind in self.entry_kinds.items()
        }
        self.kinds = Kinds(kinds, self.entry_bounds())
        self.begin("start")
        self.load_variables(self.kinds)
        if sources:
            self.load_loop(Version(loop, {}, sources, (), "", 0))
        self.slot("resume", "i64")
        self.begin_rounds(loop, sources)
        self.enter(start, sources)
        self.make_blocks()
        self.make_entrances()
        self.module.copies = bool(self.grids)
        if self.copied:
            self.check_others(sources)
        head = self.head()
        text = "\n".join([*head, *self.lines, *self.tail, "}\n"])
        text += self.cell_functions()
        if self.counts or self.hands_over:
            text += _GIVE_UP.replace("<first>", str(self.owned_words))
            text = text.replace("<end>", str(self.words))
        return text

    def check_others(self, sources: tuple[str, ...]) -> None:
        """Refuses where a list that is copied may be known in another way."""
        self.hands_over = True
        places = [self.entry_kinds, *(one.kinds for one in self.versions)]
        places += [one.kinds for one in self.exits]
        kinds = {one for there in places for kind in there.values() for one in options(kind)}
        ways = [one for source in sources for one in sources_of(source)]
        ways += [one.kind for one in self.module.held]
        if any(map(may_lead_to_lists, kinds)) or any(map(may_be_a_list, ways)):
            raise Refusal(UNKNOWN_TYPE, self.plan.start.node.position)
        self.module.copiers = LOOP_COPY_TEXT

    def entry_bounds(self) -> Bounds:
        """What is known of a natural kernel's variables, and of what its loop runs over."""
        if not self.natural:
            return {}
        loop = self.plan.loops[0]
        names = [name for name, kind in self.entry_kinds.items() if kind == INT]
        found = {name: (0, HIGHEST if name in self.bound_here else self.natural) for name in names}
        items = [self.items(loop, source) for source in range(MOST_SOURCES)]
        return {**found, **dict.fromkeys([*items, self.counted(loop)], (0, self.natural))}

    def head(self) -> list[str]:
        entrance = self.enter_cells(REASON)
        self.leave_cells()
        if self.copied:
            self.leave_copies()
        grids = self.begin_grids()
        copies = self.empty_copies()
        slots = [*self.slots_text(), *grids, *copies]
        switch = [
            f"    i64 {version.number}, label %resume{version.number}" for version in self.versions
        ]
        calls = bool(self.module.functions)
        collects = (self.counts or self.copied) and _COLLECTS_ANYWHERE
        return [
            "define i64 @kernel(ptr noalias %state) {",
            "entry:",
            *slots,
            *(["  %room = call i64 @room()"] if calls else []),
            *self.take_held(),
            *entrance,
            *(["  %collects = call i32 @PyGC_Disable()"] if collects else []),
            f"  %rounds.at = getelementptr i64, ptr %state, i64 {ROUNDS}",
            "  %rounds = load i64, ptr %rounds.at, !tbaa !70",
            "  store i64 %rounds, ptr %budget",
            "  store i64 0, ptr %resume",
            "  %number = load i64, ptr %state, !tbaa !70",
            "  switch i64 %number, label %start [",
            *switch,
            "  ]",
        ]

    def take_held(self) -> list[str]:
        """What global names of sequences stand for is in the last words."""
        lines = []
        for index in range(len(self.module.held)):
            lines += [
                f"  %held{index}.at = getelementptr i64, ptr %state, i64 {self.words + index}",
                f"  %held{index} = load ptr, ptr %held{index}.at, !tbaa !70",
                f"  store ptr %held{index}, ptr @held{index}",
            ]
        return lines

    def depth(self) -> str:
        return "%room"

    def leave_copies(self) -> None:
        """The block through which all exits go first: what was copied is stored back, and what
        copies were made of copies becomes lists. And that where a list can't be copied: nothing
        has happened, and the kernel is left with ENTRY.
        """
        lines, self.lines = self.lines, []
        self.begin("copied")
        for index, (name, list_) in enumerate(self.lists_back()):
            at = self.word(self.copy_words + index)
            self.emit(f"store ptr {list_}, ptr {at}, !tbaa !70")
            put, after = self.label(), self.label()
            none = self.op(f"icmp eq ptr {list_}, null")
            self.emit(f"br i1 {none}, label %{after}, label %{put}")
            self.begin(put)
            # The one or the other is where it is looked for.
            word = self.variable_word(name)
            for at_ in (word, word + place(STR)):
                self.emit(f"store ptr {list_}, ptr {self.word(at_)}, !tbaa !70")
            self.emit(f"br label %{after}")
            self.begin(after)
        lacking = self.op("call i64 @lacking()")
        self.emit(f"store i64 {lacking}, ptr {self.word(LACKING)}, !tbaa !70")
        if _COLLECTS_ANYWHERE:
            self.emit("call void @collect_again(i32 %collects)")
        self.emit("br label %left")
        self.begin("uncopied")
        self.give_up_copies()
        self.emit(f"store i64 {REASONS.index(ENTRY)}, ptr {self.word(REASON)}, !tbaa !70")
        if _COLLECTS_ANYWHERE:
            self.emit("call void @collect_again(i32 %collects)")
        self.emit("ret i64 0")
        self.tail += self.lines
        self.lines = lines

    # Rounds

    def left(self) -> str:
        return self.op(f"load i64, ptr {self.slot('budget', 'i64')}")

    def rounds_granted(self) -> str:
        return self.op(f"sub i64 {self.left()}, 1")

    def count_round(self, version: Version) -> None:
        left = self.op(f"sub i64 {self.left()}, 1")
        self.emit(f"store i64 {left}, ptr %budget")
        if not self.has_limit(version.loop, version.sources):
            self.leave_if(self.op(f"icmp eq i64 {left}, 0"), PAUSE)

    def at_limit(self, version: Version) -> None:
        self.leave_if(self.op(f"icmp eq i64 {self.left()}, 0"), PAUSE)

    # What functions stored is kept when the statement that called them is through, and undone
    # when it is left.

    def statement(self, point: Point) -> None:
        self.called = False
        self.note_cells(point.node)
        super().statement(point)

    def round(self, version: Version) -> None:
        self.called = False
        self.note_cells(version.loop.node)
        super().round(version)

    def goto(self, point: Point) -> None:
        if point.kind != ROUND:
            self.keep_effects()
        super().goto(point)

    def enter(self, point: Point, sources: tuple[str, ...]) -> None:
        self.keep_effects()
        super().enter(point, sources)

    def begin_exit(self) -> None:
        if self.module.effects:
            self.emit("call void @undo()")

    def keep_effects(self) -> None:
        if self.called and self.module.effects:
            self.emit("call void @keep()")

    # The state

    def variable_word(self, name: str) -> int:
        return FIRST + VARIABLE_WORDS * self.names[name]

    def word(self, number: int) -> str:
        return self.op(f"getelementptr i64, ptr %state, i64 {number}")

    def fetch(self, number: int, type_: str, slot: str) -> None:
        """From the state into a stack slot."""
        if type_ in ("i1", "i32"):
            wide = self.op(f"load i64, ptr {self.word(number)}, !tbaa !70")
            self.emit(f"store {type_} {self.op(f'trunc i64 {wide} to {type_}')}, ptr {slot}")
        else:
            text = self.op(f"load {type_}, ptr {self.word(number)}, !tbaa !70")
            self.emit(f"store {type_} {text}, ptr {slot}")

    def keep(self, number: int, type_: str, slot: str) -> None:
        """From a stack slot into the state."""
        text = self.op(f"load {type_}, ptr {slot}")
        if type_ in ("i1", "i32"):
            text, type_ = self.op(f"zext {type_} {text} to i64"), "i64"
        self.emit(f"store {type_} {text}, ptr {self.word(number)}, !tbaa !70")

    def load_variables(self, kinds: dict[str, str]) -> None:
        for word, type_, slot in self.lying(kinds):
            self.fetch(word, type_, slot)
            self.own_in(type_, slot)
        for name, kind, several in self.copies_in(kinds):
            at = self.variable_word(name) + (place(kind) if several else 0)
            self.take_copy(name, kind, self.op(f"load ptr, ptr {self.word(at)}, !tbaa !70"))

    def own_in(self, type_: str, slot: str) -> None:
        """What lies in a slot is referred to from there, if it is an object."""
        if type_ == "ptr" and self.counts:
            self.emit(f"call void @own_if_some(ptr {self.op(f'load ptr, ptr {slot}')})")

    def lying(self, kinds: dict[str, str]) -> list[tuple[int, str, str]]:
        """Where the variables lie in the state: words, types, stack slots. A variable of one of
        several kinds has a word for each class of registers.
        """
        found = []
        for name, kind in kinds.items():
            word = FIRST + VARIABLE_WORDS * self.names[name]
            plain = [
                one
                for one in sorted(options(kind))
                if is_plain(one) and one != NONE and not is_copy(one)
            ]
            for one in plain:
                at = word + place(one) if kind.startswith(ONE_OF) else word
                found.append((at, llvm_type(one), self.home(name, one)))
            if kind.startswith(ONE_OF):
                found.append((word + TAG, "i64", self.tag(name)))
            elif kind.startswith(MAYBE):
                found.append((word + TAG, "i1", self.flag(name)))
        return list(dict.fromkeys(found))

    def loop_fields(self, version: Version) -> list[tuple[int, str, str]]:
        """The words of a loop's state, their types, and the stack slots for them."""
        loop = version.loop
        base = self.loop_words + LOOP_WORDS * loop.number
        found = []
        for kind in version.sources:
            for index, source in enumerate(sources_of(kind)):
                at = base + 3 * index
                found.append((at, "i64", self.field(loop, index, 0)))
                if is_object(source):
                    found.append((at + 1, "ptr", self.object(loop, index)))
                    continue
                found.append((at + 1, "i64", self.field(loop, index, 1)))
                if source == "range(?)":
                    found.append((at + 2, "i64", self.field(loop, index, 2)))
            if kind.startswith("enumerate("):
                found.append((base + COUNTER, "i64", self.counter(loop)))
        return found

    def load_loop(self, version: Version) -> None:
        for number, type_, slot in self.loop_fields(version):
            self.fetch(number, type_, slot)
            if not self.is_outermost(version):
                self.own_in(type_, slot)

    def is_outermost(self, version: Version) -> bool:
        """That one has a live iterator outside, which refers to what it runs over."""
        return version.loop is self.plan.loops[0]

    def leave_loop(self, version: Version) -> None:
        if not self.is_outermost(version):
            super().leave_loop(version)

    # Ways in

    def pass_through(self, version: Version) -> None:
        if not version.loop.has_inner:
            return
        go = self.label()
        number = self.op("load i64, ptr %resume")
        through = self.op(f"icmp ne i64 {number}, 0")
        self.emit(f"br i1 {through}, label %through{version.number}, label %{go}, !prof !80")
        self.begin(go)

    def make_entrances(self) -> None:
        """The blocks by which a kernel that paused goes on, from the outermost loop inwards."""
        for version in self.versions:
            chain = (*version.context, version)
            self.begin(f"resume{version.number}")
            self.load_variables(version.kinds)
            self.find_cells(version.kinds)
            for one in chain:
                self.load_loop(one)
            self.emit(f"store i64 {version.number}, ptr %resume")
            self.emit(f"br label %pass{chain[0].number}")
            self.begin(f"pass{version.number}")
            number = self.op("load i64, ptr %resume")
            here = self.op(f"icmp eq i64 {number}, {version.number}")
            self.emit(f"store i64 {self.op(f'select i1 {here}, i64 0, i64 {number}')}, ptr %resume")
            self.begin_rounds(version.loop, version.sources)
            holds = None
            if INSIDE in version.sources:
                # Others may have changed meanwhile what was so as the loop began.
                self.kinds = Kinds(version.kinds)
                holds = self.are_inside(version.loop, version.sources[0])
            if holds is None:
                self.emit(f"br label %{version.label}")
            else:
                self.emit(f"br i1 {holds}, label %{version.label}, label %uncopied")
            if version.loop.has_inner:
                self.begin(f"through{version.number}")
                number = self.op("load i64, ptr %resume")
                inside = []
                for other in self.versions:
                    if version in other.context:
                        below = (*other.context, other)[len(version.context) + 1]
                        inside.append(f"    i64 {other.number}, label %pass{below.number}")
                self.lines += [f"  switch i64 {number}, label %nowhere [", *inside, "  ]"]
        self.begin("nowhere")
        self.emit("unreachable")

    # Ways out

    def make_exit(self, reason: str) -> str:
        point = self.point
        number = self.exit_numbers.get(id(self.before))
        if number is None:
            at_round = point.kind == ROUND
            exit_point = ExitPoint(point.node, at_round, self.before, self.context)
            number = self.exit_numbers[id(self.before)] = self.add_exit(exit_point)
            if at_round:
                exit_point.version = self.context[-1].number
        label = self.label()
        undo = ["  call void @undo()"] if self.module.effects else []
        undo += self.restore_cells()
        self.tail += [f"{label}:", *undo, *self.leaving(number, reason, self.before, self.context)]
        return label

    def add_exit(self, exit_point: ExitPoint) -> int:
        self.exits.append(exit_point)
        return len(self.exits) - 1

    def hand_over(self, kinds: dict[str, str], context: tuple[Version, ...]) -> None:
        """Note all references that the kernel owns, for `give_up_all` once they have been read. One
        that borrows what it sees owns it from here: a signal's handler may run before it is read.
        """
        things = [thing for name, kind in kinds.items() for thing in self.object_in(name, kind)]
        for version in context:
            if not self.is_outermost(version):
                for kind in version.sources:
                    slots = self.objects(version.loop, kind)
                    things += [self.op(f"load ptr, ptr {slot}") for slot in slots]
        for index, thing in enumerate(things):
            if not self.counts:
                self.emit(f"call void @own_if_some(ptr {thing})")
            at = self.word(self.owned_words + 1 + index)
            self.emit(f"store ptr {thing}, ptr {at}, !tbaa !70")
            self.hands_over = True
        if self.counts:
            self.emit("call void @empty_pools()")
            # Copies become lists behind that.
            if _COLLECTS_ANYWHERE and not self.copied:
                self.emit("call void @collect_again(i32 %collects)")

    def object_in(self, name: str, kind: str) -> list[str]:
        """The object that a variable of this kind has, null where it has none; none where it can't
        have one.
        """
        objects = [one for one in sorted(options(kind)) if is_object(one)]
        if not objects:
            return []
        if any(map(is_unboxed, objects)):
            thing = self.object_at(name, kind)
        else:
            thing = self.op(f"load ptr, ptr {self.home(name, objects[0])}")
        if self.counts or not kind.startswith((MAYBE, ONE_OF)):
            return [thing]
        # Without references to be counted nothing lies in the slot of a variable without an object.
        if kind.startswith(MAYBE):
            has = self.op(f"load i1, ptr {self.flag(name)}")
        else:
            tag, has = self.op(f"load i64, ptr {self.tag(name)}"), "false"
            for one in objects:
                number = self.tags.setdefault(one, len(self.tags))
                has = self.op(f"or i1 {has}, {self.op(f'icmp eq i64 {tag}, {number}')}")
        return [self.op(f"select i1 {has}, ptr {thing}, ptr null")]

    def leaving(
        self, number: int, reason: str, kinds: dict[str, str], context: tuple[Version, ...]
    ) -> list[str]:
        key = (tuple(sorted(kinds.items())), context)
        leave = self.leaves.get(key)
        if leave is None:
            leave = self.leaves[key] = self.label()
            lines, self.lines = self.lines, []
            self.begin(leave)
            for word, type_, slot in self.lying(kinds):
                self.keep(word, type_, slot)
            for name, kind in kinds.items():
                if any(map(is_unboxed, options(kind))):
                    word = self.variable_word(name) + (place("") if kind.startswith(ONE_OF) else 0)
                    thing = self.object_at(name, kind)
                    self.emit(f"store ptr {thing}, ptr {self.word(word)}, !tbaa !70")
            for version in context:
                for word, type_, slot in self.loop_fields(version):
                    self.keep(word, type_, slot)
            self.hand_over(kinds, context)
            self.end_grids()
            self.emit(f"store i64 {self.op('load i64, ptr %budget')}, ptr %rounds.at")
            self.emit(f"br label %{'copied' if self.copied else 'left'}")
            lines, self.lines = self.lines, lines
            self.tail += lines
        self.count += 1
        at = f"%r{self.count}"
        return [
            f"  store i64 {number}, ptr %state, !tbaa !70",
            f"  {at} = getelementptr i64, ptr %state, i64 {REASON}",
            f"  store i64 {REASONS.index(reason)}, ptr {at}, !tbaa !70",
            f"  br label %{leave}",
        ]

    def end(self, point: Point) -> None:
        number = self.add_exit(ExitPoint(None, False, self.before, ()))
        reason = EXHAUSTED if point.kind == POINT_EXHAUSTED else BROKE
        sources = (self.iterator,) if self.iterator else ()
        outermost = Version(self.plan.loops[0], {}, sources, (), "", 0)
        self.lines += self.leaving(number, reason, self.before, (outermost,))

    def return_(self, node: nodes.Return) -> None:
        """A `return` of a number, list or None ends the kernel; of anything else it is left
        before.
        """
        value = Value(NONE, "false") if node.value is None else self.expression(node.value)
        self.split(value, lambda one: self.end_with(one, node))

    def end_with(self, value: Value, node: nodes.Return) -> None:
        if not is_plain(value.kind):
            raise Refusal(UNKNOWN_TYPE, node.position)
        self.keep_effects()
        text, type_ = value.text, llvm_type(value.kind)
        if type_ == "ptr":
            self.emit(f"call void @own(ptr {text})")
            self.emit(f"store ptr {text}, ptr {self.word(self.owned_words)}, !tbaa !70")
            self.hands_over = True
        self.give_up_fresh()
        if type_ in ("i1", "i32"):
            text, type_ = self.op(f"zext {type_} {text} to i64"), "i64"
        self.emit(f"store {type_} {text}, ptr {self.word(RESULT)}, !tbaa !70")
        exit_point = ExitPoint(None, False, self.before, self.context)
        exit_point.result = value.kind
        self.lines += self.leaving(self.add_exit(exit_point), RETURNED, self.before, self.context)
