"""Loops over numbers in compiled functions: they go native, and nothing else changes."""

from __future__ import annotations

import pytest

from bayan.runtime.cache import CodeCache
from bayan.runtime.runtime import Runtime
from bayan.tiers import numeric_loops, sites
from bayan.tiers import policy as policies
from bayan.tiers.bytecode import loops, numeric
from bayan.tiers.bytecode.numeric import may_go_native, why_never_native
from bayan.tiers.bytecode.sites import SITE
from bayan.tiers.policy import Policy
from bayan.tiers.refusal import FAILED, UNKNOWN_CALL, Refusal
from bayan.tiers.sites import ASK_KEY

pytest.importorskip("llvmlite")


def native_events(result):
    return [event for event in result.runtime.events if event.tier == "native"]


def run(text, **thresholds):
    """Run a program whose functions are compiled at once, and ask for native code at once."""
    policy = Policy.eager()
    policy.compile_at_call = 1
    for name, value in thresholds.items():
        setattr(policy, name, value)
    policy.always_enters = not policy.native_visit
    return Runtime(tiering="native", policy=policy).run_source(text, "sites.bayan")


# Functions `f` called as f(n); each has loops that go native.
FUNCTIONS = {
    "for": "s = 0\nfor i in range(n) { s += i * i }\nreturn s, i",
    "for with else": "s = 0\nfor i in range(n) { s += i } else { s = -s }\nreturn s",
    "break": "for i in range(n) { if i * i > n { break } } else { return 'none' }\nreturn i",
    "return": "for i in range(n) { if i * i > n { return i * 2 } }\nreturn 'none'",
    "return through finally": (
        "r = []\ntry { for i in range(n) { if i * i > n { return r } } } finally { r.append(i) }"
    ),
    "while": "k = 0\nwhile k < n { k += 1 }\nreturn k",
    "assertion": "s = 0\nfor i in range(n) { assert i < 900, 'far'; s += i }\nreturn s",
    "failed assertion": (
        "s = 0\ntry { for i in range(n) { assert i < 9, f'far {i}'; s += i } }\n"
        "except AssertionError as e { s = str(e), s, i }\nreturn s"
    ),
    "annotations": (
        "s: int = 0\nfor i in range(n) { x: Unknown[int] = i * 2; s += x }\nreturn s, x"
    ),
    "nested": "s = 0\nfor i in range(n) { for j in range(i) { s += i ^ j } }\nreturn s, i",
    "unbound": (
        "for i in range(0) { x = i + 1 }\ntry { return x } except UnboundLocalError { return 'no' }"
    ),
    "bound in some rounds": "for i in range(n) { if i > 3 { x = i * 2 } }\nreturn x, i",
    "overflow": "x = 1\nfor i in range(n) { x = x * 3 + i }\nreturn x",
    "caught error": (
        "x = 0\ntry { for i in range(n) { x = 100 // (n - 3 - i) } }\n"
        "except ZeroDivisionError { return x, i }"
    ),
    "lists": "a = [0] * n\nfor i in range(n) { a[i] = i * 2 }\nfor v in a { n += v }\nreturn a, n",
    "inside with": (
        "with open('/dev/null') as g { s = 0; for i in range(n) { s += i } }\nreturn s, g.closed"
    ),
    "inside a loop that is none": (
        "out = []\nfor word in ['a', 'b'] { s = 0; for i in "
        "range(n) { s += i }; out.append(word * 2); out.append(s) }"
        "\nreturn out"
    ),
}


