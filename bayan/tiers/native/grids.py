"""Lists of rows of numbers that a nest of loops reads over and over, as plain numbers in a row.

`b[k][j]` is two lists and an object each time. Where a kernel has read as many elements of such a
list as it takes to copy all of them twice, it copies them, and reads the copy from then on: this
pays back what it costs if only as much is read once more. The rows must be of one length and all of
their elements of one kind.

What is stored into by its own name is not copied. A change of another list that is a row, or the
copied one, gives the copy up for the rest of the kernel's run; whether it is one is found by going
through the rows, once for each list that is not the one that was changed before. Where that takes
longer than the rounds that are done meanwhile the copy is given up, too. So as long as there is a
copy the rows are where they were, and it never outlives the run.

    grid_float(list, waited), grid_int(list, waited) -> {numbers, width, reads}
                    the copy; where it has not waited yet, how many reads it takes until that pays.
                    Without numbers (null) it is read as it is until the reads are used up
    grid_has(list, other)   whether another list is a row, or the list itself
"""

from __future__ import annotations

from ...syntax import nodes
from ...syntax.bindings import MARK
from .emitter import Value
from .kinds import BOOL, FLOAT, HIGHEST, INT, llvm_type
from .routine import Restart, Routine

# Loops around a read, which has two indices, from which on each element may be read several times.
LEAST_DEPTH = 3
# Elements of a list that may be copied.
MOST = 1 << 22
# Rows that may be compared before that is weighed against rounds.
FREE_LOOKS = 1 << 12

_SLOTS = {
    "numbers": "ptr",
    "width": "i64",
    "reads": "i64",
    "waits": "i1",
    "other": "ptr",
    "looks": "i64",
}
_NOTHING = {"ptr": "null", "i64": "0", "i1": "false"}
_ELEMENTS = {"list[list[float]]": FLOAT, "list[list[int]]": INT}


