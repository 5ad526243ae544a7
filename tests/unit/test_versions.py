"""Calls of functions that climbed are specialised on CPython 3.13, as those of others are."""

from __future__ import annotations

import dis
import subprocess
import sys
import threading

import pytest

from bayan.runtime.runtime import Runtime
from bayan.tiers.policy import Policy
from bayan.values.versions import VERSIONS, Versions
from tests.support.command import environment

IS_313 = sys.version_info[:2] == (3, 13) and not sys.abiflags
only_313 = pytest.mark.skipif(not IS_313, reason="functions have such versions on 3.13 only")

# Without native code, which would do the calls by itself.
QUIET = {"native_after": 1e9, "native_rest": 1e9}

SOURCE = """\
def plain(x) { return x + 1 }
def with_default(x, y=5) { return x * y }
def recursive(n) { if n < 2 { return n }; return recursive(n - 1) + recursive(n - 2) }
def adder(k) {
    def add(x) { return x + k }
    return add
}
def numbers(n) { yield n }
class Counter {
    def __init__(start) { self.count = start }
    def step(by) { self.count += by; return self.count }
    @property
    def twice() { return self.count * 2 }
    def __getitem__(index) { return index + self.count }
}
add = adder(10)
for i in range(3) {
    plain(i); with_default(i); recursive(i); add(i); list(numbers(i))
    counter = Counter(i); counter.step(1); counter.twice; counter[0]
}
"""


def load(source=SOURCE):
    return Runtime(policy=Policy(**QUIET)).load(source)


def specialised(function):
    """The instructions that a function's code has become."""
    return {each.opname for each in dis.get_instructions(function, adaptive=True)}


def warmed(text, **names):
    """A new Python function with the text for its loop's body, run some times, and what it gave."""
    body = f"def caller(found):\n    for i in range(50):\n        found.append({text})\n"
    exec(body, names)
    found = []
    names["caller"](found)
    return names["caller"], found


@only_313
def test_versions_are_known_here():
    """If this interpreter's layout were not what is expected, the others would pass by chance."""
    assert VERSIONS is not None


@pytest.mark.skipif(IS_313, reason="they are given there")
def test_nothing_is_done_elsewhere():
    assert VERSIONS is None
    assert "_ctypes" not in sys.modules or "ctypes" in sys.modules


CALLED = ["plain(i)", "with_default(i, 2)", "add(i)", "numbers(i)", "counter.step(i)"]


@only_313
@pytest.mark.parametrize("text", CALLED)
def test_calls_are_specialised(text):
    module = load()
    caller, found = warmed(text, **vars(module))
    assert "CALL_PY_EXACT_ARGS" in specialised(caller)
    if text == "add(i)":
        assert found == [i + 10 for i in range(50)]


@only_313
def test_methods_and_properties_are_specialised():
    module = load()
    bound, found = warmed("step(1)", step=module.counter.step)
    assert "CALL_BOUND_METHOD_EXACT_ARGS" in specialised(bound)
    assert found == list(range(4, 54))
    caller, found = warmed("counter.twice", counter=module.counter)
    assert "LOAD_ATTR_PROPERTY" in specialised(caller)
    assert found == [106] * 50
    caller, found = warmed("counter[i]", counter=module.counter)
    assert "BINARY_SUBSCR_GETITEM" in specialised(caller)
    assert found == [i + 53 for i in range(50)]
    general, found = warmed("with_default(i)", with_default=module.with_default)
    assert "CALL_PY_GENERAL" in specialised(general)
    assert found == [i * 5 for i in range(50)]


@only_313
def test_compiled_code_calls_itself_so():
    module = load()
    assert module.recursive(15) == 610
    assert "CALL_PY_EXACT_ARGS" in specialised(module.recursive)


@only_313
def test_functions_made_after_the_climb_have_a_version():
    module = load("""\
def make() {
    return [lambda x, k=k: x + k for k in range(3)]
}
made = []
for k in range(5) {
    def later(x) { return x + 1 }
    later(later(k))
    made.append(later)
}
""")
    for function in module.made:
        caller, _ = warmed("later(i)", later=function)
        assert "CALL_PY_EXACT_ARGS" in specialised(caller)


