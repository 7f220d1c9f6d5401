"""What the map never keeps of people: the words of headers, and the forms of values, that are refused in an import.

Source: the Personal Information Protection Law (个人信息保护法), articles 4 and 28. The forms: GB 11643-1999 (identity
numbers) and the mobile number ranges of the national numbering plan.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from geo.layers.kinds import Label

PEOPLE: Final = frozenset({"building", "entrance", "household", "incident", "assignment", "service_link"})
"""Layers whose rows stand for homes or persons: a telephone or a bare name there is somebody's own."""


OFFICE_LEVELS: Final = (1, 2)
"""The levels of units that have an office: the telephone of a group or a hub household is somebody's own."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Words that say that a column is about persons. ``inside`` match within a header, ``whole`` as all of it;
    ``layers`` limits them (empty: every layer). Headers are given without case, width, spaces and brackets.
    """

    reason: Label
    inside: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    layers: frozenset[str] = frozenset()


_NAME = Label("个人姓名", "the name of a person")
_DOCUMENT = Label("个人证件或账号", "a document or account number of a person")
_CONTACT = Label("个人联系方式", "how to reach a person")
_SENSITIVE = Label("健康、民族、信仰等敏感个人信息", "health, ethnicity, belief or other sensitive data of persons")
_LISTED = Label("重点人员名录", "a list of persons who are watched")

REFUSED: Final = (
    Refusal(
        _NAME,
        ("户主", "姓名", "联系人", "监护人", "承租人", "产权人", "房主", "报案人", "举报人", "投诉人", "负责人", "法定代表人"),
        ("业主", "业主名", "租户", "租客", "居民", "住户", "ownername", "residentname", "householder", "contactperson"),
    ),
    Refusal(_NAME, (), ("name", "名字", "owner", "resident", "tenant"), PEOPLE - {"building", "entrance"}),
    Refusal(
        _DOCUMENT,
        ("身份证", "证件", "公民身份", "护照", "社保号", "社保卡", "医保号", "医保卡", "银行卡", "银行账", "车牌", "人脸", "指纹"),
        ("idcard", "idnumber", "identitycard", "identitynumber", "identityno", "passport", "passportno"),
    ),
    Refusal(
        _CONTACT,
        ("手机", "移动电话", "家庭电话", "住宅电话", "微信", "紧急联系"),
        ("mobile", "mobilephone", "mobileno", "mobilenumber", "cellphone", "contact:mobile", "contactmobile"),
    ),
    Refusal(_CONTACT, ("电话", "联系方式"), ("phone", "telephone", "tel", "contactphone", "email", "邮箱"), PEOPLE),
    Refusal(
        _SENSITIVE,
        ("病", "健康", "残疾", "残障", "失能", "失独", "孕", "民族", "宗教", "信仰", "政治面貌", "低保", "婚姻"),
        ("ethnicity", "disability", "disabled", "disease", "patient", "性别", "出生日期", "出生年月", "年龄"),
    ),
    Refusal(_SENSITIVE, (), ("religion", "health", "gender", "sex", "birthday", "dateofbirth"), PEOPLE),
    Refusal(
        _LISTED,
        ("重点人员", "重点人群", "重点对象", "信访人", "刑满", "社区矫正", "矫正对象", "吸毒", "涉毒", "前科", "邪教"),
    ),
)  # fmt: skip

HARMLESS: Final = (
    "病床", "病房", "病区", "病虫", "健康步道", "健康中心", "健康服务", "健康小屋", "残疾人设施", "残疾人通道",
    "残疾人车位", "民族乡", "车牌识别", "证件照", "物业电话", "服务电话", "值班电话", "办公电话",
)  # fmt: skip
"""Words in which a refused word means a place or a thing."""

_COUNT_ENDINGS = ("数", "数量", "户数", "人数", "比例", "占比", "率")


def refused_header(header: str, layer: str) -> Label | None:
    """What a column of this header says of persons; None for a column that may be kept.

    ``header`` without case, width, spaces and brackets. Numbers of beds, ramps or clinics are no persons; numbers of
    persons are kept where the row is an area, and refused where it is a home.
    """
    word = header
    for harmless in HARMLESS:
        word = word.replace(harmless, "")
    if word.endswith(_COUNT_ENDINGS) and layer not in PEOPLE:
        return None
    for refusal in REFUSED:
        if refusal.layers and layer not in refusal.layers:
            continue
        if word in refusal.whole or any(part in word for part in refusal.inside):
            return refusal.reason
    return None


_IDENTITY = re.compile(r"(?<![0-9A-Za-z.])[1-9][0-9]{5}((?:19|20)[0-9]{6})[0-9]{3}[0-9Xx](?![0-9A-Za-z])")
_MOBILE = re.compile(
    r"(?<![0-9A-Za-z.])(?:\+?86[- ]?)?"
    r"1(?:3[0-9]|4[5-9]|5[0-35-9]|6[2567]|7[0-8]|8[0-9]|9[0-35-9])([- ]?)[0-9]{4}\1[0-9]{4}(?![0-9A-Za-z]|\.[0-9])"
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


def has_identity_number(text: str) -> bool:
    """Whether an 18-character identity number with a possible birthday and the right check character stands in it."""
    return any(_is_identity(found[0], found[1]) for found in _IDENTITY.finditer(text))


def has_mobile_number(text: str) -> bool:
    """Whether a mobile number of mainland China stands in it, with or without country code and separators."""
    return _MOBILE.search(text) is not None


def any_identity_number(texts: Iterable[str]) -> bool:
    """Whether any of the texts holds an identity number."""
    return has_identity_number("\n".join(texts))


def any_mobile_number(texts: Iterable[str]) -> bool:
    """Whether any of the texts holds a mobile number."""
    return has_mobile_number("\n".join(texts))


def _is_identity(number: str, birthday: str) -> bool:
    try:
        dt.date(int(birthday[:4]), int(birthday[4:6]), int(birthday[6:]))
    except ValueError:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    return _CHECKS[total % 11] == number[-1].upper()
