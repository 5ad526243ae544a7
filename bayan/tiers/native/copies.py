"""Lists of numbers that a function is given, as plain numbers in a row.

Each store of a number into a list is to be undone where the function leaves half-way, and an
element is an object whose class is asked for. Where a call reads and stores much more often than
its lists have elements, they are copied as it begins: into memory of its own, which it reads and
stores into, and hands on to the functions that it calls. When it is done, what has changed is
stored into the lists; where it leaves, the copies are dropped, and nothing has happened.

That is exact as long as no list that the native code sees is anything but a copy: two parameters
that are one list share one copy (`calling` compares them), and functions that see other lists, or
objects, have no form with copies. A copy keeps its length, as lists do in functions. A list with
an element of another kind, or an int beyond 64 bits, is not copied.

    kind           what a variable refers to
    copy int       64-bit ints; their number is in the word before the first one
    copy float     doubles
    copy bool      bytes

How much a call has to do is not known before it is done. So calls without copies are counted: the
rounds and calls that they do, less WORTH for each element that copies would have, but none before
the last call that did too little. Where that is ENOUGH, a form with copies is asked for
(`COPIES_PAY`); and that one is left out again where it does not pay any more.

    take_copy(index, list) -> numbers   of a parameter; null where it can't be copied
    store_copies() -> i1                store what has changed; false where there is no memory:
                                        nothing has happened then
    drop_copies()                       give their memory up
"""

from __future__ import annotations

from ...syntax import nodes
from ..refusal import UNKNOWN_OPERATION, Refusal
from .arrays import Arrays
from .emitter import Value
from .kinds import (
    BOOL,
    COPY,
    FLOAT,
    INT,
    alternatives,
    element,
    is_copy,
    is_object,
    is_sequence,
)
from .shapes import is_instance

# By the kinds of lists that may be copied, those of the copies.
COPIED = {f"list[{kind}]": COPY + kind for kind in (INT, FLOAT, BOOL)}

_ITEMS = {INT: "i64", FLOAT: "double", BOOL: "i8"}

# Elements of a list that may be copied.
MOST = 1 << 22
# How many rounds an element that is copied has to be worth, and how many more than that make it
# worth while to compile a form with copies: some 10 ms.
WORTH = 4
ENOUGH = 1 << 22
# After how many more of them the answer is asked for again.
MORE = 1 << 18
# How many rounds that copies have paid back are remembered.
REMEMBERED = 1 << 20


def may_be_a_list(kind: str) -> bool:
    """Whether an object of this kind is a list, or one may be reached through it."""
    return kind.startswith("list[") or may_lead_to_lists(kind)


def may_lead_to_lists(kind: str) -> bool:
    """Whether a list may be reached through an object of this kind."""
    if is_sequence(kind):
        return any(is_object(one) for one in alternatives(element(kind)))
    return is_instance(kind)


