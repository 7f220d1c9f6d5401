"""Who has signed in costs a warm tile no query of its own, and is asked about anew once anything has changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from sqlalchemy import event

from geo.store import Store
from geo.store.sessions import end_sessions
from tests.http import world
from tests.http.accounts import House

TILE = "/tiles/building/15/26760/13500.mvt"


@pytest.fixture
def house(store: Store, tmp_path: Path) -> House:
    """The napkin city with accounts."""
    world.fill(store)
    return House(store, tmp_path)


@contextmanager
def statements(store: Store) -> Iterator[list[str]]:
    """What the database is told meanwhile."""
    told: list[str] = []

    def heard(_: object, __: object, statement: str, *___: object) -> None:
        told.append(statement)

    engine = store._backend.engine
    event.listen(engine, "before_cursor_execute", heard)
    try:
        yield told
    finally:
        event.remove(engine, "before_cursor_execute", heard)


def asked(house: House, browser: httpx.Client) -> list[str]:
    """The statements of a tile that was asked for before."""
    for _ in range(2):
        with statements(house.store) as told:
            assert browser.get(TILE).status_code == 200
    return told


def test_a_warm_tile_costs_the_same_queries_for_somebody_who_has_signed_in_as_for_anybody(house: House) -> None:
    assert asked(house, house.member("wg0001", ("worker", "grid", 1))) == asked(house, house.browser())


def test_a_session_that_somebody_else_has_ended_is_not_remembered(house: House) -> None:
    browser = house.member("wg0001", ("worker", "grid", 1))
    browser.get(TILE)
    assert browser.get("/session").json()["account"]["login"] == "wg0001"
    with house.store.writing() as connection:
        end_sessions(connection, 1)
    assert browser.get("/session").json()["account"] is None


def test_an_assignment_that_is_taken_away_counts_no_more_with_the_next_request(house: House) -> None:
    browser = house.member("wg0001", ("worker", "grid", 1))
    assert browser.get("/doors?building=1").status_code == 200
    with house.store.writing() as connection:
        connection.exec_driver_sql("DELETE FROM assignment")
    assert browser.get("/doors?building=1").status_code in (401, 403, 404)
