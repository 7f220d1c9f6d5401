"""Who asks and what for, as the audit chain keeps it: every look at a restricted record and every export names both."""

from __future__ import annotations

from typing import Final

from fastapi import Request

from api.scope import Scope
from geo.audit import Asker, checked_purpose

PURPOSE_HEADER: Final = "jingwei-purpose"
"""The header in which a client may say what it reads for; each route has its usual purpose."""
LOCAL, PUBLIC = "local", "public"


def asker_of(request: Request, scope: Scope, usual: str) -> Asker:
    """Who asks, in which roles, for which purpose: the one that the header of staff names, else the route's
    usual one.

    Raises ``BadInput`` for a purpose that there is not. On a trusted machine nobody has signed in: that is ``local``.
    """
    purpose = request.headers.get(PURPOSE_HEADER) if scope.staff else None
    unsigned = LOCAL if scope.staff else PUBLIC
    who = unsigned if scope.account is None else str(scope.account)
    return Asker(who, ",".join(sorted(scope.roles)), usual if purpose is None else checked_purpose(purpose))
