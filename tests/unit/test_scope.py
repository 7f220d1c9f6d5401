"""Who may see and do what, before there is a sign-in."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.scope import STAFF_EVERYWHERE, STAFF_ROLES, THE_PUBLIC, Scope, scope_for
from api.settings import load_settings
from geo.errors import Forbidden
from geo.layers import LAYERS


@pytest.mark.parametrize(
    ("bound_to", "asked_at", "staff"),
    [
        ("127.0.0.1", "127.0.0.1:8000", True),
        ("::1", "[::1]:8000", True),
        ("localhost", "localhost", True),
        ("127.0.0.1", "map.example.org", False),  # a proxy stands in front
        ("0.0.0.0", "127.0.0.1:8000", False),
        ("192.0.2.7", "192.0.2.7", False),
        ("127.0.0.1", "", False),
    ],
)
def test_staff_is_who_sits_at_the_service_s_own_machine(
    tmp_path: Path, bound_to: str, asked_at: str, staff: bool
) -> None:
    scope = scope_for(load_settings(data=tmp_path, host=bound_to, unauthenticated=True), asked_at)
    assert scope == (STAFF_EVERYWHERE if staff else THE_PUBLIC)


def test_staff_before_sign_in_has_every_role_everywhere_and_finds_doors() -> None:
    assert STAFF_EVERYWHERE.roles == STAFF_ROLES >= {"worker", "dispatcher", "planner"}
    assert STAFF_EVERYWHERE.areas is None and STAFF_EVERYWHERE.doors
    for role in STAFF_ROLES:
        STAFF_EVERYWHERE.require_role(role)


def test_the_public_is_told_what_is_public_of_an_incident() -> None:
    incident = LAYERS["incident"]
    shown = THE_PUBLIC.fields(incident)
    assert {"code", "category", "state", "reported_at"} <= set(shown)
    assert not {"description", "client_id", "building_id", "accuracy_m"} & set(shown)
    assert "description" in STAFF_EVERYWHERE.fields(incident)
    assert not THE_PUBLIC.doors and THE_PUBLIC.areas == ()


def test_a_step_needs_its_role() -> None:
    worker = Scope(frozenset({"worker"}))
    worker.require_role("worker")
    with pytest.raises(Forbidden) as refused:
        worker.require_role("dispatcher")
    assert "dispatcher" in refused.value.text("zh") and "worker" in refused.value.remedy("en")
    with pytest.raises(Forbidden):
        THE_PUBLIC.require_role("worker")
    with pytest.raises(Forbidden):
        THE_PUBLIC.require_staff()
