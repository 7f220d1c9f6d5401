"""Which version of the program runs."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version


def program_version() -> str:
    """The installed version; «0+source» when run from sources that were never installed."""
    try:
        return version("jingwei")
    except PackageNotFoundError:
        return "0+source"
