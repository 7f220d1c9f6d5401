"""How a body travels: compressed once where the client takes it, with a tag by which it need not travel again."""

from __future__ import annotations

import hashlib
from typing import Final

from isal import igzip, isal_zlib

SMALLEST_COMPRESSED: Final = 256
"""Below this many bytes the gzip header eats the gain."""

LEVEL: Final = 1
GZIP_WINDOW: Final = 31
REVALIDATE: Final = "no-cache"
"""Kept by the client, but asked about each time: an edit is seen at once."""


def digest(*parts: bytes | str) -> str:
    """A short text that differs whenever the parts do."""
    state = hashlib.blake2b(digest_size=12)
    for part in parts:
        raw = part.encode("utf-8", "surrogateescape") if isinstance(part, str) else part
        state.update(len(raw).to_bytes(8, "big"))
        state.update(raw)
    return state.hexdigest()


def compressed(body: bytes) -> bytes:
    """The body as gzip; the same bytes each time, without a time stamp in them."""
    packed: bytes = igzip.compress(body, LEVEL, mtime=0)
    return packed


def expanded(body: bytes) -> bytes:
    """What ``compressed`` was given."""
    plain: bytes = isal_zlib.decompress(body, GZIP_WINDOW)
    return plain


def accepts_gzip(accept_encoding: str | None) -> bool:
    """Whether the client takes gzip; a missing header, ``gzip;q=0`` and an unreadable weight mean no."""
    wildcard = False
    for part in (accept_encoding or "").lower().split(","):
        name, _, weight = part.partition(";")
        try:
            wanted = float(weight.strip().removeprefix("q=") or 1) > 0
        except ValueError:
            wanted = False
        if name.strip() in ("gzip", "x-gzip"):
            return wanted
        if name.strip() == "*":
            wildcard = wanted
    return wildcard


def tag_matches(if_none_match: str | None, tag: str) -> bool:
    """Whether the client already holds what the tag names (weak comparison, as If-None-Match asks for it)."""
    if not if_none_match:
        return False
    if if_none_match.strip() == "*":
        return True
    return tag.removeprefix("W/") in (part.strip().removeprefix("W/") for part in if_none_match.split(","))
