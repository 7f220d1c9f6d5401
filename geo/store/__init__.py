"""All that touches a database: one ``Store`` over SQLite (embedded) and PostGIS."""

from geo.store.reading import Change, Reader
from geo.store.records import ImportRun, IncidentStep
from geo.store.schema import Status
from geo.store.store import Store, open_store
from geo.store.writing import LayerChange

__all__ = ["Change", "ImportRun", "IncidentStep", "LayerChange", "Reader", "Status", "Store", "open_store"]
