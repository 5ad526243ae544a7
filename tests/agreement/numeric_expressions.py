"""Expressions over numbers of generated programs."""

from __future__ import annotations

from random import Random

from .words import WORDS

INT, FLOAT, BOOL = "int", "float", "bool"
INTS, FLOATS, ROWS, TUPLE, TEXT = "ints", "floats", "rows", "tuple", "text"
OBJECT, OBJECTS = "object", "objects"

# Where ints and floats change their ways.
EDGES = (
    "2147483647",
    "2147483648",
    "-2147483649",
    "9007199254740992",
    "9007199254740993",
    "-9007199254740991",
    "4611686018427387904",
    "9223372036854775806",
    "9223372036854775807",
    "-9223372036854775807",
    "-9223372036854775808",
    "9223372036854775808",
    "-100000000000000000000",
)
ODD_FLOATS = (
    "float('nan')",
    "float('inf')",
    "-float('inf')",
    "-0.0",
    "0.0",
    "5e-324",
    "1e-300",
    "1.7976931348623157e308",
    "-1e16",
    "9007199254740993.0",
    "9223372036854775808.0",
    "-9223372036854775808.0",
    "0.1",
)
PLAIN_FLOATS = ("0.5", "1.0", "-2.0", "3.25", "7.0", "-0.75")

# Functions of math from floats to floats.
MATH = ("sqrt", "sin", "cos", "tan", "atan", "exp", "log", "log2", "log10", "asin", "acos", "tanh")


