"""What the compiler wants to say, in the instructions of the Python that runs: 3.11, 3.12, 3.13.

Everything in which the three differ stands here and nowhere else. A method is one step of
meaning; its docstring, where the step is not plain, shows the stack before and after.
"""

from __future__ import annotations

import sys

from .assembler import NO_ARGUMENT, Assembler, Cell, Target

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ...syntax.source import Source

V311 = sys.version_info < (3, 12)
V312 = (3, 12) <= sys.version_info < (3, 13)
V313 = sys.version_info >= (3, 13)

# Arguments of BINARY_OP in their order; the in-place ones follow 13 later.
SIGNS = ("+", "&", "//", "<<", "@", "*", "%", "|", "**", ">>", "-", "/", "^")
BINARY = {sign: number for number, sign in enumerate(SIGNS)}
IN_PLACE = 13
COMPARE = {sign: number for number, sign in enumerate(("<", "<=", "==", "!=", ">", ">="))}
# Added to these on 3.13: the result is to be a bool.
CAST = 16
# Arguments of CALL_INTRINSIC_1, and of CALL_INTRINSIC_2.
INTRINSICS = {
    "IMPORT_STAR": 2,
    "STOPITERATION_ERROR": 3,
    "ASYNC_GEN_WRAP": 4,
    "UNARY_POSITIVE": 5,
    "LIST_TO_TUPLE": 6,
}
PREPARE_RERAISE_STAR = 1
CONVERSIONS = {None: 0, "s": 1, "r": 2, "a": 3}
# Results of these are bools already, which 3.13 wants to know before a jump.
GIVE_BOOLS = ("IS_OP", "CONTAINS_OP", "UNARY_NOT")

AT_START, AFTER_YIELD, AFTER_YIELD_FROM, AFTER_AWAIT = range(4)
POP_JUMP = "POP_JUMP_FORWARD_IF_" if V311 else "POP_JUMP_IF_"
CHECKED_LOAD = "LOAD_FAST" if V311 else "LOAD_FAST_CHECK"


