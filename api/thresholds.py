"""The settings of the rules: what a deployment may choose of coverage, service circle and housing."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, NoDecode

from geo.coverage import CoverageParameters
from geo.housing import HousingParameters
from geo.measure import MeasureParameters
from geo.measure.parameters import KNOWN_CATEGORIES
from geo.walk import DEFAULT_PRESET

COVERAGE, HOUSING = CoverageParameters(), HousingParameters()


def setting(default: Any, *, zh: str, en: str, **bounds: Any) -> Any:
    """A settings field that carries its meaning in both languages."""
    return Field(default, description=en, json_schema_extra={"zh": zh}, validate_default=False, **bounds)


class Thresholds(BaseSettings):
    """The thresholds of the rules; the defaults are the presets that come with the program."""

    circle_preset: str = setting(
        DEFAULT_PRESET,
        zh="服务圈的默认标准：distance-5、distance-10、distance-15、time-10、elder-10 等",
        en="The usual preset of the service circle: distance-5, distance-10, distance-15, time-10, elder-10 …",
    )
    circle_categories: Annotated[tuple[str, ...], NoDecode] = setting(
        KNOWN_CATEGORIES,
        zh="服务圈要求的阵地类别（逗号分隔）",
        en="The categories of venues that the service circle requires (comma-separated)",
    )
    dormant_after_days: int = setting(
        COVERAGE.dormant_after_days,
        zh="党组织多少天没有活动算作停止活动",
        en="After how many days without activity a unit is dormant",
        ge=1,
    )
    undated_is_active: bool = setting(
        COVERAGE.undated_is_active,
        zh="记录为“正常”但没有活动日期的党组织是否算作活动",
        en="Whether a unit recorded as active, without a date of activity, counts as active",
    )
    hub_lenient_m: float = setting(
        COVERAGE.hub_lenient_m,
        zh="宽口径下党员中心户可服务的步行距离（米）",
        en="How far on foot a hub household serves in the lenient reading (metres)",
        ge=0,
        le=10_000,
    )
    detour_factor: float = setting(
        COVERAGE.detour_factor,
        zh="没有步行路网时，直线距离乘以的绕行系数",
        en="What straight lines are multiplied by where there is no walking network",
        ge=1,
        le=10,
    )
    inferred_grid_share: float = setting(
        COVERAGE.inferred_grid_share,
        zh="网格内多大比例的住户有党支部服务时，推断该网格有党支部",
        en="From which share of served households on a grid has its branch by inference",
        gt=0,
        le=1,
    )
    housing_share: float = setting(
        HOUSING.share,
        zh="住房类别成立所需的户数比例",
        en="From which share of the households on a housing category holds",
        gt=0,
        le=1,
    )
    old_until_year: int = setting(
        HOUSING.old_until_year,
        zh="在此年份及以前建成的楼栋算作老旧住宅",
        en="Buildings of this year and before are old",
        ge=1800,
        le=2200,
    )

    @field_validator("circle_categories", mode="before")
    @classmethod
    def _split_categories(cls, value: Any) -> Any:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @property
    def measure_parameters(self) -> MeasureParameters:
        """The thresholds as the rules take them; raises ``BadInput`` for unknown presets and categories."""
        coverage = CoverageParameters(
            dormant_after_days=self.dormant_after_days,
            undated_is_active=self.undated_is_active,
            hub_lenient_m=self.hub_lenient_m,
            detour_factor=self.detour_factor,
            inferred_grid_share=self.inferred_grid_share,
        )
        housing = HousingParameters(share=self.housing_share, old_until_year=self.old_until_year)
        return MeasureParameters(coverage, housing, self.circle_preset, self.circle_categories)
