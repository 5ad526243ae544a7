"""Settings of the whole process that the front end borrows, and gives back when nobody needs them.

Several threads may parse at once, so each setting counts its borrowers: who came second would
else take what the first has set for what the program wants, and set that in the end, for good.
"""

from __future__ import annotations

import gc
import sys
from _thread import RLock

# Python frames that the parser may need for the nesting that it allows, and some more.
_FRAMES = 6000


class _Borrowed:
    """A setting that is changed while at least one `with` block of it runs.

    A signal's handler may come in anywhere and borrow as well: hence the order of the steps.
    """

    def __init__(self) -> None:
        self._lock = RLock()
        self._borrowers = 0

    def __enter__(self) -> None:
        with self._lock:
            self._borrowers += 1
            if self._borrowers == 1:
                self._take()

    def __exit__(self, *error: object) -> None:
        with self._lock:
            if self._borrowers == 1:
                self._give_back()
            self._borrowers -= 1

    def _take(self) -> None:
        raise NotImplementedError

    def _give_back(self) -> None:
        raise NotImplementedError


class _CollectorPaused(_Borrowed):
    """No search for cyclic garbage: for work that makes much and leaves nothing behind."""

    def _take(self) -> None:
        self._was_on = gc.isenabled()
        gc.disable()

    def _give_back(self) -> None:
        if self._was_on:
            gc.enable()


class _DeepRecursion(_Borrowed):
    """Room on the stack for text that nests deeply, however deep its reader is called."""

    def _take(self) -> None:
        self._was = sys.getrecursionlimit()
        sys.setrecursionlimit(self._was + _FRAMES)

    def _give_back(self) -> None:
        # The program may have set another limit meanwhile, in another thread.
        if sys.getrecursionlimit() == self._was + _FRAMES:
            sys.setrecursionlimit(self._was)


collector_paused = _CollectorPaused()
deep_recursion = _DeepRecursion()
