"""Python's own modules, whatever files a program has beside it.

A program's folder stands first on the search path, so a program called `enum.bayan` or a file
`struct.py` beside it would be found by what the runtime itself imports only when it needs it.
"""

from __future__ import annotations

import sys

# The search path without the folder of the program or script, as it was at the start.
STANDARD = sys.path[:] if sys.flags.safe_path else sys.path[1:]


class StandardPath:
    """While it is entered, modules are looked for where Python and its packages are installed."""

    __slots__ = ("path",)

    def __enter__(self) -> None:
        self.path = sys.path
        sys.path = STANDARD

    def __exit__(self, *_: object) -> None:
        # Another thread that entered it meanwhile has nothing to restore.
        if self.path is not STANDARD:
            sys.path = self.path
