"""How much of what the data holds: events by local day, and the frequent values of a field."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from shoal.columns import bits, zones
from shoal.columns.values import LIST, OBJECT, ValueColumn
from shoal.insights.audience import hour_of
from shoal.model.errors import NotFound
from shoal.storage import Store


def volume(store: Store, event: str, *, start: int, end: int, zone: str) -> list[tuple[str, int]]:
    """(local date, events) for each day of the span. Raises NotFound for an event that the data doesn't have."""
    known = store.catalog().events
    if event not in known:
        raise NotFound.named("event", event, known)
    time = store.source().events(event).time
    first, last = zones.local_day(start, zone), zones.local_day(end - 1, zone)
    edges = np.array([zones.midnight(day, zone) for day in range(first, last + 2)], np.int64)
    counts = np.diff(np.searchsorted(time, edges))
    return [(zones.to_date(first + i).isoformat(), int(count)) for i, count in enumerate(counts)]


@dataclass(frozen=True, slots=True)
class ValueCount:
    """A value as JSON text, and for how many profiles (of an attribute) or events (of a property) it is set."""

    json: str
    count: int


def values(store: Store, *, event: str | None, path: str, text: str, as_of: int, limit: int) -> tuple[ValueCount, ...]:
    """The most frequent values that contain the text in any case: of an attribute, or of a property of an event."""
    source = store.source()
    if event is None:
        column = source.attribute(path, hour_of(as_of))
        living = bits.unpack(source.everyone(hour_of(as_of)), source.profiles)
        codes = column.codes[living]
    else:
        column = source.event_values(event, path)
        codes = column.codes
    counts = np.bincount(codes[codes >= 0], minlength=len(column.values))
    counts[~_wanted(column, text)] = 0
    best = np.argsort(-counts, kind="stable")[:limit]
    return tuple(ValueCount(column.values.json_text(int(c)), int(counts[c])) for c in best if counts[c])


def _wanted(column: ValueColumn, text: str) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    scalar = (column.values.kinds != LIST) & (column.values.kinds != OBJECT)
    if not text:
        return scalar
    folded = pc.match_substring(column.values.text.cast(pa.string()), text, ignore_case=True)
    found: np.ndarray[tuple[int], np.dtype[np.bool_]] = scalar & folded.to_numpy(zero_copy_only=False)
    return found
