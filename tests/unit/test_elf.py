"""Object code made part of the process without LLVM."""

from __future__ import annotations

import ctypes
import gc
import math
import os
import sys
from struct import unpack_from

import pytest

from bayan.tiers.native import elf
from bayan.tiers.native.symbols import INTERPRETER, OTHERS, address_of

pytest.importorskip("llvmlite")
if sys.platform != "linux":
    pytest.skip("object code is of another form here", allow_module_level=True)

from bayan.tiers.native.machine import machine

# What LLVM puts into each kind of section: a table of jumps and constants of a vector (constants),
# a variable with a value, one with an address, one of zeros, and calls near and far.
MODULE = """
declare double @py.sin(double)
declare ptr @PyLong_FromLongLong(i64)
@PyLong_Type = external global i8
@count = global i64 40
@zeros = global [2000 x i64] zeroinitializer
@where = global ptr @count
@table = internal constant [4 x i64] [i64 5, i64 7, i64 11, i64 13], align 32

define i64 @next() noinline {
  %at = load ptr, ptr @where
  %old = load i64, ptr %at
  %new = add i64 %old, 1
  store i64 %new, ptr %at
  ret i64 %new
}

define i64 @choose(i64 %n) {
  switch i64 %n, label %none [
    i64 0, label %a
    i64 1, label %b
    i64 2, label %c
    i64 3, label %d
    i64 4, label %e
  ]
a:
  %count = call i64 @next()
  ret i64 %count
b:
  %last = getelementptr i64, ptr @zeros, i64 1999
  %zero = load i64, ptr %last
  store i64 1, ptr %last
  ret i64 %zero
c:
  %size = ptrtoint ptr @PyLong_Type to i64
  ret i64 %size
d:
  %int = call ptr @PyLong_FromLongLong(i64 1234567890123)
  %address = ptrtoint ptr %int to i64
  ret i64 %address
e:
  %third = getelementptr i64, ptr @table, i64 %n
  %before = getelementptr i64, ptr %third, i64 -2
  %eleven = load volatile i64, ptr %before
  ret i64 %eleven
none:
  ret i64 -1
}

define double @wave(double %x) {
  %sine = call double @py.sin(double %x)
  %sum = fadd double %sine, 0x3FD5555555555555
  ret double %sum
}
"""
NAMES = ("choose", "wave", "count")


def maps() -> list[tuple[int, int, str]]:
    """The pages of this process: from, to, rights."""
    found = []
    with open("/proc/self/maps", encoding="utf-8") as file:
        for line in file:
            (start, _, end), rights = line.split()[0].partition("-"), line.split()[1]
            found.append((int(start, 16), int(end, 16), rights))
    return found


def rights_at(address: int) -> str:
    return next(rights for start, end, rights in maps() if start <= address < end)


def loaded(text: str = MODULE, names: tuple[str, ...] = NAMES) -> elf.Loaded | None:
    return elf.load(machine().object_code(text), names, address_of)


def test_code_constants_and_variables_are_found() -> None:
    code = loaded()
    assert code is not None
    choose = ctypes.PYFUNCTYPE(ctypes.c_int64, ctypes.c_int64)(code.addresses["choose"])
    wave = ctypes.PYFUNCTYPE(ctypes.c_double, ctypes.c_double)(code.addresses["wave"])
    assert [choose(0), choose(0), choose(99)] == [41, 42, -1]
    assert ctypes.c_int64.from_address(code.addresses["count"]).value == 42
    assert [choose(1), choose(1)] == [0, 1]
    assert choose(2) == id(int)
    assert ctypes.cast(choose(3), ctypes.py_object).value == 1234567890123
    assert choose(4) == 11
    assert wave(0.7) == math.sin(0.7) + 1 / 3


def test_no_page_is_writable_and_executable() -> None:
    code = loaded()
    assert code is not None
    assert rights_at(code.addresses["choose"]) == "r-xp"
    assert rights_at(code.addresses["count"]) == "rw-p"
    memory = code.memory
    pages = range(memory.address, memory.address + memory.size, os.sysconf("SC_PAGE_SIZE"))
    assert [rights_at(page) for page in pages] == ["r-xp", "r--p", *["rw-p"] * (len(pages) - 2)]


