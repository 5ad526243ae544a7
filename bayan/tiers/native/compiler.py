"""The compiler process, as the program's process sees it: asked for code, looked at, never waited
for.

    job = order(text, path)     # None where there can be no such process: compile here
    job.look()                  # sends and takes what can be sent and taken now

The program must not notice. So the process is nobody's child (a shell starts it and is gone):
`os.wait` does not meet it. It gets no Ctrl-C, and holds none of the program's files. It has one
descriptor here, far above those that the program's next files get. A program that closes that, or
gives its number to something else, or was forked, has lost the process, as it has when that dies:
then all jobs are `lost`, and are to be done here. It ends by itself after a time without jobs; then
the next one starts another.
"""

from __future__ import annotations

import os
import sys
from time import monotonic

from ...values.standard_path import STANDARD
from .compiler_process import CHANNEL, DONE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
# Descriptors from this number on are not those that a program's next file gets.
HIGH = 200
# Bytes taken at once.
MOST = 1 << 20
# Seconds after which one that is lost may be followed by another: what made an earlier one so would
# do so again.
LONG = 30.0
# Seconds that a job may take at the most, before it is done here.
PATIENCE = 20.0

SHELL = "/bin/sh"
# In the background, where Ctrl-C is ignored.
SCRIPT = '"$@" &'


class CompilationError(Exception):
    """LLVM does not take the text."""


class Job:
    """A piece of text that the compiler process was given.

    code      the object code, once it is there; seconds: of processor time that it took there
    lost      whether it is to be done here
    """

    __slots__ = ("code", "compiler", "error", "lost", "seconds", "since")

    def __init__(self, compiler: Compiler) -> None:
        self.compiler = compiler
        self.code: bytes | None = None
        self.error: str | None = None
        self.seconds = 0.0
        self.lost = False
        self.since = monotonic()

    def look(self) -> None:
        """See whether there is an answer; raises CompilationError where that is that it can't be
        compiled.
        """
        if self.code is None and not self.lost:
            self.compiler.exchange()
            if self.code is None and monotonic() - self.since > PATIENCE:
                self.compiler.lose()
        if self.error is not None:
            raise CompilationError(self.error)


class Compiler:
    """One compiler process, and what was asked of it."""

    def __init__(self) -> None:
        """Starts it; OSError where that can't be."""
        self.owner = os.getpid()
        self.channel = _start()
        self.identity = _identity(self.channel)
        self.jobs: list[Job] = []
        self.outgoing = memoryview(b"")
        self.incoming = bytearray()
        self.is_lost = False
        self.since = monotonic()

    def order(self, text: str, path: str | None) -> Job:
        """Ask for the object code of a text, which is to be kept at a path too."""
        kept, body = os.fsencode(path or ""), text.encode()
        head = f"{len(kept)} {len(body)}\n".encode()
        self.outgoing = memoryview(b"".join((self.outgoing, head, kept, body)))
        job = Job(self)
        self.jobs.append(job)
        self.exchange()
        return job

    def exchange(self) -> None:
        """Send and take what can be sent and taken without waiting."""
        if not self.is_here():
            self.lose()
            return
        try:
            self._send()
            self._take()
        except OSError:
            self.lose()
        except BaseException:
            # A signal's handler broke in, and nobody knows how far it has come.
            self.lose()
            raise

    def is_here(self) -> bool:
        """Whether the channel is what it was, and this the process that it belongs to."""
        if self.is_lost or os.getpid() != self.owner:
            return False
        return _identity(self.channel) == self.identity

    def lose(self) -> None:
        """Give the process up, and all that was asked of it."""
        if self.is_lost:
            return
        self.is_lost = True
        if _identity(self.channel) == self.identity:
            os.close(self.channel)
        for job in self.jobs:
            job.lost = True
        self.jobs = []

    def _send(self) -> None:
        if not self.outgoing:
            return
        from _socket import MSG_NOSIGNAL, socket

        # A program may want to die of a pipe that nobody reads, but not of this one.
        channel = socket(fileno=self.channel)
        try:
            while self.outgoing:
                self.outgoing = self.outgoing[channel.send(self.outgoing, MSG_NOSIGNAL) :]
        except BlockingIOError:
            return
        finally:
            channel.detach()

    def _take(self) -> None:
        try:
            while True:
                taken = os.read(self.channel, MOST)
                if not taken:
                    raise OSError("the compiler process has ended")
                self.incoming += taken
        except BlockingIOError:
            for word, seconds, answer in self._answers():
                job = self.jobs.pop(0)
                job.seconds = seconds
                if word == DONE:
                    job.code = answer
                else:
                    job.error = answer.decode("utf-8", "replace")

    def _answers(self) -> Iterator[tuple[str, float, bytes]]:
        """The answers that are there as a whole: word, seconds, bytes."""
        while True:
            head, line, _ = self.incoming.partition(b"\n")
            if not line:
                return
            word, microseconds, length = head.decode().split()
            end = len(head) + 1 + int(length)
            if len(self.incoming) < end:
                return
            answer = bytes(self.incoming[len(head) + 1 : end])
            del self.incoming[:end]
            yield word, int(microseconds) / 1e6, answer


