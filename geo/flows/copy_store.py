"""A deployment moves to another database: every row version, counter, change, import and incident step."""

from __future__ import annotations

from geo.model import Progress, silent
from geo.store import SYSTEM, Store


def copy_store(source: Store, target: Store, progress: Progress = silent) -> dict[str, int]:
    """Copy everything that ``source`` holds into the empty ``target``, of the same kind or the other.

    Both have the schema of this program. All of it arrives or nothing: before the target commits, each table is
    compared with the source's, value by value and geometry by geometry (WKB, to the byte). What is written to the
    source meanwhile is not copied. The answer is the number of rows per table, history with them. Raises
    ``Conflict`` for a target that is not empty, for a copy that differs, and where either lacks the end of its audit chain.
    """
    with source.acting(SYSTEM).sending() as sender, target.acting(SYSTEM).receiving() as receiver:
        receiver.require_empty()
        counters = sender.counters()
        counts = sender.row_counts()
        done, total = 0, sum(counts.values())
        for table in counts:
            for rows in sender.chunks(table):
                receiver.add(table, rows)
                done += len(rows)
                progress("copy", done, total)
        receiver.set_counters(*counters)
        checked = 0
        for table, rows_there in counts.items():
            receiver.verify(table, sender.fingerprint(table))
            checked += rows_there
            progress("verify", checked, total)
        receiver.finish()
    return counts
