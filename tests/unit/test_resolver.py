"""The resolver against CPython's compiler: on Python programs, through the bridge, every frame has
the same locals, cells and free variables, every name is reached in the same way, and what the one
refuses the other refuses. Then what only Bayan has: inlined comprehensions, lowerings, constants.
"""

from __future__ import annotations

import ast
import dis
import re
import sys
import warnings
from collections import Counter
from inspect import (
    CO_ASYNC_GENERATOR,
    CO_COROUTINE,
    CO_GENERATOR,
    CO_OPTIMIZED,
    CO_VARARGS,
    CO_VARKEYWORDS,
)
from types import CodeType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bayan.syntax import nodes
from bayan.syntax.bindings import (
    CELL,
    CLASS_CELL,
    COMPREHENSION,
    FUNCTION,
    GLOBAL,
    LOCAL,
    MODULE,
    NAME,
    Scope,
)
from bayan.syntax.diagnostics import BayanSyntaxError, Diagnostic
from bayan.syntax.frontend import analyse
from bayan.syntax.nodes import Module, Node, children
from bayan.syntax.resolver import resolve
from bayan.syntax.source import Source
from tests.support.python_bridge import module_from_python

INLINES = sys.version_info >= (3, 12)  # whether CPython inlines comprehensions too

# Programs, each under its name.
AGREEING_TEXT = """\
### module names
a = 1
b = a
print(b, c)
del a
### locals
def f(x, /, y, *z, k=1, **w):
    v = x
    return v, y, z, k, w, g
### closure
def f(a):
    def g():
        def h():
            return a
        return h
    return g
### nonlocal
def f():
    n = 0
    def g():
        nonlocal n
        n += 1
    return g
### global
def f():
    global x
    x = 1
    def g():
        return x
    return g
### global below local
def f():
    x = 1
    def g():
        global x
        x = 2
        def h():
            return x
        return h
    return g, x
### class
class C:
    a = 1
    b = a
    def m(self):
        return a, self.b
### class in function
def f(a, b):
    class C:
        a = a
        c = b
        def m(self):
            return a, b
    return C
### class nonlocal
def f():
    x = 1
    class C:
        nonlocal x
        x = 2
    return x
### class global
def f(x):
    class C:
        global x
        x = 2
        def m(self):
            return x
    return C
### super
class C:
    def m(self):
        return super().m()
    def n(self):
        return __class__
### nested super
class C:
    def m(self):
        def g(x):
            return super().m()
        return g
    class D:
        def n(self):
            return __class__
### mangling
class _C:
    __x = 1
    def __m(self, __p):
        self.__q = __p.__r
        import __os
        def f():
            return __p, __z__
### comprehension
def f(xs):
    y = 1
    return [x + y for x in xs if x], {x: x for x in xs}
### nested comprehensions
def f(m):
    return [[x * y for y in r] for x, *r in m]
### captured comprehension variable
def f(xs):
    return [lambda: x for x in xs]
### captured twice
def f(x):
    a = [lambda: x for x in x]
    return a, lambda: x
### genexpr
def f(xs, k):
    return (x + k for x in xs for y in g(x))
### genexpr in comprehension
def f(m):
    return [sum(x * k for x in r) for r, k in m]
### comprehension in class
def f(a):
    class C:
        b = 1
        c = [a + b + x for x in range(b)]
    return C
### module comprehension
r = [i for i in range(3)]
s = [lambda: i for i in r]
### walrus
def f(xs):
    [y := x for x in xs]
    return y
### walrus in genexpr
def f(xs):
    any((y := x) for x in xs)
    return y
### walrus global
def f(xs):
    global y
    any([(y := x) for x in xs])
any(z := x for x in y)
### walrus in lambda
def f(xs):
    return [lambda: (y := x) for x in xs]
### except and with
def f():
    try:
        pass
    except E as e:
        print(e)
    with a() as (b, c.d):
        return b
### imports
import a.b, c as d
from e import f as g, h
def i():
    import a.b
    return a, h
### match
def f(v):
    match v:
        case [a, *b] | {'k': a, **b}:
            return a, b
        case C(x=c) as d if d:
            return c
        case M.k:
            return M
### generator
def f():
    x = yield 1
    yield from x
### async
async def f(xs):
    async with a as b:
        return [await x async for x in xs], b
### async generator
async def f():
    yield 1
    return
### lambda
f = lambda x, *y, z=w: (x, y, z, lambda: x)
### annotations
x: int = 1
def f(a: A) -> B:
    b: C = a
    c: int
    c = b
### decorators
def f(d):
    @d
    @e(d)
    def g(x=d):
        return g
    return g
### delete
def f():
    x = 1
    def g():
        return x
    del x
    return g
### parameter cell
def f(a, *b, c, **d):
    return lambda: (a, b, c, d)
### default sees outside
def f(x):
    return lambda x=x: x
### class keyword
def f(m, b):
    class C(b, metaclass=m):
        pass
    return C
### shadowed built-in
def f():
    print = 1
    def g():
        return print
    return g
### docstrings
class C:
    "d"
    def m(self):
        "e"
"""
AGREEING = dict(block.split("\n", 1) for block in AGREEING_TEXT.split("### ")[1:])

