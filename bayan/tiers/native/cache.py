"""Object code on disk, by what it was made from.

An entry's name is a hash of the kernel's text, in which all types, positions and the layout of
objects are written out, with the versions of LLVM and of what made the text, and the processor;
so an entry is right or is not found. Inside stands a hash of the code: what is damaged is ignored
and replaced. Entries are written to a file beside and moved to their place at once.
"""

from __future__ import annotations

import os
from hashlib import sha256

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .machine import Machine

# To be counted up when the machine code for the same text changes.
FORMAT = 1
_DIGEST = 32


def object_code(llvm: Machine, text: str, folder: str | None) -> bytes:
    """Object code for a module, from the folder if it is there; else it is compiled and kept."""
    if folder is None:
        return llvm.object_code(text)
    path = os.path.join(folder, entry_name(llvm, text))
    code = read(path)
    if code is None:
        code = llvm.object_code(text)
        write(path, code)
    return code


def entry_name(llvm: Machine, text: str) -> str:
    key = "\0".join((str(FORMAT), llvm.version, llvm.processor, llvm.features, text))
    return sha256(key.encode()).hexdigest() + ".o"


def read(path: str) -> bytes | None:
    """The code in an entry; None if there is none, or a damaged one."""
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError:
        return None
    code = data[_DIGEST:]
    return code if code and sha256(code).digest() == data[:_DIGEST] else None


def write(path: str, code: bytes) -> None:
    """Keep an entry; where that is not possible it is not kept."""
    beside = f"{path}.{os.getpid()}"
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(beside, "wb") as file:
            file.write(sha256(code).digest() + code)
        os.replace(beside, path)
    except OSError:
        return
