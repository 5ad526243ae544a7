"""Methods that change lists, and lists that are stored into lists.

All tests come first. What is taken out of a list may be the last reference to it: where its death
could run code of the program, the kernel is left (see list_text).
"""

from __future__ import annotations

from ...syntax import nodes
from ..refusal import UNKNOWN_CALL, UNKNOWN_FORM, UNKNOWN_OPERATION, Refusal
from .creation import is_list, kind_among
from .emitter import ELEMENT, INDEX, Value
from .expressions import Expressions
from .kinds import BOOL, INT, MAYBE, SCALARS, element, is_object, merged

# How deep lists in a list are looked through for what is not harmless.
_DEPTH = 4

_ARGUMENTS = {"append": (1,), "insert": (2,), "pop": (0, 1), "reverse": (0,), "sort": (0,)}


class Changes(Expressions):
    """Changes of lists."""

    def check_effects(self, node: nodes.Node) -> None:
        """Refuses where a store into an object is not allowed."""

    def change(self, sequence: Value) -> None:
        """A list is going to be changed; all that the statement reads has been read."""

    def change_size(self, node: nodes.Node) -> None:
        """Refuses where lists must stay as they are but for their elements."""

    def method_name(self, node: nodes.Expression) -> str | None:
        """The name of the list's method that a call is of, by its form; None for other calls."""
        if not isinstance(node, nodes.Call) or not isinstance(node.function, nodes.Attribute):
            return None
        name = node.function.name
        starred = any(isinstance(one, nodes.Starred) for one in node.arguments)
        if node.keywords or starred or len(node.arguments) not in _ARGUMENTS.get(name, ()):
            return None
        return name

    def call_method(self, name: str, node: nodes.Expression) -> None:
        """A method of a list, for its effect."""
        assert isinstance(node, nodes.Call) and isinstance(node.function, nodes.Attribute)
        if name == "pop":
            self.pop(node)
            return
        holder = node.function.value
        sequence = self.expression(holder)
        arguments = [self.expression(argument) for argument in node.arguments]
        if not is_list(sequence.kind) or any(one.parts is not None for one in arguments):
            raise Refusal(UNKNOWN_CALL, node.position)
        self.check_effects(node)
        self.change(sequence)
        if name == "append":
            self.append(sequence, arguments[0], node)
            self.learn_element(holder, sequence, arguments[0])
            return
        self.change_size(node)
        if name == "insert":
            self.insert(sequence, arguments[0], arguments[1], node)
            self.learn_element(holder, sequence, arguments[1])
        elif name == "sort":
            if element(sequence.kind) not in ("", *SCALARS):
                raise Refusal(UNKNOWN_CALL, node.position)
            self.sort(sequence)
        else:
            self.op(f"call i32 @PyList_Reverse(ptr {sequence.text})")

    def append(self, sequence: Value, value: Value, node: nodes.Node) -> None:
        if is_object(value.kind):
            self.count_references()
        self.change_size(node)
        self.put(f"@append(ptr {sequence.text}", value, node)

    def put(self, call: str, value: Value, node: nodes.Node) -> None:
        """Call a helper that takes a reference as its last argument; it fails without memory."""
        thing = self.boxed(value, node)
        self.leave_unless(self.op(f"call i1 {call}, ptr {thing})"), ELEMENT)

    def insert(self, sequence: Value, index: Value, value: Value, node: nodes.Node) -> None:
        if index.kind not in (INT, BOOL):
            raise Refusal(UNKNOWN_OPERATION, node.position)
        if is_object(value.kind):
            self.count_references()
        number = self.to_int(index).text
        self.put(f"@insert(ptr {sequence.text}, i64 {number}", value, node)

    def learn_element(self, holder: nodes.Expression, sequence: Value, value: Value) -> None:
        """What was empty is now a list of such elements; so are the lists around it."""
        kind = f"list[{kind_among(value)}]"
        found = merged(sequence.kind, kind, True)
        while isinstance(holder, nodes.Subscript) and found is not None:
            found = f"list[{found}]"
            holder = holder.value
        if not isinstance(holder, nodes.Name) or found is None:
            return
        now = self.kinds.get(holder.name, "")
        prefix = MAYBE if now.startswith(MAYBE) else ""
        whole = merged(now.removeprefix(MAYBE), found, True)
        if whole is not None and is_list(now.removeprefix(MAYBE)):
            self.kinds[holder.name] = prefix + whole

    def pop(self, node: nodes.Expression) -> Value:
        """Takes an item out of a list; nothing may be tested behind that."""
        assert isinstance(node, nodes.Call) and isinstance(node.function, nodes.Attribute)
        sequence = self.expression(node.function.value)
        if not is_list(sequence.kind):
            raise Refusal(UNKNOWN_CALL, node.position)
        index = self.expression(node.arguments[0]) if node.arguments else None
        size = self.length(sequence).text
        if index is None:
            self.leave_if(self.op(f"icmp eq i64 {size}, 0"), INDEX)
            at = self.op(f"sub i64 {size}, 1")
        else:
            at = self.inside(sequence, index, node)
        slot = self.slot_address(sequence, at)
        value = self.load(sequence, slot, node)
        if value.kind not in SCALARS and not is_object(value.kind):
            raise Refusal(UNKNOWN_OPERATION, node.position)
        self.check_effects(node)
        self.change_size(node)
        if is_object(value.kind):
            self.count_references()
            self.check_harmless(value.text)
            value = self.kept(value)
        self.change(sequence)
        done = self.op(f"call i1 @drop_item(ptr {sequence.text}, i64 {at})")
        self.leave_unless(done, ELEMENT)
        return value

    def check_harmless(self, thing: str) -> None:
        fine = self.op(f"call i1 @harmless(ptr {thing}, i64 {_DEPTH})")
        self.leave_unless(fine, ELEMENT)

    # Items that change places

    def exchange(self, node: nodes.Assignment) -> bool:
        """`a[i], a[j] = a[j], a[i]`, whatever the items are: objects change places. False where the
        statement is another.
        """
        pair = _exchanged(node)
        if pair is None:
            return False
        sequence = self.expression(pair[0].value)
        indices = [self.expression(subscript.index) for subscript in pair]
        if not is_list(sequence.kind) or any(one.kind not in (INT, BOOL) for one in indices):
            return False
        slots = [self.position(sequence, index, node) for index in indices]
        self.check_effects(node)
        self.change(sequence)
        self.exchange_objects(slots)
        return True

    def exchange_objects(self, slots: list[str]) -> None:
        things = [self.op(f"load ptr, ptr {slot}, !tbaa !20") for slot in slots]
        for slot, thing in zip(slots, reversed(things), strict=True):
            self.emit(f"store ptr {thing}, ptr {slot}, !tbaa !20")

    # Copies

    def copy_again(self, node: nodes.Assignment) -> bool:
        """`b = a[:]`: where nothing else refers to the list in `b`, which is going to die, that
        gets the items if it has as many. False where the statement is another.
        """
        value = node.value
        target = node.targets[0]
        if not (self.counts and len(node.targets) == 1 and isinstance(target, nodes.Name)):
            return False
        if not (isinstance(value, nodes.Subscript) and isinstance(value.index, nodes.Slice)):
            return False
        old = self.object_slot(target.name)
        bounds = (value.index.lower, value.index.upper, value.index.step)
        if old is None or bounds != (None, None, None):
            return False
        source = self.expression(value.value)
        if not is_list(source.kind):
            return False
        done, make = self.label(), self.label()
        before = self.op(f"load ptr, ptr {old}")
        again = self.op(f"call i1 @copy_into(ptr {before}, ptr {source.text})")
        self.emit(f"br i1 {again}, label %{done}, label %{make}")
        self.begin(make)
        self.write(target.name, self.slice(source, value.index))
        self.emit(f"br label %{done}")
        self.begin(done)
        return True

    # Lists in lists

    def check_replaced(self, slot: str, stay: list[str]) -> None:
        """Leaves unless the object in a slot may go; those of `stay` go to where they were."""
        thing = self.op(f"load ptr, ptr {slot}, !tbaa !20")
        if not stay:
            self.check_harmless(thing)
            return
        look, good = self.label(), self.label()
        known = "false"
        for other in stay:
            same = self.op(f"icmp eq ptr {thing}, {other}")
            known = self.op(f"or i1 {known}, {same}")
        self.emit(f"br i1 {known}, label %{good}, label %{look}")
        self.begin(look)
        self.check_harmless(thing)
        self.emit(f"br label %{good}")
        self.begin(good)

    def store_object(self, sequence: Value, slot: str, value: Value) -> None:
        """Store a list, once the object that lies there may go; that goes with the statement."""
        self.change(sequence)
        self.emit(f"call void @own(ptr {value.text})")
        self.owned(value.kind, self.op(f"load ptr, ptr {slot}, !tbaa !20"))
        self.emit(f"store ptr {value.text}, ptr {slot}, !tbaa !20")

    def extend(self, sequence: Value, value: Value, node: nodes.Node) -> None:
        """`a += b` of lists, which changes `a`."""
        if not (is_list(sequence.kind) and is_list(value.kind)):
            raise Refusal(UNKNOWN_FORM, node.position)
        self.count_references()
        self.check_effects(node)
        self.change_size(node)
        self.change(sequence)
        size = self.length(sequence).text
        call = f"@PyList_SetSlice(ptr {sequence.text}, i64 {size}, i64 {size}, ptr {value.text})"
        self.leave_if(self.op(f"icmp ne i32 {self.op(f'call i32 {call}')}, 0"), ELEMENT)


