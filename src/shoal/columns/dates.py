"""Date tests over arrays: values read as local days or instants, and what each date operator demands of them."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from shoal.columns import zones
from shoal.model.instant import to_microseconds
from shoal.model.rule import Duration, Test

Mask = npt.NDArray[np.bool_]

DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
DATE_TIME = re.compile(
    r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}([.,]\d{1,6})?)?(Z|[+-]\d{2}:?\d{2})?",
    re.ASCII,
)
_COMMON_INSTANT = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?Z$"
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Frame:
    """What a date test depends on beside the value: the instant of evaluation and the zones."""

    as_of: int
    zone: str
    workspace_zone: str

    @property
    def today(self) -> int:
        return zones.local_day(self.as_of, self.zone)


@dataclass(frozen=True, slots=True)
class Dates:
    """Values read as dates. Where `readable`: a bare date (`bare`, `days` since 1970) or an instant (`times`)."""

    readable: Mask
    bare: Mask
    days: npt.NDArray[np.int64]
    times: npt.NDArray[np.int64]

    @classmethod
    def of_times(cls, times: npt.NDArray[np.int64]) -> "Dates":
        yes = np.ones(times.size, np.bool_)
        return cls(yes, ~yes, np.zeros(times.size, np.int64), times)

    def local_days(self, zone: str) -> npt.NDArray[np.int64]:
        out = self.days.copy()
        instants = self.readable & ~self.bare
        out[instants] = zones.local_days(self.times[instants], zone)
        return out

    def instants(self, zone: str) -> npt.NDArray[np.int64]:
        """Instants, a bare date being its local midnight."""
        out = self.times.copy()
        out[self.bare] = zones.instants_of_local(self.days[self.bare] * zones.DAY, zone)
        return out


def read_dates(texts: pa.Array, workspace_zone: str) -> Dates:
    """Which strings are full ISO 8601 dates or date-times; without offset they are in the workspace's zone."""
    size = len(texts)
    readable, bare = np.zeros(size, np.bool_), np.zeros(size, np.bool_)
    days, times = np.zeros(size, np.int64), np.zeros(size, np.int64)
    common = pc.match_substring_regex(texts, _COMMON_INSTANT).to_numpy(zero_copy_only=False)
    if common.any():
        try:
            read = pc.cast(pc.utf8_rtrim(texts.filter(pa.array(common)), "Z"), pa.timestamp("us"))
            times[common] = read.cast(pa.int64()).to_numpy()
            readable |= common
        except pa.ArrowInvalid:  # one of them is no date (a 30 February); each is then read by itself
            common[:] = False
    naive: list[int] = []
    likely = pc.match_substring_regex(texts, r"^[0-9]{4}-[0-9]{2}-[0-9]{2}").to_numpy(zero_copy_only=False)
    for i in np.flatnonzero(likely & ~common).tolist():
        text = texts[i].as_py()
        try:
            if DATE.fullmatch(text):
                days[i], bare[i] = zones.to_day(date.fromisoformat(text)), True
            elif DATE_TIME.fullmatch(text):
                moment = datetime.fromisoformat(text)
                if moment.tzinfo is None:
                    naive.append(i)
                    moment = moment.replace(tzinfo=UTC)
                times[i] = to_microseconds(moment)
            else:
                continue
        except ValueError:
            continue
        readable[i] = True
    times[naive] = zones.instants_of_local(times[naive], workspace_zone)
    return Dates(readable, bare, days, times)


def read_literal(text: str, workspace_zone: str) -> tuple[bool, int]:
    """(True, day) for a bare date, (False, instant) for a date-time. The rule was checked to hold one of them."""
    dates = read_dates(pa.array([text]), workspace_zone)
    if not dates.readable[0]:
        raise ValueError(f"{text!r} is no date")
    return (True, int(dates.days[0])) if dates.bare[0] else (False, int(dates.times[0]))


def instant_range(op: str, test: Test, frame: Frame) -> tuple[int | None, int | None] | None:
    """The instants [start, end) that pass, for the operators for which they are one range."""
    if op not in _INSTANT_RANGES:
        return None
    assert isinstance(test.value, Duration)
    return _INSTANT_RANGES[op](frame.as_of, test.value.microseconds)


