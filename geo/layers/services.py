"""Who serves whom: unit, service link, organisation, venue, assignment."""

from __future__ import annotations

from geo.layers import vocabulary as words
from geo.layers.areas import CODE
from geo.layers.kinds import Access, Choice, Field, FieldType, GeometryKind, Label, Layer, Look

TEXT, INTEGER, BOOLEAN, DATE = FieldType.TEXT, FieldType.INTEGER, FieldType.BOOLEAN, FieldType.DATE

TARGET_LAYERS = ("street", "community", "grid", "estate", "building", "household")

SERVES_HUBS = ("worker", "planner")
"""The roles that serve hub households: to others nobody is told to be one."""

UNIT = Layer(
    "unit",
    Label("党组织", "Party unit"),
    GeometryKind.POINT,
    (
        CODE,
        Field(
            "name", TEXT, Label("组织名称", "Unit name"), tile=True, search=True, headers=("名称", "党组织", "支部名称")
        ),
        Field("level", INTEGER, Label("层级", "Level"), tile=True, required=True, headers=("级别", "组织层级")),
        Field("state", TEXT, Label("状态", "State"), tile=True, choices=words.UNIT_STATES, headers=("组织状态",)),
        Field("parent_id", INTEGER, Label("上级组织", "Parent unit"), tile=True, ref="unit", headers=("上级编码",)),
        Field("last_active_on", DATE, Label("最近活动日期", "Last active"), headers=("最近活动",)),
        Field("telephone", TEXT, Label("办公电话", "Office telephone"), Access.STAFF, headers=("电话", "联系电话")),
        Field(
            "household_id",
            INTEGER,
            Label("中心户", "Hub household"),
            Access.RESTRICTED,
            ref="household",
            roles=SERVES_HUBS,
        ),
    ),
    zooms=(9, 17),
    cluster_below=15,
    withheld=("level", 4),
    roles=SERVES_HUBS,
    look=Look("#B2182B", radius=6.0, label_zoom=16),
)

SERVICE_LINK = Layer(
    "service_link",
    Label("服务关系", "Service link"),
    GeometryKind.NONE,
    (
        Field("unit_id", INTEGER, Label("党组织", "Unit"), Access.STAFF, ref="unit", required=True),
        Field(
            "target_layer",
            TEXT,
            Label("服务对象类型", "Target layer"),
            Access.STAFF,
            required=True,
            choices=tuple(Choice(name, Label(name, name)) for name in TARGET_LAYERS),
        ),
        Field("target_id", INTEGER, Label("服务对象", "Target"), Access.STAFF, required=True),
        Field("is_primary", BOOLEAN, Label("主责", "Primary"), Access.STAFF, required=True),
    ),
    access=Access.RESTRICTED,
)

ORGANISATION = Layer(
    "organisation",
    Label("驻区单位", "Organisation"),
    GeometryKind.ANY,
    (
        CODE,
        Field(
            "name", TEXT, Label("单位名称", "Organisation name"), tile=True, search=True, headers=("名称", "企业名称")
        ),
        Field(
            "kind",
            TEXT,
            Label("类型", "Kind"),
            tile=True,
            choices=words.ORGANISATION_KINDS,
            headers=("单位类型", "类别"),
        ),
        Field(
            "status",
            TEXT,
            Label("组建情况", "Party coverage"),
            tile=True,
            choices=words.ORGANISATION_STATUSES,
            headers=("党建情况",),
        ),
        Field("park_id", INTEGER, Label("所属园区", "Park"), ref="organisation"),
        Field("grid_id", INTEGER, Label("所属网格", "Grid"), ref="grid", headers=("网格编码",)),
    ),
    zooms=(12, 17),
    cluster_below=16,
    look=Look("#009E73", radius=4.5, label_zoom=17),
)

VENUE = Layer(
    "venue",
    Label("服务阵地", "Venue"),
    GeometryKind.POINT,
    (
        CODE,
        Field(
            "name",
            TEXT,
            Label("阵地名称", "Venue name"),
            tile=True,
            search=True,
            headers=("名称", "HCI_NAME", "centre_name"),
        ),
        Field(
            "category",
            TEXT,
            Label("类别", "Category"),
            tile=True,
            choices=words.VENUE_CATEGORIES,
            headers=("类型", "amenity"),
        ),
        Field("opening", TEXT, Label("开放时间", "Opening hours"), headers=("营业时间", "开放规则", "opening_hours")),
        Field("capacity", INTEGER, Label("容量", "Capacity"), headers=("床位数", "座位数")),
        Field("address", TEXT, Label("地址", "Address"), search=True, headers=("详细地址",)),
    ),
    zooms=(10, 17),
    cluster_below=15,
    look=Look("#0072B2", radius=5.5, label_zoom=16),
)

ASSIGNMENT = Layer(
    "assignment",
    Label("网格人员", "Assignment"),
    GeometryKind.NONE,
    (
        Field("account", TEXT, Label("账号", "Account"), Access.RESTRICTED, roles=("operator",), required=True),
        Field(
            "role",
            TEXT,
            Label("角色", "Role"),
            Access.RESTRICTED,
            roles=("operator",),
            choices=words.ROLES,
            required=True,
        ),
        Field(
            "area_layer", TEXT, Label("区域类型", "Area layer"), Access.RESTRICTED, roles=("operator",), required=True
        ),
        Field("area_id", INTEGER, Label("区域", "Area"), Access.RESTRICTED, roles=("operator",), required=True),
    ),
    access=Access.RESTRICTED,
    roles=("operator",),
)
