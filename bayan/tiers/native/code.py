"""From the text of a module to native code in the process.

Kept code is placed there without LLVM, which takes longer to load than all else. What is not kept
is compiled, and kept: here, or by the compiler process while the program goes on.
"""

from __future__ import annotations

from time import perf_counter, thread_time

from ..refusal import NO_COMPILER, Refusal
from . import cache, elf
from .compiler import order
from .machine import Unavailable, machine
from .symbols import address_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ...syntax.nodes import Position
    from .compiler import Job


class Draft:
    """Native code of a loop or function but for the machine code.

    text, names   LLVM's text, and the global names in it that are wanted
    position      what a Refusal is told of
    seconds       spent on it
    others        gives the addresses of what the text names beside all that it may name; it may
                  raise Refusal
    finish        makes the native code of the machine code, once that is there, and of the seconds
                  that both took, here and beside the program
    """

    __slots__ = ("finish", "names", "others", "position", "seconds", "text")

    def __init__(
        self,
        text: str,
        names: tuple[str, ...],
        position: Position,
        seconds: float,
        finish: Callable[[elf.Loaded, float, float], Any],
        others: Callable[[], dict[str, int]] = dict,
    ) -> None:
        self.text = text
        self.names = names
        self.position = position
        self.seconds = seconds
        self.finish = finish
        self.others = others

    def made(self, folder: str | None, beside: bool = False) -> Any:
        """The native code; raises Refusal where there is no LLVM and it is needed.

        folder: where object code is kept. beside: where it is not kept, give an Order for it,
        unless there is no compiler process.
        """
        started = thread_time()
        path = None if folder is None else cache.entry_path(folder, self.text)
        code = None if path is None else cache.read(path)
        if code is not None:
            return self.placed(code, started)
        job = order(self.text, path) if beside else None
        return self.made_here(path, started) if job is None else Order(self, job, path)

    def made_here(self, path: str | None, started: float) -> Any:
        """The native code, compiled in this process, and kept at a path; see placed."""
        try:
            code = machine().object_code(self.text)
        except Unavailable as error:
            raise Refusal(NO_COMPILER, self.position) from error
        if path is not None:
            cache.write(path, code)
        return self.placed(code, started)

    def placed(self, code: bytes, started: float, beside: float = 0.0) -> Any:
        """The native code, of object code.

        started: of this thread's time, when that was begun with; beside: seconds of another
        process that it took.
        """
        others = self.others()

        def address(name: str) -> int | None:
            return others.get(name) or address_of(name)

        loaded = elf.load(code, self.names, address)
        if loaded is None:
            try:
                loaded = machine().load(code, self.names, others)
            except Unavailable as error:
                raise Refusal(NO_COMPILER, self.position) from error
        return self.finish(loaded, self.seconds + thread_time() - started, beside)


# Seconds between two looks for an answer: one takes some 10 us.
LOOKING = 0.0005


class Order:
    """Native code that is on its way."""

    __slots__ = ("draft", "job", "looked", "path")

    def __init__(self, draft: Draft, job: Job, path: str | None) -> None:
        self.draft = draft
        self.job = job
        self.path = path
        self.looked = 0.0

    def is_due(self) -> bool:
        """Whether it is time to look again."""
        now = perf_counter()
        if now - self.looked < LOOKING:
            return False
        self.looked = now
        return True

    def done(self) -> Any:
        """The native code; None as long as it is not there. Raises as Draft.made, and
        CompilationError where LLVM does not take the text.
        """
        started = thread_time()
        job = self.job
        job.look()
        if job.code is not None:
            return self.draft.placed(job.code, started, job.seconds)
        return self.draft.made_here(self.path, started) if job.lost else None
