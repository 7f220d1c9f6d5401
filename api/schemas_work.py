"""The shapes of the grid worker's page: what it carries along, and the doors of one building."""

from __future__ import annotations

from pydantic import Field

from api.schemas import Geometry, Shape
from api.schemas_incidents import CategoryDocument, Incident, StateDocument, Words


class Named(Shape):
    """A thing by id, code and name."""

    id: int
    code: str | None
    name: str | None


class Door(Shape):
    """A household's door: an opaque id and the room."""

    id: int
    room: str | None


class Floor(Shape):
    """The doors of one floor."""

    floor: int | None = Field(description="Null where the floors of the doors are not known")
    doors: list[Door]


class EntranceDoors(Shape):
    """One entrance, its floors from the lowest up."""

    id: int | None = Field(description="Null for doors behind no known entrance")
    name: str | None
    floors: list[Floor]


class PackBuilding(Named):
    """A building as a worker looks for it."""

    address: str | None
    use: str | None
    floors: int | None
    households: int | None
    grid_id: int | None
    estate: Named | None
    point: list[float] | None = Field(description="Longitude, latitude inside the building; null without a footprint")
    geometry: Geometry | None


class PackBuildingDoors(PackBuilding):
    """A building with its doors."""

    entrances: list[EntranceDoors]


class BuildingDoors(Shape):
    """One building and its doors."""

    building: PackBuilding
    entrances: list[EntranceDoors]


class PackGrid(Named):
    """A grid of the worker."""

    kind: str | None
    households: int | None
    community: str | None
    street: str | None
    geometry: Geometry | None
    bbox: list[float] | None


class PackUnit(Named):
    """A unit whose seat lies in the grids; hub households are not told."""

    level: int | None
    state: str | None
    telephone: str | None
    point: list[float]


class PackVenue(Shape):
    """A service point in the grids."""

    id: int
    name: str | None
    category: str | None
    label: Words | None = Field(description="The category in words")
    opening: str | None
    capacity: int | None
    address: str | None
    point: list[float]


class WorkScope(Shape):
    """Who asks."""

    roles: list[str] = Field(description="Staff roles; none for the public")
    doors: bool


class WorkPack(Shape):
    """Everything that a worker carries along."""

    made_at: str
    as_of: str
    number: int = Field(description="Every change up to this number is in the document")
    roles: list[str] = Field(description="The staff roles of the reader")
    doors: bool = Field(description="Whether the reader may see doors; without, entrances have no floors")
    grids: list[PackGrid]
    buildings: list[PackBuildingDoors]
    units: list[PackUnit]
    venues: list[PackVenue]
    incidents: list[Incident] = Field(description="The first to be due first")
    categories: list[CategoryDocument]
    states: list[StateDocument]
