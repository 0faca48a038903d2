"""When: the windows, dates and lengths of time of a sentence."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from shoal.model.rule import (
    Absolute,
    Between,
    Calendar,
    CalendarUnit,
    Duration,
    DurationUnit,
    Limited,
    Previous,
    Rolling,
    Span,
    Weekday,
    Window,
)
from shoal.rules.sentence.cursor import Cursor

_UNITS: dict[str, CalendarUnit | DurationUnit] = {
    "minute": "m", "min": "m", "hour": "h", "hr": "h", "h": "h", "day": "d", "d": "d", "week": "w", "month": "mo",
    "quarter": "q", "year": "y",
}  # fmt: skip
_AS_DAYS = {"mo": 30, "q": 91, "y": 365}
MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_DAYS: dict[str, Weekday] = {
    "monday": "mon", "tuesday": "tue", "wednesday": "wed", "thursday": "thu", "friday": "fri", "saturday": "sat",
    "sunday": "sun",
}  # fmt: skip
_PARTS_OF_DAY = {
    "in the morning": ("06:00", "12:00"), "in the mornings": ("06:00", "12:00"), "at lunchtime": ("12:00", "14:00"),
    "in the afternoon": ("12:00", "18:00"), "in the evening": ("18:00", "22:00"), "in the evenings": ("18:00", "22:00"),
    "at night": ("22:00", "06:00"), "during the night": ("22:00", "06:00"),
}  # fmt: skip
_EVER = ("ever", "at any time", "all time", "of all time", "since the beginning", "at some point", "so far")
_CURRENT = ("this", "the current", "in this", "during this", "in the current")


@dataclass(frozen=True, slots=True)
class When:
    """What was said of time. `window` is None for all time; `loose` means a length without `last`, as in `within 24
    hours` or `in 3 days`, which after a first event counts from that event."""

    window: Window | None
    loose: Duration | None = None


def read_unit(cursor: Cursor) -> CalendarUnit | DurationUnit | None:
    word = cursor.low()
    unit = _UNITS.get(word) or _UNITS.get(word.removesuffix("s"))
    if unit is not None:
        cursor.at += 1
    return unit


def read_length(cursor: Cursor) -> Duration | None:
    """`30 days`, `2 weeks`, `a day`, `3 months` (90 days)."""
    before = cursor.at
    count = cursor.number()
    if count is None:
        count = Decimal(1) if cursor.take("a", "an", "one") else None
    half = cursor.take("half a", "half an") if count is None else None
    if half:
        count = Decimal("0.5")
    unit = read_unit(cursor) if count is not None else None
    if count is None or unit is None or count <= 0:
        cursor.at = before
        return None
    if count != int(count):
        smaller = {"h": ("m", 60), "d": ("h", 24), "w": ("d", 7), "mo": ("d", 30), "y": ("d", 365)}.get(unit)
        if smaller is None or count * smaller[1] != int(count * smaller[1]):
            cursor.at = before
            return None
        return Duration(int(count * smaller[1]), smaller[0])  # type: ignore[arg-type]
    return as_length(cursor, int(count), unit)


def as_length(cursor: Cursor, count: int, unit: CalendarUnit | DurationUnit) -> Duration:
    """An exact length; months, quarters and years become days, which is noted."""
    days = _AS_DAYS.get(unit)
    if days is None:
        return Duration(count, unit)  # type: ignore[arg-type]
    word = next(name for name, short in _UNITS.items() if short == unit)
    cursor.note(f"{count} {word}{'s' if count > 1 else ''} is {count * days} days")
    return Duration(count * days, "d")


def read_when(cursor: Cursor, today: date) -> When | None:
    """A span, hours and weekdays, in any order; None where the sentence says nothing of time here."""
    span: Span | None = None
    loose: Duration | None = None
    hours: tuple[str, str] | None = None
    weekdays: tuple[Weekday, ...] = ()
    found = False
    while True:
        before = cursor.at
        cursor.take(",")
        if hours is None and (hours := cursor.attempt(_hours, cursor)) is not None:
            found = True
        elif not weekdays and (days := cursor.attempt(_weekdays, cursor)) is not None:
            weekdays, found = days, True
        elif span is None and cursor.take(*_EVER):
            found = True
        elif span is None and (said := _attempted(cursor, today)) is not None:
            span, found = said, True
        elif loose is None and (length := cursor.attempt(_loose, cursor)) is not None:
            loose, found = length, True
        else:
            cursor.at = before
            break
    if not found:
        return None
    if hours is None and not weekdays:
        return When(span, loose)
    inner = Rolling(loose) if loose is not None else span
    return When(Limited(inner, hours=hours, weekdays=weekdays))


def limited(window: Window | None, when: When) -> Window | None:
    """The window that a `When` stands for where it isn't part of a sequence."""
    if when.loose is not None:
        return Rolling(when.loose)
    return when.window if window is None or when.window is not None else window


