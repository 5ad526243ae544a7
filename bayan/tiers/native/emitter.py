"""LLVM's text of one routine, block by block, and the ways out of it.

Variables lie in stack slots, which LLVM turns into registers. A test that fails goes to the exit
of the statement under way: nothing of the statement has happened by then, so the tier below can
begin it anew. The values and where they go are in `routine`.
"""

from __future__ import annotations

import struct

from ..refusal import UNKNOWN_TYPE, Refusal
from ..replacement import BROKE, EXHAUSTED, RETURNED
from .bounds import ANY, bounds_in, note
from .kinds import BOOL, CHAR, COPY, FLOAT, HIGHEST, INT, LOWEST, MAYBE, NONE, ONE_OF, llvm_type

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ...syntax.nodes import Node

# Why a kernel is left, beside the ends of its loop. The first five of all are no failures.
PAUSE = "pause"
ENTRY = "entry types"
OVERFLOW = "overflow"
DIVISION = "zero division"
INDEX = "index"
ELEMENT = "element type"
INEXACT = "inexact"
DOMAIN = "domain"
UNBOUND = "unbound variable"
CALL = "call"
FORM = "form"
DEPTH = "recursion depth"
COPIES_PAY = "copies pay"
REASONS = (
    EXHAUSTED,
    BROKE,
    RETURNED,
    PAUSE,
    ENTRY,
    OVERFLOW,
    DIVISION,
    INDEX,
    ELEMENT,
    INEXACT,
    DOMAIN,
    UNBOUND,
    CALL,
    FORM,
    DEPTH,
    COPIES_PAY,
)


# What the names of stack slots of variables end in, by the kind; "p" for all others.
_SUFFIXES = {INT: "i", FLOAT: "f", BOOL: "b", CHAR: "c"}
_SUFFIXES |= {COPY + INT: "ni", COPY + FLOAT: "nf", COPY + BOOL: "nb"}


class Value:
    """What an expression gives: its kind, LLVM's name of it, and bounds if it is an int.

    A tuple that is only there to be unpacked has `parts` and no text.
    """

    __slots__ = ("high", "kind", "low", "parts", "text")

    def __init__(
        self,
        kind: str,
        text: str,
        low: int = LOWEST,
        high: int = HIGHEST,
        parts: list[Value] | None = None,
    ) -> None:
        self.kind = kind
        self.text = text
        self.low = low
        self.high = high
        self.parts = parts


def int_constant(value: int) -> Value:
    return Value(INT, str(value), value, value)


def float_text(value: float) -> str:
    return f"0x{struct.unpack('<Q', struct.pack('<d', value))[0]:016X}"


class Emitter:
    """The text of a routine under way."""

    def __init__(self, names: dict[str, int]) -> None:
        self.names = names
        self.lines: list[str] = []
        self.slots: dict[str, str] = {}
        self.count = 0
        self.kinds: dict[str, str] = {}
        self.before: dict[str, str] = {}
        self.exit_labels: dict[str, str] = {}
        self.conditional = 0
        # Numbers of kinds, for the tags of variables that are of one of several.
        self.tags: dict[str, int] = {"": 0}
        self.node: Node

    def op(self, text: str) -> str:
        """An instruction with a result; gives its name."""
        self.count += 1
        name = f"%t{self.count}"
        self.lines.append(f"  {name} = {text}")
        return name

    def emit(self, text: str) -> None:
        self.lines.append("  " + text)

    def label(self) -> str:
        self.count += 1
        return f"b{self.count}"

    def begin(self, label: str) -> None:
        self.lines.append(f"{label}:")

    def slot(self, name: str, type_: str) -> str:
        """A stack slot of the routine."""
        self.slots[name] = type_
        return f"%{name}"

    def temporary(self, type_: str) -> str:
        self.count += 1
        return self.slot(f"x{self.count}", type_)

    # Ways out

    def exit_label(self, reason: str) -> str:
        """The block through which the statement under way is left for `reason`."""
        found = self.exit_labels.get(reason)
        if found is None:
            found = self.exit_labels[reason] = self.make_exit(reason)
        return found

    def make_exit(self, reason: str) -> str:
        raise NotImplementedError

    def leave_if(self, condition: str, reason: str) -> None:
        good = self.label()
        bad = self.exit_label(reason)
        self.emit(f"br i1 {condition}, label %{bad}, label %{good}, !prof !80")
        self.begin(good)

    def leave_unless(self, condition: str, reason: str) -> None:
        good = self.label()
        bad = self.exit_label(reason)
        self.emit(f"br i1 {condition}, label %{good}, label %{bad}, !prof !81")
        self.begin(good)

    def checked(self, call: str, type_: str, reason: str) -> str:
        """The value of a helper that gives {value, whether it is right}."""
        pair = self.op(f"call {{{type_}, i1}} {call}")
        ok = self.op(f"extractvalue {{{type_}, i1}} {pair}, 1")
        self.leave_unless(ok, reason)
        return self.op(f"extractvalue {{{type_}, i1}} {pair}, 0")

    # Variables

    def home(self, name: str, kind: str) -> str:
        """The stack slot of a variable while it is of this kind."""
        return self.slot(self.home_name(name, kind), llvm_type(kind))

    def home_name(self, name: str, kind: str) -> str:
        return f"v{self.names[name]}{_SUFFIXES.get(kind, 'p')}"

    def flag(self, name: str) -> str:
        return self.slot(f"v{self.names[name]}u", "i1")

    def tag(self, name: str) -> str:
        return self.slot(f"v{self.names[name]}t", "i64")

    def read(self, name: str, node: Node) -> Value:
        kind = self.kinds.get(name)
        if kind is None or kind.startswith(("function ", "module ", ONE_OF)):
            raise Refusal(UNKNOWN_TYPE, node.position)
        low, high = bounds_in(self.kinds).get(name, ANY)
        if kind.startswith(MAYBE):
            bound = self.op(f"load i1, ptr {self.flag(name)}")
            self.leave_unless(bound, UNBOUND)
            kind = kind[1:]
            if not self.conditional:
                self.kinds[name] = kind
                note(self.kinds, name, low, high)
        if kind == NONE:
            return Value(NONE, "false")
        text = self.op(f"load {llvm_type(kind)}, ptr {self.home(name, kind)}")
        return Value(kind, text, low, high)

    def write(self, name: str, value: Value) -> None:
        if value.kind != NONE:
            self.emit(
                f"store {llvm_type(value.kind)} {value.text}, ptr {self.home(name, value.kind)}"
            )
        self.kinds[name] = value.kind
        note(self.kinds, name, value.low, value.high)
