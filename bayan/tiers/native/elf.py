"""Object code made part of the process, without LLVM: loading llvmlite takes longer than the rest
of a warm start.

What is known here is what LLVM makes of kernels on Linux: relocatable ELF files for x86-64 and
aarch64, with position-independent code. Sections are laid into three groups of pages:

    code       machine code, then stubs: jumps to functions that lie too far for a call
    constants  read only; then the addresses of what lies elsewhere, one word each
    variables

The pages are written, and then protected: none is ever both writable and executable. Tables for
unwinding are left out: no C++ exception passes through kernels, and where a thread is ended in one
(Python ends those that ask for the lock as the process exits), the unwinder stops at its frame.
"""

from __future__ import annotations

import os
import sys
from struct import error as StructError  # noqa: N812 (as an exception is named)
from struct import iter_unpack, pack, unpack_from

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

X86_64, AARCH64 = 62, 183

# Kinds and flags of sections, and numbers of sections that are none.
PROGBITS, SYMTAB, RELA, NOBITS = 1, 2, 4, 8
UNWIND = 0x70000001
WRITE, ALLOC, EXECUTE, THREAD_LOCAL = 1, 2, 4, 0x400
UNDEFINED, ABSOLUTE = 0, 0xFFF1

CODE, CONSTANTS, VARIABLES = range(3)

# Linux's numbers for what pages may be, and are.
MAY_READ, MAY_WRITE, MAY_EXECUTE = 1, 2, 4
PRIVATE, ANONYMOUS = 2, 0x20

# How a relocation finds its target: the symbol, a stub that leads there where it lies elsewhere,
# or the word that has its address.
DIRECT, BY_STUB, BY_WORD = range(3)

# What is written at the place of a relocation.
WORD, RELATIVE, PAGE, OFFSET, BRANCH = range(5)

# By machine and number: how the target is found, what is written, and for an OFFSET in its page how
# many bits of it are left out.
RELOCATIONS = {
    X86_64: {
        1: (DIRECT, WORD, 0),  # R_X86_64_64
        2: (DIRECT, RELATIVE, 0),  # PC32
        4: (BY_STUB, RELATIVE, 0),  # PLT32
        9: (BY_WORD, RELATIVE, 0),  # GOTPCREL
        41: (BY_WORD, RELATIVE, 0),  # GOTPCRELX
        42: (BY_WORD, RELATIVE, 0),  # REX_GOTPCRELX
    },
    AARCH64: {
        257: (DIRECT, WORD, 0),  # R_AARCH64_ABS64
        261: (DIRECT, RELATIVE, 0),  # PREL32
        275: (DIRECT, PAGE, 0),  # ADR_PREL_PG_HI21
        277: (DIRECT, OFFSET, 0),  # ADD_ABS_LO12_NC
        278: (DIRECT, OFFSET, 0),  # LDST8_ABS_LO12_NC
        282: (BY_STUB, BRANCH, 0),  # JUMP26
        283: (BY_STUB, BRANCH, 0),  # CALL26
        284: (DIRECT, OFFSET, 1),  # LDST16_ABS_LO12_NC
        285: (DIRECT, OFFSET, 2),  # LDST32_ABS_LO12_NC
        286: (DIRECT, OFFSET, 3),  # LDST64_ABS_LO12_NC
        299: (DIRECT, OFFSET, 4),  # LDST128_ABS_LO12_NC
        311: (BY_WORD, PAGE, 0),  # ADR_GOT_PAGE
        312: (BY_WORD, OFFSET, 3),  # LD64_GOT_LO12_NC
    },
}

STUB = 16


class UnknownFormError(Exception):
    """The object code holds what is not known here."""


class Loaded:
    """Code in the process, for as long as this lives.

    addresses   of the names that were asked for
    """

    __slots__ = ("addresses", "memory")

    def __init__(self, memory: Any, addresses: dict[str, int]) -> None:
        self.memory = memory
        self.addresses = addresses


def load(
    code: bytes, names: tuple[str, ...], address_of: Callable[[str], int | None]
) -> Loaded | None:
    """Make object code part of the process; None where it holds what is not known here, or the
    system does not let it be.

    names: whose addresses are wanted. address_of: gives that of a symbol from outside.
    """
    if sys.platform != "linux":
        return None
    try:
        image = Image(code)
        memory = Memory(image.size)
        image.relocate(memory.address, address_of)
        memory.fill(image)
        return Loaded(memory, {name: image.addresses[name] for name in names})
    except (UnknownFormError, StructError, LookupError, OSError, AttributeError):
        return None


