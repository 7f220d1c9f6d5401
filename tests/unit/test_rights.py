"""Who may see what: grants over areas, the scope that they make, and where it holds.

Street 1 holds community 1 (grid 1, building 1) and community 2 (grid 2, building 2).
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from geo.errors import Forbidden, NotFound
from geo.layers import LAYERS
from geo.rights import STAFF_EVERYWHERE, STAFF_ROLES, THE_PUBLIC, Grant, Scope
from geo.snapshot import City, LayerSnapshot


def layer(name: str, *rows: dict[str, object]) -> LayerSnapshot:
    return LayerSnapshot.from_frame(LAYERS[name], pd.DataFrame(list(rows)), 1)


CITY = City(
    {
        "street": layer("street", {"id": 1, "code": "1"}),
        "community": layer("community", {"id": 1, "street_id": 1}, {"id": 2, "street_id": 1}),
        "grid": layer("grid", {"id": 1, "community_id": 1}, {"id": 2, "community_id": 2}),
        "building": layer(
            "building", {"id": 1, "grid_id": 1, "community_id": 1}, {"id": 2, "grid_id": 2, "community_id": 2}
        ),
    }
)
WORKER = Scope(frozenset({Grant("worker", "grid", 1), Grant("analyst", "street", 1)}))


def test_a_role_holds_in_its_area_and_in_what_lies_in_it_by_links() -> None:
    assert WORKER.roles_at("building", 1, CITY) == {"worker", "analyst"}
    assert WORKER.roles_at("grid", 2, CITY) == {"analyst"}
    assert WORKER.owns("building", 1, CITY, "worker") and not WORKER.owns("building", 2, CITY, "worker")
    assert WORKER.owns("building", 2, CITY)
    assert not WORKER.owns("community", 1, CITY, "worker")  # what holds one's area is not one's own
    with pytest.raises(NotFound):
        WORKER.owns("building", 9, CITY)


def test_rows_of_one_s_own_are_those_that_each_of_them_would_be() -> None:
    for roles in ((), ("worker",), ("analyst",), ("operator",)):
        for name in ("grid", "building", "community"):
            own = WORKER.own_rows(CITY[name], CITY, *roles)
            assert own is not None
            asked = [WORKER.owns(name, thing, CITY, *roles) for thing in CITY[name].ids.tolist()]
            np.testing.assert_array_equal(own, asked)
    assert STAFF_EVERYWHERE.own_rows(CITY["building"], CITY) is None
    gone = Scope(frozenset({Grant("worker", "grid", 77)}))
    assert not np.any(gone.own_rows(CITY["building"], CITY))


def test_areas_are_told_by_role_and_everywhere_is_more_than_any_area() -> None:
    assert WORKER.areas == (("grid", 1), ("street", 1)) and WORKER.areas_for("worker") == (("grid", 1),)
    mixed = Scope(WORKER.grants | {Grant("operator")})
    assert mixed.areas is None and mixed.areas_for("worker", "analyst") == WORKER.areas
    assert mixed.owns("building", 2, CITY) and not mixed.owns("building", 2, CITY, "worker")
    assert THE_PUBLIC.areas == () and not THE_PUBLIC.owns("building", 1, CITY)


def test_a_key_is_of_what_decides() -> None:
    assert THE_PUBLIC.key == "public" == Scope(account=7, purpose="a visit").key
    assert WORKER.key == Scope(WORKER.grants, account=7).key
    others = [Scope(frozenset({Grant("worker")})), Scope(frozenset({Grant("worker", "grid", 2)})), STAFF_EVERYWHERE]
    assert len({WORKER.key, *(one.key for one in others)}) == 4


@pytest.mark.parametrize("given", [("mayor",), ("worker", "grid"), ("worker", None, 7), ("worker", "estate", 7)])
def test_a_grant_is_of_a_staff_role_over_one_area_or_everywhere(given: tuple) -> None:
    with pytest.raises(ValueError, match=r"staff role|holds over"):
        Grant(*given)


def test_the_registry_says_which_role_sees_a_restricted_field() -> None:
    incident, unit = LAYERS["incident"], LAYERS["unit"]
    public = THE_PUBLIC.fields(incident)
    assert {"code", "category", "state", "reported_at"} <= set(public)
    assert not {"description", "client_id", "building_id", "accuracy_m"} & set(public)
    assert "telephone" not in THE_PUBLIC.fields(unit) and "telephone" in WORKER.fields(unit)
    assert "description" in WORKER.fields(incident)
    assert "description" not in WORKER.fields(incident, {"analyst"}) and "place" in WORKER.fields(incident, {"analyst"})
    assert "client_id" not in STAFF_EVERYWHERE.fields(incident)
    assert "household_id" not in Scope(frozenset({Grant("dispatcher")})).fields(unit)


def test_the_operator_sees_no_person_s_data() -> None:
    operator = Scope(frozenset({Grant("operator")}))
    assert not operator.doors and "description" not in operator.fields(LAYERS["incident"])
    assert not np.any(operator.own_rows(CITY["building"], CITY, *LAYERS["household"].roles))


def test_the_staff_of_one_office_has_every_role_everywhere() -> None:
    assert STAFF_EVERYWHERE.roles == STAFF_ROLES and STAFF_EVERYWHERE.areas is None and STAFF_EVERYWHERE.doors
    for role in STAFF_ROLES:
        STAFF_EVERYWHERE.require_role(role)


def test_a_step_needs_its_role() -> None:
    worker = Scope(frozenset({Grant("worker")}))
    worker.require_role("worker")
    worker.require_role("planner", "worker")
    with pytest.raises(Forbidden) as refused:
        worker.require_role("dispatcher")
    assert "dispatcher" in refused.value.text("zh") and "worker" in refused.value.remedy("en")
    with pytest.raises(Forbidden):
        THE_PUBLIC.require_role("worker")
    with pytest.raises(Forbidden):
        THE_PUBLIC.require_staff()
