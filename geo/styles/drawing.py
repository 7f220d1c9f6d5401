"""The style layers of the planner's map: a calm ground, readable buildings, boundaries by weight, names on top."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from geo.layers import GeometryKind, Layer, Look, Stage, Theme
from geo.styles.colours import darkened, readable_on, text_colour
from geo.styles.legends import stage_colour

StyleLayer = dict[str, Any]
Layers = Mapping[str, Layer]

GROUND = "#F6F4EF"
HALO = "#FFFFFF"
CASING = "#D5CDBF"
FAINT_WAY = "#B7AC9B"
REGULAR, BOLD = ["Noto Sans Regular"], ["Noto Sans Bold"]

BOUNDARY_BANDS = {"street": 7.0, "community": 4.0}
"""A pale band under a boundary tells the level from afar; pixels at zoom 14."""


class Way(NamedTuple):
    """How a kind of path is drawn: its zoom, and widths in pixels there and at zoom 18; ``cased`` ones look built."""

    from_zoom: float
    first_px: float
    last_px: float
    cased: bool


OVER_THEMES = ("water", "road")

OTHER_WAY = "other"
"""Paths whose kind is missing or not in the registry are still drawn."""

WAYS = {
    OTHER_WAY: Way(13, 0.6, 3.0, False),
    "link": Way(16, 0.6, 1.5, False),
    "steps": Way(15, 0.8, 2.5, False),
    "footway": Way(15, 0.7, 2.0, False),
    "service": Way(14, 0.8, 7.0, True),
    "street": Way(13, 1.2, 14.0, True),
    "arterial": Way(11, 1.2, 24.0, True),
    "bridge": Way(11, 1.2, 24.0, True),
}


class Writing(NamedTuple):
    """How a layer's names are written: sizes in pixels where they appear and four zooms on, weight, last zoom."""

    first_px: float
    last_px: float
    bold: bool = False
    until: float | None = None


WRITING = {
    "landcover": Writing(11, 13),
    "path": Writing(10.5, 13),
    "building": Writing(10, 13),
    "estate": Writing(11, 14),
    "grid": Writing(11, 13),
    "community": Writing(12, 15, True, 16.5),
    "street": Writing(13, 20, True, 15),
    "organisation": Writing(10.5, 12),
    "venue": Writing(10.5, 13),
    "unit": Writing(10.5, 13),
}
"""From the first written, least important, to the last; where two collide the later one wins."""

COUNTED = [">", ["to-number", ["get", "count"], 0], 1]
ALONE = ["<=", ["to-number", ["get", "count"], 0], 1]


def ground(layers: Layers) -> Iterable[StyleLayer]:
    """Land cover in its registry colours, without water and roads."""
    yield from _cover(layers, "land", open_to_sky=False)


def water_and_roads(layers: Layers) -> Iterable[StyleLayer]:
    """The land cover that stays in sight over a theme's areas, so that the city can still be recognised."""
    yield from _cover(layers, "open", open_to_sky=True)


def _cover(layers: Layers, part: str, *, open_to_sky: bool) -> Iterable[StyleLayer]:
    for layer in _present(layers, ["landcover"]):
        look = _look(layer)
        pairs = [part for one in layer.field("kind").choices if one.colour for part in (one.value, one.colour)]
        colour = ["match", ["get", "kind"], *pairs, look.fill or look.colour]
        wanted = ["match", ["get", "kind"], list(OVER_THEMES), open_to_sky, not open_to_sky]
        width = _grow(10, 0.5, 18, 6)
        yield _layer(layer, f"{part}-fill", "fill", ["all", _is("Polygon"), wanted], {"fill-color": colour})
        line = {"line-color": colour, "line-width": width}
        yield _layer(layer, f"{part}-line", "line", ["all", _is("LineString"), wanted], line)


def areas(layers: Layers, theme: Theme | None, wanted: Sequence[str]) -> Iterable[StyleLayer]:
    """Filled areas with their outlines; a theme's layer takes its colours, opaque, as the legend shows them.

    A layer that tiles its parents is filled by a theme only, and then the estates on it keep their outlines alone.
    """
    covered = any(stage.layer in layers and layers[stage.layer].coverage for stage in _stages(theme))
    for layer in _present(layers, wanted):
        look, stage = _look(layer), None if theme is None else theme.stage_of(layer.id)
        if stage is not None:
            yield themed_fill(layer, stage)
        elif look.fill is not None and not (covered and layer.id == "estate"):
            yield _layer(layer, "fill", "fill", None, {"fill-color": look.fill})
        if not layer.coverage:
            width = _grow(_first(layer), look.width * 0.4, 18, look.width * 1.6)
            paint = {"line-color": darkened(look.colour, 0.1), "line-width": width, "line-opacity": 0.8}
            yield _layer(layer, "outline", "line", None, paint)


