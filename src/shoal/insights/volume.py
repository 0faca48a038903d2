"""How much of what the data holds: events by local day, and the frequent values of a field."""

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from shoal.columns import bits, zones
from shoal.columns.values import LIST, OBJECT, ValueColumn
from shoal.insights.audience import hour_of
from shoal.model.errors import NotFound
from shoal.storage import Store

_MOST_TEXTS = 5_000
_ITEMS = "[]"
_MOST_LISTS = 50_000  # distinct lists that are taken apart


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


def texts(store: Store, *, as_of: int) -> Callable[[str | None, str], Sequence[str] | None]:
    """Every text that an attribute (event None) or a property has, most frequent first; None for too many of them."""

    @cache
    def read(event: str | None, path: str) -> Sequence[str] | None:
        if _ITEMS in path:
            return _item_texts(store, event, path, as_of)
        found = values(store, event=event, path=path, text="", as_of=as_of, limit=_MOST_TEXTS + 1)
        if len(found) > _MOST_TEXTS:
            return None
        decoded = (json.loads(value.json) for value in found)
        return tuple(value for value in decoded if isinstance(value, str))

    return read


def _item_texts(store: Store, event: str | None, path: str, as_of: int) -> Sequence[str] | None:
    """The texts of list items, or of a part of them, such as `products[].category`."""
    base, part = path.split(_ITEMS, 1)
    source = store.source()
    column = source.attribute(base, hour_of(as_of)) if event is None else source.event_values(event, base)
    lists = np.flatnonzero(column.values.kinds == LIST)
    if len(lists) > _MOST_LISTS or _ITEMS in part:
        return None
    found: Counter[str] = Counter()
    for code in lists:
        for item in json.loads(column.values.json_text(int(code))):
            for step in part.removeprefix(".").split(".") if part else ():
                item = item.get(step) if isinstance(item, dict) else None  # noqa: PLW2901 (going down)
            if isinstance(item, str):
                found[item] += 1
    return tuple(text for text, _ in found.most_common(_MOST_TEXTS))


def _wanted(column: ValueColumn, text: str) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    scalar = (column.values.kinds != LIST) & (column.values.kinds != OBJECT)
    if not text:
        return scalar
    folded = pc.match_substring(column.values.text.cast(pa.string()), text, ignore_case=True)
    found: np.ndarray[tuple[int], np.dtype[np.bool_]] = scalar & folded.to_numpy(zero_copy_only=False)
    return found