_INSTANT_RANGES: dict[str, Callable[[int, int], tuple[int | None, int | None]]] = {
    "in_last": lambda as_of, length: (as_of - length, as_of),
    "in_next": lambda as_of, length: (as_of, as_of + length),
    "before_last": lambda as_of, length: (None, as_of - length),
    "after_next": lambda as_of, length: (as_of + length, None),
}
_DAY_RANGES: dict[str, Callable[[int, int], tuple[int | None, int | None]]] = {
    "in_last": lambda today, days: (today - days + 1, today + 1),
    "in_next": lambda today, days: (today, today + days),
    "before_last": lambda today, days: (None, today - days + 1),
    "after_next": lambda today, days: (today + days, None),
}


def passes(dates: Dates, op: str, test: Test, frame: Frame) -> Mask:
    """Whether each date passes the positive operator `op`; False where nothing is readable."""
    return dates.readable & _passes(dates, op, test, frame)


def _passes(dates: Dates, op: str, test: Test, frame: Frame) -> Mask:
    value = test.value
    if op in COMPARISONS:
        return _compare(dates, op, str(value), frame)
    if op == "between":
        assert isinstance(value, tuple)
        low, high = value
        return _compare(dates, "on_or_after", str(low), frame) & _compare(dates, "on_or_before", str(high), frame)
    if op in _INSTANT_RANGES:
        assert isinstance(value, Duration)
        return _relative(dates, op, value, frame)
    if op in ("anniversary_in_next", "anniversary_in_last"):
        assert isinstance(value, Duration)
        return _anniversary(dates, op == "anniversary_in_next", value.microseconds // zones.DAY, frame)
    days = dates.local_days(frame.zone)
    if op == "month_is":
        month = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % 12 + 1
        result: Mask = np.equal(month, int(str(value)))
        return result
    if op == "weekday_is":
        return (days + 3) % 7 == _WEEKDAYS.index(str(value))
    if op == "today":
        return days == frame.today
    unit = {"this_week": "w", "this_month": "mo", "this_year": "y"}[op]
    first = zones.unit_start(frame.today, unit, 0)  # type: ignore[arg-type]
    following = zones.unit_start(frame.today, unit, -1)  # type: ignore[arg-type]
    return (days >= first) & (days < following)


COMPARISONS = {
    "on": np.equal,
    "before": np.less,
    "after": np.greater,
    "on_or_before": np.less_equal,
    "on_or_after": np.greater_equal,
}


def _compare(dates: Dates, op: str, literal: str, frame: Frame) -> Mask:
    bare, bound = read_literal(literal, frame.workspace_zone)
    left = dates.local_days(frame.zone) if bare else dates.instants(frame.zone)
    result: Mask = COMPARISONS[op](left, bound)
    return result


def _relative(dates: Dates, op: str, length: Duration, frame: Frame) -> Mask:
    """Instants compare with instants; bare dates with today, the length being whole days then."""
    whole_days = max(1, length.microseconds // zones.DAY)
    days = _within(dates.days, *_DAY_RANGES[op](frame.today, whole_days))
    return np.where(dates.bare, days, _within(dates.times, *_INSTANT_RANGES[op](frame.as_of, length.microseconds)))


def _within(numbers: npt.NDArray[np.int64], start: int | None, end: int | None) -> Mask:
    after: Mask | None = None if start is None else numbers >= start
    before: Mask | None = None if end is None else numbers < end
    if after is not None and before is not None:
        return after & before
    found = after if before is None else before
    return np.ones(numbers.size, np.bool_) if found is None else found


def _anniversary(dates: Dates, ahead: bool, length: int, frame: Frame) -> Mask:
    """Whether some year's return of the date lies in [today, today + length) or (today − length, today]."""
    first = frame.today if ahead else frame.today - length + 1
    days = dates.local_days(frame.zone)
    calendar = days.astype("datetime64[D]")
    months = calendar.astype("datetime64[M]")
    month = months.astype(np.int64) % 12
    day = (calendar - months).astype(np.int64)
    leap_day = (month == 1) & (day == 28)
    found = np.zeros(days.size, np.bool_)
    last = first + length - 1
    # If any return fits, so does the latest one up to `last`, which lies in its year or in the year before.
    for year in (_year(last) - 1, _year(last)):
        returns = (np.datetime64(f"{year:04d}-01", "M") + month).astype("datetime64[D]").astype(np.int64) + day
        leap_year = (year % 4 == 0 and year % 100 != 0) or year % 400 == 0
        if not leap_year:
            returns = returns - leap_day
        found |= (returns >= first) & (returns <= last) & (returns > days)
    return found


def _year(day: int) -> int:
    return int(np.datetime64(day, "D").astype("datetime64[Y]").astype(np.int64)) + 1970
