"""The catalog of messages: a code, and for it the sentences in both languages.

Groups: B1xx the text and the lexer, B2xx syntax, B3xx names and scopes, B4xx warnings.

Each entry has `en` and `ar`, the sentence, in which `{0}`, `{1}` … stand for the diagnostic's
arguments; where it helps `hint_en` and `hint_ar`, what to do, with the same arguments; and
`explain_en` and `explain_ar`, for `bayan explain CODE`. Loaded only when something is shown.
"""

from __future__ import annotations

MESSAGES: dict[str, dict[str, str]] = {}

_LABELS = {
    "error": {"en": "error", "ar": "خطأ"},
    "warning": {"en": "warning", "ar": "تحذير"},
    "hint": {"en": "hint", "ar": "تلميح"},
}


def label(kind: str, language: str) -> str:
    """The word "error", "warning" or "hint"."""
    return _LABELS[kind][language]


def sentence(code: str, arguments: tuple[object, ...], language: str) -> str:
    """The message of a code."""
    return MESSAGES[code][language].format(*arguments)


def hint(code: str, arguments: tuple[object, ...], language: str) -> str:
    """What to do about it, or ""."""
    return MESSAGES[code].get(f"hint_{language}", "").format(*arguments)


def explanation(code: str, language: str) -> str | None:
    """The long explanation of a code, or None for a code that there is not."""
    entry = MESSAGES.get(code.upper())
    return None if entry is None else entry[f"explain_{language}"]


def language_of(option: str | None) -> str:
    """The language of messages, "en" or "ar".

    Decided by the option, else by BAYAN_LANGUAGE, else by the locale's first variable that is set.
    """
    from os import environ

    variables = ("BAYAN_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
    settings = (option, *(environ.get(variable) for variable in variables))
    chosen = next((setting for setting in settings if setting), "")
    return "ar" if chosen.casefold().startswith("ar") else "en"
