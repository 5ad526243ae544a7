"""The parser's place in the token list, what it can see from there, and how it reports errors.

Line ends. The lexer gives a NEWLINE at every line's end. `join_lines` drops those that can't end a
statement, because the next line begins with a sign that goes on (`|>`, `.name`, `and`). Of the rest
`advance` skips those inside brackets, and `skip_newlines` those after an operator or a comma.

Errors. `report` notes an error and goes on; `fail` notes it and unwinds to the statement loop,
which goes on behind the broken statement (`recover`), so that one run finds the errors of all.

Depth. The parser is recursive, and so are those who read the tree. `deepen` counts what nests, in
points, and `check_depth` measures the trees of long statements, whose chains of operators are built
in loops: a program beyond `DEPTH_LIMIT` is an error, never an overflow.
"""

from __future__ import annotations

from sys import intern

from .diagnostics import BayanSyntaxError, Diagnostic
from .nodes import Constant, Node, Position, Tuple, children
from .tokens import END, FSTRING, NAME, NEWLINE, NUMBER, OPERATOR, STRING, VARIABLE, Token, split

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import NoReturn, TypeVar

    from .nodes import Expression, Statement
    from .source import Source

    Item = TypeVar("Item")

DEPTH_LIMIT = 1000  # of the tree, and of the points below: 200 brackets, 100 blocks
BRACKET_WEIGHT = 5
BLOCK_WEIGHT = 10
ERROR_LIMIT = 100  # what is wrong a hundred times needs no more messages

OPENERS = frozenset(("(", "[", "{", "?["))
CLOSERS = frozenset(")]}")

# Signs that can't begin a statement, so that the line before goes on.
_CONTINUING_SIGNS = frozenset(
    ("|>", ">>", "??", "?.", "**", "/", "%", "<<", "&", "|", "^", "<", ">", "<=", ">=", "==", "!=",
     ":-", "∈")
)  # fmt: skip
_CONTINUING_WORDS = frozenset(("and", "or", "in", "is"))
# Words that go on with the statement whose block has just ended.
CLAUSE_WORDS = frozenset(("elif", "else", "except", "finally"))
# Words that stand between operands, or otherwise behind one.
_INFIX_WORDS = frozenset(
    ("and", "or", "in", "is", "if", "else", "for", "from", "import", "as", "async", "implements",
     "when")
)  # fmt: skip
_OPERAND_SIGNS = frozenset(("(", "[", "{", "-", "+", "~", "...", "$", "\\+"))
_OPERAND_KINDS = frozenset((NAME, NUMBER, STRING, FSTRING, VARIABLE))
AUGMENTED = frozenset(
    ("+=", "-=", "*=", "/=", "//=", "%=", "@=", "&=", "|=", "^=", ">>=", "<<=", "**=")
)
_ASSIGNING = AUGMENTED | {"=", ":="}


class Unparsable(Exception):  # noqa: N818 - it unwinds, its message is noted elsewhere
    """Unwinds to the statement loop; the error itself is already noted."""


