"""Photos from outside become plain JPEGs: upright, small, and without a word of what the camera wrote."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from geo.errors import BadInput, LimitExceeded
from geo.files.photos import LONG_SIDE, THUMB_SIDE, PhotoFolder, PhotoLimits, encode_photo
from tests.incident_world import photo

LIMITS = PhotoLimits(2_000_000, 20_000_000)
ORIENTATION, MAKER, GPS = 0x0112, 0x010F, 0x8825


def opened(jpeg: bytes) -> Image.Image:
    return Image.open(io.BytesIO(jpeg))


def with_exif(orientation: int = 1) -> bytes:
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[MAKER] = "SecretCamera"
    exif.get_ifd(GPS)[2] = (30.0, 15.0, 0.0)
    return photo(exif=exif.tobytes(), comment=b"SecretComment", icc_profile=b"SecretProfile" * 20)


def side(picture: Image.Image, x: int, y: int) -> str:
    red, _, blue = picture.getpixel((x, y))  # type: ignore[misc]
    return "red" if red > blue else "blue"


def test_nothing_that_the_camera_wrote_is_kept() -> None:
    raw = with_exif()
    assert b"SecretCamera" in raw and b"SecretComment" in raw and b"SecretProfile" in raw
    encoded = encode_photo(raw, LIMITS)
    for jpeg in (encoded.jpeg, encoded.thumb):
        assert b"Secret" not in jpeg and b"Exif" not in jpeg
        picture = opened(jpeg)
        assert not picture.getexif() and set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


@pytest.mark.parametrize(
    ("orientation", "size", "red_at"),
    [(1, (60, 40), (5, 20)), (3, (60, 40), (55, 20)), (6, (40, 60), (20, 5)), (8, (40, 60), (20, 55))],
)
def test_a_photo_stands_upright_as_the_camera_was_held(
    orientation: int, size: tuple[int, int], red_at: tuple[int, int]
) -> None:
    encoded = encode_photo(with_exif(orientation), LIMITS)
    picture = opened(encoded.jpeg)
    assert picture.size == size == (encoded.width, encoded.height)
    assert side(picture, *red_at) == "red"


def test_a_large_photo_is_made_smaller_and_has_a_small_picture() -> None:
    encoded = encode_photo(photo(4000, 1000), LIMITS)
    assert opened(encoded.jpeg).size == (LONG_SIDE, LONG_SIDE // 4)
    assert opened(encoded.thumb).size == (THUMB_SIDE, THUMB_SIDE // 4)


def test_what_can_be_seen_through_is_seen_on_white() -> None:
    picture = Image.new("RGBA", (10, 10), (0, 0, 0, 0))
    target = io.BytesIO()
    picture.save(target, "PNG")
    assert opened(encode_photo(target.getvalue(), LIMITS).jpeg).getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_type_is_what_the_bytes_are(kind: str) -> None:
    assert opened(encode_photo(photo(kind=kind), LIMITS).jpeg).format == "JPEG"


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF"])
def test_other_types_are_refused(kind: str) -> None:
    with pytest.raises(BadInput, match="photo-unreadable"):
        encode_photo(photo(kind=kind), LIMITS)


@pytest.mark.parametrize("raw", [b"", b"<svg/>", photo()[:300], photo(kind="PNG")[:60], photo(kind="WEBP")[:40]])
def test_what_is_no_photo_or_only_a_part_of_one_is_refused(raw: bytes) -> None:
    with pytest.raises(BadInput, match="photo-unreadable"):
        encode_photo(raw, LIMITS)


def bomb(width: int, height: int) -> bytes:
    """A PNG whose head announces many pixels: a few hundred bytes that would fill the memory."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(("width", "height"), [(5_000, 5_000), (10_000, 10_000), (60_000, 60_000)])
def test_a_bomb_is_refused_before_it_is_decoded(width: int, height: int) -> None:
    with pytest.raises(LimitExceeded, match="photo-too-many-pixels"):
        encode_photo(bomb(width, height), LIMITS)


def test_limits_are_inclusive() -> None:
    raw = photo(100, 100)
    encode_photo(raw, PhotoLimits(len(raw), 10_000))
    with pytest.raises(LimitExceeded, match="photo-too-large"):
        encode_photo(raw, PhotoLimits(len(raw) - 1, 10_000))
    with pytest.raises(LimitExceeded, match="photo-too-many-pixels"):
        encode_photo(raw, PhotoLimits(len(raw), 9_999))


def test_a_photo_lies_under_its_hash_once_and_nothing_unfinished_beside_it(tmp_path: Path) -> None:
    folder = PhotoFolder(tmp_path, LIMITS)
    first, again = folder.keep(with_exif()), folder.keep(with_exif())
    assert first.sha256 == again.sha256
    files = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file())
    assert files == [f"{first.sha256[:2]}/{first.sha256}{end}" for end in ("-thumb.jpg", ".jpg")]
    assert folder.path(first.sha256).read_bytes() == first.jpeg
