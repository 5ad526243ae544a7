"""What every kernel may call, as LLVM's own text: reading numbers out of objects, storing them.

A store writes into a list's slot. Where the object that lies there is a number of the same kind
that nothing else refers to (its reference count is 1), its value is changed in place: nobody can
tell that from a new object in the slot. Otherwise a new one is made, and the old one, if it was a
number, given up; an old object that is no number (giving it up could run code of the program)
makes the store answer false, before anything has changed.

Metadata tells LLVM which of these accesses can't touch each other, so that a list's size and
items need not be read again after each store of a number. A call that stores may change any
"part" of an object, but no list's header; one that logs what it stores changes the log, too.
"""

from __future__ import annotations

from .list_text import LISTS
from .reuse import REUSE
from .string_text import STRINGS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .layout import Layout

METADATA = """
attributes #0 = { nounwind willreturn memory(inaccessiblemem: readwrite) }
attributes #1 = { nounwind willreturn memory(argmem: readwrite, inaccessiblemem: readwrite) }
!0 = !{!"python objects"}
!1 = !{!"header", !0, i64 0}
!2 = !{!"slot", !8, i64 0}
!3 = !{!"float", !8, i64 0}
!4 = !{!"int", !8, i64 0}
!5 = !{!"count", !8, i64 0}
!6 = !{!"type", !8, i64 0}
!7 = !{!"state", !0, i64 0}
!8 = !{!"part", !13, i64 0}
!9 = !{!"log", !13, i64 0}
!10 = !{!1, !1, i64 0}
!20 = !{!2, !2, i64 0}
!30 = !{!3, !3, i64 0}
!40 = !{!4, !4, i64 0}
!50 = !{!5, !5, i64 0}
!60 = !{!6, !6, i64 0}
!70 = !{!7, !7, i64 0}
!79 = !{!8, !8, i64 0}
!11 = !{!"array", !0, i64 0}
!92 = !{!11, !11, i64 0}
!12 = !{!"note", !13, i64 0}
!13 = !{!"changed", !0, i64 0}
!94 = !{!13, !13, i64 0}
!93 = !{!12, !12, i64 0}
!90 = !{!9, !9, i64 0}
!80 = !{!"branch_weights", i32 1, i32 20000}
!81 = !{!"branch_weights", i32 20000, i32 1}
!82 = !{i64 0, i64 1152921504606846976}
"""

DECLARATIONS = """
declare noalias ptr @PyMem_RawCalloc(i64, i64)
declare void @PyMem_RawFree(ptr)
@PyFloat_Type = external global i8
@PyLong_Type = external global i8
@PyBool_Type = external global i8
@PyList_Type = external global i8
@PyTuple_Type = external global i8
@_Py_TrueStruct = external global i8
@_Py_FalseStruct = external global i8
@_Py_NoneStruct = external global i8
@PyUnicode_Type = external global i8
@small_ints = external global i8
declare noalias ptr @PyFloat_FromDouble(double) #0
declare i32 @PyList_Append(ptr, ptr)
declare ptr @PyLong_FromLongLong(i64) #0
declare void @_Py_Dealloc(ptr) #1
declare {i64, i1} @llvm.sadd.with.overflow.i64(i64, i64)
declare {i64, i1} @llvm.ssub.with.overflow.i64(i64, i64)
declare {i64, i1} @llvm.smul.with.overflow.i64(i64, i64)
declare double @llvm.fabs.f64(double)
declare double @llvm.floor.f64(double)
declare double @llvm.ceil.f64(double)
declare double @llvm.trunc.f64(double)
declare double @llvm.roundeven.f64(double)
declare double @llvm.sqrt.f64(double)
declare double @llvm.copysign.f64(double, double)
declare double @py.fmod(double, double) nounwind willreturn memory(none)
declare double @py.pow(double, double) nounwind willreturn memory(none)
declare double @py.sin(double) nounwind willreturn memory(none)
declare double @py.cos(double) nounwind willreturn memory(none)
declare double @py.tan(double) nounwind willreturn memory(none)
declare double @py.asin(double) nounwind willreturn memory(none)
declare double @py.acos(double) nounwind willreturn memory(none)
declare double @py.atan(double) nounwind willreturn memory(none)
declare double @py.tanh(double) nounwind willreturn memory(none)
declare double @py.exp(double) nounwind willreturn memory(none)
declare double @py.log(double) nounwind willreturn memory(none)
declare double @py.log2(double) nounwind willreturn memory(none)
declare double @py.log10(double) nounwind willreturn memory(none)
declare double @py.sinh(double) nounwind willreturn memory(none)
declare double @py.cosh(double) nounwind willreturn memory(none)
declare double @py.asinh(double) nounwind willreturn memory(none)
declare double @py.expm1(double) nounwind willreturn memory(none)
declare double @py.erf(double) nounwind willreturn memory(none)
declare i64 @llvm.abs.i64(i64, i1)
declare i64 @llvm.sadd.sat.i64(i64, i64)
declare i64 @llvm.smin.i64(i64, i64)
declare i64 @llvm.umin.i64(i64, i64)
declare i64 @llvm.ctlz.i64(i64, i1)
declare i64 @llvm.ctpop.i64(i64)
declare double @py.atan2(double, double) nounwind willreturn memory(none)
"""

