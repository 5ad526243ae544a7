"""Attributes of objects in native kernels: results, exits half-way, and all ways in which an object
or its class may be other than it was.
"""

from __future__ import annotations

import gc
import sys
import weakref

import pytest

pytest.importorskip("llvmlite")

from bayan.tiers.native import ENTRY, PAUSE
from bayan.tiers.native.kinds import kind_of
from bayan.tiers.native.shapes import in_words
from bayan.tiers.refusal import ATTRIBUTE, UNKNOWN_CALL, UNKNOWN_FORM, UNKNOWN_OPERATION, Refusal
from tests.unit.native_loops import Loop

WHOLE = {"exhausted", "broke", "pause"}

POINTS = """
class Point:
    scale = 2
    def __init__(self, x, y, n=0):
        self.x = x
        self.y = y
        self.n = n
class Slotted:
    __slots__ = ("u", "v", "w", "n")
    limit = 7
    def __init__(self, u, v):
        self.u = u
        self.v = v
    def move(self, by):
        self.v += self.u * by
        return self.v
class Named(Point):
    def __init__(self, x, y, name):
        super().__init__(x, y)
        self.name = name
class Moving(Point):
    small = 0.5
    on = False
    def move(self, by):
        self.x += self.y * by
        self.n += 1
    def far(self, other):
        return abs(self.x - other.x) + self.sized(2)
    def sized(self, k):
        return self.n * k if self.n < 1000 else 1 // (self.n - 1010)
class Pair:
    def __init__(self, one, other):
        self.one = one
        self.other = other
        self.cells = [0, 1, 2]
a = Point(1.5, 2.5)
b = Point(-0.25, 4.0, 7)
k = Slotted(3, 0.5)
m = Moving(0.5, 0.25, 0)
moving = [m, Moving(1.0, 2.0, 995)]
points = [a, b, Point(0.5, 0.125, 3)]
s = 0
"""

