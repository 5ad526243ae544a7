"""Who looks on while a program runs: tracers that want to see lines, code that looks at frames.

Only compiled code has lines and frames of its own; where code is walked, those are the walker's.
So what is called while somebody traces is compiled first, and so is a source that is going to
trace or to look at frames, by the names in its text. The walker's calls stand at the right place
(see walk.calls), which is enough for who asks for the caller only.
"""

from __future__ import annotations

import sys

from ..values.builtins import mentions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# By these a program begins to trace itself, most of all under a debugger.
TRACING = ("breakpoint", "set_trace", "settrace", "settrace_all_threads", "sys.monitoring")

# And with these it looks at frames: of those that called it, of generators, of tracebacks.
LOOKING = (
    "_current_frames",
    "_getframe",
    "ag_await",
    "ag_frame",
    "capture_locals",
    "cr_await",
    "cr_frame",
    "currentframe",
    "extract_stack",
    "f_back",
    "f_locals",
    "format_stack",
    "getouterframes",
    "gi_frame",
    "gi_yieldfrom",
    "inspect",
    "print_stack",
    "stack_info",
    "stacklevel",
    "walk_stack",
)

_monitoring: Any = getattr(sys, "monitoring", None)


def is_watched() -> bool:
    """Whether this thread has a trace function, or some tool but a profiler monitors the process:
    a debugger, coverage.
    """
    if sys.gettrace() is not None:
        return True
    if _monitoring is None:
        return False
    # All but number 2; in one expression, since sites ask each time.
    tool = _monitoring.get_tool
    return (tool(0) or tool(1) or tool(3) or tool(4) or tool(5)) is not None


def will_trace(text: str) -> bool:
    """Whether a program's text names something that begins to trace."""
    return any(mentions(text, name) for name in TRACING)


def looks_at_frames(text: str) -> bool:
    """Whether a program's text names something that looks at frames."""
    return any(mentions(text, name) for name in LOOKING)