class Cursor:
    """A place in the tokens.

    token     the token that is looked at
    last      the one before it, whose end is where a finished node ends
    brackets  how many brackets are open here: within them line ends mean nothing
    module_body  the statements of the file that were read so far
    annotations_are_text  whether `from __future__ import annotations` was read
    depth     points of nesting so far
    """

    def __init__(self, source: Source, tokens: list[Token]) -> None:
        self.source = source
        self.tokens = join_lines(tokens)
        self.index = 0
        self.token = self.tokens[0]
        self.last = self.token
        self.brackets = 0
        self.depth = 0
        self.annotations_are_text = False
        self.module_body: list[Statement] | None = None
        self.diagnostics: list[Diagnostic] = []
        self.error_count = 0
        self._literals: dict[tuple[type, object], object] = {}
        self._tuples: dict[tuple[object, ...], tuple[object, ...]] = {}

    # Moving

    def advance(self) -> Token:
        """Goes to the next token that counts and gives the one left behind."""
        token = self.last = self.token
        tokens = self.tokens
        index = self.index + 1
        following = tokens[index]
        if self.brackets:
            while following.kind is NEWLINE:
                index += 1
                following = tokens[index]
        self.index = index
        self.token = following
        return token

    def literal(self, position: Position, value: object) -> Constant:
        """The node of a literal.

        Equal literals of one source are one object, and strings that could be names are the
        interpreter's own, as in CPython: `is` tells the same of them in every tier.
        """
        kind = type(value)
        if isinstance(value, str):
            if value.isascii() and (value.isalnum() or value.isidentifier()):
                return Constant(position, intern(value))
        elif kind is float or kind is complex:
            # Equal are 0.0 and -0.0 as well.
            return Constant(position, self._literals.setdefault((kind, repr(value)), value))
        return Constant(position, self._literals.setdefault((kind, value), value))

    def postponed(self, annotation: Expression) -> Expression:
        """An annotation, or its text where the program wants annotations as texts."""
        if not self.annotations_are_text:
            return annotation
        from .annotation_text import annotation_text

        return annotation_text(annotation, self.source)

    def tuple_display(self, position: Position, elements: list[Expression]) -> Tuple:
        """The node of a tuple; equal ones of literals alone are one object, as literals are."""
        values: list[object] = []
        key: list[object] = []
        for element in elements:
            if type(element) is Constant:
                value = element.value
            elif type(element) is Tuple and element.constant is not None:
                value = element.constant
            else:
                return Tuple(position, elements)
            values.append(value)
            # Equal literals are one object already, and 1, 1.0 and True are not alike.
            key.append(id(value))
        constant = tuple(values)
        return Tuple(position, elements, self._tuples.setdefault(tuple(key), constant))

    def skip_newlines(self) -> None:
        """Goes past line ends: after an operator or a comma the statement goes on."""
        while self.token.kind is NEWLINE:
            self.index += 1
            self.token = self.tokens[self.index]

    def move(self, index: int) -> None:
        """Goes back, or far ahead, to the token of that index."""
        self.index = index
        self.token = self.tokens[index]

    def expect(self, sign: str) -> Token:
        """Takes this sign, or reports that it is missing."""
        token = self.token
        if token.value != sign or token.kind is not OPERATOR:
            self.fail("B203", token.position, sign)
        return self.advance()

    def name(self) -> Token:
        """Takes a token that may be a name."""
        token = self.token
        if token.kind is not NAME:
            if self.at("="):
                self.fail_here()
            self.fail("B221", token.position)
        if token.reserved:
            self.fail("B220", token.position, token.text)
        return self.advance()

    def open(self) -> Token:
        """Takes the opening bracket that is looked at."""
        self.deepen(BRACKET_WEIGHT)
        self.brackets += 1
        return self.advance()

    def close(self, opener: Token, sign: str) -> Token:
        """Takes the closing bracket of `opener`."""
        token = self.token
        if token.value != sign or token.kind is not OPERATOR:
            self.fail_in_bracket(opener, sign)
        self.brackets -= 1
        self.depth -= BRACKET_WEIGHT
        return self.advance()

    # Looking

    def at(self, sign: str) -> bool:
        """Whether this sign is looked at."""
        token = self.token
        return token.value == sign and token.kind is OPERATOR

    def peek(self, distance: int = 1) -> Token:
        """A token ahead, line ends counted."""
        index = self.index + distance
        tokens = self.tokens
        return tokens[index] if index < len(tokens) else tokens[-1]

    def sees(self, sign: str, distance: int = 1) -> bool:
        """Whether this sign stands at that distance."""
        token = self.peek(distance)
        return token.value == sign and token.kind is OPERATOR

    def at_colon(self) -> bool:
        """Whether a colon is looked at; code takes `:-` apart (`x[1:-1]`)."""
        token = self.token
        if token.kind is not OPERATOR:
            return False
        if token.value == ":-":
            if len(token.text) == 1:  # ←
                return False
            self.tokens[self.index : self.index + 1] = split(token, 1)
            self.token = self.tokens[self.index]
            return True
        return token.value == ":"

    def follows(self, words: tuple[str, ...]) -> bool:
        """Whether the next token, on this line or a later one, is one of these words; if so goes
        there.
        """
        index = self.index
        tokens = self.tokens
        while tokens[index].kind is NEWLINE:
            index += 1
        token = tokens[index]
        if token.kind is NAME and token.word in words:
            self.move(index)
            return True
        return False

    def listed(self, one: Callable[[], Item], in_brackets: bool) -> list[Item]:
        """What `one` reads, with commas between, in parentheses or bare; in parentheses a comma
        may stand at the end.
        """
        opener = self.open() if in_brackets else None
        items = [one()]
        while self.at(","):
            self.advance()
            if opener is None:
                self.skip_newlines()
            elif self.at(")"):
                break
            items.append(one())
        if opener is not None:
            self.close(opener, ")")
        return items

    def opens_operand(self, distance: int) -> bool:
        """Whether an operand clearly begins at that distance: what a contextual word before it
        needs to be a word. A bracket begins one only where it stands apart (`limit (3)`).
        """
        token = self.peek(distance)
        kind = token.kind
        if kind is NAME:
            if token.word == "not":
                return self.peek(distance + 1).word != "in"
            return not (token.word in _INFIX_WORDS and self._is_infix(token, distance))
        if kind is OPERATOR:
            if token.value in ("(", "["):
                return token.spaced
            return token.value in ("~", "...", "$", "\\+")
        return kind in _OPERAND_KINDS

    def _is_infix(self, token: Token, distance: int) -> bool:
        """Whether a word that can stand between operands does so: then an operand follows it."""
        if token.reserved:
            return True
        following = self.peek(distance + 1)
        if following.kind is OPERATOR:
            return following.value in _OPERAND_SIGNS
        return following.kind in _OPERAND_KINDS

    def matching(self, index: int) -> int:
        """The index of the bracket that closes the one at `index`; of the end where none does."""
        tokens = self.tokens
        depth = 0
        while True:
            token = tokens[index]
            if token.kind is OPERATOR:
                if token.value in OPENERS:
                    depth += 1
                elif token.value in CLOSERS:
                    depth -= 1
                    if depth == 0:
                        return index
            elif token.kind is END:
                return index
            index += 1

    def block_at(self, index: int) -> bool:
        """Whether a block begins at that index: with `:`, or `{` there or on the next line."""
        token = self.tokens[index]
        if token.kind is NEWLINE:
            token = self.tokens[index + 1]
            return token.kind is OPERATOR and token.value == "{"
        return token.kind is OPERATOR and token.value in (":", "{")

    def block_ahead(self, index: int) -> bool:
        """Whether the line, from the token behind `index` on, is the head of a block."""
        tokens = self.tokens
        index += 1
        while True:
            token = tokens[index]
            kind = token.kind
            if kind is NEWLINE:
                return self.block_at(index)
            if kind is END:
                return False
            if kind is OPERATOR:
                if token.value in ("(", "[", "?["):
                    index = self.matching(index)
                    if tokens[index].kind is END:
                        return False
                elif token.value in (":", "{"):
                    return True
                elif token.value in (";", "}") or token.value in _ASSIGNING:
                    return False
            index += 1

    def assigns_ahead(self, index: int) -> bool:
        """Whether the line from `index` on is an assignment."""
        tokens = self.tokens
        while True:
            token = tokens[index]
            if token.kind is OPERATOR:
                if token.value in _ASSIGNING:
                    return True
                if token.value in OPENERS:
                    index = self.matching(index)
                elif token.value in (";", "}"):
                    return False
            if token.kind is NEWLINE or token.kind is END or tokens[index].kind is END:
                return False
            index += 1

    def ends_statement(self) -> bool:
        """Whether a statement may end before what is looked at."""
        token = self.token
        kind = token.kind
        if kind is OPERATOR:
            return token.value in (";", "}")
        return kind is NEWLINE or kind is END

    def end_statement(self) -> None:
        """Reports what stands behind a complete statement."""
        if self.ends_statement():
            return
        token = self.token
        if token.kind in _OPERAND_KINDS and not token.reserved:
            self.fail("B205", token.position, token.text)
        self.fail_here()

    # Places

    def span(self, start: Position) -> Position:
        """From the beginning of `start` to the end of the last token taken."""
        end = self.last.position
        return (start[0], start[1], end[2], end[3])

    # Errors

    def report(self, code: str, position: Position, *arguments: object) -> None:
        """Notes an error, unless it is the last one over again; the statement goes on."""
        if self.diagnostics:
            last = self.diagnostics[-1]
            if last.code == code and last.position == position:
                return
        self.diagnostics.append(Diagnostic(code, arguments, position, self.source, False))
        self.error_count += 1
        if self.error_count >= ERROR_LIMIT:
            raise BayanSyntaxError(self.diagnostics)

    def warn(self, code: str, position: Position, *arguments: object) -> None:
        """Notes a warning."""
        self.diagnostics.append(Diagnostic(code, arguments, position, self.source, True))

    def fail(self, code: str, position: Position, *arguments: object) -> NoReturn:
        """Notes an error and gives the statement up."""
        self.report(code, position, *arguments)
        raise Unparsable

    def check_word(self, word: str, position: Position, *concepts: str) -> None:
        """Fails if a word, with which a statement or clause seems to begin, is near to one that the
        language has: to one of these, where they are given.
        """
        from .near_words import meant

        suggestion = meant(word, self.token.text, concepts)
        if suggestion is not None:
            self.fail("B266", position, word, suggestion)

    def fail_here(self) -> NoReturn:
        """What is looked at can't stand here."""
        token = self.token
        before = self.last
        if before.reserved and before.kind is NAME and self.at("="):
            self.fail("B220", before.position, before.text)
        if token.kind is NEWLINE or token.kind is END:
            behind = self.last.position
            is_below = token.position[0] > behind[2]
            self.fail("B202", behind if is_below else token.position)
        if token.kind is NAME and token.reserved:
            self.fail("B219", token.position, token.text)
        self.fail("B201", token.position, token.text)

    def fail_in_bracket(self, opener: Token, sign: str) -> NoReturn:
        """The closing bracket is missing: most often it was forgotten where a line ends."""
        token = self.token
        if token.kind is END or token.position[0] > self.last.position[2]:
            self.fail("B204", opener.position, opener.text)
        if token.kind in _OPERAND_KINDS:
            self.fail("B206", token.position, sign)
        self.fail("B203", token.position, sign)

    def deepen(self, weight: int) -> None:
        """Goes down one level; who calls it takes the points off again on the way out.

        Behind what is too deep nothing more is read: its end would be a guess.
        """
        self.depth += weight
        if self.depth > DEPTH_LIMIT:
            self.report("B208", self.token.position)
            raise BayanSyntaxError(self.diagnostics)

    def check_depth(self, node: Node) -> None:
        """Reports a tree that is too deep for those who read it."""
        pending = [(node, 0)]
        while pending:
            below, depth = pending.pop()
            if depth > DEPTH_LIMIT:
                self.report("B208", node.position)
                return
            pending += [(child, depth + 1) for child in children(below)]

    def recover(self, start: int) -> None:
        """Goes to the end of the broken statement that began at `start`: to the end of its line,
        blocks and brackets included, or, where a bracket is never closed, of the line of the error.
        """
        tokens = self.tokens
        error = self.index
        index = start
        depth = 0
        while True:
            token = tokens[index]
            kind = token.kind
            if kind is OPERATOR:
                value = token.value
                if value in OPENERS:
                    depth += 1
                elif value in CLOSERS:
                    if depth:
                        depth -= 1
                    elif index >= error and value == "}":
                        break
                elif value == ";" and depth == 0 and index >= error:
                    break
            elif kind is NEWLINE:
                if depth == 0 and index >= error and not self._goes_on(tokens[index + 1]):
                    break
            elif kind is END:
                if depth:
                    index = error
                    while tokens[index].kind is not NEWLINE and tokens[index].kind is not END:
                        index += 1
                break
            index += 1
        self.move(index)

    @staticmethod
    def _goes_on(token: Token) -> bool:
        if token.kind is OPERATOR:
            return token.value == "{"
        return token.kind is NAME and token.reserved and token.word in CLAUSE_WORDS


