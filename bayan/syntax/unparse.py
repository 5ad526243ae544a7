"""Turns a resolved tree into a Python program of the same meaning: the way out of Bayan, and a
second opinion on what a program means.

    def f(o) { return o?.name ?? "-" |> len }

    def f(o):
        return _pipe(_kept.take() if _kept.keep(_kept.take().name if … else None) else '-', len)

What Python has stays as it is: `self` and the arguments of `super` have been put in by the
resolver, variables of comprehensions get their own names back, for Python's scopes are the ones
they came from. What only Bayan has is said by small helpers, which the program begins with as far
as it needs them (see unparse_prelude); they keep the order of evaluation, and they are calls, so
that `await` and `yield` go on working in their arguments. Logic has no counterpart in Python.

It goes through Python's `ast`, which knows where parentheses and quotation marks are needed.
A module that awaits needs `ast.PyCF_ALLOW_TOP_LEVEL_AWAIT` to be compiled.
"""

# ruff: noqa: N802 (methods are named like the classes of nodes that they convert)

from __future__ import annotations

import ast
import sys

from . import nodes
from .unparse_expressions import OPERATORS, ExpressionConverter, as_target, spelled
from .unparse_prelude import BUILTINS, HELPERS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .nodes import Expression, Module, Pattern, Statement

# A chain of a thousand operators is as many calls deep, in here and in ast.unparse.
DEPTH = 30_000


