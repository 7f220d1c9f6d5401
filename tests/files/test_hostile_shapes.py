"""Geometries nested or repeated to do harm are refused before native code follows them."""

from __future__ import annotations

import math
import struct
import subprocess
import sys
import tracemalloc
from pathlib import Path

import numpy as np
import orjson
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import GeometryCollection, LineString, MultiPoint, MultiPolygon, Point, Polygon, box

from geo.errors import BadInput, LimitExceeded
from geo.files import shapes
from geo.files.raw import ReadLimits
from geo.files.readers import read_table

POINT = shapely.to_wkb(Point(116.4, 39.9))


def nested(head: bytes, depth: int) -> bytes:
    return head * depth + POINT


DEEP = {
    "little end first": struct.pack("<BII", 1, 7, 1),
    "big end first": struct.pack(">BII", 0, 7, 1),
    "multi points in multi points": struct.pack("<BII", 1, 4, 1),
    "with heights": struct.pack("<BII", 1, 1007, 1),
    "with a spatial reference": struct.pack("<BIII", 1, 0x20000007, 4326, 1),
}
BROKEN = {
    "a byte order of its own": struct.pack("<BII", 2, 7, 1),
    "a kind with bits above": struct.pack("<BII", 1, 0x00010007, 1),
    "a kind beyond the measured ones": struct.pack("<BII", 1, 4007, 1),
    "curves": struct.pack("<BII", 1, 9, 1),
    "a curved polygon": struct.pack("<BII", 1, 10, 1),
    "curves in collections": struct.pack("<BII", 1, 11, 1),
}


def read_blob(blob: bytes) -> tuple[object, list[str]]:
    array, problems = shapes.from_wkb([blob], np.array([1]), "a.parquet", ReadLimits())
    return array[0], [problem.rule for problem in problems]


@pytest.mark.parametrize("head", DEEP.values(), ids=DEEP)
def test_binary_nested_deep_is_refused(head: bytes) -> None:
    with pytest.raises(LimitExceeded, match="geometry-nested-too-deep"):
        read_blob(nested(head, 50))


