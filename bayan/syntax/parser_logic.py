r"""Terms, goals and queries: the logic half of the grammar.

A goal is a term, as in Prolog; operators are read by precedence climbing with Prolog's numbers (a
higher number binds looser). Operators become Compound terms under one canonical name each:

    a :- b, a ← b      ":-"        a, b       ","        a ; b      ";"       c -> t     "->"
    \+ g, not g, ليس g  "\+"       a <= b, a =< b  "=<"  a != b, a \== b, a ≠ b   "\=="
    - 5 (apart), -X    "-" with one argument             -5         a Literal

The other operators keep their sign: = \= == < > >= =:= =\= @< @> @=< @>= =.. is, + - xor * / // %
mod rem << >> ** ^. `$name` and `$(e)` are CodeTerms, `$f(…)` a CodeCall whose arguments are terms.

A dot before white space closes a clause; `is_clause_end` knows it from an attribute's.
"""

from __future__ import annotations

from .nodes import (
    Atom,
    Attribute,
    CodeCall,
    CodeTerm,
    Compound,
    Expression,
    Fact,
    Literal,
    LogicList,
    LogicVariable,
    Name,
    Position,
    Query,
    Rule,
    Statement,
    Term,
)
from .parser_cursor import Cursor
from .tokens import END, FSTRING, NAME, NEWLINE, NUMBER, OPERATOR, STRING, VARIABLE, Token

# Canonical name -> (precedence, most of the left side's, most of the right side's).
_INFIX: dict[str, tuple[int, int, int]] = {
    ":-": (1200, 1199, 1199),
    ";": (1100, 1099, 1100),
    "->": (1050, 1049, 1050),
    ",": (1000, 999, 1000),
    **dict.fromkeys(("=", "\\=", "==", "\\==", "is", "=.."), (700, 699, 699)),
    **dict.fromkeys(("<", ">", "=<", ">=", "=:=", "=\\="), (700, 699, 699)),
    **dict.fromkeys(("@<", "@>", "@=<", "@>="), (700, 699, 699)),
    **dict.fromkeys(("+", "-", "xor"), (500, 500, 499)),
    **dict.fromkeys(("*", "/", "//", "%", "mod", "rem", "<<", ">>"), (400, 400, 399)),
    "**": (200, 199, 200),
    "^": (200, 199, 200),
}
_ALIASES = {"<=": "=<", "!=": "\\=="}
_NEGATION = 900
_UNARY = 200
_ARGUMENT = 999
_BODY = 1199
_EXPRESSION_GOAL = 900  # in code, a comma or a bar after a goal belongs to the code
# Signs that can stand first on a line inside a clause.
_LINE_OPENERS = frozenset((",", ";", "->"))
_CONSTANTS: dict[str, object] = {"True": True, "False": False, "None": None}
QUERY_KINDS = {"query": "all", "once": "once", "limit": "limit"}


