"""Bayan (بيان): a bilingual Arabic/English language with a tiered runtime.

    import bayan
    result = bayan.run("x = 6 * 7")         # or the path of a .bayan file
    result["x"]                             # 42
    shapes = bayan.load("shapes.bayan")     # a module
    runtime = bayan.Runtime(tiering="walk") # several can live side by side

Everything here is loaded when it is first used.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from os import PathLike
    from typing import Any

    from .runtime.runtime import HybridInterpreter, Result, Runtime
    from .syntax.diagnostics import BayanError, BayanSyntaxError
    from .tiers.refusal import NotNativeError
    from .values.hints import cold, hot

__version__ = "0.1.0"

__all__ = [
    "BayanError",
    "BayanSyntaxError",
    "HybridInterpreter",
    "NotNativeError",
    "Result",
    "Runtime",
    "__version__",
    "cold",
    "hot",
    "load",
    "run",
]

_HOMES = {
    "BayanError": "syntax.diagnostics",
    "BayanSyntaxError": "syntax.diagnostics",
    "HybridInterpreter": "runtime.runtime",
    "NotNativeError": "tiers.refusal",
    "Result": "runtime.runtime",
    "Runtime": "runtime.runtime",
    "cold": "values.hints",
    "hot": "values.hints",
}


def run(
    program: str | PathLike[str],
    tiering: str = "auto",
    arguments: Sequence[str] = (),
    *,
    name: str | None = None,
    check: bool = True,
    **options: Any,
) -> Result:
    """Run a program, given as its text or as the path of its file.

    A path is anything but a string, or a string of one line that ends in .bayan or .by. What ends
    the program uncaught is raised, except SystemExit; with check=False the result holds it. `name`
    stands for a text's file in messages; `options` are those of Runtime.
    """
    from .runtime.runtime import Runtime, is_path

    runtime = Runtime(tiering, **options)
    if is_path(program):
        result = runtime.run_file(program, arguments)
    else:
        result = runtime.run_source(str(program), name or "<source>", arguments)
    return result.check() if check else result


def load(program: str | PathLike[str], tiering: str = "auto", **options: Any) -> Any:
    """The module made of a program's file or text, in a runtime of its own."""
    from .runtime.runtime import Runtime

    return Runtime(tiering, **options).load(program)


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'bayan' has no attribute {name!r}", name=name)
    module = __import__(f"bayan.{home}", fromlist=[name])
    value = globals()[name] = getattr(module, name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
