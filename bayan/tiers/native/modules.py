"""A module of LLVM: one kernel and the Bayan functions that it calls.

What a function gives is found while it is compiled; a call of one that has given nothing yet ends
its block, and when that is known all is compiled again. So

    def fib(n) { return n if n < 2 else fib(n - 1) + fib(n - 2) }

is known to give an int by its first branch.
"""

from __future__ import annotations

from sys import version_info

from ...syntax import nodes
from ...syntax.bindings import CELL, GLOBAL, LOCAL
from ..refusal import (
    LAYOUT,
    TOO_DEEP,
    TYPE_CHANGES,
    UNKNOWN_CALL,
    UNKNOWN_FORM,
    UNKNOWN_TYPE,
    Refusal,
)
from .arrays import is_array
from .cells import (
    FIRST_TAG,
    MOST_CELLS,
    MOST_FUNCTIONS,
    Cells,
    is_unboxed,
    plain,
    variable_of,
)
from .emitter import CALL, DEPTH, ELEMENT, FORM, PAUSE, REASONS, Value
from .grids import GRIDS
from .kinds import BOOL, FLOAT, NONE, SCALARS, is_copy, is_object, is_sequence, kind_of, llvm_type
from .known import ABSENT, Held, Known, constants_among
from .layout import layout
from .plan import Plan, names_in
from .prelude import METADATA, prelude
from .proofs import Proofs
from .routine import Hints, Restart
from .shapes import ClassGuard, is_instance, shape_of
from .undo import UNDO

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ...values.functions import FunctionRecord, Unit
    from .plan import Point
    from .routine import Version
    from .shapes import Members

# A Python frame lies on the heap, a native one on the stack of the thread.
DEEPEST = 10_000
# Bytes of it that functions may take: a quarter of what the smallest threads have.
MOST_STACK = 1 << 18
# Calls and rounds of functions between two looks at signals.
BUDGET = 1 << 18
# Lines of a function that becomes part of what calls it, at the most.
MOST_INLINED = 400
# Rounds of a function's loop that are counted at once.
GRANTED = 1 << 10

MOST_RESTARTS = 100


class Unknown(Exception):  # noqa: N818 (it is an answer)
    """It is not known yet of what kind the result of a call is."""


class Function:
    """A function of the module: for one record and the kinds of its arguments.

    brief   whether a call of it is soon over, as it has no loop and calls none
    """

    __slots__ = ("brief", "hints", "kinds", "names", "plan", "record", "result", "symbol", "text")

    def __init__(self, record: FunctionRecord, kinds: tuple[str, ...], symbol: str) -> None:
        self.record = record
        self.kinds = kinds
        self.symbol = symbol
        self.result: str | None = None
        self.text = ""
        self.hints = Hints()
        self.plan = Plan(record.node)
        self.brief = not self.plan.loops
        if not any(_gives_value(point.node) for point in self.plan.points):
            self.result = NONE
        names = dict.fromkeys(record.parameter_names)
        names.update(dict.fromkeys(names_in(record.node)))
        self.names = {name: number for number, name in enumerate(names)}


