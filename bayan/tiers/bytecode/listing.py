"""Compiled code in a form for people."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType


def listing(code: CodeType) -> str:
    """The instructions of a code object and of those inside it, as Python's `dis` shows them."""
    import dis
    import io

    text = io.StringIO()
    dis.dis(code, file=text)
    return text.getvalue()
