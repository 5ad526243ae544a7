"""Functions that call themselves with numbers: they go native, and nothing else changes."""

from __future__ import annotations

import io
import signal
import subprocess
import sys
import threading
import time

import pytest

import bayan
from bayan.runtime.cache import CodeCache
from bayan.runtime.runtime import Runtime
from bayan.syntax.frontend import analyse
from bayan.syntax.source import Source
from bayan.tiers import policy as policies
from bayan.tiers.bytecode import has_entrances, may_have_entrance
from bayan.tiers.function_sites import may_take
from bayan.tiers.policy import Policy
from bayan.tiers.sites import Site
from bayan.values.functions import NEVER
from tests.support.command import start_bayan

pytest.importorskip("llvmlite")

FIB = "def fib(n) { if n < 2 { return n }\nreturn fib(n - 1) + fib(n - 2) }\n"


def run(text, mode="native", **thresholds):
    """Run a program whose functions are asked for native code at their second call."""
    policy = Policy.eager() if mode == "native" else Policy()
    for name, value in thresholds.items():
        setattr(policy, name, value)
    return Runtime(tiering=mode, policy=policy).run_source(text, "functions.bayan")


def native_events(result, name):
    return [
        event
        for event in result.runtime.events
        if (event.tier, event.form, event.name) == ("native", "function", name)
    ]


def kinds_of_event(result, name):
    return [event.kind for event in native_events(result, name)]


def tiers(result):
    return {each.name: each.tier for each in result.runtime.statistics()}


