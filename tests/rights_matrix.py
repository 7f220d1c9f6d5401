"""Every route of the OpenAPI document, asked by every kind of reader about things inside and outside their areas.

``ROWS`` names for each operation what is asked and who may; an operation that no row covers is a hole, and is told as
one. ``Matrix.leaks`` gives what went wrong, so that a test can also ask whether a hole that was made is noticed.
"""

from __future__ import annotations

import asyncio
import gzip
import io
import zipfile
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import httpx
import pandas as pd

from geo.rights import KEEPS_ALIASES, PLANS, RUNS_THE_SERVICE, Scope
from tests.incident_world import new_id
from tests.rights_world import (
    AT_THE_DOOR,
    GONE,
    HOLDERS,
    INSIDE,
    OUTSIDE,
    SCOPES,
    SEES_INCIDENTS,
    report_of,
    secrets,
    spot_of,
)

HOMES: Final = ("worker", "planner", "analyst", "dispatcher")
ANYBODY: Final[tuple[str, ...]] = ()


@dataclass(frozen=True, slots=True)
class Ask:
    """One request. ``roles`` may make it (none: anybody), over the grid ``at`` where it is about a place; ``twin`` is the
    same about something that is not there: outside, both must look the same. ``writes`` are sent to nobody who may.
    """

    path: str
    method: str = "GET"
    roles: tuple[str, ...] = ANYBODY
    at: int | None = None
    twin: str | None = None
    body: Callable[[], Any] | None = None
    form: dict[str, Any] | None = None
    headers: dict[str, str] | None = None
    writes: bool = False
    good: tuple[int, ...] = (200,)

    def allowed(self, asker: Scope) -> bool:
        """Whether that reader may."""
        if not self.roles:
            return True
        held = {
            grant.role
            for grant in asker.grants
            if grant.layer is None or self.at is None or (grant.layer, grant.area) in HOLDERS[self.at]
        }
        return not held.isdisjoint(self.roles)


def both(path: str, roles: tuple[str, ...] = ANYBODY, **more: Any) -> tuple[Ask, ...]:
    """The same about grid 1 and about grid 9: ``{n}`` is the number; what is not there is number 77."""
    return tuple(
        Ask(path.format(n=n), roles=roles, at=n, twin=path.format(n=GONE) if roles else None, **more)
        for n in (INSIDE, OUTSIDE)
    )


def anybody(*paths: str, **more: Any) -> tuple[Ask, ...]:
    return tuple(Ask(path, **more) for path in paths)


LISTS: Final = (
    "street", "community", "grid", "estate", "building", "entrance", "household", "unit", "service_link", "organisation",
    "venue", "incident", "assignment", "gap", "seam", "building_coverage", "estate_coverage", "grid_coverage",
)  # fmt: skip
NEVER: Final = {"household", "service_link", "assignment"}


@dataclass
class Made:
    """What staff made before anybody is asked: numbers that stand in addresses."""

    incidents: dict[int, int] = field(default_factory=dict)
    photos: dict[int, int] = field(default_factory=dict)
    seen: dict[int, int] = field(default_factory=dict)
    unseen: dict[int, int] = field(default_factory=dict)
    run: int = 0
    scenario: int = 0
    alias: dict[int, int] = field(default_factory=dict)
    siting: str = ""
    sited: int = 0
    imported: str = ""


ELSEWHERE: Final = {
    "change_events": "test_changes.py", "open311_post": "test_open311.py", "sign_in": "test_sign_in.py", "sign_out": "test_sign_in.py",
    "sign_out_everywhere": "test_sign_in.py", "set_up_account": "test_sign_in.py", "change_password": "test_sign_in.py",
    "second_factor": "test_sign_in.py", "make_token": "test_sign_in.py", "delete_token": "test_sign_in.py",
}  # fmt: skip
"""Operations that a table cannot ask about, and the tests beside this one that do."""


