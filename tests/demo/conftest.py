"""One small city for all tests of the demonstration."""

from __future__ import annotations

import pytest

from geo.demo import DemoCity, build_city


@pytest.fixture(scope="session")
def city() -> DemoCity:
    return build_city(scale=0.1)


@pytest.fixture(scope="session", params=[0.1, 1.0], ids=["scale 0.1", "scale 1"])
def town(request: pytest.FixtureRequest) -> DemoCity:
    if request.param == 0.1:
        small: DemoCity = request.getfixturevalue("city")
        return small
    return build_city(request.param)
