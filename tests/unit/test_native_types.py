"""What types and forms loop kernels take: each ends as in Python, and natively."""

from __future__ import annotations

import math
from array import array

import pytest

pytest.importorskip("llvmlite")

from bayan.runtime.runtime import Runtime
from bayan.tiers import policy as policies
from bayan.tiers.native.kinds import iterator_kind, types_of
from bayan.tiers.policy import Policy
from bayan.tiers.refusal import Refusal
from tests.unit.native_loops import Loop, run_native, run_python

ENDS = ("exhausted", "broke", "pause")


def check(text, values, *, exits=0, pause_after=None):
    """The loop ends as in Python, and its kernel is left `exits` times in the middle."""
    got, left = run_native(text, values, pause_after)
    assert got == run_python(text, values), text
    reasons = [one.reason for one in left if one.reason not in ENDS]
    assert len(reasons) == exits, reasons
    assert left


def run(text, mode="native", **thresholds):
    policy = Policy.eager()
    policy.compile_at_call = 1
    for name, value in thresholds.items():
        setattr(policy, name, value)
    policy.always_enters = not policy.native_visit
    runtime = Runtime(tiering=mode, policy=policy)
    return runtime.run_source(text, "types.bayan").check()


def native_events(result):
    return [event for event in result.runtime.events if event.tier == "native"]


def climbs(result):
    return [event.reason for event in native_events(result) if event.kind == "climbed"]


def check_program(text, **thresholds):
    """A program leaves in `out` what it leaves when it is walked; gives its run."""
    walked = Runtime(tiering="walk").run_source(text, "types.bayan").check()
    result = run(text, **thresholds)
    assert repr(result["out"]) == repr(walked["out"])
    assert climbs(result), native_events(result)
    return result


# Values of several kinds: text, values. None of them leaves its kernel.
MIXED = {
    "a number or another": (
        "for i in range(9):\n    x = 1 if i > 3 else 0.5\n    s += x\n    t = x\n"
    ),
    "bool or int": "for i in range(9):\n    x = i > 2 or i\n    s = s + x\n",
    "and, or": "for i in range(9):\n    x = i and 0.5\n    y = x or True\n    s += x + y\n",
    "inside an expression": (
        "for i in range(9):\n    s += (i if i % 2 else 0.5) * (2 if i < 4 else True) - 1\n"
    ),
    "min and max": (
        "for i in range(-4, 9):\n    x = min(i, 2.0)\n    y = max(x, True, i)\n"
        "    s += x * y\n    if i == 5:\n        break\n"
    ),
    "equal ones of other types": (
        "for i in range(4):\n    a[i] = min(i, float(i))\n    b[i] = max(True, i)\n"
        "    c[i] = min(i, 1.0, True)\n"
    ),
    "nan": (
        "for i in range(4):\n    x = min(i, n)\n    y = max(n, i)\n    z = min(n, i) if x else y\n"
    ),
    "compared": (
        "for i in range(9):\n    if (i if i > 4 else 0.5) < (3 if i < 7 else 9.5):\n"
        "        s += i\n"
    ),
    "negated": (
        "for i in range(5):\n    x = -(i if i % 2 else 0.5)\n    y = not (0 if i else 0.0)\n"
        "    s -= x\n"
    ),
    "called with": (
        "for i in range(5):\n    s += abs(-i if i % 2 else -0.5) + int(i if i > 2 else 2.5)\n"
    ),
    "accumulator that goes and comes": (
        "for i in range(20):\n    s = s + 0.5 if i % 5 == 0 else int(s) + 1\n    t = s\n"
    ),
    "two at once": (
        "for i in range(9):\n    x, y = (1 if i > 3 else 0.5), (True if i > 5 else 2)\n"
        "    s += x * y\n"
    ),
    "in a test of a while": ("while (s if s > 2 else 0.5) < 9:\n    s += 1 if s % 2 else 1.5\n"),
    "augmented element": "for i in range(4):\n    a[i] += 1 if i % 2 else 0.5\n",
}


