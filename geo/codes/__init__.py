"""Codes: how they are built, whether they are right, what comes next, and how spoiled ones are read."""

from __future__ import annotations

from geo.codes.schemes import (
    DEFAULT_SCHEME,
    SCHEMES,
    CodeScheme,
    Segment,
    check_nesting,
    next_codes,
    parent_code,
    scheme_named,
    validate,
)
from geo.codes.spoiled import CodeReading, read_codes

__all__ = [
    "DEFAULT_SCHEME", "SCHEMES", "CodeReading", "CodeScheme", "Segment",
    "check_nesting", "next_codes", "parent_code", "read_codes", "scheme_named", "validate",
]  # fmt: skip
