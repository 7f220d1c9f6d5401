"""One small city for all tests of the demonstration."""

from __future__ import annotations

import pytest

from geo.demo import DemoCity, build_city


@pytest.fixture(scope="session")
def city() -> DemoCity:
    return build_city(scale=0.1)
