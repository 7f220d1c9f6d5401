"""Is an .osm.pbf whole, and how large does it unpack? Read off the heads of its blocks before native code sees it."""

from __future__ import annotations

from pathlib import Path

from geo.errors import BadInput, LimitExceeded
from geo.files.archive import BOMB, RATIO_COUNTS_FROM
from geo.files.raw import DAMAGED, ReadLimits

HEADER_BYTES = 64 * 2**10
BLOB_BYTES = 32 * 2**20
"""No head and no block of the format may be larger, packed or unpacked."""
_HEAD_SHOWS = 64


def check_blocks(path: Path, file: str, limits: ReadLimits) -> None:
    """Raises ``BadInput`` for a file that is cut off or not made of blocks, ``LimitExceeded`` for one that unpacks to
    more than the program takes.
    """
    total, size = 0, path.stat().st_size
    with path.open("rb") as stream:
        while lead := stream.read(4):
            length = int.from_bytes(lead, "big")
            if len(lead) < 4 or not 0 < length <= HEADER_BYTES:
                raise BadInput(DAMAGED, file=file, detail=f"no block at byte {stream.tell() - len(lead)}")
            packed = _number(_fields(stream.read(length), file).get(3), file)
            begin = stream.tell()
            if not 0 < packed <= BLOB_BYTES:
                raise BadInput(DAMAGED, file=file, detail=f"a block of {packed} bytes at byte {begin}")
            if begin + packed > size:
                raise BadInput(DAMAGED, file=file, detail=f"{size} bytes instead of {begin + packed}")
            total += _unpacked(stream.read(min(packed, _HEAD_SHOWS)), packed, file)
            stream.seek(begin + packed)
    ratio = total // max(1, size)
    if total > limits.unpacked_bytes or (total > RATIO_COUNTS_FROM and ratio > limits.unpacked_ratio):
        raise LimitExceeded(
            BOMB, file=file, got=total, ratio=ratio, limit=limits.unpacked_bytes, limit_ratio=limits.unpacked_ratio
        )


def _unpacked(head: bytes, packed: int, file: str) -> int:
    """How many bytes a block says that it holds; one that is not packed holds what it is long."""
    size = _fields(head, file, cut=True).get(2, packed)
    if _number(size, file) > BLOB_BYTES:
        raise BadInput(DAMAGED, file=file, detail=f"a block that unpacks to {size} bytes")
    return _number(size, file)


def _number(value: int | None, file: str) -> int:
    if value is None:
        raise BadInput(DAMAGED, file=file, detail="a block without its size")
    return value


def _fields(data: bytes, file: str, *, cut: bool = False) -> dict[int, int]:
    """The numbers among the fields of one message; texts and bytes are passed over. ``cut``: the message goes on."""
    found: dict[int, int] = {}
    at = 0
    while at < len(data):
        key, at = _varint(data, at, file)
        value, at = _varint(data, at, file)
        if key & 7 == 2:
            at += value
        elif key & 7 == 0:
            found[key >> 3] = value
        else:
            raise BadInput(DAMAGED, file=file, detail=f"a field of kind {key & 7} in the head of a block")
    if at > len(data) and not cut:
        raise BadInput(DAMAGED, file=file, detail="the head of a block is cut off")
    return found


def _varint(data: bytes, at: int, file: str) -> tuple[int, int]:
    value = 0
    for place, byte in enumerate(data[at : at + 10]):
        value |= (byte & 0x7F) << (7 * place)
        if byte < 0x80:
            return value, at + place + 1
    raise BadInput(DAMAGED, file=file, detail="a number in the head of a block does not end")
