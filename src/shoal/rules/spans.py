"""How windows lie to each other, whatever the instant and the zone."""

from shoal.model.rule import (
    Absolute,
    Between,
    Calendar,
    CalendarUnit,
    Duration,
    Limited,
    Previous,
    Rolling,
    Span,
    Window,
)
from shoal.rules.literals import date_order, is_bare_date

# Units whose every instance lies within one instance of the others.
_INSIDE: dict[CalendarUnit, tuple[CalendarUnit, ...]] = {
    "d": ("w", "mo", "q", "y"),
    "w": (),
    "mo": ("q", "y"),
    "q": ("y",),
    "y": (),
}
_MOST_DAYS: dict[CalendarUnit, int] = {"d": 1, "w": 7, "mo": 31, "q": 92, "y": 366}


def contains(outer: Window | None, inner: Window | None) -> bool:
    """Every event of `inner` is one of `outer`, at any instant and in any zone; False where that isn't certain."""
    if isinstance(outer, Limited):
        if not isinstance(inner, Limited):
            return False
        same = (outer.hours, inner.hours), (outer.weekdays, inner.weekdays), (outer.near, inner.near)
        return all(not wide or wide == narrow for wide, narrow in same) and contains(outer.span, inner.span)
    span = inner.span if isinstance(inner, Limited) else inner
    return outer is None or (span is not None and _contains(outer, span))


def _contains(outer: Span, inner: Span) -> bool:
    if outer == inner:
        return True
    match outer, inner:
        case Rolling(long), Rolling(short) | Between(short, _):
            return short.microseconds <= long.microseconds
        case Between(old, new), Between(older, newer):
            return older.microseconds <= old.microseconds and newer.microseconds >= new.microseconds
        case Calendar(many, wide), Calendar(few, unit):
            return few <= many if unit == wide else few == 1 and wide in _INSIDE[unit]
        case Previous(many, wide), Previous(few, unit):
            return unit == wide and few <= many
        case Calendar(many, wide), Previous(few, unit):
            return unit == wide and few < many
        case Absolute(start, end), Absolute(first, last):
            return (start is None or _ordered(start, first)) and (end is None or _ordered(last, end))
    return False


def _ordered(first: str | None, second: str | None) -> bool:
    """Both are known, and the first is certainly not after the second."""
    if first is None or second is None or is_bare_date(first) != is_bare_date(second):
        return False
    return date_order(first) <= date_order(second)


def longest(window: Window | None) -> Duration | None:
    """No event of the window is longer ago than this; None where nothing can be said."""
    span = window.span if isinstance(window, Limited) else window
    match span:
        case Rolling(last) | Between(last, _):
            return last
        case Calendar(count, unit):
            return Duration(count * _MOST_DAYS[unit] * 24 + 1, "h")  # a day in autumn has 25 hours
    return None
