"""Local time for arrays, held to the standard library one instant at a time."""

from datetime import UTC, datetime, timedelta
from random import Random

import numpy as np
import pytest

from shoal.columns import zones
from shoal.model.instant import EPOCH, parse_instant, to_microseconds, zone_info

ZONES = (
    *("UTC", "Europe/Berlin", "America/New_York", "America/St_Johns", "Pacific/Apia", "America/Santiago"),
    *("Asia/Kathmandu", "Australia/Lord_Howe", "Africa/Casablanca", "Europe/Istanbul", "Asia/Kolkata"),
)


def moments(zone: str) -> list[int]:
    """Random instants, and those around every change of the offset in some years."""
    rng = Random(zone)
    first, last = (to_microseconds(datetime(year, 1, 1, tzinfo=UTC)) for year in (2009, 2029))
    found = [rng.randrange(first, last) for _ in range(500)]
    info = zone_info(zone)
    day = first
    while day < last:
        before, after = (
            (EPOCH + timedelta(microseconds=t)).astimezone(info).utcoffset() for t in (day, day + zones.DAY)
        )
        if before != after:
            found += [day + step * 900_000_000 + shift for step in range(97) for shift in (-1, 0, 1)]
        day += zones.DAY
    return found


@pytest.mark.parametrize("zone", ZONES)
def test_local_times_are_those_of_the_clock(zone: str) -> None:
    times = moments(zone)
    info = zone_info(zone)
    local = zones.local_times(np.array(times, np.int64), zone).tolist()
    for time, found in zip(times, local, strict=True):
        clock = (EPOCH + timedelta(microseconds=time)).astimezone(info).replace(tzinfo=UTC)
        assert found == to_microseconds(clock), time


@pytest.mark.parametrize("zone", ZONES)
def test_wall_clock_times_are_first_occurrences_and_move_forward(zone: str) -> None:
    local = [*moments(zone), *zones.local_times(np.array(moments(zone), np.int64), zone).tolist()]
    found = zones.instants_of_local(np.array(local, np.int64), zone).tolist()
    for wall, instant in zip(local, found, strict=True):
        text = (EPOCH + timedelta(microseconds=wall)).replace(tzinfo=None).isoformat()
        assert instant == parse_instant(text, zone), text


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "America/New_York", "Pacific/Kiritimati", "Africa/Cairo"])
@pytest.mark.parametrize("years", [(2024, 2026), (1901, 2026)], ids=["near", "a century apart"])
def test_days_in_order_are_those_of_each_instant(zone: str, years: tuple[int, int]) -> None:
    random = Random(5)
    first, last = (to_microseconds(datetime(year, 3, 1, tzinfo=UTC)) for year in years)
    instants = np.array(sorted([first, *(random.randint(first, last) for _ in range(5_000)), last]), np.int64)
    assert (zones.days_in_order(instants, zone) == zones.local_days(instants, zone)).all()


def test_the_calendar_ends_where_it_ends() -> None:
    last = to_microseconds(datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC))
    first = to_microseconds(datetime(1, 1, 1, tzinfo=UTC))
    east = zones.local_times(np.array([last], np.int64), "Pacific/Auckland")
    assert zones.to_date(int(east[0]) // zones.DAY).year == 9999
    west = zones.local_times(np.array([first], np.int64), "America/New_York")
    assert zones.to_date(int(west[0]) // zones.DAY).year == 1


@pytest.mark.parametrize(
    ("unit", "back", "expected"),
    [
        ("d", 1, "2026-03-07"),
        ("w", 0, "2026-03-02"),
        ("w", 1, "2026-02-23"),
        ("mo", 0, "2026-03-01"),
        ("mo", 3, "2025-12-01"),
        ("q", 0, "2026-01-01"),
        ("q", 1, "2025-10-01"),
        ("y", 2, "2024-01-01"),
    ],
)
def test_units_begin_on_local_days(unit: str, back: int, expected: str) -> None:
    today = zones.to_day(datetime(2026, 3, 8).date())  # a Sunday
    assert zones.to_date(zones.unit_start(today, unit, back)).isoformat() == expected  # type: ignore[arg-type]
