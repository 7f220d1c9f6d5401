"""``jingwei demo``: make the demonstration city."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from api.cli.session import Session, command

Scale = Annotated[
    float, typer.Option("--scale", help="规模，1 约 15 万户 Size; 1 is about 150,000 households", min=0.1, max=16)
]
Seed = Annotated[int, typer.Option("--seed", help="随机种子 The same seed makes the same city", min=0, max=2**31 - 1)]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of", help="城市所处的日期，默认今天 The day that the city is of; today by default", show_default=False
    ),
]
IfEmpty = Annotated[bool, typer.Option("--if-empty", help="已有数据时什么也不做 Do nothing when there is data")]


def register(app: typer.Typer) -> None:
    """Add the command."""
    command(app, "demo")(demo)


def demo(session: Session, scale: Scale = 1.0, seed: Seed = 1, as_of: AsOf = None, if_empty: IfEmpty = False) -> None:
    """生成一座虚构的演示城市。 Make a fictional city to try everything on."""
    from api import params
    from geo.clock import china_today
    from geo.flows.make_demo import make_demo

    day = params.day("as_of", as_of) or china_today()
    with session.store(create=True) as store:
        if if_empty and any(store.counts().values()):
            session.emit({"made": False})
            session.say("已有数据，未生成演示城市", "there is data already; no city was made")
            return
        with session.progress() as progress:
            manifest = make_demo(store, scale=scale, seed=seed, as_of=day, progress=progress)
        counts = store.counts()
    path = session.settings.data / "demo_manifest.json"
    session.settings.data.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(manifest.to_json(), ensure_ascii=False, indent=1), "utf-8")
    told = {"scale": scale, "seed": seed, "as_of": day.isoformat(), "counts": counts, "manifest": str(path)}
    session.emit({"made": True, **told})
    session.say(
        f"演示城市已生成：{counts.get('building', 0):,} 栋楼、{counts.get('household', 0):,} 户；预设问题清单见 {path}",
        f"the city is made: {counts.get('building', 0):,} buildings, {counts.get('household', 0):,} households; "
        f"its planted gaps are listed in {path}",
    )
