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

    from .runtime.runtime import Runtime
    from .syntax.source import Source

USAGE = 2
SYNTAX_ERROR = 65
BROKEN_PIPE = 120

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
}
TIERINGS = ("auto", "walk", "bytecode")
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

    verb        "run", "check", "show", "explain", "help", "version"; None where nothing was said
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
        from .usage import complain

        complain(language(options), error.code, error.arguments, error.with_help)
        return USAGE


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
    if options.language is not None:
        return options.language
    from os import environ

    for variable in ("BAYAN_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = environ.get(variable)
        if value:
            return "ar" if value.lower().startswith("ar") else "en"
    return "en"
