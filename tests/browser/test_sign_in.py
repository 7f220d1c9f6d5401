"""People sign in by a link, a password and a phone; what a worker wrote waits for them when their session has ended."""

from __future__ import annotations

import datetime as dt
import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
import shapely
from playwright.sync_api import Page, expect

from api.cli.admin import setup_address
from geo.audit import Asker
from geo.flows.account_access import make_link
from geo.store import Store, accounts, open_store
from geo.store.sessions import end_sessions
from tests.browser.conftest import DESKTOP, PHONE, Opener, shot
from tests.browser.service import Service
from tests.browser.test_accessibility import violations
from tests.browser.worker import SLOW_MS, Worker
from tests.http.accounts import PASSWORD, code_of

pytestmark = pytest.mark.browser

GRID_PLACE = "SELECT geometry FROM building WHERE grid_id = (SELECT area_id FROM assignment WHERE account = 'wg0001' LIMIT 1) AND geometry IS NOT NULL LIMIT 1"


@pytest.fixture(scope="module")
def closed(made_city: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The same city behind its sign-in, as a deployment has it."""
    settings = {"JINGWEI_TRUST_LOCAL": "false", "JINGWEI_MEASURE_AHEAD": "false"}
    with Service.of(made_city, tmp_path_factory.mktemp("closed") / "data", **settings) as service:
        yield service


def store_of(service: Service) -> Store:
    """What the operator's command line opens beside the service."""
    return open_store(f"sqlite:///{service.data / 'jingwei.sqlite3'}")


def follows_a_link(page: Page, service: Service, login: str) -> None:
    with store_of(service) as store:
        secret = make_link(
            store, Asker("local", "", "access"), login, "", dt.datetime.now(dt.UTC), dt.timedelta(hours=1),
            with_assignments=True,
        )  # fmt: skip
    page.goto(setup_address(service.address, secret))
    expect(page.get_by_role("heading", name="设置密码")).to_be_visible(timeout=SLOW_MS)
    assert "setup" not in page.url, "neither the history nor a shoulder keeps the secret"
    page.get_by_label("新密码").fill(PASSWORD)
    page.get_by_label("再输一次").fill(PASSWORD)


def signs_in(page: Page, login: str) -> None:
    page.get_by_label("登录名").fill(login)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()


@pytest.mark.parametrize(("size", "word"), [(DESKTOP, "desktop"), (PHONE, "phone")], ids=["desktop", "phone"])
def test_a_planner_comes_in_by_a_link_makes_a_token_and_goes_out_again(
    planner_of: Opener, closed: Service, size: tuple[int, int], word: str
) -> None:
    planner = planner_of(closed, size)
    planner.watch.may_be_refused = True
    page = planner.page
    planner.opens_the_map()
    shot(page, f"public-{word}")
    page.get_by_role("link", name="登录", exact=True).click()
    expect(page.get_by_role("heading", name="登录", exact=True)).to_be_visible(timeout=SLOW_MS)
    shot(page, f"sign-in-{word}")
    assert violations(page) == []
    signs_in(page, "nobody")
    expect(page.get_by_role("alert")).to_contain_text("登录失败")
    follows_a_link(page, closed, "gh001")
    shot(page, f"set-up-{word}")
    assert violations(page) == []
    page.get_by_role("button", name="设置密码并登录").click()
    expect(page.locator(".account-open")).to_be_visible(timeout=SLOW_MS)
    assert page.url.startswith(f"{closed.address}/#"), "a planner is led to the map"
    page.locator(".account-open").click()
    expect(page.locator(".account-card")).to_contain_text("规划员 ·")
    shot(page, f"account-menu-{word}")
    page.get_by_role("link", name="账号与令牌").click()
    page.get_by_label("用途").fill("QGIS")
    page.get_by_label("现在的密码").first.fill(PASSWORD)
    page.get_by_role("button", name="新建令牌").click()
    expect(page.locator(".made code")).to_have_text(re.compile(r".{43}"), timeout=SLOW_MS)
    shot(page, f"account-{word}")
    assert violations(page) == []
    page.get_by_role("button", name="退出登录").click()
    expect(page.get_by_role("heading", name="登录", exact=True)).to_be_visible(timeout=SLOW_MS)


def test_somebody_without_an_account_sees_who_answers_for_a_grid_and_may_report(
    planner_of: Opener, closed: Service
) -> None:
    grid = closed.things("grid", kind="basic")[0]
    told = closed.ask(f"/public/grid/{grid['id']}")
    planner = planner_of(closed)
    page = planner.page
    planner.opens_the_map(f"#at=grid/{grid['id']}")
    expect(page.get_by_role("heading", name=grid["properties"]["name"])).to_be_visible(timeout=SLOW_MS)
    for contact in told["contacts"]:
        called = page.get_by_role("link", name=contact["telephone"])
        expect(called).to_have_attribute("href", re.compile("^tel:[0-9]+$"), timeout=SLOW_MS)
    counts = page.locator("div", has=page.locator("> dt", has_text="办理中的事件"))
    expect(counts.locator("dd").last).to_have_text(str(told["incidents"]["open"]))
    expect(page.get_by_role("button", name="事件", exact=True)).to_have_count(0)
    page.get_by_role("link", name="上报问题").click()
    expect(page.get_by_role("heading", name="上报")).to_be_visible(timeout=SLOW_MS)


def test_an_operator_sets_up_the_phone_before_anything_is_granted(planner_of: Opener, closed: Service) -> None:
    planner = planner_of(closed)
    planner.watch.may_be_refused = True
    page = planner.page
    follows_a_link(page, closed, "yw001")
    page.get_by_role("button", name="设置密码并登录").click()
    expect(page.get_by_role("heading", name="动态验证码")).to_be_visible(timeout=SLOW_MS)
    page.get_by_role("button", name="开始设置").click()
    key = page.locator(".key code").inner_text(timeout=SLOW_MS).replace(" ", "")
    shot(page, "second-factor-desktop")
    page.get_by_role("textbox", name="动态验证码").fill(code_of(key, -1))
    page.get_by_role("button", name="确认").click()
    expect(page.locator(".codes li")).to_have_count(10, timeout=SLOW_MS)
    shot(page, "recovery-codes-desktop")
    page.get_by_role("button", name="我已保存").click()
    expect(page.locator(".account-open")).to_be_visible(timeout=SLOW_MS)
    page.locator(".account-open").click()
    expect(page.locator(".account-card")).to_contain_text("运维员")
    page.locator(".account-card").get_by_role("button", name="退出登录").click()
    page.get_by_role("link", name="登录", exact=True).click()
    signs_in(page, "yw001")
    code = page.get_by_role("textbox", name="动态验证码")
    code.fill(code_of(key), timeout=SLOW_MS)
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.locator(".account-open")).to_be_visible(timeout=SLOW_MS)


