"""Who may see what of a city? Grants (a role over an area), and the scope of one asker that they make together.

Which layer, field and role go together stands in the registry; here is where they hold. Nothing here knows how an asker
was recognised.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geo.errors import Forbidden, Message
from geo.layers import LAYERS, Access, Field, Layer
from geo.layers.derived import SERVES_HOMES
from geo.layers.vocabulary import ROLES
from geo.snapshot import City, LayerSnapshot
from geo.within import holders

STAFF_ROLES: Final = frozenset(choice.value for choice in ROLES)
GRANT_LEVELS: Final = ("street", "community", "grid")
"""The levels of areas over which roles are granted."""

PLANS: Final = ("planner", "analyst")
"""Who may ask what would be if, and where new sites would serve most."""
RUNS_THE_SERVICE: Final = ("operator",)
"""Who imports, drafts and publishes. By this role nobody sees a person's data."""
KEEPS_ALIASES: Final = ("operator", "planner", "worker")

Area = tuple[str, int]
Mask = NDArray[np.bool_]

STAFF_ONLY = Message(
    "staff-only",
    zh="这项内容只对工作人员开放",
    en="this is for staff only",
    remedy_zh="请以工作人员身份登录",
    remedy_en="sign in as a member of staff",
)
ROLE_MISSING = Message(
    "role-missing",
    zh="您没有“{got}”角色",
    en="you do not have the role {got!r}",
    remedy_zh="您的角色：{expected}",
    remedy_en="your roles are: {expected}",
)
CITY_ONLY = Message(
    "whole-city-only",
    zh="这份文件涉及全市，您的角色只在部分区域有效",
    en="this is a document of the whole city, and your roles hold in parts of it",
    remedy_zh="请在自己的区域内查询，或请角色覆盖全市的同事导出",
    remedy_en="ask within your own areas, or have a colleague whose role holds everywhere export it",
)
AREA_NOT_OWN = Message(
    "area-not-own",
    zh="您的角色不覆盖“{got}”",
    en="your roles do not hold in {got!r}",
    remedy_zh="请用 within 指定自己的区域：{expected}",
    remedy_en="name an area of your own in within: {expected}",
)


@dataclass(frozen=True, slots=True, order=True)
class Grant:
    """A role that holds today: over one area of ``GRANT_LEVELS``, or everywhere where both are ``None``."""

    role: str
    layer: str | None = None
    area: int | None = None

    def __post_init__(self) -> None:
        if self.role not in STAFF_ROLES:
            raise ValueError(f"{self.role!r} is no staff role")
        if (self.layer is None) != (self.area is None) or self.layer not in (None, *GRANT_LEVELS):
            raise ValueError(f"a grant holds over a {', '.join(GRANT_LEVELS)} with an id, or everywhere")

    @property
    def place(self) -> Area | None:
        """The area; ``None`` for everywhere."""
        return None if self.layer is None or self.area is None else (self.layer, self.area)


@dataclass(frozen=True)
class Scope:
    """The rights of one request; without a grant it is the public's.

    ``account`` and ``purpose`` are for the record and decide nothing.
    """

    grants: frozenset[Grant] = frozenset()
    account: int | None = None
    purpose: str = ""

    @cached_property
    def roles(self) -> frozenset[str]:
        """The roles that are held anywhere."""
        return frozenset(grant.role for grant in self.grants)

    @property
    def staff(self) -> bool:
        """Whether this is a member of staff at all."""
        return bool(self.grants)

    @property
    def areas(self) -> tuple[Area, ...] | None:
        """The areas of all grants together, sorted; ``None`` for everywhere."""
        return self.areas_for(*STAFF_ROLES)

    def areas_for(self, *roles: str) -> tuple[Area, ...] | None:
        """Where one of these roles is held: areas, sorted; ``None`` for everywhere, nothing for nowhere."""
        places = {grant.place for grant in self.grants if grant.role in roles}
        return None if None in places else tuple(sorted(place for place in places if place is not None))

    def has(self, *roles: str) -> bool:
        """Whether one of these roles is held, wherever."""
        return not self.roles.isdisjoint(roles)

    def roles_at(self, layer_id: str, thing: int, city: City) -> frozenset[str]:
        """The roles that are held over a thing: over itself or an area that holds it by its links.

        Raises ``NotFound`` for a thing that is not there, unless every grant is for everywhere.
        """
        everywhere = frozenset(grant.role for grant in self.grants if grant.place is None)
        if everywhere == self.roles:
            return everywhere
        holders = {(layer_id, thing), *((step.layer, step.id) for step in city.ancestors(layer_id, thing))}
        return everywhere | {grant.role for grant in self.grants if grant.place in holders}

    def owns(self, layer_id: str, thing: int, city: City, *roles: str) -> bool:
        """Whether one of these roles (any, when none is named) is held over a thing; errors as ``roles_at``."""
        return not self.roles_at(layer_id, thing, city).isdisjoint(roles or STAFF_ROLES)

    def own_rows(self, snapshot: LayerSnapshot, city: City, *roles: str) -> Mask | None:
        """Which rows of a layer lie where one of these roles is held; ``None`` for all. By links, never by geometry: in a
        layer without links to such areas nothing is one's own. An area that is gone holds nothing.
        """
        areas = self.areas_for(*(roles or STAFF_ROLES))
        if areas is None:
            return None
        own = np.zeros(len(snapshot), dtype=bool)
        for level in GRANT_LEVELS:
            things = [thing for layer_id, thing in areas if layer_id == level]
            if things and level in city:
                known = city[level].ids[np.isin(city[level].ids, things)]
                holding = snapshot.ids if snapshot.layer.id == level else holders(city, snapshot, level)
                own |= np.isin(holding, known)
        return own

    def fields(self, layer: Layer, roles: Iterable[str] | None = None) -> tuple[str, ...]:
        """The names of a layer's fields that may be shown of a thing over which ``roles`` are held; all that are held
        anywhere when not said.
        """
        held = self.roles if roles is None else frozenset(roles)
        return tuple(field.name for field in layer.fields if self._shows(field, held))

    def _shows(self, field: Field, held: frozenset[str]) -> bool:
        if field.access is Access.RESTRICTED:
            return not held.isdisjoint(field.roles)
        return field.access is Access.PUBLIC or self.staff

    @property
    def doors(self) -> bool:
        """Whether doors of households may be found anywhere; hub households are never told by them."""
        return self.has(*LAYERS["household"].roles)

    @cached_property
    def key(self) -> str:
        """A short text that is equal for scopes that may see the same: ``public``, or a hash of the grants."""
        if not self.staff:
            return "public"
        told = "\n".join(f"{grant.role}|{grant.layer or '*'}|{grant.area or 0}" for grant in _sorted(self.grants))
        return hashlib.sha256(told.encode()).hexdigest()[:16]

    def require_staff(self) -> None:
        """Raise ``Forbidden`` for the public."""
        if not self.staff:
            raise Forbidden(STAFF_ONLY)

    def require_role(self, *roles: str) -> None:
        """Raise ``Forbidden`` for whoever has none of the roles in which something may be done."""
        self.require_staff()
        if not self.has(*roles):
            raise Forbidden(ROLE_MISSING, got=", ".join(roles), expected=", ".join(sorted(self.roles)))


