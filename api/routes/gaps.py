"""The fix list: what is missing where, for how many households, and what would close it."""

from __future__ import annotations

from typing import Annotated, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from fastapi import APIRouter, Query, Request, Response
from pydantic import WithJsonSchema

from api import params, schemas_measure
from api.answers import GEOJSON, json_answer
from api.deps import Reader, Running
from api.downloads import PLACED_TYPES, download
from api.measure_pages import PAGED, Cursor, Limit, page_of
from api.measure_query import AsOf, PresetName, Within, area_of, check_area, measure_query, rows_within
from api.measured import MeasuredCity
from api.schemas import ProblemDocument
from api.scope import Acting
from geo.asof import NOWHERE, Rows
from geo.errors import Language
from geo.gaps import gap_texts
from geo.gaps.columns import objects
from geo.ground import AREA_LEVELS
from geo.layers.answers import GAP_KINDS
from geo.layers.derived import CIRCLE_CATEGORIES
from geo.snapshot import json_geometries

router = APIRouter(tags=["coverage"])

KINDS: Final = tuple(choice.value for choice in GAP_KINDS)
CATEGORIES: Final = tuple(choice.value for choice in CIRCLE_CATEGORIES)
LEVELS: Final = ("building", *AREA_LEVELS)
SORTS: Final = (
    "rank", "kind", "category", "level", "households", "buildings", "gained_households", "gained_h_households",
    "gained_v_households", "gained_circle_households", "size_m2", "code",
)  # fmt: skip
OWN: Final = ("rank", "kind", "category", "level", "within", "bbox", "sort", "format", *PAGED)
INNER: Final = ("geometry", "message", "params")
SAID: Final = ("name", "title", "remedy")
LISTS: Final = ("missing", "evidence_unit_ids", "building_ids")


@router.get(
    "/gaps",
    operation_id="gaps",
    summary="The gaps, ranked by the households that closing each would gain",
    description="`sort=-households` sorts downwards; several kinds or categories are separated by commas.",
    responses={
        200: {
            "model": schemas_measure.GapPage,
            "content": {GEOJSON: {}, **{media: {} for kind, media in PLACED_TYPES.items() if kind != "geojson"}},
        },
        404: {"model": ProblemDocument},
    },
    response_class=Response,
)
def gaps(
    request: Request,
    service: Running,
    language: Reader,
    scope: Acting,
    rank: Annotated[
        str | None, Query(description="The one gap of that rank"), WithJsonSchema({"type": "integer"})
    ] = None,
    kind: Annotated[str | None, Query(), WithJsonSchema({"type": "string", "examples": list(KINDS)})] = None,
    category: Annotated[str | None, Query(), WithJsonSchema({"type": "string", "examples": list(CATEGORIES)})] = None,
    level: Annotated[str | None, Query(), WithJsonSchema({"type": "string", "enum": list(LEVELS)})] = None,
    within: Within = None,
    bbox: Annotated[str | None, Query(description="west,south,east,north in degrees")] = None,
    sort: Annotated[str | None, Query(description=f"One of {', '.join(SORTS)}, with - in front downwards")] = None,
    as_of: AsOf = None,
    preset: PresetName = None,
    limit: Limit = None,
    cursor: Cursor = None,
    format: Annotated[  # noqa: A002 -- the parameter's name
        str | None,
        Query(description="The whole list as a file"),
        WithJsonSchema({"type": "string", "enum": list(PLACED_TYPES)}),
    ] = None,
) -> Response:
    """One page as GeoJSON, or with ``format`` all that matches as a file."""
    query = measure_query(request, *OWN)
    held = query.of(service, scope, area_of(within))
    check_area(service, held.measure, area_of(within))
    table = _chosen(held, held.gaps_for(scope, service.views.at().city), request)
    if not scope.staff:
        # which units serve whom is restricted, and evidence tells it
        table = table.assign(evidence_unit_ids=objects([()] * len(table)))
    if format is not None:
        chosen = params.one_of("format", format, list(PLACED_TYPES))
        return download(
            request, service, scope, _file_table(held, table, language), f"gaps-{held.run.as_of.isoformat()}", chosen
        )
    asked = sorted((name, text) for name, text in request.query_params.items() if name not in PAGED)
    same = ("gaps", str(held.run.id), *(f"{name}={text}" for name, text in asked))
    rows, links = page_of(request, "/gaps", table["rank"].tolist(), same, GEOJSON)
    features = _features(held, table.iloc[rows], language)
    document = {
        "type": "FeatureCollection", "run": query.run_document(held.run, scope), "numberMatched": len(table),
        "numberReturned": len(features), "features": features, "links": links,
    }  # fmt: skip
    return json_answer(request, document, media_type=GEOJSON, language=language)


