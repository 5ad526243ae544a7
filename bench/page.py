"""The report as one page of HTML that needs nothing else: charts, tables, what they mean.

Charts stand in a grid that is one column on a phone; wide tables scroll sideways with their first
column in place; on paper everything is shown.
"""

from __future__ import annotations

import re
from html import escape

from .catalogue import KINDS
from .charts import bars, colours, curves, program_bars
from .journal import STEADY, WARM
from .report import FOUNDING_TEXT, facts, founding, versions
from .summary import Summary
from .tables import Table, by_kind, tables

STYLE = """
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 76rem; padding: 1rem; background: #fff; color: #1f2933;
  font: 16px/1.5 system-ui, "Noto Sans", "DejaVu Sans", sans-serif; }
h1 { font-size: 1.7rem; margin: .5rem 0; } h1 small { font-weight: normal; color: #616e7c; }
h2 { font-size: 1.25rem; margin: 2.2rem 0 .4rem; border-bottom: 1px solid #cbd2d9; }
h3 { font-size: 1rem; margin: 1.2rem 0 .2rem; color: #52606d; }
p, ul { margin: .4rem 0; max-width: 46rem; } ul { padding-left: 1.2rem; }
nav a { display: inline-block; margin: 0 .9rem .2rem 0; color: #0b7a75; }
.charts { display: grid; gap: .4rem 1.4rem;
  grid-template-columns: repeat(auto-fill, minmax(min(100%, 20.5rem), 1fr)); }
.charts svg { display: block; width: 100%; height: auto; max-width: 27rem; }
.legend { display: flex; flex-wrap: wrap; gap: .1rem 1rem; font-size: .9rem; }
.legend i { display: inline-block; width: .8em; height: .8em; margin-right: .35em; }
.scroll { overflow-x: auto; margin: .6rem 0; }
table { border-collapse: collapse; font-size: .85rem; font-variant-numeric: tabular-nums; }
th, td { padding: .15rem .6rem; text-align: right; white-space: nowrap;
  border-bottom: 1px solid #e4e7eb; }
th { font-weight: 600; vertical-align: bottom; }
td.text, th.text { text-align: left; } td.long { white-space: normal; min-width: 17rem; }
tr > :first-child { text-align: left; position: sticky; left: 0; background: #fff; }
td.main, th.main { background: #e3f4f2; } td.slow { color: #b42318; }
@media print {
  @page { size: A4 landscape; margin: 12mm; }
  body { font-size: 11px; max-width: none; padding: 0; } nav { display: none; }
  .charts { grid-template-columns: repeat(4, 1fr); } .charts svg, tr { break-inside: avoid; }
  h2, h3 { break-after: avoid; } .scroll { overflow: visible; }
  table { font-size: 9px; } th, td { padding: .1rem .35rem; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
"""


def as_page(summary: Summary) -> str:
    made = tables(summary)
    parts = [
        '<!doctype html><html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>Bayan: performance</title><style>{STYLE}</style></head><body>",
        '<h1>Bayan <small lang="ar" dir="rtl">بيان</small>: performance</h1>',
        "<ul>" + "".join(f"<li>{_inline(fact)}</li>" for fact in facts(summary)) + "</ul>",
        "<nav>",
        *(f'<a href="#{anchor}">{title}</a>' for anchor, title in _sections(made)),
        "</nav>",
        _overall(summary),
        _programs(summary, STEADY, "steady", "Steady state, program by program"),
        _programs(summary, WARM, "process", "Whole process, program by program"),
        _curves(summary),
        *(_table(table, summary) for table in made),
        _founding(summary),
        _table(versions(summary), summary),
        "</body></html>",
    ]
    return "\n".join(part for part in parts if part) + "\n"


def _sections(made: list[Table]) -> list[tuple[str, str]]:
    charts = [
        ("overall", "Overview"),
        ("steady", "Steady state"),
        ("process", "Whole process"),
        ("warming", "Warming up"),
    ]
    return [*charts, *((_anchor(table.title), f"Table: {table.title}") for table in made)]


def _anchor(title: str) -> str:
    return "table-" + re.sub(r"\W+", "-", title.lower())


def _inline(text: str) -> str:
    """Escaped, with `code`."""
    return re.sub(r"`([^`]*)`", r"<code>\1</code>", escape(text))


