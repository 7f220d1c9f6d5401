"""The layers of a vector tile as bytes (MVT 2.1): the only tile encoder of the program, numpy from end to end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from geo.tiles.commands import Commands
from geo.tiles.matrix import EXTENT
from geo.tiles.properties import Properties, encoded_names, varint
from geo.tiles.ragged import Integers, Unsigned, interleaved, starts, varint_sizes, varints

TILE_LAYER = 0x1A
LAYER_NAME, LAYER_FEATURE, LAYER_KEY, LAYER_EXTENT, LAYER_VERSION = 0x0A, 0x12, 0x1A, 0x28, 0x78
FEATURE_ID, FEATURE_TAGS, FEATURE_TYPE, FEATURE_GEOMETRY = 0x08, 0x12, 0x18, 0x22
VERSION = 2
NO_ID = -1

LAYER_END = bytes((LAYER_EXTENT,)) + varints(np.array([EXTENT], np.uint64)).tobytes() + bytes((LAYER_VERSION, VERSION))


class Part(NamedTuple):
    """What one layer of a tile shows: ``ids`` of features (``NO_ID`` for those without one), and for each its row of
    ``properties``.
    """

    name: str
    ids: Integers
    properties: Properties
    rows: Integers


def encoded_layers(parts: Sequence[Part], drawn: Commands) -> bytes:
    """The layers of a tile one after another; ``drawn`` holds the geometries of all their features in that order.

    All layers are encoded at once, because each step on arrays costs the same for few features as for a thousand. A
    feature whose geometry collapsed is left out, and a layer without any.
    """
    shown = drawn.counts > 0
    sections = np.cumsum([len(part.ids) for part in parts])[:-1]
    masks = np.split(shown, sections)
    parts, masks = [part for part, mask in zip(parts, masks, strict=True) if mask.any()], [m for m in masks if m.any()]
    if not parts:
        return b""
    tags = [part.properties.tags(part.rows[mask]) for part, mask in zip(parts, masks, strict=True)]
    features, sizes = _features(
        np.concatenate([part.ids[mask] for part, mask in zip(parts, masks, strict=True)]),
        drawn.kinds[shown],
        (drawn.values, drawn.counts[shown]),
        (np.concatenate([pairs for pairs, _, _ in tags]), np.concatenate([counts for _, counts, _ in tags])),
    )
    ends = np.cumsum(sizes)[np.cumsum([mask.sum() for mask in masks]) - 1].tolist()
    begins = [0, *ends[:-1]]
    return b"".join(
        _layer(part, features[begin:end], values.tobytes())
        for part, (_, _, values), begin, end in zip(parts, tags, begins, ends, strict=True)
    )


def _layer(part: Part, features: bytes, values: bytes) -> bytes:
    names = encoded_names((part.name,), LAYER_NAME)
    keys = encoded_names(part.properties.names, LAYER_KEY)
    length = len(names) + len(features) + len(keys) + len(values) + len(LAYER_END)
    return b"".join((bytes((TILE_LAYER,)), varint(length), names, features, keys, values, LAYER_END))


def _features(
    ids: Integers, kinds: Integers, geometry: tuple[Unsigned, Integers], tags: tuple[Unsigned, Integers]
) -> tuple[bytes, Integers]:
    """Every feature message, and the bytes of each. All parts are varints: one flat list of integers describes them.

    Lengths stand in the list as 0 until the bytes behind them are known.
    """
    count, named, tagged = len(ids), (ids != NO_ID).astype(np.int64), (tags[1] > 0).astype(np.int64)
    message, lengths = interleaved(
        [
            (_repeated(count, LAYER_FEATURE, 0), np.full(count, 2)),
            (np.column_stack([np.full(named.sum(), FEATURE_ID), ids[named > 0]]).ravel(), 2 * named),
            (_repeated(int(tagged.sum()), FEATURE_TAGS, 0), 2 * tagged),
            tags,
            (_repeated(count, FEATURE_TYPE, 0, FEATURE_GEOMETRY, 0), np.full(count, 4)),
            geometry,
        ]
    )
    first = starts(lengths)
    tags_at = first + 2 + 2 * named + 1
    kind_at = first + 2 + 2 * named + 2 * tagged + tags[1] + 1
    message[kind_at] = kinds
    sizes = varint_sizes(message)
    running = np.concatenate([[0], np.cumsum(sizes)])

    def filled(at: Integers, begin: Integers, end: Integers, grown: Integers) -> Integers:
        """Put the bytes between two places at a place; how many bytes more than one that takes."""
        message[at] = running[end] - running[begin] + grown
        sizes[at] = varint_sizes(message[at])
        return np.asarray(sizes[at] - 1, np.int64)

    ends = first + lengths
    grown = filled(kind_at + 2, kind_at + 3, ends, np.zeros(count, np.int64))
    with_tags = tagged > 0
    grown[with_tags] += filled(
        tags_at[with_tags], tags_at[with_tags] + 1, kind_at[with_tags] - 1, np.zeros(int(tagged.sum()), np.int64)
    )
    more = filled(first + 1, first + 2, ends, grown)
    return varints(message, sizes).tobytes(), 2 + more + message[first + 1].astype(np.int64)


def _repeated(count: int, *values: int) -> Unsigned:
    return np.tile(np.array(values, np.uint64), count)
