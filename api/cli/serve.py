"""``jingwei serve``: run the service and say its address once it can answer."""

from __future__ import annotations

import errno
import http.client
import json
import logging
import signal
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Final

import typer

from api.cli.admin import print_demo_links
from api.cli.session import Session, command
from geo.errors import Message, Unavailable, system_reason

if TYPE_CHECKING:
    import uvicorn
    from starlette.types import ASGIApp

    from api.settings import Settings
    from geo.store import Store

POLL_S: Final = 0.1
HEADER_BYTES: Final = 32 * 1024

PORT_IN_USE = Message(
    "port-in-use",
    zh="地址 {host} 的端口 {port} 已被占用",
    en="port {port} of {host} is in use",
    remedy_zh="请用 --port 换一个端口，或停止占用它的程序",
    remedy_en="choose another with --port, or stop the program that holds it",
)
CANNOT_LISTEN = Message(
    "cannot-listen",
    zh="不能在 {host} 的端口 {port} 上监听：{reason}",
    en="cannot listen on port {port} of {host}: {reason}",
    remedy_zh="请检查 --host 和 --port；1024 以下的端口需要特别权限",
    remedy_en="check --host and --port; ports below 1024 need special rights",
)

Host = Annotated[str | None, typer.Option("--host", help="监听地址 The address to listen on", show_default=False)]
Port = Annotated[int | None, typer.Option("--port", help="监听端口 The port to listen on", show_default=False)]
TrustLocal = Annotated[
    bool | None,
    typer.Option("--trust-local", help="本机使用者不登录即为工作人员 This machine's user is staff without signing in", show_default=False),
]  # fmt: skip
DemoLinks = Annotated[
    bool,
    typer.Option(
        "--demo-links", help="就绪后显示演示账号的一次性链接 Show one-time links of the demonstration accounts"
    ),
]


def register(app: typer.Typer) -> None:
    """Add the command."""
    command(app, "serve")(serve)


def serve(
    session: Session,
    host: Host = None,
    port: Port = None,
    trust_local: TrustLocal = None,
    demo_links: DemoLinks = False,
) -> None:
    """启动服务，就绪后显示地址。 Run the service; its address is printed once it is ready."""
    settings = session.settings
    start_logging(settings)
    if settings.trust_local:
        trusted = "本机的使用者不登录即拥有全部角色（JINGWEI_TRUST_LOCAL）；请只在单台办公电脑上这样使用"
        session.say(trusted, "this machine's user has every role without signing in (JINGWEI_TRUST_LOCAL)")
    with listening(settings) as sock, session.store(create=True) as store:
        server = server_over(settings, store)
        announce = Announcement(session, server, sock)
        if demo_links:
            announce.then = lambda address: print_demo_links(session, store, address)
        announce.when_ready()
        _run(server, sock)


def start_logging(settings: Settings) -> None:
    """Log to standard error: this program's own records from the chosen level, those of libraries from «warning»."""
    level = settings.log_level.upper()
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger().setLevel(level if level == "DEBUG" else max(logging.WARNING, logging.getLevelName(level)))
    logging.getLogger("jingwei").setLevel(level)
    logging.getLogger("uvicorn.access").addFilter(without_query)


def without_query(record: logging.LogRecord) -> bool:
    """Take what was asked out of a line of the access log: it holds addresses of homes, and codes of providers."""
    if isinstance(record.args, tuple) and len(record.args) == 5:
        client, method, path, *rest = record.args
        record.args = (client, method, str(path).partition("?")[0], *rest)
    return True


def server_over(settings: Settings, store: Store) -> uvicorn.Server:
    """The server of an opened store. When it stops, it first ends the answers that would go on for ever."""
    import uvicorn

    from api.main import create_app

    stopping = threading.Event()

    class Server(uvicorn.Server):
        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            stopping.set()
            await super().shutdown(sockets)

    return Server(server_config(create_app(settings, store, stopping), settings))


def server_config(app: ASGIApp, settings: Settings) -> uvicorn.Config:
    """How the server runs the application: limits on connections, heads and idle time; no word about itself."""
    import uvicorn

    return uvicorn.Config(
        app,
        log_config=None,
        log_level="info" if settings.log_level == "debug" else "warning",
        access_log=settings.log_level == "debug",
        server_header=False,
        forwarded_allow_ips=",".join(settings.proxies) or "127.0.0.1",
        ws="none",
        limit_concurrency=settings.connections,
        timeout_keep_alive=settings.keep_alive_s,
        timeout_graceful_shutdown=settings.stop_timeout_s,
        h11_max_incomplete_event_size=HEADER_BYTES,
    )


def listening(settings: Settings) -> socket.socket:
    """A socket that is bound before anything else happens; raises ``Unavailable`` when it cannot be."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    # asyncio sends small pieces at once (TCP_NODELAY) only on sockets that say they are TCP: 40 ms per answer otherwise
    sock = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((settings.host, settings.port))
        sock.listen(1)  # without it two programs could bind the same address and neither would notice
    except OSError as error:
        sock.close()
        message = PORT_IN_USE if error.errno == errno.EADDRINUSE else CANNOT_LISTEN
        raise Unavailable(message, host=settings.host, port=settings.port, reason=system_reason(error)) from None
    return sock


def _run(server: uvicorn.Server, sock: socket.socket) -> None:
    """Serve until the process is told to stop; both usual signals end it cleanly and count as success."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise SystemExit(0)

    before = signal.signal(signal.SIGTERM, stop)  # uvicorn gives the signal back to this handler when it has stopped
    try:
        with suppress(KeyboardInterrupt, SystemExit):
            server.run(sockets=[sock])
    finally:
        signal.signal(signal.SIGTERM, before)


class Announcement:
    """Says the service's address once it can answer, and ``then`` whatever else is to be said of it."""

    def __init__(self, session: Session, server: uvicorn.Server, sock: socket.socket) -> None:
        host, self._port = sock.getsockname()[:2]
        self._host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 -- compared, not bound
        self._session = session
        self._server = server
        self.then: Callable[[str], None] | None = None

    def when_ready(self) -> None:
        """Watch behind the service."""
        threading.Thread(target=self._watch, name="ready", daemon=True).start()

    def _watch(self) -> None:
        reason = ""
        while not self._server.should_exit:
            status, document = _asked(self._host, self._port)
            if status == 200:
                self._say(document)
                return
            said = str(document.get("detail", ""))
            if said and said != reason:
                self._session.err.print(f"{said} {document.get('remedy', '')}".strip(), markup=False)
                reason = said
            time.sleep(POLL_S if not said else 1.0)

    def _say(self, document: dict[str, object]) -> None:
        host = f"[{self._host}]" if ":" in self._host else self._host
        address = f"http://{host}:{self._port}"
        self._session.emit({"address": address, "features": document["features"]})
        self._session.say(f"经纬已就绪：{address}", f"Jingwei is ready at {address}")
        if self.then is not None:
            self.then(address)


def _asked(host: str, port: int) -> tuple[int, dict[str, object]]:
    """What ``/ready`` answers; status 0 while nobody listens."""
    connection = http.client.HTTPConnection(host, port, timeout=300)
    try:
        connection.request("GET", "/ready")
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())
    except (OSError, http.client.HTTPException, ValueError):
        return 0, {}
    finally:
        connection.close()
