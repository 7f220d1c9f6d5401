"""An operator ends accounts, lets them in again, and says who they are elsewhere: each act stands in the audit chain, in
the transaction of the act itself. All raise ``NotFound`` for a login that nobody has.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection

from geo.audit import Asker, Seen
from geo.store import Store
from geo.store import accounts as kept
from geo.store.audit import append
from geo.store.sessions import end_sessions

Done = TypeVar("Done")


def disable(store: Store, asker: Asker, login: str, now: dt.datetime) -> None:
    """Nobody signs in any more; sessions, tokens and links end."""
    _done(store, asker, login, "disable", lambda connection, number: kept.set_disabled(connection, number, now))


def enable(store: Store, asker: Asker, login: str) -> None:
    """A disabled account may sign in again."""
    _done(store, asker, login, "enable", lambda connection, number: kept.set_disabled(connection, number, None))


def reset_totp(store: Store, asker: Asker, login: str) -> None:
    """The second factor is forgotten; sessions and tokens end."""
    _done(store, asker, login, "reset second factor", kept.reset_totp)


def sign_out(store: Store, asker: Asker, login: str) -> int:
    """Every session ends; how many there were."""
    return _done(store, asker, login, "sign out", end_sessions)


def connect(store: Store, asker: Asker, login: str, issuer: str | None, subject: str | None) -> None:
    """A provider's subject signs in as this account, or nobody (None). The chain does not hold the subject: it is a
    person's name elsewhere.
    """

    def act(connection: Connection, number: int) -> None:
        kept.connect_subject(connection, number, issuer, subject)

    _done(store, asker, login, "disconnect" if subject is None else f"connect at {issuer}", act)


def _done(store: Store, asker: Asker, login: str, told: str, act: Callable[[Connection, int], Done]) -> Done:
    with store.writing() as connection:
        account = kept.account_named(connection, login)
        done = act(connection, account.id)
        append(connection, asker, [Seen("grant", "account", account.id, told)])
    return done