class Module:
    """Collects what one kernel needs.

    pauses   whether a function may let signals and other threads in: only where no kernel
             around it holds on to objects that nobody else need keep
    effects  whether a function stores into lists, which is undone where it leaves half-way
    copies   whether the kernel copies lists of rows
    copiers  the text of what copies lists of numbers where it is entered
    changing the global names that the kernel binds: functions can't read them, for they change
             in the kernel alone until it is left
    classes  what is relied on of the classes of objects
    cells    the attributes that the kernel and its functions keep as variables
    held     the sequences and objects that are given to it; places: their numbers, by global names
             and nodes
    learnt   whether all is to be made again, for something was learnt in this pass
    settled  whether a pass has learnt nothing: what has given nothing by then, for it only
             raises, never does, and its callers have to leave there
    """

    def __init__(self, unit: Unit, pauses: bool, changing: frozenset[str] = frozenset()) -> None:
        self.changing = changing
        self.unit = unit
        self.known = Known(unit)
        self.classes: dict[Members, ClassGuard] = {}
        self.cells = Cells()
        self.functions: dict[tuple[nodes.Node, tuple[str, ...]], Function] = {}
        self.pauses = pauses
        self.effects = False
        self.copies = False
        self.copiers = ""
        self.held: list[Held] = []
        self.places: dict[str | nodes.Node, int] = {}
        self.learnt = False
        self.settled = False

    def function(self, record: FunctionRecord, kinds: tuple[str, ...]) -> Function:
        key = (record.node, kinds)
        found = self.functions.get(key)
        if found is None:
            objects = layout()
            if objects is None or objects.recursion < 0:
                raise Refusal(LAYOUT, record.node.position)
            if len(self.functions) > 20:
                raise Refusal(TOO_DEEP, record.node.position)
            names = [variable_of(kind) for kind in kinds if is_unboxed(kind)]
            made = [one for _, given in self.functions for one in given if is_unboxed(one)]
            if names and len(made) >= MOST_FUNCTIONS:
                self.cells.bar(names[0])
            symbol = f"f{len(self.functions)}"
            found = self.functions[key] = Function(record, kinds, symbol)
            self.learnt = True
        return found

    def class_guard(self, kind: str, position: nodes.Position) -> ClassGuard:
        """What is relied on of the class of a kind of objects."""
        shape = shape_of(plain(kind))
        if shape is None:
            raise Refusal(UNKNOWN_TYPE, position)
        guard = self.classes.get(shape.members)
        if guard is None:
            guard = ClassGuard(shape.members, f"class.{len(self.classes)}")
            self.classes[shape.members] = guard
        return guard

    def hold(self, name: str) -> int | None:
        """The number of the sequence, or object of a class of the program's, that a global name
        stands for; None where it is none.
        """
        if name not in self.places and self._hold(name, name, self.unit.globals.get(name)):
            # Others might give it up meanwhile.
            self.pauses = False
        return self.places.get(name)

    def hold_constant(self, node: nodes.Node, value: object) -> int | None:
        """The number of a constant sequence; None where it is none that native code knows."""
        if node not in self.places:
            self._hold(node, None, value)
        return self.places.get(node)

    def _hold(self, key: str | nodes.Node, name: str | None, value: object) -> bool:
        kind = kind_of(value)
        if kind is None or not is_object(kind) or is_array(kind):
            return False
        self.places[key] = len(self.held)
        self.held.append(Held(kind, name, value))
        self.learnt = True
        return True

    def begin_again(self) -> None:
        """Other attributes are to be in cells: what was made for those is no more."""
        self.functions = {}
        self.cells.begin()
        self.learnt = True

    def make_functions(self) -> None:
        """Compile all functions that are called so far, and those that they call."""
        for function in list(self.functions.values()):
            result = function.result
            function.text = build(FunctionRoutine, self, function)
            if function.result != result:
                self.learnt = True
        is_open = any(function.result is None for function in self.functions.values())
        if is_open and not self.learnt and not self.settled:
            self.settled = self.learnt = True

    def text(self, kernel: str) -> str:
        copiers = (GRIDS if self.copies else "") + self.copiers
        parts = [prelude(layout(), copiers), kernel]
        parts += [f"@held{index} = internal global ptr null\n" for index in range(len(self.held))]
        if self.functions:
            objects = layout()
            assert objects is not None
            awaited = _AWAITED if objects.awaited >= 0 else _UNKNOWN
            functions = (_FUNCTIONS + awaited).replace("<recursion>", str(objects.recursion))
            parts.append(functions.replace("<awaited>", str(objects.awaited)))
            if self.effects:
                parts.append(UNDO)
        parts += [f"@{guard.symbol} = external global i8\n" for guard in self.classes.values()]
        parts += [function.text for function in self.functions.values()]
        return "".join(parts) + METADATA + _CELL_TAGS