# Programs that define `f`, which goes native, and what they make of it.
PROGRAMS = {
    "fib": "def f(n) { return n if n < 2 else f(n - 1) + f(n - 2) }\nout = [f(i) for i in [9, 20]]",
    "statements": (
        "def f(n) { if n < 2 { return n }\nreturn f(n - 1) + f(n - 2) }\nout = f(15), f(15)"
    ),
    "tak": (
        "def f(x, y, z) { if y >= x { return z }\n"
        "return f(f(x - 1, y, z), f(y - 1, z, x), f(z - 1, x, y)) }\n"
        "out = f(3, 2, 1), f(9, 5, 2)"
    ),
    "ackermann": (
        "def f(m, n) { if m == 0 { return n + 1 }\nif n == 0 { return f(m - 1, 1) }\n"
        "return f(m - 1, f(m, n - 1)) }\nout = f(1, 1), f(2, 40), f(2, 3)"
    ),
    "mutual": (
        "def f(n) { if n == 0 { return True }\nreturn g(n - 1) }\n"
        "def g(n) { if n == 0 { return False }\nreturn f(n - 1) }\n"
        "out = [f(n) for n in [5, 6, 90]]"
    ),
    "lambda": "f = lambda n: 1.0 if n == 0 else f(n - 1) * 0.5\nout = f(3), f(20), f(20)",
    "assigns before it calls": (
        "def f(n) { m = n - 1\nif m < 0 { return 0 }\nreturn m + f(m) }\nout = f(9), f(30)"
    ),
    "changes its parameter": (
        "def f(n) { n = abs(n)\nif n < 1 { return 0 }\nn -= 1\nreturn n + f(-n) }\n"
        "out = f(9), f(-30)"
    ),
    "branches that go on": (
        "def f(n) { s = 0\nif n > 3 { s = f(n - 1) }\nif n > 5 { s += f(n - 3) }\nreturn s + n }\n"
        "out = f(9), f(14)"
    ),
    "else": (
        "def f(n) { if n > 0 { r = f(n - 1) * 2 } else { r = 1 }\nreturn r % 1000 }\n"
        "out = f(9), f(90)"
    ),
    "while": (
        "def f(n) { while n > 10 { n -= 3 }\nreturn n if n < 2 else f(n - 1) + f(n - 2) }\n"
        "out = f(9), f(90)"
    ),
    "raise": (
        "def f(n) { if n < 0 { raise ValueError('negative') }\nreturn 1 if n == 0 else f(n - 2) }\n"
        "out = [f(8), f(10)]\ntry { f(7) } except ValueError as e { out.append(str(e)) }\n"
        "out.append(f(6))"
    ),
    "outer calls of any form": (
        "def f(a, b=2, /, c=3) { return b if a < 1 else c + f(a - 1, b, c) }\n"
        "out = f(4), f(5, c=1), f(*[3, 7]), f(3, 1, c=2), list(map(f, [1, 2]))"
    ),
    "kinds change": (
        "def f(n) { return n if n < 2 else f(n - 1) + f(n - 2) }\n"
        "out = [f(9), f(9.5), f(True), f(9), f(8.0)]"
    ),
    "other objects": (
        "def f(a, n) { return a if n == 0 else f(a * 2, n - 1) }\nout = f(1j, 3), f(2j, 1)"
    ),
    "overflow": (
        "def f(n) { return 1 if n == 0 else n * f(n - 1) }\nout = [f(n) for n in range(50)]"
    ),
    "rebound": (
        "def f(n) { return 0 if n == 0 else 1 + f(n - 1) }\nout = [f(5), f(6)]\n"
        "g = f\ndef f(n) { return -n }\nout += [g(5), g(6), f(3)]"
    ),
    "decorated": (
        "calls = []\ndef noted(g) { def h(n) { calls.append(n); return g(n) }\nreturn h }\n"
        "@noted\ndef f(n) { return 0 if n == 0 else 1 + f(n - 1) }\nout = f(5), f(6), calls"
    ),
    "global constant that changes": (
        "K = 2\ndef f(n) { return K if n == 0 else K + f(n - 1) }\nout = [f(5), f(6)]\n"
        "K = 5\nout += [f(5), f(6)]\nK = 'k'\nout += [f(0)]"
    ),
    "made again and again": (
        "out = []\nfor i in [1, 2, 3] {\n"
        "def f(n) { return 0 if n == 0 else 1 + f(n - 1) }\nout += [f(4), f(5)] }"
    ),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_results_are_the_walkers(name):
    walked = Runtime(tiering="walk").run_source(PROGRAMS[name], "functions.bayan").check()
    # Functions are made by the walker.
    result = run(PROGRAMS[name], compile_at_round=NEVER).check()
    assert repr(result["out"]) == repr(walked["out"])
    kinds = [
        event.kind
        for event in result.runtime.events
        if event.tier == "native" and event.form == "function"
    ]
    if name in ("decorated", "other objects"):
        assert kinds == ["refused"]
    else:
        assert kinds[0] == "climbed"


@pytest.mark.parametrize("mode", ["auto", "stress", "bytecode"])
@pytest.mark.parametrize("name", PROGRAMS)
def test_entrances_that_are_not_used_change_nothing(name, mode):
    walked = Runtime(tiering="walk").run_source(PROGRAMS[name], "functions.bayan").check()
    policy = Policy.stress() if mode == "stress" else None
    runtime = Runtime(tiering="auto" if mode == "stress" else mode, policy=policy)
    result = runtime.run_source(PROGRAMS[name], "functions.bayan").check()
    assert repr(result["out"]) == repr(walked["out"])


def test_a_hot_recursion_climbs_in_the_middle_by_its_time():
    result = run(FIB + "out = fib(23)", "auto", native_after=0.002, call_seconds=1.0).check()
    assert result["out"] == 28657
    (event,) = native_events(result, "fib")
    assert (event.kind, event.reason) == ("climbed", "time")
    assert tiers(result)["fib"] == "native"


def test_a_function_that_is_called_now_and_then_does_not_climb():
    text = FIB + "for i in range(20) { fib(15); sum(range(200000)) }\n"
    result = run(text, "auto", native_after=0.002, call_seconds=1e-12).check()
    assert native_events(result, "fib") == []
    assert tiers(result)["fib"] == "bytecode"


def test_calls_pay_when_they_took_long_enough_and_are_most_of_it():
    policy = Policy(native_after=0.3, call_seconds=4e-8)
    assert not policies.calls_pay(policy, 500_000, 0.2, 0.0)
    assert policies.calls_pay(policy, 500_000, 0.4, 0.0)
    assert not policies.calls_pay(policy, 5_000, 0.4, 0.0)
    assert not policies.calls_pay(policy, 500_000, 0.4, 0.2)


def test_what_keeps_leaving_gets_its_code_without_entrance():
    text = "def f(n) { return 1 if n == 0 else n * f(n - 1) }\nout = [f(40) for i in range(9)]\n"
    result = run(text).check()
    kinds = kinds_of_event(result, "f")
    assert kinds[0] == "climbed" and kinds[-1] == "refused" and "left" in kinds
    assert native_events(result, "f")[-1].reason.reason == "keeps leaving"
    assert tiers(result)["f"] == "bytecode"
    assert not any(name.startswith("«entrance") for name in result["f"].__code__.co_names)


def test_leaving_now_and_then_is_no_reason_to_give_up():
    text = (
        "def f(n) { return 1 if n == 0 else n * f(n - 1) }\nimport time\n"
        "out = f(3), f(3)\nfor i in range(30) { f(21); time.sleep(0.001) }\n"
    )
    result = run(text, native_stay=0.0005).check()
    assert tiers(result)["f"] == "native"
    assert "left" in kinds_of_event(result, "f")


def test_other_kinds_of_arguments_get_native_code_of_their_own():
    text = FIB + "out = [fib(10)]\nfor i in range(40) { out.append(fib(10.0)) }\nfib(10)\n"
    result = run(text).check()
    assert result["out"] == [55] + [55.0] * 40
    assert kinds_of_event(result, "fib").count("climbed") == 2
    assert tiers(result)["fib"] == "native"


def test_endless_recursion_is_a_recursion_error():
    text = (
        "def f(n) { return n if n < 0 else f(n + 1) + 1 }\nout = [f(-1), f(-2)]\n"
        "for i in range(3) { try { f(0) } except RecursionError as e { out.append(type(e)) } }\n"
    )
    result = run(text).check()
    assert result["out"] == [-1, -2, *[RecursionError] * 3]
    assert kinds_of_event(result, "f")[0] == "climbed"


def test_the_recursion_limit_that_a_program_sets_holds():
    text = (
        "import sys\ndef f(n) { return 0 if n == 0 else f(n - 1) + 1 }\n"
        "out = [f(3), f(400), f(700)]\nold = sys.getrecursionlimit()\n"
        "sys.setrecursionlimit(5000)\nout.append(f(2500))\nsys.setrecursionlimit(old)\n"
    )
    assert run(text).check()["out"] == [3, 400, 700, 2500]


def test_a_traceback_has_the_lines_of_the_recursion():
    text = (
        "def f(n) {\n    if n == 0 {\n        return 1 // n\n    }\n    return f(n - 1) + 1\n}\n"
        "def g(n) {\n    return f(n)\n}\ntry { g(3) } except ZeroDivisionError { }\ng(3)\n"
    )
    walker = Runtime(tiering="walk")
    walked = walker.format_exception(walker.run_source(text, "functions.bayan").exception)
    result = run(text)
    assert "left" in kinds_of_event(result, "f")
    assert result.runtime.format_exception(result.exception) == walked


INTERRUPTED = """\
import _thread, sys, threading, time
def f(n) { return n if n < 2 else f(n - 1) + f(n - 2) }
f(10)
def interrupt() {
    time.sleep(0.5)
    global asked
    asked = time.monotonic()
    _thread.interrupt_main()
}
threading.Thread(target=interrupt).start()
try { f(60) } except KeyboardInterrupt as error {
    import traceback
    print(time.monotonic() - asked < 0.2)
    entries = traceback.extract_tb(error.__traceback__)
    print([(entry.name, entry.lineno) for entry in entries])
}
"""


def test_an_interrupt_stops_native_code_soon(tmp_path):
    program = tmp_path / "long.bayan"
    program.write_text(INTERRUPTED)
    command = [sys.executable, "-m", "bayan", "run", "--tiering=native", str(program)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.splitlines() == ["True", "[('<module>', 11), ('f', 2)]"], done.stderr


def test_control_c_ends_a_process_in_native_code(tmp_path):
    program = tmp_path / "long.bayan"
    program.write_text(FIB + "fib(10)\nprint('ready', flush=True)\nfib(70)\n")
    process = start_bayan("run", "--tiering=native", str(program))
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(0.2)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=20)
    finally:
        process.kill()
    assert process.returncode in (130, -signal.SIGINT)
    assert errors.count(", in fib") == 1


def test_threads_call_at_the_same_time():
    runtime = Runtime(tiering="native")
    module = runtime.load(FIB + "def fact(n) { return 1 if n == 0 else n * fact(n - 1) }\n")
    start = threading.Barrier(6)
    results = []

    def work(function, argument):
        start.wait()
        results.append([function(argument) for _ in range(40)])

    threads = [
        threading.Thread(target=work, args=each)
        for each in [(module.fib, 16), (module.fact, 30), (module.fib, 16.0)] * 2
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    fact = 265252859812191058636308480000000
    assert sorted(results) == sorted([[987] * 40, [fact] * 40, [987.0] * 40] * 2)


def test_two_sources_of_one_name_are_not_taken_for_each_other():
    runtime = Runtime(tiering="native")
    one = runtime.load("def f(n) { return 0 if n == 0 else 1 + f(n - 1) }\n")
    two = runtime.load("def f(n) { return 0 if n == 0 else 2 + f(n - 1) }\n")
    assert [one.f(9), two.f(9), one.f(9), two.f(9)] == [9, 18, 9, 18]


def test_functions_made_before_and_after_have_the_same_code():
    text = (
        "out = []\nfor i in [1, 2, 3, 4] {\n"
        "def f(n) { return 1 if n == 0 else n * f(n - 1) }\nout.append(f)\nf(40); f(40) }\n"
    )
    result = run(text, compile_at_round=NEVER).check()
    functions = result["out"]
    assert kinds_of_event(result, "f")[0] == "climbed"
    assert len({function.__code__ for function in functions}) == 1
    assert not any(name.startswith("«") for name in functions[0].__code__.co_names)


def test_native_code_is_kept_on_disk(tmp_path):
    def run_once():
        cache = CodeCache(str(tmp_path), "1.0")
        runtime = Runtime(tiering="native", cache=cache)
        assert runtime.run_source(FIB + "out = fib(20)", "kept.bayan").check()["out"] == 6765
        runtime.keep_compiled(100.0)

    run_once()
    (entry,) = tmp_path.glob("*.o")
    written = entry.stat().st_mtime_ns
    run_once()
    assert [each.stat().st_mtime_ns for each in tmp_path.glob("*.o")] == [written]


ENTRANCES = {
    "def f(n) { return f(n - 1) if n > 0 else 0 }": True,
    "def f(n) { return g(n - 1) if n > 0 else 0 }\ndef g(n) { return f(n + 0) }": True,
    "f = lambda n: f(n - 1) if n > 0 else 0": True,
    "def f(n) { 'text'; return f(n - 1) if n > 0 else 0 }": True,
    "def f(n) { return n + 1 }": False,
    "def f(n) { return abs(n) + 1 }": False,
    "def f(n) { return g(n) + 1 }\ndef g(n) { return n + 1 }": False,
    "def f(n) { return g(n) + 1 }\ndef g(n) { return g(n) + 1 }": False,
    "def f(n) { print('text'); return f(n - 1) }": False,
    "def f(*n) { return f(1 + 1) }": False,
    "def f(n) { yield f(n - 1) }": False,
    "def f(n) { k = 1; return {i: f(n - k) for i in n} }": False,
}


@pytest.mark.parametrize("text", ENTRANCES)
def test_which_functions_have_entrances(text):
    engine = Runtime(tiering="walk").engine
    source = Source("functions.bayan", text)
    tree, _ = analyse(source)
    unit = engine.unit(source, tree, {})
    node = tree.body[0]
    assert may_have_entrance(unit.record(getattr(node, "value", node))) is ENTRANCES[text]
    # Here `g` has an entrance, if not `f`.
    others = "g(n) + 1 }\ndef g(n) { return g" in text
    assert has_entrances(tree) is (ENTRANCES[text] or others)


# Hints

RECURSIVE = '@hot(tier="native")\ndef f(n) { return 0 if n == 0 else 1 + f(n - 1) }\n'
LOOP = '@hot(tier="native")\ndef f(n) { s = 0\nfor i in range(n) { s += i }\nreturn s }\n'
NOTHING = '@hot(tier="native")\ndef f(n) {\n    return str(n)\n}\n'


def test_the_hint_asks_at_the_first_call(capsys):
    result = run(RECURSIVE + "out = f(9)", "auto").check()
    assert result["out"] == 9
    (event,) = native_events(result, "f")
    assert (event.kind, event.reason) == ("climbed", "hint")
    assert capsys.readouterr().err == ""


def test_the_hint_asks_for_loops_as_they_are_come_to(capsys):
    result = run(LOOP + "out = f(9)", "auto").check()
    assert result["out"] == 36
    events = [event for event in result.runtime.events if event.tier == "native"]
    assert [(event.kind, event.form) for event in events] == [("climbed", "loop")]
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("mode", ["auto", "native"])
def test_a_hint_that_is_refused_says_so_once(capsys, monkeypatch, mode):
    monkeypatch.setenv("BAYAN_LANGUAGE", "en")
    text = RECURSIVE + "out = f(3 + 0j), f(4 + 0j)"
    assert run(text, mode).check()["out"] == (3, 4)
    text = capsys.readouterr().err
    assert text == (
        "functions.bayan:2: no native code for f: "
        "a value in it is not of a type that native code knows\n"
    )


def test_a_refused_hint_that_cannot_be_told_is_no_error(monkeypatch):
    stream = io.StringIO()
    stream.close()
    monkeypatch.setattr(sys, "stderr", stream)
    assert run(RECURSIVE + NOTHING.replace("f(", "g(") + "out = f(3 + 0j), g(1)").check()[
        "out"
    ] == (3, "1")


@pytest.mark.parametrize("mode", ["auto", "native"])
def test_a_function_of_no_numbers_is_refused_where_it_is_defined(capsys, monkeypatch, mode):
    monkeypatch.setenv("BAYAN_LANGUAGE", "ar")
    result = run(NOTHING + "out = f(1), f(2)", mode).check()
    assert result["out"] == ("1", "2")
    text = capsys.readouterr().err
    assert text.startswith("functions.bayan:2: لا شيفرة أصلية للدالة f: ")
    assert len(text.splitlines()) == 1


def test_a_source_with_a_hint_that_was_refused_says_so_in_each_run(tmp_path, capsys):
    for _ in range(2):
        runtime = Runtime(tiering="auto", cache=CodeCache(str(tmp_path), "1.0"))
        runtime.run_source(NOTHING + "out = f(1), f(2)", "hinted.bayan").check()
        runtime.keep_compiled(100.0)
        assert len(capsys.readouterr().err.splitlines()) == 1


def test_several_loops_that_are_refused_are_told_of_once(capsys):
    text = (
        '@hot(tier="native")\ndef f(a) { s = 0\nfor x in a { s += x }\nfor x in a { s -= x }\n'
        "for i in range(9) { s += i }\nreturn s }\nout = f([1j, 2j])\n"
    )
    result = run(text, "auto").check()
    assert result["out"] == 36
    assert len(capsys.readouterr().err.splitlines()) == 1


@pytest.mark.parametrize("mode", ["walk", "bytecode"])
def test_modes_without_a_native_tier_say_nothing(capsys, mode):
    text = NOTHING.replace('"native"', '"native", strict=True') + "out = f(1), f(2)"
    assert Runtime(tiering=mode).run_source(text).check()["out"] == ("1", "2")
    assert capsys.readouterr().err == ""


def test_strict_raises_where_the_function_is_defined():
    result = run(NOTHING.replace('"native"', '"native", strict=True'), "auto")
    assert isinstance(result.exception, bayan.NotNativeError)
    assert isinstance(result.exception, bayan.BayanError)
    assert str(result.exception).startswith("functions.bayan:2: no native code for f: it neither")


def test_strict_raises_at_each_call_that_would_not_be_native():
    text = (
        RECURSIVE.replace('"native"', '"native", strict=True')
        + "out = []\nfor n in ['a', 'b', 4, 5] {\n"
        "try { out.append(f(n)) } except Exception as e { out.append(type(e).__name__) } }\n"
    )
    result = run(text, "auto").check()
    assert result["out"] == ["NotNativeError", "NotNativeError", 4, 5]
    assert tiers(result)["f"] == "native"


def test_strict_raises_for_a_loop():
    text = LOOP.replace('"native"', '"native", strict=True').replace("range(n)", "n")
    result = run(text + "f([1, 'x'])\n", "auto")
    assert isinstance(result.exception, bayan.NotNativeError)
    assert result.exception.refusal.position[0] == 3


def test_native_recursion_leaves_room_on_the_stack_of_a_small_thread():
    count = 60
    sums = "\n".join(f"a{i} = a[{i}] * 1.5 + n" for i in range(count))
    result = " + ".join(f"a{i} * r" for i in range(count))
    text = (
        f"def f(a, n) {{ if n == 0 {{ return 1.0 }}\n{sums}\nr = f(a, n - 1)\n"
        f"return (r + {result}) % 7.5 }}\n"
    )
    limit = sys.getrecursionlimit()
    size = threading.stack_size(1 << 20)
    results = []
    try:
        sys.setrecursionlimit(20_000)
        module = Runtime(tiering="native").load(text)
        values = [1.0] * count
        module.f(values, 2)
        module.f(values, 2)
        thread = threading.Thread(target=lambda: results.append(module.f(values, 9000)))
        thread.start()
        thread.join()
    finally:
        threading.stack_size(size)
        sys.setrecursionlimit(limit)
    assert len(results) == 1


def test_a_name_that_is_bound_anew_while_native_code_runs_is_seen():
    text = (
        "K = 1\ndef f(n) { return K if n < 2 else f(n - 1) + f(n - 2) }\nf(5); f(5)\n"
        "import threading, time\n"
        "def change() { time.sleep(0.05)\nglobal K\nK = 0 }\n"
        "thread = threading.Thread(target=change)\nthread.start()\nout = f(38)\nthread.join()\n"
    )
    result = run(text).check()
    # It lasts 0.2 s; what has begun with the old value is not mixed with the new one.
    assert result["out"] in (0, 63245986)
    assert result["f"](10) == 0
    if result["out"] == 0:
        assert "left" in kinds_of_event(result, "f")


SHORT = """
def is_prime(n) {
    if n < 2 { return False }
    d = 2
    while d * d <= n { if n % d == 0 { return False }; d += 1 }
    return True
}
alias = is_prime
def scaled(row, k) { s = 0; for x in row { s += x * k }; return s }
def listed(row, k) { made = [k]; for x in row { made.append(x * k) }; return made }
out = [sum([alias(n) for n in range(2000)]) for r in range(30)]
rows = [scaled([1, 2, 3, 4], k) for k in range(30000)]
big = scaled([2 ** 62, 2 ** 62], 2)
counts = {len(listed([1, 2], k)) for k in range(30000)}
"""


def test_functions_whose_loops_are_short_and_hot_go_native_as_a_whole():
    result = run(SHORT, native_after=0.005, native_sample=0.0001).check()
    assert set(result["out"]) == {303}
    assert result["rows"] == [10 * k for k in range(30000)] and result["big"] == 2**64
    assert result["counts"] == {3}
    tiers = {one.name: one.tier for one in result.runtime.statistics()}
    assert tiers["is_prime"] == tiers["scaled"] == "native"
    functions = {event.name for event in result.runtime.events if event.form == "function"}
    assert {"is_prime", "scaled"} <= functions


FOLDING = {
    "dot": """
def dot(a, b) { return sum(x * y for x, y in zip(a, b)) }
out = [dot([1, 2, 3], [4, 5, k]) == 14 + 3 * k for k in range(20000)]
odd = dot("", ""), dot([2 ** 62], [2]), dot([0.5, 1], [2, 3])
""",
    "total": """
def total(n, k) { return sum(i * k for i in range(n)) + n }
out = [total(k % 9, 2) == (k % 9) ** 2 for k in range(20000)]
odd = total(0, 1), total(2, 2 ** 63) - 2, total(3, 0.5)
""",
}


@pytest.mark.parametrize("name", FOLDING)
def test_functions_that_use_up_generator_expressions_go_native_as_a_whole(name):
    result = run(FOLDING[name], native_after=0.005).check()
    assert all(result["out"]) and result["odd"] == (0, 2**63, 4.0 if name == "dot" else 4.5)
    assert name in {event.name for event in result.runtime.events if event.tier == "native"}


def test_calls_that_may_be_long_pay_when_there_are_few():
    policy = Policy(native_after=0.3, call_seconds=4e-8)
    assert not policies.calls_pay(policy, 500, 0.4, 0.0)
    assert policies.calls_pay(policy, 500, 0.4, 0.0, True)
    assert not policies.calls_pay(policy, 50, 0.4, 0.0, True)


CALLED_ONCE = """
def search(n) {
    seen = {}
    i = 0
    while i < n {
        for a, b in ((1, 2), (3, 4), (5, 6), (7, 8)) { if (a, b) not in seen { seen[a, b] = i } }
        i += 1
    }
    return len(seen)
}
out = search(150000)
"""


def test_a_function_whose_only_call_is_walked_gets_no_entrance_to_native_code():
    result = run(CALLED_ONCE, "auto", native_after=0.005, native_sample=0.0001).check()
    assert result["out"] == 4
    (unit,) = result.runtime.engine.units
    (record,) = unit.records.values()
    assert record.code is record.site is None


OF_OBJECTS = """
class Body { def __init__(x) { self.x = x } }
def advance(bodies, dt) {
    for body in bodies { body.x += dt * 2.0 }
    return len(bodies)
}
bodies = [Body(0.0), Body(1.0)]
counts = {advance(bodies, 0.5) for k in range(30000)}
out = [body.x for body in bodies]
"""


def test_a_function_of_objects_gets_no_entrance_to_native_code_that_does_not_take_them():
    result = run(OF_OBJECTS, native_after=0.005, native_sample=0.0001).check()
    assert result["counts"] == {2} and result["out"] == [30000.0, 30001.0]
    assert not native_events(result, "advance")


@pytest.mark.parametrize(
    ("arguments", "may"),
    [
        ((), True),
        ((1, 2.5, True), True),
        (([], (), [1, None], [[], 0], ["a"]), True),
        ((([[[[object()]]]],)), True),
        ((1, "a"), False),
        ((None,), False),
        (([object()],), False),
        (([[], object()], [([object()],)]), False),
    ],
)
def test_what_native_code_of_functions_may_take_is_seen_before_it_is_loaded(arguments, may):
    assert may_take(arguments) is may
    endless = []
    endless.append(endless)
    assert may_take([endless, *arguments]) is may


ONE_LONG_CALL = """
table = {}
def f(n) {
    total = i = 0
    while i <= n {
        k = 0
        while k < 3 { total += k * i; k += 1 }
        table[i % 7] = i
        i += 1
    }
    return total
}
first = f(30000)
second = f(3)
out = f(60000)
"""


def test_loops_in_a_long_call_are_run_by_it_once_calls_to_come_have_an_entrance(monkeypatch):
    visits = []
    run_visit = Site.__getitem__

    def noting(site, visit):
        visits.append(site.record and site.record.site)
        return run_visit(site, visit)

    monkeypatch.setattr(Site, "__getitem__", noting)
    result = run(ONE_LONG_CALL, "auto", native_after=0.002).check()
    assert result["out"] == 3 * 60000 * 60001 // 2
    # It had one; most visits were neither timed nor handed over.
    assert any(visits)
    assert len(visits) < 10000


def test_functions_whose_loops_are_not_worth_entering_go_native_as_a_whole_where_that_is_forced():
    text = "def f(n) { s = k = 0\nwhile k < 3 { s += k * n; k += 1 }\nreturn s }\n"
    result = run(text + "out = [f(n) for n in range(9000)]\n").check()
    assert result["out"] == [3 * n for n in range(9000)]
    assert kinds_of_event(result, "f") == ["climbed"]
    assert tiers(result)["f"] == "native"
