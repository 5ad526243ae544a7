"""The parser: shapes of trees, positions, errors, and that no text breaks it.

The shapes that are expected stand in parser_shapes.txt, each below its source, as `dump` writes
them: `(Kind field …)`, names and constants bare, `?X` a logic variable, `'a` an atom, `-` for what
is not there.
"""

from __future__ import annotations

import gc
import os
import re
import sys
import threading
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bayan.syntax import parser
from bayan.syntax.borrowing import collector_paused, deep_recursion
from bayan.syntax.diagnostics import BayanSyntaxError, render
from bayan.syntax.lexer import tokenize
from bayan.syntax.messages import MESSAGES
from bayan.syntax.nodes import (
    Atom,
    Constant,
    ExpressionStatement,
    Literal,
    LogicVariable,
    Module,
    Name,
    Node,
    children,
)
from bayan.syntax.parser import parse
from bayan.syntax.source import Source

EXAMPLES = int(os.environ.get("BAYAN_FUZZ_EXAMPLES", "60"))


def tree(text: str) -> Module:
    return parse(Source("test", text))[0]


def errors(text: str) -> list[str]:
    """The errors of a text as `code line:column`."""
    with pytest.raises(BayanSyntaxError) as caught:
        parse(Source("test", text))
    return [f"{d.code} {d.position[0]}:{d.position[1]}" for d in caught.value.diagnostics]


def dump(value: object) -> str:
    match value:
        case Name():
            return value.name
        case Constant() | Literal():
            return repr(value.value)
        case LogicVariable():
            return "?" + value.name
        case Atom():
            return "'" + value.name
        case ExpressionStatement():
            return dump(value.value)
        case Node():
            fields = [dump(getattr(value, field)) for field in value.fields]
            return f"({' '.join([type(value).__name__, *fields])})"
        case list() | tuple():
            return f"[{' '.join(map(dump, value))}]"
        case None:
            return "-"
    return str(value)


def shape(text: str) -> str:
    return " ".join(map(dump, tree(text).body))


def rows() -> list[tuple[str, str]]:
    """The sources of parser_shapes.txt and their shapes."""
    lines = (Path(__file__).parent / "parser_shapes.txt").read_text("utf-8").splitlines()
    lines = [line for line in lines if line and not line.startswith("# ")]
    assert lines
    assert all(line.startswith("    ") for line in lines[1::2])
    return [(source, shape.strip()) for source, shape in zip(lines[::2], lines[1::2], strict=True)]


SHAPES = rows()
PROGRAMS = [source for source, _ in SHAPES]


@pytest.mark.parametrize(("source", "expected"), SHAPES)
def test_shapes(source: str, expected: str) -> None:
    assert shape(source) == expected


@pytest.mark.parametrize(
    ("source", "same"),
    [
        ("if x\n{ a }\nelse\n{ b }", "if x { a } else { b }"),
        ("if (x):\n{ a }\n\nelif y: b", "if x { a } elif y { b }"),
        ("x = a +\n  b", "x = a + b"),
        ("x = a\n  |> f\n  ?? b", "x = a |> f ?? b"),
        ("x = a\n  .b\n  .c()", "x = a.b.c()"),
        ("x = a\nو b", "x = a and b"),
        ("x = f(a,\n\n b\n)", "x = f(a, b)"),
        ("x = 1,\n2", "x = 1, 2"),
        ("a,\nb = c", "a, b = c"),
        ("h :-\n a,\n b\n ; c.", "h :- a, b ; c."),
        ("h\n:- a.", "h :- a."),
        ("try { }\nfinally\n{ }", "try { } finally { }"),
        ("match x:\n{ case 1: { }\n}", "match x { case 1 { } }"),
        ("enum E\n{\n A\n B\n}", "enum E { A, B }"),
        ("؛ a؛\n؛ b", "a; b"),
    ],
)
def test_lines(source: str, same: str) -> None:
    assert shape(source) == shape(same)


