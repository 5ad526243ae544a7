"""Logic statements: where a line of code is a fact, a rule, a query or a declaration.

A contextual word is the word only where what follows can't be said of a name: `fact p(1)` but
`fact(1)`, `fact = 1`, `fact.x`, `fact: int = 1`. A bare `p(…)` is a clause before `:-`, or before a
dot that ends its line; in a hybrid block, before any dot with white space behind it.
"""

from __future__ import annotations

from .nodes import Declaration, QueryStatement, Statement
from .parser_patterns import PatternParser
from .tokens import END, NAME, NEWLINE, NUMBER, OPERATOR, VARIABLE, Token

MODULE, HYBRID, FUNCTION, CLASS = "module", "hybrid", "function", "class"


class ClauseParser(PatternParser):
    """Reads logic statements; `place` is what the statement being read stands in."""

    place = MODULE

    def bare_clause(self, token: Token) -> Statement | None:
        """The fact or rule that begins with a bare name, or None where it is none."""
        tokens = self.tokens
        index = self.index + 1
        following = tokens[index]
        if following.kind is not OPERATOR or self.place == CLASS:
            return None
        sign = following.value
        if sign == "(":
            index = self.matching(index) + 1
            if index >= len(tokens):
                return None
            following = tokens[index]
            sign = following.value
            if following.kind is not OPERATOR:
                return None
            if sign == "." and self.place != HYBRID and not self._ends_line(index):
                return None
        elif sign == "." and self.place != HYBRID:
            return None
        if sign == ":-" or (sign == "." and self.is_clause_end(index)):
            return self.clause(token.position, True)
        return None

    def _ends_line(self, index: int) -> bool:
        """Whether the dot at `index` is the last on its line, or in its block."""
        following = self.tokens[index + 1]
        if following.kind is OPERATOR:
            return following.value == "}"
        return following.kind is NEWLINE or following.kind is END

    def fact_or_rule(self, token: Token, body: list[Statement]) -> bool:
        """`fact p(…).`, `rule: h :- b.` and their like."""
        if self.sees(":"):
            if not self._colon_begins_clause():
                return False
            self.advance()
        elif self.peek().kind is OPERATOR or not self.opens_operand(1):
            return False
        self._refuse_in_class(token)
        self.advance()
        body.append(self.clause(token.position, False))
        return True

    def _refuse_in_class(self, token: Token) -> None:
        if self.place == CLASS:
            self.report("B254", token.position, token.text)

    def _colon_begins_clause(self) -> bool:
        """Whether `word: …` is logic, and no variable with an annotation."""
        first = self.peek(2)
        if self.place == CLASS or first.kind is not NAME:
            return False
        return self._is_no_annotation(self.index + 3)

    def _is_no_annotation(self, index: int) -> bool:
        """Whether what stands behind the first name after the colon shows that it is a term."""
        token = self.tokens[index]
        if token.kind is not OPERATOR:
            return True
        if token.value == "(":
            index = self.matching(index) + 1
            if index >= len(self.tokens):
                return True
            following = self.tokens[index]
            return following.kind is not OPERATOR or following.value not in ("=", "[", "|")
        if token.value == ".":
            return self.is_clause_end(index)
        return token.value not in ("=", "[", "|")

    def query_statement(self, token: Token, body: list[Statement]) -> bool:
        """`query g.`, `query: g`, `?- g.`."""
        if token.kind is NAME:
            if self.sees(":"):
                if not self._colon_begins_query():
                    return False
            elif not self.begins_query(token):
                return False
            self._refuse_in_class(token)
        query = self.query(True)
        self.end_clause(False)
        body.append(QueryStatement(self.span(token.position), query))
        return True

    def _colon_begins_query(self) -> bool:
        first = self.peek(2)
        if first.kind is NAME and not first.reserved:
            return self._colon_begins_clause()
        if first.kind is OPERATOR:
            return first.value in ("\\+", "$", "!", "(")
        return first.kind in (VARIABLE, NUMBER) or first.word == "not"

    def declaration(self, token: Token, body: list[Statement]) -> bool:
        """`dynamic p/2, q/1.` or `table p/2.`"""
        if self.peek().kind is not NAME or not self.sees("/", 2) or self.peek(3).kind is not NUMBER:
            return False
        self._refuse_in_class(token)
        self.advance()
        predicates: list[tuple[str, int]] = []
        while True:
            name = self.token
            if name.kind is not NAME:
                self.fail("B253", name.position)
            self.advance()
            self._take_slash()
            number = self.token
            if number.kind is not NUMBER or not isinstance(number.value, int):
                self.fail("B253", number.position)
            self.advance()
            predicates.append((str(name.value), number.value))
            if not self.at(","):
                break
            self.advance()
            self.skip_newlines()
        self.end_clause(False)
        kind = "table" if token.word == "table" else "dynamic"
        body.append(Declaration(self.span(token.position), kind, predicates))
        return True

    def _take_slash(self) -> None:
        if not self.at("/"):
            self.fail("B253", self.token.position)
        self.advance()

    def begins_hybrid(self) -> bool:
        """Whether `hybrid`, as looked at, opens a block."""
        index = self.index + 1
        if self.sees(":"):
            following = self.tokens[index + 1]
            if following.kind is OPERATOR:
                return following.value == "{"
            return following.kind is NEWLINE and self.block_at(index + 1)
        return self.block_at(index)
