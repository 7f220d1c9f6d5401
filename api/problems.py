"""What a client is told when something goes wrong: RFC 9457 documents in the reader's language.

One table leads from the kind of error to the HTTP status. A client sees the sentences of ``geo.errors.Message`` only,
never the text of an exception that was not raised on purpose.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping
from typing import Any, Final

import orjson
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from geo.errors import (
    BadInput,
    Conflict,
    Forbidden,
    JingweiError,
    Language,
    LimitExceeded,
    Message,
    NotFound,
    TooOften,
    Unauthenticated,
    Unavailable,
)

logger = logging.getLogger("jingwei.problems")


class Stalled(BadInput):
    """The request's body stopped coming."""


MEDIA_TYPE: Final = "application/problem+json"

STATUS: Final[tuple[tuple[type[JingweiError], int], ...]] = (
    (Stalled, 408),
    (LimitExceeded, 413),
    (BadInput, 400),
    (Unauthenticated, 401),
    (TooOften, 429),
    (Forbidden, 403),
    (NotFound, 404),
    (Conflict, 409),
    (Unavailable, 503),
)

TITLES: Final[Mapping[int, tuple[str, str]]] = {
    400: ("请求有误", "Bad request"),
    401: ("没有登录", "Not signed in"),
    403: ("不允许", "Not allowed"),
    404: ("未找到", "Not found"),
    405: ("不支持该方法", "Method not allowed"),
    408: ("请求超时", "Request timed out"),
    409: ("与现有数据冲突", "Conflict with the stored data"),
    413: ("超过限制", "Over the limit"),
    414: ("地址过长", "Address too long"),
    415: ("不支持的内容类型", "Unsupported content type"),
    421: ("主机名不符", "Unknown host"),
    429: ("尝试太多", "Too many tries"),
    500: ("服务器内部错误", "Internal error"),
    503: ("暂时不可用", "Not available now"),
}

PATH_UNKNOWN = Message(
    "path-unknown",
    zh="没有这个地址：{got}",
    en="there is nothing at {got}",
    remedy_zh="全部地址见 /docs",
    remedy_en="every address is listed at /docs",
)
METHOD_NOT_ALLOWED = Message(
    "method-not-allowed",
    zh="该地址不支持 {got} 方法",
    en="this address does not answer {got}",
    remedy_zh="可用的方法：{expected}",
    remedy_en="use one of: {expected}",
)
REQUEST_INVALID = Message(
    "request-invalid",
    zh="请求中的 {name} 无效：“{got}”",
    en="{name} in the request cannot be {got!r}",
    remedy_zh="请求的写法见 /docs",
    remedy_en="see /docs for how to ask",
)
FIELD_MISSING = Message(
    "request-lacks",
    zh="请求缺少 {name}",
    en="the request lacks {name}",
    remedy_zh="请求的写法见 /docs",
    remedy_en="see /docs for how to ask",
)
IMPORTS_FULL: Final = "import-queue-full"
RETRY_AFTER_S: Final = 10
RETRIED: Final = frozenset(
    {
        IMPORTS_FULL,
        "siting-queue-full",
        "rerun-busy",
        "measure-queue-full",
        "too-many-job-listeners",
        "sign-in-busy",
        "oidc-busy",
    }
)
"""What is over after a while: the answer says when to ask again."""
TOLD_TO_CLIENTS: Final = RETRIED | {
    "audit-unavailable",
    "oidc-provider-away",
    "store-not-migrated",
    "too-many-listeners",
    "page-files-missing",
}
"""The reasons for being unavailable that say nothing about the machine."""

ASKING_FOR_TOKENS: Final = 'Basic realm="jingwei", charset="UTF-8", Bearer'
SECRETS: Final = frozenset({"password", "new", "secret", "code"})
"""Members of bodies whose values are never told again, not even to whoever sent them."""
HIDDEN: Final = "…"

STORE_AWAY = Message(
    "store-unavailable",
    zh="数据库暂时没有应答",
    en="the database does not answer at the moment",
    remedy_zh="请稍后再试；管理员可用 `jingwei doctor` 查看原因",
    remedy_en="try again later; the operator can see why with `jingwei doctor`",
)
INTERNAL = Message(
    "internal-error",
    zh="服务器内部错误，编号 {incident}",
    en="an internal error, number {incident}",
    remedy_zh="请把编号告诉管理员；日志中有同一编号的记录",
    remedy_en="tell the operator this number; the log has a record under it",
)


def status_of(error: JingweiError) -> int:
    """The HTTP status that answers a kind of error."""
    return next(status for kind, status in STATUS if isinstance(error, kind))


def reader_language(accept_language: str | None, default: Language = "zh") -> Language:
    """The language of this program that the reader likes best, by the header ``Accept-Language``.

    A missing or unreadable header, or one with neither language, gives the default; ``q=0`` refuses a language.
    """
    best: tuple[float, Language] | None = None
    for part in (accept_language or "")[:1000].split(","):
        tag, _, quality = part.strip().partition(";")
        primary = tag.strip().lower().partition("-")[0]
        try:
            weight = float(quality.strip().removeprefix("q=")) if quality.strip() else 1.0
        except ValueError:
            continue
        if 0 < weight <= 1 and (best is None or weight > best[0]):
            if primary == "zh":
                best = (weight, "zh")
            elif primary == "en":
                best = (weight, "en")
    return best[1] if best else default


