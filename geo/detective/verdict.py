"""Which coordinate system is it? Every hypothesis is scored against what is known of the place; the best one wins."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from geo.crs import WGS84, Crs, is_lonlat, to_lonlat
from geo.detective.evidence import Floats, Geometries, Indices, Reference, Witness
from geo.detective.hypotheses import hypotheses, plausibility, read_as
from geo.errors import BadInput, Message
from geo.model import Problem, Severity

CRS_CONTRADICTED = Message(
    "crs-contradicted",
    zh="文件标注的坐标系“{got}”与数据不符（{got_score}），很可能是“{expected}”（{score}）",
    en="the file's label {got!r} does not fit the data ({got_score}); it is likely {expected!r} ({score})",
    remedy_zh="请用 --crs {expected} 重新导入；若标注无误，请核对已有数据",
    remedy_en="import again with --crs {expected}; if the label is right, check the data that is already there",
)
CRS_UNDECIDABLE = Message(
    "crs-undecidable",
    zh="无法判断坐标系：{count} 种坐标系都说得通，且没有可对照的数据",
    en="the coordinate system cannot be told: {count} are possible and nothing is known to compare with",
    remedy_zh="请写明坐标系，例如 --crs {expected}",
    remedy_en="name it, for example --crs {expected}",
)
CRS_IMPLAUSIBLE = Message(
    "crs-implausible",
    zh="坐标（如 {got}）在任何已知坐标系中都不是合理的位置",
    en="the coordinates (such as {got}) are no plausible place in any system that the program knows",
    remedy_zh="请核对坐标，或写明坐标系：{expected}",
    remedy_en="check the coordinates, or name their system: {expected}",
)
CRS_UNVERIFIED = Message(
    "crs-unverified",
    zh="坐标系按“{got}”处理，但没有足够的数据可以核实",
    en="the coordinate system is taken as {got!r}, but too little is known to verify it",
    remedy_zh="请在地图上与楼栋、道路对照；GCJ-02 会偏移数百米",
    remedy_en="compare with buildings and roads on the map; GCJ-02 would be some hundred metres off",
)

SAMPLE = 600
GLANCE = 20_000
NEAR_DEGREES = 0.02
SAME_PLACE_DEGREES = 1e-5
MARGIN = 0.05
CERTAINTY = 3.0
RANGE_MARGIN = 0.5
USEFUL = 0.05

How = Literal["evidence", "place", "range"]


@dataclass(frozen=True, slots=True)
class Score:
    """How well one hypothesis does, 0–1, and the value of each kind of evidence (see `evidence.KINDS`)."""

    crs: Crs
    score: float
    evidence: dict[str, float]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The coordinate system to use and why.

    ``how``: by fit with known things, by lying where something is known, or by the range of the numbers alone.
    ``decided`` means that the winner's place beats every other place; otherwise the label (or WGS 84) is kept and
    ``problems`` says that it is unverified. ``scores`` are best first; ``margin`` is to the best hypothesis that
    means another place (``runner_up``), and ``certainty`` how many standard errors that is.
    """

    crs: Crs
    declared: Crs | None
    decided: bool
    how: How
    scores: tuple[Score, ...]
    runner_up: Crs | None
    margin: float
    certainty: float
    sample: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Case:
    """All hypotheses side by side: ``values`` holds per hypothesis and feature the sum of its evidence."""

    suspects: list[Crs]
    places: list[Floats]
    how: How
    scores: list[Score]
    values: Floats | None
    sample: int

    def beats(self, one: int, other: int) -> tuple[float, float]:
        """By how much the first is better, and how many standard errors of the paired differences that is."""
        margin = self.scores[one].score - self.scores[other].score
        if self.values is None:
            return margin, np.inf if margin >= RANGE_MARGIN else 0.0
        difference = self.values[one] - self.values[other]
        spread = float(np.sqrt((difference**2).sum()))
        return margin, float(difference.sum()) / spread if spread > 0 else 0.0

    def clearly(self, one: int, other: int) -> bool:
        margin, certainty = self.beats(one, other)
        return margin >= MARGIN and certainty >= CERTAINTY

    def same_place(self, one: int, other: int) -> bool:
        with np.errstate(invalid="ignore"):
            apart = np.abs(self.places[one] - self.places[other]).max(axis=1)
        return bool(np.isfinite(apart).any() and np.nanmedian(apart) < SAME_PLACE_DEGREES)