def rows(made: Made) -> dict[str, tuple[Ask, ...]]:
    """The table, by operation."""
    lon, lat = spot_of(OUTSIDE)
    close = f"lon={lon}&lat={lat}"
    return {
        "landing": anybody("/", headers={"Accept": "application/json"}),
        "conformance": anybody("/conformance"), "health": anybody("/health"), "ready": anybody("/ready"),
        "registry": anybody("/registry"), "style": anybody("/styles/planner.json", "/styles/planner.json?theme=chain"),
        "collections": anybody("/collections"),
        "collection": anybody(*(f"/collections/{name}" for name in LISTS), good=(200, 404)),
        "items": anybody(
            *(f"/collections/{name}/items?limit=1000&count=true" for name in LISTS),
            "/collections/incident/items?datetime=2026-01-01T00:00:00Z/..", "/collections/unit/items?datetime=../..",
            "/collections/unit/items?telephone=UNITTEL-9", "/collections/unit/items?sortby=telephone",
            "/collections/incident/items?within=grid/9", "/collections/building_coverage/items?within=grid/9",
            good=(200, 400, 404),
        ),
        "item": (
            *both("/collections/incident/items/{n}", SEES_INCIDENTS), *both("/collections/building_coverage/items/{n}", HOMES),
            *both("/collections/grid/items/{n}"), *both("/collections/building/items/{n}"),
            *anybody("/collections/unit/items/39", "/collections/household/items/900", good=(404,)),
            *anybody("/collections/unit/items/29"),
            Ask("/collections/household/items/100", roles=("worker",), at=INSIDE, twin=f"/collections/household/items/{GONE}"),
        ),
        "tilejson": (*anybody("/tiles/building,unit.json"), Ask("/tiles/household.json", roles=("worker",)), Ask("/tiles/incident.json", roles=SEES_INCIDENTS)),
        "tile": (
            *anybody("/tiles/street,community,grid,estate,building,entrance,venue,unit/14/13489/6207.mvt", "/tiles/gap,grid_coverage,building_coverage/14/13489/6207.mvt"),
            Ask("/tiles/incident/14/13489/6207.mvt", roles=SEES_INCIDENTS),
            Ask("/tiles/household/14/13489/6207.mvt", roles=("worker",)),
            Ask("/tiles/unit/14/13489/6207.mvt?scope=0123456789abcdef", good=(404,)),
        ),
        "search": anybody(
            "/search?q=HUBNAME", "/search?q=HUBCODE-9", "/search?q=CODE-9-of", "/search?q=9号楼", "/search?q=第9小区9号楼ROOM-9-7731室",
            "/search?q=UNITTEL-9", "/search?q=incident&layers=incident",
        ),
        "geocode": anybody("/geocode?q=第9小区9号楼9单元0层ROOM-9-7731", "/geocode?q=建设路9号0层"),
        "locate": anybody(f"/locate?{close}"),
        "aliases": (Ask("/aliases", roles=KEEPS_ALIASES),),
        "make_alias": tuple(
            Ask("/aliases", "POST", KEEPS_ALIASES, n, body=lambda n=n: {"text": f"别名{n}", "layer": "building", "id": n}, good=(201,), writes=True)
            for n in (INSIDE, OUTSIDE)
        ),
        "learn_alias": tuple(
            Ask("/aliases/learn", "POST", KEEPS_ALIASES, n, body=lambda n=n: {"q": f"老厂院{n}号楼", "layer": "building", "id": n}, good=(201, 400), writes=True)
            for n in (INSIDE, OUTSIDE)
        ),
        "delete_alias": (Ask(f"/aliases/{made.alias[OUTSIDE]}", "DELETE", KEEPS_ALIASES, OUTSIDE, twin=f"/aliases/{GONE}", writes=True),),
        "changes": anybody("/changes?since=0"),
        "public_area": anybody("/public/grid/9", "/public/street/2", "/public/city/0"), "session": anybody("/session"), "tokens": (Ask("/tokens", roles=(*HOMES, "operator")),),
        "building_circle": both("/circle/buildings/{n}", HOMES),
        "place_reach": anybody(f"/circle/reach?{close}"),
        "seams": anybody("/seams"), "parks": anybody("/parks?since=2026-08-01"),
        "turnover": anybody("/turnover?since=2026-08-01&level=grid"),
        "coverage": anybody("/coverage", "/coverage?level=grid", "/coverage?level=estate", "/coverage?level=grid&within=grid/9"),
        "area_coverage": anybody("/coverage/grid/9", "/coverage/estate/9", "/coverage/city/0"),
        "area_trend": anybody("/coverage/grid/9/trend?dates=2026-11-03"),
        "housing": anybody("/housing", "/housing?level=grid"),
        "gaps": anybody("/gaps?limit=1000", "/gaps?within=grid/9", "/gaps?level=building", "/gaps?format=csv", "/gaps?format=geojson", "/gaps?format=xlsx"),
        "coverage_report": (
            Ask("/reports/coverage.html", roles=HOMES),
            *both("/reports/coverage.html?within=grid/{n}", HOMES),
        ),
        "runs": anybody("/runs"),
        "run": (*anybody(f"/runs/{made.run}", good=(200, 404)), Ask(f"/runs/{made.sited}", roles=PLANS, at=OUTSIDE, twin=f"/runs/{GONE}")),
        "run_table": (Ask(f"/runs/{made.run}/buildings.csv", roles=HOMES), Ask(f"/runs/{made.run}/gaps.xlsx", roles=HOMES)),
        "rerun": (Ask(f"/runs/{made.run}/rerun", "POST", PLANS), Ask(f"/runs/{made.sited}/rerun", "POST", PLANS, OUTSIDE)),
        "scenarios": (Ask("/scenarios", roles=PLANS),),
        "scenario": (Ask(f"/scenarios/{made.scenario}", roles=PLANS),),
        "compare_scenarios": (Ask(f"/scenarios/compare?ids={made.scenario}", roles=PLANS),),
        "make_scenario": (Ask("/scenarios", "POST", PLANS, body=lambda: scenario("另一个"), good=(201, 409), writes=True),),
        "change_scenario": (Ask(f"/scenarios/{made.scenario}", "PUT", PLANS, body=lambda: scenario("补阵地"), writes=True),),
        "delete_scenario": (Ask(f"/scenarios/{GONE}", "DELETE", PLANS, good=(204, 404)),),
        "what_if": (Ask("/what-if", "POST", PLANS, body=lambda: {"changes": CHANGES}),),
        "start_siting": tuple(
            Ask("/siting", "POST", PLANS, n, body=lambda n=n: {"category": "nursery", "k": 1, "within": f"grid/{n}"}, good=(202,), writes=True)
            for n in (INSIDE, OUTSIDE)
        ),
        "siting_state": (Ask(f"/siting/{made.siting}", roles=PLANS, at=OUTSIDE, twin="/siting/00000000000000000000000000000000"),),
        "siting_events": (Ask(f"/siting/{made.siting}/events", roles=PLANS, at=OUTSIDE, twin="/siting/00000000000000000000000000000000/events"),),
        "cancel_siting": (Ask(f"/siting/{made.siting}", "DELETE", PLANS, OUTSIDE, twin="/siting/00000000000000000000000000000000", good=(202, 409)),),
        "start_import": (Ask("/imports", "POST", RUNS_THE_SERVICE, form={"layer": "venue"}, good=(202, 400)),),
        "import_state": (Ask(f"/imports/{made.imported}", roles=RUNS_THE_SERVICE),),
        "import_events": (Ask(f"/imports/{made.imported}/events", roles=RUNS_THE_SERVICE),),
        "import_report": tuple(Ask(f"/imports/{made.imported}/report.{kind}", roles=RUNS_THE_SERVICE) for kind in ("json", "geojson")),
        "cancel_import": (Ask(f"/imports/{made.imported}", "DELETE", RUNS_THE_SERVICE, good=(202, 409)),),
        "doors": both("/doors?building={n}", AT_THE_DOOR),
        "work_pack": both("/work/pack?grids={n}", (*HOMES, "operator")), "work_scope": anybody("/work/scope"),
        "incidents": (Ask("/incidents", roles=SEES_INCIDENTS), Ask("/incidents?within=grid/9", roles=SEES_INCIDENTS), Ask("/incidents?grid=9", roles=SEES_INCIDENTS)),
        "incident_map": (Ask("/incidents/map?zoom=16&bbox=116,39,117,40", roles=SEES_INCIDENTS),),
        "incident_categories": anybody("/incidents/categories"),
        "incident_load": (Ask("/incidents/load?level=grid", roles=SEES_INCIDENTS),),
        "incidents_near": anybody(*(f"/incidents/near?category=disputes&lon={x}&lat={y}" for x, y in map(near_of, (INSIDE, OUTSIDE)))),
        "report_incident": (Ask("/incidents", "POST", (*HOMES, "operator"), body=lambda: report_of(OUTSIDE, client_id=new_id("matrix"), channel="hotline"), good=(201,), writes=True), Ask("/incidents", "POST", body=lambda: report_of(OUTSIDE, client_id=new_id("matrix"), channel="public", description="垃圾"), good=(201,)),),
        "incident": tuple(Ask(f"/incidents/{made.incidents[n]}", roles=SEES_INCIDENTS, at=n, twin=f"/incidents/{GONE}") for n in (INSIDE, OUTSIDE)),
        "step_incident": tuple(Ask(f"/incidents/{made.incidents[n]}/steps", "POST", ("dispatcher",), n, f"/incidents/{GONE}/steps", body=lambda: stepped("void"), writes=True) for n in (INSIDE, OUTSIDE)),
        "step_incidents": (Ask("/incidents/steps", "POST", ("dispatcher",), OUTSIDE, body=lambda: stepped("void") | {"ids": [made.incidents[OUTSIDE]]}, writes=True),),
        "move_incident": (Ask(f"/incidents/{made.incidents[OUTSIDE]}/place", "POST", ("worker",), OUTSIDE, f"/incidents/{GONE}/place", body=lambda: amended(lon=lon, lat=lat), writes=True),),
        "route_incident": (Ask(f"/incidents/{made.incidents[OUTSIDE]}/route", "POST", ("worker",), OUTSIDE, f"/incidents/{GONE}/route", body=lambda: amended(grid_id=9), writes=True),),
        "support_incident": (Ask(f"/incidents/{made.incidents[OUTSIDE]}/support", "POST", SEES_INCIDENTS, OUTSIDE, f"/incidents/{GONE}/support", body=lambda: {"client_id": new_id("support")}, writes=True),),
        "photo": tuple(Ask(f"/photos/{made.photos[n]}.jpg", roles=AT_THE_DOOR, at=n, twin=f"/photos/{GONE}.jpg") for n in (INSIDE, OUTSIDE)),
        "photo_thumb": tuple(Ask(f"/photos/{made.photos[n]}/thumb.jpg", roles=AT_THE_DOOR, at=n, twin=f"/photos/{GONE}/thumb.jpg") for n in (INSIDE, OUTSIDE)),
        "open311_discovery": anybody("/open311/discovery.json"), "open311_v2_discovery": anybody("/open311/v2/discovery.xml"),
        "open311_services": anybody("/open311/v2/services.json"), "open311_service": anybody("/open311/v2/services/none.json", good=(404,)),
        "open311_requests": anybody("/open311/v2/requests.json", "/open311/v2/requests.xml"),
        "open311_request": (*anybody(*(f"/open311/v2/requests/{made.seen[n]}.json" for n in (INSIDE, OUTSIDE))), *anybody(f"/open311/v2/requests/{made.incidents[OUTSIDE]}.json", "/open311/v2/requests/9.json", good=(404,))),
        "open311_token": anybody("/open311/v2/tokens/CLIENT-9-of-a-report.json", good=(404,)),
    }  # fmt: skip


