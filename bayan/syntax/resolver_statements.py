"""The resolver's walk over definitions and statements; see resolver_expressions."""

from __future__ import annotations

from . import nodes
from .bindings import CLASS, FUNCTION, MODULE
from .nodes import (
    Constant,
    ExpressionStatement,
    List,
    LogicVariable,
    Name,
    Starred,
    Tuple,
)
from .resolver_expressions import LOOP, NO_LOOP, STAR_BLOCK, ExpressionCollector
from .resolver_lowering import EVALUATING, lower_method

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from .nodes import Expression, Module, Pattern, Position, Statement
    from .source import Source


class Collector(ExpressionCollector):
    """Walks a whole module once."""

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self.visitors.update(
            {
                nodes.Atom: self.nothing,
                nodes.Break: self.jump,
                nodes.Continue: self.jump,
                nodes.Declaration: self.nothing,
                nodes.Literal: self.nothing,
                nodes.Pass: self.nothing,
                nodes.FunctionDefinition: self.function,
                nodes.ClassDefinition: self.class_,
                ExpressionStatement: self.expression_statement,
                nodes.Assignment: self.assignment,
                nodes.AugmentedAssignment: self.augmented_assignment,
                nodes.AnnotatedAssignment: self.annotated_assignment,
                nodes.Delete: self.delete,
                nodes.Return: self.return_,
                nodes.Raise: self.raise_,
                nodes.Assert: self.assert_,
                nodes.Global: self.global_,
                nodes.Nonlocal: self.nonlocal_,
                nodes.Import: self.import_,
                nodes.ImportPath: self.import_path,
                nodes.ImportFrom: self.import_from,
                nodes.If: self.if_,
                nodes.While: self.while_,
                nodes.For: self.for_,
                nodes.Try: self.try_,
                nodes.With: self.with_,
                nodes.Match: self.match,
                nodes.Hybrid: self.hybrid,
                nodes.Fact: self.fact,
                nodes.Rule: self.rule,
                nodes.QueryStatement: self.query_statement,
                nodes.Query: self.query,
            }
        )

    def collect(self, module: Module) -> None:
        module.loops = self.loops
        table = self.enter(MODULE, module, "<module>", "<module>")
        table.scope.docstring = _docstring(module.body)
        self.block(module.body)
        for inner in self.tables:
            for name in inner.globals:
                if name in inner.bindings:
                    table.bindings.setdefault(name, [])

    def block(self, statements: list[Statement]) -> None:
        visitors = self.visitors
        for statement in statements:
            visitors[type(statement)](statement)

    # Definitions

    def function(self, node: nodes.FunctionDefinition) -> None:
        for decorator in node.decorators:
            self.visit(decorator)
        if self.table.kind == CLASS:
            lower_method(node, self.table)
        self.signature(node.parameters)
        self.visit(node.returns)
        name = node.name
        variable = node.name = self.mangled(name)
        self.bind(variable, node)
        table = self.enter_function(node, name, variable, node.parameters)
        table.scope.is_async = node.is_async
        table.scope.docstring = _docstring(node.body)
        outer = self.jumps, self.in_star, self.in_term
        self.jumps, self.in_star, self.in_term = NO_LOOP, False, False
        self.block(node.body)
        self.jumps, self.in_star, self.in_term = outer
        if node.is_async and table.scope.is_generator:
            for statement in table.value_returns:
                self.report("B314", statement.position)
        self.leave(table)

    def class_(self, node: nodes.ClassDefinition) -> None:
        for decorator in node.decorators:
            self.visit(decorator)
        self.elements(node.bases)
        self.keywords(node.keywords)
        name = node.name
        variable = node.name = self.mangled(name)
        self.bind(variable, node)
        table = self.enter(CLASS, node, name, self.qualname(name, variable))
        table.scope.docstring = _docstring(node.body)
        outer = self.private, self.jumps, self.in_star
        self.private = name.lstrip("_") or None
        self.jumps, self.in_star = NO_LOOP, False
        self.block(node.body)
        self.private, self.jumps, self.in_star = outer
        self.leave(table)

    # Statements that bind

    def expression_statement(self, node: ExpressionStatement) -> None:
        self.visitors[type(node.value)](node.value)

    def assignment(self, node: nodes.Assignment) -> None:
        value = node.value
        self.visitors[type(value)](value)
        for target in node.targets:
            self.target(target)
            if node.is_constant:
                for name in _names(target):
                    self.table.constants.setdefault(name.name, name)

    def augmented_assignment(self, node: nodes.AugmentedAssignment) -> None:
        self.target(node.target)
        self.visit(node.value)

    def annotated_assignment(self, node: nodes.AnnotatedAssignment) -> None:
        target = node.target
        if isinstance(target, Name):
            name = self.mangled(target.name)
            table = self.table
            if (
                node.is_simple
                and table.kind != MODULE
                and (name in table.globals or name in table.nonlocals)
            ):
                word = "global" if name in table.globals else "nonlocal"
                self.report("B311", node.position, name, word)
            if node.is_simple or node.value is not None:
                self.target(target)
            else:
                self.name(target)
        else:
            self.target(target)
        self.visit(node.annotation)
        self.visit(node.value)

    def delete(self, node: nodes.Delete) -> None:
        for target in node.targets:
            self.target(target)

    def global_(self, node: nodes.Global) -> None:
        self.declare(node, "global", self.table.globals, self.table.nonlocals)

    def nonlocal_(self, node: nodes.Nonlocal) -> None:
        if self.table.kind == MODULE:
            self.report("B307", node.position)
            return
        self.declare(node, "nonlocal", self.table.nonlocals, self.table.globals)

    def declare(
        self,
        node: nodes.Global | nodes.Nonlocal,
        word: str,
        declared: dict[str, Position],
        others: dict[str, Position],
    ) -> None:
        table = self.table
        node.names = [self.mangled(name) for name in node.names]
        for name in node.names:
            if name in table.parameters:
                self.report("B308", node.position, name, word)
            elif name in others:
                self.report("B312", node.position, name)
            elif name in table.uses:
                self.report("B309", node.position, name, word)
            elif any(
                # CPython lets an import stand before the declaration, and in a module a `:=` in
                # a comprehension.
                not isinstance(binder, nodes.ImportAlias) and binder not in table.bound_within
                for binder in table.bindings.get(name, ())
            ):
                self.report("B310", node.position, name, word)
            declared.setdefault(name, node.position)

    def import_(self, node: nodes.Import) -> None:
        for alias in node.aliases:
            if alias.alias is not None:
                name = alias.alias = self.mangled(alias.alias)
            else:
                alias.name = self.mangled(alias.name)
                name = alias.name.partition(".")[0]
            self.bind(name, alias)

    def import_path(self, node: nodes.ImportPath) -> None:
        node.alias = self.mangled(node.alias)
        self.bind(node.alias, node)

    def import_from(self, node: nodes.ImportFrom) -> None:
        for alias in node.aliases:
            if alias.name == "*":
                if self.table.kind != MODULE:
                    self.report("B316", node.position)
                self.tables[0].has_star_import = True
                continue
            alias.name = self.mangled(alias.name)
            if alias.alias is not None:
                alias.alias = self.mangled(alias.alias)
            self.bind(alias.alias or alias.name, alias)

    # Other statements

    def return_(self, node: nodes.Return) -> None:
        table = self.table
        if table.kind != FUNCTION:
            self.report("B302", node.position)
        if self.in_star:
            self.report("B324", node.position, "return")
        if node.value is not None:
            table.value_returns.append(node)
            self.visit(node.value)

    def raise_(self, node: nodes.Raise) -> None:
        self.visit(node.exception)
        self.visit(node.cause)

    def assert_(self, node: nodes.Assert) -> None:
        self.condition(node.test)
        self.visit(node.message)

    def jump(self, node: nodes.Break | nodes.Continue) -> None:
        if self.jumps != LOOP:
            word = "break" if type(node) is nodes.Break else "continue"
            self.report("B305" if self.jumps == NO_LOOP else "B324", node.position, word)

    def if_(self, node: nodes.If) -> None:
        while True:
            self.condition(node.test)
            self.block(node.body)
            if len(node.otherwise) != 1 or not isinstance(node.otherwise[0], nodes.If):
                break
            node = node.otherwise[0]
        self.block(node.otherwise)

    def while_(self, node: nodes.While) -> None:
        self.condition(node.test)
        self.loop_body(node)

    def for_(self, node: nodes.For) -> None:
        if node.is_async:
            self.suspend(node.position, "async for")
        self.target(node.target)
        self.visit(node.iterable)
        self.loop_body(node)

    def loop_body(self, node: nodes.While | nodes.For) -> None:
        jumps, around = self.jumps, self.around
        self.jumps = LOOP
        self.place_loop(node)
        self.block(node.body)
        self.jumps, self.around = jumps, around
        self.block(node.otherwise)

    def try_(self, node: nodes.Try) -> None:
        self.block(node.body)
        outer = self.jumps, self.in_star
        if node.is_star:
            self.jumps, self.in_star = STAR_BLOCK, True
        for handler in node.handlers:
            if handler.type is not None:
                self.visit(handler.type)
            if handler.name is not None:
                handler.name = self.mangled(handler.name)
                self.bind(handler.name, handler)
            self.block(handler.body)
        self.jumps, self.in_star = outer
        self.block(node.otherwise)
        self.block(node.final)

    def with_(self, node: nodes.With) -> None:
        if node.is_async:
            self.suspend(node.position, "async with")
        for item in node.items:
            self.visit(item.context)
            if item.target is not None:
                self.target(item.target)
        self.block(node.body)

    def match(self, node: nodes.Match) -> None:
        self.visit(node.subject)
        for case in node.cases:
            self.pattern(case.pattern)
            if case.guard is not None:
                self.condition(case.guard)
            self.block(case.body)

    def pattern(self, pattern: Pattern) -> None:
        """Binds the names of a pattern, and visits the values that it compares with."""
        if isinstance(pattern, nodes.CapturePattern):
            if pattern.pattern is not None:
                self.pattern(pattern.pattern)
            pattern.name = self.pattern_name(pattern.name, pattern)
        elif isinstance(pattern, nodes.StarPattern):
            pattern.name = self.pattern_name(pattern.name, pattern)
        elif isinstance(pattern, nodes.ValuePattern):
            self.visit(pattern.value)
        elif isinstance(pattern, nodes.MappingPattern):
            self.mapping_keys(pattern.keys)
            self.patterns(pattern.patterns)
            pattern.rest = self.pattern_name(pattern.rest, pattern)
        elif isinstance(pattern, nodes.ClassPattern):
            self.visit(pattern.class_)
            self.patterns(pattern.patterns)
            self.patterns(pattern.keyword_patterns)
        elif isinstance(pattern, nodes.SequencePattern | nodes.OrPattern):
            self.patterns(pattern.patterns)

    def patterns(self, patterns: list[Pattern]) -> None:
        for pattern in patterns:
            self.pattern(pattern)

    def pattern_name(self, name: str | None, pattern: Pattern) -> str | None:
        if name is not None:
            name = self.mangled(name)
            self.bind(name, pattern)
        return name

    def mapping_keys(self, keys: list[Expression]) -> None:
        seen: set[object] = set()
        for key in keys:
            if isinstance(key, Constant):
                # As in Python, 1 and True are one key.
                if key.value in seen:
                    self.report("B318", key.position, repr(key.value))
                seen.add(key.value)
            self.visit(key)

    # Logic

    def hybrid(self, node: nodes.Hybrid) -> None:
        self.block(node.body)

    def fact(self, node: nodes.Fact) -> None:
        self.term(node.head)

    def rule(self, node: nodes.Rule) -> None:
        self.term(node.head)
        self.term(node.body, True)

    def query_statement(self, node: nodes.QueryStatement) -> None:
        self.query(node.query)
        for variable in _goal_variables(node.query.goal):
            self.bind("?" + variable.name, variable)

    def query(self, node: nodes.Query) -> None:
        self.visit(node.count)
        self.term(node.goal, True)
        if node.where is not None:
            self.code_in_term(node.where)

    def term(self, term: nodes.Term, has_goals: bool = False) -> None:
        """The code inside a term; its variables belong to the clause or query."""
        waiting: list[nodes.Term | None] = [term]
        while waiting:
            node = waiting.pop()
            if isinstance(node, nodes.Compound):
                if has_goals and node.name in EVALUATING:
                    self.evaluated_goals.append((self.table, node))
                waiting.extend(reversed(node.arguments))
            elif isinstance(node, nodes.LogicList):
                waiting.append(node.tail)
                waiting.extend(reversed(node.elements))
            elif isinstance(node, nodes.CodeTerm):
                self.code_in_term(node.expression)
            elif isinstance(node, nodes.CodeCall):
                self.code_in_term(node.function)
                waiting.extend(reversed(node.arguments))

    def code_in_term(self, node: Expression) -> None:
        outer = self.in_term
        self.in_term = True
        self.visit(node)
        self.in_term = outer


def _docstring(body: list[Statement]) -> str | None:
    if body and isinstance(body[0], ExpressionStatement):
        value = body[0].value
        if isinstance(value, Constant) and isinstance(value.value, str):
            return value.value
    return None


def _names(target: Expression) -> Iterator[Name]:
    """The names that an assignment to the target binds."""
    if isinstance(target, Name):
        yield target
    elif isinstance(target, Starred):
        yield from _names(target.value)
    elif isinstance(target, Tuple | List):
        for element in target.elements:
            yield from _names(element)


def _goal_variables(goal: nodes.Term) -> Iterator[LogicVariable]:
    """The named variables of a goal, in the order of the source."""
    waiting: list[nodes.Term | None] = [goal]
    while waiting:
        node = waiting.pop()
        if isinstance(node, LogicVariable):
            if not node.name.startswith("_"):
                yield node
        elif isinstance(node, nodes.Compound | nodes.CodeCall):
            waiting.extend(reversed(node.arguments))
        elif isinstance(node, nodes.LogicList):
            waiting.append(node.tail)
            waiting.extend(reversed(node.elements))
