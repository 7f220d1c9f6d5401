"""All hypotheses side by side: how each reads the data, and which one does better than which."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import shapely

from geo.crs import Crs, to_lonlat
from geo.detective.evidence import Floats, Geometries, Indices, Reference, Witness
from geo.detective.hypotheses import plausibility

SAMPLE = 600
NEAR_DEGREES = 0.02
SAME_PLACE_DEGREES = 1e-5
MARGIN = 0.05
CERTAINTY = 3.0
RANGE_MARGIN = 0.5
USEFUL = 0.05
FIT = 0.55

How = Literal["evidence", "place", "range"]


@dataclass(frozen=True, slots=True)
class Score:
    """How well one hypothesis does, 0–1, and the value of each kind of evidence (see `evidence.KINDS`)."""

    crs: Crs
    score: float
    evidence: dict[str, float]


@dataclass(frozen=True, slots=True)
class Case:
    """All hypotheses side by side: ``values`` holds per hypothesis and feature the sum of its evidence, ``fits`` how
    good the fit is where data and reference meet. Without evidence both are None, and only scores are compared.
    """

    suspects: list[Crs]
    places: list[Floats]
    how: How
    scores: list[Score]
    values: Floats | None
    fits: list[float] | None
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
        """Whether the first is surely better. A hypothesis that only moves the data onto known ground, where it does
        not fit well either (the next street is known, this one is not yet), beats nothing.
        """
        if self.fits is not None and self.fits[one] < FIT:
            return False
        margin, certainty = self.beats(one, other)
        return margin >= MARGIN and certainty >= CERTAINTY

    def same_place(self, one: int, other: int) -> bool:
        """Whether both read the numbers as the same place, to about a metre."""
        with np.errstate(invalid="ignore"):
            apart = np.abs(self.places[one] - self.places[other]).max(axis=1)
        return bool(np.isfinite(apart).any() and np.nanmedian(apart) < SAME_PLACE_DEGREES)


def try_all(
    array: Geometries,
    owners: Geometries | None,
    at: Indices,
    suspects: list[Crs],
    places: list[Floats],
    reference: Reference,
    rng: np.random.Generator,
) -> Case:
    """Score by evidence where there is any, else by meeting the reference at all, else by range."""
    by_range = [plausibility(place, crs) for place, crs in zip(places, suspects, strict=True)]
    near = [_near(place, reference) for place in places]
    meeting = [_meeting(place, close, reference) for place, close in zip(places, near, strict=True)]
    if max(meeting) < USEFUL and owners is None:
        return Case(suspects, places, "range", _plain(suspects, by_range), None, None, len(at))
    met = [n for n, m in zip(near, meeting, strict=True) if m >= USEFUL] or [np.ones(len(at), dtype=np.bool_)]
    close = np.flatnonzero(np.logical_or.reduce(met))
    chosen = np.sort(rng.choice(close, SAMPLE, replace=False)) if len(close) > SAMPLE else close
    sample = at[chosen]
    witness = Witness(reference)
    heard, fits = [], []
    for crs, place in zip(suspects, places, strict=True):
        readable = np.isfinite(place[chosen]).all(axis=1)
        lonlat = np.full(len(sample), None, dtype=object)
        lonlat[readable] = to_lonlat(array[sample[readable]], crs)
        answers, fit = witness.hear(lonlat, None if owners is None else owners[sample])
        heard.append(answers)
        fits.append(fit)
    kinds = [kind for kind in set().union(*heard) if _useful([h.get(kind) for h in heard])]
    if not kinds:
        return Case(suspects, places, "place", _plain(suspects, meeting), None, None, len(at))
    stack = np.array([[_or_zero(h.get(kind), heard, kind) for kind in sorted(kinds)] for h in heard])
    values = np.nansum(stack, axis=1)
    asked = int(np.isfinite(stack[0]).sum())
    scores = [
        Score(crs, float(values[n].sum() / asked), {k: _mean(stack[n, i]) for i, k in enumerate(sorted(kinds))})
        for n, crs in enumerate(suspects)
    ]
    return Case(suspects, places, "evidence", scores, values, fits, len(sample))


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
