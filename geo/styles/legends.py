"""Colour themes as style expressions and as legends, both from the one table of the registry."""

from __future__ import annotations

from typing import Any

from geo.errors import BadInput, Language, Message
from geo.layers import LAYERS, THEMES, Theme, ThemeClass

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
    """The legend of a theme in the reader's language: title, layer, and classes in order, «other» last.

    ``from_zoom`` is where the coloured layer appears. ``None`` without a theme.
    """
    theme = theme_named(name)
    if theme is None:
        return None
    zooms = LAYERS[theme.layer].zooms
    return {
        "theme": theme.id,
        "title": getattr(theme.label, language),
        "layer": theme.layer,
        "field": theme.field,
        "from_zoom": zooms[0] if zooms else 0,
        "classes": [_entry(one, language) for one in legend_classes(theme)],
    }


def legend_classes(theme: Theme) -> tuple[ThemeClass, ...]:
    """Every class that a legend shows, «other» last."""
    return theme.classes if theme.other is None else (*theme.classes, theme.other)


def theme_colour(theme: Theme, fallback: str) -> list[Any]:
    """The style expression that colours a feature by the theme; ``fallback`` where the theme has no «other»."""
    other = theme.other.colour if theme.other is not None else fallback
    value = ["get", theme.field]
    if theme.numeric:
        first, *later = theme.classes
        steps = [part for one in later for part in (one.value, one.colour)]
        return ["case", ["has", theme.field], ["step", value, first.colour, *steps], other]
    return ["match", value, *(part for one in theme.classes for part in (one.value, one.colour)), other]


def _entry(one: ThemeClass, language: Language) -> dict[str, Any]:
    return {"value": one.value, "colour": one.colour, "label": getattr(one.label, language)}
