"""Object code on disk, by what it was made from.

An entry's name is a hash of the kernel's text, in which all types, positions and the layout of
objects are written out, and of the processor; so an entry is right or is not found. It is found
without LLVM, which takes long to load. Inside stands a hash of the code: what is damaged is ignored
and replaced. Entries are written to a file beside and moved to their place at once.
"""

from __future__ import annotations

import os
from _imp import source_hash

from .machine import machine

# To be counted up when the machine code for the same text changes.
FORMAT = 2
_DIGEST = 16


def entry_path(folder: str, text: str) -> str:
    """Where the object code for a module is kept."""
    key = "\0".join((str(FORMAT), processor(), text))
    return os.path.join(folder, _digest(key.encode()).hex() + ".o")


# What tells one processor from another in the system's words for it, but not from itself at other
# times.
_MARKS = (
    "vendor_id",
    "cpu family",
    "model",
    "stepping",
    "flags",
    "CPU implementer",
    "CPU architecture",
    "CPU variant",
    "CPU part",
    "Features",
)


_known: list[str] = []


def processor() -> str:
    """What the code depends on of this machine; it is looked for once."""
    if not _known:
        _known.append(_find_processor())
    return _known[0]


def _find_processor() -> str:
    """The same, without LLVM where the system tells."""
    try:
        with open("/proc/cpuinfo", "rb", 0) as file:
            # As much as one processor needs: each more takes the system a while.
            first = file.read(8192).decode("utf-8", "replace").partition("\n\n")[0]
    except OSError:
        llvm = machine()
        return f"{llvm.processor} {llvm.features}"
    return "\n".join(line for line in first.splitlines() if line.startswith(_MARKS))


def _digest(contents: bytes) -> bytes:
    """128 bits that stand for `contents`: against accidents, as in runtime.cache."""
    return source_hash(1, contents) + source_hash(2, contents)


def read(path: str) -> bytes | None:
    """The code in an entry; None if there is none, or a damaged one."""
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError:
        return None
    code = data[_DIGEST:]
    return code if code and _digest(code) == data[:_DIGEST] else None


def write(path: str, code: bytes) -> None:
    """Keep an entry; where that is not possible it is not kept."""
    beside = f"{path}.{os.getpid()}"
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(beside, "wb") as file:
            file.write(_digest(code) + code)
        os.replace(beside, path)
    except OSError:
        return