@pytest.mark.parametrize(
    ("source", "count"),
    [("a\n(b)", 2), ("a\n[b]", 2), ("a\n-b", 2), ("x = a\nو = b", 2), ("x = 1,\ny = 2", 2)],
)
def test_lines_that_do_not_go_on(source: str, count: int) -> None:
    assert len(tree(source).body) == count


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("if x y { a }\nprint(1 2)\nz =", ["B203 1:5", "B206 2:8", "B202 3:3"]),
        ("def f(a, b { }\nx = = 2\ny = [1\nprint(y)", ["B203 1:11", "B201 2:4", "B204 3:4"]),
        ("if x:\n    y = = 1\nelse:\n    z\nw = )", ["B207 1:4", "B201 2:8", "B201 5:4"]),
        ("match x:\n    case 1:\n        y = )\n    case 2: z", ["B207 1:7", "B201 3:12"]),
        ("a = 1; b = ; d = )", ["B201 1:11", "B201 1:17"]),
        ("while x { a", ["B204 1:8"]),
        ("print(1", ["B204 1:5"]),
        ("}", ["B201 1:0"]),
        ("for i in x\n  y", ["B250 1:10"]),
        ("x = 1 2", ["B205 1:6"]),
        ("if x = 2 { }", ["B211 1:5"]),
        ('print "a"', ["B212 1:0"]),
        ("f(a=1, 2, a=3)", ["B213 1:7", "B216 1:10"]),
        ("f(**k, *a, 3)", ["B214 1:7", "B217 1:11"]),
        ("f(a.b=1)", ["B215 1:2"]),
        ("def f(a, /, b, /) { }", ["B218 1:15"]),
        ("else { a }", ["B219 1:0"]),
        ("def if() { }", ["B220 1:4"]),
        ("import", ["B221 1:6"]),
        ("try { a }", ["B222 1:0"]),
        ("for i = 0 { }", ["B223 1:6"]),
        ("f(1, x for x in y)", ["B224 1:1"]),
        ("x = *a", ["B225 1:4"]),
        ("def f(*) { }", ["B226 1:6"]),
        ("def f(a=1, b) { }", ["B227 1:11"]),
        ("def f(*a=1) { }", ["B228 1:8"]),
        ("a == not b", ["B229 1:5"]),
        ("match x { case f()() { } }", ["B203 1:18"]),
        ("match x { case *a { } }", ["B230 1:15"]),
        ("match x { case [*a, *b] { } }", ["B231 1:20"]),
        ("match x { case a { } case b { } }", ["B233 1:15"]),
        ("match x { case [a] | b { } }", ["B235 1:21"]),
        ("match x { print(1) }", ["B263 1:10"]),
        ("@a\nx = 1", ["B236 2:0"]),
        ("*a = b", ["B238 1:0"]),
        ("*a, *b = c", ["B239 1:4"]),
        ("f() = 1\n1 = x\na + 1, b = 2", ["B209 1:0", "B209 2:0", "B209 3:0"]),
        ("del f(), a", ["B210 1:4"]),
        ("(a, b) += 1", ["B240 1:0"]),
        ("a, b: int = 1", ["B241 1:0"]),
        ("'a' b'b'", ["B242 1:0"]),
        ("[*a for a in b]", ["B243 1:1"]),
        ("{**a for a in b}", ["B244 1:5"]),
        ("const f.x = 1", ["B245 1:6"]),
        ("enum E { 1 }", ["B246 1:9"]),
        ("h :- a", ["B248 1:6"]),
        ("fact 3.", ["B249 1:5"]),
        ("if x: if y: z", ["B251 1:6"]),
        ("class C { fact p(1) }", ["B254 1:10"]),
        ("def f() { hybrid { } }", ["B254 1:10"]),
        ("try { } except* A { } except B { }", ["B256 1:22"]),
        ("x = a if b", ["B257 1:10"]),
        ("try { } except { } except A { }", ["B258 1:8"]),
        ("try { } except A, B { }", ["B261 1:16"]),
        ("x = a && b", ["B265 1:6"]),
        ("x++", ["B265 1:1"]),
        ('f"{a b}"', ["B201 1:5"]),
        ('x = "a\ny = )', ["B106 1:4"]),
    ],
)
def test_errors(source: str, found: list[str]) -> None:
    assert errors(source) == found


def test_every_code_has_its_messages() -> None:
    texts = [path.read_text() for path in Path(parser.__file__).parent.glob("parser*.py")]
    codes = {code for text in texts for code in re.findall(r'"(B\d+)"', text)}
    assert codes
    assert codes <= MESSAGES.keys()


def test_a_capital_in_a_fact_is_a_warning() -> None:
    _, warnings = parse(Source("test", "likes(mary, Wine).\nh(X) :- p(X)."))
    assert [(warning.code, warning.position) for warning in warnings] == [("B405", (1, 12, 1, 16))]


def test_positions() -> None:
    text = 'if (a + b) > 3 {\n  f(x,\n    y=[1]).g\n}\n(p, q) = "س" "ع"\nz = (a)'
    first, second, third = tree(text).body
    assert first.position == (1, 0, 4, 1)
    assert first.test.position == (1, 3, 1, 14)
    assert first.test.left.position == (1, 4, 1, 9)
    inner = first.body[0].value
    assert inner.position == (2, 2, 3, 12)
    assert inner.value.position == (2, 2, 3, 10)
    assert inner.value.keywords[0].position == (3, 4, 3, 9)
    assert second.targets[0].position == (5, 0, 5, 6)
    assert second.value.position == (5, 9, 5, 16)
    assert third.value.position == (6, 5, 6, 6)


