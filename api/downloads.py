"""Tables that a reader takes along: csv, xlsx, parquet, and geojson where they have a place."""

from __future__ import annotations

from typing import Final

import pandas as pd
from starlette.requests import Request
from starlette.responses import Response

from api.deps import Service
from api.scope import Scope
from api.witness import asker_of
from geo.audit import Seen
from geo.files.page_policy import page_policy
from geo.files.writers import table_bytes

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TABLE_TYPES: Final = {"csv": "text/csv; charset=utf-8", "xlsx": XLSX, "parquet": "application/vnd.apache.parquet"}
"""By suffix, the media types of tables without place."""
PLACED_TYPES: Final = {**TABLE_TYPES, "geojson": "application/geo+json"}

TABLES: Final = "table"
"""What the audit chain calls files of figures, which name no household; ``detail`` says which."""


def page_headers(page: str) -> dict[str, str]:
    """The headers of a report page, which carries its scripts within it so that it can be passed on as one file."""
    return {"Cache-Control": "no-store", "Content-Security-Policy": page_policy(page)}


def download(request: Request, service: Service, scope: Scope, table: pd.DataFrame, name: str, kind: str) -> Response:
    """The table as a file of that kind, under that name; who takes it along is written down first."""
    taken(request, service, scope, f"{name}.{kind}")
    headers = {"Content-Disposition": f'attachment; filename="{name}.{kind}"', "Cache-Control": "no-store"}
    return Response(table_bytes(table, f".{kind}"), 200, headers, PLACED_TYPES[kind])


def taken(request: Request, service: Service, scope: Scope, name: str) -> None:
    """Write down that figures are taken along as a file of that name; raises ``Unavailable`` where that cannot be. What the
    public takes is public: it writes nothing into the chain.
    """
    if not scope.staff:
        return
    service.store.exporting(asker_of(request, scope, "reporting"), Seen("export", TABLES, detail=name))
