"""Who sends this request? A browser by its cookie, a program by a personal token; otherwise nobody, who is the public."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hmac
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Literal, cast

from sqlalchemy import Connection
from starlette.requests import HTTPConnection

from api.known_askers import Known, KnownAskers
from api.settings import Settings, host_name, is_loopback
from geo.accounts import Passwords, digest_of_secret, needs_second_factor
from geo.clock import china_today
from geo.errors import JingweiError, Message, Unauthenticated
from geo.files.service_key import ServiceKey, service_key
from geo.flows.sign_in import Caller, Door
from geo.rights import Grant
from geo.store import SYSTEM, Store
from geo.store.accounts import Account, assigned_to
from geo.store.sessions import AccountSession, AccountToken, session_of, token_of, touch_session, touch_token

logger = logging.getLogger("jingwei.who")

SESSION_COOKIE: Final = "jingwei"
BROWSER_COOKIE: Final = "jingwei-browser"
HOST_PREFIX: Final = "__Host-"
"""A cookie of this name is taken by browsers from this very host alone, over HTTPS (or loopback), for all its paths."""
FOUND: Final = "jingwei.asker"
"""Where a request keeps who it is, so that it is looked up once."""
ACCOUNT_HEADER: Final = "jingwei-account"
"""In whose name a client means to ask: the number of an account."""
PASSED_ON: Final = frozenset({"forwarded", "via", "x-real-ip", "true-client-ip", "x-client-ip", "x-original-host"})
PASSED_ON_BY: Final = ("x-forwarded-", "cf-", "x-envoy-")
"""Headers by which proxies say that a request was passed on."""
TOUCHED_EVERY_S: Final = 60.0

TOKEN_INVALID = Message(
    "token-invalid",
    zh="令牌无效：不存在、已过期或已删除",
    en="this token does not work: it is unknown, has ended, or was deleted",
    remedy_zh="请在账号菜单中新建令牌；用户名填登录名，密码填令牌",
    remedy_en="make a new one in the account menu; the user is your login, the password is the token",
)
NEEDS_HTTPS = Message(
    "https-needed",
    zh="只能通过 HTTPS 登录",
    en="signing in needs HTTPS",
    remedy_zh="请用 https:// 打开；管理员：在反向代理上配置 HTTPS 并传递 X-Forwarded-Proto，或设置 JINGWEI_SIGN_IN_OVER_HTTP",
    remedy_en="open the page by https://; operators: put HTTPS in front and pass X-Forwarded-Proto, or set "
    "JINGWEI_SIGN_IN_OVER_HTTP",
)

OTHER_ACCOUNT = Message(
    "other-account",
    zh="写下它的账号现在没有登录",
    en="the account that wrote this is not signed in now",
    remedy_zh="请用该账号登录，之后会自动发送",
    remedy_en="sign in with that account; it is sent then",
)

SecondFactor = Literal["off", "required", "on"]
Reading = Callable[[Connection], tuple[AccountSession | AccountToken, Account] | None]


@dataclass(frozen=True, slots=True)
class Asker:
    """Somebody who is signed in. ``grants`` are those that count: none while a second factor is missing."""

    account: Account
    grants: frozenset[Grant]
    totp: SecondFactor
    is_strong: bool
    ends_at: dt.datetime
    session: AccountSession | None = field(default=None, repr=False)
    token: int | None = None

    @property
    def code_needed(self) -> bool:
        """Whether this session counts for nothing until a code of the second factor is shown."""
        return self.totp == "on" and not self.is_strong


class Who:
    """Finds who asks, for one service; safe to share between threads. Nothing is read before the first request."""

    def __init__(self, settings: Settings, store: Store) -> None:
        self._settings = settings
        self._store = store.acting(SYSTEM)  # who asks is found out here: nobody is known before
        self._level = settings.second_factor_from
        self._idle = dt.timedelta(seconds=settings.session_idle_s)
        self._passwords = Passwords(settings.password_memory_kib)
        self._key: ServiceKey | None = None
        self._askers = KnownAskers()
        self._touches = Touches(store, min(TOUCHED_EVERY_S, settings.session_idle_s / 10))

    @property
    def door(self) -> Door:
        """What the flows of signing in need."""
        if self._key is None:
            self._key = service_key(self._settings.data)
        return Door(self._store, self._key, self._passwords, dt.timedelta(seconds=self._settings.session_s))

    def asker(self, connection: HTTPConnection, access: str | None = None) -> Asker | None:
        """Who sends a request; None for the public. A cookie that is no longer good is no cookie. ``access`` is the access
        mark of the store, where it has just been read.

        Raises ``Unauthenticated`` for a token that does not work: a program must not be shown less without a word; and for
        a request that is meant to come from an account which is not the one that is signed in (``ACCOUNT_HEADER``): what
        waits on a phone must not be sent in another's name, nor as the public's, when the session has ended.
        """
        if FOUND not in connection.scope:
            connection.scope[FOUND] = self._found(connection, access)
        found: Asker | None = connection.scope[FOUND]
        meant = connection.headers.get(ACCOUNT_HEADER)
        if meant is not None and (found is None or str(found.account.id) != meant):
            raise Unauthenticated(OTHER_ACCOUNT)
        return found

    def recognised(self, connection: HTTPConnection) -> Asker | None:
        """Who the sender of a request is by what holds now, without that being a use of the session; errors as ``asker``."""
        return self._found(connection, is_use=False)

    def asker_of(self, account: Account, session: AccountSession) -> Asker:
        """Who somebody is whose session has just begun."""
        with self._store.looking() as connection:
            assigned = assigned_to(connection, account.login, china_today())
        ends_at = min(session.ends_at, session.used_at + self._idle)
        return _asker(account, assigned, session.is_strong, ends_at, session=session, level=self._level)

    def caller(self, connection: HTTPConnection) -> Caller:
        """From where it is tried to sign in."""
        client = connection.scope.get("client")
        secure = self.is_secure(connection)
        return Caller(
            client[0] if client else "",
            connection.cookies.get(cookie_name(BROWSER_COOKIE, secure)),
            connection.cookies.get(cookie_name(SESSION_COOKIE, secure)),
        )

    def is_secure(self, connection: HTTPConnection) -> bool:
        """Whether nobody on the way can read what is sent: HTTPS, or this very machine."""
        return connection.scope["scheme"] == "https" or is_loopback(host_name(connection.headers.get("host", "")))

    def require_safe_way(self, connection: HTTPConnection) -> None:
        """Raise ``Unauthenticated`` where secrets would go over an open network, unless the deployer has allowed it."""
        if not self.is_secure(connection) and not self._settings.sign_in_over_http:
            raise Unauthenticated(NEEDS_HTTPS)

    def trusts(self, connection: HTTPConnection) -> bool:
        """Whether whoever sits at this machine is staff without signing in, and this request comes from there.

        A service that is asked under another name, or through a proxy that says so, is not asked from there. A proxy
        that says nothing (nginx with ``proxy_pass`` alone) cannot be told from whoever sits here.
        """
        if not self._settings.trust_local or not is_loopback(host_name(connection.headers.get("host", ""))):
            return False
        return not any(name in PASSED_ON or name.startswith(PASSED_ON_BY) for name in connection.headers)

    def _found(self, connection: HTTPConnection, access: str | None = None, *, is_use: bool = True) -> Asker | None:
        said = connection.headers.get("authorization")
        if said is not None:
            return self._by_token(connection, said, access)
        secret = connection.cookies.get(cookie_name(SESSION_COOKIE, self.is_secure(connection)))
        return None if secret is None else self._by_session(secret, access, is_use=is_use)

    def _by_session(self, secret: str, access: str | None, *, is_use: bool) -> Asker | None:
        now, digest = dt.datetime.now(dt.UTC), digest_of_secret(secret)
        known = self._known(digest, access, now, lambda reading: session_of(reading, digest, now, self._idle))
        if known is None:
            return None
        session = cast("AccountSession", known.key)
        if is_use:
            self._touches.used(digest, session.used_at, now, lambda writing: touch_session(writing, digest, now))
        ends_at = min(session.ends_at, now + self._idle)
        return _asker(known.account, known.grants, session.is_strong, ends_at, session=session, level=self._level)

    def _by_token(self, connection: HTTPConnection, said: str, access: str | None) -> Asker:
        self.require_safe_way(connection)
        login, secret = credentials(said)
        now, digest = dt.datetime.now(dt.UTC), digest_of_secret(secret or "")
        known = secret and self._known(digest, access, now, lambda reading: token_of(reading, digest, now))
        if not known or not (login is None or _same(login, known.account.login)):
            raise Unauthenticated(TOKEN_INVALID)
        token = cast("AccountToken", known.key)
        self._touches.used(digest, token.used_at, now, lambda writing: touch_token(writing, token.id, now))
        narrowed = frozenset(one for one in known.grants if one.role in token.roles)
        return _asker(known.account, narrowed, token.is_strong, token.ends_at, token=token.id, level=self._level)

    def _known(self, digest: str, access: str | None, now: dt.datetime, read: Reading) -> Known | None:
        """What the store says of a digest: from memory where nothing that decides it has changed since."""
        mark, day = self._store.access_mark() if access is None else access, china_today()
        known = self._askers.get(digest, mark, day)
        if known is not None and known.holds(now, self._idle):
            return known
        with self._store.looking() as connection:
            found = read(connection)
            if found is None:
                return None
            known = Known(mark, day, *found, assigned_to(connection, found[1].login, day))
        self._askers.keep(digest, known)
        return known


class Touches:
    """Notes when sessions and tokens were last used, now and then and behind the request: no reader waits for a writer."""

    def __init__(self, store: Store, every_s: float) -> None:
        self._store = store
        self._every = dt.timedelta(seconds=every_s)
        self._lock = threading.Lock()
        self._noted: dict[str, float] = {}
        self._waiting: dict[str, Callable[[Connection], None]] = {}
        self._writing = False

    def used(self, key: str, before: dt.datetime | None, now: dt.datetime, write: Callable[[Connection], None]) -> None:
        """Note a use, unless one was noted a moment ago."""
        if before is not None and now - before < self._every:
            return
        with self._lock:
            at_s = time.monotonic()
            if at_s - self._noted.get(key, -1e9) < self._every.total_seconds():
                return
            self._noted = {one: noted for one, noted in self._noted.items() if at_s - noted < 3600} | {key: at_s}
            self._waiting[key] = write
            if self._writing:
                return
            self._writing = True
        threading.Thread(target=self._write, name="touches", daemon=True).start()

    def _write(self) -> None:
        while True:
            with self._lock:
                waiting, self._waiting = list(self._waiting.values()), {}
                if not waiting:
                    self._writing = False
                    return
            try:
                with self._store.writing() as connection:
                    for write in waiting:
                        write(connection)
            except JingweiError as error:
                logger.warning("the use of sessions could not be noted: %s", error)


def _asker(
    account: Account,
    assigned: frozenset[Grant],
    is_strong: bool,
    ends_at: dt.datetime,
    session: AccountSession | None = None,
    token: int | None = None,
    *,
    level: str,
) -> Asker:
    """With the grants that count: those over areas of ``level`` or more only with a second factor shown."""
    needed = needs_second_factor(assigned, level)
    totp: SecondFactor = "on" if account.totp_key is not None else "required" if needed and not is_strong else "off"
    counts = is_strong or totp == "off"
    return Asker(account, assigned if counts else frozenset(), totp, is_strong, ends_at, session, token)


def cookie_name(name: str, is_secure: bool) -> str:
    """A cookie that is set over HTTPS is never read over plain HTTP, nor the other way round."""
    return HOST_PREFIX + name if is_secure else name


def credentials(said: str) -> tuple[str | None, str | None]:
    """Login (None: not said) and secret of an ``Authorization`` header; no secret for one that is neither Bearer nor Basic."""
    scheme, _, rest = said.partition(" ")
    if scheme.lower() == "bearer":
        return None, rest.strip()
    if scheme.lower() != "basic":
        return None, None
    try:
        login, colon, secret = base64.b64decode(rest.strip(), validate=True).decode("utf-8").partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None, None
    return (login, secret) if colon else (None, None)


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "surrogatepass"), other.encode("utf-8", "surrogatepass"))


def grants_of(request: HTTPConnection) -> Asker | None:
    """Who sends this request to its service; None for the public."""
    who: Who = request.app.state.service.who
    return who.asker(request)
