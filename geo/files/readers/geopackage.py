"""May this GeoPackage be handed to the native reader? Its tables are looked at before any of their rows is asked for."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from geo.errors import BadInput, LimitExceeded, Message
from geo.files.raw import DAMAGED, TOO_MANY, ReadLimits, check_size, without_path

NOT_A_TABLE: Final = Message(
    "geopackage-not-a-table",
    zh="{file} 中的“{got}”不是普通数据表（{kind}），出于安全考虑不予读取",
    en="{file} holds {got!r}, which is no plain table ({kind}); such files are not read",
    remedy_zh="请把各图层另存为普通的 GeoPackage 图层后再导入",
    remedy_en="save its layers into a new GeoPackage as plain tables",
)
TOO_SLOW: Final = Message(
    "geopackage-too-slow",
    zh="{file} 的数据表在 {limit} 秒内无法清点完",
    en="the tables of {file} cannot be counted within {limit} seconds",
    remedy_zh="请拆分文件后分批导入",
    remedy_en="split the file",
)
CHECK_S: Final = 20.0
_STEPS_BETWEEN_LOOKS: Final = 50_000
_PLAIN = re.compile(r"CREATE\s+(?:TABLE|INDEX|UNIQUE\s+INDEX|TRIGGER)\b", re.IGNORECASE)
_SPATIAL_INDEX = re.compile(
    r"CREATE\s+VIRTUAL\s+TABLE\s+[\"'`\[]?rtree_[^()]{0,400}?\sUSING\s+rtree\s*\(", re.IGNORECASE
)
_KIND = re.compile(r"CREATE\s+(?:TEMP(?:ORARY)?\s+)?(VIRTUAL\s+TABLE|VIEW)", re.IGNORECASE)


def check_geopackage(path: Path, file: str, limits: ReadLimits, check_s: float = CHECK_S) -> None:
    """Whether every table holds its rows itself, and not more of them than the program takes.

    A view can compute without end, a virtual table can run other code, a generated column can make texts of any
    length: all are refused, the spatial index apart. Triggers stay, because nothing is written. Raises ``BadInput``,
    or ``LimitExceeded`` for too many rows, columns or bytes, or counts that take longer than ``check_s``.
    """
    with _opened(path, file, check_s) as database:
        names = []
        for kind, name, words in database.execute("SELECT type, name, sql FROM sqlite_master"):
            if words is not None and not (_PLAIN.match(str(words)) or _SPATIAL_INDEX.match(str(words))):
                met = _KIND.match(str(words))
                raise BadInput(NOT_A_TABLE, file=file, got=name, kind=met.group(1).upper() if met else kind)
            if kind == "table" and words is not None and _PLAIN.match(str(words)):
                names.append(str(name))
        held = sum(_check_table(database, name, file, limits) for name in names)
    if held > limits.unpacked_bytes:
        raise LimitExceeded(TOO_MANY, file=file, got=held, what="bytes", what_zh="字节", limit=limits.unpacked_bytes)


def is_database(path: Path) -> bool:
    """Whether the file is an SQLite database, as a GeoPackage is."""
    with path.open("rb") as stream:
        return stream.read(16) == b"SQLite format 3\0"


def _check_table(database: sqlite3.Connection, name: str, file: str, limits: ReadLimits) -> int:
    """How many bytes the table's texts and blobs hold; a default value of a late column counts for each row."""
    columns = []
    for _, column, _, _, _, _, hidden in database.execute(f"PRAGMA table_xinfo({_quoted(name)})"):
        if hidden:
            raise BadInput(NOT_A_TABLE, file=file, got=f"{name}.{column}", kind="GENERATED")
        columns.append(str(column))
    own = not name.lower().startswith(("gpkg_", "rtree_", "sqlite_"))
    check_size(file, 0, len(columns) if own else 0, limits)
    lengths = " + ".join(f"COALESCE(LENGTH({_quoted(column)}), 0)" for column in columns) or "0"
    query = f"SELECT COUNT(*), COALESCE(SUM({lengths}), 0) FROM {_quoted(name)}"  # noqa: S608 - names are quoted
    count, held = database.execute(query).fetchone()
    check_size(file, count if own else 0, 0, limits)
    return int(held)


@contextmanager
def _opened(path: Path, file: str, check_s: float) -> Iterator[sqlite3.Connection]:
    """The database, read-only, under a deadline; its errors become errors that name the file."""
    deadline = time.monotonic() + check_s
    late = False

    def look() -> int:
        nonlocal late
        late = time.monotonic() > deadline
        return int(late)

    try:
        address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(address, uri=True)) as database:
            database.text_factory = lambda raw: raw.decode("utf-8", "replace")
            database.set_progress_handler(look, _STEPS_BETWEEN_LOOKS)
            database.execute("PRAGMA trusted_schema = OFF")
            yield database
    except (sqlite3.Error, UnicodeDecodeError) as error:  # the words of an error may hold the file's own broken ones
        if late:
            raise LimitExceeded(TOO_SLOW, file=file, limit=check_s) from None
        raise BadInput(DAMAGED, file=file, detail=without_path(str(error))) from None


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
