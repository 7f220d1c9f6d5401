"""People sign in through a provider of identities, a real one in a process of its own; it never says what they may."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from sqlalchemy import update

from geo.accounts import BY_ADDRESS
from geo.errors import Unavailable
from geo.flows.account_tokens import FRESH
from geo.store import Store, accounts
from geo.store.account_tables import ACCOUNT_SESSION
from tests.browser.service import free_port
from tests.conftest import Fill
from tests.http import world
from tests.http.accounts import PASSWORD, House, code_of

CLIENT = "jingwei"
WAY = "__Host-jingwei-oidc"


class Provider:
    """``oidc-provider-mock``: an OpenID Connect provider that believes whoever says who they are. Its keys are new with
    each start.
    """

    def __init__(self) -> None:
        self.port = free_port()
        self.issuer = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "oidc_provider_mock", "--port", str(self.port), "--require-nonce", "true"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        deadline = time.monotonic() + 60
        while True:
            try:
                httpx.get(f"{self.issuer}/jwks", trust_env=False)
                return
            except httpx.TransportError:
                assert time.monotonic() < deadline, "the provider did not start"
                time.sleep(0.1)

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def sends_back(self, address: str, subject: str) -> str:
        """Where the provider sends a browser that came to ``address``, once its user has said who it is."""
        answer = httpx.post(address, data={"sub": subject}, trust_env=False)
        assert answer.status_code == 302, answer.text
        return answer.headers["location"]


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    found = Provider()
    found.start()
    yield found
    found.stop()


@pytest.fixture
def contents() -> Fill:
    return world.fill


@pytest.fixture
def house(provider: Provider, sqlite_store: Store, tmp_path: Path) -> House:
    return trusting(provider, sqlite_store, tmp_path / "data")


def trusting(provider: Provider, store: Store, folder: Path, client: str = CLIENT, **settings: Any) -> House:
    """A service that the provider knows under a client's name and secret."""
    folder.mkdir(exist_ok=True)
    secret = folder / "oidc.secret"
    secret.write_text("secret-of-the-client\n")
    told = {"oidc_issuer": provider.issuer, "oidc_client_id": client, "oidc_secret_file": secret}
    return House(store, folder, **told, **settings)


def connected(house: House, login: str, subject: str) -> None:
    house.link(login)
    with house.store.writing() as connection:
        account = accounts.account_named(connection, login)
        accounts.connect_subject(connection, account.id, house.settings.oidc_issuer, subject)


def way_back(house: House, provider: Provider, browser: httpx.Client, subject: str) -> str:
    """The address with which the provider sends this browser back."""
    start = browser.get("/oidc/start")
    assert start.status_code == 303, start.text
    return provider.sends_back(start.headers["location"], subject).removeprefix("https://127.0.0.1")


def ended(browser: httpx.Client, back: str) -> str:
    """Where the browser is when it has come back."""
    answer = browser.get(back)
    assert answer.status_code == 303
    return str(answer.headers["location"])


def test_a_connected_subject_is_signed_in_as_its_account_with_what_that_is_assigned(
    house: House, provider: Provider
) -> None:
    house.assigned("wg0001", "worker")
    connected(house, "wg0001", "王@example")
    browser = house.browser()
    assert browser.get("/session").json()["ways"]["oidc"] == {"label": "统一身份认证"}
    assert ended(browser, way_back(house, provider, browser, "王@example")) == "/sign-in#entered=1"
    document = browser.get("/session").json()
    assert (document["account"]["login"], document["roles"]) == ("wg0001", ["worker"])
    assert WAY not in browser.cookies


def test_the_way_carries_a_challenge_a_nonce_and_a_state_and_its_cookie_shows_none_of_their_secrets(
    house: House, provider: Provider
) -> None:
    browser = house.browser()
    asked = parse_qs(urlsplit(browser.get("/oidc/start").headers["location"]).query)
    assert asked["code_challenge_method"] == ["S256"] and asked["response_type"] == ["code"]
    assert asked["redirect_uri"] == ["https://127.0.0.1/oidc/callback"] and asked["scope"] == ["openid"]
    for name in ("state", "nonce", "code_challenge"):
        assert len(asked[name][0]) >= 43
        assert asked[name][0] not in browser.cookies[WAY]


