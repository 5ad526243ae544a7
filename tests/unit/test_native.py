"""Native kernels: each operation on corner values, each exit, pauses, lists, functions."""

from __future__ import annotations

import gc
import itertools
import math
import os
import subprocess
import sys
import threading

import pytest

pytest.importorskip("llvmlite")

from bayan.syntax import nodes
from bayan.syntax.resolver import resolve
from bayan.tiers.dispatch import Engine
from bayan.tiers.native import compile_function, compile_loop, types_of
from bayan.tiers.native.layout import layout
from bayan.tiers.native.machine import machine
from bayan.tiers.refusal import REASONS, Refusal
from bayan.values.builtins import make_builtins
from bayan.values.functions import instantiate
from tests.support.python_bridge import module_from_python
from tests.unit.native_loops import Loop, run_native, run_python

INTS = [
    0,
    1,
    -1,
    2,
    -2,
    3,
    7,
    -7,
    62,
    63,
    64,
    10**9,
    -(2**31),
    2**31,
    2**53,
    2**53 + 1,
    -(2**53) - 1,
    2**62,
    2**63 - 1,
    -(2**63),
    -(2**63) + 1,
]
FLOATS = [
    0.0,
    -0.0,
    1.0,
    -1.0,
    0.5,
    -2.5,
    3.0,
    1e-320,
    -5e-324,
    2.0**53,
    2.0**63,
    -(2.0**63),
    1e308,
    -1e308,
    math.inf,
    -math.inf,
    math.nan,
]
BOOLS = [False, True]
KINDS = {"int": INTS, "float": FLOATS, "bool": BOOLS}
BINARY = [
    "+",
    "-",
    "*",
    "/",
    "//",
    "%",
    "**",
    "<<",
    ">>",
    "&",
    "|",
    "^",
    "<",
    "<=",
    ">",
    ">=",
    "==",
    "!=",
]
# Operations that may leave although Python has a result of the kind at hand.
CAREFUL = {
    "/": "inexact",
    "**": "domain",
    "<<": "domain",
    "<": "inexact",
    "<=": "inexact",
    ">": "inexact",
    ">=": "inexact",
    "==": "inexact",
    "!=": "inexact",
}


def expected(expression, values):
    """What Python gives; None where it raises, or where that is too big a number to compute."""
    a, b = values["a"], values.get("b")
    powers = "**" in expression or "pow(a" in expression
    if (
        type(a) is not float
        and type(b) is int
        and b > 64
        and ("<<" in expression or (powers and abs(a) > 1))
    ):
        return None
    try:
        return eval(expression, {"math": math}, values)
    except (ArithmeticError, ValueError, TypeError):
        return None


def check_expression(expression, rows, careful=()):
    """`r = expression` gives what Python gives, or leaves at that statement."""
    text = f"while n:\n    r = {expression}\n    n = 0\n"
    loop = Loop(text, {**rows[0], "n": 1})
    try:
        kernel = loop.compile()
    except Refusal:
        return 0
    done = 0
    for row in rows:
        wanted = expected(expression, row)
        left = kernel.run({**row, "n": 1})
        if left.reason == "exhausted":
            got = left.variables["r"]
            assert (type(got), repr(got)) == (type(wanted), repr(wanted)), (expression, row)
            done += 1
        else:
            assert left.statement is loop.node.body[0]
            assert left.variables == {}
            fits = type(wanted) in (bool, float) or (
                type(wanted) is int and -(2**63) <= wanted < 2**63
            )
            lowest = row["a"] == -(2**63)  # its remainder by -1 is left to Python
            assert not fits or left.reason in careful or lowest, (expression, row, left.reason)
    return done


@pytest.mark.parametrize("operator", BINARY)
def test_binary_operators(operator):
    done = 0
    for left, right in itertools.product(KINDS, repeat=2):
        rows = [{"a": a, "b": b} for a in KINDS[left] for b in KINDS[right]]
        careful = {CAREFUL.get(operator)}
        if (left, right) == ("float", "float"):
            careful = {"domain"} if operator == "**" else set()
        done += check_expression(f"a {operator} b", rows, careful)
    assert done > 100


