"""Tiles as clients get them: fresh, tagged, compressed once, and refused clearly outside the matrix."""

from __future__ import annotations

import gzip
import threading

import httpx
import mapbox_vector_tile
import pytest

from geo.store import Store
from geo.tiles import TileSource
from tests.http import world
from tests.http.server import serving, settings_for

# the tile of zoom 12 that holds the middle of the small world
X, Y = 3345, 1689
TILE = f"/tiles/street,community/12/{X}/{Y}.mvt"


def test_a_tile_is_a_vector_tile_with_its_layers(client: httpx.Client) -> None:
    answer = client.get(TILE)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/vnd.mapbox-vector-tile"
    layers = mapbox_vector_tile.decode(answer.content)
    assert {feature["properties"]["name"] for feature in layers["community"]["features"]} == {"东风社区", "红旗社区"}


def test_gzip_travels_only_to_those_who_take_it(client: httpx.Client) -> None:
    plain = client.get(TILE, headers={"Accept-Encoding": "identity"})
    packed = client.get(TILE, headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert plain.content == packed.content
    assert plain.headers["vary"] == packed.headers["vary"] == "Accept-Encoding, Cookie, Authorization"
    assert plain.headers["etag"] != packed.headers["etag"]
    with client.stream("GET", TILE, headers={"Accept-Encoding": "gzip"}) as raw:
        assert gzip.decompress(b"".join(raw.iter_raw())) == plain.content


def test_a_held_tile_costs_a_304_until_an_edit(client: httpx.Client, store: Store) -> None:
    first = client.get(TILE)
    held = {"If-None-Match": first.headers["etag"]}
    assert first.headers["cache-control"] == "private, no-cache"
    assert client.get(TILE, headers=held).status_code == 304
    for edit in range(20):
        world.rename_street(store, f"第{edit}次改名")
        answer = client.get(TILE, headers=held)
        assert answer.status_code == 200
        names = [f["properties"]["name"] for f in mapbox_vector_tile.decode(answer.content)["street"]["features"]]
        assert names == [f"第{edit}次改名"]
        held = {"If-None-Match": answer.headers["etag"]}


def test_the_order_of_layers_does_not_matter(client: httpx.Client) -> None:
    other = TILE.replace("street,community", "community,street")
    assert client.get(other).headers["etag"] == client.get(TILE).headers["etag"]


def test_an_empty_tile_is_an_empty_200(client: httpx.Client) -> None:
    answer = client.get("/tiles/street/12/0/0.mvt")
    assert (answer.status_code, answer.content) == (200, b"")
    assert "content-encoding" not in answer.headers


def test_head_has_the_headers_and_no_body(client: httpx.Client) -> None:
    got, head = client.get(TILE), client.head(TILE)
    assert head.status_code == 200
    assert head.content == b""
    for name in ("etag", "content-type", "content-length"):
        assert head.headers[name] == got.headers[name]


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/tiles/street/12/4096/0.mvt", 404, "tile-outside-matrix"),
        ("/tiles/street/12/0/-1.mvt", 404, "tile-outside-matrix"),
        ("/tiles/street/99/0/0.mvt", 404, "tile-outside-matrix"),
        ("/tiles/street/a/0/0.mvt", 400, "parameter-invalid"),
        ("/tiles/street/12/1.5/0.mvt", 400, "parameter-invalid"),
        ("/tiles/street/１２/0/0.mvt", 400, "parameter-invalid"),
        ("/tiles/street/12/0/0.mvt?v=1", 400, "parameter-unknown"),
        ("/tiles/nothing/12/0/0.mvt", 404, "layer-unknown"),
        ("/tiles/household/12/0/0.mvt", 404, "layer-unknown"),
        ("/tiles/boundary_set/12/0/0.mvt", 404, "layer-unknown"),
        ("/tiles//12/0/0.mvt", 404, "layer-unknown"),
        ("/tiles/street/12/0/0.png", 404, "path-unknown"),
        ("/tiles/household.json", 404, "layer-unknown"),
    ],
)
def test_a_tile_that_cannot_be_is_refused_clearly(client: httpx.Client, path: str, status: int, code: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_tile_takes_get_only(client: httpx.Client) -> None:
    answer = client.post(TILE)
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")


def test_tilejson_leads_to_the_tiles(client: httpx.Client) -> None:
    document = client.get("/tiles/community,street.json").json()
    assert document["tilejson"] == "3.0.0"
    address = document["tiles"][0].format(z=12, x=X, y=Y)
    assert client.get(address).status_code == 200
    assert {"street", "community"} <= {layer["id"] for layer in document["vector_layers"]}
    assert document["bounds"] == [114.0, 30.0, 114.02, 30.02]


def test_tilejson_leads_to_the_tiles_of_what_was_asked_for(client: httpx.Client) -> None:
    (address,) = client.get("/tiles/grid_coverage.json?as_of=2026-06-01&reading=lenient&weight=buildings").json()[
        "tiles"
    ]
    assert address.endswith("{y}.mvt?as_of=2026-06-01&reading=lenient&weight=buildings")
    for wrong in ("reading=loose", "weight=stones"):
        assert client.get(f"/tiles/grid_coverage.json?{wrong}").status_code == 400


def test_many_who_ask_at_once_get_the_same_tile(client: httpx.Client) -> None:
    tags: list[str] = []
    threads = [threading.Thread(target=lambda: tags.append(client.get(TILE).headers["etag"])) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(tags) == 16
    assert len(set(tags)) == 1


def test_a_service_that_prepares_ahead_has_its_tiles_before_anybody_asks(sqlite_store, tmp_path, monkeypatch) -> None:
    world.fill(sqlite_store)
    prepared = threading.Event()
    prepare = TileSource.prepare

    def seen(source: TileSource) -> None:
        prepare(source)
        prepared.set()

    monkeypatch.setattr(TileSource, "prepare", seen)
    with serving(settings_for(tmp_path / "data", measure_ahead=True), sqlite_store):
        assert prepared.wait(30)
