"""Who asks, and what may they see and do? One scope per request; every read and write of incidents goes through it.

Before there is a sign-in the address decides: a service that only this machine can reach gives its user every staff
role, everywhere; one that a network can reach gives the public's. What sign-in will change is how a scope is made, not
how it is used.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import Depends, Request

from api.deps import service_of
from api.settings import Settings, host_name, is_loopback
from geo.errors import Forbidden, Message
from geo.layers import Access, Layer
from geo.layers.vocabulary import ROLES

STAFF_ROLES: Final = frozenset(choice.value for choice in ROLES)

STAFF_ONLY = Message(
    "staff-only",
    zh="这项内容只对工作人员开放",
    en="this is for staff only",
    remedy_zh="请在服务所在的机器上使用，登录功能完成后可登录使用",
    remedy_en="use it on the service's own machine; with sign-in it will open to those who have signed in",
)
ROLE_MISSING = Message(
    "role-missing",
    zh="您没有“{got}”角色",
    en="you do not have the role {got!r}",
    remedy_zh="您的角色：{expected}",
    remedy_en="your roles are: {expected}",
)


@dataclass(frozen=True, slots=True)
class Scope:
    """The rights of one request.

    ``roles`` are staff roles of the registry; none is the public, who may report and see what is public. ``areas`` are
    the (layer, id) that a staff member works in, ``None`` for everywhere. ``doors`` says whether doors of households
    may be found; hub households are never told by them.
    """

    roles: frozenset[str]
    areas: tuple[tuple[str, int], ...] | None = None
    doors: bool = False

    @property
    def staff(self) -> bool:
        """Whether this is a member of staff at all."""
        return bool(self.roles)

    @property
    def accesses(self) -> tuple[Access, ...]:
        """The kinds of fields that may be shown: restricted ones to staff only."""
        return tuple(Access) if self.staff else (Access.PUBLIC,)

    def fields(self, layer: Layer) -> tuple[str, ...]:
        """The names of a layer's fields that may be shown."""
        return tuple(field.name for field in layer.visible(*self.accesses))

    def require_staff(self) -> None:
        """Raise ``Forbidden`` for the public."""
        if not self.staff:
            raise Forbidden(STAFF_ONLY)

    def require_role(self, role: str) -> None:
        """Raise ``Forbidden`` for whoever does not have the role in which a step is to be taken."""
        self.require_staff()
        if role not in self.roles:
            raise Forbidden(ROLE_MISSING, got=role, expected=", ".join(sorted(self.roles)))


STAFF_EVERYWHERE: Final = Scope(STAFF_ROLES, None, doors=True)
THE_PUBLIC: Final = Scope(frozenset(), ())


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
