"""What does a step change of an incident? Its state, and the moments and the deadline that go with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from geo.incidents.categories import IncidentRules
from geo.incidents.deadlines import due_after_pause, due_extended

Row = Mapping[str, Any]
"""An incident as its row holds it: fields by name, moments aware, missing as ``None``."""


def after_step(rules: IncidentRules, row: Row, to: str, now: dt.datetime) -> dict[str, Any]:
    """The fields that differ once an incident has come to the state ``to``; whether it may is ``check_step``'s to say.

    Suspending stops the clock; whatever follows starts it again with what was left. Extending adds the category's
    extension. Registering and closing leave their moments.
    """
    category = rules.category(row["category"])
    changed: dict[str, Any] = {"state": to}
    paused_at, due_at = row["paused_at"], row["due_at"]
    if paused_at is not None:
        changed["paused_at"] = None
        if due_at is not None:
            due_at = due_after_pause(rules.calendar, due_at, paused_at, now, category.deadline.unit)
            changed["due_at"] = due_at
    match to:
        case "registered":
            changed["registered_at"] = now
        case "closed":
            changed["closed_at"] = now
        case "suspended":
            changed["paused_at"] = now
        case "extended":
            changed["due_at"] = due_extended(rules.calendar, due_at, now, category.extension)
        case _:
            pass
    return changed