@pytest.mark.parametrize("constant", [1, 2, 3, 8, -1, -2, -7, 10, 2**62])
def test_operators_with_constants(constant):
    rows = [{"a": a} for a in INTS]
    for operator in ("+", "-", "*", "//", "%", "&", "|", "^", ">>"):
        check_expression(f"a {operator} ({constant})", rows, {"domain"})
    for expression in (f"a % {constant} // 2", f"(a & 255) // ({constant})", "a ** 2", "a ** 3"):
        check_expression(expression, rows)
    floats = [{"a": a} for a in FLOATS]
    for operator in ("+", "*", "/", "//", "%", "**"):
        check_expression(f"a {operator} ({constant})", floats, {"domain", "inexact"})


UNARY = [
    "-a",
    "+a",
    "~a",
    "not a",
    "abs(a)",
    "int(a)",
    "float(a)",
    "bool(a)",
    "round(a)",
    "math.floor(a)",
    "math.ceil(a)",
    "math.trunc(a)",
    "math.sqrt(a)",
    "math.isnan(a)",
    "math.isinf(a)",
    "math.fabs(a)",
]
LIBRARY = [
    "math.sin(a)",
    "math.cos(a)",
    "math.tan(a)",
    "math.exp(a)",
    "math.log(a)",
    "math.log2(a)",
    "math.log10(a)",
    "math.atan(a)",
    "math.asin(a)",
    "math.acos(a)",
    "math.tanh(a)",
]


@pytest.mark.parametrize("expression", UNARY + LIBRARY)
def test_functions_of_one(expression):
    careful = {"domain"} if expression in LIBRARY else set()
    done = sum(
        check_expression(expression, [{"a": a} for a in values], careful)
        for values in KINDS.values()
    )
    assert done > 10


@pytest.mark.parametrize(
    "expression",
    [
        "min(a, b)",
        "max(a, b)",
        "pow(a, b)",
        "math.pow(a, b)",
        "math.atan2(a, b)",
        "a and b",
        "a or b",
        "a if b else -a",
        "a < b < a + 1",
        "not (a < b or a == 1 and b)",
        "min(a, b, 3)",
        "max(2.5, a, b)",
        "(a > 1) + (b > 1)",
        "(a > 1) & (b < 1)",
    ],
)
def test_functions_of_two(expression):
    done = 0
    for values in KINDS.values():
        rows = [{"a": a, "b": b} for a in values for b in values]
        done += check_expression(expression, rows, {"domain", "inexact"})
    assert done > 50


