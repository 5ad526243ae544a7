"""Which loops and functions native code may take, by their forms alone.

A loop is asked about whose forms native code takes and that computes something, or calls a
function of its source that does. Whether its values are such that native code can be made of it
shows later.
"""

from __future__ import annotations

from ...syntax import nodes
from ...syntax.bindings import GLOBAL, LOOKERS
from ...syntax.vocabulary import ARABIC_BUILTINS
from ..refusal import COMPUTES_NOTHING, UNKNOWN_CALL, UNKNOWN_FORM, Refusal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...values.functions import Unit

    Function = nodes.FunctionDefinition | nodes.Lambda
    Loop = nodes.For | nodes.While

# Built-in functions that take all that a generator expression gives.
FOLDS = frozenset({"all", "any", "list", "max", "min", "sorted", "sum"})

# Built-in functions that native code does not call, whatever their arguments.
_NOT_CALLED = """
    dict filter format frozenset getattr hasattr hash id input isinstance issubclass iter map next
    open print repr set setattr str tuple type vars
"""
_STRANGE = frozenset(_NOT_CALLED.split())
STRANGE = _STRANGE | {arabic for arabic, name in ARABIC_BUILTINS.items() if name in _STRANGE}

# Methods of lists, and functions of the module math, that it does call.
_CALLED = """
    append copy insert pop reverse sort
    acos asin asinh atan atan2 ceil copysign cos cosh degrees erf exp expm1 fabs floor fmod gcd
    isfinite isinf isnan isqrt log log10 log2 pow radians sin sinh sqrt tan tanh trunc
"""
METHODS = frozenset(_CALLED.split())

FORMS = frozenset(
    {
        nodes.AnnotatedAssignment,
        nodes.Assert,
        nodes.Assignment,
        nodes.Attribute,
        nodes.AugmentedAssignment,
        nodes.BinaryOperation,
        nodes.BooleanOperation,
        nodes.Break,
        nodes.Call,
        nodes.Comparison,
        nodes.ComprehensionClause,
        nodes.ConditionalExpression,
        nodes.Constant,
        nodes.Continue,
        nodes.ExpressionStatement,
        nodes.For,
        nodes.If,
        nodes.List,
        nodes.ListComprehension,
        nodes.Name,
        nodes.NamedExpression,
        nodes.Pass,
        nodes.Return,
        nodes.Slice,
        nodes.Subscript,
        nodes.Tuple,
        nodes.UnaryOperation,
        nodes.While,
    }
)

# Expressions that bind names, share variables or suspend.
BINDING = frozenset(
    {
        nodes.Await,
        nodes.DictionaryComprehension,
        nodes.GeneratorExpression,
        nodes.Lambda,
        nodes.ListComprehension,
        nodes.NamedExpression,
        nodes.SetComprehension,
        nodes.Yield,
        nodes.YieldFrom,
    }
)
COMPUTING = frozenset({nodes.AugmentedAssignment, nodes.BinaryOperation, nodes.Comparison})


def _loop_forms(node: Loop, calls: list[nodes.Call]) -> tuple[bool, nodes.Node | None]:
    """As _forms, of what is done in a loop, in the order of the source; what it runs over is found
    before, and so are the calls there.
    """
    if not isinstance(node, nodes.For):
        return _forms([*reversed(node.body), node.test], calls)
    computes, odd = _forms([node.iterable])
    if odd is not None or node.is_async:
        return computes, odd or node
    also, odd = _forms([*reversed(node.body), node.target], calls)
    return computes or also, odd


def may_go_native(unit: Unit, node: Loop) -> bool:
    """Whether a loop is one that native code is asked for: its forms are those that native code
    takes, but for its `else`, it calls nothing of its source that has others, and it computes
    something, or calls what does.
    """
    calls: list[nodes.Call] = []
    computes, odd = _loop_forms(node, calls)
    if odd is not None:
        return False
    if not calls:
        return computes
    names = _names(unit)
    if any(names.is_strange(call) for call in calls):
        return False
    return computes or not names.functions.keys().isdisjoint(map(_name_called, calls))


def why_not_native(unit: Unit, node: Loop) -> Refusal | None:
    """Why a loop is not one that native code is asked for, with the place; None where it is."""
    if may_go_native(unit, node):
        return None
    return why_never_native(unit, node) or Refusal(COMPUTES_NOTHING, node.position)


