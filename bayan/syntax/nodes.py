"""The syntax tree: one class for each form that the language has.

The parser builds these nodes; the resolver fills the slots that stand behind the constructors'
arguments (`scope`, `loops`, `access`; see bindings; `is_condition`); tiers only read them. Every
node knows its place in the source. Nodes compare by identity and can be keys of dictionaries. The
classes are written out, without the dataclasses module, because importing that costs more than a
whole small program.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from .bindings import LoopPlace, Scope

# Line (from 1), column (from 0), end line, end column (exclusive); columns count characters.
Position = tuple[int, int, int, int]


class Node:
    """Base of all nodes; `fields` names the constructor's arguments after the position."""

    __slots__ = ("position",)
    fields: tuple[str, ...] = ()

    def __init__(self, position: Position) -> None:
        self.position = position

    def __repr__(self) -> str:
        values = ", ".join(f"{field}={getattr(self, field)!r}" for field in self.fields)
        return f"{type(self).__name__}({values})"


def children(node: Node) -> list[Node]:
    """The nodes directly below `node`, in the order of the source where fields keep it."""
    found: list[Node] = []
    if node.__class__ in _LEAVES:
        return found
    for field in node.fields:
        value = getattr(node, field)
        if isinstance(value, Node):
            found.append(value)
        elif value.__class__ is list:
            found += [element for element in value if isinstance(element, Node)]
    return found


def descendants(node: Node) -> Iterator[Node]:
    """A node and all nodes below it, in the order of the source."""
    pending = [node]
    while pending:
        current = pending.pop()
        yield current
        below = children(current)
        below.reverse()
        pending += below


# Expressions


class Expression(Node):
    """Base of everything that has a value."""

    __slots__ = ()


class Constant(Expression):
    """A literal: None, a bool, Ellipsis, a number, a string or bytes."""

    __slots__ = ("value",)
    fields = ("value",)

    def __init__(self, position: Position, value: object) -> None:
        self.position = position
        self.value = value


class JoinedString(Expression):
    """An f-string; its parts are Constant strings and FormattedValue fields."""

    __slots__ = ("parts",)
    fields = ("parts",)

    def __init__(self, position: Position, parts: list[Expression]) -> None:
        self.position = position
        self.parts = parts


class FormattedValue(Expression):
    """One field of an f-string; conversion is "r", "s", "a" or None."""

    __slots__ = ("conversion", "format_spec", "value")
    fields = ("value", "conversion", "format_spec")

    def __init__(
        self,
        position: Position,
        value: Expression,
        conversion: str | None,
        format_spec: JoinedString | None,
    ) -> None:
        self.position = position
        self.value = value
        self.conversion = conversion
        self.format_spec = format_spec


class Name(Expression):
    """A variable, read, bound or deleted; the resolver sets `access`."""

    __slots__ = ("access", "name")
    fields = ("name",)
    access: str

    def __init__(self, position: Position, name: str) -> None:
        self.position = position
        self.name = name


class Intrinsic(Expression):
    """A helper of the runtime that no program can spell, by its key in the built-ins."""

    __slots__ = ("name",)
    fields = ("name",)

    def __init__(self, position: Position, name: str) -> None:
        self.position = position
        self.name = name


class Attribute(Expression):
    """`value.name`."""

    __slots__ = ("name", "value")
    fields = ("value", "name")

    def __init__(self, position: Position, value: Expression, name: str) -> None:
        self.position = position
        self.value = value
        self.name = name


class Subscript(Expression):
    """`value[index]`; the index may be a Slice, or a Tuple with slices."""

    __slots__ = ("index", "value")
    fields = ("value", "index")

    def __init__(self, position: Position, value: Expression, index: Expression) -> None:
        self.position = position
        self.value = value
        self.index = index


class Slice(Expression):
    """`lower:upper:step` inside a subscript."""

    __slots__ = ("lower", "step", "upper")
    fields = ("lower", "upper", "step")

    def __init__(
        self,
        position: Position,
        lower: Expression | None,
        upper: Expression | None,
        step: Expression | None,
    ) -> None:
        self.position = position
        self.lower = lower
        self.upper = upper
        self.step = step


