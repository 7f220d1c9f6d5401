"""What the table of routes cannot say: what inside an answer must not be told to whom. Each check is a sentence that yields
what went wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from geo.rights import Scope
from tests.rights_matrix import SEES_INCIDENTS, Ask, Client, Made
from tests.rights_world import HOLDERS, HOMES, INSIDE, OUTSIDE, report_of

KNOWN_OF_AN_INCIDENT = {"id", "category", "supports", "grid"}
BUILDINGS = "/collections/building/items?limit=100"
GRIDS_OF_A_STREET = {1, 2, 3, 4, 5, 6}


def own_buildings(asker: Scope) -> set[int]:
    """The buildings of the town (one per grid, of the same number) over which a role that serves homes is held."""
    found: set[int] = set()
    for grant in asker.grants:
        if grant.role == "operator":
            continue
        found |= {
            (None, None): set(range(1, 10)), ("street", 1): GRIDS_OF_A_STREET, ("community", 1): {1, 2, 3}, ("grid", 1): {1},
        }[(grant.layer, grant.area)]  # fmt: skip
    return found


def is_everywhere(asker: Scope) -> bool:
    return own_buildings(asker) == set(range(1, 10))


def changes_name_what_is_there(client: Client, asker: Scope, made: Made) -> Iterator[str]:
    """A change names the layers that are there for the reader, and places only of those that he sees whole."""
    told = [layer for change in client.get("/changes?since=0").json()["changes"] for layer in change["layers"]]
    sees = bool(asker.roles & set(SEES_INCIDENTS))
    if not sees and any(one["layer"] == "incident" for one in told):
        yield "a change names the layer incident"
    if not is_everywhere(asker) and any(one["layer"] == "incident" and one["boxes"] for one in told):
        yield "a change tells where an incident is"
    if {"household", "service_link", "assignment"} & {one["layer"] for one in told}:
        yield "a change names a restricted layer"


def gaps_of_buildings_are_of_one_s_own(client: Client, asker: Scope, made: Made) -> Iterator[str]:
    """A gap names single buildings where they are the reader's own."""
    features = client.get("/gaps?limit=1000").json()["features"]
    named = {thing for one in features for thing in one["properties"]["building_ids"]}
    named |= {one["properties"]["id"] for one in features if one["properties"]["layer"] == "building"}
    if named - own_buildings(asker):
        yield f"gaps name the buildings {sorted(named - own_buildings(asker))}"
    if not named >= own_buildings(asker):
        yield f"gaps are lacking of {sorted(own_buildings(asker) - named)}"
    drawn = client.get("/collections/gap/items?limit=1000").json()["features"]
    if len(drawn) != len(features):
        yield f"the map has {len(drawn)} gaps, the list {len(features)}"


def verdicts_are_of_one_s_own(client: Client, asker: Scope, made: Made) -> Iterator[str]:
    """The verdict on a building is told of the reader's own: as items, by runs, and in files."""
    drawn = client.get("/collections/building_coverage/items?limit=1000").json()["features"]
    if {one["id"] for one in drawn} != own_buildings(asker):
        yield f"verdicts are of {sorted(one['id'] for one in drawn)}"
    kept = client.get(f"/runs/{made.run}").json().get("result") or {}
    told = set(kept.get("buildings", {}).get("id", ()))
    if told - own_buildings(asker):
        yield f"a run tells of the buildings {sorted(told - own_buildings(asker))}"
    grids = {
        thing for level, thing in zip(*(kept.get("figures", {}).get(name, ()) for name in ("level", "id")), strict=True)
        if level == "grid"
    }  # fmt: skip
    if grids - own_buildings(asker):
        yield f"a run tells figures of the grids {sorted(grids - own_buildings(asker))}"


def a_report_is_of_one_s_own(client: Client, asker: Scope, made: Made) -> Iterator[str]:
    """A page that is passed on tells of the reader's own areas and buildings, and names no other."""
    own = own_buildings(asker)
    answer = client.get("/reports/coverage.html?theme=chain&level=grid&lang=en")
    if (answer.status_code == 200) != bool(own):
        yield f"the report is {answer.status_code}"
    named = {n for n in range(1, 10) if answer.status_code == 200 and f"<td>G{n}</td>" in answer.text}
    if named != own:
        yield f"the report names the grids {sorted(named)}"
    building = f"{OUTSIDE}号楼"
    if OUTSIDE not in own and (building in answer.text or building.encode("unicode_escape").decode() in answer.text):
        yield "the report names a building outside"
    elsewhere = client.get(f"/reports/coverage.html?theme=chain&level=grid&within=grid/{OUTSIDE}")
    if (elsewhere.status_code == 200) != (OUTSIDE in own):
        yield f"the report on another grid is {elsewhere.status_code}"


def figures_are_told_by_the_month(client: Client, asker: Scope, made: Made) -> Iterator[str]:
    """Day by day figures would tell when a hub household fell silent."""
    day = "2026-11-17"
    asked = {
        "/coverage?level=grid": is_everywhere(asker), "/gaps?limit=1": is_everywhere(asker), "/housing": is_everywhere(asker),
        f"/coverage/grid/{OUTSIDE}": OUTSIDE in own_buildings(asker), f"/coverage/grid/{INSIDE}": INSIDE in own_buildings(asker),
        "/seams": is_everywhere(asker),
    }  # fmt: skip
    for path, whole in asked.items():
        answer = client.get(f"{path}{'&' if '?' in path else '?'}as_of={day}").json()
        told = answer["run"]["as_of"] if "run" in answer else answer["type"]
        if "run" not in answer or (told == day) != whole:
            yield f"{path} is of {told}"
    trend = client.get(f"/coverage/grid/{OUTSIDE}/trend?dates={day}")
    points = trend.json() if trend.status_code == 200 else {"points": [], "pending": []}
    days = {point["as_of"] for point in points["points"]} | set(points["pending"])
    if not days or (days == {day}) != (OUTSIDE in own_buildings(asker)):
        yield f"the trend is of {days}"
    turned = client.get(f"/turnover?since=2026-09-05&until={day}").json()
    if "until" not in turned or (turned["until"] == day) != is_everywhere(asker):
        yield f"the turnover is until {turned.get('until')}"


