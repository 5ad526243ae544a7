"""Whole, terminating Bayan programs over numbers, drawn at random.

`program(seed)` gives the text of a program: functions and loops over ints near the places where
they change their ways, floats with nan, infinities and -0.0, bools, lists, lists of lists, tuples,
ranges and attributes of objects, most of them of forms that native code takes. What the program
does is drawn from seed // VARIANTS, the values that it begins with from the seed: programs of one
form have the same native code and go different ways through it, and making that is what takes most
of the time.

They end: ranges and lists are short, what counts in a `while` is not assigned elsewhere, and what
may have grown is made small again in the next statement. Errors are part of the test: most loops
and calls stand where one is caught and shown, along with all variables.
"""

from __future__ import annotations

from random import Random

from .numeric_crowds import Crowds
from .numeric_expressions import (
    BOOL,
    EDGES,
    FLOAT,
    FLOATS,
    INT,
    INTS,
    OBJECT,
    OBJECTS,
    ODD_FLOATS,
    PLAIN_FLOATS,
    ROWS,
    TEXT,
    TUPLE,
)

VARIANTS = 6

PRELUDE = """\
def show(names) {
    for name in names.split() {
        if name in globals() { print(name, type(globals()[name]).__name__, globals()[name]) }
    }
}
def caught(e) { print('caught', type(e).__name__, e) }
def shown(o) { return f"{type(o).__name__}({getattr(o, 'n', None)}, {getattr(o, 'x', None)})" }
class Thing {
    def __init__(n, x) { self.n = n; self.x = x }
    def __repr__() { return shown(self) }
    def move(by) { self.x += by; self.n -= 1; return self.n }
}
class Slotted {
    __slots__ = ("n", "x")
    def __init__(n, x) { self.n = n; self.x = x }
    def __repr__() { return shown(self) }
    def move(by) { self.n += 2; self.x -= by; return self.x * by }
}
count = 0
"""

# The names of variables, English and Arabic.
SPELLINGS = {
    INT: (("a", "b", "c"), ("عدد", "ناتج", "حد")),
    FLOAT: (("x", "y"), ("وزن", "س")),
    BOOL: (("flag",), ("حالة",)),
    INTS: (("p", "other"), ("أعداد", "بقية")),
    FLOATS: (("q",), ("أوزان",)),
    ROWS: (("rows",), ("صفوف",)),
    TUPLE: (("pair",), ("زوج",)),
    TEXT: (("text",), ("نص_ما",)),
    OBJECT: (("thing", "twin"), ("شيء", "توأم")),
    OBJECTS: (("things",), ("أشياء",)),
}

# Variables of the module that functions read.
TABLES = {INTS: "table", FLOATS: "جدول", ROWS: "grid", TEXT: "label"}

BOUNDS = ("2147483648", "9007199254740992", "4611686018427387904", "1000")


