"""Expressions: operators by precedence climbing, operands with what is attached to them.

Precedence is Python's. Of Bayan's own operators `|>` binds just looser than comparisons, and `??`
looser than `|>` but tighter than `not`, as it would in JavaScript or C#: `a ?? b == c` is
`a ?? (b == c)`, and `not a ?? b` is `not (a ?? b)`. Chains of one operator are read in a loop.

A contextual word stands between operands only as an operator, for two operands never meet; where
an operand is due it is a name, unless what follows shows that it is a prefix (`opens_operand`).
"""

from __future__ import annotations

from .nodes import (
    Attribute,
    Await,
    BinaryOperation,
    BooleanOperation,
    Coalesce,
    Comparison,
    ConditionalExpression,
    Constant,
    Expression,
    Lambda,
    LogicVariable,
    Name,
    NamedExpression,
    OptionalChain,
    OptionalLink,
    Pipe,
    Position,
    Starred,
    UnaryOperation,
    Yield,
    YieldFrom,
)
from .parser_cursor import spelled
from .parser_logic import QUERY_KINDS
from .parser_parameters import ParameterParser
from .tokens import END, FSTRING, NAME, NEWLINE, NUMBER, OPERATOR, STRING, VARIABLE, Token

OR, AND, NOT, COALESCE, PIPE, COMPARISON, BIT_OR = 1, 2, 3, 4, 5, 6, 7

_SIGN_LEVELS: dict[object, int] = {
    "??": COALESCE,
    "|>": PIPE,
    **dict.fromkeys(("==", "!=", "<", "<=", ">", ">=", "∈"), COMPARISON),
    "|": BIT_OR,
    "^": 8,
    "&": 9,
    "<<": 10,
    ">>": 10,
    "+": 11,
    "-": 11,
    **dict.fromkeys(("*", "/", "//", "%", "@"), 12),
}
_WORD_LEVELS = {"or": OR, "and": AND, "in": COMPARISON, "is": COMPARISON, "not": COMPARISON}
_UNARY_SIGNS = frozenset("-+~")
_TRAILERS = frozenset((".", "(", "[", "?.", "?["))
_CONSTANTS: dict[str, object] = {"True": True, "False": False, "None": None}
_EXPRESSION_WORDS = frozenset(("not", "lambda", "await", "True", "False", "None"))
_EXPRESSION_SIGNS = frozenset(("(", "[", "{", "-", "+", "~", "*", "..."))
_VALUE_ENDS = frozenset((")", "]", "}", ";", "=", ",", ":"))


