"""The charts of the report, by matplotlib, as SVG to stand in a page.

Text stays text (so it can be found, and scales with the page), colours stand for families, and
every chart is narrow enough for a phone; many small ones rather than one large.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import Any

from .catalogue import Program
from .errors import BenchError
from .journal import STEADY
from .steady import FLAT, UNSETTLED, judge
from .summary import Summary, shown

# Inches: about 360 pixels, the width of a phone.
WIDTH = 3.75
INK = "#1f2933"
FAINT = "#9aa5b1"

# Shades for the members of a family, in their order.
FAMILY_COLOURS = {
    "bayan": ("#0b7a75", "#4fb0a5", "#9fd8cf", "#0f4f4b"),
    "python": ("#3b5b92", "#7c93bd", "#adbcd9", "#5a73a8"),
    "numba": ("#8e5ea2",),
    "gcc": ("#4a4a4a",),
    "node": ("#7a9a01",),
    "luajit": ("#b5803a",),
}
PYPY_COLOUR = "#d1495b"


def colours(summary: Summary) -> dict[str, str]:
    """A colour for each subject; Bayan's main mode has the strongest."""
    chosen: dict[str, str] = {}
    used: dict[str, int] = {}
    main_first = sorted(summary.subjects, key=lambda name: name != summary.bayan)
    for name in main_first:
        family = summary.families[name]
        if name == "pypy":
            chosen[name] = PYPY_COLOUR
            continue
        shades = FAMILY_COLOURS[family]
        chosen[name] = shades[used.get(family, 0) % len(shades)]
        used[family] = used.get(family, 0) + 1
    return chosen


def _pyplot() -> Any:
    try:
        import matplotlib
    except ImportError:
        raise BenchError(
            "the page's charts need matplotlib: pip install 'bayan-lang[bench]'"
        ) from None
    matplotlib.use("svg")
    import matplotlib.pyplot as plt

    plt.rcParams.update(
        {
            "svg.fonttype": "none",
            "svg.hashsalt": "bayan",
            "font.family": "sans-serif",
            "font.size": 9,
            "text.color": INK,
            "axes.edgecolor": FAINT,
            "axes.labelcolor": INK,
            "xtick.color": INK,
            "ytick.color": INK,
            "axes.spines.top": False,
            "axes.spines.right": False,
        }
    )
    return plt


def _drawn(plt: Any, figure: Any, is_transparent: bool) -> str:
    """A figure as the text of an SVG file."""
    stream = io.StringIO()
    figure.savefig(stream, format="svg", metadata={"Date": None}, transparent=is_transparent)
    plt.close(figure)
    return stream.getvalue()


def _svg(plt: Any, figure: Any, label: str) -> str:
    """A figure as an SVG element that fills the width it gets, with `label` for who can't see."""
    text = _drawn(plt, figure, is_transparent=True)
    text = text[text.index("<svg") :]
    head = f'<svg role="img" aria-label="{label}" '
    text = re.sub(r'<svg (?:height|width)="[^"]*" ', "<svg ", text, count=1)
    text = re.sub(r'(<svg[^>]*?) (?:height|width)="[^"]*"', r"\1", text, count=1)
    text = re.sub(r'(<svg[^>]*?) (?:height|width)="[^"]*"', r"\1", text, count=1)
    # The fonts of the page.
    text = re.sub(r"font: ([\d.]+px)[^;\"]*", r"font: \1 inherit", text)
    return text.replace("<svg ", head, 1).replace(" inherit", " system-ui, sans-serif")


def bars(
    summary: Summary, names: Sequence[str], values: Sequence[Any], label: str, title: str = ""
) -> str:
    """Horizontal bars from 1 (the base) on a log scale; values are Figures or plain numbers."""
    plt = _pyplot()
    palette = colours(summary)
    height = 0.62 + 0.2 * len(names)
    figure, axes = plt.subplots(figsize=(WIDTH, height))
    axes.set_xscale("log")
    medians = [getattr(value, "median", value) for value in values]
    for row, (name, value, median) in enumerate(zip(names, values, medians, strict=True)):
        colour = palette[name]
        axes.barh(row, median - 1, left=1, height=0.72, color=colour)
        if hasattr(value, "low"):
            axes.plot([value.low, value.high], [row, row], color=INK, linewidth=0.8)
        end = max(1.0, median, getattr(value, "high", 0))
        is_main = name in (summary.bayan, summary.base)
        text = shown(median) + ("" if getattr(value, "is_settled", True) else "~")
        axes.annotate(
            text,
            (end, row),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
            fontsize=8.5,
            fontweight="bold" if is_main else "normal",
        )
    lowest = min(0.5, *(getattr(value, "low", value) for value in values))
    highest = max(2, *(getattr(value, "high", value) for value in values))
    # Room for the figures at the ends of bars.
    axes.set_xlim(lowest / 1.3, highest * (highest / lowest) ** 0.22)
    axes.set_ylim(len(names) - 0.4, -0.6)
    _name_rows(axes, names)
    _plain_ticks(axes.xaxis, lowest, highest)
    if title:
        axes.set_title(title, fontsize=10, fontweight="bold", loc="left")
    # The same place for the bars in every chart, so that pages of them line up.
    figure.subplots_adjust(
        left=0.31, right=0.985, top=1 - (0.3 if title else 0.06) / height, bottom=0.28 / height
    )
    return _svg(plt, figure, label)


def _name_rows(axes: Any, names: Sequence[str]) -> None:
    """A name before each row of bars, and a line where they begin: at 1."""
    axes.axvline(1, color=INK, linewidth=0.8)
    axes.set_yticks(range(len(names)), names)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)


