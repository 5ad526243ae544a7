"""Tracebacks that show Bayan's places and none of the interpreter's own frames.

The walker keeps no record of where it is. When an exception leaves a walked function (or is
caught in one), the walker's Python frames are still in the traceback, and each visiting function
among them has the node that it was evaluating in its local variable `node`: the innermost one is
the place. `trim` replaces every such run of frames by a single entry, with a frame whose code has
the function's name and file and that place as its position, so Python's own `traceback` module,
`logging` and debuggers print the Bayan line with its carets, as they do for compiled code.
"""

from __future__ import annotations

from ..syntax import nodes
from .functions import ENTER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import CodeType, FrameType, TracebackType
    from typing import Any

    from ..syntax.source import Source

_PACKAGE = __file__.rpartition("values")[0]
_WALKER = f"{_PACKAGE}tiers{_PACKAGE[-1]}walk"

# A walked module or class body begins below these functions of the walker.
_BEGINNINGS = frozenset({"walk_class", "walk_module", "walk_module_async"})

# An exception that goes up again through these, without a new `raise`, is no new place.
_PASSED_THROUGH = (
    nodes.Try,
    nodes.ExceptHandler,
    nodes.With,
    nodes.If,
    nodes.While,
    nodes.For,
    nodes.Match,
)


# The visitor of `raise`.
RAISING = "visit_Raise"


# The first parameter of the code that on-stack replacement makes of a loop.
LOOP_SYNC = "«sync»"

# That of the code of which frames are made that stand for an activation.
ACTIVATION = "«activation»"


# A parameter of the functions through which the walker calls (see tiers.walk.calls): they seem to
# be the program's own, but to a traceback they add nothing.
CALLEE = "«callee»"


_TOO_DEEP = "maximum recursion depth exceeded"
_CALLED_FROM_C = f"{_TOO_DEEP} while calling a Python object"


def is_internal(code: CodeType) -> bool:
    """Whether a code object belongs to Bayan's own implementation."""
    return code.co_filename.startswith(_PACKAGE) or CALLEE in code.co_varnames


def trim(error: BaseException, skip: int) -> None:
    """Take the implementation's frames out of an exception's traceback.

    skip: how many entries at the beginning are of frames that only lead to the walker (a stub).
    An exception that is caught and goes on inside one walked function keeps a single entry for
    it, as in Python.
    """
    entry = error.__traceback__
    while skip and entry is not None:
        entry = entry.tb_next
        skip -= 1
    places: list[tuple[FrameType, int, int]] = []
    # The walker's frames since the last place, outermost first.
    run: list[FrameType] = []
    while entry is not None:
        frame = entry.tb_frame
        code = frame.f_code
        if _is_ours(code):
            # A stub stands here only if there was no room to go on from it.
            if code.co_name in _BEGINNINGS:
                _end_run(run, None, places)
            elif code.co_filename.startswith(_WALKER) and "node" in code.co_varnames:
                run.append(frame)
        else:
            _end_run(run, frame, places)
            if stands_for_activation(code):
                # Made by this function, for an activation further in: all below is in order.
                break
            places.append((frame, entry.tb_lasti, entry.tb_lineno))
        entry = entry.tb_next
    _end_run(run, None, places)
    trimmed = entry
    for frame, instruction, line in reversed(places):
        trimmed = Traceback(trimmed, frame, instruction, line)
    error.__traceback__ = trimmed
    if isinstance(error, RecursionError):
        _trim_recursion_error(error)


def _trim_recursion_error(error: RecursionError) -> None:
    """Take what the implementation's own calls add out of an error for too deep a recursion: what
    3.11 says of a call from C, and the errors that it replaced because there was no room to trim
    them; to the program they are one.
    """
    if error.args == (_CALLED_FROM_C,):
        error.args = (_TOO_DEEP,)
    while isinstance(context := error.__context__, RecursionError):
        entry = context.__traceback__
        if entry is None or not _is_ours(entry.tb_frame.f_code):
            break
        error.__context__ = context.__context__


def _is_ours(code: CodeType) -> bool:
    """Whether code is the implementation's, or a stub."""
    return is_internal(code) or ENTER in code.co_names


def _end_run(
    run: list[FrameType], below: FrameType | None, places: list[tuple[FrameType, int, int]]
) -> None:
    """Add the place of a run of the walker's frames, which is then forgotten."""
    while run:
        # A visiting function that fails as it begins (no room for another frame) has no node yet.
        visitor = run.pop()
        seen = visitor.f_locals
        if "node" in seen and "frame" in seen:
            # Python adds no place for a `raise` alone.
            if visitor.f_code.co_name == RAISING and seen["node"].exception is None:
                break
            # Of its own accord a `try` raises only what is left of a group, which has no place.
            if isinstance(seen["node"], nodes.Try) if below is None else _goes_on(seen, below):
                break
            places.append(_place(seen))
            break
    run.clear()


