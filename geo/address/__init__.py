"""Which door does a messy address mean? Parsing into typed segments, and comparing by rule with what the city has."""

from geo.address.name_runs import KnownNames
from geo.address.parse import ADDRESS_TOO_LONG, MAX_ADDRESS_CHARACTERS, parse
from geo.address.segments import Address, Kind, Segment

__all__ = ["ADDRESS_TOO_LONG", "MAX_ADDRESS_CHARACTERS", "Address", "Kind", "KnownNames", "Segment", "parse"]
