"""Who may sign in, with what, and how often may it be tried? Rules without I/O: the store keeps, the flows decide in order."""

from geo.accounts.buckets import (
    BY_ACCOUNT,
    BY_ADDRESS,
    BY_BROWSER,
    BY_CODE,
    BY_PAIR,
    BY_WAY,
    Bucket,
    Level,
    drained,
    wait_s,
)
from geo.accounts.grants import EVERYWHERE, granted, needs_second_factor
from geo.accounts.kept_secrets import digest_of_secret, folded_login, new_secret, recovery_codes, spoken_code
from geo.accounts.passwords import Passwords, check_password

__all__ = [
    "BY_ACCOUNT",
    "BY_ADDRESS",
    "BY_BROWSER",
    "BY_CODE",
    "BY_PAIR",
    "BY_WAY",
    "EVERYWHERE",
    "Bucket",
    "Level",
    "Passwords",
    "check_password",
    "digest_of_secret",
    "drained",
    "folded_login",
    "granted",
    "needs_second_factor",
    "new_secret",
    "recovery_codes",
    "spoken_code",
    "wait_s",
]
