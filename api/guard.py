"""The door of the service: which requests are let in, and which headers every answer carries. Plain ASGI.

Until sign-in exists this is what protects a deployment: Host names are checked (a page of another site cannot reach
the service by rebinding its name), a browser may write from the service's own pages only, bodies and addresses are
bounded, and a body that stops coming is given up.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import INTERNAL, Stalled, header_of, logged_crash, send_problem, status_of
from api.settings import Settings, host_name, is_loopback
from api.who import SESSION_COOKIE
from geo import errors
from geo.errors import BadInput, JingweiError, LimitExceeded

ADDRESS_BYTES: Final = 8 * 1024
SMALL_BODY_BYTES: Final = 64 * 1024
MULTIPART_OVERHEAD_BYTES: Final = 64 * 1024
TAKES_PHOTOS: Final = re.compile(r"/incidents(/[0-9]+/support)?")
"""The addresses to which photos may come."""
SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})

HOST_UNKNOWN = errors.Message(
    "host-unknown",
    zh="服务不接受主机名“{got}”",
    en="the service does not answer to the host name {got!r}",
    remedy_zh="用服务的地址访问，或把该名称加入 JINGWEI_ALLOWED_HOSTS",
    remedy_en="use the service's own address, or add the name to JINGWEI_ALLOWED_HOSTS",
)
FOREIGN_PAGE = errors.Message(
    "foreign-page",
    zh="只有本服务自己的网页可以写入数据",
    en="only this service's own pages may write",
    remedy_zh="请在本服务的网页中操作，或使用命令行",
    remedy_en="work in this service's own page, or use the command line",
)
BODY_TOO_LARGE = errors.Message(
    "body-too-large",
    zh="请求体超过 {limit} 字节",
    en="the request's body has more than {limit} bytes",
    remedy_zh="请分成较小的文件；上传的上限由 JINGWEI_UPLOAD_BYTES 设置",
    remedy_en="split it into smaller files; JINGWEI_UPLOAD_BYTES sets the limit of uploads",
)
ADDRESS_TOO_LONG = errors.Message(
    "address-too-long",
    zh="请求地址有 {got} 字节，超过 {limit} 字节",
    en="the request's address has {got} bytes, more than {limit}",
    remedy_zh="请缩短查询条件",
    remedy_en="shorten the query",
)
BODY_STALLED = errors.Message(
    "body-stalled",
    zh="{seconds} 秒内没有收到请求体的下一段数据",
    en="no further piece of the request's body came within {seconds} seconds",
    remedy_zh="请检查网络后重试",
    remedy_en="check the network and try again",
)
LENGTH_INVALID = errors.Message(
    "content-length-invalid",
    zh="Content-Length“{got}”不是非负整数",
    en="the Content-Length {got!r} is not a whole number",
)

CONTENT_SECURITY_POLICY: Final = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' blob: data:",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
"""Scripts and styles come from the service's own files only. OpenLayers draws icons from ``data:`` and ``blob:``."""

SECURITY_HEADERS: Final[tuple[tuple[bytes, bytes], ...]] = (
    (b"content-security-policy", CONTENT_SECURITY_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"geolocation=(self), camera=(self), microphone=()"),
)


ONLY_HTTPS: Final = (b"strict-transport-security", b"max-age=31536000")
"""Over HTTPS under a name of its own: browsers ask for no plain page of that name any more."""


