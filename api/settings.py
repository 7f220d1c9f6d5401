"""Every setting of the service, once: its name, default, bounds, and its meaning in Chinese and English.

``load_settings`` reads them; ``api.settings_reference`` shows them. Nothing is read at import.
"""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, cast
from urllib.parse import urlsplit

from pydantic import ValidationError, ValidationInfo, field_validator
from pydantic_settings import NoDecode, SettingsConfigDict

from api.retention_settings import RetentionSettings
from api.thresholds import setting
from geo.errors import BadInput, Language, Message
from geo.sight import HIDDEN_BELOW, HIDDEN_BELOW_PUBLIC

PREFIX = "JINGWEI_"

MIB = 1024 * 1024

AHEAD_DAYS = 92
"""So far ahead boundaries and units are planned."""
MEASURES_WAITING = 16

SETTING_INVALID = Message(
    "setting-invalid",
    zh="设置 {name} 的值“{got}”无效：{reason}",
    en="the setting {name} cannot be {got!r}: {reason}",
    remedy_zh="改正环境变量 {variable} 或命令行选项；`jingwei settings` 列出每项设置的含义",
    remedy_en="mend the environment variable {variable} or the option; `jingwei settings` lists what each setting means",
)

SETTING_UNKNOWN = Message(
    "setting-unknown",
    zh="没有名为 {got} 的设置",
    en="there is no setting named {got}",
    remedy_zh="检查环境变量的拼写；`jingwei settings` 列出全部设置",
    remedy_en="check the spelling of the environment variable; `jingwei settings` lists them all",
)


