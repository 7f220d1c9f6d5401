"""The shape of a registry entry: what can be said about a layer, a field, a class and a theme."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Access(StrEnum):
    """Who may see a layer or a field: everybody, any member of staff, or those roles that it names, in their own areas.
    ``restricted`` never leaves the store without rights over the place.
    """

    PUBLIC = "public"
    STAFF = "staff"
    RESTRICTED = "restricted"


class Mask(StrEnum):
    """What stands for rows that are not for this reader: nothing at all, or the estate (else the grid) that holds them."""

    HIDDEN = "hidden"
    ESTATE = "estate"


class FieldType(StrEnum):
    """What a field's values are; every store and every reader knows how to hold each of them."""

    TEXT = "text"
    INTEGER = "integer"
    REAL = "real"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"


class GeometryKind(StrEnum):
    """What a layer's features look like on a map; ``NONE`` for those that inherit their place."""

    NONE = "None"
    POINT = "Point"
    LINE = "LineString"
    POLYGON = "Polygon"
    MULTIPOLYGON = "MultiPolygon"
    ANY = "Geometry"


@dataclass(frozen=True, slots=True)
class Label:
    """A word in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a coded field: what is stored, how it reads, which spellings files use for it, its map colour.

    ``zoom`` is the first zoom at which tiles carry features of this value; ``None`` for all zooms of the layer.
    """

    value: str
    label: Label
    spellings: tuple[str, ...] = ()
    colour: str | None = None
    zoom: int | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """One attribute of a layer.

    ``headers`` are column headers under which files carry it (compared without case, spaces and underscores; the
    name and both labels always count). ``ref`` names the layer whose ``id`` the value is. ``tile`` puts the field
    into vector tiles, ``search`` into the search index. ``required`` values must be present in an import. ``roles``
    are those that see a restricted field in their own areas; none: it never leaves the service. ``people`` counts people:
    outside the areas of those who serve them small numbers are hidden and others told in steps.
    """

    name: str
    type: FieldType
    label: Label
    access: Access = Access.PUBLIC
    tile: bool = False
    search: bool = False
    required: bool = False
    choices: tuple[Choice, ...] = ()
    ref: str | None = None
    headers: tuple[str, ...] = ()
    unit: str | None = None
    roles: tuple[str, ...] = ()
    people: bool = False


@dataclass(frozen=True, slots=True)
class ThemeClass:
    """One legend entry: the value (or, for a numeric theme, the inclusive lower limit) and its colour."""

    value: str | float
    colour: str
    label: Label


@dataclass(frozen=True, slots=True)
class Stage:
    """What a theme colours over a range of zooms. ``numeric`` classes are steps over ``field``; otherwise values are
    compared. ``zooms`` are the first zoom and the one before which it ends; ``None`` for all.
    """

    layer: str
    field: str
    classes: tuple[ThemeClass, ...]
    numeric: bool = False
    other: ThemeClass | None = None
    zooms: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Theme:
    """One way to colour the map: a stage per level, so that going down from streets to buildings keeps the theme.

    A layer has one stage at most. ``group`` is what themes are listed under.
    """

    id: str
    label: Label
    stages: tuple[Stage, ...]
    group: str = "data"

    def stage_of(self, layer_id: str) -> Stage | None:
        """The stage that colours that layer, if any."""
        return next((stage for stage in self.stages if stage.layer == layer_id), None)


@dataclass(frozen=True, slots=True)
class Look:
    """How a layer is drawn when no theme colours it. Widths in pixels; ``label_zoom`` is where names appear."""

    colour: str
    fill: str | None = None
    width: float = 1.0
    radius: float | None = None
    label_zoom: int | None = None
    dash: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer of the city, declared once for stores, readers, tiles, items, styles, legends, exports and rights.

    ``parent`` is the layer that holds it and ``parent_field`` the field that names the holder. ``code_segment`` is
    the layer's level in a code scheme. ``coverage`` layers tile their parents: siblings share their edges and are
    simplified together. ``zooms`` is where tiles carry the layer; below ``cluster_below`` points are counted
    together. Where ``point_stands_in``, a point may take the place of an outline that nobody has: it is drawn as a dot
    and holds nothing. ``withheld`` rows (field, value) never leave the store without rights, whatever the layer's access.
    ``roles`` are those that see, in their own areas, the rows that others do not: the withheld ones, else all; ``mask``
    is what others are told instead.
    ``derived`` layers are computed from the others and stand in no table; ``tiles_until`` is the last zoom at which
    tiles carry the layer at all, ``None`` for all that follow ``zooms``. ``by_reading``: it is judged strictly or
    leniently, as is asked; ``by_weight``: its shares are of what is asked to be counted.
    """

    id: str
    label: Label
    geometry: GeometryKind
    fields: tuple[Field, ...]
    access: Access = Access.PUBLIC
    roles: tuple[str, ...] = ()
    mask: Mask = Mask.HIDDEN
    parent: str | None = None
    parent_field: str | None = None
    code_segment: str | None = None
    coverage: bool = False
    zooms: tuple[int, int] | None = None
    cluster_below: int | None = None
    point_stands_in: bool = False
    withheld: tuple[str, str | int] | None = None
    look: Look | None = None
    derived: bool = False
    tiles_until: int | None = None
    by_reading: bool = False
    by_weight: bool = False

    def field(self, name: str) -> Field:
        """The field of that name; raises ``KeyError`` for a name that the layer does not have."""
        for candidate in self.fields:
            if candidate.name == name:
                return candidate
        raise KeyError(f"{self.id} has no field {name!r}")

    def visible(self, *accesses: Access) -> Iterator[Field]:
        """The fields that a reader with these accesses may see, in order."""
        return (candidate for candidate in self.fields if candidate.access in accesses)

    @property
    def has_geometry(self) -> bool:
        """Whether features carry a geometry of their own."""
        return self.geometry is not GeometryKind.NONE

    @property
    def held_geometry(self) -> GeometryKind:
        """The narrowest kind that holds every geometry of the layer, stand-ins included."""
        return GeometryKind.ANY if self.point_stands_in else self.geometry

    @property
    def tiled(self) -> bool:
        """Whether vector tiles carry the layer."""
        return self.zooms is not None
