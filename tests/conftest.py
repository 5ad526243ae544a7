"""What every test finds as it was at the start."""

from __future__ import annotations

import sys

import pytest


@pytest.fixture(autouse=True)
def recursion_limit_kept():
    """A program that sets the recursion limit sets it for its process: here only for its test."""
    limit = sys.getrecursionlimit()
    yield
    if sys.getrecursionlimit() != limit:
        sys.setrecursionlimit(limit)
