"""The rule tree: logic over conditions, as frozen dataclasses. What each node means is in docs/guide/rules.md.

The tree is what people wrote, with defaults filled in; nothing here is resolved against data, a clock or a zone.
Numbers are `Decimal`, so that 0.1 stays 0.1; dates and instants stay the ISO 8601 text that was written.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

ValueType = Literal["string", "number", "boolean", "date", "version", "list"]
DurationUnit = Literal["m", "h", "d", "w"]
CalendarUnit = Literal["d", "w", "mo", "q", "y"]
Scalar = str | bool | Decimal
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Channel = Literal["push", "email"]

MICROSECONDS: dict[str, int] = {"m": 60_000_000, "h": 3_600_000_000, "d": 86_400_000_000, "w": 604_800_000_000}


@dataclass(frozen=True, slots=True)
class Duration:
    """An exact length of time, such as `30d`; a day is 24 hours."""

    count: int
    unit: DurationUnit

    @property
    def microseconds(self) -> int:
        return self.count * MICROSECONDS[self.unit]

    def __str__(self) -> str:
        return f"{self.count}{self.unit}"


# --- tests: an operator applied to one value ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OtherValue:
    """A right side that is data: the value at another path of the same owner.

    On an attribute it is another attribute of the profile, inside `where` another property of the same event.
    """

    path: str


@dataclass(frozen=True, slots=True)
class StepValue:
    """In the `where` of a later step of a sequence: a property of the event chosen for an earlier step, from 1."""

    step: int
    path: str


@dataclass(frozen=True, slots=True)
class Test:
    """An operator and its right side. `type` is None where the input left it out and nothing has resolved it yet.

    The shape of `value` follows from the operator: None (is_set, is_true, today, …), one scalar, a tuple of scalars
    (is_any_of, contains_any_of, …; two of them for between), a `Duration` (in_last, …), a `Test` on a number (size),
    or a tree of `ItemCondition` leaves (any_item, all_items). The operators of `REFERENCE_OPERATORS` also take an
    `OtherValue` or a `StepValue` in place of the scalar.
    """

    op: str
    value: "Scalar | tuple[Scalar, ...] | Duration | Test | OtherValue | StepValue | Node | None" = None
    type: ValueType | None = None
    ignore_case: bool = False
    missing: Literal["include", "exclude"] = "include"  # only negative operators know a difference

    __test__ = False  # not a pytest class


# --- windows: which events count, by time ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Rolling:
    """[as_of − last, as_of)."""

    last: Duration


@dataclass(frozen=True, slots=True)
class Between:
    """[as_of − older, as_of − newer), older > newer."""

    older: Duration
    newer: Duration


@dataclass(frozen=True, slots=True)
class Calendar:
    """The current local unit and the `count` − 1 before it, up to as_of."""

    count: int
    unit: CalendarUnit


@dataclass(frozen=True, slots=True)
class Previous:
    """The `count` whole local units before the current one."""

    count: int
    unit: CalendarUnit


@dataclass(frozen=True, slots=True)
class Absolute:
    """[start, end) of ISO 8601 dates (local midnight) or instants; either may be None. Capped at as_of."""

    start: str | None
    end: str | None


Span = Rolling | Between | Calendar | Previous | Absolute


@dataclass(frozen=True, slots=True)
class Limited:
    """The events of `span` (None: all time) at certain local hours, on certain local weekdays, near a place.

    `hours` is half-open, HH:MM each; a start after the end wraps midnight. `weekdays` in the order of the week; empty
    means every day. At least one of the three limits is set. Stands on events only: not on responses or changes.
    """

    span: Span | None
    hours: tuple[str, str] | None = None
    weekdays: tuple[Weekday, ...] = ()
    near: "Place | None" = None


Window = Span | Limited

# --- places: degrees on the WGS 84 globe ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WithinKm:
    """At most `km` from a point, along the sphere of radius 6,371.0088 km."""

    km: Decimal
    latitude: Decimal
    longitude: Decimal


@dataclass(frozen=True, slots=True)
class InsidePolygon:
    """Inside a polygon of at least three (latitude, longitude) corners, planar in degrees; its edges count."""

    corners: tuple[tuple[Decimal, Decimal], ...]


@dataclass(frozen=True, slots=True)
class InsideBox:
    """Inside a rectangle, edges included; west > east crosses the 180th meridian."""

    south: Decimal
    west: Decimal
    north: Decimal
    east: Decimal


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """In one of the countries, regions or cities of these names, spelled as in the data."""

    kind: Literal["country", "region", "city"]
    names: tuple[str, ...]


Place = WithinKm | InsidePolygon | InsideBox | NamedPlace


# --- logic ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AllOf:
    """True when every child is; of nothing: everyone."""

    children: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class AnyOf:
    """True when some child is; of nothing: no one."""

    children: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Not:
    """Exactly everyone else."""

    child: "Node"


# --- conditions -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AttributeCondition:
    """A test on the profile's attribute at `path`."""

    path: str
    test: Test


@dataclass(frozen=True, slots=True)
class PropertyCondition:
    """A test on a property of one event; stands inside `where` only. `context.` paths read the event's context."""

    path: str
    test: Test


