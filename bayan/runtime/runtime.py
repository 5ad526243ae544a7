"""The runtime: one engine, the built-ins and modules of the programs that it runs.

A Runtime stands for itself: mode, thresholds, loaded modules, events and statistics are its own,
and several live side by side in one process. `run_file` and `run_source` run a program as the
main one, with `__name__ == "__main__"`, its `sys.argv` and its folder first on the search path,
and tell how it ended without raising anything; `load` gives a module and raises.
"""

from __future__ import annotations

import sys
from time import thread_time

from ..syntax.borrowing import collector_paused
from ..tiers.dispatch import Engine
from ..tiers.events import Event
from ..tiers.policy import AUTO, BYTECODE, WALK, Policy, usual, worth_keeping
from ..tiers.walk import walk_module, walk_module_async
from ..values.builtins import follow_builtins, make_builtins, provide_math
from ..values.functions import as_awaitable
from ..values.operations import code_needs_enum, key, needs_enum, provide_enum
from ..values.tracebacks import trim
from .modules import Finder, Importer, Loader, make_spec
from .recursion import ROOM, with_frames_in_one_piece

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence
    from os import PathLike
    from types import CodeType
    from typing import Any

    from ..syntax.diagnostics import Diagnostic
    from ..syntax.nodes import Module as Tree
    from ..syntax.source import Source
    from ..values.functions import Unit
    from .cache import CodeCache
    from .statistics import FunctionStatistics

Module = type(sys)
MAIN = "__main__"
COROUTINE_FLAG = 0x80


class Result:
    """How a program ended.

    namespace  its global names
    exception  what ended it, uncaught, or None; a SystemExit too
    exit_code  the status with which a process that ran it would exit
    """

    __slots__ = ("exception", "exit_code", "namespace", "runtime")

    def __init__(
        self, namespace: dict[str, Any], exception: BaseException | None, runtime: Runtime
    ) -> None:
        self.namespace = namespace
        self.exception = exception
        self.exit_code = exit_code_of(exception)
        self.runtime = runtime

    def __getitem__(self, name: str) -> Any:
        """The value of one of the program's global names."""
        return self.namespace[name]

    def check(self) -> Result:
        """Raise the exception that ended the program, unless it is a SystemExit."""
        if self.exception is not None and not isinstance(self.exception, SystemExit):
            raise self.exception
        return self

    def __repr__(self) -> str:
        return f"Result(exit_code={self.exit_code}, exception={self.exception!r})"


def exit_code_of(exception: BaseException | None) -> int:
    """The exit status of a process that ends with this exception."""
    if exception is None:
        return 0
    if isinstance(exception, SystemExit):
        code = exception.code
        if code is None:
            return 0
        return code & 0xFF if isinstance(code, int) else 1
    if isinstance(exception, SyntaxError) and hasattr(exception, "diagnostics"):
        return 65
    return 130 if isinstance(exception, KeyboardInterrupt) else 1


