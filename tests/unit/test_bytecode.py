"""The bytecode tier on Python programs, held to what CPython makes of the same text.

Each program is turned into Bayan's tree by the bridge, resolved and compiled by the tier, and run
as a module beside Python's own compilation: the output must be the same, and so must be what is
raised, with the lines of its traceback.
"""

from __future__ import annotations

import builtins
import contextlib
import dis
import importlib.util
import io
import linecache
import sys
import types

import pytest

from bayan.syntax.resolver import resolve
from bayan.tiers.bytecode import compile_function, compile_module, listing
from bayan.tiers.bytecode.assembler import Assembler
from bayan.tiers.policy import Policy
from bayan.tiers.refusal import LOGIC, REASONS, Refusal
from bayan.values.functions import FunctionRecord, Unit
from bayan.values.operations import INTRINSICS
from tests.support.python_bridge import module_from_python
from tests.unit.bytecode_programs import PROGRAMS

# What a code object is besides its instructions.
SHAPE = [
    "co_argcount",
    "co_posonlyargcount",
    "co_kwonlyargcount",
    "co_flags",
    "co_varnames",
    "co_cellvars",
    "co_freevars",
    "co_name",
    "co_qualname",
    "co_filename",
    "co_firstlineno",
]


class NoEngine:
    """Takes new records, and does nothing with them."""

    policy = Policy()

    def adopt(self, record: object) -> None:
        pass


def unit_of(text: str, name: str = "<program>") -> Unit:
    module, source = module_from_python(text, name)
    resolve(module, source)
    return Unit(source, module, namespace(), NoEngine())


def compiled(text: str, name: str = "<program>") -> types.CodeType:
    return compile_module(unit_of(text, name))


def namespace() -> dict[str, object]:
    names = {**vars(builtins), **INTRINSICS}
    return {"__name__": "__main__", "__builtins__": names, "sys": sys}


def outcome(code: types.CodeType) -> tuple[str, object]:
    """What running a module prints, and what it raises: type, text, lines with function names."""
    output = io.StringIO()
    raised = None
    with contextlib.redirect_stdout(output):
        try:
            exec(code, namespace())
        except BaseException as error:
            raised = (type(error).__name__, str(error), lines(error))
    return output.getvalue(), raised


def lines(error: BaseException) -> list[tuple[str, int | None]]:
    result = []
    traceback = error.__traceback__
    while traceback is not None:
        code = traceback.tb_frame.f_code
        # Before 3.12 Python's comprehensions are functions.
        if code.co_filename == "<program>" and not code.co_name.endswith("comp>"):
            result.append((code.co_qualname, traceback.tb_lineno))
        traceback = traceback.tb_next
    if error.__cause__ is not None:
        result += lines(error.__cause__)
    if error.__context__ is not None:
        result += lines(error.__context__)
    return result


@pytest.mark.parametrize("program", PROGRAMS, ids=list(PROGRAMS))
def test_the_same_as_python(program: str) -> None:
    text = PROGRAMS[program]
    linecache.cache["<program>"] = (len(text), None, text.splitlines(True), "<program>")
    expected = outcome(compile(text, "<program>", "exec", dont_inherit=True))
    assert outcome(compiled(text)) == expected
    # Programs say something, so that a test can't pass by running nothing.
    assert expected[0] or expected[1]


def parts(code: types.CodeType) -> list[object]:
    """All of a code object and of those inside it, but the order of its constants."""
    names = [*SHAPE, "co_stacksize", "co_exceptiontable", "co_names"]
    result: list[object] = [getattr(code, name) for name in names]
    for instruction in dis.get_instructions(code):
        value = instruction.argval
        if isinstance(value, types.CodeType):
            value = parts(value)
        result.append((instruction.opname, type(value), repr(value), instruction.positions))
    return result


