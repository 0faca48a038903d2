"""Random rules: every kind of condition, operator, window and option, with types written or left out."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import get_args

from hypothesis import strategies as st

from shoal.model.rule import (
    NEGATIVE_OPERATORS,
    OPERATORS,
    REFERENCE_OPERATORS,
    Absolute,
    AllOf,
    AnyOf,
    AttributeCondition,
    Behaviour,
    Between,
    Calendar,
    CalendarUnit,
    Channel,
    CompareCondition,
    ConsentCondition,
    DeviceCondition,
    DeviceField,
    Duration,
    EventCondition,
    InsideBox,
    InsidePolygon,
    ItemCondition,
    LedgerCondition,
    LifecycleCondition,
    LifecycleWord,
    Limited,
    LocationCondition,
    Measure,
    MeasureKind,
    NamedPlace,
    Node,
    Not,
    OtherValue,
    Previous,
    PropertyCondition,
    ReachableCondition,
    ResponseCondition,
    ResponseWord,
    RfmCondition,
    Rolling,
    SameDevice,
    SampleCondition,
    ScoreCondition,
    SegmentCondition,
    SequenceCondition,
    SequenceStep,
    StepValue,
    TagCondition,
    Test,
    ValueOfCondition,
    ValueType,
    Weekday,
    WithinKm,
)
from shoal.rules.json_parts import PROPERTY_MEASURES, TIME_MEASURES
from shoal.rules.json_people import DEVICE_TYPES
from shoal.rules.json_writing import VALUE_MEASURES
from shoal.rules.literals import is_later, number_as_text

KEYWORDS = (
    "not and or in is did where all any none item everyone last between attribute has tagged device count of "
    "sum opened received unsubscribed first active property contains from until as size exactly never true score "
    "located sample rfm consent stopped regularly value reachable near within box then same during one left was"
)
# fmt: off
ODD_PATHS = [
    "Grand Total", '["a.b"].c', "items[].price", "products[]", "context.app.version", "naïve.größe", "$email", "a-b",
    "item", "last", "a.1", '["quoted \\"name\\""]', "has tag", "d[].e[].f", "1st", "İstanbul", "x" * 300, "été.in",
]
# fmt: on
paths = st.sampled_from(["total", "country", "a.b", *ODD_PATHS, *KEYWORDS.split()])
names = st.one_of(
    st.sampled_from(
        ["Order Completed", "it's", 'say "hi"', "back\\slash", "two\nlines", "\t", "ünïcödé 🐟", "\u2028", "0"]
    ),
    st.text(min_size=1, max_size=8),
)
segment_ids = st.one_of(st.sampled_from(["big_spenders", "x-2", "7days", "and", "in"]), names)
texts = st.one_of(st.sampled_from(["", "TR", "true", "5", "2026-01-01", "%", "\x00", "\x7f"]), st.text(max_size=8))
words = texts.filter(bool)
patterns = st.sampled_from(["^a", r"\d+", "(?:x|y)$", '"', "[^é]", r"\bx\b", "a/b"])
versions = st.sampled_from(["1", "v2.1", "1.0-beta+7", "10.0.0", "3 beta"])
days = st.dates(date(1000, 1, 1), date(9998, 12, 31)).map(date.isoformat)
clocks = st.sampled_from(["T00:00Z", "T09:30+03:00", " 10:00:00Z", "T23:59:59.999999-0530", "T12:00:00,5Z"])
instants = st.builds(lambda day, clock: day + clock, days, clocks)
dates = st.one_of(days, instants)
numbers = st.one_of(
    st.integers(-(10**15), 10**15).map(Decimal),
    st.floats(1e-6, 1e9).map(lambda x: Decimal(number_as_text(Decimal(repr(x))))),
    st.sampled_from([Decimal(0), Decimal("0.1"), Decimal("-2.5"), Decimal(10) ** 20]),
)
exact = st.builds(Duration, st.integers(1, 500), st.sampled_from(["m", "h", "d", "w"]))
calendar_counts = st.tuples(st.integers(1, 100), st.sampled_from(get_args(CalendarUnit)))


def _ordered(pair: tuple[object, object]) -> tuple[object, object]:
    low, high = pair
    if isinstance(low, Decimal):
        return (low, high) if low <= high else (high, low)
    return (high, low) if is_later(low, high) else (low, high)


@st.composite
def between_windows(draw: st.DrawFn) -> Between:
    older, newer = draw(exact), draw(st.one_of(exact, st.just(Duration(0, "d"))))
    if older.microseconds == newer.microseconds:
        newer = Duration(0, "m")
    return Between(older, newer) if older.microseconds > newer.microseconds else Between(newer, older)


absolute_windows = st.one_of(
    st.builds(Absolute, dates, st.none()),
    st.builds(Absolute, st.none(), dates),
    st.tuples(days, days).filter(lambda p: p[0] != p[1]).map(lambda p: Absolute(min(p), max(p))),
    st.tuples(days, instants).map(lambda p: Absolute(*p)),
)
windows = st.one_of(
    st.builds(Rolling, exact),
    between_windows(),
    calendar_counts.map(lambda c: Calendar(*c)),
    calendar_counts.map(lambda c: Previous(*c)),
    absolute_windows,
)


def scalars(kind: ValueType, op: str) -> st.SearchStrategy[object]:
    if kind == "string":
        if op in ("matches", "not_matches"):
            return patterns
        return words if op in ("contains", "not_contains", "starts_with", "ends_with") else texts
    return {
        "number": numbers,
        "version": versions,
        "date": dates,
        "list": st.one_of(words, numbers, st.booleans()),
        "boolean": st.nothing(),
    }[kind]


def operands(kind: ValueType, op: str) -> st.SearchStrategy[object]:
    one = scalars(kind, op)
    return {
        "none": st.none,
        "scalar": lambda: one,
        "scalars": lambda: st.lists(one, min_size=1, max_size=4).map(tuple),
        "pair": lambda: st.one_of(st.tuples(one, one)).map(_ordered),
        "duration": lambda: exact,
        "days": lambda: st.builds(Duration, st.integers(1, 400), st.sampled_from(["d", "w"])),
        "test": size_tests,
        "tree": lambda: trees("item", 2),
        "month": lambda: st.integers(1, 12).map(Decimal),
        "weekday": lambda: st.sampled_from(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]),
        "percent": lambda: st.sampled_from([Decimal(20), Decimal("0.5"), Decimal(100)]),
    }[OPERATORS[kind][op]]()


RANKS = ("top_percent", "bottom_percent")
ALL_TYPES: tuple[ValueType, ...] = get_args(ValueType)


@st.composite
def some_test(
    draw: st.DrawFn, types: tuple[ValueType, ...] = ALL_TYPES, *, ranks: bool = False, typed: bool | None = None
) -> Test:
    """`typed` None: at random; True: always, as a measure's test is; False: never."""
    choices = [(kind, op) for kind in types for op in OPERATORS[kind] if ranks or op not in RANKS]
    kind, op = draw(st.sampled_from([*choices, ("any", "is_set"), ("any", "is_missing")]))
    return Test(op) if kind == "any" else draw(one_test(kind, op, typed=typed))


