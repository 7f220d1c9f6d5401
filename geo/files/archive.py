"""What does a zip archive hold, and may it be unpacked? Everything is decided from the directory before a byte is."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path, PurePosixPath

from geo.errors import BadInput, LimitExceeded, Message
from geo.files.raw import ReadLimits, without_path

BROKEN = Message(
    "zip-broken",
    zh="{file} 不是完整的压缩包：{detail}",
    en="{file} is not a complete zip archive: {detail}",
    remedy_zh="请重新下载或重新压缩后再导入",
    remedy_en="download it again, or pack it again",
)
ENCRYPTED = Message(
    "zip-encrypted",
    zh="{file} 设有密码，无法读取其中的 {entry}",
    en="{file} is protected by a password: {entry} cannot be read",
    remedy_zh="请解除密码后再导入",
    remedy_en="remove the password first",
)
BOMB = Message(
    "zip-too-large",
    zh="{file} 解压后为 {got} 字节（压缩比 {ratio}），超过上限",
    en="{file} unpacks to {got} bytes ({ratio} times its size), more than the program takes",
    remedy_zh="上限：{limit} 字节、{limit_ratio} 倍；请确认文件来源，或拆分后导入",
    remedy_en="limits: {limit} bytes, {limit_ratio} times; check where the file comes from, or split it",
)
ENTRIES = Message(
    "zip-too-many-entries",
    zh="{file} 含有 {got} 个文件，超过上限 {limit}",
    en="{file} holds {got} files; the limit is {limit}",
    remedy_zh="请只压缩需要导入的数据",
    remedy_en="pack only the data to import",
)
PATH_UNSAFE = Message(
    "zip-path-unsafe",
    zh="{file} 中的路径“{entry}”指向压缩包之外",
    en="{file} holds the path {entry!r}, which points outside the archive",
    remedy_zh="请确认文件来源；正常的压缩包不会有这样的路径",
    remedy_en="check where the file comes from; honest archives have no such path",
)

RATIO_COUNTS_FROM = 8 * 2**20
"""Below this many unpacked bytes a high ratio harms nobody: empty tables pack very well."""

_CHUNK = 1 << 20


def inspect(path: Path, file: str, limits: ReadLimits) -> list[zipfile.ZipInfo]:
    """The files in the archive, in order, once the directory has passed: number, total, ratio, paths, password.

    Raises ``BadInput`` for a broken, protected or unsafe archive and ``LimitExceeded`` for one too large.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            listed = archive.infolist()
            if not all(info.filename for info in listed):  # whose last letter older Pythons look for
                raise BadInput(BROKEN, file=file, detail="an entry without a name")
            infos = [info for info in listed if not info.is_dir()]
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise BadInput(BROKEN, file=file, detail=without_path(str(error))) from None
    if len(infos) > limits.entries:
        raise LimitExceeded(ENTRIES, file=file, got=len(infos), limit=limits.entries)
    for info in infos:
        _check_path(info.filename, file)
        if info.flag_bits & 0x1:
            raise BadInput(ENCRYPTED, file=file, entry=info.filename)
    total = sum(info.file_size for info in infos)
    ratio = total // max(1, path.stat().st_size)
    if total > limits.unpacked_bytes or (total > RATIO_COUNTS_FROM and ratio > limits.unpacked_ratio):
        raise LimitExceeded(
            BOMB, file=file, got=total, ratio=ratio, limit=limits.unpacked_bytes, limit_ratio=limits.unpacked_ratio
        )
    return infos


def unpack(path: Path, file: str, limits: ReadLimits, folder: Path) -> list[Path]:
    """The files of the archive, written into ``folder``; what the directory promised is held against what comes.

    Names are kept without their folders' parents; macOS resource forks and hidden files are left out.
    """
    written = []
    for info in inspect(path, file, limits):
        name = PurePosixPath(info.filename.replace("\\", "/"))
        if name.name.startswith(".") or "__MACOSX" in name.parts:
            continue
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(read_entry(path, info, file, limits))
        written.append(target)
    return written


def read_entry(path: Path, info: zipfile.ZipInfo, file: str, limits: ReadLimits) -> bytes:
    """The bytes of one entry, never more than its directory entry says."""
    parts, total = [], 0
    try:
        with zipfile.ZipFile(path) as archive, archive.open(info) as stream:
            while chunk := stream.read(_CHUNK):
                total += len(chunk)
                if total > min(info.file_size, limits.unpacked_bytes):
                    raise BadInput(BROKEN, file=file, detail=f"{info.filename} is larger than its directory says")
                parts.append(chunk)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        raise BadInput(BROKEN, file=file, detail=without_path(str(error))) from None
    return b"".join(parts)


def _check_path(entry: str, file: str) -> None:
    """Raises ``BadInput`` for a path that leaves the folder into which the archive is unpacked."""
    path = PurePosixPath(entry.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in path.parts[0] or "\0" in entry or len(path.parts) > 16:
        raise BadInput(PATH_UNSAFE, file=file, entry=entry)
