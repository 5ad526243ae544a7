"""Expressions turned into Python's; see unparse."""

# ruff: noqa: N802 (methods are named like the classes of nodes that they convert)

from __future__ import annotations

import ast
from keyword import iskeyword

from . import nodes
from .bindings import GLOBAL, MARK, NAME
from .diagnostics import BayanError
from .nodes import children
from .unparse_prelude import BUILTINS, HELPERS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .nodes import Expression, Module, Node

OPERATORS: dict[str, type[ast.operator]] = {
    "+": ast.Add,
    "-": ast.Sub,
    "*": ast.Mult,
    "/": ast.Div,
    "//": ast.FloorDiv,
    "%": ast.Mod,
    "**": ast.Pow,
    "@": ast.MatMult,
    "<<": ast.LShift,
    ">>": ast.RShift,
    "|": ast.BitOr,
    "^": ast.BitXor,
    "&": ast.BitAnd,
}
UNARY: dict[str, type[ast.unaryop]] = {
    "not": ast.Not,
    "-": ast.USub,
    "+": ast.UAdd,
    "~": ast.Invert,
}
COMPARISONS: dict[str, type[ast.cmpop]] = {
    "==": ast.Eq,
    "!=": ast.NotEq,
    "<": ast.Lt,
    "<=": ast.LtE,
    ">": ast.Gt,
    ">=": ast.GtE,
    "is": ast.Is,
    "is not": ast.IsNot,
    "in": ast.In,
    "not in": ast.NotIn,
}
CONVERSIONS = {"r": ord("r"), "s": ord("s"), "a": ord("a"), None: -1}


class UntranslatableError(BayanError):
    """A form that Python has nothing for."""

    def __init__(self, node: Node) -> None:
        line = node.position[0]
        super().__init__(f"line {line}: {type(node).__name__} has no counterpart in Python")


