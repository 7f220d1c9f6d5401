"""What is protected never leaves, whatever is asked; and the store's own words stay inside."""

from __future__ import annotations

from pathlib import Path

import httpx
import mapbox_vector_tile
import pytest

from geo.layers import LAYERS, Access
from geo.store import SYSTEM, Store, open_store
from tests.http import world
from tests.http.accounts import House
from tests.http.server import asking, serving, settings_for
from tests.http.test_tiles import X, Y

RESTRICTED = [layer.id for layer in LAYERS.values() if layer.access is Access.RESTRICTED]
SECRETS = ("secret words", "secret-client", "1201", "中心户甲")


def everything(client: httpx.Client) -> list[httpx.Response]:
    """Every answer that carries data of the city, in every way in which it can be asked for."""
    names = [collection["id"] for collection in client.get("/collections").json()["collections"]]
    paths = [
        "/collections",
        "/registry",
        "/openapi.json",
        "/",
        "/styles/planner.json",
        "/locate?lon=114.005&lat=30.0095",
    ]
    for name in names:
        paths += [f"/collections/{name}", f"/collections/{name}/items", f"/collections/{name}/items/1"]
    for text in ("secret", "1201", "中心户", "E1", "南湖"):
        paths.append(f"/search?q={text}")
    return [client.get(path) for path in paths]


def test_no_protected_value_is_in_any_answer(client: httpx.Client, store: Store) -> None:
    held = str([store.read(name).to_dict() for name in ("household", "incident", "unit")])
    assert all(secret in held for secret in SECRETS), "the store does hold what must not leave it"
    for answer in everything(client):
        body = answer.text.replace('"query":"secret"', "").replace('"query":"1201"', "")
        for secret in SECRETS:
            assert secret not in body, (answer.url, secret)


def test_no_protected_value_is_in_any_tile(client: httpx.Client) -> None:
    tiled = ",".join(layer.id for layer in LAYERS.values() if layer.tiled and layer.access is not Access.RESTRICTED)
    seen = 0
    for zoom in range(9, 18):
        shift = zoom - 12
        x, y = (X << shift, Y << shift) if shift >= 0 else (X >> -shift, Y >> -shift)
        span = max(1, 1 << max(shift, 0))
        for column in range(x, x + span, max(1, span // 8)):
            for row in range(y, y + span, max(1, span // 8)):
                content = client.get(f"/tiles/{tiled}/{zoom}/{column}/{row}.mvt").content
                text = str(mapbox_vector_tile.decode(content)) if content else ""
                seen += len(text)
                for secret in (*SECRETS, "household_id", "description", "client_id"):
                    assert secret not in text
    assert seen > 0


@pytest.mark.parametrize("layer", RESTRICTED)
def test_a_restricted_layer_looks_like_none_at_all(small_client: httpx.Client, layer: str) -> None:
    def shape(name: str) -> list[tuple[int, str]]:
        answers = [
            small_client.get(path.format(name))
            for path in (
                "/collections/{}",
                "/collections/{}/items",
                "/collections/{}/items/1",
                "/tiles/{}.json",
                "/tiles/{}/1/0/0.mvt",
            )
        ]
        return [(answer.status_code, answer.text.replace(name, "…")) for answer in answers]

    assert shape(layer) == shape("nothing")


def test_a_store_that_went_away_is_said_without_its_address(tmp_path: Path) -> None:
    path = tmp_path / "city.sqlite"
    with open_store(f"sqlite:///{path}").acting(SYSTEM) as store:
        store.migrate()
        world.fill(store)
        with serving(settings_for(tmp_path / "data"), store) as address, asking(address) as client:
            assert client.get("/ready").status_code == 200
            store.close()
            path.rename(tmp_path / "moved.sqlite")
            for path_ in ("/ready", "/collections", "/tiles/street/12/0/0.mvt"):
                answer = client.get(path_)
                assert answer.status_code == 503, answer.text
                assert answer.json()["code"] in ("store-unavailable", "store-not-migrated")
                assert str(tmp_path) not in answer.text
            assert client.get("/health").status_code == 200


def test_two_services_of_one_process_tell_of_their_own_cities(
    small_client: httpx.Client, sqlite_store: Store, tmp_path: Path
) -> None:
    other = House(sqlite_store, tmp_path).browser()
    for _ in range(2):
        told = [one.get("/collections/street/items").json()["numberReturned"] for one in (small_client, other)]
        assert told == [1, 0]


def test_a_store_of_an_older_schema_is_not_ready(tmp_path: Path) -> None:
    with (
        open_store(f"sqlite:///{tmp_path / 'empty.sqlite'}").acting(SYSTEM) as store,
        serving(settings_for(tmp_path / "data"), store) as address,
        asking(address) as client,
    ):
        answer = client.get("/ready")
        assert (answer.status_code, answer.json()["code"]) == (503, "store-not-migrated")
        assert "jingwei migrate" in answer.json()["remedy"]


def test_a_crash_is_a_number_to_the_client_and_a_record_in_the_log(
    client: httpx.Client, store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def crash(*_: object) -> object:
        raise ZeroDivisionError("internal words")

    monkeypatch.setattr(type(store), "versions", crash)
    for path in ("/collections", "/tiles/street/12/0/0.mvt"):
        answer = client.get(path)
        assert (answer.status_code, answer.json()["code"]) == (500, "internal-error")
        assert "internal words" not in answer.text
        number = answer.json()["detail"].rpartition(" ")[2]
        assert any(number in record.getMessage() for record in caplog.records)
    assert "internal words" in caplog.text
