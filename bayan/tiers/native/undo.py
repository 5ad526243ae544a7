"""The undo log of functions that store into lists, as LLVM's own text.

Native code that leaves a function half-way can't hand its state down: the tier below does the whole
call again, so all that was stored must be taken back. The first store into a slot moves the object
that lies there, with its reference, into the log; later stores into that slot are as any other.
So the log grows with the number of slots that are stored into, never with that of stores, and an
object in the log is never changed in place: a slot that is not in the log yet holds, by itself, one
more reference to it.

    log(slot) -> i1    before a store; false where there lies no number, or no memory is left
    logged_float(slot, value), logged_int(slot, value) -> i1    log, and store
    log_exchange(slot, slot) -> i1     two objects change places, both logged
    undo()             every slot gets its own object back, every object its own value
    keep()             the objects in the log are given up

No code of the program runs between the first store and `undo` or `keep`, and no other thread: a
call is done as a whole, or not at all. Functions don't change the length of lists, so the addresses
of slots hold that long.

A number that only an unlogged slot refers to is changed in place, as by a store without a log, and
the words that it had are noted down one after the other: that costs little, so functions that store
a few numbers a call take hardly longer than without a log. Where there is no room for more of these
notes slots are logged. A number that has notes lives until `undo` or `keep`: its slot has been
logged by the time that it is stored into in another way.

The log is a hash table (open addressing, at most half full) of pairs (slot, old object), followed
by the places in use. Four slots that lie side by side in a list do so in the table. The slots that
were looked for last are found sooner: each at a place that its address tells, if no other one with
that place was looked for since.
"""

from __future__ import annotations

_BITS = 6  # of the table's size at first, which is part of the module
_LARGE = 1 << 12  # what is larger is given back with the last entry
_NOTES = 1 << 11
_NEAR = 1 << 11


def _logged(kind: str, type_: str, class_: str, likely: str) -> str:
    """The functions that log and store a number of a kind: the way that is mostly taken, and all
    others. likely: what tells LLVM that it is.
    """
    return f"""\
define internal i1 @logged_{kind}(ptr %slot, {type_} %v) alwaysinline {{
  %old = load ptr, ptr %slot, !tbaa !20
  %limit = load i64, ptr @notes.limit, !tbaa !90
  %may = call i1 @notable(ptr %old, ptr {class_}, i64 %limit)
  %fits = call i1 @writable_{kind}({type_} %v)
  %here = and i1 %may, %fits
  br i1 %here, label %change, label %slow{likely}
change:
  call void @change_{kind}(ptr %old, {type_} %v)
  ret i1 true
slow:
  %r = call i1 @logged_{kind}_slow(ptr %slot, {type_} %v), !tbaa !94
  ret i1 %r
}}

define internal i1 @logged_{kind}_slow(ptr %slot, {type_} %v) noinline {{
  %old = load ptr, ptr %slot, !tbaa !20
  %logged = call i1 @log_has(ptr %slot)
  br i1 %logged, label %store, label %look
look:
  %may = call i1 @notable(ptr %old, ptr {class_}, i64 {_NOTES - 1})
  %fits = call i1 @writable_{kind}({type_} %v)
  %here = and i1 %may, %fits
  br i1 %here, label %change, label %first
change:
  call void @change_{kind}(ptr %old, {type_} %v)
  ret i1 true
first:
  %done = call i1 @log_first(ptr %slot)
  br i1 %done, label %store, label %bad
store:
  %r = call i1 @store_{kind}(ptr %slot, {type_} %v)
  ret i1 %r
bad:
  ret i1 false
}}
"""