class Section:
    """A section of the file; `at` is where it lies in the image, -1 where it has no place there."""

    __slots__ = ("at", "flags", "info", "kind", "length", "link", "offset", "step")

    def __init__(self, header: tuple[int, ...]) -> None:
        _, self.kind, self.flags, _, self.offset, self.length, self.link, self.info, self.step = (
            header[:9]
        )
        self.at = -1

    @property
    def is_placed(self) -> bool:
        return bool(self.flags & ALLOC) and self.kind != UNWIND

    @property
    def group(self) -> int:
        if self.flags & EXECUTE:
            return CODE
        return VARIABLES if self.flags & WRITE else CONSTANTS


class Symbol:
    __slots__ = ("name", "section", "value")

    def __init__(self, name: str, section: int, value: int) -> None:
        self.name = name
        self.section = section
        self.value = value


class Image:
    """A file's sections as they are to lie in memory.

    size        of the image, in bytes; ends: of its groups
    data        its bytes, right once `relocate` has been called; addresses: of global names, then
    """

    def __init__(self, code: bytes, page: int = 0) -> None:
        self.code = code
        # Names, class, byte order; the file's type, machine; its sections.
        if code[:6] != b"\x7fELF\2\1" or unpack_from("<H", code, 16)[0] != 1:
            raise UnknownFormError
        (self.machine,) = unpack_from("<H", code, 18)
        self.known = RELOCATIONS[self.machine]
        (start,) = unpack_from("<Q", code, 40)
        _, count, names = unpack_from("<HHH", code, 58)
        headers = code[start : start + 64 * count]
        rows = list(iter_unpack("<IIQQQQIIQQ", headers))
        self.sections = [Section(row) for row in rows]
        texts = self.sections[names]
        for section, row in zip(self.sections, rows, strict=True):
            if self._name(texts, row[0]) == ".eh_frame":
                section.kind = UNWIND
        self.symbols = list(self._symbols())
        self.words: dict[int, int] = {}
        self.stubs: dict[int, int] = {}
        self.addresses: dict[str, int] = {}
        self._lay(page or os.sysconf("SC_PAGE_SIZE"))

    def _name(self, section: Section, at: int) -> str:
        start = section.offset + at
        return self.code[start : self.code.index(b"\0", start)].decode()

    def _symbols(self) -> Iterator[Symbol]:
        for table in self.sections:
            if table.kind == SYMTAB:
                texts = self.sections[table.link]
                rows = self.code[table.offset : table.offset + table.length]
                for name, _, _, section, value, _ in iter_unpack("<IBBHQQ", rows):
                    yield Symbol(self._name(texts, name), section, value)

    def _relocations(self) -> Iterator[tuple[Section, int, int, int, int]]:
        """Those of all sections that have a place: section, offset, number, symbol, addend."""
        for table in self.sections:
            if table.kind != RELA:
                continue
            section = self.sections[table.info]
            if not section.is_placed:
                continue
            rows = self.code[table.offset : table.offset + table.length]
            for offset, info, addend in iter_unpack("<QQq", rows):
                yield section, offset, info & 0xFFFFFFFF, info >> 32, addend

    def _lay(self, page: int) -> None:
        """Give all that is to be in memory its place."""
        for _, _, number, symbol, _ in self._relocations():
            way = self.known[number][0]
            if way == BY_WORD or (way == BY_STUB and self.symbols[symbol].section == UNDEFINED):
                self.words[symbol] = -1
                if way == BY_STUB:
                    self.stubs[symbol] = -1
        self.ends = []
        end = 0
        for group in (CODE, CONSTANTS, VARIABLES):
            for section in self.sections:
                if not section.is_placed or section.group != group:
                    continue
                if section.kind not in (PROGBITS, NOBITS) or section.flags & THREAD_LOCAL:
                    raise UnknownFormError
                end = _up(end, max(section.step, 1))
                section.at = end
                end += section.length
            if group == CODE:
                end = self._lay_all(self.stubs, end, STUB)
            elif group == CONSTANTS:
                end = self._lay_all(self.words, end, 8)
            end = _up(end, page)
            self.ends.append(end)
        self.size = end

    def _lay_all(self, places: dict[int, int], end: int, size: int) -> int:
        end = _up(end, size)
        for symbol in places:
            places[symbol] = end
            end += size
        return end

    def relocate(self, base: int, address_of: Callable[[str], int | None]) -> None:
        """Write the bytes as they have to be where the image begins at an address.

        Raises UnknownFormError where a symbol's address is not known, or something lies too far.
        """
        self.data = data = bytearray(self.size)
        for section in self.sections:
            if section.at >= 0 and section.kind == PROGBITS:
                bytes_ = self.code[section.offset : section.offset + section.length]
                data[section.at : section.at + section.length] = bytes_
        targets = [self._address(symbol, base, address_of) for symbol in self.symbols]
        for index, at in self.words.items():
            data[at : at + 8] = pack("<Q", self._known(targets[index]))
        for index, at in self.stubs.items():
            data[at : at + STUB] = self._stub(base + at, base + self.words[index])
        for section, offset, number, index, addend in self._relocations():
            way, what, shift = self.known[number]
            if way == BY_WORD:
                target = base + self.words[index]
            elif way == BY_STUB and index in self.stubs:
                target = base + self.stubs[index]
            else:
                target = self._known(targets[index])
            at = section.at + offset
            self._write(what, at, target + addend, base + at, shift)
        for symbol, address in zip(self.symbols, targets, strict=True):
            if symbol.name and symbol.section != UNDEFINED and address is not None:
                self.addresses[symbol.name] = address

    def _address(
        self, symbol: Symbol, base: int, address_of: Callable[[str], int | None]
    ) -> int | None:
        if symbol.section == UNDEFINED:
            return address_of(symbol.name) if symbol.name else None
        if symbol.section == ABSOLUTE:
            return symbol.value
        # What is neither in a section nor here, like a common block, is not known.
        section = self.sections[symbol.section]
        return base + section.at + symbol.value if section.at >= 0 else None

    def _known(self, address: int | None) -> int:
        if address is None:
            raise UnknownFormError
        return address

    def _stub(self, here: int, word: int) -> bytes:
        if self.machine == X86_64:
            # jmp *[rip + …]; traps behind it
            return (b"\xff\x25" + pack("<i", word - here - 6)).ljust(STUB, b"\xcc")
        # adrp x16; ldr x16, [x16, …]; br x16; a trap
        load = 0xF9400210 | (word & 0xFFF) >> 3 << 10
        return pack("<IIII", 0x90000010 | _page_bits(word, here), load, 0xD61F0200, 0xD4200000)

    def _write(self, what: int, at: int, target: int, here: int, shift: int) -> None:
        data = self.data
        if what == WORD:
            data[at : at + 8] = pack("<Q", target)
        elif what == RELATIVE:
            data[at : at + 4] = pack("<i", target - here)
        else:
            (word,) = unpack_from("<I", data, at)
            if what == PAGE:
                word |= _page_bits(target, here)
            elif what == OFFSET:
                word |= (target & 0xFFF) >> shift << 10
            else:
                distance = target - here >> 2
                if not -(1 << 25) <= distance < 1 << 25:
                    raise UnknownFormError
                word |= distance & 0x3FFFFFF
            data[at : at + 4] = pack("<I", word)


