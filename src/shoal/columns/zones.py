"""Local time for whole arrays of instants. Instants and local times are int64 microseconds, days int64 since 1970."""

from bisect import bisect_left
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from shoal.model.instant import EPOCH, MICROSECOND, to_microseconds, zone_info
from shoal.model.rule import CalendarUnit

Times = npt.NDArray[np.int64]
Days = npt.NDArray[np.int64]

DAY = 86_400_000_000
EPOCH_DATE = date(1970, 1, 1)
_FIRST_YEAR, _LAST_YEAR = 1, 9999
_FIRST_LOCAL = to_microseconds(datetime.min.replace(tzinfo=UTC))
_LAST_LOCAL = to_microseconds(datetime.max.replace(tzinfo=UTC))
_FEW_YEARS = 50
_FIRST_CHANGE = 1840  # the time-zone database knows no change before it


@lru_cache(maxsize=4096)
def _offsets_in(zone: str, year: int) -> tuple[tuple[int, int], ...]:
    """(instant, offset from then on) for the start of the UTC year and each change of the zone's offset in it."""
    info = zone_info(zone)
    moment, end = _year_start(year), _year_start(year + 1)
    found = [(moment, _offset(info, moment))]
    if year < _FIRST_CHANGE:
        return tuple(found)
    # Offsets last for days at least, so a daily look finds every change; bisection finds its second.
    while moment < end:
        following = min(moment + DAY, end)
        before = found[-1][1]
        if _offset(info, following) != before:
            low, high = moment // 1_000_000, following // 1_000_000
            at = bisect_left(range(low, high), True, key=lambda s: _offset(info, s * 1_000_000) != before) + low
            found.append((at * 1_000_000, _offset(info, at * 1_000_000)))
        moment = following
    return tuple(found)


def _offsets_around(times: Times, zone: str) -> tuple[Times, Times]:
    """Starts and offsets, ascending, for the years that the times lie in and the ones beside them."""
    return _offsets_of(zone, sorted({year + near for year in _years_of(times) for near in (-1, 0, 1)}))


def _offsets_of(zone: str, years: Iterable[int]) -> tuple[Times, Times]:
    pairs = [pair for year in years for pair in _offsets_in(zone, min(max(year, _FIRST_YEAR), _LAST_YEAR))]
    unique = sorted(set(pairs))
    return np.array([p[0] for p in unique], np.int64), np.array([p[1] for p in unique], np.int64)


def _years_of(times: Times) -> Iterable[int]:
    """The years that the times lie in, and those between where they are few: that needs no more than the ends."""
    first, last = _year_of(int(times.min())), _year_of(int(times.max()))
    if last - first < _FEW_YEARS:
        return range(first, last + 1)
    present = np.unique(times.astype("datetime64[us]").astype("datetime64[Y]").astype(np.int64)) + 1970
    found: list[int] = present.tolist()
    return found


def _year_of(instant: int) -> int:
    return int(np.array(instant).astype("datetime64[us]").astype("datetime64[Y]").astype(np.int64)) + 1970


def _year_start(year: int) -> int:
    if year > _LAST_YEAR:
        return to_microseconds(datetime.max.replace(microsecond=0, tzinfo=UTC)) - DAY
    return to_microseconds(datetime(max(year, _FIRST_YEAR), 1, 1, tzinfo=UTC)) + (DAY if year <= _FIRST_YEAR else 0)


def _offset(info: ZoneInfo, instant: int) -> int:
    offset = (EPOCH + timedelta(microseconds=instant)).astimezone(info).utcoffset()
    return (offset or timedelta()) // MICROSECOND


def local_times(instants: Times, zone: str) -> Times:
    """The wall clock of each instant, as microseconds since 1970 local."""
    if zone == "UTC" or instants.size == 0:
        return instants
    starts, offsets = _offsets_around(instants, zone)
    local = instants + offsets[np.maximum(np.searchsorted(starts, instants, "right") - 1, 0)]
    return np.clip(local, _FIRST_LOCAL, _LAST_LOCAL)  # the calendar ends with the year 9999, wherever one is


def local_days(instants: Times, zone: str) -> Days:
    return local_times(instants, zone) // DAY


def day_runs(first: int, last: int, zone: str) -> tuple[Times, Days, Times]:
    """Where local days begin from `first` to `last`, and begin again where the clock changes: instants, days, offsets.

    The first run begins at `first`. So the local time of many instants in order needs no look at each.
    """
    starts, offsets = _offsets_of(zone, range(_year_of(first) - 1, _year_of(last) + 2))
    begins, days, shifts = [], [], []
    for start, end, offset in zip([first, *starts[1:]], [*starts[1:], last + 1], offsets.tolist(), strict=True):
        low, high = max(int(start), first), min(int(end), last + 1)
        if low < high:
            run = np.arange((low + offset) // DAY, (high - 1 + offset) // DAY + 1, dtype=np.int64)
            begins.append(np.maximum(run * DAY - offset, low))
            days.append(run)
            shifts.append(np.full(run.size, offset, np.int64))
    return np.concatenate(begins), np.concatenate(days), np.concatenate(shifts)


def days_in_order(instants: Times, zone: str) -> Days:
    """As `local_days`, of ascending instants."""
    if instants.size == 0:
        return instants
    begins, days, _ = day_runs(int(instants[0]), int(instants[-1]), zone)
    days = np.clip(days, _FIRST_LOCAL // DAY, _LAST_LOCAL // DAY)  # as local times are
    counts = np.diff(np.append(instants.searchsorted(begins), instants.size))
    return np.repeat(days, counts)


def local_day(instant: int, zone: str) -> int:
    return int(local_days(np.array([instant], np.int64), zone)[0])


def instants_of_local(local: Times, zone: str) -> Times:
    """The instant of each wall-clock time: the first one where it occurs twice, moved forward where it is skipped."""
    if zone == "UTC" or local.size == 0:
        return local
    starts, offsets = _offsets_around(local, zone)
    # With the offset before a change applied until the change shows on the clock, an ambiguous time keeps the earlier
    # offset (first occurrence) and a skipped one is moved forward by the gap.
    shown = starts.copy()
    shown[1:] += np.maximum(offsets[1:], offsets[:-1])
    result: Times = local - offsets[np.maximum(np.searchsorted(shown, local, "right") - 1, 0)]
    return result


def midnight(day: int, zone: str) -> int:
    """The instant at which the local day begins."""
    return int(instants_of_local(np.array([day * DAY], np.int64), zone)[0])


def to_date(day: int) -> date:
    return EPOCH_DATE + timedelta(days=day)


def to_day(moment: date) -> int:
    return (moment - EPOCH_DATE).days


def _months_back(start: date, months: int) -> date:
    index = start.year * 12 + start.month - 1 - months
    return date(index // 12, index % 12 + 1, 1)


_UNIT_START: dict[str, Callable[[date, int], date]] = {
    "d": lambda today, back: today - timedelta(days=back),
    "w": lambda today, back: today - timedelta(days=today.weekday() + 7 * back),
    "mo": _months_back,
    "q": lambda today, back: _months_back(today.replace(month=today.month - (today.month - 1) % 3), 3 * back),
    "y": lambda today, back: _months_back(today.replace(month=1), 12 * back),
}


def unit_start(today: int, unit: CalendarUnit, back: int) -> int:
    """The first local day of the unit that lies `back` units before the current one.

    Days before year 1 are taken as its first day.
    """
    try:
        return to_day(_UNIT_START[unit](to_date(today), back))
    except (ValueError, OverflowError):
        return to_day(date.min)
