"""Attributes that kernels keep as variables: what they are at every exit, when they are not kept
so, and all ways in which two names may lead to one object.
"""

from __future__ import annotations

import pytest

pytest.importorskip("llvmlite")

from bayan.tiers.native import ENTRY, PAUSE
from tests.unit.native_loops import Loop, written

WHOLE = {"exhausted", "broke", "pause"}

CLASSES = """
class Generator:
    def __init__(self, seed):
        self.seed = seed
        self.calls = 0
        self.mean = 0.5
    def next(self):
        self.calls += 1
        self.seed = self.seed * 16807 % 2147483647
        return self.seed / 2147483647
    def both(self, k):
        return self.next() * k + self.next()
    def grow(self, by):
        self.mean *= by
        self.calls = self.calls * by + 1
        return self.calls
    def down(self, n):
        self.calls += n
        return 0 if n < 1 else 1 + self.down(n - 1)
    def is_same(self, other):
        self.calls += 1
        return self is other
    def until(self, limit):
        rounds = 0
        while self.next() < limit:
            rounds += 1
        return rounds
class Slotted:
    __slots__ = ("seed", "flag", "mean")
    def __init__(self, seed):
        self.seed = seed
        self.flag = False
        self.mean = 1.5
    def next(self):
        self.flag = not self.flag
        self.mean = self.mean + self.seed
        self.seed = (self.seed * 5 + 3) % 1024
        return self.seed
class Holder:
    def __init__(self, one):
        self.one = one
g = Generator(12345)
h = Generator(77)
t = Slotted(3)
s = 0
f = 0.0
"""

# Loops that run in one kernel from beginning to end, and the variables with cells.
KEPT = {
    "methods": (
        "g",
        """
for i in range(60):
    x = g.next()
    y = g.next()
    if x * x + y * y <= 1.0:
        s += 1
""",
    ),
    "methods of methods, and slots": (
        "g t",
        """
for i in range(60):
    f += g.both(i) - t.next()
    if t.flag:
        t.mean -= 0.5
""",
    ),
    "no methods": (
        "g",
        """
for i in range(60):
    g.mean += g.seed * 0.5
    g.calls += i
    g.mean, f = f, g.mean
""",
    ),
    "two of one class": (
        "g h",
        """
for i in range(60):
    f += g.next() - h.next()
    g.calls += h.calls
    g.mean, h.mean = h.mean, g.mean + i
""",
    ),
    "another name": (
        "g",
        """
for i in range(40):
    c = g
    g.calls += 1
    if i % 3 == 1:
        c = h
    f += g.next() + c.mean
    s += c is h
""",
    ),
    "given to a function that does not look at it": (
        "g",
        """
def step(one, other, k):
    one.calls += k
    return k
for i in range(40):
    s += step(g, h, i)
""",
    ),
    "given to a function": (
        "g",
        """
def step(generator, k):
    generator.mean += k
    return generator.next() + k
for i in range(60):
    f += step(g, i) + step(k=0.5, generator=g)
""",
    ),
    "one that calls itself": (
        "g",
        """
for i in range(20):
    s += g.down(i % 5) + g.calls
""",
    ),
    "tests of loops": (
        "g",
        """
for i in range(10):
    while g.next() < 0.8:
        s += g.calls
    s += g.until(0.75)
    for j in range(g.grow(1) % 4):
        s += j + sum(g.calls for k in range(j))
""",
    ),
    "another one of the class is only read": (
        "g",
        """
others = [h, h]
for i in range(40):
    s += g.calls + others[i % 2].calls
    g.seed += 1
    f += others[0].mean
""",
    ),
    "an int beyond the small ones": (
        "g",
        """
g.calls = 2**62
for i in range(40):
    g.calls -= 2**53 * i
    s = g.calls % 1000
    g.seed = -g.seed - 2**31 * i
""",
    ),
    "floats that differ in their bits only": (
        "g h",
        """
g.mean = 0.0
for i in range(9):
    g.mean *= -1.0
    h.mean = g.mean + 0.0
    if i == 6:
        g.mean = -0.0
""",
    ),
    "compared": (
        "g",
        """
for i in range(30):
    s += g.is_same(h) + g.calls
    if g is not h:
        g.seed += 1
""",
    ),
    "bound anew in a function": (
        "g",
        """
def step(one, i):
    one.calls += 1
    if i % 2:
        one = h
    one.seed += 1
    return one.seed
for i in range(30):
    s += step(g, i)
""",
    ),
}

