"""What kinds of incidents are there, and by which rules is each dealt with? Configuration: every number may be replaced."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from geo.errors import BadInput, Message, NotFound
from geo.incidents.deadlines import Deadline
from geo.incidents.work_calendar import WorkCalendar
from geo.layers import Label

CATEGORY_UNKNOWN = Message(
    "incident-category-unknown",
    zh="没有名为“{got}”的事件类别",
    en="there is no incident category {got!r}",
    remedy_zh="可用的类别：{expected}",
    remedy_en="use one of: {expected}",
)


@dataclass(frozen=True, slots=True)
class Category:
    """One kind of incident. ``code`` is what other systems call it; ``role`` is who deals with it; ``public`` says that
    reports of it may be shown to everybody (without restricted fields).
    """

    id: str
    code: str
    label: Label
    deadline: Deadline
    extension: Deadline
    registration: Label
    closing: Label
    role: str
    public: bool


@dataclass(frozen=True, slots=True)
class IncidentRules:
    """Everything that a deployment may choose of incidents."""

    categories: Mapping[str, Category]
    calendar: WorkCalendar
    near_duplicate_m: float = 50.0

    @property
    def public_ids(self) -> tuple[str, ...]:
        """The categories of which everybody may be told."""
        return tuple(one.id for one in self.categories.values() if one.public)

    def category(self, name: str) -> Category:
        """The category of that id; raises ``BadInput`` with those that exist."""
        try:
            return self.categories[name]
        except KeyError:
            raise BadInput(CATEGORY_UNKNOWN, got=name, expected=", ".join(self.categories)) from None

    def by_code(self, code: str) -> Category:
        """The category of that code; raises ``NotFound`` with those that exist."""
        for category in self.categories.values():
            if category.code == code:
                return category
        codes = ", ".join(category.code for category in self.categories.values())
        raise NotFound(CATEGORY_UNKNOWN, got=code, expected=codes)
