"""Uncaught exceptions of every kind: their reports are the same in every tier, carets included."""

from __future__ import annotations

import pytest

import bayan
from bayan.tiers.policy import Policy

PROGRAMS = r"""
class C { def __enter__() { return self } def __exit__(*a) { 1/0 } }
with C() as c { x = 1 }
---
class C { def __enter__() { 1/0 } def __exit__(*a) { } }
with C() as c, open("x") as d { x = 1 }
---
class C { def __enter__() { return self } def __exit__(*a) { return None } }
with C() as c {
    [][1]
}
---
def g() { yield 1; yield 1/0 }
for x in g() { pass }
---
def g() { try { yield 1 } finally { 1/0 } }
x = g(); next(x); x.close()
---
def g() { yield from h() }
def h() { yield 1; raise ValueError("x") }
list(g())
---
x = [1/i for i in [1, 0]]
---
def f() { return {i: j for i in [1] for j in [1/0]} }
f()
---
def f() { return sum(1/i for i in [0]) }
f()
---
class A {
    x = 1
    y = x / 0
}
---
def f() {
    class A {
        def m() { return self.q }
    }
    return A()
}
f().m()
---
try { 1/0 } finally { x = 2 }
---
try { 1/0 } finally { [][2] }
---
def f() { try { 1/0 } except ValueError { pass } }
f()
---
def f() { try { 1/0 } except ZeroDivisionError { raise } }
f()
---
def f() { try { 1/0 } except ZeroDivisionError as e { raise e } }
f()
---
def f() { try { 1/0 } except ZeroDivisionError as e { raise KeyError(1) from None } }
f()
---
def d(f) { raise ValueError(f.__name__) }
@d
def g() { pass }
---
@d(1)
def g() { pass }
---
def f(x=1/0) { pass }
---
f = lambda x: x.y
f(1)
---
match 1 { case int(a=2) { pass } }
match [1] { case str(1, 2, 3) { pass }
 case [x] if x.y { pass } }
---
class P { __match_args__ = 1 }
match P() { case P(1) { pass } }
---
x = max(
    1,
    "a",
)
---
x = [1,
  2,
  3/0]
---
x = 1
x += "a"
---
x = [1]
x[5] += 1
---
q += 1
---
(1,)[0] += 1
---
x = 1
x.real += 1
---
x = 1
x.foo += 1
---
x = {}
x["a"] = 1; x["b"] += 1
---
def f() { q += 1 }
f()
---
x = (*1, 2)
---
x = {*1, 2}
---
x = [1, *{}, *5]
---
def f() {
    for i in range(3) {
        try { 1/i }
        finally { if i == 1 { [][9] } }
    }
}
f()
---
def f() {
    try {
        try { 1/0 }
        except ZeroDivisionError as e { raise ValueError("a") from e }
        finally { x = 1 }
    } finally { y = 2 }
}
f()
---
del x
---
x = {}
del x[1]
---
a, b = 1
---
a, b = [1, 2, 3]
---
a, *b, c = [1]
---
for a, b in [1] { pass }
---
for x in 5 { pass }
---
x = [*1]
---
print(*1)
---
print(**1)
---
def f(a) { }
f()
---
def f(a) { }
f(1, b=2)
---
f(1)(2)
def f(a) { }
---
assert 1 == 2, "message"
---
assert False
---
raise 5
---
raise ValueError from 5
---
import nothing_there
---
from math import nothing
---
from nothing.there import *
---
x = 1 < "a" < 3
---
x = not_there ?? 1
---
x = None
x.y?.z
---
x = 1 |> len
---
(abs >> len)(1)
---
x = f"{1/0}"
---
x = f"{1:q}"
---
x = "a".b.c
---
"a".b = 1
---
x = [1][
  5]
---
global_thing(1)[2]
---
while 1/0 { pass }
---
if 1/0 { pass } elif 2 { pass }
---
if 0 { pass } elif [][0] { pass }
---
x = 1 if 1/0 else 2
---
lst = [3, 1]
lst.sort(key=lambda v: v / 0)
---
def f(n) { if n == 0 { return 1/0 } return f(n-1) }
x = list(map(f, [1, 2]))
---
import asyncio
async def f() { await asyncio.sleep(0); 1/0 }
async def g() { await f() }
asyncio.run(g())
---
import asyncio
async def f() { async for x in 5 { pass } }
asyncio.run(f())
---
import asyncio
async def f() { async with 5 { pass } }
asyncio.run(f())
---
import asyncio
async def g() { yield 1; yield 1/0 }
async def f() { return [x async for x in g()] }
asyncio.run(f())
---
import asyncio
await asyncio.sleep(0)
1/0
---
class M(type) { def __new__(m, *a) { 1/0 } }
class A(metaclass=M) { }
---
class A(5) { }
---
class A(B) { }
---
class A { def __init_subclass__(**k) { 1/0 } }
class B(A) { x = 1 }
---
class A { @property
def x() { return self.y } }
A().x
---
class A { def __setattr__(n, v) { 1/0 } }
A().x = 5
---
class A { def __getitem__(n) { 1/0 } }
for x in A() { }
---
class A { def __iter__() { return self }
def __next__() { 1/0 } }
a, b = A()
---
def f() { nonlocal_thing }
def g() { f() }
g()
---
def f() { def g() { return x }
 g()
 x = 1 }
f()
---
def f() { print(x)
 x = 1 }
f()
---
def f() { e = 1
 try { 1/0 } except ZeroDivisionError as e { pass }
 return e }
f()
---
raise ExceptionGroup("g", [ValueError(1)])
---
try { raise ExceptionGroup("g", [ValueError(1), KeyError(2)]) } except* ValueError { pass }
---
try { raise ExceptionGroup("g", [ValueError(1), KeyError(2)]) } except* ValueError { 1/0 }
---
try { 1/0 } except 5 { pass }
---
try { 1/0 } except not_there { pass }
---
try { try { 1/0 } except ZeroDivisionError { [][0] } } except IndexError { {}[1] }
---
def f() { try { return 1/0 } finally { pass } }
f()
---
def f() { for i in [1] { try { continue } finally { 1/0 } } }
f()
---
x: 1/0 = 5
---
def f(a: 1/0) { }
---
def f() -> [][0] { }
---
x = y = z.w
---
(x := 1/0)
---
x = -"a"
---
x = ~1.5
---
1 + 2 + "a" + 3
---
x = 5
x.real.imag.foo.bar
---
enum E { A, B }
E.C
---
enum E { A = 1/0 }
---
interface I { def m() }
I()
---
class A(B=1) { }
---
import json
json.loads("{")
---
def f() { import json; return json.loads("[1", object_hook=5) }
f()
---
sorted([1, "a"])
---
int("x")
---
x = (1
 + 2
 + "s")
---
def f(*a, **k) { return k["z"] }
f(1, *[2, 3], y=4, **{"w": 5})
---
f = 5
f(1)
---
"%d" % "a"
---
x = [1, 2, 3]
x["a":"b"]
---
exec("1/0")
---
eval("x +")
---
def f() { eval("1/0") }
f()
---
raise SystemExit("x")
---
const N = 1/0
---
x = {1: 2, **3}
---
x = {[]: 1}
---
x = {[]}
---
طول(5)
---
اطبع(س)
"""


def reports(text: str) -> dict[str, str]:
    runtimes = {
        "walk": bayan.Runtime("walk"),
        "auto": bayan.Runtime("auto"),
        "stress": bayan.Runtime("auto", policy=Policy.stress()),
        "bytecode": bayan.Runtime("bytecode"),
    }
    found = {}
    for mode, runtime in runtimes.items():
        result = runtime.run_source(text, "program.bayan")
        assert result.exception is not None
        found[mode] = runtime.format_exception(result.exception)
    return found


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("text", PROGRAMS.strip("\n").split("\n---\n"))
def test_every_tier_gives_the_same_report(text: str) -> None:
    found = reports(text)
    for mode in ("auto", "stress", "bytecode"):
        assert found[mode] == found["walk"], mode
