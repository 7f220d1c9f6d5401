"""Personal tokens: keys for QGIS and programs, made and deleted by their owner in a browser."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request, Response
from pydantic import WithJsonSchema

from api import params, schemas_session
from api.answers import live_answer
from api.deps import Running
from api.links import link
from api.schemas import ProblemDocument
from api.sign_in_answers import instant, session_held, signed_in
from geo.errors import BadInput, Message
from geo.flows import account_tokens
from geo.flows.account_tokens import Proof, check_proof
from geo.store.sessions import AccountToken, tokens_of

router = APIRouter(tags=["account"])

REFUSED: dict[int | str, dict[str, Any]] = {
    400: {"model": ProblemDocument},
    401: {"model": ProblemDocument},
    413: {"model": ProblemDocument},
}
Number = Annotated[str, Path(description="The token's number"), WithJsonSchema({"type": "integer"})]

TOKEN_ROLES = Message(
    "token-roles",
    zh="令牌不能有您没有的角色“{got}”",
    en="a token cannot have the role {got!r}, which you do not have",
    remedy_zh="您现在的角色：{expected}",
    remedy_en="your roles are now: {expected}",
)
TOKEN_DAYS = Message(
    "token-days",
    zh="令牌最多有效 {limit} 天",
    en="a token lasts {limit} days at most",
)


@router.get(
    "/tokens",
    operation_id="tokens",
    summary="My tokens, without their secrets",
    dependencies=[Depends(params.no_parameters)],
    responses={200: {"model": schemas_session.Tokens}, 401: {"model": ProblemDocument}},
    response_class=Response,
)
def tokens(request: Request, service: Running) -> Response:
    """In the order in which they were made; those that have ended are still told."""
    asker = signed_in(service, request)
    with service.store.looking() as connection:
        mine = tokens_of(connection, asker.account.id)
    return live_answer(
        {
            "tokens": [_document(one) for one in mine],
            "days_most": service.settings.token_days,
            "links": [link(request, "self", "/tokens")],
        }
    )


@router.post(
    "/tokens",
    operation_id="make_token",
    summary="Make a token",
    status_code=201,
    dependencies=[Depends(params.no_parameters)],
    responses={201: {"model": schemas_session.MadeToken}, **REFUSED},
    response_class=Response,
)
def make_token(request: Request, service: Running, asked: schemas_session.NewToken) -> Response:
    """Its secret is in this answer and nowhere else. It sees what its roles see of what you see, as long as you do.

    It outlives the session: so its owner shows the password, or a code, once more.
    """
    asker = signed_in(service, request)
    service.who.require_safe_way(request)
    mine = sorted({one.role for one in asker.grants})
    for role in asked.roles:
        if role not in mine:
            raise BadInput(TOKEN_ROLES, got=role, expected=", ".join(mine) or "–")
    if asked.days > service.settings.token_days:
        raise BadInput(TOKEN_DAYS, limit=service.settings.token_days)
    now, door = dt.datetime.now(dt.UTC), service.who.door
    account, session = asker.account, session_held(asker)
    check_proof(door, service.who.caller(request), account, session, Proof(asked.password, asked.code), now)
    ends_at = now + dt.timedelta(days=asked.days)
    number, made, secret = account_tokens.make_token(door, account, session, asked.name, asked.roles, ends_at, now)
    return live_answer(_document(made) | {"id": number, "secret": secret}, 201)


@router.delete(
    "/tokens/{number}",
    operation_id="delete_token",
    summary="Delete a token",
    status_code=204,
    dependencies=[Depends(params.no_parameters)],
    responses={401: {"model": ProblemDocument}, 404: {"model": ProblemDocument}},
    response_class=Response,
)
def end_token(request: Request, service: Running, number: Number) -> Response:
    """It works no more at once."""
    asker = signed_in(service, request)
    account_tokens.end_token(service.who.door, asker.account, params.integer("number", number))
    return Response(status_code=204, headers={"Cache-Control": "no-store"})


def _document(one: AccountToken) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "roles": list(one.roles),
        "made_at": instant(one.made_at),
        "used_at": None if one.used_at is None else instant(one.used_at),
        "ends_at": instant(one.ends_at),
    }
