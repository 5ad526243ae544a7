"""Tier 1: Bayan's tree compiled to Python code objects, through the `bytecode` library."""

from __future__ import annotations

from .compiler import compile_function, compile_module
from .entrances import has_entrances, may_get_entrance, may_have_entrance
from .listing import listing
from .loops import compile_loop, loop_variables
from .numeric import has_numeric_loops, uses_up, why_never_native
from .resumption import resumption_at
from .sites import has_sites, holds_sites

__all__ = [
    "compile_function",
    "compile_loop",
    "compile_module",
    "has_entrances",
    "has_numeric_loops",
    "has_sites",
    "holds_sites",
    "listing",
    "loop_variables",
    "may_get_entrance",
    "may_have_entrance",
    "resumption_at",
    "uses_up",
    "why_never_native",
]
