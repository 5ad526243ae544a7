"""Names and words of generated programs, in both languages."""

# ruff: noqa: E501 (lines of programs are easier to read whole)

from __future__ import annotations

ENGLISH = ("alpha", "beta", "count", "delta", "items", "node", "total", "value", "x", "y")
ARABIC = ("عدد", "مجموع_القيم", "عنصر", "قيمة", "ناتج", "بداية", "حد", "حالة", "س", "ص")
NAMES = ENGLISH + ARABIC
FIELDS = ("size", "name", "لون", "وزن", "missing")
METHODS = ("grow", "measure", "احسب", "صف")

# Each word: its English and its Arabic spellings.
WORDS = {
    "def": ("def", "دالة", "عرف"),
    "class": ("class", "صنف", "فئة"),
    "if": ("if", "إذا", "لو", "اذا"),
    "elif": ("elif", "else if", "وإلا_إذا", "أو_إذا"),
    "else": ("else", "وإلا", "غير_ذلك"),
    "for": ("for", "لكل", "كرر"),
    "while": ("while", "طالما", "بينما"),
    "in": ("in", "في"),
    "not in": ("not in", "ليس في", "لا في"),
    "is not": ("is not", "هو ليس"),
    "break": ("break", "اكسر", "توقف"),
    "continue": ("continue", "استمر", "تابع"),
    "pass": ("pass", "مرر"),
    "return": ("return", "أرجع", "ارجع"),
    "yield": ("yield", "أنتج"),
    "and": ("and", "و"),
    "or": ("or", "أو"),
    "not": ("not", "ليس", "لا"),
    "is": ("is", "هو"),
    "try": ("try", "حاول", "جرب"),
    "except": ("except", "استثن"),
    "finally": ("finally", "أخيراً", "في_النهاية"),
    "raise": ("raise", "ارفع", "أطلق_خطأ"),
    "assert": ("assert", "تأكد", "أكد"),
    "as": ("as", "كـ"),
    "lambda": ("lambda", "دالة_مختصرة"),
    "global": ("global", "عام"),
    "nonlocal": ("nonlocal", "محلي_خارجي"),
    "del": ("del", "احذف"),
    "with": ("with", "مع", "باستخدام"),
    "async": ("async", "غير_متزامن"),
    "await": ("await", "انتظر"),
    "match": ("match", "طابق"),
    "case": ("case", "حالة"),
    "from": ("from", "من"),
    "import": ("import", "استورد"),
    "enum": ("enum", "تعداد"),
    "const": ("const", "ثابت"),
    "interface": ("interface", "واجهة"),
    "True": ("True", "صحيح", "صح"),
    "False": ("False", "خطأ"),
    "None": ("None", "لاشيء", "عدم"),
    "self": ("self", "ذاتي", "نفسي"),
    "print": ("print", "اطبع"),
    "len": ("len", "طول"),
    "range": ("range", "مدى"),
    "sorted": ("sorted", "رتب"),
    "sum": ("sum", "مجموع"),
    "ZeroDivisionError": ("ZeroDivisionError", "خطأ_قسمة_على_صفر"),
    "ValueError": ("ValueError", "خطأ_قيمة"),
    "KeyError": ("KeyError", "خطأ_مفتاح"),
    "TypeError": ("TypeError", "خطأ_نوع"),
    "Exception": ("Exception", "استثناء_عام"),
}

# The first lines of every program. `clip` keeps values small (and out of the sizes at which a
# repeated text would take seconds); it and `show` count, so that no program runs for long.
PRELUDE = """\
import asyncio, contextlib, functools
fuel = 4000
class Exhausted(BaseException) { }
def burn() {
    global fuel
    fuel -= 1
    if fuel < 0 { raise Exhausted('out of fuel') }
}
def clip(v) {
    burn()
    if isinstance(v, bool) { return v }
    if isinstance(v, int) {
        return v if -10 ** 30 < v < 10 ** 30 and not 10 ** 6 < abs(v) < 10 ** 13 else v % 1000003
    }
    if isinstance(v, (str, list, tuple)) and len(v) > 12 { return v[:12] }
    return v
}
def show(*values) {
    burn()
    print(*[v if isinstance(v, str) else repr(v) for v in values])
}
def caught(e) {
    burn()
    print("caught", type(e).__name__, e, "|", type(e.__context__).__name__, "|",
          type(e.__cause__).__name__, getattr(e, '__notes__', ''))
}
class Context {
    def __init__(v) { self.v = v }
    def __enter__() { print('enter', self.v); return self.v }
    def __exit__(kind, e, trace) { print('exit', self.v, kind and kind.__name__); return self.v % 3 == 0 }
    async def __aenter__() { await asyncio.sleep(0); print('aenter', self.v); return self.v }
    async def __aexit__(kind, e, trace) { print('aexit', self.v, kind and kind.__name__); return self.v % 3 == 0 }
}
@contextlib.contextmanager
def managed(v) {
    print('managed', v)
    try { yield v } except KeyError as e { caught(e) } finally { print('left', v) }
}
def traced(function) {
    @functools.wraps(function)
    def around(*args, **named) {
        print('call', function.__name__)
        return function(*args, **named)
    }
    return around
}
def repeated(times=2) { return lambda f: lambda *a, **k: [f(*a, **k) for _ in range(times)] }
async def ticks(n) { for i in range(n) { await asyncio.sleep(0); yield i } }
"""
