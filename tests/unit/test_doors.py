"""Doors stand where people look for them: behind their entrance, on their floor, in the order of their numbers."""

from __future__ import annotations

import pandas as pd
import pytest

from geo.doors import DOOR_COLUMNS, entrances_by_building, natural


def entrances(*rows: tuple[int, int, str | None]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["id", "building_id", "name"], dtype=object)


def households(*rows: tuple[int, int, int | None, int | None, str | None]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["id", *DOOR_COLUMNS], dtype=object)


def rooms(entrance: dict) -> list[tuple[int | None, list[str | None]]]:
    return [(floor["floor"], [door["room"] for door in floor["doors"]]) for floor in entrance["floors"]]


def test_doors_stand_behind_their_entrance_floor_by_floor() -> None:
    found = entrances_by_building(
        [7, 8],
        entrances((1, 7, "1单元"), (2, 7, "2单元"), (3, 9, "1单元")),
        households((10, 7, 1, 2, "202"), (11, 7, 1, 2, "201"), (12, 7, 1, -1, "B01"), (13, 7, 2, 1, "101")),
    )
    assert [(each["id"], each["name"]) for each in found[7]] == [(1, "1单元"), (2, "2单元")]
    assert rooms(found[7][0]) == [(-1, ["B01"]), (2, ["201", "202"])]
    assert rooms(found[7][1]) == [(1, ["101"])]
    assert found[8] == []
    assert 9 not in found


def test_entrances_and_rooms_are_counted_as_people_count() -> None:
    found = entrances_by_building(
        [7],
        entrances((1, 7, "10单元"), (2, 7, "2单元"), (3, 7, None)),
        households((10, 7, 2, 1, "1001"), (11, 7, 2, 1, "102"), (12, 7, 2, 1, None)),
    )
    assert [each["name"] for each in found[7]] == ["2单元", "10单元", None]
    assert rooms(found[7][0]) == [(1, ["102", "1001", None])]


def test_doors_without_a_known_entrance_are_not_lost() -> None:
    found = entrances_by_building(
        [7],
        entrances((1, 7, "1单元")),
        households((10, 7, None, 1, "101"), (11, 7, 99, 1, "102"), (12, 7, None, None, None)),
    )
    assert [each["id"] for each in found[7]] == [1, None]
    assert rooms(found[7][1]) == [(1, ["101", "102"]), (None, [None])]


@pytest.mark.parametrize(
    ("first", "then"),
    [("2单元", "10单元"), ("1号楼", "甲楼"), ("3", "3附"), ("附2", "附10"), ("z", None), ("9" * 40, None)],
)
def test_names_with_numbers_stand_in_the_order_of_the_numbers(first: str, then: str | None) -> None:
    assert natural(first) < natural(then)