class Call(Expression):
    """A call; arguments may be Starred, a keyword without a name is `**value`."""

    __slots__ = ("arguments", "function", "keywords")
    fields = ("function", "arguments", "keywords")

    def __init__(
        self,
        position: Position,
        function: Expression,
        arguments: list[Expression],
        keywords: list[Keyword],
    ) -> None:
        self.position = position
        self.function = function
        self.arguments = arguments
        self.keywords = keywords


class Keyword(Node):
    """`name=value` in a call or a class head, `**value` where the name is None."""

    __slots__ = ("name", "value")
    fields = ("name", "value")

    def __init__(self, position: Position, name: str | None, value: Expression) -> None:
        self.position = position
        self.name = name
        self.value = value


class Starred(Expression):
    """`*value` in a call, a display or a target."""

    __slots__ = ("value",)
    fields = ("value",)

    def __init__(self, position: Position, value: Expression) -> None:
        self.position = position
        self.value = value


class UnaryOperation(Expression):
    """operator is "-", "+", "~" or "not"."""

    __slots__ = ("operand", "operator")
    fields = ("operator", "operand")

    def __init__(self, position: Position, operator: str, operand: Expression) -> None:
        self.position = position
        self.operator = operator
        self.operand = operand


class BinaryOperation(Expression):
    """operator is Python's sign; ">>" composes two callables."""

    __slots__ = ("left", "operator", "right")
    fields = ("left", "operator", "right")

    def __init__(
        self, position: Position, left: Expression, operator: str, right: Expression
    ) -> None:
        self.position = position
        self.left = left
        self.operator = operator
        self.right = right


class BooleanOperation(Expression):
    """operator is "and" or "or"; two values or more.

    is_condition  whether nothing but its truth is asked for
    """

    __slots__ = ("is_condition", "operator", "values")
    fields = ("operator", "values")

    def __init__(self, position: Position, operator: str, values: list[Expression]) -> None:
        self.position = position
        self.operator = operator
        self.values = values
        self.is_condition = False


class Comparison(Expression):
    """A chain; operators are Python's, among them "in", "not in", "is", "is not".

    is_condition  whether nothing but its truth is asked for
    """

    __slots__ = ("comparators", "is_condition", "left", "operators")
    fields = ("left", "operators", "comparators")

    def __init__(
        self,
        position: Position,
        left: Expression,
        operators: list[str],
        comparators: list[Expression],
    ) -> None:
        self.position = position
        self.left = left
        self.operators = operators
        self.comparators = comparators
        self.is_condition = False


class ConditionalExpression(Expression):
    """`body if test else otherwise`."""

    __slots__ = ("body", "otherwise", "test")
    fields = ("test", "body", "otherwise")

    def __init__(
        self, position: Position, test: Expression, body: Expression, otherwise: Expression
    ) -> None:
        self.position = position
        self.test = test
        self.body = body
        self.otherwise = otherwise


class Lambda(Expression):
    """An anonymous function of one expression."""

    __slots__ = ("body", "parameters", "scope")
    fields = ("parameters", "body")
    scope: Scope

    def __init__(self, position: Position, parameters: Parameters, body: Expression) -> None:
        self.position = position
        self.parameters = parameters
        self.body = body


class NamedExpression(Expression):
    """`(target := value)`."""

    __slots__ = ("target", "value")
    fields = ("target", "value")

    def __init__(self, position: Position, target: Name, value: Expression) -> None:
        self.position = position
        self.target = target
        self.value = value


class Tuple(Expression):
    """A tuple display or an unpacking target; `constant` is its value where all is literals."""

    __slots__ = ("constant", "elements")
    fields = ("elements",)

    def __init__(
        self,
        position: Position,
        elements: list[Expression],
        constant: tuple[object, ...] | None = None,
    ) -> None:
        self.position = position
        self.elements = elements
        self.constant = constant


class List(Expression):
    """A list display or an unpacking target."""

    __slots__ = ("elements",)
    fields = ("elements",)

    def __init__(self, position: Position, elements: list[Expression]) -> None:
        self.position = position
        self.elements = elements