_PURE = (nodes.BinaryOperation, nodes.Constant, nodes.Name, nodes.UnaryOperation)


def _exchanged(node: nodes.Assignment) -> list[nodes.Subscript] | None:
    """The two places in one list whose items change places in an assignment; None in others."""
    value = node.value
    if len(node.targets) != 1 or not isinstance(value, nodes.Tuple):
        return None
    target = node.targets[0]
    if not isinstance(target, nodes.Tuple | nodes.List) or len(target.elements) != 2:
        return None
    pair = [one for one in target.elements if isinstance(one, nodes.Subscript)]
    names = [one.value.name for one in pair if isinstance(one.value, nodes.Name)]
    if len(names) != 2 or names[0] != names[1] or len(value.elements) != 2:
        return None
    given = list(reversed(value.elements))
    same = (alike(one, other) for one, other in zip(pair, given, strict=True))
    return pair if all(same) else None


def alike(one: object, other: object) -> bool:
    """Whether two expressions say the same, and nothing in their indices can change."""
    if one.__class__ is not other.__class__:
        return False
    if isinstance(one, nodes.Subscript) and isinstance(other, nodes.Subscript):
        return alike(one.value, other.value) and alike(one.index, other.index)
    if not isinstance(one, nodes.Node):
        return one == other
    return isinstance(one, _PURE) and all(
        alike(getattr(one, field), getattr(other, field)) for field in one.fields
    )
