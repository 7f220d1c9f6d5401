from __future__ import annotations

import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.crs import (
    BD09,
    CGCS2000,
    GCJ02,
    WEB_MERCATOR,
    WGS84,
    Crs,
    bd09_to_wgs84,
    coordinates_to_lonlat,
    from_lonlat,
    gauss_krueger_for,
    gcj02_to_wgs84,
    in_mainland,
    is_lonlat,
    local_frame,
    local_metres,
    lonlat_to_mercator,
    mercator_to_lonlat,
    parse_crs,
    snap,
    to_lonlat,
    wgs84_to_bd09,
    wgs84_to_gcj02,
    zone_of,
)
from geo.errors import BadInput

INSIDE = {
    "Beijing": (116.397, 39.908), "Shanghai": (121.473, 31.230), "Urumqi": (87.617, 43.825), "Lhasa": (91.140, 29.645),
    "Kunming": (102.832, 24.880), "Harbin": (126.535, 45.803), "Haikou": (110.199, 20.044), "Sanya": (109.512, 18.253),
    "Shenzhen": (114.058, 22.543), "Luohu": (114.118, 22.545), "Shekou": (113.915, 22.485), "Yantian": (114.237, 22.557),
    "Zhuhai": (113.577, 22.271), "Gongbei": (113.553, 22.221), "Hengqin": (113.52, 22.13), "Wanshan": (113.72, 21.93),
    "Xiamen": (118.089, 24.480), "Dadeng": (118.33, 24.56), "Pingtan": (119.79, 25.50), "Huangqi": (119.88, 26.33),
    "Dandong": (124.394, 40.129), "Hunchun": (130.366, 42.863), "Tumen": (129.843, 42.968), "Ji'an": (126.194, 41.125),
    "Mohe": (122.539, 52.972), "Heihe": (127.499, 50.245), "Fuyuan": (134.308, 48.365), "Suifenhe": (131.152, 44.412),
    "Manzhouli": (117.379, 49.598), "Erenhot": (111.977, 43.653), "Alashankou": (82.571, 45.172), "Khorgos": (80.42, 44.21),
    "Kashgar": (75.990, 39.470), "Tashkurgan": (75.229, 37.772), "Zhangmu": (85.982, 27.990), "Yadong": (88.907, 27.485),
    "Ruili": (97.852, 24.013), "Mohan": (101.68, 21.19), "Hekou": (103.937, 22.529), "Pingxiang": (106.766, 22.095),
    "Dongxing": (107.972, 21.547), "Weizhou": (109.12, 21.04), "Yongxing": (112.34, 16.834), "Zhoushan": (122.207, 29.985),
    "Shengsi": (122.451, 30.726), "Dalian": (121.615, 38.914), "Weihai": (122.120, 37.513), "Nan'ao": (117.02, 23.42),
    "Changbai": (128.203, 41.42), "Linjiang": (126.91, 41.81), "Raohe": (134.01, 46.8),
    "Wuqia": (75.25, 39.72), "Irkeshtam": (73.98, 39.68), "Tacheng": (82.98, 46.75), "Altay": (88.14, 47.85),
    "Burang": (81.18, 30.29), "Gyirong": (85.3, 28.4), "Pianma": (98.61, 26.01), "Daxin": (107.2, 22.83),
}  # fmt: skip
OUTSIDE = {
    "Hong Kong": (114.169, 22.319), "Sheung Shui": (114.128, 22.502), "Lantau": (113.943, 22.257),
    "Tung Ping Chau": (114.433, 22.543), "Macao": (113.544, 22.199), "Coloane": (113.563, 22.118),
    "Taipei": (121.565, 25.033), "Kaohsiung": (120.311, 22.621), "Kinmen": (118.318, 24.434), "Lieyu": (118.24, 24.43),
    "Matsu": (119.951, 26.160), "Penghu": (119.566, 23.571), "Hanoi": (105.834, 21.028), "Lao Cai": (103.97, 22.485),
    "Lang Son": (106.761, 21.853), "Mong Cai": (107.965, 21.524), "Vladivostok": (131.885, 43.115),
    "Khabarovsk": (135.072, 48.480), "Blagoveshchensk": (127.540, 50.290), "Seoul": (126.978, 37.566),
    "Pyongyang": (125.754, 39.030), "Sinuiju": (124.398, 40.100), "Ulaanbaatar": (106.906, 47.886),
    "Zamyn-Uud": (111.905, 43.720), "Zabaikalsk": (117.327, 49.651), "Almaty": (76.886, 43.239),
    "Bishkek": (74.590, 42.874), "Kathmandu": (85.324, 27.717), "Thimphu": (89.639, 27.472), "Muse": (97.905, 23.985),
    "Myitkyina": (97.396, 25.383), "Singapore": (103.820, 1.352), "Tokyo": (139.692, 35.690), "Naha": (127.681, 26.212),
    "Namyang": (129.86, 42.93), "Musan": (129.22, 42.23), "Dostyk": (82.48, 45.25), "Hoeryong": (129.75, 42.44),
}  # fmt: skip
ELLIPSOID = pyproj.Geod(ellps="WGS84")
FORWARD_AND_BACK = {"gcj02": (wgs84_to_gcj02, gcj02_to_wgs84), "bd09": (wgs84_to_bd09, bd09_to_wgs84)}


