"""Files uploaded over HTTP: watched while they are taken in, seen on the map at once, reported, refused, cancelled."""

from __future__ import annotations

import json
import re
import socket
import time
from pathlib import Path
from typing import Any

import httpx
import mapbox_vector_tile
import pytest
import shapely

from api.settings import load_settings
from geo.store import Store
from tests.files.workbooks import costly_workbook
from tests.http import world
from tests.http.server import asking, serving, settings_for
from tests.http.test_tiles import TILE


def streets(name: str, east: float = 2) -> bytes:
    """A GeoJSON file with the one street of the small world under another name."""
    shape = json.loads(shapely.to_geojson(world.box(0, 0, east, 2)))
    properties = {"code": "990101001", "name": name, "colour": "green"}
    feature = {"type": "Feature", "properties": properties, "geometry": shape}
    return json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()


def upload(client: httpx.Client, content: bytes, name: str = "streets.geojson", **options: Any) -> dict[str, Any]:
    data = {"layer": "street", "valid_from": "2026-02-01", **options}
    answer = client.post("/imports", files={"files": (name, content)}, data=data)
    assert answer.status_code == 202, answer.text
    job: dict[str, Any] = answer.json()
    assert answer.headers["location"] == f"/imports/{job['id']}"
    return job


def ended(client: httpx.Client, job: dict[str, Any]) -> dict[str, Any]:
    deadline = time.monotonic() + 60
    while job["finished_at"] is None:
        assert time.monotonic() < deadline, job
        time.sleep(0.05)
        job = client.get(f"/imports/{job['id']}").json()
    return job


def street_names(client: httpx.Client, headers: dict[str, str] | None = None) -> tuple[list[str], str]:
    answer = client.get(TILE, headers=headers)
    assert answer.status_code == 200
    features = mapbox_vector_tile.decode(answer.content)["street"]["features"]
    return [feature["properties"]["name"] for feature in features], answer.headers["etag"]


def test_an_imported_file_is_on_the_map_at_once(client: httpx.Client) -> None:
    names, tag = street_names(client)
    assert names == ["南湖街道"]
    job = ended(client, upload(client, streets("北湖街道")))
    assert job["state"] == "done", job
    assert job["summary"]["counts"]["changed"] == 1
    names, _ = street_names(client, {"If-None-Match": tag})
    assert names == ["北湖街道"]
    before = client.get("/collections/street/items?as_of=2026-01-15").json()
    assert before["features"][0]["properties"]["name"] == "南湖街道"


def test_the_same_file_again_changes_nothing(client: httpx.Client, store: Store) -> None:
    ended(client, upload(client, streets("北湖街道")))
    number = store.change_number()
    again = ended(client, upload(client, streets("北湖街道")))
    assert again["summary"]["state"] == "unchanged"
    assert store.change_number() == number


def test_a_dry_run_reports_and_writes_nothing(client: httpx.Client, store: Store) -> None:
    number = store.change_number()
    job = ended(client, upload(client, streets("北湖街道"), dry_run="true"))
    assert job["summary"]["state"] == "dry_run"
    assert job["summary"]["counts"]["changed"] == 1
    assert store.change_number() == number


def test_a_file_can_be_imported_into_a_draft_of_boundaries(client: httpx.Client, store: Store) -> None:
    number = store.change_number()
    job = ended(client, upload(client, streets("北湖街道"), draft="新划分"))
    assert (job["state"], job["summary"]["state"]) == ("done", "stored"), job
    assert store.draft("新划分").areas["street"]["name"].tolist() == ["北湖街道"]
    assert street_names(client)[0] == ["南湖街道"], "nobody sees a draft"
    assert store.versions()["street"] == 1
    assert store.change_number() == number + 1, "the draft's own entry in the list of sets"
    refused = ended(client, upload(client, b"name\nx", "venues.csv", layer="venue", draft="新划分"))
    assert refused["error"]["code"] == "boundary-layer-needed"


