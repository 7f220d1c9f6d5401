"""Who asks, before there is a sign-in."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.scope import STAFF_EVERYWHERE, THE_PUBLIC, scope_for
from api.settings import load_settings


@pytest.mark.parametrize(
    ("bound_to", "asked_at", "staff"),
    [
        ("127.0.0.1", "127.0.0.1:8000", True),
        ("::1", "[::1]:8000", True),
        ("localhost", "localhost", True),
        ("127.0.0.1", "map.example.org", False),  # a proxy stands in front
        ("0.0.0.0", "127.0.0.1:8000", False),
        ("192.0.2.7", "192.0.2.7", False),
        ("127.0.0.1", "", False),
    ],
)
def test_staff_is_who_sits_at_the_service_s_own_machine(
    tmp_path: Path, bound_to: str, asked_at: str, staff: bool
) -> None:
    scope = scope_for(load_settings(data=tmp_path, host=bound_to, unauthenticated=True), asked_at)
    assert scope == (STAFF_EVERYWHERE if staff else THE_PUBLIC)
