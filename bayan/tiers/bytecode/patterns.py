"""Rules for `match`: patterns of all kinds.

The subject lies on the stack while its cases are tried. A pattern takes a value from the top and
goes on, or jumps to where the values still there are dropped, as many as there are, and the next
case begins. What a pattern captures waits on the stack, below the values still to be matched,
until the whole pattern fits; only then are the names bound. So `case` needs no variables of its
own, and a case that fails binds nothing.

    case [1, x]:     MATCH_SEQUENCE, GET_LEN == 2, UNPACK 2, == 1, (x waits), STORE x
"""

from __future__ import annotations

from ...syntax import nodes
from .assembler import Target
from .frame import Frame, statement_rule
from .passes.conditions import jump_on
from .passes.folding import UNKNOWN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


class Matching:
    """One case being compiled.

    captured   (name, access) of the values that wait, the deepest last
    on_top     how many values lie above those that wait: the ones still to be matched
    failures   number of values to drop -> the place to jump to on a failure
    """

    __slots__ = ("captured", "failures", "frame", "on_top")

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.captured: list[tuple[str, str]] = []
        self.on_top = 0
        self.failures: dict[int, Target] = {}

    def failure(self) -> Target:
        """Where to go now if the pattern does not fit."""
        count = self.on_top + len(self.captured)
        return self.failures.setdefault(count, Target())

    def fail_unless_true(self) -> None:
        """bool ->"""
        self.frame.jump_if(False, self.failure())

    def fail_if_none(self) -> None:
        """value ->"""
        self.frame.jump_if_none(True, self.failure())

    def fail(self) -> None:
        self.frame.jump_forward(self.failure())

    def place_failures(self) -> None:
        """The places to which failures jump, one drop after the other; they end where the next
        case begins.
        """
        for count in range(max(self.failures, default=0), 0, -1):
            place = self.failures.get(count)
            if place is not None:
                self.frame.place(place)
            self.frame.pop()
        last = self.failures.get(0)
        if last is not None:
            self.frame.place(last)

    def rotate(self, count: int) -> None:
        """Put the top below the `count - 1` values under it."""
        while count > 1:
            self.frame.swap(count)
            count -= 1

    def capture(self, name: str | None, access: str) -> None:
        """value -> ; it waits for its name, or goes where there is none."""
        if name is None:
            self.frame.pop()
            return
        self.rotate(self.on_top + len(self.captured) + 1)
        self.captured.append((name, access))


@statement_rule(nodes.Match)
def match(frame: Frame, node: nodes.Match) -> None:
    """The last case may take the subject itself, the others a copy."""
    end = Target()
    frame.expression(node.subject)
    if not node.cases:
        frame.pop()
    for index, case in enumerate(node.cases):
        is_last = index == len(node.cases) - 1
        matching = Matching(frame)
        if not is_last:
            frame.position = case.pattern.position
            frame.copy()
        pattern(matching, case.pattern)
        assert not matching.on_top
        for name, access in matching.captured:
            frame.store(name, access)
        matching.captured.clear()
        if case.guard is not None:
            jump_on(frame, case.guard, False, matching.failure())
        frame.position = case.position
        if not is_last:
            frame.pop()
        frame.statements(case.body)
        frame.jump_forward(end)
        frame.position = case.position
        matching.place_failures()
        if not frame.reachable:
            break
    frame.place(end)


def pattern(matching: Matching, node: nodes.Pattern) -> None:
    """value -> ; or a jump to the failure with it gone."""
    PATTERNS[type(node)](matching, node)


def value_pattern(matching: Matching, node: nodes.ValuePattern) -> None:
    frame = matching.frame
    frame.expression(node.value)
    frame.position = node.position
    frame.compare("==")
    matching.fail_unless_true()


def singleton_pattern(matching: Matching, node: nodes.SingletonPattern) -> None:
    frame = matching.frame
    frame.position = node.position
    frame.load_const(node.value)
    frame.compare("is")
    matching.fail_unless_true()


def capture_pattern(matching: Matching, node: nodes.CapturePattern) -> None:
    frame = matching.frame
    if node.pattern is not None:
        # The value is matched by a copy of it, and itself kept.
        frame.position = node.position
        frame.copy()
        matching.on_top += 1
        pattern(matching, node.pattern)
        matching.on_top -= 1
    frame.position = node.position
    matching.capture(node.name, node.access if node.name is not None else "")


def sequence_pattern(matching: Matching, node: nodes.SequencePattern) -> None:
    frame = matching.frame
    patterns = node.patterns
    star = next(
        (index for index, each in enumerate(patterns) if isinstance(each, nodes.StarPattern)), None
    )
    frame.position = node.position
    # The subject stays while it is looked at.
    matching.on_top += 1
    frame.match_sequence()
    matching.fail_unless_true()
    needed = len(patterns) - (star is not None)
    if star is None or needed:
        frame.get_length()
        frame.load_const(needed)
        frame.compare("==" if star is None else ">=")
        matching.fail_unless_true()
    matching.on_top -= 1
    if all(_takes_all(each) for each in patterns):
        frame.pop()
    elif star is not None and patterns[star].name is None:  # type: ignore[attr-defined]
        _by_index(matching, node, star)
    else:
        if star is None:
            frame.unpack(len(patterns))
        else:
            frame.unpack_with_rest(star, len(patterns) - star - 1)
        matching.on_top += len(patterns)
        for each in patterns:
            matching.on_top -= 1
            pattern(matching, each)


