"""``jingwei migrate``: bring the database to the schema that this version of the program needs."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from api.cli.session import Session, command


def register(app: typer.Typer) -> None:
    """Add the command."""
    command(app, "migrate")(migrate)


ServiceRole = Annotated[
    str | None,
    typer.Option(
        "--service-role",
        help="PostgreSQL：服务登录所用的角色（不拥有数据表），没有则建立 / the role as which the service signs in "
        "(it owns no table); made when it is not there",
    ),
]
PasswordIn = Annotated[
    bool,
    typer.Option("--password-stdin", help="从标准输入读取该角色的密码 / read the role's password from standard input"),
]


def migrate(session: Session, service_role: ServiceRole = None, password_stdin: PasswordIn = False) -> None:
    """升级数据库结构。 Bring the database to the schema that this version needs."""
    from geo.store import open_store

    session.settings.data.mkdir(parents=True, exist_ok=True)
    store = open_store(session.settings.database_url)
    try:
        before = store.status().revision
        store.migrate()
        after = store.status().revision
        if service_role is not None:
            password = sys.stdin.readline().rstrip("\r\n") if password_stdin else None
            store.admit_service(service_role, password or None)
    finally:
        store.close()
    session.emit({"before": before, "after": after, "service_role": service_role})
    if before == after:
        session.say(f"数据库结构已是最新：{after}", f"the schema is current: {after}")
    else:
        session.say(
            f"数据库结构已从 {before or '空'} 升级到 {after}", f"the schema went from {before or 'nothing'} to {after}"
        )
    if service_role is not None:
        session.say(
            f"服务可用角色 {service_role} 登录：请把它写入 JINGWEI_DATABASE 的用户名",
            f"the service may sign in as {service_role}: write it as the user of JINGWEI_DATABASE",
        )
