"""``python -m tests.fuzz.guided KIND [libFuzzer options]``: files that atheris makes up, led by which lines they reach.

A process of its own for each kind of file: atheris ends it with the first file that breaks a reader, and leaves that file
in the working folder as ``crash-…``. Native code (GDAL, SQLite) is run, but only lines of Python lead the way.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["geo.files"]):
    from geo.files.raw import ReadLimits, ReadOptions
    from geo.files.readers import read_table

from geo.errors import JingweiError
from tests.fuzz.seeds import seeds

KINDS = ("gpkg", "xlsx", "zip")
"""Binary files: a GeoPackage, a workbook, a zipped shapefile."""
OPTIONS = ReadOptions(limits=ReadLimits(unpacked_bytes=1 << 26, json_bytes=1 << 23, rows=50_000, cells=500_000))


def main() -> None:
    """Never returns: libFuzzer ends the process, with 0 when its time is over and nothing broke."""
    kind, *options = sys.argv[1:]
    if kind not in KINDS:
        raise SystemExit(f"one of {', '.join(KINDS)}, not {kind}")
    folder = Path(tempfile.mkdtemp(prefix="jingwei-guided-"))
    corpus = folder / "corpus"
    corpus.mkdir()
    (corpus / "sound").write_bytes(seeds()[f"a.{kind}"])
    path = folder / f"a.{kind}"

    def try_file(content: bytes) -> None:
        path.write_bytes(content)
        try:
            read_table(path, OPTIONS)
        except JingweiError as refused:
            assert refused.text("zh") and str(folder) not in refused.text("en")  # noqa: PT017 -- no test, a run

    atheris.Setup([sys.argv[0], *options, str(corpus)], try_file)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