CHANGES: Final = [{"op": "add_venue", "category": "nursery", "lon": spot_of(OUTSIDE)[0], "lat": spot_of(OUTSIDE)[1]}]


def scenario(name: str) -> dict[str, Any]:
    """A scenario that adds a nursery outside."""
    return {"name": name, "as_of": "2026-11-01", "preset": "distance-10", "changes": CHANGES}


def stepped(to: str) -> dict[str, Any]:
    """A step of a dispatcher."""
    return {"client_id": new_id("step"), "to": to, "role": "dispatcher", "reason": "因故"}


def amended(**given: Any) -> dict[str, Any]:
    """An amendment by a worker."""
    return {"client_id": new_id("amend"), "role": "worker", "reason": "因故"} | given


def near_of(n: int) -> tuple[float, float]:
    """Where the planted incident of grid ``n`` is."""
    given = report_of(n)
    return given["lon"], given["lat"]


def words_of(answer: httpx.Response) -> str:
    """All text of an answer, packed files opened."""
    body, kind = answer.content, answer.headers.get("content-type", "")
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            body = b"".join(packed.read(name) for name in packed.namelist())
    elif body[:2] == b"\x1f\x8b":
        body = gzip.decompress(body)
    elif body[:4] == b"PAR1":
        body = pd.read_parquet(io.BytesIO(body)).to_csv().encode()
    return f"{kind}\n{body.decode('utf-8', 'replace')}"


