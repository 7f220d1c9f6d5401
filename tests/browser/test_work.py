"""A grid worker's day: the grids in the pocket, a problem reported in the rain, nothing lost on the way."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import time
import uuid
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from PIL import Image
from playwright.sync_api import Route, expect
from shapely.geometry import shape

from geo.crs import GCJ02, from_lonlat
from tests.browser.conftest import PHONE, ROOT, shot
from tests.browser.service import Service
from tests.browser.test_accessibility import violations
from tests.browser.test_phone import SMALL_TARGETS as SMALL
from tests.browser.worker import SLOW_MS, Worker, estate_grid

pytestmark = pytest.mark.browser

WorkerOf = Callable[..., Worker]
LEAST_TARGET = 48
SMALL_TARGETS = SMALL.replace(".check input", ":is(.check, .checks, .switch, .kind, .pick) input")
"""What stands in a label is as large as its label."""


@pytest.fixture(scope="module")
def pack(city: Service) -> dict[str, Any]:
    return estate_grid(city)


@pytest.fixture
def worker(worker_of: WorkerOf, city: Service, pack: dict[str, Any]) -> Worker:
    """A worker in front of a building of the chosen grid, with the grid on the phone."""
    found = worker_of(city, tuple(building(pack)["point"]))
    found.carries(pack["grids"][0])
    return found


def building(pack: dict[str, Any], at: int = 0) -> dict[str, Any]:
    """A building of the pack with doors behind an entrance."""
    whole = [each for each in pack["buildings"] if each["point"] and any(one["floors"] for one in each["entrances"])]
    found: dict[str, Any] = whole[at]
    return found


def picture() -> bytes:
    """A photo larger than the phone keeps, with noise that no compression removes."""
    noise = np.random.default_rng(7).integers(0, 255, (1500, 2400, 3), np.uint8)
    out = BytesIO()
    Image.fromarray(noise).save(out, "JPEG", quality=85)
    return out.getvalue()


def name_of(one: dict[str, Any]) -> str:
    return f"{one['estate']['name']} {one['name']}" if one["estate"] else str(one["address"] or one["name"])


# ── my grids ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_building_opens_with_its_doors_as_the_service_tells_them(worker: Worker, pack: dict[str, Any]) -> None:
    one = building(pack)
    worker.opens(f"#tab=grids&at=building/{one['id']}")
    expect(worker.page.get_by_role("heading", name=name_of(one), exact=True)).to_be_visible()
    for entrance in worker.page.locator("details.entrance").all():
        if entrance.get_attribute("open") is None:
            entrance.locator("summary").tap()
    told = worker.service.ask(f"/doors?building={one['id']}")["entrances"]
    rooms = [door["room"] for entrance in told for floor in reversed(entrance["floors"]) for door in floor["doors"]]
    assert worker.page.locator(".rooms li").all_inner_texts() == rooms
    shot(worker.page, "work-building")


def test_a_door_is_found_by_a_messy_address(worker: Worker, pack: dict[str, Any]) -> None:
    one = next(
        each
        for each in pack["buildings"]
        if each["estate"] and re.fullmatch(r"[0-9]+号楼", each["name"] or "") and each["entrances"]
    )
    entrance = next(each for each in one["entrances"] if each["floors"])
    room = entrance["floors"][0]["doors"][0]["room"]
    unit = re.sub("[^0-9]", "", entrance["name"])
    worker.page.locator("input[name=door]").fill(
        f"{one['estate']['name']}{one['name'].replace('号楼', '幢')}{unit}门{room}室"
    )
    hit = worker.page.locator(".find .row")
    expect(hit).to_have_count(1)
    expect(hit).to_contain_text(room)
    hit.tap()
    expect(worker.page.get_by_role("heading", name=name_of(one), exact=True)).to_be_visible()


def test_a_door_of_another_grid_is_found_by_the_service_while_there_is_a_network(
    worker: Worker, pack: dict[str, Any]
) -> None:
    mine = {each["id"] for each in pack["buildings"]}
    other = next(
        each
        for each in worker.service.things("building", use="residential")
        if each["id"] not in mine and each["properties"]["estate_id"] and each["properties"]["address"]
    )
    address = other["properties"]["address"]
    worker.page.locator("input[name=door]").fill(address)
    worker.page.locator(".beyond .row").first.tap(timeout=SLOW_MS)
    expect(worker.page.locator("h2.big")).to_contain_text(other["properties"]["name"], timeout=SLOW_MS)
    worker.goes_to("outbox")
    worker.loses_the_network()
    worker.opens(f"#tab=grids&at=building/{other['id']}")
    worker.opens_again(f"#tab=grids&at=building/{other['id']}")
    expect(worker.page.get_by_role("heading", name="手机上没有这栋楼")).to_be_visible()


def test_the_grid_where_i_stand_is_offered(worker_of: WorkerOf, city: Service, pack: dict[str, Any]) -> None:
    worker = worker_of(city, tuple(building(pack)["point"]))
    worker.opens()
    worker.button("我所在的网格").tap()
    expect(worker.page.locator(".checks")).to_contain_text(pack["grids"][0]["name"], timeout=SLOW_MS)


def test_everything_of_my_grids_opens_without_a_network_and_the_rest_says_so(
    worker: Worker, pack: dict[str, Any]
) -> None:
    worker.loses_the_network()
    worker.opens_again()
    expect(worker.page.locator(".pill")).to_have_text("无网络")
    expect(worker.page.locator(".age")).to_contain_text("资料更新于")
    expect(worker.page.get_by_role("heading", name=pack["grids"][0]["name"], exact=True)).to_be_visible()
    expect(worker.page.locator(".grid-card").first).to_contain_text(
        f"待办 {len(pack['incidents'])} 件" if pack["incidents"] else "没有待办事件"
    )
    shot(worker.page, "work-offline")
    one = building(pack)
    worker.opens(f"#tab=grids&at=building/{one['id']}")
    expect(worker.page.locator(".rooms li").first).to_be_attached()
    worker.opens("#tab=grids&at=building/999999")
    expect(worker.page.get_by_role("heading", name="手机上没有这栋楼")).to_be_visible()
    worker.goes_to("incidents")
    expect(worker.page.locator("h2")).to_contain_text(f"待办 {len(pack['incidents'])} 件")


def test_the_map_is_drawn_from_what_the_phone_carries(worker: Worker) -> None:
    worker.loses_the_network()
    worker.button("在地图上找").tap()
    expect(worker.page.locator(".mini-map[data-drawn]")).to_be_visible(timeout=SLOW_MS)
    shot(worker.page, "work-map")


# ── where am I ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("connected", [True, False], ids=["online", "offline"])
def test_a_position_names_its_grid_and_building(worker: Worker, pack: dict[str, Any], connected: bool) -> None:
    if not connected:
        worker.loses_the_network()
    worker.goes_to("here")
    expect(worker.page.locator(".card.here")).to_contain_text(name_of(building(pack)), timeout=SLOW_MS)
    expect(worker.page.locator(".card.here")).to_contain_text(pack["grids"][0]["name"])
    expect(worker.page.locator(".card.here")).to_contain_text("误差约 12 米")
    shot(worker.page, "work-here")
    if connected:
        mine = {each["id"] for each in pack["buildings"]}
        others = [each for each in worker.service.things("building") if each["id"] not in mine]
        away, farther = (shape(each["geometry"]).representative_point() for each in (others[0], others[-1]))
        assert away.distance(farther) > 1e-3
        here = worker.page.locator(".card.here")
        worker.walks_to(away.x, away.y)
        expect(here).not_to_contain_text(re.compile(f"{pack['grids'][0]['name']}|不在手机|正在"), timeout=SLOW_MS)
        worker.loses_the_network()
        worker.walks_to(farther.x, farther.y)
        expect(here).to_contain_text("不在手机所带的网格内", timeout=SLOW_MS)


def test_a_shifted_position_is_put_right_by_its_switch_and_stored_where_it_is(
    worker_of: WorkerOf, city: Service, pack: dict[str, Any]
) -> None:
    lon, lat = building(pack)["point"]
    (shifted,) = from_lonlat([shapely.Point(lon, lat)], GCJ02)
    agent = "Mozilla/5.0 (Linux; Android 12) AppleWebKit/537.36 Chrome/116 Mobile Safari/537.36 MicroMessenger/8.0.42"
    worker = worker_of(city, (shifted.x, shifted.y), user_agent=agent)
    worker.opens("#tab=here")
    expect(worker.page.locator(".switch")).to_contain_text("应用内的浏览器", timeout=SLOW_MS)
    worker.carries(pack["grids"][0])
    worker.goes_to("here")
    likelier = worker.page.locator(".likelier")
    expect(likelier).to_contain_text("按火星坐标读，正好在", timeout=SLOW_MS)
    shot(worker.page, "work-shifted")
    likelier.get_by_role("button", name="改用").tap()
    expect(worker.page.locator("input[name=shifted]")).to_be_checked()
    expect(worker.page.locator(".card.here")).to_contain_text(name_of(building(pack)), timeout=SLOW_MS)
    worker.writes("公共设施", "路灯不亮（火星坐标）")
    worker.sends()
    worker.sees_letter("sent")
    (stored,) = worker.stored("路灯不亮（火星坐标）")
    assert (stored["lon"], stored["lat"]) == pytest.approx((lon, lat), abs=1e-6)


# ── report ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_report_with_a_photo_arrives_as_it_was_written_on_an_old_phone(worker: Worker, pack: dict[str, Any]) -> None:
    broken: list[str] = []
    worker.context.on("weberror", lambda told: broken.append(str(told.error)))
    worker.has_an_old_phone()
    worker.goes_to("here")
    expect(worker.page.locator(".mini-map[data-drawn]")).to_be_visible(timeout=SLOW_MS)
    before = worker.taps()
    worker.writes("市容环境", "垃圾堆在单元门口")
    worker.takes_a_photo(picture())
    shot(worker.page, "work-report")
    worker.sends()
    worker.sees_letter("sent")
    assert broken == []
    assert worker.taps() - before == 4, (
        "the page, the kind, the place, send: with the photo and the words half a minute is enough"
    )
    (stored,) = worker.stored("垃圾堆在单元门口")
    assert (stored["category"], stored["channel"], stored["place"], stored["accuracy_m"]) == (
        "environment",
        "worker",
        "here",
        12.0,
    )
    assert stored["grid"]["id"] == pack["grids"][0]["id"]
    assert len(stored["photos"]) == 1


def test_i_am_in_this_building_is_a_place_too(worker: Worker, pack: dict[str, Any]) -> None:
    one = building(pack)
    worker.opens(f"#tab=grids&at=building/{one['id']}")
    worker.button("上报此楼的问题").tap()
    worker.writes("安全隐患", "楼道堵塞", where="")
    worker.sends()
    worker.sees_letter("sent")
    (stored,) = worker.stored("楼道堵塞")
    assert (stored["place"], stored["building"]["id"]) == ("building", one["id"])


def test_a_place_may_be_chosen_on_the_map(worker: Worker, pack: dict[str, Any]) -> None:
    worker.writes("街面秩序", "占了盲道卖水果", where="")
    worker.button("地图选点").tap()
    expect(worker.page.locator(".mini-map[data-drawn]")).to_be_visible(timeout=SLOW_MS)
    worker.button("就在十字处").tap()
    worker.sends()
    worker.sees_letter("sent")
    (stored,) = worker.stored("占了盲道卖水果")
    west, south, east, north = pack["grids"][0]["bbox"]
    assert stored["place"] == "pin"
    assert west <= stored["lon"] <= east and south <= stored["lat"] <= north


def test_what_is_written_without_a_network_outlives_the_page_and_arrives_once(worker: Worker) -> None:
    worker.loses_the_network()
    worker.writes("市容环境", "雨棚脱落")
    worker.takes_a_photo(picture())
    worker.sends()
    worker.sees_letter("waiting")
    shot(worker.page, "work-waiting")
    worker.opens_again("#tab=outbox")
    worker.sees_letter("waiting")
    assert worker.stored("雨棚脱落") == []
    worker.is_back_in_the_network()
    worker.sees_letter("sent")
    (stored,) = worker.stored("雨棚脱落")
    assert len(stored["photos"]) == 1
    worker.opens_again("#tab=outbox")
    worker.sees_letter("sent")
    assert len(worker.stored("雨棚脱落")) == 1


def test_a_report_whose_answer_was_lost_is_stored_once(worker: Worker) -> None:
    worker.watch.may_lose_the_service = True
    lost: list[str] = []

    def lose(route: Route) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch().text())
            route.abort("connectionfailed")
        else:
            route.continue_()

    worker.page.route("**/incidents", lose)
    worker.writes("市容环境", "答复丢失的上报")
    worker.sends()
    worker.sees_letter("sent")
    assert '"again":false' in lost[0]
    assert len(worker.stored("答复丢失的上报")) == 1


def test_a_draft_is_there_again_when_the_page_was_closed_in_the_middle_of_it(worker: Worker) -> None:
    worker.writes("矛盾纠纷", "写到一半")
    worker.takes_a_photo(picture())
    worker.page.wait_for_timeout(600)
    worker.opens_again("#tab=report")
    expect(worker.page.locator("textarea[name=description]")).to_have_value("写到一半")
    expect(worker.page.locator(".kind").filter(has_text="矛盾纠纷").locator("input")).to_be_checked()
    expect(worker.page.locator(".photos img")).to_have_count(1)


def test_a_refused_report_shows_why_and_can_be_mended(worker_of: WorkerOf, city: Service, pack: dict[str, Any]) -> None:
    worker = worker_of(city, tuple(building(pack)["point"]))
    worker.watch.may_be_refused = True
    worker.carries(pack["grids"][0])
    worker.page.clock.set_system_time(dt.datetime.now(dt.UTC) - dt.timedelta(days=40))
    worker.writes("市容环境", "手机的时钟慢了四十天")
    worker.sends()
    worker.sees_letter("refused")
    expect(worker.letters).to_contain_text("请检查手机的时钟")
    shot(worker.page, "work-refused")
    worker.opens_again("#tab=outbox")
    worker.page.clock.set_system_time(dt.datetime.now(dt.UTC))
    worker.button("改一改再发").tap()
    expect(worker.page.locator("textarea[name=description]")).to_have_value("手机的时钟慢了四十天")
    worker.sends()
    worker.sees_letter("sent")
    assert len(worker.stored("手机的时钟慢了四十天")) == 1


def test_nothing_is_sent_before_it_is_whole(worker: Worker) -> None:
    worker.goes_to("report")
    worker.page.locator(".send button").tap()
    expect(worker.page.locator(".notice")).to_contain_text("还缺：类别、地点、说明或照片")
    worker.goes_to("outbox")
    expect(worker.letters).to_have_count(0)


def reported(service: Service, pack: dict[str, Any], category: str, description: str, at: int = 0) -> dict[str, Any]:
    lon, lat = building(pack, at)["point"]
    body = {
        "client_id": str(uuid.uuid4()),
        "category": category,
        "description": description,
        "place": "pin",
        "lon": lon,
        "lat": lat,
    }
    incident: dict[str, Any] = service.tell("/incidents", body)["incident"]
    return incident


def test_a_problem_that_is_known_is_made_stronger_instead_of_told_twice(worker: Worker, pack: dict[str, Any]) -> None:
    known = reported(worker.service, pack, "construction", "围挡倒了")
    worker.writes("施工管理", "围挡还倒着")
    same = worker.page.locator(".near li").filter(has_text=known["code"])
    expect(same).to_be_visible(timeout=SLOW_MS)
    shot(worker.page, "work-near")
    same.get_by_role("button", name="就是这件").tap()
    worker.sees_letter("sent")
    assert worker.service.ask(f"/incidents/{known['id']}")["incident"]["supports"] == 1
    assert worker.stored("围挡还倒着") == []


# ── incidents ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_worker_starts_checks_and_hands_back_what_was_dispatched(worker: Worker, pack: dict[str, Any]) -> None:
    incident = reported(worker.service, pack, "public_facilities", "井盖松动", 1)
    state = "collected"
    for to in ("registered", "dispatched"):
        body = {"client_id": str(uuid.uuid4()), "to": to, "role": "dispatcher", "expect": state}
        worker.service.tell(f"/incidents/{incident['id']}/steps", body)
        state = to
    worker.opens(f"#tab=incidents&at=incident/{incident['id']}")
    worker.button("退回").tap()
    expect(worker.button("确定")).to_be_disabled()
    shot(worker.page, "work-incident")
    worker.button("开始处置").tap()
    expect(worker.page.locator(".state").first).to_have_text("处置", timeout=SLOW_MS)
    worker.waits_until_taps_are_two()
    worker.button("核查").tap()
    expect(worker.page.locator(".state").first).to_have_text("核查", timeout=SLOW_MS)
    expect(worker.page.locator(".history li")).to_have_count(5)
    assert worker.service.ask(f"/incidents/{incident['id']}")["incident"]["state"] == "verified"


# ── the public ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_public_may_report_and_sees_no_grid_and_no_door(
    worker_of: WorkerOf, made_city: Path, tmp_path: Path
) -> None:
    with Service.of(made_city, tmp_path / "data", JINGWEI_TRUST_LOCAL="false") as service:
        gate = service.things("venue")[0]["geometry"]["coordinates"]
        citizen = worker_of(service, tuple(gate))
        citizen.opens()
        expect(citizen.page.get_by_role("heading", name="只对工作人员开放")).to_be_visible(timeout=SLOW_MS)
        citizen.writes("公共设施", "路面塌陷")
        citizen.sends()
        citizen.sees_letter("sent")


# ── the page itself ──────────────────────────────────────────────────────────────────────────────────────────────

VIEWS = ("#tab=here", "#tab=grids", "#tab=report", "#tab=incidents", "#tab=outbox")


def test_every_page_fits_the_hand_and_a_screen_reader_in_both_languages(worker: Worker, pack: dict[str, Any]) -> None:
    for language in ("zh", "en"):
        for view in (*VIEWS, f"#tab=grids&at=building/{building(pack)['id']}"):
            worker.page.goto("about:blank")
            worker.opens(f"{view}&lang={language}")
            expect(worker.page.locator("#main > *").last).not_to_be_empty()
            worker.page.wait_for_timeout(300)
            assert violations(worker.page) == [], (view, language)
            assert worker.page.evaluate(SMALL_TARGETS, LEAST_TARGET) == [], (view, language)
            assert worker.page.evaluate("document.documentElement.scrollWidth") == PHONE[0], (view, language)


def test_the_first_opening_asks_for_grids_and_passes_the_screen_reader(worker_of: WorkerOf, city: Service) -> None:
    worker = worker_of(city)
    worker.opens()
    expect(worker.page.get_by_role("heading", name="选择我的网格")).to_be_visible()
    assert violations(worker.page) == []


def test_the_page_can_be_installed(worker: Worker) -> None:
    manifest = worker.service.ask("/work.webmanifest")
    assert (manifest["start_url"], manifest["display"]) == ("/work", "standalone")
    for icon in manifest["icons"]:
        answer = worker.page.request.get(worker.service.address + icon["src"])
        width, height = Image.open(BytesIO(answer.body())).size
        assert f"{width}x{height}" == icon["sizes"]


# ── releases, and what is sent while nobody looks ────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service over an empty city whose pages are a copy, so that a new release can be put in their place."""
    folder = tmp_path_factory.mktemp("release")
    shutil.copytree(ROOT / "web" / "dist", folder / "pages")
    service = Service(folder, JINGWEI_WEB_ROOT=str(folder / "pages"))
    service.start()
    yield service
    service.stop()


