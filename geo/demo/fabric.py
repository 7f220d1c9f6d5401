"""The built city in local metres: every parcel laid out, every building, door, gate and footpath in place."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import shapely
from shapely import affinity

from geo.demo.layout import Layout, lay_houses, lay_rows, outlines, turned
from geo.demo.network import Edges, Network
from geo.demo.parcels import PAVEMENT_M, Blocks, Parcel, make_parcels, net_blocks
from geo.demo.plan import BANK_M, Plan
from geo.demo.roads import Roads
from geo.demo.shops import SHOP_STRIP_M, lay_shops, shop_front
from geo.demo.styles import OTHER, Style, home_style

Floats = npt.NDArray[np.float64]
Rng = np.random.Generator

LARGE_HOUSEHOLDS = 720
"""An estate with more households is divided between its building rows into several grids."""
LEAST_WITH_FIELD_M = 165.0
MAIN, PEDESTRIAN, VEHICLE = "main", "pedestrian", "vehicle"


@dataclass(slots=True)
class Estate:
    """A residential compound on one parcel. ``gates`` are rows of ``Fabric.gates``."""

    parcel: int
    style: Style
    wall: shapely.Polygon
    gates: list[int] = field(default_factory=list)
    row_cuts: list[float] = field(default_factory=list)


@dataclass(slots=True)
class Building:
    """What is known of a building before it has a number."""

    parcel: int
    estate: int
    row: int
    x: float
    y: float
    doors: int
    floors: int
    flats: int
    use: str
    housing_type: str
    built_year: int


@dataclass(slots=True)
class Fabric:
    """Everything built. ``outlines[k]`` is the footprint of ``buildings[k]``; ``doors`` are (building, x, y);
    ``gates`` are (estate, x, y, kind); ``extras`` are (kind, name key, polygon) for the land cover.
    """

    parcels: list[Parcel]
    blocks: Blocks
    estates: list[Estate] = field(default_factory=list)
    buildings: list[Building] = field(default_factory=list)
    outlines: list[shapely.Polygon] = field(default_factory=list)
    doors: list[tuple[int, float, float]] = field(default_factory=list)
    gates: list[tuple[int, float, float, str]] = field(default_factory=list)
    extras: list[tuple[str, str, shapely.Polygon]] = field(default_factory=list)
    edges: Edges | None = None


def build_fabric(plan: Plan, roads: Roads, rng: Rng) -> Fabric:
    """Lay out every parcel of the plan."""
    blocks = net_blocks(plan, roads)
    fabric = Fabric(make_parcels(plan, roads, blocks, rng), blocks)
    network = Network(roads, blocks.pavement)
    for number, parcel in enumerate(fabric.parcels):
        if parcel.use == "bank":
            _promenade(plan, parcel, roads, network)
        elif parcel.use == "park":
            _park(fabric, parcel, network)
        else:
            _built(fabric, number, parcel, network, rng)
    network.join_corners(blocks.net)
    fabric.edges = network.finish()
    return fabric


def _built(fabric: Fabric, number: int, parcel: Parcel, network: Network, rng: Rng) -> None:
    style = home_style(parcel.zone, rng) if parcel.use == "homes" else OTHER[parcel.use]
    flat = affinity.rotate(parcel.net, -parcel.angle, origin=(0, 0), use_radians=True)
    if parcel.use in ("campus", "school"):
        flat = _sports_field(fabric, parcel, flat)
    front, ground = -1, flat
    if parcel.use == "homes":
        front, street_wall, flat = shop_front(flat, parcel, network, rng)
    lay = lay_houses if parcel.use in ("old", "village") else lay_rows
    flat_layout = lay(flat, style, rng)
    layout = turned(flat_layout, parcel.angle)
    if not layout.houses:
        parcel.use = "park"
        _park(fabric, parcel, network)
        return
    estate = -1
    if parcel.use == "homes":
        estate = len(fabric.estates)
        wall = affinity.rotate(flat, parcel.angle, origin=(0, 0), use_radians=True)
        fabric.estates.append(Estate(number, style, wall, row_cuts=layout.row_cuts))
    _stand(fabric, layout, number, estate, style, rng)
    network.add_many(layout.edges)
    ways = _open(fabric, layout, parcel, estate, style, front, network, rng)
    if front >= 0:
        _stand_shops(
            fabric, number, _clear_of_cuts(lay_shops(street_wall, ground, flat, rng), flat_layout), style, ways, network
        )


def _clear_of_cuts(shops: Layout, homes: Layout) -> Layout:
    """Without the shops that stand where a large estate may be divided between its rows."""
    if sum(house.doors * house.floors * house.flats for house in homes.houses) <= LARGE_HOUSEHOLDS:
        return shops
    kept = []
    for house in shops.houses:
        y = house.outline()[:, 1]
        if not any(y.min() - 1 < cut < y.max() + 1 for cut in homes.row_cuts):
            kept.append(house)
    return Layout(kept)


def _stand_shops(
    fabric: Fabric, number: int, layout: Layout, style: Style, ways: list[shapely.LineString], network: Network
) -> None:
    """Shops outside the wall, with their doors on the pavement, away from where the gates lead out."""
    parcel = fabric.parcels[number]
    layout = turned(layout, parcel.angle)
    if not layout.houses:
        return
    clear = (
        shapely.distance(outlines(layout.houses), shapely.union_all(ways)) > 2.5
        if ways
        else np.ones(len(layout.houses), bool)
    )
    houses = [house for house, keep in zip(layout.houses, clear, strict=True) if keep]
    for house in houses:
        ((x, y),) = house.door_points()
        fabric.doors.append((len(fabric.buildings), float(x), float(y)))
        fabric.buildings.append(
            Building(number, -1, 0, house.x, house.y, 1, house.floors, 0, "commercial", "", style.built_year + 1)
        )
        network.add([(float(x), float(y)), network.reach(parcel.block, x, y)], "link")
    if houses:
        fabric.outlines += list(outlines(houses))


def _stand(fabric: Fabric, layout: Layout, number: int, estate: int, style: Style, rng: Rng) -> None:
    first = len(fabric.buildings)
    late = rng.integers(0, 3, len(layout.houses)) if estate >= 0 else rng.integers(-18, 19, len(layout.houses))
    for house, shift in zip(layout.houses, late, strict=True):
        fabric.buildings.append(
            Building(number, estate, house.row, house.x, house.y, house.doors, house.floors, house.flats, style.use,
                     style.housing_type, style.built_year + int(shift))
        )  # fmt: skip
    fabric.outlines += list(outlines(layout.houses))
    fabric.doors += [(first + house, x, y) for house, x, y in layout.doors]


def _open(
    fabric: Fabric, layout: Layout, parcel: Parcel, estate: int, style: Style, front: int, network: Network, rng: Rng
) -> list[shapely.LineString]:
    """Join the lanes to the pavements, through gates where the estate has a wall; the ways from the wall out.
    ``front`` is the exit (south, north, west, east) on whose side shops stand between wall and pavement, or -1.
    """
    facing = []
    for turn, e in enumerate(layout.exits):
        reach = PAVEMENT_M + 1.2 + (SHOP_STRIP_M if turn == front else 0.0)
        if network.pavement_distance(parcel.block, e[2], e[3]) < reach:
            facing.append(e)
    if not facing:
        near = min(layout.exits, key=lambda e: network.pavement_distance(parcel.block, e[2], e[3]))
        facing = [near]
    gated = estate >= 0 and style.gated
    if gated:
        wanted = 1 + int(rng.integers(0, 2)) + (parcel.net.area > 15_000) + (parcel.net.area > 50_000)
        facing = facing[: min(wanted, 4)]
    kinds = [MAIN, PEDESTRIAN, VEHICLE, PEDESTRIAN]
    ways = []
    for turn, (x, y, wall_x, wall_y) in enumerate(facing):
        foot = network.leave(parcel.block, wall_x, wall_y)
        ways.append(shapely.LineString([(wall_x, wall_y), foot]))
        if gated:
            fabric.estates[estate].gates.append(len(fabric.gates))
            fabric.gates.append((estate, wall_x, wall_y, kinds[turn]))
            network.add([(x, y), (wall_x, wall_y), foot], "service", len(fabric.gates) - 1)
        else:
            network.add([(x, y), (wall_x, wall_y), foot], "service", spare=turn > 0)
    return ways


def _sports_field(fabric: Fabric, parcel: Parcel, flat: shapely.Polygon) -> shapely.Polygon:
    """A running track at the west side; returns what is left for buildings."""
    x0, y0, x1, y1 = flat.bounds
    if x1 - x0 < LEAST_WITH_FIELD_M:
        return flat
    height = min(150.0, (y1 - y0) * 0.72)
    width = min(height * 0.55, (x1 - x0) * 0.38)
    middle = (x0 + 14 + width / 2, (y0 + y1) / 2)
    radius = width / 2
    straight = shapely.LineString(
        [(middle[0], middle[1] - height / 2 + radius), (middle[0], middle[1] + height / 2 - radius)]
    )
    track = straight.buffer(radius, quad_segs=8)
    if flat.contains(track):
        fabric.extras.append(("green", "field", affinity.rotate(track, parcel.angle, origin=(0, 0), use_radians=True)))
        return flat.intersection(shapely.box(x0 + width + 26, y0 - 1, x1 + 1, y1 + 1))
    return flat


def _park(fabric: Fabric, parcel: Parcel, network: Network) -> None:
    """Paths from the pavements to the middle, and a pond off the paths."""
    flat = affinity.rotate(parcel.net, -parcel.angle, origin=(0, 0), use_radians=True)
    x0, y0, x1, y1 = flat.bounds
    middle = parcel.net.representative_point()
    flat_middle = affinity.rotate(middle, -parcel.angle, origin=(0, 0), use_radians=True)
    sides = [(flat_middle.x, y0), (flat_middle.x, y1), (x0, flat_middle.y), (x1, flat_middle.y)]
    feet: list[tuple[float, float]] = []
    for side in sides:
        at = affinity.rotate(shapely.Point(side), parcel.angle, origin=(0, 0), use_radians=True)
        if network.pavement_distance(parcel.block, at.x, at.y) < 45:
            foot = network.leave(parcel.block, at.x, at.y)
            if foot not in feet:
                feet.append(foot)
                network.add([foot, (middle.x, middle.y)], "footway")
    pond = affinity.scale(
        shapely.Point((flat_middle.x + x1) / 2, (flat_middle.y + y1) / 2).buffer(1.0, quad_segs=12),
        (x1 - x0) * 0.17,
        (y1 - y0) * 0.14,
    )
    if flat.buffer(-6).contains(pond):
        fabric.extras.append(("water", "pond", affinity.rotate(pond, parcel.angle, origin=(0, 0), use_radians=True)))


def _promenade(plan: Plan, parcel: Parcel, roads: Roads, network: Network) -> None:
    """A footway along the water with steps down from the avenue at both ends."""
    s = plan.superblocks[int(roads.block_superblock[parcel.block])]
    north = s.band in plan.river_rows
    v = s.v[0] + 0.62 * BANK_M if north else s.v[1] - 0.62 * BANK_M
    width = s.u[1] - s.u[0]
    points = plan.warp.line(s.u[0] + 0.12 * width, v, s.u[1] - 0.12 * width, v)
    network.add([(float(x), float(y)) for x, y in points], "footway")
    for x, y in points[[0, -1]]:
        network.cross(float(x), float(y), "steps")
