"""An account's own way in changes: a password by a one-time link, another password, a second factor."""

from __future__ import annotations

import datetime as dt
import unicodedata
from dataclasses import dataclass, field

from sqlalchemy import Connection

from geo.accounts import (
    BY_ADDRESS,
    BY_CODE,
    check_password,
    digest_of_secret,
    folded_login,
    new_secret,
    recovery_codes,
    spoken_code,
)
from geo.accounts.totp import new_key, step_of
from geo.audit import Asker, Seen
from geo.clock import CHINA
from geo.errors import BadInput, Conflict, Message, Unauthenticated
from geo.flows.sign_in import (
    SIGN_IN_FAILED,
    Caller,
    Door,
    Entered,
    buckets_for,
    check_code,
    count_try,
    enter,
    itself,
    network_of,
)
from geo.store import Store
from geo.store import accounts as kept
from geo.store.audit import append
from geo.store.code_tries import forget_code_tries
from geo.store.sessions import AccountSession, end_sessions
from geo.store.sign_in_attempts import give_back

LOGIN_LONGEST = 60

LINK_NOT_VALID = Message(
    "link-not-valid",
    zh="这个设置链接无效：已用过、已过期，或已有更新的链接",
    en="this set-up link does not work: it was used, has ended, or a newer one was made",
    remedy_zh="请向管理员要一个新链接（jingwei admin link）",
    remedy_en="ask the operator for a new one (jingwei admin link)",
)
TOTP_ON = Message(
    "totp-already-on",
    zh="动态验证码已启用",
    en="the second factor is on already",
    remedy_zh="换手机请先让管理员重置（jingwei admin reset-totp）",
    remedy_en="for another phone the operator resets it first (jingwei admin reset-totp)",
)
TOTP_NOT_BEGUN = Message(
    "totp-not-begun",
    zh="还没有开始设置动态验证码",
    en="no second factor is being set up",
    remedy_zh="请重新开始设置",
    remedy_en="begin again",
)
LOGIN_INVALID = Message(
    "login-invalid",
    zh="登录名“{got}”不能用",
    en="the login {got!r} cannot be used",
    remedy_zh="登录名为 1 到 {limit} 个字符，不含空格和控制字符",
    remedy_en="a login has 1 to {limit} characters, no spaces and no control characters",
    asked=True,
)


ASSIGNMENTS_WAIT = Message(
    "assignments-wait",
    zh="还没有账号“{got}”，但已有分工在等这个登录名：{waiting}",
    en="there is no account {got!r} yet, but assignments wait for that login: {waiting}",
    remedy_zh="如果就是这个人，请加 --with-assignments；否则请换一个登录名",
    remedy_en="give --with-assignments if they are this person's, or choose another login",
    asked=True,
)


@dataclass(frozen=True, slots=True)
class Strengthened:
    """A session with a second factor, and the recovery codes that are shown this once."""

    entered: Entered
    recovery: list[str] = field(repr=False)


def make_link(
    store: Store, asker: Asker, login: str, name: str, now: dt.datetime, lasts: dt.timedelta, *,
    with_assignments: bool = False,
) -> str:  # fmt: skip
    """The secret of a new one-time link for a login, whose account is made where there is none; older links end.

    Raises ``BadInput`` for a login that cannot be one, and ``Conflict`` for a new account that would have assignments
    which were written before it, unless it is said to be ``with_assignments``.
    """
    folded = folded_login(login)
    plain = folded.isprintable() and not any(character.isspace() for character in folded)
    if not (0 < len(folded) <= LOGIN_LONGEST and plain):
        raise BadInput(LOGIN_INVALID, got=login, limit=LOGIN_LONGEST)
    secret = new_secret()
    with store.writing() as connection:
        is_new = kept.account_with_login(connection, folded) is None
        waiting = kept.waiting_for(connection, folded, now.astimezone(CHINA).date()) if is_new else []
        if waiting and not with_assignments:
            raise Conflict(ASSIGNMENTS_WAIT, got=login, waiting=", ".join(waiting))
        account = kept.make_account(connection, folded, name, now)
        kept.make_link(connection, account.id, digest_of_secret(secret), now, now + lasts)
        told = ["link", *(["for a new account"] if is_new else []), *(["with", *waiting] if waiting else [])]
        append(connection, asker, [Seen("grant", "account", account.id, " ".join(told))])
    return secret


