"""Native functions that copy the lists that they are given: nobody can tell."""

from __future__ import annotations

import collections
import copy
import ctypes
import gc
import itertools
import math
import sys

import pytest

pytest.importorskip("llvmlite")

from bayan.runtime.runtime import Runtime
from bayan.tiers.native import COPIES_PAY, ENTRY, REASONS
from bayan.tiers.native.copies import ENOUGH, MOST, REMEMBERED, WORTH
from bayan.tiers.native.emitter import INDEX
from bayan.tiers.policy import Policy
from bayan.tiers.refusal import Refusal
from tests.unit.test_native import native_function
from tests.unit.test_native_effects import (
    FAILURES,
    KINDS,
    PROGRAMS,
    SORT,
    attempt,
    identities,
    prepared,
)

FLAT = ("queens", "sort ints", "sort large ints", "sort floats", "permutations", "union-find")


@pytest.mark.parametrize("name", [*FLAT, "smooth", "sort small ints"])
def test_programs(name):
    text, rows = PROGRAMS[name]
    native, plain, below = prepared(text, rows[0], True)
    for row in rows:
        assert attempt(native, copy.deepcopy(row)) == attempt(plain, copy.deepcopy(row))
    assert not below


@pytest.mark.parametrize("name", FAILURES)
def test_failures_leave_no_trace(name):
    text, rows = FAILURES[name]
    native, plain, below = prepared(text, KINDS.get(text, rows[-1]), True)
    for row in rows:
        below.clear()
        given = copy.deepcopy(row)
        known = identities(given)
        assert attempt(native, given) == attempt(plain, copy.deepcopy(row))
        ((seen, places),) = below
        assert repr(list(seen)) == repr(row)
        assert places[1] == known[1]


MIXED = """
def f(a, b, c, i, d):
    a[i] += 1
    b[i] = a[i] / 4
    c[i] = not c[i]
    a[-1] = len(b) + (1 if c else 0)
    for x in b:
        if x > 2.0:
            a[0] += 1
    return 7 // d + (a[i] if c[i - 1] else 0)
"""


@pytest.mark.parametrize("divisor", [0, 1])
@pytest.mark.parametrize("index", [0, 1, -1, 3])
def test_lists_of_several_kinds(index, divisor):
    row = [[5, 10**12, -(2**40)], [0.5, -0.0, math.inf], [True, False, False], index, divisor]
    native, plain, below = prepared(MIXED, [[1], [0.5], [True], 1, 1], True)
    given = copy.deepcopy(row)
    assert attempt(native, given) == attempt(plain, copy.deepcopy(row))
    assert len(below) == (index == 3 or not divisor)


def test_what_is_not_stored_into_keeps_its_objects():
    native, _, below = prepared(
        "def f(a, b, i):\n    a[i] = b[i] = 7.5\n    a[0] = a[1]\n", [[1.0], [1.0], 0], True
    )
    nan = float("nan")
    a, b = [0.25, -0.0, nan, 1e300], [nan, 2.5, -nan, 0.0]
    before, other = [*a], [*b]
    native(a, b, 3)
    assert [x is y for x, y in zip(a, before, strict=True)] == [False, True, True, False]
    assert [x is y for x, y in zip(b, other, strict=True)] == [True, True, True, False]
    assert repr(a) == "[-0.0, -0.0, nan, 7.5]" and b[3] == 7.5 and not below


ALIASES = "def f(a, b, c, n):\n    a[n] = b[0] + 1000\n    c[n] += a[n]\n    return b[n] // n\n"


@pytest.mark.parametrize("same", list(itertools.product([0, 1, 2], repeat=3)))
@pytest.mark.parametrize("n", [0, 1])
def test_one_list_by_several_names(same, n):
    def arguments():
        lists = [[5, 6, 7], [10**10, 2**40, 9], [-5, -6, 300]]
        return [*[lists[one] for one in same], n]

    native, plain, below = prepared(ALIASES, [[1], [1], [1], 1], True)
    assert attempt(native, arguments()) == attempt(plain, arguments())
    assert len(below) == (n == 0)


def test_one_list_for_two_kinds_of_copies():
    text = "def f(a, b):\n    a[0] = 5\n    return b[0] + len(b)\n"
    native, plain, below = prepared(text, [[1], [1.5]], True)
    for one in ([7], [7.5], []):
        assert attempt(native, [one, one]) == attempt(plain, [one, one])
    assert len(below) == 3