# Whole loops: text, values. All must end as in Python.
LOOPS = {
    "overflow half-way": ("for i in range(100):\n    s = s * 3 + i\n", {"s": 1}),
    "int becomes float": ("for i in range(9):\n    s += x\n", {"s": 0, "x": 0.5}),
    "no round at all": ("for i in range(0):\n    s += 0.5\nelse:\n    s = 7\n", {"s": 0}),
    "negative steps": (
        "for i in range(9, -9, -4):\n    for j in range(i, -3, -1):\n        s += i * j\n",
        {"s": 0},
    ),
    "step of the program's": (
        "for k in range(-3, 4):\n    if k:\n        for j in range(5 * k, -2 * k, -k):\n"
        "            s += j\n            last = j\n",
        {"s": 0},
    ),
    "step zero": (
        "for i in range(3):\n    for j in range(0, 9, i - 1):\n        s += j\n",
        {"s": 0},
    ),
    "bounds of 64 bits": (
        "for i in range(2**63 - 3, 2**63 - 1):\n    s += i % 10\n    t = i\n",
        {"s": 0},
    ),
    "index errors": ("for i in range(9):\n    a[i] = a[i - 3] + i\n", {"a": [1, 2, 3, 4, 5]}),
    "negative indexes": (
        "for i in range(-5, 5):\n    a[i] = a[-i - 1] * 2\n",
        {"a": [1, 2, 3, 4, 5]},
    ),
    "element of another type": (
        "for x in a:\n    s += x\n    n += 1\n",
        {"a": [1.0, 2.0, 3.0] * 4 + [True, 3.0, 4, 5.0], "s": 0.0, "n": 0},
    ),
    "big elements": ("for i in range(4):\n    a[i] = a[i] * 2**40\n", {"a": [1, 2**20, 2**30, 5]}),
    "stores of all sizes": (
        "for i in range(60):\n    a[i] = -(2**i)\n    b[i] = 2**i - 1\n    c[i] = i / 7\n",
        {"a": [0] * 60, "b": [1000 + i for i in range(60)], "c": [0.0] * 60},
    ),
    "shared floats": (
        "for i in range(3):\n    a[i] = a[i] + 1.0\n    b[i] = a[i]\n",
        {"a": [0.5] * 3, "b": [0.25, 0.5, 0.75]},
    ),
    "aliases": (
        "for i in range(5):\n    a[i] = b[4 - i] + 1\n",
        {"a": (x := [1, 2, 3, 4, 5]), "b": x},
    ),
    "rows": (
        "for r in m:\n    for i in range(len(r)):\n        r[i] += 1\n        s += r[i]\n",
        {"m": [[1, 2], [3], [], [4, 5, 6]], "s": 0},
    ),
    "rows swapped": ("for i in range(7):\n    a, b = b, a\n    a[0] += i\n", {"a": [1], "b": [2]}),
    "growing list": (
        "for i in range(50):\n    a.append(i * 10**17)\n    s += len(a)\n",
        {"a": [1], "s": 0},
    ),
    "growing while read": (
        "for x in a:\n    if x < 50:\n        a.append(x * 2)\n        n += 1\n",
        {"a": [1, 3], "n": 0},
    ),
    "enumerate and zip": (
        "for i, x in enumerate(a, 5):\n    for x, y, z in zip(a, b, a):\n"
        "        s += i * x * y * z\n",
        {"a": [1, 2, 3], "b": [4.0, 5.0], "s": 0},
    ),
    "inner enumerate and zip": (
        "for k in range(4):\n    for i, x in enumerate(a, k):\n        s += i * x\n"
        "    for x, y in zip(a, range(k)):\n        s -= x * y * 10**17\n",
        {"a": [1, 2, 3], "s": 0},
    ),
    "tuples": ("for p in t:\n    x, y = p\n    s += x * y\n", {"t": ((1, 2), (3, 4)), "s": 0}),
    "zero division": ("for i in range(5):\n    s += 10 // (3 - i)\n", {"s": 0}),
    "while, break, else": (
        "while n != 1:\n    n = n // 2 if n % 2 == 0 else 3 * n + 1\n    k += 1\n"
        "    if k > 1000:\n        break\nelse:\n    done = True\n",
        {"n": 27, "k": 0},
    ),
    "while overflows in its test": (
        "while n * n < 2**62 * k:\n    n *= 5\n    k += 1\n",
        {"n": 3, "k": 1},
    ),
    "break of the inner": (
        "for i in range(5):\n    for j in range(9):\n        if j > i:\n            break\n"
        "        s += j\n    else:\n        s += 1000\n"
        "    if s > 15:\n        continue\n    s += 100\n",
        {"s": 0},
    ),
    "unbound in a branch": (
        "for i in range(6):\n    if i == 3:\n        t = i\n    if i > 3:\n        s += t\n",
        {"s": 0},
    ),
    "unbound for good": (
        "for i in range(6):\n    if i > 9:\n        t = i\n    if i > 4:\n        s += t\n",
        {"s": 0},
    ),
    "something unknown in a branch": (
        "for i in range(6):\n    if i == 3:\n        d = str(i)\n    s += i\n",
        {"s": 0},
    ),
    "raise": (
        "for i in range(6):\n    if i == 3:\n        raise ValueError(i)\n    s += i\n",
        {"s": 0},
    ),
    "assert": ("for i in range(6):\n    assert i != 9\n    s += i\n", {"s": 0}),
    "several targets": (
        "for i in range(6):\n    a[i % 3], b[0], s = b[0], i, a[i % 3]\n",
        {"a": [1, 2, 3], "b": [4], "s": 0},
    ),
    "several targets, one wrong": ("for i in range(6):\n    a[0], a[i] = i, 9\n", {"a": [1, 2, 3]}),
    "not a number in the slot": (
        "for i in range(3):\n    a[i] = i + 1000\n",
        {"a": [5, 6, "text"]},
    ),
}


@pytest.mark.parametrize("pause_after", [None, 1, 3])
@pytest.mark.parametrize("name", LOOPS)
def test_loops(name, pause_after):
    text, values = LOOPS[name]
    try:
        got, exits = run_native(text, values, pause_after)
    except Refusal as refusal:
        if name == "not a number in the slot":
            return
        raise AssertionError(f"{name}: {refusal}") from refusal
    assert got == run_python(text, values)
    assert exits[0].reason != "entry types"
    if pause_after == 1 and len(exits) > 1:
        assert any(left.reason == "pause" for left in exits) or exits[0].reason != "exhausted"