# Comprehensions, whose loops go native.
COMPREHENSIONS = {
    "plain": "return [i * i for i in range(n)]",
    "of floats": "return [i / 2 for i in range(n)]",
    "conditions": "return [i * 3 for i in range(n) if i % 2 if i % 3]",
    "clauses": "return [i * j for i in range(n) if i % 2 for j in range(i) if j % 3]",
    "nested": "return [[i * j - 0.5 for j in range(n)] for i in range(n)]",
    "nested, of a list": (
        "a = [[1, 2], [3, n]]\nreturn [[x * 2 for x in row] for row in a for _ in a]"
    ),
    "two": "x = [i + n for i in range(n)]; y = [v * 2 for v in x]\nreturn x, y",
    "of pairs": "a = [1.5] * n\nreturn [i * x for i, x in enumerate(a)]",
    "zip": "a = list(range(n))\nreturn [x * y for x, y in zip(a, a)]",
    "bound outside": "i = n\na = [i * i for i in range(i)]\nreturn a, i",
    "bound by it": "a = [(y := i * 2) + y for i in range(n)]\nreturn a, y",
    "overflow": "return [3 ** i * 2 for i in range(n)]",
    "shift beyond": "return [(1 << i) + 1 for i in range(n)]",
    "kinds that change": "return [i * 2 if i < 7 else i / 2 for i in range(n)]",
    "caught error": (
        "x = 0\ntry { x = [100 // (n - 3 - i) for i in range(n)] }\n"
        "except ZeroDivisionError { return x }"
    ),
    "elements of other kinds": (
        "a = [1] * n\na[-3] = None\na[-1] = 2.5\nreturn [x is None or x + 1 for x in a]"
    ),
    "element that can't": "a = [1] * n\na[-2] = 'a'\nreturn [x * 2 for x in a]",
    "index": (
        "a = [1] * (n - 2)\ntry { return [a[i] + i for i in range(n)] }\n"
        "except IndexError as e { return str(e) }"
    ),
    "in a loop": "s = 0\nfor k in ['a', 'b'] { s += sum([i * i for i in range(n)]) }\nreturn s",
    "as an argument": "return max([i * (n - i) for i in range(n)]), len([i * 2 for i in range(n)])",
    "of a generator": "g = lambda: (yield [i * 2 for i in range(n)])\nreturn list(g())",
    "in a lambda": "return (lambda k: [i * k for i in range(k)])(n)",
    "stored where it reads": (
        "a = [1, 2, 3]\na[:] = [x * len(a) for x in a for _ in range(n)]\nreturn a"
    ),
    "empty": "return [i * 2 for i in range(n - n)]",
    "itself": "a = [0]\nfor k in 'ab' { a = [x + len(a) for x in a for _ in range(5)] }\nreturn a",
}


@pytest.mark.parametrize("name", COMPREHENSIONS)
def test_comprehensions_of_compiled_functions_have_the_walkers_results(name):
    text = f"def f(n) {{\n{COMPREHENSIONS[name]}\n}}\nout = [f(n) for n in [60, 5, 60, 30, 100]]\n"
    walked = Runtime(tiering="walk").run_source(text, "sites.bayan").check()
    result = run(text).check()
    assert repr(result["out"]) == repr(walked["out"])
    assert any(event.kind == "climbed" for event in native_events(result)), native_events(result)


@pytest.mark.parametrize(
    "body",
    [
        "return [f() for f in [lambda: i * n for i in range(n)]]",
        "return [sum([i * j for j in range(n)]) if i else [k for k in 'ab'] for i in range(n)]",
        "return list([i * j for j in range(3)] for i in range(n))",
        "class A { x = [i * 2 for i in range(5)] }\nreturn A.x",
        "return {i: [i * j for j in range(3)] for i in range(n)}",
        "return [[sorted(locals()), i * 2] for i in range(n)]",
        "try { return [i * k for i in range(n)]; k = 1 } except NameError as e { return str(e) }",
    ],
)
def test_comprehensions_that_do_not_go_native(body):
    text = f"def f(n) {{\n{body}\n}}\nout = [f(n) for n in [6, 5, 6, 3, 10]]\n"
    walked = Runtime(tiering="walk").run_source(text, "sites.bayan").check()
    assert run(text).check()["out"] == walked["out"]


def test_the_list_of_a_comprehension_is_made_once():
    """Where native code leaves, bytecode goes on with it."""
    text = (
        "def f(n) {\n    return [i if i != 70 else None for i in range(n) if i * 2 > 20]\n}\n"
        "f(100)\nf(100)\nout = f(100)\n"
    )
    result = run(text).check()
    assert result["out"] == [i if i != 70 else None for i in range(11, 100)]
    assert [event.name for event in native_events(result) if event.kind == "climbed"] == ["f"]


def test_the_traceback_of_a_comprehension_has_its_line_once():
    text = "def f(n) {\n    return [1 // (40 - i) for i in range(n)]\n}\nf(9)\nf(90)\n"
    walker = Runtime(tiering="walk")
    walked = walker.format_exception(walker.run_source(text, "sites.bayan").exception)
    result = run(text)
    assert "left" in [event.kind for event in native_events(result)]
    assert result.runtime.format_exception(result.exception) == walked


@pytest.mark.parametrize("name", FUNCTIONS)
def test_compiled_functions_have_the_walkers_results(name):
    text = f"def f(n) {{\n{FUNCTIONS[name]}\n}}\nout = [f(n) for n in [60, 5, 60, 30, 100]]\n"
    walked = Runtime(tiering="walk").run_source(text, "sites.bayan").check()
    result = run(text).check()
    assert result["out"] == walked["out"]
    assert any(event.kind == "climbed" for event in native_events(result)), native_events(result)