class ExpressionConverter:
    """Converts expressions; a node's method has the name of its class.

    names     all that the program uses
    builtins  the built-in names that it uses and Python does not have
    helpers   the helpers that it needs, and what they are called in it
    """

    def __init__(self, module: Module) -> None:
        self.names: set[str] = set()
        self.builtins: dict[str, None] = {}
        self.helpers: dict[str, str] = {}
        self.methods: dict[type[Node], Callable[[Any], Any]] = {}
        self.fresh_count = 0
        self.annotations_are_text = any(
            isinstance(statement, nodes.ImportFrom)
            and statement.module == "__future__"
            and any(alias.name == "annotations" for alias in statement.aliases)
            for statement in module.body
        )
        waiting: list[Node] = [module]
        while waiting:
            node = waiting.pop()
            waiting.extend(children(node))
            scope = getattr(node, "scope", None)
            if scope is not None:
                self.names.update(scope.accesses)
            if (
                isinstance(node, nodes.Name)
                and node.access in (GLOBAL, NAME)
                and node.name in BUILTINS
            ):
                self.builtins[node.name] = None

    def helper(self, helper: str, node: Node | None = None) -> ast.expr:
        """A name for the helper, which is none of the program's."""
        name = self.helpers.get(helper)
        if name is None:
            if node is not None and helper not in HELPERS:
                raise UntranslatableError(node)
            name = f"_{helper}"
            while name in self.names:
                name += "_"
            self.helpers[helper] = name
        return ast.Name(name, ast.Load())

    def kept(self, method: str, *arguments: ast.expr) -> ast.expr:
        """A call of the helper that holds the value before `??` or `?.`."""
        return ast.Call(ast.Attribute(self.helper("kept"), method, ast.Load()), list(arguments), [])

    def call(self, helper: str, *arguments: ast.expr) -> ast.expr:
        return ast.Call(self.helper(helper), list(arguments), [])

    def fresh(self) -> str:
        """A new variable."""
        while True:
            self.fresh_count += 1
            name = f"_value{self.fresh_count}"
            if name not in self.names:
                return name

    # Walking

    def convert(self, node: Node) -> Any:
        """What a node becomes: an expression or another part of one."""
        kind = type(node)
        method = self.methods.get(kind)
        if method is None:
            method = getattr(self, f"visit_{kind.__name__}", None)
            if method is None:
                raise UntranslatableError(node)
            self.methods[kind] = method
        return method(node)

    def maybe(self, node: Node | None) -> Any:
        return None if node is None else self.convert(node)

    def all(self, many: Any) -> list[Any]:
        return [self.maybe(node) for node in many]

    def target(self, node: Expression) -> Any:
        """The same expression as a target."""
        return as_target(self.convert(node), ast.Store)

    # Expressions

    def visit_Constant(self, node: nodes.Constant) -> ast.expr:
        value: Any = node.value
        return ast.Constant(value)

    def visit_JoinedString(self, node: nodes.JoinedString) -> ast.expr:
        joined = ast.JoinedStr(_joined(self.all(node.parts)))
        if _survives(joined):
            return joined
        # Python 3.11 has f-strings that it can't write: nested quotation marks, backslashes.
        parts = [self.formatted(part) for part in node.parts]
        elements = ast.Tuple(parts, ast.Load())
        return ast.Call(ast.Attribute(ast.Constant(""), "join", ast.Load()), [elements], [])

    def visit_FormattedValue(self, node: nodes.FormattedValue) -> ast.expr:
        spec = None if node.format_spec is None else _joined(self.all(node.format_spec.parts))
        return ast.FormattedValue(
            self.convert(node.value),
            CONVERSIONS[node.conversion],
            None if spec is None else ast.JoinedStr(spec),
        )

    def formatted(self, part: Expression) -> ast.expr:
        """A part of an f-string as an expression of its own."""
        if not isinstance(part, nodes.FormattedValue):
            return self.convert(part)  # type: ignore[no-any-return]
        value = self.convert(part.value)
        if part.conversion is not None:
            value = self.call(f"convert_{part.conversion}", value)
        if part.format_spec is None:
            return self.call("format", value)
        return self.call("format", value, self.visit_JoinedString(part.format_spec))

    def visit_Name(self, node: nodes.Name) -> ast.expr:
        return ast.Name(node.name.partition(MARK)[0], ast.Load())

    def visit_Intrinsic(self, node: nodes.Intrinsic) -> ast.expr:
        return self.helper(node.name, node)

    def visit_Attribute(self, node: nodes.Attribute) -> ast.expr:
        return ast.Attribute(self.convert(node.value), spelled(node.name), ast.Load())

    def visit_Subscript(self, node: nodes.Subscript) -> ast.expr:
        return ast.Subscript(self.convert(node.value), self.convert(node.index), ast.Load())

    def visit_Slice(self, node: nodes.Slice) -> ast.expr:
        return ast.Slice(self.maybe(node.lower), self.maybe(node.upper), self.maybe(node.step))

    def visit_Call(self, node: nodes.Call) -> ast.expr:
        return ast.Call(
            self.convert(node.function), self.all(node.arguments), self.all(node.keywords)
        )

    def visit_Keyword(self, node: nodes.Keyword) -> ast.keyword:
        name = None if node.name is None else spelled(node.name)
        return ast.keyword(name, self.convert(node.value))

    def visit_Starred(self, node: nodes.Starred) -> ast.expr:
        return ast.Starred(self.convert(node.value), ast.Load())

    def visit_UnaryOperation(self, node: nodes.UnaryOperation) -> ast.expr:
        return ast.UnaryOp(UNARY[node.operator](), self.convert(node.operand))

    def visit_BinaryOperation(self, node: nodes.BinaryOperation) -> ast.expr:
        left, right = self.convert(node.left), self.convert(node.right)
        if node.operator == ">>" and not _is_constant(left) and not _is_constant(right):
            return self.call("shift", left, right)
        return ast.BinOp(left, OPERATORS[node.operator](), right)

    def visit_BooleanOperation(self, node: nodes.BooleanOperation) -> ast.expr:
        operator = ast.And() if node.operator == "and" else ast.Or()
        return ast.BoolOp(operator, self.all(node.values))

    def visit_Comparison(self, node: nodes.Comparison) -> ast.expr:
        operators = [COMPARISONS[operator]() for operator in node.operators]
        return ast.Compare(self.convert(node.left), operators, self.all(node.comparators))

    def visit_ConditionalExpression(self, node: nodes.ConditionalExpression) -> ast.expr:
        return ast.IfExp(
            self.convert(node.test), self.convert(node.body), self.convert(node.otherwise)
        )

    def visit_NamedExpression(self, node: nodes.NamedExpression) -> ast.expr:
        return ast.NamedExpr(self.target(node.target), self.convert(node.value))

    def visit_Tuple(self, node: nodes.Tuple) -> ast.expr:
        return ast.Tuple(self.all(node.elements), ast.Load())

    def visit_List(self, node: nodes.List) -> ast.expr:
        return ast.List(self.all(node.elements), ast.Load())

    def visit_Set(self, node: nodes.Set) -> ast.expr:
        return ast.Set(self.all(node.elements))

    def visit_Dictionary(self, node: nodes.Dictionary) -> ast.expr:
        return ast.Dict(self.all(node.keys), self.all(node.values))

    def visit_ListComprehension(self, node: nodes.ListComprehension) -> ast.expr:
        return ast.ListComp(self.convert(node.element), self.all(node.clauses))

    def visit_SetComprehension(self, node: nodes.SetComprehension) -> ast.expr:
        return ast.SetComp(self.convert(node.element), self.all(node.clauses))

    def visit_GeneratorExpression(self, node: nodes.GeneratorExpression) -> ast.expr:
        return ast.GeneratorExp(self.convert(node.element), self.all(node.clauses))

    def visit_DictionaryComprehension(self, node: nodes.DictionaryComprehension) -> ast.expr:
        key, value = self.convert(node.key), self.convert(node.value)
        return ast.DictComp(key, value, self.all(node.clauses))

    def visit_ComprehensionClause(self, node: nodes.ComprehensionClause) -> ast.comprehension:
        return ast.comprehension(
            self.target(node.target),
            self.convert(node.iterable),
            self.all(node.conditions),
            int(node.is_async),
        )

    def visit_Yield(self, node: nodes.Yield) -> ast.expr:
        return ast.Yield(self.maybe(node.value))

    def visit_YieldFrom(self, node: nodes.YieldFrom) -> ast.expr:
        return ast.YieldFrom(self.convert(node.value))

    def visit_Await(self, node: nodes.Await) -> ast.expr:
        return ast.Await(self.convert(node.value))

    def visit_Pipe(self, node: nodes.Pipe) -> ast.expr:
        return self.call("pipe", self.convert(node.value), self.convert(node.function))

    def visit_Coalesce(self, node: nodes.Coalesce) -> ast.expr:
        left = self.kept("keep", self.convert(node.left))
        return ast.IfExp(left, self.kept("take"), self.convert(node.right))

    def visit_OptionalChain(self, node: nodes.OptionalChain) -> ast.expr:
        # The link nearest to the end guards all that follows it; those before stand in its value,
        # which is None where one of them is.
        link: Any = node.expression
        while not isinstance(link, nodes.OptionalLink):
            link = link.function if isinstance(link, nodes.Call) else link.value
        rest = self.convert(node.expression)
        inner = nodes.OptionalChain(node.position, link.value)
        value = self.convert(inner) if _has_link(link.value) else self.convert(link.value)
        return ast.IfExp(self.kept("keep", value), rest, ast.Constant(None))

    def visit_OptionalLink(self, node: nodes.OptionalLink) -> ast.expr:
        return self.kept("take")

    # Functions

    def visit_Lambda(self, node: nodes.Lambda) -> ast.expr:
        return ast.Lambda(self.parameters(node.parameters), self.convert(node.body))

    def parameters(self, node: nodes.Parameters) -> ast.arguments:
        positional = node.positional_only + node.positional
        return ast.arguments(
            posonlyargs=self.all(node.positional_only),
            args=self.all(node.positional),
            vararg=self.maybe(node.variadic),
            kwonlyargs=self.all(node.keyword_only),
            kw_defaults=[self.maybe(parameter.default) for parameter in node.keyword_only],
            kwarg=self.maybe(node.keyword_variadic),
            defaults=[self.convert(each.default) for each in positional if each.default],
        )

    def visit_Parameter(self, node: nodes.Parameter) -> ast.arg:
        return ast.arg(node.name, self.annotation(node.annotation))

    def annotation(self, node: Expression | None) -> Any:
        """An annotation; one that is a text by now gives Python what it makes that text of."""
        if self.annotations_are_text and isinstance(node, nodes.Constant):
            try:
                return ast.parse(str(node.value), mode="eval").body
            except SyntaxError:  # a form that only Bayan has
                pass
        return self.maybe(node)