class Guard:
    """Lets a request through to ``app`` or answers it; adds the security headers that an answer has not set itself."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._settings = settings
        self._hosts = settings.hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; lifespan events pass untouched."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = _Answer(send, _headers_of(scope), bodiless=scope["method"] == "HEAD")
        if scope["method"] == "HEAD":
            scope = {**scope, "method": "GET"}
        try:
            status, refusal = self._refusal(scope)
            if refusal is not None:
                await self._refuse(scope, receive, answer, status, refusal)
                return
            await self._app(scope, self._bounded(scope, receive), answer)
        except JingweiError as error:
            if not answer.started:
                await self._refuse(scope, receive, answer, status_of(error), error)
        except Exception as error:
            if not answer.started:
                crash = JingweiError(INTERNAL, incident=logged_crash(scope, error))
                await self._refuse(scope, receive, answer, 500, crash)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send, status: int, error: JingweiError) -> None:
        # The rest of a refused body is not read: the connection ends with the answer.
        headers = {"Connection": "close"} if scope["method"] not in SAFE_METHODS else None
        await send_problem(scope, receive, send, status, error, default=self._settings.language, headers=headers)

    def _refusal(self, scope: Scope) -> tuple[int, JingweiError | None]:
        """Why a request is not let in, by its head alone."""
        length = len(scope.get("raw_path") or b"") + len(scope["query_string"])
        if length > ADDRESS_BYTES:
            return 414, LimitExceeded(ADDRESS_TOO_LONG, got=length, limit=ADDRESS_BYTES)
        host = header_of(scope, b"host") or ""
        if "*" not in self._hosts and host_name(host) not in self._hosts:
            return 421, BadInput(HOST_UNKNOWN, got=host)
        if scope["method"] not in SAFE_METHODS and not _own_page(scope, host):
            return 403, BadInput(FOREIGN_PAGE)
        announced = header_of(scope, b"content-length")
        if announced is not None and not (announced.isascii() and announced.isdigit()):
            return 400, BadInput(LENGTH_INVALID, got=announced)
        limit = self._body_limit(scope)
        if announced is not None and int(announced) > limit:
            return 413, LimitExceeded(BODY_TOO_LARGE, limit=limit)
        return 0, None

    def _body_limit(self, scope: Scope) -> int:
        if scope["method"] == "POST" and scope["path"] == "/imports":
            return self._settings.upload_bytes + MULTIPART_OVERHEAD_BYTES
        if scope["method"] == "POST" and TAKES_PHOTOS.fullmatch(scope["path"]):
            return self._settings.photos_most * self._settings.photo_bytes + MULTIPART_OVERHEAD_BYTES
        return SMALL_BODY_BYTES

    def _bounded(self, scope: Scope, receive: Receive) -> Receive:
        """The request's body, ended with an error when it is too long or stops coming."""
        limit, wait_s = self._body_limit(scope), self._settings.body_timeout_s
        taken, complete = 0, False

        async def bounded() -> Message:
            nonlocal taken, complete
            if complete:  # what follows is the wait for the client to leave, which may take as long as it likes
                return await receive()
            try:
                message = await asyncio.wait_for(receive(), wait_s)
            except TimeoutError:
                raise Stalled(BODY_STALLED, seconds=wait_s) from None
            if message["type"] == "http.request":
                taken += len(message.get("body", b""))
                complete = not message.get("more_body", False)
                if taken > limit:
                    raise LimitExceeded(BODY_TOO_LARGE, limit=limit)
            return message

        return bounded


class _Answer:
    """The sending side of one request: adds headers, remembers whether the answer has begun.

    HEAD is answered as GET without its body, the same for every address.
    """

    def __init__(self, send: Send, wanted: Iterable[tuple[bytes, bytes]], *, bodiless: bool) -> None:
        self._send = send
        self._wanted = tuple(wanted)
        self._bodiless = bodiless
        self.started = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            headers = list(message.get("headers", ()))
            await self._send({**message, "headers": headers + _missing(self._wanted, headers)})
            if self._bodiless:
                await self._send({"type": "http.response.body", "body": b""})
        elif not self._bodiless:
            await self._send(message)


def _headers_of(scope: Scope) -> tuple[tuple[bytes, bytes], ...]:
    is_own_name = not is_loopback(host_name(header_of(scope, b"host") or ""))
    return (*SECURITY_HEADERS, ONLY_HTTPS) if scope["scheme"] == "https" and is_own_name else SECURITY_HEADERS


def _missing(
    wanted: Iterable[tuple[bytes, bytes]], present: Iterable[tuple[bytes, bytes]]
) -> list[tuple[bytes, bytes]]:
    names = {name.lower() for name, _ in present}
    return [header for header in wanted if header[0] not in names]


def _own_page(scope: Scope, host: str) -> bool:
    """Whether a write comes from this service's page or from no browser at all.

    Browsers send ``Sec-Fetch-Site``; those that do not, send ``Origin`` with every write. A client that sends
    neither is no browser, and cannot be lured into a request: unless it brings a session, which only browsers have.
    """
    site = header_of(scope, b"sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = header_of(scope, b"origin")
    if origin is None:
        return SESSION_COOKIE not in (header_of(scope, b"cookie") or "")
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    # a page that came over an open network must not write over HTTPS
    return parts.scheme in ("https", scope["scheme"]) and parts.netloc.lower() == host.lower() != ""