class Set(Expression):
    """A set display."""

    __slots__ = ("elements",)
    fields = ("elements",)

    def __init__(self, position: Position, elements: list[Expression]) -> None:
        self.position = position
        self.elements = elements


class Dictionary(Expression):
    """A dict display; a key of None stands for `**value`."""

    __slots__ = ("keys", "values")
    fields = ("keys", "values")

    def __init__(
        self, position: Position, keys: list[Expression | None], values: list[Expression]
    ) -> None:
        self.position = position
        self.keys = keys
        self.values = values


class ListComprehension(Expression):
    """`[element for …]`."""

    __slots__ = ("clauses", "element", "scope")
    fields = ("element", "clauses")
    scope: Scope

    def __init__(
        self, position: Position, element: Expression, clauses: list[ComprehensionClause]
    ) -> None:
        self.position = position
        self.element = element
        self.clauses = clauses


class SetComprehension(Expression):
    """`{element for …}`."""

    __slots__ = ("clauses", "element", "scope")
    fields = ("element", "clauses")
    scope: Scope

    def __init__(
        self, position: Position, element: Expression, clauses: list[ComprehensionClause]
    ) -> None:
        self.position = position
        self.element = element
        self.clauses = clauses


class DictionaryComprehension(Expression):
    """`{key: value for …}`."""

    __slots__ = ("clauses", "key", "scope", "value")
    fields = ("key", "value", "clauses")
    scope: Scope

    def __init__(
        self,
        position: Position,
        key: Expression,
        value: Expression,
        clauses: list[ComprehensionClause],
    ) -> None:
        self.position = position
        self.key = key
        self.value = value
        self.clauses = clauses


class GeneratorExpression(Expression):
    """`(element for …)`; a function scope of its own."""

    __slots__ = ("clauses", "element", "scope")
    fields = ("element", "clauses")
    scope: Scope

    def __init__(
        self, position: Position, element: Expression, clauses: list[ComprehensionClause]
    ) -> None:
        self.position = position
        self.element = element
        self.clauses = clauses


class ComprehensionClause(Node):
    """`for target in iterable if condition …`."""

    __slots__ = ("conditions", "is_async", "iterable", "target")
    fields = ("target", "iterable", "conditions", "is_async")

    def __init__(
        self,
        position: Position,
        target: Expression,
        iterable: Expression,
        conditions: list[Expression],
        is_async: bool,
    ) -> None:
        self.position = position
        self.target = target
        self.iterable = iterable
        self.conditions = conditions
        self.is_async = is_async


class Yield(Expression):
    """`yield value`."""

    __slots__ = ("value",)
    fields = ("value",)

    def __init__(self, position: Position, value: Expression | None) -> None:
        self.position = position
        self.value = value


class YieldFrom(Expression):
    """`yield from value`."""

    __slots__ = ("value",)
    fields = ("value",)

    def __init__(self, position: Position, value: Expression) -> None:
        self.position = position
        self.value = value


class Await(Expression):
    """`await value`."""

    __slots__ = ("value",)
    fields = ("value",)

    def __init__(self, position: Position, value: Expression) -> None:
        self.position = position
        self.value = value


class Pipe(Expression):
    """`value |> function`: the value is evaluated first."""

    __slots__ = ("function", "value")
    fields = ("value", "function")

    def __init__(self, position: Position, value: Expression, function: Expression) -> None:
        self.position = position
        self.value = value
        self.function = function


class Coalesce(Expression):
    """`left ?? right`: the right side is evaluated only where the left is None."""

    __slots__ = ("left", "right")
    fields = ("left", "right")

    def __init__(self, position: Position, left: Expression, right: Expression) -> None:
        self.position = position
        self.left = left
        self.right = right


class OptionalChain(Expression):
    """A whole chain of attributes, calls and subscripts that has a `?.` or `?[` in it; None where
    one of its OptionalLinks meets None.
    """

    __slots__ = ("expression",)
    fields = ("expression",)

    def __init__(self, position: Position, expression: Expression) -> None:
        self.position = position
        self.expression = expression