# Programs whose last loops run in one kernel from beginning to end.
PROGRAMS = {
    "bodies": """
for _ in range(20):
    for i in range(3):
        one = points[i]
        for j in range(i + 1, 3):
            other = points[j]
            dx = one.x - other.x
            one.y -= dx * 0.5
            other.y += dx * 0.25
    for point in points:
        point.x += 0.01 * point.y
        point.n += 1
""",
    "slots": """
for i in range(50):
    k.u += i
    k.v = k.v * 1.5 - k.u
    s += k.u
""",
    "while": """
while a.n < 40:
    a.n += 1
    a.x = a.n * 0.5
""",
    "inherited": """
c = Named(1.0, 2.0, "c")
for i in range(30):
    c.x += c.y
    c.n = c.n + 2
""",
    "one under two names": """
c = a
both = [a, a, b]
for i in range(30):
    a.x += 1.0
    c.x *= 0.5
    for p in both:
        p.n += 1
        a.n -= 1
""",
    "an object that two attributes share": """
a.x = b.x = c = 7.5
keep = [a.x, a.n]
for i in range(5):
    a.x += 1.0
    a.n += 100000
    s += b.x + c + keep[0] + keep[1]
""",
    "small and large ints": """
for i in range(400):
    a.n = i - 200
    b.n = i * 1000000007 - 5
    s += a.n * (b.n % 1000)
    points[2].n = -b.n
""",
    "bools": """
a.flag = True
for i in range(20):
    if a.flag:
        s += 1
    a.flag = i % 3 == 0
    if a.flag == (i > 4) or not a.flag:
        a.flag = a.x < i
""",
    "several targets": """
for i in range(9):
    a.x, a.y = a.y, a.x + i
    a.n, s = s, a.n + 1
    b.x = c = b.y = i * 0.5
    p, q = points[0], points[1]
    p.n, q.n = q.n, p.n
""",
    "objects in objects": """
pair = Pair(a, b)
pairs = [pair, Pair(b, a)]
for i in range(20):
    pair.one.x += pair.other.y
    for one in pairs:
        one.other.n += i
        s += one.one.n
""",
    "lists in objects": """
pair = Pair(a, b)
pair.more = []
for i in range(20):
    pair.cells[i % 3] += i
    s += len(pair.cells) + pair.cells[-1]
    for x in pair.cells:
        s += x
""",
    "identity": """
for i in range(9):
    p = points[i % 3]
    for q in points:
        if p is q:
            continue
        if q is not a and p is not None:
            s += p.x - q.x
        best = p if q is b else q
        s += best.n
""",
    "enumerate and zip": """
others = (b, a, a)
for k, p in enumerate(points):
    p.n += k
    for p, q in zip(points, others):
        p.x += q.y
        s += k * q.n
""",
    "comprehensions": """
for i in range(6):
    xs = [p.x * i for p in points if p.n >= 0]
    chosen = [p for p in points if p.n > 1]
    rest = points[1:]
    for p in chosen + rest:
        p.x += 1.0
    s += sum(xs) + len(chosen)
""",
    "moved about": """
order = points[:]
for i in range(12):
    order[0], order[i % 3] = order[i % 3], order[0]
    if order[0].x > order[1].x:
        order[0], order[1] = order[1], order[0]
    order[0].n += i
""",
    "nan and infinities": """
a.x = 1e308
b.y = float("nan")
for i in range(8):
    a.x += a.x
    b.x = a.x - a.x
    b.y += 1.0
    a.y = -0.0 * i
    if b.y == b.y:
        s += 1
""",
    "kinds by turns": """
mixed = [Point(1, 2.5), Point(0.5, 3), Point(True, None)]
for i in range(6):
    for p in mixed[:2]:
        s += p.x + p.y
        if mixed[2].y is None and p is not mixed[2]:
            s += mixed[2].x
""",
    "a name of the class's in the object": """
a.scale = 0.5
b.scale = 1.5
for i in range(9):
    s += a.scale + b.scale
    a.scale += 1.0
""",
    "functions": """
def advance(points, by):
    for p in points:
        p.x += p.y * by
        p.n += 1
        if p.n > 10**6:
            return 1 // 0
    return 0
def distance(p, q):
    return abs(p.x - q.x) + abs(p.y - q.y)
for i in range(50):
    advance(points, 0.01)
    s += distance(a, points[i % 3])
""",
    "globals": """
def step(i):
    a.x += k.v * i
    points[1].n += 1
    return m.far(b)
for i in range(9):
    s += step(i) + a.n
""",
    "numbers of the class": """
k.n = 0
for i in range(9):
    s += m.scale + m.small * i + k.limit
    if not m.on:
        m.n += m.scale
""",
    "methods": """
for i in range(4):
    for p in moving:
        p.move(0.5)
        s += p.far(m) + p.sized(k=i)
    s += k.move(i)
""",
    "one object by two names, stored by either": """
pair = [a, b, a]
for i in range(40):
    p, q = pair[i % 3], pair[i % 2]
    before = p.x
    q.x += 1.5
    s += p.x - before
    p.n = i
    s += q.n + p.n
    q.n = 5
    s += p.n
""",
    "a call between two reads": """
for i in range(40):
    s += m.x
    s += m.move(0.5) is None
    s += m.x + m.n
    t = m.n + (0 if m.move(0.25) is None else 1) + m.n
    s += t
""",
    "calls in the rounds of a sum": """
for i in range(30):
    s += m.x
    s += sum(m.x + (0 if m.move(0.5) is None else 1) for j in range(4))
    s += m.x
""",
    "a variable that becomes another object": """
for i in range(40):
    p = a
    s += p.x
    if i % 3 == 1:
        p = b
    s += p.x
    p.x += 1.0
    p = points[i % 3]
    s += p.x
    q = p
    p = a
    p.x += 0.5
    s += q.x
""",
    "stored in one of two branches": """
for i in range(40):
    s += a.x + a.n
    if i % 2:
        a.x += 1.0
        s += a.x
    elif b.n > 20:
        a.n += 1
    else:
        b.n += 1
    s += a.x + a.n if a.n % 3 else a.x - b.n
    s += a.x if b.x > a.x and b.n > a.n else b.x
    s += b.n
""",
    "attributes of attributes": """
c = Pair(a, b)
d = Pair(b, a)
for i in range(40):
    s += c.one.x + c.other.x
    d.one.x += 0.5
    s += c.one.x + c.other.x + d.other.n
    c.cells[i % 3] += d.cells[0]
    s += c.cells[i % 3]
""",
    "an int in the place of a float": """
for i in range(40):
    s += a.x
    a.x = i
    s += 1
    a.x = 0.5 + i
    s += a.x
""",
    "without other references": """
for i in range(30):
    p = points[i % 3]
    row = [p, a]
    row[0].x += row[1].y
    p = row[1]
    p.n += i
    row = None
""",
}


