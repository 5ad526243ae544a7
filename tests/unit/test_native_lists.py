"""Lists that native kernels make, and strings that they read: results, exits half-way, whose
references are whose, and that none is lost or kept.
"""

from __future__ import annotations

import copy
import gc
import itertools
import math
import random
import sys

import pytest

pytest.importorskip("llvmlite")

from bayan.tiers.refusal import Refusal
from tests.unit.native_loops import Loop, run_native, run_python

WHOLE = {"exhausted", "broke", "pause"}

# Programs whose loops run in one kernel from beginning to end.
PROGRAMS = {
    "displays": """
for i in range(40):
    o = [None, i, i * 0.5, i > 3, 1 if i % 3 else 2.5]
    o.append(None if i % 4 else 0.25)
    o.insert(i, i if i % 2 else True)
    for x in o:
        if x is not None:
            s += x
    a = [i, i + 1, i * i]
    b = [a[0] * 0.5, 2.5]
    c = [a, a, [i]]
    s += len(c) + c[1][2] + len(c[2])
""",
    "repeated": """
for i in range(-2, 40):
    a = [0] * i
    b = 2 * [1.5, float(i)]
    s += len(a) + len(b)
    if i > 3:
        a[i // 2] = i
        s += a[i // 2] + a[0]
""",
    "filled": """
for i in range(30):
    a = []
    for j in range(i):
        a.append(j * i)
    s += len(a)
    if a:
        s += a[-1]
""",
    "copies": """
a = [1, 2, 3, 400000]
for i in range(20):
    b = a[:]
    c = a.copy()
    d = list(a)
    b[0] = i
    c[1] = i
    d[2] = i
    a = b if i % 3 else d
    s += c[1] + b[3]
""",
    "joined": """
a = [1]
for i in range(12):
    b = a + [i]
    a = b + a
    s += len(b)
""",
    "ranges": """
for i in range(-3, 12):
    a = list(range(i))
    b = list(range(i, 3 * i, 2))
    c = list(range(i, -i, -3))
    d = list(range(2, i))
    s += len(a) + len(b) * 10 + len(c) * 100 + len(d) * 1000 + sum(a) + sum(b) + sum(c)
""",
    "comprehensions": """
for i in range(12):
    a = [j * j for j in range(i)]
    b = [x + 1 for x in a if x % 2 == 0 if x > 3]
    c = [[0] * 3 for _ in range(i)]
    d = [x * y for x in range(4) for y in a if x != y]
    e = [x - y for x, y in zip(a, a[::-1])]
    f = [k * x for k, x in enumerate(a, i)]
    g = [row[0] + len(row) for row in c]
    for row in c:
        row[1] = i
    s += sum(a) + sum(b) + len(c) + sum(d) + sum(e) + sum(f) + sum(g)
""",
    "taken out": """
a = list(range(100, 170))
b = []
for i in range(60):
    x = a.pop()
    y = a.pop(0) if 0 else i
    if i % 3 == 0:
        a.insert(i - 20, x * y)
    if i % 4 == 0:
        a.reverse()
    if i % 5 == 0 and len(a) > 4:
        z = a.pop(-2)
        b.append(z)
        a.pop(1)
    s += x
""",
    "sorted": """
for i in range(25):
    a = [(i * 7919 + j * 104729) % 101 for j in range(i)]
    b = sorted(a)
    a.sort()
    s += len(a)
    if i:
        s += a[0] * b[-1] + max(a) - min(b)
    c = 17 in a
    d = i not in b
""",
    "extended": """
a = []
for i in range(20):
    a += [i, i + 1]
    if i % 7 == 0:
        a += a
    s += len(a)
""",
    "rows": """
m = []
for i in range(10):
    row = []
    for j in range(i + 1):
        row.append(i * j)
    m.append(row)
    if i > 2:
        m[0], m[i] = m[i], m[0]
        m[1] = [7, i]
        last = m[i]
        s += m[1][1] + len(last)
        other = m.pop(1)
        m.insert(1, other)
""",
    "handed on": """
previous = [1]
current = []
third = [5, 5]
for i in range(20):
    previous, current, third = current, third, previous
    current = previous + current
    previous = third
    s += len(current) + len(previous)
""",
    "levenshtein": """
one = "kitten sitting \\u00e9"
other = "sitting kitten \\u2713"
previous = list(range(len(other) + 1))
for i in range(1, len(one) + 1):
    current = [i]
    for j in range(1, len(other) + 1):
        cost = previous[j - 1]
        if one[i - 1] != other[j - 1]:
            cost = 1 + min(cost, previous[j], current[j - 1])
        current.append(cost)
    previous = current
""",
    "pascal": """
rows = []
for i in range(30):
    row = [1]
    for k in range(1, i):
        row.append(rows[i - 1][k - 1] + rows[i - 1][k])
    if i:
        row.append(1)
    rows.append(row)
""",
    "sieve": """
primes = []
for n in range(2, 300):
    for p in primes:
        if p * p > n:
            primes.append(n)
            break
        if n % p == 0:
            break
    else:
        primes.append(n)
""",
    "bubble": """
for n in range(20):
    a = [(i * 7919) % 31 * 0.5 for i in range(n)]
    for i in range(n):
        for j in range(n - 1 - i):
            if a[j] > a[j + 1]:
                a[j], a[j + 1] = a[j + 1], a[j]
    s += len(a)
""",
    "fannkuch": """
n = 5
permutation = list(range(n))
counts = [0] * n
most = 0
sign = 1
r = n
while r <= n:
    while r > 1:
        counts[r - 1] = r
        r -= 1
    flipped = permutation[:]
    flips = 0
    first = flipped[0]
    while first != 0:
        low = 0
        high = first
        while low < high:
            flipped[low], flipped[high] = flipped[high], flipped[low]
            low += 1
            high -= 1
        flips += 1
        first = flipped[0]
    if flips > most:
        most = flips
    s += sign * flips
    sign = -sign
    while True:
        if r == n:
            r = n + 1
            break
        head = permutation[0]
        for i in range(r):
            permutation[i] = permutation[i + 1]
        permutation[r] = head
        counts[r] -= 1
        if counts[r] > 0:
            break
        r += 1
""",
    "gauss": """
n = 8
m = [[float((i * 7 + j * 3) % 11 + (i == j) * 20 * (i % 3)) for j in range(n)] for i in range(n)]
right = [float(i) for i in range(n)]
for column in range(n):
    pivot = column
    for row in range(column + 1, n):
        if abs(m[row][column]) > abs(m[pivot][column]):
            pivot = row
    m[column], m[pivot] = m[pivot], m[column]
    right[column], right[pivot] = right[pivot], right[column]
    upper = m[column]
    for row in range(column + 1, n):
        lower = m[row]
        factor = lower[column] / upper[column]
        for k in range(column, n):
            lower[k] -= factor * upper[k]
        right[row] -= factor * right[column]
""",
    "product": """
n = 6
a = [[i + j for j in range(n)] for i in range(n)]
b = []
for i in range(n):
    line = []
    for j in range(n):
        total = 0
        for k in range(n):
            total += a[i][k] * a[k][j]
        line.append(total)
    b.append(line)
""",
    "loops over new lists": """
for i in range(12):
    for x in [i, 2, 3]:
        s += x
        if x == 2 and i % 2:
            break
    for k, x in enumerate(list(range(i))[1:]):
        s += k * x
        for y in [x] * 2:
            if y == 5:
                continue
            s += y
    for x, y in zip([1, 2, 3], [4.5, i * 0.5]):
        s += x * y
""",
    "a return of lists by turns": """
a = [1, 2]
b = [3.5]
for i in range(10):
    x = a if i % 2 else b
    c = [i] if i > 4 else a
    d = b or [1.5]
    s += len(x) + c[0] + d[0]
""",
    "graph": """
g = [[] for _ in range(20)]
for i in range(20):
    g[i].append(i * 7 % 20)
    g[i * 3 % 20].append(i)
    g[i * 11 % 20].append(i)
""",
    "search": """
g = [[i * 7 % 30, i * 11 % 30] for i in range(30)]
seen = [False] * 30
stack = [1]
while stack:
    u = stack.pop()
    if seen[u]:
        continue
    seen[u] = True
    s += u
    for v in g[u]:
        if not seen[v]:
            stack.append(v)
""",
    "text": """
text = "the quick brown fox; \\u00e9\\u00df \\u2713 \\U0001f600 jumps" * 2
last = "x"
for k, ch in enumerate(text):
    if ch in "aeiou" or ch in ("q", last):
        s += 1
    if "a" <= ch <= "z" and ch not in "xyz":
        s += ord(ch) - 97
    if ch == last or text[-1] == ch or ch == text[k // 2]:
        s += 100
    if chr(ord(ch) + 1) > ch and last != ch:
        s += 7
    last = ch
""",
    "texts": """
for a, b in zip("hello world", "help! worse"):
    if a == b:
        s += 1
    elif a < b:
        s += 100
    if w == v or w == a:
        s += 1000
    if w != u:
        s += 10000
""",
}  # fmt: skip

