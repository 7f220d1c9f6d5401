"""Where people live and how they get in: building, entrance, gate, household, path."""

from __future__ import annotations

from dataclasses import replace

from geo.layers import vocabulary as words
from geo.layers.areas import CODE, HOUSEHOLDS
from geo.layers.kinds import Access, Field, FieldType, GeometryKind, Label, Layer, Look

TEXT, INTEGER, REAL = FieldType.TEXT, FieldType.INTEGER, FieldType.REAL

AT_THE_DOOR = ("worker", "planner", "dispatcher")
"""Who may see the doors of households in their own areas."""

BUILDING = Layer(
    "building",
    Label("楼栋", "Building"),
    GeometryKind.POLYGON,
    (
        CODE,
        Field(
            "name",
            TEXT,
            Label("楼栋名称", "Building name"),
            tile=True,
            search=True,
            headers=("名称", "楼号", "楼栋", "楼栋号", "block", "blk_no"),
        ),
        Field(
            "use",
            TEXT,
            Label("用途", "Use"),
            tile=True,
            choices=words.BUILDING_USES,
            headers=("房屋用途", "building", "kind_detail"),
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
            "floors",
            INTEGER,
            Label("层数", "Floors"),
            tile=True,
            headers=("楼层数", "地上层数", "building:levels", "max_floor_lvl"),
        ),
        Field(
            "households",
            INTEGER,
            Label("户数", "Households"),
            tile=True,
            headers=("总户数", "套数", "total_dwelling_units"),
            unit="count",
            people=True,
        ),
        Field(
            "built_year",
            INTEGER,
            Label("建成年份", "Built"),
            tile=True,
            headers=("建成时间", "建筑年代", "year_completed"),
        ),
        Field("address", TEXT, Label("地址", "Address"), search=True, headers=("详细地址", "门牌", "address")),
        Field(
            "community_id", INTEGER, Label("所属社区", "Community"), tile=True, ref="community", headers=("社区编码",)
        ),
        Field("grid_id", INTEGER, Label("所属网格", "Grid"), tile=True, ref="grid", headers=("网格编码",)),
        Field("estate_id", INTEGER, Label("所属小区", "Estate"), tile=True, ref="estate", headers=("小区编码",)),
    ),
    parent="community",
    parent_field="community_id",
    code_segment="building",
    point_stands_in=True,
    zooms=(14, 17),
    look=Look("#8D8478", fill="#D9D0C3", width=0.6, label_zoom=17, radius=4.0),
)

ENTRANCE = Layer(
    "entrance",
    Label("单元门", "Entrance"),
    GeometryKind.POINT,
    (
        Field("name", TEXT, Label("单元", "Unit door"), tile=True, headers=("单元号", "名称")),
        Field(
            "building_id",
            INTEGER,
            Label("所属楼栋", "Building"),
            tile=True,
            ref="building",
            required=True,
            headers=("楼栋编码",),
        ),
    ),
    parent="building",
    parent_field="building_id",
    zooms=(16, 17),
    look=Look("#5A5048", radius=2.5),
)

GATE = Layer(
    "gate",
    Label("小区出入口", "Gate"),
    GeometryKind.POINT,
    (
        Field("name", TEXT, Label("名称", "Name"), tile=True, headers=("出入口名称",)),
        Field("kind", TEXT, Label("类型", "Kind"), tile=True, choices=words.GATE_KINDS, headers=("类别", "barrier")),
        Field("estate_id", INTEGER, Label("所属小区", "Estate"), tile=True, ref="estate", headers=("小区编码",)),
    ),
    parent="estate",
    parent_field="estate_id",
    zooms=(15, 17),
    look=Look("#8A5A2B", radius=4.0),
)

HOUSEHOLD = Layer(
    "household",
    Label("户", "Household"),
    GeometryKind.NONE,
    (
        Field(
            "building_id",
            INTEGER,
            Label("所属楼栋", "Building"),
            Access.RESTRICTED,
            roles=AT_THE_DOOR,
            ref="building",
            required=True,
            headers=("楼栋编码",),
        ),
        Field(
            "entrance_id",
            INTEGER,
            Label("所属单元", "Entrance"),
            Access.RESTRICTED,
            roles=AT_THE_DOOR,
            ref="entrance",
            headers=("单元编码",),
        ),
        Field("floor", INTEGER, Label("楼层", "Floor"), Access.RESTRICTED, roles=AT_THE_DOOR, headers=("层", "所在层")),
        Field(
            "room", TEXT, Label("房号", "Room"), Access.RESTRICTED, roles=AT_THE_DOOR, headers=("室", "门牌号", "户号")
        ),
        Field(
            "housing_type",
            TEXT,
            Label("住房类型", "Housing type"),
            Access.RESTRICTED,
            roles=AT_THE_DOOR,
            choices=words.HOUSING_TYPES,
            headers=("房屋性质",),
        ),
    ),
    access=Access.RESTRICTED,
    roles=AT_THE_DOOR,
    parent="building",
    parent_field="building_id",
)

LISTED_TO = ("worker",)
"""Who may list the doors of areas of their own; others ask for one building."""


def _at_the_door(layer: Layer) -> Layer:
    fields = tuple(replace(one, access=Access.STAFF) for one in layer.fields if set(LISTED_TO) & set(one.roles))
    return replace(
        layer, fields=fields, geometry=GeometryKind.POINT, access=Access.STAFF, zooms=(16, 17), look=Look("#5A5048", radius=2.0)
    )  # fmt: skip


HOUSEHOLD_AT_DOOR = _at_the_door(HOUSEHOLD)
"""Households as they are told to those: the fields of their role, drawn at their entrances. Tiles say where doors are, and
neither floor nor room.
"""

PATH = Layer(
    "path",
    Label("步行路网", "Walking network"),
    GeometryKind.LINE,
    (
        Field("name", TEXT, Label("名称", "Name"), tile=True, search=True, headers=("路名", "道路名称")),
        Field(
            "kind",
            TEXT,
            Label("类型", "Kind"),
            tile=True,
            choices=words.PATH_KINDS,
            headers=("类别", "highway", "kind_detail"),
        ),
        Field("length_m", REAL, Label("长度", "Length"), unit="m", headers=("长度", "metres", "length")),
        Field("gate_id", INTEGER, Label("经过的出入口", "Through gate"), ref="gate"),
    ),
    zooms=(11, 17),
    look=Look("#FFFFFF", width=2.0, label_zoom=15),
)

__all__ = ["BUILDING", "ENTRANCE", "GATE", "HOUSEHOLD", "HOUSEHOLDS", "HOUSEHOLD_AT_DOOR", "LISTED_TO", "PATH"]
