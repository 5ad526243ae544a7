"""Native functions that store into lists: as Python does it, or not at all."""

from __future__ import annotations

import copy
import gc
import random
import signal
import sys
import threading
import time

import pytest

pytest.importorskip("llvmlite")

from bayan.tiers.native import types_of
from tests.unit.native_loops import Loop, run_native, run_python
from tests.unit.test_native import native_function

PLACE = """
def place(row, n, columns, rising, falling):
    if row == n:
        return 1
    count = 0
    for column in range(n):
        if columns[column] or rising[row + column] or falling[row - column + n]:
            continue
        columns[column] = rising[row + column] = falling[row - column + n] = True
        count += place(row + 1, n, columns, rising, falling)
        columns[column] = rising[row + column] = falling[row - column + n] = False
    return count
"""
SORT = """
def sort(a, low, high):
    if low >= high:
        return
    p = partition(a, low, high)
    sort(a, low, p)
    sort(a, p + 1, high)
def partition(a, low, high):
    pivot = a[(low + high) // 2]
    i = low - 1
    j = high + 1
    while True:
        i += 1
        while a[i] < pivot:
            i += 1
        j -= 1
        while a[j] > pivot:
            j -= 1
        if i >= j:
            return j
        a[i], a[j] = a[j], a[i]
"""
PERMUTE = """
def permute(a, k, counts):
    if k == len(a):
        s = 0
        for i in range(len(a)):
            s = s * 7 + a[i]
        counts[s % len(counts)] += 1
        return 1
    n = 0
    for i in range(k, len(a)):
        a[k], a[i] = a[i], a[k]
        n += permute(a, k + 1, counts)
        a[k], a[i] = a[i], a[k]
    return n
"""
FILL = """
def fill(grid, r, c, old, new):
    if r < 0 or r >= len(grid) or c < 0 or c >= len(grid[r]) or grid[r][c] != old:
        return None
    grid[r][c] = new
    fill(grid, r + 1, c, old, new)
    fill(grid, r - 1, c, old, new)
    fill(grid, r, c + 1, old, new)
    fill(grid, r, c - 1, old, new)
"""
KNAPSACK = """
def best(i, room, weights, values, table):
    if i == len(weights):
        return 0
    if table[i][room] >= 0:
        return table[i][room]
    found = best(i + 1, room, weights, values, table)
    if weights[i] <= room:
        found = max(found, values[i] + best(i + 1, room - weights[i], weights, values, table))
    table[i][room] = found
    return found
"""
UNION = """
def union(parent, size, a, b):
    a = find(parent, a)
    b = find(parent, x=b)
    if a == b:
        return False
    if size[a] < size[b]:
        a, b = b, a
    parent[b] = a
    size[a] += size[b]
    return True
def find(parent, x):
    while parent[x] != x:
        parent[x] = parent[parent[x]]
        x = parent[x]
    return x
"""
SMOOTH = """
def smooth(a, rounds):
    if rounds > 0:
        previous = a[0]
        for i in range(1, len(a) - 1):
            here = a[i]
            a[i] = (previous + here + a[i + 1]) / 3.0
            previous = here
        smooth(a, rounds - 1)
"""


def numbers(count, top, seed=1):
    chosen = random.Random(seed)
    return [chosen.randrange(-top, top) for _ in range(count)]


def board(n):
    return [0, n, [False] * n, [False] * (2 * n), [False] * (2 * n + 1)]


def grid(rows, columns, seed=1):
    chosen = random.Random(seed)
    return [[chosen.choice([0, 0, 0, 1000]) for _ in range(columns)] for _ in range(rows)]


# The text, whose first function is called, and its arguments.
PROGRAMS = {
    "queens": (PLACE, [board(4), board(7), board(1)]),
    "sort ints": (SORT, [[numbers(n, 10**6), 0, n - 1] for n in (1, 2, 10, 3000)]),
    "sort small ints": (SORT, [[numbers(n, 50), 0, n - 1] for n in (3, 400)]),
    "sort large ints": (SORT, [[numbers(n, 2**62), 0, n - 1] for n in (3, 400)]),
    "sort floats": (SORT, [[[x / 7 for x in numbers(n, 99)], 0, n - 1] for n in (3, 400)]),
    "permutations": (PERMUTE, [[[3, 10**6, -7, 2, 10**12], 0, [0] * 11], [[1], 0, [0]]]),
    "flood fill": (FILL, [[grid(20, 30), 3, 4, 0, 2], [grid(5, 5), 0, 0, 0, 10**6]]),
    "knapsack": (
        KNAPSACK,
        [[0, 50, [3, 9, 7, 12, 8], [5, 11, 10, 20, 9], [[-1] * 51 for _ in range(5)]]],
    ),
    "union-find": (UNION, [[list(range(50)), [1] * 50, 3, 7], [[0, 0, 1, 3], [3, 1, 1, 1], 2, 3]]),
    "smooth": (SMOOTH, [[[x / 3 for x in range(40)], 9], [[1.0, 2.0], 0]]),
}


