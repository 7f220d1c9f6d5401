"""Open311 GeoReport v2: other systems list the kinds of requests, post one, and read how far they are.

Only reports of the public and of hotlines in public categories are shown, when staff has registered them (before that to
whoever may post). Of them is told what is public, and where they are by a point of the estate, else the grid: the same
whoever asks. Personal arguments (names, e-mail, telephone, device and account) are neither read nor kept; ``media_url``
is not fetched.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Final

import numpy as np
from fastapi import APIRouter, Path, Request, Response
from fastapi.concurrency import run_in_threadpool

from api import params
from api.deps import Reader, Running, Service
from api.incident_forms import whole_body
from api.links import absolute
from api.open311 import (
    FORMATS,
    answer,
    discovery,
    error_answer,
    service_document,
)
from api.open311_given import POSTED, URLENCODED, place_of, posted_form
from api.open311_shown import documents, filtered, shown_rows
from geo.errors import BadInput, Forbidden, JingweiError, Language, Message, NotFound
from geo.flows.incident_orders import checked_client_id
from geo.flows.report_incident import Report, report_incident
from geo.store.incident_desk import INCIDENT_UNKNOWN

router = APIRouter(tags=["open311"])

ASKED: Final = ("jurisdiction_id", "api_key")
FILTERS: Final = ("service_request_id", "service_code", "start_date", "end_date", "status")

KEY_INVALID = Message(
    "open311-key-invalid",
    zh="缺少 api_key，或 api_key 无效",
    en="the api_key is missing or invalid",
    remedy_zh="请向本服务的管理员申请密钥（设置 JINGWEI_OPEN311_KEYS）",
    remedy_en="ask the operator for a key (the setting JINGWEI_OPEN311_KEYS)",
)
TOKEN_UNKNOWN = Message("open311-token-unknown", zh="没有令牌“{got}”", en="there is no token {got!r}")
FORMAT_UNKNOWN = Message(
    "open311-format-unknown",
    zh="没有格式“{got}”",
    en="there is no format {got!r}",
    remedy_zh="可用：xml、json",
    remedy_en="use xml or json",
)

Kind = Annotated[str, Path(description="xml or json")]
ANSWERS: dict[int | str, dict[str, Any]] = {200: {"content": {"text/xml": {}, "application/json": {}}}}
FORM: Final = {
    "requestBody": {
        "required": True,
        "content": {
            URLENCODED: {
                "schema": {
                    "type": "object",
                    "required": ["api_key", "service_code"],
                    "properties": {name: {"type": "string"} for name in POSTED},
                }
            }
        },
    }
}


@router.get(
    "/open311/discovery.{kind}",
    operation_id="open311_discovery",
    summary="Open311: where the interface is",
    responses=ANSWERS,
    response_class=Response,
)
@router.get(
    "/open311/v2/discovery.{kind}",
    operation_id="open311_v2_discovery",
    summary="Open311: where the interface is",
    responses=ANSWERS,
    response_class=Response,
)
def find(request: Request, service: Running, language: Reader, kind: Kind) -> Response:
    """Service discovery."""
    return _told(kind, language, lambda: ("discovery", discovery(absolute(request, ""), service.open311)))


@router.get(
    "/open311/v2/services.{kind}",
    operation_id="open311_services",
    summary="Open311: the kinds of requests",
    responses=ANSWERS,
    response_class=Response,
)
def services(request: Request, service: Running, language: Reader, kind: Kind) -> Response:
    """GET Service List."""

    def make() -> tuple[str, Any]:
        params.only(request.query_params, ASKED)
        return "services", [service_document(one, language) for one in service.rules.categories.values()]

    return _told(kind, language, make)


@router.get(
    "/open311/v2/services/{code}.{kind}",
    operation_id="open311_service",
    summary="Open311: what a kind of request asks for",
    responses=ANSWERS,
    response_class=Response,
)
def service_definition(request: Request, service: Running, language: Reader, code: str, kind: Kind) -> Response:
    """GET Service Definition: no kind has attributes of its own."""

    def make() -> tuple[str, Any]:
        params.only(request.query_params, ASKED)
        return "service_definition", {"service_code": service.rules.by_code(code).code, "attributes": []}

    return _told(kind, language, make)


@router.post(
    "/open311/v2/requests.{kind}",
    operation_id="open311_post",
    summary="Open311: make a request",
    status_code=201,
    responses={201: ANSWERS[200]},
    response_class=Response,
    openapi_extra=FORM,
)
async def post(request: Request, service: Running, language: Reader, kind: Kind) -> Response:
    """POST Service Request. With the header ``Idempotency-Key`` (8 to 60 letters, digits, . _ : -) a request that is sent
    again is stored once, and the key is its token.
    """
    try:
        with whole_body():
            given = await posted_form(request)
        key = request.headers.get("idempotency-key")
        return await run_in_threadpool(_told, kind, language, lambda: _posted(service, given, key, language), 201)
    except JingweiError as error:
        return error_answer(kind if kind in FORMATS else "xml", error, language)


@router.get(
    "/open311/v2/tokens/{token}.{kind}",
    operation_id="open311_token",
    summary="Open311: the request of a token",
    responses=ANSWERS,
    response_class=Response,
)
def token(request: Request, service: Running, language: Reader, token: str, kind: Kind) -> Response:
    """GET service_request_id from a token: requests get their id at once, so the only tokens are idempotency keys."""

    def make() -> tuple[str, Any]:
        params.only(request.query_params, ASKED)
        found = service.store.incident_receipt(_client_id(token))
        if found is None:
            raise NotFound(TOKEN_UNKNOWN, got=token)
        return "service_requests", [{"service_request_id": str(found.incident_ids[0]), "token": token}]

    return _told(kind, language, make)


@router.get(
    "/open311/v2/requests.{kind}",
    operation_id="open311_requests",
    summary="Open311: how far requests are",
    responses=ANSWERS,
    response_class=Response,
)
def requests(request: Request, service: Running, language: Reader, kind: Kind) -> Response:
    """GET Service Requests: the newest first, at most 1,000, of at most 90 days; by ids whenever they were made."""

    def make() -> tuple[str, Any]:
        params.only(request.query_params, (*ASKED, *FILTERS))
        given = {name: text for name, text in request.query_params.items() if text}
        city = service.views.at().city
        ids = _asked_ids(given["service_request_id"]) if "service_request_id" in given else None
        rows = shown_rows(service, city, given.get("api_key"))
        if ids is not None:
            rows = rows[np.isin(city.layer("incident").ids[rows], ids)]
        else:
            rows = filtered(service, city, rows, given, dt.datetime.now(dt.UTC))
        return "service_requests", documents(service, city, rows, language)

    return _told(kind, language, make)


@router.get(
    "/open311/v2/requests/{number}.{kind}",
    operation_id="open311_request",
    summary="Open311: how far a request is",
    responses=ANSWERS,
    response_class=Response,
)
def one_request(request: Request, service: Running, language: Reader, number: str, kind: Kind) -> Response:
    """GET Service Request: a list of one; a request that is not shown looks like one that is not there."""

    def make() -> tuple[str, Any]:
        params.only(request.query_params, ASKED)
        city = service.views.at().city
        rows = shown_rows(service, city, request.query_params.get("api_key"))
        rows = rows[np.isin(city.layer("incident").ids[rows], _asked_ids(number))]
        if not len(rows):
            raise NotFound(INCIDENT_UNKNOWN, got=number)
        return "service_requests", documents(service, city, rows, language)

    return _told(kind, language, make)


def _told(kind: str, language: Language, make: Callable[[], tuple[str, Any]], status: int = 200) -> Response:
    """What ``make`` gives, or its error, in the format that was asked for."""
    try:
        if kind not in FORMATS:
            raise NotFound(FORMAT_UNKNOWN, got=kind)
        return answer(kind, *make(), status)
    except JingweiError as error:
        return error_answer(kind if kind in FORMATS else "xml", error, language)


def _posted(service: Service, given: Mapping[str, str], idempotency: str | None, language: Language) -> tuple[str, Any]:
    if service.open311.keys.name_of(given.get("api_key")) is None:
        raise Forbidden(KEY_INVALID)
    if "service_code" not in given:
        raise BadInput(params.PARAMETER_MISSING, name="service_code", expected="GET services")
    category = service.rules.by_code(given["service_code"])
    now = dt.datetime.now(dt.UTC)
    lon, lat, building = place_of(service, given)
    client_id = _client_id(idempotency) if idempotency else f"open311:{uuid.uuid4()}"
    report = Report(
        client_id, category.id, given.get("description", ""), "pin" if building is None else "building", "public",
        lon, lat, building_id=building,
    )  # fmt: skip
    done = report_incident(service.store, service.city_on, service.rules, report, [], now)
    return "service_requests", [
        {"service_request_id": str(done.rows[0]["id"]), "service_notice": getattr(category.closing, language),
         "account_id": None}
    ]  # fmt: skip


def _client_id(key: str) -> str:
    return checked_client_id(f"open311:{key}")


def _asked_ids(text: str) -> list[int]:
    return [params.integer("service_request_id", part.strip()) for part in text.split(",")]
