"""Annotations as texts: what Python writes for them."""

from __future__ import annotations

import pytest

from bayan.syntax.parser import parse
from bayan.syntax.source import Source

FUTURE = "from __future__ import annotations\n"

ANNOTATIONS = """\
int
a.b.c
None | Node
Node|None
A | (B | C)
(A | B) & C
a + b*c - (d - e)
-1
-(a + b)
list[int]
dict[ str,list[int] ]
tuple[()]
tuple[int,]
tuple[int, ...]
Callable[[int,  str], None]
Literal["a", 'b', b"c", 1.5, True]
Annotated[int, F(0, *k, gt=0)]
(int, str)
[int]
"Node"
1e400
f(x)(y).z
"""


@pytest.mark.parametrize("annotation", ANNOTATIONS.splitlines())
def test_is_the_text_that_python_writes(annotation: str) -> None:
    python: dict[str, dict[str, str]] = {}
    exec(compile(f"{FUTURE}x: {annotation}", "<test>", "exec", dont_inherit=True), python)
    module, _ = parse(Source("<test>", f"{FUTURE}x: {annotation}"))
    assert module.body[1].annotation.value == python["__annotations__"]["x"]  # type: ignore[attr-defined]


@pytest.mark.parametrize("annotation", ["lambda   x: x", "a < b", "x if y else z", "a ?? b"])
def test_rare_forms_keep_the_text_of_the_source(annotation: str) -> None:
    module, _ = parse(Source("<test>", f"{FUTURE}x: {annotation}"))
    assert module.body[1].annotation.value == annotation  # type: ignore[attr-defined]


def test_a_text_over_several_lines_is_one_line() -> None:
    module, _ = parse(Source("<test>", f"{FUTURE}x: [i\n    for i in y]"))
    assert module.body[1].annotation.value == "[i for i in y]"  # type: ignore[attr-defined]
