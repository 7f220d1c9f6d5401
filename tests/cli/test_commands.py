"""Every command: what it prints for people, what it prints for machines, how it ends."""

from __future__ import annotations

import datetime as dt
import json
import os
from pathlib import Path

import pytest

from api.settings import Settings
from api.settings_reference import settings_markdown
from geo.clock import china_today
from geo.store import SYSTEM, open_store
from tests.cli.program import ROOT, Ended, call, run
from tests.files.workbooks import costly_workbook
from tests.http import test_addresses as addresses
from tests.http import world
from tests.http.test_imports import streets

COMMANDS = (
    "demo", "import", "locate", "geocode", "coverage", "gaps", "housing", "what-if", "site", "report", "serve", "layers", "migrate",
    "retention", "erase", "copy", "doctor", "settings",
)  # fmt: skip
GROUPED = (
    "boundaries list", "boundaries check", "boundaries publish", "alias list", "alias add", "alias learn", "alias remove",
    "audit who-saw", "audit verify", "admin link", "admin accounts", "admin assign", "admin end",
)  # fmt: skip


def test_help_names_every_command_and_the_exit_codes() -> None:
    ended = run("--help")
    assert ended.code == 0
    for name in (*COMMANDS, *(group.split()[0] for group in GROUPED)):
        assert f" {name} " in ended.out
    assert "70 internal error" in " ".join(ended.out.split())


@pytest.mark.parametrize("name", [*COMMANDS, *GROUPED])
def test_every_command_takes_the_shared_options(name: str) -> None:
    ended = call(*name.split(), "--help")
    assert ended.code == 0
    for option in ("--data", "--database", "--language", "--json", "--debug"):
        assert option in ended.out


def test_settings_say_value_source_and_meaning(tmp_path: Path) -> None:
    ended = call("settings", "--json", "--data", tmp_path, JINGWEI_PORT="8123", JINGWEI_LANGUAGE="en")
    lines = {line["name"]: line for line in ended.document()}
    assert lines.keys() == Settings.model_fields.keys()
    assert (lines["port"]["value"], lines["port"]["source"]) == ("8123", "environment")
    assert (lines["data"]["value"], lines["data"]["source"]) == (str(tmp_path), "option")
    assert (lines["host"]["value"], lines["host"]["source"]) == ("127.0.0.1", "default")
    assert all(line["meaning"] for line in lines.values())


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+psycopg://planner:s3cret@127.0.0.1:1/city",
        "postgresql+psycopg://planner:s3cret@/x@127.0.0.1:1/city",
        "postgresql+psycopg://127.0.0.1:1/city?user=planner&password=s3cret",
    ],
)
def test_a_password_is_never_printed(tmp_path: Path, url: str) -> None:
    for arguments in (("settings",), ("settings", "--json"), ("doctor",), ("layers",), ("migrate", "--debug")):
        ended = call(*arguments, "--data", tmp_path, "--database", url)
        assert "s3cret" not in ended.out + ended.err, arguments


def test_a_setting_out_of_bounds_is_named_with_its_remedy(tmp_path: Path) -> None:
    ended = call("settings", "--data", tmp_path, JINGWEI_PORT="99999", JINGWEI_LANGUAGE="en")
    assert ended.code == 2
    assert "port" in ended.err
    assert "JINGWEI_PORT" in ended.err


def test_a_misspelt_setting_is_an_error(tmp_path: Path) -> None:
    ended = call("settings", "--data", tmp_path, JINGWEI_PRT="8001")
    assert ended.code == 2
    assert "JINGWEI_PRT" in ended.err


def test_the_settings_reference_is_fresh() -> None:
    page = (ROOT / "docs" / "settings.md").read_text("utf-8")
    assert page == settings_markdown(), "run: jingwei settings --markdown > docs/settings.md"
    assert call("settings", "--markdown").out == page


def test_every_command_is_in_the_reference() -> None:
    page = (ROOT / "docs" / "cli.md").read_text("utf-8")
    for name in (*COMMANDS, *GROUPED):
        assert f"`jingwei {name}" in page, name


