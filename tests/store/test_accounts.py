"""Accounts, their sessions, tokens, links and second factors are kept as hashes, and what works once works once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest
from sqlalchemy import Connection, text

from geo.accounts import Bucket
from geo.errors import Conflict, LimitExceeded, NotFound
from geo.rights import Grant
from geo.store import LayerChange, Store
from geo.store import accounts as kept
from geo.store.sessions import (
    TOKENS_MOST,
    AccountSession,
    AccountToken,
    add_token,
    begin_session,
    delete_token,
    end_session,
    end_sessions,
    session_of,
    token_of,
    tokens_of,
    touch_session,
)
from geo.store.sign_in_attempts import give_back, take_try
from tests.store.test_concurrency import at_once
from tests.store.world import DAY, JANUARY, JUNE, MARCH

NOON = dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


def account(store: Store, login: str = "wg0001") -> kept.Account:
    with store.writing() as connection:
        return kept.make_account(connection, login, "", NOON)


def outcomes(store: Store, act: Callable[[Connection], bool], times: int = 6) -> list[bool]:
    """What each of several transactions at once was told."""
    told: list[bool] = []

    def once() -> None:
        with store.writing() as connection:
            told.append(act(connection))

    at_once(*([once] * times))
    return sorted(told)


def test_an_account_is_made_once_and_without_any_way_to_sign_in(store: Store) -> None:
    made = account(store)
    assert (made.login, made.password, made.totp_key, made.disabled_at) == ("wg0001", None, None, None)
    assert account(store) == made
    with store.looking() as connection:
        assert kept.accounts(connection) == [made]
        assert kept.account_with_login(connection, "wg0002") is None
        with pytest.raises(NotFound, match="account-unknown"):
            kept.account_named(connection, "wg0002")


def test_a_login_is_one_whatever_its_case_and_so_are_its_rights(store: Store) -> None:
    made = account(store, "ＷＧ0001 ")
    assert made.login == "wg0001" and account(store, "Wg0001") == made
    rows = pd.DataFrame([("WG0001", "worker", "grid", 5)], columns=["account", "role", "area_layer", "area_id"])
    store.write([LayerChange("assignment", rows, MARCH)], source="test")
    with store.looking() as connection:
        assert kept.account_named(connection, "wG0001") == made
        assert kept.assigned_to(connection, made.login, MARCH) == {Grant("worker", "grid", 5)}


def test_many_that_make_one_account_at_once_get_the_same(store: Store) -> None:
    found: list[int] = []
    at_once(*([lambda: found.append(account(store).id)] * 4))
    assert found == [1] * 4


def test_a_printed_account_shows_no_secret(store: Store) -> None:
    made = account(store)
    with store.writing() as connection:
        kept.set_password(connection, made.id, "hash-of-it")
        kept.begin_totp(connection, made.id, "key-of-it")
        printed = repr(kept.account_named(connection, "wg0001"))
    assert "of-it" not in printed


def test_a_link_works_once_also_for_many_at_once(store: Store) -> None:
    made = account(store)
    with store.writing() as connection:
        kept.make_link(connection, made.id, "d1", NOON, NOON + HOUR)
    assert outcomes(store, lambda connection: kept.take_link(connection, "d1", NOON)) == [False] * 5 + [True]
    with store.looking() as connection:
        assert kept.account_of_link(connection, "d1", NOON) is None


def test_a_link_ends_with_its_time_with_a_newer_one_and_with_a_password(store: Store) -> None:
    made = account(store)
    with store.writing() as connection:
        kept.make_link(connection, made.id, "d1", NOON, NOON + HOUR)
        assert kept.account_of_link(connection, "d1", NOON + HOUR) is None
        assert not kept.take_link(connection, "d1", NOON + HOUR)
        kept.make_link(connection, made.id, "d2", NOON, NOON + HOUR)
        assert kept.account_of_link(connection, "d1", NOON) is None
        assert kept.account_of_link(connection, "d2", NOON) == made
        kept.set_password(connection, made.id, "hash")
        assert not kept.take_link(connection, "d2", NOON)


def test_the_code_of_a_step_works_once_and_none_before_it(store: Store) -> None:
    made = account(store)
    assert outcomes(store, lambda connection: kept.take_totp_step(connection, made.id, 7)) == [False] * 5 + [True]
    with store.writing() as connection:
        assert not kept.take_totp_step(connection, made.id, 6)
        assert kept.take_totp_step(connection, made.id, 8)


def test_a_second_factor_counts_from_its_first_code_and_its_recovery_codes_work_once(store: Store) -> None:
    made = account(store)
    with store.writing() as connection:
        kept.begin_totp(connection, made.id, "old")
        stale = kept.account_named(connection, "wg0001")
        kept.begin_totp(connection, made.id, "new")
        assert not kept.confirm_totp(connection, stale, 5, ["r1"])
        assert kept.confirm_totp(connection, kept.account_named(connection, "wg0001"), 5, ["r1", "r2"])
        now = kept.account_named(connection, "wg0001")
        assert (now.totp_key, now.totp_pending, now.totp_step) == ("new", None, 5)
        kept.begin_totp(connection, made.id, "thief's")
        assert not kept.confirm_totp(connection, kept.account_named(connection, "wg0001"), 9, ["r3"])
    took = outcomes(store, lambda connection: kept.take_recovery_code(connection, made.id, "r1"))
    assert took == [False] * 5 + [True]
    with store.writing() as connection:
        kept.reset_totp(connection, made.id)
        assert not kept.take_recovery_code(connection, made.id, "r2")
        assert kept.account_named(connection, "wg0001").totp_key is None


def a_session(made: kept.Account, digest: str = "s1") -> AccountSession:
    return AccountSession(digest, made.id, False, NOON, NOON, NOON + 4 * HOUR)


def test_a_session_ends_when_idle_and_at_the_latest_at_its_end(store: Store) -> None:
    made = account(store)
    with store.writing() as connection:
        begin_session(connection, a_session(made))
        assert session_of(connection, "s1", NOON, HOUR) == (a_session(made), made)
        assert session_of(connection, "s2", NOON, HOUR) is None
        assert session_of(connection, "s1", NOON + HOUR, HOUR) is None
        touch_session(connection, "s1", NOON + HOUR / 2)
        assert session_of(connection, "s1", NOON + HOUR, HOUR) is not None
        touch_session(connection, "s1", NOON + 4 * HOUR - DAY / 48)
        assert session_of(connection, "s1", NOON + 4 * HOUR, HOUR) is None


def test_signing_out_ends_one_session_everywhere_ends_all_and_disabling_ends_everything(store: Store) -> None:
    made, other = account(store), account(store, "wg0002")
    with store.writing() as connection:
        for digest in ("s1", "s2", "s3"):
            begin_session(connection, a_session(made, digest))
        begin_session(connection, a_session(other, "s4"))
        end_session(connection, "s1")
        assert session_of(connection, "s1", NOON, HOUR) is None
        assert end_sessions(connection, made.id, but="s2") == 1
        assert session_of(connection, "s2", NOON, HOUR) is not None
        add_token(connection, a_token(made))
        kept.make_link(connection, made.id, "d1", NOON, NOON + HOUR)
        kept.set_disabled(connection, made.id, NOON)
        assert session_of(connection, "s2", NOON, HOUR) is None
        assert token_of(connection, "t1", NOON) is None
        assert not kept.take_link(connection, "d1", NOON)
        begin_session(connection, a_session(made, "s5"))
        assert session_of(connection, "s5", NOON, HOUR) is None
        assert session_of(connection, "s4", NOON, HOUR) is not None


def a_token(made: kept.Account, digest: str = "t1") -> AccountToken:
    return AccountToken(made.id, "QGIS", digest, ["worker"], False, NOON, NOON + HOUR)


def test_a_token_holds_until_its_end_and_is_its_account_s_alone(store: Store) -> None:
    made, other = account(store), account(store, "wg0002")
    with store.writing() as connection:
        number = add_token(connection, a_token(made))
        assert tokens_of(connection, made.id) == [replace(a_token(made), id=number)]
        found = token_of(connection, "t1", NOON)
        assert found is not None and found[1] == made
        assert token_of(connection, "t1", NOON + HOUR) is None
        for account_id, stranger in ((other.id, number), (made.id, number + 1), (made.id, 1 << 70)):
            with pytest.raises(NotFound, match="token-unknown"):
                delete_token(connection, account_id, stranger)
        delete_token(connection, made.id, number)
        assert token_of(connection, "t1", NOON) is None
        for k in range(TOKENS_MOST):
            add_token(connection, a_token(made, f"n{k}"))
        with pytest.raises(LimitExceeded, match="too-many-tokens"):
            add_token(connection, a_token(made, "over"))
        later = replace(a_token(made, "later"), made_at=NOON + HOUR, ends_at=NOON + 2 * HOUR)
        add_token(connection, later)
        assert [one.digest for one in tokens_of(connection, made.id)] == ["later"]


def test_a_subject_of_a_provider_belongs_to_one_account(store: Store) -> None:
    made, other = account(store), account(store, "wg0002")
    with store.writing() as connection:
        kept.connect_subject(connection, made.id, "https://id", "42")
        found = kept.account_with_subject(connection, "https://id", "42")
        assert found is not None and found.id == made.id
        assert kept.account_with_subject(connection, "https://other", "42") is None
        with pytest.raises(Conflict, match="subject-taken"):
            kept.connect_subject(connection, other.id, "https://id", "42")
        kept.connect_subject(connection, made.id, None, None)
        kept.connect_subject(connection, other.id, "https://id", "42")


def test_grants_are_the_current_assignments_of_a_day_and_a_missing_area_grants_nothing(store: Store) -> None:
    rows = pd.DataFrame(
        [
            ("wg0001", "worker", "grid", 5), ("wg0001", "planner", "city", 0), ("wg0001", "analyst", None, None),
            ("wg0001", "analyst", "city", None), ("wg0001", "analyst", "building", 5), ("wg0002", "worker", "grid", 6),
        ],
        columns=["account", "role", "area_layer", "area_id"],
    )  # fmt: skip
    rows["area_id"] = rows["area_id"].astype("Int64")
    store.write([LayerChange("assignment", rows, MARCH)], source="test")
    with store.looking() as connection:
        assert kept.assigned_to(connection, "wg0001", MARCH - DAY) == frozenset()
        both = {Grant("worker", "grid", 5), Grant("planner", None, None)}
        assert kept.assigned_to(connection, "wg0001", MARCH) == both
        assert kept.assigned_to(connection, "wg000", MARCH) == frozenset()
    store.write([LayerChange("assignment", None, JUNE, retire=[2])], source="test")
    with store.looking() as connection:
        assert kept.assigned_to(connection, "wg0001", JUNE - DAY) == both
        assert kept.assigned_to(connection, "wg0001", JUNE) == {Grant("worker", "grid", 5)}
        assert kept.assigned_to(connection, "wg0002", JANUARY) == frozenset()


BUCKETS = {"account": Bucket(3, 60), "address": Bucket(5, 10)}


def test_tries_are_counted_before_they_are_made_so_that_many_at_once_get_no_more(store: Store) -> None:
    assert outcomes(store, lambda connection: take_try(connection, BUCKETS, NOON) == 0) == [False] * 3 + [True] * 3


def test_a_full_bucket_drains_try_by_try_and_a_refused_try_fills_nothing(store: Store) -> None:
    with store.writing() as connection:
        for _ in range(3):
            assert take_try(connection, BUCKETS, NOON) == 0
        for _ in range(20):
            assert take_try(connection, BUCKETS, NOON) == 60
        later = NOON + dt.timedelta(seconds=45)
        assert take_try(connection, BUCKETS, later) == pytest.approx(15)
        give_back(connection, BUCKETS, later)
        assert take_try(connection, BUCKETS, later) == 0
        assert take_try(connection, {"address": BUCKETS["address"]}, NOON) == 0


def test_attempts_of_yesterday_are_forgotten(store: Store) -> None:
    with store.writing() as connection:
        take_try(connection, BUCKETS, NOON)
        take_try(connection, {"other": Bucket(3, 60)}, NOON + 2 * DAY)
        assert connection.execute(text("SELECT key FROM sign_in_attempt")).scalars().all() == ["other"]
