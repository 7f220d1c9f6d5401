"""No entry, no look: every restricted record and every file that leaves the service is written down first."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from geo.audit import faults
from geo.store import Store
from tests.conftest import Fill
from tests.http.server import asking, serving, settings_for
from tests.http.test_work import furnish
from tests.incident_world import IN_A1, photo, report

DOORS = "/doors?building=1"
LOOKS: dict[str, list[tuple[str, str, int | None, str]]] = {
    # path → what is written down: act, layer, thing, purpose
    DOORS: [("read", "building", 1, "visit")],
    "/geocode?q=南湖街道东风社区1号楼2单元1201-secret": [("read", "household", 1, "address")],
    "/incidents/2": [("read", "incident", 2, "incident")],
    "/photos/1.jpg": [("read", "incident", 2, "incident")],
    "/photos/1/thumb.jpg": [("read", "incident", 2, "incident")],
    "/work/pack?grids=1": [("export", "grid", 1, "visit")],
    "/gaps?format=csv&as_of=2026-06-01": [("export", "table", None, "reporting")],
    "/runs/1/figures.csv": [("export", "table", None, "reporting")],
}
SECRETS = ("1201", "隐情", "JFIF", "household")


@pytest.fixture
def contents() -> Fill:
    return furnish


@pytest.fixture
def client(store: Store, tmp_path: Path) -> Iterator[httpx.Client]:
    with serving(settings_for(tmp_path / "data"), store) as address, asking(address) as client:
        form: dict[str, Any] = {"report": (None, str(report(IN_A1, description="隐情")).replace("'", '"'))}
        made = client.post("/incidents", files=form | {"photo": ("a.jpg", photo(), "image/jpeg")})
        assert (made.status_code, made.json()["incident"]["id"]) == (201, 2), made.text
        assert client.get("/coverage?level=city&as_of=2026-06-01").status_code == 200
        yield client


def written(store: Store) -> list[tuple[str, str, int | None, str]]:
    return [(one.act, one.layer, one.thing, one.purpose) for one in store.audit_chain()[0]]


def test_every_look_and_every_file_is_written_down(client: httpx.Client, store: Store) -> None:
    assert written(store) == []
    expected = []
    for path, entries in LOOKS.items():
        answer = client.get(path)
        assert answer.status_code == 200, (path, answer.text)
        expected += entries
        assert written(store) == expected, path
    first = store.audit_chain()[0][0]
    assert (first.who, "worker" in first.roles, first.detail) == ("local", True, "doors")
    assert list(faults(*store.audit_chain())) == []


def test_what_cannot_be_written_down_is_not_shown(client: httpx.Client, store: Store) -> None:
    with store.writing() as connection:
        connection.exec_driver_sql("ALTER TABLE audit_entry RENAME TO audit_gone")
    for path in LOOKS:
        answer = client.get(path)
        assert (answer.status_code, answer.json()["code"]) == (503, "audit-unavailable"), (path, answer.text)
        assert not any(secret in answer.text for secret in SECRETS), path


def test_a_purpose_is_told_by_a_header_and_must_be_a_known_one(client: httpx.Client, store: Store) -> None:
    assert client.get(DOORS, headers={"Jingwei-Purpose": "inspection"}).status_code == 200
    assert written(store) == [("read", "building", 1, "inspection")]
    refused = client.get(DOORS, headers={"Jingwei-Purpose": "curiosity"})
    assert (refused.status_code, refused.json()["code"]) == (400, "purpose-unknown")
    assert "1201" not in refused.text
    assert len(written(store)) == 1


def test_what_names_no_door_is_not_written_down(client: httpx.Client, store: Store) -> None:
    for path in (
        "/search?q=1号楼",
        "/geocode?q=东风社区",
        "/doors?building=99",
        "/incidents/99",
        "/gaps?as_of=2026-06-01",
    ):
        client.get(path)
    assert written(store) == []
