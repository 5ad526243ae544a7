"""The parameters of functions and lambdas."""

from __future__ import annotations

from .nodes import Expression, Parameter, Parameters, Starred
from .parser_cursor import spelled
from .parser_displays import DisplayParser
from .tokens import NAME, OPERATOR, Token


class _Reading:
    """The parameters read so far, and what may still come."""

    __slots__ = (
        "has_star", "keyword_only", "keyword_variadic", "positional", "positional_only", "star",
        "variadic",
    )  # fmt: skip

    def __init__(self) -> None:
        self.positional_only: list[Parameter] = []
        self.positional: list[Parameter] = []
        self.variadic: Parameter | None = None
        self.keyword_only: list[Parameter] = []
        self.keyword_variadic: Parameter | None = None
        self.star: Token | None = None
        self.has_star = False


class ParameterParser(DisplayParser):
    """Reads parameter lists."""

    def parameters(self, closer: str, is_annotated: bool) -> Parameters:
        """Parameters up to the `closer`, which is not taken; only those of a def have
        annotations.
        """
        start = self.token.position
        reading = _Reading()
        while not self._ends(closer):
            token = self.token
            if token.kind is NAME:
                self._plain(reading, is_annotated)
            elif token.kind is OPERATOR and token.value == "/":
                self._slash(reading)
            elif token.kind is OPERATOR and token.value == "*":
                self._star(reading, is_annotated)
            elif token.kind is OPERATOR and token.value == "**":
                self.advance()
                if reading.keyword_variadic is not None:
                    self.report("B218", token.position, "**")
                reading.keyword_variadic = self._parameter(is_annotated, False)
            else:
                self.fail("B221", token.position)
            if not self.at(","):
                break
            self.advance()
        if reading.star is not None and reading.variadic is None and not reading.keyword_only:
            self.report("B226", reading.star.position)
        position = self.span(start) if self.last.position >= start else start
        return Parameters(
            position,
            reading.positional_only,
            reading.positional,
            reading.variadic,
            reading.keyword_only,
            reading.keyword_variadic,
        )

    def _ends(self, closer: str) -> bool:
        return self.at_colon() if closer == ":" else self.at(closer)

    def _plain(self, reading: _Reading, is_annotated: bool) -> None:
        parameter = self._parameter(is_annotated, True)
        if reading.keyword_variadic is not None:
            self.report("B218", parameter.position, parameter.name)
        if reading.has_star:
            reading.keyword_only.append(parameter)
            return
        before = reading.positional or reading.positional_only
        if parameter.default is None and before and before[-1].default is not None:
            self.report("B227", parameter.position, parameter.name)
        reading.positional.append(parameter)

    def _slash(self, reading: _Reading) -> None:
        token = self.advance()
        is_first = not reading.positional or bool(reading.positional_only)
        if is_first or reading.has_star or reading.keyword_variadic is not None:
            self.report("B218", token.position, "/")
        reading.positional_only += reading.positional
        reading.positional = []

    def _star(self, reading: _Reading, is_annotated: bool) -> None:
        token = self.advance()
        if reading.has_star or reading.keyword_variadic is not None:
            self.report("B218", token.position, "*")
        reading.has_star = True
        if self.token.kind is NAME:
            reading.variadic = self._parameter(is_annotated, False, is_variadic=True)
        else:
            reading.star = token

    def _parameter(
        self, is_annotated: bool, may_default: bool, is_variadic: bool = False
    ) -> Parameter:
        token = self.name()
        name = spelled(token)
        annotation: Expression | None = None
        if is_annotated and self.at_colon():
            self.advance()
            annotation = self.postponed(self._annotation(is_variadic))
        default: Expression | None = None
        if self.at("="):
            if not may_default:
                self.report("B228", self.token.position)
            self.advance()
            default = self.expression()
        return Parameter(self.span(token.position), name, annotation, default)

    def _annotation(self, is_variadic: bool) -> Expression:
        """An annotation; that of `*args` may be starred."""
        token = self.token
        if is_variadic and token.kind is OPERATOR and token.value == "*":
            self.advance()
            value = self.operand()
            return Starred(self.span(token.position), value)
        return self.expression()
