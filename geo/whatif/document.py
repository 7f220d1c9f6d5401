"""A difference as plain values, as JSON can carry them."""

from __future__ import annotations

from typing import Any

import numpy as np

from geo.walk import SUMS
from geo.whatif.evaluate import Difference

DECIMALS = 6


def difference_document(difference: Difference) -> dict[str, Any]:
    """``figures``, ``buildings`` (one entry per building, with the answers that change as [before, after]) and ``gaps``
    of a difference. ``upper`` stands only where an index has an upper bound; a share is ``None`` where the total is 0.
    """
    table = difference.figures
    before, after = (
        _figures(table.filter(regex=f"^{when}_").to_numpy(dtype=np.float64)) for when in ("before", "after")
    )
    ids = table["id"].to_numpy(dtype=np.int64, na_value=-1).tolist()
    places = zip(table["layer"], ids, table["name"], table["index"], table["category"], before, after, strict=True)
    figures = [
        {
            "layer": layer, "id": None if thing < 0 else thing, "name": name if isinstance(name, str) else None, "index": index,
            **({"category": category} if isinstance(category, str) else {}), "before": old, "after": new,
        }
        for layer, thing, name, index, category, old, new in places
    ]  # fmt: skip
    gaps = {"closed": difference.gaps_closed, "opened": difference.gaps_opened}
    return {"figures": figures, "buildings": _buildings(difference), "gaps": gaps}


def _figures(sums: np.typing.NDArray[np.float64]) -> list[dict[str, float | None]]:
    found: list[dict[str, float | None]] = []
    for row in sums.round(DECIMALS).tolist():
        figure: dict[str, float | None] = dict(zip(SUMS, row, strict=True))
        if row[-1] != row[-1]:
            del figure["upper"]
        found.append(figure | {"share": round(row[0] / row[3], DECIMALS) if row[3] > 0 else None})
    return found


def _buildings(difference: Difference) -> list[dict[str, Any]]:
    table, found = difference.buildings, dict[int, dict[str, Any]]()
    rows = zip(*(table[name].tolist() for name in ("id", "question", "category", "before", "after")), strict=True)
    for thing, question, category, before, after in rows:
        entry = found.setdefault(thing, {"id": thing})
        if question == "circle":
            entry.setdefault("circle", {})[category] = [before, after]
        else:
            entry[question] = [before, after]
    return [found[thing] for thing in sorted(found)]
