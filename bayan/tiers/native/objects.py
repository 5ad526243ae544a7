"""Attributes of objects of the program's classes, read and stored where the objects keep them.

An attribute is a slot like that of a list's element: in the instance itself, or in the row that the
instance leads to, mostly while it has no dict (see instances). It may be empty; where it is, and
where there is no row, the kernel is left, and the tier below finds what there is to be found or
raised. No statement of a kernel fills or empties such a slot, or changes an object's class or row:
a store puts a number in the place of a number.

A number in the class that no attribute of the object hides is a constant; a method that is a plain
function of the class's is called as a function of the source is (see modules).

The class is checked where an object is taken from a list, an attribute or a variable at the entry.

What has been found out about an object, by the register that refers to it, is not asked again on
the ways on from there: its row, that an attribute is there, and what that has, until it may have
got another value. This goes with the kinds of variables, and through blocks that join where all
ways there know the same; nothing is known at the beginning of a loop's round.
"""

from __future__ import annotations

from ...syntax import nodes
from ..refusal import ATTRIBUTE, UNKNOWN_OPERATION, UNKNOWN_TYPE, Refusal
from .bounds import known_in
from .copies import Copies
from .emitter import ELEMENT, Value
from .instances import INLINE, INLINE_ROW, POINTER, ROW, VALID, instances
from .kinds import MAYBE, NONE, alternatives
from .shapes import ClassGuard, is_instance, shape_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .shapes import Place

# What is known by the registers of objects.
_ROW, _SLOT, _VALUE = "«row»", "«slot»", "«value»"


