"""Loops of generated numeric programs over objects of one class: their attributes change by name,
by methods and in functions, and now and then two names lead to one of them.
"""

from __future__ import annotations

from .numeric_expressions import FLOAT, INT, NumericExpressions


class Crowds(NumericExpressions):
    """Loops over a list of objects, and one beside it."""

    def line(self, text: str) -> None:
        raise NotImplementedError

    def open(self, head: str) -> None:
        raise NotImplementedError

    def close(self) -> None:
        raise NotImplementedError

    def datum(self, kind: str) -> str:
        raise NotImplementedError

    def newcomer(self, cls: str) -> str:
        number = self.datum(INT) if self.data.random() < 0.04 else str(self.data.randint(-4, 30))
        real = self.datum(FLOAT) if self.data.random() < 0.04 else f"{self.data.randint(-9, 9)}.25"
        return f"{cls}({number}, {real})"

    def change(self, one: str, other: str) -> str:
        """A statement that changes an object, perhaps by what another one has."""
        by = self.random.choice(("0.5", "2", "-0.25", f"{other}.n", f"{other}.x"))
        small = self.random.choice(("3", "11", "k", "k - 2"))
        forms = (
            f"{one}.x += {other}.x * 0.5",
            f"{one}.n -= {other}.n + {small}",
            f"{one}.n = {one}.n * 16807 % 2147483647",
            f"{one}.n = {one}.n * {other}.n % 1000003",
            f"{one}.x, {other}.x = {other}.x, {one}.x",
            f"if {one}.x > {other}.x {{ {one}.n += 1 }}",
            f"if {one}.n % 3 == k % 3 {{ {one}.x = -{one}.x }} else {{ {other}.n += {small} }}",
            f"count += {one}.move({by}) > {other}.move(0.5)",
            f"{one}.move({by})",
            f"{one}.move({by})",
            f"count += {self.random.choice(('nudge', 'pull'))}({one}, {other}, k)",
            f"if {one} is {other} {{ count += 1 }}",
        )
        rare = (
            f"count += {one}.move(0.5) < 1000 // ({other}.n - {small})",
            f"count += nudge({one}, {other}, k) // (k - 4)",
            f"{one}.n *= 4099",
            f"if k == 4 {{ {one}.x = {other}.n }}",
            f"if k == 4 {{ {one}.n = 0.5 }}",
            f"if k == 3 {{ last = [{one}] }}",
            f"if k == 3 {{ {one}.__dict__ }}",
            f"if k == 4 {{ del {one}.x }}",
            "if k == 5 { crowd.append(lone) }",
            f"if k == 2 {{ lone = {one} }}",
        )
        return self.random.choice(rare if self.chance(0.06) else forms)

    def over(self, crowd: str, depth: int) -> None:
        """A loop over a list of objects."""
        one = f"e{depth}"
        form = self.random.random()
        if form < 0.45:
            self.open(f"for {one} in {crowd}")
        elif form < 0.9:
            start = "0" if depth == 0 or self.chance(0.5) else f"at{depth - 1} + 1"
            self.open(f"for at{depth} in range({start}, len({crowd}))")
            self.line(f"{one} = {crowd}[{self.random.choice(('', '', '-'))}at{depth}]")
        else:
            self.open(f"for at{depth}, {one} in enumerate({crowd})")
        if form < 0.45 and depth == 0:
            self.line("at0 = k % 3")
        others = [f"e{at}" for at in range(depth)] + ["lone", f"{crowd}[0]", f"{crowd}[k % 2]"]
        for _ in range(self.random.randint(1, 3)):
            pair = [one, self.random.choice(others)]
            self.random.shuffle(pair)
            self.line(self.change(*pair))
        if depth == 0 and self.chance(0.5):
            self.over(crowd, 1)
        self.close()

    def crowd(self) -> None:
        """Functions, objects, and a loop over them, at module level."""
        cls = self.random.choice(("Thing", "Thing", "Slotted"))
        self.open("def nudge(one, other, k)")
        self.line("count = 0")
        for _ in range(self.random.randint(1, 3)):
            statement = self.change("one", "other").replace("nudge", "pull")
            self.line(statement.replace("crowd", "[]"))
        self.line("return one.n % 7")
        self.close()
        self.open("def pull(one, other, k)")
        self.line("one.x -= other.x")
        self.line("other.n += k")
        self.line("return k")
        self.close()
        self.open("def press(crowd, lone, k)")
        self.line("count = 0")
        self.over("crowd", 0)
        self.line("return count")
        self.close()
        members = [self.newcomer(cls) for _ in range(self.data.randint(1, 5))]
        self.line(f"crowd = [{', '.join(members)}]")
        self.line(f"lone = {self.newcomer(cls) if self.data.random() < 0.8 else 'crowd[-1]'}")
        if self.data.random() < 0.15:
            self.line("crowd.append(crowd[0])")
        self.open("try")
        self.open("for k in range(9)")
        for _ in range(self.random.randint(1, 2)):
            form = self.random.random()
            if form < 0.3:
                self.line("count += press(crowd, lone, k)")
            elif form < 0.5:
                self.line(self.change("lone", "crowd[0]"))
            else:
                self.over("crowd", 0)
        self.close()
        self.close()
        self.line("except Exception as e { caught(e) }")
        self.line("print(crowd, lone, count, [one is lone for one in crowd])")