# Programs that Python's compiler refuses (not its parser), and the code of Bayan's error.
REFUSED = {
    "return 1": "B302",
    "class C:\n    return 1": "B302",
    "yield 1": "B303",
    "class C:\n    x = yield": "B303",
    "def f():\n    await x": "B304",
    "f = lambda: await_(lambda: (await x))": "B304",
    "class C:\n    await x": "B304",
    "def f():\n    async for x in y: pass": "B304",
    "def f():\n    async with x: pass": "B304",
    "def f():\n    return [x async for x in y]": "B304",
    "break": "B305",
    "def f():\n    for x in y:\n        def g():\n            continue": "B305",
    "while x:\n    pass\nelse:\n    break": "B305",
    "def f():\n    nonlocal x": "B306",
    "x = 1\ndef f():\n    nonlocal x": "B306",
    "class C:\n    x = 1\n    def f(self):\n        nonlocal x": "B306",
    "nonlocal x": "B307",
    "def f(x):\n    global x": "B308",
    "def f():\n    def g(x):\n        nonlocal x": "B308",
    "def f():\n    print(x)\n    global x": "B309",
    "def f():\n    x = 1\n    global x": "B310",
    "x = 1\nglobal x": "B310",
    "def f():\n    global x\n    x: int = 1": "B311",
    "def f(x):\n    def g():\n        global x\n        nonlocal x": "B312",
    "def f(x, x): pass": "B313",
    "lambda x, *, x: 1": "B313",
    "async def f():\n    yield 1\n    return 2": "B314",
    "async def f():\n    yield from x": "B315",
    "def f():\n    from x import *": "B316",
    "__debug__ = 1": "B317",
    "f(__debug__=1)": "B317",
    "def f(__debug__): pass": "B317",
    "x = *a": "B319",
    "def f():\n    return [(yield 1) for x in y]": "B320",
    "def f():\n    return ((yield 1) for x in y)": "B320",
    "class C:\n    [x := 1 for y in z]": "B321",
    "[x := 1 for x in y]": "B322",
    "[[(x := 1) for z in y] for x in y]": "B322",
    "[1 for y in z if (x := y) for x in z]": "B322",
    "[x for x in (y := z)]": "B323",
    "match x:\n    case {'a': 1, 'a': 2}: pass": "B318",
    "for x in y:\n    try:\n        pass\n    except* E:\n        break": "B324",
    "def f():\n    try:\n        pass\n    except* E:\n        return": "B324",
}


def resolved(text: str) -> Module:
    module, source = module_from_python(text)
    resolve(module, source)
    return module


def errors(text: str) -> list[Diagnostic]:
    module, source = module_from_python(text)
    with pytest.raises(BayanSyntaxError) as caught:
        resolve(module, source)
    return caught.value.diagnostics


