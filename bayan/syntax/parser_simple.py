"""Statements without a block: assignments in all forms, imports, and those of one word."""

from __future__ import annotations

from .nodes import (
    AnnotatedAssignment,
    Assert,
    Assignment,
    Attribute,
    AugmentedAssignment,
    Break,
    Call,
    Constant,
    Continue,
    Delete,
    Expression,
    ExpressionStatement,
    Global,
    Import,
    ImportAlias,
    ImportFrom,
    ImportPath,
    Name,
    Nonlocal,
    Pass,
    Position,
    Query,
    Raise,
    Return,
    Starred,
    Statement,
    Subscript,
    Tuple,
)
from .parser_clauses import ClauseParser
from .parser_cursor import AUGMENTED, spelled
from .parser_targets import check_deletable, check_target, shown
from .tokens import NAME, NEWLINE, OPERATOR, STRING, Token

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_PRINT_NAMES = frozenset(("print", "اطبع"))
_STEM_ENDINGS = (".bayan", ".by", ".py")


class SimpleParser(ClauseParser):
    """Reads simple statements; see parser for what their methods take and give."""

    def simple_statement(self, token: Token, body: list[Statement]) -> None:
        """An expression, an assignment of any form."""
        start = token.position
        value = self._value(True)
        following = self.token
        if following.kind is OPERATOR:
            sign = following.value
            if sign == "=":
                self._assignment(start, value, body)
                return
            if sign in AUGMENTED:
                self._augmented(start, value, body)
                return
            if sign == ":-":
                self.fail("B249", value.position)
            if sign == ":":
                self._annotated(token, value, body)
                return
            if sign == "." and isinstance(value, Query):
                self.advance()
                body.append(ExpressionStatement(self.span(start), value))
                return
        if isinstance(value, Starred):
            self.report("B225", value.position)
        if not self.ends_statement():
            self._refuse_rest(value)
        body.append(ExpressionStatement(self.span(start), value))

    def _value(self, is_first: bool = False) -> Expression:
        """What may stand right of `=`, or first: expressions with commas, or a yield."""
        token = self.token
        if token.word == "yield" and token.kind is NAME:
            return self.yield_expression()
        return self.star_expressions(is_first)

    def _refuse_rest(self, value: Expression) -> None:
        token = self.token
        is_operand = token.kind is not OPERATOR and self.begins_expression(token)
        if isinstance(value, Name) and value.name in _PRINT_NAMES and is_operand:
            self.fail("B212", self.span(value.position), value.name)
        first = value.function if isinstance(value, Call) else value
        if isinstance(first, Name) and (is_operand or token.reserved or self.at("{")):
            self.check_word(first.name, first.position)
        self.end_statement()

    def _assignment(self, start: Position, first: Expression, body: list[Statement]) -> None:
        targets = [first]
        while True:
            check_target(self, targets[-1])
            self.advance()
            if self.token.kind is NEWLINE:
                self.skip_newlines()
            value = self._value()
            if not self.at("="):
                break
            targets.append(value)
        if isinstance(value, Starred):
            self.report("B225", value.position)
        if not self.ends_statement():
            if self.at(".") and isinstance(value, Query):
                self.advance()
            else:
                self._refuse_rest(value)
        body.append(Assignment(self.span(start), targets, value, False))

    def _augmented(self, start: Position, target: Expression, body: list[Statement]) -> None:
        sign = str(self.advance().value)
        if not isinstance(target, (Name, Attribute, Subscript)):
            self.report("B240", target.position, shown(self.source, target))
        self.skip_newlines()
        value = self._value()
        self.end_statement()
        body.append(AugmentedAssignment(self.span(start), target, sign[:-1], value))

    def _annotated(self, first: Token, target: Expression, body: list[Statement]) -> None:
        if not isinstance(target, (Name, Attribute, Subscript)):
            self.fail("B241", target.position, shown(self.source, target))
        self.advance()
        annotation = self.postponed(self.expression())
        value = None
        if self.at("="):
            self.advance()
            self.skip_newlines()
            value = self._value()
        self.end_statement()
        is_simple = isinstance(target, Name) and first.kind is NAME
        position = self.span(first.position)
        body.append(AnnotatedAssignment(position, target, annotation, value, is_simple))

    def constant(self, token: Token, body: list[Statement]) -> bool:
        """`const N = e`, `final N: T = e`."""
        if self.peek().kind is not NAME or not (token.reserved or self.opens_operand(1)):
            return False
        self.advance()
        first = self.token
        length = len(body)
        self.simple_statement(first, body)
        statement = body[-1]
        if isinstance(statement, AnnotatedAssignment) and statement.value is not None:
            annotation, target = statement, statement.target
            value = statement.value
            statement = Assignment(self.span(token.position), [target], value, True)
            annotation.value = None
            body.append(statement)
        elif isinstance(statement, Assignment):
            statement.position = self.span(token.position)
            statement.is_constant = True
        else:
            del body[length:]
            self.fail("B245", first.position)
        for target in statement.targets:
            if not isinstance(target, (Name, Tuple)):
                self.report("B245", target.position)
        return True

    def delete(self, token: Token, body: list[Statement]) -> bool:
        if not token.reserved and not self.opens_operand(1):
            return False
        self.advance()
        targets = [self.operand()]
        while self.at(","):
            self.advance()
            if self.ends_statement():
                break
            targets.append(self.operand())
        for target in targets:
            check_deletable(self, target)
        self.end_statement()
        body.append(Delete(self.span(token.position), targets))
        return True

    def return_statement(self, token: Token, body: list[Statement]) -> bool:
        self.advance()
        value = None if self.ends_statement() else self._value()
        if isinstance(value, Starred):
            self.report("B225", value.position)
        if value is not None and not self.ends_statement():
            self._refuse_rest(value)
        body.append(Return(self.span(token.position), value))
        return True

    def raise_statement(self, token: Token, body: list[Statement]) -> bool:
        self.advance()
        exception = cause = None
        if not self.ends_statement():
            exception = self.expression()
            if self.token.word == "from":
                self.advance()
                cause = self.expression()
        self.end_statement()
        body.append(Raise(self.span(token.position), exception, cause))
        return True

    def assert_statement(self, token: Token, body: list[Statement]) -> bool:
        self.advance()
        test = self.expression()
        message = None
        if self.at(","):
            self.advance()
            self.skip_newlines()
            message = self.expression()
        self.end_statement()
        body.append(Assert(self.span(token.position), test, message))
        return True

    def pass_statement(self, token: Token, body: list[Statement]) -> bool:
        return self._word_alone(token, body, Pass)

    def break_statement(self, token: Token, body: list[Statement]) -> bool:
        return self._word_alone(token, body, Break)

    def continue_statement(self, token: Token, body: list[Statement]) -> bool:
        return self._word_alone(token, body, Continue)

    def _word_alone(
        self, token: Token, body: list[Statement], kind: Callable[[Position], Statement]
    ) -> bool:
        self.advance()
        self.end_statement()
        body.append(kind(token.position))
        return True

    def global_statement(self, token: Token, body: list[Statement]) -> bool:
        return self._scope(token, body, Global)

    def nonlocal_statement(self, token: Token, body: list[Statement]) -> bool:
        return self._scope(token, body, Nonlocal)

    def _scope(
        self,
        token: Token,
        body: list[Statement],
        kind: Callable[[Position, list[str]], Statement],
    ) -> bool:
        if not token.reserved and (self.peek().kind is not NAME or not self.opens_operand(1)):
            return False
        self.advance()
        names = [self._identifier()]
        while self.at(","):
            self.advance()
            self.skip_newlines()
            names.append(self._identifier())
        self.end_statement()
        body.append(kind(self.span(token.position), names))
        return True

    def _identifier(self) -> str:
        return spelled(self.name())

    # Imports

    def import_statement(self, token: Token, body: list[Statement]) -> bool:
        self.advance()
        aliases: list[ImportAlias] = []
        while True:
            start = self.token
            if start.kind is STRING:
                body.append(self._import_path(start, token if not aliases else start))
            else:
                name = self._dotted()
                alias = self.alias()
                aliases.append(ImportAlias(self.span(start.position), name, alias))
            if not self.at(","):
                break
            self.advance()
            self.skip_newlines()
        self.end_statement()
        if aliases:
            body.append(Import(self.span(token.position), aliases))
        return True

    def _import_path(self, path: Token, start: Token) -> ImportPath:
        self.advance()
        if not isinstance(path.value, str) or not path.value:
            self.fail("B260", path.position)
        alias = self.alias() or _stem(path.value)
        if not alias.isidentifier():
            self.fail("B260", path.position)
        return ImportPath(self.span(start.position), path.value, alias)

    def alias(self) -> str | None:
        if self.token.kind is NAME and self.token.word == "as":
            self.advance()
            return self._identifier()
        return None

    def _dotted(self) -> str:
        name = str(self.name().value)
        while self.at(".") and self.peek().kind is NAME:
            self.advance()
            name += "." + str(self.advance().value)
        return name

    def from_statement(self, token: Token, body: list[Statement]) -> bool:
        if not token.reserved and not self._begins_from():
            return False
        self.advance()
        level = 0
        while self.at(".") or self.at("..."):
            level += len(str(self.advance().value))
        module: str | None = None
        is_path = self.token.kind is STRING and not level
        if is_path:
            path = self.advance()
            if not isinstance(path.value, str) or not path.value:
                self.fail("B260", path.position)
            module = path.value
        elif not level or self.token.word != "import":
            module = self._dotted()
        if self.token.word != "import":
            self.fail("B203", self.token.position, "import")
        self.advance()
        aliases = self._imported_names()
        self.end_statement()
        if module == "__future__" and not level and not is_path:
            self._future(token, aliases, body)
        body.append(ImportFrom(self.span(token.position), module, aliases, level, is_path))
        return True

    def _future(self, token: Token, aliases: list[ImportAlias], body: list[Statement]) -> None:
        """An import from `__future__`, which changes how the rest of the program is read."""
        if body is not self.module_body or not all(map(_may_stand_before_future, body)):
            self.report("B267", self.span(token.position))
        if any(alias.name == "annotations" for alias in aliases):
            self.annotations_are_text = True

    def _begins_from(self) -> bool:
        """Whether a contextual `from` is followed by a module and `import` on its line."""
        index = self.index + 1
        tokens = self.tokens
        while True:
            token = tokens[index]
            if token.kind is NAME:
                if token.reserved:
                    return token.word == "import"
            elif token.kind is not STRING and not (
                token.kind is OPERATOR and token.value in (".", "...")
            ):
                return False
            index += 1

    def _imported_names(self) -> list[ImportAlias]:
        token = self.token
        if self.at("*"):
            self.advance()
            return [ImportAlias(token.position, "*", None)]
        return self.listed(self._imported_name, self.at("("))

    def _imported_name(self) -> ImportAlias:
        start = self.token.position
        name = str(self.name().value)
        alias = self.alias()
        return ImportAlias(self.span(start), name, alias)


def _may_stand_before_future(statement: Statement) -> bool:
    """Whether it may stand before an import from `__future__`: another one, or the docstring."""
    if isinstance(statement, ImportFrom):
        return statement.module == "__future__"
    return isinstance(statement, ExpressionStatement) and (
        isinstance(statement.value, Constant) and isinstance(statement.value.value, str)
    )


def _stem(path: str) -> str:
    """The name of a file without its folders and its ending."""
    name = path.replace("\\", "/").rsplit("/", 1)[-1]
    for ending in _STEM_ENDINGS:
        name = name.removesuffix(ending)
    return name
