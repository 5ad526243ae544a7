"""What native code is told of in words, in both languages: types of variables, ways out."""

from __future__ import annotations

from ..tiers.native.kinds import SCALARS, is_sequence
from ..tiers.native.shapes import in_words, is_instance

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

# Reason of an exit (native.REASONS) -> in English, in Arabic.
EXITS: dict[str, tuple[str, str]] = {
    "exhausted": ("loop ended", "انتهت الحلقة"),
    "broke": ("break", "خرجت الحلقة باكسر"),
    "returned": ("return", "أرجعت الدالة"),
    "pause": ("pause", "استراحة"),
    "entry types": ("other types", "أنواع أخرى"),
    "overflow": ("int beyond 64 bits", "عدد لا تسعه 64 خانة ثنائية"),
    "zero division": ("division by zero", "قسمة على صفر"),
    "index": ("index out of range", "فهرس خارج المدى"),
    "element type": ("element of another type", "عنصر من نوع آخر"),
    "inexact": ("result would not be exact", "نتيجة لن تكون دقيقة"),
    "domain": ("argument without a result", "وسيط لا نتيجة له"),
    "unbound variable": ("unbound variable", "متغير بلا قيمة"),
    "call": ("call left half-way", "نداء تُرك قبل تمامه"),
    "form": ("form that it does not know", "صيغة لا تعرفها"),
    "recursion depth": ("deep recursion", "استدعاء ذاتي عميق"),
    "copies pay": ("copies of lists pay", "نسخ القوائم يجدي"),
}
OR = (" or ", " أو ")
UNBOUND = ("unbound", "بلا قيمة")


def exit_in_words(reason: str, language: str) -> str:
    """Why native code was left."""
    return EXITS[reason][language == "ar"] if reason in EXITS else reason


def exits_in_words(exits: dict[str, int], language: str) -> str:
    """How often native code was left for which reason, most often first."""
    ordered = sorted(exits.items(), key=lambda item: -item[1])
    separator = "، " if language == "ar" else ", "
    return separator.join(f"{exit_in_words(reason, language)}: {n}" for reason, n in ordered)


def types_in_words(types: dict[str, str]) -> str:
    """The variables that hold data, with the one type that each has."""
    data = {name: in_words(kind) for name, kind in types.items() if _is_data(kind)}
    return ", ".join(f"{name}: {kind}" for name, kind in data.items())


def all_types_in_words(types: dict[str, tuple[str, ...]], language: str) -> str:
    """The variables that hold data, with all types that each may have."""
    shown = []
    for name, kinds in types.items():
        # Shapes of one class have its name.
        data = list(dict.fromkeys(in_words(kind) for kind in kinds if _is_data(kind)))
        if data:
            words = [*data, *([UNBOUND[language == "ar"]] if "" in kinds else [])]
            shown.append(f"{name}: {OR[language == 'ar'].join(words)}")
    return ", ".join(shown)


def _is_data(kind: str) -> bool:
    return kind in SCALARS or is_sequence(kind) or is_instance(kind)


def places_in_words(lines: Iterable[int]) -> str:
    """Lines of a source, each once, in order."""
    return ", ".join(str(line) for line in sorted(set(lines)))