def compiled(text: str) -> CodeType:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return compile(text, "<python>", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)


def all_nodes(module: Module) -> list[Node]:
    found: list[Node] = [module]
    for node in found:
        found.extend(children(node))
    return found


def scopes(module: Module) -> list[Scope]:
    return [node.scope for node in all_nodes(module) if hasattr(node, "scope")]


# A frame's qualname, variables, free variables, parameters, and whether generator and async.
Frame = tuple[str, frozenset[str], frozenset[str], tuple[str, ...], tuple[bool, bool]]


def scope_of(module: Module, qualname: str) -> Scope:
    return next(scope for scope in scopes(module) if scope.qualname == qualname)


def names(module: Module) -> dict[str, set[str]]:
    """The accesses of all Name nodes, by name."""
    found: dict[str, set[str]] = {}
    for node in all_nodes(module):
        if isinstance(node, nodes.Name):
            found.setdefault(node.name, set()).add(node.access)
    return found


def plain(name: str) -> str:
    """A variable of a comprehension without the number that makes it unique."""
    return name.partition("•")[0]


def codes(code: CodeType) -> list[CodeType]:
    found = [code]
    for outer in found:
        found.extend(const for const in outer.co_consts if isinstance(const, CodeType))
    return found


OPCODES = [
    (re.compile(r"_NAME$"), {NAME, GLOBAL}),
    (re.compile(r"_GLOBAL$"), {GLOBAL}),
    (re.compile(r"LOAD_CLASSDEREF|LOAD_FROM_DICT_OR_DEREF"), {CLASS_CELL, CELL}),
    (re.compile(r"_DEREF$"), {CELL}),
    (re.compile(r"_FAST"), {LOCAL, CELL}),
]


def saved_names(code: CodeType) -> set[str]:
    """The locals that CPython clears and restores round an inlined comprehension, needed or not."""
    return {
        instruction.argval
        for instruction in dis.get_instructions(code)
        if instruction.opname == "LOAD_FAST_AND_CLEAR"
    }


def check_accesses(code: CodeType, reached: dict[str, set[str]]) -> None:
    """Each instruction that reads or writes a variable agrees with one of its accesses."""
    ignored = IMPLICIT | saved_names(code)
    if sys.version_info >= (3, 13):  # where closures are made with LOAD_FAST too
        ignored |= {*code.co_freevars, *code.co_cellvars}
    for instruction in dis.get_instructions(code):
        for pattern, accesses in OPCODES:
            if pattern.search(instruction.opname) and "IMPORT" not in instruction.opname:
                arguments = instruction.argval
                for name in arguments if isinstance(arguments, tuple) else (arguments,):
                    if name not in ignored:
                        assert reached.get(name, set()) & accesses, (code.co_qualname, instruction)
                break


# Names that CPython's compiler uses on its own.
IMPLICIT = {
    "__module__",
    "__name__",
    "__qualname__",
    "__classcell__",
    "__firstlineno__",
    "__static_attributes__",
    "__doc__",
    "__annotations__",
    "__class__",
    "super",
    ".0",
}