def test_memory_is_given_back() -> None:
    code = loaded()
    assert code is not None
    memory = code.memory
    place = memory.address, memory.address + memory.size
    assert any(start <= place[0] < end for start, end, _ in maps())
    del code, memory
    gc.collect()
    assert not any(start < place[1] and place[0] < end for start, end, _ in maps())


def test_what_is_not_known_is_left_to_llvm() -> None:
    text = "declare i64 @not_known()\ndefine i64 @f() { %r = call i64 @not_known()\n ret i64 %r }"
    assert loaded(text, ("f",)) is None
    local = "@t = thread_local global i64 1\ndefine ptr @f() { ret ptr @t }"
    assert loaded(local, ("f",)) is None
    whole = machine().object_code(MODULE)
    assert elf.load(whole, ("missing",), address_of) is None
    for end in range(0, len(whole), 37):
        elf.load(whole[:end], NAMES, address_of)
    assert elf.load(b"MZ" + whole, NAMES, address_of) is None
    assert elf.load(whole, NAMES, address_of) is not None


def test_the_system_may_refuse_memory_for_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(elf, "MAY_EXECUTE", 1 << 30)
    before = len(maps())
    assert loaded() is None
    gc.collect()
    assert len(maps()) <= before


def test_all_outside_names_are_there() -> None:
    assert {name for name in (*INTERPRETER, *OTHERS) if address_of(name) is None} == set()
    assert address_of("system") is None


# Registers are not followed, so each access has its place to itself.
ARM = """
declare i64 @far(i64)
@outside = external global i64
@inside = global i64 7
@bytes = internal global [64 x i8] zeroinitializer, align 16
define ptr @take_outside() { ret ptr @outside }
define ptr @take_inside() { ret ptr @bytes }
define i64 @call() {
  %r = call i64 @far(i64 1)
  %s = call i64 @far(i64 %r)
  ret i64 %s
}
define i64 @load() { %v = load i64, ptr getelementptr (i8, ptr @bytes, i64 24)
 ret i64 %v }
define i16 @half() { %v = load i16, ptr getelementptr (i8, ptr @bytes, i64 6)
 ret i16 %v }
"""


def test_code_for_aarch64_leads_to_its_targets() -> None:
    binding = machine().binding
    binding.initialize_all_targets()
    binding.initialize_all_asmprinters()
    target = binding.Target.from_triple("aarch64-unknown-linux-gnu").create_target_machine(
        opt=2, reloc="pic", codemodel="default"
    )
    image = elf.Image(target.emit_object(binding.parse_assembly(ARM)), 1 << 16)
    base, far, outside = 0x7F12_3450_0000, 0x5555_0000_1238, 0x5555_8888_0010
    image.relocate(base, {"far": far, "outside": outside}.get)
    at = image.addresses

    def word(address: int, size: str = "<I") -> int:
        value: int = unpack_from(size, image.data, address - base)[0]
        return value

    def page(address: int) -> int:
        """What the `adrp` there gives."""
        bits = word(address)
        assert bits & 0x9F000000 == 0x90000000
        pages = (bits >> 5 & 0x7FFFF) << 2 | bits >> 29 & 3
        return (address & ~0xFFF) + (pages - (1 << 21 if pages >> 20 else 0) << 12)

    def offset(address: int, shift: int) -> int:
        return (word(address) >> 10 & 0xFFF) << shift

    start = at["take_outside"]
    assert word(page(start) + offset(start + 4, 3), "<Q") == outside
    start = at["take_inside"]
    bytes_ = page(start) + offset(start + 4, 0)
    assert image.ends[1] <= bytes_ - base < image.ends[2]
    start = at["load"]
    assert page(start) + offset(start + 4, 3) == bytes_ + 24
    start = at["half"]
    assert page(start) + offset(start + 4, 1) == bytes_ + 6
    calls = [
        address
        for address in range(at["call"], at["call"] + 40, 4)
        if word(address) & 0xFC000000 in (0x94000000, 0x14000000)
    ]
    assert len(calls) == 2
    for address in calls:
        distance = word(address) & 0x3FFFFFF
        stub = address + 4 * (distance - (1 << 26 if distance >> 25 else 0))
        assert word(page(stub) + offset(stub + 4, 3), "<Q") == far
        assert (word(stub + 4) & 0xFFC003FF, word(stub + 8)) == (0xF9400210, 0xD61F0200)
