"""Numbers of lists that kernels give up are used again, as LLVM's own text.

Allocating an int and freeing it costs ten times what a store into one does. Where a list dies that
a kernel had made, or was handed last, its numbers that nothing else refers to go into a pool, with
the one reference that they have; boxing a number takes from there. A kernel empties its pools as it
is left, so nobody ever sees that.

    new_int(value), new_float(value)   an object with one reference; null where there is no memory
    reuse(list)                        its numbers into the pools, as it is about to die
    empty_pools()                      all of them are given up
"""

from __future__ import annotations

MOST = 1024

REUSE = f"""
@pool.ints = internal global [{MOST} x ptr] zeroinitializer
@pool.floats = internal global [{MOST} x ptr] zeroinitializer
@pool.int_count = internal global i64 0
@pool.float_count = internal global i64 0

define internal ptr @new_int(i64 %v) {{
  %n = load i64, ptr @pool.int_count, !tbaa !90
  %some = icmp ne i64 %n, 0
  %has_room = call i1 @has_room(i64 %v)
  %both = and i1 %some, %has_room
  br i1 %both, label %take, label %make
take:
  %n1 = sub i64 %n, 1
  store i64 %n1, ptr @pool.int_count, !tbaa !90
  %at = getelementptr ptr, ptr @pool.ints, i64 %n1
  %old = load ptr, ptr %at, !tbaa !90
  call void @write_int(ptr %old, i64 %v)
  ret ptr %old
make:
  %new = call ptr @PyLong_FromLongLong(i64 %v)
  ret ptr %new
}}

define internal ptr @new_float(double %v) {{
  %n = load i64, ptr @pool.float_count, !tbaa !90
  %some = icmp ne i64 %n, 0
  br i1 %some, label %take, label %make
take:
  %n1 = sub i64 %n, 1
  store i64 %n1, ptr @pool.float_count, !tbaa !90
  %at = getelementptr ptr, ptr @pool.floats, i64 %n1
  %old = load ptr, ptr %at, !tbaa !90
  %vp = getelementptr i8, ptr %old, i64 16
  store double %v, ptr %vp, !tbaa !30
  ret ptr %old
make:
  %new = call ptr @PyFloat_FromDouble(double %v)
  ret ptr %new
}}

define internal void @reuse(ptr %list) {{
entry:
<items>
  br label %next
next:
  %i = phi i64 [0, %entry], [%i1, %again]
  %more = icmp slt i64 %i, %size
  br i1 %more, label %one, label %done
one:
  %i1 = add i64 %i, 1
  %slot = getelementptr ptr, ptr %items, i64 %i
  %item = load ptr, ptr %slot, !tbaa !20
  %none = icmp eq ptr %item, null
  br i1 %none, label %again, label %some
some:
  %c = load i64, ptr %item, !tbaa !50
  %alone = icmp eq i64 %c, 1
  br i1 %alone, label %look, label %again
look:
  %tp = getelementptr i8, ptr %item, i64 8
  %t = load ptr, ptr %tp, !tbaa !60
  %int = icmp eq ptr %t, @PyLong_Type
  br i1 %int, label %whole, label %other
whole:
  %hp = getelementptr i8, ptr %item, i64 16
  %head = load i64, ptr %hp, !tbaa !40
<one_digit>
  %n = load i64, ptr @pool.int_count, !tbaa !90
  %room = icmp slt i64 %n, {MOST}
  %both = and i1 %compact, %room
  br i1 %both, label %keep_int, label %again
keep_int:
  %at = getelementptr ptr, ptr @pool.ints, i64 %n
  store ptr %item, ptr %at, !tbaa !90
  %n1 = add i64 %n, 1
  store i64 %n1, ptr @pool.int_count, !tbaa !90
  store ptr null, ptr %slot, !tbaa !20
  br label %again
other:
  %float = icmp eq ptr %t, @PyFloat_Type
  %m = load i64, ptr @pool.float_count, !tbaa !90
  %place = icmp slt i64 %m, {MOST}
  %fits = and i1 %float, %place
  br i1 %fits, label %keep_float, label %again
keep_float:
  %fat = getelementptr ptr, ptr @pool.floats, i64 %m
  store ptr %item, ptr %fat, !tbaa !90
  %m1 = add i64 %m, 1
  store i64 %m1, ptr @pool.float_count, !tbaa !90
  store ptr null, ptr %slot, !tbaa !20
  br label %again
again:
  br label %next
done:
  ret void
}}

define internal void @empty_pool(ptr %pool, ptr %counter) {{
entry:
  %n = load i64, ptr %counter, !tbaa !90
  store i64 0, ptr %counter, !tbaa !90
  br label %next
next:
  %i = phi i64 [0, %entry], [%i1, %one]
  %more = icmp slt i64 %i, %n
  br i1 %more, label %one, label %done
one:
  %i1 = add i64 %i, 1
  %at = getelementptr ptr, ptr %pool, i64 %i
  %item = load ptr, ptr %at, !tbaa !90
  call void @give_up(ptr %item)
  br label %next
done:
  ret void
}}

define internal void @empty_pools() noinline {{
  call void @empty_pool(ptr @pool.ints, ptr @pool.int_count)
  call void @empty_pool(ptr @pool.floats, ptr @pool.float_count)
  ret void
}}
"""
