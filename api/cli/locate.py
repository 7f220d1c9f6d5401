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

File = Annotated[
    Path | None, typer.Argument(help="点表 A table of points", exists=True, readable=True, show_default=False)
]
Lon = Annotated[float | None, typer.Option("--lon", help="经度 Longitude", show_default=False)]
Lat = Annotated[float | None, typer.Option("--lat", help="纬度 Latitude", show_default=False)]
Crs = Annotated[str, typer.Option("--crs", help="坐标系 Coordinate system: wgs84, gcj02, bd09")]


def register(app: typer.Typer) -> None:
    """Add the command."""
    command(app, "locate")(locate)


def locate(session: Session, lon: Lon = None, lat: Lat = None, crs: Crs = "wgs84") -> None:
    """查询一个点或一张点表所在的街道、社区、网格、小区和楼栋。 Say where a point, or each point of a table, lies."""
    if lon is None or lat is None:
        raise Misuse(POINT_OR_FILE)
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
