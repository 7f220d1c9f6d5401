"""People sign in with a password and a phone, and out again; whoever fails learns nothing and is not locked out."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from api.qr import qr_of
from api.settings import load_settings
from geo.accounts import BY_ADDRESS, BY_CODE
from geo.audit import Asker, faults
from geo.errors import BadInput
from geo.flows.assign import end_assignment
from geo.store import SYSTEM, Store, accounts, open_store
from geo.store.sessions import session_of
from tests.cluster import Cluster
from tests.conftest import Fill
from tests.http import world
from tests.http.accounts import ADDRESS, HOUR, PASSWORD, House, code_of, with_phone
from tests.http.server import settings_for
from tests.store.test_concurrency import at_once

COOKIE, BROWSER = "__Host-jingwei", "__Host-jingwei-browser"
OTHER = "another long pass phrase"
WORKER = ("worker", "grid", 1)
_logins = (f"person{n:03d}" for n in itertools.count(1))


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgis", marks=pytest.mark.postgis)])
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One service over each kind of store, with the small world in it."""
    folder = tmp_path_factory.mktemp("house")
    url = f"sqlite:///{folder / 'city.sqlite'}"
    if request.param == "postgis":
        cluster: Cluster = request.getfixturevalue("cluster")
        url = cluster.create_database(template=request.getfixturevalue("migrated_postgis"))
    with open_store(url).acting(SYSTEM) as store:
        store.migrate()
        world.fill(store)
        yield House(store, folder / "data")
    if request.param == "postgis":
        cluster.drop_database(url)


@pytest.fixture
def contents() -> Fill:
    return world.fill


@pytest.fixture
def login() -> str:
    """Somebody whom no other test knows."""
    return next(_logins)


def code(answer: Any) -> str:
    return f"{answer.status_code} {answer.json().get('code', '')}"


def test_the_public_has_no_account_no_roles_and_no_grants(house: House) -> None:
    document = house.browser().get("/session").json()
    assert document["account"] is None and document["roles"] == document["grants"] == []
    assert (document["staff"], document["trusted_local"], document["totp"]) == (False, False, "off")
    assert document["ways"] == {"password": True, "oidc": None}


def test_a_one_time_link_sets_a_password_and_signs_in_and_the_password_signs_in_again(house: House, login: str) -> None:
    browser = house.member(login, WORKER)
    document = browser.get("/session").json()
    assert document["account"]["login"] == login
    grid = {"role": "worker", "layer": "grid", "id": 1, "code": "990101001001001", "name": "第一网格"}
    assert document["grants"] == [grid] and document["roles"] == ["worker"] and document["staff"]
    again = house.again(login)
    assert again.status_code == 200 and again.json()["account"] == document["account"]
    assert again.headers["cache-control"] == "no-store"


def test_the_cookie_is_bound_to_the_host_and_out_of_reach_of_scripts(house: House, login: str) -> None:
    house.member(login)
    cookies = house.again(login).headers.get_list("set-cookie")
    assert {cookie.partition("=")[0] for cookie in cookies} == {COOKIE, BROWSER}
    for cookie in cookies:
        parts = {part.strip().lower() for part in cookie.split(";")[1:]}
        assert {"httponly", "secure", "path=/", "samesite=lax"} <= parts
        assert not any(part.startswith("domain") for part in parts)


