"""Functions, classes, and what is written as a class of its own kind: enums, interfaces.

What Bayan has beyond Python becomes here what Python's class would have:

    enum E { A, B = 5, C }   class E(IntEnum): A = 0; B = 5; C = 6
    interface I { def m() }  class I(metaclass=ABCMeta): @abstractmethod def m(): pass
    class C(B) implements I  class C(B, I)
    static def f()           @staticmethod def f()

with Intrinsic nodes for `IntEnum` and its like, so that no name of the program can come between.
"""

from __future__ import annotations

from .nodes import (
    Assignment,
    BinaryOperation,
    ClassDefinition,
    Constant,
    Expression,
    ExpressionStatement,
    FunctionDefinition,
    Intrinsic,
    Keyword,
    Name,
    Pass,
    Position,
    Statement,
    UnaryOperation,
)
from .parser_clauses import CLASS, FUNCTION
from .parser_cursor import BLOCK_WEIGHT, spelled
from .parser_simple import SimpleParser
from .tokens import NAME, NEWLINE, OPERATOR, STRING, Token

_DEFINING_WORDS = frozenset(("def", "async", "class", "static", "abstract", "enum", "interface"))
_INTEGER_OPERATORS = frozenset(("+", "-", "*", "//", "%", "**", "<<", ">>", "&", "|", "^"))
_METHOD_WORDS = frozenset(("def", "async", "static", "abstract"))


class DefinitionParser(SimpleParser):
    """Reads definitions."""

    # Whether a def without a body is a method that others must write.
    may_lack_body = False

    # Supplied by the statement parser.

    def block(self, head: Token) -> list[Statement]:
        """The block behind the head that began with that token."""
        raise NotImplementedError

    def statement(self, body: list[Statement]) -> None:
        """One statement, appended to `body`."""
        raise NotImplementedError

    # Decorators

    def decorated(self, body: list[Statement]) -> None:
        """Decorators and the definition below them."""
        decorators: list[Expression] = []
        while self.at("@"):
            self.advance()
            decorators.append(self._decorator())
            self.skip_newlines()
        token = self.token
        if token.kind is not NAME or token.word not in _DEFINING_WORDS:
            self.fail("B236", token.position)
        if not self.definition(token, body, decorators):
            self.fail("B236", token.position)

    def _decorator(self) -> Expression:
        token = self.token
        if token.word == "abstract" and (
            self.peek().kind is NEWLINE or self.peek().word in _DEFINING_WORDS
        ):
            self.advance()
            return Intrinsic(token.position, "abstractmethod")
        value = self.named()
        if not self.ends_statement() and self.token.word not in _DEFINING_WORDS:
            self.end_statement()
        return value

    def definition(self, token: Token, body: list[Statement], decorators: list[Expression]) -> bool:
        """The definition that begins with this word; False where the word is a name."""
        word = token.word
        if word == "def":
            self._function(token, body, decorators, False)
        elif word == "class":
            self._class(token, body, decorators, "class")
        elif word == "async":
            if self.peek().word != "def":
                return False
            self.advance()
            self._function(token, body, decorators, True)
        elif word == "static":
            return self._modified(token, body, [*decorators, self._intrinsic("staticmethod")])
        elif word == "abstract":
            if self.peek().word == "class":
                self.advance()
                self._class(token, body, decorators, "abstract class")
                return True
            return self._modified(token, body, [*decorators, self._intrinsic("abstractmethod")])
        elif self.peek().kind is NAME and self.opens_operand(1):
            self._class(token, body, decorators, str(word))
        else:
            return False
        return True

    def _intrinsic(self, name: str) -> Intrinsic:
        return Intrinsic(self.token.position, name)

    def _modified(self, token: Token, body: list[Statement], decorators: list[Expression]) -> bool:
        """`static` or `abstract` before a method."""
        following = self.peek()
        if following.kind is not NAME or following.word not in _METHOD_WORDS:
            return False
        if not following.reserved and not self.peek(2).word:
            return False
        self.advance()
        if not self.definition(following, body, decorators):
            self.fail_here()
        definition = body[-1]
        end = definition.position
        definition.position = (token.position[0], token.position[1], end[2], end[3])
        return True

    # Functions

    def _function(
        self, start: Token, body: list[Statement], decorators: list[Expression], is_async: bool
    ) -> None:
        head = self.advance()
        name = self.name()
        if not self.at("("):
            self.fail("B203", self.token.position, "(")
        opener = self.open()
        parameters = self.parameters(")", True)
        self.close(opener, ")")
        returns = None
        if self.at("->"):
            self.advance()
            returns = self.postponed(self.expression())
        members = self._function_body(head, decorators)
        body.append(
            FunctionDefinition(
                self.span(start.position),
                spelled(name),
                parameters,
                members,
                decorators,
                returns,
                is_async,
            )
        )

    def _function_body(self, head: Token, decorators: list[Expression]) -> list[Statement]:
        """The block; of an interface's method it may be missing, which makes it abstract."""
        if self.ends_statement() and not self.block_at(self.index):
            is_abstract = any(map(_is_abstract, decorators))
            if self.may_lack_body or (is_abstract and self.place == CLASS):
                if not is_abstract:
                    decorators.append(Intrinsic(head.position, "abstractmethod"))
                return [Pass(self.last.position)]
        place, may_lack_body = self.place, self.may_lack_body
        self.place, self.may_lack_body = FUNCTION, False
        members = self.block(head)
        self.place, self.may_lack_body = place, may_lack_body
        return members

    # Classes

    def _class(
        self, start: Token, body: list[Statement], decorators: list[Expression], kind: str
    ) -> None:
        head = self.advance()
        name = self.name()
        bases: list[Expression] = []
        keywords: list[Keyword] = []
        if kind == "enum":
            self._enum(start, head, name, body, decorators)
            return
        if self.at("("):
            bases, keywords = self.arguments()
        if self.token.kind is NAME and self.token.word == "implements":
            self._interfaces(bases)
        place, may_lack_body = self.place, self.may_lack_body
        self.place, self.may_lack_body = CLASS, kind == "interface"
        members = self.block(head)
        self.place, self.may_lack_body = place, may_lack_body
        if (kind != "class" or _has_abstract(members)) and not _has_metaclass(keywords):
            position = head.position
            keywords.append(Keyword(position, "metaclass", Intrinsic(position, "ABCMeta")))
        body.append(
            ClassDefinition(
                self.span(start.position), spelled(name), bases, keywords, members, decorators, kind
            )
        )

    def _interfaces(self, bases: list[Expression]) -> None:
        self.advance()
        while True:
            bases.append(self.postfix())
            if not self.at(","):
                return
            self.advance()
            self.skip_newlines()

    # Enums

    def _enum(
        self,
        start: Token,
        head: Token,
        name: Token,
        body: list[Statement],
        decorators: list[Expression],
    ) -> None:
        if self.at_colon():
            self.advance()
        if not self.at("{"):
            if not (self.token.kind is NEWLINE and self.sees("{")):
                self.fail("B203", self.token.position, "{")
            self.skip_newlines()
        opener = self.advance()
        place, may_lack_body = self.place, self.may_lack_body
        self.place, self.may_lack_body = CLASS, False
        self.deepen(BLOCK_WEIGHT)
        members, values = self._members()
        self.depth -= BLOCK_WEIGHT
        self.place, self.may_lack_body = place, may_lack_body
        if not self.at("}"):
            self.fail_in_bracket(opener, "}")
        self.advance()
        base = "IntEnum" if all(map(_is_integer, values)) else "Enum"
        bases: list[Expression] = [Intrinsic(head.position, base)]
        if not members:
            members = [Pass(opener.position)]
        body.append(
            ClassDefinition(
                self.span(start.position), spelled(name), bases, [], members, decorators, "enum"
            )
        )

    def _members(self) -> tuple[list[Statement], list[Expression]]:
        """The body of an enum, and the values that are written in it."""
        members: list[Statement] = []
        values: list[Expression] = []
        previous: tuple[str, Expression] | None = None
        while not self.at("}"):
            token = self.token
            if token.kind is NEWLINE or self.at(",") or self.at(";"):
                self.advance()
            elif token.kind is NAME and not token.reserved and self._at_member():
                self.advance()
                if self.at("="):
                    self.advance()
                    self.skip_newlines()
                    value = self.expression()
                    values.append(value)
                else:
                    value = _next_value(previous, token.position)
                previous = (spelled(token), value)
                target = Name(token.position, previous[0])
                members.append(Assignment(self.span(token.position), [target], value, False))
                if not self.at(","):
                    self.end_statement()
            elif token.kind is STRING:
                members.append(ExpressionStatement(token.position, self.strings()))
            elif token.kind is NAME or self.at("@"):
                self.statement(members)
            else:
                self.fail("B246", token.position)
        return members, values

    def _at_member(self) -> bool:
        following = self.peek()
        if following.kind is OPERATOR:
            return following.value in ("=", ",", ";", "}")
        return following.kind is NEWLINE


