"""Tokens to the syntax tree: `parse(source)` gives the module and the warnings about its text, or
raises one BayanSyntaxError with all errors that were found.

Recursive descent, one method a statement; a class a part of the grammar, each built on the one
before it:

    parser_cursor       the place in the tokens, lookahead, errors and what happens after them
    parser_logic        terms, goals, clauses, queries
    parser_displays     brackets, calls, comprehensions, strings
    parser_parameters   of functions and lambdas
    parser_expressions  operators and operands
    parser_patterns     after `case`
    parser_clauses      which lines of code are logic statements
    parser_simple       statements without a block
    parser_definitions  functions, classes, enums, interfaces
    parser              the other statements, and blocks

A statement method takes the statement's first token and the list to append to, and says whether the
word was the statement's and no name; hard words leave no choice. The forms of a block:

    if x { … }    if (x) { … }    if x: { … }    if x: statement    and `{` on the next line

After `:` and the end of the line no block can come but Python's, by indentation: it is an error,
told once, and is read all the same, so that what is wrong in it is told too.
"""

from __future__ import annotations

from .borrowing import collector_paused, deep_recursion
from .diagnostics import BayanSyntaxError
from .lexer import tokenize
from .nodes import (
    CapturePattern,
    ExceptHandler,
    Expression,
    For,
    Hybrid,
    If,
    Match,
    MatchCase,
    Module,
    Pass,
    Pattern,
    Starred,
    Statement,
    Try,
    Tuple,
    While,
    With,
    WithItem,
)
from .parser_clauses import HYBRID, MODULE
from .parser_cursor import AUGMENTED, BLOCK_WEIGHT, DEPTH_LIMIT, OPENERS, Unparsable
from .parser_definitions import DefinitionParser
from .parser_patterns import takes_everything
from .parser_targets import check_target
from .tokens import END, NAME, NEWLINE, OPERATOR, Token

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from .diagnostics import Diagnostic
    from .source import Source

# Statements with a block, which can't stand behind a colon on its line.
_BLOCK_WORDS = frozenset(("if", "while", "for", "try", "with", "def", "class", "async"))
_CASE_WORDS = frozenset(("case", "default"))


def parse(source: Source) -> tuple[Module, list[Diagnostic]]:
    """The tree of a text, and the warnings about it."""
    diagnostics: list[Diagnostic] = []
    # Tokens and nodes are many and all alive: looking for garbage among them doubles the time.
    with deep_recursion, collector_paused:
        parser = Parser(source, tokenize(source, diagnostics))
        try:
            module = parser.module()
        except BayanSyntaxError:  # so many errors that the rest was not read
            module = None
    diagnostics += parser.diagnostics
    diagnostics.sort(key=lambda diagnostic: diagnostic.position)
    errors = [diagnostic for diagnostic in diagnostics if not diagnostic.is_warning]
    if errors or module is None:
        raise BayanSyntaxError(errors)
    return module, diagnostics


