"""Assignments in a file are rights: they go to accounts that are there, and are written down like every other grant."""

from __future__ import annotations

import pandas as pd

from geo.accounts import folded_login
from geo.audit import Asker, Seen
from geo.errors import Rule
from geo.flows.import_options import RIGHTS
from geo.flows.import_rows import Rows
from geo.model import Problem, Severity
from geo.store import Store
from geo.store import accounts as kept
from geo.versions import Difference

LOGIN_UNKNOWN = Rule(
    "login-unknown",
    zh="没有登录名为“{got}”的账号，以后得到这个登录名的人会得到这项分工",
    en="there is no account {got!r}: whoever gets that login later would have this assignment",
    remedy_zh="请先用 `jingwei admin link` 建立账号，或更正登录名",
    remedy_en="make the account first with `jingwei admin link`, or correct the login",
)


def check_logins(store: Store, rows: Rows) -> list[Problem]:
    """Which assignments name a login that no account has; other layers, and rows without a login, name none."""
    if rows.layer.id != RIGHTS:
        return []
    known = _account_ids(store)
    problems = []
    for at, login in enumerate(rows.frame["account"]):
        if not pd.isna(login) and folded_login(login) not in known:
            told = {"got": login}
            problems.append(
                Problem(
                    LOGIN_UNKNOWN, Severity.ERROR, RIGHTS, str(rows.names[at]), told, file=str(rows.file[at]),
                    row=int(rows.row[at]), column="account",
                )
            )  # fmt: skip
    return problems


def grants_of(store: Store, asker: Asker, difference: Difference, before: pd.DataFrame) -> tuple[Asker, list[Seen]]:
    """What is written down of an import of assignments: who, and each grant that it gives, changes or ends."""
    known = _account_ids(store)
    ended = before[before["id"].isin(difference.retired)]
    return asker, [
        Seen(
            "grant", "account", known.get(folded_login(str(row["account"]))),
            f"import: {act} {row['role']} {row['area_layer']}/{'' if pd.isna(row['area_id']) else int(row['area_id'])}",
        )
        for act, frame in (("assign", difference.added), ("change to", difference.changed), ("end", ended))
        for row in frame.to_dict("records")
    ]  # fmt: skip


def _account_ids(store: Store) -> dict[str, int]:
    with store.looking() as connection:
        return {one.login: one.id for one in kept.accounts(connection)}
