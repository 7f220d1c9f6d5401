"""``jingwei locate``: which street, community, grid, estate and building a point, or every point of a table, lies in."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from api.cli.session import Misuse, Session, command
from geo.errors import Message

POINT_OR_FILE = Message(
    "locate-point-or-file",
    zh="请给出一个点（--lon 和 --lat）或一个点表文件，二者选一",
    en="give one point (--lon and --lat) or one table of points, not both",
    remedy_zh="例如 jingwei locate --lon 113.9 --lat 30.2，或 jingwei locate 点位.csv",
    remedy_en="for example: jingwei locate --lon 113.9 --lat 30.2, or jingwei locate points.csv",
)

TARGET_EXISTS = Message(
    "locate-target-exists",
    zh="{got} 已经存在",
    en="{got} is there already",
    remedy_zh="请用 --output 指定另一个文件名",
    remedy_en="name another file with --output",
)

File = Annotated[
    Path | None, typer.Argument(help="点表 A table of points", exists=True, readable=True, show_default=False)
]
Lon = Annotated[float | None, typer.Option("--lon", help="经度 Longitude", show_default=False)]
Lat = Annotated[float | None, typer.Option("--lat", help="纬度 Latitude", show_default=False)]
Crs = Annotated[str, typer.Option("--crs", help="坐标系 Coordinate system: auto, wgs84, gcj02, bd09, EPSG:n")]
Output = Annotated[
    Path | None,
    typer.Option("--output", help="结果文件 The file to write: .csv, .xlsx, .geojson, .parquet …", show_default=False),
]


def register(app: typer.Typer) -> None:
    """Add the command."""
    command(app, "locate")(locate)


def locate(
    session: Session, file: File = None, lon: Lon = None, lat: Lat = None, crs: Crs = "auto", output: Output = None
) -> None:
    """查询一个点或一张点表所在的街道、社区、网格、小区和楼栋。 Say where a point, or each point of a table, lies."""
    if file is not None and lon is None and lat is None:
        _locate_table(session, file, output or file.with_name(f"{file.stem}.located.csv"), crs)
    elif file is None and output is None and lon is not None and lat is not None:
        _locate_point(session, lon, lat, crs)
    else:
        raise Misuse(POINT_OR_FILE)


def _locate_table(session: Session, file: Path, target: Path, crs: str) -> None:
    from api.import_work import read_limits
    from geo.files.confined import warm_up
    from geo.files.raw import ReadOptions
    from geo.flows.locate_table import locate_table
    from geo.layers import LOCATE_ORDER, layer_named
    from geo.store.snapshots import Snapshots

    if target.exists():
        raise Misuse(TARGET_EXISTS, got=target)
    with session.store() as store:
        warm_up()
        city = Snapshots(store).city()
    options = ReadOptions(limits=read_limits(session.settings))
    with session.progress() as progress:
        done = locate_table(city, file, target, crs=crs, options=options, progress=progress)
    found = {layer: done.found[layer] for layer in reversed(LOCATE_ORDER)}
    told = [problem.message.text(session.language, problem.params) for problem in done.problems]
    session.emit(
        {
            "output": str(target),
            "crs": done.crs,
            "rows": done.rows,
            "without_point": done.without_point,
            "found": found,
            "warnings": [
                {"code": problem.rule, "detail": text} for problem, text in zip(done.problems, told, strict=True)
            ],
        }
    )
    parts = ", ".join(
        f"{getattr(layer_named(layer).label, session.language)} {count:,}" for layer, count in found.items()
    )
    session.say(
        f"{done.rows:,} 行已写入 {target}（坐标系 {done.crs}；无坐标 {done.without_point:,} 行）：{parts}",
        f"{done.rows:,} rows written to {target} ({done.crs}; {done.without_point:,} without coordinates): {parts}",
    )
    for text in told:
        session.say(f"注意：{text}", f"warning: {text}")


def _locate_point(session: Session, lon: float, lat: float, crs: str) -> None:
    from geo.crs import coordinates_to_lonlat, parse_crs
    from geo.layers import layer_named
    from geo.locate import Locator
    from geo.store.snapshots import Snapshots

    system = parse_crs(crs)
    with session.store() as store:
        locator = Locator(Snapshots(store).city())
    x, y = ([lon], [lat]) if system is None else coordinates_to_lonlat([lon], [lat], system)
    place = locator.at(float(x[0]), float(y[0]))
    session.emit(
        {
            "lon": place.lon,
            "lat": place.lat,
            "crs": crs,
            "tie": place.tie,
            "places": [asdict(one) for one in place.found],
        }
    )
    for one in place.found:
        label = getattr(layer_named(one.layer).label, session.language)
        tie = (
            ("（在公共边界上，取编码最小者）", " (on a shared edge: the lowest code)")[session.language == "en"]
            if one.tie
            else ""
        )
        session.say(*(f"{label}: {one.code or '–'} {one.name or '–'}{tie}",) * 2)
    if not place.found:
        session.say("该点不在任何区域内", "the point lies in no area")
