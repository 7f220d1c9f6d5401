"""The coded values of the domain: each value once, with its words, its spellings in files, and its colour."""

from __future__ import annotations

from geo.layers.kinds import Choice, Label


def choice(value: str, zh: str, en: str, *spellings: str, colour: str | None = None, zoom: int | None = None) -> Choice:
    """A coded value in one line."""
    return Choice(value, Label(zh, en), spellings, colour, zoom)


COMMUNITY_KINDS = (
    choice("community", "社区", "Community", "居委会", "社区居委会"),
    choice("village", "村", "Village", "村委会", "行政村"),
)
STREET_KINDS = (
    choice("street", "街道", "Street", "街道办事处", "地区办事处"),
    choice("town", "镇", "Town", "镇政府", "建制镇"),
    choice("township", "乡", "Township", "乡政府", "民族乡"),
)
GRID_KINDS = (
    choice("basic", "基础网格", "Basic grid", "普通网格", "综合网格", colour="#56B4E9"),
    choice("exclusive", "专属网格", "Exclusive grid", "特殊网格", "专属", colour="#E69F00"),
)
ESTATE_ACCESS = (
    choice("gated", "封闭小区", "Gated", "封闭", "封闭式", colour="#0072B2"),
    choice("open", "开放街区", "Open", "开放", "开放式", "敞开式", colour="#F0E442"),
)
HOUSING_TYPES = (
    choice("commercial", "商品房", "Commercial", "商品住宅", colour="#0072B2"),
    choice("commercial_shops", "住改商", "Commercial and shops", "商住两用", "商住", colour="#0090B0"),
    choice("reformed_work_unit", "房改房", "Reformed work-unit", "已购公房", "公房", colour="#E6A070"),
    choice("work_unit", "单位房", "Work-unit", "单位自管房", "家属院", colour="#D55E00"),
    choice("resettlement", "安置房", "Resettlement", "回迁房", "拆迁安置房", colour="#CC79A7"),
    choice("public_rental", "公租房", "Public rental", "公共租赁住房", "公共租赁房", colour="#F0E442"),
    choice("low_rent", "廉租房", "Low-rent", "廉租住房", colour="#C9B400"),
    choice("self_built", "自建房", "Self-built", "私房", "自建住房", colour="#56B4E9"),
    choice("village_in_city", "城中村", "Village in the city", "城中村房", colour="#009E73"),
    choice("dormitory", "宿舍", "Dormitory", "集体宿舍", colour="#7F6BB3"),
    choice("unknown", "未知", "Unknown", "不详", "其他", colour="#999999"),
)
BUILDING_USES = (
    choice("residential", "住宅", "Residential", "居住", "apartments", "house", "detached", "dormitory"),
    choice("mixed", "商住", "Mixed use", "商住混合"),
    choice("commercial", "商业", "Commercial", "办公", "office", "retail", "commercial", "mall"),
    choice("institution", "公共", "Institution", "学校", "医院", "school", "university", "hospital", "public"),
    choice("industrial", "工业", "Industrial", "厂房", "industrial", "warehouse"),
    choice("other", "其他", "Other", "yes"),
)
GATE_KINDS = (
    choice("main", "主出入口", "Main gate", "大门", "主门", "main", "entrance"),
    choice("pedestrian", "人行出入口", "Pedestrian gate", "小门", "侧门", "人行门", "gate", "side"),
    choice("vehicle", "车行出入口", "Vehicle gate", "车行门", "车库出入口"),
)
UNIT_STATES = (
    choice("active", "正常", "Active", "在用", "活跃", colour="#0072B2"),
    choice("dormant", "停滞", "Dormant", "休眠", "软弱涣散", colour="#F0E442"),
    choice("dissolved", "已撤销", "Dissolved", "撤销", "解散", colour="#999999"),
)
ORGANISATION_KINDS = (
    choice("enterprise", "企业", "Enterprise", "非公企业", "公司", colour="#0072B2"),
    choice("social", "社会组织", "Social organisation", "社会团体", "民办非企业", colour="#CC79A7"),
    choice("institution", "驻区单位", "Resident institution", "机关", "事业单位", colour="#009E73"),
    choice("park", "园区", "Business park", "产业园", "工业园", colour="#E69F00"),
)
ORGANISATION_STATUSES = (
    choice("branch", "单独组建", "Own branch", "独立党支部", "党支部", colour="#0072B2"),
    choice("joint", "联合组建", "Joint branch", "联合党支部", "联合支部", colour="#56B4E9"),
    choice("liaison", "党建服务员", "Liaison only", "指导员", "联络员", colour="#F0E442"),
    choice("none", "未覆盖", "None", "无", "未建", colour="#D55E00"),
    choice("unknown", "未知", "Unknown", "不详", colour="#999999"),
)
VENUE_CATEGORIES = (
    choice("party_service_centre", "党群服务中心", "Party-service centre", "党群服务站", colour="#B2182B"),
    choice("mediation_room", "调解室", "Mediation room", "人民调解室", colour="#7F6BB3"),
    choice("nursery", "托育点", "Nursery", "托儿所", "childcare", "child care", colour="#E69F00"),
    choice("kindergarten", "幼儿园", "Kindergarten", "kindergarten", colour="#F0A030"),
    choice("elderly_day_care", "日间照料中心", "Elderly day care", "养老驿站", "eldercare", colour="#009E73"),
    choice(
        "activity_centre",
        "文体活动中心",
        "Activity centre",
        "文化活动室",
        "sport",
        "community_centre",
        colour="#0072B2",
    ),
    choice("four_oclock_school", "四点半学校", "Four-o'clock school", "四点半课堂", colour="#56B4E9"),
    choice("charity_shop", "爱心超市", "Charity shop", "慈善超市", colour="#CC79A7"),
    choice("neighbour_point", "睦邻点", "Neighbour point", "邻里点", colour="#D55E00"),
    choice("clinic", "社区卫生服务站", "Community clinic", "诊所", "clinic", "doctors", colour="#117733"),
    choice("canteen", "社区食堂", "Community canteen", "助餐点", "hawker", colour="#AA7744"),
    choice("market", "菜市场", "Market", "农贸市场", "marketplace", colour="#777711"),
    choice("other", "其他", "Other", colour="#999999"),
)
PATH_KINDS = (
    choice("arterial", "主干路", "Arterial road", "primary", "secondary", "trunk", "主干道", "major_road"),
    choice(
        "street",
        "街道路",
        "Side street",
        "tertiary",
        "residential",
        "unclassified",
        "次干道",
        "支路",
        "minor_road",
        zoom=13,
    ),
    choice("service", "小区路", "Estate lane", "service", "living_street", "内部路", zoom=14),
    choice("footway", "步行道", "Footway", "footway", "pedestrian", "path", "cycleway", "track", "人行道", zoom=15),
    choice("bridge", "桥", "Bridge", "bridge", "天桥"),
    choice("steps", "台阶", "Steps", "steps", "梯道", zoom=15),
    choice("link", "连接线", "Link", "link", "连接", zoom=16),
)
INCIDENT_CATEGORIES = (
    choice("environment", "市容环境", "Environment", "环境卫生", colour="#009E73"),
    choice("advertising", "宣传广告", "Advertising", "小广告", colour="#CC79A7"),
    choice("construction", "施工管理", "Construction", "施工", colour="#E69F00"),
    choice("emergencies", "突发事件", "Emergencies", "应急", colour="#B2182B"),
    choice("street_order", "街面秩序", "Street order", "占道", colour="#56B4E9"),
    choice("disputes", "矛盾纠纷", "Disputes", "纠纷", colour="#7F6BB3"),
    choice("hidden_dangers", "安全隐患", "Hidden dangers", "隐患", colour="#D55E00"),
    choice("public_facilities", "公共设施", "Public facilities", "设施", colour="#0072B2"),
    choice("livelihood", "民生诉求", "Livelihood requests", "民生", colour="#F0E442"),
)
INCIDENT_STATES = (
    choice("collected", "信息收集", "Collected", "收集", colour="#FDD0A2"),
    choice("registered", "立案", "Registered", colour="#FD8D3C"),
    choice("dispatched", "派遣", "Dispatched", colour="#D94801"),
    choice("in_progress", "处置", "In progress", "处置中", colour="#7F2704"),
    choice("verified", "核查", "Verified", colour="#56B4E9"),
    choice("closed", "结案", "Closed", "办结", colour="#0072B2"),
    choice("sent_back", "返工", "Sent back", colour="#CC79A7"),
    choice("extended", "延期", "Extended", colour="#F0E442"),
    choice("suspended", "挂账", "Suspended", colour="#7F6BB3"),
    choice("void", "作废", "Void", colour="#999999"),
)
INCIDENT_CHANNELS = (
    choice("worker", "网格员", "Grid worker", "巡查"),
    choice("public", "公众", "Public", "群众", "市民"),
    choice("hotline", "热线", "Hotline", "12345"),
    choice("sensor", "设备", "Sensor", "物联网"),
)
INCIDENT_PLACES = (
    choice("pin", "地图选点", "Pin on the map", "选点"),
    choice("here", "当前位置", "Where the reporter stood", "定位"),
    choice("building", "楼栋", "A building", "楼"),
)
LANDCOVER_KINDS = (
    choice("water", "水域", "Water", "river", "lake", "ocean", "basin", colour="#A8CDE8"),
    choice("green", "绿地", "Green", "park", "grass", "garden", "wood", "公园", colour="#CFE3BF"),
    choice("road", "道路用地", "Road area", "roadway", colour="#FFFFFF"),
    choice("campus", "校园", "Campus", "school", "university", colour="#EFE6D5"),
    choice("square", "广场", "Square", "plaza", colour="#ECECEC"),
    choice("other", "其他", "Other", colour="#E5E5E5"),
)
BOUNDARY_SET_STATES = (
    choice("draft", "草案", "Draft"),
    choice("published", "已发布", "Published"),
    choice("retired", "已停用", "Retired"),
)
ROLES = (
    choice("worker", "网格员", "Grid worker"),
    choice("planner", "规划员", "Planner"),
    choice("analyst", "分析员", "Analyst"),
    choice("dispatcher", "调度员", "Dispatcher"),
    choice("operator", "运维员", "Operator"),
)
