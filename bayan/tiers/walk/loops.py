"""Loops and comprehensions.

Rounds are counted in a local variable and written down when the loop is left. When they reach
the frame's threshold the engine is asked once whether another tier runs the rest of the loop; and
so it is when loops inside it that are compiled have been gone into often enough.
"""

# ruff: noqa: N802, F841 (visitors are named after the classes of nodes; tracebacks read `node`)

from __future__ import annotations

from ...syntax.bindings import GLOBAL, LOCAL
from ...syntax.nodes import (
    DictionaryComprehension,
    For,
    List,
    ListComprehension,
    Name,
    SetComprehension,
    Starred,
    Tuple,
    While,
    children,
)
from ...values.functions import NEVER
from ..replacement import EXHAUSTED
from .frame import BREAK, EVALUATE, EXECUTE, RETURN, Frame, comprehension_frame
from .targets import assign

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ...syntax.nodes import GeneratorExpression, Node
    from ..replacement import Loop

    Comprehension = ListComprehension | SetComprehension | DictionaryComprehension


def visit_While(loop: While, frame: Frame) -> int | None:
    test: Any = loop.test
    node: Any = test
    body = loop.body
    rounds = 0
    owner = frame.record
    enough = owner.entered + owner.engine.loop_climbs_at_entry
    try:
        threshold = rounds_to_look(loop, frame)
        if threshold <= 0:
            node = loop
            rest = run_rest(loop, None, frame)
            if rest is not None:
                return finish(loop, rest, frame)
            node = test
        while EVALUATE[test.__class__](test, frame):
            node = loop
            for statement in body:
                signal = EXECUTE[statement.__class__](statement, frame)
                if signal is not None:
                    if signal is BREAK:
                        return None
                    if signal is RETURN:
                        return RETURN
                    break
            rounds += 1
            if rounds == threshold or owner.entered >= enough:
                note_rounds(loop, rounds, frame)
                rounds = 0
                threshold = rounds_to_look(loop, frame)
                if threshold <= 0 or owner.entered >= enough:
                    threshold = enough = NEVER
                    rest = run_rest(loop, None, frame)
                    if rest is not None:
                        return finish(loop, rest, frame)
            node = test
        node = loop
    finally:
        note_rounds(loop, rounds, frame)
    for statement in loop.otherwise:
        signal = EXECUTE[statement.__class__](statement, frame)
        if signal is not None:
            return signal
    return None


def visit_For(node: For, frame: Frame) -> int | None:
    operand = node.iterable
    iterator = iter(EVALUATE[operand.__class__](operand, frame))
    target: Any = node.target
    home: Any = None
    if target.__class__ is Name:
        if target.access == LOCAL:
            home = frame.variables
        elif target.access == GLOBAL:
            home = frame.globals
    body = node.body
    rounds = 0
    owner = frame.record
    enough = owner.entered + owner.engine.loop_climbs_at_entry
    try:
        threshold = rounds_to_look(node, frame)
        if threshold <= 0:
            rest = run_rest(node, iterator, frame)
            if rest is not None:
                return finish(node, rest, frame)
        for value in rounds_of(iterator):
            if home is None:
                assign(target, value, frame)
            else:
                home[target.name] = value
            for statement in body:
                signal = EXECUTE[statement.__class__](statement, frame)
                if signal is not None:
                    if signal is BREAK:
                        return None
                    if signal is RETURN:
                        return RETURN
                    break
            rounds += 1
            if rounds == threshold or owner.entered >= enough:
                note_rounds(node, rounds, frame)
                rounds = 0
                threshold = rounds_to_look(node, frame)
                if threshold <= 0 or owner.entered >= enough:
                    threshold = enough = NEVER
                    rest = run_rest(node, iterator, frame)
                    if rest is not None:
                        return finish(node, rest, frame)
    finally:
        note_rounds(node, rounds, frame)
    for statement in node.otherwise:
        signal = EXECUTE[statement.__class__](statement, frame)
        if signal is not None:
            return signal
    return None


