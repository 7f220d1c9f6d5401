"""Photos as people send them become plain JPEGs: upright, of bounded size, without anything but their pixels.

What a camera writes beside them (place, time, owner, serial number, an embedded thumbnail of the uncropped picture) is
never kept: the picture is decoded and encoded anew. Files lie under the hash of their content, outside the web root.
"""

from __future__ import annotations

import hashlib
import io
import os
import tempfile
import threading
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PIL import Image, ImageOps

from geo.errors import BadInput, LimitExceeded, Message

FORMATS: Final = ("JPEG", "PNG", "WEBP")
LONG_SIDE: Final = 2048
THUMB_SIDE: Final = 320
QUALITY: Final = 84
THUMB_QUALITY: Final = 78
AT_ONCE: Final = 2
"""How many photos are decoded at the same time: each may take a few hundred megabytes while it is."""

PHOTO_TOO_LARGE = Message(
    "photo-too-large",
    zh="照片有 {got} 字节，最多 {expected} 字节",
    en="the photo has {got} bytes, at most {expected} are taken",
    remedy_zh="请缩小后再上传",
    remedy_en="make it smaller and send it again",
)
PHOTO_TOO_MANY_PIXELS = Message(
    "photo-too-many-pixels",
    zh="照片有 {got} 个像素，最多 {expected} 个",
    en="the photo has {got} pixels, at most {expected} are taken",
    remedy_zh="请缩小后再上传",
    remedy_en="make it smaller and send it again",
)
PHOTO_UNREADABLE = Message(
    "photo-unreadable",
    zh="文件不是可用的照片，或已损坏",
    en="the file is not a photo that can be read, or it is damaged",
    remedy_zh="请上传 JPEG、PNG 或 WebP 照片",
    remedy_en="send a photo as JPEG, PNG or WebP",
)


@dataclass(frozen=True, slots=True)
class PhotoLimits:
    """What is taken: bytes as they come, pixels as the file's head announces them."""

    bytes: int
    pixels: int


@dataclass(frozen=True, slots=True)
class EncodedPhoto:
    """A photo as it is kept: JPEG, its small picture, its size in pixels and the hash of its bytes."""

    jpeg: bytes
    thumb: bytes
    width: int
    height: int
    sha256: str


def encode_photo(raw: bytes, limits: PhotoLimits) -> EncodedPhoto:
    """A photo from outside, decoded and encoded anew; its type is what it holds, whatever it is called.

    At most ``LONG_SIDE`` pixels long, turned as the camera says it was held. Raises ``LimitExceeded`` before anything is
    decoded for too many bytes or pixels, ``BadInput`` for what is no JPEG, PNG or WebP, or is damaged.
    """
    if len(raw) > limits.bytes:
        raise LimitExceeded(PHOTO_TOO_LARGE, got=len(raw), expected=limits.bytes)
    try:
        with Image.open(io.BytesIO(raw), formats=FORMATS) as opened:
            pixels = opened.width * opened.height
            if pixels > limits.pixels:
                raise LimitExceeded(PHOTO_TOO_MANY_PIXELS, got=pixels, expected=limits.pixels)
            # a JPEG is decoded no larger than needed
            opened.draft("RGB", (LONG_SIDE, LONG_SIDE))
            opened.load()
            upright = _plain(ImageOps.exif_transpose(opened))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise LimitExceeded(PHOTO_TOO_MANY_PIXELS, got="≫", expected=limits.pixels) from None
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError, MemoryError) as error:
        # what Pillow's decoders raise for damaged files
        raise BadInput(PHOTO_UNREADABLE) from error
    upright.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.LANCZOS)
    small = upright.copy()
    small.thumbnail((THUMB_SIDE, THUMB_SIDE), Image.Resampling.LANCZOS)
    jpeg = _jpeg(upright, QUALITY)
    return EncodedPhoto(
        jpeg, _jpeg(small, THUMB_QUALITY), upright.width, upright.height, hashlib.sha256(jpeg).hexdigest()
    )


def _plain(picture: Image.Image) -> Image.Image:
    """The pixels alone: three colours on white, and nothing that came with them."""
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        seen = picture.convert("RGBA")
        ground = Image.new("RGB", picture.size, "white")
        ground.paste(seen, mask=seen.getchannel("A"))
        return ground
    converted = picture.convert("RGB")
    bare = Image.new("RGB", converted.size)
    bare.paste(converted)
    return bare


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=quality, optimize=True, progressive=False)
    return target.getvalue()


class PhotoFolder:
    """Where photos lie: ``<folder>/<first two digits>/<hash>.jpg`` and ``…-thumb.jpg``. Safe to share between threads."""

    def __init__(self, folder: Path, limits: PhotoLimits) -> None:
        self._folder = folder
        self._limits = limits
        self._turns = threading.Semaphore(AT_ONCE)

    def keep(self, raw: bytes) -> EncodedPhoto:
        """Encode a photo and put it on the disk: when the answer is there, so are the files. Raises like
        ``encode_photo``.
        """
        with self._turns:
            encoded = encode_photo(raw, self._limits)
        for path, content in (
            (self.path(encoded.sha256), encoded.jpeg),
            (self.path(encoded.sha256, thumb=True), encoded.thumb),
        ):
            if not path.exists():
                _write_whole(path, content)
        return encoded

    def path(self, sha256: str, *, thumb: bool = False) -> Path:
        """The file of a photo, or of its small picture."""
        return self._folder / sha256[:2] / f"{sha256}{'-thumb' if thumb else ''}.jpg"

    def take(self, sha256: str, source: PhotoFolder) -> None:
        """Copy a photo and its small picture from another folder: when this returns, they are on the disk."""
        for thumb in (False, True):
            given = source.path(sha256, thumb=thumb)
            if given.is_file():
                _write_whole(self.path(sha256, thumb=thumb), given.read_bytes())

    def remove(self, hashes: Iterable[str]) -> None:
        """Delete photos with their small pictures; those that are not there are fine."""
        for sha256 in hashes:
            for thumb in (False, True):
                self.path(sha256, thumb=thumb).unlink(missing_ok=True)

    def strays(self, known: Collection[str], before_s: float) -> list[str]:
        """The hashes of photos, written before that moment (seconds of the epoch), that are not among the known ones."""
        found = {
            path.stem.removesuffix("-thumb"): path
            for path in self._folder.glob("??/*.jpg")
            if path.stat().st_mtime < before_s
        }
        return sorted(found.keys() - set(known))


def _write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it is whole or not there, also after a power cut."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as target:
            target.write(content)
            target.flush()
            os.fsync(target.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