@pytest.mark.parametrize("pause_after", [None, 1])
@pytest.mark.parametrize("name", MIXED)
def test_values_of_several_kinds(name, pause_after):
    values = {"s": 0, "n": math.nan, "a": [1, 2, 3, 4], "b": [0] * 4, "c": [0.5] * 4}
    check(MIXED[name], values, pause_after=pause_after)


MIXED_LISTS = {
    "ints and floats": ("for x in a:\n    s += x\n", [1, 0.5, 3, 2.25, 7]),
    "with bools": ("for x in a:\n    s += x\n    t = x\n", [1, True, 0.5, False]),
    "by index": ("for i in range(len(a)):\n    s += a[i] * 2\n    a[i] = s\n", [1, 0.5, 3]),
    "with None": (
        "for x in a:\n    if x is not None:\n        s += x\n    else:\n        n += 1\n",
        [1, None, 3, None],
    ),
    "unpacked": ("for x, y in a:\n    s += x * y\n", [(1, 0.5), (2, 0.25), (0.5, 2)]),
    "rows": ("for r in a:\n    for x in r:\n        s += x\n", [[1, 0.5], [2.5, 2, 3]]),
    "zipped": ("for x, y in zip(a, a):\n    s += x * y\n", [1, 0.5, 2]),
}


@pytest.mark.parametrize("pause_after", [None, 1])
@pytest.mark.parametrize("name", MIXED_LISTS)
def test_lists_of_several_kinds(name, pause_after):
    text, a = MIXED_LISTS[name]
    check(text, {"s": 0, "n": 0, "a": a}, pause_after=pause_after)


def test_what_has_no_native_code_for_one_of_the_kinds_leaves_there():
    text = "for x in a:\n    s += x\n"
    got, left = run_native(text, {"s": 0, "a": [1, 2, None, 3]})
    assert got == run_python(text, {"s": 0, "a": [1, 2, None, 3]})
    assert got[1] == "TypeError"
    assert [one.reason for one in left] == ["form"]


# None as the value of a variable.
NONES = {
    "best of all": (
        "for x in a:\n    if best is None or x < best:\n        best = x\n",
        {"best": None},
    ),
    "not None": (
        "for x in a:\n    if last is not None and x > last:\n        n += 1\n    last = x\n",
        {"last": None},
    ),
    "set back": (
        "for x in a:\n    if last is None:\n        last = x\n    else:\n        s += last * x\n"
        "        last = None\n",
        {"last": None},
    ),
    "truth": ("for x in a:\n    y = last or x\n    s += y\n    last = not last\n", {"last": None}),
    "compared": (
        "for x in a:\n    n += last == None\n    n += last != x\n    last = x\n",
        {"last": None},
    ),
    "conditional": (
        "for x in a:\n    last = x if x > 3 else None\n    if last is None:\n        continue\n"
        "    s += last\n",
        {},
    ),
    "while": ("while k is None or k < 5:\n    k = 0 if k is None else k + 1\n", {"k": None}),
    "never set": ("for x in a:\n    s += x\n    if x > 100:\n        last = None\n", {}),
}


@pytest.mark.parametrize("pause_after", [None, 1])
@pytest.mark.parametrize("name", NONES)
def test_none_is_a_kind(name, pause_after):
    text, values = NONES[name]
    check(text, {"a": [5, 3, 8, 1, 9], "s": 0, "n": 0, **values}, pause_after=pause_after)


def test_a_loop_returns_none():
    check_program(
        "def f(n) { for i in range(n) { s = i * i; if s > 50 { return } }\nreturn 7 }\n"
        "def g(n) { for i in range(n) { if i * i > 50 { return None if n % 2 else i } }\n"
        "return 7.5 }\n"
        "out = [f(99), f(3), g(99), g(98), g(3)]"
    )


# Loops that meet other types as they go on.


def test_a_function_whose_loop_meets_one_set_of_types_after_the_other():
    text = (
        "def f(a, s) { for x in a { s += x }\nreturn s }\n"
        "def ones(x, n) { return [x] * n }\n"
        "out = []\n"
        "for k in range(4) {\n"
        "out.append(f(ones(k, 300), 0)); out.append(f(ones(k / 2, 300), 0.0))\n"
        "out.append(f([k, 0.5] * 150, 0)) }\n"
    )
    result = check_program(text)
    assert climbs(result) == ["time", "types", "types"]
    refused = [event.name for event in native_events(result) if event.kind == "refused"]
    assert refused == ["<module>"]


