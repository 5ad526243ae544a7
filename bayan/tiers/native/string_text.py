"""What kernels call to read strings, as LLVM's own text: characters are code points.

A string whose characters do not lie behind its header (3.11 has such, made by old extensions)
has no length here, and none of its characters can be read.
"""

from __future__ import annotations

STRINGS = """
define internal {i64, i1} @text_length(ptr %s) alwaysinline {
  %fp = getelementptr i8, ptr %s, i64 32
  %flags = load i32, ptr %fp, !tbaa !10
  %bit = and i32 %flags, 32
  %ok = icmp ne i32 %bit, 0
  %sp = getelementptr i8, ptr %s, i64 16
  %size = load i64, ptr %sp, !tbaa !10
  %r1 = insertvalue {i64, i1} zeroinitializer, i64 %size, 0
  %r = insertvalue {i64, i1} %r1, i1 %ok, 1
  ret {i64, i1} %r
}

define internal i32 @character(ptr %s, i64 %index) alwaysinline {
entry:
  %fp = getelementptr i8, ptr %s, i64 32
  %flags = load i32, ptr %fp, !tbaa !10
  %bit = and i32 %flags, 64
  %plain = icmp ne i32 %bit, 0
  %first = select i1 %plain, i64 <ascii>, i64 <wide>
  %data = getelementptr i8, ptr %s, i64 %first
  %shifted = lshr i32 %flags, 2
  %width = and i32 %shifted, 7
  %narrow = icmp eq i32 %width, 1
  br i1 %narrow, label %one, label %more
one:
  %p1 = getelementptr i8, ptr %data, i64 %index
  %c1 = load i8, ptr %p1, !tbaa !40
  %v1 = zext i8 %c1 to i32
  br label %done
more:
  %middle = icmp eq i32 %width, 2
  br i1 %middle, label %two, label %four
two:
  %p2 = getelementptr i16, ptr %data, i64 %index
  %c2 = load i16, ptr %p2, !tbaa !40
  %v2 = zext i16 %c2 to i32
  br label %done
four:
  %p4 = getelementptr i32, ptr %data, i64 %index
  %v4 = load i32, ptr %p4, !tbaa !40
  br label %done
done:
  %v = phi i32 [%v1, %one], [%v2, %two], [%v4, %four]
  ret i32 %v
}

define internal i1 @same_text(ptr %a, ptr %b) {
entry:
  %ap = getelementptr i8, ptr %a, i64 16
  %size = load i64, ptr %ap, !tbaa !10
  %bp = getelementptr i8, ptr %b, i64 16
  %other = load i64, ptr %bp, !tbaa !10
  %alike = icmp eq i64 %size, %other
  br i1 %alike, label %next, label %no
next:
  %i = phi i64 [0, %entry], [%i1, %one]
  %more = icmp slt i64 %i, %size
  br i1 %more, label %one, label %yes
one:
  %x = call i32 @character(ptr %a, i64 %i)
  %y = call i32 @character(ptr %b, i64 %i)
  %i1 = add i64 %i, 1
  %equal = icmp eq i32 %x, %y
  br i1 %equal, label %next, label %no
yes:
  ret i1 true
no:
  ret i1 false
}
"""
