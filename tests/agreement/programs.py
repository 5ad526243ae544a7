"""Whole, terminating Bayan programs, drawn at random.

`program(random)` gives the text of a program; the same state of `random` gives the same text.
Programs use functions with every kind of parameter, closures, classes with inheritance,
properties and operators, exceptions with finally, generators that are sent to, comprehensions,
matching, mutation, unpacking, big integers and floats with nan and inf, in words and names of
both languages. They end: loops are bounded, recursion counts down, and `clip` keeps values
small. What they do is mostly right by construction but not always: errors are part of the test,
so most statements stand where one is caught and shown.
"""

from __future__ import annotations

from random import Random

ENGLISH = ("alpha", "beta", "count", "delta", "items", "node", "total", "value", "x", "y")
ARABIC = ("عدد", "مجموع_القيم", "عنصر", "قيمة", "ناتج", "بداية", "حد", "حالة", "س", "ص")
FIELDS = ("size", "name", "لون", "وزن")
METHODS = ("grow", "measure", "احسب", "صف")

# Each word: its English and its Arabic spellings.
WORDS = {
    "def": ("def", "دالة", "عرف"),
    "class": ("class", "صنف", "فئة"),
    "if": ("if", "إذا", "لو", "اذا"),
    "elif": ("elif", "else if", "وإلا_إذا", "أو_إذا"),
    "else": ("else", "وإلا", "غير_ذلك"),
    "for": ("for", "لكل", "كرر"),
    "while": ("while", "طالما", "بينما"),
    "in": ("in", "في"),
    "not in": ("not in", "ليس في", "لا في"),
    "break": ("break", "اكسر", "توقف"),
    "continue": ("continue", "استمر", "تابع"),
    "pass": ("pass", "مرر"),
    "return": ("return", "أرجع", "ارجع"),
    "yield": ("yield", "أنتج"),
    "and": ("and", "و"),
    "or": ("or", "أو"),
    "not": ("not", "ليس", "لا"),
    "is": ("is", "هو"),
    "try": ("try", "حاول", "جرب"),
    "except": ("except", "استثن"),
    "finally": ("finally", "أخيراً", "في_النهاية"),
    "raise": ("raise", "ارفع"),
    "as": ("as", "كـ"),
    "lambda": ("lambda", "دالة_مختصرة"),
    "global": ("global", "عام"),
    "nonlocal": ("nonlocal", "محلي_خارجي"),
    "with": ("with", "مع", "باستخدام"),
    "match": ("match", "طابق"),
    "case": ("case", "حالة"),
    "from": ("from", "من"),
    "True": ("True", "صحيح", "صح"),
    "False": ("False", "خطأ"),
    "None": ("None", "لاشيء", "عدم"),
    "self": ("self", "ذاتي", "نفسي"),
    "print": ("print", "اطبع"),
    "len": ("len", "طول"),
    "range": ("range", "مدى"),
    "ZeroDivisionError": ("ZeroDivisionError", "خطأ_قسمة_على_صفر"),
    "ValueError": ("ValueError", "خطأ_قيمة"),
    "KeyError": ("KeyError", "خطأ_مفتاح"),
    "TypeError": ("TypeError", "خطأ_نوع"),
    "Exception": ("Exception", "استثناء_عام"),
}

PRELUDE = """\
def clip(v) {
    if isinstance(v, bool) { return v }
    if isinstance(v, int) { return v if -10 ** 30 < v < 10 ** 30 else v % 1000003 }
    if isinstance(v, (str, list, tuple)) and len(v) > 12 { return v[:12] }
    return v
}
def show(*values) { print(*[v if isinstance(v, str) else repr(v) for v in values]) }
def caught(e) { print("caught", type(e).__name__, e, "|", type(e.__context__).__name__) }
"""