def why_never_native(unit: Unit, node: Loop) -> Refusal | None:
    """Why native code can't be made of a loop, whatever its values, with the place; None where that
    is not known.
    """
    calls: list[nodes.Call] = []
    _, odd = _loop_forms(node, calls)
    if odd is not None:
        return Refusal(UNKNOWN_FORM, odd.position)
    strange = next(filter(_names(unit).is_strange, calls), None) if calls else None
    return None if strange is None else Refusal(UNKNOWN_CALL, strange.function.position)


def _tells(statement: nodes.Statement) -> bool:
    """Whether a statement only calls something, as print, that does not look at the variables:
    where it stands in a branch native code is left before it and comes back.
    """
    if not (
        isinstance(statement, nodes.ExpressionStatement) and isinstance(statement.value, nodes.Call)
    ):
        return False
    return not any(
        node.__class__ in BINDING or _looks(node) for node in nodes.descendants(statement)
    )


def _looks(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Name) and node.name in LOOKERS


def _forms(
    pending: list[nodes.Node], calls: list[nodes.Call] | None = None
) -> tuple[bool, nodes.Node | None]:
    """Whether all these, which are used up, compute anything, up to the first form that native
    code does not take; and that.

    calls: takes the calls that native code would have to do
    """
    computes = False
    while pending:
        current = pending.pop()
        kind = current.__class__
        if kind is nodes.Name:
            if _looks(current):
                return computes, current
            continue
        if kind not in FORMS:
            if kind is nodes.Raise:
                # Native code is left before it.
                continue
            return computes, current
        if kind in COMPUTING:
            computes = True
        if isinstance(current, nodes.Constant):
            if not _is_number_or_character(current):
                return computes, current
            continue
        if isinstance(current, nodes.ExpressionStatement):
            if isinstance(current.value, nodes.Constant):
                # It does nothing.
                continue
        elif isinstance(current, nodes.If):
            branches = (*current.body, *current.otherwise)
            pending += [one for one in reversed(branches) if not _tells(one)]
            pending.append(current.test)
            continue
        elif isinstance(current, nodes.Call):
            function = current.function
            if current.keywords or not (
                isinstance(function, nodes.Name)
                or (
                    isinstance(function, nodes.Attribute)
                    and isinstance(function.value, nodes.Name | nodes.Subscript)
                )
            ):
                return computes, current
            generator = _used_up(current)
            if generator is not None:
                computes = True
                pending += reversed(nodes.children(generator))
                continue
            if calls is not None:
                calls.append(current)
        elif isinstance(current, nodes.For):
            if current.is_async:
                return computes, current
        elif isinstance(current, nodes.Assert):
            # Native code is left before one that fails, and says why.
            pending.append(current.test)
            continue
        elif isinstance(current, nodes.AnnotatedAssignment):
            if current.value is None or not current.is_simple:
                return computes, current
            pending.append(current.value)
            continue
        elif isinstance(current, nodes.Comparison) and _looks_in_text(current):
            pending.append(current.left)
            continue
        pending += reversed(nodes.children(current))
    return computes, None


def _used_up(node: nodes.Call) -> nodes.Node | None:
    """The generator expression that a call, by its name, uses up at once."""
    function = node.function
    if isinstance(function, nodes.Name) and function.name in FOLDS and len(node.arguments) == 1:
        (argument,) = node.arguments
        if isinstance(argument, nodes.GeneratorExpression):
            return argument
    return None


def uses_up(node: nodes.Node) -> bool:
    """Whether a function uses up a generator expression, itself."""
    return any(
        isinstance(one, nodes.Call) and _used_up(one) is not None for one in nodes.descendants(node)
    )


def _is_number_or_character(node: nodes.Constant) -> bool:
    value = node.value
    return not isinstance(value, bytes) and not (isinstance(value, str) and len(value) != 1)


def _looks_in_text(node: nodes.Comparison) -> bool:
    """Whether it is `… in "text"`."""
    (*_, last) = node.comparators
    return (
        node.operators in (["in"], ["not in"])
        and isinstance(last, nodes.Constant)
        and isinstance(last.value, str)
    )


def has_numeric_loops(unit: Unit) -> bool:
    """Whether there is a loop in a source that native code may take."""
    return any(
        isinstance(place.node, nodes.For | nodes.While) and may_go_native(unit, place.node)
        for place in unit.tree.loops
    )


def _defined(body: list[nodes.Statement]) -> Iterator[str]:
    """The names of all functions that are defined in a block."""
    for statement in nodes.statements_in(body):
        if isinstance(statement, nodes.FunctionDefinition | nodes.ClassDefinition):
            yield statement.name
            yield from _defined(statement.body)