def test_migrate_makes_the_schema_and_does_nothing_the_second_time(tmp_path: Path) -> None:
    first = call("migrate", "--data", tmp_path, "--json").document()
    second = call("migrate", "--data", tmp_path, "--json").document()
    assert first["before"] is None
    assert first["after"] == second["before"] == second["after"]


def test_a_store_without_schema_is_said_to_need_one(tmp_path: Path) -> None:
    ended = call("layers", "--data", tmp_path, "--language", "en")
    assert ended.code == 3
    assert "jingwei migrate" in ended.err


def test_layers_count_what_is_there(tmp_path: Path) -> None:
    call("migrate", "--data", tmp_path)
    lines = {line["id"]: line for line in call("layers", "--data", tmp_path, "--json").document()}
    assert lines["household"]["count"] == 0
    assert "街道" in call("layers", "--data", tmp_path).out
    assert call("layers", "--data", tmp_path, "--as-of", "tomorrow").code == 2


def test_copy_moves_everything_to_an_empty_store(tmp_path: Path) -> None:
    source, target = f"sqlite:///{tmp_path / 'a.sqlite'}", f"sqlite:///{tmp_path / 'b.sqlite'}"
    with open_store(source).acting(SYSTEM) as store:
        store.migrate()
        world.fill(store)
        counts = store.counts()
    ended = call("copy", "--from", source, "--to", target, "--json")
    assert ended.code == 0
    assert ended.document()["counts"] == counts
    again = call("copy", "--from", source, "--to", target, "--language", "en")
    assert again.code == 2
    assert "Traceback" not in again.err


def test_an_unreachable_database_is_one_clear_message(tmp_path: Path) -> None:
    url = "postgresql+psycopg://nobody@127.0.0.1:1/nothing"
    for name in ("layers", "migrate", "serve"):
        ended = call(name, "--data", tmp_path, "--database", url, "--language", "en")
        assert ended.code == 3, name
        assert "does not answer" in ended.err
        assert "Traceback" not in ended.err
    as_json = call("layers", "--data", tmp_path, "--database", url, "--json")
    assert as_json.document()["error"]["code"] == "database-unreachable"


def test_debug_shows_where_an_error_came_from(tmp_path: Path) -> None:
    ended = call("layers", "--data", tmp_path, "--debug")
    assert "Traceback" in ended.err


def test_a_wrong_option_is_a_usage_error(tmp_path: Path) -> None:
    assert call("layers", "--nonsense").code == 2
    assert call("nonsense").code == 2
    assert call("demo", "--scale", "-1", "--data", tmp_path).code == 2


def test_doctor_finds_what_is_wrong_and_says_what_to_do(tmp_path: Path) -> None:
    sick = call("doctor", "--data", tmp_path, "--json", JINGWEI_WEB_ROOT=str(tmp_path / "none"))
    found = {line["check"]: line for line in sick.document()}
    assert sick.code == 1
    assert found["python_version"]["ok"]
    assert not found["web_map"]["ok"]
    assert not found["database"]["ok"]
    assert all(line["remedy"] for line in found.values() if not line["ok"])


def test_doctor_is_content_with_a_sound_installation(tmp_path: Path) -> None:
    web = tmp_path / "web"
    web.mkdir()
    (web / "index.html").write_text("<!doctype html>")
    call("migrate", "--data", tmp_path)
    sound = call("doctor", "--data", tmp_path, "--port", "0", "--language", "en", JINGWEI_WEB_ROOT=str(web))
    assert sound.code == 0, sound.out
    assert "The data folder can be written to, or made." in sound.out
    assert "PROBLEM" not in sound.out


def test_the_data_folder_is_its_owner_s_alone_and_doctor_says_where_it_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from api.__main__ import main

    folder, usual = tmp_path / "data", os.umask(0o022)
    monkeypatch.setattr("sys.argv", ["jingwei", "migrate", "--data", str(folder)])
    try:
        with pytest.raises(SystemExit) as ended:
            main()
    finally:
        os.umask(usual)
    assert ended.value.code == 0
    modes = {path.name: path.stat().st_mode & 0o777 for path in (folder, *folder.iterdir())}
    assert modes.pop("data") == 0o700 and set(modes.values()) == {0o600} and "jingwei.sqlite3" in modes

    def private() -> dict[str, object]:
        report = call("doctor", "--data", folder, "--json").document()
        return next(line for line in report if line["check"] == "private_folder")

    assert private()["ok"]
    folder.chmod(0o750)
    told = private()
    assert not told["ok"] and f"chmod -R go= {folder}" in str(told["remedy"])