def spelled(token: Token) -> str:
    """The name that a NAME gives: all spellings of `self` are one."""
    return "self" if token.word == "self" else str(token.value)


def join_lines(tokens: list[Token]) -> list[Token]:
    """The tokens without the line ends after which the statement must go on, and with ends enough
    to look ahead.
    """
    joined = []
    for index, token in enumerate(tokens):
        if token.kind is NEWLINE and _continues(tokens, index):
            continue
        joined.append(token)
    joined += [joined[-1]] * 3
    return joined


def _continues(tokens: list[Token], index: int) -> bool:
    """Whether the line after the NEWLINE at `index` goes on with the statement before it."""
    token = tokens[index + 1]
    if token.kind is OPERATOR:
        if token.value == ".":
            following = tokens[index + 2]
            return following.kind is NAME and not following.spaced and _ends_operand(tokens, index)
        return token.value in _CONTINUING_SIGNS and _ends_operand(tokens, index)
    if token.kind is NAME and token.word == "not":
        # `not` may begin a statement, `not in` may not.
        following, operand = tokens[index + 2], tokens[min(index + 3, len(tokens) - 1)]
        return (
            following.word == "in"
            and (following.reserved or operand.kind in _OPERAND_KINDS)
            and _ends_operand(tokens, index)
        )
    if token.kind is NAME and token.word in _CONTINUING_WORDS:
        if token.reserved:
            return True
        before = tokens[index - 1]
        following = tokens[index + 2]
        if not _ends_operand(tokens, index) or before.value == "}":
            return False
        if following.kind is OPERATOR:
            return following.spaced and following.value in ("(", "[", "-", "{")
        return following.kind in _OPERAND_KINDS
    return False


def _ends_operand(tokens: list[Token], index: int) -> bool:
    before = tokens[index - 1]
    return before.kind in _OPERAND_KINDS or (before.kind is OPERATOR and before.value in CLOSERS)
