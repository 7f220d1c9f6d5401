"""Where everything goes: the lattice of arterial roads, the river, the zones, the communities and streets.

The city is designed as a rectilinear lattice in *design metres* (u to the east, v to the north) and bent into *local
metres* (x, y) by one smooth warp, so that all roads near the river follow it and no two ever cross by accident.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from geo.errors import LimitExceeded, Message

Floats = npt.NDArray[np.float64]

SUPERBLOCKS_AT_SCALE_1 = 96
STREETS_AT_SCALE_1 = 6
MAX_SCALE = 16.0
MIN_SCALE = 0.1
BANK_M = 112.0
"""From the middle of the river to the riverside avenue."""
MEANDER_REACH_M = 1100.0
STEP_M = 45.0
"""How far apart bent lines are sampled."""

SCALE_OUT_OF_RANGE = Message(
    "demo-scale-out-of-range",
    zh="演示城市的规模应在 {least} 到 {most} 之间，收到 {got}",
    en="the demonstration city has a scale from {least} to {most}, not {got}",
    remedy_zh="请用 --scale 指定该范围内的数值，默认为 1",
    remedy_en="give a number in this range with --scale; the default is 1",
    asked=True,
)


@dataclass(frozen=True, slots=True)
class Size:
    """How many streets wide and high, and how many superblocks per street."""

    streets_wide: int
    streets_high: int
    columns: int
    rows: int

    @staticmethod
    def for_scale(scale: float) -> Size:
        """The lattice for a scale from 0.1 to 16; raises ``LimitExceeded`` outside. Never fewer than two streets,
        so that the river always parts two of them.
        """
        if not MIN_SCALE <= scale <= MAX_SCALE:
            raise LimitExceeded(SCALE_OUT_OF_RANGE, got=scale, least=MIN_SCALE, most=MAX_SCALE)
        streets = max(2, round(STREETS_AT_SCALE_1 * scale))
        high = max(2, 2 * round(float(np.sqrt(streets * 2 / 3)) / 2))
        wide = max(1, round(streets / high))
        each = float(np.clip(SUPERBLOCKS_AT_SCALE_1 * scale / (wide * high), 6, 16))
        columns = round(float(np.sqrt(each * 1.2)))
        return Size(wide, high, columns, max(2, round(each / columns)))


@dataclass(frozen=True, slots=True)
class Warp:
    """Bends design metres into local metres: gentle swells everywhere, the meander near each river."""

    phases: Floats
    river_v: Floats

    def __call__(self, u: Floats, v: Floats) -> Floats:
        """Local metres, shape (n, 2), of design points."""
        turn = 2 * np.pi
        p = self.phases
        x = u + 42 * np.sin(turn * v / 2300 + p[0]) + 22 * np.sin(turn * (u / 1900 + v / 3700) + p[1])
        y = v + 26 * np.sin(turn * u / 2700 + p[2])
        meander = 125 * np.sin(turn * u / 3400 + p[3]) + 38 * np.sin(turn * u / 1500 + p[4])
        for river in self.river_v:
            y = y + meander * np.exp(-(((v - river) / MEANDER_REACH_M) ** 2))
        return np.column_stack([x, y])

    def line(self, u0: float, v0: float, u1: float, v1: float) -> Floats:
        """A straight design line as bent points, about one each ``STEP_M``."""
        steps = max(2, int(np.ceil(np.hypot(u1 - u0, v1 - v0) / STEP_M)) + 1)
        return self(np.linspace(u0, u1, steps), np.linspace(v0, v1, steps))


@dataclass(slots=True)
class Superblock:
    """One cell of the lattice, between four arterial roads, or a river bank (``zone`` is ``bank``)."""

    column: int
    band: int
    u: tuple[float, float]
    v: tuple[float, float]
    zone: str
    district: int
    street: int
    community: int = -1
    diagonal: int = 0
    """+1 when an avenue runs from the south-west to the north-east corner, 0 when none does."""


@dataclass(slots=True)
class Plan:
    """The designed city before any road is drawn. ``bands`` are (v0, v1, is bank, street row) from south to north."""

    size: Size
    u: Floats
    v: Floats
    bands: list[tuple[float, float, bool, int]]
    river_rows: list[int]
    warp: Warp
    superblocks: list[Superblock]
    community_street: list[int] = field(default_factory=list)
    street_district: list[int] = field(default_factory=list)
    bridges: list[tuple[int, int]] = field(default_factory=list)
    """(index into ``v`` of the river's middle, index into ``u``)."""


def make_plan(scale: float, rng: np.random.Generator) -> Plan:
    """The plan of a city of that scale."""
    size = Size.for_scale(scale)
    columns = size.streets_wide * size.columns
    u = np.concatenate([[0.0], np.cumsum(rng.uniform(365, 465, columns))])
    rivers = [1] if size.streets_high == 2 else [k for k in range(size.streets_high) if k % 4 == 2]
    bands: list[tuple[float, float, bool, int]] = []
    river_rows = []
    top = 0.0
    for street_row in range(size.streets_high):
        if street_row in rivers:
            bands.append((top, top + BANK_M, True, street_row - 1))
            river_rows.append(len(bands))
            bands.append((top + BANK_M, top + 2 * BANK_M, True, street_row))
            top += 2 * BANK_M
        for height in rng.uniform(345, 425, size.rows):
            bands.append((top, top + height, False, street_row))
            top += height
    v = np.array([bands[0][0], *(band[1] for band in bands)])
    warp = Warp(rng.uniform(0, 2 * np.pi, 5), v[river_rows])
    plan = Plan(size, u, v, bands, river_rows, warp, [])
    _fill_lattice(plan, rng)
    _give_communities(plan, rng)
    _give_zones(plan, rng)
    _bridge(plan)
    return plan


def _fill_lattice(plan: Plan, rng: np.random.Generator) -> None:
    """All superblocks with their streets; the borders between streets step aside from row to row."""
    size = plan.size
    districts_wide = max(1, size.streets_wide // 3)
    for street in range(size.streets_wide * size.streets_high):
        row, column = divmod(street, size.streets_wide)
        plan.street_district.append((row // 2) * districts_wide + min(column // 3, districts_wide - 1))
    inner = np.arange(1, size.streets_wide) * size.columns
    borders = [inner + rng.integers(-1, 2, len(inner)) * (size.columns > 3) for _ in range(size.streets_high)]
    for band, (v0, v1, is_bank, street_row) in enumerate(plan.bands):
        for column in range(len(plan.u) - 1):
            street = street_row * size.streets_wide + int(np.searchsorted(borders[street_row], column, side="right"))
            plan.superblocks.append(
                Superblock(
                    column, band, (plan.u[column], plan.u[column + 1]), (v0, v1),
                    "bank" if is_bank else "", plan.street_district[street], street,
                )
            )  # fmt: skip


def _give_communities(plan: Plan, rng: np.random.Generator) -> None:
    """Cut a serpentine walk through each street into pieces of two or three superblocks: connected by construction.
    A bank goes with the superblock that faces it.
    """
    for street in range(len(plan.street_district)):
        cells = [s for s in plan.superblocks if s.street == street and s.zone != "bank"]
        by_rows = rng.random() < 0.5
        lines: dict[int, list[Superblock]] = {}
        for cell in cells:
            lines.setdefault(cell.band if by_rows else cell.column, []).append(cell)
        walk: list[Superblock] = []
        for turn, key in enumerate(sorted(lines)):
            line = sorted(lines[key], key=lambda s: s.column if by_rows else s.band)
            walk += line if turn % 2 == 0 else line[::-1]
        pieces = max(2, round(len(walk) / 2.4))
        cuts = np.linspace(0, len(walk), pieces + 1).round().astype(int)
        for start, stop in pairwise(cuts):
            for cell in walk[start:stop]:
                cell.community = len(plan.community_street)
            plan.community_street.append(street)
    place = {(s.column, s.band): s for s in plan.superblocks}
    for bank in (s for s in plan.superblocks if s.zone == "bank"):
        inland = bank.band - 1 if bank.band + 1 in plan.river_rows else bank.band + 1
        bank.community = place[bank.column, inland].community


QUOTAS = (("old", 0.065, 1), ("village", 0.02, 1), ("rental", 0.04, 1), ("business", 0.022, 1), ("campus", 0.018, 0),
          ("resettlement", 0.05, 1), ("large", 0.045, 1), ("work_unit", 0.30, 2), ("tower", 0.14, 1))  # fmt: skip
"""Zone, share of the superblocks, least number per district; what is left is ``commercial``."""


def _give_zones(plan: Plan, rng: np.random.Generator) -> None:
    """Zones by distance from the district's centre on the river: the old town in it, work units around, towers along
    the water and further out, rental estates and the village at the edge.
    """
    for district in sorted(set(plan.street_district)):
        cells = [s for s in plan.superblocks if s.district == district and s.zone != "bank"]
        middle = np.array([(sum(s.u) / 2, sum(s.v) / 2) for s in cells])
        centre = middle.mean(axis=0) + np.array([-300.0, -350.0])
        far = np.hypot(*(middle - centre).T)
        far = far / far.max()
        water = np.array([min(abs(sum(s.v) / 2 - r) for r in plan.warp.river_v) for s in cells]) / 1000
        noise = rng.uniform(0, 1, (len(QUOTAS), len(cells)))
        liking = {
            "old": -far * 3, "village": far * 2 - abs(far - 0.75) * 4, "rental": far * 3, "business": -abs(far - 0.5) * 3,
            "campus": -abs(far - 0.6) * 3, "resettlement": -abs(far - 0.8) * 2, "large": -water * 1.2,
            "work_unit": -far * 3.2, "tower": far - water * 0.8,
        }  # fmt: skip
        for (zone, share, least), chance in zip(QUOTAS, noise, strict=True):
            wanted = max(least, round(share * len(cells)))
            order = np.argsort(-(liking[zone] + 0.9 * chance), kind="stable")
            free = [cells[k] for k in order if not cells[k].zone][:wanted]
            for cell in free:
                cell.zone = zone
        for cell in cells:
            cell.zone = cell.zone or "commercial"
        _lay_diagonal(cells)


def _lay_diagonal(cells: list[Superblock]) -> None:
    """An avenue from corner to corner through three superblocks, where the zones can bear it."""
    place = {(s.column, s.band): s for s in cells}
    for column, band in sorted(place):
        run = [place.get((column + k, band + k)) for k in range(3)]
        if all(s is not None and s.zone in ("commercial", "tower", "resettlement", "work_unit") for s in run):
            for cell in run:
                assert cell is not None
                cell.diagonal = 1
            return


def _bridge(plan: Plan) -> None:
    """A bridge on each third arterial road, so that the way round is long in between."""
    for row in plan.river_rows:
        plan.bridges += [(row, column) for column in range(1, len(plan.u) - 1, 3)]
