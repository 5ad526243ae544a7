"""Bayan functions: real Python functions from birth, whose code can be exchanged while they live.

A definition in the source has one FunctionRecord, however many closures are made of it. Until a
tier has compiled it, its functions carry a *stub*: a code object with the definition's own
signature, free variables and kind (plain, generator, coroutine, asynchronous generator), which
hands its arguments to the engine. So argument errors, `inspect`, closures, bound methods,
callbacks and `yield from` are Python's own in every tier. When the record gets compiled code,
`function.__code__` of every living function is exchanged for it; frames already on the stack
finish on the code that they began with.

Stubs are compiled by Python from a template, once for each number of parameters and of captured
variables, and made into a definition's own by replacing names, constants, and what says of which
sorts the parameters are: much cheaper than compiling each.
"""

from __future__ import annotations

import sys
from _weakref import ref

from ..syntax import nodes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import CellType, CodeType
    from typing import Any, Protocol

    from ..syntax.bindings import Scope
    from ..syntax.source import Source

    Definition = nodes.FunctionDefinition | nodes.Lambda | nodes.GeneratorExpression

    class Engine(Protocol):
        """What the values below know of the tiers above: see tiers.dispatch."""

        stubbed: dict[int, FunctionRecord]  # those that have a stub, by id()
        policy: Any

        def adopt(self, record: FunctionRecord) -> None: ...

        def climb(self, record: FunctionRecord, reason: str) -> None: ...

        def call_ahead(self, record: FunctionRecord) -> None: ...

        def hint(self, function: object, hint: str, wish: str | None = None) -> None: ...

        def hot_loop(self, loop: Any, frame: Any) -> Any: ...

        def place_sites(self, unit: Unit, code: CodeType) -> None: ...

        # Whether the compiler has been loaded for it.
        has_compiler: bool

        # Where native code is kept on disk; None where it is not.
        kernel_folder: str | None

        # What it has compiled and refused, the latest last.
        events: list[Any]

        # The loops that it thought of making native code for.
        numeric_loops: list[Any]

        loop_climbs_at: int
        rounds_walked: int

        @property
        def loop_looks_at(self) -> int: ...
        @property
        def loop_climbs_at_entry(self) -> int: ...


# Kinds of function.
PLAIN = "plain"
GENERATOR = "generator"
COROUTINE = "coroutine"
ASYNC_GENERATOR = "async generator"

# What a stub makes of those whose code may catch what is thrown in.
CATCHING = {GENERATOR: "catching generator", COROUTINE: "catching coroutine"}

# Keys in the module's built-ins, spelled as no program can spell a name.
ENTER = "«enter»"
TRIM = "«trim»"

# What a program wishes of native code; in the last case it was told that it can't have all of it.
NATIVE_ONLY = "native only"
NATIVE_IF_POSSIBLE = "native if possible"
NATIVE_IN_PART = "native in part"

# The flag of a generator function's code by which `await` takes its generators.
ITERABLE_COROUTINE = 0x100

# A number of calls that is never reached.
NEVER = 1 << 62


