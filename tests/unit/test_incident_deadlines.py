"""Deadlines on the work calendar: holidays, make-up days, pauses, extensions."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.clock import CHINA
from geo.columns import as_column
from geo.errors import BadInput, Unavailable
from geo.files.incident_rules import read_incident_rules
from geo.incidents import Deadline, Unit, after_step, due_after, due_after_pause, due_extended, is_overdue
from geo.incidents.effective import effective_due
from geo.incidents.work_calendar import WorkCalendar, end_of_working_day, work_after, worked
from geo.layers import FieldType

RULES = read_incident_rules()
CALENDAR = RULES.calendar
HOUR = dt.timedelta(hours=1)
MOMENTS = st.datetimes(dt.datetime(2025, 1, 1), dt.datetime(2026, 12, 31)).map(lambda at: at.replace(tzinfo=dt.UTC))
WORK = st.timedeltas(dt.timedelta(0), dt.timedelta(hours=200))
DEADLINES = st.builds(Deadline, st.integers(1, 60), st.sampled_from(Unit))


def china(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=CHINA)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-02-13", True),  # the Friday before the Spring Festival
        ("2026-02-14", True),  # a Saturday made up
        ("2026-02-15", False),
        ("2026-02-23", False),  # a Monday of the holidays
        ("2026-02-24", True),
        ("2026-02-28", True),  # the other Saturday made up
        ("2026-03-01", False),
        ("2026-10-07", False),
        ("2026-10-08", True),
        ("2026-10-10", True),
        ("2025-10-08", False),
        ("2025-10-11", True),
        ("2027-10-01", True),  # not announced: only weekends are off
    ],
)
def test_holidays_and_the_days_made_up_for_them_are_as_announced(day: str, works: bool) -> None:
    assert CALENDAR.works_on(dt.date.fromisoformat(day)) == works


def test_the_years_whose_holidays_are_known_are_told() -> None:
    assert CALENDAR.years == {2025, 2026}


@pytest.mark.parametrize(
    ("start", "amount", "unit", "due"),
    [
        ("2026-11-25T10:00", 2, "hours", "2026-11-25T12:00"),
        ("2026-11-25T23:00", 2, "hours", "2026-11-26T01:00"),
        ("2026-11-25T10:00", 2, "working_hours", "2026-11-25T12:00"),
        ("2026-11-25T11:00", 2, "working_hours", "2026-11-25T14:30"),  # over lunch
        ("2026-11-27T17:00", 2, "working_hours", "2026-11-30T09:30"),  # over a weekend
        ("2026-11-28T03:00", 8, "working_hours", "2026-11-30T18:00"),
        ("2026-02-14T17:00", 2, "working_hours", "2026-02-24T09:30"),  # over the Spring Festival
        ("2026-11-25T10:00", 1, "working_days", "2026-11-26T18:00"),
        ("2026-11-27T10:00", 1, "working_days", "2026-11-30T18:00"),
        ("2026-09-30T10:00", 3, "working_days", "2026-10-10T18:00"),  # Thursday, Friday, a Saturday made up
    ],
)
def test_a_deadline_is_when_the_calendar_says(start: str, amount: int, unit: str, due: str) -> None:
    assert due_after(CALENDAR, china(start), Deadline(amount, Unit(unit))) == china(due)


@given(MOMENTS, WORK)
def test_work_done_until_it_is_done_is_what_was_to_be_done(start: dt.datetime, work: dt.timedelta) -> None:
    assert worked(CALENDAR, start, work_after(CALENDAR, start, work)) == work


@given(MOMENTS, WORK, WORK)
def test_work_in_two_parts_takes_as_long_as_in_one(start: dt.datetime, one: dt.timedelta, other: dt.timedelta) -> None:
    halfway = work_after(CALENDAR, start, one)
    assert work_after(CALENDAR, halfway, other) == work_after(CALENDAR, start, one + other) or other == dt.timedelta(0)


@given(MOMENTS, MOMENTS, MOMENTS)
def test_work_adds_up_over_time(one: dt.datetime, two: dt.datetime, three: dt.datetime) -> None:
    first, middle, last = sorted((one, two, three))
    assert worked(CALENDAR, first, middle) + worked(CALENDAR, middle, last) == worked(CALENDAR, first, last)
    assert worked(CALENDAR, last, first) in (dt.timedelta(0), worked(CALENDAR, first, last) * 0)


@given(MOMENTS, MOMENTS, DEADLINES)
def test_what_begins_later_is_not_due_earlier(one: dt.datetime, other: dt.datetime, deadline: Deadline) -> None:
    early, late = sorted((one, other))
    assert early < due_after(CALENDAR, early, deadline) <= due_after(CALENDAR, late, deadline)


@given(MOMENTS, DEADLINES, st.floats(0, 1))
def test_a_pause_of_no_time_changes_nothing(start: dt.datetime, deadline: Deadline, share: float) -> None:
    due = due_after(CALENDAR, start, deadline)
    paused = start + (due - start) * share
    assert due_after_pause(CALENDAR, due, paused, paused, deadline.unit) == due


@given(
    MOMENTS,
    DEADLINES,
    st.floats(0, 0.99),
    st.lists(st.timedeltas(dt.timedelta(0), dt.timedelta(days=40)), min_size=2, max_size=2),
)
def test_a_longer_pause_is_never_due_earlier_and_leaves_what_was_left(
    start: dt.datetime, deadline: Deadline, share: float, pauses: list[dt.timedelta]
) -> None:
    due = due_after(CALENDAR, start, deadline)
    paused = start + (due - start) * share
    short, long = (due_after_pause(CALENDAR, due, paused, paused + pause, deadline.unit) for pause in sorted(pauses))
    assert due <= short <= long
    if deadline.unit is not Unit.HOURS:
        assert worked(CALENDAR, paused + max(pauses), long) == worked(CALENDAR, paused, due)


def test_what_was_late_when_it_was_paused_stays_late() -> None:
    due = china("2026-11-25T10:00")
    assert due_after_pause(CALENDAR, due, due + HOUR, due + 9 * HOUR, Unit.HOURS) == due
    assert is_overdue(due, due + HOUR, due + 9 * HOUR)
    assert not is_overdue(due, due - HOUR, due + 9 * HOUR)
    assert not is_overdue(due, None, due) and is_overdue(due, None, due + HOUR)
    assert not is_overdue(None, None, due)


@given(MOMENTS, MOMENTS, DEADLINES)
def test_an_extension_adds_to_what_was_due_or_to_now(due: dt.datetime, now: dt.datetime, extension: Deadline) -> None:
    extended = due_extended(CALENDAR, due, now, extension)
    assert extended == due_after(CALENDAR, max(due, now), extension) > max(due, now)


def row(**given: Any) -> dict[str, Any]:
    usual = {"category": "environment", "state": "in_progress", "due_at": china("2026-11-26T12:00"), "paused_at": None}
    return usual | given


def test_a_suspension_stops_the_clock_and_what_follows_starts_it_again() -> None:
    stopped = after_step(RULES, row(), "suspended", china("2026-11-26T10:00"))
    assert stopped == {"state": "suspended", "paused_at": china("2026-11-26T10:00")}
    again = after_step(RULES, row() | stopped, "in_progress", china("2026-11-30T09:00"))
    assert again == {"state": "in_progress", "paused_at": None, "due_at": china("2026-11-30T11:00")}


def test_steps_leave_their_moments() -> None:
    now = china("2026-11-26T10:00")
    assert after_step(RULES, row(), "closed", now) == {"state": "closed", "closed_at": now}
    assert after_step(RULES, row(), "registered", now)["registered_at"] == now
    assert after_step(RULES, row(), "dispatched", now) == {"state": "dispatched"}
    assert after_step(RULES, row(), "extended", now)["due_at"] > row()["due_at"]


def test_a_calendar_without_work_ends_in_an_error_not_in_a_loop() -> None:
    idle = WorkCalendar(CALENDAR.hours, frozenset(dt.date(2026, 1, 1) + dt.timedelta(days=n) for n in range(5_000)))
    with pytest.raises(ValueError, match="ten years"):
        work_after(idle, china("2026-01-01T00:00"), HOUR)
    with pytest.raises(ValueError, match="ten years"):
        end_of_working_day(idle, china("2026-01-01T00:00"), 1)


def preset(name: str) -> dict[str, Any]:
    from importlib.resources import files

    found: dict[str, Any] = orjson.loads(files("geo.files.presets").joinpath(name).read_bytes())
    return found


def test_a_deployment_replaces_the_calendar_and_the_categories_by_its_own(tmp_path: Path) -> None:
    calendar = preset("work_calendar.json")
    calendar["hours"] = [["09:00", "17:00"]]
    calendar["years"]["2027"] = {"holidays": ["2027-01-01/2027-01-03"], "made_up": ["2027-01-09"]}
    categories = preset("incident_categories.json")
    categories["categories"][0]["deadline"] = {"amount": 3, "unit": "working_days"}
    for name, document in (("c.json", calendar), ("k.json", categories)):
        (tmp_path / name).write_bytes(orjson.dumps(document))
    rules = read_incident_rules(tmp_path / "k.json", tmp_path / "c.json")
    assert not rules.calendar.works_on(dt.date(2027, 1, 1)) and rules.calendar.works_on(dt.date(2027, 1, 9))
    assert rules.category("environment").deadline == Deadline(3, Unit.WORKING_DAYS)
    assert rules.by_code("9901000101").id == "environment"


@pytest.mark.parametrize(
    ("file", "change", "told"),
    [
        ("work_calendar.json", {"hours": []}, "hours"),
        ("work_calendar.json", {"hours": [["12:00", "09:00"]]}, "12:00–09:00"),
        ("work_calendar.json", {"hours": [["08:00", "12:00"], ["11:00", "18:00"]]}, "11:00–18:00"),
        ("work_calendar.json", {"years": {"2026": {"holidays": ["2026-10-01/2026-09-01"]}}}, "2026-10-01/2026-09-01"),
        (
            "work_calendar.json",
            {"years": {"2026": {"holidays": ["2026-10-01"], "made_up": ["2026-10-01"]}}},
            "2026-10-01",
        ),
        ("work_calendar.json", {"zone": "Asia/Shanghai"}, "zone"),
        ("incident_categories.json", {"categories": []}, "categories"),
        ("incident_categories.json", {"code_widths": [6, 2]}, "environment.code"),
    ],
)
def test_a_rules_file_that_cannot_be_is_refused_with_the_place(
    tmp_path: Path, file: str, change: dict[str, Any], told: str
) -> None:
    path = tmp_path / file
    path.write_bytes(orjson.dumps(preset(file) | change))
    given = {"categories" if "categories" in file else "calendar": path}
    with pytest.raises(BadInput) as refused:
        read_incident_rules(**given)
    assert told in refused.value.text("en") and file in refused.value.text("zh")


def test_a_missing_category_an_unknown_role_and_a_missing_file_are_told(tmp_path: Path) -> None:
    path = tmp_path / "k.json"
    whole = preset("incident_categories.json")
    for spoil, told in (
        (lambda document: document["categories"].pop(), "livelihood"),
        (lambda document: document["categories"][0].update(role="mayor"), "mayor"),
        (lambda document: document["categories"][0].update(code="9901000201"), "advertising.code"),
        (lambda document: document["categories"][0].update(id="noise"), "noise"),
    ):
        document = orjson.loads(orjson.dumps(whole))
        spoil(document)
        path.write_bytes(orjson.dumps(document))
        with pytest.raises(BadInput, match=told):
            read_incident_rules(path)
    path.write_text("{")
    with pytest.raises(BadInput, match="JSON"):
        read_incident_rules(path)
    with pytest.raises(Unavailable):
        read_incident_rules(tmp_path / "none.json")


PAUSED = st.tuples(st.sampled_from(list(RULES.categories)), MOMENTS, MOMENTS | st.none())


@given(st.lists(PAUSED, min_size=1, max_size=12), MOMENTS)
def test_many_are_due_as_each_of_them_would_be_if_its_pause_ended_now(
    rows: list[tuple[str, dt.datetime, dt.datetime | None]], now: dt.datetime
) -> None:
    units = {category.id: category.deadline.unit for category in RULES.categories.values()}
    categories = np.array([category for category, _, _ in rows], object)
    due, paused = (as_column([row[at] for row in rows], FieldType.DATETIME) for at in (1, 2))
    together = effective_due(CALENDAR, units, categories, due, paused, now)
    apart = [
        due_at if paused_at is None else due_after_pause(CALENDAR, due_at, paused_at, now, units[category])
        for category, due_at, paused_at in rows
    ]
    assert [at.replace(tzinfo=dt.UTC) for at in together.tolist()] == apart


def test_what_has_no_deadline_has_none_and_the_clock_of_a_pause_begins_before_now_at_the_latest() -> None:
    now = china("2026-03-02T09:00")
    due = as_column([None, china("2026-03-06T09:00")], FieldType.DATETIME)
    paused = as_column([china("2026-03-01T09:00"), china("2026-03-04T09:00")], FieldType.DATETIME)
    told = effective_due(CALENDAR, {}, np.array(["a", "b"], object), due, paused, now)
    assert np.isnat(told[0]) and told[1] == due[1]  # its pause is still to come: what was left then is left
