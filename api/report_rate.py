"""How often may somebody without an account report, and with how many bytes? By network and all together, in memory."""

from __future__ import annotations

import datetime as dt
import math
import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from api.settings import Settings
from geo.accounts import Bucket, Level, drained
from geo.errors import Message, TooOften
from geo.flows.sign_in import network_of

NETWORKS: Final = 10_000
"""More networks than these are not told apart for long: who has been silent for longest is forgotten."""
DAY_S: Final = 86_400.0
HOUR_S: Final = 3_600.0

REPORTED_TOO_OFTEN = Message(
    "reported-too-often",
    zh="从这个地址上报得太频繁，请在 {wait_s} 秒后再试",
    en="too many reports came from this address; try again in {wait_s} s",
    remedy_zh="紧急情况请拨打电话；工作人员登录后不受此限",
    remedy_en="in an emergency use the telephone; members of staff who have signed in are not limited",
)
REPORTED_BY_TOO_MANY = Message(
    "reported-by-too-many",
    zh="公众上报暂时太多，请在 {wait_s} 秒后再试",
    en="the public sends too many reports just now; try again in {wait_s} s",
    remedy_zh="紧急情况请拨打电话；工作人员登录后不受此限",
    remedy_en="in an emergency use the telephone; members of staff who have signed in are not limited",
)
PHOTOS_TOO_HEAVY = Message(
    "public-photos-too-heavy",
    zh="公众上报的照片暂时太多，请在 {wait_s} 秒后再试，或不附照片上报",
    en="the public has sent too many photos just now; try again in {wait_s} s, or report without photos",
)


@dataclass(frozen=True, slots=True)
class ReportLimits:
    """So many reports at once from one ``network`` and from ``everybody``, and so many bytes of photos a day of all."""

    network: Bucket
    everybody: Bucket
    photo_bytes_a_day: int


def report_limits(settings: Settings) -> ReportLimits:
    """What a deployment allows."""
    everybody = Bucket(settings.public_reports_of_all, HOUR_S / settings.public_reports_of_all)
    network = Bucket(settings.public_reports, settings.public_report_s)
    return ReportLimits(network, everybody, settings.public_photo_bytes)


class ReportRate:
    """Counts what comes in without an account; safe to share between threads.

    A report that is sent again counts again: what it saves is the place of an honest client, which sends once. What is
    refused counts nowhere, so that a flood from many networks neither fills a bucket nor makes others forgotten.
    """

    def __init__(self, limits: ReportLimits) -> None:
        self._limits = limits
        self._bytes = Bucket(limits.photo_bytes_a_day, DAY_S / limits.photo_bytes_a_day)
        self._lock = threading.Lock()
        self._networks: OrderedDict[str, Level] = OrderedDict()
        self._all: Level | None = None
        self._photos: Level | None = None

    def count(self, address: str, now: dt.datetime) -> None:
        """Count one report from an address; raises ``TooOften`` where it must wait."""
        network = network_of(address)
        with self._lock:
            everybody = _filled(self._limits.everybody, self._all, now, 1, REPORTED_BY_TOO_MANY)
            one = _filled(self._limits.network, self._networks.get(network), now, 1, REPORTED_TOO_OFTEN)
            self._all = everybody
            self._networks[network] = one
            self._networks.move_to_end(network)
            while len(self._networks) > NETWORKS:
                self._networks.popitem(last=False)

    def count_photos(self, size: int, now: dt.datetime) -> None:
        """Count so many bytes of photos; raises ``TooOften`` where all of the public together must wait."""
        if size:
            with self._lock:
                self._photos = _filled(self._bytes, self._photos, now, size, PHOTOS_TOO_HEAVY)


def _filled(bucket: Bucket, level: Level | None, now: dt.datetime, amount: int, message: Message) -> Level:
    """The level with so much more in it; raises ``TooOften`` with the seconds until it fits."""
    left = drained(bucket, level or Level(0.0, now), now)
    over = left.tries + amount - bucket.burst
    if over > 0:
        raise TooOften(message, wait_s=math.ceil(min(over, bucket.burst) * bucket.drain_s))
    return Level(left.tries + amount, left.at)