@dataclass(frozen=True, slots=True)
class ItemCondition:
    """A test on a part of one list item; stands inside any_item / all_items only. Path "" is the item itself."""

    path: str
    test: Test


MeasureKind = Literal[
    "count",
    "sum",
    "avg",
    "min",
    "max",
    "distinct",
    "most_frequent",
    "first",
    "last",
    "first_time",
    "last_time",
    "active_days",
]


@dataclass(frozen=True, slots=True)
class Measure:
    """What is computed over the matching events; `property` is set for all but count, the times and active_days."""

    kind: MeasureKind
    property: str | None = None


@dataclass(frozen=True, slots=True)
class EventCondition:
    """A test on a measure over the events named `event` that fit `where` and lie in `window` (None: all time)."""

    event: str
    where: "Node | None"
    measure: Measure
    test: Test
    window: Window | None


TagOperator = Literal["has", "has_any_of", "has_all_of", "has_none_of", "tagged_within"]


@dataclass(frozen=True, slots=True)
class TagCondition:
    """Static labels on a profile. `within` is set for tagged_within only."""

    tags: tuple[str, ...]
    op: TagOperator
    within: Duration | None = None


@dataclass(frozen=True, slots=True)
class SequenceStep:
    """One step: an event that fits, or for `absent` that no such event follows.

    `within` is counted from the previous present step, to and with its end. `same` are properties whose values equal
    those of the first step's event. The first step is present and has neither `within` nor `same`.
    """

    event: str
    where: "Node | None" = None
    within: Duration | None = None
    absent: bool = False
    same: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SequenceCondition:
    """Some choice of different events fits the steps in order; `window` limits the first step only."""

    steps: tuple[SequenceStep, ...]
    window: Window | None = None


LifecycleWord = Literal["first_time", "stopped", "restarted", "regularly"]


@dataclass(frozen=True, slots=True)
class LifecycleCondition:
    """How an event comes and goes by periods that end at as_of: P0 the latest, P1 the one before it.

    `times`, `periods_in` and `periods_of` count for regularly only: at least `times` events in each of at least
    `periods_in` of the last `periods_of` periods.
    """

    word: LifecycleWord
    event: str
    where: "Node | None"
    period: Duration
    times: int = 1
    periods_in: int = 1
    periods_of: int = 1


@dataclass(frozen=True, slots=True)
class Behaviour:
    """Events of one name that fit `where`."""

    event: str
    where: "Node | None" = None


@dataclass(frozen=True, slots=True)
class CompareCondition:
    """How often the first behaviour happened in the window, compared with how often the second did."""

    first: Behaviour
    second: Behaviour
    op: Literal["eq", "ne", "gt", "gte", "lt", "lte"]
    window: Window | None = None


@dataclass(frozen=True, slots=True)
class SegmentCondition:
    """Membership in another segment, by its id."""

    segment: str
    op: Literal["in", "not_in"]


@dataclass(frozen=True, slots=True)
class LedgerCondition:
    """A change of another segment's members in the window (entered, left), or membership at `on` (was_in).

    `on` is a bare date (the end of that local day) or an instant. By default the first generation and definition
    edits are no changes; `causes` "all" counts them. A window here is a `Span`.
    """

    segment: str
    op: Literal["entered", "left", "was_in"]
    window: Span | None = None
    on: str | None = None
    causes: Literal["default", "all"] = "default"


ResponseWord = Literal[
    "received", "opened", "clicked", "bounced", "marked_as_spam", "unsubscribed", "not_opened", "not_clicked"
]


@dataclass(frozen=True, slots=True)
class ResponseCondition:
    """A response to messages. `message` is an id, `any`, `last` or `last_sent_to_person`; channel None is every one."""

    response: ResponseWord
    message: str
    campaign: str | None
    channel: Channel | None
    window: Span | None


DeviceField = Literal["platform", "os_version", "app_version", "model", "count"]


@dataclass(frozen=True, slots=True)
class DeviceCondition:
    """True when some device of the profile passes the test; a negative operator: when no device passes its twin.

    The field `count` is how many devices the profile has. Inside a `SameDevice` tree the test is on that one device,
    and `count` can't stand there.
    """

    field: DeviceField
    test: Test


@dataclass(frozen=True, slots=True)
class SameDevice:
    """Some one device fits the whole tree of `DeviceCondition` leaves."""

    where: "Node"


@dataclass(frozen=True, slots=True)
class ReachableCondition:
    """A message on the channel could arrive: a live push token or an address, and consent isn't denied."""

    channel: Channel


@dataclass(frozen=True, slots=True)
class ConsentCondition:
    """What the profile said of a purpose, on one channel or (None) on any."""

    purpose: str
    channel: Channel | None
    op: Literal["granted", "denied", "unknown"]


@dataclass(frozen=True, slots=True)
class LocationCondition:
    """Where the profile was last known to be; inside `where`, where the event happened (`at` is "event")."""

    place: Place
    at: Literal["last_known", "event"] = "last_known"


