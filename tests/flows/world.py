"""A small city to import: two streets side by side, four communities, and the files that hold them.

9901010010xx │ 9901010020xx       each community is 0.01° × 0.01°, around 116.40° E, 39.90° N
┌──────┬─────┼──────┬─────┐
│ 001  │ 002 │ 001  │ 002 │
└──────┴─────┴──────┴─────┘
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
from shapely.geometry import box

from geo.flows.import_layers import ImportOptions, ImportReport, InputFile, import_files
from geo.store import Store

WEST, SOUTH, STEP = 116.40, 39.90, 0.01


def square(column: int, width: int = 1) -> Any:
    """The square of a column, or of several side by side."""
    return box(WEST + column * STEP, SOUTH, WEST + (column + width) * STEP, SOUTH + STEP)


def streets() -> gpd.GeoDataFrame:
    """Two streets."""
    rows = {"编码": ["990101001", "990101002"], "名称": ["东街道", "西街道"]}
    return gpd.GeoDataFrame(rows, geometry=[square(0, 2), square(2, 2)], crs=4326)


def communities() -> gpd.GeoDataFrame:
    """Four communities, two in each street."""
    codes = ["990101001001", "990101001002", "990101002001", "990101002002"]
    rows = {"编码": codes, "名称": ["一社区", "二社区", "三社区", "四社区"], "备注": ["a", "b", "c", None]}
    return gpd.GeoDataFrame(rows, geometry=[square(column) for column in range(4)], crs=4326)


def written(frame: gpd.GeoDataFrame, path: Path) -> Path:
    """The frame as a GeoJSON file."""
    frame.to_file(path, driver="GeoJSON")
    return path


def run(store: Store, *files: tuple[Path, str], **options: Any) -> ImportReport:
    """One import of files with their layers."""
    return import_files(store, [InputFile(path, layer) for path, layer in files], ImportOptions(**options))


def rules(report: ImportReport) -> set[str]:
    """The rules that were broken."""
    return {problem.rule for problem in report.problems}