VALUES = {"texts": {"w": "abc", "v": "abc", "u": "ab\u0100"}}

# Programs whose kernels leave, and why.
LEAVING = {
    "overflow in a display": ("overflow", """
for i in range(5):
    a = [i, [2 ** 62] * 2, [(2 ** 62 + i) * (i + 1)]]
    s += len(a)
"""),
    "overflow in a comprehension": ("overflow", """
for i in range(60, 64):
    a = [[j] * 2 for j in range(4) if [2 ** j] and (1 << (i - j)) * [j + 1][0] * 3 > 0]
    s += len(a)
"""),
    "index behind new lists": ("index", """
for i in range(6):
    a = [1, 2, 3][i:] + [[5, 6][:][i]]
    s += len(a)
"""),
    "pop of an empty one": ("index", """
a = [1, 2, 3]
while True:
    s += 1
    b = a[:]
    a.pop()
"""),
    "elements of another type": ("element type", """
for i in range(6):
    b = [x + 1 for x in a[:]]
    a.append(1 if i < 3 else 0.5)
    s += sum(b)
"""),
    "big ints": ("overflow", """
a = []
x = 1
for i in range(100):
    a.append(x)
    x = x * 3
    s += len(a)
"""),
    "text index": ("index", """
t = "abc"
for i in range(-3, 6):
    if t[i] == "b":
        s += len([i])
"""),
    "chr": ("domain", """
for i in range(1114109, 1114114):
    c = chr(i)
    s += ord(c)
"""),
    "sum of nothing": ("domain", """
a = [0.5]
for i in range(4):
    s += sum(a[i:])
"""),
}  # fmt: skip


