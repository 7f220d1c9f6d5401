"""How many wrong codes came after a right password? For the owner of the account, who is told that somebody knows it."""

from __future__ import annotations

import datetime as dt
from typing import Final

from sqlalchemy import Column, Connection, ForeignKey, Table, delete, insert, select

from geo.store.tables import METADATA
from geo.store.types import WHOLE, Instant

CODE_TRIES_TOLD: Final = dt.timedelta(days=7)
"""For so long an account's owner is told that codes were tried."""

ACCOUNT_CODE_TRY = Table(
    "account_code_try",
    METADATA,
    Column("account_id", WHOLE, ForeignKey("account.id"), primary_key=True, autoincrement=False),
    Column("tries", WHOLE, nullable=False),
    Column("at", Instant, nullable=False),
)
"""Wrong codes that somebody who knows the password tried lately in a browser that the account does not know."""


def count_code_try(connection: Connection, account_id: int, now: dt.datetime) -> None:
    """A wrong code came after a right password, from a browser that the account does not know."""
    table = ACCOUNT_CODE_TRY
    before = code_tries(connection, account_id, now)
    connection.execute(delete(table).where(table.c.account_id == account_id))
    tries = 1 + (0 if before is None else before[0])
    connection.execute(insert(table).values(account_id=account_id, tries=tries, at=now))


def code_tries(connection: Connection, account_id: int, now: dt.datetime) -> tuple[int, dt.datetime] | None:
    """How many of them there were, and when the last one was; None where there was none within ``CODE_TRIES_TOLD``."""
    table = ACCOUNT_CODE_TRY
    held = (table.c.account_id == account_id, table.c.at > now - CODE_TRIES_TOLD)
    row = connection.execute(select(table.c.tries, table.c.at).where(*held)).one_or_none()
    return None if row is None else (int(row.tries), row.at)


def forget_code_tries(connection: Connection, account_id: int) -> None:
    """Another password answers them."""
    connection.execute(delete(ACCOUNT_CODE_TRY).where(ACCOUNT_CODE_TRY.c.account_id == account_id))