def prepared(text, arguments, copied=False):
    """The native function, what Python makes of the text, and the calls made below so far; each
    with copies of the arguments as they were. copied: the function copies lists.
    """
    namespace = {}
    exec(text, namespace)
    name = text[text.index("def ") + 4 : text.index("(")]
    calls = []

    def below(*given):
        calls.append((copy.deepcopy(given), identities(given)))
        return namespace[name](*given)

    kinds = types_of({str(index): value for index, value in enumerate(arguments)}).values()
    kernel, _ = native_function(text, kinds, copied)
    return kernel.bind(below), namespace[name], calls


def identities(value):
    if isinstance(value, (list, tuple)):
        return [id(value), [identities(one) for one in value]]
    return id(value)


def attempt(function, arguments):
    try:
        value = function(*arguments)
    except (ArithmeticError, IndexError, RecursionError, TypeError) as error:
        return type(error), str(error), repr(arguments)
    return type(value), repr(value), repr(arguments)


@pytest.mark.parametrize("name", PROGRAMS)
def test_programs(name):
    text, rows = PROGRAMS[name]
    native, plain, below = prepared(text, rows[0])
    for row in rows:
        assert attempt(native, copy.deepcopy(row)) == attempt(plain, copy.deepcopy(row))
    assert not below


def spoilt(row, at, place, value):
    row = copy.deepcopy(row)
    target = row[at]
    while isinstance(target[place], list):
        target = target[place]
    target[place] = value
    return row


# Calls that fail half-way, after many stores.
FAILURES = {
    "another type in the board": (PLACE, [spoilt(board(6), 4, 3, "text")]),
    "no number in the board": (PLACE, [spoilt(board(6), 2, 5, None), spoilt(board(6), 3, 9, [])]),
    "a short board": (PLACE, [[0, 6, [False] * 6, [False] * 9, [False] * 13]]),
    "a mixed list": (SORT, [spoilt([numbers(50, 99), 0, 49], 0, 20, 7.5)]),
    "a list with a large int": (SORT, [spoilt([numbers(50, 99), 0, 49], 0, 20, 2**70)]),
    "a list with a text": (SORT, [spoilt([numbers(50, 99), 0, 49], 0, 0, "text")]),
    "beyond the list": (SORT, [[numbers(50, 99), 0, 60]]),
    "an overflow": (
        "def f(a, i, x):\n    a[i] = x\n    f(a, i + 1, x * 1000003)\n    a[i] += 1\n",
        [[[5, 6.5, True, *range(300, 310)], 0, 1], [[*range(1000, 1003)], 0, 7]],
    ),
    "a division": (
        "def f(a, n):\n    a[n] += 1000\n    a[n] //= n\n    f(a, n - 1)\n",
        [[[n * 10**5 for n in range(30)], 29]],
    ),
    "raise": (
        "def f(a, n):\n    a[n] = 2 * a[n] + 1000\n    if n == 0:\n        raise TypeError('end')\n"
        "    f(a, n - 1)\n",
        [[[5] * 40, 39]],
    ),
    "swap": (
        "def f(a, i, j):\n    a[i], a[j] = a[j], a[i]\n    f(a, j, i + 1)\n",
        [[[1000 + n for n in range(20)], 0, 19], [[n / 3 for n in range(4)], 2, 1]],
    ),
}


# What the functions are compiled for, where that is not what a row has.
KINDS = {PLACE: board(6), SORT: [[5, 7], 0, 1]}


@pytest.mark.parametrize("name", FAILURES)
def test_failures_leave_no_trace(name):
    text, rows = FAILURES[name]
    native, plain, below = prepared(text, KINDS.get(text, rows[-1]))
    for row in rows:
        below.clear()
        given = copy.deepcopy(row)
        known = identities(given)
        assert attempt(native, given) == attempt(plain, copy.deepcopy(row))
        ((seen, places),) = below
        assert repr(list(seen)) == repr(row)
        assert places[1] == known[1]


def test_recursion_without_end():
    text = "def f(a, n):\n    a[n % len(a)] = n\n    f(a, n + 1)\n"
    native = native_function(text, ["list[int]", "int"])[0].bind(lambda *given: "below")
    a = [1, 2, 3, 10**9, 10**9]
    assert native(a, 300) == "below" and a == [1, 2, 3, 10**9, 10**9]


