"""Whole functions: a numeric Bayan function as a built-in function of Python.

`compile_function` gives a FunctionKernel; `bind(below)` makes a Python callable of it. That takes
its arguments out of their objects, checks that the names it relies on still stand for the same,
and calls the native function. Where any of that fails, or the native function leaves half-way
(what it stored into lists is undone then), it calls `below`, which does the whole call in the tier
below.

    ptr entry(ptr self, ptr arguments, i64 count)     # METH_FASTCALL

`self` is a tuple: below, ABSENT, then dictionary, key, object of each guard, then for each sequence
that is given to it dictionary and key, or constant; then what does a call that it has begun.

One whose parameters are numbers and lists of them may have a form with copies (see copies): that
copies the lists at the entry and stores them back at the end. Both forms count what there is to be
gained (`credit`).
"""

from __future__ import annotations

from time import thread_time

from ..refusal import LAYOUT, NO_COMPILER, TOO_DEEP, UNKNOWN_FORM, UNKNOWN_TYPE, Refusal
from .code import Draft
from .copies import COPIED, COPY_TEXT, ENOUGH, MORE, REMEMBERED, WORTH, copies, may_be_a_list
from .elf import Loaded
from .emitter import COPIES_PAY, ELEMENT, ENTRY, REASONS, Value
from .kinds import FLOAT, SCALARS, is_sequence, llvm_type
from .known import ABSENT, Guard, Held, is_callable
from .layout import layout
from .machine import known_to_be_missing
from .modules import MOST_RESTARTS, Function, Module
from .sequences import Sequences

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ...syntax.nodes import Node
    from ...values.functions import FunctionRecord

METH_FASTCALL = 0x80

# The credit of native code that is not to ask for copies.
NEVER = -(1 << 62)

# Method definitions of all built-in functions that were made: they must outlive these, which the
# program may hold on to for ever.
_definitions: list[Any] = []


class FunctionKernel:
    """Native code of one function, for certain kinds of arguments.

    kinds, result   of the parameters, in their order, and of what it gives
    copied          whether it copies the lists that it is given
    seconds         spent compiling it here; beside_seconds: in the compiler process
    """

    def __init__(
        self,
        function: Function,
        kinds: tuple[str, ...],
        guards: tuple[Guard, ...],
        held: list[Held],
        loaded: Loaded,
        text: str,
        seconds: float,
        beside_seconds: float,
    ) -> None:
        self.record = function.record
        self.kinds = kinds
        self.copied = kinds != function.kinds
        self.result = function.result
        self.guards = guards
        self.held = held
        self.loaded = loaded
        self.text = text
        self.seconds = seconds
        self.beside_seconds = beside_seconds

    def bind(
        self, below: Callable[..., Any], begun: Callable[..., Any] | None = None
    ) -> Callable[..., Any]:
        """A built-in function that runs this; `below` does the calls that it can't do, `begun`, if
        there is one, those that it has begun and left. Arguments are positional.
        """
        import ctypes

        class Definition(ctypes.Structure):
            _fields_ = (
                ("name", ctypes.c_char_p),
                ("function", ctypes.c_void_p),
                ("flags", ctypes.c_int),
                ("documentation", ctypes.c_char_p),
            )

        name = self.record.name.encode()
        definition = Definition(name, self.loaded.addresses["entry"], METH_FASTCALL, None)
        _definitions.append((definition, self.loaded))
        parts: list[Any] = [below, ABSENT]
        for guard in self.guards:
            parts += guard
        for held in self.held:
            parts += [self.record.unit.globals, held.constant if held.name is None else held.name]
        parts.append(begun or below)
        make = ctypes.pythonapi.PyCFunction_NewEx
        make.restype = ctypes.py_object
        make.argtypes = (ctypes.c_void_p, ctypes.py_object, ctypes.c_void_p)
        made: Callable[..., Any] = make(ctypes.addressof(definition), tuple(parts), None)
        return made

    def reason(self) -> str:
        """Why this left the last time: one of REASONS, ENTRY where it could not begin."""
        import ctypes

        return REASONS[ctypes.c_int64.from_address(self.loaded.addresses["reason"]).value]

    def ask_for_copies(self, wanted: bool) -> None:
        """Whether this may ask for a form with copies; or, if it is one, is to be used from now on,
        until it does not pay.
        """
        import ctypes

        credit = self.loaded.addresses.get("credit")
        if credit is not None:
            value = (REMEMBERED if self.copied else 0) if wanted else NEVER
            ctypes.c_int64.from_address(credit).value = value


