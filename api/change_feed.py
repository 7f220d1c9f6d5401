"""Tells any number of clients of each change, by one look at the store's counter for all of them."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import threading
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final, TypeVar

import shapely
from anyio import CapacityLimiter, to_thread

from geo.clock import china_today
from geo.errors import Message, Unavailable
from geo.layers import LAYERS, Layer, exposed_layers
from geo.rights import Scope
from geo.sight import has_own_rows, is_whole, sees_layer
from geo.snapshot import City
from geo.store import Store
from geo.store.reading import Change

logger = logging.getLogger("jingwei.changes")

LOOK_EVERY_S: Final = 0.5
ALIVE_EVERY_S: Final = 15.0
THREADS: Final = 4
PUBLIC_SHARE: Final = 4
"""One place in so many is for listeners who have not signed in."""
PUBLIC_NETWORK_MOST: Final = 5
"""How many of those places one network may have: else one visitor could take them all."""
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
        self._of_public: Counter[str] = Counter()
        self._looking: asyncio.Task[None] | None = None
        self._number: int | None = None
        self._day = china_today()
        self._recent: deque[Told] = deque(maxlen=REMEMBERED)
        self._resets = 0
        self._threads: CapacityLimiter | None = None

    async def begin(self, public: str | None = None) -> int:
        """The number of the last change, before anything is promised; raises ``Unavailable`` when too many listen. Listeners
        who have not signed in come from a network (``public``): they have a share of the places, and each network a few of
        those, so that they take neither those of staff nor each other's.
        """
        limit = self._limit(public)
        if limit is not None:
            raise Unavailable(TOO_MANY_LISTENERS, limit=limit)
        return await self.ask(self._store.change_number)

    def _limit(self, public: str | None) -> int | None:
        """The limit that one more listener would pass, if any."""
        share = max(self._most // PUBLIC_SHARE, 1)
        if len(self._listeners) >= self._most:
            return self._most
        if public is None:
            return None
        if self._of_public[public] >= PUBLIC_NETWORK_MOST:
            return PUBLIC_NETWORK_MOST
        return share if self._of_public.total() >= share else None

    async def listen(self, since: int, public: str | None = None) -> AsyncIterator[Told | None]:
        """Each change after ``since``, as it comes; ``None`` now and then while nothing comes. Ends with the service, and at
        once where others have taken the place that `begin` saw.
        """
        if self._limit(public) is not None:
            return
        woken, resets = asyncio.Event(), self._resets
        self._listeners.add(woken)
        if public is not None:
            self._of_public[public] += 1
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
            if public is not None:
                self._of_public -= Counter({public: 1})

    async def ask(self, question: Callable[..., Answer], *of: Any) -> Answer:
        """An answer that listeners wait for, by threads of the feed's own: those of the requests may all wait for their turn to write."""
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
        return numbered(await self.ask(self._store.changes, since, number))

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
        number, day = await self.ask(self._store.change_number), china_today()
        known = self._number
        if known is not None and (number < known or day != self._day):
            self._resets += 1
            self._recent.clear()
        elif known is not None and 0 < number - known <= REMEMBERED:
            self._recent.extend(numbered(await self.ask(self._store.changes, known, number)))
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


def seen_change(changed: dict[str, Any], scope: Scope, city: City) -> dict[str, Any]:
    """A change as one scope may be told of it: without the layers that are not there for it, without the places of those
    of which it sees a part, and for the public without what staff wrote about it. Of a layer whose rows are only for those
    of their place it is told what touches its own areas in ``city``, the one of now, and not how often others were written.
    """
    told = [_seen_layer(one, changed["number"], scope, city) for one in changed["layers"]]
    layers = [one for one in told if one is not None]
    whole = scope.staff and len(layers) == len(told)
    return changed | {"layers": layers, "note": changed["note"] if whole else ""}


def _seen_layer(told: dict[str, Any], number: int, scope: Scope, city: City) -> dict[str, Any] | None:
    layer = LAYERS[told["layer"]]
    if not sees_layer(layer, scope):
        return None
    if is_whole(layer, scope):
        return told
    if not has_own_rows(layer):
        return told | {"boxes": None}
    return told | {"boxes": None, "version": number} if _touches(told["boxes"], layer, scope, city) else None


def _touches(boxes: list[list[float]] | None, layer: Layer, scope: Scope, city: City) -> bool:
    """Whether one of the boxes meets an own area that is there."""
    areas: list[Any] = []
    for level, thing in scope.areas_for(*layer.roles) or ():
        if level in city:
            areas += city[level].geometry[city[level].ids == thing].tolist()
    return any(shapely.intersects(area, shapely.box(*box)) for box in boxes or () for area in areas)
