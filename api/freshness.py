"""Which rendering of a tile is the right one? The one since which no change of its layers has touched it."""

from __future__ import annotations

import threading
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from api.deps import View, Views
from geo.model import Tile
from geo.snapshot import LayerSnapshot
from geo.store import Store
from geo.store.reading import Change
from geo.tiles.reach import (
    NOWHERE,
    Boxes,
    altered,
    drawn_jointly,
    joint_scenes,
    meeting,
    touching,
    world_boxes,
)
from geo.tiles.scenes import Scene
from geo.tiles.source import detail_at

MOST_BOXES: Final = 4096
"""With more, the older half is forgotten: tiles that nothing younger has touched are rendered once more."""


class ChangeNumbers:
    """A tile stays the same until a change of one of its layers reaches into it, or a day turns for that layer.

    The boxes come from the store's list of changes, read whenever a layer of the view has moved, so that the stamp is
    as young as the view and the view never older than an acknowledged write. Where features are drawn jointly
    (simplified with their siblings, joined by name), both renderings of the zoom are compared. What cannot be followed
    (a gap in the list, another day) makes every tile of the layer new.
    """

    def __init__(self, views: Views, store: Store) -> None:
        self._views = views
        self._store = store
        self._lock = threading.Lock()
        self._number: int | None = None
        self._waiting: dict[str, list[Change]] = {}
        self._trails: dict[str, Trail] = {}

    def stamp(self, layer_ids: Sequence[str], tile: Tile, versions: Mapping[str, int]) -> tuple[View, Hashable]:
        """The view of these versions or later ones, and for each layer what last touched the tile; raises ``NotFound`` for an absent layer."""
        if self._number is None:
            # before the view: what happens in between is then in the list, and known to be older than the view
            self._number = self._store.change_number()
            versions = self._store.versions()
        view = self._views.at(versions=versions)
        return view, tuple(self._layer_stamp(view, layer_id, tile) for layer_id in layer_ids)

    def _layer_stamp(self, view: View, layer_id: str, tile: Tile) -> Hashable:
        snapshot, text = view.city.layer(layer_id), view.city.stamp(layer_id)
        if detail_at(snapshot.layer, tile.z) is None:
            return None
        trail = self._trails.get(layer_id)
        if trail is None or not trail.at(snapshot):
            trail = self._followed(snapshot, text)
        return text if trail is None else trail.touched(snapshot, tile)

    def _followed(self, snapshot: LayerSnapshot, text: str) -> Trail | None:
        """The layer's trail up to this snapshot; ``None`` for one that others have left behind."""
        layer_id = snapshot.layer.id
        with self._lock:
            trail = self._trails.get(layer_id)
            if trail is not None and (trail.at(snapshot) or trail.beyond(snapshot)):
                return trail if trail.at(snapshot) else None
            if trail is not None:
                self._read_changes()
                waiting = self._waiting.pop(layer_id, [])
                self._waiting[layer_id] = [change for change in waiting if change.version > snapshot.version]
                if trail.follow(snapshot, [change for change in waiting if change.version <= snapshot.version]):
                    return trail
            self._trails[layer_id] = trail = Trail(snapshot, text)
            return trail

    def _read_changes(self) -> None:
        for change in self._store.changes(self._number or 0):
            self._number = change.number
            if change.layer in self._trails:
                self._waiting.setdefault(change.layer, []).append(change)


@dataclass
class Marks:
    """Boxes, each with the version that touched it, and the version from which on they are known."""

    since: int
    versions: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    boxes: Boxes = field(default_factory=lambda: NOWHERE)

    def add(self, version: int, boxes: Boxes) -> None:
        """Note what a version touched."""
        versions = np.concatenate([self.versions, np.full(len(boxes), version)])
        boxes = np.vstack([self.boxes, boxes])
        if len(boxes) > MOST_BOXES:
            self.since = int(versions[-MOST_BOXES // 2 - 1])
            kept = versions > self.since
            versions, boxes = versions[kept], boxes[kept]
        self.versions, self.boxes = versions, boxes

    def last(self, touched: NDArray[np.bool_]) -> int:
        """The last version among the boxes that are marked."""
        return int(self.versions[touched].max(initial=self.since))


@dataclass
class Joint:
    """What a zoom showed when it was last asked for, and where it has changed beyond the changed features."""

    version: int
    scenes: list[Scene]
    marks: Marks


class Trail:
    """What has touched one layer since the program first showed it, or since it was last read as a whole."""

    def __init__(self, snapshot: LayerSnapshot, text: str) -> None:
        self._snapshot = snapshot
        self._text = text
        self._marks = Marks(snapshot.version)
        self._joint: dict[int, Joint] = {}
        self._lock = threading.Lock()

    def at(self, snapshot: LayerSnapshot) -> bool:
        """Whether the trail ends at this snapshot."""
        return self._snapshot is snapshot

    def beyond(self, snapshot: LayerSnapshot) -> bool:
        """Whether the trail has passed this snapshot."""
        mine = self._snapshot
        return (mine.version, str(mine.as_of)) > (snapshot.version, str(snapshot.as_of))

    def follow(self, snapshot: LayerSnapshot, changes: Sequence[Change]) -> bool:
        """Go on to a later snapshot; false where the changes do not lead there without a gap, or the day turned."""
        changes = [change for change in changes if change.version > self._snapshot.version]
        steps = [change.version for change in changes]
        if snapshot.as_of != self._snapshot.as_of or steps != list(
            range(self._snapshot.version + 1, snapshot.version + 1)
        ):
            return False
        with self._lock:
            for change in changes:
                self._marks.add(change.version, world_boxes(change.boxes))
            self._snapshot = snapshot
        return True

    def touched(self, snapshot: LayerSnapshot, tile: Tile) -> Hashable:
        """The last version that reached into the tile, with where the count began; the layer's own stamp for a
        snapshot that the trail has left meanwhile.
        """
        with self._lock:
            if self._snapshot is not snapshot:
                return self._text, snapshot.version, snapshot.as_of
            last = self._marks.last(touching(self._marks.boxes, snapshot.layer, tile))
            if drawn_jointly(snapshot.layer, tile.z):
                marks = self._jointly(snapshot, tile.z)
                last = max(last, marks.last(meeting(marks.boxes, tile)))
            return self._text, last

    def _jointly(self, snapshot: LayerSnapshot, zoom: int) -> Marks:
        detail = detail_at(snapshot.layer, zoom) or 0
        joint = self._joint.get(detail)
        if joint is None or joint.version < self._marks.since:
            joint = self._joint[detail] = Joint(snapshot.version, joint_scenes(snapshot, zoom), Marks(snapshot.version))
        elif joint.version != snapshot.version:
            later = self._marks.versions > joint.version
            shown = joint_scenes(snapshot, zoom)
            joint.marks.add(snapshot.version, altered(joint.scenes, shown, self._marks.boxes[later], detail))
            joint.version, joint.scenes = snapshot.version, shown
        return joint.marks
