"""Whoever means harm: headers on every answer, bodies that grow, errors that tell nothing, logs without secrets."""

from __future__ import annotations

import gzip
import logging
import re
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from geo.store import Store
from tests.http import world
from tests.http.server import asking, serving, settings_for
from tests.http.test_openapi import VISITS

HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "geolocation=(self), camera=(self), microphone=()",
}
REFUSED = (
    "/nothing",
    "/collections?x=1",
    "/" + "a" * 9000,
    "/tiles/street/99/0/0.mvt",
    "/photos/1.jpg",
    "/incidents/99",
)


def test_every_answer_of_every_address_carries_the_headers(small_client: httpx.Client) -> None:
    addresses = [address for address, _ in VISITS.values() if address]
    assert len(addresses) > 25
    for address in (*addresses, *REFUSED, "/docs", "/docs/start.js", "/openapi.json"):
        answer = small_client.get(address)
        assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS, address
        policy = answer.headers["content-security-policy"]
        assert "unsafe" not in policy and "frame-ancestors 'none'" in policy, address
        assert "default-src 'self'" in policy, address
        assert not {"server", "x-powered-by", "access-control-allow-origin"} & answer.headers.keys(), address


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_a_packed_body_is_not_unpacked(small_client: httpx.Client, coding: str) -> None:
    bomb = gzip.compress(b"[" + b" " * 50_000_000 + b"]")
    assert len(bomb) < 60_000
    answer = small_client.post(
        "/what-if", content=bomb, headers={"Content-Type": "application/json", "Content-Encoding": coding}
    )
    assert answer.status_code == 400


ESCAPES = (
    "/photos/..%2f..%2fcity.sqlite.jpg", "/photos/%2e%2e/1/thumb.jpg", "/imports/..%2f..%2f/report.html",
    "/imports/../../city.sqlite/report.json", "/styles/..%2f..%2fcity.json", "/assets/..%2f..%2f..%2fcity.sqlite",
    "/runs/1/..%2f..%2fcity.csv", "/vendor/%2e%2e/%2e%2e/city.sqlite", "/..%5c..%5ccity.sqlite", "//etc/passwd",
)  # fmt: skip


@pytest.mark.parametrize("path", ESCAPES)
def test_no_path_leads_out_of_a_folder(small_client: httpx.Client, path: str) -> None:
    answer = small_client.get(path)
    assert answer.status_code in (400, 404), path
    assert b"SQLite format" not in answer.content and b"root:" not in answer.content


INTERNAL = re.compile(
    r"Traceback|SELECT|INSERT|sqlalchemy|psycopg|sqlite3|/geo/|/api/|\.py\b|site-packages|broken_away"
)


BROKEN = {
    "/scenarios": "scenario", "/aliases": "address_alias", "/incidents/1": "incident_history", "/runs": "metric_run",
    "/doors?building=1": "household", "/changes?since=0": "change",
}  # fmt: skip


def test_a_broken_database_tells_a_client_nothing_of_itself(client: httpx.Client, store: Store) -> None:
    with store.writing() as connection:
        for table in BROKEN.values():
            connection.exec_driver_sql(f"ALTER TABLE {table} RENAME TO broken_away_{table}")
    for path in BROKEN:
        answer = client.get(path)
        assert answer.status_code in (500, 503), (path, answer.text)
        assert not INTERNAL.search(answer.text), answer.text
        assert answer.headers["content-type"].startswith("application/problem+json")


def test_what_people_wrote_does_not_stand_in_the_log_of_a_crash(
    client: httpx.Client, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    with store.writing() as connection:
        connection.exec_driver_sql("ALTER TABLE scenario ADD COLUMN must INTEGER NOT NULL DEFAULT 0")
        connection.exec_driver_sql("ALTER TABLE scenario RENAME COLUMN changed_at TO changed_away")
    with caplog.at_level(logging.DEBUG):
        answer = client.post(
            "/scenarios", json={"name": "王小明家", "as_of": "2026-06-01", "preset": "distance-10", "changes": []}
        )
    assert answer.status_code in (500, 503), answer.text
    assert "王小明家" not in caplog.text and "王小明家" not in answer.text


def test_a_failed_write_names_no_value_that_was_bound(store: Store) -> None:
    world.fill(store)
    with pytest.raises(DBAPIError) as failed, store.writing() as connection:
        connection.execute(text("UPDATE street SET colour = :secret"), {"secret": "王小明"})
    assert "王小明" not in str(failed.value)


def test_a_service_that_logs_everything_keeps_keys_and_cookies_out_of_it(
    sqlite_store: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    world.fill(sqlite_store)
    with (
        caplog.at_level(logging.DEBUG),
        serving(settings_for(tmp_path / "data", log_level="debug"), sqlite_store) as address,
        asking(address) as client,
    ):
        client.get("/collections", headers={"Authorization": "Bearer s3cret-token", "Cookie": "session=s3cret-cookie"})
        client.post("/open311/v2/requests.json", data={"api_key": "s3cret-key", "service_code": "x"})
    assert caplog.records
    assert "s3cret" not in caplog.text
