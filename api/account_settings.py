"""The settings of accounts: how long sessions and links last, what a password costs, a provider of identities."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from api.thresholds import Thresholds, setting


class AccountSettings(Thresholds):
    """What a deployment may choose of signing in."""

    session_idle_s: int = setting(
        2 * 3600,
        zh="登录后多少秒没有使用就需要重新登录",
        en="After how many seconds without use a session ends",
        ge=60,
        le=30 * 86_400,
    )
    session_s: int = setting(
        12 * 3600,
        zh="登录后最多多少秒必须重新登录",
        en="After how many seconds a session ends at the latest",
        ge=60,
        le=90 * 86_400,
    )
    link_s: int = setting(
        48 * 3600,
        zh="一次性设置链接的有效秒数",
        en="How many seconds a one-time set-up link works",
        ge=60,
        le=30 * 86_400,
    )
    token_days: int = setting(
        366,
        zh="个人令牌最长的有效天数",
        en="The most days that a personal token may last",
        ge=1,
        le=3660,
    )
    second_factor_from: Literal["city", "street", "community", "grid"] = setting(
        "city",
        zh="角色的区域达到哪一级就必须有动态验证码：city 全市、street 街道、community 社区、grid 网格；运维员总是需要",
        en="From which areas on a role needs a second factor: city (everywhere), street, community, grid; operators always do",
    )
    password_memory_kib: int = setting(
        64 * 1024,
        zh="校验一次密码使用的内存（KiB，argon2id）",
        en="The memory that checking one password takes (KiB, argon2id)",
        ge=19 * 1024,
        le=1024 * 1024,
    )
    sign_in_over_http: bool = setting(
        False,
        zh="允许在没有 HTTPS 的网络上登录（密码和会话可被同一网络中的人看到，见文档）",
        en="Allow signing in over a network without HTTPS (whoever is on that network can read it; see the documentation)",
    )
    oidc_issuer: str = setting(
        "",
        zh="统一身份认证（OIDC）的颁发者地址；不填则不使用",
        en="The issuer address of an OpenID Connect provider; none when empty",
        pattern=r"^(https://[^\s#?]+|http://(127\.0\.0\.1|localhost|\[::1\])(:[0-9]+)?(/[^\s#?]*)?)?$",
        max_length=300,
    )
    oidc_client_id: str = setting(
        "",
        zh="在统一身份认证中登记的客户端编号",
        en="The client id that the provider gave to this service",
        max_length=200,
    )
    oidc_secret_file: Path | None = setting(
        None,
        zh="存放客户端密钥的文件；没有密钥的客户端不填",
        en="The file that holds the client's secret; none for a client without one",
    )
    oidc_label: str = setting(
        "统一身份认证",
        zh="登录页上该登录方式的名称",
        en="The name of that way on the sign-in page",
        max_length=60,
    )
    oidc_is_strong: bool = setting(
        False,
        zh="该认证方自己要求第二因素，因此不再要求动态验证码",
        en="The provider itself demands a second factor, so that none is asked for here",
    )