def test_the_report_can_be_read_in_each_kind_that_the_job_links_to(client: httpx.Client) -> None:
    job = ended(client, upload(client, streets("北湖街道")))
    links = {link["href"].rpartition(".")[2]: link for link in job["links"] if link["rel"] == "report"}
    assert {"json", "geojson"} <= links.keys()
    for link in links.values():
        answer = client.get(link["href"])
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith(link["type"])
        assert "sandbox" in answer.headers["content-security-policy"]
    assert client.get(links["json"]["href"]).json()["counts"]["changed"] == 1
    assert client.get(links["geojson"]["href"]).json()["type"] == "FeatureCollection"
    assert client.get(f"/imports/{job['id']}/report.exe").status_code == 404


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("streets.geojson", b""),
        ("streets.geojson", b"{"),
        ("streets.geojson", b"[" * 100_000),
        ("streets.zip", b"PK\x03\x04 truncated"),
        ("streets.csv", b"\xff\xfe\x00broken"),
        ("streets.exe", b"MZ"),
    ],
)
def test_a_file_that_cannot_be_read_ends_with_a_reason_and_no_change(
    client: httpx.Client, store: Store, name: str, content: bytes
) -> None:
    number = store.change_number()
    job = ended(client, upload(client, content, name))
    assert job["state"] in ("failed", "refused"), job
    assert job["state"] == "refused" or job["error"]["detail"]
    assert job["error"] is None or job["error"]["code"] != "import-crashed", job
    assert store.change_number() == number


def test_data_with_errors_are_refused_whole(client: httpx.Client, store: Store) -> None:
    number = store.change_number()
    twice = json.loads(streets("北湖街道"))
    twice["features"][0]["properties"]["code"] = "990101009"
    twice["features"] *= 2
    job = ended(client, upload(client, json.dumps(twice).encode()))
    assert job["state"] == "refused", job["error"]
    assert job["summary"]["problems_by_rule"]
    assert store.change_number() == number


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"layer": "palace"}, "layer-unknown"),
        ({"map": "name"}, "import-mapping-malformed"),
        ({"where": "level"}, "import-condition-malformed"),
        ({"repair": "everything"}, "import-repair-unknown"),
        ({"valid_from": "tomorrow"}, "parameter-invalid"),
        ({"dry_run": "perhaps"}, "parameter-invalid"),
        ({"colour": "red"}, "parameter-unknown"),
    ],
)
def test_an_option_that_cannot_be_is_refused_before_the_job_begins(
    client: httpx.Client, options: dict[str, str], code: str
) -> None:
    answer = client.post("/imports", files={"files": ("a.geojson", streets("x"))}, data={"layer": "street"} | options)
    assert 400 <= answer.status_code < 500
    assert answer.json()["code"] == code


def test_an_upload_holds_its_place_before_its_body_has_come(sqlite_store: Store, tmp_path: Path) -> None:
    head = (
        "POST /imports HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n"
        "Content-Type: multipart/form-data; boundary=b\r\n\r\n--b"
    )
    settings = settings_for(tmp_path / "data", uploads_waiting=2)
    with serving(settings, sqlite_store) as address, asking(address) as client:
        place = ("127.0.0.1", int(address.rpartition(":")[2]))
        with socket.create_connection(place) as one, socket.create_connection(place) as other:
            for slow in (one, other):
                slow.sendall(head.encode())
            deadline = time.monotonic() + 60
            while len(list((tmp_path / "data").glob("imports/*"))) < 2 and time.monotonic() < deadline:
                time.sleep(0.01)
            refused = client.post("/imports", files={"files": ("a.geojson", streets("x"))}, data={"layer": "street"})
            assert (refused.status_code, refused.json()["code"]) == (503, "import-queue-full")
            assert int(refused.headers["retry-after"]) > 0
        while list((tmp_path / "data").glob("imports/*")) and time.monotonic() < deadline:
            time.sleep(0.01)
        assert ended(client, upload(client, streets("x")))["finished_at"]


@pytest.mark.parametrize("name", ["社区" * 50 + ".geojson", "社" * 100, "a." + "长" * 100])
def test_a_long_chinese_name_is_taken_and_shown(client: httpx.Client, name: str) -> None:
    job = ended(client, upload(client, streets("北湖街道"), name))
    assert job["state"] == "done", job
    assert job["files"] == [name]
    assert client.get(f"/imports/{job['id']}/report.json").json()["files"] == [name]