def test_a_source_with_loops_over_numbers_is_not_kept_compiled(tmp_path):
    cache = CodeCache(str(tmp_path), "1.0")
    runtime = Runtime(tiering="auto", cache=cache)
    runtime.run_source("s = 0\nfor i in range(9) { s += i }\n", "kept.bayan").check()
    runtime.keep_compiled(100.0)
    assert not list(tmp_path.iterdir())


def test_a_long_loop_goes_native_in_the_middle_of_its_first_run():
    text = (
        "def f(n) { s = 0\nfor i in range(n) { for j in range(n) { s += i ^ j } }\nreturn s }\n"
        "out = [f(400)]\n"
    )
    walked = Runtime(tiering="bytecode").run_source(text, "sites.bayan").check()
    result = run(text, native_after=0.002, native_rest=1e9).check()
    assert result["out"] == walked["out"]
    assert [event.kind for event in native_events(result)] == ["climbed"]


def test_the_traceback_has_the_line_in_the_loop_once():
    text = "def f(n) {\n    for i in range(n) {\n        x = 1 // (40 - i)\n    }\n}\nf(9)\nf(90)\n"
    walker = Runtime(tiering="walk")
    walked = walker.format_exception(walker.run_source(text, "sites.bayan").exception)
    result = run(text)
    assert "left" in [event.kind for event in native_events(result)]
    assert result.runtime.format_exception(result.exception) == walked


# Whole functions of this signature are not for native code.
SHORT_VISITS = (
    "def f(n, *rest) { s = 0\nwhile n > 0 { s += n; n -= 1 }\nreturn s }\n"
    "out = sum([f(3) for r in range(3000)])\n"
)


def test_short_visits_do_not_go_native():
    result = run(SHORT_VISITS, native_after=0.0001, native_visit=1.0).check()
    assert result["out"] == 18000
    assert not native_events(result)


def test_a_loop_of_short_visits_goes_native_when_it_has_a_long_one(monkeypatch):
    monkeypatch.setattr(policies, "ASKING_DEBTS", ((0.001, 1),))
    text = SHORT_VISITS + "import time\ntime.sleep(0.01)\nf(300000)\nf(300000)\nout = f(300000)\n"
    result = run(text, native_after=0.005, native_visit=0.0001, native_sample=0.0001).check()
    assert result["out"] == 300000 * 300001 // 2
    assert [event.kind for event in native_events(result)] == ["climbed"]


def test_asking_about_a_loop_that_comes_often_is_rare():
    result = run(SHORT_VISITS, native_after=10.0, native_sample=10.0).check()
    (site,) = result.runtime.builtins[ASK_KEY].table.values()
    assert result["out"] == 18000
    assert site.passed > 1500 and site.granted > 1


def test_a_refused_loop_leaves_its_inner_loops_their_chance():
    text = (
        "def g(x) { return [x] }\n"
        "def f(n) { s = 0\n"
        "for i in range(n) { q = g(i); s += len(q); for j in range(n) { s += j * i } }\n"
        "return s }\nout = [f(50) for _ in range(3)]\n"
    )
    walked = Runtime(tiering="walk").run_source(text, "sites.bayan").check()
    result = run(text).check()
    assert result["out"] == walked["out"]


# The inner loop goes native, the outer one never: it has a dictionary.
OUTER_LOOPS = {
    "module": (
        "d = {}\nfor r in range(40) { d[r] = r; s = 0; for i in range(60) { s += i * r }; d[r] = s"
        "; last = i }\nout = d, s, last"
    ),
    "function": (
        "def f(n) { d = {}\nfor r in range(n) { s = 0; for i in range(60) { s += i * r }; d[r] = s "
        "}\nreturn d, i }\nout = f(40)"
    ),
    "return": (
        "def f(n) { d = {}\nfor r in range(n) { d[r] = 1; for i in range(60) { if i * r > 900 { "
        "return i, r } } } }\nout = f(40)"
    ),
    "break": (
        "d = {}\nfor r in range(40) { d[r] = 0; k = 0; while True { k += 1; if k > r { break } }; "
        "d[r] = k }\nout = d"
    ),
    "caught error": (
        "d = {}\nfor r in range(40) { d[r] = 0\n"
        "try { for i in range(9) { d[r] = 0; q = 5 // (20 - r)\n"
        "for j in range(9) { q += 7 // (30 - r) } } }\n"
        "except ZeroDivisionError { d[r] = i, q } }\nout = d"
    ),
}


