"""OpenStreetMap extracts (.osm.pbf): the ways that people may walk, as paths.

What may be walked, and as which kind of path (`PATH_KINDS` of the registry):

- arterial: primary, secondary and their links; trunk roads only where pedestrians are said to be allowed;
- street: tertiary and its link, residential, unclassified, road; service: service, living_street;
- footway: footway, pedestrian, path, track, cycleway, platform, corridor; bridleway where walking is said to be allowed;
- steps: steps; link: elevator; bridge: any of them but steps that runs over a bridge.

Left out, and told by number: motorways, ways that are planned, built or gone, values that are not listed, and ways with
``foot`` = no, private or use_sidepath, or ``access`` = no, private, military, agricultural or forestry where ``foot``
does not say otherwise. Ways keep the vertices that they share, so paths are joined where OpenStreetMap joins them and
nowhere else: over and under a bridge, on another layer or in a tunnel, nothing meets. Squares mapped as areas are no
ways and are not read.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio

from geo.errors import Rule
from geo.files import shapes
from geo.files.raw import RawTable, ReadOptions, check_size, objects, table_of
from geo.files.readers.native import guarded, plain, read_layers
from geo.files.readers.osm_blocks import check_blocks
from geo.model import Problem, Severity

NOT_WALKED = Rule(
    "osm-not-walked",
    zh="{file} 中有 {count} 条道路不可步行，未读入：{got}",
    en="{count} ways of {file} are not for walking and were left out: {got}",
    remedy_zh="如其中有可步行的道路，请在 OpenStreetMap 中补充 foot=yes，或另行绘制",
    remedy_en="where people do walk there, add foot=yes in OpenStreetMap, or draw the path",
)

TABLE = "lines"
KINDS = {
    "primary": "arterial", "primary_link": "arterial", "secondary": "arterial", "secondary_link": "arterial",
    "trunk": "arterial", "trunk_link": "arterial",
    "tertiary": "street", "tertiary_link": "street", "residential": "street", "unclassified": "street", "road": "street",
    "service": "service", "living_street": "service",
    "footway": "footway", "pedestrian": "footway", "path": "footway", "track": "footway", "cycleway": "footway",
    "platform": "footway", "corridor": "footway", "bridleway": "footway", "steps": "steps", "elevator": "link",
}  # fmt: skip
ONLY_IF_TOLD = {"trunk", "trunk_link", "bridleway"}
ALLOWED = {"yes", "designated", "permissive", "destination", "customers", "official"}
SIDEWALKS = {"both", "left", "right", "yes", "separate"}
BARRED_FOOT = {"no", "private", "use_sidepath"}
BARRED_ACCESS = {"no", "private", "military", "agricultural", "forestry"}
KEPT = ("bridge", "tunnel", "layer", "access", "foot")
_TAG = re.compile(r'"((?:[^"\\]|\\.)*)"=>"((?:[^"\\]|\\.)*)"')
_QUERY = "SELECT osm_id, name, highway, other_tags FROM lines WHERE highway IS NOT NULL"
REASONS_TOLD = 12


def read(path: Path, options: ReadOptions) -> list[RawTable]:
    """The walkable ways as one table: osm_id, name, kind, the tag ``highway`` as ``osm_highway``, and what decides
    about bridges and rights of way. Another table of the file (points, multipolygons …) is read as it is when named.
    """
    file = options.name_of(path)
    check_blocks(path, file, options.limits)
    if options.table not in (None, TABLE):
        return read_layers(path, options)
    meta, _, blobs, columns = guarded(file, lambda: pyogrio.raw.read(path, sql=_QUERY))
    check_size(file, len(blobs), len(KEPT) + 4, options.limits)
    named = dict(zip([str(name) for name in meta["fields"]], columns, strict=True))
    tags = [dict(_TAG.findall(text or "")) for text in named["other_tags"].tolist()]
    highway = [str(value) for value in named["highway"].tolist()]
    judged = [walked_as(value, held) for value, held in zip(highway, tags, strict=True)]
    kept = np.array([kind is not None for kind, _ in judged], dtype=bool)
    numbers = np.arange(1, len(blobs) + 1, dtype=np.int64)[kept]
    chosen = np.flatnonzero(kept).tolist()
    rows = {"osm_id": plain(named["osm_id"][kept]), "name": plain(named["name"][kept])}
    rows["kind"] = objects([judged[at][0] for at in chosen])
    rows["osm_highway"] = objects([highway[at] for at in chosen])
    for name in KEPT:
        rows[name] = objects([tags[at].get(name) for at in chosen])
    geometry, problems = shapes.from_wkb([blobs[at] for at in chosen], numbers, file, options.limits)
    table = table_of(rows, len(chosen))
    return [RawTable(file, TABLE, table, numbers, geometry, meta["crs"], (*_left_out(file, judged), *problems))]


def walked_as(highway: str, tags: dict[str, str]) -> tuple[str | None, str]:
    """The kind of path that a way is, ``None`` where nobody may walk; and then the reason."""
    foot, access = tags.get("foot"), tags.get("access")
    allowed = foot in ALLOWED
    if highway not in KINDS:
        return None, highway
    if foot in BARRED_FOOT:
        return None, f"foot={foot}"
    if access in BARRED_ACCESS and not allowed:
        return None, f"access={access}"
    if highway in ONLY_IF_TOLD and not allowed and tags.get("sidewalk") not in SIDEWALKS:
        return None, highway
    kind = KINDS[highway]
    return ("bridge" if tags.get("bridge", "no") != "no" and kind != "steps" else kind), ""


def _left_out(file: str, judged: list[tuple[str | None, str]]) -> list[Problem]:
    reasons = Counter(reason for kind, reason in judged if kind is None)
    if not reasons:
        return []
    ordered = sorted(reasons.items(), key=lambda one: (-one[1], one[0]))
    told = ", ".join(f"{reason} {count}" for reason, count in ordered[:REASONS_TOLD])
    params: dict[str, Any] = {"file": file, "count": reasons.total(), "got": told}
    return [Problem(NOT_WALKED, Severity.NOTE, "", params=params, size=reasons.total(), unit="count", file=file)]