def test_a_subject_that_nobody_connected_is_told_so_and_becomes_no_account(house: House, provider: Provider) -> None:
    browser = house.browser()
    assert ended(browser, way_back(house, provider, browser, "stranger#?")) == "/sign-in#unknown=stranger%23%3F"
    assert browser.get("/session").json()["account"] is None
    with house.store.looking() as connection:
        assert accounts.accounts(connection) == []


def test_an_account_without_password_proves_itself_by_a_fresh_sign_in_or_a_code(
    house: House, provider: Provider
) -> None:
    house.assigned("wg0001", "worker")
    connected(house, "wg0001", "42")
    browser, asked = house.browser(), {"name": "x", "roles": ["worker"], "days": 1}
    ended(browser, way_back(house, provider, browser, "42"))
    assert browser.get("/session").json()["has_password"] is False
    assert browser.post("/tokens", json=asked).status_code == 201
    with house.store.writing() as connection:
        earlier = dt.datetime.now(dt.UTC) - FRESH - dt.timedelta(seconds=1)
        connection.execute(update(ACCOUNT_SESSION).values(made_at=earlier))
    assert browser.post("/tokens", json=asked).json()["code"] == "sign-in-again"
    assert browser.post("/session/totp", json={}).json()["code"] == "sign-in-again"
    ended(browser, way_back(house, provider, browser, "42"))
    key = browser.post("/session/totp", json={}).json()["key"]
    assert browser.post("/session/totp", json={"code": code_of(key, -1)}).status_code == 200
    assert browser.post("/tokens", json=asked).json()["code"] == "sign-in-failed", "a second factor is there now"
    assert browser.post("/tokens", json=asked | {"code": code_of(key)}).status_code == 201


def test_a_way_belongs_to_the_browser_that_began_it_and_is_gone_once(house: House, provider: Provider) -> None:
    connected(house, "wg0001", "42")
    attacker, victim = house.browser(), house.browser()
    back = way_back(house, provider, attacker, "42")
    assert ended(victim, back) == "/sign-in#refused=1", "no way was begun there"
    victim.get("/oidc/start")
    assert ended(victim, back) == "/sign-in#refused=1", "another way was begun there"
    assert victim.get("/session").json()["account"] is None
    way = attacker.cookies[WAY]
    assert ended(attacker, back) == "/sign-in#entered=1"
    again = house.browser()
    again.cookies.set(WAY, way, domain="127.0.0.1")
    assert ended(again, back) == "/sign-in#refused=1", "a code works once"


def test_a_way_is_taken_once_whatever_came_of_it(house: House, provider: Provider) -> None:
    connected(house, "wg0001", "42")
    browser = house.browser()
    back = way_back(house, provider, browser, "42")
    way = browser.cookies[WAY]
    state = parse_qs(urlsplit(back).query)["state"][0]
    assert ended(browser, f"/oidc/callback?state={state}&code=wrong") == "/sign-in#refused=1"
    browser.cookies.set(WAY, way, domain="127.0.0.1")
    assert ended(browser, back) == "/sign-in#refused=1"
    assert ended(browser, way_back(house, provider, browser, "42")) == "/sign-in#entered=1"


def test_coming_back_counts_as_a_try_of_the_address(house: House) -> None:
    browser = house.browser()
    for _ in range(BY_ADDRESS.burst):
        assert ended(browser, "/oidc/callback?state=x&code=y") == "/sign-in#refused=1"
    assert browser.post("/session", json={"login": "x", "password": PASSWORD}).status_code == 429


