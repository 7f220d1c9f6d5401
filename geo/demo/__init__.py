"""A fictional city to show and to measure with: pure functions from scale and seed to frames."""

from __future__ import annotations

from geo.demo.city import AS_OF, DemoCity, build_city
from geo.demo.manifest import Gap, Manifest
from geo.demo.past import YEAR

__all__ = ["AS_OF", "YEAR", "DemoCity", "Gap", "Manifest", "build_city"]