def compile_function(
    record: FunctionRecord,
    types: dict[str, str],
    cache: str | None = None,
    copied: bool = False,
) -> FunctionKernel:
    """Native code of a function whose parameters are of these kinds; raises Refusal.

    cache: a folder for object code; copied: see draft_function.
    """
    kernel: FunctionKernel = draft_function(record, types, copied).made(cache)
    return kernel


def draft_function(record: FunctionRecord, types: dict[str, str], copied: bool = False) -> Draft:
    """A draft of a FunctionKernel, for parameters of these kinds; raises Refusal.

    copied: that copies the lists that it is given.
    """
    started = thread_time()
    position = record.node.position
    objects = layout()
    if objects is None or objects.recursion < 0:
        raise Refusal(LAYOUT, position)
    if not is_callable(record):
        raise Refusal(UNKNOWN_FORM, position)
    if known_to_be_missing():
        raise Refusal(NO_COMPILER, position)
    kinds = tuple(types.get(name, "") for name in record.parameter_names)
    if not all(kind in SCALARS or is_sequence(kind) for kind in kinds):
        raise Refusal(UNKNOWN_TYPE, position)
    module = Module(record.unit, pauses=all(kind in SCALARS for kind in kinds))
    module.copiers = COPY_TEXT if copied else ""
    given = kinds
    if copied:
        if not _may_be_copied(kinds):
            raise Refusal(UNKNOWN_TYPE, position)
        given = tuple(COPIED.get(kind, kind) for kind in kinds)
    function = module.function(record, given)
    try:
        for _ in range(MOST_RESTARTS):
            module.learnt = False
            module.make_functions()
            if not module.learnt:
                break
    except RecursionError:
        raise Refusal(TOO_DEEP, position) from None
    # What a class has come to be is not looked at where a function is entered, nor are defaults.
    changeable = module.classes or module.known.defaults
    if changeable or any(one.result is None for one in module.functions.values()):
        raise Refusal(UNKNOWN_TYPE, position)
    if copied and (module.effects or any(may_be_a_list(held.kind) for held in module.held)):
        # Another list may be one of those that were copied.
        raise Refusal(UNKNOWN_TYPE, position)
    guards = tuple(module.known.guards.values())
    entry = (CopyingEntry if copied else Entry)(function, kinds, len(guards), module)
    text = module.text(entry.text() + (copies(kinds) if copied else ""))
    listing = "".join(one.text for one in module.functions.values())

    def finish(code: Loaded, here: float, beside: float) -> FunctionKernel:
        return FunctionKernel(function, kinds, guards, module.held, code, listing, here, beside)

    return Draft(text, entry.names, position, thread_time() - started, finish)


def _may_be_copied(kinds: tuple[str, ...]) -> bool:
    """Whether parameters of these kinds are numbers and lists of numbers, one at least."""
    return any(kind in COPIED for kind in kinds) and all(
        kind in SCALARS or kind in COPIED for kind in kinds
    )


class Arguments(Sequences):
    """Takes the arguments of a call out of their objects; goes to a label where it can't."""

    def __init__(self, otherwise: str) -> None:
        super().__init__({})
        self.otherwise = otherwise

    def value(self, index: int, kind: str, node: Node) -> str:
        """One of them, with its type; leaves if it is not of this kind."""
        slot = self.op(f"getelementptr ptr, ptr %arguments, i64 {index}")
        return self.take(slot, kind, node)

    def take(self, slot: str, kind: str, node: Node) -> str:
        """What lies in a slot, with its type; leaves if it is not of this kind."""
        return f"{llvm_type(kind)} {self.load(Value(f'tuple[{kind}]', ''), slot, node).text}"

    def make_exit(self, reason: str) -> str:
        return self.otherwise


