"""How far is near: the named limits of the service circle, as data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from geo.errors import BadInput, Message
from geo.layers.kinds import Label
from geo.walk.graph import Floats

MEASURES_MIXED = Message(
    "circle-measures-mixed",
    zh="距离标准与时间标准不能混用：{got}",
    en="distance and time limits cannot be mixed: {got}",
    remedy_zh="请全部使用{expected}",
    remedy_en="use {expected} throughout",
)
PRESET_UNKNOWN = Message(
    "circle-preset-unknown",
    zh="没有名为“{got}”的服务圈标准",
    en="there is no service-circle preset {got!r}",
    remedy_zh="可用：{expected}",
    remedy_en="use one of: {expected}",
    asked=True,
)
LIMIT_NOT_USABLE = Message(
    "circle-limit-not-usable",
    zh="服务圈标准“{name}”的{what}“{got}”不可用",
    en="the {what} of the preset {name!r} cannot be {got!r}",
    remedy_zh="请填写大于 0 的数",
    remedy_en="give a number above 0",
)


class Measure(StrEnum):
    """What a limit counts: metres along the network, or seconds of walking."""

    DISTANCE = "distance"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Preset:
    """One limit ⚙: ``limit`` in metres (distance) or seconds (time, at ``speed_m_s``), inclusive.

    Raises ``BadInput`` for a limit or a speed that is not above 0.
    """

    name: str
    label: Label
    measure: Measure
    limit: float
    speed_m_s: float | None = None

    def __post_init__(self) -> None:
        if not 0 < self.limit < float("inf"):
            raise BadInput(LIMIT_NOT_USABLE, name=self.name, what="limit", got=self.limit)
        timed = self.measure is Measure.TIME
        if timed != (self.speed_m_s is not None) or not 0 < (self.speed_m_s or 1.0) < float("inf"):
            raise BadInput(LIMIT_NOT_USABLE, name=self.name, what="speed_m_s", got=self.speed_m_s)

    @property
    def limit_m(self) -> float:
        """The limit as metres on foot, to the millimetre."""
        return round(self.limit * (self.speed_m_s or 1.0), 3)

    def cost(self, walk_m: Floats) -> Floats:
        """Walks of so many metres in the preset's own unit."""
        return walk_m if self.speed_m_s is None else walk_m / self.speed_m_s


def _distance(tier: int, metres: float) -> Preset:
    return Preset(
        f"distance-{tier}",
        Label(f"{tier}分钟层级（{metres:g}米）", f"{tier}-minute tier ({metres:g} m)"),
        Measure.DISTANCE,
        metres,
    )


def _time(tier: int) -> Preset:
    return Preset(f"time-{tier}", Label(f"步行{tier}分钟", f"{tier} minutes on foot"), Measure.TIME, tier * 60.0, 1.2)


def _elder(tier: int) -> Preset:
    return Preset(
        f"elder-{tier}",
        Label(f"老年人步行{tier}分钟", f"{tier} minutes on foot for elders"),
        Measure.TIME,
        tier * 60.0,
        0.8,
    )


PRESETS: Mapping[str, Preset] = MappingProxyType(
    {
        preset.name: preset
        for preset in (
            _distance(5, 300.0), _distance(10, 500.0), _distance(15, 1000.0),
            _time(5), _time(10), _time(15), _elder(5), _elder(10), _elder(15),
        )
    }
)  # fmt: skip
"""The limits that come with the program. Tiers are not nested: a venue of a higher tier does not stand in for a lower."""

DEFAULT_PRESET = "distance-10"


def preset_named(name: str) -> Preset:
    """The preset of that name; ``BadInput`` where there is none."""
    if name not in PRESETS:
        raise BadInput(PRESET_UNKNOWN, got=name, expected=", ".join(PRESETS))
    return PRESETS[name]


def one_measure(presets: Iterable[Preset]) -> Measure:
    """What all these presets count; ``BadInput`` where some count metres and some seconds. Metres where none are given."""
    found = {preset.measure: preset.name for preset in presets}
    if len(found) > 1:
        raise BadInput(MEASURES_MIXED, got=", ".join(sorted(found.values())), expected=Measure.DISTANCE.value)
    return next(iter(found), Measure.DISTANCE)