class Runtime:
    """Runs Bayan programs and modules.

    tiering      "auto": cold code walks, functions climb as they get hot; "walk": nothing climbs;
                 "bytecode": all code is compiled before it first runs; "native": as "auto", but
                 what may be machine code is so at once
    policy       the thresholds; the usual ones where it is None
    on_event     called with each Event as it happens
    on_warning   called with each Diagnostic that is only a warning, as sources are loaded
    cache        where compiled code is looked for and, by `keep_compiled`, kept
    owns_process imports, `__main__` and limits are the whole process's, as for `bayan run`
    """

    def __init__(
        self,
        tiering: str = AUTO,
        *,
        policy: Policy | None = None,
        on_event: Callable[[Event], None] | None = None,
        on_warning: Callable[[Diagnostic], None] | None = None,
        owns_process: bool = False,
        cache: CodeCache | None = None,
    ) -> None:
        self.cache = cache
        self.engine = Engine(tiering, policy or usual(tiering, owns_process), on_event)
        self.on_warning = on_warning
        self.owns_process = owns_process
        self.compiled_units: set[Unit] = set()
        # Those of them that were found on disk.
        self.kept_units: set[Unit] = set()
        # Processor time spent on reading sources.
        self.reading = 0.0
        self.importer = Importer(self)
        additions = self.engine.intrinsics()
        additions[key("import_path")] = self.importer.import_file
        if owns_process:
            Finder(self).install()
            if tiering != BYTECODE:
                ROOM.enter(tiering == WALK)
        else:
            additions["__import__"] = self.importer.import_module
        self.builtins = make_builtins(additions)
        self.engine.names = self.builtins
        follow_builtins(self.engine)
        if cache is not None:
            self.engine.kernel_folder = cache.folder

    @property
    def tiering(self) -> str:
        return self.engine.mode

    @property
    def events(self) -> list[Event]:
        """All decisions so far, in order."""
        return self.engine.events

    def format_exception(self, error: BaseException, language: str = "en") -> str:
        """The report on an uncaught exception, as `bayan run` shows it."""
        from .tracebacks import format_exception

        sources = {unit.source.name: unit.source for unit in self.engine.units}
        return format_exception(error, language, sources)

    def statistics(self) -> list[FunctionStatistics]:
        """What is known of each function of the loaded sources."""
        from .statistics import collect

        return collect(self.engine, self.compiled_units)

    # Programs

    def run_file(self, path: str | PathLike[str], arguments: Sequence[str] = ()) -> Result:
        """Run the program in a file."""
        from os.path import abspath, dirname, realpath

        name = str(path)
        try:
            place, folder = abspath(name), dirname(realpath(name))
        except FileNotFoundError:
            # The current folder is gone, and with it the file: reading it says so.
            place, folder = name, ""
        module = self._main_module(name)
        module.__file__ = place
        return self._run_main(module, name, arguments, folder)

    def run_source(
        self,
        text: str,
        name: str = "<source>",
        arguments: Sequence[str] = (),
        *,
        program: str | None = None,
    ) -> Result:
        """Run a program's text; `name` stands for its file in messages.

        program: what the program finds in sys.argv[0], where that is not `name`.
        """
        module = self._main_module(name, text)
        return self._run_main(module, program or name, arguments, "")

    def load(self, program: str | PathLike[str], name: str | None = None) -> Any:
        """The module made of a file or, where `program` is no file's path, of a text.

        `name` is the module's `__name__`: the file's stem, else "module".
        """
        if is_path(program):
            path = str(program)
            stem = path.replace("\\", "/").rpartition("/")[2].partition(".")[0]
            module = self._make_module(name or stem, path, None)
        else:
            module = self._make_module(name or "module", "<source>", str(program))
        with self._room():
            loader: Any = module.__loader__
            loader.exec_module(module)
        return module

    def _main_module(self, path: str, text: str | None = None) -> Any:
        module = self._make_module(MAIN, path, text)
        # As for a Python program, whose main module has no spec.
        module.__spec__ = None
        module.__package__ = None
        return module

    def _make_module(self, name: str, path: str, text: str | None) -> Any:
        def loader(name: str, path: str, is_package: bool) -> Loader:
            return Loader(self, name, path, is_package, text)

        spec = make_spec(name, path, False, loader)
        module = Module(name)
        module.__spec__ = spec
        module.__loader__ = spec.loader
        module.__package__ = ""
        if not path.startswith("<"):
            module.__file__ = path
        self.prepare(module)
        return module

    def _run_main(
        self, module: Any, argument: str, arguments: Sequence[str], folder: str
    ) -> Result:
        previous = sys.argv, sys.modules.get(MAIN), sys.path[:]
        sys.argv = [argument, *arguments]
        if self.owns_process and sys.path and not sys.flags.safe_path:
            # What Python put there for the command that runs this.
            sys.path[0] = folder
        else:
            sys.path.insert(0, folder)
        sys.modules[MAIN] = module
        exception: BaseException | None = None
        try:
            with self._room():
                # Not through the loader, whose frames in importlib would stay in tracebacks.
                source = module.__loader__.source()
                with_frames_in_one_piece(lambda: self.execute(source, vars(module)))
        except BaseException as error:
            trim(error, 0)
            exception = error
        finally:
            if not self.owns_process:
                sys.argv, main, sys.path[:] = previous
                if main is None:
                    del sys.modules[MAIN]
                else:
                    sys.modules[MAIN] = main
        return Result(vars(module), exception, self)

    def _room(self) -> Any:
        """Room for the walker's recursion, for a while; a process's own runtime has it for good."""
        return _RecursionRoom("" if self.owns_process else self.engine.mode)

    # What loaders call

    def prepare(self, module: Any) -> None:
        """Give a module its built-ins."""
        module.__builtins__ = self.builtins

    def execute(self, source: Source, namespace: dict[str, Any]) -> None:
        """Run a source's statements in a namespace; BayanSyntaxError where it is no program."""
        provide_math(self.builtins, source.text)
        code = None if self.cache is None else self.cache.load(source)
        if code is not None:
            if code_needs_enum(code):
                provide_enum(self.builtins)
            unit = self.engine.unit(source, None, namespace)
            self.kept_units.add(unit)
            self._run_compiled(unit, code, namespace)
            return
        started = thread_time()
        tree, warnings = self._analyse()(source)
        self.reading += thread_time() - started
        if self.on_warning is not None:
            for warning in warnings:
                self.on_warning(warning)
        if tree.scope.docstring is not None:
            namespace["__doc__"] = tree.scope.docstring
        if needs_enum(tree.body):
            provide_enum(self.builtins)
        unit = self.engine.unit(source, tree, namespace)
        if self.cache is not None and self.cache.was_native(source):
            unit.policy = unit.policy.for_kept_kernels()
        self.execute_unit(unit, namespace)

    def _analyse(self) -> Callable[[Source], tuple[Tree, list[Diagnostic]]]:
        """The front end: loaded late, for a program that is found compiled needs no parser."""
        with collector_paused:  # nothing becomes garbage meanwhile
            from ..syntax.frontend import analyse
        return analyse

    def execute_unit(self, unit: Unit, namespace: dict[str, Any]) -> None:
        """Run an analysed source, in the tier that the mode gives to module code."""
        code = self.engine.code_to_run(unit)
        if code is not None:
            self._run_compiled(unit, code, namespace)
            return
        try:
            if unit.tree.scope.is_async:
                _run_to_end(_await_walk(unit, namespace))
            else:
                walk_module(unit, namespace)
        except BaseException as error:
            trim(error, 0)
            raise

    def _run_compiled(self, unit: Unit, code: CodeType, namespace: dict[str, Any]) -> None:
        self.compiled_units.add(unit)
        try:
            if code.co_flags & COROUTINE_FLAG:
                _run_to_end(eval(code, namespace))
            else:
                exec(code, namespace)
        except BaseException as error:
            trim(error, 0)
            raise

    def keep_compiled(self, seconds: float) -> None:
        """Keep compiled what this runtime has run, for the next run, if that costs little against
        the `seconds` that have been spent.
        """
        if self.cache is None or self.engine.expects_tracing:
            return
        is_loaded = "bayan.tiers.bytecode" in sys.modules
        climbed = {event.file for event in self.engine.events if event.is_native_climb}
        # What the program did not wait for is there the next time.
        climbed |= {loop.unit.source.name for loop in self.engine.numeric_loops if loop.order}
        for unit in self.engine.units:
            length = len(unit.source.text)
            if unit.source.name in climbed:
                self.cache.note_native(unit.source)
            if unit in self.kept_units or not worth_keeping(seconds, length, is_loaded):
                continue
            from ..tiers.bytecode import has_entrances, has_numeric_loops, holds_sites

            # Loops over numbers go native out of the walker, so their sources begin in it; so do
            # those of functions that may, or that are to.
            wishes = any(record.wish is not None for record in unit.records.values())
            if not (wishes or has_numeric_loops(unit) or has_entrances(unit.tree)):
                code = self.engine.compile_unit(unit)
                # What asks for native code, as comprehensions do, asks this very process.
                if code is not None and not holds_sites(code):
                    self.cache.store(unit.source, code)


