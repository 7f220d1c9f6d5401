"""Which coordinate system is it? Every hypothesis is scored against what is known of the place; the best one wins."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.crs import WGS84, Crs
from geo.detective.evidence import Floats, Geometries, Indices, Reference
from geo.detective.hypotheses import hypotheses, read_as
from geo.detective.trial import Case, How, Score, try_all
from geo.errors import BadInput, Message, Rule
from geo.model import Problem, Severity

CRS_CONTRADICTED = Message(
    "crs-contradicted",
    zh="文件标注的坐标系“{got}”与数据不符（{got_score}），很可能是“{expected}”（{score}）",
    en="the file's label {got!r} does not fit the data ({got_score}); it is likely {expected!r} ({score})",
    remedy_zh="请用 --crs {expected} 重新导入；若标注无误，请核对已有数据",
    remedy_en="import again with --crs {expected}; if the label is right, check the data that is already there",
)
CRS_UNDECIDABLE = Rule(
    "crs-undecidable",
    zh="无法判断坐标系：{count} 种坐标系都说得通，可对照的数据不足",
    en="the coordinate system cannot be told: {count} are possible and too little is known to compare with",
    remedy_zh="请写明坐标系，例如 --crs {expected}",
    remedy_en="name it, for example --crs {expected}",
)
CRS_IMPLAUSIBLE = Rule(
    "crs-implausible",
    zh="坐标（如 {got}）在任何已知坐标系中都不是合理的位置",
    en="the coordinates (such as {got}) are no plausible place in any system that the program knows",
    remedy_zh="请核对坐标，或写明坐标系：{expected}",
    remedy_en="check the coordinates, or name their system: {expected}",
)
CRS_UNVERIFIED = Rule(
    "crs-unverified",
    zh="坐标系按“{got}”处理，但没有足够的数据可以核实",
    en="the coordinate system is taken as {got!r}, but too little is known to verify it",
    remedy_zh="请在地图上与楼栋、道路对照；GCJ-02 会偏移数百米",
    remedy_en="compare with buildings and roads on the map; GCJ-02 would be some hundred metres off",
)

GLANCE = 20_000


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
    case = try_all(array, owners, at, suspects, places, reference, rng)
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


def _judge(case: Case, declared: Crs | None, layer: str, rows: Floats) -> Verdict:
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


def _by_belief(case: Case, best: int) -> int:
    """Without a label: WGS 84, unless it is clearly beaten; what else it may be is then not guessed."""
    open_cases = [n for n in range(len(case.suspects)) if n == best or not case.clearly(best, n)]
    if case.suspects[open_cases[0]] not in (WGS84, WGS84.swap()):
        raise BadInput(CRS_UNDECIDABLE, count=len(open_cases), expected=case.suspects[best].label)
    return open_cases[0]


def _told(crs: Crs, layer: str) -> Problem:
    return Problem(CRS_UNVERIFIED, Severity.WARNING, layer, None, {"got": crs.label})


def _unverified(crs: Crs, declared: Crs | None, how: How, scores: tuple[Score, ...], layer: str) -> Verdict:
    return Verdict(crs, declared, False, how, scores, None, 0.0, 0.0, 0, (_told(crs, layer),))
