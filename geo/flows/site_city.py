"""The story of siting: a measured city, candidates in it, the best sites, and the run under which they are kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

import numpy as np

from geo.asof import Ints, Mask
from geo.columns import missing
from geo.errors import BadInput, Conflict, Message, Reason
from geo.flows.measure_city import Rerun, measure_again
from geo.flows.solver_process import solve_apart
from geo.gaps import door_households
from geo.ground import AREA_LEVELS, Ground
from geo.layers.vocabulary import BUILDING_USES
from geo.measure import CityMeasure
from geo.measure.parameters import CATEGORY_UNKNOWN, KNOWN_CATEGORIES, MeasureParameters
from geo.model import Progress, silent
from geo.siting import (
    DEFINITION,
    Candidates,
    HubState,
    Siting,
    SitingProblem,
    best_sites,
    building_candidates,
    fewest_sites,
    hub_problem,
    point_candidates,
    venue_problem,
)
from geo.siting.solve import TIME_LIMIT_S, check_number, check_share
from geo.store import Store
from geo.store.documents import digest_of
from geo.store.metric_runs import MetricRun

KIND = "siting"
"""The kind of the metric runs that this flow keeps."""
USES = tuple(choice.value for choice in BUILDING_USES)
VENUE_USES = ("mixed", "commercial", "institution")
"""Where venues are looked for unless it is said otherwise."""
POINTS_MOST = 5_000
TIME_LIMIT_MOST_S = 600.0
SOLVE, KEEP = "solve", "store"

GOAL_UNCLEAR = Message(
    "siting-goal-unclear",
    zh="选址需要数量或覆盖比例之一，现为 {got}",
    en="siting needs either a number of sites or a share, got {got}",
    remedy_zh="给出 k（如 5）或 share（如 1.0）",
    remedy_en="give k (such as 5) or share (such as 1.0)",
    asked=True,
)
WHAT_UNCLEAR = Message(
    "siting-what-unclear",
    zh="选址需要服务阵地类别或中心户之一，现为 {got}",
    en="siting is for a category of venues or for hub households, got {got}",
    remedy_zh="给出 category（如 nursery）或 hubs",
    remedy_en="give a category (such as nursery) or hubs",
    asked=True,
)
CANDIDATES_UNCLEAR = Message(
    "siting-candidates-unclear",
    zh="候选点“{got}”不可用，应为 {expected}",
    en="the candidates cannot be {got!r}, expected {expected}",
    asked=True,
)
USE_UNKNOWN = Message(
    "siting-use-unknown",
    zh="没有建筑用途“{got}”",
    en="there is no use of buildings {got!r}",
    remedy_zh="可用：{expected}",
    remedy_en="use: {expected}",
    asked=True,
)
TIME_LIMIT_INVALID = Message(
    "siting-time-limit-invalid",
    zh="求解时限“{got}”秒无效，应为 0 到 {most:g} 秒",
    en="the time limit is {got!r} s, expected 0 to {most:g} s",
    asked=True,
)
NO_CANDIDATES = Message(
    "siting-no-candidates",
    zh="没有符合条件的候选建筑（用途：{uses}）",
    en="no building fits as a candidate (uses: {uses})",
    remedy_zh="换用其他用途或区域，或给出候选点；这里的楼栋用途：{there}",
    remedy_en="choose other uses or another area, or give points; the buildings here are: {there}",
)
AREA_UNKNOWN = Message(
    "siting-area-unknown",
    zh="当日没有区域 {got}",
    en="there is no area {got} on that day",
    remedy_zh="形式为 层级/编号，例如 street/3",
    remedy_en="write layer/id, such as street/3",
    asked=True,
)


@dataclass(frozen=True, slots=True)
class SitingQuestion:
    """What is asked: a venue ``category`` (``None``: hub households), ``k`` sites or a ``share``, and where.

    ``within`` limits households and candidate buildings to an area (level, id). Candidates are buildings of the
    ``uses`` (for hub households of any use by default, and lived in), or drawn ``points``. Raises ``BadInput`` for what
    contradicts itself.
    """

    category: str | None = None
    k: int | None = None
    share: float | None = None
    within: tuple[str, int] | None = None
    uses: tuple[str, ...] | None = None
    points: tuple[tuple[float, float], ...] | None = None
    time_limit_s: float = TIME_LIMIT_S

    def __post_init__(self) -> None:
        if (self.k is None) == (self.share is None):
            raise BadInput(GOAL_UNCLEAR, got=f"k={self.k}, share={self.share}")
        if self.k is not None:
            check_number(self.k)
        if self.share is not None:
            check_share(self.share)
        if self.category is not None and self.category not in KNOWN_CATEGORIES:
            raise BadInput(CATEGORY_UNKNOWN, got=self.category, expected=", ".join(KNOWN_CATEGORIES))
        self._check_candidates()
        if not 0 <= self.time_limit_s <= TIME_LIMIT_MOST_S:
            raise BadInput(TIME_LIMIT_INVALID, got=self.time_limit_s, most=TIME_LIMIT_MOST_S)

    def _check_candidates(self) -> None:
        if self.points is not None and (self.uses is not None or self.category is None):
            raise BadInput(CANDIDATES_UNCLEAR, got="points", expected="uses | points (hubs: uses)")
        for use in self.uses or ():
            if use not in USES:
                raise BadInput(USE_UNKNOWN, got=use, expected=", ".join(USES))
        if self.points is not None and not self._points_good():
            expected = f"1 … {POINTS_MOST} × [longitude, latitude]"
            raise BadInput(CANDIDATES_UNCLEAR, got=str(self.points), expected=expected)

    def _points_good(self) -> bool:
        points = self.points or ()
        return 0 < len(points) <= POINTS_MOST and all(abs(lon) <= 180 and abs(lat) <= 90 for lon, lat in points)

    def to_json(self) -> dict[str, Any]:
        """What decides a proven answer: all but the time limit."""
        asked = {name: value for name, value in asdict(self).items() if name != "time_limit_s"}
        return {name: _plain(value) for name, value in asked.items()}

    @classmethod
    def from_json(cls, document: Mapping[str, Any], time_limit_s: float = TIME_LIMIT_MOST_S) -> Self:
        """The question that ``to_json`` told."""
        within, uses, points = (document[name] for name in ("within", "uses", "points"))
        return cls(
            document["category"], document["k"], document["share"], None if within is None else (within[0], within[1]),
            None if uses is None else tuple(uses),
            None if points is None else tuple((lon, lat) for lon, lat in points), time_limit_s,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sited:
    """The answer as plain values, and the run that keeps it: ``None`` where it is not proven and so not final."""

    document: Mapping[str, Any]
    run: MetricRun | None


def site_city(store: Store, measure: CityMeasure, question: SitingQuestion, progress: Progress = silent) -> Sited:
    """The best sites in a measured city. A proven answer is kept, and given again when the same is asked."""
    basis = MetricRun(
        KIND, definition_of(measure),
        {"siting": question.to_json(), "measure": measure.parameters.to_json()}, measure.as_of, measure.versions,
    )  # fmt: skip
    kept = store.find_metric_run(basis)
    if kept is not None and kept.result is not None:
        return Sited(kept.result, kept)
    answer = answer_question(measure, question, progress)
    document = answer_document(measure, question, answer)
    if not answer.optimal:
        return Sited(document, None)
    progress(KEEP, 0, 1)
    run = MetricRun(basis.kind, basis.definition, basis.parameters, basis.as_of, basis.versions, document)
    try:
        return Sited(document, store.save_metric_run(run))
    except Conflict:
        # somebody proved another set of sites of equal worth meanwhile: what is kept is the answer
        kept = store.find_metric_run(basis)
        assert kept is not None
        assert kept.result is not None
        return Sited(kept.result, kept)


def site_again(store: Store, kept: MetricRun, progress: Progress = silent) -> Rerun:
    """Answer a kept siting again, from the data as the store knew it then, by the rules of today."""
    parameters = MeasureParameters.from_json(kept.parameters["measure"])
    measure = measure_again(store, kept.as_of, kept.versions, parameters, progress)
    question = SitingQuestion.from_json(kept.parameters["siting"])
    digest = digest_of(answer_document(measure, question, answer_question(measure, question, progress)))
    return Rerun(kept, digest, digest == kept.digest and definition_of(measure) == kept.definition)


def definition_of(measure: CityMeasure) -> str:
    """The versions of all rules behind a siting in this measured city."""
    return f"{DEFINITION} {measure.definition}"


def answer_question(measure: CityMeasure, question: SitingQuestion, progress: Progress = silent) -> Siting:
    """The best sites, without keeping them."""
    problem = problem_of(measure, question, progress)
    progress(SOLVE, 0, int(question.time_limit_s))
    if question.k is not None:
        return best_sites(problem, question.k, time_limit_s=question.time_limit_s, progress=progress, solve=solve_apart)
    assert question.share is not None
    return fewest_sites(
        problem, question.share, time_limit_s=question.time_limit_s, progress=progress, solve=solve_apart
    )


def problem_of(measure: CityMeasure, question: SitingQuestion, progress: Progress = silent) -> SitingProblem:
    """Who could be served from where; raises ``BadInput`` without a candidate, or for an unknown area or category."""
    ground = measure.ground
    inside = _inside(ground, question.within)
    if question.category is None:
        return _hub_question(measure, inside, _buildings(ground, question, inside & (ground.households > 0)))
    required = measure.circle.rules.categories
    if question.category not in required:
        raise BadInput(CATEGORY_UNKNOWN, got=question.category, expected=", ".join(required))
    doors = measure.doors
    weight = door_households(ground, doors)
    within = inside[ground.building.rows_of(doors.building_id)]
    candidates = (
        building_candidates(doors, _buildings(ground, question, inside))
        if question.points is None
        else point_candidates(question.points)
    )
    return venue_problem(
        measure.network, measure.circle, question.category, weight, _some(candidates, question), within, progress
    )


def answer_document(measure: CityMeasure, question: SitingQuestion, answer: Siting) -> dict[str, Any]:
    """The answer as plain values; a site that is a building carries its code."""
    document = answer.to_json()
    if question.points is None:
        building = measure.ground.building
        for site in document["sites"]:
            code = building["code"][building.rows_of(np.array([site["id"]], np.int64))[0]]
            site |= {"layer": "building", "code": None if code is None else str(code)}
    return document


def _hub_question(measure: CityMeasure, inside: Mask, candidate_id: Ints) -> SitingProblem:
    table, parameters = measure.coverage.buildings, measure.parameters.coverage
    table = table[inside[measure.ground.building.rows_of(table["id"].to_numpy(dtype=np.int64))]]
    answer = table["hub_lenient"].astype(str).to_numpy()
    state = HubState(
        table["id"].to_numpy(dtype=np.int64), table["households"].to_numpy(dtype=np.float64),
        answer == "covered", answer == "unknown",
    )  # fmt: skip
    place = measure.network if measure.circle.on_network else measure.ground.metres
    return hub_problem(measure.doors, state, candidate_id, parameters.hub_lenient_m, parameters.detour_factor, place)


def _inside(ground: Ground, within: tuple[str, int] | None) -> Mask:
    """Which buildings lie in the area."""
    if within is None:
        return np.ones(len(ground), dtype=bool)
    level, thing = within
    row = int(ground.areas[level].rows_of(np.array([thing], np.int64))[0]) if level in AREA_LEVELS else -1
    if row < 0:
        raise BadInput(AREA_UNKNOWN, got=f"{level}/{thing}")
    return np.asarray(ground.area[level] == row)


def _buildings(ground: Ground, question: SitingQuestion, fit: Mask) -> Ints:
    uses = question.uses or (VENUE_USES if question.category is not None else None)
    chosen = fit if uses is None else fit & np.isin(ground.building["use"].astype(str), uses)
    if not chosen.any():
        raise BadInput(NO_CANDIDATES, uses=", ".join(uses or USES), there=_uses_there(ground, fit))
    return ground.building.ids[chosen]


def _uses_there(ground: Ground, fit: Mask) -> Reason:
    """How many of the buildings are of which use, most first."""
    use = ground.building["use"][fit]
    known = Counter(use[~missing(use)].astype(str).tolist())
    told = [f"{word} {count}" for word, count in known.most_common()]
    bare = len(use) - known.total()
    zh, en = ([*told, *([f"{word} {bare}"] if bare else [])] for word in ("未注明", "not stated"))
    return Reason("、".join(zh) or "没有楼栋", ", ".join(en) or "none")


def _some(candidates: Candidates, question: SitingQuestion) -> Candidates:
    if not len(candidates):
        raise BadInput(
            NO_CANDIDATES, uses=", ".join(question.uses or VENUE_USES), there=Reason("没有位置", "without a place")
        )
    return candidates


def _plain(value: Any) -> Any:
    return [_plain(item) for item in value] if isinstance(value, (tuple, list)) else value
