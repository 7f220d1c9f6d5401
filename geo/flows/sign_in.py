"""Somebody signs in: the try is counted, the password is checked, then the second factor, then a session begins.

Whoever fails learns nothing: an unknown login, one without password, a disabled one and a wrong password take the same
work and get the same words.
"""

from __future__ import annotations

import datetime as dt
import hmac
import ipaddress
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import Connection

from geo.accounts import (
    BY_ACCOUNT,
    BY_ADDRESS,
    BY_BROWSER,
    BY_CODE,
    BY_PAIR,
    Bucket,
    Passwords,
    digest_of_secret,
    folded_login,
    new_secret,
    spoken_code,
)
from geo.accounts.totp import DIGITS, step_of
from geo.audit import Asker, Seen
from geo.errors import Message, TooOften, Unauthenticated
from geo.files.service_key import ServiceKey
from geo.store import Store
from geo.store import accounts as kept
from geo.store.audit import append
from geo.store.code_tries import count_code_try
from geo.store.sessions import AccountSession, begin_session, end_session
from geo.store.sign_in_attempts import give_back, take_try

BROWSER_DAYS: Final = 180

SIGN_IN_FAILED = Message(
    "sign-in-failed",
    zh="登录失败：登录名、密码或验证码不对，或账号不能登录",
    en="not signed in: login, password or code is wrong, or the account cannot sign in",
    remedy_zh="请再试一次；忘记密码请向管理员要设置链接",
    remedy_en="try again; if the password is lost, ask the operator for a set-up link",
)
CODE_NEEDED = Message(
    "totp-needed",
    zh="还需要验证器中的 6 位动态验证码",
    en="the six digits of your authenticator are needed as well",
    remedy_zh="请输入动态验证码，或一个恢复码",
    remedy_en="enter them, or one of your recovery codes",
)
TOO_MANY_TRIES = Message(
    "too-many-attempts",
    zh="尝试次数太多，请等待 {wait_s} 秒",
    en="too many tries; wait {wait_s} seconds",
    remedy_zh="等待后再试，账号不会被锁死",
    remedy_en="try again after that; the account is not locked",
)


@dataclass(frozen=True, slots=True)
class Door:
    """What every flow of signing in needs: where accounts are kept, the deployment's key, how passwords are checked, and
    how long a session may last.
    """

    store: Store
    key: ServiceKey = field(repr=False)
    passwords: Passwords
    session: dt.timedelta


@dataclass(frozen=True, slots=True)
class Caller:
    """From where it is tried: the client's address, and what the browser brought from an earlier time, if anything."""

    address: str
    browser: str | None = field(default=None, repr=False)
    session: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Entered:
    """Somebody is in: the account, the session, and the secrets that go to the browser and nowhere else."""

    account: kept.Account
    session: AccountSession
    secret: str = field(repr=False)
    browser: str = field(repr=False)


def sign_in(door: Door, caller: Caller, login: str, password: str, code: str | None, now: dt.datetime) -> Entered:
    """A session for whoever shows login, password and, where the account has one, a second factor.

    Raises ``TooOften`` with the wait, ``Unauthenticated`` with ``SIGN_IN_FAILED`` or ``CODE_NEEDED``. The session that
    the browser had before ends: no session is ever raised to another account or strength.
    """
    login = folded_login(login)
    buckets = buckets_for(door.key, caller, login)
    count_try(door, buckets, now)
    with door.store.looking() as connection:
        account = kept.account_with_login(connection, login)
    if account is None or account.disabled_at is not None:
        door.passwords.agrees(None, password)
        raise Unauthenticated(SIGN_IN_FAILED)
    if not door.passwords.agrees(account.password, password):
        raise Unauthenticated(SIGN_IN_FAILED)
    if account.totp_key is not None:
        if not code:
            with door.store.writing() as connection:
                # not to the address: else whoever knows passwords could test them there without end
                give_back(connection, {key: one for key, one in buckets.items() if one is not BY_ADDRESS}, now)
            raise Unauthenticated(CODE_NEEDED)
        check_code(door, caller, account, code, now)
    assert account.password is not None, "its hash agreed"
    renewed = door.passwords.hashed(password) if door.passwords.outdated(account.password) else None
    with door.store.writing() as connection:
        give_back(connection, buckets, now)
        has_code = account.totp_key is not None
        how = "password and code" if has_code else "password"
        entered = enter(connection, door, caller, account, now, is_strong=has_code, how=how)
        if renewed is not None:
            kept.renew_hash(connection, account.id, account.password, renewed)
        return entered