WorkerOf = Callable[..., Worker]


def test_a_report_waits_on_the_phone_for_whoever_wrote_it_when_the_session_has_ended(
    worker_of: WorkerOf, closed: Service
) -> None:
    with closing(sqlite3.connect(closed.data / "jingwei.sqlite3")) as store:
        place = shapely.from_wkb(store.execute(GRID_PLACE).fetchone()[0]).centroid
    worker = worker_of(closed, (place.x, place.y))
    worker.watch.may_be_refused = True
    page = worker.page
    follows_a_link(page, closed, "wg0001")
    page.get_by_role("button", name="设置密码并登录").click()
    expect(page.locator("nav.tabs")).to_be_visible(timeout=SLOW_MS)
    expect(page.locator(".account-open")).to_be_visible(timeout=SLOW_MS)
    expect(page.locator(".checks legend")).to_have_text("分给您的网格", timeout=SLOW_MS)
    assert all(box.is_checked() for box in page.locator(".checks input").all())
    assert violations(page) == []
    said = f"会话过期后写下的上报 {time.time_ns()}"
    worker.writes("市容环境", said)
    with store_of(closed) as store, store.writing() as connection:
        end_sessions(connection, accounts.account_named(connection, "wg0001").id)
    worker.sends()
    worker.sees_letter("waiting")
    expect(page.locator(".letter.waiting .notice")).to_contain_text("没有登录", timeout=SLOW_MS)
    page.reload()
    expect(page.get_by_text("登录已过期")).to_be_visible(timeout=SLOW_MS)
    worker.goes_to("outbox")
    shot(page, "lapsed-phone")
    assert stored(closed, said) == []
    page.get_by_role("link", name="去登录").click()
    signs_in(page, "wg0001")
    expect(page.locator("nav.tabs")).to_be_visible(timeout=SLOW_MS)
    worker.goes_to("outbox")
    worker.sees_letter("sent")
    assert stored(closed, said) == ["worker"]


def stored(service: Service, description: str) -> list[str]:
    """The channels of the incidents with these words."""
    with closing(sqlite3.connect(service.data / "jingwei.sqlite3")) as store:
        query = "SELECT channel FROM incident WHERE description = ? AND version_to IS NULL"
        return [channel for (channel,) in store.execute(query, (description,))]
