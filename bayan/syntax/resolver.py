"""Finds out what each name means, and lowers what only needs the tree: the stage after the parser.

`resolve` takes a fresh tree and fills `scope` and `access` everywhere (see bindings). It works as
CPython's symtable does: the collector walks the tree once and notes in a Table for each scope
which nodes bind, use and declare which names; then resolver_scopes links uses to bindings. On the
way the collector reports what Python's compiler reports (`return` outside a function, duplicate
parameters, …) and lowers, in place:

    class C { def m(x) { … } }     ->  def m(self, x)            see resolver_lowering
    super().m(x), super(m, x)      ->  super(__class__, self).m(x)
    __private in class C           ->  _C__private
    [x for x in xs]                ->  x·1, a variable of the frame around

Chains of operators, attributes and `elif`, which the parser reads in loops, are walked in loops:
the depth of the recursion is that of brackets and blocks, which the parser bounds.
"""

from __future__ import annotations

import builtins

from . import nodes
from .bindings import CLASS, COMPREHENSION, FUNCTION, MODULE, Scope
from .diagnostics import BayanSyntaxError, Diagnostic
from .nodes import (
    Attribute,
    BinaryOperation,
    Call,
    Coalesce,
    ConditionalExpression,
    Constant,
    ExpressionStatement,
    List,
    LogicVariable,
    Name,
    OptionalChain,
    OptionalLink,
    Pipe,
    Starred,
    Subscript,
    Tuple,
    UnaryOperation,
)
from .resolver_lowering import SUPER_NAMES, lower_method, lower_super_calls
from .resolver_patterns import check_cases
from .resolver_scopes import Table, fill, link, suspending_nodes
from .vocabulary import ARABIC_BUILTINS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from .nodes import Expression, Module, Node, Position, Statement
    from .source import Source

KNOWN_NAMES = frozenset((*vars(builtins), *ARABIC_BUILTINS))

# Where a `break` stands.
_OUTSIDE, _IN_LOOP, _IN_STAR = range(3)

# What names differ in only by hamza or harakat: both dropped.
_HAMZA_AND_HARAKAT: dict[int, str | None] = {
    **dict.fromkeys((*range(0x64B, 0x653), 0x670)),
    **dict.fromkeys(map(ord, "أإآٱ"), "ا"),
    ord("ؤ"): "و",
    ord("ئ"): "ي",
}


def resolve(
    module: Module, source: Source, bound_names: frozenset[str] = KNOWN_NAMES
) -> list[Diagnostic]:
    """Resolves the tree in place and gives the warnings; raises BayanSyntaxError with all errors.

    `bound_names` are the built-in names, which an old `super(m, …)` can't mean by m.
    """
    collector = Collector(source)
    try:
        collector.collect(module)
    except RecursionError:
        collector.report("B337", module.position)
    if not collector.errors:
        tables = collector.tables
        lower_super_calls(tables, collector.super_calls, bound_names)
        link(tables, collector.report)
        if not collector.errors:
            fill(tables)
            for table in tables:
                if table.suspends:
                    table.scope.suspending = suspending_nodes(table.scope)
            return _warnings(tables, source)
    raise BayanSyntaxError(sorted(collector.errors, key=lambda error: error.position[:2]))


def _warnings(tables: list[Table], source: Source) -> list[Diagnostic]:
    """A warning for each name of a scope that another one there resembles too much."""
    found = []
    for table in tables:
        seen: dict[str, str] = {}
        for name in (*table.parameters, *table.bindings):
            if name.isascii():
                continue
            other = seen.setdefault(name.translate(_HAMZA_AND_HARAKAT), name)
            if other != name:
                nodes_of_name = table.bindings.get(name)
                place = nodes_of_name[0] if nodes_of_name else table.scope.node
                found.append(Diagnostic("B410", (name, other), place.position, source, True))
    return found