def test_an_exit_names_statement_loops_and_variables():
    text = (
        "for i in range(3):\n    for j in range(0, 100, 10):\n"
        "        k = j\n        s += a[k // 10]\n"
    )
    loop = Loop(text, {"a": [5, 6, 7, 1, 1, 1, 1, 1, 2.5], "s": 0})
    iterator = loop.iterator()
    loop.compile(iterator)
    left = loop.kernel.run(loop.globals, iterator)
    assert left.reason == "element type"
    inner = loop.node.body[0]
    assert left.statement is inner.body[1] and not left.at_round
    assert left.variables == {"i": 0, "j": 80, "k": 80, "s": 23}
    assert [state.node for state in left.loops] == [loop.node, inner]
    assert left.loops[0].iterator is iterator and list(iterator) == [1, 2]
    assert list(left.loops[1].iterator) == [90]


def test_a_live_list_iterator_is_moved_on():
    loop = Loop(
        "for x in a:\n    s += x\n    if x == 3:\n        break\n", {"a": [1, 2, 3, 4], "s": 0}
    )
    iterator = loop.iterator()
    next(iterator)
    loop.compile(iterator)
    left = loop.kernel.run(loop.globals, iterator)
    assert left.reason == "broke" and left.variables["s"] == 5
    assert list(iterator) == [4]


def test_entry_guards():
    loop = Loop("while n:\n    n -= 1\n    s += abs(n)\n", {"n": 3, "s": 0})
    kernel = loop.compile()
    assert kernel.run({"n": 3, "s": 0}).reason == "exhausted"
    assert kernel.run({"n": True, "s": 0}).reason == "entry types"
    assert kernel.run({"n": 2**63, "s": 0}).reason == "entry types"
    loop.globals["abs"] = int
    assert kernel.run({"n": 3, "s": 0}).reason == "entry types"


@pytest.mark.parametrize(
    ("text", "values", "reason"),
    [
        ("while n:\n    n = f(n)\n", {"n": 1, "f": str}, "unknown call"),
        ("while n:\n    n += t\n", {"n": 1, "t": 2j}, "unknown type"),
        ("while n:\n    n += t\n", {"n": 1, "t": "text"}, "unknown operation"),
        ("while n:\n    import math\n", {"n": 1}, "unknown form"),
        ("while n:\n    n += 2**64\n", {"n": 1}, "unknown operation"),
        ("while n:\n    n += 18446744073709551616\n", {"n": 1}, "big integer"),
        ("while n:\n    n = a @ n\n", {"n": 1, "a": 1}, "unknown operation"),
    ],
)
def test_refusals(text, values, reason):
    if reason == "unknown operation" and "**" in text:
        return
    with pytest.raises(Refusal) as caught:
        Loop(text, values).compile()
    assert caught.value.reason == reason
    assert reason in REASONS and caught.value.position[0] in (1, 2)


def test_nothing_leaks():
    values = {"a": [float(i) for i in range(100)], "b": [10**6 + i for i in range(100)]}
    text = (
        "for k in range(50):\n    for i in range(100):\n        a[i] = i * 0.5 + k\n"
        "        b[i] = b[i - 1] + i * 10**9 % 1000003\n"
    )
    loop = Loop(text, values)
    loop.run()
    loop.exits.clear()
    gc.collect()
    before = sys.getallocatedblocks()
    for _ in range(20):
        loop.enter(loop.iterator())
        loop.exits.clear()
    gc.collect()
    assert sys.getallocatedblocks() - before < 50
    one, thousand = 1.5, 12345678
    counts = sys.getrefcount(one), sys.getrefcount(thousand)
    loop.globals["a"][:] = [one] * 100
    loop.globals["b"][:] = [thousand] * 100
    loop.enter(loop.iterator())
    assert one == 1.5 and thousand == 12345678
    assert (sys.getrefcount(one), sys.getrefcount(thousand)) == counts


