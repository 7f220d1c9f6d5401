"""A program's key to an account is made and ended by its owner, who shows once more who that is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Final

from geo.accounts import digest_of_secret, new_secret
from geo.audit import Seen
from geo.errors import Message, Unauthenticated
from geo.flows.account_access import check_own_password
from geo.flows.sign_in import Caller, Door, check_code, itself
from geo.store import accounts as kept
from geo.store.audit import append
from geo.store.sessions import AccountSession, AccountToken, add_token, delete_token

FRESH: Final = dt.timedelta(minutes=10)
"""For so long a sign-in by a provider of identities is itself the proof of who sits there."""

SIGN_IN_AGAIN = Message(
    "sign-in-again",
    zh="请先重新登录",
    en="sign in again first",
    remedy_zh="此账号没有密码：登出后再登录一次，十分钟内即可操作",
    remedy_en="this account has no password: sign out and in again, and do it within ten minutes",
)


@dataclass(frozen=True, slots=True)
class Proof:
    """What somebody who is signed in shows once more: the password, or a code of the second factor."""

    password: str | None = field(default=None, repr=False)
    code: str | None = field(default=None, repr=False)


def check_proof(
    door: Door, caller: Caller, account: kept.Account, session: AccountSession, proof: Proof, now: dt.datetime
) -> None:
    """Raise ``Unauthenticated`` unless the session's owner sits there: a session that was stolen must not become more.

    A code counts where the account has a second factor; otherwise the password; an account with neither (a provider's)
    must have signed in within ``FRESH``. Raises ``TooOften``.
    """
    has_code = account.totp_key is not None
    if has_code and proof.code is not None:
        check_code(door, caller, account, proof.code, now)
    elif account.password is not None:
        check_own_password(door, caller, account, proof.password or "", now)
    elif has_code:
        check_code(door, caller, account, proof.code or "", now)
    elif now - session.made_at > FRESH:
        raise Unauthenticated(SIGN_IN_AGAIN)


def make_token(
    door: Door, account: kept.Account, session: AccountSession, name: str, roles: list[str], ends_at: dt.datetime,
    now: dt.datetime,
) -> tuple[int, AccountToken, str]:  # fmt: skip
    """The number, the token and its secret, which is nowhere else. Raises ``LimitExceeded``."""
    secret = new_secret()
    made = AccountToken(account.id, name, digest_of_secret(secret), sorted(set(roles)), session.is_strong, now, ends_at)
    with door.store.writing() as connection:
        number = add_token(connection, made)
        told = f"token {number}: {','.join(made.roles)} until {ends_at.date()}"
        append(connection, itself(account), [Seen("grant", "account", account.id, told)])
    return number, made, secret


def end_token(door: Door, account: kept.Account, number: int) -> None:
    """The token works no more; raises ``NotFound`` for one that is not the account's."""
    with door.store.writing() as connection:
        delete_token(connection, account.id, number)
        append(connection, itself(account), [Seen("grant", "account", account.id, f"end token {number}")])
