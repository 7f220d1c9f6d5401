"""``jingwei boundaries``: which boundary sets there are, and how a draft becomes the published one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from api.cli.session import DATA_PROBLEM, OK, Session, command
from api.params import day

if TYPE_CHECKING:
    from geo.flows.publish_boundaries import Publication

SHOWN_PROBLEMS = 20

Name = Annotated[str, typer.Argument(help="边界草案的名称 The name of the draft", show_default=False)]
From = Annotated[
    str | None, typer.Option("--from", help="生效日期 The first day, YYYY-MM-DD; today by default", show_default=False)
]
Accept = Annotated[
    list[str] | None,
    typer.Option("--accept", help="放行的规则 Rules that shall not keep it from being published", show_default=False),
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(
        help="边界版本：查看、检查、发布。 Boundary sets: list, check, publish.",
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    command(group, "list")(boundaries_list)
    command(group, "check")(boundaries_check)
    command(group, "publish")(boundaries_publish)
    app.add_typer(group, name="boundaries")


def boundaries_list(session: Session) -> None:
    """列出边界版本。 List the boundary sets."""
    with session.store() as store:
        sets = store.boundary_sets()
    session.emit([{"id": one.id, "name": one.name, "state": one.state, "areas": dict(one.areas)} for one in sets])
    zh = session.language == "zh"
    table = Table(*(("标识", "名称", "状态", "要素") if zh else ("id", "name", "state", "areas")))
    for one in sets:
        table.add_row(str(one.id), one.name, one.state, ", ".join(f"{layer} {n}" for layer, n in one.areas.items()))
    session.show(table)


def boundaries_check(session: Session, name: Name, from_: From = None, accept: Accept = None) -> int:
    """检查边界草案能否发布，不写入。 Say what publishing a draft would do, and what keeps it from it."""
    return _publish(session, name, from_, accept, dry_run=True)


def boundaries_publish(session: Session, name: Name, from_: From = None, accept: Accept = None) -> int:
    """发布边界草案：自生效日期起取代现行边界。 Publish a draft: it replaces the current boundaries from that day on."""
    return _publish(session, name, from_, accept, dry_run=False)


def _publish(session: Session, name: str, from_: str | None, accept: list[str] | None, *, dry_run: bool) -> int:
    from geo.clock import china_today
    from geo.flows.import_rules import check_rules
    from geo.flows.publish_boundaries import publish_boundaries

    check_rules(accept or ())
    valid_from = day("--from", from_) or china_today()
    with session.store() as store:
        done = publish_boundaries(store, name, valid_from, accept=frozenset(accept or ()), dry_run=dry_run)
    session.emit(done.as_dict())
    _tell(session, done)
    return DATA_PROBLEM if done.stopping else OK


def _tell(session: Session, done: Publication) -> None:
    from geo.files.import_report import problem_text

    for layer, counts in done.areas.items():
        kept, added, retired = (counts[what] for what in ("kept", "added", "retired"))
        session.say(
            f"{layer}：沿用 {kept}，新增 {added}，停用 {retired}",
            f"{layer}: {kept} go on, {added} are new, {retired} end",
        )
    session.say(f"{done.buildings} 栋楼的网格改变", f"{done.buildings} buildings change their grid")
    for problem in done.stopping[:SHOWN_PROBLEMS]:
        session.say(f"{problem.rule}：{problem_text(problem, 'zh')}", f"{problem.rule}: {problem_text(problem, 'en')}")
    if done.stopping:
        session.say(
            f"有 {len(done.stopping)} 个问题，未发布；改正草案，或用 --accept 放行规则",
            f"{len(done.stopping)} problems: not published; correct the draft, or name rules with --accept",
        )
    elif done.number is not None:
        session.say(f"已发布，自 {done.valid_from} 起生效", f"published, valid from {done.valid_from}")
    else:
        session.say("可以发布", "it can be published")