class Writer:
    """Draws one program; `names` are the variables that may be read where it stands."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.lines: list[str] = []
        self.depth = 0
        self.functions: list[tuple[str, int]] = []
        self.generators: list[str] = []
        self.classes: list[str] = []
        self.names: list[str] = []
        self.in_loop = False
        self.in_function = False
        self.in_generator = False
        self.budget = random.randint(20, 70)

    # Pieces

    def word(self, english: str) -> str:
        spellings = WORDS[english]
        return spellings[0] if self.random.random() < 0.6 else self.random.choice(spellings)

    def fresh(self) -> str:
        return self.random.choice(ENGLISH + ARABIC)

    def line(self, text: str) -> None:
        self.lines.append("    " * self.depth + text)
        self.budget -= 1

    def open(self, head: str) -> None:
        colon = ":" if self.random.random() < 0.2 else ""
        self.line(f"{head}{colon} {{")
        self.depth += 1

    def close(self) -> None:
        self.depth -= 1
        self.line("}")

    # Expressions

    def constant(self) -> str:
        choose = self.random.choice
        return choose(
            (
                lambda: str(self.random.randint(-3, 12)),
                lambda: choose(("9007199254740993", "9223372036854775807", "-9223372036854775808")),
                lambda: choose(("0.5", "1.0", "-0.0", "1e308", "float('nan')", "float('inf')")),
                lambda: choose(("'a'", "'بيان'", "''", "'xyz'")),
                lambda: self.word(choose(("True", "False", "None"))),
            )
        )()

    def atom(self) -> str:
        if self.names and self.random.random() < 0.65:
            return self.random.choice(self.names)
        return self.constant()

    def number(self) -> str:
        return str(self.random.randint(0, 9))

    def expression(self, depth: int = 2) -> str:
        if depth <= 0 or self.random.random() < 0.15:
            return self.atom()
        random = self.random

        def sub() -> str:
            return self.expression(depth - 1)

        forms = (
            lambda: f"({sub()} {random.choice(('+', '-', '*', '/', '//', '%'))} {sub()})",
            lambda: f"({sub()} {random.choice(('+', '-', '+', '*'))} {sub()})",
            lambda: f"({sub()} {random.choice(('&', '|', '^'))} {sub()})",
            lambda: f"({sub()} << {random.randint(0, 70)})",
            lambda: f"({sub()} >> {self.number()})",
            lambda: f"({self.atom()} ** {random.randint(-2, 4)})",
            lambda: f"({random.choice(('-', '+', '~'))}{sub()})",
            lambda: f"({sub()} {random.choice(('<', '<=', '==', '!=', '>', '≤', '≠'))} {sub()})",
            lambda: f"({sub()} < {sub()} <= {sub()})",
            lambda: f"({sub()} {self.word('and')} {sub()})",
            lambda: f"({sub()} {self.word('or')} {sub()})",
            lambda: f"({self.word('not')} {sub()})",
            lambda: f"({sub()} {self.word(random.choice(('in', 'not in')))} [{sub()}, {sub()}])",
            lambda: f"({sub()} {self.word('is')} {self.word('None')})",
            lambda: f"({sub()} {self.word('if')} {sub()} {self.word('else')} {sub()})",
            lambda: f"({sub()} ?? {sub()})",
            lambda: f"[{sub()}, {sub()}]",
            lambda: f"({sub()}, {sub()})",
            lambda: f"{{{sub()}: {sub()}, 'k': {sub()}}}",
            lambda: f"[{sub()}, *[{sub()}]]",
            lambda: f"({sub()})[{random.randint(-2, 2)}]",
            lambda: f"[{sub()}, {sub()}, {sub()}][{random.randint(0, 2)}:{self.number()}]",
            lambda: f"{self.word('len')}([{sub()}, {sub()}])",
            lambda: f"str({sub()})",
            lambda: f"f'<{{{self.atom()}}} {{{self.atom()}!r:>8}}>'",
            lambda: f"f'{{{random.choice(('3.14159', '42', self.atom()))}:{random.choice(('.2f', '>6', ''))}}}'",
            lambda: self.comprehension(depth - 1),
            lambda: f"(({self.word('lambda')} q: clip(q + {sub()}))({sub()}))",
            lambda: f"({sub()} |> clip)",
            lambda: f"{self.word('self') if False else self.atom()}?.real",
            lambda: self.call(depth - 1),
            lambda: self.call(depth - 1),
            lambda: self.instance(depth - 1),
        )
        return random.choice(forms)()

    def comprehension(self, depth: int) -> str:
        name = self.fresh()
        iterable = self.random.choice((f"{self.word('range')}({self.number()})", "'abc'"))
        self.names.append(name)
        element = self.expression(depth)
        condition = f" {self.word('if')} {self.expression(1)}" if self.random.random() < 0.4 else ""
        self.names.pop()
        clause = f"{self.word('for')} {name} {self.word('in')} {iterable}{condition}"
        return self.random.choice(
            (
                f"[{element} {clause}]",
                f"list(({element}) {clause})",
                f"{{str({element}): {name} {clause}}}",
                f"[g() {self.word('for')} g {self.word('in')} [{self.word('lambda')}: {name} {clause}]]",
            )
        )

    def call(self, depth: int) -> str:
        if self.generators and self.random.random() < 0.25:
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
        return f"{name}({self.number()}, {', '.join(arguments)})"

    def instance(self, depth: int) -> str:
        if not self.classes:
            return self.atom()
        made = f"{self.random.choice(self.classes)}({self.expression(depth)})"
        field = self.random.choice(FIELDS + METHODS)
        if field in METHODS:
            return f"{made}.{field}({self.atom()})"
        return f"{made}.{field}" if self.random.random() < 0.8 else f"({made} + {self.atom()})"

    # Statements

    def block(self, head: str, count: int) -> None:
        self.open(head)
        known = len(self.names)
        for _ in range(count):
            self.statement()
        del self.names[known:]
        if self.lines[-1].endswith("{"):
            self.line(self.word("pass"))
        self.close()

    def assign(self) -> None:
        name = self.fresh()
        self.line(f"{name} = clip({self.expression()})")
        self.names.append(name)

    def statement(self) -> None:
        if self.budget <= 0 or self.depth > 4:
            self.line(f"show({self.atom()})")
            return
        random = self.random
        forms = [
            self.assign,
            self.assign,
            lambda: self.line(f"show({self.expression()}, {self.atom()})"),
            self.augment,
            self.unpack,
            self.mutate,
            self.condition,
            self.loop,
            self.loop,
            self.guarded,
            self.guarded,
            self.matching,
            self.closure,
            self.context,
        ]
        if self.in_loop:
            forms.append(self.jump)
        if self.in_function:
            forms.append(lambda: self.give_back(self.word("return")))
        if self.in_generator:
            forms += [self.produce, self.produce]
        random.choice(forms)()

    def augment(self) -> None:
        if not self.names:
            self.assign()
            return
        name = self.random.choice(self.names)
        self.line(f"{name} {self.random.choice(('+=', '-=', '*=', '|='))} {self.expression(1)}")
        self.line(f"{name} = clip({name})")

    def unpack(self) -> None:
        first, second = self.fresh(), self.fresh()
        if self.random.random() < 0.5:
            self.line(f"{first}, {second} = {self.expression(1)}, {self.expression(1)}")
        else:
            self.line(f"{first}, *{second} = {self.expression(1)}, 2, {self.atom()}")
        self.names += [first, second]

    def mutate(self) -> None:
        name = self.fresh()
        self.line(f"{name} = [{self.expression(1)}, {self.expression(1)}]")
        self.names.append(name)
        self.line(f"{name}[{self.random.randint(-3, 2)}] = {self.expression(1)}")
        if self.random.random() < 0.5:
            self.line(f"{name}.append({self.atom()}); del {name}[{self.random.randint(0, 3)}]")
        self.line(f"show({name})")

    def condition(self) -> None:
        self.block(f"{self.word('if')} {self.expression()}", 2)
        if self.random.random() < 0.4:
            self.block(f"{self.word('elif')} ({self.expression()})", 1)
        if self.random.random() < 0.6:
            self.block(self.word("else"), 1)

    def loop(self) -> None:
        outer, self.in_loop = self.in_loop, True
        name = self.fresh()
        if self.random.random() < 0.65:
            iterable = self.random.choice(
                (
                    f"{self.word('range')}({self.random.randint(0, 6)})",
                    f"[{self.expression(1)}, {self.expression(1)}]",
                    f"enumerate('ab{self.number()}')",
                    f"zip({self.word('range')}(3), 'xyz')",
                )
            )
            self.names.append(name)
            self.block(f"{self.word('for')} {name} {self.word('in')} {iterable}", 2)
        else:
            fuel = f"fuel{self.depth}"
            self.line(f"{fuel} = {self.random.randint(1, 5)}")
            self.open(f"{self.word('while')} {fuel} > 0 {self.word('and')} ({self.expression(1)} ?? 1) != 99")
            self.line(f"{fuel} -= 1")
            self.statement()
            self.statement()
            self.close()
        self.in_loop = outer
        if self.random.random() < 0.25:
            self.block(self.word("else"), 1)

    def jump(self) -> None:
        self.open(f"{self.word('if')} {self.expression(1)}")
        self.line(self.word(self.random.choice(("break", "continue"))))
        self.close()

    def give_back(self, word: str) -> None:
        self.open(f"{self.word('if')} {self.expression(1)}")
        self.line(f"{word} clip({self.expression(1)})")
        self.close()

    def produce(self) -> None:
        name = self.fresh()
        self.line(f"{name} = {self.word('yield')} {self.expression(1)}")
        self.names.append(name)

    def guarded(self) -> None:
        self.block(self.word("try"), 2)
        kinds = ("ZeroDivisionError", "ValueError", "KeyError", "TypeError")
        if self.random.random() < 0.5:
            kind = self.word(self.random.choice(kinds))
            self.block(f"{self.word('except')} {kind} {self.word('as')} problem", 1)
        self.open(f"{self.word('except')} {self.word('Exception')} {self.word('as')} e")
        self.line("caught(e)")
        if self.random.random() < 0.15:
            self.line(f"{self.word('raise')} {self.word('ValueError')}('again') {self.word('from')} e")
        elif self.random.random() < 0.1:
            self.line(self.word("raise"))
        self.close()
        if self.random.random() < 0.3:
            self.block(self.word("else"), 1)
        if self.random.random() < 0.4:
            outer, self.in_loop = self.in_loop, False
            self.block(self.word("finally"), 1)
            self.in_loop = outer

    def matching(self) -> None:
        self.open(f"{self.word('match')} {self.expression(1)}")
        first, second = self.fresh(), self.fresh()
        patterns = (
            self.number(),
            "'a' | 'بيان'",
            f"[{first}, *{second}1]",
            f"({first}, {second}1)",
            f"{{'k': {first}}}",
            f"int() {self.word('as')} {first}",
            f"str({first})",
            "True | None",
        )
        for pattern in self.random.sample(patterns, 3):
            guard = f" {self.word('if')} {self.expression(1)}" if self.random.random() < 0.3 else ""
            self.block(f"{self.word('case')} {pattern}{guard}", 1)
        if self.random.random() < 0.7:
            self.block(f"{self.word('case')} _", 1)
        self.close()

    def closure(self) -> None:
        name, variable = f"inner{self.depth}", self.fresh()
        self.line(f"{variable} = {self.constant()}")
        self.names.append(variable)
        self.open(f"{self.word('def')} {name}(step=1, *rest)")
        word = "nonlocal" if self.in_function else "global"
        self.line(f"{self.word(word)} {variable}")
        self.line(f"{variable} = clip([{variable}, step])")
        self.line(f"{self.word('return')} {variable}, rest")
        self.close()
        self.line(f"show({name}(), {name}({self.atom()}, 2, *'xy'), {variable})")

    def context(self) -> None:
        self.block(f"{self.word('with')} Context({self.number()}) {self.word('as')} {self.fresh()}", 2)

    # Definitions

    def function(self, name: str, generator: bool = False) -> None:
        parameters = [f"p{index}" for index in range(self.random.randint(1, 2))]
        first = "steps"
        if generator:
            signature = first
        else:
            signature = ", ".join([first, *parameters[:-1], f"{parameters[-1]}=3", "*more", "extra=None"])
        saved = self.names, self.in_loop, self.in_function, self.in_generator
        self.names = [first] if generator else [first, *parameters, "more", "extra"]
        self.in_loop, self.in_function, self.in_generator = False, True, generator
        self.open(f"{self.word('def')} {name}({signature})")
        self.line(f"{self.word('if')} steps <= 0 {{ {self.word('return')} {self.atom()} }}")
        if generator:
            self.line(f"{self.word('yield')} steps")
        for _ in range(self.random.randint(2, 4)):
            self.statement()
        if generator:
            self.line(f"{self.word('yield')} {self.word('from')} {name}(steps - 4)")
        else:
            arguments = ", ".join(parameters)
            self.line(f"{self.word('return')} clip({name}(steps - 4, {arguments})), {self.atom()}")
        self.close()
        self.names, self.in_loop, self.in_function, self.in_generator = saved

    def klass(self, name: str) -> None:
        parent = self.random.choice(self.classes) if self.classes and self.random.random() < 0.7 else None
        saved = self.names, self.in_loop, self.in_function
        self.open(f"{self.word('class')} {name}" + (f"({parent})" if parent else ""))
        self.in_loop, self.in_function = False, True
        explicit = self.random.random() < 0.5
        me = self.word("self")

        def signature(*names: str) -> str:
            return ", ".join((me, *names) if explicit else names)

        self.open(f"{self.word('def')} __init__({signature('size')})")
        if parent:
            self.line("super().__init__(size)")
        self.line(f"{me}.size = size; {me}.لون = {self.constant()}; {me}.__hidden = {self.number()}")
        self.close()
        for method in self.random.sample(METHODS, 2):
            self.names = ["by", f"{me}.size", f"{me}.لون"]
            self.open(f"{self.word('def')} {method}({signature('by=2')})")
            self.statement()
            inherited = f"super().{method}(by)" if parent and self.random.random() < 0.3 else "by"
            self.line(f"{self.word('return')} ({me}.size, {inherited}, {me}.__hidden)")
            self.close()
        self.line("@property")
        self.open(f"{self.word('def')} وزن({signature()})")
        self.line(f"{self.word('return')} {me}.size * 2")
        self.close()
        self.open(f"{self.word('def')} __add__({signature('other')})")
        self.line(f"{self.word('return')} {name}([{me}.size, other])")
        self.close()
        self.open(f"{self.word('def')} __repr__({signature()})")
        self.line(f"{self.word('return')} f'{name}<{{{me}.size!r}}>'")
        self.close()
        self.close()
        self.names, self.in_loop, self.in_function = saved

    def context_class(self) -> None:
        self.open(f"{self.word('class')} Context")
        self.line(f"{self.word('def')} __init__(v) {{ self.v = v }}")
        self.line(f"{self.word('def')} __enter__() {{ print('enter', self.v); return self.v }}")
        self.line(
            f"{self.word('def')} __exit__(kind, e, trace) "
            "{ print('exit', self.v, kind and kind.__name__); return self.v % 3 == 0 }"
        )
        self.close()

    def write(self) -> str:
        self.context_class()
        for index in range(self.random.randint(1, 2)):
            name = self.random.choice((f"Shape{index}", f"شكل{index}"))
            self.klass(name)
            self.classes.append(name)
        for index in range(self.random.randint(1, 3)):
            name = self.random.choice((f"work{index}", f"عمل{index}"))
            self.function(name)
            self.functions.append((name, 1))
        if self.random.random() < 0.7:
            name = self.random.choice(("produce", "مولد"))
            self.function(name, generator=True)
            self.generators.append(name)
        for _ in range(self.random.randint(4, 9)):
            self.block(self.word("try"), 2)
            self.open(f"{self.word('except')} {self.word('Exception')} {self.word('as')} e")
            self.line("caught(e)")
            self.close()
        for name, _ in self.functions:
            self.open(f"{self.word('for')} i {self.word('in')} {self.word('range')}(3)")
            self.line(f"{self.word('try')} {{ show({name}(6 - i, i)) }} except Exception as e {{ caught(e) }}")
            self.close()
        for name in self.generators:
            self.line(f"it = {name}(7)")
            self.line(f"{self.word('try')} {{ show(next(it)); show(it.send(5)); show(list(it)) }} "
                      "except Exception as e { caught(e) }")
        self.statement()
        return PRELUDE + "\n".join(self.lines) + "\n"


def program(random: Random) -> str:
    """The text of one program, wholly decided by the state of `random`."""
    return Writer(random).write()
