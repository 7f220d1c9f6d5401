"""Colour themes as style expressions and as legends, both from the one table of the registry."""

from __future__ import annotations

from typing import Any

from geo.errors import BadInput, Language, Message
from geo.layers import DERIVED_LAYERS, LAYERS, THEMES, Stage, Theme, ThemeClass

LAST_ZOOM = 24.0
NO_THEME = "none"

THEME_UNKNOWN = Message(
    "theme-unknown",
    zh="没有名为“{got}”的配色方案",
    en="there is no colour theme named {got!r}",
    remedy_zh="可用的方案：{expected}",
    remedy_en="use one of: {expected}",
)


def theme_named(name: str | None) -> Theme | None:
    """The theme of that id; ``None`` for ``None`` and ``none``. Raises ``BadInput`` with the ids that exist."""
    if name is None or name == NO_THEME:
        return None
    for theme in THEMES:
        if theme.id == name:
            return theme
    raise BadInput(THEME_UNKNOWN, got=name, expected=", ".join([NO_THEME, *(theme.id for theme in THEMES)]))


def legend(name: str | None, language: Language) -> dict[str, Any] | None:
    """The legend of a theme in the reader's language: title, and per stage its layer, zooms and classes in order,
    «other» last. ``None`` without a theme.
    """
    theme = theme_named(name)
    if theme is None:
        return None
    return {
        "theme": theme.id,
        "title": getattr(theme.label, language),
        "stages": [
            {
                "layer": stage.layer,
                "field": stage.field,
                "zooms": list(stage_zooms(stage)),
                "classes": [_entry(one, language) for one in legend_classes(stage)],
            }
            for stage in theme.stages
        ],
    }


def stage_zooms(stage: Stage) -> tuple[float, float]:
    """The zoom from which a stage is seen, and the one before which it ends."""
    layer = LAYERS.get(stage.layer) or DERIVED_LAYERS[stage.layer]
    first, last = stage.zooms or (0.0, LAST_ZOOM)
    return max(first, float(layer.zooms[0])) if layer.zooms else first, last


def legend_classes(stage: Stage) -> tuple[ThemeClass, ...]:
    """Every class that a legend shows, «other» last."""
    return stage.classes if stage.other is None else (*stage.classes, stage.other)


def stage_colour(stage: Stage, fallback: str) -> list[Any]:
    """The style expression that colours a feature by a stage; ``fallback`` where it has no «other»."""
    other = stage.other.colour if stage.other is not None else fallback
    value = ["get", stage.field]
    if stage.numeric:
        first, *later = stage.classes
        steps = [part for one in later for part in (one.value, one.colour)]
        return ["case", ["has", stage.field], ["step", value, first.colour, *steps], other]
    return ["match", value, *(part for one in stage.classes for part in (one.value, one.colour)), other]


def _entry(one: ThemeClass, language: Language) -> dict[str, Any]:
    return {"value": one.value, "colour": one.colour, "label": getattr(one.label, language)}