class Grids(Routine):
    """Reads of elements of rows."""

    @property
    def may_copy(self) -> bool:
        """Whether the routine gives up its copies where it is left, and nothing that it calls
        changes lists.
        """
        return False

    @property
    def grids(self) -> dict[str, str]:
        """The variables that may be copied, and their kinds."""
        return self.plan.grids if self.may_copy else {}

    def rounds_done(self) -> str:
        """How many rounds this run has done."""
        raise NotImplementedError

    def binds(self, name: str) -> bool:
        """Whether a variable may get another value in the routine."""
        raise NotImplementedError

    def grid_slots(self, name: str) -> tuple[str, ...]:
        """Those of the numbers, the width of a row, 0 where there are no numbers, the reads until
        there are, whether these are known, the list that was stored into last and is no row, and
        the rows that were looked at for that.
        """
        number = list(self.grids).index(name)
        return tuple([self.slot(f"g{number}{field}", type_) for field, type_ in _SLOTS.items()])

    def begin_grids(self) -> list[str]:
        """The text with which a routine begins, once all slots are there."""
        lines = []
        for name in self.grids:
            for slot, type_ in zip(self.grid_slots(name), _SLOTS.values(), strict=True):
                lines.append(f"  store {type_} {_NOTHING[type_]}, ptr {slot}")
        return lines

    def end_grids(self) -> None:
        for name in self.grids:
            numbers = self.grid_slots(name)[0]
            self.emit(f"call void @PyMem_RawFree(ptr {self.op(f'load ptr, ptr {numbers}')})")

    def grid_name(self, node: nodes.Subscript) -> str | None:
        """The variable of which a subscript reads an element of a row; None for all others."""
        inner = node.value
        if not isinstance(inner, nodes.Subscript) or not isinstance(inner.value, nodes.Name):
            return None
        name = inner.value.name
        kind = self.kinds.get(name, "")
        is_one = (
            kind in _ELEMENTS
            and len(self.context) + self.clauses_around >= LEAST_DEPTH
            and not isinstance(inner.index, nodes.Slice)
            and MARK not in name
            and name not in self.plan.stored
            and self.plan.grids.get(name, kind) == kind
            and not self.binds(name)
        )
        if not is_one or not self.may_copy:
            return None
        if name not in self.plan.grids:
            # Changes of lists that stand before it must mind it.
            self.plan.grids[name] = kind
            raise Restart
        return name

    def grid_element(self, node: nodes.Subscript) -> Value | None:
        name = self.grid_name(node)
        if name is None:
            return None
        inner = node.value
        assert isinstance(inner, nodes.Subscript)
        holder = self.expression(inner.value)
        row, column = self.expression(inner.index), self.expression(node.index)
        if row.kind not in (INT, BOOL) or column.kind not in (INT, BOOL):
            return self.each(
                [row, column],
                lambda given: self.item_of(self.item_of(holder, given[0], inner), given[1], node),
            )
        kind = _ELEMENTS[holder.kind]
        type_ = llvm_type(kind)
        result = self.temporary(type_)
        at = self.inside(holder, row, inner)
        numbers, width, reads, waits, _, _ = self.grid_slots(name)
        # Without a copy the width is 0: that one test is enough.
        size = self.op(f"load i64, ptr {width}")
        place = self.from_front(size, self.to_int(column))
        copied, plain, copy, read, after = (self.label() for _ in range(5))
        inside = self.op(f"icmp ult i64 {place}, {size}")
        self.emit(f"br i1 {inside}, label %{copied}, label %{plain}, !prof !81")
        self.begin(plain)
        left = self.op(f"sub i64 {self.op(f'load i64, ptr {reads}')}, 1")
        self.emit(f"store i64 {left}, ptr {reads}")
        over = self.op(f"icmp slt i64 {left}, 0")
        self.emit(f"br i1 {over}, label %{copy}, label %{read}, !prof !80")
        self.begin(copy)
        waited = self.op(f"load i1, ptr {waits}")
        self.emit(f"store i1 true, ptr {waits}")
        made = self.op(f"call {{ptr, i64, i64}} @grid_{kind}(ptr {holder.text}, i1 {waited})")
        for index, (field, slot) in enumerate((("ptr", numbers), ("i64", width), ("i64", reads))):
            part = self.op(f"extractvalue {{ptr, i64, i64}} {made}, {index}")
            self.emit(f"store {field} {part}, ptr {slot}")
        self.emit(f"br label %{read}")
        self.begin(read)
        value = self.item_of(self.load_at(holder, at, inner), column, node)
        self.emit(f"store {type_} {value.text}, ptr {result}")
        self.emit(f"br label %{after}")
        self.begin(copied)
        number = self.op(f"add i64 {self.op(f'mul i64 {at}, {size}')}, {place}")
        first = self.op(f"load ptr, ptr {numbers}")
        slot = self.op(f"getelementptr {type_}, ptr {first}, i64 {number}")
        text = self.op(f"load {type_}, ptr {slot}, !tbaa !92")
        self.emit(f"store {type_} {text}, ptr {result}")
        self.emit(f"br label %{after}")
        self.begin(after)
        return Value(kind, self.op(f"load {type_}, ptr {result}"))

    def change(self, sequence: Value) -> None:
        super().change(sequence)
        for name, kind in self.grids.items():
            self.mind(name, kind, sequence)

    def mind(self, name: str, kind: str, sequence: Value) -> None:
        """Give a copy up where the list that is changed may be one of its rows."""
        numbers, width, reads, _, other, looks = self.grid_slots(name)
        first = self.op(f"load ptr, ptr {numbers}")
        some, look, drop, fine, after = (self.label() for _ in range(5))
        is_none = self.op(f"icmp eq ptr {first}, null")
        self.emit(f"br i1 {is_none}, label %{after}, label %{some}")
        self.begin(some)
        before = self.op(f"load ptr, ptr {other}")
        same = self.op(f"icmp eq ptr {before}, {sequence.text}")
        self.emit(f"br i1 {same}, label %{after}, label %{look}")
        self.begin(look)
        holder = Value(kind, self.op(f"load ptr, ptr {self.home(name, kind)}"))
        rows = self.op(f"load i64, ptr {looks}")
        rows = self.op(f"add i64 {rows}, {self.length(holder).text}")
        self.emit(f"store i64 {rows}, ptr {looks}")
        most = self.op(f"add i64 {self.rounds_done()}, {FREE_LOOKS}")
        long = self.op(f"icmp sgt i64 {rows}, {most}")
        has = self.op(f"call i1 @grid_has(ptr {holder.text}, ptr {sequence.text})")
        self.emit(f"br i1 {self.op(f'or i1 {long}, {has}')}, label %{drop}, label %{fine}")
        self.begin(drop)
        self.emit(f"call void @PyMem_RawFree(ptr {first})")
        self.emit(f"store ptr null, ptr {numbers}")
        self.emit(f"store i64 0, ptr {width}")
        self.emit(f"store i64 {HIGHEST}, ptr {reads}")
        self.emit(f"br label %{after}")
        self.begin(fine)
        self.emit(f"store ptr {sequence.text}, ptr {other}")
        self.emit(f"br label %{after}")
        self.begin(after)


