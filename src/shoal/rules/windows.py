"""Windows and places, read from the JSON form."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Literal, get_args

from shoal.model.rule import (
    Absolute,
    Between,
    Calendar,
    InsideBox,
    InsidePolygon,
    Limited,
    NamedPlace,
    Place,
    Previous,
    Rolling,
    Span,
    Weekday,
    Window,
    WithinKm,
)
from shoal.rules.collector import Collector, Json, at, did_you_mean_key
from shoal.rules.literals import (
    Refused,
    is_bare_date,
    is_later,
    read_calendar,
    read_date,
    read_duration,
    read_number,
    shown,
)

_TIMES = ("last", "previous", "between", "from", "to", "calendar")
_LIMITS = ("hours", "weekdays", "near")
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d|24:00", re.ASCII)
_WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)
_HALF_ROUND = Decimal("20038")  # km, half of the equator: nothing is farther away
_MOST_CORNERS = 1_000
_MOST_PLACES = 1_000


def read_window(value: object, path: str, problems: Collector) -> Window | None:
    """A window; None and at least one problem when it can't be read."""
    if not isinstance(value, Mapping):
        hint = 'write {"last": "30d"}, {"previous": "1mo"} or {"from": "2026-01-01"}; leave it out for all time'
        problems.refuse(path, "bad_window", f"a window is an object, not {shown(value)}", hint)
        return None
    if "zone" in value:
        message, hint = "a window has no zone of its own", "set the zone of the segment"
        problems.refuse(at(path, "zone"), "unknown_key", message, hint)
        return None
    limits = [key for key in _LIMITS if key in value]
    times = {key: v for key, v in value.items() if key not in limits}
    if not limits:
        return _span(times, path, problems)
    found = len(problems.problems)
    span = _span(times, path, problems) if times else None
    hours = _hours(value["hours"], at(path, "hours"), problems) if "hours" in value else None
    weekdays = _weekdays(value["weekdays"], at(path, "weekdays"), problems) if "weekdays" in value else ()
    near = read_place(value["near"], at(path, "near"), problems) if "near" in value else None
    return Limited(span, hours, weekdays, near) if len(problems.problems) == found else None


def _span(value: Json, path: str, problems: Collector) -> Span | None:
    kinds = [key for key in ("last", "previous", "between") if key in value]
    if "from" in value or "to" in value:
        kinds.append("from")
    if len(kinds) != 1:
        message = f"a window is one of these: {' and '.join(kinds)}" if kinds else "the window says no time"
        hint = did_you_mean_key(value, *_TIMES, *_LIMITS) or 'write {"last": "30d"}; leave window out for all time'
        problems.refuse(path, "bad_window", message, hint)
        return None
    kind = kinds[0]
    own = {"last": ("last", "calendar"), "from": ("from", "to")}.get(kind, (kind,))
    problems.known_keys(value, path, (*own, *_LIMITS))
    try:
        return _SPANS[kind](value)
    except Refused as refused:
        problems.pass_on(at(path, kind) if kind in value else path, refused)
        return None


def _hours(value: object, path: str, problems: Collector) -> tuple[str, str] | None:
    example = 'write ["09:00", "18:00"]'
    if not isinstance(value, list | tuple) or len(value) != 2:
        problems.refuse(path, "bad_hours", f"hours are two times of day, not {shown(value)}", example)
        return None
    for i, clock in enumerate(value):
        if not isinstance(clock, str) or not _CLOCK.fullmatch(clock) or (i == 0 and clock == "24:00"):
            problems.refuse(f"{path}[{i}]", "bad_hours", f"{shown(clock)} is no time of day", example)
            return None
    if value[0] == value[1]:
        message = f"from {value[0]} to {value[1]} is no time at all"
        problems.refuse(path, "bad_hours", message, "leave hours out for the whole day")
        return None
    return value[0], value[1]


def _weekdays(value: object, path: str, problems: Collector) -> tuple[Weekday, ...]:
    days = value if isinstance(value, list | tuple) else [value]
    if not days:
        problems.refuse(path, "empty_list", "the list of weekdays is empty", "leave weekdays out for every day")
    for i, day in enumerate(days):
        if day not in _WEEKDAYS:
            problems.refuse_word(day, f"{path}[{i}]", "weekday", _WEEKDAYS)
    return tuple(day for day in _WEEKDAYS if day in days)


# --- places -----------------------------------------------------------------------------------------------------------


def read_place(value: object, path: str, problems: Collector) -> Place | None:
    """A place; None and at least one problem when it can't be read."""
    if not isinstance(value, Mapping):
        hint = 'write {"within_km": 5, "of": [41.01, 28.97]} or {"country": "TR"}'
        problems.refuse(path, "bad_place", f"a place is an object, not {shown(value)}", hint)
        return None
    kinds = [key for key in _PLACES if key in value]
    if len(kinds) != 1:
        message = f"a place is one of these: {' and '.join(kinds)}" if kinds else "the place says nowhere"
        hint = did_you_mean_key(value, *_PLACES) or f"places: {', '.join(_PLACES)}"
        problems.refuse(path, "bad_place", message, hint)
        return None
    kind = kinds[0]
    problems.known_keys(value, path, (kind, "of") if kind == "within_km" else (kind,))
    try:
        return _PLACES[kind](value)
    except Refused as refused:
        problems.pass_on(at(path, kind), refused)
        return None


