"""The tree-walker against CPython: the same programs, the same output, the same errors.

The programs are Python, turned into Bayan's tree by the bridge. Each is run by the walker and by
`exec`; what they print must be equal, and so must the type and message of the exception that ends
them.
"""

from __future__ import annotations

import ast
import contextlib
import io
import sys
import textwrap

import pytest

from bayan.syntax import nodes
from bayan.syntax.resolver import resolve
from bayan.tiers.dispatch import Engine
from bayan.tiers.policy import WALK
from bayan.tiers.walk import derive, walk_module
from bayan.tiers.walk.frame import EVALUATE, EXECUTE, SUSPEND_EVALUATE, SUSPEND_EXECUTE
from bayan.values.builtins import make_builtins
from tests.support.python_bridge import module_from_python


def run_walked(text: str) -> None:
    module, source = module_from_python(text, "snippet.py")
    resolve(module, source)
    engine = Engine(WALK)
    namespace = {"__name__": "snippet", "__builtins__": make_builtins(engine.intrinsics())}
    walk_module(engine.unit(source, module, namespace), namespace)


def run_native(text: str) -> None:
    exec(compile(text, "snippet.py", "exec", dont_inherit=True), {"__name__": "snippet"})


def outcome(run, text: str) -> tuple[str, str]:
    """What a program prints, and how it ends."""
    output = io.StringIO()
    end = ""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(20_000 if run is run_walked else limit)
    try:
        with contextlib.redirect_stdout(output):
            run(text)
    except BaseException as error:
        end = describe(error)
    finally:
        sys.setrecursionlimit(limit)
    return output.getvalue(), end


def describe(error: BaseException | None) -> str:
    """An exception with all that it came from."""
    if error is None:
        return "-"
    text = f"{type(error).__name__}({error})"
    if isinstance(error, BaseExceptionGroup):
        text += str([describe(part) for part in error.exceptions])
    if error.__cause__ is not None:
        text += f" from {describe(error.__cause__)}"
    elif error.__context__ is not None:
        text += f" in {describe(error.__context__)}"
    return text


