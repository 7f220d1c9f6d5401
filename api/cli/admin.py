"""``jingwei admin``: accounts, their one-time links, what they are assigned, and how they are ended."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Final

import typer
from rich.table import Table

from api.cli.session import Misuse, Session, command
from geo.errors import Message

if TYPE_CHECKING:
    from geo.flows.assign import Held
    from geo.store import Store
    from geo.store.accounts import Account

ACCESS: Final = "access"

AREA_OR_EVERYWHERE = Message(
    "assign-area-or-everywhere",
    zh="请用 --area 给出街道、社区或网格的编码，或用 --everywhere 表示全市",
    en="name the code of a street, community or grid with --area, or give --everywhere",
)

Login = Annotated[str, typer.Argument(help="登录名 The login", show_default=False)]
Name = Annotated[str, typer.Option("--name", help="显示的名称 The name that is shown")]
Address = Annotated[
    str | None, typer.Option("--address", help="服务的网址 The address of the service", show_default=False)
]
Role = Annotated[str, typer.Argument(help="角色 worker, planner, analyst, dispatcher, operator", show_default=False)]
Area = Annotated[str | None, typer.Option("--area", help="区域编码 The code of the area", show_default=False)]
Everywhere = Annotated[bool, typer.Option("--everywhere", help="全市 The whole deployment")]
Since = Annotated[str | None, typer.Option("--from", help="起始日期，默认今天 From a day; today", show_default=False)]
Until = Annotated[
    str | None, typer.Option("--until", help="到哪一天为止（不含）Until before a day", show_default=False)
]
On = Annotated[
    str | None, typer.Option("--on", help="从哪天起不再有效，默认今天 From a day; today", show_default=False)
]
Number = Annotated[int, typer.Argument(help="分工编号 The assignment's number", show_default=False)]
Subject = Annotated[
    str | None,
    typer.Argument(help="统一身份认证中的编号 The provider's subject; none takes it away", show_default=False),
]
WithAssignments = Annotated[
    bool,
    typer.Option(
        "--with-assignments", help="新账号得到已写给此登录名的分工 The new account gets what waits for its login"
    ),
]
Purpose = Annotated[
    str, typer.Option("--purpose", help="用途，写入查阅记录 What for; it is written down: access, upkeep, inspection")
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(
        help="账号：设置链接、分工、停用、登出。 Accounts: links, assignments, ending them.",
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    for name, function in (
        ("link", admin_link), ("accounts", admin_accounts), ("assign", admin_assign), ("end", admin_end),
        ("disable", admin_disable), ("enable", admin_enable), ("reset-totp", admin_reset_totp),
        ("sign-out", admin_sign_out), ("connect", admin_connect),
    ):  # fmt: skip
        command(group, name)(function)
    app.add_typer(group, name="admin")


def admin_link(
    session: Session, login: Login, name: Name = "", address: Address = None,
    with_assignments: WithAssignments = False, purpose: Purpose = ACCESS,
) -> None:  # fmt: skip
    """给出一次性设置链接；没有该账号时建立它。 Print a one-time set-up link; the account is made where there is none."""
    from geo.flows.account_access import make_link

    now, lasts = dt.datetime.now(dt.UTC), dt.timedelta(seconds=session.settings.link_s)
    with session.store() as store:
        secret = make_link(store, session.asker(purpose), login, name, now, lasts, with_assignments=with_assignments)
    base = address or f"http://127.0.0.1:{session.settings.port}"
    link, ends_at = setup_address(base, secret), (now + lasts).isoformat(timespec="minutes")
    session.emit({"login": login, "link": link, "ends_at": ends_at})
    session.say(
        f"{login} 的一次性链接（{ends_at} 前有效，请只交给本人）：\n{link}",
        f"the one-time link of {login} (until {ends_at}; hand it to nobody else):\n{link}",
    )


def setup_address(base: str, secret: str) -> str:
    """The address of a set-up link: browsers do not send what stands behind the #."""
    return f"{base.rstrip('/')}/sign-in#setup={secret}"


def admin_accounts(session: Session) -> None:
    """列出账号和分工。 List the accounts and what they are assigned."""
    from geo.clock import china_today
    from geo.flows.assign import assignments
    from geo.store import accounts as kept

    with session.store() as store:
        with store.looking() as connection:
            found = kept.accounts(connection)
        held: dict[str, list[Held]] = {}
        for one in assignments(store, china_today()):
            held.setdefault(one.account, []).append(one)
    session.emit([
        {"id": one.id, "login": one.login, "name": one.name, "password": one.password is not None,
         "totp": one.totp_key is not None, "subject": one.subject, "disabled": one.disabled_at is not None,
         "assignments": [{"number": each.id, "role": each.role, "layer": each.layer, "area": each.area,
                          "from": each.valid_from, "until": each.valid_to} for each in held.get(one.login, [])]}
        for one in found
    ])  # fmt: skip
    zh = session.language == "zh"
    table = Table(*(("登录名", "名称", "状态", "分工") if zh else ("login", "name", "state", "assignments")))
    for account in found:
        told = "\n".join(_assignment(each) for each in held.get(account.login, []))
        table.add_row(account.login, account.name, _state(account, zh=zh), told)
    session.show(table)


