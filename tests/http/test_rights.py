"""Nobody sees what is not theirs: every route, every kind of reader, inside and outside, on both stores; and each guard
is missed when it is taken away.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import orjson

from api import deps
from api.main import create_app
from geo.accounts import needs_second_factor
from geo.store import SYSTEM, Store
from tests.http.accounts import House, with_phone
from tests.http.server import settings_for
from tests.incident_world import photo
from tests.rights_checks import CHECKS
from tests.rights_matrix import ELSEWHERE, Client, Made, Matrix, scenario
from tests.rights_mutants import MUTANTS, Mutant
from tests.rights_world import ACCOUNTS, OUTSIDE, PLACES, SCOPES, fill, report_of, spot_of


def made_by_staff(client: Client) -> Made:
    """Reports with words, photos and a step; an alias, a scenario, a run, a siting and an import."""
    made = Made()
    for n in PLACES:
        files = [("photo", ("a.jpg", photo(), "image/jpeg"))]
        answer = client.post("/incidents", data={"report": orjson.dumps(report_of(n)).decode()}, files=files)
        assert answer.status_code == 201, answer.text
        incident = answer.json()["incident"]
        made.incidents[n], made.photos[n] = incident["id"], incident["photos"][0]["id"]
        note = {
            "client_id": f"step-of-{n}-00000",
            "to": "registered",
            "role": "dispatcher",
            "reason": f"NOTE-{n}-of-a-step",
        }
        assert client.post(f"/incidents/{incident['id']}/steps", json=note).status_code == 200
        made.alias[n] = client.post("/aliases", json={"text": f"旧名{n}号院", "layer": "building", "id": n}).json()[
            "id"
        ]
        seen = report_of(n, client_id=f"seen-by-all-{n}", category="environment", channel="public")
        unseen = seen | {"client_id": f"seen-by-nobody-{n}"}
        made.unseen[n] = client.post("/incidents", json=unseen).json()["incident"]["id"]
        made.seen[n] = client.post("/incidents", json=seen).json()["incident"]["id"]
        for to in ("verified", "registered"):
            taken = {"client_id": f"{to}-by-staff-{n}", "to": to, "role": "dispatcher"}
            assert client.post(f"/incidents/{made.seen[n]}/steps", json=taken).status_code == 200
    made.run = client.get("/coverage").json()["run"]["id"]
    made.scenario = client.post("/scenarios", json=scenario("补阵地")).json()["id"]
    there = {"within": f"grid/{OUTSIDE}", "candidates": {"points": [spot_of(OUTSIDE)]}}
    made.siting = client.post("/siting", json={"category": "nursery", "k": 1} | there).json()["id"]
    files = [("files", (f"SOURCE-FILE-{OUTSIDE}.csv", b"name,lon,lat\nx,116.4,39.9\n", "text/csv"))]
    made.imported = client.post("/imports", data={"layer": "venue", "dry_run": "true"}, files=files).json()["id"]
    for path in (f"/siting/{made.siting}", f"/imports/{made.imported}"):
        deadline = time.monotonic() + 60
        while client.get(path).json()["state"] in ("queued", "running"):
            assert time.monotonic() < deadline, client.get(path).text
            time.sleep(0.02)
    made.sited = client.get(f"/siting/{made.siting}").json()["run"]
    return made


def signed_in(store: Store, folder: Path) -> dict[str, str]:
    """The cookies of browsers in which the accounts of the town have signed in, those of the whole city with a phone."""
    house, cookies = House(store, folder), {}
    for login, asker in ACCOUNTS.items():
        browser = house.member(login)
        if needs_second_factor(asker.grants):
            with_phone(browser)
        cookies[login] = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    return cookies


@contextlib.contextmanager
def client_of(store: Store, folder: Path, cookies: dict[str, str] | None = None) -> Iterator[Client]:
    """A service of its own over a store; without cookies the user of this machine is staff there."""
    settings = settings_for(folder, trust_local=cookies is None)
    # what a report carries of the web, so that one is made
    leaflet = settings.web_folder / "vendor" / "leaflet"
    leaflet.mkdir(parents=True, exist_ok=True)
    (leaflet / "leaflet.js").write_text("var L={};")
    (leaflet / "leaflet.css").write_text(".a{}")
    with contextlib.closing(Client(create_app(settings, store), cookies)) as client:
        yield client


def all_wrong(matrix: Matrix, mutant: Mutant | None = None) -> list[str]:
    """What the table and the checks find; of a mutant, only where it should be noticed, up to the first finding."""
    operations = None if mutant is None else mutant.operations
    askers = tuple(SCOPES) if mutant is None else mutant.askers
    found = [] if mutant is not None and not operations else matrix.leaks(operations, askers, first=mutant is not None)
    for check in CHECKS:
        for name in askers if mutant is None or check in mutant.checks else ():
            if found and mutant is not None:
                return found
            matrix.client.become(name)
            found += [f"{name}: {what}" for what in check(matrix.client, SCOPES[name], matrix.made)]
    return found


def planted(store: Store, folder: Path) -> tuple[Made, dict[str, str]]:
    """The town with all that staff and accounts have made in it."""
    fill(store)
    with client_of(store, folder) as client:
        made = made_by_staff(client)
    return made, signed_in(store, folder)


def test_no_route_tells_anybody_what_is_not_theirs(store: Store, tmp_path: Path) -> None:
    made, cookies = planted(store, tmp_path)
    with client_of(store, tmp_path, cookies) as client:
        matrix = Matrix(client, made)
        assert matrix.holes() == set()
        wrong = all_wrong(matrix)
    assert not wrong, "\n".join(wrong)


def test_a_tile_of_people_is_kept_for_one_scope_alone(sqlite_store: Store, tmp_path: Path) -> None:
    fill(sqlite_store)
    cookies = signed_in(sqlite_store, tmp_path)
    with client_of(sqlite_store, tmp_path, cookies) as client:
        told = {}
        for name in ("worker", "dispatcher", "city planner"):
            client.become(name)
            (source,) = client.get("/styles/planner.json").json()["sources"].values()
            (template,) = source["tiles"]
            assert "?scope=" in template and "incident" in template
            path = template.removeprefix("https://127.0.0.1").replace("{z}/{x}/{y}", "14/13489/6207")
            answer = client.get(path)
            assert (answer.status_code, answer.headers["cache-control"]) == (200, "private, no-cache")
            assert "Cookie" in answer.headers["vary"] and "Authorization" in answer.headers["vary"]
            told[name] = path, answer.headers["etag"]
        assert len(set(told.values())) == 3
        client.become("worker")
        foreign, tag = told["dispatcher"]
        assert client.get(foreign).status_code == 404
        mine, _ = told["worker"]
        assert client.request("GET", mine, headers={"If-None-Match": tag}).status_code == 200
        client.become("public")
        assert client.get(mine).status_code == 404
        answer = client.get("/tiles/building/14/13489/6207.mvt")
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-cache")


def test_each_guard_is_missed_when_it_is_taken_away(sqlite_store: Store, tmp_path: Path) -> None:
    made, cookies = planted(sqlite_store, tmp_path)
    unnoticed = []
    asked = os.environ.get("MUTANTS", "").split(",")  # all, or their names; a third of them when nothing is said
    chosen = [one for one in MUTANTS if "all" in asked or one.name in asked] or MUTANTS[::3]
    for mutant in chosen:
        with contextlib.ExitStack() as stack:
            # the store would keep much of what a route gives away, and so hide that a guard is missing
            stack.enter_context(mock.patch.object(deps, "reach_for", return_value=SYSTEM))
            mutant.make(stack)
            client = stack.enter_context(client_of(sqlite_store, tmp_path, cookies))
            if not all_wrong(Matrix(client, made), mutant):
                unnoticed.append(mutant.name)
    assert unnoticed == []


def test_what_no_row_of_the_table_asks_is_asked_by_a_test_beside_it() -> None:
    here = Path(__file__).parent
    assert all((here / name).is_file() for name in ELSEWHERE.values())
