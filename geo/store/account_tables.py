"""The tables of accounts: who may sign in, by what, and what was tried."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, ForeignKey, Identity, Index, Table, Text

from geo.store.tables import METADATA
from geo.store.types import DOCUMENT, WHOLE, Instant

ACCESS_MARK = Table(
    "access_mark",
    METADATA,
    Column("one", WHOLE, primary_key=True, autoincrement=False),
    Column("mark", Text, nullable=False),
)
"""One row: random text that is another one after each write that may decide who comes in (accounts, sessions, tokens,
assignments), whoever makes it; only that a session or token was used leaves it.
"""

ACCOUNT = Table(
    "account",
    METADATA,
    Column("id", WHOLE, Identity(), primary_key=True),
    Column("login", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("password", Text),
    Column("totp_key", Text),
    Column("totp_pending", Text),
    Column("totp_step", WHOLE),
    Column("issuer", Text),
    Column("subject", Text),
    Column("made_at", Instant, nullable=False),
    Column("disabled_at", Instant),
    # who signs in under a login; assignments name it
    Index("account_login", "login", unique=True),
    # whom a provider of identities means
    Index("account_subject", "issuer", "subject", unique=True),
)
"""Who may sign in. ``password`` is its argon2id hash; ``totp_key`` and the one that is not confirmed yet are encrypted with
the key of the data folder; ``totp_step`` is the last step whose code was taken. Rows are never deleted.
"""

ACCOUNT_SESSION = Table(
    "account_session",
    METADATA,
    Column("digest", Text, primary_key=True),
    Column("account_id", WHOLE, ForeignKey("account.id"), nullable=False),
    Column("is_strong", Boolean, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("used_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    # the sessions of an account: it signs out everywhere
    Index("account_session_account", "account_id"),
)
"""Who has signed in with a browser: the hash of what its cookie holds. ``is_strong``: with a second factor."""

ACCOUNT_TOKEN = Table(
    "account_token",
    METADATA,
    Column("id", WHOLE, Identity(), primary_key=True),
    Column("account_id", WHOLE, ForeignKey("account.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("roles", DOCUMENT, nullable=False),
    Column("is_strong", Boolean, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("used_at", Instant),
    Column("ends_at", Instant, nullable=False),
    # whose token it is
    Index("account_token_digest", "digest", unique=True),
    # the tokens of an account
    Index("account_token_account", "account_id"),
)
"""Personal tokens of programs: their hashes, and the roles to which they are narrowed."""

SETUP_LINK = Table(
    "setup_link",
    METADATA,
    Column("digest", Text, primary_key=True),
    Column("account_id", WHOLE, ForeignKey("account.id"), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    # the link of an account: a new one takes the place of those before it
    Index("setup_link_account", "account_id"),
)
"""One-time links with which a password is set, as hashes; a used one is gone."""

RECOVERY_CODE = Table(
    "recovery_code",
    METADATA,
    Column("account_id", WHOLE, ForeignKey("account.id"), primary_key=True),
    Column("digest", Text, primary_key=True),
)
"""Codes that stand in for the phone, as hashes; a used one is gone."""

SIGN_IN_ATTEMPT = Table(
    "sign_in_attempt",
    METADATA,
    Column("key", Text, primary_key=True),
    Column("tries", Float(53), nullable=False),
    Column("at", Instant, nullable=False),
    # what has long drained
    Index("sign_in_attempt_at", "at"),
)
"""How often it was tried lately, by account, address and known browser; the keys are hashes that only this service makes."""
