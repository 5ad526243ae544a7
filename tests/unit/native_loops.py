"""Runs Python loops through native kernels, and what is left through the tree-walker.

    outcome = run_native(text, values)       # text: one loop
    outcome = run_python(text, values)

Both give the variables at the end and the exception's type. Where a kernel leaves, the walker
goes on at the statement that the exit names, with the loops under way that it names, and the
kernel is entered again at the outermost loop's next round: so exits must be exact.
"""

from __future__ import annotations

import copy

from bayan.syntax import nodes
from bayan.syntax.resolver import resolve
from bayan.tiers.dispatch import Engine
from bayan.tiers.native import (
    BROKE,
    ENTRY,
    EXHAUSTED,
    ITERATOR,
    NATURAL,
    PAUSE,
    compile_loop,
    iterator_kind,
    kernel_names,
    natural_limit,
    types_of,
)
from bayan.tiers.native.plan import bindings_in
from bayan.tiers.walk.frame import BREAK, EVALUATE, EXECUTE, Frame, module_frame
from bayan.tiers.walk.targets import assign
from bayan.values.builtins import make_builtins
from tests.support.python_bridge import module_from_python


class Loop:
    """One loop at module level, ready to be compiled for the variables' present values."""

    def __init__(self, text, values=None):
        self.tree, source = module_from_python(text)
        resolve(self.tree, source)
        engine = Engine("walk")
        self.globals = {"__builtins__": make_builtins(engine.intrinsics()), **(values or {})}
        self.unit = engine.unit(source, self.tree, self.globals)
        self.node = self.tree.body[-1]
        for node in self.tree.body[:-1]:
            EXECUTE[type(node)](node, self.frame())
        self.exits = []
        self.kernel = None

    def frame(self) -> Frame:
        return module_frame(self.unit, self.globals)

    def compile(self, iterator=None, may_be_natural=False, copied=False):
        names = [name for name in kernel_names(self.node) if name in self.globals]
        types = types_of({name: self.globals[name] for name in names})
        if iterator is not None:
            types[ITERATOR] = iterator_kind(iterator)
        present = {name: self.globals[name] for name in names}
        natural = natural_limit(bindings_in(self.node), present, iterator) if may_be_natural else 0
        if natural:
            types[NATURAL] = str(natural)
        self.kernel = compile_loop(self.unit, self.tree.scope, self.node, types, copied=copied)
        return self.kernel

    def iterator(self):
        if isinstance(self.node, nodes.While):
            return None
        operand = self.node.iterable
        return iter(EVALUATE[type(operand)](operand, self.frame()))

    def enter(self, iterator, pause_after=None):
        """One run of the kernel, pauses included."""
        if pause_after:
            self.kernel.pause_after = pause_after
        left = self.kernel.run(self.globals, iterator)
        while left.reason == PAUSE:
            self.globals.update(left.variables)
            self.exits.append(left)
            left = self.kernel.run(self.globals, iterator, left.resume)
            assert left.reason != ENTRY
        self.globals.update(left.variables)
        self.exits.append(left)
        assert left.interruption is None
        return left

    def run(self, pause_after=None, copied=False):
        iterator = self.iterator()
        self.compile(iterator, may_be_natural=True, copied=copied)
        while True:
            left = self.enter(iterator, pause_after)
            if left.reason == ENTRY:
                self.walk_rest(iterator)
                return
            if left.reason == EXHAUSTED:
                self.execute(self.node.otherwise)
                return
            if left.reason == BROKE:
                return
            if self.go_on(left, 0) is BREAK:
                return
            iterator = left.loops[0].iterator

    def walk_rest(self, iterator):
        if iterator is None:
            EXECUTE[nodes.While](self.node, self.frame())
        elif self.rounds(self.node, iterator) is not BREAK:
            self.execute(self.node.otherwise)

    def rounds(self, node, iterator):
        for value in iterator:
            assign(node.target, value, self.frame())
            if self.execute(node.body) is BREAK:
                return BREAK
        return None

    def execute(self, statements):
        for statement in statements:
            signal = EXECUTE[type(statement)](statement, self.frame())
            if signal is not None:
                return signal
        return None

    def go_on(self, left, depth):
        """Finish the round under way of loop number `depth`, and of inner loops all rounds."""
        state = left.loops[depth]
        last = depth + 1 == len(left.loops)
        if last and left.at_round:
            # The outermost one needs a step by the walker: the kernel just left there.
            if depth == 0:
                return self.one_round(state)
            return self.finish(state)
        target = left.statement if last else left.loops[depth + 1].node

        def at_target():
            if not last:
                return self.go_on(left, depth + 1)
            return EXECUTE[type(target)](target, self.frame())

        signal = self.from_statement(state.node.body, target, at_target)
        if signal is BREAK:
            return BREAK if depth == 0 else None
        return None if depth == 0 else self.finish(state)

    def one_round(self, state):
        node = state.node
        if isinstance(node, nodes.While):
            if not EVALUATE[type(node.test)](node.test, self.frame()):
                self.execute(node.otherwise)
                return BREAK
        else:
            for value in state.iterator:
                assign(node.target, value, self.frame())
                break
            else:
                self.execute(node.otherwise)
                return BREAK
        return BREAK if self.execute(node.body) is BREAK else None

    def finish(self, state):
        node = state.node
        if isinstance(node, nodes.While):
            return EXECUTE[nodes.While](node, self.frame())
        if self.rounds(node, state.iterator) is BREAK:
            return None
        return self.execute(node.otherwise)

    def from_statement(self, statements, target, at_target):
        for index, statement in enumerate(statements):
            if statement is target:
                signal = at_target()
            elif isinstance(statement, nodes.If) and contains(statement.body, target):
                signal = self.from_statement(statement.body, target, at_target)
            elif isinstance(statement, nodes.If) and contains(statement.otherwise, target):
                signal = self.from_statement(statement.otherwise, target, at_target)
            else:
                continue
            return signal if signal is not None else self.execute(statements[index + 1 :])
        raise AssertionError(f"{target} is not in the loop")


def contains(statements, target):
    return any(
        statement is target
        or (
            isinstance(statement, nodes.If)
            and (contains(statement.body, target) or contains(statement.otherwise, target))
        )
        for statement in statements
    )


def outcome(variables, error):
    plain = {name: written(value) for name, value in variables.items() if plain_value(value)}
    return plain, type(error).__name__ if error else None


def written(value):
    """As repr, which refuses very long ints."""
    if type(value) is list:
        return [written(one) for one in value]
    return hex(value) if type(value) is int else repr(value)


def plain_value(value):
    if type(value) in (list, tuple):
        return all(plain_value(one) for one in value)
    return type(value) in (int, float, bool)


def run_native(text, values, pause_after=None, copied=False):
    """(variables and exception, exits). copied: the kernel copies lists."""
    loop = Loop(text, copy.deepcopy(values))
    error = None
    try:
        loop.run(pause_after, copied)
    except (ArithmeticError, LookupError, ValueError, TypeError, NameError) as raised:
        error = raised
    return outcome(loop.globals, error), loop.exits


def run_python(text, values):
    namespace = copy.deepcopy(values)
    error = None
    try:
        exec(compile(text, "<loop>", "exec"), namespace)
    except (ArithmeticError, LookupError, ValueError, TypeError, NameError) as raised:
        error = raised
    return outcome(namespace, error)
