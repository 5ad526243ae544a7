"""Room for recursion: the walker takes several frames of Python for one of Bayan.

While a program runs that may be walked, Python's limit is a multiple of the limit that the program
sees, so that recursion in Bayan goes at least about as deep as in Python, in every tier: compiled
code, which takes one frame for a call, goes deeper meanwhile. The program sees and sets its own
limit: `sys.getrecursionlimit` and `sys.setrecursionlimit` speak of that one meanwhile.

On CPython 3.11 calls that pass through C (`__add__`, `__repr__`, a key function of `sorted`) use
the C stack at each level and only the limit stops them, so the stack is made to fit: the main
thread's may grow, new threads get a larger one. Where that can't be had the limit is lower.

And frames get room in one piece (`with_frames_in_one_piece`), so that no call has to ask the system
for memory.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

# Frames of the walker for one call of a Bayan function, with some nesting of statements: a call in
# an expression in an `if` in a loop takes 12.
FRAMES_PER_CALL = 15

# The C stack that one step of the limit may cost. Measured on 3.11: recursion through the key
# function of `sorted` is the worst, 2.6 KB a step; there is to be room for twice that. Where
# nothing is compiled a level of the program takes at least six steps.
STACK_PER_STEP = 6 << 10
STACK_PER_WALKED_STEP = 1 << 10
# What the main thread gets, and the threads of a program.
STACK = 100 << 20  # below the 128 MB that Linux keeps free under a main thread's stack
THREAD_STACK = 64 << 20

# However high a limit a program sets, the walker gets no more frames than these beyond it.
MOST_EXTRA_FRAMES = 2_000_000


class Room:
    """The room of one process; programs enter and leave it, and may be nested or parallel."""

    def __init__(self) -> None:
        import _thread

        self.lock = _thread.RLock()
        self.entered = 0
        self.limit = 0  # the limit that the program sees
        self.real_limit = 0
        self.stack = 0  # bytes of C stack that are certain; 0 before that is known
        self.stack_per_step = 0
        self.outer: tuple[Callable[[], int], Callable[[int], None], int] | None = None

    def enter(self, only_walks: bool) -> None:
        """A program begins to run; `only_walks` where none of its functions is ever compiled."""
        with self.lock:
            self._enter(only_walks)

    def _enter(self, only_walks: bool) -> None:
        self.entered += 1
        per_step = STACK_PER_WALKED_STEP if only_walks else STACK_PER_STEP
        self.stack_per_step = max(self.stack_per_step, per_step)
        if self.entered > 1:
            return
        get, set_ = sys.getrecursionlimit, sys.setrecursionlimit
        self.outer = get, set_, get()
        self.stack = widen_stack()
        self.limit = get()
        self.real_limit = self.scaled(self.limit)
        set_(self.real_limit)
        sys.getrecursionlimit = self.get
        sys.setrecursionlimit = self.set

    def leave(self) -> None:
        """A program has ended."""
        with self.lock:
            self._leave()

    def _leave(self) -> None:
        self.entered -= 1
        if self.entered or self.outer is None:
            return
        get, set_, limit = self.outer
        self.outer = None
        self.stack_per_step = 0
        sys.getrecursionlimit, sys.setrecursionlimit = get, set_
        # A program that sets its limit sets it for good, as it would without this room.
        set_(limit if self.limit == limit else self.limit)

    def get(self) -> int:
        """Return the current value of the recursion limit, the maximum depth of the stack."""
        return self.limit

    def set(self, limit: int, /) -> None:
        """Set the maximum depth of the stack to that many frames of the program."""
        with self.lock:
            self._set(limit)

    def _set(self, limit: int) -> None:
        if self.outer is None:
            # The last program ended meanwhile.
            sys.setrecursionlimit(limit)
            return
        _, set_, _ = self.outer
        if not isinstance(limit, int) or limit < 1:
            set_(limit)  # raises what Python raises
        real_limit = self.scaled(limit)
        set_(real_limit)
        self.limit, self.real_limit = limit, real_limit

    def scaled(self, limit: int) -> int:
        """Python's limit for a program's."""
        scaled = limit * FRAMES_PER_CALL
        if sys.version_info < (3, 12):
            scaled = min(scaled, self.stack // self.stack_per_step)
        return max(limit, min(scaled, limit + MOST_EXTRA_FRAMES))


def widen_stack() -> int:
    """Let the C stack grow, of this thread if it is the main one and of new threads; its size."""
    import _thread

    size = 0
    try:
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_STACK)
        unlimited = resource.RLIM_INFINITY
        size = STACK if soft == unlimited else soft
        if size < STACK and sys.platform == "linux":
            wanted = STACK if hard == unlimited else min(STACK, hard)
            if wanted > size:
                resource.setrlimit(resource.RLIMIT_STACK, (wanted, hard))
                size = wanted
    except (ImportError, ValueError, OSError):
        size = size or 1 << 20
    try:
        if 0 < _thread.stack_size() < THREAD_STACK or _thread.stack_size() == 0:
            _thread.stack_size(THREAD_STACK)
    except (ValueError, RuntimeError):
        size = min(size, 8 << 20)
    return size


ROOM = Room()

# What frames that are called from there have behind that one, in words: some 5,000 of them.
WORDS_OF_FRAMES = 1 << 16


def with_frames_in_one_piece(act: Callable[[], None]) -> None:
    """Call `act`; what runs in it is called faster, however deep, in this thread.

    CPython keeps frames in chunks of 16 KB (push_chunk in Python/pystate.c), and asks the system
    for one, or gives it back, whenever a call or a return passes the end of one: a loop whose
    calls do may take a hundred times as long, and deep recursion two to five times. The code of
    this function wants so large a stack that its frame gets a chunk of its own, the next power of
    two, with as much room behind it. What is not touched of it takes no memory.
    """
    act()


with_frames_in_one_piece.__code__ = with_frames_in_one_piece.__code__.replace(
    co_stacksize=WORDS_OF_FRAMES
)