class Entry:
    """The text of an entry, which copies nothing."""

    def __init__(
        self, function: Function, kinds: tuple[str, ...], guards: int, module: Module
    ) -> None:
        self.function = function
        self.kinds = kinds
        self.module = module
        self.guards = guards
        self.lists = [index for index, kind in enumerate(kinds) if kind in COPIED]
        # A call that is soon over is not counted.
        self.counted = _may_be_copied(kinds) and not function.brief
        self.credit = 0
        self.names = ("entry", "reason", *(["credit"] if self.counted else []))

    def text(self) -> str:
        function = self.function
        node = function.record.node
        result = function.result or FLOAT
        type_ = llvm_type(result)
        last = 24 + 8 * (2 + 3 * self.guards + 2 * len(self.module.held))
        arguments = Arguments("before")
        values = [arguments.value(index, kind, node) for index, kind in enumerate(self.kinds)]
        lines = [
            "declare ptr @PyObject_Vectorcall(ptr, ptr, i64, ptr)",
            _PAUSE,
            *_holds(self.guards, self.module.held, node),
            "declare ptr @PyErr_Occurred()",
            *([f"@credit = global i64 {self.credit}"] if self.counted else []),
            "define ptr @entry(ptr %self, ptr %arguments, i64 %count) {",
            f"  %enough = icmp eq i64 %count, {len(self.kinds)}",
            "  br i1 %enough, label %unbox, label %before",
            "unbox:",
            *arguments.lines,
            "  %same = call i1 @holds(ptr %self)",
            "  br i1 %same, label %begin, label %before",
            "begin:",
            *(self.look() if self.counted else []),
            "  store ptr %self, ptr @self",
            "  %room = call i64 @room()",
            *(["  %done = call i64 @done()", *self.sizes(values)] if self.counted else []),
            *self.take(values),
            f"  %pair = call fastcc {{{type_}, i1}} @{function.symbol}"
            f"({', '.join([*self.given(values), 'i64 %room'])})",
            f"  %failed = extractvalue {{{type_}, i1}} %pair, 1",
            "  br i1 %failed, label %error, label %good, !prof !80",
            "good:",
            *(self.count("good") if self.counted else []),
            *self.keep(),
            f"  %value = extractvalue {{{type_}, i1}} %pair, 0",
            f"  %boxed = call ptr @box_{result}({type_} %value)",
            "  ret ptr %boxed",
            "error:",
            *self.drop(),
            "  %raised = call ptr @PyErr_Occurred()",
            "  %none = icmp eq ptr %raised, null",
            "  br i1 %none, label %begun, label %null",
            "null:",
            "  ret ptr null",
            "before:",
            f"  store i64 {REASONS.index(ENTRY)}, ptr @reason",
            "  br label %below",
            "begun:",
            f"  %last = getelementptr i8, ptr %self, i64 {last}",
            "  br label %call",
            "below:",
            "  %first = getelementptr i8, ptr %self, i64 24",
            "  br label %call",
            "call:",
            "  %at = phi ptr [%first, %below], [%last, %begun]",
            "  %other = load ptr, ptr %at",
            "  %r = call ptr @PyObject_Vectorcall(ptr %other, "
            "ptr %arguments, i64 %count, ptr null)",
            "  ret ptr %r",
            "}\n",
        ]
        return "\n".join(lines)

    # What is known of copies

    def look(self) -> list[str]:
        """Whether what copies would have saved is enough."""
        return [
            "  %had = load i64, ptr @credit",
            f"  %much = icmp sge i64 %had, {ENOUGH}",
            "  br i1 %much, label %tell, label %go, !prof !80",
            "tell:",
            f"  store i64 {ENOUGH - MORE}, ptr @credit",
            f"  store i64 {REASONS.index(COPIES_PAY)}, ptr @reason",
            "  br label %below",
            "go:",
        ]

    def sizes(self, values: list[str]) -> list[str]:
        """How many rounds copies are worth."""
        lines = []
        cost = "0"
        for index in self.lists:
            lines += [
                f"  %size{index}.at = getelementptr i8, {values[index]}, i64 16",
                f"  %size{index} = load i64, ptr %size{index}.at, !tbaa !10",
                f"  %cost{index} = add i64 {cost}, %size{index}",
            ]
            cost = f"%cost{index}"
        return [*lines, f"  %cost = mul i64 {cost}, {WORTH}"]

    def count(self, where: str) -> list[str]:
        """Add the rounds of a call that is done, less those that copies are worth; copies that were
        made in vain count, too.
        """
        return [
            f"  %done.{where} = call i64 @done()",
            f"  %rounds.{where} = sub i64 %done.{where}, %done",
            f"  %earned.{where} = sub i64 %rounds.{where}, %cost",
            f"  %credit.{where} = add i64 %had, %earned.{where}",
            *self.remember(where),
        ]

    def remember(self, where: str) -> list[str]:
        return [
            f"  %least.{where} = call i64 @llvm.smin.i64(i64 %had, i64 0)",
            f"  %now.{where} = call i64 @llvm.smax.i64(i64 %credit.{where}, i64 %least.{where})",
            f"  store i64 %now.{where}, ptr @credit",
        ]

    # Around the call

    def take(self, values: list[str]) -> list[str]:
        return []

    def given(self, values: list[str]) -> list[str]:
        """The arguments of the native function, with their types."""
        return values

    def keep(self) -> list[str]:
        return ["  call void @keep()"] if self.module.effects else []

    def drop(self) -> list[str]:
        return ["  call void @undo()"] if self.module.effects else []


