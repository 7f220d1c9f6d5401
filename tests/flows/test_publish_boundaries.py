"""Boundaries are drafted beside the published ones, checked, and published to hold from a day on."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
from shapely.geometry import box

from geo.errors import BadInput, Conflict, NotFound
from geo.flows.copy_store import copy_store
from geo.flows.publish_boundaries import publish_boundaries
from geo.store import LayerChange, Store
from geo.store.snapshots import Snapshots
from tests.flows.world import SOUTH, STEP, WEST, communities, rules, run, streets, written

JANUARY, MARCH, JUNE = dt.date(2024, 1, 1), dt.date(2024, 3, 1), dt.date(2024, 6, 1)
DAY = dt.timedelta(days=1)


def strips(*cuts: float, first: int = 1) -> gpd.GeoDataFrame:
    """The grids of the world: each community whole, but the first one cut from south to north at these shares."""
    codes = [f"990101001001{number:03d}" for number in range(first, first + len(cuts) + 1)]
    edges = [0.0, *cuts, 1.0]
    shapes = [box(WEST + a * STEP, SOUTH, WEST + b * STEP, SOUTH + STEP) for a, b in pairwise(edges)]
    codes += ["990101001002001", "990101002001001", "990101002002001"]
    shapes += [box(WEST + n * STEP, SOUTH, WEST + (n + 1) * STEP, SOUTH + STEP) for n in (1, 2, 3)]
    return gpd.GeoDataFrame({"编码": codes, "名称": [f"{n}格" for n in codes]}, geometry=shapes, crs=4326)


def house(share: float) -> Any:
    """A house around that share of the first community's width, in its middle."""
    x, y, half = WEST + share * STEP, SOUTH + STEP / 2, 0.0001
    return box(x - half, y - half, x + half, y + half)


@pytest.fixture
def city(store: Store, tmp_path: Path) -> Store:
    """Streets, communities, grids (the first community cut in the middle) and two houses at 0.2 and 0.4 of it."""
    files = [
        (written(streets(), tmp_path / "streets.geojson"), "street"),
        (written(communities(), tmp_path / "communities.geojson"), "community"),
        (written(strips(0.5), tmp_path / "grids.geojson"), "grid"),
    ]
    assert run(store, *files, valid_from=JANUARY).state == "stored"
    first = store.read("grid", where={"code": "990101001001001"})["id"].iloc[0]
    rows = gpd.GeoDataFrame(
        {"name": ["甲", "乙"], "grid_id": [first, first]}, geometry=[house(0.2), house(0.4)], crs=4326
    )
    store.write([LayerChange("building", rows, JANUARY)], source="test")
    return store


def drafted(store: Store, grids: gpd.GeoDataFrame, folder: Path, name: str = "新划分") -> None:
    """The grids are imported into a draft."""
    path = written(grids, folder / "draft.geojson")
    report = run(store, (path, "grid"), draft=name, source="草案", valid_from=JANUARY)
    assert report.state == "stored", report.problems


def grids_of(store: Store, day: dt.date | None) -> dict[str, float]:
    """Code → width of the grids of a day, as a share of the community's."""
    frame = store.read("grid", as_of=day)
    width = (frame.geometry.bounds["maxx"] - frame.geometry.bounds["minx"]) / STEP
    return {code: round(float(share), 3) for code, share in zip(frame["code"], width, strict=True)}


def state_of(store: Store) -> object:
    """Everything by which a reader could notice a change to the grids."""
    return (
        store.versions()["grid"],
        store.counts()["grid"],
        grids_of(store, None),
        store.read("grid", since_version=0)["id"].tolist(),
    )


def test_a_draft_carries_the_published_codes_and_nobody_sees_it(city: Store, tmp_path: Path) -> None:
    snapshots, before = Snapshots(city), state_of(city)
    seen = snapshots.city()["grid"]
    drafted(city, strips(0.3), tmp_path)
    assert state_of(city) == before
    assert grids_of(city, None) == grids_of(city, JUNE)
    assert grids_of(city, JUNE)["990101001001001"] == 0.5
    assert snapshots.city()["grid"] is seen
    draft = city.draft("新划分").areas["grid"]
    assert sorted(draft["code"]) == sorted(city.read("grid")["code"])
    assert set(draft["id"]) == set(city.read("grid")["id"])
    assert [(one.name, one.state, dict(one.areas)) for one in city.boundary_sets()] == [
        ("新划分", "draft", {"grid": 5})
    ]