class Client:
    """Asks an application in this process, one request after the other."""

    def __init__(self, app: Any, cookies: Mapping[str, str] | None = None) -> None:
        """``cookies`` by login are those of the browsers in which people have signed in."""
        self._loop = asyncio.new_event_loop()
        self._cookies, self._cookie = cookies or {}, ""
        transport = httpx.ASGITransport(app=app)
        self._client = httpx.AsyncClient(
            transport=transport, base_url="https://127.0.0.1", trust_env=False, verify=False,
            headers={"Accept-Language": "en", "Sec-Fetch-Site": "same-origin"},
        )  # fmt: skip

    def become(self, name: str) -> None:
        """Ask as somebody of ``SCOPES`` from now on."""
        self._cookie = self._cookies.get(name.replace(" ", "-"), "")

    def request(self, method: str, path: str, **given: Any) -> httpx.Response:
        headers = (given.pop("headers", None) or {}) | ({"Cookie": self._cookie} if self._cookie else {})
        return self._loop.run_until_complete(self._client.request(method, path, headers=headers, **given))

    def get(self, path: str) -> httpx.Response:
        return self.request("GET", path)

    def post(self, path: str, **given: Any) -> httpx.Response:
        return self.request("POST", path, **given)

    def close(self) -> None:
        self._loop.run_until_complete(self._client.aclose())
        self._loop.close()