def investigate(
    geometries: Iterable[BaseGeometry | None],
    declared: Crs | None,
    reference: Reference,
    *,
    own_area: Iterable[BaseGeometry | None] | None = None,
    layer: str = "",
    seed: int = 0,
) -> Verdict:
    """Which coordinate system are these geometries in, as they came from the file?

    ``declared`` is the label of the file or the user (None for ``auto``), ``reference`` what is known of the place
    in lon/lat, ``own_area`` optionally the lon/lat area of each geometry's parent. At most 600 features, chosen by
    ``seed``, are compared. A label that clearly loses raises `BadInput` with the likely system; so does ``auto``
    where systems far apart fit equally, and coordinates that are nowhere plausible. Without any usable coordinate
    the label (or WGS 84) is kept, unverified.
    """
    array = np.asarray(list(geometries), dtype=object)
    owners = None if own_area is None else np.asarray(list(own_area), dtype=object)
    rng = np.random.default_rng(seed)
    at, rows = _glance(array, rng)
    if not len(at):
        return _unverified(declared or WGS84, declared, "range", (), layer)
    suspects = hypotheses(rows, declared)
    if not suspects:
        raise _implausible(rows)
    places = [read_as(rows, crs) for crs in suspects]
    case = _try(array, owners, at, suspects, places, reference, rng)
    return _judge(case, declared, layer, rows)


def _glance(array: Geometries, rng: np.random.Generator) -> tuple[Indices, Floats]:
    """Positions of usable features, a random choice when there are many, and the first coordinate of each."""
    usable = np.flatnonzero(~(shapely.is_missing(array) | shapely.is_empty(array)))
    if len(usable) > GLANCE:
        usable = np.sort(rng.choice(usable, GLANCE, replace=False))
    coordinates, origin = shapely.get_coordinates(array[usable], return_index=True)
    _, first = np.unique(origin, return_index=True)
    rows = coordinates[first]
    finite = np.isfinite(rows).all(axis=1)
    return usable[finite].astype(np.int64), rows[finite]


def _try(
    array: Geometries,
    owners: Geometries | None,
    at: Indices,
    suspects: list[Crs],
    places: list[Floats],
    reference: Reference,
    rng: np.random.Generator,
) -> _Case:
    """Score by evidence where there is any, else by meeting the reference at all, else by range."""
    by_range = [plausibility(place, crs) for place, crs in zip(places, suspects, strict=True)]
    near = [_near(place, reference) for place in places]
    meeting = [_meeting(place, close, reference) for place, close in zip(places, near, strict=True)]
    if max(meeting) < USEFUL and owners is None:
        return _Case(suspects, places, "range", _plain(suspects, by_range), None, len(at))
    close = np.flatnonzero(np.logical_or.reduce([n for n, m in zip(near, meeting, strict=True) if m >= USEFUL] or near))
    chosen = np.sort(rng.choice(close, SAMPLE, replace=False)) if len(close) > SAMPLE else close
    sample = at[chosen]
    witness = Witness(reference)
    heard = []
    for crs, place in zip(suspects, places, strict=True):
        readable = np.isfinite(place[chosen]).all(axis=1)
        lonlat = np.full(len(sample), None, dtype=object)
        lonlat[readable] = to_lonlat(array[sample[readable]], crs)
        heard.append(witness.hear(lonlat, None if owners is None else owners[sample]))
    kinds = [kind for kind in set().union(*heard) if _useful([h.get(kind) for h in heard])]
    if not kinds:
        return _Case(suspects, places, "place", _plain(suspects, meeting), None, len(at))
    stack = np.array([[_or_zero(h.get(kind), heard, kind) for kind in sorted(kinds)] for h in heard])
    values = np.nansum(stack, axis=1)
    asked = int(np.isfinite(stack[0]).sum())
    scores = [
        Score(crs, float(values[n].sum() / asked), {k: _mean(stack[n, i]) for i, k in enumerate(sorted(kinds))})
        for n, crs in enumerate(suspects)
    ]
    return _Case(suspects, places, "evidence", scores, values, len(sample))


