"""Random rules: every kind of condition, operator, window and option, with types written or left out."""

from datetime import date
from decimal import Decimal
from typing import get_args

from hypothesis import strategies as st

from shoal.model.rule import (
    NEGATIVE_OPERATORS,
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
    SegmentCondition,
    TagCondition,
    Test,
    ValueType,
)
from shoal.rules.json_parts import PROPERTY_MEASURES, TIME_MEASURES
from shoal.rules.json_people import DEVICE_TYPES
from shoal.rules.literals import is_later, number_as_text

KEYWORDS = (
    "not and or in is did where all any none item everyone last between attribute has tagged device count of "
    "sum opened received unsubscribed first active property contains from until as size exactly never true"
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


@st.composite
def event_conditions(draw: st.DrawFn, depth: int) -> EventCondition:
    kind: MeasureKind = draw(st.sampled_from([*["count"] * 4, *get_args(MeasureKind)]))
    measure = Measure(kind, draw(paths) if kind in PROPERTY_MEASURES else None)
    test = draw(some_test(("date",) if kind in TIME_MEASURES else ("number",), typed=True))
    if kind == "count" and draw(st.booleans()):
        test = Test("gte", Decimal(1), "number")
    where = draw(st.one_of(st.none(), trees("where", depth - 1)))
    return EventCondition(draw(names), where, measure, test, draw(st.one_of(st.none(), windows)))


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
    return DeviceCondition(field, draw(some_test(DEVICE_TYPES[field])))


def leaves(place: str, depth: int) -> st.SearchStrategy[Node]:
    if place == "where":
        return st.builds(PropertyCondition, paths, some_test())
    if place == "item":
        return st.builds(ItemCondition, st.one_of(st.just(""), paths), some_test())
    attribute_conditions = st.builds(AttributeCondition, paths, some_test(ranks=True))
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
