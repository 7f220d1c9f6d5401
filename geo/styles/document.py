"""MapLibre style documents: the planner's map, from the looks and themes of the registry."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from geo.errors import Language, Message, NotFound
from geo.layers import DERIVED_LAYERS, Layer, Theme, coverage_layer_id, exposed_layers
from geo.styles.drawing import (
    GROUND,
    StyleLayer,
    areas,
    boundaries,
    found,
    ground,
    names,
    paths,
    spots,
    water_and_roads,
)
from geo.styles.legends import legend, theme_named

_AREAS_FOUND = tuple(coverage_layer_id(level) for level in ("street", "community", "grid", "estate"))
_PARTS_FOUND = (coverage_layer_id("building"), "gap", "seam")

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
    the ids. ``layer_ids`` leaves out other layers; the default is every stored layer with tiles, and the derived
    ones that the theme colours. The legend of the theme stands in ``metadata``. No glyphs and no sprites: clients write with local fonts. Raises ``NotFound`` for an
    unknown style and ``BadInput`` for an unknown theme.
    """
    if name not in STYLE_NAMES:
        raise NotFound(STYLE_UNKNOWN, got=name, expected=", ".join(STYLE_NAMES))
    chosen = theme_named(theme)
    layers = _layers(chosen, layer_ids)
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


def _layers(theme: Theme | None, layer_ids: Sequence[str] | None) -> list[Layer]:
    derived = [DERIVED_LAYERS[stage.layer] for stage in theme.stages if stage.layer in DERIVED_LAYERS] if theme else []
    drawn = [one for one in (*exposed_layers(), *derived) if one.tiled]
    return [one for one in drawn if layer_ids is None or one.id in layer_ids]


def _drawing(layers: dict[str, Layer], theme: Theme | None) -> list[StyleLayer]:
    """From the ground up: land, estates and a theme's areas, ways, buildings, boundaries, spots, names on top."""
    return [
        *ground(layers),
        *found(layers, theme, _AREAS_FOUND),
        *areas(layers, theme, ("grid", "estate")),
        *water_and_roads(layers),
        *paths(layers),
        *areas(layers, theme, ("building",)),
        *found(layers, theme, _PARTS_FOUND),
        *boundaries(layers),
        *spots(layers, theme),
        *names(layers),
    ]
