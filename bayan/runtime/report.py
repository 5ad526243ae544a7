"""What the runtime did, as text in either language: a table at exit, a line for each event."""

from __future__ import annotations

from ..tiers.events import LOOP
from ..tiers.policy import WALKER_FACTOR

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..tiers.events import Event
    from .statistics import Balance, FunctionStatistics

TITLES = {
    "en": ("function", "place", "tier", "calls", "back-edges", "compile ms", "refused because"),
    "ar": (
        "الدالة",
        "الموضع",
        "الطبقة",
        "الاستدعاءات",
        "الدورات",
        "زمن الترجمة (م.ث)",
        "سبب الرفض",
    ),
}
LOOP_IN = {"en": "loop in {name}", "ar": "حلقة في {name}"}
TIERS = {"en": {}, "ar": {"walk": "مفسر", "bytecode": "شيفرة", "native": "أصلية"}}
EVENTS = {
    "en": {
        "climbed": "{name} ({file}:{line}) climbed to {tier}: {reason}, {milliseconds:.2f} ms",
        "refused": "{name} ({file}:{line}) refused by {tier}: {reason}, {milliseconds:.2f} ms",
        "left": "{name} ({file}:{line}) left {tier}: {reason}, after {milliseconds:.2f} ms",
        "mode": "compiled before its first run",
        "hint": "marked hot",
        "call": "call {number}",
        "round": "round {number}",
        "time": "it took long",
        "types": "other types",
        "watched": "something watches its lines or frames",
    },
    "ar": {
        "climbed": "{name} ({file}:{line}) صعدت إلى طبقة {tier}: {reason}، {milliseconds:.2f} م.ث",
        "refused": "{name} ({file}:{line}) رفضتها طبقة {tier}: {reason}، {milliseconds:.2f} م.ث",
        "left": "{name} ({file}:{line}) غادرت طبقة {tier}: {reason}، بعد {milliseconds:.2f} م.ث",
        "mode": "ترجمت قبل أول تنفيذ",
        "hint": "معلمة بأنها ساخنة",
        "call": "الاستدعاء {number}",
        "round": "الدورة {number}",
        "time": "طال زمنها",
        "types": "أنواع أخرى",
        "watched": "ثمة ما يراقب أسطرها أو إطاراتها",
    },
}
BALANCE = {
    "en": {
        "nothing": "nothing was compiled; the program took {seconds:.2f} s",
        "balance": (
            "compiling took {milliseconds:.1f} ms of {seconds:.2f} s and saved about {saved:.2f} s "
            "(an estimate: what ran compiled would have taken the walker {factor} times as long)"
        ),
    },
    "ar": {
        "nothing": "لم يترجم شيء؛ استغرق البرنامج {seconds:.2f} ث",
        "balance": (
            "استغرقت الترجمة {milliseconds:.1f} م.ث من {seconds:.2f} ث، ووفرت نحو {saved:.2f} ث "
            "(تقدير: ما نفذ مترجما كان سيستغرق في المفسر {factor} أضعاف زمنه)"
        ),
    },
}
# Columns of numbers, which stand at the right.
_NUMBERS = (3, 4, 5)


def table(functions: Iterable[FunctionStatistics], language: str = "en") -> str:
    """The statistics as a table with a line of titles; those that never ran are left out."""
    rows = [TITLES[language]]
    for function in functions:
        if function.tier == "walk" and not function.calls and function.form != LOOP:
            continue
        name = function.name
        if function.form == LOOP:
            name = LOOP_IN[language].format(name=name)
        rows.append(
            (
                name,
                f"{function.file}:{function.line}",
                TIERS[language].get(function.tier, function.tier),
                "" if function.form == LOOP else str(function.calls),
                str(function.back_edges),
                f"{function.compile_seconds * 1000:.2f}",
                "" if function.refusal is None else function.refusal.sentence(language),
            )
        )
    widths = [max(_width(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [
            _padded(cell, widths[column], column in _NUMBERS) for column, cell in enumerate(row)
        ]
        lines.append("  ".join(cells).rstrip())
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(lines)


def balance_line(balance: Balance, language: str = "en") -> str:
    """What compiling cost against what it may have saved."""
    sentences = BALANCE[language]
    if not balance.compile_seconds:
        return sentences["nothing"].format(seconds=balance.seconds)
    return sentences["balance"].format(
        milliseconds=balance.compile_seconds * 1000,
        seconds=balance.seconds,
        saved=balance.saved_seconds,
        factor=WALKER_FACTOR,
    )


def event_line(event: Event, language: str = "en") -> str:
    """One event in a line."""
    sentences = EVENTS[language]
    if isinstance(event.reason, str):
        word, _, number = event.reason.partition(" ")
        reason = sentences.get(word, event.reason).format(number=number)
    else:
        reason = event.reason.sentence(language)
    return sentences[event.kind].format(
        tier=TIERS[language].get(event.tier, event.tier),
        name=LOOP_IN[language].format(name=event.name) if event.form == LOOP else event.name,
        file=event.file,
        line=event.line,
        reason=reason,
        milliseconds=event.seconds * 1000,
    )


def _width(text: str) -> int:
    from ..syntax.diagnostics import cells

    return len(text) if text.isascii() else sum(map(cells, text))


def _padded(text: str, width: int, at_right: bool) -> str:
    padding = " " * (width - _width(text))
    return padding + text if at_right else text + padding
