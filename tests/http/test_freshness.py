"""Tiles that are kept: whatever is edited, each one that is served equals a fresh rendering, and the rest stays."""

from __future__ import annotations

import shutil
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import geopandas as gpd
import mapbox_vector_tile
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely import LineString, MultiPolygon, Point, box

from api import freshness
from api.deps import Views
from api.freshness import ChangeNumbers
from geo.model import Tile
from geo.store import SYSTEM, LayerChange, Store, open_store
from geo.store.snapshots import Snapshots
from geo.tiles import TileSource
from geo.tiles.matrix import tiles_over

DAY = date(2026, 1, 1)
WEST, SOUTH, SIDE = 113.9, 30.2, 0.1
LAYERS = ("grid", "path", "building", "unit", "venue")
ZOOMS = (9, 12, 13, 14, 16)
CORNERS = 5


def tiles() -> list[Tile]:
    """Whole zooms where there are few tiles, and a strip through the middle where there are many."""
    whole = [tile for zoom in ZOOMS[:3] for tile in tiles_over((WEST, SOUTH, WEST + SIDE, SOUTH + SIDE), zoom)]
    middle = (WEST, SOUTH + SIDE / 2, WEST + SIDE, SOUTH + SIDE / 2)
    return [*whole, *(tile for zoom in ZOOMS[3:] for tile in tiles_over(middle, zoom)[::2])]


TILES = tiles()


def grids() -> list[MultiPolygon]:
    """Four times four areas whose shared edges wave."""
    along = np.linspace(0, SIDE, 161)
    corners = np.linspace(0, SIDE, CORNERS)[1:-1]
    lines = [LineString(np.column_stack([along, c + 0.002 * np.sin(along * 900 + c)])) for c in corners]
    lines += [LineString(np.column_stack([c + 0.002 * np.sin(along * 700 + c), along])) for c in corners]
    pieces = shapely.polygonize([*shapely.get_parts(shapely.union_all([*lines, box(0, 0, SIDE, SIDE).boundary]))])
    moved = shapely.transform(shapely.get_parts(pieces), lambda xy: xy.round(7) + np.array([WEST, SOUTH]))
    return [MultiPolygon([area]) for area in moved]


