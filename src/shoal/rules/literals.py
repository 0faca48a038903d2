"""The values of a rule: numbers, durations, dates, versions and patterns, each read from what people write."""

import json
import re
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import cast, get_args

import re2

from shoal.model.rule import MAX_PATTERN, CalendarUnit, Duration, DurationUnit

MAX_DIGITS = 40
MAX_EXPONENT = 30
MAX_DURATION_DAYS = 36_525
MAX_CALENDAR: dict[CalendarUnit, int] = {"d": 36_525, "w": 5_217, "mo": 1_200, "q": 400, "y": 100}
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

DURATION_UNITS: tuple[DurationUnit, ...] = get_args(DurationUnit)
CALENDAR_UNITS: tuple[CalendarUnit, ...] = get_args(CalendarUnit)
UNIT_WORDS = {"m": "minute", "h": "hour", "d": "day", "w": "week", "mo": "month", "q": "quarter", "y": "year"}

_LENGTH = re.compile(r"([0-9]{1,12})(mo|m|h|d|w|q|y)")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}([.,]\d{1,6})?)?(Z|[+-]\d{2}:?\d{2})?", re.ASCII)
_VERSION = re.compile(r"[vV]?[0-9]")
_FIRST_YEAR, _LAST_YEAR = 1000, 9998  # a day of zone offset on either side stays a date

_RE2_OPTIONS = re2.Options()
_RE2_OPTIONS.log_errors = False