class HybridInterpreter(Runtime):
    """The runtime under the name of Bayan's first versions."""

    def __init__(self, enable_bytecode_compilation: bool = True, **options: Any) -> None:
        super().__init__(AUTO if enable_bytecode_compilation else WALK, **options)

    def enable_bytecode_compilation(self, enabled: bool = True) -> None:
        """Let hot functions climb from now on, or keep those that are walked in the walker."""
        self.engine.change_mode(AUTO if enabled else WALK)


class _RecursionRoom:
    """ROOM as a context manager, for the modes that walk."""

    __slots__ = ("mode",)

    def __init__(self, mode: str) -> None:
        self.mode = mode

    def __enter__(self) -> None:
        if self.mode in (AUTO, WALK):
            ROOM.enter(self.mode == WALK)

    def __exit__(self, *_: object) -> None:
        if self.mode in (AUTO, WALK):
            ROOM.leave()


def is_path(program: str | PathLike[str]) -> bool:
    """Whether a program is given by its file's path and not by its text."""
    return not isinstance(program, str) or (
        "\n" not in program and program.endswith((".bayan", ".by"))
    )


def _walk_suspending(unit: Unit, namespace: dict[str, Any]) -> Generator[Any, Any, None]:
    yield from walk_module_async(unit, namespace)


_walk_suspending.__code__ = as_awaitable(_walk_suspending.__code__)


async def _await_walk(unit: Unit, namespace: dict[str, Any]) -> None:
    await _walk_suspending(unit, namespace)  # type: ignore[misc]


def _run_to_end(coroutine: Any) -> None:
    """Run the coroutine of a module with `await` at its top level."""
    import asyncio

    if asyncio._get_running_loop() is None:
        asyncio.run(coroutine)
        return
    # Imported from a coroutine that waits for this very import: a loop of its own, elsewhere.
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as executor:
        executor.submit(asyncio.run, coroutine).result()
