"""Which pinned packages does a folder, or an archive, of advisories know something against?

The records are those of the Open Source Vulnerability format (OSV 1.x): one JSON document each, as osv.dev hands them
out by ecosystem (``all.zip``). A folder may hold records, archives of records, and folders of both.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from tools.dependencies import Package

BEFORE_ALL: Final = "0"
EVALUATED: Final = ("ECOSYSTEM", "SEMVER")
IN_ORDER: Final = ("fixed", "introduced", "last_affected")
_SEMVER = re.compile(r"v?(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?")


class UnreadableError(Exception):
    """A record, or a place of records, that cannot be read."""


@dataclass(frozen=True, slots=True)
class Advisories:
    """``of``: by ecosystem and name of a package the records that name it. ``newest_at`` is when the latest was written."""

    records: int
    by_ecosystem: Mapping[str, int]
    of: Mapping[tuple[str, str], Sequence[Mapping[str, Any]]]
    newest_at: dt.datetime | None

    def against(self, package: Package) -> list[str]:
        """The names of the advisories that hold against a pinned version."""
        found = self.of.get((package.ecosystem, plain_name(package.ecosystem, package.name)), ())
        return sorted({str(one["id"]) for one in found if is_affected(one, package)})


def read_advisories(place: Path) -> Advisories:
    """Every record that was not withdrawn; raises ``UnreadableError`` for a place or a record that cannot be read."""
    of: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    counts: dict[str, int] = {}
    records, newest = 0, None
    for name, raw in _files(place):
        record = _record(name, raw)
        if record.get("withdrawn"):
            continue
        records += 1
        newest = max(newest or _moment(name, record), _moment(name, record))
        named = {(ecosystem, told) for ecosystem, told, _ in _affected(record)}
        for ecosystem in {ecosystem for ecosystem, _ in named}:
            counts[ecosystem] = counts.get(ecosystem, 0) + 1
        for key in named:
            of.setdefault(key, []).append(record)
    return Advisories(records, counts, of, newest)


def plain_name(ecosystem: str, name: str) -> str:
    """A package's name as names of its ecosystem are compared."""
    return str(canonicalize_name(name)) if ecosystem == "PyPI" else name


def is_affected(record: Mapping[str, Any], package: Package) -> bool:
    """Whether a record holds against a pinned version: it is named, or lies in a range. A range that cannot be read, and a
    record that says no versions at all, hold: nothing speaks for the version.
    """
    key = (package.ecosystem, plain_name(package.ecosystem, package.name))
    return any(_holds(entry, package) for ecosystem, name, entry in _affected(record) if (ecosystem, name) == key)


def _holds(entry: Mapping[str, Any], package: Package) -> bool:
    order = ORDERS[package.ecosystem]
    versions = [str(one) for one in entry.get("versions") or ()]
    ranges = [one for one in entry.get("ranges") or () if one.get("type") in EVALUATED]
    if not versions and not ranges:
        return True
    try:
        own = order(package.version)
    except ValueError:
        return package.version in versions or bool(ranges)
    return any(_same(order, own, one) for one in versions) or any(_inside(order, own, one) for one in ranges)


def _same(order: Order, own: Any, other: str) -> bool:
    try:
        return bool(order(other) == own)
    except ValueError:
        return False


def _inside(order: Order, own: Any, told: Mapping[str, Any]) -> bool:
    """The events of a range in the order of their versions: ``introduced`` opens at its version, ``fixed`` closes at its,
    ``last_affected`` after it (of the same version in this order, so that no doubt speaks for a version); nothing at or
    above a ``limit`` is meant.
    """
    try:
        events = [(kind, str(version)) for event in told.get("events") or () for kind, version in event.items()]
        limits = [version for kind, version in events if kind == "limit"]
        if limits and not any(version == "*" or own < order(version) for version in limits):
            return False
        is_open = ("introduced", BEFORE_ALL) in events
        turns = [
            (order(version), IN_ORDER.index(kind))
            for kind, version in events
            if kind in IN_ORDER and version != BEFORE_ALL
        ]
    except (ValueError, TypeError, AttributeError):
        return True
    for version, kind in sorted(turns):
        if own > version or (own == version and IN_ORDER[kind] != "last_affected"):
            is_open = IN_ORDER[kind] == "introduced"
    return is_open


def _semver(text: str) -> tuple[Any, ...]:
    """A version as npm orders them (semver 2.0); raises ``ValueError``."""
    match = _SEMVER.fullmatch(text)
    if match is None:
        raise ValueError(text)
    numbers = tuple(int(part) for part in match.groups()[:3])
    if match[4] is None:
        return (*numbers, 1, ())
    parts = tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in match[4].split("."))
    return (*numbers, 0, parts)


def _pep440(text: str) -> Version:
    try:
        return Version(text)
    except InvalidVersion as error:
        raise ValueError(text) from error


Order = Callable[[str], Any]
ORDERS: Final[Mapping[str, Order]] = {"PyPI": _pep440, "npm": _semver}


def _affected(record: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """The packages that a record names: ecosystem, plain name, and what is said of it."""
    for entry in record.get("affected") or ():
        package = entry.get("package") or {}
        ecosystem = str(package.get("ecosystem", "")).partition(":")[0]
        if package.get("name"):
            yield ecosystem, plain_name(ecosystem, str(package["name"])), entry


def _files(place: Path) -> Iterator[tuple[str, bytes]]:
    if place.is_dir():
        for path in sorted(place.rglob("*")):
            if path.suffix in (".json", ".zip") and path.is_file():
                yield from _files(path)
    elif place.suffix == ".json":
        yield str(place), place.read_bytes()
    else:
        yield from _packed(place)


def _packed(place: Path) -> Iterator[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(place) as archive:
            for name in archive.namelist():
                if name.endswith(".json"):
                    yield f"{place}/{name}", archive.read(name)
    except (OSError, zipfile.BadZipFile) as error:
        raise UnreadableError(f"{place} is no folder, record or zip archive of advisories: {error}") from error


def _record(name: str, raw: bytes) -> Mapping[str, Any]:
    try:
        told = json.loads(raw)
    except ValueError as error:
        raise UnreadableError(f"{name} is no JSON: {error}") from error
    if not isinstance(told, dict) or "id" not in told or "modified" not in told:
        raise UnreadableError(f"{name} is no OSV record: it has no id or no modified")
    return told


def _moment(name: str, record: Mapping[str, Any]) -> dt.datetime:
    try:
        told = dt.datetime.fromisoformat(str(record["modified"]))
    except ValueError as error:
        raise UnreadableError(f"{name}: {error}") from error
    return told if told.tzinfo else told.replace(tzinfo=dt.UTC)


def lacking(advisories: Advisories, listed: Iterable[Package]) -> list[str]:
    """The ecosystems of pinned packages of which no record was read."""
    return sorted(
        {one.ecosystem for one in listed} - {name for name, count in advisories.by_ecosystem.items() if count}
    )
