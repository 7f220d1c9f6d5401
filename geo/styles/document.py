"""MapLibre style documents: the planner's map, from the looks and themes of the registry."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from geo.errors import Language, Message, NotFound
from geo.layers import Layer, Theme, exposed_layers
from geo.styles.drawing import GROUND, StyleLayer, areas, boundaries, ground, names, paths, spots, water_and_roads
from geo.styles.legends import legend, theme_named

STYLE_NAMES = ("planner",)
SOURCE = "city"

STYLE_UNKNOWN = Message(
    "style-unknown",
    zh="没有名为“{got}”的地图样式",
    en="there is no map style named {got!r}",
    remedy_zh="可用的样式：{expected}",
    remedy_en="use one of: {expected}",
)


def style(
    name: str,
    theme: str | None,
    language: Language,
    tiles_url: str,
    *,
    attribution: str = "",
    layer_ids: Sequence[str] | None = None,
) -> dict[str, Any]:
    """The style document (MapLibre style spec 8) of that name, coloured by one theme or by none.

    One vector source carries every layer: ``tiles_url`` holds ``{z}/{x}/{y}`` and may hold ``{layers}``, which becomes
    the ids. ``layer_ids`` leaves out other layers; the default is every exposed layer with tiles. The legend of the
    theme stands in ``metadata``. No glyphs and no sprites: clients write with local fonts. Raises ``NotFound`` for an
    unknown style and ``BadInput`` for an unknown theme.
    """
    if name not in STYLE_NAMES:
        raise NotFound(STYLE_UNKNOWN, got=name, expected=", ".join(STYLE_NAMES))
    chosen = theme_named(theme)
    layers = [one for one in exposed_layers() if one.tiled and (layer_ids is None or one.id in layer_ids)]
    zooms = [one.zooms for one in layers if one.zooms is not None]
    source: dict[str, Any] = {
        "type": "vector",
        "tiles": [tiles_url.replace("{layers}", ",".join(one.id for one in layers))],
        "minzoom": min((first for first, _ in zooms), default=0),
        "maxzoom": max((last for _, last in zooms), default=0),
    }
    if attribution:
        source["attribution"] = attribution
    return {
        "version": 8,
        "name": name,
        "metadata": {
            "jingwei:theme": None if chosen is None else chosen.id,
            "jingwei:language": language,
            "jingwei:legend": legend(theme, language),
        },
        "sources": {SOURCE: source},
        "layers": [
            {"id": "ground", "type": "background", "paint": {"background-color": GROUND}},
            *({**one, "source": SOURCE} for one in _drawing({one.id: one for one in layers}, chosen)),
        ],
    }


def _drawing(layers: dict[str, Layer], theme: Theme | None) -> list[StyleLayer]:
    """From the ground up: land, estates and a theme's areas, ways, buildings, boundaries, spots, names on top."""
    return [
        *ground(layers),
        *areas(layers, theme, ("grid", "estate")),
        *water_and_roads(layers),
        *paths(layers),
        *areas(layers, theme, ("building",)),
        *boundaries(layers),
        *spots(layers, theme),
        *names(layers),
    ]