# --- spans --------------------------------------------------------------------------------------------------------


def _span(cursor: Cursor, today: date) -> Span | None:
    if cursor.take("today"):
        return Calendar(1, "d")
    if cursor.take("yesterday"):
        return Previous(1, "d")
    if cursor.take("between") or cursor.take("from"):
        return _between(cursor, today)
    if cursor.take("less than", "under", "fewer than", "not more than", "no more than", "within the last"):
        length = read_length(cursor)
        return Rolling(length) if length is not None and (cursor.take("ago") or True) else None
    named: Span | None = (
        cursor.attempt(_named, cursor) or cursor.attempt(_last, cursor) or cursor.attempt(_dates, cursor, today)
    )
    if named is not None:
        return named
    return None


def _attempted(cursor: Cursor, today: date) -> Span | None:
    return cursor.attempt(_span, cursor, today)


def _loose(cursor: Cursor) -> Duration | None:
    return read_length(cursor) if cursor.take("within", "in", "inside", "for", "since", "during", "over") else None


def _named(cursor: Cursor) -> Span | None:
    """`this week`, `last month`, `the past year`, `the previous quarter`."""
    cursor.take("in", "during", "over", "within", "for", "from", "throughout")
    cursor.take("the")
    word = cursor.take("this", "current", "last", "previous", "past")
    if word is None:
        return None
    unit = read_unit(cursor)
    if unit is None:
        return None
    if unit in ("m", "h"):
        return Rolling(Duration(1, unit)) if word != "this" else None
    if word == "past":
        return Rolling(as_length(cursor, 1, unit))
    kind = Calendar if word in ("this", "current") else Previous
    return kind(1, unit)  # type: ignore[arg-type]


def _last(cursor: Cursor) -> Span | None:
    """`in the last 30 days`, `over the past three weeks`, `the last 2 calendar months`."""
    cursor.take("in", "during", "over", "within", "for", "throughout", "inside", "from")
    cursor.take("the")
    word = cursor.take("last", "past", "previous", "preceding", "latest")
    if word is None:
        return None
    before = cursor.at
    count = cursor.number()
    if count is not None and count == int(count) > 0 and cursor.take("calendar", "full", "whole"):
        unit = read_unit(cursor)
        if unit is None or unit in ("m", "h"):
            return None
        return Calendar(int(count), unit) if word != "previous" else Previous(int(count), unit)  # type: ignore[arg-type]
    cursor.at = before
    cursor.take("couple of")
    length = read_length(cursor)
    return None if length is None else Rolling(length)


def _between(cursor: Cursor, today: date) -> Span | None:
    """`between 30 and 60 days ago`, `between 2026-01-01 and 2026-02-01` (the second day included)."""
    before = cursor.at
    first = read_length(cursor)
    if first is None:
        bare = cursor.number()
        if bare is not None and cursor.take("and", "to"):
            second = read_length(cursor)
            if second is not None and cursor.take("ago") and bare == int(bare) > 0:
                return _ordered(Duration(int(bare), second.unit), second)
    elif (cursor.take("ago") or True) and cursor.take("and", "to"):
        second = read_length(cursor)
        if second is not None and cursor.take("ago"):
            return _ordered(first, second)
    cursor.at = before
    start = read_date(cursor, today)
    if start is None or not cursor.take("and", "to", "until", "till"):
        return None
    end = read_date(cursor, today)
    if end is None:
        return None
    return Absolute(start[0].isoformat(), end[1].isoformat())


def _ordered(first: Duration, second: Duration) -> Between | None:
    older, newer = sorted((first, second), key=lambda length: -length.microseconds)
    return Between(older, newer) if older.microseconds > newer.microseconds else None


def _dates(cursor: Cursor, today: date) -> Span | None:
    """`since March`, `before 2026-01-01`, `in 2025`, `on 5 May`, `after the …`."""
    word = cursor.take("since", "from", "after", "before", "until", "till", "in", "on", "during", "up to", "as of")
    if word is None:
        return None
    cursor.take("the")
    found = read_date(cursor, today)
    if found is None:
        return None
    start, end = found
    if word in ("since", "from", "as of"):
        cursor.take("on", "onwards", "onward")
        return Absolute(start.isoformat(), None)
    if word == "after":
        return Absolute(end.isoformat(), None)
    if word == "before":
        return Absolute(None, start.isoformat())
    if word in ("until", "till", "up to"):
        return Absolute(None, end.isoformat())
    return Absolute(start.isoformat(), end.isoformat())