ARITHMETIC = """
define internal i64 @int_gcd(i64 %a, i64 %b) {
entry:
  %x0 = call i64 @llvm.abs.i64(i64 %a, i1 false)
  %y0 = call i64 @llvm.abs.i64(i64 %b, i1 false)
  br label %loop
loop:
  %x = phi i64 [%x0, %entry], [%y, %next]
  %y = phi i64 [%y0, %entry], [%r, %next]
  %done = icmp eq i64 %y, 0
  br i1 %done, label %end, label %next
next:
  %r = urem i64 %x, %y
  br label %loop
end:
  ret i64 %x
}

; That of a float is off by one at the most.
define internal i64 @int_power_modulo(i64 %base, i64 %exponent, i64 %modulus) {
entry:
  %r0 = srem i64 %base, %modulus
  %negative = icmp slt i64 %r0, 0
  %up = add i64 %r0, %modulus
  %first = select i1 %negative, i64 %up, i64 %r0
  %one = urem i64 1, %modulus
  br label %next
next:
  %result = phi i64 [%one, %entry], [%more, %turn]
  %square = phi i64 [%first, %entry], [%squared, %turn]
  %left = phi i64 [%exponent, %entry], [%half, %turn]
  %done = icmp eq i64 %left, 0
  br i1 %done, label %out, label %turn
turn:
  %product = mul i64 %result, %square
  %reduced = urem i64 %product, %modulus
  %bit = trunc i64 %left to i1
  %more = select i1 %bit, i64 %reduced, i64 %result
  %twice = mul i64 %square, %square
  %squared = urem i64 %twice, %modulus
  %half = lshr i64 %left, 1
  br label %next
out:
  ret i64 %result
}

define internal i64 @int_square_root(i64 %n) {
  %x = sitofp i64 %n to double
  %s = call double @llvm.sqrt.f64(double %x)
  %r = fptosi double %s to i64
  %square = mul i64 %r, %r
  %above = icmp ugt i64 %square, %n
  %down = sext i1 %above to i64
  %r1 = add i64 %r, %down
  %more = add i64 %r1, 1
  %next = mul i64 %more, %more
  %below = icmp ule i64 %next, %n
  %r2 = select i1 %below, i64 %more, i64 %r1
  ret i64 %r2
}

define internal {i64, i1} @int_power(i64 %base, i64 %exponent) {
entry:
  %one = icmp eq i64 %exponent, 0
  br i1 %one, label %trivial, label %loop
trivial:
  ret {i64, i1} {i64 1, i1 true}
loop:
  %b = phi i64 [%base, %entry], [%square, %next]
  %e = phi i64 [%exponent, %entry], [%half, %next]
  %r = phi i64 [1, %entry], [%r2, %next]
  %odd = trunc i64 %e to i1
  %factor = select i1 %odd, i64 %b, i64 1
  %p = call {i64, i1} @llvm.smul.with.overflow.i64(i64 %r, i64 %factor)
  %r2 = extractvalue {i64, i1} %p, 0
  %o = extractvalue {i64, i1} %p, 1
  %half = lshr i64 %e, 1
  br i1 %o, label %bad, label %more
more:
  %done = icmp eq i64 %half, 0
  br i1 %done, label %good, label %next
next:
  %s = call {i64, i1} @llvm.smul.with.overflow.i64(i64 %b, i64 %b)
  %square = extractvalue {i64, i1} %s, 0
  %so = extractvalue {i64, i1} %s, 1
  br i1 %so, label %bad, label %loop
good:
  %v = insertvalue {i64, i1} {i64 0, i1 true}, i64 %r2, 0
  ret {i64, i1} %v
bad:
  ret {i64, i1} zeroinitializer
}

define internal double @float_modulo(double %x, double %y) {
  %m = call double @py.fmod(double %x, double %y)
  %nonzero = fcmp une double %m, 0.0
  %yneg = fcmp olt double %y, 0.0
  %mneg = fcmp olt double %m, 0.0
  %differ = xor i1 %yneg, %mneg
  %moved = fadd double %m, %y
  %signed = select i1 %differ, double %moved, double %m
  %zero = call double @llvm.copysign.f64(double 0.0, double %y)
  %r = select i1 %nonzero, double %signed, double %zero
  ret double %r
}

define internal double @float_floor_divide(double %x, double %y) {
  %m = call double @py.fmod(double %x, double %y)
  %less = fsub double %x, %m
  %d = fdiv double %less, %y
  %nonzero = fcmp une double %m, 0.0
  %yneg = fcmp olt double %y, 0.0
  %mneg = fcmp olt double %m, 0.0
  %differ = xor i1 %yneg, %mneg
  %adjust = and i1 %nonzero, %differ
  %down = fsub double %d, 1.0
  %d2 = select i1 %adjust, double %down, double %d
  %f = call double @llvm.floor.f64(double %d2)
  %rest = fsub double %d2, %f
  %above = fcmp ogt double %rest, 0.5
  %up = fadd double %f, 1.0
  %f2 = select i1 %above, double %up, double %f
  %quotient = fdiv double %x, %y
  %zero = call double @llvm.copysign.f64(double 0.0, double %quotient)
  %some = fcmp une double %d2, 0.0
  %r = select i1 %some, double %f2, double %zero
  ret double %r
}

define internal {double, i1} @float_power(double %x, double %y) {
  %ax = call double @llvm.fabs.f64(double %x)
  %ay = call double @llvm.fabs.f64(double %y)
  %fx = fcmp olt double %ax, 0x7FF0000000000000
  %fy = fcmp olt double %ay, 0x7FF0000000000000
  %fine = and i1 %fx, %fy
  %xzero = fcmp oeq double %x, 0.0
  %yneg = fcmp olt double %y, 0.0
  %division = and i1 %xzero, %yneg
  %xneg = fcmp olt double %x, 0.0
  %whole = call double @llvm.floor.f64(double %y)
  %fraction = fcmp une double %whole, %y
  %complex = and i1 %xneg, %fraction
  %bad = or i1 %division, %complex
  %r = call double @py.pow(double %x, double %y)
  %ar = call double @llvm.fabs.f64(double %r)
  %fr = fcmp olt double %ar, 0x7FF0000000000000
  %good = xor i1 %bad, true
  %ok1 = and i1 %good, %fine
  %ok = and i1 %ok1, %fr
  %v1 = insertvalue {double, i1} zeroinitializer, double %r, 0
  %v = insertvalue {double, i1} %v1, i1 %ok, 1
  ret {double, i1} %v
}
"""

