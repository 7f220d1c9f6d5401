"""The secret of a deployment: a file of the data folder that only the service's user can read. It encrypts what must be
read again (keys of second factors), and makes keyed hashes of what must only be recognised.
"""

from __future__ import annotations

import base64
import hmac
import os
import secrets
import stat
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal

from cryptography.fernet import Fernet, InvalidToken

from geo.errors import Message, Unavailable

FILE: Final = "service.key"
KEY_BYTES: Final = 32
Sealed = Literal["second factor", "way to a provider"]
BOXES: Final[Mapping[Sealed, bytes]] = MappingProxyType({"second factor": b"box", "way to a provider": b"box of a way"})
"""What is sealed has a key of its own for each purpose: what a browser brings back never opens as what the store holds."""
OPEN_BITS: Final = stat.S_IRWXG | stat.S_IRWXO

KEY_OPEN = Message(
    "service-key-open",
    zh="密钥文件“{got}”可以被其他用户读取",
    en="the key file {got!r} can be read by other users",
    remedy_zh="请运行 chmod 600 {got}",
    remedy_en="run chmod 600 {got}",
)
KEY_UNUSABLE = Message(
    "service-key-unusable",
    zh="无法读取或建立密钥文件“{got}”：{reason}",
    en="cannot read or make the key file {got!r}: {reason}",
    remedy_zh="请检查数据文件夹的权限；文件丢失后，动态验证码需要重新设置（jingwei admin reset-totp）",
    remedy_en="check the rights of the data folder; without the file second factors are set up anew (jingwei admin reset-totp)",
)


class ServiceKey:
    """What is done with the secret; it is never shown."""

    def __init__(self, key: bytes) -> None:
        self._marks = hmac.digest(key, b"marks", "sha256")
        self._boxes = {
            purpose: Fernet(base64.urlsafe_b64encode(hmac.digest(key, label, "sha256")))
            for purpose, label in BOXES.items()
        }

    def sealed(self, purpose: Sealed, text: str) -> str:
        """The text, encrypted and signed for one purpose, with the moment at which it was."""
        return self._boxes[purpose].encrypt(text.encode()).decode()

    def opened(self, purpose: Sealed, sealed: str, most_s: int | None = None) -> str | None:
        """The text again; None for what was not sealed with this key for this purpose, was altered, or is older than
        ``most_s`` seconds.
        """
        try:
            return self._boxes[purpose].decrypt(sealed.encode("utf-8", "surrogatepass"), most_s).decode()
        except InvalidToken:
            return None

    def mark(self, *parts: str) -> str:
        """A hash of the parts that nobody without the key can make."""
        told = "\0".join(part.replace("\0", "\0\0") for part in parts)
        return hmac.digest(self._marks, told.encode("utf-8", "surrogatepass"), "sha256").hex()


def service_key(folder: Path) -> ServiceKey:
    """The secret of a data folder; made where there is none. Of two programs that make it at once one wins, for both.

    Raises ``Unavailable`` for a file that others may read, and for one that cannot be read or made.
    """
    path = folder / FILE
    try:
        if not path.exists():
            _make(path)
        if stat.S_IMODE(path.stat().st_mode) & OPEN_BITS:
            raise Unavailable(KEY_OPEN, got=str(path))
        key = bytes.fromhex(path.read_text("ascii").strip())
    except (OSError, ValueError) as error:
        raise Unavailable(KEY_UNUSABLE, got=str(path), reason=str(error)) from error
    if len(key) != KEY_BYTES:
        raise Unavailable(KEY_UNUSABLE, got=str(path), reason=f"{len(key)} bytes")
    return ServiceKey(key)


def _make(path: Path) -> None:
    """Whole or not at all: the file appears under its name when it is written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{FILE}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_bytes(KEY_BYTES).hex() + "\n")
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()