def picture(summary: Summary) -> str:
    """A drawing that stands by itself: how many times as fast as the base Bayan and PyPy are in
    their steady states, for each program.
    """
    plt = _pyplot()
    palette = colours(summary)
    names = [name for name in (summary.bayan, "pypy") if name in summary.subjects]
    rows = [
        (program.name, [summary.speed(program.name, name, STEADY) for name in names])
        for program in summary.programs
    ]
    rows = [(program, speeds) for program, speeds in rows if speeds and speeds[0] is not None]
    rows.sort(key=lambda row: row[1][0].median)
    figure, axes = plt.subplots(figsize=(2 * WIDTH, 0.9 + 0.24 * len(rows)))
    axes.set_xscale("log")
    thickness = 0.8 / len(names)
    ends = [1.0]
    for index, name in enumerate(names):
        known = [
            (row, speed.median)
            for row, (_, speeds) in enumerate(rows)
            if (speed := speeds[index]) is not None
        ]
        at = [row + 0.4 - (index + 0.5) * thickness for row, _ in known]
        widths = [median - 1 for _, median in known]
        axes.barh(at, widths, left=1, height=thickness, color=palette[name], label=name)
        ends += [median for _, median in known]
    axes.set_xlim(min(ends) / 1.2, max(ends) * 1.2)
    axes.set_ylim(-0.7, len(rows) - 0.3)
    _name_rows(axes, [program for program, _ in rows])
    _plain_ticks(axes.xaxis, min(ends), max(ends))
    axes.set_title(f"Times as fast as {summary.base}, steady state", fontsize=10, loc="left")
    axes.legend(loc="lower right", frameon=False)
    figure.tight_layout()
    return _drawn(plt, figure, is_transparent=False)


def _plain_ticks(axis: Any, lowest: float, highest: float) -> None:
    """Ticks as plain numbers, few enough to be read."""
    from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

    steps = [10.0**power * digit for power in range(-4, 6) for digit in (1, 2, 5)]
    inside = [step for step in steps if lowest <= step <= highest]
    if len(inside) > 5:
        inside = [step for step in inside if f"{step:e}".startswith("1")]
    while len(inside) > 6:
        inside = inside[::2]
    axis.set_major_locator(FixedLocator(inside))
    axis.set_minor_locator(NullLocator())
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))


def program_bars(summary: Summary, program: Program, measure: str) -> str:
    """One program's bars: every subject that has it."""
    pairs = [
        (name, speed)
        for name in summary.subjects
        if (speed := summary.speed(program.name, name, measure)) is not None
    ]
    if not pairs:
        return ""
    names, values = zip(*pairs, strict=True)
    label = f"{program.name}, {measure}: speed against {summary.base}"
    return bars(summary, names, values, label, program.name)


def curves(summary: Summary, program: Program) -> str:
    """The times of the repetitions, from the first; moments of climbing and the steady state.

    Both axes are logarithmic; the line at 1 is the base's steady state.
    """
    base = summary.figure(program.name, summary.base, STEADY)
    shown_subjects = [
        name
        for name in summary.subjects
        if (summary.families[name] == "bayan" or name in (summary.base, "pypy"))
        and summary.journal.of(program.name, name, STEADY)
    ]
    if base is None or not shown_subjects:
        return ""
    plt = _pyplot()
    palette = colours(summary)
    figure, axes = plt.subplots(figsize=(WIDTH, 2.35))
    axes.set_xscale("log")
    axes.set_yscale("log")
    lows, highs, longest = [1.0], [1.0], 1
    for name in shown_subjects:
        measured = summary.journal.of(program.name, name, STEADY)[0]
        heights = [time / base.median for time in measured.times]
        places = range(1, len(heights) + 1)
        is_main = name == summary.bayan
        axes.plot(
            places,
            heights,
            color=palette[name],
            linewidth=1.6 if is_main else 1.0,
            label=name,
            zorder=3 if is_main else 2,
            marker="." if len(heights) == 1 else None,
        )
        lows.append(min(heights))
        highs.append(max(heights))
        longest = max(longest, len(heights))
        climbs = sorted(
            {
                max(0, event["repetition"])
                for event in measured.notes.get("events", ())
                if event["kind"] == "climbed" and event["repetition"] < len(heights)
            }
        )
        if climbs:
            axes.plot(
                [climb + 1 for climb in climbs],
                [heights[climb] for climb in climbs],
                "^",
                color=palette[name],
                markersize=6,
                markeredgecolor="white",
                markeredgewidth=0.6,
                zorder=4,
            )
        verdict = judge(measured.times)
        if verdict.kind not in (FLAT, UNSETTLED):
            axes.plot(
                [verdict.first + 1],
                [heights[verdict.first]],
                "o",
                color="white",
                markeredgecolor=palette[name],
                markersize=5,
                zorder=5,
            )
    axes.axhline(1, color=INK, linewidth=0.6, linestyle=":")
    axes.set_xlim(0.9, max(longest * 1.1, 4))
    axes.set_ylim(min(lows) / 1.5, max(highs) * 1.5)
    _plain_ticks(axes.xaxis, 1, longest)
    _plain_ticks(axes.yaxis, min(lows) / 1.5, max(highs) * 1.5)
    axes.set_title(program.name, fontsize=10, fontweight="bold", loc="left")
    axes.set_xlabel("repetition", labelpad=1)
    figure.subplots_adjust(left=0.125, right=0.985, top=0.87, bottom=0.19)
    return _svg(plt, figure, f"{program.name}: time of each repetition")
