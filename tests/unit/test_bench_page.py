"""The benchmark page keeps what was not measured again."""

from __future__ import annotations

from tests.bench.kept import Kept, merged, read_kept, write_kept
from tests.bench.report import page
from tests.bench.timing import Row

PARTS = ["locate", "tiles"]


def kept(part: str, scale: float, seconds: float, topic: str = "") -> Kept:
    row = Row(topic or part, scale, "a thing", {"Jingwei": seconds, "PostGIS": 3.0}, "Jingwei", "equal")
    return Kept(part, "2026-11-25", 3, row)


def test_a_part_measured_again_replaces_its_rows_of_that_scale_only():
    old = [kept("locate", 1, 1.0), kept("tiles", 1, 2.0, "cold"), kept("tiles", 1, 2.0, "warm"), kept("tiles", 4, 9.0)]
    new = [kept("tiles", 1, 5.0, "cold")]
    found = [
        (each.part, each.row.topic, each.row.scale, each.row.seconds["Jingwei"]) for each in merged(old, new, PARTS)
    ]
    assert found == [("locate", "locate", 1, 1.0), ("tiles", "tiles", 4, 9.0), ("tiles", "cold", 1, 5.0)]


def test_rows_come_back_from_their_file_as_they_were(tmp_path):
    rows = [kept("locate", 16, 0.25)]
    write_kept(tmp_path / "rows.json", rows)
    assert read_kept(tmp_path / "rows.json") == rows
    assert read_kept(tmp_path / "none.json") == []


def test_the_page_shows_a_ratio_above_one_where_the_other_took_longer_and_when_it_was_measured():
    told = page([kept("locate", 4, 1.5)], "3.3.2")
    assert "| 4 | a thing | 1.5 s | 2.00 | – | equal |" in told
    assert "Measured: scale 4 on 2026-11-25, rounds: 3." in told
