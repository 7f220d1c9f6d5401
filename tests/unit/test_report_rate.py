"""How much may come in from people who have not signed in: by network, and all together."""

from __future__ import annotations

import datetime as dt

import pytest

from api.report_rate import ReportLimits, ReportRate
from geo.accounts import Bucket
from geo.errors import TooOften

NOW = dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC)


def rate(network: int = 3, everybody: int = 100, photo_bytes: int = 1000) -> ReportRate:
    return ReportRate(ReportLimits(Bucket(network, 600.0), Bucket(everybody, 12.0), photo_bytes))


def refused(counted: ReportRate, address: str, now: dt.datetime = NOW) -> str:
    try:
        counted.count(address, now)
    except TooOften as error:
        return error.message.code
    return ""


def test_a_network_of_ipv6_is_one_customer() -> None:
    counted = rate()
    assert [refused(counted, f"2001:db8:1:1::{n}") for n in range(4)] == ["", "", "", "reported-too-often"]
    assert refused(counted, "2001:db8:1:2::1") == "" and refused(counted, "10.0.0.1") == ""


def test_many_networks_together_wait_too_and_make_nobody_forgotten() -> None:
    counted = rate(everybody=5)
    assert [refused(counted, f"10.0.0.{n}") for n in (1, 1, 1, 2, 3)] == [""] * 5
    assert {refused(counted, f"10.0.{n}.1") for n in range(1, 200)} == {"reported-by-too-many"}
    later = NOW + dt.timedelta(seconds=24)
    assert refused(counted, "10.0.0.1", later) == "reported-too-often"
    assert [refused(counted, address, later) for address in ("10.0.0.4", "10.0.0.5")] == ["", ""]
    assert refused(counted, "10.0.0.6", later) == "reported-by-too-many"


def test_photos_of_all_have_so_many_bytes_a_day() -> None:
    counted = rate(photo_bytes=1000)
    counted.count_photos(900, NOW)
    with pytest.raises(TooOften) as heavy:
        counted.count_photos(200, NOW)
    assert heavy.value.params["wait_s"] == 8640
    counted.count_photos(100, NOW)
    counted.count_photos(200, NOW + dt.timedelta(seconds=17_280))
