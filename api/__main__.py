"""``jingwei`` and ``python -m api``: the command line."""

from __future__ import annotations

from api.cli import create_cli


def main() -> None:
    """Run the command line and end the process with its exit code."""
    create_cli()()


if __name__ == "__main__":
    main()
