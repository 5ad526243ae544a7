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
from .facts import SMALL
from .kinds import BOOL, INT, MAYBE, SCALARS, element, is_sequence, llvm_type
from .objects import Objects
from .shapes import UNBOXED, is_instance, shape_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .shapes import Members

# Before the number of a shape: the kind of a list of objects with cells.
_ROWS = "objects "
_OBJECT = "«object»"

# Elements of a list whose objects have cells, at the most; and where functions store into these,
# so that all of them are noted down before a statement calls one.
MOST_ROWS = 1 << 12
MOST_NOTED = 64
# TBAA: cells of one number lie apart from those of others, whatever they belong to.
FIRST_TAG = 300
MOST_CELLS = 40

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

    kinds    of these variables' objects, or of the elements of their lists
    lists    the kinds of those that are lists
    sizes    of those lists whose elements may have cells, as it is made
    deep     those of them whose elements are asked for in loops of loops
    noted    those into whose elements functions store; whole: those of them of which it is not
             known which elements these are
    barred   variables, and attributes of classes, that can't be
    boxed    attributes of classes that are asked of other objects, and whether they are stored
    may_be_small, small   the attributes that are small numbers at the entrance, `name.attribute`;
             those of them of which the code relies on that
    """

    def __init__(self) -> None:
        self.kinds: dict[str, str] = {}
        self.attributes: dict[str, dict[str, Cell]] = {}
        self.lists: dict[str, str] = {}
        self.sizes: dict[str, int] = {}
        self.deep: set[str] = set()
        self.noted: set[str] = set()
        self.whole: set[str] = set()
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
        self.lists = {}
        self.deep = set()
        self.noted = set()
        self.whole = set()
        self.attributes = {}
        self.boxed = {}

    def conflict(self) -> bool:
        """Whether some attribute turns out to be that of another object, perhaps, or a list not to
        be worth it; these are barred.
        """
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
        found |= self.lists.keys() - self.deep
        found |= {name for name in self.lists if not self.attributes[name]}
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
    """Whether it is the kind of a pointer to an object's cells, or of a list of such."""
    return UNBOXED in kind


def is_rows(kind: str) -> bool:
    """Whether it is the kind of a list of objects with cells."""
    return kind.startswith(_ROWS)


def plain(kind: str) -> str:
    """The kind of the object itself."""
    return kind.partition(UNBOXED)[0]


def unboxed(kind: str, name: str) -> str:
    """The kind of a pointer to the cells of the object, or objects, that a variable leads to."""
    if is_sequence(kind):
        kind = _ROWS + element(kind).partition(" ")[2]
    return f"{kind}{UNBOXED}{name}"


def may_have_cells(kind: str) -> bool:
    """Whether the objects of a variable of this kind could have cells."""
    return is_instance(kind) or (is_sequence(kind) and is_instance(element(kind)))


def of_element(kind: str) -> str:
    """The kind of the elements of a list of objects with cells."""
    return kind.replace(_ROWS, "object ", 1)


def variable_of(kind: str) -> str:
    """The variable whose object has these cells."""
    return kind.partition(UNBOXED)[2]


def members_of(kind: str) -> Members | None:
    shape = shape_of(plain(kind))
    return None if shape is None else shape.members


