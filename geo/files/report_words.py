"""The words of an import's report, each in Chinese and in English; on the page the reader's choice hides the other."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Final

from geo.errors import Language
from geo.files.import_report import CrsFinding
from geo.layers import layer_named
from geo.model import Severity

LANGUAGES: Final[tuple[Language, ...]] = ("zh", "en")
TONGUES: Final[Mapping[Language, str]] = {"zh": "中文", "en": "English"}
HTML_LANGUAGES: Final[Mapping[Language, str]] = {"zh": "zh-CN", "en": "en"}

SEVERITIES: Final = {
    Severity.ERROR: ("错误", "error", "#d95f02"),
    Severity.WARNING: ("警告", "warning", "#b8860b"),
    Severity.NOTE: ("提示", "note", "#5b6b7b"),
}
"""How a problem's weight reads, and its colour."""

UNITS: Final = {"m2": ("m²", "m²"), "m": ("m", "m"), "count": ("个", "")}
SHAPE_WORDS: Final = {"geometry": ("图形", "geometry"), "outline": ("边界", "outline")}
"""What a layer can lack besides fields."""

DECIDED_BY: Final = {
    "evidence": ("与已有数据吻合", "fits what is known"),
    "place": ("落在已有数据所在处", "lies where something is known"),
    "range": ("仅凭数值大小", "the size of the numbers alone"),
    "none": ("没有坐标", "no coordinates"),
    "unverified": ("未经验证", "unverified"),
}
"""Why a coordinate system was taken, by the words of ``CrsFinding.decided_by``."""


def decided_by(finding: CrsFinding) -> tuple[str, str]:
    """Why a system was taken, in both languages."""
    reasons = [DECIDED_BY[word] for word in finding.decided_by.split(", ")]
    return "，".join(zh for zh, _ in reasons), ", ".join(en for _, en in reasons)


def lacking(layer: str, name: str) -> tuple[str, str]:
    """What a layer lacks, a field or a shape, in both languages."""
    if name in SHAPE_WORDS:
        return SHAPE_WORDS[name]
    label = layer_named(layer).field(name).label
    return label.zh, label.en


def both(zh: str, en: str) -> str:
    """Plain text in both languages as HTML; text that reads the same in both stands once."""
    if zh == en:
        return escape(zh)
    return "".join(
        f'<span lang="{HTML_LANGUAGES[language]}">{escape(text)}</span>'
        for language, text in zip(LANGUAGES, (zh, en), strict=True)
    )
