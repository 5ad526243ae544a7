"""What the benchmark tool says when it can't go on: a sentence, never a traceback."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class BenchError(Exception):
    """A wrong request, or a measurement that would mean nothing; its text is for the user."""


def unknown(what: str, name: str, known: Iterable[str]) -> BenchError:
    """The error for a name that nothing bears, with those that look like it."""
    names = sorted(known)
    near = difflib.get_close_matches(name, names, 3)
    hint = f"did you mean {' or '.join(near)}?" if near else f"known are: {', '.join(names)}"
    return BenchError(f"there is no {what} {name!r}; {hint}")
