"""The text of an uncaught exception: the program's own frames, in English or in Arabic.

The form is Python's. The text is the same in every tier and on every version of Python: frames
that are not the program's (the standard library's, installed packages', Bayan's own) are left out,
carets mark the whole place that the tree gives, suggestions are computed here, and an endless
recursion is shown by its first round, since how deep it went is no property of the program.
Whatever an exception does when it is asked for its text, this module gives an answer.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from types import CodeType, TracebackType
    from typing import Any

    from ..syntax.source import Source

_TEXTS = {
    "en": {
        "header": "Traceback (most recent call last):",
        "group header": "Exception Group Traceback (most recent call last):",
        "frame": '  File "{file}", line {line}, in {name}',
        "place": '  File "{file}", line {line}',
        "cause": "The above exception was the direct cause of the following exception:",
        "context": "During handling of the above exception, another exception occurred:",
        "repeated": "  [the frame above repeated {count} more times]",
        "repeated many": "  [the {frames} frames above repeated {count} more times]",
        "endless": "  [the frame above repeats until the recursion is too deep]",
        "endless many": "  [the {frames} frames above repeat until the recursion is too deep]",
        "deep": "  [… until the recursion is too deep]",
        "meant": ". Did you mean: '{near}'?",
        "forgot": ". Did you forget to import '{module}'?",
        "both": ". Did you mean: '{near}'? Or did you forget to import '{module}'?",
        "unprintable": "<exception str() failed>",
        "and more": "and {count} more exceptions",
    },
    "ar": {
        "header": "تتبع الاستدعاءات (الأحدث في الآخر):",
        "group header": "تتبع استدعاءات مجموعة استثناءات (الأحدث في الآخر):",
        "frame": '  الملف "{file}"، السطر {line}، في {name}',
        "place": '  الملف "{file}"، السطر {line}',
        "cause": "الاستثناء السابق هو السبب المباشر للاستثناء التالي:",
        "context": "أثناء معالجة الاستثناء السابق وقع استثناء آخر:",
        "repeated": "  [تكرر الإطار السابق {count} مرة أخرى]",
        "repeated many": "  [تكررت الإطارات السابقة ({frames}) {count} مرة أخرى]",
        "endless": "  [يتكرر الإطار السابق حتى يتجاوز الاستدعاء الذاتي حده]",
        "endless many": "  [تتكرر الإطارات السابقة ({frames}) حتى يتجاوز الاستدعاء الذاتي حده]",
        "deep": "  [… حتى يتجاوز الاستدعاء الذاتي حده]",
        "meant": ". هل قصدت: '{near}'؟",
        "forgot": ". هل نسيت استيراد '{module}'؟",
        "both": ". هل قصدت: '{near}'؟ أم نسيت استيراد '{module}'؟",
        "unprintable": "<تعذر عرض الاستثناء>",
        "and more": "و{count} استثناءات أخرى",
    },
}

_PACKAGE = __file__.rpartition("runtime")[0]
# As many exceptions of a group are shown, and groups within groups.
GROUP_WIDTH = 15
GROUP_DEPTH = 10
# Rounds of a recursion that are too few to be called one.
FEW_ROUNDS = 4
LONGEST_ROUND = 32
# A RecursionError's traceback that is longer than this is taken for one of an endless recursion.
DEEP = 100
SHOWN_OF_DEEP = 12
RECURSION_MESSAGE = "maximum recursion depth exceeded"


class Entry:
    """One frame of a traceback: where it is, the line's text and the carets below it."""

    __slots__ = ("columns", "file", "globals", "line", "name")

    def __init__(
        self,
        file: str,
        line: int,
        name: str,
        columns: tuple[int, int] | None,
        module_globals: dict[str, Any],
    ) -> None:
        self.file = file
        self.line = line
        self.name = name
        self.columns = columns  # in bytes; an end of -1 is the end of the line
        self.globals = module_globals

    def key(self) -> tuple[object, ...]:
        return self.file, self.line, self.name, self.columns


def format_exception(
    error: BaseException,
    language: str = "en",
    sources: Mapping[str, Source] | None = None,
) -> str:
    """The whole report on an uncaught exception, with a line end after each line.

    sources: the texts of Bayan programs by their names, for those that are no readable files.
    """
    report = _Report(language, dict(sources or {}))
    try:
        report.chain(error)
    except RecursionError:
        report.line(f"{_type_name(type(error))}: {_text_of(error, report.texts)}")
    return "".join(f"{line}\n" for line in report.lines)