class Unit:
    """One loaded source: its tree, its module's globals, the records of its functions.

    policy   the thresholds of its functions and loops: see tiers.policy
    number   of all units of its engine: several may come from a source of the same name
    module   the tree; None as long as nothing has asked for that of a source whose compiled code
             was found on disk: see `tree`
    entered  as that of a FunctionRecord
    callers  the functions through which the walker calls, by the place of the call
    siteless the places of loops that compiled code is to run without asking for native code

    numeric_calls: which of its functions native code may take, with those of them that they call;
    names: what the names stand for that it calls; None as long as nothing has asked (see
    tiers.bytecode.numeric).
    """

    __slots__ = (
        "back_edges",
        "callers",
        "engine",
        "entered",
        "globals",
        "loops",
        "module",
        "names",
        "number",
        "numeric_calls",
        "policy",
        "records",
        "siteless",
        "source",
    )

    def __init__(
        self,
        source: Source,
        module: nodes.Module | None,
        module_globals: dict[str, Any],
        engine: Engine,
    ) -> None:
        self.source = source
        self.module = module
        self.globals = module_globals
        self.engine = engine
        self.policy = engine.policy
        self.number = 0
        self.records: dict[nodes.Node, FunctionRecord] = {}
        self.back_edges: dict[nodes.Node, int] = {}
        self.entered = 0
        self.loops: dict[nodes.Node, Any] = {}
        self.callers: dict[nodes.Node, Callable[..., Any]] = {}
        self.siteless: set[tuple[int, int]] = set()
        self.numeric_calls: dict[nodes.Node, list[nodes.Node]] | None = None
        self.names: Any = None

    @property
    def tree(self) -> nodes.Module:
        """The tree, read now if need be."""
        if self.module is None:
            from ..syntax.frontend import analyse

            self.module = analyse(self.source)[0]
        return self.module

    def record(self, node: Definition) -> FunctionRecord:
        """The record of a definition; made, and shown to the engine, when first asked for."""
        found = self.records.get(node)
        if found is None:
            made = FunctionRecord(self, node)
            # Of several threads that come here at once one makes it known.
            found = self.records.setdefault(node, made)
            if found is made:
                self.engine.adopt(made)
        return found


class FunctionRecord:
    """All that is known of one definition; shared by every closure made of it.

    calls            calls seen by the engine so far (none once it is compiled)
    climb_at         the number of the call at which the engine compiles it
    back_edges       loops of its body, to the rounds that the walker has taken
    entered          how often the walker has asked for compiled code of such a loop
    loops            loops of its body that got hot, to their compiled code or to their refusal
    tier             "walk", "bytecode" or "native": where its next call runs
    code             compiled code, or None
    refusal          why the tier above refused it, or None
    compile_seconds  time spent compiling it
    hint             "hot", "cold" or None
    wish             of native code, if the program has one
    site             what decides about native code for its calls, or None
    is_final         whether the code is not going to be exchanged for other code
    takes_detours    whether its walk may end with a Detour
    is_awaitable     its generators may be awaited, after types.coroutine has had the function
    """

    __slots__ = (
        "back_edges",
        "calls",
        "climb_at",
        "code",
        "compile_seconds",
        "engine",
        "entered",
        "hint",
        "instances",
        "is_awaitable",
        "is_final",
        "kind",
        "loops",
        "name",
        "node",
        "parameter_names",
        "qualname",
        "refusal",
        "scope",
        "site",
        "source",
        "stub",
        "takes_detours",
        "tier",
        "unit",
        "wish",
    )

    def __init__(self, unit: Unit, node: Definition) -> None:
        scope: Scope = node.scope
        self.unit = unit
        self.engine = unit.engine
        self.source = unit.source
        self.node = node
        self.scope = scope
        self.name = scope.name
        self.qualname = scope.qualname
        if scope.is_async:
            self.kind = ASYNC_GENERATOR if scope.is_generator else COROUTINE
        else:
            self.kind = GENERATOR if scope.is_generator else PLAIN
        self.parameter_names = scope.parameter_names
        self.calls = 0
        self.climb_at = NEVER
        self.back_edges: dict[nodes.Node, int] = {}
        self.entered = 0
        self.loops: dict[nodes.Node, Any] = {}
        self.tier = "walk"
        self.code: CodeType | None = None
        self.refusal: Exception | None = None
        self.compile_seconds = 0.0
        self.hint: str | None = None
        self.wish: str | None = None
        self.site: Any = None
        self.is_final = False
        self.is_awaitable = False
        self.takes_detours = False
        self.stub: CodeType | None = None
        self.instances: list[ref[Any]] = []

    def install(self, code: CodeType) -> None:
        """Give every living function of this record, and those to come, the compiled `code`; not
        those to which the program itself has given another.
        """
        previous = self.code or self.stub
        self.code = code
        self.tier = "bytecode"
        # Functions that are made meanwhile look at the code themselves.
        for reference in list(self.instances):
            function = reference()
            if function is not None:
                _exchange(function, previous, code)
        if self.is_final:
            self.instances.clear()

    def remember(self, function: Callable[..., Any]) -> None:
        """Note a function whose code will be exchanged; forget dead ones as the list grows."""
        instances = self.instances
        instances.append(ref(function))
        length = len(instances)
        if length >= 64 and length & (length - 1) == 0:
            # Only what was there is replaced: other threads may append meanwhile.
            kept = [reference for reference in instances[:length] if reference() is not None]
            instances[:length] = kept


