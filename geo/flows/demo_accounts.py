"""Who can try the demonstration city? One account of each kind that its assignments name, let in by one-time links."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Final

from geo.audit import Asker
from geo.flows.account_access import make_link
from geo.flows.make_demo import DEMO_SOURCE
from geo.layers.vocabulary import ROLES
from geo.store import Store
from geo.store import accounts as kept

DEMO_LOGINS: Final = (("gh001", "planner"), ("wg0001", "worker"), ("fx001", "analyst"), ("zh001", "dispatcher"))
PAGES: Final = {"planner": "/", "worker": "/work", "analyst": "/analyst", "dispatcher": "/desk"}


@dataclass(frozen=True, slots=True)
class DemoLink:
    """A way into the demonstration city; ``secret`` is None for an account that has set its password already."""

    login: str
    role: str
    zh: str
    en: str
    page: str
    secret: str | None = field(repr=False)


def demo_links(store: Store, asker: Asker, now: dt.datetime, lasts: dt.timedelta) -> list[DemoLink]:
    """A new link for each demonstration account without password; nobody, where the data is not the demonstration's."""
    rows = store.read("assignment", where={"account": [login for login, _ in DEMO_LOGINS], "source": DEMO_SOURCE})
    there = set(zip(rows["account"], rows["role"], strict=True))
    words = {choice.value: choice.label for choice in ROLES}
    links = []
    for login, role in DEMO_LOGINS:
        if (login, role) not in there:
            continue
        with store.looking() as connection:
            account = kept.account_with_login(connection, login)
        open_ = account is None or (account.password is None and account.disabled_at is None)
        name = words[role].zh
        secret = make_link(store, asker, login, f"演示{name}", now, lasts, with_assignments=True) if open_ else None
        links.append(DemoLink(login, role, name, words[role].en, PAGES[role], secret))
    return links
