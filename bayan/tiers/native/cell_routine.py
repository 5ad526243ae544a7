"""What a kernel does with the cells of objects: fills them where it is entered, notes them down
before a statement that calls functions, restores them where that is left, puts back what has
changed wherever it is left itself (see cells).

The cells of a variable's object lie on the stack; those of the objects in a list in memory of their
own, one row for each, behind two words:

    -2 list   -1 number of rows   0 object   1 first cell ...      1 + cells: next row ...

followed by as many where they are noted down.
"""

from __future__ import annotations

from ...syntax import nodes
from .bounds import Kinds
from .cells import FIRST_TAG, MOST_NOTED, MOST_ROWS, Cell, is_rows, is_unboxed, unboxed, variable_of
from .emitter import ENTRY, REASONS, Value
from .facts import SMALL
from .kinds import FLOAT, MAYBE, ONE_OF, element, is_object, is_sequence, llvm_type, options
from .modules import NativeRoutine
from .objects import Objects
from .plan import Loop, Plan
from .shapes import is_instance

# Elements of lists, among what one call gives to a function, that are noted down by themselves.
MOST_GIVEN = 2


class CellRoutine(NativeRoutine):
    """Cells of a kernel.

    in_cells   the variables whose objects may have cells, and their kinds
    """

    in_cells: dict[str, str]

    @property
    def own(self) -> set[str]:
        """The addresses of the cells of variables, but those of elements."""
        return {*map(self.cells_of, self.in_cells), *map(self.rows_of, self.in_cells)}

    # Whether the cells were noted down at the beginning of the statement under way.
    noted = False
    # How many elements may be noted down in it, and how many were.
    notes = next_note = 0

    def variable_word(self, name: str) -> int:
        """The word of the state that has a variable's value."""
        raise NotImplementedError

    def word(self, number: int) -> str:
        """The address of a word of the state."""
        raise NotImplementedError

    def begin_statement(self) -> None:
        super().begin_statement()
        self.noted = False

    def change(self, sequence: Value) -> None:
        super().change(sequence)
        held = element(sequence.kind) if is_sequence(sequence.kind) else ""
        if not held or is_instance(held):
            # It may be one of those.
            for name in self.cells.lists:
                self.cells.bar(name)

    @property
    def binds_cells(self) -> bool:  # type: ignore[override]
        # Where references are counted a variable owns one to its object.
        return not self.counts

    def cells_at(self, name: str, node: nodes.Node) -> Value | None:
        kind = self.in_cells.get(name)
        if kind is None:
            return super().cells_at(name, node)
        if self.kinds.get(name) != kind or name in self.cells.barred:
            return None
        if not is_sequence(kind):
            thing = Value(unboxed(kind, name), self.cells_of(name))
            self.cells_for(thing)
            return thing
        if name not in self.cells.lists:
            self.cells.lists[name] = kind
            self.cells.kinds[name] = element(kind)
            self.cells.attributes[name] = {}
            self.learn_cell()
        return Value(unboxed(kind, name), self.rows_of(name))

    def assigned(self, node: nodes.Expression, targets: list[nodes.Expression]) -> Value:
        value = super().assigned(node, targets)
        if is_unboxed(value.kind) and value.text in self.own:
            # Another name for what a variable has: cells of an object could not be registers.
            return self.object_of(value)
        return value

    def read(self, name: str, node: nodes.Node) -> Value:
        if name in self.in_cells:
            # The variable has the object itself, too.
            return Objects.read(self, name, node)
        return super().read(name, node)

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
        """As in all loops; from a list with cells the item has them. What the outermost loop runs
        over is known by its iterator only.
        """
        rows = None
        if loop.number and self.binds_cells and isinstance(loop.node, nodes.For):
            operand = loop.node.iterable
            if isinstance(operand, nodes.Call) and index < len(operand.arguments):
                operand = operand.arguments[index]
            if is_object(kind) and isinstance(operand, nodes.Name):
                rows = self.cells_at(operand.name, operand)
        if rows is None or not is_rows(rows.kind):
            return super().item(loop, index, kind, more, out, advances, has_limit)
        at = self.field(loop, index, 0)
        now = self.op(f"load i64, ptr {at}")
        self.branch(self.op(f"icmp slt i64 {now}, {self.length(rows).text}"), more, out)
        advances.append((at, self.op(f"add nsw i64 {now}, 1")))
        return self.load_at(rows, now, loop.node)

    # Variables that lead to elements with cells, at exits and behind pauses: outside of the kernel
    # they have the objects.

    def is_of(self, name: str, kind: str, option: str) -> str:
        """Whether a variable of a kind is of one of the kinds that this leaves open."""
        if kind.startswith(ONE_OF):
            number = self.tags.setdefault(option, len(self.tags))
            return self.op(f"icmp eq i64 {self.op(f'load i64, ptr {self.tag(name)}')}, {number}")
        if kind.startswith(MAYBE):
            return self.op(f"load i1, ptr {self.flag(name)}")
        return "true"

    def object_at(self, name: str, kind: str) -> str:
        """The object of a variable that may lead to cells; anything where it has none."""
        unboxed_ones = [one for one in sorted(options(kind)) if is_unboxed(one)]
        thing = self.op(f"load ptr, ptr {self.home(name, unboxed_ones[0])}")
        for one in unboxed_ones:
            leads = self.is_of(name, kind, one)
            at = self.op(f"select i1 {leads}, ptr {thing}, ptr @nothing")
            found = self.op(f"load ptr, ptr {at}")
            thing = self.op(f"select i1 {leads}, ptr {found}, ptr {thing}")
        return thing

    def find_cells(self, kinds: dict[str, str]) -> None:
        """Behind a pause: what has objects that cells are wanted of gets these, or ENTRY is given
        as the reason to leave.
        """
        for name, kind in kinds.items():
            for one in sorted(options(kind)):
                if not is_unboxed(one):
                    continue
                home, rows = self.home(name, one), variable_of(one)
                leads = self.is_of(name, kind, one)
                thing = self.op(f"load ptr, ptr {home}")
                width = self.width(rows)
                arguments = f"ptr {self.rows_of(rows)}, i64 {width}, ptr {thing}"
                found = self.op(f"call ptr @find_cells({arguments})")
                missing = self.op(f"and i1 {leads}, {self.op(f'icmp eq ptr {found}, null')}")
                here = self.label()
                self.emit(f"br i1 {missing}, label %refused, label %{here}, !prof !80")
                self.begin(here)
                there = self.op(f"select i1 {leads}, ptr {found}, ptr {thing}")
                self.emit(f"store ptr {there}, ptr {home}")

    # Where cells lie

    def cells_of(self, name: str) -> str:
        return f"%cells{self.names[name]}"

    def rows_of(self, name: str) -> str:
        return f"%rows{self.names[name]}"

    def width(self, name: str) -> int:
        """The words of an object with its cells."""
        return 1 + len(self.cells.attributes[name])

    def each_cell(self, stored: bool = False) -> list[tuple[str, str, Cell]]:
        """All cells of variables, with the names of these and the addresses of the cells; stored:
        those that are stored into.
        """
        found = []
        for name, there in self.cells.attributes.items():
            for cell in there.values() if name not in self.cells.lists else ():
                if cell.stored or not stored:
                    address = f"getelementptr i64, ptr {self.cells_of(name)}, i64 {cell.index}"
                    found.append((name, address, cell))
        return found

    # Before and behind statements

    def note_cells(self, node: nodes.Node) -> None:
        """At the beginning of a statement in which functions may change cells."""
        calls = _calls(node)
        self.noted = calls > 0
        if not self.noted:
            return
        for name, address, cell in self.each_cell(True):
            type_ = llvm_type(cell.kind)
            text = self.op(f"load {type_}, ptr {self.op(address)}")
            self.emit(f"store {type_} {text}, ptr {self.noted_cell(name, cell)}")
        self.next_note = 0
        self.notes = calls * MOST_GIVEN if self.cells.noted else 0
        for number in range(self.notes):
            self.emit(f"store ptr null, ptr {self.note_at(number)}")
        for name in sorted(self.cells.whole):
            self.emit(f"store i1 false, ptr {self.is_noted(name)}")

    # Elements that functions get are noted down one by one as each is given. Where a function may
    # change others, all of the list is, once for the statement, and no elements of it from then on.

    def note_at(self, number: int) -> str:
        """Where the address of an element's cells that were noted down is."""
        return self.slot(f"n{number}at", "ptr")

    def note_of(self, number: int) -> str:
        widest = max(map(self.width, self.cells.noted))
        return self.slot(f"n{number}row", f"[{widest} x i64]")

    def note_size(self, number: int) -> str:
        return self.slot(f"n{number}size", "i64")

    def is_noted(self, name: str) -> str:
        """Whether all of a list was noted down."""
        return self.slot(f"n{self.names[name]}all", "i1")

    def note_given(self, arguments: list[Value], plan: Plan) -> None:
        rows = [one for one in arguments if variable_of(one.kind) in self.cells.noted]
        single = [one for one in rows if not is_rows(one.kind)]
        if self.clauses_around or self.next_note + len(single) > self.notes:
            single = []
        for name in sorted({variable_of(one.kind) for one in rows if one not in single}):
            self.note_all(name, plan)
        for one in single:
            self.note_row(one)

    def note_all(self, name: str, plan: Plan) -> None:
        if name not in self.cells.whole:
            if self.cells.sizes[name] > MOST_NOTED or not plan.loops:
                self.cells.bar(name)
            self.cells.whole.add(name)
            self.learn_cell()
        note, after = self.label(), self.label()
        flag = self.op(f"load i1, ptr {self.is_noted(name)}")
        self.emit(f"br i1 {flag}, label %{after}, label %{note}")
        self.begin(note)
        self.emit(f"store i1 true, ptr {self.is_noted(name)}")
        self.copy_rows(name, f"{self.rows_of(name)}.noted", self.rows_of(name))
        self.emit(f"br label %{after}")
        self.begin(after)

    def note_row(self, row: Value) -> None:
        name, number = variable_of(row.kind), self.next_note
        self.next_note += 1
        at, size = row.text, 8 * self.width(name)
        if name in self.cells.whole:
            flag = self.op(f"load i1, ptr {self.is_noted(name)}")
            at = self.op(f"select i1 {flag}, ptr null, ptr {at}")
        self.emit(f"store ptr {at}, ptr {self.note_at(number)}")
        self.emit(f"store i64 {size}, ptr {self.note_size(number)}")
        self.move_words(self.note_of(number), row.text, str(size))

    def noted_cell(self, name: str, cell: Cell) -> str:
        return self.slot(f"n{self.names[name]}.{cell.index}", llvm_type(cell.kind))

    def restore_cells(self) -> list[str]:
        """The text where a statement is left."""
        lines, self.lines = self.lines, []
        if self.noted:
            for name, address, cell in self.each_cell(True):
                type_ = llvm_type(cell.kind)
                text = self.op(f"load {type_}, ptr {self.noted_cell(name, cell)}")
                self.emit(f"store {type_} {text}, ptr {self.op(address)}")
            for name in sorted(self.cells.whole):
                flag = self.op(f"load i1, ptr {self.is_noted(name)}")
                size = self.op(f"select i1 {flag}, i64 {self.rows_of(name)}.bytes, i64 0")
                self.copy_rows(name, self.rows_of(name), f"{self.rows_of(name)}.noted", size)
            for number in reversed(range(self.notes)):
                self.restore_row(number)
        lines, self.lines = self.lines, lines
        return lines

    def restore_row(self, number: int) -> None:
        back, after = self.label(), self.label()
        at = self.op(f"load ptr, ptr {self.note_at(number)}")
        is_none = self.op(f"icmp eq ptr {at}, null")
        self.emit(f"br i1 {is_none}, label %{after}, label %{back}")
        self.begin(back)
        size = self.op(f"load i64, ptr {self.note_size(number)}")
        self.move_words(at, self.note_of(number), size)
        self.emit(f"br label %{after}")
        self.begin(after)

    def copy_rows(self, name: str, to: str, source: str, size: str = "") -> None:
        self.move_words(to, source, size or f"{self.rows_of(name)}.bytes")

    def move_words(self, to: str, source: str, size: str) -> None:
        self.emit(f"call void @llvm.memcpy.p0.p0.i64(ptr {to}, ptr {source}, i64 {size}, i1 false)")

    # The entrance

    def enter_cells(self, reason_at: int) -> list[str]:
        """The text that fills all cells, or leaves with ENTRY, which the word `reason_at` gets,
        before anything has happened.
        """
        if not self.cells.kinds:
            return []
        lines, self.lines = self.lines, []
        self.begin_apart("refused")
        lists = self.cells.lists
        memories = [f"{self.rows_of(name)}.memory" for name in lists]
        things: dict[str, Value] = {}
        for name, kind in self.cells.kinds.items():
            at = self.word(self.variable_word(name))
            thing = Value(kind, self.op(f"load ptr, ptr {at}, !tbaa !70"))
            if name in lists:
                self.fill_rows(name, thing.text)
                continue
            self.emit(f"store ptr {thing.text}, ptr {self.cells_of(name)}")
            for other, before in things.items():
                if self.cells.share(name, other):
                    same = self.op(f"icmp eq ptr {thing.text}, {before.text}")
                    self.leave_if(same, ENTRY)
            things[name] = thing
        for name, address, cell in self.each_cell():
            self.fill(things[name], cell, self.op(address))
        if lists and any(
            cell.stored for one in self.cells.attributes.values() for cell in one.values()
        ):
            self.check_distinct()
        self.tail.append("refused:")
        lines, self.lines = self.lines, lines
        allocas = []
        for name in self.cells.kinds:
            if name not in lists:
                allocas.append(f"  {self.cells_of(name)} = alloca [{self.width(name)} x i64]")
        for memory in memories:
            allocas.append(f"  {memory} = alloca ptr")
            allocas.append(f"  store ptr null, ptr {memory}")
        kept, self.lines = self.lines, []
        self.free_rows()
        self.emit(f"store i64 {REASONS.index(ENTRY)}, ptr {self.word(reason_at)}, !tbaa !70")
        self.emit("ret i64 0")
        self.tail += self.lines
        self.lines = kept
        return allocas + lines

    def begin_apart(self, otherwise: str) -> None:
        """What follows knows nothing of the routine's blocks, and goes to a label where it can't
        go on.
        """
        self.kinds = Kinds({})
        self.exit_labels = dict.fromkeys(REASONS, otherwise)
        self.fresh = []

    def fill(self, thing: Value, cell: Cell, address: str) -> None:
        slot = Objects.attribute_slot(self, thing, cell.node, cell.stored)
        value = Objects.load_attribute(self, thing, slot, cell.node)
        type_, text = llvm_type(cell.kind), value.text
        if cell.is_small:
            self.leave_if(self.op(f"icmp ugt i64 {text}, {SMALL}"), ENTRY)
            # So LLVM knows it, too.
            text = self.op(f"and i64 {text}, {SMALL}")
        self.emit(f"store {type_} {text}, ptr {address}, !tbaa !{FIRST_TAG + cell.index}")

    def fill_rows(self, name: str, list_: str) -> None:
        rows = self.rows_of(name)
        memory = self.op(f"call ptr @fill{self.names[name]}(ptr {list_})")
        self.leave_if(self.op(f"icmp eq ptr {memory}, null"), ENTRY)
        self.emit(f"store ptr {memory}, ptr {rows}.memory")
        self.emit(f"{rows} = getelementptr i64, ptr {memory}, i64 2")
        if name in self.cells.whole:
            count = self.op(f"load i64, ptr {self.op(f'getelementptr i64, ptr {memory}, i64 1')}")
            self.emit(f"{rows}.bytes = mul i64 {count}, {8 * self.width(name)}")
            self.emit(f"{rows}.noted = getelementptr i8, ptr {rows}, i64 {rows}.bytes")

    def check_distinct(self) -> None:
        """Leaves where an object is met twice."""
        total = str(len(self.cells.kinds) - len(self.cells.lists))
        counts = {}
        for name in self.cells.kinds:
            counts[name] = "1"
            if name in self.cells.lists:
                at = self.op(f"getelementptr i64, ptr {self.rows_of(name)}, i64 -1")
                counts[name] = self.op(f"load i64, ptr {at}")
                total = self.op(f"add i64 {total}, {counts[name]}")
        table = self.op(f"call ptr @objects_table(i64 {total})")
        self.leave_if(self.op(f"icmp eq ptr {table}, null"), ENTRY)
        fine = "true"
        for name, count in counts.items():
            first = self.rows_of(name) if name in self.cells.lists else self.cells_of(name)
            width = self.width(name)
            arguments = f"ptr {table}, ptr {first}, i64 {count}, i64 {width}"
            one = self.op(f"call i1 @enter_objects({arguments})")
            fine = self.op(f"and i1 {fine}, {one}")
        self.emit(f"call void @PyMem_RawFree(ptr {table})")
        self.leave_unless(fine, ENTRY)

    def free_rows(self) -> None:
        for name in self.cells.lists:
            memory = self.op(f"load ptr, ptr {self.rows_of(name)}.memory")
            self.emit(f"call void @PyMem_RawFree(ptr {memory})")

    # The way out

    def leave_cells(self) -> None:
        """The block through which all exits go: what was changed is put back."""
        lines, self.lines = self.lines, []
        self.begin("left")
        self.begin_apart("impossible")
        for name, address, cell in self.each_cell(True):
            thing = Value(self.cells.kinds[name], self.op(f"load ptr, ptr {self.cells_of(name)}"))
            self.put_back(thing, cell, self.op(address))
        for name, there in self.cells.attributes.items():
            if name in self.cells.lists and any(cell.stored for cell in there.values()):
                self.emit(f"call void @put_back{self.names[name]}(ptr {self.rows_of(name)})")
        self.free_rows()
        self.emit("ret i64 0")
        self.begin("impossible")
        self.emit("unreachable")
        lines, self.lines = self.lines, lines
        self.tail += lines

    def put_back(self, thing: Value, cell: Cell, address: str) -> None:
        """Store a cell where its object keeps the attribute, unless it has that very number: its
        own object stays in its place then.
        """
        slot = Objects.attribute_slot(self, thing, cell.node, True)
        before = Objects.load_attribute(self, thing, slot, cell.node).text
        type_ = llvm_type(cell.kind)
        now = self.op(f"load {type_}, ptr {address}, !tbaa !{FIRST_TAG + cell.index}")
        if cell.kind == FLOAT:
            old, new = (self.op(f"bitcast double {one} to i64") for one in (before, now))
            differs = self.op(f"icmp ne i64 {old}, {new}")
        else:
            differs = self.op(f"icmp ne {type_} {before}, {now}")
        put, after = self.label(), self.label()
        self.emit(f"br i1 {differs}, label %{put}, label %{after}")
        self.begin(put)
        # Without memory the exception is set, and raised as the kernel is left.
        self.op(f"call i1 @store_{cell.kind}(ptr {slot}, {type_} {now})")
        self.emit(f"br label %{after}")
        self.begin(after)

    # Functions for lists

    def cell_functions(self) -> str:
        if not self.cells.lists:
            return ""
        text = [_TABLE]
        for name in self.cells.lists:
            there = list(self.cells.attributes[name].values())
            text.append(self.filling(name, there))
            stored = [cell for cell in there if cell.stored]
            if stored:
                text.append(self.putting_back(name, stored))
        return "".join(text)

    def filling(self, name: str, there: list[Cell]) -> str:
        kind = self.cells.kinds[name]
        width = self.width(name)
        is_noted = name in self.cells.whole
        lines, self.lines = self.lines, []
        self.begin_apart("bad")
        thing = Value(kind, "%thing")
        at = self.op("getelementptr i8, ptr %thing, i64 8")
        cls = self.op(f"load ptr, ptr {at}, !tbaa !60")
        symbol = self.class_symbol(kind, self.plan.start.node)
        self.leave_unless(self.op(f"icmp eq ptr {cls}, {symbol}"), ENTRY)
        for cell in there:
            self.fill(thing, cell, self.op(f"getelementptr i64, ptr %row, i64 {cell.index}"))
        body, self.lines = self.lines, lines
        items = "load ptr, ptr %ip, !tbaa !10"
        if self.cells.lists[name].startswith("tuple["):
            items = "getelementptr i8, ptr %ip, i64 0"
        return f"""
define internal ptr @fill{self.names[name]}(ptr %list) noinline {{
entry:
  %sp = getelementptr i8, ptr %list, i64 16
  %size = load i64, ptr %sp, !tbaa !10
  %ip = getelementptr i8, ptr %list, i64 24
  %items = {items}
  %fits = icmp ule i64 %size, {MOST_NOTED if is_noted else MOST_ROWS}
  br i1 %fits, label %make, label %never
make:
  %words = mul i64 %size, {width * (1 + is_noted)}
  %whole = add i64 %words, 2
  %memory = call ptr @PyMem_RawCalloc(i64 %whole, i64 8)
  %none = icmp eq ptr %memory, null
  br i1 %none, label %never, label %begin
begin:
  store ptr %list, ptr %memory
  %count.at = getelementptr i64, ptr %memory, i64 1
  store i64 %size, ptr %count.at
  %rows = getelementptr i64, ptr %memory, i64 2
  br label %next
next:
  %i = phi i64 [0, %begin], [%i1, %again]
  %more = icmp ult i64 %i, %size
  br i1 %more, label %one, label %done
one:
  %i1 = add i64 %i, 1
  %slot = getelementptr ptr, ptr %items, i64 %i
  %thing = load ptr, ptr %slot, !tbaa !20
  %row = getelementptr [{width} x i64], ptr %rows, i64 %i
  store ptr %thing, ptr %row
{chr(10).join(body)}
  br label %again
again:
  br label %next
done:
  ret ptr %memory
bad:
  call void @PyMem_RawFree(ptr %memory)
  br label %never
never:
  ret ptr null
}}
"""

    def putting_back(self, name: str, stored: list[Cell]) -> str:
        lines, self.lines = self.lines, []
        self.begin_apart("impossible")
        thing = Value(self.cells.kinds[name], "%thing")
        for cell in stored:
            self.put_back(thing, cell, self.op(f"getelementptr i64, ptr %row, i64 {cell.index}"))
        body, self.lines = self.lines, lines
        return f"""
define internal void @put_back{self.names[name]}(ptr %rows) noinline {{
entry:
  %count.at = getelementptr i64, ptr %rows, i64 -1
  %size = load i64, ptr %count.at
  br label %next
next:
  %i = phi i64 [0, %entry], [%i1, %again]
  %more = icmp ult i64 %i, %size
  br i1 %more, label %one, label %done
one:
  %i1 = add i64 %i, 1
  %row = getelementptr [{self.width(name)} x i64], ptr %rows, i64 %i
  %thing = load ptr, ptr %row
{chr(10).join(body)}
  br label %again
again:
  br label %next
done:
  ret void
impossible:
  unreachable
}}
"""