def admin_assign(
    session: Session, login: Login, role: Role, area: Area = None, everywhere: Everywhere = False,
    since: Since = None, until: Until = None, purpose: Purpose = ACCESS,
) -> None:  # fmt: skip
    """给账号一个角色和区域。 Give an account a role over an area."""
    from api import params
    from geo.clock import china_today
    from geo.flows.assign import assign

    if (area is None) is not everywhere:
        raise Misuse(AREA_OR_EVERYWHERE)
    first = params.day("from", since) or china_today()
    with session.store() as store:
        number = assign(store, session.asker(purpose), login, role, area, first, params.day("until", until))
    session.emit({"number": number, "login": login, "role": role, "area": area})
    session.say(
        f"{login} 的分工 {number}：{role} {area or '全市'}",
        f"assignment {number} of {login}: {role} {area or 'everywhere'}",
    )


def admin_end(session: Session, number: Number, on: On = None, purpose: Purpose = ACCESS) -> None:
    """结束一项分工。 End an assignment."""
    from api import params
    from geo.clock import china_today
    from geo.flows.assign import end_assignment

    day = params.day("on", on) or china_today()
    with session.store() as store:
        end_assignment(store, session.asker(purpose), number, day)
    session.emit({"number": number, "ended_on": day})
    session.say(f"分工 {number} 自 {day} 起无效", f"assignment {number} holds no more from {day} on")


def admin_disable(session: Session, login: Login, purpose: Purpose = ACCESS) -> None:
    """停用账号：会话、令牌和链接立即失效。 Disable an account: its sessions, tokens and links end at once."""
    from geo.flows import administer

    with session.store() as store:
        administer.disable(store, session.asker(purpose), login, dt.datetime.now(dt.UTC))
    _done(session, login, "已停用", "is disabled")


def admin_enable(session: Session, login: Login, purpose: Purpose = ACCESS) -> None:
    """重新启用账号。 Let a disabled account sign in again."""
    from geo.flows import administer

    with session.store() as store:
        administer.enable(store, session.asker(purpose), login)
    _done(session, login, "可以重新登录", "may sign in again")


def admin_reset_totp(session: Session, login: Login, purpose: Purpose = ACCESS) -> None:
    """清除动态验证码和恢复码，本人重新设置；会话和令牌失效。 Forget the second factor; its owner sets up another."""
    from geo.flows import administer

    with session.store() as store:
        administer.reset_totp(store, session.asker(purpose), login)
    _done(session, login, "的动态验证码已清除", "has no second factor any more")


def admin_sign_out(session: Session, login: Login, purpose: Purpose = ACCESS) -> None:
    """登出账号的所有浏览器。 Sign an account out in every browser."""
    from geo.flows import administer

    with session.store() as store:
        ended = administer.sign_out(store, session.asker(purpose), login)
    _done(session, login, f"已登出（{ended} 个会话）", f"is signed out ({ended} sessions)")


def admin_connect(session: Session, login: Login, subject: Subject = None, purpose: Purpose = ACCESS) -> None:
    """连接统一身份认证中的身份；不给编号则解除。 Let a provider's subject sign in as this account."""
    from geo.flows import administer

    issuer = session.settings.oidc_issuer if subject is not None else None
    if subject is not None and not issuer:
        raise Misuse(OIDC_NOT_SET)
    with session.store() as store:
        administer.connect(store, session.asker(purpose), login, issuer, subject)
    if subject is None:
        _done(session, login, "的连接已解除", "is connected to nobody any more")
    else:
        _done(session, login, f"已连接到 {subject}", f"is connected to {subject}")


OIDC_NOT_SET = Message(
    "oidc-not-set",
    zh="没有配置统一身份认证",
    en="no provider of identities is configured",
    remedy_zh="请设置 JINGWEI_OIDC_ISSUER 和 JINGWEI_OIDC_CLIENT_ID",
    remedy_en="set JINGWEI_OIDC_ISSUER and JINGWEI_OIDC_CLIENT_ID",
)


def print_demo_links(session: Session, store: Store, base: str) -> None:
    """Tell a person how to get into the demonstration city as staff."""
    from geo.flows.demo_accounts import demo_links

    links = demo_links(
        store, session.asker(ACCESS), dt.datetime.now(dt.UTC), dt.timedelta(seconds=session.settings.link_s)
    )
    if links:
        session.say(
            "以公众身份可直接查看。演示账号（链接只能用一次，打开后设置密码）：",
            "The public view is open. Demonstration accounts (each link works once; it asks for a password):",
        )
    for one in links:
        way = f"{base}/sign-in" if one.secret is None else setup_address(base, one.secret)
        session.say(
            f"  {one.zh} {one.login} → {one.page}\n    {way}" + ("（已设置密码）" if one.secret is None else ""),
            f"  {one.en} {one.login} → {one.page}\n    {way}" + (" (has a password)" if one.secret is None else ""),
        )


def _done(session: Session, login: str, zh: str, en: str) -> None:
    session.emit({"login": login})
    session.say(f"{login} {zh}", f"{login} {en}")


def _state(one: Account, *, zh: bool) -> str:
    if one.disabled_at is not None:
        return "停用" if zh else "disabled"
    ways = []
    if one.password is not None:
        ways.append("密码" if zh else "password")
    if one.totp_key is not None:
        ways.append("动态验证码" if zh else "second factor")
    if one.subject is not None:
        ways.append("OIDC")
    return ", ".join(ways) or ("未设置" if zh else "not set up")


def _assignment(one: Held) -> str:
    until = "" if one.valid_to is None else f" … {one.valid_to}"
    return f"{one.id}: {one.role} {one.layer} {one.area} {one.valid_from}{until}"
