"""Tier 1: Bayan's tree compiled to Python code objects, through the `bytecode` library."""

from __future__ import annotations

from .compiler import compile_function, compile_module
from .listing import listing
from .loops import compile_loop, loop_variables
from .resumption import resumption_at
from .sites import has_numeric_loops

__all__ = [
    "compile_function",
    "compile_loop",
    "compile_module",
    "has_numeric_loops",
    "listing",
    "loop_variables",
    "resumption_at",
]
