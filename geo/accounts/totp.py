"""Which step of time does a code of the phone belong to? Time-based one-time passwords, RFC 6238 over HMAC-SHA-1."""

from __future__ import annotations

import base64
import hmac
import secrets
from typing import Final
from urllib.parse import quote

STEP_S: Final = 30
DIGITS: Final = 6
SECRET_BYTES: Final = 20
DRIFT_STEPS: Final = 1
"""So many steps before and after are taken: clocks of phones differ."""


def new_key() -> str:
    """A key as authenticator apps take it: base32 without padding."""
    return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def code_at(key: str, step: int, digits: int = DIGITS) -> str:
    """The code of one step (RFC 4226, section 5.3)."""
    mac = hmac.digest(base64.b32decode(key), step.to_bytes(8, "big"), "sha1")
    at = mac[-1] & 0x0F
    number = int.from_bytes(mac[at : at + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**digits:0{digits}}"


def step_of(key: str, code: str, now_s: float) -> int | None:
    """The step whose code this is, among now and its neighbours; None for none. Every one is compared, in constant time."""
    now, found = int(now_s) // STEP_S, None
    for step in range(now - DRIFT_STEPS, now + DRIFT_STEPS + 1):
        if hmac.compare_digest(code_at(key, step).encode(), code.encode()):
            found = step
    return found


def address_of(key: str, login: str, issuer: str) -> str:
    """The ``otpauth`` address that authenticator apps read."""
    label = quote(f"{issuer}:{login}", safe=":")
    return f"otpauth://totp/{label}?secret={key}&issuer={quote(issuer)}&algorithm=SHA1&digits={DIGITS}&period={STEP_S}"
