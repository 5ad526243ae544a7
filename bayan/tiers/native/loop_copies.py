"""Lists of numbers that a loop's kernel reads and stores into as plain numbers (see copies).

They are copied at each entrance of the kernel, and stored back at every exit. So a variable that is
used for its elements and its length only is a copy all through the kernel; one that gets all of
another's elements (`b = a[:]`) has memory of its own, and becomes a list as the kernel is left.

Nothing else in the kernel may be such a list: that its variables and what it runs over are others
is seen at the entrance, and kernels that know lists of lists, or objects, have no form with copies.

    renew_K(numbers, source) -> numbers   a copy of a copy, in the memory of an old one that is as
                                          long; null where there is no memory
    back_K(numbers, list) -> list         store what has changed into the list that was copied, or
                                          make one where there is none; numbers are given up. Null
                                          without numbers, and where there is no memory
    lacking() -> i64                      whether there was none since the last time
"""

from __future__ import annotations

from ...syntax import nodes
from ..refusal import UNKNOWN_CALL, UNKNOWN_FORM, UNKNOWN_TYPE, Refusal
from .cell_routine import CellRoutine
from .copies import COPIED, COPY_TEXT
from .emitter import ELEMENT, Value
from .kinds import (
    BOOL,
    COPY,
    FLOAT,
    INT,
    ONE_OF,
    is_copy,
    is_object,
    options,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from ...values.functions import FunctionRecord


def names_to_copy(node: nodes.Node, kinds: dict[str, str]) -> frozenset[str]:
    """The variables of a loop that can be copies, where its variables are of these kinds at the
    beginning: lists of numbers, and what gets their elements, that nothing else is done with.
    """
    if COPIED.keys().isdisjoint(kinds.values()):
        return frozenset()
    used: dict[str, int] = {}
    for one in nodes.descendants(node):
        if isinstance(one, nodes.Name):
            used[one.name] = used.get(one.name, 0) + 1
    fitting: dict[str, int] = {}
    copies: list[tuple[str, str]] = []
    for one in nodes.descendants(node):
        name = _used_for_elements(one)
        if name is not None:
            fitting[name] = fitting.get(name, 0) + 1
        pair = copied_whole(one)
        if pair is not None:
            copies.append(pair)
            for name in pair:
                fitting[name] = fitting.get(name, 0) + 1
    made = {target for target, _ in copies}
    found = {
        name
        for name, count in fitting.items()
        if count == used[name] and (kinds.get(name) in COPIED if name in kinds else name in made)
    }
    while True:
        bad = {one for pair in copies for one in pair if not found.issuperset(pair)} & found
        if not bad:
            return frozenset(found)
        found -= bad


def copied_whole(node: nodes.Node) -> tuple[str, str] | None:
    """The names in `b = a[:]`; None for all else."""
    if not isinstance(node, nodes.Assignment) or len(node.targets) != 1:
        return None
    target, value = node.targets[0], node.value
    if not isinstance(target, nodes.Name) or not isinstance(value, nodes.Subscript):
        return None
    index = value.index
    if not isinstance(index, nodes.Slice) or not isinstance(value.value, nodes.Name):
        return None
    bounds = (index.lower, index.upper, index.step)
    return (target.name, value.value.name) if bounds == (None, None, None) else None


def _used_for_elements(node: nodes.Node) -> str | None:
    """The name of a list whose element or length is named here."""
    if isinstance(node, nodes.Subscript) and not isinstance(node.index, nodes.Slice):
        return node.value.name if isinstance(node.value, nodes.Name) else None
    if not isinstance(node, nodes.Call) or not isinstance(node.function, nodes.Name):
        return None
    if node.function.name != "len" or len(node.arguments) != 1 or node.keywords:
        return None
    (argument,) = node.arguments
    return argument.name if isinstance(argument, nodes.Name) else None


class LoopCopies(CellRoutine):
    """Copies in a loop's kernel.

    copied   the variables that are copies
    """

    copied: frozenset[str] = frozenset()

    def arguments(
        self, node: nodes.Call, function: Any, record: FunctionRecord, first: list[Value]
    ) -> list[Value]:
        values = super().arguments(node, function, record, first)
        if any(is_copy(value.kind) for value in values):
            # What a function has stored into one would stay where the call is left half-way.
            raise Refusal(UNKNOWN_CALL, node.position)
        return values

    def copies_in(self, kinds: dict[str, str]) -> Iterator[tuple[str, str, bool]]:
        """The variables that may have copies: names, kinds of these, and whether they may be of
        other kinds.
        """
        for name in sorted(self.copied & kinds.keys()):
            kind = kinds[name]
            found = [one for one in options(kind) if is_copy(one)]
            if len(found) > 1 or (found and any(map(is_object, options(kind)))):
                raise Refusal(UNKNOWN_TYPE, self.node.position)
            for one in found:
                yield name, one, kind.startswith(ONE_OF)

    def origin(self, name: str) -> str:
        """The stack slot of the list that a copy was made of; null where it was made here."""
        return self.slot(f"v{self.names[name]}o", "ptr")

    def take_copy(self, name: str, kind: str, list_: str) -> None:
        """Copy a list that a variable has as the kernel is entered, if it has one."""
        self.emit(f"store ptr {list_}, ptr {self.origin(name)}")
        some, after = self.label(), self.label()
        none = self.op(f"icmp eq ptr {list_}, null")
        self.emit(f"br i1 {none}, label %{after}, label %{some}")
        self.begin(some)
        numbers = self.op(f"call ptr @copy_{kind.removeprefix(COPY)}(ptr {list_})")
        self.emit(f"store ptr {numbers}, ptr {self.home(name, kind)}")
        bad = self.op(f"icmp eq ptr {numbers}, null")
        self.emit(f"br i1 {bad}, label %uncopied, label %{after}")
        self.begin(after)

    def copies_made(self) -> list[tuple[str, str]]:
        """The variables that may have copies anywhere, with the kinds of these."""
        return [
            (name, COPY + kind)
            for name in sorted(self.copied)
            for kind in (INT, FLOAT, BOOL)
            if self.home_name(name, COPY + kind) in self.slots
        ]

    def empty_copies(self) -> list[str]:
        """The text with which the kernel begins: no variable has a copy."""
        lines = []
        for name, kind in self.copies_made():
            lines.append(f"  store ptr null, ptr {self.home(name, kind)}")
            lines.append(f"  store ptr null, ptr {self.origin(name)}")
        return lines

    def lists_back(self) -> list[tuple[str, str]]:
        """As the kernel is left: the variables that may be copies, and registers with their lists,
        null where they are none, with references.
        """
        found = []
        for name, kind in self.copies_made():
            numbers = self.op(f"load ptr, ptr {self.home(name, kind)}")
            before = self.op(f"load ptr, ptr {self.origin(name)}")
            back = f"@back_{kind.removeprefix(COPY)}(ptr {numbers}, ptr {before})"
            found.append((name, self.op(f"call ptr {back}")))
        return found

    def give_up_copies(self) -> None:
        """Where a list can't be copied: nothing has happened."""
        for name, kind in self.copies_made():
            numbers = self.op(f"load ptr, ptr {self.home(name, kind)}")
            self.emit(f"call void @free_copy(ptr {numbers})")

    def copy_again(self, node: nodes.Assignment) -> bool:
        pair = copied_whole(node)
        if pair is None or pair[0] not in self.copied:
            return super().copy_again(node)
        target, _ = pair
        assert isinstance(node.value, nodes.Subscript)
        source = self.expression(node.value.value)
        if not is_copy(source.kind):
            raise Refusal(UNKNOWN_FORM, node.position)
        had = [kind for name, kind, _ in self.copies_in(self.kinds) if name == target]
        if had not in ([], [source.kind]):
            raise Refusal(UNKNOWN_TYPE, node.position)
        home, kind = self.home(target, source.kind), source.kind.removeprefix(COPY)
        old, before = (self.op(f"load ptr, ptr {slot}") for slot in (home, self.origin(target)))
        alone = self.op(f"icmp eq ptr {before}, null")
        again = self.op(f"select i1 {alone}, ptr {old}, ptr null")
        new = self.op(f"call ptr @renew_{kind}(ptr {again}, ptr {source.text})")
        self.leave_if(self.op(f"icmp eq ptr {new}, null"), ELEMENT)
        put, after = self.label(), self.label()
        self.emit(f"br i1 {alone}, label %{after}, label %{put}")
        self.begin(put)
        # The list that it was a copy of keeps what it has got.
        given = self.op(f"call ptr @back_{kind}(ptr {old}, ptr {before})")
        self.emit(f"call void @release(ptr {given})")
        self.emit(f"store ptr null, ptr {self.origin(target)}")
        self.emit(f"br label %{after}")
        self.begin(after)
        self.write(target, Value(source.kind, new))
        return True


def _of_kind(kind: str) -> str:
    type_ = {INT: "i64", FLOAT: "double", BOOL: "i1"}[kind]
    size = 1 if kind == BOOL else 8
    stored = f"  %whole = call i1 @box_{kind}s(ptr %list, ptr %numbers)\n"
    then = """\
  call void @exchange_boxes(ptr %list, ptr %numbers)
  %size = call i64 @size_of_copy(ptr %numbers)
  call void @drop_boxes(ptr %numbers, i64 %size)"""
    read = f"  %v = load {type_}, ptr %at, !tbaa !92"
    if kind == BOOL:
        stored, then = "  %whole = add i1 true, false\n", ""
        stored += "  call void @store_bools(ptr %list, ptr %numbers)\n"
        read = "  %byte = load i8, ptr %at, !tbaa !92\n  %v = trunc i8 %byte to i1"
    return f"""
define internal i1 @store_{kind}s_back(ptr %list, ptr %numbers) noinline {{
{stored}  br i1 %whole, label %put, label %bad
put:
{then}
  ret i1 true
bad:
  ret i1 false
}}

define internal ptr @renew_{kind}(ptr %old, ptr %source) {{
  %size = call i64 @size_of_copy(ptr %source)
  %bytes = mul i64 %size, {size}
  %none = icmp eq ptr %old, null
  br i1 %none, label %make, label %some
some:
  %had = call i64 @size_of_copy(ptr %old)
  %alike = icmp eq i64 %had, %size
  br i1 %alike, label %copy, label %make
make:
  %whole = add i64 %bytes, 8
  %memory = call ptr @PyMem_RawCalloc(i64 1, i64 %whole)
  %lacking = icmp eq ptr %memory, null
  br i1 %lacking, label %bad, label %made
made:
  store i64 %size, ptr %memory, !tbaa !92
  %new = getelementptr i8, ptr %memory, i64 8
  call void @free_copy(ptr %old)
  br label %copy
copy:
  %to = phi ptr [%old, %some], [%new, %made]
  call void @llvm.memcpy.p0.p0.i64(ptr %to, ptr %source, i64 %bytes, i1 false)
  ret ptr %to
bad:
  ret ptr null
}}

define internal ptr @list_of_{kind}s(ptr %numbers) noinline {{
entry:
  %size = call i64 @size_of_copy(ptr %numbers)
  %list = call ptr @PyList_New(i64 %size)
  %none = icmp eq ptr %list, null
  br i1 %none, label %bad, label %begin
begin:
  %ip = getelementptr i8, ptr %list, i64 24
  %items = load ptr, ptr %ip, !tbaa !10
  br label %next
next:
  %i = phi i64 [0, %begin], [%i1, %put]
  %more = icmp ult i64 %i, %size
  br i1 %more, label %one, label %done
one:
  %i1 = add i64 %i, 1
  %at = getelementptr {"i8" if kind == BOOL else type_}, ptr %numbers, i64 %i
{read}
  %o = call ptr @box_{kind}({type_} %v)
  %lacking = icmp eq ptr %o, null
  br i1 %lacking, label %drop, label %put
put:
  %slot = getelementptr ptr, ptr %items, i64 %i
  store ptr %o, ptr %slot, !tbaa !20
  br label %next
done:
  ret ptr %list
drop:
  call void @object.dealloc(ptr %list)
  br label %bad
bad:
  ret ptr null
}}

define internal ptr @back_{kind}(ptr %numbers, ptr %list) noinline {{
  %none = icmp eq ptr %numbers, null
  br i1 %none, label %nothing, label %some
nothing:
  ret ptr null
some:
  %new = icmp eq ptr %list, null
  br i1 %new, label %make, label %store
store:
  %kept = call i1 @store_{kind}s_back(ptr %list, ptr %numbers)
  %old = select i1 %kept, ptr %list, ptr null
  call void @own(ptr %list)
  br label %done
make:
  %made = call ptr @list_of_{kind}s(ptr %numbers)
  br label %done
done:
  %r = phi ptr [%list, %store], [%made, %make]
  %whole = phi ptr [%old, %store], [%made, %make]
  call void @free_copy(ptr %numbers)
  %fine = icmp ne ptr %whole, null
  br i1 %fine, label %good, label %bad
bad:
  store i64 1, ptr @copies.lacking
  br label %good
good:
  ret ptr %r
}}
"""


LOOP_COPY_TEXT = f"""{COPY_TEXT}
@copies.lacking = internal global i64 0
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)

define internal i64 @size_of_copy(ptr %numbers) alwaysinline {{
  %at = getelementptr i8, ptr %numbers, i64 -8
  %size = load i64, ptr %at, !tbaa !92
  ret i64 %size
}}

define internal void @free_copy(ptr %numbers) {{
  %none = icmp eq ptr %numbers, null
  br i1 %none, label %done, label %some
some:
  %memory = getelementptr i8, ptr %numbers, i64 -8
  call void @PyMem_RawFree(ptr %memory)
  br label %done
done:
  ret void
}}

define internal i64 @lacking() {{
  %r = load i64, ptr @copies.lacking
  store i64 0, ptr @copies.lacking
  ret i64 %r
}}
{_of_kind(INT)}{_of_kind(FLOAT)}{_of_kind(BOOL)}"""
