"""The layer registry as clients read it."""

from __future__ import annotations

from typing import Any

from geo.layers import DERIVED_LAYERS, LOCATE_ORDER, THEMES, Choice, Field, Label, Layer, Stage, Theme, exposed_layers
from geo.layers.derived import SERVES_HOMES
from geo.rights import STAFF_EVERYWHERE, Scope
from geo.sight import USUAL, HiddenBelow, sees_layer
from geo.snapshot import shown_fields
from geo.styles.legends import stage_zooms


def registry_document(scope: Scope = STAFF_EVERYWHERE, below: HiddenBelow = USUAL) -> dict[str, Any]:
    """Layers in drawing order with their fields and coded values, and the colour themes, JSON-able, in both languages.
    ``steps`` of a field says in which steps whoever serves nobody is told its numbers.

    Only what may be shown to that scope without asking the store is described: restricted layers and fields are left out.
    """
    served = scope.areas_for(*SERVES_HOMES)
    steps = None if served is None or served else below.of(scope)
    return {
        "layers": [_layer(layer, scope, steps) for layer in exposed_layers() if sees_layer(layer, scope)],
        "derived": [_layer(layer, scope, None) for layer in DERIVED_LAYERS.values()],
        "themes": [_theme(theme) for theme in THEMES],
        "levels": list(reversed(LOCATE_ORDER)),
    }


def _layer(layer: Layer, scope: Scope, steps: int | None) -> dict[str, Any]:
    look = layer.look
    return {
        "id": layer.id,
        "label": _label(layer.label),
        "geometry": layer.geometry.value,
        "access": layer.access.value,
        "parent": layer.parent,
        "parent_field": layer.parent_field,
        "coverage": layer.coverage,
        "roles": list(layer.roles),
        "mask": layer.mask.value if layer.roles else None,
        "withheld": None if layer.withheld is None else dict(zip(("field", "value"), layer.withheld, strict=True)),
        "zooms": None if layer.zooms is None else list(layer.zooms),
        "cluster_below": layer.cluster_below,
        "by_reading": layer.by_reading,
        "by_weight": layer.by_weight,
        "look": None if look is None else {"colour": look.colour, "fill": look.fill, "label_zoom": look.label_zoom},
        "fields": [_field(field, steps) for field in shown_fields(layer) if field.name in scope.fields(layer)],
    }


def _field(field: Field, steps: int | None) -> dict[str, Any]:
    return {
        "name": field.name,
        "type": field.type.value,
        "label": _label(field.label),
        "access": field.access.value,
        "unit": field.unit,
        "steps": steps if field.people else None,
        "ref": field.ref,
        "tile": field.tile,
        "search": field.search,
        "required": field.required,
        "choices": [_choice(choice) for choice in field.choices],
    }


def _choice(choice: Choice) -> dict[str, Any]:
    return {"value": choice.value, "label": _label(choice.label), "colour": choice.colour}


def _theme(theme: Theme) -> dict[str, Any]:
    return {
        "id": theme.id,
        "label": _label(theme.label),
        "group": theme.group,
        "stages": [_stage(stage) for stage in theme.stages],
    }


def _stage(stage: Stage) -> dict[str, Any]:
    other = stage.other
    return {
        "layer": stage.layer,
        "field": stage.field,
        "numeric": stage.numeric,
        "zooms": list(stage_zooms(stage)),
        "classes": [_class(one.value, one.colour, one.label) for one in stage.classes],
        "other": None if other is None else _class(other.value, other.colour, other.label),
    }


def _class(value: str | float, colour: str, label: Label) -> dict[str, Any]:
    return {"value": value, "colour": colour, "label": _label(label)}


def _label(label: Label) -> dict[str, str]:
    return {"zh": label.zh, "en": label.en}
