"""Event conditions: the events a condition speaks of (a selection), and measures over windows of them."""

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property, partial
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from shoal.columns import dates, sweep, zones
from shoal.columns.bits import Words, empty, pack, pack_lookup
from shoal.columns.dates import Mask
from shoal.columns.predicates import (
    alternatives,
    decimal_passes,
    lookup_table,
    number_passes,
    pair,
    scaled_passes,
)
from shoal.columns.program import EventColumns, EventLeaf
from shoal.columns.value_measures import Occurrences, chosen_values
from shoal.columns.values import (
    BOOLEAN,
    NO_NUMBER,
    NUMBER,
    SCALE,
    STRING,
    ValueColumn,
    Values,
    canonical_json,
)
from shoal.model.paths import is_list_path
from shoal.model.rule import NEGATIVE_OPERATORS, Test

Emitted = Iterator[tuple[EventLeaf, Words]]

_SAFE = 2**62
_BLOCK_SHIFT = 14  # blocks of 16,384 profiles
_MOST_FRESH = 64_000_000  # numbers by window and profile kept at once: 256 MB
FEW_VALUES = 64  # up to so many, those that a profile has are the bits of one number
_MOST_WINDOWS = 256  # in one family: `sweep.partition` has a byte for a window's number


class Scratch:
    """Arrays by profile that one thread uses again and again."""

    def __init__(self, profiles: int) -> None:
        self.profiles = profiles
        self._kept: dict[tuple[str, Any], npt.NDArray[Any]] = {}

    def filled(self, name: str, dtype: Any, value: int = 0) -> npt.NDArray[Any]:
        """An array by profile, filled anew; the same memory for the same name and type each time."""
        key = (name, np.dtype(dtype))
        if key not in self._kept:
            self._kept[key] = np.empty(self.profiles, dtype)
        self._kept[key].fill(value)
        return self._kept[key]


class Selection:
    """Events of one name that fit a `where`: all of them, or those at `positions` (ascending)."""

    def __init__(
        self,
        events: EventColumns,
        positions: npt.NDArray[np.int32] | None,
        values: Callable[[str], ValueColumn],
        known: dict[int, int] | None = None,
    ) -> None:
        """`known` has how many of all events are timed before an instant, shared by the selections of one event."""
        self.events = events
        self.positions = positions
        self._values = values
        self._known = {} if known is None else known

    @cached_property
    def profile(self) -> npt.NDArray[np.int32]:
        return self.events.profile if self.positions is None else self.events.profile[self.positions]

    @cached_property
    def time(self) -> npt.NDArray[np.int64]:
        return self.events.time if self.positions is None else self.events.time[self.positions]

    def column(self, path: str) -> ValueColumn:
        column = self._values(path)
        return column if self.positions is None else ValueColumn(column.codes[self.positions], column.values)

    def index(self, time: int) -> int:
        """How many of the events are timed before `time`."""
        base = self._known.get(time)
        if base is None:
            base = self._known[time] = int(self.events.time.searchsorted(time, "left"))
        # The same integer type on both sides: otherwise the whole array would be converted first.
        return base if self.positions is None else int(self.positions.searchsorted(np.int32(base), "left"))


@dataclass(frozen=True, slots=True)
class Step:
    """One window of a sweep: events from `low` on belong to it, and these conditions ask about it."""

    low: int
    leaves: tuple[EventLeaf, ...]


@dataclass(frozen=True, slots=True)
class Family:
    """Conditions that one sweep serves: measures of one kind over windows with one end, shortest first.

    `of` is the property path, for active days the zone, else empty.
    """

    selection: Selection
    kind: str
    of: str
    high: int
    steps: tuple[Step, ...]

    def slices(self) -> Iterator[tuple[int, int, tuple[EventLeaf, ...]]]:
        """(low, high, leaves) of the part that each window adds to the one before."""
        high = self.high
        for step in self.steps:
            yield min(step.low, high), high, step.leaves
            high = min(step.low, high)


_KINDS = {
    "first_time": "times",
    "last_time": "times",
    "sum": "totals",
    "avg": "totals",
    "min": "extremes",
    "max": "extremes",
    "most_frequent": "values",
    "first": "values",
    "last": "values",
}