# Loops with the same meaning but without cells for the variables named.
NOT_KEPT = {
    "two names": (
        "g c",
        """
c = g
for i in range(30):
    f += g.next()
    c.seed += 1
    s += c.seed - g.calls
""",
    ),
    "in a list, too": (
        "g",
        """
both = [h, g]
for i in range(30):
    f += g.next()
    both[i % 2].seed += i
    s += g.seed
    both[1].calls += g.calls
    g.mean += both[1].mean
    both[0].mean = 1.0
""",
    ),
    "in an attribute, too": (
        "g",
        """
holder = Holder(g)
for i in range(30):
    g.seed += i
    s += holder.one.seed
    holder.one.calls += 1
    s += g.calls
    g.mean += 1
    f += holder.one.mean
""",
    ),
    "by a global name of a function": (
        "g",
        """
def look():
    g.calls += 1
    g.mean += 0.5
    return g.seed
for i in range(30):
    g.seed += i
    s += look() + g.calls
    f += g.mean
""",
    ),
}

# Loops that are left half-way.
LEAVING = {
    "beyond 64 bits, behind a call": """
for i in range(30):
    s += 1
    f = g.next() + g.grow(7) + g.next()
    s += g.calls
""",
    "division by zero behind two calls": """
for i in range(30):
    s += 1
    f += g.next() + t.next() + 1 // (i - 17)
""",
    "in a method, behind a store": """
def step(generator, i):
    generator.calls += 1000
    generator.seed = generator.seed * 3 + 1
    return generator.seed // (i - 12)
for i in range(30):
    f += g.next()
    s += step(g, i)
""",
    "a float in the place of an int": """
for i in range(30):
    g.calls += 1
    f += g.next()
    if i == 20:
        g.calls = g.calls * 0.5
""",
    "in a test": """
while g.next() < 2.0 + 1 // (s - 25):
    s += 1
    g.mean += 0.5
""",
    "a statement without native code": """
for i in range(30):
    f += g.next()
    if i % 10 == 9:
        seen = [str(vars(g))]
    g.mean *= 1.5
""",
    "it is deleted": """
for i in range(30):
    f += g.next()
    if i == 20:
        del g.mean
    g.mean += 1.0
""",
}


def state(variables):
    found = {}
    for name, value in variables.items():
        if type(value).__name__ in ("Generator", "Slotted"):
            names = getattr(type(value), "__slots__", None) or sorted(map(str, vars(value)))
            found[name] = written([getattr(value, one, None) for one in names])
        elif type(value) in (int, float, bool, str):
            found[name] = written(value)
        elif type(value) is list:
            found[name] = written([*map(plain, value)])
    return found


def plain(value):
    return value if type(value) in (int, float, bool, str) else type(value).__name__


ERRORS = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


def natively(text, pause_after=None, classes=CLASSES, look=state):
    """The state of a program that ends with a loop, after a native run of that, and its error;
    then the Loop. look: gives that of its variables.
    """
    loop = Loop(classes + text)
    error = None
    try:
        loop.run(pause_after)
    except ERRORS as raised:
        error = raised
    return (look(loop.globals), repr(error)), loop


def in_python(text, classes=CLASSES, look=state):
    variables = {}
    error = None
    try:
        exec(compile(classes + text, "<loop>", "exec"), variables)
    except ERRORS as raised:
        error = raised
    return look(variables), repr(error)


@pytest.mark.parametrize("pause_after", [None, 1, 2, 7])
@pytest.mark.parametrize("name", KEPT)
def test_kept(name, pause_after):
    names, text = KEPT[name]
    outcome, loop = natively(text, pause_after)
    assert outcome == in_python(text)
    assert {left.reason for left in loop.exits} <= WHOLE
    assert loop.kernel.in_cells == set(names.split())


