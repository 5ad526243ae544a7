"""The command line: `bayan VERB …`. Parses the arguments by hand, because that must cost nothing,
and calls one function elsewhere for each verb.

`bayan run FILE …` behaves as `python FILE …` does: `sys.argv`, the search path, the standard
streams, exit statuses, `SystemExit`, `sys.excepthook`, Ctrl-C, threads and exit handlers. Options
of Bayan may stand before FILE and after it; whatever else follows FILE is the program's, and so is
everything after the first `--`, which itself disappears.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from .runtime.cache import CodeCache
    from .runtime.runtime import Result, Runtime
    from .syntax.diagnostics import Diagnostic
    from .syntax.source import Source
    from .tiers.events import Event

USAGE = 2
SYNTAX_ERROR = 65
BROKEN_PIPE = 120

# Codes of sources that could not be read at all: no such file, a directory, no permission, other.
UNREADABLE = ("B130", "B131", "B132", "B133")

# The spellings of each verb, Arabic ones beside the English.
VERBS = {
    "run": "run",
    "شغل": "run",
    "check": "check",
    "افحص": "check",
    "show": "show",
    "اعرض": "show",
    "explain": "explain",
    "اشرح": "explain",
    "bench": "bench",
    "قس": "bench",
    "help": "help",
    "مساعدة": "help",
}
SHOWN = {
    "tokens": "tokens",
    "رموز": "tokens",
    "tree": "tree",
    "شجرة": "tree",
    "bytecode": "bytecode",
    "شيفرة": "bytecode",
    "native": "native",
    "أصلية": "native",
}
# An option of `show bytecode` alone.
PASSES = "--passes"
TIERINGS = ("auto", "walk", "bytecode", "native")
LANGUAGES = ("en", "ar")


class UsageError(Exception):
    """A command line that can't be understood; its code and arguments are in usage.ERRORS."""

    def __init__(self, code: str, *arguments: object, with_help: bool = True) -> None:
        super().__init__(code)
        self.code = code
        self.arguments = arguments
        self.with_help = with_help


class Options:
    """A parsed command line.

    verb        "run", "check", "show", "explain", "bench", "help", "version"; None where nothing
                was said
    code        the program's text, of -c
    file        the program's file as given, "-" for standard input
    arguments   for run: the program's own; for the other verbs: what follows the verb
    """

    __slots__ = ("arguments", "code", "file", "language", "tier_stats", "tiering", "trace", "verb")

    def __init__(self) -> None:
        self.verb: str | None = None
        self.code: str | None = None
        self.file: str | None = None
        self.arguments: list[str] = []
        self.tiering = "auto"
        self.tier_stats = False
        self.trace = False
        self.language: str | None = None


def main(arguments: list[str] | None = None) -> int:
    """Run the command line `arguments` (without the command's name); gives the exit status.

    A program's own SystemExit goes through, and so does the KeyboardInterrupt of one that died of
    Ctrl-C (already reported): the interpreter then ends the process as it would for Python code.
    """
    options = Options()
    try:
        parse(sys.argv[1:] if arguments is None else arguments, options)
        return _ACTIONS[options.verb](options)
    except UsageError as error:
        _complain_of(error, options)
        return USAGE
    except BrokenPipeError:
        # Nobody reads on.
        _give_up_output()
        return BROKEN_PIPE
    except KeyboardInterrupt as error:
        _die_of_interrupt(error)
        raise


# Parsing


def parse(words: list[str], options: Options) -> None:
    """Fill `options` from a command line; UsageError where it makes no sense.

    What was understood before an error stands in `options`, so that the message can be in the
    language that was asked for.
    """
    index = 0
    count = len(words)
    while index < count:
        word = words[index]
        taken = _take_option(words, index, options)
        if taken:
            index += taken
        elif word in ("-h", "--help"):
            options.verb = "help"
            index += 1
        elif word in ("-V", "--version"):
            options.verb = "version"
            index += 1
        elif word == "-c" and options.verb in (None, "run"):
            if index + 1 == count:
                raise UsageError("no-code")
            options.code = words[index + 1]
            break
        elif word == "--":
            break
        elif word.startswith("-") and word != "-":
            raise UsageError("unknown-option", word)
        elif options.verb is None and word in VERBS:
            options.verb = VERBS[word]
            index += 1
            if options.verb == "bench":
                options.arguments = words[index:]
                return
        else:
            break
    if options.verb in ("help", "version"):
        return
    rest = words[index:]
    if options.code is not None:
        options.verb = "run"
        options.arguments = _own_options_taken(rest[2:], options)
    elif options.verb in (None, "run"):
        _parse_run(rest, options)
    else:
        options.arguments = _own_options_taken(rest, options)


