"""Windows, read from the JSON form."""

from collections.abc import Callable, Mapping

from shoal.model.rule import Absolute, Between, Calendar, Previous, Rolling, Window
from shoal.rules import later
from shoal.rules.collector import Collector, Json, at, did_you_mean_key
from shoal.rules.literals import Refused, is_bare_date, is_later, read_calendar, read_date, read_duration, shown

_WINDOW_KEYS = ("last", "previous", "between", "from", "to", "calendar")


def read_window(value: object, path: str, problems: Collector) -> Window | None:
    """A window; None and at least one problem when it can't be read."""
    if not isinstance(value, Mapping):
        hint = 'write {"last": "30d"}, {"previous": "1mo"} or {"from": "2026-01-01"}; leave it out for all time'
        problems.refuse(path, "bad_window", f"a window is an object, not {shown(value)}", hint)
        return None
    plain = _without_later(value, path, problems)
    kinds = [key for key in ("last", "previous", "between") if key in plain]
    if "from" in plain or "to" in plain:
        kinds.append("from")
    if len(kinds) != 1:
        if kinds or len(plain) == len(value):
            message = f"a window is one of these: {' and '.join(kinds)}" if kinds else "the window says no time"
            hint = did_you_mean_key(value, *_WINDOW_KEYS) or 'write {"last": "30d"}; leave window out for all time'
            problems.refuse(path, "bad_window", message, hint)
        return None
    kind = kinds[0]
    problems.known_keys(plain, path, {"last": ("last", "calendar"), "from": ("from", "to")}.get(kind, (kind,)))
    try:
        return _WINDOWS[kind](plain)
    except Refused as refused:
        problems.pass_on(at(path, kind) if kind in value else path, refused)
        return None


def _without_later(value: Json, path: str, problems: Collector) -> Json:
    """The window without what this version refuses by name."""
    refused = [key for key in later.WINDOW_OPTIONS if key in value]
    for key in refused:
        problems.refuse_later(at(path, key), later.WINDOW_OPTIONS[key])
    if "zone" in value:
        what = later.ZONES.get(str(value["zone"]))
        refused.append("zone")
        if what is not None:
            problems.refuse_later(at(path, "zone"), what)
        else:
            message, hint = "a window has no zone of its own", "set the zone of the segment"
            problems.refuse(at(path, "zone"), "unknown_key", message, hint)
    return {key: v for key, v in value.items() if key not in refused}


def _last_window(value: Json) -> Window:
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


def _previous_window(value: Json) -> Window:
    return Previous(*read_calendar(value["previous"]))


def _between_window(value: Json) -> Window:
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


def _absolute_window(value: Json) -> Window:
    start = read_date(value["from"]) if "from" in value else None
    end = read_date(value["to"]) if "to" in value else None
    if start is not None and end is not None and is_bare_date(start) == is_bare_date(end) and not is_later(end, start):
        raise Refused(
            "window_order", f"the window from {start} to {end} holds no time", "to is exclusive and after from"
        )
    return Absolute(start, end)


_WINDOWS: Mapping[str, Callable[[Json], Window]] = {
    "last": _last_window,
    "previous": _previous_window,
    "between": _between_window,
    "from": _absolute_window,
}
