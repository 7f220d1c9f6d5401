"""A deployment's photos move along with its database: the files that its incidents name, each checked by its hash."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from geo.files.photos import PhotoFolder
from geo.model import Progress, silent
from geo.store import Store


@dataclass(frozen=True, slots=True)
class PhotosCopied:
    """How many photos the database names, how many lie whole at the target now, and the hashes of those that do not."""

    named: int
    whole: int
    lost: list[str]


def copy_photos(store: Store, source: PhotoFolder, target: PhotoFolder, progress: Progress = silent) -> PhotosCopied:
    """Copy the photos that the store's incidents name, and their small pictures, from one folder to the other.

    What is there already and whole is left. A photo whose file is missing at the source, or does not have the hash that
    it is named by, is not copied and told. With the same folder twice nothing is copied: it is checked.
    """
    hashes = sorted(store.photo_hashes())
    lost: list[str] = []
    for done, sha256 in enumerate(hashes, 1):
        if not _is_whole(target.path(sha256), sha256) and not _copied(source, target, sha256):
            lost.append(sha256)
        progress("photos", done, len(hashes))
    return PhotosCopied(len(hashes), len(hashes) - len(lost), lost)


def _copied(source: PhotoFolder, target: PhotoFolder, sha256: str) -> bool:
    if not _is_whole(source.path(sha256), sha256):
        return False
    target.take(sha256, source)
    return _is_whole(target.path(sha256), sha256)


def _is_whole(path: Path, sha256: str) -> bool:
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == sha256
