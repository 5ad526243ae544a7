"""What classes leave out and the resolver puts in.

    class C {                              class C {
        def m(x) { … }                         def m(self, x) { … }
        @classmethod def n() { … }    ->       @classmethod def n(cls) { … }
        @static def s(x) { … }                 @staticmethod def s(x) { … }
        def o(x) { super().o(x) }              def o(self, x) { super(__class__, self).o(x) }
        def p(x) { super(p, x) }               def p(self, x) { super(__class__, self).p(x) }
    }                                      }

and the code that stands bare in the arithmetic and comparisons of goals:

    ?X is f(?Y) + limit            ->  ?X is $f(?Y) + $limit      where the code binds them

The tree is changed in place.
"""

from __future__ import annotations

from .bindings import CLASS, FUNCTION
from .nodes import (
    Atom,
    Attribute,
    Call,
    CodeCall,
    CodeTerm,
    Compound,
    FunctionDefinition,
    Intrinsic,
    LogicList,
    Name,
    Parameter,
    Parameters,
)
from .resolver_scopes import binding_table, program_binds
from .vocabulary import WORDS, fold

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .nodes import Expression, Position, Term
    from .resolver_scopes import Table

ARABIC_SUPER = ("أب", "الأب")
SUPER_NAMES = frozenset(("super", *ARABIC_SUPER))

# Goals whose arguments are evaluated, and the first of those that are.
EVALUATING = {
    "is": 1,
    **dict.fromkeys(("==", "\\==", "<", ">", "=<", ">=", "=:=", "=\\="), 0),
}

# Operators that are spelled like functions.
_WORD_OPERATORS = frozenset(("mod", "rem", "xor"))

# First parameters that say that nothing is left out.
_EXPLICIT = frozenset(("self", "ذاتي", "نفسي", "cls", "mcs"))

# Methods whose first parameter is a class without their being marked.
_CLASS_METHODS = frozenset(("__new__", "__init_subclass__", "__class_getitem__"))


def lower_method(node: FunctionDefinition, table: Table) -> None:
    """Puts `self` or `cls` before the parameters of a `def` in a class body; `table` is its own."""
    receiver = "cls" if node.name in _CLASS_METHODS else "self"
    for index, decorator in enumerate(node.decorators):
        if not isinstance(decorator, Name | Intrinsic):
            continue
        name = decorator.name
        if name == "staticmethod":
            return
        if WORDS.get(fold(name), ("",))[0] == "static" and not program_binds(table, name):
            node.decorators[index] = Intrinsic(decorator.position, "staticmethod")
            _forget(table, decorator)
            return
        if name == "classmethod":
            receiver = "cls"
    parameters = node.parameters
    first = parameters.positional_only or parameters.positional
    if first and (first[0].name in _EXPLICIT or _has_parameter(parameters, receiver)):
        return
    line, column = parameters.position[:2]
    first.insert(0, Parameter((line, column, line, column), receiver, None, None))


def _has_parameter(parameters: Parameters, name: str) -> bool:
    """Whether a name that would be put in is there already, as in a metaclass's `(mcls, cls)`."""
    named = parameters.positional_only + parameters.positional + parameters.keyword_only
    return any(parameter.name == name for parameter in named)


def lower_super_calls(
    tables: list[Table], calls: list[tuple[Table, Call]], bound_names: frozenset[str]
) -> None:
    """Gives the calls of `super` their arguments, and its Arabic names their meaning.

    As in Python, a function that names `super` has the cell `__class__`: it may call it later,
    under another name.
    """
    for table in tables:
        for name in ARABIC_SUPER:
            if name in table.uses and not program_binds(table, name):
                found = table.uses.pop(name)
                for node in found:
                    node.name = "super"
                table.uses.setdefault("super", []).extend(found)
    for table, call in calls:
        _lower_super_call(table, call, tables[0], bound_names)
    for table in tables:
        if table.frame.kind == FUNCTION and "super" in table.uses:
            _use(table, table.uses["super"][0].position, "__class__")