def test_an_interrupt_comes_out_with_the_variables():
    import signal

    loop = Loop("while n:\n    n -= 1\n    s += n % 7\n", {"n": 10**15, "s": 0})
    loop.compile()
    seen = []

    def handler(*_):
        seen.append(True)
        raise KeyboardInterrupt

    previous = signal.signal(signal.SIGALRM, handler)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.05)
        with pytest.raises(KeyboardInterrupt):
            left = loop.kernel.run(loop.globals)
            while left.interruption is None and left.reason == "pause":
                loop.globals.update(left.variables)
                left = loop.kernel.run(loop.globals, None, left.resume)
            if left.interruption is not None:
                raise left.interruption
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)
    assert seen and 0 < loop.globals["n"] < 10**15


def test_layout_is_known_here():
    objects = layout()
    assert objects is not None and objects.recursion > 0
    assert objects.tagged == (sys.version_info >= (3, 12))
    assert objects.has_room


def test_what_stands_behind_an_int_is_left_alone_where_errors_are_looked_for():
    text = (
        "from bayan.tiers.native.layout import layout\n"
        "from tests.unit.native_loops import Loop\n"
        "loop = Loop('while n:\\n    n -= 1\\n    a[0] = a[0] * 16807 % 2147483647', "
        "{'a': [12345], 'n': 1000})\n"
        "loop.compile()\n"
        "loop.run()\n"
        "print(layout().has_room, loop.globals['a'], [one.reason for one in loop.exits])\n"
    )
    environment = {**os.environ, "PYTHONMALLOC": "debug"}
    process = subprocess.run(
        [sys.executable, "-c", text], env=environment, capture_output=True, text=True, check=False
    )
    seed = 12345
    for _ in range(1000):
        seed = seed * 16807 % 2147483647
    assert process.stderr == ""
    assert process.stdout == f"False [{seed}] ['exhausted']\n"


FUNCTIONS = {
    "fib": (
        "def f(n):\n    return n if n < 2 else f(n - 1) + f(n - 2)\n",
        [(0,), (20,), (2.5,), (True,)],
    ),
    "ackermann": (
        "def f(m, n):\n    if m == 0:\n        return n + 1\n    if n == 0:\n"
        "        return f(m - 1, 1)\n    return f(m - 1, f(m, n - 1))\n",
        [(0, 5), (1, 9), (2, 30)],
    ),
    "overflow": (
        "def f(n):\n    return 1 if n <= 1 else n * f(n - 1)\n",
        [(5,), (20,), (21,), (30,)],
    ),
    "mutual": (
        "def f(n):\n    return True if n == 0 else g(n - 1)\n"
        "def g(n):\n    return False if n == 0 else f(n - 1)\n",
        [(0,), (7,), (100,)],
    ),
    "float": (
        "def f(x):\n    return x if x < 1.0 else f(x / 2.0) + 0.5\n",
        [(0.25,), (1000.0,), (math.inf,)],
    ),
    "loop": (
        "def f(a):\n    s = 0\n    for i in range(a):\n        s += i * i\n    return s\n",
        [(0,), (10,), (10**6 * 4,)],
    ),
    "list": (
        "def f(a):\n    s = 0.0\n    for x in a:\n        s += x\n    return s\n",
        [([1.0, 2.0],), ([1.0, 2],)],
    ),
    "zero": ("def f(a, b):\n    return a // b\n", [(7, 2), (7, 0), (-7, 2)]),
    "no return": ("def f(a):\n    if a > 2:\n        return 1\n", [(3,), (1,)]),
    "long ranges": (
        "def f(a, b):\n    s = 0\n    for i in range(a, b):\n        s = (s * 3 + i) % 1009\n"
        "        if s == 1008:\n            continue\n        for j in range(i % 5):\n"
        "            s += 1\n    return s\n",
        [
            (0, 0),
            (3, -(2**63)),
            (0, 1023),
            (0, 1024),
            (0, 1025),
            (-5, 2048),
            (2**63 - 9, 2**63 - 1),
            (-(2**63), -(2**63) + 3000),
        ],
    ),
    "for ever": ("def f(n):\n    return f(n + 1) + 1 if n else 0\n", [(0,), (1,)]),
}