# A hash table (open addressing, at most half full) behind a word with its mask.
_TABLE = """
@nothing = internal constant ptr null

; The row of an object; null where it has none.
define internal ptr @find_cells(ptr %rows, i64 %width, ptr %thing) noinline {
entry:
  %count.at = getelementptr i64, ptr %rows, i64 -1
  %count = load i64, ptr %count.at
  br label %next
next:
  %i = phi i64 [0, %entry], [%i1, %further]
  %more = icmp ult i64 %i, %count
  br i1 %more, label %one, label %none
one:
  %i1 = add i64 %i, 1
  %offset = mul i64 %i, %width
  %row = getelementptr i64, ptr %rows, i64 %offset
  %there = load ptr, ptr %row
  %same = icmp eq ptr %there, %thing
  br i1 %same, label %done, label %further
further:
  br label %next
done:
  ret ptr %row
none:
  ret ptr null
}

declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)

define internal ptr @objects_table(i64 %count) noinline {
  %more = add i64 %count, 1
  %zeros = call i64 @llvm.ctlz.i64(i64 %more, i1 true)
  %bits = sub i64 65, %zeros
  %size = shl i64 1, %bits
  %whole = add i64 %size, 1
  %table = call ptr @PyMem_RawCalloc(i64 %whole, i64 8)
  %none = icmp eq ptr %table, null
  br i1 %none, label %done, label %begin
begin:
  %mask = sub i64 %size, 1
  store i64 %mask, ptr %table
  br label %done
done:
  ret ptr %table
}

; Whether objects, so many words after each other, are in the table for the first time.
define internal i1 @enter_objects(ptr %table, ptr %first, i64 %count, i64 %width) noinline {
entry:
  %mask = load i64, ptr %table
  %places = getelementptr i64, ptr %table, i64 1
  br label %next
next:
  %i = phi i64 [0, %entry], [%i1, %put]
  %more = icmp ult i64 %i, %count
  br i1 %more, label %one, label %good
one:
  %i1 = add i64 %i, 1
  %offset = mul i64 %i, %width
  %at = getelementptr i64, ptr %first, i64 %offset
  %thing = load ptr, ptr %at
  %number = ptrtoint ptr %thing to i64
  %mixed = mul i64 %number, -7046029254386353131
  %high = lshr i64 %mixed, 32
  br label %probe
probe:
  %p = phi i64 [%high, %one], [%p1, %further]
  %place = and i64 %p, %mask
  %p1 = add i64 %p, 1
  %slot = getelementptr ptr, ptr %places, i64 %place
  %there = load ptr, ptr %slot
  %free = icmp eq ptr %there, null
  br i1 %free, label %put, label %look
look:
  %same = icmp eq ptr %there, %thing
  br i1 %same, label %bad, label %further
further:
  br label %probe
put:
  store ptr %thing, ptr %slot
  br label %next
good:
  ret i1 true
bad:
  ret i1 false
}
"""


def _calls(node: nodes.Node) -> int:
    """How many calls are in a statement, or in what a compound one tests or runs over."""
    if isinstance(node, (nodes.If, nodes.While)):
        node = node.test
    elif isinstance(node, nodes.For):
        node = node.iterable
    return sum(isinstance(one, nodes.Call) for one in nodes.descendants(node))
