"""Why a tier does not take a function or module: one closed list, each reason with its sentence.

A refusal is an answer, not a failure: what is refused goes on in the tier below. The engine
remembers it, and tools show its sentence, so every reason reads in both languages.
"""

from __future__ import annotations

from ..syntax.diagnostics import BayanError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..syntax.nodes import Position

ATTRIBUTE = "attribute"
CAPTURED = "captured variable"
COMPUTES_NOTHING = "computes nothing"
FAILED = "failed"
BIG_INTEGER = "big integer"
KEEPS_LEAVING = "keeps leaving"
LAYOUT = "layout"
LOGIC = "logic statements"
NAMESPACE = "namespace needed"
NO_COMPILER = "no native compiler"
NOT_NUMERIC = "not numeric"
NUMPY = "numbers of NumPy"
TOO_DEEP = "nesting too deep"
TYPE_CHANGES = "type changes"
UNKNOWN_CALL = "unknown call"
UNKNOWN_FORM = "unknown form"
UNKNOWN_OPERATION = "unknown operation"
UNKNOWN_TYPE = "unknown type"

# Reason -> English sentence, Arabic sentence.
REASONS: dict[str, tuple[str, str]] = {
    ATTRIBUTE: (
        "an attribute in it is a property, or got or set in another way than by looking into the "
        "object",
        "فيه خاصية لكائن تُقرأ أو تُضبط بغير النظر في الكائن نفسه",
    ),
    CAPTURED: (
        "it has variables that closures share",
        "فيه متغيرات تشترك فيها دوال داخلية",
    ),
    COMPUTES_NOTHING: (
        "it computes nothing with numbers",
        "لا يحسب شيئا بالأعداد",
    ),
    FAILED: (
        "the compiler failed on it; please report this",
        "أخفق المترجم فيه؛ نرجو الإبلاغ عن ذلك",
    ),
    BIG_INTEGER: (
        "a number in it does not fit in 64 bits",
        "فيه عدد لا تسعه 64 خانة ثنائية",
    ),
    KEEPS_LEAVING: (
        "its native code keeps leaving after a short time",
        "شيفرته الأصلية تتركه مرارا بعد وقت قصير",
    ),
    LAYOUT: (
        "this interpreter's objects lie in memory in a way that native code does not know",
        "كائنات هذا المفسر مرتبة في الذاكرة ترتيبًا لا تعرفه الشيفرة الأصلية",
    ),
    LOGIC: (
        "logic statements are run by the tree-walker",
        "عبارات المنطق ينفذها مفسر الشجرة",
    ),
    NAMESPACE: (
        "the loop uses the namespace of its function, class or module as a whole",
        "الحلقة تستعمل نطاق دالتها أو صنفها أو وحدتها جملةً",
    ),
    NO_COMPILER: (
        "the native compiler (llvmlite) is not installed or does not work",
        "مترجم الشيفرة الأصلية (llvmlite) غير مثبت أو لا يعمل",
    ),
    NOT_NUMERIC: (
        "it neither has loops over numbers nor calls itself with numbers",
        "ليس فيها حلقات على أعداد ولا تستدعي نفسها بأعداد",
    ),
    NUMPY: (
        "it has numbers of NumPy, which wrap around and warn where Python's grow or raise",
        "فيه أعداد من NumPy، وهي تلتف وتحذر حيث تنمو أعداد بايثون أو تثير استثناء",
    ),
    TOO_DEEP: (
        "it is nested too deeply to be compiled",
        "تداخل أجزائه أعمق من أن يُترجم",
    ),
    TYPE_CHANGES: (
        "the type of a value changes from one round to another",
        "نوع قيمة فيه يتغير من دورة إلى أخرى",
    ),
    UNKNOWN_CALL: (
        "it calls something that native code does not know",
        "فيه نداء لما لا تعرفه الشيفرة الأصلية",
    ),
    UNKNOWN_FORM: (
        "it contains a form that this tier does not know",
        "فيه صيغة لا تعرفها هذه الطبقة",
    ),
    UNKNOWN_OPERATION: (
        "it has an operation on types for which native code has none",
        "فيه عملية على أنواع ليس لها شيفرة أصلية",
    ),
    UNKNOWN_TYPE: (
        "a value in it is not of a type that native code knows",
        "فيه قيمة ليست من نوع تعرفه الشيفرة الأصلية",
    ),
}


class Refusal(Exception):  # noqa: N818 (it is an answer)
    """A tier does not take something; `reason` is a key of REASONS, `position` says where."""

    def __init__(self, reason: str, position: Position) -> None:
        super().__init__(reason)
        self.reason = reason
        self.position = position

    def sentence(self, language: str = "en") -> str:
        """The reason in a sentence, in English ("en") or Arabic ("ar")."""
        return REASONS[self.reason][1 if language == "ar" else 0]

    def __str__(self) -> str:
        return f"line {self.position[0]}: {self.sentence()}"


class NotNativeError(BayanError):
    """A function is to run as native code only, and there can be none: `refusal` says why."""

    def __init__(self, name: str, file: str, refusal: Refusal) -> None:
        super().__init__(name, file, refusal)
        self.name = name
        self.file = file
        self.refusal = refusal

    def sentence(self, language: str = "en") -> str:
        """What there is to say, in English ("en") or Arabic ("ar")."""
        place = f"{self.file}:{self.refusal.position[0]}"
        reason = self.refusal.sentence(language)
        if language == "ar":
            return f"{place}: لا شيفرة أصلية للدالة {self.name}: {reason}"
        return f"{place}: no native code for {self.name}: {reason}"

    def __str__(self) -> str:
        return self.sentence()