class _Report:
    """Collects the lines; `depth` is how deep in exception groups they are."""

    def __init__(self, language: str, sources: dict[str, Source]) -> None:
        self.language = language
        self.texts = _TEXTS[language]
        self.sources = sources
        self.lines: list[str] = []
        self.depth = 0
        self.seen: set[int] = set()
        self.needs_closing = False

    def line(self, text: str, margin: str = "|") -> None:
        indent = f"{'  ' * self.depth}{margin} " if self.depth else ""
        self.lines += [f"{indent}{part}".rstrip("\n") for part in text.split("\n")]

    def chain(self, error: BaseException) -> None:
        """The exception, after those that led to it."""
        links: list[tuple[str | None, BaseException]] = [(None, error)]
        while True:
            self.seen.add(id(error))
            cause, context = error.__cause__, error.__context__
            if cause is not None and id(cause) not in self.seen:
                links.append(("cause", cause))
                error = cause
            elif (
                context is not None
                and not error.__suppress_context__
                and id(context) not in self.seen
                and not _is_same_recursion(error, context)
            ):
                links.append(("context", context))
                error = context
            else:
                break
        for index in range(len(links) - 1, -1, -1):
            self.one(links[index][1])
            relation = links[index][0]
            if relation is not None:
                self.line("")
                self.line(self.texts[relation])
                self.line("")

    def one(self, error: BaseException) -> None:
        """One exception with its traceback."""
        is_group = isinstance(error, BaseExceptionGroup)
        if is_group and self.depth > GROUP_DEPTH:
            self.line("...")
            return
        outermost = is_group and self.depth == 0
        if outermost:
            self.depth = 1
        entries = user_entries(error.__traceback__)
        if entries:
            if is_group:
                self.line(self.texts["group header"], "+" if outermost else "|")
            else:
                self.line(self.texts["header"])
            for text in self.frames(entries, isinstance(error, RecursionError)):
                self.line(text)
        for text in self.last_lines(error):
            self.line(text)
        if isinstance(error, BaseExceptionGroup):
            self.group(error.exceptions)
        if outermost:
            self.depth = 0

    def group(self, exceptions: tuple[BaseException, ...]) -> None:
        self.needs_closing = False
        shown = exceptions[:GROUP_WIDTH]
        rest = len(exceptions) - len(shown)
        count = len(shown) + (rest > 0)
        for index in range(count):
            last = index == count - 1
            if last:
                self.needs_closing = True
            title = "..." if index >= len(shown) else str(index + 1)
            lead = "  " * self.depth + ("+-" if index == 0 else "  ")
            self.lines.append(f"{lead}+---------------- {title} ----------------")
            self.depth += 1
            if index < len(shown):
                self.chain(shown[index])
            else:
                self.line(self.texts["and more"].format(count=rest))
            if last and self.needs_closing:
                self.lines.append(f"{'  ' * self.depth}+------------------------------------")
                self.needs_closing = False
            self.depth -= 1

    # Frames

    def frames(self, entries: list[Entry], is_recursion: bool) -> Iterable[str]:
        """The lines of a traceback's frames, repeated ones shown once."""
        endless = is_recursion and len(entries) > DEEP
        keys = [entry.key() for entry in entries]
        index = 0
        while index < len(entries):
            length, rounds = _round_at(keys, index)
            if endless and rounds * length > DEEP // 2:
                for entry in entries[index : index + length]:
                    yield from self.frame(entry)
                yield self.texts["endless" if length == 1 else "endless many"].format(frames=length)
                return
            if endless and index >= SHOWN_OF_DEEP:
                yield self.texts["deep"]
                return
            if rounds >= FEW_ROUNDS:
                for entry in entries[index : index + length]:
                    yield from self.frame(entry)
                text = self.texts["repeated" if length == 1 else "repeated many"]
                yield text.format(frames=length, count=rounds - 1)
                index += length * rounds
            else:
                yield from self.frame(entries[index])
                index += 1

    def frame(self, entry: Entry) -> Iterable[str]:
        yield self.texts["frame"].format(file=entry.file, line=entry.line, name=entry.name)
        text = self.text_of_line(entry)
        if not text.strip():
            return
        if entry.columns is None or not self.is_bayan(entry.file):
            yield f"    {text.strip()}"
            return
        from ..syntax.diagnostics import cells

        start = _character(text, entry.columns[0])
        end = _character(text, entry.columns[1])
        indent = len(text) - len(text.lstrip())
        bare = text.rstrip()
        end = min(max(end, start + 1), len(bare))
        yield f"    {bare[indent:]}"
        if start <= indent and end >= len(bare):
            return
        margin = "".join(
            "\t" if character == "\t" else " " * cells(character)
            for character in bare[indent:start]
        )
        yield f"    {margin}{'^' * max(1, sum(map(cells, bare[start:end])))}"

    def is_bayan(self, file: str) -> bool:
        return file in self.sources or file.endswith((".bayan", ".by"))

    def text_of_line(self, entry: Entry) -> str:
        """The line of the source that an entry is at; "" where it can't be had."""
        source = self.sources.get(entry.file)
        if source is None and self.is_bayan(entry.file):
            from ..syntax.source import Source, read_source

            try:
                source = read_source(entry.file)
            except SyntaxError:
                source = Source(entry.file, "")
            self.sources[entry.file] = source
        if source is not None:
            return source.line(entry.line)
        from linecache import getline

        try:
            return getline(entry.file, entry.line, entry.globals)
        except Exception:
            return ""

    # The exception itself

    def last_lines(self, error: BaseException) -> Iterable[str]:
        """The exception's type and message, with its notes; a syntax error's place before."""
        diagnostics = getattr(error, "diagnostics", None)
        if isinstance(error, SyntaxError) and isinstance(diagnostics, list):
            from ..syntax.diagnostics import render

            for diagnostic in diagnostics:
                yield render(diagnostic, self.language)
        elif isinstance(error, SyntaxError):
            yield from self.python_syntax_error(error)
        else:
            yield _last_line(error, self.texts) + self.hint(error)
        notes = getattr(error, "__notes__", None)
        if isinstance(notes, list | tuple):
            for note in notes:
                yield _safe_text(note, self.texts)
        elif notes is not None:
            yield _guarded(repr, notes, self.texts)

    def hint(self, error: BaseException) -> str:
        from .suggestions import suggestion

        try:
            near, module = suggestion(error)
        except Exception:
            return ""
        if near and module:
            return self.texts["both"].format(near=near, module=module)
        if near:
            return self.texts["meant"].format(near=near)
        return self.texts["forgot"].format(module=module) if module else ""

    def python_syntax_error(self, error: SyntaxError) -> Iterable[str]:
        if error.lineno is not None:
            file = error.filename or "<string>"
            yield self.texts["place"].format(file=file, line=error.lineno)
            text = error.text if isinstance(error.text, str) else ""
            bare = text.strip()
            if bare:
                yield f"    {bare}"
                if isinstance(error.offset, int) and error.offset > 0:
                    column = error.offset - 1 - (len(text) - len(text.lstrip()))
                    yield f"    {' ' * max(0, column)}^"
        yield f"{_type_name(type(error))}: {error.msg}"


