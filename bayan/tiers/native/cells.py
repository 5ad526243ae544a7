"""Number attributes of an object that a loop runs with, as variables of its kernel.

    for _ in range(n) { x = generator.next() }      generator.seed is one while the kernel runs

A variable that the loop does not bind leads to one object for as long as a kernel runs. Those of
its attributes that are numbers are read at each entrance, lie in stack slots, which LLVM turns into
registers, and are put back where the object keeps them at every exit: nobody sees it otherwise.
They are restored where a statement is left that called functions, which may have changed them.
Where one can't be read as the number that it was seen to be, the kernel is not entered.

What such a variable gives is of the kind `object N@name`, a pointer to the object's cells: the
object itself, then the attributes in the order in which they were met. It may be asked for
attributes, and given to functions of the source, which are made for it and become part of the
kernel; a variable that is used in another way is `barred`. So is an attribute that is stored into
as long as some other object of the class is asked for it (which may be the same one), or gets a
value of another kind. Variables of one class must be of different objects (ALIASES among the
types).
"""

from __future__ import annotations

from ...syntax import nodes
from .emitter import Value
from .kinds import INT, SCALARS, SMALL, llvm_type
from .objects import Objects
from .shapes import shape_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .shapes import Members

_MARK = "@"
_OBJECT = "«object»"

# Functions that are made for cells, at the most, before none are.
MOST_FUNCTIONS = 10


class Barred(Exception):  # noqa: N818 (it is an answer)
    """A variable or attribute can't be kept in cells: all is to be made again without them."""


class Cell:
    """One attribute.

    node      by which it was met first
    stored    whether it ever is
    is_small  whether it is an int between 0 and SMALL, wherever it is read; was_small: whether all
              that was stored into it was one
    """

    __slots__ = ("index", "is_small", "kind", "node", "stored", "was_small")

    def __init__(self, index: int, kind: str, node: nodes.Attribute) -> None:
        self.index = index
        self.kind = kind
        self.node = node
        self.stored = False
        self.is_small = False
        self.was_small = kind == INT


class Cells:
    """What a kernel and its functions keep in cells: attributes by the name of the variable.

    kinds    of these variables
    barred   variables, and attributes of classes, that can't be
    boxed    attributes of classes that are asked of other objects, and whether they are stored
    may_be_small, small   the attributes that are small numbers at the entrance, `name.attribute`;
             those of them of which the code relies on that
    """

    def __init__(self) -> None:
        self.kinds: dict[str, str] = {}
        self.attributes: dict[str, dict[str, Cell]] = {}
        self.barred: set[object] = set()
        self.boxed: dict[tuple[Members, str], bool] = {}
        self.may_be_small: frozenset[str] = frozenset()

    def bar(self, what: object) -> None:
        """Raises Barred."""
        self.barred.add(what)
        self.begin()
        raise Barred

    def begin(self) -> None:
        self.kinds = {}
        self.attributes = {}
        self.boxed = {}

    def conflict(self) -> bool:
        """Whether some attribute turns out to be that of another object, perhaps; it is barred."""
        found: set[object] = set()
        for name, attributes in self.attributes.items():
            members = members_of(self.kinds[name])
            if members is None:
                continue
            for attribute, cell in attributes.items():
                key = (members, attribute)
                stored = self.boxed.get(key)
                if stored is not None and (stored or cell.stored):
                    found.add(key)
        self.barred |= found
        return bool(found)

    def share(self, one: str, other: str) -> bool:
        """Whether what one variable stores another would have to know, were their objects one."""
        if members_of(self.kinds[one]) is not members_of(self.kinds[other]):
            return False
        first, second = self.attributes[one], self.attributes[other]
        return any(first[key].stored or second[key].stored for key in first.keys() & second.keys())

    def learn_small(self) -> bool:
        """Whether it turns out that attributes are small numbers, since whatever they were, only
        such are stored.
        """
        found = False
        for name, attributes in self.attributes.items():
            for attribute, cell in attributes.items():
                known = cell.is_small or f"{name}.{attribute}" not in self.may_be_small
                if cell.was_small and not known:
                    cell.is_small = found = True
        return found

    @property
    def small(self) -> frozenset[str]:
        return frozenset(
            f"{name}.{attribute}"
            for name, attributes in self.attributes.items()
            for attribute, cell in attributes.items()
            if cell.is_small
        )


def is_unboxed(kind: str) -> bool:
    """Whether it is the kind of a pointer to an object's cells."""
    return _MARK in kind


def plain(kind: str) -> str:
    """The kind of the object itself."""
    return kind.partition(_MARK)[0]


def unboxed(kind: str, name: str) -> str:
    """The kind of a pointer to the cells of the object that a variable leads to."""
    return f"{kind}{_MARK}{name}"


def variable_of(kind: str) -> str:
    """The variable whose object has these cells."""
    return kind.partition(_MARK)[2]


def members_of(kind: str) -> Members | None:
    shape = shape_of(plain(kind))
    return None if shape is None else shape.members