def found(layers: Layers, theme: Theme | None, wanted: Sequence[str]) -> Iterable[StyleLayer]:
    """What the rules found, in a theme's colours and only with it: areas and buildings filled, pieces outlined too."""
    for stage in _stages(theme):
        if stage.layer not in layers or stage.layer not in wanted:
            continue
        layer = layers[stage.layer]
        yield themed_fill(layer, stage)
        if layer.geometry is GeometryKind.ANY:
            colour = stage_colour(stage, _look(layer).colour)
            width = _grow(_first(layer), 2.5, 18, 4)
            yield _within(
                stage, _layer(layer, "outline", "line", _is("Polygon"), {"line-color": colour, "line-width": width})
            )


def themed_fill(layer: Layer, stage: Stage) -> StyleLayer:
    """A layer filled by a stage of a theme, over the stage's zooms."""
    filter_ = _is("Polygon") if layer.held_geometry is GeometryKind.ANY else None
    paint = {"fill-color": stage_colour(stage, _look(layer).fill or GROUND)}
    return _within(stage, _layer(layer, "fill", "fill", filter_, paint))


def _stages(theme: Theme | None) -> tuple[Stage, ...]:
    return () if theme is None else theme.stages


def _within(stage: Stage | None, styled: StyleLayer) -> StyleLayer:
    """A style layer that is seen over a stage's zooms only."""
    if stage is None or stage.zooms is None:
        return styled
    return styled | {"minzoom": max(stage.zooms[0], styled["minzoom"]), "maxzoom": stage.zooms[1]}


def paths(layers: Layers) -> Iterable[StyleLayer]:
    """The walking network by rank: all casings first, so that junctions open, then the ways, the broadest on top."""
    for layer in _present(layers, ["path"]):
        cased = [(kind, way) for kind, way in WAYS.items() if way.cased]
        for kind, way in cased:
            edge = darkened(CASING, 0.25) if kind == "bridge" else CASING
            width = _grow(way.from_zoom, way.first_px + 1.2, 18, way.last_px + 2.5)
            yield _way(layer, kind, way, "casing", {"line-color": edge, "line-width": width}, cap="butt")
        for kind, way in WAYS.items():
            paint: dict[str, Any] = {
                "line-color": _look(layer).colour if way.cased else FAINT_WAY,
                "line-width": _grow(way.from_zoom, way.first_px, 18, way.last_px),
            }
            if not way.cased:
                paint["line-dasharray"] = [2, 1.5] if kind == "footway" else [1, 1]
            yield _way(layer, kind, way, "line", paint, cap="round" if way.cased else "butt")


def boundaries(layers: Layers) -> Iterable[StyleLayer]:
    """Area boundaries, the finest first: thin dashes for grids, bands and strong lines above them."""
    for layer in _present(layers, ["grid", "community", "street"]):
        look = _look(layer)
        band = BOUNDARY_BANDS.get(layer.id)
        if band is not None:
            width = _grow(_first(layer), band / 3, 18, band * 1.8)
            paint = {"line-color": look.colour, "line-width": width, "line-opacity": 0.16}
            yield _layer(layer, "band", "line", None, paint, {"line-join": "round"})
        width = _grow(_first(layer), look.width * 0.5, 18, look.width * 1.5)
        line: dict[str, Any] = {"line-color": look.colour, "line-width": width}
        if look.dash:
            line["line-dasharray"] = list(look.dash)
        yield _layer(layer, "line", "line", None, line, {"line-join": "round"})


def spots(layers: Layers, theme: Theme | None) -> Iterable[StyleLayer]:
    """Points in drawing order, each over a white rim; where points are counted together, circles that grow.

    Points that stand in for outlines take the colours of their layer's theme.
    """
    for layer in layers.values():
        look = layer.look
        if look is None or look.radius is None:
            continue
        if layer.geometry is GeometryKind.ANY and not layer.derived:
            yield from _plots(layer, look)
        stage = None if theme is None else theme.stage_of(layer.id)
        if layer.derived and stage is None:
            continue
        colour = look.colour if stage is None else stage_colour(stage, look.colour)
        rim = {
            "circle-stroke-color": HALO if stage is None else look.colour,
            "circle-stroke-width": 1.2,
            "circle-color": colour,
        }
        size = _grow(_first(layer), look.radius * 0.7, 18, look.radius * 1.3)
        alone = ["all", _is("Point"), ALONE] if layer.cluster_below is not None else _is("Point")
        yield _layer(layer, "dot", "circle", alone, {**rim, "circle-radius": size})
        if layer.cluster_below is not None:
            radius = ["step", ["get", "count"], 9, 10, 12, 100, 16, 1000, 20]
            yield _layer(layer, "cluster", "circle", COUNTED, {**rim, "circle-radius": radius, "circle-opacity": 0.9})
            yield _layer(
                layer,
                "count",
                "symbol",
                COUNTED,
                {"text-color": readable_on(look.colour)},
                {"text-field": ["to-string", ["get", "count"]], "text-font": BOLD, "text-size": 11,
                 "text-allow-overlap": True},
            )  # fmt: skip