_CELL_TAGS = "".join(
    f'!{FIRST_TAG - 100 + one} = !{{!"cell {one}", !0, i64 0}}\n'
    f"!{FIRST_TAG + one} = !{{!{FIRST_TAG - 100 + one}, !{FIRST_TAG - 100 + one}, i64 0}}\n"
    for one in range(MOST_CELLS + 1)
)

_FUNCTIONS = f"""
@reason = global i64 0
@budget = internal global i64 {BUDGET}
@granted = internal global i64 0
@lowest = internal global i64 0
declare ptr @PyThreadState_Get()

; How many calls and rounds of functions were done so far, by and large.
define internal i64 @done() {{
  %granted = load i64, ptr @granted
  %left = load i64, ptr @budget
  %r = sub i64 %granted, %left
  ret i64 %r
}}

define internal void @grant() {{
  %granted = load i64, ptr @granted
  %more = add i64 %granted, {BUDGET}
  store i64 %more, ptr @granted
  store i64 {BUDGET}, ptr @budget
  ret void
}}

define internal i64 @room() {{
  %here = alloca i8
  %address = ptrtoint ptr %here to i64
  %lowest = sub i64 %address, {MOST_STACK}
  store i64 %lowest, ptr @lowest
  %thread = call ptr @PyThreadState_Get()
  %at = getelementptr i8, ptr %thread, i64 <recursion>
  %left = load i32, ptr %at
  %wide = sext i32 %left to i64
  %room = sub i64 %wide, 3
  %much = icmp sgt i64 %room, {DEEPEST}
  %r = select i1 %much, i64 {DEEPEST}, i64 %room
  ret i64 %r
}}

"""

# Whether something waits for bytecode to let it in; nothing is let in here.
_HOLDER = "PyThreadState_Get" if version_info >= (3, 13) else "PyInterpreterState_Get"
_AWAITED = f"""
declare ptr @PyInterpreterState_Get()
define internal i1 @is_awaited() noinline cold {{
  call void @grant()
  %state = call ptr @{_HOLDER}()
  %at = getelementptr i8, ptr %state, i64 <awaited>
  %word = load volatile i32, ptr %at
  %events = and i32 %word, 255
  %r = icmp ne i32 %events, 0
  ret i1 %r
}}
"""
_UNKNOWN = """
define internal i1 @is_awaited() noinline cold {
  call void @grant()
  ret i1 true
}
"""


def build(make: Callable[..., NativeRoutine], *arguments: object) -> str:
    """The text of a routine, made anew of the arguments as often as it learns something."""
    for _ in range(MOST_RESTARTS):
        routine = make(*arguments)
        try:
            return routine.build()
        except Restart:
            continue
    raise Refusal(TYPE_CHANGES, routine.plan.start.node.position)


