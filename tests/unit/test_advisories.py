"""Advisories on the disk hold against the pins that they mean, and against no others."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tools.advisories import UnreadableError, is_affected, read_advisories
from tools.audit import FOUND, NOT_AUDITED, SOUND, main
from tools.dependencies import Package, packages


def advisory(name: str, ecosystem: str = "PyPI", of: str = "ours", **entry: Any) -> dict[str, Any]:
    """A record against one package."""
    affected = {"package": {"ecosystem": ecosystem, "name": of}} | entry
    return {"id": name, "modified": "2026-11-20T08:00:00Z", "affected": [affected]}


def between(*events: tuple[str, str], kind: str = "ECOSYSTEM") -> dict[str, Any]:
    return {"ranges": [{"type": kind, "events": [{word: version} for word, version in events]}]}


UP_TO_2 = between(("introduced", "0"), ("fixed", "2.0"))
TWO_LINES = between(("introduced", "3.0"), ("fixed", "3.1"), ("introduced", "0"), ("fixed", "2.0"))
LAST = between(("introduced", "1.0"), ("last_affected", "1.5"))


@pytest.mark.parametrize(
    ("entry", "version", "held"),
    [
        (UP_TO_2, "1.9.9", True), (UP_TO_2, "2.0", False), (UP_TO_2, "2.0.0rc1", True), (UP_TO_2, "2.0.post1", False),
        (TWO_LINES, "1.0", True), (TWO_LINES, "2.5", False), (TWO_LINES, "3.0", True), (TWO_LINES, "3.1", False),
        (LAST, "0.9", False), (LAST, "1.5", True), (LAST, "1.5.0", True), (LAST, "1.5.1", False),
        (between(("introduced", "0"), ("limit", "2.0")), "2.0", False), (between(("introduced", "0"), ("limit", "*")), "9", True),
        (between(("introduced", "0")), "99", True),
        ({"versions": ["1.0", "1.1"]}, "1.1.0", True), ({"versions": ["1.0", "1.1"]}, "1.2", False),
        ({"versions": ["1.0"], **UP_TO_2}, "1.7", True),
        (between(("introduced", "0"), ("fixed", "2.0"), kind="GIT"), "1.0", True),  # says no version at all
        ({"versions": ["1.0"], **between(("introduced", "0"), kind="GIT")}, "1.1", False),
        (between(("introduced", "0"), ("fixed", "not a version")), "1.0", True),
    ],
)  # fmt: skip
def test_a_python_version_is_held_against_by_pep_440(entry: dict[str, Any], version: str, held: bool) -> None:
    assert is_affected(advisory("X", **entry), Package("PyPI", "ours", version, "required", "MIT")) == held


@pytest.mark.parametrize(
    ("version", "held"),
    [
        ("1.2.3", True),
        ("1.10.0", True),
        ("2.0.0-rc.1", True),
        ("2.0.0-rc.10", True),
        ("2.0.0", False),
        ("2.0.1-a", False),
    ],
)
def test_a_version_of_the_web_is_held_against_by_its_own_order(version: str, held: bool) -> None:
    record = advisory("X", "npm", "@a/b", **between(("introduced", "1.2.3"), ("fixed", "2.0.0"), kind="SEMVER"))
    assert is_affected(record, Package("npm", "@a/b", version, "required", "MIT")) == held


def test_names_are_compared_as_their_ecosystem_does() -> None:
    record = advisory("X", of="Our_Package", **UP_TO_2)
    assert is_affected(record, Package("PyPI", "our-package", "1.0", "required", "MIT"))
    assert not is_affected(record, Package("npm", "Our_Package", "1.0.0", "required", "MIT"))
    assert not is_affected(record, Package("PyPI", "ours", "1.0", "required", "MIT"))


def brought(folder: Path, *records: dict[str, Any]) -> Path:
    """A folder as an operator brings it: records, and archives of records in folders."""
    (folder / "npm").mkdir(parents=True)
    web = advisory("WEB-1", "npm", "nobody-has-it", **between(("introduced", "0"), kind="SEMVER"))
    with zipfile.ZipFile(folder / "npm" / "all.zip", "w") as archive:
        archive.writestr("WEB-1.json", json.dumps(web))
    for record in records:
        (folder / f"{record['id']}.json").write_text(json.dumps(record), "utf-8")
    return folder


def audited(tmp_path: Path, place: Path) -> int:
    return main(["--sbom", str(tmp_path / "sbom.json"), "--advisories", str(place)])


def test_an_audit_by_advisories_fails_for_a_pin_that_one_holds_against(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pinned = next(one for one in packages() if one.name == "fastapi")
    harmless = advisory("OLD-1", of="fastapi", **between(("introduced", "0"), ("fixed", "0.1")))
    gone = advisory("GONE-1", of="fastapi", versions=[pinned.version]) | {"withdrawn": "2026-01-01T00:00:00Z"}
    place = brought(tmp_path / "sound", harmless, gone)
    assert audited(tmp_path, place) == SOUND
    told = capsys.readouterr().out
    assert "advisories: 2 read (PyPI 1, npm 1), the newest of 2026-11-20, " in told and "0 with findings" in told
    place = brought(tmp_path / "found", harmless, advisory("NEW-1", of="FastAPI", versions=[pinned.version]))
    assert audited(tmp_path, place) == FOUND
    assert f"VULNERABLE {pinned.purl}: NEW-1" in capsys.readouterr().out


def test_an_audit_that_read_no_advisory_of_an_ecosystem_did_not_happen(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    for place in (tmp_path / "empty", brought(tmp_path / "half"), tmp_path / "absent.zip"):
        assert audited(tmp_path, place) == NOT_AUDITED
        assert "NOT AUDITED" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["{", "[]", '{"id": "X"}', '{"id": "X", "modified": "yesterday"}'])
def test_a_record_that_cannot_be_read_is_no_silent_gap(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.json").write_text(text, "utf-8")
    with pytest.raises(UnreadableError, match=r"a\.json"):
        read_advisories(tmp_path)