@pytest.mark.parametrize("pause_after", [None, 1, 3])
@pytest.mark.parametrize("name", NOT_KEPT)
def test_not_kept(name, pause_after):
    names, text = NOT_KEPT[name]
    outcome, loop = natively(text, pause_after)
    assert outcome == in_python(text)
    assert {left.reason for left in loop.exits} <= WHOLE
    assert loop.kernel.in_cells.isdisjoint(names.split())


@pytest.mark.parametrize("pause_after", [None, 1, 3])
@pytest.mark.parametrize("name", LEAVING)
def test_left_half_way(name, pause_after):
    outcome, loop = natively(LEAVING[name], pause_after)
    assert outcome == in_python(LEAVING[name])
    assert loop.kernel.in_cells
    assert not {left.reason for left in loop.exits} <= WHOLE


def test_they_are_put_back_at_each_pause():
    loop = Loop(CLASSES + "for i in range(50):\n    g.next()\n    g.mean += 1.0\n")
    iterator = loop.iterator()
    loop.compile(iterator)
    loop.kernel.pause_after = 7
    g = loop.globals["g"]
    left = loop.kernel.run(loop.globals, iterator)
    seen = 0
    while left.reason == PAUSE:
        assert (g.calls, g.mean) == (7 * (seen + 1), 7 * (seen + 1) + 0.5)
        seen += 1
        loop.globals.update(left.variables)
        left = loop.kernel.run(loop.globals, iterator, left.resume)
    assert seen == 7 and g.calls == 50


def test_what_others_store_meanwhile_is_seen():
    loop = Loop(CLASSES + "for i in range(50):\n    g.calls += 1\n    g.mean += 1.0\n")
    iterator = loop.iterator()
    loop.compile(iterator)
    loop.kernel.pause_after = 10
    g = loop.globals["g"]
    left = loop.kernel.run(loop.globals, iterator)
    g.calls, g.mean = 1000, 0.25
    loop.globals.update(left.variables)
    loop.kernel.run(loop.globals, iterator, left.resume)
    assert (g.calls, g.mean) == (1010, 10.25)


@pytest.mark.parametrize(
    "change",
    [
        "g.calls = 0.5",
        "g.calls = 2**64",
        "g.mean = 1",
        "g.mean = 'text'",
        "del g.mean",
        "g.seed = -1",
        "g.seed = 2**31",
        "vars(g)[1] = 2",
        "g = h",
        "h = g",
    ],
)
def test_what_changes_at_a_pause(change):
    """The kernel is not entered again, and nothing has happened."""
    text = "for i in range(50):\n    f += g.next() + h.next()\n    g.mean += h.mean\n"
    loop = Loop(CLASSES + text)
    iterator = loop.iterator()
    loop.compile(iterator)
    assert loop.kernel.in_cells == {"g", "h"} and "g.seed" in loop.kernel.small
    loop.kernel.pause_after = 10
    left = loop.kernel.run(loop.globals, iterator)
    assert left.reason == PAUSE
    loop.globals.update(left.variables)
    exec(change, loop.globals)
    before = state(loop.globals)
    left = loop.kernel.run(loop.globals, iterator, left.resume)
    assert left.reason == ENTRY and left.statement is None
    assert state(loop.globals) == before
    assert next(iterator) == 10


def test_a_kernel_is_for_what_it_was_made_for():
    text = "for i in range(50):\n    f += g.next() + h.next()\n    g.mean += h.mean\n"
    loop = Loop(CLASSES + text)
    kernel = loop.compile(loop.iterator())

    def types():
        from bayan.tiers.native import ITERATOR, iterator_kind, kernel_names, types_of

        names = {name: loop.globals[name] for name in kernel_names(loop.node) if name in "fgh"}
        return {**types_of(names), ITERATOR: iterator_kind(loop.iterator())}

    assert kernel.is_for(types())
    loop.globals["g"].seed = -4
    assert not kernel.is_for(types())
    loop.globals["g"].seed = 5
    assert kernel.is_for(types())
    loop.globals["h"] = loop.globals["g"]
    assert not kernel.is_for(types())
    other = loop.compile(loop.iterator())
    assert not other.in_cells and other.is_for(types())


