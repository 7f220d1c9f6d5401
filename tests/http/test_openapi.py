"""The description of the service is complete and true: every address is visited and every answer has its shape."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import httpx
import pytest

from api import (
    schemas,
    schemas_address,
    schemas_incidents,
    schemas_measure,
    schemas_public,
    schemas_session,
    schemas_siting,
    schemas_whatif,
    schemas_work,
)
from tests.cli.program import ROOT
from tests.http.test_imports import ended, streets, upload
from tests.http.test_tiles import TILE
from tests.incident_world import IN_A1, photo, report
from tools.openapi import described as described_by_the_tool

NEAR = f"category=environment&lon={IN_A1[0]}&lat={IN_A1[1]}"
VISITS: dict[str, tuple[str, type[schemas.Shape] | None]] = {
    "/": ("/", schemas.LandingPage),
    "/collections": ("/collections", schemas.Collections),
    "/collections/{layer}": ("/collections/street", schemas.Collection),
    "/collections/{layer}/items": ("/collections/building/items?count=true&limit=1", schemas.FeaturePage),
    "/collections/{layer}/items/{id}": ("/collections/building/items/1", schemas.OneFeature),
    "/conformance": ("/conformance", schemas.Conformance),
    "/tiles/{layers}.json": ("/tiles/street,unit.json", schemas.TileJson),
    "/tiles/{layers}/{z}/{x}/{y}.mvt": (TILE, None),
    "/styles/{name}.json": ("/styles/planner.json?theme=housing_type&lang=en", schemas.Style),
    "/registry": ("/registry", schemas.RegistryDocument),
    "/locate": ("/locate?lon=114.01&lat=30.01", schemas.Located),
    "/search": ("/search?q=社区", schemas.SearchAnswer),
    "/geocode": ("/geocode?q=1号楼1201", schemas_address.Geocoded),
    "/aliases": ("/aliases", schemas_address.Aliases),
    "/aliases/learn": ("", None),
    "/aliases/{id}": ("", None),
    "/coverage": ("/coverage?level=street", schemas_measure.CoveragePage),
    "/coverage/{level}/{id}": ("/coverage/community/1", schemas_measure.AreaCoverage),
    "/coverage/{level}/{id}/trend": ("/coverage/city/0/trend?dates=2026-06-01", schemas_measure.Trend),
    "/gaps": ("/gaps?limit=5", schemas_measure.GapPage),
    "/housing": ("/housing?level=grid", schemas_measure.HousingPage),
    "/circle/buildings/{id}": ("/circle/buildings/1", schemas_measure.BuildingCircle),
    "/circle/reach": ("/circle/reach?lon=114.01&lat=30.01", schemas_measure.PlaceReach),
    "/seams": ("/seams", schemas_measure.Seams),
    "/parks": ("/parks?since=2026-01-01&until=2026-09-01", schemas_measure.Parks),
    "/turnover": ("/turnover?since=2026-01-01", schemas_measure.Turnover),
    "/reports/coverage.html": ("", None),
    "/runs": ("/runs", schemas_measure.RunPage),
    "/runs/{id}": ("/runs/1", schemas_measure.Run),
    "/runs/{id}/{table}.{kind}": ("/runs/1/figures.csv", None),
    "/runs/{id}/rerun": ("", None),
    "/what-if": ("", None),
    "/scenarios": ("/scenarios", schemas_whatif.Scenarios),
    "/scenarios/compare": ("", None),
    "/scenarios/{id}": ("", None),
    "/changes": ("/changes?since=0", schemas.ChangePage),
    "/changes/events": ("", None),
    "/health": ("/health", schemas.Health),
    "/ready": ("/ready", schemas.Ready),
    "/incidents": ("/incidents?open=true", schemas_incidents.IncidentPage),
    "/incidents/categories": ("/incidents/categories", schemas_incidents.Categories),
    "/incidents/load": ("/incidents/load?level=community", schemas_incidents.Load),
    "/incidents/map": ("/incidents/map?zoom=12", schemas_incidents.IncidentMap),
    "/incidents/near": (f"/incidents/near?{NEAR}", schemas_incidents.NearIncidents),
    "/incidents/steps": ("", None),
    "/incidents/{id}": ("/incidents/{incident}", schemas_incidents.OneIncident),
    "/incidents/{id}/steps": ("", None),
    "/incidents/{id}/support": ("", None),
    "/incidents/{id}/place": ("", None),
    "/incidents/{id}/route": ("", None),
    "/open311/discovery.{kind}": ("/open311/discovery.json", None),
    "/open311/v2/discovery.{kind}": ("/open311/v2/discovery.xml", None),
    "/open311/v2/services.{kind}": ("/open311/v2/services.json", None),
    "/open311/v2/services/{code}.{kind}": ("/open311/v2/services/9901000101.xml", None),
    "/open311/v2/requests.{kind}": ("/open311/v2/requests.json", None),
    "/open311/v2/requests/{number}.{kind}": ("", None),
    "/open311/v2/tokens/{token}.{kind}": ("", None),
    "/photos/{id}.jpg": ("/photos/1.jpg", None),
    "/photos/{id}/thumb.jpg": ("/photos/1/thumb.jpg", None),
    "/imports/{job}": ("/imports/{job}", schemas.ImportJob),
    "/imports/{job}/events": ("/imports/{job}/events", None),
    "/imports/{job}/report.{kind}": ("/imports/{job}/report.json", None),
    "/imports": ("", None),
    "/public/{level}/{id}": ("/public/grid/1", schemas_public.PublicArea),
    "/work/pack": ("/work/pack?grids=1", schemas_work.WorkPack),
    "/work/scope": ("/work/scope", schemas_work.WorkScope),
    "/doors": ("/doors?building=1", schemas_work.BuildingDoors),
    "/session": ("/session", schemas_session.SessionDocument),
    "/sessions": ("", None),
    "/session/password": ("", None),
    "/session/totp": ("", None),
    "/setup": ("", None),
    "/tokens": ("", None),
    "/tokens/{number}": ("", None),
    "/siting": ("", None),
    "/siting/{job}": ("/siting/{siting}", schemas_siting.SitingJobDocument),
    "/siting/{job}/events": ("/siting/{siting}/events", None),
}


@pytest.fixture
def described(client: httpx.Client) -> dict[str, Any]:
    document: dict[str, Any] = client.get("/openapi.json").json()
    return document


def test_every_address_is_visited(described: dict[str, Any]) -> None:
    assert described["paths"].keys() == VISITS.keys()
    assert described["openapi"].startswith("3.1")


def test_every_answer_has_the_described_shape(client: httpx.Client) -> None:
    job = ended(client, upload(client, streets("北湖街道")))["id"]
    siting = client.post("/siting", json={"category": "clinic", "k": 1}).json()["id"]
    sent = {"report": (None, json.dumps(report())), "photo": ("a.jpg", photo())}
    incident = client.post("/incidents", files=sent).json()["incident"]["id"]
    for path, shape in VISITS.values():
        if not path:
            continue
        answer = client.get(
            path.format(job=job, siting=siting, incident=incident), headers={"Accept": "application/json"}
        )
        assert answer.status_code == 200, answer.text
        if shape is not None:
            shape.model_validate_json(answer.content)


def test_every_operation_has_a_name_a_summary_and_an_error_shape(described: dict[str, Any]) -> None:
    names = []
    for path, operations in described["paths"].items():
        for operation in operations.values():
            names.append(operation["operationId"])
            assert operation["summary"], path
            assert "422" not in operation["responses"]
            described_answer = [status for status in operation["responses"] if status.startswith("2")]
            assert described_answer, path
    assert len(names) == len(set(names))


def test_the_landing_page_leads_to_everything(client: httpx.Client) -> None:
    page = client.get("/", headers={"Accept": "application/json"}).json()
    for link in page["links"]:
        if link["rel"] != "service-doc":
            assert client.get(link["href"], headers={"Accept": "application/json"}).status_code == 200, link


def test_the_tool_writes_the_same_description_twice() -> None:
    command = [sys.executable, "tools/openapi.py"]
    once = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60).stdout
    assert once == described_by_the_tool()
    assert json.loads(once)["info"]["version"] == "0"