def whole_rows(scope: Scope, level: str, city: City) -> Mask | None:
    """Which areas of a level may be told whole to this asker, figures and single buildings; ``None`` for all.

    Those that lie in own areas by links; an estate also where every building in it does. Nothing but this decides where
    small counts stay hidden and where places are told by their estate only.
    """
    snapshot = city.layer(level)
    whole = scope.own_rows(snapshot, city, *SERVES_HOMES)
    if whole is None or level != "estate":
        return whole
    buildings = city.layer("building")
    own = scope.own_rows(buildings, city, *SERVES_HOMES)
    assert own is not None
    of = snapshot.rows_of(buildings.columns["estate_id"])
    some, others = (np.bincount(of[(of >= 0) & one], minlength=len(snapshot)) > 0 for one in (own, ~own))
    return whole | (some & ~others)


def sees_whole(scope: Scope, level: str, thing: int, city: City) -> bool:
    """Whether one area may be told whole to this asker (see `whole_rows`); the city (level ``city``) only to those who
    have a role everywhere. Nothing is told of an area that is not there.
    """
    if scope.areas_for(*SERVES_HOMES) is None:
        return True
    if level == "city" or not scope.has(*SERVES_HOMES):
        return False
    row = int(city.layer(level).rows_of(np.array([thing], np.int64))[0])
    whole = whole_rows(scope, level, city)
    return row >= 0 and (whole is None or bool(whole[row]))


def told_day(day: dt.date, *, whole: bool) -> dt.date:
    """The day whose figures are told when a day is asked for: that day to those who see what is asked about whole
    (`sees_whole`), the first of its month to all others. Figures day by day would tell them on which day a household's
    unit fell silent.
    """
    return day if whole else day.replace(day=1)


def holds(scope: Scope, area: Area | None, city: City, *roles: str) -> bool:
    """Whether one of the roles is held over an area that is there (``None``: the city)."""
    areas = scope.areas_for(*roles)
    return areas is None or (area is not None and _is_there(area, city) and scope.owns(*area, city, *roles))


def require_whole(scope: Scope, area: Area | None, city: City, *roles: str) -> None:
    """Raise ``Forbidden`` for whoever does not hold one of the roles over an area (``None``: the city)."""
    scope.require_role(*roles)
    if holds(scope, area, city, *roles):
        return
    told, areas = "city" if area is None else "/".join(map(str, area)), scope.areas_for(*roles) or ()
    raise Forbidden(AREA_NOT_OWN, got=told, expected=", ".join(f"{level}/{thing}" for level, thing in areas))


def _is_there(area: Area, city: City) -> bool:
    level, thing = area
    return bool((city.layer(level).ids == thing).any())


def _sorted(grants: Iterable[Grant]) -> list[Grant]:
    return sorted(grants, key=lambda grant: (grant.role, grant.layer or "", grant.area or 0))


THE_PUBLIC: Final = Scope()
STAFF_EVERYWHERE: Final = Scope(frozenset(Grant(role) for role in STAFF_ROLES))
