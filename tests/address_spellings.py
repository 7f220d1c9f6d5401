"""How people write the addresses of the demonstration city, with the door that each spelling truly means.

Written apart from the parser, and without it: what a spelling says is kept as plain facts, and the truth is found by
going through the city's tables for everything that agrees with those facts. One thing agrees: that is the truth. None or
several do, or the words tell of another place: the spelling must not be placed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

Rng = np.random.Generator
Truth = tuple[str, int] | None

SAME_SOUND = {
    "园": "圆源原", "苑": "院愿", "湖": "胡", "庭": "廷亭", "邸": "底", "府": "俯", "里": "理李", "城": "成诚", "岭": "领", "溪": "西",
    "雅": "亚", "花": "华", "家": "加佳", "名": "明", "佳": "家加", "嘉": "家佳", "宿": "素", "舍": "社", "馆": "管", "公": "工", "境": "镜",
    "天": "添", "居": "剧", "坊": "方", "村": "邨", "新": "心", "文": "闻", "安": "庵", "福": "富", "锦": "紧", "兰": "蓝", "松": "淞",
    "梅": "煤", "枫": "风", "樱": "英", "银": "吟", "玉": "御", "瑞": "睿", "祥": "翔", "康": "慷", "景": "井", "望": "旺", "仁": "人",
    "义": "意", "礼": "里", "智": "志", "信": "芯", "敬": "静", "诚": "成", "美": "每", "春": "纯", "秋": "丘", "丰": "风", "盛": "胜",
    "兴": "星", "昌": "倡", "澜": "蓝阑", "源": "原", "川": "穿", "泉": "全", "山": "杉", "林": "临", "原": "源", "桥": "侨", "台": "抬",
    "江": "姜", "海": "嗨", "洲": "州", "浦": "普埔", "港": "岗", "湾": "弯", "堤": "提滴", "塘": "糖搪", "阁": "格", "轩": "宣", "门": "们",
    "井": "景", "巷": "项", "石": "时", "田": "甜", "星": "兴", "月": "阅", "辰": "晨", "光": "广", "辉": "晖", "霞": "侠", "霖": "林",
    "雨": "宇", "露": "路", "风": "丰", "搪": "塘", "床": "创", "印": "引", "粮": "良", "邮": "油", "轴": "宙", "仪": "宜", "造": "灶",
}  # fmt: skip
"""What an input method offers for the same syllable, and people take."""
SAME_SHAPE = {
    "澜": "阑", "苑": "宛", "堤": "提滴", "洲": "州", "浦": "埔", "桂": "挂", "枫": "飒", "柳": "卯", "梧": "悟", "岭": "岑", "府": "附",
    "港": "巷", "阁": "阀", "轩": "轲", "田": "由", "井": "并", "霖": "森", "辰": "唇", "泉": "皇", "宿": "缩", "邸": "抵",
}  # fmt: skip
GENERIC_ENDS = (
    "公租房小区", "安置小区", "花园", "家园", "雅苑", "名苑", "佳苑", "嘉园", "华庭", "名邸", "公馆", "天境", "雅居", "新苑", "新城", "宿舍",
    "大院", "新村", "一村", "二村", "府", "里", "坊",
)  # fmt: skip
REMARKS = ("（放门卫）", "，请电话联系", "(家里没人放门口)", " 急", "，电梯坏了", " 13800001111", "（王师傅收）", "。")
OPENINGS = ("", "", "", "", "地址：", "住址:", "我住", "位于", "家庭住址 ")


@dataclass(frozen=True)
class Spelling:
    """A text, what it truly means (layer and id; ``None``: it must not be placed), and how it came about."""

    text: str
    truth: Truth
    family: str


@dataclass
class Facts:
    """What a spelling says. ``bases`` are the estates that its name can mean; empty: it names none."""

    area: dict[str, str] = field(default_factory=dict)
    road: str | None = None
    house: str | None = None
    bases: frozenset[str] = frozenset()
    phase: str | None = None
    number: str | None = None
    sub: str | None = None
    unit: str | None = None
    room: str | None = None


class Town:
    """The tables of a demonstration city as a person reads them."""

    def __init__(self, frames: dict[str, pd.DataFrame]) -> None:
        def named(layer: str, column: str, ids: pd.Series) -> pd.Series:
            return ids.map(frames[layer].set_index("id")[column])

        buildings = pd.DataFrame(
            frames["building"][["id", "name", "address", "community_id", "estate_id", "households"]]
        )
        street = named("community", "street_id", buildings["community_id"])
        stand = buildings["address"].str.extract(r"^(.+?(?:大道|路|街|巷))(\d+)号")
        title = named("estate", "name", buildings["estate_id"]).fillna("")
        self.buildings = buildings.assign(
            community=named("community", "name", buildings["community_id"]),
            street=named("street", "name", street), district=named("street", "district", street),
            road=stand[0], house=stand[1], estate=title,
            base=title.str.replace(r"[一二]期$", "", regex=True),
            phase=title.str.extract(r"([一二])期$")[0].map({"一": "1", "二": "2"}),
            number=buildings["name"].str.extract(r"^(\d+)号")[0], sub=buildings["name"].str.extract(r"^附(\d+)号")[0],
        )  # fmt: skip
        entrances = frames["entrance"][["id", "building_id", "name"]].assign(
            unit=frames["entrance"]["name"].str.extract(r"(\d+)")[0]
        )
        self.entrances = dict(iter(entrances.groupby("building_id")))
        homes = frames["household"][["id", "building_id", "entrance_id", "floor", "room"]]
        self._homes = homes.assign(unit=homes["entrance_id"].map(entrances.set_index("id")["unit"]))
        self._first = self._homes["building_id"].to_numpy(dtype=np.int64)
        assert (np.diff(self._first) >= 0).all(), "households stand in the order of their buildings"
        self.bases = sorted(set(self.buildings["base"]) - {""})

    def homes(self, building: int) -> pd.DataFrame:
        """The households of a building."""
        return self._homes.iloc[slice(*np.searchsorted(self._first, [building, building + 1]))]

    def meaning(self, facts: Facts) -> Truth:
        """The one thing that agrees with everything that is said; ``None`` for none or several."""
        found = self.fits(facts)
        return found.pop() if len(found) == 1 else None

    def fits(self, facts: Facts) -> set[tuple[str, int]]:
        """What agrees with everything that is said; two things or more stand for several."""
        table = self.buildings
        for column, value in facts.area.items():
            table = table[table[column] == value]
        for column in ("road", "house", "phase", "number", "sub"):
            value = getattr(facts, column)
            if value is not None:
                table = table[table[column] == value]
        if facts.bases:
            table = table[table["base"].isin(facts.bases)]
        if facts.number is not None:
            table = table[table["sub"].isna()]
        found: set[tuple[str, int]] = set()
        for building in table["id"]:
            found |= self._doors(int(building), facts)
            if len(found) > 1:
                break
        return found

    def _doors(self, building: int, facts: Facts) -> set[tuple[str, int]]:
        if facts.room is not None:
            homes = self.homes(building)
            homes = homes[homes["room"] == facts.room]
            homes = homes if facts.unit is None else homes[homes["unit"] == facts.unit]
            return {("household", int(thing)) for thing in homes["id"]}
        if facts.unit is not None:
            doors = self.entrances[building]
            return {("entrance", int(thing)) for thing in doors["id"][doors["unit"] == facts.unit]}
        return {("building", building)}


CHINESE = "零一二三四五六七八九"
FORMAL = str.maketrans("零一二三四五六七八九十百", "零壹贰叁肆伍陆柒捌玖拾佰")
WIDE = str.maketrans("0123456789-#()", "０１２３４５６７８９－＃（）")


def counted(number: int) -> str:
    """A number up to 199 as it is spoken: 十二, 一百零五."""
    if number >= 100:
        rest = number % 100
        return "一百" + (
            ""
            if rest == 0
            else f"零{CHINESE[rest]}"
            if rest < 10
            else f"一{counted(rest)}"
            if rest < 20
            else counted(rest)
        )
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else f"{CHINESE[tens]}十") + (CHINESE[ones] if ones else "")


class Pen:
    """One person's way of writing."""

    def __init__(self, rng: Rng) -> None:
        self.rng = rng

    def chance(self, share: float) -> bool:
        return bool(self.rng.random() < share)

    def one(self, *choices: Any) -> Any:
        return choices[int(self.rng.integers(len(choices)))]

    def numeral(self, number: str) -> str:
        """A small number in one of the scripts."""
        if not self.chance(0.25) or int(number) > 199:
            return number
        return self.one(
            counted(int(number)), counted(int(number)), counted(int(number)).translate(FORMAL), number.translate(WIDE)
        )

    def building(self, number: str) -> str:
        mark = self.one("号楼", "号楼", "号楼", "栋", "栋", "幢", "#", "座", "号栋", "#楼")
        digits = number if mark[0] == "#" else self.numeral(number)
        return ("第" if mark == "栋" and self.chance(0.1) else "") + digits + mark

    def unit(self, number: str) -> str:
        return self.numeral(number) + self.one("单元", "单元", "单元", "单元", "单元", "门", "号门")

    def room(self, room: str) -> str:
        shown = room
        if self.chance(0.1):
            shown = "".join(CHINESE[int(digit)] for digit in room).replace("零", self.one("零", "〇"))
        elif self.chance(0.05):
            shown = f"{room:0>4}"
        return shown + self.one("", "", "室", "室", "房", "号")

    def inside(self, number: str | None, unit: str | None, room: str | None) -> str:
        """Building, unit and room, in words or as a chain."""
        if number and room and self.chance(0.3):
            mark = self.one("-", "-", "-", "－", "—", "/", " ")
            parts = [number, *([unit] if unit else []), room if self.chance(0.9) else f"{room:0>4}"]
            return mark.join(parts) + self.one("", "", "室")
        if number and unit and room and self.chance(0.1):
            return f"{self.building(number)}{unit}-{room}"
        if room and len(room) == 3 and (unit or number) and self.chance(0.06):
            floor, side = room[0], room[1:]
            inner = self.one(f"{floor}楼{side}室", f"{counted(int(floor))}层{int(side)}号", f"{floor}楼{room}")
            return (self.building(number) if number else "") + (self.unit(unit) if unit else "") + inner
        glue = self.one("", "", "", " ")
        pieces = [
            self.building(number) if number else "",
            self.unit(unit) if unit else "",
            self.room(room) if room else "",
        ]
        return glue.join(piece for piece in pieces if piece)


