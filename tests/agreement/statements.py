"""Statements of generated programs."""

# ruff: noqa: E501 (lines of programs are easier to read whole)

from __future__ import annotations

from random import Random

from .expressions import Expressions


class Statements(Expressions):
    """Draws statements and writes them down, as long as the budget of lines lasts.

    in_loop       whether `break` and `continue` may stand here
    in_function   whether `return` may
    declared      the names that the function around has declared, with the word for it
    """

    def __init__(self, random: Random) -> None:
        super().__init__(random)
        self.lines: list[str] = []
        self.depth = 0
        self.in_loop = False
        self.in_function = False
        self.declared: dict[str, str] = {}
        self.budget = random.randint(20, 70)

    def line(self, text: str) -> None:
        self.lines.append("    " * self.depth + text)
        self.budget -= 1

    def open(self, head: str) -> None:
        colon = ":" if self.chance(0.2) else ""
        self.line(f"{head}{colon} {{")
        self.depth += 1

    def close(self) -> None:
        self.depth -= 1
        self.line("}")

    def block(self, head: str, count: int) -> None:
        """A block of a few statements; names that are bound in it are not known after it."""
        self.open(head)
        known = len(self.names)
        for _ in range(count):
            self.statement()
        del self.names[known:]
        if self.lines[-1].endswith("{"):
            self.line(self.word("pass"))
        self.close()

    def statement(self) -> None:
        if self.budget <= 0 or self.depth > 4:
            self.line(f"show({self.atom()})")
            return
        forms = [
            self.assign,
            self.assign,
            self.print,
            self.augment,
            self.unpack,
            self.mutate,
            self.forget,
            self.condition,
            self.loop,
            self.loop,
            self.odd_loop,
            self.guarded,
            self.guarded,
            self.cleaned,
            self.grouped,
            self.matching,
            self.closure,
            self.context,
            self.check,
            self.drive,
            self.remember,
        ]
        if self.in_loop:
            forms += [self.jump, self.jump]
        if self.in_function:
            forms.append(self.give_back)
        if self.suspends == "yield":
            forms += [self.produce, self.produce]
        elif self.suspends == "await":
            forms += [self.wait, self.wait, self.wait]
        self.random.choice(forms)()

    # Simple statements

    def assign(self) -> None:
        name = self.fresh()
        form = self.random.random()
        if form < 0.1:
            second = self.fresh()
            self.line(f"{name} = {second} = {self.expression()}")
            self.names.append(second)
        elif form < 0.15 and name not in self.declared:
            self.line(f"{name}: int = {self.expression()}")
        else:
            self.line(f"{name} = clip({self.expression()})")
        self.names.append(name)

    def print(self) -> None:
        self.line(f"show({self.expression()}, {self.atom()})")

    def changeable(self) -> list[str]:
        """The names that may be bound again: not the one that recursion counts down."""
        return [name for name in self.names if name != "steps"]

    def augment(self) -> None:
        changeable = self.changeable()
        if not changeable:
            self.assign()
            return
        name = self.random.choice(changeable)
        operator = self.random.choice(("+=", "-=", "*=", "|=", "//=", "%=", "**=", ">>="))
        operand = self.number() if operator == "**=" else self.expression(1)
        if operator == "**=":
            self.line(f"{name} = clip({name}) if not isinstance({name}, int) else {name} % 1000")
        self.line(f"{name} {operator} {operand}")
        self.line(f"{name} = clip({name})")

    def unpack(self) -> None:
        first, second, third = self.fresh(), self.fresh(), self.fresh()
        forms = (
            f"{first}, {second} = {self.expression(1)}, {self.expression(1)}",
            f"{first}, *{second} = {self.expression(1)}, 2, {self.atom()}",
            f"{first}, ({second}, *{third}) = {self.atom()}, {self.expression(1)}",
            f"[{first}, {second}] = {self.expression(1)}",
            f"*{first}, {second} = {self.atom()}",
            f"{first}, {second} = {second}, {first}" if second in self.names else f"{first} = ()",
        )
        self.line(self.random.choice(forms))
        self.names += [first, second]

    def mutate(self) -> None:
        name = self.fresh()
        if self.chance(0.3):
            self.line(f"{name} = {{'k': {self.expression(1)}, 1: {self.atom()}}}")
            self.line(f"{name}[{self.atom()}] = {self.expression(1)}; {name}['k'] += {self.atom()}")
        else:
            self.line(f"{name} = [{self.expression(1)}, {self.expression(1)}]")
            changes = (
                f"{name}[{self.random.randint(-3, 2)}] = {self.expression(1)}",
                f"{name}.append({self.atom()}); del {name}[{self.random.randint(0, 3)}]",
                f"{name}[{self.random.randint(0, 2)}:] = {self.expression(1)}",
                f"{name}[0] += {self.expression(1)}",
                f"{name}[1], {name}[0] = {name}",
                f"del {name}[::2]",
                f"{name} += {self.expression(1)}",
            )
            for change in self.random.sample(changes, 2):
                self.line(change)
        self.names.append(name)
        self.line(f"show({name})")

    def forget(self) -> None:
        plain = [name for name in self.changeable() if name.isidentifier()]
        if not plain:
            self.assign()
            return
        name = self.random.choice(plain)
        self.line(f"{self.word('del')} {name}")
        if self.chance(0.6):
            self.line(f"{name} = {self.atom()}")

    def check(self) -> None:
        message = f", {self.expression(1)}" if self.chance(0.5) else ""
        self.line(f"{self.word('assert')} {self.expression(1)} != 3{message}")

    def remember(self) -> None:
        """Use a function that keeps what it was given, in a default that it changes."""
        self.line(f"show(keep({self.atom()}), keep({self.expression(1)}))")

    def jump(self) -> None:
        self.open(f"{self.word('if')} {self.expression(1)}")
        self.line(self.word(self.random.choice(("break", "continue"))))
        self.close()

    def give_back(self) -> None:
        self.open(f"{self.word('if')} {self.expression(1)}")
        self.line(f"{self.word('return')} clip({self.expression(1)})")
        self.close()

    def produce(self) -> None:
        name = self.fresh()
        operand = self.expression(1)
        if self.generators and self.chance(0.3):
            operand = f"{self.word('from')} {self.random.choice(self.generators)}({self.number()})"
        self.line(f"{name} = {self.word('yield')} {operand}")
        self.names.append(name)

    def wait(self) -> None:
        form = self.random.random()
        if form < 0.3:
            name = self.fresh()
            self.names.append(name)
            outer, self.in_loop = self.in_loop, True
            head = f"{self.word('async')} {self.word('for')} {name} {self.word('in')}"
            self.block(f"{head} ticks({self.number()})", 2)
            self.in_loop = outer
        elif form < 0.6:
            name = self.fresh()
            head = f"{self.word('async')} {self.word('with')} Context({self.number()})"
            self.block(f"{head} {self.word('as')} {name}", 2)
        else:
            name = self.fresh()
            self.line(f"{name} = {self.awaited(1)}")
            self.names.append(name)

    # Compound statements

    def condition(self) -> None:
        self.block(f"{self.word('if')} {self.expression()}", 2)
        if self.chance(0.4):
            self.block(f"{self.word('elif')} ({self.expression()})", 1)
        if self.chance(0.6):
            self.block(self.word("else"), 1)

    def loop(self) -> None:
        outer, self.in_loop = self.in_loop, True
        if self.chance(0.65):
            name = self.fresh()
            target = name
            iterable = self.random.choice(
                (
                    f"{self.word('range')}({self.random.randint(0, 6)})",
                    f"[{self.expression(1)}, {self.expression(1)}]",
                    f"enumerate('ab{self.number()}')",
                    f"zip({self.word('range')}(3), 'xyz')",
                    f"sorted([{self.atom()}, {self.atom()}], key=str)",
                )
            )
            if self.generators and self.chance(0.3):
                iterable = f"{self.random.choice(self.generators)}({self.number()})"
            elif iterable[0] in "ez" and self.chance(0.6):
                second = self.fresh()
                target = f"{name}, {second}"
                self.names.append(second)
            self.names.append(name)
            self.block(f"{self.word('for')} {target} {self.word('in')} {iterable}", 2)
        else:
            fuel = f"fuel{self.depth}"
            self.line(f"{fuel} = {self.random.randint(1, 7)}")
            test = f"{self.word('and')} ({self.expression(1)} ?? 1) != 99"
            self.open(
                f"{self.word('while')} {fuel} > 0 {test if self.chance(0.5) else ''}".rstrip()
            )
            self.line(f"{fuel} -= 1")
            self.statement()
            self.statement()
            self.close()
        self.in_loop = outer
        if self.chance(0.25):
            self.block(self.word("else"), 1)

    def odd_loop(self) -> None:
        """A loop that is long, changes what it goes through, or assigns to odd targets."""
        name, other = self.fresh(), self.fresh()
        loop = f"{self.word('for')} {name} {self.word('in')}"
        rounds = self.random.choice((1003, 1500, 2100))
        forms = (
            lambda: self.long_loop(name, other, rounds),
            lambda: self.long_loop(name, other, rounds),
            lambda: self.long_while(name, rounds),
            lambda: self.line(
                f"{other} = {{1: 2, 2: 3}}; {loop} {other} {{ {other}[{self.atom()}] = {name} }}"
            ),
            lambda: self.line(
                f"{other} = [1, 2, 3]; {loop} {other} {{ {other}.{self.random.choice(('pop()', 'remove(1)'))} }}"
            ),
            lambda: self.line(
                f"{other} = {{1, 2}}; {loop} {other} {{ {other}.add({self.atom()}) }}"
            ),
            lambda: self.line(
                f"{other} = [0, 0]; {self.word('for')} {other}[1] in "
                f"{self.word('range')}(3) {{ {other}[0] += {other}[1] }}; show({other})"
            ),
            lambda: self.line(
                f"for {name}, *{other} in [(1, 2), ({self.atom()},), {self.atom()}] {{ show({name}, {other}) }}"
            ),
        )
        self.random.choice(forms)()
        self.names += [name]

    def long_loop(self, name: str, other: str, rounds: int) -> None:
        """Long enough for the usual thresholds; most leave it in an odd way near its end."""
        if name == other:
            other = "total2"
        self.line(f"{other} = {self.random.choice(('0', '1.5', '[]', self.atom()))}")
        self.open(f"{self.word('for')} {name} {self.word('in')} {self.word('range')}({rounds})")
        change = self.random.choice(
            (
                f"{other} = ({other} + {name}) % 1009",
                f"{other} = {name} ^ 5 {self.word('if')} {name} & 1 {self.word('else')} {other}",
                f"if {name} % 500 == 3 {{ {other} = ({self.atom()}, {name}) }}",
                f"try {{ {other} += {name} }} except TypeError {{ {other} = 0 }} finally {{ last = {name} }}",
                f"{other} = [lambda: {name}, {name}][1]",
                f"for inner in (1, 2) {{ {other} = inner; if {name} == 900 {{ break }} }}",
            )
        )
        self.line(change)
        ending = self.random.random()
        if ending < 0.25:
            self.line(f"{self.word('if')} {name} == {rounds - 2} {{ {self.word('break')} }}")
        elif ending < 0.5:
            self.line(f"{self.word('if')} {name} == {rounds - 2} {{ show({self.expression(1)}) }}")
        elif ending < 0.7:
            # An uncaught error, or one that is caught a level up.
            self.line(
                f"{self.word('if')} {name} == {rounds - 1} {{ {other} = {name} / ({name} - {rounds - 1}) }}"
            )
        elif ending < 0.8 and self.in_function:
            self.line(f"{self.word('if')} {name} == {rounds - 1} {{ return {other}, {name} }}")
        elif self.suspends == "yield":
            self.line(f"{self.word('if')} {name} % 400 == 1 {{ {other} = yield {name} }}")
        elif self.suspends == "await":
            self.line(f"{self.word('if')} {name} % 400 == 1 {{ await asyncio.sleep(0) }}")
        self.close()
        if self.chance(0.4):
            self.block(self.word("else"), 1)
        self.line(f"show({name}, {other})")
        self.names.append(other)

    def long_while(self, name: str, rounds: int) -> None:
        self.line(f"{name} = 0")
        self.open(f"{self.word('while')} {name} < {rounds}")
        self.line(f"{name} += 1")
        self.line(
            f"{self.word('if')} {name} % {self.random.randint(300, 900)} {{ {self.word('continue')} }}"
        )
        outer, self.in_loop = self.in_loop, True
        self.statement()
        self.in_loop = outer
        self.line(f"{name} = {name} if isinstance({name}, int) else {rounds}")
        self.line("burn()")
        self.close()

    def guarded(self) -> None:
        self.block(self.word("try"), 2)
        kinds = ("ZeroDivisionError", "ValueError", "KeyError", "TypeError")
        if self.chance(0.5):
            kind = self.word(self.random.choice(kinds))
            self.block(f"{self.word('except')} {kind} {self.word('as')} problem", 1)
        self.open(f"{self.word('except')} {self.word('Exception')} {self.word('as')} e")
        self.line("caught(e)")
        again = self.random.random()
        word = self.word("raise")
        if again < 0.1:
            self.line(f"{word} {self.word('ValueError')}('again') {self.word('from')} e")
        elif again < 0.15:
            self.line(f"{word} {self.word('KeyError')}({self.atom()}) {self.word('from')} None")
        elif again < 0.22:
            self.line(f"e.add_note('ملاحظة {self.number()}')")
            self.line(word)
        elif again < 0.27:
            self.line(f"{word} {self.expression(1)}")
        elif again < 0.4:
            self.statement()
        self.close()
        if self.chance(0.3):
            self.block(self.word("else"), 1)
        if self.chance(0.4):
            self.block(self.word("finally"), 1)

    def cleaned(self) -> None:
        """`try` with `finally` alone, left by jumps out of it and out of its `finally`."""
        self.block(self.word("try"), 2)
        self.open(self.word("finally"))
        self.statement()
        if self.in_loop and self.chance(0.3):
            self.jump()
        elif self.in_function and self.chance(0.3):
            self.give_back()
        self.line(f"show('finally', {self.atom()})")
        self.close()

    def grouped(self) -> None:
        """`except*`, out of which nothing may jump."""
        saved = self.in_loop, self.in_function
        self.open(self.word("try"))
        self.line(
            f"{self.word('raise')} ExceptionGroup('several', [ValueError({self.atom()}), "
            f"TypeError('t'), ExceptionGroup('inner', [KeyError({self.atom()})])])"
        )
        self.close()
        for kind in self.random.sample(
            ("ValueError", "TypeError", "KeyError"), self.random.randint(1, 3)
        ):
            self.open(f"{self.word('except')}* {kind} {self.word('as')} group")
            self.line("caught(group)")
            self.in_loop = self.in_function = False
            if self.chance(0.5):
                self.print()
            self.in_loop, self.in_function = saved
            self.close()

    def matching(self) -> None:
        self.open(f"{self.word('match')} {self.expression(1)}")
        first, second = self.fresh(), self.fresh()
        patterns = [
            self.number(),
            "-1 | 2.5 | 1 + 2j",
            "'a' | 'بيان'",
            f"[{first}, *{second}1]",
            f"[*_, {first}]",
            f"({first}, {second}1)",
            f"[[{first}, _], int()]",
            f"{{'k': {first}}}",
            f"{{'k': {first}, **{second}1}}",
            f"int() {self.word('as')} {first}",
            f"str({first})",
            "True | None",
            f"float(real={first})",
            "Colour.RED | Colour.أزرق",
        ]
        for name in self.classes:
            patterns += [
                f"{name}({first})",
                f"{name}(size={first}, لون=_)",
                f"{name}() | [{name}()]",
            ]
        for pattern in self.random.sample(patterns, 3):
            guard = f" {self.word('if')} {self.expression(1)}" if self.chance(0.3) else ""
            self.block(f"{self.word('case')} {pattern}{guard}", 1)
        if self.chance(0.7):
            self.block(f"{self.word('case')} _", 1)
        self.close()

    def context(self) -> None:
        first = self.fresh()
        head = f"{self.word('with')} Context({self.number()}) {self.word('as')} {first}"
        form = self.random.random()
        if form < 0.2:
            head += f", managed({self.atom()}) {self.word('as')} {self.fresh()}"
        elif form < 0.4:
            head = f"{self.word('with')} managed({self.expression(1)}) {self.word('as')} {first}"
        elif form < 0.5:
            head = f"{self.word('with')} (Context(1), contextlib.suppress(TypeError, ValueError))"
        elif form < 0.55:
            head = f"{self.word('with')} ({self.atom()})"
        self.block(head, 2)

    def closure(self) -> None:
        """A function that changes a variable around it; at times a whole one of its own."""
        name, variable = f"inner{self.depth}", self.fresh()
        word = "nonlocal" if self.in_function else "global"
        if self.declared.get(variable) == "global":
            word = "global"
        self.line(f"{variable} = {self.constant()}")
        self.names.append(variable)
        if self.chance(0.3):
            self.line(f"@{self.random.choice(('traced', 'repeated()', 'repeated(times=3)'))}")
        self.open(f"{self.word('def')} {name}(step=1, *rest)")
        self.line(f"{self.word(word)} {variable}")
        if self.chance(0.4) and self.budget > 10:
            saved = self.names, self.in_loop, self.in_function, self.declared, self.suspends
            self.names = [*self.names, "step", "rest"]
            self.in_loop, self.in_function, self.suspends = False, True, ""
            self.declared = {variable: word}
            self.statement()
            self.names, self.in_loop, self.in_function, self.declared, self.suspends = saved
        self.line(f"{variable} = clip([{variable}, step])")
        self.line(f"{self.word('return')} {variable}, rest")
        self.close()
        self.line(f"show({name}(), {name}({self.atom()}, 2, *'xy'), {variable})")
        if self.chance(0.3):
            fresh = self.fresh()
            self.line(
                f"show([f() for f in [{self.word('lambda')} {fresh}={fresh}: ({fresh}, {variable}) "
                f"for {fresh} in {self.word('range')}(3)]])"
            )

    def drive(self) -> None:
        """Resume a generator in every way."""
        if not self.generators:
            self.print()
            return
        name = self.random.choice(self.generators)
        self.line(f"it = {name}({self.number()})")
        steps = (
            "show(next(it, 'over'))",
            f"show(it.send({self.atom()}))",
            f"show(it.throw({self.random.choice(('ValueError', 'KeyError'))}({self.atom()})))",
            "show(it.close())",
            "show(list(it))",
            "try { show(next(it)) } except StopIteration as stop { show('value', stop.value) }",
            "for got in it { show(got); break }",
        )
        for step in self.random.choices(steps, k=self.random.randint(2, 4)):
            is_guarded = self.chance(0.6) and step.startswith("show")
            caught = f"try {{ {step} }} except Exception as e {{ caught(e) }}"
            self.line(caught if is_guarded else step)