@pytest.mark.parametrize("name", INSIDE)
def test_a_mainland_town_is_inside_the_shifted_region(name):
    assert in_mainland(*INSIDE[name])


@pytest.mark.parametrize("name", OUTSIDE)
def test_a_town_elsewhere_is_outside_and_is_not_shifted(name):
    lon, lat = OUTSIDE[name]
    assert not in_mainland(lon, lat)
    for forward, back in FORWARD_AND_BACK.values():
        assert tuple(map(float, forward(lon, lat))) == (lon, lat)
        assert tuple(map(float, back(lon, lat))) == pytest.approx((lon, lat), abs=1e-12)


@pytest.mark.parametrize(
    ("system", "lon", "lat"), [("gcj02", 116.4102445, 39.9164043), ("bd09", 116.4166272, 39.9226996)]
)
def test_the_published_example_in_beijing_is_met(system, lon, lat):
    assert tuple(map(float, FORWARD_AND_BACK[system][0](116.404, 39.915))) == pytest.approx((lon, lat), abs=1e-7)


@pytest.mark.parametrize(("system", "mean_m", "max_m"), [("gcj02", 407, 715), ("bd09", 1107, 1528)])
def test_the_offsets_have_the_known_mean_and_maximum(system, mean_m, max_m):
    lon, lat = (axis.ravel() for axis in np.meshgrid(np.arange(73, 136, 0.25), np.arange(17, 54, 0.25)))
    inside = in_mainland(lon, lat)
    lon, lat = lon[inside], lat[inside]
    offset_m = ELLIPSOID.inv(lon, lat, *FORWARD_AND_BACK[system][0](lon, lat))[2]
    assert offset_m.mean() == pytest.approx(mean_m, rel=0.02)
    assert 0.9 * max_m < offset_m.max() <= max_m


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(sorted(FORWARD_AND_BACK)), st.floats(100, 118), st.floats(26, 40))
def test_a_point_well_inside_comes_back_from_the_shifted_system(system, lon, lat):
    forward, back = FORWARD_AND_BACK[system]
    assert tuple(map(float, back(*forward(lon, lat)))) == pytest.approx((lon, lat), abs=1e-9)


def test_one_step_back_would_err_by_metres():
    lon, lat = (axis.ravel() for axis in np.meshgrid(np.arange(100, 118, 0.1), np.arange(26, 40, 0.1)))
    shifted = wgs84_to_gcj02(lon, lat)
    twice = wgs84_to_gcj02(*shifted)
    one_step = 2 * shifted[0] - twice[0], 2 * shifted[1] - twice[1]
    assert 3 < ELLIPSOID.inv(lon, lat, *one_step)[2].max() < 5
    assert ELLIPSOID.inv(lon, lat, *gcj02_to_wgs84(*shifted))[2].max() < 1e-5


@pytest.mark.parametrize("function", [f for pair in FORWARD_AND_BACK.values() for f in pair])
def test_missing_and_empty_coordinates_stay_what_they_are(function):
    lon, lat = function([np.nan, 116.4, np.inf], [39.9, np.nan, 39.9])
    assert np.isnan(lon[0])
    assert lat[0] == 39.9
    assert lon[1] == 116.4
    assert np.isnan(lat[1])
    assert np.isinf(lon[2])
    assert function([], [])[0].shape == (0,)


@pytest.mark.parametrize(
    ("label", "crs"),
    [
        ("auto", None), (" AUTO ", None), ("wgs84", WGS84), ("WGS 84", WGS84), ("EPSG:4326", WGS84), ("CRS84", WGS84),
        ("urn:ogc:def:crs:OGC:1.3:CRS84", WGS84), ("cgcs2000", CGCS2000), ("urn:ogc:def:crs:EPSG::4490", CGCS2000),
        ("gcj02", GCJ02), ("GCJ-02", GCJ02), ("bd09", BD09), ("BD_09", BD09), ("epsg:4547", Crs("EPSG:4547")),
        ("EPSG:3857", WEB_MERCATOR), ("wgs84/yx", WGS84.swap()), ("EPSG:4547/YX", Crs("EPSG:4547", swapped=True)), (pyproj.CRS.from_epsg(4547).to_wkt("WKT1_ESRI"), Crs("EPSG:4547")),
    ],
)  # fmt: skip
def test_a_label_names_its_system(label, crs):
    assert parse_crs(label) == crs


