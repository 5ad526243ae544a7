"""The passes of the tier, in the order in which they stand in PIPELINE, each with its reason.

    tree ── folding, conditions, dead_code, exchange, cold_names, loop_ends ──> buffer
    buffer ── jumps, pairs ──> code

The first kind looks at the tree while it becomes instructions: the tree itself, which the walker
shares, is never touched. A rule asks its frame whether such a pass is on; without it the rule does
what the form means, step by step. The second kind rewrites the finished buffer. Every subset of
the passes gives a program of the same meaning, which is how `bayan show bytecode --passes` shows
what each of them does, and how they are tested.

What was tried and left out, with the figures, is in docs/passes.md.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

FOLDING: Final = "folding"
CONDITIONS: Final = "conditions"
DEAD_CODE: Final = "dead code"
EXCHANGE: Final = "exchange"
COLD_NAMES: Final = "cold names"
LOOP_ENDS: Final = "loop ends"
JUMPS: Final = "jumps"
PAIRS: Final = "pairs"

ON_TREE: Final = "tree"
ON_BUFFER: Final = "buffer"


class Pass:
    """One entry of the pipeline.

    name     what tools show; the module in this folder is called so too
    stage    what it looks at: ON_TREE or ON_BUFFER
    reason   why it is there, in English and in Arabic
    """

    __slots__ = ("name", "reason", "stage")

    def __init__(self, name: str, stage: str, english: str, arabic: str) -> None:
        self.name = name
        self.stage = stage
        self.reason = {"en": english, "ar": arabic}


PIPELINE: tuple[Pass, ...] = (
    Pass(
        FOLDING,
        ON_TREE,
        "what is known before the program runs is computed once, if it is small and can't fail",
        "ما يعرف قبل تشغيل البرنامج يحسب مرة واحدة، إن كان صغيرا ولا يمكن أن يفشل",
    ),
    Pass(
        CONDITIONS,
        ON_TREE,
        "conditions become jumps: no truth value is made that nobody keeps",
        "الشروط تصير قفزات: لا تصنع قيمة منطقية لا يحتفظ بها أحد",
    ),
    Pass(
        DEAD_CODE,
        ON_TREE,
        "branches that a constant condition closes are not compiled",
        "الفروع التي يغلقها شرط ثابت لا تترجم",
    ),
    Pass(
        EXCHANGE,
        ON_TREE,
        "values change places without a tuple in between",
        "القيم تتبادل أماكنها دون صف وسيط",
    ),
    Pass(
        COLD_NAMES,
        ON_TREE,
        "module code that runs once reaches its names by the shorter instructions",
        "تعليمات الوحدة التي تنفذ مرة واحدة تصل إلى أسمائها بالتعليمات الأقصر",
    ),
    Pass(
        LOOP_ENDS,
        ON_TREE,
        "the test of a loop stands at its end too, where a processor sees it coming",
        "شرط الحلقة يتكرر في آخرها، حيث يتوقعه المعالج",
    ),
    Pass(
        JUMPS,
        ON_BUFFER,
        "a jump to a jump or to a return goes where that one goes",
        "القفزة إلى قفزة أو إلى إرجاع تذهب إلى حيث تذهب تلك",
    ),
    Pass(
        PAIRS,
        ON_BUFFER,
        "two accesses to variables are one instruction, where Python does not pair them itself",
        "الوصولان المتتاليان إلى متغيرات محلية تعليمة واحدة، حيث لا تجمعهما بايثون بنفسها",
    ),
)
# Python pairs accesses itself as a function gets warm, and on 3.11 loops are quicker as they are.
NOT_HERE = {
    (3, 11): (LOOP_ENDS, PAIRS),
    (3, 12): (PAIRS,),
}.get(sys.version_info[:2], ())
PIPELINE = tuple(each for each in PIPELINE if each.name not in NOT_HERE)

ALL = frozenset(each.name for each in PIPELINE)