def rounds_of(iterator: Any) -> Any:
    """The iterator, as something that Python's own `for` takes: a program's iterator class may
    have no `__iter__`, or one that gives something else.
    """
    return iterator if type(iterator) in PLAIN_ITERATORS else advance(iterator)


def advance(iterator: Any) -> Any:
    """All that `next` gives."""
    while True:
        try:
            value = next(iterator)
        except StopIteration:
            return
        yield value


PLAIN_ITERATORS = frozenset(
    map(
        type,
        (
            iter(range(0)),
            iter(range(1 << 70)),
            iter([]),
            iter(()),
            iter(""),
            iter({}),
            iter({}.values()),
            iter({}.items()),
            iter(set()),
            enumerate(""),
            zip(),
            map(str, ""),
            filter(None, ""),
            reversed(()),
            reversed([]),
            advance(()),
        ),
    )
)


def rounds_to_climb(loop: Loop, frame: Frame) -> int:
    """How many more rounds the walker takes before it asks for compiled code."""
    owner = frame.record
    if loop in owner.loops:
        return 0
    engine = owner.engine
    if engine.rounds_walked >= engine.loop_climbs_at:
        # So many are worth loading the compiler, whichever loop has taken them.
        engine.loop_climbs_at = engine.loop_looks_at
    climbs_at: int = engine.loop_climbs_at
    return climbs_at - owner.back_edges.get(loop, 0)


def rounds_to_look(loop: Loop, frame: Frame) -> int:
    """How many more rounds the walker takes before it comes here again, for what is enough becomes
    less when the compiler is loaded; none where it is to ask for compiled code.
    """
    return min(rounds_to_climb(loop, frame), frame.record.engine.loop_looks_at)


def run_rest(loop: Loop, iterator: Any, frame: Frame, result: Any = None) -> Any:
    """Let compiled code run the rest of a hot loop; None where the walker has to go on.

    result: what a comprehension adds to.
    """
    frame.record.entered += 1
    compiled = frame.record.engine.hot_loop(loop, frame)
    if compiled is None:
        return None
    return compiled.run(frame, (iterator,) if result is None else (iterator, result))


def finish(node: While | For, rest: Any, frame: Frame) -> int | None:
    """What remains after compiled code has run the rest of a loop, by how that ended."""
    if rest.__class__ is tuple:
        (frame.result,) = rest
        return RETURN
    if rest == EXHAUSTED:
        for statement in node.otherwise:
            signal = EXECUTE[statement.__class__](statement, frame)
            if signal is not None:
                return signal
    return None


# A round counts as one more for each so many statements in it, when it is asked whether all rounds
# that were walked are worth loading the compiler.
LONG_BODY = 8


def note_rounds(loop: Loop, rounds: int, frame: Frame) -> None:
    """Add to the profile's count of the loop's back-edges."""
    owner = frame.record
    counts = owner.back_edges
    counts[loop] = counts.get(loop, 0) + rounds
    if rounds >= owner.engine.loop_looks_at and isinstance(loop, For | While):
        # What rounds of long bodies take is worth a compiler sooner.
        rounds *= 1 + len(loop.body) // LONG_BODY
    owner.engine.rounds_walked += rounds


def visit_ListComprehension(node: ListComprehension, frame: Frame) -> Any:
    result: list[Any] = []
    comprehend(node, result, frame)
    return result


def visit_SetComprehension(node: SetComprehension, frame: Frame) -> Any:
    result: set[Any] = set()
    comprehend(node, result, frame)
    return result


def visit_DictionaryComprehension(node: DictionaryComprehension, frame: Frame) -> Any:
    result: dict[Any, Any] = {}
    comprehend(node, result, frame)
    return result


