"""Where CPython keeps what the kernels read: verified on this very interpreter, or refused.

The kernels read and store numbers in the memory of lists, so they have to know how objects lie
there. The layouts are those of CPython 3.11 and of 3.12 and 3.13, on 64-bit machines with a GIL.
`layout()` reads known objects back through the very offsets that the kernels use; where one of
them does not come out right, or the interpreter is another, it gives None.

    every object   reference count at 0, type at 8
    float          value at 16
    list           size at 16, pointer to its items at 24, room for how many at 32
    tuple          size at 16, items from 24 on
    int            3.11: signed count of digits at 16; later: count << 3 | sign (0 plus, 1 zero,
                   2 minus); digits of 30 bits from 24 on
    str            length at 16; flags at 32: bytes a character in bits 2 to 4, compact in bit 5,
                   ASCII in bit 6; characters of a compact one from 40 on (3.11: 48) where it is
                   ASCII, else from 56 on (3.11: 72)
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Layout:
    """tagged: ints have a tag, and small objects are immortal (3.12 on); small_ints: the address
    of the int -5, the others up to 256 follow every `stride` bytes; recursion: where the
    state of a thread counts how many calls deep it may still go, or -1; ascii, compact: where
    the characters of strings begin; awaited: where the interpreter's state (from 3.13 on, the
    thread's) says in a byte whether something waits for bytecode to let it in: a signal, another
    thread, garbage collection; or -1; has_room: whether every int has room for two digits.
    """

    __slots__ = (
        "ascii",
        "awaited",
        "compact",
        "has_room",
        "recursion",
        "small_ints",
        "stride",
        "tagged",
    )

    def __init__(
        self,
        tagged: bool,
        small_ints: int,
        stride: int,
        recursion: int,
        awaited: int,
        has_room: bool,
    ) -> None:
        self.tagged = tagged
        self.ascii, self.compact = (40, 56) if tagged else (48, 72)
        self.small_ints = small_ints
        self.stride = stride
        self.recursion = recursion
        self.awaited = awaited
        self.has_room = has_room


_known: list[Layout | None] = []


def layout() -> Layout | None:
    """The layout of this interpreter's objects; None where it is not one of those known."""
    if not _known:
        _known.append(_find())
    return _known[0]


def _find() -> Layout | None:
    version = sys.version_info[:2]
    if sys.implementation.name != "cpython" or version not in ((3, 11), (3, 12), (3, 13)):
        return None
    if sys.abiflags or hasattr(sys, "gettotalrefcount") or sys.maxsize != (1 << 63) - 1:
        return None
    if not getattr(sys, "_is_gil_enabled", lambda: True)():
        return None
    tagged = version >= (3, 12)
    stride = id(-4) - id(-5)
    if any(id(number) != id(-5) + stride * (number + 5) for number in range(-5, 257)):
        return None
    if not (_objects_lie_right() and _ints_lie_right(tagged)):
        return None
    awaited = _awaited_offset(version)
    found = Layout(tagged, id(-5), stride, _recursion_offset(), awaited, _has_room())
    return found if _strings_lie_right(found) else None


def _word(address: int) -> int:
    import ctypes

    return ctypes.c_int64.from_address(address).value


def _objects_lie_right() -> bool:
    import ctypes

    for number in (0.1, -2.5e300, float("inf")):
        at = id(number)
        if _word(at + 8) != id(float) or ctypes.c_double.from_address(at + 16).value != number:
            return False
    for count in (1, 3):
        items: list[Any] = [object() for _ in range(count)]
        before = _word(id(items[0]))
        more = [items[0]]
        if _word(id(items[0])) != before + 1 or len(more) != 1:
            return False
        at = id(items)
        if _word(at + 8) != id(list) or _word(at + 16) != count:
            return False
        items.append(None)
        room = (sys.getsizeof(items) - sys.getsizeof([])) // 8
        if room <= count or _word(at + 32) != room or items.pop() is not None:
            return False
        first = _word(at + 24)
        if [_word(first + 8 * index) for index in range(count)] != [id(item) for item in items]:
            return False
        fixed = tuple(items)
        at = id(fixed)
        if _word(at + 8) != id(tuple) or _word(at + 16) != count:
            return False
        if [_word(at + 24 + 8 * index) for index in range(count)] != [id(item) for item in items]:
            return False
    return True