class Matrix:
    """Asks a service as each of ``SCOPES``."""

    def __init__(self, client: Client, made: Made) -> None:
        self.client, self.made = client, made

    def holes(self) -> set[str]:
        """The operations of the OpenAPI document that no row covers, and rows of operations that are not there."""
        document = self.client.get("/openapi.json").json()
        known = {one["operationId"] for path in document["paths"].values() for one in path.values()}
        return known ^ (rows(self.made).keys() | ELSEWHERE.keys())

    def leaks(
        self, operations: Collection[str] | None = None, askers: Collection[str] = tuple(SCOPES), *, first: bool = False
    ) -> list[str]:
        """What went wrong, in words, or the ``first`` of it; nothing where every answer keeps to the table."""
        found = []
        for name in askers:
            self.client.become(name)
            for operation, asks in rows(self.made).items():
                for ask in asks if operations is None or operation in operations else ():
                    found += [f"{name}: {ask.method} {ask.path}: {what}" for what in self._wrong(ask, SCOPES[name])]
                    if found and first:
                        return found
        return found

    def _wrong(self, ask: Ask, asker: Scope) -> Iterator[str]:
        allowed = ask.allowed(asker)
        if allowed and ask.writes:
            return
        answer = self._sent(ask, ask.path)
        words = words_of(answer)
        for secret in secrets():
            if secret.text in words and secret.text not in ask.path and not secret.may_be_read_by(asker):
                yield f"tells {secret.text}"
        if allowed and answer.status_code not in ask.good:
            yield f"is {answer.status_code}: {answer.text[:200]}"
        if not allowed and answer.status_code not in (401, 403, 404):
            yield f"is {answer.status_code} for whom it is not"
        if not allowed and ask.twin is not None and told_apart(answer, self._sent(ask, ask.twin), ask):
            yield "differs from what is not there"

    def _sent(self, ask: Ask, path: str) -> httpx.Response:
        if ask.form is not None:
            files = {"files": ("a.csv", b"name,lon,lat\nx,116.4,39.9\n", "text/csv")}
            return self.client.request(ask.method, path, data=ask.form, files=files)
        body = None if ask.body is None else ask.body()
        return self.client.request(ask.method, path, json=body, headers=ask.headers)


MOMENTARY: Final = ("date", "content-length", "etag")


def told_apart(one: httpx.Response, other: httpx.Response, ask: Ask) -> bool:
    """Whether two refusals differ in more than the number that was asked for."""

    def plain(answer: httpx.Response) -> tuple[int, dict[str, Any], dict[str, str]]:
        told_whole = answer.json() if "json" in answer.headers.get("content-type", "") else {"text": answer.text}
        body = {name: told for name, told in told_whole.items() if name not in ("detail", "instance", "params")}
        headers = {name: told for name, told in answer.headers.items() if name not in MOMENTARY}
        return answer.status_code, body, headers

    return one.status_code != other.status_code or plain(one) != plain(other)