def values_of(name):
    return {"s": 0, "a": [1, 2, 3, 4], **VALUES.get(name, {})}


@pytest.mark.parametrize("pause_after", [None, 1])
@pytest.mark.parametrize("name", PROGRAMS)
def test_whole_loops_in_one_kernel(name, pause_after):
    values = values_of(name)
    got, exits = run_native(PROGRAMS[name], values, pause_after)
    assert got == run_python(PROGRAMS[name], values)
    assert {left.reason for left in exits} <= WHOLE
    assert pause_after is None or len(exits) > 1


@pytest.mark.parametrize("pause_after", [None, 1])
@pytest.mark.parametrize("name", LEAVING)
def test_exits_half_way(name, pause_after):
    reason, text = LEAVING[name]
    got, exits = run_native(text, values_of(name), pause_after)
    assert got == run_python(text, values_of(name))
    assert reason in {left.reason for left in exits}


def blocks_after(loop, times):
    """Blocks of memory in use, after a loop's kernel ran some times."""
    for _ in range(times):
        variables = copy.deepcopy(loop.start)
        iterator = loop.iterator()
        left = loop.kernel.run(variables, iterator)
        while left.reason == "pause":
            variables.update(left.variables)
            left = loop.kernel.run(variables, iterator, left.resume)
    del variables, iterator, left
    gc.collect()
    return sys.getallocatedblocks()


