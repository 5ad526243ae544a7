"""The forms of import, through the module's own `__import__`."""

# ruff: noqa: N802 (visitors are named after the classes of nodes)

from __future__ import annotations

from ...syntax.nodes import Import, ImportFrom, ImportPath
from .frame import EXECUTE, Frame
from .names import bind_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def visit_Import(node: Import, frame: Frame) -> None:
    for alias in node.aliases:
        module = import_module(node, alias.name, None, 0, frame)
        first, *parts = alias.name.split(".")
        if alias.alias is None:
            bind_name(first, alias.access, module, frame)
            continue
        for part in parts:
            module = import_member(node, module, part, frame)
        bind_name(alias.alias, alias.access, module, frame)


def visit_ImportFrom(node: ImportFrom, frame: Frame) -> None:
    names = tuple(alias.name for alias in node.aliases)
    if node.is_path:
        module = import_file(str(node.module), frame)
    else:
        module = import_module(node, node.module or "", names, node.level, frame)
    for alias in node.aliases:
        if alias.name == "*":
            frame.globals["__builtins__"]["«star_import»"](module, frame.globals)
        else:
            value = import_member(node, module, alias.name, frame)
            bind_name(alias.alias or alias.name, alias.access, value, frame)


def visit_ImportPath(node: ImportPath, frame: Frame) -> None:
    bind_name(node.alias, node.access, import_file(node.path, frame), frame)


def import_file(path: str, frame: Frame) -> Any:
    return frame.globals["__builtins__"]["«import_path»"](path, frame.globals)


def import_module(
    node: Import | ImportFrom, name: str, names: tuple[str, ...] | None, level: int, frame: Frame
) -> Any:
    try:
        load = frame.globals["__builtins__"]["__import__"]
    except KeyError:
        load = None
    if load is None:
        raise ImportError("__import__ not found")
    return load(name, frame.globals, frame.namespace, names, level)


def import_member(node: Import | ImportFrom, module: Any, name: str, frame: Frame) -> Any:
    """`name` out of a module; else the submodule that is loaded, or Python's error."""
    try:
        return getattr(module, name)
    except AttributeError:
        pass
    # Python's own instruction knows what to do now, and what to say in each version.
    code = compile("from module import name", __file__, "exec").replace(
        co_names=("module", name), co_filename=__file__
    )
    found: dict[str, Any] = {}
    exec(code, {"__builtins__": {"__import__": lambda *_: module}}, found)
    return found[name]


EXECUTE.update({Import: visit_Import, ImportFrom: visit_ImportFrom, ImportPath: visit_ImportPath})