class OptionalLink(Expression):
    """The value before a `?.` or `?[`; where it is None the whole enclosing OptionalChain is
    None.
    """

    __slots__ = ("value",)
    fields = ("value",)

    def __init__(self, position: Position, value: Expression) -> None:
        self.position = position
        self.value = value


# Functions and classes


class Parameter(Node):
    """One parameter; the default is None where there is none."""

    __slots__ = ("annotation", "default", "name")
    fields = ("name", "annotation", "default")

    def __init__(
        self,
        position: Position,
        name: str,
        annotation: Expression | None,
        default: Expression | None,
    ) -> None:
        self.position = position
        self.name = name
        self.annotation = annotation
        self.default = default


class Parameters(Node):
    """All parameters of a function."""

    __slots__ = ("keyword_only", "keyword_variadic", "positional", "positional_only", "variadic")
    fields = ("positional_only", "positional", "variadic", "keyword_only", "keyword_variadic")

    def __init__(
        self,
        position: Position,
        positional_only: list[Parameter],
        positional: list[Parameter],
        variadic: Parameter | None,
        keyword_only: list[Parameter],
        keyword_variadic: Parameter | None,
    ) -> None:
        self.position = position
        self.positional_only = positional_only
        self.positional = positional
        self.variadic = variadic
        self.keyword_only = keyword_only
        self.keyword_variadic = keyword_variadic


class Statement(Node):
    """Base of everything that is executed."""

    __slots__ = ()


class FunctionDefinition(Statement):
    """`def`, `async def`."""

    __slots__ = (
        "access",
        "body",
        "decorators",
        "is_async",
        "name",
        "parameters",
        "returns",
        "scope",
    )
    fields = ("name", "parameters", "body", "decorators", "returns", "is_async")
    scope: Scope
    access: str

    def __init__(
        self,
        position: Position,
        name: str,
        parameters: Parameters,
        body: list[Statement],
        decorators: list[Expression],
        returns: Expression | None,
        is_async: bool,
    ) -> None:
        self.position = position
        self.name = name
        self.parameters = parameters
        self.body = body
        self.decorators = decorators
        self.returns = returns
        self.is_async = is_async


class ClassDefinition(Statement):
    """`class`, `abstract class`, `interface`, `enum`; kind is the first word of these, bases and
    members are already what Python's class would have.
    """

    __slots__ = ("access", "bases", "body", "decorators", "keywords", "kind", "name", "scope")
    fields = ("name", "bases", "keywords", "body", "decorators", "kind")
    scope: Scope
    access: str

    def __init__(
        self,
        position: Position,
        name: str,
        bases: list[Expression],
        keywords: list[Keyword],
        body: list[Statement],
        decorators: list[Expression],
        kind: str,
    ) -> None:
        self.position = position
        self.name = name
        self.bases = bases
        self.keywords = keywords
        self.body = body
        self.decorators = decorators
        self.kind = kind


# Statements


class Module(Node):
    """A whole file; `loops` are the places of all loops in it."""

    __slots__ = ("body", "loops", "scope")
    fields = ("body",)
    loops: list[LoopPlace]
    scope: Scope

    def __init__(self, position: Position, body: list[Statement]) -> None:
        self.position = position
        self.body = body


class ExpressionStatement(Statement):
    """An expression for its effect."""

    __slots__ = ("value",)
    fields = ("value",)

    def __init__(self, position: Position, value: Expression) -> None:
        self.position = position
        self.value = value


class Assignment(Statement):
    """`a = b = value`; is_constant for `const`."""

    __slots__ = ("is_constant", "targets", "value")
    fields = ("targets", "value", "is_constant")

    def __init__(
        self, position: Position, targets: list[Expression], value: Expression, is_constant: bool
    ) -> None:
        self.position = position
        self.targets = targets
        self.value = value
        self.is_constant = is_constant


class AugmentedAssignment(Statement):
    """`target += value`; the operator without its `=`."""

    __slots__ = ("operator", "target", "value")
    fields = ("target", "operator", "value")

    def __init__(
        self, position: Position, target: Expression, operator: str, value: Expression
    ) -> None:
        self.position = position
        self.target = target
        self.operator = operator
        self.value = value


