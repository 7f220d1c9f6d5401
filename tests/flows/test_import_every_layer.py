"""Every layer of the registry can be imported from a table, and a dry run says beforehand what the import does."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo.layers import LAYERS
from geo.store import Store
from tests.flows.test_import_rights import with_account
from tests.flows.world import run

TABLES = {
    "boundary_set": "name,state\n试点,draft\n",
    "street": "code,name,lon,lat\n990101001,东街道,116.405,39.905\n",
    "community": "code,name,lon,lat\n990101001001,一社区,116.405,39.905\n",
    "grid": "code,name,lon,lat\n990101001001001,一网格,116.405,39.905\n",
    "estate": "code,name,lon,lat\nE1,花园,116.405,39.905\n",
    "landcover": "name,kind,lon,lat\n湖,water,116.405,39.905\n",
    "building": "code,name,lon,lat\n99010100100100001,1号楼,116.405,39.905\n",
    "entrance": "name,building_code,lon,lat\n1单元,99010100100100001,116.405,39.905\n",
    "gate": "name,kind,estate_code,lon,lat\n东门,,E1,116.405,39.905\n",
    "household": "building_code,floor,room\n99010100100100001,1,101\n99010100100100001,1,102\n",
    "path": 'name,geometry\n小路,"LINESTRING (116.40 39.90, 116.41 39.90)"\n',
    "unit": "code,name,level,lon,lat\nU1,第一支部,2,116.405,39.905\n",
    "service_link": "unit_code,target_layer,target_id,is_primary\nU1,building,1,true\n",
    "organisation": "code,name,lon,lat\nO1,某公司,116.405,39.905\n",
    "venue": "code,name,category,lon,lat\nV1,医院,clinic,116.405,39.905\n",
    "incident": "code,category,state,reported_at,lon,lat\nI1,environment,registered,2024-05-01 08:00,116.405,39.905\n",
    "assignment": "account,role,area_layer,area_id\nwg-01,grid_worker,grid,1\n",
}
HOLDERS = {"entrance": "building", "household": "building", "service_link": "unit", "gate": "estate"}


def table(folder: Path, layer: str) -> tuple[Path, str]:
    """The small table of a layer as a file."""
    path = folder / f"{layer}.csv"
    path.write_text(TABLES[layer], encoding="utf-8")
    return path, layer


def test_no_layer_is_left_out() -> None:
    assert set(TABLES) == set(LAYERS)


@pytest.mark.parametrize("layer", list(LAYERS))
def test_what_a_dry_run_announces_is_what_the_import_stores(store: Store, tmp_path: Path, layer: str) -> None:
    if layer in HOLDERS:
        run(store, table(tmp_path, HOLDERS[layer]), source="世界")
    if layer == "assignment":
        with_account(store, "wg-01")
    file = table(tmp_path, layer)
    announced = run(store, file, source="世界", dry_run=True)
    assert store.counts()[layer] == 0
    stored = run(store, file, source="世界")
    assert (announced.state, stored.state) == ("dry_run", "stored")
    assert announced.totals() == stored.totals()
    assert store.counts()[layer] == stored.totals()["added"] == len(TABLES[layer].splitlines()) - 1
    again = run(store, file, source="世界")
    assert (again.state, again.totals()["unchanged"]) == ("unchanged", store.counts()[layer])
