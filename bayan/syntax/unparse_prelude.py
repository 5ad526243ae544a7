"""What a Python program made of a Bayan one begins with, as far as it needs it: texts of helpers
for the forms that Python does not have, by the name that the converter calls them, and of the
built-ins that Python does not have.
"""

from __future__ import annotations

from .vocabulary import ARABIC_BUILTINS

# The converter may change the name after `_`.
HELPERS: dict[str, str] = {
    "pipe": """
def _pipe(value, function):
    return function(value)
""",
    "shift": """
def _shift(left, right):
    if callable(left) and callable(right):
        return lambda *arguments, **named: right(left(*arguments, **named))
    return left >> right
""",
    "shift_in_place": """
def _shift_in_place(left, right):
    if callable(left) and callable(right):
        return lambda *arguments, **named: right(left(*arguments, **named))
    left >>= right
    return left
""",
    "kept": """
import threading as _kept_threading

class _kept(_kept_threading.local):
    def keep(self, value):
        if value is None:
            return False
        self.value = value
        return True

    def take(self):
        value = self.value
        del self.value
        return value

_kept = _kept()
""",
    "import_path": """
def _import_path(path, importer):
    import os
    from bayan import load
    return load(os.path.join(os.path.dirname(importer), path))
""",
    "format": "_format = format\n",
    "convert_r": "_convert_r = repr\n",
    "convert_s": "_convert_s = str\n",
    "convert_a": "_convert_a = ascii\n",
    "staticmethod": "_staticmethod = staticmethod\n",
    "Enum": "from enum import Enum as _Enum\n",
    "IntEnum": "from enum import IntEnum as _IntEnum\n",
    "ABCMeta": "from abc import ABCMeta as _ABCMeta\n",
    "abstractmethod": "from abc import abstractmethod as _abstractmethod\n",
}

_HINT = """
def {0}(function=None, **options):
    return function if function is not None else lambda function: function
"""

BUILTINS: dict[str, str] = {
    "hot": _HINT.format("hot"),
    "cold": _HINT.format("cold"),
    "reduce": "from functools import reduce\n",
    "partial": "from functools import partial\n",
    "math": "import math\n",
    "random": "import random\n",
    "time": "import time\n",
    **{
        name: f"from math import {name}\n"
        for name in ("sqrt", "sin", "cos", "tan", "exp", "log", "pi")
    },
}
for _arabic, _english in ARABIC_BUILTINS.items():
    if _english in BUILTINS:
        if _english in ("hot", "cold"):
            BUILTINS[_arabic] = _HINT.format(_arabic)
        else:
            BUILTINS[_arabic] = f"from functools import {_english} as {_arabic}\n"
    else:
        BUILTINS[_arabic] = f"{_arabic} = {_english}\n"