class Emitter(Assembler):
    """An assembler that speaks the running Python's dialect."""

    has_super_instruction = not V311

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        # Cells that this frame makes, in order; those it gets from around.
        self.cell_names: list[str] = []
        # Variables of comprehensions, to their names in the code object.
        self.shown: dict[str, str] = {}
        self.free_names: tuple[str, ...] = ()

    # Constants and variables

    def load_const(self, value: Any) -> None:
        self.emit("LOAD_CONST", value, 1)

    def load_local(self, name: str) -> None:
        """A variable of the frame; from 3.12 on a plain load of an unbound one would crash."""
        load = "LOAD_FAST" if self.is_surely_bound(name) else CHECKED_LOAD
        self.emit(load, self.shown.get(name, name), 1)

    def is_surely_bound(self, name: str) -> bool:
        """Whether a variable of the frame that was stored to is bound on all ways to here."""
        return bool(self.local_bit(name) & self.bound & ~self.unsure)

    def store_local(self, name: str) -> None:
        self.bound |= self.local_bit(name)
        self.emit("STORE_FAST", self.shown.get(name, name), -1)

    def delete_local(self, name: str) -> None:
        """`del`: raises where the variable is unbound."""
        self.emit("DELETE_FAST", name, 0)
        self.forget_local(name, CHECKED_LOAD)

    def clear_local(self, name: str) -> None:
        """Unbind a variable, bound or not, that no loop around expects to be bound."""
        shown = self.shown.get(name, name)
        self.load_const(None)
        self.emit("STORE_FAST", shown, -1)
        self.emit("DELETE_FAST", shown, 0)
        self.bound &= ~self.local_bit(name)

    def load_global(self, name: str) -> None:
        self.emit("LOAD_GLOBAL", (False, name), 1)

    def store_global(self, name: str) -> None:
        self.emit("STORE_GLOBAL", name, -1)

    def delete_global(self, name: str) -> None:
        self.emit("DELETE_GLOBAL", name, 0)

    def cell(self, name: str) -> Cell:
        return Cell(self.shown.get(name, name))

    def load_cell_value(self, name: str) -> None:
        self.emit("LOAD_DEREF", self.cell(name), 1)

    def store_cell_value(self, name: str) -> None:
        self.bound |= self.local_bit(name)
        self.emit("STORE_DEREF", self.cell(name), -1)

    def delete_cell_value(self, name: str) -> None:
        self.emit("DELETE_DEREF", self.cell(name), 0)

    def load_cell(self, name: str) -> None:
        """The cell itself, for a closure."""
        self.emit("LOAD_FAST" if V313 else "LOAD_CLOSURE", self.cell(name), 1)

    def make_cell(self, name: str) -> None:
        self.emit("MAKE_CELL", self.cell(name), 0)

    def renew_cell(self, name: str) -> None:
        """A fresh empty cell for a variable of a comprehension that is run again. If its last run
        was broken off, the old cell is still there and becomes the value of the new one. Where
        a cell belongs nothing else may ever be: 3.13 looks into it without asking.
        """
        self.make_cell(name)
        self.load_const(None)
        self.store_cell_value(name)
        self.delete_cell_value(name)
        self.bound &= ~self.local_bit(name)

    def drop_cell(self, name: str) -> None:
        """Unbind the cell of a variable whose comprehension is done."""
        self.emit("DELETE_FAST", self.shown.get(name, name), 0)

    def load_name(self, name: str) -> None:
        self.emit("LOAD_NAME", name, 1)

    def store_name(self, name: str) -> None:
        self.emit("STORE_NAME", name, -1)

    def delete_name(self, name: str) -> None:
        self.emit("DELETE_NAME", name, 0)

    def load_class_cell_value(self, name: str) -> None:
        """In a class body: from its namespace, else from the cell."""
        if V311:
            self.emit("LOAD_CLASSDEREF", Cell(name), 1)
        else:
            self.emit("LOAD_LOCALS", NO_ARGUMENT, 1)
            self.emit("LOAD_FROM_DICT_OR_DEREF", Cell(name), 0)

    # The stack

    def pop(self) -> None:
        self.emit("POP_TOP", NO_ARGUMENT, -1)

    def copy(self, depth: int = 1) -> None:
        """Push the value that is `depth` values deep (1: the top)."""
        self.emit("COPY", depth, 1)

    def swap(self, depth: int) -> None:
        """Exchange the top with the value that is `depth` values deep."""
        self.emit("SWAP", depth, 0)

    # Operators

    def binary(self, sign: str) -> None:
        self.emit("BINARY_OP", BINARY[sign], -1)

    def in_place(self, sign: str) -> None:
        self.emit("BINARY_OP", BINARY[sign] + IN_PLACE, -1)

    def unary(self, sign: str) -> None:
        if sign == "not":
            self.to_bool()
            self.emit("UNARY_NOT", NO_ARGUMENT, 0)
        elif sign == "-":
            self.emit("UNARY_NEGATIVE", NO_ARGUMENT, 0)
        elif sign == "~":
            self.emit("UNARY_INVERT", NO_ARGUMENT, 0)
        elif V311:
            self.emit("UNARY_POSITIVE", NO_ARGUMENT, 0)
        else:
            self.emit("CALL_INTRINSIC_1", INTRINSICS["UNARY_POSITIVE"], 0)

    def compare(self, sign: str) -> None:
        """left right -> result, for any operator of a comparison."""
        if sign in ("is", "is not"):
            self.emit("IS_OP", int(sign == "is not"), -1)
        elif sign in ("in", "not in"):
            self.emit("CONTAINS_OP", int(sign == "not in"), -1)
        else:
            self.emit("COMPARE_OP", COMPARE[sign], -1)

    def to_bool(self) -> None:
        """The top as a bool, on the Python whose jumps and `not` take nothing else."""
        if not (V313 and self.reachable):
            return
        last = self.entries[-1]
        if isinstance(last, tuple):
            name, argument, position = last
            if name in GIVE_BOOLS:
                return
            if name == "COMPARE_OP":
                self.entries[-1] = (name, argument | CAST, position)
                return
        self.emit("TO_BOOL", NO_ARGUMENT, 0)

    # Attributes and subscripts

    def load_attribute(self, name: str) -> None:
        self.emit("LOAD_ATTR", name if V311 else (False, name), 0)

    def store_attribute(self, name: str) -> None:
        """value object ->"""
        self.emit("STORE_ATTR", name, -2)

    def delete_attribute(self, name: str) -> None:
        self.emit("DELETE_ATTR", name, -1)

    def load_super_attribute(self, name: str, for_call: bool) -> None:
        """super class self -> attribute, or what `call` wants below its arguments"""
        self.emit("LOAD_SUPER_ATTR", (for_call, True, name), -1 if for_call else -2)

    def load_subscript(self) -> None:
        self.emit("BINARY_SUBSCR", NO_ARGUMENT, -1)

    def store_subscript(self) -> None:
        """value object index ->"""
        self.emit("STORE_SUBSCR", NO_ARGUMENT, -3)

    def delete_subscript(self) -> None:
        self.emit("DELETE_SUBSCR", NO_ARGUMENT, -2)

    def build_slice(self, count: int) -> None:
        self.emit("BUILD_SLICE", count, 1 - count)

    def load_slice(self) -> None:
        """object lower upper -> part"""
        if V311:
            self.build_slice(2)
            self.load_subscript()
        else:
            self.emit("BINARY_SLICE", NO_ARGUMENT, -2)

    def store_slice(self) -> None:
        """value object lower upper ->"""
        if V311:
            self.build_slice(2)
            self.store_subscript()
        else:
            self.emit("STORE_SLICE", NO_ARGUMENT, -4)

    # Displays and strings

    def build(self, kind: str, count: int) -> None:
        """kind: "TUPLE", "LIST", "SET", "STRING"."""
        self.emit("BUILD_" + kind, count, 1 - count)

    def build_map(self, count: int) -> None:
        self.emit("BUILD_MAP", count, 1 - 2 * count)

    def build_map_of_keys(self, keys: tuple[Any, ...]) -> None:
        """values… -> dict"""
        self.load_const(keys)
        self.emit("BUILD_CONST_KEY_MAP", len(keys), -len(keys))

    def list_append(self, depth: int) -> None:
        """… list … value -> … list …; `depth` of the list after the value is gone."""
        self.emit("LIST_APPEND", depth, -1)

    def set_add(self, depth: int) -> None:
        self.emit("SET_ADD", depth, -1)

    def map_add(self, depth: int) -> None:
        self.emit("MAP_ADD", depth, -2)

    def list_extend(self) -> None:
        """list iterable -> list"""
        self.emit("LIST_EXTEND", 1, -1)

    def set_update(self) -> None:
        self.emit("SET_UPDATE", 1, -1)

    def map_update(self, depth: int = 1) -> None:
        """… dict … mapping -> … dict …; `depth` of the dict after the mapping is gone."""
        self.emit("DICT_UPDATE", depth, -1)

    def map_merge(self) -> None:
        """… function arguments dict mapping -> … dict; a key that is there already is an error."""
        self.emit("DICT_MERGE", 1, -1)

    def list_to_tuple(self) -> None:
        self._intrinsic("LIST_TO_TUPLE")

    def convert_value(self, conversion: str) -> None:
        """value -> its str, repr or ascii, where that is not part of format_value"""
        if V313:
            self.emit("CONVERT_VALUE", CONVERSIONS[conversion], 0)

    def format_value(self, conversion: str | None, has_spec: bool) -> None:
        """value [spec] -> string; the value has been given to convert_value, if need be"""
        if not V313:
            argument = CONVERSIONS[conversion] | (4 if has_spec else 0)
            self.emit("FORMAT_VALUE", argument, -1 if has_spec else 0)
        elif has_spec:
            self.emit("FORMAT_WITH_SPEC", NO_ARGUMENT, -1)
        else:
            self.emit("FORMAT_SIMPLE", NO_ARGUMENT, 0)

    def unpack(self, count: int) -> None:
        self.emit("UNPACK_SEQUENCE", count, count - 1)

    def unpack_with_rest(self, before: int, after: int) -> None:
        self.emit("UNPACK_EX", before | after << 8, before + after)

    # Calls: what `call` wants below the arguments is a callable and a self or nothing, made by
    # one of load_global_function, load_method, load_build_class, or begin_call … end_function.

    def load_global_function(self, name: str) -> None:
        self.emit("LOAD_GLOBAL", (True, name), 2)

    def load_method(self, name: str) -> None:
        if V311:
            self.emit("LOAD_METHOD", name, 1)
        else:
            self.emit("LOAD_ATTR", (True, name), 1)

    def begin_function(self) -> None:
        """Before the expression of a function that is going to be called."""
        if not V313:
            self.emit("PUSH_NULL", NO_ARGUMENT, 1)

    def end_function(self) -> None:
        """After it."""
        if V313:
            self.emit("PUSH_NULL", NO_ARGUMENT, 1)

    def end_function_alone(self) -> None:
        """After an expression before which nothing was pushed, as the links of a chain want it."""
        self.emit("PUSH_NULL", NO_ARGUMENT, 1)
        if not V313:
            self.swap(2)

    def load_build_class(self) -> None:
        self.begin_function()
        self.emit("LOAD_BUILD_CLASS", NO_ARGUMENT, 1)
        self.end_function()

    def call(self, count: int, keywords: tuple[str, ...] = ()) -> None:
        """callable self/NULL arguments… -> result; the last arguments may be `keywords`."""
        if V313:
            if keywords:
                self.load_const(keywords)
                self.emit("CALL_KW", count, -count - 2)
            else:
                self.emit("CALL", count, -count - 1)
            return
        if keywords:
            self.emit("KW_NAMES", keywords, 0)
        if V311:
            self.emit("PRECALL", count, 0)
        self.emit("CALL", count, -count - 1)

    def call_with_one(self) -> None:
        """function value -> result: the value takes the place of the self."""
        self.call(0)

    def call_unpacked(self, has_keywords: bool) -> None:
        """callable NULL tuple [dict] -> result"""
        self.emit("CALL_FUNCTION_EX", int(has_keywords), -3 if has_keywords else -2)

    def make_function(self, flags: int) -> None:
        """[defaults] [keyword defaults] [annotations] [cells] code -> function, as `flags` say."""
        if V313:
            self.emit("MAKE_FUNCTION", NO_ARGUMENT, 0)
            for flag in (8, 4, 2, 1):
                if flags & flag:
                    self.emit("SET_FUNCTION_ATTRIBUTE", flag, -1)
        else:
            self.emit("MAKE_FUNCTION", flags, -flags.bit_count())

    # Jumps

    def jump_forward(self, target: Target) -> None:
        self.jump_away("JUMP_FORWARD", target)

    def jump_back(self, target: Target) -> None:
        self.jump_away("JUMP_BACKWARD", target)

    def jump_if(self, condition: bool, target: Target) -> None:
        """Pop a value and jump forward if its truth is `condition`."""
        self.to_bool()
        name = "TRUE" if condition else "FALSE"
        self.jump(f"{POP_JUMP}{name}", target, -1, -1)

    def jump_if_none(self, condition: bool, target: Target) -> None:
        """Pop a value and jump forward if it is None, or if it is not."""
        self.jump(f"{POP_JUMP}{'NONE' if condition else 'NOT_NONE'}", target, -1, -1)

    def jump_if_or_pop(self, condition: bool, target: Target) -> None:
        """Jump with the value on the stack if its truth is `condition`, else pop it."""
        if V311:
            name = "JUMP_IF_TRUE_OR_POP" if condition else "JUMP_IF_FALSE_OR_POP"
            self.jump(name, target, -1, 0)
        else:
            self.copy()
            self.jump_if(condition, target)
            self.pop()

    # Loops

    def get_iterator(self) -> None:
        self.emit("GET_ITER", NO_ARGUMENT, 0)

    def for_iterator(self, end: Target) -> None:
        """iterator -> iterator item; at its end on to `end`, where `end_for` has to stand."""
        self.jump("FOR_ITER", end, 1, -1 if V311 else 1)

    def end_for(self) -> None:
        """Right after the place that for_iterator was given; the iterator is gone then."""
        if V312:
            self.emit("END_FOR", NO_ARGUMENT, -2)
        elif V313:
            self.emit("END_FOR", NO_ARGUMENT, -1)
            self.pop()

    # Returns, raises, handlers

    def return_value(self) -> None:
        self.leave("RETURN_VALUE")

    def return_const(self, value: Any) -> None:
        if V311:
            self.load_const(value)
            self.leave("RETURN_VALUE")
        else:
            self.leave("RETURN_CONST", value, 0)

    def raise_(self, count: int) -> None:
        self.leave("RAISE_VARARGS", count, -count)

    def load_assertion_error(self) -> None:
        self.emit("LOAD_ASSERTION_ERROR", NO_ARGUMENT, 1)

    def push_exception(self) -> None:
        """exception -> previous exception, which from now on is the one being handled"""
        self.emit("PUSH_EXC_INFO", NO_ARGUMENT, 1)

    def pop_exception(self) -> None:
        """previous -> ; the exception is handled"""
        self.emit("POP_EXCEPT", NO_ARGUMENT, -1)

    def match_exception(self) -> None:
        """exception type -> exception bool"""
        self.emit("CHECK_EXC_MATCH", NO_ARGUMENT, 0)

    def match_exception_group(self) -> None:
        """exception type -> rest match"""
        self.emit("CHECK_EG_MATCH", NO_ARGUMENT, 0)

    def reraise(self, position_depth: int = 0) -> None:
        """Raise the exception on the top again; its position lies so many values below it."""
        self.leave("RERAISE", position_depth)

    def join_exception_groups(self) -> None:
        """original list -> what is to be raised, or None"""
        if V311:
            self.emit("PREP_RERAISE_STAR", NO_ARGUMENT, -1)
        else:
            self.emit("CALL_INTRINSIC_2", PREPARE_RERAISE_STAR, -1)

    # Contexts

    def enter_context(self) -> None:
        """manager -> exit result"""
        self.emit("BEFORE_WITH", NO_ARGUMENT, 1)

    def enter_async_context(self) -> None:
        """manager -> exit awaitable"""
        self.emit("BEFORE_ASYNC_WITH", NO_ARGUMENT, 1)

    def exit_context(self) -> None:
        """exit -> result of exit(None, None, None)"""
        for _ in range(3):
            self.load_const(None)
        # The first None takes the place of the self.
        self.call(2)

    def exit_context_with_exception(self) -> None:
        """exit position previous exception -> the same, and the result of the exit"""
        self.emit("WITH_EXCEPT_START", NO_ARGUMENT, 1)

    # Generators and coroutines

    def resume(self, where: int) -> None:
        if V313 and where == AFTER_YIELD and len(self.regions) == 1:
            # Closing it here needs no run of the frame: only the outermost handler is around.
            where |= 4
        self.emit("RESUME", where, 0)

    def start(self, makes_generator: bool) -> None:
        """The beginning of every code object: its cells, its generator."""
        if self.free_names:
            self.emit("COPY_FREE_VARS", len(self.free_names), 0)
        for name in self.cell_names:
            self.make_cell(name)
        if makes_generator:
            self.emit("RETURN_GENERATOR", NO_ARGUMENT, 1)
            self.pop()
        self.resume(AT_START)

    def begin_generator(self) -> Target | None:
        """The body of a generator follows; give the result to `end_generator` after it."""
        if V311:
            return None
        handler = Target()
        self.begin_region(handler, push_position=True)
        return handler

    def end_generator(self, handler: Target | None) -> None:
        """A StopIteration must not leave a generator's frame."""
        if handler is not None:
            self.set_regions(())
            self.place(handler)
            self.emit("CALL_INTRINSIC_1", INTRINSICS["STOPITERATION_ERROR"], 0)
            self.reraise(1)

    def _yield(self, from_inner: bool) -> None:
        if V311:
            self.emit("YIELD_VALUE", NO_ARGUMENT, 0)
        else:
            # 3.12 wants the number of handlers around, 3.13 whether an inner generator yields.
            argument = int(from_inner) if V313 else len(self.regions)
            self.emit("YIELD_VALUE", argument, 0)

    def yield_value(self, is_async: bool) -> None:
        """value -> what was sent"""
        if is_async:
            self._intrinsic("ASYNC_GEN_WRAP")
        self._yield(False)
        self.resume(AFTER_YIELD)

    def get_yield_from_iterator(self) -> None:
        self.emit("GET_YIELD_FROM_ITER", NO_ARGUMENT, 0)

    def get_awaitable(self, after: int = 0) -> None:
        """after: 1 for an __aenter__, 2 for an __aexit__, for the error message."""
        self.emit("GET_AWAITABLE", after, 0)

    def get_async_iterator(self) -> None:
        self.emit("GET_AITER", NO_ARGUMENT, 0)

    def get_async_next(self) -> None:
        """iterator -> iterator awaitable"""
        self.emit("GET_ANEXT", NO_ARGUMENT, 1)

    def end_async_for(self) -> None:
        """iterator exception -> ; anything but the end of the iterator is raised again"""
        self.emit("END_ASYNC_FOR", NO_ARGUMENT, -2)

    def delegate(self, is_await: bool) -> None:
        """iterator -> its result: pass on what it yields and what is sent until it ends."""
        send = Target()
        end = Target()
        where = AFTER_AWAIT if is_await else AFTER_YIELD_FROM
        self.load_const(None)
        self.place(send)
        if V311:
            self.jump("SEND", end, 0, -1)
            self._yield(True)
            self.resume(where)
            self.jump_away("JUMP_BACKWARD_NO_INTERRUPT", send)
            self.place(end)
            return
        fail = Target()
        self.jump("SEND", end, 0, 0)
        outer = self.begin_region(fail)
        # Only `throw` and `close` can raise here.
        self._yield(True)
        self.set_regions(outer)
        self.resume(where)
        self.jump_away("JUMP_BACKWARD_NO_INTERRUPT", send)
        self.place(fail)
        self.emit("CLEANUP_THROW", NO_ARGUMENT, -1)
        self.place(end)
        self.emit("END_SEND", NO_ARGUMENT, -1)

    # Imports and class bodies

    def import_name(self, name: str) -> None:
        """level names -> module"""
        self.emit("IMPORT_NAME", name, -1)

    def import_from(self, name: str) -> None:
        """module -> module value"""
        self.emit("IMPORT_FROM", name, 1)

    def import_star(self) -> None:
        """module ->"""
        if V311:
            self.emit("IMPORT_STAR", NO_ARGUMENT, -1)
        else:
            self.emit("CALL_INTRINSIC_1", INTRINSICS["IMPORT_STAR"], 0)
            self.pop()

    def setup_annotations(self) -> None:
        self.emit("SETUP_ANNOTATIONS", NO_ARGUMENT, 0)

    # Patterns

    def get_length(self) -> None:
        """subject -> subject length"""
        self.emit("GET_LEN", NO_ARGUMENT, 1)

    def match_sequence(self) -> None:
        """subject -> subject bool"""
        self.emit("MATCH_SEQUENCE", NO_ARGUMENT, 1)

    def match_mapping(self) -> None:
        self.emit("MATCH_MAPPING", NO_ARGUMENT, 1)

    def match_keys(self) -> None:
        """subject keys -> subject keys values-or-None"""
        self.emit("MATCH_KEYS", NO_ARGUMENT, 1)

    def match_class(self, positional: int) -> None:
        """subject class keyword-names -> attributes-or-None"""
        self.emit("MATCH_CLASS", positional, -2)

    def _intrinsic(self, name: str) -> None:
        """An operation of one value that became an argument of CALL_INTRINSIC_1 in 3.12."""
        if V311:
            self.emit(name, NO_ARGUMENT, 0)
        else:
            self.emit("CALL_INTRINSIC_1", INTRINSICS[name], 0)