@pytest.mark.parametrize("name", OUTER_LOOPS)
def test_loops_inside_a_loop_that_climbed_alone_go_native(name):
    text = OUTER_LOOPS[name] + "\n"
    walked = Runtime(tiering="walk").run_source(text, "sites.bayan").check()
    result = run(text).check()
    assert result["out"] == walked["out"]
    table = result.runtime.builtins[ASK_KEY].table
    assert any(site.numeric and site.numeric.kernel for site in table.values())


def test_an_error_in_such_a_loop_has_the_walkers_traceback():
    loops = (
        "d = {}\nfor r in range(40) {\n    d[r] = 0\n    for i in range(60) {\n        d[r] += 1\n"
        "        for j in range(60) {\n            q = 5 // (20 - r)\n        }\n    }\n}\n"
    )
    for text in (loops, f"def f() {{\n{loops}\n}}\nf()\n"):
        walker = Runtime(tiering="walk")
        walked = walker.format_exception(walker.run_source(text, "sites.bayan").exception)
        result = run(text)
        assert result.runtime.format_exception(result.exception) == walked
        assert result.runtime.builtins[ASK_KEY].table


LEFT_IN_BOTH = """
q = [1, 2, 3, 1, 2]
total = 0
for i in range(12) {
    name = str(i)
    for v in q {
        if i > 8 { total += missing }
        total += v * i
    }
    if total < 0 { missing = 2 }
}
"""


@pytest.mark.parametrize("rounds", [1, 3, 5])
@pytest.mark.parametrize("is_module", [False, True])
def test_an_error_after_native_code_has_left_such_a_loop_has_one_place(
    is_module, rounds, monkeypatch
):
    """The rest of the inner loop runs by itself, in the rest of the outer one, which does too."""
    monkeypatch.setattr(policies, "ticks", lambda interval: 0)
    text = LEFT_IN_BOTH if is_module else f"def f() {{ {LEFT_IN_BOTH} }}\nf()\n"
    walker = Runtime(tiering="walk")
    walked = walker.format_exception(walker.run_source(text, "sites.bayan").exception)
    result = run(text, compile_at_call=2, compile_at_round=rounds)
    assert result.runtime.format_exception(result.exception) == walked
    assert any(event.kind == "climbed" for event in native_events(result))


@pytest.mark.parametrize(
    ("loop", "is_numeric"),
    [
        ("for i in range(9) { s += i }", True),
        ("while n > 0 { n = n // 2 }", True),
        ("for i in x { print('a') }", False),
        ("for i in x { y = i }", False),
        ("for i in x { f(i) }", False),
        ("for i in x { y = f(i); if y > m { m = y } }", True),
        ("for i in x { s = s + f'{i}' }", False),
        ("for i in x { s += i; x.append(i) }", True),
        ("for i in x { try { s += i } except E { } }", False),
    ],
)
def test_which_loops_have_sites(loop, is_numeric):
    result = Runtime(tiering="walk").run_source(f"if False {{ {loop} }}", "sites.bayan")
    (unit,) = result.runtime.engine.units
    assert may_go_native(unit, unit.tree.body[0].body[0]) is is_numeric


@pytest.mark.parametrize(
    ("loop", "is_asked"),
    [
        ("for i in x { total(i) }", True),
        ("for i in x { y = total(total(i)) }", True),
        ("while less(i) { step() }", True),
        ("for i in x { i.move(1) }", True),
        ("for i in x { i.tell() }", False),
        ("for i in x { tell(i) }", False),
        ("for i in x { unknown(i) }", False),
        ("for i in x { total(i); y = f'{i}' }", False),
    ],
)
def test_loops_that_only_call_are_asked_about_where_what_they_call_computes(loop, is_asked):
    text = f"""
def total(n) {{ return n * 2 }}
def less(n) {{ return n < 2 }}
def tell(n) {{ print(n) }}
class C {{
    def move(n) {{ self.x += n }}
    def tell() {{ print(self.x) }}
}}
def f(x) {{ {loop} }}
"""
    result = Runtime(tiering="walk").run_source(text, "sites.bayan")
    (unit,) = result.runtime.engine.units
    assert may_go_native(unit, unit.tree.body[-1].body[0]) is is_asked


STRANGE = """\
def plain(n) { return n * 2 }
def odd(n) { return {n: n}[n] }
def through(n) { return n + middle(n) }
def middle(n) { return odd(n) - 1 }
def either(n) { return n }
def either(n) { return {n: n}[n] }
def branch(n) { if n < 0 { print(n) }; return n + 1 }
class C {
    def __init__(n) { self.n = n }
    def odd() { return {self.n} }
    def append(x) { self.n = {x} }
    def grow(x) { self.n += x; return middle(x) }
}
def g() { class D { def in_function(x) { return {x} } } }
def f(x, odd_one) { s = 0; LOOP }
"""


