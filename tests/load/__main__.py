"""``python -m tests.load``: the whole load over PostGIS."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.load.run import load


def main() -> None:
    """Run it and say what happened; an error ends with its reason."""
    parser = argparse.ArgumentParser(prog="python -m tests.load", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--scale", type=float, default=1)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="jingwei-load-") as folder:
        done = load(
            Path(folder), scale=options.scale, minutes=options.minutes, clients=options.clients, seed=options.seed
        )
    sys.stdout.write(f"{done}\n")


if __name__ == "__main__":
    main()