class Unboxed(Objects):
    """Attributes in cells."""

    @property
    def cells(self) -> Cells:
        raise NotImplementedError

    # Whether variables may lead to cells: they can't where a kernel hands them over.
    binds_cells: bool = False
    # Whether it is the routine of a function.
    is_called = False

    def cells_at(self, name: str, node: nodes.Node) -> Value | None:
        """The cells of the object, or objects, that a variable leads to; None where it has none."""
        kind = self.kinds.get(name, "").removeprefix(MAYBE)
        return super().read(name, node) if is_unboxed(kind) else None

    def holder(self, node: nodes.Expression) -> Value:
        """What is asked for an attribute or element, or given to a function of the source."""
        found = None
        if isinstance(node, nodes.Name):
            found = self.cells_at(node.name, node)
        elif isinstance(node, nodes.Subscript):
            found = self.row(node)
        return self.expression(node) if found is None else found

    def row(self, node: nodes.Subscript) -> Value | None:
        """An element of a list with cells; None for all else."""
        holder = node.value
        rows = self.cells_at(holder.name, node) if isinstance(holder, nodes.Name) else None
        if rows is None or not is_rows(rows.kind) or isinstance(node.index, nodes.Slice):
            return None
        index = self.expression(node.index)
        if index.kind not in (INT, BOOL):
            self.cells.bar(variable_of(rows.kind))
        return self.load_at(rows, self.within(self.length(rows).text, index), node)

    def assigned(self, node: nodes.Expression, targets: list[nodes.Expression]) -> Value:
        """A value that is given to targets."""
        if self.binds_cells and all(isinstance(one, nodes.Name) for one in targets):
            return self.holder(node)
        return self.expression(node)

    def source_of(self, node: nodes.Expression) -> Value:
        """What a loop runs over."""
        return self.holder(node) if self.is_called else self.expression(node)

    def expression(self, node: nodes.Expression) -> Value:
        raise NotImplementedError

    def read(self, name: str, node: nodes.Node) -> Value:
        found = self.cells_at(name, node)
        return super().read(name, node) if found is None else self.object_of(found)

    def object_of(self, thing: Value) -> Value:
        """The object, or list, that cells belong to."""
        if not is_unboxed(thing.kind):
            return thing
        found = self.known(_OBJECT, thing.text)
        if found is None:
            self.cells_for(thing)
            kind, at = plain(thing.kind), thing.text
            if is_rows(kind):
                kind = self.cells.lists[variable_of(thing.kind)]
                at = self.op(f"getelementptr i64, ptr {at}, i64 -2")
            found = Value(kind, self.op(f"load ptr, ptr {at}, !invariant.load !{{}}"))
            self.know(found, _OBJECT, thing.text)
        return found

    # Lists

    def call(self, node: nodes.Call) -> Value:
        if len(node.arguments) == 1 and isinstance(node.arguments[0], nodes.Name):
            rows = self.cells_at(node.arguments[0].name, node)
            if rows is not None and is_rows(rows.kind) and self.resolve(node.function) == "len":
                return self.length(rows)
        return super().call(node)

    def length(self, value: Value) -> Value:
        if not is_rows(value.kind):
            return super().length(value)
        at = self.op(f"getelementptr i64, ptr {value.text}, i64 -1")
        text = self.op(f"load i64, ptr {at}, !invariant.load !{{}}, !range !82")
        return Value(INT, text, 0, MOST_ROWS)

    def load_at(self, sequence: Value, index: str, node: nodes.Node) -> Value:
        if not is_rows(sequence.kind):
            return super().load_at(sequence, index, node)
        self.ask_deep(variable_of(sequence.kind))
        words = 1 + len(self.cells_for(sequence))
        text = self.op(f"getelementptr [{words} x i64], ptr {sequence.text}, i64 {index}")
        return Value(of_element(sequence.kind), text)

    def ask_deep(self, name: str) -> None:
        """An element of a list is asked for."""
        raise NotImplementedError

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
                if len(there) == MOST_CELLS:
                    return None
                found = there[node.name] = Cell(len(there) + 1, attribute, node)
                # In the order in which the objects have them: neighbours are read together.
                order = sorted(there, key=lambda name: guard.place(name) or ())
                for index, name in enumerate(order, 1):
                    there[name].index = index
            found.stored = found.stored or stored
            self.learn_cell()
        return found

    def cells_for(self, thing: Value) -> dict[str, Cell]:
        """Those of the variable that these cells belong to."""
        name = variable_of(thing.kind)
        if name not in self.cells.kinds:
            self.cells.kinds[name] = plain(of_element(thing.kind))
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
        tag = FIRST_TAG + cell.index
        text = self.op(f"load {llvm_type(cell.kind)}, ptr {address}, !tbaa !{tag}")
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
        name = variable_of(thing.kind)
        if self.is_called and name in self.cells.lists and name not in self.cells.noted:
            self.cells.noted.add(name)
            self.learn_cell()
        tag = FIRST_TAG + cell.index
        self.emit(f"store {llvm_type(cell.kind)} {value.text}, ptr {slot}, !tbaa !{tag}")
        return True

    def attribute_stored(self, thing: Value, node: nodes.Attribute, value: Value) -> None:
        super().attribute_stored(self.object_of(thing), node, value)
