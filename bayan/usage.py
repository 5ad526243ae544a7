"""What the command line itself says, in both languages: the help and the usage errors.

Loaded only when one of them is printed.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

HELP = {
    "en": """\
Bayan: a bilingual Arabic/English language with a tiered runtime

Usage:
  bayan [run] [OPTIONS] FILE [ARGUMENTS]     run a program ("-": from standard input)
  bayan [run] [OPTIONS] -c CODE [ARGUMENTS]  run the program text CODE
  bayan check FILE...                        report errors and warnings, run nothing
  bayan show tokens|tree|bytecode FILE       show what the front end or the compiler makes of it
  bayan show bytecode --passes FILE          the code before and after each pass of the compiler
  bayan show native FILE [ARGUMENTS]         run the program, its output on standard error, then
                                             show native code and types, or why there is none
  bayan explain CODE                         explain an error's code at length
  bayan bench VERB ...                       run and report benchmarks, from a checkout of Bayan
  bayan help, bayan --help                   this text

Options:
  --tiering[=TIERING]             auto (the default): functions and loops climb as they get hot;
                                  walk: never; bytecode: all is compiled before it first runs;
                                  native: as auto, but loops over numbers go native at once
  --tier-stats                    at exit, a table of what each function did
  --trace-tiers                   a line for each decision of the runtime
  --language=en|ar                the language of messages (else BAYAN_LANGUAGE, else the locale)
  --version                       the version

These options are Bayan's own before FILE and after it; everything else that follows FILE, and all
that stands after "--", belongs to the program.

Variables: BAYAN_LANGUAGE, the language of messages; BAYAN_CACHE, the folder where compiled
programs are kept, or "off".

Exit status: the program's own; 1 uncaught exception, 2 wrong usage or no such file,
65 error in the source.

Verbs in Arabic: شغل (run), افحص (check), اعرض (show), اشرح (explain), قس (bench), مساعدة (help)
""",
    "ar": """\
بيان: لغة برمجة بالعربية والإنجليزية، بمحرك تنفيذ متعدد الطبقات

الاستعمال:
  bayan [شغل] [الخيارات] FILE [الوسائط]      شغل برنامجا ("-": من الدخل القياسي)
  bayan [شغل] [الخيارات] -c CODE [الوسائط]   شغل النص البرمجي CODE
  bayan افحص FILE...                         أظهر الأخطاء والتحذيرات دون تشغيل
  bayan اعرض رموز|شجرة|شيفرة FILE            أظهر الرموز أو شجرة النحو أو الشيفرة المترجمة
  bayan اعرض شيفرة --passes FILE             الشيفرة قبل كل مرحلة من مراحل الترجمة وبعدها
  bayan اعرض أصلية FILE [الوسائط]            شغل البرنامج، وخرجه على الخطأ القياسي، ثم أظهر
                                             شيفرته الأصلية وأنواعها، أو سبب غيابها
  bayan اشرح CODE                            اشرح رمز خطأ شرحا مفصلا
  bayan قس VERB ...                          قس الأداء وأظهر تقريره، من نسخة من مصادر بيان
  bayan مساعدة, bayan --help                 هذا النص

الخيارات:
  --tiering[=TIERING]             auto (الأصل): ترقى الدوال والحلقات كلما كثر تنفيذها؛
                                  walk: لا ترقى أبدا؛ bytecode: يترجم كل شيء قبل تشغيله؛
                                  native: مثل auto، وتُترجم حلقات الأعداد إلى لغة الآلة فورا
  --tier-stats                    جدول عند الخروج بما جرى لكل دالة
  --trace-tiers                   سطر لكل قرار من قرارات المحرك
  --language=en|ar                لغة الرسائل (وإلا BAYAN_LANGUAGE، وإلا لغة النظام)
  --version                       رقم الإصدار

هذه الخيارات لبيان قبل FILE وبعده، وكل ما عداها بعد FILE، وكل ما يأتي بعد "--"، فهو للبرنامج.

المتغيرات: BAYAN_LANGUAGE لغة الرسائل؛ BAYAN_CACHE المجلد الذي تحفظ فيه البرامج المترجمة،
أو "off".

حالة الخروج: حالة البرنامج نفسه؛ 1 استثناء لم يعالج، 2 خطأ في الاستعمال أو ملف غير موجود،
65 خطأ في نص البرنامج.

الأفعال بالإنجليزية: run (شغل)، check (افحص)، show (اعرض)، explain (اشرح)، bench (قس)، help (مساعدة)
""",
}

# A usage error's code, to its sentences.
ERRORS = {
    "unknown-option": ("unknown option {0}", "خيار غير معروف: {0}"),
    "no-file": ("{0} needs a file", "يحتاج {0} إلى ملف"),
    "no-code": ("-c needs the program's text", "يحتاج -c إلى نص البرنامج"),
    "no-value": ("{0} takes no value", "لا يأخذ {0} قيمة"),
    "bad-tiering": (
        "--tiering can be auto, walk, bytecode or native, not {0!r}",
        "قيمة --tiering هي auto أو walk أو bytecode أو native، وليست {0!r}",
    ),
    "bad-language": (
        "--language can be en or ar, not {0!r}",
        "قيمة --language هي en أو ar، وليست {0!r}",
    ),
    "bad-show": (
        "show needs one of tokens, tree, bytecode, native, and a file",
        "يحتاج اعرض إلى أحد: رموز، شجرة، شيفرة، أصلية، ثم ملف",
    ),
    "no-compiler": (
        "the native compiler (llvmlite) is not installed or does not work; loops run in bytecode",
        "مترجم الشيفرة الأصلية (llvmlite) غير مثبت أو لا يعمل؛ تنفذ الحلقات بشيفرة بايثون",
    ),
    "unwritable": ("standard output can't be written: {0}", "تتعذر الكتابة على الخرج القياسي: {0}"),
    "too-many": ("one argument too many: {0!r}", "وسيط زائد: {0!r}"),
    "no-explain": (
        "explain needs an error's code, such as B201",
        "يحتاج اشرح إلى رمز خطأ مثل B201",
    ),
    "no-bench": (
        "the benchmarks are in a checkout of Bayan's sources: run this there",
        "قياسات الأداء في نسخة من مصادر بيان: شغل هذا فيها",
    ),
    "unknown-code": ("there is no error code {0}", "لا يوجد رمز خطأ {0}"),
    "see-help": ("see `bayan --help`", "انظر `bayan --help`"),
}


def write(text: str, stream: TextIO) -> None:
    """Print text on a stream whose encoding may lack Arabic."""
    try:
        stream.write(text)
    except UnicodeEncodeError:
        encoding = stream.encoding or "ascii"
        stream.write(text.encode(encoding, "backslashreplace").decode(encoding))


def complaint(language: str, code: str, arguments: tuple[object, ...], with_help: bool) -> str:
    """A usage error in words, with an end of line."""
    which = language == "ar"
    text = f"bayan: {ERRORS[code][which].format(*arguments)}\n"
    if with_help:
        text += f"bayan: {ERRORS['see-help'][which]}\n"
    return text