class NativeRoutine(Proofs):
    """What kernels and functions have in common: names of the module, and calls."""

    def __init__(self, module: Module, plan: Plan, names: dict[str, int], hints: Hints) -> None:
        super().__init__(plan, names, hints)
        self.module = module
        self.tail: list[str] = []
        # Whether the statement under way has called a function.
        self.called = False

    def build(self) -> str:
        raise NotImplementedError

    def depth(self) -> str:
        """How deep a function that is called from here may go."""
        raise NotImplementedError

    def try_statement(self, point: Point) -> None:
        made = len(self.lines)
        try:
            super().try_statement(point)
        except Unknown:
            del self.lines[made:]
            self.emit("unreachable")

    def round(self, version: Version) -> None:
        made = len(self.lines)
        try:
            super().round(version)
        except Unknown:
            del self.lines[made:]
            self.emit("unreachable")

    # Names

    def name(self, node: nodes.Name) -> Value:
        if node.name not in self.kinds and node.access == GLOBAL and not self.binds(node.name):
            held = self.module.hold(node.name)
            if held is not None:
                return self.held(held)
            value = self.module.known.object(node.name)
            if type(value) in (int, float, bool):
                return self.constant_value(value, node)
            raise Refusal(UNKNOWN_TYPE, node.position)
        return super().name(node)

    def held(self, number: int) -> Value:
        """A sequence or object that native code was given."""
        return Value(self.module.held[number].kind, self.op(f"load ptr, ptr @held{number}"))

    def constant_sequence(self, node: nodes.Expression) -> Value | None:
        if not isinstance(node, nodes.Tuple | nodes.List) or not node.elements:
            return None
        values = constants_among(node.elements)
        held = None if values is None else self.module.hold_constant(node, values)
        return None if held is None else self.held(held)

    def constant_value(self, value: object, node: nodes.Node) -> Value:
        if isinstance(value, str) and len(value) != 1:
            held = self.module.hold_constant(node, value)
            assert held is not None
            return self.held(held)
        return super().constant_value(value, node)

    def binds(self, name: str) -> bool:
        """Whether a global name is a variable of the routine."""
        return False

    def static(self, node: nodes.Expression) -> object:
        """The object that an expression stands for as long as the guards hold."""
        known = self.module.known
        if isinstance(node, nodes.Name):
            if node.name in self.kinds or node.access != GLOBAL or self.binds(node.name):
                return ABSENT
            is_held = self.module.hold(node.name) is not None
            return ABSENT if is_held else known.object(node.name)
        if isinstance(node, nodes.Attribute):
            holder = node.value
            if isinstance(holder, nodes.Name) and self.kinds.get(holder.name) == "module math":
                return known.attribute(__import__("math"), node.name)
            module = self.static(holder)
            if known.has_attributes(module):
                return known.attribute(module, node.name)
        return ABSENT

    def resolve(self, node: nodes.Expression) -> str | None:
        if isinstance(node, nodes.Name):
            kind = self.kinds.get(node.name, "")
            if kind.startswith("function "):
                return kind[len("function ") :]
        return self.module.known.function_name(self.static(node))

    def attribute(self, node: nodes.Attribute) -> Value:
        value = self.static(node)
        if value is ABSENT:
            return self.attribute_of(self.holder(node.value), node)
        if type(value) not in (int, float):
            raise Refusal(UNKNOWN_TYPE, node.position)
        return self.constant_value(value, node)

    @property
    def cells(self) -> Cells:
        return self.module.cells

    def learn_cell(self) -> None:
        self.module.learnt = True

    def ask_deep(self, name: str) -> None:
        if len(self.context) + self.clauses_around + self.is_called > 1:
            self.cells.deep.add(name)

    def class_guard(self, kind: str, node: nodes.Node) -> ClassGuard:
        return self.module.class_guard(kind, node.position)

    def call_bayan(self, node: nodes.Call) -> Value | None:
        value = self.static(node.function)
        first: list[Value] = []
        if value is ABSENT and isinstance(node.function, nodes.Attribute):
            value, first = self.method(node.function)
        record = self.module.known.record(value)
        if record is None:
            return None
        arguments = self.arguments(node, value, record, first)
        for value in arguments:
            known = is_sequence(value.kind) or is_copy(value.kind) or is_instance(value.kind)
            known = known or is_unboxed(value.kind)
            if value.kind not in SCALARS and not known:
                raise Refusal(UNKNOWN_TYPE, node.position)
        function = self.module.function(record, tuple(value.kind for value in arguments))
        if function.result is None:
            raise Refusal(UNKNOWN_CALL, node.position) if self.module.settled else Unknown
        type_ = llvm_type(function.result)
        given = [f"{llvm_type(value.kind)} {value.text}" for value in arguments]
        given.append(f"i64 {self.depth()}")
        self.note_given(arguments, function.plan)
        self.begin_call()
        call = f"call fastcc {{{type_}, i1}} @{function.symbol}({', '.join(given)})"
        pair = self.op(call)
        self.leave_if(self.op(f"extractvalue {{{type_}, i1}} {pair}, 1"), CALL)
        self.called = True
        self.end_call()
        if self.module.pauses:
            self.forget_all()
        else:
            self.forget_values()
        return Value(function.result, self.op(f"extractvalue {{{type_}, i1}} {pair}, 0"))

    def note_given(self, arguments: list[Value], plan: Plan) -> None:
        """A function with a plan is about to get these: what it may change is to be noted down."""

    def begin_call(self) -> None:
        """A function of the program is about to be called."""

    def end_call(self) -> None:
        """It has come back."""

    def method(self, node: nodes.Attribute) -> tuple[object, list[Value]]:
        """The function that a method of an object is, and the object."""
        try:
            thing = self.holder(node.value)
        except Refusal:
            raise Refusal(UNKNOWN_CALL, node.position) from None
        if not is_instance(thing.kind):
            raise Refusal(UNKNOWN_CALL, node.position)
        guard = self.class_guard(thing.kind, node)
        if guard.place(node.name) is not None or guard.shared(node.name) is None:
            raise Refusal(UNKNOWN_CALL, node.position)
        return self.shared_attribute(thing, node), [thing]

    def arguments(
        self, node: nodes.Call, function: Any, record: FunctionRecord, first: list[Value]
    ) -> list[Value]:
        """The arguments of a call in the order of the parameters, after the first ones; those that
        are not given must have numbers as defaults.
        """
        definition = record.node
        assert not isinstance(definition, nodes.GeneratorExpression)
        names = record.parameter_names
        values = first + [self.holder(argument) for argument in node.arguments]
        if len(values) > len(names):
            raise Refusal(UNKNOWN_CALL, node.position)
        given = dict(zip(names, values, strict=False))
        by_name = names[len(definition.parameters.positional_only) :]
        for keyword in node.keywords:
            if keyword.name not in by_name or keyword.name in given:
                raise Refusal(UNKNOWN_CALL, node.position)
            given[keyword.name] = self.holder(keyword.value)
        if len(given) < len(names):
            self.add_defaults(given, node, function, names)
        return [given[name] for name in names]

    def add_defaults(
        self, given: dict[str, Value], node: nodes.Call, function: Any, names: tuple[str, ...]
    ) -> None:
        """Add the defaults of the parameters that were given nothing."""
        values = self.module.known.defaults_of(function)
        defaults = dict(zip(reversed(names), reversed(values), strict=False))
        for name in names:
            if name in given:
                continue
            value = defaults.get(name)
            if kind_of(value) not in SCALARS:
                raise Refusal(UNKNOWN_CALL, node.position)
            given[name] = self.expression(nodes.Constant(node.position, value))

    def slots_text(self) -> list[str]:
        slots = [f"  %{name} = alloca {type_}" for name, type_ in self.slots.items()]
        return slots + [f"  store ptr null, ptr {slot}" for slot in self.empty_slots]


