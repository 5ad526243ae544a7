"""Makes `suspended.py`, the visitors as generators, out of the plain visitors.

    python -m bayan.tiers.walk.derive

Run it after every change of a plain visitor; a test says when it was forgotten. Development only.

Every function of the plain modules that evaluates nodes becomes a generator, by these rules:

    EVALUATE[c](x, frame)      (yield from SUSPEND_EVALUATE[c](x, frame))
                                   if x in frame.scope.suspending else EVALUATE[c](x, frame)
    f(x, …), f such a function   (yield from f(x, …)) if x in … else plain_f(x, …)
    v = [e for x in xs]          a loop that appends
    try: B except BaseException  B with a Smuggled StopIteration unpacked around it, so that the
    or finally: statements       program's handlers see it
    the whole body               a StopIteration that leaves it is smuggled

So only what has a `yield` or `await` below it runs in generators; all else is walked plainly. The
module `waiting`, written in the same way but with yields of its own, is added.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
PLAIN = ("expressions", "targets", "statements", "loops", "exceptions", "definitions")
WAITING = "waiting"
# It runs the body of a class, where nothing can wait.
EXCEPT = {"walk_class"}
TABLES = {"EVALUATE": "SUSPEND_EVALUATE", "EXECUTE": "SUSPEND_EXECUTE"}

HEADER = '''\
"""The visitors as generators, for code that can be suspended.

Derived from the plain visitors: do not edit, but run `python -m bayan.tiers.walk.derive`, which
describes how. See suspension for how such a walk is driven.
"""

# ruff: noqa

from __future__ import annotations

'''


class Source:
    """What a module of visitors defines and imports."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.tree = ast.parse((HERE / f"{name}.py").read_text(encoding="utf-8"))
        self.functions: dict[str, ast.FunctionDef] = {}
        self.names: set[str] = set()
        self.imports: dict[str, tuple[str, str]] = {}
        self.tables: list[tuple[str, ast.Dict]] = []
        for statement in self.tree.body:
            self._read(statement)

    def _read(self, statement: ast.stmt) -> None:
        if isinstance(statement, ast.FunctionDef):
            self.functions[statement.name] = statement
        elif isinstance(statement, ast.ClassDef):
            self.names.add(statement.name)
        elif isinstance(statement, ast.Assign | ast.AnnAssign):
            for target in ast.walk(statement):
                if isinstance(target, ast.Name) and isinstance(target.ctx, ast.Store):
                    self.names.add(target.id)
        elif isinstance(statement, ast.ImportFrom):
            if statement.module == "__future__":
                return
            origin = "." * statement.level + (statement.module or "")
            for alias in statement.names:
                self.imports[alias.asname or alias.name] = (origin, alias.name)
        elif isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
            table = statement.value.func
            assert isinstance(table, ast.Attribute) and isinstance(table.value, ast.Name)
            entries = statement.value.args[0]
            assert isinstance(entries, ast.Dict)
            self.tables.append((table.value.id, entries))


def is_visit(node: ast.AST) -> bool:
    """Whether this is `EVALUATE[…](…)` or the same of EXECUTE."""
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Subscript)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in TABLES
    )


def called_name(node: ast.AST) -> str | None:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return node.func.id
    return None


def waits(node: ast.AST, waiting: set[str]) -> bool:
    """Whether there is something in it that turns into a `yield from`."""
    return any(is_visit(part) or called_name(part) in waiting for part in ast.walk(node))


def waiting_functions(functions: dict[str, ast.FunctionDef]) -> set[str]:
    """The functions that evaluate nodes, by themselves or through one another."""
    found: set[str] = set()
    while True:
        more = {
            name
            for name, function in functions.items()
            if name not in found and name not in EXCEPT and waits(function, found)
        }
        if not more:
            return found
        found |= more


