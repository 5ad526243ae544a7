"""Compiled code in a form for people: whole, and pass by pass."""

from __future__ import annotations

from types import CodeType

from .compiler import compile_module
from .passes import PIPELINE, Pass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...values.functions import Unit


class Change:
    """What a pass made of the code of one function, class or module.

    name           the qualified name
    before, after  listings; `after` is empty where the code is not there any more
    """

    __slots__ = ("after", "before", "name")

    def __init__(self, name: str, before: str, after: str) -> None:
        self.name = name
        self.before = before
        self.after = after


def listing(code: CodeType) -> str:
    """The instructions of a code object and of those inside it, as Python's `dis` shows them."""
    return _listing(code, None)


def pass_by_pass(unit: Unit) -> Iterator[tuple[Pass, list[Change]]]:
    """Each pass of the pipeline in its order, with what it changes in a file that the passes before
    it have been through; Refusal where the file is not taken at all.
    """
    done: frozenset[str] = frozenset()
    before = _listings(compile_module(unit, done))
    for each in PIPELINE:
        done |= {each.name}
        after = _listings(compile_module(unit, done))
        yield (
            each,
            [
                Change(name, text, after.get((name, line), ""))
                for (name, line), text in before.items()
                if text != after.get((name, line))
            ],
        )
        before = after


def _listings(code: CodeType) -> dict[tuple[str, int], str]:
    """Qualified name and first line, to the listing, of a code object and of those inside it."""
    found = {(code.co_qualname, code.co_firstlineno): _listing(code, 0)}
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            found |= _listings(constant)
    return found


def _listing(code: CodeType, depth: int | None) -> str:
    import dis
    import io
    import re

    text = io.StringIO()
    dis.dis(code, file=text, depth=depth)
    # Addresses of inner code objects say nothing, and would differ from run to run.
    return re.sub(r"(<code object \S+) at 0x[0-9a-fA-F]+", r"\1", text.getvalue())