def families(selection: Selection, leaves: Iterable[EventLeaf]) -> Iterator[Family]:
    by_sweep: dict[tuple[str, str, int], dict[int, list[EventLeaf]]] = {}
    for leaf in leaves:
        kind: str = leaf.measure.kind
        of = leaf.frame.zone if kind == "active_days" else leaf.measure.property or ""
        by_start = by_sweep.setdefault((_KINDS.get(kind, kind), of, leaf.end), {})
        by_start.setdefault(leaf.start, []).append(leaf)
    for (kind, of, end), by_start in by_sweep.items():
        steps = tuple(Step(selection.index(start), tuple(by_start[start])) for start in sorted(by_start, reverse=True))
        for first in range(0, len(steps), _MOST_WINDOWS):
            yield Family(selection, kind, of, selection.index(end), steps[first : first + _MOST_WINDOWS])


def measure(family: Family, scratch: Scratch) -> Emitted:
    """Every condition of the family with the profiles for which it holds, the living and the dead."""
    return _SWEEPS[family.kind](family, scratch)


def _emit(test: Test, present: Mask | None, passes: Callable[[str], Mask]) -> Words:
    """The condition from its positive operator; `present` is where the measure has a value, None for everywhere.

    `passes` gives an operator's verdict by profile, of use only where a value is present; is_set passes everywhere.
    """
    positive = NEGATIVE_OPERATORS.get(test.op, test.op)
    passed = passes(positive) if present is None else present & passes(positive)
    if positive != test.op:
        passed = ~passed if present is None or test.missing == "include" else present & ~passed
    return pack(passed)


# --- counts --------------------------------------------------------------------------------------------------------


def _largest_literal(test: Test) -> int:
    value = test.value if isinstance(test.value, tuple) else (test.value,)
    return max((math.ceil(abs(v)) for v in value if isinstance(v, Decimal)), default=0)


def _counts(family: Family, scratch: Scratch) -> Emitted:
    """Counts stop one above the largest number asked about, so that most fit a byte."""
    limit = 1 + max(_largest_literal(leaf.test) for step in family.steps for leaf in step.leaves)
    dtype = np.uint8 if limit < 2**8 else np.uint16 if limit < 2**16 else np.uint32
    limit = min(limit, 2**31)
    counts = scratch.filled("count", dtype)
    for low, high, leaves in family.slices():
        sweep.count_events(family.selection.profile, low, high, counts, limit)
        for leaf in leaves:
            yield leaf, _emit(leaf.test, None, partial(_whole_passes, counts, leaf.test))


def _whole_passes(counts: npt.NDArray[Any], test: Test, op: str) -> Mask:
    if op == "is_set":
        return np.ones(counts.size, np.bool_)
    return scaled_passes(counts, op, test, unit=1)


# --- times and days ------------------------------------------------------------------------------------------------


def _times(family: Family, scratch: Scratch) -> Emitted:
    """First and last events by their positions, which ascend with the times.

    The last event of a window is the last of all before its end, if it lies in the window.
    """
    profile = family.selection.profile
    oldest = min(family.steps[-1].low, family.high)
    kinds = {leaf.measure.kind for step in family.steps for leaf in step.leaves}
    first, last = scratch.filled("first", np.int32, -1), scratch.filled("last", np.int32, -1)
    if "last_time" in kinds:
        sweep.last_events(profile, oldest, family.high, last)
    for low, high, leaves in family.slices():
        if "first_time" in kinds:
            sweep.first_events(profile, low, high, first)
        for leaf in leaves:
            at = first if leaf.measure.kind == "first_time" else last
            yield leaf, _emit(leaf.test, at >= max(low, 0), partial(_time_passes, family.selection, at, leaf))


def _time_passes(selection: Selection, at: npt.NDArray[np.int32], leaf: EventLeaf, op: str) -> Mask:
    """The test on the times of the events at the positions; of no meaning where there is none (-1)."""
    if op == "is_set":
        return np.ones(at.size, np.bool_)
    span = dates.instant_range(op, leaf.test, leaf.frame)
    if span is None:
        times = selection.time[np.maximum(at, 0)] if selection.time.size else np.zeros(at.size, np.int64)
        return dates.passes(dates.Dates.of_times(times), op, leaf.test, leaf.frame)
    start, end = span
    passed = np.ones(at.size, np.bool_) if start is None else at >= np.int32(selection.index(start))
    return passed if end is None else passed & (at < np.int32(selection.index(end)))


