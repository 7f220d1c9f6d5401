"""Whatever a file holds, its reader gives tables or says what is wrong: no other error, no crash, no end of memory."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from geo.errors import JingweiError
from geo.files.raw import ReadLimits, ReadOptions
from geo.files.readers import read_table
from tests.fuzz.files import made
from tests.fuzz.seeds import seeds
from tests.fuzz.spoiling import spoiled

# GDAL warns of what it guesses; a warning that becomes an error inside its callback is lost there
pytestmark = pytest.mark.filterwarnings("ignore")

EXAMPLES = 30
"""`make fuzz` tries for minutes; here it is seen that nothing common breaks."""
LIMITS = ReadLimits(unpacked_bytes=1 << 24, json_bytes=1 << 22, rows=20_000, cells=200_000)


def read_all(name: str, content: bytes) -> int:
    """How many rows a file gives; -1 where its reader says what is wrong with it."""
    with tempfile.TemporaryDirectory(prefix="jingwei-fuzz-") as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        try:
            return sum(len(table) for table in read_table(path, ReadOptions(limits=LIMITS)))
        except JingweiError as error:
            said = error.text("zh") + error.text("en")
    assert said
    assert folder not in said, "a message tells where the service keeps files"
    return -1


@pytest.mark.parametrize("name", sorted(seeds()))
def test_every_seed_is_read(name: str) -> None:
    assert read_all(name, seeds()[name]) > 0


@pytest.mark.parametrize("name", sorted(seeds()))
def test_a_spoiled_file_is_read_or_refused(name: str) -> None:
    @settings(
        max_examples=EXAMPLES, deadline=None, database=None, derandomize=True, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(spoiled(name))
    def read(content: bytes) -> None:
        read_all(name, content)

    read()


def replaced(name: str, old: bytes, new: bytes) -> bytes:
    content = seeds()[name]
    assert old in content
    return content.replace(old, new, 1)


FOUND = {
    "a member list that is none": ("a.topojson", lambda: replaced("a.topojson", b'"geometries"', b'"geometrees"')),
    "a schema of broken words": ("a.gpkg", lambda: made(1_000_073)[1]),
    "a bare carriage return": ("a.csv", lambda: b"name,lon\rlat\n" + seeds()["a.csv"]),
    "a workbook whose properties are broken": ("a.xlsx", lambda: made(2_001_094)[1]),
    "a projection that cannot be written as text": ("a.zip", lambda: made(1_000_801)[1]),
}  # fmt: skip


@pytest.mark.parametrize("what", FOUND)
def test_what_long_runs_found_is_read_or_refused(what: str) -> None:
    name, make = FOUND[what]
    read_all(name, make())


@settings(max_examples=60, deadline=None, database=None)
@given(st.sampled_from(sorted(seeds())), st.binary(max_size=200))
def test_noise_under_any_name_is_read_or_refused(name: str, content: bytes) -> None:
    read_all(name, content)
