"""The mix `language`: the first kinds of conditions, and beside them what the rest of the rule language can say.

Each SQL is the way that was fastest of those tried on DuckDB: a join on a range of times rather than ASOF or window
functions, one pass with HAVING where one suffices, arg_max over a packed key for the most frequent value. Local days,
hours and weekdays are columns of the rival's layout.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np

from bench.questions import (
    AMOUNT,
    ATTRIBUTE,
    COUNT,
    FIRST,
    MESSAGE,
    NEVER,
    RECENCY,
    TAG,
    Json,
    Kind,
    Leaf,
    Mix,
    asked_event,
    at,
    category_is,
    dearer,
)
from bench.world import CATEGORIES, DAY, MESSAGES, PRICED, SECOND, START, ZONE, falling

MINUTE, HOUR = 60 * SECOND, 3600 * SECOND

# What people do one after the other.
_PATHS = (
    ("product_view", "add_to_cart", "checkout_start"),
    ("add_to_cart", "checkout_start", "purchase"),
    ("search", "product_view", "purchase"),
    ("session_start", "add_to_cart", "purchase"),
    ("message_opened", "product_view", "add_to_cart"),
    ("app_open", "search", "product_view"),
    ("page_view", "product_view", "wishlist_add"),
    ("checkout_start", "purchase", "review_submit"),
)
_LENGTHS = {"30m": 30 * MINUTE, "2h": 2 * HOUR, "24h": DAY, "3d": 3 * DAY}

# --- windows ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Window:
    """As a rule says it; its first and last instant (0 is the beginning) at a time of asking; tests on an event."""

    rule: Json | None
    bounds: Callable[[int], tuple[int, int]]
    tests: str = ""

    def of(self, event: str, tests: str = "") -> Callable[[int], str]:
        """The rows of an event in the window, as FROM and WHERE."""

        def rows(t: int) -> str:
            start, end = self.bounds(t)
            since = f" AND ts >= {at(start)}" if start else ""
            return f"FROM events WHERE event = '{event}'{since} AND ts < {at(end)}{self.tests}{tests}"

        return rows

    def on(self, rule: Json) -> Json:
        return rule if self.rule is None else rule | {"window": self.rule}


def _rolling(days: int | None) -> Window:
    if days is None:
        return Window(None, lambda t: (0, t))
    return Window({"last": f"{days}d"}, lambda t: (t - days * DAY, t))


def _some_days(rng: np.random.Generator, choices: Sequence[int | None] = (7, 14, 30, 30, 60, 90)) -> Window:
    return _rolling(choices[int(rng.integers(0, len(choices)))])


def _local(t: int) -> datetime:
    return datetime.fromtimestamp(t // SECOND, UTC).astimezone(ZoneInfo(ZONE))


def _midnight(day: datetime) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(ZONE)).timestamp()) * SECOND


def _today(t: int) -> datetime:
    return _local(t)


def _monday(t: int) -> datetime:
    today = _local(t)
    return today - timedelta(days=today.weekday())


def _first_of_month(t: int, months_ago: int = 0) -> datetime:
    today = _local(t)
    month = today.year * 12 + today.month - 1 - months_ago
    return datetime(month // 12, month % 12 + 1, 1)


_CALENDAR: tuple[tuple[Json, Callable[[int], tuple[int, int]]], ...] = (
    ({"last": "1mo", "calendar": True}, lambda t: (_midnight(_first_of_month(t)), t)),
    ({"last": "1w", "calendar": True}, lambda t: (_midnight(_monday(t)), t)),
    ({"last": "7d", "calendar": True}, lambda t: (_midnight(_today(t) - timedelta(days=6)), t)),
    ({"last": "3mo", "calendar": True}, lambda t: (_midnight(_first_of_month(t, 2)), t)),
    ({"previous": "1d"}, lambda t: (_midnight(_today(t) - timedelta(days=1)), _midnight(_today(t)))),
    ({"previous": "1w"}, lambda t: (_midnight(_monday(t) - timedelta(days=7)), _midnight(_monday(t)))),
    ({"previous": "1mo"}, lambda t: (_midnight(_first_of_month(t, 1)), _midnight(_first_of_month(t)))),
)


def _limited(rng: np.random.Generator) -> Window:
    """A window that takes events at some hours only, or on some weekdays."""
    window = _some_days(rng)
    assert window.rule is not None
    if rng.random() < 0.5:
        days = ("sat", "sun") if rng.random() < 0.6 else ("mon", "tue", "wed", "thu", "fri")
        numbers = "6, 7" if "sat" in days else "1, 2, 3, 4, 5"
        return Window(window.rule | {"weekdays": list(days)}, window.bounds, f" AND weekday IN ({numbers})")
    start, end = ((9, 18), (6, 9), (18, 23), (22, 6))[int(rng.integers(0, 4))]
    test = f"hour >= {start} AND hour < {end}" if start < end else f"(hour >= {start} OR hour < {end})"
    return Window(window.rule | {"hours": [f"{start:02}:00", f"{end:02}:00"]}, window.bounds, f" AND {test}")


# --- counting ---------------------------------------------------------------------------------------------------------


def _at_least(rule: Json, rows: Callable[[int], str], least: int, aggregate: str = "count(*)") -> Leaf:
    if aggregate == "count(*)" and least == 1:
        return rule, lambda t: f"(uid IN (SELECT uid {rows(t)}))"
    return rule, lambda t: f"(uid IN (SELECT uid {rows(t)} GROUP BY uid HAVING {aggregate} >= {least}))"


def _few(rng: np.random.Generator) -> int:
    return int(rng.choice([1, 2, 3, 5], p=[0.45, 0.25, 0.2, 0.1]))


def _counted(event: str, window: Window, least: int, where: Json | None = None, tests: str = "") -> Leaf:
    rule = window.on({"event": event, "measure": "count", "op": "gte", "value": least})
    return _at_least(rule if where is None else rule | {"where": where}, window.of(event, tests), least)


def _calendar(rng: np.random.Generator) -> Leaf:
    rule, bounds = _CALENDAR[int(rng.integers(0, len(_CALENDAR)))]
    return _counted(asked_event(rng), Window(rule, bounds), _few(rng))


def _hours(rng: np.random.Generator) -> Leaf:
    return _counted(asked_event(rng), _limited(rng), _few(rng))


def _either(rng: np.random.Generator) -> Leaf:
    """A `where` whose tests are alternatives."""
    event, window = str(rng.choice(PRICED)), _some_days(rng)
    one = category_is(CATEGORIES[int(rng.integers(0, 10))])
    two = category_is(CATEGORIES[int(rng.integers(10, 30))])
    other = two if rng.random() < 0.3 else dearer(int(rng.choice([50, 100, 200])))
    return _counted(event, window, _few(rng), {"any": [one[0], other[0]]}, f" AND ({one[1]} OR {other[1]})")


def _different(rng: np.random.Generator) -> Leaf:
    event = asked_event(rng)
    name, choices = ("category", [2, 3, 5]) if event in MESSAGES or rng.random() < 0.6 else ("item_id", [2, 3, 5, 8])
    window, least = _some_days(rng, (7, 14, 30, 60, 90, None)), int(rng.choice(choices))
    rule = window.on({"event": event, "measure": {"distinct": name}, "op": "gte", "value": least})
    return _at_least(rule, window.of(event), least, f"count(DISTINCT {name})")


def _active_days(rng: np.random.Generator) -> Leaf:
    event, window, least = asked_event(rng), _some_days(rng), int(rng.choice([2, 3, 5, 8]))
    rule = window.on({"event": event, "measure": "active_days", "op": "gte", "value": least})
    return _at_least(rule, window.of(event), least, "count(DISTINCT day)")


# --- one after the other ----------------------------------------------------------------------------------------------


def _steps(rng: np.random.Generator, count: int) -> tuple[str, ...]:
    return _PATHS[int(rng.integers(0, len(_PATHS)))][:count]


def _length(rng: np.random.Generator) -> tuple[str, int]:
    text = str(rng.choice(list(_LENGTHS)))
    return text, _LENGTHS[text]


def _first_step(rng: np.random.Generator, event: str) -> tuple[Json, str]:
    if rng.random() < 0.75:
        return {"event": event}, ""
    rule, test = category_is(str(rng.choice(CATEGORIES, p=falling(len(CATEGORIES), 0.8))))
    return {"event": event, "where": rule}, f" AND {test}"


def _later(window: Window, event: str, length: int) -> Callable[[int], str]:
    """The rows of a step that comes up to `length` after one in the window."""
    return replace(window, bounds=lambda t: (window.bounds(t)[0], min(t, window.bounds(t)[1] + length))).of(event)


def _followed(rng: np.random.Generator) -> Leaf:
    window, (first, second), (within, length) = _some_days(rng), _steps(rng, 2), _length(rng)
    step, tests = _first_step(rng, first)
    rule = window.on({"sequence": [step, {"event": second, "within": within}]})
    rows, later = window.of(first, tests), _later(window, second, length)

    def sql(t: int) -> str:
        return f"""(uid IN (
            SELECT a.uid FROM (SELECT uid, ts {rows(t)}) a JOIN (SELECT uid, ts {later(t)}) b
            ON a.uid = b.uid AND b.ts > a.ts AND b.ts <= a.ts + {_interval(length)}))"""

    return rule, sql


def _abandoned(rng: np.random.Generator) -> Leaf:
    window, (first, second), (within, length) = _some_days(rng), _steps(rng, 2), _length(rng)
    step, tests = _first_step(rng, first)
    rule = window.on({"sequence": [step, {"event": second, "absent": True, "within": within}]})
    rows, later = window.of(first, tests), _later(window, second, length)

    def sql(t: int) -> str:
        return f"""(uid IN (
            SELECT a.uid FROM (SELECT uid, ts {rows(t)} AND ts < {at(t - length)}) a
            ANTI JOIN (SELECT uid, ts {later(t)}) b
            ON a.uid = b.uid AND b.ts > a.ts AND b.ts <= a.ts + {_interval(length)}))"""

    return rule, sql


def _three_steps(rng: np.random.Generator) -> Leaf:
    window, (first, second, third) = _some_days(rng), _steps(rng, 3)
    (soon, short), (late, long) = _length(rng), _length(rng)
    step, tests = _first_step(rng, first)
    rule = window.on({"sequence": [step, {"event": second, "within": soon}, {"event": third, "within": late}]})
    rows = window.of(first, tests)
    middle, last = _later(window, second, short), _later(window, third, short + long)

    def sql(t: int) -> str:
        return f"""(uid IN (
            SELECT a.uid FROM (SELECT uid, ts {rows(t)}) a JOIN (SELECT uid, ts {middle(t)}) b
            ON a.uid = b.uid AND b.ts > a.ts AND b.ts <= a.ts + {_interval(short)}
            JOIN (SELECT uid, ts {last(t)}) c
            ON b.uid = c.uid AND c.ts > b.ts AND c.ts <= b.ts + {_interval(long)}))"""

    return rule, sql


def _interval(length: int) -> str:
    return f"INTERVAL {length // SECOND} SECOND"


# --- habits -----------------------------------------------------------------------------------------------------------


def _period(rng: np.random.Generator) -> int:
    return int(rng.choice([7, 14, 30]))


def _first_time(rng: np.random.Generator) -> Leaf:
    event, days = asked_event(rng), _period(rng)
    rows = _rolling(None).of(event)
    rule: Json = {"lifecycle": "first_time", "event": event, "period": f"{days}d"}
    return rule, lambda t: f"(uid IN (SELECT uid {rows(t)} GROUP BY uid HAVING min(ts) >= {at(t - days * DAY)}))"


def _stopped(rng: np.random.Generator) -> Leaf:
    event, days = asked_event(rng), _period(rng)
    rows = _rolling(2 * days).of(event)
    rule: Json = {"lifecycle": "stopped", "event": event, "period": f"{days}d"}
    return rule, lambda t: f"(uid IN (SELECT uid {rows(t)} GROUP BY uid HAVING max(ts) < {at(t - days * DAY)}))"


def _regularly(rng: np.random.Generator) -> Leaf:
    event, times, of = asked_event(rng), int(rng.choice([1, 2])), int(rng.choice([3, 4]))
    rows, least = _rolling(7 * of).of(event), of - int(rng.integers(0, 2))
    rule: Json = {"lifecycle": "regularly", "event": event, "period": "7d", "times": times, "in": least, "of": of}

    def sql(t: int) -> str:
        edges = [t - 7 * DAY * week for week in range(of + 1)]
        weeks = " + ".join(
            f"(count(*) FILTER (ts >= {at(start)} AND ts < {at(end)}) >= {times})::INTEGER"
            for end, start in pairwise(edges)
        )
        return f"(uid IN (SELECT uid {rows(t)} GROUP BY uid HAVING {weeks} >= {least}))"

    return rule, sql


def _more_often(rng: np.random.Generator) -> Leaf:
    window, (one, two) = _some_days(rng), _steps(rng, 2)
    if rng.random() < 0.5:
        one, two = two, one
    both = window.of(one)
    rule = window.on({"compare": [{"event": one}, {"event": two}]})

    def sql(t: int) -> str:
        rows = both(t).replace(f"event = '{one}'", f"event IN ('{one}', '{two}')")
        return f"(uid IN (SELECT uid {rows} GROUP BY uid HAVING sum(CASE event WHEN '{one}' THEN 1 ELSE -1 END) > 0))"

    return rule, sql


# --- one of the values ------------------------------------------------------------------------------------------------


def _category(rng: np.random.Generator) -> str:
    return str(rng.choice(CATEGORIES, p=falling(len(CATEGORIES), 0.8)))


def _favourite(rng: np.random.Generator) -> Leaf:
    """Most frequent; of equals the most recent. The key is the count, above 44 bits for the time."""
    event, window, category = asked_event(rng), _some_days(rng), _category(rng)
    test: Json = {"event": event, "measure": {"most_frequent": "category"}, "op": "is", "value": category}
    rows = window.of(event)

    def sql(t: int) -> str:
        return f"""(uid IN (
            SELECT uid FROM (
                SELECT uid, category, (count(*) << 44) + epoch_us(max(ts)) - {START} AS key {rows(t)}
                GROUP BY uid, category)
            GROUP BY uid HAVING arg_max(category, key) = '{category}'))"""

    return window.on(test), sql


def _first_or_last(rng: np.random.Generator) -> Leaf:
    event, window, category = asked_event(rng), _some_days(rng, (7, 30, 90, None)), _category(rng)
    word, aggregate = ("first", "arg_min") if rng.random() < 0.5 else ("last", "arg_max")
    test: Json = {"event": event, "measure": {word: "category"}, "op": "is", "value": category}
    rows = window.of(event)
    return (
        window.on(test),
        lambda t: f"(uid IN (SELECT uid {rows(t)} GROUP BY uid HAVING {aggregate}(category, ts) = '{category}'))",
    )


def _top_percent(rng: np.random.Generator) -> Leaf:
    """No two have as many points: of equals the smaller profile ids would count, which SQL doesn't have."""
    top, percent = bool(rng.random() < 0.5), int(rng.choice([1, 5, 10, 20, 25, 50]))
    rule: Json = {"attribute": "points", "op": "top_percent" if top else "bottom_percent", "value": percent}
    order, size = "DESC" if top else "ASC", f"(SELECT ceil({percent} * count(points) / 100) FROM users)"
    return rule, lambda _: f"(uid IN (SELECT uid FROM users ORDER BY points {order} LIMIT {size}))"


