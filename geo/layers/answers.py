"""The coded values that the rules answer with: verdicts, answers, housing categories, kinds of seams."""

from __future__ import annotations

from enum import StrEnum

from geo.layers.vocabulary import choice


class Verdict(StrEnum):
    """What holds of a building's chain committee → branch → group → hub household, worst first but for the last two.

    Of several faults the first in this order is told. ``UNKNOWN`` is neither covered nor uncovered.
    """

    MISSING_BRANCH = "missing branch"
    MISSING_GROUP = "missing group"
    MISSING_HUB = "missing hub"
    BROKEN_PARENT = "broken parent"
    CROSS_BOUNDARY_PARENT = "cross-boundary parent"
    DUPLICATE_PRIMARY = "duplicate primary"
    DORMANT = "dormant"
    UNKNOWN = "unknown"
    COMPLETE = "complete"


class Answer(StrEnum):
    """One of three: every figure counts all of them."""

    NOT_COVERED = "not covered"
    UNKNOWN = "unknown"
    COVERED = "covered"


ANSWERS = (
    choice(Answer.COVERED.value, "已覆盖", "Covered", colour="#0072B2"),
    choice(Answer.NOT_COVERED.value, "未覆盖", "Not covered", colour="#D55E00"),
    choice(Answer.UNKNOWN.value, "未知", "Unknown", colour="#999999"),
)
VERDICTS = (
    choice(Verdict.COMPLETE.value, "链条完整", "Complete", colour="#0072B2"),
    choice(Verdict.MISSING_BRANCH.value, "缺党支部", "Missing branch", colour="#7f2704"),
    choice(Verdict.MISSING_GROUP.value, "缺党小组", "Missing group", colour="#d94801"),
    choice(Verdict.MISSING_HUB.value, "缺党员中心户", "Missing hub household", colour="#fd8d3c"),
    choice(Verdict.BROKEN_PARENT.value, "上级组织缺失", "Broken parent", colour="#542788"),
    choice(Verdict.CROSS_BOUNDARY_PARENT.value, "上级组织跨界", "Cross-boundary parent", colour="#998ec3"),
    choice(Verdict.DUPLICATE_PRIMARY.value, "主责组织重复", "Duplicate primary", colour="#CC79A7"),
    choice(Verdict.DORMANT.value, "停止活动", "Dormant", colour="#F0E442"),
    choice(Verdict.UNKNOWN.value, "未知", "Unknown", colour="#999999"),
)
HOUSING_CATEGORIES = (
    choice("rental", "公租房、廉租房", "Rental", colour="#F0E442"),
    choice("old", "老旧住宅、散居楼栋", "Old and scattered", colour="#D55E00"),
    choice("commercial", "商品房", "Commercial", colour="#0072B2"),
    choice("mixed", "混合", "Mixed", colour="#56B4E9"),
    choice("unknown", "未知", "Unknown", colour="#999999"),
)
BRANCH_HOW = (
    choice("link", "有服务关系", "By service link", colour="#0072B2"),
    choice("seat", "驻地在内", "By seat", colour="#56B4E9"),
    choice("inferred", "按户数推断", "Inferred", colour="#F0E442"),
    choice("unknown", "未知", "Unknown", colour="#999999"),
    choice("none", "没有", "None", colour="#D55E00"),
)
SEAM_KINDS = (
    choice("coverage-gap", "缝隙", "Gap", colour="#d94801"),
    choice("coverage-hole", "空洞", "Hole", colour="#fd8d3c"),
    choice("coverage-narrow-gap", "狭缝", "Narrow gap", colour="#fdd0a2"),
    choice("coverage-overlap", "重叠", "Overlap", colour="#542788"),
    choice("outside-parent", "超出上级", "Outside its parent", colour="#998ec3"),
    choice("point-outside-parent", "点位在上级之外", "Point outside its parent", colour="#b2abd2"),
    choice("building-without-grid", "楼栋无网格", "Building without grid", colour="#7f2704"),
    choice("building-cut", "楼栋被网格线切开", "Building cut by a grid line", colour="#CC79A7"),
    choice("building-undecided", "楼栋网格难定", "Building undecided", colour="#F0E442"),
)
GAP_KINDS = (
    *(one for one in VERDICTS if one.value not in (Verdict.COMPLETE, Verdict.UNKNOWN)),
    choice("no party organisation", "单位无党组织", "No party organisation", colour="#009E73"),
    choice("out of reach", "超出服务圈", "Out of reach", colour="#56B4E9"),
    *SEAM_KINDS,
)
