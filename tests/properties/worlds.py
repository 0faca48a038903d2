"""Random cases: a small world, a typed rule over it, an instant and a zone.

The values in the world come from the rule's own constants, one step to either side, so that a wrong comparison, edge
or zone shows. `random_case` takes any `random.Random`: a seeded one runs thousands of cases fast, the one that
hypothesis gives shrinks.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from math import inf, nextafter
from random import Random  # the generator is an argument
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from shoal.model.history import AttributeRecord, DeviceRecord, Event, History, JsonValue, SegmentRule, TagRecord, World
from shoal.model.instant import from_microseconds, to_microseconds
from shoal.model.paths import EACH, Step, parse_path
from shoal.model.rule import (
    ANY_OPERATORS,
    NEGATIVE_OPERATORS,
    NO_ONE,
    OPERATORS,
    Absolute,
    AllOf,
    AnyOf,
    AttributeCondition,
    Between,
    Calendar,
    CalendarUnit,
    Channel,
    DeviceCondition,
    DeviceField,
    Duration,
    DurationUnit,
    EventCondition,
    ItemCondition,
    Measure,
    MeasureKind,
    Node,
    Not,
    Previous,
    PropertyCondition,
    ResponseCondition,
    ResponseWord,
    Rolling,
    Rule,
    Scalar,
    SegmentCondition,
    TagCondition,
    TagOperator,
    Test,
    ValueType,
    Window,
)
from shoal.oracle.dates import Moment

SegmentOperator = Literal["in", "not_in"]

DEVICE_FIELDS: tuple[DeviceField, ...] = ("platform", "os_version", "app_version", "model")
# Measures that give a number or a time; those that give a value of the data have worlds of their own.
MEASURES: tuple[MeasureKind, ...] = tuple(
    kind for kind in get_args(MeasureKind) if kind not in ("most_frequent", "first", "last")
)


@dataclass(frozen=True, slots=True)
class Case:
    """`zone` is the rule's own zone; the workspace's is in the world. `as_of` is microseconds since 1970 UTC."""

    world: World
    rule: Rule
    as_of: int
    zone: str


def everyone(case: Case) -> frozenset[str]:
    """The ids of the profiles with a record before as_of, or without a time."""
    return frozenset(
        profile.profile_id
        for profile in case.world.profiles
        for records in (profile.events, profile.attributes, profile.tags, profile.devices)
        if any(record.time is None or record.time < case.as_of for record in records)
    )


def interesting(case: Case, members: frozenset[str]) -> bool:
    """Whether the rule tells some people from others."""
    return 0 < len(members) < len(everyone(case))


def random_case(rng: Random, *, max_profiles: int = 30, max_events: int = 200, depth: int = 5) -> Case:
    """A case whose rule is at most `depth` deep, within what the language supports."""
    return _Builder(rng).case(max_profiles, max_events, depth)


def seeded_case(seed: int, **limits: int) -> Case:
    return random_case(Random(seed), **limits)


def cases(**limits: int) -> st.SearchStrategy[Case]:
    """The same cases for hypothesis, which shrinks the choices."""
    return st.randoms(use_true_random=False).map(lambda rng: random_case(rng, **limits))


# --- what a number of cases covers ------------------------------------------------------------------------------------


def coverage(cases: Iterable[Case]) -> Counter[str]:
    """How often each node kind, operator, measure, window and option occurs, segments in rules included."""
    found: Counter[str] = Counter()
    for case in cases:
        found["case"] += 1
        _count(case.rule, "attribute", found)
        for segment in case.world.segments.values():
            found[f"segment {'static' if segment.rule is None else 'rule'}{'' if segment.active else ' inactive'}"] += 1
            found[f"segment {'its own zone' if segment.zone else 'zone of the workspace'}"] += 1
            if segment.rule is not None:
                _count(segment.rule, "attribute", found)
    return found


def everything() -> frozenset[str]:
    """All that `coverage` should find in enough cases."""
    typed = {(kind, op) for kind, ops in OPERATORS.items() for op in ops}
    unranked = {(kind, op) for kind, op in typed if op not in ("top_percent", "bottom_percent")}
    negative = {(kind, op) for kind, op in unranked if op in NEGATIVE_OPERATORS}
    wanted = {f"{place} {op}" for place in ("attribute", "property", "item", "device") for op in ANY_OPERATORS}
    wanted |= {f"attribute {kind} {op}" for kind, op in typed}
    wanted |= {f"{place} {kind} {op}" for place in ("property", "item") for kind, op in unranked}
    wanted |= {f"{place} {kind} {op} missing=exclude" for place in ("attribute", "property") for kind, op in negative}
    wanted |= {f"string {op} ignore_case" for op in OPERATORS["string"]}
    wanted |= {f"size {op}" for kind, op in unranked if kind == "number"}
    wanted |= {f"device {kind} {op}" for kind, op in unranked if kind in ("string", "version")}
    for measure in MEASURES:
        kind = "date" if measure in ("first_time", "last_time") else "number"
        wanted |= {f"{measure} {op}" for of, op in unranked if of == kind} | {f"{measure} {op}" for op in ANY_OPERATORS}
    wanted |= {f"window {kind} {unit}" for kind in ("Calendar", "Previous") for unit in get_args(CalendarUnit)}
    wanted |= {f"window {name}" for name in ("None", "Rolling", "Between")}
    wanted |= {f"window Absolute {ends}" for ends in ("from", "to", "from to")}
    wanted |= {f"tag {op}" for op in get_args(TagOperator)} | {f"segment {op}" for op in ("in", "not_in")}
    wanted |= {f"segment {kind}{state}" for kind in ("static", "rule") for state in ("", " inactive")}
    wanted |= {"segment its own zone", "segment zone of the workspace", "all of nothing", "any of nothing"}
    wanted |= {f"{word} {which}" for word in get_args(ResponseWord) for which in ("id", *MESSAGE_WORDS)}
    wanted |= {f"{word} channel {channel}" for word in get_args(ResponseWord) for channel in (None, "push", "email")}
    wanted |= {f"{word} of a campaign" for word in get_args(ResponseWord)}
    wanted |= {f"device {field}" for field in DEVICE_FIELDS} | {f"where {name}" for name in ("AllOf", "AnyOf", "Not")}
    wanted |= {f"{place} path {kind}" for place in ("attribute", "property") for kind in ("plain", "nested", "[]")}
    wanted |= {"property path context", "AllOf", "AnyOf", "Not", "case"}
    return frozenset(wanted)


MESSAGE_WORDS = ("any", "last", "last_sent_to_person")


def _count(node: Node, place: str, found: Counter[str]) -> None:
    match node:
        case AllOf(children) | AnyOf(children):
            found[type(node).__name__ if place == "attribute" else f"where {type(node).__name__}"] += 1
            if not children:
                found["all of nothing" if isinstance(node, AllOf) else "any of nothing"] += 1
            for child in children:
                _count(child, place, found)
        case Not(child):
            found["Not" if place == "attribute" else "where Not"] += 1
            _count(child, place, found)
        case AttributeCondition(path, test) | PropertyCondition(path, test) | ItemCondition(path, test):
            steps = parse_path(path) if path else ()
            kind = "[]" if EACH in steps else "nested" if len(steps) > 1 else "plain"
            found[f"{place} path {'context' if path.startswith('context.') else kind}"] += 1
            _count_test(test, place, found)
        case EventCondition(_, where, measure, test, window):
            found[f"{measure.kind} {test.op}"] += 1
            _count_window(window, found)
            if where is not None:
                _count(where, "property", found)
        case TagCondition(op=op):
            found[f"tag {op}"] += 1
        case DeviceCondition(field, test):
            found[f"device {field}"] += 1
            _count_test(test, "device", found)
        case SegmentCondition(op=op):
            found[f"segment {op}"] += 1
        case ResponseCondition(word, message, campaign, channel, window):
            found[f"{word} {message if message in MESSAGE_WORDS else 'id'}"] += 1
            found[f"{word} channel {channel}"] += 1
            found[f"{word} of a campaign"] += campaign is not None
            _count_window(window, found)


def _count_test(test: Test, place: str, found: Counter[str]) -> None:
    name = f"{place} {test.op}" if test.type is None else f"{place} {test.type} {test.op}"
    found[name] += 1
    found[f"{name} missing=exclude"] += test.missing == "exclude"
    found[f"string {test.op} ignore_case"] += test.ignore_case
    if isinstance(test.value, Test):
        found[f"size {test.value.op}"] += 1
    elif test.op in ("any_item", "all_items"):
        _count(test.value, "item", found)  # type: ignore[arg-type]  # a tree of items


def _count_window(window: Window | None, found: Counter[str]) -> None:
    match window:
        case Calendar(_, unit) | Previous(_, unit):
            found[f"window {type(window).__name__} {unit}"] += 1
        case Absolute(start, end):
            ends = " ".join(word for word, edge in (("from", start), ("to", end)) if edge is not None)
            found[f"window Absolute {ends}"] += 1
        case None:
            found["window None"] += 1
        case _:
            found[f"window {type(window).__name__}"] += 1


# --- constants, and what lies one step beside them --------------------------------------------------------------------

MINUTE, HOUR, DAY = 60_000_000, 3_600_000_000, 86_400_000_000

ZONES = (
    "UTC",
    "Europe/Istanbul",
    "America/New_York",
    "Europe/London",
    "Asia/Kathmandu",  # +05:45
    "Australia/Lord_Howe",  # half an hour of summer time
    "Pacific/Apia",  # no 30 December 2011
    "America/Santiago",  # summer time begins at midnight
    "America/Havana",  # summer time ends at 01:00: midnight comes twice
    "America/St_Johns",  # until 2011 the clocks went back to the day before
    "Pacific/Kiritimati",  # +14
)

NUMBERS = tuple(
    Decimal(text)
    for text in (
        "0", "1", "2", "3", "5", "10", "100", "99.99", "0.1", "0.3", "-1", "-0.5",
        "2.5", "0.0000001", "9007199254740993", "9000000000000", "9000000000000.01", "1234567.891",
        "1e15", "-9000000000001",
    )
)  # fmt: skip
STRINGS = (
    "gold",
    "Gold",
    "silver",
    "a",
    "ab",
    "TR",
    "\u00e9t\u00e9",  # é composed
    "e\u0301te\u0301",  # é decomposed
    "\u0131",  # dotless i
    "I",
    "\u0130stanbul",
    "stra\u00dfe",
    "STRASSE",
    "\u65e5\u672c",
    "\U0001f30a wave",
    "10",
    "true",
    "2026-03-08",
    " gold ",
    "a.b",
    "100%",
    'it\'s "x"\\',
)
FOLDED = ("stra\u00dfe", "STRASSE", "\u0130stanbul", "\u0131", "\u00e9t\u00e9", "\u017f")  # what folding changes
PATTERNS: Mapping[str, Sequence[str]] = {
    "^gold": ("gold", "golden", "marigold", "GOLD", "\ngold"),
    "gold$": ("gold", "marigold", "golden", "gold\n", "GOLD"),
    "g.ld": ("gold", "g\nld", "g\u00e9ld", "gld", "GULD"),
    "[a-c]+[0-9]": ("a1", "zzc9", "c", "A1", "a\u0661"),
    "gold|silver": ("silver", "SILVER", "bronze", "xgoldx"),
    "\\d{2,3}": ("12", "1", "1234", "\u0661\u0662"),
    "^$": ("", " ", "x", "\n"),
    "\u00e9": ("\u00e9", "\u00c9", "e\u0301", "e"),
    "a\\.b": ("a.b", "axb", "A.B"),
    "\\bvip\\b": ("a vip", "vips", "VIP", "\u00e9vip"),
    "^i": ("i", "I", "\u0131", "\u0130"),
}
VERSIONS = (
    "1.0", "1.0.0", "v1.0", "V2.0.1", "1.0-beta", "1.0-beta.2", "1.0-rc.1", "1.0rc1", "1.10", "1.9",
    "2", "2.0", "10.0a", "1.0+build", "1.0-beta+7", "01.2", "1.99999999999999999999", "0", "1.2.3",
)  # fmt: skip
BAD_VERSIONS = ("", "v", "beta", "vv1", "-1", ".5", "\u0661.0", " 1.0", "+1")
DATES = (
    "2024-02-29",
    "2026-02-28",
    "2026-03-01",
    "1969-12-31",
    "1970-01-01",
    "1990-12-31",
    "2000-02-29",
    "2026-03-08T02:30:00",
    "2026-11-01T01:30",
    "2026-03-08T12:00:00Z",
    "2026-03-08T23:59:59.999999+05:45",
    "2026-03-08 12:00",
    "1969-12-31T23:59:59.999999Z",
)
RULE_DATES = tuple(text for text in DATES if len(text) == 10 or text[19:])  # with their offsets
BAD_DATES = (
    "2026-02-30",
    "2025-02-29",
    "2026-2-1",
    "20260301",
    "2026-03-08T12",
    "2026-03-08T23:59:60Z",
    "2026-03-08T24:00:00Z",
    "2026-W10-7",
    "soon",
    " 2026-03-08",
    "2026-03-08\n",
    "0000-01-01",
)
FAR_DATES = ("9999-12-31", "9999-12-31T23:59:59Z", "0001-01-01", "0001-01-01T00:00:00Z")
_LENGTHS: tuple[tuple[int, DurationUnit], ...] = (
    (1, "m"), (30, "m"), (1, "h"), (24, "h"), (36, "h"), (1, "d"), (2, "d"), (7, "d"), (14, "d"), (30, "d"),
    (1, "w"), (2, "w"), (365, "d"),
)  # fmt: skip
DURATIONS = tuple(Duration(count, unit) for count, unit in _LENGTHS)
DAYS_OF_NOTE = (
    date(2011, 12, 31), date(2024, 2, 29), date(2025, 12, 29), date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 8),
    date(2026, 12, 31), date(2027, 1, 1), date(2028, 2, 29),
)  # fmt: skip
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

EVENTS = ("Order Completed", "Product Viewed", "Application Opened", "Push Notification Tapped", "Message Sent")
TAGS = ("vip", "new", "VIP", "\u00e9")
MESSAGES = ("m1", "m2", "m10", "M1")
CAMPAIGNS = ("spring", "winter")
RESPONSES_TO: Mapping[ResponseWord, Sequence[str]] = {
    "received": ("Push Notification Received", "Email Delivered"),
    "opened": ("Push Notification Tapped", "Email Opened"),
    "clicked": ("Push Notification Tapped", "Email Link Clicked"),
    "bounced": ("Push Notification Bounced", "Email Bounced"),
    "marked_as_spam": ("Email Marked as Spam",),
    "unsubscribed": ("Unsubscribed",),
    "not_opened": ("Push Notification Tapped", "Email Opened", "Message Sent"),
    "not_clicked": ("Push Notification Tapped", "Email Link Clicked", "Message Sent"),
}
RESPONSE_EVENTS = tuple(sorted({"Message Sent", *(name for names in RESPONSES_TO.values() for name in names)}))
DEVICE_VALUES: Mapping[DeviceField, Sequence[str]] = {
    "platform": ("iOS", "Android", "Web"),
    "os_version": ("17.4", "17.4.1", "17.10", "18.0-beta", "", "x"),
    "app_version": ("1.0", "1.0.0", "2.1-rc.1", "v2.1", "2.10"),
    "model": ("iPhone15,3", "Pixel 8", "pixel 8", ""),
}
ATTRIBUTE_PATHS = (
    "plan", "age", "vip", "born", "app", "interests", "address.city", "address.zip", '["a.b"]', "products",
    "products[].price", "products[].kind.name", "interests[]", "orders[].lines[].sku",
)  # fmt: skip
PROPERTY_PATHS = (
    "total", "name", "first", "items", "items[].price", "meta.code", '["a.b"]', "context.app.version",
    "context.locale", "context.n",
)  # fmt: skip
MEASURED_PATHS = ("total", "qty", "items[].price", "context.n", "name")
ITEM_PATHS = ("", "price", "name", "kind.name", "tags", "tags[]", '["a.b"]')
JUNK: tuple[JsonValue, ...] = (
    "", "x", 0, 1, True, False, [], {}, ["gold", 1], {"city": "x"}, [None], [[1], []], [{"price": 1}, {}],
    Decimal("1.5"), "1", "true", "2026-03-08", "1.0", 2**53 + 1,
)  # fmt: skip


def numbers_beside(number: Decimal) -> list[JsonValue]:
    """The number, one step to either side (a cent, a ten-millionth, one ulp, one), and the same in other types."""
    nearest = float(number)
    found: list[JsonValue] = [
        number + step for step in map(Decimal, ("0", "0", "0", "0.01", "-0.01", "1e-7", "1", "-1"))
    ]
    found += [Decimal(repr(nextafter(nearest, end))) for end in (inf, -inf)]
    found += [str(number), Decimal(f"{number:f}" + ("00" if "." in f"{number:f}" else ".0"))]
    if number == number.to_integral_value():
        found += [int(number)] * 3
    return found


def writable(number: Decimal) -> Decimal:
    """The nearest number that a rule can hold: a whole one, or one that JSON readers keep."""
    return number if number == number.to_integral_value() else Decimal(repr(float(number)))


def strings_beside(text: str) -> list[JsonValue]:
    near: list[JsonValue] = [text for _ in range(5)]
    near += [text.upper(), text.lower(), text.casefold(), text + "x", "x" + text, text[:-1], text + "\n", ""]
    return near


def days_beside(day: date) -> list[JsonValue]:
    steps = (0, 0, 0, 1, -1) if date.min < day < date.max else (0,)
    days: list[JsonValue] = []
    days.extend((day + timedelta(days=step)).isoformat() for step in steps)
    return days


@cache
def clock_changes(zone: str) -> tuple[int, ...]:
    """The instants at which the zone's clocks change in the years that cases are set in."""
    info, found = ZoneInfo(zone), []
    for year in (2010, 2011, 2024, 2026):
        time, end = (to_microseconds(datetime(each, 1, 1, tzinfo=UTC)) for each in (year, year + 1))
        while time < end:
            low, high = time, min(time + 7 * DAY, end)
            if _offset(info, low) != _offset(info, high):
                while high - low > 1:
                    middle = (low + high) // 2
                    low, high = (middle, high) if _offset(info, middle) == _offset(info, low) else (low, middle)
                found.append(high)
            time += 7 * DAY
    return tuple(found)


