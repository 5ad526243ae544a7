"""Why a tier does not take a function or module: one closed list, each reason with its sentence.

A refusal is an answer, not a failure: what is refused goes on in the tier below. The engine
remembers it, and tools show its sentence, so every reason reads in both languages.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..syntax.nodes import Position

FAILED = "failed"
LOGIC = "logic statements"
NAMESPACE = "namespace needed"
TOO_DEEP = "nesting too deep"
UNKNOWN_FORM = "unknown form"

# Reason -> English sentence, Arabic sentence.
REASONS: dict[str, tuple[str, str]] = {
    FAILED: (
        "the compiler failed on it; please report this",
        "أخفق المترجم فيه؛ نرجو الإبلاغ عن ذلك",
    ),
    LOGIC: (
        "logic statements are run by the tree-walker",
        "عبارات المنطق ينفذها مفسر الشجرة",
    ),
    NAMESPACE: (
        "the loop uses the namespace of its function, class or module as a whole",
        "الحلقة تستعمل نطاق دالتها أو صنفها أو وحدتها جملةً",
    ),
    TOO_DEEP: (
        "it is nested too deeply to be compiled",
        "تداخل أجزائه أعمق من أن يُترجم",
    ),
    UNKNOWN_FORM: (
        "it contains a form that this tier does not know",
        "فيه صيغة لا تعرفها هذه الطبقة",
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
