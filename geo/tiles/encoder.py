"""One layer of a vector tile as bytes (MVT 2.1): the only tile encoder of the program, numpy from end to end."""

from __future__ import annotations

import numpy as np

from geo.tiles.commands import Commands
from geo.tiles.matrix import EXTENT
from geo.tiles.properties import Properties, encoded_names
from geo.tiles.ragged import Integers, Unsigned, group_sums, interleaved, varint_sizes, varints

TILE_LAYER = 0x1A
LAYER_NAME, LAYER_FEATURE, LAYER_KEY, LAYER_EXTENT, LAYER_VERSION = 0x0A, 0x12, 0x1A, 0x28, 0x78
FEATURE_ID, FEATURE_TAGS, FEATURE_TYPE, FEATURE_GEOMETRY = 0x08, 0x12, 0x18, 0x22
VERSION = 2
NO_ID = -1


def encoded_layer(name: str, ids: Integers, drawn: Commands, properties: Properties, rows: Integers) -> bytes:
    """A tile's layer with one feature per entry of ``ids`` whose geometry did not collapse; ``b""`` without any.

    ``rows`` names each feature's row of ``properties``; ``ids`` holds ``NO_ID`` for a feature without an id of its
    own. Layers of a tile are simply put one after another.
    """
    shown = drawn.counts > 0
    if not shown.any():
        return b""
    pairs, pair_counts, values = properties.tags(rows[shown])
    body = b"".join(
        (
            encoded_names((name,), LAYER_NAME),
            _features(ids[shown], drawn.kinds[shown], (drawn.values, drawn.counts[shown]), (pairs, pair_counts)),
            encoded_names(properties.names, LAYER_KEY),
            values.tobytes(),
            bytes((LAYER_EXTENT,)) + varints(np.array([EXTENT], np.uint64)).tobytes(),
            bytes((LAYER_VERSION, VERSION)),
        )
    )
    return bytes((TILE_LAYER,)) + varints(np.array([len(body)], np.uint64)).tobytes() + body


def _features(
    ids: Integers, kinds: Integers, geometry: tuple[Unsigned, Integers], tags: tuple[Unsigned, Integers]
) -> bytes:
    """Every feature message. All its parts are varints, so that one flat list of integers describes them all."""
    named = ids != NO_ID
    id_parts = np.column_stack([np.full(named.sum(), FEATURE_ID), ids[named]]).ravel()
    type_parts = np.column_stack([np.full(len(kinds), FEATURE_TYPE), kinds]).ravel()
    inside, counts = interleaved(
        [
            (id_parts, 2 * named.astype(np.int64)),
            _packed(FEATURE_TAGS, *tags),
            (type_parts, np.full(len(kinds), 2)),
            _packed(FEATURE_GEOMETRY, *geometry),
        ]
    )
    message, _ = _delimited(LAYER_FEATURE, inside, counts)
    return varints(message).tobytes()


def _packed(tag: int, values: Unsigned, counts: Integers) -> tuple[Unsigned, Integers]:
    """Lists of integers as packed fields; an empty list is left out."""
    heads = np.column_stack([np.full(len(counts), tag), group_sums(varint_sizes(values), counts)])
    filled = counts > 0
    return interleaved([(heads[filled].ravel(), 2 * filled.astype(np.int64)), (values, counts)])


def _delimited(tag: int, values: Unsigned, counts: Integers) -> tuple[Unsigned, Integers]:
    """Lists of varints as messages with tag and length in front."""
    heads = np.column_stack([np.full(len(counts), tag), group_sums(varint_sizes(values), counts)])
    return interleaved([(heads.ravel(), np.full(len(counts), 2)), (values, counts)])