def _next_value(previous: tuple[str, Expression] | None, position: Position) -> Expression:
    """The value of a member that has none: one more than that of the member before it."""
    if previous is None:
        return Constant(position, 0)
    name, value = previous
    if isinstance(value, Constant) and type(value.value) is int:
        return Constant(position, value.value + 1)
    return BinaryOperation(position, Name(position, name), "+", Constant(position, 1))


def _is_integer(value: Expression) -> bool:
    """Whether a value is plainly an int: a literal, or arithmetic on such."""
    pending = [value]
    while pending:
        node = pending.pop()
        if isinstance(node, Constant):
            if type(node.value) is not int:
                return False
        elif isinstance(node, UnaryOperation) and node.operator != "not":
            pending.append(node.operand)
        elif isinstance(node, BinaryOperation) and node.operator in _INTEGER_OPERATORS:
            pending += [node.left, node.right]
        else:
            return False
    return True


def _is_abstract(decorator: Expression) -> bool:
    return isinstance(decorator, Intrinsic) and decorator.name == "abstractmethod"


def _has_abstract(members: list[Statement]) -> bool:
    """Whether a method directly among these is abstract."""
    return any(
        isinstance(member, FunctionDefinition) and any(map(_is_abstract, member.decorators))
        for member in members
    )


def _has_metaclass(keywords: list[Keyword]) -> bool:
    return any(keyword.name == "metaclass" for keyword in keywords)
