"""Draws the icons of the phone's page from the brand mark: ``python tools/icons.py`` writes ``web/public/icons``.

The mark is that of ``web/public/favicon.svg``: a globe of one circle, the equator and two meridians on a rounded square,
on a field of 32 × 32. A maskable icon fills its whole square and keeps the globe inside the safe circle.
"""

from __future__ import annotations

import struct
import zlib
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

FOLDER = Path(__file__).resolve().parent.parent / "web" / "public" / "icons"
BRAND = (0x1F, 0x4E, 0x79)
FIELD = 32.0
CORNER, STROKE = 7.0, 2.0
SAFE_SCALE = 0.78
"""A launcher may cut a maskable icon to the circle of 0.8 of its width."""

Pixels = NDArray[np.float64]


def mark() -> list[Pixels]:
    """The lines of the globe as chains of points."""
    turn = np.linspace(0, 2 * np.pi, 181)
    circle = np.column_stack([16 + 9.5 * np.cos(turn), 16 + 9.5 * np.sin(turn)])
    equator = np.array([[6.5, 16], [25.5, 16]])
    return [circle, equator, meridian(11), meridian(21)]


def meridian(reach: float) -> Pixels:
    """A cubic curve from pole to pole, pulled towards ``reach``."""
    t = np.linspace(0, 1, 61)[:, None]
    corners = np.array([[16, 6.5], [reach, 12], [reach, 20], [16, 25.5]])
    weights = np.hstack([(1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t**2, t**3])
    return np.asarray(weights @ corners)


def distance(x: Pixels, y: Pixels, chain: Pixels) -> Pixels:
    """How far each pixel is from a chain of points."""
    best = np.full(x.shape, np.inf)
    for (ax, ay), (bx, by) in pairwise(chain):
        dx, dy = bx - ax, by - ay
        share = np.clip(((x - ax) * dx + (y - ay) * dy) / max(dx * dx + dy * dy, 1e-12), 0, 1)
        best = np.minimum(best, np.hypot(x - ax - share * dx, y - ay - share * dy))
    return best


def icon(size: int, *, mask: bool, corner: float) -> bytes:
    """One icon as PNG: RGBA, edges smoothed over one pixel."""
    unit = FIELD / size
    centre = (np.arange(size) + 0.5) * unit
    x, y = np.meshgrid(centre, centre)
    out_x, out_y = np.abs(x - 16) - 16 + corner, np.abs(y - 16) - 16 + corner
    outside = np.hypot(np.maximum(out_x, 0), np.maximum(out_y, 0)) + np.minimum(np.maximum(out_x, out_y), 0) - corner
    square = np.clip(0.5 - outside / unit, 0, 1)
    scale = SAFE_SCALE if mask else 1.0
    inner_x, inner_y = 16 + (x - 16) / scale, 16 + (y - 16) / scale
    near = np.minimum.reduce([distance(inner_x, inner_y, chain) for chain in mark()]) * scale
    line = np.clip(0.5 - (near - STROKE * scale / 2) / unit, 0, 1)
    pixels = np.empty((size, size, 4))
    for channel, value in enumerate(BRAND):
        pixels[..., channel] = value + (255 - value) * line
    pixels[..., 3] = 255 * square
    return png(pixels.round().astype(np.uint8))


def png(pixels: NDArray[np.uint8]) -> bytes:
    """RGBA pixels as a PNG file."""
    height, width, _ = pixels.shape
    rows = np.hstack([np.zeros((height, 1), np.uint8), pixels.reshape(height, -1)]).tobytes()

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")


def main() -> None:
    """Write every icon."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for size in (192, 512):
        (FOLDER / f"work-{size}.png").write_bytes(icon(size, mask=False, corner=CORNER))
    (FOLDER / "work-180.png").write_bytes(icon(180, mask=False, corner=0.0))  # the phone rounds it itself
    (FOLDER / "work-mask-512.png").write_bytes(icon(512, mask=True, corner=0.0))


if __name__ == "__main__":
    main()