class Suspender(ast.NodeTransformer):
    """Rewrites one function by the rules above."""

    def __init__(self, waiting: set[str]) -> None:
        self.waiting = waiting
        self.plain: set[str] = set()

    def derive(self, function: ast.FunctionDef) -> ast.FunctionDef:
        body = [self.visit(statement) for statement in function.body]
        docstring = [body.pop(0)] if ast.get_docstring(function) else []
        flat: list[ast.stmt] = []
        for statement in body:
            flat.extend(statement if isinstance(statement, list) else [statement])
        for parameter in function.args.args:
            kind = "Frame" if parameter.arg == "frame" else "Any"
            parameter.annotation = ast.Name(kind, ast.Load())
        guarded = ast.parse(
            "try:\n    pass\nexcept StopIteration as stop:\n    raise Smuggled(stop) from None"
        ).body[0]
        assert isinstance(guarded, ast.Try)
        guarded.body = flat
        function.body = [*docstring, guarded]
        function.returns = ast.Name("Walk", ast.Load())
        return function

    def visit_YieldFrom(self, node: ast.YieldFrom) -> ast.AST:
        # Written out by hand: only its arguments are rewritten.
        if isinstance(node.value, ast.Call):
            node.value.args = [self.visit(argument) for argument in node.value.args]
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        name = called_name(node)
        if not is_visit(node) and name not in self.waiting:
            return self.generic_visit(node)
        node.args = [self.visit(argument) for argument in node.args]
        subject = ast.unparse(node.args[0])
        suspended = plain = ast.unparse(node)
        if name is not None:
            self.plain.add(name)
            plain = f"plain_{plain}"
        else:
            for table, other in TABLES.items():
                if suspended.startswith(table):
                    suspended = other + suspended.removeprefix(table)
        text = f"(yield from {suspended}) if {subject} in frame.scope.suspending else {plain}"
        return ast.parse(text, mode="eval").body

    def visit_Assign(self, node: ast.Assign) -> ast.AST | list[ast.AST]:
        value = node.value
        if not isinstance(value, ast.ListComp) or not waits(value, self.waiting):
            return self.generic_visit(node)
        (clause,) = value.generators
        assert not clause.ifs
        target = ast.unparse(node.targets[0])
        element = ast.unparse(self.visit(value.elt))
        loop = f"for {ast.unparse(clause.target)} in {ast.unparse(clause.iter)}"
        return list(ast.parse(f"{target} = []\n{loop}:\n    {target}.append({element})").body)

    def visit_Try(self, node: ast.Try) -> ast.AST:
        seen = any(
            handler.type is not None and ast.unparse(handler.type) == "BaseException"
            for handler in node.handlers
        ) or any(waits(statement, self.waiting) for statement in node.finalbody)
        self.generic_visit(node)
        if seen:
            unpacked = ast.parse(
                "stopped = None\n"
                "try:\n    pass\n"
                "except Smuggled as smuggled:\n    stopped = smuggled.stopped\n"
                "if stopped is not None:\n    raise_again(stopped)"
            ).body
            assert isinstance(unpacked[1], ast.Try)
            unpacked[1].body = node.body
            node.body = unpacked
        return node


def derive() -> str:
    """The text of suspended.py, not yet formatted."""
    sources = {name: Source(name) for name in (*PLAIN, WAITING)}
    homes = {name: home for home in PLAIN for name in sources[home].functions}
    waiting = waiting_functions(
        {name: sources[home].functions[name] for name, home in homes.items()}
    )
    own = sources[WAITING].functions
    waiting |= own.keys() & homes.keys()
    suspender = Suspender(waiting)
    functions = [
        suspender.derive(sources[home].functions[name])
        for name, home in homes.items()
        if name in waiting and name not in own
    ]
    functions += [suspender.derive(function) for function in own.values()]
    defined = {function.name for function in functions}
    parts = [*functions, *_tables(sources, defined)]
    imports = _imports(sources, homes, suspender.plain, parts, defined)
    text = "\n\n\n".join(ast.unparse(ast.fix_missing_locations(part)) for part in parts)
    return f"{HEADER}{imports}\n\n\n{text}\n"


def _tables(sources: dict[str, Source], defined: set[str]) -> list[ast.stmt]:
    tables: list[ast.stmt] = []
    for source in sources.values():
        for table, entries in source.tables:
            pairs = [
                f"{ast.unparse(key)}: {ast.unparse(value)}"
                for key, value in zip(entries.keys, entries.values, strict=True)
                if key is not None and ast.unparse(value) in defined
            ]
            if pairs:
                tables += ast.parse(
                    f"{TABLES.get(table, table)}.update({{{', '.join(pairs)}}})"
                ).body
    return tables


def _imports(
    sources: dict[str, Source],
    homes: dict[str, str],
    plain: set[str],
    parts: list[ast.stmt],
    defined: set[str],
) -> str:
    """The imports of what the parts use and do not define."""
    used = {
        node.id for part in parts for node in ast.walk(part) if isinstance(node, ast.Name)
    } - defined
    origins: dict[str, tuple[str, str]] = {
        "Smuggled": (".suspension", "Smuggled"),
        "SUSPEND_EVALUATE": (".frame", "SUSPEND_EVALUATE"),
        "SUSPEND_EXECUTE": (".frame", "SUSPEND_EXECUTE"),
    }
    for source in sources.values():
        origins.update(source.imports)
    for source in sources.values():
        if source.name != WAITING:
            for name in (*source.names, *source.functions):
                origins[name] = (f".{source.name}", name)
    for name in plain:
        origins[f"plain_{name}"] = (f".{homes[name]}", name)
    by_module: dict[str, list[str]] = {}
    for name in sorted(used & origins.keys()):
        module, member = origins[name]
        by_module.setdefault(module, []).append(member if member == name else f"{member} as {name}")
    lines = [
        f"from {module} import {', '.join(names)}"
        for module, names in sorted(by_module.items(), key=lambda item: (-len(item[0]), item))
    ]
    lines.append("\nTYPE_CHECKING = False")
    lines.append(
        "if TYPE_CHECKING:\n    from typing import Any\n\n    from .suspension import Walk"
    )
    return "\n".join(lines)


def main() -> None:
    formatted = subprocess.run(
        [sys.executable, "-m", "ruff", "format", "--line-length", "100", "-"],
        input=derive(),
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    (HERE / "suspended.py").write_text(formatted, encoding="utf-8")


if __name__ == "__main__":
    main()