def comprehend(comprehension: Comprehension, result: Any, frame: Frame) -> None:
    """Run a comprehension; its first iterable belongs to the frame around it."""
    node = comprehension.clauses[0].iterable
    iterator = iter(EVALUATE[node.__class__](node, frame))
    threshold = rounds_to_climb(comprehension, frame)
    if threshold <= 0:
        if run_rest(comprehension, iterator, frame, result) is not None:
            return
        threshold = NEVER
    inner = comprehension_frame(frame, comprehension.scope)
    try:
        rounds = run_clause(comprehension, 0, iterator, result, inner, threshold)
        note_rounds(comprehension, rounds, frame)
        if rounds < threshold:
            return
        if begins_anew(comprehension):
            rest = run_rest(comprehension, iterator, frame, result)
            if rest is not None:
                return
        run_clause(comprehension, 0, iterator, result, inner, NEVER)
    finally:
        for name in comprehension.scope.local_names:
            inner.variables.pop(name, None)


def begins_anew(node: Comprehension | GeneratorExpression) -> bool:
    """Whether each round of the first clause is like its very first one, so that another run can
    go on with the next: no variable is captured, and none read before the round has bound it.
    """
    if node.scope.cell_names:
        return False
    unbound: set[str] = set()
    for clause in reversed(node.clauses):
        if not binds_names_only(clause.target) or not unbound.isdisjoint(
            name for condition in clause.conditions for name in names_in(condition)
        ):
            return False
        unbound.update(names_in(clause.target))
        if clause is not node.clauses[0] and not unbound.isdisjoint(names_in(clause.iterable)):
            return False
    return True


def binds_names_only(target: Any) -> bool:
    """Whether assigning to this target reads no variable."""
    if target.__class__ is Name:
        return True
    if isinstance(target, Tuple | List):
        return all(map(binds_names_only, target.elements))
    return target.__class__ is Starred and binds_names_only(target.value)


def names_in(node: Node) -> set[str]:
    """The names that stand in a piece of code."""
    names: set[str] = set()
    pending = [node]
    while pending:
        current = pending.pop()
        if current.__class__ is Name:
            names.add(current.name)
        pending.extend(children(current))
    return names


def run_clause(
    comprehension: Any, depth: int, iterator: Any, result: Any, frame: Frame, threshold: int
) -> int:
    """Run the clauses from number `depth` on, adding to `result` in the innermost one, until all
    of them have taken so many rounds; gives how many they took.
    """
    rounds = 0
    clause = comprehension.clauses[depth]
    node = clause.iterable
    target = clause.target
    is_local = target.__class__ is Name and target.access == LOCAL
    kind = comprehension.__class__
    last = depth + 1 == len(comprehension.clauses)
    for value in rounds_of(iterator):
        if is_local:
            frame.variables[target.name] = value
        else:
            assign(target, value, frame)
        for condition in clause.conditions:
            if not EVALUATE[condition.__class__](condition, frame):
                break
        else:
            if not last:
                node = comprehension.clauses[depth + 1].iterable
                inner = iter(EVALUATE[node.__class__](node, frame))
                rounds += run_clause(comprehension, depth + 1, inner, result, frame, NEVER)
                node = clause.iterable
            elif kind is ListComprehension:
                element = comprehension.element
                result.append(EVALUATE[element.__class__](element, frame))
            elif kind is SetComprehension:
                element = comprehension.element
                result.add(EVALUATE[element.__class__](element, frame))
            else:
                key = EVALUATE[comprehension.key.__class__](comprehension.key, frame)
                element = comprehension.value
                result[key] = EVALUATE[element.__class__](element, frame)
        rounds += 1
        if rounds >= threshold:
            break
    return rounds


EXECUTE.update({For: visit_For, While: visit_While})
EVALUATE.update(
    {
        DictionaryComprehension: visit_DictionaryComprehension,
        ListComprehension: visit_ListComprehension,
        SetComprehension: visit_SetComprehension,
    }
)