class AnnotatedAssignment(Statement):
    """`target: annotation = value`; is_simple where the target is a bare name."""

    __slots__ = ("annotation", "is_simple", "target", "value")
    fields = ("target", "annotation", "value", "is_simple")

    def __init__(
        self,
        position: Position,
        target: Expression,
        annotation: Expression,
        value: Expression | None,
        is_simple: bool,
    ) -> None:
        self.position = position
        self.target = target
        self.annotation = annotation
        self.value = value
        self.is_simple = is_simple


class Delete(Statement):
    """`del targets`."""

    __slots__ = ("targets",)
    fields = ("targets",)

    def __init__(self, position: Position, targets: list[Expression]) -> None:
        self.position = position
        self.targets = targets


class Return(Statement):
    """`return value`."""

    __slots__ = ("value",)
    fields = ("value",)

    def __init__(self, position: Position, value: Expression | None) -> None:
        self.position = position
        self.value = value


class Raise(Statement):
    """`raise exception from cause`."""

    __slots__ = ("cause", "exception")
    fields = ("exception", "cause")

    def __init__(
        self, position: Position, exception: Expression | None, cause: Expression | None
    ) -> None:
        self.position = position
        self.exception = exception
        self.cause = cause


class Assert(Statement):
    """`assert test, message`."""

    __slots__ = ("message", "test")
    fields = ("test", "message")

    def __init__(self, position: Position, test: Expression, message: Expression | None) -> None:
        self.position = position
        self.test = test
        self.message = message


class Pass(Statement):
    """Nothing."""

    __slots__ = ()


class Break(Statement):
    """Leaves the loop."""

    __slots__ = ()


class Continue(Statement):
    """Goes on with the loop's next round."""

    __slots__ = ()


class Global(Statement):
    """`global names`."""

    __slots__ = ("names",)
    fields = ("names",)

    def __init__(self, position: Position, names: list[str]) -> None:
        self.position = position
        self.names = names


class Nonlocal(Statement):
    """`nonlocal names`."""

    __slots__ = ("names",)
    fields = ("names",)

    def __init__(self, position: Position, names: list[str]) -> None:
        self.position = position
        self.names = names


class Import(Statement):
    """`import a.b as c, d`."""

    __slots__ = ("aliases",)
    fields = ("aliases",)

    def __init__(self, position: Position, aliases: list[ImportAlias]) -> None:
        self.position = position
        self.aliases = aliases


class ImportPath(Statement):
    """`import "lib/x.bayan" as x`; without `as` the file's stem is the name."""

    __slots__ = ("access", "alias", "path")
    fields = ("path", "alias")
    access: str

    def __init__(self, position: Position, path: str, alias: str) -> None:
        self.position = position
        self.path = path
        self.alias = alias


class ImportFrom(Statement):
    """`from ..module import names`; one alias called "*" for all. With is_path the module is
    the path of a file: `from "lib/x.bayan" import names`.
    """

    __slots__ = ("aliases", "is_path", "level", "module")
    fields = ("module", "aliases", "level", "is_path")

    def __init__(
        self,
        position: Position,
        module: str | None,
        aliases: list[ImportAlias],
        level: int,
        is_path: bool = False,
    ) -> None:
        self.position = position
        self.module = module
        self.aliases = aliases
        self.level = level
        self.is_path = is_path


class ImportAlias(Node):
    """`name as alias`."""

    __slots__ = ("access", "alias", "name")
    fields = ("name", "alias")
    access: str

    def __init__(self, position: Position, name: str, alias: str | None) -> None:
        self.position = position
        self.name = name
        self.alias = alias


class If(Statement):
    """`if`; an `elif` is an If alone in otherwise."""

    __slots__ = ("body", "otherwise", "test")
    fields = ("test", "body", "otherwise")

    def __init__(
        self,
        position: Position,
        test: Expression,
        body: list[Statement],
        otherwise: list[Statement],
    ) -> None:
        self.position = position
        self.test = test
        self.body = body
        self.otherwise = otherwise


