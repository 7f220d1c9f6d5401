"""People with a key: an account, its assignment and a personal token, straight in the store."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from geo.accounts import EVERYWHERE, digest_of_secret, new_secret
from geo.clock import china_today
from geo.store import LayerChange, Store
from geo.store import accounts as kept
from geo.store.sessions import AccountToken, add_token

LASTS = dt.timedelta(days=1)


def token_for(store: Store, login: str, role: str, layer: str = EVERYWHERE, area: int = 0) -> str:
    """The secret of a new token, good for a day, of an account that has that role there (everywhere unless said)."""
    number = store.allocate("assignment", 1)[0]
    row = pd.DataFrame([{"id": number, "account": login, "role": role, "area_layer": layer, "area_id": area}])
    store.write([LayerChange("assignment", row, china_today())], source="test")
    now, secret = dt.datetime.now(dt.UTC), new_secret()
    with store.writing() as connection:
        account = kept.make_account(connection, login, "", now)
        made = AccountToken(account.id, login, digest_of_secret(secret), [role], True, now, now + LASTS)
        add_token(connection, made)
    return secret