def _active_days(family: Family, scratch: Scratch) -> Emitted:
    oldest = min(family.steps[-1].low, family.high)
    days = zones.days_in_order(family.selection.time[oldest : family.high], family.of)
    profile = family.selection.profile[oldest : family.high]
    counts = scratch.filled("days", np.int32)
    if bool((days[1:] < days[:-1]).any()):  # clocks went back to the day before: a day may come in two parts
        edges = np.array([family.high] + [low for low, _, _ in family.slices()], np.int64) - oldest
        numbers = np.unique(days, return_inverse=True)[1].astype(np.int32)
        fresh = iter(_distinct_counts(profile, numbers, np.ones(days.size, np.bool_), edges, scratch.profiles))
    else:
        fresh = None
    latest = scratch.filled("latest", np.int64, sweep.NEVER)
    for low, high, leaves in family.slices():
        if fresh is None:
            sweep.count_days(profile, days, low - oldest, high - oldest, latest, counts)
        else:
            counts += next(fresh)
        for leaf in leaves:
            yield leaf, _emit(leaf.test, None, partial(_whole_passes, counts, leaf.test))


# --- properties ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Property:
    """A property's values by occurrence: one an event, or one an item where the path visits lists."""

    profile: npt.NDArray[np.int32]
    codes: npt.NDArray[np.integer]
    values: Values
    starts: npt.NDArray[np.int64] | None  # where each event's items begin; None: occurrence = event

    def index(self, event: int) -> int:
        return event if self.starts is None else int(self.starts[event])


def property_of(selection: Selection, path: str) -> _Property:
    column = selection.column(path)
    if not is_list_path(path):
        return _Property(selection.profile, column.codes, column.values, None)
    return _items_by_event(selection.profile, column)


def _items_by_event(profile: npt.NDArray[np.int32], column: ValueColumn) -> _Property:
    lists = column.values.lists
    texts: list[str] = []
    begin = np.zeros(len(column.values) + 1, np.int64)
    size = np.zeros(len(column.values) + 1, np.int64)
    for code, items in lists.items():
        begin[code], size[code] = len(texts), len(items)
        texts.extend(canonical_json(item) for item in items)
    distinct = pa.array(texts, pa.string()).dictionary_encode()
    values, codes_of_distinct = Values.of_json(distinct.dictionary)
    item_codes = codes_of_distinct[distinct.indices.to_numpy()] if texts else np.empty(0, np.int32)
    sizes = size[column.codes]
    starts = np.concatenate([[0], np.cumsum(sizes)])
    within = np.arange(starts[-1]) - np.repeat(starts[:-1], sizes)
    codes = item_codes[np.repeat(begin[column.codes], sizes) + within]
    return _Property(np.repeat(profile, sizes), codes, values, starts)


def _with_missing(array: npt.NDArray[Any], missing: Any) -> npt.NDArray[Any]:
    """A table by code with an entry for -1."""
    return np.append(array, array.dtype.type(missing))


def _totals(family: Family, scratch: Scratch) -> Emitted:
    """Sums and averages, exact: integers of millionths, and one rounding at the end where some value is none."""
    prop = property_of(family.selection, family.of)
    scaled = _with_missing(prop.values.scaled, NO_NUMBER)
    totals, counts = scratch.filled("total", np.int64), scratch.filled("numbers", np.int32)
    oldest = prop.index(min(family.steps[-1].low, family.high))
    by_hand = _not_in_int64(prop, oldest, prop.index(family.high), scratch.profiles)
    for low, high, leaves in family.slices():
        sweep.add_numbers(prop.profile, prop.codes, scaled, prop.index(low), prop.index(high), totals, counts)
        for leaf in leaves:
            present = counts > 0 if leaf.measure.kind == "avg" else None

            def passes(op: str, leaf: EventLeaf = leaf) -> Mask:
                if op == "is_set":
                    return np.ones(totals.size, np.bool_)
                if leaf.measure.kind == "sum":
                    return scaled_passes(totals, op, leaf.test)
                return _ratio_passes(totals, counts, op, leaf.test)

            if by_hand is None:
                yield leaf, _emit(leaf.test, present, passes)
            else:
                events = (prop.index(low), prop.index(family.high))
                yield leaf, _emit_exactly(leaf, present, passes, prop, by_hand, events)


def _not_in_int64(prop: _Property, low: int, high: int, profiles: int) -> Mask | None:
    """The profiles whose totals 64-bit integers may not hold: some value has no millionths, or they are too large."""
    used = prop.codes[low:high]
    odd: Mask | None = None
    inexact = _with_missing(prop.values.inexact, False)
    if inexact.any():
        at = inexact[used]
        if at.any():
            odd = np.zeros(profiles, np.bool_)
            odd[prop.profile[low:high][at]] = True
    numbers = prop.values.scaled[prop.values.scaled != NO_NUMBER]
    largest = max(abs(int(numbers.min())), abs(int(numbers.max()))) if numbers.size else 0
    if largest * (high - low) >= _SAFE:
        most = int(np.bincount(prop.profile[low:high]).max())
        if largest * most >= _SAFE:
            return np.ones(profiles, np.bool_)
    return odd


