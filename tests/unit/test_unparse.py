"""Trees turned into Python again: the program means what it meant."""

from __future__ import annotations

import ast
import asyncio
import contextlib
import io
import types
from pathlib import Path

import pytest

from bayan.syntax import nodes
from bayan.syntax.frontend import analyse
from bayan.syntax.resolver import resolve
from bayan.syntax.source import Source
from bayan.syntax.unparse import to_python
from bayan.syntax.unparse_expressions import UntranslatableError
from tests.support.python_bridge import module_from_python

HERE = Path(__file__).parent

# Programs that print, each under its name.
PROGRAMS = dict(
    block.split("\n", 1)
    for block in (HERE / "unparse_python.txt").read_text("utf-8").split("### ")[1:]
)


def bayan_programs() -> dict[str, tuple[str, str]]:
    """Programs and what they print, which stands below them behind `---`."""
    found = {}
    for block in (HERE / "unparse_bayan.txt").read_text("utf-8").split("### ")[1:]:
        name, *lines = block.splitlines()
        text = "\n".join(line for line in lines if not line.startswith("--- "))
        output = [line.removeprefix("--- ") for line in lines if line.startswith("--- ")]
        found[name] = (text, "".join(line + "\n" for line in output))
    return found


BAYAN = bayan_programs()


def output(python: str) -> str:
    """What a Python program prints."""
    printed = io.StringIO()
    code = compile(python, "<program>", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
    function = types.FunctionType(code, {"__name__": "program", "__builtins__": __builtins__})
    with contextlib.redirect_stdout(printed):
        result = function()
        if asyncio.iscoroutine(result):
            asyncio.run(result)
    return printed.getvalue()


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_python_program_keeps_its_meaning(name: str) -> None:
    module, source = module_from_python(PROGRAMS[name])
    resolve(module, source)
    python = to_python(module)
    printed = output(PROGRAMS[name])
    assert output(python) == printed
    assert printed


@pytest.mark.parametrize("name", BAYAN)
def test_a_bayan_program_keeps_its_meaning(name: str) -> None:
    text, expected = BAYAN[name]
    module, _ = analyse(Source("<bayan>", text))
    assert output(to_python(module)) == expected


def test_variables_of_comprehensions_get_their_names_back() -> None:
    module, source = module_from_python("print([lambda: x for x in y])\n")
    resolve(module, source)
    assert to_python(module) == "print([lambda: x for x in y])\n"


def test_only_helpers_that_are_needed_are_there() -> None:
    module, _ = analyse(Source("<bayan>", '"doc"\nx = 1 |> str\n'))
    python = to_python(module)
    assert python.startswith('"""doc"""\n\ndef _pipe(')
    assert "_kept" not in python


def test_long_chains() -> None:
    text = "x = " + " + ".join(["1"] * 900) + "\nprint(x)\n"
    module, source = module_from_python(text)
    resolve(module, source)
    assert to_python(module).strip() == text.strip()


def test_logic_has_no_counterpart() -> None:
    zero = (3, 0, 3, 1)
    module = nodes.Module(zero, [nodes.Fact(zero, nodes.Atom(zero, "sunny"))])
    resolve(module, Source("<bayan>", ""))
    with pytest.raises(UntranslatableError, match="line 3: Fact"):
        to_python(module)
