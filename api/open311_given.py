"""What a post of Open311 says: its form, and the place that it names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
from fastapi import Request

from api import params
from api.deps import Service
from geo.address.matching import Matcher
from geo.errors import BadInput, Message

PERSONAL: Final = ("email", "device_id", "account_id", "first_name", "last_name", "phone", "media_url")
"""Arguments that are taken and left unread."""
POSTED: Final = (
    "api_key", "jurisdiction_id", "service_code", "lat", "long", "address_string", "address_id", "description", *PERSONAL,
)  # fmt: skip
URLENCODED: Final = "application/x-www-form-urlencoded"

LOCATION_MISSING = Message(
    "open311-location-missing",
    zh="缺少位置",
    en="the location is missing",
    remedy_zh="请给出 lat 和 long，或 address_string，或 address_id",
    remedy_en="give lat and long, or address_string, or address_id",
)
ADDRESS_UNPLACED = Message(
    "open311-address-unplaced",
    zh="无法确定地址“{got}”是哪一栋楼",
    en="the address {got!r} does not name one building",
    remedy_zh="请写得完整些（小区、楼号），或给出 lat 和 long",
    remedy_en="say more (estate, building), or give lat and long",
)
FORM_WANTED = Message(
    "open311-form-wanted",
    zh="请求体应为 {expected}，收到的是“{got}”",
    en="the body is {got!r}; expected {expected}",
)


async def posted_form(request: Request) -> Mapping[str, str]:
    """The arguments of a post that are not blank, of its body and its address: each once, and none that is unknown."""
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type != URLENCODED:
        raise BadInput(FORM_WANTED, got=content_type, expected=URLENCODED)
    given: dict[str, str] = {}
    async with request.form(max_files=0, max_fields=100) as form:
        for name, value in (*form.multi_items(), *request.query_params.multi_items()):
            if name.startswith("attribute["):
                continue
            if name not in POSTED:
                raise params.unknown(name, POSTED)
            if name in given:
                raise BadInput(params.PARAMETER_TWICE, got=name)
            given[name] = str(value)
    return {name: text for name, text in given.items() if text.strip()}


def place_of(service: Service, given: Mapping[str, str]) -> tuple[float | None, float | None, int | None]:
    """lon, lat and building: coordinates win over an address, an address's id over its words."""
    if "lat" in given or "long" in given:
        lat = params.number("lat", given.get("lat"), -90, 90)
        return params.number("long", given.get("long"), -180, 180), lat, None
    city = service.views.at().city
    buildings = city.layer("building")
    if "address_id" in given:
        rows = np.flatnonzero(buildings.columns["code"] == given["address_id"])
        if len(rows) != 1:
            raise BadInput(ADDRESS_UNPLACED, got=given["address_id"])
        return None, None, int(buildings.ids[rows[0]])
    if "address_string" in given:
        found = Matcher(service.books.at(city)).candidates(given["address_string"])
        if len(found.rows) != 1 or found.doubt is not None:
            raise BadInput(ADDRESS_UNPLACED, got=given["address_string"])
        return None, None, int(buildings.ids[found.rows[0]])
    raise BadInput(LOCATION_MISSING)
