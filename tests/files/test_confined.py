"""A file is read in a process of its own: what it costs is bounded, what it breaks is not the program."""

from __future__ import annotations

import datetime as dt
import decimal
import os
import signal
import threading
import time
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet
import pytest
import shapely

from api.settings import Settings
from geo.errors import BadInput, JingweiError, LimitExceeded
from geo.files import confined
from geo.files.confined import ReaderCrashed, read_confined, warm_up
from geo.files.raw import RawTable, ReadLimits, ReadOptions, objects, table_of
from geo.files.readers import read_table
from geo.files.table_bytes import read_table_bytes, write_table
from geo.files.values import as_text
from geo.model import Problem, Severity
from tests.files.workbooks import costly_workbook


@pytest.fixture(scope="module")
def slow(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return costly_workbook(tmp_path_factory.mktemp("slow") / "slow.xlsx")


def generous(**limits: float) -> ReadOptions:
    """Options that nothing but the named limits binds."""
    return ReadOptions(limits=ReadLimits(unpacked_bytes=2**32, unpacked_ratio=10**6, **limits))  # type: ignore[arg-type]


def test_a_costly_workbook_is_ended_at_its_limit_of_cpu_time(slow: Path) -> None:
    with pytest.raises(LimitExceeded, match="reading-over-limit") as ended:
        read_confined(slow, generous(cpu_s=1))
    assert ended.value.params["setting"] == "read_cpu_s"
    assert "1 s" in ended.value.text("zh")
    assert "read_cpu_s" in ended.value.remedy("en")


def test_a_costly_workbook_is_ended_at_its_limit_of_time(slow: Path) -> None:
    with pytest.raises(LimitExceeded) as ended:
        read_confined(slow, generous(wall_s=0.7))
    assert ended.value.params["setting"] == "read_wall_s"


def test_a_file_that_takes_more_memory_than_it_may_is_ended(slow: Path) -> None:
    with pytest.raises(LimitExceeded) as ended:
        read_confined(slow, generous(memory_bytes=64 * 2**20))
    assert ended.value.params["setting"] == "read_memory_bytes"
    assert "64 MiB" in ended.value.text("en")


def test_a_native_reader_that_lacks_memory_is_told_as_that(tmp_path: Path) -> None:
    words = pa.array([f"{n:09d}" * 90 for n in range(60_000)])
    pyarrow.parquet.write_table(pa.table({"名称": words}), tmp_path / "big.parquet", compression="zstd")
    with pytest.raises(LimitExceeded) as ended:
        read_confined(tmp_path / "big.parquet", generous(memory_bytes=32 * 2**20))
    assert ended.value.params["setting"] == "read_memory_bytes"


def test_every_limit_of_the_reading_process_is_a_setting() -> None:
    for name in ("cpu_s", "wall_s", "memory_bytes"):
        assert Settings.model_fields[f"read_{name}"].default == getattr(ReadLimits(), name)


def working(group: int) -> list[str]:
    """The processes of a group that still do anything; the dead whom nobody has asked after yet do not count."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, own = status.read_text("utf-8", "replace").rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if int(own) == group and state not in "ZX":
            found.append(f"{status} {state}")
    return found


class Stop(Exception):
    """Somebody cancelled."""


def test_whoever_watches_can_end_the_reading_at_once(slow: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    warm_up()
    asked: list[int] = []
    ended: list[int] = []
    really_end = confined._end

    def end(reader: object) -> None:
        ended.append(reader.pid)  # type: ignore[attr-defined]
        really_end(reader)  # type: ignore[arg-type]

    monkeypatch.setattr(confined, "_end", end)

    def watch() -> None:
        asked.append(1)
        if len(asked) == 3:
            raise Stop

    with pytest.raises(Stop):
        read_confined(slow, generous(), watch)
    (gone,) = ended
    until = time.monotonic() + 20
    while working(gone) and time.monotonic() < until:
        time.sleep(0.05)  # the dead are taken off the list a moment later
    assert working(gone) == []


def test_a_file_that_kills_its_reader_is_told_without_a_trace_and_the_next_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.csv").write_text("name\n甲\n", encoding="utf-8")
    for broken in (signal.SIGSEGV, signal.SIGABRT, signal.SIGKILL):
        told = {"signal": int(broken), "peak_bytes": 0, "cpu_s": 0.1}
        with monkeypatch.context() as patch:
            patch.setattr(confined._READERS, "ask", lambda *_, told=told: told)
            with pytest.raises(BadInput, match="reader-broke") as error:
                read_confined(tmp_path / "a.csv")
            assert str(int(broken)) in error.value.text("zh")
    assert len(read_confined(tmp_path / "a.csv")[0]) == 1


def test_a_reader_process_that_is_gone_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("name\n甲\n", encoding="utf-8")
    read_confined(tmp_path / "a.csv")
    (waiting,) = confined._READERS._waiting
    os.killpg(waiting.pid, signal.SIGKILL)
    waiting.wait()
    assert len(read_confined(tmp_path / "a.csv")[0]) == 1


def test_what_is_unpacked_goes_away_with_a_reader_that_is_killed(
    slow: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(LimitExceeded):
        read_confined(slow, generous(cpu_s=1))
    assert list(tmp_path.iterdir()) == []


def test_errors_of_a_reader_come_back_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"type": "nothing"}', encoding="utf-8")
    for path in (tmp_path / "a.json", tmp_path / "missing.csv"):
        with pytest.raises(JingweiError) as here:
            read_table(path)
        with pytest.raises(JingweiError) as there:
            read_confined(path)
        assert type(there.value) is type(here.value)
        assert there.value.message == here.value.message
        assert there.value.text("zh") == here.value.text("zh")


def test_an_error_of_the_program_itself_is_told_with_its_trace(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("name\n甲\n", encoding="utf-8")
    with pytest.raises(ReaderCrashed, match="Traceback"):
        read_confined(tmp_path / "a.csv", ReadOptions(encoding=7))  # type: ignore[arg-type]


def test_two_files_are_read_at_the_same_time(tmp_path: Path, slow: Path) -> None:
    (tmp_path / "a.csv").write_text("name\n甲\n", encoding="utf-8")
    begun, read = threading.Event(), threading.Event()
    told = []

    def wait_for_the_other() -> None:
        begun.set()
        told.append(read.wait(60))
        raise Stop

    def read_slowly() -> None:
        with pytest.raises(Stop):
            read_confined(slow, generous(), wait_for_the_other)

    thread = threading.Thread(target=read_slowly)
    thread.start()
    assert begun.wait(60)
    read_confined(tmp_path / "a.csv")
    read.set()
    thread.join()
    assert told == [True]


def same(one: RawTable, other: RawTable) -> None:
    assert (one.file, one.table, one.crs, one.columns) == (other.file, other.table, other.crs, other.columns)
    assert one.problems == other.problems
    assert dict(one.last_words) == dict(other.last_words)
    assert one.row_numbers.tolist() == other.row_numbers.tolist()
    for name in one.columns:
        mine, theirs = one.rows[name].tolist(), other.rows[name].tolist()
        # a moment keeps its offset, not the name of its zone
        assert [(type(a), as_text(a)) for a in mine] == [(type(b), as_text(b)) for b in theirs], name
        assert [repr(a) for a in mine if not isinstance(a, dt.datetime)] == [
            repr(b) for b in theirs if not isinstance(b, dt.datetime)
        ]
    assert (one.geometry is None) == (other.geometry is None)
    if one.geometry is not None and other.geometry is not None:
        assert shapely.to_wkb(one.geometry).tolist() == shapely.to_wkb(other.geometry).tolist()


def test_every_kind_of_file_comes_back_as_its_reader_gave_it(tmp_path: Path) -> None:
    shape = shapely.Polygon([(116.4, 39.9), (116.41, 39.9), (116.41, 39.91)])
    frame = gpd.GeoDataFrame(
        {"名称": ["甲", None], "层数": [6, 7], "面积": [1.5, np.nan], "有": [True, False]},
        geometry=[shape, shapely.Point(116.4, 39.9)], crs=4490,
    )  # fmt: skip
    frame.to_file(tmp_path / "a.geojson", driver="GeoJSON")
    frame.to_file(tmp_path / "a.gpkg")
    frame.to_parquet(tmp_path / "a.parquet")
    (tmp_path / "b.json").write_text(
        '[{"a": 1, "b": [1, {"c": null}], "d": 2.0}, {"a": "x", "d": 1e400}]'.replace("1e400", "3")
    )
    pd.DataFrame({"编码": ["001", "002"], "lon": [116.4, 116.5], "lat": [39.9, 39.8]}).to_csv(
        tmp_path / "c.csv", index=False
    )
    pd.DataFrame({"日期": [dt.date(2026, 1, 2)], "数": [3], "空": [None], "钱": [1.5]}).to_excel(
        tmp_path / "d.xlsx", index=False
    )
    moments = pa.table({
        "t": pa.array([dt.datetime(2026, 1, 2, 3, 4, tzinfo=dt.UTC), None]), "d": pa.array([dt.date(2026, 1, 2), None]),
        "m": pa.array([decimal.Decimal("1.10"), None]), "l": pa.array([[1, 2], None]), "b": pa.array([b"\x00", None]),
    })  # fmt: skip
    pyarrow.parquet.write_table(moments, tmp_path / "e.parquet")
    for path in sorted(tmp_path.iterdir()):
        for here, there in zip(read_table(path), read_confined(path), strict=True):
            same(here, there)


def test_cells_of_every_kind_survive_as_bytes(tmp_path: Path) -> None:
    cells = [
        [1, 2**63 - 1, None], [2**70, 1, None], [1, 1.0, True], ["\ud800", "文", ""], [float("inf"), -0.0, None],
        [None, None, None], [{"a": [1]}, [], None], [dt.timedelta(seconds=1.5), dt.time(3, 4), b"\x01"],
        [True, None, False], ["a\x00b", "\u2028", None],
    ]  # fmt: skip
    columns = {f"列 {n}": objects(values) for n, values in enumerate(cells)}
    problem = Problem(confined.READER_BROKE, Severity.NOTE, "", params={"file": "a", "signal": 6}, row=2, column="b")
    geometry = objects([shapely.Point(1, 2), None, shapely.Point(1, 2).buffer(1)])
    table = RawTable(
        "甲.csv", None, table_of(columns, 3), np.array([2, 5, 9]), geometry, "EPSG:4490", (problem,), {"a": "b"}
    )
    told = write_table(table, tmp_path / "0.arrow")
    same(table, read_table_bytes(tmp_path / "0.arrow", told, ReadLimits()))


def test_bytes_that_no_reader_of_ours_wrote_are_refused(tmp_path: Path) -> None:
    table = RawTable("a", None, table_of({"n": objects([1])}, 1), np.array([1]), objects([shapely.Point(1, 2)]))
    told = write_table(table, tmp_path / "0.arrow")
    for changed in (
        {"kinds": ["text"]}, {"kinds": []}, {"headers": ["a", "b"], "kinds": ["integer"] * 2}, {"shaped": False},
    ):  # fmt: skip
        with pytest.raises((ValueError, KeyError)):
            read_table_bytes(tmp_path / "0.arrow", told | changed, ReadLimits())
    deep = shapely.GeometryCollection([shapely.Point(1, 2)])
    for _ in range(20):
        deep = shapely.GeometryCollection([deep])
    nested = RawTable("a", None, table_of({}, 1), np.array([1]), objects([deep]))
    told = write_table(nested, tmp_path / "1.arrow")
    with pytest.raises(LimitExceeded):
        read_table_bytes(tmp_path / "1.arrow", told, ReadLimits())
    (tmp_path / "2.arrow").write_bytes((tmp_path / "0.arrow").read_bytes()[:-40])
    with pytest.raises((ValueError, OSError)):
        read_table_bytes(tmp_path / "2.arrow", told, ReadLimits())


def test_a_warm_reader_waits_with_its_readers_loaded(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("name\n甲\n", encoding="utf-8")
    read_confined(tmp_path / "a.csv")
    started = [reader.pid for reader in confined._READERS._waiting]
    begun = time.process_time()
    read_confined(tmp_path / "a.csv")
    assert [reader.pid for reader in confined._READERS._waiting] == started
    assert time.process_time() - begun < 1.0, "generous: asking costs this process next to nothing"
