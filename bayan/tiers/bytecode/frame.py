"""One code object being compiled: the emitter, the scope, and the blocks around the place.

What a form of the tree becomes is a *rule*, a function of the frame and the node, found in one
of two tables by the node's class. The modules with rules fill the tables as they are imported
(by compiler); a rule reaches other forms only through the frame, so rules know no other rules'
modules where they need not.
"""

from __future__ import annotations

from ...syntax import nodes
from ...syntax.bindings import CELL, CLASS_CELL, FUNCTION, GLOBAL, LOCAL, MARK, MODULE, NAME
from ..refusal import LOGIC, UNKNOWN_FORM, Refusal
from .assembler import Region, Target
from .emitter import Emitter
from .passes import (
    ALL,
    COLD_NAMES,
    CONDITIONS,
    DEAD_CODE,
    EXCHANGE,
    FOLDING,
    JUMPS,
    LOOP_ENDS,
    PAIRS,
    jumps,
    pairs,
)
from .passes.cold_names import is_cold
from .passes.folding import UNKNOWN, constant_value, constant_values

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import CodeType
    from typing import Any, NoReturn, TypeVar

    from ...syntax.bindings import Scope
    from ...values.functions import Unit

    Rule = Callable[["Frame", Any], None]
    R = TypeVar("R", bound=Rule)

EXPRESSIONS: dict[type[nodes.Node], Rule] = {}
STATEMENTS: dict[type[nodes.Node], Rule] = {}

LOGIC_FORMS = (
    nodes.Term,
    nodes.Hybrid,
    nodes.Fact,
    nodes.Rule,
    nodes.QueryStatement,
    nodes.Query,
    nodes.Declaration,
)


def expression_rule(form: type[nodes.Node]) -> Callable[[R], R]:
    """Enter a rule for an expression: it leaves the value on the stack."""

    def enter(rule: R) -> R:
        EXPRESSIONS[form] = rule
        return rule

    return enter


def statement_rule(form: type[nodes.Node]) -> Callable[[R], R]:
    """Enter a rule for a statement: it leaves the stack as it was."""

    def enter(rule: R) -> R:
        STATEMENTS[form] = rule
        return rule

    return enter


class Block:
    """Something around the place that a jump out of it has to take care of.

    leave     emits that care; `keep_top`: the top of the stack is a value to be kept. None where
              there is nothing to do
    regions   the regions around the block, in which the care is taken
    goes_on   for a loop: where `continue` goes
    ends      for a loop: where `break` goes
    is_ahead  for a loop: whether goes_on is yet to be placed
    """

    __slots__ = ("ends", "goes_on", "is_ahead", "leave", "regions")

    def __init__(
        self,
        regions: tuple[Region, ...],
        leave: Callable[[bool], None] | None,
        goes_on: Target | None = None,
        ends: Target | None = None,
        is_ahead: bool = False,
    ) -> None:
        self.is_ahead = is_ahead
        self.regions = regions
        self.leave = leave
        self.goes_on = goes_on
        self.ends = ends


