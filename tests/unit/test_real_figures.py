"""The figures of docs/real-data.md, from the rules of this project, each beside a second computation that shares no code
with them: geopandas in another metric frame, networkx over the same links, pandas over the same rows.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest
import shapely

from geo.crs import GCJ02, to_lonlat
from geo.housing import compute_housing
from geo.layers import Label
from geo.walk import (
    CircleRules,
    Measure,
    Preset,
    build_network,
    circle_figures,
    doors_of,
    feet_at_nodes,
    joined,
    links_network,
    nearest_venues,
    service_circle,
)

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data"
SINGAPORE, BEIJING = DATA / "toapayoh", DATA / "beijing"
TABLES = ROOT / "docs" / "real-data"
NEAR = {f"{metres} m": Preset(f"near-{metres}", Label("", ""), Measure.DISTANCE, metres) for metres in (400, 800)}
VENUES = {"club": "CommunityClubs", "eldercare": "EldercareServices"}
SVY21, BEIJING_ZONE = "EPSG:3414", "EPSG:4548"
MATCH_M, LINK_M = 30.0, 100.0
NOT_FOR_WALKING = ("motorway", "motorway_link", "construction")
DAY = dt.date(2026, 9, 1)
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not DATA.is_dir(), reason="the real data in ../shared/data is not there"),
]


@pytest.fixture(scope="module")
def subzones():
    """The 332 subzones, rings that touch themselves rebuilt, ``id`` from 1 in the order of the file."""
    frame = gpd.read_file(SINGAPORE / "subzones.geojson")
    frame["geometry"] = shapely.make_valid(frame.geometry.to_numpy(), method="structure")
    return frame.assign(id=np.arange(1, len(frame) + 1))


@pytest.fixture(scope="module")
def blocks(subzones):
    """Housing blocks in which anybody lives, with the subzone that holds their point (0: none, the first of several)."""
    table = pd.read_csv(SINGAPORE / "hdb_property.csv")
    table = table[table["total_dwelling_units"] > 0].reset_index(drop=True)
    frame = gpd.GeoDataFrame(table, geometry=gpd.points_from_xy(table["longitude"], table["latitude"]), crs="EPSG:4326")
    held = gpd.sjoin(frame, subzones[["id", "geometry"]], predicate="within")
    zone = held.groupby(level=0)["id"].min().reindex(frame.index).fillna(0).astype(int)
    return frame.assign(id=np.arange(1, len(frame) + 1), zone=zone, households=frame["total_dwelling_units"])


def venues_of(kind):
    frame = gpd.read_file(SINGAPORE / "venues" / f"{VENUES[kind]}.geojson")
    return gpd.GeoDataFrame(geometry=shapely.force_2d(frame.geometry.to_numpy()), crs="EPSG:4326")


@pytest.fixture(scope="module")
def straight(blocks):
    """Units by subzone, kind of venue and limit: in a straight line, and with the detour factor 1.3."""
    venue = pd.concat([venues_of(kind).assign(category=f"{kind} {limit}") for kind in VENUES for limit in NEAR])
    venue = gpd.GeoDataFrame(venue.assign(id=np.arange(1, len(venue) + 1)), crs="EPSG:4326")
    rules = CircleRules({f"{kind} {limit}": preset for kind in VENUES for limit, preset in NEAR.items()})
    circle = service_circle(build_network(None), doors_of(None, blocks), venue, rules)
    zone = blocks["zone"].to_numpy(dtype=np.int64)
    return circle_figures(circle, blocks["households"].to_numpy(dtype=np.float64), zone)


def test_units_near_clubs_and_eldercare_in_a_straight_line_are_those_of_geopandas(blocks, straight):
    metres = blocks.to_crs(SVY21)
    for kind in VENUES:
        away = (
            gpd.sjoin_nearest(metres, venues_of(kind).to_crs(SVY21), distance_col="away").groupby(level=0)["away"].min()
        )
        for limit, preset in NEAR.items():
            rows = straight[straight["category"] == f"{kind} {limit}"].set_index("area_id")
            for column, reach_m in (("upper", preset.limit), ("covered", preset.limit / 1.3)):
                near = blocks["households"].where(away <= reach_m, 0).groupby(blocks["zone"]).sum()
                assert rows[column].astype(int).to_dict() == near.to_dict(), (kind, limit, column)


def singapore_table(blocks, subzones, straight, housing):
    wide = straight.pivot(index="area_id", columns="category", values=["upper", "covered"]).astype(int)
    wide.columns = [
        f"{name}_{'straight' if kind == 'upper' else 'detour'}".replace(" ", "_") for kind, name in wide.columns
    ]
    names = subzones.set_index("id")
    table = pd.DataFrame(
        {"subzone": names["SUBZONE_C"], "name": names["SUBZONE_N"], "planning_area": names["PLN_AREA_N"]}
    )
    homes = housing.set_index("id")
    homes = homes[["households", "rental_share", "old_share", "commercial_share", "category"]].rename(
        columns={"households": "units"}
    )
    table = table.join(homes.round(4), how="inner").join(wide)
    return table.sort_values("subzone").reset_index(drop=True)


@pytest.fixture(scope="module")
def housing(blocks, subzones):
    """Housing categories of the subzones: the town of each block is its estate, its subzone its community."""
    rental = blocks.filter(like="_rental").sum(axis=1).to_numpy(dtype=np.int64)
    units = blocks["total_dwelling_units"].to_numpy(dtype=np.int64)
    kind = np.repeat(
        np.tile(np.array(["public_rental", "commercial"], dtype=object), len(blocks)),
        np.column_stack([rental, units - rental]).ravel(),
    )
    household = pd.DataFrame(
        {
            "id": np.arange(1, len(kind) + 1),
            "building_id": np.repeat(blocks["id"].to_numpy(), units),
            "housing_type": kind,
        }
    )
    towns = sorted(blocks["bldg_contract_town"].unique())
    estate = gpd.GeoDataFrame(
        {"id": np.arange(1, len(towns) + 1), "code": towns}, geometry=[None] * len(towns), crs="EPSG:4326"
    )
    building = gpd.GeoDataFrame({
        "id": blocks["id"], "built_year": blocks["year_completed"], "use": "residential", "households": units,
        "community_id": blocks["zone"].where(blocks["zone"] > 0).astype("Int64"),
        "estate_id": blocks["bldg_contract_town"].map({town: at for at, town in enumerate(towns, start=1)}),
    }, geometry=blocks.geometry, crs="EPSG:4326")  # fmt: skip
    community = subzones[["id", "geometry"]].assign(code=subzones["SUBZONE_C"])
    frames = {"building": building, "household": household, "estate": estate, "community": community}
    areas = compute_housing(frames, DAY).areas
    return areas[(areas["level"] == "community") & areas["id"].notna() & (areas["households"] > 0)]


def test_housing_categories_of_singapores_subzones_are_those_of_plain_sums(blocks, housing):
    units = blocks["total_dwelling_units"]
    sums = pd.DataFrame({
        "zone": blocks["zone"], "units": units, "rental": blocks.filter(like="_rental").sum(axis=1),
        "old": units.where(blocks["year_completed"] <= 2000, 0),
    }).groupby("zone").sum().query("zone > 0")  # fmt: skip
    shares = sums[["rental", "old"]].div(sums["units"], axis=0).assign(commercial=1 - sums["rental"] / sums["units"])
    first = np.select([shares[name] >= 0.5 for name in shares], list(shares), "mixed")
    found = housing.set_index("id")
    assert found["households"].astype(int).to_dict() == sums["units"].to_dict()
    assert found["category"].to_dict() == dict(zip(sums.index, first, strict=True))
    for name in shares:
        np.testing.assert_allclose(found[f"{name}_share"].to_numpy(dtype=float), shares[name].to_numpy(), atol=1e-12)


def test_the_table_of_singapores_subzones_is_the_one_in_the_docs(blocks, subzones, straight, housing):
    table = singapore_table(blocks, subzones, straight, housing)
    pd.testing.assert_frame_equal(table, pd.read_csv(TABLES / "singapore-subzones.csv"), check_dtype=False)


@pytest.fixture(scope="module")
def town(blocks, subzones):
    """Toa Payoh: the given links, and buildings with their node, link, dwelling units and subzone."""
    folder = SINGAPORE / "network"
    links = pd.read_csv(
        folder / "toa_payoh_paths_edges.dat", sep="\t", header=None, names=["first", "second", "metres"]
    )
    place = pd.read_csv(folder / "toa_payoh_buildings_osm_center_filtered.csv")
    place = place.merge(
        pd.read_csv(folder / "toa_payoh_buildings_osm_center_nodes.csv"), left_on="osmid", right_on="InputID"
    )
    place = gpd.GeoDataFrame(place, geometry=gpd.points_from_xy(place["X"], place["Y"]), crs="EPSG:4326")
    near = gpd.sjoin_nearest(
        blocks[["households", "geometry"]].to_crs(SVY21), place[["geometry"]].to_crs(SVY21), max_distance=MATCH_M
    )
    near = near[~near.index.duplicated()]
    place["units"] = near.groupby("index_right")["households"].sum().reindex(place.index).fillna(0).astype(int)
    zone = gpd.sjoin(place[["geometry"]], subzones[["SUBZONE_N", "geometry"]], predicate="within")
    return links, place.assign(zone=zone["SUBZONE_N"].reindex(place.index))


def town_venues(links):
    """Where walks to each kind end: (node, metres to it, the place itself). Stops as the files say; clubs and eldercare at
    the nearest node with coordinates, at most ``LINK_M`` away.
    """
    folder = SINGAPORE / "network"
    stops = pd.read_csv(
        folder / "busstops_all_nodes.dat", sep="\t", header=None, names=["code", "node", "link"], dtype={"code": str}
    )
    listed = pd.read_csv(folder / "busstops_toa_payoh.csv", dtype={"BusStopCode": str})
    listed = gpd.GeoSeries(
        gpd.points_from_xy(listed["Longitude"], listed["Latitude"]), index=listed["BusStopCode"], crs="EPSG:4326"
    ).to_crs(SVY21)
    known = np.union1d(links["first"], links["second"])
    stops = stops[stops["node"].isin(known) & stops["code"].isin(listed.index)]
    places = listed.reindex(stops["code"]).to_numpy()
    found = {"bus stop": stops[["node", "link"]].assign(place=places).reset_index(drop=True)}
    nodes = pd.read_csv(folder / "toa_payoh_path_nodes.csv")
    nodes = nodes[nodes["id"].isin(known)]
    nodes = gpd.GeoDataFrame(nodes, geometry=gpd.points_from_xy(nodes["lon"], nodes["lat"]), crs="EPSG:4326").to_crs(
        SVY21
    )
    for kind in VENUES:
        ends = gpd.sjoin_nearest(venues_of(kind).to_crs(SVY21), nodes, max_distance=LINK_M, distance_col="link")
        found[kind] = (
            ends[~ends.index.duplicated()]
            .rename(columns={"id": "node", "geometry": "place"})[["node", "link", "place"]]
            .reset_index(drop=True)
        )
    return found


def walked(links, place, ends):
    network, names = links_network(*(links[column].to_numpy() for column in ("first", "second", "metres")))
    homes = feet_at_nodes(network, np.searchsorted(names, place["TargetID"]), place["Distance"].to_numpy())
    feet = feet_at_nodes(network, np.searchsorted(names, ends["node"]), ends["link"].to_numpy())
    return nearest_venues(joined(network, homes, len(place)), feet, np.arange(len(ends)), 5_000.0)[0]


def walked_by_networkx(links, place, ends):
    graph = nx.Graph()
    for first, second, metres in links.itertuples(index=False):
        if not graph.has_edge(first, second) or graph[first][second]["weight"] > metres:
            graph.add_edge(first, second, weight=metres)
    for node, link in ends[["node", "link"]].itertuples(index=False):
        graph.add_edge(
            "end", node, weight=min(link, graph["end"][node]["weight"] if graph.has_edge("end", node) else np.inf)
        )
    lengths = nx.single_source_dijkstra_path_length(graph, "end")
    return (place["TargetID"].map(lengths) + place["Distance"]).to_numpy()


def town_table(town):
    links, place = town
    rows = {"units": place.groupby("zone")["units"].sum()}
    for kind, ends in town_venues(links).items():
        walk_m = walked(links, place, ends)
        for limit, preset in NEAR.items():
            rows[f"{kind} {limit}"] = place["units"].where(walk_m <= preset.limit, 0).groupby(place["zone"]).sum()
        straight_m = shapely.STRtree(list(ends["place"])).query_nearest(
            place.geometry.to_crs(SVY21).to_numpy(), return_distance=True, all_matches=False
        )[1]
        for limit, preset in NEAR.items():
            within = place["units"].where(straight_m <= preset.limit, 0)
            rows[f"{kind} {limit} straight"] = within.groupby(place["zone"]).sum()
    table = pd.DataFrame(rows)
    return table[table["units"] > 0]


def test_walks_of_toa_payoh_to_every_kind_of_venue_are_those_of_networkx(town):
    links, place = town
    for ends in town_venues(links).values():
        np.testing.assert_allclose(walked(links, place, ends), walked_by_networkx(links, place, ends), atol=0.001)


def test_the_table_of_toa_payoh_on_foot_is_the_one_in_the_docs(town):
    expected = pd.read_csv(TABLES / "toa-payoh-on-foot.csv").set_index("zone")
    pd.testing.assert_frame_equal(town_table(town), expected, check_dtype=False)
    assert {kind: len(ends) for kind, ends in town_venues(town[0]).items()} == TOWN_VENUES


def townships_table():
    """Village-level points by township: read as GCJ-02 (docs: found by evidence), a point on an edge in the first."""
    areas = gpd.read_file(BEIJING / "townships.geojson")
    codes = pd.read_csv(BEIJING / "codes.csv", dtype=str)
    codes = codes[(codes["level"] == "village") & codes["longitude"].notna()]
    shifted = gpd.points_from_xy(codes["longitude"].astype(float), codes["latitude"].astype(float))
    points = to_lonlat(np.array(shifted, dtype=object), GCJ02)
    point, area = shapely.STRtree(areas.geometry.to_numpy()).query(points, predicate="intersects")
    first = np.unique(point, return_index=True)[1]
    count = np.bincount(area[first], minlength=len(areas))
    table = pd.DataFrame({"district": areas["县"], "township": areas["乡"], "points": count})
    return table.sort_values(["district", "township"], kind="stable").reset_index(drop=True), points, areas


def test_community_points_by_township_are_those_of_a_join_in_geopandas():
    table, points, areas = townships_table()
    held = gpd.sjoin(gpd.GeoDataFrame(geometry=list(points), crs="EPSG:4326"), areas, predicate="within")
    again = held.groupby(["县", "乡"]).size()
    found = table.groupby(["district", "township"])["points"].sum()
    assert found[found > 0].to_dict() == again.to_dict()
    assert (len(points), int(table["points"].sum()), int((table["points"] > 0).sum())) == TOWNSHIPS
    pd.testing.assert_frame_equal(table, pd.read_csv(TABLES / "beijing-townships.csv"), check_dtype=False)


@pytest.fixture(scope="module")
def campus():
    ways = gpd.read_file(BEIJING / "osm_highways.geojson")
    ways = ways[~ways["highway"].isin(NOT_FOR_WALKING) & (ways["foot"] != "no")].reset_index(drop=True)
    building = gpd.read_file(BEIJING / "osm_buildings.geojson")
    areas = gpd.read_file(BEIJING / "osm_areas.geojson")
    places = gpd.read_file(BEIJING / "osm_poi.geojson")
    estates = areas[(areas["landuse"] == "residential") | (areas["amenity"] == "university")]
    return ways, building.assign(id=np.arange(1, len(building) + 1)), estates, places


def campus_table(campus):
    """By residential area and university: buildings (by a point inside), and metres on foot to a restaurant."""
    ways, building, estates, places = campus
    venue = places.assign(id=np.arange(1, len(places) + 1), category=places["amenity"])
    rules = CircleRules({"restaurant": NEAR["400 m"]}, horizon_m=5_000)
    circle = service_circle(build_network(ways), doors_of(None, building), venue, rules)
    walk_m = pd.Series(circle.walk_m[:, 0], circle.doors.building_id).replace(np.inf, np.nan)
    spots = gpd.GeoDataFrame({"id": building["id"]}, geometry=building.representative_point(), crs="EPSG:4326")
    held = gpd.sjoin(spots, estates[["osm_id", "geometry"]], predicate="within")
    held["walk_m"] = held["id"].map(walk_m)
    table = held.groupby("osm_id").agg(
        buildings=("id", "size"),
        reached=("walk_m", "count"),
        median_m=("walk_m", "median"),
        longest_m=("walk_m", "max"),
    )
    names = estates.set_index("osm_id")
    table.insert(
        0, "kind", np.where(names["amenity"].reindex(table.index) == "university", "university", "residential")
    )
    return table.round(1).reset_index(), walk_m


def test_walks_on_the_campus_are_those_of_networkx_over_openstreetmaps_own_nodes(campus):
    ways, building, _, places = campus
    _, walk_m = campus_table(campus)
    lines = ways.to_crs(BEIJING_ZONE).geometry
    graph = nx.Graph()
    for ids, line in zip(ways["nodes"], lines, strict=True):
        refs, spots = ids.split(","), np.asarray(line.coords)
        for one, other, metres in zip(refs, refs[1:], np.hypot(*np.diff(spots, axis=0).T), strict=False):
            graph.add_edge(
                one, other, weight=min(metres, graph[one][other]["weight"] if graph.has_edge(one, other) else np.inf)
            )

    def foot(spot):
        away = lines.distance(spot)
        nearest = away.idxmin()
        if away[nearest] > 100:
            return None
        line, refs = lines[nearest], ways["nodes"][nearest].split(",")
        spots = np.asarray(line.coords)
        along = line.project(spot)
        before = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(spots, axis=0).T))])
        at = min(max(int(np.searchsorted(before, along, "right")) - 1, 0), len(refs) - 2)
        return away[nearest], (refs[at], along - before[at]), (refs[at + 1], before[at + 1] - along), nearest, at, along

    doors = {
        row.id: foot(row.spot)
        for row in building.assign(spot=building.representative_point().to_crs(BEIJING_ZONE)).itertuples()
    }
    ends = [foot(spot) for spot in places[places["amenity"] == "restaurant"].to_crs(BEIJING_ZONE).geometry]
    for found in filter(None, ends):
        for node, metres in found[1:3]:
            cost = found[0] + metres
            graph.add_edge(
                "end", node, weight=min(cost, graph["end"][node]["weight"] if graph.has_edge("end", node) else np.inf)
            )
    lengths = nx.single_source_dijkstra_path_length(graph, "end")
    for number, found in doors.items():
        best = np.inf
        if found is not None:
            best = found[0] + min(lengths.get(node, np.inf) + metres for node, metres in found[1:3])
            beside = [abs(end[5] - found[5]) + end[0] for end in filter(None, ends) if end[3:5] == found[3:5]]
            best = min([best, *(found[0] + metres for metres in beside)])
        assert walk_m.fillna(np.inf)[number] == pytest.approx(best, abs=0.02), number


def test_the_table_of_the_campus_is_the_one_in_the_docs(campus):
    table, walk_m = campus_table(campus)
    pd.testing.assert_frame_equal(table, pd.read_csv(TABLES / "beijing-campus.csv"), check_dtype=False)
    assert (int(walk_m.notna().sum()), round(float(walk_m.median()), 1), round(float(walk_m.max()), 1)) == CAMPUS


TOWN_VENUES = {"bus stop": 77, "club": 5, "eldercare": 11}
TOWNSHIPS = (2331, 2331, 310)
CAMPUS = (232, 459.5, 1495.6)
