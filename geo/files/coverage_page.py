"""How far coverage reaches, as one page that is passed on as a file: map, figures, gaps, and where they come from."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any, Final

import folium
import geopandas as gpd
import numpy as np
import orjson
import pandas as pd
import shapely
from branca.element import Element

from geo.coverage import Counting
from geo.files import coverage_tables as tables
from geo.files.coverage_part import Part
from geo.files.coverage_question import CoveragePage, class_of
from geo.files.folium_page import OfflineFigure, Passage, plain_map
from geo.files.report_page import STYLE
from geo.layers import Stage
from geo.layers.derived import coverage_layer_id
from geo.measure import CityMeasure, derived_frame
from geo.measure.flat import area_table
from geo.store.metric_runs import MetricRun

ALL_OF_IT: Final = (("city", 0),)
BUILDINGS_SHOWN: Final = 4_000
"""More buildings than these are left out of the page, which says so: it must open at once on any computer."""


def coverage_page(
    measure: CityMeasure, run: MetricRun, page: CoveragePage, vendor: Path, part: Part | None = None
) -> str:
    """The page as one HTML text that asks for nothing: it opens from a disk, years later, as it was.

    ``vendor`` is the folder of the files that come with the web. Shares and figures follow the page's reading and
    weight; buildings, judged by that reading, are shown up to ``BUILDINGS_SHOWN``. With
    a ``part`` the page tells of that, else of the whole city.
    """
    areas = area_table(measure, page.level, page.reading, page.weight)
    areas = areas if part is None else part.areas_of(areas)
    title = tables.title(page.shown, page.level, run, page.language)
    figure = OfflineFigure(vendor, escape(title), page.language)
    figure.header.add_child(Element(f"<style>{STYLE}{tables.STYLE}</style>"), name="page_style")
    figure.header.add_child(Element('<meta name="referrer" content="no-referrer">'), name="referrer")
    figure.add_child(Passage(tables.opening(measure, run, page, ALL_OF_IT if part is None else part.areas)))
    chart = plain_map(figure, escape(page.attribution))
    upon = _upon(measure, page, part)
    _add(chart, areas, page.stage, page, "areas")
    stage = _stage_upon(page)
    if upon is not None and stage is not None:
        _add(chart, upon, stage, page, "upon")
    _fit(chart, areas)
    left_out = 0 if upon is not None or stage is None else _buildings(measure, part)
    gaps = measure.told_gaps if part is None else part.gaps_of(measure.told_gaps)
    stages = [one for one in (page.stage, stage if upon is not None else None) if one is not None]
    figure.add_child(Passage(tables.closing(gaps, run, page, areas, stages, left_out)))
    return figure.render()


def _stage_upon(page: CoveragePage) -> Stage | None:
    """What the theme colours upon the areas: buildings, or the pieces of seams."""
    return page.shown.stage_of(coverage_layer_id("building")) or page.shown.stage_of("seam")


def _buildings(measure: CityMeasure, part: Part | None) -> int:
    return len(measure.ground.building) if part is None else len(part.buildings)


def _upon(measure: CityMeasure, page: CoveragePage, part: Part | None) -> gpd.GeoDataFrame | None:
    """What is drawn upon the areas; ``None`` for nothing, or for more than a page can carry."""
    stage = _stage_upon(page)
    is_buildings = stage is not None and stage.layer == coverage_layer_id("building")
    if stage is None or (is_buildings and _buildings(measure, part) > BUILDINGS_SHOWN):
        return None
    frame = derived_frame(measure, stage.layer, Counting(page.reading, page.weight))
    if part is None:
        return frame
    return part.buildings_of(frame) if is_buildings else part.seams_of(frame, measure)


def _add(chart: folium.Map, frame: gpd.GeoDataFrame, stage: Stage | None, page: CoveragePage, name: str) -> None:
    """The rows of a frame in the colours of a stage; outlines alone without one. Rows without place are left out."""
    features = list(_features(frame[frame.geometry.notna()], stage, page))
    if not features:
        return
    wide = name == "areas"

    def look(feature: dict[str, Any]) -> dict[str, Any]:
        colour = feature["properties"]["colour"]
        fill = {"fill": False} if colour is None else {"fill": True, "fillColor": colour, "fillOpacity": 1.0}
        return {"color": "#5b6b7b" if wide else "#333333", "weight": 1.0 if wide else 0.5, **fill}

    folium.GeoJson(
        {"type": "FeatureCollection", "features": features}, name=name, style_function=look,
        marker=folium.CircleMarker(radius=5, weight=1, fill_opacity=0.9),
        tooltip=folium.GeoJsonTooltip(["text"], labels=False, sticky=True),
    ).add_to(chart)  # fmt: skip


def _features(frame: gpd.GeoDataFrame, stage: Stage | None, page: CoveragePage) -> Iterator[dict[str, Any]]:
    shapes = shapely.to_geojson(shapely.set_precision(frame.geometry.to_numpy(), 1e-6, mode="pointwise"))
    table = pd.DataFrame(frame.drop(columns=frame.geometry.name))
    plain = table.astype(object).where(table.notna(), None)
    for row, shape in zip(plain.to_dict("records"), shapes, strict=True):
        told = {str(name): value for name, value in row.items()}
        known = stage is not None and not tables.is_unknown(told, stage.field)
        one = None if stage is None else class_of(stage, told.get(stage.field) if known else None)
        text = tables.tip(told, stage, one, page)
        properties = {"text": text, "colour": None if one is None else one.colour}
        yield {"type": "Feature", "properties": properties, "geometry": orjson.loads(shape)}


def _fit(chart: folium.Map, areas: gpd.GeoDataFrame) -> None:
    west, south, east, north = areas.total_bounds
    if np.isfinite([west, south, east, north]).all():
        chart.fit_bounds([[float(south), float(west)], [float(north), float(east)]], padding=(12, 12))