def compare_with_cpython(text: str) -> None:
    """Compares all frames, as a bag, for their positions differ."""
    module = resolved(text)
    everything = scopes(module)
    reached: dict[str, dict[str, set[str]]] = {}
    inlined: dict[str, set[str]] = {}  # by frame, the variables of its comprehensions
    for scope in everything:
        frame = scope
        while frame.kind == COMPREHENSION:
            assert frame.parent is not None
            frame = frame.parent
        accesses = reached.setdefault(frame.qualname, {})
        variables = inlined.setdefault(frame.qualname, set())
        for name, access in scope.accesses.items():
            accesses.setdefault(plain(name), set()).add(access)
        if frame is not scope:
            variables.update(map(plain, scope.local_names))

    found: Counter[Frame] = Counter()
    for scope in everything:
        if scope.kind != COMPREHENSION:
            own = {*scope.local_names, *scope.cell_names} if scope.kind == FUNCTION else set()
            found[
                scope.qualname,
                frozenset(name for name in own if "•" not in name) - inlined[scope.qualname],
                frozenset(map(plain, scope.free_names)),
                scope.parameter_names,
                (scope.is_generator, scope.is_async),
            ] += 1

    expected: Counter[Frame] = Counter()
    for code in codes(compiled(text)):
        qualname = re.sub(r"<(list|set|dict)comp>\.(?=.)", "", code.co_qualname)
        if qualname.endswith(("<listcomp>", "<setcomp>", "<dictcomp>")):
            continue
        if INLINES:
            check_accesses(code, reached[qualname])
        own = {*code.co_varnames, *code.co_cellvars} - saved_names(code)
        count = code.co_argcount + code.co_kwonlyargcount
        count += bool(code.co_flags & CO_VARARGS) + bool(code.co_flags & CO_VARKEYWORDS)
        expected[
            qualname,
            frozenset(own if code.co_flags & CO_OPTIMIZED else ()) - inlined[qualname],
            frozenset(code.co_freevars),
            code.co_varnames[:count],
            (
                bool(code.co_flags & (CO_GENERATOR | CO_ASYNC_GENERATOR)),
                bool(code.co_flags & (CO_COROUTINE | CO_ASYNC_GENERATOR)),
            ),
        ] += 1
    assert found == expected


@pytest.mark.parametrize("name", AGREEING)
def test_agrees_with_cpython(name: str) -> None:
    compare_with_cpython(AGREEING[name])


@pytest.mark.parametrize("text", REFUSED)
def test_refuses_what_cpython_refuses(text: str) -> None:
    ast.parse(text)
    with pytest.raises(SyntaxError):
        compiled(text)
    assert errors(text)[0].code == REFUSED[text]


# Random programs of few names, so that they meet.

NAMES = st.sampled_from("abc")
EXPRESSIONS = st.recursive(
    NAMES,
    lambda inner: st.one_of(
        st.builds("({0}, {1})".format, inner, inner),
        st.builds("[{0} for {1} in {2}]".format, inner, NAMES, inner),
        st.builds("[{0} for {1} in {2} if {3} for {4} in {5}]".format, *[inner, NAMES, inner] * 2),
        st.builds("list({0} for {1} in {2})".format, inner, NAMES, inner),
        st.builds("(lambda {1}: {0})".format, inner, NAMES),
        st.builds("({1} := {0})".format, inner, NAMES),
    ),
    max_leaves=5,
)
BODY_LINES = st.deferred(lambda: st.lists(STATEMENTS, min_size=1, max_size=4).map(indented))
STATEMENTS = st.deferred(
    lambda: st.one_of(
        st.builds("{0} = {1}".format, NAMES, EXPRESSIONS),
        EXPRESSIONS,
        st.builds("global {0}".format, NAMES),
        st.builds("nonlocal {0}".format, NAMES),
        st.builds("def {0}(self, {1}):\n{2}".format, NAMES, NAMES, BODY_LINES),
        st.builds("class {0}:\n{1}".format, NAMES, BODY_LINES),
        st.builds("for {0} in {1}:\n{2}".format, NAMES, EXPRESSIONS, BODY_LINES),
        st.builds("del {0}".format, NAMES),
        st.builds("import {0}".format, NAMES),
    )
)


def indented(statements: list[str]) -> str:
    return "\n".join("    " + line for statement in statements for line in statement.split("\n"))


@settings(max_examples=200, deadline=None)
@given(st.lists(STATEMENTS, min_size=1, max_size=4).map("\n".join))
def test_agrees_with_cpython_on_random_programs(text: str) -> None:
    try:
        compiled(text)
    except SyntaxError as error:
        assert errors(text), error
    else:
        compare_with_cpython(text)


# What only Bayan has


def test_variables_of_comprehensions_are_unique() -> None:
    module = resolved("def f(x):\n    return [x for x in x], {x for x in [x]}\n")
    scope = scope_of(module, "f")
    assert scope.local_names == ("x", "x•1", "x•2")
    assert names(module) == {name: {LOCAL} for name in scope.local_names}


