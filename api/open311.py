"""Open311 GeoReport v2: its two formats, its errors, and incidents as its service requests.

https://wiki.open311.org/GeoReport_v2 (frozen). JSON is its XML by the Spark convention: lists lose their wrappers.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from xml.sax.saxutils import escape

import orjson
from starlette.responses import Response

from api.moments import moment
from geo.errors import Forbidden, JingweiError, Language, NotFound, Unavailable
from geo.files.api_keys import ApiKeys
from geo.incidents import ENDS, Category, IncidentRules
from geo.incidents.states import ROLE_LABELS, STATE_LABELS
from geo.store.incident_desk import Row

SPECIFICATION: Final = "http://wiki.open311.org/GeoReport_v2"
FORMATS: Final = {"xml": "text/xml; charset=utf-8", "json": "application/json; charset=utf-8"}
ITEMS: Final = {
    "services": "service", "service_requests": "request", "errors": "error", "attributes": "attribute",
    "endpoints": "endpoint", "formats": "format",
}  # fmt: skip
"""What stands inside each list of the XML."""

SPAN: Final = dt.timedelta(days=90)
MOST: Final = 1_000
_IMPOSSIBLE: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML may hold."""


@dataclass(frozen=True, slots=True)
class Open311:
    """What a deployment says of its interface, and who may post."""

    keys: ApiKeys
    changed_at: dt.datetime
    contact: str


def answer(kind: str, root: str, content: Any, status: int = 200) -> Response:
    """The content in a format: a list under its name, or one object."""
    if kind == "json":
        body = orjson.dumps(content)
    else:
        body = ('<?xml version="1.0" encoding="utf-8"?>\n' + _element(root, content)).encode()
    headers = {"Cache-Control": "no-store", "Vary": "Accept-Language"}
    return Response(body, status, headers, FORMATS[kind])


def error_answer(kind: str, error: JingweiError, language: Language) -> Response:
    """An error in the format's own form: 404 for what is not there, 403 for a missing or wrong key, else 400 (503 while
    the service itself is not whole).
    """
    status = 404 if isinstance(error, NotFound) else 403 if isinstance(error, Forbidden) else 400
    if isinstance(error, Unavailable):
        status = 503
    said = " — ".join(part for part in (error.text(language), error.remedy(language)) if part)
    return answer(kind, "errors", [{"code": status, "description": said}], status)


def discovery(base: str, about: Open311) -> dict[str, Any]:
    """Where the interface is and which formats it speaks."""
    changed = moment(about.changed_at)
    endpoint = {
        "specification": SPECIFICATION, "url": f"{base}/open311/v2", "changeset": changed, "type": "production",
        "formats": ["text/xml", "application/json"],
    }  # fmt: skip
    return {
        "changeset": changed, "contact": about.contact, "key_service": about.contact, "endpoints": [endpoint],
    }  # fmt: skip


def service_document(category: Category, language: Language) -> dict[str, Any]:
    """One category as a service request type; none of them asks for further attributes."""
    return {
        "service_code": category.code, "service_name": getattr(category.label, language),
        "description": getattr(category.registration, language), "metadata": False, "type": "realtime",
        "keywords": f"{category.label.zh}, {category.label.en}, {category.id}", "group": "",
    }  # fmt: skip


def request_document(
    row: Row,
    rules: IncidentRules,
    updated_at: dt.datetime,
    address: str | None,
    point: tuple[float, float] | None,
    language: Language,
) -> dict[str, Any]:
    """An incident as a service request: what the registry calls public of it, and nothing else. Its description, its
    photos, the building and the place are for staff; ``point`` (lon, lat) stands for the place.
    """
    category = rules.category(row["category"])
    closed = row["state"] in ENDS
    lon, lat = point or (None, None)
    return {
        "service_request_id": str(row["id"]), "status": "closed" if closed else "open",
        "status_notes": getattr(STATE_LABELS[row["state"]], language),
        "service_name": getattr(category.label, language), "service_code": category.code, "description": None,
        "agency_responsible": getattr(ROLE_LABELS[category.role], language),
        "service_notice": getattr(category.closing, language), "requested_datetime": moment(row["reported_at"]),
        "updated_datetime": moment(row["closed_at"] or updated_at), "expected_datetime": moment(row["due_at"]),
        "address": address, "address_id": None, "zipcode": None, "lat": lat, "long": lon, "media_url": None,
    }  # fmt: skip


def _element(name: str, value: Any) -> str:
    if value is None or value == "":
        return f"<{name}/>"
    return f"<{name}>{_content(name, value)}</{name}>"


def _content(name: str, value: Any) -> str:
    if isinstance(value, Mapping):
        return "".join(_element(key, inner) for key, inner in value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "".join(_element(ITEMS[name], inner) for inner in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return escape(_IMPOSSIBLE.sub("", str(value)))