def test_a_name_too_long_to_show_is_refused(client: httpx.Client) -> None:
    answer = client.post("/imports", files={"files": ("长" * 130 + ".geojson", streets("a"))}, data={"layer": "street"})
    assert answer.status_code == 400
    assert answer.json()["code"] == "upload-name-unusable"


def test_two_files_of_one_name_are_refused(client: httpx.Client) -> None:
    files = [("files", ("a.geojson", streets("x"))), ("files", ("../a.geojson", streets("y")))]
    assert client.post("/imports", files=files).json()["code"] == "upload-name-twice"


def test_the_events_end_with_the_end_of_the_import(client: httpx.Client) -> None:
    job = upload(client, streets("北湖街道"))
    with client.stream("GET", f"/imports/{job['id']}/events") as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        told = [json.loads(line.removeprefix("data: ")) for line in stream.iter_lines() if line.startswith("data: ")]
    assert told[-1]["state"] == "done"
    assert told[-1]["finished_at"]


def test_an_import_that_is_over_cannot_be_cancelled(client: httpx.Client) -> None:
    job = ended(client, upload(client, streets("北湖街道")))
    answer = client.delete(f"/imports/{job['id']}")
    assert (answer.status_code, answer.json()["code"]) == (409, "import-over")


def test_a_cancel_ends_the_reading_of_a_costly_file_at_once(client: httpx.Client, tmp_path: Path) -> None:
    slow = costly_workbook(tmp_path / "slow.xlsx")
    job = upload(client, slow.read_bytes(), "slow.xlsx", layer="street")
    while (now := client.get(f"/imports/{job['id']}").json())["progress"]["stage"] != "read":
        assert now["state"] in ("queued", "running")
    assert client.delete(f"/imports/{job['id']}").status_code in (200, 202)
    told = ended(client, job)
    assert (told["state"], told["error"]["code"]) == ("cancelled", "import-cancelled")
    job = ended(client, upload(client, streets("北湖街道")))
    assert job["state"] == "done"


def test_a_file_beyond_the_limits_of_reading_fails_with_the_limit_and_no_change(
    sqlite_store: Store, tmp_path: Path
) -> None:
    world.fill(sqlite_store)
    before = sqlite_store.change_number()
    settings = settings_for(tmp_path / "data").model_copy(update={"read_cpu_s": 0.5})
    slow = costly_workbook(tmp_path / "slow.xlsx")
    with serving(settings, sqlite_store) as address, asking(address) as client:
        job = ended(client, upload(client, slow.read_bytes(), "slow.xlsx", layer="street"))
    assert (job["state"], job["error"]["code"]) == ("failed", "reading-over-limit")
    assert "0.5 s" in job["error"]["detail"]
    assert "read_cpu_s" in job["error"]["remedy"]
    assert sqlite_store.change_number() == before


def test_remedies_speak_of_the_fields_of_the_form(client: httpx.Client) -> None:
    wrong = client.post("/imports", files={"files": ("a.csv", b"x\n1\n")}, data={"map": "name"})
    assert "--" not in wrong.json()["remedy"]
    assert "map" in wrong.json()["remedy"]
    job = ended(client, upload(client, b"x,y\n1,2\n", "a.csv", layer="street"))
    told = client.get(f"/imports/{job['id']}/report.json").json() if job["state"] == "refused" else job
    assert "--" not in json.dumps(told, ensure_ascii=False)


def test_the_report_page_is_one_file_that_asks_for_nothing(sqlite_store: Store, tmp_path: Path) -> None:
    built = load_settings().web_folder
    if not (built / "vendor").is_dir():
        pytest.skip("the web is not built: run `make web`")
    world.fill(sqlite_store)
    settings = settings_for(tmp_path / "data").model_copy(update={"web_root": built})
    with serving(settings, sqlite_store) as address, asking(address) as client:
        job = ended(client, upload(client, streets("北湖街道")))
        page = client.get(f"/imports/{job['id']}/report.html")
    assert page.status_code == 200
    assert "北湖街道" in page.text or "streets.geojson" in page.text
    fetched = re.findall(
        r"""<(?:script|img|iframe)[^>]*src=|<link[^>]*href=|url\((?!["']?(?:data:|#))|@import""", page.text
    )
    assert fetched == []
