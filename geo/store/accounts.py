"""Accounts: who may sign in and with what, one-time links, second factors. Secrets come here as hashes or encrypted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, delete, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from geo.accounts import folded_login, granted
from geo.errors import Conflict, Message, NotFound
from geo.rights import Grant
from geo.store.account_tables import ACCOUNT, ACCOUNT_SESSION, ACCOUNT_TOKEN, RECOVERY_CODE, SETUP_LINK
from geo.store.tables import TABLES

ACCOUNT_UNKNOWN = Message(
    "account-unknown",
    zh="没有登录名为“{got}”的账号",
    en="there is no account {got!r}",
    remedy_zh="`jingwei admin accounts` 列出全部账号；`jingwei admin link` 建立账号",
    remedy_en="`jingwei admin accounts` lists them all; `jingwei admin link` makes one",
    asked=True,
)
SUBJECT_TAKEN = Message(
    "subject-taken",
    zh="身份“{got}”已连接到另一个账号",
    en="the identity {got!r} belongs to another account",
    remedy_zh="请先解除那个账号的连接",
    remedy_en="take it from that account first",
    asked=True,
)


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may sign in. ``password`` is a hash; ``totp_key`` and ``totp_pending`` are encrypted; None: not set."""

    id: int
    login: str
    name: str
    password: str | None = field(repr=False)
    totp_key: str | None = field(repr=False)
    totp_pending: str | None = field(repr=False)
    totp_step: int | None
    issuer: str | None
    subject: str | None
    made_at: dt.datetime
    disabled_at: dt.datetime | None


def make_account(connection: Connection, login: str, name: str, at: dt.datetime) -> Account:
    """The account of a login; it is made, without any way to sign in yet, where there is none."""
    login = folded_login(login)
    try:
        with connection.begin_nested():
            connection.execute(insert(ACCOUNT).values(login=login, name=name, made_at=at))
    except IntegrityError:
        if name:
            connection.execute(update(ACCOUNT).where(ACCOUNT.c.login == login).values(name=name))
    return account_named(connection, login)


def account_with_login(connection: Connection, login: str) -> Account | None:
    """The account of a login, or None."""
    return _account(connection, login=folded_login(login))


def account_named(connection: Connection, login: str) -> Account:
    """The account of a login; raises ``NotFound``."""
    found = account_with_login(connection, login)
    if found is None:
        raise NotFound(ACCOUNT_UNKNOWN, got=login)
    return found


def account_with_subject(connection: Connection, issuer: str, subject: str) -> Account | None:
    """The account that a provider's subject was connected to, or None."""
    return _account(connection, issuer=issuer, subject=subject)


def accounts(connection: Connection) -> list[Account]:
    """All accounts in the order in which they were made."""
    return [Account(**row) for row in connection.execute(select(ACCOUNT).order_by(ACCOUNT.c.id)).mappings()]


def set_password(connection: Connection, account_id: int, hashed: str) -> None:
    """Keep the hash of a new password; links that could set another one are gone."""
    _set(connection, account_id, password=hashed)
    connection.execute(delete(SETUP_LINK).where(SETUP_LINK.c.account_id == account_id))


def renew_hash(connection: Connection, account_id: int, before: str, after: str) -> None:
    """Keep the same password at another cost, unless it was changed meanwhile."""
    held = (ACCOUNT.c.id == account_id) & (ACCOUNT.c.password == before)
    connection.execute(update(ACCOUNT).where(held).values(password=after))


def set_disabled(connection: Connection, account_id: int, at: dt.datetime | None) -> None:
    """Nobody signs in any more from a moment on, or again (None). Sessions, tokens and links end with it."""
    _set(connection, account_id, disabled_at=at)
    if at is not None:
        end_access(connection, account_id)


def end_access(connection: Connection, account_id: int) -> None:
    """End every session, token and link of an account."""
    for table in (ACCOUNT_SESSION, ACCOUNT_TOKEN, SETUP_LINK):
        connection.execute(delete(table).where(table.c.account_id == account_id))


def connect_subject(connection: Connection, account_id: int, issuer: str | None, subject: str | None) -> None:
    """Let a provider's subject sign in as this account, or nobody (None); raises ``Conflict`` for one that another has."""
    try:
        with connection.begin_nested():
            _set(connection, account_id, issuer=issuer, subject=subject)
    except IntegrityError as error:
        raise Conflict(SUBJECT_TAKEN, got=subject) from error


# ── one-time links ───────────────────────────────────────────────────────────────────────────────────────────────


def make_link(connection: Connection, account_id: int, digest: str, at: dt.datetime, ends_at: dt.datetime) -> None:
    """Keep a link; those before it, and all that have ended, are gone."""
    old = or_(SETUP_LINK.c.account_id == account_id, SETUP_LINK.c.ends_at <= at)
    connection.execute(delete(SETUP_LINK).where(old))
    values = {"digest": digest, "account_id": account_id, "made_at": at, "ends_at": ends_at}
    connection.execute(insert(SETUP_LINK).values(values))


