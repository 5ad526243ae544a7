"""A hot loop in the middle of its run, compiled as a function that does the rest of it. So is a
comprehension, whose second "iterator" is what it makes.

    «loop»(sync, iterators, granted, a, b, …)     a, b, … the variables of the walked frame

    prologue:   the variables that are not bound yet are unbound (they come as `sync` itself)
    rounds:     those of `while` from its test on, those of `for` from the live iterator's next
                item; or, for a Resumption, first the rest of the rounds that are under way
    on the way out, however it is left: sync(locals()) hands the variables back

It gives EXHAUSTED when the loop ran to its end (its `else` is the walker's), BROKE after a
`break`, (value,) for a `return value` in it, and PAUSED when it has taken the rounds that are
`granted`, an iterator with an item for each (if compiled so that it counts them). Cells are the
frame's own, as a closure; module code has its variables in the globals, and no others. Where the
walked function is a generator or a coroutine and the loop has a `yield` or `await`, the code is a
generator for the walker to `yield from`.

After Fink and Qian, "Design, Implementation and Evaluation of Adaptive Recompilation with
On-Stack Replacement" (2003), with the walker's own nesting in place of a frame's layout: only the
loop is replaced, so live iterators, `try` and `with` around it stay where they are.
"""

from __future__ import annotations

from ...syntax import nodes
from ...syntax.bindings import CLASS, FUNCTION, GLOBAL, LOOKERS, MARK, MODULE, Scope
from ...values.functions import ITERABLE_COROUTINE
from ...values.tracebacks import LOOP_SYNC
from ..refusal import NAMESPACE, TOO_DEEP, Refusal
from ..replacement import BROKE, EXHAUSTED, PAUSED
from .assembler import Target
from .compiler import NEW_LOCALS, OPTIMIZED, begin
from .comprehensions import comprehend
from .exceptions import begin_handler, end_handler
from .frame import Frame
from .gathering import MADE, Gathering
from .resumption import WHOLE, Resumption, Step
from .statements import for_rounds, while_rounds

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import CodeType

    from ...values.functions import Unit
    from ..replacement import Loop

SYNC = LOOP_SYNC
ITERATORS = "«iterators»"
GRANTED = "«granted»"
COMPREHENSIONS = (
    nodes.ListComprehension,
    nodes.SetComprehension,
    nodes.DictionaryComprehension,
)

# The parameters before those for the variables.
OWN = (SYNC, ITERATORS, GRANTED)

GENERATOR = 0x20


class LoopFrame(Frame):
    """The code object of a loop: a `return` in it gives (value,)."""

    is_continuation = True

    def return_(self, value: nodes.Expression | None) -> None:
        position = self.position
        self.expression(value or nodes.Constant(position or (1, 0, 1, 0), None))
        self.position = position
        self.give_back()

    def give_back(self) -> None:
        self.build("TUPLE", 1)
        super().give_back()

    def yield_value(self, is_async: bool) -> None:
        """The `yield` of an asynchronous generator goes through the walker: see AsyncYield."""
        if is_async:
            self.load_intrinsic("AsyncYield")
            self.swap(2)
            self.call_with_one()
        super().yield_value(False)


class Allowance:
    """The rounds of a loop that are granted. Where there are no more, `pause` leaves the code.

    Where the iterator is a list's, taking a round is what Python does quickest: half of counting
    down an int, which is an object made anew.
    """

    def __init__(self, frame: LoopFrame, node: nodes.For | nodes.While, pause: Callable[[], None]):
        self.frame = frame
        self.node = node
        self.pause = pause
        self.none_left = Target()

    def take(self) -> None:
        """A round begins."""
        frame = self.frame
        frame.load_local(GRANTED)
        frame.for_iterator(self.none_left)
        frame.pop()
        frame.pop()

    def end(self) -> None:
        """Behind the loop: what happens where no round may begin."""
        frame = self.frame
        frame.place(self.none_left)
        frame.end_for()
        if isinstance(self.node, nodes.For):
            frame.pop()
        self.pause()


