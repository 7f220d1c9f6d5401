"""The settings of retention: for how long what is personal is kept."""

from __future__ import annotations

from api.incident_settings import IncidentSettings
from api.thresholds import setting

HALF_A_YEAR = 183


class RetentionSettings(IncidentSettings):
    """For how many days things are kept; ``jingwei retention`` lets go of what is older."""

    keep_audit_days: int = setting(
        1096,
        zh="查阅记录保留多少天（不少于六个月：网络安全法第二十一条）",
        en="For how many days the record of looks is kept (six months at least: Cybersecurity Law, article 21)",
        ge=HALF_A_YEAR,
        le=36_500,
    )
    keep_photo_days: int = setting(
        365,
        zh="事件结束后照片保留多少天",
        en="For how many days the photos of an incident are kept after its end",
        ge=0,
        le=36_500,
    )
    keep_text_days: int = setting(
        730,
        zh="事件结束后描述和办理备注保留多少天",
        en="For how many days the words of an incident and of its steps are kept after its end",
        ge=0,
        le=36_500,
    )
