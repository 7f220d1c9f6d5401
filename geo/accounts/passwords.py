"""Is this the password, and is it one that may be chosen? Argon2id; the same work whoever is asked for."""

from __future__ import annotations

import base64
import itertools
import secrets
import threading
import unicodedata
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from geo.errors import BadInput, Message, Unavailable

PASSES, LANES, HASH_BYTES, SALT_BYTES = 3, 2, 32, 16
AT_ONCE: Final = 2
"""How many passwords are worked on at once: each takes its memory and one processor."""
WAITING: Final = 8
"""How many may wait for that; whoever comes later is told to come back, and holds no thread."""
TURN_S: Final = 10.0
SHORTEST, LONGEST, DISTINCT = 12, 200, 6

PASSWORD_SHORT = Message(
    "password-too-short",
    zh="密码有 {got} 个字符，至少要 {expected} 个",
    en="the password has {got} characters; it needs at least {expected}",
    remedy_zh="可以用几个词连成一句话，中文也可以",
    remedy_en="a few words in a row make a good one",
)
PASSWORD_LONG = Message(
    "password-too-long",
    zh="密码有 {got} 个字符，最多 {expected} 个",
    en="the password has {got} characters; at most {expected} are taken",
)
PASSWORD_PLAIN = Message(
    "password-too-plain",
    zh="密码太容易猜到",
    en="the password is too easy to guess",
    remedy_zh="请用更多不同的字符，不要包含登录名",
    remedy_en="use more different characters, and leave the login name out",
)
SIGN_IN_BUSY = Message(
    "sign-in-busy",
    zh="正在登录的人太多",
    en="too many people are signing in at once",
    remedy_zh="请稍后再试",
    remedy_en="try again in a moment",
)


def check_password(password: str, login: str) -> None:
    """Raise ``BadInput`` for a password that may not be chosen: short, long, of few characters, or with the login in it.

    No kind of character is demanded and none forbidden: length is what counts.
    """
    text = _folded(password)
    if len(text) < SHORTEST:
        raise BadInput(PASSWORD_SHORT, got=len(text), expected=SHORTEST)
    if len(text) > LONGEST:
        raise BadInput(PASSWORD_LONG, got=len(text), expected=LONGEST)
    if len(set(text)) < DISTINCT or login.casefold() in text.casefold() or _runs(text):
        raise BadInput(PASSWORD_PLAIN)


class Passwords:
    """Makes and checks hashes. ``memory_kib`` is what one costs; safe to share between threads."""

    def __init__(self, memory_kib: int) -> None:
        self._hasher = PasswordHasher(PASSES, memory_kib, LANES, HASH_BYTES, SALT_BYTES)
        self._nobodys = (
            f"$argon2id$v=19$m={memory_kib},t={PASSES},p={LANES}${_random(SALT_BYTES)}${_random(HASH_BYTES)}"
        )
        self._turns = _Turns()

    def hashed(self, password: str) -> str:
        """What is kept of a password."""
        with self._turns:
            return self._hasher.hash(_folded(password))

    def agrees(self, kept: str | None, password: str) -> bool:
        """Whether it is the password; nobody's hash (None) takes the same work and agrees with nothing."""
        with self._turns:
            try:
                return self._hasher.verify(kept or self._nobodys, _folded(password)) and kept is not None
            except (VerificationError, InvalidHashError):
                return False

    def outdated(self, kept: str) -> bool:
        """Whether it was made at another cost than hashes are made now."""
        return self._hasher.check_needs_rehash(kept)


class _Turns:
    """A few places to work in and a few to wait in."""

    def __init__(self) -> None:
        self._inside = threading.BoundedSemaphore(AT_ONCE + WAITING)
        self._working = threading.BoundedSemaphore(AT_ONCE)

    def __enter__(self) -> None:
        if not self._inside.acquire(blocking=False):
            raise Unavailable(SIGN_IN_BUSY)
        if not self._working.acquire(timeout=TURN_S):
            self._inside.release()
            raise Unavailable(SIGN_IN_BUSY)

    def __exit__(self, *_: object) -> None:
        self._working.release()
        self._inside.release()


def _folded(password: str) -> str:
    """The same text for the same keys, whatever the keyboard made of them (full width, composed accents)."""
    return unicodedata.normalize("NFKC", password)


def _runs(text: str) -> bool:
    """Whether most of it climbs or falls by one: 123456789abc, zyxwvutsrqpo."""
    steps = [ord(after) - ord(before) for before, after in itertools.pairwise(text)]
    return max(steps.count(1), steps.count(-1)) * 4 >= len(steps) * 3


def _random(size: int) -> str:
    return base64.b64encode(secrets.token_bytes(size)).decode().rstrip("=")
