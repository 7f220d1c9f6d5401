"""The schema's history: one frozen file per step, run by ``geo.store.schema``."""