def account_of_link(connection: Connection, digest: str, at: dt.datetime) -> Account | None:
    """Whose link it is, without using it; None for one that is none, was used, or has ended, and for disabled accounts."""
    query = select(ACCOUNT).join(SETUP_LINK, SETUP_LINK.c.account_id == ACCOUNT.c.id)
    query = query.where(SETUP_LINK.c.digest == digest, SETUP_LINK.c.ends_at > at, ACCOUNT.c.disabled_at.is_(None))
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else Account(**row)


def take_link(connection: Connection, digest: str, at: dt.datetime) -> bool:
    """Use a link; of two at once one gets it, and the other False."""
    held = (SETUP_LINK.c.digest == digest) & (SETUP_LINK.c.ends_at > at)
    return connection.execute(delete(SETUP_LINK).where(held)).rowcount == 1


# ── the second factor ────────────────────────────────────────────────────────────────────────────────────────────


def begin_totp(connection: Connection, account_id: int, encrypted: str) -> None:
    """Keep a key that counts once its first code has come."""
    _set(connection, account_id, totp_pending=encrypted)


def confirm_totp(connection: Connection, account: Account, step: int, digests: Sequence[str]) -> bool:
    """The pending key counts from now on, with these recovery codes; False where another one was begun or confirmed
    meanwhile.
    """
    held = (
        (ACCOUNT.c.id == account.id) & (ACCOUNT.c.totp_pending == account.totp_pending) & ACCOUNT.c.totp_key.is_(None)
    )
    values = {"totp_key": account.totp_pending, "totp_pending": None, "totp_step": step}
    if connection.execute(update(ACCOUNT).where(held).values(values)).rowcount != 1:
        return False
    connection.execute(delete(RECOVERY_CODE).where(RECOVERY_CODE.c.account_id == account.id))
    connection.execute(insert(RECOVERY_CODE), [{"account_id": account.id, "digest": digest} for digest in digests])
    return True


def take_totp_step(connection: Connection, account_id: int, step: int) -> bool:
    """Use the code of a step; a step that was used, or one before it, is refused: of two at once one gets it."""
    later = or_(ACCOUNT.c.totp_step.is_(None), ACCOUNT.c.totp_step < step)
    return (
        connection.execute(update(ACCOUNT).where(ACCOUNT.c.id == account_id, later).values(totp_step=step)).rowcount
        == 1
    )


def take_recovery_code(connection: Connection, account_id: int, digest: str) -> bool:
    """Use a recovery code; it works once."""
    held = (RECOVERY_CODE.c.account_id == account_id) & (RECOVERY_CODE.c.digest == digest)
    return connection.execute(delete(RECOVERY_CODE).where(held)).rowcount == 1


def reset_totp(connection: Connection, account_id: int) -> None:
    """Forget the second factor and its codes; sessions and tokens that rest on it end."""
    _set(connection, account_id, totp_key=None, totp_pending=None, totp_step=None)
    for table in (RECOVERY_CODE, ACCOUNT_SESSION, ACCOUNT_TOKEN):
        connection.execute(delete(table).where(table.c.account_id == account_id))


# ── what an account may do ───────────────────────────────────────────────────────────────────────────────────────


def assigned_to(connection: Connection, login: str, day: dt.date) -> frozenset[Grant]:
    """The roles over areas that the layer ``assignment`` gives a login on a day, as a reading as of that day has them. Rows without a known area give nothing."""
    column = TABLES["assignment"].c
    query = select(column.role, column.area_layer, column.area_id).where(
        column.account == login, column.valid_from <= day,
        or_(column.valid_to.is_(None), column.valid_to > day),
    )  # fmt: skip
    found = (granted(role, layer, area) for role, layer, area in connection.execute(query))
    return frozenset(one for one in found if one is not None)


def waiting_for(connection: Connection, login: str, day: dt.date) -> list[str]:
    """The roles over areas that the layer gives a login from a day on, or later, in the order of their numbers."""
    column = TABLES["assignment"].c
    query = select(column.role, column.area_layer, column.area_id).where(
        column.account == folded_login(login), column.version_to.is_(None),
        or_(column.valid_to.is_(None), column.valid_to > day),
    ).order_by(column.id)  # fmt: skip
    return [f"{role} {layer}/{area}" for role, layer, area in connection.execute(query)]


def _account(connection: Connection, **values: str) -> Account | None:
    query = select(ACCOUNT).filter_by(**values)
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else Account(**row)


def _set(connection: Connection, account_id: int, **values: object) -> None:
    connection.execute(update(ACCOUNT).where(ACCOUNT.c.id == account_id).values(**values))
