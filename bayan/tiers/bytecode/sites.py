"""Where a compiled function asks, as it comes to a loop over numbers, whether native code runs it.

    for x in xs { b }    LOAD xs, GET_ITER,
                         LOAD_GLOBAL «site …», if it has one more tick go on at plain:
                         «ask»(«site …», iterator), if that gives None go on at plain:
                         site[iterator, locals()], if that gives None go on at plain:
                         store the variables it gives, and go on where it says, perhaps at plain,
                         plain: head: FOR_ITER …

Under a key made of the loop's place lies in the module's built-ins an iterator with as many items
as there are visits of the loop before it is worth asking: taking one costs some nanoseconds. What
a site is and decides: see tiers.sites. Module code has none, for its loops go native out of the
walker; but code for the rest of a loop has them for the loops inside.
"""

from __future__ import annotations

from ...syntax import nodes
from ...syntax.bindings import CELL, FUNCTION, GLOBAL, LOCAL, MARK
from .assembler import Target
from .emitter import V313
from .frame import Frame
from .gathering import Gathering
from .numeric import may_go_native

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType

    from ...values.functions import Unit

    Loop = nodes.For | nodes.While

SITE = "«site "

ASK = "ask"

# What binds its target, besides assignments.
BINDING = frozenset(
    {nodes.AnnotatedAssignment, nodes.AugmentedAssignment, nodes.For, nodes.NamedExpression}
)

# How a site's run of a loop ended: None where the code goes on behind it, or so. The value is what
# is RETURNED, the exception that was RAISED, or None: then the loop GOES_ON where it was asked for.
ENDED = None
BROKE, RETURNED, RAISED, GOES_ON = range(4)


class Ways:
    """Where code goes on behind a loop that a site has run: at its `else`, or past it."""

    __slots__ = ("broke", "exhausted")

    def __init__(self) -> None:
        self.exhausted = Target()
        self.broke = Target()


def site_key(unit: Unit, position: nodes.Position) -> str:
    """The key of the site of a loop that stands there."""
    line, column, _, _ = position
    return f"{SITE}{line}:{column} {unit.number} {unit.source.name}»"


def site_place(key: str) -> tuple[int, int]:
    """The line and column of the loop of a site's key."""
    line, _, column = key[len(SITE) :].partition(" ")[0].partition(":")
    return int(line), int(column)


def has_sites(code: CodeType) -> bool:
    """Whether compiled code asks for native code for a loop of its own."""
    return any(name.startswith(SITE) for name in code.co_names)


def holds_sites(code: CodeType) -> bool:
    """Whether compiled code, or code inside it, asks for native code for a loop."""
    inside = (constant for constant in code.co_consts if hasattr(constant, "co_consts"))
    return has_sites(code) or any(map(holds_sites, inside))


def bound_names(node: Loop) -> tuple[tuple[str, str], ...]:
    """The names that a loop binds, with their access, in the order of the source; without those
    that go with a comprehension.
    """
    found: dict[str, str] = {}

    def bind(target: nodes.Node) -> None:
        if isinstance(target, nodes.Name) and MARK not in target.name:
            found[target.name] = target.access
        elif isinstance(target, nodes.Tuple | nodes.List):
            for element in target.elements:
                bind(element)

    for current in nodes.descendants(node):
        if isinstance(current, nodes.Assignment):
            for target in current.targets:
                bind(target)
        elif current.__class__ in BINDING:
            bind(current.target)  # type: ignore[attr-defined]
    return tuple(found.items())


def may_ask(frame: Frame) -> bool:
    """Whether a piece of code asks sites at all."""
    return frame.asks_sites and getattr(frame.unit.engine, "places_sites", False)


def variables_of_site(frame: Frame, node: Loop) -> list[str] | None:
    """The variables that a site of a loop gives back, which are those that it binds but for what
    is stored where it is: a module's, and those in cells. None where the loop has no site.
    """
    scope = frame.scope
    if not may_ask(frame):
        return None
    if scope.kind != FUNCTION or node in scope.suspending:
        return None
    if node.position[:2] in frame.unit.siteless:
        return None
    if isinstance(node, Gathering) and (
        frame.is_of_module or isinstance(scope.node, nodes.GeneratorExpression)
    ):
        return None
    if frame.unit.tree.scope.hands_on_lookers:
        # Any call may look at the variables, which are those of another frame where a site runs it.
        return None
    if not V313 and any(scope.accesses.get(name) == GLOBAL for name in ("locals", "vars")):
        # Asking would fill the dict anew that the program may hold.
        return None
    if not may_go_native(frame.unit, node):
        return None
    bound = bound_names(node)
    own = (GLOBAL,) if frame.is_of_module else (LOCAL, CELL)
    if not all(access in own for _, access in bound):
        return None
    return [name for name, access in bound if access == LOCAL]