def _goes_on(seen: Mapping[str, Any], below: FrameType) -> bool:
    """Whether the frame below is of this very activation and has the place already: an exception
    that was caught before and only passed through, or compiled code that runs a loop's rest.
    """
    if not _is_of(below, seen["frame"]):
        return False
    return not stands_for_activation(below.f_code) or isinstance(seen["node"], _PASSED_THROUGH)


def _is_of(frame: FrameType, activation: Any) -> bool:
    """Whether a frame in a traceback stands for this activation."""
    # A frame that the program has cleared has no variables.
    if stands_for_activation(frame.f_code):
        found = frame.f_locals.get(ACTIVATION)
    elif frame.f_code.co_varnames[:1] == (LOOP_SYNC,):
        found = getattr(frame.f_locals.get(LOOP_SYNC), "frame", None)
    else:
        return False
    # A loop that runs by itself inside another one that does stands for the same activation: in a
    # function it has a frame around it, in a module the same variables.
    while found is not None:
        if found is activation or found.variables is activation.variables:
            return True
        found = getattr(found, "around", None)
    return False


def place_at(error: BaseException, activation: Any, node: nodes.Node) -> None:
    """Trim an exception's traceback, and let it begin at this node of an activation (a walked
    frame, or what stands for one) unless it has a place in that already.
    """
    trim(error, 0)
    inner = error.__traceback__
    if inner is None or not _is_of(inner.tb_frame, activation):
        frame, instruction, line = _place({"node": node, "frame": activation})
        error.__traceback__ = Traceback(inner, frame, instruction, line)


def _place(seen: Mapping[str, Any]) -> tuple[FrameType, int, int]:
    """The traceback entry for the node that a visiting function, by its variables, was at."""
    node: nodes.Node = seen["node"]
    activation = seen["frame"]
    position = node.position
    if isinstance(node, nodes.For):
        position = node.iterable.position
    elif isinstance(node, nodes.While):
        position = node.test.position
    frame = frame_at(
        activation.source,
        activation.scope.name,
        activation.scope.qualname,
        position,
        activation.globals,
        activation,
    )
    return frame, 0, position[0]


def frame_at(
    source: Source,
    name: str,
    qualname: str,
    position: nodes.Position,
    module_globals: dict[str, Any],
    activation: object,
) -> FrameType:
    """A frame that seems to have stopped at a place of a Bayan source."""
    code = code_at(_TEMPLATE, source, name, qualname, position)
    frame: FrameType = Function(code, module_globals, name, (activation,))().gi_frame
    return frame


def code_at(
    template: CodeType, source: Source, name: str, qualname: str, position: nodes.Position
) -> CodeType:
    """A copy of `template` all of which seems to stand at one place of a Bayan source."""
    line, column, end_line, end_column = position
    return template.replace(
        co_name=name,
        co_qualname=qualname,
        co_filename=source.name,
        co_firstlineno=line,
        co_linetable=_location_table(
            len(template.co_code) // 2,
            end_line - line,
            source.byte_column(line, column),
            source.byte_column(end_line, end_column),
        ),
    )


def _location_table(instructions: int, lines: int, start: int, end: int) -> bytes:
    """Python 3.11's location table that gives all instructions the same place.

    The format is described in CPython's Objects/locations.md; 14 is its long form.
    """
    table = bytearray()
    rest = instructions
    while rest > 0:
        length = min(rest, 8)
        table.append(0x80 | 14 << 3 | length - 1)
        table.append(0)  # the line is the code's first line
        for number in (lines, start + 1, end + 1):
            value = number
            while value >= 64:
                table.append(0x40 | value & 63)
                value >>= 6
            table.append(value)
        rest -= length
    return bytes(table)


def _stopped(activation: object) -> Any:
    # A generator that has not begun: its frame does not hold on to those around it.
    yield


_TEMPLATE = _stopped.__code__.replace(co_varnames=(ACTIVATION,))


def stands_for_activation(code: CodeType) -> bool:
    """Whether frames of this code are made here, for a place in a walked function."""
    return code.co_varnames[:1] == (ACTIVATION,)


if TYPE_CHECKING:
    from types import FunctionType as Function
else:
    Function = type(_stopped)


def _traceback_type() -> type[TracebackType]:
    try:
        raise LookupError
    except LookupError as error:
        return type(error.__traceback__)  # type: ignore[return-value]


Traceback = _traceback_type()
