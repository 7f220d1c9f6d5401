"""The shapes of what the service answers, for /openapi.json and for the types of the web client.

Answers are built as plain documents and written by orjson; these models describe them and are checked against real
answers by the tests. They are not on the way of a request.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class Shape(BaseModel):
    """Base of every described document: nothing undescribed may be in it."""

    model_config = ConfigDict(extra="forbid")


class ProblemDocument(Shape):
    """An error (RFC 9457), in the language of Accept-Language."""

    type: str
    title: str
    status: int
    code: str = Field(description="Stable code of the error; compare this, not the words")
    detail: str
    remedy: str | None = Field(None, description="What to do about it")


class Link(Shape):
    """A link of OGC API Features."""

    href: str
    rel: str
    type: str | None = None
    title: str | None = None


class LandingPage(Shape):
    """What the service offers, for clients that ask ``/`` for JSON."""

    title: str
    description: str
    attribution: str
    map_approval_number: str
    links: list[Link]


class Conformance(Shape):
    """The conformance classes that the service fulfils."""

    conformsTo: list[str]  # noqa: N815 -- the standard's name


class SpatialExtent(Shape):
    """Boxes: west, south, east, north."""

    bbox: list[list[float]]
    crs: str


class Extent(Shape):
    """Where the city is."""

    spatial: SpatialExtent


class TemporalExtent(Shape):
    """From when to when anything of a collection holds; null is without end."""

    interval: list[list[str | None]]
    trs: str


class CollectionExtent(Shape):
    """Where a collection's features are today, and the time that ``datetime`` reaches."""

    spatial: SpatialExtent | None = Field(None, description="Absent while nothing has a geometry")
    temporal: TemporalExtent | None = Field(None, description="Absent for what is computed of one day")


class Collection(Shape):
    """One layer as a collection of features."""

    id: str
    title: str
    itemType: Literal["feature"]  # noqa: N815 -- the standard's name
    crs: list[str]
    extent: CollectionExtent | None = Field(None, description="Absent while the collection is empty")
    count: int = Field(description="How many features the collection holds")
    links: list[Link]


class Collections(Shape):
    """Every layer that is shown without rights."""

    collections: list[Collection]
    extent: Extent | None = Field(None, description="Where the whole city is; absent while it is empty")
    links: list[Link]


class Ancestor(Shape):
    """One step of a breadcrumb."""

    layer: str
    id: int
    code: str | None
    name: str | None


class Geometry(BaseModel):
    """A GeoJSON geometry, lon/lat."""

    type: Literal[
        "Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection"
    ]
    coordinates: list[Any] | None = None


class Feature(Shape):
    """A GeoJSON feature; its properties are the layer's fields in /registry."""

    type: Literal["Feature"]
    id: int
    geometry: Geometry | None
    properties: dict[str, str | int | float | bool | None]


class FeaturePage(Shape):
    """A page of features; the link ``next`` leads on."""

    type: Literal["FeatureCollection"]
    timeStamp: str  # noqa: N815 -- the standard's name
    numberReturned: int  # noqa: N815 -- the standard's name
    numberMatched: int | None = Field(None, description="Only when asked for with count=true")  # noqa: N815
    features: list[Feature]
    links: list[Link]


class OneFeature(Feature):
    """A feature with its place in the city."""

    bbox: list[float] | None = Field(None, description="west, south, east, north; absent without geometry")
    ancestors: list[Ancestor] = Field(description="The areas that hold it, largest first")
    children: dict[str, int] = Field(description="How many features of each layer it holds")
    links: list[Link]


class Found(Shape):
    """One place under a point."""

    layer: str
    id: int
    code: str | None
    name: str | None
    tie: bool = Field(description="The point lies on an edge; the lowest code won")
    candidates: list[Ancestor] = Field(description="With a tie: every place that meets there")


