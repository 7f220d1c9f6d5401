"""How the numbered pieces of an address are written: each pattern, its kind, and when it counts."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from geo.address.numerals import CHINESE_NUMERAL, number_of
from geo.address.segments import Kind

_DIGITS = "(?<![0-9])[0-9]{1,6}(?![0-9])"
_CHINESE = f"(?<!{CHINESE_NUMERAL}){CHINESE_NUMERAL}{{1,7}}(?!{CHINESE_NUMERAL})"
_NUMBER = f"(?:{_DIGITS}|{_CHINESE})"
_STEM = "[甲乙丙丁戊己庚辛]"
_LETTER = "(?:(?<![a-z])[a-z](?![a-z]))"
_NAME = rf"(?:{_STEM}?{_NUMBER}|{_NUMBER}{_STEM}|{_LETTER}-?[0-9]{{1,3}}|[0-9]{{1,3}}-?{_LETTER}|[0-9]{{1,3}}-[0-9]{{1,3}}|{_LETTER}|{_STEM})"
"""What a building is called: 3, 甲3, 3甲, a3, 3a, 3-1, a, 甲."""
_HALL = (
    "(?:教学|写字|研发|医疗|门诊|住院|综合|办公|实验|宿舍|科研|行政|商业|商务|公寓|图书|住宅|居民|大)楼"
    "|市场大厅|商场|车间|厂房|仓库|公园用房|公寓"
)

Context = Sequence[Kind]
"""The kinds of the segments so far, in the order of the text."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A kind of numbered piece. Group 1 of ``form`` is its number; ``fits`` says whether it may follow what was read."""

    kind: Kind
    form: re.Pattern[str]
    fits: Callable[[Context], bool]


def _always(_: Context) -> bool:
    return True


def _is_lane_building(context: Context) -> bool:
    """In a lane a bare 号 is a building: 88弄3号."""
    return Kind.LANE in context and not {Kind.BUILDING, Kind.UNIT} & set(context)


def _is_indoors(context: Context) -> bool:
    return bool({Kind.UNIT, Kind.FLOOR} & set(context))


def _is_in_a_building(context: Context) -> bool:
    return bool({Kind.BUILDING, Kind.SUB_NUMBER} & set(context))


def _is_named(context: Context) -> bool:
    return bool(context)


def _is_numbered(context: Context) -> bool:
    return bool(context) and context[-1] in (Kind.HOUSE_NUMBER, Kind.SUB_NUMBER)


def _pattern(kind: Kind, form: str, fits: Callable[[Context], bool] = _always) -> Pattern:
    return Pattern(kind, re.compile(form), fits)


PATTERNS: Final = (
    _pattern(Kind.PHASE, f"第?({_NUMBER}|{_LETTER})期"),
    _pattern(Kind.PHASE, f"第?({_NUMBER}|{_LETTER})(?:组团|区)(?!域|号)", _is_named),
    _pattern(Kind.BUILDING, f"第?({_NAME})(?:号楼|号栋|号幢|号座|栋楼|幢楼|栋|幢|座|#楼|#栋|#|号(?:{_HALL}))"),
    _pattern(Kind.BUILDING, f"#({_NAME})(?:号楼|楼|栋|幢)?", lambda c: Kind.BUILDING not in c),
    _pattern(Kind.BUILDING, f"({_LETTER}|{_STEM})楼"),
    _pattern(Kind.UNIT, f"第?({_NUMBER}|{_LETTER}|[东西南北中甲乙丙丁])单元"),
    _pattern(Kind.UNIT, f"第?({_NUMBER})(?:号门|门|梯)(?![诊面店市卫牌口])", _is_in_a_building),
    _pattern(Kind.FLOOR, f"(?:第)?((?:负|地下|-)?{_NUMBER})(?:层|楼)"),
    _pattern(Kind.FLOOR, r"((?<![0-9a-z])[0-9]{1,3})f(?![a-z])"),
    _pattern(Kind.FLOOR, r"((?<![a-z])b[1-9])(?:层|楼)?(?![0-9a-z栋幢座#号])", _is_in_a_building),
    _pattern(Kind.ROOM, f"({_LETTER}?{_DIGITS}{_LETTER}?|[0-9]{{1,5}}[a-z]|[a-z][0-9]{{1,5}}|{_CHINESE})(?:号?室|号?房(?![产地屋])|号?户)"),
    _pattern(Kind.LANE, f"({_NUMBER})(?:支?弄)"),
    _pattern(Kind.SUB_NUMBER, f"附({_NUMBER})号?"),
    _pattern(Kind.SUB_NUMBER, f"之({_NUMBER})号?", _is_numbered),
    _pattern(Kind.BUILDING, f"({_NAME})号(?![线码])", _is_lane_building),
    _pattern(Kind.ROOM, f"({_DIGITS}|{_CHINESE})号(?![线码楼])", _is_indoors),
    _pattern(Kind.ROOM, f"([0-9]{{3,5}}|{CHINESE_NUMERAL}{{3,5}})号(?![线码楼])", _is_in_a_building),
    _pattern(Kind.NUMBER, f"({_NUMBER})号(?![线码楼])", _is_in_a_building),
    _pattern(Kind.HOUSE_NUMBER, f"({_STEM}?{_NUMBER}(?:[-之]{_NUMBER})?{_STEM}?)号院?(?![线码])"),
)  # fmt: skip
"""Tried from top to bottom at each place; the first that stands there and fits counts."""

TYPED_SUFFIX: Final = re.compile("号楼|号栋|号幢|号座|栋|幢|座|#|单元|层|楼|期|弄|门|梯|f(?![a-z])")
"""What types the number before it, so that it ends a chain of bare numbers: 3-2单元 is 3, then 2单元."""
ROOM_SUFFIX: Final = re.compile("号?室|号?房|号?户|号(?!楼)")
CHAIN: Final = re.compile(
    rf"(?<![0-9a-z])({_LETTER}|{_STEM}|[a-z]?[0-9]{{1,6}}[a-z]?)(?:[-/ ]+(?:[0-9]{{1,6}}[a-z]?))*(?![0-9])"
)
"""Bare numbers side by side: 5-2-301, a-501, 3 2 501, or a single one."""
CHINESE_ROOM: Final = re.compile(f"{_CHINESE}(?![号栋幢座单层楼期弄门梯村里厂])")

RELATION: Final = re.compile(
    "斜?对[面过](?!号)|隔壁|旁边?|左边|右边|[前后]面|背后|以[东西南北]|[东西南北]侧|之间|往[东西南北]"
)
NEARBY: Final = re.compile("附近|周边|门口|楼下|楼内|院内|里面|内(?![蒙江])|处(?!$)|附近处")
PREAMBLE: Final = re.compile(
    "(?:收货|家庭|详细|居住|现住|事发|报修)?(?:地址|住址|地点|位置)(?:[:是在为]| )*|(?:我家?|他家?)?(?:住在|位于|住)|业主|住户|居民|小区内|小区(?=[0-9#])"
)


def tidy(number: str) -> str:
    """A number as it is compared: Arabic digits without leading zeros, stems and letters beside them as they are."""
    pieces = re.findall(f"[0-9]+|{CHINESE_NUMERAL}+|[^0-9]", number.replace("地下", "-").replace("负", "-"))
    told = []
    for piece in pieces:
        counted = number_of(piece)
        told.append(piece if counted is None else str(counted))
    return "".join(told).replace("之", "-")
