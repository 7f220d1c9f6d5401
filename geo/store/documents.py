"""JSON documents as both databases keep them."""

from __future__ import annotations

import hashlib
from typing import Any

import orjson

_OPTIONS = orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_NON_STR_KEYS


def dump_document(value: Any) -> str:
    """JSON text of a document; NaN and infinity become null, numpy values plain ones, anything unknown its text."""
    return orjson.dumps(value, default=str, option=_OPTIONS).decode()


def canonical_document(value: Any) -> bytes:
    """The one text of a document, whatever the order of its keys; values as in ``dump_document``."""
    return orjson.dumps(value, default=str, option=_OPTIONS | orjson.OPT_SORT_KEYS)


def digest_of(value: Any) -> str:
    """The SHA-256 of a document, in hexadecimal: equal for equal documents. A number with a fraction that is zero
    differs from the whole number.
    """
    return hashlib.sha256(canonical_document(value)).hexdigest()
