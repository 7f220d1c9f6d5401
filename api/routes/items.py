"""The features of a layer: pages of GeoJSON by box, field and date, and one feature with its place in the city."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final

import numpy as np
import shapely
from fastapi import APIRouter, Path, Query, Request, Response
from numpy.typing import NDArray
from pydantic import WithJsonSchema

from api import moments, params, schemas
from api.answers import GEOJSON, held_already, json_answer
from api.deps import AsOf, Running, Service
from api.item_order import Order, order_of
from api.links import link
from api.measure_query import MEASURED, PresetName, ReadingName, WeightName, area_of, counting_of
from api.own_households import HOUSEHOLD
from api.scope import Acting, Scope
from api.witness import asker_of
from geo.errors import BadInput, Message
from geo.layers import DERIVED_LAYERS
from geo.model import BBox, Period
from geo.sight import lists_households, seen_layer
from geo.snapshot import City, LayerSnapshot
from geo.within import rows_within

router = APIRouter(tags=["features"])

Integers = NDArray[np.int64]

RESERVED: Final = (
    "bbox", "datetime", "within", "sortby", "limit", "cursor", "properties", "as_of", "count", "preset", "reading", "weight",
)  # fmt: skip

DAY_ONLY = Message(
    "day-only",
    zh="{name} 不能与跨多日的 datetime “{got}”一起使用",
    en="{name} cannot be asked over several days, here {got!r}",
    remedy_zh="请给出某一天：as_of=YYYY-MM-DD",
    remedy_en="ask about one day: as_of=YYYY-MM-DD",
)

LayerId = Annotated[str, Path(description="The layer's id", examples=["building"])]
Moment = Annotated[
    str | None,
    Query(
        alias="datetime",
        description="What holds at an instant or on any day of an interval (RFC 3339; `..` is an open end), each thing "
        "as it last stood inside it; instead of as_of",
        examples=["2026-06-01T00:00:00Z/2026-09-01T00:00:00Z"],
    ),
]
Box = Annotated[
    str | None,
    Query(description="west,south,east,north in degrees: what it touches, and what has no geometry"),
    WithJsonSchema({"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 6}),
]
Within = Annotated[
    str | None,
    Query(description="What lies in an area by its links, or has a building there", examples=["grid/7"]),
]
SortBy = Annotated[
    str | None,
    Query(
        description="Fields, comma-separated, with - in front downwards; by ascending id when missing",
        examples=["code,name", "-households"],
    ),
]
Limit = Annotated[
    str | None,
    Query(description="Features per page; more than the service gives is cut to what it gives"),
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

    boxes: list[BBox] | None
    inside: Integers | None
    filters: Mapping[str, Any]
    names: list[str] | None
    order: Order | None
    cursor: str | None
    limit: int
    count: bool
    same: tuple[str, ...]


@router.get(
    "/collections/{layer}/items",
    operation_id="items",
    summary="A page of features",
    description="Besides the parameters below, every field of the layer filters by an equal value: `kind=basic`.",
    responses={200: {"model": schemas.FeaturePage, "content": {GEOJSON: {}}}},
    response_class=Response,
)
def items(
    request: Request,
    service: Running,
    scope: Acting,
    layer: LayerId,
    bbox: Box = None,
    datetime: Moment = None,
    within: Within = None,
    sortby: SortBy = None,
    limit: Limit = None,
    cursor: Annotated[str | None, Query(description="Where the next page starts; take it from the next link")] = None,
    properties: Annotated[str | None, Query(description="The fields to send, comma-separated; empty for none")] = None,
    as_of: AsOf = None,
    preset: PresetName = None,
    reading: ReadingName = None,
    weight: WeightName = None,
    count: Count = None,
) -> Response:
    """One page; its tag changes with the store, what the layers hold and the question."""
    given = request.query_params
    period, most = moments.asked(as_of, datetime), service.settings.items_limit_max
    city, snapshot = _shown(service, scope, layer, period, given)
    same = ("items", layer, *(f"{k}={v}" for k, v in sorted(given.items()) if k not in _FREE))
    area = area_of(within)
    query = PageQuery(
        None if bbox is None else params.boxes(bbox),
        None if area is None else rows_within(city, layer, area),
        params.filters(given, snapshot, RESERVED),
        params.names(properties, snapshot.columns),
        order_of(sortby, snapshot),
        cursor,
        service.settings.items_limit if limit is None else min(params.integer("limit", limit, 1), most),
        params.flag("count", count),
        same,
    )
    # what lies within an area is told by the links of other layers too
    stamps = [city.stamp(layer)] if area is None else [city.stamp(name) for name in city]
    tag = service.marks.tag(*stamps, str(request.url))
    if layer == HOUSEHOLD:
        page = _page(request, snapshot, query)
        return _told_of_doors(request, service, scope, snapshot, [one["id"] for one in page["features"]], page)
    return held_already(request, tag) or json_answer(
        request, _page(request, snapshot, query), media_type=GEOJSON, tag=tag
    )


def _told_of_doors(
    request: Request, service: Service, scope: Scope, snapshot: LayerSnapshot, ids: list[int], document: Any
) -> Response:
    """Doors of these households, once it is written down whose were looked at; no browser keeps them. Raises
    ``Unavailable`` where it cannot be.
    """
    buildings = snapshot.columns["building_id"][snapshot.rows_of(np.array(ids, np.int64))]
    with service.acting(scope).witnessed(asker_of(request, scope, "visit")) as look:
        for building in np.unique(buildings).tolist():
            look.saw("building", building, detail="doors")
    answer = json_answer(request, document, media_type=GEOJSON)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _shown(
    service: Service, scope: Scope, layer: str, period: Period | None, given: Mapping[str, str]
) -> tuple[City, LayerSnapshot]:
    """The city and the layer at that time: of one day; or the layer over several, beside the city as it is now."""
    if period is None or period.first == period.last:
        day = None if period is None else period.first
        city = service.showing(scope, [layer], day, given.get("preset"), counting_of(given))
        return city, city.layer(layer)
    # figures are those of a day, and an area may have been another thing's on each
    of_a_day = layer in DERIVED_LAYERS or (layer == HOUSEHOLD and lists_households(scope))
    for name in ("within" if "within" in given else None, layer if of_a_day else None):
        if name is not None:
            raise BadInput(DAY_ONLY, name=name, got=given["datetime"])
    city = service.views.seen(scope).city
    city.layer(layer)
    shown = seen_layer(service.periods.during(layer, period), service.views.at().city, scope, None, service.views.below)
    assert shown is not None
    return city, shown


_FREE: Final = ("cursor", "limit", "properties", "count")
"""What may differ between the pages of one query."""


def _page(request: Request, snapshot: LayerSnapshot, query: PageQuery) -> dict[str, Any]:
    rows, order, same = matching_rows(snapshot, query), query.order, query.same
    if order is not None:
        rows = order.sorted(snapshot, rows)
    page = rows[_first(snapshot, rows, query) :][: query.limit]
    path = f"/collections/{snapshot.layer.id}"
    asked = dict(request.query_params)
    links = [link(request, "self", f"{path}/items", GEOJSON, **asked), link(request, "collection", path)]
    if len(page) and page[-1] != rows[-1]:
        last = int(page[-1])
        following = order.cursor(snapshot, last, same) if order else params.cursor_after(int(snapshot.ids[last]), *same)
        links.append(link(request, "next", f"{path}/items", GEOJSON, **(asked | {"cursor": following})))
    document: dict[str, Any] = {
        "type": "FeatureCollection",
        "timeStamp": dt.datetime.now(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "numberReturned": len(page),
    }
    if query.count:
        document["numberMatched"] = len(rows)
    return document | {"features": snapshot.features(page, query.names), "links": links}


def _first(snapshot: LayerSnapshot, rows: Integers, query: PageQuery) -> int:
    """Where the page begins among all rows that match."""
    if query.order is not None and query.cursor is not None:
        return query.order.first_after(snapshot, rows, query.cursor, query.same)
    after = params.cursor_id(query.cursor, *query.same)
    return 0 if after is None else int(np.searchsorted(snapshot.ids[rows], after, side="right"))


def matching_rows(snapshot: LayerSnapshot, query: PageQuery) -> Integers:
    """The rows that touch a box (edges included), lie inside the area and carry every value, ascending.

    A feature without geometry is in every box, as OGC API Features has it; a missing value equals nothing.
    """
    rows = np.arange(len(snapshot), dtype=np.int64) if query.inside is None else query.inside
    if query.boxes is not None:
        touched = np.isnan(snapshot.bounds[:, 0])
        for box in query.boxes:
            touched[snapshot.tree.query(shapely.box(*box), predicate="intersects")] = True
        rows = rows[touched[rows]]
    for name, value in query.filters.items():
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
    scope: Acting,
    layer: LayerId,
    id: FeatureId,  # noqa: A002 -- the address says {id}
    as_of: AsOf = None,
    preset: PresetName = None,
    reading: ReadingName = None,
    weight: WeightName = None,
) -> Response:
    """One feature; a restricted, a withheld and an absent one look the same."""
    params.only(given := request.query_params, MEASURED)
    city = service.showing(scope, [layer], params.day("as_of", as_of), given.get("preset"), counting_of(given))
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
    if layer == HOUSEHOLD:
        return _told_of_doors(request, service, scope, snapshot, [thing], feature)
    return json_answer(request, feature, media_type=GEOJSON)
