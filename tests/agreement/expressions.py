"""Expressions of generated programs."""

# ruff: noqa: E501 (lines of programs are easier to read whole)

from __future__ import annotations

from random import Random

from .words import FIELDS, METHODS, NAMES, WORDS

INTEGERS = (
    "9007199254740993",
    "9223372036854775807",
    "-9223372036854775808",
    "٤٢",
    "1_000",
    "0xff",
)
FLOATS = ("0.5", "1.0", "-0.0", "1e308", "float('nan')", "float('inf')", "-float('inf')", "2.5")
TEXTS = ("'a'", "'بيان'", "''", "'xyz'", "'k'", "b'ab'", "'12'")
KEY = '"k"'
SPECS = ("", ".2f", ">6", "^8", "<5", "08.3f", ",", "+", "x", "_^7", "e", "s", "d")


class Expressions:
    """Draws expressions; `names` are the variables that may be read where they stand.

    constants             names of the program's constants
    suspends              "yield" or "await" where the next expression may have one, else ""
    can_walrus            whether `:=` may stand in a comprehension here (not in a class body)
    """

    def __init__(self, random: Random) -> None:
        self.random = random
        self.functions: list[tuple[str, int]] = []
        self.generators: list[str] = []
        self.coroutines: list[str] = []
        self.classes: list[str] = []
        self.names: list[str] = []
        self.constants: list[str] = []
        self.suspends = ""
        self.can_walrus = True

    def word(self, english: str) -> str:
        spellings = WORDS[english]
        return spellings[0] if self.random.random() < 0.6 else self.random.choice(spellings)

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def fresh(self) -> str:
        return self.random.choice(NAMES)

    def number(self) -> str:
        return str(self.random.randint(0, 9))

    def constant(self) -> str:
        choose = self.random.choice
        return choose(
            (
                lambda: str(self.random.randint(-3, 12)),
                lambda: str(self.random.randint(-3, 12)),
                lambda: choose(INTEGERS),
                lambda: choose(FLOATS),
                lambda: choose(TEXTS),
                lambda: choose(("2j", "()", "[]", "...", *self.constants)),
                lambda: self.word(choose(("True", "False", "None"))),
            )
        )()

    def atom(self) -> str:
        if self.names and self.chance(0.65):
            return self.random.choice(self.names)
        return self.constant()

    def owner(self) -> str:
        """An atom that an attribute can be taken of."""
        found = self.atom()
        return found if not found[-1].isdigit() or found.isidentifier() else f"({found})"

    def expression(self, depth: int = 2) -> str:
        if depth <= 0 or self.chance(0.15):
            return self.atom()
        group = self.random.choice(
            (self.operation, self.operation, self.display, self.text, self.applied, self.applied)
        )
        return group(depth - 1)

    def operation(self, depth: int) -> str:
        random = self.random

        def sub() -> str:
            return self.expression(depth)

        compare = ("<", "<=", "==", "!=", ">", "≤", "≠", "≥", "in", "not in", "is not", "∈")
        forms = (
            lambda: f"({sub()} {random.choice(('+', '-', '*', '/', '//', '%'))} {sub()})",
            lambda: f"({sub()} {random.choice(('+', '-', '×', '÷'))} {sub()})",
            lambda: f"({sub()} {random.choice(('&', '|', '^', '@'))} {sub()})",
            lambda: f"({self.atom()} << {random.randint(0, 9)})",
            lambda: f"({self.constant()} << {random.randint(60, 90)})",
            lambda: f"({sub()} >> {self.number()})",
            lambda: f"({self.atom()} ** {random.randint(-2, 4)})",
            lambda: f"({random.choice(('-', '+', '~'))}{sub()})",
            lambda: f"({sub()} {self.spelled(random.choice(compare))} {sub()})",
            lambda: f"({sub()} < {sub()} <= {sub()})",
            lambda: f"({sub()} == {sub()} {self.word('in')} [{sub()}])",
            lambda: f"({sub()} {self.word('and')} {sub()})",
            lambda: f"({sub()} {self.word('or')} {sub()} {self.word('or')} {sub()})",
            lambda: f"({self.word('not')} {sub()})",
            lambda: f"({sub()} {self.word('is')} {self.word('None')})",
            lambda: f"({sub()} {self.word('if')} {sub()} {self.word('else')} {sub()})",
            lambda: f"({sub()} ?? {sub()})",
            lambda: f"({self.atom()} ?? {self.word('None')} ?? {sub()})",
        )
        return random.choice(forms)()

    def spelled(self, operator: str) -> str:
        return self.word(operator) if operator in WORDS else operator

    def display(self, depth: int) -> str:
        random = self.random

        def sub() -> str:
            return self.expression(depth)

        forms = (
            lambda: f"[{sub()}, {sub()}]",
            lambda: f"({sub()}, {sub()})",
            lambda: f"({sub()},)",
            lambda: f"({{{sub()}: {sub()}, 'k': {sub()}}})",
            lambda: f"({{'k': {sub()}, **{{'k': {sub()}, 'j': 1}}}})",
            lambda: f"len({{{sub()}, {sub()}}})",
            lambda: f"[{sub()}, *[{sub()}], *({sub()}, 1)]",
            lambda: f"[*{self.atom()}]",
            lambda: f"({sub()})[{random.randint(-2, 2)}]",
            lambda: f"[{sub()}, {sub()}, {sub()}][{random.randint(0, 2)}:{self.number()}]",
            lambda: f"[{sub()}, {sub()}, 3, 4][::{random.choice((-1, 2, -2, 0))}]",
            lambda: f"({{'k': {sub()}}})[{random.choice((KEY, '1', self.atom()))}]",
            lambda: self.comprehension(depth),
            lambda: self.comprehension(depth),
        )
        return random.choice(forms)()

    def text(self, depth: int) -> str:
        random = self.random

        def sub() -> str:
            return self.expression(depth)

        method = random.choice(
            (
                "upper()",
                "split('a')",
                "replace('a', 'ب')",
                "center(9, '*')",
                "startswith(('a', 'ب'))",
                "zfill(5)",
                "encode()",
                "partition('a')",
                "join(['1', '2'])",
                "isdigit()",
                "index('a')",
            )
        )
        spec = random.choice(SPECS)
        forms = (
            lambda: f"str({sub()}).{method}",
            lambda: f"{self.owner()}.{method}",
            lambda: f"'-'.join(map(str, [{sub()}, {sub()}]))",
            lambda: f"('%s-%r' % ({sub()}, {sub()}))",
            lambda: f"('%d|%5.1f' % ({sub()}, {self.atom()}))",
            lambda: (
                f"'{{}} {{0}}'.format({sub()})"
                if self.chance(0.2)
                else f"'{{:>4}}'.format({sub()})"
            ),
            lambda: f"f'<{{{self.atom()}}} {{{self.atom()}!r:>8}}>'",
            lambda: f"f'{{{random.choice(('3.14159', '42', '-7', self.atom()))}:{spec}}}'",
            lambda: f"f'{{{self.atom()}!s:{random.choice('<^>')}{{{self.number()}}}}}|{{{{}}}}'",
            lambda: f"f'{{{random.choice(self.names)}=}}'" if self.names else "f'{1 + 1=}'",
            lambda: f"f'{{[{sub_plain(self)}]!r}} {{({sub_plain(self)},)}}'",
            lambda: f"str({sub()})",
            lambda: f"repr({sub()})",
            lambda: f"int(str({sub()}))",
        )
        return random.choice(forms)()

    def applied(self, depth: int) -> str:
        random = self.random

        def sub() -> str:
            return self.expression(depth)

        def function(parameter: str = "q") -> str:
            return self.function_value(parameter, depth)

        forms = [
            lambda: f"{self.word('len')}([{sub()}, {sub()}])",
            lambda: f"{self.word('sorted')}([{sub()}, {sub()}], key={function()})",
            lambda: f"max({sub()}, {sub()}, key=str)",
            lambda: f"{self.word('sum')}({sub_comprehension(self, depth)})",
            lambda: f"any({sub_comprehension(self, depth)})",
            lambda: f"list(map({function()}, [{sub()}, {sub()}]))",
            lambda: f"list(zip([{sub()}, 2], {self.word('range')}(3)))",
            lambda: f"divmod({sub()}, {sub()})",
            lambda: f"round({sub()}, {random.randint(-1, 2)})",
            lambda: f"isinstance({sub()}, (int, str))",
            lambda: f"type({sub()}).__name__",
            lambda: f"({function()})({sub()})",
            lambda: (
                f"(({self.word('lambda')} a, b={sub()}, *c, d=1: (a, b, c, d))({sub()}, *[{sub()}, 2]))"
            ),
            lambda: f"({sub()} |> clip)",
            lambda: f"({sub()} |> {function()} |> str)",
            lambda: f"((clip >> str >> len)({sub()}))",
            lambda: f"(({function()} >> repr)({sub()}))",
            lambda: f"{self.owner()}?.real",
            lambda: f"{self.owner()}?.real?.imag",
            lambda: f"{self.owner()}?.upper().lower()",
            lambda: f"{self.owner()}?[{random.randint(-1, 1)}]",
            lambda: f"({sub()} ?? {self.owner()}?.{random.choice(FIELDS)})",
            lambda: (
                f"{self.owner()}.{random.choice(('real', 'size', '__class__.__name__', 'append'))}"
            ),
            lambda: f"getattr({self.atom()}, 'size', {sub()})",
            lambda: self.call(depth),
            lambda: self.call(depth),
            lambda: self.call(depth),
            lambda: self.instance(depth),
            lambda: self.instance(depth),
        ]
        if self.can_walrus:
            forms.append(lambda: f"[last := {sub()}, last]")
        if self.suspends == "yield":
            forms += [lambda: f"({self.word('yield')} {self.atom()})"] * 5
        elif self.suspends == "await":
            forms += [lambda: self.awaited(depth)] * 5
        return random.choice(forms)()

    def inside(self, depth: int, *names: str, suspends: str = "") -> str:
        """An expression in a scope of its own, that sees `names` besides."""
        saved, self.suspends = self.suspends, suspends
        self.names.extend(names)
        found = self.expression(depth)
        del self.names[len(self.names) - len(names) :]
        self.suspends = saved
        return found

    def function_value(self, parameter: str, depth: int) -> str:
        default = f", r={self.atom()}" if self.chance(0.2) else ""
        saved, self.can_walrus = self.can_walrus, True
        body = self.inside(depth, parameter)
        self.can_walrus = saved
        return f"({self.word('lambda')} {parameter}{default}: clip({body}))"

    def clause(self, name: str, depth: int, condition: bool = True) -> str:
        iterable = self.random.choice(
            (
                f"{self.word('range')}({self.number()})",
                "'abc'",
                f"[{self.atom()}, {self.atom()}]",
                f"({self.atom()}, 2)",
            )
        )
        text = f"{self.word('for')} {name} {self.word('in')} {iterable}"
        if condition and self.chance(0.4):
            text += f" {self.word('if')} {self.inside(1, name)}"
        return text

    def comprehension(self, depth: int) -> str:
        name, second = self.fresh(), self.fresh()
        suspends = "await" if self.suspends == "await" and self.chance(0.3) else ""
        element = self.inside(depth, name, suspends=suspends)
        clause = self.clause(name, depth)
        # One of the forms stands in an iterable, where no `:=` may be.
        saved, self.can_walrus = self.can_walrus, False
        plain = self.clause(name, depth)
        self.can_walrus = saved
        forms = [
            f"[{element} {clause}]",
            f"list(({element}) {clause})" if not suspends else f"[{element} {clause}]",
            f"({{str({element}): {name} {clause}}})",
            f"[g() {self.word('for')} g {self.word('in')} [{self.word('lambda')}: {name} {plain}]]",
            f"[({name}, {second}) {clause} {self.clause(second, depth)}]",
            f"[[{second}, {name}] {clause} {self.word('for')} {second} {self.word('in')} [{name}, 1]]",
            f"[[{name} {self.clause(second, 1)}] {clause}]",
            f"sorted(map(str, {{{element} {clause}}}))",
        ]
        if self.can_walrus:
            forms += [
                f"[last {clause} {self.word('if')} (last := {element}) != 3]",
                f"[(last := {name}) {clause}]",
            ]
        if self.suspends == "await":
            forms.append(f"[{element} async for {name} in ticks({self.number()})]")
        return self.random.choice(forms)

    def awaited(self, depth: int) -> str:
        word = self.word("await")
        if self.coroutines and self.chance(0.5):
            return f"({word} {self.random.choice(self.coroutines)}({self.number()}))"
        forms = (
            f"({word} asyncio.sleep(0, {self.atom()}))",
            f"({word} {self.atom()})" if self.chance(0.1) else f"({word} asyncio.sleep(0))",
        )
        return self.random.choice(forms)

    def call(self, depth: int) -> str:
        if self.generators and self.chance(0.25):
            return f"list({self.random.choice(self.generators)}({self.number()}))"
        if not self.functions:
            return f"abs({self.expression(depth)})"
        name, count = self.random.choice(self.functions)
        arguments = [self.expression(depth) for _ in range(count)]
        extra = self.random.random()
        if extra < 0.15:
            arguments.append(f"extra={self.atom()}")
        elif extra < 0.25:
            arguments.append(f"*[{self.atom()}]")
        elif extra < 0.32:
            arguments.append(f"**{{'extra': {self.atom()}}}")
        elif extra < 0.36:
            arguments.append(self.random.choice(("wrong=1", "*5", "**{1: 2}", "steps=3")))
        return f"{name}({self.number()}, {', '.join(arguments)})"

    def instance(self, depth: int) -> str:
        if not self.classes:
            return self.atom()
        made = f"{self.random.choice(self.classes)}({self.expression(depth)})"
        field = self.random.choice(FIELDS + METHODS)
        if field in METHODS:
            return f"{made}.{field}({self.atom()})"
        forms = (
            f"{made}.{field}",
            f"{made}.{field}",
            f"{made}?.{field}",
            f"({made} + {self.atom()})",
            f"{made}({self.atom()})",
            f"{made}[{self.atom()}]",
            f"list({made})",
            f"({made} == {self.atom()})",
            f"({self.atom()} in {made})",
            f"bool({made})",
            f"{made}.doubled({self.atom()})",
            f"{made}.fixed({self.atom()})",
        )
        return self.random.choice(forms)


def sub_plain(writer: Expressions) -> str:
    """Something that can stand in a field of an f-string with single quotes, on any Python."""
    names = [name for name in writer.names if "'" not in name]
    return writer.random.choice(names) if names and writer.chance(0.7) else writer.number()


def sub_comprehension(writer: Expressions, depth: int) -> str:
    """A generator expression, as a sole argument."""
    name = writer.fresh()
    return f"{writer.inside(depth, name)} {writer.clause(name, depth)}"
