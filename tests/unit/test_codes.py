from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.codes import (
    DEFAULT_SCHEME,
    SCHEMES,
    check_nesting,
    next_codes,
    parent_code,
    read_codes,
    scheme_named,
    validate,
)
from geo.errors import Conflict, NotFound
from geo.model import Severity


def read(value, level="community", scheme="grid-15", parents=()):
    reading = read_codes(SCHEMES[scheme], level, level, [value], known_parents=parents)
    return reading.codes[0], [problem.rule for problem in reading.problems]


@pytest.mark.parametrize(
    ("scheme", "level", "length"),
    [
        ("grid-15", "county", 6), ("grid-15", "street", 9), ("grid-15", "community", 12), ("grid-15", "grid", 15),
        ("grid-15", "building", 17), ("grid-14", "grid", 14), ("grid-14", "building", 17), ("grid-20", "grid", 20),
        ("grid-20", "building", 17), ("grid-15", "estate", None), ("grid-15", None, None), ("free", "street", None),
    ],
)  # fmt: skip
def test_a_scheme_knows_the_length_of_each_level(scheme, level, length):
    assert SCHEMES[scheme].length(level) == length


def test_an_unknown_scheme_is_named_with_those_that_exist():
    with pytest.raises(NotFound, match="grid-16") as refusal:
        scheme_named("grid-16")
    assert "grid-15" in refusal.value.remedy("zh")
    assert scheme_named("grid-14") is SCHEMES["grid-14"]


@pytest.mark.parametrize(
    ("level", "code", "parent"),
    [
        ("community", "110101001001", "110101001"), ("grid", "990101001001007", "990101001001"),
        ("building", "99010100100100042", "990101001001"), ("street", "110101001", "110101"),
        ("county", "110101", None), ("community", "1101", None), ("community", None, None), ("estate", "1", None),
    ],
)  # fmt: skip
def test_a_code_names_its_parent(level, code, parent):
    assert parent_code(DEFAULT_SCHEME, level, [code]).tolist() == [parent]


@pytest.mark.parametrize(
    ("codes", "found"),
    [
        ([], []), ([None, None], []), (["990101001001"], []),
        (["990101001001", "990101001002"], []),
        (["99010100100"], [("code-malformed", 1)]), (["99010100100A"], [("code-malformed", 1)]),
        (["٩٩٠١٠١٠٠١٠٠١"], [("code-malformed", 1)]), (["990101001001\n"], [("code-malformed", 1)]),
        (["990101001001", None, "990101001001", "990101001001"], [("code-duplicate", 3)]),
    ],
)  # fmt: skip
def test_codes_are_judged_by_form_and_uniqueness(codes, found):
    problems = validate(DEFAULT_SCHEME, "community", "community", codes, rows=range(1, len(codes) + 1))
    assert [(problem.rule, problem.row) for problem in problems] == found
    assert all(problem.severity is Severity.ERROR for problem in problems)


def test_a_free_scheme_takes_any_code_once():
    assert validate(SCHEMES["free"], "street", "street", ["TP-01", "台北", "1"]) == []
    (problem,) = validate(SCHEMES["free"], "street", "street", ["TP-01", "TP-01"])
    assert (problem.rule, problem.params["count"]) == ("code-duplicate", 2)


@pytest.mark.parametrize(
    ("scheme", "code", "parent", "rules"),
    [
        ("grid-15", "990101001001", "990101001", []), ("grid-15", "990101001001", "990101002", ["code-outside-parent"]),
        ("grid-15", "990101001", "990101001", ["code-outside-parent"]), ("grid-15", None, "990101001", []),
        ("grid-15", "990101001001", None, []), ("prefix", "10002010-001", "10002010", []),
        ("prefix", "10002010-001", "10002020", ["code-outside-parent"]), ("free", "A1", "B", []),
    ],
)  # fmt: skip
def test_a_childs_code_begins_with_its_parents_where_the_scheme_nests(scheme, code, parent, rules):
    assert [p.rule for p in check_nesting(SCHEMES[scheme], "community", [code], [parent])] == rules


def test_sequences_go_on_after_the_highest_code_ever_used_and_then_fill_holes():
    parent = "990101001001"
    assert next_codes(DEFAULT_SCHEME, "grid", parent, [], 2) == [parent + "001", parent + "002"]
    assert next_codes(DEFAULT_SCHEME, "grid", parent, [parent + "001", parent + "007"], 1) == [parent + "008"]
    assert next_codes(DEFAULT_SCHEME, "grid", parent, [parent + "002", parent + "999"], 2) == [
        parent + "001",
        parent + "003",
    ]
    assert next_codes(DEFAULT_SCHEME, "grid", parent, ["990101001002005"], 1) == [parent + "001"]


