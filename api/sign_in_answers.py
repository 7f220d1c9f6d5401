"""What signing in answers: who one is and what one may, and the cookies that keep it."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

import numpy as np
from starlette.requests import Request
from starlette.responses import Response

from api.answers import live_answer
from api.deps import Service
from api.who import BROWSER_COOKIE, SESSION_COOKIE, Asker, cookie_name
from geo.errors import Message, Unauthenticated
from geo.flows.sign_in import BROWSER_DAYS, Entered
from geo.layers.vocabulary import ROLES
from geo.rights import Grant
from geo.store.code_tries import code_tries
from geo.store.sessions import AccountSession

DAY_S: Final = 86_400

SESSION_NEEDED = Message(
    "sign-in-needed",
    zh="请先登录",
    en="sign in first",
    remedy_zh="在 /sign-in 登录；个人令牌不能更改账号",
    remedy_en="do so at /sign-in; personal tokens change no account",
)


def session_document(request: Request, service: Service, asker: Asker | None) -> dict[str, Any]:
    """Who asks, as /session tells it."""
    trusted = asker is None and service.who.trusts(request)
    grants = [] if asker is None else [_grant(service, one) for one in sorted(asker.grants, key=_order)]
    roles = [choice.value for choice in ROLES] if trusted else sorted({one["role"] for one in grants})
    if trusted:
        grants = [{"role": role, "layer": None, "id": None, "code": None, "name": None} for role in roles]
    settings = service.settings
    safe = service.who.is_secure(request) or settings.sign_in_over_http
    account = None if asker is None else asker.account
    tried = None if asker is None else _codes_tried(service, asker)
    return {
        "account": None if account is None else {"id": account.id, "login": account.login, "name": account.name},
        "roles": roles,
        "grants": grants,
        "staff": bool(roles),
        "trusted_local": trusted,
        "expires_at": None if asker is None else instant(asker.ends_at),
        "has_password": account is not None and account.password is not None,
        "totp": "off" if asker is None else asker.totp,
        "codes_tried": None if tried is None else {"count": tried[0], "at": instant(tried[1])},
        "code_needed": asker is not None and asker.code_needed,
        "ways": {
            "password": safe,
            "oidc": {"label": settings.oidc_label} if settings.oidc_issuer and safe else None,
        },
    }


def _codes_tried(service: Service, asker: Asker) -> tuple[int, dt.datetime] | None:
    """What an account's owner is told of others that know the password; not those others, nor programs."""
    if asker.session is None or asker.code_needed:
        return None
    with service.store.looking() as connection:
        return code_tries(connection, asker.account.id, dt.datetime.now(dt.UTC))


def entered_answer(
    request: Request, service: Service, entered: Entered, more: dict[str, Any] | None = None, status: int = 200
) -> Response:
    """The answer to whoever is in now, with the session's cookie. ``more`` takes the place of the session's document."""
    if more is None:
        more = session_document(request, service, service.who.asker_of(entered.account, entered.session))
    answer = live_answer(more, status)
    set_cookies(answer, entered, is_secure=service.who.is_secure(request))
    return answer


def set_cookies(answer: Response, entered: Entered, *, is_secure: bool) -> None:
    """The session's cookie ends with the browser or the session; the browser's mark stays, and opens nothing."""
    age_s = int((entered.session.ends_at - entered.session.made_at).total_seconds())
    for name, value, most_s in (
        (SESSION_COOKIE, entered.secret, age_s),
        (BROWSER_COOKIE, entered.browser, BROWSER_DAYS * DAY_S),
    ):
        answer.set_cookie(
            cookie_name(name, is_secure), value, most_s, path="/", secure=is_secure, httponly=True, samesite="lax"
        )


def forget_session(answer: Response, *, is_secure: bool) -> None:
    """Take the session's cookie away."""
    answer.delete_cookie(
        cookie_name(SESSION_COOKIE, is_secure), path="/", secure=is_secure, httponly=True, samesite="lax"
    )


def signed_in(service: Service, request: Request) -> Asker:
    """Who asks by a session; raises ``Unauthenticated`` for the public and for programs with tokens."""
    asker = service.who.asker(request)
    if asker is None or asker.session is None:
        raise Unauthenticated(SESSION_NEEDED)
    return asker


def session_held(asker: Asker) -> AccountSession:
    """The session of somebody who asks by one."""
    assert asker.session is not None, "signed_in lets in no other"
    return asker.session


def instant(moment: dt.datetime) -> str:
    """A moment as documents write it."""
    return moment.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _order(one: Grant) -> tuple[str, str, int]:
    return one.role, one.layer or "", one.area or 0


def _grant(service: Service, one: Grant) -> dict[str, Any]:
    document = {"role": one.role, "layer": one.layer, "id": one.area, "code": None, "name": None}
    if one.layer is None or one.area is None:
        return document
    areas = service.views.at().city[one.layer]
    at = int(np.searchsorted(areas.ids, one.area))
    if at < len(areas.ids) and areas.ids[at] == one.area:  # an area that has gone keeps its number alone
        document |= {name: areas.columns[name][at] for name in ("code", "name")}
    return document
