"""What is a page on coverage about: which theme, at which level, read how?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from geo.coverage import Reading, Weight
from geo.errors import BadInput, Language, Message
from geo.layers import DERIVED_LAYERS, THEMES, Stage, Theme, ThemeClass
from geo.layers.derived import COVERAGE_LEVELS, coverage_layer_id, share_field

REPORT_THEMES: Final = tuple(
    theme.id for theme in THEMES if any(stage.layer in DERIVED_LAYERS for stage in theme.stages)
)
"""The themes of what is measured."""

THEME_UNKNOWN = Message(
    "report-theme-unknown",
    zh="报告没有专题“{got}”",
    en="there is no report on the theme {got!r}",
    remedy_zh="可用：{expected}",
    remedy_en="use: {expected}",
)
LEVEL_UNKNOWN = Message(
    "report-level-unknown",
    zh="专题“{theme}”不显示层级“{got}”",
    en="the theme {theme!r} does not show the level {got!r}",
    remedy_zh="可用：{expected}",
    remedy_en="use: {expected}",
)


@dataclass(frozen=True, slots=True)
class CoveragePage:
    """What a page is about: a theme at a level. Raises ``BadInput`` for a theme that measures nothing, or a level that
    it does not show; ``seam`` shows its pieces over the outlines of any level.
    """

    theme: str
    level: str = "grid"
    reading: Reading = Reading.STRICT
    weight: Weight = Weight.HOUSEHOLDS
    language: Language = "zh"
    attribution: str = ""
    map_approval_number: str = ""

    def __post_init__(self) -> None:
        if self.theme not in REPORT_THEMES:
            raise BadInput(THEME_UNKNOWN, got=self.theme, expected=", ".join(REPORT_THEMES))
        if self.level not in self.levels:
            raise BadInput(LEVEL_UNKNOWN, got=self.level, theme=self.theme, expected=", ".join(self.levels))

    @property
    def shown(self) -> Theme:
        """The theme itself."""
        return next(theme for theme in THEMES if theme.id == self.theme)

    @property
    def levels(self) -> list[str]:
        """The levels that the theme shows."""
        coloured = [level for level in COVERAGE_LEVELS if self.shown.stage_of(coverage_layer_id(level))]
        return coloured or list(COVERAGE_LEVELS)

    @property
    def stage(self) -> Stage | None:
        """How the areas of the level are coloured; ``None`` where only what lies upon them is."""
        return self.shown.stage_of(coverage_layer_id(self.level))


def class_of(stage: Stage, value: Any) -> ThemeClass | None:
    """The class of a value: the last step that it reaches, the class of that word, or «other» for what has none."""
    if value is None:
        return stage.other
    if not stage.numeric:
        return next((one for one in stage.classes if one.value == value), stage.other)
    return next((one for one in reversed(stage.classes) if float(value) >= float(one.value)), stage.other)


def index_of(theme: Theme) -> tuple[str, str | None] | None:
    """The figure that a theme colours, as index and venue category; ``None`` for themes without one."""
    field = theme.stages[0].field
    suffix = share_field("")
    if not field.endswith(suffix):
        return None
    word = field.removesuffix(suffix)
    return ("circle", word.removeprefix("circle_")) if word.startswith("circle_") else (word, None)
