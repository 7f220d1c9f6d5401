"""The layer registry: every layer of the city, declared once.

Stores, readers, tiles, GeoJSON, styles, legends, exports and rights read these entries; adding a layer is one entry.
``LAYERS`` is in drawing order for what is drawn, bottom first; ``IMPORT_ORDER`` has every layer after its parent.
"""

from __future__ import annotations

from types import MappingProxyType

from geo.errors import Message, NotFound
from geo.layers.areas import BOUNDARY_SET_LAYER, COMMUNITY, ESTATE, GRID, LANDCOVER, STREET
from geo.layers.coverage_themes import COVERAGE_THEMES
from geo.layers.derived import DERIVED, coverage_layer_id
from geo.layers.dwellings import BUILDING, ENTRANCE, GATE, HOUSEHOLD, PATH
from geo.layers.events import INCIDENT
from geo.layers.kinds import (
    Access,
    Choice,
    Field,
    FieldType,
    GeometryKind,
    Label,
    Layer,
    Look,
    Mask,
    Stage,
    Theme,
    ThemeClass,
)
from geo.layers.services import ASSIGNMENT, ORGANISATION, SERVICE_LINK, TARGET_LAYERS, UNIT, VENUE
from geo.layers.themes import DATA_THEMES

_DRAWN = (
    LANDCOVER,
    ESTATE,
    PATH,
    GRID,
    COMMUNITY,
    STREET,
    BUILDING,
    ENTRANCE,
    GATE,
    ORGANISATION,
    VENUE,
    UNIT,
    INCIDENT,
)
_HELD = (BOUNDARY_SET_LAYER, HOUSEHOLD, SERVICE_LINK, ASSIGNMENT)

LAYERS = MappingProxyType({layer.id: layer for layer in _DRAWN + _HELD})

IMPORT_ORDER = (
    "boundary_set", "street", "community", "grid", "estate", "landcover", "building", "entrance", "gate",
    "household", "path", "unit", "service_link", "organisation", "venue", "incident", "assignment",
)  # fmt: skip

LOCATE_ORDER = ("building", "estate", "grid", "community", "street")
"""The layers that answer «where am I», smallest first."""

DERIVED_LAYERS = MappingProxyType({layer.id: layer for layer in DERIVED})
"""Layers that are computed from those of ``LAYERS``, in drawing order."""

THEMES = (*COVERAGE_THEMES, *DATA_THEMES)
"""The ways to colour the map, at most one at a time."""

LAYER_UNKNOWN = Message(
    "layer-unknown",
    zh="没有名为“{got}”的图层",
    en="there is no layer named {got!r}",
    remedy_zh="可用的图层：{expected}",
    remedy_en="use one of: {expected}",
    asked=True,
)


def layer_named(name: str) -> Layer:
    """The registry entry of a stored layer; raises ``NotFound`` with the ids that exist."""
    try:
        return LAYERS[name]
    except KeyError:
        raise NotFound(LAYER_UNKNOWN, got=name, expected=", ".join(LAYERS)) from None


def exposed_layers() -> tuple[Layer, ...]:
    """The stored layers that the service may show without rights over a place, in drawing order."""
    return tuple(layer for layer in LAYERS.values() if layer.access is not Access.RESTRICTED)


def shown_layers() -> tuple[Layer, ...]:
    """All layers that the service may show without rights over a place: stored ones, then derived ones."""
    return (*exposed_layers(), *DERIVED)


__all__ = [
    "DERIVED_LAYERS", "IMPORT_ORDER", "LAYERS", "LOCATE_ORDER", "TARGET_LAYERS", "THEMES",
    "Access", "Choice", "Field", "FieldType", "GeometryKind", "Label", "Layer", "Look", "Mask", "Stage", "Theme", "ThemeClass",
    "coverage_layer_id", "exposed_layers", "layer_named", "shown_layers",
]  # fmt: skip
