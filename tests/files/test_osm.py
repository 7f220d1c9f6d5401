"""Which ways of an OpenStreetMap extract are paths, of which kind, where they meet, and which files are refused."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest

from geo.errors import BadInput, LimitExceeded
from geo.files.raw import ReadLimits, ReadOptions
from geo.files.readers import read_table
from geo.flows.import_layers import ImportOptions, InputFile, import_files
from geo.store import open_store
from geo.walk import build_network
from tests.files.osm_world import HEADER, block, field, write_extract

REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "osm"
NODES = {k: (116.4 + 0.001 * k, 39.9) for k in range(1, 10)} | {20: (116.4045, 39.899), 21: (116.4045, 39.901)}


def ways_of(path: Path, **limits: int) -> dict[str, str]:
    (table,) = read_table(path, ReadOptions(limits=ReadLimits(**limits)))
    return dict(zip(table.rows["osm_id"], table.rows["kind"], strict=True))


def one_way(tmp_path: Path, tags: dict[str, str]) -> str | None:
    ways = {1: ([1, 2], {"highway": "residential"}), 2: ([2, 3], tags)}
    return ways_of(write_extract(tmp_path / "a.osm.pbf", NODES, ways)).get("2")


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ({"highway": "primary"}, "arterial"), ({"highway": "tertiary_link"}, "street"), ({"highway": "living_street"}, "service"),
        ({"highway": "cycleway"}, "footway"), ({"highway": "steps"}, "steps"), ({"highway": "elevator"}, "link"),
        ({"highway": "footway", "bridge": "yes"}, "bridge"), ({"highway": "footway", "bridge": "no"}, "footway"),
        ({"highway": "steps", "bridge": "yes"}, "steps"), ({"highway": "footway", "tunnel": "yes", "layer": "-1"}, "footway"),
        ({"highway": "motorway"}, None), ({"highway": "motorway", "foot": "yes"}, None), ({"highway": "proposed"}, None),
        ({"highway": "trunk"}, None), ({"highway": "trunk", "sidewalk": "both"}, "arterial"), ({"highway": "trunk", "foot": "yes"}, "arterial"),
        ({"highway": "bridleway"}, None), ({"highway": "bridleway", "foot": "designated"}, "footway"),
        ({"highway": "service", "access": "private"}, None), ({"highway": "service", "access": "no"}, None),
        ({"highway": "service", "access": "private", "foot": "permissive"}, "service"),
        ({"highway": "service", "access": "destination"}, "service"), ({"highway": "residential", "foot": "no"}, None),
        ({"highway": "primary", "foot": "use_sidepath"}, None), ({"waterway": "river"}, None),
    ],
)  # fmt: skip
def test_a_way_is_a_path_of_its_kind_or_not_for_walking(tmp_path, tags, kind):
    assert one_way(tmp_path, tags) == kind


def test_ways_left_out_are_told_by_reason_and_number(tmp_path):
    ways = {
        1: ([1, 2], {"highway": "service"}),
        2: ([2, 3], {"highway": "motorway"}),
        3: ([3, 4], {"highway": "path", "foot": "no"}),
    }
    (table,) = read_table(write_extract(tmp_path / "a.osm.pbf", NODES, ways))
    (problem,) = table.problems
    assert (problem.rule, problem.params["count"]) == ("osm-not-walked", 2)
    assert problem.params["got"] == "foot=no 1, motorway 1"


def test_names_and_tags_with_quotes_come_as_they_are(tmp_path):
    ways = {1: ([1, 2], {"highway": "service", "name": '和平里"东"街', "layer": "1", "note": 'a"=>"b'})}
    (table,) = read_table(write_extract(tmp_path / "a.osm.pbf", NODES, ways))
    row = table.rows.iloc[0]
    assert (row["name"], row["layer"], row["osm_highway"], table.crs) == ('和平里"东"街', "1", "service", "EPSG:4326")


def test_paths_meet_where_ways_share_a_node_and_nowhere_else(tmp_path):
    ways = {
        1: ([1, 2, 3, 4, 5], {"highway": "residential"}), 2: ([3, 9], {"highway": "footway"}),
        3: ([20, 21], {"highway": "footway", "bridge": "yes", "layer": "1"}),
    }  # fmt: skip
    (table,) = read_table(write_extract(tmp_path / "a.osm.pbf", NODES, ways))
    network = build_network(gpd.GeoDataFrame(geometry=table.geometry, crs="EPSG:4326"))
    assert (len(network.first), network.node_count, len(network.part_m)) == (4, 6, 2), "the bridge passes over"
    assert [problem.rule for problem in network.problems] == ["network-part"]


def test_another_table_is_read_as_it_is_when_named(tmp_path):
    path = write_extract(tmp_path / "a.osm.pbf", NODES, {1: ([1, 2], {"highway": "motorway", "name": "G1"})})
    with pytest.raises(BadInput, match="table-empty"):
        read_table(path)
    with pytest.raises(BadInput, match="table-unknown"):
        read_table(path, ReadOptions(table="roads"))


@pytest.mark.parametrize(
    "data",
    [
        HEADER[:-3], HEADER + b"\0\0", HEADER + b"\0\0\0\x05ab", HEADER + b"\xff\xff\xff\xff" + b"x" * 20,
        HEADER + block("OSMData", b"x" * 50)[:-10], HEADER + b"\0\0\0\x02" + field(3, 0), HEADER + b"\0\0\0\x01\x80",
        HEADER + block("OSMData", b"nothing that could be read"), HEADER,
        HEADER + block("OSMData", b"", raw_size=2**40),
    ],
)  # fmt: skip
def test_a_file_that_is_cut_off_or_nonsense_is_refused_with_its_name(tmp_path, data):
    (tmp_path / "b.osm.pbf").write_bytes(data)
    with pytest.raises(BadInput) as told:
        read_table(tmp_path / "b.osm.pbf")
    assert told.value.message.code in ("file-damaged", "table-empty")
    assert "b.osm.pbf" in told.value.text("zh")


def test_a_file_that_unpacks_to_too_much_is_refused_before_it_is_unpacked(tmp_path):
    path = tmp_path / "b.osm.pbf"
    path.write_bytes(HEADER + block("OSMData", b"\0" * 20_000_000))
    with pytest.raises(LimitExceeded, match="zip-too-large"):
        read_table(path)
    with pytest.raises(LimitExceeded, match="file-too-many"):
        ways_of(write_extract(path, NODES, {k: ([1, 2], {"highway": "path"}) for k in range(1, 9)}), rows=7)


@pytest.mark.real
@pytest.mark.parametrize(
    ("name", "paths", "left_out", "parts", "longest_km"),
    [("helsinki_centre", 2_280, 224, 47, 88.95), ("poa", 14_348, 1_504, 54, 1_821.36)],
)
def test_real_extracts_give_one_large_network_and_its_loose_parts(name, paths, left_out, parts, longest_km):
    path = REAL / f"{name}.osm.pbf"
    if not path.exists():
        pytest.skip(f"{path.name} is not here: ../shared/data is absent")
    (table,) = read_table(path)
    assert (len(table), table.problems[0].params["count"]) == (paths, left_out)
    network = build_network(gpd.GeoDataFrame(geometry=table.geometry, crs="EPSG:4326"))
    assert len(network.part_m) == parts
    assert sum(problem.rule == "network-part" for problem in network.problems) == parts - 1
    assert network.part_m.max() / 1000 == pytest.approx(longest_km, abs=0.01)


def test_an_extract_is_imported_as_paths_and_its_loose_parts_are_told(tmp_path):
    store = open_store(f"sqlite:///{tmp_path / 'jingwei.db'}")
    store.migrate()
    ways = {
        1: ([1, 2, 3], {"highway": "residential", "name": "和平街"}),
        2: ([2, 9], {"highway": "steps"}),
        3: ([20, 21], {"highway": "path"}),
    }
    report = import_files(
        store, [InputFile(write_extract(tmp_path / "a.osm.pbf", NODES, ways), "path")], ImportOptions()
    )
    stored = store.read("path")
    assert sorted(stored["kind"]) == ["footway", "steps", "street"]
    assert [problem.rule for problem in report.problems if problem.rule != "crs-unverified"] == ["network-part"]
    again = import_files(store, [InputFile(tmp_path / "a.osm.pbf", "path")], ImportOptions())
    assert again.totals()["unchanged"] == 3, "a way is known again by its OpenStreetMap id"
