"""What others write shows on an open page, also after the service was away."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Opener
from tests.browser.service import Service

pytestmark = pytest.mark.browser


def named_streets(service: Service, folder: Path, *names: str) -> str:
    """The streets of the city as a file, the first of them renamed."""
    features = service.things("street")
    for feature, name in zip(features, names, strict=False):
        feature["properties"]["name"] = name
    path = folder / "streets.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False), "utf-8")
    return str(path)


def named_streets_again(folder: Path, name: str) -> str:
    path = folder / "streets.geojson"
    path.write_text(path.read_text("utf-8").replace("新名街道", name), "utf-8")
    return str(path)


def test_an_import_shows_on_an_open_page_without_a_reload(
    planner_of: Opener, own_city: Service, tmp_path: Path
) -> None:
    planner = planner_of(own_city)
    planner.watch.may_lose_the_service = True
    planner.opens_the_map()
    planner.page.evaluate("window.neverReloaded = true")
    row = planner.at.rows("街道").get_by_role("link").first
    before, tiles = row.inner_text(), len(planner.watch.asked)
    own_city.run("import", named_streets(own_city, tmp_path, "新名街道"), "--layer", "street")
    expect(row).to_contain_text("新名街道", timeout=30_000)
    assert "新名街道" not in before
    row.click()
    planner.sees("新名街道")
    assert any(asked.endswith(".mvt") for asked in planner.watch.asked[tiles:])
    own_city.stop()
    own_city.run("import", named_streets_again(tmp_path, "又名街道"), "--layer", "street")
    own_city.start()
    expect(planner.at.title).to_have_text("又名街道", timeout=60_000)
    assert planner.page.evaluate("window.neverReloaded")