class FunctionRoutine(NativeRoutine):
    """A Bayan function, called by native code: gives (value, whether it failed).

    What it stores into lists before it fails is undone by whoever called the first function, and
    does the call in the tier below.
    """

    in_function = True
    binds_cells = True
    is_called = True
    counts_alone = True

    def __init__(self, module: Module, function: Function) -> None:
        super().__init__(module, function.plan, function.names, function.hints)
        self.function = function

    def build(self) -> str:
        function = self.function
        self.node = function.record.node
        parameters = function.record.parameter_names
        self.begin_counting()
        for index, (name, kind) in enumerate(zip(parameters, function.kinds, strict=True)):
            self.write(name, Value(kind, f"%a{index}"))
        self.goto(self.plan.start)
        self.make_blocks()
        kinds = [f"{llvm_type(kind)} %a{index}" for index, kind in enumerate(function.kinds)]
        result = llvm_type(function.result or FLOAT)
        type_ = f"{{{result}, i1}}"
        arguments = ", ".join([*kinds, "i64 %depth"])
        value, failed = self.slot("value", result), self.slot("failure", "i1")
        # With cells it is to be a part of the kernel, so that these are registers.
        lists = self.cells.lists
        unboxed = any(
            is_unboxed(kind) and variable_of(kind) not in lists for kind in function.kinds
        )
        inline = " alwaysinline" if unboxed and len(self.lines) < MOST_INLINED else ""
        lines = [
            f"define internal fastcc {type_} @{function.symbol}({arguments}){inline} {{",
            "entry:",
            *self.slots_text(),
            "  %deeper = sub i64 %depth, 1",
            "  br label %start",
            "start:",
            *self.lines,
            *self.tail,
            # Each by itself up to here: where the function is inlined LLVM then knows on which
            # ways it has failed, which it would not of pairs.
            "failed:",
            f"  store {result} {_zero(function.result)}, ptr {value}",
            f"  store i1 true, ptr {failed}",
            "  br label %return",
            "return:",
            f"  %given = load {result}, ptr {value}",
            f"  %bad = load i1, ptr {failed}",
            f"  %half = insertvalue {type_} poison, {result} %given, 0",
            f"  %pair = insertvalue {type_} %half, i1 %bad, 1",
            f"  ret {type_} %pair",
            "}\n",
        ]
        return "\n".join(lines)

    def begin_counting(self) -> None:
        """At the entry: mind the depth, and count the call."""
        deep = self.op("icmp sle i64 %depth, 0")
        if self.function.brief:
            self.leave_if(deep, DEPTH)
            return
        here = self.op(f"ptrtoint ptr {self.slot('here', 'i8')} to i64")
        low = self.op(f"icmp ult i64 {here}, {self.op('load i64, ptr @lowest')}")
        self.leave_if(self.op(f"or i1 {low}, {deep}"), DEPTH)
        self.take_budget()
        self.count_down("1")

    def count_down(self, rounds: str) -> None:
        """A call or rounds are going to be done: look from time to time at signals."""
        budget = self.slot("budget", "i64")
        left = self.op(f"sub i64 {self.op(f'load i64, ptr {budget}')}, {rounds}")
        self.emit(f"store i64 {left}, ptr {budget}")
        pause, back, go = self.label(), self.label(), self.label()
        over = self.op(f"icmp sle i64 {left}, 0")
        self.emit(f"br i1 {over}, label %{pause}, label %{go}, !prof !80")
        self.begin(pause)
        pauses = self.module.pauses and not self.module.effects
        helper = "pause" if pauses else "is_awaited"
        called = self.op(f"call i1 @{helper}()")
        self.emit(f"br i1 {called}, label %{self.exit_label(PAUSE)}, label %{back}")
        self.begin(back)
        self.take_budget()
        self.emit(f"br label %{go}")
        self.begin(go)

    # The budget is in a register while the function itself runs: in memory each round would wait
    # for the one before it.

    def take_budget(self) -> None:
        left = self.op("load i64, ptr @budget")
        self.emit(f"store i64 {left}, ptr {self.slot('budget', 'i64')}")

    def put_budget(self) -> None:
        if not self.function.brief:
            left = self.op(f"load i64, ptr {self.slot('budget', 'i64')}")
            self.emit(f"store i64 {left}, ptr @budget")

    def begin_call(self) -> None:
        if self.function.brief:
            self.function.brief = False
            raise Restart
        self.put_budget()

    def end_call(self) -> None:
        self.take_budget()

    def count_round(self, version: Version) -> None:
        if not self.has_limit(version.loop, version.sources):
            self.count_down("1")

    def rounds_granted(self) -> str:
        return str(GRANTED)

    def grant(self, now: str, limit: str) -> None:
        some = self.op(f"icmp slt i64 {now}, {limit}")
        rounds = self.op(f"sub i64 {limit}, {now}")
        self.count_down(self.op(f"select i1 {some}, i64 {rounds}, i64 0"))

    def at_limit(self, version: Version) -> None:
        loop = version.loop
        now = self.op(f"load i64, ptr {self.field(loop, 0, 0)}")
        stop = self.op(f"load i64, ptr {self.field(loop, 0, 1)}")
        more, end = self.label(), self.label()
        self.emit(f"br i1 {self.op(f'icmp slt i64 {now}, {stop}')}, label %{more}, label %{end}")
        self.begin(more)
        self.begin_rounds(loop, version.sources)
        self.emit(f"br label %{version.label}")
        self.begin(end)

    def depth(self) -> str:
        return "%deeper"

    def make_exit(self, reason: str) -> str:
        label = self.label()
        number = REASONS.index(reason)
        self.tail += [f"{label}:", f"  store i64 {number}, ptr @reason", "  br label %failed"]
        return label

    def binds(self, name: str) -> bool:
        return name in self.module.changing

    def write(self, name: str, value: Value) -> None:
        # Its cells are shared with what is inlined only: native code makes no closures.
        if self.function.record.scope.accesses.get(name) not in (LOCAL, CELL):
            raise Refusal(UNKNOWN_FORM, self.node.position)
        super().write(name, value)

    def check_effects(self, node: nodes.Node) -> None:
        if not self.module.effects:
            self.module.effects = self.module.learnt = True

    def check_storable(self, slot: str) -> None:
        """Each store tells by itself: where one fails those before it are undone, too."""

    def store(self, slot: str, value: Value) -> None:
        if value.kind == BOOL:
            self.leave_unless(self.op(f"call i1 @log(ptr {slot})"), ELEMENT)
            super().store(slot, value)
            return
        type_ = llvm_type(value.kind)
        call = f"call i1 @logged_{value.kind}(ptr {slot}, {type_} {value.text})"
        self.leave_unless(self.op(call), ELEMENT)

    def store_item(self, array: Value, slot: str, value: Value, node: nodes.Node) -> None:
        raise Refusal(UNKNOWN_CALL, node.position)

    def change_size(self, node: nodes.Node) -> None:
        # Slots in the log must stay where they are.
        raise Refusal(UNKNOWN_CALL, node.position)

    def exchange_objects(self, slots: list[str]) -> None:
        done = self.op(f"call i1 @log_exchange(ptr {slots[0]}, ptr {slots[1]})")
        self.leave_unless(done, ELEMENT)

    def count_references(self) -> None:
        raise Refusal(UNKNOWN_CALL, self.node.position)

    def end(self, point: Point) -> None:
        self.give_none()

    def give_none(self) -> None:
        if self.function.result == NONE:
            self.end_with("false")
        else:
            self.emit(f"br label %{self.exit_label(FORM)}")

    def return_(self, node: nodes.Return) -> None:
        function = self.function
        if node.value is None or _is_none(node.value):
            self.give_none()
            return
        self.give(node.value, function)

    def give(self, node: nodes.Expression, function: Function) -> None:
        if isinstance(node, nodes.ConditionalExpression):
            # Each side by itself: what one gives may be known before the other is.
            yes, no = self.label(), self.label()
            self.condition(node.test, yes, no)
            kinds = dict(self.kinds)
            for label, side in ((yes, node.body), (no, node.otherwise)):
                self.begin(label)
                self.kinds = dict(kinds)
                made = len(self.lines)
                try:
                    self.give(side, function)
                except Unknown:
                    del self.lines[made:]
                    self.emit("unreachable")
            return
        value = self.expression(node)
        if value.kind not in SCALARS and value.kind != NONE:
            raise Refusal(UNKNOWN_TYPE, node.position)
        if function.result is None:
            function.result = value.kind
        elif function.result != value.kind:
            raise Refusal(TYPE_CHANGES, node.position)
        self.end_with(value.text)

    def end_with(self, text: str) -> None:
        """Return a value."""
        self.put_budget()
        type_ = llvm_type(self.function.result or FLOAT)
        self.emit(f"store {type_} {text}, ptr {self.slot('value', type_)}")
        self.emit(f"store i1 false, ptr {self.slot('failure', 'i1')}")
        self.emit("br label %return")


def _gives_value(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Return) and node.value is not None and not _is_none(node.value)


def _is_none(node: nodes.Expression) -> bool:
    return isinstance(node, nodes.Constant) and node.value is None


def _zero(kind: str | None) -> str:
    return "0.0" if kind in (FLOAT, None) else "0" if kind == "int" else "false"
