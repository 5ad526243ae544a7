"""Modules: where Bayan files are found, and how they become modules of Python.

A module `a.b` is `b.bayan` or `b.by`, or a folder `b` with an `__init__.bayan` or `__init__.by`,
on the search path or on the path of the package `a`. The first entry of the path that has the
module decides, be it in Bayan or in Python; in one entry Bayan wins. Built-in and frozen modules
come first, as in Python.

Two ways lead here. A runtime that is the process's own (`bayan run`) puts its Finder among
Python's: then `import` is Python's own, and Python modules can import Bayan ones. A runtime
inside another program leaves that program's imports alone: its Importer is the `__import__` of its
modules, and it keeps what it loaded in a table of its own.
"""

from __future__ import annotations

import sys
from _weakref import ref
from os import stat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from importlib.machinery import ModuleSpec
    from typing import Any, Protocol

    from ..syntax.source import Source

    class Executor(Protocol):
        """What runs a source in a module's namespace: the runtime."""

        def execute(self, source: Source, namespace: dict[str, Any]) -> None: ...

        def prepare(self, module: Any) -> None: ...


SUFFIXES = (".bayan", ".by")
SEPARATOR = "\\" if sys.platform == "win32" else "/"
_DIRECTORY = 0o040000
_REGULAR = 0o100000

Module = type(sys)
_bootstrap: Any = sys.modules["_frozen_importlib"]
_external: Any = sys.modules["_frozen_importlib_external"]


# Finding


def kind_of(path: str) -> int:
    """The kind of a file as in its mode's upper bits; 0 where there is none."""
    try:
        return stat(path).st_mode & 0o170000
    except (OSError, ValueError):
        return 0


def find_in(entry: str, tail: str) -> tuple[str, bool] | None:
    """The Bayan file for module `tail` in one folder, and whether it is a package's."""
    base = f"{entry or '.'}{SEPARATOR}{tail}"
    if kind_of(base) == _DIRECTORY:
        for suffix in SUFFIXES:
            path = f"{base}{SEPARATOR}__init__{suffix}"
            if kind_of(path) == _REGULAR:
                return path, True
    for suffix in SUFFIXES:
        path = base + suffix
        if kind_of(path) == _REGULAR:
            return path, False
    return None


def find(name: str, path: Iterable[str] | None, loader_of: Callable[..., Any]) -> Any:
    """The spec of the Bayan module `name`, or None where there is none before a Python one."""
    entries = [entry for entry in (sys.path if path is None else path) if isinstance(entry, str)]
    tail = name.rpartition(".")[2]
    for index, entry in enumerate(entries):
        found = find_in(entry, tail)
        if found is not None:
            before = entries[:index]
            if before:
                spec = _external.PathFinder.find_spec(name, before)
                if spec is not None and spec.loader is not None:
                    return None
            return make_spec(name, *found, loader_of)
    return None


def make_spec(name: str, path: str, is_package: bool, loader_of: Callable[..., Any]) -> Any:
    """A spec for the Bayan file at `path`."""
    spec = _bootstrap.ModuleSpec(
        name, loader_of(name, path, is_package), origin=path, is_package=is_package
    )
    spec.has_location = True
    if is_package:
        spec.submodule_search_locations = [path.rpartition(SEPARATOR)[0]]
    return spec


def is_built_in(name: str) -> bool:
    """Whether Python has the module in itself."""
    return name in sys.builtin_module_names or _bootstrap.FrozenImporter.find_spec(name) is not None


