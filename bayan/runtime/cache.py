"""Compiled sources on disk: the next run of a program neither parses nor compiles it.

An entry holds the code object of a whole source, as the bytecode tier makes it, under a key of
all that it depends on: the source's text and name, Bayan's version and its own code, Python's
version. It is written beside and moved into place, and it is believed only if its key and the
checksum of its contents are right; whatever is damaged, foreign or stale is ignored, and replaced
by the next run. A folder that can't be written is no error: nothing is kept then.

The folder is $BAYAN_CACHE, or "bayan" in $XDG_CACHE_HOME or ~/.cache; BAYAN_CACHE=off keeps
nothing, and neither does Python's own wish to write no bytecode (PYTHONDONTWRITEBYTECODE, -B).
"""

from __future__ import annotations

import os
import sys
from _imp import source_hash
from marshal import dumps, loads

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType

    from ..syntax.source import Source

MAGIC = b"bayan code 1\n"
DIGEST = 16
# How the name of an empty file ends that says of a source that it had native code.
NATIVE = ".native"


def cache_folder() -> str | None:
    """Where entries are kept; None where nothing is to be kept."""
    chosen = os.environ.get("BAYAN_CACHE")
    if chosen == "off" or sys.dont_write_bytecode:
        return None
    if chosen:
        try:
            # The program may go elsewhere before anything is kept.
            return os.path.abspath(chosen)
        except OSError:
            return None
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return os.path.join(base, "bayan") if os.path.isabs(base) else None


class CodeCache:
    """The entries in one folder; `version` is Bayan's."""

    def __init__(self, folder: str, version: str) -> None:
        self.folder = folder
        self.version = version

    def load(self, source: Source) -> CodeType | None:
        """The compiled code of a source, or None where there is none to be believed."""
        key = self._key(source)
        try:
            with open(self._path(key), "rb") as file:
                entry = file.read()
        except OSError:
            return None
        head = MAGIC + key
        contents = entry[len(head) + DIGEST :]
        if not entry.startswith(head) or entry[len(head) : len(head) + DIGEST] != digest(contents):
            return None
        code: CodeType = loads(contents)
        return code

    def store(self, source: Source, code: CodeType) -> bool:
        """Keep the compiled code of a source; gives whether it could be kept."""
        key = self._key(source)
        path = self._path(key)
        beside = f"{path}.{os.getpid()}"
        try:
            contents = dumps(code)
        except ValueError:
            # It refers to a function that keeps to the tree-walker.
            return False
        try:
            os.makedirs(self.folder, 0o700, exist_ok=True)
            try:
                with open(beside, "wb") as file:
                    file.write(MAGIC + key + digest(contents) + contents)
                os.replace(beside, path)
            except BaseException:
                os.unlink(beside)
                raise
        except OSError:
            return False
        return True

    def was_native(self, source: Source) -> bool:
        """Whether a run of the source has left native code here."""
        return os.path.exists(self._path(self._key(source)) + NATIVE)

    def note_native(self, source: Source) -> None:
        """Note that a run of the source has left native code here."""
        try:
            with open(self._path(self._key(source)) + NATIVE, "xb"):
                pass
        except OSError:
            return

    def _key(self, source: Source) -> bytes:
        parts = (self.version, _own_age(), sys.version, source.name, source.text)
        return digest("\0".join(parts).encode("utf-8", "surrogatepass"))

    def _path(self, key: bytes) -> str:
        return os.path.join(self.folder, key.hex())


def digest(contents: bytes) -> bytes:
    """128 bits that stand for `contents`; they guard against accidents, not against attacks, as
    do those of Python's own compiled files.
    """
    return source_hash(1, contents) + source_hash(2, contents)


def _own_age() -> str:
    """What changes when the compiler is changed without a new version, as while it is written."""
    folder = os.path.join(os.path.dirname(os.path.dirname(__file__)), "tiers", "bytecode")
    try:
        with os.scandir(folder) as entries:
            ages = sorted((entry.name, entry.stat().st_mtime_ns) for entry in entries)
    except OSError:
        return ""
    return repr([each for each in ages if each[0].endswith(".py")])
