"""Python's own modules, whatever files a program has beside it.

A program's folder stands first on the search path, so a program called `enum.bayan` or a file
`struct.py` beside it would be found by what the runtime itself imports only when it needs it.
The path itself is never touched: meanwhile other threads may import modules of the program.
"""

from __future__ import annotations

import sys
from _thread import get_ident

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# The search path without the folder of the program or script, as it was at the start.
STANDARD = sys.path[:] if sys.flags.safe_path else sys.path[1:]

# The packages of others that compilers are made of: where they are not installed there are none.
COMPILERS = ("bytecode", "llvmlite")

_bootstrap: Any = sys.modules["_frozen_importlib"]
_external: Any = sys.modules["_frozen_importlib_external"]


class StandardFinder:
    """Among Python's finders: finds modules on the standard path, for threads that are in one.

    threads  their numbers, each as often as it has entered
    """

    def __init__(self) -> None:
        self.threads: list[int] = []

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        if path is not None or get_ident() not in self.threads:
            return None
        spec = _external.PathFinder.find_spec(name, STANDARD)
        if spec is None and name in COMPILERS:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return spec

    def install(self) -> None:
        """Stand before all that look along the program's path, behind built-in and frozen modules;
        for good, since a list that others go through must not get shorter.
        """
        finders: list[Any] | None = sys.meta_path
        if finders is None or self in finders:
            return
        frozen = _bootstrap.FrozenImporter
        finders.insert(finders.index(frozen) + 1 if frozen in finders else 0, self)


FINDER = StandardFinder()


class StandardPath:
    """While a thread is in it, the modules that it imports are looked for where Python and its
    packages are installed, before the program's folders.
    """

    __slots__ = ()

    def __enter__(self) -> None:
        FINDER.install()
        FINDER.threads.append(get_ident())

    def __exit__(self, *_: object) -> None:
        FINDER.threads.remove(get_ident())