# Each program after a line with its name.
PROGRAMS = """
## arithmetic
print(1 + 2 * 3 - 4 / 5 // 6 % 7 ** 2, 7 & 3 | 8 ^ 5, 1 << 5 >> 2, ~7, -3, +4, not 0)
print(2 ** 100, 7 // -2, -7 % 3, 1e10, 3j * 2, 0.1 + 0.2)

## operator errors
for f in (lambda: 1 + "a", lambda: "a" - 1, lambda: [] * "x", lambda: 1 < "a", lambda: 5 @ 6,
          lambda: -"a", lambda: 1 / 0, lambda: 2 ** "x", lambda: 1 in 5, lambda: {} >> 1):
    try: f()
    except Exception as e: print(type(e).__name__, e)

## in-place operators
class M:
    def __init__(self, v): self.v = v
    def __iadd__(self, o): print("iadd"); self.v += o; return self
    def __imatmul__(self, o): return "matmul"
    def __irshift__(self, o): return "shift"
m = n = M(1); m += 2; print(m is n, n.v); m @= 3; print(m); n >>= 1; print(n)
x = [1]; y = x; y += (2,); y *= 2; print(x)
t = ([1],)
try: t[0] += [2]
except TypeError as e: print(e, t)
try: q = 1; q -= "a"
except TypeError as e: print(e)

## augmented evaluates once
def where(): print("where"); return d
def key(): print("key"); return "k"
class D(dict):
    def __getitem__(self, k): print("get", k); return 5
    def __setitem__(self, k, v): print("set", k, v)
d = D()
where()[key()] += 1
class A: x = 1
a = A()
def obj(): print("obj"); return a
obj().x *= 7; print(a.x, A.x)

## comparison chains
def v(x): print("v", x); return x
print(v(1) < v(2) < v(3), v(3) < v(2) < v(1), 1 == 1 != 2 is not None, 1 in [1] in [[1]])
print(1 not in [2], None is None)
class R:
    def __lt__(self, o): return []
print(R() < 1 < 2)

## boolean operators
def v(x): print("v", x); return x
print(v(0) or v("") or v(3) or v(4), v(1) and v(0) and v(2), v(1) and v(2) or v(3))
print(1 if v(0) else 2)

## order of evaluation
def v(x): print(x, end=" "); return x
class D(dict): pass
def f(*a, **k): return a, k
print(f(v(1), *v([2]), v(3), a=v(4), **v({"b": 5}), c=v(6)))
print({v(1): v(2), v(3): v(4)}, [v(1), *v([2])], {v(1), v(2)})
v([0])[v(0)] = v(1)
v({})["x"] = v(1); x = v(2) + v(3) * v(4)
print(f(a=v(1), *v([2])))

## calls
def f(a, b=2, /, c=3, *args, d, e=5, **kw): return a, b, c, args, d, e, kw
print(f(1, d=4), f(1, 2, 3, 4, 5, d=6, z=7), f(*[1, 2], **{"d": 1, "q": 2}), f(*"ab", *"cd", d=0))
for call in (lambda: f(), lambda: f(1), lambda: f(1, d=1, b=2), lambda: f(1, d=2, **{"d": 3}),
             lambda: f(*1), lambda: f(1, *2), lambda: f(**3), lambda: f(**{1: 2}, d=1), lambda: 5(),
             lambda: f(**{"d": 1}, **{"d": 2}), lambda: len(1, 2), lambda: print(**{"sep": 1}),
             lambda: f(1, 2, 3, **[])):
    try: print(call())
    except TypeError as e: print(e)

## many arguments
def f(*a): return a
print(f(), f(1), f(1, 2), f(1, 2, 3), f(*[1], 2), f(1, *[2, 3]), f(1, 2, *[3]), f(*[], *[1]))

## names
try: print(nothing)
except NameError as e: print(e, e.name)
def f():
    try: print(x)
    except UnboundLocalError as e: print(e)
    x = 1
    del x
    try: x
    except UnboundLocalError as e: print(e)
    try: del x
    except UnboundLocalError as e: print(e)
f()
try: del nothing
except NameError as e: print(e)
def g():
    def h(): return y
    try: h()
    except NameError as e: print(type(e).__name__, e)
    y = 1
    print(h())
    del y
    try: h()
    except NameError as e: print(e)
    try: y
    except NameError as e: print(type(e).__name__, e)
    try: del y
    except NameError as e: print(type(e).__name__, e)
g()

## global and nonlocal
c = 0
def f():
    global c, made
    c += 1; made = "made"
    n = 0
    def g():
        nonlocal n
        n += 1
        return n
    g(); g()
    return n, g
n, g = f()
print(c, made, n, g(), g())
del c
try: c
except NameError as e: print(e)

## closures
def counter():
    n = [0]
    def up(by=1):
        n[0] += by
        return n[0]
    return up
a, b = counter(), counter()
print(a(), a(5), b())
fs = [lambda: i for i in range(3)]
gs = [lambda i=i: i for i in range(3)]
print([f() for f in fs], [g() for g in gs])
def f(x):
    def g():
        def h(): return x
        return h
    x += 1
    return g()()
print(f(1), f.__closure__, counter()().__class__)
print(a.__closure__[0].cell_contents, a.__code__.co_freevars)

## shadowed built-ins
len = lambda x: "mine"
print(len([]))
del len
print(len([]))
def f(print): return print
print(f(3))

## nested comprehensions
print([[x * y for y in range(x)] for x in range(4)], {x for x in "aab"}, {k: v for k, v in zip("ab", (1, 2))})
print([(x, y) for x in range(4) if x % 2 for y in range(x) if y], [a for a, *b in [(1, 2, 3)]])
x = "kept"
[x for x in range(3)]
print(x)
fs = [[lambda: (x, y) for y in range(2)] for x in range(2)]
print([[f() for f in row] for row in fs])
def f(n):
    add = [lambda k: k + x + n for x in range(3)]
    return [g(1) for g in add], [last := x for x in range(n)], last
print(f(4))
print([y for x in range(3) if (y := x * 2)], y)
print([i for i in range(3) for i in range(i)])
def outer(): return [[x for x in range(i)] for i in range(3)], [(lambda: i)() for i in range(2)]
print(outer())

## comprehension errors
def f(): return [z for x in range(2)]
for call in (f, lambda: [x for x in 5], lambda: {[]: 1 for x in "a"}, lambda: {[] for x in "a"},
             lambda: [1 for a, b in [1]], lambda: [1 for a, b in [(1, 2, 3)]]):
    try: call()
    except Exception as e: print(type(e).__name__, e)

## comprehension in a class
class A:
    xs = [1, 2]
    ys = [x + 1 for x in xs]
    try: zs = [x for y in xs for x in xs]
    except NameError as e: print(e)
    gs = list(y for y in ys)
    fs = [lambda: k for k in range(2)]
print(A.ys, A.gs, [f() for f in A.fs], sorted(k for k in vars(A) if not k.startswith("_")))

## generator expressions
def v(x): print("v", x); return x
g = (v(x) for x in v([1, 2]))
print("made", next(g), next(g), next(g, "end"))
print(sum(x * y for x in range(4) for y in range(x) if y), max((len(w) for w in ["a", "bb"])))
try: (x for x in 5)
except TypeError as e: print(e)
def f(n): return (x + n for x in range(n))
print(list(f(3)), type(f(1)).__name__)
try: list(next(iter([])) for _ in [1])
except RuntimeError as e: print(e, repr(e.__cause__))

## loops
for i in range(5):
    if i == 1: continue
    if i == 4: break
    print(i)
else: print("never")
for i in []: pass
else: print("else")
n = 0
while n < 5:
    n += 1
    if n == 2: continue
    if n == 4: break
else: print("never")
while n: n -= 1
else: print("done", n)
for a.x in []: pass
for (p, *q), r in [((1, 2, 3), 4)]: print(p, q, r)
d = {}
for d["k"] in range(3): pass
print(d, i)
def f():
    for i in range(3):
        for j in range(3):
            if j == 1: break
            if i == 2: return i, j
print(f())
for i in (1, 2):
    for j in (1, 2):
        if j == 2: continue
        print(i, j)

## loop errors
for call in (lambda: [0 for x in None],):
    try: call()
    except TypeError as e: print(e)
try:
    for x in 3: pass
except TypeError as e: print(e)
class I:
    def __iter__(self): return 5
try:
    for x in I(): pass
except TypeError as e: print(e)
class J:
    def __init__(self): self.n = 0
    def __iter__(self): return self
    def __next__(self):
        self.n += 1
        if self.n > 2: raise ValueError("next")
        return self.n
try:
    for x in J(): print(x)
except ValueError as e: print(e)
class K:
    def __getitem__(self, i):
        if i > 2: raise IndexError
        return i
print([x for x in K()])

## unpacking
a, b = 1, 2
a, b = b, a
[c, (d, e)] = 3, "xy"
f, *g, h = range(5)
*i, = ()
print(a, b, c, d, e, f, g, h, i)
for value in ([1], [1, 2, 3], 5, "abc", {1: 2, 3: 4}, None):
    try:
        x, y = value
        print(x, y)
    except Exception as e: print(type(e).__name__, e)
for value in ([1], [1, 2], iter("abcd"), 5):
    try:
        x, *y, z = value
        print(x, y, z)
    except Exception as e: print(type(e).__name__, e)
x = y = z = [1]
print(x is z)
i, l = 0, [9, 8]
i, l[i] = 1, 7
print(i, l)

## deleting
d = {"a": 1, "b": [1, 2, 3]}
del d["a"], d["b"][0]
print(d)
class A: pass
a = A(); a.x = 1
del a.x
try: del a.x
except AttributeError as e: print(e)
x = y = 1
del (x, [y])
try: y
except NameError as e: print(e)
l = list(range(6)); del l[1:4:2]; print(l)

## displays
print([*range(3), *"ab"], (*[1], 2), {*[1], 2}, {**{"a": 1}, "b": 2, **{"a": 3}}, [], (), {})
for call in (lambda: [*1], lambda: {*1}, lambda: {**1}, lambda: {[]: 1}, lambda: {[]}, lambda: (*None,)):
    try: call()
    except TypeError as e: print(e)

## slices
l = list(range(10))
print(l[2:], l[:3], l[1:8:3], l[::-1], l[-1], l[slice(1, 3)])
l[1:3] = "ab"; print(l)
class S:
    def __getitem__(self, k): return k
    def __setitem__(self, k, v): print(k, v)
s = S(); print(s[1:2, ::3], s[...], s[1, 2], s[()]); s[1:2] = 3
try: l[10]
except IndexError as e: print(e)
try: 5[0]
except TypeError as e: print(e)

## f-strings
x, w = 3.14159, 10
print(f"{x}", f"{x:.2f}", f"{x!r:>{w}}", f"{'a' 'b'!a}", f"{x=}", f"{{}}", f"{w:{'>'}{w}}", f"a{1}b{2}c")
class F:
    def __format__(self, spec): return f"<{spec}>"
    def __str__(self): return "S"
print(f"{F()}{F():x}{F()!s:>3}")
try: f"{1:z}"
except ValueError as e: print(e)

## functions
def f(a: int, b: "x" = 2, *c: float, d: list = [], **e: dict) -> str:
    "doc"
    return a
print(f.__name__, f.__qualname__, f.__doc__, f.__defaults__, f.__kwdefaults__, f.__annotations__, f.__module__)
def t(s): print(s); return s
def g(a: t(1), /, b: t(2) = t("d"), *c: t(3), d: t(4) = t("k"), **e: t(5)) -> t(6): pass
print(g.__annotations__)
def h(): pass
print(h(), (lambda: None).__name__, (lambda x, *y, z=1: (x, y, z))(1, 2))
def outer():
    def inner(): pass
    return inner
print(outer().__qualname__, (lambda: (lambda: 0))().__qualname__)
def m(x=[]): x.append(1); return x
m(); print(m())

## decorators
def d(n):
    print("make", n)
    def apply(f): print("apply", n); return f
    return apply
@d(1)
@d(2)
def f(): return "f"
print(f())
@d(3)
class A: pass
def twice(f): return lambda *a: f(f(*a))
@twice
@twice
def inc(x): return x + 1
print(inc(0))
same = lambda f: f
@same
@same
def g(): return 1
print(g())

## recursion
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
print(fib(15))
def even(n): return n == 0 or odd(n - 1)
def odd(n): return n != 0 and even(n - 1)
print(even(50))
def hanoi(n, a, b, c):
    if n == 0: return 0
    return hanoi(n - 1, a, c, b) + 1 + hanoi(n - 1, c, b, a)
print(hanoi(6, "a", "b", "c"))

## classes
class A:
    "doc of A"
    x = 1
    def __init__(self, v=0): self.v = v
    def m(self): return self.v, self.x
    @property
    def p(self): return self.v * 2
    @p.setter
    def p(self, value): self.v = value
    @staticmethod
    def s(a): return a
    @classmethod
    def c(cls): return cls.__name__
    def __repr__(self): return f"A({self.v})"
    def __eq__(self, o): return self.v == o.v
    def __call__(self, *a): return a
    def __len__(self): return 7
    __hash__ = None
a = A(3)
print(a, a.m(), a.p, A.s(1), a.c(), A.__doc__, a == A(3), a(1, 2), len(a), A.__qualname__, A.__module__)
a.p = 9
print(a.v, A.m.__qualname__)
class B(A):
    x = 2
    def m(self): return super().m() + ("B",)
    @classmethod
    def c(cls): return super().c() + "!"
print(B(1).m(), B.c(), B.__mro__, isinstance(B(), A))
try: a.nothing
except AttributeError as e: print(e)
try: A.m()
except TypeError as e: print(e)

## multiple inheritance
class A:
    def m(self): return ["A"]
class B(A):
    def m(self): return ["B"] + super().m()
class C(A):
    def m(self): return ["C"] + super().m()
class D(B, C):
    def m(self): return ["D"] + super().m()
print(D().m(), [k.__name__ for k in D.__mro__])
try:
    class E(A, D): pass
except TypeError as e: print(e)
class X:
    def f(self): return __class__
print(X().f())

## class scoping
x = "global"
class A:
    print(x)
    x = "class"
    print(x)
    def f(self): return x
    y = x + "!"
    del x
    print(x)
print(A().f(), A.y)
def f():
    x = "local"
    class B:
        print(x)
        x = x + "+"
        def g(self): return x
        z = x
    class C:
        nonlocal x
        x = "changed"
    return B().g(), B.z, x
print(f())
class G:
    global made
    made = 5
print(made, hasattr(G, "made"))
for i in range(2):
    class L:
        if i: n = "one"
        else: n = "zero"
        for k in range(3): pass
    print(L.n, L.k)
class P:
    __secret = 1
    def get(self): return self.__secret
print(P().get(), [n for n in vars(P) if "secret" in n])

## metaclass
class Order(dict):
    def __setitem__(self, k, v):
        if not k.startswith("__"): print("set", k)
        super().__setitem__(k, v)
class Meta(type):
    @classmethod
    def __prepare__(mcs, name, bases, **kw): print("prepare", name, bases, kw); return Order()
    def __new__(mcs, name, bases, ns, **kw):
        made = super().__new__(mcs, name, bases, dict(ns)); made.kw = kw; return made
    def __init__(cls, name, bases, ns, **kw): print("init", name)
    def __call__(cls, *a): print("call"); return super().__call__(*a)
class A(metaclass=Meta, flag=1):
    x = 1
    def m(self): return __class__
print(A().m() is A, A.kw, type(A).__name__)
class B(A, other=2): pass
print(B.kw)
class F: pass
def make(name, bases, ns): return name, bases, sorted(k for k in ns if k[0] != "_")
class N(metaclass=make): q = 1
print(N)
class W(*[F], **{"metaclass": type}): pass
print(W.__bases__)

## class hooks
class D:
    def __set_name__(self, owner, name): print("set_name", owner.__name__, name)
    def __get__(self, o, t=None): return ("get", o is None, t.__name__)
    def __set__(self, o, v): print("set", v)
    def __delete__(self, o): print("delete")
class A:
    d = D()
    def __init_subclass__(cls, **kw): print("sub", cls.__name__, kw)
    def __class_getitem__(cls, k): return k
class B(A, k=1): pass
b = B(); print(b.d, B.d, A[3]); b.d = 1; del b.d
class S:
    __slots__ = ("a",)
s = S(); s.a = 1
try: s.b = 2
except AttributeError as e: print(type(e).__name__)
class G:
    def __getattr__(self, n): return n.upper()
    def __setattr__(self, n, v): print("setattr", n); super().__setattr__(n, v)
g = G(); g.x = 1; print(g.x, g.y)

## annotations
x: int = 1
y: str
def t(s): print(s); return s
class A:
    a: t("a") = t("value")
    b: t("b")
    if True:
        c: int
z = A()
z.q: t("attribute") = 5
(w): t("parenthesised") = 6
def f():
    v: nothing_at_all = 3
    u: neither
    return v
print(__annotations__, A.__annotations__, f(), z.q, w)

## exceptions
try:
    try: 1 / 0
    except ZeroDivisionError as e:
        print(repr(e))
        raise ValueError("second") from e
except ValueError as e: print(repr(e), repr(e.__cause__), e.__suppress_context__)
try: e
except NameError as n: print(n)
try:
    try: [][1]
    except (KeyError, IndexError): {}["k"]
except KeyError as e: print(repr(e.__context__))
try: raise KeyError
except (ValueError, LookupError) as e: print(repr(e))
try: pass
except: print("no")
else: print("else")
finally: print("finally")
def f():
    try: return "try"
    finally: print("f")
print(f())

## exception errors
for call in ("raise 5", "raise int", "raise", "raise ValueError from 5", "raise ValueError() from None",
             "try: 1/0\\nexcept 5: pass", "try: 1/0\\nexcept (ValueError, 'x'): pass", "assert 0, 'm'",
             "assert []", "assert 1, nothing"):
    try: exec(call, {})
    except BaseException as e: print(type(e).__name__, e)
try: raise 5
except TypeError as e: print(e)
try: raise
except RuntimeError as e: print(e)
try: raise ValueError("x") from 5
except TypeError as e: print(e)
try:
    try: 1 / 0
    except "text": pass
except TypeError as e: print(e, repr(e.__context__))
try: assert 1 == 2, "no" + "!"
except AssertionError as e: print(e.args)
try: raise ValueError("a") from None
except ValueError as e: print(e.__suppress_context__, e.__cause__)

## bare raise and exc_info
import sys
def f():
    try: raise
    except ZeroDivisionError as e: return "reraised"
try: 1 / 0
except ZeroDivisionError:
    print(sys.exc_info()[0], f())
    try: {}["a"]
    except KeyError: print(sys.exc_info()[0])
    print(sys.exc_info()[0])
print(sys.exc_info())
def g():
    try: yield sys.exc_info()[0]
    finally: pass
try: [][0]
except IndexError: print(next(g()))
try:
    try: 1 / 0
    except ZeroDivisionError: raise
except ZeroDivisionError as e: print(e.__context__)

## finally overrides
def f():
    try: return 1
    finally: return 2
def g():
    try: 1 / 0
    finally: return 3
def h():
    while True:
        try: return 1
        finally: break
    return 4
def i():
    for k in range(3):
        try: continue
        finally: print("fin", k)
    return k
def j():
    for k in range(3):
        try: 1 / 0
        finally: continue
    return k
def k():
    try: return [1]
    finally:
        for _ in range(1):
            try: return 5
            finally: break
def l():
    try:
        try: 1 / 0
        finally: {}["x"]
    except KeyError as e: return repr(e.__context__)
print(f(), g(), h(), i(), j(), k(), l())

## name of the exception
def f():
    e = "outer"
    try: 1 / 0
    except ZeroDivisionError as e: pass
    try: return e
    except UnboundLocalError as u: return str(u)
print(f())
def g():
    try: 1 / 0
    except ZeroDivisionError as e:
        del e
    return "ok"
print(g())
def h():
    try: 1 / 0
    except ZeroDivisionError as e:
        return (lambda: e), [lambda: repr(e)][0]()
print(h()[1])
try: h()[0]()
except NameError as n: print(n)

## uncaught
def f(x):
    if x: raise LookupError("deep", x)
    return f(x + 1)
print("before")
f(0)

## uncaught with context
try: 1 / 0
except ZeroDivisionError: undefined_name

## exception groups
def run(error):
    try:
        try: raise error
        except* ValueError as g: print("values", g.exceptions, repr(g))
        except* (TypeError, KeyError) as g:
            print("types", g.exceptions)
            raise OSError("new")
        else: print("else")
        finally: print("finally")
    except BaseException as e: print("out", repr(e), repr(e.__context__), repr(e.__cause__))
run(ExceptionGroup("g", [ValueError(1), TypeError(2), IndexError(3)]))
run(ExceptionGroup("g", [ValueError(1), ExceptionGroup("h", [ValueError(2), KeyError(3)])]))
run(ValueError(1)); run(TypeError(2)); run(IndexError(3)); run(ExceptionGroup("g", [ValueError(1)]))
try:
    try: raise ExceptionGroup("g", [ValueError(1), TypeError(2)])
    except* ValueError: raise
    except* TypeError: pass
except ExceptionGroup as e: print(repr(e))
try:
    try: raise ExceptionGroup("g", [ValueError(1), TypeError(2)])
    except* ValueError: raise
    except* TypeError: 1 / 0
except ExceptionGroup as e: print(repr(e), e.__context__)
try:
    try: raise ValueError(7)
    except* ValueError: raise
except ExceptionGroup as e: print(repr(e))
try:
    try: raise ValueError(7)
    except* ExceptionGroup: pass
except TypeError as e: print(e)
try: pass
except* ValueError: pass
else: print("else")

## with
class C:
    def __init__(self, n, swallow=False): self.n, self.swallow = n, swallow
    def __enter__(self): print("enter", self.n); return self.n
    def __exit__(self, t, e, tb): print("exit", self.n, t and t.__name__, e, tb is None); return self.swallow
with C(1) as a, C(2) as b: print(a, b)
with C(3, True): 1 / 0
try:
    with C(4), C(5): {}["k"]
except KeyError as e: print(repr(e))
def f():
    with C(6): return "r"
print(f())
for i in range(2):
    with C(7) as (x): continue
with (C(8) as a, C(9, True) as b):
    raise ValueError
class N: pass
class E:
    def __enter__(self): pass
class X:
    def __exit__(self, *a): pass
for m in (N(), E(), X(), 5):
    try:
        with m: pass
    except (TypeError, AttributeError) as e: print(type(e).__name__, e)
class Bad:
    def __enter__(self): pass
    def __exit__(self, *a): raise OSError("exit")
try:
    with Bad(): 1 / 0
except OSError as e: print(repr(e.__context__))
class T:
    def __enter__(self): return 1, 2
    def __exit__(self, *a): print("left", a[0])
try:
    with T() as (p, q, r): pass
except ValueError as e: print(e)
o = N(); o.__enter__ = o.__exit__ = lambda *a: 1
try:
    with o: pass
except TypeError as e: print(e)

## contextlib
import contextlib
@contextlib.contextmanager
def c(n):
    print("in", n)
    try: yield n
    except ZeroDivisionError: print("swallowed")
    finally: print("out", n)
with c(1) as x: print(x)
with c(2): 1 / 0
with contextlib.suppress(KeyError): {}["a"]
with contextlib.ExitStack() as s:
    s.enter_context(c(3)); s.callback(print, "callback")
try:
    with c(4): raise StopIteration("s")
except StopIteration as e: print(repr(e))

## generators
def g(n):
    print("start")
    for i in range(n):
        got = yield i
        if got: print("got", got)
    return "result"
a = g(3); print(next(a), a.send("x"), next(a))
try: next(a)
except StopIteration as e: print(e.value)
print(list(g(2)), sum(g(4)))
def d():
    r = yield from g(2)
    print("r", r)
    yield from "ab"
    yield from ()
print(list(d()))
def e():
    x = yield
    while x: x = yield x * 2
b = e(); next(b); print(b.send(1), b.send(2))
try: b.send(0)
except StopIteration: print("end")
try: e().send(1)
except TypeError as t: print(t)
def i():
    yield 1
    if (yield 2) and [(yield 3), (yield 4)]: yield f"{(yield 5)}"
    return (yield 6)
c = i(); print([c.send(None if k == 0 else k) for k in range(6)])

## generator throw and close
def g():
    while True:
        try: x = yield 1
        except ValueError as e: print("caught", e); yield "v"
        except GeneratorExit: print("exit"); raise
        finally: print("finally")
a = g(); next(a); print(a.throw(ValueError("t"))); print(next(a)); a.close(); a.close()
b = g(); next(b)
try: b.throw(KeyError("k"))
except KeyError as e: print(repr(e))
try: next(b)
except StopIteration: print("over")
try: g().throw(OSError("unstarted"))
except OSError as e: print(e)
def swallow():
    try: yield 1
    except GeneratorExit: print("swallowed")
    print("goes on")
c = swallow(); next(c); c.close()
def stubborn():
    try: yield 1
    except GeneratorExit: yield 2
d = stubborn(); next(d)
try: d.close()
except RuntimeError as e: print(e)
def nested():
    for k in range(2):
        if k >= 0:
            with contextlib.nullcontext():
                try: yield k
                except GeneratorExit: print("in nested"); return
    print("never")
import contextlib
e = nested(); next(e); e.close()
def outer():
    try: yield from inner()
    except KeyError: yield "outer caught"
    finally: print("outer finally")
def inner():
    try: yield 1
    except ValueError: yield "inner caught"
    finally: print("inner finally")
f = outer(); next(f); print(f.throw(ValueError())); print(f.throw(KeyError())); f.close()
h = outer(); next(h); h.close()
class It:
    def __iter__(self): return self
    def __next__(self): return 1
def over(): yield from It()
i = over(); next(i)
try: i.send(3)
except AttributeError as e: print(e)
try: i = over(); next(i); i.throw(KeyError("z"))
except KeyError as e: print(repr(e))

## StopIteration in generators
def g():
    try:
        if True:
            for _ in [0]: next(iter(())); yield
    except StopIteration as e: print("caught", repr(e))
    yield 1
    next(iter(()))
a = g(); print(next(a))
try: next(a)
except RuntimeError as e: print(e, repr(e.__cause__), repr(e.__context__))
def h():
    try:
        yield 0
        yield next(iter(()))
    finally: print("finally")
try: list(h())
except RuntimeError as e: print(e)
def r():
    yield 1
    raise StopIteration("x")
try: list(r())
except RuntimeError as e: print(e, repr(e.__cause__))
def c():
    try: yield 1
    except StopIteration as e: print("thrown", repr(e)); yield 2
b = c(); next(b); print(b.throw(StopIteration("t")))

## generator contexts
def g():
    try: yield 1
    except ValueError as e:
        try: raise KeyError("k")
        except KeyError as k: print(repr(k.__context__))
        yield 2
    print("end")
a = g(); next(a)
try: raise OSError("outside")
except OSError:
    print(a.throw(ValueError("v")))
print(list(a))
def h():
    yield
try:
    b = h(); next(b)
    try: raise OSError("o")
    except OSError: b.throw(ValueError("w"))
except ValueError as e: print(repr(e.__context__))

## generator kinds
def g(self): yield
class A:
    def __iter__(self):
        yield 1
        yield from self.more()
    def more(self): yield 2
    @property
    def p(self): return (yield)
import inspect
print(list(A()), inspect.isgeneratorfunction(g), inspect.isgenerator(g(1)), g.__name__)
print(list((lambda: (yield 5))()), type((lambda: (yield))()).__name__)
def fibs():
    a, b = 0, 1
    while True: yield a; a, b = b, a + b
import itertools
print(list(itertools.islice(fibs(), 10)))
def tree(t):
    if t:
        yield from tree(t[0]); yield t[1]; yield from tree(t[2])
print(list(tree(((None, 1, None), 2, (None, 3, None)))))
def lost():
    try: yield 1
    finally: print("cleaned")
x = lost(); next(x); del x

## yields everywhere
def g():
    d = {}
    d[(yield 1)] = yield 2
    a, b = (yield 3), (yield 4)
    c = [a, (yield 5), *(yield 6)]
    x = (yield 7) + (yield 8) * (yield 9)
    e = {(yield 10): (yield 11), **(yield 12)}
    f = f"{(yield 13):{(yield 14)}}"
    def inner(p=(yield 15)): return p
    h = (yield 16) if (yield 17) else (yield 18)
    i = (yield 19) < (yield 20) < (yield 21)
    j = not (yield 22)
    k = print((yield 23), *(yield 24), sep=(yield 25))
    l = (yield 26).x
    m = (yield 27)[(yield 28):(yield 29)]
    n = lambda q=(yield 30): q
    class C((yield 31)): pass
    x += yield 32
    d["z"] = 1
    d["z"] += yield 33
    if (yield 34): pass
    while (yield 35): pass
    for z in (yield 36): pass
    assert (yield 37)
    del d[(yield 38)]
    s = {(yield 39), 5}
    if (w := (yield 40)): pass
    try: raise (yield 41)
    except (yield 42) as err: print(err)
    with (yield 43) as cm: yield 44
    match (yield 45):
        case [u] if (yield 46): print("u", u)
    return d, a, b, c, x, e, f, inner(), h, i, j, m, n(), C.__bases__, s, w
class X: x = 5
import contextlib
values = iter([1, 2, 3, 4, 5, [6], 7, 8, 9, 10, 11, {"p": 1}, 13, ">5", 15, 16, 17, 19, 20, 21, 22,
    23, [24], "-", X, "abcdef", 1, 3, 30, X, 32, 33, 0, 0, [1, 2], 1, 1, 39, 40, ValueError("raised"),
    ValueError, contextlib.nullcontext(5), None, [9], True])
a = g(); out = [next(a)]
try:
    while True: out.append(a.send(next(values)))
except StopIteration as e: print(out, e.value)

## async
import asyncio
async def add(a, b):
    await asyncio.sleep(0)
    return a + b
class Awaitable:
    def __await__(self):
        yield from asyncio.sleep(0).__await__()
        return "awaited"
async def main():
    print(await add(1, 2), await Awaitable())
    print(await asyncio.gather(*(add(i, i) for i in range(3))))
    x = [await add(1, 1) for _ in range(2)] + [await add(2, 2)]
    t = asyncio.create_task(add(5, 6))
    print(x, await t, (await add(1, 1)) + (await add(2, 2)))
    try: await asyncio.wait_for(asyncio.sleep(10), 0.01)
    except asyncio.TimeoutError: print("timeout")
    for bad in (3, None, [1]):
        try: await bad
        except TypeError as e: print(e)
    return "done"
print(asyncio.run(main()))
import inspect
print(inspect.iscoroutinefunction(add))
async def stop(): raise StopIteration("s")
async def fail():
    try: await stop()
    except RuntimeError as e: print(e, repr(e.__cause__))
asyncio.run(fail())
c = add(1, 2); print(type(c).__name__); c.close()

## async cancellation
import asyncio
async def work(n):
    try: await asyncio.sleep(10)
    except asyncio.CancelledError: print("cancelled", n); raise
    finally: print("cleanup", n)
async def main():
    t = asyncio.create_task(work(1))
    await asyncio.sleep(0)
    t.cancel()
    try: await t
    except asyncio.CancelledError: print("seen")
    async with asyncio.TaskGroup() as g:
        a = g.create_task(asyncio.sleep(0, 7))
    print(a.result())
    try:
        async with asyncio.TaskGroup() as g:
            async def bad(): raise ValueError("b")
            g.create_task(bad())
    except* ValueError as e: print(e.exceptions)
asyncio.run(main())

## async iteration
import asyncio
async def numbers(n):
    try:
        for i in range(n):
            got = yield i
            if got: print("got", got)
            await asyncio.sleep(0)
    finally: print("closed")
class Iter:
    def __init__(self): self.n = 0
    def __aiter__(self): return self
    async def __anext__(self):
        self.n += 1
        if self.n > 2: raise StopAsyncIteration
        return self.n
async def main():
    async for x in numbers(2): print(x)
    else: print("else")
    async for x in Iter():
        if x == 2: break
        print(x)
    print([x async for x in numbers(3) if x], {x: y async for x in Iter() for y in range(x)})
    print([x async for x in (y * 2 async for y in numbers(2))], {x async for x in Iter()})
    a = numbers(3); print(await a.__anext__(), await a.asend("s")); await a.aclose()
    b = numbers(3); await b.__anext__()
    try: await b.athrow(ValueError("t"))
    except ValueError as e: print(repr(e))
    for bad in ([1], 5):
        try:
            async for x in bad: pass
        except TypeError as e: print(e)
    async def g():
        async for x in numbers(5):
            if x == 2: return
            yield x
    return [x async for x in g()]
print(asyncio.run(main()))

## async with
import asyncio
class C:
    def __init__(self, swallow=False): self.swallow = swallow
    async def __aenter__(self): await asyncio.sleep(0); print("enter"); return self
    async def __aexit__(self, t, e, tb): await asyncio.sleep(0); print("exit", t); return self.swallow
async def main():
    async with C() as a, C(True) as b: raise ValueError("swallowed")
    try:
        async with C(): 1 / 0
    except ZeroDivisionError as e: print(repr(e))
    for i in range(2):
        async with C(): continue
    try:
        async with 5: pass
    except TypeError as e: print(e)
    async with C(): return "returned"
print(asyncio.run(main()))

## match literals and captures
def f(x):
    match x:
        case 0: return "zero"
        case -1 | 1.5 | 2j: return "number"
        case "a" | "b" as s: return s
        case None: return "none"
        case True: return "true"
        case [] | {"k": []}: return "empty"
        case y if y == "guard": return "guarded"
        case [a, b]: return a, b
        case [a, *rest, b]: return a, rest, b
        case {"x": x, "y": [y, _], **rest}: return x, y, rest
        case {"z": _}: return "z"
        case _: return "other"
for v in (0, False, -1, 1.5, 2j, "a", "b", None, True, [], {"k": []}, "guard", [1, 2], (1, 2), [1, 2, 3, 4],
          {"x": 1, "y": (2, 3), "w": 4}, {"z": 0}, {"y": 1}, "ab", b"ab", range(2), {1, 2}, object):
    print(f(v))
match 5:
    case 6: print("no")
print("nothing happened")

## match classes
class P:
    __match_args__ = ("x", "y")
    def __init__(self, x, y): self.x, self.y = x, y
class Q: pass
def f(v):
    match v:
        case P(0, y): return "zero", y
        case P(x, y=1): return "one", x
        case P(P(a, b), c): return a, b, c
        case P(): return "P"
        case int(n) | float(n): return "num", n
        case str(): return "str"
        case list([a, *_]): return "list", a
        case Q(name=n): return n
        case Q(): return "q"
q = Q(); r = Q(); r.name = "n"
for v in (P(0, 1), P(2, 1), P(P(3, 4), 5), P(8, 9), 5, 2.5, "s", [7, 8], r, q, True, None): print(f(v))
class Bad: __match_args__ = ["x"]
class Worse: __match_args__ = (5,)
class Twice: __match_args__ = ("x", "x"); x = 1
def g(v, case):
    match v:
        case P(a, b, c) if case == 0: pass
        case Bad(a): pass
        case Worse(a): pass
        case Twice(a, b): pass
        case Q(a): pass
for v in (P(1, 2), Bad(), Worse(), Twice(), Q()):
    try: print(g(v, 0))
    except TypeError as e: print(e)
try:
    match 1:
        case f(): pass
except TypeError as e: print(e)

## match details
import collections
class Seq(collections.abc.Sequence):
    def __len__(self): return 3
    def __getitem__(self, i):
        print("get", i)
        if i > 2: raise IndexError
        return i
match Seq():
    case [a, *_, b]: print(a, b)
match Seq():
    case [a, b, c]: print(a, b, c)
match collections.ChainMap({"a": 1}):
    case {"a": x, **r}: print(x, r)
match collections.defaultdict(int):
    case {"missing": x}: print("no")
    case {}: print("empty mapping")
class Color: RED = 1
match 1:
    case Color.RED: print("red")
x = "kept"
match [1, 2]:
    case [x, 3]: pass
print(x)
def f():
    match (1, (2, 3)):
        case (a, (b, c)) as whole:
            g = lambda: (a, b, c, whole)
            return g()
print(f())
for i in range(3):
    match i:
        case 1: continue
        case 2: break
    print(i)
class Odd:
    def __eq__(self, o): print("eq", o); return []
match Odd():
    case 1: print("no")
    case _: print("yes")

## imports
import os.path, os.path as p, sys as s
from os import path, sep as separator
from collections import *
import xml.dom.minidom as m
print(os.path is p is path, s.__name__, separator, OrderedDict.__name__, m.__name__)
for text in ("import no_such_module", "from os import nothing_there", "import os.nothing",
             "from no_such_module import x", "from . import x", "from .. import y"):
    try: exec(text, {"__name__": "snippet"})
    except ImportError as e: print(type(e).__name__, e)
try: from os import nothing_there
except ImportError as e: print(type(e).__name__, str(e).split(" (")[0], e.name)
try: import no_such_module.sub
except ModuleNotFoundError as e: print(e, e.name)
try: from .relative import x
except ImportError as e: print(e)
try: import os.nothing as n
except ImportError as e: print(e)
def f():
    import json
    from json import dumps as d
    return d({}), json.__name__
print(f())
class A:
    import math
    from math import pi
print(A.math.__name__, A.pi)

## walrus
if (n := 10) > 5: print(n)
while (n := n - 3) > 0: print(n)
print([(a, b) for a in range(3) if (b := a * 2)], b)
def f(): return (x := 1) + x
print(f())
class A: y = (z := 5) + 1
print(A.z, A.y)

## lambda
print((lambda: 1)(), (lambda *a, **k: (a, k))(1, b=2), (lambda a, /, b=2, *, c: (a, b, c))(1, c=3))
print(sorted([3, 1, 2], key=lambda x: -x), list(map(lambda x, y: x + y, [1], [2])))
f = lambda n: 1 if n < 2 else n * f(n - 1)
print(f(20))

## special methods
class V:
    def __init__(self, *v): self.v = v
    def __add__(self, o): return V(*self.v, *o.v)
    def __radd__(self, o): return ("radd", o)
    def __getitem__(self, k): return self.v[k]
    def __contains__(self, x): return x == 42
    def __bool__(self): print("bool"); return False
    def __neg__(self): return "neg"
    def __invert__(self): return "inv"
    def __matmul__(self, o): return "mat"
    def __rshift__(self, o): return "shift"
a = V(1) + V(2)
print(a.v, 5 + a, a[0], 42 in a, 1 in a, -a, ~a, a @ a, a >> 1, not a, a or 1)
if a: pass
else: print("false")
print(1 if a else 2)
class B:
    def __bool__(self): return 5
try:
    if B(): pass
except TypeError as e: print(e)
try: not B()
except TypeError as e: print(e)

## sorting and callbacks
class K:
    def __init__(self, k): self.k = k
    def __lt__(self, o): return self.k < o.k
print([k.k for k in sorted([K(3), K(1), K(2)])])
def cmp(a, b): return b - a
import functools
print(sorted([1, 3, 2], key=functools.cmp_to_key(cmp)), functools.reduce(lambda a, b: a * b, range(1, 6)))
@functools.lru_cache(None)
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
print(fib(60), fib.cache_info().hits)
@functools.wraps(fib)
def w(): pass
print(w.__name__)

## data classes and enums
import dataclasses, enum, typing
@dataclasses.dataclass(order=True)
class P:
    x: int
    y: int = 0
    z: list = dataclasses.field(default_factory=list)
print(P(1), P(1) < P(2), P(1, 2) == P(1, 2), dataclasses.asdict(P(3)))
class E(enum.Enum):
    A = 1
    B = enum.auto()
    def f(self): return self.name
print(list(E), E.B.f(), E(1), E["A"])
class T(typing.NamedTuple):
    a: int
    b: str = "x"
print(T(1), T(1)._replace(a=2))

## optional global statements
if False: unreachable
x = 5; x: int; pass
...
"string"
print(x, __name__)

## deep nesting
def f(a):
    for i in range(2):
        while True:
            try:
                if a:
                    with __import__("contextlib").suppress(ValueError):
                        for j in range(3):
                            if j == 1: raise ValueError
                            if j == 2: return "no"
                    break
                else: return "else"
            finally: a -= 1
    return "end", i
print(f(5), f(1))

## recursion limit
def f(n): return f(n + 1)
try: f(0)
except RecursionError as e: print(type(e).__name__)

## objects die in time
class D:
    def __init__(self, n): self.n = n
    def __del__(self): print("died", self.n)
def f():
    a = D(1)
    [x for x in [D(2)]]
    print("after comprehension")
    for b in [D(3)]: pass
    del b
    print("end")
f()
try: raise ValueError(D(4))
except ValueError: pass
print("last")

## who calls
import collections, enum, sys, typing, warnings
P = collections.namedtuple("P", "x y")
print(P, P.__module__, type("T", (), {}), typing.TypeVar("V").__module__, enum.Enum("E", "A B").__module__)
x = "global"
def f(a, *, b=2):
    c = lambda: (a, d)
    d = [e for e in "ab"]
    print(sorted(locals()), locals()["b"], globals()["x"], eval("b + 1"), dir(), sorted(vars()))
    print(eval("a", {"a": "given"}), eval("a", {}, {"a": "local"}), sys._getframe().f_code.co_name)
    exec("print(a, b, x)")
    return sys._getframe(0).f_lineno, sys._getframe().f_globals is globals()
print(f(1), locals() is globals(), eval("x"), "f" in dir())
class A:
    y = 1
    print(sorted(n for n in locals() if n != "__firstlineno__"), eval("y"), eval("x"))
    exec("z = 3")
print(A.z)
exec("made = 5"); print(made)
with warnings.catch_warnings(record=True) as seen:
    warnings.simplefilter("always")
    def g():
        warnings.warn("w")
        warnings.warn("up", stacklevel=1)
    g()
print([(w.lineno, w.filename, str(w.message)) for w in seen])
for call in (lambda: globals(1), lambda: vars(1, 2), lambda: eval(), lambda: exec(1)):
    try: call()
    except TypeError as e: print(e)
print("x" |  {}.get("k", "y") if False else "no", vars(A)["y"], "append" in dir([]))

## threads
import threading
out = []
def work(n):
    for i in range(100): out.append(n)
ts = [threading.Thread(target=work, args=(k,)) for k in range(3)]
for t in ts: t.start()
for t in ts: t.join()
print(sorted(set(out)), len(out))
"""


