"""The small words of descriptions: windows, places, lengths of time and values."""

from datetime import date, timedelta
from decimal import Decimal

from shoal.model.rule import (
    Absolute,
    Between,
    Calendar,
    Duration,
    InsideBox,
    InsidePolygon,
    Limited,
    NamedPlace,
    Place,
    Previous,
    Rolling,
    Scalar,
    Window,
    WithinKm,
)
from shoal.rules.literals import UNIT_WORDS, is_bare_date, number_as_text

_SHOWN = 6
DAYS = {
    "mon": "Monday", "tue": "Tuesday", "wed": "Wednesday", "thu": "Thursday",
    "fri": "Friday", "sat": "Saturday", "sun": "Sunday",
}  # fmt: skip


def describe_window(window: Window) -> str:
    """A window as an adverbial: `in the last 30 days`, `last month`, `since 2026-01-01`."""
    match window:
        case Rolling(last):
            return f"in the last {length(last)}"
        case Between(older, newer):
            first = str(older.count) if older.unit == newer.unit else length(older)
            return f"between {first} and {length(newer)} ago"
        case Calendar(1, unit):
            return "today" if unit == "d" else f"this {UNIT_WORDS[unit]}"
        case Calendar(count, unit):
            return f"in the last {count} calendar {UNIT_WORDS[unit]}s"
        case Previous(1, unit):
            return "yesterday" if unit == "d" else f"last {UNIT_WORDS[unit]}"
        case Previous(count, unit):
            return f"in the {count} {UNIT_WORDS[unit]}s before this one"
        case Absolute(start, end):
            return _absolute(start, end)
        case Limited():
            return _limited(window)


def _limited(window: Limited) -> str:
    parts = [] if window.span is None else [describe_window(window.span)]
    if window.weekdays:
        *most, last = [f"{DAYS[day]}s" for day in window.weekdays]
        parts.append(f"on {', '.join(most)} and {last}" if most else f"on {last}")
    if window.hours is not None:
        parts.append(f"between {window.hours[0]} and {window.hours[1]}")
    if window.near is not None:
        parts.append(describe_place(window.near))
    return " ".join(parts)


def describe_place(place: Place) -> str:
    """A place as an adverbial: `within 5 km of 41.01, 28.97`, `in the country "TR"`."""
    match place:
        case WithinKm(km, latitude, longitude):
            return f"within {number_as_text(km)} km of {point(latitude, longitude)}"
        case InsidePolygon(corners):
            return f"inside the area with {len(corners)} corners from {point(*corners[0])}"
        case InsideBox(south, west, north, east):
            return f"in the box from {point(south, west)} to {point(north, east)}"
        case NamedPlace(kind, names):
            return f"in the {kind} {several(names, ' or ')}"


def point(latitude: Decimal, longitude: Decimal) -> str:
    return f"{number_as_text(latitude)}, {number_as_text(longitude)}"


def _absolute(start: str | None, end: str | None) -> str:
    """An exclusive end at midnight is shown as the last day that is included."""
    if end is not None and is_bare_date(end):
        last = (date.fromisoformat(end) - timedelta(days=1)).isoformat()
        return f"until the end of {last}" if start is None else f"from {start} to the end of {last}"
    if start is None:
        return f"before {end}"
    return f"since {start}" if end is None else f"from {start} until {end}"


def length(duration: Duration) -> str:
    word = UNIT_WORDS[duration.unit]
    return word if duration.count == 1 else f"{duration.count} {word}s"


def quote(text: str) -> str:
    return f'"{text}"'


def plain(value: Scalar) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return number_as_text(value) if isinstance(value, Decimal) else quote(value)


def several(value: object, last: str) -> str:
    """Values in a row, the last joined by `last`; many are cut short."""
    if isinstance(value, Duration):
        return length(value)
    if not isinstance(value, tuple):
        return plain(value) if isinstance(value, str | bool | Decimal) else ""
    if len(value) > _SHOWN:
        shown = [plain(v) for v in value[: _SHOWN - 1]]
        return f"{', '.join(shown)}{last}{len(value) - len(shown):,} more"
    said = [plain(v) for v in value]
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])}{last}{said[-1]}"
