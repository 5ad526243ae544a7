"""The passes of the bytecode tier: what each makes of its example; none changes a program."""

from __future__ import annotations

import dis
import importlib
import sys
import types
from pathlib import Path

import pytest

from bayan.syntax.source import Source
from bayan.tiers.bytecode import compile_module
from bayan.tiers.bytecode.passes import ALL, ON_BUFFER, ON_TREE, PIPELINE
from bayan.tools.show import passes
from tests.unit.bytecode_programs import PROGRAMS
from tests.unit.test_bytecode import outcome, unit_of

DOCUMENT = Path(__file__).parents[2] / "docs" / "passes.md"
NAMES = [each.name for each in PIPELINE]
V311 = sys.version_info < (3, 12)
V313 = sys.version_info >= (3, 13)


def instructions(code: types.CodeType) -> list[str]:
    """Names and arguments; of jumps, the names alone."""
    shown = []
    for each in dis.get_instructions(code):
        is_jump = each.opcode in dis.hasjrel
        shown.append(
            each.opname if is_jump or not each.argrepr else f"{each.opname} {each.argrepr}"
        )
    return shown


def shown(text: str, name: str, function: str | None = "f") -> tuple[list[str], list[str]]:
    """Instructions of a function (None: of the module), before a pass and after it."""
    found = []
    earlier = frozenset(NAMES[: NAMES.index(name)])
    for wanted in (earlier, earlier | {name}):
        code = compile_module(unit_of(text), wanted)
        if function is not None:
            (code,) = (each for each in code.co_consts if isinstance(each, types.CodeType))
        found.append(instructions(code))
    return found[0], found[1]


def count(found: list[str], start: str) -> int:
    return sum(each.startswith(start) for each in found)


def test_the_pipeline_is_a_list_with_reasons() -> None:
    assert len(ALL) == len(NAMES) == len(set(NAMES))
    for each in PIPELINE:
        assert each.stage in (ON_TREE, ON_BUFFER)
        assert each.reason["en"].isascii() and not each.reason["ar"].isascii()
    stages = [each.stage for each in PIPELINE]
    assert stages == sorted(stages, key=(ON_TREE, ON_BUFFER).index)


@pytest.mark.parametrize("name", NAMES)
def test_each_pass_has_a_file_with_an_example_and_a_place_in_the_document(name: str) -> None:
    module = importlib.import_module(f"bayan.tiers.bytecode.passes.{name.replace(' ', '_')}")
    assert "before" in module.__doc__ and "after" in module.__doc__
    assert f"`{name}`" in DOCUMENT.read_text(encoding="utf-8")


@pytest.mark.parametrize("program", PROGRAMS, ids=list(PROGRAMS))
def test_no_pass_changes_a_program(program: str) -> None:
    """None at all, each one alone, and all but each one."""
    text = PROGRAMS[program]
    expected = outcome(compile_module(unit_of(text)))
    every = [frozenset(), *(frozenset({name}) for name in NAMES), *(ALL - {name} for name in NAMES)]
    for wanted in every:
        assert outcome(compile_module(unit_of(text), wanted)) == expected, sorted(wanted)


# Listings


def test_folding() -> None:
    before, after = shown("def f():\n    return -(24 * 60) * 60\n", "folding")
    assert count(before, "BINARY_OP") == 2
    assert count(after, "BINARY_OP") == count(after, "UNARY") == 0
    assert any("-86400" in each for each in after)


def test_folding_of_containers() -> None:
    _, after = shown("def f(x):\n    return x in ['a', 'b']\n", "folding")
    assert "LOAD_CONST ('a', 'b')" in after
    _, after = shown("def f(x):\n    return x in {'a'}\n", "folding")
    assert "LOAD_CONST frozenset({'a'})" in after


@pytest.mark.parametrize(
    "expression",
    [
        "1 / 0",
        "1 % 0",
        "0 ** -1",
        "1 << -1",
        "1 << 200",
        "2 ** 500",
        "10 ** 30 * 10 ** 30",
        "'ab' * 3000",
        "b'ab' * 3000",
        "(1, 2) * 200",
        "1e300 ** 2",
        "'a' + 1",
        "-'a'",
        "~1.5",
        "'%d' % 'a'",
    ],
)
def test_folding_stops_at_errors_and_at_what_is_huge(expression: str) -> None:
    _, after = shown(f"def f():\n    return {expression}\n", "folding")
    assert count(after, "BINARY_OP") or count(after, "UNARY")


def test_dead_code() -> None:
    text = "def f(a):\n    if a and False:\n        g()\n    while 0:\n        h()\n    return 1\n"
    before, after = shown(text, "dead code")
    assert count(before, "LOAD_GLOBAL") == 2
    assert count(after, "LOAD_GLOBAL") == 0
    _, after = shown("def f():\n    while True:\n        g()\n    h()\n", "dead code")
    assert count(after, "LOAD_GLOBAL") == 1 and count(after, "POP_JUMP") == 0
    _, after = shown("def f(a):\n    return a() and 0 and b() or 1 or c()\n", "dead code")
    assert count(after, "LOAD_GLOBAL") == 0


