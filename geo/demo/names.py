"""Fictional Chinese names: roads, estates, communities, streets, organisations, venues. No real place is meant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

Rng = np.random.Generator

_FIRST = "文明和安永福嘉锦翠清云兰松竹梅桂荷枫柳桐樱梧银金玉珠瑞祥泰康宁长景望德仁义礼智信博学敬诚善美春夏秋华丰盛兴昌"
_LAST = "澜源泽苑岚溪川湖泉岭山林原野桥园台城江海洲浦港湾堤塘亭阁轩庭坊门井巷石田星月辰光辉霞霖雨露风"
_ESTATE_OLD = ("里", "新村", "坊", "一村", "二村", "家园", "宿舍", "大院")
_ESTATE_NEW = ("花园", "家园", "雅苑", "名苑", "佳苑", "嘉园", "华庭", "名邸", "公馆", "府", "天境", "雅居")
_FACTORIES = (
    "纺织厂",
    "机床厂",
    "印刷厂",
    "粮食局",
    "邮电局",
    "轴承厂",
    "水运公司",
    "仪表厂",
    "造纸厂",
    "建筑公司",
    "供销社",
    "搪瓷厂",
)
_TRADES = (
    "信息科技",
    "生物医药",
    "智能装备",
    "商贸",
    "物流",
    "餐饮管理",
    "文化传媒",
    "新材料",
    "电子",
    "环保科技",
    "食品",
    "建筑设计",
)
_SOCIAL = ("社会工作服务中心", "志愿服务协会", "老年书画社", "公益发展中心", "商会", "养老服务中心")
_MANAGERS = (
    "安居物业服务有限公司",
    "和润物业管理有限公司",
    "嘉宁物业服务有限公司",
    "同心物业管理有限公司",
    "绿城园物业服务中心",
)
DISTRICTS = ("云澜区", "清源区", "锦川区", "泽安区", "景和区", "永泽区", "翠屏湖区", "文澜区",
             "望江岭区", "松泽区", "瑞川区", "宁溪区", "嘉源区", "德清湖区", "春泽区", "丰原区")  # fmt: skip


def pairs(rng: Rng) -> Iterator[str]:
    """Two-character stems in random order, each once; after them the same stems with one more character in front.
    There are some 160,000: a city of scale 16 asks for a fifth of them.
    """
    stems = [first + last for first in dict.fromkeys(_FIRST) for last in dict.fromkeys(_LAST)]
    order = rng.permutation(len(stems))
    for prefix in ("", *"新东西南北上中下大小", *dict.fromkeys(_FIRST)):
        for index in order:
            yield prefix + stems[index]


class Names:
    """Names that do not repeat within one city; the same seed gives the same names in the same order of asking."""

    def __init__(self, rng: Rng) -> None:
        self._rng = rng
        self._stems = {kind: pairs(rng) for kind in ("road", "estate", "community", "street", "organisation")}

    def _pick(self, words: Sequence[str]) -> str:
        return words[int(self._rng.integers(len(words)))]

    def road(self, kind: str, *, east_west: bool) -> str:
        """The name of a road: 大道 and 路 for arterials, 街 and 巷 inside the superblocks."""
        stem = next(self._stems["road"])
        if kind == "arterial":
            return stem + ("大道" if east_west and self._rng.random() < 0.5 else "路")
        return stem + ("街" if east_west else "路" if self._rng.random() < 0.6 else "巷")

    def estate(self, housing_type: str) -> str:
        """The name of a residential compound, as its time would have named it."""
        stem = next(self._stems["estate"])
        if housing_type == "work_unit":
            return (
                stem[:2] + self._pick(_ESTATE_OLD[:5])
                if self._rng.random() < 0.55
                else stem + self._pick(_FACTORIES) + self._pick(_ESTATE_OLD[6:])
            )
        if housing_type == "public_rental":
            return stem + "公租房小区"
        if housing_type == "resettlement":
            return stem + self._pick(("新苑", "安置小区", "新城"))
        return stem + self._pick(_ESTATE_NEW)

    def community(self) -> str:
        """The name of a community."""
        return next(self._stems["community"]) + "社区"

    def village(self) -> str:
        """The name of the village in the city; its community carries it too."""
        return next(self._stems["community"])[-2:] + "村"

    def street(self) -> str:
        """The name of a street (the administrative area)."""
        return next(self._stems["street"]) + "街道"

    def organisation(self, kind: str) -> str:
        """The name of an enterprise or social organisation."""
        stem = next(self._stems["organisation"])
        return stem + (self._pick(_TRADES) + "有限公司" if kind == "enterprise" else self._pick(_SOCIAL))

    def stem(self) -> str:
        """A bare stem, for parks, schools and markets."""
        return next(self._stems["organisation"])

    def manager(self) -> str:
        """One of the city's property managers."""
        return self._pick(_MANAGERS)