def _ints_lie_right(tagged: bool) -> bool:
    import ctypes

    for number in (0, 1, -1, 77, -(1 << 29), (1 << 30) - 1, 1 << 30, -(1 << 61), (1 << 63) - 1):
        at = id(number)
        size = abs(number)
        digits = []
        while size:
            digits.append(size & 0x3FFFFFFF)
            size >>= 30
        if tagged:
            head = len(digits) << 3 | (1 if number == 0 else 2 if number < 0 else 0)
        else:
            head = -len(digits) if number < 0 else len(digits)
        if _word(at + 8) != id(int) or _word(at + 16) != head:
            return False
        for index, digit in enumerate(digits):
            if ctypes.c_uint32.from_address(at + 24 + 4 * index).value != digit:
                return False
    return True


def _has_room() -> bool:
    """Whether ints of one digit, which take 28 bytes, have the 32 of those of two digits.

    They do where they come from CPython's own allocator, whose blocks of one size lie side by side,
    and where nothing is put behind them to find errors.
    """
    if sys.flags.dev_mode or os.environ.get("PYTHONMALLOC", "pymalloc") != "pymalloc":
        return False
    numbers = [int(f"{index}000") for index in range(1, 200)]
    return len({id(number) % 32 for number in numbers}) == 1


def _strings_lie_right(found: Layout) -> bool:
    import ctypes

    for text in ("", "a", "hello, world", "\xe9t\xe9", "\u0628\u064a\u0627\u0646", "a\U0001f600"):
        highest = max(map(ord, text), default=0)
        width = 1 if highest < 256 else 2 if highest < 65536 else 4
        at = id(text)
        flags = ctypes.c_uint32.from_address(at + 32).value
        is_ascii = highest < 128
        if _word(at + 8) != id(str) or _word(at + 16) != len(text):
            return False
        if flags >> 2 & 7 != width or not flags & 32 or bool(flags & 64) != is_ascii:
            return False
        first = at + (found.ascii if is_ascii else found.compact)
        data = ctypes.string_at(first, width * len(text))
        code = {1: "latin-1", 2: "utf-16", 4: "utf-32"}[width]
        if data.decode(code if width == 1 else f"{code}-{sys.byteorder[0]}e") != text:
            return False
    return True


def _recursion_offset() -> int:
    """Finds the counter that goes down by one with each call of a Python function."""
    import ctypes

    get = ctypes.pythonapi.PyThreadState_Get
    get.restype = ctypes.c_void_p
    state = get()
    count = 64

    def look(deeper: int) -> list[int]:
        if deeper:
            return look(deeper - 1)
        return [ctypes.c_int32.from_address(state + 4 * index).value for index in range(count)]

    shallow, deep, deepest = look(0), look(1), look(4)
    # What the program sees as the limit is less than what the walker has been given.
    limit = 1 << 30
    found = [
        index
        for index in range(count)
        if deep[index] == shallow[index] - 1
        and deepest[index] == shallow[index] - 4
        and 0 < shallow[index] <= limit
    ]
    return 4 * found[0] if len(found) == 1 else -1


def _awaited_offset(version: tuple[int, ...]) -> int:
    """Finds what changes when a call is put up for the main thread to make.

    On 3.11 and 3.12 the limit of recursion lies beside it, on 3.13 its place is documented. All
    steps of the test are calls of functions in C, so that no bytecode looks in between.
    """
    import ctypes
    from functools import partial
    from operator import call

    api = ctypes.pythonapi
    get = api.PyThreadState_Get if version >= (3, 13) else api.PyInterpreterState_Get
    get.restype = ctypes.c_void_p
    state = (ctypes.c_int32 * 128).from_address(get())
    look = partial(bytes, state)
    # Put up is a look for signals, which is what bytecode does then anyhow.
    add = ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)(
        ("Py_AddPendingCall", api)
    )
    harmless = ctypes.cast(api.PyErr_CheckSignals, ctypes.c_void_p)
    texts = list(map(call, (look, partial(add, harmless, None), look)))
    before, after = memoryview(texts[0]).cast("i"), memoryview(texts[2]).cast("i")
    limit = api.Py_GetRecursionLimit()
    for index in range(2, len(before) - 2):
        if version >= (3, 13):
            is_place = index == 6
        else:
            is_place = before[index - 1 if version < (3, 12) else index + 2] == limit
        if is_place and before[index] & 255 == 0 != after[index] & 255:
            return 4 * index
    return -1
