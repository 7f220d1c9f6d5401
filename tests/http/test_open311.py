"""Open311 GeoReport v2, as its published specification has it, in both formats.

Field names, list wrappers, error forms and the rules about arguments are those of the frozen specification at
wiki.open311.org/GeoReport_v2 and of its Service Discovery page.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import shapely
from defusedxml import ElementTree

from geo.errors import BadInput, Unavailable
from geo.files.api_keys import read_api_keys
from geo.store import LayerChange, Store
from tests.conftest import Fill
from tests.http import world
from tests.http.server import asking, serving, settings_for
from tests.incident_world import IN_A1, report, step

KEY = "xyz-123"
CODE = "9901000101"
SERVICE = {"service_code", "service_name", "description", "metadata", "type", "keywords", "group"}
REQUEST = {
    "service_request_id", "status", "status_notes", "service_name", "service_code", "description", "agency_responsible",
    "service_notice", "requested_datetime", "updated_datetime", "expected_datetime", "address", "address_id", "zipcode",
    "lat", "long", "media_url",
}  # fmt: skip


@pytest.fixture
def contents() -> Fill:
    return world.fill


@pytest.fixture
def city(store: Store, tmp_path: Path) -> Iterator[httpx.Client]:
    """A service with one key, as a hotline reaches it."""
    keys = tmp_path / "keys"
    keys.write_text(f"# who may post\n\nhotline-12345 {hashlib.sha256(KEY.encode()).hexdigest()}\n")
    settings = settings_for(
        tmp_path / "data", open311_keys=keys, open311_contact="数据科 010-0000", allowed_hosts="map.example.org"
    )
    with serving(settings, store) as address, asking(address) as client:
        client.headers["Host"] = "map.example.org"
        yield client


def posted(client: httpx.Client, kind: str = "json", key: str | None = None, **given: Any) -> httpx.Response:
    sent = {"api_key": KEY, "service_code": CODE, "lat": IN_A1[1], "long": IN_A1[0], "description": "楼下垃圾"} | given
    headers = {"Idempotency-Key": key} if key else {}
    form = {name: value for name, value in sent.items() if value is not None}
    return client.post(f"/open311/v2/requests.{kind}", data=form, headers=headers)


def asked(client: httpx.Client, path: str = "requests.json", **query: str) -> list[dict[str, Any]]:
    """What whoever may post is told."""
    answer = client.get(f"/open311/v2/{path}", params={"api_key": KEY} | query)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()
    return found


def test_discovery_says_where_the_interface_is_in_both_formats(city: httpx.Client) -> None:
    for base in ("/open311/discovery", "/open311/v2/discovery"):
        found = city.get(f"{base}.json").json()
        (endpoint,) = found["endpoints"]
        assert set(found) == {"changeset", "contact", "key_service", "endpoints"}
        assert set(endpoint) == {"specification", "url", "changeset", "type", "formats"}
        assert endpoint["url"].endswith("/open311/v2") and endpoint["type"] == "production"
        root = ElementTree.fromstring(city.get(f"{base}.xml").content)
        assert root.tag == "discovery"
        assert [one.text for one in root.findall("endpoints/endpoint/formats/format")] == [
            "text/xml",
            "application/json",
        ]


def test_services_are_the_categories_in_both_formats(city: httpx.Client) -> None:
    answer = city.get("/open311/v2/services.xml")
    assert answer.headers["content-type"] == "text/xml; charset=utf-8"
    assert answer.text.startswith('<?xml version="1.0" encoding="utf-8"?>')
    root = ElementTree.fromstring(answer.content)
    assert root.tag == "services" and {one.tag for one in root} == {"service"}
    listed = asked(city, "services.json")
    assert len(listed) == len(root) == 9
    for one, element in zip(listed, root, strict=True):
        assert set(one) == SERVICE == {field.tag for field in element}
        assert one["metadata"] is False and one["type"] == "realtime"
        assert element.findtext("metadata") == "false" and element.findtext("service_code") == one["service_code"]
    assert listed[0]["service_name"] == "Environment"
    chinese = city.get("/open311/v2/services.json?jurisdiction_id=any.city", headers={"Accept-Language": "zh"}).json()
    assert chinese[0]["service_name"] == "市容环境"


def test_a_service_definition_has_no_attributes(city: httpx.Client) -> None:
    assert city.get(f"/open311/v2/services/{CODE}.json").json() == {"service_code": CODE, "attributes": []}
    root = ElementTree.fromstring(city.get(f"/open311/v2/services/{CODE}.xml").content)
    assert root.tag == "service_definition" and root.find("attributes") is not None


def test_a_posted_request_is_a_public_report_and_can_be_read(city: httpx.Client, store: Store) -> None:
    answer = posted(city)
    assert answer.status_code == 201, answer.text
    (made,) = answer.json()
    assert set(made) == {"service_request_id", "service_notice", "account_id"} and made["account_id"] is None
    (found,) = asked(city, f"requests/{made['service_request_id']}.json")
    assert set(found) == REQUEST
    assert (found["status"], found["service_code"]) == ("open", CODE)
    for name in ("requested_datetime", "updated_datetime", "expected_datetime"):
        assert dt.datetime.fromisoformat(found[name]).tzinfo is not None
    row = store.read("incident", ids=[int(made["service_request_id"])]).iloc[0]
    assert (row["channel"], row["state"], row["description"]) == ("public", "collected", "楼下垃圾")
    root = ElementTree.fromstring(
        city.get(f"/open311/v2/requests/{made['service_request_id']}.xml?api_key={KEY}").content
    )
    assert root.tag == "service_requests" and [one.tag for one in root] == ["request"]
    told = {name: None if value is None else str(value) for name, value in found.items()}
    assert {field.tag: field.text for field in root[0]} == told
    made_in_xml = ElementTree.fromstring(posted(city, "xml").content)
    assert made_in_xml.findtext("request/service_request_id") == str(int(made["service_request_id"]) + 1)


def test_nothing_that_is_for_staff_or_about_a_person_is_told_or_kept(city: httpx.Client, store: Store) -> None:
    person = {"first_name": "Secretus", "last_name": "Secretson", "email": "secret@example.org", "phone": "13800138000",
              "device_id": "secret-device", "account_id": "secret-account", "media_url": "http://secret.example.org/a.jpg"}  # fmt: skip
    (made,) = posted(city, description="secret words", **person).json()
    (private,) = posted(city, service_code="9901000601").json()  # disputes
    shown = "".join(city.get(f"/open311/v2/requests.{kind}?api_key={KEY}").text for kind in ("json", "xml"))
    assert made["service_request_id"] in shown
    assert "secret" not in shown.lower() and "13800138000" not in shown
    kept = store.read("incident").astype(str).to_json()
    assert "Secret" not in kept and "secret@" not in kept and "13800138000" not in kept and "secret-device" not in kept
    for number in (private["service_request_id"], "1", "999"):  # another's secret, a worker's, nobody's: all look alike
        answer = city.get(f"/open311/v2/requests/{number}.json")
        assert (answer.status_code, [error["code"] for error in answer.json()]) == (404, [404])
    assert [one["service_request_id"] for one in asked(city)] == [made["service_request_id"]]


def test_everybody_is_told_of_what_was_looked_at_and_of_its_estate_or_grid_alone(
    city: httpx.Client, store: Store, tmp_path: Path
) -> None:
    estate = world.frame(
        {"id": 7, "code": "E7", "name": "南苑", "community_id": 1, "geometry": world.many(world.box(0, 0, 1, 1))}
    )
    store.write([LayerChange("estate", estate, world.FIRST_DAY)], source="test")
    spots = [(world.LON + x * world.STEP, world.LAT + y * world.STEP) for x, y in ((0.3, 0.3), (0.2, 0.4), (0.3, 1.5))]
    numbers = [posted(city, long=lon, lat=lat).json()[0]["service_request_id"] for lon, lat in spots]
    void = posted(city).json()[0]["service_request_id"]
    assert city.get("/open311/v2/requests.json").json() == []
    assert [city.get(f"/open311/v2/requests/{number}.json?api_key=wrong").status_code for number in numbers] == [
        404
    ] * 3
    with serving(settings_for(tmp_path / "staff"), store) as address, asking(address) as staff:
        for number in numbers:
            for taken in (step("verified", "worker"), step("registered")):
                assert staff.post(f"/incidents/{number}/steps", json=taken).status_code == 200
        assert staff.post(f"/incidents/{void}/steps", json=step("void", reason="骚扰")).status_code == 200
    told = {
        one["service_request_id"]: (one["long"], one["lat"]) for one in city.get("/open311/v2/requests.json").json()
    }
    first, beside, north = (told.pop(number) for number in numbers)
    assert told == {} and first == beside != north
    assert not {first, north} & set(spots)
    assert world.box(0, 0, 1, 1).contains(shapely.Point(first)) and world.box(0, 0, 1, 2).contains(shapely.Point(north))


@pytest.mark.parametrize("key", [None, "", "wrong", KEY.upper()])
def test_without_a_key_that_is_known_nothing_is_posted(city: httpx.Client, store: Store, key: str | None) -> None:
    for kind in ("json", "xml"):
        answer = posted(city, kind, api_key=key)
        assert answer.status_code == 403
    assert ElementTree.fromstring(answer.content).findtext("error/code") == "403"
    assert store.counts()["incident"] == 1


def test_where_no_keys_are_set_nobody_posts(small_client: httpx.Client) -> None:
    answer = posted(small_client)
    assert (answer.status_code, answer.json()[0]["code"]) == (403, 403)
    assert "JINGWEI_OPEN311_KEYS" in answer.json()[0]["description"]


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"service_code": None}, 400),
        ({"service_code": "0000000000"}, 404),
        ({"lat": None, "long": None}, 400),
        ({"lat": None}, 400),
        ({"lat": "north"}, 400),
        ({"lat": "91"}, 400),
        ({"lat": None, "long": None, "address_id": "no such code"}, 400),
        ({"lat": None, "long": None, "address_string": "无此地址 999 号"}, 400),
        ({"description": "x" * 4001}, 400),
        ({"colour": "red"}, 400),
    ],
)
def test_a_request_that_cannot_be_made_is_refused_in_the_form_of_the_specification(
    city: httpx.Client, given: dict[str, Any], status: int
) -> None:
    answer = posted(city, **given)
    assert answer.status_code == status, answer.text
    (error,) = answer.json()
    assert set(error) == {"code", "description"} and error["code"] == status and error["description"]
    root = ElementTree.fromstring(posted(city, "xml", **given).content)
    assert root.tag == "errors" and root.findtext("error/code") == str(status)


def test_empty_arguments_are_as_good_as_none_and_attributes_are_let_be(city: httpx.Client) -> None:
    assert (
        posted(city, email="", jurisdiction_id="city.gov", address_string="", **{"attribute[X]": "1"}).status_code
        == 201
    )
    assert asked(city, service_code="", status="", start_date="")


def test_a_request_may_be_placed_by_a_building_s_code(city: httpx.Client, store: Store) -> None:
    (made,) = posted(city, lat=None, long=None, address_id="99010100100100001").json()
    row = store.read("incident", ids=[int(made["service_request_id"])]).iloc[0]
    assert (row["building_id"], row["place"], row["grid_id"]) == (1, "building", 1)


def test_a_request_that_is_sent_again_under_its_key_is_stored_once_and_the_key_is_its_token(
    city: httpx.Client, store: Store
) -> None:
    first, again = (posted(city, key="hotline-0001").json() for _ in range(2))
    assert first == again
    assert store.counts()["incident"] == 2
    found = city.get("/open311/v2/tokens/hotline-0001.json").json()
    assert found == [{"service_request_id": first[0]["service_request_id"], "token": "hotline-0001"}]
    assert city.get("/open311/v2/tokens/hotline-0002.xml").status_code == 404


def test_requests_are_filtered_by_kind_status_and_time(city: httpx.Client, store: Store, tmp_path: Path) -> None:
    one = posted(city).json()[0]["service_request_id"]
    other = posted(city, service_code="9901000201").json()[0]["service_request_id"]
    with serving(settings_for(tmp_path / "staff"), store) as address, asking(address) as staff:
        taken = staff.post(f"/incidents/{other}/steps", json=step("void", reason="重复"))
        assert taken.status_code == 200, taken.text
        early = (dt.datetime.now(dt.UTC) - dt.timedelta(days=20)).isoformat()
        old = staff.post("/incidents", json=report(channel="public", reported_at=early)).json()["incident"]["id"]

    def ids(**query: str) -> list[str]:
        return [request["service_request_id"] for request in asked(city, **query)]

    assert ids() == [other, one, str(old)]
    assert ids(status="closed") == [other]
    assert ids(status="open,closed", service_code=f"{CODE},9901000201") == [other, one, str(old)]
    assert ids(service_code=CODE) == [one, str(old)]
    assert ids(service_request_id=f"{old},{one}", status="closed") == [one, str(old)] or ids(
        service_request_id=f"{old},{one}", status="closed"
    ) == [str(old), one]  # it overrides all other arguments
    day = dt.datetime.now(dt.UTC)
    assert ids(end_date=(day - dt.timedelta(days=10)).isoformat().replace("+00:00", "Z")) == [str(old)]
    assert ids(start_date=(day - dt.timedelta(days=10)).isoformat().replace("+00:00", "Z")) == [other, one]


def test_a_span_has_at_most_ninety_days(city: httpx.Client) -> None:
    ninety = {"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-04-01T00:00:00Z"}
    assert asked(city, **ninety) == []
    answer = city.get("/open311/v2/requests.json", params=ninety | {"end_date": "2026-04-01T00:00:01Z"})
    assert (answer.status_code, answer.json()[0]["code"]) == (400, 400)


@pytest.mark.parametrize(
    "path",
    [
        "requests.json?status=lost", "requests.json?start_date=yesterday", "requests.json?colour=red",
        "requests.json?service_request_id=x", "services.yaml", "services/0000000000.json", "requests/x.json",
        "tokens/a%20b.json",
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_an_error_in_the_form_of_the_specification(city: httpx.Client, path: str) -> None:
    answer = city.get(f"/open311/v2/{path}")
    assert answer.status_code in (400, 404)
    if path.endswith(".yaml"):
        assert ElementTree.fromstring(answer.content).tag == "errors"
    else:
        assert set(answer.json()[0]) == {"code", "description"}


def test_characters_that_no_xml_may_hold_are_left_out(city: httpx.Client) -> None:
    answer = city.get("/open311/v2/services/%01%3Cx%3E&.xml")
    root = ElementTree.fromstring(answer.content)
    assert "<x>&" in (root.findtext("error/description") or "")


def test_a_file_of_keys_that_cannot_be_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    path.write_text("# fine\nhotline not-a-hash\n")
    with pytest.raises(BadInput) as refused:
        read_api_keys(path)
    assert "line 2" in refused.value.text("en")
    path.write_bytes(b"hotline \xff\xfe\n")
    for mistaken in (tmp_path / "secret-key", tmp_path, path, Path("secret" * 100)):
        with pytest.raises(Unavailable) as unread:
            read_api_keys(mistaken)
        # whoever mistook the setting wrote a key there
        assert str(mistaken) not in f"{unread.value} {unread.value.text('zh')}"
        assert "JINGWEI_OPEN311_KEYS" in unread.value.text("zh")
    assert read_api_keys(None).name_of(KEY) is None