@pytest.mark.parametrize(
    ("statement", "strange"),
    [
        ("s += plain(i)", None),
        ("s += odd(i)", "odd"),
        ("s += plain(odd(i))", "odd"),
        ("s += through(i)", "through"),
        ("s += either(i)", None),
        ("s += branch(i)", None),
        ("s += odd_one(i)", None),
        ("s += other(i)", None),
        ("s += C(i).n", "C"),
        ("s += i; x.odd()", "x.odd"),
        ("s += i; x.grow(s)", "x.grow"),
        ("s += i; x.in_function(s)", None),
        ("s += i; x.unheard_of(s)", "x.unheard_of"),
        ("s += len(str(i))", "str"),
        ("s += طول(نص(i))", "نص"),
        ("s += i; x.append(s)", None),
        ("s += i; print(s)", "print"),
        ("s += i; if s > 9 { print(s) }", None),
        ("s += i; for j in x { s += odd(j) }", "odd"),
    ],
)
def test_loops_that_call_what_native_code_never_can_are_not_asked_about(statement, strange):
    text = STRANGE.replace("LOOP", f"for i in x {{ {statement} }}")
    (unit,) = Runtime(tiering="walk").run_source(text, "sites.bayan").runtime.engine.units
    loop = unit.tree.body[-1].body[-1]
    assert may_go_native(unit, loop) is (strange is None)
    refusal = why_never_native(unit, loop)
    if strange is None:
        assert refusal is None
    else:
        assert refusal.reason == UNKNOWN_CALL
        line, column, _, end = refusal.position
        assert text.splitlines()[line - 1][column:end] == strange


def test_what_native_code_calls_is_not_taken_for_strange():
    from bayan.tiers.native.changes import _ARGUMENTS
    from bayan.tiers.native.kinds import FUNCTIONS

    assert _ARGUMENTS.keys() <= numeric.METHODS
    assert numeric.STRANGE.isdisjoint(FUNCTIONS.values())
    functions = {name[5:] for name in FUNCTIONS.values() if name.startswith("math.")}
    assert functions <= numeric.METHODS


def test_a_walked_loop_that_native_code_never_can_take_is_not_counted(monkeypatch):
    """What is known by the forms is told as the loop climbs: native code is not even loaded."""
    monkeypatch.setattr(numeric_loops.NumericLoop, "compile", None)
    text = "def odd(n) { return {n: n}[n] }\ns = 0\nfor i in range(900) { s += odd(i) }\nout = s\n"
    result = run(text, native_after=0.0).check()
    assert result["out"] == 899 * 450
    (event,) = native_events(result)
    assert (event.kind, event.reason.reason, event.line) == ("refused", UNKNOWN_CALL, 3)
    (loop,) = result.runtime.engine.numeric_loops
    assert [*loop.parts] == [(None, False, False)]


CALLS_ONLY = """
class Thing { def __init__(x) { self.x = x } }
def advance(things, by) {
    for thing in things {
        thing.x += by * thing.x
    }
}
def work(n) {
    things = [Thing(1.0), Thing(2.0)]
    for _ in range(n) {
        advance(things, 0.001)
    }
    return [thing.x for thing in things]
}
print(work(1000), work(2000))
"""


def test_a_loop_that_only_calls_goes_native(capsys):
    Runtime(tiering="walk").run_source(CALLS_ONLY, "sites.bayan")
    walked = capsys.readouterr().out
    result = run(CALLS_ONLY)
    assert capsys.readouterr().out == walked
    (climb,) = [event for event in native_events(result) if event.name == "work"]
    assert "object" in climb.types["things"]


def test_two_sources_of_one_name_are_not_taken_for_each_other():
    runtime = Runtime(tiering="native")
    text = "def f(n) { s = 0\nfor i in range(n) { s += i * K }\nreturn s }\n"
    one = runtime.load(text.replace("K", "1"))
    two = runtime.load(text.replace("K", "2"))
    assert [one.f(9), two.f(9), one.f(9), two.f(9)] == [36, 72, 36, 72]


def test_a_source_is_looked_through_once_for_all_of_its_functions(monkeypatch):
    looked = []

    def note(function):
        def noting(tree):
            looked.append(function.__name__)
            return function(tree)

        return noting

    monkeypatch.setattr(numeric, "numeric_calls_in", note(numeric.numeric_calls_in))
    loops = "for i in range(n) { s += i }\nfor i in range(n) { s += i * 2 }\n"
    text = "".join(
        f"def f{k}(n) {{ s = 0\n{loops}return s }}\n"
        f"def g{k}(n) {{ return n if n < 1 else g{k}(n - 1) }}\nf{k}(30)\ng{k}(3)\n"
        for k in range(5)
    )
    result = run(text).check()
    assert {event.form for event in native_events(result)} == {"loop", "function"}
    assert looked == ["numeric_calls_in"]


