"""Signing in and out, one's own password and second factor. For browsers: personal tokens change nothing here."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from fastapi import APIRouter, Depends, Request, Response

from api import params, schemas_session
from api.answers import live_answer
from api.deps import Running
from api.qr import qr_of
from api.schemas import ProblemDocument
from api.sign_in_answers import entered_answer, forget_session, session_document, session_held, signed_in
from geo.accounts.totp import address_of
from geo.flows import account_access
from geo.flows.account_tokens import Proof, check_proof
from geo.flows.sign_in import sign_in
from geo.store.sessions import end_session

router = APIRouter(tags=["account"])

TOTP_NAME: Final = "Jingwei"
PROBLEM: Final = {"model": ProblemDocument}
REFUSED: dict[int | str, dict[str, Any]] = {400: PROBLEM, 401: PROBLEM, 409: PROBLEM, 429: PROBLEM}
IN: dict[int | str, dict[str, Any]] = {200: {"model": schemas_session.SessionDocument}}


@router.get(
    "/session",
    operation_id="session",
    summary="Who asks, and what they may",
    dependencies=[Depends(params.no_parameters)],
    responses={**IN, 401: PROBLEM},
    response_class=Response,
)
def session(request: Request, service: Running) -> Response:
    """The public has no account, no roles and no grants."""
    return live_answer(session_document(request, service, service.who.asker(request)))


@router.post(
    "/session",
    operation_id="sign_in",
    summary="Sign in",
    dependencies=[Depends(params.no_parameters)],
    responses={**IN, **REFUSED},
    response_class=Response,
)
def begin(request: Request, service: Running, asked: schemas_session.SignIn) -> Response:
    """Every failure is answered alike; 429 says when it may be tried again."""
    who = service.who
    who.require_safe_way(request)
    now = dt.datetime.now(dt.UTC)
    entered = sign_in(who.door, who.caller(request), asked.login, asked.password, asked.code, now)
    return entered_answer(request, service, entered)


@router.delete(
    "/session",
    operation_id="sign_out",
    summary="Sign out in this browser",
    status_code=204,
    dependencies=[Depends(params.no_parameters)],
    response_class=Response,
)
def end(request: Request, service: Running) -> Response:
    """Whoever is not signed in is signed out already."""
    asker = service.who.asker(request)
    if asker is not None and asker.session is not None:
        with service.store.writing() as connection:
            end_session(connection, asker.session.digest)
    return _out(request, service)


@router.delete(
    "/sessions",
    operation_id="sign_out_everywhere",
    summary="Sign out in every browser, and end every token",
    status_code=204,
    dependencies=[Depends(params.no_parameters)],
    responses={401: PROBLEM},
    response_class=Response,
)
def end_all(request: Request, service: Running) -> Response:
    """Tokens of programs end as well: whoever took a session may have made one."""
    account_access.sign_out_everywhere(service.store, signed_in(service, request).account)
    return _out(request, service)


@router.post(
    "/setup",
    operation_id="set_up_account",
    summary="Set a password with a one-time link",
    dependencies=[Depends(params.no_parameters)],
    responses={**IN, **REFUSED},
    response_class=Response,
)
def set_up(request: Request, service: Running, asked: schemas_session.Setup) -> Response:
    """The link's secret stands behind the # of its address and comes here in the body, once."""
    who = service.who
    who.require_safe_way(request)
    now = dt.datetime.now(dt.UTC)
    entered = account_access.set_up(who.door, who.caller(request), asked.secret, asked.password, now)
    return entered_answer(request, service, entered)


@router.post(
    "/session/password",
    operation_id="change_password",
    summary="Choose another password",
    dependencies=[Depends(params.no_parameters)],
    responses={**IN, **REFUSED},
    response_class=Response,
)
def change_password(request: Request, service: Running, asked: schemas_session.NewPassword) -> Response:
    """Every other session ends."""
    who, asker = service.who, signed_in(service, request)
    who.require_safe_way(request)
    assert asker.session is not None, "signed in by it"
    entered = account_access.change_password(
        who.door, who.caller(request), asker.account, asker.session, asked.password, asked.new, dt.datetime.now(dt.UTC)
    )
    return entered_answer(request, service, entered)


@router.post(
    "/session/totp",
    operation_id="second_factor",
    summary="Begin, confirm or show a second factor",
    dependencies=[Depends(params.no_parameters)],
    responses={
        200: {"model": schemas_session.TotpBegun | schemas_session.TotpConfirmed | schemas_session.SessionDocument},
        **REFUSED,
    },
    response_class=Response,
)
def second_factor(request: Request, service: Running, asked: schemas_session.SecondFactor) -> Response:
    """Without ``code`` a key is made, for whoever shows the password once more; its first code confirms it; where one is on, a code raises this session."""
    who, asker = service.who, signed_in(service, request)
    who.require_safe_way(request)
    door, caller, account, now = who.door, who.caller(request), asker.account, dt.datetime.now(dt.UTC)
    if asked.code is None:
        check_proof(door, caller, account, session_held(asker), Proof(asked.password), now)
        key = account_access.begin_totp(door, account)
        address = address_of(key, account.login, TOTP_NAME)
        return live_answer({"key": key, "address": address, "qr": qr_of(address)})
    if asker.code_needed:
        return entered_answer(request, service, account_access.strengthen(door, caller, account, asked.code, now))
    made = account_access.confirm_totp(door, caller, account, asked.code, now)
    return entered_answer(request, service, made.entered, {"recovery_codes": made.recovery})


def _out(request: Request, service: Running) -> Response:
    answer = Response(status_code=204, headers={"Cache-Control": "no-store"})
    forget_session(answer, is_secure=service.who.is_secure(request))
    return answer