class Loader:
    """Loads one Bayan file; also tells inspect and linecache its text."""

    def __init__(
        self, executor: Executor, name: str, path: str, is_package: bool, text: str | None = None
    ) -> None:
        self.executor = executor
        self.name = name
        self.path = path
        self._is_package = is_package
        self._text = text

    def create_module(self, spec: ModuleSpec) -> None:
        """Let Python make an ordinary module."""

    def exec_module(self, module: Any) -> None:
        self.executor.prepare(module)
        vars(module).pop("__cached__", None)
        _bootstrap._call_with_frames_removed(self.executor.execute, self.source(), vars(module))

    def source(self) -> Source:
        """The file's text; BayanSyntaxError where it is none."""
        from ..syntax.source import Source, read_source

        return read_source(self.path) if self._text is None else Source(self.path, self._text)

    def is_package(self, name: str) -> bool:
        return self._is_package

    def get_filename(self, name: str) -> str:
        return self.path

    def get_source(self, name: str) -> str:
        try:
            return self.source().text
        except SyntaxError as error:
            raise ImportError(str(error), name=name, path=self.path) from error

    def get_code(self, name: str) -> None:
        """There is none before it runs."""


class Finder:
    """Among Python's finders: finds Bayan modules for every import of the process.

    It does not keep the runtime alive: that has to go with its last module as the process ends, or
    what the program leaves behind is finalized when even sys.stdout is gone. On 3.11 the list of
    finders itself stays until then.
    """

    def __init__(self, executor: Executor) -> None:
        self.executor = ref(executor)

    def find_spec(self, name: str, path: Sequence[str] | None = None, target: Any = None) -> Any:
        executor = self.executor()
        if executor is None:
            return None

        def loader(name: str, path: str, is_package: bool) -> Loader:
            return Loader(executor, name, path, is_package)

        return find(name, path, loader)

    def install(self) -> None:
        """Stand before the search of the path, behind built-in and frozen modules."""
        finders: list[Any] = sys.meta_path
        try:
            index = finders.index(_external.PathFinder)
        except ValueError:
            index = len(finders)
        finders.insert(index, self)


# Importing, for a runtime inside another program


