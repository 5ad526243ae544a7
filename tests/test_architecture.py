"""Imports run one way, from the entrance down to the ground, and never in a circle.

entrance (cli, __main__, the package) -> tools -> runtime -> tiers, logic -> values -> syntax.
Read from the source by `ast`: imports inside functions and those for annotations count too.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import bayan

PACKAGE = Path(bayan.__file__).parent
ENTRANCE = "entrance"
# Each room may import itself and the rooms named here.
BELOW = {
    "syntax": set(),
    "values": {"syntax"},
    "tiers": {"values", "syntax"},
    "logic": {"values", "syntax"},
    "runtime": {"tiers", "logic", "values", "syntax"},
    "tools": {"runtime", "tiers", "logic", "values", "syntax"},
    ENTRANCE: {"tools", "runtime", "tiers", "logic", "values", "syntax"},
}


def module_name(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_name(path): path for path in sorted(PACKAGE.rglob("*.py"))}


def room(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 and parts[1] in BELOW else ENTRANCE


def imports(module: str, at_start_only: bool = False) -> Iterator[str]:
    """The modules of this package that `module` imports; perhaps only those when it is loaded."""
    path = MODULES[module]
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in _outside_functions(tree) if at_start_only else ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*above, base]).rstrip(".")
            names = [f"{base}.{alias.name}" for alias in node.names]
            names = [name if name in MODULES else base for name in names]
        else:
            continue
        yield from (name for name in names if name in MODULES)


def _outside_functions(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            continue
        yield child
        yield from _outside_functions(child)


def test_there_is_something_to_look_at() -> None:
    assert {room(module) for module in MODULES} >= {"syntax", "values", "tiers", "runtime"}


def test_imports_run_one_way() -> None:
    wrong = [
        f"{module} imports {name}"
        for module in MODULES
        for name in imports(module)
        if room(name) != room(module) and room(name) not in BELOW[room(module)]
    ]
    assert wrong == []


def test_no_module_imports_itself_in_a_circle() -> None:
    graph = {module: set(imports(module, at_start_only=True)) - {module} for module in MODULES}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        raise AssertionError(" -> ".join(error.args[1])) from None


def test_the_tiers_do_not_know_each_other() -> None:
    def tier(module: str) -> str | None:
        parts = module.split(".")
        return parts[2] if parts[1:2] == ["tiers"] and len(parts) > 3 else None

    wrong = [
        f"{module} imports {name}"
        for module in MODULES
        for name in imports(module)
        if tier(module) and tier(name) and tier(module) != tier(name)
    ]
    assert wrong == []
