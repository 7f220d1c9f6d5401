"""The rules of signing in: passwords, codes of the phone, waits, and who needs a second factor."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.accounts import (
    Bucket,
    Level,
    Passwords,
    check_password,
    digest_of_secret,
    drained,
    needs_second_factor,
    new_secret,
    recovery_codes,
    spoken_code,
    wait_s,
)
from geo.accounts.totp import address_of, code_at, new_key, step_of
from geo.errors import BadInput
from geo.rights import Grant

NOON = dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)
RFC_KEY = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


@pytest.mark.parametrize(
    ("second", "code"),
    [
        (59, "94287082"), (1111111109, "07081804"), (1111111111, "14050471"), (1234567890, "89005924"),
        (2000000000, "69279037"), (20000000000, "65353130"),
    ],
)  # fmt: skip
def test_codes_are_those_of_rfc_6238_appendix_b(second: int, code: str) -> None:
    assert code_at(RFC_KEY, second // 30, 8) == code


def test_a_code_belongs_to_its_step_or_a_neighbour_of_now() -> None:
    key = new_key()
    assert {len(code_at(key, step)) for step in range(200)} == {6}
    for now_s, found in ((60 * 30, 60), (61 * 30, 60), (59 * 30, 60), (62 * 30, None), (58 * 30, None)):
        assert step_of(RFC_KEY, code_at(RFC_KEY, 60), now_s) == found
    for wrong in ("", "12345", "1234567", "０８１８０４", "abcdef"):
        assert step_of(RFC_KEY, wrong, 60 * 30) is None


def test_the_address_for_apps_names_service_and_login() -> None:
    address = address_of("ABC", "王 a&b", "经纬")
    assert address.startswith(
        "otpauth://totp/%E7%BB%8F%E7%BA%AC:%E7%8E%8B%20a%26b?secret=ABC&issuer=%E7%BB%8F%E7%BA%AC"
    )


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("short", "password-too-short"),
        ("x" * 201, "password-too-long"),
        ("aaaaaaaabbbb", "password-too-plain"),
        ("123456789012", "password-too-plain"),
        ("my wg0001 password", "password-too-plain"),
        ("abcdefghijklm", "password-too-plain"),
    ],
)
def test_passwords_that_are_guessed_first_may_not_be_chosen(password: str, code: str) -> None:
    with pytest.raises(BadInput, match=code):
        check_password(password, "WG0001")


@pytest.mark.parametrize("password", ["correct horse battery", "今天下午去看望三号楼的老人们", "p4c!qkT9zzLw"])
def test_long_passwords_of_any_kind_may_be_chosen(password: str) -> None:
    check_password(password, "wg0001")


def test_a_hash_agrees_with_its_password_alone_and_nobodys_with_none() -> None:
    passwords = Passwords(8 * 1024)
    kept = passwords.hashed("ｐass word 一二三")
    assert kept.startswith("$argon2id$") and passwords.hashed("pass word 一二三") != kept
    assert passwords.agrees(kept, "pass word 一二三")
    assert not passwords.agrees(kept, "pass word 一二四")
    assert not passwords.agrees(None, "") and not passwords.agrees("no hash", "x")
    assert not passwords.outdated(kept) and Passwords(16 * 1024).outdated(kept)


def test_nobodys_password_takes_the_same_work() -> None:
    passwords = Passwords(8 * 1024)
    kept = passwords.hashed("pass word 一二三")
    parts = passwords._nobodys.split("$")
    assert [(len(part), part[:8]) for part in parts[:4]] == [(len(part), part[:8]) for part in kept.split("$")[:4]]
    assert [len(part) for part in parts] == [len(part) for part in kept.split("$")]


def test_secrets_are_long_and_differ_and_codes_are_compared_as_they_are_spoken() -> None:
    assert len({new_secret() for _ in range(100)}) == 100 and len(new_secret()) >= 43
    assert len(digest_of_secret("\udfff")) == 64
    codes = recovery_codes()
    assert len(set(codes)) == 10 and all(len(spoken_code(code)) == 16 for code in codes)
    assert spoken_code(codes[0].lower().replace("-", " ")) == spoken_code(codes[0])


@pytest.mark.parametrize(
    ("assigned", "needs"),
    [
        ([], False),
        ([Grant("worker", "grid", 1), Grant("planner", "street", 2)], False),
        ([Grant("worker", "grid", 1), Grant("analyst", None, None)], True),
        ([Grant("operator", "street", 1)], True),
    ],
)
def test_whoever_sees_more_than_an_area_needs_a_second_factor(assigned: list[Grant], needs: bool) -> None:
    assert needs_second_factor(assigned) is needs


@pytest.mark.parametrize("level", ["city", "street", "community", "grid"])
def test_a_deployment_may_ask_for_a_second_factor_from_smaller_areas_on(level: str) -> None:
    order = ["city", "street", "community", "grid"]
    for at in order:
        grant = Grant("worker") if at == "city" else Grant("worker", at, 1)
        assert needs_second_factor([grant], level) is (order.index(at) <= order.index(level))


@given(st.integers(1, 20), st.floats(0.1, 3600), st.lists(st.floats(0, 10_000), max_size=30))
def test_nobody_ever_waits_longer_than_one_try_takes_to_drain(burst: int, drain_s: float, gaps: list[float]) -> None:
    bucket, level, now = Bucket(burst, drain_s), Level(0, NOON), NOON
    for gap in gaps:
        now += dt.timedelta(seconds=gap)
        wait = wait_s(bucket, level, now)
        assert 0 <= wait <= drain_s
        if wait == 0:
            left = drained(bucket, level, now)
            level = Level(left.tries + 1, left.at)
        assert level.tries <= burst + 1e-6


def test_a_clock_that_went_back_drains_nothing() -> None:
    assert drained(Bucket(3, 60), Level(2, NOON), NOON - dt.timedelta(hours=1)) == Level(2, NOON)
