"""What the oracle doesn't cover it refuses; it never says "no" instead."""

from dataclasses import replace
from decimal import Decimal

import pytest

from shoal.model.errors import InvalidInput
from shoal.model.history import AttributeRecord, Event, History, SegmentRule, World
from shoal.model.rule import (
    EVERYONE,
    Absolute,
    AllOf,
    AttributeCondition,
    Between,
    Calendar,
    Duration,
    EventCondition,
    ItemCondition,
    Measure,
    Not,
    PropertyCondition,
    ResponseCondition,
    Rolling,
    SegmentCondition,
    TagCondition,
    Test,
)
from shoal.oracle import holds, members

AS_OF = 1_772_971_200_000_000  # 2026-03-08T12:00:00Z
ANN = History(
    "ann",
    events=(Event("Order Completed", AS_OF - 1, "e1", {"total": Decimal("9.5")}),),
    attributes=(AttributeRecord(None, "a1", {"age": 30, "plan": "gold", "likes": ["red"]}),),
)
WORLD = World((ANN,))
REFUSED = r"not defined here|no pattern|no segment"
ONE = Test("gte", Decimal(1), "number")


def ordered(measure: Measure, test: Test, **parts: object) -> EventCondition:
    plain = EventCondition("Order Completed", None, measure, test, None)
    return replace(plain, **parts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "rule",
    [
        AttributeCondition("age", Test("gte", Decimal(18))),
        AttributeCondition("missing", Test("ne", Decimal(18))),
        AttributeCondition("age", Test("about", Decimal(18), "number")),
        AttributeCondition("missing", Test("about", Decimal(18), "number")),
        AttributeCondition("missing", Test("is", "gold", "number")),
        AttributeCondition("age", Test("gte", "18", "number")),
        AttributeCondition("age", Test("between", (Decimal(1),), "number")),
        AttributeCondition("age", Test("is_any_of", (), "number")),
        AttributeCondition("age", Test("top_percent", Decimal(0), "number")),
        AttributeCondition("age", Test("top_percent", Decimal("100.1"), "number")),
        AttributeCondition("plan", Test("is", Decimal(1), "string")),
        AttributeCondition("plan", Test("matches", "(", "string")),
        AttributeCondition("likes", Test("contains", "red", "list", ignore_case=True)),
        AttributeCondition("likes", Test("any_item", "red", "list")),
        AttributeCondition("likes", Test("size", Decimal(1), "list")),
        AttributeCondition("likes", Test("any_item", PropertyCondition("", Test("is", "red", "string")), "list")),
        PropertyCondition("total", ONE),
        ItemCondition("", ONE),
        ordered(Measure("count"), Test("on", "2026-01-01", "date")),
        ordered(Measure("last_time"), ONE),
        ordered(Measure("sum"), ONE),
        ordered(Measure("count", "total"), ONE),
        ordered(Measure("median", "total"), ONE),  # type: ignore[arg-type]
        ordered(Measure("count"), ONE, where=AttributeCondition("age", ONE)),
        ordered(Measure("count"), ONE, where=TagCondition(("vip",), "has")),
        ordered(Measure("count"), ONE, window=Between(Duration(1, "d"), Duration(2, "d"))),
        ordered(Measure("count"), ONE, window=Calendar(0, "d")),
        ordered(Measure("count"), ONE, window=Absolute("soon", None)),
        ordered(Measure("count"), ONE, window=Absolute("2026-01-01T00:00:00", None)),
        ordered(Measure("count"), ONE, window="30d"),
        ordered(Measure("last_time"), Test("in_last", "7d", "date")),
        ordered(Measure("last_time"), Test("weekday_is", "funday", "date")),
        ordered(Measure("last_time"), Test("anniversary_in_next", Duration(24, "h"), "date")),
        TagCondition(("vip", "new"), "has"),
        TagCondition(("vip",), "tagged_within"),
        TagCondition(("vip",), "had"),  # type: ignore[arg-type]
        SegmentCondition("unknown", "in"),
        ResponseCondition("liked", "any", None, None, None),  # type: ignore[arg-type]
        ResponseCondition("not_liked", "any", None, None, None),  # type: ignore[arg-type]
        "everyone",
    ],
    ids=repr,
)
def test_refused(rule) -> None:
    with pytest.raises(ValueError, match=REFUSED):
        members(rule, WORLD, AS_OF)
    with pytest.raises(ValueError, match=REFUSED):
        members(Not(rule), WORLD, AS_OF)


def test_a_cycle_of_segments_is_refused_with_its_path() -> None:
    segments = {
        "a": SegmentRule(SegmentCondition("b", "in")),
        "b": SegmentRule(AllOf((EVERYONE, SegmentCondition("a", "not_in")))),
    }
    with pytest.raises(ValueError, match="a → b → a"):
        members(SegmentCondition("a", "in"), replace(WORLD, segments=segments), AS_OF)


def test_an_unknown_zone_is_refused() -> None:
    with pytest.raises(InvalidInput, match="Mars"):
        members(EVERYONE, WORLD, AS_OF, zone="Mars/Olympus")


def test_floats_in_the_data_are_refused() -> None:
    world = World((History("bob", attributes=(AttributeRecord(None, "a", {"age": 30.0}),)),))
    with pytest.raises(ValueError, match="float"):
        members(AttributeCondition("age", ONE), world, AS_OF)


def test_the_zone_defaults_to_the_workspace_s() -> None:
    today = ordered(Measure("count"), ONE, window=Calendar(1, "d"))
    early = History("early", events=(Event("Order Completed", AS_OF - 13 * 3_600_000_000, "e"),))  # 23:00 UTC
    for zone, expected in (("UTC", set()), ("Europe/Istanbul", {"early"})):
        assert members(today, World((early,), zone=zone), AS_OF) == expected
        assert members(today, World((early,), zone="UTC"), AS_OF, zone=zone) == expected


def test_a_profile_alone_and_in_its_world() -> None:
    recently = ordered(Measure("count"), ONE, window=Rolling(Duration(1, "h")))
    assert holds(recently, ANN, WORLD, AS_OF)
    assert not holds(recently, ANN, WORLD, AS_OF + 3_600_000_000)
    assert not holds(EVERYONE, replace(ANN, attributes=()), WORLD, AS_OF - 1)
