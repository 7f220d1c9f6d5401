"""Who asks? The scope of a request is made here, once; every read and write goes through it.

Whoever is signed in has the grants of the account; nobody signed in is the public. A deployer of a single office computer
may have its user be staff without signing in (``JINGWEI_TRUST_LOCAL``).
"""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from api.deps import service_of
from geo.errors import Unauthenticated
from geo.rights import STAFF_EVERYWHERE, THE_PUBLIC, Grant, Scope


def scope_of(request: Request, access: str | None = None) -> Scope:
    """The scope of this request; raises ``Unauthenticated`` for a token that does not work. ``access`` is the store's
    access mark, of whoever has just read it.
    """
    who = service_of(request).who
    asker = who.asker(request, access)
    if asker is not None:
        return Scope(asker.grants, asker.account.id)
    return STAFF_EVERYWHERE if who.trusts(request) else THE_PUBLIC


def still_holds(request: Request, scope: Scope) -> bool:
    """Whether a request that goes on for long would be given the same scope now; asking is no use of its session."""
    who = service_of(request).who
    try:
        asker = who.recognised(request)
    except Unauthenticated:
        return False
    now = (STAFF_EVERYWHERE if who.trusts(request) else THE_PUBLIC) if asker is None else Scope(asker.grants)
    return now.key == scope.key


def _acting(request: Request) -> Scope:
    return scope_of(request)


Acting = Annotated[Scope, Depends(_acting)]

__all__ = ["STAFF_EVERYWHERE", "THE_PUBLIC", "Acting", "Grant", "Scope", "scope_of", "still_holds"]
