"""Which category of housing prevails in an estate, a grid or a community, and which mode of management suits it.

Source of the rule: the classified management of residential areas (分类化管理) by household share; its thresholds are
presets that a deployment may change.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

import numpy as np
import pandas as pd

from geo.asof import NOWHERE, Basis, Frames, Ints, Mask, Objects
from geo.columns import MISSING_INTEGER, missing
from geo.errors import BadInput, Message
from geo.ground import Ground, step
from geo.layers import Label, layer_named

DEFINITION = "housing-1"

PARAMETER_INVALID = Message(
    "housing-parameter-invalid",
    zh="参数 {name} 的值“{got}”无效，应为 {expected}",
    en="parameter {name} is {got!r}, expected {expected}",
)


class Category(StrEnum):
    """Categories in their order of precedence: the first whose share reaches the threshold holds."""

    RENTAL = "rental"
    OLD = "old"
    COMMERCIAL = "commercial"
    UNKNOWN = "unknown"
    MIXED = "mixed"


CATEGORIES = tuple(Category)
SHARES = CATEGORIES[:-1]

MODES: Mapping[Category, Label] = MappingProxyType({
    Category.RENTAL: Label(
        "凝聚服务：主题活动、院坝会、文体活动", "cohesion services: campaigns, courtyard meetings, culture and sport"
    ),
    Category.OLD: Label(
        "网格化精细管理与自治物管，由老党员担任调解员",
        "fine grid management and self-run property management, with senior members as mediators",
    ),
    Category.COMMERCIAL: Label("智能化管理", "smart management"),
    Category.MIXED: Label("由人工判断", "a person decides"),
    Category.UNKNOWN: Label("请先补全数据", "complete the data"),
})  # fmt: skip
"""The recommended mode of management per category."""

HOUSING_LEVELS = ("estate", "grid", "community", "street", "city")
UNKNOWN_TYPE = "unknown"


@dataclass(frozen=True, slots=True)
class HousingParameters:
    """The thresholds of the housing rule.

    A category holds from ``share`` of the households on. Buildings of ``old_until_year`` and before are old. The type
    lists say which codes count as rental and as commercial.
    """

    share: float = 0.5
    old_until_year: int = 2000
    rental_types: tuple[str, ...] = ("public_rental", "low_rent")
    commercial_types: tuple[str, ...] = ("commercial",)

    def __post_init__(self) -> None:
        known = {choice.value for choice in layer_named("building").field("housing_type").choices}
        checks = (
            ("share", 0 < self.share <= 1, "> 0, ≤ 1"),
            ("rental_types", set(self.rental_types) <= known, ", ".join(sorted(known))),
            ("commercial_types", set(self.commercial_types) <= known, ", ".join(sorted(known))),
        )
        for name, good, expected in checks:
            if not good:
                raise BadInput(PARAMETER_INVALID, name=name, got=getattr(self, name), expected=expected)


DEFAULT = HousingParameters()


@dataclass(frozen=True)
class Housing:
    """One row per area in ``areas`` (see `compute_housing`); ``scattered`` are the lived-in buildings in no estate
    (id, households, grid_id, community_id).
    """

    basis: Basis
    areas: pd.DataFrame
    scattered: pd.DataFrame


@dataclass(frozen=True)
class Homes:
    """Groups of households of one building with the same answers: how many, and which traits hold (1), do not (0),
    or are not known (-1).
    """

    building: Ints
    households: Ints
    traits: dict[Category, Ints]


def compute_housing(frames: Frames, as_of: dt.date, parameters: HousingParameters = DEFAULT) -> Housing:
    """The housing category and the recommended mode of every estate, grid, community and street, and of the city.

    ``frames`` by layer id: building, and as far as known household, estate, grid, community, street. A household's
    type is its own, else its building's, else its estate's («unknown», where it is recorded, is an answer that stands);
    its year is its building's, else its estate's. Where a building's households are not listed, or fewer than it states, the listed ones count.

    Traits may overlap (an old public-rental block is both), so shares need not sum to one; precedence decides.
    A trait that is not known is neither there nor absent. Columns: ``level``, ``id`` (missing for the city, and for
    the buildings in no such area), ``households``, for rental, old and commercial ``<trait>_households``,
    ``not_<trait>_households`` and ``<trait>_unknown_households`` (they sum to ``households``) and ``<trait>_share``;
    ``unknown_households`` and ``unknown_share`` (type not known, and neither old nor scattered); ``category`` and
    ``deciding_share``, missing where nobody lives; ``scattered_households``.
    """
    ground = Ground.of(frames, as_of)
    homes = homes_of(ground, parameters)
    parts = [_areas(ground, homes, level, parameters) for level in HOUSING_LEVELS]
    bare = np.flatnonzero(ground.lived_in & (ground.area["estate"] < 0))
    scattered = pd.DataFrame({
        "id": ground.building.ids[bare], "households": ground.households[bare],
        **{f"{level}_id": ground.areas[level].ids_at(ground.area[level][bare]) for level in ("grid", "community")},
    })  # fmt: skip
    return Housing(Basis(DEFINITION, parameters, as_of), pd.concat(parts, ignore_index=True), scattered)


def homes_of(ground: Ground, parameters: HousingParameters) -> Homes:
    """The households of each building by their traits; they sum to the ground's households."""
    estate = ground.area["estate"]
    own_type = _type_codes(ground.building["housing_type"])
    estate_type = _at(_type_codes(ground.areas["estate"]["housing_type"]), estate, NOWHERE)
    built_type = np.maximum(np.where(own_type >= 0, own_type, estate_type), 0)
    listed = np.flatnonzero(ground.household_building >= 0)
    of = ground.household_building[listed]
    kind = _type_codes(ground.household["housing_type"])[listed]
    kind = np.where(kind >= 0, kind, built_type[of])
    unlisted = np.flatnonzero((np.bincount(of, minlength=len(ground)) == 0) & (ground.households > 0))
    names = len(_TYPES)
    key, count = np.unique(of * names + kind, return_counts=True)
    building = np.concatenate([key // names, unlisted])
    kind = np.concatenate([key % names, built_type[unlisted]])
    households = np.concatenate([count, ground.households[unlisted]]).astype(np.int64)
    year = ground.building["built_year"]
    year = np.where(missing(year), _at(ground.areas["estate"]["built_year"], estate, MISSING_INTEGER), year)[building]
    old = np.where(missing(year), -1, (year <= parameters.old_until_year).astype(np.int64))
    old = np.where(estate[building] < 0, 1, old)
    traits = {
        Category.RENTAL: _is(kind, parameters.rental_types), Category.OLD: old,
        Category.COMMERCIAL: _is(kind, parameters.commercial_types),
        Category.UNKNOWN: ((kind == 0) & (old != 1)).astype(np.int64),
    }  # fmt: skip
    return Homes(building, households, traits)


_TYPES = (
    UNKNOWN_TYPE,
    *(c.value for c in layer_named("building").field("housing_type").choices if c.value != UNKNOWN_TYPE),
)


def _type_codes(values: Objects) -> Ints:
    """The position of each housing type in the list: 0 for what is recorded as unknown or not in the list,
    ``NOWHERE`` for what is not recorded at all.
    """
    code = np.maximum(pd.Index(_TYPES).get_indexer(pd.Index(values, dtype=object)), 0)
    return np.where(missing(values), NOWHERE, code).astype(np.int64)


def _is(kind: Ints, types: tuple[str, ...]) -> Ints:
    wanted = [_TYPES.index(word) for word in types]
    return np.where(kind == 0, -1, np.isin(kind, wanted).astype(np.int64)).astype(np.int64)


def _at(values: Ints, rows: Ints, nothing: int) -> Ints:
    return np.where(rows >= 0, step(values, rows), nothing).astype(np.int64)


def _areas(ground: Ground, homes: Homes, level: str, parameters: HousingParameters) -> pd.DataFrame:
    count, ids = ground.places(level)
    member = ground.members(level)[homes.building]
    place = np.where(member < 0, count, member)

    def held(mask: Mask) -> Ints:
        return np.asarray(np.bincount(place, weights=homes.households * mask, minlength=count + 1), dtype=np.int64)

    total = held(np.ones(len(place), bool))
    columns: dict[str, object] = {
        "level": np.full(count + 1, level, object), "id": pd.array([*ids, pd.NA], dtype="Int64"), "households": total
    }  # fmt: skip
    shares = []
    for category, trait in homes.traits.items():
        have = held(trait == 1)
        columns[f"{category}_households"] = have
        if category is not Category.UNKNOWN:
            columns[f"not_{category}_households"] = held(trait == 0)
            columns[f"{category}_unknown_households"] = held(trait == -1)
        shares.append(np.divide(have, total, out=np.zeros(count + 1), where=total > 0))
        columns[f"{category}_share"] = shares[-1]
    columns["scattered_households"] = held(ground.area["estate"][homes.building] < 0)
    columns |= _decided(np.column_stack(shares), total > 0, parameters.share)
    frame = pd.DataFrame(columns)
    return frame[(np.arange(count + 1) < count) | (total > 0)]


def _decided(shares: np.typing.NDArray[np.float64], lived_in: Mask, least: float) -> dict[str, object]:
    """The first category in the order of precedence whose share reaches the threshold, else mixed; of mixed areas
    the largest share is shown.
    """
    reached = shares >= least
    code = np.where(reached.any(axis=1), np.argmax(reached, axis=1), CATEGORIES.index(Category.MIXED))
    words = np.array([*(word.value for word in CATEGORIES), None], dtype=object)
    chosen = np.minimum(code, len(SHARES) - 1)
    share = np.where(reached.any(axis=1), shares[np.arange(len(shares)), chosen], shares.max(axis=1))
    return {
        "category": words[np.where(lived_in, code, len(CATEGORIES))], "deciding_share": np.where(lived_in, share, np.nan)
    }  # fmt: skip