def test_what_is_not_stored_stays_the_same_object():
    text = "for i in range(50):\n    if i > 60:\n        g.mean = 2.5\n    g.calls += 1\n"
    loop = Loop(CLASSES + "g.mean = float('0.5')\nkeep = [g.mean, g.calls]\n" + text)
    mean, keep = loop.globals["g"].mean, loop.globals["keep"]
    loop.run()
    assert loop.globals["g"].mean is mean
    assert keep == [0.5, 0] and loop.globals["g"].calls == 50


def test_numbers_that_others_hold_stay_as_they_are():
    text = "for i in range(50):\n    g.mean += 1.0\n    g.seed += 70000\n"
    loop = Loop(CLASSES + "g.mean = h.mean = s = float('0.25')\nkeep = [g.seed]\n" + text)
    loop.run()
    assert loop.globals["g"].mean == 50.25 and loop.globals["g"].seed == 12345 + 50 * 70000
    assert loop.globals["h"].mean == loop.globals["s"] == 0.25
    assert loop.globals["keep"] == [12345]


def test_small_ints_are_the_only_ones_of_their_kind():
    loop = Loop(CLASSES + "for i in range(50):\n    g.calls = i * 5\n    g.seed = i - 50\n")
    loop.run()
    assert loop.globals["g"].calls is int("245") and loop.globals["g"].seed is int("-1")


def test_nothing_is_logged():
    loop = Loop(CLASSES + KEPT["methods"][1])
    loop.run()
    assert "logged" not in loop.kernel.text and "alwaysinline" in loop.kernel.text


def test_functions_of_too_many_kinds():
    calls = "".join(f"    f += step{k}(g, i)\n" for k in range(14))
    steps = "".join(
        f"def step{k}(one, i):\n    one.calls += {k}\n    return one.mean + i\n" for k in range(14)
    )
    text = f"{steps}for i in range(20):\n{calls}"
    outcome, loop = natively(text)
    assert outcome == in_python(text)
    assert not loop.kernel.in_cells
    assert {left.reason for left in loop.exits} <= WHOLE


@pytest.mark.parametrize("bits", [13, 16, 31])
def test_rests_of_all_ones(bits):
    """Powers of two less one divide by their digits."""
    b = (1 << bits) - 1
    numbers = [0, 1, b - 1, b, b + 1, 2 * b - 1, 2 * b, 2 * b + 1, b * b - 1, b * (b - 1), b * b]
    numbers = [number for number in numbers if number <= (1 << 31) - 1 or bits < 31]
    text = f"""
k = {max(numbers)}
numbers = {[number // 3 for number in numbers]}
for x in numbers:
    low = x % 2147483647
    s = s * 31 % 1000003 + (low * 3) % {b} + (low * 3 + 1) % {b} + (low * 3 + 2) % {b}
"""
    outcome, loop = natively(text)
    assert outcome == in_python(text)
    assert {left.reason for left in loop.exits} <= WHOLE
    assert ("umin" in loop.kernel.text) == (3 * ((1 << 31) - 1) >> bits < b)


# Lists of objects.

BODIES = """
class Body:
    def __init__(self, x, v, n):
        self.x = x
        self.v = v
        self.n = n
        self.seen = False
        self.mass = 1.5
    def push(self, by):
        self.v += by / self.mass
        self.n += 1
        return self.v
    def energy(self):
        return self.v * self.v * self.mass
class Flat:
    __slots__ = ("x", "v", "n")
    def __init__(self, x, v, n):
        self.x = x
        self.v = v
        self.n = n
def make(count, cls=Body):
    return [cls(i * 1.25, i * -0.5, i) for i in range(count)]
def advance(bodies, dt):
    count = len(bodies)
    for i in range(count):
        one = bodies[i]
        for j in range(i + 1, count):
            other = bodies[j]
            dx = one.x - other.x
            one.v -= dx * dt
            other.v += dx * dt * 0.5
            other.n += i
    for body in bodies:
        body.x += body.v * dt
bodies = make(5)
s = 0
f = 0.0
"""

