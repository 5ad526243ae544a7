"""What compiling cost against what it may have saved, below the table of --tier-stats."""

from __future__ import annotations

import pytest

from bayan.runtime.report import balance_line
from bayan.runtime.statistics import Balance, FunctionStatistics
from bayan.tiers.events import LOOP
from bayan.tiers.policy import WALKED_SECONDS, WALKER_FACTOR


def test_what_is_neither_compiling_nor_walked_would_have_taken_longer() -> None:
    functions = [
        FunctionStatistics("f", "p", 1, "bytecode", 1000, 9000, 0.25),
        FunctionStatistics("f", "p", 2, "bytecode", 0, 9000, 0.25, None, LOOP),
    ]
    balance = Balance(functions, 3.0)
    assert balance.compile_seconds == 0.5
    compiled = 3.0 - 0.5 - 10_000 * WALKED_SECONDS
    assert balance.saved_seconds == pytest.approx(compiled * (WALKER_FACTOR - 1))
    for language, word in (("en", "estimate"), ("ar", "تقدير")):
        line = balance_line(balance, language)
        assert word in line and "500.0" in line and "3.00" in line


def test_nothing_is_saved_where_nothing_is_compiled() -> None:
    balance = Balance([FunctionStatistics("f", "p", 1, "walk", 10, 0)], 3.0)
    assert balance.saved_seconds == 0
    assert "nothing" in balance_line(balance, "en") and "لم يترجم" in balance_line(balance, "ar")


def test_an_estimate_is_never_below_nothing() -> None:
    functions = [FunctionStatistics("f", "p", 1, "bytecode", 2, 0, 0.25)]
    assert Balance(functions, 0.1).saved_seconds == 0


def test_short_times_are_told_in_milliseconds_and_reading_saves_nothing() -> None:
    functions = [FunctionStatistics("f", "p", 1, "bytecode", 0, 0, 0.01)]
    line = balance_line(Balance(functions, 0.02, reading=0.005), "en")
    assert "10.0 ms of 20.0 ms" in line
    assert "about 45.0 ms" in line