class Collector:
    """Walks the tree once; see the module. `errors`, `tables` and `super_calls` are its results."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.errors: list[Diagnostic] = []
        self.tables: list[Table] = []
        # Calls whose function is a name for `super`, and where they stand.
        self.super_calls: list[tuple[Table, Call]] = []
        self.private: str | None = None  # the class that __names belong to
        self.jumps = _OUTSIDE
        self.in_star = False
        self.in_term = False
        self.comprehension_count = 0
        self.table: Table
        self.uses: dict[str, list[Any]]
        self.visitors: dict[type[Node], Callable[[Any], None]] = {
            nodes.Atom: self.nothing,
            nodes.Break: self.jump,
            nodes.Constant: self.nothing,
            nodes.Continue: self.jump,
            nodes.Declaration: self.nothing,
            nodes.Intrinsic: self.nothing,
            nodes.Literal: self.nothing,
            nodes.Pass: self.nothing,
            Name: self.name,
            LogicVariable: self.logic_variable,
            nodes.JoinedString: self.joined_string,
            nodes.FormattedValue: self.formatted_value,
            Attribute: self.postfix,
            Subscript: self.postfix,
            Call: self.postfix,
            OptionalChain: self.postfix,
            OptionalLink: self.postfix,
            nodes.Slice: self.slice,
            Starred: self.misplaced_star,
            UnaryOperation: self.operation,
            BinaryOperation: self.operation,
            Coalesce: self.operation,
            ConditionalExpression: self.operation,
            Pipe: self.operation,
            nodes.BooleanOperation: self.boolean_operation,
            nodes.Comparison: self.comparison,
            nodes.Lambda: self.lambda_,
            nodes.NamedExpression: self.named_expression,
            Tuple: self.display,
            List: self.display,
            nodes.Set: self.display,
            nodes.Dictionary: self.dictionary,
            nodes.ListComprehension: self.comprehension,
            nodes.SetComprehension: self.comprehension,
            nodes.DictionaryComprehension: self.comprehension,
            nodes.GeneratorExpression: self.comprehension,
            nodes.Yield: self.yield_,
            nodes.YieldFrom: self.yield_,
            nodes.Await: self.await_,
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

    def report(self, code: str, position: Position, *arguments: object) -> None:
        self.errors.append(Diagnostic(code, arguments, position, self.source))

    # Scopes

    def collect(self, module: Module) -> None:
        table = self.enter(MODULE, module, "<module>", "<module>")
        table.scope.docstring = _docstring(module.body)
        self.block(module.body)
        for inner in self.tables:
            for name in inner.globals:
                if name in inner.bindings:
                    table.bindings.setdefault(name, [])

    def enter(self, kind: str, node: Any, name: str, qualname: str) -> Table:
        """Makes the table of a new scope and goes there; the caller comes back with `leave`."""
        parent = self.table if self.tables else None
        scope = Scope(kind, name, qualname, node, parent.frame.scope if parent else None)
        if parent is not None and kind == COMPREHENSION:
            scope.parent = parent.scope
        table = Table(scope, parent)
        if parent is not None:
            table.iterable_depth = parent.iterable_depth
        node.scope = scope
        self.tables.append(table)
        self.table = table
        self.uses = table.uses
        return table

    def leave(self, table: Table) -> None:
        parent = table.parent
        assert parent is not None  # the module's table is never left
        self.table = parent
        self.uses = parent.uses

    def qualname(self, name: str, variable: str) -> str:
        """What Python calls a definition here; `variable` is the name that it is bound to."""
        around = self.table.frame
        if around.kind == MODULE or variable in around.globals:
            return name
        between = "." if around.kind == CLASS or around.is_genexpr else ".<locals>."
        return around.scope.qualname + between + name

    def mangled(self, name: str) -> str:
        """The name under which a class keeps a private name."""
        if self.private is None or not name.startswith("__") or name.endswith("__") or "." in name:
            return name
        return f"_{self.private}{name}"

    def bind(self, name: str, node: Node) -> None:
        """Notes that `node` binds the (mangled) name in this scope."""
        try:
            self.table.bindings[name].append(node)
        except KeyError:
            self.table.bindings[name] = [node]
            if name == "__debug__":
                self.report("B317", node.position)

    # Walking

    def block(self, statements: list[Statement]) -> None:
        visitors = self.visitors
        for statement in statements:
            visitors[type(statement)](statement)

    def visit(self, node: Node | None) -> None:
        if node is not None:
            self.visitors[type(node)](node)

    def elements(self, elements: list[Expression]) -> None:
        """Expressions among which stars may stand."""
        visitors = self.visitors
        for element in elements:
            inner = element.value if type(element) is Starred else element
            visitors[type(inner)](inner)

    def nothing(self, node: Node) -> None:
        """A leaf without names."""

    # Expressions

    def name(self, node: Name) -> None:
        name = node.name
        if self.private is not None and name[:2] == "__":
            name = node.name = self.mangled(name)
        try:
            self.uses[name].append(node)
        except KeyError:
            self.uses[name] = [node]

    def logic_variable(self, node: LogicVariable) -> None:
        """In code, the variable `?X` that a query statement binds."""
        self.uses.setdefault("?" + node.name, []).append(node)

    def joined_string(self, node: nodes.JoinedString) -> None:
        for part in node.parts:
            if type(part) is not Constant:
                self.visit(part)

    def formatted_value(self, node: nodes.FormattedValue) -> None:
        self.visitors[type(node.value)](node.value)
        self.visit(node.format_spec)

    def postfix(self, node: Any) -> None:
        """A chain of attributes, calls and subscripts, down to its head and back to its end."""
        if type(node) is Attribute and type(node.value) is Name:
            if self.private is not None:
                node.name = self.mangled(node.name)
            self.name(node.value)
            return
        chain = []
        while True:
            kind = type(node)
            if kind is Attribute:
                if self.private is not None:
                    node.name = self.mangled(node.name)
                node = node.value
            elif kind is Call:
                chain.append(node)
                node = node.function
            elif kind is Subscript:
                chain.append(node)
                node = node.value
            elif kind is OptionalLink:
                node = node.value
            elif kind is OptionalChain:
                node = node.expression
            else:
                break
        visitors = self.visitors
        visitors[type(node)](node)
        for link_ in reversed(chain):
            if type(link_) is Call:
                self.elements(link_.arguments)
                if link_.keywords:
                    self.keywords(link_.keywords)
                function = link_.function
                if type(function) is Name and function.name in SUPER_NAMES:
                    self.super_calls.append((self.table, link_))
            else:
                visitors[type(link_.index)](link_.index)

    def keywords(self, keywords: list[nodes.Keyword]) -> None:
        seen = set()
        for keyword in keywords:
            name = keyword.name
            if name is not None:
                if name in seen:
                    self.report("B333", keyword.position, name)
                elif name == "__debug__":
                    self.report("B317", keyword.position)
                seen.add(name)
            self.visitors[type(keyword.value)](keyword.value)

    def slice(self, node: nodes.Slice) -> None:
        self.visit(node.lower)
        self.visit(node.upper)
        self.visit(node.step)

    def misplaced_star(self, node: Starred) -> None:
        self.report("B320", node.position)
        self.visit(node.value)

    def operation(self, node: Any) -> None:
        """A tree of operators, in the order of the source."""
        visitors = self.visitors
        waiting = [node]
        while waiting:
            node = waiting.pop()
            kind = type(node)
            if kind is BinaryOperation or kind is Coalesce:
                waiting.append(node.right)
                waiting.append(node.left)
            elif kind is UnaryOperation:
                waiting.append(node.operand)
            elif kind is ConditionalExpression:
                waiting.append(node.otherwise)
                waiting.append(node.test)
                waiting.append(node.body)
            elif kind is Pipe:
                waiting.append(node.function)
                waiting.append(node.value)
            else:
                visitors[kind](node)

    def boolean_operation(self, node: nodes.BooleanOperation) -> None:
        visitors = self.visitors
        for value in node.values:
            visitors[type(value)](value)

    def comparison(self, node: nodes.Comparison) -> None:
        visitors = self.visitors
        visitors[type(node.left)](node.left)
        for value in node.comparators:
            visitors[type(value)](value)

    def display(self, node: Tuple | List | nodes.Set) -> None:
        self.elements(node.elements)

    def dictionary(self, node: nodes.Dictionary) -> None:
        visitors = self.visitors
        for key, value in zip(node.keys, node.values, strict=True):
            if key is not None:
                visitors[type(key)](key)
            visitors[type(value)](value)

    def named_expression(self, node: nodes.NamedExpression) -> None:
        self.visit(node.value)
        target = node.target
        name = target.name = self.mangled(target.name)
        table = self.table
        if table.iterable_depth:
            self.report("B324", node.position)
        if table.kind != COMPREHENSION and not table.is_genexpr:
            self.bind(name, target)
            return
        # The name belongs to the function or module around all comprehensions.
        self.uses.setdefault(name, []).append(target)
        while table.kind == COMPREHENSION or table.is_genexpr:
            if name in table.bindings:
                self.report("B323", node.position, name)
                return
            table.assigned.setdefault(name, target)
            assert table.parent is not None
            table = table.parent
        if table.kind == CLASS:
            self.report("B322", node.position)
            return
        if name == "__debug__":
            self.report("B317", target.position)
        table.bindings.setdefault(name, []).append(target)

    def comprehension(self, node: Any) -> None:
        is_genexpr = type(node) is nodes.GeneratorExpression
        first, *others = node.clauses
        self.table.iterable_depth += 1
        self.visit(first.iterable)
        self.table.iterable_depth -= 1
        name = _COMPREHENSION_NAMES[type(node)]
        kind = FUNCTION if is_genexpr else COMPREHENSION
        table = self.enter(kind, node, name, self.qualname(name, name))
        if is_genexpr:
            table.is_genexpr = table.scope.is_generator = True
            table.parameters = (".0",)
        self.comprehension_target(first)
        for clause in others:
            table.iterable_depth += 1
            self.visit(clause.iterable)
            table.iterable_depth -= 1
            self.comprehension_target(clause)
        if type(node) is nodes.DictionaryComprehension:
            self.visit(node.key)
            self.visit(node.value)
        else:
            self.visit(node.element)
        if not is_genexpr:
            self.comprehension_count += 1
            suffix = f"·{self.comprehension_count}"
            table.renamed = {name: name + suffix for name in table.bindings}
        self.leave(table)

    def comprehension_target(self, clause: nodes.ComprehensionClause) -> None:
        if clause.is_async:
            self.suspend(clause.position, "asynchronous comprehension")
        self.target(clause.target)
        for name, target in self.table.assigned.items():
            if name in self.table.bindings:
                self.report("B323", target.position, name)
        for condition in clause.conditions:
            self.visit(condition)

    def yield_(self, node: nodes.Yield | nodes.YieldFrom) -> None:
        table = self.table
        if self.in_term:
            self.report("B335", node.position, "yield")
        elif table.kind == COMPREHENSION or table.is_genexpr:
            self.report("B321", node.position)
        elif table.kind != FUNCTION:
            self.report("B303", node.position)
        elif type(node) is nodes.YieldFrom and table.scope.is_async:
            self.report("B315", node.position)
        table.frame.suspends = True
        table.frame.scope.is_generator = True
        self.visit(node.value)

    def await_(self, node: nodes.Await) -> None:
        self.suspend(node.position, "await")
        self.visit(node.value)

    def suspend(self, position: Position, word: str) -> None:
        """Something that waits: it needs an async frame, or makes the module or genexpr one."""
        frame = self.table.frame
        frame.suspends = True
        if self.in_term:
            self.report("B335", position, word)
        elif frame.kind == MODULE or frame.is_genexpr:
            frame.scope.is_async = True
        elif not frame.scope.is_async:
            self.report("B304", position, word)

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
        self.jumps, self.in_star, self.in_term = _OUTSIDE, False, False
        self.block(node.body)
        self.jumps, self.in_star, self.in_term = outer
        if node.is_async and table.scope.is_generator:
            for statement in table.value_returns:
                self.report("B314", statement.position)
        self.leave(table)

    def lambda_(self, node: nodes.Lambda) -> None:
        self.signature(node.parameters)
        table = self.enter_function(node, "<lambda>", "<lambda>", node.parameters)
        outer = self.in_term
        self.in_term = False
        self.visit(node.body)
        self.in_term = outer
        self.leave(table)

    def signature(self, parameters: nodes.Parameters) -> None:
        """Defaults and annotations, which belong to the scope around the function."""
        for parameter in _all_parameters(parameters):
            if parameter.default is not None:
                self.visit(parameter.default)
            annotation = parameter.annotation
            if annotation is not None:
                if type(annotation) is Starred and parameter is parameters.variadic:
                    annotation = annotation.value
                self.visit(annotation)

    def enter_function(
        self, node: Node, name: str, variable: str, parameters: nodes.Parameters
    ) -> Table:
        table = self.enter(FUNCTION, node, name, self.qualname(name, variable))
        names: list[str] = []
        for parameter in _all_parameters(parameters):
            own_name = parameter.name = self.mangled(parameter.name)
            if own_name in names:
                self.report("B313", parameter.position, own_name)
            elif own_name == "__debug__":
                self.report("B317", parameter.position)
            names.append(own_name)
        table.parameters = tuple(names)
        return table

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
        self.jumps, self.in_star = _OUTSIDE, False
        self.block(node.body)
        self.private, self.jumps, self.in_star = outer
        self.leave(table)

    # Binding statements

    def target(self, node: Expression) -> None:
        """What is assigned to, deleted or bound by a loop."""
        kind = type(node)
        if isinstance(node, Name):
            name = node.name
            if self.private is not None:
                name = node.name = self.mangled(name)
            self.bind(name, node)
        elif isinstance(node, Tuple | List):
            has_star = False
            for element in node.elements:
                if type(element) is Starred:
                    if has_star:
                        self.report("B318", element.position)
                    has_star = True
                    self.target(element.value)
                else:
                    self.target(element)
        elif kind is Attribute or kind is Subscript:
            if isinstance(node, Attribute) and node.name == "__debug__":
                self.report("B317", node.position)
            self.postfix(node)
        elif isinstance(node, Starred):
            self.report("B319", node.position)
            self.target(node.value)
        else:
            self.report("B336", node.position)

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
        if isinstance(node.target, Tuple | List):
            self.report("B336", node.target.position)
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
        elif isinstance(target, Attribute | Subscript):
            self.target(target)
        else:
            self.report("B336", target.position)
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
                # CPython lets an import stand before the declaration.
                not isinstance(binder, nodes.ImportAlias)
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
            self.report("B334", node.position, "return")
        if node.value is not None:
            table.value_returns.append(node)
            self.visit(node.value)

    def raise_(self, node: nodes.Raise) -> None:
        self.visit(node.exception)
        self.visit(node.cause)

    def assert_(self, node: nodes.Assert) -> None:
        self.visit(node.test)
        self.visit(node.message)

    def jump(self, node: nodes.Break | nodes.Continue) -> None:
        if self.jumps != _IN_LOOP:
            word = "break" if type(node) is nodes.Break else "continue"
            self.report("B305" if self.jumps == _OUTSIDE else "B334", node.position, word)

    def if_(self, node: nodes.If) -> None:
        while True:
            self.visit(node.test)
            self.block(node.body)
            if len(node.otherwise) != 1 or not isinstance(node.otherwise[0], nodes.If):
                break
            node = node.otherwise[0]
        self.block(node.otherwise)

    def while_(self, node: nodes.While) -> None:
        self.visit(node.test)
        self.loop_body(node)

    def for_(self, node: nodes.For) -> None:
        if node.is_async:
            self.suspend(node.position, "async for")
        self.target(node.target)
        self.visit(node.iterable)
        self.loop_body(node)

    def loop_body(self, node: nodes.While | nodes.For) -> None:
        outer = self.jumps
        self.jumps = _IN_LOOP
        self.block(node.body)
        self.jumps = outer
        self.block(node.otherwise)

    def try_(self, node: nodes.Try) -> None:
        self.block(node.body)
        outer = self.jumps, self.in_star
        if node.is_star:
            self.jumps, self.in_star = _IN_STAR, True
        for handler in node.handlers:
            if handler.type is not None:
                self.visit(handler.type)
            elif handler is not node.handlers[-1]:
                self.report("B332", handler.position)
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
        # A subject of several values is a tuple, in which stars may stand.
        self.visit(node.subject)
        check_cases(node.cases, self)
        for case in node.cases:
            self.visit(case.guard)
            self.block(case.body)

    # Logic

    def hybrid(self, node: nodes.Hybrid) -> None:
        self.block(node.body)

    def fact(self, node: nodes.Fact) -> None:
        self.term(node.head)

    def rule(self, node: nodes.Rule) -> None:
        self.term(node.head)
        self.term(node.body)

    def query_statement(self, node: nodes.QueryStatement) -> None:
        self.query(node.query)
        for variable in _goal_variables(node.query.goal):
            self.bind("?" + variable.name, variable)

    def query(self, node: nodes.Query) -> None:
        self.visit(node.count)
        self.term(node.goal)
        if node.where is not None:
            self.code_in_term(node.where)

    def term(self, term: nodes.Term) -> None:
        """The code inside a term; its variables belong to the clause or query."""
        waiting: list[nodes.Term | None] = [term]
        while waiting:
            node = waiting.pop()
            if isinstance(node, nodes.Compound):
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


_COMPREHENSION_NAMES: dict[type[Node], str] = {
    nodes.ListComprehension: "<listcomp>",
    nodes.SetComprehension: "<setcomp>",
    nodes.DictionaryComprehension: "<dictcomp>",
    nodes.GeneratorExpression: "<genexpr>",
}


def _docstring(body: list[Statement]) -> str | None:
    if body and isinstance(body[0], ExpressionStatement):
        value = body[0].value
        if isinstance(value, Constant) and isinstance(value.value, str):
            return value.value
    return None


def _all_parameters(parameters: nodes.Parameters) -> Iterator[nodes.Parameter]:
    """In the order of co_varnames."""
    yield from parameters.positional_only
    yield from parameters.positional
    yield from parameters.keyword_only
    if parameters.variadic is not None:
        yield parameters.variadic
    if parameters.keyword_variadic is not None:
        yield parameters.keyword_variadic


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