def set_up(door: Door, caller: Caller, secret: str, password: str, now: dt.datetime) -> Entered:
    """Use a one-time link: its account gets the password, everything that was open to it ends, and a session begins.

    A second factor that the account has is still asked for: the session counts for nothing until it is shown. Raises
    ``Unauthenticated`` for a link that does not work, ``BadInput`` for a password that may not be chosen (the link stays).
    """
    digest = digest_of_secret(secret)
    buckets = {door.key.mark("try", "address", network_of(caller.address)): BY_ADDRESS}
    count_try(door, buckets, now)
    with door.store.looking() as connection:
        account = kept.account_of_link(connection, digest, now)
    if account is None:
        raise Unauthenticated(LINK_NOT_VALID)
    check_password(password, account.login)
    hashed = door.passwords.hashed(password)
    with door.store.writing() as connection:
        if not kept.take_link(connection, digest, now):
            raise Unauthenticated(LINK_NOT_VALID)
        give_back(connection, buckets, now)
        kept.end_access(connection, account.id)
        kept.set_password(connection, account.id, hashed)
        forget_code_tries(connection, account.id)
        append(connection, itself(account), [Seen("grant", "account", account.id, "password by a link")])
        return _enter_again(connection, door, caller, account, now, is_strong=False, how="link")


def change_password(
    door: Door, caller: Caller, account: kept.Account, session: AccountSession, old: str, new: str, now: dt.datetime
) -> Entered:
    """Another password: every other session ends, and every token and link; this one gets a new secret. Raises ``Unauthenticated`` for a wrong old one."""
    check_own_password(door, caller, account, old, now)
    check_password(new, account.login)
    hashed = door.passwords.hashed(new)
    with door.store.writing() as connection:
        kept.set_password(connection, account.id, hashed)
        forget_code_tries(connection, account.id)
        kept.end_access(connection, account.id)
        append(connection, itself(account), [Seen("grant", "account", account.id, "password")])
        return _enter_again(connection, door, caller, account, now, is_strong=session.is_strong, how="password")


def sign_out_everywhere(store: Store, account: kept.Account) -> None:
    """End every session and every token of an account: whoever holds one of them is out."""
    with store.writing() as connection:
        kept.end_access(connection, account.id)
        append(connection, itself(account), [Seen("grant", "account", account.id, "sign out everywhere")])


def check_own_password(door: Door, caller: Caller, account: kept.Account, password: str, now: dt.datetime) -> None:
    """Raise ``Unauthenticated`` unless it is the account's password; an account without one (OIDC) has nothing to show."""
    if account.password is None:
        return
    buckets = buckets_for(door.key, caller, account.login)
    count_try(door, buckets, now)
    if not door.passwords.agrees(account.password, password):
        raise Unauthenticated(SIGN_IN_FAILED)
    with door.store.writing() as connection:
        give_back(connection, buckets, now)


def begin_totp(door: Door, account: kept.Account) -> str:
    """A new key for the phone, which counts from its first code on. Raises ``Conflict`` where one counts already."""
    if account.totp_key is not None:
        raise Conflict(TOTP_ON)
    key = new_key()
    with door.store.writing() as connection:
        kept.begin_totp(connection, account.id, door.key.sealed("second factor", key))
    return key


def confirm_totp(door: Door, caller: Caller, account: kept.Account, code: str, now: dt.datetime) -> Strengthened:
    """The first code of the phone: the second factor counts from now on, every other session ends, this one is strong."""
    if account.totp_key is not None:
        raise Conflict(TOTP_ON)
    key = door.key.opened("second factor", account.totp_pending or "")
    if key is None:
        raise Conflict(TOTP_NOT_BEGUN)
    buckets = {door.key.mark("try", "code", account.login): BY_CODE}
    count_try(door, buckets, now)
    step = step_of(key, spoken_code(unicodedata.normalize("NFKC", code)), now.timestamp())
    if step is None:
        raise Unauthenticated(SIGN_IN_FAILED)
    codes = recovery_codes()
    digests = [digest_of_secret(spoken_code(one)) for one in codes]
    with door.store.writing() as connection:
        give_back(connection, buckets, now)
        if not kept.confirm_totp(connection, account, step, digests):
            raise Conflict(TOTP_NOT_BEGUN)
        end_sessions(connection, account.id)
        append(connection, itself(account), [Seen("grant", "account", account.id, "second factor")])
        entered = _enter_again(connection, door, caller, account, now, is_strong=True, how="code")
    return Strengthened(entered, codes)


def strengthen(door: Door, caller: Caller, account: kept.Account, code: str, now: dt.datetime) -> Entered:
    """A session that began without the second factor (by a link, by OIDC) shows it now, and gets a new secret."""
    if account.totp_key is None:
        raise Conflict(TOTP_NOT_BEGUN)
    check_code(door, caller, account, code, now)
    with door.store.writing() as connection:
        return _enter_again(connection, door, caller, account, now, is_strong=True, how="code")


def _enter_again(
    connection: Connection, door: Door, caller: Caller, account: kept.Account, now: dt.datetime, *, is_strong: bool, how: str
) -> Entered:  # fmt: skip
    current = kept.account_named(connection, account.login)
    return enter(connection, door, caller, current, now, is_strong=is_strong, how=how)