_OBJECTS = """
define internal {i64, i1} @read_big(ptr %o) noinline cold memory(read) {
  %hp = getelementptr i8, ptr %o, i64 16
  %head = load i64, ptr %hp, !tbaa !40
<big>
  %p0 = getelementptr i8, ptr %o, i64 24
  %p1 = getelementptr i8, ptr %o, i64 28
  %p2 = getelementptr i8, ptr %o, i64 32
  %a = load i32, ptr %p0, !tbaa !40
  %b = load i32, ptr %p1, !tbaa !40
  %az = zext i32 %a to i64
  %bz = zext i32 %b to i64
  %bs = shl i64 %bz, 30
  %two = or i64 %az, %bs
  %three = icmp eq i64 %count, 3
  br i1 %three, label %third, label %not3
not3:
  %is2 = icmp eq i64 %count, 2
  br i1 %is2, label %good, label %bad
third:
  %c = load i32, ptr %p2, !tbaa !40
  %fits = icmp ult i32 %c, 8
  br i1 %fits, label %join, label %bad
join:
  %cz = zext i32 %c to i64
  %cs = shl i64 %cz, 60
  %all = or i64 %two, %cs
  br label %good
good:
  %size = phi i64 [%two, %not3], [%all, %join]
  %minus = sub i64 0, %size
  %v = select i1 %negative, i64 %minus, i64 %size
  %ok = insertvalue {i64, i1} {i64 0, i1 true}, i64 %v, 0
  ret {i64, i1} %ok
bad:
  ret {i64, i1} zeroinitializer
}

define internal i1 @has_room(i64 %v) alwaysinline {
  %from = add i64 %v, <largest>
  %fits = icmp ule i64 %from, <range>
  ret i1 %fits
}

define internal void @write_int(ptr %o, i64 %v) alwaysinline {
  %negative = icmp slt i64 %v, 0
  %minus = sub i64 0, %v
  %size = select i1 %negative, i64 %minus, i64 %v
  %hp = getelementptr i8, ptr %o, i64 16
  %dp = getelementptr i8, ptr %o, i64 24
<digits>
  store i64 %head, ptr %hp, !tbaa !40
  ret void
}

define internal i1 @is_number(ptr %o) alwaysinline {
  %tp = getelementptr i8, ptr %o, i64 8
  %t = load ptr, ptr %tp, !tbaa !60
  %f = icmp eq ptr %t, @PyFloat_Type
  %i = icmp eq ptr %t, @PyLong_Type
  %b = icmp eq ptr %t, @PyBool_Type
  %fi = or i1 %f, %i
  %r = or i1 %fi, %b
  ret i1 %r
}

define internal void @give_up(ptr %o) alwaysinline {
  %c = load i64, ptr %o, !tbaa !50
<immortal>
count:
  %less = sub i64 %c, 1
  store i64 %less, ptr %o, !tbaa !50
  %dead = icmp eq i64 %less, 0
  br i1 %dead, label %free, label %done, !prof !80
free:
  call void @_Py_Dealloc(ptr %o)
  br label %done
done:
  ret void
}

define internal void @take(ptr %o) alwaysinline {
<take>
  ret void
}

; One object that never dies, as small ints and bools, for another.
define internal void @exchange(ptr %slot, ptr %old, ptr %new) alwaysinline {
  store ptr %new, ptr %slot, !tbaa !20
<exchange>
  ret void
}

define internal ptr @box_float(double %v) {
  %new = call ptr @new_float(double %v)
  ret ptr %new
}

define internal ptr @box_bool(i1 %v) {
  %new = select i1 %v, ptr @_Py_TrueStruct, ptr @_Py_FalseStruct
  call void @take(ptr %new)
  ret ptr %new
}

define internal ptr @box_none(i1 %v) {
  call void @take(ptr @_Py_NoneStruct)
  ret ptr @_Py_NoneStruct
}

define internal ptr @box_int(i64 %v) {
  %from = add i64 %v, 5
  %small = icmp ult i64 %from, 262
  br i1 %small, label %cached, label %make
cached:
  %offset = mul i64 %from, <stride>
  %known = getelementptr i8, ptr @small_ints, i64 %offset
  call void @take(ptr %known)
  ret ptr %known
make:
  %new = call ptr @new_int(i64 %v)
  ret ptr %new
}

define internal i1 @append(ptr %list, ptr %new) {
  %none = icmp eq ptr %new, null
  br i1 %none, label %bad, label %put
put:
  %sp = getelementptr i8, ptr %list, i64 16
  %size = load i64, ptr %sp, !tbaa !10
  %rp = getelementptr i8, ptr %list, i64 32
  %room = load i64, ptr %rp, !tbaa !10
  %fits = icmp slt i64 %size, %room
  br i1 %fits, label %here, label %grow, !prof !81
here:
  %ip = getelementptr i8, ptr %list, i64 24
  %items = load ptr, ptr %ip, !tbaa !10
  %slot = getelementptr ptr, ptr %items, i64 %size
  store ptr %new, ptr %slot, !tbaa !20
  %after = add nsw i64 %size, 1
  store i64 %after, ptr %sp, !tbaa !10
  ret i1 true
grow:
  %status = call i32 @PyList_Append(ptr %list, ptr %new)
  call void @give_up(ptr %new)
  %ok = icmp eq i32 %status, 0
  ret i1 %ok
bad:
  ret i1 false
}

define internal i1 @store_float_slow(ptr %slot, double %v) noinline {
  %old = load ptr, ptr %slot, !tbaa !20
  %is = call i1 @is_number(ptr %old)
  br i1 %is, label %make, label %bad
make:
  %new = call ptr @new_float(double %v)
  %none = icmp eq ptr %new, null
  br i1 %none, label %bad, label %put
put:
  store ptr %new, ptr %slot, !tbaa !20
  call void @give_up(ptr %old)
  ret i1 true
bad:
  ret i1 false
}

define internal i1 @store_float(ptr %slot, double %v) alwaysinline {
  %old = load ptr, ptr %slot, !tbaa !20
  %tp = getelementptr i8, ptr %old, i64 8
  %t = load ptr, ptr %tp, !tbaa !60
  %is = icmp eq ptr %t, @PyFloat_Type
  br i1 %is, label %float, label %slow, !prof !81
float:
  %c = load i64, ptr %old, !tbaa !50
  %alone = icmp eq i64 %c, 1
  br i1 %alone, label %here, label %slow, !prof !81
here:
  %p = getelementptr i8, ptr %old, i64 16
  store double %v, ptr %p, !tbaa !30
  ret i1 true
slow:
  %r = call i1 @store_float_slow(ptr %slot, double %v), !tbaa !79
  ret i1 %r
}

define internal i1 @store_bool(ptr %slot, i1 %v) alwaysinline {
  %new = select i1 %v, ptr @_Py_TrueStruct, ptr @_Py_FalseStruct
  %old = load ptr, ptr %slot, !tbaa !20
  %yes = icmp eq ptr %old, @_Py_TrueStruct
  %no = icmp eq ptr %old, @_Py_FalseStruct
  %bool = or i1 %yes, %no
  br i1 %bool, label %known, label %slow, !prof !81
known:
<known>
put:
  call void @exchange(ptr %slot, ptr %old, ptr %new)
  br label %done
done:
  ret i1 true
slow:
  %r = call i1 @replace(ptr %slot, ptr %new), !tbaa !79
  ret i1 %r
}

define internal i1 @replace(ptr %slot, ptr %new) noinline {
  %old = load ptr, ptr %slot, !tbaa !20
  %is = call i1 @is_number(ptr %old)
  br i1 %is, label %put, label %bad
put:
  call void @take(ptr %new)
  store ptr %new, ptr %slot, !tbaa !20
  call void @give_up(ptr %old)
  ret i1 true
bad:
  ret i1 false
}

define internal i1 @store_int_slow(ptr %slot, i64 %v) noinline {
  %old = load ptr, ptr %slot, !tbaa !20
  %is = call i1 @is_number(ptr %old)
  br i1 %is, label %make, label %bad
make:
  %new = call ptr @new_int(i64 %v)
  %none = icmp eq ptr %new, null
  br i1 %none, label %bad, label %put
put:
  store ptr %new, ptr %slot, !tbaa !20
  call void @give_up(ptr %old)
  ret i1 true
bad:
  ret i1 false
}

define internal i1 @store_int(ptr %slot, i64 %v) alwaysinline {
  %from = add i64 %v, 5
  %small = icmp ult i64 %from, 262
  %old = load ptr, ptr %slot, !tbaa !20
  br i1 %small, label %cached, label %other
cached:
  %offset = mul nuw nsw i64 %from, <stride>
  %new = getelementptr i8, ptr @small_ints, i64 %offset
  %address = ptrtoint ptr %old to i64
  %distance = sub i64 %address, ptrtoint (ptr @small_ints to i64)
  %known = icmp ult i64 %distance, <cached>
  br i1 %known, label %put, label %change_small
put:
  call void @exchange(ptr %slot, ptr %old, ptr %new)
  ret i1 true
change_small:
  %r1 = call i1 @replace(ptr %slot, ptr %new), !tbaa !79
  ret i1 %r1
other:
  %tp = getelementptr i8, ptr %old, i64 8
  %t = load ptr, ptr %tp, !tbaa !60
  %long = icmp eq ptr %t, @PyLong_Type
  %c = load i64, ptr %old, !tbaa !50
  %alone = icmp eq i64 %c, 1
  %both = and i1 %long, %alone
  %has_room = call i1 @has_room(i64 %v)
  %here = and i1 %both, %has_room
  br i1 %here, label %change, label %slow
change:
  call void @write_int(ptr %old, i64 %v)
  ret i1 true
slow:
  %r = call i1 @store_int_slow(ptr %slot, i64 %v), !tbaa !79
  ret i1 %r
}
"""