OTHERS = {
    "a list of rows": ("def f(a, b):\n    a[0] = 1\n    return b[0][0]\n", [[1], [[1]]]),
    "a tuple of lists": ("def f(a, b):\n    a[0] = 1\n    return b[0][0]\n", [[1], ([1],)]),
    "an empty list": ("def f(a, b):\n    a[0] = 1\n    return len(b)\n", [[1], []]),
    "no list": ("def f(a):\n    return a\n", [1]),
    "another kind is stored": ("def f(a):\n    a[0] = True\n", [[1]]),
    "a list of its own": ("def f(a):\n    b = a[:]\n    return b[0]\n", [[1]]),
}


@pytest.mark.parametrize("name", OTHERS)
def test_what_has_no_form_with_copies(name):
    with pytest.raises(Refusal):
        prepared(*OTHERS[name], True)


def test_lists_of_the_module_may_be_those_that_are_copied():
    text = "def f(a):\n    a[0] = 5\n    return T[0] + %s[0]\n"
    kernel, names = None, None
    for name, refused in (("L", True), ("T", False)):
        source = text % name
        if refused:
            with pytest.raises(Refusal):
                with_globals(source)
        else:
            kernel, names = with_globals(source)
    below = []
    assert kernel.bind(below.append)([1, 2]) == 14 and not below and names["T"] == (7, 8)


def with_globals(text):
    """As native_function, in a module with a list and a tuple."""
    from bayan.syntax import nodes
    from bayan.syntax.resolver import resolve
    from bayan.tiers.dispatch import Engine
    from bayan.tiers.native import compile_function
    from bayan.values.builtins import make_builtins
    from bayan.values.functions import instantiate
    from tests.support.python_bridge import module_from_python

    tree, source = module_from_python(text)
    resolve(tree, source)
    engine = Engine("walk")
    names = {"__builtins__": make_builtins(engine.intrinsics()), "L": [1, 2], "T": (7, 8)}
    unit = engine.unit(source, tree, names)
    for node in tree.body:
        if isinstance(node, nodes.FunctionDefinition):
            names[node.name] = instantiate(unit.record(node), None, None, None, None)
    record = unit.record(tree.body[0])
    return compile_function(record, {"a": "list[int]"}, copied=True), names


def test_a_list_that_is_too_long():
    kernel, _ = native_function("def f(a):\n    a[0] = False\n", ["list[bool]"], True)
    below = []
    function = kernel.bind(lambda a: below.append(len(a)))
    for length in (MOST, MOST + 1):
        a = [True] * length
        kernel.ask_for_copies(True)
        function(a)
        assert a[0] is (length > MOST)
    assert below == [MOST + 1]


# Indices by the number of the round, in a list of 12; n, k and m are numbers that are given.
INDICES = {
    "i": [(12, 0, 0), (13, 0, 0), (0, 0, 0), (2**62, 0, 0)],
    "i + k": [(5, 7, 0), (5, 8, 0), (5, -1, 0), (5, -6, 0), (2, 2**63 - 1, 0), (2, -(2**63), 0)],
    "k - i": [(5, 11, 0), (5, 12, 0), (5, 4, 0), (5, 3, 0), (5, -(2**63) + 3, 0)],
    "i - k + m": [
        (5, 3, 3),
        (5, 3, 2),
        (5, -(2**63), 2),
        (5, -7, 0),
        (5, -8, 0),
        (5, 9, 2**63 - 1),
    ],
    "k * 4 + i": [(4, 2, 0), (4, 3, 0), (4, 2**62, 0), (4, -1, 0)],
    "2 * i + k": [(6, 0, 0), (6, 1, 0), (6, 2, 0), (6, -1, 0)],
    "i * k - m * 3": [(4, 3, 0), (4, 4, 0), (4, 4, 1), (4, 2**61, 0), (4, -1, -3)],
    "k": [(5, 11, 0), (5, 12, 0), (5, -12, 0), (5, -13, 0)],
    "3": [(5, 0, 0)],
    "-1 + i": [(5, 0, 0), (0, 0, 0)],
}
# Loops whose statements have an index in the place of the @.
ROUNDS = {
    "up": "    for i in range(n):\n        s += a[@]\n        a[@] += i + 1\n",
    "down": "    for i in range(n - 1, -1, -1):\n        a[@] = s\n        s = s * 3 + a[@]\n",
    "a part": "    for i in range(1, n - 1):\n        s += a[@]\n        a[@] = a[@] * 2 - s\n",
    "some rounds": (
        "    for i in range(n):\n        if i % 2 == 0:\n            a[@] += 5\n"
        "        else:\n            s += 1\n            continue\n        s += a[0]\n"
    ),
    "and all": (
        "    for i in range(n):\n        s += 1\n        if a[@] > 4:\n            a[@] += 5\n"
        "        a[0] = a[@] - 1\n"
    ),
    "left": (
        "    for i in range(n):\n        if a[@] == 7:\n            break\n        a[@] = 7 - i\n"
        "    else:\n        s += 1\n"
    ),
    "in a while": (
        "    while s < 40:\n        for i in range(n):\n            s += a[@]\n"
        "        s += 9\n        k += s // 30\n"
    ),
    "rebound": "    for i in range(n):\n        i += 1\n        a[@] = s\n        s += i\n",
    "bound in rounds": "    for i in range(n):\n        a[@] = s\n        s += 1\n        k += 1\n",
    "nested": (
        "    for j in range(3):\n        for i in range(n):\n            a[@] += j\n"
        "            s += a[@]\n        k -= 1\n"
    ),
}


