"""The shapes of what everybody may know of an area."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from api.schemas import Shape
from api.schemas_incidents import Words


class Contact(Shape):
    """An office that answers: a role, never a person."""

    role: Words
    telephone: str


class IncidentCounts(Shape):
    """How many incidents of an area are open, and how many have ended."""

    open: int
    closed: int


class PublicArea(Shape):
    """An area as everybody may know it."""

    layer: Literal["city", "street", "community", "grid"]
    id: int | None = Field(description="Null for the city")
    code: str | None
    name: str | None
    contacts: list[Contact] = Field(description="Who answers for a grid, the nearest first")
    incidents: IncidentCounts
