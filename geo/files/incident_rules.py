"""The rules of incidents as a deployment keeps them: two JSON files, the presets of the program where it has none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, TypeVar

import orjson
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from geo.errors import BadInput, Message, Unavailable, system_reason
from geo.incidents import Category, Deadline, IncidentRules, Unit, WorkCalendar
from geo.layers import Label
from geo.layers.vocabulary import INCIDENT_CATEGORIES, ROLES

CATEGORIES, CALENDAR = "incident_categories.json", "work_calendar.json"
RANGE_DAYS: Final = 60
LONGEST_AMOUNT: Final = 2_000
RULES_BYTES: Final = 1024 * 1024

RULES_UNREADABLE = Message(
    "incident-rules-unreadable",
    zh="无法读取“{got}”：{reason}",
    en="cannot read {got!r}: {reason}",
    remedy_zh="请检查文件是否存在、是否有读取权限",
    remedy_en="check that the file is there and may be read",
)
RULES_WRONG = Message(
    "incident-rules-wrong",
    zh="文件“{file}”的 {where} 有误：{got}（{reason}）",
    en="{where} in the file {file!r} cannot be {got}: {reason}",
    remedy_zh="格式见 docs/incidents.md；可以从程序自带的文件改起",
    remedy_en="docs/incidents.md describes the file; start from the one that comes with the program",
)


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


Shape = TypeVar("Shape", bound=_Part)


class _Words(_Part):
    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)


class _Deadline(_Part):
    amount: int = Field(ge=1, le=LONGEST_AMOUNT)
    unit: Unit


class _Category(_Part):
    id: str
    code: str = Field(pattern=r"^[0-9]+$")
    deadline: _Deadline
    extension: _Deadline
    registration: _Words
    closing: _Words
    role: str
    public: bool


class _Categories(_Part):
    about: str = ""
    code_widths: list[int] = Field(min_length=1)
    categories: list[_Category] = Field(min_length=1)


class _Year(_Part):
    holidays: list[str] = []
    made_up: list[dt.date] = []


class _Calendar(_Part):
    about: str = ""
    hours: list[tuple[dt.time, dt.time]] = Field(min_length=1)
    years: dict[int, _Year] = {}


def read_incident_rules(
    categories: Path | None = None, calendar: Path | None = None, *, near_duplicate_m: float = 50.0
) -> IncidentRules:
    """The categories and the work calendar of these files; the presets for ``None``.

    Raises ``Unavailable`` for a file that cannot be read, ``BadInput`` with file and place for one that says nothing
    sensible: unknown or missing categories, a code of the wrong length or used twice, hours that overlap, a holiday
    that is also made up.
    """
    return IncidentRules(_categories(categories), _calendar(calendar), near_duplicate_m)


def _categories(path: Path | None) -> Mapping[str, Category]:
    name, read = _read(path, CATEGORIES, _Categories)
    words = {choice.value: choice.label for choice in INCIDENT_CATEGORIES}
    roles = {choice.value for choice in ROLES}
    found: dict[str, Category] = {}
    for one in read.categories:
        if one.id not in words or one.id in found:
            raise _wrong(name, "id", one.id, " / ".join(sorted(words)))
        if len(one.code) != sum(read.code_widths):
            raise _wrong(name, f"{one.id}.code", one.code, f"{sum(read.code_widths)} × 0–9")
        if one.code in {other.code for other in found.values()}:
            raise _wrong(name, f"{one.id}.code", one.code, "×2")
        if one.role not in roles:
            raise _wrong(name, f"{one.id}.role", one.role, " / ".join(sorted(roles)))
        found[one.id] = Category(
            one.id, one.code, words[one.id], _deadline(one.deadline), _deadline(one.extension),
            Label(one.registration.zh, one.registration.en), Label(one.closing.zh, one.closing.en), one.role, one.public,
        )  # fmt: skip
    missing = words.keys() - found.keys()
    if missing:
        raise _wrong(name, "categories", ", ".join(found), f"+ {', '.join(sorted(missing))}")
    return {word: found[word] for word in words}


def _deadline(read: _Deadline) -> Deadline:
    return Deadline(read.amount, read.unit)


def _calendar(path: Path | None) -> WorkCalendar:
    name, read = _read(path, CALENDAR, _Calendar)
    earlier = dt.time.min
    for begin, end in read.hours:
        if begin < earlier or begin >= end or begin.tzinfo or end.tzinfo:
            raise _wrong(name, "hours", f"{begin:%H:%M}–{end:%H:%M}", "08:30 < 12:00 ≤ 13:30 < 18:00")
        earlier = end
    holidays = {day for year in read.years.values() for text in year.holidays for day in _days(name, text)}
    made_up = {day for year in read.years.values() for day in year.made_up}
    if holidays & made_up:
        raise _wrong(name, "made_up", min(holidays & made_up), "holidays")
    return WorkCalendar(tuple(read.hours), frozenset(holidays), frozenset(made_up), frozenset(read.years))


def _days(name: str, text: str) -> Iterator[dt.date]:
    """A day, or the days from one to another, both included."""
    first, _, last = text.partition("/")
    try:
        begin = dt.date.fromisoformat(first)
        end = dt.date.fromisoformat(last or first)
    except ValueError:
        raise _wrong(name, "holidays", text, "2026-10-01/2026-10-07") from None
    if not 0 <= (end - begin).days < RANGE_DAYS:
        raise _wrong(name, "holidays", text, "2026-10-01/2026-10-07")
    for step in range((end - begin).days + 1):
        yield begin + dt.timedelta(days=step)


def _read(path: Path | None, preset: str, shape: type[Shape]) -> tuple[str, Shape]:
    name = preset if path is None else str(path)
    try:
        source = files("geo.files.presets").joinpath(preset) if path is None else path
        if path is not None and path.stat().st_size > RULES_BYTES:
            raise _wrong(name, "size", path.stat().st_size, f"≤ {RULES_BYTES}")
        return name, shape.model_validate(orjson.loads(source.read_bytes()))
    except OSError as error:
        raise Unavailable(RULES_UNREADABLE, got=name, reason=system_reason(error)) from error
    except orjson.JSONDecodeError as error:
        raise _wrong(name, "JSON", error.pos, str(error)) from None
    except ValidationError as error:
        first = error.errors()[0]
        raise _wrong(name, ".".join(map(str, first["loc"])), first.get("input"), first["msg"]) from None


def _wrong(file: str, where: str, got: Any, reason: str) -> BadInput:
    return BadInput(RULES_WRONG, file=file, where=where, got=got, reason=reason)