# The compiler process, or None, once one was asked for.
_compilers: list[Compiler | None] = []


def order(text: str, path: str | None) -> Job | None:
    """Ask for object code; None where there is no compiler process, and can be none."""
    compiler = prepare()
    return None if compiler is None else compiler.order(text, path)


def prepare() -> Compiler | None:
    """The compiler process, started now if there is none; None where there can be none, and where
    one got lost soon.
    """
    if _compilers:
        compiler = _compilers[0]
        if compiler is None:
            return None
        compiler.exchange()
        if not compiler.is_lost:
            return compiler
        if compiler.owner == os.getpid() and monotonic() - compiler.since < LONG:
            return None
        _compilers.clear()
    _compilers.append(None)
    if may_be_started():
        try:
            _compilers[0] = Compiler()
        except (OSError, ValueError):
            # A variable of the environment may have an impossible name.
            return None
    return _compilers[0]


def may_be_started() -> bool:
    """Whether there is a processor for it, and the program would not notice."""
    if sys.platform != "linux" or not sys.executable or os.getpid() == 1:
        return False
    from _signal import SIG_DFL, SIG_IGN, SIGCHLD, getsignal  # type: ignore[import-not-found]

    # The shell's end is told to who wants to hear of such.
    return len(os.sched_getaffinity(0)) > 1 and getsignal(SIGCHLD) in (SIG_DFL, SIG_IGN)


def _start() -> int:
    """Start the process; gives this side of the channel."""
    import fcntl
    from _signal import SIGALRM, SIGPIPE, SIGTERM
    from _socket import AF_UNIX, SO_SNDBUF, SOCK_STREAM, SOL_SOCKET, socketpair

    home = __file__
    for _ in range(4):
        home = os.path.dirname(home)
    script = os.path.join(os.path.dirname(__file__), "compiler_process.py")
    python = [sys.executable, "-I", "-S", "-B", script, *STANDARD, home]
    ours, theirs = socketpair(AF_UNIX, SOCK_STREAM)
    made = []
    try:
        ours.setblocking(False)
        ours.setsockopt(SOL_SOCKET, SO_SNDBUF, MOST)
        for end in (ours, theirs):
            made.append(fcntl.fcntl(end.fileno(), fcntl.F_DUPFD_CLOEXEC, HIGH))
        nothing = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_RDWR, 0) for number in range(3)]
        pid = os.posix_spawn(
            SHELL,
            [SHELL, "-c", SCRIPT, SHELL, *python],
            os.environ,
            file_actions=[*nothing, (os.POSIX_SPAWN_DUP2, made[1], CHANNEL)],
            setsigmask=(),
            setsigdef=(SIGALRM, SIGPIPE, SIGTERM),
        )
    except BaseException:
        if made:
            os.close(made[0])
        raise
    finally:
        for number in made[1:]:
            os.close(number)
        ours.close()
        theirs.close()
    try:
        _wait(pid)
    except BaseException:
        # A signal's handler broke in.
        os.close(made[0])
        _wait(pid)
        raise
    return made[0]


def _wait(pid: int) -> None:
    """Wait for the shell's end, unless another thread has, which waits for all children."""
    try:
        os.waitpid(pid, 0)
    except ChildProcessError:
        return


def _identity(descriptor: int) -> tuple[int, int] | None:
    """What tells an open descriptor from all others; None where it is closed."""
    try:
        status = os.fstat(descriptor)
    except OSError:
        return None
    return status.st_dev, status.st_ino