def test_what_follows_a_jump_needs_no_pass() -> None:
    for body in (
        "    return\n    g()\n",
        "    raise x\n    g()\n",
        "    for y in x:\n        break\n        g()\n",
    ):
        before, _ = shown(f"def f(x):\n{body}", "dead code")
        assert count(before, "LOAD_GLOBAL") == 0, body


def test_conditions() -> None:
    text = "def f(a, b):\n    if a and not b is None:\n        g()\n"
    before, after = shown(text, "conditions")
    assert count(before, "IS_OP") == 1
    assert count(after, "IS_OP") == count(after, "COPY") == count(after, "JUMP_IF") == 0
    assert any("NONE" in each for each in after)


def test_exchange() -> None:
    before, after = shown("def f(a, b):\n    a, b = b, a\n", "exchange")
    assert count(before, "BUILD_TUPLE") == count(before, "UNPACK_SEQUENCE") == 1
    assert after[1:5] == ["LOAD_FAST b", "LOAD_FAST a", "STORE_FAST b", "STORE_FAST a"]


def test_exchange_keeps_the_order_that_can_be_seen() -> None:
    _, after = shown("def f(a, b):\n    a.x, b.y = 1, 2\n    a, a = 1, b\n", "exchange")
    assert count(after, "SWAP") == 2


def test_cold_names() -> None:
    text = "x = 1\nfor i in r:\n    x = x + y\n"
    before, after = shown(text, "cold names", None)
    assert count(before, "STORE_NAME") == 0
    assert after.count("STORE_NAME x") == after.count("STORE_GLOBAL x") == 1
    assert "LOAD_NAME r" in after and "LOAD_GLOBAL y" in after


@pytest.mark.skipif(V311, reason="not worth it there")
def test_loop_ends() -> None:
    text = "def f(i, n):\n    while i < n:\n        i = g(i)\n"
    before, after = shown(text, "loop ends")
    assert count(before, "COMPARE_OP") == 1 and count(after, "COMPARE_OP") == 2
    for test in ("[x for x in n]", "a + b + c + d + e + g + h + i", "1"):
        before, after = shown(f"def f(i, n):\n    while {test}:\n        i = g(i)\n", "loop ends")
        assert before == after


def test_jumps() -> None:
    text = "def f(a):\n    for x in a:\n        if x: g()\n        else: h()\n"
    before, after = shown(text, "jumps")
    assert count(before, "JUMP_BACKWARD") == 1
    assert count(after, "JUMP_BACKWARD") == 2 and count(after, "JUMP_FORWARD") == 0
    text = "def f(a):\n    if a:\n        g()\n    else:\n        h()\n"
    before, after = shown(text, "jumps")
    assert count(before, "RETURN") == 1
    assert count(after, "RETURN") == 2 and count(after, "JUMP_FORWARD") == 0


def test_a_tracer_sees_no_line_that_does_not_run() -> None:
    text = "def f(a):\n    if a:\n        x = 1\n    else:\n        x = 2\n"
    names: dict[str, object] = {}
    seen = []

    def trace(frame: types.FrameType, event: str, argument: object) -> object:
        seen.append(frame.f_lineno)
        return trace

    exec(compile_module(unit_of(text)), names)
    sys.settrace(trace)
    try:
        names["f"](True)
    finally:
        sys.settrace(None)
    assert 5 not in seen


@pytest.mark.skipif(not V313, reason="Python pairs them itself")
def test_pairs() -> None:
    text = "def f(a, b):\n    c, d = a, b\n    c = a * b; d = c\n"
    before, after = shown(text, "pairs")
    assert count(before, "LOAD_FAST_LOAD_FAST") == 0
    assert count(after, "LOAD_FAST_LOAD_FAST") == 2
    assert count(after, "STORE_FAST_STORE_FAST") == 1
    assert count(after, "STORE_FAST_LOAD_FAST") == 1


@pytest.mark.skipif(not V313, reason="Python pairs them itself")
def test_pairs_end_where_a_variable_has_no_room_in_them() -> None:
    names = [f"v{number}" for number in range(18)]
    text = f"def f({', '.join(names)}):\n    return v14 + v15, v15 + v16, v16 + v17\n"
    _, after = shown(text, "pairs")
    assert count(after, "LOAD_FAST_LOAD_FAST") == 1


# For people


@pytest.mark.parametrize(
    ("language", "before", "after"), [("en", "before", "after"), ("ar", "قبل", "بعد")]
)
def test_show(language: str, before: str, after: str) -> None:
    source = Source("p.bayan", "def f(a, b) { a, b = b, 60 * 60 ; if a and b { return 2 ** 5 } }\n")
    text = passes(source, language)
    for each in PIPELINE:
        assert f"=== {each.name}: {each.reason[language]}\n" in text
    assert f"--- f ({before}):" in text
    assert f"--- f ({after}):" in text
    assert text == passes(source, language)