def released_anew(service: Service, title: str) -> None:
    """Another page, and a service worker that knows it by another version."""
    pages = Path(service.environment["JINGWEI_WEB_ROOT"])
    page, script = pages / "work.html", pages / "work-sw.js"
    page.write_text(
        re.sub("<title>.*</title>", f"<title>{title}</title><meta name='release' content='{title}'>", page.read_text())
    )
    script.write_text(re.sub('"version":"[0-9a-f]+"', '"version":"0123456789abcdef"', script.read_text()))


def waiting_letter(worker: Worker, text: str) -> None:
    """A report that was written without a network, on a phone that holds the page."""
    worker.opens()
    worker.page.wait_for_function("() => navigator.serviceWorker.controller !== null", timeout=SLOW_MS)
    worker.page.reload()
    worker.loses_the_network()
    worker.writes("市容环境", text)
    worker.sends()
    worker.sees_letter("waiting")


def test_a_new_release_is_offered_and_what_waits_to_be_sent_outlives_it(worker_of: WorkerOf, release: Service) -> None:
    worker = worker_of(release, (114.0, 30.0))
    worker.context.add_init_script("delete ServiceWorkerRegistration.prototype.sync")  # a phone that wakes nobody
    waiting_letter(worker, "换版之前写的")
    released_anew(release, "新版")
    expect(worker.page.locator(".notice").filter(has_text="有新版本")).to_have_count(0)
    worker.watch.may_be_refused = True
    worker.page.route("**/incidents", lambda route: route.abort())  # the report waits on
    worker.is_back_in_the_network()
    worker.page.evaluate("navigator.serviceWorker.getRegistration().then((one) => one.update())")
    offer = worker.page.locator(".notice").filter(has_text="有新版本")
    expect(offer).to_be_visible(timeout=SLOW_MS)
    assert worker.page.locator("meta[name=release]").count() == 0, "the open page keeps its own files"
    with worker.page.expect_navigation():
        offer.get_by_role("button").tap()
    expect(worker.page.locator("meta[name=release]")).to_have_count(1, timeout=SLOW_MS)
    worker.page.unroute("**/incidents")
    worker.goes_to("outbox")
    for waits in worker.button(re.compile("发送")).all()[:1]:  # or the page has sent it by itself
        waits.tap()
    worker.sees_letter("sent")
    assert len(worker.stored("换版之前写的")) == 1


def test_what_waits_is_sent_by_the_browser_when_the_page_is_closed(worker_of: WorkerOf, release: Service) -> None:
    worker = worker_of(release, (114.0, 30.0))
    waiting_letter(worker, "关掉页面以后送达")
    worker.page.close()
    worker.page = worker.context.new_page()
    worker.is_back_in_the_network()
    worker.page.goto("about:blank")
    browser = worker.context.new_cdp_session(worker.page)
    registrations: list[dict[str, Any]] = []
    browser.on("ServiceWorker.workerRegistrationUpdated", lambda told: registrations.extend(told["registrations"]))
    browser.send("ServiceWorker.enable")
    until = time.monotonic() + SLOW_MS / 1000
    while not worker.stored("关掉页面以后送达") and time.monotonic() < until:
        for one in registrations[:1]:  # what the browser does by itself once it notices that there is a network
            browser.send("ServiceWorker.dispatchSyncEvent", {
                "origin": release.address, "registrationId": one["registrationId"], "tag": "jingwei-work-outbox", "lastChance": False,
            })  # fmt: skip
        worker.page.wait_for_timeout(500)
    assert len(worker.stored("关掉页面以后送达")) == 1
    worker.opens("#tab=outbox")
    worker.sees_letter("sent")