def read_date(cursor: Cursor, today: date) -> tuple[date, date] | None:
    """[first day, day after the last) of `2026-03-01`, `5 May 2026`, `March`, `2025`, `Q1 2026`.

    A month without a year is its latest one that has begun.
    """
    token = cursor.peek()
    if token is None:
        return None
    if token.kind == "date":
        try:
            day = date.fromisoformat(token.text)
        except ValueError:
            return None
        cursor.at += 1
        return day, day + timedelta(days=1)
    if token.low in ("yesterday", "today"):
        cursor.at += 1
        day = today - timedelta(days=token.low == "yesterday")
        return day, day + timedelta(days=1)
    if token.kind == "number" and token.number is not None and 1990 <= token.number <= 2100 and len(token.text) == 4:
        cursor.at += 1
        return date(int(token.number), 1, 1), date(int(token.number) + 1, 1, 1)
    if token.low in ("q1", "q2", "q3", "q4"):
        cursor.at += 1
        first = 3 * (int(token.low[1]) - 1) + 1
        year = _year(cursor) or _latest(first, today)
        return date(year, first, 1), _after_month(year, first + 2)
    return _month(cursor, today)


def _month(cursor: Cursor, today: date) -> tuple[date, date] | None:
    before = cursor.at
    day = cursor.number() if _month_number(cursor.low(1)) is not None else None
    month = _month_number(cursor.low())
    if month is None:
        cursor.at = before
        return None
    cursor.at += 1
    token = cursor.peek()
    if day is None and token is not None and token.number is not None and token.number <= 31 and token.kind == "number":
        after = cursor.low(1)
        if _UNITS.get(after.removesuffix("s")) is None:
            day = cursor.number()
            cursor.take("st", "nd", "rd", "th", ",")
    year = _year(cursor) or _latest(month, today)
    if day is None:
        return date(year, month, 1), _after_month(year, month)
    try:
        at = date(year, month, int(day))
    except ValueError:
        cursor.at = before
        return None
    return at, at + timedelta(days=1)


def _month_number(word: str) -> int | None:
    """1 to 12. `may` and `march` are months here: who asks has read a word such as `in` or `since` before."""
    for number, name in enumerate(MONTHS, 1):
        if word == name or (len(word) >= 3 and word == name[:3]):
            return number
    return None


def read_month(cursor: Cursor) -> int | None:
    number = _month_number(cursor.low())
    if number is not None:
        cursor.at += 1
    return number


def _year(cursor: Cursor) -> int | None:
    token = cursor.peek()
    if token is None or token.kind != "number" or token.number is None or not 1990 <= token.number <= 2100:
        return None
    cursor.at += 1
    return int(token.number)


def _latest(month: int, today: date) -> int:
    return today.year if month <= today.month else today.year - 1


def _after_month(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1)


# --- hours and weekdays --------------------------------------------------------------------------------------------


def _hours(cursor: Cursor) -> tuple[str, str] | None:
    for phrase, hours in _PARTS_OF_DAY.items():
        if cursor.take(phrase):
            cursor.note(f"{phrase} is {hours[0]} to {hours[1]}")
            return hours
    if cursor.take("after"):
        start = _clock(cursor)
        return None if start is None else (start, "00:00")
    if cursor.take("before"):
        end = _clock(cursor)
        return None if end is None else ("00:00", end)
    if not cursor.take("between", "from"):
        return None
    start = _clock(cursor)
    if start is None or not cursor.take("and", "to", "until"):
        return None
    end = _clock(cursor)
    return None if end is None else (start, end)


def _clock(cursor: Cursor) -> str | None:
    token = cursor.peek()
    if token is None or token.kind != "clock":
        return None
    cursor.at += 1
    text = token.low.replace(" ", "")
    if text.endswith(("am", "pm")):
        hour = int(text[:-2]) % 12 + (12 if text.endswith("pm") else 0)
        return f"{hour:02d}:00"
    hour, minute = (int(part) for part in text.split(":")[:2])
    return f"{hour:02d}:{minute:02d}" if hour < 24 and minute < 60 else None


def _weekdays(cursor: Cursor) -> tuple[Weekday, ...] | None:
    if not cursor.take("on", "at", "during"):
        return None
    cursor.take("the", "a")
    if cursor.take("weekend", "weekends"):
        return ("sat", "sun")
    if cursor.take("weekdays", "weekday", "workdays", "working days"):
        return ("mon", "tue", "wed", "thu", "fri")
    days: list[Weekday] = []
    while (day := _DAYS.get(cursor.low().removesuffix("s"))) is not None:
        cursor.at += 1
        days.append(day)
        before = cursor.at
        if not (cursor.take(",", "and", "or") and _DAYS.get(cursor.low().removesuffix("s"))):
            cursor.at = before
            break
    order = list(_DAYS.values())
    return tuple(sorted(set(days), key=order.index)) or None
