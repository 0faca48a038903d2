"""Local days, instants, windows, and tests on dates."""

import math
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from shoal.model.instant import from_microseconds, to_microseconds
from shoal.model.rule import (
    Absolute,
    Between,
    Calendar,
    CalendarUnit,
    Duration,
    Previous,
    Rolling,
    Span,
    Test,
)
from shoal.oracle.values import ORDER, literal_number, literal_text, literals, refuse

Day = date  # a local day; an instant is an int of microseconds since 1970 UTC

_DAY = 86_400_000_000
_ISO_DATE = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.,][0-9]{1,6})?)?(Z|[+-][0-9]{2}:?[0-9]{2})?)?"
)


def read_date(text: str, zone: ZoneInfo | None) -> Day | int | None:
    """A full ISO 8601 date as a local day, a date-time as an instant (in `zone` without offset), else None."""
    if not _ISO_DATE.fullmatch(text):
        return None
    try:
        if len(text) == len("2026-01-31"):
            return date.fromisoformat(text)
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if moment.tzinfo is None and zone is None:
        return None
    return _instant_of(moment, zone)


def _instant_of(moment: datetime, zone: ZoneInfo | None) -> int:
    """An ambiguous local time is its first occurrence; one that the clocks skip moves forward (both are fold=0)."""
    offset = (moment if moment.tzinfo else moment.replace(tzinfo=zone)).utcoffset() or timedelta(0)
    return to_microseconds(moment.replace(tzinfo=UTC)) - offset // timedelta(microseconds=1)


def _day(ordinal: int) -> Day:
    return date.fromordinal(min(max(ordinal, date.min.toordinal()), date.max.toordinal()))


def _unit_start(day: Day, unit: CalendarUnit) -> Day:
    match unit:
        case "d":
            return day
        case "w":
            return _day(day.toordinal() - day.weekday())
        case "mo":
            return day.replace(day=1)
        case "q":
            return day.replace(day=1, month=day.month - (day.month - 1) % 3)
        case "y":
            return day.replace(day=1, month=1)
        case _:
            refuse(unit)


