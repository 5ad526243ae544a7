"""Python source turned into Bayan's tree, through Python's own parser.

With it the resolver and the tiers can be run on Python programs without Bayan's lexer and parser,
and held to the rule that what Python has means in Bayan what it means in Python.

    module, source = module_from_python("print(1)")

The tree is what Bayan's parser makes of the same program in braces: `elif` is a nested If,
columns count characters (Python's count UTF-8 bytes). Nothing is resolved yet. Positions inside
f-strings are Python's, which before 3.12 are not exact.
"""

# ruff: noqa: N802 (methods are named like the classes of `ast` that they convert)

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable

from bayan.syntax import nodes
from bayan.syntax.nodes import Position
from bayan.syntax.source import Source

OPERATORS = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Mod: "%",
    ast.Pow: "**",
    ast.MatMult: "@",
    ast.LShift: "<<",
    ast.RShift: ">>",
    ast.BitOr: "|",
    ast.BitXor: "^",
    ast.BitAnd: "&",
    ast.And: "and",
    ast.Or: "or",
    ast.Not: "not",
    ast.USub: "-",
    ast.UAdd: "+",
    ast.Invert: "~",
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Is: "is",
    ast.IsNot: "is not",
    ast.In: "in",
    ast.NotIn: "not in",
}
CONVERSIONS = {-1: None, ord("r"): "r", ord("s"): "s", ord("a"): "a"}


def module_from_python(text: str, name: str = "<python>") -> tuple[nodes.Module, Source]:
    """The tree of a Python program and its source; raises Python's own SyntaxError."""
    tree = ast.parse(text, name)
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, 20_000))
    try:
        return _Bridge(text).module(tree), Source(name, text)
    finally:
        sys.setrecursionlimit(limit)


