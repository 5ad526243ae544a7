"""The compiler process: LLVM's text in, object code out, beside a program that goes on meanwhile.

The program's process runs this file as a script (see compiler), with the folders of Python's own
path as arguments, and talks to it through the socket CHANNEL. A job is a line of two numbers, then
so many bytes of the path where the object code is to be kept (none: nowhere) and so many of text;
an answer is a line of DONE or FAILED, microseconds of processor time and a number, then so many
bytes of object code, or of what was wrong.

It ends when the other side is closed, which it is when the program ends: after the job at hand,
whose code is kept for the next run. A program that was forked meanwhile holds the other side open
too, so it also ends when there is nothing to do for a minute.
"""

from __future__ import annotations

import sys

CHANNEL = 3
DONE, FAILED = "done", "failed"

# Seconds for which it waits for a job, or works on one.
PATIENCE = 60


def serve() -> None:
    """Compile what is asked for, until the other side is closed."""
    import os
    from _signal import alarm  # type: ignore[import-not-found]
    from time import process_time

    # Somebody may wait for the others to be closed, or for the folder.
    others = [int(name) for name in os.listdir("/proc/self/fd")]
    os.closerange(CHANNEL + 1, max(others) + 1)
    os.chdir("/")
    alarm(PATIENCE)
    sys.path[:] = sys.argv[1:]
    from bayan.tiers.native.cache import write
    from bayan.tiers.native.machine import Machine

    llvm = Machine()
    with open(CHANNEL, "r+b", buffering=0) as channel, open(CHANNEL, "rb", closefd=False) as jobs:
        while True:
            alarm(PATIENCE)
            head = jobs.readline().split()
            if not head:
                return
            path = jobs.read(int(head[0]))
            text = jobs.read(int(head[1]))
            started = process_time()
            try:
                answer, word = llvm.object_code(text.decode()), DONE
                if path:
                    write(os.fsdecode(path), answer)
            except Exception as error:
                answer, word = str(error).encode("utf-8", "replace"), FAILED
            taken = int((process_time() - started) * 1e6)
            rest = memoryview(f"{word} {taken} {len(answer)}\n".encode() + answer)
            while rest:
                rest = rest[channel.write(rest) :]


if __name__ == "__main__":
    serve()