KEPT_ROWS = {
    "a function": """
for k in range(20):
    advance(bodies, 0.01)
""",
    "loops of the kernel": """
for k in range(9):
    for i in range(len(bodies)):
        for j in range(-1, -i, -1):
            bodies[i].v -= bodies[j].x * 0.25
            bodies[j].n += k
        s += bodies[i].n
        bodies[i].push(0.5)
        f += bodies[i - 1].energy()
        bodies[i].x, bodies[i].v = bodies[i].v, bodies[i].x
""",
    "slots, and a tuple": """
bodies = tuple(make(6, Flat))
for k in range(20):
    advance(bodies, 0.01)
    f += bodies[0].x
""",
    "an element is given to a function": """
def step(one, other, k):
    for i in range(k % 3):
        one.x += other.v
        other.n -= k
    return one.push(0.25)
for k in range(20):
    for i in range(5):
        f += step(bodies[i], bodies[k % 5], k)
""",
    "names for elements": """
def work(bodies, k):
    last = bodies[-1]
    best = last
    for number, body in enumerate(bodies):
        if body.v > best.v and body is not last:
            best = body
        for one, other in zip(bodies, bodies):
            one.x += number
            if one is other:
                s = 1
        body.seen = not body.seen
        last = body
    best.n += k
    last.mass += 0.5
    return best.n + (s if bodies else 0)
for k in range(20):
    s += work(bodies, k)
""",
    "two lists and a variable": """
others = make(3)
one = Body(0.5, 0.25, 7)
def work(bodies, others, one):
    for body in bodies:
        for other in others:
            other.x += body.v * one.mass
            one.n += other.n
        one.push(body.x)
    return one.n
for k in range(9):
    s += work(bodies, others, one) % 1000
    one.n = k
""",
    "a sum": """
def total(bodies):
    return sum(body.energy() for body in bodies) + sum(body.n for body in bodies if body.n > 1)
for k in range(9):
    f += total(bodies)
    for i in range(3):
        bodies[i].v += 0.5
""",
    "names in the kernel": """
for k in range(9):
    for i in range(len(bodies)):
        one = bodies[i]
        for j in range(i + 1, 5):
            other = bodies[j]
            dx = one.x - other.x
            one.v -= dx * 0.25
            other.v += dx * one.mass
            other.n += i
    for body in bodies:
        body.x += body.v * 0.01
        s += body.n
    for number, body in enumerate(bodies):
        body.n -= number
        if number == 3 - k % 3:
            break
    for body, other in zip(bodies, bodies):
        body.x -= other.v
        one = body
        if one is bodies[2]:
            s += 1
""",
    "names that are bound in branches": """
best = None
for k in range(12):
    if k % 4 == 3:
        last = bodies[k % 5]
        last.n += 1
    for body in bodies:
        if best is None or body.v < best.v - k:
            best = body
            s += 1
        best.x += 0.5
        if body.n == k:
            found = body
            found.seen = not found.seen
    s += best.n
    one = bodies[k % 3]
""",
    "methods of elements, one by one": """
bodies = make(90)
for k in range(5):
    for body in bodies:
        f += body.push(k * 0.5) + body.energy()
        s += body.n
    for i in range(80):
        one = bodies[i]
        one.x += one.push(0.5) - bodies[i + 1].push(0.25)
""",
    "none at all": """
bodies = make(1)
for k in range(9):
    advance(bodies, 0.5)
""",
    "longer than what is noted down": """
bodies = make(100)
for k in range(9):
    for i in range(100):
        bodies[i].v += bodies[i - 1].x * 0.5
        bodies[k].n += 1
""",
}

