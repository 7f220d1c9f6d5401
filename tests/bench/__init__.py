"""Benchmarks: seeded data, results checked inside the run, ratios between things run in turn on one machine.

``python -m tests.bench --scale 1`` (or ``make bench``) measures and writes ``docs/benchmarks.md``. These are not tests:
pytest collects nothing here.
"""