def compile_loop(
    unit: Unit,
    around: Scope,
    node: Loop,
    bound: frozenset[str],
    *,
    counts: bool = False,
    resumption: Resumption | None = None,
) -> CodeType:
    """The code of the rest of a loop that runs in `around`.

    bound       variables that are bound each time the code is entered; it is checked for the
                others
    counts      whether it pauses after so many rounds as it is given
    resumption  where it goes on, if that is not at the beginning of the loop's next round
    """
    if (
        around.kind == CLASS
        or _needs_namespace(node, around.kind == MODULE)
        or ("__class__" in around.free_names and _names_super(around.node))
    ):
        raise Refusal(NAMESPACE, node.position)
    suspends = node in around.suspending
    scope = Scope(FUNCTION, around.name, around.qualname, node, around.parent)
    fresh = _comprehension_names(node)
    scope.cell_names = tuple(sorted(name for name in around.cell_names if name in fresh))
    captured = (*around.cell_names, *around.free_names)
    scope.free_names = tuple(sorted(name for name in captured if name not in fresh))
    variables = loop_variables(around, node)
    scope.parameter_names = (*OWN, *variables)
    hidden = tuple(sorted(fresh - set(captured)))
    scope.local_names = scope.parameter_names + hidden
    frame = LoopFrame(unit, scope)
    # As long as a loop may go native as a whole, those in it wait. The clauses of a comprehension
    # are no loops of the tree, where a site looks for its own.
    frame.asks_sites = not (counts or isinstance(node, Gathering))
    frame.is_of_module = around.kind == MODULE
    scope.is_generator, scope.is_async = around.is_generator, around.is_async
    try:
        begin(frame, node.position[0], suspends)
        last_handler = frame.begin_generator() if suspends else None
        _prologue(frame, variables, bound)
        _rounds_and_ways_out(frame, node, counts, resumption)
        if suspends:
            frame.end_generator(last_handler)
    except RecursionError:
        raise Refusal(TOO_DEEP, node.position) from None
    flags = OPTIMIZED | NEW_LOCALS
    if suspends:
        flags |= GENERATOR | ITERABLE_COROUTINE
    return frame.assemble(
        name=scope.name,
        qualname=scope.qualname,
        first_line=node.position[0],
        flags=flags,
        argument_counts=(len(scope.parameter_names), 0, 0),
        local_names=scope.local_names,
        cell_names=frame.cell_names,
        free_names=scope.free_names,
        docstring=None,
    )


def loop_variables(around: Scope, node: Loop) -> tuple[str, ...]:
    """The variables that a loop of this scope takes over, in the order of its parameters: those
    of the scope, and for a comprehension those of the comprehensions around it that it reads.
    """
    outer: set[str] = set()
    if isinstance(node, (*COMPREHENSIONS, Gathering)):
        outer = _marked_names(node) - _comprehension_names(node)
    if isinstance(node, Gathering):
        outer.add(MADE)
    outer.difference_update(around.cell_names)
    if around.kind == MODULE:
        return tuple(sorted(outer))
    cells = around.cell_names
    own = (name for name in around.local_names if name not in cells and MARK not in name)
    return (*own, *sorted(outer))


def _prologue(frame: LoopFrame, variables: tuple[str, ...], bound: frozenset[str]) -> None:
    for name in (*OWN, *variables):
        if name in bound or name in OWN:
            frame.bound |= frame.local_bit(name)
            continue
        given = Target()
        frame.emit("LOAD_FAST", name, 1)
        frame.load_local(SYNC)
        frame.compare("is")
        frame.jump_if(False, given)
        frame.emit("DELETE_FAST", name, 0)
        frame.place(given)


