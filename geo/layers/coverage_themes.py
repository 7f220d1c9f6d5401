"""Themes of what the rules find: each colours streets, communities, grids and buildings by zoom."""

from __future__ import annotations

from geo.layers import answers
from geo.layers import vocabulary as words
from geo.layers.derived import CIRCLE_CATEGORIES, circle_field, coverage_layer_id, share_field
from geo.layers.kinds import Choice, Label, Stage, Theme, ThemeClass
from geo.layers.themes import GAP, by_choice, steps

STREETS, COMMUNITIES, GRIDS = (0.0, 11.0), (11.0, 13.0), (13.0, 15.0)
CLOSE = (15.0, 24.0)
ALL_GRIDS, ESTATES = (13.0, 14.5), (14.5, 24.0)
"""Where each level is shown; where a theme judges estates, grids give way to them."""

NO_FIGURE = ThemeClass("", "#DDDDDD", Label("无数据", "No figure"))
NO_SHARE = ThemeClass("", NO_FIGURE.colour, Label("无数据或无法判断", "No figure, or unknown"))

SHARES = steps(
    (0.0, "不足 30%", "below 30%"), (0.3, "30%–60%", "30%–60%"), (0.6, "60%–80%", "60%–80%"),
    (0.8, "80%–95%", "80%–95%"), (0.95, "95% 及以上", "95% and more"), colours=tuple(reversed(GAP)),
)  # fmt: skip
"""How much is covered: the darker, the larger the gap."""


def _areas(field: str) -> tuple[Stage, ...]:
    levels = (("street", STREETS), ("community", COMMUNITIES), ("grid", GRIDS))
    return tuple(Stage(coverage_layer_id(level), field, SHARES, True, NO_SHARE, zooms) for level, zooms in levels)


def _buildings(field: str, choices: tuple[Choice, ...]) -> Stage:
    return Stage(coverage_layer_id("building"), field, by_choice(choices), False, NO_FIGURE, CLOSE)


def _circle(category: Choice) -> Theme:
    field = circle_field(category.value)
    return Theme(
        field, Label(f"{category.label.zh}服务圈", f"Within reach: {category.label.en}"),
        (*_areas(share_field(field)), _buildings(field, answers.ANSWERS)), "circle",
    )  # fmt: skip


def _housing() -> Theme:
    levels = (("street", STREETS), ("community", COMMUNITIES), ("grid", ALL_GRIDS), ("estate", ESTATES))
    classes = by_choice(answers.HOUSING_CATEGORIES)
    return Theme(
        "housing_category", Label("住房类别与管理方式", "Housing category and mode"),
        tuple(
            Stage(coverage_layer_id(level), "housing_category", classes, False, NO_FIGURE, zooms)
            for level, zooms in levels
        ),
        "housing",
    )  # fmt: skip


COVERAGE_THEMES: tuple[Theme, ...] = (
    Theme(
        "branch_coverage", Label("党支部覆盖（H）", "Branch coverage (H)"),
        (*_areas("h_share"), _buildings("branch", answers.ANSWERS)), "party",
    ),
    Theme(
        "chain", Label("组织链（V）", "Chain of units (V)"),
        (*_areas("v_share"), _buildings("verdict", answers.VERDICTS)), "party",
    ),
    Theme(
        "hub_reach", Label("党员中心户", "Hub-household reach"),
        (*_areas("hub_share"), _buildings("hub", answers.ANSWERS)), "party",
    ),
    Theme(
        "organisation_coverage", Label("单位党组织覆盖", "Organisations covered"),
        (
            *_areas("organisation_share"),
            Stage("organisation", "status", by_choice(words.ORGANISATION_STATUSES), False, NO_FIGURE, CLOSE),
        ),
        "party",
    ),
    Theme(
        "seam", Label("缝隙与重叠", "Seams and overlaps"),
        (Stage("seam", "kind", by_choice(answers.SEAM_KINDS), False, NO_FIGURE),), "party",
    ),
    Theme(
        "circle_completeness", Label("服务圈完整度", "Service-circle completeness"),
        (
            *_areas("completeness_share"),
            Stage(coverage_layer_id("building"), "completeness", SHARES, True, NO_FIGURE, CLOSE),
        ),
        "circle",
    ),
    *(_circle(category) for category in CIRCLE_CATEGORIES),
    _housing(),
)  # fmt: skip