@pytest.mark.parametrize("name", [*PROGRAMS, *LEAVING])
def test_no_reference_is_lost_or_kept(name):
    text = PROGRAMS.get(name) or LEAVING[name][1]
    loop = Loop(text, values_of(name))
    loop.compile(loop.iterator())
    loop.start = {key: value for key, value in loop.globals.items() if key != "__builtins__"}
    for pause_after in (1 << 20, 7):
        loop.kernel.pause_after = pause_after
        before = blocks_after(loop, 10)
        after = blocks_after(loop, 50)
        assert abs(after - before) < 25


def test_references_after_a_kernel():
    a, b = [1, 2, 3], [4.5]
    values = {"a": a, "b": b, "m": [[1]], "n": 50}
    text = "while n:\n    n -= 1\n    x = a\n    m = [a, a, [n]]\n    y = m[2]\n    b = a\n"
    loop = Loop(text, values)
    loop.run()
    loop.exits.clear()
    after = loop.globals
    assert after["x"] is a and after["b"] is a and after["m"][0] is a and after["m"][1] is a
    assert after["y"] is after["m"][2] and after["y"] == [0]
    # Here: a, values, x, b, the global a, two in m, the argument; y: the global, m, the argument.
    assert sys.getrefcount(a) == 8
    assert sys.getrefcount(b) == 3
    count = sys.getrefcount(after["y"])
    assert count == 3


def test_elements_keep_their_identity_where_they_change_places():
    things = [object(), "text", 10**30, 2.5, None]
    a = list(things)
    loop = Loop(
        "for i in range(4):\n    a[i], a[i + 1] = a[i + 1], a[i]\n    n += 1\n", {"a": a, "n": 0}
    )
    loop.globals["a"] = [1] * 5
    loop.compile(loop.iterator())
    left = loop.kernel.run({"a": a, "n": 0}, loop.iterator())
    assert left.reason == "exhausted"
    assert all(one is other for one, other in zip(a, things[1:] + things[:1], strict=True))
    assert all(sys.getrefcount(one) < 10 for one in things[:1])


class Noisy:
    """Says when it dies."""

    def __init__(self, said):
        self.said = said

    def __del__(self):
        self.said.append("dead")


@pytest.mark.parametrize(
    "statement",
    ["m[0] = [n]", "m.pop(0)", "r = m.pop(0)", "m[0], m[1] = m[1], m[1]", "m[0], r = [n], m[1]"],
)
def test_what_could_run_code_as_it_dies_makes_a_kernel_leave(statement):
    said = []
    text = f"while n:\n    n -= 1\n    {statement}\n    x = n + 1\n"
    clean = [[1] * 9, [2], [3], [4]]
    loop = Loop(text, {"m": copy.deepcopy(clean), "n": 1, "r": [0]})
    loop.compile()
    m = copy.deepcopy(clean)
    m[0][8] = Noisy(said)
    left = loop.kernel.run({"m": m, "n": 1, "r": [0]})
    assert left.reason == "element type" and left.statement is loop.node.body[1]
    assert not said and len(m) == 4 and len(m[0]) == 9
    left = loop.kernel.run({"m": copy.deepcopy(clean), "n": 1, "r": [0]})
    assert left.reason == "exhausted"


def test_rows_that_change_places_need_not_be_looked_at():
    said = []
    loop = Loop("while n:\n    n -= 1\n    m[0], m[1] = m[1], m[0]\n", {"m": [[1], [2]], "n": 3})
    loop.compile()
    m = [[1, Noisy(said)], [2]]
    left = loop.kernel.run({"m": m, "n": 3})
    assert left.reason == "exhausted" and m[0] == [2] and not said


