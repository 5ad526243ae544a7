"""Whole, terminating Bayan programs, drawn at random.

`program(random)` gives the text of a program; the same state of `random` gives the same text.
Programs use functions with every kind of parameter, decorators, closures, classes with
inheritance, properties, operators and metaclasses, exceptions with finally, generators that are
sent to, thrown into and closed, coroutines, comprehensions, matching, mutation, unpacking, big
integers and floats with nan and inf, in words and names of both languages. They end: loops are
bounded, recursion counts down, and what is counted in the prelude runs out.

What they do is mostly right by construction but not always: errors are part of the test. Most
statements stand where one is caught and shown; about half of the programs end with one that is
not, which has come a long way (`_end`).
"""

# ruff: noqa: E501 (lines of programs are easier to read whole)

from __future__ import annotations

from random import Random

from .statements import Statements
from .words import METHODS, PRELUDE

__all__ = ["program"]

SAVED = ("names", "in_loop", "in_function", "suspends", "can_walrus", "declared")


class Writer(Statements):
    """Draws one program."""

    # Definitions

    def saved(self) -> dict[str, object]:
        return {name: getattr(self, name) for name in SAVED}

    def restore(self, saved: dict[str, object]) -> None:
        for name, value in saved.items():
            setattr(self, name, value)

    def function(self, name: str, kind: str = "") -> None:
        """A function that calls itself with fewer `steps`; kind "yield" or "await", or "" """
        random = self.random
        parameters = [f"p{index}" for index in range(random.randint(1, 2))]
        saved = self.saved()
        self.names = ["steps"] if kind else ["steps", *parameters, "more", "extra"]
        self.in_loop, self.in_function, self.suspends = False, True, kind
        self.declared = {}
        signature = "steps"
        if not kind:
            signature += "".join(f", {each}" for each in parameters[:-1])
            signature += f", {parameters[-1]}=3, *more, extra=None"
            if self.chance(0.2):
                signature += ", **others"
                self.names.append("others")
            if self.chance(0.15):
                self.line(f"@{random.choice(('traced', 'functools.lru_cache', 'hot', 'cold'))}")
        prefix = f"{self.word('async')} " if kind == "await" else ""
        returns = " -> int" if self.chance(0.1) else ""
        self.open(f"{prefix}{self.word('def')} {name}({signature}){returns}")
        if self.chance(0.1):
            self.line("'''وثيقة'''")
        if self.chance(0.15):
            shared = random.choice(("shared", "مشترك"))
            self.line(f"{self.word('global')} {shared}")
            self.line(f"{shared} = {self.atom()}")
            self.declared = {shared: "global"}
            self.names.append(shared)
        self.line(f"{self.word('if')} steps <= 0 {{ {self.word('return')} {self.atom()} }}")
        if kind == "yield":
            self.line(f"{self.word('yield')} steps")
        if self.chance(0.1):
            self.line(
                f"{self.word('from')} math {self.word('import')} floor {self.word('as')} أرضية"
            )
            self.line("floored = أرضية(2.5)")
            self.names.append("floored")
        for _ in range(random.randint(2, 4)):
            self.statement()
        if kind == "yield":
            if self.chance(0.3):
                self.guarded()
            self.line(f"{self.word('yield')} {self.word('from')} {name}(steps - 4)")
            self.line(f"{self.word('return')} {self.atom()}")
        elif kind == "await":
            self.line(f"{self.word('return')} {self.word('await')} {name}(steps - 4)")
        else:
            arguments = ", ".join(parameters)
            call = f"{name}(steps - 4, {arguments})"
            self.line(f"{self.word('return')} clip({call}), {self.atom()}")
        self.close()
        self.restore(saved)

    def klass(self, name: str) -> None:
        random = self.random
        parent = random.choice(self.classes) if self.classes and self.chance(0.7) else None
        saved = self.saved()
        bases = [parent] if parent else []
        if not parent and self.chance(0.3):
            bases.append(f"metaclass=Meta, tag={self.constant()}")
        if self.chance(0.15):
            self.line("@marked")
        self.open(f"{self.word('class')} {name}" + (f"({', '.join(bases)})" if bases else ""))
        self.in_loop, self.in_function, self.can_walrus, self.declared = False, False, False, {}
        self.names = []
        self.line("__match_args__ = ('size',)")
        self.class_body()
        self.can_walrus, self.in_function = True, True
        explicit = self.chance(0.5)
        me = self.word("self")

        def define(method: str, *parameters: str) -> None:
            names = (me, *parameters) if explicit else parameters
            self.open(f"{self.word('def')} {method}({', '.join(names)})")

        define("__init__", "size")
        if parent:
            self.line("super().__init__(size)")
        self.line(
            f"{me}.size = size; {me}.لون = {self.constant()}; {me}.__hidden = {self.number()}"
        )
        self.close()
        for method in random.sample(METHODS, 2):
            self.names = ["by", f"{me}.size", f"{me}.لون"]
            define(method, "by=2")
            self.statement()
            if self.chance(0.2):
                self.statement()
            inherited = f"super().{method}(by)" if parent and self.chance(0.3) else "by"
            self.line(f"{self.word('return')} ({me}.size, {inherited}, {me}.__hidden)")
            self.close()
        self.names = []
        self.line("@property")
        define("وزن")
        self.line(f"{self.word('return')} {me}.size * 2")
        self.close()
        self.line("@وزن.setter")
        define("وزن", "v")
        self.line(f"{me}.size = v")
        self.close()
        self.line("@classmethod")
        self.line(f"{self.word('def')} doubled(v) {{ {self.word('return')} cls([v, v]) }}")
        self.line("@staticmethod")
        self.line(f"{self.word('def')} fixed(v) {{ {self.word('return')} (v, {self.constant()}) }}")
        self.special_methods(name, me, define)
        self.close()
        self.restore(saved)

    def class_body(self) -> None:
        """What runs while the class is made."""
        if self.chance(0.4):
            self.line(f"kind = {self.constant()}")
            self.names.append("kind")
        if self.chance(0.2):
            self.line(f"table = [({self.number()}, entry) {self.word('for')} entry in 'ab']")
        if self.chance(0.15):
            self.open(f"{self.word('for')} entry {self.word('in')} {self.word('range')}(3)")
            self.line(
                f"try {{ kind = {self.expression(1)} }} except Exception as e {{ caught(e) }}"
            )
            self.close()

    def special_methods(self, name: str, me: str, define) -> None:
        give = self.word("return")
        bodies = {
            ("__add__", "other"): f"{give} {name}([{me}.size, other])",
            ("__repr__",): f"{give} f'{name}<{{{me}.size!r}}>'",
            ("__eq__", "other"): f"{give} isinstance(other, {name}) and {me}.size == other.size",
            ("__lt__", "other"): f"{give} {me}.size < {self.atom()}",
            ("__bool__",): f"{give} {me}.size != {self.constant()}",
            ("__len__",): f"{give} {me}.size",
            ("__getitem__", "index"): f"{give} ({me}.size, {me}.size)[index]",
            ("__iter__",): f"{self.word('yield')} {me}.size; {self.word('yield')} {self.atom()}",
            ("__contains__", "item"): f"{give} item == {me}.size",
            ("__call__", "*given"): f"{give} (given, {me}.لون)",
            ("__getattr__", "wanted"): (
                f"if wanted == 'missing' {{ {give} {self.constant()} }}\n"
                f"{self.word('raise')} AttributeError(wanted)"
            ),
            ("__hash__",): f"{give} 7",
        }
        always = [("__repr__",), ("__add__", "other")]
        rest = [head for head in bodies if head not in always]
        for head in always + self.random.sample(rest, self.random.randint(1, 5)):
            define(*head)
            for line in bodies[head].split("\n"):
                self.line(line)
            self.close()

    def shared_definitions(self) -> None:
        self.lines += [
            f"{self.word('enum')} Colour {{ RED, GREEN, أزرق }}",
            f"{self.word('const')} LIMIT = {self.constant()}",
            f"{self.word('interface')} Measurable {{ def measure(by) -> int }}",
            "def keep(v, kept=[], *, seen={}) { kept.append(v); seen[len(kept)] = v; return kept[-3:] }",
            "class Meta(type) {",
            "    def __new__(mcs, name, bases, space, **named) {",
            "        show('making', name, named, [key for key in space if not key.startswith('_')])",
            "        return super().__new__(mcs, name, bases, space)",
            "    }",
            "    def __init__(cls, name, bases, space, **named) { super().__init__(name, bases, space) }",
            "}",
            "def marked(cls) { cls.mark = cls.__name__; return cls }",
        ]
        self.constants += ["LIMIT", "Colour.RED"]

    # The whole

    def write(self) -> str:
        random = self.random
        self.shared_definitions()
        for index in range(random.randint(1, 2)):
            name = random.choice((f"Shape{index}", f"شكل{index}"))
            self.klass(name)
            self.classes.append(name)
        for index in range(random.randint(1, 3)):
            name = random.choice((f"work{index}", f"عمل{index}"))
            self.function(name)
            self.functions.append((name, 1))
        for index in range(random.randint(0, 2)):
            name = random.choice((f"produce{index}", f"مولد{index}"))
            self.function(name, "yield")
            self.generators.append(name)
        if self.chance(0.3):
            name = random.choice(("fetch", "اجلب"))
            self.function(name, "await")
            self.coroutines.append(name)
        self.budget = max(self.budget, 20)
        for _ in range(random.randint(4, 9)):
            self.block(self.word("try"), 2)
            self.open(f"{self.word('except')} {self.word('Exception')} {self.word('as')} e")
            self.line("caught(e)")
            self.close()
        for name, _ in self.functions:
            self.open(f"{self.word('for')} i {self.word('in')} {self.word('range')}(3)")
            self.line(
                f"{self.word('try')} {{ show({name}(6 - i, i)) }} except Exception as e {{ caught(e) }}"
            )
            self.close()
        for name in self.generators:
            self.line(f"it = {name}(7)")
            self.line(
                f"{self.word('try')} {{ show(next(it)); show(it.send(5)); show(list(it)) }} "
                "except Exception as e { caught(e) }"
            )
        for name in self.coroutines:
            self.run_coroutines(name)
        if self.chance(0.6):
            self.end()
        else:
            self.statement()
        return PRELUDE + "\n".join(self.lines) + "\n"

    def run_coroutines(self, name: str) -> None:
        forms = (
            f"show(asyncio.run({name}(6)))",
            f"async def main() {{ return await asyncio.gather({name}(5), {name}(2), return_exceptions=True) }}"
            "; show(asyncio.run(main()))",
            f"async def gen() {{ for i in range(3) {{ yield await {name}(i) }} }}; "
            "async def main() { return [v async for v in gen()] }; show(asyncio.run(main()))",
        )
        for form in self.random.sample(forms, 2):
            self.line(f"{self.word('try')} {{ {form} }} except Exception as e {{ caught(e) }}")

    def end(self) -> None:
        """Functions that call each other in various ways, the last of which raises."""
        random = self.random
        raising = random.choice(
            (
                "v + (v / 0)",
                "(1).nothing",
                "undefined_name",
                "[1, 2][v + 9]",
                "({'k': v})['j']",
                "keep(*5)",
                "'a' + v",
                "len(v, v)",
                "keep()",
                "[n / 0 for n in [v]]",
                "f'{v:q}'",
                "v?.real.missing",
                "sorted([1, 'a'])",
                "int('س')",
                self.expression(),
            )
        )
        self.open(f"{self.word('def')} fail0(v)")
        if self.chance(0.3):
            self.line(f"{self.word('raise')} {self.word('ValueError')}(v, 'نهاية')")
        else:
            self.line(f"{self.word('return')} {raising}")
        self.close()
        count = random.randint(1, 4)
        for index in range(1, count + 1):
            self.failing(f"fail{index}", f"fail{index - 1}(v)")
        if self.chance(0.3):
            self.line(
                f"{self.word('for')} i {self.word('in')} {self.word('range')}(4) {{ show(i); if i == 2 {{ fail{count}(i) }} }}"
            )
        else:
            self.line(f"fail{count}({self.constant()})")

    def failing(self, name: str, call: str) -> None:
        """A function through which the error of `call` passes."""
        word = self.word
        forms: tuple[tuple[str, ...], ...] = (
            (f"{word('return')} {call}",),
            (f"result = {call}", "show(result)"),
            (f"{word('return')} [{call} {word('for')} v {word('in')} [v, v]]",),
            (f"{word('return')} list({call} {word('for')} v {word('in')} [v, v])",),
            (f"{word('return')} ({word('lambda')} v: {call})(v)",),
            (f"{word('return')} sorted([v, v], key={word('lambda')} v: {call})",),
            (f"{word('class')} Inner {{ attribute = {call} }}",),
            (f"{word('class')} Inner {{ @property", f"def p() {{ return {call} }} }}", "Inner().p"),
            (f"{word('class')} Inner {{ def __add__(other) {{ return {call} }} }}", "Inner() + 1"),
            (
                "def gen() { yield 1",
                f"yield {call} }}",
                f"{word('for')} item {word('in')} gen() {{ show(item) }}",
            ),
            (
                "def gen() { try { yield 1 } finally { show('closing')",
                f"{call} }} }}",
                "g = gen(); next(g); g.close()",
            ),
            (
                "def gen() { yield from other() }; def other() { got = yield 1",
                f"{call} }}",
                "g = gen(); next(g); g.send(2)",
            ),
            (f"{word('with')} Context(1) {{ {call} }}",),
            (f"{word('with')} managed(1) {{ {call} }}",),
            (f"{word('try')} {{ {call} }}", f"{word('finally')} {{ show('passing') }}"),
            (
                f"{word('try')} {{ {call} }}",
                f"{word('except')} Exception {word('as')} e {{ raise RuntimeError('wrapped') from e }}",
            ),
            (
                f"{word('try')} {{ {call} }}",
                f"{word('except')} Exception {word('as')} e {{ e.add_note('مر من هنا'); raise }}",
            ),
            (
                f"{word('try')} {{ {call} }}",
                f"{word('except')} Exception {{ ({{}})['after'] }}",
            ),
            (
                f"{word('try')} {{ {call} }}",
                f"{word('except')} Exception {word('as')} e {{ raise ExceptionGroup('g', [e, ValueError(1)]) }}",
            ),
            (
                f"{word('for')} i {word('in')} {word('range')}(1200) {{ if i == 1150 {{ {call} }} }}",
            ),
            ("i = 0; while i < 1200 { i += 1; if i > 1197 {", f"{call} }} }}"),
            (f"{word('match')} v {{ case _ if {call} {{ pass }} }}",),
            (f"{word('assert')} {call}, 'not so'",),
            ("async def co() { await asyncio.sleep(0)", f"return {call} }}", "asyncio.run(co())"),
            (f"@({word('lambda')} f: {call})", "def inner() { pass }"),
            (f"def inner(x={call}) {{ }}",),
            (f"x, y = {call}, 1",),
            (f"v |> {word('lambda')} v: {call}",),
            (f"{word('return')} None ?? {call}",),
        )
        if self.chance(0.15):
            self.line("@traced")
        self.open(f"{word('def')} {name}(v)")
        for line in self.random.choice(forms):
            self.line(line)
        self.close()


def program(random: Random) -> str:
    """The text of one program, wholly decided by the state of `random`."""
    return Writer(random).write()
