"""``python -m tests.bench``: measure, check, and write ``docs/benchmarks.md``."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from tests.bench import covering, importing, incidents, locating, paging, rights, searching, siting, tiling, whatif
from tests.bench.kept import Kept, merged, read_kept, write_kept
from tests.bench.memory import forget_peak, peak_mb
from tests.bench.report import duration, page
from tests.bench.timing import Row
from tests.bench.world import SERVER, world
from tests.cluster import Cluster

TOPICS = {
    "import": importing.measure, "locate": locating.measure, "tiles": tiling.measure, "items": paging.measure,
    "search": searching.measure, "what-if": whatif.measure, "siting": siting.measure, "coverage": covering.measure,
    "incidents": incidents.measure, "rights": rights.measure,
}  # fmt: skip
PAGE = Path(__file__).resolve().parents[2] / "docs" / "benchmarks.md"


def main() -> None:
    """Run the chosen topics at the chosen scales, one city after the other. Each topic is kept as soon as it is whole, so
    that a run that breaks off loses one topic."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--scale", type=float, nargs="+", default=[1, 4, 16])
    parser.add_argument("--only", choices=TOPICS, nargs="+", default=list(TOPICS))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--out", type=Path, default=PAGE, help="where to write the page")
    options = parser.parse_args()
    today = dt.datetime.now(dt.UTC).date().isoformat()
    with Cluster(settings=SERVER) as cluster:
        for scale in options.scale:
            with tempfile.TemporaryDirectory(prefix="jingwei-bench-") as folder:
                Path(folder).chmod(0o755)
                with world(scale, Path(folder), cluster) as made:
                    with made.connect() as connection:
                        postgis = str(connection.execute("SELECT postgis_lib_version()").fetchone()[0])
                    for topic in options.only:
                        begin = time.monotonic()
                        rows = []
                        forget_peak()
                        for row in TOPICS[topic](made, options.rounds):
                            row = replace(row, peak_mb=peak_mb())
                            rows.append(Kept(topic, today, options.rounds, row))
                            tell(row)
                            forget_peak()
                        keep(options.out, rows, postgis)
                        sys.stdout.write(f"{topic}, scale {scale:g}: {time.monotonic() - begin:.0f} s\n")


def keep(out: Path, rows: list[Kept], postgis: str) -> None:
    """Write the page and, beside it, the rows that it shows, earlier ones with them."""
    data = out.with_suffix(".json")
    kept = merged(read_kept(data), rows, list(TOPICS))
    write_kept(data, kept)
    out.write_text(page(kept, postgis), encoding="utf-8")


def tell(row: Row) -> None:
    """One line per result while the run goes on."""
    ratios = ", ".join(f"{name} × {ratio:.2f}" for name, ratio in row.ratios().items())
    ours = duration(row.seconds[row.ours])
    told = (row.topic, f"scale {row.scale:g}", row.measure, ours, ratios, f"peak {row.peak_mb} MB", row.checked)
    sys.stdout.write(" | ".join(told) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
