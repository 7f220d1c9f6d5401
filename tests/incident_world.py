"""Reports about the napkin city of ``tests.http.world``, and photos that cameras could have taken."""

from __future__ import annotations

import io
import itertools
from typing import Any

from PIL import Image

from geo.store import LayerChange, Store
from tests.http import world

_numbers = itertools.count(1)

IN_A1 = (world.LON + 0.5 * world.STEP, world.LAT + 0.5 * world.STEP)
IN_B1 = (world.LON + 1.5 * world.STEP, world.LAT + 0.5 * world.STEP)
ON_THE_BORDER = (world.LON + 1.0 * world.STEP, world.LAT + 0.5 * world.STEP)
OUTSIDE = (world.LON + 5 * world.STEP, world.LAT + 5 * world.STEP)


def new_id(name: str = "client") -> str:
    """An id that no other report of the test run has."""
    return f"{name}-{next(_numbers):06d}"


def report(at: tuple[float, float] = IN_A1, /, **given: Any) -> dict[str, Any]:
    """A report by a grid worker: rubbish in the middle of grid A1, unless something else is said."""
    lon, lat = at
    usual = {
        "client_id": new_id(),
        "category": "environment",
        "description": "楼道堆物",
        "place": "pin",
        "lon": lon,
        "lat": lat,
    }
    return {name: value for name, value in (usual | given).items() if value is not None}


def step(to: str, role: str = "dispatcher", **given: Any) -> dict[str, Any]:
    """A step that somebody takes."""
    return {"client_id": new_id("step"), "to": to, "role": role} | given


def second_grid(store: Store) -> None:
    """Grid B1, the whole of community B: it shares the border lon = 114.01 with A1, and its code is higher."""
    b1 = world.frame(
        {"id": 2, "code": "990101001002001", "name": "第二网格", "kind": "basic", "community_id": 2, "households": 100,
         "geometry": world.many(world.box(1, 0, 2, 2))}
    )  # fmt: skip
    store.write([LayerChange("grid", b1, world.FIRST_DAY)], source="test")


def photo(width: int = 60, height: int = 40, kind: str = "JPEG", **options: Any) -> bytes:
    """A picture whose left half is red and whose right half is blue."""
    picture = Image.new("RGB", (width, height), "blue")
    picture.paste((255, 0, 0), (0, 0, width // 2, height))
    target = io.BytesIO()
    picture.save(target, kind, **options)
    return target.getvalue()