class TermParser(Cursor):
    """Reads terms and what is made of them."""

    # Latin capitals that stood for variables in the clause being read.
    capitals: list[Token]

    def expression(self) -> Expression:
        """An expression of the code; the expression parser has it."""
        raise NotImplementedError

    def star_expressions(self, may_be_targets: bool = False) -> Expression:
        """Expressions of the code with commas; the expression parser has it."""
        raise NotImplementedError

    # Terms

    def term(self, limit: int) -> Term:
        """A term whose operators bind at least as tightly as `limit` says."""
        start = self.token.position
        left, precedence = self._prefix(limit)
        while True:
            token = self.token
            kind = token.kind
            if kind is OPERATOR:
                sign = token.value
            elif kind is NAME:
                sign = "is" if token.word == "is" else token.value
            elif kind is NEWLINE and limit >= _BODY and self._line_goes_on():
                self.skip_newlines()
                continue
            else:
                return left
            assert isinstance(sign, str)
            sign = _ALIASES.get(sign, sign)
            entry = _INFIX.get(sign)
            if entry is None or entry[0] > limit or precedence > entry[1]:
                return left
            if sign == "," and self._trailing_comma():
                return left
            precedence, _, right_limit = entry
            self.advance()
            self.skip_newlines()
            self.deepen(1)
            right = self.term(right_limit)
            self.depth -= 1
            left = Compound(self.span(start), sign, [left, right])

    def _line_goes_on(self) -> bool:
        following = self.peek()
        return following.kind is OPERATOR and following.value in _LINE_OPENERS

    def _trailing_comma(self) -> bool:
        """Whether the comma that is looked at stands right before a closing bracket."""
        index = self.index + 1
        while self.tokens[index].kind is NEWLINE:
            index += 1
        token = self.tokens[index]
        return token.kind is OPERATOR and token.value in ("]", "}")

    def _prefix(self, limit: int) -> tuple[Term, int]:
        """A term without infix operators, and its precedence."""
        token = self.token
        if token.kind is OPERATOR:
            if token.value == "\\+":
                return self._negation(limit)
            if token.value in ("-", "+", "~"):
                return self._signed(token)
        elif token.kind is NAME:
            if token.word == "not" and (token.reserved or self.opens_operand(1)):
                return self._negation(limit)
            if token.word == "once" and self.opens_operand(1) and not self.sees("("):
                self.advance()
                goal = self._below(_NEGATION)
                return Compound(self.span(token.position), "once", [goal]), _NEGATION
        return self._primary(token), 0

    def _negation(self, limit: int) -> tuple[Term, int]:
        token = self.advance()
        self.skip_newlines()
        goal = self._below(min(limit, _NEGATION))
        return Compound(self.span(token.position), "\\+", [goal]), min(limit, _NEGATION)

    def _below(self, limit: int) -> Term:
        self.deepen(1)
        term = self.term(limit)
        self.depth -= 1
        return term

    def _signed(self, token: Token) -> tuple[Term, int]:
        """`-5` is a number, `- 5` and `-X` are compounds."""
        self.advance()
        following = self.token
        if token.value == "-" and following.kind is NUMBER and not following.spaced:
            value = self.advance().value
            assert isinstance(value, (int, float, complex))
            return Literal(self.span(token.position), -value), 0
        operand = self._below(_UNARY)
        return Compound(self.span(token.position), str(token.value), [operand]), _UNARY

    def _primary(self, token: Token) -> Term:
        kind = token.kind
        position = token.position
        if kind is VARIABLE:
            self.advance()
            return LogicVariable(position, _variable_name(str(token.value)))
        if kind is NAME:
            return self._named(token)
        if kind is NUMBER or kind is STRING:
            self.advance()
            return Literal(position, token.value)
        if kind is FSTRING:
            return CodeTerm(position, self.expression())
        if kind is OPERATOR:
            if token.value == "(":
                opener = self.open()
                inner = self.term(1200)
                self.close(opener, ")")
                return inner
            if token.value == "[":
                return self._list()
            if token.value == "$":
                return self._code()
            if token.value == "!":
                self.advance()
                return Atom(position, "!")
            if token.value == "{":
                return self._braced()
        return self.fail_here()

    def _braced(self) -> Term:
        """`{ goals }`, the body of a rule; a dot may close it."""
        opener = self.open()
        goals = self.term(1200)
        if self.at("."):
            self.advance()
        self.close(opener, "}")
        return goals

    def _named(self, token: Token) -> Term:
        """An atom, a compound term, a constant, or a variable with a Latin capital."""
        following = self.peek()
        name = str(token.value)
        if following.kind is OPERATOR and following.value == "(":
            self.advance()
            arguments = self._arguments()
            return Compound(self.span(token.position), name, arguments)
        if token.reserved:
            if token.word in _CONSTANTS:
                self.advance()
                return Literal(token.position, _CONSTANTS[token.word])
            self.fail("B219", token.position, token.text)
        self.advance()
        if name[0] == "_":
            return LogicVariable(token.position, "_")
        if "A" <= name[0] <= "Z" or ("À" <= name[0] <= "ɏ" and name[0].isupper()):
            self.capitals.append(token)
            return LogicVariable(token.position, name)
        return Atom(token.position, name)

    def _arguments(self) -> list[Term]:
        opener = self.open()
        arguments: list[Term] = []
        while not self.at(")"):
            arguments.append(self.term(_ARGUMENT))
            if not self.at(","):
                break
            self.advance()
        self.close(opener, ")")
        return arguments

    def _list(self) -> Term:
        opener = self.open()
        elements: list[Term] = []
        tail: Term | None = None
        while not self.at("]"):
            elements.append(self.term(_ARGUMENT))
            if self.at("|"):
                self.advance()
                tail = self.term(_ARGUMENT)
                break
            if not self.at(","):
                break
            self.advance()
        self.close(opener, "]")
        return LogicList(self.span(opener.position), elements, tail)

    def _code(self) -> Term:
        """`$name`, `$a.b`, `$(expression)`, `$f(terms)`."""
        mark = self.advance()
        token = self.token
        if token.kind is OPERATOR and token.value == "(":
            opener = self.open()
            inner = self.star_expressions()
            self.close(opener, ")")
            return CodeTerm(self.span(mark.position), inner)
        value: Expression = Name(token.position, str(self.name().value))
        while self.at(".") and self.peek().kind is NAME and not self.peek().spaced:
            self.advance()
            attribute = self.advance()
            value = Attribute(self.span(token.position), value, str(attribute.value))
        if self.at("(") and not self.token.spaced:
            arguments = self._arguments()
            return CodeCall(self.span(mark.position), value, arguments)
        return CodeTerm(self.span(mark.position), value)

    # Clauses

    def is_clause_end(self, index: int) -> bool:
        """Whether the token at `index` is a dot before white space, a comment or the end."""
        token = self.tokens[index]
        if token.kind is not OPERATOR or token.value != ".":
            return False
        following = self.tokens[index + 1]
        return (
            following.spaced
            or following.kind is NEWLINE
            or following.kind is END
            or (following.kind is OPERATOR and following.value in ("}", ";"))
        )

    def end_clause(self, is_required: bool) -> None:
        """Takes the dot that ends a clause; where it may be missing, the statement ends."""
        if self.at("."):
            self.advance()
        elif is_required:
            self.fail("B248", self.token.position)
        else:
            self.end_statement()

    def clause(self, start: Position, needs_dot: bool) -> Statement:
        """A fact or a rule, from its head on."""
        self.capitals = []
        at_head = self.token
        head = self.term(_ARGUMENT)
        self._check_head(head, at_head)
        body: Term | None
        if self.at(":-"):
            self.advance()
            self.skip_newlines()
            body = self.term(_BODY)
            self.end_clause(needs_dot)
        else:
            body = None if needs_dot else self._rule_block()
            if body is None:
                for token in self.capitals:
                    self.warn("B405", token.position, token.text)
                self.end_clause(needs_dot)
                return Fact(self.span(start), head)
            if self.at("."):
                self.advance()
        return Rule(self.span(start), head, body)

    def _rule_block(self) -> Term | None:
        """The body in `rule h: { b }`, the brace on this line or the next; None where none is."""
        if self.at(":"):
            self.advance()
            if not self.block_at(self.index):
                self.fail("B203", self.token.position, "{")
            self.skip_newlines()
        elif self.token.kind is NEWLINE and self.sees("{"):
            self.skip_newlines()
        elif not self.at("{"):
            return None
        return self._braced()

    def _check_head(self, head: Term, token: Token) -> None:
        if isinstance(head, Atom) and head.name != "!":
            return
        if isinstance(head, Compound) and head.name not in _INFIX and head.name not in ("\\+", "~"):
            return
        self.fail("B249", token.position)

    # Queries

    def begins_query(self, token: Token) -> bool:
        """Whether `query`, `once` or `limit`, as looked at, is the word and no name."""
        if token.word == "limit":
            return self._begins_limit()
        if self.sees("\\+") or self.sees("!"):
            return True
        return self.opens_operand(1)

    def _begins_limit(self) -> bool:
        """`limit n goal`: something to count with, and then the beginning of a goal."""
        first = self.peek()
        if first.kind is NUMBER:
            return self.opens_operand(2) or self.sees("\\+", 2)
        if not self.opens_operand(1) or first.kind is STRING:
            return False
        end = self.index + 1
        tokens = self.tokens
        if first.kind is NAME:
            while True:
                following = tokens[end + 1]
                if following.kind is OPERATOR and not following.spaced:
                    if following.value in ("(", "["):
                        end = self.matching(end + 1)
                        if tokens[end].kind is END:
                            return False
                        continue
                    if following.value == "." and tokens[end + 2].kind is NAME:
                        end += 2
                        continue
                break
        elif first.kind is OPERATOR and first.value == "(":
            end = self.matching(end)
            if tokens[end].kind is END:
                return False
        return self.opens_operand(end + 1 - self.index)

    def query(self, is_statement: bool) -> Query:
        """A query, from its word on."""
        token = self.advance()
        kind = QUERY_KINDS.get(token.word or "", "all")
        if is_statement and self.at(":"):
            self.advance()
        count = self._count() if kind == "limit" else None
        self.capitals = []
        goal = self.term(_BODY if is_statement else _EXPRESSION_GOAL)
        where = None
        following = self.token
        if following.kind is NAME and following.value == "where":
            self.advance()
            where = self.expression()
        return Query(self.span(token.position), goal, kind, count, where)

    def _count(self) -> Expression:
        """The number after `limit`: a literal, a name with what clings to it, or brackets."""
        token = self.token
        if token.kind is NUMBER:
            self.advance()
            return self.literal(token.position, token.value)
        return self.clinging()

    def clinging(self) -> Expression:
        """An operand with the calls and subscripts that cling to it; the expression parser has
        it.
        """
        raise NotImplementedError


def _variable_name(name: str) -> str:
    return "_" if name[0] == "_" else name