def test_aliases_and_objects_that_others_hold():
    shared = 123456789
    native, plain, below = prepared(
        "def f(a, b, n):\n    a[n] = b[0] + 1000\n    b[n] += a[n]\n    return a[0] // n\n",
        [[1], [1], 1],
    )
    for n in (1, 0):
        row = [shared, shared, 2.5, True]
        other = [row[0], *row[1:]]
        expected = copy.deepcopy(row)
        assert attempt(native, [row, row, n]) == attempt(plain, [expected, expected, n])
        assert other[0] is shared and other == [123456789, 123456789, 2.5, True]
    assert len(below) == 1


@pytest.mark.parametrize("text", [SORT, PERMUTE], ids=["sort", "permute"])
def test_what_changes_places_does_so_as_objects(text):
    a = [x * 10**6 for x in (5, 3, 9, 1, 7)] + [2, 4]
    given = [a, 0, len(a) - 1] if text is SORT else [a, 0, [0] * 5]
    native, _, below = prepared(text, given)
    known = {id(one): one for one in a}
    native(*given)
    assert {id(one): one for one in a} == known and not below
    assert text is not SORT or a == sorted(known.values())


@pytest.mark.parametrize("size", [1, 31, 32, 33, 64, 5000, 40000])
def test_a_log_of_any_size(size):
    text = (
        "def f(a, b, d):\n    for i in range(len(a)):\n        a[i] = i * 3\n"
        "        b[-1 - i] += 1\n        a[i] += 1000\n    return 7 // d\n"
    )
    native, plain, below = prepared(text, [[1], [1], 1])
    for divisor in (1, 0, 0, 1):
        row = [[*range(10**6, 10**6 + size)], [*range(size)], divisor]
        known = identities(row)
        below.clear()
        expected = attempt(plain, copy.deepcopy(row))
        assert attempt(native, row) == expected
        assert [places[1] for _, places in below] == ([] if divisor else [known[1]])


@pytest.mark.parametrize("size", [9, 900, 5000])
def test_slots_that_are_looked_for_in_turn(size):
    """Some of them far apart, so that they have one place among those that are found soon."""
    text = (
        "def f(a, b, d):\n    n = len(a)\n    for k in range(3):\n        for i in range(n):\n"
        "            a[i] = b[i] = not a[n - 1 - i]\n            a[(i * 2048) % n] = k == 1\n"
        "            b[(i + 2048) % n] = a[i]\n    return 7 // d\n"
    )
    native, plain, below = prepared(text, [[True], [True], 1])
    for divisor in (1, 0, 0, 1):
        row = [[i % 3 == 0 for i in range(size)], [i % 7 < 3 for i in range(size)], divisor]
        before = copy.deepcopy(row)
        below.clear()
        expected = attempt(plain, copy.deepcopy(row))
        assert attempt(native, row) == expected
        assert [[*values] for values, _ in below] == ([] if divisor else [before])


def test_references_are_counted():
    text = (
        "def f(a, n, d):\n    a[n] = a[n] + 1\n    a[n] = a[n] * 2\n"
        "    if n == 0:\n        a[0] //= d\n        return\n    f(a, n - 1, d)\n"
    )
    left = []
    function = native_function(text, ["list[int]", "int", "int"])[0].bind(
        lambda a, n, d: left.append((n, d))
    )
    thousand, small, true = 12345678, 7, True
    held = [thousand] * 20 + [small] * 20 + [true] * 20 + [10**15 + i for i in range(20)]

    def rounds():
        for n in (19, 39, 79):
            function([*held], n, 1)
            function([*held], n, 0)

    rounds()
    # With bools among the ints it leaves, too.
    assert left == [(19, 0), (39, 0), (79, 1), (79, 0)]
    gc.collect()
    counts = [sys.getrefcount(one) for one in (thousand, small, true, None, False, held[70])]
    blocks = sys.getallocatedblocks()
    for _ in range(300):
        rounds()
    left.clear()
    gc.collect()
    assert sys.getallocatedblocks() - blocks < 50
    after = [sys.getrefcount(one) for one in (thousand, small, true, None, False, held[70])]
    assert all(abs(x - y) < 20 for x, y in zip(counts, after, strict=True))
    assert held[:20] == [12345678] * 20 and held[70] == 10**15 + 10


