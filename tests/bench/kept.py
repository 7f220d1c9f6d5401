"""The rows of earlier runs: a run replaces what it measured anew, and the page shows all."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.bench.timing import Row


@dataclass(frozen=True)
class Kept:
    """A row with the part of the program that measured it, on which day and in how many rounds."""

    part: str
    measured_on: str
    rounds: int
    row: Row


def read_kept(path: Path) -> list[Kept]:
    """What earlier runs left; nothing where there is no file."""
    if not path.is_file():
        return []
    return [Kept(**each | {"row": Row(**each["row"])}) for each in json.loads(path.read_text(encoding="utf-8"))]


def write_kept(path: Path, kept: Iterable[Kept]) -> None:
    """One row a line, so that a change of one shows as one."""
    lines = ",\n".join(json.dumps(asdict(each), ensure_ascii=False) for each in kept)
    path.write_text(f"[\n{lines}\n]\n", encoding="utf-8")


def merged(old: Sequence[Kept], new: Sequence[Kept], parts: Sequence[str]) -> list[Kept]:
    """Old rows, without those of a part and scale that were measured again, and the new ones: by part, topic, scale."""
    again = {(each.part, each.row.scale) for each in new}
    rows = [each for each in old if (each.part, each.row.scale) not in again] + list(new)
    topics = {name: number for number, name in enumerate(dict.fromkeys(each.row.topic for each in rows))}
    return sorted(rows, key=lambda each: (parts.index(each.part), topics[each.row.topic], each.row.scale))
