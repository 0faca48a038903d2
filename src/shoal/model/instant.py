"""Instants as microseconds since 1970 UTC, and the ISO 8601 text of them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from shoal.model.errors import InvalidInput

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def to_microseconds(moment: datetime) -> int:
    """An aware datetime as microseconds since 1970 UTC, exactly."""
    return (moment - EPOCH) // MICROSECOND


def from_microseconds(time: int) -> datetime:
    return EPOCH + timedelta(microseconds=time)


def format_instant(time: int) -> str:
    """`2026-03-08T12:00:00Z`, with a fraction only where there is one."""
    return from_microseconds(time).isoformat().replace("+00:00", "Z")


def parse_instant(text: str, zone: str) -> int:
    """An ISO 8601 date (midnight) or date-time; without an offset it is in `zone`.

    An ambiguous local time is its first occurrence, one that a clock change skips moves forward.
    Raises InvalidInput when the text is no date.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise InvalidInput(f"{text!r} is no date or time", hint="write 2026-03-08 or 2026-03-08T12:00:00Z") from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone_info(zone))
    try:
        return to_microseconds(moment.astimezone(UTC))
    except OverflowError:
        raise InvalidInput(f"{text!r} lies outside the calendar", hint="write 2026-03-08T12:00:00Z") from None


def within_calendar(moment: int) -> int:
    """The instant. Raises InvalidInput for one so far away that its local dates may not exist."""
    if not _FIRST <= moment < _LAST:
        raise InvalidInput("the instant lies outside the years 1900 to 2999", hint="write 2026-03-08T12:00:00Z")
    return moment


def zone_info(name: str) -> ZoneInfo:
    """Raises InvalidInput for a zone that the time-zone database doesn't have."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise InvalidInput(
            f"there is no time zone {name!r}", hint="use a name such as Europe/Istanbul or UTC"
        ) from None


_FIRST, _LAST = parse_instant("1900-01-01", "UTC"), parse_instant("3000-01-01", "UTC")
