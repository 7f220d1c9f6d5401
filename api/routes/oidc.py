"""To the provider of identities and back: two addresses that browsers visit, not programs."""

from __future__ import annotations

import datetime as dt
import logging
from typing import Annotated, Final
from urllib.parse import quote

import orjson
from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from api.deps import Running, Service
from api.links import absolute
from api.oidc import PROVIDER_REFUSED, Identity
from api.sign_in_answers import set_cookies
from api.who import cookie_name
from geo.accounts import BY_ADDRESS, BY_WAY
from geo.errors import JingweiError, Message, NotFound, Unauthenticated
from geo.flows.sign_in import Entered, count_try, enter, network_of
from geo.store.accounts import account_with_subject
from geo.store.sign_in_attempts import give_back

router = APIRouter(include_in_schema=False)
logger = logging.getLogger("jingwei.oidc")

WAY_COOKIE: Final = "jingwei-oidc"
WAY_S: Final = 600
"""How long somebody may be at the provider."""
LONGEST: Final = 4096

OIDC_OFF = Message(
    "oidc-off",
    zh="没有配置统一身份认证",
    en="no provider of identities is configured",
    remedy_zh="请用密码登录",
    remedy_en="sign in with a password",
)
Given = Annotated[str, Query(max_length=LONGEST)]


@router.get("/oidc/start")
def start(request: Request, service: Running) -> Response:
    """Send the browser to the provider, with what it must bring back in a sealed cookie of ten minutes."""
    _require(service, request)
    begun = service.oidc.begin(absolute(request, "/oidc/callback"))
    sealed = service.who.door.key.sealed(
        "way to a provider",
        orjson.dumps({"state": begun.state, "nonce": begun.nonce, "verifier": begun.verifier}).decode(),
    )
    answer = _to(begun.address)
    is_secure = service.who.is_secure(request)
    answer.set_cookie(
        cookie_name(WAY_COOKIE, is_secure), sealed, WAY_S, path="/", secure=is_secure, httponly=True, samesite="lax"
    )
    return answer


@router.get("/oidc/callback")
def callback(request: Request, service: Running, state: Given = "", code: Given = "") -> Response:
    """The browser is back: it is signed in where an operator has connected the subject to an account, else told why not."""
    _require(service, request)
    is_secure = service.who.is_secure(request)
    name = cookie_name(WAY_COOKIE, is_secure)
    try:
        begun = _taken(service, request, request.cookies.get(name, ""))
        if not code:
            raise Unauthenticated(PROVIDER_REFUSED, reason="code")
        identity = service.oidc.finish(absolute(request, "/oidc/callback"), begun, state, code)
        answer = _entered(request, service, identity)
    except JingweiError as error:
        logger.warning("nobody was signed in by the provider: %s", error)
        answer = _to("/sign-in#refused=1")
    answer.delete_cookie(name, path="/", secure=is_secure, httponly=True, samesite="lax")
    return answer


def _taken(service: Service, request: Request, sealed: str) -> dict[str, str]:
    """The way that this browser began, which is taken once. Raises ``Unauthenticated`` for none, and ``TooOften``."""
    door, now = service.who.door, dt.datetime.now(dt.UTC)
    address = network_of(service.who.caller(request).address)
    count_try(door, {door.key.mark("try", "address", address): BY_ADDRESS}, now)
    opened = door.key.opened("way to a provider", sealed, WAY_S)
    if opened is None:
        raise Unauthenticated(PROVIDER_REFUSED, reason="way")
    begun: dict[str, str] = orjson.loads(opened)
    count_try(door, {door.key.mark("way", begun["state"]): BY_WAY}, now)
    return begun


def _entered(request: Request, service: Service, identity: Identity) -> Response:
    with service.store.writing() as connection:
        now = dt.datetime.now(dt.UTC)
        address = network_of(service.who.caller(request).address)
        give_back(connection, {service.who.door.key.mark("try", "address", address): BY_ADDRESS}, now)
        account = account_with_subject(connection, service.settings.oidc_issuer, identity.subject)
        if account is None:
            return _to(f"/sign-in#unknown={quote(identity.subject, safe='')}")
        entered: Entered = enter(
            connection, service.who.door, service.who.caller(request), account, now,
            is_strong=identity.is_strong, how="provider",
        )  # fmt: skip
    answer = _to("/sign-in#entered=1")
    set_cookies(answer, entered, is_secure=service.who.is_secure(request))
    return answer


def _require(service: Service, request: Request) -> None:
    if not service.settings.oidc_issuer:
        raise NotFound(OIDC_OFF)
    service.who.require_safe_way(request)


def _to(address: str) -> Response:
    return RedirectResponse(address, 303, {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"})