@dataclass(frozen=True, slots=True)
class ValueOfCondition:
    """A test on a named measure, by its id."""

    measure: str
    test: Test


@dataclass(frozen=True, slots=True)
class RfmCondition:
    """Cells 1 (worst) to 5 (best) of recency, frequency and money; an empty tuple asks nothing of that part.

    Over the events of `event` in `window`; `value` is the property that holds the money.
    """

    recency: tuple[int, ...] = ()
    frequency: tuple[int, ...] = ()
    money: tuple[int, ...] = ()
    event: str = "Order Completed"
    value: str = "total"
    window: Span | None = None


@dataclass(frozen=True, slots=True)
class ScoreCondition:
    """A test on a number between 0 and 1 that a model gave the profile, or its band. Exactly one of them is set."""

    score: str
    test: Test | None = None
    band: str | None = None


@dataclass(frozen=True, slots=True)
class SampleCondition:
    """About `percent` of all profiles, always the same ones for one seed."""

    percent: Decimal
    seed: str


Condition = (
    AttributeCondition
    | PropertyCondition
    | ItemCondition
    | EventCondition
    | TagCondition
    | SegmentCondition
    | LedgerCondition
    | ResponseCondition
    | DeviceCondition
    | SameDevice
    | ReachableCondition
    | ConsentCondition
    | LocationCondition
    | SequenceCondition
    | LifecycleCondition
    | CompareCondition
    | ValueOfCondition
    | RfmCondition
    | ScoreCondition
    | SampleCondition
)
Node = AllOf | AnyOf | Not | Condition
Rule = Node

EVERYONE = AllOf(())
NO_ONE = AnyOf(())

# --- operators by type ----------------------------------------------------------------------------------------------

# What each operator takes: none, scalar (string, number, version, date), scalars (a non-empty list), pair, duration,
# test (on the size), tree (of items), month, weekday, percent.
OperandKind = Literal[
    "none", "scalar", "scalars", "pair", "duration", "days", "test", "tree", "month", "weekday", "percent"
]

ANY_OPERATORS: dict[str, OperandKind] = {"is_set": "none", "is_missing": "none"}

OPERATORS: dict[ValueType, dict[str, OperandKind]] = {
    "string": {
        "is": "scalar",
        "is_not": "scalar",
        "is_any_of": "scalars",
        "is_none_of": "scalars",
        "contains": "scalar",
        "not_contains": "scalar",
        "starts_with": "scalar",
        "ends_with": "scalar",
        "matches": "scalar",
        "not_matches": "scalar",
    },
    "number": {
        "eq": "scalar",
        "ne": "scalar",
        "gt": "scalar",
        "gte": "scalar",
        "lt": "scalar",
        "lte": "scalar",
        "between": "pair",
        "not_between": "pair",
        "is_any_of": "scalars",
        "is_none_of": "scalars",
        "top_percent": "percent",
        "bottom_percent": "percent",
    },
    "boolean": {"is_true": "none", "is_false": "none"},
    "version": {"eq": "scalar", "ne": "scalar", "gt": "scalar", "gte": "scalar", "lt": "scalar", "lte": "scalar"},
    "date": {
        "on": "scalar",
        "not_on": "scalar",
        "before": "scalar",
        "after": "scalar",
        "on_or_before": "scalar",
        "on_or_after": "scalar",
        "between": "pair",
        "in_last": "duration",
        "not_in_last": "duration",
        "in_next": "duration",
        "before_last": "duration",
        "after_next": "duration",
        "anniversary_in_next": "days",
        "anniversary_in_last": "days",
        "month_is": "month",
        "weekday_is": "weekday",
        "today": "none",
        "this_week": "none",
        "this_month": "none",
        "this_year": "none",
    },
    "list": {
        "contains": "scalar",
        "contains_any_of": "scalars",
        "contains_all_of": "scalars",
        "contains_none_of": "scalars",
        "is_empty": "none",
        "size": "test",
        "any_item": "tree",
        "all_items": "tree",
    },
}

# A negative operator is exactly NOT of its positive twin (docs/guide/rules.md, "Two-valued").
NEGATIVE_OPERATORS: dict[str, str] = {
    "is_missing": "is_set",
    "ne": "eq",
    "is_not": "is",
    "is_none_of": "is_any_of",
    "not_contains": "contains",
    "not_matches": "matches",
    "not_between": "between",
    "not_on": "on",
    "not_in_last": "in_last",
    "contains_none_of": "contains_any_of",
    "has_none_of": "has_any_of",
}

# Operators whose right side may be another value of the data (`OtherValue`, `StepValue`), by type.
REFERENCE_OPERATORS: dict[ValueType, tuple[str, ...]] = {
    "string": ("is", "is_not", "contains", "not_contains", "starts_with", "ends_with"),
    "number": ("eq", "ne", "gt", "gte", "lt", "lte"),
    "version": ("eq", "ne", "gt", "gte", "lt", "lte"),
    "date": ("on", "not_on", "before", "after", "on_or_before", "on_or_after"),
}

MAX_DEPTH = 32
MAX_NODES = 500
MAX_LIST = 10_000
MAX_PATTERN = 256
