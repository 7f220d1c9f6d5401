"""Whom a hub household reaches on foot: of all of the town only hub 32 is left, and sits 68 m west of building 5."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
import shapely

from geo.coverage import CoverageParameters, compute_coverage
from geo.walk import Doorsteps, build_network, doors_of
from tests.coverage_world import DAY, Town, box, spot

STEP_M = 85.4
"""One step east in the town."""
ALONG = [(0, 1.5), (0.7, 1.5), (1.5, 1.5), (3, 1.5)]
ROUND = [(0.7, 3), (0.7, 1.5), (0.7, 0), (1.5, 0), (1.5, 1.5), (1.5, 3)]
"""Past the hub and past the building, joined only far in the south."""
PIECE = [(1.45, 1.5), (1.55, 1.5)]


def town(*streets):
    made = Town().remove("unit", 31, *range(33, 40)).change("unit", 32, geometry=spot(0.7, 1.5))
    for number, places in enumerate(streets, 1):
        line = shapely.LineString([spot(*place).coords[0] for place in places])
        made.add("path", id=number, code=f"P{number}", kind="street", geometry=line)
    return made


def reached(made, limit_m=100.0):
    """(hub's id or ``None``, metres, whether drawn, the lenient answer) of building 5."""
    frames = made.frames()
    steps = Doorsteps.of(build_network(frames["path"]), doors_of(frames.get("entrance"), frames["building"]))
    coverage = compute_coverage(frames, DAY, CoverageParameters(hub_lenient_m=limit_m), steps)
    row, hub = coverage.buildings.set_index("id").loc[5], coverage.work.reach.hub[4]
    unit = None if hub < 0 else int(coverage.work.units.rows.ids[hub])
    assert row["hub"] == "not covered", "on foot only in the lenient reading"
    return unit, row["hub_distance_m"], bool(row["hub_inferred"]), row["hub_lenient"]


def test_the_limit_on_foot_is_inclusive_to_the_millimetre():
    unit, distance_m, inferred, answer = reached(town(ALONG))
    assert (unit, inferred, answer) == (32, False, "covered")
    assert distance_m == pytest.approx(0.8 * STEP_M, abs=0.2)
    assert reached(town(ALONG), distance_m)[3] == "covered"
    assert reached(town(ALONG), distance_m - 0.001)[3] == "not covered"


def test_a_hub_near_in_a_straight_line_and_far_on_foot_reaches_nobody():
    assert reached(town(ROUND))[3] == "not covered"
    unit, distance_m, inferred, _ = reached(town(ROUND), 450.0)
    assert (unit, inferred) == (32, False)
    assert distance_m == pytest.approx(1.5 * 111.0 * 2 + 0.8 * STEP_M, abs=0.5)


OFF_NETWORK = {
    "no path near the hub": town([(2.6, 0), (2.6, 3)]),
    "no path near the door": town([(-0.4, 0), (-0.4, 3)]),
    "the door on a fragment": town([(0.7, 0), (0.7, 3)], PIECE),
    "the hub on a fragment": town([(1.5, 0), (1.5, 3)], [(0.65, 1.5), (0.75, 1.5)]),
    "a door without a place": town(ALONG).add("entrance", id=1, code="N1", building_id=5, geometry=None),
}


@pytest.mark.parametrize("made", OFF_NETWORK.values(), ids=OFF_NETWORK)
def test_where_no_walk_can_be_trusted_the_stretched_straight_line_stands_in_flagged(made):
    unit, distance_m, inferred, answer = reached(made)
    assert (unit, inferred, answer) == (32, True, "covered")
    assert distance_m == pytest.approx(1.3 * 0.8 * STEP_M, abs=0.2)
    assert reached(made, 80.0)[3] == "not covered"


def test_what_is_walked_goes_before_what_is_drawn_though_that_is_nearer():
    made = town(ALONG, [(1.48, 1.2), (1.52, 1.2)]).unit(34, 4, 24, spot(1.5, 1.2))
    assert reached(made)[::2] == (32, False)
    assert reached(made.change("unit", 32, parent_id=None))[::2] == (34, True)


def test_of_equally_near_hubs_the_lowest_id_is_taken():
    assert reached(town(ALONG).unit(31, 4, 21, spot(0.7, 1.5)))[0] == 31
    assert reached(town(ALONG).unit(38, 4, 28, spot(0.7, 1.5)))[0] == 32


def test_the_nearest_of_several_doors_counts():
    made = town(ALONG, ROUND)
    for number, place in enumerate([(1.5, 1.9), (1.4, 1.5)], 1):
        made.add("entrance", id=number, code=f"N{number}", building_id=5, geometry=spot(*place))
    assert reached(made)[1] == pytest.approx(0.7 * STEP_M, abs=0.2)


def test_no_walk_to_a_hub_is_shorter_than_the_straight_line():
    made = town(ALONG, ROUND).frames()
    steps = Doorsteps.of(build_network(made["path"]), doors_of(None, made["building"]))
    parameters = CoverageParameters(hub_lenient_m=1_000.0, detour_factor=1.0)
    walked, drawn = (
        compute_coverage(made, DAY, parameters, given).buildings["hub_distance_m"].to_numpy() for given in (steps, None)
    )
    assert np.isfinite(walked).any()
    assert not (walked < drawn - 0.001).any()


def test_hubs_that_reach_the_whole_town_do_not_need_memory_for_every_pair():
    made = Town().remove("unit", *range(31, 40))
    for number, (x, y) in enumerate(np.random.default_rng(3).random((1_200, 2)).tolist(), 100):
        made.unit(number, 4, 21, spot(3.2 + x, y))
        shape = box(x, 4 + y, x + 0.001, 4.001 + y)
        made.add("building", id=number, code=f"B{number}", use="residential", households=1, geometry=shape)
    frames = made.frames()
    tracemalloc.start()
    try:
        reach = compute_coverage(frames, DAY, CoverageParameters(hub_lenient_m=10_000.0)).work.reach
        peak_mb = tracemalloc.get_traced_memory()[1] / 2**20
    finally:
        tracemalloc.stop()
    assert (reach.hub >= 0).all()
    assert peak_mb < 25, "1,200 doors and 1,200 hubs are 1.4 million pairs of 70 bytes"
