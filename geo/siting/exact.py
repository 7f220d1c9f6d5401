"""The best sites, proven: maximal covering and set cover as integer programmes, solved by HiGHS on one thread.

Same input, same answer, unless the time limit ends the search. Who asks says by ``Solve`` where the solver works: it
cannot be ended from outside in the very instant, so whoever must be able to end it gives it a process of its own.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import highspy
import numpy as np
from scipy.sparse import csr_array, eye_array, hstack, vstack

from geo.asof import Floats, Ints
from geo.model import Progress, silent
from geo.siting.choice import members
from geo.siting.greedy import Start
from geo.siting.problem import Cover

LOOSE: Final = 1e-6
NEVER: Final = highspy.kHighsInf


@dataclass(frozen=True, slots=True)
class Model:
    """An integer programme: sites are yes or no, all other columns lie between 0 and 1.

    ``rows`` @ columns lies between ``low`` and ``high``; ``cost`` is made largest (``most``) or least. ``step`` is what
    two values of the goal differ by at least, 0 where that is not known.
    """

    rows: csr_array
    low: Floats
    high: Floats
    cost: Floats
    sites: int
    most: bool
    step: float


@dataclass(frozen=True, slots=True)
class Found:
    """The sites of the best solution that was met (``None``: none) and the bound that was proven."""

    sites: Ints | None
    bound: float


Asked = tuple[Model, Floats]
"""A programme and a solution to start from, a value per column."""
Solve = Callable[[Sequence[Asked], float, Progress], list[Found]]
"""How programmes are solved: they, and the time limit in seconds for all together."""


def all_solved(asked: Sequence[Asked], time_limit_s: float, progress: Progress = silent) -> list[Found]:
    """Solve them here and now, one after the other: each has its share of the time that those before have left. The
    progress listener is not called before all is over.
    """
    ends_s, found = time.monotonic() + time_limit_s, []
    for at, (model, start) in enumerate(asked):
        found.append(solved(model, start, max(0.0, ends_s - time.monotonic()) / (len(asked) - at)))
    return found


def solved(model: Model, start: Floats, time_limit_s: float) -> Found:
    """Solve one programme here and now."""
    solver = _loaded(model, time_limit_s)
    solver.setSolution(len(start), np.arange(len(start), dtype=np.int32), start)
    solver.run()
    if not _told_true(solver, model):
        # Where presolve alone solves a programme that was given a start, HiGHS 1.16 hands the start back as the best.
        solver = _loaded(model, time_limit_s)
        solver.run()
    return _read(solver, model)


class Quiet(highspy.Highs):
    """HiGHS that writes nothing: its own constructor prints a banner before it can be told not to."""

    def enableCallbacks(self) -> None:  # noqa: N802 -- the name that highspy's constructor calls
        """Silence first."""
        self.silent()
        super().enableCallbacks()  # type: ignore[no-untyped-call]  # highspy states no types here


def most_covered(cover: Cover, k: int, start: Start) -> Asked:
    """At most ``k`` sites that gain the most households: the programme, and where the search begins."""
    groups, sites = cover.by_demand.shape
    rows = vstack([_served_by(cover), hstack([csr_array(np.ones((1, sites))), csr_array((1, groups))])]).tocsr()
    low, high = np.append(np.zeros(groups), -NEVER), np.append(np.full(groups, NEVER), float(k))
    cost = np.concatenate([np.zeros(sites), cover.weight])
    return Model(rows, low, high, cost, sites, True, cover.grain), _columns(cover, start)


def fewest_for(cover: Cover, needed: float, start: Start) -> Asked:
    """The fewest sites that gain ``needed`` households, as `most_covered`; all that can be gained is a plain set cover."""
    groups, sites = cover.by_demand.shape
    if needed >= cover.reachable - LOOSE:
        model = Model(cover.by_demand, np.ones(groups), np.full(groups, NEVER), np.ones(sites), sites, False, 1.0)
        return model, members(cover, start.sites).astype(np.float64)
    gained = hstack([csr_array((1, sites)), csr_array(cover.weight[None, :])])
    model = Model(
        vstack([_served_by(cover), gained]).tocsr(), np.append(np.zeros(groups), needed - LOOSE),
        np.full(groups + 1, NEVER), np.concatenate([np.ones(sites), np.zeros(groups)]), sites, False, 1.0,
    )  # fmt: skip
    return model, _columns(cover, start)


def _served_by(cover: Cover) -> Any:
    """A group counts as served only where a site serves it."""
    return hstack([cover.by_demand, -eye_array(len(cover.weight))])


def _columns(cover: Cover, start: Start) -> Floats:
    chosen = members(cover, start.sites).astype(np.float64)
    return np.concatenate([chosen, (cover.by_demand @ chosen > 0).astype(np.float64)])


def _told_true(solver: Quiet, model: Model) -> bool:
    """Whether the columns that the solver hands back are worth what it says of them."""
    told, values = solver.getInfo().objective_function_value, np.asarray(solver.getSolution().col_value)
    return not len(values) or abs(float(model.cost @ values) - told) <= LOOSE * max(1.0, abs(told))


def _loaded(model: Model, time_limit_s: float) -> Quiet:
    count = len(model.cost)
    programme = highspy.HighsLp()
    programme.num_col_, programme.num_row_ = count, model.rows.shape[0]
    programme.sense_ = highspy.ObjSense.kMaximize if model.most else highspy.ObjSense.kMinimize
    programme.col_cost_, programme.col_lower_, programme.col_upper_ = model.cost, np.zeros(count), np.ones(count)
    programme.row_lower_, programme.row_upper_ = model.low, model.high
    programme.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    programme.a_matrix_.start_, programme.a_matrix_.index_ = model.rows.indptr, model.rows.indices
    programme.a_matrix_.value_ = model.rows.data
    whole, part = highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous
    programme.integrality_ = [whole] * model.sites + [part] * (count - model.sites)
    solver = Quiet()  # type: ignore[no-untyped-call]  # nor for its constructor
    options = {
        "threads": 1, "random_seed": 0, "time_limit": float(time_limit_s), "mip_rel_gap": 0.0,
        # A bound less than one step above a whole solution proves it.
        "mip_abs_gap": max(0.9 * model.step, LOOSE),
    }  # fmt: skip
    for name, value in options.items():
        solver.setOptionValue(name, value)
    solver.passModel(programme)
    return solver


def _read(solver: Quiet, model: Model) -> Found:
    info = solver.getInfo()
    bound = float(info.mip_dual_bound)
    if model.step > 0 and np.isfinite(bound):
        steps = bound / model.step
        bound = float(np.floor(steps + LOOSE) if model.most else np.ceil(steps - LOOSE)) * model.step
    values = np.asarray(solver.getSolution().col_value, dtype=np.float64)[: model.sites]
    feasible = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    return Found(np.flatnonzero(values > 0.5) if feasible else None, bound)