@pytest.fixture
def small_city(tmp_path: Path) -> Path:
    """A data folder with the small world in it."""
    folder = tmp_path / "city"
    folder.mkdir()
    with open_store(f"sqlite:///{folder / 'jingwei.sqlite3'}").acting(SYSTEM) as store:
        store.migrate()
        world.fill(store)
    return folder


def test_a_point_is_located(small_city: Path) -> None:
    ended = call("locate", "--lon", "114.005", "--lat", "30.0095", "--data", small_city, "--json")
    assert [place["layer"] for place in ended.document()["places"]] == ["building", "grid", "community", "street"]
    told = call("locate", "--lon", "114.01", "--lat", "30.005", "--data", small_city, "--language", "en")
    assert "on a shared edge" in told.out
    assert call("locate", "--lon", "200", "--lat", "30", "--data", small_city).code == 2
    assert call("locate", "--lon", "nan", "--lat", "30", "--data", small_city).code == 2


def test_a_table_of_points_is_located_beside_its_columns(small_city: Path, tmp_path: Path) -> None:
    table = tmp_path / "points.csv"
    table.write_text("name,lon,lat\nhere,114.005,30.0095\nnowhere,113,29\n", "utf-8")
    ended = call("locate", table, "--data", small_city, "--json")
    assert ended.code == 0, ended.out + ended.err
    assert ended.document()["found"] == {"street": 1, "community": 1, "grid": 1, "estate": 0, "building": 1}
    assert [warning["code"] for warning in ended.document()["warnings"]] == ["crs-unverified"]
    told = call("locate", table, "--output", tmp_path / "o.csv", "--data", small_city, "--language", "en")
    assert "warning: the coordinate system is taken as 'EPSG:4326'" in told.out
    written = (tmp_path / "points.located.csv").read_text("utf-8-sig")
    assert "东风社区" in written
    assert "nowhere" in written
    assert call("locate", table, "--data", small_city).code == 2


def test_one_point_or_one_file_is_needed(small_city: Path) -> None:
    for arguments in ((), ("--lon", "114")):
        assert call("locate", *arguments, "--data", small_city).code == 2


def test_an_import_is_tried_made_and_made_again(small_city: Path, tmp_path: Path) -> None:
    file = tmp_path / "streets.geojson"
    file.write_bytes(streets("北湖街道"))
    options = (file, "--layer", "street", "--data", small_city, "--json", "--valid-from", "2026-02-01")
    states = [
        call("import", *options, "--set", "kind=街道", *extra).document()["state"] for extra in (("--dry-run",), (), ())
    ]
    assert states == ["dry_run", "stored", "unchanged"]
    with open_store(f"sqlite:///{small_city / 'jingwei.sqlite3'}").acting(SYSTEM) as store:
        assert store.read("street", where={"name": "北湖街道"})["kind"].tolist() == ["street"]


def test_an_import_with_errors_ends_with_1_and_a_report(small_city: Path, tmp_path: Path) -> None:
    file = tmp_path / "streets.geojson"
    document = json.loads(streets("北湖街道"))
    document["features"][0]["properties"]["code"] = "990101009"
    document["features"] *= 2
    file.write_text(json.dumps(document), "utf-8")
    ended = call("import", file, "--layer", "street", "--data", small_city, "--report", tmp_path / "report")
    assert ended.code == 1
    assert "code-duplicate" in ended.out
    assert json.loads((tmp_path / "report" / "report.json").read_text("utf-8"))["state"] == "refused"