def _exchange(function: Any, previous: CodeType | None, code: CodeType) -> None:
    """Give a function `code` in place of `previous`, unless the program has given it another one.

    What types.coroutine has put there is the previous one but for a flag, which it keeps.
    """
    current = function.__code__
    if current is not previous:
        if as_plain(current) != previous:
            return
        code = as_awaitable(code)
    function.__code__ = code
    _give_version(function)


def _give_version(function: Any) -> None:
    """Have calls of a function specialised that did not get its code as it was made."""
    if sys.version_info >= (3, 13):
        from .versions import VERSIONS

        if VERSIONS is not None:
            VERSIONS.give(function)


def as_awaitable(code: CodeType) -> CodeType:
    """The code of a generator function with the flag by which `await` takes its generators, as
    types.coroutine would make it.
    """
    return code.replace(co_flags=code.co_flags | ITERABLE_COROUTINE)


def as_plain(code: CodeType) -> CodeType:
    """The same without the flag."""
    return code.replace(co_flags=code.co_flags & ~ITERABLE_COROUTINE)


class AsyncYield:
    """What the walker of an asynchronous generator yields to its stub for a `yield`.

    Everything else that it yields comes from an `await` and goes on to the event loop.
    """

    __slots__ = ("value",)

    def __init__(self, value: object) -> None:
        self.value = value


class Detour:
    """What the walk of a generator ends with for its stub to delegate to an iterator, so that
    nothing stands between the two, and to go on with another walk then.

    go_on  gives that walk, of what the iterator gave, or of the exception that left it, else None
    """

    __slots__ = ("go_on", "iterator")

    def __init__(self, iterator: Any, go_on: Callable[[Any, BaseException | None], Any]) -> None:
        self.iterator = iterator
        self.go_on = go_on


def instantiate(
    record: FunctionRecord,
    defaults: tuple[Any, ...] | None,
    keyword_defaults: dict[str, Any] | None,
    annotations: dict[str, Any] | None,
    cells: tuple[CellType, ...] | None,
) -> Callable[..., Any]:
    """A new function of `record`; `cells` in the order of its scope's free_names."""
    code = record.code
    module_globals = record.unit.globals
    if code is None:
        code = record.stub or make_stub(record)
        function = Function(code, module_globals, record.name, defaults, cells or None)
        record.remember(function)
        # Another thread may have compiled the record since its code was looked at.
        if record.code is not None:
            function.__code__ = record.code
    else:
        function = Function(code, module_globals, record.name, defaults, cells or None)
        if not record.is_final:
            record.remember(function)
            # Another thread may have exchanged it since it was looked at.
            function.__code__ = record.code or code
    if keyword_defaults:
        function.__kwdefaults__ = keyword_defaults
    if annotations:
        function.__annotations__ = annotations
    function.__doc__ = record.scope.docstring
    if record.code is not None:
        _give_version(function)
    return function


def record_of(function: object) -> FunctionRecord | None:
    """The record of a function that still has its stub; None for anything else."""
    code = getattr(function, "__code__", None)
    engine = getattr(getattr(function, "__builtins__", {}).get(ENTER), "__self__", None)
    for constant in getattr(code, "co_consts", ()):
        if constant.__class__ is int and engine is not None:
            record: FunctionRecord | None = engine.stubbed.get(constant)
            if record is not None and record.stub is code:
                return record
    return None


