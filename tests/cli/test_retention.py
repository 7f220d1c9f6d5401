"""``jingwei retention`` changes nothing unless told to; ``jingwei erase`` says what went and what is left."""

from __future__ import annotations

import os
import pty
import sys
from pathlib import Path

import pytest

from api.cli import create_cli
from geo.files.photos import PhotoFolder, PhotoLimits
from geo.store import SYSTEM, open_store
from tests.cli.program import call
from tests.store.test_erasing import lived_in


def test_retention_lists_first_and_lets_go_when_told(tmp_path: Path) -> None:
    folder = PhotoFolder(tmp_path / "photos", PhotoLimits(1 << 20, 1 << 20))
    with open_store(f"sqlite:///{tmp_path / 'jingwei.sqlite3'}").acting(SYSTEM) as store:
        store.migrate()
        picture = lived_in(store, folder)
    settings = {"JINGWEI_KEEP_PHOTO_DAYS": "0", "JINGWEI_KEEP_TEXT_DAYS": "0"}
    listed = call("retention", "--data", tmp_path, "--json", **settings).document()
    assert listed == {
        "applied": False,
        "audit_until": 0,
        "photos": [1],
        "texts": [1],
        "stray_files": 0,
        "ended_access": 0,
    }
    assert folder.path(picture.sha256).is_file()
    assert call("retention", "--data", tmp_path, "--apply", "--json", **settings).document() == listed | {
        "applied": True
    }
    assert not folder.path(picture.sha256).is_file()
    assert call("audit", "verify", "--data", tmp_path).code == 0


def test_erase_says_what_went_and_what_is_left(tmp_path: Path) -> None:
    with open_store(f"sqlite:///{tmp_path / 'jingwei.sqlite3'}").acting(SYSTEM) as store:
        store.migrate()
        lived_in(store, PhotoFolder(tmp_path / "photos", PhotoLimits(1 << 20, 1 << 20)))
    asked = call("erase", "household", "1", "--data", tmp_path, "--language", "en")
    assert (asked.code, "floor, room" in asked.err, "--yes" in asked.err) == (2, True, True)
    ended = call("erase", "household", "1", "--yes", "--data", tmp_path, "--language", "en")
    assert ended.code == 0
    assert "household 2" in ended.out and "left: backups" in ended.out
    assert call("erase", "incident", "1", "--yes", "--data", tmp_path, "--json").document()["photos"] == 1
    assert call("erase", "street", "1", "--data", tmp_path).code == 2
    assert call("erase", "incident", "99", "--yes", "--data", tmp_path).code == 2


def test_at_a_terminal_erase_says_what_goes_and_asks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_store(f"sqlite:///{tmp_path / 'jingwei.sqlite3'}").acting(SYSTEM) as store:
        store.migrate()
        lived_in(store, PhotoFolder(tmp_path / "photos", PhotoLimits(1 << 20, 1 << 20)))
        keyboard, screen = pty.openpty()
        with os.fdopen(keyboard, "w") as typing, os.fdopen(screen) as terminal:
            monkeypatch.setattr(sys, "stdin", terminal)
            for answer, code, rooms in (("n", 130, False), ("y", 0, True)):
                typing.write(f"{answer}\n")
                typing.flush()
                words = ["erase", "household", "1", "--data", str(tmp_path), "--language", "en"]
                assert create_cli()(words, standalone_mode=False) == code
                assert "floor, room" in capsys.readouterr().err
                assert store.history("household", 1)["room"].isna().all() == rooms