class Importer:
    """The imports of one runtime, with a table of its own.

    modules  this runtime's modules by their full names
    files    those that were imported by path, by their real paths
    """

    def __init__(self, executor: Executor) -> None:
        self.executor = executor
        self.modules: dict[str, Any] = {}
        self.files: dict[str, Any] = {}

    def import_module(
        self,
        name: str,
        globals: dict[str, Any] | None = None,
        locals: Any = None,
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> Any:
        """Python's `__import__`."""
        if not isinstance(name, str):
            raise TypeError("module name must be a string")
        if level > 0:
            absolute = resolve(name, _package_of(globals), level)
        elif "." not in name and not self._is_ours(name):
            module = __import__(name, globals, locals, fromlist or (), 0)
            if fromlist:
                self._load_listed(module, fromlist)
            return module
        else:
            absolute = name
        module = self._load(absolute)
        if fromlist:
            self._load_listed(module, fromlist)
            return module
        if not name:
            return module
        head = name.partition(".")[0]
        return self._load(absolute[: len(absolute) - len(name) + len(head)])

    def import_file(self, path: str, module_globals: dict[str, Any]) -> Any:
        """`import "lib/x.bayan"`: the module of that file, relative to the importing one.

        Two files of one name are two modules, and a file that is importable by name, too, is
        another module than that one. A Python file loads as a Python module.
        """
        from os.path import realpath

        full_path = realpath(_file_at(_beside(path, module_globals), path))
        module = self.files.get(full_path)
        if module is not None:
            return module
        stem = full_path.rpartition(SEPARATOR)[2].partition(".")[0]
        if full_path.endswith(".py"):
            loader = _external.SourceFileLoader(stem, full_path)
            spec = _external.spec_from_file_location(stem, full_path, loader=loader)
        else:
            spec = make_spec(stem, full_path, False, self._loader)
        return _load_spec(self.files, full_path, spec, None)

    def _loader(self, name: str, path: str, is_package: bool) -> Loader:
        return Loader(self.executor, name, path, is_package)

    def _known(self, name: str) -> Any:
        """A loaded module: of this runtime's, else of the process's Python modules."""
        module = self.modules.get(name)
        if module is None:
            module = sys.modules.get(name)
            loader = getattr(getattr(module, "__spec__", None), "loader", None)
            if isinstance(loader, Loader) and loader.executor is not self.executor:
                return None
        return module

    def _is_ours(self, head: str) -> bool:
        """Whether a top-level name means a Bayan module and not one of Python."""
        if head in self.modules:
            return True
        if self._known(head) is not None or (head not in sys.modules and is_built_in(head)):
            return False
        return find(head, None, self._loader) is not None

    def _load(self, name: str) -> Any:
        """The module of that full name, loaded with all packages above it if need be."""
        module = self._known(name)
        if module is None or getattr(getattr(module, "__spec__", None), "_initializing", False):
            # Another thread may be loading it; Python's own locks see when threads would wait for
            # each other for ever.
            with _bootstrap._ModuleLockManager(f"{name} of runtime {id(self)}"):
                module = self._known(name)
                if module is None:
                    module = self._load_unlocked(name)
        return module

    def _load_unlocked(self, name: str) -> Any:
        parent_name, _, _ = name.rpartition(".")
        parent = path = None
        if parent_name:
            parent = self._load(parent_name)
            module = self._known(name)
            if module is not None:
                return module
            path = getattr(parent, "__path__", None)
            if path is None:
                message = f"No module named {name!r}; {parent_name!r} is not a package"
                raise ModuleNotFoundError(message, name=name)
        spec = find(name, path, self._loader)
        if spec is None:
            if parent_name not in self.modules:
                __import__(name)
                return sys.modules[name]
            # A Python module in a package that the process itself does not know.
            spec = _external.PathFinder.find_spec(name, path)
            if spec is None:
                raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return _load_spec(self.modules, name, spec, parent)

    def _load_listed(self, module: Any, fromlist: Iterable[str]) -> None:
        """Load those submodules that a `from` import lists."""
        if not hasattr(module, "__path__"):
            return
        for item in fromlist:
            if item == "*":
                if hasattr(module, "__all__"):
                    self._load_listed(module, [name for name in module.__all__ if name != "*"])
            elif isinstance(item, str) and not hasattr(module, item):
                name = f"{module.__name__}.{item}"
                try:
                    self._load(name)
                except ModuleNotFoundError as error:
                    if error.name != name:
                        raise


def _package_of(module_globals: dict[str, Any] | None) -> str:
    names = module_globals or {}
    package = names.get("__package__")
    if package is None:
        package = names.get("__name__", "")
        if "__path__" not in names:
            package = package.rpartition(".")[0]
    if not package:
        raise ImportError("attempted relative import with no known parent package")
    return str(package)


def resolve(name: str, package: str, level: int) -> str:
    """The absolute name of a relative one."""
    parts = package.rsplit(".", level - 1)
    if len(parts) < level:
        raise ImportError("attempted relative import beyond top-level package")
    return f"{parts[0]}.{name}" if name else parts[0]


def _load_spec(table: dict[str, Any], key: str, spec: Any, parent: Any) -> Any:
    """Make and run the module of `spec`; it stands in `table` while it runs, and if it succeeds.

    Its package has it as an attribute from the beginning, so that circular imports find it.
    """
    module = _bootstrap.module_from_spec(spec)
    tail = spec.name.rpartition(".")[2]
    table[key] = module
    early = parent is not None and tail not in vars(parent)
    if early:
        setattr(parent, tail, module)
    spec._initializing = True
    try:
        if spec.loader is not None:
            spec.loader.exec_module(module)
    except BaseException:
        table.pop(key, None)
        if early and vars(parent).get(tail) is module:
            delattr(parent, tail)
        raise
    finally:
        spec._initializing = False
    if parent is not None:
        setattr(parent, tail, module)
    return module


def _beside(path: str, module_globals: dict[str, Any]) -> str:
    """A path that is relative to the folder of the module with these globals."""
    from os.path import dirname, join

    return join(dirname(str(module_globals.get("__file__") or "")), path)


def _file_at(path: str, written: str) -> str:
    """The file that an imported path means: the suffix may be left out."""
    for suffix in ("", *SUFFIXES):
        if kind_of(path + suffix) == _REGULAR:
            return path + suffix
    raise ModuleNotFoundError(f"No module file {written!r}", name=written, path=path)