class NumericWriter(Crowds):
    """Draws one program: its form from `random`, the values that it begins with from `data`."""

    def __init__(self, random: Random, data: Random) -> None:
        super().__init__(random)
        self.data = data
        self.lines: list[str] = PRELUDE.splitlines()
        self.depth = 0
        self.loops = 0
        self.counters = 0
        self.in_function = False
        # Variables whose assignment would keep a loop from ending.
        self.kept: set[str] = set()
        self.is_calm = data.random() < 0.4

    # Lines

    def line(self, text: str) -> None:
        self.lines.append("    " * self.depth + text)

    def open(self, head: str) -> None:
        self.line(f"{head}{':' if self.chance(0.1) else ''} {{")
        self.depth += 1

    def close(self) -> None:
        self.depth -= 1
        self.line("}")

    # Values to begin with

    def datum(self, kind: str) -> str:
        pick = self.data.choice
        if kind == INT:
            return pick(EDGES) if not self.is_calm and self.data.random() < 0.5 else self.small()
        if kind == FLOAT:
            is_odd = not self.is_calm and self.data.random() < 0.5
            return pick(ODD_FLOATS if is_odd else PLAIN_FLOATS)
        if kind == BOOL:
            return pick(("True", "False"))
        if kind == ROWS:
            width = self.data.randint(1, 3)
            return f"[{', '.join(self.items(FLOAT, width, '[]') for _ in range(width))}]"
        if kind == TUPLE:
            return f"({self.datum(INT)}, {self.datum(INT)}, {self.datum(INT)})"
        if kind == OBJECT:
            cls = pick(("Thing", "Thing", "Slotted"))
            return f"{cls}({self.datum(INT)}, {self.datum(FLOAT)})"
        if kind == OBJECTS:
            known = self.names.get(OBJECT, ()) if self.data.random() < 0.6 else ()
            fresh = [self.datum(OBJECT) for _ in range(self.data.randint(0, 3))]
            return f"[{', '.join([*known, *fresh])}]"
        if kind == TEXT:
            return pick(("'abcab'", "'بيان'", "''", "'x'"))
        return self.items(INT if kind == INTS else FLOAT, self.data.randint(0, 6), "[]")

    def small(self) -> str:
        return str(self.data.randint(-3, 9))

    def items(self, kind: str, count: int, brackets: str) -> str:
        found = [self.datum(kind) for _ in range(count)]
        if found and self.data.random() < 0.12:
            found[-1] = self.datum(self.data.choice((INT, FLOAT, BOOL)))
        return f"{brackets[0]}{', '.join(found)}{brackets[1]}"

    def attributes(self) -> None:
        """Let the attributes of objects be read and assigned as variables are."""
        for thing in self.names.get(OBJECT, ()):
            self.names.setdefault(INT, []).append(f"{thing}.n")
            self.names.setdefault(FLOAT, []).append(f"{thing}.x")

    # Statements

    def variables(self, kinds: tuple[str, ...]) -> None:
        """Names for variables of these kinds, which can be read and assigned from here on."""
        self.names = {}
        for kind in kinds:
            english, arabic = SPELLINGS[kind]
            known = [arabic[at] if self.chance(0.3) else name for at, name in enumerate(english)]
            self.names[kind] = known

    def target(self, kind: str) -> str | None:
        """A variable that may be assigned."""
        known = [name for name in self.names.get(kind, ()) if name not in self.kept]
        return self.random.choice(known) if known else None

    def assign(self, name: str, value: str, operator: str = "=") -> None:
        self.line(f"{name} {operator} {value}")
        if operator in ("*=", "**=", "<<=") or any(sign in value for sign in ("*", "<<", "(")):
            self.bound(name)

    def bound(self, *names: str) -> None:
        """Keep what may have grown from growing without end."""
        for name in names:
            limit = self.random.choice(BOUNDS)
            inside = f"-{limit} <= {name} <= {limit}"
            self.line(f"{self.word('if')} {self.word('not')} {inside} {{ {name} %= 1000003 }}")

    def statement(self, depth: int, in_loop: bool) -> None:
        """One statement; `depth` is how many loops or conditions may still be opened in it."""
        form = self.random.random()
        if depth > 0 and form < 0.16:
            self.condition(depth, in_loop)
        elif depth > 1 and form < 0.28 and self.loops < 4:
            self.loop(depth - 1)
        elif form < 0.33 and not self.plain:
            self.wild(depth)
        elif form < 0.36:
            self.change_kind()
        elif form < 0.43:
            self.several()
        elif form < 0.58:
            self.store()
        elif form < 0.62:
            self.grow()
        elif form < 0.66:
            self.line(f"count += {self.value(INT)}")
        elif form < 0.7 and (found := self.call(1)):
            self.line(found)
        else:
            self.simple()

    def simple(self) -> None:
        kind = self.random.choice((INT, INT, FLOAT, FLOAT, BOOL))
        name = self.target(kind)
        if name is None:
            self.line(self.word("pass"))
        elif kind == BOOL:
            self.assign(name, self.test(1))
        elif self.chance(0.5):
            self.assign(name, self.whole(2) if kind == INT else self.real(2))
        elif kind == INT:
            operators = ("+", "-", "+", "-", "*", "//", "%", "&", "|", "^", ">>")
            self.assign(name, self.whole(1), f"{self.random.choice(operators)}=")
        else:
            operators = ("+", "-", "+", "*", "/", "//", "%")
            self.assign(name, self.number(1), f"{self.random.choice(operators)}=")

    def change_kind(self) -> None:
        """A variable or an element becomes of another kind."""
        name = self.target(self.random.choice((INT, FLOAT, BOOL)))
        values = (self.value(FLOAT), self.value(INT), self.value(BOOL), "None", "10 ** 19")
        value = self.random.choice(values[: 3 if self.plain else 5])
        if self.chance(0.5) and (sequence := self.name(self.random.choice((INTS, FLOATS)))):
            self.line(f"{sequence}[{self.index(sequence, 1)}] = {value}")
        elif name is not None:
            self.line(f"{name} = {value}")

    def several(self) -> None:
        """Several variables are assigned at once."""
        kind = self.random.choice((INT, FLOAT))
        first, second = self.target(kind), self.target(kind)
        sequence = self.name(INTS if kind == INT else FLOATS)
        pair = self.name(TUPLE)
        draw = self.whole if kind == INT else self.real
        form = self.random.random()
        if first is None or second is None:
            self.line(self.word("pass"))
        elif form < 0.4:
            self.line(f"{first}, {second} = {draw(1)}, {draw(1)}")
            self.bound(first, second)
        elif form < 0.6:
            self.line(f"{first}, {second} = divmod({draw(1)}, {self.number(0)})")
            self.bound(first, second)
        elif form < 0.7:
            self.line(f"{first} = {second} = {draw(0)}")
        elif form < 0.9 and sequence is not None:
            one, two = (f"{sequence}[{self.index(sequence, 1)}]" for _ in range(2))
            self.line(f"{one}, {two} = {two}, {one}")
        elif pair is not None and (third := self.target(INT)):
            self.line(f"{first}, {second}, {third} = {pair}")

    def store(self) -> None:
        kind = self.random.choice((INT, FLOAT))
        sequence = self.name(INTS if kind == INT else FLOATS)
        rows = self.name(ROWS)
        if rows is not None and self.chance(0.3):
            place = f"{rows}[{self.index(rows, 1)}][{self.index(f'{rows}[0]', 1)}]"
            kind = FLOAT
        elif sequence is not None:
            place = f"{sequence}[{self.index(sequence, 1)}]"
        else:
            self.simple()
            return
        operators = ("=", "=", "+=", "-=") if kind == INT else ("=", "=", "+=", "-=", "/=", "%=")
        self.line(f"{place} {self.random.choice(operators)} {self.value(kind)}")

    def grow(self) -> None:
        """A list gets longer or shorter, never too long; or a variable gets a copy of one."""
        kind = self.random.choice((INTS, FLOATS))
        sequence = self.name(kind)
        if sequence is None:
            self.simple()
            return
        length = f"{self.word('len')}({sequence})"
        if not self.in_function and self.chance(0.25):
            self.line(f"{sequence} = {self.name(kind)}[:]")
            return
        if self.plain or self.chance(0.5):
            value = self.value(INT if kind == INTS else FLOAT)
            self.line(f"{self.word('if')} {length} < 12 {{ {sequence}.append({value}) }}")
        else:
            self.line(f"{self.word('if')} {length} > 2 {{ {sequence}.pop() }}")

    def wild(self, depth: int) -> None:
        """What native code does not know, or has only come to know."""
        pick = self.random.choice
        ints = self.name(INTS) or "[3, 4]"
        text = self.name(TEXT) or "'ab'"
        name = self.target(INT) or "count"
        letter, one = "chr(98)", self.value(INT)
        thing, other = self.name(OBJECT) or "Thing(1, 0.5)", self.name(OBJECT) or "Slotted(2, 1.5)"
        floats, rows = self.name(FLOATS) or "[0.5]", self.name(ROWS) or "[[1.0], [2.0]]"
        forms = (
            f"{ints}.insert({self.whole(0)}, {self.value(INT)}); del {ints}[0]",
            f"{name} = sum({ints}) % 1000",
            f"{name} = {self.word('len')}({text}[{self.whole(0)} % 3:])",
            f"if {text}[{self.whole(0)} % 4] == {pick((letter, text + '[-1]'))} {{ {name} = 1 }}",
            f"{name} = sum([v % 7 for v in {ints} if v > {self.whole(0)}])",
            f"{name} = sorted({ints})[0]",
            f"{ints}[:] = {ints}[1:] + [{self.value(INT)}]",
            f"{ints}[1:1] = [{self.value(INT)}] if len({ints}) < 9 else []",
            f"{name} = [{one}, {self.value(INT)}, {one}][{self.whole(0)} % 4]",
            f"{name} = len([0] * ({self.whole(0)} % 6))",
            f"{name} = max({ints})",
            f"{name} = pow({self.whole(0)}, 3, 11)",
            f"{name} = math.gcd({self.whole(0)}, {self.whole(0)})",
            f"{name} = int(str({self.whole(0)} % 1000)[:2])",
            f"print({name}, {self.value(FLOAT)})",
            f"try {{ {name} = {self.whole(1)} }} except ZeroDivisionError {{ {name} = 0 }}",
            f"assert {self.test(1)}",
            f"{name} = round({self.value(FLOAT)}, 1)",
            f"{name} = {self.value(INT)} if {self.test(0)} else {self.value(FLOAT)}",
            f"{name} = ({self.value(FLOAT)} or {self.value(INT)})",
            f"{name} = min({self.value(FLOAT)}, {self.value(INT)})",
            f"fresh = [{one}] * ({self.whole(0)} % 5); fresh.append({one}); {name} = fresh[-1]",
            f"fresh = []; fresh.append({one}); {name} = fresh[{self.whole(0)} % 2]",
            f"fresh = [0.5, {self.value(FLOAT)}]; fresh[{self.whole(0)} % 3] = {one}",
            f"fresh = {ints}; {name} = len(fresh); fresh[0] = {one}",
            f"for letter in {text} {{ if letter == 'b' {{ {name} += 1 }} }}",
            f"for letter in {text} {{ {name} += ord(letter) % 5 if letter > 'ا' else 2 }}",
            f"if 'a' in {text} {{ {name} += len({text}) }}",
            f"{rows}[{self.whole(0)} % 2] = {floats}",
            f"if len({rows}) < 5 {{ {rows}.append([{self.value(FLOAT)}]) }}",
            f"{name} = {ints}.pop() if {ints} else {one}",
            f"{name} = {one} in {ints}",
            f"{name} = {thing}.move({self.value(FLOAT)})",
            f"{thing}.move({self.value(FLOAT)})",
            f"if {thing} is {other} {{ {name} = 3 }}",
            f"{name} = [o.n for o in [{thing}, {other}]][0]",
            f"for o in [{thing}, {other}] {{ o.x += 0.5; {name} = o.n }}",
            f"if {self.test(0)} {{ {thing}.__dict__ }}",
            f"if {self.test(0)} {{ del {thing}.x }}",
            f"if {self.test(0)} {{ {thing}.x = 'text' }}",
            f"if {self.test(0)} {{ {thing}.y = {one} }}",
        )
        self.line(pick(forms))
        self.bound(name)

    def condition(self, depth: int, in_loop: bool) -> None:
        self.open(f"{self.word('if')} {self.test(2)}")
        form = self.random.random()
        if in_loop and form < 0.2:
            self.statement(0, True)
            self.line(self.word("break"))
        elif in_loop and form < 0.35:
            self.statement(0, True)
            self.line(self.word("continue"))
        elif self.in_function and form < 0.45:
            self.line(f"{self.word('return')} {self.value(self.random.choice((INT, FLOAT)))}")
        elif form < 0.5:
            self.line(f"raise ValueError({self.value(INT)})")
        else:
            self.statement(depth - 1, in_loop)
        self.close()
        if self.chance(0.2):
            self.open(f"{self.word('elif')} {self.test(1)}")
            self.statement(depth - 1, in_loop)
            self.close()
        if self.chance(0.3):
            self.open(self.word("else"))
            self.statement(depth - 1, in_loop)
            self.close()

    # Loops

    def loop(self, depth: int) -> None:
        """A loop; what it binds is mostly not read behind it."""
        self.loops += 1
        outer = {kind: list(known) for kind, known in self.names.items()}
        kept = set(self.kept)
        if self.chance(0.3):
            self.while_loop()
        else:
            self.for_loop(depth)
        for _ in range(self.random.randint(1, 3)):
            self.statement(depth, True)
        self.close()
        if self.chance(0.15):
            self.open(self.word("else"))
            self.simple()
            self.close()
        self.kept = kept
        if not self.chance(0.3):
            self.names = outer

    def while_loop(self) -> None:
        self.counters += 1
        counter = f"k{self.counters}"
        rounds = self.random.choice(("9", "5", "12", f"{self.whole(0)} % 8"))
        self.kept.add(counter)
        self.line(f"{counter} = {rounds}")
        form = self.random.random()
        if form < 0.5:
            self.open(f"{self.word('while')} {counter} > 0")
        elif form < 0.8:
            self.open(f"{self.word('while')} {counter} > 0 and ({self.test(1)})")
        else:
            self.open(f"{self.word('while')} {self.word('True')}")
            self.line(f"{self.word('if')} {counter} <= 0 {{ {self.word('break')} }}")
        self.line(f"{counter} -= 1")
        self.names.setdefault(INT, []).append(counter)

    def for_loop(self, depth: int) -> None:
        random = self.random
        self.counters += 1
        item, other = f"i{self.counters}", f"j{self.counters}"
        sequence = random.choice((INTS, FLOATS, TUPLE, ROWS, OBJECTS))
        name = self.name(sequence)
        form = random.random()
        if form < 0.05:
            display = random.choice(("(-1, 0, 1)", "[2, 5, 3]", "(0.5, -1.0)"))
            kind = FLOAT if "." in display else INT
            head, bound = f"{item} {self.word('in')} {display}", [(item, kind)]
        elif form < 0.5 or name is None:
            head, bound = f"{item} {self.word('in')} {self.range(depth)}", [(item, INT)]
        elif sequence == OBJECTS:
            thing = f"o{self.counters}"
            head, bound = f"{thing} {self.word('in')} {name}", [(thing, OBJECT)]
            bound += [(f"{thing}.n", INT), (f"{thing}.x", FLOAT)]
        elif form < 0.75 and sequence == ROWS:
            row = f"row{self.counters}"
            head, bound = f"{row} {self.word('in')} {name}", [(row, FLOATS)]
        elif sequence == ROWS:
            inner = f"{name}[{self.index(name, 1)}]"
            head, bound = f"{item} {self.word('in')} {inner}", [(item, FLOAT)]
        elif form < 0.75:
            kind = FLOAT if sequence == FLOATS else INT
            head, bound = f"{item} {self.word('in')} {name}", [(item, kind)]
        elif form < 0.87:
            kind = FLOAT if sequence == FLOATS else INT
            start = random.choice(("", "", f", {self.value(INT)}"))
            head = f"{item}, {other} {self.word('in')} enumerate({name}{start})"
            bound = [(item, INT), (other, kind)]
        else:
            second = self.name(INTS) or f"{self.word('range')}(4)"
            kind = FLOAT if sequence == FLOATS else INT
            head = f"{item}, {other} {self.word('in')} zip({name}, {second})"
            bound = [(item, kind), (other, INT)]
        self.open(f"{self.word('for')} {head}")
        for each, kind in bound:
            self.names.setdefault(kind, []).append(each)

    def range(self, depth: int) -> str:
        pick = self.random.choice
        start, some = self.whole(0), self.value(INT)
        inner = self.random.randint(2, 5)
        forms = [
            f"{self.random.randint(4, 14)}",
            f"{some} % {inner + 4}",
            f"{start}, {start} + {inner}",
            f"{inner + 3}, -2, -{pick('123')}",
            f"{some} % 5, 9, {self.whole(0)} % 3 + 1",
            f"{start}, {start} - 8, -3",
            f"2, {self.value(INT)} % 9",
        ]
        if not self.plain:
            forms += [f"{start}, {start} + 40, {some}", "3, 3 - 9, -5"]
        return f"{self.word('range')}({pick(forms)})"

    # Functions

    def function(self, index: int) -> None:
        """A function of numbers with a loop in it, which gives its variables."""
        name = f"{self.random.choice(('work', 'احسب'))}{index}"
        kinds = tuple(
            kind
            for kind in (INT, FLOAT, INTS, FLOATS, ROWS, TUPLE, OBJECT, OBJECTS)
            if self.chance(0.5)
        ) or (INT,)
        self.variables(kinds)
        parameters = [self.names[kind][0] for kind in kinds]
        locals_ = [name for known in self.names.values() for name in known]
        self.plain = self.chance(0.8)
        self.in_function, self.loops = True, 0
        self.open(f"{self.word('def')} {name}({', '.join(parameters)})")
        self.line(f"{self.word('global')} count")
        for kind, known in self.names.items():
            for each in known[1:]:
                first = known[0] if kind in (INTS, FLOATS, OBJECT) else None
                alias = first if first and self.chance(0.5) else None
                if not self.chance(0.06):
                    self.line(f"{each} = {alias or self.constant(kind)}")
        self.attributes()
        is_caught = self.chance(0.25)
        if is_caught:
            self.open(self.word("try"))
        self.see_tables()
        self.loop(self.random.choice((1, 2, 2, 3)))
        if is_caught:
            self.close()
            self.line(f"except Exception as e {{ caught(e); print({', '.join(locals_)}) }}")
        self.line(f"{self.word('return')} {', '.join(locals_)},")
        self.close()
        self.in_function = False
        self.functions.append((name, kinds))

    def see_tables(self) -> None:
        """Let a function read variables of the module, or not."""
        for kind, name in TABLES.items():
            if self.chance(0.25):
                self.names.setdefault(kind, []).append(name)

    def constant(self, kind: str) -> str:
        """What a local variable begins with: a part of the program's form."""
        pick = self.random.choice
        if kind == OBJECT:
            return pick(("Thing(1, 0.5)", "Thing(0, 1.5)", "Slotted(3, 2.5)"))
        if kind == INT:
            return pick(("0", "1", "-7", "1000000007"))
        if kind == INTS:
            return pick(("[1, 2, 3]", "[0] * 4", "[]", "list(range(5))"))
        return pick(("0.0", "1.5", "-0.0")) if kind == FLOAT else "[0.5, 1.0]"

    def helper(self, index: int) -> None:
        """A function that loops call; one of numbers that calls nothing, if of no other form."""
        name = f"f{index}"
        form = self.random.random()
        self.plain = True
        if form < 0.25:
            self.recursive(name)
        elif form < 0.45:
            self.recursive_with_lists(name)
        elif form < 0.7:
            self.helper_with_list(name)
        else:
            give, condition = self.word("return"), self.word("if")
            self.names = {INT: ["m"], FLOAT: ["v"]}
            self.see_tables()
            draw = self.random.choice((self.whole, self.real))
            self.open(f"{self.word('def')} {name}(m, v)")
            if self.chance(0.6):
                self.line(f"{condition} {self.test(1)} {{ {give} {draw(1)} }}")
            self.line(f"{give} {draw(2)}")
            self.close()
            self.numbers.append((name, (INT, FLOAT)))

    def helper_with_list(self, name: str) -> None:
        """A function that reads a list, or changes it."""
        kind, of = self.random.choice(((INTS, INT), (FLOATS, FLOAT)))
        self.names = {kind: ["s"], INT: ["m"]}
        self.names[of] = [*self.names.get(of, ()), "t"]
        self.see_tables()
        give = self.word("return")
        draw = self.whole if of == INT else self.real
        self.in_function, self.loops = True, 3
        self.open(f"{self.word('def')} {name}(s, m)")
        self.line(f"t = {'0' if of == INT else '0.0'}")
        form = self.random.random()
        if form < 0.35:
            source = self.random.choice(("s", "s", "range(m % 5)"))
            self.open(f"{self.word('for')} v {self.word('in')} {source}")
            self.names[of].append("v")
            self.line(f"t {self.random.choice(('+=', '-='))} {self.value(of)}")
            if self.chance(0.5):
                self.statement(1, True)
            self.close()
            self.names[of].remove("v")
        elif form < 0.5:
            self.line(f"{self.word('if')} m >= len(s) {self.word('or')} m < 0 {{ {give} t }}")
            self.line(f"{give} s[m] {self.random.choice('+-')} {name}(s, m + 1)")
        else:
            for _ in range(self.random.randint(1, 3)):
                self.random.choice((self.store, self.store, self.grow, self.several))()
        self.line(f"{give} {draw(1)}")
        self.close()
        self.in_function = False
        self.numbers.append((name, (kind, INT)))

    def recursive(self, name: str) -> None:
        """A function of numbers that calls itself, or another one that calls it."""
        partner = name.replace("f", "g")
        give, condition, define = self.word("return"), self.word("if"), self.word("def")
        if self.chance(0.65):
            self.names = {INT: ["n", "v"]}
            self.open(f"{define} {name}(n, v)")
            self.line(f"{condition} n <= 0 {{ {give} {self.whole(1)} }}")
            again = f"{name}(n - 1, {self.random.choice(('v', 'v + 1', '-v', 'n'))})"
            twice = f" + {name}(n - 2, v)" if self.chance(0.4) else ""
            self.line(f"{give} {again} {self.random.choice('+-')} {self.value(INT)}{twice}")
            self.close()
            self.numbers.append((name, ("steps", INT)))
        else:
            for one, two, change in ((name, partner, "+"), (partner, name, "-")):
                self.names = {INT: ["n"], FLOAT: ["v"]}
                self.open(f"{define} {one}(n, v)")
                self.line(f"{condition} n <= 0 {{ {give} v }}")
                self.line(f"{give} {two}(n - 1, v {change} {self.random.choice(PLAIN_FLOATS)})")
                self.close()
            self.numbers.append((name, ("steps", FLOAT)))

    def recursive_with_lists(self, name: str) -> None:
        """A function that calls itself with two lists, which may be one, and stores into them
        before and after.
        """
        kind, of = self.random.choice(((INTS, INT), (INTS, INT), (FLOATS, FLOAT)))
        give, condition, define = self.word("return"), self.word("if"), self.word("def")
        pick = self.random.choice
        begins = "0" if of == INT else "0.0"
        self.in_function, self.loops = True, 3
        self.open(f"{define} {name}(n, s, r)")
        self.line(f"{condition} n <= 0 {{ {give} {begins} }}")
        self.line(f"t = {begins}")
        index = pick(("i", "i", "i - n", "n + i - 1", "n - i", "2 * i - 1", "i - 1", "0"))
        source = pick(("len(s)", "len(r) - n", "n", "1, len(s)", "n, -1, -1"))
        self.open(f"{self.word('for')} i {self.word('in')} range({source})")
        self.names = {INT: ["n", "i"]}
        self.names[of] = [*self.names.get(of, ()), "t"]
        for _ in range(self.random.randint(1, 2)):
            form = self.random.random()
            if form < 0.4:
                self.line(f"t {pick(('+=', '-='))} s[{index}]")
            elif form < 0.6:
                self.line(f"{condition} r[{index}] < {self.value(of)} {{ continue }}")
            else:
                self.line(f"{pick(('s', 's', 'r'))}[{index}] {pick(('=', '+='))} {self.value(of)}")
        self.close()
        self.names[INT].remove("i")
        for _ in range(self.random.randint(1, 2)):
            form = self.random.random()
            if form < 0.3:
                self.line("s[n], s[-n] = s[-n], s[n]")
            elif form < 0.5:
                self.line(f"{self.word('for')} v {self.word('in')} r {{ t = t + v }}")
            else:
                place = f"{pick('sr')}[{pick(('n', '-n', 'n - 1', '0'))}]"
                self.line(f"{place} {pick(('=', '-='))} {self.value(of)}")
        arguments = pick(("s, r", "s, r", "s, r", "r, s", "s, s"))
        self.line(f"t {pick(('+=', '-='))} {name}(n - 1, {arguments})")
        if self.chance(0.5):
            self.line(f"s[n - 1] = {pick(('t', 's[0]', 'r[n - 1]'))}")
        self.line(f"{give} t")
        self.close()
        self.in_function = False
        self.numbers.append((name, ("steps", kind, kind)))

    def calls(self, name: str, kinds: tuple[str, ...]) -> None:
        """Calls of a function: first with its own kinds of arguments, then also with others."""
        known = dict(self.names)
        for turn in range(self.random.randint(2, 3)):
            arguments = []
            for kind in kinds:
                if kind == "steps":
                    arguments.append(str(self.data.randint(0, 7)) + self.random.choice(("", ".5")))
                    continue
                given = kind if turn < 2 or self.chance(0.7) else self.random.choice((INT, FLOAT))
                fits = self.chance(0.3) and self.names.get(given)
                arguments.append(self.random.choice(known[given]) if fits else self.datum(given))
            if self.chance(0.2):
                table = self.random.choice((*TABLES, *TABLES, INT))
                self.line(f"{TABLES.get(table, 'table')} = {self.datum(table)}")
            call = f"{name}({', '.join(arguments)})"
            self.line(f"try {{ result = {call}; show('result') }}")
            self.line("except Exception as e { caught(e) }")

    # The program

    def write(self) -> str:
        self.functions: list[tuple[str, tuple[str, ...]]] = []
        for kind, name in TABLES.items():
            self.line(f"{name} = {self.datum(kind)}")
        for index in range(self.random.choice((0, 1, 1, 1, 2))):
            self.helper(index)
        for index in range(self.random.choice((1, 1, 1, 2))):
            self.function(index)
        self.variables(tuple(SPELLINGS))
        beginning = {kind: list(known) for kind, known in self.names.items()}
        for kind, known in beginning.items():
            for name in known:
                alias = known[0] if kind in (INTS, OBJECT) and name != known[0] else None
                self.line(f"{name} = {alias if alias and self.chance(0.4) else self.datum(kind)}")
        names = [name for known in beginning.values() for name in known]
        self.attributes()
        beginning = {kind: list(known) for kind, known in self.names.items()}
        for _ in range(self.random.choice((1, 1, 1, 2))):
            self.plain = self.chance(0.75)
            self.loops = 0
            self.open(self.word("try"))
            self.loop(self.random.choice((2, 2, 3)))
            self.close()
            self.line("except Exception as e { caught(e) }")
            self.names = {kind: list(known) for kind, known in beginning.items()}
        if self.chance(0.35):
            self.crowd()
        for name, kinds in self.functions:
            self.calls(name, kinds)
        for name, kinds in self.numbers:
            self.calls(name, kinds)
        self.show_all(names, beginning)
        name, kinds = self.random.choice(self.functions)
        self.line(f"print({name}({', '.join(self.datum(kind) for kind in kinds)}))")
        return "\n".join(self.lines) + "\n"

    def show_all(self, names: list[str], beginning: dict[str, list[str]]) -> None:
        for number in range(1, self.counters + 1):
            names += [f"i{number}", f"j{number}", f"k{number}"]
        self.line(f"show('{' '.join(['count', *names])}')")
        first, second = beginning[INTS]
        self.line(f"print({first} is {second})")


def program(seed: int) -> str:
    """The text of one program, wholly decided by the seed."""
    return NumericWriter(Random(seed // VARIANTS), Random(-1 - seed)).write()