def _overall(summary: Summary) -> str:
    charts = []
    for measure, title in ((STEADY, "Steady state"), (WARM, "Whole process, warm")):
        pairs = [
            (name, mean[0])
            for name in summary.subjects
            if (mean := summary.mean_speed(name, measure)) is not None
        ]
        if pairs:
            names, values = zip(*pairs, strict=True)
            charts.append(bars(summary, names, values, f"{title}: geometric means", title))
    return (
        '<h2 id="overall">Overview</h2>'
        f"<p>How many times as fast as {escape(summary.base)}, on a logarithmic scale: the "
        "geometric mean over the programs that each has. C, numba, Node and LuaJIT have only some "
        "of them, mostly numeric ones; the tables say how many.</p>"
        f'<div class="charts">{"".join(charts)}</div>'
    )


def _programs(summary: Summary, measure: str, anchor: str, title: str) -> str:
    parts = [
        f'<h2 id="{anchor}">{title}</h2>',
        f"<p>Speed against {escape(summary.base)} = 1; the thin line holds nine tenths of the "
        "times; ~ marks what reached no steady state.</p>",
    ]
    for kind in KINDS:
        charts = [
            f'<div title="{escape(program.title)}">{chart}</div>'
            for program in by_kind(summary)
            if program.kind == kind and (chart := program_bars(summary, program, measure))
        ]
        if charts:
            parts.append(f'<h3>{kind}</h3><div class="charts">{"".join(charts)}</div>')
    return "".join(parts) if len(parts) > 2 else ""


def _curves(summary: Summary) -> str:
    charts = [chart for program in by_kind(summary) if (chart := curves(summary, program))]
    if not charts:
        return ""
    palette = colours(summary)
    legend = "".join(
        f'<span><i style="background:{palette[name]}"></i>{escape(name)}</span>'
        for name in summary.subjects
        if summary.families[name] == "bayan" or name in (summary.base, "pypy")
    )
    return (
        '<h2 id="warming">Warming up</h2>'
        "<p>The time of each repetition from the very first, in the first process of each, against "
        f"the steady state of {escape(summary.base)} = 1 (dotted); lower is faster, both scales "
        "are logarithmic. ▲ something climbed to a higher tier in that repetition (or before the "
        "first); ○ the steady state begins, where there was a warm-up before it.</p>"
        f'<p class="legend">{legend}</p><div class="charts">{"".join(charts)}</div>'
    )


def _table(table: Table, summary: Summary) -> str:
    kinds = [_column_kind(table, column) for column in range(len(table.columns))]

    def mark(column: int, cell: str) -> str:
        found = kinds[column]
        if table.columns[column] == summary.bayan:
            found += " main"
            if _is_slow(table, cell):
                found += " slow"
        return f' class="{found.strip()}"' if found.strip() else ""

    head = "".join(
        f"<th{mark(column, '')}>{_breakable(name)}</th>"
        for column, name in enumerate(table.columns)
    )
    rows = "".join(
        "<tr>"
        + "".join(
            f"<td{mark(column, cell)}>{_inline(cell)}</td>" for column, cell in enumerate(row)
        )
        + "</tr>"
        for row in table.rows
    )
    text = f"<p>{_inline(table.text)}</p>" if table.text else ""
    return (
        f'<h2 id="{_anchor(table.title)}">{escape(table.title)}</h2>{text}'
        f'<div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody>'
        "</table></div>"
    )


def _column_kind(table: Table, column: int) -> str:
    cells = [row[column] for row in table.rows]
    if any(len(cell) > 45 for cell in cells):
        return "text long"
    return "" if all(cell[:1].isdigit() or cell == "–" for cell in cells) else "text"


def _is_slow(table: Table, cell: str) -> bool:
    """Whether a speed is below the base's; only tables of speeds have plain numbers."""
    try:
        return float(cell.rstrip("~")) < 0.95 and table.title != "Overall"
    except ValueError:
        return False


def _breakable(name: str) -> str:
    return escape(name).replace("-", "-<wbr>")


def _founding(summary: Summary) -> str:
    figures = founding(summary)
    if figures is None:
        return ""
    from .founding import rows

    first, *rest = rows(figures)
    table = Table("The founding report's table", FOUNDING_TEXT, first, rest)
    return _table(table, summary)