def has_sites_at_end(text, function, **thresholds):
    """Whether the code of a function asks sites, as it is at the end of a program's run."""
    thresholds = {"native_visit": 1.0, "native_after": 0.005, **thresholds}
    result = run(text, **thresholds)
    code = eval(function, result.check().namespace).__code__
    return any(name.startswith(SITE) for name in code.co_names)


SHORT = """\
class A {
    def f(xs) {
        s = 0
        for x in xs { s += x }
        k = 0
        while k < 2 { for j in range(2) { s += j }; k += 1 }
        return s
    }
}
a = A()
results = [a.f([i, 1]) for i in range(9000)]
assert results == [i + 3 for i in range(9000)]
"""


def test_loops_that_are_always_short_are_not_asked_about_for_ever(monkeypatch):
    monkeypatch.setattr(policies, "MANY_VISITS", 1000)
    assert not has_sites_at_end(SHORT, "A.f")


def test_loops_are_asked_about_as_long_as_native_code_may_be_worth_entering(monkeypatch):
    assert has_sites_at_end(SHORT, "A.f")
    monkeypatch.setattr(policies, "MANY_VISITS", 1000)
    assert has_sites_at_end(SHORT, "A.f", native_visit=0.0)
    # A function that native code can run as a whole is going to have an entrance.
    text = SHORT.replace("class A {", "def f(xs) { s = 0; for x in xs { s += x }; return s }\n{")
    text = text[: text.index("{\n    def")] + "results = [f([i, 1]) for i in range(9000)]\n"
    assert has_sites_at_end(text, "f")


def test_loops_that_native_code_refuses_are_not_asked_about_for_ever(monkeypatch):
    monkeypatch.setattr(policies, "MANY_VISITS", 1000)
    text = (
        "class A { def f(xs) {\nfor x in xs { s = x + x }\n"
        "for i in range(2) { s += '' }\nreturn s } }\n"
        "a = A()\nassert [a.f(['a']) for i in range(9000)] == ['aa'] * 9000\n"
    )
    assert not has_sites_at_end(text, "A.f", native_after=0.0, native_visit=0.0)


ASKS = (
    "class H {\ndef __init__(self) { self.left = 600 }\n"
    "def __iter__(self) { return self }\n"
    "def __next__(self) { if self.left == 0 { raise StopIteration }; self.left -= 1; return 5 }\n"
    "def __length_hint__(self) { asked.append('length'); return 10 ** 9 }\n"
    "def __hash__(self) { asked.append('hash'); return 1 }\n"
    "def __eq__(self, other) { asked.append('eq'); return True }\n"
    "def __getattr__(self, name) { asked.append(name); return 1 }\n"
    "def __call__(self, x) { return x }\n"
    "@property\ndef __class__(self) { asked.append('class'); return int }\n}\n"
    "asked = []\nh = H()\n"
)


@pytest.mark.parametrize(
    "loop",
    [
        "for i in h { s += i * 2 }",
        "for i in range(600) { s += i * 2; if s < 0 { s += h } }",
        "for i in range(600) { if s < 0 { s += h }; s += 2 }",
        "for i in range(600) { s += h(i) * 2 }",
        "for x in [h] * 600 { s += 1 * 2 }",
        "k = h\nwhile s < 600 { s += 2; k = s }",
    ],
)
@pytest.mark.parametrize("is_function", [True, False])
def test_objects_of_the_program_are_asked_nothing(loop, is_function):
    text = f"def f(h) {{ s = 0\n{loop}\nreturn s }}\nout = f(h), f(H()), asked\n"
    if not is_function:
        text = f"s = 0\n{loop}\nout = s, asked\n"
    walked = Runtime(tiering="walk").run_source(ASKS + text, "sites.bayan").check()
    result = run(ASKS + text, native_rest=0.001).check()
    assert result["out"] == walked["out"]
    assert result["asked"] == []
    assert native_events(result)


def test_variables_may_be_looked_at_from_outside_while_native_code_runs():
    text = (
        "import sys\nseen = set()\n"
        "def look(frame, event, argument) {\n"
        "    while frame is not None {\n"
        "        if frame.f_code.co_name == 'f' { seen.update(frame.f_locals) }\n"
        "        frame = frame.f_back\n    }\n}\n"
        "def f(n) { s = 0\nfor i in range(n) { s += i if s < 10 ** 4 else 2 ** 70 }\n"
        "return s % 1000, i }\n"
        "f(50)\nsys.setprofile(look)\nout = f(300)\nsys.setprofile(None)\n"
    )
    walked = Runtime(tiering="walk").run_source(text, "sites.bayan").check()
    result = run(text, native_strikes=10**6).check()
    assert result["out"] == walked["out"]
    assert "n" in result["seen"]
    assert "left" in [event.kind for event in native_events(result)]


