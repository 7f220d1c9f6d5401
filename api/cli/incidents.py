"""``jingwei incidents``: list, show, step and export what has been reported."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer
from rich.table import Table

from api.cli.measuring import FORMATS, Format, Output, told
from api.cli.session import Session, command

if TYPE_CHECKING:
    from geo.audit import Seen
    from geo.incidents import IncidentRules
    from geo.store import Store
    from geo.store.incident_desk import Row

Codes = Annotated[
    list[str], typer.Argument(help="事件编号或标识 The code or the id of an incident", show_default=False)
]
Code = Annotated[str, typer.Argument(help="事件编号或标识 The code or the id of an incident", show_default=False)]
All = Annotated[bool, typer.Option("--all", help="也列出已结束的 Those that have ended, too")]
Overdue = Annotated[bool, typer.Option("--overdue", help="只列超期的 Only what is overdue")]
State = Annotated[
    str | None, typer.Option("--state", help="状态，逗号分隔 States, comma-separated", show_default=False)
]
Category = Annotated[
    str | None, typer.Option("--category", help="类别，逗号分隔 Categories, comma-separated", show_default=False)
]
Within = Annotated[str | None, typer.Option("--within", help="区域 An area: grid/7", show_default=False)]
Since = Annotated[str | None, typer.Option("--since", help="此时或以后上报 Reported then or later", show_default=False)]
Until = Annotated[
    str | None, typer.Option("--until", help="此时或以前上报 Reported then or earlier", show_default=False)
]
Most = Annotated[int, typer.Option("--most", min=1, max=10_000, help="最多列出多少件 The most that are listed")]
To = Annotated[str, typer.Option("--to", help="转为哪个状态 The state that it comes to", show_default=False)]
Role = Annotated[str, typer.Option("--role", help="以何角色 In which role: worker, dispatcher")]
Reason = Annotated[str, typer.Option("--reason", help="理由 Why")]
Expect = Annotated[
    str | None, typer.Option("--expect", help="仅当仍处于该状态 Only while it is in this state", show_default=False)
]
ClientId = Annotated[
    str | None, typer.Option("--client-id", help="重复执行只生效一次 Taken once under this id", show_default=False)
]

Purpose = Annotated[
    str,
    typer.Option(
        "--purpose", help="用途，写入查阅记录 What for; it is written down: incident, reporting, inspection, upkeep"
    ),
]

SHOWN: Final = ("code", "category", "state", "channel", "reported_at", "due_at", "closed_at", "supports")
IDS_TOLD: Final = 1_000
"""As many incidents are named in the audit chain, as by the longest list of the service; more are counted."""
TIME: Final = "%Y-%m-%d %H:%M"


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(
        help="事件：列出、查看、办理、导出。 Incidents: list, show, step, export.",
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    command(group, "list")(incidents_list)
    command(group, "show")(incidents_show)
    command(group, "step")(incidents_step)
    command(group, "export")(incidents_export)
    app.add_typer(group, name="incidents")


def incidents_list(
    session: Session, all: All = False, overdue: Overdue = False, state: State = None, category: Category = None,  # noqa: A002 -- the option is --all
    within: Within = None, since: Since = None, until: Until = None, most: Most = 50, purpose: Purpose = "incident",
) -> None:  # fmt: skip
    """列出事件，超期的在前。 List incidents, what is overdue first."""
    from geo.audit import Seen

    given = _conditions(all, overdue, state, category, within, since, until)
    with session.store() as store:
        rules = _rules(session)
        ids = _matching(store, given, rules)
        rows = _seen_rows(session, store, ids[:most], Seen("read", "incident", detail="list"), purpose)
    documents = [_document(row) for row in rows]
    session.emit({"incidents": documents, "number_matched": len(ids)})
    zh = session.language == "zh"
    table = Table(
        *(("编号", "类别", "状态", "上报", "期限", "超期", "网格") if zh else ("code", "category", "state", "reported", "due", "overdue", "grid"))
    )  # fmt: skip
    for row, one in zip(rows, documents, strict=True):
        late = ("是" if zh else "yes") if one["overdue"] else ""
        table.add_row(
            one["code"] or str(one["id"]), _category(session, rules, row), _state(session, row["state"]), _time(row["reported_at"]),
            _time(row["due_at"]), late, str(row["grid_id"] or "–"),
        )  # fmt: skip
    session.show(table)
    session.say(f"共 {len(ids):,} 件，列出 {len(rows)} 件", f"{len(ids):,} incidents, {len(rows)} listed")


def incidents_show(session: Session, incident: Code, purpose: Purpose = "incident") -> None:
    """查看一件事件的经过和下一步。 Show an incident, its life, and what may be done next."""
    from api.incident_documents import allowed_from, history_document
    from geo.audit import Seen

    with session.store() as store:
        (row,) = _named(store, [incident])
        session.exporting(store, purpose, Seen("read", "incident", row["id"], "command line"))
        steps = store.incident_steps(row["id"])
    allowed = allowed_from(row)
    session.emit({"incident": _document(row) | {"description": row["description"]}, "history": history_document(steps), "allowed": allowed})  # fmt: skip
    zh = session.language == "zh"
    table = Table("", "", show_header=False)
    for name, value in [*_document(row).items(), ("description", row["description"])]:
        table.add_row(name, "–" if value is None else str(value))
    session.show(table)
    life = Table(*(("时间", "状态", "角色", "理由") if zh else ("at", "state", "role", "reason")))
    for step in steps:
        life.add_row(_time(step.at), step.act or _state(session, step.to_state), step.role or "–", step.note or "")
    session.show(life)
    may = ", ".join(move["to"] for move in allowed) or "–"
    session.say(f"下一步：{may}", f"possible now: {may}")


def incidents_step(
    session: Session, incident: Codes, to: To, role: Role = "dispatcher", reason: Reason = "", expect: Expect = None,
    client_id: ClientId = None,
) -> None:  # fmt: skip
    """办理一件或多件事件：全部成功或全部不变。 Take a step with one incident or several: with all of them or none."""
    from geo.flows.step_incidents import StepOrder, step_incidents

    with session.store() as store:
        ids = [row["id"] for row in _named(store, incident)]
        order = StepOrder(client_id or f"cli-{uuid.uuid4()}", ids, to, role, reason, expect)
        done = step_incidents(store, _rules(session), order, dt.datetime.now(dt.UTC))
    session.emit({"incidents": [_document(row) for row in done.rows], "again": done.again})
    session.say(f"{len(ids)} 件事件：{_state(session, to)}", f"{len(ids)} incidents: {to}")


def incidents_export(
    session: Session, all: All = False, overdue: Overdue = False, state: State = None, category: Category = None,  # noqa: A002 -- the option is --all
    within: Within = None, since: Since = None, until: Until = None, format: Format = FORMATS[0],  # noqa: A002 -- the option's name
    output: Output = None, purpose: Purpose = "reporting",
) -> None:  # fmt: skip
    """导出事件为表格或地图文件；不写文件时为 CSV。 Export incidents as a table or a map file; CSV without one."""
    import geopandas as gpd

    from geo.audit import Seen

    given = _conditions(all, overdue, state, category, within, since, until)
    chosen = "csv" if output is None and format == FORMATS[0] else format  # a file says its kind by its name
    with session.store() as store:
        exported = Seen("export", "incident", detail=chosen if output is None else f"incidents{output.suffix}")
        rows = _seen_rows(session, store, _matching(store, given, _rules(session)), exported, purpose)
    documents = [_document(row) | {"description": row["description"]} for row in rows]
    names = list(documents[0]) if documents else ["id", *SHOWN, "overdue", "grid_id", "lon", "lat", "description"]
    columns = {name: [one[name] for one in documents] for name in names if name not in ("lon", "lat")}
    frame = gpd.GeoDataFrame(columns, geometry=[row["geometry"] for row in rows], crs="EPSG:4326")
    told(session, lambda: frame, lambda: {"incidents": documents}, chosen, output, "incidents")


def _conditions(
    all_: bool, overdue: bool, state: str | None, category: str | None, within: str | None, since: str | None, until: str | None
) -> dict[str, str]:  # fmt: skip
    """The options as the conditions of ``GET /incidents``: one meaning in both places."""
    given = {"state": state, "category": category, "within": within, "since": since, "until": until,
             "open": None if all_ or state else "true", "overdue": "true" if overdue else None}  # fmt: skip
    return {name: text for name, text in given.items() if text is not None}


def _rules(session: Session) -> IncidentRules:
    from geo.files.incident_rules import read_incident_rules

    own = session.settings
    return read_incident_rules(own.incident_categories, own.work_calendar, near_duplicate_m=own.near_duplicate_m)


def _matching(store: Store, given: dict[str, str], rules: IncidentRules) -> list[int]:
    """The ids in the order of the desk."""
    from api.incident_query import is_open, matching
    from api.incident_urgency import ByUrgency
    from geo.rights import STAFF_EVERYWHERE
    from geo.store.snapshots import Snapshots

    city, now = Snapshots(store).city(), dt.datetime.now(dt.UTC)
    snapshot = city.layer("incident")
    order = ByUrgency.of(snapshot, is_open(snapshot), rules, now)
    rows = order.sorted(snapshot, matching(city, snapshot, given, STAFF_EVERYWHERE, now))
    ids: list[int] = snapshot.ids[rows].tolist()
    return ids


def _seen_rows(session: Session, store: Store, ids: list[int], seen: Seen, purpose: str) -> list[Row]:
    """The incidents of these ids, written down as a look in the transaction that reads them."""
    from geo.store.incident_desk import rows_of

    with store.witnessed(session.asker(purpose)) as look:
        found = {row["id"]: row for row in rows_of(look.read("incident", ids=ids))}
        look.saw(seen.layer, seen.thing, act=seen.act, detail=f"{seen.detail} {_told_ids(sorted(found))}")
    return [found[thing] for thing in ids if thing in found]


def _told_ids(ids: list[int]) -> str:
    return ",".join(map(str, ids)) if len(ids) <= IDS_TOLD else f"{len(ids)} rows"


def _named(store: Store, named: list[str]) -> list[Row]:
    """The incidents of these codes or ids; raises ``NotFound`` for the first that is not there."""
    from geo.errors import NotFound
    from geo.store.incident_desk import INCIDENT_UNKNOWN, rows_of

    found: list[Row] = []
    for text in named:
        rows = rows_of(store.read("incident", where={"code": text}))
        if not rows and text.isdecimal() and len(text) < 19:
            rows = rows_of(store.read("incident", ids=[int(text)]))
        if not rows:
            raise NotFound(INCIDENT_UNKNOWN, got=text)
        found.append(rows[0])
    return found


def _document(row: Row) -> dict[str, Any]:
    from geo.incidents import ENDS, is_overdue

    late = row["state"] not in ENDS and is_overdue(row["due_at"], row["paused_at"], dt.datetime.now(dt.UTC))
    shape = row["geometry"]
    return {
        "id": row["id"], **{name: _plain(row[name]) for name in SHOWN}, "overdue": late, "grid_id": row["grid_id"],
        "lon": None if shape is None else shape.x, "lat": None if shape is None else shape.y,
    }  # fmt: skip


def _plain(value: Any) -> Any:
    return value.astimezone(dt.UTC).isoformat().replace("+00:00", "Z") if isinstance(value, dt.datetime) else value


def _category(session: Session, rules: IncidentRules, row: Row) -> str:
    known = rules.categories.get(row["category"])
    return row["category"] if known is None else str(getattr(known.label, session.language))


def _state(session: Session, state: str) -> str:
    from geo.incidents.states import STATE_LABELS

    return str(getattr(STATE_LABELS[state], session.language)) if state in STATE_LABELS else state


def _time(moment: dt.datetime | None) -> str:
    """By the clock of China."""
    from geo.clock import CHINA

    return "–" if moment is None else moment.astimezone(CHINA).strftime(TIME)