def spelled(name: str) -> str:
    """The name of an attribute or argument, which may be a word that Python reserves.

    Such a word gets a mathematical letter, with which it is no keyword to Python's tokenizer, but
    the same name after normalisation.
    """
    if not iskeyword(name):
        return name
    first = ord(name[0])
    bold = 0x1D400 - ord("A") if first < ord("a") else 0x1D41A - ord("a")
    return chr(bold + first) + name[1:]


def _has_link(node: Any) -> bool:
    """Whether a chain of attributes, calls and subscripts has a link of its own."""
    while True:
        if isinstance(node, nodes.OptionalLink):
            return True
        if isinstance(node, nodes.Call):
            node = node.function
        elif isinstance(node, nodes.Attribute | nodes.Subscript):
            node = node.value
        else:
            return False


def _is_constant(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant)


def as_target(node: Any, context: type[ast.expr_context]) -> Any:
    """Marks an expression, and those of which it consists as a target."""
    if hasattr(node, "ctx"):
        node.ctx = context()
    if isinstance(node, ast.Tuple | ast.List):
        for element in node.elts:
            as_target(element, context)
    elif isinstance(node, ast.Starred):
        as_target(node.value, context)
    return node


def _joined(parts: list[Any]) -> list[Any]:
    """The parts of an f-string with neighbouring texts joined."""
    found: list[Any] = []
    for part in parts:
        if isinstance(part, ast.Constant) and found and isinstance(found[-1], ast.Constant):
            texts: list[Any] = [found[-1].value, part.value]
            found[-1] = ast.Constant("".join(texts))
        else:
            found.append(part)
    return found


def _survives(joined: ast.JoinedStr) -> bool:
    """Whether Python can write and read the f-string."""
    try:
        again = ast.parse(ast.unparse(joined), mode="eval").body
    except (SyntaxError, ValueError):
        return False
    return ast.dump(again) == ast.dump(joined)