class While(Statement):
    """`while … else`."""

    __slots__ = ("body", "otherwise", "test")
    fields = ("test", "body", "otherwise")

    def __init__(
        self,
        position: Position,
        test: Expression,
        body: list[Statement],
        otherwise: list[Statement],
    ) -> None:
        self.position = position
        self.test = test
        self.body = body
        self.otherwise = otherwise


class For(Statement):
    """`for … else`, `async for`."""

    __slots__ = ("body", "is_async", "iterable", "otherwise", "target")
    fields = ("target", "iterable", "body", "otherwise", "is_async")

    def __init__(
        self,
        position: Position,
        target: Expression,
        iterable: Expression,
        body: list[Statement],
        otherwise: list[Statement],
        is_async: bool,
    ) -> None:
        self.position = position
        self.target = target
        self.iterable = iterable
        self.body = body
        self.otherwise = otherwise
        self.is_async = is_async


class Try(Statement):
    """`try`; is_star for `except*`."""

    __slots__ = ("body", "final", "handlers", "is_star", "otherwise")
    fields = ("body", "handlers", "otherwise", "final", "is_star")

    def __init__(
        self,
        position: Position,
        body: list[Statement],
        handlers: list[ExceptHandler],
        otherwise: list[Statement],
        final: list[Statement],
        is_star: bool,
    ) -> None:
        self.position = position
        self.body = body
        self.handlers = handlers
        self.otherwise = otherwise
        self.final = final
        self.is_star = is_star


class ExceptHandler(Node):
    """`except type as name`; type None catches all."""

    __slots__ = ("access", "body", "name", "type")
    fields = ("type", "name", "body")
    access: str

    def __init__(
        self, position: Position, type: Expression | None, name: str | None, body: list[Statement]
    ) -> None:
        self.position = position
        self.type = type
        self.name = name
        self.body = body


class With(Statement):
    """`with`, `async with`."""

    __slots__ = ("body", "is_async", "items")
    fields = ("items", "body", "is_async")

    def __init__(
        self, position: Position, items: list[WithItem], body: list[Statement], is_async: bool
    ) -> None:
        self.position = position
        self.items = items
        self.body = body
        self.is_async = is_async


class WithItem(Node):
    """`context as target`."""

    __slots__ = ("context", "target")
    fields = ("context", "target")

    def __init__(self, position: Position, context: Expression, target: Expression | None) -> None:
        self.position = position
        self.context = context
        self.target = target


class Match(Statement):
    """`match`."""

    __slots__ = ("cases", "subject")
    fields = ("subject", "cases")

    def __init__(self, position: Position, subject: Expression, cases: list[MatchCase]) -> None:
        self.position = position
        self.subject = subject
        self.cases = cases


class MatchCase(Node):
    """One case; `default` is a wildcard."""

    __slots__ = ("body", "guard", "pattern")
    fields = ("pattern", "guard", "body")

    def __init__(
        self, position: Position, pattern: Pattern, guard: Expression | None, body: list[Statement]
    ) -> None:
        self.position = position
        self.pattern = pattern
        self.guard = guard
        self.body = body


# Patterns


class Pattern(Node):
    """Base of what stands after `case`."""

    __slots__ = ()


class ValuePattern(Pattern):
    """Equal to a literal or a dotted name."""

    __slots__ = ("value",)
    fields = ("value",)

    def __init__(self, position: Position, value: Expression) -> None:
        self.position = position
        self.value = value


class SingletonPattern(Pattern):
    """Identical to None, True or False."""

    __slots__ = ("value",)
    fields = ("value",)

    def __init__(self, position: Position, value: object) -> None:
        self.position = position
        self.value = value


class CapturePattern(Pattern):
    """Binds a name to what `pattern` takes; pattern None takes all, name None binds nothing
    (`_`).
    """

    __slots__ = ("access", "name", "pattern")
    fields = ("pattern", "name")
    access: str

    def __init__(self, position: Position, pattern: Pattern | None, name: str | None) -> None:
        self.position = position
        self.pattern = pattern
        self.name = name


