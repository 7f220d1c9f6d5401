"""Incidents go on: one step, or the same step for many, all of them or none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from geo.errors import BadInput
from geo.flows.incident_orders import (
    BULK_MOST,
    BULK_SIZE,
    REASON_CHARACTERS,
    Done,
    check_same,
    checked_client_id,
    checked_text,
    digest_of_order,
)
from geo.incidents import IncidentRules, after_step, check_step, standing_of
from geo.store import IncidentStep, Store
from geo.store.incident_desk import IncidentDesk, Receipt

KIND: Final = "step"


@dataclass(frozen=True, slots=True)
class StepOrder:
    """A step that somebody takes in a role; ``expect`` is the state that he saw."""

    client_id: str
    ids: Sequence[int]
    to: str
    role: str
    reason: str = ""
    expect: str | None = None


def step_incidents(store: Store, rules: IncidentRules, order: StepOrder, now: dt.datetime) -> Done:
    """Take a step with every incident that is named; taken again under the same id, nothing more happens.

    Raises ``StepRefused`` with what is allowed for the first incident with which it may not be taken, ``NotFound`` for
    one that is not there, ``BadInput`` for none or too many, ``Conflict`` for an id that was used for something else.
    """
    checked_client_id(order.client_id)
    reason = checked_text("reason", order.reason, REASON_CHARACTERS)
    ids = list(dict.fromkeys(order.ids))
    if not 1 <= len(ids) <= BULK_MOST:
        raise BadInput(BULK_SIZE, got=len(ids), expected=BULK_MOST)
    digest = digest_of_order(ids=sorted(ids), to=order.to, role=order.role, reason=reason)

    def work(desk: IncidentDesk) -> Done:
        receipt = desk.receipt(order.client_id)
        if receipt is not None:
            check_same(receipt, KIND, digest)
            return Done(desk.current(receipt.incident_ids), again=True, number=receipt.number)
        rows = desk.current(ids)
        for row in rows:
            standing = standing_of(row["state"], row["channel"], row["registered_at"])
            name = row["code"] or str(row["id"])
            check_step(standing, order.to, order.role, reason=reason, expect=order.expect, incident=name)
        stepped = [{**row, **after_step(rules, row, order.to, now)} for row in rows]
        number = desk.save(stepped, now, KIND)
        desk.add_steps(
            [IncidentStep(row["id"], now, row["state"], order.to, order.role, reason or None) for row in rows]
        )
        desk.add_receipt(Receipt(order.client_id, KIND, digest, ids, now, number))
        return Done(desk.current(ids), again=False, number=number)

    return store.at_incident_desk(work)
