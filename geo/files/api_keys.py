"""The keys of other systems: a file with one «name sha256» a line. The keys themselves are nowhere."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from geo.errors import BadInput, Message, Reason, Unavailable, system_reason

LINE: Final = re.compile(r"([A-Za-z0-9._-]{1,60})\s+([0-9a-f]{64})")

KEYS_UNREADABLE = Message(
    "api-keys-unreadable",
    zh="JINGWEI_OPEN311_KEYS 所指的密钥文件无法读取：{reason}",
    en="the file of keys that JINGWEI_OPEN311_KEYS names cannot be read: {reason}",
    remedy_zh="此处应填文件的路径，不是密钥；请检查文件是否存在、是否有读取权限",
    remedy_en="it takes the path of a file, not a key; check that the file is there and may be read",
)
KEYS_WRONG = Message(
    "api-keys-wrong",
    zh="密钥文件“{file}”第 {row} 行有误",
    en="line {row} of the file of keys {file!r} is none",
    remedy_zh="每行写“名称 密钥的SHA-256（64 位小写十六进制）”，例如用 printf %s 密钥 | sha256sum 得到",
    remedy_en="write «name sha256» (64 lower-case hexadecimal digits); printf %s KEY | sha256sum gives the latter",
)


class ApiKeys:
    """Who has a key. Compared in constant time, by hash."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = dict(names)

    def name_of(self, key: str | None) -> str | None:
        """Whose key this is; ``None`` for nobody's."""
        given = hashlib.sha256((key or "").encode()).hexdigest()
        found = None
        for known, name in self._names.items():
            if hmac.compare_digest(known, given):
                found = name
        return found


def read_api_keys(path: Path | None) -> ApiKeys:
    """The keys of a file; nobody has one without a file. Empty lines and those that begin with # are passed over.

    Raises ``Unavailable`` for a file that cannot be read, ``BadInput`` with the line that is none. The first does not
    repeat the path: whoever mistook the setting wrote a key there.
    """
    if path is None:
        return ApiKeys({})
    try:
        lines = path.read_text("utf-8").splitlines()
    except OSError as error:
        raise Unavailable(KEYS_UNREADABLE, reason=system_reason(error)) from None
    except UnicodeDecodeError:
        raise Unavailable(KEYS_UNREADABLE, reason=Reason("不是 UTF-8 文本", "it is no text in UTF-8")) from None
    names: dict[str, str] = {}
    for row, line in enumerate(lines, start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        found = LINE.fullmatch(line.strip())
        if found is None:
            raise BadInput(KEYS_WRONG, file=str(path), row=row)
        names[found[2]] = found[1]
    return ApiKeys(names)