def problem_document(
    status: int,
    message: Message,
    params: Mapping[str, Any],
    language: Language,
    more: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The body of an RFC 9457 answer; ``more`` are members that this kind of problem has beside the usual ones."""
    zh, en = TITLES[status]
    document: dict[str, Any] = {
        "type": f"urn:jingwei:problem:{message.code}",
        "title": zh if language == "zh" else en,
        "status": status,
        "code": message.code,
        "detail": message.text(language, params),
    }
    remedy = message.remedy(language, params, "form")
    return document | ({"remedy": remedy} if remedy else {}) | dict(more or {})


def problem_response(
    status: int,
    message: Message,
    params: Mapping[str, Any],
    language: Language,
    headers: Mapping[str, str] | None = None,
    more: Mapping[str, Any] | None = None,
) -> Response:
    """A whole answer for one problem; it is never kept by a cache."""
    return Response(
        orjson.dumps(problem_document(status, message, params, language, more)),
        status,
        {"Cache-Control": "no-store", "Content-Language": language, "Vary": "Accept-Language", **(headers or {})},
        MEDIA_TYPE,
    )


def header_of(scope: Scope, name: bytes) -> str | None:
    """The first header of that (lower-case) name, or ``None``."""
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), None)


async def send_problem(
    scope: Scope,
    receive: Receive,
    send: Send,
    status: int,
    error: JingweiError,
    *,
    default: Language = "zh",
    headers: Mapping[str, str] | None = None,
) -> None:
    """The same answer from plain ASGI, where no framework stands between."""
    language = reader_language(header_of(scope, b"accept-language"), default)
    error = without_internals(error)
    told = retry_headers(error) | dict(headers or {})
    await problem_response(status, error.message, error.params, language, told)(scope, receive, send)


def language_of(request: Request) -> Language:
    """The language of one request's reader."""
    default: Language = request.app.state.service.settings.language
    return reader_language(request.headers.get("accept-language"), default)


async def on_error(request: Request, error: Exception) -> Response:
    """Answer an error that was raised on purpose."""
    assert isinstance(error, JingweiError)
    error = without_internals(error)
    headers = retry_headers(error)
    if error.message.code == IMPORTS_FULL:
        # a body that nobody reads ends with its connection
        headers["Connection"] = "close"
    return problem_response(status_of(error), error.message, error.params, language_of(request), headers)


def retry_headers(error: JingweiError) -> dict[str, str]:
    """When to ask again, where waiting helps; how to show who one is, where a token did not work.

    Nothing but a token asks for a header: a browser would open a window of its own for a name and a password.
    """
    if isinstance(error, TooOften):
        return {"Retry-After": str(error.params["wait_s"])}
    if isinstance(error, Unauthenticated):
        return {"WWW-Authenticate": ASKING_FOR_TOKENS if error.message.code == "token-invalid" else "Session"}
    return {"Retry-After": str(RETRY_AFTER_S)} if error.message.code in RETRIED else {}


def without_internals(error: JingweiError) -> JingweiError:
    """The error as a client may see it: what the store needs, where it is and what it says stays in the log."""
    if not isinstance(error, Unavailable) or error.message.code in TOLD_TO_CLIENTS:
        return error
    logger.warning("%s", error)
    return Unavailable(STORE_AWAY)


async def on_invalid_request(request: Request, error: Exception) -> Response:
    """Answer a request whose form the framework refused."""
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    name = ".".join(str(part) for part in first["loc"][1:]) or str(first["loc"][0])
    message, told = refusal(first, name)
    return problem_response(400, message, told, language_of(request))


def refusal(first: Mapping[str, Any], name: str) -> tuple[Message, dict[str, Any]]:
    """What to say of the first field that does not fit, as pydantic tells it; no secret and no whole body is said again."""
    if first["type"] == "missing":
        return FIELD_MISSING, {"name": name}
    got = first.get("input")
    if SECRETS.intersection(first["loc"]) or isinstance(got, (dict, list)):
        got = HIDDEN
    return REQUEST_INVALID, {"name": name, "got": got}


async def on_http_error(request: Request, error: Exception) -> Response:
    """Answer what the framework itself refuses: no such path, no such method, a body that is no form."""
    assert isinstance(error, HTTPException)
    language = language_of(request)
    if error.status_code == 405:
        allowed = (error.headers or {}).get("Allow", "")
        return problem_response(
            405, METHOD_NOT_ALLOWED, {"got": request.method, "expected": allowed}, language, error.headers
        )
    if error.status_code == 404:
        return problem_response(404, PATH_UNKNOWN, {"got": request.url.path}, language)
    status = error.status_code if error.status_code in TITLES else 400
    return problem_response(status, REQUEST_INVALID, {"name": "body", "got": error.detail}, language)


async def on_crash(request: Request, error: Exception) -> Response:
    """Answer an error that nobody foresaw: the log gets everything, the client a number."""
    return problem_response(500, INTERNAL, {"incident": logged_crash(request.scope, error)}, language_of(request))


def logged_crash(scope: Scope, error: BaseException) -> str:
    """Write an unforeseen error to the log; returns the number under which it stands there."""
    number = secrets.token_hex(4)
    logger.error("crash %s: %s %s", number, scope["method"], scope["path"], exc_info=error)
    return number