class Settings(RetentionSettings):
    """What a deployer can choose. Paths are relative to the working folder; sizes are bytes, times are seconds."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True, env_ignore_empty=True)

    data: Path = setting(
        Path("data/jingwei"),
        zh="数据文件夹：内置数据库、上传文件和导入报告都在其中",
        en="The folder that holds the embedded database, uploads and import reports",
    )
    database: str | None = setting(
        None,
        zh="数据库地址（sqlite:///… 或 postgresql+psycopg://…）；不填则使用数据文件夹中的 jingwei.sqlite3",
        en="Database URL (sqlite:///… or postgresql+psycopg://…); when empty, jingwei.sqlite3 in the data folder",
    )
    host: str = setting(
        "127.0.0.1",
        zh="服务监听的地址",
        en="The address that the service listens on",
        min_length=1,
    )
    port: int = setting(
        8000,
        zh="服务监听的端口；0 表示任选一个空闲端口",
        en="The port that the service listens on; 0 takes any free one",
        ge=0,
        le=65535,
    )
    allowed_hosts: Annotated[tuple[str, ...], NoDecode] = setting(
        (),
        zh="除本机名称和监听地址外还接受的 Host（逗号分隔），用于反向代理的域名",
        en="Host names accepted besides loopback and the listening address (comma-separated): the reverse proxy's name",
    )
    proxies: Annotated[tuple[str, ...], NoDecode] = setting(
        (),
        zh="反向代理的地址或网段（逗号分隔）；只相信它们转达的客户端地址和 HTTPS。不填则只相信本机的代理",
        en="Addresses or networks of reverse proxies (comma-separated), which are believed about the client's address and "
        "HTTPS; by default only one on this machine is",
    )
    trust_local: bool = setting(
        False,
        zh="不登录也把本机的使用者当作拥有全部角色的工作人员（只用于单台办公电脑；绝不可在反向代理之后使用）",
        en="Take whoever sits at this machine for staff with every role, without signing in (for a single office computer, "
        "never behind a proxy: only while the service listens on loopback and answers to no other name)",
    )
    language: Language = setting("zh", zh="默认语言：zh 或 en", en="The default language: zh or en")
    log_level: Literal["debug", "info", "warning", "error"] = setting(
        "info",
        zh="日志级别：debug、info、warning 或 error",
        en="How much is logged: debug, info, warning or error",
    )
    web_root: Path | None = setting(
        None,
        zh="构建好的网页文件夹；不填则使用随程序安装的网页，或源码中的 web/dist",
        en="The folder of the built web map; when empty, the one installed with the program, or web/dist of the sources",
    )
    hidden_below: int = setting(
        HIDDEN_BELOW,
        zh="对非本辖区的工作人员，少于此数的人户数不显示，其余按此数取整",
        en="To staff, counts of people below this are hidden outside their own areas, and others told in steps of it",
        ge=2,
        le=1000,
    )
    hidden_below_public: int = setting(
        HIDDEN_BELOW_PUBLIC,
        zh="对公众，少于此数的人户数不显示，其余按此数取整",
        en="To the public, counts of people below this are hidden, and others told in steps of it",
        ge=2,
        le=1000,
    )
    attribution: str = setting(
        "",
        zh="地图上显示的数据来源说明",
        en="The attribution shown on every map",
        max_length=400,
    )
    map_approval_number: str = setting(
        "",
        zh="地图上显示的审图号",
        en="The map approval number (审图号) shown on every map",
        max_length=60,
    )
    upload_bytes: int = setting(
        256 * MIB,
        zh="一次上传的最大字节数",
        en="The most bytes that one upload may have",
        ge=1024,
    )
    uploads_waiting: int = setting(
        8,
        zh="同时排队等待的导入任务数",
        en="How many imports may wait their turn",
        ge=1,
        le=1000,
    )
    imports_kept: int = setting(
        200,
        zh="保留最近多少次导入的状态和报告，更早的会删除",
        en="How many imports keep their state and reports; older ones are removed",
        ge=1,
        le=100_000,
    )
    read_cpu_s: float = setting(
        120.0,
        zh="读取一个文件最多使用的处理器秒数",
        en="The most seconds of CPU that reading one file may take",
        gt=0,
        le=86_400,
    )
    read_wall_s: float = setting(
        300.0,
        zh="读取一个文件最多经过的秒数",
        en="The most seconds that may pass while one file is read",
        gt=0,
        le=86_400,
    )
    read_memory_bytes: int = setting(
        3 * 1024 * MIB,
        zh="读取一个文件最多使用的内存字节数（程序本身之外）",
        en="The most bytes of memory that reading one file may take, besides the program itself",
        ge=64 * MIB,
    )
    sitings_waiting: int = setting(
        8,
        zh="同时排队等待的选址任务数",
        en="How many sitings may wait their turn",
        ge=1,
        le=1000,
    )
    sitings_kept: int = setting(
        200,
        zh="保留最近多少次选址的结果，更早的会删除",
        en="How many sitings keep their answers; older ones are removed",
        ge=1,
        le=100_000,
    )
    items_limit: int = setting(
        100,
        zh="未指定 limit 时每页的要素数",
        en="Features per page when no limit is asked for",
        ge=1,
        le=100_000,
    )
    items_limit_max: int = setting(
        10_000,
        zh="每页要素数的上限",
        en="The most features that one page may have",
        ge=1,
        le=100_000,
    )
    tile_cache_bytes: int = setting(
        64 * MIB,
        zh="内存中压缩瓦片缓存的字节数",
        en="Bytes of compressed tiles that are kept in memory",
        ge=0,
    )
    measure_ahead: bool = setting(
        True,
        zh="启动后在后台先准备瓦片、计算当天的覆盖情况，使第一次打开地图和专题时不必等待",
        en="Prepare tiles and measure today's coverage behind the service after its start, so that map and themes open at once",
    )
    as_of_ahead_days: int = setting(
        AHEAD_DAYS,
        zh="可以按今天以后多少天以内的日期统计",
        en="How many days after today may be measured",
        ge=0,
        le=36_500,
    )
    measures_waiting: int = setting(
        MEASURES_WAITING,
        zh="同时排队等待统计的日期和标准数，超过时回应 503",
        en="How many days and presets may wait to be measured; further ones are answered with 503",
        ge=1,
        le=1000,
    )
    connections: int = setting(
        256,
        zh="同时处理的连接数上限，超过时回应 503",
        en="The most connections at once; further ones are answered with 503",
        ge=4,
    )
    keep_alive_s: int = setting(
        15,
        zh="空闲连接保持的秒数",
        en="Seconds that an idle connection is kept open",
        ge=1,
        le=3600,
    )
    body_timeout_s: float = setting(
        30.0,
        zh="等待请求体下一段数据的最长秒数",
        en="The longest wait for the next piece of a request's body",
        gt=0,
        le=3600,
    )
    stop_timeout_s: int = setting(
        10,
        zh="停止服务时等待进行中请求的秒数；进行中的导入也等这么久",
        en="Seconds that a stopping service gives to requests under way, and then to an import",
        ge=0,
        le=600,
    )

    @field_validator("allowed_hosts", "proxies", mode="before")
    @classmethod
    def _split_hosts(cls, value: Any) -> Any:
        if isinstance(value, str):
            return tuple(part.strip().lower() for part in value.split(",") if part.strip())
        return value

    @field_validator("proxies")
    @classmethod
    def _networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for one in value:
            ipaddress.ip_network(one)  # raises ValueError with what is wrong
        return value

    @field_validator("trust_local")
    @classmethod
    def _only_alone(cls, value: bool, info: ValidationInfo) -> bool:
        if value and not is_loopback(str(info.data.get("host", ""))):
            raise ValueError("only for a service that listens on loopback; 只能用于监听本机地址的服务")
        # a plain proxy cannot be told from somebody who sits here: its name or address says that there is one
        others = [name for name in info.data.get("allowed_hosts", ()) if not is_loopback(name)]
        if value and (others or info.data.get("proxies")):
            raise ValueError(
                "never behind a proxy: not with allowed_hosts or proxies; 不能与 allowed_hosts 或 proxies 同用"
            )
        return value

    @property
    def database_url(self) -> str:
        """The store's URL: the given one, else the embedded database in the data folder."""
        return self.database or f"sqlite:///{self.data / 'jingwei.sqlite3'}"

    @property
    def web_folder(self) -> Path:
        """The folder of the built web map; it need not exist."""
        if self.web_root is not None:
            return self.web_root
        here = Path(__file__).parent
        installed = here / "web"
        return installed if installed.is_dir() else here.parent / "web" / "dist"

    @property
    def hosts(self) -> frozenset[str]:
        """The Host names that requests may carry, lower case, without port; ``*`` is every name."""
        return frozenset({"localhost", "127.0.0.1", "::1", self.host.lower(), *self.allowed_hosts})

    @property
    def loopback_only(self) -> bool:
        """Whether the service can be reached from this machine alone."""
        return is_loopback(self.host)


