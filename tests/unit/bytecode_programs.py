"""Small Python programs for the tests of the bytecode tier; each prints or raises something."""

from __future__ import annotations

PROGRAMS = {
    "arithmetic": """
a = 7; b = 2; c = 2.5
print(a + b, a - b, a * b, a / b, a // b, a % b, a ** b, a << b, a & b, a | b, a ^ b)
print(-a, +c, ~b, not a, a >> 1, 1 >> 0, -7 // 2, -7 % 3, 2 ** -1, 1j * 1j)
class M:
    def __init__(self, v): self.v = v
    def __matmul__(self, o): return M(self.v * o.v)
    def __imatmul__(self, o): self.v += o.v; return self
    def __rshift__(self, o): return ('shift', o)
m = M(3) @ M(4)
m @= M(1)
n = 3
print(m.v, m >> n, a >> n)
""",
    "folding": """
print(1 + 2 * 3, 'a' * 3, 'a' + 'b', (1, 2, (3, -4)), 2 ** 10, -0.0, 10 ** 30, b'x' * 2)
print(1 if 0 else 2, not 1, not 0.0, 'x' % (), '%d' % 3, 7 / 2, 1 << 70)
x = (1, 2) + (3,)
print(x, 'ab'[0], 3 in [1, 2, 3], 4 in {1, 4})
print(1 // 0)
""",
    "division by zero in a chain": """
x = 5
print(x + 1 + 2)
print(x + 1 / 0)
""",
    "names unbound": """
def f(flag):
    if flag:
        x = 1
    return x
print(f(1))
f(0)
""",
    "deleted local": """
def f():
    x = 1
    for i in range(2):
        print(x)
        del x
f()
""",
    "deleted and bound again": """
def f():
    x = 1
    while True:
        try:
            print(x)
        except UnboundLocalError as e:
            print(e)
            break
        del x
    x = 2
    return x
print(f())
""",
    "unbound in a loop": """
def f(n):
    for i in range(n):
        y = i
    return i, y
print(f(3))
print(f(0))
""",
    "globals and builtins": """
def f():
    global g
    g = len('abc')
    return g
print(f(), g)
del g
try:
    g
except NameError as e:
    print(e)
print(undefined_name)
""",
    "closures": """
def counter():
    n = 0
    def up(by=1):
        nonlocal n
        n += by
        return n
    def down():
        nonlocal n
        n -= 1
        return n
    return up, down
u, d = counter()
print(u(), u(5), d(), u.__closure__[0].cell_contents, u.__code__.co_freevars)
def outer(p, q):
    def inner():
        def innermost():
            return p, q
        return innermost
    p = p + 1
    return inner()()
print(outer(1, 2))
""",
    "free variable unbound": """
def f():
    def g():
        return x
    if False:
        x = 1
    return g()
f()
""",
    "delete a cell": """
def f():
    x = 1
    def g(): return x
    print(g())
    del x
    return g()
f()
""",
    "signatures": """
def f(a, b=2, /, c=3, *args, d, e=5, **kw):
    return a, b, c, args, d, e, kw
print(f(1, d=4), f(1, 2, 3, 4, 5, d=0, z=9))
print(f(*[1, 2], *(3,), **{'d': 1}, y=2, **{'q': 3}))
print(f.__defaults__, f.__kwdefaults__, f.__name__, f.__qualname__)
g = lambda *a, k=1, **kw: (a, k, kw)
print(g(1, 2, k=3, j=4), g.__name__, (lambda: None)())
f(1)
""",
    "argument errors": """
def f(a, b): return a
for call in (lambda: f(1), lambda: f(1, 2, 3), lambda: f(1, c=2), lambda: f(**{'a': 1}, a=2),
             lambda: f(*1), lambda: f(**1), lambda: f(1, a=1)):
    try:
        call()
    except TypeError as e:
        print(e)
""",
    "annotations": """
def f(a: int, /, b: 'text' = 1, *c: float, d: list = [], **e: dict) -> str: pass
print(f.__annotations__)
x: int = 3
y: str
class C:
    a: int
    b: 'B' = 2
    (c): int = 3
print(__annotations__, C.__annotations__, C.b, C.c)
def g():
    z: undefined = 1
    w: also_undefined
    return z
print(g())
""",
    "many arguments": """
def f(*a, **k): return sum(a) + sum(k.values())
print(f(1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31,32,33))
print(f(a=1,b=2,c=3,d=4,e=5,f=6,g=7,h=8,i=9,j=10,k=11,l=12,m=13,n=14,o=15,p=16,q=17,r=18,s=19,
        t=20,u=21,v=22,w=23,x=24,y=25,z=26,aa=27,ab=28,ac=29,ad=30,ae=31,af=32))
""",
    "methods and attributes": """
class A:
    x = 1
    def m(self, a, k=2): return self.x, a, k
    @property
    def p(self): return 'p'
    @staticmethod
    def s(self=None): return 's'
    @classmethod
    def c(cls): return cls.__name__
a = A()
a.y = a.x + 1
a.y += 5
print(a.m(1), a.m(1, k=3), a.p, a.s(), A.c(), a.y, a.m.__func__.__qualname__)
del a.y
a.y
""",
    "subscripts": """
l = list(range(10))
print(l[1], l[-1], l[2:5], l[:3], l[7:], l[::2], l[1:8:3], l[:])
l[0] = 'z'; l[1:3] = ['a']; l[::4] = [0, 0, 0]
print(l)
del l[0], l[1:3]
print(l)
d = {}
d['k'] = d['j'] = 1
d['k'] += 2
l[0:2] += ['n']
l[2] *= 2
print(d, l)
class S:
    def __getitem__(self, i): return i
    def __setitem__(self, i, v): print('set', i, v)
    def __delitem__(self, i): print('del', i)
s = S()
print(s[1, 2], s[1:2, ::3], s[...], s[:], s[1:2])
s[1:2] = 3
s[1:2] += (1,)
del s[1:2]
d['nope']
""",
    "displays": """
a = [1, 2]
print([], [1], [1, 2, 3], [*a, 3, *a], (), (1,), (*a,), {1}, {*a, 3}, {}, {'a': 1})
print({'a': 1, **{'b': 2}, 'c': 3}, {**{}}, [None, True, ...], {1: 2, 3: a, 'x': [a]})
big = [0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31,a]
const = (0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31,32)
print(big, const)
t = (a,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31,32)
print(t, {x: x for x in t[1:4]})
m = {1:1,2:2,3:3,4:4,5:5,6:6,7:7,8:8,9:9,10:10,11:11,12:12,13:13,14:14,15:15,16:16,17:a}
print(m)
x = [*1]
""",
    "dict display with a bad mapping": """
print({**[1]})
""",
    "unpacking": """
a, b = 1, 2
a, b = b, a
(c, [d, *e]), f = (1, 'xyz'), 3
*g, h = range(4)
i, *j, k = 'hello'
a, b, c2 = b, a, 9
x = y = z = []
print(a, b, c, d, e, f, g, h, i, j, k, c2, x is z)
class O: pass
o = O(); l = [0, 0]
o.x, l[1] = 5, 6
for p, (q, *r) in [(1, (2, 3, 4))]: print(p, q, r, o.x, l)
[s, t] = {1: 2, 3: 4}
print(s, t)
a, b = 1, 2, 3
""",
    "unpacking too little": """
def f():
    a, *b, c = [1]
f()
""",
    "swap subscripts": """
l = [1, 2, 3]; i = 0
l[i], l[i + 1] = l[i + 1], l[i]
i, l[i], l[2] = 1, 'x', 'y'
print(l, i)
""",
    "comparisons": """
def v(x):
    print('v', x)
    return x
a1 = 1
print(v(1) < v(2) < v(3), v(3) < v(2) < v(1), 1 < 2 > 1 != 3, 1 == a1 is not None)
if v(1) < v(2) <= v(2): print('yes')
if v(2) < v(1) < v(0): print('no')
else: print('else')
if not v(1) < v(5) < v(3): print('not')
while v(1) > v(0) > v(5): print('never')
print(1 in [1], 1 not in [1], None is None, a1 is not None, not 1 in [], not None is None)
print([x for x in range(9) if 2 < x < 6], (1 < 2) + 1)
x = [] < 1
""",
    "boolean operators": """
def v(x):
    print('v', x)
    return x
print(v(0) or v(''), v(1) and v([]) and v(3), v(0) or v(2) or v(3), not v(0) and v(4))
if v(1) and (v(0) or v(2)) and not v(0): print('a')
if (v(0) and v(1)) or not (v(1) or v(0)): print('b')
elif v(0) or v(1) and v(1): print('c')
x = v(1) if v(0) or v(1) else v(2)
print(x, 1 if (0 if v(1) else 1) else 2, (v(0) or v(1)) and v(5))
class B:
    def __bool__(self): raise ValueError('no truth')
while B(): pass
""",
    "loops": """
for i in range(5):
    if i == 1: continue
    if i == 3: break
    print(i)
else: print('never')
for i in []: pass
else: print('else', i)
n = 3
while n:
    n -= 1
    if n == 1: continue
    print('n', n)
else: print('done')
while True:
    n += 1
    for j in range(n):
        if j == 2: break
    else:
        continue
    print('j', j)
    break
for x in 5: pass
""",
    "return from loops": """
def f(xs):
    for x in xs:
        for y in x:
            while True:
                if y > 2: return x, y
                break
    return 'none'
print(f([[1, 2], [2, 3]]), f([]))
def g():
    while 1:
        return 'g'
print(g())
""",
    "comprehensions": """
x = 'outer'
print([x for x in range(3)], {x: x * x for x in range(3)}, {x % 2 for x in range(5)}, x)
print([(a, b) for a in range(3) if a for b in range(a) if not b % 2])
print([[y for y in range(z)] for z in range(3)], [i for i in [j for j in range(3)]])
fs = [lambda: i for i in range(3)]
print([f() for f in fs])
fs = [(lambda i=i: i) for i in range(3)]
print([f() for f in fs])
def f(n):
    k = 10
    return [i + k for i in range(n)], [lambda: (i, k) for i in range(n)][0]()
print(f(2), [last := i for i in range(4)], last)
class C:
    a = 3
    b = [i for i in range(a)]
    c = [[i, j] for i in range(2) for j in range(i)]
    d = [lambda: i for i in range(2)]
print(C.b, C.c, C.d[0](), [*map(lambda f: f(), C.d)])
for _ in range(2):
    gs = [lambda: q for q in range(_ + 1)]
    print(gs[0]())
print([1 / x for x in [1, 0]])
""",
    "names that a comprehension shows": """
def f(n):
    # On 3.11 a comprehension is a function, whose code does not see n.
    x = [eval('i + 1') for i in range(3)]
    y = [(lambda: j)() for j in range(2)]
    z = [eval('i * 2') for i in range(3)]
    return x, y, z, sorted(locals())
print(f(1))
""",
    "comprehension variable read too early": """
def f():
    return [y for x in [1] for y in y]
f()
""",
    "class comprehension does not see the class": """
class C:
    a = 3
    b = [a for _ in range(2)]
""",
    "generator expressions": """
print(list(x * 2 for x in range(4) if x), sum(x for x in range(5)))
g = (print(x) or x for x in [1, 2])
print(next(g), g.gi_code.co_name, g.__qualname__)
def f(k): return (x + k for x in range(3) for k2 in range(1))
print(list(f(5)))
print(list((x, y) for x in 'ab' for y in 'cd'))
class C:
    a = [1, 2]
    g = list(x for x in a)
print(C.g)
g = (1 / x for x in [0])
try: (x for x in 5)
except TypeError as e: print(e)
next(g)
""",
    "f-strings": """
x = 3.14159; n = None; s = 'نص'; w = 10
print(f'{x:.2f}|{n}|{s!r:>{w}}|{s!a}|{x!s}|{{}}|{x=}|{w:{"x"}}|{x:{w}.{2}f}')
print(f'', f'a', f'{x}', f'{x}{n}', f'{f"{x:.1f}"}', f'{1 + 1} {"q" * 2}')
print(f'{n:d}')
""",
    "walrus": """
if (n := len('abc')) > 2: print(n)
while (n := n - 1): print(n)
print((a := 1) + (b := a + 1), a, b)
def f():
    if any((hit := x) > 2 for x in range(5)): return hit
print(f())
""",
    "global statement in nested functions": """
x = 0
def f():
    global x
    x += 1
    def g():
        x = 5
        def h():
            global x
            x += 10
        h()
        return x
    return g()
print(f(), x)
""",
    "class scopes": """
x = 'global'
def f():
    x = 'function'
    class C:
        print(x)
        y = x
        x = 'class'
        print(x)
        def m(self): return x
        del x
        print(x)
    return C.y, C().m()
print(f())
class D:
    x = x
    z = [x, len]
print(D.x, D.z, D.__module__, D.__qualname__, D.__dict__['__module__'])
class E:
    'the doc'
    class F:
        def g(self): pass
print(E.__doc__, E.F.g.__qualname__, E.__name__)
class G: print(nothing)
""",
    "what a class holds": """
def deco(c): return c
class C:
    "doc"
    x: int = 1
    def f(self): pass
@deco
class D: pass
for c in C, D:
    names = vars(c).keys()
    print(sorted(names), getattr(c, '__firstlineno__', None))
""",
    "inheritance and super": """
class A:
    def __init__(self, x): self.x = x
    def f(self): return ['A']
    @classmethod
    def make(cls): return cls(1)
    def __repr__(self): return f'{type(self).__name__}({self.x})'
class B(A):
    def f(self): return super().f() + ['B']
    @classmethod
    def make(cls): return super().make()
    def g(self): return __class__.__name__
class C(A):
    def f(self): return super().f() + ['C']
class D(B, C):
    def __init__(self, x):
        super().__init__(x)
        self.y = super().f
    def f(self):
        return super().f() + [c for c in super(D, self).f()] + ['D']
    def __getattr__(self, name): return name
d = D(2)
print(d.f(), D.make(), B(3).g(), d.y(), d.missing)
class E(A):
    def f(self): return super().nope
E(1).f()
""",
    "metaclasses and keywords": """
class M(type):
    @classmethod
    def __prepare__(mcs, name, bases, **kw):
        print('prepare', name, kw); return {}
    def __new__(mcs, name, bases, ns, **kw):
        return super().__new__(mcs, name, bases, ns)
    def __init__(cls, name, bases, ns, **kw): super().__init__(name, bases, ns)
class A(metaclass=M, x=1): pass
bases = (A,)
kw = {'y': 2}
class B(*bases, **kw): pass
print(type(B).__name__, B.__mro__[1].__name__)
def deco(arg):
    print('arg', arg)
    def inner(c):
        print('deco', arg, c.__name__)
        return c
    return inner
@deco(1)
@deco(2)
class C: pass
@deco(3)
@deco(4)
def f(): pass
class P:
    def __init_subclass__(cls, **kw): print('sub', cls.__name__, kw)
class Q(P, tag='t'): pass
class R(1): pass
""",
    "private names": """
class A:
    def __init__(self): self.__x = 1; self.__y__ = 2
    def __m(self): return self.__x
    def n(self, o=None):
        __local = 3
        return self.__m(), __local, (lambda __k: __k)(4)
print(A().n(), sorted(vars(A())))
""",
    "slots and descriptors": """
class D:
    def __set_name__(self, owner, name): self.name = name
    def __get__(self, o, t=None): return ('get', self.name)
    def __set__(self, o, v): print('set', v)
class A:
    __slots__ = ('a', 'b')
    d = D()
x = A()
x.a = 1
x.d = 5
x.d += (1,)
print(x.a, x.d)
x.c = 1
""",
    "exceptions": """
def f(x):
    try:
        if x == 0: raise ValueError('zero')
        if x == 1: raise KeyError('one')
        if x == 2: return 'two'
        if x == 3: 1 / 0
    except ValueError as e:
        return repr(e)
    except (KeyError, IndexError) as e:
        result = repr(e)
    except:
        return 'bare'
    else:
        return 'else'
    finally:
        print('finally', x)
    return result
print([f(i) for i in range(5)])
try: e
except NameError as error: print(error)
try:
    try: 1 / 0
    except ZeroDivisionError as e: raise ValueError('second') from e
except ValueError as v: print(repr(v.__cause__), v.__suppress_context__)
try:
    try: 1 / 0
    except ZeroDivisionError: raise KeyError('context')
except KeyError as k: print(repr(k.__context__))
try: raise ValueError('x') from None
except ValueError as v: print(v.__cause__, v.__suppress_context__)
try: raise ValueError
except ValueError as v: print(repr(v))
try: raise 5
except TypeError as v: print(v)
try:
    try: 1 / 0
    except: raise
except ZeroDivisionError as z: print(z)
print(sys.exc_info())
raise
""",
    "exception lines": """
def thrower(n):
    if n:
        return thrower(
            n - 1)
    x = {}
    return x[
        'missing']
def middle():
    try:
        thrower(2)
    except KeyError as e:
        y = 1
        raise ValueError('wrapped') from e
middle()
""",
    "exception in handler type": """
try:
    1 / 0
except nothing:
    pass
""",
    "except with a non-exception": """
try:
    1 / 0
except 5:
    pass
""",
    "finally and jumps": """
def f():
    for i in range(3):
        try:
            if i == 0: continue
            if i == 1: break
        finally:
            print('f', i)
    try:
        return 'value'
    finally:
        print('cleanup')
print(f())
def g():
    try: return 1
    finally: return 2
def h():
    while True:
        try: 1 / 0
        finally: break
    return 'h'
def k():
    for x in [1, 2]:
        try: raise ValueError
        except ValueError:
            try: continue
            finally: print('inner', x)
        finally: print('outer', x)
    return 'k'
def m():
    try:
        try: return [i for i in range(2)]
        finally: print('one')
    finally: print('two')
def n():
    for i in range(2):
        try:
            try: 1 / 0
            finally: return i
        finally: print('n')
print(g(), h(), k(), m(), n())
def o():
    try: 1 / 0
    finally: print('before')
o()
""",
    "return out of handlers": """
def f():
    for i in range(3):
        try: raise ValueError(i)
        except ValueError as e:
            if i == 1: return str(e)
            continue
        finally: print('fin', i)
print(f(), sys.exc_info())
def g():
    try: raise KeyError
    except KeyError:
        try: raise ValueError
        except ValueError as e:
            return sys.exc_info()[0].__name__
print(g(), sys.exc_info())
def h():
    while True:
        try: raise KeyError
        except KeyError as e: break
    try: e
    except UnboundLocalError as x: return str(x)
print(h())
""",
    "handler name is unbound": """
def f():
    try: 1 / 0
    except ZeroDivisionError as e:
        del e
    try: 1 / 0
    except ZeroDivisionError as e:
        e = 5
    print(e)
f()
""",
    "with": """
class C:
    def __init__(self, n, swallow=False): self.n = n; self.swallow = swallow
    def __enter__(self): print('enter', self.n); return self.n
    def __exit__(self, t, v, tb): print('exit', self.n, t and t.__name__); return self.swallow
with C(1) as a, C(2) as (b): print(a, b)
with C(3, True): 1 / 0
def f():
    for i in range(3):
        with C(i) as x:
            if i == 0: continue
            if i == 1: return x
print(f())
def g():
    with C('g', True) as x, C('h'):
        raise ValueError('inside')
    return 'after'
print(g())
class D:
    x = None
d = D()
with C(9) as d.x: pass
with C((1, 2)) as (p, q): print(d.x, p, q)
try:
    with 5: pass
except TypeError as e: print(e)
except AttributeError as e: print(e)
with C('last'):
    {}['k']
""",
    "with and return value": """
class C:
    def __enter__(self): return self
    def __exit__(self, *a): print('exit'); return True
def f():
    with C():
        try: return [1][0] + 1
        finally: print('fin')
def g():
    with C(): raise ValueError
    return 'g'
def h():
    while True:
        with C():
            with C(): break
    return 'h'
print(f(), g(), h())
""",
    "generators": """
def g(n):
    print('start')
    for i in range(n):
        got = yield i
        if got: print('got', got)
    return 'end'
it = g(3)
print(next(it), it.send('hi'), next(it))
try: next(it)
except StopIteration as e: print(e.value)
def outer():
    r = yield from g(2)
    print('r', r)
    yield from [7, 8]
    return (yield)
print(list(outer()))
def closer():
    try: yield 1
    except GeneratorExit: print('closed'); raise
    finally: print('final')
c = closer(); next(c); c.close()
def thrown():
    while True:
        try: x = yield
        except ValueError as e: print('caught', e); yield 'back'
t = thrown(); next(t); print(t.throw(ValueError('v')))
t.close()
def early():
    return 5
    yield
print(list(early()), (lambda: (yield))().__name__)
def leaking():
    yield 1
    raise StopIteration('leak')
l = leaking(); next(l)
try: next(l)
except RuntimeError as e: print(e, repr(e.__cause__))
def deep(n):
    if n: yield from deep(n - 1)
    yield n
print(list(deep(3)))
def fails():
    yield 1
    [][0]
for x in fails(): print(x)
""",
    "yield from and throw": """
def inner():
    try: yield 1
    except ValueError as e:
        print('inner', e)
        yield 2
    return 3
def outer():
    x = yield from inner()
    print('x', x)
    try: yield from inner()
    except KeyError as e: print('outer', repr(e))
    yield 'end'
o = outer()
print(next(o), o.throw(ValueError('a')), next(o), o.throw(KeyError('k')))
o = outer(); next(o); o.close()
o = outer(); next(o)
o.throw(TypeError('out'))
""",
    "coroutines": """
import asyncio
async def leaf(x):
    await asyncio.sleep(0)
    return x * 2
async def failing():
    await asyncio.sleep(0)
    raise ValueError('async')
class Ctx:
    async def __aenter__(self): print('aenter'); return 'ctx'
    async def __aexit__(self, t, v, tb): print('aexit', t and t.__name__); return t is KeyError
async def agen(n):
    try:
        for i in range(n):
            await asyncio.sleep(0)
            got = yield i
    finally: print('agen done')
async def main():
    print(await leaf(1), await asyncio.gather(leaf(2), leaf(3)))
    async for i in agen(3):
        if i == 1: continue
        print('i', i)
    else: print('for else')
    async with Ctx() as c, Ctx(): print(c)
    async with Ctx(): raise KeyError
    print([x async for x in agen(2)], {x: await leaf(x) async for x in agen(2)})
    print([await leaf(x) for x in range(3)], [x async for x in agen(4) if x % 2])
    g = (await leaf(x) for x in range(2))
    print([x async for x in g])
    async def early():
        async with Ctx():
            async for i in agen(5):
                if i == 2: return i
    print(await early())
    try: await failing()
    except ValueError as e: print(e)
    f = lambda: (yield)
    try: await 5
    except TypeError as e: print(e)
    await failing()
asyncio.run(main())
""",
    "async generators": """
import asyncio
async def g():
    x = yield 1
    print('x', x)
    try: yield 2
    except ValueError as e: print('caught', e); yield 3
async def main():
    it = g()
    print(await it.__anext__(), await it.asend('s'), await it.athrow(ValueError('v')))
    try: await it.__anext__()
    except StopAsyncIteration: print('end')
    h = g()
    await h.__anext__()
    await h.aclose()
    async for a, b in pairs(): print(a, b)
    async for x in 5: pass
async def pairs():
    yield 1, 2
asyncio.run(main())
""",
    "match": """
class P:
    __match_args__ = ('x', 'y')
    def __init__(self, x, y): self.x = x; self.y = y
def m(v):
    match v:
        case 0 | 1: return 'small'
        case -1.5: return 'neg'
        case 'a' | 'b' as s: return 'str', s
        case None | True: return 'singleton'
        case []: return 'empty'
        case [x]: return 'one', x
        case [1, *rest]: return 'rest', rest
        case [*_, 9]: return 'ends 9'
        case [x, [y, *z], *_]: return x, y, z
        case {'k': v, **others}: return v, others
        case {'n': 1 | 2 as n}: return 'n', n
        case P(0, y=y): return 'P0', y
        case P(x, y) if x == y: return 'diag', x
        case P(x=x): return 'P', x
        case int(n) | float(n): return 'num', n
        case str(): return 'other str'
        case sys.maxsize: return 'max'
        case {}: return 'map'
    return 'nothing'
for v in [0, 1, -1.5, 'a', 'b', 'c', None, True, [], [5], (1, 2, 3), [2, 9], [1, [2, 3, 4], 5],
          [7, [8], 9, 10], {'k': 1, 'z': 2}, {'n': 2}, {'n': 3}, P(0, 5), P(3, 3), P(4, 5), 77, 2.5,
          {}, set(), [3, 4], 'abc']:
    print(v if not isinstance(v, P) else 'P', m(v))
""",
    "match binds only what fits": """
def f(v):
    x = 'before'
    match v:
        case [x, 1]: return 'first', x
        case [2, x] | [x, 3]: return 'second', x
        case (x, y) | {'x': x, 'y': y}: return 'third', x, y
        case _: return 'default', x
print(f([0, 1]), f([2, 5]), f([6, 3]), f([7, 8]), f({'y': 1, 'x': 2}), f(5))
match 3:
    case x if x > 5: print('big')
    case y: print(x, y)
for i in range(4):
    match i:
        case 0: continue
        case 2: break
        case _: print('i', i)
def many(v):
    match v:
        case [a, b, [c, d], {'e': e, 'f': [f, *g]}]: return a, b, c, d, e, f, g
print(many([1, 2, [3, 4], {'e': 5, 'f': [6, 7, 8]}]), many([1]))
def reorder(v):
    match v:
        case [1, a, b, c] | [2, b, c, a] | [3, c, a, b] | [b, 4, a, c]: return a, b, c
print(reorder([1, 'a', 'b', 'c']), reorder([2, 'b', 'c', 'a']), reorder([3, 'c', 'a', 'b']),
      reorder([9, 4, 8, 7]))
def cells(v):
    match v:
        case {'a': [x, *y], **z}: return (lambda: (x, y, z))()
print(cells({'a': [1, 2, 3], 'b': 4}))
class Bad:
    __match_args__ = 5
match Bad():
    case Bad(x): pass
""",
    "exception groups": """
def f(g):
    try:
        raise g
    except* ValueError as e:
        print('values', e.exceptions)
    except* (TypeError, KeyError):
        print('types')
        raise RuntimeError('new')
    else: print('else')
    finally: print('finally')
f(ExceptionGroup('g', [ValueError(1), ValueError(2)]))
try: f(ExceptionGroup('g', [ValueError(1), TypeError(2), OSError(3)]))
except ExceptionGroup as e: print(repr(e), [repr(x) for x in e.exceptions])
try: f(ValueError('naked'))
except ExceptionGroup as e: print(e)
try:
    pass
except* ValueError: print('never')
else: print('fine')
f(ExceptionGroup('h', [OSError(1)]))
""",
    "imports": """
import os.path
import os.path as p, json.decoder as jd
from math import floor as fl, pi
from os import path
print(os.path is p, jd.__name__, fl(2.5), pi > 3, path is p)
def f():
    import collections.abc
    from collections import OrderedDict as O
    return collections.abc.__name__, O.__name__
print(f())
from string import *
print(digits)
try: from math import nothing_there
except ImportError as e: print(e)
try: import no_such_module_at_all
except ModuleNotFoundError as e: print(e)
from . import x
""",
    "assert": """
def f(x):
    assert x, f'message {x}'
    assert x > 0
    return x
print(f(1))
try: f(0)
except AssertionError as e: print(repr(e))
f(-1)
""",
    "delete": """
a = b = 1
del a, b
class C: pass
c = C(); c.x = 1; d = {1: 2}; l = [1, 2]
del c.x, d[1], (l[0])
print(vars(c), d, l)
def f():
    global z
    z = 1
    del z
    x = y = 1
    del (x, [y])
    return locals()
print(f())
del a
""",
    "augmented assignment": """
class N:
    v = 1
    log = []
    def __getattr__(self, n): self.log.append(n); return 10
n = N()
n.v += 1; n.w -= 3
d = {'k': [1]}
d['k'] += [2]
def key(): print('key'); return 'k'
d[key()] += [3]
x = 5
x -= 1; x *= 3; x //= 5; x **= 3; x %= 5; x <<= 4; x |= 1; x ^= 3; x &= 15
y = 7; y /= 2
z = 9; z >>= 1
print(vars(n), n.log, d, x, y, z)
t = ([],)
try: t[0] += [1]
except TypeError as e: print(e, t)
undefined += 1
""",
    "recursion": """
def f(n): return 1 if n == 0 else n * f(n - 1)
print(f(20))
def g(): return g()
try: g()
except RecursionError: print('deep')
""",
    "locals": """
def f(a, b=1):
    c = [i for i in range(2)]
    return sorted(locals().items())
print(f(0))
class C:
    x = 1
    print(sorted(k for k in locals() if not k.startswith('__')))
print('x' in dir(C), 'f' in globals())
""",
    "docstrings": """
'module doc'
print(__doc__)
def f():
    'f doc'
    'not doc'
    return 1
def g():
    1
    'no'
def h(): return 'no'
class C:
    'c doc'
    def m(self): 'm doc'
class D:
    x = 'no'
print(f.__doc__, g.__doc__, h.__doc__, C.__doc__, C.m.__doc__, D.__doc__, (lambda: 'x').__doc__)
""",
    "long elif chain and nesting": """
def f(x):
    if x == 0: return 'a'
    elif x == 1:
        if x: return 'b'
    elif x == 2: pass
    elif x == 3: return 'd'
    else:
        for i in range(x):
            if i % 2:
                while i < 5:
                    i += 2
                    if i == 7: break
                else: return i
    return 'end'
print([f(i) for i in range(7)])
""",
    "unreachable code": """
def f():
    while True:
        return 1
        x = 2
    return [z for z in x]
def g():
    raise ValueError('g')
    yield 1
def h():
    for i in range(2):
        continue
        print('never')
    if True: return 'h'
    else: print('never')
def k():
    try: return 1
    except ValueError: pass
    else: print('never')
    finally: print('k')
    print('never')
print(f(), h(), k())
next(g())
""",
    "not of comparisons": """
a = [1]
print(not a is a, not 1 in a, not 2 in a, not a == a, not (1 < 2 < 3), not not a)
""",
    "star arguments order": """
def v(x): print('v', x); return x
def f(*a, **k): return a, k
print(f(v(1), *v([2]), v(3), k=v(4), **v({'m': 5}), n=v(6)))
class O:
    def m(self, *a, **k): return a, k
print(O().m(*v([1])), O().m(v(1), **v({'z': 2})), f(*'ab', *'cd'))
f(**{'a': 1}, **{'a': 2})
""",
    "decorated lines": """
def bad(f):
    raise ValueError('decorator')
@(lambda f: f)
@bad
def f():
    pass
""",
    "lines of calls over several lines": """
def f(*a):
    return a[5]
x = f(1,
      2,
      [3,
       4])
""",
    "errors in many places": """
class X: pass
x = X()
for src in range(8):
    try:
        if src == 0: x.nope
        if src == 1: x.nope()
        if src == 2: x[0]
        if src == 3: x[0] = 1
        if src == 4: -x
        if src == 5: x < x
        if src == 6: x()
        if src == 7: x + 1
    except Exception as e:
        print(type(e).__name__, e, e.__traceback__.tb_lineno)
""",
    "big function": "def f(x):\n"
    + "".join(f"    v{i} = x + {i}\n    if v{i} > 300: x -= v{i} % 7\n" for i in range(400))
    + "    while x < 2000:\n        x += v399 % 1000\n        for i in range(3):\n"
    + "".join(f"            v{i} += v{i + 1} * {i}\n" for i in range(300))
    + "    return x, v0, v299, v350\nprint(f(3))\n",
    "big try": "def f(x):\n    for i in range(3):\n        try:\n"
    + "".join(f"            x = x + {i}\n" for i in range(300))
    + "            if i == 1: raise ValueError(x)\n            if i == 2: x.nope\n"
    + "        except ValueError as e: print('v', e)\n        finally: print('f', i)\nf(1)\n",
}