def _emit_exactly(
    leaf: EventLeaf,
    present: Mask | None,
    passes: Callable[[str], Mask],
    prop: _Property,
    by_hand: Mask,
    events: tuple[int, int],
) -> Words:
    """As `_emit`, with the `by_hand` profiles' totals taken one profile at a time."""
    low, high = events
    at = low + np.flatnonzero(by_hand[prop.profile[low:high]])
    at = at[np.argsort(prop.profile[at], kind="stable")]
    owners, begins = np.unique(prop.profile[at], return_index=True)
    passed_by_hand: dict[int, bool | None] = {}
    positive = NEGATIVE_OPERATORS.get(leaf.test.op, leaf.test.op)
    pieces = np.split(prop.codes[at], begins[1:]) if at.size else []
    for owner, codes in zip(owners.tolist(), pieces, strict=True):
        passed_by_hand[owner] = _one_total(leaf, positive, codes[codes >= 0], prop.values)
    if present is not None:
        present = present.copy()
        for owner, verdict in passed_by_hand.items():
            present[owner] = verdict is not None

    def corrected(op: str) -> Mask:
        mask = passes(op).copy()
        for owner, verdict in passed_by_hand.items():
            mask[owner] = bool(verdict)
        return mask

    return _emit(leaf.test, present, corrected)


def _one_total(leaf: EventLeaf, op: str, codes: npt.NDArray[np.integer], values: Values) -> bool | None:
    """Whether one profile's sum or average passes; None when it is missing."""
    codes = codes[values.kinds[codes] == NUMBER]
    average = leaf.measure.kind == "avg"
    if average and codes.size == 0:
        return None
    if op == "is_set":
        return True
    if values.inexact[codes].any():
        total = math.fsum(values.floats[codes].tolist())
        return decimal_passes(total / codes.size if average else total, op, leaf.test, float)
    exact = Fraction(sum(values.scaled[codes].tolist()), SCALE)
    return decimal_passes(exact / codes.size if average else exact, op, leaf.test, Fraction)


def _ratio_passes(totals: npt.NDArray[np.int64], counts: npt.NDArray[np.int32], op: str, test: Test) -> Mask:
    """total / count against the literals, without dividing: total · q against p · count for a literal p/q."""
    if op == "between":
        low, high = pair(test)
        return _ratio_compare(totals, counts, "gte", low) & _ratio_compare(totals, counts, "lte", high)
    if op == "is_any_of":
        found = np.zeros(totals.size, np.bool_)
        for value in alternatives(test):
            found |= _ratio_compare(totals, counts, "eq", value)
        return found
    return _ratio_compare(totals, counts, op, test.value)


_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "eq": np.equal,
    "gt": np.greater,
    "gte": np.greater_equal,
    "lt": np.less,
    "lte": np.less_equal,
}


def _ratio_compare(totals: npt.NDArray[np.int64], counts: npt.NDArray[np.int32], op: str, literal: Any) -> Mask:
    p, q = (Decimal(literal) * SCALE).as_integer_ratio()
    largest = max(abs(int(totals.min())), abs(int(totals.max()))) if totals.size else 0
    most = int(counts.max()) if counts.size else 0
    if largest * q < _SAFE and abs(p) * most < _SAFE and max(q, abs(p)) < _SAFE:
        result: Mask = _COMPARE[op](totals * q, counts.astype(np.int64) * p)
        return result
    out = np.zeros(totals.size, np.bool_)
    at = np.flatnonzero(counts)
    out[at] = _COMPARE[op](totals[at].astype(object) * q, counts[at].astype(object) * p).astype(np.bool_)
    return out


def _extremes(family: Family, scratch: Scratch) -> Emitted:
    """Least and greatest numbers, as ranks among the distinct numbers; a test is decided once for each rank."""
    prop = property_of(family.selection, family.of)
    rank = _with_missing(prop.values.number_order, -1)
    code_of_rank = np.argsort(prop.values.number_order, kind="stable")[int((prop.values.number_order < 0).sum()) :]
    lowest, highest = scratch.filled("lowest", np.int32), scratch.filled("highest", np.int32, -1)
    for low, high, leaves in family.slices():
        sweep.extreme_ranks(prop.profile, prop.codes, rank, prop.index(low), prop.index(high), lowest, highest)
        present = highest >= 0
        for leaf in leaves:
            extreme = lowest if leaf.measure.kind == "min" else highest

            def passes(op: str, leaf: EventLeaf = leaf, extreme: npt.NDArray[np.int32] = extreme) -> Mask:
                if op == "is_set" or code_of_rank.size == 0:
                    return np.ones(extreme.size, np.bool_)
                table: Mask = number_passes(prop.values, op, leaf.test)[code_of_rank]
                return table[np.maximum(extreme, 0)]

            yield leaf, _emit(leaf.test, present, passes)


