"""Functions and loops climb wherever they are: in several threads at once, on the stack, in
generators, finalizers and signal handlers, near the recursion limit, in many runtimes.
"""

from __future__ import annotations

import gc
import signal
import subprocess
import sys
import threading
import time
import weakref

import pytest

from bayan.runtime.runtime import Runtime
from bayan.tiers import attempts, dispatch
from bayan.tiers.policy import Policy
from bayan.values.functions import ENTER


def refused_by_bytecode(runtime):
    return [e for e in runtime.events if (e.kind, e.tier) == ("refused", "bytecode")]


def in_threads(count, function):
    """Call function(number) in that many threads at once; its results in order."""
    results: list[object] = [None] * count
    barrier = threading.Barrier(count)

    def run(number):
        barrier.wait()
        try:
            results[number] = function(number)
        except BaseException as error:
            results[number] = error

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.fixture(autouse=True)
def often_switched():
    """Let Python change threads as often as it can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


HAMMERED = """\
def plain(n) {
    total = 0
    for i in range(n) { total += i if i % 3 else -i }
    return total
}
def closure(n) {
    made = [lambda x, k=k: x + k + n for k in range(4)]
    return sum([f(1) for f in made])
}
def produce(n) {
    for i in range(n) { got = yield i * 2; if got { yield got } }
    return n
}
def outer(n) { return (yield from produce(n)) }
def deep(n) { return 0 if n == 0 else 1 + deep(n - 1) }
class Node {
    def __init__(v) { self.v = v }
    @property
    def twice() { return self.v * 2 }
    def add(other) { try { return self.v + other.v } finally { self.v += 1 } }
}
def failing(n) {
    try { return n / 0 } except ZeroDivisionError as e { return type(e).__name__ }
}
def work(n) {
    return (plain(n), closure(n), list(outer(5)), deep(20), Node(n).twice,
            Node(n).add(Node(1)), failing(n), while_loop(n), sorted([3, n, 1], key=lambda v: -v))
}
def while_loop(n) {
    i = 0
    s = []
    while True {
        i += 1
        if i > n { break }
        try { if i % 2 { continue }; s.append(i) } finally { i += 0 }
    }
    return sum(s)
}
"""


def expected(n):
    def plain():
        return sum(i if i % 3 else -i for i in range(n))

    return (
        plain(),
        sum(1 + k + n for k in range(4)),
        [0, 2, 4, 6, 8],
        20,
        n * 2,
        n + 1,
        "ZeroDivisionError",
        sum(range(2, n + 1, 2)),
        sorted([3, n, 1], reverse=True),
    )


@pytest.mark.parametrize("calls, rounds", [(1, 1), (2, 7), (5, 40), (2, 1000)])
def test_threads_run_what_others_let_climb(calls, rounds):
    """New runtimes all the time, so that all threads are there while everything climbs."""
    until = time.monotonic() + 1.0
    while time.monotonic() < until:
        runtime = Runtime(policy=Policy(compile_at_call=calls, compile_at_round=rounds))
        work = runtime.load(HAMMERED).work
        results = in_threads(4, lambda n, work=work: [work(30 + n + k) for k in range(8)])
        assert results == [[expected(30 + n + k) for k in range(8)] for n in range(4)]
        climbed = [event for event in runtime.events if event.form == "function"]
        assert len({(event.name, event.line) for event in climbed}) == len(climbed)


def test_one_loop_climbs_in_several_threads():
    text = """\
    def run(n, stop) {
        seen = []
        for i in range(n) {
            if i == stop { extra = i }
            if i % 50 == 0 { seen.append(i) }
        }
        return i, seen, extra
    }
    """
    for _ in range(10):
        runtime = Runtime(policy=Policy(compile_at_call=1000, compile_at_round=60))
        run = runtime.load(text).run
        results = in_threads(4, lambda n, run=run: run(400, 399 - n * 60))
        assert results == [(399, list(range(0, 400, 50)), 399 - n * 60) for n in range(4)]
        assert {event.form for event in runtime.events} == {"loop"}


def test_runtimes_of_all_modes_run_side_by_side():
    def run(number):
        mode = ("walk", "bytecode", "auto")[number % 3]
        found = []
        for k in range(6):
            runtime = Runtime(mode)
            module = runtime.load(HAMMERED)
            module.work(4)
            found.append(module.work(20 + k))
        return found

    assert in_threads(6, run) == [[expected(20 + k) for k in range(6)]] * 6


def test_several_threads_define_functions_of_one_definition():
    """Every function gets the compiled code, whichever thread made it and when."""
    runtime = Runtime(policy=Policy(compile_at_call=40))
    module = runtime.load("def make(n) { def inner(x) { return x + n }; return inner }")

    def run(number):
        made = [module.make(k) for k in range(200)]
        return [{f(number) for _ in range(40)} for f in made], made

    results = in_threads(4, run)
    assert [values for values, _ in results] == [[{n + k} for k in range(200)] for n in range(4)]
    assert not [f for _, made in results for f in made if ENTER in f.__code__.co_names]


# Re-entry


def test_a_function_climbs_while_it_is_on_the_stack():
    runtime = Runtime(policy=Policy(compile_at_call=5))
    module = runtime.load(
        "def down(n) { x = n * 2; y = down(n - 1) if n else 0; return x + y }\n"
        "def gen(n) { x = n; if n { yield from gen(n - 1) }; yield x }\n"
    )
    assert module.down(20) == sum(2 * n for n in range(21))
    assert list(module.gen(20)) == list(range(21))
    assert {event.reason for event in runtime.events} == {"call 5"}


def test_a_generator_goes_on_in_its_own_code_when_its_function_has_climbed():
    module = Runtime(policy=Policy(compile_at_call=3)).load(
        "def gen(n) { t = 0; while t < n { got = yield t; t += got or 1 } return 'end' }"
    )
    started = [module.gen(6) for _ in range(5)]
    assert [next(g) for g in started] == [0] * 5
    assert [g.send(2) for g in started] == [2] * 5
    assert [list(g) for g in started] == [[3, 4, 5]] * 5


def test_functions_climb_in_finalizers():
    module = Runtime(policy=Policy(compile_at_call=2)).load(
        """\
        log = []
        def note(v) { log.append(v) }
        class Noisy {
            def __init__(v) { self.v = v }
            def __del__() { for i in range(3) { note((self.v, i)) } }
        }
        def run(n) { for k in range(n) { Noisy(k) } }
        """
    )
    module.run(4)
    gc.collect()
    assert module.log == [(k, i) for k in range(4) for i in range(3)]


@pytest.mark.parametrize("mode", ("walk", "bytecode", "auto"))
def test_functions_climb_in_finalizers_at_the_end_of_the_process(mode, tmp_path):
    path = tmp_path / "ends.bayan"
    path.write_text(
        "class Noisy { def __del__() { say('a'); say('b'); say('c') } }\n"
        "def say(v, print=print) { print(v) }\n"
        "keep = Noisy()\nkeep.me = keep\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, "-m", "bayan", "run", f"--tiering={mode}", str(path)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert (done.stdout, done.stderr) == ("a\nb\nc\n", "")


def test_what_is_left_open_is_flushed_at_the_end_of_the_process(tmp_path):
    path = tmp_path / "leaves.bayan"
    path.write_text(
        "import sys\ndef f() { return out }\nout = open(sys.argv[1], 'w')\nout.write('text')\n",
        encoding="utf-8",
    )
    left = tmp_path / "left.txt"
    subprocess.run([sys.executable, "-m", "bayan", "run", str(path), str(left)], check=True)
    assert left.read_text("utf-8") == "text"


needs_timer = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no timers here")


@pytest.fixture
def timer():
    """Set a handler that is called 0.5 ms after the end of its last call, for ever."""
    previous = signal.getsignal(signal.SIGALRM)

    def start(handler):
        def ring(number, frame):
            handler(number, frame)
            signal.setitimer(signal.ITIMER_REAL, 0.0005)

        signal.signal(signal.SIGALRM, ring)
        signal.setitimer(signal.ITIMER_REAL, 0.0005)

    yield start
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, previous)


@needs_timer
def test_functions_climb_in_signal_handlers(timer):
    """The handler runs, and climbs, in the middle of walking and of compiling, too."""
    until = time.monotonic() + 1.5
    handled = 0
    while time.monotonic() < until:
        runtime = Runtime(policy=Policy(compile_at_call=2, compile_at_round=9))
        module = runtime.load(
            HAMMERED + "handled = 0\n"
            "def handler(number, frame) { global handled; handled += 1; work(12) }\n"
        )
        timer(module.handler)
        for k in range(6):
            assert module.work(20 + k) == expected(20 + k)
        signal.setitimer(signal.ITIMER_REAL, 0)
        handled += module.handled
        assert not refused_by_bytecode(runtime)
    assert handled > 10


@needs_timer
def test_a_handler_in_the_middle_of_the_compilers_import_walks():
    """In a process that has not loaded it yet."""
    script = """\
