"""Who asks? The scope of a request is made here, once; every read and write goes through it.

Before there is a sign-in the address decides: a service that only this machine can reach gives its user every staff
role, everywhere; one that a network can reach gives the public's. Signed-in accounts come in through ``grants_of``.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from api.deps import service_of
from api.settings import Settings, host_name, is_loopback
from geo.rights import STAFF_EVERYWHERE, THE_PUBLIC, Grant, Scope


def scope_for(settings: Settings, host: str) -> Scope:
    """The scope of a request that came to the host name ``host``, as its header says it.

    A service that listens on loopback but is reached under another name stands behind a proxy: whoever comes that way
    is the public.
    """
    name = host_name(host)
    return STAFF_EVERYWHERE if settings.loopback_only and is_loopback(name) else THE_PUBLIC


def scope_of(request: Request) -> Scope:
    """The scope of this request."""
    return scope_for(service_of(request).settings, request.headers.get("host", ""))


Acting = Annotated[Scope, Depends(scope_of)]

__all__ = ["STAFF_EVERYWHERE", "THE_PUBLIC", "Acting", "Grant", "Scope", "scope_for", "scope_of"]