def framed(rows: list[dict[str, Any]]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(rows, geometry="geometry", crs="EPSG:4326")


def city() -> dict[str, pd.DataFrame]:
    """Areas, roads in pieces of one name, houses, units and venues."""
    random = np.random.default_rng(1)
    at = random.uniform((WEST, SOUTH), (WEST + SIDE, SOUTH + SIDE), (150, 2)).round(7)
    at[:, 1][::2] = SOUTH + SIDE / 2
    road = [(WEST + SIDE * step / 8, SOUTH + SIDE / 2 + 0.001 * (step % 2)) for step in range(9)]
    pieces = [LineString(road[step : step + 2]) for step in range(8)]
    return {
        "grid": framed([{"id": n + 1, "name": f"格{n}", "geometry": area} for n, area in enumerate(grids())]),
        "path": framed(
            [
                {"id": n + 1, "name": "人民路" if n < 6 else "解放路", "kind": "arterial", "geometry": piece}
                for n, piece in enumerate(pieces)
            ]
        ),
        "building": framed([{"id": n + 1, "name": f"{n}号楼", "floors": 6, "geometry": house(*at[n])} for n in range(50)]),
        "unit": framed([{"id": n + 1, "level": n % 5, "state": "active", "geometry": Point(at[50 + n])} for n in range(50)]),
        "venue": framed([{"id": n + 1, "category": "nursery", "geometry": Point(at[100 + n])} for n in range(50)]),
    }  # fmt: skip


def house(lon: float, lat: float) -> shapely.Polygon:
    return box(lon, lat, lon + 0.0003, lat + 0.0002)


class Front:
    """What a tile front does, without its network: keeps each rendering under its stamp."""

    def __init__(self, store: Store, today: list[date]) -> None:
        self.store = store
        self.today = today
        self.numbers = ChangeNumbers(Views(Snapshots(store, today=lambda: today[0])), store)
        self.kept: dict[Hashable, bytes] = {}
        self.rendered = 0

    def serve(self, layer: str, tile: Tile) -> bytes:
        view, stamp = self.numbers.stamp((layer,), tile, self.store.versions())
        key = (layer, tile, stamp)
        if key not in self.kept:
            self.kept[key] = view.tiles.render((layer,), tile)
            self.rendered += 1
        return self.kept[key]

    def differing(self) -> list[tuple[str, Tile]]:
        """The tiles whose features are not those of a city that was read just now."""
        fresh = TileSource(Snapshots(self.store, today=lambda: self.today[0]).city())
        return [
            (layer, tile)
            for layer in LAYERS
            for tile in TILES
            if not alike(self.serve(layer, tile), fresh.render((layer,), tile))
        ]


def alike(one: bytes, other: bytes) -> bool:
    return one == other or said(one) == said(other)


def said(body: bytes) -> Any:
    """Every feature of a tile in its order. The table of values may stand in another order: nobody sees that."""
    return mapbox_vector_tile.decode(body) if body else {}


@pytest.fixture(scope="module")
def filled(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the city in it, to be copied."""
    path = tmp_path_factory.mktemp("filled") / "city.sqlite"
    shutil.copyfile(migrated_sqlite, path)
    with open_store(f"sqlite:///{path}").acting(SYSTEM) as store:
        store.load(city(), source="test", valid_from=DAY)
    return path


@contextmanager
def front_over(filled: Path) -> Iterator[Front]:
    with TemporaryDirectory() as folder:
        shutil.copyfile(filled, Path(folder) / "city.sqlite")
        with open_store(f"sqlite:///{folder}/city.sqlite").acting(SYSTEM) as store:
            yield Front(store, [DAY + timedelta(30)])


def edit(store: Store, layer: str, what: str, pick: int, shift: float) -> None:
    """One random edit: a feature is moved, renamed, ended, copied, or united with its neighbour."""
    rows = store.read(layer)
    if rows.empty:
        return
    row = rows.iloc[[pick % len(rows)]].copy()
    change = LayerChange(layer, row, DAY)
    match what:
        case "move":
            row["geometry"] = [shapely.transform(row["geometry"].iloc[0], lambda xy: (xy + shift).round(7))]
        case "shrink":
            row["geometry"] = [bent(row["geometry"].iloc[0], shift)]
        case "rename":
            row["name" if "name" in row else "kind"] = ["解放路" if shift > 0 else "人民路"]
        case "end":
            change = LayerChange(layer, None, DAY, retire=row["id"].tolist())
        case "copy":
            row["id"] = [None]
            row["geometry"] = [shapely.transform(row["geometry"].iloc[0], lambda xy: (xy + shift).round(7))]
        case "unite":
            other = rows.iloc[(pick + 1) % len(rows)]
            if layer != "grid" or len(rows) < 2:
                return
            joined = shapely.union(row["geometry"].iloc[0], other["geometry"])
            row["geometry"] = [joined if joined.geom_type == "MultiPolygon" else MultiPolygon([joined])]
            change = LayerChange(layer, row, DAY, retire=[int(other["id"])])
    store.write([change], source="test")


def bent(shape: Any, shift: float) -> Any:
    """The shape with one of its points moved, so that it no longer fits its neighbours."""
    corners = shapely.get_coordinates(shape)
    moved = corners[len(corners) // 2]
    return shapely.transform(shape, lambda xy: np.where((xy == moved).all(axis=1)[:, None], xy + shift, xy).round(7))


EDITS = st.tuples(
    st.sampled_from(LAYERS),
    st.sampled_from(["move", "shrink", "rename", "end", "copy", "unite"]),
    st.integers(0, 60),
    st.sampled_from([-0.02, -0.003, -0.0001, 0.0001, 0.003, 0.02]),
)


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=st.lists(st.lists(EDITS, min_size=1, max_size=3), min_size=1, max_size=4))
def test_whatever_is_edited_each_tile_served_is_a_fresh_one(filled: Path, edits: list[list[Any]]) -> None:
    with front_over(filled) as front:
        assert front.differing() == []
        for some in edits:
            for one in some:
                edit(front.store, *one)
            assert front.differing() == []


def test_an_edit_renders_again_only_what_it_reaches(filled: Path) -> None:
    with front_over(filled) as front:
        front.differing()
        every = front.rendered
        shapes = front.store.read("building").geometry
        showing = [
            [tile for tile in TILES if tile.z >= 14 and tile in tiles_over(one.bounds, tile.z)] for one in shapes
        ]
        number = next(place for place, shown in enumerate(showing) if shown)
        edit(front.store, "building", "rename", number, 1)
        assert front.differing() == []
        assert len(showing[number]) <= front.rendered - every <= 2 * len(showing[number])


def test_siblings_of_a_changed_area_are_rendered_again_and_far_areas_are_not(filled: Path) -> None:
    with front_over(filled) as front:
        front.differing()
        every = front.rendered
        edit(front.store, "grid", "unite", 0, 1)
        assert front.differing() == []
        shown = [tile for tile in TILES if tile.z >= 12]
        assert 0 < front.rendered - every < len(shown) / 2


def test_a_piece_of_a_road_changes_the_name_along_the_whole_road(filled: Path) -> None:
    with front_over(filled) as front:
        assert front.differing() == []
        for thing in range(1, 9):
            piece = front.store.read("path", ids=[thing])
            piece["kind"] = "street"
            front.store.write([LayerChange("path", piece, DAY)], source="test")
            assert front.differing() == []


def test_a_day_that_turns_for_a_layer_renders_it_again(filled: Path) -> None:
    with front_over(filled) as front:
        front.differing()
        row = front.store.read("venue").iloc[[3]].copy()
        row["geometry"] = [Point(WEST, SOUTH + SIDE / 2)]
        front.store.write([LayerChange("venue", row, front.today[0] + timedelta(1))], source="test")
        assert front.differing() == []
        front.today[0] += timedelta(1)
        assert front.differing() == []
        edit(front.store, "venue", "move", 5, 0.003)
        assert front.differing() == []


def test_a_long_list_of_edits_is_forgotten_in_part_and_stays_right(
    filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(freshness, "MOST_BOXES", 4)
    with front_over(filled) as front:
        front.differing()
        for number in range(12):
            edit(
                front.store,
                ("grid", "path", "venue")[number % 3],
                ("shrink", "rename", "move")[number % 3],
                number,
                0.003,
            )
            if number % 4 == 3:
                assert front.differing() == []


def test_a_tile_without_the_layer_stays_whatever_happens_to_it(filled: Path) -> None:
    with front_over(filled) as front:
        before = front.numbers.stamp(("building",), Tile(9, 418, 210), front.store.versions())[1]
        edit(front.store, "building", "move", 0, 0.003)
        assert front.numbers.stamp(("building",), Tile(9, 418, 210), front.store.versions())[1] == before
