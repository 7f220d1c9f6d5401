"""Accounts are made, let in, assigned, and ended from the command line; nobody is there by default."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner

from api.cli import create_cli
from api.cli.local_user import local_user
from geo.audit import faults
from geo.store import SYSTEM, open_store
from tests.http import world
from tests.http.accounts import PASSWORD, House, with_phone

GRID = "990101001001001"


@pytest.fixture
def house(migrated_sqlite: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    """A service over a folder whose store the commands open as well."""
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "jingwei.sqlite3").write_bytes(migrated_sqlite.read_bytes())
    store = open_store(f"sqlite:///{folder / 'jingwei.sqlite3'}").acting(SYSTEM)
    world.fill(store)
    monkeypatch.setenv("JINGWEI_DATA", str(folder))
    return House(store, folder)


def told(*command: str, code: int = 0) -> Any:
    """What ``jingwei admin`` answers a machine."""
    ended = CliRunner().invoke(create_cli(), ["admin", *command, "--json"])
    assert ended.exit_code == code, ended.output
    return json.loads(ended.output)


def let_in(house: House, login: str) -> httpx.Client:
    """A browser that has followed a link of the command line."""
    link = told("link", login, "--name", "王网格", "--address", "https://map.example/")["link"]
    address, _, secret = link.partition("#setup=")
    assert address == "https://map.example/sign-in"
    browser = house.browser()
    assert browser.post("/setup", json={"secret": secret, "password": PASSWORD}).status_code == 200
    return browser


def test_nobody_has_an_account_by_default(house: House) -> None:
    assert told("accounts") == []


def test_a_member_of_staff_is_let_in_assigned_and_loses_it_again(house: House) -> None:
    browser = let_in(house, "wg0001")
    assert browser.get("/session").json()["roles"] == []
    number = told("assign", "wg0001", "worker", "--area", GRID)["number"]
    assert browser.get("/session").json()["grants"][0]["name"] == "第一网格"
    again = told("assign", "wg0001", "worker", "--area", GRID, code=2)["error"]
    assert again["code"] == "assigned-already" and str(number) in str(again), "of two, ending one would end nothing"
    (listed,) = told("accounts")
    assert (listed["login"], listed["name"], listed["password"], listed["totp"]) == ("wg0001", "王网格", True, False)
    assert [(one["number"], one["layer"], one["area"]) for one in listed["assignments"]] == [(number, "grid", 1)]
    told("end", str(number))
    assert browser.get("/session").json()["roles"] == []
    assert told("accounts")[0]["assignments"] == []
    assert told("end", str(number), code=2)["error"]["code"] == "assignment-unknown"


def test_whoever_gets_a_login_gets_what_was_assigned_to_it_before_only_if_the_operator_says_so(house: House) -> None:
    house.assigned("wg0001", "worker")
    assert told("assign", "wg0002", "worker", "--area", GRID, code=2)["error"]["code"] == "account-unknown"
    refused = told("link", "WG0001", code=2)["error"]
    assert refused["code"] == "assignments-wait" and "worker grid/1" in str(refused)
    assert told("accounts") == []
    assert told("link", "wg0001", "--with-assignments")["link"]
    assert [one["role"] for one in told("accounts")[0]["assignments"]] == ["worker"]
    assert house.store.audit_chain()[0][-1].detail == "link for a new account with worker grid/1"
    assert told("link", "wg0001")["link"], "it is theirs now"


def test_a_whole_deployment_is_granted_in_words_and_never_by_leaving_the_area_out(house: House) -> None:
    browser = let_in(house, "gh001")
    assert told("assign", "gh001", "planner", code=2)["error"]["code"] == "assign-area-or-everywhere"
    both = ("--area", GRID, "--everywhere")
    assert told("assign", "gh001", "planner", *both, code=2)["error"]["code"] == "assign-area-or-everywhere"
    told("assign", "gh001", "planner", "--everywhere", "--until", "2999-01-01")
    assert browser.get("/session").json()["totp"] == "required"
    with_phone(browser)
    assert browser.get("/session").json()["grants"] == [
        {"role": "planner", "layer": None, "id": None, "code": None, "name": None}
    ]
    told("reset-totp", "gh001")
    assert browser.get("/session").json()["account"] is None
    assert house.again("gh001").json()["totp"] == "required"


@pytest.mark.parametrize(
    ("command", "refusal"),
    [
        (("assign", "nobody", "worker", "--area", GRID), "account-unknown"),
        (("assign", "wg0001", "king", "--area", GRID), "role-unknown"),
        (("assign", "wg0001", "worker", "--area", "1"), "assigned-area-unknown"),
        (("end", "77"), "assignment-unknown"),
        (("disable", "nobody"), "account-unknown"),
        (("link", "two words"), "login-invalid"),
        (("link", " "), "login-invalid"),
        (("connect", "wg0001", "42"), "oidc-not-set"),
    ],
)
def test_a_mistake_is_told_with_its_remedy(house: House, command: tuple[str, ...], refusal: str) -> None:
    told("link", "wg0001")
    assert told(*command, code=2)["error"]["code"] == refusal


def test_an_account_is_signed_out_disabled_and_enabled(house: House) -> None:
    browser = let_in(house, "wg0001")
    told("sign-out", "wg0001")
    assert browser.get("/session").json()["account"] is None
    assert house.again("wg0001", browser).status_code == 200
    told("disable", "wg0001")
    assert browser.get("/session").json()["account"] is None
    assert house.again("wg0001").status_code == 401
    told("enable", "wg0001")
    assert house.again("wg0001").status_code == 200


def test_each_act_of_the_operator_stands_in_the_chain_with_who_what_and_why(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JINGWEI_OIDC_ISSUER", "https://id.example")
    monkeypatch.setenv("USER", "somebody-else")
    told("link", "wg0001")
    told("assign", "wg0001", "worker", "--area", GRID, "--from", "2026-01-01", "--until", "2999-01-01")
    told("end", "1", "--on", "2026-06-01", "--purpose", "inspection")
    told("connect", "wg0001", "zhang.san@example")
    for act in ("disable", "enable", "reset-totp", "sign-out", "connect"):
        told(act, "wg0001")
    entries, end = house.store.audit_chain()
    assert [(one.act, one.layer, one.thing, one.purpose, one.detail) for one in entries] == [
        ("grant", "account", 1, "access", "link for a new account"),
        ("grant", "account", 1, "access", "assign 1: worker grid/1 from 2026-01-01 until 2999-01-01"),
        ("grant", "account", 1, "inspection", "end 1: worker on 2026-06-01"),
        ("grant", "account", 1, "access", "connect at https://id.example"),
        ("grant", "account", 1, "access", "disable"),
        ("grant", "account", 1, "access", "enable"),
        ("grant", "account", 1, "access", "reset second factor"),
        ("grant", "account", 1, "access", "sign out"),
        ("grant", "account", 1, "access", "disconnect"),
    ]
    assert {one.who for one in entries} == {f"local:{local_user()}"} and local_user() != "somebody-else"
    assert list(faults(entries, end)) == []
    assert told("disable", "wg0001", "--purpose", "fun", code=2)["error"]["code"] == "purpose-unknown"


@pytest.mark.parametrize(
    "act", [("disable", "wg0001"), ("link", "wg0001"), ("assign", "wg0001", "worker", "--everywhere")]
)
def test_an_act_that_cannot_be_written_down_is_not_done(house: House, act: tuple[str, ...]) -> None:
    told("link", "wg0001")
    before = told("accounts")
    with house.store.writing() as connection:
        links = connection.exec_driver_sql("SELECT * FROM setup_link").all()
        connection.exec_driver_sql("ALTER TABLE audit_entry RENAME TO audit_gone")
    assert told(*act, code=3)["error"]["code"] == "audit-unavailable"
    with house.store.looking() as connection:
        assert connection.exec_driver_sql("SELECT * FROM setup_link").all() == links
    assert told("accounts") == before


def test_the_demonstration_city_prints_a_link_for_each_kind_of_staff_until_its_password_is_set(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    import pandas as pd

    from api.cli.admin import print_demo_links
    from api.cli.session import Session
    from geo.flows.make_demo import DEMO_SOURCE
    from geo.store import LayerChange

    session = Session(house.settings, {}, json=False, debug=False)
    print_demo_links(session, house.store, "http://127.0.0.1:8000")
    assert capsys.readouterr().out == "", "another city than the demonstration's"
    rows = [("gh001", "planner"), ("wg0001", "worker"), ("fx001", "analyst"), ("zh001", "dispatcher")]
    frame = pd.DataFrame(rows, columns=["account", "role"]).assign(area_layer="street", area_id=1)
    house.store.write([LayerChange("assignment", frame, world.FIRST_DAY)], source=DEMO_SOURCE)
    print_demo_links(session, house.store, "http://127.0.0.1:8000")
    printed = capsys.readouterr().out
    secrets = [line.partition("#setup=")[2] for line in printed.splitlines() if "#setup=" in line]
    assert len(secrets) == 4 and "规划员 gh001" in printed
    for secret in secrets[:2]:
        answer = house.browser().post("/setup", json={"secret": secret, "password": PASSWORD})
        assert answer.status_code == 200 and answer.json()["staff"]
    print_demo_links(session, house.store, "http://127.0.0.1:8000")
    assert capsys.readouterr().out.count("#setup=") == 2
