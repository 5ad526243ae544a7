"""Whole functions: a numeric Bayan function as a built-in function of Python.

`compile_function` gives a FunctionKernel; `bind(below)` makes a Python callable of it. That takes
its arguments out of their objects, checks that the names it relies on still stand for the same,
and calls the native function. Where any of that fails, or the native function leaves half-way
(what it stored into lists is undone then), it calls `below`, which does the whole call in the tier
below.

    ptr entry(ptr self, ptr arguments, i64 count)     # METH_FASTCALL

`self` is a tuple: below, ABSENT, then dictionary, key, object of each guard, then for each sequence
that is given to it dictionary and key, or constant.
"""

from __future__ import annotations

from time import thread_time

from ..refusal import LAYOUT, NO_COMPILER, TOO_DEEP, UNKNOWN_FORM, UNKNOWN_TYPE, Refusal
from .code import Draft
from .elf import Loaded
from .emitter import ENTRY, REASONS, Value
from .kinds import FLOAT, SCALARS, is_sequence, llvm_type
from .known import ABSENT, Guard, Held, is_callable
from .layout import layout
from .machine import known_to_be_missing
from .modules import BUDGET, MOST_RESTARTS, Function, Module
from .sequences import Sequences

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ...syntax.nodes import Node
    from ...values.functions import FunctionRecord

METH_FASTCALL = 0x80

# Method definitions of all built-in functions that were made: they must outlive these, which the
# program may hold on to for ever.
_definitions: list[Any] = []


class FunctionKernel:
    """Native code of one function, for certain kinds of arguments.

    kinds, result   of the parameters, in their order, and of what it gives
    seconds         spent compiling it here; beside_seconds: in the compiler process
    """

    def __init__(
        self,
        function: Function,
        guards: tuple[Guard, ...],
        held: list[Held],
        loaded: Loaded,
        text: str,
        seconds: float,
        beside_seconds: float,
    ) -> None:
        self.record = function.record
        self.kinds = function.kinds
        self.result = function.result
        self.guards = guards
        self.held = held
        self.loaded = loaded
        self.text = text
        self.seconds = seconds
        self.beside_seconds = beside_seconds

    def bind(self, below: Callable[..., Any]) -> Callable[..., Any]:
        """A built-in function that runs this; `below` does the calls that it can't do. Arguments
        are positional.
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
        make = ctypes.pythonapi.PyCFunction_NewEx
        make.restype = ctypes.py_object
        make.argtypes = (ctypes.c_void_p, ctypes.py_object, ctypes.c_void_p)
        made: Callable[..., Any] = make(ctypes.addressof(definition), tuple(parts), None)
        return made

    def reason(self) -> str:
        """Why this left the last time: one of REASONS, ENTRY where it could not begin."""
        import ctypes

        return REASONS[ctypes.c_int64.from_address(self.loaded.addresses["reason"]).value]


def compile_function(
    record: FunctionRecord, types: dict[str, str], cache: str | None = None
) -> FunctionKernel:
    """Native code of a function whose parameters are of these kinds; raises Refusal.

    cache: a folder for object code.
    """
    kernel: FunctionKernel = draft_function(record, types).made(cache)
    return kernel


def draft_function(record: FunctionRecord, types: dict[str, str]) -> Draft:
    """A draft of a FunctionKernel, for parameters of these kinds; raises Refusal."""
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
    function = module.function(record, kinds)
    try:
        for _ in range(MOST_RESTARTS):
            module.learnt = False
            module.make_functions()
            if not module.learnt:
                break
    except RecursionError:
        raise Refusal(TOO_DEEP, position) from None
    # What a class has come to be is not looked at where a function is entered.
    if module.classes or any(one.result is None for one in module.functions.values()):
        raise Refusal(UNKNOWN_TYPE, position)
    guards = tuple(module.known.guards.values())
    text = module.text(_entry(function, len(guards), module))
    listing = "".join(one.text for one in module.functions.values())

    def finish(code: Loaded, here: float, beside: float) -> FunctionKernel:
        return FunctionKernel(function, guards, module.held, code, listing, here, beside)

    return Draft(text, ("entry", "reason"), position, thread_time() - started, finish)


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


def _entry(function: Function, guards: int, module: Module) -> str:
    node = function.record.node
    effects = module.effects
    lines = [
        "declare ptr @PyObject_Vectorcall(ptr, ptr, i64, ptr)",
        _PAUSE,
        *_holds(guards, module.held, node),
        "declare ptr @PyErr_Occurred()",
        "define ptr @entry(ptr %self, ptr %arguments, i64 %count) {",
        f"  %enough = icmp eq i64 %count, {len(function.kinds)}",
        "  br i1 %enough, label %unbox, label %before",
        "unbox:",
    ]
    arguments = Arguments("before")
    values = [arguments.value(index, kind, node) for index, kind in enumerate(function.kinds)]
    lines += [
        *arguments.lines,
        "  %same = call i1 @holds(ptr %self)",
        "  br i1 %same, label %begin, label %before",
    ]
    type_ = f"{{{llvm_type(function.result or FLOAT)}, i1}}"
    result = llvm_type(function.result or FLOAT)
    lines += [
        "begin:",
        "  store ptr %self, ptr @self",
        "  %room = call i64 @room()",
        f"  %pair = call fastcc {type_} @{function.symbol}({', '.join([*values, 'i64 %room'])})",
        f"  %failed = extractvalue {type_} %pair, 1",
        "  br i1 %failed, label %error, label %good, !prof !80",
        "good:",
        *(["  call void @keep()"] if effects else []),
        f"  %value = extractvalue {type_} %pair, 0",
        f"  %boxed = call ptr @box_{function.result}({result} %value)",
        "  ret ptr %boxed",
        "error:",
        *(["  call void @undo()"] if effects else []),
        "  %raised = call ptr @PyErr_Occurred()",
        "  %none = icmp eq ptr %raised, null",
        "  br i1 %none, label %below, label %null",
        "null:",
        "  ret ptr null",
        "before:",
        f"  store i64 {REASONS.index(ENTRY)}, ptr @reason",
        "  br label %below",
        "below:",
        "  %first = getelementptr i8, ptr %self, i64 24",
        "  %function = load ptr, ptr %first",
        "  %r = call ptr @PyObject_Vectorcall(ptr %function, ptr %arguments, i64 %count, ptr null)",
        "  ret ptr %r",
        "}\n",
    ]
    return "\n".join(lines)


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
  store i64 {BUDGET}, ptr @budget
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