def _in_parts(sweep_some: Callable[[Family, Scratch], Emitted]) -> Callable[[Family, Scratch], Emitted]:
    """A sweep that keeps a number for each window and profile, over as many windows at once as there is room for."""

    def sweep_all(family: Family, scratch: Scratch) -> Emitted:
        most = max(1, _MOST_FRESH // max(1, scratch.profiles))
        for first in range(0, len(family.steps), most):
            yield from sweep_some(replace(family, steps=family.steps[first : first + most]), scratch)

    return sweep_all


def _distinct(family: Family, scratch: Scratch) -> Emitted:
    prop = property_of(family.selection, family.of)
    countable = np.isin(prop.values.kinds, (STRING, NUMBER, BOOLEAN))
    counts = scratch.filled("distinct", np.int32)
    if countable.size <= FEW_VALUES:
        seen = scratch.filled("seen", np.uint64)
        for low, high, leaves in family.slices():
            window = (prop.index(low), prop.index(high))
            sweep.count_few_values(prop.profile, prop.codes, countable, *window, seen, counts)
            for leaf in leaves:
                yield leaf, _emit(leaf.test, None, partial(_whole_passes, counts, leaf.test))
        return
    edges = [prop.index(family.high)]
    for low, _, _ in family.slices():
        edges.append(prop.index(low))
    fresh = _distinct_counts(prop.profile, prop.codes, countable, np.array(edges, np.int64), scratch.profiles)
    for (_, _, leaves), added in zip(family.slices(), fresh, strict=True):
        counts += added
        for leaf in leaves:
            yield leaf, _emit(leaf.test, None, partial(_whole_passes, counts, leaf.test))


def _distinct_counts(
    profile: npt.NDArray[np.int32],
    codes: npt.NDArray[np.integer],
    countable: Mask,
    edges: npt.NDArray[np.int64],
    profiles: int,
) -> npt.NDArray[np.int32]:
    """How many new values each window brings each profile: fresh[window, profile].

    Occurrences are dealt to blocks of profiles first, so that each block's table stays in the processor's cache.
    """
    windows = edges.size - 1
    fresh = np.zeros((windows, profiles), np.int32)
    blocks = -(-profiles // (1 << _BLOCK_SHIFT))
    occurrences, offsets = sweep.partition(profile, codes, countable, edges, _BLOCK_SHIFT, blocks)
    for block in range(blocks):
        mine = occurrences[offsets[block] : offsets[block + 1]]
        table = np.full(1 << max(4, int(2 * mine.size).bit_length()), -1, np.int64)
        sweep.count_new_values(mine, block << _BLOCK_SHIFT, table, fresh)
    return fresh


def _chosen(family: Family, scratch: Scratch) -> Emitted:
    """One value of the data for each profile, tested as an attribute is."""
    prop = property_of(family.selection, family.of)
    edges = np.array([prop.index(low) for low, _, _ in family.slices()], np.int64)
    found = occurrences(family.selection, prop, int(edges[-1]), prop.index(family.high))
    by_kind: dict[str, npt.NDArray[np.int32]] = {}
    for window, step in enumerate(family.steps):
        for leaf in step.leaves:
            kind = leaf.measure.kind
            if kind not in by_kind:
                by_kind[kind] = chosen_values(kind, found, edges - edges[-1], scratch.profiles)
            words = empty(scratch.profiles)
            pack_lookup(by_kind[kind][window], lookup_table(prop.values, leaf.test, leaf.frame), words)
            yield leaf, words


def occurrences(selection: Selection, prop: _Property, low: int, high: int) -> Occurrences:
    """The property's values from one of its occurrences to before another."""
    if prop.starts is None:
        event = np.arange(low, high, dtype=np.int64)
    else:
        event = np.repeat(np.arange(selection.time.size, dtype=np.int64), np.diff(prop.starts))[low:high]
    times = selection.time[low:high] if prop.starts is None else selection.time[event]
    return Occurrences(prop.profile[low:high], times, event, prop.codes[low:high], prop.values)


_SWEEPS: dict[str, Callable[[Family, Scratch], Emitted]] = {
    "count": _counts,
    "times": _times,
    "active_days": _active_days,
    "totals": _totals,
    "extremes": _extremes,
    "distinct": _in_parts(_distinct),
    "values": _in_parts(_chosen),
}