def the_public_measures_nothing(client: Client, asker: Scope, made: Made) -> Iterator[str]:
    """Who has not signed in is answered by what is measured already, and not told what changed among people's rows."""
    if asker.staff:
        return
    for path in ("/coverage?as_of=2026-08-03", "/coverage?preset=time-15", "/collections/gap/items?as_of=2026-08-03"):
        answer = client.get(path)
        if (answer.status_code, answer.json().get("code")) != (400, "measure-not-kept"):
            yield f"{path} is {answer.status_code}"
    run = client.get("/coverage").json()["run"]
    if run["digest"] or {"household", "unit", "service_link"} & run["versions"].keys():
        yield f"a run tells {run['versions']}"


def an_incident_outside_is_only_known(client: Client, asker: Scope, made: Made) -> Iterator[str]:
    """Of a report of the public near by one learns that it is known, and no more, and only when staff has looked at it."""
    given = report_of(OUTSIDE)
    path = f"/incidents/near?category=environment&lon={given['lon']}&lat={given['lat']}"
    found = client.get(path).json()["incidents"]
    if made.seen[OUTSIDE] not in [one["id"] for one in found]:
        yield "it is not told that an incident near by is known"
    listed = {int(one["service_request_id"]) for one in client.get("/open311/v2/requests.json").json()}
    if not set(made.seen.values()) <= listed or set(made.unseen.values()) & listed:
        yield f"Open311 lists {sorted(listed)}"
    for one in found:
        told = {name for name, value in one.items() if value not in (None, [])}
        inside = any(
            grant.role in SEES_INCIDENTS and (grant.layer is None or (grant.layer, grant.area) in HOLDERS[OUTSIDE])
            for grant in asker.grants
        )
        if not inside and one["id"] == made.unseen[OUTSIDE]:
            yield "an incident that nobody has looked at is told"
        if not inside and told - KNOWN_OF_AN_INCIDENT:
            yield f"an incident near by tells {sorted(told - KNOWN_OF_AN_INCIDENT)}"


def a_pack_has_the_telephones_of_staff_and_no_hub(client: Client, asker: Scope, made: Made) -> Iterator[str]:
    """A pack of one's own grid has its doors for those who go there only."""
    answer = client.get(f"/work/pack?grids={INSIDE}")
    if answer.status_code == 200:
        pack: dict[str, Any] = answer.json()
        may = Ask("", roles=("worker", "planner", "dispatcher"), at=INSIDE).allowed(asker)
        if pack["doors"] != may:
            yield f"a pack says doors: {pack['doors']}"
        if any(unit["level"] == 4 for unit in pack["units"]):
            yield "a pack names a hub household's unit"


def doors_are_found_by_those_who_go_there(client: Client, asker: Scope, made: Made) -> Iterator[str]:
    """An address finds its door inside, and its building outside."""
    for n in (INSIDE, OUTSIDE):
        may = Ask("", roles=("worker", "planner", "dispatcher"), at=n).allowed(asker)
        for path in (f"/search?q=第{n}小区{n}号楼{n}单元801室", f"/geocode?q=第{n}小区{n}号楼{n}单元801室"):
            told = client.get(path).text
            if ('"household"' in told) != may:
                yield f"{path} {'finds no' if may else 'finds a'} door: {told[:300]}"


def how_many_live_there_is_told_in_steps(client: Client, asker: Scope, made: Made) -> Iterator[str]:
    """The map's numbers of households are exact for those who serve the building, else in steps: as items, filters, tiles."""
    own, step = own_buildings(asker), 5 if asker.roles else 10
    told = {one["id"]: one["properties"]["households"] for one in client.get(BUILDINGS).json()["features"]}
    there = {n: HOMES if n in (INSIDE, OUTSIDE) else 10 for n in range(1, 10)}
    if told != {n: homes if n in own else (2 * homes + step) // (2 * step) * step for n, homes in there.items()}:
        yield f"the buildings have {told} households"
    found = {one["id"] for one in client.get(f"{BUILDINGS}&households={HOMES}").json()["features"]}
    if found != own & {INSIDE, OUTSIDE}:
        yield f"a filter finds the households of {sorted(found)}"
    during = client.get(f"{BUILDINGS}&datetime=2026-01-01/2026-09-01").json()["features"]
    if {one["id"] for one in during if one["properties"]["households"] == HOMES} - own:
        yield "a period tells the households of others"


CHECKS = (
    how_many_live_there_is_told_in_steps,
    doors_are_found_by_those_who_go_there,
    changes_name_what_is_there, gaps_of_buildings_are_of_one_s_own, verdicts_are_of_one_s_own, figures_are_told_by_the_month,
    a_report_is_of_one_s_own, the_public_measures_nothing, an_incident_outside_is_only_known, a_pack_has_the_telephones_of_staff_and_no_hub,
)  # fmt: skip