def ask_site(frame: Frame, node: Loop) -> Ways | None:
    """[iterator] -> [iterator], where the loop is to be run here; gives the ways on where not. For
    the loop of a comprehension the list lies below, and stays there.
    """
    names = variables_of_site(frame, node) if frame.reachable else None
    if names is None:
        return None
    ways = Ways()
    position = frame.position
    plain, ended = Target(), Target()
    key = site_key(frame.unit, node.position)
    ticked = tick(frame, key)
    frame.load_intrinsic_function(ASK)
    frame.load_const(key)
    # iterator, the function and its NULL, key
    _push_iterator(frame, node, 4)
    frame.call(2)
    frame.copy()
    frame.jump_if_none(True, plain)
    _push_iterator(frame, node, 2)
    frame.load_intrinsic_function("globals" if frame.is_of_module else "locals")
    frame.call(0)
    scope = frame.scope
    # Those of comprehensions are made there.
    cells = tuple(name for name in (*scope.cell_names, *scope.free_names) if MARK not in name)
    frame.load_const(cells)
    for name in cells:
        frame.load_cell(name)
    frame.build("TUPLE", len(cells))
    parts = 4
    if isinstance(node, Gathering):
        # list, iterator, site, those four
        frame.copy(7)
        parts = 5
    frame.build("TUPLE", parts)
    # Not a call: after one Python looks at signals, and then the values could be lost.
    frame.load_subscript()
    frame.copy()
    frame.jump_if_none(True, plain)
    frame.unpack(len(names) + 2)
    for name in names:
        _store_if_bound(frame, name)
    # value outcome
    frame.copy()
    frame.jump_if_none(True, ended)
    leaving = {one.__class__ for one in nodes.statements_in(node.body)}
    if nodes.Return in leaving:
        other = _go_on_unless(frame, RETURNED)
        _drop_iterator(frame, node)
        frame.give_back()
        frame.place(other)
    if nodes.Break in leaving and node.otherwise:
        other = _go_on_unless(frame, BROKE)
        _drop_iterator(frame, node)
        frame.pop()
        frame.jump_forward(ways.broke)
        frame.place(other)
    frame.pop()
    frame.copy()
    frame.jump_if_none(True, plain)
    # An exception goes on as it is, without an entry of this frame in its traceback.
    _drop_iterator(frame, node)
    frame.reraise()
    frame.place(ended)
    frame.pop()
    _drop_iterator(frame, node)
    frame.pop()
    frame.jump_forward(ways.exhausted)
    frame.place(plain)
    frame.pop()
    frame.place(ticked)
    frame.position = position
    return ways


def _push_iterator(frame: Frame, node: Loop, depth: int) -> None:
    """Push a loop's iterator, which lies so deep, or None."""
    if isinstance(node, nodes.For):
        frame.copy(depth)
    else:
        frame.load_const(None)


def _go_on_unless(frame: Frame, outcome: int) -> Target:
    """[value outcome] -> [value]; where the outcome is another, go on at the place that this gives
    with both.
    """
    other = Target()
    frame.copy()
    frame.load_const(outcome)
    frame.compare("==")
    frame.jump_if(False, other)
    frame.pop()
    return other


def tick(frame: Frame, key: str) -> Target:
    """Take one of the ticks under `key` and jump to the place that this gives; where there are
    none, go on here.
    """
    ticked, none_left = Target(), Target()
    frame.load_global(key)
    frame.for_iterator(none_left)
    frame.pop()
    frame.pop()
    frame.jump_forward(ticked)
    frame.place(none_left)
    frame.end_for()
    return ticked


def _store_if_bound(frame: Frame, name: str) -> None:
    bit = frame.local_bit(name)
    surely = frame.bound & bit
    frame.store_local(name)
    if surely:
        return
    is_bound = Target()
    frame.emit("LOAD_FAST", name, 1)
    frame.load_intrinsic("unbound")
    frame.compare("is")
    frame.jump_if(False, is_bound)
    frame.emit("DELETE_FAST", name, 0)
    frame.place(is_bound)
    frame.bound &= ~bit


def _drop_iterator(frame: Frame, node: Loop) -> None:
    """[iterator value] -> [value], in a loop that has one."""
    if isinstance(node, nodes.For):
        frame.swap(2)
        frame.pop()
