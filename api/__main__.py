"""``jingwei`` and ``python -m api``: the command line."""

from __future__ import annotations

import os

from api.cli import create_cli


def main() -> None:
    """Run the command line and end the process with its exit code. Whatever it writes is its user's alone: rooms and
    reports stand in the database and its log, in uploads, and in files that are taken along.
    """
    os.umask(0o077)
    create_cli()()


if __name__ == "__main__":
    main()