def test_a_list_whose_elements_change_type_half_way():
    text = (
        "a = [1] * 400 + [0.5] * 400 + [True, None] * 200\ns = 0; n = 0\n"
        "for x in a { if x is None { n += 1 } else { s += x } }\nout = (s, n, x)"
    )
    result = check_program(text)
    # For a sum that is a float first, and then for elements of all four.
    assert climbs(result) == ["time", "types", "types"]
    assert "refused" not in [event.kind for event in native_events(result)]


def test_one_element_of_another_type_is_no_reason_for_other_code():
    text = "a = [1] * 400 + [0.5] + [1] * 400\ns = 0\nfor x in a { s = (s + x) % 9 }\nout = (s, x)"
    result = check_program(text, native_stay=0.0)
    assert "element type" in [event.reason for event in native_events(result)]


def test_ints_that_are_big_for_a_while():
    text = (
        "s = 1; n = 0; t = 0\n"
        "for i in range(30000) { if i < 100 { s = s * 3 } else { s = s // 3 + 1 }\n"
        "t += s % 7; n += 1 }\nout = (s, n, t)"
    )
    result = check_program(text)
    (loop,) = [each for each in result.runtime.statistics() if each.form == "loop"]
    assert loop.tier == "native"
    reasons = [event.reason for event in native_events(result) if event.kind == "left"]
    assert reasons == ["overflow"]


def test_native_code_for_other_types_is_made_a_few_times_only():
    kinds = ["1", "0.5", "True", "[1]", "[0.5]", "[True]", "(1,)", "(0.5,)"]
    calls = "; ".join(f"out.append(f({kind}, 300))" for kind in kinds * 40)
    text = (
        "def f(x, n) { s = 0\nwhile n { n -= 1; y = x; s += n }\nreturn s, y }\n"
        f"out = []\n{calls}\n"
    )
    result = check_program(text, native_versions=3)
    made = climbs(result)
    assert made == ["time", "types", "types"]
    refusals = [event.reason for event in native_events(result) if event.kind == "refused"]
    assert [one.reason for one in refusals] == ["keeps leaving"]


def test_what_a_global_name_stands_for_may_change():
    text = (
        "k = 2\ndef f(n) { s = 0\nfor i in range(n) { s += i * k }\nreturn s }\n"
        "out = [f(400)]\nk = 0.5\nout.append(f(400))\nk = 2\nout.append(f(400))\n"
    )
    result = check_program(text)
    assert climbs(result)[:2] == ["time", "types"]


def test_a_stay_that_is_long_enough_makes_up_for_a_strike():
    policy = Policy(native_stay=0.5)
    strikes = 0
    for seconds in (0.1, 0.2, 0.9, 0.1, 0.7, 0.8, 0.9):
        strikes = policies.strikes_after(policy, strikes, seconds)
    assert strikes == 0
    assert policies.strikes_after(policy, 3, 0.1) == 4


def test_other_types_pay_from_the_second_strike_on():
    policy = Policy(native_versions=2)
    assert not policies.other_types_pay(policy, 1, 1)
    assert policies.other_types_pay(policy, 1, 2)
    assert not policies.other_types_pay(policy, 2, 2)


def test_other_types_wait_until_native_code_pays():
    text = (
        "def f(a, s) { for x in a { s += x }\nreturn s }\n"
        "out = [f([1] * 300, 0), f([0.5] * 300, 0.0), f([1] * 300, 0)]\n"
    )
    walked = Runtime(tiering="walk").run_source(text, "types.bayan").check()
    result = run(text, native_after=0.0)
    assert climbs(result) == ["time", "types"]
    policy_result = run(text.replace("300", "30000"), native_after=0.001, native_rest=1e9)
    assert result["out"] == walked["out"]
    assert climbs(policy_result)[0] == "time"


