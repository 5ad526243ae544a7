"""Patterns: whether a value fits, and what it binds.

Nothing is bound before the whole pattern fits. No pattern can wait for anything: this module is
the same for code that can be suspended.
"""

from __future__ import annotations

from sys import version_info

from ...syntax import nodes
from .frame import EVALUATE, Frame
from .names import bind_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Captures = list[tuple[Any, Any]]

# Flags of types, see CPython's Include/object.h.
_SEQUENCE = 1 << 5
_MAPPING = 1 << 6
_MATCHES_ITSELF = 1 << 22

_ABSENT = object()


def matches(node: Any, subject: Any, captures: Captures, frame: Frame) -> bool:
    """Whether `subject` fits the pattern `node`; captures gets the patterns that bind a name,
    each with its value.
    """
    return MATCH[node.__class__](node, subject, captures, frame)


def bind_captures(captures: Captures, frame: Frame) -> None:
    for pattern, value in captures:
        name: Any = pattern.rest if pattern.__class__ is nodes.MappingPattern else pattern.name
        bind_name(name, pattern.access, value, frame)


def match_value(node: nodes.ValuePattern, subject: Any, captures: Captures, frame: Frame) -> bool:
    return bool(subject == EVALUATE[node.value.__class__](node.value, frame))


def match_singleton(
    node: nodes.SingletonPattern, subject: Any, captures: Captures, frame: Frame
) -> bool:
    return subject is node.value


def match_capture(
    node: nodes.CapturePattern, subject: Any, captures: Captures, frame: Frame
) -> bool:
    if node.pattern is not None and not matches(node.pattern, subject, captures, frame):
        return False
    if node.name is not None:
        captures.append((node, subject))
    return True


def match_or(node: nodes.OrPattern, subject: Any, captures: Captures, frame: Frame) -> bool:
    before = len(captures)
    for pattern in node.patterns:
        if matches(pattern, subject, captures, frame):
            return True
        del captures[before:]
    return False


def match_sequence(
    node: nodes.SequencePattern, subject: Any, captures: Captures, frame: Frame
) -> bool:
    if not type(subject).__flags__ & _SEQUENCE:
        return False
    patterns = node.patterns
    count = len(patterns)
    length = len(subject)
    star = next((i for i, part in enumerate(patterns) if isinstance(part, nodes.StarPattern)), None)
    if star is None:
        if length != count:
            return False
        values = list(subject)
    else:
        if length < count - 1:
            return False
        end = length - (count - star - 1)
        if patterns[star].name is None:  # type: ignore[attr-defined]
            # What nobody asks for is not read.
            places = [*range(star), *range(end, length)]
            values = [subject[place] for place in places]
            values.insert(star, None)
        else:
            values = list(subject)
            values[star:end] = [values[star:end]]
    return all(
        matches(pattern, values[index], captures, frame) for index, pattern in enumerate(patterns)
    )


def match_star(node: nodes.StarPattern, subject: Any, captures: Captures, frame: Frame) -> bool:
    if node.name is not None:
        captures.append((node, subject))
    return True


def match_mapping(
    node: nodes.MappingPattern, subject: Any, captures: Captures, frame: Frame
) -> bool:
    if not type(subject).__flags__ & _MAPPING:
        return False
    if node.keys and len(subject) < len(node.keys):
        return False
    keys = [EVALUATE[key.__class__](key, frame) for key in node.keys]
    values = []
    seen = set()
    get: Any = subject.get if keys else None
    for key in keys:
        if key in seen:
            raise ValueError(f"mapping pattern checks duplicate key ({key!r})")
        seen.add(key)
        value = get(key, _ABSENT)
        if value is _ABSENT:
            return False
        values.append(value)
    for index, pattern in enumerate(node.patterns):
        if not matches(pattern, values[index], captures, frame):
            return False
    if node.rest is not None:
        rest = {**subject}
        for key in keys:
            del rest[key]
        captures.append((node, rest))
    return True


def match_class(node: nodes.ClassPattern, subject: Any, captures: Captures, frame: Frame) -> bool:
    kind = EVALUATE[node.class_.__class__](node.class_, frame)
    if not isinstance(kind, type):
        wanted = "type" if version_info < (3, 12) else "class"
        raise TypeError(f"called match pattern must be a {wanted}")
    if not isinstance(subject, kind):
        return False
    values = _attributes(node, kind, subject)
    if values is None:
        return False
    patterns = node.patterns + node.keyword_patterns
    return all(
        matches(pattern, values[index], captures, frame) for index, pattern in enumerate(patterns)
    )


def _attributes(node: nodes.ClassPattern, kind: Any, subject: Any) -> list[Any] | None:
    """The values for a class pattern's parts, positional ones first; None if one is missing."""
    count = len(node.patterns)
    values: list[Any] = []
    names: Any = []
    if count:
        try:
            names = kind.__match_args__
        except AttributeError:
            allowed = 1 if kind.__flags__ & _MATCHES_ITSELF else 0
            if allowed:
                values.append(subject)
        else:
            if names.__class__ is not tuple:
                wrong = type(names).__name__
                raise TypeError(f"{kind.__name__}.__match_args__ must be a tuple (got {wrong})")
            allowed = len(names)
        if count > allowed:
            plural = "" if allowed == 1 else "s"
            raise TypeError(
                f"{kind.__name__}() accepts {allowed} positional sub-pattern{plural}"
                f" ({count} given)"
            )
        names = [*names[:count]]
    seen = set()
    for name in names + node.keyword_names:
        if name.__class__ is not str:
            wrong = type(name).__name__
            raise TypeError(f"__match_args__ elements must be strings (got {wrong})")
        if name in seen:
            raise TypeError(f"{kind.__name__}() got multiple sub-patterns for attribute {name!r}")
        seen.add(name)
        try:
            values.append(getattr(subject, name))
        except AttributeError:
            return None
    return values


MATCH: dict[type[nodes.Node], Callable[[Any, Any, Captures, Frame], bool]] = {
    nodes.CapturePattern: match_capture,
    nodes.ClassPattern: match_class,
    nodes.MappingPattern: match_mapping,
    nodes.OrPattern: match_or,
    nodes.SequencePattern: match_sequence,
    nodes.SingletonPattern: match_singleton,
    nodes.StarPattern: match_star,
    nodes.ValuePattern: match_value,
}
