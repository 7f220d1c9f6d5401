"""Many short lists of integers at once: one flat array, and how many belong to each list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Unsigned = NDArray[np.uint64]
Bytes = NDArray[np.uint8]

MOST_VARINT_BYTES = 10


def starts(counts: Integers) -> Integers:
    """Where each list begins in the flat array."""
    return np.cumsum(counts) - counts


def ordinals(counts: Integers) -> Integers:
    """The place of each flat element inside its own list, from 0."""
    return np.arange(counts.sum(), dtype=np.int64) - np.repeat(starts(counts), counts)


def group_sums(values: Integers, counts: Integers) -> Integers:
    """The sum of each list; 0 for an empty one."""
    running = np.concatenate([[0], np.cumsum(values, dtype=np.int64)])
    first = starts(counts)
    return np.asarray(running[first + counts] - running[first], np.int64)


def interleaved(parts: Sequence[tuple[NDArray[Any], Integers]]) -> tuple[Unsigned, Integers]:
    """The lists of several parts joined list by list: first the list *i* of each part in turn, then *i* + 1.

    Each part is (flat values, counts) over the same number of lists; answers the flat values and their counts.
    """
    totals: Integers = np.asarray(np.sum([counts for _, counts in parts], axis=0, dtype=np.int64))
    out = np.empty(int(totals.sum()), np.uint64)
    place = starts(totals)
    for values, counts in parts:
        out[np.repeat(place - starts(counts), counts) + np.arange(len(values))] = values
        place = place + counts
    return out, totals


def taken(data: Bytes, offsets: Integers, picks: Integers) -> Bytes:
    """The picked byte strings end to end; string *i* is ``data[offsets[i]:offsets[i + 1]]``."""
    counts = offsets[picks + 1] - offsets[picks]
    return np.asarray(data[np.repeat(offsets[picks], counts) + ordinals(counts)])


def zigzag(values: Integers) -> Unsigned:
    """Signed integers as unsigned ones that are small where the magnitude is small: 0, -1, 1, -2 → 0, 1, 2, 3."""
    return ((values << 1) ^ (values >> 63)).astype(np.uint64)


def varint_sizes(values: Unsigned) -> Integers:
    """How many bytes the varint of each value takes: 1 to 10."""
    sizes = np.ones(len(values), np.int64)
    longest = int(values.max(initial=0)).bit_length()
    for bits in range(7, min(longest, 7 * MOST_VARINT_BYTES - 1), 7):
        sizes += values >= np.uint64(1 << bits)
    return sizes


def varints(values: Unsigned, sizes: Integers | None = None) -> Bytes:
    """Protocol-buffer varints of all values, end to end; ``sizes`` are their ``varint_sizes`` where they are known."""
    sizes = varint_sizes(values) if sizes is None else sizes
    ends = np.cumsum(sizes)
    place = ends - sizes
    out = np.empty(int(ends[-1]) if len(ends) else 0, np.uint8)
    rest = values
    while len(rest):
        longer = rest > np.uint64(0x7F)
        out[place] = (rest & np.uint64(0x7F)) | (longer.astype(np.uint64) << np.uint64(7))
        place, rest = place[longer] + 1, rest[longer] >> np.uint64(7)
    return out