class CopyingEntry(Entry):
    """The text of one that copies the lists."""

    def __init__(
        self, function: Function, kinds: tuple[str, ...], guards: int, module: Module
    ) -> None:
        super().__init__(function, kinds, guards, module)
        self.counted = True
        self.credit = REMEMBERED
        self.names = ("entry", "reason", "credit")

    def look(self) -> list[str]:
        return [
            "  %had = load i64, ptr @credit",
            "  %pays = icmp sge i64 %had, 0",
            "  br i1 %pays, label %go, label %before, !prof !81",
            "go:",
        ]

    def remember(self, where: str) -> list[str]:
        return [
            f"  %now.{where} = call i64 @llvm.smin.i64(i64 %credit.{where}, i64 {REMEMBERED})",
            f"  store i64 %now.{where}, ptr @credit",
        ]

    def take(self, values: list[str]) -> list[str]:
        lines = []
        good = "true"
        for index in self.lists:
            lines += [
                f"  %copy{index} = call ptr @take_copy(i64 {index}, {values[index]})",
                f"  %some{index} = icmp ne ptr %copy{index}, null",
                f"  %good{index} = and i1 {good}, %some{index}",
            ]
            good = f"%good{index}"
        return [
            *lines,
            f"  br i1 {good}, label %run, label %uncopied, !prof !81",
            "uncopied:",
            *self.count("before"),
            "  call void @drop_copies()",
            "  br label %before",
            "run:",
        ]

    def given(self, values: list[str]) -> list[str]:
        return [
            f"ptr %copy{index}" if index in self.lists else value
            for index, value in enumerate(values)
        ]

    def keep(self) -> list[str]:
        return [
            "  %stored = call i1 @store_copies()",
            f"  store i64 {REASONS.index(ELEMENT)}, ptr @reason",
            "  br i1 %stored, label %through, label %error, !prof !81",
            "through:",
            "  call void @drop_copies()",
        ]

    def drop(self) -> list[str]:
        return [*self.count("error"), "  call void @drop_copies()"]