def _within(value: Json) -> Place:
    km = _degree(value["within_km"], _HALF_ROUND, "a distance")
    if km <= 0:
        raise Refused("bad_place", f"{km} km is no distance", "write a number above 0")
    if "of" not in value:
        raise Refused("bad_place", "within_km has no point", 'add "of": [latitude, longitude]')
    return WithinKm(km, *_point(value["of"]))


def _inside(value: Json) -> Place:
    corners = value["inside"]
    if not isinstance(corners, list | tuple) or not 3 <= len(corners) <= _MOST_CORNERS:
        raise Refused("bad_place", f"a polygon has 3 to {_MOST_CORNERS} corners", "write [[lat, lon], [lat, lon], …]")
    return InsidePolygon(tuple(map(_point, corners)))


def _box(value: Json) -> Place:
    edges = value["box"]
    if not isinstance(edges, list | tuple) or len(edges) != 4:
        raise Refused("bad_place", f"a box has four edges, not {shown(edges)}", "write [south, west, north, east]")
    (south, west), (north, east) = _point(edges[:2]), _point(edges[2:])
    if south > north:
        raise Refused("bad_place", f"its south {south} lies north of {north}", "write [south, west, north, east]")
    return InsideBox(south, west, north, east)


def _named(kind: Literal["country", "region", "city"]) -> Callable[[Json], Place]:
    def read(value: Json) -> Place:
        names = value[kind] if isinstance(value[kind], list | tuple) else [value[kind]]
        assert isinstance(names, list | tuple)
        if not 1 <= len(names) <= _MOST_PLACES or any(not isinstance(name, str) or not name for name in names):
            raise Refused("bad_place", f"a {kind} is a text or a list of texts", f'write {{"{kind}": "TR"}}')
        return NamedPlace(kind, tuple(names))

    return read


def _point(value: object) -> tuple[Decimal, Decimal]:
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise Refused("bad_place", f"a point is latitude and longitude, not {shown(value)}", "write [41.01, 28.97]")
    return _degree(value[0], Decimal(90), "a latitude"), _degree(value[1], Decimal(180), "a longitude")


def _degree(value: object, most: Decimal, noun: str) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise Refused("bad_place", f"{noun} is a number, not {shown(value)}", "write it without quotes")
    number = read_number(value)
    if abs(number) > most:
        raise Refused("bad_place", f"{noun} is at most {most}, not {number}", "latitude comes first")
    return number


_PLACES: Mapping[str, Callable[[Json], Place]] = {
    "within_km": _within,
    "inside": _inside,
    "box": _box,
    "country": _named("country"),
    "region": _named("region"),
    "city": _named("city"),
}

# --- spans of time ----------------------------------------------------------------------------------------------------


def _last_window(value: Json) -> Span:
    calendar = value.get("calendar", False)
    if not isinstance(calendar, bool):
        raise Refused("bad_window", f"calendar is true or false, not {shown(calendar)}")
    if calendar:
        return Calendar(*read_calendar(value["last"]))
    try:
        return Rolling(read_duration(value["last"]))
    except Refused as refused:
        if refused.hint and "calendar" in refused.hint:
            refused.hint = f'add "calendar": true for calendar units, or {refused.hint.split(",")[0]}'
        raise


def _previous_window(value: Json) -> Span:
    return Previous(*read_calendar(value["previous"]))


def _between_window(value: Json) -> Span:
    ends = value["between"]
    if not isinstance(ends, list | tuple) or len(ends) != 2:
        raise Refused("bad_window", f"between takes two lengths of time, not {shown(ends)}", 'write ["90d", "30d"]')
    older, newer = read_duration(ends[0]), read_duration(ends[1], zero=True)
    if older.microseconds <= newer.microseconds:
        raise Refused(
            "window_order",
            f"the window starts {older} ago and would end {newer} ago",
            f'the larger comes first: ["{newer}", "{older}"]',
        )
    return Between(older, newer)


def _absolute_window(value: Json) -> Span:
    start = read_date(value["from"]) if "from" in value else None
    end = read_date(value["to"]) if "to" in value else None
    if start is not None and end is not None and is_bare_date(start) == is_bare_date(end) and not is_later(end, start):
        raise Refused(
            "window_order", f"the window from {start} to {end} holds no time", "to is exclusive and after from"
        )
    return Absolute(start, end)


_SPANS: Mapping[str, Callable[[Json], Span]] = {
    "last": _last_window,
    "previous": _previous_window,
    "between": _between_window,
    "from": _absolute_window,
}