def _rounds_and_ways_out(
    frame: LoopFrame, node: Loop, counts: bool, resumption: Resumption | None
) -> None:
    hands_back = len(frame.scope.parameter_names) > len(OWN)
    handler = Target()
    outer = frame.regions

    def hand_back(keep_top: bool = False) -> None:
        if hands_back:
            frame.load_local(SYNC)
            frame.end_function_alone()
            frame.load_intrinsic("locals")
            frame.end_function_alone()
            frame.call(0)
            frame.call(1)
            frame.pop()

    def leave(result: str) -> None:
        regions = frame.regions
        frame.set_regions(handed_back)
        hand_back()
        frame.return_const(result)
        frame.set_regions(regions)

    if hands_back:
        frame.begin_region(handler)
    # Where a signal's handler breaks in on handing back and raises, it is done once more.
    handed_back = frame.regions
    frame.push_block(handed_back, hand_back)

    if isinstance(node, COMPREHENSIONS):
        push_given(frame, 1)
        comprehend(frame, node, lambda: push_given(frame, 0))
        frame.pop()
        leave(EXHAUSTED)
    else:
        steps = () if resumption is None else resumption.steps
        allowance = Allowance(frame, node, lambda: leave(PAUSED)) if counts else None
        resume_loop(frame, node, steps, 0, lambda: leave(EXHAUSTED), allowance)
    frame.pop_block()
    leave(BROKE)
    frame.set_regions(outer)
    if hands_back:
        frame.position = node.position
        cleanup = begin_handler(frame, handler, outer)
        hand_back()
        frame.reraise()
        end_handler(frame, cleanup, outer)


def resume_loop(
    frame: Frame,
    node: nodes.For | nodes.While,
    steps: tuple[Step, ...],
    depth: int,
    otherwise: Callable[[], None],
    allowance: Allowance | None = None,
) -> None:
    """Go on in a loop that is under way, at `steps` inside its body; none: with its next round.

    depth: the number of its iterator among those given.
    """
    partial = None
    if steps:

        def partial() -> None:
            resume_block(frame, node.body, steps, depth + 1)

    if isinstance(node, nodes.For):
        push_given(frame, depth)
        for_rounds(frame, node, otherwise, partial, allowance)
    else:
        while_rounds(frame, node, otherwise, partial, allowance)


def push_given(frame: Frame, depth: int) -> None:
    """Push one of the iterators given."""
    frame.load_local(ITERATORS)
    frame.load_const(depth)
    frame.load_subscript()


def resume_block(
    frame: Frame, body: list[nodes.Statement], steps: tuple[Step, ...], depth: int
) -> None:
    """Go on in the middle of a block and do the rest of it."""
    (index, field), *inner = steps
    rest = tuple(inner)
    statement = body[index]
    if field == WHOLE:
        frame.statements([statement])
    elif field == "body" and isinstance(statement, nodes.For | nodes.While):
        resume_loop(frame, statement, rest, depth, lambda: frame.statements(statement.otherwise))
    else:
        resume_block(frame, getattr(statement, field), rest, depth)
    frame.statements(body[index + 1 :])


def _needs_namespace(node: nodes.Node, in_module: bool) -> bool:
    """Whether something in the loop looks at its frame's variables as a whole, or, in module
    code, does what only code with a namespace can.
    """
    if isinstance(node, nodes.Name):
        return node.name in LOOKERS and node.access == GLOBAL
    if isinstance(node, (nodes.FunctionDefinition, nodes.ClassDefinition, nodes.Lambda)):
        return False
    if in_module:
        if isinstance(node, nodes.ImportFrom):
            return any(alias.name == "*" for alias in node.aliases)
        if isinstance(node, nodes.AnnotatedAssignment):
            return True
    return any(_needs_namespace(child, in_module) for child in nodes.children(node))


def _names_super(node: nodes.Node) -> bool:
    """Whether a function may call `super` under another name: it looks at the frame's first
    variable, which is the loop's own in its code.
    """
    function = node.function if isinstance(node, nodes.Call) and node.arguments else None
    return any(
        (isinstance(child, nodes.Name) and child.name == "super" and child is not function)
        or _names_super(child)
        for child in nodes.children(node)
    )


def _comprehension_names(node: nodes.Node) -> set[str]:
    """The variables of the comprehensions in the loop that run in its own frame."""
    names: set[str] = set()
    pending = [node]
    while pending:
        current = pending.pop()
        if isinstance(current, COMPREHENSIONS):
            names.update(current.scope.local_names)
            names.update(current.scope.cell_names)
        if not isinstance(
            current, (nodes.FunctionDefinition, nodes.Lambda, nodes.GeneratorExpression)
        ):
            pending.extend(nodes.children(current))
    return names


def _marked_names(node: nodes.Node) -> set[str]:
    """The variables of comprehensions that are named in a piece of code."""
    return {
        one.name
        for one in nodes.descendants(node)
        if isinstance(one, nodes.Name) and MARK in one.name
    }
