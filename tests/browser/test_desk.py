"""The dispatcher's desk: list and map, steps alone and in bulk, loads and hot spots, and what others report meanwhile."""

from __future__ import annotations

import io
import json
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.conftest import DESKTOP, PHONE, Opener, shot
from tests.browser.incident_desk import PATIENCE_MS, IncidentDesk, inside, on_a_border, reported
from tests.browser.service import Service
from tests.browser.test_accessibility import violations
from tests.browser.watch import Watch

pytestmark = pytest.mark.browser

DeskOpener = Callable[..., IncidentDesk]


@pytest.fixture(scope="module")
def town(made_city: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A demonstration city in which these stories report and dispatch."""
    with Service.of(made_city, tmp_path_factory.mktemp("desk")) as service:
        yield service


@pytest.fixture
def desk_of(browser: Browser, services: None) -> Iterator[DeskOpener]:
    """Opens desks; afterwards every page must have kept to the rules."""
    opened: list[tuple[BrowserContext, Watch]] = []

    def of(service: Service, size: tuple[int, int] = DESKTOP) -> IncidentDesk:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, has_touch=size == PHONE, locale="zh-CN"
        )
        opened.append((context, Watch(context, service.address)))
        desk = IncidentDesk(context.new_page(), service)
        desk.watch = opened[-1][1]  # type: ignore[attr-defined]
        return desk

    yield of
    for context, _ in opened:
        context.close()
    for _, watch in opened:
        assert watch.foreign == [], "the page asked beyond its server"
        assert watch.errors == [], "the page logged errors"


def test_what_is_due_first_stands_first_and_list_and_map_light_each_other(desk_of: DeskOpener, town: Service) -> None:
    desk = desk_of(town)
    desk.opens()
    listed = town.ask("/incidents?open=true&sort=urgency&limit=100")
    urgent = listed["incidents"]
    late = [incident["overdue"] for incident in urgent]
    assert late == sorted(late, reverse=True) and any(late)
    assert desk.ids() == [incident["id"] for incident in urgent]
    first = urgent[0]
    assert first["overdue"]
    expect(desk.rows.first.locator(".due")).to_contain_text("超期")
    expect(desk.counted).to_have_text(f"已列 {len(desk.ids())} / 共 {listed['number_matched']} 件")
    before = picture(desk)
    desk.rows.first.hover()
    expect(desk.rows.first).to_have_class("lit")
    desk.page.wait_for_timeout(300)
    assert picture(desk) != before, "the map lights what the list points at"
    desk.chooses(first)
    desk.page.wait_for_timeout(800)
    shot(desk.page, "desk")
    desk.page.mouse.move(5, 5)
    box = desk.page.locator("#desk-map").bounding_box()
    assert box
    desk.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(desk.row(first)).to_have_class("lit")


def test_filters_narrow_the_list_and_the_address_brings_them_back(desk_of: DeskOpener, town: Service) -> None:
    desk = desk_of(town)
    desk.opens()
    desk.narrows("which", "all")
    desk.narrows("category", "environment")
    truth = town.ask("/incidents?category=environment&sort=-reported_at&limit=100")
    expect(desk.counted).to_contain_text(f"共 {truth['number_matched']} 件")
    assert desk.ids() == [incident["id"] for incident in truth["incidents"]]
    desk.page.locator("input[name=since]").fill("9")
    desk.page.wait_for_function("() => location.hash.includes('since=')")
    expect(desk.page.locator(".incidents[aria-busy=false]")).to_be_visible()
    shown = desk.ids()
    assert len(shown) < truth["number_matched"]
    desk.page.reload()
    desk.sees_the_list()
    assert desk.ids() == shown
    desk.button("清除筛选").click()
    expect(desk.page.locator("select[name=category]")).to_have_value("")
    desk.opens("#category=environment&since=2020-01-01&until=2020-01-02")
    expect(desk.page.locator(".incidents")).to_contain_text("没有符合筛选条件的事件")


def test_an_incident_goes_its_way_step_by_step_with_reasons_where_they_are_needed(
    desk_of: DeskOpener, town: Service
) -> None:
    incident = reported(town, *inside(town, 3), text="井盖缺失一处")
    desk = desk_of(town)
    desk.opens()
    desk.chooses(incident)
    expect(desk.card).to_contain_text("井盖缺失一处")
    desk.card.get_by_role("button", name="立案", exact=True).click()
    expect(desk.card.locator("header .state")).to_have_text("立案", timeout=PATIENCE_MS)
    desk.card.get_by_role("button", name="派遣", exact=True).click()
    expect(desk.card.locator("header .state")).to_have_text("派遣", timeout=PATIENCE_MS)
    assert desk.state(incident) == "dispatched"
    desk.card.get_by_role("button", name="挂账", exact=True).click()
    form = desk.card.locator(".step-form")
    form.get_by_role("button").click()
    assert desk.state(incident) == "dispatched", "not without a reason"
    form.locator("input[name=reason]").fill("等待备件")
    form.get_by_role("button").click()
    expect(desk.card.locator("header .state")).to_have_text("挂账", timeout=PATIENCE_MS)
    expect(desk.card.locator(".history li").first).to_contain_text("等待备件")
    expect(desk.row(incident).locator(".state")).to_have_text("挂账")


def test_what_was_read_before_a_step_does_not_undo_it_on_the_page(desk_of: DeskOpener, town: Service) -> None:
    incident = reported(town, *inside(town, 5))
    desk = desk_of(town)
    desk.opens(f"#at={incident['id']}")
    held: list[Any] = []

    def hold(route: Any) -> None:
        if held:
            route.continue_()
        else:
            held.append((route, route.fetch()))

    address = f"**/incidents/{incident['id']}"
    desk.page.route(address, hold)
    desk.card.get_by_role("button", name="立案", exact=True).click()
    expect(desk.card.locator("header .state")).to_have_text("立案", timeout=PATIENCE_MS)
    desk.page.wait_for_function("() => document.querySelector('jw-desk').desk.again !== 'idle'")
    suspend = desk.card.get_by_role("button", name="挂账", exact=True).element_handle()
    desk.card.get_by_role("button", name="派遣", exact=True).dblclick()
    expect(desk.card.locator("header .state")).to_have_text("派遣", timeout=PATIENCE_MS)
    assert desk.state(incident) == "dispatched", "a double click is one step"
    assert not suspend.evaluate("button => button.isConnected"), "a button never becomes another step"
    desk.page.evaluate(
        """() => {
          window.states = [];
          const card = document.querySelector('.incident-card');
          const look = () => window.states.push(card.querySelector('header .state').textContent);
          new MutationObserver(look).observe(card, { childList: true, subtree: true, characterData: true });
        }"""
    )
    route, answer = held[0]
    route.fulfill(response=answer)
    desk.page.wait_for_function("() => document.querySelector('jw-desk').desk.again === 'idle'")
    assert set(desk.page.evaluate("window.states")) <= {"派遣"}


def test_a_step_that_somebody_else_took_first_is_told(desk_of: DeskOpener, town: Service) -> None:
    incident = reported(town, *inside(town, 4))
    desk = desk_of(town)
    desk.watch.may_be_refused = True  # type: ignore[attr-defined]
    desk.opens(f"#at={incident['id']}")
    button = desk.card.get_by_role("button", name="立案", exact=True)
    expect(button).to_be_visible()
    desk.page.route("**/changes/events*", lambda route: route.abort())
    step = {"client_id": str(uuid.uuid4()), "to": "void", "role": "dispatcher", "reason": "重复上报"}
    desk.page.evaluate("document.querySelector('jw-desk').desk.refresh = async () => undefined")
    town.tell(f"/incidents/{incident['id']}/steps", step)
    button.click()
    expect(desk.card.locator("[role=alert]")).to_contain_text("作废", timeout=PATIENCE_MS)


def test_many_are_dispatched_at_once_or_none(desk_of: DeskOpener, town: Service) -> None:
    three = [reported(town, *inside(town, number), category="advertising") for number in (6, 12, 18)]
    desk = desk_of(town)
    desk.watch.may_be_refused = True  # type: ignore[attr-defined]
    desk.opens("#category=advertising&state=collected")
    for incident in three:
        desk.row(incident).locator("input").check()
    bulk = desk.page.locator(".bulk")
    expect(bulk).to_contain_text("已选 3 件")
    shot(desk.page, "desk-bulk")
    bulk.get_by_role("button", name="执行").click()
    expect(bulk.locator("[role=alert]")).to_be_visible(timeout=PATIENCE_MS)
    assert {desk.state(incident) for incident in three} == {"collected"}, (
        "dispatched is not the next step: none is taken"
    )
    bulk.locator("select[name=to]").select_option("registered")
    bulk.get_by_role("button", name="执行").click()
    expect(bulk).to_have_count(0, timeout=PATIENCE_MS)
    assert {desk.state(incident) for incident in three} == {"registered"}
    desk.narrows("state", "registered")
    for incident in three:
        desk.row(incident).locator("input").check()
    desk.page.locator(".bulk select[name=to]").select_option("dispatched")
    desk.page.locator(".bulk").get_by_role("button", name="执行").click()
    expect(desk.page.locator(".bulk")).to_have_count(0, timeout=PATIENCE_MS)
    assert {desk.state(incident) for incident in three} == {"dispatched"}


def test_a_pin_on_a_border_is_given_to_the_other_grid_in_one_step(desk_of: DeskOpener, town: Service) -> None:
    incident = reported(town, *on_a_border(town), text="边界上的垃圾堆")
    first, *others = incident["candidates"]
    assert incident["grid"]["id"] == first["id"]
    desk = desk_of(town)
    desk.opens(f"#at={incident['id']}")
    desk.button(f"改归 {others[0]['name']}").click()
    expect(desk.card.locator(".fields")).to_contain_text(others[0]["name"], timeout=PATIENCE_MS)
    assert town.ask(f"/incidents/{incident['id']}")["incident"]["grid"]["id"] == others[0]["id"]
    expect(desk.card.locator(".history li").first).to_contain_text("改归网格")
    desk.card.get_by_role("button", name="撤销", exact=True).click()
    expect(desk.card.locator(".undo")).to_have_count(0, timeout=PATIENCE_MS)
    assert town.ask(f"/incidents/{incident['id']}")["incident"]["grid"]["id"] == first["id"]


def test_the_map_shows_all_that_the_list_would_page_through(desk_of: DeskOpener, town: Service) -> None:
    desk = desk_of(town)
    desk.opens()
    truth = town.ask("/incidents?open=true&limit=1")["number_matched"]
    whole = town.ask("/incidents/map?open=true&zoom=12")
    assert whole["number_matched"] == truth and whole["groups"]
    expect(desk.page.locator(".credits-line")).to_contain_text(
        f"此范围有 {truth} 件（清单共 {truth} 件）", timeout=PATIENCE_MS
    )
    before = picture(desk)
    desk.button("放大").click()
    desk.page.wait_for_function(
        "(before) => [...document.querySelectorAll('#desk-map canvas')].map((each) => each.toDataURL()).join() !== before",
        arg=before,
    )
    desk.narrows("category", "disputes")
    some = town.ask("/incidents?open=true&category=disputes&limit=1")["number_matched"]
    expect(desk.page.locator(".credits-line")).to_contain_text(f"清单共 {some} 件", timeout=PATIENCE_MS)


def test_a_pin_is_moved_on_the_map_once_it_is_confirmed_and_taken_back(desk_of: DeskOpener, town: Service) -> None:
    incident = reported(town, *inside(town, 15), text="位置标错了")
    desk = desk_of(town)
    desk.opens(f"#at={incident['id']}")
    desk.button("移动位置").click()
    desk.page.wait_for_timeout(900)
    box = desk.page.locator("#desk-map").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    desk.page.mouse.move(x, y)
    desk.page.mouse.down()
    desk.page.mouse.move(x + 60, y + 50, steps=6)
    desk.page.mouse.up()
    expect(desk.card.locator(".moving")).to_contain_text("尚未保存")
    shot(desk.page, "desk-moving")
    there = town.ask(f"/incidents/{incident['id']}")["incident"]
    assert (there["lon"], there["lat"]) == (incident["lon"], incident["lat"]), "nothing moves before it is confirmed"
    desk.button("移到这里").click()
    expect(desk.card.locator(".undo")).to_contain_text("位置已移动", timeout=PATIENCE_MS)
    moved = town.ask(f"/incidents/{incident['id']}")["incident"]
    assert moved["lon"] > incident["lon"] and moved["lat"] < incident["lat"]
    desk.card.get_by_role("button", name="撤销", exact=True).click()
    expect(desk.card.locator(".undo")).to_have_count(0, timeout=PATIENCE_MS)
    back = town.ask(f"/incidents/{incident['id']}")
    assert (back["incident"]["lon"], back["incident"]["grid"]) == (incident["lon"], incident["grid"])
    assert [entry["act"] for entry in back["history"]] == [None, "place", "place"]
    desk.button("移动位置").click()
    desk.button("移到地图中心").click()
    expect(desk.card.locator(".moving")).to_contain_text("尚未保存")
    desk.button("不移动").click()
    expect(desk.card.locator(".moving")).to_have_count(0)


def test_photos_stand_in_the_card(desk_of: DeskOpener, town: Service) -> None:
    incident = with_photo(town, *inside(town, 9))
    desk = desk_of(town)
    desk.opens(f"#at={incident['id']}")
    picture = desk.card.locator(".photos img")
    expect(picture).to_be_visible(timeout=PATIENCE_MS)
    desk.page.wait_for_function("() => document.querySelector('.photos img')?.naturalWidth > 0")
    expect(desk.card.locator(".photos a")).to_have_attribute("href", incident["photos"][0]["href"])


def test_loads_are_told_per_household_with_hot_spots_in_table_and_map(desk_of: DeskOpener, town: Service) -> None:
    desk = desk_of(town)
    desk.opens("#view=load")
    areas = town.ask("/incidents/load?level=grid")["areas"]
    rows = desk.page.locator(".load tbody tr")
    expect(rows).to_have_count(len(areas))
    first = max(areas, key=lambda area: area["rate_per_100"] or -1)
    expect(rows.first).to_contain_text(first["name"])
    hot = [area for area in areas if area["hot"]]
    assert hot
    expect(desk.page.locator(".load tbody mark")).to_have_count(len(hot))
    before = picture(desk)
    rows.first.hover()
    desk.page.wait_for_timeout(400)
    assert picture(desk) != before
    shot(desk.page, "desk-load")
    rows.first.get_by_role("button").click()
    expect(desk.page.locator("select[name=within]")).to_have_value(f"grid/{first['id']}")
    within = town.ask(f"/incidents?open=true&within=grid/{first['id']}")
    expect(desk.counted).to_contain_text(f"共 {within['number_matched']} 件")


def test_a_new_report_is_on_open_desks_and_maps_without_a_reload(
    desk_of: DeskOpener, planner_of: Opener, town: Service
) -> None:
    desk = desk_of(town)
    desk.opens()
    planner = planner_of(town)
    lon, lat = inside(town, 21)
    planner.opens_the_map(f"#map=17/{lon}/{lat}&hide=venue,unit,organisation")
    before = planner.picture()
    incident = reported(town, lon, lat, text="刚刚上报的事")
    # how soon is measured by the benchmarks and the soak
    expect(desk.row(incident)).to_be_visible(timeout=PATIENCE_MS)
    expect(desk.row(incident)).to_contain_text("新")
    planner.page.wait_for_function(
        "(before) => document.querySelector('#map canvas').toDataURL() !== before",
        arg=before.decode(), timeout=PATIENCE_MS,
    )  # fmt: skip
    expect(desk.page.locator(".unseen[role=status]")).to_have_text("有 1 件新事件")
    assert len(desk.ids()) == len(set(desk.ids()))


def test_after_a_broken_connection_nothing_is_missed_and_nothing_shown_twice(
    desk_of: DeskOpener, own_city: Service
) -> None:
    desk = desk_of(own_city)
    desk.watch.may_lose_the_service = True  # type: ignore[attr-defined]
    desk.opens()
    own_city.stop()
    desk.button("各区域负荷").click()
    expect(desk.page.locator(".gone")).to_be_visible(timeout=PATIENCE_MS)
    shot(desk.page, "desk-gone")
    desk.button("事件清单").click()
    expect(desk.rows.first).to_be_visible()
    own_city.start()
    missed = [reported(own_city, *inside(own_city, number), text=f"断线期间 {number}") for number in (2, 14, 26)]
    for incident in missed:
        expect(desk.row(incident)).to_have_count(1, timeout=PATIENCE_MS)
    expect(desk.page.locator(".gone")).to_have_count(0, timeout=PATIENCE_MS)
    later = reported(own_city, *inside(own_city, 30))
    expect(desk.row(later)).to_have_count(1, timeout=PATIENCE_MS)
    assert len(desk.ids()) == len(set(desk.ids()))
    desk.page.close()


def test_the_desk_can_be_used_by_keyboard(desk_of: DeskOpener, town: Service) -> None:
    desk = desk_of(town)
    desk.opens()
    desk.rows.first.locator(".row").focus()
    desk.page.keyboard.press("ArrowDown")
    expect(desk.rows.nth(1).locator(".row")).to_be_focused()
    desk.page.keyboard.press("Enter")
    expect(desk.card.locator(".history li").first).to_be_visible(timeout=PATIENCE_MS)
    assert f"at={desk.ids()[1]}" in desk.page.url


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_desk_keeps_the_rules_of_accessibility(
    desk_of: DeskOpener, town: Service, size: tuple[int, int], language: str
) -> None:
    desk = desk_of(town, size)
    first = town.ask("/incidents?open=true&sort=due_at&limit=1")["incidents"][0]
    desk.opens(f"#lang={language}&at={first['id']}")
    expect(desk.card.locator(".history li").first).to_be_visible(timeout=PATIENCE_MS)
    assert violations(desk.page) == []
    shot(desk.page, f"desk-{language}-{size[0]}")
    assert desk.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    desk.opens(f"#lang={language}&view=load")
    expect(desk.page.locator(".load tbody tr").first).to_be_visible(timeout=PATIENCE_MS)
    assert violations(desk.page) == []
    shot(desk.page, f"desk-load-{language}-{size[0]}")


def test_an_empty_city_says_that_nothing_is_open(desk_of: DeskOpener, empty_city: Service) -> None:
    desk = desk_of(empty_city)
    desk.page.goto(f"{empty_city.address}/desk")
    expect(desk.page.locator(".incidents")).to_contain_text("没有未结的事件", timeout=PATIENCE_MS)
    desk.button("各区域负荷").click()
    expect(desk.page.locator(".load")).to_contain_text("没有可统计的区域", timeout=PATIENCE_MS)
    desk.page.close()


def picture(desk: IncidentDesk) -> str:
    """What the map shows."""
    drawn: str = desk.page.evaluate(
        "[...document.querySelectorAll('#desk-map canvas')].map((each) => each.toDataURL()).join()"
    )
    return drawn


def with_photo(service: Service, lon: float, lat: float) -> dict[str, Any]:
    """A report with a photo, as a phone sends it."""
    shown = io.BytesIO()
    Image.new("RGB", (640, 480), (120, 150, 90)).save(shown, "JPEG")
    text = {
        "client_id": str(uuid.uuid4()), "category": "environment", "description": "有照片", "place": "pin", "lon": lon, "lat": lat
    }  # fmt: skip
    line = uuid.uuid4().hex
    body = b"".join((
        f"--{line}\r\nContent-Disposition: form-data; name=\"report\"\r\n\r\n{json.dumps(text)}\r\n".encode(),
        f"--{line}\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"a.jpg\"\r\n".encode(),
        b"Content-Type: image/jpeg\r\n\r\n", shown.getvalue(), f"\r\n--{line}--\r\n".encode(),
    ))  # fmt: skip
    asked = urllib.request.Request(
        f"{service.address}/incidents", body, {"Content-Type": f"multipart/form-data; boundary={line}"}
    )
    with urllib.request.urlopen(asked, timeout=60) as answer:
        incident: dict[str, Any] = json.load(answer)["incident"]
    return incident
