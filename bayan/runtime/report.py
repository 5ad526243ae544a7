"""What the runtime did, as text in either language: a table at exit, a line for each event."""

from __future__ import annotations

from ..tiers.events import CLIMBED, LEFT, LOOP
from ..tiers.policy import WALKER_FACTOR
from ..tiers.refusal import NO_COMPILER, REASONS
from .native_words import exit_in_words, exits_in_words, types_in_words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..tiers.events import Event
    from ..tiers.refusal import Refusal
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
NATIVE_TITLES = {
    "en": ("native code", "place", "compile ms", "entries", "ms inside", "left because", "types"),
    "ar": (
        "الشيفرة الأصلية",
        "الموضع",
        "زمن الترجمة (م.ث)",
        "مرات الدخول",
        "الزمن فيها (م.ث)",
        "سبب الخروج",
        "الأنواع",
    ),
}
LOOP_IN = {"en": "loop in {name}", "ar": "حلقة في {name}"}
TIERS = {"en": {}, "ar": {"walk": "مفسر", "bytecode": "شيفرة", "native": "أصلية"}}
EVENTS = {
    "en": {
        "climbed": "{name} ({file}:{line}) climbed to {tier}: {reason}, {milliseconds:.2f} ms",
        "refused": "{name} ({file}:{line}) refused by {tier}: {reason}, {milliseconds:.2f} ms",
        "left": (
            "{name} ({file}:{line}) left {tier} at line {at}: {reason}, after {milliseconds:.2f} ms"
        ),
        "beside": " ({beside:.2f} of them beside the program)",
        "with types": "types: {types}",
        "mode": "compiled before its first run",
        "hint": "marked hot",
        "call": "call {number}",
        "round": "round {number}",
        "inner": "loops in it are hot",
        "time": "it took long",
        "types": "other types",
        "copies": "copies of its lists pay",
        "watched": "something watches its lines or frames",
    },
    "ar": {
        "climbed": "{name} ({file}:{line}) صعدت إلى طبقة {tier}: {reason}، {milliseconds:.2f} م.ث",
        "refused": "{name} ({file}:{line}) رفضتها طبقة {tier}: {reason}، {milliseconds:.2f} م.ث",
        "left": (
            "{name} ({file}:{line}) غادرت طبقة {tier} عند السطر {at}: {reason}، "
            "بعد {milliseconds:.2f} م.ث"
        ),
        "beside": " ({beside:.2f} منها إلى جانب البرنامج)",
        "with types": "الأنواع: {types}",
        "mode": "ترجمت قبل أول تنفيذ",
        "hint": "معلمة بأنها ساخنة",
        "call": "الاستدعاء {number}",
        "round": "الدورة {number}",
        "inner": "حلقات فيها ساخنة",
        "time": "طال زمنها",
        "types": "أنواع أخرى",
        "copies": "نسخ قوائمها يجدي",
        "watched": "ثمة ما يراقب أسطرها أو إطاراتها",
    },
}
BALANCE = {
    "en": {
        "nothing": "nothing was compiled; the program took {total} of processor time",
        "balance": (
            "compiling took {compiling} of {total} of processor time and saved about {saved} "
            "(an estimate: what ran compiled would have taken the walker {factor} times as long)"
        ),
        "seconds": "{0:.2f} s",
        "milliseconds": "{0:.1f} ms",
    },
    "ar": {
        "nothing": "لم يترجم شيء؛ استغرق البرنامج {total} من زمن المعالج",
        "balance": (
            "استغرقت الترجمة {compiling} من {total} من زمن المعالج، ووفرت نحو {saved} "
            "(تقدير: ما نفذ مترجما كان سيستغرق في المفسر {factor} أضعاف زمنه)"
        ),
        "seconds": "{0:.2f} ث",
        "milliseconds": "{0:.1f} م.ث",
    },
}
# Columns of numbers, which stand at the right.
_NUMBERS = (3, 4, 5)
_NATIVE_NUMBERS = (2, 3, 4)


