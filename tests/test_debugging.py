"""What looks at running programs from outside sees Bayan's files, lines and names in every tier."""

from __future__ import annotations

import bdb
import copy
import inspect
import io
import logging
import os
import pickle
import pydoc
import subprocess
import sys
import traceback
import unittest
import warnings

import pytest

from bayan.runtime.runtime import Runtime
from bayan.tiers.policy import Policy

from .support.command import environment

MODES = ("walk", "bytecode", "auto", "stress")
COMPILED = ("bytecode", "stress")

TEXT = """\
import functools, logging, traceback, unittest, warnings
from dataclasses import dataclass
from typing import NamedTuple

def divide(x) {
    y = x + 1
    return y / 0
}
def wrap(x) {
    try {
        return divide(x)
    } except ZeroDivisionError as e {
        e.add_note("ملاحظة")
        raise ValueError("bad") from e
    }
}
def formatted() {
    try { wrap(1) } except ValueError { return traceback.format_exc() }
}
def logged() {
    try { wrap(1) } except ValueError { logging.getLogger("bayan.test").exception("it failed") }
}
def warned() {
    x = 1
    warnings.warn("careful")
}
@dataclass
class Point {
    x: int
    y: int = 2
    def size() { return self.x + self.y }
}
class Pair(NamedTuple) {
    a: int
    b: str = "b"
}
class Box {
    def __init__(v) { self.v = v }
    def get(more={"a": 1}) {
        # a brace in a comment: }
        return f"{self.v} }}" + "}"
    }
}
def decorated(f) {
    @functools.wraps(f)
    def around(*args) { return f(*args) }
    return around
}
@decorated
def named(a, b=2) -> int {
    '''Says what it does.'''
    return a
}
def many(
    a,
    *rest: int,
    b={1: 2},
) -> int {
    return a
}
class Tests(unittest.TestCase) {
    def setUp() { self.box = Box(3) }
    def test_right() { self.assertEqual(self.box.v, 3) }
    def test_wrong() {
        self.assertEqual(self.box.v, 4)
    }
    def test_raises() { with self.assertRaises(ZeroDivisionError) { divide(1) } }
}
def steps(n) {
    total = 0
    for i in range(n) {
        pass
        while total < i {
            total += i
        }
        total -= 1
    }
    return total
}
def items(n) {
    yield n
    yield n + 1
}
"""


def line_of(part: str) -> int:
    return next(n for n, line in enumerate(TEXT.splitlines(), 1) if part in line)


@pytest.fixture(params=MODES)
def mode(request):
    return request.param


@pytest.fixture
def module(mode, tmp_path, monkeypatch):
    """The module of TEXT, importable by its name as pickle wants it."""
    path = tmp_path / "debugged.bayan"
    path.write_text(TEXT, encoding="utf-8")
    policy = Policy.stress() if mode == "stress" else None
    runtime = Runtime("auto" if mode == "stress" else mode, policy=policy)
    loaded = runtime.load(path)
    monkeypatch.setitem(sys.modules, "debugged", loaded)
    return loaded


# Tracebacks

WHERE = [
    ("wrap", "return divide(x)"),
    ("divide", "return y / 0"),
    ("formatted", "try { wrap(1) } except ValueError { return"),
    ("wrap", 'raise ValueError("bad") from e'),
]


def test_a_formatted_exception_shows_the_lines_and_only_them(module):
    text = module.formatted()
    shown = [line.strip() for line in text.splitlines() if line.lstrip().startswith("File")]
    assert shown == [
        f'File "{module.__file__}", line {line_of(part)}, in {name}' for name, part in WHERE
    ]
    for _, part in WHERE:
        assert part in text
    assert "ZeroDivisionError: division by zero\nملاحظة\n" in text
    assert "The above exception was the direct cause" in text
    assert text.endswith("ValueError: bad\n")


def test_all_tiers_format_the_same(tmp_path):
    path = tmp_path / "debugged.bayan"
    path.write_text(TEXT, encoding="utf-8")
    texts = {Runtime(mode).load(path).formatted() for mode in ("walk", "bytecode", "auto")}
    assert len(texts) == 1


def test_logging_shows_the_exception_and_its_place(module, caplog):
    with caplog.at_level(logging.ERROR):
        module.logged()
    (record,) = caplog.records
    assert (record.pathname, record.lineno) == (module.__file__, line_of("it failed"))
    assert record.funcName == "logged"
    entries = traceback.extract_tb(record.exc_info[2])
    assert [(entry.name, entry.lineno) for entry in entries] == [
        (name, line_of(part)) for name, part in (("logged", "it failed"), WHERE[3])
    ]


