"""Every bad file gives one clear error that names it, quickly, and leaves the store as it was."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from geo.errors import BadInput, JingweiError, NotFound
from geo.files.import_report import problem_text
from geo.flows.import_layers import ImportOptions, InputFile, import_files
from geo.model import Severity
from geo.store import Store
from tests.files.bad.files import BAD_FILES, Bad

QUICK_S = 60.0


def test_there_are_many_of_them_and_each_is_its_own() -> None:
    assert len({bad.name for bad in BAD_FILES}) == len(BAD_FILES) >= 45


@pytest.mark.parametrize("bad", BAD_FILES, ids=lambda bad: bad.name)
def test_a_bad_file_is_told_clearly_and_changes_nothing(bad: Bad, sqlite_store: Store, tmp_path: Path) -> None:
    path = bad.make(tmp_path)
    begun = time.perf_counter()
    try:
        report = import_files(sqlite_store, [InputFile(path, bad.layer)], ImportOptions(**bad.options))
    except (BadInput, NotFound) as error:
        _check_error(error, bad, path)
    else:
        assert report.state == "refused"
        found = [
            problem for problem in report.problems if problem.rule == bad.rule and problem.severity is Severity.ERROR
        ]
        assert found, sorted({(problem.rule, problem.severity.value) for problem in report.problems})
        assert found[0].file == path.name
        assert bad.row is None or found[0].row == bad.row
        assert bad.column is None or found[0].column == bad.column
        assert problem_text(found[0], "zh")
        assert found[0].message.remedy("zh", found[0].params)
    assert time.perf_counter() - begun < QUICK_S
    assert not any(sqlite_store.counts().values())
    assert sqlite_store.change_number() == 0


def _check_error(error: JingweiError, bad: Bad, path: Path) -> None:
    assert error.message.code == bad.rule, str(error)
    for language in ("zh", "en"):
        assert error.text(language)
        assert error.remedy(language)
        assert str(path.parent) not in error.text(language)
    if "{file}" in error.message.zh:
        assert path.name in error.text("zh")
    if bad.row is not None:
        assert error.params["row"] == bad.row
    if bad.column is not None:
        assert error.params["column"] == bad.column
