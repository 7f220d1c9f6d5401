"""The rules that every page keeps, whatever the story."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, ConsoleMessage, Request

EXPECTED_WHEN_GONE = (
    "net::ERR_CONNECTION_REFUSED",
    "net::ERR_INTERNET_DISCONNECTED",
    "net::ERR_FAILED",
    "net::ERR_CONNECTION_FAILED",
)
EXPECTED_WHEN_MISSING = "404 (Not Found)"
EXPECTED_WHEN_REFUSED = ("400 (Bad Request)", "401 (Unauthorized)", "409 (Conflict)")


class Watch:
    """What a page must not do: ask elsewhere, log an error, break the content security policy."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.address = address
        self.foreign: list[str] = []
        self.errors: list[str] = []
        self.asked: list[str] = []
        self.may_lose_the_service = False
        self.may_miss_something = False
        self.may_be_refused = False
        context.on("request", self.note_request)
        context.on("console", self.note_console)
        context.on("weberror", lambda error: self.errors.append(str(error.error)))

    def note_request(self, request: Request) -> None:
        self.asked.append(request.url)
        if not request.url.startswith((self.address + "/", "data:", "blob:")):
            self.foreign.append(request.url)

    def note_console(self, message: ConsoleMessage) -> None:
        expected = (
            (self.may_lose_the_service and any(reason in message.text for reason in EXPECTED_WHEN_GONE))
            or (self.may_miss_something and EXPECTED_WHEN_MISSING in message.text)
            or (self.may_be_refused and any(status in message.text for status in EXPECTED_WHEN_REFUSED))
        )
        if message.type == "error" and not expected:
            self.errors.append(message.text)