def test_an_import_option_that_cannot_be_is_an_error(small_city: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.geojson"
    file.write_bytes(streets("x"))
    for wrong in (
        ("--layer", "palace"),
        ("--map", "name"),
        ("--set", "name"),
        ("--where", "level"),
        ("--crs", "nonsense"),
        ("--scheme", "nonsense"),
        ("--repair", "nonsense"),
        ("--accept", "nonsense"),
        ("--valid-from", "2026/1/1"),
        ("--database", "mysql://x/y"),
        ("--map", "name=没有这一列"),
        ("--map", "height=名称"),
        ("--set", "kind=palace"),
        ("--set", "height=3"),
        ("--key", "没有这一列"),
        ("--dissolve", "没有这一列"),
        ("--where", "没有这一列=1"),
        ("--accept", "file-damaged"),
    ):
        ended = call("import", file, "--layer", "street", *wrong, "--data", small_city, "--language", "en")
        assert ended.code == 2, wrong
        assert "Traceback" not in ended.err
    assert call("import", file, "--data", small_city).code == 2
    misspelt = call("import", file, "--accept", "code-duplicat", "--data", small_city, "--language", "en")
    assert "code-duplicate" in misspelt.err
    known = ("--layer", "street", "--accept", "code-duplicate", "--accept", "coverage-overlap")
    assert call("import", file, *known, "--dry-run", "--data", small_city).code == 0
    assert call("import", tmp_path / "missing.csv", "--data", small_city).code == 2


def test_a_limit_of_reading_is_a_setting_and_a_file_beyond_it_is_told(small_city: Path, tmp_path: Path) -> None:
    slow = costly_workbook(tmp_path / "slow.xlsx")
    told = ("--layer", "street", "--data", small_city, "--language", "en")
    ended = call("import", slow, *told, JINGWEI_READ_CPU_S="0.5")
    assert ended.code == 1
    assert "CPU time" in ended.err
    assert "read_cpu_s" in ended.err
    assert "Traceback" not in ended.err


def test_the_demonstration_city_is_made_once(tmp_path: Path) -> None:
    made = call("demo", "--scale", "0.1", "--data", tmp_path, "--json").document()
    assert made["counts"]["household"] > 10_000
    manifest = json.loads((tmp_path / "demo_manifest.json").read_text("utf-8"))
    assert manifest["gaps"]
    assert made["as_of"] == manifest["as_of"]
    assert dt.date.fromisoformat(made["as_of"]) >= china_today() - dt.timedelta(days=1), "a city of today"
    assert call("demo", "--scale", "0.1", "--data", tmp_path, "--if-empty", "--json").document() == {"made": False}
    assert call("demo", "--scale", "0.1", "--data", tmp_path).code == 1


def test_the_demonstration_city_is_of_the_day_that_is_asked_for(tmp_path: Path) -> None:
    made = call("demo", "--scale", "0.1", "--as-of", "2026-03-01", "--data", tmp_path, "--json").document()
    assert made["as_of"] == "2026-03-01"
    assert call("demo", "--as-of", "1 March", "--data", tmp_path).code == 2


def test_a_mistyped_folder_is_told_and_stays_absent(tmp_path: Path) -> None:
    typo = tmp_path / "typo"
    for words in (("layers",), ("doctor",), ("locate", "--lon", "113.9", "--lat", "30.2")):
        ended = call(*words, "--data", typo, "--language", "en")
        assert ended.code != 0, words
        assert not typo.exists(), words
    ended = call("copy", "--from", f"sqlite:///{typo}.db", "--to", f"sqlite:///{tmp_path / 'to.db'}")
    assert ended.code == 3
    assert not (tmp_path / "typo.db").exists()


def test_boundaries_are_drafted_checked_and_published(small_city: Path, tmp_path: Path) -> None:
    def boundaries(*arguments: str) -> Ended:
        return call("boundaries", *arguments, "--data", small_city, "--language", "en")

    file = tmp_path / "streets.geojson"
    file.write_bytes(streets("北湖街道", 3))
    drafted = call("import", file, "--layer", "street", "--draft", "2030", "--data", small_city, "--json")
    assert drafted.document()["state"] == "stored"
    (listed,) = [one for one in boundaries("list", "--json").document() if one["name"] == "2030"]
    assert (listed["state"], list(listed["areas"])) == ("draft", ["street"])
    assert "2030" in boundaries("list").out
    checked = boundaries("check", "2030", "--json")
    stopping = checked.document()["problems"]
    assert (checked.code, checked.document()["number"], bool(stopping)) == (1, None, True)
    told = boundaries("publish", "2030")
    assert told.code == 1
    assert "not published" in told.out
    accepted = [part for rule in stopping for part in ("--accept", rule)]
    assert "published, valid from" in boundaries("publish", "2030", *accepted).out
    assert boundaries("check", "2030").code == 1
    assert boundaries("check", "2030", "--accept", "no-such-rule").code == 2
    assert boundaries("publish", "2030", "--from", "tomorrow").code == 2


def test_what_if_tells_a_person_and_a_machine_and_changes_nothing(tmp_path: Path) -> None:
    call("demo", "--scale", "0.1", "--as-of", "2026-09-01", "--data", tmp_path)
    file = tmp_path / "changes.json"
    file.write_text(json.dumps([{"op": "remove_venue", "id": 1}]), "utf-8")
    common = ("--as-of", "2026-09-01", "--data", tmp_path)
    machine = call("what-if", file, *common, "--json").document()
    assert any(one["before"] != one["after"] for one in machine["figures"])
    person = call("what-if", file, *common, "--language", "en")
    assert person.code == 0
    assert f"{len(machine['buildings']):,} buildings change" in person.out
    file.write_text(json.dumps({"as_of": "2026-09-01", "preset": "distance-5", "changes": []}), "utf-8")
    scenario = call("what-if", file, "--data", tmp_path, "--json").document()
    assert scenario["buildings"] == []
    for text, code, said in (("{", 1, "not JSON"), ('[{"op": "remove_venue", "id": 999999}]', 1, "999999")):
        file.write_text(text, "utf-8")
        ended = call("what-if", file, *common, "--language", "en")
        assert (ended.code, "Traceback" in ended.err) == (code, False)
        assert said in ended.err
    assert call("what-if", tmp_path / "none.json", *common).code == 3


def test_addresses_are_found_in_a_table_and_one_by_one(tmp_path: Path) -> None:
    with open_store(f"sqlite:///{tmp_path / 'jingwei.sqlite3'}").acting(SYSTEM) as store:
        store.migrate()
        addresses.fill(store)
    source = tmp_path / "a.csv"
    source.write_text("地址\n翠湖花园一期1-2-501\n翠湖花园3号楼\n没有的小区3号楼\n", encoding="utf-8")
    done = call("geocode", source, "--json", "--data", tmp_path)
    assert done.code == 0, done.err
    told = done.document()
    assert (told["rows"], told["placed"], told["ambiguous"], told["failed"]) == (3, 1, 1, 1)
    assert "翠湖花园一期1号楼2单元501室" in Path(told["output"]).read_text("utf-8-sig")
    assert call("geocode", source, "--data", tmp_path).code == 2
    assert call("geocode", "--data", tmp_path).code == 2
    one = call("geocode", "--address", "翠湖花园一期1-2-501", "--json", "--data", tmp_path)
    assert one.document()["door"]["id"] == 2
    assert call("geocode", "--address", "翠湖花园3号楼", "--data", tmp_path).code == 1


def test_aliases_are_added_learned_listed_and_removed(tmp_path: Path) -> None:
    with open_store(f"sqlite:///{tmp_path / 'jingwei.sqlite3'}").acting(SYSTEM) as store:
        store.migrate()
        addresses.fill(store)
    at = ("--json", "--data", tmp_path)
    assert call("alias", "learn", "老绸厂3栋", "--id", "3", *at).document()["target_id"] == 2
    assert call("alias", "add", "老绸厂", "--id", "1", *at).code == 0
    listed = call("alias", "list", *at).document()
    assert [one["conflicts"] for one in listed] == [["翠湖花园一期"], ["翠湖花园二期"]]
    assert call("alias", "remove", "2", *at).code == 0
    assert call("alias", "remove", "2", *at).code == 1
    assert call("alias", "add", "老绸厂", "--id", "99", *at).code == 1