@pytest.mark.parametrize("program", PROGRAMS, ids=list(PROGRAMS))
def test_both_ways_to_a_code_object_agree(program: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Through the package and by the tier's own packer."""
    unit = unit_of(PROGRAMS[program])
    monkeypatch.setattr(Assembler, "through_library", True)
    through_library = compile_module(unit)
    monkeypatch.setattr(Assembler, "through_library", False)
    assert parts(compile_module(unit)) == parts(through_library)


@pytest.mark.parametrize(
    "name",
    ["textwrap", "heapq", "bisect", "json.decoder", "dataclasses", "statistics", "ast", "argparse"],
)
def test_modules_of_the_standard_library(name: str) -> None:
    """They are compiled, run, and define what Python's own compilation of them defines."""
    spec = importlib.util.find_spec(name)
    assert spec is not None and spec.origin is not None
    with open(spec.origin, encoding="utf-8") as file:
        code = compiled(file.read(), spec.origin)
    module = types.ModuleType(name)
    module.__dict__.update(__builtins__={**vars(builtins), **INTRINSICS})
    module.__package__ = name.rpartition(".")[0]
    ours = sys.modules.pop(name, None)
    sys.modules[name] = module
    try:
        exec(code, module.__dict__)
    finally:
        sys.modules.pop(name)
        if ours is not None:
            sys.modules[name] = ours
    theirs = importlib.import_module(name)
    public = {each for each in vars(theirs) if not each.startswith("_")}
    assert public <= {*vars(module)}
    if name == "textwrap":
        assert module.fill("a b c " * 30, 40) == theirs.fill("a b c " * 30, 40)
    if name == "heapq":
        assert list(module.merge([1, 4], [2, 3])) == [1, 2, 3, 4]


def first_record(text: str) -> FunctionRecord:
    unit = unit_of(text)
    return unit.record(unit.module.body[0])


def test_compiled_code_takes_the_place_of_a_function_of_the_same_shape() -> None:
    text = "def f(a, /, b=2, *c, d, e=5, **g):\n    return a, b, c, d, e, g\n"
    record = first_record(text)
    theirs: dict[str, object] = {}
    exec(compile(text, "<program>", "exec", dont_inherit=True), theirs)
    function = theirs["f"]
    before = function.__code__
    function.__code__ = code = compile_function(record)
    assert function(1, d=4) == (1, 2, (), 4, 5, {})
    assert function(1, 3, 6, d=4, z=1) == (1, 3, (6,), 4, 5, {"z": 1})
    for part in SHAPE:
        assert getattr(code, part) == getattr(before, part), part


def test_kinds_of_functions() -> None:
    for text, flag in (
        ("def f():\n    yield 1\n", 0x20),
        ("async def f():\n    pass\n", 0x80),
        ("async def f():\n    yield 1\n", 0x200),
    ):
        record = first_record(text)
        assert compile_function(record).co_flags & 0x2A0 == flag


def test_a_first_constant_is_no_docstring() -> None:
    names = namespace()
    exec(compiled("def f():\n    x = 'no'\n    return x\ndef g():\n    'yes'\n"), names)
    assert names["f"].__doc__ is None
    assert names["g"].__doc__ == "yes"


def test_positions_count_bytes() -> None:
    text = "اسم = 'نص'\nقيمة = اسم + 1\n"
    with pytest.raises(TypeError) as caught:
        exec(compiled(text), namespace())
    traceback = caught.value.__traceback__.tb_next
    positions = list(traceback.tb_frame.f_code.co_positions())
    line, end_line, column, end_column = positions[traceback.tb_lasti // 2]
    start, end = (len(part.encode()) for part in ("قيمة = ", "قيمة = اسم + 1"))
    assert (line, end_line, column, end_column) == (2, 2, start, end)


def test_what_is_never_reached_is_not_compiled() -> None:
    code = compiled("def f():\n    return 1\n    print('never')\n")
    assert "never" not in code.co_consts[1].co_consts


def test_listing_shows_inner_code_too() -> None:
    text = listing(compiled("def outer():\n    return [x + 1 for x in y]\n"))
    assert "outer" in text
    assert "BINARY_OP" in text


def test_conditions_make_no_bools() -> None:
    text = listing(compiled("def f(a, b):\n    if not (a and b > 1) or a is None:\n        g()\n"))
    assert "UNARY_NOT" not in text
    assert "NONE" in text
    assert "IS_OP" not in text


def test_surely_bound_variables_are_loaded_without_a_check() -> None:
    text = "def f(a):\n    if a:\n        b = 1\n    c = a\n    return b, c\n"
    shown = listing(compiled(text))
    if sys.version_info >= (3, 12):
        assert shown.count("LOAD_FAST_CHECK") == 1


def test_a_refusal_has_a_sentence_in_both_languages() -> None:
    refusal = Refusal(LOGIC, (3, 0, 3, 5))
    assert "line 3" in str(refusal)
    assert refusal.sentence("ar") != refusal.sentence("en")
    for english, arabic in REASONS.values():
        assert english.isascii() and not arabic.isascii()
