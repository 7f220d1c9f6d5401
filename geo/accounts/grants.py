"""What is an account allowed, as the layer ``assignment`` says it? And which of it asks for a second factor?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from geo.rights import GRANT_LEVELS, STAFF_ROLES, Grant

EVERYWHERE: Final = "city"
"""The ``area_layer`` of an assignment that holds everywhere, with ``area_id`` 0. Said, never left out: a row whose area is
missing grants nothing.
"""
BEYOND_AN_AREA: Final = frozenset({"operator"})
"""Roles that act on the whole deployment, whatever area stands beside them."""


def granted(role: str, layer: str | None, area: int | None) -> Grant | None:
    """What one row of the layer grants; None for a role or an area that is not known."""
    if role not in STAFF_ROLES or area is None:
        return None
    if layer == EVERYWHERE:
        return Grant(role) if area == 0 else None
    return Grant(role, layer, area) if layer in GRANT_LEVELS else None


def needs_second_factor(assigned: Iterable[Grant], level: str = EVERYWHERE) -> bool:
    """Whether any of them reaches as far as an area of ``level`` (``city``, ``street``, ``community``, ``grid``), or is
    an operator's: these count only for whoever has proven a second factor.
    """
    reaching = {None, *GRANT_LEVELS[: 0 if level == EVERYWHERE else GRANT_LEVELS.index(level) + 1]}
    return any(one.layer in reaching or one.role in BEYOND_AN_AREA for one in assigned)