@st.composite
def one_test(draw: st.DrawFn, kind: ValueType, op: str, *, typed: bool | None = None) -> Test:
    """Tests with one operator, with any right side and options."""
    value = draw(operands(kind, op))
    written = draw(st.booleans()) if typed is None else typed
    ignore_case = kind == "string" and draw(st.booleans())
    missing = draw(st.sampled_from(["include", "exclude"])) if op in NEGATIVE_OPERATORS else "include"
    return Test(op, value, kind if written else None, ignore_case, missing)


@st.composite
def size_tests(draw: st.DrawFn) -> Test:
    op = draw(st.sampled_from([op for op in OPERATORS["number"] if op not in RANKS]))
    return Test(op, draw(operands("number", op)), "number")


SCALARS: tuple[ValueType, ...] = ("string", "number", "boolean", "date", "version")

degrees = st.integers(-900, 900).map(lambda tenths: Decimal(tenths) / 10).map(lambda d: Decimal(number_as_text(d)))
points = st.tuples(degrees, degrees)
places = st.one_of(
    st.builds(WithinKm, st.sampled_from([Decimal(5), Decimal("0.25"), Decimal(20038)]), degrees, degrees),
    st.builds(InsidePolygon, st.lists(points, min_size=3, max_size=5).map(tuple)),
    st.builds(
        lambda south, north, west, east: InsideBox(min(south, north), west, max(south, north), east),
        degrees,
        degrees,
        degrees,
        degrees,
    ),
    st.builds(
        NamedPlace, st.sampled_from(["country", "region", "city"]), st.lists(names, min_size=1, max_size=3).map(tuple)
    ),
)
hours = st.sampled_from([("09:00", "18:00"), ("22:30", "06:00"), ("00:00", "24:00")])
weekdays = st.sets(st.sampled_from(get_args(Weekday)), min_size=1).map(
    lambda days: tuple(day for day in get_args(Weekday) if day in days)
)