def test_the_store_and_the_log_hold_no_secret(house: House, login: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    secret = house.link(login)
    browser = house.browser()
    browser.post("/setup", json={"secret": secret, "password": PASSWORD})
    key, codes = with_phone(browser)
    browser.post("/session", json={"login": login, "password": "wrong " + PASSWORD, "code": "123456"})
    held = ""
    with house.store.looking() as connection:
        for table in ("account", "account_session", "account_token", "setup_link", "recovery_code", "sign_in_attempt"):
            held += str(connection.execute(text(f"SELECT * FROM {table}")).all())
    for hidden in (secret, PASSWORD, key, codes[0], browser.cookies[COOKIE], login + "\0"):
        assert hidden not in held and hidden not in caplog.text
    assert (house.settings.data / "service.key").stat().st_mode & 0o777 == 0o600


def test_a_link_of_two_at_once_works_for_one(house: House, login: str) -> None:
    secret = house.link(login)
    told: list[str] = []

    def use() -> None:
        told.append(code(house.browser().post("/setup", json={"secret": secret, "password": PASSWORD})))

    at_once(*([use] * 4))
    assert sorted(told) == ["200 "] + ["401 link-not-valid"] * 3


def test_a_password_that_may_not_be_chosen_leaves_the_link(house: House, login: str) -> None:
    secret, browser = house.link(login), house.browser()
    assert code(browser.post("/setup", json={"secret": secret, "password": "short"})) == "400 password-too-short"
    assert code(browser.post("/setup", json={"secret": "x", "password": PASSWORD})) == "401 link-not-valid"
    assert browser.post("/setup", json={"secret": secret, "password": PASSWORD}).status_code == 200


def test_a_link_ends_what_was_open_to_the_account(house: House, login: str) -> None:
    before = house.member(login, WORKER)
    token = before.post("/tokens", json={"name": "QGIS", "roles": ["worker"], "days": 1, "password": PASSWORD}).json()[
        "secret"
    ]
    house.browser().post("/setup", json={"secret": house.link(login), "password": OTHER})
    assert before.get("/session").json()["account"] is None
    assert house.browser().get("/session", headers={"Authorization": f"Bearer {token}"}).status_code == 401
    assert code(house.again(login)) == "401 sign-in-failed"


def test_every_failure_has_the_same_answer(house: House, login: str) -> None:
    member = house.member(login)
    house.link(disabled := next(_logins))
    never_set = next(_logins)
    house.link(never_set)
    with house.store.writing() as connection:
        accounts.set_disabled(connection, accounts.account_named(connection, disabled).id, dt.datetime.now(dt.UTC))
    key, _ = with_phone(member)
    answers = [
        house.again(login, password="wrong"),
        house.again(login, code="000000" if code_of(key) != "000000" else "111111"),
        house.again(login, code="AAAA-BBBB-CCCC-DDDD"),
        *(house.again(name) for name in ("nobody", disabled, never_set, "", " ", "x" * 200)),
    ]
    assert {answer.text for answer in answers} == {answers[0].text}
    assert {code(answer) for answer in answers} == {"401 sign-in-failed"}
    assert {str(answer.headers.get("set-cookie")) for answer in answers} == {"None"}


def test_an_unknown_login_costs_the_same_work(house: House, login: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from geo.accounts import Passwords

    house.member(login)
    work: list[bool] = []
    true_work = Passwords.agrees
    monkeypatch.setattr(Passwords, "agrees", lambda self, *given: work.append(True) or true_work(self, *given))
    for name in (login, "nobody"):
        work.clear()
        assert code(house.again(name, password="wrong")) == "401 sign-in-failed"
        assert work == [True]


def test_a_session_gets_a_secret_of_its_own_at_each_sign_in_and_the_one_before_it_ends(
    house: House, login: str
) -> None:
    house.member(login)
    browser = house.browser()
    browser.cookies.set(COOKIE, "fixed-by-an-attacker", domain="127.0.0.1")
    house.again(login, browser)
    first = browser.cookies[COOKIE]
    assert first != "fixed-by-an-attacker"
    house.again(login, browser)
    assert browser.cookies[COOKIE] != first
    stale = house.browser()
    stale.cookies.set(COOKIE, first)
    assert stale.get("/session").json()["account"] is None


def test_signing_out_ends_the_session_and_not_only_its_cookie(house: House, login: str) -> None:
    browser = house.member(login)
    secret = browser.cookies[COOKIE]
    assert browser.delete("/session").status_code == 204
    assert COOKIE not in browser.cookies
    browser.cookies.set(COOKIE, secret)
    assert browser.get("/session").json()["account"] is None
    assert browser.delete("/session").status_code == 204


def test_signing_out_everywhere_ends_every_session(house: House, login: str) -> None:
    browsers = [house.member(login), house.browser(), house.browser()]
    for browser in browsers[1:]:
        house.again(login, browser)
    assert browsers[1].delete("/sessions").status_code == 204
    assert [browser.get("/session").json()["account"] for browser in browsers] == [None] * 3
    assert code(house.browser().delete("/sessions")) == "401 sign-in-needed"


def test_another_password_ends_the_other_sessions_and_keeps_this_one(house: House, login: str) -> None:
    here, there = house.member(login), house.browser()
    house.again(login, there)
    before = here.cookies[COOKIE]
    wrong = {"password": "wrong", "new": OTHER}
    assert code(here.post("/session/password", json=wrong)) == "401 sign-in-failed"
    plain = {"password": PASSWORD, "new": login + " and more"}
    assert code(here.post("/session/password", json=plain)) == "400 password-too-plain"
    assert here.post("/session/password", json={"password": PASSWORD, "new": OTHER}).status_code == 200
    assert here.get("/session").json()["account"]["login"] == login and here.cookies[COOKIE] != before
    assert there.get("/session").json()["account"] is None
    assert house.again(login, password=OTHER).status_code == 200


def test_a_session_ends_when_it_is_left_idle_and_at_its_end(house: House, login: str) -> None:
    browser = house.member(login)
    secret = browser.cookies[COOKIE]
    with house.store.writing() as connection:
        connection.execute(text("UPDATE account_session SET used_at = :at"), {"at": "2026-01-01T00:00:00.000000+00:00"})
    assert browser.get("/session").json()["account"] is None
    house.again(login, browser)
    with house.store.writing() as connection:
        connection.execute(text("UPDATE account_session SET ends_at = :at"), {"at": "2026-01-01T00:00:00.000000+00:00"})
    assert browser.get("/session").json()["account"] is None
    assert browser.cookies[COOKIE] != secret


def test_the_use_of_a_session_is_noted_behind_the_request(house: House, login: str) -> None:
    browser = house.member(login)
    with house.store.writing() as connection:
        connection.execute(
            text(
                "UPDATE account_session SET used_at = :at WHERE account_id = (SELECT id FROM account WHERE login = :login)"
            ),
            {"at": (dt.datetime.now(dt.UTC) - HOUR).isoformat(timespec="microseconds"), "login": login},
        )
    browser.get("/session")
    from geo.accounts import digest_of_secret

    digest = digest_of_secret(browser.cookies[COOKIE])
    for _ in range(200):
        with house.store.looking() as connection:
            found = session_of(connection, digest, dt.datetime.now(dt.UTC), HOUR / 2)
        if found is not None:
            return
        import time

        time.sleep(0.02)
    pytest.fail("the use was never noted")


# ── the second factor ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_second_factor_is_asked_for_at_sign_in_and_a_code_works_once(house: House, login: str) -> None:
    browser = house.member(login, WORKER)
    key, codes = with_phone(browser)
    assert browser.get("/session").json()["totp"] == "on"
    assert code(house.again(login)) == "401 totp-needed"
    said = code_of(key)
    assert house.again(login, code=f" {said[:3]} {said[3:]} ").status_code == 200
    assert code(house.again(login, code=said)) == "401 sign-in-failed"
    assert house.again(login, code=codes[0].lower()).json()["roles"] == ["worker"]
    assert code(house.again(login, code=codes[0])) == "401 sign-in-failed"


def test_setting_a_second_factor_up_needs_the_password_and_ends_the_other_sessions(house: House, login: str) -> None:
    here, there = house.member(login), house.browser()
    house.again(login, there)
    assert code(here.post("/session/totp", json={})) == "401 sign-in-failed"
    assert code(here.post("/session/totp", json={"code": "123456"})) == "409 totp-not-begun"
    begun = here.post("/session/totp", json={"password": PASSWORD}).json()
    assert begun["key"] in begun["address"] and begun["qr"] == qr_of(begun["address"])
    before = here.cookies[COOKIE]
    with_phone(here)
    assert here.cookies[COOKIE] != before
    assert there.get("/session").json()["account"] is None
    assert code(here.post("/session/totp", json={"password": PASSWORD})) == "409 totp-already-on"
    assert code(here.post("/session/totp", json={"code": "123456"})) == "409 totp-already-on"


@pytest.mark.parametrize("grant", [("operator", "street", 1), ("planner", "city", 0)])
def test_whoever_sees_more_than_an_area_is_granted_nothing_until_the_second_factor(
    house: House, login: str, grant: tuple[str, str, int]
) -> None:
    browser = house.member(login, WORKER, grant)
    document = browser.get("/session").json()
    assert (document["totp"], document["roles"], document["staff"]) == ("required", [], False)
    assert (
        code(browser.post("/tokens", json={"name": "x", "roles": ["worker"], "days": 1, "password": PASSWORD}))
        == "400 token-roles"
    )
    with_phone(browser)
    assert browser.get("/session").json()["roles"] == sorted({"worker", grant[0]})


def test_a_link_gives_a_new_password_but_not_the_second_factor(house: House, login: str) -> None:
    key, _ = with_phone(house.member(login, WORKER))
    browser = house.member(login)
    document = browser.get("/session").json()
    assert (document["code_needed"], document["roles"]) == (True, [])
    assert code(browser.post("/session/totp", json={"code": "AAAA-BBBB-CCCC-DDDD"})) == "401 sign-in-failed"
    before = browser.cookies[COOKIE]
    assert browser.post("/session/totp", json={"code": code_of(key)}).json()["roles"] == ["worker"]
    assert browser.cookies[COOKIE] != before


def test_each_way_in_and_each_change_of_it_stands_in_the_audit_chain(house: House, login: str) -> None:
    browser = house.member(login, WORKER)
    house.again(login, house.browser())
    key, _ = with_phone(browser)
    house.again(login, code="000000")
    house.again(login, code=code_of(key))
    browser.post("/session/password", json={"password": PASSWORD, "new": OTHER})
    browser.delete("/sessions")
    with house.store.looking() as connection:
        number = accounts.account_named(connection, login).id
    entries, end = house.store.audit_chain()
    assert [(one.act, one.detail) for one in entries if (one.layer, one.thing) == ("account", number)] == [
        ("grant", "link for a new account with worker grid/1"), ("grant", "password by a link"), ("enter", "link"), ("enter", "password"),
        ("grant", "second factor"), ("enter", "code"), ("enter", "wrong code"), ("enter", "password and code"),
        ("grant", "password"), ("enter", "password"), ("grant", "sign out everywhere"),
    ]  # fmt: skip
    assert {one.who for one in entries if one.thing == number and one.act == "enter"} == {str(number)}
    assert list(faults(entries, end)) == []


# ── tries ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_too_many_tries_are_told_to_wait_also_for_logins_that_do_not_exist(house: House, login: str) -> None:
    house.member(login)
    for name in (login, next(_logins)):
        stranger = house.browser()
        told = [house.again(name, stranger, password="wrong") for _ in range(6)]
        assert [code(answer) for answer in told] == ["401 sign-in-failed"] * 5 + ["429 too-many-attempts"]
        assert 0 < int(told[-1].headers["retry-after"]) <= 61
        assert code(house.again(name, stranger)) == "429 too-many-attempts"


def test_an_attack_from_many_addresses_does_not_keep_the_owner_out_of_a_browser_that_knows_the_account(
    house: House, login: str
) -> None:
    owner = house.member(login)
    owner.delete("/session")
    told = [code(house.again(login, house.browser(), password="wrong")) for _ in range(22)]
    assert told[19:] == ["401 sign-in-failed"] + ["429 too-many-attempts"] * 2
    assert code(house.again(login, house.browser())) == "429 too-many-attempts"
    assert house.again(login, owner).status_code == 200
    thief = house.browser()
    thief.cookies.set(BROWSER, "made-up." + "0" * 64)
    assert code(house.again(login, thief)) == "429 too-many-attempts"
    other = next(_logins)
    stranger = house.member(other)
    assert code(house.again(login, stranger)) == "429 too-many-attempts", "another account's browser knows nothing"
    assert house.member(login).get("/session").json()["account"]["login"] == login, (
        "a link of the operator always helps"
    )


def test_tries_are_remembered_by_a_service_that_starts_again(house: House, login: str) -> None:
    address = "192.0.2.77"
    for _ in range(5):
        house.again(login, house.browser(address), password="wrong")
    restarted = House(house.store, house.settings.data)
    assert code(restarted.again(login, restarted.browser(address))) == "429 too-many-attempts"


def test_codes_of_the_phone_cannot_be_tried_through(house: House, login: str) -> None:
    key, _ = with_phone(house.member(login))
    wrong = "000000" if code_of(key) != "000000" else "111111"
    told = [code(house.again(login, code=wrong)) for _ in range(6)]
    assert told == ["401 sign-in-failed"] * 5 + ["429 too-many-attempts"]


# ── browsers of others ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 204),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Origin": ADDRESS}, 204),
        ({"Origin": "http://127.0.0.1"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({}, 403),
    ],
)
def test_a_session_writes_from_the_service_s_own_pages_only(
    house: House, login: str, headers: dict[str, str], status: int
) -> None:
    browser = house.member(login)
    del browser.headers["Sec-Fetch-Site"]
    assert browser.delete("/session", headers=headers).status_code == status
    browser.headers["Sec-Fetch-Site"] = "same-origin"
    assert (browser.get("/session").json()["account"] is None) is (status == 204)


def test_nobody_is_signed_in_by_a_form_of_another_page(house: House, login: str) -> None:
    house.member(login)
    body = json.dumps({"login": login, "password": PASSWORD})
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        browser = house.browser()
        del browser.headers["Sec-Fetch-Site"]
        answer = browser.post("/session", content=body, headers=headers | {"Content-Type": "text/plain"})
        assert answer.status_code == 403 and not answer.cookies
    browser = house.browser()
    assert browser.post("/session", content=body, headers={"Content-Type": "text/plain"}).status_code == 400


def test_a_refused_body_is_not_shown_again(house: House) -> None:
    for body in (
        {"login": "x", "password": ["secret-of-mine"]},
        {"password": "secret-of-mine"},
        {"login": "x", "password": "p", "code": ["secret-of-mine"]},
    ):
        answer = house.browser().post("/session", json=body)
        assert answer.status_code == 400 and "secret-of-mine" not in answer.text


# ── programs ─────────────────────────────────────────────────────────────────────────────────────────────────────


def basic(login: str, secret: str) -> tuple[str, str]:
    return (login, secret)


def test_a_token_works_as_bearer_and_as_a_password_and_is_narrowed_to_its_roles(house: House, login: str) -> None:
    browser = house.member(login, WORKER, ("dispatcher", "street", 1))
    made = browser.post("/tokens", json={"name": "QGIS", "roles": ["worker"], "days": 30, "password": PASSWORD})
    assert made.status_code == 201
    secret, program = made.json()["secret"], house.browser()
    for told in (
        program.get("/session", headers={"Authorization": f"Bearer {secret}"}),
        program.get("/session", auth=basic(login, secret)),
    ):
        assert told.json()["roles"] == ["worker"] and told.json()["account"]["login"] == login
    listed = browser.get("/tokens").json()["tokens"]
    assert [(one["name"], one["roles"]) for one in listed] == [("QGIS", ["worker"])]
    assert secret not in browser.get("/tokens").text
    assert program.get("/session", auth=basic("somebody", secret)).status_code == 401


def test_a_token_is_made_by_whoever_shows_the_password_or_a_code_once_more(house: House, login: str) -> None:
    browser, asked = house.member(login, WORKER), {"name": "x", "roles": ["worker"], "days": 1}
    for wrong in ({}, {"password": OTHER}, {"code": "123456"}):
        assert code(browser.post("/tokens", json=asked | wrong)) == "401 sign-in-failed"
    key, _ = with_phone(browser)
    assert code(browser.post("/tokens", json=asked | {"code": "000000", "password": PASSWORD})) == "401 sign-in-failed"
    assert browser.post("/tokens", json=asked | {"code": code_of(key)}).status_code == 201
    assert browser.post("/tokens", json=asked | {"password": PASSWORD}).status_code == 201
    assert len(browser.get("/tokens").json()["tokens"]) == 2


@pytest.mark.parametrize("way", ["password", "everywhere", "link"])
def test_another_password_and_signing_out_everywhere_end_the_tokens(house: House, login: str, way: str) -> None:
    browser = house.member(login, WORKER)
    asked = {"name": "x", "roles": ["worker"], "days": 1, "password": PASSWORD}
    bearer = {"Authorization": f"Bearer {browser.post('/tokens', json=asked).json()['secret']}"}
    program = house.browser()
    assert program.get("/session", headers=bearer).json()["roles"] == ["worker"]
    if way == "password":
        browser.post("/session/password", json={"password": PASSWORD, "new": OTHER})
    elif way == "everywhere":
        assert browser.delete("/sessions").status_code == 204
    else:
        house.member(login)
    assert program.get("/session", headers=bearer).status_code == 401


def test_a_token_that_does_not_work_is_told_so_and_asks_for_one(house: House, login: str) -> None:
    house.member(login)
    for said in ("Bearer x", "Bearer ", "Basic !!", "Basic eDp5", "Digest x", ""):
        answer = house.browser().get("/session", headers={"Authorization": said})
        assert code(answer) == "401 token-invalid"
        assert answer.headers["www-authenticate"].startswith("Basic ")
    assert house.browser().get("/session", auth=(login, PASSWORD)).status_code == 401, "a password is no token"


def test_a_token_changes_no_account(house: House, login: str) -> None:
    browser = house.member(login, WORKER)
    secret = browser.post("/tokens", json={"name": "x", "roles": ["worker"], "days": 1, "password": PASSWORD}).json()[
        "secret"
    ]
    program = house.browser()
    program.headers["Authorization"] = f"Bearer {secret}"
    asked = [
        program.get("/tokens"),
        program.post("/tokens", json={"name": "y", "roles": ["worker"], "days": 1, "password": PASSWORD}),
        program.delete("/tokens/1"),
        program.delete("/sessions"),
        program.post("/session/password", json={"password": PASSWORD, "new": OTHER}),
        program.post("/session/totp", json={"password": PASSWORD}),
    ]
    assert {code(answer) for answer in asked} == {"401 sign-in-needed"}
    program.delete("/session")
    assert browser.get("/session").json()["account"]["login"] == login


def test_a_token_ends_when_it_is_deleted_and_is_nobody_else_s_to_delete(house: House, login: str) -> None:
    browser, other = house.member(login, WORKER), house.member(next(_logins))
    made = browser.post("/tokens", json={"name": "x", "roles": ["worker"], "days": 1, "password": PASSWORD}).json()
    assert code(other.delete(f"/tokens/{made['id']}")) == "404 token-unknown"
    assert browser.delete(f"/tokens/{made['id']}").status_code == 204
    assert house.browser().get("/session", headers={"Authorization": f"Bearer {made['secret']}"}).status_code == 401


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [
        ({"roles": ["planner"]}, "token-roles"), ({"days": 5000}, "token-days"), ({"days": 0}, "request-invalid"),
        ({"roles": []}, "request-invalid"), ({"name": ""}, "request-invalid"), ({"more": 1}, "request-invalid"),
    ],
)  # fmt: skip
def test_a_token_needs_a_name_an_end_and_roles_of_its_owner(
    house: House, login: str, asked: dict[str, Any], refusal: str
) -> None:
    browser = house.member(login, WORKER)
    answer = browser.post("/tokens", json={"name": "x", "roles": ["worker"], "days": 1, "password": PASSWORD} | asked)
    assert code(answer) == f"400 {refusal}"


def test_what_is_taken_from_an_account_is_taken_from_its_open_sessions_and_tokens_at_once(
    house: House, login: str
) -> None:
    number = house.assigned(login, *WORKER)
    browser = house.member(login)
    secret = browser.post("/tokens", json={"name": "x", "roles": ["worker"], "days": 1, "password": PASSWORD}).json()[
        "secret"
    ]
    bearer = {"Authorization": f"Bearer {secret}"}
    end_assignment(house.store, Asker("local", "", "access"), number, dt.date.today())
    assert browser.get("/session").json()["roles"] == []
    assert house.browser().get("/session", headers=bearer).json()["roles"] == []
    with house.store.writing() as connection:
        accounts.set_disabled(connection, accounts.account_named(connection, login).id, dt.datetime.now(dt.UTC))
    assert browser.get("/session").json()["account"] is None
    assert house.browser().get("/session", headers=bearer).status_code == 401


def test_whoever_knows_the_password_does_not_keep_the_owner_out_and_the_owner_is_told(house: House, login: str) -> None:
    owner = house.member(login, WORKER)
    key, codes = with_phone(owner)
    assert owner.get("/session").json()["codes_tried"] is None
    thief = house.browser()
    for _ in range(BY_CODE.burst):
        assert code(house.again(login, thief, code="000000")) == "401 sign-in-failed"
    assert code(house.again(login, thief, code="000000")) == "429 too-many-attempts"
    assert code(house.again(login, code=codes[0])) == "429 too-many-attempts", "another browser that nobody knows"
    assert house.again(login, owner, code=code_of(key)).status_code == 200
    tried = owner.get("/session").json()["codes_tried"]
    assert tried["count"] == BY_CODE.burst
    assert owner.post("/session/password", json={"password": PASSWORD, "new": OTHER}).json()["codes_tried"] is None


def test_tries_of_its_own_has_a_browser_only_that_showed_a_code_of_this_phone(house: House, login: str) -> None:
    before = house.member(login, WORKER)
    owner = house.member(login)
    key, _ = with_phone(owner)
    for _ in range(BY_CODE.burst):
        house.again(login, before, code="000000")
    assert code(house.again(login, code="000000")) == "429 too-many-attempts", "they share one count"
    assert house.again(login, owner, code=code_of(key)).status_code == 200


def test_knowing_the_password_is_no_free_way_to_test_others_from_one_address(house: House, login: str) -> None:
    with_phone(house.member(login, WORKER))
    thief = house.browser()
    for _ in range(BY_ADDRESS.burst):
        assert code(house.again(login, thief)) == "401 totp-needed"
    assert code(house.again(login, thief)) == "429 too-many-attempts"


# ── the way there ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def open_network(sqlite_store: Store, tmp_path: Path) -> House:
    """A service that is reached by plain HTTP under a name."""
    return House(sqlite_store, tmp_path / "data", allowed_hosts="map.example")


def test_over_plain_http_nobody_signs_in_unless_the_deployer_says_so(open_network: House, tmp_path: Path) -> None:
    browser = open_network.browser(base="http://map.example")
    assert code(browser.post("/session", json={"login": "x", "password": PASSWORD})) == "401 https-needed"
    assert browser.get("/session").json()["ways"] == {"password": False, "oidc": None}
    told = browser.get("/session", headers={"Authorization": "Bearer x"})
    assert code(told) == "401 https-needed"
    house = House(open_network.store, tmp_path / "data", allowed_hosts="map.example", sign_in_over_http=True)
    browser = house.browser(base="http://map.example")
    answer = browser.post("/setup", json={"secret": house.link("wg0001"), "password": PASSWORD})
    assert answer.status_code == 200 and set(browser.cookies) == {"jingwei", "jingwei-browser"}
    assert "secure" not in answer.headers["set-cookie"].lower()
    assert browser.get("/session").json()["account"]["login"] == "wg0001"


def test_a_cookie_that_another_page_of_the_network_could_plant_is_no_session_over_https(open_network: House) -> None:
    browser = open_network.member("wg0001")
    secret = browser.cookies[COOKIE]
    planted = open_network.browser()
    planted.cookies.set("jingwei", secret)
    assert planted.get("/session").json()["account"] is None


def test_this_machine_is_trusted_only_where_that_was_chosen_and_only_from_here(
    sqlite_store: Store, tmp_path: Path
) -> None:
    house = House(sqlite_store, tmp_path / "data", trust_local=True, allowed_hosts="map.example")
    document = house.browser(base="http://127.0.0.1").get("/session").json()
    assert document["trusted_local"] and document["staff"] and document["account"] is None
    assert set(document["roles"]) == {"worker", "planner", "analyst", "dispatcher", "operator"}
    for base, headers in (
        ("https://map.example", {}),
        ("http://127.0.0.1", {"X-Forwarded-For": "192.0.2.1"}),
        ("http://127.0.0.1", {"Forwarded": "for=192.0.2.1"}),
        ("http://127.0.0.1", {"Via": "1.1 proxy"}),
        ("http://127.0.0.1", {"X-Real-IP": "192.0.2.1"}),
        ("http://127.0.0.1", {"X-Forwarded-Proto": "https"}),
        ("http://127.0.0.1", {"CF-Connecting-IP": "192.0.2.1"}),
        ("http://127.0.0.1", {"True-Client-IP": "192.0.2.1"}),
    ):
        assert not house.browser(base=base).get("/session", headers=headers).json()["trusted_local"]
    with pytest.raises(BadInput, match="trust_local"):
        settings_for(tmp_path, trust_local=True, host="0.0.0.0")
    for proxied in ({"allowed_hosts": "map.example"}, {"proxies": "10.0.0.0/8"}):
        with pytest.raises(BadInput, match="never behind a proxy"):
            load_settings(data=tmp_path, trust_local=True, **proxied)
    assert load_settings(data=tmp_path, trust_local=True, allowed_hosts="localhost").trust_local


def test_what_is_meant_to_come_from_an_account_is_nobody_else_s(house: House, login: str) -> None:
    browser = house.member(login, WORKER)
    number = str(browser.get("/session").json()["account"]["id"])
    other, public = house.member(next(_logins)), house.browser()
    meant = {"Jingwei-Account": number}
    assert browser.get("/session", headers=meant).status_code == 200
    for asked in (other.get("/work/scope", headers=meant), public.get("/work/scope", headers=meant)):
        assert code(asked) == "401 other-account"
    browser.delete("/session")
    assert code(browser.get("/work/scope", headers=meant)) == "401 other-account"
