"""What was found for an address: the place, why it is that one, what is missing, and what else it could be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from geo.address.likeness import How
from geo.address.segments import Address, Kind
from geo.errors import Message
from geo.layers.kinds import Label

MOST_RIVALS: Final = 20


class Status(StrEnum):
    """``placed``: one record fits everything that the address says. ``ambiguous``: several do, or the address
    contradicts itself or says more than was understood: candidates are listed. ``failed``: nothing fits.
    """

    PLACED = "placed"
    AMBIGUOUS = "ambiguous"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Why:
    """One segment of the address and the record that it agrees with; ``id`` is ``None`` for what has no record of its
    own (a road) and for what the city cannot check.
    """

    kind: Kind
    text: str
    value: str
    how: How
    layer: str | None = None
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A record that an address means or could mean. ``point`` is lon, lat. ``against`` are the kinds of segments that
    do not agree with it.
    """

    layer: str
    id: int
    name: str
    address: str | None = None
    point: tuple[float, float] | None = None
    building_id: int | None = None
    entrance_id: int | None = None
    floor: int | None = None
    room: str | None = None
    against: tuple[Kind, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer to one address. ``place`` is there when it is placed. ``missing`` are the kinds of segments without
    which it is not certain; ``rivals`` the candidates, at most ``MOST_RIVALS``. ``reason`` says why it is not placed.
    """

    address: Address
    status: Status
    place: Place | None = None
    why: tuple[Why, ...] = ()
    missing: tuple[Kind, ...] = ()
    rivals: tuple[Place, ...] = ()
    reason: Message | None = None
    params: Mapping[str, Any] = field(default_factory=dict)

    @property
    def level(self) -> str | None:
        """The layer of the place: household, entrance, building, estate, community or street."""
        return None if self.place is None else self.place.layer


NOTHING_NAMED = Message(
    "address-names-nothing",
    zh="地址里没有可以查找的路名、小区或区域",
    en="the address names no road, estate or area that could be looked for",
    remedy_zh="请写明小区，或路名和门牌号",
    remedy_en="name the estate, or the road and the house number",
)
NAME_UNKNOWN = Message(
    "address-name-unknown",
    zh="没有找到“{got}”",
    en="nothing is known by the name {got!r}",
    remedy_zh="请核对名称；若为俗称，可登记为别名",
    remedy_en="check the name; if people use it, keep it as an alias",
)
NAME_DOUBTFUL = Message(
    "address-name-doubtful",
    zh="“{got}”与“{expected}”相近，但不能确定是它",
    en="{got!r} is like {expected!r}, but that is not certain",
    remedy_zh="请核对名称，或补充路名、门牌号或社区",
    remedy_en="check the name, or add the road with its number, or the community",
)
CONTRADICTORY = Message(
    "address-contradictory",
    zh="地址前后不一致：没有同时符合{got}的地方",
    en="the address contradicts itself: no place agrees with all of {got}",
    remedy_zh="请从候选中选择，或改正其中一处",
    remedy_en="choose from the candidates, or correct one of them",
)
OUTSIDE = Message(
    "address-outside",
    zh="{got}不在所限定的区域内",
    en="{got} is not in the area to which the search is confined",
    remedy_zh="请放宽范围",
    remedy_en="search a wider area",
)
NOT_ITSELF = Message(
    "address-relative",
    zh="“{got}”说的是旁边的地方，不是该处本身",
    en="{got!r} tells of a place beside it, not of that place itself",
    remedy_zh="请写明该处自己的地址，或在地图上选点",
    remedy_en="give the place's own address, or choose it on the map",
)
NUMBER_UNTYPED = Message(
    "address-number-untyped",
    zh="“{got}”可能是楼号、单元或房号，不能确定",
    en="{got!r} may be a building, a unit or a room",
    remedy_zh="请写明“号楼”“单元”或“室”",
    remedy_en="say which: 号楼, 单元 or 室",
)
HOUSE_NUMBER_ONLY = Message(
    "address-house-number-only",
    zh="“{got}”是门牌号，不是楼号",
    en="{got!r} is a house number, not the number of a building",
    remedy_zh="若指楼栋，请写“号楼”或“栋”；若指门牌，请写路名",
    remedy_en="write 号楼 for a building, or name the road",
)
NO_SUCH = Message(
    "address-record-unknown",
    zh="{place}没有“{got}”",
    en="{place} has no {got!r}",
    remedy_zh="请核对号码",
    remedy_en="check the number",
)
SEVERAL = Message(
    "address-several",
    zh="有 {got} 处同样符合",
    en="{got} places agree with it equally",
    remedy_zh="请从候选中选择，或补充{missing}",
    remedy_en="choose from the candidates, or add: {missing}",
)
TOO_WIDE = Message(
    "address-too-wide",
    zh="“{got}”太笼统",
    en="{got!r} is too wide",
    remedy_zh="请补充门牌号、小区或楼号",
    remedy_en="add a house number, an estate or a building",
)
UNIT_UNKNOWN = Message(
    "address-unit-unknown",
    zh="{place}没有登记单元，“{got}”无法核对",
    en="no units of {place} are recorded, {got!r} cannot be checked",
    remedy_zh="请先导入单元门",
    remedy_en="import its entrances first",
)

_WORDS: Final = {
    Kind.ROAD: ("路名", "road"), Kind.HOUSE_NUMBER: ("门牌号", "house number"), Kind.ESTATE: ("小区", "estate"),
    Kind.PHASE: ("期数", "phase"), Kind.BUILDING: ("楼号", "building"), Kind.UNIT: ("单元", "unit"),
    Kind.FLOOR: ("楼层", "floor"), Kind.ROOM: ("房号", "room"),
}  # fmt: skip


def words_of(kinds: Sequence[Kind]) -> Label:
    """Kinds of segments in words, for a sentence; a dash for none."""
    told = [_WORDS.get(kind, (kind.value, kind.value)) for kind in kinds]
    return Label("、".join(zh for zh, _ in told) or "—", ", ".join(en for _, en in told) or "—")