def test_a_slow_provider_holds_few_threads(
    provider: Provider, sqlite_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.oidc.AT_ONCE", 0)
    house = trusting(provider, sqlite_store, tmp_path / "data")
    assert house.browser().get("/oidc/start").json()["code"] == "oidc-busy"


def test_an_endless_answer_of_a_provider_is_given_up(sqlite_store: Store, tmp_path: Path) -> None:
    class Endless(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            with suppress(OSError):
                for _ in range(4096):
                    self.wfile.write(b" " * 4096)

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Endless) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        issuer = f"http://127.0.0.1:{server.server_port}"
        house = House(sqlite_store, tmp_path / "data", oidc_issuer=issuer, oidc_client_id=CLIENT)
        with pytest.raises(Unavailable, match="TooMuchError"):
            house.service.oidc.begin("https://127.0.0.1/oidc/callback")
        server.shutdown()


def test_what_a_browser_carries_opens_as_nothing_else(house: House) -> None:
    key = house.service.who.door.key
    way, kept = key.sealed("way to a provider", "x"), key.sealed("second factor", "x")
    assert (key.opened("way to a provider", way), key.opened("second factor", kept)) == ("x", "x")
    assert key.opened("second factor", way) is None and key.opened("way to a provider", kept) is None


def test_a_token_for_another_question_or_another_service_signs_nobody_in(
    house: House, provider: Provider, tmp_path: Path
) -> None:
    import orjson

    connected(house, "wg0001", "42")
    browser = house.browser()
    back = way_back(house, provider, browser, "42")
    key = house.service.who.door.key
    begun = orjson.loads(key.opened("way to a provider", browser.cookies[WAY]))
    browser.cookies.set(
        WAY, key.sealed("way to a provider", orjson.dumps(begun | {"nonce": "x"}).decode()), domain="127.0.0.1"
    )
    assert ended(browser, back) == "/sign-in#refused=1"
    other = trusting(provider, house.store, house.settings.data, "another")
    browser = house.browser()
    back = way_back(house, provider, browser, "42")
    elsewhere = other.browser()
    elsewhere.cookies.set(WAY, browser.cookies[WAY], domain="127.0.0.1")
    assert ended(elsewhere, back) == "/sign-in#refused=1"


def test_the_provider_may_change_its_keys(house: House, provider: Provider) -> None:
    connected(house, "wg0001", "42")
    browser = house.browser()
    assert ended(browser, way_back(house, provider, browser, "42")) == "/sign-in#entered=1"
    provider.stop()
    began = time.monotonic()
    away = house.browser().get("/oidc/callback?code=x&state=y")
    assert away.headers["location"] == "/sign-in#refused=1"
    provider.start()
    time.sleep(max(0.0, 1.1 - (time.monotonic() - began)))
    browser = house.browser()
    assert ended(browser, way_back(house, provider, browser, "42")) == "/sign-in#entered=1"


def test_a_second_factor_is_asked_for_unless_the_provider_demands_one(house: House, provider: Provider) -> None:
    house.assigned("yw001", "operator", "street")
    connected(house, "yw001", "42")
    strong = trusting(provider, house.store, house.settings.data, oidc_is_strong=True)
    for home, totp, roles in ((house, "required", []), (strong, "off", ["operator"])):
        browser = home.browser()
        ended(browser, way_back(home, provider, browser, "42"))
        document = browser.get("/session").json()
        assert (document["totp"], document["roles"]) == (totp, roles)


def test_a_disabled_account_does_not_come_in_by_the_provider_either(house: House, provider: Provider) -> None:
    connected(house, "wg0001", "42")
    with house.store.writing() as connection:
        accounts.set_disabled(connection, accounts.account_named(connection, "wg0001").id, dt.datetime.now(dt.UTC))
    browser = house.browser()
    assert ended(browser, way_back(house, provider, browser, "42")) == "/sign-in#refused=1"
    assert browser.get("/session").json()["account"] is None


def test_without_a_provider_there_is_no_such_way_and_one_that_is_away_says_so(
    sqlite_store: Store, tmp_path: Path
) -> None:
    plain = House(sqlite_store, tmp_path / "data")
    assert plain.browser().get("/oidc/start").status_code == 404
    assert plain.browser().get("/oidc/callback?code=x&state=y").status_code == 404
    away = House(sqlite_store, tmp_path / "data", oidc_issuer=f"http://127.0.0.1:{free_port()}", oidc_client_id=CLIENT)
    assert away.browser().get("/oidc/start").status_code == 503
    with pytest.raises(Unavailable):
        away.service.oidc.begin("https://127.0.0.1/oidc/callback")


@pytest.mark.parametrize(
    "issuer", ["http://id.example", "ftp://id.example", "https://id.example?x", "javascript:x", "http://127.0.0.1.evil"]
)
def test_a_provider_is_asked_over_https_only(sqlite_store: Store, tmp_path: Path, issuer: str) -> None:
    from geo.errors import BadInput

    with pytest.raises(BadInput, match="oidc_issuer"):
        House(sqlite_store, tmp_path / "data", oidc_issuer=issuer)
