"""``python -m tests.soak``: the full soak over both stores."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from geo.store import SYSTEM, open_store
from tests.cluster import Cluster
from tests.soak.run import soak


def main() -> None:
    """Run it and say what happened; an error ends with its reason."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--reports", type=int, default=2_000)
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--listeners", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--store", choices=("sqlite", "postgis", "both"), default="both")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="jingwei-soak-") as folder:
        if options.store != "postgis":
            _run(f"sqlite:///{folder}/city.sqlite", Path(folder) / "sqlite", options)
        if options.store != "sqlite":
            with Cluster(durable=True) as cluster:
                _run(cluster.create_database(), Path(folder) / "postgis", options)


def _run(database: str, folder: Path, options: argparse.Namespace) -> None:
    folder.mkdir()
    with open_store(database).acting(SYSTEM) as store:
        store.migrate()
    done = soak(
        database, folder, reports=options.reports, clients=options.clients, kills=options.kills,
        listeners=options.listeners, seed=options.seed,
    )  # fmt: skip
    sys.stdout.write(f"{folder.name}: {done}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