def test_published_boundaries_hold_from_their_day_and_the_old_ones_before(city: Store, tmp_path: Path) -> None:
    drafted(city, strips(0.3), tmp_path)
    number = city.change_number()
    done = publish_boundaries(city, "新划分", MARCH)
    assert done.number == city.change_number() == number + 1
    assert done.areas == {"grid": {"kept": 5, "added": 0, "retired": 0}}
    assert grids_of(city, MARCH - DAY)["990101001001001"] == 0.5
    assert grids_of(city, MARCH)["990101001001001"] == 0.3
    assert city.boundary_sets()[0].state == "published"
    with pytest.raises(NotFound, match="boundary-draft-unknown"):
        city.draft("新划分")


def test_houses_get_the_grid_that_they_lie_in_from_that_day_on(city: Store, tmp_path: Path) -> None:
    drafted(city, strips(0.3), tmp_path)
    assert publish_boundaries(city, "新划分", MARCH).buildings == 1
    code_of = dict(city.read("grid")[["id", "code"]].itertuples(index=False))
    for day, ends in ((MARCH - DAY, ["001", "001"]), (MARCH, ["001", "002"])):
        assert [code_of[grid][-3:] for grid in city.read("building", as_of=day)["grid_id"]] == ends


@pytest.mark.parametrize("named", ["990101001001001", "990101001001001格"])
def test_a_house_whose_own_file_names_its_grid_stays_in_it_as_long_as_that_goes_on(
    city: Store, tmp_path: Path, named: str
) -> None:
    second = city.read("building", where={"name": "乙"})
    second["extra"] = [{"所在网格": named}]
    city.write([LayerChange("building", second, JANUARY + DAY)], source="test")
    drafted(city, strips(0.3), tmp_path)
    assert publish_boundaries(city, "新划分", MARCH).buildings == 0
    code_of = dict(city.read("grid")[["id", "code"]].itertuples(index=False))
    assert [code_of[grid][-3:] for grid in city.read("building")["grid_id"]] == ["001", "001"]
    drafted(city, strips(0.3, first=2), tmp_path, "再划分")
    assert publish_boundaries(city, "再划分", JUNE).buildings == 2, "the grid that was named has ended"


def test_a_house_on_the_line_goes_where_its_door_is(city: Store, tmp_path: Path) -> None:
    second = int(city.read("building", where={"name": "乙"})["id"].iloc[0])
    door = gpd.GeoDataFrame({"building_id": [second]}, geometry=[house(0.395).centroid], crs=4326)
    city.write([LayerChange("entrance", door, JANUARY)], source="test")
    drafted(city, strips(0.4, first=2), tmp_path)
    accept = frozenset({"building-cut"})
    assert {problem.rule for problem in publish_boundaries(city, "新划分", MARCH).stopping} == accept
    assert publish_boundaries(city, "新划分", MARCH, accept=accept).buildings == 2
    code_of = dict(city.read("grid")[["id", "code"]].itertuples(index=False))
    assert [code_of[grid][-3:] for grid in city.read("building")["grid_id"]] == ["002", "002"]


def test_a_grid_whose_code_is_gone_ends_and_a_new_code_is_a_new_thing(city: Store, tmp_path: Path) -> None:
    drafted(city, strips(0.3, first=2), tmp_path)
    done = publish_boundaries(city, "新划分", MARCH)
    assert done.areas["grid"] == {"kept": 4, "added": 1, "retired": 1}
    assert done.buildings == 2
    assert "990101001001001" in grids_of(city, MARCH - DAY)
    assert "990101001001001" not in grids_of(city, MARCH)
    assert grids_of(city, MARCH)["990101001001003"] == 0.7


def test_what_still_names_a_grid_that_would_end_keeps_the_draft_from_being_published(
    city: Store, tmp_path: Path
) -> None:
    first = int(city.read("grid", where={"code": "990101001001001"})["id"].iloc[0])
    link = city.read("service_link").head(0).reindex([0])[["unit_id", "target_layer", "target_id", "is_primary"]]
    link[:] = [[1, "grid", first, True]]
    city.write([LayerChange("service_link", link, JANUARY)], source="test")
    drafted(city, strips(0.3, first=2), tmp_path)
    done = publish_boundaries(city, "新划分", MARCH)
    assert ({problem.rule for problem in done.stopping}, done.number) == ({"retired-in-use"}, None)
    assert publish_boundaries(city, "新划分", MARCH, accept=frozenset({"retired-in-use"})).number is not None