def test_a_captured_variable_of_a_comprehension_is_a_cell_of_the_frame() -> None:
    module = resolved("def f(xs):\n    return [lambda: (x, y) for x in xs for y in x]\n")
    frame = scope_of(module, "f")
    inner = scope_of(module, "f.<locals>.<listcomp>")
    assert frame.cell_names == inner.cell_names == ("x•1", "y•1")
    assert frame.local_names == ("xs",)
    assert inner.local_names == ("x•1", "y•1")
    assert inner.parent is frame
    assert scope_of(module, "f.<locals>.<lambda>").free_names == ("x•1", "y•1")


def test_elements_of_a_comprehension_do_not_see_the_class() -> None:
    module = resolved("x = 1\nclass C:\n    x = 2\n    y = [x for _ in range(x)]\n")
    accesses = [n.access for n in all_nodes(module) if isinstance(n, nodes.Name) and n.name == "x"]
    assert sorted(accesses) == [GLOBAL, GLOBAL, NAME, NAME]


def test_local_names_begin_with_the_parameters_and_keep_cells_among_them() -> None:
    module = resolved("def f(a, b):\n    c = 1\n    d = 2\n    return lambda: (a, c)\n")
    scope = scope_of(module, "f")
    assert scope.local_names == ("a", "b", "d")
    assert scope.cell_names == ("a", "c")
    assert scope.accesses["a"] == scope.accesses["c"] == CELL


def test_a_module_and_a_generator_expression_that_await_are_async() -> None:
    module = resolved("await x\ng = (await y for y in z)\n")
    assert module.scope.is_async
    assert module.scope.kind == MODULE
    assert scope_of(module, "<genexpr>").is_async
    assert scope_of(module, "<genexpr>").parameter_names == (".0",)


def test_suspending_nodes_are_those_with_a_yield_below() -> None:
    module = resolved(
        "def f():\n    a = 1\n    if a:\n        b = g((yield))\n    def h(): yield\n"
    )
    function = module.body[0]
    assert isinstance(function, nodes.FunctionDefinition)
    kinds = Counter(type(node).__name__ for node in function.scope.suspending)
    assert kinds == {"If": 1, "Assignment": 1, "Call": 1, "Yield": 1}
    assert module.scope.suspending == set()


def test_async_loops_suspend() -> None:
    module = resolved(
        "async def f(xs):\n    async for x in xs: pass\n    return [y async for y in x]\n"
    )
    kinds = Counter(type(node).__name__ for node in scope_of(module, "f").suspending)
    assert kinds == {"For": 1, "Return": 1, "ListComprehension": 1, "ComprehensionClause": 1}


def methods(text: str) -> dict[str, list[str]]:
    module = resolved(text)
    return {
        scope.name: list(scope.parameter_names)
        for scope in scopes(module)
        if scope.kind == "function"
    }


def test_self_is_put_in_where_it_is_left_out() -> None:
    assert methods(
        "class C:\n    def a(x): pass\n    def b(): pass\n    def c(self, x): pass\n"
        "    def d(x, /, y): pass\n    def e(*x): pass\n    def f(cls): pass\n"
        "    if x:\n        def g(x): pass\n"
    ) == {
        "a": ["self", "x"],
        "b": ["self"],
        "c": ["self", "x"],
        "d": ["self", "x", "y"],
        "e": ["self", "x"],
        "f": ["cls"],
        "g": ["self", "x"],
    }


def test_class_methods_get_cls_and_static_ones_nothing() -> None:
    assert methods(
        "class C:\n    @classmethod\n    def a(x): pass\n    @staticmethod\n    def b(x): pass\n"
        "    @static\n    def c(x): pass\n    @ساكن\n    def d(x): pass\n"
        "    def __new__(x): pass\n    def __init_subclass__(): pass\n    @property\n"
        "    def e(): return lambda x: x\n"
    ) == {
        "a": ["cls", "x"],
        "b": ["x"],
        "c": ["x"],
        "d": ["x"],
        "__new__": ["cls", "x"],
        "__init_subclass__": ["cls"],
        "e": ["self"],
        "<lambda>": ["x"],
    }


