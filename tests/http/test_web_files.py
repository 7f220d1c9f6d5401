"""The map's files: kept for good where their name says so, asked about otherwise, and a clear page without them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from geo.store import Store
from tests.http.server import asking, serving, settings_for


@pytest.fixture
def web_client(sqlite_store: Store, tmp_path: Path) -> Iterator[httpx.Client]:
    web = tmp_path / "data" / "web"
    (web / "assets").mkdir(parents=True)
    (web / "vendor" / "swagger-ui").mkdir(parents=True)
    (web / "index.html").write_text("<!doctype html><title>map</title>")
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


def test_a_file_with_a_hash_in_its_name_is_kept_for_good(web_client: httpx.Client) -> None:
    asset = web_client.get("/assets/app-1a2b.js")
    assert asset.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert asset.headers["content-type"].startswith("text/javascript")
    missing = web_client.get("/assets/app-old.js")
    assert missing.status_code == 404
    assert "immutable" not in missing.headers["cache-control"]


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


def test_without_the_web_build_a_page_says_what_to_do(empty_client: httpx.Client) -> None:
    for path in ("/", "/docs"):
        answer = empty_client.get(path, headers={"Accept": "text/html"})
        assert answer.status_code == 503
        assert "make web" in answer.text
    assert empty_client.get("/ready").json()["features"] == 0
    assert empty_client.get("/collections").json()["collections"]
    assert "extent" not in empty_client.get("/collections").json()
