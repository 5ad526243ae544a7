"""On-stack replacement: loops climb in the middle of their run, and nothing else changes."""

from __future__ import annotations

import sys
import traceback

import pytest

from bayan.runtime.runtime import Runtime
from bayan.tiers.numeric_loops import NumericLoop
from bayan.tiers.policy import Policy
from bayan.tiers.replacement import Sync
from bayan.values.tracebacks import LOOP_SYNC


def run(text, *, rounds=3, tiering="auto"):
    """Run a program whose loops climb after a few rounds; its functions don't."""
    runtime = Runtime(
        tiering=tiering, policy=Policy(compile_at_call=1 << 40, compile_at_round=rounds)
    )
    result = runtime.run_source(text, "loops.bayan")
    return result, [event for event in runtime.events if event.form == "loop"]


# Programs that leave what they compute in `out`; each has one loop or more that climbs.
PROGRAMS = {
    "list comprehension": "out = [i * 2 for i in iter(range(50)) if i % 3]",
    "set comprehension": "def f(k) { return {i % k for i in range(50)} }\nout = f(7)",
    "dictionary comprehension": "def f(k) { return {i % k: i for i in range(50)} }\nout = f(7)",
    "comprehension of two clauses": "out = [(i, j) for i in range(5) for j in range(i) if j != 2]",
    "comprehension in a comprehension": "out = [[i * j for j in range(5)] for i in range(9)]",
    "comprehension with names bound in expressions": (
        "def f() { a = 0\nb = [a := a + i for i in range(9)]\nreturn a, b }\nout = f()"
    ),
    "comprehension with a variable of the round before": (
        "out = [z for y in range(9) for z in ([z + 1] if y else [0])]\nfor i in range(9) { i }"
    ),
    "comprehension that raises": (
        "def f() { try { return [9 // (5 - i) for i in range(9)] }\nexcept Exception as e { "
        "return e.__traceback__.tb_lineno, e.__traceback__.tb_next } }\nout = f()"
    ),
    "for over range, module": "out = 0\nfor i in range(50) { out += i }\nout = (out, i)",
    "while, function": "def f(n) { s = 0; while n { s += n; n -= 1 }\n return s, n }\nout = f(40)",
    "live iterator": (
        "def f() { it = iter(range(20)); s = []\n"
        "for x in it { s.append(x); if x == 10 { next(it) } }\n return s, list(it) }\nout = f()"
    ),
    "iterator without __iter__": (
        "class Next { def __init__() { self.n = 0 }\n"
        "def __next__() { self.n += 1; if self.n > 9 { raise StopIteration }; return self.n } }\n"
        "class Source { def __iter__() { return Next() } }\n"
        "out = []\nfor x in Source() { out.append(x) }"
    ),
    "else after the last round": (
        "def f() { for i in range(9) { pass } else { return ('else', i) } }\nout = f()"
    ),
    "no else after break": (
        "def f() { r = []\nfor i in range(9) { if i == 7 { break } } else { r.append(1) }\n"
        "return r, i }\nout = f()"
    ),
    "break in else leaves the loop around": (
        "out = []\nfor a in range(3) { for b in range(9) { out.append(b) } else { break } }"
    ),
    "return from inside try, with finally": (
        "out = []\ndef f() { try { for i in range(9) { try { if i == 6 { return i } }\n"
        "finally { out.append(i) } } } finally { out.append('end') } }\nout.append(f())"
    ),
    "exception half-way": (
        "def f() { n = 0; x = 1\n"
        "try { while True { n += 1; x = 10 // (8 - n) } } except ZeroDivisionError { return n, x }"
        "\n}\nout = f()"
    ),
    "inside with": (
        "class C { def __enter__() { return 1 }\n"
        "def __exit__(kind, *rest) { out.append(kind); return True } }\nout = []\n"
        "with C() { for i in range(9) { if i == 7 { raise ValueError } } }\nout.append(i)"
    ),
    "unbound until late": (
        "def f() { for i in range(9) { if i > 6 { late = i } }\n return late }\nout = f()"
    ),
    "unbound for ever": (
        "def f() { for i in range(9) { if i > 60 { late = i } }\n"
        "try { return late } except UnboundLocalError { return 'unbound' } }\nout = f()"
    ),
    "deleted in the loop": (
        "def f() { x = 1\nfor i in range(9) { if i == 7 { del x } }\n"
        "try { return x } except UnboundLocalError { return 'deleted' } }\nout = f()"
    ),
    "bound in one run and not in another": (
        "def f(bind) { if bind { x = 1 }\n r = 0\nfor i in range(9) { if bind { r += x } }\n"
        "return r }\nout = f(True), f(False), f(True)"
    ),
    "captured variables": (
        "def f() { n = 0; fs = []\ndef add() { nonlocal n; n += 1 }\n"
        "for i in range(9) { add(); fs.append(lambda: i) }\nreturn n, [g() for g in fs] }\n"
        "out = f()"
    ),
    "comprehensions inside, cells fresh": (
        "def f() { r = []\nfor i in range(6) { r.append([lambda: x for x in range(i)]) }\n"
        "return [[g() for g in gs] for gs in r] }\nout = f()"
    ),
    "nested loops": (
        "def f() { r = 0\nfor i in range(9) { for j in range(9) { if j > i { continue }\n"
        "r += i * j } }\nreturn r, i, j }\nout = f()"
    ),
    "globals seen by functions called": (
        "count = 0\ndef bump() { global count; count += 1 }\n"
        "for i in range(9) { bump(); count *= 2 }\nout = count"
    ),
    "generator": (
        "def f() { got = []\nfor i in range(9) { x = yield i; got.append(x) }\n"
        "return got }\n"
        "def g() { r = yield from f(); yield r }\n"
        "it = g(); out = [next(it)]\nfor i in range(12) {\n"
        "try { out.append(it.send(i * i)) } except StopIteration { break } }"
    ),
    "generator thrown into": (
        "def f() { n = 0\nwhile True { try { n += 1; yield n } except ValueError { n += 100 } } }\n"
        "it = f(); out = [next(it) for _ in range(6)]\n"
        "out.append(it.throw(ValueError())); it.close(); out.append(list(it))"
    ),
    "coroutine": (
        "import asyncio\nasync def f() { s = 0\n"
        "for i in range(9) { await asyncio.sleep(0); s += i }\n"
        "return s }\nout = asyncio.run(f())"
    ),
    "asynchronous generator": (
        "import asyncio\nasync def f() { for i in range(9) { await asyncio.sleep(0); yield i } }\n"
        "async def g() { return [x async for x in f()] }\nout = asyncio.run(g())"
    ),
    "Arabic": "مجموع = 0\nلكل س في مدى(20) { إذا س % 2 { استمر }\n مجموع += س }\nout = (مجموع, س)",
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_climbing_loop_changes_nothing(name):
    walked, none = run(PROGRAMS[name], tiering="walk")
    climbed, events = run(PROGRAMS[name])
    assert not none
    assert events, "no loop climbed"
    compiled = [event for event in events if event.tier == "bytecode"]
    assert all(event.kind == "climbed" for event in compiled), events
    walked.check()
    climbed.check()
    assert climbed["out"] == walked["out"]


def test_the_loop_is_compiled_once_and_entered_again():
    text = (
        "def f(n) { s = 0\nfor i in range(n) { s += i }\nreturn s }\nout = [f(5) for _ in range(9)]"
    )
    result, events = run(text)
    assert result["out"] == [10] * 9
    assert [event.name for event in events] == ["f", "<module>"]
    (record,) = result.runtime.engine.units[0].records.values()
    (compiled,) = record.loops.values()
    assert isinstance(compiled, NumericLoop)
    # Three rounds in the first run; all others ran compiled.
    assert list(record.back_edges.values()) == [3]


def test_the_traceback_has_the_line_in_the_loop_once():
    text = "def f() {\n    for i in range(9) {\n        10 // (7 - i)\n    }\n}\nf()\n"
    for tiering in ("walk", "auto"):
        result, _ = run(text, tiering=tiering)
        entries = traceback.extract_tb(result.exception.__traceback__)
        lines = [(entry.name, entry.lineno) for entry in entries if entry.filename == "loops.bayan"]
        assert lines == [("<module>", 6), ("f", 3)]


@pytest.mark.parametrize(
    ("text", "out"),
    [
        ("class C {\n    for i in range(9) { x = i }\n}\nout = C.x", 8),
        (
            "def f(a) { for i in range(9) { s = sorted(locals()) }\n return s }\nout = f(1)",
            [*"ais"],
        ),
        ("for i in range(9) { n: int = i }\nout = n", 8),
    ],
)
def test_a_loop_that_needs_a_whole_namespace_is_refused_with_its_reason(text, out):
    result, events = run(text)
    assert result["out"] == out
    assert [(event.kind, event.reason.reason) for event in events] == [
        ("refused", "namespace needed")
    ]


# Generators

SUSPENDED = """\
import sys, traceback
def numbers(n) {
    i = 0
    while i < n {
        got = yield i
        i += 1 if got is None else got
    }
    return "end"
}
def around(n) {
    try {
        result = yield from numbers(n)
    } except (ValueError, GeneratorExit) as e {
        result = [entry.lineno for entry in traceback.extract_tb(e.__traceback__)]
    }
    yield result
}
def caught(n) {
    try {
        for i in range(n) {
            yield i
        }
    } except (ValueError, GeneratorExit) as e {
        yield e, [entry.lineno for entry in traceback.extract_tb(e.__traceback__)]
    }
}
def handling(n) {
    try { raise KeyError("k") } except KeyError {
        for i in range(n) {
            yield sys.exc_info()[1]
            yield from (sys.exc_info()[1] for x in range(1))
        }
    }
}
def expression(n) {
    return (6000 // (x - n + 1) for x in range(n) if x % 2 == 0)
}
def lambdas(n) {
    return ((lambda: x) for x in range(n))
}
def unpacked(n) {
    return (a + len(b) for a, *b in ((c, c) for c in range(n)))
}
"""


def advanced(make, times):
    """A generator after so many items, the last of them."""
    generator = make(3000)
    for _ in range(times):
        last = next(generator)
    return generator, last


def outcome(act):
    try:
        return act()
    except BaseException as error:
        places = [(entry.name, entry.lineno) for entry in traceback.extract_tb(error.__traceback__)]
        return repr(error), repr(error.__context__), places[1:]


def suspended_outcomes(mode):
    """What generators do that were begun before their loops got hot, and are so hot now."""
    found = []
    events = []

    def load():
        # Each in a runtime of its own: one that has compiled anything compiles them when called.
        runtime = Runtime(mode)
        events.append(runtime.engine.events)
        return runtime.load(SUSPENDED)

    def act(name, deed, times=1500):
        module = load()
        generator, last = advanced(getattr(module, name), times)
        found.append(
            (name, last, outcome(lambda: deed(generator)), outcome(lambda: list(generator)))
        )

    for name in ("numbers", "around", "caught", "expression"):
        act(name, lambda generator: generator.throw(ValueError("thrown")))
        act(name, lambda generator: generator.close())
        act(name, next)
        act(name, lambda generator: sum(value for value in generator if value.__class__ is int))
    for name in ("around", "caught"):
        act(name, lambda generator: repr(generator.throw(GeneratorExit("thrown"))))
    for name in ("numbers", "around"):
        act(name, lambda generator: [generator.send(5), next(generator), generator.send(None)])
    act("handling", lambda generator: {repr(value) for value in generator})
    module = load()
    # Lambdas of one expression share its variable.
    lambdas = module.lambdas(3000)
    first = next(lambdas)
    found.append((sum(1 for _ in lambdas), first()))
    found.append(outcome(lambda: sum(module.unpacked(3000))))
    by_rounds = {
        event.name for some in events for event in some if str(event.reason).startswith("round ")
    }
    return repr(found), by_rounds


def test_generators_that_were_begun_in_the_walker_go_on_in_compiled_code():
    walked, none = suspended_outcomes("walk")
    climbed, names = suspended_outcomes("auto")
    compiled, _ = suspended_outcomes("bytecode")
    assert climbed == compiled == walked
    assert not none
    assert {"numbers", "caught", "handling", "expression.<locals>.<genexpr>"} <= names
    assert "lambdas.<locals>.<genexpr>" not in names


EARLY = """
def hot(x) { return x }
hot(1)
hot(2)
def numbers(n) { for i in range(n) { yield i } }
def once(n) { yield n }
async def waits(n) {
    for i in range(n) { await pause() }
    return n
}
def pause() { return numbers(1) }
first = numbers(3)
single = once(3)
waiting = waits(0)
expression = (x * x for x in range(4))
out = [next(first), next(single), next(expression)]
second = once(4)
out.append(next(second))
"""


def test_what_is_suspended_in_loops_is_compiled_before_it_begins_once_the_compiler_is_there():
    runtime = Runtime("auto")
    module = runtime.load(EARLY)
    assert module.out == [0, 3, 0, 4]
    reasons = {event.name: event.reason for event in runtime.events}
    assert reasons == {
        "hot": "call 2",
        "numbers": "call 1",
        "waits": "call 1",
        "<genexpr>": "call 1",
        "once": "call 2",
    }
    # Nothing stands between these and who resumes them; one was begun in the walker.
    assert module.first.gi_yieldfrom is module.expression.gi_yieldfrom is None
    assert module.second.gi_yieldfrom is None
    assert module.single.gi_yieldfrom is not None
    assert [*module.first, *module.expression, *module.single, *module.second] == [1, 2, 1, 4, 9]
    with pytest.raises(StopIteration) as stopped:
        module.waiting.send(None)
    assert stopped.value.value == 0
    walking = Runtime("walk")
    walked = walking.load(EARLY)
    assert walked.out == module.out
    assert not walking.events
    walked.waiting.close()


def test_a_cold_generator_is_not_compiled_early():
    runtime = Runtime("auto")
    cold = EARLY.replace("def numbers", "@cold\ndef numbers")
    module = runtime.load(cold)
    module.waiting.close()
    assert module.out == [0, 3, 0, 4]
    assert "numbers" not in {event.name for event in runtime.events}


@pytest.mark.parametrize("around", ["{}", "def f() {{ return {} }}\nout = f()"])
@pytest.mark.parametrize(
    "comprehension",
    [
        "[10 // (7 - i) for i in range(9)]",
        "{i: 10 // (7 - i) for i in range(9)}",
        "[[10 // (7 - i * j) for j in range(9)] for i in range(9)]",
        "{10 // (7 - j) for i in range(9) for j in range(i)}",
    ],
)
def test_the_traceback_has_the_line_in_the_comprehension_once(around, comprehension):
    text = around.format(comprehension)
    seen = []
    for tiering in ("walk", "bytecode", "auto"):
        result, _ = run(text, tiering=tiering)
        entries = traceback.extract_tb(result.exception.__traceback__)
        seen.append([(e.name, e.lineno, e.colno) for e in entries if e.filename == "loops.bayan"])
    assert seen[0] == seen[1] == seen[2]


def test_a_comprehension_goes_on_in_compiled_code_and_begins_in_it_from_then_on():
    text = "def f(n) { return [i * i for i in range(n)] }\nout = [f(2), f(9), f(5)]"
    result, events = run(text)
    assert result["out"] == [[0, 1], [i * i for i in range(9)], [0, 1, 4, 9, 16]]
    assert [(event.name, event.kind, event.tier) for event in events] == [
        ("f", "climbed", "bytecode")
    ]
    (record,) = result.runtime.engine.units[0].records.values()
    # Two rounds of the first run and one of the second.
    assert list(record.back_edges.values()) == [3]


def test_a_comprehension_whose_variable_is_captured_begins_in_compiled_code_only():
    text = "def f(n) { return [lambda: i for i in range(n)] }\nout = [g() for g in f(9) + f(6)]"
    result, _ = run(text)
    assert result["out"] == [8] * 9 + [5] * 6
    record = next(r for r in result.runtime.engine.units[0].records.values() if r.name == "f")
    assert list(record.back_edges.values()) == [3]


@pytest.mark.parametrize("way", ["if i == 9 { break }", "if i == 9 { return 'no' }", "pass"])
def test_what_is_raised_as_variables_are_handed_back_loses_none(way):
    """As by a signal's handler: a profiler that raises is called at the same place."""
    text = (
        "import sys\nclass Tick(Exception) { }\n"
        "def look(frame, event, argument) {\n"
        "    if event == 'call' and frame.f_code is handing_back { raise Tick() }\n}\n"
        "def f(n) {\n    total = 0\n    try {\n        for i in range(n) {\n"
        f"            total += i\n            {way}\n"
        "            if i == 5 { sys.setprofile(look) }\n"
        "        }\n    } except Tick { return total, i }\n}\nout = f(12)\n"
    )
    runtime = Runtime(policy=Policy(compile_at_call=1 << 40, compile_at_round=3))
    runtime.builtins["handing_back"] = Sync.__call__.__code__
    try:
        result = runtime.run_source(text, "loops.bayan").check()
    finally:
        sys.setprofile(None)
    last = 11 if way == "pass" else 9
    assert result["out"] == (sum(range(last + 1)), last)
    assert [event for event in runtime.events if event.form == "loop"]


# A loop of few rounds, with one in it that gets hot; as statements of a module, in a function, in
# a generator, and with a way out of the inner one.
OUTER = {
    "module": "for i in range(200) { for j in range(50) { s += i * j } }",
    "while": "i = 0\nwhile i < 200 { i += 1\nfor j in range(50) { s += i * j } }",
    "function": "def f() { t = 0\nfor i in range(200) { j = 0\n"
    "while j < 50 { t += i * j\nj += 1 } }\nreturn t }\ns = f()",
    "generator": "def f() { for i in range(200) { for j in range(50) { yield i * j } } }\n"
    "s = sum(f())",
    "return": "def f() { for i in range(200) { for j in range(50) { "
    "if i * j > 2600 { return i, j } } } }\ns = f()",
    "break": "for i in range(200) { for j in range(50) { if i * j > 2600 { break }\ns += j } "
    "else { s += 1 } }",
    "comprehension": "for i in range(200) { s += sum([i * j for j in range(50)]) }",
    "exception": "try { for i in range(200) { for j in range(50) { s += j // (190 - i) } } }\n"
    "except ZeroDivisionError as e { s += e.__traceback__.tb_lineno + i + j }",
}


@pytest.mark.parametrize("name", OUTER)
def test_a_loop_around_one_that_is_compiled_climbs_after_some_entries(name):
    # The loop inside climbs in the 20th round of the outer one, which would in its 50th by itself.
    policy = Policy(compile_at_call=1 << 40, compile_at_entry=20)
    found = []
    for tiering in ("walk", "auto"):
        runtime = Runtime(tiering, policy=policy)
        result = runtime.run_source("s = 0\n" + OUTER[name], "loops.bayan").check()
        found.append(result["s"])
    assert found[0] == found[1]
    climbed = [event for event in runtime.events if event.form == "loop"]
    # A comprehension looks at what all loops have taken only where it begins.
    first = "round 1000" if name == "comprehension" else "round 50"
    assert [event.reason for event in climbed] == [first, "inner"]
    compiled = [each for each in runtime.statistics() if each.tier != "walk"]
    outer = min(compiled, key=lambda each: each.back_edges)
    assert 38 <= outer.back_edges <= 42


@pytest.mark.parametrize(
    "text",
    [
        "for i in range(150) { s += f(i) }",
        "i = 0\nwhile i < 150 { s += f(i)\ni += 1 }",
        "def g() { for i in range(150) { yield f(i) } }\n"
        "def h() { t = 0\nfor v in g() { t += v }\nreturn t }\ns = h()",
    ],
)
def test_a_loop_climbs_as_soon_as_others_once_the_compiler_is_loaded_meanwhile(text):
    text = "def f(x) { return x + 1 }\ns = 0\n" + text
    for mode in ("walk", "auto"):
        runtime = Runtime(mode)
        assert runtime.run_source(text, "loops.bayan")["s"] == 11325
    compiled = [event for event in runtime.events if event.tier == "bytecode"]
    loops = [event.reason for event in compiled if event.form == "loop"]
    assert loops and set(loops) == {"round 50"}


def test_the_compiler_is_worth_loading_after_the_rounds_of_all_loops():
    runtime = Runtime("auto")
    text = "s = 0\n" + "for i in range(400) { s += i }\n" * 3
    assert runtime.run_source(text, "loops.bayan")["s"] == 3 * 79800
    (climbed,) = runtime.events
    assert (climbed.line, climbed.reason) == (4, "round 50")


def test_between_a_generator_and_its_compiled_loop_stands_only_its_stub():
    text = """
def count(n) {
    for i in range(n) { answer = yield i; if answer { log.append(answer) } }
    yield "between"
    while n { n -= 1; yield n }
    return "end"
}
log = []
"""
    result, _ = run(text)
    generator = result["count"](9)
    steps = []
    delegated = []
    with pytest.raises(StopIteration, match="end"):
        while True:
            steps.append(generator.send(len(steps) or None))
            delegated.append(generator.gi_yieldfrom.gi_code.co_varnames[:1] == (LOOP_SYNC,))
    assert steps == [*range(9), "between", *range(8, -1, -1)]
    assert result["log"] == [*range(1, 10)]
    assert not (delegated[0] or delegated[9] or delegated[10])
    assert all(delegated[4:9] + delegated[13:])


@pytest.mark.parametrize(("statements", "rounds"), [(3, 1000), (200, 50), (20, 350)])
def test_rounds_of_long_bodies_are_worth_a_compiler_sooner(statements, rounds):
    body = "s += 1\n" * statements
    runtime = Runtime("auto")
    result = runtime.run_source(f"s = 0\nfor i in range(2000) {{\n{body}}}", "long.bayan").check()
    assert result["s"] == 2000 * statements
    (climbed,) = [event for event in runtime.events if event.form == "loop"][:1]
    assert climbed.kind == "climbed"
    walked = [each.back_edges for each in runtime.statistics() if each.name == "<module>"]
    assert rounds - 50 <= walked[0] <= rounds + 50
