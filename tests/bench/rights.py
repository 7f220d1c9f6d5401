"""What rights cost: the same request of whoever is staff without signing in (nobody is looked up, nothing is cut), and of
somebody who has signed in with a token, as a worker of one grid, a planner of one street and a planner of the city.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import httpx
import orjson
import shapely

from geo.store import Store
from geo.tiles.matrix import tiles_over
from tests.access import token_for
from tests.bench.servers import jingwei
from tests.bench.timing import Row, in_turn
from tests.bench.world import World

OFF = "Jingwei"
TILES = 16
REPEATS = 3


def measure(world: World, rounds: int) -> Iterator[Row]:
    """Warm tiles and pages of both stores; who sees all of a layer must be answered the same bytes with rights and without."""
    for name, store in world.stores.items():
        tokens = {"as a worker": token_for(store, "bench-worker", "worker", "grid", middle_grid(world))}
        street = int(world.demo.frames["street"]["id"].iloc[0])
        tokens["as a planner of a street"] = token_for(store, "bench-street", "planner", "street", street)
        tokens["as a planner of the city"] = token_for(store, "bench-city", "planner")
        with jingwei(world, name) as client:
            for what, paths in questions(world).items():
                yield asked(world, store, client, tokens, what, paths, rounds)


def asked(
    world: World,
    store: Store,
    client: httpx.Client,
    tokens: Mapping[str, str],
    what: str,
    paths: list[str],
    rounds: int,
) -> Row:
    """The seconds of one request, from the median of whole rounds over all of them."""
    contenders: dict[str, Callable[[], list[bytes]]] = {OFF: lambda: answers(client, paths, {})}
    for who, token in tokens.items():
        headers = {"Authorization": f"Bearer {token}"}
        contenders[who] = lambda headers=headers: answers(client, paths, headers)  # type: ignore[misc]
    for warm in contenders.values():
        warm()
    seconds, got = in_turn(contenders, max(rounds, 5))
    told = {who: [without_time(body) for body in bodies] for who, bodies in got.items()}
    whole = [told[OFF] == told[who] for who in tokens]
    assert whole[-1], f"{what}: who sees everything is told something else"
    one = {who: value / len(paths) / REPEATS for who, value in seconds.items()}
    checked = "same bytes" if all(whole) else "same bytes for the city, own areas for the others"
    return Row("Rights on ÷ off", world.scale, f"{what}, {store.kind}", one, OFF, checked)


def answers(client: httpx.Client, paths: list[str], headers: Mapping[str, str]) -> list[bytes]:
    """What the last round of questions is answered."""
    found: list[bytes] = []
    for _ in range(REPEATS):
        found = []
        for path in paths:
            answer = client.get(path, headers=dict(headers))
            assert answer.status_code in (200, 204), (path, answer.status_code, answer.text[:200])
            found.append(answer.content)
    return found


def without_time(body: bytes) -> bytes | list[Any]:
    """An answer without the moment at which it was given: a tile as it is, a page its features."""
    return orjson.loads(body)["features"] if body.startswith(b"{") else body


def questions(world: World) -> dict[str, list[str]]:
    """The paths of each measure, all of them in the middle of the city."""
    west, south, east, north = shapely.total_bounds(world.demo.frames["street"].geometry.to_numpy())
    box = (west * 0.7 + east * 0.3, south * 0.7 + north * 0.3, west * 0.3 + east * 0.7, south * 0.3 + north * 0.7)
    bbox = ",".join(f"{edge:.7f}" for edge in box)
    tiles = [f"{tile.z}/{tile.x}/{tile.y}" for tile in tiles_over(box, 15)[:TILES]]
    return {
        "Warm tile z15 building": [f"/tiles/building/{tile}.mvt" for tile in tiles],
        "Warm tile z15 incident": [f"/tiles/incident/{tile}.mvt" for tile in tiles],
        "100 buildings in a box": [f"/collections/building/items?bbox={bbox}&limit=100"] * 4,
        "1,000 buildings in a box": [f"/collections/building/items?bbox={bbox}&limit=1000"] * 2,
        "100 incidents": ["/collections/incident/items?limit=100"] * 4,
    }


def middle_grid(world: World) -> int:
    """The grid in the middle of the city."""
    grids: Any = world.demo.frames["grid"]
    west, south, east, north = grids.total_bounds
    away = shapely.distance(grids.geometry.to_numpy(), shapely.Point((west + east) / 2, (south + north) / 2))
    return int(grids["id"].iloc[int(away.argmin())])