@st.composite
def limited(draw: st.DrawFn) -> Limited:
    window = draw(
        st.builds(
            Limited,
            st.one_of(st.none(), windows),
            st.one_of(st.none(), hours),
            st.one_of(st.just(()), weekdays),
            st.one_of(st.none(), places),
        )
    )
    return window if window.hours or window.weekdays or window.near else replace(window, weekdays=("sat", "sun"))


event_windows = st.one_of(st.none(), windows, limited())


@st.composite
def comparisons(draw: st.DrawFn, earlier: tuple[int, ...] = (), *, other: bool = True) -> Test:
    """Tests whose right side is another value of the data."""
    kind = draw(st.sampled_from(list(REFERENCE_OPERATORS)))
    op = draw(st.sampled_from(REFERENCE_OPERATORS[kind]))
    sides: list[st.SearchStrategy[object]] = [st.builds(OtherValue, paths)] if other else []
    if earlier:
        sides.append(st.builds(StepValue, st.sampled_from(earlier), paths))
    written = draw(st.booleans())
    missing = draw(st.sampled_from(["include", "exclude"])) if op in NEGATIVE_OPERATORS else "include"
    return Test(
        op, draw(st.one_of(sides)), kind if written else None, kind == "string" and draw(st.booleans()), missing
    )


def wheres(depth: int) -> st.SearchStrategy[Node | None]:
    return st.one_of(st.none(), st.deferred(lambda: trees("where", depth - 1)))


@st.composite
def sequences(draw: st.DrawFn, depth: int) -> SequenceCondition:
    steps = [SequenceStep(draw(names), draw(wheres(depth)))]
    for _ in range(draw(st.integers(1, 3))):
        earlier = tuple(i for i, step in enumerate(steps, 1) if not step.absent)
        compared = st.builds(PropertyCondition, paths, comparisons(earlier, other=False))
        where = draw(st.one_of(wheres(depth), compared, st.tuples(compared).map(AllOf)))
        within, same = draw(st.one_of(st.none(), exact)), draw(st.lists(paths, max_size=2).map(tuple))
        steps.append(SequenceStep(draw(names), where, within, draw(st.booleans()), same))
    return SequenceCondition(tuple(steps), draw(event_windows))


@st.composite
def lifecycles(draw: st.DrawFn, depth: int) -> LifecycleCondition:
    word: LifecycleWord = draw(st.sampled_from(get_args(LifecycleWord)))
    counts = (1, 1, 1)
    if word == "regularly":
        of = draw(st.integers(1, 12))
        counts = (draw(st.integers(1, 9)), draw(st.integers(1, of)), of)
    return LifecycleCondition(word, draw(names), draw(wheres(depth)), draw(exact), *counts)


@st.composite
def compared(draw: st.DrawFn, depth: int) -> CompareCondition:
    first, second = (Behaviour(draw(names), draw(wheres(depth))) for _ in range(2))
    op = draw(st.sampled_from(["eq", "ne", "gt", "gte", "lt", "lte"]))
    return CompareCondition(first, second, op, draw(event_windows))


@st.composite
def scores(draw: st.DrawFn) -> ScoreCondition:
    if draw(st.booleans()):
        return ScoreCondition(draw(segment_ids), None, draw(names))
    test = draw(some_test(("number",), ranks=True, typed=True))
    return ScoreCondition(draw(segment_ids), test)