def user_entries(entry: TracebackType | None) -> list[Entry]:
    """The frames of a traceback that are the program's own."""
    found: list[Entry] = []
    places: dict[tuple[CodeType, int], tuple[int, int] | None] = {}
    while entry is not None:
        code = entry.tb_frame.f_code
        if is_users(code.co_filename):
            place = code, entry.tb_lasti
            if place not in places:
                places[place] = _columns(code, entry.tb_lasti, entry.tb_lineno)
            found.append(
                Entry(
                    code.co_filename,
                    entry.tb_lineno,
                    code.co_name,
                    places[place],
                    entry.tb_frame.f_globals,
                )
            )
        entry = entry.tb_next
    return found


def is_users(file: str) -> bool:
    """Whether a file is part of the program, and no library."""
    if file.startswith((_PACKAGE, "<frozen ")):
        return False
    library = (sys.modules["os"].__file__ or "").rpartition("os.py")[0]
    if library and file.startswith(library):
        return False
    return "site-packages" not in file and "dist-packages" not in file


def _columns(code: CodeType, instruction: int, line: int) -> tuple[int, int] | None:
    """First and last byte of an instruction's place on its first line."""
    if instruction < 0:
        return None
    from itertools import islice

    for first, last, start, end in islice(code.co_positions(), instruction // 2, None):
        if first != line or start is None or end is None:
            return None
        return start, end if last == first else -1
    return None


def _character(text: str, byte: int) -> int:
    """The column in characters of a column in bytes."""
    if byte < 0:
        return len(text)
    return len(text.encode("utf-8", "replace")[:byte].decode("utf-8", "ignore"))


def _round_at(keys: list[tuple[object, ...]], start: int) -> tuple[int, int]:
    """(frames in a round, rounds) of the recursion that begins at `start`; rounds 1 for none."""
    key = keys[start]
    most = min(LONGEST_ROUND, (len(keys) - start) // FEW_ROUNDS)
    for length in range(1, most + 1):
        if keys[start + length] != key:
            continue
        pattern = keys[start : start + length]
        rounds = 1
        position = start + length
        while keys[position : position + length] == pattern:
            rounds += 1
            position += length
        if rounds >= FEW_ROUNDS:
            return length, rounds
    return 1, 1


def _is_same_recursion(error: BaseException, context: BaseException) -> bool:
    """Whether a second RecursionError only came of having no room to handle the first."""
    return isinstance(error, RecursionError) and isinstance(context, RecursionError)


def _type_name(kind: type[BaseException]) -> str:
    module = kind.__module__
    name = kind.__qualname__
    if not isinstance(module, str):
        module = "<unknown>"
    if module in ("__main__", "builtins") or module.partition(".")[0] == "bayan":
        return name
    return f"{module}.{name}"


def _last_line(error: BaseException, texts: dict[str, str]) -> str:
    name = _type_name(type(error))
    text = _text_of(error, texts)
    return f"{name}: {text}" if text else name


def _text_of(error: BaseException, texts: dict[str, str]) -> str:
    text = _safe_text(error, texts)
    if isinstance(error, RecursionError) and text.startswith(RECURSION_MESSAGE):
        return RECURSION_MESSAGE
    return text


def _safe_text(value: object, texts: dict[str, str]) -> str:
    return _guarded(str, value, texts)


def _guarded(convert: Callable[[Any], str], value: object, texts: dict[str, str]) -> str:
    try:
        return convert(value)
    except BaseException:
        return texts["unprintable"]