def test_a_warning_names_its_line(module):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        module.warned()
    assert (caught[0].filename, caught[0].lineno) == (module.__file__, line_of('warn("careful")'))


# Tracing


def events_of(module, function, *arguments):
    """The (event, function's name, line) of TEXT's code that sys.settrace tells of."""
    seen = []

    def trace(frame, event, argument):
        if frame.f_code.co_filename == module.__file__:
            seen.append((event, frame.f_code.co_name, frame.f_lineno))
        return trace

    previous = sys.gettrace()
    sys.settrace(trace)
    try:
        function(*arguments)
    finally:
        sys.settrace(previous)
    return seen


def warm_up(module):
    """Enough calls that `steps` is compiled, where it ever is."""
    for _ in range(100):
        module.steps(2)


def test_tracing_sees_calls_in_every_tier(module, mode):
    warm_up(module)
    seen = events_of(module, module.steps, 2)
    assert seen[0] == ("call", "steps", line_of("def steps"))
    assert seen[-1][:2] == ("return", "steps")


def test_tracing_sees_the_lines_of_compiled_code(module, mode):
    if mode == "walk":
        pytest.skip("what is walked has no lines of its own")
    warm_up(module)
    lines = [line for event, _, line in events_of(module, module.steps, 2) if event == "line"]
    first = line_of("def steps")
    # as Python tells them of the same function
    assert lines == [first + n for n in (1, 2, 3, 4, 7, 2, 3, 4, 5, 4, 5, 4, 7, 2, 9)]


def test_a_debugger_stops_at_a_breakpoint_in_compiled_code(module, mode):
    if mode == "walk":
        pytest.skip("what is walked has no lines of its own")
    warm_up(module)
    stops = []

    class Debugger(bdb.Bdb):
        def user_line(self, frame):
            if self.break_here(frame):
                stops.append((frame.f_code.co_name, frame.f_lineno, dict(frame.f_locals)))
            self.set_continue()

    debugger = Debugger()
    assert debugger.set_break(module.__file__, line_of("total += i")) is None
    try:
        debugger.runcall(module.steps, 3)
    finally:
        debugger.clear_all_breaks()
    assert stops[0] == ("steps", line_of("total += i"), {"n": 3, "total": -1, "i": 1})


def test_what_is_called_for_the_first_time_under_a_tracer_has_lines(module, mode):
    if mode == "walk":
        pytest.skip("what is walked has no lines of its own")
    lines = [line for event, _, line in events_of(module, module.steps, 1) if event == "line"]
    first = line_of("def steps")
    if mode != "bytecode":
        # the stub, from which this very call climbs
        assert lines.pop(0) == first
    assert lines == [first + n for n in (1, 2, 3, 4, 7, 2, 9)]


LOADED = """\
# The first line is a comment.
def shown(n) {
    for i in range(n) {
        if i == 1 { continue }
        last = i
    }
    return [
        last,
    ]
}
def unused() {
    return 1
}
shown(3)
@cold
def kept(
    a=1,
) { return a }
try { kept().x }
except AttributeError {
    last = kept()
}
"""
EXECUTED = {2, 3, 4, 5, 7, 8, 11, 14, 15, 16, 18, 17, 19, 20, 21}
UNEXECUTED = {12}


@pytest.mark.parametrize("mode", ("bytecode", "auto", "native", "stress"))
def test_a_module_loaded_under_a_tracer_has_lines(mode, tmp_path):
    path = tmp_path / "loaded.bayan"
    path.write_text(LOADED, encoding="utf-8")
    policy = Policy.stress() if mode == "stress" else None
    runtime = Runtime("auto" if mode == "stress" else mode, policy=policy)
    seen = set()

    def trace(frame, event, argument):
        if frame.f_code.co_filename == str(path) and event == "line":
            seen.add(frame.f_lineno)
        return trace

    previous = sys.gettrace()
    sys.settrace(trace)
    try:
        result = runtime.run_file(path)
    finally:
        sys.settrace(previous)
    result.check()
    assert seen == EXECUTED
    reasons = {event.reason for event in runtime.events}
    assert reasons == {"mode" if mode == "bytecode" else "watched"}


