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
from api.incident_query import moment_of
from api.links import absolute
from api.open311 import (
    FORMATS,
    MOST,
    SPAN,
    answer,
    discovery,
    error_answer,
    request_document,
    service_document,
)
from geo.address.matching import Matcher
from geo.columns import is_one_of
from geo.errors import BadInput, Forbidden, JingweiError, Language, Message, NotFound
from geo.flows.incident_orders import checked_client_id
from geo.flows.report_incident import Report, report_incident
from geo.incidents import ENDS, known_to_all, middle_of, spots_of
from geo.snapshot import City
from geo.store import SYSTEM
from geo.store.incident_desk import INCIDENT_UNKNOWN, Row, rows_of

router = APIRouter(tags=["open311"])

PERSONAL: Final = ("email", "device_id", "account_id", "first_name", "last_name", "phone", "media_url")
"""Arguments that are taken and left unread."""
POSTED: Final = (
    "api_key", "jurisdiction_id", "service_code", "lat", "long", "address_string", "address_id", "description", *PERSONAL,
)  # fmt: skip
ASKED: Final = ("jurisdiction_id", "api_key")
FILTERS: Final = ("service_request_id", "service_code", "start_date", "end_date", "status")
URLENCODED: Final = "application/x-www-form-urlencoded"

KEY_INVALID = Message(
    "open311-key-invalid",
    zh="缺少 api_key，或 api_key 无效",
    en="the api_key is missing or invalid",
    remedy_zh="请向本服务的管理员申请密钥（设置 JINGWEI_OPEN311_KEYS）",
    remedy_en="ask the operator for a key (the setting JINGWEI_OPEN311_KEYS)",
)
LOCATION_MISSING = Message(
    "open311-location-missing",
    zh="缺少位置",
    en="the location is missing",
    remedy_zh="请给出 lat 和 long，或 address_string，或 address_id",
    remedy_en="give lat and long, or address_string, or address_id",
)
ADDRESS_UNPLACED = Message(
    "open311-address-unplaced",
    zh="无法确定地址“{got}”是哪一栋楼",
    en="the address {got!r} does not name one building",
    remedy_zh="请写得完整些（小区、楼号），或给出 lat 和 long",
    remedy_en="say more (estate, building), or give lat and long",
)
SPAN_TOO_LONG = Message(
    "open311-span-too-long",
    zh="start_date 与 end_date 相差超过 {days} 天",
    en="start_date and end_date are more than {days} days apart",
    remedy_zh="请分段查询",
    remedy_en="ask in several goes",
)
TOKEN_UNKNOWN = Message("open311-token-unknown", zh="没有令牌“{got}”", en="there is no token {got!r}")
FORMAT_UNKNOWN = Message(
    "open311-format-unknown",
    zh="没有格式“{got}”",
    en="there is no format {got!r}",
    remedy_zh="可用：xml、json",
    remedy_en="use xml or json",
)
FORM_WANTED = Message(
    "open311-form-wanted",
    zh="请求体应为 {expected}，收到的是“{got}”",
    en="the body is {got!r}; expected {expected}",
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
            given = await _form(request)
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
        rows = _shown_rows(service, city, given.get("api_key"))
        if ids is not None:
            rows = rows[np.isin(city.layer("incident").ids[rows], ids)]
        else:
            rows = _filtered(service, city, rows, given, dt.datetime.now(dt.UTC))
        return "service_requests", _documents(service, city, rows, language)

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
        rows = _shown_rows(service, city, request.query_params.get("api_key"))
        rows = rows[np.isin(city.layer("incident").ids[rows], _asked_ids(number))]
        if not len(rows):
            raise NotFound(INCIDENT_UNKNOWN, got=number)
        return "service_requests", _documents(service, city, rows, language)

    return _told(kind, language, make)


def _told(kind: str, language: Language, make: Callable[[], tuple[str, Any]], status: int = 200) -> Response:
    """What ``make`` gives, or its error, in the format that was asked for."""
    try:
        if kind not in FORMATS:
            raise NotFound(FORMAT_UNKNOWN, got=kind)
        return answer(kind, *make(), status)
    except JingweiError as error:
        return error_answer(kind if kind in FORMATS else "xml", error, language)


async def _form(request: Request) -> Mapping[str, str]:
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type != URLENCODED:
        raise BadInput(FORM_WANTED, got=content_type, expected=URLENCODED)
    given: dict[str, str] = {}
    async with request.form(max_files=0, max_fields=100) as form:
        for name, value in (*form.multi_items(), *request.query_params.multi_items()):
            if name.startswith("attribute["):
                continue
            if name not in POSTED:
                raise params.unknown(name, POSTED)
            if name in given:
                raise BadInput(params.PARAMETER_TWICE, got=name)
            given[name] = str(value)
    return {name: text for name, text in given.items() if text.strip()}


def _posted(service: Service, given: Mapping[str, str], idempotency: str | None, language: Language) -> tuple[str, Any]:
    if service.open311.keys.name_of(given.get("api_key")) is None:
        raise Forbidden(KEY_INVALID)
    if "service_code" not in given:
        raise BadInput(params.PARAMETER_MISSING, name="service_code", expected="GET services")
    category = service.rules.by_code(given["service_code"])
    now = dt.datetime.now(dt.UTC)
    lon, lat, building = _location(service, given)
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


def _location(service: Service, given: Mapping[str, str]) -> tuple[float | None, float | None, int | None]:
    """lon, lat and building: coordinates win over an address, an address's id over its words."""
    if "lat" in given or "long" in given:
        lat = params.number("lat", given.get("lat"), -90, 90)
        return params.number("long", given.get("long"), -180, 180), lat, None
    city = service.views.at().city
    buildings = city.layer("building")
    if "address_id" in given:
        rows = np.flatnonzero(buildings.columns["code"] == given["address_id"])
        if len(rows) != 1:
            raise BadInput(ADDRESS_UNPLACED, got=given["address_id"])
        return None, None, int(buildings.ids[rows[0]])
    if "address_string" in given:
        found = Matcher(service.books.at(city)).candidates(given["address_string"])
        if len(found.rows) != 1 or found.doubt is not None:
            raise BadInput(ADDRESS_UNPLACED, got=given["address_string"])
        return None, None, int(buildings.ids[found.rows[0]])
    raise BadInput(LOCATION_MISSING)


def _client_id(key: str) -> str:
    return checked_client_id(f"open311:{key}")


def _asked_ids(text: str) -> list[int]:
    return [params.integer("service_request_id", part.strip()) for part in text.split(",")]


def _shown_rows(service: Service, city: City, key: str | None) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Whoever may post may also see how far requests are that nobody has looked at yet."""
    posts = service.open311.keys.name_of(key) is not None
    return np.flatnonzero(known_to_all(city.layer("incident"), service.rules.public_ids, unseen=posts))


def _filtered(
    service: Service, city: City, rows: np.ndarray[Any, np.dtype[np.int64]], given: Mapping[str, str], now: dt.datetime
) -> np.ndarray[Any, np.dtype[np.int64]]:
    columns = city.layer("incident").columns
    since, until = _span(given, now)
    reported = columns["reported_at"][rows]
    keep = (reported >= since) & (reported <= until)
    if "service_code" in given:
        wanted = [service.rules.by_code(code.strip()).id for code in given["service_code"].split(",")]
        keep &= is_one_of(columns["category"][rows], wanted)
    if "status" in given:
        asked = {params.one_of("status", one.strip(), ("open", "closed")) for one in given["status"].split(",")}
        closed = is_one_of(columns["state"][rows], ENDS)
        keep &= (closed & ("closed" in asked)) | (~closed & ("open" in asked))
    rows = rows[keep]
    newest = np.argsort(-columns["reported_at"][rows].astype(np.int64), kind="stable")
    return rows[newest][:MOST]


def _span(given: Mapping[str, str], now: dt.datetime) -> tuple[np.datetime64, np.datetime64]:
    """From when to when: 90 days at most, the latest where nothing is said."""
    since, until = moment_of("start_date", given.get("start_date")), moment_of("end_date", given.get("end_date"))
    days = np.timedelta64(SPAN)
    if until is None:
        latest = np.datetime64(now.replace(tzinfo=None), "us")
        until = latest if since is None else min(since + days, latest)
    if since is None:
        since = until - days
    if until - since > days:
        raise BadInput(SPAN_TOO_LONG, days=SPAN.days)
    return since, until


def _documents(
    service: Service, city: City, rows: np.ndarray[Any, np.dtype[np.int64]], language: Language
) -> list[dict[str, Any]]:
    incidents = city.layer("incident")
    ids = incidents.ids[rows].tolist()
    # the public has no incidents of its own: what a request document says of one is public whoever asks
    store = service.store.acting(SYSTEM)
    found: dict[int, Row] = {row["id"]: row for row in rows_of(store.read("incident", ids=ids))}
    touched = store.incidents_touched_at(ids)
    spots = dict(zip(ids, spots_of(city, incidents, rows), strict=True))
    middles = {spot: middle_of(city, spot) for spot in set(spots.values())}
    return [
        request_document(
            found[thing], service.rules, touched.get(thing) or found[thing]["reported_at"],
            _address(city, found[thing]["grid_id"]), middles[spots[thing]], language,
        )
        for thing in ids
        if thing in found
    ]  # fmt: skip


def _address(city: City, grid: int | None) -> str | None:
    """The grid and its areas, from the smallest to the largest: as close as the public may know it."""
    if grid is None:
        return None
    grids = city.layer("grid")
    row = int(grids.rows_of(np.array([grid], np.int64))[0])
    if row < 0:
        return None
    names = [grids.value(row, "name"), *(one.name for one in reversed(city.ancestors("grid", grid)))]
    return "，".join(str(name) for name in names if name)
