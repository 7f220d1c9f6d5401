"""Who is staff without signing in: only whoever sits at the machine of a service that was told to trust it."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.requests import HTTPConnection

from api.settings import load_settings
from api.who import Who
from geo.store import Store


@pytest.mark.parametrize(
    ("bound_to", "asked_at", "trusting", "staff"),
    [
        ("127.0.0.1", "127.0.0.1:8000", True, True),
        ("127.0.0.1", "127.0.0.1:8000", False, False),
        ("::1", "[::1]:8000", True, True),
        ("localhost", "localhost", True, True),
        ("127.0.0.1", "map.example.org", True, False),  # a proxy stands in front
        ("0.0.0.0", "127.0.0.1:8000", False, False),
        ("127.0.0.1", "", True, False),
    ],
)
def test_staff_is_who_sits_at_a_machine_that_is_trusted(
    sqlite_store: Store, tmp_path: Path, bound_to: str, asked_at: str, trusting: bool, staff: bool
) -> None:
    who = Who(load_settings(data=tmp_path, host=bound_to, trust_local=trusting), sqlite_store)
    asked = HTTPConnection({"type": "http", "scheme": "http", "headers": [(b"host", asked_at.encode())]})
    assert who.trusts(asked) is staff
    assert who.asker(asked) is None