class Parser(DefinitionParser):
    """Reads statements."""

    has_told_of_indentation = False

    def module(self) -> Module:
        """The whole file."""
        body = self.statements(None)
        end = self.token.position
        return Module((1, 0, end[2], end[3]), body)

    # Lists of statements

    def statements(self, opener: Token | None) -> list[Statement]:
        """Statements up to the `}` of `opener`, which is not taken, or the end of the file."""
        body: list[Statement] = []
        if opener is None:
            self.module_body = body
        while True:
            token = self.token
            kind = token.kind
            if kind is NEWLINE:
                self.advance()
            elif kind is END:
                return body
            elif kind is OPERATOR and token.value in (";", ")", "]", "}"):
                if token.value == "}" and opener is not None:
                    return body
                if token.value != ";" and self.error_count == 0:
                    self.report("B201", token.position, token.text)
                self.advance()
            else:
                self._guarded(body)

    def _guarded(self, body: list[Statement]) -> None:
        """One statement; after an error in it, goes on behind it."""
        index, depth = self.index, self.depth
        place, may_lack_body = self.place, self.may_lack_body
        length = len(body)
        try:
            self.statement(body)
            if depth == 0 and self.index - index > DEPTH_LIMIT:
                for statement in body[length:]:
                    self.check_depth(statement)
        except Unparsable:
            self.depth, self.brackets = depth, 0
            self.place, self.may_lack_body = place, may_lack_body
            self.recover(index)

    def statement(self, body: list[Statement]) -> None:
        token = self.token
        if token.kind is NAME:
            word = token.word
            if word is not None:
                method = _STATEMENTS.get(word)
                if method is not None and method(self, token, body):
                    return
            elif token.value == "dynamic" and self.declaration(token, body):
                return
            if not token.reserved:
                clause = self.bare_clause(token)
                if clause is not None:
                    body.append(clause)
                    return
        elif token.kind is OPERATOR:
            if token.value == "@":
                self.decorated(body)
                return
            if token.value == "?-":
                self.query_statement(token, body)
                return
        self.simple_statement(token, body)

    # Blocks

    def block(self, head: Token) -> list[Statement]:
        has_colon = self.at_colon()
        if has_colon:
            self.advance()
        token = self.token
        if token.kind is NEWLINE and self.sees("{"):
            self.skip_newlines()
        elif not self.at("{"):
            if not has_colon:
                if self.at("="):
                    self.fail("B211", token.position)
                if token.kind is NEWLINE or token.kind is END:
                    self.fail("B250", token.position)
                if token.kind is NAME:
                    self.check_word(token.text, token.position, "{")
                self.fail("B203", token.position, "{")
            if token.kind is NEWLINE:
                return self._indented(head)
            return self._line_suite()
        return self._braces()

    def _braces(self) -> list[Statement]:
        opener = self.advance()
        self.deepen(BLOCK_WEIGHT)
        body = self.statements(opener)
        self.depth -= BLOCK_WEIGHT
        if self.token.kind is END:
            if self.error_count == 0:
                self.report("B204", opener.position, "{")
        else:
            self.advance()
        return body or [Pass(self.span(opener.position))]

    def _line_suite(self) -> list[Statement]:
        """The simple statements behind a colon, up to the end of the line."""
        body: list[Statement] = []
        while True:
            token = self.token
            if token.kind is NAME and token.reserved and token.word in _BLOCK_WORDS:
                self.fail("B251", token.position, token.text)
            self.statement(body)
            while self.at(";"):
                self.advance()
            if self.ends_statement():
                return body

    def _indented(self, head: Token) -> list[Statement]:
        """Python's block: an error."""
        margin = self._tell_of_indentation(head)
        self.deepen(BLOCK_WEIGHT)
        body: list[Statement] = []
        while True:
            token = self.token
            if token.kind is NEWLINE or (token.kind is OPERATOR and token.value == ";"):
                following = self.peek()
                if token.kind is NEWLINE and following.position[1] <= margin:
                    break
                self.advance()
            elif token.kind is END or token.position[1] <= margin or self.at("}"):
                break
            else:
                self._guarded(body)
        self.depth -= BLOCK_WEIGHT
        return body

    def _tell_of_indentation(self, head: Token) -> int:
        """Reports a block by indentation, once; gives the column where the line of its head
        begins.
        """
        colon = self.last
        first = self.peek()
        line, column, _, _ = head.position
        text = self.source.line(line)
        margin = len(text) - len(text.lstrip())
        if first.position[1] <= margin or first.kind is END:
            self.fail("B250", colon.position)
        if not self.has_told_of_indentation:
            self.has_told_of_indentation = True
            inside = self.source.line(first.position[0]).strip()
            self.report("B207", colon.position, text[column : colon.position[1]].rstrip(), inside)
        return margin

    # Conditions and loops

    def _condition(self) -> Expression:
        test = self.named()
        if self.at("="):
            self.report("B211", self.token.position)
            self.advance()
            self.expression()
        return test

    def _if(self, token: Token, body: list[Statement]) -> bool:
        branches: list[tuple[Token, Expression, list[Statement]]] = []
        otherwise: list[Statement] = []
        start = token
        while True:
            self.advance()
            test = self._condition()
            branches.append((start, test, self.block(start)))
            if self.follows(("elif",)):
                start = self.token
            elif self.follows(("else",)):
                head = self.advance()
                if self.token.word != "if" or self.token.kind is not NAME:
                    otherwise = self.block(head)
                    break
                start = self.token
            else:
                break
        for start, test, suite in reversed(branches):
            otherwise = [If(self.span(start.position), test, suite, otherwise)]
        if len(branches) > DEPTH_LIMIT // 2:
            self.fail("B208", token.position)
        body += otherwise
        return True

    def _else(self) -> list[Statement]:
        """The block of a loop's or try's `else`, if there is one."""
        if not self.follows(("else",)):
            return []
        head = self.advance()
        return self.block(head)

    def _while(self, token: Token, body: list[Statement]) -> bool:
        self.advance()
        test = self._condition()
        suite = self.block(token)
        otherwise = self._else()
        body.append(While(self.span(token.position), test, suite, otherwise))
        return True

    def _for(self, token: Token, body: list[Statement]) -> bool:
        self._loop(token, body, False)
        return True

    def _loop(self, start: Token, body: list[Statement], is_async: bool) -> None:
        head = self.advance()
        opener = None
        if self.at("(") and self.block_at(self.matching(self.index) + 1):
            opener = self.open()
        target = self.target_list()
        self.take_in()
        iterable = self.star_expressions()
        if isinstance(iterable, Starred):
            self.report("B225", iterable.position)
        if opener is not None:
            self.close(opener, ")")
        suite = self.block(head)
        otherwise = self._else()
        body.append(For(self.span(start.position), target, iterable, suite, otherwise, is_async))

    def _async(self, token: Token, body: list[Statement]) -> bool:
        following = self.peek()
        if following.word == "for":
            self.advance()
            self._loop(token, body, True)
        elif following.word == "with":
            self.advance()
            self._contexts(token, body, True)
        elif not self.definition(token, body, []):
            self.fail("B219", token.position, token.text)
        return True

    def _define(self, token: Token, body: list[Statement]) -> bool:
        return self.definition(token, body, [])

    # try and with

    def _try(self, token: Token, body: list[Statement]) -> bool:
        self.advance()
        suite = self.block(token)
        handlers: list[ExceptHandler] = []
        stars: list[bool] = []
        while self._clause_follows("except"):
            self._handler(handlers, stars)
        otherwise: list[Statement] = []
        if handlers:
            otherwise = self._else()
        final: list[Statement] = []
        if self._clause_follows("finally"):
            head = self.advance()
            final = self.block(head)
        if not handlers and not final:
            following = self.peek() if self.token.kind is NEWLINE else self.token
            if following.kind is NAME:
                self.check_word(following.text, following.position, "except", "finally")
            self.fail("B222", token.position)
        is_star = bool(stars) and stars[0]
        body.append(Try(self.span(token.position), suite, handlers, otherwise, final, is_star))
        return True

    def _clause_follows(self, word: str) -> bool:
        """Whether `except` or `finally` comes next; a contextual spelling must open a block."""
        index = self.index
        tokens = self.tokens
        while tokens[index].kind is NEWLINE:
            index += 1
        token = tokens[index]
        if token.kind is not NAME or token.word != word:
            return False
        if not token.reserved and not self.block_ahead(index):
            return False
        self.move(index)
        return True

    def _handler(self, handlers: list[ExceptHandler], stars: list[bool]) -> None:
        start = self.advance()
        is_star = self.at("*")
        if is_star:
            self.advance()
        if stars and stars[0] != is_star:
            self.report("B256", start.position)
        stars.append(is_star)
        caught: Expression | None = None
        name = None
        if is_star or not (self.at("{") or self.at_colon() or self.token.kind is NEWLINE):
            caught = self.expression()
            if self.at(","):
                self.fail("B261", self.token.position)
            name = self.alias()
        if handlers and handlers[-1].type is None:
            self.report("B258", handlers[-1].position)
        suite = self.block(start)
        handlers.append(ExceptHandler(self.span(start.position), caught, name, suite))

    def _with(self, token: Token, body: list[Statement]) -> bool:
        if not token.reserved and not (
            (self.opens_operand(1) or self.sees("(")) and self.block_ahead(self.index)
        ):
            return False
        self._contexts(token, body, False)
        return True

    def _contexts(self, start: Token, body: list[Statement], is_async: bool) -> None:
        head = self.advance()
        items = self.listed(self._item, self._items_in_brackets())
        suite = self.block(head)
        body.append(With(self.span(start.position), items, suite, is_async))

    def _items_in_brackets(self) -> bool:
        """Whether the parentheses that are looked at enclose with-items: they stand before the
        block, and hold an `as` or a comma of their own.
        """
        if not self.at("("):
            return False
        index = self.index
        end = self.matching(index)
        if not self.block_at(end + 1):
            return False
        tokens = self.tokens
        found = False
        index += 1
        while index < end:
            token = tokens[index]
            if token.kind is OPERATOR:
                if token.value in OPENERS:
                    index = self.matching(index) + 1
                    continue
                found = found or token.value == ","
            elif token.kind is NAME:
                if token.reserved and token.word in ("for", "yield"):
                    return False
                found = found or token.word == "as"
            index += 1
        return found

    def _item(self) -> WithItem:
        start = self.token.position
        context = self.named()
        target = None
        if self.token.kind is NAME and self.token.word == "as":
            self.advance()
            target = self.star_target()
            check_target(self, target)
        return WithItem(self.span(start), context, target)

    # match

    def _match(self, token: Token, body: list[Statement]) -> bool:
        following = self.peek()
        is_subject = following.kind is not OPERATOR and self.opens_operand(1)
        if not (self.begins_expression(following) and self._cases_ahead()) and not (
            is_subject and self.block_ahead(self.index)
        ):
            return False
        self.advance()
        start = self.token.position
        subject = self.star_named()
        if self.at(","):
            elements = [subject]
            while self.at(","):
                self.advance()
                if self.at("{") or self.at(":"):
                    break
                elements.append(self.star_named())
            subject = Tuple(self.span(start), elements)
        elif isinstance(subject, Starred):
            self.report("B225", subject.position)
        cases = self._case_block(token)
        body.append(Match(self.span(token.position), subject, cases))
        return True

    def _case_block(self, head: Token) -> list[MatchCase]:
        self.deepen(BLOCK_WEIGHT)
        if self.at_colon():
            self.advance()
            if self.token.kind is NEWLINE and not self.sees("{"):
                margin = self._tell_of_indentation(head)
                cases = self._cases(margin)
                self.depth -= BLOCK_WEIGHT
                return cases
        if self.token.kind is NEWLINE and self.sees("{"):
            self.skip_newlines()
        opener = self.expect("{")
        cases = self._cases(-1)
        self.depth -= BLOCK_WEIGHT
        if not self.at("}"):
            self.fail_in_bracket(opener, "}")
        self.advance()
        return cases

    def _cases_ahead(self) -> bool:
        """Whether a block that begins with `case` or `default` ends this head."""
        tokens = self.tokens
        index = self.index + 1
        while True:
            token = tokens[index]
            kind = token.kind
            if kind is OPERATOR:
                value = token.value
                if value == "{":
                    inside = index + 1
                    while tokens[inside].kind is NEWLINE:
                        inside += 1
                    if tokens[inside].word in _CASE_WORDS:
                        return True
                if value in OPENERS:
                    index = self.matching(index)
                    if tokens[index].kind is END:
                        return False
                elif value in ("=", ";", "}", ")", "]") or value in AUGMENTED:
                    return False
            elif kind is NEWLINE:
                following = tokens[index + 1]
                if following.kind is not OPERATOR or following.value != "{":
                    return False
            elif kind is END:
                return False
            index += 1

    def _cases(self, margin: int) -> list[MatchCase]:
        """The cases up to the `}`, or up to a line that begins no further right than `margin`."""
        cases: list[MatchCase] = []
        while True:
            token = self.token
            if token.kind is NEWLINE or self.at(";"):
                if self.peek().position[1] <= margin:
                    return cases
                self.advance()
                continue
            if token.kind is END or self.at("}"):
                return cases
            if token.kind is not NAME or token.word not in _CASE_WORDS:
                self.fail("B263", token.position)
            if cases and cases[-1].guard is None and takes_everything(cases[-1].pattern):
                self.report("B233", cases[-1].pattern.position)
            cases.append(self._case(token))

    def _case(self, token: Token) -> MatchCase:
        self.advance()
        guard = None
        if token.word == "default":
            pattern: Pattern = CapturePattern(token.position, None, None)
        else:
            pattern = self.patterns()
            if self.token.kind is NAME and self.token.word in ("if", "when"):
                self.advance()
                guard = self._condition()
        suite = self.block(token)
        return MatchCase(self.span(token.position), pattern, guard, suite)

    # Logic

    def _hybrid(self, token: Token, body: list[Statement]) -> bool:
        if not self.begins_hybrid():
            return False
        if self.place not in (MODULE, HYBRID) or (self.place == MODULE and self.depth):
            self.report("B254", token.position, token.text)
        self.advance()
        place = self.place
        self.place = HYBRID
        members = self.block(token)
        self.place = place
        body.append(Hybrid(self.span(token.position), members))
        return True


_STATEMENTS: dict[str, Callable[[Parser, Token, list[Statement]], bool]] = {
    "if": Parser._if,
    "while": Parser._while,
    "for": Parser._for,
    "async": Parser._async,
    "def": Parser._define,
    "class": Parser._define,
    "static": Parser._define,
    "abstract": Parser._define,
    "enum": Parser._define,
    "interface": Parser._define,
    "try": Parser._try,
    "with": Parser._with,
    "match": Parser._match,
    "const": Parser.constant,
    "final": Parser.constant,
    "del": Parser.delete,
    "return": Parser.return_statement,
    "raise": Parser.raise_statement,
    "assert": Parser.assert_statement,
    "pass": Parser.pass_statement,
    "break": Parser.break_statement,
    "continue": Parser.continue_statement,
    "global": Parser.global_statement,
    "nonlocal": Parser.nonlocal_statement,
    "import": Parser.import_statement,
    "from": Parser.from_statement,
    "fact": Parser.fact_or_rule,
    "rule": Parser.fact_or_rule,
    "query": Parser.query_statement,
    "table": Parser.declaration,
    "hybrid": Parser._hybrid,
}
