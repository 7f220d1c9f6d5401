"""The fix list: one row per gap, ranked by the households that closing it would gain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from geo.coverage import Coverage
from geo.errors import Language
from geo.gaps.columns import COLUMNS
from geo.gaps.organisation import organisation_gaps
from geo.gaps.reach import circle_gaps
from geo.model import Problem
from geo.walk import Circle, WalkNetwork

ORDER = (
    "gained_households", "gained_v_households", "gained_h_households", "households",
    "kind", "category", "rule", "layer", "id",
)  # fmt: skip
DESCENDING = 4


def gap_list(
    coverage: Coverage,
    seams: Mapping[str, Sequence[Problem]] | None = None,
    circle: Circle | None = None,
    network: WalkNetwork | None = None,
) -> pd.DataFrame:
    """Every gap in the strict reading, the one that gains most households first.

    One row is what one decision closes: a missing branch per estate (outside estates per grid), a missing group or
    hub household per building, a broken or foreign parent and dormancy per unit at fault, a duplicate per target, an
    organisation without party organisation, with ``seams`` (`find_seams`) each piece of them, and with ``circle``
    what is out of reach (`circle_gaps`; new venues are tried on ``network``). Unknown is no gap.

    Columns: ``rank``; ``kind`` (the verdict's word, `NO_ORGANISATION`, `OUT_OF_REACH`, or a rule of `geo.topology`);
    ``rule`` (the code of ``message``, which with ``params`` says the gap and its remedy: `gap_texts`); ``category``
    of venues; ``level`` (where it is closed); ``layer``, ``id``, ``code`` (the thing); ``missing`` (the levels of
    units or the category that the place lacks); ``evidence_unit_ids`` (the unit at fault and its parent, the primary
    units, or the unit under which the missing one belongs); ``building_ids``, ``buildings`` and ``households``
    concerned. ``gained_households`` is what closing it brings into its own index: of a chain those whose chain becomes
    complete (a building with a second fault gains nothing yet), of the circle those that reach the category; all
    three indices stand beside it. ``size_m2`` of a seam; ``lon, lat``; the areas (missing where it lies in several);
    ``piece`` (lon/lat) where the gap is not made of buildings. What belongs to the circle alone: see `circle_gaps`.
    """
    parts = organisation_gaps(coverage, seams or {})
    if circle is not None:
        parts.append(circle_gaps(coverage.work.frames, coverage.work.ground, coverage.basis.as_of, circle, network))
    gaps = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    ascending = [at >= DESCENDING for at in range(len(ORDER))]
    gaps = gaps.sort_values(list(ORDER), ascending=ascending, kind="stable", na_position="first", ignore_index=True)
    gaps.insert(0, "rank", np.arange(1, len(gaps) + 1))
    return gaps[list(COLUMNS)]


def gap_texts(gaps: pd.DataFrame, language: Language) -> list[tuple[str, str]]:
    """What each gap of the list says, and what would close it, in the reader's language."""
    return [
        (message.text(language, params), message.remedy(language, params))
        for message, params in zip(gaps["message"], gaps["params"], strict=True)
    ]