def test_positions_lie_within_their_parents() -> None:
    for source in PROGRAMS:
        pending: list[Node] = [tree(source)]
        while pending:
            node = pending.pop()
            start, end = node.position[:2], node.position[2:]
            assert start <= end, source
            for child in children(node):
                if child not in getattr(node, "decorators", ()):  # they stand before the def
                    assert start <= child.position[:2], source
                    assert child.position[2:] <= end, source
                pending.append(child)


DEEP = {
    "brackets": "x = " + "(" * 100_000,
    "lines of brackets": "(\n" * 100_000,
    "blocks": "if x {\n" * 100_000,
    "minus": "x = " + "-" * 100_000 + "1",
    "not": "not " * 100_000 + "x",
    "plus": "x = " + "+".join(["1"] * 100_000),
    "calls": "f" + "()" * 100_000,
    "lambda": "lambda: " * 100_000 + "x",
    "conditional": "a if b else " * 100_000 + "c",
    "elif": "if x { }" + " elif x { }" * 100_000,
    "terms": "p(" * 100_000,
    "goals": "h :- " + ", ".join(["a"] * 100_000) + ".",
    "patterns": "match x { case " + "[" * 100_000 + " { } }",
    "long in deep": "x = " + "(" * 150 + "1" + ("+1" * 600 + ")") * 150,
}


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP.keys())
def test_what_nests_too_deeply_is_an_error(text: str) -> None:
    limit = sys.getrecursionlimit()
    assert [error[:4] for error in errors(text)] == ["B208"]
    assert sys.getrecursionlimit() == limit
    assert gc.isenabled()


def test_threads_that_parse_at_once_leave_the_process_as_it_was() -> None:
    def read_often() -> None:
        for _ in range(100):
            tree("x = (1 + 2)")

    limit, interval = sys.getrecursionlimit(), sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        threads = [threading.Thread(target=read_often) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(interval)
    assert sys.getrecursionlimit() == limit
    assert gc.isenabled()


def test_what_is_borrowed_is_given_back_by_whoever_is_the_last() -> None:
    first, second = ExitStack(), ExitStack()
    limit = sys.getrecursionlimit()
    first.enter_context(collector_paused)
    first.enter_context(deep_recursion)
    second.enter_context(collector_paused)
    second.enter_context(deep_recursion)
    first.close()
    assert not gc.isenabled() and sys.getrecursionlimit() > limit
    second.close()
    assert gc.isenabled() and sys.getrecursionlimit() == limit


@pytest.mark.parametrize(
    "text",
    [
        "x = " + "(" * 190 + "1" + ")" * 190,
        "if x {" * 90 + "}" * 90,
        "x = " + "+".join(["1"] * 900),
        "x = " + " and ".join(["y"] * 5000),
        "x = [" + "1," * 5000 + "]",
        "if x { }" + " elif x { }" * 400,
    ],
)
def test_what_nests_deeply_is_read(text: str) -> None:
    assert tree(text)


PIECES = sorted({token.text for text in PROGRAMS for token in tokenize(Source("t", text), [])})


def must_end_well(text: str) -> None:
    """Parses a text; if it is no program, its errors must be ready to show."""
    try:
        _, found = parse(Source("test", text))
    except BayanSyntaxError as error:
        assert error.diagnostics
        found = error.diagnostics
    for diagnostic in found:
        for language in ("en", "ar"):
            assert render(diagnostic, language)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_no_mutated_program_breaks_the_parser(data: st.DataObject) -> None:
    programs = data.draw(st.lists(st.sampled_from(PROGRAMS), min_size=1, max_size=3))
    tokens = tokenize(Source("test", "\n".join(programs)), [])
    texts = [(" " if token.spaced else "") + token.text for token in tokens]
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(texts)))
        match data.draw(st.sampled_from(["delete", "insert", "copy", "glue"])):
            case "delete":
                del texts[place : place + data.draw(st.integers(1, 4))]
            case "insert":
                texts.insert(place, " " + data.draw(st.sampled_from(PIECES)))
            case "copy":
                texts[place:place] = texts[: data.draw(st.integers(0, 6))]
            case "glue":
                texts[place:] = [text.strip(" ") for text in texts[place:]]
    must_end_well("".join(texts))


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.text(st.sampled_from(" \n\t(){}[].,;:=+-*/<>!?؟\\'\"#$@|&^~%fabX_و3٣"), max_size=60))
def test_no_garbage_breaks_the_parser(text: str) -> None:
    must_end_well(text)