def test_an_exhausted_sequence_is_refused():
    used = [f"990101001001{number:02d}" for number in range(1, 99)]
    assert next_codes(SCHEMES["grid-14"], "grid", "990101001001", used, 1) == ["99010100100199"]
    with pytest.raises(Conflict, match="code-sequence-exhausted"):
        next_codes(SCHEMES["grid-14"], "grid", "990101001001", used, 2)


@given(st.sets(st.integers(1, 99)), st.integers(0, 99))
def test_next_codes_are_new_and_distinct(numbers, count):
    used = {f"990101001001{number:02d}" for number in numbers}
    if count > 99 - len(numbers):
        with pytest.raises(Conflict):
            next_codes(SCHEMES["grid-14"], "grid", "990101001001", used, count)
        return
    fresh = next_codes(SCHEMES["grid-14"], "grid", "990101001001", used, count)
    assert len(set(fresh) - used) == count == len(fresh)


@pytest.mark.parametrize(
    ("value", "level", "code", "rules"),
    [
        ("110101001001", "community", "110101001001", []),
        (110101001001, "community", "110101001001", []),
        (np.int64(110101001001), "community", "110101001001", []),
        (110101001001.0, "community", "110101001001", []),
        ("110101001001.0", "community", "110101001001", ["code-restored"]),
        (" 110101001001\u3000", "community", "110101001001", ["code-restored"]),
        ("'110101001001", "community", "110101001001", ["code-restored"]),
        ('="110101001001"', "community", "110101001001", ["code-restored", "code-restored"]),
        ("１１０１０１００１００１", "community", "110101001001", ["code-restored"]),
        ("1.10101001001E+11", "community", "110101001001", ["code-restored"]),
        ("1.10101E+11", "community", "1.10101E+11", ["code-digits-lost"]),
        ("3.70105E+14", "grid", "3.70105E+14", ["code-digits-lost"]),
        (3.70105001002003e16, "building", "3.701050E+16", ["code-digits-lost"]),
        ("110101001000", "street", "110101001", ["code-restored"]),
        ("110101000000", "county", "110101", ["code-restored"]),
        ("110101001000", "community", "110101001000", ["code-of-another-level"]),
        ("110101001", "community", "110101001", []),
        ("", "community", None, []), ("   ", "community", None, []), (None, "community", None, []),
        (float("nan"), "community", None, []),
    ],
)  # fmt: skip
def test_a_spoiled_code_is_restored_where_that_is_safe_and_told_where_not(value, level, code, rules):
    assert read(value, level) == (code, rules)


@pytest.mark.parametrize(
    ("parents", "code", "rules"),
    [
        (["010101001"], "010101001001", ["code-restored"]), ((), "10101001001", ["code-zero-ambiguous"]),
        (["101010010"], "10101001001", ["code-zero-ambiguous"]),
    ],
)  # fmt: skip
def test_a_lost_leading_zero_is_restored_only_when_a_known_parent_confirms_it(parents, code, rules):
    assert read("10101001001", parents=parents) == (code, rules)


def test_a_foreign_code_is_left_alone_by_the_free_scheme():
    assert read(" A0101-012 ", scheme="free") == ("A0101-012", ["code-restored"])
    assert read("10101001001", scheme="free") == ("10101001001", [])
    assert read("110101001000", scheme="free") == ("110101001000", [])


def test_one_way_of_restoring_gives_one_note_with_its_count_and_first_row():
    values = [None, "110101001001", "110101001002.0", "110101001003.0"]
    reading = read_codes(DEFAULT_SCHEME, "community", "community", values, rows=[2, 3, 4, 5])
    (note,) = reading.problems
    assert (note.severity, note.size, note.row, note.params["restored"]) == (Severity.NOTE, 2.0, 4, "110101001002")
    assert reading.codes.tolist() == [None, "110101001001", "110101001002", "110101001003"]
    assert "110101001002" in note.message.text("zh", note.params)


def test_an_empty_column_has_no_codes_and_no_problems():
    reading = read_codes(DEFAULT_SCHEME, "community", "community", [])
    assert (len(reading.codes), reading.problems) == (0, [])


@given(st.lists(st.from_regex(r"[1-9][0-9]{8}00[1-9]", fullmatch=True), max_size=20))
def test_healthy_codes_come_through_unchanged_as_text_and_as_numbers(codes):
    assert read_codes(DEFAULT_SCHEME, "community", "community", codes).codes.tolist() == codes
    assert read_codes(DEFAULT_SCHEME, "community", "community", [float(c) for c in codes]).codes.tolist() == codes
