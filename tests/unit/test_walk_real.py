"""Walks over networks that nobody here drew: Toa Payoh's given links, Beijing's OpenStreetMap ways."""

from __future__ import annotations

import heapq
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo.crs import local_frame
from geo.walk import (
    PRESETS,
    CircleRules,
    build_network,
    circle_figures,
    doors_of,
    feet_at_nodes,
    joined,
    links_network,
    nearest_venues,
    service_circle,
    snap,
)

DATA = Path(__file__).parents[3] / "shared" / "data"
NETWORK = DATA / "toapayoh" / "network"
MATCH_M = 30.0
NOT_FOR_WALKING = ("motorway", "motorway_link", "construction")
pytestmark = pytest.mark.real


def need(path):
    if not path.exists():
        pytest.skip(f"{path.name} is not here: ../shared/data is absent")
    return path


def table(name, *columns):
    return pd.read_csv(need(NETWORK / name), sep="\t", header=None, names=list(columns), dtype={"code": str})


@pytest.fixture(scope="module")
def links():
    return table("toa_payoh_paths_edges.dat", "first", "second", "length_m")


@pytest.fixture(scope="module")
def stops(links):
    """Bus stops with the node that they are linked to; ``listed`` are those of the town's own list."""
    stops = table("busstops_all_nodes.dat", "code", "node", "link_m")
    own = pd.read_csv(need(NETWORK / "busstops_toa_payoh.csv"), dtype={"BusStopCode": str})
    stops = stops[stops["node"].isin(np.union1d(links["first"], links["second"]))]
    return stops.assign(listed=stops["code"].isin(own["BusStopCode"])).reset_index(drop=True)


@pytest.fixture(scope="module")
def buildings():
    """Buildings with their node and the metres to it; ``units``: dwelling units of the housing blocks that stand there."""
    place = pd.read_csv(need(NETWORK / "toa_payoh_buildings_osm_center_filtered.csv"))
    link = pd.read_csv(need(NETWORK / "toa_payoh_buildings_osm_center_nodes.csv"))
    blocks = pd.read_csv(need(DATA / "toapayoh" / "hdb_property.csv"))
    place = place.merge(link, left_on="osmid", right_on="InputID")
    centres = np.array(gpd.points_from_xy(place["X"], place["Y"]), dtype=object)
    frame = local_frame(centres)
    spots = frame.to_metres(np.array(gpd.points_from_xy(blocks["longitude"], blocks["latitude"]), dtype=object))
    tree = shapely.STRtree(frame.to_metres(centres))
    block, building = tree.query_nearest(spots, max_distance=MATCH_M, all_matches=False)
    units = blocks["total_dwelling_units"].to_numpy()[block]
    return place.assign(
        units=np.bincount(building, weights=units, minlength=len(place)),
        blocks=np.bincount(building, minlength=len(place)),
    )


def walks(links, buildings, stops):
    """Metres from each building to the nearest of these stops, both links included."""
    network, names = links_network(*(links[column].to_numpy() for column in ("first", "second", "length_m")))
    homes = feet_at_nodes(network, np.searchsorted(names, buildings["TargetID"]), buildings["Distance"].to_numpy())
    ends = feet_at_nodes(network, np.searchsorted(names, stops["node"]), stops["link_m"].to_numpy())
    ground = joined(network, homes, len(buildings))
    return nearest_venues(ground, ends, np.arange(len(stops)), 5_000.0)[0]


def within(walk_m, buildings, limit_m):
    return int(buildings["units"].to_numpy()[walk_m <= limit_m].sum())


def test_toa_payoh_is_one_network_without_breaks(links):
    network, names = links_network(*(links[column].to_numpy() for column in ("first", "second", "length_m")))
    assert (len(names), len(network.part_m)) == (5889, 1)


