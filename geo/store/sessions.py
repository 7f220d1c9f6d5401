"""Who is signed in: sessions of browsers and tokens of programs. Only hashes of their secrets are kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, insert, or_, select, update

from geo.errors import LimitExceeded, Message, NotFound
from geo.store.account_tables import ACCOUNT, ACCOUNT_SESSION, ACCOUNT_TOKEN
from geo.store.accounts import Account

TOKENS_MOST = 50

TOKEN_UNKNOWN = Message(
    "token-unknown",
    zh="没有编号为 {got} 的令牌",
    en="there is no token {got}",
    remedy_zh="请在令牌列表中选择",
    remedy_en="choose one from the list of your tokens",
)
TOKENS_FULL = Message(
    "too-many-tokens",
    zh="一个账号最多有 {limit} 个令牌",
    en="an account has at most {limit} tokens",
    remedy_zh="请先删除不用的令牌",
    remedy_en="delete those that are not used",
)


@dataclass(frozen=True, slots=True)
class AccountSession:
    """A browser that is signed in, from ``made_at`` to ``ends_at`` at the latest; ``is_strong``: with a second factor."""

    digest: str
    account_id: int
    is_strong: bool
    made_at: dt.datetime
    used_at: dt.datetime
    ends_at: dt.datetime


@dataclass(frozen=True, slots=True)
class AccountToken:
    """A program's key to an account, narrowed to ``roles``. ``id`` is the store's: 0 until it has given one."""

    account_id: int
    name: str
    digest: str
    roles: Sequence[str]
    is_strong: bool
    made_at: dt.datetime
    ends_at: dt.datetime
    used_at: dt.datetime | None = None
    id: int = 0


def begin_session(connection: Connection, session: AccountSession) -> None:
    """Keep a new session; those that have ended are gone."""
    connection.execute(delete(ACCOUNT_SESSION).where(ACCOUNT_SESSION.c.ends_at <= session.made_at))
    values = {column.name: getattr(session, column.name) for column in ACCOUNT_SESSION.c}
    connection.execute(insert(ACCOUNT_SESSION).values(values))


def session_of(
    connection: Connection, digest: str, now: dt.datetime, idle: dt.timedelta
) -> tuple[AccountSession, Account] | None:
    """A session that holds, with its account; None for one that has ended, was left idle, or whose account is disabled."""
    held = (
        ACCOUNT_SESSION.c.digest == digest, ACCOUNT_SESSION.c.ends_at > now,
        ACCOUNT_SESSION.c.used_at > now - idle, ACCOUNT.c.disabled_at.is_(None),
    )  # fmt: skip
    query = select(ACCOUNT_SESSION, ACCOUNT).join(ACCOUNT, ACCOUNT.c.id == ACCOUNT_SESSION.c.account_id).where(*held)
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    size = len(ACCOUNT_SESSION.c)
    session = AccountSession(**dict(zip(ACCOUNT_SESSION.c.keys(), row[:size], strict=True)))
    return session, Account(**dict(zip(ACCOUNT.c.keys(), row[size:], strict=True)))


def touch_session(connection: Connection, digest: str, now: dt.datetime) -> None:
    """The session was used; one that is gone meanwhile stays gone."""
    held = (ACCOUNT_SESSION.c.digest == digest) & (ACCOUNT_SESSION.c.used_at < now)
    connection.execute(update(ACCOUNT_SESSION).where(held).values(used_at=now))


def end_session(connection: Connection, digest: str) -> None:
    """Sign out here; nothing to do is fine."""
    connection.execute(delete(ACCOUNT_SESSION).where(ACCOUNT_SESSION.c.digest == digest))


def end_sessions(connection: Connection, account_id: int, but: str | None = None) -> int:
    """Sign an account out everywhere, ``but`` where that digest is; the answer is how many sessions ended."""
    query = delete(ACCOUNT_SESSION).where(ACCOUNT_SESSION.c.account_id == account_id)
    if but is not None:
        query = query.where(ACCOUNT_SESSION.c.digest != but)
    return connection.execute(query).rowcount


def add_token(connection: Connection, token: AccountToken) -> int:
    """Keep a token; those of the account that have ended are gone. Raises ``LimitExceeded`` beyond ``TOKENS_MOST``."""
    column = ACCOUNT_TOKEN.c
    connection.execute(
        delete(ACCOUNT_TOKEN).where(column.account_id == token.account_id, column.ends_at <= token.made_at)
    )
    count = connection.scalar(select(func.count()).where(column.account_id == token.account_id)) or 0
    if count >= TOKENS_MOST:
        raise LimitExceeded(TOKENS_FULL, limit=TOKENS_MOST)
    values = {one.name: getattr(token, one.name) for one in column if one.name != "id"} | {"roles": list(token.roles)}
    return int(connection.execute(insert(ACCOUNT_TOKEN).values(values).returning(column.id)).scalar_one())


def tokens_of(connection: Connection, account_id: int) -> list[AccountToken]:
    """The tokens of an account in the order in which they were made."""
    query = select(ACCOUNT_TOKEN).where(ACCOUNT_TOKEN.c.account_id == account_id).order_by(ACCOUNT_TOKEN.c.id)
    return [AccountToken(**row) for row in connection.execute(query).mappings()]


def token_of(connection: Connection, digest: str, now: dt.datetime) -> tuple[AccountToken, Account] | None:
    """A token that holds, with its account; None for one that has ended or whose account is disabled."""
    held = (ACCOUNT_TOKEN.c.digest == digest, ACCOUNT_TOKEN.c.ends_at > now, ACCOUNT.c.disabled_at.is_(None))
    query = select(ACCOUNT_TOKEN, ACCOUNT).join(ACCOUNT, ACCOUNT.c.id == ACCOUNT_TOKEN.c.account_id).where(*held)
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    size = len(ACCOUNT_TOKEN.c)
    token = AccountToken(**dict(zip(ACCOUNT_TOKEN.c.keys(), row[:size], strict=True)))
    return token, Account(**dict(zip(ACCOUNT.c.keys(), row[size:], strict=True)))


def touch_token(connection: Connection, number: int, now: dt.datetime) -> None:
    """The token was used."""
    column = ACCOUNT_TOKEN.c
    held = (column.id == number) & or_(column.used_at.is_(None), column.used_at < now)
    connection.execute(update(ACCOUNT_TOKEN).where(held).values(used_at=now))


def delete_token(connection: Connection, account_id: int, number: int) -> None:
    """End a token of an account; raises ``NotFound`` for one that is not there or is somebody else's."""
    gone = 0
    if 0 < number < 1 << 63:
        held = (ACCOUNT_TOKEN.c.id == number) & (ACCOUNT_TOKEN.c.account_id == account_id)
        gone = connection.execute(delete(ACCOUNT_TOKEN).where(held)).rowcount
    if not gone:
        raise NotFound(TOKEN_UNKNOWN, got=number)