def test_a_seam_keeps_the_draft_from_being_published_unless_its_rule_is_accepted(city: Store, tmp_path: Path) -> None:
    before = state_of(city)
    drafted(city, strips(0.3, 0.6).drop(index=1), tmp_path)
    done = publish_boundaries(city, "新划分", MARCH)
    found = {problem.rule for problem in done.stopping}
    assert done.number is None
    assert "coverage-gap" in found
    assert "building-without-grid" in found
    assert state_of(city) == before
    assert city.draft("新划分").areas["grid"].shape[0] == 5
    done = publish_boundaries(city, "新划分", MARCH, accept=frozenset(found))
    assert done.number is not None
    assert {problem.rule for problem in done.problems} == found


def test_a_check_writes_nothing(city: Store, tmp_path: Path) -> None:
    drafted(city, strips(0.3), tmp_path)
    number = city.change_number()
    done = publish_boundaries(city, "新划分", MARCH, dry_run=True)
    assert (done.number, done.stopping, done.buildings) == (None, (), 1)
    assert city.change_number() == number


def test_a_draft_is_replaced_layer_by_layer_and_keeps_its_things(city: Store, tmp_path: Path) -> None:
    drafted(city, strips(0.3, 0.6), tmp_path)
    third = city.draft("新划分").areas["grid"].set_index("code").loc["990101001001003", "id"]
    drafted(city, strips(0.2, 0.7), tmp_path)
    areas = city.draft("新划分").areas["grid"].set_index("code")
    assert len(areas) == 6
    assert areas.loc["990101001001003", "id"] == third
    assert areas.loc["990101001001003", "geometry"].bounds[0] == pytest.approx(WEST + 0.7 * STEP)


def test_communities_and_their_grids_are_drafted_together_and_apart(city: Store, tmp_path: Path) -> None:
    """The last community is split: a new one in the east, with its grid."""
    east = box(WEST + 3.5 * STEP, SOUTH, WEST + 4 * STEP, SOUTH + STEP)
    west = box(WEST + 3 * STEP, SOUTH, WEST + 3.5 * STEP, SOUTH + STEP)
    parts = communities()
    parts.loc[3, "geometry"] = west
    parts.loc[4] = ["990101002003", "五社区", None, east]
    grids = strips(0.5)
    grids.loc[4, "geometry"] = west
    grids.loc[5] = ["990101002003001", "新格", east]
    community = (written(parts, tmp_path / "communities2.geojson"), "community")
    assert run(city, community, draft="新划分", source="草案", valid_from=JANUARY).state == "stored"
    drafted(city, grids, tmp_path)
    areas = city.draft("新划分").areas
    new = areas["community"].set_index("code").loc["990101002003", "id"]
    assert areas["grid"].set_index("code").loc["990101002003001", "community_id"] == new
    done = publish_boundaries(city, "新划分", MARCH)
    assert (done.problems, done.areas["community"]["added"], done.areas["grid"]["added"]) == ((), 1, 1)
    assert city.read("community", where={"code": "990101002003"})["id"].tolist() == [new]


def test_the_next_set_follows_the_published_one_which_is_then_retired(city: Store, tmp_path: Path) -> None:
    drafted(city, strips(0.3), tmp_path)
    publish_boundaries(city, "新划分", MARCH)
    drafted(city, strips(0.35), tmp_path, "再划分")
    assert publish_boundaries(city, "再划分", JUNE).stopping == ()
    assert [(one.name, one.state) for one in city.boundary_sets()] == [("新划分", "retired"), ("再划分", "published")]
    widths = [grids_of(city, day)["990101001001001"] for day in (JANUARY, MARCH, JUNE - DAY, JUNE)]
    assert widths == [0.5, 0.3, 0.3, 0.35]


def test_areas_of_a_published_set_change_only_by_the_next_set(city: Store, tmp_path: Path) -> None:
    drafted(city, strips(0.3), tmp_path)
    publish_boundaries(city, "新划分", MARCH)
    with pytest.raises(Conflict, match="boundary-set-published"):
        run(city, (written(strips(0.4), tmp_path / "grids.geojson"), "grid"), valid_from=JUNE)
    with pytest.raises(Conflict, match="boundary-set-published"):
        city.write([LayerChange("grid", None, JUNE, retire=[1])], source="test")
    row = city.read("grid", ids=[1])
    for name, value in (("code", "990101001001009"), ("community_id", 2), ("boundary_set_id", None)):
        with pytest.raises(Conflict, match="boundary-set-published"):
            city.write([LayerChange("grid", row.assign(**{name: [value]}), JUNE)], source="test")
    city.write([LayerChange("grid", row.assign(name=["改名"]), JUNE)], source="test")
    assert city.read("grid", ids=[1])["name"].tolist() == ["改名"]


