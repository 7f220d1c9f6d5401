"""Tells any number of clients of each change, by one look at the store's counter for all of them."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import threading
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final, TypeVar

from anyio import CapacityLimiter, to_thread

from geo.clock import china_today
from geo.errors import Message, Unavailable
from geo.layers import LAYERS, exposed_layers
from geo.rights import Scope
from geo.sight import is_whole, sees_layer
from geo.store import Store
from geo.store.reading import Change

logger = logging.getLogger("jingwei.changes")

LOOK_EVERY_S: Final = 0.5
ALIVE_EVERY_S: Final = 15.0
THREADS: Final = 4
Answer = TypeVar("Answer")
REMEMBERED: Final = 256
"""Changes that are kept for those who come back soon; who was away for longer reads the store, or everything again."""

TOO_MANY_LISTENERS = Message(
    "too-many-listeners",
    zh="已有 {limit} 个页面在接收实时变更",
    en="{limit} pages are being told of changes already",
    remedy_zh="请稍后再试；也可以用 /changes 查询",
    remedy_en="try again later, or ask /changes now and then",
)


@dataclass(frozen=True, slots=True)
class Told:
    """One message: what the change of that number did, or, with ``changed`` as ``None``, that everything may differ."""

    number: int
    changed: dict[str, Any] | None


class ChangeFeed:
    """Belongs to one event loop. While anybody listens, one task looks at the counter; nobody holds a thread.

    A turn of the day and a counter that went back (another store behind the address) are told as «everything».
    """

    def __init__(self, store: Store, most_listeners: int, stopping: threading.Event) -> None:
        self._store = store
        self._most = most_listeners
        self._stopping = stopping
        self._listeners: set[asyncio.Event] = set()
        self._looking: asyncio.Task[None] | None = None
        self._number: int | None = None
        self._day = china_today()
        self._recent: deque[Told] = deque(maxlen=REMEMBERED)
        self._resets = 0
        self._threads: CapacityLimiter | None = None

    async def begin(self) -> int:
        """The number of the last change, before anything is promised; raises ``Unavailable`` when too many listen."""
        if len(self._listeners) >= self._most:
            raise Unavailable(TOO_MANY_LISTENERS, limit=self._most)
        return await self._asked(self._store.change_number)

    async def listen(self, since: int) -> AsyncIterator[Told | None]:
        """Each change after ``since``, as it comes; ``None`` now and then while nothing comes. Ends with the service."""
        woken, resets = asyncio.Event(), self._resets
        self._listeners.add(woken)
        if self._looking is None or self._looking.done():
            self._looking = asyncio.ensure_future(self._look())
        try:
            while not self._stopping.is_set():
                woken.clear()
                if resets != self._resets:
                    resets, since = self._resets, self._number or 0
                    yield Told(since, None)
                for told in await self._after(since):
                    since = told.number
                    yield told
                try:
                    await asyncio.wait_for(woken.wait(), ALIVE_EVERY_S)
                except TimeoutError:
                    yield None
        finally:
            self._listeners.discard(woken)

    async def _asked(self, question: Callable[..., Answer], *of: Any) -> Answer:
        """The store's answer, by threads of the feed's own: those of the requests may all wait for their turn to write."""
        if self._threads is None:
            self._threads = CapacityLimiter(THREADS)
        return await to_thread.run_sync(question, *of, limiter=self._threads)

    async def _after(self, since: int) -> list[Told]:
        number = self._number
        if number is None or since >= number:
            return []
        if number - since > REMEMBERED:
            return [Told(number, None)]
        if self._recent and self._recent[0].number <= since + 1:
            return [told for told in self._recent if told.number > since]
        return numbered(await self._asked(self._store.changes, since, number))

    async def _look(self) -> None:
        """Follow the counter until nobody listens any more."""
        while self._listeners and not self._stopping.is_set():
            try:
                await self._look_once()
            except Unavailable as error:
                logger.warning("the change number cannot be read: %s", error)
            await asyncio.sleep(LOOK_EVERY_S)
        self._wake()

    async def _look_once(self) -> None:
        number, day = await self._asked(self._store.change_number), china_today()
        known = self._number
        if known is not None and (number < known or day != self._day):
            self._resets += 1
            self._recent.clear()
        elif known is not None and 0 < number - known <= REMEMBERED:
            self._recent.extend(numbered(await self._asked(self._store.changes, known, number)))
        elif number != known:
            self._recent.clear()
        if (number, day) != (known, self._day):
            self._number, self._day = number, day
            self._wake()

    def _wake(self) -> None:
        for woken in self._listeners:
            woken.set()


def numbered(changes: Iterable[Change]) -> list[Told]:
    """The changes as messages, one for each number, also for those of which nothing may be shown."""
    return [Told(number, change_document(list(group))) for number, group in groupby(changes, lambda one: one.number)]


def change_document(group: list[Change]) -> dict[str, Any]:
    """One change as clients see it. Restricted layers are not named; of layers with withheld rows no place is told,
    because the place alone could give away whom it is about.
    """
    shown = {layer.id for layer in exposed_layers()}
    at = group[0].at.astimezone(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    layers = [
        {
            "layer": change.layer,
            "version": change.version,
            "boxes": None if LAYERS[change.layer].withheld else [list(box) for box in change.boxes],
        }
        for change in group
        if change.layer in shown
    ]
    return {"number": group[0].number, "at": at, "note": group[0].note, "layers": layers}


def seen_change(changed: dict[str, Any], scope: Scope) -> dict[str, Any]:
    """A change as one scope may be told of it: without the layers that are not there for it, without the places of those
    of which it sees a part, and for the public without what staff wrote about it.
    """
    layers = [
        told if is_whole(LAYERS[told["layer"]], scope) else told | {"boxes": None}
        for told in changed["layers"]
        if sees_layer(LAYERS[told["layer"]], scope)
    ]
    return changed | {"layers": layers, "note": changed["note"] if scope.staff else ""}
