"""What every test finds as it was at the start."""

from __future__ import annotations

import signal
import sys

import pytest

from bayan.tiers import attempts

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # So it is in the background, and processes inherit it: those that tests interrupt must not.
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def compilers_faults_raised(monkeypatch):
    """A fault of a compiler is a refusal, with which a program goes on: not in tests."""
    monkeypatch.setattr(attempts, "is_from_outside", lambda error: True)


@pytest.fixture(autouse=True)
def recursion_limit_kept():
    """A program that sets the recursion limit sets it for its process: here only for its test."""
    limit = sys.getrecursionlimit()
    yield
    if sys.getrecursionlimit() != limit:
        sys.setrecursionlimit(limit)
