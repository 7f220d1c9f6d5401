"""A service with accounts in it, and people who sign in there: each with a browser and an address of their own."""

from __future__ import annotations

import asyncio
import datetime as dt
import itertools
from pathlib import Path
from typing import Any

import httpx
import pandas as pd
from starlette.types import ASGIApp, Message

from api.deps import Service
from api.main import create_app
from geo.accounts.totp import STEP_S, code_at
from geo.audit import Asker
from geo.flows.account_access import make_link
from geo.store import LayerChange, Store
from tests.http import world
from tests.http.server import settings_for

PASSWORD = "correct horse battery"
ADDRESS = "https://127.0.0.1"
HOUR = dt.timedelta(hours=1)

_ADDRESSES = (f"10.{n >> 16 & 255}.{n >> 8 & 255}.{n & 255}" for n in itertools.count(1))


class InProcess(httpx.BaseTransport):
    """Calls the application itself, as a server would that ``address`` has reached: no socket, and HTTPS without keys."""

    def __init__(self, app: ASGIApp, address: str) -> None:
        self._app = app
        self._address = address

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """One request and its whole answer."""
        url = request.url
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": request.method,
            "scheme": url.scheme, "path": url.path, "raw_path": url.raw_path.partition(b"?")[0],
            "query_string": url.query, "root_path": "", "client": (self._address, 5000), "server": (url.host, 443),
            "headers": [(name.lower(), value) for name, value in request.headers.raw],
        }  # fmt: skip
        sent: list[Message] = []
        bodies = iter([{"type": "http.request", "body": request.read(), "more_body": False}])

        async def receive() -> Message:
            return next(bodies, {"type": "http.disconnect"})

        async def send(message: Message) -> None:
            sent.append(message)

        asyncio.run(self._app(scope, receive, send))
        body = b"".join(message.get("body", b"") for message in sent[1:])
        return httpx.Response(sent[0]["status"], headers=sent[0]["headers"], content=body)


class House:
    """One service over one store."""

    def __init__(self, store: Store, folder: Path, **settings: Any) -> None:
        self.store = store
        self.settings = settings_for(folder, **{"password_memory_kib": 19 * 1024, "trust_local": False} | settings)
        self.app = create_app(self.settings, store)

    @property
    def service(self) -> Service:
        """What the application is made of, behind the guard and the front of the tiles."""
        inner: Any = self.app
        while not hasattr(inner, "state"):
            inner = inner._app
        found: Service = inner.state.service
        return found

    def browser(self, address: str | None = None, base: str = ADDRESS) -> httpx.Client:
        """Somebody in front of a page of the service; nobody has signed in yet."""
        return httpx.Client(
            transport=InProcess(self.app, address or next(_ADDRESSES)), base_url=base, trust_env=False,
            headers={"Sec-Fetch-Site": "same-origin", "Accept-Language": "en"},
        )  # fmt: skip

    def link(self, login: str) -> str:
        """A one-time link; what the world has assigned to the login before is its owner's."""
        now, asker = dt.datetime.now(dt.UTC), Asker("local", "", "access")
        return make_link(self.store, asker, login, "", now, HOUR, with_assignments=True)

    def assigned(self, login: str, role: str, layer: str = "grid", area: int = 1) -> int:
        number = self.store.allocate("assignment", 1)[0]
        row = pd.DataFrame([{"id": number, "account": login, "role": role, "area_layer": layer, "area_id": area}])
        self.store.write([LayerChange("assignment", row, world.FIRST_DAY)], source="test")
        return number

    def member(self, login: str, *grants: tuple[str, str, int]) -> httpx.Client:
        """A browser in which that account has just set its password."""
        for role, layer, area in grants:
            self.assigned(login, role, layer, area)
        browser = self.browser()
        answer = browser.post("/setup", json={"secret": self.link(login), "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        return browser

    def again(self, login: str, browser: httpx.Client | None = None, **more: str) -> Any:
        """What a sign-in is answered, in another browser where none is named."""
        return (browser or self.browser()).post("/session", json={"login": login, "password": PASSWORD} | more)


def code_of(key: str, steps: int = 0) -> str:
    """What the phone shows, so many steps from now."""
    return code_at(key, int(dt.datetime.now(dt.UTC).timestamp()) // STEP_S + steps)


def with_phone(browser: httpx.Client) -> tuple[str, list[str]]:
    """Set a second factor up in a browser that is signed in: its key and its recovery codes."""
    key = browser.post("/session/totp", json={"password": PASSWORD}).json()["key"]
    answer = browser.post("/session/totp", json={"code": code_of(key, -1)})
    assert answer.status_code == 200, answer.text
    return key, answer.json()["recovery_codes"]