def _parse_run(rest: list[str], options: Options) -> None:
    if rest and rest[0] == "--":
        options.arguments = rest[2:]
        rest = rest[1:2]
    else:
        options.arguments = _own_options_taken(rest[1:], options)
    if rest:
        options.verb = "run"
        options.file = rest[0]
    elif options.verb == "run":
        raise UsageError("no-file", "run")


def _own_options_taken(words: list[str], options: Options) -> list[str]:
    """The words that are the program's; Bayan's own options among them are taken."""
    kept = []
    index = 0
    while index < len(words):
        if words[index] == "--":
            kept += words[index + 1 :]
            break
        taken = _take_option(words, index, options)
        if not taken:
            kept.append(words[index])
        index += taken or 1
    return kept


def _take_option(words: list[str], index: int, options: Options) -> int:
    """Take the option at `index`, if it is one of Bayan's; gives how many words it has."""
    word = words[index]
    if not word.startswith("--"):
        return 0
    name, equals, value = word.partition("=")
    if name == "--tiering":
        if equals and value not in TIERINGS:
            raise UsageError("bad-tiering", value)
        options.tiering = value or "auto"
    elif name == "--language":
        if not equals:
            value = words[index + 1] if index + 1 < len(words) else ""
        if value not in LANGUAGES:
            raise UsageError("bad-language", value)
        options.language = value
        return 1 if equals else 2
    elif name == "--tier-stats":
        options.tier_stats = True
    elif name == "--trace-tiers":
        options.trace = True
    else:
        return 0
    if equals and name != "--tiering":
        raise UsageError("no-value", name)
    return 1


def language(options: Options) -> str:
    """The language of messages: --language, else BAYAN_LANGUAGE, else the locale's."""
    from .syntax.messages import language_of

    return language_of(options.language)


# Running


def _run(options: Options) -> int:
    runtime = _make_runtime(options)
    if options.tier_stats:
        import atexit
        from time import process_time

        # Registered first, so it runs last, after the program's own exit handlers.
        atexit.register(_print_statistics, runtime, options, process_time())
    try:
        result = _run_program(runtime, options)
    except SyntaxError as unreadable:
        return _report_source(unreadable, options)
    if runtime.cache is not None and not isinstance(result.exception, KeyboardInterrupt):
        from time import process_time

        runtime.keep_compiled(process_time())
    return _end(result, runtime, options)


def _run_program(runtime: Runtime, options: Options) -> Result:
    """Run what the command line says; SyntaxError where standard input is no text."""
    if options.code is not None:
        return runtime.run_source(options.code, "<string>", options.arguments, program="-c")
    if options.file == "-":
        text = _standard_input().text
        return runtime.run_source(text, "<stdin>", options.arguments, program="-")
    assert options.file is not None
    return runtime.run_file(options.file, options.arguments)


def _end(result: Result, runtime: Runtime, options: Options) -> int:
    """Report how a program ended, as far as that is to be; gives the exit status."""
    error = result.exception
    if error is None:
        return 0
    if isinstance(error, SystemExit):
        raise error
    if hasattr(error, "diagnostics") and error.__traceback__ is None:
        # The program itself, not something that it loaded.
        return _report_source(error, options)
    _report_uncaught(error, runtime, options)
    if isinstance(error, KeyboardInterrupt):
        _die_of_interrupt(error)
    return result.exit_code


