"""Whatever may decide who comes in renews the access mark, in the service, at the terminal or by hand; a use does not."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from sqlalchemy import Connection, text

from geo.store import LayerChange, Store
from geo.store import accounts as kept
from geo.store.sessions import AccountSession, AccountToken, add_token, begin_session, touch_session, touch_token
from tests.store.world import JANUARY

NOON = dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)
LATER = NOON + dt.timedelta(hours=1)
EVENING = NOON + dt.timedelta(hours=8)

BY_HAND = {
    "an account is disabled": "UPDATE account SET disabled_at = made_at",
    "a password is set": "UPDATE account SET password = 'x'",
    "a second factor is set": "UPDATE account SET totp_key = 'x'",
    "a session is strong now": "UPDATE account_session SET is_strong = NOT is_strong",
    "a session ends earlier": "UPDATE account_session SET ends_at = made_at",
    "a session ends": "DELETE FROM account_session",
    "a token loses its roles": "UPDATE account_token SET roles = '[]'",
    "a token ends earlier": "UPDATE account_token SET ends_at = made_at",
    "a token is deleted": "DELETE FROM account_token",
}


def enter(connection: Connection, number: int) -> None:
    begin_session(connection, AccountSession(f"session-{number}", 1, False, NOON, NOON, EVENING))
    add_token(connection, AccountToken(1, "QGIS", f"token-{number}", ["worker"], False, NOON, EVENING))


@pytest.fixture
def opened(store: Store) -> Store:
    """A store with one account that has a session and a token."""
    with store.writing() as connection:
        assert kept.make_account(connection, "wg0001", "", NOON).id == 1
        enter(connection, 1)
    return store


@pytest.mark.parametrize("what", BY_HAND)
def test_what_ends_or_changes_a_way_in_renews_the_mark(opened: Store, what: str) -> None:
    before = opened.access_mark()
    with opened.writing() as connection:
        assert connection.execute(text(BY_HAND[what])).rowcount == 1
    assert opened.access_mark() != before


def test_what_opens_a_way_in_renews_the_mark(opened: Store) -> None:
    marks = [opened.access_mark()]
    with opened.writing() as connection:
        kept.make_account(connection, "wg0002", "", NOON)
    marks.append(opened.access_mark())
    with opened.writing() as connection:
        enter(connection, 2)
    marks.append(opened.access_mark())
    row = pd.DataFrame([{"id": 1, "account": "wg0001", "role": "worker", "area_layer": "city", "area_id": 0}])
    opened.write([LayerChange("assignment", row, JANUARY)], source="test")
    marks.append(opened.access_mark())
    assert len(set(marks)) == len(marks)


def test_that_a_session_or_a_token_was_used_leaves_the_mark(opened: Store) -> None:
    before = opened.access_mark()
    with opened.writing() as connection:
        touch_session(connection, "session-1", LATER)
        touch_token(connection, 1, LATER)
    assert opened.access_mark() == before


def test_a_moment_tells_the_mark_and_every_layers_version(opened: Store) -> None:
    moment = opened.moment()
    assert (moment.access, moment.versions) == (opened.access_mark(), opened.versions())