class Frame(Emitter):
    """The code object of one function, class body or module."""

    # Whether it does the rest of something under way, and is asked for by who runs native code.
    is_continuation = False
    # Whether loops over numbers in it are to ask for native code, where the mode allows it.
    asks_sites = True
    # Whether its variables are those of a module, which are in no frame.
    is_of_module = False

    def __init__(self, unit: Unit, scope: Scope, passes: frozenset[str] = ALL) -> None:
        super().__init__(unit.source)
        self.passes = passes
        self.folds = FOLDING in passes
        self.drops_dead_code = DEAD_CODE in passes
        self.jumps_on_conditions = CONDITIONS in passes
        self.exchanges = EXCHANGE in passes
        self.cools_names = COLD_NAMES in passes
        self.repeats_tests = LOOP_ENDS in passes
        self.unit = unit
        self.scope = scope
        # Those of comprehensions are made where these begin.
        self.cell_names = [name for name in scope.cell_names if MARK not in name]
        self.free_names = scope.free_names
        self.blocks: list[Block] = []
        # Where the OptionalChains around the place end when they meet None.
        self.chains: list[Target] = []
        # Code of the functions and classes inside: a `finally` is compiled more than once.
        self.codes: dict[nodes.Node, CodeType] = {}
        # Names that the variables of a comprehension can't be shown by; whether names that they
        # are shown by are those of cells.
        self.taken = {*scope.local_names, *scope.cell_names, *scope.free_names}
        self.shown_cells: dict[str, bool] = {}
        for name in scope.local_names:
            self.local_bit(name)

    # Forms

    def expression(self, node: nodes.Node) -> None:
        """Evaluate: the value is on the stack."""
        rule = EXPRESSIONS.get(type(node))
        if rule is None:
            self.refuse(node)
        rule(self, node)

    def statements(self, body: list[nodes.Statement]) -> None:
        """Execute them one after the other; what can't be reached is not compiled."""
        for node in body:
            if not self.reachable:
                return
            rule = STATEMENTS.get(type(node))
            if rule is None:
                self.refuse(node)
            rule(self, node)

    def refuse(self, node: nodes.Node) -> NoReturn:
        raise Refusal(LOGIC if isinstance(node, LOGIC_FORMS) else UNKNOWN_FORM, node.position)

    # Passes

    def known_value(self, node: nodes.Node | None) -> Any:
        """The value of an expression that is known before the program runs, or UNKNOWN."""
        if self.folds:
            return constant_value(node)
        return node.value if isinstance(node, nodes.Constant) else UNKNOWN

    def known_values(self, elements: Sequence[nodes.Expression | None]) -> Any:
        """The tuple of the values of some expressions, or UNKNOWN where one of them is."""
        return constant_values(elements) if self.folds else UNKNOWN

    def finish(self, local_names: tuple[str, ...]) -> tuple[str, ...]:
        if JUMPS in self.passes:
            jumps.run(self)
        return pairs.run(self, local_names) if PAIRS in self.passes else local_names

    # Names, by how the resolver says they are reached

    def load(self, name: str, access: str) -> None:
        if MARK in self.shown.get(name, "") and not self.is_surely_bound(name):
            self._load_marked(name, access)
        elif access == LOCAL:
            self.load_local(name)
        elif access == GLOBAL:
            if is_cold(self):
                self.load_name(name)
            else:
                self.load_global(name)
        elif access == CELL:
            self.load_cell_value(name)
        elif access == NAME:
            self.load_name(name)
        else:
            assert access == CLASS_CELL
            self.load_class_cell_value(name)

    def _load_marked(self, name: str, access: str) -> None:
        """A variable of a comprehension that may be unbound, where it can't be shown by its name:
        that it is unbound is told with its name all the same.
        """
        handler = Target()
        end = Target()
        outer = self.begin_region(handler)
        if access == LOCAL:
            self.load_local(name)
        else:
            self.load_cell_value(name)
        self.set_regions(outer)
        self.jump_forward(end)
        self.place(handler)
        self.load_intrinsic_function("without_marks")
        self.copy(3)
        self.call(1)
        self.pop()
        self.reraise()
        self.place(end)

    def store(self, name: str, access: str) -> None:
        if access == LOCAL:
            self.store_local(name)
        elif access == GLOBAL:
            if is_cold(self):
                self.store_name(name)
            else:
                self.store_global(name)
        elif access == CELL:
            self.store_cell_value(name)
        else:
            self.store_name(name)

    def delete(self, name: str, access: str) -> None:
        if access == LOCAL:
            self.delete_local(name)
        elif access == GLOBAL:
            self.delete_global(name)
        elif access == CELL:
            self.delete_cell_value(name)
        else:
            self.delete_name(name)

    def store_own(self, name: str) -> None:
        """A name that every module or class gets, such as `__doc__`."""
        if self.scope.kind == MODULE:
            self.store_global(name)
        else:
            self.store_name(name)

    def load_intrinsic(self, name: str) -> None:
        self.load_global(f"«{name}»")

    def load_intrinsic_function(self, name: str) -> None:
        self.load_global_function(f"«{name}»")

    # Comprehensions

    def enter_comprehension(self, scope: Scope) -> None:
        """Give its variables names in the code object, which `locals` and messages show: their
        own where nothing else in a function has them. The locals of a module are its globals.
        """
        for name in scope.local_names:
            is_cell = name in scope.cell_names
            shown = name.partition(MARK)[0]
            if (
                self.scope.kind != FUNCTION
                or shown in self.taken
                or self.shown_cells.setdefault(shown, is_cell) is not is_cell
            ):
                shown = name
            self.shown[name] = shown
            self.taken.add(shown)
            if is_cell and shown not in self.cell_names:
                self.cell_names.append(shown)

    def leave_comprehension(self, scope: Scope) -> None:
        """Its names are free for the next one."""
        self.taken.difference_update(self.shown[name] for name in scope.local_names)

    # Blocks

    def push_block(
        self,
        regions: tuple[Region, ...],
        leave: Callable[[bool], None] | None,
        goes_on: Target | None = None,
        ends: Target | None = None,
        is_ahead: bool = False,
    ) -> None:
        self.blocks.append(Block(regions, leave, goes_on, ends, is_ahead))

    def pop_block(self) -> None:
        self.blocks.pop()

    def unwind(self, count: int, keep_top: bool) -> None:
        """Take the care of the `count` innermost blocks, then jump or return before `rewind`."""
        for _ in range(count):
            block = self.blocks.pop()
            self.set_regions(block.regions)
            if block.leave is not None:
                block.leave(keep_top)

    def return_(self, value: nodes.Expression | None) -> None:
        """`return value`, out of all blocks."""
        blocks = list(self.blocks)
        regions = self.regions
        position = self.position
        if value is None or isinstance(value, nodes.Constant):
            self.unwind(len(blocks), keep_top=False)
            self.position = position
            self.return_const(None if value is None else value.value)
            self.blocks = blocks
            self.set_regions(regions)
        else:
            self.expression(value)
            self.position = position
            self.give_back()

    def give_back(self) -> None:
        """`return` what is on the stack, out of all blocks."""
        blocks = list(self.blocks)
        regions = self.regions
        position = self.position
        self.unwind(len(blocks), keep_top=True)
        self.position = position
        self.return_value()
        self.blocks = blocks
        self.set_regions(regions)

    def return_at_end(self) -> None:
        """The `return` of a body whose last statement goes on."""
        if self.reachable:
            self.implicit_return = len(self.entries)
        self.return_const(None)

    def jump_out(self, to_end: bool) -> None:
        """`break` (to_end) or `continue` of the innermost loop."""
        blocks = list(self.blocks)
        regions = self.regions
        position = self.position
        depth = 0
        while self.blocks[-1 - depth].ends is None:
            depth += 1
        self.unwind(depth, keep_top=False)
        self.position = position
        loop = self.blocks[-1]
        assert loop.ends is not None and loop.goes_on is not None
        if to_end:
            self.set_regions(loop.regions)
            if loop.leave is not None:
                loop.leave(False)
            self.position = position
            self.jump_forward(loop.ends)
        elif loop.is_ahead:
            self.jump_forward(loop.goes_on)
        else:
            self.jump_back(loop.goes_on)
        self.blocks = blocks
        self.set_regions(regions)
