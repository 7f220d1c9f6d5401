"""The service, the browser and the planner of every story."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.planner import Planner
from tests.browser.service import Service
from tests.browser.watch import Watch
from tests.browser.worker import Worker
from tools.build_web import is_fresh

ROOT = Path(__file__).resolve().parents[2]
SHOTS = ROOT / "build" / "shots"
CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--headless", "--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--hide-scrollbars", "--disable-gpu",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)  # fmt: skip

SEEN_MS = 15_000
"""What is to be seen may take so long: the machine may be busy, and only what never comes is a failure."""
expect.set_options(timeout=SEEN_MS)

DESKTOP = (1440, 900)
PHONE = (360, 740)


@pytest.fixture(scope="session")
def made_city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data of the demonstration city at a tenth of its size, to be copied: nobody serves or changes them."""
    built_web()
    service = Service(tmp_path_factory.mktemp("made"))
    service.run("demo", "--scale", "0.1")
    return service.data


@pytest.fixture(scope="session")
def city(made_city: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The demonstration city, served to all stories that leave it as it is."""
    with Service.of(made_city, tmp_path_factory.mktemp("city")) as service:
        yield service


@pytest.fixture
def own_city(made_city: Path, tmp_path: Path) -> Iterator[Service]:
    """The demonstration city of one story, which may write to it and stop it."""
    with Service.of(made_city, tmp_path / "data") as service:
        yield service


@pytest.fixture
def empty_city(tmp_path: Path) -> Iterator[Service]:
    """A service over a store with tables and nothing in them."""
    built_web()
    service = Service(tmp_path)
    service.run("migrate")
    with service:
        yield service


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser for the stories of one file: while it is open a loop runs in this thread, in the way of other tests."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield chromium
        chromium.close()


@pytest.fixture
def services(request: pytest.FixtureRequest) -> None:
    """A story's own services start before its pages open, and so stop after these are closed: no page sees its service go
    at the end of a story and complains.
    """
    for name in {"own_city", "empty_city"}.intersection(request.fixturenames):
        request.getfixturevalue(name)


Opener = Callable[..., Planner]


@pytest.fixture
def planner_of(browser: Browser, services: None) -> Iterator[Opener]:
    """Opens pages on a service; afterwards every page must have kept to the rules."""
    contexts: list[BrowserContext] = []
    watches: list[Watch] = []

    def opened(service: Service, size: tuple[int, int] = DESKTOP, **options: object) -> Planner:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, has_touch=size == PHONE, locale="zh-CN", **options
        )  # type: ignore[arg-type]
        contexts.append(context)
        watches.append(Watch(context, service.address))
        return Planner(context.new_page(), service, watches[-1])

    yield opened
    for context in contexts:
        context.close()
    for watch in watches:
        assert watch.foreign == [], "the page asked beyond its server"
        assert watch.errors == [], "the page logged errors"


@pytest.fixture
def worker_of(browser: Browser, services: None) -> Iterator[Callable[..., Worker]]:
    """Grid workers, each with a phone of their own; afterwards every page must have kept to the rules."""
    contexts: list[BrowserContext] = []
    watches: list[Watch] = []

    def opened(service: Service, at: tuple[float, float] | None = None, **options: object) -> Worker:
        place = {} if at is None else {"geolocation": {"longitude": at[0], "latitude": at[1], "accuracy": 12}}
        context = browser.new_context(
            viewport={"width": PHONE[0], "height": PHONE[1]}, has_touch=True, is_mobile=True, locale="zh-CN",
            permissions=["geolocation"], **place, **options,
        )  # type: ignore[arg-type]  # fmt: skip
        contexts.append(context)
        watches.append(Watch(context, service.address))
        return Worker(context, service, watches[-1])

    yield opened
    for context in contexts:
        context.close()
    for watch in watches:
        assert watch.foreign == [], "the page asked beyond its server"
        assert watch.errors == [], "the page logged errors"


@pytest.fixture
def planner(planner_of: Opener, city: Service) -> Planner:
    """A planner in front of a desktop screen, the city not yet opened."""
    return planner_of(city)


@pytest.fixture
def phone(planner_of: Opener, city: Service) -> Planner:
    """A planner with a phone."""
    return planner_of(city, PHONE)


def shot(page: Page, name: str) -> None:
    """A picture to be looked at."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png")


def built_web() -> None:
    """Stories are told of the pages of today's sources, or not at all."""
    if not is_fresh():
        pytest.fail("the web is not built, or not from these sources: run `make web`", pytrace=False)
