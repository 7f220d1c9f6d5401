"""All that touches a database: one ``Store`` over SQLite (embedded) and PostGIS."""

from geo.store.aliases import KeptAlias
from geo.store.audit import Look
from geo.store.batches import LayerChange
from geo.store.documents import digest_of
from geo.store.drafts import BOUNDARY_LAYERS, BoundarySet, Draft
from geo.store.metric_runs import MetricRun
from geo.store.reading import Change, Reader
from geo.store.records import ImportRun, IncidentStep
from geo.store.rights import SYSTEM, Reach, ReachMissingError
from geo.store.scenarios import Scenario
from geo.store.schema import Status
from geo.store.store import Store, open_store

__all__ = [
    "BOUNDARY_LAYERS",
    "SYSTEM",
    "BoundarySet",
    "Change",
    "Draft",
    "ImportRun",
    "IncidentStep",
    "KeptAlias",
    "LayerChange",
    "Look",
    "MetricRun",
    "Reach",
    "ReachMissingError",
    "Reader",
    "Scenario",
    "Status",
    "Store",
    "digest_of",
    "open_store",
]
