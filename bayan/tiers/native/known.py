"""What global names stand for while a kernel is compiled; that it still holds is guarded.

A guard is (dictionary, key, object): a kernel is only entered while the dictionary has that
object at that key, ABSENT where it has none.
"""

from __future__ import annotations

import math
import sys

from ...syntax import nodes
from ...values.functions import PLAIN
from .kinds import function_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FunctionType
    from typing import Any

    from ...values.functions import FunctionRecord, Unit

ABSENT = object()
Guard = tuple["dict[str, Any]", str, object]


class Held:
    """A sequence or object that native code is given where it is entered, in memory of its own: a
    constant of the program, or, where there is a name, what that global name stands for by then.
    """

    __slots__ = ("constant", "kind", "name")

    def __init__(self, kind: str, name: str | None, constant: object) -> None:
        self.kind = kind
        self.name = name
        self.constant = constant

    def value(self, module_globals: dict[str, Any]) -> object:
        return self.constant if self.name is None else module_globals.get(self.name)


def constants_among(elements: list[Any]) -> tuple[object, ...] | None:
    """The values of the elements of a display; None where not all of them are constants, or tuples
    of these.
    """
    values: list[object] = []
    for element in elements:
        if isinstance(element, nodes.Constant):
            values.append(element.value)
        elif isinstance(element, nodes.Tuple):
            values.append(constants_among(element.elements))
            if values[-1] is None:
                return None
        elif (
            isinstance(element, nodes.UnaryOperation)
            and element.operator == "-"
            and isinstance(element.operand, nodes.Constant)
            and isinstance(element.operand.value, (int, float))
        ):
            values.append(-element.operand.value)
        else:
            return None
    return tuple(values)


class DefaultsGuard:
    """That a function still has the defaults with which calls of it were compiled."""

    __slots__ = ("function", "values")

    def __init__(self, function: FunctionType) -> None:
        self.function = function
        self.values = function.__defaults__

    def holds(self) -> bool:
        return self.function.__defaults__ is self.values


class Known:
    """Global names of one unit, and the guards of those that were asked for; of functions whose
    defaults were asked for, too.
    """

    def __init__(self, unit: Unit) -> None:
        self.unit = unit
        self.guards: dict[tuple[int, str], Guard] = {}
        self.defaults: dict[int, DefaultsGuard] = {}

    def object(self, name: str) -> Any:
        """What a global name stands for now; ABSENT if for nothing."""
        module_globals = self.unit.globals
        value = self._look(module_globals, name)
        if value is ABSENT:
            built_in = module_globals.get("__builtins__")
            if isinstance(built_in, dict):
                value = self._look(built_in, name)
        return value

    def attribute(self, module: Any, name: str) -> Any:
        """An attribute of the module math or sys; ABSENT for other modules."""
        if module is sys:
            return self._look(vars(sys), name)
        if module is not math and vars(module).get("__name__") != "math":
            return ABSENT
        return self._look(vars(math), name)

    def has_attributes(self, value: Any) -> bool:
        """Whether `attribute` knows this object."""
        if value is sys:
            return True
        return issubclass(type(value), type(math)) and vars(value).get("__name__") == "math"

    def function_name(self, value: Any) -> str | None:
        """The name by which a built-in function is known."""
        return function_name(value)

    def record(self, value: Any) -> FunctionRecord | None:
        """The record of a Bayan function that native code can call: plain, no closure, all of
        its parameters positional.
        """
        if type(value) is not _Function:
            return None
        code = value.__code__
        for record in list(self.unit.records.values()):
            if code is record.code or code is record.stub:
                return record if is_callable(record) else None
        return None

    def defaults_of(self, function: FunctionType) -> tuple[Any, ...]:
        """The defaults of a function's last parameters."""
        guard = self.defaults[id(function)] = DefaultsGuard(function)
        return guard.values or ()

    def _look(self, namespace: dict[str, Any], name: str) -> Any:
        value = namespace.get(name, ABSENT)
        self.guards[id(namespace), name] = (namespace, name, value)
        return value


def is_callable(record: FunctionRecord) -> bool:
    node = record.node
    if record.kind is not PLAIN or isinstance(node, nodes.GeneratorExpression):
        return False
    parameters = node.parameters
    return not (
        parameters.variadic
        or parameters.keyword_only
        or parameters.keyword_variadic
        or record.scope.free_names
    )


def hold(guards: tuple[Guard, ...]) -> bool:
    """Whether all is as it was when the kernel was compiled."""
    return all(namespace.get(key, ABSENT) is value for namespace, key, value in guards)


_Function = type(hold)