def _page_bits(target: int, here: int) -> int:
    """The operand of `adrp` that gives the page of a target."""
    distance = (target >> 12) - (here >> 12)
    if not -(1 << 20) <= distance < 1 << 20:
        raise UnknownFormError
    return (distance & 3) << 29 | (distance >> 2 & 0x7FFFF) << 5


def _up(number: int, step: int) -> int:
    return -(-number // step) * step


class Memory:
    """Pages of the process, given back when this dies: but not as the process ends, when functions
    whose code lies in them may be called still.
    """

    def __init__(self, size: int) -> None:
        self.size = size
        self.address = 0
        import ctypes

        # Functions of our own library object: the program may have declared others otherwise.
        system = ctypes.CDLL(None, use_errno=True)
        number, word = ctypes.c_int, ctypes.c_size_t
        self._protect = system.mprotect
        self._protect.argtypes = (word, word, number)
        self._free = system.munmap
        self._free.argtypes = (word, word)
        system.mmap.argtypes = (word, word, number, number, number, ctypes.c_long)
        system.mmap.restype = word
        where = system.mmap(0, size, MAY_READ | MAY_WRITE, PRIVATE | ANONYMOUS, -1, 0)
        if where == word(-1).value:
            raise OSError(ctypes.get_errno(), "no memory for machine code")
        self.address = where

    def fill(self, image: Image) -> None:
        """Write an image that was relocated for this address, and protect its groups."""
        import ctypes

        ctypes.memmove(self.address, bytes(image.data), self.size)
        start = 0
        rights = (MAY_READ | MAY_EXECUTE, MAY_READ, MAY_READ | MAY_WRITE)
        # Where pages become executable, Linux sees to it that no stale instructions are run.
        for end, right in zip(image.ends, rights, strict=True):
            if start < end and self._protect(self.address + start, end - start, right):
                raise OSError(ctypes.get_errno(), "machine code may not be executed")
            start = end

    def __del__(self, is_finalizing: Callable[[], bool] = sys.is_finalizing) -> None:
        if self.address and not is_finalizing():
            self._free(self.address, self.size)