UNDO = f"""
%entry = type {{ptr, ptr}}
%note = type {{ptr, i64}}
@log.first = internal global [{20 << _BITS} x i8] zeroinitializer, align 64
@log.table = internal global ptr @log.first
@log.size = internal global i64 {1 << _BITS}
@log.shift = internal global i64 {66 - _BITS}
@log.count = internal global i64 0

define internal i64 @log_place(ptr %slot) alwaysinline {{
  %shift = load i64, ptr @log.shift, !tbaa !90
  %at = ptrtoint ptr %slot to i64
  %group = lshr i64 %at, 5
  %mixed = mul i64 %group, -7046029254386353131
  %top = lshr i64 %mixed, %shift
  %base = shl i64 %top, 2
  %number = lshr i64 %at, 3
  %low = and i64 %number, 3
  %place = or i64 %base, %low
  ret i64 %place
}}

@log.near = internal global [{_NEAR} x ptr] zeroinitializer, align 64

define internal ptr @near_place(ptr %slot) alwaysinline {{
  %at = ptrtoint ptr %slot to i64
  %number = lshr i64 %at, 3
  %low = and i64 %number, {_NEAR - 1}
  %p = getelementptr ptr, ptr @log.near, i64 %low
  ret ptr %p
}}

define internal i1 @log(ptr %slot) alwaysinline {{
  %p = call ptr @near_place(ptr %slot)
  %key = load ptr, ptr %p, !tbaa !90
  %hit = icmp eq ptr %key, %slot
  br i1 %hit, label %done, label %look, !prof !81
look:
  %r = call i1 @log_far(ptr %slot)
  ret i1 %r
done:
  ret i1 true
}}

define internal i1 @log_far(ptr %slot) noinline {{
  %table = load ptr, ptr @log.table, !tbaa !90
  %place = call i64 @log_place(ptr %slot)
  %p = getelementptr %entry, ptr %table, i64 %place
  %key = load ptr, ptr %p, !tbaa !90
  %hit = icmp eq ptr %key, %slot
  br i1 %hit, label %there, label %look, !prof !81
there:
  ; Where there are many they would only drive each other away.
  %count = load i64, ptr @log.count, !tbaa !90
  %few = icmp ult i64 %count, {_NEAR // 2}
  br i1 %few, label %note, label %done
note:
  %near = call ptr @near_place(ptr %slot)
  store ptr %slot, ptr %near, !tbaa !90
  ret i1 true
done:
  ret i1 true
look:
  %r = call i1 @log_first(ptr %slot)
  ret i1 %r
}}

@notes = internal global [{_NOTES} x %note] zeroinitializer, align 64
@notes.count = internal global i64 0
; Up to how many of these slots need not be looked for in the log: 0 where that has any.
@notes.limit = internal global i64 {_NOTES - 1}

; A word of a number's, 16 bytes and more behind its beginning, that is about to be changed.
define internal void @note(ptr %word) alwaysinline {{
  %count = load i64, ptr @notes.count, !tbaa !90
  %p = getelementptr %note, ptr @notes, i64 %count
  store ptr %word, ptr %p, !tbaa !93
  %old = load i64, ptr %word, !tbaa !79
  %o = getelementptr i8, ptr %p, i64 8
  store i64 %old, ptr %o, !tbaa !93
  %more = add i64 %count, 1
  store i64 %more, ptr @notes.count, !tbaa !90
  ret void
}}

; Whether a number may be changed in place, once its words are noted down.
define internal i1 @notable(ptr %o, ptr %type, i64 %limit) alwaysinline {{
  %tp = getelementptr i8, ptr %o, i64 8
  %t = load ptr, ptr %tp, !tbaa !60
  %is = icmp eq ptr %t, %type
  %c = load i64, ptr %o, !tbaa !50
  %alone = icmp eq i64 %c, 1
  %count = load i64, ptr @notes.count, !tbaa !90
  %room = icmp ult i64 %count, %limit
  %both = and i1 %is, %alone
  %r = and i1 %both, %room
  ret i1 %r
}}

; Whether a number may be written so: ints among the small ones, and too large ones, may not.
define internal i1 @writable_float(double %v) alwaysinline {{
  ret i1 true
}}

define internal i1 @writable_int(i64 %v) alwaysinline {{
  %from = add i64 %v, 5
  %large = icmp uge i64 %from, 262
  %has_room = call i1 @has_room(i64 %v)
  %r = and i1 %large, %has_room
  ret i1 %r
}}

define internal void @change_float(ptr %o, double %v) alwaysinline {{
  %vp = getelementptr i8, ptr %o, i64 16
  call void @note(ptr %vp)
  store double %v, ptr %vp, !tbaa !30
  ret void
}}

define internal void @change_int(ptr %o, i64 %v) alwaysinline {{
  %hp = getelementptr i8, ptr %o, i64 16
  call void @note(ptr %hp)
  %dp = getelementptr i8, ptr %o, i64 24
  call void @note(ptr %dp)
  call void @write_int(ptr %o, i64 %v)
  ret void
}}

define internal i1 @log_has(ptr %slot) {{
  %count = load i64, ptr @log.count, !tbaa !90
  %none = icmp eq i64 %count, 0
  br i1 %none, label %no, label %look
look:
  %p = call ptr @log_find(ptr %slot)
  %key = load ptr, ptr %p, !tbaa !90
  %hit = icmp eq ptr %key, %slot
  ret i1 %hit
no:
  ret i1 false
}}

{_logged("float", "double", "@PyFloat_Type", ", !prof !81")}
{_logged("int", "i64", "@PyLong_Type", "")}
define internal void @take_notes_back() {{
entry:
  %count = load i64, ptr @notes.count, !tbaa !90
  store i64 0, ptr @notes.count, !tbaa !90
  br label %next
next:
  %i = phi i64 [%count, %entry], [%before, %one]
  %none = icmp eq i64 %i, 0
  br i1 %none, label %done, label %one
one:
  %before = sub i64 %i, 1
  %p = getelementptr %note, ptr @notes, i64 %before
  %word = load ptr, ptr %p, !tbaa !93
  %o = getelementptr i8, ptr %p, i64 8
  %old = load i64, ptr %o, !tbaa !93
  store i64 %old, ptr %word, !tbaa !79
  br label %next
done:
  ret void
}}

define internal ptr @log_find(ptr %slot) {{
entry:
  %table = load ptr, ptr @log.table, !tbaa !90
  %size = load i64, ptr @log.size, !tbaa !90
  %mask = sub i64 %size, 1
  %first = call i64 @log_place(ptr %slot)
  br label %probe
probe:
  %i = phi i64 [%first, %entry], [%next, %further]
  %p = getelementptr %entry, ptr %table, i64 %i
  %key = load ptr, ptr %p, !tbaa !90
  %hit = icmp eq ptr %key, %slot
  %free = icmp eq ptr %key, null
  %stop = or i1 %hit, %free
  br i1 %stop, label %found, label %further
further:
  %more = add i64 %i, 1
  %next = and i64 %more, %mask
  br label %probe
found:
  ret ptr %p
}}

define internal i1 @log_first(ptr %slot) noinline {{
  %p = call ptr @log_find(ptr %slot)
  %key = load ptr, ptr %p, !tbaa !90
  %hit = icmp eq ptr %key, %slot
  br i1 %hit, label %good, label %new
new:
  %old = load ptr, ptr %slot, !tbaa !20
  %is = call i1 @is_number(ptr %old)
  br i1 %is, label %number, label %bad
number:
  %count = load i64, ptr @log.count, !tbaa !90
  %size = load i64, ptr @log.size, !tbaa !90
  %double = shl i64 %count, 1
  %full = icmp uge i64 %double, %size
  br i1 %full, label %grow, label %put, !prof !80
grow:
  %grown = call i1 @log_grow()
  br i1 %grown, label %again, label %bad
again:
  %where = call ptr @log_find(ptr %slot)
  br label %put
put:
  %place = phi ptr [%p, %number], [%where, %again]
  call void @log_put(ptr %place, ptr %slot, ptr %old, i64 %count)
  %more = add i64 %count, 1
  store i64 %more, ptr @log.count, !tbaa !90
  store i64 0, ptr @notes.limit, !tbaa !90
  ; What lies there until the store is nobody's own.
  call void @take(ptr @_Py_FalseStruct)
  store ptr @_Py_FalseStruct, ptr %slot, !tbaa !20
  br label %good
good:
  %near = call ptr @near_place(ptr %slot)
  store ptr %slot, ptr %near, !tbaa !90
  ret i1 true
bad:
  ret i1 false
}}

define internal void @log_set(ptr %slot, ptr %new) {{
  %old = load ptr, ptr %slot, !tbaa !20
  store ptr %new, ptr %slot, !tbaa !20
  call void @give_up(ptr %old)
  ret void
}}

define internal i1 @log_exchange(ptr %a, ptr %b) {{
  %x = load ptr, ptr %a, !tbaa !20
  %y = load ptr, ptr %b, !tbaa !20
  %first = call i1 @log(ptr %a)
  %second = call i1 @log(ptr %b)
  %both = and i1 %first, %second
  br i1 %both, label %put, label %bad, !prof !81
put:
  call void @own(ptr %x)
  call void @own(ptr %y)
  call void @log_set(ptr %a, ptr %y)
  call void @log_set(ptr %b, ptr %x)
  ret i1 true
bad:
  ret i1 false
}}

define internal ptr @log_used(i64 %index) {{
  %table = load ptr, ptr @log.table, !tbaa !90
  %size = load i64, ptr @log.size, !tbaa !90
  %used = getelementptr %entry, ptr %table, i64 %size
  %u = getelementptr i64, ptr %used, i64 %index
  ret ptr %u
}}

define internal void @log_put(ptr %p, ptr %slot, ptr %old, i64 %index) {{
  store ptr %slot, ptr %p, !tbaa !90
  %o = getelementptr i8, ptr %p, i64 8
  store ptr %old, ptr %o, !tbaa !90
  %u = call ptr @log_used(i64 %index)
  %table = load ptr, ptr @log.table, !tbaa !90
  %from = ptrtoint ptr %table to i64
  %to = ptrtoint ptr %p to i64
  %distance = sub i64 %to, %from
  store i64 %distance, ptr %u, !tbaa !90
  ret void
}}

define internal i1 @log_grow() noinline cold {{
entry:
  %table = load ptr, ptr @log.table, !tbaa !90
  %size = load i64, ptr @log.size, !tbaa !90
  %shift = load i64, ptr @log.shift, !tbaa !90
  %count = load i64, ptr @log.count, !tbaa !90
  %used = getelementptr %entry, ptr %table, i64 %size
  %twice = shl i64 %size, 1
  %new = call ptr @PyMem_RawCalloc(i64 %twice, i64 20)
  %none = icmp eq ptr %new, null
  br i1 %none, label %bad, label %change
change:
  %less = sub i64 %shift, 1
  store ptr %new, ptr @log.table, !tbaa !90
  store i64 %twice, ptr @log.size, !tbaa !90
  store i64 %less, ptr @log.shift, !tbaa !90
  br label %move
move:
  %i = phi i64 [0, %change], [%next, %move]
  %u = getelementptr i64, ptr %used, i64 %i
  %distance = load i64, ptr %u, !tbaa !90
  %p = getelementptr i8, ptr %table, i64 %distance
  %slot = load ptr, ptr %p, !tbaa !90
  %o = getelementptr i8, ptr %p, i64 8
  %old = load ptr, ptr %o, !tbaa !90
  store ptr null, ptr %p, !tbaa !90
  %place = call ptr @log_find(ptr %slot)
  call void @log_put(ptr %place, ptr %slot, ptr %old, i64 %i)
  %next = add i64 %i, 1
  %done = icmp eq i64 %next, %count
  br i1 %done, label %over, label %move
over:
  call void @log_release(ptr %table)
  ret i1 true
bad:
  ret i1 false
}}

define internal void @log_release(ptr %table) {{
  %is = icmp eq ptr %table, @log.first
  br i1 %is, label %done, label %heap
heap:
  call void @PyMem_RawFree(ptr %table)
  br label %done
done:
  ret void
}}

define internal void @keep() {{
  store i64 0, ptr @notes.count, !tbaa !90
  %count = load i64, ptr @log.count, !tbaa !90
  %none = icmp eq i64 %count, 0
  br i1 %none, label %done, label %some
some:
  call void @log_empty(i1 false)
  br label %done
done:
  ret void
}}

define internal void @undo() noinline {{
  call void @take_notes_back()
  %count = load i64, ptr @log.count, !tbaa !90
  %none = icmp eq i64 %count, 0
  br i1 %none, label %done, label %some
some:
  call void @log_empty(i1 true)
  br label %done
done:
  ret void
}}

define internal void @log_empty(i1 %back) noinline {{
entry:
  %table = load ptr, ptr @log.table, !tbaa !90
  %count = load i64, ptr @log.count, !tbaa !90
  br label %each
each:
  %i = phi i64 [0, %entry], [%next, %emptied]
  %u = call ptr @log_used(i64 %i)
  %distance = load i64, ptr %u, !tbaa !90
  %p = getelementptr i8, ptr %table, i64 %distance
  %slot = load ptr, ptr %p, !tbaa !90
  %o = getelementptr i8, ptr %p, i64 8
  %old = load ptr, ptr %o, !tbaa !90
  store ptr null, ptr %p, !tbaa !90
  %near = call ptr @near_place(ptr %slot)
  store ptr null, ptr %near, !tbaa !90
  br i1 %back, label %return, label %forget
return:
  %now = load ptr, ptr %slot, !tbaa !20
  store ptr %old, ptr %slot, !tbaa !20
  call void @give_up(ptr %now)
  br label %emptied
forget:
  call void @give_up(ptr %old)
  br label %emptied
emptied:
  %next = add i64 %i, 1
  %last = icmp eq i64 %next, %count
  br i1 %last, label %over, label %each
over:
  store i64 0, ptr @log.count, !tbaa !90
  store i64 {_NOTES - 1}, ptr @notes.limit, !tbaa !90
  %size = load i64, ptr @log.size, !tbaa !90
  %large = icmp ugt i64 %size, {_LARGE}
  br i1 %large, label %shrink, label %done
shrink:
  call void @log_release(ptr %table)
  store ptr @log.first, ptr @log.table, !tbaa !90
  store i64 {1 << _BITS}, ptr @log.size, !tbaa !90
  store i64 {66 - _BITS}, ptr @log.shift, !tbaa !90
  br label %done
done:
  ret void
}}
"""