def numeric_calls(unit: Unit) -> dict[nodes.Node, list[nodes.Node]]:
    """As numeric_calls_in, of its names."""
    if unit.numeric_calls is None:
        unit.numeric_calls = numeric_calls_in(_names(unit))
    return unit.numeric_calls


def _names(unit: Unit) -> Names:
    names: Names | None = unit.names
    if names is None:
        names = unit.names = Names(unit.tree)
    return names


class Names:
    """What the names stand for that a source calls, those of methods with a dot before them.

    functions  those whose forms are native code's, and compute something
    strange    other functions and classes, what calls them, and built-in functions: native code
               never calls them
    methods    those that it may call
    """

    __slots__ = ("functions", "methods", "strange")

    def __init__(self, tree: nodes.Module) -> None:
        # Under its name, what each function calls if its forms are native code's.
        named: dict[str, list[list[str] | None]] = {}
        self.functions: dict[str, list[Function]] = {}
        for name, node in _functions(tree.body):
            named.setdefault(name, []).append(self._learn(name, node))
        for statement in nodes.statements_in(tree.body):
            if isinstance(statement, nodes.ClassDefinition):
                named.setdefault(statement.name, []).append(None)
                for name, node in _functions(statement.body):
                    named.setdefault("." + name, []).append(self._learn("." + name, node))
        self.strange: set[str] = {*STRANGE - named.keys()}
        more = True
        while more:
            found = {
                name
                for name, definitions in named.items()
                if all(calls is None or not self.strange.isdisjoint(calls) for calls in definitions)
            }
            more = not found <= self.strange
            self.strange |= found
        # Of classes in functions and in classes nothing is known.
        self.methods = {"." + name for name in (*METHODS, *_defined(tree.body))}
        self.methods -= self.strange - {"." + name for name in METHODS}

    def _learn(self, name: str, node: Function) -> list[str] | None:
        calls: list[nodes.Call] = []
        computes, odd = _forms(_body(node), calls)
        if odd is not None or not _is_simple(node):
            return None
        if computes:
            self.functions.setdefault(name, []).append(node)
        return [*map(_name_called, calls)]

    def is_strange(self, call: nodes.Call) -> bool:
        """Whether native code never does a call."""
        name = _name_called(call)
        if name.startswith("."):
            return name not in self.methods
        return name in self.strange


def numeric_calls_in(names: Names) -> dict[nodes.Node, list[nodes.Node]]:
    """The functions of a module whose forms native code takes, with those of them that they call
    by their global names.
    """
    named = {name: them for name, them in names.functions.items() if not name.startswith(".")}
    return {
        node: [called for name in _called(_body(node)) for called in named.get(name, ())]
        for functions in named.values()
        for node in functions
    }


def _is_simple(node: Function) -> bool:
    """Whether a function runs at once, in a frame of its own, and its parameters are given."""
    scope = node.scope
    parameters = node.parameters
    # What is in cells is shared with generator expressions only, which are used up.
    if scope.is_generator or scope.is_async or scope.free_names:
        return False
    return not (parameters.variadic or parameters.keyword_only or parameters.keyword_variadic)


def _body(node: Function) -> list[nodes.Node]:
    return [node.body] if isinstance(node, nodes.Lambda) else [*node.body]


def _functions(body: list[nodes.Statement]) -> Iterator[tuple[str, Function]]:
    """The functions of a module, by the global names that its statements give them."""
    for statement in nodes.statements_in(body):
        if isinstance(statement, nodes.FunctionDefinition):
            yield statement.name, statement
        elif isinstance(statement, nodes.Assignment) and isinstance(statement.value, nodes.Lambda):
            for target in statement.targets:
                if isinstance(target, nodes.Name):
                    yield target.name, statement.value


def _name_called(call: nodes.Call) -> str:
    """The global name that a call is of, that of a method with a dot before it; "" if neither."""
    function = call.function
    if isinstance(function, nodes.Attribute):
        return "." + function.name
    return function.name if isinstance(function, nodes.Name) and function.access == GLOBAL else ""


def _called(pieces: list[nodes.Node]) -> set[str]:
    """The global names that pieces of code call, those of methods with a dot before them."""
    found: set[str] = set()
    for piece in pieces:
        for node in nodes.descendants(piece):
            if isinstance(node, nodes.Call):
                found.add(_name_called(node))
    return found