def test_kinds_of_values():
    kinds = types_of(
        {"a": [1, 0.5, None], "b": None, "c": [1] * 9 + [0.5], "d": [[1], [0.5, True]]}
    )
    assert kinds == {"a": "list[float/int/none]", "b": "none", "c": "list[int]"} | {
        key: value for key, value in kinds.items() if key == "d"
    }
    assert types_of({"c": [1] * 9 + [0.5, 2**70]}, whole=True) == {"c": "list[float/int]"}
    assert iterator_kind(iter([1] * 9 + [True]), whole=True) == "list[bool/int]"


def test_printing_now_and_then_leaves_and_comes_back(capsys):
    text = (
        "def f(n) { count = 0; k = 2; total = 0\n"
        "while count < n { prime = True; d = 2\n"
        "while d * d <= k { if k % d == 0 { prime = False; break }\n d += 1 }\n"
        "if prime { count += 1; total += k\n if count % 50 == 0 { print('prime', count, k) } }\n"
        "k += 1 }\nreturn total, k }\nout = f(1000)\n"
    )
    result = check_program(text)
    printed = capsys.readouterr().out.splitlines()
    assert printed[:20] == printed[20:]
    assert printed[-1] == "prime 1000 7919"
    assert "form" in [event.reason for event in native_events(result)]


# Names bound in expressions: nothing has happened where their statement is left.
NAMED = {
    "in a while": "while (k := k - 1) > 3:\n    s += k\n",
    "in an if": "for i in range(9):\n    if (x := i * i) > 20:\n        s += x\n",
    "in an assignment": "for i in range(9):\n    y = (x := i + 1) * x\n    s += y - x\n",
    "to its own target": "for i in range(9):\n    x = (x := i) + 1\n    s += x\n",
    "augmented": "for i in range(9):\n    s += (s := i) + s\n",
    "alone": "for i in range(9):\n    (x := i * 2)\n    s += x\n",
    "new kinds": "for i in range(9):\n    if (s := s + 0.5) > 2 and i % 2:\n        s += 1\n",
    "and an item": "for i in range(3):\n    a[(j := i)] += j * 2\n",
    "None": "for i in range(9):\n    if (b := None) is None:\n        s += i\n",
}


@pytest.mark.parametrize("pause_after", [None, 1])
@pytest.mark.parametrize("name", NAMED)
def test_names_bound_in_expressions(name, pause_after):
    check(NAMED[name], {"s": 0, "k": 20, "a": [1, 2, 3]}, pause_after=pause_after)


def test_a_name_in_an_expression_is_not_bound_where_that_is_left():
    text = "for i in range(9):\n    y = (s := s * 1000003) // (7 - i)\n"
    got, left = run_native(text, {"s": 5, "y": 0})
    assert got == run_python(text, {"s": 5, "y": 0})
    assert got[1] == "ZeroDivisionError"
    assert [one.reason for one in left] == ["overflow", "entry types"]
    assert left[0].variables["s"] == 5 * 1000003**3


def test_a_site_hands_on_names_bound_in_expressions():
    check_program(
        "def f(n) { s = 0\nwhile (k := n - s) > 3 { s += 1 }\nreturn s, k }\nout = [f(50), f(2)]"
    )


INTS = [0, 1, -1, 2, 6, -48, 2**31, 3037000499, 3037000500, 2**53 + 1, 2**62, 2**63 - 1, -(2**63)]
FLOATS = [0.0, -0.0, 0.5, -2.5, 1e300, 5e-324, 710.5, math.inf, -math.inf, math.nan]


