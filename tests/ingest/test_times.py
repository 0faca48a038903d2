"""Times: exact microseconds, ISO 8601 alone, local times by the rule of the first occurrence."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shoal.ingest import times
from shoal.model.errors import InvalidInput
from shoal.model.instant import parse_instant, to_microseconds

moments = st.datetimes(datetime(1900, 1, 2), datetime(9999, 12, 30))
offsets = st.integers(-23 * 60, 23 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


def read(text: str | None) -> tuple[int, int]:
    micro, kinds = times.read_iso(pa.array([text], pa.string()))
    return int(micro[0]), int(kinds[0])


@settings(deadline=None)
@given(moments, offsets, st.sampled_from(["T", " "]))
def test_instants_are_exact_to_the_microsecond(moment: datetime, offset: timezone, separator: str):
    aware = moment.replace(tzinfo=offset)
    assert read(aware.isoformat(sep=separator)) == (to_microseconds(aware), times.INSTANT)


@settings(deadline=None)
@given(moments)
def test_without_an_offset_they_are_local(moment: datetime):
    assert read(moment.isoformat()) == (to_microseconds(moment.replace(tzinfo=UTC)), times.LOCAL)
    assert read(str(moment.date()))[1] == times.DATE


@settings(deadline=None)
@given(st.text(alphabet="0123456789-+:.TZ ", max_size=26))
def test_what_it_reads_python_reads_alike(text: str):
    micro, kind = read(text)
    if kind != times.UNREADABLE and not text.endswith(" Z"):
        expected = datetime.fromisoformat(text.replace(" +", "+").replace(" -", "-"))
        assert micro == to_microseconds(expected if expected.tzinfo else expected.replace(tzinfo=UTC))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("2024-02-29", times.DATE),
        ("2024-02-29T23:59:59.999999Z", times.INSTANT),
        ("2024-02-29 10:00", times.LOCAL),
        ("2024-02-29T10:00:00+0300", times.INSTANT),
        ("2024-02-29 10:00:00 UTC", times.INSTANT),
        ("2023-02-29", times.UNREADABLE),
        ("2024-13-01", times.UNREADABLE),
        ("2024-01-01T24:00:00Z", times.UNREADABLE),
        ("2024-01-01T10:00:60Z", times.UNREADABLE),
        ("2024-1-1", times.UNREADABLE),
        ("1899-12-31T23:59:59Z", times.UNREADABLE),
        ("10000-01-01", times.UNREADABLE),
        ("infinity", times.UNREADABLE),
        ("", times.UNREADABLE),
        (None, times.UNREADABLE),
    ],
)
def test_only_iso_8601_between_1900_and_9999_is_read(text: str | None, kind: int):
    assert read(text)[1] == kind


def test_digits_after_the_microsecond_are_cut():
    assert read("1970-01-01T00:00:00.123456999Z") == (123_456, times.INSTANT)


@pytest.mark.parametrize(
    ("zone", "local", "instant"),
    [
        ("Europe/Berlin", "2024-03-31T02:30:00", "2024-03-31T01:30:00Z"),  # skipped: forward
        ("Europe/Berlin", "2024-10-27T02:30:00", "2024-10-27T00:30:00Z"),  # twice: the first
        ("Europe/Berlin", "2024-10-27T03:00:00", "2024-10-27T02:00:00Z"),
        ("America/Sao_Paulo", "2018-11-04T00:00:00", "2018-11-04T03:00:00Z"),  # a midnight that isn't there
        ("Europe/Istanbul", "2016-09-07T00:30:00", "2016-09-06T21:30:00Z"),
        ("Australia/Lord_Howe", "2024-04-07T01:45:00", "2024-04-06T14:45:00Z"),  # half an hour
        ("Asia/Kathmandu", "1985-12-31T23:59:59.999999", "1985-12-31T18:29:59.999999Z"),
    ],
)
def test_local_times_on_the_days_of_a_change(zone: str, local: str, instant: str):
    found = times.to_instants(np.array([parse_instant(local, "UTC")]), zone)
    assert found.tolist() == [parse_instant(instant, "UTC")]


@settings(deadline=None)
@given(
    st.lists(moments.filter(lambda m: m.year < 2400), min_size=1, max_size=5),
    st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Tehran", "Africa/Casablanca", "UTC"]),
)
def test_local_times_agree_with_the_zone_database(local: list[datetime], zone: str):
    asked = np.array([to_microseconds(m.replace(tzinfo=UTC)) for m in local])
    expected = [to_microseconds(m.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)) for m in local]
    assert times.to_instants(asked, zone).tolist() == expected


def test_an_unknown_zone_is_named():
    with pytest.raises(InvalidInput, match="no time zone 'Mars/Base'"):
        times.to_instants(np.array([0]), "Mars/Base")