def written(value, depth=0):
    """A value in words, objects with their attributes in order."""
    if isinstance(value, (list, tuple)):
        return [written(one, depth) for one in value]
    if type(value) in (int, float, bool, str, type(None)):
        return repr(value)
    slots = [name for cls in type(value).__mro__ for name in vars(cls).get("__slots__", ())]
    names = [*getattr(value, "__dict__", ()), *slots]
    if not names or depth > 4:
        return type(value).__name__
    there = [(name, written(getattr(value, name, "unset"), depth + 1)) for name in names]
    return [type(value).__name__, there]


def state(variables):
    """All variables but functions and classes."""
    kept = {}
    for name, value in variables.items():
        if not callable(value) and not name.startswith("__") and name != "seen":
            kept[name] = written(value)
    return kept


def run_natively(text, pause_after=None):
    loop = Loop(text)
    error = None
    try:
        loop.run(pause_after)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as raised:
        error = raised
    return state(loop.globals), written([*loop.globals.get("seen", [])]), repr(error), loop


def run_in_python(text):
    variables = {}
    error = None
    try:
        exec(compile(text, "<loop>", "exec"), variables)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as raised:
        error = raised
    return state(variables), written([*variables.get("seen", [])]), repr(error)


@pytest.mark.parametrize("name", PROGRAMS)
def test_programs(name):
    text = POINTS + PROGRAMS[name]
    *outcome, loop = run_natively(text)
    assert tuple(outcome) == run_in_python(text)
    assert {left.reason for left in loop.exits} <= WHOLE
    assert loop.kernel.classes


@pytest.mark.parametrize("name", PROGRAMS)
def test_programs_that_pause_in_each_round(name):
    text = POINTS + PROGRAMS[name]
    *outcome, loop = run_natively(text, pause_after=1)
    assert tuple(outcome) == run_in_python(text)
    assert PAUSE in {left.reason for left in loop.exits}