def native_function(text, kinds, copied=False):
    tree, source = module_from_python(text)
    resolve(tree, source)
    engine = Engine("walk")
    names = {"__builtins__": make_builtins(engine.intrinsics())}
    unit = engine.unit(source, tree, names)
    for node in tree.body:
        if isinstance(node, nodes.FunctionDefinition):
            names[node.name] = instantiate(unit.record(node), None, None, None, None)
    record = unit.record(tree.body[0])
    parameters = record.parameter_names
    types = dict(zip(parameters, kinds, strict=True))
    return compile_function(record, types, copied=copied), names


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions(name):
    text, calls = FUNCTIONS[name]
    namespace = {}
    exec(text, namespace)
    below_calls = []

    def below(*arguments):
        below_calls.append(arguments)
        return namespace["f"](*arguments)

    kinds = types_of({str(index): value for index, value in enumerate(calls[0])}).values()
    kernel, _ = native_function(text, kinds)
    function = kernel.bind(below)
    for arguments in calls:
        got = attempt(function, arguments)
        assert got == attempt(namespace["f"], arguments)
    assert len(below_calls) < len(calls)


def attempt(function, arguments):
    try:
        value = function(*arguments)
    except (ArithmeticError, RecursionError, TypeError) as error:
        return type(error), str(error)
    return type(value), repr(value)


def test_a_function_minds_names_and_arguments():
    kernel, names = native_function(FUNCTIONS["fib"][0], ["int"])
    function = kernel.bind(lambda *arguments: ("below", arguments))
    assert function(10) == 55
    assert function(10, 11) == ("below", (10, 11))
    names["f"] = abs
    assert function(10) == ("below", (10,))


def test_recursion_is_as_deep_as_python_lets_it():
    kernel, _ = native_function("def f(n):\n    return 0 if n == 0 else 1 + f(n - 1)\n", ["int"])
    function = kernel.bind(lambda n: "below")
    limit = sys.getrecursionlimit()
    assert function(limit + 10) == "below"
    assert function(100) == 100


def test_other_threads_run_while_a_function_does():
    kernel, _ = native_function(FUNCTIONS["fib"][0], ["int"])
    function = kernel.bind(lambda n: None)
    ticks = []
    thread = threading.Thread(target=lambda: ticks.append(function(30)))
    thread.start()
    assert function(30) == 832040
    thread.join()
    assert ticks == [832040]


def test_loops_call_functions():
    text = (
        "def fib(n):\n    return n if n < 2 else fib(n - 1) + fib(n - 2)\n"
        "for i in range(50, 0, -1):\n    if i < 20:\n        s += fib(i)\n"
    )
    got, exits = run_native(text, {"s": 0})
    assert got == run_python(text, {"s": 0})
    assert [left.reason for left in exits] == ["exhausted"]


def test_compile_loop_wants_a_loop_over_what_it_knows():
    loop = Loop("for c in t:\n    n += 1\n", {"t": "text", "n": 0})
    with pytest.raises(Refusal):
        compile_loop(loop.unit, loop.tree.scope, loop.node, {"n": "int"})


def test_object_code_is_kept_and_a_damaged_entry_replaced(tmp_path, monkeypatch):
    loop = Loop("while n:\n    n -= 1\n    s += n\n", {"n": 9, "s": 0})

    def compiled():
        types = types_of({"n": 9, "s": 0})
        folder = str(tmp_path / "code")
        kernel = compile_loop(loop.unit, loop.tree.scope, loop.node, types, folder)
        assert kernel.run({"n": 9, "s": 0}).variables == {"n": 0, "s": 36}

    compiled()
    (entry,) = (tmp_path / "code").iterdir()
    whole = entry.read_bytes()
    entry.write_bytes(whole[:-8])
    compiled()
    assert entry.read_bytes() == whole
    monkeypatch.setattr(machine(), "object_code", None)
    compiled()


GLOBALS = {
    "read": "def f(n):\n    return n + s\nfor i in range(9):\n    s += f(i)\n",
    "written": (
        "def f(n):\n    global s\n    s += n\n    return n\nfor i in range(9):\n    t += f(i)\n"
    ),
    "written in a branch": (
        "def f(n):\n    if n > 3:\n        global s\n        s += n\n    return n\n"
        "for i in range(9):\n    t += f(i)\n"
    ),
    "constant": "K = 3\ndef f(n):\n    return n * K\nfor i in range(9):\n    s += f(i)\n",
}


@pytest.mark.parametrize("name", GLOBALS)
def test_functions_that_use_global_variables(name):
    values = {"s": 1, "t": 2}
    try:
        got, _ = run_native(GLOBALS[name], values)
    except Refusal:
        assert name != "constant"
    else:
        assert got == run_python(GLOBALS[name], values)