@pytest.mark.parametrize("head", BROKEN.values(), ids=BROKEN)
def test_binary_that_is_not_understood_never_reaches_the_native_reader(
    head: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[object] = []
    native = shapely.from_wkb
    monkeypatch.setattr(
        shapely, "from_wkb", lambda values, **options: shown.extend(values) or native(values, **options)
    )
    assert read_blob(nested(head, 50)) == (None, ["geometry-malformed"])
    assert shown == [None]


def test_no_binary_however_deep_ends_the_process() -> None:
    program = (
        "import sys, numpy as np\nfrom geo.errors import BadInput\nfrom geo.files import shapes, raw\n"
        "for head in sys.argv[2:]:\n    blob = bytes.fromhex(head) * 400_000 + bytes.fromhex(sys.argv[1])\n"
        "    try:\n        shapes.from_wkb([blob], np.array([1]), 'a', raw.ReadLimits())\n"
        "    except BadInput:\n        pass\n"
    )
    heads = [head.hex() for head in (*DEEP.values(), *BROKEN.values())]
    ended = subprocess.run([sys.executable, "-c", program, POINT.hex(), *heads], check=False, timeout=60)
    assert ended.returncode == 0


SOUND = [
    Point(1, 2), Point(1, 2, 3), Point(), LineString([(0, 0), (1, 1)]), Polygon(), box(0, 0, 1, 1),
    MultiPolygon([box(0, 0, 1, 1), box(2, 2, 3, 3)]), MultiPoint([(0, 0, 1), (1, 1, 1)]),
    GeometryCollection([Point(0, 0), GeometryCollection([box(0, 0, 1, 1)])]),
]  # fmt: skip


@pytest.mark.parametrize("flavor", ["extended", "iso"])
@pytest.mark.parametrize("order", [0, 1])
def test_sound_binary_passes_the_guard(order: int, flavor: str) -> None:
    blobs = list(
        shapely.to_wkb(
            shapely.set_srid(np.array(SOUND), 4326), byte_order=order, flavor=flavor, include_srid=flavor == "extended"
        )
    )
    assert [shapes._depth(blob) for blob in blobs] == [shapes._Depth.SOUND] * len(SOUND)


@given(st.binary(max_size=200))
def test_what_the_guard_calls_sound_is_no_deeper_than_it_says(blob: bytes) -> None:
    array, _ = shapes.from_wkb([blob], np.array([1]), "a", ReadLimits())
    assert array[0] is None or shapely.get_type_id(array[0]) >= 0


def test_text_nested_deep_is_refused_before_the_native_reader() -> None:
    for word in ("GEOMETRYCOLLECTION", "COMPOUNDCURVE", "MULTISURFACE"):
        text = f"{word}(" * 50 + "POINT(1 1)" + ")" * 50
        with pytest.raises(LimitExceeded, match="geometry-nested-too-deep"):
            shapes.from_wkt([text], np.array([1]), "a.csv", ReadLimits())


def deep_point(levels: int, name: str) -> bytes:
    inner = b"[" * levels + b"]" * levels
    return (
        b'{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":' + name.encode()
        + b'},"geometry":{"type":"Point","coordinates":' + inner + b"}}]}"
    )  # fmt: skip


HIDING = [
    '"' + "]" * 2_000 + '"',
    '"' + r"\"" + "]" * 2_000 + '"',
    '"' + r"\\\"" + "}" * 2_000 + r"\\" + '"',
    '"' + "]" * 2_000 + "\\\\" * 30_000 + '"',
]


@pytest.mark.parametrize("name", HIDING, ids=range(len(HIDING)))
@pytest.mark.parametrize("levels", [40, 300, 900, 5_000])
def test_brackets_in_texts_hide_no_depth(tmp_path: Path, name: str, levels: int) -> None:
    (tmp_path / "a.geojson").write_bytes(deep_point(levels, name))
    with pytest.raises(LimitExceeded, match="json-nested-too-deep"):
        read_table(tmp_path / "a.geojson")


@pytest.mark.parametrize("levels", [300, 5_000])
def test_no_kind_of_json_hides_depth(tmp_path: Path, levels: int) -> None:
    deep = b"[" * levels + b"]" * levels
    hiding = b'"' + b"]" * 9_000 + b'"'
    documents = {
        "lines": deep_point(1, '"a"') + b"\n" + deep_point(levels, hiding.decode()),
        "records": b'[{"name":' + hiding + b',"value":' + deep + b"}]",
        "topology": b'{"type":"Topology","name":' + hiding + b',"arcs":[],"objects":{"a":{"type":"Point","coordinates":' + deep + b"}}}",
        "chinese": '{"type":"FeatureCollection","name":"经纬","features":[{"type":"Feature","properties":{"名称":'.encode("gbk") + hiding + b'},"geometry":{"type":"Point","coordinates":' + deep + b"}}]}",
    }  # fmt: skip
    for name, document in documents.items():
        (tmp_path / f"{name}.json").write_bytes(document)
        with pytest.raises(LimitExceeded, match="json-nested-too-deep"):
            read_table(tmp_path / f"{name}.json")


def test_brackets_in_texts_are_no_depth(tmp_path: Path) -> None:
    text = '"' + r"[[{\"[\\" * 500 + '"'
    (tmp_path / "a.json").write_bytes(b'[{"code":"1","name":' + text.encode() + b"}]")
    (table,) = read_table(tmp_path / "a.json")
    assert table.rows["name"][0] == orjson.loads(text)


def test_collections_in_a_kml_nested_deep_are_refused(tmp_path: Path) -> None:
    mixed = "<MultiGeometry><Point><coordinates>1,1</coordinates></Point>"
    depth = 120
    (tmp_path / "a.kml").write_text(
        f"<kml xmlns='http://www.opengis.net/kml/2.2'><Placemark><name>a</name>{mixed * depth}"
        f"<LineString><coordinates>1,1 2,2</coordinates></LineString>{'</MultiGeometry>' * depth}</Placemark></kml>"
    )
    with pytest.raises(BadInput, match="nested-too-deep"):
        read_table(tmp_path / "a.kml")


def topology(arcs: list[object], members: list[object]) -> bytes:
    return orjson.dumps(
        {"type": "Topology", "arcs": arcs, "objects": {"a": {"type": "GeometryCollection", "geometries": members}}}
    )


def test_arcs_used_over_and_over_are_counted_before_a_shape_is_made(tmp_path: Path) -> None:
    arc = [[116 + math.cos(t / 1_000), 39 + math.sin(t / 1_000)] for t in range(5_000)]
    member = {"type": "MultiPolygon", "arcs": [[[0]]] * 40_000}
    (tmp_path / "a.json").write_bytes(topology([arc], [member]))
    assert (tmp_path / "a.json").stat().st_size < 600_000
    tracemalloc.start()
    with pytest.raises(LimitExceeded, match="vertices-too-many") as caught:
        read_table(tmp_path / "a.json")
    assert tracemalloc.get_traced_memory()[1] < 50_000_000
    tracemalloc.stop()
    assert caught.value.params["limit"] == 1_000_000


def test_a_ring_of_too_many_arcs_names_its_row(tmp_path: Path) -> None:
    arc = [[116.0, 39.0], [116.0, 39.1], [116.1, 39.0], [116.0, 39.0]]
    members = [{"type": "Polygon", "arcs": [[0]]}, {"type": "Polygon", "arcs": [[0] * 90_000]}]
    (tmp_path / "a.json").write_bytes(topology([arc], members))
    with pytest.raises(LimitExceeded, match="ring-too-long") as caught:
        read_table(tmp_path / "a.json")
    assert (caught.value.params["row"], caught.value.params["got"]) == (2, 270_001)


@pytest.mark.parametrize(
    "arcs", [[["a"]], [[[1]]], [[99]], [[None]], [[1e99]], ["ab"], {"a": 1}, 7, [[[[0]]]], [[-1, 2**60]]]
)
def test_arc_numbers_that_are_none_are_told(tmp_path: Path, arcs: object) -> None:
    arc = [[116.0, 39.0], [116.0, 39.1], [116.1, 39.0], [116.0, 39.0]]
    (tmp_path / "a.json").write_bytes(topology([arc], [{"type": "Polygon", "arcs": arcs}]))
    with pytest.raises(BadInput, match="topojson-malformed"):
        read_table(tmp_path / "a.json")
