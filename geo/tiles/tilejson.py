"""TileJSON 3.0: what a client must know before it asks for tiles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from geo.errors import Language
from geo.layers import Field, FieldType, Layer
from geo.snapshot import City
from geo.tiles.scenes import COUNT, LABEL_SUFFIX, first_label_zoom, label_fields, tile_fields
from geo.tiles.source import tiled

_TYPES = {FieldType.INTEGER: "Number", FieldType.REAL: "Number", FieldType.BOOLEAN: "Boolean"}


def tilejson(
    city: City,
    layer_ids: Sequence[str],
    url_template: str,
    *,
    name: str = "",
    attribution: str = "",
    language: Language = "zh",
) -> dict[str, Any]:
    """The TileJSON document of those layers in one tile set.

    ``url_template`` holds ``{z}/{x}/{y}``. Zooms run from the first layer that appears to the last that gains detail:
    clients enlarge the last tiles. ``bounds`` and ``center`` are left out while there is no geometry. Raises
    ``NotFound`` for layers without tiles.
    """
    snapshots = [tiled(city, layer_id) for layer_id in dict.fromkeys(layer_ids)]
    zooms = [one.layer.zooms for one in snapshots if one.layer.zooms is not None]
    document: dict[str, Any] = {
        "tilejson": "3.0.0",
        "name": name or ",".join(one.layer.id for one in snapshots),
        "scheme": "xyz",
        "tiles": [url_template],
        "minzoom": min((first for first, _ in zooms), default=0),
        "maxzoom": max((last for _, last in zooms), default=0),
        "vector_layers": [entry for one in snapshots for entry in _entries(one.layer, language)],
    }
    if attribution:
        document["attribution"] = attribution
    boxes = [box for one in snapshots if (box := one.extent()) is not None]
    if boxes:
        box = boxes[0]
        for other in boxes[1:]:
            box = box.union(other)
        document["bounds"] = list(box)
        document["center"] = [(box.west + box.east) / 2, (box.south + box.north) / 2, document["minzoom"]]
    return document


def _entries(layer: Layer, language: Language) -> list[dict[str, Any]]:
    first, last = layer.zooms or (0, 0)
    fields = _field_types(tile_fields(layer))
    if layer.cluster_below is not None:
        fields[COUNT] = "Number"
    description = getattr(layer.label, language)
    entries = [{"id": layer.id, "description": description, "minzoom": first, "maxzoom": last, "fields": fields}]
    label_zoom = first_label_zoom(layer)
    if label_zoom is not None:
        entries.append(
            {
                "id": layer.id + LABEL_SUFFIX,
                "description": description,
                "minzoom": label_zoom,
                "maxzoom": last,
                "fields": _field_types(label_fields(layer)),
            }
        )
    return entries


def _field_types(fields: Sequence[Field]) -> dict[str, str]:
    return {one.name: _TYPES.get(one.type, "String") for one in fields}