NOT_KEPT_ROWS = {
    "one of them twice": """
bodies.append(bodies[1])
for k in range(20):
    advance(bodies, 0.01)
""",
    "one of them by a name": """
one = bodies[2]
for k in range(20):
    advance(bodies, 0.01)
    one.x += 0.5
    f += one.v
""",
    "one of them in another list": """
others = [bodies[1], Body(1.0, 2.0, 3)]
for k in range(20):
    advance(bodies, 0.01)
    advance(others, 0.02)
""",
    "another name for the list": """
for k in range(9):
    again = bodies
    for i in range(5):
        again[i].x += 1.0
        bodies[i].v -= again[i - 1].x
        again[i].n += bodies[i].n
        f += again[i].v
        bodies[i].seen = not again[i].seen
        bodies[i].mass += again[i].mass
""",
    "one round": """
for i in range(5):
    bodies[i].x += bodies[i].v
""",
    "longer than what is noted down, in functions": """
bodies = make(100)
for k in range(5):
    advance(bodies, 0.01)
""",
    "another class": """
class Heavy(Body):
    pass
bodies = make(12)
bodies[10] = Heavy(1.0, 2.0, 3)
for k in range(20):
    for i in range(3):
        bodies[i].x += bodies[i + 1 - i // 2].n
""",
}

LEAVING_ROWS = {
    "with names for elements": """
for k in range(30):
    for i in range(5):
        one = bodies[i]
        one.x += 1.0
        s += 1 // (one.n - k) if k > 20 else 1
        for other in bodies:
            other.n += 3
            if other.n == 61:
                setattr(other, "seen", True)
            one.v += other.x
""",
    "behind calls for two elements": """
def swap(one, other, k):
    one.x, other.x = other.x, one.x + 1.0
    one.n += 1
    other.n -= 2
    return 100 // (one.n - k)
for k in range(30):
    for i in range(4):
        one = bodies[i]
        other = bodies[i + 1]
        s += one.push(0.5) > swap(one, other, k) + swap(other, one, 1000) + bodies[0].push(0.25)
        f += other.energy()
""",
    "behind a call for all and one": """
def shift(bodies, by):
    for body in bodies:
        body.x += by
        body.n += 1
    return by
def last(one, k):
    one.n *= 3
    return 10 // (k - 11)
for k in range(30):
    for i in range(4):
        f += bodies[i].push(0.5) + shift(bodies, k) + bodies[i + 1].push(1.5) + last(bodies[i], k)
""",
    "in the middle of a function": """
def work(bodies, k):
    for body in bodies:
        body.x += 1.0
        body.n += 1
        body.seen = True
        if body.n > 20:
            body.n = 10 // (body.n - 21)
    return 1
for k in range(30):
    s += work(bodies, k)
""",
    "beyond 64 bits": """
def work(bodies):
    for body in bodies:
        body.n = body.n * 5 + 1
for k in range(40):
    work(bodies)
    for i in range(5):
        bodies[i].x += 0.5
""",
    "behind the end": """
def work(bodies, k):
    for i in range(k // 4):
        bodies[i].v += 0.5
        bodies[-i].n += 1
    return k
for k in range(40):
    f += bodies[0].x
    s += work(bodies, k)
""",
    "of another kind": """
def work(bodies, k):
    for body in bodies:
        body.x += k
    return k
for k in range(30):
    s += work(bodies, k)
    if k == 17:
        bodies[2].x = 5
        setattr(bodies[3], "v", 3)
    for i in range(5):
        f += bodies[i].v
""",
    "the list grows": """
def work(bodies, k):
    for body in bodies:
        body.x += k
    return k
for k in range(30):
    s += work(bodies, k)
    if k == 17:
        setattr(bodies[0], "x", 0.25)
        bodies += make(2)
""",
}


def rows_state(variables):
    found = []
    for name in ("s", "f", "one", "best", "last", "found", "body", "bodies", "others"):
        value = variables.get(name)
        for one in value if type(value) in (list, tuple) else [value]:
            names = ("x", "v", "n", "seen", "mass")
            found += [index for index, body in enumerate(variables["bodies"]) if body is one]
            found += [getattr(one, name, one if type(one) in (int, float) else 0) for name in names]
    return written(found)


