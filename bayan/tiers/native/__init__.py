"""Tier 2: loops over numbers, and functions of numbers, as machine code with Python's results.

We write LLVM's intermediate form ourselves and compile it through llvmlite, numba's own compiler
layer, which is installed with numba. That takes 10-60 ms a kernel. numba's front end is not used:
it takes 0.4-0.7 s for its first kernel, wraps around silently on overflow, and would have to be
worked against for each of the checks below. Without llvmlite, or on an interpreter whose objects
lie otherwise than known, everything is refused with that reason.

    types = types_of({name: value of the variable, for name in kernel_names(node)})
    types[ITERATOR] = iterator_kind(iterator)              # where the loop is a `for`
    types[NATURAL] = str(natural_limit(bindings_in(node), values, iterator))  # if that is not 0
    kernel = compile_loop(unit, scope, node, types)        # raises Refusal
    left = kernel.run(variables, iterator)                 # an Exit
    while left.reason == PAUSE:                            # signals, other threads; write back
        left = kernel.run({**variables, **left.variables}, iterator, left.resume)

A kernel does the rest of a loop, from its next round on. `variables` are those named in it, by
whatever way the scope reaches them; what it changed stands in `left.variables`. See Exit for how
the tier below goes on. All that a kernel can't do exactly (an int beyond 64 bits, a division by
zero, an index out of range, an element of another type, …) makes it leave, before anything of the
statement at hand has happened: the tier below executes that statement, raises what is to be raised
with its own message and line, and goes on. The loop's `else` is left to it too.

    kernel = compile_function(record, types)               # types by parameter
    function = kernel.bind(below)                          # a built-in function

`function` takes positional arguments. Where they are of other kinds, a global name was bound anew,
recursion gets too deep, or the native code leaves, it calls `below` with them, once and from the
start: what had been stored into lists is undone by then. Functions that change a list's length are
refused.

The modules, in the order of the pipeline: kinds (static types), plan (points and what is live),
bounds (between which numbers ints lie), emitter, ownership (references), arithmetic, sequences,
calls, strings, arrays, copies (of lists that functions are given), objects (attributes), cells
(attributes as variables), creation (of lists), folds (of generator expressions), expressions,
changes (of lists), statements, routine, grids (of numbers), loops (text of LLVM, each a layer on
the one before), proofs (of indices that are inside), modules (functions, names), cell_routine
(cells filled and put back), loop_copies (lists that loops copy), loop_routine, kernel, calling;
beside them inlining (of generator expressions), shapes (kinds of objects), facts (what else is
known of these), instances (where they keep attributes), undo (what functions store), prelude,
list_text, string_text, reuse (helpers in LLVM's text), layout (CPython's objects), known (guards,
and what code is given). From the text to code in the process: code, with cache (object code on
disk), machine (llvmlite), compiler and compiler_process (that in a process of its own), elf
(loading without llvmlite) and symbols (what code names).
"""

from __future__ import annotations

from ..replacement import BROKE, EXHAUSTED, RETURNED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .calling import FunctionKernel, compile_function, draft_function
    from .code import Order
    from .emitter import COPIES_PAY, ENTRY, PAUSE, REASONS
    from .kernel import (
        ITERATOR,
        NATURAL,
        Exit,
        Kernel,
        LoopState,
        compile_loop,
        draft_loop,
        kernel_names,
        natural_limit,
        shared_names,
    )
    from .kinds import iterator_kind, types_of

_MODULES = {
    "FunctionKernel": "calling",
    "compile_function": "calling",
    "draft_function": "calling",
    "Order": "code",
    "COPIES_PAY": "emitter",
    "ENTRY": "emitter",
    "PAUSE": "emitter",
    "REASONS": "emitter",
    "ITERATOR": "kernel",
    "NATURAL": "kernel",
    "Exit": "kernel",
    "Kernel": "kernel",
    "LoopState": "kernel",
    "compile_loop": "kernel",
    "draft_loop": "kernel",
    "kernel_names": "kernel",
    "natural_limit": "kernel",
    "shared_names": "kernel",
    "iterator_kind": "kinds",
    "types_of": "kinds",
}

__all__ = [
    "BROKE",
    "COPIES_PAY",
    "ENTRY",
    "EXHAUSTED",
    "ITERATOR",
    "NATURAL",
    "PAUSE",
    "REASONS",
    "RETURNED",
    "Exit",
    "FunctionKernel",
    "Kernel",
    "LoopState",
    "Order",
    "compile_function",
    "compile_loop",
    "draft_function",
    "draft_loop",
    "iterator_kind",
    "kernel_names",
    "natural_limit",
    "shared_names",
    "types_of",
]


def __getattr__(name: str) -> object:
    """Load the modules when they are asked for: none of them may cost a program that stays cold."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    # importlib, which takes a millisecond to load, is not needed for that.
    return getattr(__import__(f"{__name__}.{_MODULES[name]}", fromlist=(name,)), name)
