"""Where is this point, in whatever system a planner has it."""

from __future__ import annotations

import httpx
import pytest
import shapely

from geo.crs import BD09, GCJ02, Crs, from_lonlat
from tests.http import world

LON, LAT = world.LON + 0.005, world.LAT + 0.0095
"""Inside building b1."""

EDGE = world.LON + world.STEP
"""The line on which both communities meet."""


def given(label: str) -> tuple[float, float]:
    """The point in b1 as a system writes it."""
    systems = {"gcj02": GCJ02, "bd09": BD09}
    name = label.removesuffix("/yx")
    system = systems.get(name) or Crs(name if name.startswith("EPSG:") else "EPSG:4490")
    (point,) = from_lonlat([shapely.Point(LON, LAT)], system)
    return (point.y, point.x) if label.endswith("/yx") else (point.x, point.y)


@pytest.mark.parametrize(
    "label", ["wgs84", "cgcs2000", "gcj02", "bd09", "EPSG:4490", "EPSG:4547", "EPSG:4547/yx", "EPSG:3857"]
)
def test_a_point_is_found_in_every_system_that_files_may_use(small_client: httpx.Client, label: str) -> None:
    lon, lat = given(label)
    answer = small_client.get("/locate", params={"lon": lon, "lat": lat, "crs": label})
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert found["crs"] == label
    assert (found["lon"], found["lat"]) == pytest.approx((LON, LAT), abs=2e-7)
    assert [place["layer"] for place in found["places"]] == ["building", "grid", "community", "street"]


def test_a_point_a_hair_beside_an_edge_is_a_tie(small_client: httpx.Client) -> None:
    for lon in (EDGE - 3e-8, EDGE, EDGE + 3e-8):
        found = small_client.get("/locate", params={"lon": f"{lon:.9f}", "lat": "30.005"}).json()
        assert found["tie"]
        assert found["lon"] == pytest.approx(EDGE, abs=1e-12)
        (community,) = (place for place in found["places"] if place["layer"] == "community")
        assert community["id"] == 1