class Refused(Exception):  # noqa: N818
    """A value that can't be read: what is wrong, under a stable code, and what to write instead."""

    def __init__(self, code: str, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint


def read_number(value: object) -> Decimal:
    """A finite number, exactly, without trailing zeros. Floats count as the shortest text that gives them."""
    try:
        number = Decimal(repr(value)) if isinstance(value, float) else Decimal(cast("int | Decimal | str", value))
    except (InvalidOperation, ValueError):
        raise Refused("bad_number", f"{value} is out of range for a number") from None
    if not number.is_finite():
        raise Refused("bad_number", "a number is finite: NaN and infinities are refused")
    if number and abs(number.adjusted()) > MAX_EXPONENT:
        raise Refused("bad_number", f"a number is at most 1e{MAX_EXPONENT} and at least 1e-{MAX_EXPONENT} in size")
    if len(number.as_tuple().digits) > MAX_DIGITS:
        raise Refused("bad_number", f"a number has at most {MAX_DIGITS} digits")
    if number == number.to_integral_value():
        return Decimal(int(number))
    if Decimal(repr(float(number))) != number:
        raise Refused(
            "bad_number",
            f"{number} has more digits than JSON readers keep",
            "write at most 15 digits, or a whole number",
        )
    return Decimal(number_as_text(number))


def number_as_json(number: Decimal) -> int | float | Decimal:
    """A number for `json.dumps`. A number that no float holds stays a Decimal; none comes from a parsed rule."""
    if number == number.to_integral_value():
        return int(number)
    nearest = float(number)
    return nearest if Decimal(repr(nearest)) == number else number


def number_as_text(number: Decimal) -> str:
    """Plain digits, no exponent, no trailing zeros: the same text for equal numbers."""
    if number == number.to_integral_value():
        return str(int(number))
    return format(number, "f").rstrip("0")


def read_length(text: object) -> tuple[int, str]:
    """`30d` as (30, "d"), in any unit of durations or calendars."""
    match = _LENGTH.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise Refused(
            "bad_duration",
            f"{shown(text)} is no length of time",
            'write a whole number and a unit, such as "30d" or "24h"',
        )
    return int(match[1]), match[2]


def read_duration(text: object, *, zero: bool = False) -> Duration:
    """An exact duration in m, h, d or w; zero only where it is asked for."""
    count, unit = read_length(text)
    if unit not in DURATION_UNITS:
        raise Refused(
            "bad_duration",
            f"a {UNIT_WORDS[unit]} has no fixed length, so {text} is no exact duration",
            f'use days ("{count * {"mo": 30, "q": 90, "y": 365}[unit]}d"), or a calendar window',
        )
    duration = Duration(count, unit)
    if count == 0 and not zero:
        raise Refused("bad_duration", f"{text} is no time at all", 'write at least "1m"')
    if duration.microseconds > Duration(MAX_DURATION_DAYS, "d").microseconds:
        raise Refused("bad_duration", f"{text} is longer than 100 years", "leave the window out for all time")
    return duration


def read_calendar(text: object) -> tuple[int, CalendarUnit]:
    """A number of local calendar units: d, w, mo, q or y."""
    count, name = read_length(text)
    if name not in CALENDAR_UNITS:
        raise Refused(
            "bad_duration",
            f"calendar windows count whole days or longer, not {UNIT_WORDS[name]}s",
            'use d, w, mo, q or y, such as "3mo"',
        )
    unit: CalendarUnit = name
    if count == 0:
        raise Refused("bad_duration", f"{text} is no time at all", f'write at least "1{unit}"')
    if count > MAX_CALENDAR[unit]:
        raise Refused("bad_duration", f"{text} is longer than 100 years", "leave the window out for all time")
    return count, unit


def read_date(text: object) -> str:
    """A bare date or an instant with its offset, as written."""
    if isinstance(text, str) and (_DATE.fullmatch(text) or _INSTANT.fullmatch(text)):
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            raise Refused("bad_date", f"{text} is no day of the calendar, or no time of day") from None
        if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
            raise Refused("bad_date", f"{text} is outside the years {_FIRST_YEAR} to {_LAST_YEAR}")
        if is_bare_date(text) or moment.tzinfo is not None:
            return text
        raise Refused(
            "bad_date", f"{text} leaves its zone open", f"write {text.replace(' ', 'T')}Z, or +03:00 in place of the Z"
        )
    raise Refused("bad_date", f"{shown(text)} is no date", "write 2026-03-08 or 2026-03-08T12:00:00Z")


def is_bare_date(text: str) -> bool:
    return _DATE.fullmatch(text) is not None


def date_order(text: str) -> date | datetime:
    """A key that orders bare dates among themselves and instants among themselves."""
    return date.fromisoformat(text) if is_bare_date(text) else datetime.fromisoformat(text).astimezone(UTC)


def is_later(first: str, second: str) -> bool:
    """True when the first date is certainly after the second; a date and an instant are never compared."""
    if is_bare_date(first) != is_bare_date(second):
        return False
    return date_order(first) > date_order(second)


def canonical_date(text: str) -> str:
    """Bare dates as they are; instants in UTC with a fraction only where there is one."""
    if is_bare_date(text):
        return text
    return datetime.fromisoformat(text).astimezone(UTC).isoformat().replace("+00:00", "Z")


def looks_like_date(text: str) -> bool:
    return _DATE.fullmatch(text) is not None or _INSTANT.fullmatch(text) is not None


def looks_like_version(text: str) -> bool:
    return _VERSION.match(text) is not None


def read_version(text: str) -> str:
    if looks_like_version(text):
        return text
    raise Refused(
        "bad_version", f"{shown(text)} is no version", 'a version starts with a digit, such as "2.1"; for text use is'
    )


def read_pattern(text: str, *, ignore_case: bool) -> str:
    """A pattern that RE2 compiles."""
    if len(text) > MAX_PATTERN:
        raise Refused("pattern_too_long", f"the pattern has {len(text)} characters; at most {MAX_PATTERN} are allowed")
    options = _RE2_OPTIONS
    try:
        re2.compile(f"(?i){text}" if ignore_case else text, options)
    except re2.error as error:
        reason = error.args[0] if error.args else "not valid"
        reason = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
        raise Refused(
            "bad_pattern",
            f"{shown(text)} is no RE2 pattern: {reason}",
            "look-around and back references don't exist in RE2",
        ) from None
    return text


def shown(value: object) -> str:
    """A value as people wrote it, shortened for a message."""
    if isinstance(value, str):
        text = json.dumps(value, ensure_ascii=False)
    elif isinstance(value, Decimal):
        text = str(value)
    elif value is None or isinstance(value, bool | int | float):
        text = json.dumps(value)
    elif isinstance(value, dict):
        text = "an object"
    elif isinstance(value, list | tuple):
        text = f"a list of {len(value)}"
    else:
        text = type(value).__name__
    return text if len(text) <= 60 else f"{text[:57]}…"
