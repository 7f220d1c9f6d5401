"""The map's files: kept for good where their name says so, asked about otherwise, and a clear page without them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from api.encoding import SMALLEST_COMPRESSED
from geo.store import Store
from tests.http.server import asking, serving, settings_for


@pytest.fixture
def web_client(sqlite_store: Store, tmp_path: Path) -> Iterator[httpx.Client]:
    web = tmp_path / "data" / "web"
    (web / "assets").mkdir(parents=True)
    (web / "vendor" / "swagger-ui").mkdir(parents=True)
    (web / "index.html").write_text("<!doctype html><title>map</title>" + "<p>经纬</p>" * 100)
    (web / "assets" / "big-3c4d.js").write_text(SCRIPT)
    (web / "assets" / "app-1a2b.js").write_text("console.log(1)")
    (web / "vendor" / "swagger-ui" / "swagger-ui-bundle.js").write_text("x")
    (tmp_path / "data" / "outside.txt").write_text("outside")
    with serving(settings_for(tmp_path / "data"), sqlite_store) as address, asking(address) as client:
        yield client


def test_the_page_is_asked_about_each_time(web_client: httpx.Client) -> None:
    page = web_client.get("/", headers={"Accept": "text/html"})
    assert "<title>map</title>" in page.text
    assert page.headers["cache-control"] == "no-cache"
    assert web_client.get("/", headers={"If-None-Match": page.headers["etag"]}).status_code in (200, 304)


@pytest.mark.parametrize("name", ["analyst", "work", "desk"])
def test_each_page_has_an_address_and_takes_no_parameters(web_client: httpx.Client, tmp_path: Path, name: str) -> None:
    assert web_client.get(f"/{name}").status_code == 503
    (tmp_path / "data" / "web" / f"{name}.html").write_text(f"<!doctype html><title>{name}</title>")
    page = web_client.get(f"/{name}")
    assert f"<title>{name}</title>" in page.text
    assert page.headers["cache-control"] == "no-cache"
    assert web_client.get(f"/{name}?theme=chain").status_code == 400


def test_what_makes_a_page_installable_keeps_its_address_and_its_type(web_client: httpx.Client, tmp_path: Path) -> None:
    for name, kind in (("work.webmanifest", "application/manifest+json"), ("work-sw.js", "text/javascript")):
        (tmp_path / "data" / "web" / name).write_text("{}")
        answer = web_client.get(f"/{name}")
        assert answer.headers["content-type"].startswith(kind)
        assert answer.headers["cache-control"] == "no-cache"


def test_a_file_with_a_hash_in_its_name_is_kept_for_good(web_client: httpx.Client) -> None:
    asset = web_client.get("/assets/app-1a2b.js")
    assert asset.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert asset.headers["content-type"].startswith("text/javascript")
    missing = web_client.get("/assets/app-old.js")
    assert missing.status_code == 404
    assert "immutable" not in missing.headers["cache-control"]


SCRIPT = "console.log('经纬');" * 200


@pytest.mark.parametrize("path", ["/assets/big-3c4d.js", "/"])
def test_a_file_travels_compressed_once_for_those_who_take_it(web_client: httpx.Client, path: str) -> None:
    html = {"Accept": "text/html"}
    packed = web_client.get(path, headers={"Accept-Encoding": "gzip", **html})
    plain = web_client.get(path, headers={"Accept-Encoding": "identity", **html})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.content == plain.content
    assert int(packed.headers["content-length"]) < int(plain.headers["content-length"]) / 5
    assert packed.headers["etag"] != plain.headers["etag"]
    for answer in (packed, plain):
        assert "Accept-Encoding" in answer.headers["vary"]
        assert answer.headers["content-type"] == plain.headers["content-type"]
        assert answer.headers["cache-control"] == plain.headers["cache-control"]
    assert ("immutable" in packed.headers["cache-control"]) is path.startswith("/assets/")
    for encoding, tag in (("gzip", packed.headers["etag"]), ("identity", plain.headers["etag"])):
        held = web_client.get(path, headers={"Accept-Encoding": encoding, "If-None-Match": tag, **html})
        assert (held.status_code, held.content) == (304, b"")
        assert "Accept-Encoding" in held.headers["vary"]
    changed = web_client.get(
        path, headers={"Accept-Encoding": "identity", "If-None-Match": packed.headers["etag"], **html}
    )
    assert changed.status_code == 200


def test_a_file_that_changed_is_compressed_again(web_client: httpx.Client, tmp_path: Path) -> None:
    first = web_client.get("/assets/big-3c4d.js")
    (tmp_path / "data" / "web" / "assets" / "big-3c4d.js").write_text(SCRIPT + "//")
    again = web_client.get("/assets/big-3c4d.js", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.text) == (200, SCRIPT + "//")


def test_a_part_of_a_file_is_a_part_of_its_plain_form(web_client: httpx.Client) -> None:
    part = web_client.get("/assets/big-3c4d.js", headers={"Range": "bytes=0-6", "Accept-Encoding": "gzip"})
    assert (part.status_code, part.text) == (206, "console")


@pytest.mark.parametrize("path", ["/../outside.txt", "/%2e%2e/outside.txt", "/assets/..%2f..%2foutside.txt", "/assets"])
def test_nothing_outside_the_folder_is_a_file_of_the_map(web_client: httpx.Client, path: str) -> None:
    answer = web_client.get(path)
    assert (answer.status_code, answer.json()["code"]) == (404, "path-unknown")


def test_the_documentation_needs_no_other_server(web_client: httpx.Client) -> None:
    page = web_client.get("/docs")
    assert page.status_code == 200
    assert "http://" not in page.text
    assert "https://" not in page.text
    assert web_client.get("/docs/start.js").headers["content-type"].startswith("text/javascript")


@pytest.mark.parametrize("path", ["/openapi.json", "/docs", "/docs/start.js"])
def test_what_describes_the_service_is_tagged_and_compressed(web_client: httpx.Client, path: str) -> None:
    packed = web_client.get(path, headers={"Accept-Encoding": "gzip"})
    plain = web_client.get(path, headers={"Accept-Encoding": "identity"})
    assert packed.content == plain.content
    assert "Accept-Encoding" in plain.headers["vary"]
    assert packed.headers.get("content-encoding") == ("gzip" if len(plain.content) >= SMALLEST_COMPRESSED else None)
    held = web_client.get(path, headers={"If-None-Match": packed.headers["etag"]})
    assert (held.status_code, held.content) == (304, b"")
    assert web_client.get(path, params={"nothing": "1"}).status_code == 400


def test_without_the_web_build_a_page_says_what_to_do(empty_client: httpx.Client) -> None:
    for path in ("/", "/docs"):
        answer = empty_client.get(path, headers={"Accept": "text/html"})
        assert answer.status_code == 503
        assert "make web" in answer.text
    assert empty_client.get("/ready").json()["features"] == 0
    assert empty_client.get("/collections").json()["collections"]
    assert "extent" not in empty_client.get("/collections").json()
