"""The life cycle: which steps there are, who takes them, and what is said to whoever may not."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.demo import build_city
from geo.incidents import ENDS, OPEN, StepRefused, allowed_moves, check_step, standing_of
from geo.incidents.states import STATE_LABELS, Standing

STANDINGS = [
    Standing(state, channel, registered)
    for state in STATE_LABELS
    for channel in ("worker", "public", "hotline", "sensor", None)
    for registered in (False, True)
]


@pytest.mark.parametrize("standing", STANDINGS, ids=lambda one: f"{one.state}-{one.channel}-{one.registered}")
def test_every_state_but_the_ends_leads_on_and_never_to_itself(standing: Standing) -> None:
    moves = allowed_moves(standing)
    assert bool(moves) == (standing.state not in ENDS)
    targets = [move.to for move in moves]
    assert standing.state not in targets and len(set(targets)) == len(targets)
    assert all(move.roles and move.label.zh and move.label.en for move in moves)


def test_from_every_state_the_end_can_be_reached() -> None:
    for standing in STANDINGS:
        seen, waiting = set(), [standing]
        while waiting:
            here = waiting.pop()
            if here in seen:
                continue
            seen.add(here)
            registered = here.registered or here.state == "registered"
            waiting += [Standing(move.to, here.channel, registered) for move in allowed_moves(here)]
        assert any(one.state in ENDS for one in seen)


def test_only_public_reports_are_verified_before_they_are_registered() -> None:
    firsts = {channel: allowed_moves(Standing("collected", channel, False))[0].to for channel in ("worker", "public")}
    assert firsts == {"worker": "registered", "public": "verified"}
    assert [move.to for move in allowed_moves(Standing("verified", "public", False))] == ["registered", "void"]
    assert [move.to for move in allowed_moves(Standing("verified", "public", True))] == ["closed", "sent_back"]


def test_a_refusal_names_what_is_allowed_and_who_may() -> None:
    with pytest.raises(StepRefused) as refused:
        check_step(Standing("collected", "worker", False), "closed", "worker", incident="E7")
    assert [move.to for move in refused.value.allowed] == ["registered", "void"]
    assert "E7" in refused.value.text("zh") and "结案" in refused.value.text("zh")
    assert "registered (dispatcher)" in refused.value.remedy("en") and "立案（调度员）" in refused.value.remedy("zh")


def test_an_end_says_that_nothing_follows() -> None:
    with pytest.raises(StepRefused) as refused:
        check_step(Standing("void", "worker", True), "registered", "dispatcher")
    assert "已结束" in refused.value.remedy("zh")


@given(
    st.sampled_from(STANDINGS), st.sampled_from([*STATE_LABELS, "lost"]), st.sampled_from(["worker", "dispatcher", "x"])
)
def test_a_step_is_taken_if_and_only_if_it_is_listed(standing: Standing, to: str, role: str) -> None:
    listed = any(move.to == to and role in move.roles for move in allowed_moves(standing))
    try:
        check_step(standing, to, role, reason="因故", expect=standing.state)
        taken = True
    except StepRefused:
        taken = False
    assert taken == listed


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_side_moves_need_a_reason(reason: str) -> None:
    for to in ("suspended", "void"):
        with pytest.raises(StepRefused, match="reason"):
            check_step(Standing("registered", "worker", True), to, "dispatcher", reason=reason)


def test_an_imported_incident_was_registered_if_its_state_says_so() -> None:
    moment = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)
    assert not standing_of("collected", "worker", None).registered
    assert standing_of("in_progress", "public", None).registered
    assert standing_of("verified", "worker", None).registered
    assert not standing_of("verified", "public", None).registered
    assert standing_of("verified", "public", moment).registered


def test_every_step_of_the_demonstration_city_is_one_that_could_be_taken() -> None:
    city = build_city(0.1, 1, dt.date(2026, 11, 1))
    channel = dict(zip(city.frames["incident"]["id"], city.frames["incident"]["channel"], strict=True))
    registered: set[int] = set()
    for thing, before, after, role in city.incident_history[
        ["incident_id", "from_state", "to_state", "role"]
    ].itertuples(index=False):
        if before is None:
            assert after == "collected"
            continue
        check_step(Standing(before, channel[thing], thing in registered), after, role, reason="因故")
        if after == "registered":
            registered.add(thing)


def test_open_and_ended_states_are_all_states() -> None:
    assert {*OPEN, *ENDS} == set(STATE_LABELS) and not set(OPEN) & ENDS
