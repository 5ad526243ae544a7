"""Who owns which reference, in kernels that make lists or give them up.

A routine begins without counting: all objects that it sees stay where they are, and it borrows
them. When a statement makes a list, stores one or takes one out, all is begun again with
`counts`. Then each variable of a kind with objects owns a reference (its stack slot is null where
it is unbound), so does each loop over a list, and so do the temporary slots in `fresh`: those of
the statement under way, given up at its end, and wherever it is left.
"""

from __future__ import annotations

from .emitter import Emitter, Value
from .kinds import is_object, options


class Ownership(Emitter):
    """References."""

    # Whether references are counted.
    counts = False
    tail: list[str]

    def __init__(self, names: dict[str, int]) -> None:
        super().__init__(names)
        self.fresh: list[str] = []
        self.empty_slots: list[str] = []

    def count_references(self) -> None:
        """To be called where a list is made, or may be given up."""
        raise NotImplementedError

    def begin_statement(self) -> None:
        self.exit_labels = {}
        self.fresh = []

    def owned(self, kind: str, text: str) -> Value:
        """A value whose reference the statement under way owns from here on."""
        slot = self.temporary("ptr")
        self.empty_slots.append(slot)
        self.fresh.append(slot)
        self.emit(f"store ptr {text}, ptr {slot}")
        return Value(kind, text)

    def kept(self, value: Value) -> Value:
        """The same value, which stays for the statement whatever it gives up meanwhile."""
        self.emit(f"call void @own(ptr {value.text})")
        return self.owned(value.kind, value.text)

    def give_up_fresh(self, since: int = 0) -> None:
        """At the end of a statement: give up what it owns, of the last ones from `since` on."""
        for slot in self.fresh[since:]:
            self.release(slot)

    def forget_fresh(self, since: int) -> None:
        """At the end of a part of a statement that is repeated."""
        self.give_up_fresh(since)
        del self.fresh[since:]

    def release(self, slot: str) -> None:
        """Give up the reference in a stack slot, which is empty then."""
        thing = self.op(f"load ptr, ptr {slot}")
        self.emit(f"store ptr null, ptr {slot}")
        self.emit(f"call void @release(ptr {thing})")

    def write(self, name: str, value: Value) -> None:
        old = self.object_slot(name)
        if not self.counts or (old is None and not is_object(value.kind)):
            super().write(name, value)
            return
        if is_object(value.kind):
            self.emit(f"call void @own(ptr {value.text})")
        before = "null" if old is None else self.op(f"load ptr, ptr {old}")
        super().write(name, value)
        self.emit(f"call void @release(ptr {before})")

    def object_slot(self, name: str) -> str | None:
        """The stack slot of a variable that may have an object now."""
        for kind in sorted(options(self.kinds.get(name))):
            if is_object(kind):
                return self.home(name, kind)
        return None

    def begin_exit(self) -> None:
        """What has to be done at an exit before references are given up."""

    def exit_label(self, reason: str) -> str:
        if not self.fresh:
            return super().exit_label(reason)
        key = " ".join([reason, *self.fresh])
        found = self.exit_labels.get(key)
        if found is None:
            plain = super().exit_label(reason)
            found = self.exit_labels[key] = self.label()
            lines, self.lines = self.lines, []
            self.begin(found)
            self.begin_exit()
            self.give_up_fresh()
            self.emit(f"br label %{plain}")
            lines, self.lines = self.lines, lines
            self.tail += lines
        return found