def _offset(zone: ZoneInfo, time: int) -> timedelta:
    return from_microseconds(time).astimezone(zone).utcoffset() or timedelta(0)


# --- the builder ------------------------------------------------------------------------------------------------------

Tested = tuple[Test, list[JsonValue]]  # a test, and values that it should tell apart


class _Builder:
    """Grows the rule first and notes what values and times it asks about; the world is then made of these."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.zone = rng.choice(ZONES)
        self.data_zone = self.zone if rng.random() < 0.4 else rng.choice(ZONES)
        self.as_of = self.instant_worth_a_look(self.zone)
        self.moment = Moment(self.as_of, ZoneInfo(self.zone), ZoneInfo(self.data_zone))
        self.attributes: dict[str, list[JsonValue]] = {}
        self.properties: dict[str, dict[str, list[JsonValue]]] = {}
        self.times: list[int] = []
        self.segments: dict[str, SegmentRule] = {}
        self.growing: set[str] = set()
        self.tags: set[str] = set()
        self.asks_devices = False
        self.responses: list[ResponseCondition] = []
        self.message_ids = 0

    def case(self, max_profiles: int, max_events: int, depth: int) -> Case:
        most = min(max_profiles, self.rng.choice((6, 14, 20, 30)))
        count = self.rng.randint(max(3, most // 2), max(3, most))
        ids = self.rng.sample([f"p{n}" for n in range(max_profiles + 1)], count)
        for odd in ("\uffee", "\U0001f30a", "Z", "\u00e9"):  # code points and UTF-16 units sort these differently
            if self.rng.random() < 0.15:
                ids[self.rng.randrange(count)] = odd
        self.ids = list(dict.fromkeys(ids))
        rule = self.rule(depth - 1)
        profiles, left = [], max_events
        for profile_id in self.ids:
            profile = self.person(profile_id, left)
            left -= len(profile.events)
            profiles.append(profile)
        self.rng.shuffle(profiles)
        return Case(World(tuple(profiles), self.segments, self.data_zone), rule, self.as_of, self.zone)

    # Choices

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def instant_worth_a_look(self, zone: str) -> int:
        near = self.rng.choice((0, 1, -1, HOUR // 2, HOUR, 5 * HOUR, DAY, 3 * DAY, 20 * DAY))
        roll = self.rng.random()
        changes = clock_changes(zone)
        if roll < 0.35 and changes:
            return self.rng.choice(changes) + near
        if roll < 0.6:
            day = self.rng.choice(DAYS_OF_NOTE)
            midnight = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)
            return to_microseconds(midnight) + near
        return to_microseconds(datetime(2026, 1, 1, tzinfo=UTC)) + self.rng.randrange(365 * 24) * HOUR + near

    def text_of(self, time: int, *, offset: bool = False) -> str:
        """An instant as date-time text: with Z, with some offset, or as local time where the data comes from."""
        moment = from_microseconds(time)
        form = self.rng.randrange(4)
        if form == 0 and not offset:
            moment = moment.astimezone(self.moment.data_zone).replace(tzinfo=None)
        elif form == 1:
            moment = moment.astimezone(ZoneInfo(self.rng.choice(("Asia/Kathmandu", "America/New_York"))))
        text = moment.isoformat(" " if self.chance(0.2) else "T")
        return text.replace("+00:00", "Z") if self.chance(0.7) else text

    # Rules

    def rule(self, depth: int) -> Node:
        """Logic over conditions, at most `depth` levels of it."""
        return self.tree(depth, self.condition)

    def tree(self, depth: int, leaf: Callable[[], Node]) -> Node:
        if depth <= 0 or self.chance(0.5):
            return leaf()
        roll = self.rng.random()
        if roll < 0.25:
            return Not(self.tree(depth - 1, leaf))
        children = tuple(
            self.tree(depth - 1, leaf) for _ in range(self.rng.choices((0, 1, 2, 3), weights=(3, 12, 65, 20))[0])
        )
        return AllOf(children) if roll < 0.5 else AnyOf(children)

    def condition(self) -> Node:
        makers = (self.attribute, self.behaviour, self.tag, self.device, self.response, self.segment)
        return self.rng.choices(makers, weights=(30, 36, 8, 9, 11, 6))[0]()

    def attribute(self) -> Node:
        path = self.rng.choice(ATTRIBUTE_PATHS)
        test, values = self.test(path, ranks=True)
        self.note(self.attributes, path, test, values)
        return AttributeCondition(path, test)

    def note(self, places: dict[str, list[JsonValue]], path: str, test: Test, values: list[JsonValue]) -> None:
        if EACH in parse_path(path) and test.type == "list":
            values = [item for value in values for item in (value if isinstance(value, list) else [value])]
        places.setdefault(path, []).extend(values)

    def property_condition(self, event: str) -> Node:
        path = self.rng.choice(PROPERTY_PATHS)
        test, values = self.test(path)
        self.note(self.properties.setdefault(event, {}), path, test, values)
        return PropertyCondition(path, test)

    def behaviour(self) -> Node:
        event = self.rng.choice(EVENTS)
        where = self.tree(2, lambda: self.property_condition(event)) if self.chance(0.45) else None
        window = self.window() if self.chance(0.7) else None
        self.properties.setdefault(event, {})
        kind: MeasureKind = "count" if self.chance(0.35) else self.rng.choice(MEASURES)
        if kind in ("first_time", "last_time"):
            test = self.any_test() if self.chance(0.1) else self.date_test()[0]
            return EventCondition(event, where, Measure(kind), test, window)
        path = self.rng.choice(MEASURED_PATHS) if kind in ("sum", "avg", "min", "max", "distinct") else None
        measured = [Decimal(n) for n in range(4)]
        if path is not None and kind != "distinct":
            measured = self.measured_values(event, path, kind)
        elif path is not None:
            self.properties[event].setdefault(path, []).extend([1, Decimal("1.0"), "1", True, "a", "A", 2, False, 0])
        test = self.any_test() if self.chance(0.1) else self.number_test(measured)[0]
        if kind == "count" and self.chance(0.4):
            test = Test("gte", Decimal(1), "number")
        return EventCondition(event, where, Measure(kind, path), test, window)

    def measured_values(self, event: str, path: str, kind: str) -> list[Decimal]:
        """Numbers for the events, and what a few of them come to."""
        pool = self.rng.choice(
            (
                ("1", "2", "3", "-1"),
                ("19.99", "0.01", "100", "5.5", "0.000001"),
                ("0.1", "0.2", "0.3", "0.1234567"),
                ("9000000000000", "9000000000001", "0.0001", "-9000000000000.01"),
                ("9007199254740993", "9007199254740992", "1", "1e22"),
            )
        )
        values = [Decimal(text) for text in pool]
        self.properties[event].setdefault(path, []).extend(values + values + ["1", True])
        picks = [self.rng.choices(values, k=self.rng.randint(1, 3)) for _ in range(3)]
        if kind == "sum":
            return [Decimal(repr(float(sum(each)))) if self.chance(0.3) else sum(each, Decimal(0)) for each in picks]
        if kind == "avg":
            return [sum(each, Decimal(0)) / len(each) for each in picks if len(each) != 3] or values
        return values

    def tag(self) -> Node:
        op = self.rng.choice(get_args(TagOperator))
        several = op in ("has_any_of", "has_all_of", "has_none_of")
        tags = tuple(self.rng.sample(TAGS, self.rng.randint(1, 3) if several else 1))
        self.tags.update(tags)
        within = self.duration() if op == "tagged_within" else None
        return TagCondition(tags, op, within)

    def device(self) -> Node:
        self.asks_devices = True
        field = self.rng.choice(DEVICE_FIELDS)
        value = self.rng.choice(DEVICE_VALUES[field])
        if self.chance(0.1):
            return DeviceCondition(field, self.any_test())
        if field in ("os_version", "app_version") and self.chance(0.7):
            versions = [each for each in DEVICE_VALUES[field] if each[:1].isdigit()]
            return DeviceCondition(field, self.finish("version", self.operator("version"), self.rng.choice(versions)))
        return DeviceCondition(field, self.string_test(value or "x")[0])

    def response(self) -> Node:
        message = self.rng.choice(("any", "any", "last", "last_sent_to_person", *MESSAGES))
        campaign = self.rng.choice((None, None, None, *CAMPAIGNS))
        channel = self.rng.choice((None, *get_args(Channel)))
        window = self.window() if self.chance(0.6) else None
        condition = ResponseCondition(self.rng.choice(get_args(ResponseWord)), message, campaign, channel, window)
        self.responses.append(condition)
        return condition

    def segment(self) -> Node:
        op = self.rng.choice(get_args(SegmentOperator))
        zone = self.rng.choice((None, *ZONES))
        finished = sorted(set(self.segments) - self.growing)
        if finished and self.chance(0.2):
            return SegmentCondition(self.rng.choice(finished), op)
        name = f"s{len(self.segments)}"
        if self.chance(0.3):
            some = self.rng.sample(self.ids, self.rng.randint(0, len(self.ids)))
            self.segments[name] = SegmentRule(None, zone, self.chance(0.85), frozenset((*some, "nobody")))
            return SegmentCondition(name, op)
        self.segments[name] = SegmentRule(NO_ONE)  # takes the name while its own rule grows
        self.growing.add(name)
        outside, self.moment = self.moment, replace(self.moment, zone=ZoneInfo(zone or self.data_zone))
        rule = self.rule(2) if len(self.segments) < 4 else self.attribute()
        self.segments[name] = SegmentRule(rule, zone, self.chance(0.85))
        self.moment = outside
        self.growing.remove(name)
        return SegmentCondition(name, op)

    # Windows

    def duration(self) -> Duration:
        return self.rng.choice(DURATIONS)

    def window(self) -> Window:
        window = self.some_window()
        start, end = self.moment.bounds(window)
        self.times += [int(edge) for edge in (start, end) if abs(edge) != inf] * 2
        start, end = max(start, self.as_of - 90 * DAY), min(end, self.as_of)
        self.times += [int(start + (end - start) * share / 8) for share in (2, 3, 5, 6) if start < end]
        return window

    def some_window(self) -> Window:
        units = get_args(CalendarUnit)
        match self.rng.randrange(5):
            case 0:
                return Rolling(self.duration())
            case 1:
                lengths = self.rng.sample((*DURATIONS, Duration(0, "d")), 2)
                older, newer = sorted(lengths, key=lambda each: -each.microseconds)
                return Between(older, newer) if older.microseconds > newer.microseconds else Rolling(older)
            case 2:
                return Calendar(self.rng.choice((1, 1, 2, 3)), self.rng.choice(units))
            case 3:
                return Previous(self.rng.choice((1, 1, 2, 3)), self.rng.choice(units))
            case _:
                start, end = self.in_order(self.edge_text(), self.edge_text())
                ends = self.rng.choice(((start, end), (start, None), (None, end)))
                empty = self.moment.literal(start) == self.moment.literal(end)
                return Rolling(self.duration()) if empty else Absolute(*ends)

    def in_order(self, one: str, other: str) -> tuple[str, str]:
        """Two dates of a rule, the earlier first; a day and an instant stay as they are."""
        first, second = self.moment.literal(one), self.moment.literal(other)
        if isinstance(first, date) == isinstance(second, date) and first > second:  # type: ignore[operator]
            return other, one
        return one, other

    def edge_text(self) -> str:
        """A date or an instant near as_of, as it stands in a rule."""
        time = self.as_of + self.rng.choice((0, 1, -HOUR, -DAY, -2 * DAY, -7 * DAY, -30 * DAY, DAY))
        if self.chance(0.5):
            return self.moment.local_date(time).isoformat()
        return self.text_of(time, offset=True)

    # Tests on values

    def test(self, path: str, *, ranks: bool = False) -> Tested:
        """A test of any type on the value at a path; a `[]` path is a list, and seldom mistaken for anything else."""
        if self.chance(0.08):
            return self.any_test(), ["", 0, False, []]
        kind: ValueType = self.rng.choices(get_args(ValueType), weights=(24, 20, 8, 21, 11, 16))[0]
        if EACH in parse_path(path) and self.chance(0.9):
            kind = "list"
        match kind:
            case "string":
                return self.string_test(self.rng.choice(STRINGS))
            case "number":
                if ranks and self.chance(0.25):
                    return self.rank_test()
                return self.number_test([*self.rng.sample(NUMBERS, 3)])
            case "boolean":
                return self.finish("boolean", self.operator("boolean"), None), [True, True, False, False, "true", 1, 0]
            case "version":
                literal = self.rng.choice(VERSIONS)
                near = [literal, literal, "v" + literal, literal + ".0", literal + "-a", literal + "+b", literal + ".1"]
                others = [*self.rng.sample(VERSIONS, 5), self.rng.choice(BAD_VERSIONS), "1..2", Decimal("1.0")]
                return self.finish("version", self.operator("version"), literal), near + others
            case "date":
                return self.date_test()
            case _:
                return self.list_test(2)

    def operator(self, kind: ValueType) -> str:
        ops = [op for op in OPERATORS[kind] if op not in ("top_percent", "bottom_percent")]
        often = {
            "list": ["any_item", "any_item", "all_items"],
            "date": ["in_last", "not_in_last", "before_last", "in_next"],
        }
        return self.rng.choice([*ops, *often.get(kind, [])])

    def any_test(self) -> Test:
        return Test(self.rng.choice(tuple(ANY_OPERATORS)))

    def finish(self, kind: ValueType, op: str, value: object, *, ignore_case: bool = False) -> Test:
        exclude = op in NEGATIVE_OPERATORS and self.chance(0.4)
        return Test(op, value, kind, ignore_case, "exclude" if exclude else "include")  # type: ignore[arg-type]

    def string_test(self, literal: str) -> Tested:
        op, ignore_case = self.operator("string"), self.chance(0.3)
        if op in ("matches", "not_matches"):
            pattern = self.rng.choice(tuple(PATTERNS))
            return self.finish("string", op, pattern, ignore_case=ignore_case), [*PATTERNS[pattern]] * 2
        if ignore_case and self.chance(0.4):
            literal = self.rng.choice(FOLDED)
        values = [*strings_beside(literal), self.rng.choice(STRINGS)]
        if op in ("is_any_of", "is_none_of"):
            several = (literal, *self.rng.sample(STRINGS, self.rng.randint(0, 2)))
            return self.finish("string", op, several, ignore_case=ignore_case), values + list(several)
        if op in ("contains", "not_contains", "starts_with", "ends_with") and len(literal) > 2:
            literal = {"starts_with": literal[:2], "ends_with": literal[-2:]}.get(op, literal[1:-1])
        elif op in ("is", "is_not") and self.chance(0.1):
            literal = ""
        return self.finish("string", op, literal, ignore_case=ignore_case), values

    def number_test(self, literals: Sequence[Decimal]) -> Tested:
        op = self.operator("number")
        literal = self.rng.choice(literals)
        if self.chance(0.15):
            literal += self.rng.choice((Decimal("0.01"), Decimal("-0.01"), Decimal("1e-7"), Decimal(-1)))
        values = [value for each in (literal, literal, *literals) for value in numbers_beside(each)]
        literal, *literals = map(writable, (literal, *literals))
        if op in ("between", "not_between"):
            ends = sorted((literal, self.rng.choice(literals)))
            return self.finish("number", op, tuple(ends)), values
        if op in ("is_any_of", "is_none_of"):
            several = tuple(dict.fromkeys((literal, *self.rng.sample(literals, self.rng.randint(0, len(literals))))))
            return self.finish("number", op, several), values
        return self.finish("number", op, literal), values

    def rank_test(self) -> Tested:
        percent = self.rng.choice([Decimal(text) for text in ("1", "10", "20", "33.3", "50", "80", "100", "0.5")])
        op = self.rng.choice(("top_percent", "bottom_percent"))
        some = self.rng.sample(NUMBERS, 4)
        return Test(op, percent, "number"), [*some, *some, int(some[0]), "5", True]

    def date_test(self) -> Tested:
        op = self.operator("date")
        today = self.moment.today
        match OPERATORS["date"][op]:
            case "scalar":
                literal, values = self.date_literal()
                return self.finish("date", op, literal), values
            case "pair":
                (first, some), (last, others) = self.date_literal(), self.date_literal()
                return self.finish("date", op, self.in_order(first, last)), some + others
            case "duration":
                length = self.duration()
                edges = [self.as_of, self.as_of - length.microseconds, self.as_of + length.microseconds]
                days = max(1, length.microseconds // DAY)
                near = [day for ahead in (0, -days, days) for day in days_beside(today + timedelta(days=ahead))]
                return self.finish("date", op, length), self.around(edges) + near + [self.odd_date()]
            case "days":
                length = self.rng.choice([each for each in DURATIONS if each.unit in ("d", "w")])
                days = length.microseconds // DAY
                born = [
                    self.years_before(today + timedelta(days=ahead + step), self.rng.choice((0, 1, 4, 30)))
                    for ahead in (0, days, -days)
                    for step in (-1, 0, 1)
                ]
                return self.finish("date", op, length), [*born, "2000-02-29", "2024-02-29", self.odd_date()]
            case "month":
                month = today.month if self.chance(0.5) else self.rng.randint(1, 12)
                return self.finish("date", op, Decimal(month)), self.around_month(month)
            case "weekday":
                week = [today + timedelta(days=step) for step in range(7)]
                return self.finish("date", op, self.rng.choice(WEEKDAYS)), [day.isoformat() for day in week]
            case _:
                unit = {"today": "d", "this_week": "w", "this_month": "mo", "this_year": "y"}[op]
                start, _ = self.moment.bounds(Calendar(1, unit))  # type: ignore[arg-type]
                values = self.around([int(start), self.as_of]) + days_beside(today) + [self.odd_date()]
                return self.finish("date", op, None), values + days_beside(self.moment.local_date(int(start)))

    def odd_date(self) -> str:
        return self.rng.choice(FAR_DATES if self.chance(0.15) else (*DATES, *BAD_DATES))

    def date_literal(self) -> tuple[str, list[JsonValue]]:
        """A date or an instant for a rule, and dates and instants around it."""
        literal = self.rng.choice(RULE_DATES) if self.chance(0.3) else self.edge_text()
        value = self.moment.literal(literal)
        if isinstance(value, date):
            start, end = self.moment.instant(value), self.moment.instant(value + timedelta(days=1))
            return literal, [*days_beside(value), *self.around([start, end]), self.odd_date()]
        near = days_beside(self.moment.local_date(value))
        return literal, [literal, *self.around([value]), *near, self.odd_date()]

    def around(self, edges: Iterable[int]) -> list[JsonValue]:
        """Instants on edges and one microsecond off, as text; events will lie there too."""
        times = [edge + step for edge in edges for step in (0, -1, 1)]
        self.times += times
        return [self.text_of(time) for time in times]

    def around_month(self, month: int) -> list[JsonValue]:
        first = date(2026, month, 1)
        return [*self.around([self.moment.instant(first)]), *days_beside(first), self.odd_date()]

    def years_before(self, day: date, years: int) -> str:
        leap_day = (day.month, day.day) == (2, 29)
        return day.replace(year=day.year - years, day=28 if leap_day and years % 4 else day.day).isoformat()

    def list_test(self, depth: int) -> Tested:
        op = self.operator("list")
        scalars: list[Scalar] = [
            "gold",
            "Gold",
            "1",
            Decimal(1),
            Decimal("1.50"),
            True,
            "",
            "\u00e9",
            Decimal(2**53 + 1),
        ]
        some = self.rng.sample(scalars, 3)
        lists: list[JsonValue] = [[], [some[0]], some, [some[1], some[0], some[0]], [*some[1:], None], [1, "1", True]]
        match OPERATORS["list"][op]:
            case "none":
                return self.finish("list", op, None), [[], [], [1], [None], {}, "", "[]"]
            case "scalar":
                return self.finish("list", op, some[0]), lists
            case "scalars":
                several = tuple(some[: self.rng.randint(1, 3)])
                return self.finish("list", op, several), lists
            case "test":
                size = self.number_test([Decimal(n) for n in (0, 1, 2, 3, 2)])[0]
                size = replace(size, missing="include")
                return Test(op, size, "list"), lists
            case _:
                parts: dict[str, list[JsonValue]] = {}
                tree = self.tree(2, lambda: self.item_condition(parts, depth))
                items = [[self.compose(parts) for _ in range(self.rng.choice((0, 1, 1, 2, 3)))] for _ in range(8)]
                return Test(op, tree, "list"), [*items]

    def item_condition(self, parts: dict[str, list[JsonValue]], depth: int) -> Node:
        path = self.rng.choice(ITEM_PATHS)
        listed = path == "tags[]" or (depth > 0 and self.chance(0.1))
        test, values = self.list_test(depth - 1) if listed and depth > 0 else self.test_without_lists()
        if path == "":
            parts.setdefault("", []).extend(values)
        else:
            self.note(parts, path, test, values)
        return ItemCondition(path, test)

    def test_without_lists(self) -> Tested:
        while True:
            test, values = self.test("x")
            if test.type != "list":
                return test, values

    # The world

    def value(self, candidates: Sequence[JsonValue]) -> JsonValue:
        return self.rng.choice(JUNK) if not candidates or self.chance(0.12) else self.rng.choice(candidates)

    def compose(self, places: Mapping[str, Sequence[JsonValue]]) -> JsonValue:
        """An object with values at some of the paths; at the path "" the value stands for the object."""
        if "" in places and (len(places) == 1 or self.chance(0.5)):
            return self.value(places[""])
        whole: dict[str, JsonValue] = {}
        for path, candidates in places.items():
            roll = self.rng.random()
            if path and roll > 0.12:
                grown = self.grow(parse_path(path), [None] if roll < 0.2 else candidates)
                whole = _merged(whole, grown)
        return whole

    def grow(self, steps: Sequence[Step], candidates: Sequence[JsonValue]) -> dict[str, JsonValue]:
        def inner(rest: Sequence[Step]) -> JsonValue:
            if not rest or self.chance(0.03):
                return self.value(candidates)
            if isinstance(rest[0], str):
                return {rest[0]: inner(rest[1:])}
            return [inner(rest[1:]) for _ in range(self.rng.choice((0, 1, 1, 2, 3)))]

        assert isinstance(steps[0], str)
        return {steps[0]: inner(steps[1:])}

    def message_id(self) -> str:
        """Unique, of different lengths, and in no order of time."""
        self.message_ids += 1
        return f"{self.rng.choice('abzAZ')}{self.rng.randrange(10 ** self.rng.randint(1, 4))}.{self.message_ids}"

    def time(self) -> int:
        """Often exactly on an edge that the rule has, or one microsecond beside; sometimes as_of or later."""
        roll = self.rng.random()
        if roll < 0.5 and self.times:
            return self.rng.choice(self.times) + self.rng.choice((0, 0, -1, 1))
        if roll < 0.56:
            return self.as_of + self.rng.choice((0, -1, 1, 5 * MINUTE, 365 * DAY))
        if roll < 0.57:
            return self.rng.choice((0, -1, -DAY, 1))
        reach = self.rng.choice((HOUR, 8 * HOUR, DAY, 2 * DAY, 8 * DAY, 31 * DAY, 400 * DAY))
        return self.as_of - self.rng.randrange(0, reach, MINUTE)

    def timing(self) -> int | None:
        return None if self.chance(0.2) else self.time()

    def person(self, profile_id: str, max_events: int) -> History:
        kind = self.rng.random()
        if kind < 0.05:  # known only later
            future = Event(EVENTS[0], self.as_of + self.rng.choice((0, 1, DAY)), self.message_id())
            return History(profile_id, (future,) if self.chance(0.5) else ())
        tags = self.tag_records()
        if kind < 0.13:
            return History(profile_id, tags=tags or (TagRecord(None, self.message_id(), "other"),))
        attributes = tuple(
            AttributeRecord(self.timing(), self.message_id(), self.attribute_values())
            for _ in range(self.rng.choice((0, 1, 1, 1, 2, 3) if self.attributes else (0, 0, 1)))
        )
        events = () if kind < 0.2 else self.events(max_events)
        return History(profile_id, events, attributes, tags, self.device_records())

    def attribute_values(self) -> Mapping[str, JsonValue]:
        values = self.compose({path: self.attributes[path] for path in self.attributes if self.chance(0.9)})
        assert isinstance(values, dict)
        return values

    def events(self, at_most: int) -> tuple[Event, ...]:
        events: list[Event] = []
        for name, places in self.properties.items():
            for _ in range(self.rng.choice((0, 1, 1, 2, 2, 3, 4, 5))):
                in_context = {path[8:]: values for path, values in places.items() if path.startswith("context.")}
                in_properties = {path: values for path, values in places.items() if not path.startswith("context.")}
                properties, context = self.compose(in_properties), self.compose(in_context)
                assert isinstance(properties, dict)
                assert isinstance(context, dict)
                events.append(Event(name, self.time(), self.message_id(), properties, context))
        for condition in self.responses:
            asked = RESPONSES_TO[condition.response]
            for _ in range(self.rng.choice((0, 1, 2, 3, 5))):
                name = self.rng.choice(("Message Sent", *asked, *asked, self.rng.choice(RESPONSE_EVENTS)))
                events.append(Event(name, self.time(), self.message_id(), self.message_properties(condition)))
        if self.chance(0.2):
            events.append(Event("Something Else", self.time(), self.message_id(), {"total": 1}))
        if len(events) > 1 and self.chance(0.2):
            events[0] = replace(events[0], time=events[1].time)
        self.rng.shuffle(events)
        return tuple(events[:at_most])

    def message_properties(self, asked: ResponseCondition) -> Mapping[str, JsonValue]:
        def mostly(wanted: str | None, others: Sequence[JsonValue]) -> JsonValue:
            return wanted if wanted is not None and self.chance(0.6) else self.rng.choice(others)

        message = asked.message if asked.message in MESSAGES else None
        known: dict[str, JsonValue] = {
            "message_id": mostly(message, (*MESSAGES, *MESSAGES[:2] * 2, None, 1)),
            "campaign_id": mostly(asked.campaign, (*CAMPAIGNS, *CAMPAIGNS, None, 7)),
            "channel": mostly(asked.channel, ("push", "email", "push", "email", "sms", None, 3)),
        }
        if self.chance(0.12):
            known["test"] = self.rng.choice((True, True, False, "true", None))
        if self.chance(0.12):
            known["machine"] = self.rng.choice((True, True, False, "true", 1))
        return {name: value for name, value in known.items() if self.chance(0.95)}

    def tag_records(self) -> tuple[TagRecord, ...]:
        return tuple(
            TagRecord(self.timing(), self.message_id(), tag, self.chance(0.75))
            for tag in sorted(self.tags)
            for _ in range(self.rng.choice((0, 1, 1, 2)))
        )

    def device_records(self) -> tuple[DeviceRecord, ...]:
        if not self.asks_devices:
            return ()
        return tuple(
            DeviceRecord(
                self.timing(),
                self.message_id(),
                self.rng.choice(("phone", "tablet", "browser")),
                *(self.rng.choice((None, *DEVICE_VALUES[field])) for field in DEVICE_FIELDS),
            )
            for _ in range(self.rng.choice((0, 1, 1, 2, 3, 4)))
        )


def _merged(one: Mapping[str, JsonValue], other: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    both = dict(one)
    for name, value in other.items():
        before = both.get(name)
        both[name] = _merged(before, value) if isinstance(before, dict) and isinstance(value, dict) else value
    return both