def _judge(case: _Case, declared: Crs | None, layer: str, rows: Floats) -> Verdict:
    order = sorted(range(len(case.suspects)), key=lambda n: -case.scores[n].score)
    best = order[0]
    scores = tuple(case.scores[n] for n in order)
    if case.scores[best].score <= 0.0:
        raise _implausible(rows)
    others = [n for n in order[1:] if not case.same_place(best, n)]
    decided = all(case.clearly(best, n) for n in others)
    if declared is not None:
        label = case.suspects.index(declared)
        if not case.same_place(best, label) and case.clearly(best, label):
            raise BadInput(
                CRS_CONTRADICTED, got=declared.label, got_score=f"{case.scores[label].score:.2f}",
                expected=case.suspects[best].label, score=f"{case.scores[best].score:.2f}",
            )  # fmt: skip
        chosen = label
        decided = decided and case.same_place(best, label)
    else:
        chosen = best if decided else _by_belief(case, best)
    runner = others[0] if others else None
    margin, certainty = case.beats(best, runner) if runner is not None else (case.scores[best].score, np.inf)
    crs = case.suspects[chosen]
    problems = () if decided else (_told(crs, layer),)
    runner_up = None if runner is None else case.suspects[runner]
    return Verdict(crs, declared, decided, case.how, scores, runner_up, margin, certainty, case.sample, problems)


def _implausible(rows: Floats) -> BadInput:
    got = ", ".join(f"{value:.6g}" for value in rows[0])
    return BadInput(CRS_IMPLAUSIBLE, got=got, expected="wgs84, gcj02, EPSG:4547")


def _by_belief(case: _Case, best: int) -> int:
    """Without a label: the first in order of belief that is not clearly beaten, if it can be told in degrees."""
    open_cases = [n for n in range(len(case.suspects)) if n == best or not case.clearly(best, n)]
    if not is_lonlat(case.suspects[open_cases[0]]):
        raise BadInput(CRS_UNDECIDABLE, count=len(open_cases), expected="EPSG:4547")
    return open_cases[0]


def _near(place: Floats, reference: Reference) -> npt.NDArray[np.bool_]:
    box = reference.bbox
    if box is None:
        return np.zeros(len(place), dtype=np.bool_)
    lon, lat = place[:, 0], place[:, 1]
    with np.errstate(invalid="ignore"):
        inside = (lon > box.west - NEAR_DEGREES) & (lon < box.east + NEAR_DEGREES)
        return np.asarray(inside & (lat > box.south - NEAR_DEGREES) & (lat < box.north + NEAR_DEGREES), dtype=np.bool_)


def _meeting(place: Floats, near: npt.NDArray[np.bool_], reference: Reference) -> float:
    """How far data and reference meet: the share of the data near the reference, or of the reference inside the data,
    whichever is larger: either may be the smaller part of the other.
    """
    known, finite = reference.everything, place[np.isfinite(place).all(axis=1)]
    if not len(known) or not len(finite) or not near.any():
        return 0.0
    (west, south), (east, north) = finite.min(axis=0), finite.max(axis=0)
    bounds = shapely.bounds(known)
    x, y = (bounds[:, 0] + bounds[:, 2]) / 2.0, (bounds[:, 1] + bounds[:, 3]) / 2.0
    return float(max(near.mean(), ((x > west) & (x < east) & (y > south) & (y < north)).mean()))


def _plain(suspects: list[Crs], values: list[float]) -> list[Score]:
    return [Score(crs, value, {}) for crs, value in zip(suspects, values, strict=True)]


def _useful(answers: list[Floats | None]) -> bool:
    """A kind of evidence that no hypothesis does well on tells nothing."""
    means = [_mean(answer) for answer in answers if answer is not None]
    return bool(means) and max(means) >= USEFUL


def _or_zero(answer: Floats | None, heard: list[dict[str, Floats]], kind: str) -> Floats:
    asked = np.logical_or.reduce([np.isfinite(h[kind]) for h in heard if kind in h])
    return np.where(asked, 0.0 if answer is None else np.nan_to_num(answer), np.nan)


def _mean(values: Floats) -> float:
    told = values[np.isfinite(values)]
    return float(told.mean()) if len(told) else 0.0


def _told(crs: Crs, layer: str) -> Problem:
    return Problem(CRS_UNVERIFIED, Severity.WARNING, layer, None, {"got": crs.label})


def _unverified(crs: Crs, declared: Crs | None, how: How, scores: tuple[Score, ...], layer: str) -> Verdict:
    return Verdict(crs, declared, False, how, scores, None, 0.0, 0.0, 0, (_told(crs, layer),))
