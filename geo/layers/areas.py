"""Areas: street, community, grid, estate, and what lies under them on the map."""

from __future__ import annotations

from dataclasses import replace

from geo.layers import vocabulary as words
from geo.layers.kinds import Access, Field, FieldType, GeometryKind, Label, Layer, Look

TEXT, INTEGER, REAL, DATE = FieldType.TEXT, FieldType.INTEGER, FieldType.REAL, FieldType.DATE

CODE = Field("code", TEXT, Label("编码", "Code"), tile=True, search=True, headers=("编号", "代码", "code", "id码"))
NAME = Field(
    "name", TEXT, Label("名称", "Name"), tile=True, search=True, headers=("名字", "title", "name_zh", "name:zh")
)
DISTRICT = Field("district", TEXT, Label("区县", "District"), headers=("县", "区", "所属区", "county", "area"))
HOUSEHOLDS = Field(
    "households", INTEGER, Label("户数", "Households"), tile=True, headers=("总户数", "住户数", "套数"), unit="count"
)
HOUSEHOLDS_THERE = replace(HOUSEHOLDS, people=True)
"""How many live there, as it is recorded."""
BOUNDARY_SET = Field("boundary_set_id", INTEGER, Label("边界版本", "Boundary set"), ref="boundary_set")

STREET = Layer(
    "street",
    Label("街道", "Street"),
    GeometryKind.MULTIPOLYGON,
    (
        CODE,
        Field(
            "name",
            TEXT,
            Label("街道名称", "Street name"),
            tile=True,
            search=True,
            headers=("名称", "乡", "街道", "乡镇", "镇"),
        ),
        Field("kind", TEXT, Label("类型", "Kind"), tile=True, choices=words.STREET_KINDS, headers=("类别",)),
        DISTRICT,
        BOUNDARY_SET,
    ),
    code_segment="street",
    coverage=True,
    point_stands_in=True,
    zooms=(6, 16),
    look=Look("#5B4B8A", width=2.4, label_zoom=10, radius=4.0),
)

COMMUNITY = Layer(
    "community",
    Label("社区", "Community"),
    GeometryKind.MULTIPOLYGON,
    (
        CODE,
        Field(
            "name",
            TEXT,
            Label("社区名称", "Community name"),
            tile=True,
            search=True,
            headers=("名称", "社区", "村", "居委会", "village"),
        ),
        Field("kind", TEXT, Label("类型", "Kind"), choices=words.COMMUNITY_KINDS, headers=("类别",)),
        Field(
            "street_id",
            INTEGER,
            Label("所属街道", "Street"),
            tile=True,
            ref="street",
            headers=("街道编码", "streetcode", "parent"),
        ),
        BOUNDARY_SET,
    ),
    parent="street",
    parent_field="street_id",
    code_segment="community",
    coverage=True,
    point_stands_in=True,
    zooms=(9, 16),
    look=Look("#7A6BAF", width=1.6, label_zoom=13, radius=3.2),
)

GRID = Layer(
    "grid",
    Label("网格", "Grid"),
    GeometryKind.MULTIPOLYGON,
    (
        CODE,
        Field("name", TEXT, Label("网格名称", "Grid name"), tile=True, search=True, headers=("名称", "网格")),
        Field("kind", TEXT, Label("类型", "Kind"), tile=True, choices=words.GRID_KINDS, headers=("网格类型", "类别")),
        Field(
            "community_id", INTEGER, Label("所属社区", "Community"), tile=True, ref="community", headers=("社区编码",)
        ),
        HOUSEHOLDS_THERE,
        BOUNDARY_SET,
    ),
    parent="community",
    parent_field="community_id",
    code_segment="grid",
    coverage=True,
    point_stands_in=True,
    zooms=(12, 16),
    look=Look("#8C8C9A", width=1.0, label_zoom=15, dash=(4, 3), radius=2.8),
)

ESTATE = Layer(
    "estate",
    Label("小区", "Estate"),
    GeometryKind.MULTIPOLYGON,
    (
        CODE,
        Field("name", TEXT, Label("小区名称", "Estate name"), tile=True, search=True, headers=("名称", "小区", "楼盘")),
        Field(
            "access", TEXT, Label("出入方式", "Access"), tile=True, choices=words.ESTATE_ACCESS, headers=("封闭情况",)
        ),
        Field(
            "housing_type",
            TEXT,
            Label("住房类型", "Housing type"),
            tile=True,
            choices=words.HOUSING_TYPES,
            headers=("房屋性质", "住房性质"),
        ),
        Field(
            "built_year",
            INTEGER,
            Label("建成年份", "Built"),
            tile=True,
            headers=("建成时间", "建筑年代", "year_completed"),
        ),
        Field(
            "community_id", INTEGER, Label("所属社区", "Community"), tile=True, ref="community", headers=("社区编码",)
        ),
        HOUSEHOLDS_THERE,
        Field("manager", TEXT, Label("物业公司", "Property manager"), headers=("物业", "物业服务企业")),
    ),
    parent="community",
    parent_field="community_id",
    point_stands_in=True,
    zooms=(13, 16),
    look=Look("#B08D57", fill="#F4ECDD", width=1.0, label_zoom=15, radius=3.5),
)

LANDCOVER = Layer(
    "landcover",
    Label("地物底图", "Land cover"),
    GeometryKind.ANY,
    (
        Field("name", TEXT, Label("名称", "Name"), tile=True, search=True),
        Field(
            "kind",
            TEXT,
            Label("类型", "Kind"),
            tile=True,
            choices=words.LANDCOVER_KINDS,
            headers=("类别", "landuse", "leisure"),
        ),
    ),
    zooms=(6, 16),
    look=Look("#A8CDE8", fill="#A8CDE8", width=0.5, label_zoom=14),
)

BOUNDARY_SET_LAYER = Layer(
    "boundary_set",
    Label("边界版本", "Boundary set"),
    GeometryKind.NONE,
    (
        Field("name", TEXT, Label("名称", "Name")),
        Field("state", TEXT, Label("状态", "State"), choices=words.BOUNDARY_SET_STATES, required=True),
    ),
    access=Access.PUBLIC,
)
