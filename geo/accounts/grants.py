"""What is an account allowed, as the layer ``assignment`` says it? And which of it asks for a second factor?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

EVERYWHERE: Final = "city"
"""The ``area_layer`` of an assignment that holds everywhere, with ``area_id`` 0. Said, never left out: a row whose area is
missing grants nothing.
"""
AREA_LAYERS: Final = ("street", "community", "grid")
"""The layers whose areas can be assigned."""
BEYOND_AN_AREA: Final = frozenset({"operator"})
"""Roles that act on the whole deployment, whatever area stands beside them."""


@dataclass(frozen=True, slots=True)
class Assigned:
    """A role over one area, or over everything where ``layer`` and ``area`` are both None."""

    role: str
    layer: str | None
    area: int | None


def needs_second_factor(assigned: Iterable[Assigned]) -> bool:
    """Whether any of them sees more than areas of its own: these count only for whoever has proven a second factor."""
    return any(one.layer is None or one.role in BEYOND_AN_AREA for one in assigned)
