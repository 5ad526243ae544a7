"""Stubs: real Python functions of every kind, before and after their code is exchanged."""

from __future__ import annotations

import asyncio
import builtins
import inspect
import threading
import types

import pytest

from bayan.syntax import nodes
from bayan.syntax.bindings import FUNCTION, Scope
from bayan.syntax.source import Source
from bayan.values import functions
from bayan.values.functions import AsyncYield, Unit, instantiate
from bayan.values.tracebacks import trim

PLACE = (3, 4, 3, 9)


class SilentEngine:
    policy = None

    def __init__(self):
        self.stubbed = {}

    def adopt(self, record):
        pass


def make_function(enter, kind=functions.PLAIN, *, signature=((), (), None, (), None), cells=()):
    """A function with a stub; `signature`: positional-only, positional, *, keyword-only, **."""
    positional_only, positional, variadic, keyword_only, keyword_variadic = signature

    def parameter(name):
        return nodes.Parameter(PLACE, name, None, None)

    parameters = nodes.Parameters(
        PLACE,
        [parameter(name) for name in positional_only],
        [parameter(name) for name in positional],
        parameter(variadic) if variadic else None,
        [parameter(name) for name in keyword_only],
        parameter(keyword_variadic) if keyword_variadic else None,
    )
    node = nodes.FunctionDefinition(PLACE, "f", parameters, [], [], None, False)
    node.scope = scope = Scope(FUNCTION, "f", "A.f", node, None)
    rest = tuple(name for name in (variadic, keyword_variadic) if name)
    scope.parameter_names = positional_only + positional + keyword_only + rest
    scope.free_names = tuple(f"cell{index}" for index in range(len(cells)))
    scope.is_generator = kind in (functions.GENERATOR, functions.ASYNC_GENERATOR)
    scope.is_async = kind in (functions.COROUTINE, functions.ASYNC_GENERATOR)
    names = {**vars(builtins), **functions.INTRINSICS}
    names[functions.ENTER] = enter
    names[functions.TRIM] = trim
    module_globals = {"__name__": "module", "__builtins__": names}
    unit = Unit(Source("x.bayan", "\n" * 9), None, module_globals, SilentEngine())
    record = unit.record(node)
    assert record.kind == kind
    closure = tuple(types.CellType(value) for value in cells)
    return instantiate(record, None, None, None, closure), record


def test_arguments_arrive_in_the_order_of_names():
    seen = []
    function, record = make_function(
        lambda record, arguments, cells: seen.append((record, arguments, cells)),
        signature=(("a",), ("b",), "rest", ("k",), "named"),
        cells=(7, 8),
    )
    function(1, 2, 3, k=4, z=5)
    (given, arguments, cells) = seen[0]
    assert record.engine.stubbed[given] is record
    assert arguments == (1, 2, 4, (3,), {"z": 5})
    assert [cell.cell_contents for cell in cells] == [7, 8]
    assert str(inspect.signature(function)) == "(a, /, b, *rest, k, **named)"
    assert (function.__qualname__, function.__module__) == ("A.f", "module")
    assert function.__code__.co_filename == "x.bayan"
    assert function.__code__.co_firstlineno == 3


def test_a_stub_has_the_signature_and_flags_of_a_definition():
    def same(a, b, /, c, *rest, d, e, **named): ...

    function, _ = make_function(
        lambda *_: None, signature=(("a", "b"), ("c",), "rest", ("d", "e"), "named")
    )
    assert inspect.signature(function) == inspect.signature(same)
    code, expected = function.__code__, same.__code__
    for name in ("co_argcount", "co_posonlyargcount", "co_kwonlyargcount"):
        assert getattr(code, name) == getattr(expected, name)
    future = annotations.compiler_flag
    assert future & expected.co_flags
    assert code.co_flags == expected.co_flags & ~future


def test_argument_errors_are_pythons():
    function, _ = make_function(lambda *_: None, signature=((), ("b",), None, (), None))
    with pytest.raises(TypeError, match=r"A\.f\(\) missing 1 required positional argument: 'b'"):
        function()


def test_generator_takes_and_gives():
    def enter(record, arguments, cells):
        got = yield arguments[0]
        return got

    function, _ = make_function(enter, functions.GENERATOR, signature=((), ("a",), None, (), None))
    assert inspect.isgeneratorfunction(function)
    generator = function(1)
    assert next(generator) == 1
    with pytest.raises(StopIteration) as stop:
        generator.send(5)
    assert stop.value.value == 5


def walked(generator_function):
    """What the walker gives to the stubs of coroutines: a generator that may be awaited."""
    code = generator_function.__code__
    generator_function.__code__ = code.replace(
        co_flags=code.co_flags | inspect.CO_ITERABLE_COROUTINE
    )
    return generator_function


def test_coroutine_awaits():
    @walked
    def enter(record, arguments, cells):
        yield from asyncio.sleep(0).__await__()
        return 7

    function, _ = make_function(enter, functions.COROUTINE)
    assert inspect.iscoroutinefunction(function)
    assert asyncio.run(function()) == 7


def test_async_generator_takes_answers_and_exceptions():
    @walked
    def enter(record, arguments, cells):
        got = yield AsyncYield(1)
        yield from asyncio.sleep(0).__await__()
        try:
            yield AsyncYield(("got", got))
        except ValueError:
            yield AsyncYield("caught")

    function, _ = make_function(enter, functions.ASYNC_GENERATOR)
    assert inspect.isasyncgenfunction(function)

    async def use():
        generator = function()
        first = await generator.__anext__()
        second = await generator.asend(9)
        third = await generator.athrow(ValueError())
        with pytest.raises(StopAsyncIteration):
            await generator.__anext__()
        return [first, second, third]

    assert asyncio.run(use()) == [1, ("got", 9), "caught"]


def test_install_reaches_every_living_function():
    function, record = make_function(lambda *_: "walked", cells=(1,))
    other = instantiate(record, None, None, None, (types.CellType(2),))
    alias = function
    assert function() == "walked"

    def outer(cell0):
        def f():
            return cell0

        return f

    code = outer(0).__code__
    record.install(code)
    assert (alias(), other()) == (1, 2)
    assert instantiate(record, None, None, None, (types.CellType(3),))() == 3
    assert record.tier == "bytecode"


def test_calls_from_threads_survive_the_exchange():
    function, record = make_function(lambda *_: 1)

    def compiled():
        return 1

    wrong = []

    def call():
        wrong.extend(value for value in (function() for _ in range(20_000)) if value != 1)

    threads = [threading.Thread(target=call) for _ in range(4)]
    for thread in threads:
        thread.start()
    stub = function.__code__
    for _ in range(500):
        function.__code__ = compiled.__code__
        function.__code__ = stub
    for thread in threads:
        thread.join()
    assert not wrong
    assert record.calls == 0  # counting is the engine's, not the stub's