@pytest.mark.skipif(sys.version_info < (3, 12), reason="Python 3.11 has no sys.monitoring")
def test_monitoring_tools_see_the_lines_of_a_module(tmp_path):
    path = tmp_path / "loaded.bayan"
    path.write_text(LOADED, encoding="utf-8")
    seen = set()

    def line_event(code, line):
        if code.co_filename == str(path):
            seen.add(line)

    monitoring = sys.monitoring
    tool = monitoring.COVERAGE_ID
    monitoring.use_tool_id(tool, "test")
    try:
        monitoring.register_callback(tool, monitoring.events.LINE, line_event)
        monitoring.set_events(tool, monitoring.events.LINE)
        result = Runtime().run_file(path)
    finally:
        monitoring.set_events(tool, 0)
        monitoring.register_callback(tool, monitoring.events.LINE, None)
        monitoring.free_tool_id(tool)
    result.check()
    assert seen == EXECUTED


COVERED = """\
import sys
import coverage
from bayan import Runtime

measure = coverage.Coverage(data_file=None, include=["*.bayan"], config_file=False)
measure.set_option("run:plugins", ["bayan.tools.coverage_plugin"])
measure.start()
result = Runtime(sys.argv[1]).run_file(sys.argv[2])
measure.stop()
result.check()
_, executable, _, missing, _ = measure.analysis2(sys.argv[2])
print(sorted(set(executable) - set(missing)), missing)
"""


@pytest.mark.parametrize("mode", ("bytecode", "auto"))
def test_coverage_measures_a_bayan_file(mode, tmp_path):
    pytest.importorskip("coverage")
    path = tmp_path / "loaded.bayan"
    path.write_text(LOADED, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", COVERED, mode, str(path)],
        capture_output=True,
        text=True,
        env=environment(PYTHONPATH=os.pathsep.join(sys.path)),
        check=False,
    )
    assert (done.stderr, done.stdout) == ("", f"{sorted(EXECUTED)} {sorted(UNEXECUTED)}\n")


def as_python(text):
    """A program whose blocks begin and end at the ends of lines, with the same lines in Python."""
    return text.replace(" {\n", ":\n").replace("}\n", "\n")


# Code that looks at its callers

LOOKING = """\
import logging
import sys
import traceback
import warnings
def here() {
    warnings.warn("mine")
    logging.getLogger("looking").warning("logged")
}
def above() {
    warnings.warn("callers", stacklevel=2)
    logging.getLogger("looking").warning("callers", stacklevel=2)
    frame = sys._getframe(1)
    print(frame.f_code.co_name, frame.f_lineno, sorted(frame.f_locals))
}
def between(a) {
    b = a
    above()
    yield [(entry.name, entry.lineno) for entry in traceback.extract_stack() if is_ours(entry)]
}
class Outer {
    def method(self) {
        here()
        for found in between(1) {
            print(found)
        }
    }
}
def is_ours(entry) {
    return "looking" in entry.filename
}
warnings.simplefilter("always")
logging.basicConfig(format="%(filename)s:%(lineno)d %(funcName)s %(message)s", stream=sys.stdout)
warnings.showwarning = lambda message, category, file, line, *_: print(file, line, message)
Outer().method()
here()
"""


def test_code_that_looks_at_its_callers_sees_what_python_shows(tmp_path):
    (tmp_path / "looking.bayan").write_text(LOOKING, encoding="utf-8")
    (tmp_path / "looking.py").write_text(as_python(LOOKING), encoding="utf-8")

    def output(*command):
        done = subprocess.run(
            [sys.executable, *command],
            capture_output=True,
            text=True,
            cwd=tmp_path,
            env=environment(),
            check=True,
        )
        return done.stdout.replace(".bayan", ".py").replace(str(tmp_path) + os.sep, "").splitlines()

    expected = output("looking.py")
    assert len(expected) == 8
    for mode in ("bytecode", "auto", "native"):
        assert output("-m", "bayan", "run", f"--tiering={mode}", "looking.bayan") == expected
    walked = output("-m", "bayan", "run", "--tiering=walk", "looking.bayan")
    # Who asks only for its caller gets it from the walker, too.
    own = [line for line in expected if "here" in line or "mine" in line]
    assert [line for line in walked if "here" in line or "mine" in line] == own
    assert len(own) == 4


# A debugger's session is what it is on the same lines of Python, as far as Bayan's frames go.

