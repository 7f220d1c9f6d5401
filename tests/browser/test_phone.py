"""The same map in the hand: 360 pixels wide, fingers instead of a mouse."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.browser.planner import Planner

pytestmark = pytest.mark.browser

LEAST_TARGET = 44


def test_the_map_fills_the_phone_and_nothing_scrolls_sideways(phone: Planner) -> None:
    phone.opens_the_map()
    assert phone.at.map.bounding_box() == {"x": 0, "y": 0, "width": PHONE[0], "height": PHONE[1]}
    assert phone.page.evaluate("document.documentElement.scrollWidth") == PHONE[0]


def test_every_target_is_large_enough_for_a_finger(phone: Planner) -> None:
    grid = phone.service.things("grid")[0]
    for address in ("", f"#at=grid/{grid['id']}", f"#at=grid/{grid['id']}&lang=en", "#panel=whatif", "#panel=sites"):
        phone.page.goto("about:blank")
        phone.opens_the_map(address)
        small = phone.page.evaluate(SMALL_TARGETS, LEAST_TARGET)
        assert small == []


def test_a_choice_raises_the_sheet_and_the_handle_moves_it(phone: Planner) -> None:
    phone.opens_the_map()
    low = phone.height_of_sheet()
    street = phone.service.things("street")[0]["properties"]["name"]
    phone.searches(street)
    phone.at.hits.first.tap()
    phone.sees(street)
    half = phone.height_of_sheet()
    phone.at.handle.tap()
    full = phone.height_of_sheet()
    phone.at.handle.tap()
    assert low < half < full
    assert phone.height_of_sheet() == low


def test_the_sheet_follows_a_drag_of_its_handle(phone: Planner) -> None:
    phone.opens_the_map()
    low = phone.height_of_sheet()
    phone.drags_the_handle(-120)
    half = phone.height_of_sheet()
    phone.drags_the_handle(-120)
    full = phone.height_of_sheet()
    assert low < half < full
    phone.drags_the_handle(120)
    assert phone.height_of_sheet() == half


def test_what_is_chosen_lies_on_the_free_part_of_the_map(phone: Planner) -> None:
    community = phone.service.things("community")[0]
    phone.opens_the_map(f"#at=community/{community['id']}")
    phone.sees(community["properties"]["name"])
    west, south, east, north = phone.service.ask(f"/collections/community/items/{community['id']}")["bbox"]
    left, top = phone.at.pixel(west, north)
    right, bottom = phone.at.pixel(east, south)
    sheet = phone.at.panel.bounding_box()
    assert sheet
    assert left >= 0
    assert right <= PHONE[0]
    assert top >= 60
    assert bottom <= sheet["y"]


def test_a_finger_that_rests_asks_where_this_is(phone: Planner) -> None:
    phone.opens_the_map()
    phone.rests_a_finger(*phone.at.pixel(*phone.at.view()[1:]))
    expect(phone.at.place).to_be_visible()


SMALL_TARGETS = """
(least) => [...document.querySelectorAll('button, a, input, select, summary')]
  .filter((each) => each.checkVisibility({ visibilityProperty: true }) && !each.matches('.skip, .layers input, .check input'))
  .map((each) => [each.outerHTML.slice(0, 80), each.getBoundingClientRect()])
  .filter(([, box]) => box.width > 0 && (box.height < least - 0.5 || box.width < least - 0.5))
  .map(([text, box]) => `${text} ${box.width}×${box.height}`)
"""