class Copies(Arrays):
    """Elements of copies."""

    def length(self, value: Value) -> Value:
        if not is_copy(value.kind):
            return super().length(value)
        at = self.op(f"getelementptr i8, ptr {value.text}, i64 -8")
        text = self.op(f"load i64, ptr {at}, !invariant.load !{{}}, !range !82")
        return Value(INT, text, 0, MOST)

    def truth(self, value: Value) -> str:
        if is_copy(value.kind):
            return self.op(f"icmp ne i64 {self.length(value).text}, 0")
        return super().truth(value)

    def call_function(self, name: str, arguments: list[Value], node: nodes.Node) -> Value:
        if name == "len" and len(arguments) == 1 and is_copy(arguments[0].kind):
            return self.length(arguments[0])
        return super().call_function(name, arguments, node)

    def position(self, sequence: Value, index: Value, node: nodes.Node) -> str:
        if is_copy(sequence.kind):
            return self.number_address(sequence, self.inside(sequence, index, node))
        return super().position(sequence, index, node)

    def inside(self, sequence: Value, index: Value, node: nodes.Node) -> str:
        if not is_copy(sequence.kind):
            return super().inside(sequence, index, node)
        if index.kind not in (INT, BOOL):
            raise Refusal(UNKNOWN_OPERATION, node.position)
        return self.within(self.length(sequence).text, index)

    def number_address(self, copy: Value, index: str) -> str:
        type_ = _ITEMS[copy.kind.removeprefix(COPY)]
        return self.op(f"getelementptr {type_}, ptr {copy.text}, i64 {index}")

    def load_at(self, sequence: Value, index: str, node: nodes.Node) -> Value:
        if is_copy(sequence.kind):
            return self.load(sequence, self.number_address(sequence, index), node)
        return super().load_at(sequence, index, node)

    def load(self, sequence: Value, slot: str, node: nodes.Node) -> Value:
        if not is_copy(sequence.kind):
            return super().load(sequence, slot, node)
        kind = sequence.kind.removeprefix(COPY)
        text = self.op(f"load {_ITEMS[kind]}, ptr {slot}, !tbaa !92")
        return Value(kind, self.op(f"trunc i8 {text} to i1") if kind == BOOL else text)

    def store_number(self, copy: Value, slot: str, value: Value, node: nodes.Node) -> None:
        """Store into a copy, whose numbers are all of one kind."""
        kind = copy.kind.removeprefix(COPY)
        if value.kind != kind:
            raise Refusal(UNKNOWN_OPERATION, node.position)
        text = self.op(f"zext i1 {value.text} to i8") if kind == BOOL else value.text
        self.emit(f"store {_ITEMS[kind]} {text}, ptr {slot}, !tbaa !92")


def _copier(kind: str) -> str:
    type_ = _ITEMS[kind]
    size = 1 if kind == BOOL else 8
    return f"""
; The numbers of a list; null where it can't be copied.
define internal ptr @copy_{kind}(ptr %list) noinline {{
entry:
<items>
  %fits = icmp ule i64 %size, {MOST}
  br i1 %fits, label %make, label %never
make:
  %bytes = mul i64 %size, {size}
  %whole = add i64 %bytes, 8
  %memory = call ptr @PyMem_RawCalloc(i64 1, i64 %whole)
  %none = icmp eq ptr %memory, null
  br i1 %none, label %never, label %begin
begin:
  store i64 %size, ptr %memory, !tbaa !92
  %numbers = getelementptr i8, ptr %memory, i64 8
  br label %next
next:
  %i = phi i64 [0, %begin], [%i1, %put]
  %more = icmp ult i64 %i, %size
  br i1 %more, label %one, label %done
one:
  %i1 = add i64 %i, 1
  %slot = getelementptr ptr, ptr %items, i64 %i
  %o = load ptr, ptr %slot, !tbaa !20
  %pair = call {{{type_}, i1}} @number_{kind}(ptr %o)
  %good = extractvalue {{{type_}, i1}} %pair, 1
  br i1 %good, label %put, label %bad
put:
  %v = extractvalue {{{type_}, i1}} %pair, 0
  %at = getelementptr {type_}, ptr %numbers, i64 %i
  store {type_} %v, ptr %at, !tbaa !92
  br label %next
done:
  ret ptr %numbers
bad:
  call void @PyMem_RawFree(ptr %memory)
  br label %never
never:
  ret ptr null
}}
"""


def _boxer(kind: str) -> str:
    type_ = _ITEMS[kind]
    return f"""
; Makes objects of the numbers that are not those of the list any more, and null of the others;
; false where there is no memory, and no objects are left then.
define internal i1 @box_{kind}s(ptr %list, ptr %numbers) noinline {{
entry:
<items>
  br label %next
next:
  %i = phi i64 [0, %entry], [%i1, %put]
  %more = icmp ult i64 %i, %size
  br i1 %more, label %one, label %done
one:
  %i1 = add i64 %i, 1
  %slot = getelementptr ptr, ptr %items, i64 %i
  %o = load ptr, ptr %slot, !tbaa !20
  %pair = call {{{type_}, i1}} @number_{kind}(ptr %o)
  %before = extractvalue {{{type_}, i1}} %pair, 0
  %at = getelementptr {type_}, ptr %numbers, i64 %i
  %v = load {type_}, ptr %at, !tbaa !92
  %old = bitcast {type_} %before to i64
  %now = bitcast {type_} %v to i64
  %same = icmp eq i64 %old, %now
  br i1 %same, label %put, label %box
box:
  %made = call ptr @box_{kind}({type_} %v)
  %none = icmp eq ptr %made, null
  br i1 %none, label %bad, label %put
put:
  %new = phi ptr [null, %one], [%made, %box]
  store ptr %new, ptr %at, !tbaa !92
  br label %next
done:
  ret i1 true
bad:
  call void @drop_boxes(ptr %numbers, i64 %i)
  ret i1 false
}}
"""