def _plots(layer: Layer, look: Look) -> Iterable[StyleLayer]:
    area = _is("Polygon")
    yield _layer(layer, "plot", "fill", area, {"fill-color": look.colour, "fill-opacity": 0.1})
    paint = {"line-color": look.colour, "line-width": 1.2, "line-opacity": 0.7}
    yield _layer(layer, "plot-outline", "line", area, paint)


def names(layers: Layers) -> Iterable[StyleLayer]:
    """Names in a halo, least important first: along ways, beside points, at the label points of areas.

    A road's area stays unnamed: its path carries the name.
    """
    for layer in _present(layers, WRITING):
        look, writing = _look(layer), WRITING[layer.id]
        if look.label_zoom is None:
            continue
        if layer.geometry is GeometryKind.LINE:
            yield _name(layer, f"{layer.id}_label", look, writing, "name", None, {"symbol-placement": "line"})
        if look.radius is not None:
            beside = {"text-anchor": "top", "text-offset": [0, 0.7], "text-max-width": 8}
            alone = ["all", _is("Point"), ALONE] if layer.cluster_below is not None else _is("Point")
            yield _name(layer, layer.id, look, writing, "name", alone, beside)
        if layer.geometry in (GeometryKind.POLYGON, GeometryKind.MULTIPOLYGON, GeometryKind.ANY):
            wanted = ["!=", ["get", "kind"], "road"] if layer.id == "landcover" else None
            yield _name(layer, f"{layer.id}_label", look, writing, "area-name", wanted, {"text-max-width": 7})


def _name(
    layer: Layer, source_layer: str, look: Look, writing: Writing, part: str, filter_: list[Any] | None,
    layout: dict[str, Any],
) -> StyleLayer:  # fmt: skip
    first = look.label_zoom or _first(layer)
    paint = {"text-color": text_colour(_ink(layer, look), HALO), "text-halo-color": HALO, "text-halo-width": 1.6}
    written = {
        "text-field": ["coalesce", ["get", "name"], ["get", "code"]] if _has(layer, "code") else ["get", "name"],
        "text-font": BOLD if writing.bold else REGULAR,
        "text-size": _grow(first, writing.first_px, first + 4, writing.last_px),
        **layout,
    }
    styled = _layer(layer, part, "symbol", filter_, paint, written)
    styled |= {"source-layer": source_layer, "minzoom": first}
    if writing.until is not None:
        styled["maxzoom"] = writing.until
    return styled


def _ink(layer: Layer, look: Look) -> str:
    """White ways are named in the colour of their casing; everything else in its own."""
    return CASING if layer.geometry is GeometryKind.LINE else look.colour


def _has(layer: Layer, name: str) -> bool:
    return any(field.name == name and field.tile for field in layer.fields)


def _present(layers: Layers, wanted: Iterable[str]) -> list[Layer]:
    return [layers[name] for name in wanted if name in layers and layers[name].look is not None]


def _look(layer: Layer) -> Look:
    assert layer.look is not None
    return layer.look


def _first(layer: Layer) -> int:
    return layer.zooms[0] if layer.zooms else 0


def _is(kind: str) -> list[Any]:
    return ["==", ["geometry-type"], kind]


def _grow(from_zoom: float, first_px: float, to_zoom: float, last_px: float) -> list[Any]:
    """A length that grows with the zoom as things on the ground do."""
    return ["interpolate", ["exponential", 1.5], ["zoom"], from_zoom, round(first_px, 2), to_zoom, round(last_px, 2)]


def _way(layer: Layer, kind: str, way: Way, part: str, paint: dict[str, Any], cap: str) -> StyleLayer:
    known = [name for name in WAYS if name != OTHER_WAY]
    wanted = ["match", ["get", "kind"], known if kind == OTHER_WAY else [kind], kind != OTHER_WAY, kind == OTHER_WAY]
    layout = {"line-cap": cap, "line-join": "round"}
    return _layer(layer, f"{kind}-{part}", "line", wanted, paint, layout) | {"minzoom": way.from_zoom}


def _layer(
    layer: Layer, part: str, kind: str, filter_: list[Any] | None, paint: dict[str, Any],
    layout: dict[str, Any] | None = None,
) -> StyleLayer:  # fmt: skip
    made: StyleLayer = {"id": f"{layer.id}-{part}", "type": kind, "source-layer": layer.id, "minzoom": _first(layer)}
    if filter_ is not None:
        made["filter"] = filter_
    if layout:
        made["layout"] = layout
    return made | {"paint": paint}
