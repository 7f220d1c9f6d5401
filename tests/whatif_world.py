"""Cities to change, and the difference that changes make when everything is computed anew: the judge of `geo.whatif`."""

from __future__ import annotations

import numpy as np
import pandas as pd

from geo.coverage import Reading, Weight, compute_coverage
from geo.errors import BadInput
from geo.gaps import gap_list
from geo.gaps.words import WAY_ROUND
from geo.walk import Doorsteps, build_network, building_matrix, circle_figures, completeness_figures, service_circle
from geo.whatif import Baseline, applied, parameters_after, parse_changes

LEVELS = ("city", "street", "community", "grid", "estate")
SUMS = ["covered", "not_covered", "unknown", "total", "upper"]


def taken(base, wanted):
    """As many of the changes as make sense one after the other."""
    kept = []
    for one in wanted:
        try:
            parse_changes([*kept, one], base.frames)
        except BadInput:
            continue
        kept.append(one)
    return parse_changes(kept, base.frames)


def computed_anew(base: Baseline, frames, changes, reading=Reading.STRICT, weight=Weight.HOUSEHOLDS):
    """(figures, buildings, gaps closed, gaps opened) by full computations of both cities, as plain values."""
    parameters, rules = parameters_after(base.parameters, base.rules, changes)
    network = build_network(*(frames.get(layer) for layer in ("path", "estate", "gate")))
    steps = Doorsteps.of(network, base.circle.doors)
    told = []
    for these, thresholds, limits in (
        (frames, base.parameters, base.rules), (applied(frames, changes, base.as_of), parameters, rules),
    ):  # fmt: skip
        coverage = compute_coverage(these, base.as_of, thresholds, steps)
        circle = service_circle(network, base.circle.doors, these["venue"], limits)
        told.append(
            (
                _figures(base, coverage, circle, reading, weight),
                _answers(coverage, circle, reading),
                _gaps(coverage, circle),
            )
        )
    (figures, answers, gaps), (new_figures, new_answers, new_gaps) = told
    assert figures.keys() == new_figures.keys()
    changed = {
        key: (sums, new_figures[key]) for key, sums in figures.items() if key[0] == "city" or sums != new_figures[key]
    }
    assert answers.keys() == new_answers.keys()
    buildings = {key: (word, new_answers[key]) for key, word in answers.items() if word != new_answers[key]}
    return changed, buildings, len(gaps - new_gaps), len(new_gaps - gaps)


def as_plain(difference):
    """A `Difference` in the form of `computed_anew`."""
    figures = {
        (row["layer"], _plain(row["id"]), row["index"], _plain(row["category"])): tuple(
            tuple(round(row[f"{when}_{name}"], 6) for name in SUMS if not np.isnan(row[f"{when}_{name}"]))
            for when in ("before", "after")
        )
        for row in difference.figures.to_dict("records")
    }
    buildings = {
        (row["id"], row["question"], _plain(row["category"])): (row["before"], row["after"])
        for row in difference.buildings.to_dict("records")
    }
    return figures, buildings, difference.gaps_closed, difference.gaps_opened


def _plain(value):
    return None if pd.isna(value) else value


def _figures(base, coverage, circle, reading, weight):
    rows = coverage.figures
    rows = rows[(rows["reading"] == reading) & (rows["weight"] == weight) & (rows["level"] != "building")]
    found = {
        (row.level, _plain(row.id), row.index_, None): _rounded(
            row.numerator, row.not_covered, row.unknown, row.denominator
        )
        for row in rows.rename(columns={"index": "index_"}).itertuples()
    }
    if weight is Weight.GROUND:  # only the H-index is counted by it
        return found
    amount = base.door_weight(weight)
    building = coverage.work.ground.building.rows_of(circle.doors.building_id)
    for level in LEVELS:
        area = np.full(len(building), -1) if level == "city" else _ids(coverage, level, building)
        for index, table in (
            ("circle", circle_figures(circle, amount, area)), ("completeness", completeness_figures(circle, amount, area)),
        ):  # fmt: skip
            for row in table.reset_index().itertuples():
                key = (level, None if row.area_id < 0 else row.area_id, index, getattr(row, "category", None))
                found[key] = _rounded(*(getattr(row, name) for name in SUMS))
    return found


def _rounded(*values):
    return tuple(round(float(value), 6) for value in values)


def _ids(coverage, level, building):
    ground = coverage.work.ground
    return ground.areas[level].ids_at(ground.area[level][building]).to_numpy(dtype=np.int64, na_value=-1)