COPY_TEXT = f"""

define internal {{i8, i1}} @number_bool(ptr %o) alwaysinline {{
  %yes = icmp eq ptr %o, @_Py_TrueStruct
  %no = icmp eq ptr %o, @_Py_FalseStruct
  %is = or i1 %yes, %no
  %v = zext i1 %yes to i8
  %r1 = insertvalue {{i8, i1}} poison, i8 %v, 0
  %r = insertvalue {{i8, i1}} %r1, i1 %is, 1
  ret {{i8, i1}} %r
}}

define internal {{double, i1}} @number_float(ptr %o) alwaysinline {{
  %tp = getelementptr i8, ptr %o, i64 8
  %t = load ptr, ptr %tp, !tbaa !60
  %is = icmp eq ptr %t, @PyFloat_Type
  br i1 %is, label %read, label %bad
read:
  %vp = getelementptr i8, ptr %o, i64 16
  %v = load double, ptr %vp, !tbaa !30
  %r = insertvalue {{double, i1}} {{double 0.0, i1 true}}, double %v, 0
  ret {{double, i1}} %r
bad:
  ret {{double, i1}} zeroinitializer
}}

define internal {{i64, i1}} @number_int(ptr %o) alwaysinline {{
  %tp = getelementptr i8, ptr %o, i64 8
  %t = load ptr, ptr %tp, !tbaa !60
  %is = icmp eq ptr %t, @PyLong_Type
  br i1 %is, label %read, label %bad
read:
  %vp = getelementptr i8, ptr %o, i64 16
  %head = load i64, ptr %vp, !tbaa !40
<one_digit>
  br i1 %compact, label %small, label %big
small:
  %dp = getelementptr i8, ptr %o, i64 24
  %digit = load i32, ptr %dp, !tbaa !40
  %wide = zext i32 %digit to i64
<sign>
  %v = mul nsw i64 %sign, %wide
  %r = insertvalue {{i64, i1}} {{i64 0, i1 true}}, i64 %v, 0
  ret {{i64, i1}} %r
big:
  %pair = call {{i64, i1}} @read_big(ptr %o)
  ret {{i64, i1}} %pair
bad:
  ret {{i64, i1}} zeroinitializer
}}
{_copier(BOOL)}{_copier(INT)}{_copier(FLOAT)}{_boxer(INT)}{_boxer(FLOAT)}
; The objects made, and those in the list, change places.
define internal void @exchange_boxes(ptr %list, ptr %numbers) noinline {{
entry:
<items>
  br label %next
next:
  %i = phi i64 [0, %entry], [%i1, %one], [%i1, %swap]
  %more = icmp ult i64 %i, %size
  br i1 %more, label %one, label %done
one:
  %i1 = add i64 %i, 1
  %at = getelementptr ptr, ptr %numbers, i64 %i
  %new = load ptr, ptr %at, !tbaa !92
  %none = icmp eq ptr %new, null
  br i1 %none, label %next, label %swap
swap:
  %slot = getelementptr ptr, ptr %items, i64 %i
  %old = load ptr, ptr %slot, !tbaa !20
  store ptr %new, ptr %slot, !tbaa !20
  store ptr %old, ptr %at, !tbaa !92
  br label %next
done:
  ret void
}}

define internal void @drop_boxes(ptr %numbers, i64 %count) noinline {{
entry:
  br label %next
next:
  %i = phi i64 [0, %entry], [%i1, %one], [%i1, %drop]
  %more = icmp ult i64 %i, %count
  br i1 %more, label %one, label %done
one:
  %i1 = add i64 %i, 1
  %at = getelementptr ptr, ptr %numbers, i64 %i
  %o = load ptr, ptr %at, !tbaa !92
  %none = icmp eq ptr %o, null
  br i1 %none, label %next, label %drop
drop:
  call void @give_up(ptr %o)
  br label %next
done:
  ret void
}}

define internal void @store_bools(ptr %list, ptr %numbers) noinline {{
entry:
<items>
  br label %next
next:
  %i = phi i64 [0, %entry], [%i1, %one], [%i1, %put]
  %more = icmp ult i64 %i, %size
  br i1 %more, label %one, label %done
one:
  %i1 = add i64 %i, 1
  %at = getelementptr i8, ptr %numbers, i64 %i
  %v = load i8, ptr %at, !tbaa !92
  %yes = trunc i8 %v to i1
  %new = select i1 %yes, ptr @_Py_TrueStruct, ptr @_Py_FalseStruct
  %slot = getelementptr ptr, ptr %items, i64 %i
  %old = load ptr, ptr %slot, !tbaa !20
  %same = icmp eq ptr %old, %new
  br i1 %same, label %next, label %put
put:
  call void @exchange(ptr %slot, ptr %old, ptr %new)
  br label %next
done:
  ret void
}}
"""

