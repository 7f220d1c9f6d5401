"""What is personal leaves every row version and every file; figures stay, and the chain of looks stays whole."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from geo.audit import Asker, Seen, faults
from geo.errors import NotFound
from geo.files.photos import PhotoFolder, PhotoLimits
from geo.flows.erase import erase
from geo.flows.retention import PastDate, Terms, let_go, past_date
from geo.store import IncidentStep, LayerChange, Store
from geo.store.accounts import account_of_link, make_account, make_link
from geo.store.incident_desk import IncidentDesk, Photo, Receipt
from geo.store.sessions import AccountSession, begin_session
from tests.http import world
from tests.incident_world import photo

ADMIN = Asker("local", "", "upkeep")
NOW = dt.datetime(2026, 9, 1, tzinfo=dt.UTC)
TERMS = Terms(audit_days=365, photo_days=30, text_days=30)
SECRETS = ("1201-secret", "中心户甲", "secret words", "secret-client", "secret note", "secret-digest")


@pytest.fixture
def folder(tmp_path: Path) -> PhotoFolder:
    return PhotoFolder(tmp_path / "photos", PhotoLimits(1 << 20, 1 << 20))


def lived_in(store: Store, folder: PhotoFolder) -> Photo:
    """The small world; household 1 and incident 1 have two row versions, the incident is closed and has a photo."""
    world.fill(store)
    home = store.read("household", ids=[1])
    home["extra"] = [{"备注": "1201-secret"}]
    store.write([LayerChange("household", home, dt.date(2026, 5, 1))], source="test")
    one = store.read("incident", ids=[1])
    one["state"], one["closed_at"] = "closed", dt.datetime(2026, 6, 5, tzinfo=dt.UTC)
    store.write([LayerChange("incident", one, dt.date(2026, 6, 5))], source="test")
    at = dt.datetime(2026, 6, 5, 12, tzinfo=dt.UTC)
    store.add_incident_steps([IncidentStep(1, at, "collected", "closed", "dispatcher", "secret note", None, {"x": 1})])
    kept = folder.keep(photo())
    picture = Photo(1, kept.sha256, len(kept.jpeg), kept.width, kept.height, at)

    def work(desk: IncidentDesk) -> None:
        desk.add_photos([picture])
        desk.add_receipt(Receipt("secret-client", "report", "secret-digest", [1], at, 1))

    store.at_incident_desk(work)
    store.exporting(ADMIN, Seen("read", "household", 1))
    return picture


def told(store: Store) -> str:
    layers = [store.history(layer, thing).to_csv() for layer, thing in (("household", 1), ("unit", 2), ("incident", 1))]
    receipt = store.incident_receipt("secret-client")
    assert receipt is not None, "a report that is sent again must be known"
    return "".join(layers) + str(store.incident_steps(1)) + receipt.digest


def test_a_household_is_erased_from_all_row_versions_and_its_building_stays(store: Store, folder: PhotoFolder) -> None:
    lived_in(store, folder)
    assert "1201-secret" in told(store) and "中心户甲" in told(store)
    done, left = erase(store, folder, "household", 1, ADMIN, NOW)
    assert done.rows == {"household": 2, "unit": 1}
    assert "1201-secret" not in told(store) and "中心户甲" not in told(store)
    rows = store.history("household", 1)
    assert list(rows["building_id"]) == [1, 1] and rows["room"].isna().all() and rows["floor"].isna().all()
    assert list(store.history("unit", 2)["household_id"]) == [1]
    assert any("backups" in one.en for one in left)


def test_an_incident_is_erased_with_its_steps_and_the_files_of_its_photos(store: Store, folder: PhotoFolder) -> None:
    picture = lived_in(store, folder)
    assert folder.path(picture.sha256).is_file()
    done, _ = erase(store, folder, "incident", 1, ADMIN, NOW)
    assert done.rows == {"incident": 3, "incident_history": 1, "incident_photo": 1, "incident_receipt": 1}
    kept = told(store)
    assert not any(secret in kept for secret in SECRETS[2:])
    rows = store.history("incident", 1)
    assert rows.geometry.isna().all() and set(rows["category"]) == {"environment"} and set(rows["grid_id"]) == {1}
    assert not list(folder.path(picture.sha256).parent.glob("*.jpg"))
    assert store.incident_photos([1]) == []


def test_of_a_client_s_id_and_of_what_it_sent_nothing_is_left_to_guess(store: Store, folder: PhotoFolder) -> None:
    lived_in(store, folder)
    done = store.erase_texts(ADMIN, [1])
    assert done.rows["incident_receipt"] == 1
    with store.looking() as connection:
        (row,) = connection.exec_driver_sql("SELECT client_id, digest FROM incident_receipt").all()
    assert row[1] == "" and "secret" not in row[0]
    assert store.incident_receipt("secret-client") is not None, "what is sent again is known"
    erase(store, folder, "incident", 1, ADMIN, NOW)
    assert store.incident_receipt("secret-client") is not None, "also when it is erased twice"


def test_the_chain_tells_of_the_erasing_and_stays_whole(store: Store, folder: PhotoFolder) -> None:
    lived_in(store, folder)
    erase(store, folder, "household", 1, ADMIN, NOW)
    erase(store, folder, "incident", 1, ADMIN, NOW)
    assert [(one.act, one.layer, one.thing) for one in store.audit_chain()[0]] == [
        ("read", "household", 1), ("erase", "household", 1), ("erase", "incident", 1),
    ]  # fmt: skip
    assert list(faults(*store.audit_chain())) == []


def test_erasing_lifts_what_keeps_a_log_for_its_own_transaction_only(store: Store, folder: PhotoFolder) -> None:
    lived_in(store, folder)
    erase(store, folder, "incident", 1, ADMIN, NOW)
    for statement in (
        "UPDATE incident_history SET note = 'x'",
        "DELETE FROM audit_entry",
        "DELETE FROM incident_receipt",
    ):
        with pytest.raises(DBAPIError, match="added, never"), store.writing() as connection:
            connection.exec_driver_sql(statement)


@pytest.mark.parametrize("layer", ["household", "incident"])
def test_what_was_never_there_is_not_erased(store: Store, folder: PhotoFolder, layer: str) -> None:
    lived_in(store, folder)
    with pytest.raises(NotFound):
        erase(store, folder, layer, 99, ADMIN, NOW)
    assert len(store.audit_chain()[0]) == 1


def test_nothing_of_it_is_left_in_the_file_of_the_embedded_store(
    sqlite_store: Store, folder: PhotoFolder, tmp_path: Path
) -> None:
    lived_in(sqlite_store, folder)

    def found() -> set[str]:
        held = b"".join(path.read_bytes() for path in tmp_path.glob("jingwei.sqlite*"))
        return {secret for secret in SECRETS if secret.encode() in held}

    assert found() == set(SECRETS)
    erase(sqlite_store, folder, "household", 1, ADMIN, NOW)
    erase(sqlite_store, folder, "incident", 1, ADMIN, NOW)
    assert found() == set()


def test_a_photo_that_two_incidents_share_stays_with_the_other(store: Store, folder: PhotoFolder) -> None:
    picture = lived_in(store, folder)
    store.at_incident_desk(lambda desk: desk.add_photos([replace(picture, incident_id=2)]))
    erase(store, folder, "incident", 1, ADMIN, NOW)
    assert folder.path(picture.sha256).is_file()
    assert [one.incident_id for one in store.incident_photos([1, 2])] == [2]


def test_what_is_past_its_date_is_listed_and_then_goes(store: Store, folder: PhotoFolder) -> None:
    picture = lived_in(store, folder)
    early, late = dt.datetime(2026, 6, 20, tzinfo=dt.UTC), NOW
    assert past_date(store, folder, TERMS, early) == PastDate(0, [], [], 0, 0)
    assert past_date(store, folder, TERMS, late) == PastDate(0, [1], [1], 0, 0)
    assert folder.path(picture.sha256).is_file() and "secret words" in told(store)
    assert let_go(store, folder, TERMS, late, ADMIN) == PastDate(0, [1], [1], 0, 0)
    assert not folder.path(picture.sha256).is_file()
    assert "secret words" not in told(store) and "secret note" not in told(store)
    assert not store.read("incident", ids=[1]).geometry.isna().any(), "places stay until somebody erases them"
    assert past_date(store, folder, TERMS, late) == PastDate(0, [], [], 0, 0)
    assert list(faults(*store.audit_chain())) == []


def test_the_chain_is_cut_at_its_beginning_and_the_rest_can_be_verified(store: Store) -> None:
    for thing in range(1, 5):
        store.exporting(ADMIN, Seen("read", "household", thing))
    entries, _ = store.audit_chain()
    assert store.audit_before(entries[2].at) == 2
    assert store.cut_audit(ADMIN, entries[2].at) == 2
    assert [(one.number, one.act, one.thing) for one in store.audit_chain()[0]] == [
        (3, "read", 3), (4, "read", 4), (5, "cut", 2),
    ]  # fmt: skip
    assert list(faults(*store.audit_chain())) == []
    store.cut_audit(ADMIN, dt.datetime.now(dt.UTC) + dt.timedelta(days=1))
    assert [(one.number, one.act) for one in store.audit_chain()[0]] == [(6, "cut")]
    assert list(faults(*store.audit_chain())) == []


def test_access_that_is_over_is_forgotten(store: Store, folder: PhotoFolder) -> None:
    with store.writing() as connection:
        account = make_account(connection, "w", "W", NOW)
        begin_session(connection, AccountSession("a", account.id, False, NOW, NOW, NOW - dt.timedelta(1)))
        make_link(connection, account.id, "b", NOW, NOW + dt.timedelta(1))
    assert past_date(store, folder, TERMS, NOW).access == 1
    assert let_go(store, folder, TERMS, NOW, ADMIN).access == 1
    assert past_date(store, folder, TERMS, NOW).access == 0
    with store.looking() as connection:
        assert account_of_link(connection, "b", NOW) is not None, "what has not ended stays"