def _make_runtime(options: Options) -> Runtime:
    """The process's runtime. While it is loaded nothing becomes garbage, so Python's collector
    neither runs meanwhile nor ever looks at what was loaded. The runtime itself it must see: what
    the program leaves behind is freed, flushed and finalized only when all of it goes.
    """
    import gc

    from .syntax.borrowing import collector_paused

    with collector_paused:
        from .runtime.runtime import Runtime

        gc.freeze()
    on_event = _tracer(options) if options.trace else None
    if options.tiering == "native":
        on_event = _missing_compiler_told(on_event, options)
    cache = None
    # Who watches wants to see all decisions, so nothing is taken from an earlier run.
    if options.tiering == "auto" and not (options.trace or options.tier_stats):
        cache = _code_cache()
    runtime = Runtime(options.tiering, on_event=on_event, owns_process=True, cache=cache)
    runtime.engine.language = options.language
    return runtime


def _code_cache() -> CodeCache | None:
    from . import __version__
    from .runtime.cache import CodeCache, cache_folder

    folder = cache_folder()
    return None if folder is None else CodeCache(folder, __version__)


def _standard_input() -> Source:
    from .syntax.source import decode, unreadable

    try:
        if sys.stdin is None:
            from errno import EBADF
            from os import strerror

            raise OSError(EBADF, strerror(EBADF))
        data = sys.stdin.buffer.read()
    except (OSError, ValueError) as error:
        raise unreadable("<stdin>", error) from None
    return decode(data, "<stdin>")


def _report_uncaught(error: BaseException, runtime: Runtime, options: Options) -> None:
    """Show the exception that ended the program, as Python does: through sys.excepthook."""
    sys.last_type, sys.last_value, sys.last_traceback = type(error), error, error.__traceback__
    if sys.version_info >= (3, 12):
        sys.last_exc = error
    hook = getattr(sys, "excepthook", None)
    if hook is None:
        _complain("sys.excepthook is missing\n")
    if hook is None or hook is sys.__excepthook__:
        _print_report(error, runtime, options)
        return
    try:
        hook(type(error), error, error.__traceback__)
    except SystemExit:
        raise
    except BaseException as failure:
        # The hook's own frames only: not that of this call.
        if failure.__traceback__ is not None:
            failure.__traceback__ = failure.__traceback__.tb_next
        failure.__context__ = None
        _complain("Error in sys.excepthook:\n")
        _print_report(failure, runtime, options)
        _complain("\nOriginal exception was:\n")
        _print_report(error, runtime, options)


def _print_report(error: BaseException, runtime: Runtime, options: Options) -> None:
    _complain(runtime.format_exception(error, language(options)))


def _complain_of(error: UsageError, options: Options) -> None:
    from .usage import complaint

    _complain(complaint(language(options), error.code, error.arguments, error.with_help))


def _complain(text: str) -> None:
    """Write to standard error, if the program has left one that can be written to."""
    from .usage import write

    try:
        write(text, sys.stderr)
        sys.stderr.flush()
    except (AttributeError, OSError, ValueError):
        return


def _die_of_interrupt(error: KeyboardInterrupt) -> None:
    """Let the interpreter end the process by SIGINT, without a report of its own."""
    sys.excepthook = lambda *_: None
    raise error


def _tracer(options: Options) -> Callable[[Event], None]:
    from .runtime.report import event_line

    chosen = language(options)
    return lambda event: _complain(event_line(event, chosen) + "\n")


def _missing_compiler_told(
    told_to: Callable[[Event], None] | None, options: Options
) -> Callable[[Event], None]:
    """Says once, where native code was asked for, that there can be none."""
    from .tiers.refusal import NO_COMPILER

    told = False

    def on_event(event: Event) -> None:
        nonlocal told
        if not told and getattr(event.reason, "reason", None) == NO_COMPILER:
            told = True
            _complain_of(UsageError("no-compiler", with_help=False), options)
        if told_to is not None:
            told_to(event)

    return on_event


def _print_statistics(runtime: Runtime, options: Options, started: float) -> None:
    """The table, and the line below it; `started`: the process's CPU time before the program."""
    from time import process_time

    seconds = process_time() - started
    from .runtime.report import balance_line, table
    from .runtime.statistics import Balance

    statistics = runtime.statistics()
    balance = Balance(statistics, seconds, runtime.reading)
    chosen = language(options)
    _complain(table(statistics, chosen) + "\n")
    _complain("\n" + balance_line(balance, chosen) + "\n")


# The other verbs