LOOPS = {
    "statement": ("for i in range(20):\n    f(a, i, b)\n", "a[n % 5] += n\n    b[n % 3] = n\n"),
    "failing": (
        "for i in range(20):\n    f(a, i, b)\n",
        "a[n % 5] += n * 1000\n    b[n % 3] = 5 // (n % 7)\n",
    ),
    "value": (
        "for i in range(20):\n    s += f(a, i, b) + f(b, i, a)\n",
        "a[n % 3] += 1000 + b[0]\n    return 5 // (n % 7) + 2\n",
    ),
    "target": (
        "for i in range(20):\n    a[f(a, i, b) % 5] += f(b, i, a)\n",
        "a[n % 3] += 1000 + b[0]\n    return 5 // (n % 7) + 2\n",
    ),
    "test": (
        "while f(a, s, b) < 90 and f(b, s, a) < 100:\n    s += 1\n",
        "a[n % 3] += 1000\n    return n + 5 // (n % 7)\n",
    ),
    "branch": (
        "for i in range(20):\n    if f(a, i, b) > 3:\n        s += a[0] // b[0]\n    else:\n"
        "        s -= b[i]\n",
        "b[n % 3] += 1\n    a[0] = a[0] * 7\n    return n % 5\n",
    ),
    "overflow after the call": (
        "for i in range(20):\n    s = s * 1000 + f(a, i, b)\n",
        "a[n % 5] += 1\n    return n\n",
    ),
    "range": (
        "for i in range(4):\n    for j in range(f(a, i, b)):\n        s += a[j] + i\n",
        "a[n] += 5\n    b[0] = a[n]\n    return n + 2\n",
    ),
}


@pytest.mark.parametrize("name", LOOPS)
def test_loops_call_functions_with_effects(name):
    loop, body = LOOPS[name]
    text = f"def f(a, n, b):\n    {body}{loop}"
    values = {"a": [1, 2, 10**6, 4, 2**40], "b": [1, 70, 5], "s": 0}
    got, exits = run_native(text, copy.deepcopy(values))
    assert got == run_python(text, copy.deepcopy(values))
    reasons = [left.reason for left in exits]
    assert reasons[0] not in ("entry types", "form")
    assert reasons[-1] == "exhausted" or got[1] is not None or name == "overflow after the call"


def test_none_as_a_value():
    text = (
        "def f(a):\n    a[0] += 1\n"
        "for i in range(9):\n    if i == 5:\n        x = f(a)\n    s += i\n"
    )
    got, exits = run_native(text, {"a": [1], "s": 0, "x": 1})
    assert got == run_python(text, {"a": [1], "s": 0, "x": 1})
    assert exits[0].reason in ("form", "exhausted")


LONG = (
    "def f(a, n):\n    a[0] += 1\n    for i in range(n):\n        a[1] = i\n"
    "        a[2] += a[1] % 3\n    return a[2]\n"
)


def test_a_signal_undoes_the_call_and_is_handled_below():
    def interrupt(number, frame):
        raise KeyboardInterrupt

    arguments = [[10**6, 10**6, 10**6], 10**10]
    seen = []

    def below(a, n):
        seen.append(a)

    native = native_function(LONG, ["list[int]", "int"])[0].bind(below)
    before = signal.signal(signal.SIGALRM, interrupt)
    started = time.perf_counter()
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.1)
        with pytest.raises(KeyboardInterrupt):
            native(*arguments)
            for _ in range(10):
                pass
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert time.perf_counter() - started < 2
    assert arguments[0] == [10**6, 10**6, 10**6]
    # It can be called again: nothing is left in the log.
    native(arguments[0], 10)
    assert arguments[0] == [10**6 + 1, 9, 10**6 + 9] and not seen


def test_other_threads_need_not_wait_for_the_end():
    arguments = [[10**6, 10**6, 10**6], 10**10]
    ticks = []
    native = native_function(LONG, ["list[int]", "int"])[0].bind(lambda *given: "below")
    thread = threading.Timer(0.05, lambda: ticks.append(1))
    thread.start()
    assert native(*arguments) == "below"
    thread.join()
    assert ticks and arguments[0] == [10**6, 10**6, 10**6]


def test_long_calls_go_on_while_nothing_waits():
    rounds = 10**7
    a = [0, 0, 0]
    native = native_function(LONG, ["list[int]", "int"])[0].bind(lambda *given: "below")
    assert native(a, rounds) == sum(i % 3 for i in range(rounds))


def test_several_modules_have_their_own_logs():
    loop = Loop(
        "def f(a, n):\n    a[n] += 1000\n    return a[n] // n\nfor i in r:\n    s += f(a, i)\n",
        {"a": [5] * 9, "r": [3, 2, 1, 0], "s": 0},
    )
    with pytest.raises(ZeroDivisionError):
        loop.run()
    assert loop.globals["a"] == [1005, 1005, 1005, 1005, 5, 5, 5, 5, 5]
    native, _, _ = prepared("def f(a, n):\n    a[n] += 1000\n    return a[n] // n\n", [[1], 1])
    assert native([5] * 9, 3) == 335
