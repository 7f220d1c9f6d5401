"""Assignments that come in a file are for accounts that are there, and stand in the audit chain."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from geo.audit import Asker
from geo.store import Store
from geo.store.accounts import make_account
from tests.flows.world import rules, run

NOON = dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC)
OPERATOR = Asker("local:root", "", "access")


def with_account(store: Store, login: str) -> int:
    """The id of a new account."""
    with store.writing() as connection:
        return make_account(connection, login, "", NOON).id


def table(folder: Path, *rows: str) -> tuple[Path, str]:
    """A file of assignments."""
    path = folder / "a.csv"
    path.write_text("\n".join(["account,role,area_layer,area_id", *rows]) + "\n", "utf-8")
    return path, "assignment"


def test_a_login_that_nobody_has_gets_nothing_until_it_has_an_account(store: Store, tmp_path: Path) -> None:
    account = with_account(store, "wg-01")
    file = table(tmp_path, "WG-01,worker,grid,1", "wg-02,planner,city,0")
    refused = run(store, file)
    (problem,) = refused.problems
    assert (refused.state, problem.rule, problem.row, problem.params["got"]) == ("refused", "login-unknown", 3, "wg-02")
    assert store.counts()["assignment"] == 0 and store.audit_chain()[0] == []
    stored = run(store, file, accept=frozenset({"login-unknown"}), asker=OPERATOR)
    assert stored.state == "stored" and list(store.read("assignment")["account"]) == ["wg-01"]
    (entry,) = store.audit_chain()[0]
    assert (entry.act, entry.layer, entry.thing, entry.who) == ("grant", "account", account, "local:root")
    assert entry.detail == "import: assign worker grid/1"


def test_what_a_file_changes_and_ends_is_written_down(store: Store, tmp_path: Path) -> None:
    with_account(store, "wg-01")
    with_account(store, "wg-02")
    header = "key,account,role,area_layer,area_id"
    first = tmp_path / "a.csv"
    first.write_text(f"{header}\n1,wg-01,worker,grid,1\n2,wg-02,worker,grid,2\n", "utf-8")
    assert run(store, (first, "assignment"), key="key", source="s").state == "stored"
    first.write_text(f"{header}\n1,wg-01,worker,grid,3\n", "utf-8")
    again = run(store, (first, "assignment"), key="key", source="s", complete=True)
    assert again.state == "stored" and "login-unknown" not in rules(again)
    told = [entry.detail for entry in store.audit_chain()[0][2:]]
    assert told == ["import: change to worker grid/3", "import: end worker grid/2"]
