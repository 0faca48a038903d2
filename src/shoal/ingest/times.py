"""Columns of times: ISO 8601 text to microseconds, and local times to instants."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache

import numba as nb
import numpy as np
import pyarrow as pa

from shoal.model.instant import from_microseconds, to_microseconds, zone_info
from shoal.storage.json_scan import text_buffers

UNREADABLE, DATE, LOCAL, INSTANT = 0, 1, 2, 3

EARLIEST = to_microseconds(datetime(1900, 1, 1, tzinfo=UTC))
LATEST = to_microseconds(datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC))

_DAY = 86_400_000_000


def read_iso(texts: pa.Array) -> tuple[np.ndarray, np.ndarray]:
    """Microseconds int64[n] and kind uint8[n] of ISO 8601 texts; nulls are UNREADABLE.

    An INSTANT had an offset and is UTC; LOCAL and DATE (midnight) are as written, see `to_instants`. Digits of a second
    after the sixth are cut off. Years outside 1900 to 9999 are UNREADABLE.
    """
    data, offsets = text_buffers(texts)
    times = np.zeros(len(texts), dtype=np.int64)
    kinds = np.zeros(len(texts), dtype=np.uint8)
    _read_all(data, offsets, times, kinds)
    if texts.null_count:
        kinds[texts.is_null().to_numpy(zero_copy_only=False)] = UNREADABLE
    return times, kinds


def to_instants(local: np.ndarray, zone: str) -> np.ndarray:
    """UTC microseconds of local times int64[n]: an ambiguous one is its first occurrence, a skipped one moves forward.

    Raises InvalidInput for an unknown zone.
    """
    if len(local) == 0:
        return local
    thresholds, offsets = _changes(zone, int(local.min()) // _DAY - 2, int(local.max()) // _DAY + 2)
    return local - offsets[np.searchsorted(thresholds, local, side="right")]


@lru_cache(maxsize=64)
def _changes(zone: str, first_day: int, last_day: int) -> tuple[np.ndarray, np.ndarray]:
    """Local times from which the next offset holds, int64[m], and the offsets before, between and after, int64[m + 1].

    Days count from 1970. A local time that a change makes ambiguous or skips comes before the threshold, so it is read
    with the offset before the change.
    """
    info = zone_info(zone)
    first_day, last_day = max(first_day, -25_567 * 2), min(last_day, 2_932_890)

    def offset(second: int) -> int:
        moment = from_microseconds(second * 1_000_000).astimezone(info)
        return (moment.utcoffset() or timedelta()) // timedelta(microseconds=1)

    def change_between(low: int, high: int) -> int:
        """The first second in (low, high] with the offset of high."""
        target = offset(high)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if offset(middle) == target else (middle, high)
        return high

    thresholds: list[int] = []
    offsets = [offset(first_day * 86_400)]
    for day in range(first_day, last_day + 1):
        after = offset((day + 1) * 86_400)
        if after != offsets[-1]:
            second = change_between(day * 86_400, (day + 1) * 86_400)
            thresholds.append(second * 1_000_000 + max(offsets[-1], after))
            offsets.append(after)
    return np.array(thresholds, dtype=np.int64), np.array(offsets, dtype=np.int64)


@nb.njit(cache=True, nogil=True)
def _read_all(data: np.ndarray, offsets: np.ndarray, times: np.ndarray, kinds: np.ndarray) -> None:
    for i in range(len(times)):
        times[i], kinds[i] = _read_one(data, offsets[i], offsets[i + 1])


@nb.njit(cache=True, nogil=True, inline="always")
def _two(data: np.ndarray, p: int) -> int:
    """Two digits as a number, or −1."""
    a, b = data[p] - np.int64(48), data[p + 1] - np.int64(48)
    return a * 10 + b if 0 <= a <= 9 and 0 <= b <= 9 else -1


@nb.njit(cache=True, nogil=True)
def _read_one(data: np.ndarray, p: int, end: int) -> tuple[int, int]:
    if end - p < 10 or data[p + 4] != 45 or data[p + 7] != 45:
        return 0, UNREADABLE
    century, year, month, day = _two(data, p), _two(data, p + 2), _two(data, p + 5), _two(data, p + 8)
    if century < 19 or year < 0 or not 1 <= month <= 12 or not 1 <= day <= 31:
        return 0, UNREADABLE
    year += century * 100
    if day > _month_length(year, month):
        return 0, UNREADABLE
    time = _days(year, month, day) * _DAY
    p += 10
    if p == end:
        return time, DATE
    if (data[p] != 84 and data[p] != 116 and data[p] != 32) or end - p < 6 or data[p + 3] != 58:
        return 0, UNREADABLE
    hour, minute = _two(data, p + 1), _two(data, p + 4)
    if not 0 <= hour <= 23 or not 0 <= minute <= 59:
        return 0, UNREADABLE
    time += (hour * 60 + minute) * 60_000_000
    p += 6
    if p < end and data[p] == 58:
        if end - p < 3:
            return 0, UNREADABLE
        second = _two(data, p + 1)
        if not 0 <= second <= 59:
            return 0, UNREADABLE
        time += second * 1_000_000
        p += 3
        if p < end and (data[p] == 46 or data[p] == 44):
            p += 1
            unit = 100_000
            start = p
            while p < end and 48 <= data[p] <= 57:
                time += (data[p] - np.int64(48)) * unit
                unit //= 10
                p += 1
            if p == start:
                return 0, UNREADABLE
    if p == end:
        return time, LOCAL
    offset = _offset(data, p, end)
    if offset == -1:
        return 0, UNREADABLE
    return time - offset, INSTANT


@nb.njit(cache=True, nogil=True)
def _offset(data: np.ndarray, p: int, end: int) -> int:
    """The microseconds of `Z`, ` UTC`, `+HH`, `+HHMM` or `+HH:MM` that ends at end, or −1."""
    if data[p] == 32:
        p += 1
    if p >= end:
        return -1
    if end - p == 1 and (data[p] == 90 or data[p] == 122):
        return 0
    if end - p == 3 and data[p] == 85 and data[p + 1] == 84 and data[p + 2] == 67:
        return 0
    if (data[p] != 43 and data[p] != 45) or not 3 <= end - p <= 6:
        return -1
    sign = 1 if data[p] == 43 else -1
    hours = _two(data, p + 1)
    p += 3
    minutes = 0
    if p < end and data[p] == 58:
        p += 1
    if p < end:
        if end - p != 2:
            return -1
        minutes = _two(data, p)
    if not 0 <= hours <= 23 or not 0 <= minutes <= 59:
        return -1
    return sign * (hours * 60 + minutes) * 60_000_000


@nb.njit(cache=True, nogil=True)
def _month_length(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


@nb.njit(cache=True, nogil=True)
def _days(year: int, month: int, day: int) -> int:
    """Days since 1970-01-01 of a Gregorian date."""
    if month <= 2:
        year -= 1
    era = year // 400
    year_of_era = year - era * 400
    day_of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    return era * 146_097 + year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year - 719_468
