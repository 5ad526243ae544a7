"""The words of the language, in both its languages: the one table.

A concept is called by its English keyword. A spelling either is *hard*, reserved everywhere, or
*contextual* (marked * in the table): a word where the grammar can take it, elsewhere a name.
`self` and `super` are no keywords: their spellings are names that the language knows.

Spellings match after folding: tatweel and harakat dropped, أ إ آ written as ا. No two concepts may
fold alike; a unit test says so. The lexer, highlighters, completion and the documents are derived
from this table.
"""

from __future__ import annotations

# (title, ((English, Arabic spellings), ...)), as in the language's description.
TABLE: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (
        "definitions",
        (("def", "دالة عرف"), ("class", "صنف فئة"), ("lambda", "تعبير_دالة دالة_مختصرة")),
    ),
    (
        "conditions",
        (("if", "إذا لو"), ("elif", "وإلا_إذا أو_إذا"), ("else", "وإلا غير_ذلك")),
    ),
    (
        "loops",
        (("for", "لكل كرر"), ("while", "طالما بينما"), ("in", "في*")),
    ),
    (
        "jumps",
        (
            ("break", "اكسر توقف"),
            ("continue", "استمر تابع"),
            ("pass", "مرر تجاوز"),
            ("return", "أرجع"),
            ("yield", "أنتج"),
        ),
    ),
    (
        "constants",
        (("True", "صحيح صح"), ("False", "خطأ خاطئ"), ("None", "لاشيء فارغ عدم")),
    ),
    (
        "logic words",
        (("and", "و*"), ("or", "أو*"), ("not", "ليس لا*"), ("is", "هو* يكون*")),
    ),
    (
        "objects",
        (("self*", "ذاتي* نفسي*"), ("super*", "أب* الأب*")),
    ),
    (
        "modules",
        (("import", "استورد"), ("from", "من*"), ("as", "كـ*")),
    ),
    (
        "errors",
        (
            ("try", "حاول جرب"),
            ("except", "استثن استثناء* عدا*"),
            ("finally", "أخيراً* في_النهاية"),
            ("raise", "ارفع أطلق_خطأ"),
            ("assert", "تأكد أكد"),
        ),
    ),
    (
        "contexts",
        (("with", "مع* باستخدام"), ("async", "غير_متزامن"), ("await", "انتظر")),
    ),
    (
        "scope",
        (("global", "عام* عمومي"), ("nonlocal", "محلي_خارجي"), ("del", "احذف*")),
    ),
    (
        "matching",
        (
            ("match*", "طابق*"),
            ("case*", "حالة*"),
            ("default*", "افتراضي* افتراضية*"),
            ("when*", "عندما*"),
        ),
    ),
    (
        "kinds",
        (
            ("enum*", "تعداد*"),
            ("interface*", "واجهة*"),
            ("implements*", "ينفذ*"),
            ("const*", "ثابت* ثابت_قيمة"),
            ("final*", "نهائي*"),
            ("static*", "ساكن*"),
            ("abstract*", "مجرد*"),
        ),
    ),
    (
        "rules",
        (
            ("hybrid*", "هجين*"),
            ("fact*", "حقيقة*"),
            ("rule*", "قاعدة*"),
            ("query*", "استعلام*"),
            ("once*", "مرة*"),
            ("limit*", "حد*"),
            ("table*", "جدول*"),
        ),
    ),
)

# Arabic names of built-in functions, types and exceptions: ordinary names, which programs may bind.
ARABIC_BUILTINS: dict[str, str] = {
    "اطبع": "print",
    "أدخل": "input",
    "طول": "len",
    "مدى": "range",
    "نص": "str",
    "عدد_صحيح": "int",
    "عشري": "float",
    "منطقي": "bool",
    "قائمة": "list",
    "قاموس": "dict",
    "مجموعة": "set",
    "صف": "tuple",
    "نوع": "type",
    "مجموع": "sum",
    "أدنى": "min",
    "أقصى": "max",
    "مطلق": "abs",
    "قرب": "round",
    "أس": "pow",
    "رتب": "sorted",
    "معكوس": "reversed",
    "رقم": "enumerate",
    "ادمج": "zip",
    "خريطة": "map",
    "صفي": "filter",
    "قلص": "reduce",
    "الكل": "all",
    "أي": "any",
    "من_صنف": "isinstance",
    "افتح": "open",
    "مكرر": "iter",
    "التالي": "next",
    "تمثيل": "repr",
    "استثناء_عام": "Exception",
    "خطأ_قيمة": "ValueError",
    "خطأ_نوع": "TypeError",
    "خطأ_مفتاح": "KeyError",
    "خطأ_فهرس": "IndexError",
    "خطأ_اسم": "NameError",
    "خطأ_خاصية": "AttributeError",
    "خطأ_قسمة_على_صفر": "ZeroDivisionError",
    "ساخن": "hot",
    "بارد": "cold",
    "أثبت_حقيقة": "assert_fact",
    "احذف_حقيقة": "retract_fact",
}

_FOLDING: dict[int, str | None] = {
    **dict.fromkeys((0x640, *range(0x64B, 0x653), 0x670)),  # tatweel, harakat, the small alef
    ord("أ"): "ا",
    ord("إ"): "ا",
    ord("آ"): "ا",
}


def fold(spelling: str) -> str:
    """The form in which spellings are compared: without tatweel, harakat, and hamza on alef."""
    return spelling if spelling.isascii() else spelling.translate(_FOLDING)


def _entries() -> list[tuple[str, str, bool]]:
    """(concept, spelling, is it reserved) of every word, in the order of the table."""
    entries = []
    for _title, concepts in TABLE:
        for english, arabic in concepts:
            concept = english.removesuffix("*")
            for spelling in (english, *arabic.split()):
                entries.append((concept, spelling.removesuffix("*"), not spelling.endswith("*")))
    return entries


ENTRIES: list[tuple[str, str, bool]] = _entries()

# Folded spelling -> (concept, is this spelling reserved).
WORDS: dict[str, tuple[str, bool]] = {
    fold(spelling): (concept, reserved) for concept, spelling, reserved in ENTRIES
}

# Concepts that are names which the language knows, and never keywords.
KNOWN_NAMES: frozenset[str] = frozenset(("self", "super"))

# Folded spellings, by whether they are reserved everywhere or only where the grammar takes them.
HARD: frozenset[str] = frozenset(folded for folded, (_, reserved) in WORDS.items() if reserved)
CONTEXTUAL: frozenset[str] = frozenset(
    folded
    for folded, (concept, reserved) in WORDS.items()
    if not reserved and concept not in KNOWN_NAMES
)


def spellings(concept: str) -> list[str]:
    """All spellings of a concept as the table writes them, the English one first."""
    return [spelling for named, spelling, _ in ENTRIES if named == concept]