class Located(Shape):
    """The places under a point, smallest first."""

    lon: float = Field(description="The point as it was looked up: WGS 84, on the grid of 1e-7 degree")
    lat: float
    crs: str = Field(description="The coordinate system in which the point was given")
    tie: bool
    places: list[Found]


class Matched(Shape):
    """The part of a text that answers the query, in characters."""

    field: str
    text: str
    start: int
    end: int


class MatchedSegment(Shape):
    """One segment of an address and the record that it agrees with."""

    segment: str
    text: str
    value: str
    layer: str | None
    id: int | None
    how: str = Field(description="exact, numeral, bare, alias, short, sound, swap, typo, unchecked")


class Hit(Shape):
    """One feature that carries the searched name or code, or that the searched address means."""

    layer: str
    id: int
    name: str | None
    code: str | None
    point: list[float] | None = Field(description="lon, lat of its label; null without geometry")
    bbox: list[float] | None = Field(description="west, south, east, north; null without geometry")
    matched: Matched = Field(description="Which part of which field matched")
    address: str | None = Field(
        default=None, description="Where it is, of what has an address: names such as 1号楼 are many"
    )
    building_id: int | None = Field(default=None, description="The building of a hit that an address means")
    why: list[MatchedSegment] | None = Field(default=None, description="For an address: what each segment agrees with")


class SearchAnswer(Shape):
    """The best hits, best first."""

    query: str
    hits: list[Hit]


class VectorLayer(Shape):
    """What one layer of a tile carries."""

    id: str
    fields: dict[str, str]
    description: str | None = None
    minzoom: int | None = None
    maxzoom: int | None = None


class TileJson(BaseModel):
    """TileJSON 3."""

    tilejson: str
    tiles: list[str]
    vector_layers: list[VectorLayer]
    minzoom: int
    maxzoom: int
    bounds: list[float] | None = None


class RegistryDocument(BaseModel):
    """Layers, fields, coded values and themes, as the map needs them."""

    model_config = ConfigDict(extra="allow")

    layers: list[dict[str, Any]]
    derived: list[dict[str, Any]] = Field(description="Layers that are computed from the others")
    themes: list[dict[str, Any]]
    attribution: str
    map_approval_number: str
    presets: list[dict[str, Any]] = Field(description="The presets of the service circle, by name")


class Style(BaseModel):
    """A MapLibre style."""

    model_config = ConfigDict(extra="allow")

    version: Literal[8]
    sources: dict[str, Any]
    layers: list[dict[str, Any]]


class JobProgress(Shape):
    """How far a job is; ``total`` is 0 while unknown."""

    stage: str
    done: int
    total: int


class JobProblem(Shape):
    """Why a job ended."""

    code: str
    detail: str
    remedy: str | None = None


class ImportJob(Shape):
    """One import."""

    id: str
    state: Literal["queued", "running", "done", "refused", "failed", "cancelled"]
    layer: str | None
    files: list[str]
    dry_run: bool
    progress: JobProgress
    queued_at: str
    finished_at: str | None
    error: JobProblem | None
    summary: dict[str, Any] = Field(description="Figures of the finished import: added, changed, retired, problems")
    links: list[Link]


class LayerChange(Shape):
    """What one change did to one layer."""

    layer: str
    version: int
    boxes: list[list[float]] | None = Field(
        description="West, south, east, north of what it touched, before and after; null where places are not told"
    )


class Change(Shape):
    """One write: everything that became visible together."""

    number: int
    at: str
    note: str
    layers: list[LayerChange]


class ChangePage(Shape):
    """Changes in their order; the link ``next`` leads on."""

    number: int = Field(description="The number of the last change of all")
    changes: list[Change]
    links: list[Link]


class Health(Shape):
    """The process answers."""

    status: Literal["ok"]
    version: str


class Ready(Shape):
    """The service can answer questions about the city."""

    status: Literal["ready"]
    features: int = Field(description="How many features are shown; 0 is an empty city")
    revision: str = Field(description="The schema of the store")
