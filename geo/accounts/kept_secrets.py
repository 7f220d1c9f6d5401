"""How logins are kept; and secrets that are shown once and kept as hashes only: sessions, tokens, links, recovery codes."""

from __future__ import annotations

import base64
import hashlib
import secrets
import unicodedata
from typing import Final

SECRET_BYTES: Final = 32
RECOVERY_CODES: Final = 10
RECOVERY_BYTES: Final = 10
"""80 bits: too many to try, also for whoever has their hashes."""


def new_secret() -> str:
    """A secret of 256 bits, fit for an address, a header or a cookie."""
    return secrets.token_urlsafe(SECRET_BYTES)


def digest_of_secret(secret: str) -> str:
    """What is kept of a secret. It is random and long: no salt and no slow hash are needed."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def recovery_codes() -> list[str]:
    """Codes that stand in for the phone, each once: ``ABCD-EFGH-IJKL-MNOP``."""
    return [
        "-".join(_fours(base64.b32encode(secrets.token_bytes(RECOVERY_BYTES)).decode())) for _ in range(RECOVERY_CODES)
    ]


def spoken_code(code: str) -> str:
    """A code as it is compared: without case, spaces and hyphens."""
    return "".join(character for character in code.upper() if character.isalnum())


def folded_login(login: str) -> str:
    """The login as it is kept: without spaces around it, full-width letters as narrow ones, whatever its case."""
    return unicodedata.normalize("NFKC", login).strip().casefold()


def _fours(text: str) -> list[str]:
    return [text[at : at + 4] for at in range(0, len(text), 4)]
