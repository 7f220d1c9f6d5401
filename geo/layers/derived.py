"""Layers that are computed: coverage per area and per building, gaps and seams. They stand in no table."""

from __future__ import annotations

from geo.layers import answers
from geo.layers import vocabulary as words
from geo.layers.areas import CODE, HOUSEHOLDS
from geo.layers.kinds import Field, FieldType, GeometryKind, Label, Layer, Look, Mask

TEXT, INTEGER, REAL = FieldType.TEXT, FieldType.INTEGER, FieldType.REAL

CIRCLE_CATEGORIES = tuple(one for one in words.VENUE_CATEGORIES if one.value != "other")
"""The categories of venues that a service circle can require."""

NAME = Field("name", TEXT, Label("名称", "Name"))
COVERAGE_LEVELS = {
    "street": ("街道覆盖", "Street coverage", (6, 11), 11),
    "community": ("社区覆盖", "Community coverage", (10, 13), 13),
    "grid": ("网格覆盖", "Grid coverage", (12, 16), None),
    "estate": ("小区覆盖", "Estate coverage", (13, 16), None),
}
"""Per level its words, the zooms at which tiles carry it, and the last of them."""


SERVES_HOMES = ("worker", "planner", "analyst", "dispatcher")
"""Who may see, in their own areas, what is found of single buildings."""


def coverage_layer_id(level: str) -> str:
    """The id of the derived layer that holds the coverage of an area level or of buildings."""
    return f"{level}_coverage"


def circle_field(category: str) -> str:
    """The field of ``building_coverage`` that holds the answer for a category of venues."""
    return f"circle_{category}"


def share_field(word: str) -> str:
    """The field of area coverage that holds a share."""
    return f"{word}_share"


ORGANISATIONS = share_field("organisation")
"""Organisations stand in grids: estates have no share of them."""


def _share(word: str, zh: str, en: str) -> Field:
    return Field(share_field(word), REAL, Label(zh, en), tile=True, unit="ratio")


_SHARES = (
    _share("h", "支部覆盖率（H）", "Branch coverage (H)"),
    _share("v", "组织链完整率（V）", "Complete chains (V)"),
    _share("hub", "中心户覆盖率", "Hub-household reach"),
    _share("organisation", "单位党组织覆盖率", "Organisations covered"),
    _share("completeness", "服务圈完整度", "Service-circle completeness"),
    *(
        _share(circle_field(one.value), f"{one.label.zh}可达率", f"{one.label.en} within reach")
        for one in CIRCLE_CATEGORIES
    ),
)
_HOUSING = Field(
    "housing_category", TEXT, Label("住房类别", "Housing category"), tile=True, choices=answers.HOUSING_CATEGORIES
)
_BRANCH_HOW = Field("branch_how", TEXT, Label("党支部依据", "Branch known by"), tile=True, choices=answers.BRANCH_HOW)


def _area(level: str) -> Layer:
    zh, en, zooms, until = COVERAGE_LEVELS[level]
    return Layer(
        coverage_layer_id(level),
        Label(zh, en),
        GeometryKind.MULTIPOLYGON,
        (
            CODE, NAME, HOUSEHOLDS, *(one for one in _SHARES if level != "estate" or one.name != ORGANISATIONS), _HOUSING,
            Field("deciding_share", REAL, Label("决定占比", "Deciding share"), unit="ratio"),
            Field("gaps", INTEGER, Label("差距数", "Gaps"), tile=True, unit="count"),
            *((_BRANCH_HOW,) if level == "grid" else ()),
        ),
        coverage=level != "estate",
        zooms=zooms,
        look=Look("#8C8C9A", width=0.8),
        derived=True,
        tiles_until=until,
        by_reading=True,
        by_weight=True,
    )  # fmt: skip


def _answer(name: str, zh: str, en: str) -> Field:
    return Field(name, TEXT, Label(zh, en), tile=True, choices=answers.ANSWERS)


def _within(level: str, zh: str, en: str) -> Field:
    return Field(f"{level}_id", INTEGER, Label(zh, en), ref=level)


_PLACES = (
    _within("estate", "小区", "Estate"), _within("grid", "网格", "Grid"), _within("community", "社区", "Community"),
    _within("street", "街道", "Street"),
)  # fmt: skip

BUILDING_COVERAGE = Layer(
    coverage_layer_id("building"),
    Label("楼栋覆盖", "Building coverage"),
    GeometryKind.POLYGON,
    (
        CODE, HOUSEHOLDS,
        Field("verdict", TEXT, Label("组织链结论", "Verdict on the chain"), tile=True, choices=answers.VERDICTS),
        Field("reason", TEXT, Label("原因", "Reason")),
        _answer("branch", "党支部服务", "Served by a branch"),
        _answer("hub", "党员中心户", "Hub household"),
        *(_answer(circle_field(one.value), one.label.zh, one.label.en) for one in CIRCLE_CATEGORIES),
        Field("reached", INTEGER, Label("可达类别数", "Categories reached"), unit="count"),
        Field("required", INTEGER, Label("要求类别数", "Categories required"), unit="count"),
        Field("completeness", REAL, Label("服务圈完整度", "Service-circle completeness"), tile=True, unit="ratio"),
        _HOUSING, *_PLACES,
    ),
    roles=SERVES_HOMES,
    zooms=(14, 17),
    look=Look("#6E6A62", fill="#DDDDDD", width=0.6, radius=3.0),
    point_stands_in=True,
    derived=True,
    by_reading=True,
)  # fmt: skip

GAP = Layer(
    "gap",
    Label("差距", "Gap"),
    GeometryKind.ANY,
    (
        Field("rank", INTEGER, Label("名次", "Rank"), tile=True),
        Field("kind", TEXT, Label("种类", "Kind"), tile=True, choices=answers.GAP_KINDS),
        Field("category", TEXT, Label("阵地类别", "Venue category"), tile=True, choices=words.VENUE_CATEGORIES),
        Field("level", TEXT, Label("层级", "Level"), tile=True),
        HOUSEHOLDS,
        Field("gained_households", INTEGER, Label("可新增覆盖户数", "Households gained"), tile=True, unit="count"),
    ),
    roles=SERVES_HOMES,
    mask=Mask.ESTATE,
    zooms=(9, 17),
    look=Look("#7f2704", fill="#fd8d3c", width=1.4, radius=4.0),
    derived=True,
)

SEAM = Layer(
    "seam",
    Label("缝隙", "Seam"),
    GeometryKind.ANY,
    (
        Field("kind", TEXT, Label("种类", "Kind"), tile=True, choices=answers.SEAM_KINDS),
        Field("level", TEXT, Label("层级", "Level"), tile=True),
        Field("code", TEXT, Label("编码", "Code"), tile=True),
        Field("size_m2", REAL, Label("面积", "Size"), tile=True, unit="m2"),
    ),
    zooms=(9, 17),
    look=Look("#d94801", fill="#fdd0a2", width=2.0, radius=5.0),
    derived=True,
)

DERIVED = (*(_area(level) for level in COVERAGE_LEVELS), BUILDING_COVERAGE, GAP, SEAM)
"""In drawing order, bottom first."""
