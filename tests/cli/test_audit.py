"""``jingwei audit``: who saw a household, and is the record of it sound?"""

from __future__ import annotations

from pathlib import Path

import pytest

from geo.audit import Asker, Seen
from geo.store import Store, open_store
from tests.cli.program import call
from tests.http import world

WORKER = Asker("7", "worker", "visit")


@pytest.fixture
def data(sqlite_store: Store, tmp_path: Path) -> str:
    world.fill(sqlite_store)
    for seen in (
        Seen("read", "household", 1, "address"),
        Seen("read", "household", 2),
        Seen("read", "building", 1, "doors"),
        Seen("read", "building", 2, "doors"),
        Seen("export", "grid", 1, "pack"),
        Seen("export", "household", None, "copy of everything"),
        Seen("export", "table", None, "gaps.csv"),
    ):
        sqlite_store.exporting(WORKER, seen)
    return str(sqlite_store.url)


def test_who_saw_a_household_is_told_by_its_door_its_building_its_grid_and_whole_copies(data: str) -> None:
    found = call("audit", "who-saw", "1", "--database", data, "--json").document()
    assert [(one["layer"], one["thing"]) for one in found["entries"]] == [
        ("household", 1), ("building", 1), ("grid", 1), ("household", None),
    ]  # fmt: skip
    assert found["entries"][0] | {"at": ""} == {
        "number": 1, "at": "", "who": "7", "roles": "worker", "act": "read", "layer": "household", "thing": 1,
        "purpose": "visit", "detail": "address", "login": None,
    }  # fmt: skip
    told = call("audit", "who-saw", "1", "--database", data, "--language", "zh").out
    assert "共 4 条记录" in told and "visit" in told


def test_days_bound_who_saw(data: str) -> None:
    before = call("audit", "who-saw", "1", "--to", "2020-01-01", "--database", data, "--json").document()
    since = call("audit", "who-saw", "1", "--from", "2020-01-01", "--database", data, "--json").document()
    assert (len(before["entries"]), len(since["entries"])) == (0, 4)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["who-saw", "99"], 2),
        (["who-saw", "1", "--from", "yesterday"], 2),
        (["verify", "--known", "7"], 2),
    ],
)
def test_a_wrong_question_is_refused(data: str, arguments: list[str], code: int) -> None:
    assert call("audit", *arguments, "--database", data).code == code


def test_a_sound_chain_tells_its_end_which_can_be_kept(data: str) -> None:
    ended = call("audit", "verify", "--database", data, "--json")
    assert (ended.code, ended.document()["sound"], ended.document()["entries"]) == (0, True, 7)
    end = ended.document()["end"]
    kept = f"{end['number']}:{end['seal']}"
    assert call("audit", "verify", "--known", kept, "--database", data).code == 0
    assert call("audit", "verify", "--known", f"7:{'0' * 64}", "--database", data).code == 1


def test_an_entry_that_was_edited_is_named(data: str) -> None:
    with open_store(data) as store, store.writing() as connection:
        connection.exec_driver_sql("DROP TRIGGER audit_entry_no_update")
        connection.exec_driver_sql("UPDATE audit_entry SET who = '8' WHERE number = 3")
    ended = call("audit", "verify", "--database", data, "--language", "en")
    assert ended.code == 1
    assert "entry 3: edited" in ended.out
