"""The features of a layer: pages of GeoJSON by box, field and date, and one feature with its place in the city."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated, Any, Final

import numpy as np
import shapely
from fastapi import APIRouter, Path, Query, Request, Response
from numpy.typing import NDArray
from pydantic import WithJsonSchema

from api import params, schemas
from api.answers import GEOJSON, held_already, json_answer
from api.deps import Running
from api.links import link
from geo.model import BBox
from geo.snapshot import LayerSnapshot

router = APIRouter(tags=["features"])

RESERVED: Final = ("bbox", "limit", "cursor", "properties", "as_of", "count", "preset")

LayerId = Annotated[str, Path(description="The layer's id", examples=["building"])]
AsOf = Annotated[
    str | None, Query(description="The day to show, YYYY-MM-DD; now when missing", examples=["2026-09-01"])
]
Limit = Annotated[
    str | None,
    Query(description="Features per page"),
    WithJsonSchema({"type": "integer", "minimum": 1}),
]
FeatureId = Annotated[str, Path(description="The feature's id"), WithJsonSchema({"type": "integer"})]
Count = Annotated[
    str | None,
    Query(description="Also say how many features match in all"),
    WithJsonSchema({"type": "boolean"}),
]


@dataclass(frozen=True, slots=True)
class PageQuery:
    """One question for a page of features, read and checked."""

    bbox: BBox | None
    filters: Mapping[str, Any]
    names: list[str] | None
    after: int | None
    limit: int
    count: bool
    as_of: date | None


@router.get(
    "/collections/{layer}/items",
    operation_id="items",
    summary="A page of features, by ascending id",
    description="Besides the parameters below, every field of the layer filters by an equal value: `kind=basic`.",
    responses={200: {"model": schemas.FeaturePage, "content": {GEOJSON: {}}}},
    response_class=Response,
)
def items(
    request: Request,
    service: Running,
    layer: LayerId,
    bbox: Annotated[str | None, Query(description="west,south,east,north in degrees; what it touches")] = None,
    limit: Limit = None,
    cursor: Annotated[str | None, Query(description="Where the next page starts; take it from the next link")] = None,
    properties: Annotated[str | None, Query(description="The fields to send, comma-separated; empty for none")] = None,
    as_of: AsOf = None,
    count: Count = None,
) -> Response:
    """One page; its tag changes with the store, the layer's stamp and the question."""
    day = params.day("as_of", as_of)
    city = service.showing([layer], day, request.query_params.get("preset"))
    snapshot = city.layer(layer)
    conditions = params.filters(request.query_params, snapshot.layer, RESERVED)
    same = ("items", layer, *(f"{k}={v}" for k, v in sorted(request.query_params.items()) if k not in _FREE))
    query = PageQuery(
        params.bbox(bbox),
        conditions,
        params.names(properties, snapshot.columns),
        params.cursor_id(cursor, *same),
        service.settings.items_limit
        if limit is None
        else params.integer("limit", limit, 1, service.settings.items_limit_max),
        params.flag("count", count),
        day,
    )
    tag = service.marks.tag(city.stamp(layer), str(request.url))
    return held_already(request, tag) or json_answer(
        request, _page(request, snapshot, query, same), media_type=GEOJSON, tag=tag
    )


_FREE: Final = ("cursor", "limit", "properties", "count")
"""What may differ between the pages of one query."""


def _page(request: Request, snapshot: LayerSnapshot, query: PageQuery, same: tuple[str, ...]) -> dict[str, Any]:
    rows = matching_rows(snapshot, query.bbox, query.filters)
    first = 0 if query.after is None else int(np.searchsorted(snapshot.ids[rows], query.after, side="right"))
    page = rows[first : first + query.limit]
    path = f"/collections/{snapshot.layer.id}"
    asked = dict(request.query_params)
    links = [link(request, "self", f"{path}/items", GEOJSON, **asked), link(request, "collection", path)]
    if first + query.limit < len(rows):
        following = params.cursor_after(int(snapshot.ids[page[-1]]), *same)
        links.append(link(request, "next", f"{path}/items", GEOJSON, **(asked | {"cursor": following})))
    document: dict[str, Any] = {
        "type": "FeatureCollection",
        "timeStamp": datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "numberReturned": len(page),
    }
    if query.count:
        document["numberMatched"] = len(rows)
    return document | {"features": snapshot.features(page, query.names), "links": links}


def matching_rows(snapshot: LayerSnapshot, bbox: BBox | None, conditions: Mapping[str, Any]) -> NDArray[np.int64]:
    """The rows that touch the box (edges included) and carry every value, ascending.

    A feature without geometry touches no box; a missing value equals nothing.
    """
    if bbox is None:
        rows = np.arange(len(snapshot), dtype=np.int64)
    else:
        rows = np.sort(snapshot.tree.query(shapely.box(*bbox), predicate="intersects"))
    for name, value in conditions.items():
        rows = rows[snapshot.columns[name][rows] == value]
    return rows


@router.get(
    "/collections/{layer}/items/{id}",
    operation_id="item",
    summary="One feature, the areas that hold it, and what it holds",
    responses={200: {"model": schemas.OneFeature, "content": {GEOJSON: {}}}, 404: {"model": schemas.ProblemDocument}},
    response_class=Response,
)
def item(
    request: Request,
    service: Running,
    layer: LayerId,
    id: FeatureId,  # noqa: A002 -- the address says {id}
    as_of: AsOf = None,
) -> Response:
    """One feature; a restricted, a withheld and an absent one look the same."""
    params.only(request.query_params, ("as_of", "preset"))
    city = service.showing([layer], params.day("as_of", as_of), request.query_params.get("preset"))
    snapshot = city.layer(layer)
    thing = params.integer("id", id)
    row = snapshot.row_of(thing)
    path = f"/collections/{layer}"
    (feature,) = snapshot.features([row])
    if snapshot.geometry[row] is not None:
        feature["bbox"] = snapshot.bounds[row].round(7).tolist()
    feature["ancestors"] = [step._asdict() for step in city.ancestors(layer, thing)]
    feature["children"] = city.children(layer, thing)
    feature["links"] = [
        link(request, "self", f"{path}/items/{thing}", GEOJSON, **dict(request.query_params)),
        link(request, "collection", path),
    ]
    return json_answer(request, feature, media_type=GEOJSON)