def test_the_longer_a_loop_has_taken_the_less_often_it_is_timed() -> None:
    policy = policies.Policy(native_sample=0.001)
    times = (0.0, 0.009, 0.02, 1.0)
    due = [policies.sample_pays(policy, 0.0015, seconds, 1) for seconds in times]
    assert not policies.sample_pays(policy, 0.0015, 0.0, 2)
    assert due == [True, True, False, False]
    assert policies.sample_pays(policy, 0.06, 1.0, 1)
    assert policies.sample_pays(policies.Policy.eager(), 0.0, 100.0, 9)


@pytest.fixture
def asked(monkeypatch):
    """Whether the visit was the site's, for each time that one was asked."""
    answers = []
    takes = sites.Site.takes

    def noting(site, *arguments):
        took = takes(site, *arguments)
        answers.append(took)
        return took

    monkeypatch.setattr(sites.Site, "takes", noting)
    return answers


def test_many_loops_of_short_visits_are_asked_about_and_timed_as_seldom_as_one(asked):
    loops = "i = 0\nwhile i < 3 { s += i; i += 1 }\n" * 50
    text = f"def f() {{ s = 0\n{loops}return s }}\nout = {{f() for k in range(400)}}\n"
    result = run(text, native_after=10.0, native_sample=0.0005).check()
    assert result["out"] == {150}
    assert len(asked) < 400 * 50 / 4
    # Each one at its first visit, and few after that.
    assert 50 <= sum(asked) < 500


@pytest.mark.parametrize(
    ("native_after", "loop", "is_timed"),
    [
        (10.0, "for i in range(3) { s += i }", False),
        (0.0, "for i in range(3) { s += i }", True),
        (10.0, "for i in range(3) { for j in [i] { s += j } }", True),
        (10.0, "for i in range(20000) { s += i }", True),
        (10.0, "for i in map(abs, [0, 1, 2]) { s += i }", True),
    ],
)
def test_visits_known_to_be_short_wait_until_native_code_can_pay(
    asked, native_after, loop, is_timed
):
    text = f"def f() {{ s = 0\n{loop}\nreturn s }}\nout = {{f() for k in range(9)}}\n"
    thresholds = {"native_after": native_after, "native_rest": 10.0, "native_visit": 1.0}
    result = run(text, **thresholds).check()
    assert len(result["out"]) == 1
    assert asked
    assert any(asked) is is_timed


def test_a_wish_does_not_wait(asked):
    text = "@hot(tier='native')\ndef f() { s = 0\nfor i in range(3) { s += i }\nreturn s }\n"
    result = run(text + "out = f()\n", native_after=10.0).check()
    assert result["out"] == 3
    assert [event.kind for event in native_events(result)] == ["climbed"]


# A loop that ends before native code pays, with variables that it binds at the end only, that are
# deleted in it, and that are in a cell.
GOING_ON = """
def f(values, stop) {
    total = 0
    seen = 0
    def look() { return seen }
    for value in values {
        total += value % 7
        seen = total
        if value == stop { last = value; break }
        if value < 0 { return (0, total, look()) }
        if value == 10**6 { raise ValueError(total) }
    } else {
        last = None
    }
    return (total, value, last, look())
}
def caught(values) {
    try { return f(values, -1) } except ValueError as error {
        return (str(error), error.__traceback__.tb_next.tb_lineno)
    }
}
n = 5000
out = [
    f(range(n), -1),
    f(range(n), n - 9),
    f([*range(n), -5, 3], n * 2),
    caught([*range(n), 10**6]),
    f((value for value in range(n)), n - 2),
    f("a" if False else list(range(n)), n // 2),
]
"""


def test_what_ends_soon_is_done_by_the_code_that_asked(monkeypatch):
    ended = []
    run_loop = numeric_loops.NumericLoop.run

    def noting(loop, *arguments, **options):
        result = run_loop(loop, *arguments, **options)
        ended.append(result == numeric_loops.ENDS_SOON)
        return result

    monkeypatch.setattr(numeric_loops.NumericLoop, "run", noting)
    monkeypatch.setattr(policies, "SHORT_VISIT", 0)
    walked = Runtime(tiering="walk").run_source(GOING_ON, "sites.bayan").check()
    result = run(
        GOING_ON, native_after=100.0, native_rest=100.0, native_sample=0.0, uncounted=0
    ).check()
    assert result["out"] == walked["out"]
    # All but the one whose rounds to come nobody knows.
    assert ended == [True, True, True, True, False, True]