def to_python(module: Module) -> str:
    """The Python program; raises UntranslatableError."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, DEPTH))
    try:
        converter = _Converter(module)
        body = converter.block(module.body)
        docstring, rest = _split_docstring(body, module)
        program = ast.Module([*docstring, *converter.prelude(), *rest], [])
        return ast.unparse(ast.fix_missing_locations(program)) + "\n"
    finally:
        sys.setrecursionlimit(limit)


def _split_docstring(body: list[ast.stmt], module: Module) -> tuple[list[ast.stmt], list[ast.stmt]]:
    """The statements that stay before the prelude: the docstring, and imports from the future."""
    count = 0 if module.scope.docstring is None else 1
    while count < len(body):
        statement = body[count]
        if not isinstance(statement, ast.ImportFrom) or statement.module != "__future__":
            break
        count += 1
    return body[:count], body[count:]


class _Converter(ExpressionConverter):
    """Converts one module."""

    def prelude(self) -> list[ast.stmt]:
        """Definitions of the helpers and of Bayan's own built-ins that the program uses."""
        text = ""
        for helper, name in self.helpers.items():
            text += HELPERS[helper].replace(f"_{helper}", name)
        for name in self.builtins:
            text += BUILTINS[name]
        return ast.parse(text).body

    def block(self, statements: list[Statement]) -> list[ast.stmt]:
        """Statements, of which there must be one."""
        return self.statements(statements) or [ast.Pass()]

    def statements(self, statements: list[Statement]) -> list[ast.stmt]:
        found: list[ast.stmt] = []
        for statement in statements:
            converted = self.convert(statement)
            if isinstance(converted, list):
                found.extend(converted)
            else:
                found.append(converted)
        return found

    # Definitions

    def visit_FunctionDefinition(self, node: nodes.FunctionDefinition) -> ast.stmt:
        kind: Any = ast.AsyncFunctionDef if node.is_async else ast.FunctionDef
        return kind(  # type: ignore[no-any-return]
            name=node.scope.name,
            args=self.parameters(node.parameters),
            body=self.block(node.body),
            decorator_list=self.all(node.decorators),
            returns=self.annotation(node.returns),
            type_params=[],
        )

    def visit_ClassDefinition(self, node: nodes.ClassDefinition) -> ast.stmt:
        parts: dict[str, Any] = {
            "name": node.scope.name,
            "bases": self.all(node.bases),
            "keywords": self.all(node.keywords),
            "body": self.block(node.body),
            "decorator_list": self.all(node.decorators),
            "type_params": [],
        }
        return ast.ClassDef(**parts)

    # Statements

    def visit_ExpressionStatement(self, node: nodes.ExpressionStatement) -> ast.stmt:
        return ast.Expr(self.convert(node.value))

    def visit_Assignment(self, node: nodes.Assignment) -> ast.stmt:
        return ast.Assign([self.target(each) for each in node.targets], self.convert(node.value))

    def visit_AugmentedAssignment(self, node: nodes.AugmentedAssignment) -> list[ast.stmt]:
        if node.operator == ">>" and not (
            isinstance(node.value, nodes.Constant) or _is_sliced(node.target)
        ):
            return self.shift_in_place(node)
        target = self.target(node.target)
        value = self.convert(node.value)
        return [ast.AugAssign(target, OPERATORS[node.operator](), value)]

    def shift_in_place(self, node: nodes.AugmentedAssignment) -> list[ast.stmt]:
        """`a.b >>= c`, with each part of the target evaluated once."""
        before: list[ast.stmt] = []
        kept: list[str] = []

        def keep(value: ast.expr) -> ast.expr:
            name = self.fresh()
            kept.append(name)
            before.append(ast.Assign([ast.Name(name, ast.Store())], value))
            return ast.Name(name, ast.Load())

        place = self.convert(node.target)
        if isinstance(place, ast.Attribute):
            place.value = keep(place.value)
        elif isinstance(place, ast.Subscript):
            place.value = keep(place.value)
            place.slice = keep(place.slice)
        value = self.call("shift_in_place", place, self.convert(node.value))
        after: list[ast.stmt] = [ast.Delete([ast.Name(name, ast.Del())]) for name in kept]
        store = as_target(ast.parse(ast.unparse(place), mode="eval").body, ast.Store)
        return [*before, ast.Assign([store], value), *after]

    def visit_AnnotatedAssignment(self, node: nodes.AnnotatedAssignment) -> ast.stmt:
        return ast.AnnAssign(
            self.target(node.target),
            self.annotation(node.annotation),
            self.maybe(node.value),
            int(node.is_simple),
        )

    def visit_Delete(self, node: nodes.Delete) -> ast.stmt:
        return ast.Delete([as_target(self.convert(each), ast.Del) for each in node.targets])

    def visit_Return(self, node: nodes.Return) -> ast.stmt:
        return ast.Return(self.maybe(node.value))

    def visit_Raise(self, node: nodes.Raise) -> ast.stmt:
        return ast.Raise(self.maybe(node.exception), self.maybe(node.cause))

    def visit_Assert(self, node: nodes.Assert) -> ast.stmt:
        return ast.Assert(self.convert(node.test), self.maybe(node.message))

    def visit_Pass(self, node: nodes.Pass) -> ast.stmt:
        return ast.Pass()

    def visit_Break(self, node: nodes.Break) -> ast.stmt:
        return ast.Break()

    def visit_Continue(self, node: nodes.Continue) -> ast.stmt:
        return ast.Continue()

    def visit_Global(self, node: nodes.Global) -> ast.stmt:
        return ast.Global(node.names)

    def visit_Nonlocal(self, node: nodes.Nonlocal) -> ast.stmt:
        return ast.Nonlocal(node.names)

    def visit_Import(self, node: nodes.Import) -> ast.stmt:
        return ast.Import(self.all(node.aliases))

    def visit_ImportFrom(self, node: nodes.ImportFrom) -> ast.stmt:
        return ast.ImportFrom(node.module, self.all(node.aliases), node.level)

    def visit_ImportAlias(self, node: nodes.ImportAlias) -> ast.alias:
        return ast.alias(node.name, node.alias)

    def visit_ImportPath(self, node: nodes.ImportPath) -> ast.stmt:
        value = self.call("import_path", ast.Constant(node.path), ast.Name("__file__", ast.Load()))
        return ast.Assign([ast.Name(node.alias, ast.Store())], value)

    def visit_If(self, node: nodes.If) -> ast.stmt:
        return ast.If(
            self.convert(node.test), self.block(node.body), self.statements(node.otherwise)
        )

    def visit_While(self, node: nodes.While) -> ast.stmt:
        return ast.While(
            self.convert(node.test), self.block(node.body), self.statements(node.otherwise)
        )

    def visit_For(self, node: nodes.For) -> ast.stmt:
        kind: Any = ast.AsyncFor if node.is_async else ast.For
        return kind(  # type: ignore[no-any-return]
            self.target(node.target),
            self.convert(node.iterable),
            self.block(node.body),
            self.statements(node.otherwise),
        )

    def visit_Try(self, node: nodes.Try) -> ast.stmt:
        kind: Any = ast.TryStar if node.is_star else ast.Try
        return kind(  # type: ignore[no-any-return]
            self.block(node.body),
            self.all(node.handlers),
            self.statements(node.otherwise),
            self.statements(node.final),
        )

    def visit_ExceptHandler(self, node: nodes.ExceptHandler) -> ast.excepthandler:
        return ast.ExceptHandler(self.maybe(node.type), node.name, self.block(node.body))

    def visit_With(self, node: nodes.With) -> ast.stmt:
        kind: Any = ast.AsyncWith if node.is_async else ast.With
        return kind(self.all(node.items), self.block(node.body))  # type: ignore[no-any-return]

    def visit_WithItem(self, node: nodes.WithItem) -> ast.withitem:
        target = None if node.target is None else self.target(node.target)
        return ast.withitem(self.convert(node.context), target)

    def visit_Match(self, node: nodes.Match) -> ast.stmt:
        return ast.Match(self.convert(node.subject), self.all(node.cases))

    def visit_MatchCase(self, node: nodes.MatchCase) -> ast.match_case:
        pattern = self.convert(node.pattern)
        return ast.match_case(pattern, self.maybe(node.guard), self.block(node.body))

    # Patterns

    def patterns(self, patterns: list[Pattern]) -> list[Any]:
        return self.all(patterns)

    def visit_ValuePattern(self, node: nodes.ValuePattern) -> ast.pattern:
        return ast.MatchValue(self.convert(node.value))

    def visit_SingletonPattern(self, node: nodes.SingletonPattern) -> ast.pattern:
        value: Any = node.value
        return ast.MatchSingleton(value)

    def visit_CapturePattern(self, node: nodes.CapturePattern) -> ast.pattern:
        return ast.MatchAs(self.maybe(node.pattern), node.name)

    def visit_SequencePattern(self, node: nodes.SequencePattern) -> ast.pattern:
        return ast.MatchSequence(self.patterns(node.patterns))

    def visit_StarPattern(self, node: nodes.StarPattern) -> ast.pattern:
        return ast.MatchStar(node.name)

    def visit_MappingPattern(self, node: nodes.MappingPattern) -> ast.pattern:
        return ast.MatchMapping(self.all(node.keys), self.patterns(node.patterns), node.rest)

    def visit_ClassPattern(self, node: nodes.ClassPattern) -> ast.pattern:
        return ast.MatchClass(
            self.convert(node.class_),
            self.patterns(node.patterns),
            [spelled(name) for name in node.keyword_names],
            self.patterns(node.keyword_patterns),
        )

    def visit_OrPattern(self, node: nodes.OrPattern) -> ast.pattern:
        return ast.MatchOr(self.patterns(node.patterns))


def _is_sliced(target: Expression) -> bool:
    """Whether a target is a part of a sequence, which is no callable."""
    if not isinstance(target, nodes.Subscript):
        return False
    index = target.index
    indices = index.elements if isinstance(index, nodes.Tuple) else [index]
    return any(isinstance(each, nodes.Slice | nodes.Starred) for each in indices)