# How often signals are looked at before other threads are let in, which takes a part of their time.
TURNS = 8

# Looks at signals and lets other threads in. Meanwhile these, or a signal handler, may use the same
# code, or bind a name anew that it relies on: then what was begun is to be begun again below.
_PAUSE = f"""
@self = internal global ptr null
@turns = internal global i64 {TURNS}
declare i32 @PyErr_CheckSignals()
declare ptr @PyEval_SaveThread()
declare void @PyEval_RestoreThread(ptr)
define internal i1 @pause() noinline cold {{
  %self = load ptr, ptr @self
  %lowest = load i64, ptr @lowest
  call void @grant()
  %bad = call i32 @PyErr_CheckSignals()
  %turns = load i64, ptr @turns
  %left = sub i64 %turns, 1
  store i64 %left, ptr @turns
  %turn = icmp sle i64 %left, 0
  br i1 %turn, label %let, label %back
let:
  store i64 {TURNS}, ptr @turns
  %thread = call ptr @PyEval_SaveThread()
  call void @PyEval_RestoreThread(ptr %thread)
  br label %back
back:
  store i64 %lowest, ptr @lowest
  store ptr %self, ptr @self
  %good = icmp eq i32 %bad, 0
  br i1 %good, label %look, label %leave
look:
  %same = call i1 @holds(ptr %self)
  %changed = xor i1 %same, true
  ret i1 %changed
leave:
  ret i1 true
}}"""


def _holds(guards: int, held: list[Held], node: Node) -> list[str]:
    """A helper that says whether all guards hold, and takes the sequences that are given."""
    lines = [
        "declare ptr @PyDict_GetItem(ptr, ptr)",
        "define internal i1 @holds(ptr %self) {",
        "  br label %g0",
    ]
    for index in range(guards):
        lines += _guard(index)
    lines.append(f"g{guards}:")
    found = Arguments("broken")
    for index, one in enumerate(held):
        base = 24 + 8 * (2 + 3 * guards + 2 * index)
        space, name = (
            found.op(f"load ptr, ptr {found.op(f'getelementptr i8, ptr %self, i64 {at}')}")
            for at in (base, base + 8)
        )
        if one.name is None:
            found.emit(f"store ptr {name}, ptr @held{index}")
            continue
        value = found.op(f"call ptr @PyDict_GetItem(ptr {space}, ptr {name})")
        found.leave_if(found.op(f"icmp eq ptr {value}, null"), ENTRY)
        found.emit(f"store ptr {value}, ptr @held{index}")
        found.take(f"@held{index}", one.kind, node)
    lines += found.lines
    return [*lines, "  ret i1 true", "broken:", "  ret i1 false", "}"]


def _guard(index: int) -> list[str]:
    """Whether a dictionary still has the same object at a key."""
    base = 24 + 8 * (2 + 3 * index)
    return [
        f"g{index}:",
        f"  %dp{index} = getelementptr i8, ptr %self, i64 {base}",
        f"  %kp{index} = getelementptr i8, ptr %self, i64 {base + 8}",
        f"  %ep{index} = getelementptr i8, ptr %self, i64 {base + 16}",
        f"  %ap{index} = getelementptr i8, ptr %self, i64 32",
        f"  %d{index} = load ptr, ptr %dp{index}",
        f"  %k{index} = load ptr, ptr %kp{index}",
        f"  %e{index} = load ptr, ptr %ep{index}",
        f"  %a{index} = load ptr, ptr %ap{index}",
        f"  %f{index} = call ptr @PyDict_GetItem(ptr %d{index}, ptr %k{index})",
        f"  %n{index} = icmp eq ptr %f{index}, null",
        f"  %s{index} = select i1 %n{index}, ptr %a{index}, ptr %f{index}",
        f"  %same{index} = icmp eq ptr %s{index}, %e{index}",
        f"  br i1 %same{index}, label %g{index + 1}, label %broken",
    ]