def test_a_walked_loop_that_ends_soon_is_not_counted(monkeypatch):
    made = []
    make = numeric_loops.NumericLoop._bytecode

    def noting(loop, frame, left, counts=True):
        made.append(counts)
        return make(loop, frame, left, counts)

    monkeypatch.setattr(numeric_loops.NumericLoop, "_bytecode", noting)
    text = "s = 0\nfor i in range(3000) { s += i }\nout = s, i\n"
    result = run(text, native_after=100.0, native_rest=100.0, uncounted=0).check()
    assert result["out"] == (2999 * 1500, 2999)
    # The first piece tells nothing: code begins to run there.
    assert made == [True, True, False]
    made.clear()
    nested = "s = 0\nfor i in range(300) { for j in range(i) { s += j } }\nout = s\n"
    run(nested, native_after=100.0, native_rest=100.0, uncounted=0).check()
    assert made and all(made)


def numeric_loop(result):
    (site,) = result.runtime.builtins[ASK_KEY].table.values()
    return site.numeric


def test_visits_that_are_long_in_bytecode_are_native_however_short_they_are_there():
    text = "def f(n, *rest) { s = 0\nwhile n > 0 { s += n; n -= 1 }\nreturn s }\n"
    text += "out = {f(1000) for r in range(600)}\n"
    result = run(text, native_after=0.001, native_visit=0.00003).check()
    assert result["out"] == {500500}
    assert numeric_loop(result).runs > 400


def test_visits_that_are_not_worth_entering_native_code_are_let_pass():
    text = "def f(n) { s = 0\nwhile n > 0 { s += n; n -= 1 }\nreturn s }\n"
    text += "f(100000)\nf(100000)\nout = {f(2) for r in range(5000)}\n"
    result = run(text, native_after=0.001, native_visit=0.00003).check()
    assert result["out"] == {3}
    assert 1 < numeric_loop(result).runs < 500


def test_what_is_owed_for_asking_in_vain_is_paid_by_visits_let_pass():
    assert [policies.ticks(owed) for owed in (0.0005, 0.002, 0.02)] == [0, 100, 1000]


@pytest.mark.parametrize("error", [Refusal(FAILED, (2, 0, 2, 0)), MemoryError()])
def test_a_loop_that_gets_no_bytecode_of_its_own_runs_in_that_of_its_function(monkeypatch, error):
    def fails(*_, **__):
        raise error

    monkeypatch.setattr(loops, "begin", fails)
    monkeypatch.setattr(policies, "SHORT_VISIT", 0)
    text = "def f(n) { s = 0\nfor i in range(n) { s += i }\nreturn s }\n"
    text += "out = {f(1000) for r in range(100)}\n"
    result = run(text, native_after=10.0, native_rest=10.0).check()
    assert result["out"] == {499500}
    told = [event.reason for event in native_events(result)]
    assert told == ([error] if isinstance(error, Refusal) else [])


def test_visits_inside_one_that_is_timed_take_no_more_stack(monkeypatch):
    asked = []
    takes = sites.Site.takes

    def noting(site, *arguments):
        asked.append(takes(site, *arguments))
        return asked[-1]

    monkeypatch.setattr(sites.Site, "takes", noting)
    text = (
        "import sys\ndef stack() { frame = sys._getframe(); n = 0\n"
        "while frame is not None { frame = frame.f_back; n += 1 }\nreturn n }\n"
        "def deep(n) { if n == 0 { return stack() }\n"
        "for i in range(5) { if i * 2 == 0 { return deep(n - 1) } } }\n"
        "out = deep(150) - deep(50)\n"
    )
    result = run(text, native_after=10.0, native_rest=10.0).check()
    # Those of the outermost visit come on top, if it is timed.
    assert 90 <= result["out"] <= 110
    assert True in asked


def test_a_visit_that_fails_is_not_under_way_for_ever(monkeypatch):
    monkeypatch.setattr(policies, "SHORT_VISIT", 0)
    text = (
        "def f(n) { for i in range(n) { n = 1 // (3 - i) } }\n"
        "for k in range(20) { try { f(9) } except ZeroDivisionError { pass } }\n"
    )
    result = run(text, native_after=10.0, native_rest=10.0).check()
    (site,) = result.runtime.builtins[ASK_KEY].table.values()
    assert site.under_way == []
    assert site.seconds > 0
