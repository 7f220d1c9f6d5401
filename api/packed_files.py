"""Files of the web build on their way to the browser: compressed once, kept by file, tagged by their form."""

from __future__ import annotations

import gzip
import threading
from pathlib import Path
from typing import Final

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from api.encoding import SMALLEST_COMPRESSED, accepts_gzip, tag_matches

PACKED_TYPES: Final = frozenset({".js", ".mjs", ".css", ".html", ".svg", ".json", ".map", ".txt", ".webmanifest"})
"""What shrinks: images and fonts of the web are compressed already."""

LARGEST_PACKED: Final = 16 * 1024 * 1024
LEVEL: Final = 9
"""Slow and small: it happens once per file."""


class PackedFiles:
    """The gzip form of each file that was asked for, until the file changes. Safe to use from many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[str, tuple[tuple[int, int], bytes]] = {}

    def of(self, path: str) -> bytes:
        """The file's gzip form; raises ``OSError`` where there is no such file."""
        status = Path(path).stat()
        state = (status.st_mtime_ns, status.st_size)
        with self._lock:
            known = self._kept.get(path)
            if known is None or known[0] != state:
                known = self._kept[path] = (state, gzip.compress(Path(path).read_bytes(), LEVEL, mtime=0))
        return known[1]

    async def answer(self, request: Request, plain: FileResponse) -> Response:
        """The file as the client takes it: ``plain`` as it is, or its gzip form under a tag of its own.

        Parts of files (``Range``) are parts of the plain form.
        """
        size = int(plain.headers.get("content-length", 0))
        if Path(plain.path).suffix not in PACKED_TYPES or not SMALLEST_COMPRESSED <= size <= LARGEST_PACKED:
            return plain
        plain.headers.add_vary_header("Accept-Encoding")
        if "range" in request.headers or not accepts_gzip(request.headers.get("accept-encoding")):
            return plain
        tag = f'{plain.headers["etag"].rstrip(chr(34))}-gzip"'
        headers = {
            name: plain.headers[name] for name in ("last-modified", "vary", "cache-control") if name in plain.headers
        }
        headers["ETag"] = tag
        if tag_matches(request.headers.get("if-none-match"), tag):
            return Response(status_code=304, headers=headers)
        body = await to_thread.run_sync(self.of, str(plain.path))
        return Response(body, 200, {**headers, "Content-Encoding": "gzip"}, plain.media_type)