_KINDS = (BOOL, INT, FLOAT)

_COPIES = """
@copies.kinds = internal constant [<count> x i64] [<kinds>]
@copies.lists = internal global [<count> x ptr] zeroinitializer
@copies.numbers = internal global [<count> x ptr] zeroinitializer

define internal ptr @take_copy(i64 %index, ptr %list) noinline {
entry:
  %kp = getelementptr i64, ptr @copies.kinds, i64 %index
  %kind = load i64, ptr %kp
  br label %next
next:
  %i = phi i64 [0, %entry], [%i1, %one]
  %more = icmp ult i64 %i, %index
  br i1 %more, label %one, label %make
one:
  %i1 = add i64 %i, 1
  %lp = getelementptr ptr, ptr @copies.lists, i64 %i
  %other = load ptr, ptr %lp
  %okp = getelementptr i64, ptr @copies.kinds, i64 %i
  %other_kind = load i64, ptr %okp
  %np = getelementptr ptr, ptr @copies.numbers, i64 %i
  %numbers = load ptr, ptr %np
  %same = icmp eq ptr %other, %list
  %alike = icmp eq i64 %other_kind, %kind
  %is = and i1 %same, %alike
  %there = icmp ne ptr %numbers, null
  %has = and i1 %is, %there
  br i1 %has, label %found, label %next
found:
  ret ptr %numbers
make:
  switch i64 %kind, label %bools [i64 1, label %ints i64 2, label %floats]
bools:
  %b = call ptr @copy_bool(ptr %list)
  br label %made
ints:
  %n = call ptr @copy_int(ptr %list)
  br label %made
floats:
  %f = call ptr @copy_float(ptr %list)
  br label %made
made:
  %new = phi ptr [%b, %bools], [%n, %ints], [%f, %floats]
  %tlp = getelementptr ptr, ptr @copies.lists, i64 %index
  store ptr %list, ptr %tlp
  %tnp = getelementptr ptr, ptr @copies.numbers, i64 %index
  store ptr %new, ptr %tnp
  ret ptr %new
}

; Whether a parameter has a copy of its own, of ints or floats; their number.
define internal {i1, i64} @boxes(i64 %index) {
  %np = getelementptr ptr, ptr @copies.numbers, i64 %index
  %numbers = load ptr, ptr %np
  %none = icmp eq ptr %numbers, null
  br i1 %none, label %no, label %some
some:
  %kp = getelementptr i64, ptr @copies.kinds, i64 %index
  %kind = load i64, ptr %kp
  %objects = icmp ne i64 %kind, 0
  %sp = getelementptr i8, ptr %numbers, i64 -8
  %size = load i64, ptr %sp, !tbaa !92
  %r1 = insertvalue {i1, i64} poison, i1 %objects, 0
  %r = insertvalue {i1, i64} %r1, i64 %size, 1
  ret {i1, i64} %r
no:
  ret {i1, i64} zeroinitializer
}

define internal i1 @store_copies() noinline {
entry:
  br label %next
next:
  %i = phi i64 [0, %entry], [%i1, %fine]
  %more = icmp ult i64 %i, <count>
  br i1 %more, label %one, label %store
one:
  %i1 = add i64 %i, 1
  %pair = call {i1, i64} @boxes(i64 %i)
  %are = extractvalue {i1, i64} %pair, 0
  br i1 %are, label %box, label %fine
box:
  %np = getelementptr ptr, ptr @copies.numbers, i64 %i
  %numbers = load ptr, ptr %np
  %lp = getelementptr ptr, ptr @copies.lists, i64 %i
  %list = load ptr, ptr %lp
  %kp = getelementptr i64, ptr @copies.kinds, i64 %i
  %kind = load i64, ptr %kp
  %int = icmp eq i64 %kind, 1
  br i1 %int, label %ints, label %floats
ints:
  %n = call i1 @box_ints(ptr %list, ptr %numbers)
  br label %boxed
floats:
  %f = call i1 @box_floats(ptr %list, ptr %numbers)
  br label %boxed
boxed:
  %good = phi i1 [%n, %ints], [%f, %floats]
  br i1 %good, label %fine, label %back
fine:
  br label %next
back:
  %j = phi i64 [%i, %boxed], [%j1, %back1], [%j1, %drop]
  %left = icmp ugt i64 %j, 0
  br i1 %left, label %back1, label %bad
back1:
  %j1 = sub i64 %j, 1
  %bpair = call {i1, i64} @boxes(i64 %j1)
  %bare = extractvalue {i1, i64} %bpair, 0
  br i1 %bare, label %drop, label %back
drop:
  %bsize = extractvalue {i1, i64} %bpair, 1
  %bnp = getelementptr ptr, ptr @copies.numbers, i64 %j1
  %bnumbers = load ptr, ptr %bnp
  call void @drop_boxes(ptr %bnumbers, i64 %bsize)
  br label %back
bad:
  ret i1 false
store:
  %k = phi i64 [0, %next], [%k1, %store1], [%k1, %exchange], [%k1, %bools]
  %rest = icmp ult i64 %k, <count>
  br i1 %rest, label %store1, label %done
store1:
  %k1 = add i64 %k, 1
  %snp = getelementptr ptr, ptr @copies.numbers, i64 %k
  %snumbers = load ptr, ptr %snp
  %slp = getelementptr ptr, ptr @copies.lists, i64 %k
  %slist = load ptr, ptr %slp
  %none = icmp eq ptr %snumbers, null
  br i1 %none, label %store, label %kept
kept:
  %spair = call {i1, i64} @boxes(i64 %k)
  %sare = extractvalue {i1, i64} %spair, 0
  br i1 %sare, label %exchange, label %bools
exchange:
  %ssize = extractvalue {i1, i64} %spair, 1
  call void @exchange_boxes(ptr %slist, ptr %snumbers)
  call void @drop_boxes(ptr %snumbers, i64 %ssize)
  br label %store
bools:
  call void @store_bools(ptr %slist, ptr %snumbers)
  br label %store
done:
  ret i1 true
}

define internal void @drop_copies() noinline {
entry:
  br label %next
next:
  %i = phi i64 [0, %entry], [%i1, %one], [%i1, %some]
  %more = icmp ult i64 %i, <count>
  br i1 %more, label %one, label %done
one:
  %i1 = add i64 %i, 1
  %lp = getelementptr ptr, ptr @copies.lists, i64 %i
  store ptr null, ptr %lp
  %np = getelementptr ptr, ptr @copies.numbers, i64 %i
  %numbers = load ptr, ptr %np
  %none = icmp eq ptr %numbers, null
  br i1 %none, label %next, label %some
some:
  store ptr null, ptr %np
  %memory = getelementptr i8, ptr %numbers, i64 -8
  call void @PyMem_RawFree(ptr %memory)
  br label %next
done:
  ret void
}
"""


def copies(kinds: tuple[str, ...]) -> str:
    """The text of what copies lists among parameters of these kinds, and stores them back."""
    numbers = [_KINDS.index(kind[5:-1]) if kind in COPIED else 0 for kind in kinds]
    text = _COPIES.replace("<count>", str(len(kinds)))
    return text.replace("<kinds>", ", ".join(f"i64 {number}" for number in numbers))
