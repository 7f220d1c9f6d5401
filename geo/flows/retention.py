"""What is kept longer than it may be, and how does it go?"""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import dataclass
from typing import Final

from geo.audit import Asker
from geo.files.photos import PhotoFolder
from geo.store import Store

STRAY_AFTER_S: Final = 24 * 3600
"""A photo is on the disk before its report is stored; after a day the report will not come any more."""


@dataclass(frozen=True, slots=True)
class Terms:
    """For how many days things are kept: entries of the audit chain; photos and words of incidents after their end."""

    audit_days: int
    photo_days: int
    text_days: int


@dataclass(frozen=True, slots=True)
class PastDate:
    """What is past its date: the last number of the audit chain (0: none), incidents with photos and with words, how
    many files of photos belong to no incident, and how many sessions, tokens, links and tries to sign in are over.
    """

    audit: int
    photos: list[int]
    texts: list[int]
    stray: int
    access: int


def past_date(store: Store, photos: PhotoFolder, terms: Terms, now: dt.datetime) -> PastDate:
    """What would go; nothing is changed."""
    pictured = store.ended_before(now - dt.timedelta(days=terms.photo_days))
    worded = store.ended_before(now - dt.timedelta(days=terms.text_days))
    return PastDate(
        store.audit_before(now - dt.timedelta(days=terms.audit_days)),
        sorted({photo.incident_id for photo in store.incident_photos(pictured)}) if pictured else [],
        store.with_texts(worded) if worded else [],
        len(photos.strays(store.photo_hashes(), time.time() - STRAY_AFTER_S)),
        store.ended_access(now),
    )


def let_go(store: Store, photos: PhotoFolder, terms: Terms, now: dt.datetime, asker: Asker) -> PastDate:
    """What has gone. Rows go before files: a file that a crash leaves behind belongs to no incident, and goes next time."""
    past = past_date(store, photos, terms, now)
    if past.texts:
        store.erase_texts(asker, past.texts)
    if past.photos:
        photos.remove(store.erase_photos(asker, past.photos).photos)
    photos.remove(photos.strays(store.photo_hashes(), time.time() - STRAY_AFTER_S))
    store.forget_access(now)
    if past.audit:
        store.cut_audit(asker, now - dt.timedelta(days=terms.audit_days))
    return past