if TYPE_CHECKING:
    from types import FunctionType as Function
else:
    Function = type(instantiate)
_RECORD_MARK = "«record»"

# What flags a stub may have: those that say what kind of function it is.
_FLAGS = 0x3FF
_VARIADIC, _KEYWORD_VARIADIC = 0x04, 0x08

# By number of parameters and of captured variables, and by kind: see _compile_template.
_templates: dict[tuple[int, int, str], CodeType] = {}


def make_stub(record: FunctionRecord) -> CodeType:
    """The code object that the functions of `record` carry until it is compiled.

    It knows the record by a number only, for Python's collector does not look into code objects:
    nothing that a cycle through one holds would ever be freed. The engine, which a function finds
    among its built-ins, has the table.
    """
    record.engine.stubbed[id(record)] = record
    node = record.node
    scope = record.scope
    names = record.parameter_names
    kind = _stub_kind(record)
    record.takes_detours = kind is GENERATOR
    flags = 0
    if isinstance(node, nodes.GeneratorExpression):
        positional_only = positional = 1
        count, keyword_only = 1, 0
    else:
        parameters = node.parameters
        positional_only = len(parameters.positional_only)
        positional = positional_only + len(parameters.positional)
        keyword_only = len(parameters.keyword_only)
        count = len(names)
        if parameters.variadic is not None:
            flags |= _VARIADIC
        if parameters.keyword_variadic is not None:
            flags |= _KEYWORD_VARIADIC
    shape = (count, len(scope.free_names), kind)
    template = _templates.get(shape)
    if template is None:
        template = _templates[shape] = _compile_template(*shape)
    constants = template.co_consts
    if scope.free_names:
        constants = tuple([_rename_cells(value, scope.free_names) for value in constants])
    mark = constants.index(_RECORD_MARK)
    stub = template.replace(
        co_name=scope.name,
        co_qualname=scope.qualname,
        co_filename=record.source.name,
        co_firstlineno=first_line(node),
        co_argcount=positional,
        co_posonlyargcount=positional_only,
        co_kwonlyargcount=keyword_only,
        co_flags=template.co_flags | flags,
        co_varnames=names + template.co_varnames[len(names) :],
        co_freevars=scope.free_names,
        co_consts=(*constants[:mark], id(record), *constants[mark + 1 :]),
    )
    record.stub = stub
    return stub


def _one_line(instructions: int) -> bytes:
    """The location table of code that stands at its first line: see CPython's
    Objects/locations.md; 13 is its form without columns.
    """
    whole, rest = divmod(instructions, 8)
    table = bytes((0x80 | 13 << 3 | 7, 0)) * whole
    return table + bytes((0x80 | 13 << 3 | rest - 1, 0)) if rest else table


def _stub_kind(record: FunctionRecord) -> str:
    kind = record.kind
    return CATCHING[kind] if kind in CATCHING and nodes.may_catch(record.node) else kind


def first_line(node: Definition) -> int:
    """The line that Python calls a definition's first: its first decorator's, if it has one."""
    if isinstance(node, nodes.FunctionDefinition) and node.decorators:
        return node.decorators[0].position[0]
    return node.position[0]


def _rename_cells(constant: Any, free_names: tuple[str, ...]) -> Any:
    """Rename the captured variables of the small closure through which a stub reads its cells."""
    if isinstance(constant, type(_rename_cells.__code__)):
        return constant.replace(co_freevars=free_names)
    return constant


# Names of the template, to keys of the built-ins.
_KEYS = {
    "enter_": ENTER,
    "trim_": TRIM,
    "AsyncYield_": "«AsyncYield»",
    "Detour_": "«Detour»",
    "pass_on_": "«pass_on»",
}

