"""The front half of the pipeline, from a text to a resolved tree."""

from __future__ import annotations

from .parser import parse
from .resolver import resolve

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .diagnostics import Diagnostic
    from .nodes import Module
    from .source import Source


def analyse(source: Source) -> tuple[Module, list[Diagnostic]]:
    """The tree that the tiers run, and warnings; raises BayanSyntaxError with all errors."""
    module, warnings = parse(source)
    return module, warnings + resolve(module, source)