def test_dwelling_units_near_bus_stops_of_toa_payoh(links, stops, buildings):
    assert (int(buildings["blocks"].sum()), int(buildings["units"].sum())) == (282, 33_247)
    found = {}
    for name, chosen in (("listed", stops[stops["listed"]]), ("all", stops)):
        walk_m = walks(links, buildings, chosen)
        found[name] = (len(chosen), within(walk_m, buildings, 400), within(walk_m, buildings, 800))
    assert found == {"listed": (77, 25_451, 32_808), "all": (103, 26_022, 33_027)}


def test_walks_of_toa_payoh_are_those_of_a_plain_search(links, stops, buildings):
    graph: dict[int, list[tuple[int, float]]] = {}
    for first, second, length_m in links.itertuples(index=False):
        graph.setdefault(first, []).append((second, length_m))
        graph.setdefault(second, []).append((first, length_m))
    queue = [(float(link), int(node)) for node, link in zip(stops["node"], stops["link_m"], strict=True)]
    heapq.heapify(queue)
    best: dict[int, float] = {}
    while queue:
        walked, node = heapq.heappop(queue)
        if node not in best:
            best[node] = walked
            for other, length_m in graph[node]:
                heapq.heappush(queue, (walked + length_m, other))
    plain = buildings["TargetID"].map(best) + buildings["Distance"]
    np.testing.assert_allclose(walks(links, buildings, stops), plain, atol=0.001)


def test_the_straight_line_covers_more_units_of_toa_payoh_than_the_walk(links, stops, buildings):
    own = pd.read_csv(need(NETWORK / "busstops_toa_payoh.csv"), dtype={"BusStopCode": str})
    known = stops.merge(own, left_on="code", right_on="BusStopCode")
    centres = np.array(gpd.points_from_xy(buildings["X"], buildings["Y"]), dtype=object)
    frame = local_frame(centres)
    spots = frame.to_metres(np.array(gpd.points_from_xy(known["Longitude"], known["Latitude"]), dtype=object))
    straight_m = shapely.STRtree(spots).query_nearest(
        frame.to_metres(centres), return_distance=True, all_matches=False
    )[1]
    walk_m = walks(links, buildings, known)
    assert (straight_m <= walk_m + 1.0).all()
    assert (within(straight_m, buildings, 400), within(walk_m, buildings, 400)) == (32_645, 25_451)


@pytest.fixture(scope="module")
def ways():
    ways = gpd.read_file(need(DATA / "beijing" / "osm_highways.geojson"))
    return ways[~ways["highway"].isin(NOT_FOR_WALKING) & (ways["foot"] != "no")].reset_index(drop=True)


def test_beijing_ways_are_joined_exactly_where_openstreetmap_shares_a_node(ways):
    network = build_network(ways)
    ids = [way.split(",") for way in ways["nodes"]]
    seen = pd.Series([node for way in ids for node in way]).value_counts()
    ends = {node for way in ids for node in (way[0], way[-1])}
    assert network.node_count == len(ends | set(seen.index[seen > 1]))


def test_walks_on_the_campus_of_beijing(ways):
    network = build_network(ways)
    building = gpd.read_file(need(DATA / "beijing" / "osm_buildings.geojson"))
    building["id"] = np.arange(1, len(building) + 1)
    places = gpd.read_file(need(DATA / "beijing" / "osm_poi.geojson"))
    venue = places.assign(id=np.arange(1, len(places) + 1), category=places["amenity"])
    doors = doors_of(None, building)
    kinds = ("restaurant", "cafe", "bank", "marketplace")
    circle = service_circle(network, doors, venue, CircleRules(dict.fromkeys(kinds, PRESETS["distance-10"])))
    assert (circle.straight_m <= circle.walk_m).all()
    assert int(snap(network, network.frame.to_metres(doors.place)).placed(len(doors)).sum()) == 244
    figures = circle_figures(circle, np.ones(len(doors))).set_index("category")
    assert figures[["covered", "not_covered", "unknown", "upper"]].astype(int).T.to_dict("list") == {
        "restaurant": [122, 77, 58, 249],
        "cafe": [142, 95, 20, 242],
        "bank": [45, 195, 17, 161],
        "marketplace": [67, 172, 18, 132],
    }
