"""Tiles as they leave: compressed once, tagged, kept while there is room, and rendered once however many ask."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from typing import Final

from api.encoding import compressed, digest

ENTRY_OVERHEAD_BYTES: Final = 600
"""What a kept tile costs besides its body: key, tag and bookkeeping, so that empty tiles are not free."""


@dataclass(frozen=True, slots=True)
class Held:
    """One rendered tile: its gzip bytes (nothing for an empty tile) and the digest of its content."""

    packed: bytes
    digest: str

    @classmethod
    def of(cls, body: bytes) -> Held:
        """Compress and tag a rendered tile."""
        return cls(compressed(body) if body else b"", digest(body))

    @property
    def size(self) -> int:
        """Bytes that keeping it costs."""
        return len(self.packed) + ENTRY_OVERHEAD_BYTES


class TileCache:
    """The least recently used tiles give way once ``budget_bytes`` are full. Belongs to one event loop.

    A key must change whenever the tile's content can: it holds the stamp that ``Freshness`` gave. Tiles under old
    stamps are never asked for again and fall out by age.
    """

    def __init__(self, budget_bytes: int) -> None:
        self._budget_bytes = budget_bytes
        self._kept: OrderedDict[Hashable, Held] = OrderedDict()
        self._under_way: dict[Hashable, asyncio.Task[Held]] = {}
        self.size = 0

    def get(self, key: Hashable) -> Held | None:
        """The kept tile, which now counts as just used."""
        held = self._kept.get(key)
        if held is not None:
            self._kept.move_to_end(key)
        return held

    async def get_or_render(self, key: Hashable, render: Callable[[], Awaitable[Held]]) -> Held:
        """The tile, kept or rendered; those who ask while it is being rendered wait for the same rendering.

        A client that leaves does not end a rendering that others may wait for. A rendering that fails is not kept.
        """
        held = self.get(key)
        if held is not None:
            return held
        task = self._under_way.get(key)
        if task is None:
            task = asyncio.ensure_future(self._render(key, render))
            self._under_way[key] = task
        return await asyncio.shield(task)

    async def _render(self, key: Hashable, render: Callable[[], Awaitable[Held]]) -> Held:
        try:
            held = await render()
            self._keep(key, held)
            return held
        finally:
            del self._under_way[key]

    def _keep(self, key: Hashable, held: Held) -> None:
        if held.size > self._budget_bytes:
            return
        self._kept[key] = held
        self.size += held.size
        while self.size > self._budget_bytes:
            _, oldest = self._kept.popitem(last=False)
            self.size -= oldest.size