def programs() -> list[tuple[str, str]]:
    parts = PROGRAMS.split("\n## ")[1:]
    return [tuple(part.split("\n", 1)) for part in parts]


def test_there_are_enough_programs():
    assert len(programs()) >= 60
    assert len({name for name, _ in programs()}) == len(programs())


@pytest.mark.parametrize(("name", "text"), programs(), ids=[name for name, _ in programs()])
def test_walks_as_python_runs(name, text):
    assert outcome(run_walked, text) == outcome(run_native, text)


def test_suspended_visitors_are_current():
    path = derive.HERE / "suspended.py"
    message = "run: python -m bayan.tiers.walk.derive"
    assert ast.dump(ast.parse(path.read_text())) == ast.dump(ast.parse(derive.derive())), message


def test_every_form_is_walked():
    from bayan.tiers.walk import suspended  # noqa: F401 (fills the tables)

    below = nodes.Expression.__subclasses__() + nodes.Statement.__subclasses__()
    forms = {form for form in below if form not in (nodes.Term, nodes.Starred)}
    known = EVALUATE.keys() | EXECUTE.keys() | SUSPEND_EVALUATE.keys() | SUSPEND_EXECUTE.keys()
    assert forms <= known


def walked_names(text: str) -> dict[str, object]:
    module, source = module_from_python(textwrap.dedent(text), "snippet.py")
    resolve(module, source)
    engine = Engine(WALK)
    namespace = {"__name__": "snippet", "__builtins__": make_builtins(engine.intrinsics())}
    unit = engine.unit(source, module, namespace)
    walk_module(unit, namespace)
    return {"unit": unit, **namespace}


def test_rounds_are_counted():
    names = walked_names(
        """
        for i in range(7): pass
        def f():
            n = 0
            while n < 5: n += 1
            for i in range(9):
                if i == 3: break
        f(); f()
        """
    )
    unit = names["unit"]
    assert list(unit.back_edges.values()) == [7]
    (record,) = unit.records.values()
    assert list(record.back_edges.values()) == [10, 6]


def test_composition_and_shift():
    names = walked_names("f = (lambda x: x + 1) >> (lambda x: x * 2)\na = f(3)\nb = 256 >> 4\n")
    assert (names["a"], names["b"]) == (8, 16)


def test_call_depth():
    """A Bayan call takes at most six frames of Python."""
    names = walked_names(
        """
        import sys
        def depth(n):
            if n == 0:
                return count()
            return depth(n - 1) + 0
        def count():
            frame, n = sys._getframe(), 0
            while frame:
                frame, n = frame.f_back, n + 1
            return n
        d = depth(20) - depth(10)
        """
    )
    assert names["d"] <= 60
