"""The attributes of a layer's features, made ready once for every tile: each different value is encoded one time."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.columns import Column, missing, python_values
from geo.tiles.ragged import Bytes, Integers, Unsigned, taken

LAYER_VALUE = 0x22
STRING, DOUBLE, UNSIGNED, SIGNED, BOOLEAN = 0x0A, 0x19, 0x28, 0x30, 0x38


@dataclass(frozen=True, slots=True)
class Properties:
    """``values`` (rows × names) numbers each attribute's value in a table of encoded values; -1 where it is missing.

    Value *i* of the table is ``data[offsets[i]:offsets[i + 1]]``, ready for a layer of a tile.
    """

    names: tuple[str, ...]
    values: NDArray[np.int32]
    data: Bytes
    offsets: Integers

    @classmethod
    def from_columns(cls, columns: Mapping[str, Column], rows: int) -> Properties:
        """The table of those columns of ``geo.columns``, each with ``rows`` values."""
        values = np.full((rows, len(columns)), -1, np.int32)
        encoded: list[bytes] = []
        for place, column in enumerate(columns.values()):
            present = ~missing(column)
            codes, unique = pd.factorize(column[present])
            values[present, place] = codes + len(encoded)
            encoded += [encoded_value(value) for value in python_values(np.asarray(unique))]
        numbers, table = pd.factorize(np.array([*encoded, b""], object)[:-1])
        if len(numbers):
            values = np.where(values < 0, -1, numbers[values]).astype(np.int32)
        sizes = np.array([len(value) for value in table], np.int64)
        data = np.frombuffer(b"".join(table), np.uint8)
        return cls(tuple(columns), values, data, np.concatenate([[0], np.cumsum(sizes)]))

    def tags(self, rows: Integers) -> tuple[Unsigned, Integers, Bytes]:
        """For those rows of one tile layer: tag pairs (key, value) flat, their number per row, and the value table."""
        picked = self.values[rows]
        present = picked >= 0
        used, local = self._numbered(picked[present])
        pairs = np.empty((len(local), 2), np.uint64)
        pairs[:, 0] = np.nonzero(present)[1]
        pairs[:, 1] = local
        counts = 2 * present.sum(axis=1, dtype=np.int64)
        return pairs.ravel(), counts, taken(self.data, self.offsets, used)

    def _numbered(self, values: NDArray[np.int32]) -> tuple[Integers, Integers]:
        """The table entries that occur, ascending, and the place of each value among them."""
        table = len(self.offsets) - 1
        if table > 8 * len(values):
            used, local = np.unique(values, return_inverse=True)
            return used.astype(np.int64), local
        occurs = np.zeros(table, bool)
        occurs[values] = True
        return np.flatnonzero(occurs), (np.cumsum(occurs) - 1)[values]


def encoded_value(value: Any) -> bytes:
    """One attribute value as an entry of a layer's value table.

    Whole numbers are ``uint`` or, below zero, ``sint`` (as ST_AsMVT writes them); other numbers are ``double``.
    """
    if isinstance(value, bool):
        return _entry(bytes((BOOLEAN, value)))
    if isinstance(value, int):
        kind, number = (UNSIGNED, value) if value >= 0 else (SIGNED, -2 * value - 1)
        return _entry(bytes((kind,)) + varint(number))
    if isinstance(value, float):
        return _entry(bytes((DOUBLE,)) + struct.pack("<d", value))
    text = str(value).encode("utf-8", errors="replace")
    return _entry(bytes((STRING,)) + varint(len(text)) + text)


def encoded_names(names: tuple[str, ...], tag: int) -> bytes:
    """Short texts as length-delimited fields with that tag."""
    return b"".join(bytes((tag,)) + varint(len(text)) + text for text in (name.encode() for name in names))


def _entry(body: bytes) -> bytes:
    return bytes((LAYER_VALUE,)) + varint(len(body)) + body


def varint(number: int) -> bytes:
    """One whole number from 0 on as a protocol-buffer varint."""
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)
