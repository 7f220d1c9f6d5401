"""A QR code is drawn as a path that has its modules, its quiet zone, and nothing else."""

from __future__ import annotations

import re

import segno

from api.qr import QUIET, qr_of

ADDRESS = "otpauth://totp/Jingwei:%E7%8E%8B?secret=JBSWY3DPEHPK3PXP&issuer=Jingwei"


def test_the_path_fills_the_dark_modules_and_leaves_a_quiet_zone() -> None:
    drawn = qr_of(ADDRESS)
    runs = re.findall(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z", drawn["path"])
    assert "".join(f"M{x} {y}h{w}v1h-{back}z" for x, y, w, back in runs) == drawn["path"]
    dark = {(int(x) + step, int(y)) for x, y, width, _ in runs for step in range(int(width))}
    matrix = segno.make(ADDRESS, error="m", micro=False).matrix
    there = {(x, y) for y, row in enumerate(matrix, QUIET) for x, module in enumerate(row, QUIET) if module}
    assert dark == there
    assert drawn["size"] == len(matrix) + 2 * QUIET and max(x for x, _ in dark) == drawn["size"] - QUIET - 1
