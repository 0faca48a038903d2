"""What people did: the events that fit a condition, and what is measured over them."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import takewhile

from shoal.model.history import Event, JsonValue
from shoal.model.paths import EACH, parse_path
from shoal.model.rule import (
    CompareCondition,
    LifecycleCondition,
    Limited,
    LocationCondition,
    Measure,
    Node,
    OtherValue,
    PropertyCondition,
    SequenceCondition,
    SequenceStep,
    StepValue,
    Window,
)
from shoal.oracle.comparisons import passes
from shoal.oracle.dates import WEEKDAYS, Moment
from shoal.oracle.known import combine, property_of
from shoal.oracle.places import lies_in
from shoal.oracle.values import ORDER, SCALARS, Number, as_number, deep_identity, identity, refuse

Chosen = Sequence[Event | None]  # the events chosen for the steps so far, None for absent ones


def event_fits(where: Node | None, event: Event, moment: Moment, chosen: Chosen = ()) -> bool:
    def look(other: OtherValue | StepValue) -> JsonValue:
        if isinstance(other, OtherValue):
            return property_of(event, other.path)
        earlier = chosen[other.step - 1] if 0 < other.step <= len(chosen) else None
        return refuse(other) if earlier is None else property_of(earlier, other.path)

    def leaf(node: Node) -> bool:
        match node:
            case PropertyCondition(path, test):
                return passes(test, property_of(event, path), moment, look)
            case LocationCondition(place, "event"):
                return lies_in(place, event.context.get("location"))
            case _:
                refuse(node)

    return where is None or combine(where, leaf)


def in_window(window: Window | None, event: Event, moment: Moment) -> bool:
    """Whether the event's time and place lie in the window."""
    if not isinstance(window, Limited):
        return moment.is_in(window, event.time)
    weekday, time_of_day = moment.local_time(event.time)
    return (
        moment.is_in(window.span, event.time)
        and (not window.weekdays or WEEKDAYS[weekday] in window.weekdays)
        and (window.hours is None or _within_hours(time_of_day, window.hours))
        and (window.near is None or lies_in(window.near, event.context.get("location")))
    )


def _within_hours(time_of_day: int, hours: tuple[str, str]) -> bool:
    start, end = (60_000_000 * (60 * int(clock[:2]) + int(clock[3:])) for clock in hours)
    return start <= time_of_day < end if start < end else time_of_day >= start or time_of_day < end


def matching(
    events: Iterable[Event], name: str, where: Node | None, window: Window | None, moment: Moment
) -> list[Event]:
    return [
        event
        for event in events
        if event.name == name and in_window(window, event, moment) and event_fits(where, event, moment)
    ]


# --- order and habit --------------------------------------------------------------------------------------------------


def follows(sequence: SequenceCondition, events: Sequence[Event], moment: Moment) -> bool:
    """Every choice of events is tried. `events` are all those before as_of."""
    first, *rest = sequence.steps
    if first.absent or first.within is not None or first.same:
        refuse(sequence)
    return any(
        _goes_on(rest, [event], event.time, events, moment)
        for event in matching(events, first.event, first.where, sequence.window, moment)
    )


def _goes_on(
    steps: Sequence[SequenceStep], chosen: list[Event | None], since: int, events: Sequence[Event], moment: Moment
) -> bool:
    """Whether the other steps can be fitted after the chosen ones; `since` is the time of the last present one."""
    absent = list(takewhile(lambda step: step.absent, steps))
    for step in absent:
        if step.within is not None:
            end = since + step.within.microseconds
            if end >= moment.as_of or any(
                since < event.time <= end for event in _fitting(step, chosen, events, moment)
            ):
                return False
    endless = [step for step in absent if step.within is None]

    def nothing_before(end: int, among: Chosen) -> bool:
        return not any(since < event.time < end for step in endless for event in _fitting(step, among, events, moment))

    if len(absent) == len(steps):
        return nothing_before(moment.as_of, chosen)
    step, rest = steps[len(absent)], steps[len(absent) + 1 :]
    before = [*chosen, *[None] * len(absent)]
    return any(
        event.time > since
        and (step.within is None or event.time <= since + step.within.microseconds)
        and nothing_before(event.time, chosen)
        and _goes_on(rest, [*before, event], event.time, events, moment)
        for event in _fitting(step, before, events, moment)
    )


def _fitting(step: SequenceStep, chosen: Chosen, events: Iterable[Event], moment: Moment) -> list[Event]:
    first = chosen[0]
    assert first is not None
    return [
        event
        for event in events
        if event.name == step.event
        and event_fits(step.where, event, moment, chosen)
        and all(_same(property_of(event, path), property_of(first, path)) for path in step.same)
    ]