@pytest.mark.parametrize(
    "expression",
    [
        "math.isqrt(abs(a))",
        "math.isqrt(a)",
        "a.bit_length()",
        "a.bit_count()",
        "math.gcd(a, b)",
        "math.copysign(a, b)",
        "math.fmod(a, b)",
        "math.log(a, b)",
        "math.degrees(a)",
        "math.radians(a)",
        "math.isfinite(a)",
        "math.sinh(a)",
        "math.cosh(a)",
        "math.asinh(a)",
        "math.expm1(a)",
        "math.erf(a)",
        "a.is_integer()",
        "a in range(-3, 2**62)",
        "a not in range(9223372036854775807, -9223372036854775807, -7)",
        "a in range(-50, b, 3)",
        "len(range(b, a, 5))",
        "math.inf * a + math.pi + math.e + math.tau",
    ],
)
def test_functions_of_the_library(expression):
    """Each gives what Python gives, or leaves the kernel."""
    done = 0
    for pool in (INTS, FLOATS):
        for a in pool:
            for b in pool if "b" in expression.replace("bit", "").replace("abs", "") else [0]:
                text = f"while n:\n    r = {expression}\n    n = 0\n"
                values = {"a": a, "b": b, "n": 1, "math": math}
                if pool is not INTS and "bit_" in expression:
                    continue
                try:
                    key = (expression, pool is INTS)
                    loop = KERNELS.get(key) or KERNELS.setdefault(key, compiled(text, values))
                except Refusal:
                    continue
                try:
                    wanted = eval(expression, {"math": math}, {"a": a, "b": b})
                except (ArithmeticError, ValueError, TypeError, MemoryError):
                    wanted = None
                left = loop.kernel.run(values)
                if left.reason == "exhausted":
                    got = left.variables["r"]
                    assert (type(got), repr(got)) == (type(wanted), repr(wanted)), (a, b)
                    done += 1
                else:
                    assert left.reason in ("domain", "overflow", "zero division", "inexact")
    assert done >= 5


def test_sums_of_ranges():
    text = (
        "for i in range(-4, 9):\n    s += sum(range(i)) + sum(range(i, 20, 3))\n"
        "    s -= sum(range(9, i - 3, -2)) * sum(range(i, 2**40, 2**36))\n"
    )
    check(text, {"s": 0})


KERNELS = {}


def compiled(text, values):
    loop = Loop(text, values)
    loop.compile()
    return loop


BACKWARDS = {
    "one by one": "for i in range(5):\n    for j in reversed(range(i)):\n        s = s * 3 + j\n",
    "from below": "for i in range(5):\n    for j in reversed(range(-2, i)):\n        s += s + j\n",
    "down": "for i in range(5):\n    for j in reversed(range(i, -3, -1)):\n        s += s + j\n",
    "steps": "for i in range(9):\n    for j in reversed(range(1, i, 3)):\n        s = s * 3 + j\n",
    "steps down": "for i in range(9):\n    for j in reversed(range(i, 1, -2)):\n        s += j\n",
    "outermost": "for i in reversed(range(2, 9, 2)):\n    s = s * 3 + i\n",
    "enumerated": (
        "for i in range(5):\n    for k, j in enumerate(reversed(range(i))):\n        s += k * j\n"
    ),
}


@pytest.mark.parametrize("pause_after", [None, 1])
@pytest.mark.parametrize("name", BACKWARDS)
def test_ranges_backwards(name, pause_after):
    check(BACKWARDS[name], {"s": 1}, pause_after=pause_after)


def test_names_from_math_under_any_name():
    check_program(
        "import math as m\nfrom math import gcd, isqrt as root\n"
        "def f(n) { s = 0\n"
        "for i in مدى(n) { s += gcd(i, 12) + root(i) + m.floor(i) + مطلق(m.ceil(-m.pi)) }\n"
        "return s }\nout = f(400)"
    )


# Arrays of the module array.
ARRAYS = {
    "read": ("for i in range(len(a)):\n    s += a[i] * 2\n    t = a[-1 - i]\n", "dfbhilq"),
    "run over": ("for x in a:\n    s += x\n", "dfbBhHiIlq"),
    "inner": ("for k in range(3):\n    for x in a:\n        s += x * k\n    n += len(a)\n", "dq"),
    "enumerated": ("for i, x in enumerate(a):\n    s += i * x\n", "dB"),
    "zipped": ("for x, y in zip(a, range(9)):\n    s += x * y\n", "fH"),
    "stored": ("for i in range(len(a)):\n    a[i] = i * 3\n    a[-1] += i\n", "dfbBhHiIlq"),
    "floats": ("for i in range(len(a)):\n    a[i] += 0.1\n    a[i] *= 1e30\n", "df"),
    "truth": ("while a and n < 9:\n    n += a[0] and 1\n    n += 1\n", "dq"),
}