@pytest.mark.parametrize(
    ("label", "code"),
    [
        ("", "crs-unknown"), ("EPSG:99999", "crs-unknown"), ("EPSG:", "crs-unknown"), ("mars", "crs-unknown"),
        ("+proj=longlat +nadgrids=/etc/passwd", "crs-unknown"), ("GEOGCS[" * 5000, "crs-unknown"),
        ("EPSG:5773", "crs-not-horizontal"), ("auto/yx", "crs-unknown"), ("wgs84/yx/yx", "crs-unknown"),
    ],
)  # fmt: skip
def test_a_label_that_names_nothing_is_refused_with_what_can_be_written(label, code):
    with pytest.raises(BadInput) as refusal:
        parse_crs(label)
    assert refusal.value.message.code == code
    assert "gcj02" in refusal.value.remedy("zh")


@pytest.mark.parametrize(
    ("lon", "epsg"),
    [
        (73.5, 4534),
        (74.99, 4534),
        (76.5, 4535),
        (114.3, 4547),
        (115.499, 4547),
        (115.5, 4548),
        (116.4, 4548),
        (136.49, 4554),
    ],
)
def test_a_longitude_has_its_three_degree_zone_and_the_line_belongs_to_the_east(lon, epsg):
    assert gauss_krueger_for(lon) == epsg


@pytest.mark.parametrize("lon", [73.49, 136.5, -116.4, float("nan")])
def test_a_longitude_outside_the_zones_is_refused(lon):
    with pytest.raises(BadInput, match="longitude-outside-zones"):
        gauss_krueger_for(lon)


@pytest.mark.parametrize("epsg", [4490, *range(4491, 4555), 4555])
def test_the_zone_table_agrees_with_proj(epsg):
    zone = zone_of(epsg)
    if epsg in (4490, 4555):
        assert zone is None
        return
    operation = {p.name: p.value for p in pyproj.CRS.from_epsg(epsg).coordinate_operation.params}
    assert zone.central_meridian == operation["Longitude of natural origin"]
    assert operation["False easting"] == 500_000 + (1_000_000 * zone.number if zone.prefixed else 0)


EVERY_SYSTEM = ["EPSG:4326", "EPSG:4490", "GCJ-02", "BD-09", "EPSG:4548", "EPSG:4527", "EPSG:4509", "EPSG:4498",
                "EPSG:32650", "EPSG:3857"]  # fmt: skip


@pytest.mark.parametrize("swapped", [False, True])
@pytest.mark.parametrize("name", EVERY_SYSTEM)
def test_a_polygon_survives_the_way_to_another_system_and_back(name, swapped):
    crs = Crs(name, swapped)
    square = shapely.Polygon([(116.3, 39.9), (116.31, 39.9), (116.31, 39.91), (116.3, 39.91)])
    there = from_lonlat([square, None, shapely.Polygon()], crs)
    back = to_lonlat(there, crs)
    assert shapely.equals_exact(back[0], square, 1e-9)
    assert back[1] is None
    assert back[2].is_empty


@pytest.mark.parametrize("crs", [WGS84, GCJ02, BD09, Crs("EPSG:4547"), Crs("EPSG:4547", swapped=True)])
def test_the_label_of_a_system_is_read_back(crs):
    assert parse_crs(crs.label) == crs


def test_swapped_axes_are_read_as_latitude_first():
    assert to_lonlat([shapely.Point(39.9, 116.4)], WGS84.swap())[0] == shapely.Point(116.4, 39.9)
    lon, lat = coordinates_to_lonlat([4_418_000.0], [414_000.0], Crs("EPSG:4548", swapped=True))
    assert (lon[0], lat[0]) == pytest.approx((115.994, 39.89), abs=0.01)


def test_height_is_dropped():
    assert not to_lonlat([shapely.Point(116.4, 39.9, 50)], WGS84)[0].has_z
    assert not to_lonlat([shapely.Point(116.4, 39.9, 50)], GCJ02)[0].has_z


def test_cgcs2000_is_taken_as_wgs_84():
    point = shapely.Point(116.4, 39.9)
    assert shapely.equals_exact(to_lonlat([point], CGCS2000)[0], point, 0)
    metres = pyproj.Transformer.from_crs(4490, 4548, always_xy=True).transform(116.4, 39.9)
    assert shapely.equals_exact(to_lonlat([shapely.Point(metres)], Crs("EPSG:4548"))[0], point, 1e-9)