import signal, sys
from bayan.runtime.runtime import Runtime
from bayan.tiers.policy import Policy
runtime = Runtime(policy=Policy(compile_at_call=1, compile_at_round=1))
module = runtime.load(
    "def f(n) { for i in range(n) { pass }; return n }\\ndef g(n) { return f(n) + 1 }\\n"
)
class Early:
    def find_spec(self, name, path, target=None):
        if name == "bayan.tiers.bytecode.compiler":
            signal.raise_signal(signal.SIGALRM)
seen = []
signal.signal(signal.SIGALRM, lambda number, frame: seen.append(module.f(3)))
sys.meta_path.insert(0, Early())
print(module.g(2), seen, module.g(2), {event.kind for event in runtime.events})
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert (done.stdout, done.stderr) == ("3 [3] 3 {'climbed'}\n", "")


@needs_timer
def test_what_a_handler_raises_while_something_climbs_is_the_programs(timer, monkeypatch):
    """It is raised where the call is, and is no reason against the function."""
    import bayan.tiers.bytecode

    compile_function = bayan.tiers.bytecode.compile_function
    failing = [True]

    def interrupted(record):
        if failing:
            failing.clear()
            signal.raise_signal(signal.SIGALRM)
        return compile_function(record)

    class LateError(Exception):
        pass

    def handler(number, frame):
        raise LateError

    monkeypatch.setattr(bayan.tiers.bytecode, "compile_function", interrupted)
    runtime = Runtime(policy=Policy(compile_at_call=1))
    module = runtime.load("def f() { return 1 }\ndef g() { return f() }")
    previous = signal.signal(signal.SIGALRM, handler)
    try:
        with pytest.raises(LateError):
            module.g()
    finally:
        signal.signal(signal.SIGALRM, previous)
    assert [module.g(), module.g(), module.g()] == [1, 1, 1]
    assert [event.kind for event in runtime.events] == ["climbed"] * 2


