"""The programs of the suite, and their sizes.

Each is a file programs/NAME.bayan with a Python twin programs/NAME.py that does exactly the same
work: run with a size as its argument it prints a result, which must be the twin's. A program that
has a function `work` (in Arabic `اعمل`) gives its result there, so that it can be repeated in one
process; the others are scripts, for which only whole processes count. What peers/NAME.* there is
(.c, .js, .lua, _numba.py) does the same work too.

To add a program, add the two files and a line here; tests/test_bench.py holds it to this.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from .errors import unknown

HOME = Path(__file__).parent
PROGRAMS_HOME = HOME / "programs"
PEERS_HOME = HOME / "peers"

# What `work` is called.
WORK_NAMES = ("work", "اعمل")


@dataclass(frozen=True)
class Program:
    """One program of the suite.

    smallest  the size at which only outputs are checked, and start-up is measured
    fast      a size that takes CPython about 10 ms, for `--fast`
    full      a size that takes CPython about 100 ms
    """

    name: str
    kind: str
    title: str
    smallest: int
    fast: int
    full: int
    is_script: bool = False

    @property
    def bayan(self) -> Path:
        return PROGRAMS_HOME / f"{self.name}.bayan"

    @property
    def twin(self) -> Path:
        return PROGRAMS_HOME / f"{self.name}.py"

    def peer(self, suffix: str) -> Path:
        """Where a peer's source of this program would be."""
        return PEERS_HOME / f"{self.name}{suffix}"


# Kinds, in the order of the reports.
CALLS = "calls"
NUMBERS = "numbers"
LISTS = "lists and search"
OBJECTS = "objects"
TEXT = "text and dictionaries"
LANGUAGE = "closures, generators, exceptions"
SCRIPTS = "scripts"
ARABIC = "written in Arabic"
KINDS = (CALLS, NUMBERS, LISTS, OBJECTS, TEXT, LANGUAGE, SCRIPTS, ARABIC)

PROGRAMS = (
    Program("fib", CALLS, "Fibonacci numbers, recursively", 10, 24, 30),
    Program("tak", CALLS, "Takeuchi's function", 8, 21, 27),
    Program("ackermann", CALLS, "Ackermann's function, deep recursion", 1, 15, 150),
    Program("integer_loop", NUMBERS, "Integers that stay in 64 bits", 100, 100_000, 1_000_000),
    Program("big_integers", NUMBERS, "Integers that leave 64 bits", 100, 30_000, 100_000),
    Program("collatz", NUMBERS, "Longest Collatz sequence", 100, 2_000, 20_000),
    Program("sieve", NUMBERS, "Sieve of Eratosthenes", 100, 100_000, 1_000_000),
    Program("mandelbrot", NUMBERS, "Mandelbrot set", 8, 60, 180),
    Program("nbody", NUMBERS, "Planets as objects", 10, 2_000, 20_000),
    Program("spectral_norm", NUMBERS, "Spectral norm", 10, 60, 180),
    Program("matrix_product", NUMBERS, "Product of lists of lists", 6, 60, 130),
    Program("gauss", NUMBERS, "Gaussian elimination", 8, 80, 180),
    Program("monte_carlo", NUMBERS, "Pi from random points", 100, 30_000, 250_000),
    Program("fannkuch", LISTS, "Pancake flips", 5, 7, 8),
    Program("levenshtein", LISTS, "Edit distance", 10, 200, 600),
    Program("queens", LISTS, "Queens on a board", 5, 9, 11),
    Program("permutations", LISTS, "Permutations by recursive generators", 4, 7, 8),
    Program("binary_trees", OBJECTS, "Trees made and dropped", 4, 13, 16),
    Program("method_calls", OBJECTS, "Methods, inheritance, properties", 50, 40_000, 400_000),
    Program("richards", OBJECTS, "A scheduler of tasks", 20, 2_500, 25_000),
    Program("deltablue", OBJECTS, "A solver of constraints", 10, 500, 5_000),
    Program("havlak", OBJECTS, "Loops of a control-flow graph", 1, 40, 400),
    Program("json_parser", TEXT, "Reading and writing JSON", 3, 200, 2_000),
    Program("word_count", TEXT, "Counting words", 50, 20_000, 200_000),
    Program("strings", TEXT, "Building strings", 20, 2_000, 20_000),
    Program("closures", LANGUAGE, "Functions that make functions", 50, 15_000, 150_000),
    Program("generators", LANGUAGE, "Chains of generators", 50, 30_000, 300_000),
    Program("exceptions", LANGUAGE, "Raising and catching", 50, 15_000, 150_000),
    Program("hello", SCRIPTS, "Start-up and nothing else", 0, 0, 0, True),
    Program("cold_functions", SCRIPTS, "Many functions, each called once", 5, 5, 5, True),
    Program("long_script", SCRIPTS, "One long loop, no function", 100, 100_000, 1_000_000, True),
    Program("primes_arabic", ARABIC, "Prime and perfect numbers", 50, 4_000, 20_000),
    Program("bank_arabic", ARABIC, "Accounts and transfers", 50, 10_000, 100_000),
)

BY_NAME = {program.name: program for program in PROGRAMS}


def select(names: Iterable[str] | None) -> list[Program]:
    """The programs of these names, in the catalogue's order; all where no name is given."""
    if names is None:
        return list(PROGRAMS)
    wanted = set(names)
    for name in wanted:
        if name not in BY_NAME:
            raise unknown("program", name, BY_NAME)
    return [program for program in PROGRAMS if program.name in wanted]