def _chosen(held: MeasuredCity, table: gpd.GeoDataFrame, request: Request) -> gpd.GeoDataFrame:
    """The gaps that a request asks for, in its order."""
    query = request.query_params
    if "rank" in query:
        table = table[table["rank"] == params.integer("rank", query["rank"], 1)]
    for name, known in (("kind", KINDS), ("category", CATEGORIES), ("level", LEVELS)):
        if name in query:
            words = [params.one_of(name, word, known) for word in query[name].split(",")]
            table = table[table[name].isin(words)]
    area, box = area_of(query.get("within")), params.bbox(query.get("bbox"))
    if area is not None:
        table = table[_inside(held, table, area)]
    if box is not None:
        table = table[shapely.intersects(table.geometry.to_numpy(), shapely.box(*box))]
    sort = query.get("sort", "rank")
    column = params.one_of("sort", sort.removeprefix("-"), SORTS)
    if column == "rank" and not sort.startswith("-"):
        return table
    return table.sort_values([column, "rank"], ascending=[not sort.startswith("-"), True], kind="stable")


def _inside(held: MeasuredCity, table: gpd.GeoDataFrame, area: tuple[str, int]) -> np.typing.NDArray[np.bool_]:
    """Which gaps concern an area: those of its buildings, its own, and those that name it."""
    level, thing = area
    buildings = set(held.measure.ground.building.ids[rows_within(held.measure, area)].tolist())
    named = ((table["layer"] == level) & (table["id"] == thing)).to_numpy(dtype=bool)
    named = named | (table[f"{level}_id"] == thing).fillna(False).to_numpy(dtype=bool)
    concerned = [not buildings.isdisjoint(ids) for ids in table["building_ids"]]
    return np.asarray(named | np.array(concerned, dtype=bool))


def _features(held: MeasuredCity, page: gpd.GeoDataFrame, language: Language) -> list[dict[str, Any]]:
    rows = _rows(held, page, language)
    shapes = json_geometries(page.geometry.to_numpy())
    return [
        {"type": "Feature", "id": row["rank"], "geometry": shape, "properties": row}
        for row, shape in zip(rows, shapes, strict=True)
    ]


def _rows(held: MeasuredCity, page: pd.DataFrame, language: Language) -> list[dict[str, Any]]:
    """The gaps as plain rows."""
    told = pd.DataFrame(page.drop(columns=list(INNER)))
    plain = told.astype(object).where(told.notna(), None)
    rows = []
    texts = zip(_names(held, page), gap_texts(page, language), strict=True)
    for row, (name, (title, remedy)) in zip(plain.to_dict("records"), texts, strict=True):
        gap = {str(name): list(value) if name in LISTS else value for name, value in row.items()}
        rows.append(gap | {"name": name, "title": title, "remedy": remedy})
    return rows


def _names(held: MeasuredCity, page: pd.DataFrame) -> list[str | None]:
    """What the thing of each gap is called on that day; nothing where it has no name."""
    layer, ids = page["layer"].to_numpy(dtype=object), page["id"].to_numpy(dtype=np.int64)
    names = np.full(len(page), None, dtype=object)
    for one in sorted(set(layer)):
        rows = Rows.given(held.measure.frames, one, held.measure.as_of)
        at = rows.rows_of(ids)
        shown = (layer == one) & (at != NOWHERE)
        names[shown] = rows["name"][at[shown]]
    return names.tolist()


def _file_table(held: MeasuredCity, table: gpd.GeoDataFrame, language: Language) -> gpd.GeoDataFrame:
    # named, so that a file without rows has its header as well
    columns = [*(name for name in table.columns if name not in INNER), *SAID]
    rows = pd.DataFrame(_rows(held, table, language), columns=columns, dtype=object)
    return gpd.GeoDataFrame(rows, geometry=table.geometry.to_numpy(), crs=table.crs)