def _answers(coverage, circle, reading):
    suffix = "" if reading is Reading.STRICT else "_lenient"
    found = {}
    for row in coverage.buildings.to_dict("records"):
        for question in ("verdict", "branch", "hub"):
            found[row["id"], question, None] = str(row[question + suffix])
    matrix = building_matrix(circle)
    lived_in = set(coverage.buildings["id"])
    for category in circle.rules.categories:
        for building, word in matrix[category].items():
            if building in lived_in:
                found[building, "circle", category] = word.replace("_", " ")
    return found


def _gaps(coverage, circle):
    gaps = gap_list(coverage, circle=circle)
    winding = gaps["rule"] == WAY_ROUND.code
    return set(zip(gaps["kind"], gaps["category"].fillna(""), gaps["layer"], gaps["id"], winding, strict=True))


def _somewhere(frames, random):
    point = frames["entrance"].geometry.iloc[random.integers(len(frames["entrance"]))]
    return {"lon": round(point.x + 2e-4, 7), "lat": round(point.y + 1e-4, 7)}


def _one(frame, random):
    return frame.iloc[random.integers(len(frame))]


def _unit(frames, random, level):
    return _one(frames["unit"][frames["unit"]["level"] == level], random)


def _new_unit(frames, random, level):
    parent = _unit(frames, random, level - 1)
    layer = {2: "grid", 3: "building", 4: "building"}[level]
    target = {"layer": layer, "id": int(_one(frames[layer], random)["id"]), "is_primary": False}
    place = _somewhere(frames, random)
    return [{"op": "add_unit", "level": level, **place, "parent_id": int(parent["id"]), "targets": [target]}]


def _link(frames, random, level, op):
    links = frames["service_link"]
    of_level = frames["unit"].loc[frames["unit"]["level"] == level, "id"]
    link = _one(links[links["unit_id"].isin(of_level)], random)
    one = {
        "op": op,
        "unit_id": int(link["unit_id"]),
        "target_layer": link["target_layer"],
        "target_id": int(link["target_id"]),
    }
    if op == "add_link":
        held = set(
            links.loc[links["target_layer"] == one["target_layer"], "target_id"][links["unit_id"] == one["unit_id"]]
        )
        free = frames[one["target_layer"]]
        one |= {"target_id": int(_one(free[~free["id"].isin(held)], random)["id"]), "is_primary": False}
    return [one]


def _moved(frames, random, op, thing):
    return [{"op": op, "id": int(thing["id"]), **_somewhere(frames, random)}]


def _set(name, value):
    return lambda frames, random: [{"op": "set_parameter", "name": name, "value": value}]


EVERY_KIND = {
    "add a venue": lambda f, r: [{"op": "add_venue", "category": "clinic", **_somewhere(f, r)}],
    "move a venue": lambda f, r: _moved(f, r, "move_venue", _one(f["venue"], r)),
    "remove a venue": lambda f, r: [{"op": "remove_venue", "id": int(_one(f["venue"], r)["id"])}],
    "add a branch": lambda f, r: _new_unit(f, r, 2),
    "add a group": lambda f, r: _new_unit(f, r, 3),
    "add a hub household": lambda f, r: _new_unit(f, r, 4),
    "remove a committee": lambda f, r: [{"op": "remove_unit", "id": int(_unit(f, r, 1)["id"])}],
    "remove a branch": lambda f, r: [{"op": "remove_unit", "id": int(_unit(f, r, 2)["id"])}],
    "remove a group": lambda f, r: [{"op": "remove_unit", "id": int(_unit(f, r, 3)["id"])}],
    "remove a hub household": lambda f, r: [{"op": "remove_unit", "id": int(_unit(f, r, 4)["id"])}],
    "move a branch": lambda f, r: _moved(f, r, "move_unit", _unit(f, r, 2)),
    "move a hub household": lambda f, r: _moved(f, r, "move_unit", _unit(f, r, 4)),
    "link a branch": lambda f, r: _link(f, r, 2, "add_link"),
    "unlink a branch": lambda f, r: _link(f, r, 2, "remove_link"),
    "unlink a group": lambda f, r: _link(f, r, 3, "remove_link"),
    "dormancy after 60 days": _set("dormant_after_days", 60),
    "hub reach of 150 m": _set("hub_lenient_m", 150.0),
    "the 5-minute tier": _set("preset", "distance-5"),
    "a limit of 800 m": _set("limit_m", 800),
}
"""Per kind of change a function (frames, dice) → JSON changes."""
