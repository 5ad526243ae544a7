"""The harness itself: what it takes for a promise, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from .support.directives import DirectiveError, PromisedError, read_expectations


def read(folder: Path, text: str):
    path = folder / "program.bayan"
    path.write_text(text, encoding="utf-8")
    return read_expectations(path)


def test_output_is_read_in_order(tmp_path: Path) -> None:
    found = read(tmp_path, "print(1)  # expect: 1\nprint('a\\n')\n# expect: a\n# expect:\n")
    assert found.output == ["1", "a", ""]


def test_a_directive_on_its_own_line_speaks_of_the_line_above(tmp_path: Path) -> None:
    found = read(tmp_path, '# expect: x\nx = 1 / 0\n# expect: y\n# error: ZeroDivisionError "by"\n')
    assert found.error == PromisedError("ZeroDivisionError", "by", 2)


def test_a_line_can_be_named(tmp_path: Path) -> None:
    found = read(tmp_path, "x = (\n# syntax-error: B201 at 1\n# warning: B901\n")
    assert found.syntax_errors == {("B201", 1)}
    assert found.warnings == {("B901", 1)}


def test_everything_else_is_read(tmp_path: Path) -> None:
    text = """
# args: a "b c"
# stdin: one
# stdin:  two
# tier: bytecode Point.length
# skip: stress takes too long
# exit: 3
# stderr: gone
"""
    found = read(tmp_path, text)
    assert found.arguments == ["a", "b c"]
    assert found.stdin == ["one", " two"]
    assert found.tiers == [("bytecode", "Point.length")]
    assert found.skips == {"stress": "takes too long"}
    assert found.exit_status == 3
    assert found.stderr == ["gone"]


@pytest.mark.parametrize(
    "text",
    [
        "print(1)",
        "# expected: 1",
        "print(1)  #expct: 1",
        "# tier: quick f\n# expect: 1",
        "# skip: walk\n# expect: 1",
        "# skip: jit no reason\n# expect: 1",
        "# error: \n",
        "# error: A\n# error: B\n",
        "# syntax-error: bad\n",
        "# exit: soon",
    ],
)
def test_what_is_no_promise_is_an_error(tmp_path: Path, text: str) -> None:
    with pytest.raises(DirectiveError):
        read(tmp_path, text)


@pytest.mark.parametrize("text", ["print(1)  # Note: this\n# expect: 1", "f'{x:#a:}'  # expect: 1"])
def test_plain_comments_are_left_alone(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, text).output == ["1"]
