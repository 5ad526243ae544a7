"""Generated loops over numbers end in native kernels as they do in Python.

BAYAN_NATIVE_PROGRAMS: how many (by default 40); BAYAN_NATIVE_SEED: where to begin.
"""

from __future__ import annotations

import math
import os
import random

import pytest

pytest.importorskip("llvmlite")

from bayan.tiers.refusal import Refusal
from tests.unit.native_loops import run_native, run_python

COUNT = int(os.environ.get("BAYAN_NATIVE_PROGRAMS", "40"))
SEED = int(os.environ.get("BAYAN_NATIVE_SEED", "0"))

INTS = [0, 1, -1, 2, 3, -7, 10, 255, 2**31, 2**53, 2**53 + 1, -(2**53), 2**62, 2**63 - 1, -(2**63)]
FLOATS = [0.0, -0.0, 1.0, 0.5, -2.5, 3.0, 1e-320, 1e300, -1e16, math.inf, -math.inf, math.nan]


class Generator:
    """Loops over the ints a b c, the floats x y, the lists p (ints) and q (floats), what is a
    number of some kind or None in m, and a list of such in u.
    """

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.loops = 0

    def values(self):
        pick = self.random.choice
        small = self.random.random() < 0.6
        ints = [*range(-3, 9)] if small else INTS
        floats = [0.5, 1.0, -2.0, 3.25] if small else FLOATS
        values = {name: pick(ints) for name in "abc"}
        values.update({name: pick(floats) for name in "xy"})
        values["p"] = [pick(ints) for _ in range(self.random.randrange(1, 7))]
        values["q"] = [pick(floats) for _ in range(self.random.randrange(1, 7))]
        if self.random.random() < 0.2:
            values["r"] = values["p"]
        else:
            values["r"] = [pick(ints) for _ in range(5)]
        values["m"] = pick([None, None, 1, 0.5, True])
        values["u"] = [pick([*ints, *floats, True, None]) for _ in range(6)]
        if self.random.random() < 0.15:
            values["q"].append(self.random.choice([1, True, 2**70]))
        return values

    def whole(self, depth):
        pick = self.random.choice
        if depth <= 0 or self.random.random() < 0.25:
            return pick(["a", "b", "c", "i", str(pick(range(-3, 12)))])
        left, right = self.whole(depth - 1), self.whole(depth - 1)
        form = self.random.random()
        if form < 0.55:
            return (
                f"({left} {pick(['+', '-', '*', '//', '%', '+', '-', '*', '&', '|', '^'])} {right})"
            )
        if form < 0.6:
            return f"({left} {pick(['>>', '<<'])} ({right} % 9))"
        if form < 0.65:
            return f"({left} ** ({right} % 4))"
        if form < 0.75:
            return f"{pick('pr')}[{self.index(left)}]"
        if form < 0.8:
            return f"({left} if {self.test(depth - 1)} else {right})"
        if form < 0.85:
            return f"{pick(['min', 'max'])}({left}, {right})"
        if form < 0.9:
            return f"abs({left})"
        if form < 0.94:
            return f"len({pick('pqr')})"
        if form < 0.95:
            return f"{left}.bit_length()" if left.isidentifier() else f"sum(range({right} % 9))"
        return f"{pick(['int', 'round'])}({self.real(depth - 1)})"

    def index(self, text):
        return (
            text if self.random.random() < 0.15 else f"{text} % {self.random.choice([1, 2, 3, 5])}"
        )

    def real(self, depth):
        pick = self.random.choice
        if depth <= 0 or self.random.random() < 0.25:
            return pick(["x", "y", "0.5", "2.0", "-1.5"])
        left, right = self.real(depth - 1), self.real(depth - 1)
        form = self.random.random()
        if form < 0.5:
            return f"({left} {pick(['+', '-', '*', '/', '//', '%'])} {right})"
        if form < 0.6:
            return f"({left} {pick(['+', '*', '/', '-'])} {self.whole(depth - 1)})"
        if form < 0.7:
            return f"({self.whole(depth - 1)} / {self.whole(depth - 1)})"
        if form < 0.8:
            return f"q[{self.index(self.whole(depth - 1))}]"
        if form < 0.85:
            return f"float({self.whole(depth - 1)})"
        if form < 0.9:
            return f"({left} ** {pick(['2', '0.5', '-1', '3'])})"
        return f"{pick(['-', 'abs'])}({left})"

    def test(self, depth):
        pick = self.random.choice
        form = self.random.random()
        if form < 0.2 and depth > 0:
            return f"({self.test(depth - 1)} {pick(['and', 'or'])} {self.test(depth - 1)})"
        if form < 0.3:
            return f"not {self.whole(0)}"
        if form < 0.33:
            return f"m {pick(['is', 'is not'])} None"
        if form < 0.34:
            return f"{self.whole(0)} {pick(['in', 'not in'])} range(-2, {self.whole(0)}, 3)"
        side = self.whole if form < 0.7 else self.real
        other = self.real if form > 0.9 else side
        if form < 0.36:
            return f"{side(depth)} < {side(0)} <= {side(depth)}"
        return f"{side(depth)} {pick(['<', '<=', '>', '>=', '==', '!='])} {other(depth)}"

    def statement(self, depth, indent, in_loop=True):
        pick = self.random.choice
        form = self.random.random()
        space = "    " * indent
        if form < 0.08:
            return self.mixed(space)
        if form < 0.25:
            return [f"{space}{pick('abc')} = {self.whole(2)}"]
        if form < 0.4:
            return [
                f"{space}{pick('abc')} {pick(['+', '-', '*', '//', '%', '^'])}= {self.whole(1)}"
            ]
        if form < 0.55:
            return [f"{space}{pick('xy')} {pick(['', '+', '*', '-'])}= {self.real(2)}"]
        if form < 0.65:
            place = f"{pick('pr')}[{self.index(self.whole(1))}]"
            return [f"{space}{place} {pick(['', '+', '-'])}= {self.whole(1)}"]
        if form < 0.7:
            return [f"{space}q[{self.index(self.whole(1))}] {pick(['', '+', '*'])}= {self.real(1)}"]
        if form < 0.73:
            return [f"{space}a, b = b, {self.whole(1)}"]
        if form < 0.76:
            return [f"{space}d = {self.whole(1)}", f"{space}c = d - 1"]
        if form < 0.86:
            lines = [f"{space}if {self.test(1)}:", *self.body(depth - 1, indent + 1)]
            if self.random.random() < 0.4:
                lines += [f"{space}else:", *self.body(depth - 1, indent + 1)]
            return lines
        if form < 0.9:
            return [f"{space}if {self.test(1)}:", f"{space}    {pick(['break', 'continue'])}"]
        if depth <= 0 or self.loops > 3:
            return [f"{space}c = 0"]
        return self.loop(depth - 1, indent)

    def mixed(self, space):
        """A statement with a variable or value of several kinds, or a name in an expression."""
        pick = self.random.choice
        whole, real = self.whole(1), self.real(1)
        return [
            space + line
            for line in pick(
                [
                    [f"m = {whole} if {self.test(0)} else {real}"],
                    [f"m = {pick(['min', 'max'])}({whole}, {real}, {self.whole(0)})"],
                    [f"m = {whole} {pick(['and', 'or'])} {real}"],
                    [f"m = None if {self.test(0)} else {whole}"],
                    ["x = x if m is None else m * 0.5"],
                    ["m = 2 if m is None else m + 1"],
                    [f"a = (b := {whole}) + b"],
                    [f"if (b := {whole}) > 2:", f"    x = {real} + b"],
                    [f"m = u[{self.index(whole)}]"],
                    [f"y = y + (u[{self.index(whole)}] or {whole})"],
                ]
            )
        ]

    def body(self, depth, indent):
        count = self.random.randrange(1, 4)
        return [line for _ in range(count) for line in self.statement(depth, indent)]

    def loop(self, depth, indent):
        pick = self.random.choice
        self.loops += 1
        name = f"{'ijkl'[min(self.loops - 1, 3)]}"
        space = "    " * indent
        head = pick(
            [
                f"for {name} in range({pick([0, 3, 7])}):",
                f"for {name} in range({pick([-4, 9])}, {pick([0, 12])}, {pick([1, 2, -1, -3])}):",
                f"for {name} in range({self.whole(0)} % 5, 9, {self.whole(0)} % 3):",
                f"for {name} in p:",
                "for m in u:",
                f"for {name} in reversed(range({self.whole(0)} % 5, 9, {pick([1, 2, -1, 4])})):",
                f"for {name}, x in enumerate(q):",
                f"for {name}, y in zip(p, q):",
            ]
        )
        body = self.body(depth, indent + 1)
        if self.random.random() < 0.25 and indent:
            counter = f"w{self.loops}"
            return [
                f"{space}{counter} = 0",
                f"{space}while {counter} < {pick([2, 5])}:",
                f"{space}    {counter} += 1",
                *body,
            ]
        lines = [f"{space}{head}", *body]
        if self.random.random() < 0.15:
            lines += [f"{space}else:", f"{space}    c = 1"]
        return lines

    def program(self):
        self.loops = 0
        lines = self.loop(2, 0)
        return "\n".join(lines) + "\n"


def generated(seed):
    generator = Generator(seed)
    values = {**generator.values(), "i": 1}
    return generator.program(), values, generator.random.choice([None, None, 1, 2, 5])


def test_generated_loops():
    ran = refused = left = 0
    for seed in range(SEED, SEED + COUNT):
        text, values, pause_after = generated(seed)
        try:
            got, exits = run_native(text, values, pause_after)
        except Refusal:
            refused += 1
            continue
        wanted = run_python(text, values)
        assert got == wanted, f"seed {seed}, pause {pause_after}\n{text}\n{values}"
        ran += 1
        left += any(one.reason not in ("exhausted", "broke", "pause") for one in exits)
    assert ran > COUNT // 2 and left > COUNT // 20, (ran, refused, left)
