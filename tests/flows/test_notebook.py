"""The notebook of the docs runs against a live service, finds its figures, and fails when one differs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import nbclient
import nbformat
import pytest

from geo.demo import AS_OF
from geo.store import SYSTEM, open_store
from tests.http.server import serving, settings_for

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOK = ROOT / "docs" / "coverage.ipynb"
PATIENCE_S = 300
pytestmark = pytest.mark.filterwarnings(
    # the kernel's client leaves its event loop to the interpreter
    "ignore::DeprecationWarning", "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)  # fmt: skip


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, demonstration: Callable[[Path], str]) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("notebook")
    with (
        open_store(demonstration(folder)).acting(SYSTEM) as store,
        serving(settings_for(folder / "data"), store) as address,
    ):
        yield address


@pytest.fixture
def notebook(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> nbformat.NotebookNode:
    for name, value in {
        "COVERAGE_ADDRESS": address, "COVERAGE_AS_OF": str(AS_OF), "COVERAGE_MAP": str(tmp_path / "map.html"),
        "NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1", "IPYTHONDIR": str(tmp_path), "PYTHONPATH": str(ROOT),
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    return nbformat.read(NOTEBOOK, as_version=4)


def execute(notebook: nbformat.NotebookNode, folder: Path) -> None:
    client = nbclient.NotebookClient(notebook, timeout=PATIENCE_S, resources={"metadata": {"path": str(folder)}})
    client.execute()


def test_the_notebook_reproduces_the_figures_and_draws_a_map_that_asks_for_nothing(
    notebook: nbformat.NotebookNode, tmp_path: Path
) -> None:
    execute(notebook, tmp_path)
    page = (tmp_path / "map.html").read_text("utf-8")
    assert not re.search(r"<(?:script|link|img)\b[^>]*\b(?:src|href)=", page)
    assert "L.geoJson" in page


def test_the_notebook_fails_where_a_figure_differs(notebook: nbformat.NotebookNode, tmp_path: Path) -> None:
    cell = next(cell for cell in notebook.cells if "again = {" in cell.source)
    cell.source = cell.source.replace("again = {", 'told["v"]["covered"] += 1\nagain = {')
    with pytest.raises(nbclient.exceptions.CellExecutionError, match="v covered"):
        execute(notebook, tmp_path)


def test_the_notebook_is_kept_without_outputs() -> None:
    for cell in nbformat.read(NOTEBOOK, as_version=4).cells:
        assert cell.get("outputs", []) == []
        assert cell.get("execution_count") is None