cells = st.lists(st.integers(1, 5), min_size=1, max_size=3, unique=True).map(tuple)
people_conditions = st.one_of(
    st.builds(
        LedgerCondition,
        segment_ids,
        st.sampled_from(["entered", "left"]),
        st.one_of(st.none(), windows),
        st.none(),
        st.sampled_from(["default", "all"]),
    ),
    st.builds(LedgerCondition, segment_ids, st.just("was_in"), st.none(), dates),
    st.builds(ReachableCondition, st.sampled_from(get_args(Channel))),
    st.builds(
        ConsentCondition,
        names,
        st.one_of(st.none(), st.sampled_from(get_args(Channel))),
        st.sampled_from(["granted", "denied", "unknown"]),
    ),
    st.builds(LocationCondition, places),
    st.builds(ValueOfCondition, segment_ids, some_test(SCALARS)),
    st.builds(
        RfmCondition,
        cells,
        st.one_of(st.just(()), cells),
        st.one_of(st.just(()), cells),
        st.one_of(st.just("Order Completed"), names),
        st.one_of(st.just("total"), paths),
        st.one_of(st.none(), windows),
    ),
    scores(),
    st.builds(SampleCondition, st.sampled_from([Decimal(10), Decimal("0.5"), Decimal(100)]), names),
    st.deferred(lambda: st.builds(SameDevice, trees("device", 2))),
)


@st.composite
def event_conditions(draw: st.DrawFn, depth: int) -> EventCondition:
    kind: MeasureKind = draw(st.sampled_from([*["count"] * 4, *get_args(MeasureKind)]))
    measure = Measure(kind, draw(paths) if kind in PROPERTY_MEASURES else None)
    if kind in VALUE_MEASURES:
        test = draw(some_test(SCALARS))
    else:
        test = draw(some_test(("date",) if kind in TIME_MEASURES else ("number",), typed=True))
    if kind == "count" and draw(st.booleans()):
        test = Test("gte", Decimal(1), "number")
    where = draw(st.one_of(st.none(), trees("where", depth - 1)))
    return EventCondition(draw(names), where, measure, test, draw(event_windows))


tag_conditions = st.one_of(
    names.map(lambda tag: TagCondition((tag,), "has")),
    st.builds(
        TagCondition,
        st.lists(names, min_size=1, max_size=3).map(tuple),
        st.sampled_from(["has_any_of", "has_all_of", "has_none_of"]),
    ),
    st.builds(lambda tag, within: TagCondition((tag,), "tagged_within", within), names, exact),
)
segment_conditions = st.builds(SegmentCondition, segment_ids, st.sampled_from(["in", "not_in"]))
response_conditions = st.builds(
    ResponseCondition,
    st.sampled_from(get_args(ResponseWord)),
    st.one_of(st.sampled_from(["any", "last", "last_sent_to_person"]), names),
    st.one_of(st.none(), names),
    st.one_of(st.none(), st.sampled_from(get_args(Channel))),
    st.one_of(st.none(), windows),
)


@st.composite
def device_conditions(draw: st.DrawFn) -> DeviceCondition:
    field: DeviceField = draw(st.sampled_from(get_args(DeviceField)))
    if field == "count":
        return DeviceCondition(field, draw(size_tests()))
    return DeviceCondition(field, draw(some_test(DEVICE_TYPES[field])))


def leaves(place: str, depth: int) -> st.SearchStrategy[Node]:
    if place == "where":
        compared_values = st.builds(PropertyCondition, paths, comparisons())
        at_event = st.builds(LocationCondition, places, st.just("event"))
        return st.one_of(st.builds(PropertyCondition, paths, some_test()), compared_values, at_event)
    if place == "device":
        return device_conditions().filter(lambda condition: condition.field != "count")
    if place == "item":
        return st.builds(ItemCondition, st.one_of(st.just(""), paths), some_test())
    attribute_conditions = st.builds(AttributeCondition, paths, st.one_of(some_test(ranks=True), comparisons()))
    return st.one_of(
        attribute_conditions,
        attribute_conditions,
        attribute_conditions,
        event_conditions(depth),
        event_conditions(depth),
        tag_conditions,
        segment_conditions,
        response_conditions,
        device_conditions(),
        sequences(depth),
        lifecycles(depth),
        compared(depth),
        people_conditions,
    )


def trees(place: str = "rule", depth: int = 3) -> st.SearchStrategy[Node]:
    """Rules, `where` trees and item trees of bounded depth."""
    if depth <= 0:
        return st.deferred(lambda: leaves(place, 0))
    deeper = st.deferred(lambda: trees(place, depth - 1))
    children = st.lists(deeper, max_size=3).map(tuple)
    leaf = st.deferred(lambda: leaves(place, depth))
    return st.one_of(leaf, leaf, st.builds(AllOf, children), st.builds(AnyOf, children), st.builds(Not, deeper))


rules = trees()