def test_a_copy_of_what_is_not_harmless_may_go():
    said = []
    loop = Loop("while n:\n    n -= 1\n    b = a[:]\n    b = [n]\n", {"a": [1] * 9, "n": 3})
    loop.compile()
    a = [*[1] * 8, Noisy(said)]
    left = loop.kernel.run({"a": a, "n": 3})
    count = sys.getrefcount(a[8])
    assert left.reason == "exhausted" and not said and count == 2


SIZES = [0, 1, -5, -6, 256, 257, (1 << 30) - 1, 1 << 30, (1 << 60) - 1, 1 << 60, (1 << 62) + 3]
INTS = SIZES + [-size for size in SIZES]


def test_ints_of_one_digit_and_of_two_take_the_place_of_each_other():
    text = (
        "for v in values:\n"
        "    for w in values:\n"
        "        a[0] = v\n"
        "        b = a[0]\n"
        "        a[0] = w\n"
        "        out.append(b)\n"
        "        out.append(a[0])\n"
        "        out.append(a[0] // 3)\n"
    )
    values = {"values": INTS, "a": [1 << 40], "out": [], "b": 0, "v": 0, "w": 0}
    got, exits = run_native(text, values)
    assert got == run_python(text, values)
    assert [left.reason for left in exits] == ["exhausted"]


def test_an_int_of_two_digits_is_changed_in_place():
    """A thousand of them need no object more."""
    loop = Loop("while n:\n    n -= 1\n    a[0] = a[0] * 16807 % 2147483647\n", {"a": [7], "n": 9})
    loop.compile()
    a = [int("1234567890")]
    place = id(a[0])
    left = loop.kernel.run({"a": a, "n": 1000})
    assert left.reason == "exhausted" and id(a[0]) == place
    assert a == [pow(16807, 1000, 2147483647) * 1234567890 % 2147483647]


def test_the_collector_waits_for_the_kernel():
    """Cyclic garbage may run code of the program as it is found: outside of a kernel only."""
    loop = Loop("for i in range(n):\n    m.append([i])\n    k = i + 1\n", {"m": [], "n": 5000})
    loop.compile(loop.iterator())
    m = []
    seen = []

    def watch(phase, info):
        seen.append(len(m))

    gc.collect()
    gc.callbacks.append(watch)
    try:
        left = loop.kernel.run({"m": m, "n": 5000}, iter(range(5000)))
    finally:
        gc.callbacks.remove(watch)
    assert left.reason == "exhausted" and len(m) == 5000
    assert set(seen) <= {0, 5000} and gc.isenabled()


def test_a_list_too_long_for_memory():
    loop = Loop("while n:\n    b = [0] * n\n    c = a + b\n    n = 0\n", {"a": [1], "n": 1})
    loop.compile()
    left = loop.kernel.run({"a": [1], "n": 2**61})
    assert isinstance(left.interruption, MemoryError) and left.statement is loop.node.body[0]
    assert left.variables == {}


def test_a_copy_into_a_list_that_others_see_is_a_new_one():
    text = """
for i in range(20):
    if i % 5 == 0:
        keep.append(b)
    b = a[:]
    b[0] = i
"""
    values = {"a": [1, 2], "b": [0, 0], "keep": [[9, 9]]}
    got, _ = run_native(text, values)
    assert got == run_python(text, values)


INDICES = [None, 0, 1, 2, -1, -3, 5, 9, -9, 2**62, -(2**62)]


@pytest.mark.parametrize("step", [None, 1, 2, -1, -2, 3, 2**62, 0, -(2**63)])
def test_slices(step):
    bounds = list(itertools.product(INDICES, repeat=2))
    for missing in itertools.product([True, False], repeat=2):
        names = ["" if gone else name for gone, name in zip(missing, "ij", strict=True)]
        slice_ = ":".join([*names, "k"] if step is not None else names)
        text = f"while n:\n    b = a[{slice_}]\n    n = 0\n"
        values = {"a": [10, 20, 30, 40, 50], "i": 0, "j": 0, "k": step or 1, "n": 1}
        loop = Loop(text, values)
        kernel = loop.compile()
        for i, j in bounds:
            if (i is None) != missing[0] or (j is None) != missing[1]:
                continue
            row = {**values, "i": i or 0, "j": j or 0, "k": 0 if step == 0 else values["k"]}
            left = kernel.run(row)
            if step in (0, -(2**63)):
                assert left.reason == "domain"
                continue
            assert left.variables["b"] == values["a"][i:j:step], (i, j, step)