def _maker(kind: str, type_: str, class_: str, read: str) -> str:
    return f"""
define internal {{ptr, i64, i64}} @grid_{kind}(ptr %list, i1 %waited) #2 {{
entry:
  %sp = getelementptr i8, ptr %list, i64 16
  %rows = load i64, ptr %sp, !tbaa !10
  %ip = getelementptr i8, ptr %list, i64 24
  %items = load ptr, ptr %ip, !tbaa !10
  %some = icmp ugt i64 %rows, 0
  br i1 %some, label %first, label %never
first:
  %top = load ptr, ptr %items, !tbaa !20
  %tp = getelementptr i8, ptr %top, i64 8
  %t = load ptr, ptr %tp, !tbaa !60
  %is = icmp eq ptr %t, @PyList_Type
  br i1 %is, label %measure, label %never
measure:
  %wp = getelementptr i8, ptr %top, i64 16
  %width = load i64, ptr %wp, !tbaa !10
  %product = call {{i64, i1}} @llvm.smul.with.overflow.i64(i64 %rows, i64 %width)
  %total = extractvalue {{i64, i1}} %product, 0
  %huge = extractvalue {{i64, i1}} %product, 1
  %less = sub i64 %total, 1
  %large = icmp uge i64 %less, {MOST}
  %no = or i1 %huge, %large
  br i1 %no, label %never, label %known
known:
  br i1 %waited, label %make, label %wait
wait:
  %twice = shl i64 %total, 1
  %w1 = insertvalue {{ptr, i64, i64}} {{ptr null, i64 0, i64 0}}, i64 %twice, 2
  ret {{ptr, i64, i64}} %w1
make:
  %numbers = call ptr @PyMem_RawCalloc(i64 %total, i64 8)
  %none = icmp eq ptr %numbers, null
  br i1 %none, label %never, label %next
next:
  %i = phi i64 [0, %make], [%i1, %through]
  %to = phi ptr [%numbers, %make], [%to1, %through]
  %more = icmp ult i64 %i, %rows
  br i1 %more, label %row, label %done
row:
  %i1 = add i64 %i, 1
  %to1 = getelementptr i64, ptr %to, i64 %width
  %at = getelementptr ptr, ptr %items, i64 %i
  %r = load ptr, ptr %at, !tbaa !20
  %rtp = getelementptr i8, ptr %r, i64 8
  %rt = load ptr, ptr %rtp, !tbaa !60
  %ris = icmp eq ptr %rt, @PyList_Type
  br i1 %ris, label %length, label %bad
length:
  %rsp = getelementptr i8, ptr %r, i64 16
  %size = load i64, ptr %rsp, !tbaa !10
  %rip = getelementptr i8, ptr %r, i64 24
  %inside = load ptr, ptr %rip, !tbaa !10
  %fits = icmp eq i64 %size, %width
  br i1 %fits, label %column, label %bad
column:
  %j = phi i64 [0, %length], [%j1, %put]
  %on = icmp ult i64 %j, %width
  br i1 %on, label %one, label %through
one:
  %j1 = add i64 %j, 1
  %slot = getelementptr ptr, ptr %inside, i64 %j
  %o = load ptr, ptr %slot, !tbaa !20
  %otp = getelementptr i8, ptr %o, i64 8
  %ot = load ptr, ptr %otp, !tbaa !60
  %ois = icmp eq ptr %ot, {class_}
  br i1 %ois, label %take, label %bad
take:
  %vp = getelementptr i8, ptr %o, i64 16
{read}
put:
  %place = getelementptr {type_}, ptr %to, i64 %j
  store {type_} %v, ptr %place, !tbaa !92
  br label %column
through:
  br label %next
done:
  %d1 = insertvalue {{ptr, i64, i64}} {{ptr null, i64 0, i64 {HIGHEST}}}, ptr %numbers, 0
  %d2 = insertvalue {{ptr, i64, i64}} %d1, i64 %width, 1
  ret {{ptr, i64, i64}} %d2
bad:
  call void @PyMem_RawFree(ptr %numbers)
  br label %never
never:
  ret {{ptr, i64, i64}} {{ptr null, i64 0, i64 {HIGHEST}}}
}}
"""


_READ_FLOAT = """\
  %v = load double, ptr %vp, !tbaa !30
  br label %put"""

_READ_INT = """\
  %head = load i64, ptr %vp, !tbaa !40
<one_digit>
  br i1 %compact, label %small, label %big
small:
  %dp = getelementptr i8, ptr %o, i64 24
  %digit = load i32, ptr %dp, !tbaa !40
  %wide = zext i32 %digit to i64
<sign>
  %v1 = mul nsw i64 %sign, %wide
  br label %read
big:
  %pair = call {i64, i1} @read_big(ptr %o)
  %v2 = extractvalue {i64, i1} %pair, 0
  %good = extractvalue {i64, i1} %pair, 1
  br i1 %good, label %read, label %bad
read:
  %v = phi i64 [%v1, %small], [%v2, %big]
  br label %put"""

# What they write is memory of their own, so LLVM need not read lists again behind them.
GRIDS = f"""
attributes #2 = {{ noinline cold nounwind willreturn memory(read, inaccessiblemem: readwrite) }}

define internal i1 @grid_has(ptr %list, ptr %other) noinline {{
entry:
  %sp = getelementptr i8, ptr %list, i64 16
  %rows = load i64, ptr %sp, !tbaa !10
  %ip = getelementptr i8, ptr %list, i64 24
  %items = load ptr, ptr %ip, !tbaa !10
  %same = icmp eq ptr %list, %other
  br label %next
next:
  %i = phi i64 [0, %entry], [%i1, %one]
  %found = phi i1 [%same, %entry], [%found1, %one]
  %more = icmp ult i64 %i, %rows
  br i1 %more, label %one, label %done
one:
  %i1 = add i64 %i, 1
  %slot = getelementptr ptr, ptr %items, i64 %i
  %row = load ptr, ptr %slot, !tbaa !20
  %is = icmp eq ptr %row, %other
  %found1 = or i1 %found, %is
  br label %next
done:
  ret i1 %found
}}
{_maker(FLOAT, "double", "@PyFloat_Type", _READ_FLOAT)}
{_maker(INT, "i64", "@PyLong_Type", _READ_INT)}
"""