def _report_source(error: BaseException, options: Options) -> int:
    """Print all that is wrong with a source; gives the exit status."""
    diagnostics: list[Diagnostic] = error.diagnostics  # type: ignore[attr-defined]
    _print_diagnostics(diagnostics, options)
    unreadable = any(diagnostic.code in UNREADABLE for diagnostic in diagnostics)
    return USAGE if unreadable else SYNTAX_ERROR


def _print_diagnostics(diagnostics: list[Diagnostic], options: Options) -> None:
    from .syntax.diagnostics import render

    chosen = language(options)
    for diagnostic in diagnostics:
        _complain(render(diagnostic, chosen) + "\n")


def _read(file: str) -> Source:
    from .syntax.source import read_source

    return _standard_input() if file == "-" else read_source(file)


def _check(options: Options) -> int:
    from .syntax.frontend import analyse

    if not options.arguments:
        raise UsageError("no-file", "check")
    status = 0
    for file in options.arguments:
        try:
            _, warnings = analyse(_read(file))
        except SyntaxError as error:
            status = max(status, _report_source(error, options))
        else:
            _print_diagnostics(warnings, options)
    return status


def _show(options: Options) -> int:
    arguments = options.arguments
    with_passes = PASSES in arguments
    if with_passes:
        arguments.remove(PASSES)
    if len(arguments) < 2 or arguments[0] not in SHOWN:
        raise UsageError("bad-show")
    what, file, *rest = arguments
    shown = SHOWN[what]
    if shown == "native" and not with_passes:
        options.file, options.arguments = file, rest
        return _show_native(options)
    if rest:
        raise UsageError("too-many", rest[0])
    if with_passes:
        if shown != "bytecode":
            raise UsageError("unknown-option", PASSES)
        shown = "passes"
    from .tools import show

    try:
        text = getattr(show, shown)(_read(file), language(options))
    except SyntaxError as error:
        return _report_source(error, options)
    _say(text)
    return 0


def _show_native(options: Options) -> int:
    """Run the program, its output on standard error, and show its native code."""
    from contextlib import redirect_stdout

    options.tiering = "native"
    runtime = _make_runtime(options)
    try:
        with redirect_stdout(sys.stderr):
            result = _run_program(runtime, options)
    except SyntaxError as unreadable:
        return _report_source(unreadable, options)
    units = runtime.engine.units
    if units:
        from .tools.show_native import native

        _say(native(runtime.engine, units[0], language(options)))
    return _end(result, runtime, options)


def _explain(options: Options) -> int:
    if not options.arguments:
        raise UsageError("no-explain")
    if len(options.arguments) > 1:
        raise UsageError("too-many", options.arguments[1])
    from .syntax.messages import explanation

    text = explanation(options.arguments[0], language(options))
    if text is None:
        raise UsageError("unknown-code", options.arguments[0], with_help=False)
    _say(text + "\n")
    return 0


def _bench(options: Options) -> int:
    """Hand on to the benchmark tool, which only a checkout has: this package's, or the one here."""
    from os.path import abspath, dirname, exists, join

    for checkout in (dirname(dirname(abspath(__file__))), "."):
        if exists(join(checkout, "bench", "command.py")):
            from importlib import import_module

            sys.path.insert(0, abspath(checkout))
            status: int = import_module("bench.command").main(options.arguments)
            return status
    raise UsageError("no-bench", with_help=False)


def _help(options: Options) -> int:
    from .usage import HELP

    _say(HELP[language(options)])
    return 0


def _nothing_said(options: Options) -> int:
    _help(options)
    return USAGE


def _version(options: Options) -> int:
    from . import __version__

    _say(f"bayan {__version__} (Python {sys.version.split()[0]})\n")
    return 0


def _say(text: str) -> None:
    """Write to standard output, if there is one."""
    from .usage import write

    if sys.stdout is None:
        return
    try:
        write(text, sys.stdout)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        _give_up_output()
        raise UsageError("unwritable", error.strerror, with_help=False) from None


def _give_up_output() -> None:
    """Let the interpreter not try once more to write what is left, as it ends."""
    import os

    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


_ACTIONS = {
    None: _nothing_said,
    "run": _run,
    "check": _check,
    "show": _show,
    "explain": _explain,
    "bench": _bench,
    "help": _help,
    "version": _version,
}