# Programs whose kernels leave half-way, in the middle of what they do.
LEAVING = {
    "method that fails when it has stored ints of any size": """
class Store:
    def __init__(self, seed):
        self.seed = seed
    def put(self, value, limit):
        self.seed = value
        self.seed = self.seed * 3 + 1
        return self.seed * limit % 1000
store = Store(1 << 45)
seen = []
sizes = [5, 300, (1 << 30) - 1, 1 << 30, 1 << 31, 1 << 58, 1 << 59, 1 << 60, 1 << 61]
for i in range(3):
    for size in sizes:
        s += store.put(size, 7)
        s += store.put(-size, 9)
        s += store.put(size + 1, 1 << 40)
        seen.append(store.seed)
""",
    "attribute deleted": """
del points[1].x
for i in range(9):
    for p in points:
        s += p.n
        p.n += 1
        p.x += 1.0
""",
    "attribute deleted that the class has, too": """
for p in points:
    p.scale = 0.5
del points[1].scale
for i in range(3):
    for p in points:
        s += p.scale
        p.n += 1
""",
    "attribute that comes later": """
points[0].late = 1
for i in range(9):
    for p in points:
        p.late = i
        s += p.late
        p.n += p.late
""",
    "attribute that is found when it is missed": """
class Lazy(Point):
    def __getattr__(self, name):
        seen.append(name)
        self.z = 0.5
        return 10.25
seen = []
one = Lazy(1.0, 2.0)
one.z = 1.0
points = [one, Lazy(1.0, 2.0), Lazy(2.0, 3.0)]
for i in range(4):
    for p in points:
        p.x += 1.0
        s += p.z
        p.n += 1
""",
    "one with a dict": """
vars(points[1])[1] = 1
del vars(points[1])[1]
for i in range(9):
    for p in points:
        p.n += 1
        p.x *= 0.5
""",
    "one with another dict": """
points[1].__dict__ = {"y": 4.5, "x": 1.0, "n": 5}
for i in range(9):
    for p in points:
        p.n += 1
        p.x *= 0.5
""",
    "one with more attributes than there is room for": """
for i in range(40):
    setattr(points[1], f"more{i}", i)
for i in range(9):
    for p in points:
        p.n += 1
        p.x *= 0.5
""",
    "a subclass among them": """
points = [Point(0.5, i) for i in range(12)] + [Named(1.5, 2, "n"), Point(2.5, 3)]
for i in range(4):
    for p in points:
        p.x += 0.5
        s += p.n
""",
    "a subclass with a property": """
class Watched(Point):
    def __init__(self):
        self.y = 0.5
        self.n = 1
    @property
    def x(self):
        seen.append(self.n)
        return 0.25
    @x.setter
    def x(self, value):
        seen.append(value)
seen = []
points = [Point(0.5, i) for i in range(12)] + [Watched(), Point(2.5, 3)]
for i in range(4):
    for p in points:
        p.x += 0.5
        s += p.x
        p.n += 1
""",
    "big ints": """
points = [Point(i, i) for i in range(12)] + [Point(2 ** 70, 3), Point(2, 3)]
for i in range(4):
    for p in points:
        p.x += i
        s += p.x
""",
    "ints that become big": """
a.n = 2 ** 62
for i in range(9):
    s += 1
    a.n += 2 ** 61
    b.n += 1
""",
    "an int that becomes a float": """
for i in range(30):
    a.n += 1
    if i == 20:
        a.n = 0.5
    s += a.n
""",
    "text in the place of a number": """
points = [Point(i, i) for i in range(12)] + [Point("x", 3), Point(2, 3)]
for i in range(4):
    for p in points:
        s += p.y
        p.x = i
""",
    "a type error": """
points = [Point(i, i) for i in range(12)] + [Point("x", 3), Point(2, 3)]
for i in range(4):
    for p in points:
        p.y += 1
        p.x += i
""",
    "an attribute error": """
points = [Slotted(i, i) for i in range(12)] + [Slotted.__new__(Slotted), Slotted(2, 3)]
for i in range(4):
    for p in points:
        p.u += 1
        s += p.v
""",
    "division by zero": """
for i in range(9):
    for p in points:
        p.x += 1.0
        p.y = p.y / (p.n - 4)
        p.n += 1
""",
    "function that fails half-way": """
def advance(points, by):
    for p in points:
        p.x += p.y * by
        p.n += 1
        if p.n > 20:
            return 1 // (p.n - 21)
    return 0
for i in range(50):
    s += 1
    advance(points, 0.01)
""",
    "function that fails after many stores": """
def work(points, numbers, rounds, limit):
    for i in range(rounds):
        for p in points:
            p.x += 0.5
            p.n = p.n * 31 % 1000003 + 1000
        numbers[i % 4] += 1.5
        numbers[0], numbers[1] = numbers[1], numbers[0]
        if i == limit:
            return 1 // (i - limit)
    return 0
numbers = [0.5, 1.5, 2.5, 3.5]
for i in range(12):
    s += 1
    work(points, numbers, 200 * i, 1500)
""",
    "function that fails after stores of other kinds": """
def work(points, i):
    a = points[0]
    b = points[1]
    a.x += 0.5
    a.x += 0.25
    b.n = 1000 + i
    if i % 3 == 0:
        a.x = i
        a.x = 100000
        a.x = 0.5 * i
        b.n = 2
        b.n = 70000
        b.n = 2.5
    a.y = a.x > 3
    a.y = 2.5
    b.n = 1000 - i
    return 1 // (i - 21)
for i in range(30):
    s += 1
    work(points, i)
""",
    "method that fails": """
for i in range(30):
    for p in moving:
        p.move(0.5)
        s += p.far(a)
""",
    "method of a subclass": """
class Fast(Moving):
    def move(self, by):
        self.x += 100 * by
moving = [Moving(0.5, i) for i in range(12)] + [Fast(1.5, 2.5), Moving(0.5, 0.5)]
for i in range(5):
    for p in moving:
        p.move(0.5)
        s += p.x
""",
    "method of one with a dict": """
moving[1].__dict__ = {"x": 1.5, "move": lambda by: seen.append(by)}
seen = []
for i in range(5):
    for p in moving:
        p.x += 0.5
        p.move(0.5)
""",
    "branches without native code behind reads": """
for i in range(30):
    s += a.x
    if i == 20:
        a.x = float(str(i))
    elif i == 24:
        setattr(a, "x", a.x + 1)
    else:
        a.x += 0.5
    s += a.x * a.n
    a.n += 1
""",
    "an attribute of another kind by another name": """
for i in range(30):
    s += a.x
    if i == 20:
        points[0].x = i
    s += a.x
    a.x += 0.5
""",
    "stored otherwise in a branch": """
for i in range(30):
    for p in points:
        p.n += 1
        if p.n == 12:
            setattr(p, "n", p.n + 100)
""",
    "class given to an object": """
class Other(Point):
    pass
points = [Point(i, i) for i in range(12)] + [Point(4.5, 3), Point(2, 3)]
points[12].__class__ = Other
for i in range(4):
    for p in points:
        p.x += i
        p.n += 1
""",
}


