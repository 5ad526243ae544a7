"""The tree-walker against CPython: the same programs, the same output, the same errors.

The programs are Python, turned into Bayan's tree by the bridge. Each is run by the walker and by
`exec`; what they print must be equal, and so must the type and message of the exception that ends
them.
"""

from __future__ import annotations

import ast
import contextlib
import io
import sys
import textwrap
import traceback
from pathlib import Path

import pytest

from bayan.syntax import nodes
from bayan.syntax.resolver import resolve
from bayan.tiers.dispatch import Engine
from bayan.tiers.policy import WALK
from bayan.tiers.walk import derive, walk_module
from bayan.tiers.walk.frame import EVALUATE, EXECUTE, SUSPEND_EVALUATE, SUSPEND_EXECUTE
from bayan.values.builtins import make_builtins
from bayan.values.tracebacks import trim
from tests.support.python_bridge import module_from_python


def run_walked(text: str) -> None:
    module, source = module_from_python(text, "snippet.py")
    resolve(module, source)
    engine = Engine(WALK)
    namespace = {"__name__": "snippet", "__builtins__": make_builtins(engine.intrinsics())}
    walk_module(engine.unit(source, module, namespace), namespace)


def run_native(text: str) -> None:
    exec(compile(text, "snippet.py", "exec", dont_inherit=True), {"__name__": "snippet"})


def outcome(run, text: str) -> tuple[str, str]:
    """What a program prints, and how it ends."""
    output = io.StringIO()
    end = ""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(20_000 if run is run_walked else limit)
    try:
        with contextlib.redirect_stdout(output):
            run(text)
    except BaseException as error:
        end = describe(error)
    finally:
        sys.setrecursionlimit(limit)
    return output.getvalue(), end


def describe(error: BaseException | None) -> str:
    """An exception with all that it came from."""
    if error is None:
        return "-"
    text = f"{type(error).__name__}({error})"
    if isinstance(error, BaseExceptionGroup):
        text += str([describe(part) for part in error.exceptions])
    if error.__cause__ is not None:
        text += f" from {describe(error.__cause__)}"
    elif error.__context__ is not None:
        text += f" in {describe(error.__context__)}"
    return text


# Each program after a line with its name.
PROGRAMS = Path(__file__).with_name("walker_programs.txt")


def programs() -> list[tuple[str, str]]:
    parts = f"\n{PROGRAMS.read_text(encoding='utf-8')}".split("\n## ")[1:]
    return [tuple(part.split("\n", 1)) for part in parts]


def test_there_are_enough_programs():
    assert len(programs()) >= 60
    assert len({name for name, _ in programs()}) == len(programs())


@pytest.mark.parametrize(("name", "text"), programs(), ids=[name for name, _ in programs()])
def test_walks_as_python_runs(name, text):
    assert outcome(run_walked, text) == outcome(run_native, text)


def test_suspended_visitors_are_current():
    path = derive.HERE / "suspended.py"
    message = "run: python -m bayan.tiers.walk.derive"
    assert ast.dump(ast.parse(path.read_text())) == ast.dump(ast.parse(derive.derive())), message


def test_every_form_is_walked():
    from bayan.tiers.walk import suspended  # noqa: F401 (fills the tables)

    below = nodes.Expression.__subclasses__() + nodes.Statement.__subclasses__()
    forms = {form for form in below if form not in (nodes.Term, nodes.Starred)}
    known = EVALUATE.keys() | EXECUTE.keys() | SUSPEND_EVALUATE.keys() | SUSPEND_EXECUTE.keys()
    assert forms <= known


TRACED = """
def a(x):
    for i in range(3):
        if x:
            try:
                {}["k"]
            except KeyError as e:
                raise ValueError("v") from e
def b(x):
    with contextlib.nullcontext() as f:
        y = [
            1, a(x), 2]
class K:
    def m(self):
        return (lambda: b(1))()
def g():
    try:
        yield K().m()
    finally:
        pass
def again():
    try:
        list(g())
    except ValueError:
        if True:
            raise
import contextlib
class C:
    again()
"""


def places(run) -> list[tuple[object, ...]]:
    """The entries of the program in the tracebacks of what TRACED raises."""
    with pytest.raises(ValueError, match="v") as caught:
        run(TRACED)
    found = []
    error = caught.value
    while error is not None:
        trim(error, 0)
        for entry in traceback.TracebackException.from_exception(error).stack:
            if entry.filename == "snippet.py":
                found.append((entry.name, entry.lineno, entry.end_lineno, entry.colno))
        error = error.__cause__
    return found


def test_tracebacks_are_pythons():
    assert places(run_walked) == places(run_native)


def walked_names(text: str) -> dict[str, object]:
    module, source = module_from_python(textwrap.dedent(text), "snippet.py")
    resolve(module, source)
    engine = Engine(WALK)
    namespace = {"__name__": "snippet", "__builtins__": make_builtins(engine.intrinsics())}
    unit = engine.unit(source, module, namespace)
    walk_module(unit, namespace)
    return {"unit": unit, **namespace}


def test_rounds_are_counted():
    names = walked_names(
        """
        for i in range(7): pass
        def f():
            n = 0
            while n < 5: n += 1
            for i in range(9):
                if i == 3: break
        f(); f()
        """
    )
    unit = names["unit"]
    assert list(unit.back_edges.values()) == [7]
    (record,) = unit.records.values()
    assert list(record.back_edges.values()) == [10, 6]


def test_composition_and_shift():
    names = walked_names("f = (lambda x: x + 1) >> (lambda x: x * 2)\na = f(3)\nb = 256 >> 4\n")
    assert (names["a"], names["b"]) == (8, 16)


def test_call_depth():
    """A Bayan call takes at most six frames of Python."""
    names = walked_names(
        """
        import sys
        def depth(n):
            if n == 0:
                return count()
            return depth(n - 1) + 0
        def count():
            frame, n = sys._getframe(), 0
            while frame:
                frame, n = frame.f_back, n + 1
            return n
        d = depth(20) - depth(10)
        """
    )
    assert names["d"] <= 60
