"""What is wrong with a program's text: a code with arguments, at a place.

The sentences, in both languages, stand in `messages`, which is loaded only when something is shown.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .nodes import Position
    from .source import Source

# The position of what concerns a file and no place in it.
WHOLE_FILE: Position = (0, 0, 0, 0)

# Of a longer line only a piece around the place is shown.
SHOWN_WIDTH = 120


class Diagnostic:
    """An error or a warning: `code` is a key of the catalog, `arguments` go into its sentence."""

    __slots__ = ("arguments", "code", "is_warning", "position", "source")

    def __init__(
        self,
        code: str,
        arguments: tuple[object, ...],
        position: Position,
        source: Source,
        is_warning: bool = False,
    ) -> None:
        self.code = code
        self.arguments = arguments
        self.position = position
        self.source = source
        self.is_warning = is_warning

    def __repr__(self) -> str:
        return f"Diagnostic({self.code}, {self.arguments!r}, {self.position})"


class BayanError(Exception):
    """Base of the errors that are Bayan's own and not Python's."""


class BayanSyntaxError(BayanError, SyntaxError):
    """A text that is no program: all its errors at once; as a SyntaxError it shows the first."""

    def __init__(self, diagnostics: list[Diagnostic]) -> None:
        from .messages import sentence

        self.diagnostics = diagnostics
        first = diagnostics[0]
        message = sentence(first.code, first.arguments, "en")
        line, column, end_line, end_column = first.position
        if line == 0:
            super().__init__(message)
            self.filename = first.source.name
        else:
            text = first.source.line(line) + "\n"
            super().__init__(
                message,
                (first.source.name, line, column + 1, text, end_line, end_column + 1),
            )

    def __str__(self) -> str:
        return str(self.msg)


def render(diagnostic: Diagnostic, language: str) -> str:
    """The message as a person reads it: place, sentence, the line with carets under it, and a hint.

    file:line:column: error[B101]: sentence
        the line
          ^^^
    hint: what to do
    """
    from .messages import hint, label, sentence

    line, column, _, _ = diagnostic.position
    where = diagnostic.source.name
    if line > 0:
        where += f":{line}:{column + 1}"
    kind = label("warning" if diagnostic.is_warning else "error", language)
    text = sentence(diagnostic.code, diagnostic.arguments, language)
    shown = [f"{where}: {kind}[{diagnostic.code}]: {text}"]
    if line > 0:
        shown += excerpt(diagnostic.source, diagnostic.position)
    advice = hint(diagnostic.code, diagnostic.arguments, language)
    if advice:
        shown.append(f"{label('hint', language)}: {advice}")
    return "\n".join(shown)


def excerpt(source: Source, position: Position) -> list[str]:
    """The line of a source where a place begins and the carets below it, both indented."""
    line, column, end_line, end_column = position
    text = source.line(line)
    end = end_column if end_line == line else len(text)
    return [f"    {part}" for part in _excerpt(text, column, max(end, column + 1))]


def _excerpt(line: str, start: int, end: int) -> list[str]:
    """The line and the carets below it; nothing for an empty line."""
    if not line.strip():
        return []
    if len(line) > SHOWN_WIDTH:
        left = max(0, min(start - SHOWN_WIDTH // 3, len(line) - SHOWN_WIDTH))
        line = line[left : left + SHOWN_WIDTH]
        start -= left
        end -= left
    else:
        left = 0
    indent = 0 if left else len(line) - len(line.lstrip(" \t"))
    indent = min(indent, start)
    line, start, end = line[indent:], start - indent, min(end - indent, len(line) - indent)
    margin = "".join(
        "\t" if character == "\t" else " " * cells(character) for character in line[:start]
    )
    carets = "^" * max(1, sum(map(cells, line[start:end])))
    return ["".join(map(_visible, line)).rstrip(), margin + carets]


def _visible(character: str) -> str:
    """The character, or a sign for one that would steer the terminal."""
    if character == "\t":
        return character
    code = ord(character)
    steers = code < 0x20 or 0x7F <= code < 0xA0 or 0x202A <= code <= 0x202E
    return "\ufffd" if steers or 0x2066 <= code <= 0x2069 or 0xD800 <= code < 0xE000 else character


def cells(character: str) -> int:
    """How many cells of a terminal a character takes: 0 for marks that sit on others."""
    if character < "\x7f":
        return 1
    from unicodedata import category, east_asian_width

    if _visible(character) != character:
        return 1
    if category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if east_asian_width(character) in "WF" else 1