def _lower_super_call(table: Table, call: Call, module: Table, bound_names: frozenset[str]) -> None:
    function = call.function
    if not isinstance(function, Name) or function.name != "super":
        return
    receiver = _receiver(table)
    if receiver is None or program_binds(table, "super"):
        return
    if not call.arguments:
        if not call.keywords:
            call.arguments = _super_arguments(table, call, receiver)
        return
    method = call.arguments[0]
    if not isinstance(method, Name) or not _names_a_method(
        table, method.name, call, receiver, module, bound_names
    ):
        return
    _forget(table, method)
    arguments = call.arguments[1:]
    parent = Call(call.position, function, _super_arguments(table, call, receiver), [])
    call.function = Attribute(call.position, parent, method.name)
    call.arguments = arguments


def _receiver(table: Table) -> str | None:
    """The first parameter of the method that a call stands in; None outside methods."""
    frame = table.frame
    if frame.kind != FUNCTION:
        return None
    around: Table | None = frame
    while around is not None and around.kind != CLASS:
        around = around.parent
    if around is None:
        return None
    if frame.is_genexpr:
        return frame.parameters[0]
    parameters = frame.scope.node.parameters  # type: ignore[attr-defined]
    first = parameters.positional_only or parameters.positional
    return first[0].name if first else None


def _names_a_method(
    table: Table,
    name: str,
    call: Call,
    receiver: str,
    module: Table,
    bound_names: frozenset[str],
) -> bool:
    """Whether `super(name, …)` is the older form: no such variable, or just a function."""
    if name in bound_names or name == "__class__":
        return False
    home = binding_table(table, name)
    if home is not None:
        return home is module and all(
            type(binder) is FunctionDefinition for binder in home.bindings[name]
        )
    # A star import may bind the name of a class: `super(C, self)` is then Python's.
    is_pythons = len(call.arguments) == 2 and _is_name(call.arguments[1], receiver)
    return not (is_pythons and module.has_star_import)


def _is_name(node: object, name: str) -> bool:
    return isinstance(node, Name) and node.name == name


def _super_arguments(table: Table, call: Call, receiver: str) -> list[Expression]:
    """`__class__, self` as new nodes, noted as uses."""
    return [_use(table, call.position, name) for name in ("__class__", receiver)]


def lower_evaluated_goals(goals: list[tuple[Table, Compound]], bound_names: frozenset[str]) -> None:
    """Finds names and functions of the code among the arguments of goals that evaluate them."""
    for table, goal in goals:
        _evaluate(table, goal.arguments, EVALUATING[goal.name], bound_names)


def _evaluate(table: Table, terms: list[Term], start: int, bound_names: frozenset[str]) -> None:
    for index in range(start, len(terms)):
        term = terms[index]
        if isinstance(term, Atom):
            if program_binds(table, term.name):
                terms[index] = CodeTerm(term.position, _use(table, term.position, term.name))
        elif isinstance(term, LogicList):
            _evaluate(table, term.elements, 0, bound_names)
        elif isinstance(term, CodeCall):
            _evaluate(table, term.arguments, 0, bound_names)
        elif isinstance(term, Compound):
            name = term.name
            _evaluate(table, term.arguments, 0, bound_names)
            if name not in _WORD_OPERATORS and (name in bound_names or program_binds(table, name)):
                function = _use(table, term.position, name)
                terms[index] = CodeCall(term.position, function, term.arguments)


def _use(table: Table, position: Position, name: str) -> Name:
    """A new node that reads the name."""
    node = Name(position, name)
    table.uses.setdefault(name, []).append(node)
    return node


def _forget(table: Table, node: Name | Intrinsic) -> None:
    """Takes a name that leaves the tree out of the table's uses."""
    uses = table.uses.get(node.name)
    if uses is not None and node in uses:
        uses.remove(node)
        if not uses:
            del table.uses[node.name]