def table(functions: Sequence[FunctionStatistics], language: str = "en") -> str:
    """The statistics as a table with a line of titles; those that never ran are left out. Below
    it one of the native code, if there is some, and a line where there can be none.
    """
    rows = [TITLES[language]]
    for function in functions:
        if function.tier == "walk" and not function.calls and function.form != LOOP:
            continue
        refusal = function.refusal
        rows.append(
            (
                _name(function.form, function.name, language),
                f"{function.file}:{function.line}",
                TIERS[language].get(function.tier, function.tier),
                "" if function.form == LOOP else str(function.calls),
                str(function.back_edges),
                f"{function.compile_seconds * 1000:.2f}",
                "" if refusal is None or _is_general(refusal) else refusal.sentence(language),
            )
        )
    parts = [_laid_out(rows, _NUMBERS)]
    native_rows = [NATIVE_TITLES[language]]
    for function in functions:
        native = function.native
        if native is not None:
            native_rows.append(
                (
                    _name(function.form, function.name, language),
                    f"{function.file}:{function.line}",
                    f"{native.compile_seconds * 1000:.2f}"
                    + _beside(native.beside_seconds, language),
                    "" if native.entries is None else str(native.entries),
                    "" if native.seconds is None else f"{native.seconds * 1000:.2f}",
                    exits_in_words(native.exits, language),
                    " | ".join(dict.fromkeys(types_in_words(types) for types in native.types)),
                )
            )
    if len(native_rows) > 1:
        parts.append(_laid_out(native_rows, _NATIVE_NUMBERS))
    if any(function.refusal and _is_general(function.refusal) for function in functions):
        parts.append(REASONS[NO_COMPILER][language == "ar"])
    return "\n\n".join(parts)


def _name(form: str, name: str, language: str) -> str:
    return LOOP_IN[language].format(name=name) if form == LOOP else name


def _is_general(refusal: Refusal) -> bool:
    """Whether a refusal is of everything, and not of what it is about."""
    return refusal.reason == NO_COMPILER


def _laid_out(rows: Sequence[tuple[str, ...]], numbers: tuple[int, ...]) -> str:
    widths = [max(_width(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines: list[str] = []
    for row in rows:
        cells = [
            _padded(cell, widths[column], column in numbers) for column, cell in enumerate(row)
        ]
        lines.append("  ".join(cells).rstrip())
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(lines)


def balance_line(balance: Balance, language: str = "en") -> str:
    """What compiling cost against what it may have saved."""
    sentences = BALANCE[language]
    if not balance.compile_seconds:
        return sentences["nothing"].format(total=_time(balance.seconds, sentences))
    return sentences["balance"].format(
        compiling=_time(balance.compile_seconds, sentences),
        total=_time(balance.seconds, sentences),
        saved=_time(balance.saved_seconds, sentences),
        factor=WALKER_FACTOR,
    )


def _time(seconds: float, words: dict[str, str]) -> str:
    """A time with its unit: milliseconds where it is less than a second."""
    if seconds >= 1:
        return words["seconds"].format(seconds)
    return words["milliseconds"].format(seconds * 1000)


def event_line(event: Event, language: str = "en") -> str:
    """One event in a line."""
    sentences = EVENTS[language]
    if event.kind == LEFT and isinstance(event.reason, str):
        reason = exit_in_words(event.reason, language)
    elif isinstance(event.reason, str):
        word, _, number = event.reason.partition(" ")
        reason = sentences.get(word, event.reason).format(number=number)
    else:
        reason = event.reason.sentence(language)
    line = sentences[event.kind].format(
        tier=TIERS[language].get(event.tier, event.tier),
        name=_name(event.form, event.name, language),
        file=event.file,
        line=event.line,
        reason=reason,
        milliseconds=event.seconds * 1000,
        at=event.line if event.at is None else event.at[0],
    )
    line += _beside(event.beside, language)
    types = {} if event.types is None else event.types
    shown = types_in_words(types) if event.kind == CLIMBED else ""
    return line + "; " + sentences["with types"].format(types=shown) if shown else line


def _beside(seconds: float, language: str) -> str:
    """How much of a time the compiler process has taken, if it has."""
    return EVENTS[language]["beside"].format(beside=seconds * 1000) if seconds else ""


def _width(text: str) -> int:
    from ..syntax.diagnostics import cells

    return len(text) if text.isascii() else sum(map(cells, text))


def _padded(text: str, width: int, at_right: bool) -> str:
    padding = " " * (width - _width(text))
    return padding + text if at_right else text + padding