def test_sums_of_floats_are_the_built_in_functions():
    random.seed(5)
    loop = Loop("while n:\n    s = sum(a)\n    n = 0\n", {"a": [0.5], "n": 1})
    kernel = loop.compile()
    rows = [[1e16, 1.0, -1e16], [1e308, 1e308, -1e308], [-0.0], [math.inf, 1.0, -math.inf]]
    rows += [[math.nan, 1.0], [math.inf, 2.0], [0.1] * 10]
    rows += [[random.uniform(-1, 1) * 10.0 ** random.randint(-20, 20) for _ in range(20)]
             for _ in range(300)]  # fmt: skip
    for row in rows:
        left = kernel.run({"a": row, "n": 1})
        assert repr(left.variables["s"]) == repr(sum(row)), row


def test_membership_of_what_is_equal_to_nothing_is_left_to_python():
    nan = math.nan
    loop = Loop("while n:\n    r = x in a\n    n = 0\n", {"a": [0.5, nan], "x": nan, "n": 1})
    kernel = loop.compile()
    assert kernel.run({"a": [0.5, nan], "x": nan, "n": 1}).reason == "inexact"
    assert kernel.run({"a": [0.5, nan], "x": 0.5, "n": 1}).variables["r"] is True
    assert kernel.run({"a": [0.5, nan], "x": 1.5, "n": 1}).variables["r"] is False


@pytest.mark.parametrize(
    "text", ["", "a", "abc", "\xe9t\xe9", "\u0628\u064a\u0627\u0646", "a\U0001f600"]
)
def test_characters_of_all_widths(text):
    program = """
while i < len(t):
    c = t[i]
    d = t[i - len(t)]
    n = n * 31 % 1000003 + ord(c) + (c == d) + (c < "m") * 3 + (d >= "\\u0628") * 5
    i += 1
"""
    values = {"t": text, "i": 0, "n": 0}
    got, exits = run_native(program, values)
    assert got == run_python(program, values)
    assert {left.reason for left in exits} <= WHOLE


def test_characters_are_strings_outside():
    loop = Loop("for c in t:\n    n += 1\n    if n == 2:\n        break\n", {"t": "xyz", "n": 0})
    iterator = loop.iterator()
    loop.compile(iterator)
    left = loop.kernel.run(loop.globals, iterator)
    assert left.reason == "broke" and left.variables["c"] == "y" and list(iterator) == ["z"]
    assert type(left.variables["c"]) is str
    assert loop.kernel.run({"t": "q", "n": 5, "c": "long"}, iter("q")).variables["n"] == 6


class Text(str):
    __slots__ = ()


@pytest.mark.parametrize("value", [Text("abc"), b"abc", ["a"]])
def test_other_texts_do_not_enter(value):
    loop = Loop("while n:\n    n -= 1\n    k = len(t)\n", {"t": "abc", "n": 3})
    loop.compile()
    assert loop.kernel.run({"t": value, "n": 3}).reason == "entry types"


@pytest.mark.parametrize(
    "text",
    [
        "while n:\n    n -= 1\n    x = t + t\n",
        "while n:\n    n -= 1\n    x = t * n\n",
        "while n:\n    n -= 1\n    x = [t[0]]\n",
        "while n:\n    n -= 1\n    x = {n}\n",
        "while n:\n    n -= 1\n    a *= 2\n",
        "while n:\n    n -= 1\n    x = [*a]\n",
        "while n:\n    n -= 1\n    a[n], x = a.pop(), 1\n",
    ],
)
def test_refused(text):
    with pytest.raises(Refusal):
        Loop(text, {"t": "abc", "a": [1, 2], "n": 3}).compile()
