"""The resolver's walk over expressions: which names they use and bind, in which scope.

ExpressionCollector keeps the state of the walk (the current scope's Table, loops, the class of
private names) and visits expressions; resolver_statements adds statements. What it finds stands
in the tables (see resolver_scopes), in `errors`, `super_calls` and `evaluated_goals`.

Chains of operators, attributes and calls, which the parser reads in loops, are walked in loops.
"""

from __future__ import annotations

from . import nodes
from .bindings import CLASS, COMPREHENSION, FUNCTION, LOOKERS, MARK, MODULE, LoopPlace, Scope
from .diagnostics import Diagnostic
from .nodes import (
    Attribute,
    BinaryOperation,
    Call,
    Coalesce,
    ConditionalExpression,
    Constant,
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
from .resolver_lowering import SUPER_NAMES
from .resolver_scopes import Table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from .nodes import Compound, Expression, Node, Position
    from .source import Source

# What a `break` would leave.
NO_LOOP, LOOP, STAR_BLOCK = range(3)


class ExpressionCollector:
    """Visits expressions; each method takes one node of the classes that `visitors` gives it."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.errors: list[Diagnostic] = []
        self.tables: list[Table] = []
        # Calls whose function is a name for `super`, and where they stand.
        self.super_calls: list[tuple[Table, Call]] = []
        # Names for LOOKERS that are called.
        self.called_lookers: set[Node] = set()
        # Goals that evaluate their arguments, in which code may stand bare.
        self.evaluated_goals: list[tuple[Table, Compound]] = []
        self.private: str | None = None  # the class that __names belong to
        self.jumps = NO_LOOP
        self.in_star = False
        self.in_term = False
        self.comprehension_count = 0
        self.loops: list[LoopPlace] = []
        self.around: LoopPlace | None = None
        self.table: Table
        self.uses: dict[str, list[Any]]  # the table's
        self.visitors: dict[type[Node], Callable[[Any], None]] = {
            nodes.Constant: self.nothing,
            nodes.Intrinsic: self.nothing,
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
        }

    def report(self, code: str, position: Position, *arguments: object) -> None:
        self.errors.append(Diagnostic(code, arguments, position, self.source))

    # Scopes

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
                if type(function) is Name:
                    if function.name in SUPER_NAMES:
                        self.super_calls.append((self.table, link_))
                    elif function.name in LOOKERS:
                        self.called_lookers.add(function)
            else:
                visitors[type(link_.index)](link_.index)

    def keywords(self, keywords: list[nodes.Keyword]) -> None:
        for keyword in keywords:
            if keyword.name == "__debug__":
                self.report("B317", keyword.position)
            self.visitors[type(keyword.value)](keyword.value)

    def slice(self, node: nodes.Slice) -> None:
        self.visit(node.lower)
        self.visit(node.upper)
        self.visit(node.step)

    def misplaced_star(self, node: Starred) -> None:
        self.report("B319", node.position)
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
                ask_for_truth(node.test)
                waiting.append(node.otherwise)
                waiting.append(node.test)
                waiting.append(node.body)
            elif kind is Pipe:
                waiting.append(node.function)
                waiting.append(node.value)
            else:
                visitors[kind](node)

    def condition(self, node: Node) -> None:
        self.visit(node)
        ask_for_truth(node)

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
            self.report("B323", node.position)
        if table.kind != COMPREHENSION and not table.is_genexpr:
            self.bind(name, target)
            return
        # The name belongs to the function or module around all comprehensions.
        self.uses.setdefault(name, []).append(target)
        while table.kind == COMPREHENSION or table.is_genexpr:
            if name in table.bindings:
                self.report("B322", node.position, name)
                return
            table.assigned.setdefault(name, target)
            assert table.parent is not None
            table = table.parent
        if table.kind == CLASS:
            self.report("B321", node.position)
            return
        if name == "__debug__":
            self.report("B317", target.position)
        table.bindings.setdefault(name, []).append(target)
        if table.kind == MODULE:
            table.bound_within.append(target)

    def comprehension(self, node: Any) -> None:
        is_genexpr = type(node) is nodes.GeneratorExpression
        first, *others = node.clauses
        self.table.iterable_depth += 1
        self.visit(first.iterable)
        self.table.iterable_depth -= 1
        around = self.around
        if type(node) is nodes.ListComprehension:
            self.place_loop(node)
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
            suffix = f"{MARK}{self.comprehension_count}"
            table.renamed = {name: name + suffix for name in table.bindings}
        self.leave(table)
        self.around = around

    def place_loop(self, node: nodes.For | nodes.While | nodes.ListComprehension) -> None:
        """Note where a loop stands; what is visited next is in its rounds."""
        self.around = LoopPlace(node, self.table.frame.scope, self.around)
        self.loops.append(self.around)

    def comprehension_target(self, clause: nodes.ComprehensionClause) -> None:
        if clause.is_async:
            self.suspend(clause.position, "asynchronous comprehension")
        self.target(clause.target)
        for name, target in self.table.assigned.items():
            if name in self.table.bindings:
                self.report("B322", target.position, name)
        for condition in clause.conditions:
            self.condition(condition)

    def yield_(self, node: nodes.Yield | nodes.YieldFrom) -> None:
        table = self.table
        if self.in_term:
            self.report("B325", node.position, "yield")
        elif table.kind == COMPREHENSION or table.is_genexpr:
            self.report("B320", node.position)
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
            self.report("B325", position, word)
        elif frame.kind == MODULE or frame.is_genexpr:
            frame.scope.is_async = True
        elif not frame.scope.is_async:
            self.report("B304", position, word)

    # Functions

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

    # Targets

    def target(self, node: Expression) -> None:
        """What is assigned to, deleted or bound by a loop."""
        if isinstance(node, Name):
            if self.private is not None:
                node.name = self.mangled(node.name)
            self.bind(node.name, node)
        elif isinstance(node, Tuple | List):
            for element in node.elements:
                self.target(element)
        elif isinstance(node, Starred):
            self.target(node.value)
        else:
            if isinstance(node, Attribute) and node.name == "__debug__":
                self.report("B317", node.position)
            self.postfix(node)


_COMPREHENSION_NAMES: dict[type[Node], str] = {
    nodes.ListComprehension: "<listcomp>",
    nodes.SetComprehension: "<setcomp>",
    nodes.DictionaryComprehension: "<dictcomp>",
    nodes.GeneratorExpression: "<genexpr>",
}


def _all_parameters(parameters: nodes.Parameters) -> Iterator[nodes.Parameter]:
    """In the order of co_varnames."""
    yield from parameters.positional_only
    yield from parameters.positional
    yield from parameters.keyword_only
    if parameters.variadic is not None:
        yield parameters.variadic
    if parameters.keyword_variadic is not None:
        yield parameters.keyword_variadic


def ask_for_truth(node: Node) -> None:
    """Note in a condition where nothing but the truth of a value is asked for: a value that has
    settled an `and`, an `or` or a chain of comparisons is not to be asked for it once more.
    """
    pending = [node]
    while pending:
        current = pending.pop()
        if isinstance(current, nodes.BooleanOperation):
            current.is_condition = True
            pending.extend(current.values)
        elif isinstance(current, nodes.Comparison):
            current.is_condition = True
        elif isinstance(current, UnaryOperation):
            if current.operator == "not":
                pending.append(current.operand)
        elif isinstance(current, ConditionalExpression):
            pending.extend((current.body, current.otherwise))
