"""The tables of a report, as rows of cells: Markdown and HTML are made of the same ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .catalogue import KINDS, Program
from .journal import COLD, START_UP, STEADY, WARM
from .steady import FLAT, UNSETTLED
from .summary import Figure, Summary, joined, shown, shown_bytes, shown_seconds

NOTHING = "–"
# What stands after a figure whose repetitions reached no steady state.
UNSETTLED_MARK = "~"
# Bayan counts as slower than CPython below this speed.
SLOWER = 0.95


@dataclass(frozen=True)
class Table:
    """One table. text: what it means, before it. The first column of rows is a name."""

    title: str
    text: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


def tables(summary: Summary) -> list[Table]:
    made = [
        _means(summary),
        _speeds(
            summary,
            STEADY,
            "Steady state",
            f"How many times as fast as {summary.base} once warmed up, in one process. A figure "
            f"marked {UNSETTLED_MARK} comes from repetitions that reached no steady state.",
        ),
        _speeds(
            summary,
            WARM,
            "Whole process, caches filled",
            f"How many times as fast as {summary.base} for one whole run of the program, from the "
            "start of the process to its end, when it has run before.",
        ),
        _speeds(
            summary,
            COLD,
            "Whole process, caches empty",
            "The same for a first run. Only Bayan and numba keep caches; the figures of the "
            "others are those of the table before.",
        ),
        _seconds(summary),
        _start_up(summary),
        _warm_up(summary),
        _memory(summary),
        _slower(summary),
    ]
    return [table for table in made if table.rows]


def _means(summary: Summary) -> Table:
    rows = []
    for subject in summary.subjects:
        cells = [f"{subject}"]
        for measure in (STEADY, WARM, COLD):
            mean = summary.mean_speed(subject, measure)
            cells.append(NOTHING if mean is None else f"{shown(mean[0])} ({mean[1]})")
        rows.append(cells)
    return Table(
        "Overall",
        f"How many times as fast as {summary.base}: the geometric mean over the programs that each "
        "has (how many these are, in parentheses; means over different programs can't be compared "
        "with each other).",
        ["", "steady state", "whole process, warm", "whole process, cold"],
        rows,
    )


def by_kind(summary: Summary) -> list[Program]:
    return sorted(summary.programs, key=lambda program: KINDS.index(program.kind))


def _speeds(summary: Summary, measure: str, title: str, text: str) -> Table:
    def cell(program: Program, subject: str) -> str:
        return speed_cell(summary.speed(program.name, subject, measure))

    return _each(summary, title, text, cell)


def speed_cell(speed: Figure | None) -> str:
    if speed is None:
        return NOTHING
    return shown(speed.median) + ("" if speed.is_settled else UNSETTLED_MARK)


def _each(summary: Summary, title: str, text: str, cell: Callable[[Program, str], str]) -> Table:
    """A row for each program, a column for each subject; empty rows are left out."""
    rows = []
    for program in by_kind(summary):
        cells = [cell(program, subject) for subject in summary.subjects]
        if any(found != NOTHING for found in cells):
            rows.append([program.name, *cells])
    return Table(title, text, ["program", *summary.subjects], rows)


def _seconds(summary: Summary) -> Table:
    def cell(program: Program, subject: str) -> str:
        figure = summary.figure(program.name, subject, STEADY)
        return NOTHING if figure is None else shown_seconds(figure.median)

    return _each(summary, "Seconds", "Steady state: the median time of one repetition.", cell)


def _start_up(summary: Summary) -> Table:
    def cell(program: Program, subject: str) -> str:
        measure = WARM if program.name == "hello" else START_UP
        figure = summary.figure(program.name, subject, measure)
        return NOTHING if figure is None else shown_seconds(figure.median)

    return _each(
        summary,
        "Start-up",
        "A whole process with the program at its smallest size, where there is next to nothing "
        "to do: loading the runtime, reading the program, ending.",
        cell,
    )


def _warm_up(summary: Summary) -> Table:
    rows = []
    for program in by_kind(summary):
        for subject in summary.subjects:
            reaching = summary.reaching(program.name, subject)
            compiling = summary.compile_seconds(program.name, subject)
            is_plain = reaching is None or reaching.kind == FLAT
            if reaching is None or (is_plain and not compiling):
                continue
            rows.append(
                [
                    program.name,
                    subject,
                    reaching.kind,
                    NOTHING if reaching.kind == UNSETTLED else str(reaching.repetitions),
                    NOTHING if reaching.kind == UNSETTLED else shown_seconds(reaching.seconds),
                    NOTHING if compiling is None else shown_seconds(compiling),
                ]
            )
    return Table(
        "Warm-up",
        "How the repetitions of one process reached their steady state (kinds after Barrett et "
        "al., 2017; the number of warm-up repetitions is found, the largest of any process given), "
        "and the time that Bayan's tiers spent compiling. Rows that were flat from the first "
        "repetition on and compiled nothing are left out.",
        ["program", "", "kind", "repetitions", "time", "compiling"],
        rows,
    )


def _memory(summary: Summary) -> Table:
    def cell(program: Program, subject: str) -> str:
        peak = summary.memory(program.name, subject)
        return NOTHING if peak is None else shown_bytes(peak)

    return _each(
        summary,
        "Memory",
        "The peak of a whole process. Peaks below 9 MiB can't be seen and show as that.",
        cell,
    )


def _slower(summary: Summary) -> Table:
    subject = summary.bayan
    rows = []
    for program in by_kind(summary) if subject else ():
        assert subject is not None
        steady = summary.speed(program.name, subject, STEADY)
        warm = summary.speed(program.name, subject, WARM)
        is_slower = any(speed and speed.median < SLOWER for speed in (steady, warm))
        if is_slower:
            rows.append(
                [
                    program.name,
                    speed_cell(steady),
                    speed_cell(warm),
                    why_slower(summary, program, subject),
                ]
            )
    return Table(
        "Where Bayan is slower",
        f"The programs on which {subject} is slower than {summary.base} (below {SLOWER}), in "
        "steady state or over a whole warm process, and where the time goes.",
        ["program", "steady", "process", "why"],
        rows,
    )


def why_slower(summary: Summary, program: Program, subject: str) -> str:
    """What the measurements themselves say about it, in a few words."""
    reasons = []
    steady = summary.speed(program.name, subject, STEADY)
    notes = summary.notes(program.name, subject)
    walked = sorted(name for name, tier in notes.get("tiers", {}).items() if tier == "walk")
    refused = {event["reason"] for event in notes.get("events", ()) if event["kind"] == "refused"}
    if steady is not None and steady.median < SLOWER:
        walked = [name for name in walked if name != "<module>"]
        if steady.high >= 1:
            reasons.append("steady: within the spread of the times")
        elif walked:
            reasons.append(f"steady: {joined(f'`{name}`' for name in walked[:4])} stay walked")
        else:
            reasons.append("steady: all is compiled, but its code is slower than CPython's own")
    reasons += [f"refused: {why}" for why in sorted(refused)]
    own = summary.figure(program.name, subject, WARM)
    base = summary.figure(program.name, summary.base, WARM)
    if own is not None and base is not None and own.median > base.median:
        reasons.append(_process_parts(summary, program, subject, own.median - base.median))
    return "; ".join(reasons)


def _process_parts(summary: Summary, program: Program, subject: str, more: float) -> str:
    """Where a whole process spends what it takes more than the base's."""
    parts = []
    own = summary.figure("hello", subject, WARM)
    base = summary.figure("hello", summary.base, WARM)
    if own is not None and base is not None:
        start_up = min(more, max(0.0, own.median - base.median))
        parts.append(f"{shown_seconds(start_up)} start-up")
    compiling = summary.compile_seconds(program.name, subject)
    if compiling:
        parts.append(f"{shown_seconds(compiling)} compiling")
    of_which = f", of it {joined(parts)}" if parts else ""
    return f"process: {shown_seconds(more)} more{of_which}"
