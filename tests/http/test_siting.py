"""Siting over HTTP, on the demonstration city: asked, watched, answered, kept, cancelled, and there after a restart."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest

from api import schemas_siting
from geo.demo import AS_OF
from geo.flows.measure_city import measure_city
from geo.flows.site_city import (
    KEEP,
    KIND,
    SitingQuestion,
    answer_document,
    answer_question,
    definition_of,
    site_city,
)
from geo.store import SYSTEM, Store, open_store
from geo.store.metric_runs import MetricRun
from tests.http.server import asking, serving, settings_for

DAY = str(AS_OF)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("siting")


@pytest.fixture(scope="module")
def store(folder: Path, demonstration: Callable[[Path], str]) -> Iterator[Store]:
    with open_store(demonstration(folder)).acting(SYSTEM) as store:
        yield store


@pytest.fixture(scope="module")
def city(folder: Path, store: Store) -> Iterator[httpx.Client]:
    with serving(settings_for(folder / "data"), store) as address, asking(address) as client:
        yield client


def asked(client: httpx.Client, **question: Any) -> dict[str, Any]:
    answer = client.post("/siting", json={"as_of": DAY, **question})
    assert answer.status_code == 202, answer.text
    job: dict[str, Any] = answer.json()
    assert answer.headers["location"] == f"/siting/{job['id']}"
    return job


def ended(client: httpx.Client, job: dict[str, Any]) -> dict[str, Any]:
    deadline = time.monotonic() + 60
    while job["finished_at"] is None:
        assert time.monotonic() < deadline, job
        time.sleep(0.05)
        job = client.get(f"/siting/{job['id']}").json()
    schemas_siting.SitingJobDocument.model_validate(job, strict=True)
    return job


def test_the_three_best_nurseries_are_found_kept_as_a_run_and_given_again(city: httpx.Client) -> None:
    job = ended(city, asked(city, category="nursery", k=3))
    assert (job["state"], job["error"]) == ("done", None)
    answer = job["answer"]
    assert answer["optimal"]
    assert len(answer["sites"]) == 3
    assert sum(site["gained"] for site in answer["sites"]) == pytest.approx(answer["gained"])
    assert all(site["layer"] == "building" and site["code"] for site in answer["sites"])
    run = city.get(f"/runs/{job['run']}").json()
    assert (run["kind"], run["result"]) == ("siting", answer)
    for table in ("figures", "sites", "before"):
        assert city.get(f"/runs/{job['run']}/{table}.csv").status_code == 404
    again = ended(city, asked(city, category="nursery", k=3, time_limit_s=1))
    assert (again["run"], again["answer"]) == (job["run"], answer)


def test_the_figure_before_is_that_of_the_coverage_page(city: httpx.Client) -> None:
    answer = ended(city, asked(city, category="clinic", k=1, preset="distance-5"))["answer"]
    (whole,) = city.get(f"/coverage?as_of={DAY}&preset=distance-5").json()["areas"]
    figure = whole["figures"]["circle"]["clinic"]
    for word, value in answer["before"].items():
        assert figure[word] == pytest.approx(value), word


def test_a_kept_siting_is_measured_again_with_the_same_answer(city: httpx.Client) -> None:
    job = ended(city, asked(city, category="nursery", share=0.6))
    assert job["answer"]["goal"] == "fewest"
    again = city.post(f"/runs/{job['run']}/rerun")
    assert again.status_code == 200, again.text
    assert again.json()["same"]


def test_drawn_points_an_area_and_hub_households_can_be_asked_for(city: httpx.Client) -> None:
    (street, *_) = city.get(f"/coverage?as_of={DAY}&level=street").json()["areas"]
    within = f"street/{street['id']}"
    first = ended(city, asked(city, category="nursery", k=1))["answer"]["sites"][0]
    points = [[first["lon"], first["lat"]], [first["lon"] + 0.05, first["lat"]]]
    drawn = ended(city, asked(city, category="nursery", k=1, candidates={"points": points}))["answer"]
    assert [(site["id"], site["gained"]) for site in drawn["sites"]] == [(1, first["gained"])]
    hubs = ended(city, asked(city, hubs=True, k=4, within=within))["answer"]
    assert hubs["before"]["total"] == street["households"]
    assert 0 < hubs["gained"] <= hubs["bound"]


def test_of_two_proven_answers_of_equal_worth_the_one_that_is_kept_first_is_the_answer(store: Store) -> None:
    measure, question = measure_city(store, AS_OF).measure, SitingQuestion("clinic", k=2)
    document = answer_document(measure, question, answer_question(measure, question))
    tied = document | {"sites": document["sites"][::-1]}

    def listen(stage: str, done: int, total: int) -> None:
        if stage == KEEP:  # somebody else is quicker
            parameters = {"siting": question.to_json(), "measure": measure.parameters.to_json()}
            store.save_metric_run(
                MetricRun(KIND, definition_of(measure), parameters, measure.as_of, measure.versions, tied)
            )

    sited = site_city(store, measure, question, listen)
    assert sited.document == tied
    assert sited.run is not None
    assert store.metric_run(sited.run.id or 0).result == tied


def test_events_tell_how_far_it_is_and_end_with_the_answer(city: httpx.Client) -> None:
    job = asked(city, category="canteen", k=2)
    with city.stream("GET", f"/siting/{job['id']}/events") as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        told = [orjson.loads(line[6:]) for line in stream.iter_lines() if line.startswith("data: ")]
    assert told[-1]["state"] == "done"
    assert told[-1]["answer"]["sites"]
    assert all(one["answer"] is None for one in told[:-1])


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ({"k": 3}, "siting-what-unclear"),
        ({"category": "nursery", "hubs": True, "k": 3}, "siting-what-unclear"),
        ({"category": "nursery"}, "siting-goal-unclear"),
        ({"category": "nursery", "k": 3, "share": 1.0}, "siting-goal-unclear"),
        ({"category": "nursery", "k": 3, "candidates": {"kinds": ["castle"]}}, "siting-use-unknown"),
        ({"category": "nursery", "k": 3, "candidates": {"points": [[200, 10]]}}, "siting-candidates-unclear"),
        ({"category": "nursery", "k": 3, "within": "moon/1"}, "parameter-invalid"),
        ({"category": "nursery", "k": 3, "preset": "distance-7"}, "circle-preset-unknown"),
        ({"category": "nursery", "k": 3, "colour": "red"}, "request-invalid"),
        ({"category": "nursery", "k": "3"}, "request-invalid"),
        ({"category": "nursery", "k": 0}, "siting-number-invalid"),
        ({"category": "nursery", "share": 1.5}, "siting-share-invalid"),
        ({"category": "castle", "k": 1}, "circle-category-unknown"),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused_at_once(
    city: httpx.Client, question: dict[str, Any], code: str
) -> None:
    answer = city.post("/siting", json=question)
    assert (answer.status_code, answer.json().get("code")) == (400, code), answer.text


def test_what_is_not_in_that_city_is_told_by_the_job(city: httpx.Client) -> None:
    job = ended(city, asked(city, category="nursery", k=1, within="street/999999"))
    assert (job["state"], job["error"]["code"]) == ("failed", "siting-area-unknown")


def test_a_waiting_siting_is_cancelled_and_a_finished_one_is_there_after_a_restart(
    folder: Path, store: Store, city: httpx.Client
) -> None:
    job = ended(city, asked(city, category="market", k=2))
    assert city.delete(f"/siting/{job['id']}").status_code == 409
    slow = [asked(city, category="mediation_room", k=number) for number in range(2, 7)]
    assert city.delete(f"/siting/{slow[-1]['id']}").status_code == 202
    last = ended(city, slow[-1])
    assert last["state"] == "cancelled"
    with serving(settings_for(folder / "data"), store) as address, asking(address) as other:
        kept = other.get(f"/siting/{job['id']}").json()
        assert (kept["state"], kept["answer"], kept["run"]) == ("done", job["answer"], job["run"])
        assert other.get(f"/siting/{'0' * 32}").status_code == 404