class SequencePattern(Pattern):
    """`[a, *rest]` or `(a, b)`."""

    __slots__ = ("patterns",)
    fields = ("patterns",)

    def __init__(self, position: Position, patterns: list[Pattern]) -> None:
        self.position = position
        self.patterns = patterns


class StarPattern(Pattern):
    """`*name` in a sequence; name None for `*_`."""

    __slots__ = ("access", "name")
    fields = ("name",)
    access: str

    def __init__(self, position: Position, name: str | None) -> None:
        self.position = position
        self.name = name


class MappingPattern(Pattern):
    """`{key: pattern, **rest}`."""

    __slots__ = ("access", "keys", "patterns", "rest")
    fields = ("keys", "patterns", "rest")
    access: str

    def __init__(
        self, position: Position, keys: list[Expression], patterns: list[Pattern], rest: str | None
    ) -> None:
        self.position = position
        self.keys = keys
        self.patterns = patterns
        self.rest = rest


class ClassPattern(Pattern):
    """`C(p, name=q)`."""

    __slots__ = ("class_", "keyword_names", "keyword_patterns", "patterns")
    fields = ("class_", "patterns", "keyword_names", "keyword_patterns")

    def __init__(
        self,
        position: Position,
        class_: Expression,
        patterns: list[Pattern],
        keyword_names: list[str],
        keyword_patterns: list[Pattern],
    ) -> None:
        self.position = position
        self.class_ = class_
        self.patterns = patterns
        self.keyword_names = keyword_names
        self.keyword_patterns = keyword_patterns


class OrPattern(Pattern):
    """`p | q`."""

    __slots__ = ("patterns",)
    fields = ("patterns",)

    def __init__(self, position: Position, patterns: list[Pattern]) -> None:
        self.position = position
        self.patterns = patterns


# Logic


class Term(Expression):
    """Base of what logic statements are made of; a goal is a term too, as in Prolog."""

    __slots__ = ()


class LogicVariable(Term):
    """`?X`; name without its mark, "_" for an anonymous one. In code it is the value that the last
    query statement gave it.
    """

    __slots__ = ("access", "name")
    fields = ("name",)
    access: str

    def __init__(self, position: Position, name: str) -> None:
        self.position = position
        self.name = name


class Atom(Term):
    """A bare lower-case or Arabic name; also an operator's or a goal's name without arguments."""

    __slots__ = ("name",)
    fields = ("name",)

    def __init__(self, position: Position, name: str) -> None:
        self.position = position
        self.name = name


class Literal(Term):
    """A number, a string, True, False or None."""

    __slots__ = ("value",)
    fields = ("value",)

    def __init__(self, position: Position, value: object) -> None:
        self.position = position
        self.value = value


class Compound(Term):
    r"""`name(arguments)`; operators too: ",", ";", "->", ":-", "\+", "=", "is", "^" …."""

    __slots__ = ("arguments", "name")
    fields = ("name", "arguments")

    def __init__(self, position: Position, name: str, arguments: list[Term]) -> None:
        self.position = position
        self.name = name
        self.arguments = arguments


class LogicList(Term):
    """`[a, b | tail]`."""

    __slots__ = ("elements", "tail")
    fields = ("elements", "tail")

    def __init__(self, position: Position, elements: list[Term], tail: Term | None) -> None:
        self.position = position
        self.elements = elements
        self.tail = tail


class CodeTerm(Term):
    """`$name`, `$(expression)`: the value of code."""

    __slots__ = ("expression",)
    fields = ("expression",)

    def __init__(self, position: Position, expression: Expression) -> None:
        self.position = position
        self.expression = expression


class CodeCall(Term):
    """`$f(arguments)`: a call of a function of the code, as a goal or as a value."""

    __slots__ = ("arguments", "function")
    fields = ("function", "arguments")

    def __init__(self, position: Position, function: Expression, arguments: list[Term]) -> None:
        self.position = position
        self.function = function
        self.arguments = arguments