class NumericExpressions:
    """Draws expressions; `names` are the variables, by their kind, that may be read, and such
    attributes of objects.

    plain     whether to keep to what native code knows, as most loops do
    numbers   functions of the program that give a number: name, and kinds of the parameters
    """

    def __init__(self, random: Random) -> None:
        self.random = random
        self.names: dict[str, list[str]] = {}
        self.numbers: list[tuple[str, tuple[str, ...]]] = []
        self.plain = True

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def word(self, english: str) -> str:
        spellings = WORDS[english]
        return spellings[0] if self.chance(0.7) else self.random.choice(spellings)

    def name(self, kind: str) -> str | None:
        known = self.names.get(kind)
        return self.random.choice(known) if known else None

    def value(self, kind: str) -> str:
        """A name or a constant: what can't grow."""
        if kind == BOOL:
            return self.name(BOOL) or "True"
        found = self.name(kind)
        if found is not None and self.chance(0.75):
            return found
        if kind == FLOAT:
            return self.random.choice(PLAIN_FLOATS)
        if self.chance(0.04):
            return self.random.choice(EDGES)
        return str(self.random.randint(-3, 12))

    def number(self, depth: int) -> str:
        return self.whole(depth) if self.chance(0.5) else self.real(depth)

    def whole(self, depth: int) -> str:
        """An int."""
        pick = self.random.choice
        if depth <= 0 or self.chance(0.2):
            return self.value(INT)
        form = self.random.random()
        if form < 0.4:
            operator = pick(("+", "-", "*", "+", "-", "*", "//", "%"))
            return f"({self.whole(depth - 1)} {operator} {self.whole(depth - 1)})"
        if form < 0.5:
            return f"({self.whole(depth - 1)} {pick('&|^')} {self.whole(depth - 1)})"
        if form < 0.56:
            count = pick((f"{self.whole(0)} % 67", f"({self.whole(0)} % 9 - 1)", "2", "63"))
            return f"({self.whole(depth - 1)} {pick(('<<', '>>'))} ({count}))"
        if form < 0.6:
            power = pick(("2", "3", f"({self.whole(0)} % 5)", f"({self.whole(0)} % 4 - 1)"))
            base = self.whole(depth - 1)
            return f"({base} ** {power})" if self.chance(0.6) else f"pow({base}, {power})"
        if form < 0.72:
            found = self.element(INTS, depth)
            return found or self.whole(depth - 1)
        if form < 0.77:
            return self.conditional(self.whole, depth)
        if form < 0.82:
            return f"{pick(('min', 'max'))}({self.whole(depth - 1)}, {self.whole(0)})"
        if form < 0.87:
            return f"{pick(('abs', '-', '~', '+'))}({self.whole(depth - 1)})"
        if form < 0.9:
            sequence = self.name(INTS) or self.name(FLOATS) or self.name(ROWS)
            return f"{self.word('len')}({sequence})" if sequence else self.whole(depth - 1)
        if form < 0.94:
            function = pick(("int", "round", "math.floor", "math.ceil", "math.trunc"))
            return f"{function}({self.real(depth - 1)})"
        if form < 0.95:
            return self.call(depth) or self.whole(depth - 1)
        if form < 0.97:
            return self.fold(INTS) or self.whole(depth - 1)
        if form < 0.98:
            return f"(4, -1, 7, 2)[{self.index('(1, 2, 3, 4)', depth)}]"
        if form < 0.985:
            return f"pow({self.whole(0)}, {self.whole(0)} % 9, {pick(('7', '1000000007', '-5'))})"
        return f"({self.whole(0)} {self.word(pick(('and', 'or')))} {self.whole(depth - 1)})"

    def real(self, depth: int) -> str:
        """A float, where all goes well."""
        pick = self.random.choice
        if depth <= 0 or self.chance(0.2):
            return self.value(FLOAT)
        form = self.random.random()
        if form < 0.45:
            operator = pick(("+", "-", "*", "/", "+", "-", "*", "//", "%"))
            sides = [self.real(depth - 1), self.number(depth - 1)]
            self.random.shuffle(sides)
            return f"({sides[0]} {operator} {sides[1]})"
        if form < 0.52:
            return f"({self.whole(depth - 1)} / {self.whole(0)})"
        if form < 0.57:
            return f"({self.real(depth - 1)} ** {pick(('2', '3', '0.5', '-1', self.value(FLOAT)))})"
        if form < 0.68:
            found = self.element(FLOATS, depth)
            return found or self.real(depth - 1)
        if form < 0.73:
            return self.conditional(self.real, depth)
        if form < 0.78:
            return f"{pick(('min', 'max'))}({self.real(depth - 1)}, {self.real(0)})"
        if form < 0.83:
            return f"{pick(('abs', '-', '+'))}({self.real(depth - 1)})"
        if form < 0.93:
            return f"math.{pick(MATH)}({self.number(depth - 1)})"
        if form < 0.94:
            return self.fold(FLOATS) or self.real(depth - 1)
        if form < 0.96:
            two = pick(("math.pow", "math.atan2"))
            return f"{two}({self.real(depth - 1)}, {self.number(0)})"
        return pick((f"float({self.whole(depth - 1)})", "math.pi", "math.inf", "math.e"))

    def test(self, depth: int) -> str:
        """A condition."""
        form = self.random.random()
        if form < 0.5 or depth <= 0:
            sides = [self.number(max(depth - 1, 0)) for _ in range(2)]
            return f"{sides[0]} {self.comparison()} {sides[1]}"
        if form < 0.65:
            first, second, third = (self.number(0) for _ in range(3))
            return f"{first} {self.comparison()} {second} {self.comparison()} {third}"
        if form < 0.75:
            return f"{self.word('not')} ({self.test(depth - 1)})"
        if form < 0.87:
            joint = self.word(self.random.choice(("and", "or")))
            return f"({self.test(depth - 1)}) {joint} ({self.test(depth - 1)})"
        if form < 0.93:
            return self.value(self.random.choice((BOOL, INT, FLOAT)))
        if form < 0.96 and (sequence := self.name(self.random.choice((INTS, FLOATS, ROWS)))):
            of_all = f"{self.random.choice(('any', 'all'))}"
            element = "e" if sequence not in self.names.get(ROWS, ()) else "len(e)"
            return f"{of_all}({element} {self.comparison()} {self.number(0)} for e in {sequence})"
        return f"math.{self.random.choice(('isnan', 'isinf'))}({self.number(0)})"

    def fold(self, kind: str) -> str | None:
        """What a function makes of a generator expression."""
        pick = self.random.choice
        sequence, rows = self.name(kind), self.name(ROWS)
        of = INT if kind == INTS else FLOAT
        source = f"for e in {sequence}"
        if kind == FLOATS and rows is not None and self.chance(0.3):
            source = f"for row_ in {rows} for e in row_"
        elif kind == INTS and self.chance(0.3):
            source = f"for e in range({self.whole(0)} % 7)"
        elif sequence is None:
            return None
        condition = f" if e {self.comparison()} {self.value(of)}" if self.chance(0.4) else ""
        element = pick(("e", f"e {pick('+-*')} {self.value(of)}", f"e % {self.value(of)}"))
        return f"{pick(('sum', 'sum', 'sum', 'min', 'max'))}({element} {source}{condition})"

    def comparison(self) -> str:
        return self.random.choice(("<", "<=", ">", ">=", "==", "!=", "<", "≤", "≠"))

    def conditional(self, draw, depth: int) -> str:
        """A conditional expression; `draw` makes its values."""
        condition = self.test(depth - 1)
        values = draw(depth - 1), draw(0)
        return f"({values[0]} {self.word('if')} {condition} {self.word('else')} {values[1]})"

    def element(self, kind: str, depth: int) -> str | None:
        """An element of a list, or of a row of a list of lists."""
        rows = self.name(ROWS)
        if kind == FLOATS and rows is not None and self.chance(0.3):
            return f"{rows}[{self.index(rows, depth)}][{self.index(f'{rows}[0]', depth)}]"
        pair = self.name(TUPLE)
        if kind == INTS and pair is not None and self.chance(0.2):
            return f"{pair}[{self.index(pair, depth)}]"
        sequence = self.name(kind)
        return None if sequence is None else f"{sequence}[{self.index(sequence, depth)}]"

    def index(self, sequence: str, depth: int) -> str:
        form = self.random.random()
        if form < 0.1:
            return self.whole(0)
        if form < 0.2:
            return self.random.choice(("0", "-1", "1", "-2"))
        inner = self.whole(min(depth - 1, 1))
        if form < 0.45:
            return f"{inner} % {self.random.choice((2, 3, 4))}"
        return f"{inner} % {self.word('len')}({sequence})"

    def call(self, depth: int) -> str | None:
        """A call of one of the program's own functions of numbers."""
        if not self.numbers:
            return None
        name, kinds = self.random.choice(self.numbers)
        if any(kind in (INTS, FLOATS) and not self.names.get(kind) for kind in kinds):
            return None
        arguments = [self.argument(kind) for kind in kinds]
        return f"{name}({', '.join(arguments)})"

    def argument(self, kind: str) -> str:
        """An argument; a "steps" says how deep a recursion goes."""
        if kind == "steps":
            known = self.name(INT)
            return f"{known} % 7" if known and self.chance(0.6) else str(self.random.randint(0, 6))
        if kind not in (INTS, FLOATS) and self.chance(0.06):
            kind = self.random.choice((INT, FLOAT, BOOL))
        return self.value(kind)