_TAGGED = {
    "big": """\
  %count = lshr i64 %head, 3
  %kind = and i64 %head, 3
  %negative = icmp eq i64 %kind, 2""",
    "immortal": """\
  %low = trunc i64 %c to i32
  %immortal = icmp slt i32 %low, 0
  br i1 %immortal, label %done, label %count""",
    "stays": """\
  %low = trunc i64 %c2 to i32
  %immortal = icmp slt i32 %low, 0
  br i1 %immortal, label %done, label %count""",
    "take": "",
    "one_digit": "  %compact = icmp ult i64 %head, 16",
    "sign": """\
  %low = and i64 %head, 3
  %sign = sub nsw i64 1, %low""",
    "known": "  br label %put",
    "exchange": "",
    "plus": "8",
    "minus": "10",
    "plus2": "16",
    "minus2": "18",
}
_SIGNED = {
    "big": """\
  %negative = icmp slt i64 %head, 0
  %opposite = sub i64 0, %head
  %count = select i1 %negative, i64 %opposite, i64 %head""",
    "immortal": "  br label %count",
    "stays": "  br label %count",
    "one_digit": """\
  %digits = add i64 %head, 1
  %compact = icmp ult i64 %digits, 3""",
    "sign": "  %sign = add i64 %head, 0",
    "take": """\
  %c = load i64, ptr %o, !tbaa !50
  %more = add i64 %c, 1
  store i64 %more, ptr %o, !tbaa !50""",
    # Two counts in memory wait for those of the last round, so they are left where they can be.
    "known": """\
  %same = icmp eq ptr %old, %new
  br i1 %same, label %done, label %put""",
    "exchange": """\
  %c = load i64, ptr %new, !tbaa !50
  %more = add i64 %c, 1
  store i64 %more, ptr %new, !tbaa !50
  %d = load i64, ptr %old, !tbaa !50
  %less = sub i64 %d, 1
  store i64 %less, ptr %old, !tbaa !50""",
    "plus": "1",
    "minus": "-1",
    "plus2": "2",
    "minus2": "-2",
}


