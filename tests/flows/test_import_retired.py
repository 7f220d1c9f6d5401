"""A retired code is not used again, and nothing is left referring to what was retired."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from geo.store import Store
from tests.flows.test_import_rights import with_account
from tests.flows.world import communities, rules, run, streets, written

FIRST, SECOND, THIRD = dt.date(2024, 5, 1), dt.date(2024, 6, 1), dt.date(2024, 7, 1)


@pytest.fixture
def city(store: Store, tmp_path: Path) -> Store:
    """Two streets, of which the second has been retired; no communities."""
    both, one = written(streets(), tmp_path / "s.geojson"), written(streets().iloc[:1], tmp_path / "one.geojson")
    run(store, (both, "street"), valid_from=FIRST, source="世界")
    assert run(store, (one, "street"), valid_from=SECOND, source="世界", complete=True).totals()["retired"] == 1
    return store


def test_a_new_thing_may_not_take_the_code_of_a_retired_one(city: Store, tmp_path: Path) -> None:
    report = run(city, (tmp_path / "s.geojson", "street"), valid_from=THIRD, source="另一份")
    assert report.state == "refused"
    (problem,) = [p for p in report.problems if p.rule == "code-retired"]
    assert (problem.feature, problem.file, problem.row) == ("990101002", "s.geojson", 2)
    assert city.counts()["street"] == 1
    accepted = run(
        city, (tmp_path / "s.geojson", "street"), valid_from=THIRD, source="另一份", accept=frozenset({"code-retired"})
    )
    assert (accepted.totals()["rejected"], city.counts()["street"]) == (1, 1)


def test_the_same_thing_comes_back_under_its_id(city: Store, tmp_path: Path) -> None:
    report = run(city, (tmp_path / "s.geojson", "street"), valid_from=THIRD, source="世界")
    assert (report.state, "code-retired" in rules(report)) == ("stored", False)
    assert city.read("street", where={"code": "990101002"})["id"].tolist() == [2]
    assert len(city.history("street", 2)) == 2


def test_what_refers_to_a_retired_thing_stops_the_import_until_that_is_accepted(store: Store, tmp_path: Path) -> None:
    files = (
        (written(streets(), tmp_path / "s.geojson"), "street"),
        (written(communities(), tmp_path / "c.geojson"), "community"),
    )
    run(store, *files, valid_from=FIRST, source="世界")
    one = written(streets().iloc[:1], tmp_path / "one.geojson")
    report = run(store, (one, "street"), valid_from=SECOND, source="世界", complete=True)
    (problem,) = [p for p in report.problems if p.rule == "retired-in-use"]
    assert (report.state, problem.size) == ("refused", 2.0)
    assert "990101002001, 990101002002" in problem.message.text("zh", problem.params)
    assert store.counts()["street"] == 2
    fewer = written(communities().iloc[:2], tmp_path / "two.geojson")
    both = run(
        store, (one, "street"), (fewer, "community"), valid_from=SECOND, source="世界", complete=True, dry_run=True
    )
    assert "retired-in-use" not in rules(both)
    accepted = run(
        store, (one, "street"), valid_from=SECOND, source="世界", complete=True, accept=frozenset({"retired-in-use"})
    )
    assert (accepted.state, store.counts()["street"]) == ("stored", 1)


def test_a_reference_that_names_its_layer_is_followed(store: Store, tmp_path: Path) -> None:
    both, one = written(streets(), tmp_path / "s.geojson"), written(streets().iloc[:1], tmp_path / "one.geojson")
    run(store, (both, "street"), valid_from=FIRST, source="世界")
    for login in ("wg-01", "wg-02"):
        with_account(store, login)
    (tmp_path / "a.csv").write_text("account,role,area_layer,area_id\nwg-01,worker,street,2\nwg-02,worker,grid,2\n")
    run(store, (tmp_path / "a.csv", "assignment"), valid_from=FIRST)
    report = run(store, (one, "street"), valid_from=SECOND, source="世界", complete=True)
    assert [p.size for p in report.problems if p.rule == "retired-in-use"] == [1.0]