def enter(
    connection: Connection, door: Door, caller: Caller, account: kept.Account, now: dt.datetime, *, is_strong: bool, how: str
) -> Entered:  # fmt: skip
    """Begin a session with a secret of its own, and end the one that the browser had; ``how`` somebody came in is
    written down with it.

    Raises ``Unauthenticated`` where the account was disabled, or its password or second factor changed, meanwhile.
    """
    current = kept.account_with_login(connection, account.login)
    if current is None or current.disabled_at is not None or _proofs(current) != _proofs(account):
        raise Unauthenticated(SIGN_IN_FAILED)
    if caller.session is not None:
        end_session(connection, digest_of_secret(caller.session))
    secret = new_secret()
    session = AccountSession(digest_of_secret(secret), account.id, is_strong, now, now, now + door.session)
    begin_session(connection, session)
    note_entry(connection, account, how)
    return Entered(account, session, secret, _mark_for(door.key, caller, current, is_strong=is_strong))


def note_entry(connection: Connection, account: kept.Account, how: str) -> None:
    """Write down that somebody came in as an account, or showed a wrong code; from where is not kept."""
    append(connection, itself(account), [Seen("enter", "account", account.id, how)])


def itself(account: kept.Account) -> Asker:
    """An account that acts for itself, as the audit chain keeps it."""
    return Asker(str(account.id), "", "access")


def _proofs(account: kept.Account) -> tuple[str | None, str | None]:
    return account.password, account.totp_key


def check_code(door: Door, caller: Caller, account: kept.Account, code: str, now: dt.datetime) -> None:
    """Take a code of the phone, or a recovery code; each works once. Raises ``Unauthenticated`` and ``TooOften``.

    A browser that has shown a code of this very key before has tries of its own: whoever knows the password does not keep
    the owner out there. What others try is counted, for the owner to be told.
    """
    is_known = _showed_code(door.key, caller, account)
    by = (caller.browser or "",) if is_known else ()
    buckets = {door.key.mark("try", "code", account.login, *by): BY_CODE}
    count_try(door, buckets, now)
    said = spoken_code(unicodedata.normalize("NFKC", code))
    with door.store.writing() as connection:
        if len(said) == DIGITS:
            key = door.key.opened("second factor", account.totp_key or "")
            step = None if key is None else step_of(key, said, now.timestamp())
            taken = step is not None and kept.take_totp_step(connection, account.id, step)
        else:
            taken = kept.take_recovery_code(connection, account.id, digest_of_secret(said))
        if taken:
            give_back(connection, buckets, now)
        else:
            note_entry(connection, account, "wrong code")
            if not is_known:
                count_code_try(connection, account.id, now)
    if not taken:
        raise Unauthenticated(SIGN_IN_FAILED)


def count_try(door: Door, buckets: Mapping[str, Bucket], now: dt.datetime) -> None:
    """Count a try before it is made; raises ``TooOften``."""
    with door.store.writing() as connection:
        wait = take_try(connection, buckets, now)
    if wait > 0:
        raise TooOften(TOO_MANY_TRIES, wait_s=int(wait) + 1)


def buckets_for(key: ServiceKey, caller: Caller, login: str) -> dict[str, Bucket]:
    """Which counts a try for this login fills. A browser in which the account has signed in before has one of its own."""
    if _knows(key, caller, login):
        return {key.mark("try", "browser", caller.browser or ""): BY_BROWSER}
    address = network_of(caller.address)
    return {
        key.mark("try", "address", address): BY_ADDRESS,
        key.mark("try", "pair", address, login): BY_PAIR,
        key.mark("try", "account", login): BY_ACCOUNT,
    }


def network_of(address: str) -> str:
    """What counts as one place: an IPv4 address, or the 64 bits of an IPv6 network, which one customer has."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((int(found) >> 64 << 64, 64)))
    return str(found)


def browser_mark(key: ServiceKey, account: kept.Account, *, is_strong: bool) -> str:
    """What a browser keeps after an account has signed in there; it opens nothing. Its third part says that a code of the
    second factor that holds was shown there: others must not get one, or each would come with tries of its own.
    """
    nonce = new_secret()
    parts = [nonce, key.mark("browser", nonce, account.login)]
    if is_strong and account.totp_key is not None:
        parts.append(key.mark("code", nonce, account.login, account.totp_key))
    return ".".join(parts)


def _mark_for(key: ServiceKey, caller: Caller, account: kept.Account, *, is_strong: bool) -> str:
    """The mark that the browser brought, where it says all that there is to say; else a new one."""
    is_enough = _showed_code(key, caller, account) if is_strong else _knows(key, caller, account.login)
    if is_enough and caller.browser is not None:
        return caller.browser
    return browser_mark(key, account, is_strong=is_strong)


def _knows(key: ServiceKey, caller: Caller, login: str) -> bool:
    nonce, mark, _ = _parts(caller)
    return hmac.compare_digest(mark.encode(), key.mark("browser", nonce, login).encode())


def _showed_code(key: ServiceKey, caller: Caller, account: kept.Account) -> bool:
    if account.totp_key is None:
        return False
    nonce, _, mark = _parts(caller)
    return hmac.compare_digest(mark.encode(), key.mark("code", nonce, account.login, account.totp_key).encode())


def _parts(caller: Caller) -> tuple[str, str, str]:
    nonce, _, rest = (caller.browser or "").partition(".")
    mark, _, code = rest.partition(".")
    return nonce, mark, code