def edits(one: str, other: str) -> int:
    """How many characters are wrong, missing, too many or exchanged with their neighbour."""
    rows = [list(range(len(other) + 1))]
    for i, a in enumerate(one, start=1):
        row = [i]
        for j, b in enumerate(other, start=1):
            best = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                best = min(best, rows[-2][j - 2] + 1)
            row.append(best)
        rows.append(row)
    return rows[-1][-1]


def misspelt(name: str, rng: Rng) -> str:
    """A name with one slip, most of them of the same sound."""
    kind = rng.random()
    table = SAME_SOUND if kind < 0.7 else SAME_SHAPE
    places = [k for k, character in enumerate(name) if character in table]
    if kind < 0.85 and places:
        at = places[int(rng.integers(len(places)))]
        wrong = table[name[at]]
        return name[:at] + wrong[int(rng.integers(len(wrong)))] + name[at + 1 :]
    at = int(rng.integers(len(name) - 1))
    if kind < 0.92:
        return name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    return name[:at] + name[at + 1 :]


class Writer:
    """Writes one spelling after the other for doors of a town."""

    def __init__(self, town: Town, seed: int) -> None:
        self.town = town
        self.rng = np.random.default_rng(seed)
        self.pen = Pen(self.rng)
        table = town.buildings
        self.compounds = table[(table["base"] != "") & (table["households"] > 0)]
        self.phased = table[table["phase"].notna()]
        self.houses = table[table["sub"].notna() & (table["households"] > 0)]
        self.families: list[tuple[Callable[[], Spelling], float]] = [
            (self.formal, 3), (self.everyday, 5), (self.by_road, 2), (self.shortened, 2.5), (self.any_estate, 0.7), (self.slip, 2.5),
            (self.slip_with_road, 1.5), (self.old_house, 2), (self.disordered, 1.2), (self.in_phases, 1.5), (self.whole_estate, 0.5),
            (self.nearby, 0.6), (self.wrong_road, 0.7), (self.no_such_building, 0.7), (self.no_such_room, 0.7), (self.house_number, 0.6),
            (self.opposite, 0.6), (self.nameless, 0.4), (self.foreign, 0.6), (self.wrong_area, 0.5), (self.other_estate, 0.5),
        ]  # fmt: skip

    def write(self, count: int) -> Iterator[Spelling]:
        weights = np.array([weight for _, weight in self.families])
        for at in self.rng.choice(len(weights), count, p=weights / weights.sum()):
            yield self.families[int(at)][0]()

    # ── pieces ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _pick(self, table: pd.DataFrame) -> Any:
        return table.iloc[int(self.rng.integers(len(table)))]

    def _inside(self, building: Any) -> dict[str, str]:
        """What is said of the inside: nothing, the unit, the room, or both."""
        homes = self.town.homes(int(building["id"]))
        say = self.rng.random()
        if not len(homes) or say < 0.2:
            return {}
        home = self._pick(homes)
        if say < 0.25:
            return {"unit": home["unit"]}
        return {"room": home["room"]} | ({"unit": home["unit"]} if say < 0.8 else {})

    def _area(self, building: Any) -> dict[str, str]:
        columns = self.pen.one(
            ("district",),
            ("street",),
            ("community",),
            ("district", "street"),
            ("district", "street", "community"),
            ("street", "community"),
        )
        return {column: building[column] for column in columns}

    def _base(self, name: str) -> frozenset[str]:
        return frozenset({name})

    def _told(self, opening: str, names: str, inside: str, facts: Facts, family: str) -> Spelling:
        glue = self.pen.one("", "", "", " ", "，") if names and inside else ""
        remark = self.pen.one(*REMARKS) if self.pen.chance(0.1) else ""
        text = f"{opening}{names}{glue}{inside}{remark}"
        if self.pen.chance(0.06):
            text = text.translate(WIDE)
        return Spelling(text, self.town.meaning(facts), family)

    def _phase(self, building: Any) -> str:
        if pd.isna(building["phase"]):
            return ""
        return self.pen.one("一二"[int(building["phase"]) - 1], building["phase"]) + "期"

    def _facts(self, building: Any, **said: Any) -> Facts:
        phase = None if pd.isna(building["phase"]) else building["phase"]
        return Facts(**{"bases": self._base(building["base"]), "phase": phase, "number": building["number"]} | said)

    # ── doors that can be found ──────────────────────────────────────────────────────────────────────────────────

    def formal(self) -> Spelling:
        """Areas, road, number, estate, building and so on."""
        b = self._pick(self.compounds)
        inside, area = self._inside(b), self._area(b)
        city = self.pen.one("", "", "澜州市", "江东省澜州市")
        names = (
            city + "".join(area.values()) + f"{b['road']}{self.pen.numeral(b['house'])}号{b['base']}{self._phase(b)}"
        )
        facts = self._facts(b, area=area, road=b["road"], house=b["house"], **inside)
        return self._told(
            self.pen.one(*OPENINGS),
            names,
            self.pen.inside(b["number"], inside.get("unit"), inside.get("room")),
            facts,
            "formal",
        )

    def everyday(self) -> Spelling:
        """Estate, building, door."""
        b = self._pick(self.compounds)
        inside = self._inside(b)
        name = f"{b['base']}{self._phase(b)}"
        name = self.pen.one(name, name, name, f"（{name}）", f"{name}小区", f"{b['road']}{name}")
        facts = self._facts(b, **inside, **({"road": b["road"]} if name.startswith(b["road"]) else {}))
        return self._told(
            self.pen.one(*OPENINGS),
            name,
            self.pen.inside(b["number"], inside.get("unit"), inside.get("room")),
            facts,
            "everyday",
        )

    def by_road(self) -> Spelling:
        """Road and house number stand for the estate."""
        b = self._pick(self.compounds)
        inside = self._inside(b)
        facts = Facts(road=b["road"], house=b["house"], number=b["number"], **inside)
        names = f"{b['road']}{self.pen.numeral(b['house'])}{self.pen.one('号', '号', '号院')}"
        return self._told(
            "", names, self.pen.inside(b["number"], inside.get("unit"), inside.get("room")), facts, "by road"
        )

    def shortened(self) -> Spelling:
        """The estate's own word without what all estates are called."""
        b = self._pick(self.compounds)
        stem = self._stem(b["base"])
        inside = self._inside(b)
        facts = self._facts(b, bases=self._called(stem), **inside)
        said = self.pen.inside(b["number"], inside.get("unit"), inside.get("room"))
        spelling = self._told("", stem + self._phase(b), said, facts, "short form")
        found = self.town.fits(facts)
        for column in ("district", "street", "community"):
            for area in set(self.town.buildings[column]):
                if area.startswith(stem):
                    # the same word may tell the area, where a building may have that number too
                    found |= self.town.fits(replace(facts, area={column: area}, bases=frozenset()))
        return replace(spelling, truth=next(iter(found)) if len(found) == 1 else None)

    def any_estate(self) -> Spelling:
        """«X小区» for whatever X is called."""
        b = self._pick(self.compounds)
        stem = self._stem(b["base"])
        inside = self._inside(b)
        facts = self._facts(b, bases=self._called(stem), **inside)
        said = self.pen.inside(b["number"], inside.get("unit"), inside.get("room"))
        return self._told("", f"{stem}小区{self._phase(b)}", said, facts, "any estate")

    def slip(self) -> Spelling:
        """A slip of the pen in the estate's name, and nothing else that tells it."""
        b = self._pick(self.compounds)
        name = misspelt(b["base"], self.rng)
        inside = self._inside(b)
        likest = min(edits(name, base) for base in self.town.bases)
        bases = frozenset(base for base in self.town.bases if edits(name, base) == likest)
        heard = frozenset(base for base in bases if sounds_alike(name, base))
        facts = self._facts(b, bases=heard or bases, **inside)
        return self._told(
            "",
            name + self._phase(b),
            self.pen.inside(b["number"], inside.get("unit"), inside.get("room")),
            facts,
            "slip",
        )

    def slip_with_road(self) -> Spelling:
        """A slip of the pen, with the road and its number beside it."""
        b = self._pick(self.compounds)
        name = misspelt(b["base"], self.rng)
        inside = self._inside(b)
        bases = self._base(name) if name in self.town.bases else self._base(b["base"])
        facts = self._facts(b, bases=bases, road=b["road"], house=b["house"], **inside)
        names = f"{b['road']}{b['house']}号{name}{self._phase(b)}"
        return self._told(
            "", names, self.pen.inside(b["number"], inside.get("unit"), inside.get("room")), facts, "slip with road"
        )

    def old_house(self) -> Spelling:
        """A house of an old quarter: 银亭巷4号附58号."""
        b = self._pick(self.houses)
        inside = self._inside(b)
        sub = self.pen.one(f"附{b['sub']}号", f"附{b['sub']}号", f"附{self.pen.numeral(b['sub'])}号", f"之{b['sub']}")
        area = self._area(b) if self.pen.chance(0.4) else {}
        names = "".join(area.values()) + f"{b['road']}{b['house']}号{sub}"
        facts = Facts(area=area, road=b["road"], house=b["house"], sub=b["sub"], **inside)
        said = self.pen.inside(None, inside.get("unit"), inside.get("room"))
        return self._told(
            self.pen.one(*OPENINGS), names, (" " if said[:1].isdigit() else "") + said, facts, "old house"
        )

    def disordered(self) -> Spelling:
        """The pieces in another order."""
        b = self._pick(self.compounds)
        inside = {"unit": None, "room": None} | self._inside(b)
        pieces = [b["base"] + self._phase(b), self.pen.building(b["number"])]
        pieces += [self.pen.unit(inside["unit"])] if inside["unit"] else []
        pieces += [f"{inside['room']}室"] if inside["room"] else []
        order = self.pen.one(pieces[::-1], pieces[1:] + pieces[:1], [pieces[1], pieces[0], *pieces[2:]])
        return Spelling(
            self.pen.one("", "", " ", "，").join(order), self.town.meaning(self._facts(b, **inside)), "disordered"
        )

    def in_phases(self) -> Spelling:
        """An estate in two phases, the phase told or not."""
        if not len(self.phased):
            return self.everyday()
        b = self._pick(self.phased)
        inside = self._inside(b)
        phase = self._phase(b) if self.pen.chance(0.6) else ""
        facts = self._facts(b, phase=b["phase"] if phase else None, **inside)
        return self._told(
            "", b["base"] + phase, self.pen.inside(b["number"], inside.get("unit"), inside.get("room")), facts, "phases"
        )

    def whole_estate(self) -> Spelling:
        """An estate and nothing more."""
        b = self._pick(self.compounds[self.compounds["phase"].isna()])
        return Spelling(self.pen.one(*OPENINGS) + b["base"], ("estate", int(b["estate_id"])), "estate")

    def nearby(self) -> Spelling:
        """Words that add nothing."""
        b = self._pick(self.compounds)
        text = f"{b['base']}{self._phase(b)}{self.pen.building(b['number'])}{self.pen.one('附近', '楼下', '门口')}"
        return Spelling(text, self.town.meaning(self._facts(b)), "nearby")

    # ── what must not be placed ──────────────────────────────────────────────────────────────────────────────────

    def wrong_road(self) -> Spelling:
        """The estate of one road at the number of another."""
        b, other = self._pick(self.compounds), self._pick(self.compounds)
        facts = self._facts(b, road=other["road"], house=other["house"])
        return self._told(
            "",
            f"{other['road']}{other['house']}号{b['base']}{self._phase(b)}",
            self.pen.building(b["number"]),
            facts,
            "wrong road",
        )

    def no_such_building(self) -> Spelling:
        """A number that the estate does not go up to."""
        b = self._pick(self.compounds)
        number = str(int(self.rng.integers(150, 190)))
        return self._told(
            "",
            b["base"] + self._phase(b),
            self.pen.inside(number, "1", "101"),
            self._facts(b, number=number),
            "no such building",
        )

    def no_such_room(self) -> Spelling:
        """A floor above the roof, or a unit too many."""
        b = self._pick(self.compounds)
        said = self.pen.one({"unit": "1", "room": "5901"}, {"unit": "9", "room": "101"}, {"unit": "8"}, {"room": "199"})
        return self._told(
            "",
            b["base"] + self._phase(b),
            self.pen.inside(b["number"], said.get("unit"), said.get("room")),
            self._facts(b, **said),
            "no such room",
        )

    def house_number(self) -> Spelling:
        """3号 is no 3号楼."""
        b = self._pick(self.compounds)
        return Spelling(f"{b['base']}{self._phase(b)}{b['number']}号", None, "house number")

    def opposite(self) -> Spelling:
        """Another place than the one that is named."""
        b = self._pick(self.compounds)
        text = f"{b['base']}{self._phase(b)}{self.pen.building(b['number'])}{self.pen.one('对面', '斜对面', '隔壁', '后面', '旁边')}"
        return Spelling(text, None, "opposite")

    def nameless(self) -> Spelling:
        """A number in no estate, or in a whole community."""
        b = self._pick(self.compounds)
        inside = self._inside(b)
        area = {"community": b["community"]} if self.pen.chance(0.5) else {}
        facts = Facts(area=area, number=b["number"], **inside)
        return self._told(
            "",
            "".join(area.values()),
            self.pen.inside(b["number"], inside.get("unit"), inside.get("room")),
            facts,
            "nameless",
        )

    def foreign(self) -> Spelling:
        """An estate that the city does not have."""
        b = self._pick(self.compounds)
        name = self.pen.one(
            "滨江国际", "绿地中央广场", "阳光新天地", "万象学府", "东方曼哈顿", "碧水云天", "时代倾城", "幸福里程"
        ) + self.pen.one("", "花园", "小区")
        return Spelling(f"{name}{self.pen.inside(b['number'], '1', '101')}", None, "foreign")

    def wrong_area(self) -> Spelling:
        """The estate in a community where it is not."""
        b = self._pick(self.compounds)
        other = self._pick(self.compounds[self.compounds["community"] != b["community"]])
        facts = self._facts(b, area={"community": other["community"]})
        return self._told(
            "", f"{other['community']}{b['base']}{self._phase(b)}", self.pen.building(b["number"]), facts, "wrong area"
        )

    def other_estate(self) -> Spelling:
        """One character more makes it another estate, which the city does not have."""
        b = self._pick(self.compounds)
        name = self.pen.one("新", "小", "大", "北", "东") + b["base"]
        truth = self.town.meaning(self._facts(b, bases=self._base(name))) if name in self.town.bases else None
        return Spelling(f"{name}{self._phase(b)}{self.pen.building(b['number'])}", truth, "other estate")

    def _stem(self, base: str) -> str:
        end = next((end for end in GENERIC_ENDS if base.endswith(end) and len(base) - len(end) >= 2), "")
        return base.removesuffix(end)

    def _called(self, stem: str) -> frozenset[str]:
        """The estates of which people may think."""
        return frozenset(base for base in self.town.bases if base.startswith(stem))


def sounds_alike(one: str, other: str) -> bool:
    """Whether two names differ in characters of the same sound only, by the table of slips."""
    return len(one) == len(other) and all(
        a == b or a in SAME_SOUND.get(b, "") or b in SAME_SOUND.get(a, "") for a, b in zip(one, other, strict=True)
    )


def spellings(frames: dict[str, pd.DataFrame], seed: int, count: int) -> list[Spelling]:
    """``count`` spellings for a city; the same seed writes the same."""
    return list(Writer(Town(frames), seed).write(count))
