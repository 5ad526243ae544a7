"""What stands in brackets: parentheses, displays, comprehensions, arguments, subscripts, and the
fields of f-strings.
"""

from __future__ import annotations

from .nodes import (
    Call,
    ComprehensionClause,
    Constant,
    Dictionary,
    DictionaryComprehension,
    Expression,
    FormattedValue,
    GeneratorExpression,
    JoinedString,
    Keyword,
    List,
    ListComprehension,
    Position,
    Set,
    SetComprehension,
    Slice,
    Starred,
    Subscript,
    Tuple,
)
from .parser_cursor import BRACKET_WEIGHT, spelled
from .parser_logic import TermParser
from .parser_targets import check_target, shown
from .tokens import END, FSTRING, NAME, NEWLINE, OPERATOR, STRING, FStringField, Token, with_dot

_CONSTANT_WORDS = frozenset(("True", "False", "None"))


class DisplayParser(TermParser):
    """Reads brackets and strings."""

    # Supplied by the expression parser.

    def disjunction(self) -> Expression:
        """An expression without a conditional, a lambda or `:=` at its top."""
        raise NotImplementedError

    def named(self) -> Expression:
        """An expression that may be `name := value`."""
        raise NotImplementedError

    def operand(self) -> Expression:
        """An expression whose operators bind more tightly than comparisons."""
        raise NotImplementedError

    def yield_expression(self) -> Expression:
        """A yield, from its word on."""
        raise NotImplementedError

    # Parts of displays

    def star_named(self) -> Expression:
        """An element of a display: `*iterable` or an expression."""
        token = self.token
        if token.kind is OPERATOR and token.value == "*":
            self.advance()
            value = self.operand()
            return Starred(self.span(token.position), value)
        return self.named()

    def at_comprehension(self) -> bool:
        """Whether a comprehension's `for` or `async for` is looked at."""
        token = self.token
        if token.kind is not NAME:
            return False
        if token.word == "for":
            return True
        return token.word == "async"

    def clauses(self) -> list[ComprehensionClause]:
        """The `for … in … if …` of a comprehension."""
        clauses = []
        while self.at_comprehension():
            start = self.token.position
            is_async = self.token.word == "async"
            if is_async:
                self.advance()
                if self.token.word != "for":
                    self.fail("B203", self.token.position, "for")
            self.advance()
            target = self.target_list()
            self.take_in()
            iterable = self.disjunction()
            conditions = []
            while self.token.kind is NAME and self.token.word == "if":
                self.advance()
                conditions.append(self.disjunction())
            clauses.append(
                ComprehensionClause(self.span(start), target, iterable, conditions, is_async)
            )
        return clauses

    def take_in(self) -> None:
        """Takes the `in` of a for."""
        if self.token.word != "in":
            self.fail("B223", self.token.position)
        self.advance()
        self.skip_newlines()

    def target_list(self) -> Expression:
        """The targets of a for, up to its `in`."""
        start = self.token.position
        first = self.star_target()
        if not self.at(","):
            if isinstance(first, Starred):
                self.report("B238", first.position)
            check_target(self, first)
            return first
        elements = [first]
        while self.at(","):
            self.advance()
            if self.token.word == "in" and self.peek().word != "in":
                break
            elements.append(self.star_target())
        target = Tuple(self.span(start), elements)
        check_target(self, target)
        return target

    def star_target(self) -> Expression:
        """One target, which may be starred; not checked."""
        token = self.token
        if token.kind is OPERATOR and token.value == "*":
            self.advance()
            value = self.operand()
            return Starred(self.span(token.position), value)
        return self.operand()

    # Displays

    def parenthesised(self) -> Expression:
        """`()`, `(a)`, `(a, b)`, `(yield)` or a generator expression."""
        opener = self.open()
        if self.at(")"):
            self.close(opener, ")")
            return self.tuple_display(self.span(opener.position), [])
        if self.token.kind is NAME and self.token.word == "yield":
            value = self.yield_expression()
            self.close(opener, ")")
            return value
        first = self.star_named()
        if self.at_comprehension():
            self._refuse_starred(first)
            clauses = self.clauses()
            self.close(opener, ")")
            return GeneratorExpression(self.span(opener.position), first, clauses)
        if not self.at(","):
            self._close_group(opener, first)
            return first
        elements = [first]
        self._more_elements(elements, ")")
        self.close(opener, ")")
        return self.tuple_display(self.span(opener.position), elements)

    def _close_group(self, opener: Token, inner: Expression) -> None:
        if isinstance(inner, Starred):
            self.report("B225", inner.position)
        if self.at("="):
            self.fail("B211", self.token.position)
        self.close(opener, ")")

    def _refuse_starred(self, element: Expression) -> None:
        if isinstance(element, Starred):
            self.report("B243", element.position)

    def _more_elements(self, elements: list[Expression], closer: str) -> None:
        while self.at(","):
            self.advance()
            if self.at(closer):
                return
            elements.append(self.star_named())

    def list_display(self) -> Expression:
        """`[a, b]` or a list comprehension."""
        opener = self.open()
        elements: list[Expression] = []
        if not self.at("]"):
            elements.append(self.star_named())
            if self.at_comprehension():
                self._refuse_starred(elements[0])
                clauses = self.clauses()
                self.close(opener, "]")
                return ListComprehension(self.span(opener.position), elements[0], clauses)
            self._more_elements(elements, "]")
        self.close(opener, "]")
        return List(self.span(opener.position), elements)

    def braces_display(self) -> Expression:
        """`{}`, a dict or set display, or one of their comprehensions."""
        opener = self.open()
        if self.at("}"):
            self.close(opener, "}")
            return Dictionary(self.span(opener.position), [], [])
        if self.at("**"):
            return self._dictionary(opener, [], [])
        first = self.star_named()
        if self.at_colon() and not isinstance(first, Starred):
            self.advance()
            value = self.expression()
            if self.at_comprehension():
                clauses = self.clauses()
                self.close(opener, "}")
                return DictionaryComprehension(self.span(opener.position), first, value, clauses)
            return self._dictionary(opener, [first], [value])
        if self.at_comprehension():
            self._refuse_starred(first)
            clauses = self.clauses()
            self.close(opener, "}")
            return SetComprehension(self.span(opener.position), first, clauses)
        elements = [first]
        self._more_elements(elements, "}")
        self.close(opener, "}")
        return Set(self.span(opener.position), elements)

    def _dictionary(
        self, opener: Token, keys: list[Expression | None], values: list[Expression]
    ) -> Expression:
        """The rest of a dict display."""
        if keys:
            if not self.at(","):
                self.close(opener, "}")
                return Dictionary(self.span(opener.position), keys, values)
            self.advance()
        while not self.at("}"):
            if self.at("**"):
                self.advance()
                keys.append(None)
                values.append(self.operand())
                if self.at_comprehension():
                    self.fail("B244", self.token.position)
            else:
                keys.append(self.expression())
                if not self.at_colon():
                    self.fail("B203", self.token.position, ":")
                self.advance()
                values.append(self.expression())
            if not self.at(","):
                break
            self.advance()
        self.close(opener, "}")
        return Dictionary(self.span(opener.position), keys, values)

    # Calls and subscripts

    def call(self, function: Expression, start: Position) -> Call:
        """The call whose `(` is looked at."""
        arguments, keywords = self.arguments()
        return Call(self.span(start), function, arguments, keywords)

    def arguments(self) -> tuple[list[Expression], list[Keyword]]:
        """What stands in the parentheses of a call or a class's head."""
        opener = self.open()
        arguments: list[Expression] = []
        keywords: list[Keyword] = []
        generator: Expression | None = None
        while not self.at(")"):
            token = self.token
            if token.kind is NAME and self._at_keyword():
                keywords.append(self._keyword(token, keywords))
            elif token.kind is OPERATOR and token.value == "**":
                self.advance()
                value = self.expression()
                keywords.append(Keyword(self.span(token.position), None, value))
            elif token.kind is OPERATOR and token.value == "*":
                self.advance()
                value = self.expression()
                if any(keyword.name is None for keyword in keywords):
                    self.report("B214", token.position)
                arguments.append(Starred(self.span(token.position), value))
            else:
                argument = self.named()
                if self.at_comprehension():
                    clauses = self.clauses()
                    generator = GeneratorExpression(self.span(opener.position), argument, clauses)
                    argument = generator
                elif self.at("="):
                    self.fail("B215", self.span(token.position), shown(self.source, argument))
                if keywords:
                    self._refuse_positional(keywords, argument)
                arguments.append(argument)
            if not self.at(","):
                break
            self.advance()
        closer = self.token
        if generator is not None:
            if len(arguments) + len(keywords) > 1 or self.last.value == ",":
                self.report("B224", generator.position)
            line, column, _, _ = opener.position
            generator.position = (line, column, closer.position[2], closer.position[3])
        self.close(opener, ")")
        return arguments, keywords

    def _at_keyword(self) -> bool:
        """Whether the NAME that is looked at is a keyword argument's."""
        tokens = self.tokens
        index = self.index + 1
        while tokens[index].kind is NEWLINE:
            index += 1
        following = tokens[index]
        return following.kind is OPERATOR and following.value == "="

    def _keyword(self, token: Token, before: list[Keyword]) -> Keyword:
        self.advance()
        self.advance()
        if token.word in _CONSTANT_WORDS and token.reserved:
            self.report("B209", token.position, token.text)
        name = spelled(token)
        for keyword in before:
            if keyword.name == name:
                self.report("B216", token.position, name)
        value = self.expression()
        return Keyword(self.span(token.position), name, value)

    def _refuse_positional(self, keywords: list[Keyword], argument: Expression) -> None:
        has_unpacking = any(keyword.name is None for keyword in keywords)
        self.report("B217" if has_unpacking else "B213", argument.position)

    def subscript(self, value: Expression, start: Position) -> Subscript:
        """The subscript whose `[` is looked at."""
        opener = self.open()
        if self.at("]"):
            self.fail("B202", self.token.position)
        first_position = self.token.position
        index = self._slice()
        if self.at(","):
            elements = [index]
            while self.at(","):
                self.advance()
                if self.at("]"):
                    break
                elements.append(self._slice())
            index = Tuple(self.span(first_position), elements)
        elif isinstance(index, Starred):
            index = Tuple(index.position, [index])
        self.close(opener, "]")
        return Subscript(self.span(start), value, index)

    def _slice(self) -> Expression:
        start = self.token.position
        lower = None if self.at_colon() else self.star_named()
        if lower is not None and not self.at_colon():
            return lower
        self.advance()
        upper = None if self._slice_ends() else self.expression()
        step = None
        if self.at_colon():
            self.advance()
            step = None if self._slice_ends() else self.expression()
        return Slice(self.span(start), lower, upper, step)

    def _slice_ends(self) -> bool:
        return self.at_colon() or self.at("]") or self.at(",")

    # Literals

    def number(self) -> Constant:
        """A number; one with a bare dot at its end comes as two tokens."""
        token = self.advance()
        dot = self.token
        if dot.kind is OPERATOR and dot.value == "." and not dot.spaced:
            value = with_dot(token)
            if value is not None:
                self.advance()
                return self.literal(self.span(token.position), value)
        return self.literal(token.position, token.value)

    def strings(self) -> Expression:
        """A string, with those that stand right behind it."""
        token = self.token
        self.advance()
        kind = self.token.kind
        if kind is not STRING and kind is not FSTRING:
            if token.kind is STRING:
                return self.literal(token.position, token.value)
            return JoinedString(token.position, self._parts([token]))
        tokens = [token]
        while self.token.kind is STRING or self.token.kind is FSTRING:
            tokens.append(self.advance())
        return self._joined(tokens)

    def _joined(self, tokens: list[Token]) -> Expression:
        position = self.span(tokens[0].position)
        are_bytes = [isinstance(token.value, bytes) for token in tokens]
        if any(are_bytes):
            if not all(are_bytes):
                self.fail("B242", position)
            joined = b"".join([token.value for token in tokens])  # type: ignore[misc]
            return self.literal(position, joined)
        if any(token.kind is FSTRING for token in tokens):
            return JoinedString(position, self._parts(tokens))
        return self.literal(position, "".join([str(token.value) for token in tokens]))

    def _parts(self, tokens: list[Token]) -> list[Expression]:
        """The parts of adjacent strings, of which at least one is an f-string."""
        parts: list[Expression] = []
        for token in tokens:
            pieces = token.value if token.kind is FSTRING else [token.value]
            assert isinstance(pieces, list)
            self._add_pieces(parts, pieces, token.position)
        return parts

    def _add_pieces(
        self, parts: list[Expression], pieces: list[str | FStringField], position: Position
    ) -> None:
        for piece in pieces:
            if isinstance(piece, str):
                _add_text(parts, piece, position)
                continue
            if piece.label:
                _add_text(parts, piece.label, position)
            parts.append(self._field(piece))

    def _field(self, field: FStringField) -> FormattedValue:
        self.deepen(BRACKET_WEIGHT)
        saved = (self.tokens, self.index, self.token, self.last, self.brackets)
        self.tokens = field.tokens + [field.tokens[-1]] * 3
        self.brackets = 1
        self.move(0)
        try:
            if self.token.kind is NAME and self.token.word == "yield":
                value = self.yield_expression()
            else:
                value = self.star_expressions()
            if isinstance(value, Starred):
                self.fail("B225", value.position)
            if self.token.kind is not END:
                self.fail_here()
        finally:
            self.tokens, self.index, self.token, self.last, self.brackets = saved
        spec = None
        if field.format_spec is not None:
            parts: list[Expression] = []
            self._add_pieces(parts, field.format_spec, field.position)
            spec = JoinedString(field.position, parts)
        self.depth -= BRACKET_WEIGHT
        return FormattedValue(field.position, value, field.conversion, spec)


def _add_text(parts: list[Expression], text: str, position: Position) -> None:
    """Adds literal text; to the text before it, where there is some."""
    last = parts[-1] if parts else None
    if isinstance(last, Constant):
        last.value = str(last.value) + text
    elif text:
        parts.append(Constant(position, text))
