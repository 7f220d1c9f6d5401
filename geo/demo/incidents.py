"""A year of incidents: where and when people report what, and how each was dealt with."""

from __future__ import annotations

import datetime as dt

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.demo.areas import Areas
from geo.demo.census import Census
from geo.demo.columns import frame, numbers, refs, within_group
from geo.demo.place import degrees, metres

Rng = np.random.Generator
Floats = npt.NDArray[np.float64]

PER_HOUSEHOLD = 1 / 25
DAYS = 365
CHINA = dt.timedelta(hours=8)
CATEGORIES = {
    "environment": (0.24, 24), "advertising": (0.08, 12), "construction": (0.06, 48), "emergencies": (0.03, 2),
    "street_order": (0.17, 8), "disputes": (0.09, 72), "hidden_dangers": (0.10, 24), "public_facilities": (0.13, 48),
    "livelihood": (0.10, 72),
}  # fmt: skip
"""Share of the reports, and hours until they are due."""
WORDS = {
    "environment": ("楼道堆放杂物", "垃圾清运不及时", "绿化带内有建筑垃圾"),
    "advertising": ("墙面张贴小广告", "店招破损", "横幅逾期未拆"),
    "construction": ("夜间施工扰民", "渣土未覆盖", "施工围挡破损"),
    "emergencies": ("水管爆裂", "树木倒伏", "停电"),
    "street_order": ("占道经营", "非机动车乱停放", "机动车占用消防通道"),
    "disputes": ("邻里噪声纠纷", "物业服务纠纷", "停车位纠纷"),
    "hidden_dangers": ("电动车楼道充电", "井盖缺失", "外墙砖松动"),
    "public_facilities": ("路灯不亮", "健身器材损坏", "路面破损"),
    "livelihood": ("咨询办事流程", "申请加装电梯", "申请适老化改造"),
}  # fmt: skip
HOUR_WEIGHT = np.array(
    [2, 1, 1, 1, 1, 2, 5, 11, 17, 19, 17, 14, 10, 9, 13, 15, 15, 14, 13, 13, 12, 9, 6, 3], dtype=float
)
SUMMER_DAY = 200
HOT_SPOTS_PER_COMMUNITY = 0.6
ROLE = {
    "registered": "dispatcher", "dispatched": "dispatcher", "in_progress": "worker", "verified": "worker", "closed": "dispatcher",
    "sent_back": "dispatcher", "extended": "dispatcher", "suspended": "dispatcher", "void": "dispatcher",
}  # fmt: skip


def make_incidents(census: Census, areas: Areas, as_of: dt.date, rng: Rng) -> tuple[pd.DataFrame, pd.DataFrame]:
    """(incident, incident_history). Every report has all its steps in order of time: it starts as collected, public
    ones are verified before they are registered, the last step is its state, and a closed one closes when that was
    reached. Nothing happens at or after midnight (China time) that begins ``as_of``.
    """
    lon, lat, grid = _places(census, areas, rng)
    count = len(lon)
    end = np.datetime64(dt.datetime.combine(as_of, dt.time()) - CHINA, "s")
    reported = _times(count, end, rng)
    order = np.argsort(reported, kind="stable")
    lon, lat, grid, reported = lon[order], lat[order], grid[order], reported[order]
    names = np.array(list(CATEGORIES), dtype=object)
    kind = rng.choice(len(names), count, p=np.array([share for share, _ in CATEGORIES.values()]))
    hours = np.array([h for _, h in CATEGORIES.values()])[kind]
    due = reported + (hours * 3600).astype("timedelta64[s]")
    channel = rng.choice(
        np.array(["worker", "public", "hotline", "sensor"], dtype=object), count, p=[0.5, 0.24, 0.2, 0.06]
    )
    history, state, closed = _histories(reported, hours, channel, end, rng)
    registered = _first_reached(history, "registered", count)
    paused = _first_reached(history, "suspended", count)
    description = [WORDS[str(names[k])][int(w)] for k, w in zip(kind, rng.integers(0, 3, count), strict=True)]
    local_day = (reported + np.timedelta64(8, "h")).astype("datetime64[D]")
    day_number = within_group(local_day.astype(np.int64))
    code = [f"9901{str(day).replace('-', '')}{n:04d}" for day, n in zip(local_day, day_number, strict=True)]
    accuracy = np.where(channel == "sensor", 2.0, np.round(rng.gamma(3.0, 4.0, count) + 3, 1))
    incident = frame(
        shapely.points(lon, lat), code=code, category=list(names[kind]), state=state, channel=list(channel),
        reported_at=_utc(reported), due_at=_utc(due), closed_at=_utc(closed), grid_id=refs(grid),
        boundary_set_id=numbers(np.ones(count)), accuracy_m=accuracy, description=description,
        client_id=[f"demo-{n:08d}" for n in range(1, count + 1)], place=["pin"] * count, supports=numbers(np.zeros(count)),
        registered_at=registered, paused_at=paused, building_id=refs(np.full(count, -1)), grid_candidates=[None] * count,
    )  # fmt: skip
    return incident, history


def _first_reached(history: pd.DataFrame, state: str, count: int) -> pd.Series:
    """When each incident first came to a state; NaT where it never did."""
    reached = history[history["to_state"] == state].groupby("incident_id")["at"].min()
    return reached.reindex(np.arange(1, count + 1)).reset_index(drop=True).astype("datetime64[us, UTC]")


