"""Tier 2: native code."""