# How long a list is, and where its items lie.
_ITEMS = """\
  %sp = getelementptr i8, ptr %list, i64 16
  %size = load i64, ptr %sp, !tbaa !10
  %ip = getelementptr i8, ptr %list, i64 24
  %items = load ptr, ptr %ip, !tbaa !10"""

# How an int is written that has one digit, and how one that may have two.
_ONE_DIGIT = """\
  %head = select i1 %negative, i64 <minus>, i64 <plus>
  %digit = trunc i64 %size to i32
  store i32 %digit, ptr %dp, !tbaa !40"""
_TWO_DIGITS = """\
  %low = and i64 %size, 1073741823
  %high = lshr i64 %size, 30
  %above = shl i64 %high, 32
  %digits = or i64 %low, %above
  %one = icmp eq i64 %high, 0
  %head1 = select i1 %negative, i64 <minus>, i64 <plus>
  %head2 = select i1 %negative, i64 <minus2>, i64 <plus2>
  %head = select i1 %one, i64 %head1, i64 %head2
  store i64 %digits, ptr %dp, !tbaa !40"""


def prelude(layout: Layout | None, more: str = "") -> str:
    """The declarations and helpers; without a layout those for objects are left out. more: further
    ones, which know as little of the layout.
    """
    text = DECLARATIONS + ARITHMETIC
    if layout is None:
        return text
    objects = (_OBJECTS + REUSE + LISTS + STRINGS + more).replace("<items>", _ITEMS)
    objects = objects.replace("<stride>", str(layout.stride))
    objects = objects.replace("<ascii>", str(layout.ascii)).replace("<wide>", str(layout.compact))
    objects = objects.replace("<cached>", str(262 * layout.stride))
    largest = (1 << (60 if layout.has_room else 30)) - 1
    objects = objects.replace("<largest>", str(largest)).replace("<range>", str(2 * largest))
    objects = objects.replace("<digits>", _TWO_DIGITS if layout.has_room else _ONE_DIGIT)
    for mark, lines in (_TAGGED if layout.tagged else _SIGNED).items():
        objects = objects.replace(f"<{mark}>", lines)
    return text + objects