def _units_before(start: Day, count: int, unit: CalendarUnit) -> Day:
    """`start` is the first day of a unit; the first day of the unit `count` earlier."""
    if unit in ("d", "w"):
        return _day(start.toordinal() - count * (7 if unit == "w" else 1))
    months = start.year * 12 + (start.month - 1) - count * {"mo": 1, "q": 3, "y": 12}[unit]
    return date(months // 12, months % 12 + 1, 1) if months >= 12 else date.min


@dataclass(frozen=True)
class Moment:
    """An instant seen from a zone: local days, and the windows that end there."""

    as_of: int
    zone: ZoneInfo
    data_zone: ZoneInfo

    @property
    def today(self) -> Day:
        return self.local_date(self.as_of)

    def local_date(self, value: Day | int) -> Day:
        """A day is its own date wherever one is."""
        if isinstance(value, date):
            return value
        lowest, highest = (to_microseconds(end.replace(tzinfo=UTC)) for end in (datetime.min, datetime.max))
        nearest = from_microseconds(min(max(value, lowest + 2 * _DAY), highest - 2 * _DAY))
        offset = nearest.astimezone(self.zone).utcoffset() or timedelta(0)
        return _day((value + offset // timedelta(microseconds=1)) // _DAY + date(1970, 1, 1).toordinal())

    def instant(self, value: Day | int) -> int:
        """A day begins at its local midnight, or at the first instant after a midnight that the clocks skip."""
        if isinstance(value, date):
            return _instant_of(datetime(value.year, value.month, value.day), self.zone)
        return value

    def literal(self, text: object) -> Day | int:
        value = read_date(literal_text(text), None)
        return refuse(text) if value is None else value

    def local_time(self, time: int) -> tuple[int, int]:
        """The weekday (0 is Monday) and the microsecond of the local day that an instant falls in."""
        day = self.local_date(time)
        offset = from_microseconds(time).astimezone(self.zone).utcoffset() or timedelta(0)
        return day.weekday(), (time + offset // timedelta(microseconds=1)) % _DAY

    def is_in(self, window: Span | None, time: int) -> bool:
        """Windows are half-open, and nothing at or after as_of is in any."""
        start, end = self.bounds(window)
        return start <= time < min(end, self.as_of)

    def bounds(self, window: Span | None) -> tuple[float, float]:
        match window:
            case None:
                return -math.inf, math.inf
            case Rolling(last):
                return self.as_of - last.microseconds, self.as_of
            case Between(older, newer) if older.microseconds > newer.microseconds:
                return self.as_of - older.microseconds, self.as_of - newer.microseconds
            case Calendar(count, unit) if count >= 1:
                current = _unit_start(self.today, unit)
                return self.instant(_units_before(current, count - 1, unit)), self.as_of
            case Previous(count, unit) if count >= 1:
                current = _unit_start(self.today, unit)
                return self.instant(_units_before(current, count, unit)), self.instant(current)
            case Absolute(start, end):
                return (
                    -math.inf if start is None else self.instant(self.literal(start)),
                    math.inf if end is None else self.instant(self.literal(end)),
                )
            case _:
                refuse(window)

    def compare(self, value: Day | int, text: object) -> int:
        """Below, at or above 0 as the value is before, at or after a date in the rule: local days with a bare date,
        instants with an instant."""
        return self.difference(value, self.literal(text))

    def difference(self, value: Day | int, other: Day | int) -> int:
        """Local days with a day on the right, instants with an instant."""
        if isinstance(other, date):
            return self.local_date(value).toordinal() - other.toordinal()
        return self.instant(value) - other


WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def date_test(test: Test, value: Day | int, moment: Moment) -> bool:
    day, today = moment.local_date(value), moment.today
    match test.op:
        case "on" | "before" | "after" | "on_or_before" | "on_or_after":
            return ORDER[test.op](moment.compare(value, test.value), 0)
        case "between":
            first, last = literals(test.value, 2)
            return moment.compare(value, first) >= 0 and moment.compare(value, last) <= 0
        case "in_last" | "in_next" | "before_last" | "after_next":
            return _near(test, value, moment)
        case "anniversary_in_next":
            return _has_anniversary(day, today.toordinal(), today.toordinal() + _whole_days(test.value) - 1)
        case "anniversary_in_last":
            return _has_anniversary(day, today.toordinal() - _whole_days(test.value) + 1, today.toordinal())
        case "month_is":
            return day.month == literal_number(test.value)
        case "weekday_is":
            return WEEKDAYS[day.weekday()] == (test.value if test.value in WEEKDAYS else refuse(test))
        case "today":
            return day == today
        case "this_week":
            return _unit_start(day, "w") == _unit_start(today, "w")
        case "this_month":
            return (day.year, day.month) == (today.year, today.month)
        case "this_year":
            return day.year == today.year
        case _:
            refuse(test)


def _near(test: Test, value: Day | int, moment: Moment) -> bool:
    """Within or beyond a length of time from now: exact for instants, in whole local days (at least one) for days."""
    if not isinstance(test.value, Duration):
        refuse(test)
    if isinstance(value, date):
        length = max(1, test.value.microseconds // _DAY)
        ahead = value.toordinal() - moment.today.toordinal()
        past = -length < ahead <= 0
        before = ahead <= -length
    else:
        length = test.value.microseconds
        ahead = value - moment.as_of
        past = -length <= ahead < 0
        before = ahead < -length
    return {"in_last": past, "before_last": before, "in_next": 0 <= ahead < length, "after_next": ahead >= length}[
        test.op
    ]


def _whole_days(value: object) -> int:
    if not isinstance(value, Duration) or value.unit not in ("d", "w"):
        refuse(value)
    return value.microseconds // _DAY


def _has_anniversary(original: Day, first: int, last: int) -> bool:
    """Some later year's same day lies in [first, last] (ordinals); 29 February is 28 February in other years."""
    for year in range(max(original.year + 1, _day(first).year), _day(last).year + 1):
        leap_day_is_missing = (original.month, original.day) == (2, 29) and not _is_leap(year)
        anniversary = original.replace(year=year, day=28 if leap_day_is_missing else original.day)
        if first <= anniversary.toordinal() <= last:
            return True
    return False


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
