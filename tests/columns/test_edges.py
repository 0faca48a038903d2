"""Corners of dates, numbers and days, held to the oracle."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from tests.properties.memory_records import engine_members

from shoal import oracle
from shoal.model.history import AttributeRecord, Event, History, World
from shoal.model.instant import parse_instant
from shoal.model.rule import AnyOf, AttributeCondition, Duration, EventCondition, Measure, Rolling, Rule, Test

NOON = parse_instant("2026-03-08T12:00:00Z", "UTC")


def agreed(rule: Rule, world: World, zone: str = "UTC") -> frozenset[str]:
    """The members, once engine and oracle name the same ones."""
    found = engine_members(rule, world, NOON, zone=zone)
    assert found == oracle.members(rule, world, NOON, zone=zone)
    return found


def with_attribute(name: str, values: list[object]) -> World:
    return World(
        tuple(History(str(value), attributes=(AttributeRecord(None, "m", {name: value}),)) for value in values)
    )


@pytest.mark.parametrize("days", [1, 365, 366, 731, 1096, 1461, 3000, 36_525])
@pytest.mark.parametrize("op", ["anniversary_in_next", "anniversary_in_last"])
def test_an_anniversary_may_be_asked_for_over_many_years(op: str, days: int) -> None:
    today = date(2026, 3, 8)
    steps = {0, 1, -1, -364, -365, -366, -367, days, -days, 1 - days, -days - 1, 900, -900}
    born = {today + timedelta(days=step) for step in steps} | {date(2024, 2, 29), date(2000, 2, 29), date(2028, 2, 29)}
    world = with_attribute("born", [day.isoformat() for day in sorted(born)])
    found = agreed(AttributeCondition("born", Test(op, Duration(days, "d"), "date")), world)
    assert days < 365 or "2025-03-08" in found or op == "anniversary_in_next"


@pytest.mark.parametrize("op", ["eq", "ne", "gt", "gte", "lt", "lte"])
def test_numbers_of_any_length_are_compared_exactly(op: str) -> None:
    texts = ["0.1", "0.10000000000000000000000000000001", "1234567", "1234567.0000000000000000000000000001", "1e-300"]
    world = with_attribute("n", [Decimal(text) for text in texts])
    for literal in ("0.1", "1234567"):
        agreed(AttributeCondition("n", Test(op, Decimal(literal), "number")), world)


@pytest.mark.parametrize(
    ("zone", "moment"),
    [
        ("America/St_Johns", "2010-11-07T02:31:00Z"),  # 00:01 became 23:01 of the day before
        ("Antarctica/Casey", "2010-03-04T15:00:00Z"),  # 02:00 became 23:00 of the day before
        ("America/Juneau", "1867-10-19T00:31:00Z"),  # a whole day came twice
    ],
)
def test_a_day_that_clocks_went_back_to_counts_once(zone: str, moment: str) -> None:
    back = parse_instant(moment, "UTC")
    minute = 60_000_000
    before_and_after = (-30 * minute, -minute // 2, 30 * minute, 75 * minute, 200 * minute)
    world = World(
        tuple(
            History(f"p{n}", tuple(Event("E", back + step, f"m{n}.{step}") for step in before_and_after[:n]))
            for n in range(1, 6)
        )
    )
    found = [
        agreed(EventCondition("E", None, Measure("active_days"), Test("eq", Decimal(n), "number"), None), world, zone)
        for n in range(1, 6)
    ]
    assert sum(map(len, found)) == 5
    assert not found[3] | found[4]


def test_many_windows_are_counted_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shoal.columns.measures._MOST_FRESH", 7)  # two windows of three profiles at once
    hour = 3_600_000_000
    world = World(
        tuple(
            History(f"p{n}", tuple(Event("E", NOON - k * hour, f"m{n}.{k}", {"v": k // n}) for k in range(1, 9)))
            for n in (1, 2, 3)
        )
    )
    many = Test("gte", Decimal(3), "number")
    lengths = [Rolling(Duration(hours, "h")) for hours in range(1, 10)]
    windows = [EventCondition("E", None, Measure("distinct", "v"), many, length) for length in lengths]
    # Windows of one rule are measured together, and each alone is what the oracle says.
    assert agreed(AnyOf(tuple(windows)), world) == agreed(windows[-1], world)
    assert [len(agreed(window, world)) for window in windows] == [0, 0, 1, 2, 2, 3, 3, 3, 3]