def test_static_becomes_an_intrinsic_unless_the_program_has_it() -> None:
    module = resolved("class C:\n    @static\n    def m(x): pass\n")
    assert "Intrinsic(name='staticmethod')" in repr(module)
    assert "static" not in module.scope.accesses
    assert methods("static = f\nclass C:\n    @static\n    def m(x): pass\n") == {
        "m": ["self", "x"]
    }


def test_a_receiver_that_is_there_is_not_put_in_again() -> None:
    assert methods("class M(type):\n    def __new__(m, cls): pass\n") == {"__new__": ["m", "cls"]}


def test_a_function_inside_a_method_is_no_method() -> None:
    assert methods("class C:\n    def m(self):\n        def f(x): pass\n")["f"] == ["x"]


def body_of_method(text: str) -> str:
    module = resolved(f"class B: pass\nclass C(B):\n    def m(self, x):\n        {text}\n")
    return repr(module.body[1].body[0].body[0])  # type: ignore[attr-defined]


SUPER = (
    "Call(function=Name(name='super'), arguments=[Name(name='__class__'), Name(name='self')], "
    "keywords=[])"
)


@pytest.mark.parametrize("name", ["super", "أب", "الأب"])
def test_super_gets_its_arguments(name: str) -> None:
    assert f"function=Attribute(value={SUPER}, name='m')" in body_of_method(f"{name}().m(x)")


@pytest.mark.parametrize("name", ["super", "أب"])
def test_the_older_super_calls_the_method_it_names(name: str) -> None:
    shown = body_of_method(f"return {name}(m, x, k=1)")
    assert (
        f"value=Call(function=Attribute(value={SUPER}, name='m'), arguments=[Name(name='x')], "
        in shown
    )


@pytest.mark.parametrize("call", ["super(B, self)", "super(C)", "super(x, self)", "super(int)"])
def test_super_with_arguments_of_pythons_form_stays(call: str) -> None:
    assert SUPER not in body_of_method(call)


def test_super_outside_classes_and_a_super_of_the_program_stay() -> None:
    assert "__class__" not in repr(resolved("def f(x):\n    return super().f()\n"))
    assert "__class__" not in repr(
        resolved("def super(): pass\nclass C:\n    def m(self):\n        return super().m()\n")
    )
    assert "Name(name='أب')" in repr(resolved("أب = 1\nprint(أب)\n"))


def test_super_makes_the_cell_of_the_class() -> None:
    module = resolved(
        "class C:\n    def m(self):\n        return [super().m() for _ in range(1)]\n"
    )
    assert scope_of(module, "C").cell_names == ("__class__",)
    assert scope_of(module, "C.m").free_names == ("__class__",)


def constant_errors(text: str) -> list[str]:
    """The errors of a program whose assignments in capitals are constants."""
    module, source = module_from_python(text)
    for node in all_nodes(module):
        if isinstance(node, nodes.Assignment) and repr(node.targets[0]).isascii():
            target = node.targets[0]
            node.is_constant = isinstance(target, nodes.Name) and target.name.isupper()
    try:
        resolve(module, source)
    except BayanSyntaxError as error:
        return [f"{each.code}:{each.position[0]}" for each in error.diagnostics]
    return []


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("N = 1\nfor N in x: pass", 2),
        ("N = 1\nN += 1", 2),
        ("N = 1\ndel N", 2),
        ("N = 1\nimport N", 2),
        ("N = 1\ndef N(): pass", 2),
        ("class N: pass\nN = 1", 1),
        ("N = 1\nwith a as N: pass", 2),
        ("N = 1\ntry:\n    pass\nexcept E as N:\n    pass", 4),
        ("N = 1\n(N := 2)", 2),
        ("N = 1\n[(N := x) for x in y]", 2),
        ("N = 1\nmatch x:\n    case [N]: pass", 3),
        ("N = 1\ndef f():\n    global N\n    del N", 4),
        ("def f():\n    N = 1\n    def g():\n        nonlocal N\n        N += 2", 5),
    ],
)
def test_a_constant_is_bound_once(text: str, line: int) -> None:
    assert constant_errors(text) == [f"B301:{line}"]


