"""What each kind of gap says and what would close it."""

from __future__ import annotations

from dataclasses import replace

from geo.errors import Message
from geo.layers.answers import Verdict

NO_ORGANISATION = "no party organisation"
OUT_OF_REACH = "out of reach"

_WHOM = ("（{buildings} 栋楼、{households} 户）", " ({buildings} buildings, {households} households)")


def _gap(code: str, zh: str, en: str, remedy_zh: str, remedy_en: str) -> Message:
    return Message(f"gap-{code}", zh + _WHOM[0], en + _WHOM[1], remedy_zh, remedy_en)


GAPS: dict[str, Message] = {
    Verdict.MISSING_BRANCH.value: _gap(
        "missing-branch", "没有党支部服务", "no branch serves this place",
        "请建立党支部或明确由邻近党支部联合服务，并配齐党小组和党员中心户",
        "found a branch or let a neighbouring one serve jointly, with its groups and hub households",
    ),
    Verdict.MISSING_GROUP.value: _gap(
        "missing-group", "没有党小组服务", "no group serves this place",
        "请建立党小组或明确由邻近党小组服务，并确定党员中心户",
        "found a group or let a neighbouring one serve, and name a hub household",
    ),
    Verdict.MISSING_HUB.value: _gap(
        "missing-hub", "没有党员中心户", "no hub household serves this place",
        "请在楼内确定一户党员中心户", "name a hub household in the building",
    ),
    Verdict.BROKEN_PARENT.value: _gap(
        "broken-parent", "上级组织缺失、已撤销或层级不符", "the parent is absent, dissolved or not one level up",
        "请重新明确该组织的上级组织", "name the unit's parent anew",
    ),
    Verdict.CROSS_BOUNDARY_PARENT.value: _gap(
        "cross-boundary-parent", "上级组织不服务于该处", "the parent does not serve this place",
        "请改为本辖区的上级组织，或补充上级组织的服务关系",
        "name a parent that serves here, or record that this parent does",
    ),
    Verdict.DUPLICATE_PRIMARY.value: _gap(
        "duplicate-primary", "同一层级有多个主责组织", "several units of one level are primary for the same target",
        "请只保留一个主责组织，其余改为联合服务", "keep one as primary and let the others serve jointly",
    ),
    Verdict.DORMANT.value: _gap(
        "dormant", "组织停止活动", "the unit is dormant",
        "请恢复组织活动，或由其他组织接替", "revive the unit, or let another take its place",
    ),
    NO_ORGANISATION: Message(
        "gap-no-party-organisation", "单位“{name}”未建立党组织，也没有党建服务员",
        "organisation {name!r} has no party organisation and no liaison",
        "请单独组建、联合组建，或选派党建服务员", "found a branch or a joint one, or send a liaison",
    ),
}  # fmt: skip

FAR = _gap(
    "out-of-reach",
    "步行 {limit_m:g} 米内没有{category}；最近的在 {walk_from_m}–{walk_to_m} 米外",
    "no venue within {limit_m:g} m on foot ({category}); the nearest are {walk_from_m} to {walk_to_m} m away",
    "请在此处或附近增设{category}；设在图上建议处可使全市新增 {site_households} 户可达",
    "add a venue here or nearby ({category}); at the suggested place {site_households} households of the city gain one",
)
NONE_NEAR = _gap(
    "no-venue-on-foot",
    "步行 {horizon_m:g} 米内没有{category}",
    "no venue within {horizon_m:g} m on foot ({category})",
    "请在此处或附近增设{category}；设在图上建议处可使全市新增 {site_households} 户可达",
    "add a venue here or nearby ({category}); at the suggested place {site_households} households of the city gain one",
)
WAY_ROUND = _gap(
    "way-round",
    "{category}的直线距离只有 {straight_m} 米（标准 {limit_m:g} 米以内），步行却要 {way} 米",
    "a venue lies {straight_m} m away in a straight line, within the limit of {limit_m:g} m, but {way} m on foot ({category})",
    "请在直线方向打开小区出入口、增设过街设施或桥梁；做不到时在图上建议处增设{category}，可使全市新增 {site_households} 户可达",
    "open a gate, a crossing or a footbridge on the straight way; where that cannot be, add a venue ({category}):"
    " at the suggested place {site_households} households of the city gain one",
)
NOT_IN_REACH = Message(
    "gap-not-in-reach-by-estate",
    "步行范围内没有{category}（约 {households} 户）",
    "no venue within reach on foot ({category}; about {households} households)",
    "请在此处或附近增设{category}",
    "add a venue here or nearby ({category})",
)
_ABOUT = ("（约 {households} 户）", " (about {households} households)")


def told_by_estate(kind: str) -> Message:
    """What a gap of buildings says where only their estate is told."""
    if kind == OUT_OF_REACH:
        return NOT_IN_REACH
    said = GAPS[kind]
    return replace(
        said, code=f"{said.code}-by-estate",
        zh=said.zh.removesuffix(_WHOM[0]) + _ABOUT[0], en=said.en.removesuffix(_WHOM[1]) + _ABOUT[1],
    )  # fmt: skip


REACH_GAPS: tuple[Message, ...] = (FAR, NONE_NEAR, WAY_ROUND)
"""What an `OUT_OF_REACH` gap says: too far, nothing at all on foot, or near as the crow flies only."""