def _same(one: JsonValue, other: JsonValue) -> bool:
    return one is not None and other is not None and deep_identity(one) == deep_identity(other)


def lives(condition: LifecycleCondition, events: Sequence[Event], moment: Moment) -> bool:
    times = [event.time for event in matching(events, condition.event, condition.where, None, moment)]
    length, now = condition.period.microseconds, moment.as_of

    def count(period: int) -> int:
        """How many events lie in the period: 0 is the latest."""
        return sum(now - (period + 1) * length <= time < now - period * length for time in times)

    match condition.word:
        case "first_time":
            return bool(times) and min(times) >= now - length
        case "stopped":
            return count(1) > 0 and count(0) == 0
        case "restarted":
            return count(0) > 0 and count(1) == 0 and any(time < now - 2 * length for time in times)
        case "regularly":
            enough = sum(count(period) >= condition.times for period in range(condition.periods_of))
            return enough >= condition.periods_in


def more_often(condition: CompareCondition, events: Sequence[Event], moment: Moment) -> bool:
    first, second = (
        len(matching(events, side.event, side.where, condition.window, moment))
        for side in (condition.first, condition.second)
    )
    return first != second if condition.op == "ne" else ORDER[condition.op](first, second)


# --- measures ---------------------------------------------------------------------------------------------------------


def measured(measure: Measure, events: list[Event], moment: Moment) -> JsonValue:
    """A number, an instant for first_time / last_time, a value of the data, or None: of nothing there is no average
    and no first time."""
    times = [event.time for event in events]
    match measure:
        case Measure("count", None):
            return Fraction(len(events))
        case Measure("active_days", None):
            return Fraction(len({moment.local_date(time) for time in times}))
        case Measure("first_time", None):
            return min(times, default=None)
        case Measure("last_time", None):
            return max(times, default=None)
        case Measure(kind, str(path)) if kind in ("most_frequent", "first", "last"):
            return _value_measured(kind, path, events)
        case Measure(kind, str(path)) if kind in ("distinct", "sum", "avg", "min", "max"):
            values: list[JsonValue] = []
            for event in events:
                value = property_of(event, path)
                values.extend(value if EACH in parse_path(path) and isinstance(value, list) else [value])
            numbers = [number for number in map(as_number, values) if number is not None]
            match kind:
                case "distinct":
                    return Fraction(len({identity(value) for value in values if isinstance(value, SCALARS)}))
                case "sum":
                    return _total(numbers)
                case "avg":
                    return _total(numbers) / len(numbers) if numbers else None
                case "min":
                    return min(numbers, default=None)
                case "max":
                    return max(numbers, default=None)
    refuse(measure)


def _value_measured(kind: str, path: str, events: Iterable[Event]) -> JsonValue:
    """The first, last or most frequent value of a property, over events where it is set."""
    seen = [
        (event, value)
        for event in sorted(events, key=lambda event: (event.time, event.message_id))
        for value in _items(property_of(event, path), path)
    ]
    if not seen:
        return None
    if kind == "first":
        return seen[0][1]
    if kind == "last":
        latest = max(event.time for event, _ in seen)
        of_latest = min((event for event, _ in seen if event.time == latest), key=lambda event: event.message_id)
        return [value for event, value in seen if event is of_latest][-1]
    scalars = [(event, value) for event, value in seen if isinstance(value, SCALARS)]
    counts = Counter(identity(value) for _, value in scalars)
    tied = {key for key, count in counts.items() if count == max(counts.values())}
    recent = [(event.time, value) for event, value in scalars if identity(value) in tied]
    if not recent:
        return None
    latest = max(time for time, _ in recent)
    return min((value for time, value in recent if time == latest), key=_order_of)


def _items(value: JsonValue, path: str) -> list[JsonValue]:
    """The values that a property gives: one, or for a path through lists every item."""
    if EACH in parse_path(path) and isinstance(value, list):
        return [item for item in value if item is not None]
    return [] if value is None else [value]


def _order_of(value: JsonValue) -> tuple[int, Fraction, str]:
    """Booleans, then numbers, then text by code points."""
    number = as_number(value)
    if isinstance(value, bool):
        return (0, Fraction(value), "")
    return (2, Fraction(0), str(value)) if number is None else (1, number, "")


def _total(numbers: list[Fraction]) -> Number:
    """The exact sum when all numbers have at most six decimal places and are at most 9·10¹²; else that of the values
    as doubles, rounded once."""
    if all(abs(number) <= 9 * 10**12 and (number * 10**6).denominator == 1 for number in numbers):
        return sum(numbers, Fraction(0))
    exact = sum((Fraction(float(number)) for number in numbers), Fraction(0))
    try:
        return float(exact)
    except OverflowError:
        return math.inf if exact > 0 else -math.inf