@pytest.mark.parametrize("rounds", ROUNDS)
def test_indices_that_are_inside_in_all_rounds(rounds):
    body = ROUNDS[rounds]
    for index, rows in INDICES.items():
        text = f"def f(a, n, k, m, s):\n{body.replace('@', index)}    return s\n"
        native, plain, _ = prepared(text, [[1], 1, 1, 1, 1], True)
        for row in rows:
            for first in (0, 5):
                given = [list(range(3, 15)), *row, first]
                # Long ranges end at the first index that is outside, or soon.
                if row[0] > 100 and rounds not in ("up", "and all", "nested"):
                    continue
                expected = attempt(plain, copy.deepcopy(given))
                assert attempt(native, given) == expected, (index, row)


@pytest.mark.parametrize("index", INDICES)
def test_such_loops_have_a_version_without_tests(index):
    text = f"def f(a, n, k, m, s):\n    for i in range(n):\n        s ^= a[{index}]\n    return s\n"
    kernel, _ = native_function(text, ["list[int]", *["int"] * 4], True)
    # Every way out that has to do with indices is that of the other version.
    assert kernel.text.count(f"store i64 {REASONS.index(INDEX)}, ptr @reason") == 1
    assert kernel.text.count("!tbaa !92") == 2
    below = []
    function = kernel.bind(lambda *given: below.append(given))
    for row in INDICES[index]:
        function(list(range(12)), min(row[0], 20), *row[1:], 0)
    assert len(below) < len(INDICES[index])


def test_references_are_counted():
    text = (
        "def f(a, b, c, n, d):\n    a[n] = a[n] * 2 + n\n    b[n] = b[n] / 3\n    c[n] = not c[n]\n"
    )
    text += "    if n == 0:\n        a[0] //= d\n        return\n    f(a, b, c, n - 1, d)\n"
    left = collections.Counter()
    kernel, _ = native_function(
        text, ["list[int]", "list[float]", "list[bool]", "int", "int"], True
    )
    function = kernel.bind(lambda *given: left.update([given[3:]]))
    thousand, small, third = 12345678, 7, 1 / 3
    flags = [True] * 40 + [False] * 40
    ints = [thousand] * 40 + [small] * 20 + [10**15 + i for i in range(20)]
    floats = [third] * 40 + [i / 7 for i in range(40)]

    def rounds():
        for divisor in (1, 0, 1):
            a, b, c = ints.copy(), floats.copy(), flags.copy()
            function(a, b, c, 79, divisor)
            function(a, b, c, 90, divisor)

    rounds()
    gc.collect()
    blocks = sys.getallocatedblocks()
    counts = [sys.getrefcount(one) for one in (thousand, small, third, True, False)]
    for _ in range(50):
        rounds()
    gc.collect()
    after = [sys.getrefcount(one) for one in (thousand, small, third, True, False)]
    assert all(abs(x - y) < 20 for x, y in zip(counts, after, strict=True))
    assert abs(sys.getallocatedblocks() - blocks) < 50
    assert left == {(79, 0): 51, (90, 0): 51, (90, 1): 102}


