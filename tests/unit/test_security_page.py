"""The page about security names tests that there are, and settings and commands that exist."""

from __future__ import annotations

import re

from api.settings import Settings
from geo.audit import PURPOSES
from tests.cli.program import ROOT

PAGE = (ROOT / "docs" / "security.md").read_text("utf-8")


def test_every_test_that_the_page_names_is_there() -> None:
    named = set(re.findall(r"`([a-z_]+/[a-z0-9_*./]+)`", PAGE))
    assert len(named) > 15
    missing = [name for name in named if not list((ROOT / "tests").glob(name)) and not list((ROOT / "docs").glob(name))]
    assert missing == []


def test_the_page_names_the_purposes_and_the_terms() -> None:
    assert all(purpose in PAGE for purpose in PURPOSES)
    assert all(
        f"`{name}`" in PAGE for name in Settings.model_fields if name.startswith("keep_") and name.endswith("_days")
    )