@pytest.mark.parametrize("complete", [False, True])
def test_a_dry_run_foresees_that_published_areas_do_not_change(city: Store, tmp_path: Path, complete: bool) -> None:
    drafted(city, strips(0.3), tmp_path)
    publish_boundaries(city, "新划分", MARCH)
    changed = strips(0.3).iloc[1:] if complete else strips(0.4)
    files = (written(changed, tmp_path / "grids.geojson"), "grid")
    accept = frozenset({"retired-in-use", "coverage-gap", "building-without-grid"})
    with pytest.raises(Conflict, match="boundary-set-published"):
        run(city, files, valid_from=JUNE, dry_run=True, complete=complete, accept=accept)
    same = (written(strips(0.3), tmp_path / "same.geojson"), "grid")
    assert run(city, same, valid_from=JUNE, dry_run=True).state == "dry_run"


@pytest.mark.parametrize("state", ["draft", "published"])
def test_a_set_gets_its_areas_by_publishing_only(city: Store, tmp_path: Path, state: str) -> None:
    drafted(city, strips(0.3), tmp_path)
    if state == "published":
        publish_boundaries(city, "新划分", MARCH)
    row = city.read("street", ids=[1]).assign(boundary_set_id=[1])
    with pytest.raises(Conflict, match="boundary-set-filled-by-publishing"):
        city.write([LayerChange("street", row, JUNE)], source="test")


def test_a_published_name_takes_no_more_drafts_and_a_draft_takes_only_areas(city: Store, tmp_path: Path) -> None:
    drafted(city, strips(0.3), tmp_path)
    publish_boundaries(city, "新划分", MARCH)
    path = written(strips(0.4), tmp_path / "draft.geojson")
    with pytest.raises(Conflict, match="boundary-set-not-draft"):
        run(city, (path, "grid"), draft="新划分")
    with pytest.raises(BadInput, match="boundary-layer-needed"):
        run(city, (path, "building"), draft="别的")
    with pytest.raises(Conflict, match="boundary-set-not-draft"):
        city.write_draft(1, {})


def test_a_dry_run_and_a_refused_import_make_no_draft(city: Store, tmp_path: Path) -> None:
    path = written(strips(0.3), tmp_path / "draft.geojson")
    assert run(city, (path, "grid"), draft="新划分", dry_run=True).state == "dry_run"
    twice = strips(0.3)
    twice.loc[1, "编码"] = twice.loc[0, "编码"]
    assert run(city, (written(twice, tmp_path / "twice.geojson"), "grid"), draft="新划分").state == "refused"
    assert city.boundary_sets() == []


def test_a_draft_that_changes_while_it_is_being_published_is_not_published(
    city: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafted(city, strips(0.3), tmp_path)
    publish = city.publish_draft

    def late(*given: Any, **named: Any) -> int:
        drafted(city, strips(0.4), tmp_path)
        return publish(*given, **named)

    monkeypatch.setattr(city, "publish_draft", late)
    with pytest.raises(Conflict, match="boundary-draft-moved"):
        publish_boundaries(city, "新划分", MARCH)
    assert grids_of(city, MARCH)["990101001001001"] == 0.5
    assert len(city.draft("新划分").areas["grid"]) == 5


def test_a_seam_in_a_draft_is_told_when_it_is_imported(city: Store, tmp_path: Path) -> None:
    path = written(strips(0.3, 0.6).drop(index=1), tmp_path / "draft.geojson")
    report = run(city, (path, "grid"), draft="新划分", source="草案")
    assert report.state == "stored"
    assert "coverage-gap" in rules(report)


def test_a_draft_travels_with_a_copy(sqlite_store: Store, postgis_store: Store, tmp_path: Path) -> None:
    files = [(written(streets(), tmp_path / "streets.geojson"), "street")]
    run(sqlite_store, *files, draft="新划分", valid_from=JANUARY)
    copy_store(sqlite_store, postgis_store)
    one, other = (store.draft("新划分") for store in (sqlite_store, postgis_store))
    assert one.areas["street"].to_wkb().equals(other.areas["street"].to_wkb())
    assert publish_boundaries(postgis_store, "新划分", MARCH).areas["street"]["added"] == 2