_BODIES = {
    PLAIN: "return enter_({arguments})",
    GENERATOR: """\
walk = enter_({arguments})
            while True:
                left = yield from walk
                if type(left) is not Detour_:
                    return left
                answer = error = None
                try:
                    answer = yield from left.iterator
                except BaseException as thrown:
                    trim_(thrown, 1)
                    error = thrown
                walk = left.go_on(answer, error)
                left = answer = error = None""",
    COROUTINE: "return await enter_({arguments})",
    # A GeneratorExit that is thrown in must not be raised here before the program's code has dealt
    # with it, as `yield from` and `await` do. What was thrown in is not held beyond that: the
    # frames in its traceback hold this one.
    CATCHING[GENERATOR]: """\
walk = enter_({arguments})
            resume = walk.send
            value = None
            while True:
                try:
                    item = resume(value)
                except StopIteration as stop:
                    return stop.value
                finally:
                    value = None
                try:
                    value = yield item
                    resume = walk.send
                except BaseException as thrown:
                    trim_(thrown, 1)
                    value = thrown
                    resume = walk.throw""",
    CATCHING[COROUTINE]: """\
walk = enter_({arguments})
            resume = walk.send
            value = None
            while True:
                try:
                    item = resume(value)
                except StopIteration as stop:
                    return stop.value
                finally:
                    value = None
                try:
                    value = await pass_on_(item)
                    resume = walk.send
                except BaseException as thrown:
                    trim_(thrown, 1)
                    value = thrown
                    resume = walk.throw""",
    # Drives the walker's generator: what it yields is either a value of this generator, or on
    # its way to the event loop from an await; answers and exceptions go back in.
    ASYNC_GENERATOR: """\
walk = enter_({arguments})
            resume = walk.send
            value = None
            while True:
                try:
                    item = resume(value)
                except StopIteration:
                    return
                finally:
                    value = None
                try:
                    if type(item) is AsyncYield_:
                        value = yield item.value
                    else:
                        value = await pass_on_(item)
                    resume = walk.send
                except BaseException as thrown:
                    trim_(thrown, 1)
                    value = thrown
                    resume = walk.throw""",
}

ASYNC = (COROUTINE, CATCHING[COROUTINE], ASYNC_GENERATOR)

_TEMPLATE = """\
def around({cells}):
    {is_async}def stub({parameters}):
        try:
            {body}
        except BaseException as error_:
            trim_(error_, 1)
            raise
"""


def _compile_template(count: int, free: int, kind: str) -> CodeType:
    """A stub for every definition with so many parameters and captured variables, with placeholders
    for all names; all of its parameters are positional ones.
    """
    parameters = "".join([f"p{index}, " for index in range(count)])
    cells = "".join([f"c{index:05}, " for index in range(free)])
    passed = f"{_RECORD_MARK!r}, ({parameters}), "
    passed += f"(lambda: ({cells})).__closure__" if free else "()"
    text = _TEMPLATE.format(
        cells=cells,
        is_async="async " if kind in ASYNC else "",
        parameters=parameters,
        body=_BODIES[kind].format(arguments=passed),
    )
    # `compile` would do, but first makes all classes of Python's own syntax trees, for some 2 ms.
    made: dict[str, Any] = {"__builtins__": {}}
    exec(text, made)
    around = made["around"].__code__
    code: CodeType = next(value for value in around.co_consts if hasattr(value, "co_code"))
    return code.replace(
        # It has this module's `from __future__`, which is not the program's.
        co_flags=code.co_flags & _FLAGS,
        co_linetable=_one_line(len(code.co_code) // 2),
        co_names=tuple([_KEYS.get(name, name) for name in code.co_names]),
    )


def _pass_on(item: object) -> Any:
    return (yield item)


_pass_on.__code__ = as_awaitable(_pass_on.__code__)

INTRINSICS: dict[str, object] = {
    "«AsyncYield»": AsyncYield,
    "«Detour»": Detour,
    "«pass_on»": _pass_on,
}