@pytest.mark.parametrize("pause_after", [None, 1])
@pytest.mark.parametrize("name", ARRAYS)
def test_arrays(name, pause_after):
    text, codes = ARRAYS[name]
    for code in codes:
        native, python = array(code, [1, 2, 3, 7, 5]), array(code, [1, 2, 3, 7, 5])
        got, left = run_native(text, {"s": 0, "n": 0, "a": native}, pause_after)
        loop = Loop(text, {"s": 0, "n": 0, "a": native})
        loop.run(pause_after)
        namespace = {"s": 0, "n": 0, "a": python}
        exec(compile(text, "<loop>", "exec"), namespace)
        assert repr(native) == repr(python)
        assert got == run_python(text, {"s": 0, "n": 0, "a": array(code, [1, 2, 3, 7, 5])})
        assert {one.reason for one in left} <= set(ENDS), (code, left)
        assert loop.globals["a"] is native


@pytest.mark.parametrize("pause_after", [None, 1])
@pytest.mark.parametrize("make", [bytearray, bytes])
@pytest.mark.parametrize("name", ["read", "run over", "enumerated", "zipped", "stored", "truth"])
def test_bytes(name, make, pause_after):
    text, _ = ARRAYS[name]
    if name == "stored" and make is bytes:
        return
    values = [make([1, 2, 3, 7, 200]), make([1, 2, 3, 7, 200])]
    if make is bytearray:
        for value in values:  # the items do not begin where the memory does
            del value[:1]
    native, python = values
    got, left = run_native(text, {"s": 0, "n": 0, "a": native}, pause_after)
    assert got == run_python(text, {"s": 0, "n": 0, "a": python})
    assert {one.reason for one in left} <= set(ENDS), left
    loop = Loop(text, {"s": 0, "n": 0, "a": native})
    loop.run(pause_after)
    exec(compile(text, "<loop>", "exec"), {"s": 0, "n": 0, "a": python})
    assert loop.globals["a"] is native
    assert native == python


@pytest.mark.parametrize(("number", "error"), [(256, ValueError), (-1, ValueError), (255, None)])
def test_what_does_not_fit_into_a_bytearray(number, error):
    text = "for i in range(5):\n    a[i] = n if i > 2 else i\n    s += i\n"
    loop = Loop(text, {"a": bytearray([9] * 5), "n": number, "s": 0})
    if error is None:
        loop.run()
        assert loop.globals["a"] == bytearray([0, 1, 2, 255, 255])
        return
    with pytest.raises(error):
        loop.run()
    assert loop.globals["a"] == bytearray([0, 1, 2, 9, 9])
    assert loop.globals["s"] == 3
    assert loop.exits[0].reason == "domain"


def test_bytes_in_programs():
    check_program(
        """
def sieve(n) {
    flags = bytearray([1]) * (n + 1)
    i = 2
    while i * i <= n {
        if flags[i] { for j in range(i * i, n + 1, i) { flags[j] = 0 } }
        i += 1
    }
    count = 0
    for i in range(2, n + 1) { count += flags[i] }
    return count
}
def adler(data) {
    a = 1
    b = 0
    for x in data { a = (a + x) % 65521; b = (b + a) % 65521 }
    return b << 16 | a
}
def deep(b, i) {
    if i < 0 { return 0 }
    b[i % 5] = (b[i % 5] + 1) % 256
    s = deep(b, i - 1)
    if i == 77 { b[0] = 300 }
    return s + b[i % 5]
}
b = bytearray(5)
out = [sieve(5000), adler(b"native code" * 90), adler(bytearray(b"code" * 90)), deep(b, 70), b]
try { deep(b, 80) } except ValueError as error { out.append(str(error)) }
"""
    )


