"""A small OpenStreetMap extract, written byte by byte: what a test draws is what the reader must find."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path


def number(value: int) -> bytes:
    parts = bytearray()
    while value > 0x7F:
        parts.append(value & 0x7F | 0x80)
        value >>= 7
    parts.append(value)
    return bytes(parts)


def signed(value: int) -> bytes:
    return number(value << 1 if value >= 0 else (-value << 1) - 1)


def field(key: int, value: int | bytes) -> bytes:
    if isinstance(value, int):
        return number(key << 3) + number(value)
    return number(key << 3 | 2) + number(len(value)) + value


def steps(values: list[int]) -> bytes:
    return b"".join(signed(value - before) for before, value in zip([0, *values], values, strict=False))


def block(kind: str, data: bytes, raw_size: int | None = None) -> bytes:
    blob = field(2, len(data) if raw_size is None else raw_size) + field(3, zlib.compress(data))
    head = field(1, kind.encode()) + field(3, len(blob))
    return struct.pack(">I", len(head)) + head + blob


HEADER = block("OSMHeader", field(4, b"OsmSchema-V0.6") + field(4, b"DenseNodes"))


def write_extract(
    path: Path, nodes: dict[int, tuple[float, float]], ways: dict[int, tuple[list[int], dict[str, str]]]
) -> Path:
    """Nodes by id (lon, lat) and ways by id (nodes, tags)."""
    texts = ["", *dict.fromkeys(word for _, tags in ways.values() for pair in tags.items() for word in pair)]
    ids = sorted(nodes)
    dense = field(1, steps(ids))
    dense += field(8, steps([round(nodes[one][1] * 1e7) for one in ids]))
    dense += field(9, steps([round(nodes[one][0] * 1e7) for one in ids]))
    groups = [field(2, dense)]
    for way, (refs, tags) in sorted(ways.items()):
        message = field(1, way) + field(2, b"".join(number(texts.index(key)) for key in tags))
        message += field(3, b"".join(number(texts.index(value)) for value in tags.values())) + field(8, steps(refs))
        groups.append(field(3, message))
    table = b"".join(field(1, text.encode()) for text in texts)
    data = field(1, table) + b"".join(field(2, group) for group in groups)
    path.write_bytes(HEADER + block("OSMData", data))
    return path