def test_what_the_program_exchanges_holds():
    """At call sites that were specialised for the function as it was before."""
    module = load()
    calls = "plain(i), with_default(i), with_default(i, 3)"
    caller, _ = warmed(f"({calls}, counter.step(1), counter.twice, counter[0])", **vars(module))

    def again():
        found = []
        caller(found)
        return found[0]

    module.counter.count = 0
    assert again() == (1, 0, 0, 1, 2, 1)
    module.with_default.__defaults__ = (100,)
    module.counter.count = 0
    found = []
    caller(found)
    assert found[2] == (3, 200, 6, 3, 6, 3)
    module.with_default.__defaults__ = (100, 7)
    module.plain.__code__ = (lambda x, *rest: (x, rest)).__code__
    module.Counter.step.__code__ = (lambda self, by, more=1: by + more).__code__
    module.Counter.step.__defaults__ = (8,)
    module.Counter.twice.fget.__code__ = (lambda self: "twice").__code__
    module.Counter.__getitem__.__code__ = (lambda *all: len(all)).__code__
    assert again() == ((0, ()), 0, 0, 9, "twice", 2)
    module.with_default.__defaults__ = None
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'y'"):
        again()


def test_code_that_the_program_gave_stays():
    """What it exchanges before the climb, and as the function climbs in another thread."""
    source = "def f(x) { return x }\nother = f\nf.__code__ = (lambda x: -x).__code__\n"
    module = load(source + "values = [f(i) for i in range(20)]\n")
    assert module.values == [-i for i in range(20)]


@only_313
def test_code_exchanged_meanwhile_gets_no_version_of_another():
    def function(x):
        return x

    class Meddling(Versions):
        def of_code(self, code):
            number = super().of_code(code)
            function.__code__ = (lambda x, y, z: 0).__code__
            return number

    Meddling().give(function)
    assert VERSIONS.of_function(function) == 0
    VERSIONS.give(function)
    assert VERSIONS.of_function(function) == VERSIONS.of_code(function.__code__) != 0


def test_threads_call_while_code_is_exchanged():
    """Codes with other numbers of parameters and variables: a wrong version would call the one with
    the arguments of the other.
    """
    module = load()
    function = module.plain
    codes = [
        (lambda x: x + 1).__code__,
        (lambda x, *rest: x + 1 + len(rest)).__code__,
        (lambda x, y=0, *, z=0: x + 1 + y * z).__code__,
        function.__code__,
    ]
    function.__defaults__ = (0,)
    function.__kwdefaults__ = {"z": 0}
    stop = threading.Event()
    wrong = []

    def call():
        while not stop.is_set():
            wrong.extend(value for value in [function(i) - i for i in range(200)] if value != 1)

    def give():
        while not stop.is_set():
            if VERSIONS is not None:
                VERSIONS.give(function)

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    threads = [threading.Thread(target=each) for each in (call, call, give, give)]
    try:
        for thread in threads:
            thread.start()
        for number in range(20_000):
            function.__code__ = codes[number % len(codes)]
    finally:
        stop.set()
        for thread in threads:
            thread.join()
        sys.setswitchinterval(before)
    assert not wrong
    if VERSIONS is not None:
        assert VERSIONS.of_function(function) in (0, VERSIONS.of_code(function.__code__))


HOOKED = """\
import sys
from bayan.cli import main
def hook(event, arguments):
    if event.startswith("ctypes") or event == "import" and arguments[0] == "_ctypes":
        raise RuntimeError(event)
sys.addaudithook(hook)
sys.exit(main())
"""


def test_an_audit_hook_may_forbid_it(tmp_path):
    program = tmp_path / "climbs.bayan"
    program.write_text("def f(x) { return x + 1 }\nprint(f(f(f(1))))\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", HOOKED, "run", str(program)],
        capture_output=True,
        text=True,
        env=environment(),
        timeout=60,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("4\n", "")