def test_a_fault_of_the_compiler_is_a_refusal(monkeypatch):
    import bayan.tiers.bytecode

    def broken(record):
        raise RuntimeError("broken")

    broken.__module__ = "bayan.tiers.bytecode"
    code = broken.__code__.replace(co_filename=dispatch.__file__)
    monkeypatch.setattr(broken, "__code__", code)
    monkeypatch.setattr(bayan.tiers.bytecode, "compile_function", broken)
    runtime = Runtime(policy=Policy(compile_at_call=1))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(attempts, "is_from_outside", lambda error: False)
        assert runtime.load("def f() { return 1 }").f() == 1
    assert [event.kind for event in runtime.events] == ["refused"]


@pytest.mark.parametrize("rest", [10, 15, 30, 100, 300])
def test_functions_climb_near_the_recursion_limit(rest):
    """However little room there is, a call ends in its value or in a RecursionError."""
    runtime = Runtime(policy=Policy(compile_at_call=2, compile_at_round=2))
    module = runtime.load(HAMMERED)

    def below(depth):
        if depth:
            return below(depth - 1)
        try:
            return module.work(9)
        except RecursionError:
            return None

    depth = 0
    frame = sys._getframe()
    while frame is not None:
        depth += 1
        frame = frame.f_back
    limit = sys.getrecursionlimit()
    for step in range(3):
        assert below(limit - depth - rest - step) in (None, expected(9))
    assert module.work(9) == expected(9)
    assert module.work(9) == expected(9)
    assert not refused_by_bytecode(runtime)


def test_a_program_may_set_the_limit_while_it_climbs():
    result = Runtime(policy=Policy(compile_at_call=3)).run_source(
        """\
import sys
def down(n) { return 0 if n == 0 else 1 + down(n - 1) }
old = sys.getrecursionlimit()
sys.setrecursionlimit(300)
try { down(100000); deep = False } except RecursionError { deep = True }
sys.setrecursionlimit(5000)
found = down(2000)
sys.setrecursionlimit(old)
"""
    )
    assert result.exception is None
    assert (result["deep"], result["found"]) == (True, 2000)


# Memory


@pytest.mark.parametrize("mode", ["walk", "bytecode", "auto"])
def test_a_runtime_that_is_done_with_is_freed(mode):
    """With its modules, functions that walk and functions that are compiled."""
    runtime = Runtime(mode)
    module = runtime.load(HAMMERED)
    module.work(5), module.work(5)
    gone = [weakref.ref(module.work), weakref.ref(module.Node), weakref.ref(module)]
    del runtime, module
    gc.collect()
    assert [reference() for reference in gone] == [None, None, None]


def test_a_function_outlives_the_runtime_that_made_it():
    text = "def f(n) { return [g(n) for _ in 'ab'] }\ndef g(n) { return n }"
    function = Runtime("walk").load(text).f
    gc.collect()
    assert function(3) == [3, 3]