class ExpressionParser(ParameterParser):
    """Reads expressions."""

    def expression(self) -> Expression:
        token = self.token
        if token.word == "lambda":
            return self._lambda()
        body = self.binary(OR)
        if self.token.word == "if" and self.token.kind is NAME:
            return self._conditional(body, token.position)
        return body

    def disjunction(self) -> Expression:
        return self.binary(OR)

    def operand(self) -> Expression:
        return self.binary(BIT_OR)

    def named(self) -> Expression:
        following = self.tokens[self.index + 1]
        if following.value == ":=" and following.kind is OPERATOR:
            return self._walrus()
        return self.expression()

    def _walrus(self) -> Expression:
        token = self.token
        if token.kind is not NAME or token.reserved:
            self.fail("B237", token.position, token.text)
        self.advance()
        self.advance()
        self.skip_newlines()
        value = self.expression()
        target = Name(token.position, spelled(token))
        return NamedExpression(self.span(token.position), target, value)

    def _conditional(self, body: Expression, start: Position) -> Expression:
        self.advance()
        self.skip_newlines()
        test = self.binary(OR)
        if self.token.word != "else":
            self.fail("B257", self.token.position)
        self.advance()
        self.skip_newlines()
        self.deepen(1)
        otherwise = self.expression()
        self.depth -= 1
        return ConditionalExpression(self.span(start), test, body, otherwise)

    def _lambda(self) -> Expression:
        token = self.advance()
        parameters = self.parameters(":", False)
        if not self.at_colon():
            self.fail("B203", self.token.position, ":")
        self.advance()
        self.deepen(1)
        body = self.expression()
        self.depth -= 1
        return Lambda(self.span(token.position), parameters, body)

    # Lists without brackets

    def star_expressions(self, may_be_targets: bool = False) -> Expression:
        """Expressions with commas, which make a tuple; some may be starred.

        A comma at a line's end goes on with the next line, but not with an assignment there, unless
        these may be its targets: `x = 1,` before `y = 2` is a tuple of one.
        """
        start = self.token.position
        first = self._star_expression()
        token = self.token
        if token.kind is not OPERATOR or token.value != ",":
            return first
        elements = [first]
        while self.at(","):
            self.advance()
            if self.token.kind is NEWLINE and self.begins_expression(self.peek()):
                if not may_be_targets and self.assigns_ahead(self.index + 1):
                    break
                self.skip_newlines()
            if not self.begins_expression(self.token):
                break
            elements.append(self._star_expression())
        return self.tuple_display(self.span(start), elements)

    def _star_expression(self) -> Expression:
        token = self.token
        if token.kind is OPERATOR and token.value == "*":
            self.advance()
            value = self.operand()
            return Starred(self.span(token.position), value)
        return self.expression()

    def begins_expression(self, token: Token) -> bool:
        """Whether an expression may begin with this token."""
        kind = token.kind
        if kind is NAME:
            return not token.reserved or token.word in _EXPRESSION_WORDS
        if kind is OPERATOR:
            return token.value in _EXPRESSION_SIGNS
        return kind is not NEWLINE and kind is not END

    def yield_expression(self) -> Expression:
        token = self.advance()
        following = self.token
        if following.word == "from" and (following.reserved or self.opens_operand(1)):
            self.advance()
            value = self.expression()
            return YieldFrom(self.span(token.position), value)
        if following.kind is NEWLINE or following.kind is END:
            return Yield(token.position, None)
        if following.kind is OPERATOR and following.value in _VALUE_ENDS:
            return Yield(token.position, None)
        values = self.star_expressions()
        if isinstance(values, Starred):
            self.report("B225", values.position)
        return Yield(self.span(token.position), values)

    # Operators

    def binary(self, minimum: int) -> Expression:
        """Operands joined by operators of that precedence or a higher one."""
        token = self.token
        start = token.position
        if token.word == "not" and (token.reserved or self._negates()):
            left = self._not(minimum)
        else:
            left = self.unary()
        while True:
            token = self.token
            kind = token.kind
            if kind is OPERATOR:
                level = _SIGN_LEVELS.get(token.value, 0)
            elif kind is NAME and token.word is not None:
                level = _WORD_LEVELS.get(token.word, 0)
            else:
                return left
            if level < minimum or level == 0:
                return left
            if level == COMPARISON:
                operators, comparators = self._comparison()
                if not operators:
                    return left
                left = Comparison(self.span(start), left, operators, comparators)
            elif level <= AND:
                values = self._boolean(left, token.word, level)
                left = BooleanOperation(self.span(start), str(token.word), values)
            else:
                self.advance()
                if self.token.kind is NEWLINE:
                    self.skip_newlines()
                if level <= PIPE:
                    left = self._special(left, level, start)
                else:
                    right = self.binary(level + 1)
                    left = BinaryOperation(self.span(start), left, str(token.value), right)

    def _negates(self) -> bool:
        """Whether a contextual spelling of `not` negates: then its operand follows."""
        return self.opens_operand(1) or self.sees("(")

    def _not(self, minimum: int) -> Expression:
        if minimum > NOT:
            self.fail("B229", self.token.position, self.token.text)
        token = self.advance()
        self.skip_newlines()
        self.deepen(1)
        operand = self.binary(NOT)
        self.depth -= 1
        return UnaryOperation(self.span(token.position), "not", operand)

    def _special(self, left: Expression, level: int, start: Position) -> Expression:
        """The right side of `|>` or `??`, which may also be a lambda."""
        right = self._lambda() if self.token.word == "lambda" else self.binary(level + 1)
        if level == PIPE:
            return Pipe(self.span(start), left, right)
        return Coalesce(self.span(start), left, right)

    def _boolean(self, left: Expression, word: str | None, level: int) -> list[Expression]:
        values = [left]
        while self.token.word == word:
            self.advance()
            if self.token.kind is NEWLINE:
                self.skip_newlines()
            values.append(self.binary(level + 1))
        return values

    def _comparison(self) -> tuple[list[str], list[Expression]]:
        """A chain of comparisons; nothing where a `not` is no `not in`."""
        operators: list[str] = []
        comparators: list[Expression] = []
        while True:
            operator = self._comparison_sign()
            if operator is None:
                return operators, comparators
            if self.token.kind is NEWLINE:
                self.skip_newlines()
            operators.append(operator)
            comparators.append(self.binary(BIT_OR))

    def _comparison_sign(self) -> str | None:
        """Takes a comparison's sign or words."""
        token = self.token
        word = token.word
        if word is None:
            if token.kind is OPERATOR and _SIGN_LEVELS.get(token.value) == COMPARISON:
                self.advance()
                return str(token.value)
            return None
        if word == "in":
            self.advance()
            return "in"
        if word == "not":
            if self.peek().word != "in":
                return None
            self.advance()
            self.advance()
            return "not in"
        if word == "is":
            self.advance()
            following = self.token
            if following.word == "not" and (following.reserved or self._negates()):
                self.advance()
                return "is not"
            return "is"
        return None

    def unary(self) -> Expression:
        """An operand with its signs and powers."""
        token = self.token
        if token.kind is OPERATOR and token.value in _UNARY_SIGNS:
            before = self.last
            self.advance()
            if self.token.kind is NEWLINE:
                if before.text == token.text and not token.spaced:
                    sign = token.text
                    self.fail("B265", self.span(before.position), sign * 2, f"{sign}= 1")
                self.skip_newlines()
            self.deepen(1)
            operand = self.unary()
            self.depth -= 1
            return UnaryOperation(self.span(token.position), str(token.value), operand)
        left = self._await() if token.word == "await" else self.postfix()
        following = self.token
        if following.value == "**" and following.kind is OPERATOR:
            self.advance()
            self.skip_newlines()
            self.deepen(1)
            right = self.unary()
            self.depth -= 1
            return BinaryOperation(self.span(token.position), left, "**", right)
        return left

    def _await(self) -> Expression:
        token = self.advance()
        self.deepen(1)
        value = self._await() if self.token.word == "await" else self.postfix()
        self.depth -= 1
        return Await(self.span(token.position), value)

    # Operands

    def postfix(self) -> Expression:
        """An operand with the attributes, calls and subscripts behind it."""
        token = self.token
        kind = token.kind
        if kind is NAME:
            if token.word is None:
                self.advance()
                value: Expression = Name(token.position, token.value)  # type: ignore[arg-type]
            else:
                value = self._word(token)
        elif kind is NUMBER:
            value = self.number()
        elif kind is STRING or kind is FSTRING:
            value = self.strings()
        elif kind is VARIABLE:
            self.advance()
            value = LogicVariable(token.position, str(token.value))
        else:
            value = self._bracket(token)
        following = self.token
        if following.kind is OPERATOR and following.value in _TRAILERS:
            return self._trailers(value, token.position, True)
        return value

    def _word(self, token: Token) -> Expression:
        """An operand that is written with a word of the language."""
        word = token.word
        if word in _CONSTANTS and token.reserved:
            self.advance()
            return Constant(token.position, _CONSTANTS[word])
        if word in QUERY_KINDS and self.begins_query(token):
            return self.query(False)
        if token.reserved:
            self.fail_here()
        self.advance()
        return Name(token.position, spelled(token))

    def _bracket(self, token: Token) -> Expression:
        sign = token.value
        if token.kind is OPERATOR:
            if sign == "(":
                return self.parenthesised()
            if sign == "[":
                return self.list_display()
            if sign == "{":
                return self.braces_display()
            if sign == "...":
                self.advance()
                return Constant(token.position, ...)
            if sign == "!":
                self.fail("B265", token.position, "!", "not")
            if sign in ("&", "|") and self.last.value == sign and not token.spaced:
                word = "and" if sign == "&" else "or"
                self.fail("B265", self.span(self.last.position), token.text * 2, word)
        return self.fail_here()

    def clinging(self) -> Expression:
        token = self.token
        if token.kind is OPERATOR and token.value == "(":
            return self.parenthesised()
        name = self.name()
        value = Name(token.position, str(name.value))
        return self._trailers(value, token.position, False)

    def _trailers(self, value: Expression, start: Position, may_be_spaced: bool) -> Expression:
        is_optional = False
        while True:
            token = self.token
            if token.kind is not OPERATOR or (token.spaced and not may_be_spaced):
                break
            sign = token.value
            if sign == "(":
                value = self.call(value, start)
            elif sign == "[":
                value = self.subscript(value, start)
            elif sign == ".":
                kind = self.peek().kind
                if kind is not NAME and (kind is not NEWLINE or not self.brackets):
                    break
                self.advance()
                value = self._attribute(value, start)
            elif sign == "?.":
                is_optional = True
                value = OptionalLink(self.span(start), value)
                self.advance()
                value = self._attribute(value, start)
            elif sign == "?[":
                is_optional = True
                value = OptionalLink(self.span(start), value)
                value = self.subscript(value, start)
            else:
                break
        return OptionalChain(self.span(start), value) if is_optional else value

    def _attribute(self, value: Expression, start: Position) -> Expression:
        token = self.token
        if token.kind is not NAME:
            self.fail("B221", token.position)
        self.advance()
        return Attribute(self.span(start), value, str(token.value))