def test_an_inner_scope_may_have_the_name_of_a_constant() -> None:
    assert constant_errors("N = 1\ndef f(N):\n    return [N for N in N]\nclass C:\n    M = N") == []


def test_all_errors_are_reported_in_order() -> None:
    found = errors("return\nbreak\ndef f(x, x):\n    nonlocal y\n    yield from z\nawait q\n")
    assert [error.code for error in found] == ["B302", "B305", "B313"]


def test_names_that_differ_in_hamza_or_harakat_get_a_warning() -> None:
    module, source = module_from_python(
        "أحمد = 1\nاحمد = 2\ndef f(مسؤول):\n    مسوول = قَلَم = قلم = 1\n"
    )
    found = resolve(module, source)
    assert [(warning.code, warning.position[0]) for warning in found] == [
        ("B410", 2),
        ("B410", 4),
        ("B410", 4),
    ]
    assert all(warning.is_warning for warning in found)


def test_long_chains_do_not_exhaust_the_stack() -> None:
    zero = (1, 0, 1, 1)
    chains: list[nodes.Expression] = [nodes.Name(zero, "x") for _ in range(6)]
    for _ in range(5000):
        one = nodes.Name(zero, "y")
        chains[0] = nodes.BinaryOperation(zero, chains[0], "+", one)
        chains[1] = nodes.BinaryOperation(zero, one, "**", chains[1])
        chains[2] = nodes.Call(zero, nodes.Attribute(zero, chains[2], "m"), [], [])
        chains[3] = nodes.ConditionalExpression(zero, one, one, chains[3])
        chains[4] = nodes.Pipe(zero, chains[4], one)
        chains[5] = nodes.UnaryOperation(zero, "-", chains[5])
    branch = nodes.If(zero, nodes.Name(zero, "x"), [], [])
    for _ in range(5000):
        branch = nodes.If(zero, nodes.Name(zero, "x"), [], [branch])
    awaited = nodes.Await(zero, chains[0])
    body: list[nodes.Statement] = [nodes.ExpressionStatement(zero, each) for each in chains[1:]]
    body += [branch, nodes.ExpressionStatement(zero, awaited)]
    module = Module(zero, body)
    resolve(module, Source("<test>", "x"))
    assert module.scope.accesses == {"x": GLOBAL, "y": GLOBAL}


def test_too_deep_a_program_is_an_error_of_the_program() -> None:
    zero = (1, 0, 1, 1)
    deep: nodes.Expression = nodes.Name(zero, "x")
    for _ in range(100_000):
        deep = nodes.Tuple(zero, [deep])
    module = Module(zero, [nodes.ExpressionStatement(zero, deep)])
    with pytest.raises(BayanSyntaxError) as caught:
        resolve(module, Source("<test>", "x"))
    assert caught.value.diagnostics[0].code == "B326"


def variable(name: str) -> nodes.LogicVariable:
    return nodes.LogicVariable((1, 0, 1, 2), name)


def test_a_query_statement_binds_the_variables_of_its_goal() -> None:
    zero = (1, 0, 1, 1)
    goal = nodes.Compound(zero, "p", [variable("X"), variable("_"), variable("Y")])
    query = nodes.QueryStatement(zero, nodes.Query(zero, goal, "all", None, None))
    read = variable("X")
    module = Module(zero, [query, nodes.ExpressionStatement(zero, read)])
    resolve(module, Source("<test>", "x"))
    assert module.scope.accesses == {"?X": GLOBAL, "?Y": GLOBAL}
    assert read.access == GLOBAL


