"""The settings of incidents: their rules, their photos, who may report by Open311."""

from __future__ import annotations

from pathlib import Path

from api.account_settings import AccountSettings
from api.thresholds import setting

MIB = 1024 * 1024


class IncidentSettings(AccountSettings):
    """What a deployment may choose of incidents."""

    incident_categories: Path | None = setting(
        None,
        zh="事件类别文件（JSON）：编码、时限、立案和结案标准、责任角色；不填则使用程序自带的示例",
        en="The file of incident categories (JSON): codes, deadlines, rules, roles; when empty, the examples of the program",
    )
    work_calendar: Path | None = setting(
        None,
        zh="工作日历文件（JSON）：工作时间、节假日和调休；不填则使用程序自带的（2025、2026 年）",
        en="The work calendar (JSON): hours, holidays, make-up days; when empty, the program's own (2025 and 2026)",
    )
    near_duplicate_m: float = setting(
        50.0,
        zh="同类未结事件在多少米以内算作可能重复",
        en="Within how many metres an open incident of the same category may be the same one",
        gt=0,
        le=1_000,
    )
    public_reports: int = setting(
        20,
        zh="没有登录的人从一个地址可以连续上报的次数",
        en="How many reports in a row may come from one address without signing in",
        ge=1,
        le=10_000,
    )
    public_report_s: float = setting(
        30.0,
        zh="用完之后，每隔多少秒可再上报一次",
        en="After those, one more each so many seconds",
        gt=0,
        le=3600,
    )
    public_reports_of_all: int = setting(
        300,
        zh="没有登录的人从所有地址合计一小时内可以上报的次数",
        en="How many reports may come in an hour from all addresses together without signing in",
        ge=1,
        le=1_000_000,
    )
    public_photo_bytes: int = setting(
        1024 * MIB,
        zh="没有登录的人一天内上报照片的总字节数",
        en="The most bytes of photos that may come in a day from all who have not signed in",
        ge=MIB,
        le=1024 * 1024 * MIB,
    )
    hot_spot_level: float = setting(
        0.05,
        zh="热点检验（经多重检验校正后）的显著性水平",
        en="The level of the test for hot spots, after the correction for many tests",
        gt=0,
        lt=1,
    )
    photo_bytes: int = setting(
        12 * MIB,
        zh="一张照片的最大字节数",
        en="The most bytes that one photo may have",
        ge=1024,
        le=64 * MIB,
    )
    photo_pixels: int = setting(
        50_000_000,
        zh="一张照片的最大像素数",
        en="The most pixels that one photo may have",
        ge=10_000,
        le=80_000_000,
    )
    photos_most: int = setting(
        4,
        zh="一次上报最多的照片数",
        en="The most photos that one report may have",
        ge=0,
        le=20,
    )
    open311_contact: str = setting(
        "",
        zh="Open311 接口的联系人和密钥申请方式，显示在服务发现文件中",
        en="Whom to ask about the Open311 interface and its keys; shown in its discovery document",
        max_length=400,
    )
    open311_keys: Path | None = setting(
        None,
        zh="Open311 接口的密钥文件：每行“名称 密钥的SHA-256”；不填则不接受 Open311 上报",
        en="The keys of Open311 clients, one «name sha256-of-the-key» a line; when empty, nobody may post by Open311",
    )