SESSION = """\
def add(a, b) {
    total = a + b
    return total
}
def work(n) {
    doubled = n * 2
    import pdb; pdb.set_trace()
    sum = add(doubled, 1)
    for i in range(2) {
        sum += i
    }
    return sum
}
print("begins")
first = work(5)
breakpoint()
second = first + 1
print(second)
"""
ORDERS = "s\ns\ns\nw\np a, b\nn\nu\np doubled\nd\nr\nn\nn\np sum\nr\nn\np first\nc\np 7\nc\nc\n"


def session_of(command, path, tmp_path):
    """What the debugger says, but for the frames and lines of other files; the source's lines."""
    done = subprocess.run(
        [sys.executable, *command, path.name],
        input=ORDERS,
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=environment(),
        check=False,
    )
    said = []
    source = []
    for line in done.stdout.replace("(Pdb) ", "").splitlines():
        if line.startswith("-> "):
            source.append(line[3:])
        elif "(" not in line or path.stem in line or line[:1] == "(":
            said.append(line.replace(path.suffix, ""))
    return said, source


@pytest.mark.parametrize("mode", ("bytecode", "auto", "native"))
def test_a_session_with_pdb_is_that_of_python(mode, tmp_path):
    program = tmp_path / "session.bayan"
    program.write_text(SESSION, encoding="utf-8")
    twin = tmp_path / "session.py"
    twin.write_text(as_python(SESSION), encoding="utf-8")
    said, source = session_of(["-m", "bayan", "run", f"--tiering={mode}"], program, tmp_path)
    expected, _ = session_of([], twin, tmp_path)
    assert said == expected
    assert {"(10, 1)", "10", "7", "13"} <= set(said)
    assert {"def add(a, b) {", "total = a + b", "sum += i"} <= set(source)


# Inspection


def test_the_source_of_functions(module):
    lines = TEXT.splitlines(keepends=True)
    first, last = line_of("def get("), line_of('" + "}"') + 1
    assert inspect.getsource(module.Box.get) == "".join(lines[first - 1 : last])
    assert inspect.getsource(module.divide) == "".join(lines[line_of("def divide") - 1 :][:4])
    assert inspect.getsource(module.named).startswith("@decorated\ndef named(")
    assert inspect.getsource(module) == TEXT
    assert inspect.getsourcefile(module.divide) == module.__file__


@pytest.mark.skipif(sys.version_info < (3, 13), reason="older ones look for classes by parsing")
def test_the_source_of_classes(module):
    lines = TEXT.splitlines(keepends=True)
    first = line_of("class Box")
    assert inspect.getsource(module.Box) == "".join(lines[first - 1 : first + 6])


def test_signatures_and_help(module):
    assert str(inspect.signature(module.many)) == "(a, *rest: int, b={1: 2}) -> int"
    assert str(inspect.signature(module.Box)) == "(v)"
    assert str(inspect.signature(module.named)) == "(a, b=2) -> int"
    text = pydoc.plain(pydoc.render_doc(module.named))
    assert "named(a, b=2) -> int" in text and "Says what it does." in text
    assert inspect.isgeneratorfunction(module.items)
    assert module.named.__name__ == module.named.__wrapped__.__name__ == "named"


def test_copies_and_pickles(module):
    for value in (module.many, module.Box, module.Pair(1), module.Point(1)):
        assert pickle.loads(pickle.dumps(value)) == value
    assert pickle.loads(pickle.dumps(module.Box(5))).get() == "5 }}"
    assert pickle.loads(pickle.dumps(module.Box(5).get))() == "5 }}"
    assert copy.deepcopy([module.Point(3)]) == [module.Point(3)]
    assert copy.copy(module.many) is module.many


def test_classes_that_libraries_make(module):
    assert repr(module.Point(1)) == "Point(x=1, y=2)"
    assert module.Point(1).size() == 3
    assert module.Pair(1) == (1, "b")
    assert module.Pair._fields == ("a", "b")
    assert module.Pair.__module__ == "debugged"


def test_unittest_runs_a_test_case_and_shows_its_lines(module):
    suite = unittest.defaultTestLoader.loadTestsFromTestCase(module.Tests)
    stream = io.StringIO()
    result = unittest.TextTestRunner(stream).run(suite)
    assert (result.testsRun, len(result.failures), len(result.errors)) == (3, 1, 0)
    line = line_of("self.assertEqual(self.box.v, 4)")
    assert f'File "{module.__file__}", line {line}, in test_wrong' in stream.getvalue()
    assert "AssertionError: 3 != 4" in stream.getvalue()