class _Bridge:
    """Converts one tree; a method for each class of Python's nodes, found by its name."""

    def __init__(self, text: str) -> None:
        self.lines = re.split(r"\r\n|\r|\n", text)
        self.methods: dict[type[ast.AST], Callable[[ast.AST], nodes.Node]] = {}

    def module(self, tree: ast.Module) -> nodes.Module:
        position = (1, 0, len(self.lines), len(self.lines[-1]))
        return nodes.Module(position, self.all(tree.body))

    def convert(self, tree):
        if tree is None:
            return None
        method = self.methods.get(type(tree))
        if method is None:
            method = getattr(self, type(tree).__name__)
            self.methods[type(tree)] = method
        return method(tree)

    def all(self, trees: list) -> list:
        return [self.convert(tree) for tree in trees]

    def at(self, tree: ast.AST) -> Position:
        return (
            tree.lineno,
            self.character_column(tree.lineno, tree.col_offset),
            tree.end_lineno,
            self.character_column(tree.end_lineno, tree.end_col_offset),
        )

    def character_column(self, line: int, byte_column: int) -> int:
        if not 0 < line <= len(self.lines):
            return byte_column
        text = self.lines[line - 1]
        if text.isascii():
            return byte_column
        return len(text.encode()[:byte_column].decode(errors="ignore"))

    def span(self, first: ast.AST, last: ast.AST) -> Position:
        return self.at(first)[:2] + self.at(last)[2:]

    # Definitions

    def function(self, tree, is_async: bool) -> nodes.FunctionDefinition:
        return nodes.FunctionDefinition(
            self.at(tree),
            tree.name,
            self.parameters(tree),
            self.all(tree.body),
            self.all(tree.decorator_list),
            self.convert(tree.returns),
            is_async,
        )

    def FunctionDef(self, tree: ast.FunctionDef) -> nodes.Node:
        return self.function(tree, False)

    def AsyncFunctionDef(self, tree: ast.AsyncFunctionDef) -> nodes.Node:
        return self.function(tree, True)

    def Lambda(self, tree: ast.Lambda) -> nodes.Node:
        return nodes.Lambda(self.at(tree), self.parameters(tree), self.convert(tree.body))

    def parameters(self, function) -> nodes.Parameters:
        arguments = function.args

        def parameter(argument: ast.arg, default: ast.expr | None) -> nodes.Parameter:
            return nodes.Parameter(
                self.at(argument),
                argument.arg,
                self.convert(argument.annotation),
                self.convert(default),
            )

        named = arguments.posonlyargs + arguments.args
        defaults = [None] * (len(named) - len(arguments.defaults)) + arguments.defaults
        positional = [parameter(*pair) for pair in zip(named, defaults, strict=True)]
        only = len(arguments.posonlyargs)
        return nodes.Parameters(
            self.at(function),
            positional[:only],
            positional[only:],
            parameter(arguments.vararg, None) if arguments.vararg else None,
            [
                parameter(*pair)
                for pair in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
            ],
            parameter(arguments.kwarg, None) if arguments.kwarg else None,
        )

    def ClassDef(self, tree: ast.ClassDef) -> nodes.Node:
        return nodes.ClassDefinition(
            self.at(tree),
            tree.name,
            self.all(tree.bases),
            self.all(tree.keywords),
            self.all(tree.body),
            self.all(tree.decorator_list),
            "class",
        )

    # Statements

    def Expr(self, tree: ast.Expr) -> nodes.Node:
        return nodes.ExpressionStatement(self.at(tree), self.convert(tree.value))

    def Assign(self, tree: ast.Assign) -> nodes.Node:
        targets = self.all(tree.targets)
        return nodes.Assignment(self.at(tree), targets, self.convert(tree.value), False)

    def AugAssign(self, tree: ast.AugAssign) -> nodes.Node:
        return nodes.AugmentedAssignment(
            self.at(tree),
            self.convert(tree.target),
            OPERATORS[type(tree.op)],
            self.convert(tree.value),
        )

    def AnnAssign(self, tree: ast.AnnAssign) -> nodes.Node:
        return nodes.AnnotatedAssignment(
            self.at(tree),
            self.convert(tree.target),
            self.convert(tree.annotation),
            self.convert(tree.value),
            bool(tree.simple),
        )

    def Delete(self, tree: ast.Delete) -> nodes.Node:
        return nodes.Delete(self.at(tree), self.all(tree.targets))

    def Return(self, tree: ast.Return) -> nodes.Node:
        return nodes.Return(self.at(tree), self.convert(tree.value))

    def Raise(self, tree: ast.Raise) -> nodes.Node:
        return nodes.Raise(self.at(tree), self.convert(tree.exc), self.convert(tree.cause))

    def Assert(self, tree: ast.Assert) -> nodes.Node:
        return nodes.Assert(self.at(tree), self.convert(tree.test), self.convert(tree.msg))

    def Pass(self, tree: ast.Pass) -> nodes.Node:
        return nodes.Pass(self.at(tree))

    def Break(self, tree: ast.Break) -> nodes.Node:
        return nodes.Break(self.at(tree))

    def Continue(self, tree: ast.Continue) -> nodes.Node:
        return nodes.Continue(self.at(tree))

    def Global(self, tree: ast.Global) -> nodes.Node:
        return nodes.Global(self.at(tree), list(tree.names))

    def Nonlocal(self, tree: ast.Nonlocal) -> nodes.Node:
        return nodes.Nonlocal(self.at(tree), list(tree.names))

    def Import(self, tree: ast.Import) -> nodes.Node:
        return nodes.Import(self.at(tree), self.all(tree.names))

    def ImportFrom(self, tree: ast.ImportFrom) -> nodes.Node:
        return nodes.ImportFrom(self.at(tree), tree.module, self.all(tree.names), tree.level)

    def alias(self, tree: ast.alias) -> nodes.Node:
        return nodes.ImportAlias(self.at(tree), tree.name, tree.asname)

    def If(self, tree: ast.If) -> nodes.Node:
        return nodes.If(
            self.at(tree), self.convert(tree.test), self.all(tree.body), self.all(tree.orelse)
        )

    def While(self, tree: ast.While) -> nodes.Node:
        return nodes.While(
            self.at(tree), self.convert(tree.test), self.all(tree.body), self.all(tree.orelse)
        )

    def loop(self, tree, is_async: bool) -> nodes.Node:
        return nodes.For(
            self.at(tree),
            self.convert(tree.target),
            self.convert(tree.iter),
            self.all(tree.body),
            self.all(tree.orelse),
            is_async,
        )

    def For(self, tree: ast.For) -> nodes.Node:
        return self.loop(tree, False)

    def AsyncFor(self, tree: ast.AsyncFor) -> nodes.Node:
        return self.loop(tree, True)

    def attempt(self, tree, is_star: bool) -> nodes.Node:
        return nodes.Try(
            self.at(tree),
            self.all(tree.body),
            self.all(tree.handlers),
            self.all(tree.orelse),
            self.all(tree.finalbody),
            is_star,
        )

    def Try(self, tree: ast.Try) -> nodes.Node:
        return self.attempt(tree, False)

    def TryStar(self, tree: ast.TryStar) -> nodes.Node:
        return self.attempt(tree, True)

    def ExceptHandler(self, tree: ast.ExceptHandler) -> nodes.Node:
        return nodes.ExceptHandler(
            self.at(tree), self.convert(tree.type), tree.name, self.all(tree.body)
        )

    def context(self, tree, is_async: bool) -> nodes.Node:
        return nodes.With(self.at(tree), self.all(tree.items), self.all(tree.body), is_async)

    def With(self, tree: ast.With) -> nodes.Node:
        return self.context(tree, False)

    def AsyncWith(self, tree: ast.AsyncWith) -> nodes.Node:
        return self.context(tree, True)

    def withitem(self, tree: ast.withitem) -> nodes.Node:
        return nodes.WithItem(
            self.span(tree.context_expr, tree.optional_vars or tree.context_expr),
            self.convert(tree.context_expr),
            self.convert(tree.optional_vars),
        )

    def Match(self, tree: ast.Match) -> nodes.Node:
        return nodes.Match(self.at(tree), self.convert(tree.subject), self.all(tree.cases))

    def match_case(self, tree: ast.match_case) -> nodes.Node:
        return nodes.MatchCase(
            self.span(tree.pattern, tree.body[-1]),
            self.convert(tree.pattern),
            self.convert(tree.guard),
            self.all(tree.body),
        )

    # Patterns

    def MatchValue(self, tree: ast.MatchValue) -> nodes.Node:
        return nodes.ValuePattern(self.at(tree), self.convert(tree.value))

    def MatchSingleton(self, tree: ast.MatchSingleton) -> nodes.Node:
        return nodes.SingletonPattern(self.at(tree), tree.value)

    def MatchSequence(self, tree: ast.MatchSequence) -> nodes.Node:
        return nodes.SequencePattern(self.at(tree), self.all(tree.patterns))

    def MatchStar(self, tree: ast.MatchStar) -> nodes.Node:
        return nodes.StarPattern(self.at(tree), tree.name)

    def MatchMapping(self, tree: ast.MatchMapping) -> nodes.Node:
        return nodes.MappingPattern(
            self.at(tree), self.all(tree.keys), self.all(tree.patterns), tree.rest
        )

    def MatchClass(self, tree: ast.MatchClass) -> nodes.Node:
        return nodes.ClassPattern(
            self.at(tree),
            self.convert(tree.cls),
            self.all(tree.patterns),
            list(tree.kwd_attrs),
            self.all(tree.kwd_patterns),
        )

    def MatchAs(self, tree: ast.MatchAs) -> nodes.Node:
        return nodes.CapturePattern(self.at(tree), self.convert(tree.pattern), tree.name)

    def MatchOr(self, tree: ast.MatchOr) -> nodes.Node:
        return nodes.OrPattern(self.at(tree), self.all(tree.patterns))

    # Expressions

    def Constant(self, tree: ast.Constant) -> nodes.Node:
        return nodes.Constant(self.at(tree), tree.value)

    def JoinedStr(self, tree: ast.JoinedStr) -> nodes.Node:
        return nodes.JoinedString(self.at(tree), self.all(tree.values))

    def FormattedValue(self, tree: ast.FormattedValue) -> nodes.Node:
        return nodes.FormattedValue(
            self.at(tree),
            self.convert(tree.value),
            CONVERSIONS[tree.conversion],
            self.convert(tree.format_spec),
        )

    def Name(self, tree: ast.Name) -> nodes.Node:
        return nodes.Name(self.at(tree), tree.id)

    def Attribute(self, tree: ast.Attribute) -> nodes.Node:
        return nodes.Attribute(self.at(tree), self.convert(tree.value), tree.attr)

    def Subscript(self, tree: ast.Subscript) -> nodes.Node:
        return nodes.Subscript(self.at(tree), self.convert(tree.value), self.convert(tree.slice))

    def Slice(self, tree: ast.Slice) -> nodes.Node:
        return nodes.Slice(
            self.at(tree),
            self.convert(tree.lower),
            self.convert(tree.upper),
            self.convert(tree.step),
        )

    def Call(self, tree: ast.Call) -> nodes.Node:
        return nodes.Call(
            self.at(tree), self.convert(tree.func), self.all(tree.args), self.all(tree.keywords)
        )

    def keyword(self, tree: ast.keyword) -> nodes.Node:
        return nodes.Keyword(self.at(tree), tree.arg, self.convert(tree.value))

    def Starred(self, tree: ast.Starred) -> nodes.Node:
        return nodes.Starred(self.at(tree), self.convert(tree.value))

    def UnaryOp(self, tree: ast.UnaryOp) -> nodes.Node:
        operand = self.convert(tree.operand)
        return nodes.UnaryOperation(self.at(tree), OPERATORS[type(tree.op)], operand)

    def BinOp(self, tree: ast.BinOp) -> nodes.Node:
        return nodes.BinaryOperation(
            self.at(tree),
            self.convert(tree.left),
            OPERATORS[type(tree.op)],
            self.convert(tree.right),
        )

    def BoolOp(self, tree: ast.BoolOp) -> nodes.Node:
        values = self.all(tree.values)
        return nodes.BooleanOperation(self.at(tree), OPERATORS[type(tree.op)], values)

    def Compare(self, tree: ast.Compare) -> nodes.Node:
        return nodes.Comparison(
            self.at(tree),
            self.convert(tree.left),
            [OPERATORS[type(operator)] for operator in tree.ops],
            self.all(tree.comparators),
        )

    def IfExp(self, tree: ast.IfExp) -> nodes.Node:
        return nodes.ConditionalExpression(
            self.at(tree),
            self.convert(tree.test),
            self.convert(tree.body),
            self.convert(tree.orelse),
        )

    def NamedExpr(self, tree: ast.NamedExpr) -> nodes.Node:
        target = self.convert(tree.target)
        return nodes.NamedExpression(self.at(tree), target, self.convert(tree.value))

    def Tuple(self, tree: ast.Tuple) -> nodes.Node:
        return nodes.Tuple(self.at(tree), self.all(tree.elts))

    def List(self, tree: ast.List) -> nodes.Node:
        return nodes.List(self.at(tree), self.all(tree.elts))

    def Set(self, tree: ast.Set) -> nodes.Node:
        return nodes.Set(self.at(tree), self.all(tree.elts))

    def Dict(self, tree: ast.Dict) -> nodes.Node:
        return nodes.Dictionary(self.at(tree), self.all(tree.keys), self.all(tree.values))

    def ListComp(self, tree: ast.ListComp) -> nodes.Node:
        clauses = self.all(tree.generators)
        return nodes.ListComprehension(self.at(tree), self.convert(tree.elt), clauses)

    def SetComp(self, tree: ast.SetComp) -> nodes.Node:
        clauses = self.all(tree.generators)
        return nodes.SetComprehension(self.at(tree), self.convert(tree.elt), clauses)

    def DictComp(self, tree: ast.DictComp) -> nodes.Node:
        clauses = self.all(tree.generators)
        return nodes.DictionaryComprehension(
            self.at(tree), self.convert(tree.key), self.convert(tree.value), clauses
        )

    def GeneratorExp(self, tree: ast.GeneratorExp) -> nodes.Node:
        clauses = self.all(tree.generators)
        return nodes.GeneratorExpression(self.at(tree), self.convert(tree.elt), clauses)

    def comprehension(self, tree: ast.comprehension) -> nodes.Node:
        last = tree.ifs[-1] if tree.ifs else tree.iter
        return nodes.ComprehensionClause(
            self.span(tree.target, last),
            self.convert(tree.target),
            self.convert(tree.iter),
            self.all(tree.ifs),
            bool(tree.is_async),
        )

    def Yield(self, tree: ast.Yield) -> nodes.Node:
        return nodes.Yield(self.at(tree), self.convert(tree.value))

    def YieldFrom(self, tree: ast.YieldFrom) -> nodes.Node:
        return nodes.YieldFrom(self.at(tree), self.convert(tree.value))

    def Await(self, tree: ast.Await) -> nodes.Node:
        return nodes.Await(self.at(tree), self.convert(tree.value))
