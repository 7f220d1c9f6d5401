"""How often is a transaction tried?"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.exc import DBAPIError

from geo.errors import Unavailable

DEADLOCK = "40P01"
ATTEMPTS = 3
Made = TypeVar("Made")


def attempted(once: Callable[[], Made]) -> Made:
    """What a transaction answers; tried again where an edit from outside, which may lock layers in another order, has
    stood against it.
    """
    for _ in range(1, ATTEMPTS):
        try:
            return once()
        except Unavailable as error:
            cause = error.__cause__
            if not (isinstance(cause, DBAPIError) and getattr(cause.orig, "sqlstate", None) == DEADLOCK):
                raise
    return once()
