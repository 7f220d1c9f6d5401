"""The shapes of addresses: what was found and why, and aliases."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from api.schemas import Link, MatchedSegment, Shape

NAME = r"^[^\x00-\x1f\x7f]*$"


class AddressSegment(Shape):
    """One typed piece of an address."""

    kind: str = Field(description="road, house_number, lane, sub_number, estate, phase, building, unit, floor, room …")
    text: str
    value: str = Field(description="As it is compared: Arabic digits, folded names")
    start: int
    end: int
    bare: bool = Field(description="Its kind was read off its place: 5-2-301")


class AddressPlace(Shape):
    """A record that an address means, or could mean."""

    layer: str
    id: int
    name: str
    address: str | None
    point: list[float] | None = Field(description="lon, lat")
    building_id: int | None = None
    entrance_id: int | None = None
    floor: int | None = None
    room: str | None = None
    against: list[str] | None = Field(default=None, description="Kinds of segments that contradict it")


class BilingualText(Shape):
    """A sentence in both languages."""

    zh: str
    en: str


class AddressReason(BilingualText):
    """Why an address is not placed, and what would help."""

    code: str
    remedy: BilingualText


class Geocoded(Shape):
    """The answer to one address. One of door, entrance, building, estate, community and street is there when placed."""

    query: str
    status: Literal["placed", "ambiguous", "failed"]
    level: str | None = Field(
        description="The layer of the place: household, entrance, building, estate, community, street"
    )
    door: AddressPlace | None = None
    entrance: AddressPlace | None = None
    building: AddressPlace | None = None
    estate: AddressPlace | None = None
    community: AddressPlace | None = None
    street: AddressPlace | None = None
    segments: list[AddressSegment]
    why: list[MatchedSegment]
    missing: list[str] = Field(description="Kinds of segments that are not given and would make it certain")
    rivals: list[AddressPlace]
    reason: AddressReason | None = None


class AliasText(Shape):
    """A name that people use for an estate or a building."""

    text: str = Field(min_length=2, max_length=60, pattern=NAME)
    layer: Literal["estate", "building"]
    id: int


class AliasLesson(Shape):
    """An address and the record that it was confirmed to mean."""

    q: str = Field(min_length=2, max_length=200, pattern=NAME)
    layer: Literal["estate", "building"]
    id: int


class KeptAlias(Shape):
    """An alias as it is kept. ``conflicts`` are other things that the same name means: such addresses are not placed."""

    id: int
    text: str
    layer: str
    target_id: int
    target: str | None = Field(description="The name of what it means; null where that is no longer there")
    community_id: int
    learned: bool
    made_at: str
    conflicts: list[AddressPlace]


class Aliases(Shape):
    """The aliases in the order in which they were made."""

    aliases: list[KeptAlias]
    links: list[Link]
