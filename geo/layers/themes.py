"""The colour themes of the map: at most one is shown at a time, and its legend is this table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from geo.layers import vocabulary as words
from geo.layers.kinds import Choice, Label, Stage, Theme, ThemeClass

GAP = ("#fff5eb", "#fdd0a2", "#fd8d3c", "#d94801", "#7f2704")
NOT_GIVEN = ThemeClass("", "#DDDDDD", Label("未填", "Not given"))


HIDDEN_OR_NOT_GIVEN = replace(NOT_GIVEN, label=Label("未填，或户数少而不显示", "Not given, or too few to be told"))


def by_choice(choices: Sequence[Choice]) -> tuple[ThemeClass, ...]:
    """A legend with one class per coded value that has a colour."""
    return tuple(ThemeClass(c.value, c.colour, c.label) for c in choices if c.colour is not None)


def steps(*limits: tuple[float, str, str], colours: Sequence[str] = GAP) -> tuple[ThemeClass, ...]:
    """A legend of numeric steps: (inclusive lower limit, zh, en) with one colour each."""
    return tuple(
        ThemeClass(limit, colour, Label(zh, en)) for (limit, zh, en), colour in zip(limits, colours, strict=True)
    )


def _one(
    theme: str, zh: str, en: str, layer: str, field: str, classes: tuple[ThemeClass, ...], *, numeric: bool = False,
    other: ThemeClass = NOT_GIVEN,
) -> Theme:  # fmt: skip
    """A theme of one layer, whatever the zoom."""
    return Theme(theme, Label(zh, en), (Stage(layer, field, classes, numeric, other),))


DATA_THEMES: tuple[Theme, ...] = (
    _one("housing_type", "住房类型", "Housing type", "building", "housing_type", by_choice(words.HOUSING_TYPES)),
    _one(
        "households", "每栋户数", "Households per building", "building", "households",
        steps(
            (0, "0–11", "0–11"), (12, "12–23", "12–23"), (24, "24–47", "24–47"), (48, "48–95", "48–95"),
            (96, "≥ 96", "≥ 96"),
        ),
        numeric=True, other=HIDDEN_OR_NOT_GIVEN,
    ),
    _one(
        "built_year", "建成年份", "Year built", "building", "built_year",
        steps(
            (0, "1980 年以前", "before 1980"), (1980, "1980–1989", "1980–1989"), (1990, "1990–2000", "1990–2000"),
            (2001, "2001–2010", "2001–2010"), (2011, "2011 年起", "2011 and later"), colours=tuple(reversed(GAP)),
        ),
        numeric=True,
    ),
    _one("grid_kind", "网格类型", "Grid kind", "grid", "kind", by_choice(words.GRID_KINDS)),
    _one(
        "grid_households", "网格户数", "Households per grid", "grid", "households",
        steps(
            (0, "0–99", "0–99"), (100, "100–299", "100–299"), (300, "300–500", "300–500"), (501, "501–800", "501–800"),
            (801, "> 800", "> 800"),
        ),
        numeric=True, other=HIDDEN_OR_NOT_GIVEN,
    ),
    _one("estate_access", "小区出入方式", "Estate access", "estate", "access", by_choice(words.ESTATE_ACCESS)),
)  # fmt: skip
"""Themes of what is recorded."""
