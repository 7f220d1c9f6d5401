"""``jingwei site``: for people, for machines, and when it is asked in a way that cannot work."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.program import call

NURSERIES = ("--category", "nursery", "--k", "2")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    assert call("demo", "--data", folder, "--scale", "0.1").code == 0
    return folder


def test_people_get_a_table_and_what_it_is_worth(data: Path) -> None:
    ended = call("site", *NURSERIES, "--data", data, "--language", "en")
    assert ended.code == 0, ended.err
    assert "proven to be the best; run" in ended.out
    assert "households gained" in ended.out


def test_machines_get_the_answer_and_its_places_and_the_run_can_be_computed_again(data: Path) -> None:
    told = call("site", *NURSERIES, "--data", data, "--json").document()
    assert told["answer"]["optimal"]
    places = json.loads(call("site", *NURSERIES, "--data", data, "--format", "geojson").out)
    assert [one["properties"]["id"] for one in places["features"]] == [site["id"] for site in told["answer"]["sites"]]
    again = call("coverage", "rerun", str(told["run"]), "--data", data, "--json")
    assert (again.code, again.document()["same"]) == (0, True)


def test_an_answer_that_is_not_proven_says_so_and_is_not_kept(data: Path) -> None:
    asked = ("site", "--category", "clinic", "--k", "3", "--data", data, "--time-limit", "0")
    told = call(*asked, "--json").document()
    assert (told["run"], told["answer"]["optimal"]) == (None, False)
    assert told["answer"]["gap"] > 0
    assert f"{told['answer']['gap']:.2%} from the bound" in call(*asked, "--language", "en").out


@pytest.mark.parametrize(
    "arguments",
    [
        ("--k", "2"),
        ("--category", "nursery"),
        ("--category", "nursery", "--hubs", "--k", "2"),
        ("--category", "nursery", "--k", "0"),
        ("--category", "nursery", "--k", "2", "--point", "here"),
        ("--category", "nursery", "--k", "2", "--use", "castle"),
        ("--category", "nursery", "--k", "2", "--within", "moon/1"),
        ("--category", "nursery", "--k", "2", "--time-limit", "9999"),
        ("--category", "castle", "--k", "2"),
    ],
)
def test_what_cannot_work_ends_with_2(data: Path, arguments: tuple[str, ...]) -> None:
    ended = call("site", *arguments, "--data", data)
    assert ended.code == 2, ended.err
    assert "→" in ended.err or "错误" in ended.err