def _takes_all(node: nodes.Pattern) -> bool:
    """Whether the pattern fits everything and binds nothing."""
    if isinstance(node, nodes.StarPattern):
        return node.name is None
    return isinstance(node, nodes.CapturePattern) and node.name is None and node.pattern is None


def _by_index(matching: Matching, node: nodes.SequencePattern, star: int) -> None:
    """With `*_` only the elements that are looked at are taken from the sequence."""
    frame = matching.frame
    count = len(node.patterns)
    matching.on_top += 1
    for index, each in enumerate(node.patterns):
        if _takes_all(each):
            continue
        frame.position = each.position
        frame.copy()
        if index < star:
            frame.load_const(index)
        else:
            frame.get_length()
            frame.load_const(count - index)
            frame.binary("-")
        frame.load_subscript()
        pattern(matching, each)
    matching.on_top -= 1
    frame.position = node.position
    frame.pop()


def star_pattern(matching: Matching, node: nodes.StarPattern) -> None:
    matching.frame.position = node.position
    matching.capture(node.name, node.access if node.name is not None else "")


def mapping_pattern(matching: Matching, node: nodes.MappingPattern) -> None:
    frame = matching.frame
    count = len(node.keys)
    frame.position = node.position
    matching.on_top += 1
    frame.match_mapping()
    matching.fail_unless_true()
    if not count and node.rest is None:
        matching.on_top -= 1
        frame.pop()
        return
    if count:
        frame.get_length()
        frame.load_const(count)
        frame.compare(">=")
        matching.fail_unless_true()
    keys = frame.known_values(node.keys)
    if keys is UNKNOWN:
        for key in node.keys:
            frame.expression(key)
        frame.position = node.position
        frame.build("TUPLE", count)
    else:
        frame.load_const(keys)
    # subject keys values
    frame.match_keys()
    matching.on_top += 2
    frame.copy()
    matching.fail_if_none()
    frame.unpack(count)
    matching.on_top += count - 1
    for each in node.patterns:
        matching.on_top -= 1
        pattern(matching, each)
    # subject keys
    matching.on_top -= 2
    frame.position = node.position
    if node.rest is None:
        frame.pop()
        frame.pop()
        return
    frame.build_map(0)
    frame.swap(3)
    # rest keys subject: the rest gets all of the subject, then loses the keys.
    frame.map_update(2)
    frame.unpack(count)
    for left in range(count, 0, -1):
        frame.copy(1 + left)
        frame.swap(2)
        frame.delete_subscript()
    matching.capture(node.rest, node.access)


def class_pattern(matching: Matching, node: nodes.ClassPattern) -> None:
    frame = matching.frame
    frame.expression(node.class_)
    frame.position = node.position
    frame.load_const(tuple(node.keyword_names))
    frame.match_class(len(node.patterns))
    matching.on_top += 1
    frame.copy()
    matching.fail_if_none()
    every = [*node.patterns, *node.keyword_patterns]
    frame.unpack(len(every))
    matching.on_top += len(every) - 1
    for each in every:
        matching.on_top -= 1
        if _takes_all(each):
            frame.pop()
        else:
            pattern(matching, each)


def or_pattern(matching: Matching, node: nodes.OrPattern) -> None:
    """Alternatives bind the same names, perhaps in another order: each ends with the captured
    values in the order of the first.
    """
    frame = matching.frame
    end = Target()
    before = matching.captured
    on_top = matching.on_top
    failures = matching.failures
    order: list[tuple[str, str]] = []
    for index, alternative in enumerate(node.patterns):
        matching.captured = []
        matching.failures = {}
        matching.on_top = 0
        frame.position = alternative.position
        frame.copy()
        pattern(matching, alternative)
        if index == 0:
            order = matching.captured
        else:
            _reorder(matching, order)
        frame.jump_forward(end)
        frame.position = alternative.position
        matching.place_failures()
    matching.captured = before
    matching.on_top = on_top
    matching.failures = failures
    # No alternative fits: the subject goes.
    frame.position = node.position
    frame.pop()
    matching.fail()
    frame.place(end)
    # … waiting values, on_top values, subject, captured of the alternative: these join those
    # that wait, below the values on top and the subject.
    new = len(order)
    below = new + 1 + matching.on_top + len(matching.captured)
    for name, access in order:
        matching.rotate(below)
        matching.captured.append((name, access))
    frame.pop()


def _reorder(matching: Matching, order: list[tuple[str, str]]) -> None:
    """Bring the captured values on the stack, the first on top, into `order`."""
    swap = matching.frame.swap
    names = [name for name, _ in matching.captured]
    for index, (name, _) in enumerate(order):
        found = names.index(name)
        if found != index:
            swap(found + 1)
            if index:
                swap(index + 1)
                swap(found + 1)
            names[index], names[found] = names[found], names[index]


PATTERNS: dict[type[nodes.Pattern], Callable[[Matching, nodes.Pattern], None]] = {
    nodes.ValuePattern: value_pattern,  # type: ignore[dict-item]
    nodes.SingletonPattern: singleton_pattern,  # type: ignore[dict-item]
    nodes.CapturePattern: capture_pattern,  # type: ignore[dict-item]
    nodes.SequencePattern: sequence_pattern,  # type: ignore[dict-item]
    nodes.StarPattern: star_pattern,  # type: ignore[dict-item]
    nodes.MappingPattern: mapping_pattern,  # type: ignore[dict-item]
    nodes.ClassPattern: class_pattern,  # type: ignore[dict-item]
    nodes.OrPattern: or_pattern,  # type: ignore[dict-item]
}