def test_a_datum_without_public_parameters_is_refused():
    with pytest.raises(BadInput, match="crs-no-transformation"):
        to_lonlat([shapely.Point(116.4, 39.9)], parse_crs("EPSG:4610"))


@pytest.mark.parametrize(("name", "answer"), [("EPSG:4326", True), ("GCJ-02", True), ("EPSG:4548", False)])
def test_degrees_and_metres_are_told_apart(name, answer):
    assert is_lonlat(Crs(name)) is answer


def test_snapping_keeps_shared_edges_shared_and_missing_missing():
    west = shapely.Polygon([(0, 0), (1.00000004, 0.3), (1.00000004, 0.7), (0, 1)])
    east = shapely.Polygon([(1.00000004, 0.3), (2, 0), (2, 1), (1.00000004, 0.7)])
    snapped = snap([west, east, None, shapely.Polygon(), shapely.Point(0.12345678, 1)])
    assert shapely.coverage_is_valid(snapped[:2])
    assert np.array_equal(shapely.get_coordinates(snapped[0]), [[0, 0], [1, 0.3], [1, 0.7], [0, 1], [0, 0]])
    assert snapped[2] is None
    assert snapped[3].is_empty
    assert snapped[4] == shapely.Point(0.1234568, 1)


def test_snapping_twice_changes_nothing_more():
    rng = np.random.default_rng(7)
    once = snap(shapely.buffer(shapely.points(rng.uniform(100, 120, (50, 2))), 0.001))
    assert np.array_equal(shapely.get_coordinates(snap(once)), shapely.get_coordinates(once))


def test_a_valid_polygon_stays_valid_when_snapped_and_an_invalid_one_is_not_repaired():
    needle = shapely.Polygon([(0, 0), (1, 0.00000004), (2, 0), (1, 0.00000006), (0.5, 0.5)])
    bow_tie = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    snapped = snap([needle, bow_tie])
    assert shapely.is_valid(needle)
    assert shapely.is_valid(snapped[0])
    assert not shapely.is_valid(snapped[1])


@pytest.mark.parametrize(
    ("west", "east", "lat", "name", "meridian"),
    [
        (116.3, 116.5, 39.9, "EPSG:4548", 117), (114.2, 114.4, 30.5, "EPSG:4547", 114), (115.4, 117.5, 40.0, "EPSG:4548", 117),
        (103.6, 104.0, 1.3, None, 103.8), (120.0, 122.0, 23.5, None, 121), (108.0, 120.0, 35.0, None, 114),
    ],
)  # fmt: skip
def test_data_is_measured_in_its_zone_or_around_its_own_meridian(west, east, lat, name, meridian):
    frame = local_frame([shapely.Point(west, lat), None, shapely.Point(east, lat)])
    assert frame.central_meridian == pytest.approx(meridian)
    assert (frame.crs.name == name) if name else ("Transverse Mercator" in frame.crs.name)
    (start, _, end), _ = local_metres([shapely.Point(west, lat), None, shapely.Point(west + 0.01, lat)])
    true_m = ELLIPSOID.inv(west, lat, west + 0.01, lat)[2]
    assert start.distance(end) == pytest.approx(true_m, rel=frame.scale_error + 1e-4)


def test_data_without_coordinates_still_has_a_frame():
    metres, frame = local_metres([None, shapely.Point()])
    assert metres[0] is None
    assert metres[1].is_empty
    assert frame.central_meridian == 0


def test_mercator_helpers_agree_with_proj_and_stop_at_the_edge():
    lon, lat = np.array([116.4, -70.0, 0.0]), np.array([39.9, -33.4, 0.0])
    expected = pyproj.Transformer.from_crs(4326, 3857, always_xy=True).transform(lon, lat)
    assert np.allclose(lonlat_to_mercator(lon, lat), expected, atol=1e-6)
    assert np.allclose(mercator_to_lonlat(*expected), (lon, lat), atol=1e-12)
    assert lonlat_to_mercator(180, 90)[1] == pytest.approx(lonlat_to_mercator(180, 90)[0])


def test_one_place_at_zero_zero_does_not_spoil_the_metres_of_all_others() -> None:
    homes = shapely.points([[103.85, 1.33], [103.851, 1.33], [103.852, 1.331], [0.0, 0.0]])
    metres = local_frame(homes).to_metres(homes)
    assert shapely.distance(metres[0], metres[1]) == pytest.approx(111.28, abs=0.05)
    towns = shapely.points([[116.40, 39.9], [116.41, 39.9], [116.42, 39.9], [0.0, 0.0]])
    metres = local_frame(towns).to_metres(towns)
    assert shapely.distance(metres[0], metres[1]) == pytest.approx(855.0, abs=1.0)
