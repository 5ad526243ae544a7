"""What kernels call to make lists and to give them up, as LLVM's own text.

    own(object), release(object)   one reference more; one less (of null: nothing)
    harmless(object, depth)        whether its death runs no code of the program: a number, str,
                                   None, or a list or tuple of such
    ordered(list)                  whether sorting it runs none: ints, floats and bools only
    part(list, start, stop)        list[start:stop]
    copy_into(old, list)           whether it has made a list that only one variable refers to, and
                                   that is as long as another, a copy of that
    stepped(list, start, stop, step), range_list(start, count, step)
                                   new lists; null where there is no memory, the exception is set
    drop_item(list, index)         del list[index], whose index is inside

An object from outside that is not harmless keeps the place it has in the lists from outside: where
a store or a `pop` would take it, or a list with it inside, out of there, the kernel is left. So
whatever a kernel gives up later is harmless, or has others that refer to it.
"""

from __future__ import annotations

LISTS = """
declare ptr @PyList_New(i64)
declare ptr @PyList_GetSlice(ptr, i64, i64)
declare i32 @PyList_SetSlice(ptr, i64, i64, ptr)
declare i32 @PyList_Insert(ptr, i64, ptr)
declare i32 @PyList_Reverse(ptr)
declare i32 @PyList_Sort(ptr)
declare ptr @PySequence_List(ptr)
declare ptr @PySequence_Concat(ptr, ptr)
declare ptr @PySequence_Repeat(ptr, i64)
declare i64 @PySlice_AdjustIndices(i64, ptr, ptr, i64)
declare void @object.dealloc(ptr)

define internal void @own(ptr %o) alwaysinline {
  %c = load i64, ptr %o, !tbaa !50
<immortal>
count:
  %more = add i64 %c, 1
  store i64 %more, ptr %o, !tbaa !50
  br label %done
done:
  ret void
}

define internal void @own_if_some(ptr %o) {
  %none = icmp eq ptr %o, null
  br i1 %none, label %done, label %some
some:
  call void @own(ptr %o)
  br label %done
done:
  ret void
}

define internal void @release(ptr %o) noinline {
  %none = icmp eq ptr %o, null
  br i1 %none, label %done, label %some
some:
  %c = load i64, ptr %o, !tbaa !50
<immortal>
count:
  %less = sub i64 %c, 1
  store i64 %less, ptr %o, !tbaa !50
  %dead = icmp eq i64 %less, 0
  br i1 %dead, label %free, label %done
free:
  %tp = getelementptr i8, ptr %o, i64 8
  %t = load ptr, ptr %tp, !tbaa !60
  %list = icmp eq ptr %t, @PyList_Type
  br i1 %list, label %take, label %end
take:
  call void @reuse(ptr %o)
  br label %end
end:
  call void @object.dealloc(ptr %o)
  br label %done
done:
  ret void
}

define internal i1 @harmless(ptr %o, i64 %depth) {
  %tp = getelementptr i8, ptr %o, i64 8
  %t = load ptr, ptr %tp, !tbaa !60
  %number = call i1 @is_number(ptr %o)
  %text = icmp eq ptr %t, @PyUnicode_Type
  %none = icmp eq ptr %o, @_Py_NoneStruct
  %either = or i1 %text, %none
  %simple = or i1 %number, %either
  br i1 %simple, label %good, label %compound
compound:
  %list = icmp eq ptr %t, @PyList_Type
  %tuple = icmp eq ptr %t, @PyTuple_Type
  %known = or i1 %list, %tuple
  %room = icmp sgt i64 %depth, 0
  %may = and i1 %known, %room
  br i1 %may, label %look, label %bad
look:
  %sp = getelementptr i8, ptr %o, i64 16
  %size = load i64, ptr %sp, !tbaa !10
  %inside = getelementptr i8, ptr %o, i64 24
  br i1 %list, label %outside, label %all
outside:
  %far = load ptr, ptr %inside, !tbaa !10
  br label %all
all:
  %items = phi ptr [%inside, %look], [%far, %outside]
  %less = sub i64 %depth, 1
  br label %next
next:
  %i = phi i64 [0, %all], [%i1, %one]
  %more = icmp slt i64 %i, %size
  br i1 %more, label %one, label %good
one:
  %slot = getelementptr ptr, ptr %items, i64 %i
  %item = load ptr, ptr %slot, !tbaa !20
  %i1 = add i64 %i, 1
  %fine = call i1 @harmless(ptr %item, i64 %less)
  br i1 %fine, label %next, label %bad
good:
  ret i1 true
bad:
  ret i1 false
}

define internal i1 @ordered(ptr %list) {
entry:
<items>
  br label %next
next:
  %i = phi i64 [0, %entry], [%i1, %one]
  %more = icmp slt i64 %i, %size
  br i1 %more, label %one, label %good
one:
  %slot = getelementptr ptr, ptr %items, i64 %i
  %item = load ptr, ptr %slot, !tbaa !20
  %i1 = add i64 %i, 1
  %fine = call i1 @is_number(ptr %item)
  br i1 %fine, label %next, label %bad
good:
  ret i1 true
bad:
  ret i1 false
}

define internal i1 @copy_into(ptr %old, ptr %list) {
entry:
  %none = icmp eq ptr %old, null
  br i1 %none, label %no, label %some
some:
  %c = load i64, ptr %old, !tbaa !50
  %alone = icmp eq i64 %c, 1
  %tp = getelementptr i8, ptr %old, i64 8
  %t = load ptr, ptr %tp, !tbaa !60
  %is = icmp eq ptr %t, @PyList_Type
  %sp = getelementptr i8, ptr %list, i64 16
  %size = load i64, ptr %sp, !tbaa !10
  %osp = getelementptr i8, ptr %old, i64 16
  %had = load i64, ptr %osp, !tbaa !10
  %alike = icmp eq i64 %size, %had
  %may = and i1 %alone, %is
  %can = and i1 %may, %alike
  br i1 %can, label %copy, label %no
copy:
  %fp = getelementptr i8, ptr %list, i64 24
  %from = load ptr, ptr %fp, !tbaa !10
  %ip = getelementptr i8, ptr %old, i64 24
  %to = load ptr, ptr %ip, !tbaa !10
  br label %next
next:
  %i = phi i64 [0, %copy], [%i1, %done]
  %more = icmp slt i64 %i, %size
  br i1 %more, label %one, label %yes
one:
  %i1 = add i64 %i, 1
  %source = getelementptr ptr, ptr %from, i64 %i
  %item = load ptr, ptr %source, !tbaa !20
  %target = getelementptr ptr, ptr %to, i64 %i
  %before = load ptr, ptr %target, !tbaa !20
  call void @own(ptr %item)
  store ptr %item, ptr %target, !tbaa !20
  %c2 = load i64, ptr %before, !tbaa !50
<stays>
count:
  %less = sub i64 %c2, 1
  store i64 %less, ptr %before, !tbaa !50
  %dead = icmp eq i64 %less, 0
  br i1 %dead, label %free, label %done, !prof !80
free:
  call void @object.dealloc(ptr %before)
  br label %done
done:
  br label %next
yes:
  ret i1 true
no:
  ret i1 false
}

define internal ptr @part(ptr %list, i64 %start, i64 %stop) {
  %sp = getelementptr i8, ptr %list, i64 16
  %size = load i64, ptr %sp, !tbaa !10
  %back1 = icmp slt i64 %start, 0
  %more1 = select i1 %back1, i64 %size, i64 0
  %low = add i64 %start, %more1
  %back2 = icmp slt i64 %stop, 0
  %more2 = select i1 %back2, i64 %size, i64 0
  %high = add i64 %stop, %more2
  %new = call ptr @PyList_GetSlice(ptr %list, i64 %low, i64 %high)
  ret ptr %new
}

define internal ptr @stepped(ptr %list, i64 %start, i64 %stop, i64 %step) {
entry:
  %first = alloca i64
  %last = alloca i64
  store i64 %start, ptr %first
  store i64 %stop, ptr %last
  %sp = getelementptr i8, ptr %list, i64 16
  %size = load i64, ptr %sp, !tbaa !10
  %count = call i64 @PySlice_AdjustIndices(i64 %size, ptr %first, ptr %last, i64 %step)
  %new = call ptr @PyList_New(i64 %count)
  %none = icmp eq ptr %new, null
  br i1 %none, label %done, label %fill
fill:
  %at = load i64, ptr %first
  %fp = getelementptr i8, ptr %list, i64 24
  %from = load ptr, ptr %fp, !tbaa !10
  %tp = getelementptr i8, ptr %new, i64 24
  %to = load ptr, ptr %tp, !tbaa !10
  br label %next
next:
  %i = phi i64 [0, %fill], [%i1, %one]
  %j = phi i64 [%at, %fill], [%j1, %one]
  %more = icmp slt i64 %i, %count
  br i1 %more, label %one, label %done
one:
  %source = getelementptr ptr, ptr %from, i64 %j
  %item = load ptr, ptr %source, !tbaa !20
  call void @own(ptr %item)
  %target = getelementptr ptr, ptr %to, i64 %i
  store ptr %item, ptr %target, !tbaa !20
  %i1 = add i64 %i, 1
  %j1 = add i64 %j, %step
  br label %next
done:
  ret ptr %new
}

define internal ptr @range_list(i64 %start, i64 %count, i64 %step) {
entry:
  %new = call ptr @PyList_New(i64 %count)
  %none = icmp eq ptr %new, null
  br i1 %none, label %bad, label %fill
fill:
  %tp = getelementptr i8, ptr %new, i64 24
  %to = load ptr, ptr %tp, !tbaa !10
  br label %next
next:
  %i = phi i64 [0, %fill], [%i1, %put]
  %v = phi i64 [%start, %fill], [%v1, %put]
  %more = icmp slt i64 %i, %count
  br i1 %more, label %one, label %done
one:
  %item = call ptr @box_int(i64 %v)
  %full = icmp eq ptr %item, null
  br i1 %full, label %lost, label %put
put:
  %target = getelementptr ptr, ptr %to, i64 %i
  store ptr %item, ptr %target, !tbaa !20
  %i1 = add i64 %i, 1
  %v1 = add i64 %v, %step
  br label %next
lost:
  call void @object.dealloc(ptr %new)
  br label %bad
done:
  ret ptr %new
bad:
  ret ptr null
}

define internal i1 @insert(ptr %list, i64 %index, ptr %new) {
  %none = icmp eq ptr %new, null
  br i1 %none, label %bad, label %put
put:
  %status = call i32 @PyList_Insert(ptr %list, i64 %index, ptr %new)
  call void @release(ptr %new)
  %ok = icmp eq i32 %status, 0
  ret i1 %ok
bad:
  ret i1 false
}

define internal ptr @slot_of(ptr %list, i64 %index) alwaysinline {
  %tp = getelementptr i8, ptr %list, i64 24
  %items = load ptr, ptr %tp, !tbaa !10
  %slot = getelementptr ptr, ptr %items, i64 %index
  ret ptr %slot
}

define internal i1 @drop_item(ptr %list, i64 %index) {
  %sp = getelementptr i8, ptr %list, i64 16
  %size = load i64, ptr %sp, !tbaa !10
  %after = add i64 %index, 1
  %is_last = icmp eq i64 %after, %size
  %rp = getelementptr i8, ptr %list, i64 32
  %room = load i64, ptr %rp, !tbaa !10
  %half = ashr i64 %room, 1
  %stays = icmp sge i64 %index, %half
  %here = and i1 %is_last, %stays
  br i1 %here, label %cut, label %other
cut:
  %slot = call ptr @slot_of(ptr %list, i64 %index)
  %item = load ptr, ptr %slot, !tbaa !20
  store i64 %index, ptr %sp, !tbaa !10
  call void @release(ptr %item)
  ret i1 true
other:
  %status = call i32 @PyList_SetSlice(ptr %list, i64 %index, i64 %after, ptr null)
  %ok = icmp eq i32 %status, 0
  ret i1 %ok
}
"""