class Unboxed(Objects):
    """Attributes in cells."""

    @property
    def cells(self) -> Cells:
        raise NotImplementedError

    def cells_at(self, name: str) -> Value | None:
        """The cells of the object that a variable leads to; None where it has none."""
        kind = self.kinds.get(name, "")
        if not is_unboxed(kind):
            return None
        found = self.known(name)
        if found is None:
            found = Value(kind, self.op(f"load ptr, ptr {self.home(name, kind)}"))
            self.know(found, name)
        return found

    def holder(self, node: nodes.Expression) -> Value:
        """What is asked for an attribute, or given to a function of the source."""
        found = self.cells_at(node.name) if isinstance(node, nodes.Name) else None
        return self.expression(node) if found is None else found

    def expression(self, node: nodes.Expression) -> Value:
        raise NotImplementedError

    def read(self, name: str, node: nodes.Node) -> Value:
        found = self.cells_at(name)
        if found is not None:
            self.cells.bar(variable_of(found.kind))
        return super().read(name, node)

    def write(self, name: str, value: Value) -> None:
        kind = self.kinds.get(name, "")
        if is_unboxed(kind):
            self.cells.bar(variable_of(kind))
        super().write(name, value)

    def object_of(self, thing: Value) -> Value:
        """The object that cells belong to."""
        if not is_unboxed(thing.kind):
            return thing
        found = self.known(_OBJECT, thing.text)
        if found is None:
            self.cells_for(thing)
            found = Value(plain(thing.kind), self.op(f"load ptr, ptr {thing.text}"))
            self.know(found, _OBJECT, thing.text)
        return found

    def cell(self, thing: Value, node: nodes.Attribute, stored: bool = False) -> Cell | None:
        """Where an attribute of an object with cells lies in these; None where it does not."""
        if not is_unboxed(thing.kind):
            return None
        kind = plain(thing.kind)
        shape = shape_of(kind)
        attribute = None if shape is None else shape.kinds.get(node.name)
        if shape is None or attribute not in SCALARS:
            return None
        if (shape.members, node.name) in self.cells.barred:
            return None
        guard = self.class_guard(kind, node)
        if guard.place(node.name) is None:
            return None
        there = self.cells_for(thing)
        found = there.get(node.name)
        if found is None or (stored and not found.stored):
            if stored and guard.place(node.name, True) is None:
                return None
            if found is None:
                found = there[node.name] = Cell(len(there) + 1, attribute, node)
            found.stored = found.stored or stored
            self.learn_cell()
        return found

    def cells_for(self, thing: Value) -> dict[str, Cell]:
        """Those of the variable that these cells belong to."""
        name = variable_of(thing.kind)
        if name not in self.cells.kinds:
            self.cells.kinds[name] = plain(thing.kind)
            self.cells.attributes[name] = {}
            self.learn_cell()
        return self.cells.attributes[name]

    def learn_cell(self) -> None:
        """There is one more, or one more that is stored."""
        raise NotImplementedError

    def cell_address(self, thing: Value, cell: Cell) -> str:
        return self.op(f"getelementptr i64, ptr {thing.text}, i64 {cell.index}")

    # Attributes, in cells or not

    def read_attribute(self, thing: Value, node: nodes.Attribute) -> Value:
        cell = self.cell(thing, node)
        if cell is None:
            return super().read_attribute(self.object_of(thing), node)
        return self.load_cell(cell, self.cell_address(thing, cell))

    def load_cell(self, cell: Cell, address: str) -> Value:
        text = self.op(f"load {llvm_type(cell.kind)}, ptr {address}")
        return Value(cell.kind, text, 0, SMALL) if cell.is_small else Value(cell.kind, text)

    def load_attribute(self, thing: Value, slot: str, node: nodes.Attribute) -> Value:
        cell = self.cell(thing, node)
        if cell is None:
            return super().load_attribute(self.object_of(thing), slot, node)
        return self.load_cell(cell, slot)

    def attribute_slot(self, thing: Value, node: nodes.Attribute, stored: bool) -> str:
        cell = self.cell(thing, node, stored)
        if cell is not None:
            return self.cell_address(thing, cell)
        thing = self.object_of(thing)
        members = members_of(thing.kind)
        if members is not None:
            key = (members, node.name)
            self.cells.boxed[key] = stored or self.cells.boxed.get(key, False)
        return super().attribute_slot(thing, node, stored)

    def shared_attribute(self, thing: Value, node: nodes.Attribute) -> object:
        return super().shared_attribute(self.object_of(thing), node)

    def store_cell(self, thing: Value, slot: str, value: Value, node: nodes.Attribute) -> bool:
        """Store into a cell; False where the attribute is in none."""
        cell = self.cell(thing, node, True)
        if cell is None:
            return False
        if value.kind != cell.kind:
            self.cells.bar((members_of(thing.kind), node.name))
        if not (value.low >= 0 and value.high <= SMALL):
            cell.was_small = False
        self.emit(f"store {llvm_type(cell.kind)} {value.text}, ptr {slot}")
        return True

    def attribute_stored(self, thing: Value, node: nodes.Attribute, value: Value) -> None:
        super().attribute_stored(self.object_of(thing), node, value)
