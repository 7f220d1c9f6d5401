"""JSON documents as both databases keep them."""

from __future__ import annotations

from typing import Any

import orjson


def dump_document(value: Any) -> str:
    """JSON text of a document; NaN and infinity become null, numpy values plain ones, anything unknown its text."""
    return orjson.dumps(value, default=str, option=orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_NON_STR_KEYS).decode()