@pytest.mark.parametrize("pause_after", [None, 1, 2, 7])
@pytest.mark.parametrize("name", KEPT_ROWS)
def test_rows(name, pause_after):
    outcome, loop = natively(KEPT_ROWS[name], pause_after, BODIES, rows_state)
    assert outcome == in_python(KEPT_ROWS[name], BODIES, rows_state)
    assert {left.reason for left in loop.exits} <= WHOLE
    assert set(loop.kernel.rows) >= {"bodies"} and "bodies" in loop.kernel.in_cells


@pytest.mark.parametrize("pause_after", [None, 1, 3])
@pytest.mark.parametrize("name", NOT_KEPT_ROWS)
def test_rows_that_are_not_kept(name, pause_after):
    outcome, loop = natively(NOT_KEPT_ROWS[name], pause_after, BODIES, rows_state)
    assert outcome == in_python(NOT_KEPT_ROWS[name], BODIES, rows_state)
    assert "bodies" not in loop.kernel.rows


@pytest.mark.parametrize("pause_after", [None, 1, 3])
@pytest.mark.parametrize("name", LEAVING_ROWS)
def test_rows_of_loops_left_half_way(name, pause_after):
    outcome, loop = natively(LEAVING_ROWS[name], pause_after, BODIES, rows_state)
    assert outcome == in_python(LEAVING_ROWS[name], BODIES, rows_state)
    assert not {left.reason for left in loop.exits} <= WHOLE


@pytest.mark.parametrize(
    "change",
    [
        "bodies.append(bodies[0])",
        "bodies[3] = bodies[2]",
        "bodies[4] = Flat(1.0, 2.0, 3)",
        "bodies[1] = one",
        "one = bodies[2]",
        "bodies[2].x = 1",
        "bodies[2].v = 'text'",
        "del bodies[2].n",
        "bodies[2].n = 2**63",
        "vars(bodies[1])[1] = 1",
        "bodies += make(70)",
    ],
)
def test_rows_that_change_at_a_pause(change):
    text = """
one = Body(1.0, 2.0, 3)
for k in range(20):
    advance(bodies, 0.25)
    one.x += k
    s += one.n
"""
    loop = Loop(BODIES + text)
    iterator = loop.iterator()
    loop.compile(iterator)
    assert set(loop.kernel.rows) == {"bodies"}
    loop.kernel.pause_after = 10
    left = loop.kernel.run(loop.globals, iterator)
    assert left.reason == PAUSE
    loop.globals.update(left.variables)
    exec(change, loop.globals)
    before = rows_state(loop.globals)
    left = loop.kernel.run(loop.globals, iterator, left.resume)
    assert left.reason == ENTRY
    assert rows_state(loop.globals) == before


def test_rows_that_others_change_at_a_pause():
    loop = Loop(BODIES + "for k in range(20):\n    advance(bodies, 0.25)\n")
    iterator = loop.iterator()
    loop.compile(iterator)
    loop.kernel.pause_after = 10
    left = loop.kernel.run(loop.globals, iterator)
    other = {}
    exec(BODIES + "for k in range(10):\n    advance(bodies, 0.25)\n", other)
    assert rows_state(loop.globals) == rows_state(other)
    for space in (loop.globals, other):
        exec("bodies[1].x = 0.75\nbodies.append(Body(0.5, 0.5, 5))\ndel bodies[0]", space)
    loop.kernel.pause_after = 1000
    left = loop.kernel.run(loop.globals, iterator, left.resume)
    exec("for k in range(10):\n    advance(bodies, 0.25)\n", other)
    assert left.reason == "exhausted"
    assert rows_state(loop.globals) == rows_state(other)


def test_numbers_of_rows_that_others_hold():
    loop = Loop(BODIES + "for k in range(20):\n    advance(bodies, 0.25)\n")
    bodies = loop.globals["bodies"]
    mass, keep = [body.mass for body in bodies], [body.x for body in bodies]
    loop.run()
    assert all(body.mass is one for body, one in zip(bodies, mass, strict=True))
    assert keep == [i * 1.25 for i in range(5)]