def test_code_in_a_clause_is_resolved_but_may_not_wait() -> None:
    zero = (1, 0, 1, 1)
    name = nodes.Name(zero, "x")
    head = nodes.Compound(zero, "p", [nodes.CodeTerm(zero, name)])
    module = Module(zero, [nodes.Fact(zero, head)])
    resolve(module, Source("<test>", "x"))
    assert name.access == GLOBAL
    head.arguments = [nodes.CodeTerm(zero, nodes.Await(zero, name))]
    with pytest.raises(BayanSyntaxError) as caught:
        resolve(module, Source("<test>", "x"))
    assert caught.value.diagnostics[0].code == "B325"


def body_of_rule(body: str, before: str = "") -> str:
    module, _ = analyse(Source("<bayan>", f"{before}\np(?X) :- {body}.\n"))
    rule = module.body[-1]
    assert isinstance(rule, nodes.Rule)
    return repr(rule.body)


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("?X is f(g(?X)) + n", "CodeCall(function=Name(name='f')"),
        ("?X is f(g(?X)) + n", "CodeCall(function=Name(name='g')"),
        ("?X is f(g(?X)) + n", "CodeTerm(expression=Name(name='n'))"),
        ("q, (f(1) > ?X ; r)", "CodeCall(function=Name(name='f')"),
        ("?X == [n, m]", "elements=[CodeTerm(expression=Name(name='n')), Atom(name='m')]"),
        ("?X is len(?Y) mod n", "Compound(name='mod', arguments=[CodeCall"),
        ("?X is h(n)", "Compound(name='h', arguments=[CodeTerm"),
        ("?X = f(n)", "Compound(name='f', arguments=[Atom(name='n')])"),
        ("f(n)", "Compound(name='f', arguments=[Atom(name='n')])"),
        ("n is 1", "Atom(name='n')"),
    ],
)
def test_code_stands_bare_where_goals_evaluate(body: str, shown: str) -> None:
    assert shown in body_of_rule(body, "def f(x) { }\ndef g(x) { }\nn = 1")


def test_names_of_goals_that_evaluate_are_captured() -> None:
    text = "def f(n) {\n    def g() {\n        return query ?X is n\n    }\n    return g\n}\n"
    module, _ = analyse(Source("<bayan>", text))
    assert scope_of(module, "f").cell_names == ("n",)
    assert scope_of(module, "f.<locals>.g").free_names == ("n",)


@pytest.mark.parametrize(
    ("text", "handed_on"),
    [
        ("look = locals", True),
        ("def f() { return map(eval, []) }", True),
        ("f = [lambda: [vars for i in range(3)]]", True),
        ("print(locals(), eval('1'), vars(print), dir)", True),
        ("print(locals(), eval('1'), vars(print), dir())", False),
        ("dir = '.'\ndef f() { return dir }", False),
        ("def f(vars) { return vars, x.eval }", False),
        ("locals()", False),
    ],
)
def test_lookers_that_are_not_only_called(text, handed_on):
    assert analyse(Source("lookers.bayan", text))[0].scope.hands_on_lookers is handed_on


def test_the_places_of_loops_tell_what_they_run_in():
    text = (
        "for a in [x for x in xs] {\n"
        "    while [y for y in a] { [[z for z in y] for y in a] }\n"
        "    def f() { for b in a { for c in b { pass } } }\n"
        "}\n"
        "else { for d in xs { pass } }\n"
    )
    tree, _ = analyse(Source("loops.bayan", text))
    lines = {
        place.node.position[:2]: (
            None if place.around is None else place.around.node.position[:2],
            place.scope.name,
        )
        for place in tree.loops
    }
    assert lines == {
        (1, 0): (None, "<module>"),
        (1, 9): (None, "<module>"),
        (2, 4): ((1, 0), "<module>"),
        (2, 10): ((1, 0), "<module>"),
        (2, 27): ((2, 4), "<module>"),
        (2, 28): ((2, 27), "<module>"),
        (3, 14): (None, "f"),
        (3, 27): ((3, 14), "f"),
        (5, 7): (None, "<module>"),
    }
