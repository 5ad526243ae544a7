"""Patterns: what stands after `case`.

Python's compile-time rules about them are checked here too: a name is bound once, alternatives bind
the same names, and a pattern that takes everything comes last.
"""

from __future__ import annotations

from .nodes import (
    Attribute,
    BinaryOperation,
    CapturePattern,
    ClassPattern,
    Constant,
    Expression,
    MappingPattern,
    Name,
    OrPattern,
    Pattern,
    SequencePattern,
    SingletonPattern,
    StarPattern,
    UnaryOperation,
    ValuePattern,
)
from .parser_cursor import spelled
from .parser_expressions import ExpressionParser
from .tokens import FSTRING, NAME, NUMBER, OPERATOR, STRING, Token

_SINGLETONS: dict[str, object] = {"True": True, "False": False, "None": None}


class PatternParser(ExpressionParser):
    """Reads patterns."""

    def patterns(self) -> Pattern:
        """The whole pattern of a case; commas make a sequence."""
        start = self.token.position
        first = self._star_or_pattern()
        if not self.at(","):
            if isinstance(first, StarPattern):
                self.report("B230", first.position)
            pattern = first
        else:
            elements = [first]
            while self.at(","):
                self.advance()
                if not self._begins_pattern():
                    break
                elements.append(self._star_or_pattern())
            self._check_stars(elements)
            pattern = SequencePattern(self.span(start), elements)
        self._names(pattern)
        return pattern

    def _begins_pattern(self) -> bool:
        token = self.token
        if token.kind is NAME:
            return token.word not in ("if", "when") or self.sees(",")
        if token.kind is OPERATOR:
            return token.value in ("(", "[", "-", "*") or (
                token.value == "{" and self.block_at(self.matching(self.index) + 1)
            )
        return token.kind in (NUMBER, STRING)

    def _star_or_pattern(self) -> Pattern:
        token = self.token
        if token.kind is OPERATOR and token.value == "*":
            self.advance()
            name = self.name()
            return StarPattern(self.span(token.position), _bound(name))
        return self._pattern()

    def _pattern(self) -> Pattern:
        """Alternatives, with `as name`."""
        start = self.token.position
        pattern = self._closed()
        if self.at("|"):
            alternatives = [pattern]
            while self.at("|"):
                self.advance()
                self.skip_newlines()
                alternatives.append(self._closed())
            for alternative in alternatives[:-1]:
                self._refuse_irrefutable(alternative)
            pattern = OrPattern(self.span(start), alternatives)
        if self.token.kind is NAME and self.token.word == "as":
            self.advance()
            name = self.name()
            if name.value == "_":
                self.report("B234", name.position)
            pattern = CapturePattern(self.span(start), pattern, _bound(name))
        return pattern

    def _refuse_irrefutable(self, alternative: Pattern) -> None:
        if takes_everything(alternative):
            self.report("B233", alternative.position)

    def _closed(self) -> Pattern:
        token = self.token
        kind = token.kind
        if kind is NAME:
            return self._named_pattern(token)
        if kind is NUMBER or (kind is OPERATOR and token.value == "-"):
            value = self._pattern_number()
            return ValuePattern(self.span(token.position), value)
        if kind is STRING or kind is FSTRING:
            value = self.strings()
            if not isinstance(value, Constant):
                self.fail("B230", value.position)
            return ValuePattern(value.position, value)
        if kind is OPERATOR:
            if token.value == "(":
                return self._group()
            if token.value == "[":
                return self._bracketed("]")
            if token.value == "{":
                return self._mapping()
        if kind is OPERATOR or kind is NAME:
            self.fail("B230", token.position)
        return self.fail_here()

    def _pattern_number(self) -> Expression:
        """A number with a sign, or a complex one: `-1`, `2 + 3j`."""
        start = self.token.position
        value = self._signed_number()
        if self.at("+") or self.at("-"):
            operator = str(self.advance().value)
            if self.token.kind is not NUMBER or not isinstance(self.token.value, complex):
                self.fail("B230", self.token.position)
            right = self.number()
            value = BinaryOperation(self.span(start), value, operator, right)
        return value

    def _signed_number(self) -> Expression:
        token = self.token
        if token.kind is OPERATOR:
            self.advance()
            if self.token.kind is not NUMBER:
                self.fail("B230", self.token.position)
            operand = self.number()
            return UnaryOperation(self.span(token.position), "-", operand)
        return self.number()

    def _named_pattern(self, token: Token) -> Pattern:
        """A constant, a capture, a dotted name or a class."""
        if token.word in _SINGLETONS and token.reserved:
            self.advance()
            return SingletonPattern(token.position, _SINGLETONS[token.word])
        value: Expression = Name(token.position, spelled(self.name()))
        while self.at(".") and self.peek().kind is NAME:
            self.advance()
            attribute = self.advance()
            value = Attribute(self.span(token.position), value, str(attribute.value))
        if self.at("("):
            return self._class_pattern(value, token)
        if isinstance(value, Attribute):
            return ValuePattern(value.position, value)
        return CapturePattern(token.position, None, _bound(token))

    def _class_pattern(self, class_: Expression, start: Token) -> Pattern:
        opener = self.open()
        patterns: list[Pattern] = []
        names: list[str] = []
        keyword_patterns: list[Pattern] = []
        while not self.at(")"):
            token = self.token
            if token.kind is NAME and self.sees("="):
                self.advance()
                self.advance()
                name = str(token.value)
                if name in names:
                    self.report("B216", token.position, name)
                names.append(name)
                keyword_patterns.append(self._pattern())
            else:
                if names:
                    self.report("B213", token.position)
                patterns.append(self._pattern())
            if not self.at(","):
                break
            self.advance()
        self.close(opener, ")")
        return ClassPattern(self.span(start.position), class_, patterns, names, keyword_patterns)

    def _group(self) -> Pattern:
        """A pattern in parentheses, or a sequence."""
        opener = self.token
        elements, has_comma = self._elements(")")
        if len(elements) == 1 and not has_comma and not isinstance(elements[0], StarPattern):
            return elements[0]
        self._check_stars(elements)
        return SequencePattern(self.span(opener.position), elements)

    def _bracketed(self, closer: str) -> Pattern:
        opener = self.token
        elements, _ = self._elements(closer)
        self._check_stars(elements)
        return SequencePattern(self.span(opener.position), elements)

    def _elements(self, closer: str) -> tuple[list[Pattern], bool]:
        opener = self.open()
        elements: list[Pattern] = []
        has_comma = False
        while not self.at(closer):
            elements.append(self._star_or_pattern())
            if not self.at(","):
                break
            has_comma = True
            self.advance()
        self.close(opener, closer)
        return elements, has_comma

    def _check_stars(self, elements: list[Pattern]) -> None:
        stars = [element for element in elements if isinstance(element, StarPattern)]
        for star in stars[1:]:
            self.report("B231", star.position)

    def _mapping(self) -> Pattern:
        opener = self.open()
        keys: list[Expression] = []
        patterns: list[Pattern] = []
        rest: str | None = None
        while not self.at("}"):
            if rest is not None:
                self.fail("B230", self.token.position)
            if self.at("**"):
                self.advance()
                name = self.name()
                rest = spelled(name)
            else:
                keys.append(self._key())
                if not self.at_colon():
                    self.fail("B203", self.token.position, ":")
                self.advance()
                patterns.append(self._pattern())
            if not self.at(","):
                break
            self.advance()
        self.close(opener, "}")
        return MappingPattern(self.span(opener.position), keys, patterns, rest)

    def _key(self) -> Expression:
        """A mapping's key: a literal or a dotted name."""
        token = self.token
        pattern = self._closed()
        if isinstance(pattern, ValuePattern):
            return pattern.value
        if isinstance(pattern, SingletonPattern):
            return Constant(pattern.position, pattern.value)
        return self.fail("B230", token.position)

    def _names(self, pattern: Pattern) -> set[str]:
        """The names that a pattern binds; reports those bound twice, and alternatives that
        differ.
        """
        if isinstance(pattern, OrPattern):
            first = self._names(pattern.patterns[0])
            for alternative in pattern.patterns[1:]:
                if self._names(alternative) != first:
                    self.report("B235", alternative.position)
            return first
        names: set[str] = set()
        below: list[Pattern] = []
        own: str | None = None
        if isinstance(pattern, CapturePattern):
            own = pattern.name
            below = [pattern.pattern] if pattern.pattern is not None else []
        elif isinstance(pattern, StarPattern):
            own = pattern.name
        elif isinstance(pattern, SequencePattern):
            below = pattern.patterns
        elif isinstance(pattern, MappingPattern):
            below, own = pattern.patterns, pattern.rest
        elif isinstance(pattern, ClassPattern):
            below = pattern.patterns + pattern.keyword_patterns
        for inner in below:
            found = self._names(inner)
            for name in sorted(names & found):
                self.report("B232", inner.position, name)
            names |= found
        if own is not None:
            if own in names:
                self.report("B232", pattern.position, own)
            names.add(own)
        return names


def takes_everything(pattern: Pattern) -> bool:
    """Whether no value fails to match."""
    if isinstance(pattern, CapturePattern):
        return pattern.pattern is None or takes_everything(pattern.pattern)
    return isinstance(pattern, OrPattern) and any(map(takes_everything, pattern.patterns))


def _bound(token: Token) -> str | None:
    """The name that a capture binds: none for `_`."""
    if token.value == "_":
        return None
    return spelled(token)