@pytest.mark.parametrize(
    ("code", "number", "error"),
    [
        ("b", 128, "OverflowError"),
        ("B", -1, "OverflowError"),
        ("H", 65536, "OverflowError"),
        ("i", -(2**31) - 1, "OverflowError"),
        ("q", 2**62, None),
        ("f", 2**62, None),
    ],
)
def test_what_does_not_fit_into_an_array(code, number, error):
    text = "for i in range(5):\n    a[i] = n if i > 2 else i\n    s += i\n"
    loop = Loop(text, {"a": array(code, [9] * 5), "n": number, "s": 0})
    raised = None
    try:
        loop.run()
    except OverflowError as problem:
        raised = type(problem).__name__
    assert raised == error
    if error:
        assert loop.globals["a"].tolist() == [0, 1, 2, 9, 9]
        assert loop.globals["s"] == 3
        assert loop.exits[0].reason == "domain"
    else:
        assert loop.globals["a"].tolist() == [0, 1, 2, number, number]


def test_arrays_in_a_function_go_native_and_others_do_not():
    check_program(
        "from array import array\n"
        "def f(a) { s = 0\nfor i in range(len(a)) { a[i] = a[i] * 2; s += a[i] }\nreturn s }\n"
        "a = array('d', [0.5]) * 400\nb = array('h', [3]) * 400\n"
        "out = [f(a), f(b), f(a), f([1] * 400), a, b]"
    )
    assert types_of({"a": array("L", [1]), "u": array("d")}) == {"u": "array d"}


@pytest.mark.parametrize("before", [None, "text", 7, 2.5, [1]])
def test_what_a_variable_was_before_the_loop_is_of_no_matter(before):
    text = (
        "for i in range(4):\n    for m in u:\n        s += m\n        if i:\n            t = m\n"
        "    k = m\n"
    )
    values = {"s": 0, "u": [1.0, 0.5]}
    loop = Loop(text, {**values, "m": before, "t": before, "k": before})
    loop.run(1)
    wanted = {**values, "m": before, "t": before, "k": before}
    exec(compile(text, "<loop>", "exec"), wanted)
    assert all(loop.globals[name] == wanted[name] for name in "smtki")
    assert {one.reason for one in loop.exits} == {"pause", "exhausted"}


def test_arrays_of_numpy_are_refused_with_their_own_reason():
    pytest.importorskip("numpy")
    text = (
        "import numpy\ndef f(a) { s = 0\nfor i in range(300) { s += a[i] }\nreturn s }\n"
        "out = [float(f(numpy.ones(300))), f([1] * 300)]\n"
    )
    result = run(text)
    assert result["out"] == [300.0, 300]
    reasons = [event.reason.reason for event in native_events(result) if event.kind == "refused"]
    assert "numbers of NumPy" in reasons


DEFAULTS = """
def clamp(x, lo=0, hi=100) { return lo if x < lo else hi if x > hi else x }
def scaled(x, by=0.5, off=True) { return x * by + off }
class Counter {
    def __init__() { self.n = 0 }
    def bump(by=1, times=2) { self.n += by * times }
}
def f(n) {
    s = 0
    for i in range(n) { s += clamp(i - 3) + clamp(i, 5) + scaled(i) }
    return s
}
def g(n) {
    c = Counter()
    for i in range(n) { c.bump(); c.bump(3) }
    return c.n
}
"""


def test_calls_that_leave_arguments_to_defaults():
    result = check_program(f"{DEFAULTS}out = [f(300), g(300), f(200)]")
    assert not [event for event in native_events(result) if event.kind == "refused"]


def test_other_defaults_are_seen_where_they_come():
    check_program(
        f"""{DEFAULTS}
out = [f(300)]
for defaults in ((1, 50), (0.5, 7), (0, 10 ** 30), (True, 2)) {{
    clamp.__defaults__ = defaults
    out.append(f(200))
}}
clamp.__defaults__ = (5,)
try {{ f(200) }} except TypeError as error {{ out.append(str(error)) }}
Counter.bump.__defaults__ = (7, 1)
out.append(g(40))
"""
    )


def test_a_default_that_is_no_plain_number_stays_with_bytecode():
    check_program(
        """
import enum
enum Level { LOW, HIGH }
def kind(x, level=Level.HIGH) { return level }
def other(x) { return x * 2 + 1 }
def f(n) {
    found = []
    for i in range(n) { found.append(kind(i * 2)) }
    s = 0
    for i in range(n) { s += other(i) }
    return found[-1], s
}
out = f(300)
"""
    )