# --- the mix ----------------------------------------------------------------------------------------------------------

KINDS = (
    Kind("A, then B", _followed, 0.07),
    Kind("A, then not B", _abandoned, 0.05, negated=0.1),
    Kind("three steps", _three_steps, 0.04),
    Kind("distinct values", _different, 0.08),
    Kind("calendar window", _calendar, 0.09, negated=0.2),
    Kind("where with or", _either, 0.07),
    Kind("hours, weekdays", _hours, 0.06),
    Kind("first time", _first_time, 0.02),
    Kind("stopped", _stopped, 0.03),
    Kind("regularly", _regularly, 0.02),
    Kind("A more often than B", _more_often, 0.03),
    Kind("most frequent value", _favourite, 0.03),
    Kind("first, last value", _first_or_last, 0.03),
    Kind("active days", _active_days, 0.03),
    Kind("top percent", _top_percent, 0.02),
)
_SHARES = {ATTRIBUTE: 0.12, COUNT: 0.08, AMOUNT: 0.04, RECENCY: 0.02, NEVER: 0.03, MESSAGE: 0.02, TAG: 0.02}
LANGUAGE = Mix("language", (*KINDS, *(replace(kind, share=share) for kind, share in _SHARES.items())), capped=0.03)
MIXES = {mix.name: mix for mix in (FIRST, LANGUAGE)}