def _utc(times: npt.NDArray[np.datetime64]) -> pd.Series:
    return pd.Series(pd.to_datetime(times, utc=True)).astype("datetime64[us, UTC]")


def _places(census: Census, areas: Areas, rng: Rng) -> tuple[Floats, Floats, npt.NDArray[np.int64]]:
    """Near doors in proportion to households, a third of them crowded around hot spots; only inside a grid."""
    frames = census.frames
    entrances = shapely.get_coordinates(frames["entrance"].geometry.to_numpy())
    households = frames["building"]["households"].to_numpy(dtype=np.int64)
    weight = np.sqrt(households[census.door_building] + 2.0)
    wanted = round(len(frames["household"]) * PER_HOUSEHOLD)
    count = round(wanted * 1.1) + 20
    spots = rng.choice(
        len(entrances), max(2, round(HOT_SPOTS_PER_COMMUNITY * len(areas.community))), p=weight / weight.sum()
    )
    near = np.where(
        rng.random(count) < 0.33, spots[(rng.random(count) ** 1.8 * len(spots)).astype(int)],
        rng.choice(len(entrances), count, p=weight / weight.sum()),
    )  # fmt: skip
    hot = np.isin(near, spots)
    x, y = metres(*entrances[near].T)
    spread = np.where(hot, 38.0, 16.0)
    lon, lat = degrees(x + rng.normal(0, 1, count) * spread, y + rng.normal(0, 1, count) * spread)
    grid = areas.grid_at(lon, lat)
    inside = np.flatnonzero(grid >= 0)[:wanted]
    return lon[inside], lat[inside], grid[inside]


def _times(count: int, end: np.datetime64, rng: Rng) -> npt.NDArray[np.datetime64]:
    """More on weekdays and in summer, mostly in the daytime (China time)."""
    day = np.arange(DAYS)
    local_midnight = end + np.timedelta64(8, "h")
    date = (local_midnight - (DAYS - day).astype("timedelta64[D]")).astype("datetime64[D]")
    weekday = (date.astype(np.int64) + 3) % 7
    of_year = (date - date.astype("datetime64[Y]").astype("datetime64[D]")).astype(np.int64)
    weight = np.where(weekday < 5, 1.0, 0.72) * (1 + 0.28 * np.cos(2 * np.pi * (of_year - SUMMER_DAY) / 365))
    chosen = rng.choice(DAYS, count, p=weight / weight.sum())
    hour = rng.choice(24, count, p=HOUR_WEIGHT / HOUR_WEIGHT.sum())
    seconds = (chosen - DAYS) * 86400 + hour * 3600 + rng.integers(0, 3600, count)
    return np.asarray(end + seconds.astype("timedelta64[s]"))


def _histories(
    reported: npt.NDArray[np.datetime64],
    hours: npt.NDArray[np.int64],
    channel: npt.NDArray[np.object_],
    end: np.datetime64,
    rng: Rng,
) -> tuple[pd.DataFrame, list[str], npt.NDArray[np.datetime64]]:
    """All steps, the last state and the time of closing of each incident."""
    count = len(reported)
    fate, pace = rng.random(count), rng.gamma(2.2, 0.28, count)
    ids: list[int] = []
    at: list[np.datetime64] = []
    before: list[str | None] = []
    after: list[str] = []
    state: list[str] = []
    closed = np.full(count, np.datetime64("NaT", "s"))
    for k in range(count):
        path = _path(float(fate[k]), public=channel[k] == "public")
        span = max(len(path) * 60.0, float(hours[k]) * 3600 * float(pace[k]))
        moments = reported[k] + (np.linspace(0, 1, len(path)) ** 1.4 * span).astype("timedelta64[s]")
        reached = int(np.searchsorted(moments, end))
        reached = max(1, reached)
        ids += [k + 1] * reached
        at += list(moments[:reached])
        before += [None, *path[: reached - 1]]
        after += path[:reached]
        state.append(path[reached - 1])
        if state[-1] == "closed":
            closed[k] = moments[reached - 1]
    role = [None if b is None else ROLE[a] for a, b in zip(after, before, strict=True)]
    history = pd.DataFrame({
        "incident_id": np.array(ids), "at": _utc(np.array(at)), "from_state": pd.Series(before, dtype=object),
        "to_state": pd.Series(after, dtype=object), "role": pd.Series(role, dtype=object),
        "note": pd.Series([None] * len(ids), dtype=object),
    })  # fmt: skip
    return history, state, closed


def _path(fate: float, *, public: bool) -> list[str]:
    """The states that a report goes through, by its fate in [0, 1)."""
    start = ["collected", "verified", "registered"] if public else ["collected", "registered"]
    if fate < 0.03:
        return [*start[:-1], "void"]
    if fate < 0.05:
        return [*start, "dispatched", "in_progress", "suspended"]
    if fate < 0.11:
        return [*start, "dispatched", "in_progress", "sent_back", "in_progress", "verified", "closed"]
    if fate < 0.16:
        return [*start, "dispatched", "in_progress", "extended", "in_progress", "verified", "closed"]
    return [*start, "dispatched", "in_progress", "verified", "closed"]