@pytest.mark.parametrize("pause_after", [None, 1])
@pytest.mark.parametrize("name", LEAVING)
def test_programs_that_leave(name, pause_after):
    text = POINTS + LEAVING[name]
    *outcome, loop = run_natively(text, pause_after)
    assert tuple(outcome) == run_in_python(text)
    assert loop.kernel.classes
    assert len(loop.exits) > 1 or loop.exits[0].reason not in WHOLE


REFUSED = {
    "property": (
        ATTRIBUTE,
        """
class Half(Point):
    @property
    def half(self):
        return self.x * 0.5
c = Half(1.0, 2.0)
for i in range(9):
    s += c.half
""",
    ),
    "descriptor": (
        ATTRIBUTE,
        """
class Always:
    def __get__(self, thing, cls=None):
        return 3
    def __set__(self, thing, value):
        pass
class Odd(Point):
    x = Always()
c = Odd(1.0, 2.0)
for i in range(9):
    s += c.x + c.y
""",
    ),
    "what may become a descriptor": (
        ATTRIBUTE,
        """
class Later:
    pass
class Odd(Point):
    x = Later()
c = Odd(1.0, 2.0)
for i in range(9):
    s += c.x + c.y
""",
    ),
    "own way to store": (
        ATTRIBUTE,
        """
class Guarded(Point):
    def __setattr__(self, name, value):
        object.__setattr__(self, name, value + 1)
c = Guarded(1.0, 2.0)
for i in range(9):
    c.x += 1.0
""",
    ),
    "slot of another class": (
        ATTRIBUTE,
        """
class Odd(Point):
    x = Slotted.u
class Even:
    __slots__ = ("t",)
Odd.t = Even.t
c = Odd.__new__(Odd)
c.y = 1
for i in range(9):
    s += c.t + c.y
""",
    ),
    "method": (UNKNOWN_CALL, "for i in range(9):\n    s += len(a.x.hex()) + a.n"),
    "method of its own": (UNKNOWN_CALL, "for i in range(9):\n    s += a.total(i) + a.n"),
    "method that an object has of its own": (
        UNKNOWN_CALL,
        "m.move = len\nfor i in range(9):\n    s += m.x + len(moving)\n    m.move(1)",
    ),
    "text of the class": (
        ATTRIBUTE,
        "Moving.unit = 'km'\nfor i in range(9):\n    s += m.x + len(m.unit)",
    ),
    "method that is not all given": (
        UNKNOWN_CALL,
        "for i in range(9):\n    s += m.x + len(moving)\n    m.move()",
    ),
    "method that is none": (
        UNKNOWN_CALL,
        """
class Odd(Point):
    @staticmethod
    def move(by):
        return by * 2
c = Odd(0.5, 0.5)
for i in range(9):
    s += c.move(i) + c.n
""",
    ),
    "equality": (UNKNOWN_OPERATION, "for i in range(9):\n    s += (a == b) + a.n"),
    "equality to None": (UNKNOWN_OPERATION, "for i in range(9):\n    s += (a == None) + a.n"),
    "truth": (UNKNOWN_OPERATION, "for i in range(9):\n    s += 1 if a else a.n"),
    "order": (UNKNOWN_OPERATION, "for i in range(9):\n    s += (a < b) + a.n"),
    "sum": (UNKNOWN_OPERATION, "for i in range(9):\n    s += a + b.n"),
    "length": (UNKNOWN_OPERATION, "for i in range(9):\n    s += len(a) + b.n"),
    "element": (UNKNOWN_OPERATION, "for i in range(9):\n    s += a[i] + b.n"),
    "loop over one": (UNKNOWN_OPERATION, "for i in range(9):\n    for x in a:\n        s += b.n"),
    "object stored": (UNKNOWN_FORM, "for i in range(9):\n    a.x = b\n    s += b.n"),
    "None stored": (UNKNOWN_FORM, "for i in range(9):\n    a.x = None\n    s += b.n"),
    "list extended": (UNKNOWN_FORM, "c = Pair(a, b)\nfor i in range(9):\n    c.cells += [i]"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name):
    reason, text = REFUSED[name]
    loop = Loop(POINTS + text)
    with pytest.raises(Refusal) as info:
        loop.compile(loop.iterator())
    assert info.value.reason == reason


def test_objects_that_are_not_taken():
    class Own:
        def __init__(self):
            self.x = 1.0

        def __getattribute__(self, name):
            raise AssertionError(name)

    class Without:
        pass

    class Meta(type):
        def __getattribute__(cls, name):
            raise AssertionError(name)

    class Made(metaclass=Meta):
        pass

    made = Made()
    object.__setattr__(made, "x", 0.5)
    assert kind_of(Own()) is None
    assert kind_of(Without()) is None
    assert kind_of(ValueError("x")) is None
    assert in_words(kind_of(made)) == "object Made"
    assert in_words(f"list[{kind_of(made)}]") == "list[object Made]"


COUNTED = POINTS + "for i in range(1000):\n    a.x += 1.0\n    for p in points:\n        p.n += 1\n"

# What may be done to a class after which it is not as the kernel knows it.
CHANGES = {
    "property": "Point.x = property(lambda self: 7.5)",
    "property of a base": "Base.n = property(lambda self: 7)",
    "way to read": "Point.__getattribute__ = lambda self, name: 3",
    "way to store": "Point.__setattr__ = lambda self, name, value: None",
    "base's way to store": "Base.__setattr__ = lambda self, name, value: None",
    "other bases": "Point.__bases__ = (Other,)",
}
BASES = """
class Base:
    pass
class Other:
    n = property(lambda self: 5, lambda self, value: None)
"""
DERIVED = BASES + COUNTED.replace("class Point:", "class Point(Base):")


@pytest.mark.parametrize("name", CHANGES)
def test_a_class_that_changes(name):
    loop = Loop(DERIVED)
    iterator = loop.iterator()
    loop.compile(iterator)
    loop.kernel.pause_after = 30
    left = loop.kernel.run(loop.globals, iterator)
    assert left.reason == PAUSE
    loop.globals.update(left.variables)
    exec(CHANGES[name], loop.globals)
    assert loop.kernel.run(loop.globals, iterator, left.resume).reason == ENTRY
    assert loop.kernel.run(loop.globals, iterator).reason == ENTRY


@pytest.mark.parametrize(
    "change",
    [
        "Moving.move = lambda self, by: None",
        "m.move = lambda by: None",
        "Moving.__getattribute__ = lambda self, name: len",
        "del Moving.move",
        "Moving.small = 1.5",
        "Point.scale = 3",
        "m.scale = 4",
    ],
)
def test_a_method_that_changes(change):
    loop = Loop(POINTS + "for i in range(1000):\n    m.move(m.small)\n    m.x += m.scale\n")
    iterator = loop.iterator()
    loop.compile(iterator)
    loop.kernel.pause_after = 30
    left = loop.kernel.run(loop.globals, iterator)
    for harmless in ("Moving.count = 1", "m.other = 2", "s += 1"):
        assert left.reason == PAUSE
        loop.globals.update(left.variables)
        exec(harmless, loop.globals)
        left = loop.kernel.run(loop.globals, iterator, left.resume)
    loop.globals.update(left.variables)
    exec(change, loop.globals)
    assert loop.kernel.run(loop.globals, iterator, left.resume).reason == ENTRY


def test_a_class_that_changes_elsewhere():
    loop = Loop(DERIVED)
    iterator = loop.iterator()
    loop.compile(iterator)
    loop.kernel.pause_after = 30
    left = loop.kernel.run(loop.globals, iterator)
    for change in ("Point.count = 3", "Base.total = lambda self: 0", "Point.__getattr__ = None"):
        assert left.reason == PAUSE
        loop.globals.update(left.variables)
        exec(change, loop.globals)
        left = loop.kernel.run(loop.globals, iterator, left.resume)
    assert left.reason == PAUSE


def test_an_object_of_another_class():
    loop = Loop(DERIVED)
    loop.compile(loop.iterator())
    iterator = loop.iterator()
    loop.globals["a"].__class__ = type("Another", (loop.globals["Point"],), {})
    assert loop.kernel.run(loop.globals, iterator).reason == ENTRY
    assert next(iterator) == 0


def test_an_object_that_gets_a_dict_meanwhile():
    loop = Loop(COUNTED)
    iterator = loop.iterator()
    loop.compile(iterator)
    loop.kernel.pause_after = 30
    left = loop.kernel.run(loop.globals, iterator)
    loop.globals.update(left.variables)
    a = loop.globals["a"]
    seen = vars(a)
    before = dict(seen)
    left = loop.kernel.run(loop.globals, iterator, left.resume)
    if sys.version_info < (3, 13):
        assert left.reason == ENTRY
        assert vars(a) == before
    else:
        # The dict has the very attributes.
        assert left.reason == PAUSE
        assert vars(a) == {**before, "x": a.x, "n": a.n} != before
        seen[1] = 1
        loop.globals.update(left.variables)
        left = loop.kernel.run(loop.globals, iterator, left.resume)
        assert left.reason == ENTRY
    assert seen is vars(a)


def test_a_class_is_not_kept_alive():
    loop = Loop(COUNTED)
    loop.run()
    kernel, exits = loop.kernel, loop.exits
    kind = kernel.types["a"]
    dead = weakref.ref(loop.globals["Point"])
    variables = dict(loop.globals)
    variables.clear()
    exits.clear()
    loop.globals.clear()
    loop.unit.records.clear()
    del loop
    gc.collect()
    assert dead() is None
    assert in_words(kind) == kind
    assert not kernel.is_for(dict(kernel.types))


def test_references():
    loop = Loop(POINTS + PROGRAMS["bodies"].replace("range(20)", "range(3000)"))
    loop.compile(loop.iterator()).pause_after = 1 << 20
    points = loop.globals["points"]

    def run():
        left = loop.kernel.run(loop.globals, iter(range(3000)))
        assert left.reason == "exhausted"

    run()
    gc.collect()
    things = [*points, points]
    counts = [sys.getrefcount(one) for one in things]
    blocks = sys.getallocatedblocks()
    for _ in range(5):
        run()
    gc.collect()
    assert abs(sys.getallocatedblocks() - blocks) < 50
    del _
    assert [sys.getrefcount(one) for one in things] == counts
    fresh = [loop.globals["Point"](one + 0.5, one + 1.5) for one in counts]
    numbers = [
        {sys.getrefcount(one) for point in some for one in (point.x, point.y)}
        for some in (points, fresh)
    ]
    assert numbers[0] == numbers[1]
