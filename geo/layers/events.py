"""What happens in the grids: incident.

``grid_id`` is the grid at the time of the report, in the boundaries of ``boundary_set_id``; ``grid_candidates`` names
all grids of a place on their shared border (ids, comma-separated, the taken one first). ``paused_at`` is set while a
suspension holds the deadline.
"""

from __future__ import annotations

from geo.layers import vocabulary as words
from geo.layers.kinds import Access, Field, FieldType, GeometryKind, Label, Layer, Look

TEXT, INTEGER, REAL, DATETIME = FieldType.TEXT, FieldType.INTEGER, FieldType.REAL, FieldType.DATETIME

SEEN_BY = ("worker", "dispatcher", "planner", "analyst")
"""Who may see the incidents of their own areas."""
TOLD_TO = ("worker", "dispatcher", "planner")
"""Who may read what they say."""

INCIDENT = Layer(
    "incident",
    Label("事件", "Incident"),
    GeometryKind.POINT,
    (
        Field("code", TEXT, Label("事件编号", "Incident code"), tile=True, search=True, headers=("编号", "案件编号")),
        Field(
            "category",
            TEXT,
            Label("类别", "Category"),
            tile=True,
            choices=words.INCIDENT_CATEGORIES,
            required=True,
            headers=("事件类别",),
        ),
        Field(
            "state",
            TEXT,
            Label("状态", "State"),
            tile=True,
            choices=words.INCIDENT_STATES,
            required=True,
            headers=("事件状态",),
        ),
        Field("channel", TEXT, Label("来源", "Channel"), choices=words.INCIDENT_CHANNELS, headers=("上报渠道",)),
        Field("reported_at", DATETIME, Label("上报时间", "Reported"), tile=True, required=True, headers=("发生时间",)),
        Field("due_at", DATETIME, Label("截止时间", "Due"), headers=("办理时限",)),
        Field("closed_at", DATETIME, Label("结案时间", "Closed"), headers=("办结时间",)),
        Field("grid_id", INTEGER, Label("所属网格", "Grid"), tile=True, ref="grid", headers=("网格编码",)),
        Field("boundary_set_id", INTEGER, Label("边界版本", "Boundary set"), ref="boundary_set"),
        Field("accuracy_m", REAL, Label("定位精度", "Accuracy"), Access.STAFF, unit="m"),
        Field(
            "description",
            TEXT,
            Label("描述", "Description"),
            Access.RESTRICTED,
            headers=("内容", "事件描述"),
            roles=TOLD_TO,
        ),
        Field("client_id", TEXT, Label("客户端编号", "Client id"), Access.RESTRICTED),
        Field("place", TEXT, Label("定位方式", "Kind of place"), Access.STAFF, choices=words.INCIDENT_PLACES),
        # not a link upward: which areas an incident belongs to is what its grid at the time says, not today's building
        Field("building_id", INTEGER, Label("楼栋", "Building"), Access.STAFF),
        Field("grid_candidates", TEXT, Label("候选网格", "Candidate grids"), Access.STAFF),
        Field("supports", INTEGER, Label("附议数", "Supporting reports")),
        Field("registered_at", DATETIME, Label("立案时间", "Registered"), Access.STAFF),
        Field("paused_at", DATETIME, Label("挂账时间", "Paused"), Access.STAFF),
    ),
    access=Access.STAFF,
    roles=SEEN_BY,
    zooms=(9, 17),
    cluster_below=15,
    look=Look("#D55E00", radius=5.0),
)
