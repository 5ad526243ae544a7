"""Runs one command and notes how long it took and its peak memory: a process of its own, small.

    python -I -S launch.py REPORT COMMAND…

Writes "seconds bytes" to the file REPORT and exits with the command's status. The kernel counts a
parent's memory at the fork as its child's, so what starts a measured process must be small itself:
only built-in modules here, and no peak below this process's own (about 9 MiB) can be seen.
"""

import posix
import sys
from time import perf_counter


def main(report: str, command: list[str]) -> int:
    started = perf_counter()
    child = posix.posix_spawn(command[0], command, posix.environ)
    _, status, usage = posix.wait4(child, 0)
    seconds = perf_counter() - started
    with open(report, "w") as file:
        file.write(f"{seconds!r} {usage.ru_maxrss * 1024}")
    code = posix.waitstatus_to_exitcode(status)
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
