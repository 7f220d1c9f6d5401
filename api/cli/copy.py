"""``jingwei copy``: move a whole deployment from one database to another."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from api.cli.session import DATA_PROBLEM, OK, Session, command
from api.settings_reference import masked_url

if TYPE_CHECKING:
    from geo.flows.copy_photos import PhotosCopied
    from geo.model import Progress
    from geo.store import Store

Source = Annotated[str, typer.Option("--from", help="源数据库地址 URL of the database to read", show_default=False)]
Target = Annotated[
    str, typer.Option("--to", help="目标数据库地址，必须为空 URL of the empty database to fill", show_default=False)
]
PhotosFrom = Annotated[
    Path | None,
    typer.Option(
        "--photos-from", help="源照片文件夹，默认为数据文件夹中的 photos Folder of the photos; that of --data when missing",
        show_default=False,
    ),
]  # fmt: skip
PhotosTo = Annotated[
    Path | None,
    typer.Option("--photos-to", help="目标照片文件夹 Folder that the photos are copied to", show_default=False),
]
SHOWN_LOST: Final = 10


def register(app: typer.Typer) -> None:
    """Add the command."""
    command(app, "copy")(copy)


def copy(
    session: Session, source: Source, target: Target, photos_from: PhotosFrom = None, photos_to: PhotosTo = None
) -> int:
    """把全部数据复制到另一个数据库并核对，照片随行。 Copy everything to another database and verify it, photos with it."""
    from geo.audit import Seen
    from geo.flows.copy_store import copy_store
    from geo.store import SYSTEM, open_store

    photos = photos_from or session.settings.data / "photos"
    read = open_store(source, create=False)
    try:
        write = open_store(target)
        try:
            if write.status().revision is None:
                write.migrate()
            session.exporting(read, "upkeep", Seen("export", "household", detail="copy of everything"))
            filled = write.acting(SYSTEM)
            with session.progress() as progress:
                copy_store(read, write, progress)
                taken = _photos(session, filled, photos, photos_to or photos, progress)
            counts = filled.counts()
        finally:
            write.close()
    finally:
        read.close()
    told = {"named": taken.named, "whole": taken.whole, "lost": taken.lost, "folder": str(photos_to or photos)}
    session.emit({"from": masked_url(source), "to": masked_url(target), "counts": counts, "photos": told})
    total = sum(counts.values())
    session.say(
        f"已复制并核对 {total:,} 个现行要素，写入 {masked_url(target)}",
        f"copied and verified {total:,} current features into {masked_url(target)}",
    )
    return _tell_photos(session, taken, photos, photos_to)


def _photos(session: Session, store: Store, source: Path, target: Path, progress: Progress) -> PhotosCopied:
    from geo.files.photos import PhotoFolder, PhotoLimits
    from geo.flows.copy_photos import copy_photos

    limits = PhotoLimits(session.settings.photo_bytes, session.settings.photo_pixels)
    first, second = (PhotoFolder(folder, limits) for folder in (source, target))
    return copy_photos(store, first, second, progress)


def _tell_photos(session: Session, taken: PhotosCopied, source: Path, target: Path | None) -> int:
    """What became of the photos; where they stay to be copied, which folder goes where."""
    if taken.named == 0:
        return OK
    if target is not None:
        session.say(
            f"照片：{taken.whole:,} 张已复制并核对，写入 {target}",
            f"photos: {taken.whole:,} copied and verified into {target}",
        )
    else:
        session.say(
            f"照片：{taken.whole:,} 张仍在 {source}，已核对；换机时请用 --photos-to 复制，或把该文件夹放到新数据文件夹的 photos",
            f"photos: {taken.whole:,} stay in {source}, verified; for another machine copy them with --photos-to, or put that "
            "folder into the new data folder as photos",
        )
    if not taken.lost:
        return OK
    listed = ", ".join(one[:16] for one in taken.lost[:SHOWN_LOST])
    session.say(
        f"有 {len(taken.lost):,} 张照片缺失或损坏：{listed}",
        f"{len(taken.lost):,} photos are missing or damaged: {listed}",
    )
    return DATA_PROBLEM