class Objects(Copies):
    """Attributes of objects."""

    def class_guard(self, kind: str, node: nodes.Node) -> ClassGuard:
        """What the kernel relies on of the class of a kind of objects."""
        raise NotImplementedError

    def class_symbol(self, kind: str, node: nodes.Node) -> str:
        if is_instance(kind):
            return f"@{self.class_guard(kind, node).symbol}"
        return super().class_symbol(kind, node)

    # What is known: a variable's register by its name, and by an object's register its row, the
    # slot of an attribute that is there, and the attribute's value, these by their places.

    def known(self, *key: object) -> Value | None:
        return known_in(self.kinds).get(key)

    def know(self, value: Value, *key: object) -> None:
        """To be called behind what is done on all ways on from here."""
        if not self.conditional:
            known_in(self.kinds)[key] = value

    def forget_values(self, place: Place | None = None) -> None:
        """Attributes may have got other values: all of them, or those at one place."""
        known = known_in(self.kinds)
        for key in list(known):
            if key[0] == _VALUE and (place is None or key[2:] == place):
                del known[key]

    def forget_all(self) -> None:
        """Anything may have happened."""
        known_in(self.kinds).clear()

    def read(self, name: str, node: nodes.Node) -> Value:
        if not is_instance(self.kinds.get(name, "").removeprefix(MAYBE)):
            return super().read(name, node)
        found = self.known(name)
        if found is None:
            found = super().read(name, node)
            self.know(found, name)
        return found

    def compare(self, operator: str, left: Value, right: Value, node: nodes.Node) -> str:
        if is_instance(left.kind) or is_instance(right.kind):
            if operator not in ("is", "is not"):
                raise Refusal(UNKNOWN_OPERATION, node.position)
            if is_instance(left.kind) and is_instance(right.kind):
                order = "eq" if operator == "is" else "ne"
                return self.op(f"icmp {order} ptr {left.text}, {right.text}")
        return super().compare(operator, left, right, node)

    def attribute_of(self, thing: Value, node: nodes.Attribute) -> Value:
        """The value of an attribute."""
        return self.each([thing], lambda given: self.read_attribute(given[0], node))

    def read_attribute(self, thing: Value, node: nodes.Attribute) -> Value:
        if is_instance(thing.kind) and self.class_guard(thing.kind, node).place(node.name) is None:
            value = self.shared_attribute(thing, node)
            if type(value) not in (bool, float, int):
                raise Refusal(UNKNOWN_TYPE, node.position)
            return self.constant_value(value, node)
        return self.load_attribute(thing, self.attribute_slot(thing, node, False), node)

    def shared_attribute(self, thing: Value, node: nodes.Attribute) -> object:
        """What an object has by its class: a number, or a function as a method."""
        found = self.class_guard(thing.kind, node).shared(node.name)
        if found is None:
            raise Refusal(ATTRIBUTE, node.position)
        value, needs_row = found
        if needs_row:
            # It has no attribute of that name of its own, then: that is not among the class's keys.
            self.row_of(thing)
        return value

    def load_attribute(self, thing: Value, slot: str, node: nodes.Attribute) -> Value:
        """What lies in an attribute's slot, if it is of the kind that it is taken for."""
        shape = shape_of(thing.kind)
        kind = None if shape is None else shape.kinds.get(node.name)
        if kind is None:
            raise Refusal(UNKNOWN_TYPE, node.position)
        place = self.class_guard(thing.kind, node).place(node.name) or ()
        found = self.known(_VALUE, thing.text, *place)
        if found is None:
            there = self.op(f"load ptr, ptr {slot}, !tbaa !20")
            if kind == NONE:
                found = self.load_one_of(there, [NONE])
            else:
                found = self.taken(there, alternatives(kind), node)
            self.know(found, _VALUE, thing.text, *place)
        return found

    def attribute_stored(self, thing: Value, node: nodes.Attribute, value: Value) -> None:
        """An attribute has got a number."""
        place = self.class_guard(thing.kind, node).place(node.name, True)
        assert place is not None
        self.forget_values(place)
        shape = shape_of(thing.kind)
        kind = None if shape is None else shape.kinds.get(node.name)
        if kind is not None and value.kind in alternatives(kind):
            self.know(value, _VALUE, thing.text, *place)

    def attribute_slot(self, thing: Value, node: nodes.Attribute, stored: bool) -> str:
        """The address where an object keeps an attribute that it has."""
        if not is_instance(thing.kind):
            raise Refusal(UNKNOWN_OPERATION, node.position)
        place = self.class_guard(thing.kind, node).place(node.name, stored)
        if place is None:
            raise Refusal(ATTRIBUTE, node.position)
        known = self.known(_SLOT, thing.text, *place)
        if known is not None:
            return known.text
        in_slot, number = place
        if in_slot:
            slot = self.op(f"getelementptr i8, ptr {thing.text}, i64 {number}")
        else:
            slot = self.op(f"getelementptr ptr, ptr {self.row_of(thing)}, i64 {number}")
        there = self.op(f"load ptr, ptr {slot}, !tbaa !20")
        self.leave_if(self.op(f"icmp eq ptr {there}, null"), ELEMENT)
        self.know(Value("", slot), _SLOT, thing.text, *place)
        return slot

    def row_of(self, thing: Value) -> str:
        """The address of an object's row of attributes; leaves where it has none."""
        known = self.known(_ROW, thing.text)
        if known is None:
            known = Value("", self.find_row(thing))
            self.know(known, _ROW, thing.text)
        return known.text

    def find_row(self, thing: Value) -> str:
        found = instances()
        assert found is not None
        if found.form == INLINE:
            at = self.op(f"getelementptr i8, ptr {thing.text}, i64 {VALID}")
            valid = self.op(f"icmp ne i8 {self.op(f'load i8, ptr {at}, !tbaa !10')}, 0")
            self.leave_unless(valid, ELEMENT)
            return self.op(f"getelementptr i8, ptr {thing.text}, i64 {INLINE_ROW}")
        at = self.op(f"getelementptr i8, ptr {thing.text}, i64 {ROW[found.form]}")
        there = self.op(f"load ptr, ptr {at}, !tbaa !10")
        if found.form == POINTER:
            self.leave_if(self.op(f"icmp eq ptr {there}, null"), ELEMENT)
            return there
        odd = self.op(f"trunc i64 {self.op(f'ptrtoint ptr {there} to i64')} to i1")
        self.leave_unless(odd, ELEMENT)
        return self.op(f"getelementptr i8, ptr {there}, i64 1")