class Hybrid(Statement):
    """`hybrid { … }`: its facts and rules hold from its beginning."""

    __slots__ = ("body",)
    fields = ("body",)

    def __init__(self, position: Position, body: list[Statement]) -> None:
        self.position = position
        self.body = body


class Fact(Statement):
    """A clause without a body."""

    __slots__ = ("head",)
    fields = ("head",)

    def __init__(self, position: Position, head: Term) -> None:
        self.position = position
        self.head = head


class Rule(Statement):
    """`head :- body`."""

    __slots__ = ("body", "head")
    fields = ("head", "body")

    def __init__(self, position: Position, head: Term, body: Term) -> None:
        self.position = position
        self.head = head
        self.body = body


class QueryStatement(Statement):
    """Prints the solutions of a goal and binds its variables in the code."""

    __slots__ = ("query",)
    fields = ("query",)

    def __init__(self, position: Position, query: Query) -> None:
        self.position = position
        self.query = query


class Query(Expression):
    """kind is "all", "once" or "limit"; `count` only with limit."""

    __slots__ = ("count", "goal", "kind", "where")
    fields = ("goal", "kind", "count", "where")

    def __init__(
        self,
        position: Position,
        goal: Term,
        kind: str,
        count: Expression | None,
        where: Expression | None,
    ) -> None:
        self.position = position
        self.goal = goal
        self.kind = kind
        self.count = count
        self.where = where


class Declaration(Statement):
    """`dynamic p/2.` or `table p/2.`; kind is the first word."""

    __slots__ = ("kind", "predicates")
    fields = ("kind", "predicates")

    def __init__(self, position: Position, kind: str, predicates: list[tuple[str, int]]) -> None:
        self.position = position
        self.kind = kind
        self.predicates = predicates


# Looks at trees

# More than half of the nodes of a program: they have none below.
_LEAVES = frozenset({Constant, Name})

# What has blocks of statements in it that run in the scope around.
_WITH_BLOCKS = (ExceptHandler, For, Hybrid, If, Match, MatchCase, Try, While, With)


def statements_in(body: list[Any]) -> Iterator[Statement]:
    """The statements of a block and of the blocks in it, in their order; of the functions and
    classes there only the definitions, not what is in them.
    """
    for entry in body:
        if isinstance(entry, Statement):
            yield entry
        if isinstance(entry, _WITH_BLOCKS):
            for field in entry.fields:
                value = getattr(entry, field)
                if isinstance(value, list):
                    yield from statements_in(value)


def has_annotations(body: list[Statement]) -> bool:
    """Whether a module or class needs `__annotations__`: a statement of its own annotates."""
    return any(isinstance(statement, AnnotatedAssignment) for statement in statements_in(body))


def may_catch(node: Node) -> bool:
    """Whether code below `node`, of the same activation, may keep an exception from leaving it."""
    return any(
        isinstance(child, Try | With)
        or (not isinstance(child, FunctionDefinition | ClassDefinition) and may_catch(child))
        for child in children(node)
    )


def static_attributes(definition: ClassDefinition) -> tuple[str, ...]:
    """The attributes of `self` that functions in a class assign: Python 3.13 keeps their names in
    the class's `__static_attributes__`, in any order, and as they are written.
    """
    found: dict[str, None] = {}
    own = f"_{definition.scope.name.lstrip('_')}__"

    def look(node: Node) -> None:
        if isinstance(node, Assignment):
            targets: list[Node] = [*node.targets]
        elif isinstance(node, For | ComprehensionClause | WithItem) or (
            isinstance(node, AnnotatedAssignment) and node.value is not None
        ):
            targets = [] if node.target is None else [node.target]
        else:
            targets = []
        while targets:
            target = targets.pop()
            if isinstance(target, Attribute):
                if isinstance(target.value, Name) and target.value.name == "self":
                    name = target.name
                    found[name[len(own) - 2 :] if name.startswith(own) else name] = None
            elif isinstance(target, Tuple | List | Starred):
                targets.extend(children(target))
        for child in children(node):
            if not isinstance(child, ClassDefinition):
                look(child)

    for statement in definition.body:
        if not isinstance(statement, ClassDefinition):
            look(statement)
    return tuple(found)
