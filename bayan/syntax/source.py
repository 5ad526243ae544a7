"""A program's text, by lines, and how it comes from a file.

Text has `\\n` at line ends, whatever the file had, and no byte order mark. Lines count from 1,
columns from 0, in characters; Python's own tables of positions want bytes of UTF-8 instead, which
`Source.byte_column` gives.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from os import PathLike

    from .diagnostics import BayanSyntaxError
    from .nodes import Position


class Source:
    """One text to compile, and the name under which messages show it."""

    __slots__ = ("_byte_columns", "_is_ascii", "_line_starts", "_lines", "name", "text")

    def __init__(self, name: str, text: str) -> None:
        if "\r" in text:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        self.name = name
        self.text = text.removeprefix("\ufeff")
        self._is_ascii = self.text.isascii()
        self._lines: list[str] | None = None
        self._line_starts: list[int] | None = None
        self._byte_columns: dict[int, list[int]] = {}

    @property
    def lines(self) -> list[str]:
        """The lines without their ends."""
        if self._lines is None:
            self._lines = self.text.split("\n")
        return self._lines

    def line(self, number: int) -> str:
        """The line of that number, or "" where there is none."""
        lines = self.lines
        return lines[number - 1] if 0 < number <= len(lines) else ""

    def byte_column(self, line: int, column: int) -> int:
        """The offset in bytes of UTF-8 of a character's column."""
        if self._is_ascii:
            return column
        offsets = self._byte_columns.get(line)
        if offsets is None:
            offsets = self._byte_columns[line] = _byte_offsets(self.line(line))
        if not offsets:
            return column
        return offsets[column] if column < len(offsets) else offsets[-1] + column - len(offsets) + 1

    def place(self, offset: int) -> tuple[int, int]:
        """The line and column of an offset in the text."""
        from bisect import bisect_right

        if self._line_starts is None:
            self._line_starts = starts = [0]
            for line in self.lines:
                starts.append(starts[-1] + len(line) + 1)
        number = bisect_right(self._line_starts, offset)
        return number, offset - self._line_starts[number - 1]

    def span(self, start: int, end: int) -> Position:
        """The position of the text between two offsets."""
        line, column = self.place(start)
        end_line, end_column = self.place(end)
        return line, column, end_line, end_column


def _byte_offsets(line: str) -> list[int]:
    """The byte offset of each column of a line, one more than characters; [] where they agree."""
    if line.isascii():
        return []
    offsets = [0]
    offset = 0
    for character in line:
        code = ord(character)
        offset += 1 if code < 0x80 else 2 if code < 0x800 else 3 if code < 0x10000 else 4
        offsets.append(offset)
    return offsets


def decode(data: bytes, name: str) -> Source:
    """The text of a file's bytes, which are UTF-8; raises BayanSyntaxError where they are not."""
    try:
        return Source(name, data.decode("utf-8"))
    except UnicodeDecodeError as error:
        from .diagnostics import BayanSyntaxError, Diagnostic

        before = Source(name, data[: error.start].decode("utf-8"))
        line, column = before.place(len(before.text))
        source = Source(name, data.decode("utf-8", "replace"))
        position = (line, column, line, column + 1)
        raise BayanSyntaxError(
            [Diagnostic("B102", (f"0x{data[error.start]:02x}", error.start), position, source)]
        ) from None


def read_source(path: str | PathLike[str]) -> Source:
    """The text of a file; raises BayanSyntaxError where it can't be read, or is no UTF-8."""
    name = str(path)
    try:
        with open(path, "rb") as file:
            data = file.read()
    except (OSError, ValueError) as error:
        raise unreadable(name, error) from None
    return decode(data, name)


def unreadable(name: str, error: OSError | ValueError) -> BayanSyntaxError:
    """What to raise where reading the file called `name` has raised `error`."""
    from .diagnostics import WHOLE_FILE, BayanSyntaxError, Diagnostic

    arguments: tuple[object, ...] = ()
    if isinstance(error, FileNotFoundError):
        code = "B130"
    elif isinstance(error, IsADirectoryError):
        code = "B131"
    elif isinstance(error, PermissionError):
        code = "B132"
    else:
        code, arguments = "B133", (getattr(error, "strerror", None) or str(error),)
    return BayanSyntaxError([Diagnostic(code, arguments, WHOLE_FILE, Source(name, ""))])
