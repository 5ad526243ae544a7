"""Where CPython keeps what the kernels read: verified on this very interpreter, or refused.

The kernels read and store numbers in the memory of lists, so they have to know how objects lie
there. The layouts are those of CPython 3.11 and of 3.12 and 3.13, on 64-bit machines with a GIL.
`layout()` reads known objects back through the very offsets that the kernels use; where one of
them does not come out right, or the interpreter is another, it gives None.

    every object   reference count at 0, type at 8
    float          value at 16
    list           size at 16, pointer to its items at 24
    tuple          size at 16, items from 24 on
    int            3.11: signed count of digits at 16; later: count << 3 | sign (0 plus, 1 zero,
                   2 minus); digits of 30 bits from 24 on
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Layout:
    """tagged: ints have a tag, and small objects are immortal (3.12 on); small_ints: the address
    of the int -5, the others up to 256 follow every `stride` bytes; recursion: where the
    state of a thread counts how many calls deep it may still go, or -1.
    """

    __slots__ = ("recursion", "small_ints", "stride", "tagged")

    def __init__(self, tagged: bool, small_ints: int, stride: int, recursion: int) -> None:
        self.tagged = tagged
        self.small_ints = small_ints
        self.stride = stride
        self.recursion = recursion


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
    return Layout(tagged, id(-5), stride, _recursion_offset())


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
