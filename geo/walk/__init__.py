"""How far is it on foot: the walking network, nearest venues along it, and the ten-minute circle."""

from geo.walk.circle import DEFINITION, Circle, CircleRules, Verdict, Why, floor_mm, service_circle, to_mm
from geo.walk.doors import NO_ENTRANCE, Doors, doors_of
from geo.walk.figures import building_matrix, circle_figures, completeness_figures
from geo.walk.illustration import illustrative_isochrones
from geo.walk.nearby import doors_within
from geo.walk.network import NETWORK_PART, WalkNetwork, build_network, links_network
from geo.walk.presets import DEFAULT_PRESET, PRESETS, Measure, Preset, one_measure, preset_named
from geo.walk.reach import DoorMap, catchments, door_map, joined, nearest_venues
from geo.walk.snap import Feet, SnapRules, feet_at_nodes, snap

__all__ = [
    "DEFAULT_PRESET",
    "DEFINITION",
    "NETWORK_PART",
    "NO_ENTRANCE",
    "PRESETS",
    "Circle",
    "CircleRules",
    "DoorMap",
    "Doors",
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
    "completeness_figures",
    "door_map",
    "doors_of",
    "doors_within",
    "feet_at_nodes",
    "floor_mm",
    "illustrative_isochrones",
    "joined", "links_network",
    "nearest_venues",
    "one_measure",
    "preset_named",
    "service_circle",
    "snap",
    "to_mm",
]  # fmt: skip
