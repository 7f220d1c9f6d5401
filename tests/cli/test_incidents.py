"""Incidents on the command line; and photos that move with a deployment."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from geo.files.incident_rules import read_incident_rules
from geo.files.photos import PhotoFolder, PhotoLimits
from geo.flows.report_incident import Report, report_incident
from geo.store import SYSTEM, open_store
from geo.store.incident_desk import Photo
from geo.store.snapshots import Snapshots
from tests.cli.program import Ended, call
from tests.http import world
from tests.incident_world import IN_A1, photo

LIMITS = PhotoLimits(1 << 24, 50_000_000)


@pytest.fixture
def city(tmp_path: Path) -> Path:
    """A data folder with the small world, and a report with a photo in it."""
    folder = tmp_path / "city"
    folder.mkdir()
    now = dt.datetime.now(dt.UTC)
    with open_store(f"sqlite:///{folder / 'jingwei.sqlite3'}") as opened:
        opened.migrate()
        store = opened.acting(SYSTEM)
        world.fill(store)
        kept = PhotoFolder(folder / "photos", LIMITS).keep(photo())
        shown = Photo(0, kept.sha256, len(kept.jpeg), kept.width, kept.height, now)
        asked = Report("client-000001", "disputes", "=楼道堆物", "pin", "worker", *IN_A1)
        report_incident(store, Snapshots(store).places, read_incident_rules(), asked, [shown], now)
    return folder


def incidents(city: Path, *arguments: str) -> Ended:
    return call("incidents", *arguments, "--data", city, "--language", "en")


def test_incidents_are_listed_shown_and_stepped_on_with_exit_codes(city: Path) -> None:
    listed = incidents(city, "list")
    assert listed.code == 0 and "2 incidents, 2 listed" in listed.out
    found = incidents(city, "list", "--category", "disputes", "--json").document()
    (one,) = found["incidents"]
    assert (found["number_matched"], one["state"], one["overdue"]) == (1, "collected", False)
    assert incidents(city, "list", "--within", "community/2", "--json").document()["incidents"] == []
    assert incidents(city, "list", "--state", "lost").code == 2
    stepped = incidents(city, "step", one["code"], "E1", "--to", "registered", "--json")
    assert stepped.code == 0
    assert [each["state"] for each in stepped.document()["incidents"]] == ["registered", "registered"]
    refused = incidents(city, "step", one["code"], "--to", "closed")
    assert refused.code == 1 and "dispatched" in refused.err
    assert incidents(city, "step", "nothing", "--to", "closed").code == 1
    shown = incidents(city, "show", str(one["id"]), "--json").document()
    assert [step["to"] for step in shown["history"]] == ["collected", "registered"]
    assert [move["to"] for move in shown["allowed"]] == ["dispatched", "suspended", "void"]
    assert "possible now: dispatched, suspended, void" in incidents(city, "show", one["code"]).out


def test_what_is_listed_shown_and_exported_is_written_down_with_who_and_why(city: Path, tmp_path: Path) -> None:
    incidents(city, "list", "--category", "disputes", "--purpose", "inspection")
    incidents(city, "show", "E1")
    incidents(city, "export", "--json")
    incidents(city, "export", "--output", str(tmp_path / "incidents.geojson"))
    with open_store(f"sqlite:///{city / 'jingwei.sqlite3'}") as store:
        entries, _ = store.audit_chain()
    assert [(one.act, one.layer, one.purpose, one.detail) for one in entries] == [
        ("read", "incident", "inspection", "list 2"),
        ("read", "incident", "incident", "command line"),
        ("export", "incident", "reporting", "csv 1,2"),
        ("export", "incident", "reporting", "incidents.geojson 1,2"),
        ("export", "table", "reporting", "incidents.geojson"),
    ]
    assert all(one.who.startswith("local:") for one in entries)
    assert incidents(city, "list", "--purpose", "curiosity").code == 2


def test_incidents_are_exported_as_tables_that_no_spreadsheet_computes(city: Path, tmp_path: Path) -> None:
    plain = incidents(city, "export", "--category", "disputes")
    assert plain.code == 0 and "'=楼道堆物" in plain.out and "disputes" in plain.out
    target = tmp_path / "incidents.geojson"
    written = incidents(city, "export", "--all", "--output", str(target), "--json")
    assert written.document()["rows"] == 2 and target.read_text("utf-8").count('"Point"') == 2


def test_photos_move_with_a_deployment_and_what_is_lost_is_told(city: Path, tmp_path: Path) -> None:
    def copied(name: str, *more: str | Path) -> Ended:
        return call("copy", "--data", city, "--from", f"sqlite:///{city / 'jingwei.sqlite3'}", "--to",
                    f"sqlite:///{tmp_path / name}", *more, "--language", "en")  # fmt: skip

    done = copied("one.sqlite", "--photos-to", tmp_path / "photos", "--json").document()["photos"]
    assert (done["named"], done["whole"], done["lost"]) == (1, 1, [])
    there = sorted(path.name for path in (tmp_path / "photos").glob("??/*.jpg"))
    assert there == sorted(path.name for path in (city / "photos").glob("??/*.jpg")) and len(there) == 2
    stay = copied("two.sqlite")
    assert stay.code == 0 and f"stay in {city / 'photos'}" in stay.out and "--photos-to" in stay.out
    whole = next(path for path in (city / "photos").glob("??/*.jpg") if "thumb" not in path.name)
    whole.write_bytes(b"damaged")
    lost = copied("three.sqlite", "--photos-to", tmp_path / "others")
    assert lost.code == 1 and "1 photos are missing or damaged" in lost.out
    assert list((tmp_path / "others").glob("??/*")) == []
