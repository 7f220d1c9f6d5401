"""``jingwei site``: where new venues or hub households would serve most."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.measuring import AsOf, Format, Output, Preset, measured_city, share_of, table_of, told
from api.cli.session import Misuse, Session, command
from geo.errors import Message

if TYPE_CHECKING:
    from geo.flows.site_city import SitingQuestion

POINT_INVALID = Message(
    "siting-point-invalid",
    zh="候选点“{got}”应写作 经度,纬度",
    en="the point {got!r} should read longitude,latitude",
)

Category = Annotated[str | None, typer.Option("--category", help="服务阵地类别 Category of venues", show_default=False)]
Hubs = Annotated[bool, typer.Option("--hubs", help="为中心户选址 Hub households instead of venues")]
Number = Annotated[int | None, typer.Option("--k", help="数量 How many sites", show_default=False)]
Share = Annotated[
    float | None,
    typer.Option("--share", help="达到该覆盖比例最少需要几处 The fewest sites for this share", show_default=False),
]
Within = Annotated[
    str | None, typer.Option("--within", help="只看某区域 Only this area, such as street/3", show_default=False)
]
Use = Annotated[
    str | None,
    typer.Option("--use", help="候选建筑用途 Uses of candidate buildings: commercial,institution", show_default=False),
]
Point = Annotated[
    list[str] | None, typer.Option("--point", help="候选点 经度,纬度 A candidate point lon,lat", show_default=False)
]
TimeLimit = Annotated[float, typer.Option("--time-limit", help="求解时限（秒） Seconds to look for a proven answer")]


def register(app: typer.Typer) -> None:
    """Add the command."""
    command(app, "site")(site)


def site(
    session: Session, category: Category = None, hubs: Hubs = False, k: Number = None, share: Share = None,
    within: Within = None, use: Use = None, point: Point = None, time_limit: TimeLimit = 30.0, as_of: AsOf = None,
    preset: Preset = None, format: Format = "table",  # noqa: A002 -- the option's name
    output: Output = None,
) -> None:  # fmt: skip
    """选址：新设阵地或中心户放在哪里新增覆盖最多。 Where would new venues or hub households serve most?"""
    from api.measure_query import area_of
    from geo.flows.site_city import WHAT_UNCLEAR, SitingQuestion, site_city

    if (category is None) != hubs:
        raise Misuse(WHAT_UNCLEAR, got=f"--category {category}, --hubs {hubs}")
    uses = None if use is None else tuple(word.strip() for word in use.split(","))
    points = None if not point else tuple(_point(text) for text in point)
    question = SitingQuestion(category, k, share, area_of(within), uses, points, time_limit)
    with session.store() as store:
        measured = measured_city(session, store, as_of, preset)
        with session.progress() as progress:
            sited = site_city(store, measured.measure, question, progress)
    answer = dict(sited.document)
    run = None if sited.run is None else sited.run.id
    document = {"run": run, "as_of": measured.run.as_of, "answer": answer}
    if not told(session, lambda: _frame(answer), lambda: document, format, output, "site"):
        _show(session, question, answer, run)


def _point(text: str) -> tuple[float, float]:
    try:
        lon, lat = (float(part) for part in text.split(","))
    except ValueError:
        raise Misuse(POINT_INVALID, got=text) from None
    return lon, lat


def _frame(answer: dict[str, Any]) -> Any:
    import geopandas as gpd
    import pandas as pd

    table = pd.DataFrame(answer["sites"], columns=["rank", "id", "code", "gained", "lon", "lat"])
    return gpd.GeoDataFrame(table, geometry=gpd.points_from_xy(table["lon"], table["lat"]), crs="EPSG:4326")


def _show(session: Session, question: SitingQuestion, answer: dict[str, Any], run: int | None) -> None:
    zh = session.language == "zh"
    headers = (
        "#",
        "编码" if zh else "code",
        "经度" if zh else "lon",
        "纬度" if zh else "lat",
        "新增户数" if zh else "gained",
    )
    rows = [
        (
            site["rank"],
            site.get("code") or f"#{site['id']}",
            f"{site['lon']:.6f}",
            f"{site['lat']:.6f}",
            f"{site['gained']:,.0f}",
        )
        for site in answer["sites"]
    ]
    session.show(table_of(headers, rows, 2))
    before, after = (share_of(session, answer[when]) or "–" for when in ("before", "after"))
    if not answer["before"]["total"]:
        session.say(
            "这里没有已知的住户，没有可新增的覆盖",
            "no household is known to live here: there is nothing to gain",
        )
    session.say(
        f"覆盖 {before} → {after}，新增 {answer['gained']:,.0f} 户（候选 {answer['candidates']:,} 处）",
        f"covered {before} → {after}, {answer['gained']:,.0f} households gained ({answer['candidates']:,} candidates)",
    )
    if answer["optimal"]:
        session.say(f"已证明为最优；计算记录 {run}", f"proven to be the best; run {run}")
    else:
        session.say(
            f"{question.time_limit_s:g} 秒内未能证明最优：与上限 {answer['bound']:,.0f} 的差距不超过 {answer['gap']:.2%}",
            f"not proven within {question.time_limit_s:g} s: at most {answer['gap']:.2%} from the bound {answer['bound']:,.0f}",
        )
    if not answer["reached"]:
        session.say(
            "候选点不足以达到所要的比例；这是它们能达到的最多户数",
            "the candidates do not suffice for the share; this is all that they can gain",
        )
