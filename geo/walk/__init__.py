"""How far is it on foot: the walking network, nearest venues along it, and the ten-minute circle."""

from geo.walk.circle import (
    DEFINITION,
    MM_PER_M,
    Circle,
    CircleRules,
    Doorsteps,
    Verdict,
    Why,
    circle_from,
    floor_mm,
    off_network,
    service_circle,
    to_mm,
    with_limits,
)
from geo.walk.doors import NO_ENTRANCE, Doors, doors_of
from geo.walk.figures import (
    DOOR_WORDS,
    SUMS,
    building_matrix,
    circle_figures,
    circle_sums,
    completeness_figures,
    worst_doors,
)
from geo.walk.illustration import illustrative_isochrones
from geo.walk.nearby import doors_within
from geo.walk.network import NETWORK_PART, WalkNetwork, build_network, links_network
from geo.walk.pairs import walks_within
from geo.walk.presets import DEFAULT_PRESET, PRESETS, Measure, Preset, one_measure, preset_named
from geo.walk.reach import DoorMap, catchments, door_map, joined, nearest_venues
from geo.walk.snap import Feet, SnapRules, feet_at_nodes, snap

__all__ = [
    "DEFAULT_PRESET",
    "DEFINITION",
    "DOOR_WORDS",
    "MM_PER_M",
    "NETWORK_PART",
    "NO_ENTRANCE",
    "PRESETS",
    "SUMS",
    "Circle",
    "CircleRules",
    "DoorMap",
    "Doors",
    "Doorsteps",
    "Feet",
    "Measure",
    "Preset",
    "SnapRules",
    "Verdict",
    "WalkNetwork",
    "Why",
    "build_network",
    "building_matrix",
    "catchments",
    "circle_figures",
    "circle_from",
    "circle_sums",
    "completeness_figures",
    "door_map",
    "doors_of",
    "doors_within",
    "feet_at_nodes",
    "floor_mm",
    "illustrative_isochrones",
    "joined", "links_network",
    "nearest_venues",
    "off_network",
    "one_measure",
    "preset_named",
    "service_circle",
    "snap",
    "to_mm",
    "walks_within",
    "with_limits",
    "worst_doors",
]  # fmt: skip
