"""A handful of boxes for any number of rows."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from geo.model import BBox
from geo.store.boxes import MOST_BOXES, merge_boxes

EDGE = st.floats(-180, 180, allow_nan=False)


def test_no_rows_and_rows_without_place_have_no_box() -> None:
    assert merge_boxes(np.empty((0, 4))) == []
    assert merge_boxes(np.full((2, 4), np.nan)) == []


def test_few_boxes_stay_as_they_are_and_equal_ones_are_one() -> None:
    boxes = np.array([[0, 0, 1, 1], [5, 5, 6, 6], [0, 0, 1, 1]], dtype=float)
    assert merge_boxes(boxes) == [BBox(0, 0, 1, 1), BBox(5, 5, 6, 6)]


def test_neighbours_are_joined_and_strangers_are_not() -> None:
    west = [[x / 100, 0, x / 100, 0] for x in range(50)]
    east = [[100 + x / 100, 0, 100 + x / 100, 0] for x in range(50)]
    merged = merge_boxes(np.array(west + east), most=2)
    assert merged == [BBox(0, 0, 0.49, 0), BBox(100, 0, 100.49, 0)]


@given(st.lists(st.tuples(EDGE, EDGE, EDGE, EDGE), min_size=1, max_size=200), st.integers(1, MOST_BOXES))
def test_every_box_lies_inside_one_that_is_kept(corners: list[tuple[float, float, float, float]], most: int) -> None:
    bounds = np.array([[min(a, c), min(b, d), max(a, c), max(b, d)] for a, b, c, d in corners])
    merged = merge_boxes(bounds, most)
    assert len(merged) <= most
    for west, south, east, north in bounds:
        assert any(m.west <= west and m.south <= south and m.east >= east and m.north >= north for m in merged)