def host_name(host: str) -> str:
    """The name in a ``Host`` header without its port, lower case; IPv6 addresses lose their brackets."""
    try:
        return (urlsplit(f"//{host}").hostname or "").lower()
    except ValueError:
        return ""


def is_loopback(host: str) -> bool:
    """Whether an address to listen on cannot be reached from another machine; unknown names count as reachable."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def load_settings(**given: Any) -> Settings:
    """The settings: what is given here (``None`` counts as not given), else the environment, else the defaults.

    Raises ``BadInput`` with the first value that is out of bounds, or for a ``JINGWEI_*`` variable that names no
    setting: a misspelt limit would otherwise be silently without effect.
    """
    for variable in os.environ:
        if variable.startswith(PREFIX) and variable.removeprefix(PREFIX).lower() not in Settings.model_fields:
            raise BadInput(SETTING_UNKNOWN, got=variable)
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]).lower()
        raise BadInput(
            SETTING_INVALID, name=name, variable=variable_of(name), got=first["input"], reason=first["msg"]
        ) from None


def variable_of(name: str) -> str:
    """The environment variable of a setting."""
    return PREFIX + name.upper()


def source_of(name: str, given: Mapping[str, Any]) -> Literal["option", "environment", "default"]:
    """Where a setting's value came from, when ``given`` were the command line's options."""
    if given.get(name) is not None:
        return "option"
    return "environment" if os.environ.get(variable_of(name)) else "default"


def meaning_of(name: str, language: Language) -> str:
    """What a setting means, in the reader's language."""
    field = Settings.model_fields[name]
    extra = cast("Mapping[str, str]", field.json_schema_extra)
    return extra["zh"] if language == "zh" else str(field.description)