TOTAL = """
def f(a, n):
    s = 0
    for i in range(n):
        s += a[i % len(a)]
    return s
"""


def credit_of(kernel):
    return ctypes.c_int64.from_address(kernel.loaded.addresses["credit"])


def test_what_copies_would_save_is_counted():
    kernel, _ = native_function(TOTAL, ["list[int]", "int"])
    below = []
    function = kernel.bind(lambda *given: below.append(given))
    credit = credit_of(kernel)
    a = list(range(1000))
    function(a, 5)
    assert credit.value == 0
    function(a, 100_000)
    assert 100_000 - WORTH * 1000 <= credit.value < 102_000 - WORTH * 1000
    function(a, 5)
    assert 100_000 - 2 * WORTH * 1000 <= credit.value < 102_000 - 2 * WORTH * 1000
    function(a, ENOUGH + 2 * WORTH * 1000)
    assert credit.value >= ENOUGH and not below
    function(a, 10)
    assert len(below) == 1 and kernel.reason() == COPIES_PAY and 0 < credit.value < ENOUGH
    kernel.ask_for_copies(False)
    for _ in range(3):
        function(a, ENOUGH)
    assert len(below) == 1 and credit.value < 0


def test_copies_that_do_not_pay_are_left_out():
    kernel, _ = native_function(TOTAL, ["list[int]", "int"], True)
    below = []
    function = kernel.bind(lambda *given: below.append(given))
    a = list(range(1000))
    for _ in range(3):
        function(a, 2 * REMEMBERED)
    calls = 0
    while not below:
        function(a, 5)
        calls += 1
    assert kernel.reason() == ENTRY
    assert REMEMBERED // (WORTH * 1000) <= calls <= REMEMBERED // (WORTH * 1000) + 2
    kernel.ask_for_copies(True)
    assert function(a, 2000) == 2 * sum(a) and len(below) == 1
    for _ in range(2 * REMEMBERED // (WORTH * 1000)):
        function([*a[:-1], None], 0)
    assert credit_of(kernel).value < 0


def test_a_program_gets_copies_when_they_pay():
    text = """
def place(row, n, columns, rising, falling) {
    if row == n { return 1 }
    count = 0
    for column in range(n) {
        if columns[column] or rising[row + column] or falling[row - column + n] { continue }
        columns[column] = rising[row + column] = falling[row - column + n] = True
        count += place(row + 1, n, columns, rising, falling)
        columns[column] = rising[row + column] = falling[row - column + n] = False
    }
    return count
}
boards = []
def work(n) {
    board = [0, n, [False] * n, [False] * (2 * n), [False] * (2 * n + 1)]
    boards.append(board)
    return place(*board)
}
out = [work(9) for i in range(120)]
odd = work(1), place(0, 1, [False], [False, 0], [False] * 3)
"""
    policy = Policy.eager()
    result = Runtime(tiering="native", policy=policy).run_source(text, "copies.bayan").check()
    assert result["out"] == [352] * 120 and result["odd"] == (1, 1)
    assert not any(any(map(any, one[2:])) for one in result["boards"])
    events = [one for one in result.runtime.events if one.tier == "native" and one.name == "place"]
    reasons = [one.reason for one in events if (one.kind, one.form) == ("climbed", "function")]
    assert reasons == ["time", "copies"]


SEARCH = """
def find(a, x, low, high) {
    if low >= high { return low }
    middle = (low + high) // 2
    return find(a, x, middle + 1, high) if a[middle] < x else find(a, x, low, middle)
}
numbers = list(range(0, 300000, 3))
out = sum([find(numbers, x, 0, len(numbers)) for x in range(300000)])
"""


def test_a_program_that_reads_little_of_long_lists_gets_none():
    result = Runtime(tiering="native", policy=Policy.eager()).run_source(SEARCH, "find.bayan")
    assert result.check()["out"] == sum((x + 2) // 3 for x in range(300000))
    events = [one for one in result.runtime.events if one.tier == "native" and one.name == "find"]
    assert [one.kind for one in events] == ["climbed"]


def test_sorting_by_functions_that_call_each_other():
    native, _, below = prepared(SORT, [[3, 1], 0, 1], True)
    a = [(i * 7919) % 10007 for i in range(10007)]
    native(a, 0, len(a) - 1)
    assert a == list(range(10007)) and not below
