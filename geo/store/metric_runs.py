"""Which results were measured, and from what? Each is kept once, for good."""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import orjson
from sqlalchemy import Connection, RowMapping, Select, insert, select
from sqlalchemy.exc import IntegrityError

from geo.errors import Conflict, Message, NotFound
from geo.store.documents import canonical_document, digest_of
from geo.store.tables import METRIC_RUN

METRIC_RUN_UNKNOWN = Message(
    "metric-run-unknown",
    zh="没有编号为 {got} 的计算记录",
    en="there is no metric run {got}",
    remedy_zh="请在计算记录列表中选择",
    remedy_en="choose one from the list of runs",
)
METRIC_RUN_DIFFERS = Message(
    "metric-run-differs",
    zh="同样的规则、参数、日期和数据版本得出了不同的结果：计算记录 {id} 的校验值为 {expected}，现为 {got}",
    en="the same rules, parameters, day and versions gave another result: metric run {id} has the digest {expected}, now {got}",
    remedy_zh="规则改变后应使用新的定义名称；若规则未变，请检查数据库是否被绕过程序修改",
    remedy_en="rules that change need a new definition; if they did not, check whether data was altered behind the program",
)
METRIC_RUN_SPOILED = Message(
    "metric-run-spoiled",
    zh="计算记录 {id} 的内容与其校验值不符：应为 {expected}，现为 {got}",
    en="metric run {id} does not agree with its digest: expected {expected}, got {got}",
    remedy_zh="该记录曾被绕过程序修改或已损坏，请从备份恢复",
    remedy_en="it was altered behind the program, or damaged: restore it from a backup",
)

LISTED = tuple(column for column in METRIC_RUN.c if column.name not in ("key", "result"))


@dataclass(frozen=True, slots=True)
class MetricRun:
    """One result: which rules (``kind``, ``definition``), parameters, day and layer versions gave it.

    These five are its *basis*; ``result`` is a JSON object, None where runs are only listed. ``id``, ``digest`` (of
    the result) and ``created_at`` are the store's: None until it has given them.
    """

    kind: str
    definition: str
    parameters: Mapping[str, Any]
    as_of: dt.date
    versions: Mapping[str, int]
    result: Mapping[str, Any] | None = None
    id: int | None = None
    digest: str | None = None
    created_at: dt.datetime | None = None

    def key(self) -> str:
        """What two runs of the same basis share, and no others."""
        basis = [self.kind, self.definition, self.parameters, self.as_of.isoformat(), self.versions]
        return digest_of(basis)


def save_metric_run(connection: Connection, run: MetricRun, at: dt.datetime) -> MetricRun:
    """Keep a result. The same basis gives the run that is there already, also when two save it at once.

    Raises ``Conflict`` when that one has another result, ``ValueError`` for a run without result.
    """
    if run.result is None:
        raise ValueError("a metric run is kept with its result")
    document = canonical_document(run.result)
    digest = digest_of(run.result)
    found = find_metric_run(connection, run)
    if found is None:
        found = _add(connection, replace(run, digest=digest, created_at=at), document)
    if found is None:
        # another transaction has kept the same basis meanwhile
        found = find_metric_run(connection, run)
    assert found is not None, "the basis is taken, so its run is there"
    if found.digest != digest:
        raise Conflict(METRIC_RUN_DIFFERS, id=found.id, expected=found.digest, got=digest)
    return found


def find_metric_run(connection: Connection, basis: MetricRun) -> MetricRun | None:
    """The run that has the basis of this one, with its result; None when it was never measured."""
    return _one(connection, select(METRIC_RUN).where(METRIC_RUN.c.key == basis.key()))


def metric_run(connection: Connection, number: int) -> MetricRun:
    """The run with its result; raises ``NotFound``, and ``Conflict`` for a result that is not what was kept."""
    found = None
    if 0 < number < 1 << 63:
        found = _one(connection, select(METRIC_RUN).where(METRIC_RUN.c.id == number))
    if found is None:
        raise NotFound(METRIC_RUN_UNKNOWN, got=number)
    return found


def metric_runs(
    connection: Connection,
    limit: int | None = None,
    kind: str | None = None,
    as_of: dt.date | None = None,
    before_id: int | None = None,
) -> list[MetricRun]:
    """The runs without their results, newest first; those older than ``before_id`` make the next page."""
    query = select(*LISTED).order_by(METRIC_RUN.c.id.desc()).limit(limit)
    if kind is not None:
        query = query.where(METRIC_RUN.c.kind == kind)
    if as_of is not None:
        query = query.where(METRIC_RUN.c.as_of == as_of)
    if before_id is not None:
        query = query.where(METRIC_RUN.c.id < before_id)
    return [MetricRun(**row) for row in connection.execute(query).mappings()]


def _add(connection: Connection, run: MetricRun, document: bytes) -> MetricRun | None:
    """The run as it is kept now; None when another one has its basis."""
    values = {column.name: getattr(run, column.name) for column in LISTED if column.name != "id"}
    values |= {"key": run.key(), "result": zlib.compress(document)}
    try:
        with connection.begin_nested():
            made = connection.execute(insert(METRIC_RUN).values(values).returning(METRIC_RUN.c.id)).scalar_one()
    except IntegrityError:
        return None
    return metric_run(connection, int(made))


def _one(connection: Connection, query: Select[Any]) -> MetricRun | None:
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else _with_result(row)


def _with_result(row: RowMapping) -> MetricRun:
    values = {name: value for name, value in row.items() if name != "key"}
    try:
        values["result"] = orjson.loads(zlib.decompress(row["result"]))
        digest = digest_of(values["result"])
    except (zlib.error, orjson.JSONDecodeError):
        digest = "-"
    if digest != row["digest"]:
        raise Conflict(METRIC_RUN_SPOILED, id=row["id"], expected=row["digest"], got=digest)
    return MetricRun(**values)
